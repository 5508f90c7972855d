//! Whole readings of the repository's own example reports, as a person can check them.

use std::fmt::Write;
use std::path::Path;
use std::sync::LazyLock;

use depesha_language::Language;
use depesha_reading::{ActorId, DateId, EventStatus, MentionKind, Reading, read};
use depesha_text::Article;

static LANGUAGE: LazyLock<Language> =
    LazyLock::new(|| Language::embedded().expect("the model that is compiled in"));

/// The reading in words: a statement a block, with its chain, its rule and what it says; an event a
/// block, with the words that it was read from; the commitments; then an actor a block, with its state,
/// its roles and all the words that mean it.
fn in_words(article: &Article, reading: &Reading) -> String {
    let name = |actor: ActorId| reading.actors[actor.0].name.as_str();
    let mut out = String::new();
    for (number, statement) in reading.statements.iter().enumerate() {
        let speaker = statement.speaker.map_or("unnamed", name);
        let kind = format!("{:?}", statement.kind).to_lowercase();
        let cue = statement.cue.of(&article.body);
        write!(out, "s{} {speaker} — {kind}, “{cue}”", number + 1).unwrap();
        if let Some(source) = statement.source {
            write!(out, ", source “{}”", source.of(&article.body)).unwrap();
        }
        if !statement.via.is_empty() {
            let via: Vec<&str> = statement.via.iter().map(|&relay| name(relay)).collect();
            write!(out, ", via {}", via.join(" ← ")).unwrap();
        }
        if let Some(parent) = statement.parent {
            write!(out, ", within s{}", parent.0 + 1).unwrap();
        }
        writeln!(out, " [{}]", statement.rule).unwrap();
        for content in &statement.content {
            writeln!(out, "    {}", content.of(&article.body)).unwrap();
        }
    }
    put_events(&mut out, article, reading);
    for actor in &reading.actors {
        let class = format!("{:?}", actor.class).to_lowercase();
        write!(out, "\n{} — {class}", actor.name).unwrap();
        if let Some(state) = actor.state {
            write!(out, ", {state}").unwrap();
        }
        if !actor.also.is_empty() {
            write!(out, ", also {}", actor.also.join(", ")).unwrap();
        }
        for perhaps in &actor.perhaps {
            write!(out, ", perhaps {} {} %", name(perhaps.actor), perhaps.confidence).unwrap();
        }
        writeln!(out).unwrap();
        for role in &actor.roles {
            let of = role.of.map_or(String::new(), |of| format!(" of {}", name(of)));
            writeln!(out, "    {}{of}: “{}”", role.title, role.evidence.of(&article.body)).unwrap();
        }
        let mentions: Vec<String> = actor
            .mentions
            .iter()
            .map(|mention| {
                let kind = match mention.kind {
                    MentionKind::Name => "",
                    MentionKind::Role => " (role)",
                    MentionKind::Pronoun => " (pronoun)",
                    MentionKind::Metonym => " (metonym)",
                };
                format!("{}{kind}", mention.span.of(&article.body))
            })
            .collect();
        writeln!(out, "    {}", mentions.join(", ")).unwrap();
    }
    out
}

