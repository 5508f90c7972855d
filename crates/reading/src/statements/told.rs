//! Statements that the report retells: by a verb or a noun and what it takes.

use std::ops::Range;

use depesha_language::morphology::{Case, PartOfSpeech};
use depesha_text::ByteSpan;

use super::clause::{self, Cue, Tie};
use super::sources::{clause_around, plausible};
use super::{Attribution, Reader, may_be_outlet, nominal, opinion, relays};
use crate::lexicon::Act;
use crate::phrases::{NounPhrase, noun_phrase};

impl Reader<'_> {
    pub(super) fn clausal(
        &mut self,
        index: usize,
        cue: Cue,
        source: Option<NounPhrase>,
        content: clause::Content,
        borders: &[Range<usize>],
    ) {
        let words = self.words;
        let passage = self.passages[index].clone();
        let limits = passage.tokens.clone();
        if !plausible(words, &cue, source.as_ref()) {
            return;
        }
        // `Выступление подчеркнуло важность`: a text has an effect there, and says nothing.
        let text = source
            .as_ref()
            .is_some_and(|source| words.tables.document(words.lemma(source.head)).is_some());
        if text
            && content.tie == Tie::Phrase
            && matches!(cue.act, Act::Say | Act::Relay | Act::Think)
        {
            return;
        }
        let end = clause::content_end(words, &cue, content, limits.clone(), borders);
        if end <= content.start {
            return;
        }
        let Some(span) = self.content_span(content.start..end) else { return };
        let mut cue_span = words.span(cue.tokens.clone());
        let mut source = source;
        let (mut relays, interview) = relays::beside(
            words,
            cue.verb,
            clause_around(words, cue.verb, limits.start..content.start),
            source.as_ref(),
        );
        if let Some((phrase, from)) = clause_around(words, cue.verb, limits.start..content.start)
            .find_map(|at| opinion::relayed_from(words, at, limits.clone()))
        {
            relays.retain(|relay| !from.tokens.contains(&relay.head));
            match source.replace(from) {
                // The outlet is the relay, and the one whom it refers to speaks.
                Some(teller) if may_be_outlet(words, &teller) => relays.insert(0, teller),
                // Somebody who bases what he says on another speaks himself.
                Some(teller) => relays.extend(source.replace(teller)),
                None => {}
            }
            if phrase.start > cue.verb {
                cue_span = cue_span.joined(words.span(phrase));
            }
        }
        let mut contents = span;
        if cue.act == Act::Accuse
            && words.part_of_speech(content.start) == PartOfSpeech::Adposition
            && let Some(accused) = clause::accused_in_front(words, &cue, limits.clone())
        {
            contents.insert(0, words.span(accused));
        }
        // `обвинила министерство в том, что …`
        if cue.act == Act::Accuse
            && content.tie == Tie::Clause
            && let Some(accused) = (cue.tokens.end..content.start)
                .find(|&at| words.is_noun(at) && words.case(at) == Some(Case::Accusative))
        {
            let phrase = noun_phrase(words, accused, cue.tokens.end..content.start);
            contents.insert(0, words.span(phrase.tokens));
        }
        if let Some(front) = self.content_in_front(&cue, content, limits.clone()) {
            contents.insert(0, front);
        }
        self.add(Attribution {
            cue: cue_span,
            verb: cue.verb,
            act: cue.act,
            source,
            relays,
            interview,
            content: contents,
            rule: content.tie.rule(),
            ..Attribution::within(&passage)
        });
    }

    /// `Эту версию опровергли в суде`: the content before its cue.
    pub(super) fn fronted(
        &mut self,
        index: usize,
        cue: &Cue,
        source: Option<NounPhrase>,
        front: Range<usize>,
    ) {
        let words = self.words;
        let passage = self.passages[index].clone();
        if !plausible(words, cue, source.as_ref()) {
            return;
        }
        let Some(mut content) = self.content_span(front) else { return };
        // `Эту версию в суде назвали странной`
        let name = clause::name_behind(words, cue, source.as_ref(), passage.tokens.clone());
        content.extend(name.and_then(|name| self.content_span(name)).into_iter().flatten());
        self.add(Attribution {
            cue: words.span(cue.tokens.clone()),
            verb: cue.verb,
            act: cue.act,
            source,
            content,
            rule: "object-in-front",
            ..Attribution::within(&passage)
        });
    }

    /// `Прошёл слух, что …`, `упрёки в …`: a noun with its content.
    pub(super) fn nominal(&mut self, index: usize, noun: usize, borders: &[Range<usize>]) {
        let words = self.words;
        let passage = self.passages[index].clone();
        let limits = passage.tokens.clone();
        let Some(found) = nominal::content(words, noun, limits.clone()) else { return };
        let cue = Cue {
            tokens: noun..noun + 1,
            verb: noun,
            act: Act::Say,
            complements: Default::default(),
            negated: false,
        };
        let end = match found.content.tie {
            Tie::Clause => clause::content_end(words, &cue, found.content, limits.clone(), borders),
            Tie::Phrase => found.end,
        };
        let Some(content) = self.content_span(found.content.start..end.max(found.content.start))
        else {
            return;
        };
        // A verb may have taken the same words: `выступил с заявлением, что`.
        let known = self.found.iter().any(|other| {
            other.content.iter().any(|span| {
                span.start == content[0].start
                    || span.end == content[0].end
                        && span.contains(content[0])
                        && span.start + 60 > content[0].start
                        && found.content.tie == Tie::Clause
            })
        });
        if known {
            return;
        }
        self.add(Attribution {
            cue: words.span(found.cue),
            verb: noun,
            act: Act::Say,
            source: found.source,
            content,
            rule: "noun-with-content",
            ..Attribution::within(&passage)
        });
    }

    /// What a passive cue leaves before it: `Главной бедой … называется …`.
    pub(super) fn content_in_front(
        &self,
        cue: &Cue,
        content: clause::Content,
        limits: Range<usize>,
    ) -> Option<ByteSpan> {
        let words = self.words;
        let passive = cue.act == Act::Call && words.lemma(cue.verb).ends_with("ся")
            || words.lemma(cue.verb) == "предлагаться";
        if !passive || content.tie != Tie::Phrase && cue.act != Act::Call {
            return None;
        }
        let mut end = cue.tokens.start;
        while end > limits.start
            && (words.is_comma(end - 1) || words.is(end - 1, &["также", "ранее", "уже"]))
        {
            end -= 1;
        }
        (end > limits.start).then(|| words.span(limits.start..end))
    }

    /// `Об этом сообщил X`: the content is the sentence before.
    pub(super) fn pointing_back(
        &mut self,
        index: usize,
        cue: &Cue,
        source: Option<NounPhrase>,
        spoken: bool,
    ) {
        let words = self.words;
        let passage = self.passages[index].clone();
        let limits = passage.tokens.clone();
        let around = clause_around(words, cue.verb, limits.clone());
        let points = around.clone().any(|token| {
            (words.is(token, &["этом"])
                && token > around.start
                && words.is(token - 1, &["об", "о"]))
                || (words.is(token, &["это", "эту", "такое"])
                    && token + 1 < around.end
                    && (words.is(token + 1, &["информацию", "заявление", "мнение"])
                        || words.is(token + 1, &["же"])
                            && token + 2 < around.end
                            && words.is(token + 2, &["информацию"])))
        });
        let tells = cue.act == Act::Relay
            || matches!(
                words.lemma(cue.verb),
                "рассказать"
                    | "рассказывать"
                    | "заявить"
                    | "объявить"
                    | "поведать"
                    | "сообщаться"
                    | "говориться"
            );
        let opens = words.is(limits.start, &["об", "о"]) && words.is(limits.start + 1, &["этом"]);
        if !points
            || !(tells || opens && cue.act == Act::Say)
            || spoken
            || index == 0
            || !plausible(words, cue, source.as_ref())
        {
            return;
        }
        let Some(before) = self.passages[..index]
            .iter()
            .rev()
            .find(|other| other.speech == passage.speech && other.sentence != passage.sentence)
        else {
            return;
        };
        let range = before.tokens.clone();
        let skipped = self.without_connector(range);
        if skipped.is_empty() {
            return;
        }
        let mut span = words.span(skipped);
        // The sentence before may be somebody's speech that has no cue of its own.
        let sentence = &words.analysis.sentences[before.sentence];
        span = span.joined(ByteSpan::new(span.start, sentence.span.end.max(span.start)));
        let (mut relays, interview) =
            relays::beside(words, cue.verb, around.clone(), source.as_ref());
        let mut speaker = source;
        let mut cue_span = words.span(cue.tokens.clone());
        if let Some((phrase, from)) =
            limits.clone().find_map(|at| opinion::relayed_from(words, at, limits.clone()))
        {
            if let Some(outlet) = speaker.replace(from) {
                relays.insert(0, outlet);
            }
            if phrase.start > cue.verb {
                cue_span = cue_span.joined(words.span(phrase));
            }
        }
        self.add(Attribution {
            cue: cue_span,
            verb: cue.verb,
            act: cue.act,
            source: speaker,
            relays,
            interview,
            content: vec![span.trimmed(words.text)],
            rule: "pointing-back",
            ..Attribution::within(&passage)
        });
    }
}
