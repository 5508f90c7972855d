use depesha_text::ByteSpan;

use super::abbreviations::{Abbreviation, abbreviated_pair, abbreviation, is_long_initial};
use super::{is_digit, is_space, smile_at};

/// What the end of a line means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LineEnds {
    /// It ends the paragraph, and so the sentence (unless the line is plainly wrapped).
    #[default]
    EndParagraphs,
    /// It is white space like any other. So razdel takes it; for comparisons with programs that
    /// build on razdel.
    AreSpaces,
}

/// The sentences of `text`, in order, without the white space around them.
///
/// They do not overlap and together cover every character that is not white space. Takes one walk
/// over the text, and no memory but the answer: every rule looks at a bounded stretch.
///
/// A mark that may end a sentence ends it unless a rule of razdel 0.5 speaks against it; beyond
/// razdel, the end of a paragraph always ends a sentence (see the [module](super)).
pub fn sentences(text: &str) -> Vec<ByteSpan> {
    sentences_with(text, LineEnds::EndParagraphs)
}

/// The [`sentences`] of `text`, with a meaning of line ends of one's choice.
pub fn sentences_with(text: &str, line_ends: LineEnds) -> Vec<ByteSpan> {
    let mut sentences = Vec::new();
    let mut cut = |start: usize, end: usize| {
        let sentence = ByteSpan::new(start, end).trimmed_matches(text, is_space);
        if !sentence.is_empty() {
            sentences.push(sentence);
        }
    };
    // Where the sentence at hand begins, and its paragraph, before which no rule looks.
    let (mut start, mut paragraph) = (0, 0);
    let mut at = 0;
    while let Some(skipped) = text.as_bytes()[at..].iter().position(|&byte| begins_mark(byte)) {
        at += skipped;
        let Some(character) = text[at..].chars().next() else { break };
        if line_ends == LineEnds::EndParagraphs && is_line_end(character) {
            let rest = text[at..].trim_start_matches(is_space);
            let next = text.len() - rest.len();
            if ends_paragraph(&text[paragraph..at], &text[at..next], rest) {
                cut(start, at);
                (start, paragraph) = (next, next);
            }
            at = next;
            continue;
        }
        let smile = smile_at(&text[at..]);
        let end = at + smile.unwrap_or(character.len_utf8());
        if smile.is_some() || may_end_sentence(character) {
            let place = Place {
                so_far: &text[start..at],
                left: last_characters(&text[paragraph..at]),
                mark: character,
                right: first_characters(&text[end..]),
            };
            if !place.goes_on() {
                cut(start, end);
                start = end;
            }
        }
        at = end;
    }
    cut(start, text.len());
    sentences
}

/// Whether a mark or a line end may begin with `byte`, which then begins a character.
///
/// Nearly all bytes of a Russian text are passed over by this alone.
fn begins_mark(byte: u8) -> bool {
    const MAY: [bool; 256] = {
        let mut may = [false; 256];
        // ASCII marks, line ends, and the first bytes of `»` and of the marks from U+2000 on.
        let bytes = b".?!;\"')]}:=\n\r\x0b\x0c\xc2\xe2";
        let mut at = 0;
        while at < bytes.len() {
            may[bytes[at] as usize] = true;
            at += 1;
        }
        may
    };
    MAY[usize::from(byte)]
}

/// How many characters the rules see on each side of a mark.
const WINDOW: usize = 10;

/// Up to how many characters at the start of a sentence may be the number of a list item.
const LONGEST_ITEM_NUMBER: usize = 20;

fn last_characters(text: &str) -> &str {
    text.char_indices().rev().nth(WINDOW - 1).map_or(text, |(at, _)| &text[at..])
}

fn first_characters(text: &str) -> &str {
    text.char_indices().nth(WINDOW).map_or(text, |(at, _)| &text[..at])
}

fn is_line_end(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{2028}' | '\u{2029}')
}

