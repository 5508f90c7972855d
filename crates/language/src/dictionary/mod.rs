//! Which words are there, and in which forms? The morphological dictionary.
//!
//! The data is that of OpenCorpora, 3 million forms of 390 thousand words; the rules for words that
//! are not in it are those of pymorphy2 (MIT), which `tests/dictionary.rs` compares with.
//!
//! A word belongs to a *paradigm*: a list of forms, each a prefix (mostly none), a suffix and a tag.
//! What remains of a form without them is the stem, and the first form is the normal form.
//!
//! ```
//! # use depesha_language::dictionary::{Dictionary, Wanted};
//! # use depesha_language::morphology::{Case, Morphology};
//! # let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/russian/dictionary.model");
//! # let bytes = std::fs::read(path).unwrap();
//! # let file = depesha_nn::model_file::ModelFile::parse("dictionary.model", bytes)?;
//! let dictionary = Dictionary::read(&file)?;
//! let parses = dictionary.parses("стали");
//! assert_eq!(parses[0].normal_form, "стать");
//! assert_eq!(parses[1].normal_form, "сталь");
//!
//! let here = Morphology::from_tag("NOUN|Animacy=Anim|Case=Ins|Gender=Masc|Number=Sing").unwrap();
//! assert_eq!(dictionary.lemma("президентом", &here), "президент");
//! let form = dictionary.inflect("президентом", &here, Wanted::case(Case::Genitive));
//! assert_eq!(form.unwrap(), "президента");
//! # Ok::<(), depesha_nn::model_file::ModelFileError>(())
//! ```

mod inflection;
mod lemma;
mod person_names;
mod tag;
mod unknown;

use compact_str::CompactString;
use depesha_nn::model_file::{ElementType, ModelBytes, ModelFile, ModelFileError, RowsInPlace};
use fst::Map;
use fst::raw::{CompiledAddr, Fst, Output};

use crate::morphology::Morphology;

pub use inflection::Wanted;
pub use person_names::{NamePart, gender_of_patronymic};
pub use tag::{Grammeme, Tag};

/// Numbers of a tag that is not in the dictionary, such as that of a number in digits.
const NO_TAG: u16 = u16::MAX;

/// A form of a paradigm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Form {
    /// The number of the paradigm.
    pub paradigm: u16,
    /// The number of the form in it; 0 is the normal form.
    pub index: u16,
}

/// One way to understand a word.
#[derive(Debug, Clone, PartialEq)]
pub struct Parse {
    /// The word in lower case, with `ё` where the dictionary has it.
    pub word: CompactString,
    /// The first form of its paradigm, in lower case, with `ё`.
    pub normal_form: CompactString,
    /// What form it is.
    pub tag: Tag,
    /// Where it stands in its paradigm; `None` for numbers, punctuation and words that are inflected
    /// in two parts (`города-героя`).
    pub form: Option<Form>,
    /// How likely it is, from 0 to 1; P(tag | word) where the dictionary has that.
    pub score: f64,
    /// Whether the word is in the dictionary as it stands.
    pub known: bool,
    tag_number: u16,
    /// Bytes of `word` before the inflected part: `экс-`, `интернет-`.
    front: usize,
    /// Bytes of `word` after the inflected part: `-то`.
    back: usize,
    /// Whether the inflected part is, or ends with, what follows a hyphen.
    after_hyphen: bool,
    /// The parts before and after the hyphen, where both are inflected.
    parts: Option<Box<(Parse, Parse)>>,
}

/// The morphological dictionary; see the [module](self).
#[derive(Debug)]
pub struct Dictionary {
    words: Map<ModelBytes>,
    /// Of each word list: its forms.
    word_lists: Lists<4>,
    /// By the number of the paradigm's prefix: ends of words.
    endings: Vec<Map<ModelBytes>>,
    /// Of each list of an ending: how many words, paradigm and index.
    ending_lists: Lists<8>,
    probabilities: Map<ModelBytes>,
    /// Of each list of a word: tag and P(tag | word) in millionths.
    probability_lists: Lists<8>,
    prefixes: Vec<String>,
    suffixes: String,
    suffix_starts: RowsInPlace<4>,
    /// Of each form of each paradigm: suffix, tag, prefix.
    paradigms: Lists<6>,
    tags: Vec<Tag>,
    /// Of each tag: what Universal Dependencies calls it.
    morphologies: Vec<Morphology>,
}

