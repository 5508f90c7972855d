//! The text in the pieces that numbers and dates are made of: runs of digits, runs of letters, marks.
//!
//! Tokens are too coarse for them (`2014–2016` is one, `15:30` three), so each is cut here.

use std::ops::Range;

use depesha_text::ByteSpan;

use crate::tables::folded;
use crate::words::Words;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PieceKind {
    Digits,
    Letters,
    Mark,
}

/// A run of digits or letters, or one mark.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    pub(crate) span: ByteSpan,
    /// In small letters, with `е` for `ё`.
    pub(crate) word: String,
    pub(crate) kind: PieceKind,
    /// The token that it lies in.
    pub(crate) token: usize,
    /// Whether nothing stands between it and the piece before.
    pub(crate) glued: bool,
    /// Whether a line ends between it and the piece before.
    pub(crate) new_line: bool,
}

/// The pieces of one sentence.
pub(crate) struct Pieces<'a> {
    pub(crate) words: Words<'a>,
    pub(crate) all: Vec<Piece>,
}

impl<'a> Pieces<'a> {
    /// The pieces of the sentence that has these tokens.
    pub(crate) fn of(words: Words<'a>, tokens: Range<usize>) -> Self {
        let mut all: Vec<Piece> = Vec::with_capacity(tokens.len() + 8);
        for token in tokens {
            let span = words.token(token).span;
            let text = span.of(words.text);
            let mut at = 0;
            while let Some(first) = text[at..].chars().next() {
                let kind = kind_of(first);
                let mut end = at + first.len_utf8();
                if kind != PieceKind::Mark {
                    let rest = text[end..].chars().take_while(|&next| kind_of(next) == kind);
                    end += rest.map(char::len_utf8).sum::<usize>();
                }
                let here = ByteSpan::new(span.start + at, span.start + end);
                let before = all.last().map_or(here.start, |piece| piece.span.end);
                all.push(Piece {
                    span: here,
                    word: folded(&text[at..end]),
                    kind,
                    token,
                    glued: !all.is_empty() && before == here.start,
                    new_line: words.text[before..here.start].contains('\n'),
                });
                at = end;
            }
        }
        Self { words, all }
    }

    /// The word of a piece; empty beyond the sentence.
    pub(crate) fn word(&self, at: usize) -> &str {
        self.all.get(at).map_or("", |piece| &piece.word)
    }

    pub(crate) fn kind(&self, at: usize) -> Option<PieceKind> {
        self.all.get(at).map(|piece| piece.kind)
    }

    pub(crate) fn glued(&self, at: usize) -> bool {
        self.all.get(at).is_some_and(|piece| piece.glued)
    }

    /// Whether the piece is one of these words.
    pub(crate) fn is(&self, at: usize, wanted: &[&str]) -> bool {
        wanted.contains(&self.word(at))
    }

    /// How many pieces the phrase takes, where it stands here.
    pub(crate) fn phrase(&self, at: usize, phrase: &str) -> Option<usize> {
        let mut taken = 0;
        for word in phrase.split(' ') {
            if self.word(at + taken) != word {
                return None;
            }
            taken += 1;
        }
        Some(taken)
    }

    pub(crate) fn is_dash(&self, at: usize) -> bool {
        self.is(at, &["-", "–", "—", "−", "‒", "‑"])
    }

    /// The place behind the dot that ends an abbreviation, where one stands here.
    pub(crate) fn behind_dot(&self, at: usize) -> usize {
        if self.word(at) == "." && self.glued(at) && at + 1 < self.all.len() { at + 1 } else { at }
    }

    /// The whole number that these digits write, if it has at most nine of them.
    pub(crate) fn whole(&self, at: usize) -> Option<i32> {
        let piece = self.all.get(at).filter(|piece| piece.kind == PieceKind::Digits)?;
        if piece.word.len() > 9 { None } else { piece.word.parse().ok() }
    }

    pub(crate) fn span(&self, pieces: Range<usize>) -> ByteSpan {
        ByteSpan::new(self.all[pieces.start].span.start, self.all[pieces.end - 1].span.end)
    }
}

fn kind_of(character: char) -> PieceKind {
    if character.is_ascii_digit() {
        PieceKind::Digits
    } else if character.is_alphabetic() {
        PieceKind::Letters
    } else {
        PieceKind::Mark
    }
}
