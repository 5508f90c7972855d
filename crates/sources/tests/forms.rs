//! One report in every form that it may come in: the same text, headline, outlet and day come out.

mod common;

use common::*;
use depesha_sources::{Document, Field, FieldNames, Form, Options, documents, documents_of_stream};

fn options() -> Options {
    Options::default()
}

fn all(name: &str, bytes: &[u8]) -> Vec<Document> {
    documents_of_stream(name, std::io::Cursor::new(bytes.to_vec()), &options())
        .map(|given| given.unwrap_or_else(|rejected| panic!("{rejected}")))
        .collect()
}

fn check(name: &str, bytes: &[u8], form: Form, places: &[&str]) {
    let given = all(name, bytes);
    let found: Vec<String> = given.iter().map(|document| document.place.to_string()).collect();
    assert_eq!(found, places, "{name}");
    for document in &given {
        assert_eq!(document.form, form, "{name}");
        assert_eq!(document.body.trim(), BODY, "{name}");
        assert_eq!(document.language.as_deref(), Some("ru"), "{name}");
        if form != Form::Text {
            assert_eq!(document.title.as_deref(), Some(TITLE), "{name}");
            assert_eq!(document.outlet.as_deref(), Some(OUTLET), "{name}");
            let day = document.published.as_ref().and_then(|time| time.day());
            assert_eq!(day, Some(jiff::civil::date(2025, 11, 3)), "{name}");
        }
    }
}

#[test]
fn plain_text_is_one_document() {
    check("a.txt", BODY.as_bytes(), Form::Text, &["a.txt"]);
}

#[test]
fn lines_and_arrays_of_json_are_documents_each() {
    let row = json_row();
    check(
        "a.jsonl",
        format!("{row}\n\n{row}\n").as_bytes(),
        Form::JsonLines,
        &["a.jsonl#1", "a.jsonl#3"],
    );
    check("a.json", format!("[{row},\n{row}]").as_bytes(), Form::Json, &["a.json#1", "a.json#2"]);
    check("a.json", row.as_bytes(), Form::Json, &["a.json"]);
    let listed = format!("{{\"status\": \"ok\", \"articles\": [{row}, {row}], \"more\": {{}}}}");
    check("a.json", listed.as_bytes(), Form::Json, &["a.json#1", "a.json#2"]);
    let utf16: Vec<u8> =
        format!("\u{feff}{row}\n{row}\n").encode_utf16().flat_map(u16::to_le_bytes).collect();
    check("a.jsonl", &utf16, Form::JsonLines, &["a.jsonl#1", "a.jsonl#2"]);
}

#[test]
fn the_names_of_other_programs_are_known() {
    let news_please = r#"{"title": "Мост открыт", "maintext": "Т", "source_domain": "Озёрная газета",
        "date_publish": "2025-11-03 09:30:00", "language": "ru"}"#;
    let trafilatura = r#"{"title": "Мост открыт", "raw_text": "сырой", "text": "Т",
        "source": "https://gazeta.example/most", "source-hostname": "Озёрная газета", "date": "2025-11-03"}"#;
    let schema_org = r#"{"@type": "NewsArticle", "headline": "Мост открыт", "articleBody": "Т",
        "publisher": {"name": "Озёрная газета"}, "datePublished": "2025-11-03T09:30:00+03:00"}"#;
    let news_api = r#"{"source": {"id": null, "name": "Озёрная газета"}, "title": "Мост открыт",
        "publishedAt": "2025-11-03T06:30:00Z", "content": "Т"}"#;
    for (name, row) in
        [("np", news_please), ("tr", trafilatura), ("ld", schema_org), ("api", news_api)]
    {
        let text = serde_json::to_string(BODY).unwrap();
        check(name, row.replace("\"Т\"", &text).as_bytes(), Form::Json, &[name]);
    }
    let trafilatura = all("a", trafilatura.as_bytes());
    assert_eq!(trafilatura[0].url.as_deref(), Some("https://gazeta.example/most"));
}

#[test]
fn telegrams_export_names_its_channel_once() {
    let export = r#"{"name": "Озёрная газета", "type": "public_channel", "id": 1, "messages": [
        {"id": 7, "type": "message", "date": "2025-11-03T09:30:00",
         "text": ["Мост открыт, ", {"type": "link", "text": "сообщил"}, " мэр."]}]}"#;
    let given = all("result.json", export.as_bytes());
    assert_eq!(given.len(), 1);
    assert_eq!(given[0].body, "Мост открыт, сообщил мэр.");
    assert_eq!(given[0].outlet.as_deref(), Some("Озёрная газета"));
    assert_eq!((given[0].id.as_str(), given[0].place.to_string().as_str()), ("7", "result.json#1"));
}

#[test]
fn tables_are_read_with_any_separator_and_encoding() {
    for separator in [",", "\t", ";"] {
        let table = table_with(separator);
        check("a.csv", table.as_bytes(), Form::Separated, &["a.csv#2", "a.csv#5"]);
        let (old, _, _) = encoding_rs::WINDOWS_1251.encode(&table);
        check("a.tsv", &old, Form::Separated, &["a.tsv#2", "a.tsv#5"]);
    }
}

