//! Who speaks: the person, body or state that the source of a statement means.

use std::ops::Range;

use depesha_language::NameKind;
use depesha_language::morphology::{Animacy, Case, Gender, PartOfSpeech};
use depesha_text::ByteSpan;

use super::people::{OVERLOOKED, Person};
use super::roles::RoleOfPerson;
use super::states::Way;
use super::{Cast, Context};
use crate::inflection::nominative_phrase;
use crate::phrases::{NounPhrase, noun_phrase};
use crate::record::{
    ActorClass, ActorId, Mention, MentionKind, StateFrom, StateGround, StatementKind,
};
use crate::statements::{Attribution, is_outlet, may_speak};
use crate::tables::RoleKind;
use crate::words::Words;

impl Cast<'_> {
    /// Who speaks in an attribution.
    pub(super) fn speaker(
        &mut self,
        attribution: &Attribution,
        context: &Context<'_>,
    ) -> Option<ActorId> {
        let source = attribution.source.clone()?;
        self.resolve(&source, attribution, context, 0)
    }

    pub(super) fn resolve(
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
            // The name right before the comma: `актёра театра Ивана Петрова, который`.
            let comma = (words.analysis.sentence_of(source.head).tokens.start..source.head)
                .rev()
                .take(4)
                .find(|&token| words.is_comma(token));
            if let Some(name) = comma.and_then(|comma| words.person_at(comma.checked_sub(1)?))
                && words.agree(name.tokens.end - 1, source.head)
            {
                let phrase = NounPhrase { head: name.tokens.start, tokens: name.tokens.clone() };
                return self.resolve(&phrase, attribution, context, depth + 1);
            }
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
        if let Some(people) = self.people_together(source, attribution) {
            return Some(people);
        }
        if let Some(person) = self.person_in(source) {
            self.note_overlooked_name(person, source);
            return Some(self.person_actor(person));
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
                | "нем"
                | "нём"
                | "ней"
        ) {
            // `в нём говорится`: a text speaks there.
            if matches!(form.as_str(), "нем" | "нём" | "ней") {
                return self.document_speaker(source, attribution, context, depth);
            }
            let found = self.by_pronoun(&form, source, attribution, context)?;
            self.mention(found, source, MentionKind::Pronoun);
            return Some(found);
        }
        if let Some(body) = self.body_before(source, Some(context)) {
            return Some(body);
        }
        if let Some(body) = self.body_in(source) {
            return Some(body);
        }
        if is_outlet(words, source) {
            return Some(self.outlet_before(source).unwrap_or_else(|| self.outlet(source)));
        }
        if let Some(before) = self.unnamed_before(source, attribution, context) {
            return Some(before);
        }
        let lemma = words.lemma(source.head);
        let role =
            words.tables.role(lemma).or_else(|| words.tables.role(&words.citation(source.head)));
        if let Some(role) = role
            && !words.is_plural(source.head)
        {
            let wanted = self.role_of(source.head, source.tokens.clone());
            if let Some(person) = self.by_role(&wanted, source.head) {
                return Some(self.person(person, source, MentionKind::Role));
            }
            // `норвежский дипломат`: of the one spoken of who is of that state, or may be.
            if let Some(person) = self.of_that_state(source, &wanted) {
                return Some(self.person(person, source, MentionKind::Role));
            }
            // A bare noun goes on with the one who spoke last; an unnamed source is somebody new.
            let bare = wanted.states.is_empty()
                && wanted.others.iter().all(|other| {
                    other.ends_with("летний")
                        || matches!(other.as_str(), "нынешний" | "действующий")
                });
            let may_go_on = bare
                && role.kind != RoleKind::Relation
                && role.synonyms != Some("source")
                && !matches!(lemma, "источник" | "лицо");
            if may_go_on && let Some(before) = self.last_person(attribution, context, None) {
                let person = self.by_person.iter().find(|(_, actor)| **actor == before);
                let free = person.is_none_or(|(&person, _)| {
                    self.people[person].roles.iter().all(|known| {
                        is_general(lemma)
                            || role.kind != RoleKind::Office
                            || known.synonyms.is_none()
                            || known.synonyms == wanted.synonyms
                    })
                });
                if free {
                    self.mention(before, source, MentionKind::Role);
                    return Some(before);
                }
            }
            let fuller = self.fuller_description(source, &wanted);
            let actor = self.described(fuller.as_ref().unwrap_or(source), ActorClass::Person);
            self.mention(actor, source, MentionKind::Role);
            return Some(actor);
        }
        if words.tables.document(lemma).is_some() {
            if let Some(speaker) = self.document_speaker(source, attribution, context, depth) {
                return Some(speaker);
            }
            if let Some(issuer) = self.issuer(source, attribution, context, depth) {
                return Some(issuer);
            }
            return Some(self.described(source, ActorClass::Unknown));
        }
        if let Some((mention, actor)) = self.state_at(source.head)
            && matches!(mention.way, Way::Noun | Way::Seat)
            && source.tokens.len() <= mention.tokens.len() + 1
        {
            return Some(*actor);
        }
        if let Some(name) = words.name_at(source.head) {
            let whole =
                name.tokens.len() >= source.tokens.len() || name.tokens.contains(&source.head);
            let body = words.tables.is_body(words.lemma(source.head));
            if name.kind == NameKind::Place && whole && !body {
                let text = nominative_phrase(
                    words,
                    &NounPhrase { head: source.head, tokens: name.tokens.clone() },
                );
                if let Some(state) = words
                    .tables
                    .state_of_seat(&text)
                    .or_else(|| words.tables.state_of_seat(words.lemma(source.head)))
                {
                    let actor = self.named(state, ActorClass::State);
                    self.mention(actor, source, MentionKind::Metonym);
                    return Some(actor);
                }
                let class = if words.tables.state(&text).is_some()
                    || words.tables.state(words.lemma(source.head)).is_some()
                {
                    ActorClass::State
                } else {
                    ActorClass::Place
                };
                return Some(self.described(source, class));
            }
            return Some(self.described(source, ActorClass::Organization));
        }
        let class = match words
            .tables
            .group(lemma)
            .or_else(|| words.tables.group(&words.citation(source.head)))
        {
            Some("state") => ActorClass::State,
            Some("organization") => ActorClass::Organization,
            Some("outlet") => ActorClass::Outlet,
            Some(_) => ActorClass::Group,
            None if words.tables.is_body(lemma)
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

    /// Takes in the name of the person in the phrase, where only the other network found it.
    fn note_overlooked_name(&mut self, person: usize, source: &NounPhrase) {
        let words = self.words;
        if source.tokens.clone().any(|token| self.person_at(token).is_some()) {
            return;
        }
        let named = source.tokens.clone().find_map(|token| words.person_at(token));
        let tokens = named.map_or(source.head..source.head + 1, |name| name.tokens.clone());
        let span = words.span(tokens);
        let mention = Mention { span, kind: MentionKind::Name, confidence: OVERLOOKED };
        let actor = self.person_actor(person);
        self.mentions.push((actor, mention));
    }

    /// The body whose name is the head of the phrase, or stands behind a noun for what it is:
    /// `агентство Меридиан`, `движение «Наш берег»`.
    pub(super) fn body_in(&self, source: &NounPhrase) -> Option<ActorId> {
        let words = self.words;
        if let Some((_, actor)) = self.body_at(source.head) {
            return Some(actor);
        }
        let kind = words.lemma(source.head);
        let introduces = words.tables.is_outlet_noun(kind) || words.tables.is_body(kind);
        let (tokens, actor) = (source.head + 1..source.tokens.end.min(source.head + 3))
            .find_map(|token| self.body_at(token))
            .filter(|_| introduces && !words.is_plural(source.head))?;
        let before = words.form(tokens.start.saturating_sub(1));
        let quoted = matches!(before, "«" | "\"" | "„" | "“")
            || matches!(words.form(tokens.start), "«" | "\"" | "„" | "“");
        let beside = tokens.start == source.head + 1
            && words.case(tokens.start).is_none_or(|case| Some(case) == words.case(source.head));
        let is_outlet = self.actors[actor.0].class == ActorClass::Outlet;
        (quoted || beside || is_outlet && words.tables.is_outlet_noun(kind)).then_some(actor)
    }

    /// Whom a general word with a state means: the person named last, where nothing says that it is of
    /// another state or holds no office.
    pub(super) fn of_that_state(
        &mut self,
        source: &NounPhrase,
        wanted: &RoleOfPerson,
    ) -> Option<usize> {
        let words = self.words;
        if !is_general(words.lemma(source.head)) && words.lemma(source.head) != "лидер" {
            return None;
        }
        let code = self.state_of_phrase(source.tokens.clone())?;
        if !(source.tokens.start..source.head).any(|token| self.names_state(token)) {
            return None;
        }
        let gender = words.morphology(source.head).gender;
        let person = self.only_person_near_of(source.head, gender, Some(code))?;
        let actor = self.person_actor(person);
        let known = self.actors[actor.0].state;
        if known.is_some_and(|known| known != code) {
            return None;
        }
        if known.is_none() {
            let role = self.record_of_role(wanted);
            self.give_role(actor, role);
        }
        if self.actors[actor.0].state.is_none() {
            self.actors[actor.0].state = Some(code);
            self.actors[actor.0].state_from = Some(StateFrom {
                ground: StateGround::Office,
                evidence: words.span(source.tokens.clone()),
            });
        }
        Some(person)
    }

    /// The words by which the text has called the same office before, with the state that it is of:
    /// `премьер-министру Лернии …; председатель правительства пообещал`.
    fn fuller_description(&self, source: &NounPhrase, wanted: &RoleOfPerson) -> Option<NounPhrase> {
        let words = self.words;
        let synonyms = wanted.synonyms.filter(|_| wanted.states.is_empty())?;
        (0..source.tokens.start).rev().take(FURTHEST_DESCRIPTION).find_map(|head| {
            let same = words.is_noun(head)
                && !words.is_plural(head)
                && words
                    .tables
                    .role(words.lemma(head))
                    .is_some_and(|role| role.synonyms == Some(synonyms));
            if !same {
                return None;
            }
            let sentence = words.analysis.sentence_of(head).tokens.clone();
            let phrase = noun_phrase(words, head, sentence);
            let named = phrase.tokens.clone().any(|token| words.person_at(token).is_some());
            let role = self.role_of(head, phrase.tokens.clone());
            (!named && !role.states.is_empty() && role.others.is_empty()).then_some(phrase)
        })
    }

    /// `Иванов и Петрова заявили`: several people who speak as one.
    fn people_together(
        &mut self,
        source: &NounPhrase,
        attribution: &Attribution,
    ) -> Option<ActorId> {
        let words = self.words;
        if !words.is_plural(attribution.verb) || words.person_at(source.head).is_none() {
            return None;
        }
        let mut people: Vec<usize> = Vec::new();
        for token in source.tokens.clone() {
            let Some(name) = words.person_at(token).filter(|name| name.tokens.start == token)
            else {
                continue;
            };
            let person = self.person_named(name.tokens.clone())?;
            if !people.contains(&person) {
                people.push(person);
            }
        }
        let (last, others) = people.split_last().filter(|(_, others)| !others.is_empty())?;
        let others: Vec<String> = others.iter().map(|&person| self.full_name(person)).collect();
        let name = format!("{} и {}", others.join(", "), self.full_name(*last));
        let actor = self.named(&name, ActorClass::Group);
        self.mention(actor, source, MentionKind::Name);
        Some(actor)
    }

    /// The one for whom a document speaks: the person or body that its phrase names behind it.
    pub(super) fn issuer(
        &mut self,
        source: &NounPhrase,
        attribution: &Attribution,
        context: &Context<'_>,
        depth: usize,
    ) -> Option<ActorId> {
        let words = self.words;
        if words.tables.document(words.lemma(source.head)) != Some(true) {
            return None;
        }
        let named_before = || {
            // `министр направил письмо …; в письме говорится`: the one who acted with it.
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
                && (words.tables.role(words.lemma(token)).is_some()
                    || words.tables.is_body(words.lemma(token))
                    || words.name_at(token).is_some()
                    || words.tables.group(words.lemma(token)).is_some())
        });
        // `в релизе, размещённом на сайте суда`
        let site = || {
            let sentence = words.analysis.sentence_of(source.head).tokens.clone();
            let site = (source.head + 1..sentence.end.min(source.head + SITE_REACH))
                .find(|&token| words.lemma(token) == "сайт")?;
            let owner = (site + 1..sentence.end.min(site + 4)).find(|&token| {
                words.is_noun(token) && words.case(token) == Some(Case::Genitive)
                    || words.name_at(token).is_some()
            })?;
            may_speak(words, owner).then(|| noun_phrase(words, owner, site + 1..sentence.end))
        };
        let Some(behind) = behind else {
            let subject = site().or_else(named_before)?;
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

    /// The person whom the name means, which stands at these tokens.
    fn person_named(&self, tokens: Range<usize>) -> Option<usize> {
        tokens
            .clone()
            .find_map(|token| self.person_at(token))
            .or_else(|| self.person_called(tokens))
    }

    /// The person whose name stands in the phrase.
    pub(super) fn person_in(&mut self, source: &NounPhrase) -> Option<usize> {
        let words = self.words;
        // A person's name in the genitive behind a noun of relation (`внук Орлова`) or of a group is not the
        // one who speaks.
        let head_role = words.tables.role(words.lemma(source.head));
        let relation = head_role.is_some_and(|role| role.kind == RoleKind::Relation);
        let group = words.is_plural(source.head) && words.person_at(source.head).is_none();
        for token in source.tokens.clone() {
            let Some(name) = words
                .person_at(token)
                .filter(|name| name.tokens.start == token || token == source.tokens.start)
            else {
                continue;
            };
            // `представитель партии Лугина`: of a body that is called after somebody.
            let within_body = self.body_at(token).is_some_and(|(tokens, _)| {
                tokens.len() > name.tokens.len() && !tokens.contains(&source.head)
            });
            if within_body {
                continue;
            }
            let owned = token != source.head
                && words.case(token) != Some(Case::Nominative)
                && words.case(token).is_some_and(|case| Some(case) != words.case(source.head));
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
            let known = name.tokens.clone().find_map(|token| self.person_at(token));
            if known.is_none() && words.tables.role(words.lemma(token)).is_some() {
                continue;
            }
            return known.or_else(|| self.person_called(self.in_one_case(name.tokens.clone())));
        }
        // A surname that the names' network passed over.
        if words.part_of_speech(source.head) == PartOfSpeech::ProperNoun
            && words.name_at(source.head).is_none()
        {
            return self
                .person_at(source.head)
                .or_else(|| self.person_called(source.head..source.head + 1));
        }
        None
    }

    pub(super) fn by_pronoun(
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
                if let Some(body) = self.body_by_pronoun(source, gender, context) {
                    return Some(body);
                }
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
    pub(super) fn nearer_subject(
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
        let person = self.person_named(subject).filter(|&person| {
            let known = self.people[person].gender;
            known.is_none() || known == gender
        })?;
        let actor = self.person_actor(person);
        (actor != last).then_some(actor)
    }

    /// The last person who spoke on the same level.
    pub(super) fn last_person(
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
            // Of one without a name the noun tells: `чиновник` is not `она`.
            let described = context.attributions[index]
                .source
                .as_ref()
                .and_then(|source| self.words.morphology(source.head).gender);
            let known = self
                .by_person
                .iter()
                .find(|(_, known)| **known == actor)
                .map_or(described, |(person, _)| self.people[*person].gender);
            let agrees = gender.is_none() || known.is_none() || known == gender;
            let self_reference = index == context.at;
            (same_level && person && agrees && !self_reference).then_some(actor)
        })
    }

    /// Whom a pronoun within a speech means: a person named in the speech before it, else the one of whom
    /// the report has spoken most.
    pub(super) fn person_in_speech(
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
        let before = |person: &Person| {
            person.mentions.iter().filter(|(mention, _)| mention.start < at).count()
        };
        let within = |person: &Person| {
            person
                .mentions
                .iter()
                .map(|(mention, _)| mention.start)
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
    pub(super) fn nearest_person(
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
                    .map(|(mention, _)| mention.start)
                    .filter(|&start| start < at)
                    .max()?;
                Some((last, index))
            })
            .max()
            .map(|(_, index)| index)
    }
}

/// How far behind a document the site may be named on which it stands, in tokens.
const SITE_REACH: usize = 6;

/// How far back an office is looked for that is called by other words here, in tokens: about a page.
const FURTHEST_DESCRIPTION: usize = 600;

/// Whether the word may be said of whoever holds an office.
fn is_general(role: &str) -> bool {
    matches!(role, "чиновник" | "политик" | "дипломат" | "руководитель" | "функционер")
}

fn words_start(words: Words<'_>, phrase: &NounPhrase) -> usize {
    words.token(phrase.tokens.start).span.start
}
