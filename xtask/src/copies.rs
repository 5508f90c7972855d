//! How well are copies of one report told from other reports of the same?

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use depesha::Article;
use depesha_ledger::{
    Apart, Ledger, Likeness, Look, ReadReport, Received, Shorter, Signs, Wording, hours_from,
};

/// What `cargo xtask copies` is told.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Show the pairs that are found or missed wrongly, of this split, `tune` or `test`: cross-validated, as
    /// all figures are
    #[arg(long, value_name = "SPLIT")]
    errors: Option<String>,
    /// Fit what the signs of likeness count to all pairs, and print it
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

    /// What lies between it and another besides their words.
    fn apart(&self, other: &Self) -> Apart {
        Apart {
            hours: hours_from(self.published.as_deref(), other.published.as_deref()),
            one_outlet: self.outlet == other.outlet,
        }
    }
}

/// Two posts as a person marked them.
struct Marked {
    one: String,
    other: String,
    kind: String,
    split: String,
    /// What each of its readers calls it, `-` where one did not see it.
    read_as: [String; 4],
    /// The label that counts: what most readers say, or, of as many on both sides, what one further reading
    /// decided.
    settled: String,
    /// How many pairs of the corpus it stands for.
    stands_for: f64,
    /// With which others it was drawn, by number.
    draw: String,
}

impl Marked {
    fn is_copy(&self) -> bool {
        self.settled == "copy"
    }

    /// Whether signs may be weighed by it; the later draws are kept apart.
    fn is_for_fitting(&self) -> bool {
        matches!(self.draw.as_str(), "1" | "2")
    }

