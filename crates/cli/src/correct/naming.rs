//! What is meant by what is given: articles, records, actors, places of the text.

use depesha::directory::{Anchor, Class, Entry};
use depesha::record::{Actor, ActorClass, Span};
use depesha_ledger::corrections::{ArticleKey, RecordNamed, Subject};
use depesha_ledger::{ArticleNamed, ArticleReading, Described, Ledger, RecordKind};

use crate::correct::Trouble;

/// The most of several that are named.
const MOST_NAMED: usize = 5;

/// The article that is meant.
pub(crate) fn article(ledger: &Ledger, given: &str) -> Result<ArticleKey, Trouble> {
    match ledger.article_named(given)? {
        ArticleNamed::One(article) => Ok(article),
        ArticleNamed::Several(articles, all) => {
            let named: Vec<String> = articles
                .iter()
                .map(|article| {
                    format!("`{}` ({})", article.id, &article.sha256[..8.min(article.sha256.len())])
                })
                .collect();
            let more = if all > articles.len() { ", …" } else { "" };
            Err(Trouble::refused(
                format!("`{given}` may mean {all} articles: {}{more}", named.join(", ")),
                "give more of its id, or the digits of its SHA-256",
            ))
        }
        ArticleNamed::NotThere(like) => Err(Trouble::refused(
            format!("the ledger has no article `{given}`"),
            match quoted(like.iter().map(String::as_str)) {
                none if none.is_empty() => {
                    "give the id under which it was ingested, or its SHA-256".to_owned()
                }
                like => format!("the nearest ids are {like}"),
            },
        )),
    }
}

/// The article with what is read in it.
pub(crate) fn reading(ledger: &Ledger, given: &str) -> Result<ArticleReading, Trouble> {
    let article = article(ledger, given)?;
    ledger.article_reading(&article)?.ok_or_else(|| {
        Trouble::refused(
            format!("nothing is read in `{}`", article.id),
            "it is kept unread: only reports in Russian are read",
        )
    })
}

fn quoted<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// The record that is meant, of `kind` if that is given.
pub(crate) fn record<'a>(
    reading: &'a ArticleReading,
    given: &str,
    kind: Option<RecordKind>,
) -> Result<&'a Described, Trouble> {
    let of_kind =
        || reading.described.iter().filter(|own| kind.is_none_or(|kind| own.kind == kind));
    if let Some(found) = of_kind().find(|own| own.id == given || own.place == given) {
        return Ok(found);
    }
    // An event may be named without its type, and a record of a known kind without that.
    let is_at = |own: &&Described| {
        let at = own.span.map(|span| format!("{}-{}", span.start, span.end));
        at.is_some_and(|at| {
            own.kind != RecordKind::Actor
                && (given == format!("{}:{at}", own.kind.word()) || (kind.is_some() && given == at))
        })
    };
    let found: Vec<&Described> = of_kind().filter(is_at).collect();
    match found[..] {
        [one] => return Ok(one),
        [] => {}
        _ => {
            let places = quoted(found.iter().map(|own| own.place.as_str()));
            return Err(Trouble::refused(
                format!("`{given}` may mean {} records: {places}", found.len()),
                "give the place with the type, or the id",
            ));
        }
    }
    let id = &reading.article.id;
    let what = kind.map_or("record", RecordKind::word);
    let start = given.rsplit(':').next().and_then(|at| at.split('-').next()?.parse::<usize>().ok());
    let mut near: Vec<&Described> = of_kind()
        .filter(|own| {
            let word = given.split(':').next().unwrap_or_default();
            let letter = |id: &str| id.chars().next();
            word == own.kind.word() || (letter(given) == letter(&own.id) && !given.contains(':'))
        })
        .collect();
    if near.is_empty() {
        near = of_kind().collect();
    }
    if let Some(start) = start {
        near.sort_by_key(|own| own.span.map_or(usize::MAX, |span| span.start.abs_diff(start)));
    }
    let near: Vec<String> = near
        .iter()
        .take(MOST_NAMED)
        .map(|own| format!("{} (`{}` “{}”)", own.id, own.place, own.words))
        .collect();
    let hint = if near.is_empty() {
        format!("there is none at all; `depesha correct show {id}` prints what there is")
    } else {
        format!("there is {}; `depesha correct show {id}` prints all", near.join(", "))
    };
    Err(Trouble::refused(format!("`{id}` has no {what} `{given}`"), hint))
}

