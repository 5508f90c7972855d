//! Reads any bytes as a report and checks what must hold of every reading.

#![no_main]

use std::sync::LazyLock;

use depesha::reading::{ActorId, Reading};
use depesha::{Article, ByteSpan, Reader};
use libfuzzer_sys::fuzz_target;

static READER: LazyLock<Reader> =
    LazyLock::new(|| Reader::embedded().expect("the model is compiled in"));

fuzz_target!(|bytes: &[u8]| {
    let article = Article::from_body("fuzz", String::from_utf8_lossy(bytes));
    let reading = READER.read(&article);
    check(&reading, &article.body);
    // The record counts code points and goes by every index: it must be writable too.
    READER.record(&article, &reading);
});

fn check(reading: &Reading, body: &str) {
    let check_span = |span: ByteSpan| {
        assert!(span.start <= span.end && span.end <= body.len(), "{span:?} leaves the text");
        assert!(body.get(span.start..span.end).is_some(), "{span:?} cuts a character");
    };
    let check_actor = |actor: ActorId| {
        assert!(actor.0 < reading.actors.len(), "{actor:?} is no actor of the reading");
    };
    reading.outlet.into_iter().for_each(check_actor);
    for actor in &reading.actors {
        actor.mentions.iter().for_each(|mention| check_span(mention.span));
    }
    for statement in &reading.statements {
        check_span(statement.cue);
        statement.source.into_iter().for_each(check_span);
        statement.content.iter().copied().for_each(check_span);
        statement.speaker.into_iter().for_each(check_actor);
        statement.via.iter().copied().for_each(check_actor);
        // More steps upwards than there are statements are a loop.
        let mut ancestor = statement.parent;
        for _ in 0..=reading.statements.len() {
            let Some(parent) = ancestor else { break };
            assert!(parent.0 < reading.statements.len(), "{parent:?} is no statement");
            ancestor = reading.statements[parent.0].parent;
        }
        assert!(ancestor.is_none(), "a statement is its own ancestor: {statement:?}");
    }
}
