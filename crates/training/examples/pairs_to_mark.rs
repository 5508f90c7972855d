//! Posts with the parties between which it is to be marked who stands for or against whom. `pairs_to_mark FILE…` reads JSON
//! lines with `id` and `text` and prints, by tabs: the post's id; where each party is named, as code points of the text with
//! the party's number; the text with its parties numbered, `{1:…}`. What is printed is told in the head of
//! `measures/marked_pairs.tsv`.

mod to_mark;

use std::collections::{BTreeMap, BTreeSet};

use depesha_language::Language;
use depesha_reading::{ActorClass, MentionKind, groundwork};
use depesha_text::{Article, ByteSpan};

use to_mark::Seen;

/// How many parties a post names.
const PARTIES: std::ops::RangeInclusive<usize> = 2..=12;

/// The longest text, in bytes.
const LONGEST: usize = 6_000;

fn main() -> anyhow::Result<()> {
    let language = Language::embedded()?;
    let mut seen = Seen::default();
    for post in to_mark::posts()? {
        if post.text.len() <= LONGEST && !seen.repeats(&post.text) {
            print_post(&language, &post.id, &post.text);
        }
    }
    Ok(())
}

fn print_post(language: &Language, id: &str, text: &str) {
    let article = Article::from_body(id.to_owned(), text.to_owned());
    let analysis = language.analyse(&article.body);
    let ground = groundwork(&article, &analysis, language);
    let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
    let mut mentions: Vec<(ByteSpan, usize)> = Vec::new();
    for (actor, known) in ground.reading.actors.iter().enumerate() {
        if matches!(known.class, ActorClass::Place | ActorClass::Unknown) {
            continue;
        }
        let named = known
            .mentions
            .iter()
            .filter(|mention| matches!(mention.kind, MentionKind::Name | MentionKind::Metonym));
        mentions.extend(named.map(|mention| (mention.span, actor)));
    }
    mentions.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
    // One party a place: the longest name.
    let mut last = 0;
    mentions.retain(|(span, _)| {
        let is_free = span.start >= last;
        last = last.max(span.end);
        is_free
    });
    for (_, actor) in &mut mentions {
        let count = numbers.len();
        *actor = *numbers.entry(*actor).or_insert(count + 1);
    }
    let meet = analysis.sentences.iter().any(|sentence| {
        let within = mentions.iter().filter(|(span, _)| sentence.span.contains(*span));
        within.map(|(_, party)| party).collect::<BTreeSet<_>>().len() > 1
    });
    if !meet || !PARTIES.contains(&numbers.len()) {
        return;
    }
    let place = |(span, party): &(ByteSpan, usize)| {
        let [start, end] = [span.start, span.end].map(|at| text[..at].chars().count());
        format!("{start}-{end}:{party}")
    };
    let places: Vec<String> = mentions.iter().map(place).collect();
    println!("{id}\t{}\t{}", places.join(" "), shown(text, &mentions));
}

/// The text with its parties numbered, in one line.
fn shown(text: &str, mentions: &[(ByteSpan, usize)]) -> String {
    let mut shown = String::new();
    for (at, letter) in text.char_indices() {
        shown.extend(mentions.iter().filter(|(span, _)| span.end == at).map(|_| '}'));
        for (_, party) in mentions.iter().filter(|(span, _)| span.start == at) {
            shown += &format!("{{{party}:");
        }
        shown.push(if letter.is_whitespace() { ' ' } else { letter });
    }
    shown.extend(mentions.iter().filter(|(span, _)| span.end == text.len()).map(|_| '}'));
    shown
}
