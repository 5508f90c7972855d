//! A reading as a page for people: who said what, through whom.

use anstyle::{AnsiColor, Style};
use depesha::reading::{ActorId, Reading, Statement, StatementId, StatementKind};
use depesha::{Article, ByteSpan, paragraphs};

use crate::actor_list::put_actors;
use crate::attitude_table::put_attitudes;
use crate::event_lines::EventLines;
use crate::typesetting::{ASIDE, CUE, HEADLINE, SPEAKER, Typesetting, columns, cut, one_line};

/// Characters of a content that are shown where it is not asked for in full: about five lines.
const CONTENT_LIMIT: usize = 420;

/// Characters of a content's next paragraph that are worth showing where the rest is cut.
const WORTH_BEGINNING: usize = 40;

/// Characters of a first paragraph that may still be a headline.
const HEADLINE_LIMIT: usize = 160;

/// What stands for the name of a speaker whom the report does not name.
pub(crate) const UNNAMED: &str = "unnamed";

/// How much of a reading a page shows.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Extent {
    /// Contents however long they are.
    pub(crate) full: bool,
    /// Which rule read what, and from which words.
    pub(crate) explain: bool,
}

/// The page of a reading: headline, what the author tells of events, statements in the order of the
/// text, each under the one that holds it and with the events that it tells, and the actors.
pub(crate) fn page(
    article: &Article,
    reading: &Reading,
    extent: Extent,
    typesetting: Typesetting,
) -> String {
    let Extent { full, explain } = extent;
    let mut page = String::new();
    put_headline(&mut page, headline(article), typesetting);
    put_head(&mut page, article, reading, typesetting);
    let events = EventLines { article, reading, explain, typesetting };
    events.put_of_author(&mut page);
    let gutter = reading.statements.len().to_string().len() + 2;
    for (statement, depth) in in_order_of_nesting(reading) {
        page.push('\n');
        let view = StatementView { article, reading, statement, full, explain, typesetting };
        let indent = view.put(&mut page, gutter, depth);
        events.put(&mut page, Some(statement), indent);
    }
    put_attitudes(&mut page, article, reading, explain, typesetting);
    put_actors(&mut page, article, reading, full, typesetting);
    page
}

pub(crate) fn put_headline(page: &mut String, headline: Option<&str>, typesetting: Typesetting) {
    if let Some(headline) = headline {
        typesetting.put(page, 0, HEADLINE, &one_line(headline));
    }
}

/// What is known of the report beside its headline.
pub(crate) fn put_head(
    page: &mut String,
    article: &Article,
    reading: &Reading,
    typesetting: Typesetting,
) {
    let outlet = outlet(article, reading);
    let known = [outlet, article.published.as_deref(), Some(&article.id)];
    let known: Vec<String> = known.into_iter().flatten().map(one_line).collect();
    typesetting.put(page, 0, ASIDE, &known.join(" · "));
    typesetting.put(page, 0, ASIDE, &counts(reading));
}

/// The headline that was given, else the first paragraph where it looks like one.
fn headline(article: &Article) -> Option<&str> {
    if article.title.is_some() {
        return article.title.as_deref();
    }
    // Only the beginning is asked, because the text may be of any length.
    let mut end = article.body.len().min(8 * 1024);
    while !article.body.is_char_boundary(end) {
        end -= 1;
    }
    let beginning = &article.body[..end];
    let [first, _, ..] = paragraphs(beginning)[..] else { return None };
    let first = first.of(beginning);
    let is_sentence = first.ends_with(['.', ':', ',', ';']);
    (!is_sentence && first.chars().count() <= HEADLINE_LIMIT).then_some(first)
}

fn outlet<'reading>(
    article: &'reading Article,
    reading: &'reading Reading,
) -> Option<&'reading str> {
    reading.outlet.map(|outlet| name(reading, outlet)).or(article.outlet.as_deref())
}

fn name(reading: &Reading, ActorId(actor): ActorId) -> &str {
    &reading.actors[actor].name
}

