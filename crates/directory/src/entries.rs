//! The entries of a directory: who is who, with the reports that say so.

use std::collections::HashMap;
use std::fmt;
use std::io::{self, Write};
use std::sync::Arc;

use serde::Serialize;

use crate::directory::DecisionId;
use crate::linking::Because;
use crate::names::key;
use crate::report::{Class, Day};
use crate::wikidata::IdentifierRow;

/// The id of a report.
pub type ReportId = Arc<str>;

/// The name of an entry: class, name and state, such as `person:Павел Ручьёв/RUS`.
///
/// It follows from what is known and may change when more is: keep an
/// [`Anchor`](crate::Anchor) to mean an actor for good.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct EntryId(pub Arc<str>);

impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// An actor over all reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// How it is called here.
    pub id: EntryId,
    /// What kind of actor it is.
    pub class: Class,
    /// Its name: the one in a table, else the one that most reports have as the fullest, less those
    /// that have it as another name.
    pub name: Arc<str>,
    /// All its names, that of the entry first, then by how many reports taught them. The surnames
    /// alone by which reports call a person are not among them.
    pub aliases: Vec<Alias>,
    /// The states that reports give it, each with those reports.
    pub states: Vec<StateSaid>,
    /// The roles that reports give it, by the day on which they were first said.
    pub roles: Vec<RoleSaid>,
    /// The reports in which it occurs, by their ids.
    pub occurrences: Vec<Occurrence>,
    /// Which other entries it may be, likeliest first: for a person to decide.
    pub perhaps: Vec<OpenLink>,
    /// Its identifiers in files that the user gave.
    pub identifiers: Vec<Identifier>,
}

/// A name of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Alias {
    /// The name.
    pub name: Arc<str>,
    /// The reports that taught it.
    pub reports: Vec<ReportId>,
}

/// A state that reports give to an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StateSaid {
    /// Its ISO 3166-1 alpha-3 code.
    pub code: String,
    /// The reports that say so.
    pub reports: Vec<ReportId>,
}

/// A role that reports give to an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RoleSaid {
    /// Its name in the nominative.
    pub title: Arc<str>,
    /// Whose it is.
    pub of: Option<EntryId>,
    /// The day of the first report that says so.
    pub first: Option<Day>,
    /// The day of the last one.
    pub last: Option<Day>,
    /// Who says so, by day.
    pub said: Vec<(Option<Day>, ReportId)>,
}

/// An actor of a report that is this entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Occurrence {
    /// The report.
    pub report: ReportId,
    /// The day on which it was published.
    pub day: Option<Day>,
    /// The fullest name there.
    pub name: Arc<str>,
    /// How sure it is that this entry is meant, in hundredths.
    pub confidence: u8,
    /// Why; nothing, where the entry has one occurrence.
    pub because: Because,
}

/// A link to another entry that is left open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OpenLink {
    /// The other entry.
    pub entry: EntryId,
    /// How likely the two are one, in hundredths.
    pub confidence: u8,
    /// What speaks for it and against it.
    pub because: Because,
}

/// An identifier of an entry, from a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Identifier {
    /// Wikidata's identifier.
    pub qid: String,
    /// The file that has it.
    pub file: String,
    /// The line in that file, counted from 1.
    pub line: usize,
}

/// A row of a file of identifiers that no entry got.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unattached {
    /// The row.
    pub row: IdentifierRow,
    /// The entries that it may mean; none, where the directory has nobody of these names.
    pub candidates: Vec<EntryId>,
}

/// Who may have held an office on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder<'a> {
    /// Who.
    pub entry: &'a Entry,
    /// The office as reports have it.
    pub role: &'a RoleSaid,
    /// How many days lie between the day and the nearest report that says so; `None` where none of
    /// them has a day.
    pub days_away: Option<u32>,
    /// The nearest reports that say so.
    pub reports: Vec<&'a ReportId>,
}

impl Holder<'_> {
    /// Whether reports say so both on or before the day and on or after it.
    pub fn spans(&self, day: Day) -> bool {
        self.role.first.is_some_and(|first| first <= day)
            && self.role.last.is_some_and(|last| day <= last)
    }
}

/// All entries, by class and name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entries {
    pub(crate) entries: Vec<Entry>,
    pub(crate) by_id: HashMap<EntryId, usize>,
    pub(crate) by_name: HashMap<String, Vec<usize>>,
    pub(crate) unattached: Vec<Unattached>,
    pub(crate) unheeded: Vec<DecisionId>,
}

impl Entries {
    /// The entries, sorted by id.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Entry> {
        self.entries.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The entry of this id.
    pub fn get(&self, id: &str) -> Option<&Entry> {
        self.by_id.get(&EntryId(id.into())).map(|&at| &self.entries[at])
    }

    /// The entries that have this name or code, whatever its case and quotation marks.
    pub fn find(&self, name: &str) -> Vec<&Entry> {
        let found = self.by_name.get(&key(name)).into_iter().flatten();
        found.map(|&at| &self.entries[at]).collect()
    }

