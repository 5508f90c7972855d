//! HTML pages: the main text, and what the page says of its publication.
//!
//! What a page says for machines comes first: schema.org's `NewsArticle` in JSON-LD, then Open Graph
//! and other `meta` elements. The main text is found as Readability finds it (`dom_smoothie`), unless
//! the page gives it as `articleBody`.

use std::panic::{AssertUnwindSafe, catch_unwind};

use dom_query::Document as Tree;
use dom_smoothie::{Config, Readability, TextMode};
use encoding_rs::{Encoding, UTF_8};
use serde_json::Value;

use crate::document::{Document, Form, Place, Reason, Rejected, sha256};
use crate::encoding::{Decoded, decode, decode_as};
use crate::fields::{language_code, text_of_value};
use crate::languages::language_of;
use crate::published::Published;

/// Elements one within another beyond which no page is read: finding the main text takes time that
/// grows with the square of it. By feel: pages of newspapers have about thirty.
const DEEPEST: usize = 400;

/// Elements beyond which a page's main text is not looked for.
const MOST_ELEMENTS: usize = 200_000;

/// Letters of a main text below which it is none: a caption or a notice on cookies. By feel.
const LEAST_LETTERS: usize = 25;

/// The first bytes of a page in which its encoding is declared; the standard asks for 1024.
const DECLARATIONS: usize = 4096;

/// Makes text of a page, as what came with it or the page itself declares, unless its bytes speak
/// against that.
///
/// # Errors
/// [`Reason::NotText`] where the bytes are no text in any encoding.
pub(crate) fn decode_page(bytes: &[u8], declared: Option<&str>) -> Result<Decoded, Reason> {
    let marked = bytes.starts_with(b"\xef\xbb\xbf") || Encoding::for_bom(bytes).is_some();
    let named = declared.map(str::to_owned).or_else(|| encoding_in(bytes));
    let encoding = named.and_then(|name| Encoding::for_label(name.trim().as_bytes()));
    match encoding {
        // A page that is UTF-8 is it, whatever it says: archives keep pages recoded.
        Some(encoding) if !marked && encoding != UTF_8 && std::str::from_utf8(bytes).is_err() => {
            Ok(decode_as(bytes, encoding))
        }
        _ => decode(bytes).map_err(Reason::NotText),
    }
}

/// The encoding that a `meta` element or the XML declaration of a page names.
pub(crate) fn encoding_in(bytes: &[u8]) -> Option<String> {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(DECLARATIONS)]);
    let start = start.to_ascii_lowercase();
    let after = |mark: &str| start.find(mark).map(|at| &start[at + mark.len()..]);
    let xml = || {
        after("<?xml").and_then(|rest| {
            let declaration = &rest[..rest.find("?>")?];
            Some(&declaration[declaration.find("encoding")? + "encoding".len()..])
        })
    };
    let rest = after("charset").or_else(xml)?;
    let rest = rest.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
    let name: String =
        rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_:".contains(*c)).collect();
    (!name.is_empty()).then_some(name)
}

/// The text of HTML that is part of something else: a feed's entry, a field. Paragraphs are parted by
/// line ends.
pub(crate) fn text_of_fragment(html: &str) -> String {
    let has_tags = html.as_bytes().windows(2).any(|pair| {
        pair[0] == b'<' && (pair[1].is_ascii_alphabetic() || matches!(pair[1], b'/' | b'!'))
    });
    if !has_tags {
        if !html.contains('&') {
            return html.trim().to_owned();
        }
        // Line ends part paragraphs where no elements do.
        return lines_of_fragment(html);
    }
    without_panic(|| {
        let tree = Tree::fragment(html);
        tree.select("script, style, noscript").remove();
        tidy(&tree.formatted_text())
    })
    .unwrap_or_default()
}

fn lines_of_fragment(text: &str) -> String {
    let line = |line: &str| match line.contains('&') {
        true => without_panic(|| Tree::fragment(line).text().to_string()).unwrap_or_default(),
        false => line.to_owned(),
    };
    text.trim().lines().map(line).collect::<Vec<_>>().join("\n")
}

