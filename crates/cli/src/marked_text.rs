//! The report itself, with its statements and the words that tell events marked in it.

use std::ops::Range;

use anstyle::Style;
use depesha::reading::{Reading, Statement, StatementId};
use depesha::{Article, ByteSpan};

use crate::page::{UNNAMED, kind_name, kind_style, put_head, put_headline};
use crate::typesetting::{ASIDE, CUE, SOURCE, TRIGGER, Typesetting, one_line, shown};

/// The text of the report: contents in brackets that begin with the statement's number, cues with
/// it, sources, the triggers of events; and below it a line on each statement.
///
/// With colours, contents have that of their kind and those within others are in italics; without
/// them, cues stand in asterisks, sources in underscores and triggers in pointed brackets.
pub(crate) fn marked_text(
    article: &Article,
    reading: &Reading,
    typesetting: Typesetting,
) -> String {
    let mut page = String::new();
    // A headline that is part of the text is seen there.
    put_headline(&mut page, article.title.as_deref(), typesetting);
    put_head(&mut page, article, reading, typesetting);
    page.push('\n');
    let marked = Marked::of(article, reading, typesetting.coloured);
    marked.put(&mut page, typesetting);
    if !reading.statements.is_empty() || !reading.events.is_empty() {
        page.push('\n');
        put_legend(&mut page, reading, typesetting);
    }
    page
}

/// What a place in the text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Content,
    Source,
    Cue,
    Trigger,
}

/// A stretch of a statement, or the trigger of an event, in the text.
#[derive(Debug, Clone, Copy)]
struct Mark {
    span: ByteSpan,
    part: Part,
    statement: StatementId,
}

/// The statement of marks that are of none.
const NONE: StatementId = StatementId(usize::MAX);

/// A text with the marks written into it, and the styles of its stretches in order.
struct Marked {
    text: String,
    styles: Vec<(Range<usize>, Style)>,
}

impl Marked {
    fn of(article: &Article, reading: &Reading, coloured: bool) -> Self {
        let mut marks: Vec<Mark> = Vec::new();
        for (place, statement) in reading.statements.iter().enumerate() {
            let mark = |part| move |span| Mark { span, part, statement: StatementId(place) };
            marks.extend(statement.content.iter().copied().map(mark(Part::Content)));
            marks.extend(statement.source.map(mark(Part::Source)));
            marks.push(mark(Part::Cue)(statement.cue));
        }
        let triggers = reading.events.iter().map(|event| event.trigger);
        marks.extend(triggers.map(|span| Mark { span, part: Part::Trigger, statement: NONE }));
        marks.retain(|mark| !mark.span.is_empty());
        // What holds others begins before them and ends after them.
        marks.sort_by_key(|mark| {
            (mark.span.start, std::cmp::Reverse(mark.span.end), mark.part as usize, mark.statement)
        });
        // Several statements may share the words that name their speaker.
        marks.dedup_by_key(|mark| match mark.part {
            Part::Source | Part::Trigger => (mark.part, mark.span, NONE),
            Part::Content | Part::Cue => (mark.part, mark.span, mark.statement),
        });
        let mut marked = Marked { text: String::new(), styles: Vec::new() };
        let mut open: Vec<Mark> = Vec::new();
        let mut at = 0;
        let mut next = marks.iter().peekable();
        loop {
            let ending = open.iter().map(|mark| mark.span.end).min();
            let beginning = next.peek().map(|mark| mark.span.start);
            let Some(to) = ending.into_iter().chain(beginning).min() else { break };
            marked.push(reading, &open, &article.body[at..to]);
            at = to;
            while let Some(place) = open.iter().rposition(|mark| mark.span.end == at) {
                let mark = open.remove(place);
                marked.push_end(mark, coloured);
            }
            while let Some(mark) = next.next_if(|mark| mark.span.start == at) {
                marked.push_beginning(*mark, coloured);
                open.push(*mark);
            }
        }
        marked.push(reading, &open, &article.body[at..]);
        marked
    }

    fn push(&mut self, reading: &Reading, open: &[Mark], words: &str) {
        let start = self.text.len();
        self.text.extend(words.chars().map(shown));
        self.styles.push((start..self.text.len(), style(reading, open)));
    }

    fn push_aside(&mut self, words: &str) {
        let start = self.text.len();
        self.text.push_str(words);
        self.styles.push((start..self.text.len(), ASIDE));
    }

    fn push_beginning(&mut self, mark: Mark, coloured: bool) {
        match mark.part {
            Part::Content => self.push_aside(&format!("[{}", raised(mark.statement))),
            Part::Cue if !coloured => self.push_aside("*"),
            Part::Source if !coloured => self.push_aside("_"),
            Part::Trigger if !coloured => self.push_aside("‹"),
            _ => {}
        }
    }

    fn push_end(&mut self, mark: Mark, coloured: bool) {
        match mark.part {
            Part::Content => self.push_aside("]"),
            Part::Cue if coloured => self.push_aside(&raised(mark.statement)),
            Part::Cue => self.push_aside(&format!("*{}", raised(mark.statement))),
            Part::Source if !coloured => self.push_aside("_"),
            Part::Trigger if !coloured => self.push_aside("›"),
            Part::Source | Part::Trigger => {}
        }
    }

