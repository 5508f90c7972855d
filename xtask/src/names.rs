//! How well are entities found, kind by kind?

use std::path::{Path, PathBuf};

use anyhow::Context;
use depesha_language::{EntityKind, Language};
use depesha_nn::model_file::ModelFile;
use depesha_training::corpus::read_folder;
use depesha_training::score::{Counts, Scores};

/// What `cargo xtask names` is told.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// A folder with NAME.txt and NAME.ann (brat); NEREL's dev split by default
    folder: Option<PathBuf>,
    /// Another network for entities than the program's own
    #[arg(long, value_name = "FILE")]
    network: Option<PathBuf>,
}

/// Analyses every text and prints precision, recall and F1 of each kind: an entity counts as found
/// where its span and its kind are those that people marked.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let folder = match &arguments.folder {
        Some(folder) => folder.clone(),
        None => crate::shared_folder().join("corpora/nerel/dev"),
    };
    let mut language = Language::embedded()?;
    if let Some(path) = &arguments.network {
        language = language.with_entities(&read_network(path)?)?;
    }
    let texts = read_folder(&folder)?;
    let mut scores = Scores::default();
    for text in &texts {
        let analysis = language.analyse(&text.text);
        let found = analysis.entities.iter().map(|entity| (entity.span, entity.kind)).collect();
        scores.count(&text.entities, &found);
    }
    println!("{} texts of {}", texts.len(), folder.display());
    println!("{:<20} {:>6} {:>6} {:>6} {:>7} {:>7}", "kind", "P", "R", "F1", "found", "marked");
    for (kind, counts) in EntityKind::ALL.iter().zip(&scores.kinds) {
        print_row(kind.name(), *counts);
    }
    print_row("all, one in another", scores.all());
    println!("outermost alone:");
    print_row("PERSON", scores.outermost_persons);
    print_row("ORGANIZATION", scores.outermost_organizations);
    Ok(())
}

fn read_network(path: &Path) -> anyhow::Result<ModelFile> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let file = ModelFile::parse(path.to_string_lossy(), bytes)?;
    file.verify()?;
    Ok(file)
}

fn print_row(name: &str, counts: Counts) {
    println!(
        "{name:<20} {:>6.3} {:>6.3} {:>6.3} {:>7} {:>7}",
        counts.precision(),
        counts.recall(),
        counts.f1(),
        counts.found,
        counts.marked
    );
}