/// Lines without white space at their ends, and never more than one empty line between two.
fn tidy(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    let mut empty = 0;
    for line in text.lines().map(str::trim) {
        if line.is_empty() {
            empty += 1;
            continue;
        }
        if !tidy.is_empty() {
            tidy.push_str(if empty > 0 { "\n\n" } else { "\n" });
        }
        empty = 0;
        tidy.push_str(line);
    }
    tidy
}

/// What a page says.
struct Page {
    title: Option<String>,
    outlet: Option<String>,
    published: Option<String>,
    url: Option<String>,
    language: Option<String>,
    body: String,
}

/// Makes a document of the bytes of a page that was received from `url`, which is its place; `charset` is
/// the encoding that was told with it.
///
/// # Errors
/// Where it is no page with a main text.
pub fn document_of_received_page(
    url: &str,
    bytes: &[u8],
    charset: Option<&str>,
) -> Result<Document, Rejected> {
    let place = Place::whole(url);
    document_of_page(place.clone(), Form::WebPage, bytes, Some(url.to_owned()), charset)
        .map_err(|reason| Rejected { place, reason })
}

/// Makes a document of a page. `url` is where it was received from, `declared` the encoding that was
/// told with it.
pub(crate) fn document_of_page(
    place: Place,
    form: Form,
    bytes: &[u8],
    url: Option<String>,
    declared: Option<&str>,
) -> Result<Document, Reason> {
    let decoded = decode_page(bytes, declared)?;
    let text = decoded.text.as_str();
    let page = without_panic(|| page(text)).unwrap_or(Err(Reason::NoMainText))?;
    let language = language_of(&page.body).map(str::to_owned);
    Ok(Document {
        id: place.to_string(),
        place,
        form,
        outlet: page.outlet,
        url: url.or(page.url),
        published: page.published.and_then(|words| Published::told_by(&words)),
        title: page.title,
        language: language.or_else(|| page.language.and_then(|code| language_code(&code))),
        body: page.body,
        sha256: sha256(bytes),
        encoding: decoded.encoding,
        replaced: decoded.replaced,
    })
}

/// What `read` gives, or `None` where a library that reads foreign bytes gave up in a panic: one page
/// must not end a run over millions.
pub(crate) fn without_panic<T>(read: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(read)).ok()
}

fn page(html: &str) -> Result<Page, Reason> {
    let tree = Tree::from(html);
    check_depth(&tree)?;
    let article = linked_data(&tree);
    let said = |names: &[&str]| article.as_ref().and_then(|article| said_in(article, names));
    let attribute = |selector: &str, name: &str| {
        tree.select(selector)
            .iter()
            .filter_map(|found| found.attr(name))
            .map(|value| value.trim().to_owned())
            .find(|value| !value.is_empty())
    };
    let meta = |names: &[&str]| {
        names.iter().find_map(|name| {
            attribute(
                &format!(
                    "meta[property=\"{name}\"], meta[name=\"{name}\"], meta[itemprop=\"{name}\"]"
                ),
                "content",
            )
        })
    };
    let title =
        said(&["headline", "name"]).or_else(|| meta(&["og:title", "twitter:title", "headline"]));
    let outlet = said(&["publisher", "sourceOrganization"])
        .or_else(|| meta(&["og:site_name", "application-name", "DC.publisher", "dc.publisher"]));
    let published = said(&["datePublished", "dateCreated"])
        .or_else(|| {
            meta(&[
                "article:published_time",
                "og:article:published_time",
                "published_time",
                "datePublished",
                "pubdate",
                "publish-date",
                "date",
                "DC.date",
                "dc.date",
                "DC.date.issued",
                "dc.date.issued",
                "mediator_published_time",
            ])
        })
        .or_else(|| attribute("[itemprop=\"datePublished\"]", "datetime"))
        .or_else(|| attribute("article time[datetime], time[pubdate], time[datetime]", "datetime"));
    let url = attribute("link[rel=\"canonical\"]", "href")
        .or_else(|| meta(&["og:url"]))
        .or_else(|| said(&["url", "mainEntityOfPage"]));
    let language = attribute("html", "lang")
        .or_else(|| said(&["inLanguage"]))
        .or_else(|| meta(&["og:locale", "content-language"]));
    let given_body = said(&["articleBody"]).map(|body| text_of_fragment(&body));
    let heading = text_of_first(&tree, "h1");
    let page_title = text_of_first(&tree, "title");

    // Readability's own view of what the page says for machines is not asked: it lacks `@graph`.
    let config = Config {
        disable_json_ld: true,
        max_elements_to_parse: MOST_ELEMENTS,
        text_mode: TextMode::Formatted,
        ..Config::default()
    };
    let found =
        Readability::with_document(tree, None, Some(config)).and_then(|mut page| page.parse());
    let found =
        found.ok().map(|article| tidy(&article.text_content)).filter(|body| is_enough(body));
    let body =
        main_text(given_body.filter(|body| is_enough(body)), found).ok_or(Reason::NoMainText)?;
    Ok(Page { title: title.or(heading).or(page_title), outlet, published, url, language, body })
}