/// Whether the white space `gap`, which begins with a line end, parts the paragraph `before` from
/// the one that begins with `after`.
///
/// An empty line always does. A single line end does too, unless the line is plainly wrapped: the
/// next begins with a small Cyrillic letter where no sentence ended, or a comma stands at the end.
fn ends_paragraph(before: &str, gap: &str, after: &str) -> bool {
    let line_ends = gap.chars().filter(|&character| is_line_end(character)).count()
        - gap.matches("\r\n").count();
    if line_ends > 1 || gap.contains('\u{2029}') {
        return true;
    }
    let Some(last) = before.trim_end_matches(is_space).chars().next_back() else {
        return true;
    };
    let begins_small = matches!(after.chars().next(), Some('а'..='я' | 'ё'));
    let ended = is_end(last) || matches!(last, ':' | ';');
    !(last == ',' || (begins_small && !ended))
}

fn is_end(character: char) -> bool {
    matches!(character, '.' | '?' | '!' | '…')
}

/// A quotation mark that opens as well as closes.
fn is_generic_quote(character: char) -> bool {
    matches!(character, '"' | '„' | '\'')
}

fn is_closing_quote(character: char) -> bool {
    matches!(character, '»' | '”' | '’')
}

fn is_closing_bracket(character: char) -> bool {
    matches!(character, ')' | ']' | '}')
}

fn may_end_sentence(character: char) -> bool {
    is_end(character)
        || character == ';'
        || is_generic_quote(character)
        || is_closing_quote(character)
        || is_closing_bracket(character)
}

/// A mark at which a sentence may end, with what stands around it.
struct Place<'text> {
    /// The sentence up to the mark.
    so_far: &'text str,
    /// At most [`WINDOW`] characters before the mark.
    left: &'text str,
    /// The mark; of a smile, its first character.
    mark: char,
    /// At most [`WINDOW`] characters after the mark.
    right: &'text str,
}

impl Place<'_> {
    /// Whether the sentence goes on after the mark.
    fn goes_on(&self) -> bool {
        if !self.right.starts_with(is_space) {
            return true;
        }
        let (Some(left), Some(right)) = (last_piece(self.left), first_piece(self.right)) else {
            return true;
        };
        is_small_word(right)
            || self.mark_follows(right)
            || self.is_abbreviated(left, right)
            || self.numbers_item()
            || self.closes_within(left)
            || self.names_speaker(right)
    }

    /// `Ура! :)`, `(да!) ;`: the mark that ends the sentence is still to come.
    fn mark_follows(&self, right: &str) -> bool {
        let first = first_character(right);
        !is_generic_quote(first)
            && (may_end_sentence(first)
                || smile_at(self.right.trim_start_matches(is_space)).is_some())
    }

    /// `г. Москва`, `т. е.`, `А. С. Пушкин`.
    fn is_abbreviated(&self, left: &str, right: &str) -> bool {
        if self.mark != '.' {
            return false;
        }
        let goes_on_after = |abbreviation| match abbreviation {
            Abbreviation::BeforeName => true,
            Abbreviation::AtEnd => may_follow_abbreviation(right),
        };
        let word = left.to_lowercase();
        let pair = self.pair().and_then(|(first, second)| {
            abbreviated_pair(&first.to_lowercase(), &second.to_lowercase())
        });
        // A known pair overrules what its second part alone would say.
        if pair.or_else(|| abbreviation(&word)).is_some_and(goes_on_after) {
            return true;
        }
        if abbreviated_pair(&word, &right.to_lowercase()).is_some() {
            return true;
        }
        let is_initial = left.chars().count() == 1 && left.chars().all(char::is_uppercase);
        is_initial || is_long_initial(&word)
    }

    /// The characters around the full stop in `a. b` right before the mark.
    fn pair(&self) -> Option<(&str, &str)> {
        let (rest, second) = split_last(self.left.trim_end_matches(is_space))?;
        let rest = rest.trim_end_matches(is_space).strip_suffix('.')?;
        let (_, first) = split_last(rest.trim_end_matches(is_space))?;
        (first.chars().all(is_word) && second.chars().all(is_word)).then_some((first, second))
    }

    /// `8.1.`, `б)`, `IV.` at the start of a sentence.
    fn numbers_item(&self) -> bool {
        if !matches!(self.mark, '.' | ')') {
            return false;
        }
        if self.so_far.chars().nth(LONGEST_ITEM_NUMBER).is_some() {
            return false;
        }
        let mut rest = self.so_far;
        while let Some(piece) = first_piece(rest) {
            let first = first_character(piece);
            let lower = piece.to_lowercase();
            let is_number = is_digit(first)
                || matches!(piece, "." | ")" | "§")
                || (lower.chars().count() == 1
                    && matches!(first_character(&lower), 'а'..='е' | 'a'..='f'))
                || piece.chars().all(|c| matches!(c, 'I' | 'V' | 'X' | 'M' | 'L'));
            if !is_number {
                return false;
            }
            let skipped = rest.len() - rest.trim_start_matches(is_space).len();
            rest = &rest[skipped + piece.len()..];
        }
        true
    }

    /// A quotation mark or bracket inside a sentence: `«Мир» выиграл`, `(и др.) Москва`.
    fn closes_within(&self, left: &str) -> bool {
        let opens = is_generic_quote(self.mark) && self.left.ends_with(is_space);
        let closes = is_generic_quote(self.mark)
            || is_closing_quote(self.mark)
            || is_closing_bracket(self.mark);
        closes && (opens || !is_end(first_character(left)))
    }

    /// `«Мир!» — сказал он`: a dash and a small letter go on.
    fn names_speaker(&self, right: &str) -> bool {
        matches!(first_character(right), '‑' | '–' | '—' | '−' | '-')
            && first_word(self.right).is_some_and(is_small_word)
    }
}