    /// Whether all its readers say the same of it: a copy, or none.
    fn is_agreed(&self) -> bool {
        let readers = self.read_as.iter().filter(|label| *label != "-");
        let copies = readers.clone().filter(|label| *label == "copy").count();
        copies == 0 || copies == readers.count()
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

    fn f1(self) -> f64 {
        2.0 * self.hit / (self.found + self.marked)
    }
}

/// Prints precision and recall over the marked pairs: of signs weighed by the other pairs
/// (cross-validation), by those for tuning, and by the ledger as it is, which keeps and links all posts.
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
    let mut likenesses: Vec<Looked> = Vec::new();
    let (mut reading, mut comparing) = (Duration::ZERO, Duration::ZERO);
    for pair in &pairs {
        let post = |id: &str| by_id.get(id).copied().with_context(|| format!("no post {id}"));
        let (one, other) = (post(&pair.one)?, post(&pair.other)?);
        let apart = one.apart(other);
        let begin = Instant::now();
        let (one, other) = (Wording::of(&one.text), Wording::of(&other.text));
        let read = Instant::now();
        let likeness = one.likeness(&other, apart);
        (reading, comparing) = (reading + (read - begin), comparing + read.elapsed());
        likenesses.push((one.look_at(&other, apart), likeness));
    }
    let count = u32::try_from(pairs.len().max(1))?;
    eprintln!(
        "{:.1?} to read two posts, {:.1?} to compare them",
        reading / count,
        comparing / count
    );
    let signs: Vec<(Signs, bool)> = pairs
        .iter()
        .zip(&likenesses)
        .map(|(pair, (_, likeness))| (likeness.signs, pair.is_copy()))
        .collect();
    if arguments.fit {
        let some = pairs.iter().zip(&signs).filter(|(pair, _)| pair.is_for_fitting());
        println!("{}", Weights::fitted(some.map(|(_, signs)| *signs)));
        let told: Vec<_> = told(&pairs, &likenesses, &by_id)?;
        let of_tuning =
            told.iter().filter(|told| told.is_for_tuning && told.likeness.is_of_two_outlets);
        let (counts, base) = regression(
            &of_tuning
                .map(|told| (told.likeness.same_news.values, told.is_same))
                .collect::<Vec<_>>(),
        );
        println!("SAME_NEWS: ({counts:.2?}, {base:.2})");
        print_bounds_of_told(&told);
        println!("cross-validated:");
    }
    let sums = cross_validated(&pairs, &signs);
    let is_likely = |at: usize, sum| {
        let (look, likeness) = &likenesses[at];
        *look == Some(Look::Copy) && likeness.sum(sum) >= Signs::LEAST
    };
    let is_found = |at: usize| is_likely(at, sums[at]);
    if arguments.fit {
        print_bounds(&pairs, &sums);
        return Ok(());
    }
    println!("each pair by what the signs count in the others, of other posts (ten parts):");
    print_figures(&pairs, is_found, |_| true);
    for split in ["tune", "test"] {
        let met = pairs.iter().zip(&likenesses).filter(|(pair, _)| pair.split == split);
        let met =
            met.filter(|(pair, _)| pair.is_copy()).map(|(_, (look, _))| *look == Some(Look::Copy));
        let all = met.clone().count();
        println!(
            "{split}: {} of {all} copies are looked at closer",
            met.filter(|met| *met).count()
        );
    }
    let mut kinds: BTreeMap<(&str, &str), (usize, usize)> = BTreeMap::new();
    for (at, pair) in pairs.iter().enumerate() {
        let (of_kind, found) = kinds.entry((&pair.settled, &pair.kind)).or_default();
        *of_kind += 1;
        *found += usize::from(is_found(at));
    }
    for ((label, kind), (count, found)) in kinds {
        println!("  {label:<12} {kind:<10} {found:>3} of {count:>3} found");
    }
    if let Some(split) = &arguments.errors {
        for (at, pair) in pairs.iter().enumerate() {
            if pair.split == *split && is_found(at) != pair.is_copy() {
                print_error(pair, &likenesses[at], sums[at], &by_id);
            }
        }
        return Ok(());
    }
    let of_tuning =
        pairs.iter().zip(&signs).filter(|(pair, _)| pair.split == "tune" && pair.is_for_fitting());
    let weights = Weights::fitted(of_tuning.map(|(_, signs)| *signs));
    let by_tuning = |at: usize| is_likely(at, weights.sum(&signs[at].0));
    for split in ["tune", "test"] {
        println!("by what they count in tune alone, {split}:");
        print_figures(&pairs, by_tuning, |pair| pair.split == split);
    }
    let found = found(&posts)?;
    let in_ledger = |at: usize| found.contains(&(pairs[at].one.as_str(), pairs[at].other.as_str()));
    println!("in the ledger, by what they count in all:");
    print_figures(&pairs, in_ledger, |_| true);
    Ok(())
}

/// What two posts are looked at closer for, and how alike they are.
type Looked = (Option<Look>, Likeness);

/// Two posts that were marked for claims.
struct Told {
    /// What they are looked at closer for.
    look: Option<Look>,
    likeness: Likeness,
    /// Whether the one tells what the other tells.
    is_same: bool,
    is_for_tuning: bool,
}

/// The pairs that were marked for claims: those of `near_copies.tsv`, whose follow-ups `follow_ups.tsv` has marks for, and those of
/// `repeats.tsv`.
fn told(
    pairs: &[Marked],
    likenesses: &[Looked],
    by_id: &HashMap<&str, &Post>,
) -> anyhow::Result<Vec<Told>> {
    let told_by = told_follow_ups(&crate::workspace_root().join("measures/follow_ups.tsv"))?;
    let mut told: Vec<Told> = pairs
        .iter()
        .zip(likenesses)
        .map(|(pair, (look, likeness))| Told {
            look: *look,
            likeness: *likeness,
            is_same: pair.settled != "other"
                || told_by.contains(&(pair.one.clone(), pair.other.clone())),
            is_for_tuning: pair.split == "tune",
        })
        .collect();
    let file = crate::workspace_root().join("measures/repeats.tsv");
    let text = std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    for line in text.lines().filter(|line| !line.starts_with('#')).skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [one, other, label, split, ..] = cells.as_slice() else {
            bail!("{}: too few columns: {line}", file.display());
        };
        let post = |id: &str| by_id.get(id).copied().with_context(|| format!("no post {id}"));
        let (one, other) = (post(one)?, post(other)?);
        let apart = one.apart(other);
        let (one, other) = (Wording::of(&one.text), Wording::of(&other.text));
        let (look, likeness) = (one.look_at(&other, apart), one.likeness(&other, apart));
        told.push(Told {
            look,
            likeness,
            is_same: *label != "other",
            is_for_tuning: *split == "tune",
        });
    }
    Ok(told)
}

