//! The examples of `docs/CODEBOOK.md` are read as it says.

use depesha_language::Language;
use depesha_reading::{Event, EventStatus, EventType, read};
use depesha_text::Article;

const CODEBOOK: &str = include_str!("../../../docs/CODEBOOK.md");

/// The rows of the tables, without their heads: cells without the marks of code.
fn rows() -> impl Iterator<Item = [String; 3]> {
    CODEBOOK.lines().filter(|line| line.starts_with("| `")).map(|line| {
        let mut cells = line.trim_matches('|').split('|').map(|cell| cell.trim().replace('`', ""));
        std::array::from_fn(|_| cells.next().unwrap_or_default())
    })
}

/// The event whose trigger holds the words in bold, of the sentence without the marks.
fn event_in_bold(language: &Language, marked: &str) -> Option<Event> {
    let parts: Vec<&str> = marked.split("**").collect();
    let [before, trigger, _] = parts[..] else { panic!("one trigger in bold: {marked}") };
    let text = marked.replace("**", "");
    let article = Article::from_body("codebook", text);
    let reading = read(&article, &language.analyse(&article.body), language);
    let (start, end) = (before.len(), before.len() + trigger.len());
    let is_meant = |event: &Event| event.trigger.start < end && start < event.trigger.end;
    reading.events.into_iter().find(is_meant)
}

#[test]
fn each_example_is_read_as_the_codebook_says() {
    let language = Language::embedded().expect("the model that is compiled in");
    let mut wrong: Vec<String> = Vec::new();
    let mut statuses = 0;
    for [name, second, marked] in rows() {
        let event = event_in_bold(&language, &marked);
        let fits = |event: &Event| match EventType::from_name(&name) {
            Some(kind) => event.kind == kind && (second.is_empty() || event.mode == Some(&second)),
            None => {
                let status = match name.as_str() {
                    "actual" => EventStatus::Actual,
                    "planned" => EventStatus::Planned,
                    "hypothetical" => EventStatus::Hypothetical,
                    _ => EventStatus::Negated,
                };
                event.status == status
            }
        };
        statuses += usize::from(EventType::from_name(&name).is_none());
        if !event.as_ref().is_some_and(fits) {
            wrong.push(format!("{name} {second}: {marked} is {event:?}"));
        }
    }
    assert_eq!(statuses, 4, "an example for each status");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_type_has_an_example() {
    for kind in EventType::ALL {
        assert!(rows().any(|[name, ..]| name == kind.name()), "{}", kind.name());
    }
}
