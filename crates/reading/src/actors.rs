//! Whom the sources mean: persons by their fullest name, bodies, outlets, states, groups.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use depesha_language::NameKind;
use depesha_language::morphology::{Animacy, Case, Gender, PartOfSpeech};
use depesha_text::{Article, ByteSpan};

use crate::inflection::{nominative_phrase, person_name};
use crate::phrases::{NounPhrase, noun_phrase};
use crate::record::{
    Actor, ActorClass, ActorId, Mention, MentionKind, Reading, Statement, StatementId,
    StatementKind,
};
use crate::statements::{Attribution, is_outlet, may_speak};
use crate::tables::{RoleKind, TABLES, folded};
use crate::words::Words;

/// Names the actors of the attributions and ties the statements to them.
pub(crate) fn reading(
    article: &Article,
    words: Words<'_>,
    attributions: Vec<Attribution>,
) -> Reading {
    let mut directory = Directory::new(words);
    let parents = parents(&attributions);
    let mut statements: Vec<Statement> = Vec::with_capacity(attributions.len());
    let mut interviews: HashMap<ActorId, Vec<ActorId>> = HashMap::new();
    for (index, attribution) in attributions.iter().enumerate() {
        let context = Context {
            before: &statements,
            attributions: &attributions,
            parent: parents[index],
            at: index,
        };
        let speaker = directory.speaker(attribution, &context);
        let mut via: Vec<ActorId> = Vec::new();
        for relay in &attribution.relays {
            let actor = directory.outlet(relay);
            if Some(actor) != speaker && !via.contains(&actor) {
                via.push(actor);
            }
        }
        if let Some(speaker) = speaker {
            if attribution.interview {
                interviews.entry(speaker).or_insert_with(|| via.clone());
            } else if via.is_empty()
                && parents[index].is_none()
                && let Some(relays) = interviews.get(&speaker)
            {
                via.clone_from(relays);
            }
        }
        statements.push(Statement {
            kind: attribution.kind,
            cue: attribution.cue,
            source: attribution.source.as_ref().map(|source| words.span(source.tokens.clone())),
            speaker,
            content: attribution.content.clone(),
            via,
            parent: parents[index].map(StatementId),
            rule: attribution.rule,
        });
    }
    let outlet = article.outlet.as_ref().map(|name| directory.named(name, ActorClass::Outlet));
    directory.finish(outlet, statements)
}

/// For each attribution the innermost other one whose content holds its cue.
fn parents(attributions: &[Attribution]) -> Vec<Option<usize>> {
    let extent = |found: &Attribution| found.content.iter().map(|span| span.len()).sum::<usize>();
    let mut parents: Vec<Option<usize>> = vec![None; attributions.len()];
    for (index, found) in attributions.iter().enumerate() {
        parents[index] = attributions
            .iter()
            .enumerate()
            .filter(|&(other, outer)| {
                other != index
                    && outer.holds(found.cue)
                    && !found.holds(outer.cue)
                    && extent(outer) > 0
            })
            .min_by_key(|&(other, outer)| (extent(outer), other))
            .map(|(other, _)| other);
    }
    // A ring of contents that hold each other's cues is cut where it would close.
    for index in 0..parents.len() {
        let mut seen = BTreeSet::from([index]);
        let mut at = index;
        while let Some(next) = parents[at] {
            if !seen.insert(next) {
                parents[at] = None;
                break;
            }
            at = next;
        }
    }
    parents
}

/// What was read before the attribution whose speaker is looked for.
struct Context<'a> {
    before: &'a [Statement],
    attributions: &'a [Attribution],
    parent: Option<usize>,
    at: usize,
}

/// A person of the report.
#[derive(Debug, Clone)]
struct Person {
    /// Words of the name, in the nominative as far as known, by their stems.
    surname: String,
    first: Option<String>,
    /// The mention that shows the name most fully.
    fullest: Range<usize>,
    mentions: Vec<Range<usize>>,
    gender: Option<Gender>,
    roles: Vec<RoleOfPerson>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct RoleOfPerson {
    lemma: String,
    synonyms: Option<&'static str>,
    states: BTreeSet<&'static str>,
    others: BTreeSet<String>,
}

struct Directory<'a> {
    words: Words<'a>,
    people: Vec<Person>,
    actors: Vec<Actor>,
    by_person: HashMap<usize, ActorId>,
    by_name: HashMap<String, ActorId>,
    mentions: Vec<(ActorId, Mention)>,
}

