//! Trains the networks that are the project's own.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::Context;
use clap::{Args, Parser, Subcommand};
use depesha_language::{EntityKind, Language};
use depesha_nn::model_file::Package;
use depesha_training::corpus::{digest, evenly, plain_texts, read_folder};
use depesha_training::examples::Example;
use depesha_training::network::{Network, Plan, Vectors};
use depesha_training::score::Scores;
use depesha_training::trainer::{evaluate, taught, train};

#[derive(Parser)]
#[command(name = "depesha-training", about)]
struct Arguments {
    #[command(subcommand)]
    network: Trained,
}

#[derive(Subcommand)]
enum Trained {
    /// The network for entities, models/russian/entities.model
    Entities(Entities),
    /// The weights for attitudes, models/russian/attitudes.model
    Attitudes(Attitudes),
    /// The weights for the sides of events, models/russian/sides.model
    Sides(Sides),
    /// The weights for words that tell of events, models/russian/triggers.model
    Triggers(Triggers),
}

#[derive(Args)]
struct Entities {
    /// The folder with marked texts: NAME.txt and NAME.ann, as those of NEREL
    #[arg(long, value_name = "DIR")]
    marked: PathBuf,
    /// A file with texts that nobody marked, as JSON lines with a `text`; may come again
    #[arg(long, value_name = "FILE")]
    unmarked: Vec<PathBuf>,
    /// How many characters of unmarked texts to take, evenly from all
    #[arg(long, default_value_t = 1_000_000)]
    characters: usize,
    /// How many networks to train first, which then mark the unmarked texts
    #[arg(long, default_value_t = 2)]
    teachers: usize,
    /// Holds out every n-th marked text, and scores the network on them
    #[arg(long, value_name = "N")]
    hold_out: Option<usize>,
    /// The file to write
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Args)]
struct Attitudes {
    /// A file of RuSentNE's form; may come again
    #[arg(long, value_name = "FILE", required = true)]
    sentences: Vec<PathBuf>,
    /// The project's own marks of sentences of posts
    #[arg(long, value_name = "FILE", default_value = "measures/marked_parties.tsv")]
    marks: PathBuf,
    /// The project's own marks of pairs in posts
    #[arg(long, value_name = "FILE", default_value = "measures/marked_pairs.tsv")]
    pairs: PathBuf,
    /// The folder with the posts that are marked
    #[arg(long, value_name = "DIR", default_value = "../shared/corpora/telegram")]
    posts: PathBuf,
    /// A folder with docs.jsonl, gold.jsonl, synonyms.txt and forms.tsv, as that of RuSentRel
    #[arg(long, value_name = "DIR")]
    articles: PathBuf,
    /// The file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Args)]
struct Triggers {
    /// A folder of marks without texts
    #[arg(long, value_name = "DIR", default_value = "measures/reports")]
    marks: PathBuf,
    /// The folder that holds the texts
    #[arg(long, value_name = "DIR")]
    texts: PathBuf,
    /// A set of the marks to learn from; may come again
    #[arg(long, default_values = ["events"])]
    set: Vec<String>,
    /// Learns from each part of the reports in turn but one, and scores what is read of that one, for several bounds
    #[arg(long, value_name = "PARTS")]
    cross_validate: Option<usize>,
    /// The file to write
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Args)]
struct Sides {
    /// The folder of marks, as measures/reports
    #[arg(long, value_name = "DIR", default_value = "measures/reports")]
    marks: PathBuf,
    /// The folder with the texts that are marked
    #[arg(long, value_name = "DIR", default_value = "../shared")]
    texts: PathBuf,
    /// The sets of marks to learn from
    #[arg(long, value_delimiter = ',', default_value = "events")]
    sets: Vec<String>,
    /// The sets of marks to score on what was learned
    #[arg(long, value_delimiter = ',')]
    score: Vec<String>,
    /// A folder of marked reports of the gold's form, to score on, too
    #[arg(long, value_name = "DIR")]
    gold: Option<PathBuf>,
    /// Learn in turn from all but every n-th report, score each on what was left out, and write nothing
    #[arg(long, value_name = "N")]
    folds: Option<usize>,
    /// The file to write
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().network {
        Trained::Entities(arguments) => entities(&arguments),
        Trained::Attitudes(arguments) => attitudes(&arguments),
        Trained::Sides(arguments) => sides(&arguments),
        Trained::Triggers(arguments) => triggers(&arguments),
    }
}

