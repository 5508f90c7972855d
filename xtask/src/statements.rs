//! How well are statements and events read? The shared scorer over the open gold reports and the seed report.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, bail, ensure};
use depesha::{Article, Reader};

use crate::marks;

/// What `cargo xtask statements` is told.
#[derive(clap::Args)]
pub struct Arguments {
    /// Python 3 with its standard library, for the scorer
    #[arg(long, default_value = "python3")]
    python: String,
    /// Name each statement that was missed or read otherwise
    #[arg(long)]
    show: bool,
    /// A folder with NAME.txt and NAME.json of the gold's form, in place of the open gold reports
    #[arg(long)]
    gold: Option<PathBuf>,
    /// A folder of marks without texts, in place of the open gold reports; the texts come from the shared folder
    #[arg(long, conflicts_with = "gold")]
    marks: Option<PathBuf>,
    /// Leave out the events that are less sure than this share: their precision is then that of the sure ones
    #[arg(long, default_value_t = 0.0)]
    least_confidence: f64,
}

/// Scores the open gold reports, each half of them apart (every other report by name), and the seed; or other reports.
pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let shared = crate::shared_folder();
    let scorer = shared.join("gold/score_reading.py");
    ensure!(
        scorer.exists(),
        "{} is missing: set DEPESHA_SHARED to the folder that holds it",
        scorer.display()
    );
    let scratch = std::env::temp_dir().join(format!("depesha-statements-{}", std::process::id()));
    let reader = Reader::embedded()?;
    let score = |title: &str, reports: &[PathBuf], events_alone: bool| -> anyhow::Result<()> {
        println!("== {title}: {} reports", reports.len());
        let set = scratch.join(title.replace(' ', "-"));
        let texts = set.join("gold");
        fs::create_dir_all(&texts)?;
        for report in reports {
            for ending in ["txt", "json"] {
                let file = report.with_extension(ending);
                fs::copy(&file, texts.join(file.file_name().context("a file has a name")?))?;
            }
        }
        let predicted = set.join("read");
        convert(arguments, &shared, &reader, reports, &predicted)?;
        let mut command = Command::new(&arguments.python);
        command.arg(&scorer).args([&texts, &texts, &predicted]);
        if arguments.show {
            command.arg("--show");
        }
        let output =
            command.output().with_context(|| format!("cannot run {}", arguments.python))?;
        ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let told = String::from_utf8_lossy(&output.stdout);
        print!("{}", if events_alone { of_events(&told) } else { told.into_owned() });
        Ok(())
    };
    if let Some(folder) = &arguments.marks {
        let (sets, absent) = marks::restore(folder, &scratch.join("restored"))?;
        if absent > 0 {
            eprintln!(
                "{absent} reports are left out: their texts are not in {}\nhint: set DEPESHA_SHARED to the folder that \
                 holds them",
                shared.display()
            );
        }
        for (set, restored) in &sets {
            score(set, &restored.texts, restored.events_alone)?;
        }
        return remove(&scratch);
    }
    let gold = arguments.gold.clone().unwrap_or_else(|| shared.join("gold/open"));
    let names = marks::annotated(&gold)?;
    ensure!(!names.is_empty(), "{} holds no NAME.txt with a NAME.json", gold.display());
    score("all", &names, false)?;
    if arguments.gold.is_none() {
        for (title, first) in [("even half", 0), ("odd half", 1)] {
            let half: Vec<PathBuf> = names.iter().skip(first).step_by(2).cloned().collect();
            score(title, &half, false)?;
        }
        score("seed", &[shared.join("seed/report.txt")], false)?;
    }
    remove(&scratch)
}

/// Of what the scorer prints, what needs no marked statements.
fn of_events(told: &str) -> String {
    let lines = told.lines().filter(|line| {
        ["events", "with states", "matched events"].iter().any(|row| line.starts_with(row))
            || line.contains(": missed event")
    });
    lines
        .map(|line| {
            let matched =
                line.starts_with("matched").then(|| line.split("  said").next()).flatten();
            format!("{}\n", matched.unwrap_or(line))
        })
        .collect()
}

fn remove(scratch: &Path) -> anyhow::Result<()> {
    if scratch.exists() {
        fs::remove_dir_all(scratch)?;
    }
    Ok(())
}

/// Reads the reports and hands the records to the converter of the shared folder.
fn convert(
    arguments: &Arguments,
    shared: &Path,
    reader: &Reader,
    reports: &[PathBuf],
    out: &Path,
) -> anyhow::Result<()> {
    let mut converter = Command::new(&arguments.python)
        .arg(shared.join("gold/from_reading.py"))
        .arg(out)
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .with_context(|| format!("cannot run {}", arguments.python))?;
    let mut input = converter.stdin.take().context("the converter reads standard input")?;
    for path in reports {
        let body =
            fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        let article = Article::from_body(path.display().to_string(), body);
        let mut record = reader.record(&article, &reader.read(&article));
        record.events.retain(|event| event.confidence >= arguments.least_confidence);
        serde_json::to_writer(&mut input, &record)?;
        input.write_all(b"\n")?;
    }
    drop(input);
    if !converter.wait()?.success() {
        bail!("the converter of readings failed");
    }
    Ok(())
}
