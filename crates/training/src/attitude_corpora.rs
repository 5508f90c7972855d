//! The corpora from which attitudes are learned, as lessons: RuSentNE (sentences with a marked party)
//! and RuSentRel (articles with parties, and who stands for or against whom).

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::Path;

use anyhow::{Context, bail, ensure};
use depesha_language::regard::{Aspect, CHOICES, Scene};
use depesha_language::{Analysis, Language, TowardModel};
use depesha_reading::{
    Groundwork, MarkedPlace, PairModel, PairTraits, PartyMention, Polarity, Traits, groundwork,
};
use depesha_text::{Article, ByteSpan};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

/// Which share of those who read a sentence found it to speak against a party, neither way and for it.
pub type Shares = [f32; CHOICES];

/// A sentence with the parties that are marked in it.
#[derive(Debug, Clone, PartialEq)]
pub struct MarkedSentence {
    /// The sentence.
    pub text: String,
    /// Where each party begins and ends, in code points, and what is said of it.
    pub parties: Vec<(usize, usize, Shares)>,
    /// Whose the marks are.
    pub origin: Origin,
}

/// Whose marks of sentences are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// RuSentNE's, by which what was learned is judged.
    Judged,
    /// The project's own, of posts: learned from alone.
    Own,
}

/// What is marked of one party in a sentence.
#[derive(Debug, Clone)]
pub struct MarkedParty {
    /// The sentence's number; sentences that come again have one number.
    pub sentence: usize,
    /// The sentence, as networks see it: its place in [`Marked::scenes`].
    pub scene: usize,
    /// The sentence as it looks from the party.
    pub aspect: Aspect,
    /// What is plain to see of the party.
    pub traits: Traits,
    /// What is said of it.
    pub shares: Shares,
    /// Whose the mark is.
    pub origin: Origin,
}

/// All marked parties, with the sentences in which they stand.
#[derive(Debug, Clone, Default)]
pub struct Marked {
    /// Sentences.
    pub scenes: Vec<Scene>,
    /// Parties, those of one scene together.
    pub parties: Vec<MarkedParty>,
}

/// What readers say whose marks are written with commas between them.
fn shares(marks: &str) -> Option<Shares> {
    let mut shares = [0.0; CHOICES];
    let readers = marks.split(',').count() as f32;
    for mark in marks.split(',') {
        shares[["-1", "0", "1"].iter().position(|known| *known == mark)?] += 1.0 / readers;
    }
    Some(shares)
}

/// Reads files of RuSentNE's form (tabs, quoted where a field holds quotation marks).
///
/// # Errors
/// Where a file cannot be read or a row is not as that form has it.
pub fn given_sentences(paths: &[impl AsRef<Path>]) -> anyhow::Result<Vec<MarkedSentence>> {
    let mut numbers: HashMap<String, usize> = HashMap::new();
    let mut sentences: Vec<MarkedSentence> = Vec::new();
    for path in paths {
        let path = path.as_ref();
        let text =
            fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        for (at, line) in text.lines().enumerate().skip(1) {
            let fields: Vec<String> = line.split('\t').map(unquoted).collect();
            let row = || {
                let [sentence, _, _, start, end, mark] = &fields[..] else { return None };
                let party = (start.parse().ok()?, end.parse().ok()?, shares(mark.trim())?);
                Some((sentence, party))
            };
            let Some((text, party)) = row() else {
                bail!("{}:{} is no row of RuSentNE's form", path.display(), at + 1)
            };
            let number = *numbers.entry(text.clone()).or_insert_with(|| {
                let (text, parties) = (text.clone(), Vec::new());
                sentences.push(MarkedSentence { text, parties, origin: Origin::Judged });
                sentences.len() - 1
            });
            sentences[number].parties.push(party);
        }
    }
    Ok(sentences)
}

