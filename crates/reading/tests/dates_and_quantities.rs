//! Sentences with their dates and quantities, from `dates_and_quantities.txt`, whose head says how
//! they are marked.

use std::fmt::Write as _;
use std::sync::LazyLock;

use depesha_language::Language;
use depesha_reading::{Anchor, Bound, Date, DateBound, Quantity, Reading, Unresolved, read};
use depesha_text::Article;

static LANGUAGE: LazyLock<Language> =
    LazyLock::new(|| Language::embedded().expect("the model that is compiled in"));

/// A sentence without its marks, and the marks: bytes and value.
fn unmarked(marked: &str) -> (String, Vec<(usize, usize, String)>) {
    let mut text = String::new();
    let mut marks = Vec::new();
    let mut rest = marked;
    while let Some((before, behind)) = rest.split_once('[') {
        text.push_str(before);
        let (mark, behind) = behind.split_once(']').expect("a mark that ends");
        let (words, value) = mark.split_once('=').expect("words and value");
        marks.push((text.len(), text.len() + words.len(), value.to_owned()));
        text.push_str(words);
        rest = behind;
    }
    text.push_str(rest);
    (text, marks)
}

fn quantity(quantity: &Quantity) -> String {
    let sign = match quantity.bound {
        Bound::Exact | Bound::Between => "",
        Bound::MoreThan => ">",
        Bound::LessThan => "<",
        Bound::AtLeast => "≥",
        Bound::AtMost => "≤",
        Bound::About => "~",
    };
    let mut told = format!("{sign}{}", quantity.value);
    if let Some(upper) = quantity.upper {
        write!(told, "..{upper}").unwrap();
    }
    if let Some(unit) = &quantity.unit {
        write!(told, " {unit}").unwrap();
    }
    told
}

fn date(date: &Date) -> String {
    let mut told = "@".to_owned();
    if date.bound != DateBound::In {
        write!(told, "{} ", date.bound.name()).unwrap();
    }
    match &date.value {
        Some(value) => told.push_str(value),
        None => write!(told, "?{}", date.unresolved.map_or("", Unresolved::name)).unwrap(),
    }
    if let Some(end) = &date.end {
        write!(told, "/{end}").unwrap();
    }
    if let Some(part) = date.part {
        write!(told, " {}", part.name()).unwrap();
    }
    if date.anchor == Anchor::Text && date.value.is_some() {
        told.push_str(" text");
    }
    told
}

fn found_in(reading: &Reading) -> Vec<(usize, usize, String)> {
    let quantities =
        reading.quantities.iter().map(|read| (read.span.start, read.span.end, quantity(read)));
    let dates = reading.dates.iter().map(|read| (read.span.start, read.span.end, date(read)));
    let mut found: Vec<_> = quantities.chain(dates).collect();
    found.sort();
    found
}

/// Checks a file of marked sentences and says how many of the marks have their value, on the very
/// words that are marked or on some that overlap them.
fn check(sentences: &str) {
    let mut wrong = String::new();
    let (mut marked, mut right, mut values) = (0, 0, 0);
    for line in sentences.lines() {
        if line.starts_with('#') || line.is_empty() {
            continue;
        }
        let (published, sentence) = match line.split_once('|') {
            Some(("-", sentence)) => (None, sentence),
            Some((published, sentence)) => (Some(published), sentence),
            None => (Some("2025-10-15"), line),
        };
        let (text, marks) = unmarked(sentence);
        let article = Article {
            published: published.map(str::to_owned),
            ..Article::from_body("marks", text)
        };
        let reading = read(&article, &LANGUAGE.analyse(&article.body), &LANGUAGE);
        let found = found_in(&reading);
        marked += marks.len();
        right += marks.iter().filter(|mark| found.contains(mark)).count();
        let valued = |(start, end, value): &&(usize, usize, String)| {
            found.iter().any(|(from, to, told)| told == value && from < end && start < to)
        };
        values += marks.iter().filter(valued).count();
        if found != marks {
            let shown: Vec<String> = found
                .iter()
                .map(|(start, end, value)| format!("[{}={value}]", &article.body[*start..*end]))
                .collect();
            writeln!(wrong, "{line}\n    found {}", shown.join(" ")).unwrap();
        }
    }
    println!("of {marked} marks, {values} with their value, {right} of them on the same words");
    assert!(wrong.is_empty(), "{values} of {marked} values, {right} right:\n{wrong}");
}

#[test]
fn dates_and_quantities_of_the_marked_sentences_are_right() {
    check(include_str!("dates_and_quantities.txt"));
}

#[test]
fn dates_and_quantities_of_sentences_written_before_the_rules_saw_them_are_right() {
    check(include_str!("dates_and_quantities_unseen.txt"));
}