fn entities(arguments: &Entities) -> anyhow::Result<()> {
    let started = Instant::now();
    let language = Language::embedded()?;
    let texts = read_folder(&arguments.marked)?;
    let examples: Vec<Example> =
        texts.iter().map(|text| Example::of(&language, &text.text, &text.entities)).collect();
    let mut unmarked = Vec::new();
    for path in &arguments.unmarked {
        unmarked.extend(plain_texts(path)?);
    }
    let unmarked = evenly(unmarked, arguments.characters);
    let mut lessons: Vec<Example> =
        unmarked.iter().map(|text| Example::of(&language, text, &Default::default())).collect();
    let vectors = Vectors::of(&language, examples.iter().chain(&lessons));
    let (mut kept, mut held) = (Vec::new(), Vec::new());
    for (at, example) in examples.iter().enumerate() {
        let is_held = arguments.hold_out.is_some_and(|every| at.is_multiple_of(every));
        if is_held { held.push(example) } else { kept.push(example) }
    }
    let tell = |what: &str, network: &Network| {
        if !held.is_empty() {
            let all = evaluate(network, &vectors, &held).all();
            eprintln!("{what}: P {:.4} R {:.4} F1 {:.4}", all.precision(), all.recall(), all.f1());
        }
    };
    let mut teachers = Vec::new();
    if !lessons.is_empty() {
        for number in 0..arguments.teachers {
            let teacher = train(&Plan::teacher(number), &vectors, &kept, |epoch, loss| {
                eprintln!("teacher {number}, epoch {epoch}: loss {loss:.4}");
            });
            tell(&format!("teacher {number}"), &teacher);
            teachers.push(teacher);
        }
    }
    let mut all = kept.clone();
    if !teachers.is_empty() {
        for lesson in &mut lessons {
            lesson.taught = Some(taught(&teachers, &vectors, lesson));
        }
        all.extend(&lessons);
    }
    let network = train(&Plan::pupil(), &vectors, &all, |epoch, loss| {
        eprintln!("epoch {epoch}: loss {loss:.4}");
    });
    if let Some(out) = &arguments.out {
        let corpus = Package {
            name: "NEREL".to_owned(),
            version: "1.1".to_owned(),
            sha256: digest(&texts),
            licence: "texts of Wikinews, CC BY 2.5".to_owned(),
        };
        std::fs::write(out, network.file(vec![corpus]))
            .with_context(|| format!("cannot write {}", out.display()))?;
    }
    if !held.is_empty() {
        print(&evaluate(&network, &vectors, &held));
    }
    eprintln!("{:.0} s", started.elapsed().as_secs_f64());
    Ok(())
}

fn print(scores: &Scores) {
    for (kind, counts) in EntityKind::ALL.iter().zip(scores.kinds) {
        println!("{:<20} F1 {:.3} of {}", kind.name(), counts.f1(), counts.marked);
    }
    println!("{:<20} F1 {:.4}", "all", scores.all().f1());
    println!("{:<20} F1 {:.4}", "outermost PERSON", scores.outermost_persons.f1());
    println!("{:<20} F1 {:.4}", "outermost ORG.", scores.outermost_organizations.f1());
}

