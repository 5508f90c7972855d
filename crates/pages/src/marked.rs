//! The text of a report with its records marked in it.
//!
//! Marks may overlap and stand in several stretches; hypertext only nests. So at each place where a mark begins or ends,
//! those that it cuts are closed and opened again. Marks do not cross the ends of paragraphs: they are closed there and
//! opened again, too.

use depesha::Record;
use depesha::record::{Span, StatementKind};
use maud::{Markup, html};

use crate::layout::is_unseen;

/// What a place in the text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Said(StatementSort),
    Source,
    Cue,
    Trigger,
    Act,
    Attitude,
    Quantity,
    Date,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum StatementSort {
    Direct,
    Indirect,
    Mixed,
}

impl Part {
    fn class(self) -> &'static str {
        match self {
            Self::Said(StatementSort::Direct) => "said direct",
            Self::Said(StatementSort::Indirect) => "said indirect",
            Self::Said(StatementSort::Mixed) => "said mixed",
            Self::Source => "source",
            Self::Cue => "cue",
            Self::Trigger => "trigger",
            Self::Act => "act",
            Self::Attitude => "attitude",
            Self::Quantity => "quantity",
            Self::Date => "date",
        }
    }
}

/// A stretch that belongs to a record.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Mark {
    span: Span,
    part: Part,
    /// The record's id.
    record: String,
    /// How many statements hold it.
    depth: usize,
}

/// The stretches of all records, those that hold others first.
fn marks(record: &Record) -> Vec<Mark> {
    let mut marks = Vec::new();
    let depth_of = |id: Option<&str>| {
        let mut depth = 0;
        let mut next = id;
        while let Some(statement) =
            next.and_then(|id| record.statements.iter().find(|own| own.id == id))
        {
            next = statement.parent.as_deref();
            depth += 1;
            // A correction may have made two statements hold one another.
            if depth > record.statements.len() {
                break;
            }
        }
        depth
    };
    for statement in &record.statements {
        let depth = depth_of(Some(&statement.id));
        let sort = match statement.kind {
            StatementKind::Direct => StatementSort::Direct,
            StatementKind::Indirect => StatementSort::Indirect,
            StatementKind::Mixed => StatementSort::Mixed,
        };
        let mut mark = |span: Span, part| {
            marks.push(Mark { span, part, record: statement.id.clone(), depth });
        };
        statement.content.iter().for_each(|&span| mark(span, Part::Said(sort)));
        statement.source.into_iter().for_each(|span| mark(span, Part::Source));
        mark(statement.cue, Part::Cue);
    }
    let mut other = |span: Span, part, record: String| {
        marks.push(Mark { span, part, record, depth: 0 });
    };
    for event in &record.events {
        other(event.trigger, Part::Trigger, event.id.clone());
    }
    for commitment in &record.commitments {
        other(commitment.act, Part::Act, commitment.id.clone());
    }
    for (at, attitude) in record.attitudes.iter().enumerate() {
        for evidence in &attitude.evidence {
            other(evidence.span(), Part::Attitude, format!("t{}", at + 1));
        }
    }
    for (at, quantity) in record.quantities.iter().enumerate() {
        other(quantity.span, Part::Quantity, format!("q{}", at + 1));
    }
    for (at, date) in record.dates.iter().enumerate() {
        other(date.span, Part::Date, format!("d{}", at + 1));
    }
    marks.retain(|mark| mark.span.start < mark.span.end);
    marks.sort_by(|one, other| {
        let key = |mark: &Mark| {
            (mark.span.start, std::cmp::Reverse(mark.span.end), mark.depth, mark.part)
        };
        key(one).cmp(&key(other)).then_with(|| one.record.cmp(&other.record))
    });
    marks.dedup();
    marks
}

/// A piece of the page: marks that open, text, or the end of the innermost mark.
enum Piece {
    Open(usize),
    Text(usize, usize),
    Close,
    Line,
}

/// In which order marks open and close along the text of so many letters, and where its lines end.
fn pieces(marks: &[Mark], letters: &[char]) -> Vec<Piece> {
    let mut places: Vec<usize> =
        marks.iter().flat_map(|mark| [mark.span.start, mark.span.end]).collect();
    places.extend(
        letters
            .iter()
            .enumerate()
            .filter(|(_, letter)| **letter == '\n')
            .flat_map(|(at, _)| [at, at + 1]),
    );
    places.extend([0, letters.len()]);
    places.retain(|place| *place <= letters.len());
    places.sort_unstable();
    places.dedup();
    let mut pieces = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut next = 0;
    for ends in places.windows(2) {
        let [from, until] = [ends[0], ends[1]];
        // What ends here is closed, with all that was opened within it.
        if let Some(first) = open.iter().position(|&mark| marks[mark].span.end <= from) {
            let again: Vec<usize> = open.drain(first..).collect();
            pieces.extend(again.iter().map(|_| Piece::Close));
            for mark in again.into_iter().filter(|&mark| marks[mark].span.end > from) {
                open.push(mark);
                pieces.push(Piece::Open(mark));
            }
        }
        while next < marks.len() && marks[next].span.start <= from {
            if marks[next].span.end > from {
                open.push(next);
                pieces.push(Piece::Open(next));
            }
            next += 1;
        }
        if letters.get(from) == Some(&'\n') {
            pieces.extend(open.iter().map(|_| Piece::Close));
            pieces.push(Piece::Line);
            pieces.extend(open.iter().map(|&mark| Piece::Open(mark)));
        } else {
            pieces.push(Piece::Text(from, until));
        }
    }
    pieces.extend(open.iter().map(|_| Piece::Close));
    pieces
}

