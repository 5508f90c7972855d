//! What may stand in a query: one description checks requests and is told in the API's description.

use depesha_asking::{Asked, first_day, last_day};
use serde_json::{Value, json};

use crate::problem::Problem;

/// The most fields of a query.
const MOST_FIELDS: usize = 64;
/// The most characters of a value.
pub(crate) const LONGEST_VALUE: usize = 400;
/// The most characters of a cursor.
const LONGEST_CURSOR: usize = 4_096;
/// The most values of a parameter that may be repeated.
const MOST_REPEATS: usize = 16;
/// The most rows of one page of results.
pub(crate) const MOST_ROWS: usize = 1_000;
/// The rows of a page of results where nobody says how many.
pub(crate) const USUAL_ROWS: usize = 100;
/// The years of days that may be asked for: news, and what lies around it.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2199;

/// What the values of a parameter are.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Sort {
    /// Words.
    Text,
    /// A state by code or name.
    State,
    /// Two of them, with a comma.
    TwoStates,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A day, month or year.
    Day,
    /// Two of them, with two points between, of which one may lack.
    Days,
    /// Yes or no.
    Flag,
    /// A number from and to.
    Number(f64, f64),
    /// A whole number from and to.
    Count(usize, usize),
    /// Where to go on.
    Cursor,
}

/// A parameter.
#[derive(Debug, Clone)]
pub(crate) struct Parameter {
    pub(crate) name: &'static str,
    pub(crate) says: &'static str,
    pub(crate) sort: Sort,
    pub(crate) repeats: bool,
    pub(crate) required: bool,
}

impl Parameter {
    pub(crate) const fn new(name: &'static str, sort: Sort, says: &'static str) -> Self {
        Self { name, says, sort, repeats: false, required: false }
    }

    pub(crate) const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    /// The schema of one value.
    fn schema_of_one(&self) -> Value {
        // What says nothing is no value.
        let text = json!({"type": "string", "minLength": 1, "maxLength": LONGEST_VALUE, "pattern": "^[^\\x00-\\x1F\\x7F]*[^\\s\\x00-\\x1F\\x7F][^\\x00-\\x1F\\x7F]*$"});
        match self.sort {
            Sort::Text => text,
            Sort::State => {
                json!({"type": "string", "minLength": 1, "maxLength": LONGEST_VALUE, "examples": ["AZE", "Азербайджан"]})
            }
            Sort::TwoStates => {
                json!({"type": "string", "minLength": 3, "maxLength": LONGEST_VALUE, "pattern": "^[^,]+,[^,]+$", "examples": ["AZE,RUS"]})
            }
            Sort::Choice(words) => json!({"type": "string", "enum": words}),
            Sort::Day => {
                json!({"type": "string", "minLength": 4, "maxLength": 10, "pattern": "^(19|20|21)[0-9]{2}(-[0-9]{2}(-[0-9]{2})?)?$", "examples": ["2025-11-03", "2025-11", "2025"]})
            }
            Sort::Days => {
                json!({"type": "string", "minLength": 2, "maxLength": 22, "pattern": "^[-0-9]*\\.\\.[-0-9]*$", "examples": ["2025-10..2025-11"]})
            }
            Sort::Flag => json!({"type": "boolean"}),
            Sort::Number(from, to) => json!({"type": "number", "minimum": from, "maximum": to}),
            Sort::Count(from, to) => json!({"type": "integer", "minimum": from, "maximum": to}),
            Sort::Cursor => {
                json!({"type": "string", "minLength": 1, "maxLength": LONGEST_CURSOR, "pattern": "^[0-9a-f]+$"})
            }
        }
    }

    /// The parameter as OpenAPI has it.
    pub(crate) fn described(&self) -> Value {
        let one = self.schema_of_one();
        let schema = match self.repeats {
            true => json!({"type": "array", "items": one, "maxItems": MOST_REPEATS}),
            false => one,
        };
        json!({"name": self.name, "in": "query", "description": self.says, "required": self.required, "schema": schema})
    }

