use depesha_text::ByteSpan;

use super::{is_digit, is_space};

/// The tokens of `text`: words, numbers, punctuation marks, in the order of the text.
///
/// The spans lie on character boundaries, do not overlap and together cover every character that
/// is not white space. Takes one walk over the text, and no memory but the answer.
///
/// The text is first taken apart into atoms (runs of Cyrillic letters, of Latin letters, of digits;
/// single marks; single other characters); adjacent atoms then grow together where a rule says so.
/// Atoms and rules are those of razdel 0.5, on whose tokens the networks were trained.
pub fn tokens(text: &str) -> Vec<ByteSpan> {
    // Russian has about 11 bytes for each token and the space after it.
    let mut tokens = Vec::with_capacity(text.len() / 10);
    let mut atoms = Atoms { text, at: 0 };
    let Some(mut left) = atoms.next() else {
        return tokens;
    };
    let mut before_left: Option<Atom> = None;
    let mut right = atoms.next();
    let mut start = left.start;
    while let Some(next) = right {
        let after_right = atoms.next();
        let joined = left.end == next.start
            && (links(before_left, left, next, after_right)
                || marks_grow(text, start, left, next)
                || others_grow(left, next)
                || exclaims_brand(text, left, next));
        if !joined {
            tokens.push(ByteSpan::new(start, left.end));
            start = next.start;
        }
        (before_left, left, right) = (Some(left), next, after_right);
    }
    tokens.push(ByteSpan::new(start, left.end));
    tokens
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum AtomKind {
    Cyrillic,
    Latin,
    Number,
    Mark,
    Other,
}

#[derive(Debug, Clone, Copy)]
struct Atom {
    start: usize,
    end: usize,
    kind: AtomKind,
    /// The first character: of a mark, the whole of it.
    character: char,
}

struct Atoms<'text> {
    text: &'text str,
    at: usize,
}

impl Iterator for Atoms<'_> {
    type Item = Atom;

    fn next(&mut self) -> Option<Atom> {
        let rest = &self.text[self.at..];
        let mut characters =
            rest.char_indices().skip_while(|&(_, character)| is_space(character)).peekable();
        let Some((start, character)) = characters.next() else {
            self.at = self.text.len();
            return None;
        };
        let kind = kind_of(character);
        let mut end = start + character.len_utf8();
        if matches!(kind, AtomKind::Cyrillic | AtomKind::Latin | AtomKind::Number) {
            while let Some((at, next)) = characters.next_if(|&(_, next)| kind_of(next) == kind) {
                end = at + next.len_utf8();
            }
        }
        let atom = Atom { start: self.at + start, end: self.at + end, kind, character };
        self.at = atom.end;
        Some(atom)
    }
}

fn kind_of(character: char) -> AtomKind {
    match character {
        // The peer's letters are matched without regard to case, which adds a few old or foreign
        // variants to `а-яё` and `a-z`.
        'а'..='я' | 'А'..='Я' | 'ё' | 'Ё' | '\u{1c80}'..='\u{1c86}' => AtomKind::Cyrillic,
        'a'..='z' | 'A'..='Z' | 'İ' | 'ı' | 'ſ' | '\u{212a}' => AtomKind::Latin,
        '0'..='9' => AtomKind::Number,
        // The opening brace is no mark for the peer: it grows together with letters.
        '{' => AtomKind::Other,
        '№' | '…' | '‑' | '–' | '—' | '−' | '«' | '“' | '‘' | '»' | '”' | '’' | '„' => {
            AtomKind::Mark
        }
        _ if character.is_ascii_punctuation() => AtomKind::Mark,
        _ if is_digit(character) => AtomKind::Number,
        _ => AtomKind::Other,
    }
}

fn is_dash(character: char) -> bool {
    matches!(character, '‑' | '–' | '—' | '−' | '-')
}

/// `кое-что`, `snake_case`, `3,5`, `24/7`: a linking mark holds together what stands on its sides.
///
/// Neighbours are looked up by order, even across a space, as the peer does: `слово -то` has the
/// tokens `слово` and `-то`.
fn links(before: Option<Atom>, left: Atom, right: Atom, after: Option<Atom>) -> bool {
    let sides_of = |is_link: fn(char) -> bool| {
        if left.kind == AtomKind::Mark && is_link(left.character) {
            before.map(|before| (before.kind, right.kind))
        } else if right.kind == AtomKind::Mark && is_link(right.character) {
            after.map(|after| (left.kind, after.kind))
        } else {
            None
        }
    };
    let of_words = |sides: Option<(AtomKind, AtomKind)>| {
        sides.is_some_and(|(one, other)| one != AtomKind::Mark && other != AtomKind::Mark)
    };
    let of_numbers = |sides| sides == Some((AtomKind::Number, AtomKind::Number));
    of_words(sides_of(is_dash))
        || of_words(sides_of(|mark| mark == '_'))
        || of_numbers(sides_of(|mark| matches!(mark, '.' | ',')))
        || of_numbers(sides_of(|mark| matches!(mark, '/' | '\\')))
}

/// `...`, `?!`, `--`, `**`, `:))`: marks that are one.
fn marks_grow(text: &str, start: usize, left: Atom, right: Atom) -> bool {
    if left.kind != AtomKind::Mark || right.kind != AtomKind::Mark {
        return false;
    }
    let is_end = |mark| matches!(mark, '.' | '?' | '!' | '…');
    let whole = &text[start..right.end];
    super::smile_at(whole) == Some(whole.len())
        || (is_end(left.character) && is_end(right.character))
        || matches!((left.character, right.character), ('-', '-') | ('*', '*'))
}

/// `Δσ`, `mβж`, `🤝🏻`: characters of no class grow together with each other and with letters.
fn others_grow(left: Atom, right: Atom) -> bool {
    use AtomKind::{Cyrillic, Latin, Other};
    match (left.kind, right.kind) {
        (Other, kind) | (kind, Other) => matches!(kind, Other | Cyrillic | Latin),
        _ => false,
    }
}

/// `Yahoo!`
fn exclaims_brand(text: &str, left: Atom, right: Atom) -> bool {
    right.character == '!' && text[left.start..left.end].eq_ignore_ascii_case("yahoo")
}