/// Lists that stand one after another in the file, `BYTES` for each entry.
#[derive(Debug)]
struct Lists<const BYTES: usize> {
    starts: RowsInPlace<4>,
    entries: RowsInPlace<BYTES>,
}

impl<const BYTES: usize> Lists<BYTES> {
    /// The list of that number; empty where there is none.
    fn get(&self, number: u64) -> &[[u8; BYTES]] {
        let number = usize::try_from(number).unwrap_or(usize::MAX - 1);
        let starts = &*self.starts;
        match (starts.get(number), starts.get(number.saturating_add(1))) {
            (Some(&start), Some(&end)) => self
                .entries
                .get(u32::from_le_bytes(start) as usize..u32::from_le_bytes(end) as usize)
                .unwrap_or_default(),
            _ => &[],
        }
    }
}

/// The 16-bit numbers of an entry.
fn short_numbers<const BYTES: usize, const NUMBERS: usize>(entry: &[u8; BYTES]) -> [u16; NUMBERS] {
    std::array::from_fn(|at| u16::from_le_bytes([entry[2 * at], entry[2 * at + 1]]))
}

/// The two 32-bit numbers of an entry.
fn pair(entry: &[u8; 8]) -> [u32; 2] {
    let [a, b, c, d, e, f, g, h] = *entry;
    [u32::from_le_bytes([a, b, c, d]), u32::from_le_bytes([e, f, g, h])]
}

/// A word of a graph as the graph has it, and its value.
struct Found {
    word: CompactString,
    list: u64,
}

impl Dictionary {
    /// Reads `dictionary.model`, whose graphs and tables stay where they are.
    ///
    /// # Errors
    ///
    /// Where the file is of another kind, or lacks something.
    pub fn read(file: &ModelFile) -> Result<Self, ModelFileError> {
        file.expect("dictionary", "russian")?;
        let grammemes = file
            .lines("grammemes")?
            .iter()
            .map(|name| {
                Grammeme::from_name(name)
                    .ok_or_else(|| file.bad_content("grammemes", format!("{name} is not known")))
            })
            .collect::<Result<Vec<_>, _>>()?;
        let tag_bytes = file.bytes("tags")?;
        let width = file.section("tags")?.shape.get(1).copied().unwrap_or(1).max(1);
        let mut tags = Vec::new();
        let mut morphologies = Vec::new();
        for row in tag_bytes.chunks(width) {
            let own = row.iter().filter_map(|&number| grammemes.get(usize::from(number)).copied());
            tags.push(Tag::of(&own.clone().collect::<Vec<_>>()));
            morphologies.push(tag::morphology(own));
        }
        let mut endings = Vec::new();
        let prefixes: Vec<String> =
            file.lines("prefixes")?.into_iter().map(str::to_owned).collect();
        for number in 0..prefixes.len() {
            endings.push(graph(file, &format!("endings_{number}"))?);
        }
        let dictionary = Self {
            words: graph(file, "words")?,
            word_lists: lists(file, "word_list_starts", "word_lists", ElementType::U16)?,
            endings,
            ending_lists: lists(file, "ending_list_starts", "ending_lists", ElementType::U32)?,
            probabilities: graph(file, "probabilities")?,
            probability_lists: lists(
                file,
                "probability_list_starts",
                "probability_lists",
                ElementType::U32,
            )?,
            prefixes,
            suffixes: file.text("suffixes")?.to_owned(),
            suffix_starts: file.rows_in_place("suffix_starts", ElementType::U32)?,
            paradigms: lists(file, "paradigm_starts", "paradigms", ElementType::U16)?,
            tags,
            morphologies,
        };
        for entry in dictionary.paradigms.entries.iter() {
            let [suffix, tag, prefix] = short_numbers(entry);
            if usize::from(suffix) + 1 >= dictionary.suffix_starts.len()
                || usize::from(tag) >= dictionary.tags.len()
                || usize::from(prefix) >= dictionary.prefixes.len()
            {
                return Err(file.bad_content("paradigms", "it names what does not exist"));
            }
        }
        Ok(dictionary)
    }