    /// Checks one value.
    fn check(&self, value: &str) -> Result<(), Problem> {
        let wrong = |why: &str| Err(Problem::value(self.name, value, why));
        let longest =
            if matches!(self.sort, Sort::Cursor) { LONGEST_CURSOR } else { LONGEST_VALUE };
        if value.chars().count() > longest {
            return wrong(&format!("give {longest} characters at most"));
        }
        if value.trim().is_empty() {
            return wrong("give a value");
        }
        if value.chars().any(char::is_control) {
            return wrong("it has characters that nobody sees");
        }
        match self.sort {
            Sort::Choice(words) if !words.iter().any(|word| word.eq_ignore_ascii_case(value)) => {
                wrong(&format!("give one of {}", words.join(", ")))
            }
            Sort::Day => day_in_bounds(value).map_err(|why| Problem::value(self.name, value, why)),
            Sort::Flag if !matches!(value, "true" | "false") => wrong("give true or false"),
            Sort::Number(from, to) => match value.parse::<f64>() {
                Ok(number) if (from..=to).contains(&number) => Ok(()),
                _ => wrong(&format!("give a number from {from} to {to}")),
            },
            Sort::Count(from, to) => match value.parse::<usize>() {
                Ok(number) if (from..=to).contains(&number) && !value.starts_with('+') => Ok(()),
                _ => wrong(&format!("give a whole number from {from} to {to}")),
            },
            _ => Ok(()),
        }
    }
}

/// Whether the day, month or year is one, and within the years that may be asked for.
fn day_in_bounds(value: &str) -> Result<(), String> {
    let year = value.get(..4).and_then(|year| year.parse::<i16>().ok());
    first_day(value)?;
    last_day(value)?;
    match year {
        Some(year) if YEARS.contains(&year) => Ok(()),
        _ => Err(format!("give a year from {} to {}", YEARS.start(), YEARS.end())),
    }
}

/// The two ends of `2025-10..2025-11`, of which either may lack.
pub(crate) fn span(
    field: &'static str,
    value: &str,
) -> Result<[Option<depesha::directory::Day>; 2], Problem> {
    let wrong = |why: String| Problem::value(field, value, why);
    let parted = value.split_once("..");
    let (since, until) =
        parted.ok_or_else(|| wrong("give days parted by two points: 2025-10..2025-11".into()))?;
    for day in [since, until].into_iter().filter(|day| !day.is_empty()) {
        day_in_bounds(day).map_err(wrong)?;
    }
    let end = |given: &str, day: fn(&str) -> Result<_, String>| match given {
        "" => Ok(None),
        given => day(given).map(Some).map_err(wrong),
    };
    Ok([end(since, first_day)?, end(until, last_day)?])
}

/// The parameters of a list's filters.
pub(crate) fn of_filters(asked: Asked) -> Vec<Parameter> {
    let known = |filter: &&depesha_asking::Filter| filter.name != "limit";
    let parameter = |filter: &depesha_asking::Filter| Parameter {
        name: filter.name,
        says: filter.says,
        sort: sort_of(asked, filter.name),
        repeats: filter.repeats,
        required: false,
    };
    asked.filters().filter(known).map(parameter).collect()
}

fn sort_of(asked: Asked, filter: &str) -> Sort {
    match (filter, asked) {
        ("state", _) => Sort::State,
        ("between", _) => Sort::TwoStates,
        ("type", _) => Sort::Choice(words(depesha_asking::event_types())),
        ("status", _) => Sort::Choice(words(depesha_asking::event_statuses())),
        ("kind", Asked::Quantities) => Sort::Choice(words(depesha_asking::quantity_kinds())),
        ("kind", Asked::Actors) => Sort::Choice(words(depesha_asking::actor_classes())),
        ("kind", _) => Sort::Choice(words(depesha_asking::statement_kinds())),
        ("confidence", _) => Sort::Number(0.0, 1.0),
        ("since" | "until", _) => Sort::Day,
        ("without-copies" | "latest-first", _) => Sort::Flag,
        _ => Sort::Text,
    }
}

