//! Statements in somebody's own words: speeches with their cues, and names beside a colon or dash.

use std::ops::Range;

use depesha_language::morphology::Case;

use super::clause::{self};
use super::sources::body_place;
use super::speech::{self, Speech, SpeechAttribution};
use super::{Attribution, Reader, opinion, relays};
use crate::lexicon::Act;
use crate::phrases::{NounPhrase, noun_phrase, own_subject};
use crate::record::StatementKind;

impl Reader<'_> {
    /// Reads the cue of a speech; `false` where it has none of its own.
    pub(super) fn speech(&mut self, speech: &Speech) -> bool {
        let words = self.words;
        let (range, lead) = match &speech.attribution {
            SpeechAttribution::Tail(tail) => (tail.clone(), false),
            SpeechAttribution::Lead(lead) => (lead.clone(), true),
            SpeechAttribution::Continued => return false,
        };
        let cues: Vec<usize> = match lead {
            true => speech::lead_cues(words, range.clone()),
            false => range.clone().filter(|&token| speech::is_speech_cue(words, token)).collect(),
        };
        // Before a colon the last cue speaks, behind a quotation the first.
        let chosen = if lead { cues.last() } else { cues.first() };
        let Some(&verb) = chosen else {
            return lead && self.named_before_colon(speech, range);
        };
        let Some(passage) = self.passage_of(verb) else { return false };
        let passage = passage.clone();
        let (cue, act, source) = if words.is(verb, &["словам", "мнению"]) {
            let Some(opinion) = (range.start..=verb).rev().take(6).find_map(|at| {
                opinion::opinion(words, at, range.clone()).filter(|found| found.cue.contains(&verb))
            }) else {
                return false;
            };
            (opinion.cue, Act::Say, opinion.source)
        } else {
            let Some(cue) = clause::verb_cue(words, verb, range.clone()) else { return false };
            let own = if lead { None } else { own_subject(words, verb, range.clone()) };
            let source = own.or_else(|| clause::source(words, &cue, range.clone())).or_else(|| {
                // Where the forms do not tell, the name in the clause behind a speech does.
                let name = range.clone().find_map(|at| words.person_at(at)).filter(|_| !lead)?;
                Some(NounPhrase { head: name.tokens.start, tokens: name.tokens.clone() })
            });
            let source = source.or_else(|| body_place(words, &cue, range.clone()));
            (cue.tokens, cue.act, source)
        };
        let (relays, interview) = relays::beside(words, verb, range, source.as_ref());
        self.add(Attribution {
            cue: words.span(cue),
            verb,
            act,
            source,
            relays,
            interview,
            content: speech.pieces.clone(),
            kind: StatementKind::Direct,
            rule: speech.rule,
            ..Attribution::within(&passage)
        });
        true
    }

    /// `Министр Петров: «…»`: the name itself is the cue.
    pub(super) fn named_before_colon(&mut self, speech: &Speech, lead: Range<usize>) -> bool {
        let words = self.words;
        let Some(name) = words.person_at(lead.end - 1) else { return false };
        let Some(passage) = self.passage_of(lead.end - 1) else { return false };
        let passage = passage.clone();
        let source = NounPhrase { head: name.tokens.start, tokens: name.tokens.clone() };
        self.add(Attribution {
            cue: name.span,
            verb: name.tokens.start,
            act: Act::Say,
            source: Some(source),
            content: speech.pieces.clone(),
            kind: StatementKind::Direct,
            rule: "name-then-speech",
            ..Attribution::within(&passage)
        });
        true
    }

    /// A speech without a cue goes on with the attribution before it, in its own paragraph or in the
    /// one that follows.
    pub(super) fn go_on(&mut self, speech: &Speech) {
        let words = self.words;
        let start = speech.pieces[0].start;
        if self.found.iter().any(|found| found.holds(speech.pieces[0])) {
            return;
        }
        let Some(passage) = self
            .passages
            .iter()
            .find(|passage| words.token(passage.tokens.start).span.start >= start)
        else {
            return;
        };
        let (paragraph, outer) = (passage.paragraph, self.outer_of(start));
        let before = self
            .found
            .iter_mut()
            .filter(|found| {
                found.within == outer
                    && found.cue.end <= start
                    && found.start() < start
                    && matches!(
                        found.act,
                        Act::Say
                            | Act::Relay
                            | Act::Think
                            | Act::Promise
                            | Act::Demand
                            | Act::Accuse
                            | Act::Deny
                    )
            })
            .max_by_key(|found| {
                found.cue.end.max(found.content.last().map_or(0, |span| span.end.min(start)))
            });
        if let Some(found) = before
            && found.paragraph + 1 >= paragraph
            && !found.holds(speech.pieces[0])
            && (found.paragraph == paragraph || found.kind == StatementKind::Direct)
        {
            found.content.extend_from_slice(&speech.pieces);
        }
    }

    /// The speech around a position, by the passage that stands before it.
    pub(super) fn outer_of(&self, position: usize) -> Option<usize> {
        let at = self.passages.partition_point(|passage| {
            self.words.token(passage.tokens.start).span.start < position
        });
        let before = &self.passages[at.checked_sub(1)?];
        before.speech.filter(|_| {
            let next = self.passages.get(at + 1);
            next.is_some_and(|next| next.speech == before.speech)
        })
    }

    /// `Орлов: Россия готова`, `Россия готова — Орлов`: no word attributes but the name beside the mark.
    pub(super) fn by_mark(&mut self, index: usize) {
        let words = self.words;
        let passage = self.passages[index].clone();
        let mut limits = passage.tokens.clone();
        while limits.end > limits.start && words.is_punctuation(limits.end - 1) {
            limits.end -= 1;
        }
        while limits.start < limits.end && words.is_punctuation(limits.start) {
            limits.start += 1;
        }
        if limits.len() < 5
            || self
                .found
                .iter()
                .any(|found| limits.contains(&found.verb) && found.within == passage.speech)
        {
            return;
        }
        let speaks = |range: Range<usize>| {
            range.len() <= 12
                && range.clone().all(|at| {
                    !words.is_predicate(at) && !words.is_infinitive(at) && !words.is_comma(at)
                })
                && range.clone().any(|at| {
                    words.person_at(at).is_some_and(|name| {
                        matches!(words.case(name.tokens.start), Some(Case::Nominative) | None)
                    })
                })
        };
        // Before a colon at the start a body or an outlet speaks too: `СМИ: …`, `МИД: …`.
        let body_speaks = |range: Range<usize>| {
            range.len() <= 4
                && range.start == limits.start
                && range.clone().all(|at| {
                    words.is_noun(at) || words.is_attribute(at) || words.name_at(at).is_some()
                })
                && range.clone().find(|&at| words.is_noun(at)).is_some_and(|head| {
                    words.tables.is_outlet_noun(words.lemma(head))
                        || words.tables.is_body(words.lemma(head))
                        || words.name_at(head).is_some()
                        || words
                            .tables
                            .role(words.lemma(head))
                            .is_some_and(|role| role.kind == crate::tables::RoleKind::Office)
                        || words.tables.group(&words.citation(head)) == Some("group")
                            && words.case(head) == Some(Case::Nominative)
                        || words.part_of_speech(head)
                            == depesha_language::morphology::PartOfSpeech::ProperNoun
                            && words.morphology(head).animacy
                                == Some(depesha_language::morphology::Animacy::Animate)
                })
        };
        let says = |range: Range<usize>| {
            range.clone().any(|at| words.is_predicate(at) || words.is_infinitive(at))
        };
        let colon = limits.clone().find(|&at| {
            words.form(at) == ":"
                && words.text[words.token(at).span.end..].starts_with(char::is_whitespace)
        });
        let dash = limits
            .clone()
            .rev()
            .find(|&at| words.is_dash(at) && at > limits.start && at + 1 < limits.end);
        let (name, content, rule) = match (colon, dash) {
            (Some(colon), _)
                if (speaks(limits.start..colon) || body_speaks(limits.start..colon))
                    && says(colon + 1..limits.end) =>
            {
                (limits.start..colon, colon + 1..limits.end, "name-before-colon")
            }
            // `…, — Орлов` or a post without a full stop; else the name may be an apposition.
            (_, Some(dash))
                if (words.is_comma(dash - 1) || words.form(passage.tokens.end - 1) != ".")
                    && speaks(dash + 1..limits.end)
                    && says(limits.start..dash) =>
            {
                (dash + 1..limits.end, limits.start..dash, "name-behind-dash")
            }
            _ => return,
        };
        let person = name.clone().find_map(|at| words.person_at(at));
        let Some(head) =
            name.clone().find(|&at| words.is_noun(at)).or(person.map(|person| person.tokens.start))
        else {
            return;
        };
        let cue = person.map_or_else(|| words.span(name.clone()), |person| person.span);
        let source = noun_phrase(words, head, name);
        let Some(content) = self.content_span(content) else { return };
        self.add(Attribution {
            cue,
            verb: head,
            act: Act::Say,
            source: Some(source),
            content,
            rule,
            ..Attribution::within(&passage)
        });
    }
}