/// Reads a table of marks without texts, as `measures/marked_parties.tsv` describes itself, and the posts that it marks
/// from a folder of JSON lines with `id` and `text`.
///
/// # Errors
/// Where a file cannot be read, a row is of another form, or a sentence is not the one that was marked.
pub fn own_sentences(table: &Path, posts: &Path) -> anyhow::Result<Vec<MarkedSentence>> {
    let texts = posts_by_id(posts)?;
    own_rows(table, |_, row| own_sentence(row, &texts))
}

/// What is made of each row of a table, by its place among the lines; the head's lines begin with `#`, and the first row
/// names the columns.
fn own_rows<Made>(
    table: &Path,
    made: impl Fn(usize, &str) -> anyhow::Result<Made>,
) -> anyhow::Result<Vec<Made>> {
    let marks =
        fs::read_to_string(table).with_context(|| format!("cannot read {}", table.display()))?;
    let rows = marks.lines().enumerate().filter(|(_, row)| !row.starts_with('#'));
    rows.skip(1)
        .map(|(at, row)| made(at, row).with_context(|| format!("{}:{}", table.display(), at + 1)))
        .collect()
}

/// A post.
#[derive(Debug, Clone, Deserialize)]
pub struct Post {
    /// Its id.
    pub id: String,
    /// Its text.
    pub text: String,
}

/// The texts of a folder of JSON lines with `id` and `text`.
fn posts_by_id(folder: &Path) -> anyhow::Result<HashMap<String, String>> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?;
    let mut texts = HashMap::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "jsonl") {
            texts.extend(lines::<Post>(&path)?.into_iter().map(|post| (post.id, post.text)));
        }
    }
    Ok(texts)
}

fn own_sentence(row: &str, texts: &HashMap<String, String>) -> anyhow::Result<MarkedSentence> {
    let fields: Vec<&str> = row.split('\t').collect();
    let [post, start, end, digest, marks] = fields[..] else {
        bail!("a row has five fields: post, start, end, digest, marks")
    };
    let text = texts.get(post).with_context(|| format!("there is no post {post}"))?;
    let (start, end): (usize, usize) = (start.parse()?, end.parse()?);
    let text: String = text.chars().take(end).skip(start).collect();
    let found = short_digest(&text);
    ensure!(
        found == digest,
        "{post} is not the post that was marked: its sentence has digest {found}"
    );
    let party = |mark: &str| {
        let (place, marks) = mark.split_once(':')?;
        let (start, end) = place.split_once('-')?;
        Some((start.parse().ok()?, end.parse().ok()?, shares(marks)?))
    };
    let parties = marks.split(' ').map(|mark| {
        party(mark)
            .with_context(|| format!("`{mark}` is no mark: START-END:LABELS is, such as 0-7:-1,0"))
    });
    Ok(MarkedSentence {
        text,
        parties: parties.collect::<anyhow::Result<_>>()?,
        origin: Origin::Own,
    })
}

