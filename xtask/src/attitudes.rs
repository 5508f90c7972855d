//! How well are attitudes read? Texts with parties given, by the shared scorer; sentences with a marked
//! party.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};
use depesha::reading::{
    Attitude, AttitudeGround, AttitudeSteps, Consistency, PairLeans, PairModel, PairTraits,
    Polarity, Sides, sign_between,
};
use depesha_language::{Choice, Language};
use depesha_training::arithmetic::Noise;
use depesha_training::attitude_corpora::{
    GivenArticle, Marked, Origin, Pairs, Synonyms, given_sentences, lines, marked_pairs,
    marked_parties, own_articles, own_sentences,
};
use depesha_training::attitudes::{
    BegunPairs, Lesson, SEED, begin_pairs, begin_toward, learn_pairs, learn_toward, pair_lessons,
    toward_lessons, toward_shares,
};
use depesha_training::regard::Vectors;

/// How sure the weights must be of a pair for the corpus' figure, in hundredths: its F1 wants many
/// pairs, where a page wants few and sure ones. Chosen by cross-validation.
const LEAST_FOR_F1: u8 = 26;
const SEEDS: [u64; 5] = [1, 2, 3, 4, 5];
const FOLDS: usize = 6;
/// Parts of the cross-validation within what is kept, which chooses from which share on a pair counts.
const INNER_FOLDS: usize = 3;
/// Shares among which that is chosen, in hundredths.
const LEAST: [u8; 8] = [12, 15, 18, 20, 23, 26, 30, 35];
/// Parts of the cross-validation over sentences.
const SENTENCE_FOLDS: usize = 5;
const DRAWS: usize = 1000;
/// What is asked for the sign of given pairs: by the weights alone they are right as often as in any other way.
const ASKED: Consistency = Consistency { balance: false, sides: false };

/// What `cargo xtask attitudes` is told.
#[derive(clap::Args)]
pub struct Arguments {
    /// Texts with mentions and their groups, of the form of RuSentRel's docs.jsonl
    #[arg(long, requires = "out")]
    texts: Option<PathBuf>,
    /// Write what the program's own model finds in them here, a line a text in the scorer's form, and
    /// score nothing
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// With --out: give the sign of these pairs, each of them; a file in the scorer's form
    #[arg(long, value_name = "FILE", requires = "out")]
    pairs: Option<PathBuf>,
    /// Cross-validate this part alone
    #[arg(long, value_enum)]
    part: Option<Part>,
    /// How many of the five seeds; with one the sentences take a few minutes
    #[arg(long, default_value_t = SEEDS.len())]
    seeds: usize,
    /// Python 3 with its standard library, for the scorer
    #[arg(long, default_value = "python3")]
    python: String,
}

/// What is cross-validated.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// How sentences speak of a marked party
    Sentences,
    /// Who stands for or against whom in whole articles
    Pairs,
}

/// The scorer's form of what was found.
fn written(article: &GivenArticle, found: &[Attitude]) -> String {
    let called = |party: usize| article.called[&party].as_str();
    let pair =
        |known: &Attitude| (called(known.source.0), called(known.target.0), known.polarity.name());
    let pairs: Vec<_> = found.iter().map(pair).collect();
    format!("{}\n", serde_json::json!({"doc": article.doc, "pairs": pairs}))
}

/// The scorer's form of the signs of given pairs.
fn answered(
    known: &(PairLeans, Sides),
    asked: &Pairs,
    synonyms: &Synonyms,
    consistency: Consistency,
) -> String {
    let (leans, sides) = known;
    let sign = |source: &str, target: &str| {
        let parties = synonyms.party(source).zip(synonyms.party(target));
        parties
            .map_or(Polarity::Negative, |pair| sign_between(leans, sides, pair, consistency))
            .name()
    };
    let pairs: Vec<_> = asked
        .pairs
        .iter()
        .map(|(source, target, _)| (source, target, sign(source, target)))
        .collect();
    format!("{}\n", serde_json::json!({"doc": asked.doc, "pairs": pairs}))
}

