//! How well are copies of one report told from other reports of the same?

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, bail};
use depesha::Article;
use depesha_ledger::{Ledger, Likeness, ReadReport, Received, Wording, hours_between};

/// What `cargo xtask copies` is told.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Show the pairs that are found or missed wrongly, of this split: `tune` or `test`
    #[arg(long, value_name = "SPLIT")]
    errors: Option<String>,
    /// Fit what the signs of likeness count to the pairs that are for tuning, and print it
    #[arg(long)]
    fit: bool,
    /// Only time the linking of each post so many times over, with other ids and numbers in the text
    #[arg(long, value_name = "TIMES")]
    times: Option<usize>,
}

#[derive(serde::Deserialize)]
struct Post {
    id: String,
    outlet: Option<String>,
    published: Option<String>,
    text: String,
}

impl Post {
    /// The post with another id, and numbers at regular places of its text.
    fn altered(&self, time: usize) -> Self {
        let words = self.text.split(' ').enumerate();
        let other = words.map(|(at, word)| match (at + time) % 3 {
            0 if time > 0 => format!("{word} {}", at * time),
            _ => word.to_owned(),
        });
        Self {
            id: format!("{}#{time}", self.id),
            outlet: self.outlet.clone(),
            published: self.published.clone(),
            text: other.collect::<Vec<_>>().join(" "),
        }
    }
}

/// Two posts as a person marked them.
struct Marked {
    one: String,
    other: String,
    label: String,
    kind: String,
    split: String,
    /// The label that another reader gave it; `-` where there was none.
    second: String,
    /// The label that counts: what both say, or what a third reading decided.
    settled: String,
    /// How many pairs of the corpus it stands for.
    stands_for: f64,
}

impl Marked {
    fn is_copy(&self) -> bool {
        self.settled == "copy"
    }

    /// Whether two readers said the same of it: a copy, or none.
    fn is_agreed(&self) -> bool {
        self.second != "-" && (self.label == "copy") == (self.second == "copy")
    }
}

/// Pairs that are found and marked, counted once each or for all that they stand for.
#[derive(Default, Clone, Copy)]
struct Counts {
    hit: f64,
    found: f64,
    marked: f64,
}

impl Counts {
    fn add(&mut self, found: bool, marked: bool, times: f64) {
        self.hit += times * f64::from(u8::from(found && marked));
        self.found += times * f64::from(u8::from(found));
        self.marked += times * f64::from(u8::from(marked));
    }

    fn precision(self) -> f64 {
        self.hit / self.found
    }

    fn recall(self) -> f64 {
        self.hit / self.marked
    }
}

/// Keeps all posts in a ledger, links copies, and prints precision and recall over the marked pairs.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let folder = crate::shared_folder().join("corpora/telegram");
    if !folder.is_dir() {
        println!("skipped: there is no {}; DEPESHA_SHARED names another folder", folder.display());
        return Ok(());
    }
    let posts = posts(&folder)?;
    if let Some(times) = arguments.times {
        let posts: Vec<Post> =
            (0..times).flat_map(|time| posts.iter().map(move |post| post.altered(time))).collect();
        found(&posts)?;
        return Ok(());
    }
    let pairs = marked(&crate::workspace_root().join("measures/near_copies.tsv"))?;
    let by_id: HashMap<&str, &Post> = posts.iter().map(|post| (post.id.as_str(), post)).collect();
    let mut likenesses: Vec<(bool, Likeness)> = Vec::new();
    for pair in &pairs {
        let post = |id: &str| by_id.get(id).copied().with_context(|| format!("no post {id}"));
        let (one, other) = (post(&pair.one)?, post(&pair.other)?);
        let hours = hours_between(one.published.as_deref(), other.published.as_deref());
        let (one, other) = (Wording::of(&one.text), Wording::of(&other.text));
        likenesses.push((one.meets(&other), one.likeness(&other, hours)));
    }
    if arguments.fit {
        let of_tuning = |(pair, (_, likeness)): (&Marked, &(bool, Likeness))| {
            (pair.split == "tune" && pair.is_agreed()).then_some((likeness.signs, pair.is_copy()))
        };
        fit(&pairs.iter().zip(&likenesses).filter_map(of_tuning).collect::<Vec<_>>());
        return Ok(());
    }
    let found = found(&posts)?;
    for split in ["tune", "test"] {
        let mut all = Counts::default();
        let mut in_corpus = Counts::default();
        let mut met = Counts::default();
        let mut agreed = Counts::default();
        let mut kinds: BTreeMap<(&str, &str), (usize, usize)> = BTreeMap::new();
        for (pair, (meets, _)) in pairs.iter().zip(&likenesses) {
            if pair.split != split {
                continue;
            }
            let is_found = found.contains(&(pair.one.as_str(), pair.other.as_str()));
            all.add(is_found, pair.is_copy(), 1.0);
            in_corpus.add(is_found, pair.is_copy(), pair.stands_for);
            met.add(*meets, pair.is_copy(), 1.0);
            if pair.is_agreed() {
                agreed.add(is_found, pair.is_copy(), 1.0);
            }
            let (of_kind, found_of_kind) = kinds.entry((&pair.settled, &pair.kind)).or_default();
            *of_kind += 1;
            *found_of_kind += usize::from(is_found);
        }
        println!(
            "{split}: precision {:.3}, recall {:.3} ({} copies, {} found, {} of them copies); \
             each pair for those it stands for {:.3}, {:.3}; looked at closer {:.3} of the copies",
            all.precision(),
            all.recall(),
            all.marked,
            all.found,
            all.hit,
            in_corpus.precision(),
            in_corpus.recall(),
            met.recall(),
        );
        println!(
            "{split}, where both readers agree: precision {:.3}, recall {:.3} ({} copies, {} found, {} of \
             them copies)",
            agreed.precision(),
            agreed.recall(),
            agreed.marked,
            agreed.found,
            agreed.hit,
        );
        for ((label, kind), (count, found)) in kinds {
            println!("  {label:<12} {kind:<10} {found:>3} of {count:>3} found");
        }
    }
    let Some(split) = &arguments.errors else { return Ok(()) };
    for (pair, (meets, likeness)) in pairs.iter().zip(&likenesses) {
        let is_found = found.contains(&(pair.one.as_str(), pair.other.as_str()));
        if pair.split != *split || is_found == pair.is_copy() {
            continue;
        }
        let problem = match (is_found, meets) {
            (true, _) => "found",
            (false, true) => "missed",
            (false, false) => "missed, not looked at",
        };
        println!("\n{problem}: {} {}, {likeness:.2?}", pair.settled, pair.kind);
        for id in [&pair.one, &pair.other] {
            let post = by_id[id.as_str()];
            let published = post.published.as_deref().unwrap_or("");
            println!("{id} {published}\n  {}", post.text.replace('\n', "\n  "));
        }
    }
    Ok(())
}