/// The words of some choices; a few short lists, made once a process and list.
fn words<T>(choices: impl Iterator<Item = depesha_asking::Choice<T>>) -> &'static [&'static str] {
    Vec::leak(choices.map(|(word, _)| word).collect())
}

/// The names and values of a query, checked by their parameters.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fields(Vec<(&'static str, String)>);

impl Fields {
    /// The fields of a query.
    pub(crate) fn of(query: &str, parameters: &[Parameter]) -> Result<Self, Problem> {
        let mut fields = Vec::new();
        for (name, value) in pairs(query)? {
            let Some(parameter) = parameters.iter().find(|known| known.name == name) else {
                let names: Vec<&str> = parameters.iter().map(|known| known.name).collect();
                let shown: String = name.chars().take(80).collect();
                let problem = Problem::new("unknown_field", format!("`{shown}` is not asked here"))
                    .field(shown);
                return Err(match names.is_empty() {
                    true => problem.hint("leave it out"),
                    false => problem.hint(format!("give one of {}", names.join(", "))),
                });
            };
            parameter.check(&value)?;
            let given = fields.iter().filter(|(known, _)| *known == parameter.name).count();
            let most = if parameter.repeats { MOST_REPEATS } else { 1 };
            if given >= most {
                let times =
                    if most == 1 { "once".to_owned() } else { format!("{most} times at most") };
                let message = format!("`{name}` is given too often: give it {times}");
                return Err(Problem::new("bad_value", message).field(parameter.name));
            }
            fields.push((parameter.name, value));
        }
        for parameter in parameters.iter().filter(|parameter| parameter.required) {
            if !fields.iter().any(|(name, _)| *name == parameter.name) {
                let message = format!("`{}` is missing", parameter.name);
                return Err(Problem::new("bad_value", message)
                    .field(parameter.name)
                    .hint(parameter.says));
            }
        }
        Ok(Self(fields))
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn is(&self, name: &str) -> bool {
        self.get(name) == Some("true")
    }

    pub(crate) fn number<N: std::str::FromStr>(&self, name: &str, usual: N) -> N {
        self.get(name).and_then(|value| value.parse().ok()).unwrap_or(usual)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.0.iter().map(|(name, value)| (*name, value.as_str()))
    }

    /// What is asked, less how it is to be given: the same for each page and form of one answer.
    pub(crate) fn question(&self) -> String {
        let asks = |(name, _): &&(&'static str, String)| !GIVEN.contains(name);
        let mut told = form_urlencoded::Serializer::new(String::new());
        told.extend_pairs(self.0.iter().filter(asks));
        told.finish()
    }
}

/// What says how answers are given, not what is asked.
const GIVEN: [&str; 3] = ["limit", "cursor", "format"];

/// The names and values of a query or a form.
pub(crate) fn pairs(query: &str) -> Result<Vec<(String, String)>, Problem> {
    let broken = || Problem::new("bad_value", "the query is not in UTF-8").field("query");
    let decoded = percent_encoding::percent_decode_str(query).decode_utf8();
    decoded.map_err(|_| broken())?;
    let pairs: Vec<(String, String)> =
        form_urlencoded::parse(query.as_bytes()).into_owned().take(MOST_FIELDS + 1).collect();
    if pairs.len() > MOST_FIELDS {
        let message = format!("the query has more than {MOST_FIELDS} fields");
        return Err(Problem::new("bad_value", message).field("query"));
    }
    Ok(pairs)
}

/// How answers are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Json,
    Csv,
    JsonLines,
}

pub(crate) const FORMAT: Parameter = Parameter::new(
    "format",
    Sort::Choice(&["json", "csv", "jsonl"]),
    "How the answer is given; before `Accept`. JSON comes in pages, the others whole",
);
pub(crate) const CURSOR: Parameter =
    Parameter::new("cursor", Sort::Cursor, "Where to go on: `next` of the page before");
pub(crate) const LIMIT: Parameter = Parameter::new(
    "limit",
    Sort::Count(1, MOST_ROWS),
    "The most to give; of JSON in one page [default: 100; in CSV and JSON lines all]",
);

impl Form {
    /// The form that is asked for by `format`, else by the header `Accept`.
    pub(crate) fn of(fields: &Fields, accept: Option<&str>) -> Result<Self, Problem> {
        match fields.get("format").map(str::to_ascii_lowercase).as_deref() {
            Some("csv") => return Ok(Self::Csv),
            Some("jsonl") => return Ok(Self::JsonLines),
            Some(_) => return Ok(Self::Json),
            None => {}
        }
        let Some(accept) = accept else { return Ok(Self::Json) };
        let mut best: Option<(f32, Self)> = None;
        for range in accept.split(',') {
            let mut parts = range.split(';').map(str::trim);
            let form = match parts.next().unwrap_or("").to_ascii_lowercase().as_str() {
                "application/json" | "application/*" | "*/*" | "" | "text/html" => Self::Json,
                "text/csv" | "text/*" => Self::Csv,
                "application/jsonl" | "application/x-ndjson" | "application/json-lines" => {
                    Self::JsonLines
                }
                _ => continue,
            };
            let weight =
                parts.find_map(|part| part.strip_prefix("q=")?.parse().ok()).unwrap_or(1.0);
            if weight > 0.0 && best.is_none_or(|(known, _)| weight > known) {
                best = Some((weight, form));
            }
        }
        best.map(|(_, form)| form).ok_or_else(|| {
            Problem::new("no_such_form", "none of the forms that `Accept` names is given")
                .field("Accept")
                .hint("ask for application/json, text/csv or application/jsonl")
        })
    }

