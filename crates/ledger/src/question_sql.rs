//! A question in SQL.
//!
//! A condition on actors is a list of records that is built from the actors, because few records have a
//! given actor. SQLite, which knows no statistics here, would rather walk over all readings and look
//! into that list; so the first such list leads, by `CROSS JOIN`, which is not reordered, to the rows.

use rusqlite::types::Value;

use crate::names::name_key;
use crate::questions::{EntryPlace, Query};
use crate::rows::{class_word, statement_kind_word, status_word};

/// How records are found from actors: joins to a table `$n (reading, actor)`, and the record's position.
pub(crate) struct Side {
    joins: &'static str,
    record: &'static str,
}

/// The tables that hold a kind of record.
pub(crate) struct Tables {
    pub(crate) table: &'static str,
    /// Who speaks, acts, is bound; the table is called `p`.
    active: Side,
    /// Who is spoken of, acted upon, promised to; the table is called `q`.
    passive: Option<Side>,
    confidence: &'static str,
    /// Words are looked for in this index, by this number.
    search: (&'static str, &'static str),
}

const OF_READING: (&str, &str) = ("x.reading", "reading_search");

pub(crate) const STATEMENTS: Tables = Tables {
    table: "statements",
    active: Side {
        joins: "statements p ON p.reading = $n.reading AND p.speaker = $n.actor",
        record: "p.position",
    },
    passive: Some(Side {
        joins: "mentions m ON m.reading = $n.reading AND m.actor = $n.actor
                CROSS JOIN statement_contents q ON q.reading = m.reading
                AND q.span_start <= m.span_start AND m.span_end <= q.span_end",
        record: "q.statement",
    }),
    confidence: "x.speaker_confidence",
    search: ("x.statement", "statement_search"),
};

pub(crate) const EVENTS: Tables = Tables {
    table: "events",
    active: Side {
        joins: "event_parties p ON p.reading = $n.reading AND p.actor = $n.actor
                AND p.side = 'actor'",
        record: "p.event",
    },
    passive: Some(Side {
        joins: "event_parties q ON q.reading = $n.reading AND q.actor = $n.actor
                AND q.side = 'recipient'",
        record: "q.event",
    }),
    confidence: "x.confidence",
    search: OF_READING,
};

pub(crate) const COMMITMENTS: Tables = Tables {
    table: "commitments",
    active: Side {
        joins: "commitment_parties p ON p.reading = $n.reading AND p.actor = $n.actor
                AND p.side = 'who'",
        record: "p.commitment",
    },
    passive: Some(Side {
        joins: "commitment_parties q ON q.reading = $n.reading AND q.actor = $n.actor
                AND q.side = 'to'",
        record: "q.commitment",
    }),
    confidence: "1.0",
    search: OF_READING,
};

pub(crate) const ATTITUDES: Tables = Tables {
    table: "attitudes",
    active: Side {
        joins: "attitudes p ON p.reading = $n.reading AND p.source = $n.actor",
        record: "p.position",
    },
    passive: Some(Side {
        joins: "attitudes q ON q.reading = $n.reading AND q.target = $n.actor",
        record: "q.position",
    }),
    confidence: "x.confidence",
    search: OF_READING,
};

/// Of numbers and dates those are asked for that somebody says.
pub(crate) const QUANTITIES: Tables = Tables {
    table: "quantities",
    active: Side {
        joins: "statements s ON s.reading = $n.reading AND s.speaker = $n.actor
                CROSS JOIN quantities p ON p.reading = s.reading AND p.said_in = s.position",
        record: "p.position",
    },
    passive: None,
    confidence: "1.0",
    search: OF_READING,
};

pub(crate) const DATES: Tables = Tables {
    table: "dates",
    active: Side {
        joins: "statements s ON s.reading = $n.reading AND s.speaker = $n.actor
                CROSS JOIN dates p ON p.reading = s.reading AND p.said_in = s.position",
        record: "p.position",
    },
    passive: None,
    confidence: "1.0",
    search: OF_READING,
};

