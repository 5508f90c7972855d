//! Where do tokens and sentences begin and end?
//!
//! [`segment`] cuts a text into tokens and groups them in sentences. Both follow the rules of
//! razdel 0.5 (MIT licence), on whose answers the networks were trained: on the texts of the
//! NEREL development set the tokens are the same, all 23,784 of them.
//!
//! # Where it differs from razdel, on purpose
//!
//! * **Paragraphs.** razdel knows no line ends: a headline without a full stop, the caption under
//!   it and the first sentence of the report are one sentence to it. Here an empty line always ends
//!   a sentence, and so does a single line end, unless the line is plainly wrapped: the next line
//!   begins with a small Cyrillic letter where no sentence ended, or the line ends with a comma.
//!   On the NEREL development set (94 texts) this cuts 128 of razdel's 1,193 sentences in two or
//!   more, at 52 empty lines and 151 single line ends; all of the latter part headlines, captions
//!   and block quotations. The peer's networks then give another head to 681 of 23,784 tokens (624
//!   of them had a head beyond the cut, or become or cease to be the root) and other features to 83.
//!   [`LineEnds::AreSpaces`] gives razdel's own 1,193 sentences, for comparisons.
//! * **Rules do not look back beyond the paragraph.** So an abbreviation at the end of the last
//!   paragraph says nothing of this one.
//! * A superscript digit does not number a list item (no case in the sets above).
//!
//! The texts are taken as they are here; [`MendedText`](crate::orthography::MendedText) is what
//! leaves out soft hyphens and the like before. On the same set it mends four words in whose midst
//! a Latin letter stands (`Cоюз` with a Latin `C`); razdel cuts each of these in two or three.
//!
//! # Known weaknesses, kept from razdel
//!
//! * `г.`, `р.` and other abbreviations before names never end a sentence, though after a year or a
//!   sum they may: `Это было в 2020 г. Москва ответила.` is one sentence. The other reading is as
//!   frequent in news: `28 мая 2020 г. Владимир Путин подписал`.
//! * A link or a word with marks inside falls into many tokens: `t.me/mid` has five.

mod abbreviations;
mod sentences;
mod tokens;

use depesha_text::ByteSpan;

pub use sentences::{LineEnds, sentences, sentences_with};
pub use tokens::tokens;

use crate::Sentence;

/// A text cut into sentences and tokens.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Segments {
    /// The tokens, in the order of the text.
    pub tokens: Vec<ByteSpan>,
    /// The sentences, in order, each with its tokens as indices of [`Segments::tokens`]; every
    /// token belongs to one of them, and no sentence is without tokens.
    pub sentences: Vec<Sentence>,
}

/// The [`tokens`] of `text`, grouped in its [`sentences`].
///
/// Spans are in bytes of `text`, on character boundaries. White space alone gives nothing.
pub fn segment(text: &str) -> Segments {
    segment_with(text, LineEnds::EndParagraphs)
}

/// The [`tokens`] of `text`, grouped in its sentences, with a meaning of line ends of one's choice.
pub fn segment_with(text: &str, line_ends: LineEnds) -> Segments {
    let tokens = tokens(text);
    let mut grouped: Vec<Sentence> = Vec::new();
    let mut next = 0;
    for span in sentences_with(text, line_ends) {
        // A token belongs to the sentence in which it begins. No rule cuts a token, as a sentence
        // ends before white space only, so it ends there too.
        let first = next;
        while next < tokens.len() && tokens[next].start < span.end {
            next += 1;
        }
        if first < next {
            grouped.push(Sentence { span, tokens: first..next });
        }
    }
    debug_assert_eq!(next, tokens.len(), "every token begins in a sentence");
    Segments { tokens, sentences: grouped }
}

/// The length in bytes of the smile with which `text` begins: `:)`, `;-)`, `=(((`.
fn smile_at(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    if !matches!(bytes.first(), Some(b'=' | b':' | b';')) {
        return None;
    }
    let eyes = if bytes.get(1) == Some(&b'-') { 2 } else { 1 };
    let mouths =
        bytes[eyes..].iter().take(3).take_while(|&&byte| matches!(byte, b')' | b'(')).count();
    (mouths > 0).then_some(eyes + mouths)
}

/// White space, and the four separators of ASCII that Python counts as such.
fn is_space(character: char) -> bool {
    character.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&character)
}

/// A decimal digit of any script (Unicode 14, general category Nd).
pub(crate) fn is_digit(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_digit();
    }
    // Letters of European scripts are settled without the search.
    if character < DIGIT_ZEROS[0] {
        return false;
    }
    let after = DIGIT_ZEROS.partition_point(|&zero| zero <= character);
    u32::from(character) - u32::from(DIGIT_ZEROS[after - 1]) < 10
}

/// The zeros of all scripts but ASCII; the nine other digits follow each.
const DIGIT_ZEROS: [char; 65] = [
    '\u{660}',
    '\u{6f0}',
    '\u{7c0}',
    '\u{966}',
    '\u{9e6}',
    '\u{a66}',
    '\u{ae6}',
    '\u{b66}',
    '\u{be6}',
    '\u{c66}',
    '\u{ce6}',
    '\u{d66}',
    '\u{de6}',
    '\u{e50}',
    '\u{ed0}',
    '\u{f20}',
    '\u{1040}',
    '\u{1090}',
    '\u{17e0}',
    '\u{1810}',
    '\u{1946}',
    '\u{19d0}',
    '\u{1a80}',
    '\u{1a90}',
    '\u{1b50}',
    '\u{1bb0}',
    '\u{1c40}',
    '\u{1c50}',
    '\u{a620}',
    '\u{a8d0}',
    '\u{a900}',
    '\u{a9d0}',
    '\u{a9f0}',
    '\u{aa50}',
    '\u{abf0}',
    '\u{ff10}',
    '\u{104a0}',
    '\u{10d30}',
    '\u{11066}',
    '\u{110f0}',
    '\u{11136}',
    '\u{111d0}',
    '\u{112f0}',
    '\u{11450}',
    '\u{114d0}',
    '\u{11650}',
    '\u{116c0}',
    '\u{11730}',
    '\u{118e0}',
    '\u{11950}',
    '\u{11c50}',
    '\u{11d50}',
    '\u{11da0}',
    '\u{16a60}',
    '\u{16ac0}',
    '\u{16b50}',
    '\u{1d7ce}',
    '\u{1d7d8}',
    '\u{1d7e2}',
    '\u{1d7ec}',
    '\u{1d7f6}',
    '\u{1e140}',
    '\u{1e2f0}',
    '\u{1e950}',
    '\u{1fbf0}',
];

#[cfg(test)]
mod tests;
