//! Which form is a file in? Its content says so first, its name where that leaves it open.

use crate::document::Form;
use crate::encoding::{decode_row, encoding_of_rows};
use crate::options::Options;
use crate::parquet_table;
use crate::separated::{likeliest_separator, separator_of};

/// What is known of a file's form from its first bytes and its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Recognised {
    Form(Form),
    /// A table in text, with what parts its columns.
    Separated(u8),
    /// XML that is neither a feed nor a page.
    OtherXml,
}

/// Recognises the form of a file that begins with these bytes, unpacked.
pub(crate) fn recognise(sample: &[u8], name: &str, options: &Options) -> Recognised {
    if sample.starts_with(b"WARC/") {
        return Recognised::Form(Form::WebArchive);
    }
    if sample.starts_with(parquet_table::MARK) {
        return Recognised::Form(Form::Parquet);
    }
    let text = decode_row(sample, encoding_of_rows(sample)).text;
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let ending = ending_of(name);
    match text.as_bytes().first() {
        None => Recognised::Form(Form::Text),
        Some(b'<') => markup(text, &ending),
        Some(b'{') if begins_object(&text[1..]) => Recognised::Form(objects(text, &ending)),
        Some(b'[') if text[1..].trim_start().starts_with('{') => Recognised::Form(Form::Json),
        _ => {
            let first_line = text.lines().next().unwrap_or("");
            if let Some(separator) = separator_of(first_line, &options.names) {
                return Recognised::Separated(separator);
            }
            match ending.as_str() {
                "csv" | "tsv" | "tab" => {
                    Recognised::Separated(likeliest_separator(first_line, &options.names))
                }
                "jsonl" | "ndjson" => Recognised::Form(Form::JsonLines),
                "json" => Recognised::Form(Form::Json),
                "html" | "htm" | "xhtml" => Recognised::Form(Form::WebPage),
                "warc" => Recognised::Form(Form::WebArchive),
                _ => Recognised::Form(Form::Text),
            }
        }
    }
}

/// What stands behind the last full stop of a name, once what names a compression is taken away.
fn ending_of(name: &str) -> String {
    let name = name.to_lowercase();
    let name = [".gz", ".gzip", ".zst", ".zstd"]
        .iter()
        .find_map(|packing| name.strip_suffix(packing))
        .unwrap_or(&name);
    name.rsplit_once('.').map_or("", |(_, ending)| ending).to_owned()
}

fn begins_object(after_brace: &str) -> bool {
    matches!(after_brace.trim_start().as_bytes().first(), Some(b'"' | b'}'))
}

/// Objects a line, or another form of JSON: by the second line, else by the name.
fn objects(text: &str, ending: &str) -> Form {
    let mut lines = text.lines().skip(1).filter(|line| !line.trim().is_empty());
    let second_begins_one =
        lines.next().is_some_and(|line| line.starts_with('{') && begins_object(&line[1..]));
    // An object over several lines may have objects at the beginning of lines, but no whole one first.
    let first_ends = text.lines().next().is_some_and(|line| line.trim_end().ends_with('}'));
    if matches!(ending, "jsonl" | "ndjson") || (second_begins_one && first_ends) {
        Form::JsonLines
    } else {
        Form::Json
    }
}

fn markup(text: &str, ending: &str) -> Recognised {
    let page = Recognised::Form(Form::WebPage);
    let Some(root) = root_of(text) else {
        return if matches!(ending, "html" | "htm" | "xhtml") {
            page
        } else if matches!(ending, "rss" | "atom") {
            Recognised::Form(Form::Feed)
        } else if text.starts_with("<?xml") {
            Recognised::OtherXml
        } else {
            Recognised::Form(Form::Text)
        };
    };
    match root.as_str() {
        "rss" | "feed" | "rdf:rdf" => Recognised::Form(Form::Feed),
        "html" | "!doctype" | "head" | "body" | "title" | "meta" | "script" | "article"
        | "main" | "div" | "p" | "h1" | "section" | "link" | "table" | "header" => page,
        _ if matches!(ending, "html" | "htm" | "xhtml") => page,
        _ if text.starts_with("<?xml") || ending == "xml" => Recognised::OtherXml,
        _ => Recognised::Form(Form::Text),
    }
}

/// The name of the first element in small letters, past declarations and comments; `!doctype` for that of
/// HTML.
fn root_of(mut text: &str) -> Option<String> {
    loop {
        text = text.trim_start();
        let rest = text.strip_prefix('<')?;
        let end = if rest.starts_with("!--") {
            rest.find("-->")? + 3
        } else if rest.starts_with('?') {
            rest.find("?>")? + 2
        } else if rest.starts_with('!') {
            let declaration = rest.get(..40.min(rest.len())).unwrap_or("").to_lowercase();
            let is_html = declaration.starts_with("!doctype")
                && declaration["!doctype".len()..].trim_start().starts_with("html");
            if is_html {
                return Some("!doctype".into());
            }
            rest.find('>')? + 1
        } else {
            let name: String = rest
                .chars()
                .take_while(|c| c.is_alphanumeric() || matches!(c, ':' | '-' | '_'))
                .collect();
            return (!name.is_empty()).then(|| name.to_lowercase());
        };
        text = &rest[end..];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, content: &str, expected: Recognised) {
        assert_eq!(recognise(content.as_bytes(), name, &Options::default()), expected, "{content}");
    }

    #[test]
    fn content_is_heard_before_the_name() {
        let form = Recognised::Form;
        check(
            "a.txt",
            "{\"text\": \"Мост открыт.\"}\n{\"text\": \"Порт закрыт.\"}\n",
            form(Form::JsonLines),
        );
        check("a", "{\n \"text\": \"Мост открыт.\"\n}\n", form(Form::Json));
        check("a.json", "{\"text\": \"Мост открыт.\"}\n", form(Form::Json));
        check("a.jsonl.gz", "{\"text\": \"Мост открыт.\"}\n", form(Form::JsonLines));
        check("a.txt", "\u{feff} [ {\"text\": 1}]", form(Form::Json));
        check("a.txt", "[Москва] сообщает.", form(Form::Text));
        check("a.txt", "{Мост} открыт.", form(Form::Text));
        check("a.dat", "id,title,text\n1,Мост,Открыт\n", Recognised::Separated(b','));
        check("a.dat", "id;дата;текст\n1;2;Открыт\n", Recognised::Separated(b';'));
        check("a.csv", "a\tb\n1\t2\n", Recognised::Separated(b'\t'));
        check("a.txt", "Текст, который дата, и источник\n", form(Form::Text));
        check("a.txt", "<!-- x --><!DOCTYPE html><html>", form(Form::WebPage));
        check("a.html", "<?xml version=\"1.0\"?><rss version=\"2.0\">", form(Form::Feed));
        check(
            "a.xml",
            "<?xml version=\"1.0\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">",
            form(Form::Feed),
        );
        check("a.xml", "<?xml version=\"1.0\"?><urlset>", Recognised::OtherXml);
        check("a.txt", "<Без названия>\n\nМост открыт.", form(Form::Text));
        check("a.txt", "WARC/1.0\r\n", form(Form::WebArchive));
        check("a.html", "Мост открыт.", form(Form::WebPage));
        check("a.txt", "", form(Form::Text));
    }
}