/// The actors of this name, in reports or by the directory.
const NAMED: &str = "
    SELECT reading, actor FROM actor_names WHERE name_key = ?
    UNION SELECT reading, actor FROM actor_names WHERE last_word_key = ?
    UNION SELECT readings.reading, actors.position FROM directory_members m
    JOIN articles ON articles.id = m.article_id
    JOIN readings ON readings.article = articles.article AND readings.current = 1
    JOIN actors ON actors.reading = readings.reading AND actors.class = m.class
    AND actors.name = m.name
    WHERE m.entry IN (SELECT entry FROM directory_names WHERE name_key = ?
    UNION SELECT entry FROM directory_names WHERE last_word_key = ?)";

const OF_STATE: &str = "SELECT reading, position AS actor FROM actors WHERE state = ?";

/// Conditions with their parameters.
#[derive(Default)]
struct Conditions {
    conditions: Vec<String>,
    parameters: Vec<Value>,
}

impl Conditions {
    fn add(&mut self, condition: impl Into<String>, parameters: impl IntoIterator<Item = Value>) {
        self.conditions.push(condition.into());
        self.parameters.extend(parameters);
    }

    fn one_of<'w>(&mut self, column: &str, words: impl IntoIterator<Item = &'w str>) {
        let words: Vec<Value> = words.into_iter().map(text).collect();
        if !words.is_empty() {
            let marks = vec!["?"; words.len()].join(", ");
            self.add(format!("{column} IN ({marks})"), words);
        }
    }

    fn put_together(self, query: &mut String) -> Vec<Value> {
        for condition in &self.conditions {
            query.push_str(" AND ");
            query.push_str(condition);
        }
        self.parameters
    }
}

fn text(words: &str) -> Value {
    Value::Text(words.to_owned())
}

impl Side {
    /// The records in which one of these actors has such a part.
    fn records(&self, actors: &str) -> String {
        let Self { joins, record } = self;
        let joins = joins.replace("$n", "n");
        format!("SELECT n.reading, {record} AS record FROM ({actors}) n CROSS JOIN {joins}")
    }
}

/// The records in which an actor of the first state has an active part and one of the second a passive
/// one.
fn from_to(active: &Side, passive: &Side) -> String {
    let (first, second) = (active.joins.replace("$n", "one"), passive.joins.replace("$n", "two"));
    format!(
        "SELECT one.reading, {} AS record FROM (SELECT reading, position AS actor, state FROM actors) one
         CROSS JOIN (SELECT reading, position AS actor, state FROM actors) two
         ON two.state = ? AND two.reading = one.reading
         CROSS JOIN {first} CROSS JOIN {second} AND {} = {} WHERE one.state = ?",
        active.record, passive.record, active.record
    )
}

fn of_publication(query: &Query, sql: &mut Conditions) {
    if let Some(day) = query.since {
        sql.add("a.day >= ?", [text(&day.to_string())]);
    }
    if let Some(day) = query.until {
        sql.add("a.day <= ?", [text(&day.to_string())]);
    }
}

/// By what records published at one time are ordered.
const RECORD_ORDER: [&str; 3] = ["a.sha256", "a.id", "x.position"];
/// By what articles published at one time are ordered.
const ARTICLE_ORDER: [&str; 2] = ["a.sha256", "a.id"];

/// Leaves out what comes before a place and the place itself, in the order that is asked for. Reports without a
/// time of publication stand first, and last where the latest come first.
fn behind(query: &Query, columns: &[&str], sql: &mut Conditions) {
    let Some(place) = &query.after else { return };
    let position = i64::try_from(place.position).unwrap_or(i64::MAX);
    let mut keys = vec![text(&place.sha256), text(&place.id), Value::Integer(position)];
    keys.truncate(columns.len());
    let marks = vec!["?"; columns.len()].join(", ");
    let same = format!("({}) > ({marks})", columns.join(", "));
    let (condition, parameters) = match (&place.published, query.latest_first) {
        (None, false) => (format!("(a.published IS NOT NULL OR {same})"), keys),
        (None, true) => (format!("(a.published IS NULL AND {same})"), keys),
        (Some(published), latest_first) => {
            let (further, behind) =
                if latest_first { ("<", " OR a.published IS NULL") } else { (">", "") };
            let condition =
                format!("(a.published {further} ? OR (a.published = ? AND {same}){behind})");
            let mut parameters = vec![text(published); 2];
            parameters.extend(keys);
            (condition, parameters)
        }
    };
    sql.add(condition, parameters);
}

