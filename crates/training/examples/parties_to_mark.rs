//! The sentences of posts with the parties that are to be marked in them: does the sentence speak for or against each?
//! `parties_to_mark FILE…` reads JSON lines with `id` and `text` and prints, by tabs: the post's id; where the sentence
//! begins and ends, as code points of the post's text; where each party does, as code points of the sentence; the sentence
//! with its parties numbered, `{1:…}`. What is printed is told in the head of `measures/marked_parties.tsv`.

mod to_mark;

use depesha_language::{EntityKind, Language};
use depesha_text::ByteSpan;

use to_mark::Seen;

/// The kinds of parties that RuSentNE marks.
const KINDS: [EntityKind; 5] = [
    EntityKind::Person,
    EntityKind::Organization,
    EntityKind::Country,
    EntityKind::Profession,
    EntityKind::Nationality,
];

/// How many words a sentence has.
const WORDS: std::ops::Range<usize> = 5..70;

/// How many parties.
const PARTIES: std::ops::RangeInclusive<usize> = 1..=8;

fn main() -> anyhow::Result<()> {
    let language = Language::embedded()?;
    let mut seen = Seen::default();
    for post in to_mark::posts()? {
        print_sentences(&language, &post.id, &post.text, &mut seen);
    }
    Ok(())
}

fn print_sentences(language: &Language, id: &str, text: &str, seen: &mut Seen) {
    for sentence in language.analyse(text).sentences {
        let body = sentence.span.of(text);
        if !WORDS.contains(&to_mark::words(body).len()) || seen.repeats(body) {
            continue;
        }
        let mut parties: Vec<ByteSpan> = language
            .analyse(body)
            .entities
            .iter()
            .filter(|entity| KINDS.contains(&entity.kind))
            .map(|entity| entity.span)
            .collect();
        parties.sort_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
        if !PARTIES.contains(&parties.len()) {
            continue;
        }
        let [start, end] =
            [sentence.span.start, sentence.span.end].map(|at| text[..at].chars().count());
        let place = |span: &ByteSpan| {
            let [start, end] = [span.start, span.end].map(|at| body[..at].chars().count());
            format!("{start}-{end}")
        };
        let places: Vec<String> = parties.iter().map(place).collect();
        println!("{id}\t{start}\t{end}\t{}\t{}", places.join(" "), shown(body, &parties));
    }
}

/// The sentence with its parties numbered, in one line.
fn shown(sentence: &str, parties: &[ByteSpan]) -> String {
    let mut shown = String::new();
    for (at, letter) in sentence.char_indices() {
        shown.extend(parties.iter().filter(|span| span.end == at).map(|_| '}'));
        for (number, _) in parties.iter().enumerate().filter(|(_, span)| span.start == at) {
            shown += &format!("{{{}:", number + 1);
        }
        shown.push(if letter.is_whitespace() { ' ' } else { letter });
    }
    shown.extend(parties.iter().filter(|span| span.end == sentence.len()).map(|_| '}'));
    shown
}
