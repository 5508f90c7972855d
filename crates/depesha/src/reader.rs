use std::path::Path;

use depesha_language::{Language, ModelError};
use depesha_reading::Reading;
use depesha_text::Article;

use crate::Record;

/// The language model, ready to read articles.
///
/// Loading takes longer than reading a report: make one, and read many articles with it, from as
/// many threads as there are.
pub struct Reader {
    language: Language,
}

impl Reader {
    /// The reader with the model that is part of the program.
    ///
    /// # Errors
    /// Where the model was damaged when the program was built.
    pub fn embedded() -> Result<Self, ModelError> {
        Ok(Self { language: Language::embedded()? })
    }

    /// The reader with the model in a folder, laid out as `models/russian` is.
    ///
    /// # Errors
    /// Where a file of the model cannot be read, is damaged, or is of another format version.
    pub fn from_folder(folder: &Path) -> Result<Self, ModelError> {
        Ok(Self { language: Language::from_folder(folder)? })
    }

    /// Which model this is: its language, what it was made from, and a checksum.
    pub fn model(&self) -> &str {
        self.language.version()
    }

    /// Takes the article the whole way: analyse its language, read what it claims.
    ///
    /// There is a reading of every article, whatever its text is, and always the same one.
    pub fn read(&self, article: &Article) -> Reading {
        let analysis = self.language.analyse(&article.body);
        depesha_reading::read(article, &analysis, &self.language)
    }

    /// The reading of the article, which this reader made, as it leaves the program.
    pub fn record(&self, article: &Article, reading: &Reading) -> Record {
        Record::new(article, reading, self.model())
    }
}