/// Cross-validates over the open corpora, or writes what is found in other texts.
pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let language = Language::embedded()?;
    let corpora = crate::shared_folder().join("corpora");
    let folder = corpora.join("rusentrel");
    let synonyms = Synonyms::read(&folder.join("synonyms.txt"), &folder.join("forms.tsv"))?;
    let path = arguments.texts.clone().unwrap_or_else(|| folder.join("docs.jsonl"));
    let articles = GivenArticle::all(&language, &path)?;
    if let Some(out) = &arguments.out {
        let model = language.attitudes();
        let steps = AttitudeSteps { weights: LEAST_FOR_F1, ..AttitudeSteps::USUAL };
        let mut text = String::new();
        if let Some(pairs) = &arguments.pairs {
            for asked in lines::<Pairs>(pairs)? {
                let article = articles.iter().find(|article| article.doc == asked.doc);
                let known = article.map(|article| {
                    let pairs = article.pairs(&language, &model.toward);
                    let known =
                        PairModel { pairs: &pairs, weights: &model.pair, signs: &model.sign };
                    article.leans(&language, known)
                });
                text += &answered(&known.unwrap_or_default(), &asked, &synonyms, ASKED);
            }
        } else {
            for article in &articles {
                let pairs = article.pairs(&language, &model.toward);
                let known = PairModel { pairs: &pairs, weights: &model.pair, signs: &model.sign };
                text += &written(article, &article.attitudes(&language, steps, Some(known)));
            }
        }
        return fs::write(out, text).with_context(|| format!("cannot write {}", out.display()));
    }

    let seeds = &SEEDS[..arguments.seeds.clamp(1, SEEDS.len())];
    let sentences = ["train_data.csv", "validation_data_labeled.csv"]
        .map(|name| corpora.join("rusentne").join(name));
    let mut sentences = given_sentences(&sentences)?;
    let own = crate::workspace_root().join("measures/marked_parties.tsv");
    sentences.extend(own_sentences(&own, &corpora.join("telegram"))?);
    let marked = marked_parties(&language, &sentences)?;
    let lessons = toward_lessons(&marked.parties);
    let vectors = Vectors::of(&language, &marked.scenes);
    if arguments.part != Some(Part::Pairs) {
        let figures: Vec<[f64; 3]> =
            seeds.iter().map(|&seed| toward(&marked, &lessons, &vectors, seed)).collect();
        let judged = marked.parties.iter().filter(|party| party.origin == Origin::Judged).count();
        println!("toward a party in a sentence ({judged} marks), macro F1");
        for (at, title) in ["linear model alone", "networks alone", "both"].into_iter().enumerate()
        {
            let figures: Vec<f64> = figures.iter().map(|figures| figures[at]).collect();
            println!("{title:<28} {}", told(&figures));
        }
    }
    if arguments.part == Some(Part::Sentences) {
        return Ok(());
    }

    let begun = begin_toward(&marked, &lessons, &vectors, SEED);
    let toward = learn_toward(&begun, &marked, &lessons, &vectors, SEED, |_| true);
    let asked = lines::<Pairs>(&folder.join("gold.jsonl"))?;
    let gold = marked_pairs(&asked, &synonyms);
    let pairs: Vec<Vec<PairTraits>> =
        articles.iter().map(|article| article.pairs(&language, &toward)).collect();
    let lessons: Vec<Vec<Lesson>> = articles
        .iter()
        .zip(&pairs)
        .map(|(article, pairs)| pair_lessons(pairs, gold.get(&article.doc)))
        .collect();
    let own = own_articles(
        &language,
        &crate::workspace_root().join("measures/marked_pairs.tsv"),
        &corpora.join("telegram"),
    )?;
    let own_lessons: Vec<Lesson> = own
        .iter()
        .flat_map(|(article, marked)| {
            pair_lessons(&article.pairs(&language, &toward), Some(marked))
        })
        .collect();
    let begun = begin_pairs(&own_lessons.iter().collect::<Vec<_>>());
    let open = Open {
        begun: &begun,
        language: &language,
        articles: &articles,
        pairs: &pairs,
        lessons: &lessons,
        gold: &gold,
    };
    // By seed, for each article what was learned without it.
    let held_out: Vec<Vec<Learned>> = seeds
        .iter()
        .map(|&seed| {
            let fold = folds(articles.len(), FOLDS, seed);
            let learned: Vec<Learned> = (0..FOLDS)
                .map(|held| {
                    let kept = (0..articles.len()).filter(|&at| fold[at] != held);
                    open.learned(&kept.collect::<Vec<_>>(), seed)
                })
                .collect();
            fold.iter().map(|&held| learned[held].clone()).collect()
        })
        .collect();

    let mut least: Vec<u8> = held_out.iter().flatten().map(|learned| learned.least).collect();
    least.sort_unstable();
    println!(
        "a pair counts from a share of {} hundredths on, in the middle",
        least[least.len() / 2]
    );
    let none = AttitudeSteps {
        acts: false,
        words: false,
        judgements: false,
        weights: 0,
        pooling: true,
        balance: false,
        sides: false,
    };
    let signs = AttitudeSteps { acts: true, words: true, judgements: true, ..none };
    // From which share on a pair counts is chosen without the article, too.
    let weights = AttitudeSteps { weights: 1, ..none };
    let all = AttitudeSteps { weights: 1, ..signs };
    let steps = [
        ("acts alone", AttitudeSteps { acts: true, ..none }),
        ("words alone", AttitudeSteps { words: true, ..none }),
        ("judgements alone", AttitudeSteps { judgements: true, ..none }),
        ("signs, the first decides", AttitudeSteps { pooling: false, ..signs }),
        ("signs, pooled", signs),
        ("weights alone", weights),
        ("signs and weights", all),
        ("signs and weights, balanced", AttitudeSteps { balance: true, ..all }),
        ("signs and weights, by sides", AttitudeSteps { sides: true, ..all }),
        ("as the program reads", AttitudeSteps::USUAL),
    ];
    println!(
        "pairs found, 3l F1 of {} articles; precision of all and of the surest fifth",
        articles.len()
    );
    for (title, steps) in steps {
        let (mut f1, mut right, mut sure, mut count) = (Vec::new(), Vec::new(), Vec::new(), 0);
        let mut by_article: Vec<[f64; 4]> = Vec::new();
        for learned in &held_out {
            let mut text = String::new();
            let mut found: Vec<(u8, bool)> = Vec::new();
            by_article.clear();
            for (at, (article, learned)) in articles.iter().zip(learned).enumerate() {
                let steps = match steps.weights {
                    1 => AttitudeSteps { weights: learned.least, ..steps },
                    _ => steps,
                };
                let known = learned.model(&pairs[at]);
                let attitudes = article.attitudes(&language, steps, Some(known));
                text += &written(article, &attitudes);
                let known = gold.get(&article.doc);
                let is_right = |read: &Attitude| {
                    let pair = (read.source.0, read.target.0);
                    known.and_then(|known| known.get(&pair)) == Some(&read.polarity)
                };
                found.extend(attitudes.iter().map(|read| (read.confidence, is_right(read))));
                by_article.push(shares(&attitudes, known));
            }
            found.sort_by_key(|(confidence, _)| std::cmp::Reverse(*confidence));
            let share = |found: &[(u8, bool)]| {
                found.iter().filter(|(_, right)| *right).count() as f64 / found.len().max(1) as f64
            };
            count += found.len();
            right.push(100.0 * share(&found));
            sure.push(100.0 * share(&found[..found.len() / 5]));
            f1.push(100.0 * score(arguments, &folder, &text, "extraction")?);
        }
        let (low, high) = bootstrap(&by_article);
        println!(
            "{title:<28} {} [{low:.1} to {high:.1} over articles]; {} pairs, {}, {}",
            told(&f1),
            count / seeds.len(),
            told(&right),
            told(&sure)
        );
    }
    println!("sign of given pairs, 2l F1");
    let with = |balance, sides| Consistency { balance, sides };
    for (title, consistency) in [
        ("weights alone", with(false, false)),
        ("balanced", with(true, false)),
        ("by sides", with(false, true)),
        ("balanced, by sides", with(true, true)),
    ] {
        let mut f1 = Vec::new();
        for learned in &held_out {
            let mut text = String::new();
            for asked in &asked {
                let at = articles.iter().position(|article| article.doc == asked.doc);
                let known =
                    at.map(|at| articles[at].leans(&language, learned[at].model(&pairs[at])));
                text += &answered(&known.unwrap_or_default(), asked, &synonyms, consistency);
            }
            f1.push(100.0 * score(arguments, &folder, &text, "classification")?);
        }
        println!("{title:<28} {}", told(&f1));
    }
    Ok(())
}

