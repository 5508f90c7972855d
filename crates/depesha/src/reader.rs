use std::io;
use std::path::Path;

use depesha_reading::Reading;
use depesha_text::Article;

use crate::Record;

/// The language model, ready to read articles.
pub struct Reader {}

impl Reader {
    /// The reader with the model that is compiled into the program.
    pub fn embedded() -> Result<Self, io::Error> {
        Ok(Self {})
    }

    /// The reader with the model in a folder.
    pub fn from_folder(_folder: &Path) -> Result<Self, io::Error> {
        Ok(Self {})
    }

    /// The name and version of the model.
    pub fn model(&self) -> &str {
        "none"
    }

    /// Reads the article: whatever its text is, there is a reading.
    pub fn read(&self, _article: &Article) -> Reading {
        Reading::default()
    }

    /// The record of a reading of the article by this reader.
    pub fn record(&self, article: &Article, reading: &Reading) -> Record {
        Record::new(article, reading, self.model())
    }
}