fn attitudes(arguments: &Attitudes) -> anyhow::Result<()> {
    use depesha_training::attitude_corpora::{
        GivenArticle, Synonyms, given_sentences, lines, marked_pairs, marked_parties, own_articles,
        own_sentences,
    };
    use depesha_training::attitudes::{
        SEED, begin_pairs, begin_toward, file, learn_pairs, learn_toward, pair_lessons,
        toward_lessons,
    };
    use depesha_training::regard::Vectors;
    let language = Language::embedded()?;
    let mut sentences = given_sentences(&arguments.sentences)?;
    sentences.extend(own_sentences(&arguments.marks, &arguments.posts)?);
    let marked = marked_parties(&language, &sentences)?;
    let lessons = toward_lessons(&marked.parties);
    let vectors = Vectors::of(&language, &marked.scenes);
    let begun = begin_toward(&marked, &lessons, &vectors, SEED);
    let toward = learn_toward(&begun, &marked, &lessons, &vectors, SEED, |_| true);
    eprintln!("{} marked parties", lessons.len());
    let folder = &arguments.articles;
    let synonyms = Synonyms::read(&folder.join("synonyms.txt"), &folder.join("forms.tsv"))?;
    let gold = marked_pairs(&lines(&folder.join("gold.jsonl"))?, &synonyms);
    let mut lessons = Vec::new();
    for article in GivenArticle::all(&language, &folder.join("docs.jsonl"))? {
        let pairs = article.pairs(&language, &toward);
        lessons.extend(pair_lessons(&pairs, gold.get(&article.doc)));
    }
    let mut own_lessons = Vec::new();
    for (article, marked) in own_articles(&language, &arguments.pairs, &arguments.posts)? {
        own_lessons.extend(pair_lessons(&article.pairs(&language, &toward), Some(&marked)));
    }
    let begun = begin_pairs(&own_lessons.iter().collect::<Vec<_>>());
    let (pair, sign) = learn_pairs(&begun, &lessons.iter().collect::<Vec<_>>());
    eprintln!("{} pairs", lessons.len());
    let package = |name: &str, version: &str, licence: &str, paths: &[PathBuf]| {
        use sha2::{Digest, Sha256};
        let mut digest = Sha256::new();
        for path in paths {
            let bytes = std::fs::read(path);
            digest.update(bytes.with_context(|| format!("cannot read {}", path.display()))?);
        }
        let sha256 = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        let [name, version, licence] = [name, version, licence].map(str::to_owned);
        anyhow::Ok(Package { name, version, sha256, licence })
    };
    let articles = ["docs.jsonl", "gold.jsonl"].map(|name| folder.join(name));
    let packages = vec![
        package("RuSentNE", "2023", "MIT", &arguments.sentences)?,
        package("RuSentRel", "1.1", "MIT", &articles)?,
        // The digest is that of the marks, which hold those of the posts.
        package(
            "NKTKLN/telegram-news-classifier, with marks of the project's own",
            "2024",
            "texts CC BY 4.0",
            &[arguments.marks.clone(), arguments.pairs.clone()],
        )?,
    ];
    let model = depesha_language::AttitudeModel { toward, pair, sign };
    std::fs::write(&arguments.out, file(&model, packages))
        .with_context(|| format!("cannot write {}", arguments.out.display()))
}

/// The bounds that cross-validation tries: what the weights deny, and what they add.
const KEPT: [f32; 5] = [0.0, 0.05, 0.08, 0.12, 0.2];
/// See [`KEPT`].
const ADDED: [f32; 4] = [0.15, 0.2, 0.25, 1.0];

fn triggers(arguments: &Triggers) -> anyhow::Result<()> {
    use depesha_reading::{Tables, TriggerBounds, read_weighed};
    use depesha_training::event_corpora::{MarkedReport, marked_reports};
    use depesha_training::triggers::{Found, MarkedWord, digest, file, learn, marked_words};
    let language = Language::embedded()?;
    let sets: Vec<&str> = arguments.set.iter().map(String::as_str).collect();
    let reports = marked_reports(&arguments.marks, &arguments.texts, &sets)?;
    anyhow::ensure!(!reports.is_empty(), "no report belongs to {}", sets.join(" or "));
    let words: Vec<Vec<MarkedWord>> =
        reports.iter().map(|report| marked_words(report, &language)).collect();
    let count = words.iter().map(Vec::len).sum::<usize>();
    eprintln!("{} reports, {count} words", reports.len());
    if let Some(parts) = arguments.cross_validate.filter(|&parts| parts > 1) {
        let mut language = language;
        let mut found = vec![Found::default(); KEPT.len() * ADDED.len()];
        for part in 0..parts {
            let is_held = |at: usize| at % parts == part;
            let kept = words.iter().enumerate().filter(|(at, _)| !is_held(*at));
            let kept: Vec<&MarkedWord> = kept.flat_map(|(_, words)| words).collect();
            language = language.with_triggers(learn(&kept));
            let held: Vec<&MarkedReport> =
                reports.iter().enumerate().filter(|(at, _)| is_held(*at)).map(|(_, r)| r).collect();
            for report in held {
                let analysis = language.analyse(&report.article.body);
                let bounds =
                    KEPT.iter().flat_map(|kept| ADDED.iter().map(move |add| (*kept, *add)));
                for (found, (kept, added)) in found.iter_mut().zip(bounds) {
                    let bounds = TriggerBounds { kept, added };
                    let tables = Tables::embedded();
                    let read =
                        read_weighed(&report.article, &analysis, &language, tables, bounds, None);
                    found.take(report, &read);
                }
            }
        }
        for (kept, row) in KEPT.iter().zip(found.chunks(ADDED.len())) {
            for (added, found) in ADDED.iter().zip(row) {
                println!(
                    "kept from {kept}, added from {added}: P {:.3} R {:.3} F1 {:.3}",
                    found.precision(),
                    found.recall(),
                    found.f1()
                );
            }
        }
        return Ok(());
    }
    let model = learn(&words.iter().flatten().collect::<Vec<_>>());
    if let Some(out) = &arguments.out {
        let corpus = Package {
            name: "reports with marked events".to_owned(),
            version: sets.join(", "),
            sha256: digest(&reports),
            licence: "marks of the project's own; texts of Wikinews, CC BY 2.5, and of factRuEval"
                .to_owned(),
        };
        std::fs::write(out, file(&model, vec![corpus]))
            .with_context(|| format!("cannot write {}", out.display()))?;
    }
    Ok(())
}

