//! How far the analysis agrees with Natasha, whose networks it computes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use anyhow::Context;
use depesha_language::segmentation::LineEnds;
use depesha_language::{Analysis, Language, NameKind};
use depesha_text::CodePoints;
use serde::Deserialize;

/// Arguments of `cargo xtask agreement`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The folder with the texts (*.txt)
    #[arg(long)]
    texts: PathBuf,
    /// What Natasha found in them (the output of `peer_natasha.py TEXTS --dump FILE`)
    #[arg(long)]
    peer: PathBuf,
    /// How many differences of each kind to show
    #[arg(long, default_value_t = 10)]
    show: usize,
}

/// A line of the peer's output. Offsets are in code points.
#[derive(Deserialize)]
struct PeerDocument {
    doc: String,
    sentences: Vec<(usize, usize)>,
    tokens: Vec<PeerToken>,
    /// Start, end, type, normal form.
    names: Vec<(usize, usize, String, Option<String>)>,
}

/// Start, end, part of speech, features, head's place in the sentence or -1, relation, lemma.
type PeerToken = (usize, usize, String, BTreeMap<String, String>, i64, String, Option<String>);

/// A token or name by its place: start and end in code points.
type Place = (usize, usize);

/// What is compared of a token.
struct Word {
    form: String,
    tag: String,
    /// `None` for the root; a word that is its own head has its own place.
    head: Option<Place>,
    relation: String,
    lemma: String,
}

/// Either side's findings in a text.
struct Findings {
    sentences: Vec<Place>,
    words: BTreeMap<Place, Word>,
    names: BTreeSet<(Place, String)>,
}

impl Findings {
    fn of_peer(peer: &PeerDocument, characters: &[char]) -> Self {
        let mut words = BTreeMap::new();
        let mut next = 0;
        for &(_, end) in &peer.sentences {
            let first = next;
            while next < peer.tokens.len() && peer.tokens[next].0 < end {
                next += 1;
            }
            for (start, end, part, features, head, relation, lemma) in &peer.tokens[first..next] {
                let features: String =
                    features.iter().map(|(name, value)| format!("|{name}={value}")).collect();
                let head = usize::try_from(*head).ok().map(|head| &peer.tokens[first + head]);
                let word = Word {
                    form: characters[*start..*end].iter().collect(),
                    tag: format!("{part}{features}"),
                    head: head.map(|head| (head.0, head.1)),
                    relation: relation.clone(),
                    lemma: lemma.clone().unwrap_or_default(),
                };
                words.insert((*start, *end), word);
            }
        }
        let names =
            peer.names.iter().map(|(start, end, kind, _)| ((*start, *end), kind.clone())).collect();
        Self { sentences: peer.sentences.clone(), words, names }
    }

    fn of_analysis(analysis: &Analysis, text: &str) -> Self {
        let mut code_points = CodePoints::of(text);
        let mut place = |span| {
            let range = code_points.range(span);
            (range.start, range.end)
        };
        let sentences = analysis.sentences.iter().map(|sentence| place(sentence.span)).collect();
        let places: Vec<Place> = analysis.tokens.iter().map(|token| place(token.span)).collect();
        let words = analysis.tokens.iter().zip(&places).map(|(token, &at)| {
            let features: String = token
                .morphology
                .features()
                .iter()
                .map(|(name, value)| format!("|{name}={value}"))
                .collect();
            let word = Word {
                form: token.span.of(text).to_owned(),
                tag: format!("{}{features}", token.morphology.part_of_speech.name()),
                head: token.head.map(|head| places[head]),
                relation: token.relation.name().to_owned(),
                lemma: token.lemma.to_string(),
            };
            (at, word)
        });
        let words = words.collect();
        let names = analysis.names.iter().map(|name| {
            let kind = match name.kind {
                NameKind::Person => "PER",
                NameKind::Place => "LOC",
                NameKind::Organization => "ORG",
            };
            (place(name.span), kind.to_owned())
        });
        let names = names.collect();
        Self { sentences, words, names }
    }

    fn words_of(&self, sentence: Place) -> Vec<(Place, &Word)> {
        let range = (sentence.0, 0)..(sentence.1, 0);
        self.words.range(range).map(|(&place, word)| (place, word)).collect()
    }
}

/// Counts what agrees, and keeps the first differences.
#[derive(Default)]
struct Tally {
    same: usize,
    all: usize,
    differences: Vec<String>,
}

impl Tally {
    fn count(&mut self, same: bool, difference: impl FnOnce() -> String) {
        self.all += 1;
        self.same += usize::from(same);
        if !same {
            self.differences.push(difference());
        }
    }

    fn print(&self, what: &str, show: usize) {
        let rate = 100.0 * self.same as f64 / self.all.max(1) as f64;
        println!("{what}: {} of {} ({rate:.3} %)", self.same, self.all);
        for difference in self.differences.iter().take(show) {
            println!("    {difference}");
        }
    }
}

