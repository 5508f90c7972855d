//! The API's description in the form of OpenAPI 3.1: made from what checks requests and writes answers.

use depesha_asking::Asked;
use depesha_tables::{Kind, Table};
use serde_json::{Map, Value, json};

use crate::lists;
use crate::parameters::{MOST_ROWS, Parameter};
use crate::posted::{CORRECTIONS, LONGEST_MEMBER, LONGEST_TEXT};
use crate::problem::CODES;
use crate::reports::{LONGEST_NAME, OUTLETS};
use crate::views::Asks;

/// The schema of a table's rows.
fn row(table: &Table) -> Value {
    let mut properties = Map::new();
    for column in table.columns {
        let (kind, more) = match column.kind {
            Kind::Text | Kind::Bytes => ("string", json!({})),
            Kind::Integer => ("integer", json!({})),
            Kind::Real => ("number", json!({})),
            Kind::Flag => ("boolean", json!({})),
            Kind::Day => ("string", json!({"format": "date"})),
            Kind::Texts => ("array", json!({"items": {"type": "string"}})),
            Kind::Integers => ("array", json!({"items": {"type": "integer"}})),
        };
        let kind = if column.may_lack { json!([kind, "null"]) } else { json!(kind) };
        let mut schema = json!({"type": kind, "description": column.says});
        if let (Value::Object(schema), Value::Object(more)) = (&mut schema, more) {
            schema.extend(more);
        }
        properties.insert(column.name.to_owned(), schema);
    }
    let required: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
    json!({
        "type": "object", "description": table.row, "properties": properties, "required": required,
        "additionalProperties": false,
    })
}

fn of_row(table: &Table) -> Value {
    json!({"$ref": format!("#/components/schemas/{}", table.name)})
}

/// The schema of one page of results.
fn rows(items: Value, with_rule: bool) -> Value {
    let mut schema = json!({
        "type": "object",
        "required": ["items", "next"],
        "properties": {
            "items": {"type": "array", "items": items, "maxItems": MOST_ROWS},
            "next": {"type": ["string", "null"], "description": "The cursor of the next page; null on the last."},
        },
        "additionalProperties": false,
    });
    if with_rule {
        schema["required"] = json!(["rule", "items", "next"]);
        schema["properties"]["rule"] = json!({
            "type": "object", "description": "By which rule it is computed, with all constants.",
            "required": ["name", "paragraphs"],
            "properties": {"name": {"type": "string"}, "paragraphs": {"type": "array", "items": {"type": "string"}}},
        });
    }
    schema
}

fn problem(status: u16) -> Value {
    json!({"$ref": format!("#/components/responses/problem_{status}")})
}

/// The responses of an operation: the good one, and the problems that may come.
fn responses(status: u16, good: Value, problems: &[u16]) -> Value {
    let mut responses = Map::new();
    responses.insert(status.to_string(), good);
    // These may come wherever one asks.
    for status in problems.iter().chain(&[400, 401, 403, 414, 421, 429, 500, 503]) {
        responses.insert(status.to_string(), problem(*status));
    }
    Value::Object(responses)
}

fn described(parameters: &[Parameter]) -> Vec<Value> {
    parameters.iter().map(Parameter::described).collect()
}

fn header(says: &str) -> Value {
    json!({"description": says, "schema": {"type": "string"}})
}

fn good(says: &str, content: Value) -> Value {
    json!({
        "description": says,
        "headers": {
            "ETag": header("A checksum; `If-None-Match` with it gives 304 where nothing changed."),
            "Depesha-As-Of": header("As of when the answer is; somewhat old only while the ledger is written."),
        },
        "content": content,
    })
}

fn tabled(says: &str, schema: Value) -> Value {
    good(
        says,
        json!({
            "application/json": {"schema": schema},
            "text/csv": {"schema": {"type": "string"}},
            "application/jsonl": {"schema": {"type": "string"}},
        }),
    )
}

fn json_of(says: &str, schema: Value) -> Value {
    good(says, json!({"application/json": {"schema": schema}}))
}

fn get(id: &str, tag: &str, says: &str, parameters: Vec<Value>, responses: Value) -> Value {
    json!({
        "operationId": id, "tags": [tag], "summary": says, "parameters": parameters,
        "responses": responses,
        "security": [{}, {"token": []}, {"signed_in": []}],
    })
}

/// What lists are of, in a line.
fn list_says(asked: Asked) -> &'static str {
    match asked {
        Asked::Statements => "Who said what, through whom",
        Asked::Events => "What is said to be done, by whom to whom",
        Asked::Commitments => "Who is bound, to whom, to what, until when",
        Asked::Attitudes => "Who is for or against whom",
        Asked::Actors => "Who is who over all reports",
        Asked::Articles => "Which reports there are, and which are copies of which",
        Asked::Quantities => "How many, how much or how long",
        Asked::Dates => "Which days, months and years reports speak of",
    }
}

