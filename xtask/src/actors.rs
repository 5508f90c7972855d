//! Who is meant? The shared scorer of actors over a folder of NEREL's form.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, ensure};
use depesha::record::MentionKind;
use depesha::{Article, Reader, Record};
use depesha_language::{Analysis, Entity, EntityKind, Language};
use depesha_text::ByteSpan;

/// What `cargo xtask actors` is told.
#[derive(clap::Args)]
pub struct Arguments {
    /// A folder with NAME.txt and NAME.ann of NEREL's form; NEREL's dev split where none is given
    folder: Option<PathBuf>,
    /// Python 3 with its standard library, for the scorer
    #[arg(long, default_value = "python3")]
    python: String,
    /// Name each state that was missed or read otherwise
    #[arg(long)]
    show: bool,
    /// Take the entities from the annotation, to see how well they are resolved where all are found; bodies named
    /// within the names of others are then scored too
    #[arg(long)]
    given_names: bool,
    /// Leave the records in this folder, as NAME.json
    #[arg(long)]
    keep: Option<PathBuf>,
}

/// Reads the texts and scores the actors.
pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let shared = crate::shared_folder();
    let scorer = shared.join("tools/score_actors.py");
    ensure!(
        scorer.exists(),
        "{} is missing: set DEPESHA_SHARED to the folder that holds it",
        scorer.display()
    );
    let folder = arguments.folder.clone().unwrap_or_else(|| shared.join("corpora/nerel/dev"));
    let mut texts: Vec<PathBuf> = fs::read_dir(&folder)
        .with_context(|| format!("cannot list {}", folder.display()))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            path.extension().is_some_and(|ending| ending == "txt")
                && path.with_extension("ann").exists()
        })
        .collect();
    texts.sort();
    ensure!(!texts.is_empty(), "{} holds no NAME.txt with a NAME.ann", folder.display());

    let scratch = std::env::temp_dir().join(format!("depesha-actors-{}", std::process::id()));
    let out = arguments.keep.clone().unwrap_or_else(|| scratch.clone());
    fs::create_dir_all(&out).with_context(|| format!("cannot make {}", out.display()))?;
    let language = Language::embedded()?;
    let reader = Reader::embedded()?;
    for path in &texts {
        let body =
            fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        let article = Article::from_body(path.display().to_string(), body);
        let reading = if arguments.given_names {
            let mut analysis = language.analyse(&article.body);
            let annotation = path.with_extension("ann");
            let lines = fs::read_to_string(&annotation)
                .with_context(|| format!("cannot read {}", annotation.display()))?;
            give_names(&article.body, &lines, &mut analysis);
            depesha::reading::read(&article, &analysis, &language)
        } else {
            reader.read(&article)
        };
        let mut record: Record = reader.record(&article, &reading);
        if arguments.given_names {
            score_names_within_names(&mut record);
        }
        let file = out.join(path.file_name().context("a file has a name")?).with_extension("json");
        fs::write(file, serde_json::to_vec(&record)?)?;
    }
    let mut command = Command::new(&arguments.python);
    command.arg(&scorer).arg(&folder).arg(&out).stdin(Stdio::null());
    if arguments.show {
        command.arg("--show");
    }
    let status = command.status().with_context(|| format!("cannot run {}", arguments.python))?;
    ensure!(status.success(), "the scorer of actors failed");
    if arguments.keep.is_none() {
        fs::remove_dir_all(&scratch)?;
    }
    Ok(())
}

/// Puts the names of bodies within the names of others where the scorer looks for names.
///
/// A record has them among its references, for a report that speaks of the faculty does not speak of the
/// `университет` in `факультет университета`. The annotation links both, and what is asked here is whom each means:
/// left where they are, the scorer takes each for a mention of the longer name's body.
fn score_names_within_names(record: &mut Record) {
    for actor in &mut record.actors {
        let (names, others): (Vec<_>, Vec<_>) = std::mem::take(&mut actor.references)
            .into_iter()
            .partition(|reference| reference.kind == MentionKind::Name);
        actor.references = others;
        actor.mentions.extend(names);
        actor.mentions.sort_by_key(|mention| (mention.start, mention.end));
    }
}

/// Puts the annotated entities in the place of those that were found, widened to whole tokens.
fn give_names(text: &str, annotation: &str, analysis: &mut Analysis) {
    let starts: Vec<usize> =
        text.char_indices().map(|(start, _)| start).chain([text.len()]).collect();
    let mut entities: Vec<Entity> = annotation
        .lines()
        .filter_map(|line| {
            let (_, rest) = line.strip_prefix('T')?.split_once('\t')?;
            let (place, _) = rest.split_once('\t')?;
            let mut fields = place.split(' ');
            let kind = EntityKind::from_name(fields.next()?)?;
            let start = *starts.get(fields.next()?.parse::<usize>().ok()?)?;
            let end = *starts.get(fields.next()?.parse::<usize>().ok()?)?;
            let first = analysis.tokens.partition_point(|token| token.span.end <= start);
            let after = analysis.tokens.partition_point(|token| token.span.start < end);
            if first >= after {
                return None;
            }
            let sentence = analysis.sentence_of(first).tokens.end;
            let tokens = first..after.min(sentence);
            let last = analysis.tokens[tokens.end - 1].span.end;
            let span = ByteSpan::new(analysis.tokens[first].span.start, last);
            Some(Entity { span, tokens, kind })
        })
        .collect();
    entities.sort_by_key(|entity| {
        (entity.tokens.start, std::cmp::Reverse(entity.tokens.end), entity.kind)
    });
    entities.dedup();
    analysis.entities = entities;
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By actor the words of its mentions, in a text whose bodies stand in brackets.
    fn mentions(marked: &str) -> Vec<Vec<String>> {
        let (mut text, mut open, mut annotation) = (String::new(), Vec::new(), String::new());
        for letter in marked.chars() {
            let at = text.chars().count();
            match letter {
                '[' => open.push(at),
                ']' => {
                    let start = open.pop().expect("an opened bracket");
                    annotation.push_str(&format!("T1\tORGANIZATION {start} {at}\t\n"));
                }
                _ => text.push(letter),
            }
        }
        let language = Language::embedded().expect("the model that is compiled in");
        let reader = Reader::embedded().expect("the model that is compiled in");
        let article = Article::from_body("text", text);
        let mut analysis = language.analyse(&article.body);
        give_names(&article.body, &annotation, &mut analysis);
        let reading = depesha::reading::read(&article, &analysis, &language);
        let mut record = reader.record(&article, &reading);
        score_names_within_names(&mut record);
        let letters: Vec<char> = article.body.chars().collect();
        let words = |start: usize, end: usize| letters[start..end].iter().collect();
        let actors = record.actors.iter();
        actors
            .map(|actor| actor.mentions.iter().map(|at| words(at.start, at.end)).collect())
            .collect()
    }

    #[test]
    fn a_body_named_within_the_name_of_another_is_scored_as_itself() {
        assert_eq!(
            mentions(
                "[Факультет права [Ленского университета]] открыт. [Ленский университет] растёт."
            ),
            [
                vec!["Факультет права Ленского университета"],
                vec!["Ленского университета", "Ленский университет"]
            ]
        );
    }
}
