//! Where something is: places by name, by whose they are, and the states in which they lie.
//!
//! In which state a place lies is said by the report itself (`столица Австрии Вена`, `в Граце (Австрия)`)
//! or else by `data/places.tsv` and the capitals of `data/states.tsv`.

use std::ops::Range;

use depesha_language::Relation;
use depesha_language::morphology::Case;
use depesha_text::ByteSpan;

use super::Cast;
use super::states::Way;
use crate::inflection::nominative_name;
use crate::record::{ActorClass, ActorId, Mention, MentionKind};

/// Nouns for a place that somebody has: `на территории Сирии`, `в городе Ош`.
const PLACE_NOUNS: &[&str] = &[
    "территория",
    "граница",
    "столица",
    "город",
    "регион",
    "область",
    "район",
    "провинция",
    "штат",
    "республика",
    "край",
    "округ",
    "кантон",
    "земля",
    "север",
    "юг",
    "восток",
    "запад",
    "северо-восток",
    "северо-запад",
    "юго-восток",
    "юго-запад",
    "побережье",
    "берег",
    "центр",
    "окрестность",
    "окраина",
    "порт",
    "аэропорт",
    "пригород",
    "село",
    "посёлок",
    "поселок",
    "деревня",
    "остров",
    "полуостров",
    "часть",
    "зона",
    "приграничье",
    "сектор",
];

impl Cast<'_> {
    /// The place or state that the noun names or that its place belongs to, and the words that say so.
    /// Where two have it (`на границе Ирака и Сирии`), it is neither's.
    pub(crate) fn scene(&mut self, noun: usize) -> Option<(ActorId, ByteSpan)> {
        if let Some(found) = self.named_scene(noun) {
            return Some(found);
        }
        let words = self.words;
        if !PLACE_NOUNS.contains(&words.lemma(noun)) {
            return None;
        }
        let mut of: Vec<usize> = words
            .analysis
            .dependents(noun)
            .filter(|&token| {
                matches!(
                    words.token(token).relation,
                    Relation::Nmod | Relation::Appos | Relation::FlatName | Relation::Amod
                )
            })
            .collect();
        let joined: Vec<usize> = of
            .iter()
            .flat_map(|&token| words.analysis.dependents(token))
            .filter(|&token| words.token(token).relation == Relation::Conj)
            .collect();
        of.extend(joined);
        let mut named: Vec<(ActorId, ByteSpan)> =
            of.iter().filter_map(|&token| self.named_scene(token)).collect();
        // The name of the place itself goes before whose it is: `в провинции Сирии Идлиб`.
        if named.iter().any(|(actor, _)| self.actors[actor.0].class == ActorClass::Place) {
            named.retain(|(actor, _)| self.actors[actor.0].class == ActorClass::Place);
        }
        if named.is_empty() {
            let adjectives = of.iter().filter_map(|&token| self.state_at(token));
            named.extend(
                adjectives
                    .filter(|(mention, _)| mention.way == Way::Adjective)
                    .map(|(mention, actor)| (*actor, mention.span)),
            );
        }
        named.dedup_by_key(|(actor, _)| *actor);
        match named[..] {
            [(actor, span)] => {
                let start = words.token(noun).span.start.min(span.start);
                let end = words.token(noun).span.end.max(span.end);
                Some((actor, ByteSpan::new(start, end)))
            }
            _ => None,
        }
    }

    /// The place or state that the noun itself names.
    fn named_scene(&mut self, noun: usize) -> Option<(ActorId, ByteSpan)> {
        let words = self.words;
        if let Some((tokens, actor)) = self.place_at(noun) {
            return Some((actor, words.span(tokens)));
        }
        if let Some((mention, actor)) = self.state_at(noun) {
            let is_place =
                matches!(self.actors[actor.0].class, ActorClass::State | ActorClass::Place);
            let by_name = matches!(mention.way, Way::Noun | Way::Seat);
            return (is_place && by_name).then_some((*actor, mention.span));
        }
        let capital = words.form(noun).chars().next().is_some_and(char::is_uppercase);
        if !capital
            || words.person_at(noun).is_some()
            || words.tables.state_of_seat(words.lemma(noun)).is_none()
        {
            return None;
        }
        let actor = self.named(&nominative_name(words, noun..noun + 1), ActorClass::Place);
        if self.actors[actor.0].class != ActorClass::Place {
            return None;
        }
        let span = words.token(noun).span;
        self.mentions.push((actor, Mention::sure(span, MentionKind::Name)));
        self.locate(actor, noun..noun + 1);
        Some((actor, span))
    }

    /// Gives the place the state in which it lies, where the report says so here, else where a table
    /// does.
    pub(super) fn locate(&mut self, actor: ActorId, tokens: Range<usize>) {
        let said = self.state_said_of_place(tokens.clone());
        let known = &mut self.actors[actor.0];
        if known.class != ActorClass::Place {
            return;
        }
        let tables = self.words.tables;
        let listed = || {
            tables.state_of_place(&known.name).or_else(|| {
                let lemma = self.words.lemma(tokens.start);
                if tokens.len() == 1 { tables.state_of_place(lemma) } else { None }
            })
        };
        if said.is_some() || known.state.is_none() {
            known.state = said.or_else(listed);
        }
    }

    /// The state that the words around a place's name give it.
    fn state_said_of_place(&self, tokens: Range<usize>) -> Option<&'static str> {
        let words = self.words;
        let sentence = words.analysis.sentence_of(tokens.start).tokens.clone();
        let state_by = |token: usize, ways: &[Way]| {
            let (mention, _) = self.state_at(token)?;
            ways.contains(&mention.way).then_some(mention.state.code)?
        };
        // `столица Австрии Вена`, `австрийский город Грац`
        let mut at = tokens.start;
        for _ in 0..4 {
            let Some(before) = at.checked_sub(1).filter(|&before| before >= sentence.start) else {
                break;
            };
            if let Some(state) = state_by(before, &[Way::Adjective]) {
                return Some(state);
            }
            if let Some(state) = state_by(before, &[Way::Noun]) {
                let place = before > sentence.start
                    && PLACE_NOUNS.contains(&words.lemma(before - 1))
                    && words.case(before) != Some(Case::Nominative);
                return place.then_some(state);
            }
            if !PLACE_NOUNS.contains(&words.lemma(before)) && !words.is_attribute(before) {
                break;
            }
            at = before;
        }
        // `в Граце (Австрия)`, `в Граце, Австрия,`, `в Граце в Австрии`
        let next = |offset: usize| {
            let token = tokens.end + offset;
            (token < sentence.end).then(|| words.form(token))
        };
        let state = tokens.end + 1;
        if state >= sentence.end {
            return None;
        }
        let locative = words.case(tokens.start) == Some(Case::Locative);
        let nominative = words.case(state) == Some(Case::Nominative);
        let ended = next(2).is_none_or(|mark| matches!(mark, "," | "." | ")" | ";" | "—" | "–"));
        match next(0) {
            Some("(") if next(2) == Some(")") => state_by(state, &[Way::Noun]),
            Some(",") if locative && nominative && ended => state_by(state, &[Way::Noun]),
            Some("в") if locative && words.case(state) == Some(Case::Locative) => {
                state_by(state, &[Way::Noun])
            }
            _ => None,
        }
    }
}
