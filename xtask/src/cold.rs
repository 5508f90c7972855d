//! How long does one report take from a cold start, and how much memory? The whole program beside
//! Natasha's whole process.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};

/// What `cargo xtask cold` is told.
#[derive(clap::Args)]
pub struct Arguments {
    /// Python 3 with the packages natasha 1.6.0 and setuptools
    #[arg(long)]
    peer_python: String,
    /// The report to read; the seed report if none is given
    #[arg(long)]
    report: Option<PathBuf>,
    /// How many starts of each are timed; the medians are compared
    #[arg(long, default_value_t = 9)]
    starts: usize,
}

/// Natasha's whole chain over one text, as a program that does just this would run it.
const PEER: &str = "
import sys
from natasha import Doc, MorphVocab, NewsEmbedding, NewsMorphTagger, NewsNERTagger, NewsSyntaxParser, Segmenter
segmenter, vocab, emb = Segmenter(), MorphVocab(), NewsEmbedding()
morph, syntax, ner = NewsMorphTagger(emb), NewsSyntaxParser(emb), NewsNERTagger(emb)
doc = Doc(open(sys.argv[1], encoding='utf-8').read())
doc.segment(segmenter); doc.tag_morph(morph); doc.parse_syntax(syntax); doc.tag_ner(ner)
for token in doc.tokens: token.lemmatize(vocab)
for span in doc.spans: span.normalize(vocab)
";

/// Runs a command and says how much memory it took at the most.
const PEAK: &str = "
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
";

/// Times both programs in turns and prints medians, their ratio and the peak memory.
pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let root = crate::workspace_root();
    let report =
        arguments.report.clone().unwrap_or_else(|| crate::shared_folder().join("seed/report.txt"));
    ensure!(report.exists(), "{} is missing: name a report with --report", report.display());
    let built = Command::new(env!("CARGO"))
        .args(["build", "--release", "--package", "depesha-cli"])
        .current_dir(&root)
        .status()?;
    ensure!(built.success(), "the program does not build");
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let program = target.join("release/depesha");
    let ours = || timed(Command::new(&program).args(["read", "--format", "json"]).arg(&report));
    let peers = || {
        timed(
            Command::new(&arguments.peer_python)
                .args(["-c", PEER])
                .arg(&report)
                .env("OMP_NUM_THREADS", "1"),
        )
    };
    // The first start of each warms the system's file cache and is not counted.
    ours()?;
    peers()?;
    let mut times = (Vec::new(), Vec::new());
    for _ in 0..arguments.starts {
        times.0.push(ours()?);
        times.1.push(peers()?);
    }
    let (ours, peers) = (median(times.0), median(times.1));
    let ratio = peers.as_secs_f64() / ours.as_secs_f64();
    println!(
        "depesha read: {:.3} s; Natasha: {:.3} s; ratio {ratio:.1} (medians of {})",
        ours.as_secs_f64(),
        peers.as_secs_f64(),
        arguments.starts
    );
    println!(
        "peak memory of depesha read: {:.0} MiB",
        peak_mebibytes(arguments, &program, &report)?
    );
    Ok(())
}

fn timed(command: &mut Command) -> anyhow::Result<Duration> {
    let begun = Instant::now();
    let status = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .with_context(|| format!("cannot run {command:?}"))?;
    ensure!(status.success(), "{command:?} failed");
    Ok(begun.elapsed())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn peak_mebibytes(arguments: &Arguments, program: &Path, report: &Path) -> anyhow::Result<f64> {
    let output = Command::new(&arguments.peer_python)
        .args(["-c", PEAK])
        .arg(program)
        .args(["read", "--format", "json"])
        .arg(report)
        .output()?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let kibibytes: f64 = String::from_utf8(output.stdout)?.trim().parse()?;
    Ok(kibibytes / 1024.0)
}