    /// All ways to understand the word, the likeliest first; never empty.
    ///
    /// `е` also stands for `ё`. Words that are not in the dictionary are understood by their parts
    /// and their endings, as pymorphy does.
    pub fn parses(&self, word: &str) -> Vec<Parse> {
        self.parses_within(word, 0)
    }

    /// Whether the word is in the dictionary, in any letter case.
    pub fn knows(&self, word: &str) -> bool {
        !self.matches(&self.words, &word.to_lowercase()).is_empty()
    }

    /// The parses of a word that is in the dictionary; `word` is in lower case.
    fn known_parses(&self, word: &str) -> Vec<Parse> {
        let mut parses = Vec::new();
        for found in self.matches(&self.words, word) {
            for entry in self.word_lists.get(found.list) {
                let [paradigm, index] = short_numbers(entry);
                let form = Form { paradigm, index };
                let Some(tag_number) = self.tag_number(form) else { continue };
                parses.push(Parse {
                    normal_form: self.normal_form(form, &found.word),
                    word: found.word.clone(),
                    tag: self.tags[usize::from(tag_number)],
                    form: Some(form),
                    score: 1.0,
                    known: true,
                    tag_number,
                    front: 0,
                    back: 0,
                    after_hyphen: false,
                    parts: None,
                });
            }
        }
        parses
    }

    /// The word itself, if it is in the graph, then the words with `ё` for some `е`.
    fn matches(&self, graph: &Map<ModelBytes>, word: &str) -> Vec<Found> {
        let mut found = Vec::new();
        let fst = graph.as_fst();
        let mut search = Search { fst, word: word.as_bytes(), changes: Vec::new() };
        search.follow(fst.root().addr(), Output::zero(), 0, &mut found);
        found
            .into_iter()
            .map(|(changes, list)| {
                let mut restored = CompactString::with_capacity(word.len());
                let mut rest = 0;
                for at in changes {
                    restored.push_str(&word[rest..at]);
                    restored.push('ё');
                    rest = at + 'е'.len_utf8();
                }
                restored.push_str(&word[rest..]);
                Found { word: restored, list }
            })
            .collect()
    }

    /// Suffix, tag and prefix of a form.
    fn parts_of(&self, form: Form) -> Option<(&str, u16, &str)> {
        let paradigm = self.paradigms.get(u64::from(form.paradigm));
        let [suffix, tag, prefix] = short_numbers(paradigm.get(usize::from(form.index))?);
        Some((self.suffix(suffix), tag, &self.prefixes[usize::from(prefix)]))
    }

    fn suffix(&self, number: u16) -> &str {
        let number = usize::from(number);
        let start = |number: usize| u32::from_le_bytes(self.suffix_starts[number]) as usize;
        let bytes = start(number)..start(number + 1);
        self.suffixes.get(bytes).unwrap_or_default()
    }

    fn tag_number(&self, form: Form) -> Option<u16> {
        let paradigm = self.paradigms.get(u64::from(form.paradigm));
        let [_, tag, _] = short_numbers(paradigm.get(usize::from(form.index))?);
        Some(tag)
    }

    /// What the tag is in Universal Dependencies.
    fn morphology_of(&self, parse: &Parse) -> Morphology {
        match self.morphologies.get(usize::from(parse.tag_number)) {
            Some(&morphology) => morphology,
            None => parse.tag.morphology(),
        }
    }

    /// The first form of the paradigm that has `word` as the given form.
    fn normal_form(&self, form: Form, word: &str) -> CompactString {
        if form.index == 0 {
            return word.into();
        }
        let first = Form { index: 0, ..form };
        match (self.parts_of(form), self.parts_of(first)) {
            (Some((suffix, _, prefix)), Some((first_suffix, _, first_prefix))) => {
                join([first_prefix, stem(word, prefix, suffix), first_suffix])
            }
            _ => word.into(),
        }
    }