fn sides(arguments: &Sides) -> anyhow::Result<()> {
    use depesha_language::SideModel;
    use depesha_reading::with_sides;
    use depesha_training::event_corpora::{
        EventReport, MarkedReport, gold_reports, marked_reports,
    };
    use depesha_training::sides::{Lessons, Tally, by_rules, file, learn, lessons};
    use sha2::{Digest, Sha256};
    let language = Language::embedded()?;
    let sets: Vec<&str> = arguments.sets.iter().map(String::as_str).collect();
    let read = |marked: Vec<MarkedReport>| -> Vec<EventReport> {
        marked.into_iter().map(|report| by_rules(report, &language)).collect()
    };
    let reports = read(marked_reports(&arguments.marks, &arguments.texts, &sets)?);
    let taught: Vec<Lessons> = reports.iter().map(|report| lessons(report, &language)).collect();
    eprintln!("{} reports", reports.len());
    let mut tallies: BTreeMap<String, [Tally; 2]> = BTreeMap::new();
    let mut score = |report: &EventReport, model: &SideModel| {
        let [rules, both] = tallies.entry(report.marked.set.clone()).or_default();
        let (article, events) = (&report.marked.article, &report.marked.events);
        rules.count(events, &report.reading);
        let reading = report.reading.clone();
        let weighed = with_sides(article, &report.analysis, &language, reading, model);
        both.count(events, &weighed);
    };
    if let Some(folds) = arguments.folds.filter(|&folds| folds > 1) {
        for fold in 0..folds {
            let held = |at: usize| at % folds == fold;
            let others = taught.iter().enumerate().filter(|(at, _)| !held(*at));
            let model = learn(&others.map(|(_, lessons)| lessons).collect::<Vec<_>>());
            for (_, report) in reports.iter().enumerate().filter(|(at, _)| held(*at)) {
                score(report, &model);
            }
        }
        print_tallies(&tallies);
        return Ok(());
    }
    let model = learn(&taught.iter().collect::<Vec<_>>());
    let mut others = Vec::new();
    if !arguments.score.is_empty() {
        let sets: Vec<&str> = arguments.score.iter().map(String::as_str).collect();
        others.extend(marked_reports(&arguments.marks, &arguments.texts, &sets)?);
    }
    if let Some(folder) = &arguments.gold {
        others.extend(gold_reports(folder, "gold")?);
    }
    for report in read(others) {
        score(&report, &model);
    }
    print_tallies(&tallies);
    let Some(out) = &arguments.out else { return Ok(()) };
    let mut digest = Sha256::new();
    for report in &reports {
        digest.update(report.marked.article.body.as_bytes());
        digest.update(format!("{:?}", report.marked.events));
    }
    let sha256 = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    let corpus = Package {
        name: "reports with marked events".to_owned(),
        version: arguments.sets.join(", "),
        sha256,
        licence: "marks of the project over texts of NEREL and FactRuEval".to_owned(),
    };
    std::fs::write(out, file(&model, vec![corpus]))
        .with_context(|| format!("cannot write {}", out.display()))
}

fn print_tallies(tallies: &BTreeMap<String, [depesha_training::sides::Tally; 2]>) {
    for (set, [rules, both]) in tallies {
        println!(
            "{set}: {} marked, {} read, {} found; all states right by rules {} (F1 {:.3}), with weights {} (F1 {:.3})",
            rules.marked,
            rules.read,
            rules.found,
            rules.right,
            rules.f1(),
            both.right,
            both.f1()
        );
        let [all, named, of_state] = both.brought;
        println!(
            "  {all} parties brought by weights: {named} named on that side by the marks, {of_state} of a state of it"
        );
    }
}