fn text(says: &str, most: usize) -> Value {
    json!({"type": ["string", "null"], "description": says, "maxLength": most, "pattern": "^[^\\x00-\\x1F\\x7F-\\x9F]*$"})
}

/// The whole description.
pub(crate) fn description() -> Value {
    let mut paths = Map::new();
    let mut schemas = Map::new();
    for asked in Asked::ALL {
        let table = lists::table(asked);
        schemas.insert(table.name.to_owned(), row(table));
        let operation = get(
            &format!("list_{}", asked.name()),
            "records",
            list_says(asked),
            described(&lists::parameters(asked)),
            responses(
                200,
                tabled(
                    "The records that fit, by time of publication and place in the text; actors by the number of their reports.",
                    rows(of_row(table), false),
                ),
                &[406],
            ),
        );
        paths.insert(format!("/api/v1/{}", asked.name()), json!({"get": operation}));
    }
    for asks in Asks::ALL {
        let tables = asks.tables();
        for table in &tables {
            schemas.insert(table.name.to_owned(), row(table));
        }
        let items: Vec<Value> = tables.iter().map(|table| of_row(table)).collect();
        let operation = get(
            &format!("view_{}", asks.name()),
            "views",
            asks.says(),
            described(&asks.parameters()),
            responses(
                200,
                tabled("The rows of the view, and its rule.", rows(json!({"anyOf": items}), true)),
                &[406, 410],
            ),
        );
        paths.insert(format!("/api/v1/{}", asks.name()), json!({"get": operation}));
    }
    let name = json!({
        "name": "id", "in": "path", "required": true,
        "description": "The article's id, with `/` as `%2F`; or its SHA-256, or the beginning of one.",
        "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_NAME},
    });
    let article = json!({
        "type": "object",
        "required": ["id", "sha256", "title", "outlet", "published", "text", "depesha", "is_corrected", "claims", "record"],
        "properties": {
            "id": {"type": "string"}, "sha256": {"type": "string"},
            "title": {"type": ["string", "null"]}, "outlet": {"type": ["string", "null"]},
            "published": {"type": ["string", "null"]}, "text": {"type": ["string", "null"]},
            "depesha": {"type": ["object", "null"], "description": "The versions that made the reading."},
            "is_corrected": {"type": "boolean", "description": "Whether people's corrections changed it."},
            "claims": {"type": "array", "description": "Which records come from corrections.", "items": {"type": "object"}},
            "record": {"type": ["object", "null"], "description": "The reading, as `depesha read --format json` gives it; null where the article is not read."},
        },
    });
    schemas.insert("article".to_owned(), article);
    let of_article = get(
        "article",
        "records",
        "A report with what is read in it",
        vec![name.clone()],
        responses(
            200,
            json_of("The report.", json!({"$ref": "#/components/schemas/article"})),
            &[404],
        ),
    );
    paths.insert("/api/v1/articles/{id}".into(), json!({"get": of_article}));
    let plain = good("The text.", json!({"text/plain": {"schema": {"type": "string"}}}));
    let of_text = get(
        "article_text",
        "records",
        "The text of a report, as it was received",
        vec![name],
        responses(200, plain, &[404]),
    );
    paths.insert("/api/v1/articles/{id}/text".into(), json!({"get": of_text}));
    let outlet = json!({
        "type": "object", "required": ["outlet", "reports", "first", "last"],
        "properties": {
            "outlet": {"type": "string"}, "reports": {"type": "integer"},
            "first": {"type": ["string", "null"]}, "last": {"type": ["string", "null"]},
        },
    });
    let outlets = get(
        "outlets",
        "records",
        "The outlets by name, each with its reports",
        described(&OUTLETS),
        responses(200, json_of("The outlets.", rows(outlet, false)), &[]),
    );
    paths.insert("/api/v1/outlets".into(), json!({"get": outlets}));
    let overview = get(
        "overview",
        "records",
        "What the ledger holds in all",
        Vec::new(),
        responses(200, json_of("The counts.", json!({"type": "object"})), &[]),
    );
    paths.insert("/api/v1/overview".into(), json!({"get": overview}));
    let sent = json!({
        "type": "object", "required": ["text"], "additionalProperties": false,
        "properties": {
            "text": {"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT, "description": format!("The text of a report in Russian, {LONGEST_TEXT} bytes at most.")},
            "id": text("How it is called in the record [default: read].", LONGEST_MEMBER),
            "outlet": text("The outlet that published it.", LONGEST_MEMBER),
            "published": {"type": ["string", "null"], "description": "When: 2025-11-03, or 2025-11-03T09:30:00+03:00.", "examples": ["2025-11-03"]},
            "title": text("Its headline.", LONGEST_MEMBER),
            "url": text("Where it was published.", LONGEST_MEMBER),
        },
    });
    paths.insert("/api/v1/read".into(), json!({"post": {
        "operationId": "read", "tags": ["reading"], "summary": "Reads a text; nothing of it is kept",
        "requestBody": {"required": true, "content": {
            "text/plain": {"schema": {"type": "string"}}, "application/json": {"schema": sent},
        }},
        "responses": responses(200, json_of("The record, as `depesha read --format json` gives it.", json!({"type": "object"})), &[408, 413, 415, 422]),
        "security": [{}, {"token": []}],
    }}));
    let correction = json!({
        "type": "object", "required": ["change"], "additionalProperties": false,
        "properties": {
            "by": {"type": ["string", "null"], "description": "Whose it is; of a reviewer's token the reviewer."},
            "at": {"type": ["string", "null"], "description": "When, in RFC 3339 [default: now]."},
            "reason": {"type": ["string", "null"], "description": "Why."},
            "change": {"type": "object", "description": "What is said, in the form of `depesha correct --export`: `add`, `mend`, `reject`, `merge`, `split`, `evidence` or `take_back`."},
        },
    });
    let kept = get(
        "corrections",
        "corrections",
        "What people say of the program's records",
        described(&CORRECTIONS),
        responses(
            200,
            json_of(
                "The corrections by time, author and name.",
                rows(json!({"type": "object"}), false),
            ),
            &[],
        ),
    );
    let claim = json!({"type": "object", "required": ["claim"], "properties": {"claim": {"type": "string", "description": "The name of the correction."}}});
    paths.insert("/api/v1/corrections".into(), json!({"get": kept, "post": {
        "operationId": "correct", "tags": ["corrections"], "summary": "Keeps a correction beside the program's records",
        "requestBody": {"required": true, "content": {"application/json": {"schema": correction}}},
        "responses": responses(201, json!({"description": "It is kept.", "content": {"application/json": {"schema": claim}}}), &[408, 413, 415, 422]),
        "security": [{"token": []}],
    }}));
    let this = get(
        "openapi",
        "description",
        "This description",
        Vec::new(),
        responses(200, json_of("The description.", json!({"type": "object"})), &[]),
    );
    paths.insert("/api/v1/openapi.json".into(), json!({"get": this}));
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Depesha",
            "summary": "What reports say, with who is said to have said it, through whom, and where that stands.",
            "description": "Nothing is said here in the program's own voice: each record is something that a report says.",
            "version": depesha::version(),
            "license": {"name": "MIT OR Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "tags": [
            {"name": "records", "description": "What is read in reports."},
            {"name": "views", "description": "What is computed over records, each by a stated rule."},
            {"name": "reading", "description": "Texts that are sent."},
            {"name": "corrections", "description": "People's claims beside the program's."},
            {"name": "description", "description": "This description."},
        ],
        "paths": paths,
        "components": {
            "schemas": with_problem(schemas),
            "responses": problems(),
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "signed_in": {"type": "apiKey", "in": "cookie", "name": "depesha"},
            },
        },
    })
}

