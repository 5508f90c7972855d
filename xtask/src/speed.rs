//! How fast the analysis is, beside Natasha on the same machine.

use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, ensure};
use depesha::Article;
use depesha::reading::{Tables, read_with, read_without_attitudes};
use depesha_language::Language;
use serde::Deserialize;

/// Arguments of `cargo xtask speed`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The folder with the texts (*.txt)
    #[arg(long)]
    texts: PathBuf,
    /// The Python that has natasha; without it only our own speed is measured
    #[arg(long)]
    peer_python: Option<PathBuf>,
    /// The script that runs the peer
    #[arg(long)]
    peer_script: Option<PathBuf>,
    /// Measure the whole reading with attitudes and without them instead
    #[arg(long, conflicts_with = "peer_python")]
    attitudes: bool,
    /// How many pairs of runs, ours and then the peer's
    #[arg(long, default_value_t = 5)]
    pairs: usize,
}

/// What the peer's script prints, as far as it is of use here.
#[derive(Deserialize)]
struct PeerRun {
    tokens: usize,
    seconds: f64,
}

/// Measures on one thread, models loaded and caches warm, and prints tokens per second.
///
/// The runs alternate, so that a machine that is slower for a while is so for both.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let started = Instant::now();
    let language = Language::embedded()?;
    println!("loading: {:.1} ms", started.elapsed().as_secs_f64() * 1e3);
    let mut paths: Vec<PathBuf> = std::fs::read_dir(&arguments.texts)
        .with_context(|| format!("{}", arguments.texts.display()))?
        .map(|entry| Ok(entry?.path()))
        .collect::<std::io::Result<_>>()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    paths.sort();
    let texts: Vec<String> = paths.iter().map(std::fs::read_to_string).collect::<Result<_, _>>()?;
    if arguments.attitudes {
        return attitudes(&language, &texts, arguments.pairs);
    }
    let pass = || -> usize { texts.iter().map(|text| language.analyse(text).tokens.len()).sum() };
    pass();

    let mut ours = Vec::new();
    let mut peers = Vec::new();
    for _ in 0..arguments.pairs {
        // As the peer's seconds are those of one pass after one that is not counted.
        pass();
        let start = Instant::now();
        let tokens = pass();
        ours.push(tokens as f64 / start.elapsed().as_secs_f64());
        if let Some(python) = &arguments.peer_python {
            let script = arguments
                .peer_script
                .clone()
                .unwrap_or_else(|| crate::shared_folder().join("tools/peer_natasha.py"));
            let output = Command::new(python)
                .arg(script)
                .arg(&arguments.texts)
                .args(["--passes", "1"])
                .output()
                .with_context(|| format!("{}", python.display()))?;
            let talk = String::from_utf8_lossy(&output.stderr);
            ensure!(output.status.success(), "the peer failed: {talk}");
            let peer: PeerRun = serde_json::from_slice(&output.stdout)?;
            peers.push(peer.tokens as f64 / peer.seconds);
        }
    }
    println!("ours: {:.0} tokens/s (median of {:.0?})", median(&ours), ours);
    if !peers.is_empty() {
        let ratios: Vec<f64> = ours.iter().zip(&peers).map(|(own, peer)| own / peer).collect();
        println!("peer: {:.0} tokens/s (median of {:.0?})", median(&peers), peers);
        println!("ratio of the medians: {:.2}", median(&ours) / median(&peers));
        println!("ratios of the pairs: {ratios:.2?}");
    }
    Ok(())
}

/// Processor time of this thread, which others on the machine do not lengthen; where the system does not
/// tell it, the time since `start`. In seconds.
fn spent(start: Instant) -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|told| told.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| start.elapsed().as_secs_f64(), |spent| spent / 1e9)
}

/// Reads all texts with attitudes and without them, in turns, and prints the ratio of the speeds.
fn attitudes(language: &Language, texts: &[String], pairs: usize) -> anyhow::Result<()> {
    let tables = Tables::embedded();
    let articles: Vec<Article> =
        texts.iter().map(|text| Article::from_body("speed", text.as_str())).collect();
    let started = Instant::now();
    let pass = |with: bool| -> f64 {
        let before = spent(started);
        let mut tokens = 0;
        for article in &articles {
            let analysis = language.analyse(&article.body);
            tokens += analysis.tokens.len();
            std::hint::black_box(if with {
                read_with(article, &analysis, language, tables)
            } else {
                read_without_attitudes(article, &analysis, language, tables)
            });
        }
        tokens as f64 / (spent(started) - before)
    };
    pass(true);
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for _ in 0..pairs {
        without.push(pass(false));
        with.push(pass(true));
    }
    let ratios: Vec<f64> =
        with.iter().zip(&without).map(|(with, without)| with / without).collect();
    println!("with attitudes: {:.0} tokens/s (median of {:.0?})", median(&with), with);
    println!("without: {:.0} tokens/s (median of {:.0?})", median(&without), without);
    println!("ratio: {:.3} (median of {ratios:.3?})", median(&ratios));
    Ok(())
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}
