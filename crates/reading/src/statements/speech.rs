//! Direct speech: which quotations are somebody's words, and where the cue stands.

use std::ops::Range;

use depesha_text::{ByteSpan, Quotation};

use crate::layout;
use crate::lexicon::LEXICON;
use crate::words::Words;

/// Somebody's words, set off by marks or by their layout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Speech {
    /// The words: a span for each uninterrupted stretch.
    pub(crate) pieces: Vec<ByteSpan>,
    /// Where its cue is to be looked for.
    pub(crate) attribution: SpeechAttribution,
    /// The name of the rule that found it.
    pub(crate) rule: &'static str,
}

/// Where the cue of a speech stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SpeechAttribution {
    /// Behind or within the speech: `«…», — сказал он`; the tokens of that clause.
    Tail(Range<usize>),
    /// In the words before the colon; the tokens of that sentence, without the colon.
    Lead(Range<usize>),
    /// None of its own: the speech goes on with what was quoted before.
    Continued,
}

/// How many tokens the clause that attributes a speech may have.
const LONGEST_ATTRIBUTION: usize = 70;

/// The speeches of a report, in the order of the text.
pub(crate) fn speeches(
    words: Words<'_>,
    paragraphs: &[ByteSpan],
    quotations: &[Quotation],
) -> Vec<Speech> {
    let finder = Finder { words, paragraphs, quotations };
    let mut found: Vec<Speech> =
        quotations.iter().enumerate().filter_map(|(index, _)| finder.quoted(index)).collect();
    found.extend(paragraphs.iter().enumerate().filter_map(|(index, _)| finder.block(index)));
    found.extend(paragraphs.iter().filter_map(|&paragraph| finder.dialogue(paragraph)));
    // The full stop of the last sentence is the report's, not the speaker's.
    for speech in &mut found {
        if let Some(last) = speech.pieces.last_mut()
            && last.of(words.text).ends_with('.')
            && !last.of(words.text).ends_with("..")
        {
            last.end -= 1;
        }
        speech.pieces.retain(|piece| !piece.is_empty());
    }
    found.retain(|speech| !speech.pieces.is_empty());
    found.sort_by_key(|speech| {
        (speech.pieces[0].start, std::cmp::Reverse(speech.pieces[speech.pieces.len() - 1].end))
    });
    found
}

struct Finder<'a> {
    words: Words<'a>,
    paragraphs: &'a [ByteSpan],
    quotations: &'a [Quotation],
}