    fn put(&self, page: &mut String, typesetting: Typesetting) {
        let mut was_blank = true;
        let mut styles = self.styles.iter().peekable();
        let mut line_start = 0;
        for received in self.text.split_inclusive('\n') {
            let line = received.trim();
            let mut at = line_start + (received.len() - received.trim_start().len());
            line_start += received.len();
            if line.is_empty() {
                if !was_blank {
                    page.push('\n');
                }
                was_blank = true;
                continue;
            }
            was_blank = false;
            for wrapped in typesetting.lines(line, 0) {
                // Wrapping takes away white space only, and only at the ends of lines.
                let gap = self.text[at..].find(wrapped.as_ref()).unwrap_or(0);
                let range = at + gap..(at + gap + wrapped.len()).min(self.text.len());
                at = range.end;
                while styles.next_if(|(stretch, _)| stretch.end <= range.start).is_some() {}
                let mut rest = styles.clone();
                while let Some((stretch, style)) = rest.next_if(|(s, _)| s.start < range.end) {
                    let part = stretch.start.max(range.start)..stretch.end.min(range.end);
                    page.push_str(&typesetting.paint(*style, &self.text[part]));
                }
                page.push('\n');
            }
        }
    }
}

fn style(reading: &Reading, open: &[Mark]) -> Style {
    if open.iter().any(|mark| mark.part == Part::Cue) {
        return CUE;
    }
    let mut contents = open.iter().filter(|mark| mark.part == Part::Content);
    let depth = contents.clone().count();
    let innermost = contents.next_back().map(|mark| read(reading, mark.statement));
    let style = innermost.map_or(Style::new(), |statement| kind_style(statement.kind));
    let style = if depth > 1 { style.italic() } else { style };
    if open.iter().any(|mark| mark.part == Part::Trigger) {
        return TRIGGER;
    }
    if open.iter().any(|mark| mark.part == Part::Source) {
        style.effects(style.get_effects() | SOURCE.get_effects())
    } else {
        style
    }
}

fn read(reading: &Reading, StatementId(place): StatementId) -> &Statement {
    &reading.statements[place]
}

/// The statement's number in raised digits, which take little room within a text.
fn raised(StatementId(place): StatementId) -> String {
    const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let digits = (place + 1).to_string();
    digits.bytes().map(|digit| RAISED[usize::from(digit - b'0')]).collect()
}

fn put_legend(page: &mut String, reading: &Reading, typesetting: Typesetting) {
    let gutter = reading.statements.len().to_string().len() + 2;
    for (place, statement) in reading.statements.iter().enumerate() {
        let speaker = statement
            .speaker
            .map_or_else(|| UNNAMED.to_owned(), |actor| one_line(&reading.actors[actor.0].name));
        let within = match statement.parent {
            Some(StatementId(parent)) => format!(", within {}", parent + 1),
            None => String::new(),
        };
        let kind = typesetting.paint(kind_style(statement.kind), kind_name(statement.kind));
        let number = format!("{:>1$}  ", place + 1, gutter - 2);
        page.push_str(&typesetting.paint(ASIDE, &number));
        page.push_str(&format!("{speaker} · {kind}{within}\n"));
    }
    let coloured = typesetting.coloured;
    if !reading.statements.is_empty() {
        page.push('\n');
        let (cue, source) = if coloured { ("cue¹", "source") } else { ("*cue*¹", "_source_") };
        page.push_str(&typesetting.paint(ASIDE, "[¹"));
        page.push_str("what statement 1 says");
        page.push_str(&typesetting.paint(ASIDE, "]"));
        page.push_str(&format!(
            "  {}  {}",
            typesetting.paint(CUE, cue),
            typesetting.paint(SOURCE, source)
        ));
        page.push_str(if reading.events.is_empty() { "\n" } else { "  " });
    }
    if !reading.events.is_empty() {
        let trigger = if coloured { "tells an event" } else { "‹tells an event›" };
        page.push_str(&format!("{}\n", typesetting.paint(TRIGGER, trigger)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::example;

    #[test]
    fn the_text_without_colours() {
        let (article, reading) = example();
        let plain = Typesetting { width: 80, coloured: false };
        insta::assert_snapshot!(marked_text(&article, &reading, plain));
    }

    #[test]
    fn the_text_in_colours() {
        let (article, reading) = example();
        let coloured = Typesetting { width: 60, coloured: true };
        let marked = marked_text(&article, &reading, coloured);
        insta::assert_snapshot!(marked.replace('\u{1b}', "␛"));
    }

    #[test]
    fn a_source_that_statements_share_is_marked_once() {
        let (article, mut reading) = example();
        let mut another = reading.statements[5].clone();
        another.content.clear();
        reading.statements.push(another);
        let plain = Typesetting { width: 80, coloured: false };
        let marked = marked_text(&article, &reading, plain);
        assert!(marked.contains(" _корабел_."), "{marked}");
    }

    #[test]
    fn no_word_of_the_text_is_lost() {
        let (article, reading) = example();
        for width in [20, 40, 100] {
            let marked = Marked::of(&article, &reading, true);
            let mut page = String::new();
            marked.put(&mut page, Typesetting { width, coloured: false });
            let letters =
                |text: &str| text.chars().filter(|c| c.is_alphabetic()).collect::<String>();
            assert_eq!(letters(&page), letters(&article.body));
        }
    }
}