/// Endings of names in their cases, longest first.
const ENDINGS: &[&str] = &[
    "ого", "его", "ому", "ему", "ыми", "ими", "ой", "ою", "ей", "ею", "ым", "им", "ом", "ем", "ых",
    "их", "ый", "ий", "ая", "яя", "ую", "юю", "а", "я", "у", "ю", "е", "ы", "и", "о", "й", "ь",
];

/// The part of a name that its cases share.
fn stem(name: &str) -> String {
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

impl<'a> Directory<'a> {
    fn new(words: Words<'a>) -> Self {
        let mut directory = Self {
            words,
            people: Vec::new(),
            actors: Vec::new(),
            by_person: HashMap::new(),
            by_name: HashMap::new(),
            mentions: Vec::new(),
        };
        let names = words.analysis.names.iter().filter(|name| name.kind == NameKind::Person);
        for name in names {
            directory.meet(name.tokens.clone());
        }
        directory
    }

    /// The letters-only words of a name: whole words and initials.
    fn parts(&self, tokens: Range<usize>) -> (Vec<usize>, Vec<usize>) {
        let words = self.words;
        let parts: Vec<usize> =
            tokens.filter(|&token| words.form(token).chars().any(char::is_alphabetic)).collect();
        parts.into_iter().partition(|&token| words.form(token).chars().count() > 1)
    }

    /// Takes in a mention of a person by name.
    fn meet(&mut self, tokens: Range<usize>) -> Option<usize> {
        let words = self.words;
        let (whole, initials) = self.parts(tokens.clone());
        let last = *whole.last()?;
        // The network takes an office at the head of a sentence for a name now and then.
        if whole.len() == 1 && initials.is_empty() && TABLES.role(words.lemma(last)).is_some() {
            return None;
        }
        let surname = stem(words.form(last));
        let first = match (whole.len(), initials.first()) {
            (1, Some(&initial)) => Some(folded(words.form(initial))),
            (1, None) => None,
            _ => Some(stem(words.form(whole[0]))),
        };
        let gender = whole.iter().find_map(|&token| words.morphology(token).gender);
        let roles = self.roles_before(tokens.start);
        let index =
            self.find_person(&surname, first.as_deref(), whole.len() == 1 && initials.is_empty());
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
    fn fullness(&self, tokens: &Range<usize>) -> (usize, usize, bool) {
        let (whole, initials) = self.parts(tokens.clone());
        let nominative =
            whole.last().is_some_and(|&token| self.words.case(token) == Some(Case::Nominative));
        (whole.len(), initials.len(), nominative)
    }

    fn find_person(&self, surname: &str, first: Option<&str>, bare: bool) -> Option<usize> {
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
    fn roles_before(&self, name: usize) -> Vec<RoleOfPerson> {
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
                    && TABLES.role(words.lemma(token)).is_some()
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
    fn role_of(&self, head: usize, tokens: Range<usize>) -> RoleOfPerson {
        let words = self.words;
        let mut lemma = words.lemma(head).to_string();
        let mut synonyms = TABLES.role(&lemma).and_then(|role| role.synonyms);
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
            if let Some(state) = TABLES.state(word).or_else(|| TABLES.state(form)) {
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
                synonyms = TABLES.role("министр").and_then(|role| role.synonyms);
                others = BTreeSet::from([ministry["мин".len()..].to_string()]);
            }
        }
        RoleOfPerson { lemma, synonyms, states, others }
    }

    /// The person whom a role without a name means here.
    fn by_role(&self, role: &RoleOfPerson, at: usize) -> Option<usize> {
        let mut best: Option<(usize, (u8, bool, usize))> = None;
        for (index, person) in self.people.iter().enumerate() {
            for known in &person.roles {
                let same = known.lemma == role.lemma;
                let relation =
                    TABLES.role(&role.lemma).is_some_and(|role| role.kind == RoleKind::Relation);
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

    /// Who speaks in an attribution.
    fn speaker(&mut self, attribution: &Attribution, context: &Context<'_>) -> Option<ActorId> {
        let source = attribution.source.clone()?;
        self.resolve(&source, attribution, context, 0)
    }

    fn resolve(
        &mut self,
        source: &NounPhrase,
        attribution: &Attribution,
        context: &Context<'_>,
        depth: usize,
    ) -> Option<ActorId> {
        let words = self.words;
        if depth > 4 {
            return None;
        }
        // `который`: the noun before its clause.
        if words.lemma(source.head) == "который" || words.is(source.head, &["кто"]) {
            let noun = (words.analysis.sentence_of(source.head).tokens.start..source.head)
                .rev()
                .skip_while(|&token| words.is_comma(token) || words.is_punctuation(token))
                .find(|&token| {
                    (words.is_noun(token) || words.person_at(token).is_some())
                        && words.agree(token, source.head)
                })?;
            let head = words
                .token(words.token(source.head).head.unwrap_or(noun))
                .head
                .filter(|&head| words.is_noun(head) && head < source.head)
                .unwrap_or(noun);
            let start = words.analysis.sentence_of(noun).tokens.start;
            let phrase = noun_phrase(words, head, start..source.head);
            return self.resolve(&phrase, attribution, context, depth + 1);
        }
        if let Some(person) = self.person_in(source) {
            return Some(self.person(person, source, MentionKind::Name));
        }
        let form = words.form(source.head).to_lowercase();
        if matches!(
            form.as_str(),
            "он" | "она"
                | "они"
                | "его"
                | "её"
                | "ее"
                | "их"
                | "него"
                | "неё"
                | "нее"
                | "них"
                | "оно"
        ) {
            let found = self.by_pronoun(&form, source, attribution, context)?;
            self.mention(found, source, MentionKind::Pronoun);
            return Some(found);
        }
        if is_outlet(words, source) {
            return Some(self.outlet(source));
        }
        let lemma = words.lemma(source.head);
        if let Some(role) = TABLES.role(lemma)
            && !words.is_plural(source.head)
        {
            let wanted = self.role_of(source.head, source.tokens.clone());
            if let Some(person) = self.by_role(&wanted, source.head) {
                return Some(self.person(person, source, MentionKind::Role));
            }
            if role.kind != RoleKind::Relation {
                let bare =
                    wanted.states.is_empty() && wanted.others.is_empty() && lemma != "источник";
                if bare && let Some(before) = self.last_person(attribution, context, None) {
                    let free =
                        self.by_person.iter().find(|(_, actor)| **actor == before).is_some_and(
                            |(person, _)| {
                                self.people[*person].roles.iter().all(|known| {
                                    role.kind != RoleKind::Office
                                        || known.synonyms.is_none()
                                        || known.synonyms == wanted.synonyms
                                })
                            },
                        );
                    if free {
                        self.mention(before, source, MentionKind::Role);
                        return Some(before);
                    }
                }
            }
            return Some(self.described(source, ActorClass::Person));
        }
        if TABLES.document(lemma) == Some(true) || TABLES.document(lemma).is_some() {
            if let Some(issuer) = self.issuer(source, attribution, context, depth) {
                return Some(issuer);
            }
            return Some(self.described(source, ActorClass::Unknown));
        }
        if let Some(name) = words.name_at(source.head) {
            let whole =
                name.tokens.len() >= source.tokens.len() || name.tokens.contains(&source.head);
            let body = TABLES.is_body(words.lemma(source.head));
            if name.kind == NameKind::Place && whole && !body {
                let text = nominative_phrase(
                    words,
                    &NounPhrase { head: source.head, tokens: name.tokens.clone() },
                );
                if let Some(state) = TABLES
                    .state_of_seat(&text)
                    .or_else(|| TABLES.state_of_seat(words.lemma(source.head)))
                {
                    let actor = self.named(state, ActorClass::State);
                    self.mention(actor, source, MentionKind::Metonym);
                    return Some(actor);
                }
                let class = if TABLES.state(&text).is_some()
                    || TABLES.state(words.lemma(source.head)).is_some()
                {
                    ActorClass::State
                } else {
                    ActorClass::Place
                };
                return Some(self.described(source, class));
            }
            return Some(self.described(source, ActorClass::Organization));
        }
        let class = match TABLES.group(lemma).or_else(|| TABLES.group(&form)) {
            Some("state") => ActorClass::State,
            Some("organization") => ActorClass::Organization,
            Some("outlet") => ActorClass::Outlet,
            Some(_) => ActorClass::Group,
            None if TABLES.is_body(lemma)
                || form.chars().count() > 1
                    && words.form(source.head).chars().all(char::is_uppercase) =>
            {
                ActorClass::Organization
            }
            None if words.is_plural(source.head)
                && words.morphology(source.head).animacy == Some(Animacy::Animate) =>
            {
                ActorClass::Group
            }
            None if words.morphology(source.head).animacy == Some(Animacy::Animate) => {
                ActorClass::Person
            }
            None => ActorClass::Unknown,
        };
        Some(self.described(source, class))
    }

    /// The one for whom a document speaks: the person or body that its phrase names behind it.
    fn issuer(
        &mut self,
        source: &NounPhrase,
        attribution: &Attribution,
        context: &Context<'_>,
        depth: usize,
    ) -> Option<ActorId> {
        let words = self.words;
        if TABLES.document(words.lemma(source.head)) != Some(true) {
            return None;
        }
        let named_before = || {
            // `своим указом президент освободил …; в указе отмечается`: the one who acted with it.
            let sentence = words.analysis.sentence_of(source.head).tokens.start;
            let from = sentence.saturating_sub(120);
            (from..sentence)
                .rev()
                .find(|&token| words.lemma(token) == words.lemma(source.head))
                .and_then(|token| {
                    let limits = words.analysis.sentence_of(token).tokens.clone();
                    let verb = limits
                        .clone()
                        .filter(|&at| words.is_predicate(at))
                        .min_by_key(|&at| at.abs_diff(token))?;
                    crate::phrases::own_subject(words, verb, limits)
                        .filter(|subject| may_speak(words, subject.head) && subject.head != token)
                })
        };
        let behind = (source.head + 1..source.tokens.end).find(|&token| {
            words.is_noun(token)
                && (words.case(token) == Some(Case::Genitive) || words.case(token).is_none())
                && (TABLES.role(words.lemma(token)).is_some()
                    || TABLES.is_body(words.lemma(token))
                    || words.name_at(token).is_some()
                    || TABLES.group(words.lemma(token)).is_some())
        });
        let Some(behind) = behind else {
            let subject = named_before()?;
            return self.resolve(&subject, attribution, context, depth + 1);
        };
        let phrase = NounPhrase { head: behind, tokens: behind..source.tokens.end };
        let start = (source.head + 1..behind)
            .rev()
            .take_while(|&token| words.is_attribute(token))
            .last()
            .unwrap_or(behind);
        self.resolve(
            &NounPhrase { head: phrase.head, tokens: start..phrase.tokens.end },
            attribution,
            context,
            depth + 1,
        )
    }

    /// The person whose name stands in the phrase.
    fn person_in(&mut self, source: &NounPhrase) -> Option<usize> {
        let words = self.words;
        // A person's name in the genitive behind a noun of relation (`внук Манделы`) or of a group is not the
        // one who speaks.
        let head_role = TABLES.role(words.lemma(source.head));
        let relation = head_role.is_some_and(|role| role.kind == RoleKind::Relation);
        let group = words.is_plural(source.head) && words.person_at(source.head).is_none();
        for token in source.tokens.clone() {
            let Some(name) = words
                .person_at(token)
                .filter(|name| name.tokens.start == token || token == source.tokens.start)
            else {
                continue;
            };
            let owned = token != source.head
                && words.case(token) == Some(Case::Genitive)
                && words.case(source.head) != Some(Case::Genitive);
            let stands_for_itself = token == source.head || name.tokens.contains(&source.head);
            if !stands_for_itself
                && (owned || (relation && words.case(token) != words.case(source.head)) || group)
            {
                continue;
            }
            if !stands_for_itself
                && words.case(source.head) == Some(Case::Genitive)
                && (relation || head_role.is_none())
            {
                continue;
            }
            let (whole, initials) = self.parts(name.tokens.clone());
            let last = *whole.last()?;
            let surname = stem(words.form(last));
            let first = match (whole.len(), initials.first()) {
                (1, Some(&initial)) => Some(folded(words.form(initial))),
                (1, None) => None,
                _ => Some(stem(words.form(whole[0]))),
            };
            if !self.people.iter().any(|person| person.mentions.contains(&name.tokens))
                && TABLES.role(words.lemma(token)).is_some()
            {
                continue;
            }
            return self
                .people
                .iter()
                .position(|person| person.mentions.contains(&name.tokens))
                .or_else(|| self.find_person(&surname, first.as_deref(), whole.len() == 1));
        }
        // A surname that the names' network passed over.
        if words.part_of_speech(source.head) == PartOfSpeech::ProperNoun
            && words.name_at(source.head).is_none()
        {
            let surname = stem(words.form(source.head));
            return self.find_person(&surname, None, true);
        }
        None
    }

    fn by_pronoun(
        &mut self,
        form: &str,
        source: &NounPhrase,
        attribution: &Attribution,
        context: &Context<'_>,
    ) -> Option<ActorId> {
        let gender = match form {
            "он" | "его" | "него" => Some(Gender::Masculine),
            "она" | "её" | "ее" | "неё" | "нее" => Some(Gender::Feminine),
            "оно" => Some(Gender::Neuter),
            _ => None,
        };
        if gender.is_none() {
            // `они`: the last group or body that spoke.
            let before = context.before.iter().enumerate().rev().find(|(index, statement)| {
                context.attributions[*index].within == attribution.within
                    && statement.speaker.is_some_and(|actor| {
                        !matches!(self.actors[actor.0].class, ActorClass::Person)
                    })
            });
            return before.and_then(|(_, statement)| statement.speaker);
        }
        let within_speech = context.parent.filter(|_| attribution.within.is_some());
        match within_speech {
            None => {
                if let Some(found) = self.last_person(attribution, context, gender) {
                    // A person named since as the subject of a sentence is nearer than the last speaker.
                    return Some(
                        self.nearer_subject(found, source, gender, context).unwrap_or(found),
                    );
                }
                let person = self.nearest_person(source.head, gender, None)?;
                Some(self.person_actor(person))
            }
            Some(parent) => {
                let speaker = context.before.get(parent).and_then(|statement| statement.speaker);
                let speaker = speaker.and_then(|actor| {
                    self.by_person
                        .iter()
                        .find(|(_, known)| **known == actor)
                        .map(|(person, _)| *person)
                });
                let at = words_start(self.words, source);
                let from = context.attributions[parent]
                    .content
                    .iter()
                    .find(|span| span.covers(at))
                    .map_or(0, |span| span.start);
                let person = self
                    .person_in_speech(source.head, from, gender, speaker)
                    .or_else(|| self.nearest_person(source.head, gender, speaker))?;
                Some(self.person_actor(person))
            }
        }
    }

    /// The person who is the subject of the sentence just before the pronoun, where that is not the last speaker.
    fn nearer_subject(
        &mut self,
        last: ActorId,
        source: &NounPhrase,
        gender: Option<Gender>,
        context: &Context<'_>,
    ) -> Option<ActorId> {
        use depesha_language::Relation;
        let words = self.words;
        let since = context
            .before
            .iter()
            .filter(|statement| statement.speaker == Some(last))
            .map(|statement| statement.cue.end)
            .max()
            .unwrap_or(0);
        let start = words.analysis.sentence_of(source.head).tokens.start;
        let sentence =
            words.analysis.sentences.iter().rev().find(|sentence| sentence.tokens.end <= start)?;
        let spoken = |span: ByteSpan| {
            context
                .attributions
                .iter()
                .any(|found| found.kind != StatementKind::Indirect && found.holds(span))
        };
        let subject = (sentence.tokens.clone())
            .chain(start..source.head)
            .rev()
            .filter(|&token| !spoken(words.token(token).span))
            .find_map(|token| {
                let relation = words.token(token).relation;
                let is_subject = matches!(relation, Relation::Nsubj | Relation::NsubjPass)
                    || words.token(token).head.is_some_and(|head| {
                        matches!(words.token(head).relation, Relation::Nsubj | Relation::NsubjPass)
                            && matches!(relation, Relation::Appos | Relation::FlatName)
                    });
                let name = words.person_at(token)?;
                (is_subject
                    && words.case(token) == Some(Case::Nominative)
                    && name.span.start >= since)
                    .then(|| name.tokens.clone())
            })?;
        let person = self.people.iter().position(|person| {
            person.mentions.contains(&subject)
                && (person.gender.is_none() || person.gender == gender)
        })?;
        let actor = self.person_actor(person);
        (actor != last).then_some(actor)
    }

    /// The last person who spoke on the same level.
    fn last_person(
        &self,
        attribution: &Attribution,
        context: &Context<'_>,
        gender: Option<Gender>,
    ) -> Option<ActorId> {
        context.before.iter().enumerate().rev().find_map(|(index, statement)| {
            let actor = statement.speaker?;
            let same_level = context.attributions[index].within == attribution.within
                && statement.parent.is_none_or(|parent| Some(parent.0) == context.parent);
            let person = self.actors[actor.0].class == ActorClass::Person;
            let known = self
                .by_person
                .iter()
                .find(|(_, known)| **known == actor)
                .and_then(|(person, _)| self.people[*person].gender);
            let agrees = gender.is_none() || known.is_none() || known == gender;
            let self_reference = index == context.at;
            (same_level && person && agrees && !self_reference).then_some(actor)
        })
    }

    /// Whom a pronoun within a speech means: a person named in the speech before it, else the one of whom
    /// the report has spoken most.
    fn person_in_speech(
        &self,
        at: usize,
        from: usize,
        gender: Option<Gender>,
        except: Option<usize>,
    ) -> Option<usize> {
        let words = self.words;
        let fits = |index: usize, person: &Person| {
            Some(index) != except
                && (gender.is_none() || person.gender.is_none() || person.gender == gender)
        };
        let before =
            |person: &Person| person.mentions.iter().filter(|mention| mention.start < at).count();
        let within = |person: &Person| {
            person
                .mentions
                .iter()
                .map(|mention| mention.start)
                .filter(|&start| start < at && words.token(start).span.start >= from)
                .max()
        };
        let people =
            || self.people.iter().enumerate().filter(|(index, person)| fits(*index, person));
        people()
            .filter_map(|(index, person)| Some((within(person)?, index)))
            .max()
            .map(|(_, index)| index)
            .or_else(|| {
                people()
                    .filter(|(_, person)| before(person) > 0)
                    .max_by_key(|(index, person)| (before(person), std::cmp::Reverse(*index)))
                    .map(|(index, _)| index)
            })
    }

    /// The person named last before a token.
    fn nearest_person(
        &self,
        at: usize,
        gender: Option<Gender>,
        except: Option<usize>,
    ) -> Option<usize> {
        let candidates = self.people.iter().enumerate().filter(|(index, person)| {
            Some(*index) != except
                && (gender.is_none() || person.gender.is_none() || person.gender == gender)
        });
        candidates
            .filter_map(|(index, person)| {
                let last = person
                    .mentions
                    .iter()
                    .map(|mention| mention.start)
                    .filter(|&start| start < at)
                    .max()?;
                Some((last, index))
            })
            .max()
            .map(|(_, index)| index)
    }

    fn person(&mut self, person: usize, source: &NounPhrase, kind: MentionKind) -> ActorId {
        let actor = self.person_actor(person);
        self.mention(actor, source, kind);
        actor
    }

    fn person_actor(&mut self, person: usize) -> ActorId {
        if let Some(&actor) = self.by_person.get(&person) {
            return actor;
        }
        let name = self.full_name(person);
        let actor = self.new_actor(name, ActorClass::Person);
        self.by_person.insert(person, actor);
        actor
    }

    /// The fullest name in the nominative: as the text has it, where it stands so anywhere.
    fn full_name(&self, person: usize) -> String {
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

    /// The actor of an outlet, by its name without the common noun before it.
    fn outlet(&mut self, phrase: &NounPhrase) -> ActorId {
        let words = self.words;
        let named = phrase.tokens.clone().position(|token| {
            matches!(words.form(token), "«" | "\"" | "„")
                || words.name_at(token).is_some()
                || words.morphology(token).foreign
                || words.form(token).chars().next().is_some_and(|c| c.is_ascii_alphabetic())
        });
        let name = match named {
            Some(offset)
                if TABLES.is_outlet_noun(words.lemma(phrase.head))
                    || offset > 0 && words.is_attribute(phrase.tokens.start) =>
            {
                let tokens = phrase.tokens.start + offset..phrase.tokens.end;
                nominative_phrase(words, &NounPhrase { head: tokens.start, tokens })
            }
            _ => nominative_phrase(words, phrase),
        };
        let name: String =
            name.chars().filter(|c| !matches!(c, '«' | '»' | '"' | '„' | '“' | '”')).collect();
        let actor = self.named(name.trim(), ActorClass::Outlet);
        self.mention(actor, phrase, MentionKind::Name);
        actor
    }

    /// The actor that the phrase describes, by the phrase itself in the nominative.
    fn described(&mut self, phrase: &NounPhrase, class: ActorClass) -> ActorId {
        let words = self.words;
        let text = nominative_phrase(words, phrase);
        let proper = words.name_at(phrase.tokens.start).is_some()
            || words.part_of_speech(phrase.tokens.start) == PartOfSpeech::ProperNoun
            || text.chars().take_while(|c| c.is_alphabetic()).filter(|c| c.is_uppercase()).count()
                > 1;
        let mut letters = text.chars();
        let text = match letters.next() {
            Some(first) if !proper => first.to_lowercase().chain(letters).collect(),
            _ => text,
        };
        let text = self.expansion(&text).unwrap_or(text);
        let actor = self.named(&text, class);
        let kind = if proper { MentionKind::Name } else { MentionKind::Role };
        self.mention(actor, phrase, kind);
        actor
    }

    /// The full name of a body that the text calls by its initials here.
    fn expansion(&self, abbreviation: &str) -> Option<String> {
        let letters: Vec<char> = abbreviation.chars().collect();
        if letters.len() < 2 || !letters.iter().all(|c| c.is_uppercase()) {
            return None;
        }
        let words = self.words;
        let names = words.analysis.names.iter().filter(|name| name.kind == NameKind::Organization);
        for name in names {
            for start in name.tokens.clone() {
                let initials: Vec<(usize, char)> = (start..name.tokens.end)
                    .filter(|&token| words.form(token).chars().count() > 2 || words.is_noun(token))
                    .filter_map(|token| {
                        Some((token, words.form(token).chars().next()?.to_uppercase().next()?))
                    })
                    .take(letters.len())
                    .collect();
                if initials.len() == letters.len()
                    && initials.iter().map(|(_, c)| *c).eq(letters.iter().copied())
                {
                    let head = (start..name.tokens.end)
                        .find(|&token| words.is_noun(token))
                        .unwrap_or(start);
                    return Some(nominative_phrase(
                        words,
                        &NounPhrase { head, tokens: start..name.tokens.end },
                    ));
                }
            }
        }
        None
    }

    fn named(&mut self, name: &str, class: ActorClass) -> ActorId {
        let key = folded(name);
        if let Some(&actor) = self.by_name.get(&key) {
            return actor;
        }
        let actor = self.new_actor(name.to_string(), class);
        self.by_name.insert(key, actor);
        actor
    }

    fn new_actor(&mut self, name: String, class: ActorClass) -> ActorId {
        self.actors.push(Actor { name, class, mentions: Vec::new() });
        ActorId(self.actors.len() - 1)
    }

    fn mention(&mut self, actor: ActorId, phrase: &NounPhrase, kind: MentionKind) {
        let span: ByteSpan = self.words.span(phrase.tokens.clone());
        self.mentions.push((actor, Mention { span, kind }));
    }

    /// Hands out the actors with all their mentions, numbered by where they are first spoken of.
    fn finish(mut self, outlet: Option<ActorId>, mut statements: Vec<Statement>) -> Reading {
        for (&person, &actor) in &self.by_person {
            for tokens in &self.people[person].mentions {
                self.mentions.push((
                    actor,
                    Mention { span: self.words.span(tokens.clone()), kind: MentionKind::Name },
                ));
            }
        }
        for (actor, mention) in &self.mentions {
            self.actors[actor.0].mentions.push(*mention);
        }
        for actor in &mut self.actors {
            actor.mentions.sort_by_key(|mention| (mention.span, mention.kind as u8));
            actor.mentions.dedup_by_key(|mention| mention.span);
        }
        let mut order: Vec<usize> = (0..self.actors.len()).collect();
        order.sort_by_key(|&actor| {
            (self.actors[actor].mentions.first().map(|mention| mention.span), actor)
        });
        let mut number = vec![ActorId(0); self.actors.len()];
        for (new, &old) in order.iter().enumerate() {
            number[old] = ActorId(new);
        }
        for statement in &mut statements {
            statement.speaker = statement.speaker.map(|actor| number[actor.0]);
            for relay in &mut statement.via {
                *relay = number[relay.0];
            }
        }
        let outlet = outlet.map(|actor| number[actor.0]);
        let mut actors: Vec<Option<Actor>> = self.actors.into_iter().map(Some).collect();
        let actors = order.iter().filter_map(|&old| actors[old].take()).collect();
        Reading { outlet, actors, statements }
    }
}

fn words_start(words: Words<'_>, phrase: &NounPhrase) -> usize {
    words.token(phrase.tokens.start).span.start
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