#[test]
fn columns_of_other_names_are_said() {
    let table = "nr,headline,was\n1,Мост,Мост открыт.\n";
    let names = FieldNames::with([(Field::Text, "was".into()), (Field::Id, "nr".into())]);
    let options = Options { names, ..Options::default() };
    let mut given = documents_of_stream("a.csv", table.as_bytes(), &options);
    let document = given.next().unwrap().unwrap();
    assert_eq!((document.id.as_str(), document.body.as_str()), ("1", "Мост открыт."));
    assert_eq!(document.title.as_deref(), Some("Мост"));

    let refused = documents_of_stream("a.csv", table.as_bytes(), &Options::default());
    let refused: Vec<String> = refused.map(|given| given.unwrap_err().to_string()).collect();
    assert_eq!(
        refused,
        ["a.csv: it has no text: of its fields (nr, headline, was) none is known for one"]
    );
}

#[test]
fn a_page_gives_its_main_text_and_what_it_says_of_itself() {
    check("a.html", page(JSON_LD).as_bytes(), Form::WebPage, &["a.html"]);
    check("a.html", page(OPEN_GRAPH).as_bytes(), Form::WebPage, &["a.html"]);
    let declared = page(OPEN_GRAPH).replace("utf-8", "windows-1251");
    let (old, _, _) = encoding_rs::WINDOWS_1251.encode(&declared);
    check("a.html", &old, Form::WebPage, &["a.html"]);
    let url = all("a.html", page(JSON_LD).as_bytes())[0].url.clone();
    assert_eq!(url.as_deref(), Some("https://gazeta.example/most"));
}

#[test]
fn feeds_are_documents_by_their_entries() {
    check("a.rss", rss().as_bytes(), Form::Feed, &["a.rss#1", "a.rss#2"]);
    check("a.xml", atom().as_bytes(), Form::Feed, &["a.xml#1"]);
    check("feed.json", json_feed().as_bytes(), Form::Feed, &["feed.json#1"]);
    let declared = rss().replace("UTF-8", "windows-1251");
    let (old, _, _) = encoding_rs::WINDOWS_1251.encode(&declared);
    check("a.rss", &old, Form::Feed, &["a.rss#1", "a.rss#2"]);
}

#[test]
fn the_pages_of_a_web_archive_are_documents_and_its_other_records_are_not() {
    check("a.warc", &warc(), Form::WebArchive, &["a.warc#3", "a.warc#5"]);
    check("a.warc.gz", &packed_warc(), Form::WebArchive, &["a.warc.gz#3", "a.warc.gz#5"]);
    // Packed as a whole, which some programs do.
    check("a.warc.gz", &gzip(&warc()), Form::WebArchive, &["a.warc.gz#3", "a.warc.gz#5"]);
    check("a.warc.zst", &zstandard(&warc()), Form::WebArchive, &["a.warc.zst#3", "a.warc.zst#5"]);
    let given = all("a.warc", &warc());
    assert_eq!(given[0].url.as_deref(), Some("https://gazeta.example/most"));
    assert_eq!(given[0].id, "00000000-0000-4000-8000-000000000003");
    // What the archive says of when it fetched the page is no word of when it was published.
    assert!(given[0].published.as_ref().unwrap().to_string().starts_with("2025-11-03"));
}

#[test]
fn parquet_is_read_by_its_columns() {
    check("a.parquet", &parquet(2), Form::Parquet, &["a.parquet#1", "a.parquet#2"]);
}

#[test]
fn each_form_is_read_packed() {
    for (name, bytes) in forms() {
        let plain: Vec<String> = all(name, &bytes).into_iter().map(|one| one.body).collect();
        assert!(!plain.is_empty(), "{name}");
        for packed in [gzip(&bytes), zstandard(&bytes), gzip(&zstandard(&bytes))] {
            let unpacked: Vec<String> =
                all(name, &packed).into_iter().map(|one| one.body).collect();
            assert_eq!(unpacked, plain, "{name}");
        }
        let two = [zstandard(&bytes[..bytes.len() / 2]), zstandard(&bytes[bytes.len() / 2..])];
        let unpacked: Vec<String> =
            all(name, &two.concat()).into_iter().map(|one| one.body).collect();
        assert_eq!(unpacked, plain, "{name} in two frames");
    }
}

#[test]
fn folders_are_read_in_the_order_of_names() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("folder");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(folder.join("b")).unwrap();
    std::fs::create_dir_all(folder.join(".git")).unwrap();
    for (name, bytes) in [
        ("c.txt", BODY.as_bytes()),
        ("b/2.jsonl", json_row().as_bytes()),
        ("b/10.jsonl", json_row().as_bytes()),
        ("a.txt", b""),
        (".git/x.txt", BODY.as_bytes()),
    ] {
        std::fs::write(folder.join(name), bytes).unwrap();
    }
    let given: Vec<String> = documents(&folder, &options())
        .map(|given| given.map_or_else(|no| no.to_string(), |one| one.place.to_string()))
        .map(|place| place.replace(&*folder.to_string_lossy(), "F").replace('\\', "/"))
        .collect();
    assert_eq!(given, ["F/a.txt: it is empty", "F/b/10.jsonl#1", "F/b/2.jsonl#1", "F/c.txt"]);

    std::fs::write(folder.join("t.parquet"), parquet(3)).unwrap();
    assert_eq!(documents(&folder.join("t.parquet"), &options()).flatten().count(), 3);
}
