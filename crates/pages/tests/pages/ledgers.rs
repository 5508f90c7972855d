//! Small ledgers, and how pages are asked for.

use std::path::{Path, PathBuf};

use depesha::directory::Report;
use depesha::{Article, Reader};
use depesha_ledger::{Ledger, ReadReport, Received};
use depesha_pages::{Asked, Language, Page, PageProblem, page};

/// A file that is gone when the test is done.
pub(crate) struct Scratch(pub(crate) PathBuf);

impl Scratch {
    pub(crate) fn new(name: &str) -> Self {
        let file = std::env::temp_dir().join(format!("pages-{name}-{}", std::process::id()));
        let _ = std::fs::remove_file(&file);
        Self(file)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        for end in ["", "-wal", "-shm"] {
            let mut file = self.0.clone().into_os_string();
            file.push(end);
            let _ = std::fs::remove_file(file);
        }
    }
}

/// Reads reports and keeps them.
pub(crate) fn kept(reader: &Reader, file: &Scratch, reports: Vec<Article>) -> Ledger {
    let mut ledger = Ledger::open(&file.0).unwrap();
    for article in reports {
        let received = Received::new(article, "text");
        let (reading, lemmas) = reader.read_with_lemmas(&received.article);
        let record = reader.record(&received.article, &reading);
        let learned = Report::from_reading(&received.article, &reading, reader.tables());
        let report =
            ReadReport::with_lemmas(received, record, learned, lemmas, Vec::new()).unwrap();
        ledger.keep(&report).unwrap();
    }
    ledger.link_copies().unwrap();
    ledger.refresh_directory().unwrap();
    ledger
}

/// The reports of `tests/small.txt`: after `##` id, day, outlet and headline, then the text.
pub(crate) fn small() -> Vec<Article> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/small.txt");
    let text = std::fs::read_to_string(file).unwrap();
    let parts = text.split("\n## ").skip(1).map(|part| {
        let (head, body) = part.split_once('\n').unwrap();
        let [id, day, outlet, title] = head.split('|').map(str::trim).collect::<Vec<_>>()[..]
        else {
            panic!("{head}")
        };
        let mut article = Article::from_body(id, body.trim_end());
        article.published = Some(day.to_owned());
        article.outlet = Some(outlet.to_owned());
        article.title = Some(title.to_owned()).filter(|title| !title.is_empty());
        article.url = Some(format!("https://news.example/{id}"));
        article
    });
    parts.collect()
}

fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let (mut decoded, mut at) = (Vec::new(), 0);
    while at < bytes.len() {
        let code = text.get(at + 1..at + 3).and_then(|code| u8::from_str_radix(code, 16).ok());
        match (bytes[at], code) {
            (b'%', Some(byte)) => {
                decoded.push(byte);
                at += 2;
            }
            (byte, _) => decoded.push(byte),
        }
        at += 1;
    }
    String::from_utf8(decoded).unwrap()
}

/// The page at an address, as a server would ask for it.
pub(crate) fn at(
    ledger: &Ledger,
    reader: &Reader,
    address: &str,
    language: Language,
    reviewer: Option<&str>,
) -> Result<Page, PageProblem> {
    let address = address.split('#').next().unwrap();
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let fields: Vec<(String, String)> = query
        .split('&')
        .filter_map(|field| field.split_once('='))
        .map(|(name, value)| (decoded(name), decoded(value)))
        .collect();
    let path = decoded(path);
    let asked = Asked {
        path: path.trim_end_matches('/'),
        fields: &fields,
        language,
        reviewer,
        form_token: reviewer.map(|_| "token"),
        today: "2025-11-27".parse().unwrap(),
    };
    page(ledger, reader, &asked)
}

/// The values of an attribute of all tags, as they are meant.
pub(crate) fn values(page: &str, name: &str) -> Vec<String> {
    let begin = format!(" {name}=\"");
    let values = page.split(&begin).skip(1).map(|rest| rest.split('"').next().unwrap());
    values
        .map(|value| {
            let plain = value.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">");
            plain.replace("&amp;", "&")
        })
        .collect()
}
