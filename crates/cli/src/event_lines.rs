//! The events of a reading as lines for people: what is said to be done, by whom to whom, when and
//! where, to what it binds somebody, and, if asked for, by which words it was read.

use anstyle::{AnsiColor, Style};
use depesha::Article;
use depesha::ByteSpan;
use depesha::reading::{
    ActorClass, ActorId, Commitment, DateId, Event, EventId, EventStatus, Reading, StatementId,
};

use crate::page::UNNAMED;
use crate::typesetting::{ASIDE, CUE, HEADLINE, SPEAKER, Typesetting, one_line};

/// Tells whoever reads the page apart from the text around it.
const MARK: &str = "▸";

/// The events of one voice, `indent` columns from the left.
pub(crate) struct EventLines<'reading> {
    pub(crate) article: &'reading Article,
    pub(crate) reading: &'reading Reading,
    /// Whether to tell the rule and the words that it read each event from.
    pub(crate) explain: bool,
    pub(crate) typesetting: Typesetting,
}

impl EventLines<'_> {
    /// Writes the events that the statement carries, or those of the author's own voice.
    pub(crate) fn put(&self, page: &mut String, said_in: Option<StatementId>, indent: usize) {
        let events = self.reading.events.iter().enumerate();
        for (place, event) in events.filter(|(_, event)| event.said_in == said_in) {
            self.put_event(page, EventId(place), event, indent);
        }
    }

    /// Writes what the author tells without giving it to anybody, under a heading of its own.
    pub(crate) fn put_of_author(&self, page: &mut String) {
        if self.reading.events.iter().any(|event| event.said_in.is_none()) {
            page.push('\n');
            self.typesetting.put(page, 0, HEADLINE, "In the author's own voice");
            self.put(page, None, 2);
        }
    }

    fn put_event(&self, page: &mut String, id: EventId, event: &Event, indent: usize) {
        let status = status_name(event.status);
        let mut words = vec![
            (ASIDE, MARK.to_owned()),
            (Style::new().bold(), event.kind.name().to_owned()),
            (Style::new(), event.mode.unwrap_or_default().to_owned()),
            (status_style(event.status), status.to_owned()),
        ];
        let sides = [(SPEAKER, &event.actors), (Style::new(), &event.recipients)];
        for (place, (style, side)) in sides.into_iter().enumerate() {
            if place == 1 && !side.is_empty() {
                words.push((ASIDE, "→".to_owned()));
            }
            let nobody = place == 0 && side.is_empty() && !event.recipients.is_empty();
            let names = if nobody { UNNAMED.to_owned() } else { self.names(side) };
            words.push((if nobody { ASIDE } else { style }, names));
        }
        self.typesetting.put_flowing(page, indent, 2, &words);
        let indent = indent + 2;
        self.typesetting.put(page, indent, ASIDE, &self.circumstances(event));
        let commitments = self.reading.commitments.iter();
        for commitment in commitments.filter(|commitment| commitment.event == id) {
            self.typesetting.put_flowing(page, indent, 2, &self.commitment(commitment, event));
        }
        if self.explain {
            self.typesetting.put(page, indent, ASIDE, &self.explanation(event));
        }
    }

    fn quoted(&self, span: ByteSpan) -> String {
        format!("“{}”", one_line(span.of(&self.article.body)))
    }

    fn names(&self, actors: &[ActorId]) -> String {
        let name = |actor: &ActorId| one_line(&self.reading.actors[actor.0].name);
        actors.iter().map(name).collect::<Vec<_>>().join(", ")
    }

    /// The trigger, and when, where and in which field, as far as the clause tells.
    fn circumstances(&self, event: &Event) -> String {
        let mut told = vec![self.quoted(event.trigger)];
        told.extend(event.date.map(|date| self.date(date)));
        told.extend(event.place.map(|place| {
            let place = &self.reading.actors[place.0];
            let state = place.state.filter(|_| place.class != ActorClass::State);
            let state = state.map_or(String::new(), |state| format!(" ({state})"));
            format!("{}{state}", one_line(&place.name))
        }));
        told.extend(event.contexts.iter().map(|&context| context.to_owned()));
        for telling in &event.also_in {
            let voice = match telling.said_in {
                Some(StatementId(place)) => match self.reading.statements[place].speaker {
                    Some(speaker) => self.names(&[speaker]),
                    None => UNNAMED.to_owned(),
                },
                None => "the author".to_owned(),
            };
            told.push(format!("also told by {voice}"));
        }
        told.join(" · ")
    }

    /// The words of a date with what they mean, where the words do not say it themselves.
    fn date(&self, DateId(place): DateId) -> String {
        let date = &self.reading.dates[place];
        let words = one_line(date.span.of(&self.article.body));
        let end = date.end.as_ref().map_or(String::new(), |end| format!("/{end}"));
        match (&date.value, date.unresolved) {
            (Some(value), _) => format!("{words} = {value}{end}"),
            (None, Some(reason)) => format!("{words} = ? ({})", reason.name()),
            (None, None) => words,
        }
    }

    fn commitment(&self, read: &Commitment, event: &Event) -> Vec<(Style, String)> {
        let mut words = vec![(CUE, "binds".to_owned()), (Style::new(), self.names(&read.who))];
        if !read.to.is_empty() {
            words.push((ASIDE, format!("to {}", self.names(&read.to))));
        }
        words.push((ASIDE, "·".to_owned()));
        words.push((Style::new(), self.quoted(read.act)));
        if let Some(until) = read.until.filter(|_| read.until != event.date) {
            words.push((ASIDE, format!("· until {}", self.date(until))));
        }
        if let Some(condition) = read.condition {
            words.push((ASIDE, format!("· condition: {}", self.quoted(condition))));
        }
        words
    }

    /// The rule, and for each part the words that it was read from.
    fn explanation(&self, event: &Event) -> String {
        let mut told = vec![format!("rule {}, {} %", event.rule, event.confidence)];
        told.extend(event.evidence.iter().map(|evidence| {
            let meant = evidence.actor.map(|actor| format!(" {}", self.names(&[actor])));
            let words = self.quoted(evidence.span);
            format!("{}{} by {words}", evidence.of.name(), meant.unwrap_or_default())
        }));
        told.join(" · ")
    }
}

pub(crate) fn status_name(status: EventStatus) -> &'static str {
    match status {
        EventStatus::Actual => "actual",
        EventStatus::Planned => "planned",
        EventStatus::Hypothetical => "hypothetical",
        EventStatus::Negated => "negated",
    }
}

pub(crate) fn status_style(status: EventStatus) -> Style {
    match status {
        EventStatus::Actual => AnsiColor::Green.on_default(),
        EventStatus::Planned => AnsiColor::Cyan.on_default(),
        EventStatus::Hypothetical => AnsiColor::Yellow.on_default(),
        EventStatus::Negated => AnsiColor::Red.on_default(),
    }
}
