//! Which revision of the reading the sources are: counted on when they change.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use sha2::{Digest, Sha256};

/// What a reading depends on beside the model, which has a checksum of its own.
const SOURCES: [&str; 7] = [
    "crates/text/src",
    "crates/nn/src",
    "crates/language/src",
    "crates/reading/src",
    "crates/reading/data",
    "crates/depesha/src/reader.rs",
    "crates/depesha/src/record.rs",
];

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Only tell whether the committed number is that of the sources
    #[arg(long)]
    check: bool,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let root = crate::workspace_root();
    let file = root.join("crates/depesha/revision.txt");
    let told = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    let (number, known) = told.trim().split_once(' ').context("revision.txt has two fields")?;
    let number: u32 = number.parse().context("revision.txt begins with a number")?;
    let found = checksum(&root)?;
    if known == found {
        println!("revision {number} is that of the sources");
    } else if arguments.check {
        bail!("the reading has changed since revision {number}: run `cargo xtask revision`");
    } else {
        fs::write(&file, format!("{} {found}\n", number + 1))?;
        println!("revision {}", number + 1);
    }
    Ok(())
}

/// The SHA-256 of names and contents of all files, whatever their line ends; tests do not count.
fn checksum(root: &Path) -> anyhow::Result<String> {
    let mut files = Vec::new();
    for source in SOURCES {
        collect(&root.join(source), &mut files)?;
    }
    let mut digest = Sha256::new();
    for file in files {
        let name = file.strip_prefix(root)?.to_string_lossy().replace('\\', "/");
        let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        digest.update(format!("{name}\0{}\0", text.replace("\r\n", "\n")));
    }
    let mut checksum = String::new();
    for byte in &digest.finalize()[..16] {
        write!(checksum, "{byte:02x}")?;
    }
    Ok(checksum)
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    let entries = fs::read_dir(path).with_context(|| path.display().to_string())?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<anyhow::Result<Vec<_>>>()?;
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let is_test = ["tests.rs", "tests", "snapshots"].contains(&name.as_str());
        if !is_test && !name.starts_with('.') {
            collect(&path, files)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_revision_is_that_of_the_sources() {
        run(&Arguments { check: true }).unwrap();
    }
}
