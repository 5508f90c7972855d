//! A report of an outlet that there is not, in the forms that reports come in.

#![allow(dead_code, unreachable_pub, reason = "each test file uses its part")]

use std::io::Write as _;
use std::sync::Arc;

pub const TITLE: &str = "Мост открыт";
pub const OUTLET: &str = "Озёрная газета";
pub const BODY: &str = "Движение по мосту открыто, сообщил в понедельник мэр города Павел Ручьёв. По его \
словам, разметка высохла за ночь, и первые машины прошли на рассвете.\n\n«Мы не станем ждать круглой даты», \
заявил он журналистам. В пресс-службе порта добавили, что паром, ходивший здесь сорок лет, уйдёт на покой.";

pub fn json_row() -> String {
    serde_json::json!({
        "id": "most-1", "outlet": OUTLET, "published": "2025-11-03T09:30:00+03:00", "title": TITLE,
        "text": BODY,
    })
    .to_string()
}

pub fn table_with(separator: &str) -> String {
    let row = ["1", OUTLET, "03.11.2025", TITLE, &format!("\"{BODY}\"")].join(separator);
    let header = ["id", "outlet", "date", "title", "text"].join(separator);
    format!("{header}\r\n{row}\r\n{row}\r\n")
}

pub const JSON_LD: &str = r#"<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [
{"@type": "WebSite", "name": "Сайт"}, {"@type": "NewsArticle", "headline": "Мост открыт",
"datePublished": "2025-11-03T09:30:00+03:00", "publisher": {"@type": "Organization", "name": "Озёрная газета"}}]}</script>"#;

pub const OPEN_GRAPH: &str = r#"<meta property="og:title" content="Мост открыт">
<meta property="og:site_name" content="Озёрная газета">
<meta property="article:published_time" content="2025-11-03T09:30:00+03:00">"#;

/// A page of the report, with this in its head.
pub fn page(head: &str) -> String {
    let paragraphs: String =
        BODY.split("\n\n").map(|paragraph| format!("<p>{paragraph}</p>\n")).collect();
    format!(
        "<!DOCTYPE html>\n<html lang=\"ru\"><head><meta charset=\"utf-8\"><title>Мост открыт — Газета</title>\n{head}\n\
         <link rel=\"canonical\" href=\"https://gazeta.example/most\"></head>\n<body><nav><ul><li><a href=\"/\">\
         Главная</a></li><li><a href=\"/news\">Новости</a></li></ul></nav>\n<main><article><h1>Мост открыт</h1>\n\
         <div class=\"article-text\">{paragraphs}</div></article></main>\n<footer>Все права защищены. \
         <a href=\"/ads\">Реклама</a></footer></body></html>"
    )
}

pub fn rss() -> String {
    let html: String = BODY.split("\n\n").map(|paragraph| format!("<p>{paragraph}</p>")).collect();
    let item = format!(
        "<item><title>{TITLE}</title><link>https://gazeta.example/most</link>\
         <description>Коротко</description><content:encoded><![CDATA[{html}]]></content:encoded>\
         <pubDate>Mon, 03 Nov 2025 09:30:00 +0300</pubDate></item>\n"
    );
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\"><channel><title>{OUTLET}</title>\
         <image><title>Другое</title></image>\n{item}{item}</channel></rss>\n"
    )
}

pub fn atom() -> String {
    let paragraphs: String =
        BODY.split("\n\n").map(|paragraph| format!("<p>{paragraph}</p>")).collect();
    format!(
        "<?xml version=\"1.0\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>{OUTLET}</title>\n<entry>\
         <title type=\"html\">Мост &lt;b&gt;открыт&lt;/b&gt;</title><id>urn:most</id>\
         <link rel=\"alternate\" href=\"https://gazeta.example/most?a=1&amp;b=2\"/>\
         <published>2025-11-03T09:30:00+03:00</published><content type=\"xhtml\"><div>{paragraphs}</div>\
         </content></entry></feed>"
    )
}

pub fn json_feed() -> String {
    serde_json::json!({
        "version": "https://jsonfeed.org/version/1.1", "title": OUTLET, "items": [{
            "id": "1", "title": TITLE, "content_text": BODY, "date_published": "2025-11-03T09:30:00+03:00",
        }],
    })
    .to_string()
}

