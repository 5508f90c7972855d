//! How well are the words found that tell dates and quantities?

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use depesha::reading::{Grain, QuantityKind, Reading};
use depesha::{Article, ByteSpan, Reader};
use depesha_language::EntityKind;
use depesha_training::corpus::read_folder;
use depesha_training::score::Counts;

/// What `cargo xtask quantities` is told.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// A folder with NAME.txt and NAME.ann (brat); NEREL's dev split by default
    folder: Option<PathBuf>,
    /// Show what is found or marked alone, of this kind
    #[arg(long, value_name = "KIND")]
    differences: Option<String>,
}

const KINDS: [EntityKind; 6] = [
    EntityKind::Date,
    EntityKind::Money,
    EntityKind::Number,
    EntityKind::Percent,
    EntityKind::Time,
    EntityKind::Age,
];

/// Reads every text and prints precision, recall and F1 of each kind: strictly, where the span is that
/// which people marked; where it is that, or is that but for the words that limit the number (`около`,
/// `более`), which the same people took in or left out; and where the two share a word.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let folder = match &arguments.folder {
        Some(folder) => folder.clone(),
        None => crate::shared_folder().join("corpora/nerel/dev"),
    };
    let shown = arguments.differences.as_deref().and_then(EntityKind::from_name);
    let reader = Reader::embedded()?;
    let texts = read_folder(&folder)?;
    let mut strict = [Counts::default(); KINDS.len()];
    let mut touching = [Counts::default(); KINDS.len()];
    let mut without_limits = [Counts::default(); KINDS.len()];
    for text in &texts {
        let article = Article::from_body(text.name.clone(), text.text.clone());
        let reading = reader.read(&article);
        let amounts: BTreeMap<ByteSpan, ByteSpan> =
            reading.quantities.iter().map(|quantity| (quantity.span, quantity.amount)).collect();
        let found = spans(&reading);
        for (place, &kind) in KINDS.iter().enumerate() {
            let of_kind = |set: &BTreeSet<(ByteSpan, EntityKind)>| -> Vec<ByteSpan> {
                set.iter().filter(|(_, other)| *other == kind).map(|(span, _)| *span).collect()
            };
            let (marked, found) = (of_kind(&text.entities), of_kind(&found));
            let size = Counts { hit: 0, found: found.len(), marked: marked.len() };
            let hit = found.iter().filter(|span| marked.contains(span)).count();
            strict[place].add(Counts { hit, ..size });
            let amount_marked =
                |span: &ByteSpan| amounts.get(span).is_some_and(|amount| marked.contains(amount));
            let hit =
                found.iter().filter(|span| marked.contains(span) || amount_marked(span)).count();
            without_limits[place].add(Counts { hit, ..size });
            let hit = found.iter().filter(|span| marked.iter().any(|m| m.overlaps(**span))).count();
            touching[place].add(Counts { hit: hit.min(marked.len()), ..size });
            if shown == Some(kind) {
                show("found", &text.text, &found, &marked);
                show("marked", &text.text, &marked, &found);
            }
        }
    }
    println!("{} texts of {}", texts.len(), folder.display());
    println!(
        "{:<10} {:>6} {:>6} {:>6} {:>7} {:>7} {:>14} {:>10}",
        "kind", "P", "R", "F1", "found", "marked", "without limits", "touching"
    );
    for (place, kind) in KINDS.iter().enumerate() {
        let counts = strict[place];
        println!(
            "{:<10} {:>6.3} {:>6.3} {:>6.3} {:>7} {:>7} {:>14.3} {:>10.3}",
            kind.name(),
            counts.precision(),
            counts.recall(),
            counts.f1(),
            counts.found,
            counts.marked,
            without_limits[place].f1(),
            touching[place].f1(),
        );
    }
    Ok(())
}

/// The spans of a reading under NEREL's kinds: a length of days or more is a DATE there, one of hours a
/// TIME, and what is counted or measured a NUMBER.
fn spans(reading: &Reading) -> BTreeSet<(ByteSpan, EntityKind)> {
    let of_hours = |unit: Option<&str>| matches!(unit, Some("час" | "минута" | "секунда"));
    let quantities = reading.quantities.iter().map(|quantity| {
        let kind = match quantity.kind {
            QuantityKind::Money => EntityKind::Money,
            QuantityKind::Percent => EntityKind::Percent,
            QuantityKind::Age => EntityKind::Age,
            QuantityKind::Duration if of_hours(quantity.unit.as_deref()) => EntityKind::Time,
            QuantityKind::Duration => EntityKind::Date,
            QuantityKind::Count | QuantityKind::Measure => EntityKind::Number,
        };
        (quantity.span, kind)
    });
    let dates = reading.dates.iter().map(|date| {
        let of_hours = date.grain <= Grain::Hour || date.part.is_some_and(|part| part.is_of_day());
        (date.span, if of_hours { EntityKind::Time } else { EntityKind::Date })
    });
    // A TIME holds the DATE that is told in it.
    let days = reading.dates.iter().filter_map(|date| Some((date.day_span?, EntityKind::Date)));
    quantities.chain(dates).chain(days).collect()
}

fn show(label: &str, text: &str, spans: &[ByteSpan], others: &[ByteSpan]) {
    for span in spans.iter().filter(|span| !others.contains(span)) {
        let before: Vec<char> = text[..span.start].chars().rev().take(28).collect();
        let before: String = before.into_iter().rev().collect();
        let behind: String = text[span.end..].chars().take(24).collect();
        let line = format!("{label:<6} {before}[{}]{behind}", span.of(text));
        println!("{}", line.replace('\n', " "));
    }
}
