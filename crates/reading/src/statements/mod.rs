//! Who says what: cues, their contents and their sources, as the words alone show them.
//!
//! Each rule finds [`Attribution`]s; whom their sources mean is settled afterwards by `actors`.

mod clause;
mod nominal;
mod opinion;
mod parenthesis;
mod quoted;
mod relays;
mod sources;
mod speech;
mod told;

use std::ops::Range;

use depesha_text::{ByteSpan, Quotation};

pub(crate) use relays::{is_outlet, may_be_outlet};
pub(crate) use sources::may_speak;

use crate::layout::{self, Passage};
use crate::lexicon::Act;
use crate::phrases::NounPhrase;
use crate::record::StatementKind;
use crate::words::Words;
use clause::{Cue, Group, Tie};
use sources::body_place;

/// A statement before its actors are known.
#[derive(Debug, Clone)]
pub(crate) struct Attribution {
    /// The words of the cue.
    pub(crate) cue: ByteSpan,
    /// The token that carries the cue.
    pub(crate) verb: usize,
    pub(crate) act: Act,
    pub(crate) source: Option<NounPhrase>,
    /// The relays that its own sentence names, from the reader inwards.
    pub(crate) relays: Vec<NounPhrase>,
    /// Whether it was told in an interview, which is then the relay of all that its speaker says.
    pub(crate) interview: bool,
    pub(crate) content: Vec<ByteSpan>,
    pub(crate) kind: StatementKind,
    /// The speech that the cue itself lies in, as an index of the report's speeches.
    pub(crate) within: Option<usize>,
    pub(crate) paragraph: usize,
    pub(crate) rule: &'static str,
}

/// The attributions of a report, ordered by where they begin, outer before inner.
pub(crate) fn attributions(
    words: Words<'_>,
    paragraphs: &[ByteSpan],
    quotations: &[Quotation],
) -> Vec<Attribution> {
    let speeches = speech::speeches(words, paragraphs, quotations);
    let pieces: Vec<Vec<ByteSpan>> = speeches.iter().map(|speech| speech.pieces.clone()).collect();
    let passages = layout::passages(words, paragraphs, &pieces);
    let mut reader = Reader { words, quotations, passages: &passages, found: Vec::new() };
    let mut continued = Vec::new();
    for speech in &speeches {
        if !reader.speech(speech) {
            continued.push(speech);
        }
    }
    for index in 0..passages.len() {
        reader.passage(index);
    }
    reader.found.sort_by_key(Attribution::order);
    for speech in continued {
        reader.go_on(speech);
    }
    reader.finish()
}

impl Attribution {
    /// What an attribution in this passage begins with: nothing said by nobody yet.
    fn within(passage: &Passage) -> Self {
        Self {
            cue: ByteSpan::new(0, 0),
            verb: passage.tokens.start,
            act: Act::Say,
            source: None,
            relays: Vec::new(),
            interview: false,
            content: Vec::new(),
            kind: StatementKind::Indirect,
            within: passage.speech,
            paragraph: passage.paragraph,
            rule: "",
        }
    }

    fn start(&self) -> usize {
        self.content
            .iter()
            .map(|span| span.start)
            .chain([self.cue.start])
            .min()
            .unwrap_or(self.cue.start)
    }

    fn order(&self) -> (usize, std::cmp::Reverse<usize>) {
        let end = self.content.iter().map(|span| span.end).max().unwrap_or(self.cue.end);
        (self.start(), std::cmp::Reverse(end))
    }

    /// Whether the content holds the whole of `span`.
    pub(crate) fn holds(&self, span: ByteSpan) -> bool {
        self.content.iter().any(|piece| piece.contains(span))
    }
}

/// How much of a sentence a statement must make up for the sentence to be that statement, in hundredths
/// of its letters.
const WHOLE_SENTENCE: usize = 80;

struct Reader<'a> {
    words: Words<'a>,
    quotations: &'a [Quotation],
    passages: &'a [Passage],
    found: Vec<Attribution>,
}

