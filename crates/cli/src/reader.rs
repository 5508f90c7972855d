//! The reader that the options ask for.

use std::path::Path;

use anyhow::Context;
use depesha::reading::Tables;
use depesha::{Article, Reader};
use depesha_sources::{FieldNames, Received, article_from_file};

use crate::messages::Messages;
use crate::options::{Lacking, Using};

impl Using {
    /// The reader with this model and these outlets; `None` where one of them is of no use, which is
    /// told.
    pub(crate) fn reader(&self, messages: &Messages) -> anyhow::Result<Option<Reader>> {
        let reader = match &self.model {
            Some(folder) => match Reader::from_folder(folder) {
                Ok(reader) => reader,
                Err(error) => {
                    let hint =
                        "without `--model` and DEPESHA_MODEL, the program uses its own model";
                    messages.error(&error.to_string(), Some(hint));
                    return Ok(None);
                }
            },
            None => Reader::embedded().context("the model in the program cannot be used")?,
        };
        Ok(match &self.outlets {
            Some(table) => with_outlets(reader, table, messages),
            None => Some(reader),
        })
    }
}

impl Lacking {
    /// The names that fields have in JSON and in tables.
    pub(crate) fn field_names(&self) -> FieldNames {
        FieldNames::with(self.map.iter().cloned())
    }

    /// The article with what the options give of its publication.
    pub(crate) fn completed(&self, mut article: Article) -> Article {
        article.outlet = article.outlet.or_else(|| self.outlet.clone());
        article.published = article.published.or_else(|| self.published.clone());
        article.title = article.title.or_else(|| self.title.clone());
        article
    }
}

fn with_outlets(reader: Reader, table: &Path, messages: &Messages) -> Option<Reader> {
    let received = match article_from_file(table) {
        Ok(received) => received,
        Err(error) => {
            messages.error(&error.to_string(), Some(&error.hint()));
            return None;
        }
    };
    let Received { article, encoding, replaced } = received;
    messages.encoding(&article.id, encoding, replaced);
    let Article { id, body, sha256, .. } = article;
    match Tables::with_outlets(&body, &id) {
        Ok(tables) => {
            // Readings by another table are those of another maker.
            let checksum = sha256.unwrap_or_default();
            let name = format!("outlets-{}", checksum.get(..8).unwrap_or_default());
            Some(reader.with_tables(name, tables))
        }
        Err(error) => {
            messages.error(&error.to_string(), Some(error.hint()));
            None
        }
    }
}
