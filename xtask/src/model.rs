//! The Russian model's files, made from the packages that ship them.

mod dawg;
mod dictionary;
mod networks;
mod wheel;

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use depesha_nn::model_file::ModelFile;

use wheel::Wheel;

/// What `cargo xtask model` takes.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Folder with the packages' wheels, as pip downloads them
    #[arg(long, value_name = "DIR")]
    wheels: PathBuf,
    /// Folder to write to; models/russian of the workspace by default
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write nothing, and compare with the files that are there
    #[arg(long)]
    check: bool,
}

/// Converts the wheels; the same wheels give the same bytes.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let natasha = Wheel::open(&arguments.wheels, &wheel::NATASHA)?;
    let dictionary = Wheel::open(&arguments.wheels, &wheel::PYMORPHY_DICTIONARY)?;
    let mut files = networks::convert(&natasha)?;
    files.push(dictionary::convert(&dictionary)?);
    let folder = match &arguments.out {
        Some(folder) => folder.clone(),
        None => crate::workspace_root().join("models").join("russian"),
    };
    let mut total = 0;
    let mut differing = Vec::new();
    for (name, bytes) in &files {
        ModelFile::parse(name.as_str(), bytes.clone())?.verify()?;
    }
    let rarities = match &arguments.out {
        Some(folder) => folder.join("rarity.tsv"),
        None => crate::workspace_root().join("crates/ledger/data/rarity.tsv"),
    };
    let models = files.into_iter().map(|(name, bytes)| (folder.join(name), bytes));
    let table = (rarities, networks::rarities(&natasha)?.into_bytes());
    for (path, bytes) in models.chain([table]) {
        println!("{:>10} bytes  {}", bytes.len(), path.display());
        total += bytes.len();
        if arguments.check {
            if !same(&path, &bytes)? {
                differing.push(path.display().to_string());
            }
        } else {
            let folder = path.parent().unwrap_or(&path);
            std::fs::create_dir_all(folder)
                .with_context(|| format!("cannot make the folder {}", folder.display()))?;
            std::fs::write(&path, &bytes)
                .with_context(|| format!("cannot write {}", path.display()))?;
        }
    }
    println!("{total:>10} bytes  together");
    if !differing.is_empty() {
        bail!(
            "these files differ from what the packages give: {}; \
             write them anew with `cargo xtask model --wheels DIR`",
            differing.join(", ")
        );
    }
    Ok(())
}

fn same(path: &Path, bytes: &[u8]) -> anyhow::Result<bool> {
    match std::fs::read(path) {
        Ok(found) => Ok(found == bytes),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
}