fn with_problem(mut schemas: Map<String, Value>) -> Map<String, Value> {
    let codes: Vec<&str> = CODES.iter().map(|(code, ..)| *code).collect();
    let told: Vec<String> =
        CODES.iter().map(|(code, status, says)| format!("`{code}` ({status}): {says}")).collect();
    let problem = json!({
        "type": "object", "required": ["error"], "additionalProperties": false,
        "properties": {"error": {
            "type": "object", "required": ["code", "message", "field", "hint"], "additionalProperties": false,
            "properties": {
                "code": {"type": "string", "enum": codes, "description": told.join("\n")},
                "message": {"type": "string", "description": "What is wrong, for people."},
                "field": {"type": ["string", "null"], "description": "The parameter, header or member of the body at fault."},
                "hint": {"type": ["string", "null"], "description": "What to do next."},
            },
        }},
    });
    schemas.insert("problem".to_owned(), problem);
    schemas
}

/// A response for each status that a problem may have.
fn problems() -> Map<String, Value> {
    let mut responses = Map::new();
    for (_, status, _) in CODES {
        let told: Vec<String> = CODES
            .iter()
            .filter(|(_, own, _)| own == status)
            .map(|(code, _, says)| format!("`{code}`: {says}"))
            .collect();
        let response = json!({
            "description": told.join("\n"),
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/problem"}}},
        });
        responses.insert(format!("problem_{status}"), response);
    }
    responses
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_description_is_that_of_the_program() {
        let mut described = description();
        described["info"]["version"] = json!("VERSION");
        insta::assert_snapshot!(serde_json::to_string_pretty(&described).unwrap());
    }

    #[test]
    fn whatever_is_referred_to_is_there() {
        let whole = description();
        let text = whole.to_string();
        for reference in text.split("\"$ref\":\"#").skip(1) {
            let pointer = reference.split('"').next().unwrap();
            assert!(whole.pointer(pointer).is_some(), "{pointer}");
        }
    }
}
