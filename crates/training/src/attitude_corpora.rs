//! The corpora from which attitudes are learned, as lessons: RuSentNE (sentences with a marked party)
//! and RuSentRel (articles with parties, and who stands for or against whom).

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::Path;

use anyhow::{Context, bail};
use depesha_language::regard::{Aspect, Scene};
use depesha_language::{Analysis, Language, TowardModel};
use depesha_reading::{
    Groundwork, MarkedPlace, PairModel, PairTraits, PartyMention, Polarity, Traits, groundwork,
};
use depesha_text::{Article, ByteSpan};
use serde::Deserialize;
use serde::de::DeserializeOwned;

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
    /// 0 against, 1 neither, 2 for.
    pub right: usize,
}

/// All marked parties, with the sentences in which they stand.
#[derive(Debug, Clone, Default)]
pub struct Marked {
    /// Sentences.
    pub scenes: Vec<Scene>,
    /// Parties, those of one scene together.
    pub parties: Vec<MarkedParty>,
}

/// Reads files of RuSentNE's form (tabs, quoted where a field holds quotation marks).
///
/// # Errors
/// Where a file cannot be read or a row is not as that form has it.
pub fn marked_parties(language: &Language, paths: &[impl AsRef<Path>]) -> anyhow::Result<Marked> {
    let mut numbers: HashMap<String, usize> = HashMap::new();
    let mut rows: Vec<(usize, usize, usize, usize)> = Vec::new();
    let mut texts: Vec<String> = Vec::new();
    for path in paths {
        let path = path.as_ref();
        let text =
            fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        for (at, line) in text.lines().enumerate().skip(1) {
            let fields: Vec<String> = line.split('\t').map(unquoted).collect();
            let mut row = || -> Option<(usize, usize, usize, usize)> {
                let [sentence, _, _, start, end, label] = &fields[..] else { return None };
                let right = match label.trim() {
                    "-1" => 0,
                    "0" => 1,
                    "1" => 2,
                    _ => return None,
                };
                let number = *numbers.entry(sentence.clone()).or_insert_with(|| {
                    texts.push(sentence.clone());
                    texts.len() - 1
                });
                Some((number, start.parse().ok()?, end.parse().ok()?, right))
            };
            match row() {
                Some(row) => rows.push(row),
                None => bail!("{}:{} is no row of RuSentNE's form", path.display(), at + 1),
            }
        }
    }
    let mut by_sentence: Vec<Vec<(usize, usize, usize)>> = vec![Vec::new(); texts.len()];
    for (sentence, start, end, right) in rows {
        by_sentence[sentence].push((start, end, right));
    }
    let mut marked = Marked::default();
    for (sentence, (text, parties)) in texts.into_iter().zip(by_sentence).enumerate() {
        let bytes = byte_offsets(&text);
        let article = Article::from_body(sentence.to_string(), text);
        let analysis = language.analyse(&article.body);
        let ground = groundwork(&article, &analysis, language);
        let first_scene = marked.scenes.len();
        for (start, end, right) in parties {
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
            marked.parties.push(MarkedParty { sentence, scene: known, aspect, traits, right });
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
        let bytes = byte_offsets(&given.text);
        let byte = |at: usize| {
            bytes.get(at).copied().with_context(|| {
                format!("text {}: a mention ends at {at}, behind the text's end", given.doc)
            })
        };
        let (mut mentions, mut called) = (Vec::new(), BTreeMap::new());
        for (start, end, _, words, _, group) in &given.mentions {
            let Some(group) = group else { continue };
            let party = usize::try_from(*group)?;
            mentions.push(PartyMention { span: ByteSpan::new(byte(*start)?, byte(*end)?), party });
            called.entry(party).or_insert_with(|| words.clone());
        }
        let article = Article::from_body(given.doc.to_string(), given.text);
        let analysis = language.analyse(&article.body);
        let ground = groundwork(&article, &analysis, language);
        Ok(Self { doc: given.doc, article, analysis, ground, mentions, called })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_meet_in_any_case_and_with_any_marks() {
        assert_eq!(key(" Нью-Йорк "), "нью йорк");
        assert_eq!(key("«ИГ»"), "иг");
    }

    #[test]
    fn quotation_marks_around_a_field_are_no_part_of_it() {
        assert_eq!(unquoted("\"Он сказал \"\"да\"\"\""), "Он сказал \"да\"");
        assert_eq!(unquoted("Он"), "Он");
    }
}
