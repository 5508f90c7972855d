//! Is it read and kept? Documents go into the ledger, on as many threads as one gives, once.
//!
//! [`ingest`] takes articles as they were received, asks the ledger which of them it has, reads the
//! others and keeps them. It can be stopped or killed at any moment: what was kept is kept wholly,
//! and the next run passes over it. [`look`] says what a run would do. [`keep_tables`] takes in what was read
//! elsewhere. [`articles_left`] gives the
//! articles that the ledger has and this reader has not read.
//!
//! What comes out depends on the articles alone, not on the number of threads or the order in which
//! they finish. Where documents come from is left to `depesha-sources`, what is told of a run to the
//! faces; this crate has no clock: whoever calls says when things were received.
//!
//! ```
//! use depesha::{Article, Reader};
//! use depesha_ingest::{Options, ingest};
//! use depesha_ledger::{Ledger, Received};
//! # let file = std::env::temp_dir().join(format!("ingest-example-{}", std::process::id()));
//!
//! let article = Article::from_body("bridge", "Мэр Павел Ручьёв заявил, что мост откроют в мае.");
//! let received = vec![Ok(Received::new(article, "text"))];
//! let mut ledger = Ledger::open(&file)?;
//! let reader = Reader::embedded().expect("the program's own model");
//! let outcome = ingest(&reader, &mut ledger, received, &Options::default(), |_| {})?;
//! assert_eq!((outcome.new, ledger.counts()?.statements), (1, 1));
//! # drop(ledger);
//! # std::fs::remove_file(&file).unwrap();
//! # Ok::<(), depesha_ledger::LedgerError>(())
//! ```

mod left;
mod outcome;
mod run;
mod tables;

use depesha_ledger::Received;
use depesha_sources::Document;

pub use left::{ArticlesLeft, articles_left};
pub use outcome::{Came, Outcome};
pub use run::{Options, ingest, look, read_report};
pub use tables::{ReadTables, TablesError, keep_tables};

/// The document as the ledger keeps it, under its [`identity`](Document::identity); `received_at` is
/// the time of its receipt in RFC 3339.
pub fn received(document: Document, received_at: Option<&str>) -> Received {
    let id = document.identity();
    let place = document.place.to_string();
    let form = document.form.word().to_owned();
    let language = document.language.clone();
    let mut article = document.into_article();
    article.id = id;
    Received {
        article,
        bytes: None,
        form,
        place: Some(place),
        received_at: received_at.map(str::to_owned),
        language,
    }
}