/// The first eight digits of a text's SHA-256.
fn short_digest(text: &str) -> String {
    Sha256::digest(text)[..4].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What the program sees of marked parties and their sentences.
///
/// # Errors
/// Where a mark ends behind its sentence.
pub fn marked_parties(language: &Language, sentences: &[MarkedSentence]) -> anyhow::Result<Marked> {
    let mut marked = Marked::default();
    for (number, sentence) in sentences.iter().enumerate() {
        let bytes = byte_offsets(&sentence.text);
        let article = Article::from_body(number.to_string(), sentence.text.clone());
        let analysis = language.analyse(&article.body);
        let ground = groundwork(&article, &analysis, language);
        let first_scene = marked.scenes.len();
        for &(start, end, shares) in &sentence.parties {
            let (Some(&start), Some(&end)) = (bytes.get(start), bytes.get(end)) else {
                bail!("a mark ends behind its sentence: {}", article.body);
            };
            let span = ByteSpan::new(start, end);
            let place = depesha_reading::marked_place(&article, &analysis, language, &ground, span);
            let MarkedPlace { scene, aspect, traits } = place.unwrap_or_default();
            let known = first_scene
                + marked.scenes[first_scene..].iter().take_while(|&known| *known != scene).count();
            if known == marked.scenes.len() {
                marked.scenes.push(scene);
            }
            let origin = sentence.origin;
            marked.parties.push(MarkedParty {
                sentence: number,
                scene: known,
                aspect,
                traits,
                shares,
                origin,
            });
        }
    }
    Ok(marked)
}

/// A field of a table without the quotation marks that may stand around it.
fn unquoted(field: &str) -> String {
    let inner = field.strip_prefix('"').and_then(|field| field.strip_suffix('"'));
    inner.map_or_else(|| field.to_owned(), |inner| inner.replace("\"\"", "\""))
}

fn byte_offsets(text: &str) -> Vec<usize> {
    text.char_indices().map(|(at, _)| at).chain([text.len()]).collect()
}

/// Which names mean one party, as RuSentRel's scorer has it.
#[derive(Debug, Default)]
pub struct Synonyms {
    groups: HashMap<String, usize>,
    forms: HashMap<String, String>,
}

impl Synonyms {
    /// From a file with a group a line, its names parted by commas, and one with a form and a name a
    /// line, parted by a tab.
    ///
    /// # Errors
    /// Where a file cannot be read.
    pub fn read(synonyms: &Path, forms: &Path) -> anyhow::Result<Self> {
        let text = |path: &Path| {
            fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
        };
        let mut read = Self::default();
        for (group, line) in text(synonyms)?.lines().enumerate() {
            read.groups.extend(line.split(',').map(|name| (key(name), group)));
        }
        for line in text(forms)?.lines() {
            if let Some((form, name)) = line.split_once('\t') {
                read.forms.insert(key(form), key(name));
            }
        }
        Ok(read)
    }

    /// The party of a name.
    pub fn party(&self, name: &str) -> Option<usize> {
        let name = key(name);
        let of_form = || self.groups.get(self.forms.get(&name)?);
        self.groups.get(&name).or_else(of_form).copied()
    }
}

/// Lower case, with blanks for all that is neither letter nor digit.
fn key(name: &str) -> String {
    let lower = name.trim().to_lowercase();
    let words: Vec<&str> = lower
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    if words.is_empty() { lower } else { words.join(" ") }
}

#[derive(Deserialize)]
struct Given {
    doc: u64,
    text: String,
    /// Start, end, kind, words, sentence, group; offsets in code points.
    mentions: Vec<(usize, usize, String, String, usize, Option<u64>)>,
}

/// Pairs of one article, by name.
#[derive(Debug, Clone, Deserialize)]
pub struct Pairs {
    /// The article's number.
    pub doc: u64,
    /// Source, target, `pos` or `neg`.
    pub pairs: Vec<(String, String, String)>,
}

/// An article with its parties, read once for all steps.
pub struct GivenArticle {
    /// Its number.
    pub doc: u64,
    article: Article,
    analysis: Analysis,
    ground: Groundwork,
    mentions: Vec<PartyMention>,
    /// How each party is called first.
    pub called: BTreeMap<usize, String>,
}

impl GivenArticle {
    /// Reads the articles of a file of the form of RuSentRel's `docs.jsonl`.
    ///
    /// # Errors
    /// Where the file cannot be read or a mention lies outside its text.
    pub fn all(language: &Language, path: &Path) -> anyhow::Result<Vec<Self>> {
        lines::<Given>(path)?.into_iter().map(|given| Self::of(given, language)).collect()
    }

    fn of(given: Given, language: &Language) -> anyhow::Result<Self> {
        let (mut mentions, mut called) = (Vec::new(), BTreeMap::new());
        for (start, end, _, words, _, group) in given.mentions {
            let Some(group) = group else { continue };
            let party = usize::try_from(group)?;
            mentions.push((start, end, party));
            called.entry(party).or_insert(words);
        }
        Self::new(given.doc, given.text, &mentions, called, language)
    }

    /// Reads a text whose parties stand at these places, in code points.
    fn new(
        doc: u64,
        text: String,
        mentions: &[(usize, usize, usize)],
        called: BTreeMap<usize, String>,
        language: &Language,
    ) -> anyhow::Result<Self> {
        let bytes = byte_offsets(&text);
        let byte = |at: usize| {
            bytes.get(at).copied().with_context(|| {
                format!("text {doc}: a mention ends at {at}, behind the text's end")
            })
        };
        let mention = |&(start, end, party): &(usize, usize, usize)| {
            Ok(PartyMention { span: ByteSpan::new(byte(start)?, byte(end)?), party })
        };
        let mentions = mentions.iter().map(mention).collect::<anyhow::Result<_>>()?;
        let article = Article::from_body(doc.to_string(), text);
        let analysis = language.analyse(&article.body);
        let ground = groundwork(&article, &analysis, language);
        Ok(Self { doc, article, analysis, ground, mentions, called })
    }

    /// The attitudes between the given parties.
    pub fn attitudes(
        &self,
        language: &Language,
        steps: depesha_reading::AttitudeSteps,
        model: Option<PairModel<'_>>,
    ) -> Vec<depesha_reading::Attitude> {
        let mentions = self.mentions.clone();
        let Self { article, analysis, ground, .. } = self;
        depesha_reading::attitudes_between(
            article, analysis, language, ground, mentions, steps, model,
        )
    }

    /// Which way each pair that stands in one sentence leans, and which side each party stands for.
    pub fn leans(
        &self,
        language: &Language,
        model: PairModel<'_>,
    ) -> (depesha_reading::PairLeans, depesha_reading::Sides) {
        let mentions = self.mentions.clone();
        let Self { article, analysis, ground, .. } = self;
        depesha_reading::pair_leans(article, analysis, language, ground, mentions, model)
    }

    /// What the article shows of each pair that stands in one sentence.
    pub fn pairs(&self, language: &Language, toward: &TowardModel) -> Vec<PairTraits> {
        let mentions = self.mentions.clone();
        let Self { article, analysis, ground, .. } = self;
        depesha_reading::pair_traits(article, analysis, language, ground, mentions, toward)
    }
}

/// Reads JSON lines.
///
/// # Errors
/// Where the file cannot be read or a line is of another form.
pub fn lines<Line: DeserializeOwned>(path: &Path) -> anyhow::Result<Vec<Line>> {
    let text =
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(at, line)| {
            serde_json::from_str(line).with_context(|| format!("{}:{}", path.display(), at + 1))
        })
        .collect()
}