/// The text in paragraphs, with the marks of its records.
pub(crate) fn text(record: &Record, body: &str) -> Markup {
    let letters: Vec<char> = body.chars().collect();
    let marks = marks(record);
    let mut named: Vec<&str> = Vec::new();
    let mut numbered: Vec<&str> = Vec::new();
    let mut page = String::from("<p>");
    let mut is_empty = true;
    for piece in pieces(&marks, &letters) {
        match piece {
            Piece::Open(at) => {
                let mark = &marks[at];
                // The first stretch of a record has its name, to which links lead.
                let is_first = !named.contains(&mark.record.as_str());
                let is_said = matches!(mark.part, Part::Said(_));
                let id = is_first.then(|| mark.record.clone());
                if is_first {
                    named.push(&mark.record);
                }
                let depth =
                    if is_said { format!(" depth-{}", mark.depth.min(5)) } else { String::new() };
                let number = is_said && !numbered.contains(&mark.record.as_str());
                let opened = html! {
                    span id=[id] class={ "m " (mark.part.class()) (depth) } data-r=(mark.record) {
                        @if number { a class="number" href={ "#n-" (mark.record) } { (mark.record.trim_start_matches('s')) } }
                    }
                };
                if number {
                    numbered.push(&mark.record);
                }
                page.push_str(opened.0.trim_end_matches("</span>"));
            }
            Piece::Close => page.push_str("</span>"),
            Piece::Text(from, until) => {
                let words: String =
                    letters[from..until].iter().filter(|letter| !is_unseen(**letter)).collect();
                is_empty &= words.trim().is_empty();
                page.push_str(&html! { (words) }.0);
            }
            Piece::Line => {
                if !is_empty {
                    page.push_str("</p><p>");
                    is_empty = true;
                }
            }
        }
    }
    page.push_str("</p>");
    maud::PreEscaped(page)
}

/// A text without records, in paragraphs.
pub(crate) fn unread(body: &str) -> Markup {
    html! {
        @for line in body.lines().filter(|line| !line.trim().is_empty()) {
            p { (line.chars().filter(|letter| !is_unseen(*letter)).collect::<String>()) }
        }
    }
}

#[cfg(test)]
mod tests {
    use depesha::{Article, Reader};

    use super::*;

    fn record(body: &str) -> Record {
        let reader = Reader::embedded().unwrap();
        let article = Article::from_body("test", body);
        reader.record(&article, &reader.read(&article))
    }

    /// The text of a page without its marks, and whether these nest.
    fn stripped(page: &str) -> String {
        let mut open: Vec<String> = Vec::new();
        let mut text = String::new();
        let mut rest = page;
        let mut in_number = false;
        while let Some(at) = rest.find('<') {
            if !in_number {
                text.push_str(&rest[..at]);
            }
            let end = rest[at..].find('>').unwrap() + at;
            let tag = &rest[at + 1..end];
            match tag.strip_prefix('/') {
                Some(name) => {
                    assert_eq!(open.pop().as_deref(), Some(name), "{page}");
                    in_number &= name != "a";
                }
                None => {
                    let name = tag.split(' ').next().unwrap().to_owned();
                    in_number |= name == "a";
                    open.push(name);
                }
            }
            rest = &rest[end + 1..];
        }
        assert!(open.is_empty() && rest.is_empty());
        text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
    }

    #[test]
    fn marks_nest_and_no_word_is_lost() {
        let body = "Мост открыт, сообщил мэр Павел Ручьёв. «Как сказал министр, “всё готово”, — и мы верим», — заявил он.\n\
                    «Суммы <b>не</b> названы & не будут», — добавил мэр, по словам \"Луча\".\n\nВсё.";
        let page = text(&record(body), body).0;
        assert_eq!(stripped(&page).replace('\n', ""), body.replace('\n', ""));
        assert!(page.contains("class=\"m said"), "{page}");
        assert_eq!(page.matches("<p>").count(), 3, "{page}");
    }

    #[test]
    fn marks_that_cut_one_another_are_opened_again() {
        let body = "один два три четыре";
        let mut record = record(body);
        let statement = |id: &str, start, end| depesha::record::Statement {
            id: id.into(),
            kind: StatementKind::Indirect,
            cue: Span { start: 0, end: 0 },
            source: None,
            speaker: None,
            content: vec![Span { start, end }],
            via: Vec::new(),
            parent: None,
            rule: "test".into(),
        };
        record.statements =
            vec![statement("s1", 0, 12), statement("s2", 5, 19), statement("s3", 3, 99)];
        let page = text(&record, body).0;
        assert_eq!(stripped(&page), body);
        assert_eq!(page.matches("id=\"s2\"").count(), 1, "{page}");
    }

    #[test]
    fn words_that_turn_about_or_are_not_seen_are_left_out() {
        let body = "Счёт \u{202e}открыт\u{200b}.";
        assert_eq!(stripped(&text(&record(body), body).0), "Счёт открыт.");
    }
}