/// The follow-ups of which the one has the claim of the other.
fn told_follow_ups(file: &Path) -> anyhow::Result<BTreeSet<(String, String)>> {
    let text = std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
    let mut told = BTreeSet::new();
    for line in text.lines().filter(|line| !line.starts_with('#')).skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [one, other, _, _, settled, ..] = cells.as_slice() else {
            bail!("{}: too few columns: {line}", file.display());
        };
        if *settled == "told" {
            told.insert(((*one).to_owned(), (*other).to_owned()));
        }
    }
    Ok(told)
}

/// Prints precision and recall over some of the pairs.
fn print_figures(
    pairs: &[Marked],
    is_found: impl Fn(usize) -> bool,
    counts: impl Fn(&Marked) -> bool,
) {
    let mut figures: BTreeMap<&str, Counts> = BTreeMap::new();
    for (at, pair) in pairs.iter().enumerate().filter(|(_, pair)| counts(pair)) {
        let mut add = |name, times| {
            figures.entry(name).or_default().add(is_found(at), pair.is_copy(), times);
        };
        add("all", 1.0);
        add(
            match pair.draw.as_str() {
                "1" => "first draw",
                "2" => "second draw",
                "3" => "third draw, to which nothing was fitted",
                "hard" => "fourth draw, to which nothing was fitted: hard ones",
                "plain" => "fourth draw, to which nothing was fitted: plain ones",
                _ => "fifth draw, to which nothing was fitted",
            },
            1.0,
        );
        if matches!(pair.draw.as_str(), "hard" | "plain") {
            add("fourth draw, to which nothing was fitted", 1.0);
        }
        add("for all those that they stand for", pair.stands_for);
        if pair.is_agreed() {
            add("where all readers agree", 1.0);
        }
    }
    for (name, counts) in figures {
        println!(
            "  {name}: precision {:.3}, recall {:.3}, F1 {:.3} ({:.0} copies, {:.0} found, {:.0} of them copies)",
            counts.precision(),
            counts.recall(),
            counts.f1(),
            counts.marked,
            counts.found,
            counts.hit,
        );
    }
}