/// A record of an article that is named as `c1@ARTICLE`.
pub(crate) fn record_in(
    ledger: &Ledger,
    given: &str,
    kind: Option<RecordKind>,
) -> Result<RecordNamed, Trouble> {
    let Some((id, article)) = given.split_once('@') else {
        return Err(Trouble::refused(
            format!("`{given}` does not say of which article it is"),
            "name it as `c1@ARTICLE`; `depesha correct show ARTICLE` prints the ids",
        ));
    };
    let reading = reading(ledger, article)?;
    let record = record(&reading, id, kind)?;
    Ok(RecordNamed { article: reading.article.clone(), subject: subject(&reading, record) })
}

/// The record in words that stay when the article is read again.
pub(crate) fn subject(reading: &ArticleReading, record: &Described) -> Subject {
    let own = &reading.record;
    let number = record.id[1..].parse::<usize>().unwrap_or(1) - 1;
    let name = |id: &serde_json::Value| {
        let actor = own.actors.iter().find(|actor| id.as_str() == Some(&actor.id));
        actor.map_or(String::new(), |actor| actor.name.clone())
    };
    let span = record.span.unwrap_or(Span { start: 0, end: 0 });
    match record.kind {
        RecordKind::Actor => {
            let actor = own.actors.iter().find(|actor| actor.id == record.id);
            let class = actor.map_or(ActorClass::Unknown, |actor| actor.class);
            Subject::Actor { class, name: record.words.clone() }
        }
        RecordKind::Statement => Subject::Statement(span),
        RecordKind::Event => Subject::Event {
            trigger: span,
            kind: record.fields["type"].as_str().map(str::to_owned),
        },
        RecordKind::Commitment => Subject::Commitment(span),
        RecordKind::Attitude => {
            let attitude = serde_json::to_value(&own.attitudes[number]).unwrap_or_default();
            Subject::Attitude {
                source: name(&attitude["source"]),
                target: name(&attitude["target"]),
            }
        }
        RecordKind::Quantity => Subject::Quantity(span),
        RecordKind::Date => Subject::Date(span),
    }
}

/// The words by which classes are called.
pub(crate) const CLASSES: [(&str, ActorClass); 7] = [
    ("person", ActorClass::Person),
    ("state", ActorClass::State),
    ("organization", ActorClass::Organization),
    ("outlet", ActorClass::Outlet),
    ("group", ActorClass::Group),
    ("place", ActorClass::Place),
    ("unknown", ActorClass::Unknown),
];

pub(crate) fn class(given: &str) -> Result<ActorClass, Trouble> {
    let found = CLASSES.iter().find(|(word, _)| *word == given.trim());
    found.map(|(_, class)| *class).ok_or_else(|| {
        Trouble::refused(
            format!("`{given}` is no class of actors"),
            format!("the classes are {}", quoted(CLASSES.iter().map(|(word, _)| *word))),
        )
    })
}

pub(crate) fn class_word(class: ActorClass) -> &'static str {
    CLASSES.iter().find(|(_, own)| *own == class).map_or("unknown", |(word, _)| word)
}

/// Whether it is written as the code of a state is.
pub(crate) fn state(given: &str) -> Result<String, Trouble> {
    if given.len() == 3 && given.bytes().all(|letter| letter.is_ascii_uppercase()) {
        return Ok(given.to_owned());
    }
    Err(Trouble::refused(
        format!("`{given}` is no code of a state"),
        "give the three capital letters of ISO 3166-1, such as RUS, or none",
    ))
}

/// An actor that is meant: one of the article, or one that it does not have yet.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ActorMeant {
    Known(String),
    New { name: String, class: ActorClass, state: Option<String> },
}

fn folded(name: &str) -> String {
    name.to_lowercase().replace('ё', "е")
}