fn is_enough(body: &str) -> bool {
    body.chars().filter(|c| c.is_alphabetic()).count() >= LEAST_LETTERS
}

fn text_of_first(tree: &Tree, selector: &str) -> Option<String> {
    let text = tree.select_single(selector).text();
    let text: Vec<&str> = text.split_whitespace().collect();
    (!text.is_empty()).then(|| text.join(" "))
}

/// The text that the page gives for machines or the one that was found in it: the former, unless it
/// is an excerpt, or the same without paragraphs.
fn main_text(given: Option<String>, found: Option<String>) -> Option<String> {
    let (given, found) = match (given, found) {
        (Some(given), Some(found)) => (given, found),
        (given, found) => return given.or(found),
    };
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
    let (in_given, in_found) = (letters(&given), letters(&found));
    let is_excerpt =
        in_found * 2 > in_given * 3 && !given.trim_end().ends_with(['.', '!', '?', '»', '"', ')']);
    let lost_paragraphs = !given.contains('\n')
        && found.contains('\n')
        && in_found * 10 > in_given * 9
        && in_found * 10 < in_given * 13;
    Some(if is_excerpt || lost_paragraphs { found } else { given })
}

fn check_depth(tree: &Tree) -> Result<(), Reason> {
    let mut waiting = vec![(tree.root(), 0usize)];
    while let Some((node, depth)) = waiting.pop() {
        if depth > DEEPEST {
            return Err(Reason::TooDeep(DEEPEST));
        }
        waiting.extend(node.children_it(false).map(|child| (child, depth + 1)));
    }
    Ok(())
}

/// The article that the page describes in JSON-LD, if it does.
fn linked_data(tree: &Tree) -> Option<Value> {
    tree.select("script[type=\"application/ld+json\"]").iter().find_map(|script| {
        let text = script.text();
        let text = text.trim().trim_start_matches("<![CDATA[").trim_end_matches("]]>");
        // Line ends within strings are common, and no JSON.
        let parsed = serde_json::from_str(text)
            .or_else(|_| serde_json::from_str(&text.replace(['\n', '\r', '\t'], " ")));
        article_in(parsed.ok()?)
    })
}

fn article_in(value: Value) -> Option<Value> {
    match value {
        Value::Array(items) => items.into_iter().find_map(article_in),
        Value::Object(mut object) => {
            let is_article = |kind: &Value| {
                kind.as_str().is_some_and(|kind| {
                    kind.ends_with("Article")
                        || kind.ends_with("BlogPosting")
                        || kind.ends_with("Report")
                })
            };
            let kind = object.get("@type");
            let is_one = match kind {
                Some(Value::Array(kinds)) => kinds.iter().any(is_article),
                Some(kind) => is_article(kind),
                None => false,
            };
            if is_one {
                return Some(Value::Object(object));
            }
            ["@graph", "mainEntity", "mainEntityOfPage"]
                .iter()
                .find_map(|name| article_in(object.remove(*name)?))
        }
        _ => None,
    }
}

fn said_in(article: &Value, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| {
        let value = article.get(*name)?;
        // Of several publishers the first.
        let value = match value {
            Value::Array(items) if *name != "articleBody" => items.first()?,
            value => value,
        };
        let text = text_of_value(value)?;
        let text = if *name == "articleBody" { text } else { text_of_fragment(&text) };
        Some(text.trim().to_owned())
    })
}
