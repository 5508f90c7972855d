//! Statements whose cue stands in parenthesis: `сообщает X`, `по словам X`.

use std::ops::Range;

use super::clause::Group;
use super::sources::{body_place, plausible};
use super::{Attribution, Reader, is_outlet, may_be_outlet, opinion, relays};
use crate::lexicon::{Act, LEXICON};
use crate::phrases::NounPhrase;

impl Reader<'_> {
    /// `По словам X, …`: the clause around the phrase, or what of it belongs to the same thought.
    pub(super) fn opinion(
        &mut self,
        index: usize,
        opinion: opinion::Opinion,
        borders: &[Range<usize>],
    ) {
        let words = self.words;
        let passage = self.passages[index].clone();
        let limits = passage.tokens.clone();
        if opinion.source.as_ref().is_some_and(|source| {
            self.found.iter().any(|found| {
                found.source.as_ref() == Some(source)
                    && found.cue.overlaps(words.span(opinion.cue.clone()))
            })
        }) {
            return;
        }
        let right_end = borders
            .iter()
            .map(|border| border.start)
            .filter(|&border| border > opinion.tokens.start)
            .min()
            .unwrap_or(limits.end);
        let mut right_start = opinion.tokens.end;
        while right_start < right_end && (words.is_comma(right_start) || words.is_dash(right_start))
        {
            right_start += 1;
        }
        if right_start < limits.end && words.is(right_start, &["что"]) {
            right_start += 1;
        }
        // `приговор, согласно которому …`: the clause begins with the phrase.
        let relative =
            opinion.source.as_ref().is_some_and(|source| words.lemma(source.head) == "который");
        let left = if relative { None } else { self.left_part(opinion.tokens.start, limits.start) };
        let mut content = Vec::new();
        if let Some(left) = left {
            content.extend(self.content_span(left).unwrap_or_default());
        }
        let right = right_start..right_end;
        let right_has_words = right.clone().any(|token| !words.is_punctuation(token));
        if right_has_words {
            let start = right.start;
            let end = if content.is_empty() {
                right.end
            } else {
                self.clause_end_behind(start, right.end)
            };
            content.extend(self.content_span(start..end).unwrap_or_default());
        }
        let (relays, interview) =
            relays::beside(words, opinion.cue.end - 1, limits, opinion.source.as_ref());
        self.add(Attribution {
            cue: words.span(opinion.cue.clone()),
            verb: opinion.cue.end - 1,
            act: Act::Say,
            source: opinion.source,
            relays,
            interview,
            content,
            rule: "opinion-phrase",
            ..Attribution::within(&passage)
        });
    }

    /// The words before a parenthesis that belong to the same clause, without the openers that belong
    /// to nobody's words.
    pub(super) fn left_part(&self, end: usize, start: usize) -> Option<Range<usize>> {
        let words = self.words;
        let mut last = end;
        while last > start && (words.is_comma(last - 1) || words.is_dash(last - 1)) {
            last -= 1;
        }
        let comma = last < end;
        if last == start {
            return None;
        }
        let mut from = last;
        while from > start {
            let token = from - 1;
            let opens = words.is_conjunction_of_clause(token)
                || words.lemma(token) == "который"
                || (words.is(token, &["и", "а", "но", "однако", "причем", "причём"])
                    && token > start
                    && (words.is_comma(token - 1) || token + 1 == last))
                || matches!(words.form(token), ":" | ";");
            if opens {
                break;
            }
            from -= 1;
        }
        // `когда, по их словам, …`: nothing stands between the conjunction and the phrase.
        if from == last {
            return None;
        }
        let skipped = self.without_connector(from..last);
        if skipped.is_empty() || !comma && from > start {
            return None;
        }
        Some(skipped)
    }

    /// The range without an opener such as `вместе с тем` at its start.
    pub(super) fn without_connector(&self, range: Range<usize>) -> Range<usize> {
        if range.is_empty() {
            return range.end..range.end;
        }
        let words = self.words;
        let mut start = range.start;
        for _ in 0..2 {
            let matched = LEXICON.connectors.iter().find(|connector| {
                connector.len() <= range.end - start
                    && connector
                        .iter()
                        .enumerate()
                        .all(|(index, word)| words.form(start + index).to_lowercase() == *word)
            });
            match matched {
                Some(connector) => start += connector.len(),
                None => break,
            }
            while start < range.end && words.is_comma(start) {
                start += 1;
            }
        }
        start..range.end
    }

    /// Where the clause ends that goes on behind a parenthesis.
    pub(super) fn clause_end_behind(&self, start: usize, end: usize) -> usize {
        let words = self.words;
        if words.is(start, &["а", "но", "однако"]) { start } else { end }
    }

    /// `…, сообщает X`: the rest of the passage is what X says, or X relays what another says in it.
    pub(super) fn parenthesis(&mut self, index: usize, group: Group, borders: &[Range<usize>]) {
        let words = self.words;
        let passage = self.passages[index].clone();
        let limits = passage.tokens.clone();
        let relayed = group
            .tokens
            .clone()
            .find_map(|at| opinion::relayed_from(words, at, group.tokens.clone()));
        let source =
            group.source.clone().or_else(|| body_place(words, &group.cue, group.tokens.clone()));
        if !plausible(words, &group.cue, source.as_ref()) {
            return;
        }
        let outlet = source.as_ref().is_some_and(|source| {
            is_outlet(words, source)
                || (group.cue.act == Act::Relay && may_be_outlet(words, source))
        });
        if outlet {
            let mut chain: Vec<NounPhrase> = source.iter().cloned().collect();
            chain.extend(relayed.iter().map(|(_, from)| from.clone()));
            let span = words.span(limits.clone());
            let sentence = passage.sentence;
            let passages = self.passages;
            let same_sentence = |found: &Attribution| {
                found.within == passage.speech
                    && found.verb != group.cue.verb
                    && passages.iter().any(|other| {
                        other.sentence == sentence
                            && other.speech == passage.speech
                            && other.tokens.contains(&found.verb)
                    })
            };
            let contents: Vec<Attribution> =
                self.found.iter().filter(|found| same_sentence(found)).cloned().collect();
            let _ = span;
            let mut told = false;
            for found in self.found.iter_mut().filter(|found| same_sentence(found)) {
                let nested =
                    contents.iter().any(|other| other.verb != found.verb && other.holds(found.cue));
                if !nested {
                    told = true;
                    for (at, relay) in chain.iter().enumerate() {
                        if !found.relays.contains(relay) {
                            found.relays.insert(at.min(found.relays.len()), relay.clone());
                        }
                    }
                }
            }
            if told {
                return;
            }
        }
        // Within marks that hold only part of the sentence the parenthesis attributes only that part.
        let around = self.touching(words.span(group.cue.tokens.clone())).find(|quotation| {
            quotation.inner.len() == 1
                && quotation.inner[0].contains(words.span(group.cue.tokens.clone()))
        });
        let limits = match around {
            Some(quotation) => {
                let inner = words.analysis.tokens_within(quotation.inner[0]);
                limits.start.max(inner.start)..limits.end.min(inner.end)
            }
            None => limits,
        };
        let mut content = Vec::new();
        let left = self.left_of_group(group.tokens.start, limits.start);
        if let Some(left) = left {
            content.extend(self.content_span(left).unwrap_or_default());
        }
        let mut right = group.tokens.end;
        while right < limits.end && (words.is_comma(right) || words.is_dash(right)) {
            right += 1;
        }
        let right_end = borders
            .iter()
            .map(|border| border.start)
            .filter(|&border| border >= group.tokens.end)
            .min()
            .unwrap_or(limits.end);
        if right < right_end {
            let end = if content.is_empty() {
                right_end
            } else {
                self.clause_end_behind(right, right_end)
            };
            content.extend(self.content_span(right..end).unwrap_or_default());
        }
        if content.is_empty() {
            return;
        }
        let (mut relays, interview) =
            relays::beside(words, group.cue.verb, group.tokens.clone(), source.as_ref());
        let mut speaker = source;
        let mut cue = words.span(group.cue.tokens.clone());
        if let Some((phrase, from)) = relayed {
            if let Some(outlet) = speaker.replace(from) {
                relays.insert(0, outlet);
            }
            cue = cue.joined(words.span(phrase));
        }
        if words.is(group.tokens.start, &["как"])
            && group.tokens.start + 1 == group.cue.tokens.start
        {
            cue = words.span(group.tokens.start..group.cue.tokens.end);
        }
        self.add(Attribution {
            cue,
            verb: group.cue.verb,
            act: group.cue.act,
            source: speaker,
            relays,
            interview,
            content,
            rule: "parenthesis",
            ..Attribution::within(&passage)
        });
    }

    pub(super) fn left_of_group(&self, end: usize, start: usize) -> Option<Range<usize>> {
        let range = self.without_connector(start..end);
        // `отметила, что, как утверждают в МИД, …`: what stands before belongs to the outer clause.
        let words = self.words;
        let last = range.clone().rev().find(|&token| !words.is_comma(token));
        if last
            .is_some_and(|last| words.is(last, &["что", "чтобы"]) || words.lemma(last) == "который")
        {
            return None;
        }
        (!range.is_empty()).then_some(range)
    }
}
