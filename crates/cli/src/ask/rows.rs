//! Each kind of answer as a row for people.

use anstyle::{AnsiColor, Style};
use depesha::reading;
use depesha::record::{Date, EventStatus, Span, StatementKind};
use depesha_ledger::Answer;
use depesha_ledger::questions::{
    ActorFound, ArticleFound, ArticleListed, AttitudeFound, CommitmentFound, DateFound, EventFound,
    Named, QuantityFound, StatementFound,
};

use super::columns::{Cells, Paragraph, add};
use crate::event_lines::{status_name, status_style};
use crate::page::{UNNAMED, kind_name, kind_style};
use crate::typesetting::{ASIDE, CUE, SPEAKER, TRIGGER, cut, one_line};

/// Characters of words that are shown where they are not asked for in full.
const LIMIT: usize = 420;

const PLAIN: Style = Style::new();

/// An answer that people read.
pub(crate) trait Shown: Answer {
    /// What the columns are.
    const HEAD: [&'static str; 3];
    /// The row; words in full, if `full`.
    fn cells(&self, full: bool) -> Cells;
    /// What it is called, one and several.
    const COUNTED: [&'static str; 2];
}

fn kind_read(kind: StatementKind) -> reading::StatementKind {
    match kind {
        StatementKind::Direct => reading::StatementKind::Direct,
        StatementKind::Indirect => reading::StatementKind::Indirect,
        StatementKind::Mixed => reading::StatementKind::Mixed,
    }
}

fn status_read(status: EventStatus) -> reading::EventStatus {
    match status {
        EventStatus::Actual => reading::EventStatus::Actual,
        EventStatus::Planned => reading::EventStatus::Planned,
        EventStatus::Hypothetical => reading::EventStatus::Hypothetical,
        EventStatus::Negated => reading::EventStatus::Negated,
    }
}

fn named(actors: &[Named]) -> Paragraph {
    let mut words = Paragraph::new();
    for (at, actor) in actors.iter().enumerate() {
        let is_state = actor.class_word() == "state";
        let state = actor.state.as_deref().filter(|_| !is_state);
        let comma = if at + 1 < actors.len() { "," } else { "" };
        let after_name = if state.is_none() { comma } else { "" };
        add(&mut words, SPEAKER, format!("{}{after_name}", one_line(&actor.name)));
        if let Some(state) = state {
            add(&mut words, ASIDE, format!("({state}){comma}"));
        }
    }
    words
}

fn unnamed() -> Paragraph {
    vec![(ASIDE, UNNAMED.to_owned())]
}

/// Actors, and behind an arrow those to whom it is.
fn from_to(actors: &[Named], recipients: &[Named]) -> Paragraph {
    let mut words = if actors.is_empty() { unnamed() } else { named(actors) };
    if !recipients.is_empty() {
        add(&mut words, ASIDE, "→");
        words.extend(named(recipients));
    }
    words
}

/// The names from the reader inwards, parted by arrows.
fn chain(chain: &[String]) -> String {
    let mut names: Vec<String> = chain.iter().map(|name| one_line(name)).collect();
    names.dedup();
    names.join(" ← ")
}

fn when(article: &ArticleFound) -> Vec<Paragraph> {
    let day = article.day.as_deref().or(article.published.as_deref()).unwrap_or("undated");
    vec![vec![(ASIDE, one_line(day))]]
}

/// Where it stands: headline, address, and the character at which it begins.
fn place(article: &ArticleFound, span: Span) -> Paragraph {
    let mut words = Paragraph::new();
    if let Some(title) = &article.title {
        add(&mut words, ASIDE, format!("“{}” ·", one_line(title)));
    }
    let address = article.url.as_ref().unwrap_or(&article.id);
    add(&mut words, ASIDE, format!("in {}", one_line(address)));
    add(&mut words, ASIDE, format!("at {}", span.start));
    words
}

fn shortened(words: &str, full: bool) -> String {
    let words = one_line(words);
    if full { words } else { cut(&words, LIMIT).into_owned() }
}

/// The words of a date with what they mean.
fn date(date: &Date, words: &str) -> String {
    let words = one_line(words);
    match (&date.value, &date.end, &date.unresolved) {
        (Some(value), Some(end), _) => format!("{words} = {value}/{end}"),
        (Some(value), ..) => format!("{words} = {value}"),
        (None, _, Some(why)) => format!("{words} = ? ({why})"),
        _ => words,
    }
}

/// A passage with the words that it is given for set off in it.
fn passage(passage: &str, words: &str, full: bool) -> Paragraph {
    let (passage, words) = (shortened(passage, full), one_line(words));
    let Some(at) = passage.find(&words).filter(|_| !words.is_empty()) else {
        return vec![(PLAIN, passage)];
    };
    let (before, rest) = passage.split_at(at);
    let (words, after) = rest.split_at(words.len());
    // Marks that cling to the words stay with them: flowing puts a space between stretches.
    let head = before.rfind(' ').map_or(0, |space| space + 1);
    let tail = after.find(' ').unwrap_or(after.len());
    let mut shown = Paragraph::new();
    add(&mut shown, PLAIN, before[..head].trim_end());
    add(&mut shown, TRIGGER, format!("{}{words}{}", &before[head..], &after[..tail]));
    add(&mut shown, PLAIN, after[tail..].trim_start());
    shown
}

fn told_by(names: &[String]) -> Paragraph {
    let mut words = Paragraph::new();
    if !names.is_empty() {
        add(&mut words, ASIDE, format!("told by {}", chain(names)));
    }
    words
}

impl Shown for StatementFound {
    const HEAD: [&'static str; 3] = ["day", "who, through whom", "words"];
    const COUNTED: [&'static str; 2] = ["statement", "statements"];

    fn cells(&self, full: bool) -> Cells {
        let speaker = self.speaker.as_slice();
        let who = if speaker.is_empty() { unnamed() } else { named(speaker) };
        let through = match (self.chain.split_last(), &self.speaker) {
            (Some((last, through)), Some(speaker)) if *last == speaker.name => through,
            _ => &self.chain[..],
        };
        let mut through_whom = Paragraph::new();
        if !through.is_empty() {
            add(&mut through_whom, ASIDE, format!("{} ←", chain(through)));
        }
        let kind = kind_read(self.statement.kind);
        let head = vec![
            (kind_style(kind), kind_name(kind).to_owned()),
            (ASIDE, "·".to_owned()),
            (CUE, one_line(&self.cue)),
        ];
        let words = shortened(&self.content.join(" … "), full);
        let span = self.statement.content.first().copied().unwrap_or(self.statement.cue);
        let what = vec![head, vec![(PLAIN, words)], place(&self.article, span)];
        [when(&self.article), vec![through_whom, who], what]
    }
}

impl Shown for EventFound {
    const HEAD: [&'static str; 3] = ["day", "who → to whom", "what"];
    const COUNTED: [&'static str; 2] = ["event", "events"];

    fn cells(&self, full: bool) -> Cells {
        let event = &self.event;
        let mut head = vec![(Style::new().bold(), event.kind.clone())];
        add(&mut head, PLAIN, event.mode.clone().unwrap_or_default());
        let status = status_read(event.status);
        add(&mut head, status_style(status), status_name(status));
        let mut told = Vec::new();
        if let (Some(known), Some(words)) = (&event.date, &self.date) {
            told.push(date(known, words));
        }
        if let Some(place) = &self.place {
            let state = place.state.as_deref().filter(|_| place.class_word() != "state");
            let state = state.map_or(String::new(), |state| format!(" ({state})"));
            told.push(format!("{}{state}", one_line(&place.name)));
        }
        told.extend(event.contexts.iter().cloned());
        let mut circumstances = Paragraph::new();
        add(&mut circumstances, ASIDE, told.join(" · "));
        let what = vec![
            head,
            passage(&self.passage, &self.trigger, full),
            circumstances,
            told_by(&self.chain),
            place(&self.article, event.trigger),
        ];
        [when(&self.article), vec![from_to(&self.actors, &self.recipients)], what]
    }
}

impl Shown for CommitmentFound {
    const HEAD: [&'static str; 3] = ["day", "who → to whom", "bound to what"];
    const COUNTED: [&'static str; 2] = ["commitment", "commitments"];

    fn cells(&self, full: bool) -> Cells {
        let mut terms = Paragraph::new();
        if let (Some(until), Some(words)) = (&self.commitment.until, &self.until) {
            add(&mut terms, CUE, "until");
            add(&mut terms, PLAIN, date(until, words));
        }
        if let Some(condition) = &self.condition {
            add(&mut terms, CUE, "condition");
            add(&mut terms, PLAIN, shortened(condition, full));
        }
        let what = vec![
            vec![(PLAIN, shortened(&self.act, full))],
            terms,
            told_by(&self.chain),
            place(&self.article, self.commitment.act),
        ];
        [when(&self.article), vec![from_to(&self.who, &self.to)], what]
    }
}

impl Shown for AttitudeFound {
    const HEAD: [&'static str; 3] = ["day", "who → to whom", "for or against"];
    const COUNTED: [&'static str; 2] = ["attitude", "attitudes"];

    fn cells(&self, full: bool) -> Cells {
        let (word, color) = match self.polarity.as_str() {
            "pos" => ("for", AnsiColor::Green),
            _ => ("against", AnsiColor::Red),
        };
        let mut what = vec![vec![
            (color.on_default(), word.to_owned()),
            (ASIDE, format!("{:.0} %", self.confidence * 100.0)),
        ]];
        what.extend(self.evidence.iter().map(|(_, words)| vec![(PLAIN, shortened(words, full))]));
        what.push(told_by(&self.chain));
        let first = self.evidence.first().map_or(Span { start: 0, end: 0 }, |(span, _)| *span);
        what.push(place(&self.article, first));
        let sides = [std::slice::from_ref(&self.source), std::slice::from_ref(&self.target)];
        [when(&self.article), vec![from_to(sides[0], sides[1])], what]
    }
}

impl Shown for QuantityFound {
    const HEAD: [&'static str; 3] = ["day", "how many, how much", "where"];
    const COUNTED: [&'static str; 2] = ["quantity", "quantities"];

    fn cells(&self, full: bool) -> Cells {
        let told = &self.quantity;
        let bound = if told.bound == "exact" { "" } else { &told.bound };
        let mut number = Paragraph::new();
        add(&mut number, CUE, bound);
        let upper = told.upper.as_ref().map_or(String::new(), |upper| format!("–{upper}"));
        add(&mut number, SPEAKER, format!("{}{upper}", told.value));
        add(&mut number, SPEAKER, one_line(told.unit.as_deref().unwrap_or("")));
        let what = vec![
            passage(&self.passage, &self.words, full),
            told_by(&self.chain),
            place(&self.article, told.span),
        ];
        [when(&self.article), vec![number, vec![(ASIDE, told.kind.clone())]], what]
    }
}

impl Shown for DateFound {
    const HEAD: [&'static str; 3] = ["day", "when", "where"];
    const COUNTED: [&'static str; 2] = ["date", "dates"];

    fn cells(&self, full: bool) -> Cells {
        let told = &self.date;
        let value = match (&told.value, &told.end) {
            (Some(value), Some(end)) => format!("{value}/{end}"),
            (Some(value), None) => value.clone(),
            _ => format!("? ({})", told.unresolved.as_deref().unwrap_or("no value")),
        };
        let what = vec![
            passage(&self.passage, &self.words, full),
            told_by(&self.chain),
            place(&self.article, told.span),
        ];
        let grain = vec![(ASIDE, format!("{} · {}", told.bound, told.grain))];
        [when(&self.article), vec![vec![(SPEAKER, value)], grain], what]
    }
}

impl Shown for ActorFound {
    const HEAD: [&'static str; 3] = ["reports", "who", "what reports say of it"];
    const COUNTED: [&'static str; 2] = ["actor", "actors"];

    fn cells(&self, full: bool) -> Cells {
        let mut kind = vec![self.class.clone()];
        kind.extend((!self.states.is_empty()).then(|| self.states.join(", ")));
        let who = vec![vec![(SPEAKER, one_line(&self.name))], vec![(ASIDE, kind.join(" · "))]];
        let mut what: Vec<Paragraph> = Vec::new();
        let most = if full { usize::MAX } else { 8 };
        for role in self.roles.iter().take(most) {
            let mut words = Paragraph::new();
            let of = role.of_name.as_ref().map(|of| format!(" — {}", one_line(of)));
            add(&mut words, PLAIN, format!("{}{}", one_line(&role.title), of.unwrap_or_default()));
            let days = match (&role.first, &role.last) {
                (Some(first), Some(last)) if first != last => format!("{first} – {last}"),
                (Some(day), _) | (_, Some(day)) => day.clone(),
                _ => String::new(),
            };
            add(&mut words, ASIDE, days);
            what.push(words);
        }
        if self.roles.len() > most {
            what.push(vec![(ASIDE, format!("and {} more roles", self.roles.len() - most))]);
        }
        let also: Vec<String> = self.names.iter().skip(1).take(most).map(|n| one_line(n)).collect();
        if !also.is_empty() {
            what.push(vec![(ASIDE, format!("also {}", also.join(", ")))]);
        }
        [vec![vec![(PLAIN, self.reports.to_string())]], who, what]
    }
}

impl Shown for ArticleListed {
    const HEAD: [&'static str; 3] = ["day", "outlet", "report"];
    const COUNTED: [&'static str; 2] = ["report", "reports"];

    fn cells(&self, _full: bool) -> Cells {
        let day = self.day.as_deref().or(self.published.as_deref()).unwrap_or("undated");
        let outlet = self.outlet.as_deref().map_or("no outlet".to_owned(), one_line);
        let title = self.title.as_deref().unwrap_or(&self.beginning);
        let several = |count: usize, what: &str| match count {
            1 => format!("1 {what}"),
            _ => format!("{count} {what}s"),
        };
        let read = if self.is_read {
            let statements = several(self.statements, "statement");
            format!("{statements}, {}", several(self.events, "event"))
        } else {
            let language = self.language.as_deref().unwrap_or("unknown");
            format!("not read, language {language}")
        };
        let mut copy = Paragraph::new();
        if let Some(origin) = &self.origin {
            let outlet =
                origin.outlet.as_deref().map_or(String::new(), |o| format!("{} · ", one_line(o)));
            let share = origin.likeness * 100.0;
            let kind = &origin.kind;
            add(
                &mut copy,
                ASIDE,
                format!("{kind} copy, {share:.0} % of {outlet}{}", one_line(&origin.id)),
            );
        }
        let address = self.url.as_ref().unwrap_or(&self.id);
        let what = vec![
            vec![(SPEAKER, cut(&one_line(title), 160).into_owned())],
            vec![(PLAIN, read)],
            copy,
            vec![(ASIDE, format!("in {}", one_line(address)))],
        ];
        [vec![vec![(ASIDE, one_line(day))]], vec![vec![(PLAIN, outlet)]], what]
    }
}
