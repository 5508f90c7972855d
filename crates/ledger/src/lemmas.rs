//! The words of a text by their lemmas.

use std::ops::Range;

use depesha::record::Span;
use depesha::{ByteSpan, CodePoints};

/// A word of a text and its lemma, as a lemmatizer gives it.
pub type Lemma = (ByteSpan, String);

/// The lemmas of a text's words in the order of the text, punctuation left out.
///
/// They are held as one text, with a space between each two, which is also what is searched: a report has
/// hundreds of words, and keeping one costs little more than copying its letters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Lemmas {
    text: String,
    words: Vec<Word>,
}

/// Where a word stands in the body, in code points, and its lemma among the lemmas, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Word {
    span: Span,
    lemma_start: usize,
    lemma_end: usize,
}

/// Adds a lemma as it is compared: in lower case, with `е` for `ё`.
fn push_key(lemma: &str, to: &mut String) {
    if lemma.chars().all(|letter| matches!(letter, 'а'..='я' | 'a'..='z' | '0'..='9' | '-')) {
        to.push_str(lemma);
        return;
    }
    let lower = lemma.chars().flat_map(char::to_lowercase);
    to.extend(lower.map(|letter| if letter == 'ё' { 'е' } else { letter }));
}

/// A lemma as it is compared: in lower case, with `е` for `ё`.
pub(crate) fn lemma_key(lemma: &str) -> String {
    let mut key = String::with_capacity(lemma.len());
    push_key(lemma, &mut key);
    key
}

impl Lemmas {
    /// Those of the words and marks of a text.
    pub(crate) fn of(text: &str, mut lemmas: Vec<Lemma>) -> Self {
        // Whoever reads gives them in order; then there is nothing to sort.
        lemmas.sort_by_key(|(span, _)| (span.start, span.end));
        let mut code_points = CodePoints::of(text);
        let mut all = Self::with_room_for(&lemmas);
        for (span, lemma) in lemmas {
            if lemma.chars().any(char::is_alphanumeric) {
                let Range { start, end } = code_points.range(span);
                all.push(Span { start, end }, |text| push_key(&lemma, text));
            }
        }
        all
    }

    /// Those of words that were kept with their places; these are in order.
    pub(crate) fn of_kept(words: Vec<(Span, String)>) -> Self {
        let mut all = Self::with_room_for(&words);
        for (span, lemma) in words {
            all.push(span, |text| text.push_str(&lemma));
        }
        all
    }

    fn with_room_for<Place>(lemmas: &[(Place, String)]) -> Self {
        let bytes = lemmas.iter().map(|(_, lemma)| lemma.len() + 1).sum();
        Self { text: String::with_capacity(bytes), words: Vec::with_capacity(lemmas.len()) }
    }

    fn push(&mut self, span: Span, write: impl FnOnce(&mut String)) {
        if !self.words.is_empty() {
            self.text.push(' ');
        }
        let lemma_start = self.text.len();
        write(&mut self.text);
        self.words.push(Word { span, lemma_start, lemma_end: self.text.len() });
    }

    /// All of them, parted by spaces.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Each word with its lemma.
    pub(crate) fn words(&self) -> impl Iterator<Item = (Span, &str)> {
        self.words.iter().map(|word| (word.span, &self.text[word.lemma_start..word.lemma_end]))
    }

    /// The place of the first word that begins there or behind.
    fn from(&self, start: usize) -> usize {
        self.words.partition_point(|word| word.span.start < start)
    }

    /// The lemmas of the words at these places, parted by spaces.
    fn at(&self, places: Range<usize>) -> &str {
        match self.words.get(places).unwrap_or_default() {
            [] => "",
            [first, .., last] => &self.text[first.lemma_start..last.lemma_end],
            [only] => &self.text[only.lemma_start..only.lemma_end],
        }
    }

    /// The lemmas of the words that lie within one of the spans, parted by spaces. A full stop stands behind those of
    /// each span, for words of two stretches do not stand side by side.
    pub(crate) fn within(&self, spans: &[Span]) -> String {
        let mut found = String::new();
        for span in spans {
            let from = self.from(span.start);
            let lemmas = self.at(from..self.from(span.end).max(from));
            found.push_str(lemmas);
            found.push_str(if lemmas.is_empty() { ". " } else { " . " });
        }
        found
    }

    /// The lemmas of so many words on each side of a span, parted by spaces, that lie within the passage around it.
    pub(crate) fn beside(&self, span: Span, passage: Span, count: usize) -> String {
        let (first, behind) = (self.from(passage.start), self.from(passage.end));
        let (from, until) = (self.from(span.start), self.from(span.end));
        let before = self.at(from.saturating_sub(count).max(first).min(from)..from);
        let after = self.at(until..(until + count).min(behind).max(until));
        match (before, after) {
            ("", one) | (one, "") => one.to_owned(),
            (before, after) => format!("{before} {after}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Посол, 12 гостей и Ёлка уехали.";

    fn lemmas() -> Lemmas {
        let words = [
            ("Посол", "посол"),
            (",", ","),
            ("12", "12"),
            ("гостей", "гость"),
            ("и", "и"),
            ("Ёлка", "Ёлка"),
            ("уехали", "уехать"),
            (".", "."),
        ];
        let place = |word: &str| TEXT.find(word).unwrap();
        let lemmas = words.map(|(word, lemma)| {
            (ByteSpan::new(place(word), place(word) + word.len()), lemma.to_owned())
        });
        Lemmas::of(TEXT, lemmas.into())
    }

    /// The span of some words of the text, in code points.
    fn span(words: &str) -> Span {
        let start = TEXT[..TEXT.find(words).unwrap()].chars().count();
        Span { start, end: start + words.chars().count() }
    }

    #[test]
    fn marks_are_no_words_and_lemmas_are_as_they_are_compared() {
        assert_eq!(lemmas().text(), "посол 12 гость и елка уехать");
        let (at, lemma) = lemmas().words().nth(4).map(|(at, it)| (at, it.to_owned())).unwrap();
        assert_eq!((at, lemma.as_str()), (span("Ёлка"), "елка"));
    }

    #[test]
    fn a_stop_parts_the_stretches() {
        let within = |words: &[&str]| {
            lemmas().within(&words.iter().map(|words| span(words)).collect::<Vec<_>>())
        };
        assert_eq!(within(&["12 гостей"]), "12 гость . ");
        assert_eq!(within(&["Посол", "уехали"]), "посол . уехать . ");
        assert_eq!(within(&[","]), ". ");
        assert_eq!(within(&[]), "");
        assert_eq!(lemmas().within(&[Span { start: 90, end: 95 }]), ". ");
    }

    #[test]
    fn words_beside_a_number_stay_in_its_passage() {
        let beside = |passage, count| lemmas().beside(span("12"), span(passage), count);
        assert_eq!(beside(TEXT, 3), "посол гость и елка");
        assert_eq!(beside(TEXT, 0), "");
        assert_eq!(beside("12 гостей", 3), "гость");
    }

    #[test]
    fn kept_words_are_the_same_again() {
        let kept: Vec<(Span, String)> =
            lemmas().words().map(|(span, lemma)| (span, lemma.to_owned())).collect();
        assert_eq!(Lemmas::of_kept(kept), lemmas());
    }
}