/// The character of a text that has one.
fn first_character(text: &str) -> char {
    text.chars().next().unwrap_or(' ')
}

fn split_last(text: &str) -> Option<(&str, &str)> {
    text.char_indices().next_back().map(|(at, _)| text.split_at(at))
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// Pieces are runs of letters, runs of digits, and single marks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum PieceKind {
    Letters,
    Digits,
    Mark,
}

fn piece_kind(character: char) -> PieceKind {
    if is_digit(character) {
        PieceKind::Digits
    } else if is_word(character) {
        PieceKind::Letters
    } else {
        PieceKind::Mark
    }
}

fn first_piece(text: &str) -> Option<&str> {
    let text = text.trim_start_matches(is_space);
    let first = text.chars().next()?;
    let kind = piece_kind(first);
    let end = match kind {
        PieceKind::Mark => first.len_utf8(),
        _ => text.find(|next| piece_kind(next) != kind).unwrap_or(text.len()),
    };
    Some(&text[..end])
}

fn last_piece(text: &str) -> Option<&str> {
    let text = text.trim_end_matches(is_space);
    let last = text.chars().next_back()?;
    let kind = piece_kind(last);
    let start = match kind {
        PieceKind::Mark => text.len() - last.len_utf8(),
        _ => text.trim_end_matches(|next| piece_kind(next) == kind).len(),
    };
    Some(&text[start..])
}

/// The first piece of letters or digits.
fn first_word(text: &str) -> Option<&str> {
    text.find(is_word).and_then(|at| first_piece(&text[at..]))
}

/// A word of small letters only.
fn is_small_word(piece: &str) -> bool {
    piece.chars().all(char::is_alphabetic)
        && !piece.chars().any(char::is_uppercase)
        && piece.chars().any(char::is_lowercase)
}

/// A number, a mark or a small letter: what goes on after `млн`.
fn may_follow_abbreviation(piece: &str) -> bool {
    !piece.chars().all(char::is_alphabetic) || is_small_word(piece)
}