    /// P(tag | word) in millionths, of the tags for which it is known, as pairs; `word` in lower case
    /// as it was written.
    fn probabilities_of(&self, word: &str) -> &[[u8; 8]] {
        match self.probabilities.get(word) {
            Some(list) => self.probability_lists.get(list),
            None => &[],
        }
    }
}

fn join<const PARTS: usize>(parts: [&str; PARTS]) -> CompactString {
    let mut joined = CompactString::with_capacity(parts.iter().map(|part| part.len()).sum());
    for part in parts {
        joined.push_str(part);
    }
    joined
}

/// What remains of a form without its prefix and suffix, which are cut off by their lengths: a word
/// that is understood by its ending may have another beginning than the paradigm's prefix.
fn stem<'a>(word: &'a str, prefix: &str, suffix: &str) -> &'a str {
    let word = match word.strip_prefix(prefix) {
        Some(rest) => rest,
        None => skip_letters(word, prefix.chars().count()),
    };
    match word.strip_suffix(suffix) {
        Some(rest) => rest,
        None => {
            let end = word.char_indices().nth_back(suffix.chars().count().saturating_sub(1));
            end.map_or("", |(at, _)| &word[..at])
        }
    }
}

/// The word without its first letters.
fn skip_letters(word: &str, count: usize) -> &str {
    word.char_indices().nth(count).map_or("", |(at, _)| &word[at..])
}

/// A way through the graph along a word.
struct Search<'a> {
    fst: &'a Fst<ModelBytes>,
    word: &'a [u8],
    /// Where `ё` was taken for `е` so far.
    changes: Vec<usize>,
}

const YE: [u8; 2] = [0xD0, 0xB5];
const YO: [u8; 2] = [0xD1, 0x91];

impl Search<'_> {
    /// Adds to `found` the words from here on: first the one without further changes.
    ///
    /// Each call goes one change deeper, and no word of the graph has more than a handful.
    fn follow(
        &mut self,
        mut at: CompiledAddr,
        mut output: Output,
        start: usize,
        found: &mut Vec<(Vec<usize>, u64)>,
    ) {
        let place = found.len();
        let mut position = start;
        while position < self.word.len() {
            if self.word[position..].starts_with(&YE)
                && let Some((next, value)) = self.step(at, output, YO[0])
                && let Some((next, value)) = self.step(next, value, YO[1])
            {
                self.changes.push(position);
                self.follow(next, value, position + YE.len(), found);
                self.changes.pop();
            }
            let letter = if self.word[position..].starts_with(&YE) { 2 } else { 1 };
            for &byte in &self.word[position..position + letter] {
                let Some((next, value)) = self.step(at, output, byte) else { return };
                (at, output) = (next, value);
            }
            position += letter;
        }
        let node = self.fst.node(at);
        if node.is_final() {
            let value = output.cat(node.final_output()).value();
            found.insert(place, (self.changes.clone(), value));
        }
    }

    fn step(&self, at: CompiledAddr, output: Output, byte: u8) -> Option<(CompiledAddr, Output)> {
        let node = self.fst.node(at);
        let transition = node.transition(node.find_input(byte)?);
        Some((transition.addr, output.cat(transition.out)))
    }
}

fn graph(file: &ModelFile, section: &str) -> Result<Map<ModelBytes>, ModelFileError> {
    Map::new(file.bytes(section)?).map_err(|error| file.bad_content(section, error.to_string()))
}

fn lists<const BYTES: usize>(
    file: &ModelFile,
    section: &str,
    entries: &str,
    element: ElementType,
) -> Result<Lists<BYTES>, ModelFileError> {
    let starts: RowsInPlace<4> = file.rows_in_place(section, ElementType::U32)?;
    let entries: RowsInPlace<BYTES> = file.rows_in_place(entries, element)?;
    let end = starts.last().map(|&end| u32::from_le_bytes(end) as usize);
    if !starts.is_sorted_by_key(|&start| u32::from_le_bytes(start)) || end != Some(entries.len()) {
        return Err(file.bad_content(section, "the lists do not fill their table"));
    }
    Ok(Lists { starts, entries })
}
