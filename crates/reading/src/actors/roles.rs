//! Offices, trades and relations: which words give them, to whom, and of what they are.

use std::collections::BTreeSet;
use std::ops::Range;

use depesha_language::NameKind;
use depesha_language::morphology::{Case, PartOfSpeech};

use super::Cast;
use crate::inflection::nominative;
use crate::phrases::noun_phrase;
use crate::record::{ActorId, Role};
use crate::tables::RoleKind;

/// A role as a phrase of the text gives it.
#[derive(Debug, Clone)]
pub(super) struct RoleOfPerson {
    pub(super) lemma: String,
    pub(super) synonyms: Option<&'static str>,
    pub(super) states: BTreeSet<&'static str>,
    pub(super) others: BTreeSet<String>,
    /// The noun of the phrase, and the whole of it.
    pub(super) head: usize,
    pub(super) tokens: Range<usize>,
}

impl RoleOfPerson {
    /// Whether the two phrases give one and the same role.
    pub(super) fn is_the_same(&self, other: &Self) -> bool {
        (&self.lemma, &self.states, &self.others) == (&other.lemma, &other.states, &other.others)
    }
}

impl Cast<'_> {
    /// The offices, trades and relations in the words before a name: `председатель комитета, депутат`.
    pub(super) fn roles_before(&self, name: usize) -> Vec<RoleOfPerson> {
        let words = self.words;
        let sentence = words.analysis.sentence_of(name).tokens.start;
        let belongs = |at: usize| {
            // `журналист Пётр Лугин и депутат Иван Ребров`: the first office is another's.
            let joins = at > sentence && words.is(at, &["и"]) && words.person_at(at - 1).is_some();
            !joins
                && (words.is_noun(at)
                    || words.is_attribute(at)
                    || words.is(at, &["по", "при", "в", "на", "от", "и"])
                    || matches!(words.form(at), "«" | "»" | "\"" | "-")
                    || words.name_at(at).is_some_and(|name| name.kind != NameKind::Person))
        };
        let mut start = name;
        while start > sentence && start + 24 > name {
            let before = start - 1;
            // A comma parts two offices of one person.
            let listed = words.is_comma(before)
                && before > sentence
                && start < name
                && (words.is_noun(before - 1) || words.name_at(before - 1).is_some());
            if !(belongs(before) || listed) {
                break;
            }
            start = before;
        }
        let case = words.case(name);
        let heads: Vec<usize> = (start..name)
            .filter(|&token| {
                words.is_noun(token)
                    && words.tables.role(words.lemma(token)).is_some()
                    && (case.is_none() || words.case(token) == case || words.case(token).is_none())
            })
            .collect();
        // In the genitive every office of the chain agrees (`секретарь министра Петрова`): the last is meant.
        let genitive = case == Some(Case::Genitive);
        let heads = if genitive { heads.last().copied().into_iter().collect() } else { heads };
        let mut roles: Vec<RoleOfPerson> = heads
            .iter()
            .enumerate()
            .map(|(index, &head)| {
                let from = (start..head)
                    .rev()
                    .take_while(|&token| words.is_attribute(token))
                    .last()
                    .unwrap_or(head);
                let to = heads.get(index + 1).copied().unwrap_or(name);
                let to = (head..to).find(|&token| words.is_comma(token)).unwrap_or(to);
                self.role_of(head, from..to)
            })
            .collect();
        // `премьер Эстонии и президент Латвии Пётр Лугин`: offices of two states are of two people.
        let last = roles.last().map(|role| role.states.clone()).unwrap_or_default();
        let foreign = roles.iter().rposition(|role| {
            !last.is_empty() && !role.states.is_empty() && role.states.is_disjoint(&last)
        });
        roles.split_off(foreign.map_or(0, |foreign| foreign + 1))
    }

    /// The office or trade in the words behind a name: `Пётр Лугин, глава комитета,`.
    pub(super) fn role_after(&self, name: &Range<usize>) -> Option<RoleOfPerson> {
        let words = self.words;
        let limits = name.end..words.analysis.sentence_of(name.start).tokens.end;
        let mark = name.end;
        if !limits.contains(&mark) || !(words.is_comma(mark) || words.is_dash(mark)) {
            return None;
        }
        let head = (mark + 1..limits.end)
            .find(|&token| !words.is_attribute(token))
            .filter(|&token| words.is_noun(token) && !words.is_plural(token))?;
        let case = words.case(head);
        let agrees = case == words.case(name.end - 1)
            || words.is_dash(mark) && case == Some(Case::Nominative);
        let role = words.tables.role(words.lemma(head))?;
        let named = words.name_at(head).is_some_and(|name| name.kind == NameKind::Person);
        if !agrees || named || role.kind == RoleKind::Relation {
            return None;
        }
        let phrase = noun_phrase(words, head, mark + 1..limits.end);
        // `Пётр Лугин, глава комитета Анна Реброва`: the office of the next one of a list.
        let of_another = phrase.tokens.clone().chain([phrase.tokens.end]).any(|token| {
            token < limits.end && words.person_at(token).is_some() && words.case(token) == case
        });
        let closed = phrase.tokens.end >= limits.end || words.is_punctuation(phrase.tokens.end);
        (closed && !of_another).then(|| self.role_of(head, phrase.tokens))
    }

    /// The role as the record has it.
    ///
    /// What the phrase says of whose it is (`министр обороны [Турции]`, `[российский] политолог`) is left
    /// out of the title and becomes the actor that it is of.
    pub(super) fn record_of_role(&mut self, role: &RoleOfPerson) -> Role {
        let words = self.words;
        let owner = self.owner_of(role);
        let owned = |token: usize| {
            owner.as_ref().is_some_and(|(tokens, _)| tokens.contains(&token))
                || token < role.head && self.state_at(token).is_some()
        };
        let mut title = String::new();
        for token in role.tokens.clone() {
            if token > role.head
                && (owned(token) || words.is_punctuation(token) && words.form(token) != "-")
            {
                break;
            }
            // `21 рыбак`: how many hold it is no part of it.
            let counts = token < role.head && words.part_of_speech(token) == PartOfSpeech::Numeral;
            if owned(token) || words.is_punctuation(token) || counts {
                continue;
            }
            if !title.is_empty() {
                title.push(' ');
            }
            let agrees = token <= role.head && words.case(token) == words.case(role.head);
            if agrees {
                title.push_str(&nominative(words, token));
            } else {
                title.push_str(words.form(token));
            }
        }
        // A preposition or conjunction that led to the owner leads nowhere now.
        while let Some((rest, last)) = title.rsplit_once(' ')
            && matches!(last, "в" | "во" | "на" | "по" | "при" | "от" | "из" | "и" | "с")
        {
            title.truncate(rest.len());
        }
        let title = words.lowercase_unless_abbreviation(&title);
        let evidence = words.span(role.tokens.clone());
        Role { title, of: owner.map(|(_, actor)| actor), evidence }
    }

    /// Whose the role is, and the words that say so: the first body, place or person behind the noun that
    /// no preposition but `в`, `при` or `от` governs; else the state.
    fn owner_of(&self, role: &RoleOfPerson) -> Option<(Range<usize>, ActorId)> {
        let words = self.words;
        let behind = role.head + 1..role.tokens.end;
        let body = behind
            .clone()
            .find_map(|token| self.body_at(token).filter(|(tokens, _)| tokens.start == token));
        let state = self.states.iter().find(|(mention, _)| {
            role.tokens.contains(&mention.tokens.start)
                && !(mention.tokens.start > role.head
                    && words.part_of_speech(mention.tokens.start - 1) == PartOfSpeech::Adposition
                    && !words.is(mention.tokens.start - 1, &["от"]))
        });
        let state = state.map(|(mention, actor)| (mention.tokens.clone(), *actor));
        let relation =
            words.tables.role(&role.lemma).is_some_and(|role| role.kind == RoleKind::Relation);
        let person = behind
            .clone()
            .find_map(|token| self.person_at(token).map(|person| (token, person)))
            .filter(|_| relation)
            .and_then(|(token, person)| {
                Some((token..role.tokens.end, *self.by_person.get(&person)?))
            });
        let place = behind
            .clone()
            .find_map(|token| self.place_at(token).filter(|(tokens, _)| tokens.start == token));
        // `президент страны`: of the state that was named last.
        let country = || {
            let token = behind.clone().find(|&token| {
                matches!(words.lemma(token), "страна" | "государство" | "республика")
            })?;
            let state = self.country_before(role.tokens.start)?;
            Some((token..role.tokens.end, state))
        };
        person.or(body).or(state).or(place).or_else(country)
    }

    /// The role that the noun `head` gives, with what the words of the phrase say of whose it is.
    pub(super) fn role_of(&self, head: usize, tokens: Range<usize>) -> RoleOfPerson {
        let words = self.words;
        let phrase = tokens.clone();
        let mut lemma = words.lemma(head).to_string();
        let mut synonyms = words.tables.role(&lemma).and_then(|role| role.synonyms);
        let mut states = BTreeSet::new();
        let mut others = BTreeSet::new();
        for token in tokens.filter(|&token| token != head) {
            let form = words.form(token);
            let word = words.lemma(token);
            if words.is_punctuation(token)
                || words.part_of_speech(token) == PartOfSpeech::Adposition
            {
                continue;
            }
            if let Some(state) = words.tables.state(word).or_else(|| words.tables.state(form)) {
                states.insert(state);
            } else if words.is_noun(token) || words.is_attribute(token) {
                others.insert(word.to_string());
            }
        }
        if lemma == "глава" || lemma == "лидер" || lemma == "председатель" {
            if others.contains("государство") {
                synonyms = Some("head_of_state");
            } else if others.contains("правительство") || others.contains("кабинет")
            {
                synonyms = Some("head_of_government");
            }
            others.remove("государство");
            others.remove("страна");
            // `глава Минобороны` is the `министр обороны`.
            if let Some(ministry) = others
                .iter()
                .find(|other| other.starts_with("мин") && other.chars().count() > 5)
                .cloned()
            {
                lemma = "министр".to_string();
                synonyms = words.tables.role("министр").and_then(|role| role.synonyms);
                others = BTreeSet::from([ministry["мин".len()..].to_string()]);
            }
        }
        RoleOfPerson { lemma, synonyms, states, others, head, tokens: phrase }
    }

    /// The person whom a role without a name means here.
    pub(super) fn by_role(&self, role: &RoleOfPerson, at: usize) -> Option<usize> {
        let words = self.words;
        let mut best: Option<(usize, (u8, bool, usize))> = None;
        for (index, person) in self.people.iter().enumerate() {
            for known in &person.roles {
                let same = known.lemma == role.lemma;
                let relation = words
                    .tables
                    .role(&role.lemma)
                    .is_some_and(|role| role.kind == RoleKind::Relation);
                let shared_states = known.states.intersection(&role.states).next().is_some();
                let shared_others = known
                    .others
                    .iter()
                    .any(|one| role.others.iter().any(|other| akin_words(one, other)));
                // Any head may be called leader, where the text says of what.
                let head = heads(known.synonyms)
                    && heads(role.synonyms)
                    && (shared_states || shared_others);
                let set = role.synonyms.is_some() && known.synonyms == role.synonyms;
                if !(same || set || head) || relation && !shared_others {
                    continue;
                }
                let states_fit = known.states.is_empty() || role.states.is_empty() || shared_states;
                let others_fit = role.others.is_empty()
                    || known.others.is_empty()
                    || shared_others
                    || shared_states && !same;
                if !states_fit || !others_fit {
                    continue;
                }
                let exact = u8::from(same) * 2
                    + u8::from(shared_states) * 3
                    + u8::from(known.others == role.others);
                let earlier = person
                    .mentions
                    .iter()
                    .map(|(mention, _)| mention.start)
                    .filter(|&start| start < at)
                    .max();
                let score = (exact, earlier.is_some(), earlier.unwrap_or(0));
                if best.is_none_or(|(_, known)| score > known) {
                    best = Some((index, score));
                }
            }
        }
        best.map(|(index, _)| index)
    }
}

/// Whether two words are of one root, as far as their first letters tell: `связь`, `связи`.
fn akin_words(one: &str, other: &str) -> bool {
    let shared = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    // `Минфин` and `министр финансов`.
    let beginning = |short: &str, long: &str| short.chars().count() >= 3 && long.starts_with(short);
    one == other
        || beginning(one, other)
        || beginning(other, one)
        || shared >= 4 && shared + 3 >= one.chars().count().min(other.chars().count())
}

/// Whether the set of synonyms is one of those for the head of a state, government or body.
fn heads(synonyms: Option<&'static str>) -> bool {
    matches!(synonyms, Some("head_of_state" | "head_of_government" | "leader"))
}