fn order(query: &Query, confidence: &str, columns: &[&str]) -> String {
    let direction = if query.latest_first { " DESC" } else { "" };
    let sureness = if query.least_sure_first { format!("{confidence}, ") } else { String::new() };
    let mut order = format!(" ORDER BY {sureness}a.published{direction}, {}", columns.join(", "));
    put_limit(query, &mut order);
    order
}

fn put_limit(query: &Query, question: &mut String) {
    match (query.limit, query.skip) {
        (None, 0) => {}
        (Some(limit), 0) => question.push_str(&format!(" LIMIT {limit}")),
        (Some(limit), skip) => question.push_str(&format!(" LIMIT {limit} OFFSET {skip}")),
        (None, skip) => question.push_str(&format!(" LIMIT -1 OFFSET {skip}")),
    }
}

/// What is told of a record by which it is loaded: reading, position, claim.
pub(crate) const PLACE: &str = "x.reading, x.position, x.claim";

/// Finds these columns of the records `x`, their readings `r` and articles `a` that are asked for.
pub(crate) fn of_records(query: &Query, tables: &Tables, columns: &str) -> (String, Vec<Value>) {
    let Tables { table, active, passive, confidence, search } = tables;
    let mut lists: Vec<(String, Vec<Value>)> = Vec::new();
    if let (Some([one, other]), Some(passive)) = (&query.between, passive) {
        let way = from_to(active, passive);
        let parameters = [other, one, one, other].map(|state| text(state));
        lists.push((format!("{way} UNION {way}"), parameters.to_vec()));
    }
    let named = |name: &str| vec![text(&name_key(name)); 4];
    if let Some(name) = &query.by {
        lists.push((active.records(NAMED), named(name)));
    }
    if let (Some(name), Some(passive)) = (&query.about, passive) {
        lists.push((passive.records(NAMED), named(name)));
    }
    for state in &query.states {
        let records = active.records(OF_STATE);
        lists.push(match passive {
            Some(passive) => {
                let both = format!("{records} UNION {}", passive.records(OF_STATE));
                (both, vec![text(state); 2])
            }
            None => (records, vec![text(state)]),
        });
    }
    let mut question = format!("SELECT {columns} FROM ");
    let mut sql = Conditions::default();
    let mut lists = lists.into_iter();
    if let Some((records, parameters)) = lists.next() {
        question.push_str(&format!(
            "(SELECT DISTINCT * FROM ({records})) k CROSS JOIN {table} x ON x.reading = k.reading
             AND x.position = k.record CROSS JOIN readings r ON r.reading = x.reading
             CROSS JOIN articles a ON a.article = r.article"
        ));
        sql.parameters = parameters;
    } else if query.search.is_none()
        && query.outlet.is_none()
        && (query.since.is_some() || query.until.is_some())
    {
        question.push_str(&format!(
            "articles a CROSS JOIN readings r ON r.article = a.article
             CROSS JOIN {table} x ON x.reading = r.reading"
        ));
    } else {
        question.push_str(&format!(
            "{table} x JOIN readings r ON r.reading = x.reading
             JOIN articles a ON a.article = r.article"
        ));
    }
    question.push_str(" WHERE r.current = 1");
    for (records, parameters) in lists {
        sql.add(format!("(x.reading, x.position) IN ({records})"), parameters);
    }
    match *table {
        "events" => {
            sql.one_of("x.type", query.event_types.iter().map(|kind| kind.name()));
            sql.one_of("x.status", query.statuses.iter().map(|&status| status_word(status)));
        }
        "statements" => {
            sql.one_of(
                "x.kind",
                query.statement_kinds.iter().map(|&kind| statement_kind_word(kind)),
            );
        }
        "quantities" => sql.one_of("x.kind", query.quantity_kinds.iter().map(|kind| kind.name())),
        _ => {}
    }
    if let Some(outlet) = &query.outlet {
        sql.add("r.outlet_key = ?", [text(&name_key(outlet))]);
    }
    of_publication(query, &mut sql);
    if let Some(words) = &query.search {
        let (number, index) = search;
        sql.add(
            format!("{number} IN (SELECT rowid FROM {index} WHERE {index} MATCH ?)"),
            [text(words.expression())],
        );
    }
    if let Some(least) = query.confidence {
        sql.add(format!("{confidence} >= ?"), [Value::Real(least)]);
    }
    if query.without_claims {
        sql.add("x.claim IS NULL", []);
    }
    if query.without_copies {
        sql.add("a.article NOT IN (SELECT article FROM copies WHERE likeness >= 0.5)", []);
    }
    behind(query, &RECORD_ORDER, &mut sql);
    let parameters = sql.put_together(&mut question);
    question.push_str(&order(query, confidence, &RECORD_ORDER));
    (question, parameters)
}

