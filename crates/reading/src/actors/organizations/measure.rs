//! How well the mentions of NEREL are put together, by B-cubed over those with a link.
//!
//! `cargo test --release -p depesha-reading --lib organizations -- --ignored --nocapture` measures on
//! the training part; `NEREL_SPLIT` names another, and `SHOW_LINKS` lists the wrong and missed links.
//! Skipped without the corpus.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::LazyLock;

use depesha_language::{Entity, EntityKind, Language};
use depesha_text::ByteSpan;

use super::organizations;
use crate::tables::Tables;
use crate::words::Words;

static LANGUAGE: LazyLock<Language> =
    LazyLock::new(|| Language::embedded().expect("the model that is compiled in"));

fn corpus(split: &str) -> Option<PathBuf> {
    let shared = std::env::var_os("DEPESHA_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")),
        PathBuf::from,
    );
    let folder = shared.join("corpora/nerel").join(split);
    folder.is_dir().then_some(folder)
}

/// B-cubed precision, recall and F1 over the mentions with a link.
fn measured(split: &str, found_names: bool, show: bool) -> Option<[f64; 3]> {
    let folder = corpus(split)?;
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "txt"))
        .collect();
    files.sort();
    let (mut precision, mut recall, mut count) = (0.0, 0.0, 0.0);
    for path in files {
        let text = std::fs::read_to_string(&path).expect("a text");
        let annotation = std::fs::read_to_string(path.with_extension("ann")).expect("marks");
        let starts: Vec<usize> =
            text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let mut analysis = LANGUAGE.analyse(&text);
        let mut ids: HashMap<&str, std::ops::Range<usize>> = HashMap::new();
        let mut links: HashMap<&str, &str> = HashMap::new();
        let mut entities = Vec::new();
        for line in annotation.lines() {
            let fields: Vec<&str> = line.split('\t').collect();
            if line.starts_with('N') {
                let parts: Vec<&str> = fields[1].split(' ').collect();
                if !parts[2].contains("NULL") {
                    links.insert(parts[1], parts[2]);
                }
            }
            if !line.starts_with('T') || fields[1].contains(';') {
                continue;
            }
            let place: Vec<&str> = fields[1].split(' ').collect();
            let Some(kind) = EntityKind::from_name(place[0]) else { continue };
            let start = starts[place[1].parse::<usize>().expect("a number")];
            let end = starts[place[2].parse::<usize>().expect("a number")];
            let first = analysis.tokens.partition_point(|token| token.span.end <= start);
            let after = analysis.tokens.partition_point(|token| token.span.start < end);
            if first >= after {
                continue;
            }
            let span = ByteSpan::new(
                analysis.tokens[first].span.start,
                analysis.tokens[after - 1].span.end,
            );
            if kind == EntityKind::Organization {
                ids.insert(fields[0], first..after);
            }
            entities.push(Entity { span, tokens: first..after, kind });
        }
        entities.sort_by_key(|entity| {
            (entity.tokens.start, std::cmp::Reverse(entity.tokens.end), entity.kind)
        });
        let found_spans: Vec<_> = analysis
            .entities
            .iter()
            .filter(|entity| entity.kind == EntityKind::Organization)
            .map(|entity| entity.tokens.clone())
            .collect();
        if !found_names {
            analysis.entities = entities;
        }
        let words = Words {
            text: &text,
            analysis: &analysis,
            dictionary: LANGUAGE.dictionary(),
            tables: Tables::embedded(),
        };
        let spans: Vec<_> = if found_names {
            found_spans
        } else {
            let mut spans: Vec<_> = ids.values().cloned().collect();
            spans.sort_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
            spans
        };
        let found = organizations(words, &spans);
        if show {
            for body in &found {
                let surfaces: Vec<_> = body
                    .mentions
                    .iter()
                    .map(|(range, _)| words.span(range.clone()).of(&text).replace('\n', " "))
                    .collect();
                println!(
                    "BODY {} = {} ({}) {:?} {} <- {}",
                    body.name,
                    body.also.join(" = "),
                    body.form.as_deref().unwrap_or("-"),
                    body.state,
                    if body.outlet { "outlet" } else { "" },
                    surfaces.join(" | ")
                );
            }
        }
        let mut of_span: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for (number, organization) in found.iter().enumerate() {
            for (range, _) in &organization.mentions {
                of_span.insert((range.start, range.end), number);
            }
        }
        let mut linked: BTreeMap<(usize, usize), &str> = BTreeMap::new();
        for (id, range) in &ids {
            if let Some(&link) = links.get(id) {
                linked.insert((range.start, range.end), link);
            }
        }
        let cluster = |span: &(usize, usize)| {
            of_span
                .get(span)
                .or_else(|| {
                    of_span
                        .iter()
                        .find(|((start, end), _)| *start < span.1 && span.0 < *end)
                        .map(|(_, number)| number)
                })
                .map_or((1, span.0 * 100_000 + span.1), |&number| (0, number))
        };
        let listed: Vec<_> =
            linked.iter().map(|(span, link)| (*span, *link, cluster(span))).collect();
        for (span, link, number) in &listed {
            let mine: Vec<_> = listed.iter().filter(|other| other.2 == *number).collect();
            let gold: Vec<_> = listed.iter().filter(|other| other.1 == *link).collect();
            let both = mine.iter().filter(|other| other.1 == *link).count() as f64;
            precision += both / mine.len() as f64;
            recall += both / gold.len() as f64;
            count += 1.0;
            if show {
                let of =
                    |span: (usize, usize)| words.span(span.0..span.1).of(&text).replace('\n', " ");
                let name = path.file_stem().expect("a name").to_string_lossy();
                if let Some(wrong) = mine.iter().find(|other| other.1 != *link) {
                    println!("WRONG {name} [{}] {link} = [{}] {}", of(*span), of(wrong.0), wrong.1);
                }
                if let Some(missed) =
                    gold.iter().find(|other| other.2 != *number && other.0 < *span)
                {
                    println!("MISSED {name} [{}] != [{}] {link}", of(*span), of(missed.0));
                }
            }
        }
    }
    let (precision, recall) = (precision / count, recall / count);
    Some([precision, recall, 2.0 * precision * recall / (precision + recall)])
}

#[test]
#[ignore = "a measure: 746 reports, half a minute with --release"]
fn mentions_of_the_corpus_are_put_together() {
    let show = std::env::var_os("SHOW_LINKS").is_some();
    let split = std::env::var("NEREL_SPLIT").unwrap_or_else(|_| "train".to_owned());
    for found_names in [false, true] {
        let Some([precision, recall, both]) = measured(&split, found_names, show && !found_names)
        else {
            eprintln!("skipped: no NEREL; DEPESHA_SHARED names the folder that holds corpora");
            return;
        };
        println!("B-cubed, found names {found_names}: P {precision:.4} R {recall:.4} F1 {both:.4}");
        assert!(both >= if found_names { 0.90 } else { 0.94 });
    }
}
