//! The people of a report: one entry for all the mentions of a name, with the offices that the text gives.

use std::collections::BTreeSet;
use std::ops::Range;

use depesha_language::morphology::{Case, Gender, PartOfSpeech};
use depesha_language::{NameKind, Relation};

use super::Cast;
use crate::inflection::person_name;
use crate::tables::{RoleKind, folded};

/// A person of the report.
#[derive(Debug, Clone)]
pub(super) struct Person {
    /// Words of the name, in the nominative as far as known, by their stems.
    pub(super) surname: String,
    pub(super) first: Option<String>,
    /// The mention that shows the name most fully.
    pub(super) fullest: Range<usize>,
    pub(super) mentions: Vec<Range<usize>>,
    pub(super) gender: Option<Gender>,
    pub(super) roles: Vec<RoleOfPerson>,
}

/// What of a name is compared: the stem of the surname, the stem or initial of the first name.
pub(super) struct NameKey {
    pub(super) surname: String,
    pub(super) first: Option<String>,
    /// Whether it is a single word.
    pub(super) bare: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RoleOfPerson {
    pub(super) lemma: String,
    pub(super) synonyms: Option<&'static str>,
    pub(super) states: BTreeSet<&'static str>,
    pub(super) others: BTreeSet<String>,
}

/// Endings of names in their cases, longest first.
const ENDINGS: &[&str] = &[
    "ого", "его", "ому", "ему", "ыми", "ими", "ой", "ою", "ей", "ею", "ым", "им", "ом", "ем", "ых",
    "их", "ый", "ий", "ая", "яя", "ую", "юю", "а", "я", "у", "ю", "е", "ы", "и", "о", "й", "ь",
];

/// The part of a name that its cases share.
pub(super) fn stem(name: &str) -> String {
    let name = folded(name);
    let length = name.chars().count();
    for ending in ENDINGS {
        let left = length.saturating_sub(ending.chars().count());
        if left >= 3 && name.ends_with(ending) {
            return name[..name.len() - ending.len()].to_string();
        }
    }
    name
}

/// Whether two spellings differ by one letter at the most, as a slip of the pen does.
fn nearly(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if short.len() < 4 || long.len() - short.len() > 1 || short[0] != long[0] {
        return false;
    }
    let same = short.iter().zip(&long).take_while(|(a, b)| a == b).count();
    let skip = usize::from(short.len() == long.len());
    short[(same + skip).min(short.len())..] == long[(same + 1).min(long.len())..]
}

impl Cast<'_> {
    /// The letters-only words of a name: whole words and initials.
    pub(super) fn parts(&self, tokens: Range<usize>) -> (Vec<usize>, Vec<usize>) {
        let words = self.words;
        let parts: Vec<usize> =
            tokens.filter(|&token| words.form(token).chars().any(char::is_alphabetic)).collect();
        parts.into_iter().partition(|&token| words.form(token).chars().count() > 1)
    }

    /// The stems by which a name is compared.
    pub(super) fn name_key(&self, tokens: Range<usize>) -> Option<NameKey> {
        let words = self.words;
        let (whole, initials) = self.parts(tokens);
        let surname = stem(words.form(*whole.last()?));
        let first = match (whole.len(), initials.first()) {
            (1, Some(&initial)) => Some(folded(words.form(initial))),
            (1, None) => None,
            _ => Some(stem(words.form(whole[0]))),
        };
        let bare = first.is_none();
        Some(NameKey { surname, first, bare })
    }

    /// The name without a word in another case before it, which the network took for part of it:
    /// `министр торговли Лернии Томас Виллинг`.
    pub(super) fn in_one_case(&self, tokens: Range<usize>) -> Range<usize> {
        let words = self.words;
        // `Тони Браун (Tony Brown`: the name in letters of its own language is not repeated.
        let end = tokens
            .clone()
            .find(|&token| words.form(token) == "(")
            .filter(|&end| end > tokens.start)
            .unwrap_or(tokens.end);
        let tokens = tokens.start..end;
        let mut start = tokens.start;
        // `поп-звезда Мадонна`: an office or trade is no part of the name.
        if start + 1 < tokens.end && words.tables.role(words.lemma(start)).is_some() {
            start += 1;
        }
        // Where the network gives both one case, the tree shows that the first belongs to the office.
        let of_office = |token: usize| {
            words.token(token).relation == Relation::Nmod
                && matches!(words.token(token + 1).relation, Relation::Appos | Relation::Nsubj)
        };
        while start + 2 < tokens.end
            && words.case(tokens.end - 1) == Some(Case::Nominative)
            && (words.case(start) != Some(Case::Nominative) || of_office(start))
        {
            start += 1;
        }
        start..tokens.end
    }