/// What was learned from some articles.
#[derive(Clone)]
struct Learned {
    weights: Choice,
    signs: Choice,
    /// How sure the weights must be of a pair, in hundredths.
    least: u8,
}

impl Learned {
    fn model<'known>(&'known self, pairs: &'known [PairTraits]) -> PairModel<'known> {
        PairModel { pairs, weights: &self.weights, signs: &self.signs }
    }
}

/// The open articles with their pairs.
struct Open<'corpus> {
    begun: &'corpus BegunPairs,
    language: &'corpus Language,
    articles: &'corpus [GivenArticle],
    pairs: &'corpus [Vec<PairTraits>],
    lessons: &'corpus [Vec<Lesson>],
    gold: &'corpus BTreeMap<u64, BTreeMap<(usize, usize), Polarity>>,
}

impl Open<'_> {
    fn weights(&self, kept: &[usize]) -> (Choice, Choice) {
        let kept: Vec<&Lesson> = kept.iter().flat_map(|&at| &self.lessons[at]).collect();
        learn_pairs(self.begun, &kept)
    }

    /// Learns from the articles at these places; from which share on a pair counts is chosen by
    /// cross-validation among them.
    fn learned(&self, kept: &[usize], seed: u64) -> Learned {
        let fold = folds(kept.len(), INNER_FOLDS, seed);
        let mut found: Vec<(usize, Vec<Attitude>)> = Vec::new();
        for held in 0..INNER_FOLDS {
            let (out, rest): (Vec<usize>, Vec<usize>) =
                (0..kept.len()).partition(|&place| fold[place] == held);
            let rest: Vec<usize> = rest.into_iter().map(|place| kept[place]).collect();
            let (weights, signs) = self.weights(&rest);
            for place in out {
                let at = kept[place];
                let known = PairModel { pairs: &self.pairs[at], weights: &weights, signs: &signs };
                let steps = AttitudeSteps { weights: 1, ..AttitudeSteps::USUAL };
                let attitudes = self.articles[at].attitudes(self.language, steps, Some(known));
                found.push((at, attitudes));
            }
        }
        let figure = |least: u8| {
            let by_article: Vec<[f64; 4]> = found
                .iter()
                .map(|(at, attitudes)| {
                    let sure = attitudes.iter().filter(|read| {
                        read.ground != AttitudeGround::Classifier || read.confidence >= least
                    });
                    let sure: Vec<Attitude> = sure.cloned().collect();
                    shares(&sure, self.gold.get(&self.articles[*at].doc))
                })
                .collect();
            f1_of(&by_article)
        };
        let figures = LEAST.map(|least| (figure(least), least));
        let best = figures.into_iter().reduce(|a, b| if b.0 > a.0 { b } else { a });
        let least = best.map_or(LEAST_FOR_F1, |(_, least)| least);
        let (weights, signs) = self.weights(kept);
        Learned { weights, signs, least }
    }
}

