//! The documents name what is there: maps drift, and this is where it shows.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn document(name: &str) -> String {
    let path = root().join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A document without its code blocks.
fn prose(text: &str) -> String {
    let mut in_code = false;
    let mut prose = String::new();
    for line in text.lines() {
        if line.starts_with("```") {
            in_code = !in_code;
        } else if !in_code && !line.starts_with("    ") {
            prose.push_str(line);
            prose.push('\n');
        }
    }
    prose
}

/// What stands in backticks, each with the words between it and the one after it.
fn in_backticks(prose: &str) -> Vec<(&str, String)> {
    let pieces: Vec<&str> = prose.split('`').collect();
    assert!(pieces.len() % 2 == 1, "a backtick has no fellow");
    let after = |at: usize| pieces[at].split_whitespace().collect::<Vec<_>>().join(" ");
    (1..pieces.len()).step_by(2).map(|at| (pieces[at], after(at + 1))).collect()
}

/// The names of the workspace's packages.
fn packages() -> BTreeSet<String> {
    let mut manifests = vec![root().join("xtask/Cargo.toml")];
    for entry in std::fs::read_dir(root().join("crates")).unwrap() {
        let manifest = entry.unwrap().path().join("Cargo.toml");
        if manifest.is_file() {
            manifests.push(manifest);
        }
    }
    let name = |manifest: &PathBuf| {
        let text = std::fs::read_to_string(manifest).unwrap();
        let line = text.lines().find(|line| line.starts_with("name = ")).unwrap();
        line.split('"').nth(1).unwrap().to_owned()
    };
    manifests.iter().map(name).collect()
}

#[test]
fn each_path_in_the_architecture_exists() {
    let text = prose(&document("ARCHITECTURE.md"));
    let named = in_backticks(&text);
    let paths: Vec<&str> = named
        .iter()
        .flat_map(|(code, _)| code.split_whitespace())
        .filter(|word| word.contains('/'))
        .collect();
    assert!(paths.len() > 20, "{paths:?}");
    for path in paths {
        assert!(root().join(path).exists(), "ARCHITECTURE.md names {path}, which is not there");
    }
}

#[test]
fn the_crates_in_the_architecture_are_those_of_the_workspace() {
    let text = prose(&document("ARCHITECTURE.md"));
    let packages = packages();
    let named: BTreeSet<String> = in_backticks(&text)
        .into_iter()
        .map(|(code, _)| code.to_owned())
        .filter(|code| code.starts_with("depesha-") || packages.contains(code))
        .collect();
    assert_eq!(named, packages);
}

/// `` `name` in `path` `` and `` `name` (`path`) `` say that the file defines the name.
#[test]
fn each_name_in_the_architecture_stands_in_the_file_beside_it() {
    let text = prose(&document("ARCHITECTURE.md"));
    let named = in_backticks(&text);
    let mut checked = 0;
    for pair in named.windows(2) {
        let [(name, between), (path, _)] = pair else { unreachable!() };
        let is_code = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | ':'));
        if !is_code || !matches!(between.as_str(), "in" | "(") || !path.ends_with(".rs") {
            continue;
        }
        let name = name.rsplit("::").next().unwrap();
        let code = document(path);
        let is_defined = ["fn", "struct", "enum", "trait", "macro_rules!"].iter().any(|kind| {
            code.match_indices(&format!("{kind} {name}")).any(|(at, found)| {
                let next = code[at + found.len()..].chars().next();
                !next.is_some_and(|c| c.is_alphanumeric() || c == '_')
            })
        });
        assert!(is_defined, "ARCHITECTURE.md has `{name}` in {path}, which does not define it");
        checked += 1;
    }
    assert!(checked > 10, "{checked} names were found with a file");
}

#[test]
fn links_between_documents_lead_somewhere() {
    let documents = [
        "README.md",
        "ARCHITECTURE.md",
        "CHANGELOG.md",
        "docs/GLOSSARY.md",
        "docs/DECISIONS.md",
        "examples/README.md",
        "fuzz/README.md",
        "models/russian/README.md",
    ];
    for name in documents {
        let text = prose(&document(name));
        let folder = root().join(name).parent().unwrap().to_owned();
        for link in text.split("](").skip(1) {
            let target = link.split([')', '#']).next().unwrap();
            if target.is_empty() || target.contains("://") {
                continue;
            }
            assert!(folder.join(target).exists(), "{name} links to {target}, which is not there");
        }
    }
}

#[test]
fn the_first_command_of_the_readme_reads_an_example_that_is_there() {
    let readme = document("README.md");
    let shell = readme.split("```sh\n").nth(1).expect("a command in the README");
    let command = shell.lines().next().unwrap();
    let example = command
        .strip_prefix("cargo run --release -- read ")
        .unwrap_or_else(|| panic!("the first command is `{command}`"));
    assert!(example.starts_with("examples/"), "{example}");
    assert!(root().join(example).is_file(), "{example} is not there");
}

#[test]
fn each_example_is_in_the_list_of_examples() {
    let list = document("examples/README.md");
    for entry in std::fs::read_dir(root().join("examples")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if name.ends_with(".txt") {
            assert!(list.contains(&format!("`{name}`")), "examples/README.md lacks {name}");
        }
    }
}
