use crate::ByteSpan;

/// A stretch of text in quotation marks.
///
/// A quotation may run over several paragraphs with one closing mark, as long speeches do in the
/// press; `inner` then holds a span for each paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quotation {
    /// From the opening mark to the end of the closing mark; without a mark, from or to the
    /// paragraph's end.
    pub span: ByteSpan,
    /// The words between the marks, paragraph by paragraph, without the white space around them.
    pub inner: Vec<ByteSpan>,
    /// The quotation that this one lies in, as an index of the list that holds both.
    pub parent: Option<usize>,
    /// Whether both marks were found. A mark without its fellow spoils one paragraph at the most.
    pub paired: bool,
}

/// How far a quotation without a closing mark is followed: more paragraphs than any speech that was
/// seen in the press, few enough that a lost mark is not searched for through a whole book.
const MOST_PARAGRAPHS: usize = 40;

/// The quotations of `text`, ordered by their opening; `paragraphs` are those of
/// [`paragraphs`](crate::paragraphs).
///
/// Guillemets, low and high typographic marks and straight double quotes are known; a straight
/// quote opens or closes by what stands beside it.
pub fn quotations(text: &str, paragraphs: &[ByteSpan]) -> Vec<Quotation> {
    let scanned: Vec<Scan> =
        paragraphs.iter().map(|&paragraph| Scan::of(text, paragraph)).collect();
    let mut found: Vec<Quotation> = Vec::new();
    let mut at = 0;
    while at < scanned.len() {
        let scan = &scanned[at];
        found.extend(scan.pairs.iter().map(|pair| pair.quotation(text)));
        if let Some(opening) = scan.left_open {
            let Some(end) = end_of_speech(&scanned, at) else {
                found.push(half(text, opening, ByteSpan::new(opening.end, scan.paragraph.end)));
                at += 1;
                continue;
            };
            let mut inner = vec![ByteSpan::new(opening.end, scan.paragraph.end)];
            for middle in &scanned[at + 1..end.paragraph] {
                inner.push(ByteSpan::new(middle.words_start, middle.paragraph.end));
                found.extend(middle.pairs.iter().map(|pair| pair.quotation(text)));
            }
            let last = &scanned[end.paragraph];
            inner.push(ByteSpan::new(end.words_start.min(end.mark.start), end.mark.start));
            let others = last.pairs.iter().filter(|pair| pair.close != end.mark);
            found.extend(others.map(|pair| pair.quotation(text)));
            found.push(Quotation {
                span: opening.joined(end.mark),
                inner: inner.into_iter().map(|span| span.trimmed(text)).collect(),
                parent: None,
                paired: true,
            });
            // What is left open behind the closing mark belongs to the paragraph alone.
            if let Some(opening) = last.left_open {
                found.push(half(text, opening, ByteSpan::new(opening.end, last.paragraph.end)));
            }
            at = end.paragraph;
        } else if let Some(closing) = scan.unopened {
            found.push(half(text, closing, ByteSpan::new(scan.paragraph.start, closing.start)));
        }
        at += 1;
    }
    nest(&mut found);
    found
}

/// A quotation of which only one mark was found.
fn half(text: &str, mark: ByteSpan, inner: ByteSpan) -> Quotation {
    Quotation {
        span: mark.joined(inner),
        inner: vec![inner.trimmed(text)],
        parent: None,
        paired: false,
    }
}

/// Where a speech over several paragraphs ends.
struct SpeechEnd {
    /// The index of its last paragraph.
    paragraph: usize,
    /// Where its words begin in that paragraph.
    words_start: usize,
    /// The closing mark.
    mark: ByteSpan,
}

/// The end of the speech that the paragraph `at` leaves open.
///
/// The paragraphs between may repeat the opening mark, as some papers do; the first one that opens
/// and closes a speech of its own, where none before it repeated the mark, shows that the mark was
/// a slip.
fn end_of_speech(scanned: &[Scan], at: usize) -> Option<SpeechEnd> {
    if !scanned[at].left_open_at_start {
        return None;
    }
    let mut repeated = false;
    for (next, scan) in scanned.iter().enumerate().skip(at + 1).take(MOST_PARAGRAPHS) {
        if let Some(mark) = scan.unopened {
            return Some(SpeechEnd { paragraph: next, words_start: scan.words_start, mark });
        }
        let own_speech = scan.pairs.iter().find(|pair| pair.open.start == scan.paragraph.start);
        if let Some(pair) = own_speech {
            let end = SpeechEnd { paragraph: next, words_start: pair.open.end, mark: pair.close };
            return repeated.then_some(end);
        }
        if scan.left_open.is_some() && !scan.left_open_at_start {
            return None;
        }
        repeated |= scan.left_open.is_some();
    }
    None
}