impl Reader<'_> {
    fn passage_of(&self, token: usize) -> Option<&Passage> {
        let at = self.passages.partition_point(|passage| passage.tokens.end <= token);
        self.passages.get(at).filter(|passage| passage.tokens.contains(&token))
    }

    /// Adds what was found; the same cue found twice is one statement with both contents.
    fn add(&mut self, new: Attribution) {
        if let Some(known) = self
            .found
            .iter_mut()
            .find(|known| known.verb == new.verb && known.cue.overlaps(new.cue))
        {
            for piece in new.content {
                if !known.content.iter().any(|other| other.overlaps(piece)) {
                    known.content.push(piece);
                }
            }
            known.content.sort();
            return;
        }
        if !new.content.is_empty() {
            self.found.push(new);
        }
    }

    /// Reads the cues of one passage.
    fn passage(&mut self, index: usize) {
        let words = self.words;
        let passage = &self.passages[index];
        let limits = passage.tokens.clone();
        let spoken: Vec<usize> = self
            .found
            .iter()
            .map(|found| found.verb)
            .filter(|verb| limits.contains(verb))
            .collect();
        let in_speech = |verb: usize| spoken.contains(&verb);

        let cues: Vec<Cue> = limits
            .clone()
            .filter_map(|at| clause::verb_cue(words, at, limits.clone()))
            .filter(|cue| self.may_report(cue))
            .collect();
        let mut opinions = Vec::new();
        let mut at = limits.start;
        while at < limits.end {
            match opinion::opinion(words, at, limits.clone()) {
                Some(found) => {
                    at = found.tokens.end;
                    opinions.push(found);
                }
                None => at += 1,
            }
        }
        opinions.retain(|opinion| !spoken.iter().any(|verb| opinion.cue.contains(verb)));

        // What each cue takes, or else the parenthesis that it makes.
        let mut groups: Vec<Group> = Vec::new();
        let mut taken: Vec<(Cue, Option<NounPhrase>, clause::Content)> = Vec::new();
        for cue in &cues {
            let source = clause::source(words, cue, limits.clone())
                .or_else(|| body_place(words, cue, limits.clone()));
            let content = clause::content_behind(words, cue, source.as_ref(), limits.clone());
            let group =
                if in_speech(cue.verb) { None } else { clause::group(words, cue, limits.clone()) };
            match (content, group) {
                (Some(content), Some(group))
                    if group.introduced || about_only(words, content, &group, limits.clone()) =>
                {
                    groups.push(group)
                }
                (Some(content), _) => taken.push((cue.clone(), source, content)),
                (None, Some(group)) => groups.push(group),
                (None, None) => {
                    let front = if in_speech(cue.verb) {
                        None
                    } else {
                        clause::object_in_front(words, cue, source.as_ref(), limits.clone())
                    };
                    match front {
                        Some(front) => self.fronted(index, cue, source, front),
                        None => self.pointing_back(index, cue, source, in_speech(cue.verb)),
                    }
                }
            }
        }
        // A word within another parenthesis makes none of its own.
        let outer = groups.clone();
        groups.retain(|group| {
            !outer.iter().any(|other| {
                other.cue.verb < group.cue.verb && other.tokens.contains(&group.cue.verb)
            })
        });
        let mut borders: Vec<Range<usize>> =
            groups.iter().map(|group| group.tokens.clone()).collect();
        borders.retain(|border| border.start > limits.start);

        for (cue, source, content) in taken {
            self.clausal(index, cue, source, content, &borders);
        }
        for opinion in opinions {
            self.opinion(index, opinion, &borders);
        }
        for noun in limits.clone() {
            self.nominal(index, noun, &borders);
        }
        for group in groups {
            self.parenthesis(index, group, &borders);
        }
        self.by_mark(index);
    }

    /// Whether a cue tells of an act at all: not the author's `отметим`, not an infinitive or an order,
    /// not `не сообщил`.
    fn may_report(&self, cue: &Cue) -> bool {
        let words = self.words;
        if words.is_first_person(cue.verb)
            || words.is_infinitive(cue.verb)
            || words.is_imperative(cue.verb)
        {
            return false;
        }
        if words.is_converb(cue.verb) && words.lemma(cue.verb) == "говорить" {
            return false;
        }
        let supposed = [cue.verb.wrapping_sub(1), cue.verb + 1]
            .into_iter()
            .any(|at| at < words.analysis.tokens.len() && words.is(at, &["бы", "б"]));
        let silent = supposed
            || cue.negated
                && matches!(
                    cue.act,
                    Act::Say
                        | Act::Relay
                        | Act::Promise
                        | Act::Demand
                        | Act::Accuse
                        | Act::Call
                        | Act::Show
                );
        !silent
    }

    /// The quotations that share something with the span: those around its start, and those that begin
    /// in it.
    fn touching(&self, span: ByteSpan) -> impl Iterator<Item = &Quotation> {
        let quotations = self.quotations;
        let first = quotations.partition_point(|quotation| quotation.span.start < span.start);
        let mut around = first.checked_sub(1);
        let outer = std::iter::from_fn(move || {
            let quotation = &quotations[around?];
            around = quotation.parent;
            Some(quotation)
        });
        outer.filter(move |quotation| quotation.span.overlaps(span)).chain(
            quotations[first..].iter().take_while(move |quotation| quotation.span.start < span.end),
        )
    }

    /// The span of a content without blanks and marks at its ends, without a source that stands in it.
    fn content_span(&self, tokens: Range<usize>) -> Option<Vec<ByteSpan>> {
        let words = self.words;
        let mut start = tokens.start;
        let mut end = tokens.end;
        while start < end && (words.is_comma(start) || words.is_dash(start)) {
            start += 1;
        }
        while end > start
            && matches!(words.form(end - 1), "," | "." | ";" | ":" | "-" | "–" | "—" | "и" | "(")
        {
            end -= 1;
        }
        if start >= end || !(start..end).any(|token| !words.is_punctuation(token)) {
            return None;
        }
        let mut span = words.span(start..end);
        // `что «…»`: the words between the marks.
        if let Some(quotation) = self.touching(span).find(|quotation| {
            quotation.span.start == span.start
                && quotation.span.end >= span.end.saturating_sub(1)
                && quotation.inner.len() == 1
        }) {
            span = quotation.inner[0];
        }
        // A quotation that begins in the content belongs to it whole, over the ends of sentences too.
        let longer = self.touching(span).find(|quotation| {
            quotation.paired
                && span.covers(quotation.span.start)
                && quotation.span.end > span.end + 1
                && quotation.inner.len() == 1
                && !layout::is_name(words, quotation)
        });
        if let Some(quotation) = longer {
            span.end = span.end.max(quotation.inner[0].end);
        }
        (!span.is_empty()).then(|| vec![span])
    }

    /// Makes the outlet behind a statement its relay: of `Министр заявил, что …. Об этом сообщает X`, where
    /// the sentence pointed to is all somebody else's statement.
    fn settle_relays(&mut self) {
        let words = self.words;
        let letters = |spans: &[ByteSpan]| -> usize {
            spans
                .iter()
                .map(|span| span.of(words.text).chars().filter(|c| c.is_alphanumeric()).count())
                .sum()
        };
        let mut at = 0;
        while at < self.found.len() {
            let told = &self.found[at];
            let outlet = told.source.clone().filter(|source| {
                told.rule == "pointing-back"
                    && may_be_outlet(words, source)
                    && told.content.len() == 1
            });
            let (Some(outlet), [whole]) = (outlet, &told.content[..]) else {
                at += 1;
                continue;
            };
            let whole = *whole;
            let teller = self.found.iter().position(|other| {
                let within = whole.contains(other.cue) && other.within == self.found[at].within;
                let own: Vec<ByteSpan> =
                    other.content.iter().copied().filter(|piece| whole.contains(*piece)).collect();
                let source = other
                    .source
                    .as_ref()
                    .map(|source| letters(&[words.span(source.tokens.clone())]))
                    .unwrap_or_default();
                let said = letters(&own) + letters(&[other.cue]) + source;
                within
                    && other.verb != self.found[at].verb
                    && other.source.as_ref().is_some_and(|source| !may_be_outlet(words, source))
                    && said * 100 >= letters(&[whole]) * WHOLE_SENTENCE
            });
            let Some(teller) = teller else {
                at += 1;
                continue;
            };
            let relays = std::mem::take(&mut self.found[at].relays);
            for relay in std::iter::once(outlet).chain(relays).rev() {
                if !self.found[teller].relays.contains(&relay) {
                    self.found[teller].relays.insert(0, relay);
                }
            }
            self.found.remove(at);
        }
    }

    /// `цитирует газета министра`: whoever is quoted speaks, and the outlet is the relay.
    fn settle_quoted(&mut self) {
        let words = self.words;
        for at in 0..self.found.len() {
            let verb = self.found[at].verb;
            if !matches!(words.lemma(verb), "цитировать" | "процитировать") {
                continue;
            }
            let sentence = words.analysis.sentence_of(verb).tokens.clone();
            let quoted = (verb + 1..sentence.end.min(verb + 8))
                .take_while(|&token| !words.is_comma(token))
                .find(|&token| {
                    let person = words.person_at(token).is_some()
                        || words.tables.role(words.lemma(token)).is_some();
                    let object = matches!(
                        words.case(token),
                        Some(
                            depesha_language::morphology::Case::Accusative
                                | depesha_language::morphology::Case::Genitive
                        )
                    );
                    person && object && !words.is_punctuation(token)
                });
            let Some(quoted) = quoted else { continue };
            let phrase = crate::phrases::noun_phrase(words, quoted, verb + 1..sentence.end);
            let start = phrase.tokens.start;
            let Some(mut outlet) = self.found[at].source.replace(phrase) else { continue };
            if outlet.tokens.contains(&quoted) && outlet.head < start {
                outlet.tokens.end = start;
            }
            if !outlet.tokens.contains(&quoted) && !self.found[at].relays.contains(&outlet) {
                self.found[at].relays.insert(0, outlet);
            }
        }
    }

    /// Settles the kinds and the order.
    fn finish(mut self) -> Vec<Attribution> {
        self.settle_relays();
        self.settle_quoted();
        for at in 0..self.found.len() {
            self.found[at].kind = self.kind(&self.found[at]);
            let content = &mut self.found[at].content;
            content.sort();
            // Two rules may have given the same words; each is said once.
            let mut end = 0;
            content.retain(|span| {
                let apart = span.start >= end;
                end = end.max(span.end);
                apart
            });
        }
        self.found.sort_by_key(Attribution::order);
        self.found
    }

    /// Direct where all the words stand in marks or are a line or block of speech; mixed where some do.
    fn kind(&self, found: &Attribution) -> StatementKind {
        let words = self.words;
        let marked = |span: ByteSpan| {
            self.touching(span).any(|quotation| {
                quotation.span.contains(span) && !quotation.span.contains(found.cue)
                    || quotation.inner.iter().any(|inner| inner.contains(span))
                        && !quotation.inner.iter().any(|inner| inner.contains(found.cue))
            })
        };
        if found.kind == StatementKind::Direct {
            // The clause that attributes may stand within the marks.
            let quoted = |span: ByteSpan| {
                self.touching(span)
                    .any(|quotation| quotation.inner.iter().any(|inner| inner.contains(span)))
            };
            if found.content.iter().all(|&span| quoted(span)) {
                return StatementKind::Direct;
            }
            let retold = found.content.iter().any(|span| !marked(*span));
            let set_off = found.content.iter().any(|span| marked(*span));
            return if retold
                && (set_off || found.content.len() > 1)
                && found.rule != "dialogue"
                && !all_paragraphs(words, found)
            {
                StatementKind::Mixed
            } else {
                StatementKind::Direct
            };
        }
        if found.content.iter().all(|span| marked(*span)) {
            return StatementKind::Direct;
        }
        let fragment =
            found.content.iter().flat_map(|&span| self.touching(span)).any(|quotation| {
                !quotation.span.contains(found.cue)
                    && !quotation.inner.iter().any(|inner| inner.contains(found.cue))
                    && !layout::is_name(words, quotation)
            });
        if fragment { StatementKind::Mixed } else { StatementKind::Indirect }
    }
}

/// Whether each piece is a paragraph of its own, as in a block quotation.
fn all_paragraphs(words: Words<'_>, found: &Attribution) -> bool {
    found.content.iter().all(|span| {
        let before = words.text[..span.start].trim_end_matches([' ', '\u{a0}', '—', '–', '-']);
        before.is_empty() || before.ends_with('\n')
    })
}

/// Whether what seems the content is only the topic of a parenthesis at the end of its sentence:
/// `…, рассказал о встрече министр`.
fn about_only(
    words: Words<'_>,
    content: clause::Content,
    group: &Group,
    limits: Range<usize>,
) -> bool {
    content.tie == Tie::Phrase
        && group.tokens.contains(&content.start)
        && words.is(content.start, &["о", "об", "обо"])
        && group.source.as_ref().is_some_and(|source| source.head > group.cue.verb)
        && group.tokens.end + 1 >= limits.end
        && (limits.start..group.tokens.start).any(|token| words.is_predicate(token))
}