fn put_events(out: &mut String, article: &Article, reading: &Reading) {
    let names = |actors: &[ActorId]| {
        let names: Vec<&str> =
            actors.iter().map(|actor| reading.actors[actor.0].name.as_str()).collect();
        if names.is_empty() { "-".to_owned() } else { names.join(", ") }
    };
    let date = |DateId(date): DateId| {
        let date = &reading.dates[date];
        let value = date.value.as_deref().or(date.unresolved.map(|reason| reason.name()));
        format!("“{}” {}", date.span.of(&article.body), value.unwrap_or("-"))
    };
    for (number, event) in reading.events.iter().enumerate() {
        let status = match event.status {
            EventStatus::Actual => "actual",
            EventStatus::Planned => "planned",
            EventStatus::Hypothetical => "hypothetical",
            EventStatus::Negated => "negated",
        };
        let (kind, trigger) = (event.kind.name(), event.trigger.of(&article.body));
        let bound = if event.commitment { ", bound" } else { "" };
        let said_in =
            event.said_in.map_or_else(String::new, |said_in| format!(", in s{}", said_in.0 + 1));
        write!(out, "\ne{} {kind} {status}{bound}, “{trigger}”{said_in}", number + 1).unwrap();
        writeln!(out, " [{}]", event.rule).unwrap();
        writeln!(out, "    {} → {}", names(&event.actors), names(&event.recipients)).unwrap();
        if let Some(when) = event.date {
            writeln!(out, "    when {}", date(when)).unwrap();
        }
        if let Some(place) = event.place {
            writeln!(out, "    where {}", names(&[place])).unwrap();
        }
        for telling in &event.also_in {
            let voice = telling.said_in.map_or_else(
                || "by the author".to_owned(),
                |said_in| format!("in s{}", said_in.0 + 1),
            );
            writeln!(out, "    also “{}” {voice}", telling.trigger.of(&article.body)).unwrap();
        }
        for evidence in &event.evidence {
            let words = evidence.span.of(&article.body);
            writeln!(out, "    {} by “{words}”", evidence.of.name()).unwrap();
        }
    }
    for commitment in &reading.commitments {
        let (who, to) = (names(&commitment.who), names(&commitment.to));
        let act = commitment.act.of(&article.body);
        write!(out, "\ne{} binds {who} to {to}: “{act}”", commitment.event.0 + 1).unwrap();
        if let Some(until) = commitment.until {
            write!(out, ", until {}", date(until)).unwrap();
        }
        if let Some(condition) = commitment.condition {
            write!(out, ", if “{}”", condition.of(&article.body)).unwrap();
        }
        writeln!(out).unwrap();
    }
}

fn check(name: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../examples")
        .join(name)
        .with_extension("txt");
    let body = std::fs::read_to_string(&path).expect("an example of the repository");
    let article = Article::from_body(name, body);
    let reading = read(&article, &LANGUAGE.analyse(&article.body), &LANGUAGE);
    let mut settings = insta::Settings::clone_current();
    settings.set_omit_expression(true);
    settings.set_description(article.body.clone());
    settings.bind(|| insta::assert_snapshot!(name, in_words(&article, &reading)));
}

macro_rules! examples {
    ($($test:ident $name:literal)*) => {
        $(#[test] fn $test() { check($name); })*

        #[test]
        fn every_example_has_its_reading() {
            let known = [$($name),*];
            for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples")).unwrap() {
                let path = entry.unwrap().path();
                if path.extension().is_some_and(|ending| ending == "txt") {
                    let name = path.file_stem().unwrap().to_str().unwrap();
                    assert!(known.contains(&name), "examples/{name}.txt has no snapshot");
                }
            }
        }
    };
}

examples! {
    block_quotes_follow_a_colon "block-quote"
    phrases_attribute_as_verbs_do "by-the-words-of"
    a_capital_speaks_for_its_government "capital"
    channel_posts_have_emoji_and_links "channel-post"
    a_dash_opens_a_line_of_dialogue "dialogue"
    direct_speech_is_attributed_behind_it "direct-speech"
    indirect_speech_follows_a_conjunction "indirect-speech"
    a_quote_is_interrupted_by_its_cue "interrupted-quote"
    quotes_stand_within_quotes "nested-quotes"
    this_points_back_to_the_sentence_before "pointing-back"
    promises_and_denials_are_statements "promise-and-denial"
    outlets_relay_agencies "relay-chain"
    roles_and_pronouns_mean_people "roles-and-pronouns"
    a_quote_runs_over_paragraphs "several-paragraphs"
    statements_stand_within_statements "statements-within"
    a_lost_mark_spoils_one_paragraph "unpaired-mark"
    the_visit_has_it_all "visit"
}
