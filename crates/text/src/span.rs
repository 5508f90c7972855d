use std::ops::Range;

/// A place in an article's body, in bytes: `start..end`, both on character boundaries.
///
/// Spans are bytes inside the program, where slicing has to be cheap; [`CodePoints`] turns them
/// into the code points that the record gives to the outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ByteSpan {
    /// First byte of the span.
    pub start: usize,
    /// First byte after the span.
    pub end: usize,
}

impl ByteSpan {
    /// The span `start..end`.
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end, "a span may not end before it starts: {start}..{end}");
        Self { start, end }
    }

    /// The words that the span marks in `text`.
    ///
    /// # Panics
    /// Where the span does not lie in `text` or cuts a character.
    pub fn of(self, text: &str) -> &str {
        &text[self.start..self.end]
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether the span marks nothing.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `other` lies wholly within this span.
    pub fn contains(self, other: ByteSpan) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the byte at `position` lies within this span.
    pub fn covers(self, position: usize) -> bool {
        self.start <= position && position < self.end
    }

    /// Whether the two spans share at least a byte.
    pub fn overlaps(self, other: ByteSpan) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span that holds both.
    pub fn joined(self, other: ByteSpan) -> ByteSpan {
        ByteSpan::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// The span without the white space at either end in `text`.
    pub fn trimmed(self, text: &str) -> ByteSpan {
        self.trimmed_matches(text, char::is_whitespace)
    }

    /// The span without the characters at either end for which `strip` holds.
    pub fn trimmed_matches(self, text: &str, mut strip: impl FnMut(char) -> bool) -> ByteSpan {
        let words = self.of(text);
        let start = self.start + (words.len() - words.trim_start_matches(&mut strip).len());
        let words = &text[start..self.end];
        ByteSpan::new(start, start + words.trim_end_matches(&mut strip).len())
    }
}

impl From<Range<usize>> for ByteSpan {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

/// Turns byte offsets of a text into offsets in Unicode code points.
///
/// Offsets that ascend are found in one walk over the text; one that goes back restarts from the
/// nearest of the marks set every 4 KiB, so that any order is cheap.
#[derive(Debug)]
pub struct CodePoints<'text> {
    text: &'text str,
    /// `(byte, code points before it)` every [`MARK_DISTANCE`] bytes or so.
    marks: Vec<(usize, usize)>,
    last: (usize, usize),
}

const MARK_DISTANCE: usize = 4096;

impl<'text> CodePoints<'text> {
    /// A counter over `text`.
    pub fn of(text: &'text str) -> Self {
        Self { text, marks: vec![(0, 0)], last: (0, 0) }
    }

    /// The number of code points before the byte `at`.
    ///
    /// # Panics
    /// Where `at` is outside the text or cuts a character.
    pub fn before(&mut self, at: usize) -> usize {
        let (mut byte, mut count) = self.last;
        if at < byte {
            let mark = self.marks.partition_point(|&(mark, _)| mark <= at) - 1;
            (byte, count) = self.marks[mark];
        }
        while byte < at {
            let mut next = (byte + MARK_DISTANCE).min(at);
            while !self.text.is_char_boundary(next) {
                next += 1;
            }
            count += self.text[byte..next].chars().count();
            byte = next;
            if byte.saturating_sub(self.marks.last().map_or(0, |mark| mark.0)) >= MARK_DISTANCE {
                self.marks.push((byte, count));
            }
        }
        self.last = (byte, count);
        count
    }

    /// The span in code points.
    pub fn range(&mut self, span: ByteSpan) -> Range<usize> {
        self.before(span.start)..self.before(span.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_points_are_counted_in_any_order() {
        let text = "Встреча 🤝 в Душанбе. ".repeat(800);
        let mut code_points = CodePoints::of(&text);
        let expected: Vec<(usize, usize)> =
            text.char_indices().enumerate().map(|(count, (byte, _))| (byte, count)).collect();
        for &(byte, count) in expected.iter().step_by(997).chain(expected.iter().rev().step_by(613))
        {
            assert_eq!(code_points.before(byte), count);
        }
        assert_eq!(code_points.before(text.len()), text.chars().count());
    }

    #[test]
    fn trimming_keeps_the_span_on_the_words() {
        let text = "  «мир» ";
        let span = ByteSpan::new(0, text.len());
        assert_eq!(span.trimmed(text).of(text), "«мир»");
        assert_eq!(span.trimmed_matches(text, |c| !c.is_alphanumeric()).of(text), "мир");
    }
}
