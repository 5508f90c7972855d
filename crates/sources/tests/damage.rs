//! What is broken is told of, with its place, and the rest is read.

mod common;

use std::io::{BufReader, Cursor, Read};

use common::*;
use depesha_sources::{Document, Options, Rejected, documents_of_stream};
use proptest::prelude::*;

fn given(name: &str, bytes: &[u8]) -> Vec<Result<Document, Rejected>> {
    documents_of_stream(name, Cursor::new(bytes.to_vec()), &Options::default()).collect()
}

/// The documents' places and the reasons of what is none, in their order.
fn told(name: &str, bytes: &[u8]) -> Vec<String> {
    let told = |given: Result<Document, Rejected>| match given {
        Ok(document) => document.place.to_string(),
        Err(rejected) => {
            assert!(!rejected.hint().is_empty());
            rejected.to_string()
        }
    };
    given(name, bytes).into_iter().map(told).collect()
}

#[test]
fn a_lone_bad_row_in_ten_thousand_is_told_of() {
    let mut lines: Vec<String> = vec![json_row(); 10_000];
    lines[4_999] = "{\"text\": \"Мост".into();
    let told = told("a.jsonl", lines.join("\n").as_bytes());
    assert_eq!(told.len(), 10_000);
    let expected =
        "a.jsonl, line 5000: it is no valid JSON: EOF while parsing a string (column 18)";
    assert_eq!(
        told.iter().filter(|one| !one.starts_with("a.jsonl#")).collect::<Vec<_>>(),
        [expected]
    );
}

#[test]
fn bad_rows_of_a_table_harm_no_other() {
    let rows: Vec<String> = (0..10_000).map(|at| format!("{at},Мост {at},Мост открыт.")).collect();
    let table = |at: usize, bad: &str| {
        let mut rows = rows.clone();
        rows[at] = bad.into();
        format!("id,title,text\n{}\n", rows.join("\n"))
    };
    let none = |told: &[String]| -> Vec<String> {
        told.iter().filter(|one| !one.starts_with("a.csv#")).cloned().collect()
    };
    let short = told("a.csv", table(5_000, "5000,Мост").as_bytes());
    assert_eq!(none(&short), ["a.csv, line 5002: it has 2 fields, and the table has 3 columns"]);
    assert_eq!(short.len(), 10_000);
    // A quotation mark that is not closed would take all rows behind it along.
    let open = told("a.csv", table(5_000, "5000,\"Мост, Мост открыт").as_bytes());
    assert_eq!(none(&open), Vec::<String>::new());
    assert_eq!(open.len(), 10_000);
    let mut open =
        told("a.csv", format!("id,title,text\n{}\n\"5000,Мост\n", rows.join("\n")).as_bytes());
    let last = open.pop().unwrap();
    assert_eq!(last, "a.csv, line 10002: a quotation mark is opened in it and not closed");
    assert_eq!(none(&open), Vec::<String>::new());
}

/// A stream of a given length that is never held.
fn endless_row(length: u64) -> impl Read {
    let start = Cursor::new(b"{\"text\": \"".to_vec());
    start.chain(std::io::repeat(b'a').take(length)).chain(Cursor::new(b"\"}\n".to_vec()))
}

#[test]
fn a_row_of_a_hundred_megabytes_is_rejected_and_its_neighbours_are_read() {
    let options = Options { longest: 1 << 20, ..Options::default() };
    let row = format!("{}\n", json_row());
    for (name, before, after) in
        [("a.jsonl", row.clone(), row.clone()), ("a.json", format!("[{row},"), format!(",{row}]"))]
    {
        let stream = Cursor::new(before.into_bytes())
            .chain(endless_row(100 << 20))
            .chain(Cursor::new(after.into_bytes()));
        let told: Vec<String> = documents_of_stream(name, BufReader::new(stream), &options)
            .map(|given| given.map_or_else(|no| no.to_string(), |one| one.place.to_string()))
            .collect();
        assert_eq!(told.len(), 3, "{told:?}");
        assert!(told[1].ends_with("2: it is longer than 1048576 bytes"), "{told:?}");
        assert_eq!((&*told[0], &*told[2]), (&*format!("{name}#1"), &*format!("{name}#3")));
    }
    let table = Cursor::new(b"title,text\n1,a\n2,".to_vec())
        .chain(std::io::repeat(b'b').take(100 << 20))
        .chain(Cursor::new(b"\n3,c\n".to_vec()));
    let given: Vec<bool> = documents_of_stream("a.csv", BufReader::new(table), &options)
        .map(|given| given.is_ok())
        .collect();
    assert_eq!(given, [true, false, true]);
}

#[test]
fn archives_that_are_cut_off_give_what_stands_before() {
    let rows = (0..1000).map(|at| json_row().replace("most-1", &format!("most-{at}")));
    let rows: Vec<String> = rows.collect();
    for (form, packed) in [
        ("gzip", gzip(rows.join("\n").as_bytes())),
        ("Zstandard", zstandard(rows.join("\n").as_bytes())),
    ] {
        let whole = told("a.jsonl", &packed);
        assert_eq!(whole.len(), 1000);
        let cut = told("a.jsonl", &packed[..packed.len() - 40]);
        let last = cut.last().unwrap();
        assert!(
            last.starts_with(&format!("a.jsonl: the {form} archive is damaged or cut off")),
            "{last}"
        );
        assert_eq!(cut[..cut.len() - 1], whole[..cut.len() - 1]);
    }
    let text = told("a.txt.gz", &gzip(BODY.as_bytes())[..200]);
    assert_eq!(text.len(), 1);
    assert!(text[0].contains("gzip archive is damaged or cut off"), "{text:?}");
}