/// Finds the articles that are asked for.
pub(crate) fn of_articles(query: &Query) -> (String, Vec<Value>) {
    let mut sql = Conditions::default();
    // What is asked of the reading leads from it to the article; else unread ones are shown, too.
    let mut join = "LEFT JOIN";
    for name in query.by.iter().chain(&query.about) {
        let key = text(&name_key(name));
        sql.add(format!("r.reading IN (SELECT reading FROM ({NAMED}))"), vec![key; 4]);
        join = "JOIN";
    }
    for state in query.states.iter().chain(query.between.iter().flatten()) {
        sql.add("r.reading IN (SELECT reading FROM actors WHERE state = ?)", [text(state)]);
        join = "JOIN";
    }
    if let Some(outlet) = &query.outlet {
        sql.add(
            "(r.outlet_key = ? OR r.reading IS NULL AND a.outlet = ?)",
            [text(&name_key(outlet)), text(outlet)],
        );
    }
    of_publication(query, &mut sql);
    if let Some(words) = &query.search {
        sql.add(
            "r.reading IN (SELECT rowid FROM reading_search WHERE reading_search MATCH ?)",
            [text(words.expression())],
        );
        join = "JOIN";
    }
    if query.without_copies {
        sql.add("c.article IS NULL", []);
    }
    let mut question = format!(
        "SELECT a.id, a.sha256, coalesce(r.outlet, a.outlet), a.url, a.published, a.day, a.title,
         substr(a.body, 1, 1000), a.form, a.language, length(a.body),
         (SELECT count(*) FROM statements s WHERE s.reading = r.reading),
         (SELECT count(*) FROM events e WHERE e.reading = r.reading),
         o.id, o.sha256, o.outlet, c.kind, c.likeness, r.reading
         FROM articles a {join} readings r ON r.article = a.article AND r.current = 1
         LEFT JOIN copies c ON c.article = a.article LEFT JOIN articles o ON o.article = c.origin
         WHERE a.current = 1",
    );
    behind(query, &ARTICLE_ORDER, &mut sql);
    let parameters = sql.put_together(&mut question);
    question.push_str(&order(query, "1", &ARTICLE_ORDER));
    (question, parameters)
}

