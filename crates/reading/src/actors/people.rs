//! The people of a report: one entry for all the mentions of a name, with the offices that the text gives.

use std::collections::HashSet;
use std::ops::Range;

use depesha_language::dictionary::{Grammeme, gender_of_patronymic};
use depesha_language::morphology::{Case, Gender};
use depesha_language::{EntityKind, Relation};

use super::Cast;
use super::person_names::{Likeness, NameWord, Part, PersonName};
use super::roles::RoleOfPerson;
use crate::inflection::person_name;
use crate::tables::short_names;
use crate::words::Words;

/// A person of the report.
#[derive(Debug, Clone)]
pub(super) struct Person {
    pub(super) name: PersonName,
    /// The mention that shows the name most fully.
    pub(super) fullest: Range<usize>,
    /// Where the name stands, and how likely it means this person, in hundredths.
    pub(super) mentions: Vec<(Range<usize>, u8)>,
    pub(super) gender: Option<Gender>,
    pub(super) roles: Vec<RoleOfPerson>,
    /// Whom the name of one word may mean as well, where several have an equal claim to it.
    pub(super) perhaps: Vec<usize>,
}

impl Cast<'_> {
    /// The letters-only words of a name: whole words and initials.
    pub(super) fn parts(&self, tokens: Range<usize>) -> (Vec<usize>, Vec<usize>) {
        let words = self.words;
        let parts: Vec<usize> =
            tokens.filter(|&token| words.form(token).chars().any(char::is_alphabetic)).collect();
        parts.into_iter().partition(|&token| words.form(token).chars().count() > 1)
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

    /// Takes in all who are named, one entry for each person.
    ///
    /// Names of several words come first, so that a headline's `Каменев` meets whoever of that name the
    /// text introduces.
    pub(super) fn meet_people(&mut self) {
        let words = self.words;
        let mentions: Vec<Named> = self
            .entities
            .people
            .iter()
            .cloned()
            .filter_map(|tokens| {
                let kept = self.in_one_case(tokens.clone());
                let name = PersonName::parse(words, kept.clone())?;
                // An office at the head of a sentence is taken for a name now and then.
                let office = name.bare && words.tables.role(words.lemma(kept.start)).is_some();
                (!office).then_some(Named { tokens, kept, name })
            })
            .collect();
        let mentions = self.without_places(mentions);
        let mut persons: Vec<Option<usize>> = vec![None; mentions.len()];
        for bare in [false, true] {
            for at in 0..mentions.len() {
                let named = &mentions[at];
                if persons[at].is_some() || named.name.bare != bare && !(bare && named.name.bare) {
                    let alias = at > 0 && persons[at].is_none() && !bare;
                    if !(alias && stands_for(words, &mentions[at - 1].tokens, &named.tokens)) {
                        continue;
                    }
                }
                if at > 0 && stands_for(words, &mentions[at - 1].tokens, &named.tokens) {
                    if let Some(person) = persons[at - 1] {
                        self.also_known_as(person, named);
                        persons[at] = Some(person);
                    }
                    if persons[at].is_some() || !bare {
                        continue;
                    }
                }
                persons[at] = if named.name.bare {
                    Some(self.meet_by_one_word(named))
                } else {
                    Some(self.meet_by_full_name(named))
                };
            }
        }
        self.meet_overlooked();
        for person in &mut self.people {
            person.mentions.sort_by_key(|(tokens, _)| tokens.start);
        }
    }

    /// The names without those of one word that the text uses as the name of a place elsewhere, and never
    /// with a first name.
    fn without_places(&self, mut mentions: Vec<Named>) -> Vec<Named> {
        let words = self.words;
        let places: Vec<NameWord> = self
            .entities
            .places
            .iter()
            .filter(|(tokens, kind)| tokens.len() == 1 && *kind != EntityKind::Facility)
            .map(|(tokens, _)| tokens.start)
            .filter(|&token| words.is_noun(token))
            .map(|token| NameWord::new(words.form(token), words.case(token)))
            .collect();
        let places: HashSet<&str> = places.iter().flat_map(NameWord::fitting).collect();
        let called: Vec<bool> = mentions
            .iter()
            .map(|named| {
                let word = named.name.surname.as_ref().filter(|_| named.name.bare);
                word.is_some_and(|word| word.fitting().any(|name| places.contains(name)))
            })
            .collect();
        let with_first: HashSet<String> = mentions
            .iter()
            .filter(|named| !named.name.bare)
            .flat_map(|named| named.name.words().flat_map(NameWord::nominatives))
            .map(str::to_owned)
            .collect();
        let mut at = 0;
        mentions.retain(|named| {
            at += 1;
            let known = || {
                let word = named.name.surname.as_ref();
                word.is_some_and(|word| word.nominatives().any(|name| with_first.contains(name)))
            };
            !called[at - 1] || known()
        });
        mentions
    }

    /// Takes in names that were not found, of people whom the report names in full elsewhere.
    fn meet_overlooked(&mut self) {
        let words = self.words;
        let held: HashSet<usize> =
            words.analysis.entities.iter().flat_map(|entity| entity.tokens.clone()).collect();
        for token in 0..words.analysis.tokens.len() {
            let form = words.form(token);
            let capital = form.chars().next().is_some_and(char::is_uppercase);
            if !capital
                || form.chars().count() < 4
                || held.contains(&token)
                || self.person_at(token).is_some()
            {
                continue;
            }
            if words.dictionary.knows(form) && !is_a_name(words, token) {
                continue;
            }
            let tokens = with_initials(words, token);
            let Some(name) = PersonName::parse(words, tokens.clone()) else { continue };
            let found = if name.bare {
                self.known_for_certain(&name, token)
            } else {
                self.known_by_full_name(&name, None)
            };
            if let Some(person) = found.filter(|&person| self.people[person].name.first.is_some()) {
                let named = Named { tokens: tokens.clone(), kept: tokens, name };
                self.take_in(Some(person), &named, None, OVERLOOKED);
            }
        }
    }

    /// The only person whose surname the word is in the case that it has here.
    fn known_for_certain(&self, name: &PersonName, at: usize) -> Option<usize> {
        let word = name.surname.as_ref()?;
        let meant = self.known_by_one_word(name, at)?;
        let known = &self.people[meant.person].name;
        let surname = known.surname.as_ref()?.likeness(word) == Some(Likeness::Same);
        (surname && meant.rivals.is_empty()).then_some(meant.person)
    }

    fn also_known_as(&mut self, person: usize, named: &Named) {
        self.people[person].name.add_alias(&named.name);
        self.people[person].mentions.push((named.tokens.clone(), 100));
        self.index(person);
        self.note_tokens(person, &named.tokens);
    }

    fn meet_by_full_name(&mut self, named: &Named) -> usize {
        let gender = self.gender_of(&named.name);
        let found = self.known_by_full_name(&named.name, gender);
        self.take_in(found, named, gender, 100)
    }

    /// The person of that name of several words, if there is one: the likeliest, and of those the last.
    fn known_by_full_name(&self, name: &PersonName, gender: Option<Gender>) -> Option<usize> {
        let like = |person: usize| {
            let known = &self.people[person];
            let agree = known.gender.is_none() || gender.is_none() || known.gender == gender;
            let likeness = if known.name.bare {
                let word = known.name.surname.as_ref()?;
                name.likeness_of_word(word).map(|(_, likeness)| likeness)
            } else {
                known.name.likeness(name)
            };
            likeness.filter(|_| agree).map(|likeness| (likeness, person))
        };
        let candidates = self.candidates(name);
        let sure = candidates.into_iter().filter_map(like).max();
        sure.or_else(|| (0..self.people.len()).filter_map(like).max()).map(|(_, person)| person)
    }

    fn meet_by_one_word(&mut self, named: &Named) -> usize {
        match self.known_by_one_word(&named.name, named.tokens.start) {
            Some(Meant { person, confidence, rivals }) if rivals.is_empty() => {
                self.take_in(Some(person), named, None, confidence)
            }
            found => {
                let gender = self.gender_of(&named.name);
                let index = self.take_in(None, named, gender, 100);
                if let Some(Meant { person, mut rivals, .. }) = found {
                    rivals.push(person);
                    rivals.sort_unstable();
                    self.people[index].perhaps = rivals;
                }
                index
            }
        }
    }

    /// The person whom a name of one word means at that token.
    fn known_by_one_word(&self, name: &PersonName, at: usize) -> Option<Meant> {
        let word = name.surname.as_ref()?;
        let like = |person: usize| {
            let known = &self.people[person];
            let agree = known.gender.is_none_or(|gender| word.may_be(gender));
            let (part, likeness) = if known.name.bare {
                (Part::Surname, known.name.surname.as_ref()?.likeness(word)?)
            } else {
                known.name.likeness_of_word(word)?
            };
            let likeness = if agree { likeness } else { likeness.min(Likeness::Loose) };
            Some(((likeness, agree, part), person))
        };
        let mut found: Vec<_> = self.candidates(name).into_iter().filter_map(like).collect();
        if found.is_empty() {
            found = (0..self.people.len()).filter_map(like).collect();
        }
        let best = found.iter().map(|(how, _)| *how).max()?;
        found.retain(|(how, _)| *how == best);
        // Of those named before, the one of whom the report speaks most.
        let prominence = |person: usize| {
            let mentions = &self.people[person].mentions;
            let before = mentions.iter().any(|(tokens, _)| tokens.start < at);
            (before, mentions.len(), std::cmp::Reverse(person))
        };
        let confidence = if found.len() > 1 { ONE_OF_SEVERAL } else { 100 };
        let claim = |person: usize| (prominence(person).0, prominence(person).1);
        let (_, person) = found.iter().copied().max_by_key(|&(_, person)| prominence(person))?;
        let rivals = found
            .into_iter()
            .map(|(_, rival)| rival)
            .filter(|&rival| rival != person && claim(rival) == claim(person))
            .collect();
        Some(Meant { person, confidence, rivals })
    }

    /// Those who share a word with the name, in the order in which they were met.
    fn candidates(&self, name: &PersonName) -> Vec<usize> {
        let mut found: Vec<usize> = name
            .words()
            .flat_map(NameWord::nominatives)
            .flat_map(|nominative| {
                let by = |word: &str| self.people_by_word.get(word);
                short_names(nominative).filter_map(by).chain(by(nominative))
            })
            .flatten()
            .copied()
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    fn index(&mut self, person: usize) {
        let nominatives: Vec<String> = self.people[person]
            .name
            .words()
            .flat_map(NameWord::nominatives)
            .map(str::to_owned)
            .collect();
        for nominative in nominatives {
            let known = self.people_by_word.entry(nominative).or_default();
            if !known.contains(&person) {
                known.push(person);
            }
        }
    }

    fn note_tokens(&mut self, person: usize, tokens: &Range<usize>) {
        for token in tokens.clone() {
            self.people_by_token.insert(token, person);
        }
    }

    fn take_in(
        &mut self,
        person: Option<usize>,
        named: &Named,
        gender: Option<Gender>,
        confidence: u8,
    ) -> usize {
        let index = person.unwrap_or_else(|| {
            self.people.push(Person {
                name: named.name.clone(),
                fullest: named.kept.clone(),
                mentions: Vec::new(),
                gender,
                roles: Vec::new(),
                perhaps: Vec::new(),
            });
            self.people.len() - 1
        });
        let fuller = self.fullness(&named.kept) > self.fullness(&self.people[index].fullest);
        let mut roles = self.roles_before(named.kept.start);
        roles.extend(self.role_after(&named.tokens));
        let person = &mut self.people[index];
        person.name.absorb(&named.name);
        person.gender = person.gender.or(gender);
        person.mentions.push((named.tokens.clone(), confidence));
        if fuller {
            person.fullest = named.kept.clone();
        }
        for role in roles {
            if !person.roles.iter().any(|known| known.is_the_same(&role)) {
                person.roles.push(role);
            }
        }
        self.index(index);
        self.note_tokens(index, &named.tokens);
        index
    }

    /// The gender of the one who has the name: by the patronymic, by the first name, by the forms.
    fn gender_of(&self, name: &PersonName) -> Option<Gender> {
        let dictionary = self.words.dictionary;
        let by_patronymic =
            name.patronymic.as_ref().and_then(|word| gender_of_patronymic(word.form()));
        by_patronymic
            .or_else(|| {
                let first = name.first.as_ref().or(name.surname.as_ref().filter(|_| name.bare))?;
                let mut genders =
                    first.fitting().filter_map(|name| dictionary.gender_of_first_name(name));
                let gender = genders.next()?;
                genders.all(|other| other == gender).then_some(gender)
            })
            .or_else(|| name.surname.as_ref()?.gender())
            .or_else(|| name.first.as_ref()?.gender())
    }

    /// The person whose name holds the token.
    pub(super) fn person_at(&self, token: usize) -> Option<usize> {
        self.people_by_token.get(&token).copied()
    }

    /// The person whom the tokens name, though they were not found as a name.
    pub(super) fn person_called(&self, tokens: Range<usize>) -> Option<usize> {
        let at = tokens.start;
        let name = PersonName::parse(self.words, tokens)?;
        if name.bare {
            return self.known_by_one_word(&name, at).map(|meant| meant.person);
        }
        self.known_by_full_name(&name, self.gender_of(&name))
    }

    /// How fully a mention shows a name: whole words count most, the nominative breaks ties.
    pub(super) fn fullness(&self, tokens: &Range<usize>) -> (usize, usize, bool) {
        let (whole, initials) = self.parts(tokens.clone());
        let nominative =
            whole.last().is_some_and(|&token| self.words.case(token) == Some(Case::Nominative));
        (whole.len(), initials.len(), nominative)
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

/// How often a name of one word means the one of whom the report speaks most, where several have it, in
/// hundredths: 121 of 131 such mentions in NEREL's train split.
const ONE_OF_SEVERAL: u8 = 92;

/// How likely a word that is a known person's surname means that person where no name was found, in
/// hundredths; by feel.
pub(super) const OVERLOOKED: u8 = 85;

/// Whom a name of one word means.
struct Meant {
    person: usize,
    /// In hundredths.
    confidence: u8,
    /// Others with an equal claim to the name, which leave it open.
    rivals: Vec<usize>,
}

/// A place where somebody is named.
struct Named {
    tokens: Range<usize>,
    /// Of these, the ones that are the name.
    kept: Range<usize>,
    name: PersonName,
}

/// Whether the second name is said to be another of the one whom the first names:
/// `Томас Виллинг (Thomas Willing)`, `Анна Ли (настоящее имя — Ольга Рябова)`.
fn stands_for(words: Words<'_>, first: &Range<usize>, second: &Range<usize>) -> bool {
    const MARKS: &[&str] =
        &["настоящий", "наст", "урожденный", "псевдоним", "прозвище", "известный", "девичество"];
    const BESIDE: &[&str] = &[
        "имя",
        "фамилия",
        "как",
        "под",
        "по",
        "в",
        "более",
        "также",
        "он",
        "она",
        "же",
        "рождение",
        "при",
    ];
    if second.start <= first.end || second.start > first.end + 7 {
        return false;
    }
    let foreign = |tokens: &Range<usize>| {
        let form = words.form(tokens.start);
        form.chars().next().is_some_and(|letter| {
            letter.is_alphabetic()
                && !('а'..='я').contains(&letter)
                && !('А'..='Я').contains(&letter)
                && letter != 'Ё'
                && letter != 'ё'
        })
    };
    let between = first.end..second.start;
    let mut marked = false;
    let mut language = false;
    for token in between.clone() {
        let lemma = words.lemma(token);
        marked |= MARKS.contains(&lemma) || words.is(token, &["же"]);
        let short =
            words.text[words.token(token).span.end..].starts_with('.') || words.form(token) == ".";
        language |= short;
        if !(MARKS.contains(&lemma)
            || BESIDE.contains(&lemma)
            || words.is_punctuation(token)
            || short)
        {
            return false;
        }
    }
    let in_brackets = words.form(between.start) == "(";
    (in_brackets && foreign(second) && !foreign(first) && (between.len() == 1 || language))
        || marked
}

/// Whether the dictionary has the word as a name.
fn is_a_name(words: Words<'_>, token: usize) -> bool {
    let names = [Grammeme::FirstName, Grammeme::Surname, Grammeme::Patronymic];
    let parses = words.dictionary.parses(&words.form(token).to_lowercase());
    parses.iter().any(|parse| parse.known && names.iter().any(|&name| parse.tag.has(name)))
}

/// The word with the initials before it: `В. В. Лугин`.
fn with_initials(words: Words<'_>, token: usize) -> Range<usize> {
    let sentence = words.analysis.sentence_of(token).tokens.start;
    let mut start = token;
    while start >= sentence + 2
        && words.form(start - 1) == "."
        && words.form(start - 2).chars().count() <= 2
        && words.form(start - 2).chars().next().is_some_and(char::is_uppercase)
    {
        start -= 2;
    }
    start..token + 1
}
