use std::collections::HashMap;
use std::path::{Path, PathBuf};

use depesha_nn::model_file::{ModelFile, ModelFileError};
use depesha_text::ByteSpan;
use thiserror::Error;

use crate::analysis::{Analysis, Entity, Name, Sentence, Token};
use crate::attitudes::AttitudeModel;
use crate::dictionary::Dictionary;
use crate::networks::Networks;
use crate::networks::entities::{Observation, Observed};
use crate::orthography::MendedText;
use crate::segmentation::{LineEnds, Segments, segment_with};
use crate::sides::SideModel;
use crate::triggers::{self, SeenWord, TriggerModel};

/// The most tokens of a sentence.
///
/// Each word of a sentence is compared with each other one, so that a text without any full stop
/// would take time and memory with the square of its length. News has no sentence of this length but
/// lists and tables without marks: the longest of 13,839 in NEREL and factRuEval has 191 tokens.
pub const LONGEST_SENTENCE: usize = 500;

/// Why a model for a language cannot be used. The message names the file and the next step.
#[derive(Debug, Error)]
pub enum ModelError {
    /// A file of the model could not be read.
    #[error("{path} cannot be read: {source}; give the folder that holds the model's files")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A file of the model is not what it should be.
    #[error(transparent)]
    Unusable(#[from] ModelFileError),
}

/// A language that the program can read: networks, vocabulary and dictionary, loaded once.
///
/// ```
/// use depesha_language::Language;
///
/// let russian = Language::embedded()?;
/// let text = "Министр прибыл в Душанбе.";
/// let analysis = russian.analyse(text);
/// let root = analysis.tokens.iter().find(|token| token.head.is_none()).unwrap();
/// assert_eq!(root.span.of(text), "прибыл");
/// assert_eq!(analysis.names[0].span.of(text), "Душанбе");
/// # Ok::<(), depesha_language::ModelError>(())
/// ```
pub struct Language {
    networks: Networks,
    dictionary: Dictionary,
    attitudes: AttitudeModel,
    sides: SideModel,
    triggers: TriggerModel,
    version: String,
}

/// The files of a model, without their ending.
const FILES: [&str; 9] = [
    "vectors",
    "morphology",
    "syntax",
    "names",
    "entities",
    "dictionary",
    "attitudes",
    "triggers",
    "sides",
];

impl Language {
    /// Russian, by the model that is part of the program.
    ///
    /// # Errors
    /// Where the files were damaged when the program was built.
    #[cfg(feature = "embedded-model")]
    pub fn embedded() -> Result<Self, ModelError> {
        let embedded: [(&str, &'static [u8]); FILES.len()] = [
            ("vectors", include_bytes!("../../../models/russian/vectors.model")),
            ("morphology", include_bytes!("../../../models/russian/morphology.model")),
            ("syntax", include_bytes!("../../../models/russian/syntax.model")),
            ("names", include_bytes!("../../../models/russian/names.model")),
            ("entities", include_bytes!("../../../models/russian/entities.model")),
            ("dictionary", include_bytes!("../../../models/russian/dictionary.model")),
            ("attitudes", include_bytes!("../../../models/russian/attitudes.model")),
            ("triggers", include_bytes!("../../../models/russian/triggers.model")),
            ("sides", include_bytes!("../../../models/russian/sides.model")),
        ];
        let mut files = Vec::new();
        for (name, bytes) in embedded {
            files.push(ModelFile::parse(format!("{name}.model"), bytes)?);
        }
        Self::from_files(&files)
    }

    /// Russian, by the model in a folder: the files of `models/russian`. Their checksums are
    /// compared first.
    ///
    /// # Errors
    /// Where a file cannot be read, is damaged, or does not hold what the program needs.
    pub fn from_folder(folder: &Path) -> Result<Self, ModelError> {
        let mut files = Vec::new();
        for name in FILES {
            let path = folder.join(name).with_extension("model");
            let bytes = std::fs::read(&path)
                .map_err(|source| ModelError::Unreadable { path: path.clone(), source })?;
            let file = ModelFile::parse(path.to_string_lossy(), bytes)?;
            file.verify()?;
            files.push(file);
        }
        Self::from_files(&files)
    }

    /// From the files in the order of [`FILES`].
    fn from_files(files: &[ModelFile]) -> Result<Self, ModelError> {
        let [vectors, morphology, syntax, names, entities, dictionary, attitudes, triggers, sides] =
            files
        else {
            unreachable!("a model has {} files", FILES.len())
        };
        let (networks, others) = beside(
            || Networks::read(vectors, morphology, syntax, names, entities),
            || -> Result<_, ModelFileError> {
                let weights = (
                    AttitudeModel::read(attitudes)?,
                    SideModel::read(sides)?,
                    TriggerModel::read(triggers)?,
                );
                Ok((Dictionary::read(dictionary)?, weights))
            },
        );
        let (dictionary, (attitudes, sides, triggers)) = others?;
        let version = version(files);
        Ok(Self { networks: networks?, dictionary, attitudes, sides, triggers, version })
    }

    /// The dictionary, for the forms of words beyond those of a text.
    pub fn dictionary(&self) -> &Dictionary {
        &self.dictionary
    }

    /// The weights of traits that speak for or against somebody.
    pub fn attitudes(&self) -> &AttitudeModel {
        &self.attitudes
    }

    /// The weights of traits that speak for a side of an event, or for a state.
    pub fn sides(&self) -> &SideModel {
        &self.sides
    }

    /// How likely each of a report's words tells of an event of each kind: `[word, kind]`.
    pub fn trigger_shares(&self, seen: &[SeenWord]) -> Vec<Vec<f32>> {
        let meanings = self.meanings(seen);
        let words = seen.iter().zip(&meanings);
        words.map(|(word, meaning)| self.triggers.shares(word, meaning)).collect()
    }

    /// The numbers for the meaning of each of a report's words, `[word, number]`, which
    /// [`TriggerModel::shares`] is given.
    pub fn meanings(&self, seen: &[SeenWord]) -> Vec<Vec<f32>> {
        triggers::meanings(seen, |word| self.networks.vector_of(word))
    }

    /// The same model with other weights for the words that tell of events; its version stays as it was.
    #[must_use]
    pub fn with_triggers(self, triggers: TriggerModel) -> Self {
        Self { triggers, ..self }
    }

    /// Which model this is, for the record: its language, the packages it was made from and a
    /// checksum over all numbers in it, such as
    /// `russian (natasha 1.6.0, pymorphy3-dicts-ru 2.4.417150.4580142) 1a2b3c4d`.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// How `text` is built.
    ///
    /// Works for any text, and gives the same for the same text everywhere. A sentence of more than
    /// [`LONGEST_SENTENCE`] tokens is cut at punctuation. Names lie within sentences.
    pub fn analyse(&self, text: &str) -> Analysis {
        self.analyse_with(text, LineEnds::EndParagraphs)
    }

    /// As [`Language::analyse`], with a choice of what line ends are, for comparisons with programs
    /// to which they are spaces.
    pub fn analyse_with(&self, text: &str, line_ends: LineEnds) -> Analysis {
        self.read(text, line_ends, &mut |_| {})
    }

    /// What the network for entities is given of a text, for its training: the text's tokens, and
    /// observations of stretches of its sentences.
    pub fn observe(&self, text: &str) -> (Analysis, Vec<Observation>) {
        let mut observations = Vec::new();
        let analysis = self.read(text, LineEnds::EndParagraphs, &mut |observed| {
            observations.push(observed.observation());
        });
        (analysis, observations)
    }

    /// The same model with another network for entities, of the form of
    /// `models/russian/entities.model`; its version stays as it was.
    ///
    /// # Errors
    /// Where the file does not hold what the network needs.
    pub fn with_entities(mut self, file: &ModelFile) -> Result<Self, ModelError> {
        self.networks.replace_entities(file)?;
        Ok(self)
    }

    /// The numbers of the word vector of an observed word.
    pub fn word_vector(&self, word: u32) -> Vec<f32> {
        self.networks.word_vector(word)
    }

    /// The number of a word in the vocabulary, given in lower case; nothing where it is not there.
    pub fn word(&self, lower_case: &str) -> Option<u32> {
        self.networks.word(lower_case)
    }

    /// Adds the numbers of a word's vector at the end of `vectors`; zeros where there is no such word.
    pub fn append_vector(&self, word: u32, vectors: &mut Vec<f32>) {
        self.networks.append_vector(word, vectors);
    }

    /// Reads a text and shows what is known of each stretch of it before entities are looked for.
    fn read(
        &self,
        text: &str,
        line_ends: LineEnds,
        watch: &mut dyn FnMut(&Observed<'_>),
    ) -> Analysis {
        let mended = MendedText::of(text);
        let Segments { tokens: spans, sentences } = segment_with(mended.text(), line_ends);
        let sentences = with_long_ones_cut(sentences, &spans, mended.text());

        let mut seen = HashMap::new();
        let sights: Vec<_> = spans
            .iter()
            .map(|span| {
                let form = span.of(mended.text());
                *seen.entry(form).or_insert_with(|| self.networks.sight(form))
            })
            .collect();
        let ranges: Vec<_> = sentences.iter().map(|sentence| sentence.tokens.clone()).collect();
        let mut lemmas = HashMap::new();
        let mut tokens: Vec<Token> = Vec::with_capacity(spans.len());
        let mut entities = Vec::new();
        let findings = self.networks.find(&sights, &ranges, |stretch| {
            let first = tokens.len();
            for sentence in stretch.sentences {
                for at in sentence.clone() {
                    let form = spans[at].of(mended.text());
                    let morphology = stretch.morphology[at - first];
                    let (head, relation) = stretch.ties[at - first];
                    let lemma = lemmas
                        .entry((form, morphology))
                        .or_insert_with(|| self.dictionary.lemma(form, &morphology));
                    tokens.push(Token {
                        span: mended.received(spans[at]),
                        form: form.into(),
                        lemma: lemma.clone(),
                        morphology,
                        head: head.map(|head| sentence.start + usize::from(head)),
                        relation,
                    });
                }
            }
            let observed = Observed {
                sentences: stretch.sentences,
                tokens: &tokens[first..],
                sights: &sights[first..tokens.len()],
                encoded: stretch.encoded,
            };
            watch(&observed);
            entities.extend(self.networks.entities(&observed));
        });
        let names = findings.names.into_iter().map(|(range, kind)| {
            let span = tokens[range.start].span.joined(tokens[range.end - 1].span);
            Name { span, tokens: range, kind }
        });
        let names = names.collect();
        let entities = entities.into_iter().map(|(range, kind)| {
            let span = tokens[range.start].span.joined(tokens[range.end - 1].span);
            Entity { span, tokens: range, kind }
        });
        let entities = entities.collect();
        let sentences = sentences
            .into_iter()
            .map(|sentence| Sentence { span: mended.received(sentence.span), ..sentence })
            .collect();
        Analysis { sentences, tokens, names, entities }
    }
}

/// What both functions give, the second on a thread of its own, where the system has one to give.
fn beside<One, Other: Send>(
    one: impl FnOnce() -> One,
    other: impl Fn() -> Other + Sync,
) -> (One, Other) {
    std::thread::scope(|scope| {
        let running = std::thread::Builder::new().spawn_scoped(scope, &other);
        let one = one();
        let other = match running {
            Ok(running) => running.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            Err(_) => other(),
        };
        (one, other)
    })
}

fn version(files: &[ModelFile]) -> String {
    let mut packages: Vec<String> = Vec::new();
    let mut checksums = String::new();
    for file in files {
        for package in &file.header().packages {
            let package = format!("{} {}", package.name, package.version);
            if !packages.contains(&package) {
                packages.push(package);
            }
        }
        for section in &file.header().sections {
            checksums +=
                &format!("{}.{} {:08x}\n", file.header().kind, section.name, section.crc32);
        }
    }
    let language = files.first().map_or("", |file| &file.header().language);
    let checksum = crc32fast::hash(checksums.as_bytes());
    format!("{language} ({}) {checksum:08x}", packages.join(", "))
}

/// Cuts sentences of more than [`LONGEST_SENTENCE`] tokens: after the strongest mark in the second
/// half of what may stay together, the last of equals, or else where it gets too long.
fn with_long_ones_cut(sentences: Vec<Sentence>, tokens: &[ByteSpan], text: &str) -> Vec<Sentence> {
    if sentences.iter().all(|sentence| sentence.tokens.len() <= LONGEST_SENTENCE) {
        return sentences;
    }
    let mut cut = Vec::with_capacity(sentences.len() + 1);
    for mut sentence in sentences {
        while sentence.tokens.len() > LONGEST_SENTENCE {
            let start = sentence.tokens.start;
            let last = (start + LONGEST_SENTENCE / 2..start + LONGEST_SENTENCE)
                .max_by_key(|&token| strength(tokens[token].of(text)))
                .unwrap_or(start);
            let (first_piece, rest) = (start..last + 1, last + 1..sentence.tokens.end);
            let place = ByteSpan::new(sentence.span.start, tokens[last].end);
            cut.push(Sentence { span: place, tokens: first_piece });
            sentence = Sentence {
                span: ByteSpan::new(tokens[rest.start].start, sentence.span.end),
                tokens: rest,
            };
        }
        cut.push(sentence);
    }
    cut
}

/// How much a token parts what stands before it from what stands after it.
fn strength(token: &str) -> u8 {
    match token {
        "." | "!" | "?" | "…" | "..." | "?!" | "!!!" => 4,
        ";" => 3,
        ":" | "—" | "–" => 2,
        "," | ")" | "»" => 1,
        _ => 0,
    }
}

#[cfg(all(test, feature = "embedded-model"))]
mod tests {
    use std::sync::LazyLock;

    use super::*;
    use crate::analysis::NameKind;

    static RUSSIAN: LazyLock<Language> = LazyLock::new(|| Language::embedded().unwrap());

    /// Each token as `form/part of speech/head's form/relation`.
    fn tree(text: &str) -> String {
        let analysis = RUSSIAN.analyse(text);
        let word = |token: &Token| {
            let head = token.head.map_or("-", |head| &analysis.tokens[head].form);
            let part = token.morphology.part_of_speech.name();
            format!("{}/{part}/{head}/{}", token.form, token.relation)
        };
        analysis.tokens.iter().map(word).collect::<Vec<_>>().join(" ")
    }

    /// The text with its names in brackets: `[Москва|LOC]`.
    fn names(text: &str) -> String {
        let mut marked = text.to_owned();
        for name in RUSSIAN.analyse(text).names.iter().rev() {
            let kind = match name.kind {
                NameKind::Person => "PER",
                NameKind::Place => "LOC",
                NameKind::Organization => "ORG",
            };
            marked.insert_str(name.span.end, &format!("|{kind}]"));
            marked.insert(name.span.start, '[');
        }
        marked
    }

    /// The text with its entities in brackets, one within another:
    /// `[глава [МИД|ORGANIZATION]|PROFESSION]`.
    fn entities(text: &str) -> String {
        let analysis = RUSSIAN.analyse(text);
        let mut marked = String::new();
        for at in 0..=text.len() {
            let ending = analysis.entities.iter().rev().filter(|entity| entity.span.end == at);
            ending.for_each(|entity| marked += &format!("|{}]", entity.kind.name()));
            let starting = analysis.entities.iter().filter(|entity| entity.span.start == at);
            starting.for_each(|_| marked.push('['));
            if let Some(letter) = text.get(at..).and_then(|rest| rest.chars().next()) {
                marked.push(letter);
            }
        }
        marked
    }

    #[track_caller]
    fn check_invariants(text: &str) {
        let analysis = RUSSIAN.analyse(text);
        let mut next = 0;
        for sentence in &analysis.sentences {
            assert_eq!(sentence.tokens.start, next);
            next = sentence.tokens.end;
            assert!((1..=LONGEST_SENTENCE).contains(&sentence.tokens.len()));
            let mut roots = 0;
            for token in sentence.tokens.clone() {
                assert!(sentence.span.contains(analysis.tokens[token].span));
                let mut steps = 0;
                let mut at = token;
                while let Some(head) = analysis.tokens[at].head {
                    assert!(sentence.tokens.contains(&head));
                    at = head;
                    steps += 1;
                    assert!(steps <= sentence.tokens.len(), "a cycle");
                }
                let is_root = analysis.tokens[token].head.is_none();
                roots += usize::from(is_root);
                assert_eq!(is_root, analysis.tokens[token].relation == crate::Relation::Root);
            }
            assert_eq!(roots, 1);
        }
        assert_eq!(next, analysis.tokens.len());
        for pair in analysis.tokens.windows(2) {
            assert!(pair[0].span.end <= pair[1].span.start);
        }
        for pair in analysis.names.windows(2) {
            assert!(pair[0].tokens.end <= pair[1].tokens.start);
        }
        for name in &analysis.names {
            assert!(analysis.sentence_of(name.tokens.start).span.contains(name.span));
        }
        for (at, entity) in analysis.entities.iter().enumerate() {
            assert!(!entity.tokens.is_empty());
            let sentence = analysis.sentence_of(entity.tokens.start);
            assert!(entity.tokens.end <= sentence.tokens.end);
            let first = analysis.tokens[entity.tokens.start].span;
            assert_eq!(entity.span, first.joined(analysis.tokens[entity.tokens.end - 1].span));
            for after in &analysis.entities[at + 1..] {
                let (one, other) = (&entity.tokens, &after.tokens);
                assert!(one.start < other.start || one.start == other.start && one.end > other.end);
                assert!(other.start >= one.end || other.end <= one.end, "{one:?} {other:?}");
            }
        }
    }

    #[test]
    fn a_sentence_becomes_a_tree_with_one_root() {
        assert_eq!(
            tree("Президент подписал новый закон."),
            "Президент/NOUN/подписал/nsubj подписал/VERB/-/root новый/ADJ/закон/amod \
             закон/NOUN/подписал/obj ./PUNCT/подписал/punct"
        );
    }

    #[test]
    fn names_are_found_with_their_kinds() {
        assert_eq!(
            names("Сергей Лавров встретился в Анкаре с главой МИД Турции."),
            "[Сергей Лавров|PER] встретился в [Анкаре|LOC] с главой [МИД|ORG] [Турции|LOC]."
        );
    }

    #[test]
    fn entities_are_found_one_within_another() {
        for marked in [
            "[Сергей Лавров|PERSON] [встретился|EVENT] в [Анкаре|CITY] с \
             [главой [[МИД|ORGANIZATION] [Турции|COUNTRY]|ORGANIZATION]|PROFESSION].",
            "[15 марта 2019 года|DATE] [[президент|PROFESSION] [Франции|COUNTRY]|PROFESSION] \
             [Эммануэль Макрон|PERSON] был в [Баку|CITY].",
            "[47-летний|AGE] [министр обороны|PROFESSION] был дома.",
        ] {
            let mut text = String::new();
            let mut kind = false;
            for letter in marked.chars() {
                match letter {
                    '|' => kind = true,
                    ']' => kind = false,
                    '[' => {}
                    _ if kind => {}
                    _ => text.push(letter),
                }
            }
            assert_eq!(entities(&text), marked);
        }
    }

    #[test]
    fn entities_do_not_depend_on_where_a_text_is_cut_into_stretches() {
        let text = "В Баку прибыл премьер-министр Грузии Гарибашвили. Андрис Калнс принял гостя.\n";
        let expected = entities(text);
        assert!(expected.contains("[Андрис Калнс|PERSON]"), "{expected}");
        for before in [0, 1, 2, 3] {
            let head = "И снова.\n".repeat(before);
            assert_eq!(entities(&(head.clone() + &text.repeat(150))), head + &expected.repeat(150));
        }
    }

    #[test]
    fn spans_point_into_the_text_as_received_and_forms_are_mended() {
        let text = "Cоглаше\u{ad}ние подписано.";
        let analysis = RUSSIAN.analyse(text);
        assert_eq!(analysis.tokens[0].form, "Соглашение");
        assert_eq!(analysis.tokens[0].span.of(text), "Cоглаше\u{ad}ние");
        assert_eq!(analysis.sentences[0].span.of(text), text);
    }

    #[test]
    fn what_stands_in_other_sentences_changes_no_tree() {
        let sentence = "Стороны обсудили поставки газа и договорились о новой встрече.";
        let alone = tree(sentence);
        // More than one stretch, so that the sentence stands at many places in one.
        let text = [sentence; 300].join("\n");
        assert_eq!(tree(&text), [alone.as_str(); 300].join(" "));
    }

    #[test]
    fn names_do_not_depend_on_where_a_text_is_cut_into_stretches() {
        let text = "В Баку прибыл премьер-министр Грузии. Андрис Калнс принял гостя.\n";
        let expected = names(text);
        for before in [0, 1, 2, 3] {
            let head = "И снова.\n".repeat(before);
            assert_eq!(names(&(head.clone() + &text.repeat(150))), head + &expected.repeat(150));
        }
    }

    #[test]
    fn what_was_read_before_changes_nothing() {
        let texts = [
            "Глава МИД прибыл в Душанбе. Он встретится с президентом.",
            "Президент принял главу МИД. В Душанбе прибыл и министр обороны.",
        ];
        let fresh = texts.map(|text| Language::embedded().unwrap().analyse(text));
        let russian = Language::embedded().unwrap();
        for _ in 0..3 {
            assert_eq!(texts.map(|text| russian.analyse(text)), fresh);
        }
        std::thread::scope(|scope| {
            let threads = [0; 4].map(|_| scope.spawn(|| texts.map(|text| russian.analyse(text))));
            for thread in threads {
                assert_eq!(thread.join().unwrap(), fresh);
            }
        });
    }

    #[test]
    fn any_text_has_an_analysis() {
        for text in ["", " \n ", ".", "🤝", "ё", "a\u{301}", "\u{200b}", "\0", "١٢٣", "((((", "-"]
        {
            check_invariants(text);
        }
        check_invariants(&"слово ".repeat(3 * LONGEST_SENTENCE));
        check_invariants(&"(".repeat(2 * LONGEST_SENTENCE));
        check_invariants(&"раз, два; ".repeat(LONGEST_SENTENCE));
        check_invariants(&"Они встретились в Баку, и всё. ".repeat(400));
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

        #[test]
        fn any_mixture_of_words_and_marks_has_an_analysis(
            parts in proptest::collection::vec(
                proptest::sample::select(vec![
                    "Баку", "Ильхам", "сказал", "и", "МИД", "c", "\u{301}", "\u{ad}", " ", " ", "\n",
                    ".", ",", "«", "»", "—", "-", "2024", "\u{200d}", "🤝", "İ", "ё", "_", "г.", ":)",
                ]),
                0..80,
            )
        ) {
            check_invariants(&parts.concat());
        }
    }

    #[test]
    fn a_sentence_that_is_too_long_is_cut_at_the_strongest_mark() {
        let text = format!("{}; {}, конец", "да ".repeat(300), "нет ".repeat(400));
        let analysis = RUSSIAN.analyse(&text);
        assert_eq!(analysis.sentences.len(), 2);
        assert!(analysis.sentences[0].span.of(&text).ends_with(';'));
        assert!(analysis.sentences[1].span.of(&text).starts_with("нет"));
    }

    #[test]
    fn the_embedded_files_are_whole_and_say_what_they_are() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/russian");
        let from_folder = Language::from_folder(&folder).unwrap();
        assert_eq!(from_folder.version(), RUSSIAN.version());
        assert!(RUSSIAN.version().starts_with("russian (natasha 1.6.0"), "{}", RUSSIAN.version());
    }

    #[test]
    fn a_folder_without_a_model_is_an_error_that_names_the_file() {
        let error = Language::from_folder(Path::new("no/such/folder")).err().unwrap().to_string();
        assert!(error.starts_with("no/such/folder/vectors.model cannot be read"), "{error}");
    }
}