impl Finder<'_> {
    /// The speech in this quotation, if it is one.
    fn quoted(&self, index: usize) -> Option<Speech> {
        let words = self.words;
        let quotation = &self.quotations[index];
        if !quotation
            .inner
            .iter()
            .any(|piece| piece.of(words.text).chars().any(char::is_alphanumeric))
        {
            return None;
        }
        let (pieces, inserted) = self.without_insertions(index);
        if let Some(insertion) = inserted {
            return Some(Speech {
                pieces,
                attribution: SpeechAttribution::Tail(insertion),
                rule: "speech-interrupted",
            });
        }
        if let Some(tail) = self.tail(quotation) {
            return Some(Speech {
                pieces,
                attribution: SpeechAttribution::Tail(tail),
                rule: "speech-then-cue",
            });
        }
        if !quotation.paired {
            return None;
        }
        if let Some(lead) = self.lead(quotation.span.start) {
            return Some(Speech {
                pieces,
                attribution: SpeechAttribution::Lead(lead),
                rule: "cue-then-speech",
            });
        }
        let whole = self.is_whole_sentence(quotation) && !layout::is_name(words, quotation);
        whole.then_some(Speech {
            pieces,
            attribution: SpeechAttribution::Continued,
            rule: "speech-goes-on",
        })
    }

    /// The words of a quotation without the clauses that attribute it from within, and the first of
    /// those clauses: `«Мы готовы, — сказал он. — Ждём ответа»`.
    fn without_insertions(&self, index: usize) -> (Vec<ByteSpan>, Option<Range<usize>>) {
        let quotation = &self.quotations[index];
        let nested = |at: ByteSpan| {
            self.quotations[index + 1..]
                .iter()
                .take_while(|other| other.span.start < quotation.span.end)
                .any(|other| other.span.contains(at))
        };
        self.cut(&quotation.inner, nested)
    }

    fn cut(
        &self,
        inner: &[ByteSpan],
        nested: impl Fn(ByteSpan) -> bool,
    ) -> (Vec<ByteSpan>, Option<Range<usize>>) {
        let words = self.words;
        let mut pieces = Vec::new();
        let mut first = None;
        'pieces: for &piece in inner {
            let tokens = words.analysis.tokens_within(piece);
            let mut start = piece.start;
            let mut at = tokens.start;
            while at + 2 < tokens.end {
                let opens =
                    matches!(words.form(at).chars().next(), Some(',' | '!' | '?' | '…' | '.'))
                        && words.is_dash(at + 1)
                        && self.is_spaced(at + 1)
                        && !nested(words.token(at).span)
                        && self.speech_cue(at + 2..tokens.end.min(at + 8)).is_some();
                if !opens {
                    at += 1;
                    continue;
                }
                let close = (at + 3..tokens.end.min(at + LONGEST_ATTRIBUTION)).find(|&token| {
                    words.is_dash(token)
                        && self.is_spaced(token)
                        && (words.is_comma(token - 1)
                            || words.is_end_mark(token - 1)
                            || words.form(token - 1) == ":")
                });
                // Without a second dash the clause ends with its sentence, and the speech with it.
                let end = close.unwrap_or_else(|| {
                    tokens.end.min(words.analysis.sentence_of(at + 2).tokens.end)
                });
                let insertion = at + 2..end;
                let spoken_end = if words.is_comma(at) {
                    words.token(at).span.start
                } else {
                    words.token(at).span.end
                };
                push(&mut pieces, ByteSpan::new(start, spoken_end.max(start)).trimmed(words.text));
                first.get_or_insert(insertion);
                match close {
                    Some(dash) => {
                        start = words.token(dash).span.end;
                        at = dash + 1;
                    }
                    None => break 'pieces,
                }
            }
            push(&mut pieces, ByteSpan::new(start.min(piece.end), piece.end).trimmed(words.text));
        }
        if pieces.is_empty() {
            pieces.extend_from_slice(inner);
        }
        (pieces, first)
    }

    /// The clause that attributes a speech behind its closing mark.
    fn tail(&self, quotation: &Quotation) -> Option<Range<usize>> {
        let words = self.words;
        let paragraph_end = self.paragraph_of(quotation.span.end.saturating_sub(1))?.end;
        let behind = words.text[quotation.span.end..paragraph_end]
            .trim_start_matches(['.', ',', '!', '?', '…', ' ', '\u{a0}']);
        let start = paragraph_end - behind.len();
        let punctuated = words.text[quotation.span.end..start].contains([',', '!', '?', '…', '.']);
        let dashed = behind.starts_with(['—', '–', '-', '−']);
        let inner_end = quotation.inner.last()?.of(words.text);
        let comma = words.text[quotation.span.end..start].contains(',');
        let exclaimed = inner_end.ends_with(['!', '?', '…']) && !punctuated;
        if !(dashed || comma || exclaimed) {
            return None;
        }
        let first = words.analysis.tokens_within(ByteSpan::new(start, paragraph_end));
        // Without a dash only a quotation that begins its sentence is said by what follows.
        if !(self.begins_sentence(quotation) || dashed && !layout::is_name(words, quotation)) {
            return None;
        }
        let first = if dashed { first.start + 1..first.end } else { first };
        if first.is_empty() {
            return None;
        }
        let sentence_end = words.analysis.sentence_of(first.start).tokens.end;
        let behind = self.quotations.partition_point(|other| other.span.start < start);
        let next_speech = self.quotations[behind..]
            .iter()
            .take_while(|other| other.span.start < paragraph_end)
            .find(|other| !layout::is_name(words, other))
            .map(|other| words.analysis.tokens_within(ByteSpan::new(start, other.span.start)).end)
            .unwrap_or(usize::MAX);
        let tail = first.start
            ..first.end.min(sentence_end).min(next_speech).min(first.start + LONGEST_ATTRIBUTION);
        // Without a dash the quoted words may be the subject of what follows, so the cue has to come
        // first there; behind a dash it may have its subject before it.
        let reach = if dashed { tail.end } else { tail.end.min(tail.start + 3) };
        if words.is(
            tail.start.min(words.analysis.tokens.len() - 1),
            &["и", "а", "но", "который", "которые", "которая"],
        ) {
            return None;
        }
        (!tail.is_empty() && self.speech_cue(tail.start..reach).is_some()).then_some(tail)
    }

    /// The sentence before the colon that opens the speech at `start`.
    fn lead(&self, start: usize) -> Option<Range<usize>> {
        let words = self.words;
        let before = words.text[..start]
            .trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '—' | '–' | '-' | '\''));
        if !before.ends_with(':') {
            return None;
        }
        let colon = before.len() - 1;
        let tokens = words.analysis.tokens_within(ByteSpan::new(0, colon));
        let last = tokens.end.checked_sub(1)?;
        let sentence = words.analysis.sentence_of(last).tokens.clone();
        let from = self.paragraph_of(colon)?.start;
        let lead = sentence
            .start
            .max(words.analysis.tokens.partition_point(|token| token.span.start < from))
            ..tokens.end;
        (!lead.is_empty()
            && (!lead_cues(words, lead.clone()).is_empty() || self.names_speaker(lead.clone())))
        .then_some(lead)
    }

    /// A paragraph without marks that a colon at the end of the one before introduces.
    fn block(&self, index: usize) -> Option<Speech> {
        let words = self.words;
        let paragraph = self.paragraphs[index];
        let before = self.paragraphs[index.checked_sub(1)?];
        let text = paragraph.of(words.text);
        if !before.of(words.text).ends_with(':')
            || text.starts_with(['«', '"', '„', '“', '•', '*', '—', '–', '-'])
            || text.starts_with(|c: char| c.is_numeric() || c.is_lowercase())
        {
            return None;
        }
        let lead = self.lead(paragraph.start)?;
        let speech = Speech {
            pieces: vec![paragraph],
            attribution: SpeechAttribution::Lead(lead),
            rule: "block-quote",
        };
        Some(speech)
    }

    /// A line of dialogue: a paragraph that a dash opens.
    fn dialogue(&self, paragraph: ByteSpan) -> Option<Speech> {
        let text = paragraph.of(self.words.text);
        let rest = text.strip_prefix(['—', '–', '-', '−'])?;
        if !rest.starts_with([' ', '\u{a0}', '\t']) {
            return None;
        }
        let line =
            ByteSpan::new(paragraph.end - rest.len(), paragraph.end).trimmed(self.words.text);
        let (pieces, insertion) = self
            .cut(&[line], |at| self.quotations.iter().any(|quotation| quotation.span.contains(at)));
        if let Some(insertion) = insertion {
            return Some(Speech {
                pieces,
                attribution: SpeechAttribution::Tail(insertion),
                rule: "dialogue",
            });
        }
        let lead = self.lead(paragraph.start)?;
        Some(Speech { pieces, attribution: SpeechAttribution::Lead(lead), rule: "dialogue" })
    }

    /// The cue word of direct speech in these tokens, if there is one.
    fn speech_cue(&self, tokens: Range<usize>) -> Option<usize> {
        tokens.into_iter().find(|&token| is_speech_cue(self.words, token))
    }

    /// Whether the words before a colon end with the one who speaks: `Министр Петров:`.
    fn names_speaker(&self, lead: Range<usize>) -> bool {
        lead.len() <= 12
            && !lead.clone().any(|token| self.words.is_predicate(token))
            && self.words.person_at(lead.end - 1).is_some()
    }

    fn begins_sentence(&self, quotation: &Quotation) -> bool {
        let before =
            self.words.text[..quotation.span.start].trim_end_matches([' ', '\u{a0}', '\t']);
        before.is_empty()
            || before.ends_with(['.', '!', '?', '…', '\n', '\r', '»', '”', '"', ':', '—', '–', '-'])
    }

    fn is_whole_sentence(&self, quotation: &Quotation) -> bool {
        let text = self.words.text;
        let before = text[..quotation.span.start].trim_end_matches([' ', '\u{a0}', '\t']);
        let starts = before.is_empty()
            || before.ends_with(['.', '!', '?', '…', '\n', '\r', '»', '”'])
            || before.ends_with(['—', '–', '-']);
        let after = text[quotation.span.end..].trim_start_matches([' ', '\u{a0}', '\t']);
        let inner = quotation.inner.last().map_or("", |piece| piece.of(text));
        let ends = after.is_empty()
            || after.starts_with(['.', '\n', '\r'])
            || inner.ends_with(['.', '!', '?', '…']);
        starts && ends
    }

    fn is_spaced(&self, dash: usize) -> bool {
        let span = self.words.token(dash).span;
        self.words.text[span.end..].starts_with(char::is_whitespace)
    }

    fn paragraph_of(&self, position: usize) -> Option<ByteSpan> {
        let at = self.paragraphs.partition_point(|paragraph| paragraph.end <= position);
        self.paragraphs.get(at).copied().filter(|paragraph| paragraph.start <= position)
    }
}

