//! Nouns and pronouns that stand for a body, an outlet, a document or an unnamed source that the report
//! has spoken of before: `ведомство`, `по её данным`, `в нём говорится`, `собеседник издания`.

use depesha_language::morphology::Gender;

use super::{Cast, Context};
use crate::phrases::{NounPhrase, noun_phrase};
use crate::record::{ActorClass, ActorId, MentionKind};
use crate::statements::{Attribution, may_speak};
use crate::tables::bodies::stem;
use crate::tables::folded;

/// Nouns that stand for any body of a state.
const OF_A_STATE: &[&str] = &["ведомство"];

/// Whether the noun of this stem stands for bodies of a state alone.
pub(super) fn is_for_a_body_of_a_state(noun: &str) -> bool {
    OF_A_STATE.iter().any(|known| stem(known) == noun)
}

/// Nouns that stand for any body at all.
const ANY_BODY: &[&str] = &["организация", "структура", "учреждение"];

/// Beginnings of names of bodies that no `ведомство` and no `организация` stands for.
const NO_OFFICES: &[&str] = &[
    "правительство",
    "парламент",
    "суд",
    "партия",
    "сенат",
    "конгресс",
    "госдума",
    "кремль",
    "армия",
];

/// The lemma that stands for all documents.
const DOCUMENT: &str = "документ";

/// How far back what a noun stands for is looked for, in tokens: about half a page.
const FURTHEST: usize = 300;

