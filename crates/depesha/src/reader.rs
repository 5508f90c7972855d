use std::path::Path;

use depesha_language::{Language, ModelError};
use depesha_reading::{JoinedReading, Reading, Tables};
use depesha_text::Article;

use crate::Record;

/// The most bytes of a text that are read as one report; by feel, some thirty times a long article.
pub const LONGEST_PART: usize = 128 * 1024;

/// The language model, ready to read articles.
///
/// Loading takes longer than reading a report: make one, and read many articles with it, from as
/// many threads as there are.
pub struct Reader {
    language: Language,
    /// What is used instead of the program's own tables.
    tables: Option<Tables>,
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
    /// from [`Tables::with_outlets`].
    #[must_use]
    pub fn with_tables(self, tables: Tables) -> Self {
        Self { tables: Some(tables), ..self }
    }

    /// The tables of names that it reads with.
    pub fn tables(&self) -> &Tables {
        self.tables.as_ref().unwrap_or_else(|| Tables::embedded())
    }

    /// Which model this is: its language, what it was made from, and a checksum.
    pub fn model(&self) -> &str {
        self.language.version()
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
        let parts = depesha_text::parts(&article.body, LONGEST_PART);
        if parts.len() <= 1 {
            return self.read_part(article);
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
            joined.append(self.read_part(&report), part.start);
            come_to(part.end);
        }
        joined.finish()
    }

    fn read_part(&self, article: &Article) -> Reading {
        let analysis = self.language.analyse(&article.body);
        depesha_reading::read_with(article, &analysis, &self.language, self.tables())
    }

    /// The reading of the article, which this reader made, as it leaves the program.
    pub fn record(&self, article: &Article, reading: &Reading) -> Record {
        Record::new(article, reading, self.model(), self.tables())
    }
}

/// Has the tables read on a thread of its own while the language is loaded and a first text analysed.
///
/// Nothing waits for it here: who needs a table that is still being read waits for that one. Where the
/// system gives no thread, they are read when they are needed.
fn prepare_tables() {
    let _ = std::thread::Builder::new().spawn(depesha_reading::prepare);
}