/// For each of `count` things the part in which it is held out.
fn folds(count: usize, parts: usize, seed: u64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    Noise::new(seed).shuffle(&mut order);
    let mut fold = vec![0; count];
    for (place, at) in order.into_iter().enumerate() {
        fold[at] = place % parts;
    }
    fold
}

/// The macro F1 over for and against, each sentence held out once: of the linear model alone, of the
/// networks alone, and of both.
fn toward(marked: &Marked, lessons: &[Lesson], vectors: &Vectors, seed: u64) -> [f64; 3] {
    let judged = || marked.parties.iter().filter(|party| party.origin == Origin::Judged);
    let sentences = judged().map(|party| party.sentence + 1).max().unwrap_or(0);
    let fold = folds(sentences, SENTENCE_FOLDS, seed);
    let begun = begin_toward(marked, lessons, vectors, seed);
    let mut counts = [[[0_usize; 3]; 3]; 3];
    for held in 0..SENTENCE_FOLDS {
        let model = learn_toward(&begun, marked, lessons, vectors, seed, |party| {
            fold[party.sentence] != held
        });
        for party in judged().filter(|party| fold[party.sentence] == held) {
            let all = toward_shares(&model, marked, vectors, party);
            for (counts, shares) in counts.iter_mut().zip(all) {
                counts[greatest(&party.shares)][greatest(&shares)] += 1;
            }
        }
    }
    counts.map(|counts| {
        let f1 = |choice: usize| {
            let right = counts[choice][choice] as f64;
            let marked: usize = counts[choice].iter().sum();
            let chosen: usize = counts.iter().map(|row| row[choice]).sum();
            2.0 * right / (marked + chosen).max(1) as f64
        };
        50.0 * (f1(0) + f1(2))
    })
}

