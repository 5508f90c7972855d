//! A ledger of the posts, each read once and kept several times over, for measures.

use std::path::Path;

use depesha::directory::Report;
use depesha::{Article, Reader};
use depesha_ledger::{Ledger, ReadReport, Received};

use crate::posts::posts;

/// How many readings wait until they are kept together.
const AT_ONCE: usize = 256;

/// Keeps all posts in a new ledger in `file`, `times` times over; `change` makes another report of a post the given time,
/// counted from 0. Copies are not linked and who is who is not counted yet.
pub(crate) fn kept(
    file: &Path,
    reader: &Reader,
    times: usize,
    change: impl Fn(&mut Article, usize),
) -> Ledger {
    let mut ledger = Ledger::open(file).unwrap();
    let mut waiting: Vec<ReadReport> = Vec::new();
    for post in posts() {
        let mut article = Article::from_body(post.id, post.text);
        article.outlet = post.outlet;
        article.published = post.published;
        let (read, lemmas) = reader.read_with_lemmas(&article);
        for time in 0..times {
            let mut article = article.clone();
            change(&mut article, time);
            let received = Received::new(article, "jsonl");
            let record = reader.record(&received.article, &read);
            let learned = Report::from_reading(&received.article, &read, reader.tables());
            let report =
                ReadReport::with_lemmas(received, record, learned, lemmas.clone(), Vec::new());
            waiting.push(report.unwrap());
        }
        if waiting.len() >= AT_ONCE {
            ledger.keep_all(&waiting).unwrap();
            waiting.clear();
        }
    }
    ledger.keep_all(&waiting).unwrap();
    ledger
}