    /// Which open links there are, each once, likeliest first: what a person may decide.
    pub fn open_links(&self) -> Vec<(&Entry, &OpenLink)> {
        let links = self.entries.iter().flat_map(|entry| {
            entry.perhaps.iter().filter(|link| entry.id < link.entry).map(move |link| (entry, link))
        });
        let mut links: Vec<_> = links.collect();
        links.sort_by(|one, other| {
            other.1.confidence.cmp(&one.1.confidence).then_with(|| one.0.id.cmp(&other.0.id))
        });
        links
    }

    /// The rows of files of identifiers that no entry got.
    pub fn unattached(&self) -> &[Unattached] {
        &self.unattached
    }

    /// Decisions without effect: of an actor that no report has now, of two classes, or against
    /// another decision.
    pub fn unheeded(&self) -> &[DecisionId] {
        &self.unheeded
    }

    /// Who may have held the office on that day, by what reports say.
    ///
    /// `title` is the role without whose it is; a longer title that begins with it counts as well.
    /// `of` is the id, code or name of whose it is. First come those of whom reports say so before
    /// and after the day, then those of whom the nearest report says so.
    pub fn who_held(&self, title: &str, of: &str, day: Day) -> Vec<Holder<'_>> {
        let whose: Vec<&EntryId> = match self.get(of) {
            Some(entry) => vec![&entry.id],
            None => self.find(of).into_iter().map(|entry| &entry.id).collect(),
        };
        let title = key(title);
        let is_title = |role: &RoleSaid| {
            let said = key(&role.title);
            said.strip_prefix(title.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        };
        let roles = self.entries.iter().flat_map(|entry| {
            let roles = entry.roles.iter();
            roles
                .filter(|role| role.of.as_ref().is_some_and(|of| whose.contains(&of)))
                .filter(|role| is_title(role))
                .map(move |role| (entry, role))
        });
        let mut holders: Vec<Holder<'_>> = roles
            .map(|(entry, role)| {
                let away = |said: &(Option<Day>, ReportId)| said.0.map(|on| on.days_from(day));
                let days_away = role.said.iter().filter_map(away).min();
                let nearest = role.said.iter().filter(|said| away(said) == days_away);
                Holder { entry, role, days_away, reports: nearest.map(|said| &said.1).collect() }
            })
            .collect();
        holders.sort_by_key(|holder| {
            let away = holder.days_away.unwrap_or(u32::MAX);
            (!holder.spans(day), away, std::cmp::Reverse(holder.role.said.len()))
        });
        holders
    }

    /// Writes the entries as JSON, an object a line, sorted by id.
    ///
    /// # Errors
    /// Where `output` cannot be written.
    pub fn write(&self, mut output: impl Write) -> io::Result<()> {
        for entry in &self.entries {
            serde_json::to_writer(&mut output, entry)?;
            output.write_all(b"\n")?;
        }
        output.flush()
    }
}

/// The most reports that the text of an entry names in one place.
const NAMED_REPORTS: usize = 3;

fn cited(reports: &[&ReportId]) -> String {
    let named: Vec<&str> = reports.iter().take(NAMED_REPORTS).map(|id| id.as_ref()).collect();
    match reports.len() - named.len() {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}

/// The entry for people: name, other names, roles by date, open links; each with its reports.
impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} · {}", self.name, self.class.word())?;
        for state in &self.states {
            write!(f, " · {}", state.code)?;
        }
        for identifier in &self.identifiers {
            write!(f, " · {} (from {})", identifier.qid, identifier.file)?;
        }
        let counted = |count: usize| match count {
            1 => "1 report".to_owned(),
            _ => format!("{count} reports"),
        };
        writeln!(f, " · {}", counted(self.occurrences.len()))?;
        for alias in self.aliases.iter().skip(1) {
            let reports: Vec<&ReportId> = alias.reports.iter().collect();
            writeln!(f, "  also {} ({})", alias.name, cited(&reports))?;
        }
        for role in &self.roles {
            let of = role.of.as_ref().map(|of| format!(" of {of}")).unwrap_or_default();
            let dates = match (role.first, role.last) {
                (Some(first), Some(last)) if first != last => format!("said {first} to {last}"),
                (Some(day), _) => format!("said {day}"),
                _ => "said".to_owned(),
            };
            let reports: Vec<&ReportId> = role.said.iter().map(|said| &said.1).collect();
            writeln!(f, "  {}{of}: {dates} ({})", role.title, cited(&reports))?;
        }
        for link in &self.perhaps {
            let why: Vec<&str> = link.because.words().collect();
            writeln!(f, "  perhaps {}: {} %, {}", link.entry, link.confidence, why.join(", "))?;
        }
        Ok(())
    }
}

impl fmt::Display for Entries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, entry) in self.entries.iter().enumerate() {
            if at > 0 {
                writeln!(f)?;
            }
            entry.fmt(f)?;
        }
        Ok(())
    }
}