fn counts(reading: &Reading) -> String {
    let mut speakers: Vec<ActorId> =
        reading.statements.iter().filter_map(|statement| statement.speaker).collect();
    speakers.sort();
    speakers.dedup();
    let counted = |count: usize, what: &str| match count {
        0 => format!("no {what}s"),
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    };
    let statements = counted(reading.statements.len(), "statement");
    let mut counts = vec![statements];
    if !reading.statements.is_empty() {
        counts.push(counted(speakers.len(), "speaker"));
    }
    if !reading.events.is_empty() {
        counts.push(counted(reading.events.len(), "event"));
    }
    if !reading.commitments.is_empty() {
        counts.push(counted(reading.commitments.len(), "commitment"));
    }
    if !reading.attitudes.is_empty() {
        counts.push(counted(reading.attitudes.len(), "attitude"));
    }
    counts.join(", ")
}

/// Each statement with the number of those that hold it: in the order of the text, but those that
/// a statement holds come right after it.
fn in_order_of_nesting(reading: &Reading) -> Vec<(StatementId, usize)> {
    let mut held: Vec<Vec<StatementId>> = vec![Vec::new(); reading.statements.len()];
    let mut waiting = Vec::new();
    for (place, statement) in reading.statements.iter().enumerate().rev() {
        match statement.parent {
            Some(StatementId(parent)) => held[parent].push(StatementId(place)),
            None => waiting.push((StatementId(place), 0)),
        }
    }
    let mut ordered = Vec::with_capacity(reading.statements.len());
    while let Some((statement, depth)) = waiting.pop() {
        ordered.push((statement, depth));
        waiting.extend(held[statement.0].iter().map(|&inner| (inner, depth + 1)));
    }
    ordered
}

/// The names through which a statement comes, from the reader inwards: the outlet, then of each
/// statement that holds it, and of itself, the relays and the speaker.
pub(crate) fn chain<'reading>(
    article: &'reading Article,
    reading: &'reading Reading,
    statement: StatementId,
) -> Vec<&'reading str> {
    let mut lineage = vec![statement];
    while let Some(parent) = reading.statements[lineage[lineage.len() - 1].0].parent {
        lineage.push(parent);
    }
    let mut chain: Vec<&str> = outlet(article, reading).into_iter().collect();
    for StatementId(place) in lineage.into_iter().rev() {
        let statement = &reading.statements[place];
        chain.extend(statement.via.iter().map(|&relay| name(reading, relay)));
        chain.push(statement.speaker.map_or(UNNAMED, |speaker| name(reading, speaker)));
    }
    // An outlet that relays itself, or somebody who retells own words, is one link.
    chain.dedup();
    chain
}

pub(crate) fn kind_name(kind: StatementKind) -> &'static str {
    match kind {
        StatementKind::Direct => "direct",
        StatementKind::Indirect => "indirect",
        StatementKind::Mixed => "mixed",
    }
}

pub(crate) fn kind_style(kind: StatementKind) -> Style {
    match kind {
        StatementKind::Direct => AnsiColor::Green.on_default(),
        StatementKind::Indirect => AnsiColor::Cyan.on_default(),
        StatementKind::Mixed => AnsiColor::Yellow.on_default(),
    }
}

struct StatementView<'reading> {
    article: &'reading Article,
    reading: &'reading Reading,
    statement: StatementId,
    full: bool,
    explain: bool,
    typesetting: Typesetting,
}

