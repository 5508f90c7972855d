//! What the names in a record (`a1`, `s2`, `e3`) refer to.

use std::collections::HashMap;

use depesha::Record;
use depesha::record::{Date, Span};

/// The places of a record's actors, statements and events by their ids; each reference is known to
/// lead somewhere, each span to lie in the text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Links {
    actors: HashMap<String, i64>,
    statements: HashMap<String, i64>,
    events: HashMap<String, i64>,
    /// Dates by their spans; an event's date is one of them.
    dates: HashMap<(usize, usize), i64>,
}

fn numbered<'a>(ids: impl Iterator<Item = &'a String>) -> HashMap<String, i64> {
    ids.cloned().zip(0..).collect()
}

impl Links {
    /// Looks at all references and spans of the record of a text of `length` code points.
    ///
    /// # Errors
    /// What is wrong with the first that leads nowhere.
    pub(crate) fn of(record: &Record, length: usize) -> Result<Self, String> {
        let spans = record.dates.iter().map(|date| (date.span.start, date.span.end));
        let links = Self {
            actors: numbered(record.actors.iter().map(|actor| &actor.id)),
            statements: numbered(record.statements.iter().map(|statement| &statement.id)),
            events: numbered(record.events.iter().map(|event| &event.id)),
            // Of two dates of one span the first is meant.
            dates: spans.zip(0..).collect::<Vec<_>>().into_iter().rev().collect(),
        };
        let counts = [links.actors.len(), links.statements.len(), links.events.len()];
        if counts != [record.actors.len(), record.statements.len(), record.events.len()] {
            return Err("two of its records have one id".into());
        }
        links.check(record, length)?;
        Ok(links)
    }

    pub(crate) fn actor(&self, id: &str) -> Option<i64> {
        self.actors.get(id).copied()
    }

    pub(crate) fn statement(&self, id: &str) -> Option<i64> {
        self.statements.get(id).copied()
    }

    pub(crate) fn event(&self, id: &str) -> Option<i64> {
        self.events.get(id).copied()
    }

    pub(crate) fn date(&self, date: &Date) -> Option<i64> {
        self.dates.get(&(date.span.start, date.span.end)).copied()
    }

    fn check(&self, record: &Record, length: usize) -> Result<(), String> {
        let span = |start: usize, end: usize| {
            if start <= end && end <= length {
                return Ok(());
            }
            Err(format!("the span {start}..{end} does not lie in its text of {length} characters"))
        };
        let at = |place: &Span| span(place.start, place.end);
        let actor = |id: &String| match self.actor(id) {
            Some(_) => Ok(()),
            None => Err(format!("there is no actor `{id}`")),
        };
        let said_in = |id: &Option<String>| match id {
            Some(id) if self.statement(id).is_none() => {
                Err(format!("there is no statement `{id}`"))
            }
            _ => Ok(()),
        };
        for found in &record.actors {
            for mention in found.mentions.iter().chain(&found.references) {
                span(mention.start, mention.end)?;
            }
            if let Some(from) = &found.state_from {
                span(from.start, from.end)?;
            }
            for role in &found.roles {
                at(&role.evidence)?;
                role.of.iter().try_for_each(actor)?;
            }
            found.perhaps.iter().try_for_each(|perhaps| actor(&perhaps.actor))?;
        }
        for statement in &record.statements {
            at(&statement.cue)?;
            statement.source.iter().chain(&statement.content).try_for_each(at)?;
            statement.speaker.iter().chain(&statement.via).try_for_each(actor)?;
            said_in(&statement.parent)?;
        }
        for date in &record.dates {
            at(&date.span)?;
            said_in(&date.said_in)?;
        }
        for quantity in &record.quantities {
            at(&quantity.span)?;
            at(&quantity.amount)?;
            said_in(&quantity.said_in)?;
        }
        for event in &record.events {
            at(&event.trigger)?;
            said_in(&event.said_in)?;
            event.actors.iter().chain(&event.recipients).chain(&event.place).try_for_each(actor)?;
            for telling in &event.also_in {
                at(&telling.trigger)?;
                said_in(&telling.said_in)?;
            }
            for evidence in &event.evidence {
                span(evidence.start, evidence.end)?;
                evidence.actor.iter().try_for_each(actor)?;
            }
            self.known_date(event.date.as_ref())?;
        }
        for commitment in &record.commitments {
            if self.event(&commitment.event).is_none() {
                return Err(format!("there is no event `{}`", commitment.event));
            }
            at(&commitment.act)?;
            commitment.condition.iter().try_for_each(at)?;
            commitment.who.iter().chain(&commitment.to).try_for_each(actor)?;
            said_in(&commitment.said_in)?;
            self.known_date(commitment.until.as_ref())?;
        }
        for attitude in &record.attitudes {
            [&attitude.source, &attitude.target].into_iter().try_for_each(actor)?;
            said_in(&attitude.said_in)?;
            for words in &attitude.evidence {
                span(words.start, words.end)?;
                said_in(&words.said_in)?;
            }
        }
        Ok(())
    }

    fn known_date(&self, date: Option<&Date>) -> Result<(), String> {
        match date {
            Some(date) if self.date(date).is_none() => {
                Err(format!("there is no date at {}..{}", date.span.start, date.span.end))
            }
            _ => Ok(()),
        }
    }
}