/// The actor that is meant in an article: by id, by name, or a new one as `NAME/CLASS/STATE`.
pub(crate) fn actor(reading: &ArticleReading, given: &str) -> Result<ActorMeant, Trouble> {
    let given = given.trim();
    let actors = &reading.record.actors;
    let known = |actor: &Actor| Ok(ActorMeant::Known(actor.id.clone()));
    if let Some(actor) = actors.iter().find(|actor| actor.id == given) {
        return known(actor);
    }
    // A name may hold a slash itself: a class is what tells that one is given.
    let parts: Vec<&str> = given.split('/').map(str::trim).collect();
    let given_class =
        |at: usize| parts.len().checked_sub(at).filter(|at| *at > 0).map(|at| parts[at]);
    let is_class = |word: &str| CLASSES.iter().any(|(own, _)| *own == word);
    let is_state = |word: &str| word.len() == 3 && word.bytes().all(|l| l.is_ascii_uppercase());
    let (name, wanted, of) = match (given_class(2), given_class(1)) {
        (Some(word), Some(code)) if is_class(word) && (is_state(code) || code == "none") => {
            let state = (code != "none").then(|| code.to_owned());
            (parts[..parts.len() - 2].join("/"), Some(class(word)?), state)
        }
        (_, Some(word)) if is_class(word) => {
            (parts[..parts.len() - 1].join("/"), Some(class(word)?), None)
        }
        (Some(word), Some(code)) if is_class(word) => return Err(state(code).unwrap_err()),
        _ => (given.to_owned(), None, None),
    };
    let of_class =
        || actors.iter().filter(|actor| wanted.is_none_or(|wanted| actor.class == wanted));
    let exactly = |actor: &&Actor| actor.name == name || actor.also.contains(&name);
    let loosely = |actor: &&Actor| {
        let key = folded(&name);
        let own = folded(&actor.name);
        own == key || (actor.class == ActorClass::Person && own.rsplit(' ').next() == Some(&key))
    };
    let mut found: Vec<&Actor> = of_class().filter(exactly).collect();
    if found.is_empty() {
        found = of_class().filter(loosely).collect();
    }
    match (&found[..], wanted) {
        ([one], _) => known(one),
        ([], Some(class)) if !name.is_empty() => Ok(ActorMeant::New { name, class, state: of }),
        ([], _) => {
            let named = actors.iter().map(|actor| format!("{} {}", actor.id, actor.name));
            let named: Vec<String> = named.collect();
            Err(Trouble::refused(
                format!("`{}` has no actor `{given}`", reading.article.id),
                format!(
                    "for a new one give its class too, such as `{name}/person`; its actors are {}",
                    named.join(", ")
                ),
            ))
        }
        (several, _) => {
            let named: Vec<String> = several
                .iter()
                .map(|actor| format!("{} ({})", actor.id, class_word(actor.class)))
                .collect();
            Err(Trouble::refused(
                format!("`{given}` may mean {} actors: {}", several.len(), named.join(", ")),
                "give the id",
            ))
        }
    }
}

/// The place of the text that is meant: `12-18` in code points, or the words that stand there.
pub(crate) fn span(body: &str, given: &str) -> Result<Span, Trouble> {
    let letters: Vec<char> = body.chars().collect();
    if let Some((start, end)) = given.trim().split_once('-')
        && let (Ok(start), Ok(end)) = (start.parse::<usize>(), end.parse::<usize>())
    {
        if start < end && end <= letters.len() {
            return Ok(Span { start, end });
        }
        return Err(Trouble::refused(
            format!("`{given}` is no place of the text, which has {} characters", letters.len()),
            "give the number of characters before the words, and up to their end",
        ));
    }
    let bare = given.trim().trim_matches(['«', '»', '"', '„', '“', '”']);
    for words in [given.trim(), bare] {
        let found = places(&letters, words);
        match &found[..] {
            [] => {}
            [one] => return Ok(*one),
            several => {
                let named: Vec<String> = several
                    .iter()
                    .take(MOST_NAMED)
                    .map(|span| {
                        let from = span.start.saturating_sub(12);
                        let to = (span.end + 12).min(letters.len());
                        let around: String = letters[from..to].iter().collect();
                        format!("{}-{} “…{around}…”", span.start, span.end)
                    })
                    .collect();
                return Err(Trouble::refused(
                    format!("“{given}” stands in the text {} times", several.len()),
                    format!("give the place, or more words: {}", named.join(", ")),
                ));
            }
        }
    }
    Err(Trouble::refused(
        format!("“{given}” does not stand in the text"),
        "give the words as the text has them, or their place as 12-18",
    ))
}