impl StatementView<'_> {
    /// Writes the statement, and tells how far from the left its words stand.
    fn put(&self, page: &mut String, gutter: usize, depth: usize) -> usize {
        let typesetting = self.typesetting;
        let step = if typesetting.width < 60 { 2 } else { gutter };
        // However deep statements nest, two thirds of the width stay for the words.
        let margin = (depth * step).min(typesetting.width / 3);
        let number = format!("{:>1$}  ", self.statement.0 + 1, gutter - 2);
        page.extend(std::iter::repeat_n(' ', margin));
        page.push_str(&typesetting.paint(ASIDE, &number));
        let indent = margin + gutter;
        self.put_speaker(page, indent);
        let chain = chain(self.article, self.reading, self.statement);
        if chain.len() > 1 {
            let names: Vec<String> = chain.into_iter().map(one_line).collect();
            typesetting.put(page, indent, ASIDE, &names.join(" ← "));
        }
        self.put_content(page, indent);
        if self.explain {
            let statement = self.read();
            let cue = one_line(statement.cue.of(&self.article.body));
            let source = statement.source.map_or_else(String::new, |source| {
                format!(" · speaker by “{}”", one_line(source.of(&self.article.body)))
            });
            let explanation = format!("rule {} · cue “{cue}”{source}", statement.rule);
            typesetting.put(page, indent, ASIDE, &explanation);
        }
        indent
    }

    fn read(&self) -> &Statement {
        &self.reading.statements[self.statement.0]
    }

    /// The line of speaker, kind and cue, of which the first `indent` columns are already written.
    fn put_speaker(&self, page: &mut String, indent: usize) {
        let typesetting = self.typesetting;
        let statement = self.read();
        let (speaker, style) = match statement.speaker {
            Some(speaker) => (one_line(name(self.reading, speaker)), SPEAKER),
            None => (UNNAMED.to_owned(), ASIDE),
        };
        let lines = typesetting.lines(&speaker, indent);
        for (place, line) in lines.iter().enumerate() {
            if place > 0 {
                page.push('\n');
                page.extend(std::iter::repeat_n(' ', indent));
            }
            page.push_str(&typesetting.paint(style, line));
        }
        let kind = kind_name(statement.kind);
        let cue = one_line(statement.cue.of(&self.article.body));
        let style = kind_style(statement.kind);
        let taken = indent + lines.last().map_or(0, |line| columns(line));
        let dot = " · ";
        let wanted = kind.len() + columns(dot) + columns(&cue);
        if taken + 2 + wanted <= typesetting.width {
            page.push_str("  ");
        } else {
            page.push('\n');
            page.extend(std::iter::repeat_n(' ', indent));
        }
        page.push_str(&typesetting.paint(style, kind));
        if indent + wanted <= typesetting.width {
            page.push_str(&typesetting.paint(ASIDE, dot));
            page.push_str(&typesetting.paint(CUE, &cue));
            page.push('\n');
        } else {
            page.push('\n');
            typesetting.put(page, indent, CUE, &cue);
        }
    }

    fn put_content(&self, page: &mut String, indent: usize) {
        let mut left = if self.full { usize::MAX } else { CONTENT_LIMIT };
        let mut paragraphs = self.content_paragraphs().into_iter().peekable();
        while let Some(paragraph) = paragraphs.next() {
            let length = paragraph.chars().count();
            let mut shown = cut(&paragraph, left);
            left = left.saturating_sub(length);
            let ends = left < WORTH_BEGINNING && paragraphs.peek().is_some();
            if ends && length <= shown.chars().count() {
                shown.to_mut().push_str(" …");
            }
            self.typesetting.put(page, indent, Style::new(), &shown);
            if ends || left == 0 {
                break;
            }
        }
    }

    /// The words of the content by paragraphs, with an ellipsis where the one who tells breaks in,
    /// and with the quotation marks of the text where the speech is direct.
    fn content_paragraphs(&self) -> Vec<String> {
        let body = self.article.body.as_str();
        let statement = self.read();
        let mut found: Vec<String> = Vec::new();
        let mut before: Option<ByteSpan> = None;
        for &said in &statement.content {
            let breaks_in = before.is_some_and(|before: ByteSpan| {
                before.end <= said.start && !body[before.end..said.start].contains('\n')
            });
            for (place, words) in said.of(body).split('\n').map(one_line).enumerate() {
                if words.is_empty() {
                    continue;
                }
                match found.last_mut() {
                    Some(last) if place == 0 && breaks_in => {
                        last.push_str(" … ");
                        last.push_str(&words);
                    }
                    _ => found.push(words),
                }
            }
            before = Some(said);
        }
        if statement.kind == StatementKind::Direct
            && let (Some(first), Some(last)) = (statement.content.first(), statement.content.last())
        {
            if let (Some(mark), Some(paragraph)) = (opening(body, *first), found.first_mut()) {
                paragraph.insert_str(0, mark);
            }
            if let (Some(mark), Some(paragraph)) = (closing(body, *last), found.last_mut()) {
                paragraph.push(mark);
            }
        }
        found
    }
}

