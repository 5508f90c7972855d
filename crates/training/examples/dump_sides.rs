//! scratch
use depesha_language::Language;
use depesha_reading::{Asked, EventType, side_traits, state_traits};
use depesha_text::{Article, ByteSpan};
use std::io::Write;
fn main() {
    let language = Language::embedded().unwrap();
    let mut out = std::io::BufWriter::new(std::io::stdout());
    for line in std::io::stdin().lines() {
        let given: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
        let text = given["text"].as_str().unwrap().to_owned();
        let at: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let article = Article::from_body("x", text);
        let analysis = language.analyse(&article.body);
        let reading = depesha_reading::read(&article, &analysis, &language);
        let back = |byte: usize| at.partition_point(|&a| a < byte);
        let mut asked = vec![];
        let mut found = vec![];
        for event in given["events"].as_array().unwrap() {
            let trigger = ByteSpan::new(
                at[event["trigger"]["start"].as_u64().unwrap() as usize],
                at[event["trigger"]["end"].as_u64().unwrap() as usize],
            );
            let kind = EventType::from_name(event["type"].as_str().unwrap()).unwrap();
            let event = reading.events.iter().position(|e| e.kind == kind && e.trigger.overlaps(trigger));
            asked.push(Asked { trigger, kind, event });
            found.push(event);
        }
        // All of the reading's own events behind them.
        for (at, event) in reading.events.iter().enumerate() {
            asked.push(Asked { trigger: event.trigger, kind: event.kind, event: Some(at) });
        }
        let sides = side_traits(&article, &analysis, &language, &reading, &asked);
        let states = state_traits(&article, &analysis, &language, &reading);
        let actors: Vec<_> = reading.actors.iter().map(|a| serde_json::json!({
            "name": a.name, "also": a.also, "state": a.state, "class": format!("{:?}", a.class),
            "ground": a.state_from.map(|f| f.ground.name())})).collect();
        let events: Vec<_> = reading.events.iter().map(|e| serde_json::json!({
            "trigger": {"start": back(e.trigger.start), "end": back(e.trigger.end)}, "type": e.kind.name(),
            "actors": e.actors.iter().map(|a| a.0).collect::<Vec<_>>(),
            "recipients": e.recipients.iter().map(|a| a.0).collect::<Vec<_>>(), "rule": e.rule})).collect();
        let sides: Vec<_> = sides.iter().map(|s| serde_json::json!([s.event, s.actor.0, s.by_rules as u8,
            s.traits.iter().map(|t| &t.0).collect::<Vec<_>>()])).collect();
        let states: Vec<_> = states.iter().map(|s| serde_json::json!([s.actor.0, s.state,
            s.traits.iter().map(|t| &t.0).collect::<Vec<_>>()])).collect();
        writeln!(out, "{}", serde_json::json!({"name": given["name"], "set": given["set"], "found": found,
            "actors": actors, "events": events, "sides": sides, "states": states})).unwrap();
    }
}