/// Finds the directory's entries that are asked for.
pub(crate) fn of_actors(query: &Query) -> (String, Vec<Value>) {
    let mut sql = Conditions::default();
    if let Some(name) = &query.by {
        let key = text(&name_key(name));
        sql.add(
            "d.entry IN (SELECT entry FROM directory_names WHERE name_key = ?
             UNION SELECT entry FROM directory_names WHERE last_word_key = ?)",
            vec![key; 2],
        );
    }
    for state in &query.states {
        sql.add("d.entry IN (SELECT entry FROM directory_states WHERE state = ?)", [text(state)]);
    }
    sql.one_of("d.class", query.classes.iter().map(|&class| class_word(class)));
    if query.outlet.is_some() || query.since.is_some() || query.until.is_some() {
        let mut of_reports = Conditions::default();
        if let Some(outlet) = &query.outlet {
            of_reports.add("r.outlet_key = ?", [text(&name_key(outlet))]);
        }
        of_publication(query, &mut of_reports);
        let mut reports = String::from(
            "SELECT m.entry FROM readings r JOIN articles a ON a.article = r.article
             JOIN directory_members m ON m.article_id = a.id WHERE r.current = 1",
        );
        let parameters = of_reports.put_together(&mut reports);
        sql.add(format!("d.entry IN ({reports})"), parameters);
    }
    if let Some(EntryPlace { reports, entry }) = &query.after_entry {
        let reports = Value::Integer(i64::try_from(*reports).unwrap_or(i64::MAX));
        let parameters = [reports.clone(), reports, text(entry)];
        sql.add("(d.reports < ? OR (d.reports = ? AND d.entry > ?))", parameters);
    }
    let mut question =
        String::from("SELECT entry, class, name, reports FROM directory_entries d WHERE 1");
    let parameters = sql.put_together(&mut question);
    question.push_str(" ORDER BY reports DESC, entry");
    put_limit(query, &mut question);
    (question, parameters)
}

#[cfg(test)]
mod tests {
    use rusqlite::{Connection, params_from_iter};

    use super::*;
    use crate::migrations::{NEWEST, bring_to};

    /// The steps by which SQLite answers a question.
    fn plan((question, parameters): (String, Vec<Value>)) -> String {
        let mut connection = Connection::open_in_memory().unwrap();
        bring_to(&mut connection, NEWEST).unwrap();
        let mut ask = connection.prepare(&format!("EXPLAIN QUERY PLAN {question}")).unwrap();
        let steps = ask.query_map(params_from_iter(parameters), |row| row.get::<_, String>(3));
        steps.unwrap().map(|step| step.unwrap() + "\n").collect()
    }

    fn selective() -> Vec<Query> {
        let all = Query::default();
        let search = crate::Search::new("мост", |word| vec![word.to_owned()]);
        vec![
            Query { by: Some("Ручьёв".into()), ..all.clone() },
            Query { states: vec!["GEO".into()], ..all.clone() },
            Query { search, ..all.clone() },
            Query { outlet: Some("Луч".into()), ..all.clone() },
            Query { since: "2025-11-03".parse().ok(), ..all.clone() },
        ]
    }

    fn selective_by_both_sides() -> Vec<Query> {
        let all = Query::default();
        vec![
            Query { about: Some("Ручьёв".into()), ..all.clone() },
            Query { between: Some(["GEO".into(), "EST".into()]), ..all },
        ]
    }

    #[track_caller]
    fn check(query: &Query, question: (String, Vec<Value>)) {
        let plan = plan(question);
        let walked = plan.lines().filter_map(|step| step.strip_prefix("SCAN ")?.split(' ').next());
        let tables = ["x", "a", "r", "p", "q", "actors", "actor_names", "mentions"];
        for table in walked {
            assert!(!tables.contains(&table), "{query:?}\n{plan}");
        }
    }

    #[test]
    fn no_selective_question_walks_over_a_whole_table() {
        for tables in [&STATEMENTS, &EVENTS, &COMMITMENTS, &ATTITUDES, &QUANTITIES, &DATES] {
            let by_both_sides = tables.passive.is_some().then(selective_by_both_sides);
            for query in selective().into_iter().chain(by_both_sides.into_iter().flatten()) {
                check(&query, of_records(&query, tables, PLACE));
            }
        }
        for query in selective().into_iter().chain(selective_by_both_sides()) {
            // Articles that were not read have no key of their outlet.
            if query.outlet.is_none() {
                check(&query, of_articles(&query));
            }
        }
    }
}