/// The marked pairs of each article, by parties; of pairs that come again the first counts.
pub fn marked_pairs(
    pairs: &[Pairs],
    synonyms: &Synonyms,
) -> BTreeMap<u64, BTreeMap<(usize, usize), Polarity>> {
    let mut marked: BTreeMap<u64, BTreeMap<(usize, usize), Polarity>> = BTreeMap::new();
    for article in pairs {
        let known = marked.entry(article.doc).or_default();
        for (source, target, sign) in &article.pairs {
            let parties = synonyms.party(source).zip(synonyms.party(target));
            let (Some(pair), Some(sign)) = (parties, Polarity::from_name(sign)) else { continue };
            if pair.0 != pair.1 {
                known.entry(pair).or_insert(sign);
            }
        }
    }
    marked
}

/// Who stands for or against whom in a text, by the parties' numbers.
pub type MarkedPairs = BTreeMap<(usize, usize), Polarity>;

/// Reads a table of marks without texts, as `measures/marked_pairs.tsv` describes itself, and the posts that it marks, as
/// [`own_sentences`] does.
///
/// # Errors
/// Where a file cannot be read, a row is of another form, or a post is not the one that was marked.
pub fn own_articles(
    language: &Language,
    table: &Path,
    posts: &Path,
) -> anyhow::Result<Vec<(GivenArticle, MarkedPairs)>> {
    let texts = posts_by_id(posts)?;
    own_rows(table, |at, row| own_article(language, at as u64, row, &texts))
}