#[test]
fn a_damaged_record_of_a_web_archive_costs_no_other() {
    let whole = records();
    // The first page's packed record is spoiled in its middle.
    let mut packed: Vec<Vec<u8>> = whole.iter().map(|record| gzip(record)).collect();
    let middle = packed[2].len() / 2;
    packed[2][middle..middle + 8].fill(0xff);
    let spoiled = told("a.warc.gz", &packed.concat());
    assert_eq!(spoiled.len(), 2, "{spoiled:?}");
    assert!(spoiled[0].starts_with("a.warc.gz, record 3: "), "{spoiled:?}");
    assert_eq!(spoiled[1], "a.warc.gz#5");
    // A letter is another one, which only the checksum tells.
    let mut quiet = packed.clone();
    quiet[2] = gzip(&whole[2]);
    let checksum = quiet[2].len() - 8;
    quiet[2][checksum] ^= 1;
    let spoiled = told("a.warc.gz", &quiet.concat());
    assert!(
        spoiled[0].starts_with("a.warc.gz, record 3: the gzip archive is damaged"),
        "{spoiled:?}"
    );
    assert_eq!((spoiled.len(), spoiled[1].as_str()), (2, "a.warc.gz#5"));
    // Bytes are missing from it, unpacked and packed.
    let mut short = whole.clone();
    short[2].drain(600..700);
    let cut = told("a.warc", &short.concat());
    assert_eq!(
        cut,
        [
            "a.warc, record 3: the record of the web archive is damaged: it is cut off, or not as long as it says",
            "a.warc#5"
        ]
    );
    packed[2] = gzip(&whole[2])[..middle].to_vec();
    let cut = told("a.warc.gz", &packed.concat());
    assert_eq!((cut.len(), cut[1].as_str()), (2, "a.warc.gz#5"), "{cut:?}");
    // A length that is far too large.
    let mut long = whole.clone();
    let head = String::from_utf8_lossy(&long[2]).into_owned();
    let at = head.find("Content-Length: ").unwrap() + 16;
    long[2].splice(at..at, *b"99999999");
    let wrong = told("a.warc", &long.concat());
    assert!(wrong.last().is_some_and(|last| last.starts_with("a.warc#")), "{wrong:?}");
}

#[test]
fn each_form_cut_off_anywhere_ends() {
    for (name, bytes) in forms() {
        let step = (bytes.len() / 60).max(1);
        for end in (0..bytes.len()).step_by(step) {
            let count = given(name, &bytes[..end]).len();
            assert!(count <= 10, "{name} cut at {end}: {count}");
        }
    }
}

#[test]
fn pages_of_deep_elements_are_refused_in_time() {
    let deep = format!("<html><body>{}{BODY}", "<div>".repeat(20_000));
    assert_eq!(
        told("a.html", deep.as_bytes()),
        ["a.html: the page's elements lie more than 400 deep in each other"]
    );
    let links = "<html><body><a href=\"/\">Главная</a></body></html>";
    assert_eq!(told("a.html", links.as_bytes()), ["a.html: no main text was found in the page"]);
}

#[test]
fn what_holds_no_report_says_so() {
    assert_eq!(told("a.json", b"[]"), ["a.json: it is JSON with no report in it"]);
    assert_eq!(
        told("a.json", b"17"),
        ["a.json, entry 1: it is JSON but no object with a report's fields"]
    );
    assert_eq!(
        told("a.xml", b"<?xml version='1.0'?><urlset></urlset>"),
        ["a.xml: it is XML of another kind than RSS, Atom and HTML"]
    );
    assert_eq!(
        told("a.rss", b"<rss><channel></channel></rss>"),
        ["a.rss: it is a feed with no report in it"]
    );
    assert_eq!(
        told("a.csv", b"title,text\n"),
        ["a.csv: it is a table in text with no report in it"]
    );
    assert_eq!(told("a.jsonl", b"{\"text\": \" \"}\n"), ["a.jsonl, line 1: its text is empty"]);
    assert_eq!(told("a.txt", b""), ["a.txt: it is empty"]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_give_documents_or_reasons(
        bytes in proptest::collection::vec(any::<u8>(), 0..400),
        start in proptest::sample::select(vec![
            "", "{", "[{", "<html>", "<rss><item>", "WARC/1.0\r\n", "PAR1", "\u{1f}\u{8b}\u{8}", "id,text\n",
            "{\"text\":1}\n{", "<?xml",
        ]),
        name in proptest::sample::select(vec!["a", "a.json", "a.jsonl", "a.csv", "a.html", "a.warc", "a.rss"]),
    ) {
        let bytes = [start.as_bytes(), &bytes].concat();
        prop_assert!(!given(name, &bytes).is_empty() || !bytes.is_empty());
    }

    #[test]
    fn flipped_bits_in_any_form_give_documents_or_reasons(
        form in 0usize..10,
        packing in 0usize..3,
        flips in proptest::collection::vec((any::<prop::sample::Index>(), 0u8..8), 1..6),
    ) {
        let (name, bytes) = forms().swap_remove(form);
        let mut bytes = match packing {
            0 => bytes,
            1 => gzip(&bytes),
            _ => zstandard(&bytes),
        };
        for (at, bit) in flips {
            let at = at.index(bytes.len());
            bytes[at] ^= 1 << bit;
        }
        let given = given(name, &bytes);
        // A spoiled archive may unpack into many lines of nothing.
        prop_assert!(given.len() <= 2000, "{}", given.len());
        for document in given.into_iter().flatten() {
            prop_assert!(!document.body.trim().is_empty());
        }
    }
}