fn record(number: u32, kind: &str, content_type: &str, block: &[u8]) -> Vec<u8> {
    let mut record = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012}>\r\n\
         WARC-Date: 2026-01-01T00:00:00Z\r\nWARC-Target-URI: https://gazeta.example/most\r\n\
         Content-Type: {content_type}\r\nContent-Length: {}\r\n\r\n",
        block.len()
    )
    .into_bytes();
    record.extend_from_slice(block);
    record.extend_from_slice(b"\r\n\r\n");
    record
}

/// The records of a web archive: what it is, a request, its answer, a picture, an answer in chunks that
/// are packed, a page that was not found.
pub fn records() -> Vec<Vec<u8>> {
    let http = "application/http; msgtype=response";
    let answer = |headers: &str, body: &[u8]| [headers.as_bytes(), b"\r\n\r\n", body].concat();
    let plain = answer(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8",
        page(JSON_LD).as_bytes(),
    );
    let picture = answer("HTTP/1.1 200 OK\r\nContent-Type: image/png", b"\x89PNG\r\n\x1a\n\0\0");
    let packed = gzip(page(OPEN_GRAPH).as_bytes());
    let chunks = [format!("{:x}\r\n", packed.len()).as_bytes(), &packed, b"\r\n0\r\n\r\n"].concat();
    let packed = answer(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked",
        &chunks,
    );
    let missing = answer("HTTP/1.1 404 Not Found\r\nContent-Type: text/html", page("").as_bytes());
    vec![
        record(1, "warcinfo", "application/warc-fields", b"software: none\r\n"),
        record(2, "request", "application/http; msgtype=request", b"GET /most HTTP/1.1\r\n\r\n"),
        record(3, "response", http, &plain),
        record(4, "response", http, &picture),
        record(5, "response", http, &packed),
        record(6, "response", http, &missing),
    ]
}

pub fn warc() -> Vec<u8> {
    records().concat()
}

pub fn packed_warc() -> Vec<u8> {
    records().iter().flat_map(|record| gzip(record)).collect()
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

pub fn zstandard(bytes: &[u8]) -> Vec<u8> {
    zstd::stream::encode_all(bytes, 3).unwrap()
}

/// A Parquet table of so many rows, in groups of two.
pub fn parquet(rows: usize) -> Vec<u8> {
    use parquet::basic::Compression;
    use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    let schema = "message reports { optional binary title (UTF8); required binary text (UTF8);
        required binary outlet (UTF8); required int64 published (TIMESTAMP_MILLIS); required binary vector; }";
    let schema = Arc::new(parquet::schema::parser::parse_message_type(schema).unwrap());
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties)).unwrap();
    for start in (0..rows).step_by(2) {
        let count = (rows - start).min(2);
        let mut group = writer.next_row_group().unwrap();
        let texts = |text: &str| vec![ByteArray::from(text); count];
        for (column, text) in [TITLE, BODY, OUTLET, "", "\u{1}\u{2}"].into_iter().enumerate() {
            let mut writer = group.next_column().unwrap().unwrap();
            if column == 3 {
                let times = vec![1_762_151_400_000; count];
                writer.typed::<Int64Type>().write_batch(&times, None, None).unwrap();
            } else {
                let levels = vec![1i16; count];
                let levels = (column == 0).then_some(levels.as_slice());
                writer.typed::<ByteArrayType>().write_batch(&texts(text), levels, None).unwrap();
            }
            writer.close().unwrap();
        }
        group.close().unwrap();
    }
    writer.into_inner().unwrap()
}

/// A file in each form.
pub fn forms() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("a.txt", BODY.into()),
        ("a.html", page(JSON_LD).into()),
        ("a.json", format!("[{0},{0}]", json_row()).into()),
        ("a.jsonl", format!("{0}\n{0}\n{0}\n", json_row()).into()),
        ("a.csv", table_with(",").into()),
        ("a.parquet", parquet(3)),
        ("a.warc", warc()),
        ("a.rss", rss().into()),
        ("a.atom", atom().into()),
        ("feed.json", json_feed().into()),
    ]
}
