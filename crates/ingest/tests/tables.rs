//! What was read elsewhere is taken in as if it had been read here.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use depesha::record::Maker;
use depesha::{Article, Reader};
use depesha_ingest::{Options, ReadTables, TablesError, ingest, keep_tables, read_report};
use depesha_ledger::star::OF_READ_ARTICLES;
use depesha_ledger::{Ledger, ReadReport, Received};
use depesha_sources::Rejected;
use depesha_tables::{Form, TableWriter, Value};

static READER: LazyLock<Reader> = LazyLock::new(|| Reader::embedded().unwrap());

const RECEIVED: &str = "2025-12-01T00:00:00Z";

/// A folder of the test's own, which goes when the test ends.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("depesha-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn articles() -> Vec<Received> {
    let bodies = [
        "Мэр Павел Ручьёв заявил в среду, что Литва ввела санкции против двух пароходств. «Мы ответим», — добавил он.",
        "По словам министра обороны Финляндии Эрика Сандаля, Эстония пообещала открыть порт до 1 мая 2026 года.",
        "По словам министра обороны Финляндии Эрика Сандаля, Эстония пообещала открыть порт до 1 мая 2026 года.",
        "The mayor said on Wednesday that the bridge would open.",
        "Швеция отказалась от 12 учений, сообщило агентство «Луч».",
    ];
    let received = bodies.into_iter().zip(1..).map(|(body, number)| {
        let mut article = Article::from_body(format!("report-{number}"), body);
        article.published = Some(format!("2025-11-0{number}"));
        article.title = Some("Новости дня".into());
        article.outlet = (number % 2 == 0).then(|| "Озёрная газета".into());
        let language = if body.starts_with("The") { "en" } else { "ru" };
        Received { language: Some(language.into()), ..Received::new(article, "text") }
    });
    received.collect()
}

fn read(received: &Received) -> ReadReport {
    if READER.reads(received.language.as_deref()) {
        read_report(&READER, received).unwrap()
    } else {
        ReadReport::unread(received.clone())
    }
}

/// Writes the tables of these articles; `records` in the order that `order` gives, each table into a file or
/// into a folder of parts.
fn write(folder: &Path, reports: Vec<ReadReport>, in_parts: bool, backwards: bool) {
    let mut rows: BTreeMap<String, Vec<Vec<Value>>> = BTreeMap::new();
    for report in reports {
        let take = |table: &str, row| {
            rows.entry(table.to_owned()).or_default().push(row);
            Ok(())
        };
        report.star(take).unwrap();
    }
    for table in OF_READ_ARTICLES {
        let mut rows = rows.remove(table.name).unwrap_or_default();
        if backwards && table.name == "records" {
            rows.reverse();
        }
        let path = folder.join(format!("{}.parquet", table.name));
        let parts: Vec<(PathBuf, &[Vec<Value>])> = if in_parts {
            std::fs::create_dir_all(&path).unwrap();
            std::fs::write(path.join("_SUCCESS"), "").unwrap();
            let parts = rows.chunks(2).zip(0..);
            parts.map(|(rows, part)| (path.join(format!("part-{part}.parquet")), rows)).collect()
        } else {
            vec![(path, &rows)]
        };
        for (file, rows) in parts {
            let file = File::create(file).unwrap();
            let mut writer = TableWriter::begin(file, Form::Parquet, table).unwrap();
            rows.iter().for_each(|row| writer.row(row).unwrap());
            writer.finish().unwrap();
        }
    }
}

fn export(ledger: &mut Ledger) -> String {
    ledger.link_copies().unwrap();
    ledger.refresh_directory().unwrap();
    let mut output = Vec::new();
    ledger.export(&mut output).unwrap();
    String::from_utf8(output).unwrap()
}

#[test]
fn tables_give_the_ledger_that_reading_gives() {
    let folder = Folder::new("tables-as-read");
    let mut ledger = Ledger::open(&folder.0.join("read.ledger")).unwrap();
    let given = articles().into_iter().map(|mut received| {
        received.received_at = Some(RECEIVED.into());
        Ok::<_, Rejected>(received)
    });
    let read_here =
        ingest(&READER, &mut ledger, given.collect::<Vec<_>>(), &Options::default(), |_| {});
    let read_here = read_here.unwrap();
    let expected = export(&mut ledger);
    assert_eq!((read_here.new, ledger.copies().unwrap().len()), (5, 1));

    for (name, in_parts, backwards) in
        [("plain", false, false), ("parts", true, false), ("backwards", false, true)]
    {
        let tables = folder.0.join(name);
        std::fs::create_dir_all(&tables).unwrap();
        write(&tables, articles().iter().map(read).collect(), in_parts, backwards);
        let tables = ReadTables::in_folder(&tables).unwrap();
        assert_eq!(tables.makers().unwrap(), [READER.maker()]);
        let mut ledger = Ledger::open(&folder.0.join(format!("{name}.ledger"))).unwrap();
        let mut keep = || {
            let options = Options { at_once: 2, ..Options::default() };
            let own = READER.maker();
            keep_tables(&mut ledger, &tables, Some(&own), Some(RECEIVED), &options, |_| {}).unwrap()
        };
        let (first, again) = (keep(), keep());
        assert_eq!((first.new, again.new, again.unchanged), (5, 0, 5), "{name}");
        assert!(export(&mut ledger) == expected, "{name}");
    }
}

#[test]
fn readings_of_another_version_are_taken_only_where_that_is_said() {
    let folder = Folder::new("tables-of-others");
    write(&folder.0, articles().iter().map(read).collect(), false, false);
    let tables = ReadTables::in_folder(&folder.0).unwrap();
    let mut ledger = Ledger::open(&folder.0.join("ledger")).unwrap();
    let newer = Maker { version: "9.0.0+1".into(), ..READER.maker() };
    let options = Options::default();
    let refused = keep_tables(&mut ledger, &tables, Some(&newer), None, &options, |_| {});
    let refused = refused.unwrap_err();
    assert!(matches!(refused, TablesError::OtherMaker { .. }), "{refused}");
    assert!(refused.to_string().contains("9.0.0+1"), "{refused}");
    assert_eq!(ledger.counts().unwrap().articles, 0);
    keep_tables(&mut ledger, &tables, None, None, &options, |_| {}).unwrap();
    assert_eq!(ledger.counts().unwrap().readings, 4);
}

#[test]
fn tables_that_are_not_whole_are_refused_with_what_is_missing() {
    let folder = Folder::new("tables-not-whole");
    assert!(ReadTables::in_folder(&folder.0).is_none());
    write(&folder.0, articles().iter().map(read).collect(), false, false);
    let tables = ReadTables::in_folder(&folder.0).unwrap();
    let keep = || {
        let mut ledger = Ledger::open(&folder.0.join("ledger")).unwrap();
        keep_tables(&mut ledger, &tables, None, None, &Options::default(), |_| {}).unwrap_err()
    };
    let records = folder.0.join("records.parquet");
    std::fs::write(&records, b"PAR1 and no table").unwrap();
    assert!(matches!(keep(), TablesError::Unreadable { .. }));
    std::fs::copy(folder.0.join("articles.parquet"), &records).unwrap();
    assert!(matches!(keep(), TablesError::NoColumn { column: "reading", .. }));
    std::fs::remove_file(&records).unwrap();
    let lacks = keep();
    assert!(lacks.to_string().ends_with("has no table `records`"), "{lacks}");
    assert!(lacks.hint().contains("depesha export"), "{}", lacks.hint());
}