    pub(crate) fn media(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Csv => "text/csv; charset=utf-8",
            Self::JsonLines => "application/jsonl",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(query: &str) -> (&'static str, Option<String>) {
        let mut parameters = of_filters(Asked::Events);
        parameters.extend([LIMIT, CURSOR, FORMAT]);
        let problem = Fields::of(query, &parameters).unwrap_err();
        (problem.code, problem.field)
    }

    #[test]
    fn each_fault_names_its_field() {
        for (query, code, field) in [
            ("colour=red", "unknown_field", "colour"),
            ("type=walk", "bad_value", "type"),
            ("limit=0", "bad_value", "limit"),
            ("limit=1001", "bad_value", "limit"),
            ("limit=%2B5", "bad_value", "limit"),
            ("since=0001-01-01", "bad_value", "since"),
            ("since=2025-13", "bad_value", "since"),
            ("by=%00", "bad_value", "by"),
            ("by=", "bad_value", "by"),
            ("by=a&by=b", "bad_value", "by"),
            ("by=%FF", "bad_value", "query"),
            ("without-copies=perhaps", "bad_value", "without-copies"),
            ("confidence=NaN", "bad_value", "confidence"),
            ("confidence=2", "bad_value", "confidence"),
        ] {
            assert_eq!(fault(query), (code, Some(field.to_owned())), "{query}");
        }
        assert_eq!(fault(&"a=b&".repeat(65)).1.as_deref(), Some("query"));
        assert_eq!(fault(&format!("by={}", "ы".repeat(401))).1.as_deref(), Some("by"));
    }

    #[test]
    fn the_form_is_that_of_the_query_else_that_which_is_liked_best() {
        let form = |query: &str, accept: &str| {
            let fields = Fields::of(query, &[FORMAT]).unwrap();
            Form::of(&fields, Some(accept)).map_err(|problem| problem.code)
        };
        assert_eq!(form("format=csv", "application/json"), Ok(Form::Csv));
        assert_eq!(form("", "text/csv;q=0.5, application/jsonl"), Ok(Form::JsonLines));
        assert_eq!(form("", "*/*"), Ok(Form::Json));
        assert_eq!(form("", "image/png"), Err("no_such_form"));
    }
}
