//! How the report is laid out: paragraphs, quotations that are speech, passages between their marks.

use std::ops::Range;

use depesha_text::{ByteSpan, Quotation};

use crate::words::Words;

/// A run of tokens of one sentence in one voice: all within the same speech, or all outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Passage {
    pub(crate) tokens: Range<usize>,
    /// The innermost speech that holds the passage, as an index of the list of speeches.
    pub(crate) speech: Option<usize>,
    /// The paragraph, as an index of the report's paragraphs.
    pub(crate) paragraph: usize,
    /// The sentence, as an index of the analysis' sentences.
    pub(crate) sentence: usize,
}

/// Cuts the sentences where speeches begin and end.
pub(crate) fn passages(
    words: Words<'_>,
    paragraphs: &[ByteSpan],
    speeches: &[Vec<ByteSpan>],
) -> Vec<Passage> {
    let owner = owners(words, speeches);
    let mut passages = Vec::new();
    let mut paragraph = 0;
    for (sentence, analysed) in words.analysis.sentences.iter().enumerate() {
        let mut start = analysed.tokens.start;
        while start < analysed.tokens.end {
            let at = words.token(start).span.start;
            while paragraph + 1 < paragraphs.len() && paragraphs[paragraph + 1].start <= at {
                paragraph += 1;
            }
            let paragraph_end = paragraphs.get(paragraph).map_or(words.text.len(), |span| span.end);
            let mut end = start + 1;
            while end < analysed.tokens.end
                && owner[end] == owner[start]
                && (words.token(end).span.start < paragraph_end || at >= paragraph_end)
            {
                end += 1;
            }
            passages.push(Passage {
                tokens: start..end,
                speech: owner[start],
                paragraph,
                sentence,
            });
            start = end;
        }
    }
    passages
}

/// For each token the innermost speech whose words it belongs to.
fn owners(words: Words<'_>, speeches: &[Vec<ByteSpan>]) -> Vec<Option<usize>> {
    let mut owner = vec![None; words.analysis.tokens.len()];
    // Shorter speeches lie within longer ones and are written over them.
    let mut order: Vec<usize> = (0..speeches.len()).collect();
    order.sort_by_key(|&speech| std::cmp::Reverse(extent(&speeches[speech])));
    for speech in order {
        for &piece in &speeches[speech] {
            for token in words.analysis.tokens_within(piece) {
                owner[token] = Some(speech);
            }
        }
    }
    owner
}

fn extent(pieces: &[ByteSpan]) -> usize {
    match (pieces.first(), pieces.last()) {
        (Some(first), Some(last)) => last.end - first.start,
        _ => 0,
    }
}

/// Whether the quotation marks set off a name (of a newspaper, party, law) rather than words of
/// somebody's: it begins with a capital, is short and holds no predicate.
pub(crate) fn is_name(words: Words<'_>, quotation: &Quotation) -> bool {
    let [inner] = quotation.inner[..] else { return false };
    let tokens = words.analysis.tokens_within(inner);
    let Some(first) = inner.of(words.text).chars().find(|c| c.is_alphanumeric()) else {
        return true;
    };
    let ends_like_a_sentence = inner.of(words.text).ends_with(['!', '?']) && tokens.len() > 4
        || inner.of(words.text).contains(". ");
    (first.is_uppercase() || first.is_numeric())
        && tokens.len() <= 14
        && !ends_like_a_sentence
        && !tokens.clone().any(|token| words.is_predicate(token) && !words.is_imperative(token))
}