fn own_article(
    language: &Language,
    number: u64,
    row: &str,
    texts: &HashMap<String, String>,
) -> anyhow::Result<(GivenArticle, MarkedPairs)> {
    let fields: Vec<&str> = row.split('\t').collect();
    let [post, digest, mentions, pairs] = fields[..] else {
        bail!("a row has four fields: post, digest, mentions, pairs")
    };
    let text = texts.get(post).with_context(|| format!("there is no post {post}"))?;
    let found = short_digest(text);
    ensure!(found == digest, "{post} is not the post that was marked: its digest is {found}");
    let mention = |mention: &str| {
        let (place, party) = mention.split_once(':')?;
        let (start, end) = place.split_once('-')?;
        Some((start.parse().ok()?, end.parse().ok()?, party.parse().ok()?))
    };
    let mentions = mentions.split(' ').map(|written| {
        mention(written).with_context(|| format!("`{written}` is no mention: START-END:PARTY is"))
    });
    let mentions: Vec<(usize, usize, usize)> = mentions.collect::<anyhow::Result<_>>()?;
    let pair = |pair: &str| {
        let (pair, sign) = pair.split_once(':')?;
        let (source, target) = pair.split_once('>')?;
        let sign = match sign {
            "-1" => Polarity::Negative,
            "1" => Polarity::Positive,
            _ => return None,
        };
        Some(((source.parse().ok()?, target.parse().ok()?), sign))
    };
    let pairs = pairs.split(' ').filter(|pair| *pair != "-").map(|written| {
        pair(written).with_context(|| format!("`{written}` is no pair: SOURCE>TARGET:LABEL is"))
    });
    let pairs = pairs.collect::<anyhow::Result<_>>()?;
    let article = GivenArticle::new(number, text.clone(), &mentions, BTreeMap::new(), language)?;
    Ok((article, pairs))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_meet_in_any_case_and_with_any_marks() {
        assert_eq!(key(" Нью-Йорк "), "нью йорк");
        assert_eq!(key("«ИГ»"), "иг");
    }

    #[test]
    fn marks_without_texts_find_their_sentence_and_no_other() {
        let text = "Утром. Орландия осудила Фландию.";
        let texts = HashMap::from([("1/2".to_owned(), text.to_owned())]);
        let digest = short_digest("Орландия осудила Фландию.");
        let row = format!("1/2\t7\t32\t{digest}\t0-8:0,0 17-24:-1,0");
        let sentence = MarkedSentence {
            text: "Орландия осудила Фландию.".to_owned(),
            parties: vec![(0, 8, [0.0, 1.0, 0.0]), (17, 24, [0.5, 0.5, 0.0])],
            origin: Origin::Own,
        };
        assert_eq!(own_sentence(&row, &texts).expect("a row"), sentence);
        let told = |row: &str| own_sentence(row, &texts).expect_err("no row").to_string();
        assert_eq!(told(&row.replace("1/2", "1/3")), "there is no post 1/3");
        assert_eq!(
            told(&row.replace("7\t32", "6\t32")),
            format!(
                "1/2 is not the post that was marked: its sentence has digest {}",
                short_digest(" Орландия осудила Фландию.")
            )
        );
        assert_eq!(
            told(&row.replace("17-24:-1,0", "17-24:2")),
            "`17-24:2` is no mark: START-END:LABELS is, such as 0-7:-1,0"
        );
    }

    #[test]
    fn quotation_marks_around_a_field_are_no_part_of_it() {
        assert_eq!(unquoted("\"Он сказал \"\"да\"\"\""), "Он сказал \"да\"");
        assert_eq!(unquoted("Он"), "Он");
    }
}