/// Where the words stand, whatever white space parts them.
fn places(letters: &[char], words: &str) -> Vec<Span> {
    let wanted: Vec<char> = words.chars().collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    let end_of = |start: usize| {
        let mut at = start;
        let mut next = 0;
        while next < wanted.len() {
            let own = *letters.get(at)?;
            if wanted[next].is_whitespace() {
                if !own.is_whitespace() {
                    return None;
                }
                while letters.get(at).is_some_and(|own| own.is_whitespace()) {
                    at += 1;
                }
                while wanted.get(next).is_some_and(|own| own.is_whitespace()) {
                    next += 1;
                }
            } else if own == wanted[next] {
                at += 1;
                next += 1;
            } else {
                return None;
            }
        }
        Some(at)
    };
    let is_word = |at: usize| letters.get(at).is_some_and(|letter| letter.is_alphanumeric());
    let starts_word = is_letter_at(&wanted, 0);
    let ends_word = is_letter_at(&wanted, wanted.len() - 1);
    (0..letters.len())
        .filter_map(|start| Some(Span { start, end: end_of(start)? }))
        // `мост` does not stand in `мосты`.
        .filter(|span| !(starts_word && span.start > 0 && is_word(span.start - 1)))
        .filter(|span| !(ends_word && is_word(span.end)))
        .collect()
}

fn is_letter_at(letters: &[char], at: usize) -> bool {
    letters.get(at).is_some_and(|letter| letter.is_alphanumeric())
}

/// The actor of a report by which a decision says whom it means: `a4@ARTICLE`, `NAME@ARTICLE`, or the
/// id or name of an entry of the directory.
pub(crate) fn anchor(ledger: &Ledger, entries: &[Entry], given: &str) -> Result<Anchor, Trouble> {
    let entry = entries.iter().find(|entry| *entry.id.0 == *given);
    if let (None, Some((name, of))) = (entry, given.split_once('@')) {
        let reading = reading(ledger, of)?;
        let ActorMeant::Known(id) = actor(&reading, name)? else {
            return Err(Trouble::refused(
                format!("`{}` has no actor `{name}`", reading.article.id),
                "merge and split say who is who of those whom reports name",
            ));
        };
        let actor = reading.record.actors.iter().find(|actor| actor.id == id).expect("just found");
        let class = Class::from_word(class_word(actor.class)).ok_or_else(|| {
            Trouble::refused(
                format!("`{}` is a {}", actor.name, class_word(actor.class)),
                "the directory has persons, states, organizations, outlets and places",
            )
        })?;
        return Ok(Anchor::new(&reading.article.id, class, &actor.name));
    }
    let key = folded(given);
    let named = |entry: &&Entry| {
        entry.aliases.iter().any(|alias| folded(&alias.name) == key) || folded(&entry.name) == key
    };
    let found: Vec<&Entry> = match entry {
        Some(entry) => vec![entry],
        None => entries.iter().filter(named).collect(),
    };
    match &found[..] {
        [one] => {
            let first = &one.occurrences[0];
            Ok(Anchor::new(&first.report, one.class, &first.name))
        }
        [] => {
            let mut like: Vec<(f64, &Entry)> =
                entries.iter().map(|e| (strsim::jaro_winkler(&key, &folded(&e.name)), e)).collect();
            like.sort_by(|(one, _), (other, _)| other.total_cmp(one));
            let near = quoted(like.iter().take(MOST_NAMED).map(|(_, entry)| &*entry.id.0));
            Err(Trouble::refused(
                format!("the directory has no entry `{given}`"),
                format!("name an actor as `a4@ARTICLE`; the nearest entries are {near}"),
            ))
        }
        several => Err(Trouble::refused(
            format!("`{given}` may mean {} entries", several.len()),
            format!("give the id: {}", quoted(several.iter().map(|entry| &*entry.id.0))),
        )),
    }
}