fn push(pieces: &mut Vec<ByteSpan>, piece: ByteSpan) {
    if !piece.is_empty() {
        pieces.push(piece);
    }
}

/// The cues in the words before a colon: of direct speech, or a verb with its noun; those of relative
/// clauses only where there is no other.
pub(crate) fn lead_cues(words: Words<'_>, lead: Range<usize>) -> Vec<usize> {
    let cues: Vec<usize> = lead
        .clone()
        .filter(|&token| {
            is_speech_cue(words, token)
                || words.is_predicate(token)
                    && super::clause::verb_cue(words, token, lead.clone())
                        .is_some_and(|cue| cue.tokens.len() > 1 && !cue.negated)
        })
        .collect();
    let main: Vec<usize> = cues
        .iter()
        .copied()
        .filter(|&cue| {
            !(lead.start..cue)
                .rev()
                .take_while(|&token| !words.is_comma(token))
                .any(|token| words.lemma(token) == "который" || words.is(token, &["где"]))
                || words.is(cue, &["словам", "мнению"])
        })
        .collect();
    if main.is_empty() { cues } else { main }
}

/// Whether the word may carry the attribution of direct speech.
pub(crate) fn is_speech_cue(words: Words<'_>, token: usize) -> bool {
    let finite = words.is_predicate(token) || words.is_converb(token);
    let spoken = LEXICON.cues.get(words.lemma(token)).is_some_and(|cue| cue.complements.speech);
    let phrase = words.is(token, &["словам", "мнению"]);
    (finite && spoken && !words.is_imperative(token)) || phrase
}
