use std::path::Path;

use depesha_language::{Analysis, Language, ModelError};
use depesha_reading::{JoinedReading, Reading, Tables};
use depesha_text::{Article, ByteSpan};

use crate::record::Maker;
use crate::{Record, version};

/// The most bytes of a text that are read as one report; by feel, some thirty times a long article.
pub const LONGEST_PART: usize = 128 * 1024;

/// The language model, ready to read articles.
///
/// Loading takes longer than reading a report: make one, and read many articles with it, from as
/// many threads as there are.
pub struct Reader {
    language: Language,
    /// What is used instead of the program's own tables, with the name that the maker has for it.
    tables: Option<(String, Tables)>,
}

impl Reader {
    /// The reader with the model that is part of the program.
    ///
    /// # Errors
    /// Where the model was damaged when the program was built.
    pub fn embedded() -> Result<Self, ModelError> {
        prepare_tables();
        Ok(Self { language: Language::embedded()?, tables: None })
    }

    /// The reader with the model in a folder, laid out as `models/russian` is.
    ///
    /// # Errors
    /// Where a file of the model cannot be read, is damaged, or is of another format version.
    pub fn from_folder(folder: &Path) -> Result<Self, ModelError> {
        prepare_tables();
        Ok(Self { language: Language::from_folder(folder)?, tables: None })
    }

    /// This reader with other tables of names: those of the program with the user's outlets, say,
    /// from [`Tables::with_outlets`]. `name` tells them apart in the records' [`maker`](Self::maker):
    /// a checksum of what they were made from, say.
    #[must_use]
    pub fn with_tables(self, name: impl Into<String>, tables: Tables) -> Self {
        Self { tables: Some((name.into(), tables)), ..self }
    }

    /// The tables of names that it reads with.
    pub fn tables(&self) -> &Tables {
        self.tables.as_ref().map_or_else(|| Tables::embedded(), |(_, tables)| tables)
    }

    /// Which model this is: its language, what it was made from, and a checksum.
    pub fn model(&self) -> &str {
        self.language.version()
    }

    /// Whether texts in this language, by its ISO 639-1 code, are read; a text of which nobody can tell
    /// the language is tried.
    pub fn reads(&self, language: Option<&str>) -> bool {
        language.is_none_or(|language| language == "ru")
    }

    /// Takes the article the whole way: analyse its language, read what it claims.
    ///
    /// There is a reading of every article, whatever its text is, and always the same one. A text of
    /// more than [`LONGEST_PART`] bytes, which no report is, is read part by part, so that time and
    /// memory grow with its length and no faster.
    pub fn read(&self, article: &Article) -> Reading {
        self.read_telling(article, &mut |_| {})
    }

    /// As [`read`](Self::read), and tells after each part up to which byte of the body it has come.
    pub fn read_telling(&self, article: &Article, come_to: &mut dyn FnMut(usize)) -> Reading {
        self.read_parts(article, &mut |_, _| {}, come_to)
    }

    /// As [`read`](Self::read), with each word and mark of the body in its dictionary form (lower case,
    /// `е` for `ё`), for an index of words: the analysis that gives them is made once for both.
    pub fn read_with_lemmas(&self, article: &Article) -> (Reading, Vec<(ByteSpan, String)>) {
        let mut lemmas = Vec::new();
        let mut take = |analysis: &Analysis, offset: usize| {
            lemmas.reserve(analysis.tokens.len());
            lemmas.extend(lemmas_of(analysis).map(|(span, lemma)| {
                (ByteSpan::new(span.start + offset, span.end + offset), lemma)
            }));
        };
        let reading = self.read_parts(article, &mut take, &mut |_| {});
        (reading, lemmas)
    }

    /// Each word and mark of a text in its dictionary form (lower case, `е` for `ё`), by its context.
    pub fn lemmas(&self, text: &str) -> Vec<(ByteSpan, String)> {
        let parts = depesha_text::parts(text, LONGEST_PART).into_iter();
        let of_part = |part: ByteSpan| {
            let analysis = self.language.analyse(part.of(text));
            let shifted =
                |span: ByteSpan| ByteSpan::new(span.start + part.start, span.end + part.start);
            lemmas_of(&analysis).map(|(span, lemma)| (shifted(span), lemma)).collect::<Vec<_>>()
        };
        parts.flat_map(of_part).collect()
    }

    /// The dictionary forms of which a word without a context may be a form, such as `сталь` and
    /// `стать` of `стали`; the likeliest first, in lower case, with `е` for `ё`.
    pub fn lemmas_of_word(&self, word: &str) -> Vec<String> {
        let mut lemmas: Vec<String> = Vec::new();
        for parse in self.language.dictionary().parses(word) {
            let lemma = parse.normal_form.replace('ё', "е");
            if !lemmas.contains(&lemma) {
                lemmas.push(lemma);
            }
        }
        lemmas
    }

    fn read_parts(
        &self,
        article: &Article,
        analysed: &mut dyn FnMut(&Analysis, usize),
        come_to: &mut dyn FnMut(usize),
    ) -> Reading {
        let parts = depesha_text::parts(&article.body, LONGEST_PART);
        if parts.len() <= 1 {
            return self.read_part(article, &mut |analysis| analysed(analysis, 0));
        }
        let mut joined = JoinedReading::default();
        for part in parts {
            let body = part.of(&article.body).to_owned();
            let report = Article {
                id: article.id.clone(),
                outlet: article.outlet.clone(),
                published: article.published.clone(),
                body,
                ..Article::default()
            };
            let part_read = self.read_part(&report, &mut |analysis| analysed(analysis, part.start));
            joined.append(part_read, part.start);
            come_to(part.end);
        }
        joined.finish()
    }

    fn read_part(&self, article: &Article, analysed: &mut dyn FnMut(&Analysis)) -> Reading {
        let analysis = self.language.analyse(&article.body);
        analysed(&analysis);
        depesha_reading::read_with(article, &analysis, &self.language, self.tables())
    }

    /// The reading of the article, which this reader made, as it leaves the program.
    pub fn record(&self, article: &Article, reading: &Reading) -> Record {
        Record::new(article, reading, self.maker(), self.tables())
    }

    /// What this reader's records say made them: the same maker makes the same record of an article.
    pub fn maker(&self) -> Maker {
        let version = match &self.tables {
            None => version().to_owned(),
            Some((name, _)) => format!("{}.{name}", version()),
        };
        Maker { version, model: self.model().to_owned() }
    }
}

fn lemmas_of(analysis: &Analysis) -> impl Iterator<Item = (ByteSpan, String)> {
    analysis.tokens.iter().map(|token| (token.span, String::from(token.lemma.as_str())))
}

/// Has the tables read on a thread of its own while the language is loaded and a first text analysed.
///
/// Nothing waits for it here: who needs a table that is still being read waits for that one. Where the
/// system gives no thread, they are read when they are needed.
fn prepare_tables() {
    let _ = std::thread::Builder::new().spawn(depesha_reading::prepare);
}