/// Compares and prints.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let language = Language::embedded()?;
    let peer = std::fs::read_to_string(&arguments.peer)
        .with_context(|| format!("{}", arguments.peer.display()))?;
    let peers: Vec<PeerDocument> = peer
        .lines()
        .map(|line| serde_json::from_str(line).context("a line of the peer's output"))
        .collect::<anyhow::Result<_>>()?;
    for (line_ends, title) in [
        (LineEnds::AreSpaces, "Line ends are spaces, as they are to the peer"),
        (LineEnds::EndParagraphs, "Line ends end paragraphs, as the program reads"),
    ] {
        println!("{title}");
        let mut comparison = Comparison::default();
        for peer in &peers {
            let path = arguments.texts.join(&peer.doc).with_extension("txt");
            let text =
                std::fs::read_to_string(&path).with_context(|| format!("{}", path.display()))?;
            let ours = Findings::of_analysis(&language.analyse_with(&text, line_ends), &text);
            let characters: Vec<char> = text.chars().collect();
            comparison.compare(&peer.doc, &ours, &Findings::of_peer(peer, &characters));
        }
        comparison.print(arguments.show);
        println!();
    }
    Ok(())
}

#[derive(Default)]
struct Comparison {
    tokens: Tally,
    sentences: Tally,
    tags: Tally,
    trees: Tally,
    no_trees: Tally,
    relations: Tally,
    lemmas: Tally,
    names: Tally,
    names_of_ours: Tally,
}

impl Comparison {
    fn compare(&mut self, document: &str, ours: &Findings, peer: &Findings) {
        for (place, word) in &peer.words {
            let own = ours.words.get(place);
            self.tokens.count(own.is_some(), || format!("{document} {place:?} {}", word.form));
            let Some(own) = own else { continue };
            let form = &word.form;
            self.tags.count(own.tag == word.tag, || {
                format!("{document} {place:?} {form}: {} for {}", own.tag, word.tag)
            });
            self.lemmas.count(own.lemma == word.lemma, || {
                format!("{form} ({}): {} for {}", own.tag, own.lemma, word.lemma)
            });
        }
        for &sentence in &peer.sentences {
            let same = ours.sentences.contains(&sentence);
            self.sentences.count(same, || format!("{document} {sentence:?}"));
            if same {
                self.compare_trees(document, &ours.words_of(sentence), &peer.words_of(sentence));
            }
        }
        for (found, other, tally) in [
            (&peer.names, &ours.names, &mut self.names),
            (&ours.names, &peer.names, &mut self.names_of_ours),
        ] {
            for name in found {
                tally.count(other.contains(name), || format!("{document} {name:?}"));
            }
        }
    }

    fn compare_trees(&mut self, document: &str, ours: &[(Place, &Word)], peer: &[(Place, &Word)]) {
        if !ours.iter().map(|word| word.0).eq(peer.iter().map(|word| word.0)) {
            return;
        }
        let differing: Vec<String> = ours
            .iter()
            .zip(peer)
            .filter(|(own, other)| own.1.head != other.1.head)
            .map(|(own, other)| {
                format!("{} {:?}: {:?} for {:?}", own.1.form, own.0, own.1.head, other.1.head)
            })
            .collect();
        let tally = if is_tree_with_one_root(peer) { &mut self.trees } else { &mut self.no_trees };
        tally.count(differing.is_empty(), || format!("{document}: {}", differing.join("; ")));
        for ((_, own), (place, other)) in ours.iter().zip(peer) {
            if own.head == other.head {
                self.relations.count(own.relation == other.relation, || {
                    let form = &own.form;
                    format!("{document} {place:?} {form}: {} for {}", own.relation, other.relation)
                });
            }
        }
    }

    fn print(&self, show: usize) {
        self.tokens.print("tokens of the peer that are ours too", show);
        self.sentences.print("sentences", 0);
        self.tags.print("part of speech and features of those tokens", show);
        self.trees.print("same heads in sentences where the peer's are a tree with one root", show);
        self.no_trees.print("same heads in other sentences (none can be)", 0);
        self.relations.print("relations of words with the same head", show);
        self.lemmas.print("lemmas", show);
        self.names.print("names of the peer that are ours too", show);
        self.names_of_ours.print("names of ours that are the peer's too", show);
    }
}

fn is_tree_with_one_root(words: &[(Place, &Word)]) -> bool {
    let heads: BTreeMap<Place, Option<Place>> =
        words.iter().map(|(place, word)| (*place, word.head)).collect();
    let leads_to_root = |mut place: Place| {
        for _ in 0..=heads.len() {
            match heads[&place] {
                Some(head) => place = head,
                None => return true,
            }
        }
        false
    };
    heads.values().filter(|head| head.is_none()).count() == 1
        && heads.keys().all(|&place| leads_to_root(place))
}