/// Orders quotations by their opening and tells each the innermost one that holds it.
fn nest(found: &mut [Quotation]) {
    found.sort_by_key(|quotation| (quotation.span.start, std::cmp::Reverse(quotation.span.end)));
    let mut open: Vec<usize> = Vec::new();
    for index in 0..found.len() {
        let span = found[index].span;
        while open.last().is_some_and(|&outer| !found[outer].span.contains(span)) {
            open.pop();
        }
        found[index].parent = open.last().copied();
        open.push(index);
    }
}

/// The quotation marks of one paragraph, paired as far as they go.
struct Scan {
    paragraph: ByteSpan,
    /// Where the words begin: behind a repeated opening mark, or at the paragraph's start.
    words_start: usize,
    pairs: Vec<Pair>,
    /// The outermost opening mark without its fellow.
    left_open: Option<ByteSpan>,
    /// Whether that mark begins the paragraph or follows a colon, as a speech does.
    left_open_at_start: bool,
    /// The last closing mark without its fellow.
    unopened: Option<ByteSpan>,
}

#[derive(Clone, Copy)]
struct Pair {
    open: ByteSpan,
    close: ByteSpan,
}

impl Pair {
    fn quotation(&self, text: &str) -> Quotation {
        Quotation {
            span: self.open.joined(self.close),
            inner: vec![ByteSpan::new(self.open.end, self.close.start).trimmed(text)],
            parent: None,
            paired: true,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Opens,
    Closes,
}

impl Scan {
    fn of(text: &str, paragraph: ByteSpan) -> Self {
        let words = paragraph.of(text);
        let mut open: Vec<ByteSpan> = Vec::new();
        let mut pairs: Vec<Pair> = Vec::new();
        let mut unopened = None;
        let mut before: Option<char> = None;
        let mut characters = words.char_indices().peekable();
        while let Some((at, character)) = characters.next() {
            let after = characters.peek().map(|&(_, next)| next);
            if let Some(side) = side_of(character, before, after, text, &open) {
                let start = paragraph.start + at;
                let mark = ByteSpan::new(start, start + character.len_utf8());
                match side {
                    Side::Opens => open.push(mark),
                    Side::Closes => match open.pop() {
                        Some(opening) => pairs.push(Pair { open: opening, close: mark }),
                        None => unopened = Some(mark),
                    },
                }
            }
            before = Some(character);
        }
        // `«… в «Единстве».` closes both with one mark: the last pair hands its mark to the outer.
        if let [outer] = open[..]
            && let Some(last) = pairs.last().copied()
            && last.open.start > outer.start
            && starts_speech(text, paragraph, outer)
            && ends_speech(text, paragraph, last.close)
        {
            pairs.push(Pair { open: outer, close: last.close });
            open.clear();
        }
        let left_open = open.first().copied();
        let words_start = match left_open {
            Some(mark) if mark.start == paragraph.start => mark.end,
            _ => paragraph.start,
        };
        Self {
            paragraph,
            words_start,
            pairs,
            left_open,
            left_open_at_start: left_open.is_some_and(|mark| starts_speech(text, paragraph, mark)),
            unopened,
        }
    }
}

/// Whether a mark at this place begins a speech: at the paragraph's start, behind a dialogue dash
/// or behind a colon.
fn starts_speech(text: &str, paragraph: ByteSpan, mark: ByteSpan) -> bool {
    let before = text[paragraph.start..mark.start].trim_end();
    before.is_empty() || before.ends_with([':', '—', '–', '-', '.', '!', '?', '…'])
}

/// Whether a mark at this place may end a speech: the paragraph ends there, or the words of the
/// one who tells follow behind a dash.
fn ends_speech(text: &str, paragraph: ByteSpan, mark: ByteSpan) -> bool {
    let after =
        text[mark.end..paragraph.end].trim_start_matches(['.', ',', '!', '?', '…', ' ', '\u{a0}']);
    after.is_empty() || after.starts_with(['—', '–', '-'])
}

/// Whether the character is a quotation mark here, and which.
fn side_of(
    character: char,
    before: Option<char>,
    after: Option<char>,
    text: &str,
    open: &[ByteSpan],
) -> Option<Side> {
    let last_is = |marks: &[char]| open.last().is_some_and(|mark| mark.of(text).starts_with(marks));
    match character {
        '«' | '„' => Some(Side::Opens),
        '»' | '”' => Some(Side::Closes),
        // The German and Russian closing mark is the English opening one.
        '“' if last_is(&['„', '“']) => Some(Side::Closes),
        '“' if before.is_none_or(opens_after) => Some(Side::Opens),
        '“' => Some(Side::Closes),
        '"' | '\u{ff02}' => {
            let may_open =
                before.is_none_or(opens_after) && after.is_some_and(|next| !next.is_whitespace());
            let may_close =
                before.is_some_and(|last| !last.is_whitespace()) && after.is_none_or(closes_before);
            Some(match (may_open, may_close) {
                (true, false) => Side::Opens,
                (false, true) => Side::Closes,
                _ if last_is(&['"', '\u{ff02}']) => Side::Closes,
                _ => Side::Opens,
            })
        }
        _ => None,
    }
}

fn opens_after(before: char) -> bool {
    before.is_whitespace()
        || matches!(
            before,
            '(' | '[' | '{' | '—' | '–' | '-' | '«' | '„' | '“' | '"' | ':' | '/' | '>'
        )
}

fn closes_before(after: char) -> bool {
    after.is_whitespace()
        || matches!(
            after,
            '.' | ','
                | ';'
                | ':'
                | '!'
                | '?'
                | '…'
                | ')'
                | ']'
                | '}'
                | '»'
                | '”'
                | '"'
                | '—'
                | '–'
                | '-'
                | '/'
                | '<'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inner(text: &str) -> Vec<Vec<&str>> {
        let found = quotations(text, &crate::paragraphs(text));
        found
            .iter()
            .map(|quotation| quotation.inner.iter().map(|span| span.of(text)).collect())
            .collect()
    }

    #[test]
    fn straight_marks_nest_by_what_stands_beside_them() {
        let text = "\"Рейс ЗАО \"Крылья юга\" (КЮГ) задержан\", - сказал он.";
        assert_eq!(inner(text), [["Рейс ЗАО \"Крылья юга\" (КЮГ) задержан"], ["Крылья юга"]]);
        let found = quotations(text, &crate::paragraphs(text));
        assert_eq!(found[1].parent, Some(0));
    }

    #[test]
    fn typographic_marks_of_every_school() {
        assert_eq!(inner("«Да», — ответил он."), [["Да"]]);
        assert_eq!(inner("„Да“, — ответил он."), [["Да"]]);
        assert_eq!(inner("“Да”, — ответил он."), [["Да"]]);
        assert_eq!(inner("«Газета „Заря“ права»."), [["Газета „Заря“ права"], ["Заря"]]);
    }

    #[test]
    fn a_speech_over_paragraphs_has_one_closing_mark() {
        let text = "\"Первый абзац.\n\nВторой о \"Заре\".\n\nТретий\", - сказал он.";
        assert_eq!(
            inner(text),
            [vec!["Первый абзац.", "Второй о \"Заре\".", "Третий"], vec!["Заре"]]
        );
    }

    #[test]
    fn a_speech_may_repeat_its_opening_mark() {
        let text = "«Первый абзац.\n«Второй.\n«Третий», — сказал он.";
        let found = quotations(text, &crate::paragraphs(text));
        let words: Vec<&str> = found[0].inner.iter().map(|span| span.of(text)).collect();
        assert_eq!(words[..2], ["Первый абзац.", "Второй."]);
    }

    #[test]
    fn a_lost_mark_spoils_one_paragraph() {
        let text = "\"Первый абзац.\n\n\"Второй\", - сказал он.\n\nТретий.";
        assert_eq!(inner(text), [["Первый абзац."], ["Второй"]]);
        let text = "Первый абзац\", - сказал он.\n\n\"Второй\", - сказал он.";
        assert_eq!(inner(text), [["Первый абзац"], ["Второй"]]);
    }

    #[test]
    fn one_mark_may_close_two() {
        assert_eq!(
            inner("«Мы верим «Единой заре», — сказал он."),
            [["Мы верим «Единой заре"], ["Единой заре"]]
        );
    }
}