fn greatest(shares: &[f32; 3]) -> usize {
    (0..3).max_by(|&a, &b| shares[a].total_cmp(&shares[b])).unwrap_or(1)
}

/// Precision and recall for and against in one article, by the scorer's rules.
fn shares(found: &[Attitude], marked: Option<&BTreeMap<(usize, usize), Polarity>>) -> [f64; 4] {
    let nothing = BTreeMap::new();
    let marked = marked.unwrap_or(&nothing);
    let mut shares = [0.0; 4];
    for (place, sign) in [Polarity::Positive, Polarity::Negative].into_iter().enumerate() {
        let in_gold = marked.values().filter(|known| **known == sign).count();
        let chosen = found.iter().filter(|read| read.polarity == sign).count();
        let right = found.iter().filter(|read| {
            read.polarity == sign && marked.get(&(read.source.0, read.target.0)) == Some(&sign)
        });
        let right = right.count() as f64;
        let empty = if in_gold > 0 { 0.0 } else { 1.0 };
        shares[2 * place] = if chosen > 0 { right / chosen as f64 } else { empty };
        shares[2 * place + 1] = if in_gold > 0 { right / in_gold as f64 } else { empty };
    }
    shares
}

/// The scorer's F1 in hundredths of what [`shares`] gives for each article.
fn f1_of(by_article: &[[f64; 4]]) -> f64 {
    let mut sums = [0.0; 4];
    for shares in by_article {
        sums.iter_mut().zip(shares).for_each(|(sum, share)| *sum += share);
    }
    let f1 = |p: f64, r: f64| if p * r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 };
    50.0 * (f1(sums[0], sums[1]) + f1(sums[2], sums[3])) / by_article.len().max(1) as f64
}

/// Between which figures nine of ten draws of as many articles lie, each drawn as often as chance wants.
fn bootstrap(by_article: &[[f64; 4]]) -> (f64, f64) {
    let mut noise = Noise::new(1);
    let mut figures: Vec<f64> = (0..DRAWS)
        .map(|_| {
            let drawn = by_article.iter().map(|_| by_article[noise.below(by_article.len())]);
            f1_of(&drawn.collect::<Vec<_>>())
        })
        .collect();
    figures.sort_by(f64::total_cmp);
    (figures[DRAWS / 20], figures[DRAWS - 1 - DRAWS / 20])
}

/// The mean with the least and the greatest.
fn told(figures: &[f64]) -> String {
    let mean = figures.iter().sum::<f64>() / figures.len() as f64;
    let least = figures.iter().copied().fold(f64::MAX, f64::min);
    let most = figures.iter().copied().fold(f64::MIN, f64::max);
    let mut text = format!("{mean:.1}");
    if most > least {
        write!(text, " ({least:.1} to {most:.1})").expect("a string takes all");
    }
    text
}

/// The scorer's figure, from 0 to 1.
fn score(arguments: &Arguments, corpus: &Path, predicted: &str, mode: &str) -> anyhow::Result<f64> {
    let scorer = crate::shared_folder().join("tools/score_attitudes.py");
    let scratch = std::env::temp_dir().join(format!("depesha-attitudes-{}", std::process::id()));
    fs::write(&scratch, predicted)?;
    let output = Command::new(&arguments.python)
        .arg(&scorer)
        .arg("--gold")
        .arg(corpus.join("gold.jsonl"))
        .arg("--pred")
        .arg(&scratch)
        .arg("--synonyms")
        .arg(corpus.join("synonyms.txt"))
        .arg("--forms")
        .arg(corpus.join("forms.tsv"))
        .args(["--json", "--mode", mode])
        .output()
        .with_context(|| format!("cannot run {}", arguments.python))?;
    fs::remove_file(&scratch)?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let scored: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    scored["f1"].as_f64().context("the scorer gives an f1")
}