const QUOTATION_MARKS: &[char] =
    &['«', '»', '"', '„', '“', '”', '‟', '‘', '’', '‚', '‹', '›', '\''];

/// The mark before the words in the text: one of quotation, or the dash of a line of dialogue.
fn opening(body: &str, said: ByteSpan) -> Option<&str> {
    let before = &body[..said.start];
    let last = before.chars().next_back()?;
    if QUOTATION_MARKS.contains(&last) {
        return Some(&before[before.len() - last.len_utf8()..]);
    }
    let dash = before.trim_end().strip_suffix(['—', '–', '-'])?;
    let starts_paragraph = dash.trim_end_matches([' ', '\u{a0}', '\t']).ends_with(['\n', '\r']);
    (starts_paragraph || dash.trim().is_empty()).then_some("— ")
}

/// The quotation mark after the words in the text.
fn closing(body: &str, said: ByteSpan) -> Option<char> {
    body[said.end..].chars().next().filter(|next| QUOTATION_MARKS.contains(next))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::example;

    const PLAIN: Typesetting = Typesetting { width: 80, coloured: false };
    const BRIEF: Extent = Extent { full: false, explain: false };
    const FULL: Extent = Extent { full: true, explain: false };
    const EXPLAINED: Extent = Extent { full: false, explain: true };

    #[test]
    fn a_page_of_usual_width() {
        let (article, reading) = example();
        insta::assert_snapshot!(page(&article, &reading, BRIEF, PLAIN));
    }

    #[test]
    fn a_page_that_explains() {
        let (article, reading) = example();
        insta::assert_snapshot!(page(&article, &reading, EXPLAINED, PLAIN));
    }

    #[test]
    fn a_narrow_page() {
        let (article, reading) = example();
        insta::assert_snapshot!(page(
            &article,
            &reading,
            BRIEF,
            Typesetting { width: 40, ..PLAIN }
        ));
    }

    #[test]
    fn a_page_in_full_with_all_that_is_known_of_the_report() {
        let (article, reading) = example();
        let article = Article {
            title: Some("Паром пойдёт летом".into()),
            outlet: Some("Озёрная газета".into()),
            published: Some("2025-05-04".into()),
            ..article
        };
        insta::assert_snapshot!(page(&article, &reading, FULL, PLAIN));
    }

    #[test]
    fn a_coloured_page() {
        let (article, reading) = example();
        let coloured = Typesetting { coloured: true, ..PLAIN };
        insta::assert_snapshot!(page(&article, &reading, BRIEF, coloured).replace('\u{1b}', "␛"));
    }

    #[test]
    fn a_report_without_statements() {
        let article = Article::from_body("weather.txt", "Завтра дождь.");
        insta::assert_snapshot!(page(&article, &Reading::default(), BRIEF, PLAIN), @r"
        weather.txt
        no statements
        ");
    }

    #[test]
    fn a_chain_goes_from_the_outlet_inwards() {
        let (mut article, reading) = example();
        assert_eq!(
            chain(&article, &reading, StatementId(0)),
            ["Вестник залива", "Меридиан", "Адриан Кольб"]
        );
        assert_eq!(chain(&article, &reading, StatementId(4)), [UNNAMED]);
        article.outlet = Some("Вестник залива".into());
        assert_eq!(chain(&article, &reading, StatementId(0)).len(), 3);
        assert_eq!(
            chain(&article, &reading, StatementId(2)),
            ["Вестник залива", "Адриан Кольб", "Эрик Сандаль"]
        );
    }

    #[test]
    fn no_line_is_wider_than_the_page() {
        let (article, reading) = example();
        for width in [24, 30, 40, 57, 100] {
            let typesetting = Typesetting { width, coloured: false };
            for extent in [FULL, EXPLAINED] {
                for line in page(&article, &reading, extent, typesetting).lines() {
                    assert!(columns(line) <= width, "{width}: {line}");
                }
            }
        }
    }
}