fn posts(folder: &Path) -> anyhow::Result<Vec<Post>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        files.push(entry?.path());
    }
    files.retain(|file| file.extension().is_some_and(|end| end == "jsonl"));
    files.sort();
    let mut posts = Vec::new();
    for file in files {
        for line in std::fs::read_to_string(&file)?.lines() {
            posts.push(serde_json::from_str(line).with_context(|| file.display().to_string())?);
        }
    }
    Ok(posts)
}

fn marked(file: &Path) -> anyhow::Result<Vec<Marked>> {
    let text = std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
    let rows = text.lines().enumerate().filter(|(_, line)| !line.starts_with('#')).skip(1);
    rows.map(|(at, line)| {
        let cells: Vec<&str> = line.split('\t').collect();
        let [one, other, label, kind, split, second, settled, .., stands_for, _draw] =
            cells.as_slice()
        else {
            bail!("{}: line {}: too few columns", file.display(), at + 1);
        };
        Ok(Marked {
            one: (*one).to_owned(),
            other: (*other).to_owned(),
            label: (*label).to_owned(),
            kind: (*kind).to_owned(),
            split: (*split).to_owned(),
            second: (*second).to_owned(),
            settled: (*settled).to_owned(),
            stands_for: stands_for.parse()?,
        })
    })
    .collect()
}

/// The pairs that a ledger of all posts finds, each with the smaller id first.
fn found(posts: &[Post]) -> anyhow::Result<BTreeSet<(&str, &str)>> {
    let file = std::env::temp_dir().join(format!("depesha-copies-{}", std::process::id()));
    let mut ledger = Ledger::open(&file)?;
    let begin = Instant::now();
    let ready = posts.iter().map(|post| {
        let mut article = Article::from_body(post.id.clone(), post.text.clone());
        article.outlet.clone_from(&post.outlet);
        article.published.clone_from(&post.published);
        ReadReport::unread(Received::new(article, "text"))
    });
    ledger.keep_all(&ready.collect::<Vec<_>>())?;
    let kept = begin.elapsed();
    ledger.link_copies()?;
    eprintln!("{} posts kept in {kept:.1?}, linked in {:.1?}", posts.len(), begin.elapsed() - kept);
    let ids: BTreeSet<&str> = posts.iter().map(|post| post.id.as_str()).collect();
    let known = |id: &str| ids.get(id).copied().with_context(|| format!("no post {id}"));
    let pairs = ledger.pairs_of_copies()?;
    println!("{} copies of {} posts; {} pairs", ledger.copies()?.len(), posts.len(), pairs.len());
    let pairs = pairs.iter().map(|pair| Ok((known(&pair.id)?, known(&pair.other_id)?)));
    let pairs = pairs.collect();
    drop(ledger);
    std::fs::remove_file(&file)?;
    pairs
}

/// Logistic regression by gradient descent, with a little weight decay: what each sign counts.
fn fit(pairs: &[([f64; 6], bool)]) {
    let mut base = 0.0;
    let mut counts = [0.0; 6];
    let sum = |base: f64, counts: &[f64; 6], signs: &[f64; 6]| {
        signs.iter().zip(counts).fold(base, |sum, (sign, count)| sum + sign * count)
    };
    for _ in 0..20_000 {
        let mut of_base = 0.0;
        let mut slopes = counts.map(|count| count * 0.001);
        for (signs, is_copy) in pairs {
            let likely = 1.0 / (1.0 + (-sum(base, &counts, signs)).exp());
            let error = (likely - f64::from(u8::from(*is_copy))) / pairs.len() as f64;
            of_base += error;
            for (slope, sign) in slopes.iter_mut().zip(signs) {
                *slope += error * sign;
            }
        }
        base -= of_base;
        for (count, slope) in counts.iter_mut().zip(slopes) {
            *count -= slope;
        }
    }
    println!("signs {counts:.2?}, base {base:.2}");
    let mut sums: Vec<(f64, bool)> =
        pairs.iter().map(|(signs, is_copy)| (sum(base, &counts, signs), *is_copy)).collect();
    sums.sort_by(|one, other| other.0.total_cmp(&one.0));
    let all = sums.iter().filter(|(_, is_copy)| *is_copy).count() as f64;
    let mut hit = 0.0;
    for (found, (least, is_copy)) in (1..).zip(&sums) {
        hit += f64::from(u8::from(*is_copy));
        if found % 5 == 0 && found <= 100 {
            let precision = hit / f64::from(found);
            println!("least {least:>5.2}: precision {precision:.3}, recall {:.3}", hit / all);
        }
    }
}