impl Cast<'_> {
    /// Whether the phrase is the noun alone, or with a word that points back.
    fn is_bare(&self, phrase: &NounPhrase) -> bool {
        let words = self.words;
        !words.is_plural(phrase.head)
            && phrase.tokens.clone().all(|token| {
                token == phrase.head
                    || token < phrase.head
                        && matches!(words.lemma(token), "этот" | "сам" | "самый" | "данный")
            })
    }

    /// The body that a bare noun stands for: the one that spoke last, if the noun fits it, else the one
    /// named last.
    pub(super) fn body_before(
        &mut self,
        phrase: &NounPhrase,
        context: Option<&Context<'_>>,
    ) -> Option<ActorId> {
        let words = self.words;
        let noun = words.lemma(phrase.head);
        let generic = OF_A_STATE.contains(&noun) || ANY_BODY.contains(&noun);
        if !self.is_bare(phrase) || !generic && !words.tables.is_body(noun) {
            return None;
        }
        let spoke = context.and_then(|context| {
            let speaker = |actor: &ActorId| {
                self.actors[actor.0].class == ActorClass::Organization
                    && self.stands_for(noun, *actor, None)
            };
            context.before.iter().rev().filter_map(|before| before.speaker).find(speaker)
        });
        let named = || {
            self.named_actors
                .iter()
                .filter(|named| {
                    !named.is_place
                        && named.tokens.end <= phrase.tokens.start
                        && named.tokens.end + FURTHEST > phrase.tokens.start
                        && self.stands_for(noun, named.actor, Some(named.tokens.start))
                })
                .max_by_key(|named| named.tokens.start)
                .map(|named| named.actor)
        };
        let found = spoke.or_else(named)?;
        self.mention(found, phrase, MentionKind::Role);
        Some(found)
    }

    /// Whether the noun may stand for the body, by its name and the words before it.
    fn stands_for(&self, noun: &str, actor: ActorId, at: Option<usize>) -> bool {
        let words = self.words;
        let known = &self.actors[actor.0];
        if known.class != ActorClass::Organization {
            return false;
        }
        let name = folded(&known.name);
        let first = name.split_whitespace().next().unwrap_or_default();
        // A noun for what it is, without a name, is nothing that another stands for.
        if words.tables.is_body(first) && first == name {
            return false;
        }
        let office =
            || known.state.is_some() && !NO_OFFICES.iter().any(|other| first.starts_with(other));
        if OF_A_STATE.contains(&noun) {
            return office();
        }
        if ANY_BODY.contains(&noun) {
            return known.state.is_none() || office();
        }
        let introduced = at.is_some_and(|at| {
            let sentence = words.analysis.sentence_of(at).tokens.start;
            (sentence..at)
                .rev()
                .take(2)
                .find(|&token| !words.is_punctuation(token))
                .is_some_and(|token| words.lemma(token) == noun)
        });
        let noun = folded(noun);
        introduced || name.split_whitespace().any(|word| word == noun)
    }

    /// The body or outlet that a singular pronoun stands for: whoever spoke last, if it is one of that
    /// gender and no person has been named since.
    pub(super) fn body_by_pronoun(
        &self,
        source: &NounPhrase,
        gender: Option<Gender>,
        context: &Context<'_>,
    ) -> Option<ActorId> {
        let words = self.words;
        let (index, before) = context.before.iter().enumerate().next_back()?;
        let speaker = before.speaker?;
        let body =
            matches!(self.actors[speaker.0].class, ActorClass::Organization | ActorClass::Outlet);
        let noun = context.attributions[index].source.as_ref()?.head;
        if !body || words.morphology(noun).gender != gender || words.is_plural(noun) {
            return None;
        }
        let sentences = &words.analysis.sentences;
        let sentence =
            |token: usize| sentences.partition_point(|sentence| sentence.tokens.end <= token);
        let near = sentence(source.head).abs_diff(sentence(noun)) <= 1;
        let person = self.nearest_person(source.head, gender, None).is_some_and(|person| {
            self.people[person].mentions.iter().any(|(mention, _)| {
                mention.start > noun.min(source.head) && mention.start < source.head
            })
        });
        (near && !person).then_some(speaker)
    }

    /// The document that `документ` or a pronoun (`в нём говорится`) stands for: the one named last,
    /// of the gender if there is one.
    pub(super) fn document_before(&self, at: usize, gender: Option<Gender>) -> Option<NounPhrase> {
        let words = self.words;
        let head = (at.saturating_sub(FURTHEST)..at).rev().find(|&token| {
            let lemma = words.lemma(token);
            words.is_noun(token)
                && !words.is_plural(token)
                && lemma != DOCUMENT
                && IN_WRITING.contains(&lemma.replace('ё', "е").as_str())
                && gender.is_none_or(|gender| match words.morphology(token).gender {
                    Some(Gender::Neuter) => gender == Gender::Masculine,
                    known => known == Some(gender),
                })
        })?;
        let sentence = words.analysis.sentence_of(head).tokens.clone();
        Some(noun_phrase(words, head, sentence.start..sentence.end.min(at)))
    }

    /// Whose a document is that a noun or pronoun stands for: named behind it, or who is told to have
    /// issued it.
    pub(super) fn document_speaker(
        &mut self,
        source: &NounPhrase,
        attribution: &Attribution,
        context: &Context<'_>,
        depth: usize,
    ) -> Option<ActorId> {
        let words = self.words;
        let gender = if words.is(source.head, &["нем", "нём"]) {
            Some(Gender::Masculine)
        } else if words.is(source.head, &["ней"]) {
            Some(Gender::Feminine)
        } else {
            (words.lemma(source.head) == DOCUMENT && self.is_bare(source)).then_some(())?;
            None
        };
        let document = self.document_before(source.tokens.start, gender)?;
        if let Some(issuer) = self.issuer(&document, attribution, context, depth + 1) {
            return Some(issuer);
        }
        // `президент подписал распоряжение`: who gave it out.
        let sentence = words.analysis.sentence_of(document.head).tokens.clone();
        let verb = words
            .token(document.head)
            .head
            .filter(|&verb| words.is_predicate(verb) && GIVING_OUT.contains(&words.lemma(verb)));
        let giver = verb
            .and_then(|verb| crate::phrases::own_subject(words, verb, sentence))
            .filter(|giver| giver.head != document.head && may_speak(words, giver.head));
        if let Some(giver) = giver {
            return self.resolve(&giver, attribution, context, depth + 1);
        }
        Some(self.described(&document, ActorClass::Unknown))
    }

    /// Whom a noun for an unnamed source goes on with: `собеседник агентства` after `сотрудник
    /// министерства`.
    pub(super) fn unnamed_before(
        &mut self,
        source: &NounPhrase,
        attribution: &Attribution,
        context: &Context<'_>,
    ) -> Option<ActorId> {
        let words = self.words;
        let again = match words.lemma(source.head) {
            "собеседник" | "собеседница" => !(source.tokens.start
                ..source.head)
                .any(|token| words.is_attribute(token) && words.lemma(token) != "этот"),
            "источник" => self.is_bare(source),
            _ => false,
        };
        if !again || words.is_plural(source.head) {
            return None;
        }
        let named = |actor: ActorId| self.by_person.values().any(|known| *known == actor);
        let found = context.before.iter().enumerate().rev().find_map(|(index, before)| {
            let same = context.attributions[index].within == attribution.within;
            let speaker = before.speaker.filter(|_| same)?;
            (self.actors[speaker.0].class == ActorClass::Person).then_some(speaker)
        });
        let found = found.filter(|&actor| !named(actor))?;
        self.mention(found, source, MentionKind::Role);
        Some(found)
    }
}

/// Verbs by which a document is given out.
const GIVING_OUT: &[&str] = &[
    "подписать",
    "подписывать",
    "опубликовать",
    "публиковать",
    "издать",
    "издавать",
    "выпустить",
    "распространить",
    "направить",
    "направлять",
    "отправить",
    "послать",
    "разослать",
    "обнародовать",
    "представить",
    "утвердить",
    "принять",
    "написать",
    "вынести",
    "сделать",
];

/// Nouns for documents that others are called by.
const IN_WRITING: &[&str] = &[
    "распоряжение",
    "указ",
    "приказ",
    "постановление",
    "решение",
    "письмо",
    "заявление",
    "комментарий",
    "доклад",
    "отчет",
    "сообщение",
    "обращение",
    "послание",
    "резолюция",
    "коммюнике",
    "меморандум",
    "договор",
    "соглашение",
    "закон",
    "законопроект",
    "проект",
    "иск",
    "жалоба",
    "петиция",
    "декларация",
    "манифест",
    "телеграмма",
    "нота",
    "запрос",
    "протокол",
    "приговор",
    "вердикт",
    "статья",
    "релиз",
    "пресс-релиз",
];