fn print_error(pair: &Marked, (look, likeness): &Looked, sum: f64, by_id: &HashMap<&str, &Post>) {
    let problem = match (pair.is_copy(), look) {
        (false, _) => "found",
        (true, Some(Look::Copy)) => "missed",
        (true, _) => "missed, not looked at",
    };
    println!("\n{problem}: {} {}, {sum:.2}", pair.settled, pair.kind);
    for (name, value) in Signs::names(likeness.signs.shorter).iter().zip(likeness.signs.values) {
        println!("  {value:.2} {name}");
    }
    for id in [&pair.one, &pair.other] {
        let post = by_id[id.as_str()];
        let published = post.published.as_deref().unwrap_or("");
        println!("{id} {published}\n  {}", post.text.replace('\n', "\n  "));
    }
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
        let [one, other, first, kind, split, second, third, fourth, settled, .., stands_for, draw] =
            cells.as_slice()
        else {
            bail!("{}: line {}: too few columns", file.display(), at + 1);
        };
        Ok(Marked {
            one: (*one).to_owned(),
            other: (*other).to_owned(),
            kind: (*kind).to_owned(),
            split: (*split).to_owned(),
            read_as: [*first, *second, *third, *fourth].map(str::to_owned),
            settled: (*settled).to_owned(),
            stands_for: stands_for.parse()?,
            draw: (*draw).to_owned(),
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

/// Parts of the pairs, each of which is scored by what the others say.
const PARTS: usize = 10;
/// How much a weight counts that is far from none, against what the pairs say; signs are measured in their
/// standard deviations.
const RIDGE: f64 = 1.0;
/// Steps of Newton's method: more change nothing.
const STEPS: usize = 25;

/// Each pair's sum of signs, weighed by the pairs of other parts; pairs that have a post in common, be it by
/// others, are of one part.
fn cross_validated(pairs: &[Marked], signs: &[(Signs, bool)]) -> Vec<f64> {
    let mut groups: BTreeMap<&str, &str> = BTreeMap::new();
    for pair in pairs {
        let one = *groups.entry(&pair.one).or_insert(&pair.one);
        let other = *groups.entry(&pair.other).or_insert(&pair.other);
        let (first, last) = (one.min(other), one.max(other));
        for group in groups.values_mut().filter(|group| **group == last) {
            *group = first;
        }
    }
    let names: BTreeSet<&str> = groups.values().copied().collect();
    let number: HashMap<&str, usize> = names.into_iter().zip(0..).collect();
    let part = |pair: &Marked| number[groups[pair.one.as_str()]] % PARTS;
    let parts: Vec<usize> = pairs.iter().map(part).collect();
    let weights: Vec<Weights> = (0..PARTS)
        .map(|part| {
            let all = pairs.iter().zip(signs).zip(&parts);
            let others = all.filter(|((pair, _), its)| **its != part && pair.is_for_fitting());
            Weights::fitted(others.map(|((_, signs), _)| *signs))
        })
        .collect();
    signs.iter().zip(&parts).map(|((signs, _), part)| weights[*part].sum(signs)).collect()
}

/// What each sign counts, and the base: of flashes and of reports.
struct Weights {
    flash: ([f64; Signs::COUNT], f64),
    report: ([f64; Signs::COUNT], f64),
}

impl Weights {
    fn fitted(pairs: impl Iterator<Item = (Signs, bool)> + Clone) -> Self {
        let of = |shorter| {
            let some = pairs.clone().filter(move |(signs, _)| signs.shorter == shorter);
            regression(&some.map(|(signs, is_copy)| (signs.values, is_copy)).collect::<Vec<_>>())
        };
        Self { flash: of(Shorter::Flash), report: of(Shorter::Report) }
    }

    fn sum(&self, signs: &Signs) -> f64 {
        let (counts, base) = match signs.shorter {
            Shorter::Flash => &self.flash,
            Shorter::Report => &self.report,
        };
        signs.values.iter().zip(counts).fold(*base, |sum, (sign, count)| sum + sign * count)
    }
}

impl std::fmt::Display for Weights {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (name, (counts, base)) in [("FLASH", &self.flash), ("REPORT", &self.report)] {
            writeln!(to, "{name}: ({counts:.2?}, {base:.2})")?;
        }
        Ok(())
    }
}

/// Logistic regression by Newton's method, with a ridge: what each sign counts, and the base.
fn regression<const COUNT: usize>(pairs: &[([f64; COUNT], bool)]) -> ([f64; COUNT], f64) {
    let all = pairs.len().max(1) as f64;
    let mut means = [0.0; COUNT];
    let mut deviations = [0.0; COUNT];
    for (at, (mean, deviation)) in means.iter_mut().zip(&mut deviations).enumerate() {
        *mean = pairs.iter().map(|(signs, _)| signs[at]).sum::<f64>() / all;
        let squares = pairs.iter().map(|(signs, _)| (signs[at] - *mean).powi(2));
        *deviation = (squares.sum::<f64>() / all).sqrt().max(1e-6);
    }
    let rows: Vec<(Vec<f64>, f64)> = pairs
        .iter()
        .map(|(signs, is_copy)| {
            let measured = (0..COUNT).map(|at| (signs[at] - means[at]) / deviations[at]);
            (std::iter::once(1.0).chain(measured).collect(), f64::from(u8::from(*is_copy)))
        })
        .collect();
    let size = COUNT + 1;
    let mut weights = vec![0.0; size];
    for _ in 0..STEPS {
        let mut slope: Vec<f64> = weights
            .iter()
            .zip(0..)
            .map(|(weight, at)| if at == 0 { 0.0 } else { RIDGE * weight })
            .collect();
        let mut bend = vec![vec![0.0; size]; size];
        for (at, row) in bend.iter_mut().enumerate() {
            row[at] = if at == 0 { 1e-9 } else { RIDGE };
        }
        for (row, is_copy) in &rows {
            let sum: f64 = row.iter().zip(&weights).map(|(sign, weight)| sign * weight).sum();
            let likely = 1.0 / (1.0 + (-sum).exp());
            for one in 0..size {
                slope[one] += (likely - is_copy) * row[one];
                for other in 0..size {
                    bend[one][other] += likely * (1.0 - likely) * row[one] * row[other];
                }
            }
        }
        for (weight, step) in weights.iter_mut().zip(solved(bend, slope)) {
            *weight -= step;
        }
    }
    let counts: [f64; COUNT] = std::array::from_fn(|at| weights[at + 1] / deviations[at]);
    let base = counts.iter().zip(means).fold(weights[0], |base, (count, mean)| base - count * mean);
    (counts, base)
}

/// The solution of linear equations, `left` `[equation, unknown]`, by elimination with the greatest pivot.
fn solved(mut left: Vec<Vec<f64>>, mut right: Vec<f64>) -> Vec<f64> {
    let size = right.len();
    for at in 0..size {
        let best =
            (at..size).max_by(|one, other| left[*one][at].abs().total_cmp(&left[*other][at].abs()));
        let best = best.unwrap_or(at);
        left.swap(at, best);
        right.swap(at, best);
        let pivot = left[at].clone();
        for below in at + 1..size {
            let times = left[below][at] / pivot[at];
            for (value, own) in left[below].iter_mut().zip(&pivot) {
                *value -= times * own;
            }
            right[below] -= times * right[at];
        }
    }
    for at in (0..size).rev() {
        let known: f64 = (at + 1..size).map(|other| left[at][other] * right[other]).sum();
        right[at] = (right[at] - known) / left[at][at];
    }
    right
}

/// Prints how well copies and repeats are told from other reports, by the weights that the program has, where repeats are
/// so many or more in sum.
fn print_bounds_of_told(told: &[Told]) {
    println!("told as one, precision / recall, tune and test; of two outlets, tune and test:");
    for step in -2..=16 {
        let least = f64::from(step) * 0.1;
        let figures = [(false, true), (false, false), (true, true), (true, false)].map(
            |(of_two_alone, is_for_tuning)| {
                let mut counts = Counts::default();
                let counted = told.iter().filter(|told| {
                    let is_of_two = told.likeness.is_of_two_outlets;
                    told.is_for_tuning == is_for_tuning && (is_of_two || !of_two_alone)
                });
                for told in counted {
                    let likeness = &told.likeness;
                    let tell_the_same =
                        likeness.may_tell_the_same() && likeness.same_news.sum() >= least;
                    let is_found = match told.look {
                        Some(Look::Copy) => likeness.is_copy() || tell_the_same,
                        Some(Look::Repeat) => tell_the_same,
                        None => false,
                    };
                    counts.add(is_found, told.is_same, 1.0);
                }
                format!("{:.3} / {:.3}", counts.precision(), counts.recall())
            },
        );
        println!("least {least:>5.2}: {}", figures.join("; "));
    }
}

/// Prints precision and recall for bounds of the weighed signs alone.
fn print_bounds(pairs: &[Marked], sums: &[f64]) {
    for step in -6..=12 {
        let least = f64::from(step) * 0.25;
        let mut counts = Counts::default();
        for (pair, sum) in pairs.iter().zip(sums).filter(|(pair, _)| pair.is_for_fitting()) {
            counts.add(*sum >= least, pair.is_copy(), 1.0);
        }
        println!(
            "least {least:>5.2}: precision {:.3}, recall {:.3}, F1 {:.3}",
            counts.precision(),
            counts.recall(),
            counts.f1()
        );
    }
}