    /// Takes in a mention of a person by name.
    pub(super) fn meet(&mut self, tokens: Range<usize>) -> Option<usize> {
        let words = self.words;
        let tokens = self.in_one_case(tokens);
        let (whole, initials) = self.parts(tokens.clone());
        let last = *whole.last()?;
        // The network takes an office at the head of a sentence for a name now and then.
        if whole.len() == 1 && initials.is_empty() && words.tables.role(words.lemma(last)).is_some()
        {
            return None;
        }
        let NameKey { surname, first, bare } = self.name_key(tokens.clone())?;
        let gender = whole.iter().find_map(|&token| words.morphology(token).gender);
        let roles = self.roles_before(tokens.start);
        let index = self.find_person(&surname, first.as_deref(), bare);
        let index = match index {
            Some(index) => index,
            None => {
                self.people.push(Person {
                    surname,
                    first: first.clone(),
                    fullest: tokens.clone(),
                    mentions: Vec::new(),
                    gender,
                    roles: Vec::new(),
                });
                self.people.len() - 1
            }
        };
        let fuller = self.fullness(&tokens) > self.fullness(&self.people[index].fullest);
        let person = &mut self.people[index];
        person.mentions.push(tokens.clone());
        if person.first.as_ref().is_none_or(|known| known.chars().count() == 1) && first.is_some() {
            person.first = first;
        }
        if fuller {
            person.surname = stem(words.form(last));
            person.fullest = tokens;
            person.gender = gender.or(person.gender);
        }
        for role in roles {
            if !person.roles.contains(&role) {
                person.roles.push(role);
            }
        }
        Some(index)
    }

    /// How fully a mention shows a name: whole words count most, the nominative breaks ties.
    pub(super) fn fullness(&self, tokens: &Range<usize>) -> (usize, usize, bool) {
        let (whole, initials) = self.parts(tokens.clone());
        let nominative =
            whole.last().is_some_and(|&token| self.words.case(token) == Some(Case::Nominative));
        (whole.len(), initials.len(), nominative)
    }

    pub(super) fn find_person(
        &self,
        surname: &str,
        first: Option<&str>,
        bare: bool,
    ) -> Option<usize> {
        let compatible = |person: &Person| match (person.first.as_deref(), first) {
            (Some(known), Some(new)) => {
                let (short, long) = if known.chars().count() <= new.chars().count() {
                    (known, new)
                } else {
                    (new, known)
                };
                known == new
                    || (short.chars().count() == 1 && long.starts_with(short))
                    || nearly(known, new)
            }
            _ => true,
        };
        let latest = |matches: &dyn Fn(&Person) -> bool| self.people.iter().rposition(matches);
        latest(&|person| person.surname == surname && compatible(person))
            // A bare first name, or an Asian surname that stands first.
            .or_else(|| {
                if bare { latest(&|person| person.first.as_deref() == Some(surname)) } else { None }
            })
            .or_else(|| {
                let mut near = self.people.iter().enumerate().filter(|(_, person)| {
                    nearly(&person.surname, surname)
                        && compatible(person)
                        && surname.chars().count() >= 5
                        || surname.chars().count() == 4
                            && bare
                            && nearly(&person.surname, surname)
                            && person.first.is_some()
                });
                let found = near.next()?;
                near.next().is_none().then_some(found.0)
            })
    }

    /// The offices, trades and relations in the words before a name: `председатель комитета, депутат`.
    pub(super) fn roles_before(&self, name: usize) -> Vec<RoleOfPerson> {
        let words = self.words;
        let sentence = words.analysis.sentence_of(name).tokens.start;
        let belongs = |at: usize| {
            words.is_noun(at)
                || words.is_attribute(at)
                || words.is(at, &["по", "при", "в", "на", "от", "и"])
                || matches!(words.form(at), "«" | "»" | "\"" | "-")
                || words.name_at(at).is_some_and(|name| name.kind != NameKind::Person)
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
        heads
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
            .collect()
    }

    /// The role that the noun `head` gives, with what the words of the phrase say of whose it is.
    pub(super) fn role_of(&self, head: usize, tokens: Range<usize>) -> RoleOfPerson {
        let words = self.words;
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
        RoleOfPerson { lemma, synonyms, states, others }
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
                    .filter(|mention| mention.start < at)
                    .map(|mention| mention.start)
                    .max();
                let score = (exact, earlier.is_some(), earlier.unwrap_or(0));
                if best.is_none_or(|(_, known)| score > known) {
                    best = Some((index, score));
                }
            }
        }
        best.map(|(index, _)| index)
    }

    /// The fullest name in the nominative: as the text has it, where it stands so anywhere.
    pub(super) fn full_name(&self, person: usize) -> String {
        let words = self.words;
        let person = &self.people[person];
        let (whole, initials) = self.parts(person.fullest.clone());
        let mut name = String::new();
        let mut parts: Vec<usize> = whole.iter().chain(&initials).copied().collect();
        parts.sort_unstable();
        for (token, word) in parts.iter().zip(person_name(words, &parts, person.gender)) {
            if !name.is_empty() {
                name.push(' ');
            }
            name.push_str(&word);
            if initials.contains(token) {
                name.push('.');
            }
        }
        name
    }
}

/// Whether two words are of one root, as far as their first letters tell: `связь`, `связи`.
fn akin_words(one: &str, other: &str) -> bool {
    let shared = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    one == other || shared >= 4 && shared + 3 >= one.chars().count().min(other.chars().count())
}

/// Whether the set of synonyms is one of those for the head of a state, government or body.
fn heads(synonyms: Option<&'static str>) -> bool {
    matches!(synonyms, Some("head_of_state" | "head_of_government" | "leader"))
}
