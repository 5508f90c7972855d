//! What a report says of its actors, as far as the directory learns from it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What one report says of its actors.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The name by which the report is known, the same whenever it is learned.
    pub id: String,
    /// The day on which it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<Day>,
    /// Its actors; whoever the report gives no name is left out.
    pub actors: Vec<Seen>,
}

impl Report {
    /// A report without actors.
    pub fn new(id: impl Into<String>, day: Option<Day>) -> Self {
        Self { id: id.into(), day, actors: Vec::new() }
    }

    /// The report with one more actor.
    #[must_use]
    pub fn with(mut self, actor: Seen) -> Self {
        self.actors.push(actor);
        self
    }
}

/// An actor as one report has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// The fullest name in the report, in the nominative.
    pub name: String,
    /// Its other names and abbreviations in the report.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    /// What kind of actor it is.
    pub class: Class,
    /// The state that it is or acts for, by its ISO 3166-1 alpha-3 code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// The name under which a table lists it, where one does: of outlets, say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listed: Option<String>,
    /// Male or female, where the report tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gender: Option<Gender>,
    /// The offices and trades that the report gives it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<SaidRole>,
    /// Whom else in the report it may be: the place in [`Report::actors`], and how likely, in
    /// hundredths.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub perhaps: Vec<(usize, u8)>,
}

impl Seen {
    /// An actor of whom no more is known than the name.
    pub fn new(name: impl Into<String>, class: Class) -> Self {
        Self {
            name: name.into(),
            also: Vec::new(),
            class,
            state: None,
            listed: None,
            gender: None,
            roles: Vec::new(),
            perhaps: Vec::new(),
        }
    }

    /// A person.
    pub fn person(name: &str) -> Self {
        Self::new(name, Class::Person)
    }

    /// A state, by its code.
    pub fn state(code: &str, name: &str) -> Self {
        Self::new(name, Class::State).of_state(code)
    }

    /// A body.
    pub fn organization(name: &str) -> Self {
        Self::new(name, Class::Organization)
    }

    /// An outlet.
    pub fn outlet(name: &str) -> Self {
        Self::new(name, Class::Outlet)
    }

    /// The same actor, with the state that it acts for.
    #[must_use]
    pub fn of_state(mut self, code: &str) -> Self {
        self.state = Some(code.to_owned());
        self
    }

    /// The same actor, with another name in the report.
    #[must_use]
    pub fn also(mut self, name: &str) -> Self {
        self.also.push(name.to_owned());
        self
    }

    /// The same actor, with a role that is nobody's in particular.
    #[must_use]
    pub fn role(mut self, title: &str) -> Self {
        self.roles.push(SaidRole { title: title.to_owned(), of: None });
        self
    }

    /// The same actor, with a role of the actor at the place `of` in [`Report::actors`].
    #[must_use]
    pub fn role_of(mut self, title: &str, of: usize) -> Self {
        self.roles.push(SaidRole { title: title.to_owned(), of: Some(of) });
        self
    }

    /// The same actor, male or female.
    #[must_use]
    pub fn gender(mut self, gender: Gender) -> Self {
        self.gender = Some(gender);
        self
    }
}

/// An office or trade that a report gives to an actor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaidRole {
    /// Its name in the nominative, without whose it is: `президент`.
    pub title: String,
    /// Whose it is: the place in [`Report::actors`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<usize>,
}

/// The kinds of actors that a directory keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// A human being with a name.
    Person,
    /// A state.
    State,
    /// A body: ministry, firm, party, international organization.
    Organization,
    /// A newspaper, agency, channel, site.
    Outlet,
    /// A place that acts for nobody.
    Place,
}

impl Class {
    /// The word for it in identifiers and files.
    pub fn word(self) -> &'static str {
        match self {
            Class::Person => "person",
            Class::State => "state",
            Class::Organization => "organization",
            Class::Outlet => "outlet",
            Class::Place => "place",
        }
    }

    /// The class of this word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Class::Person, Class::State, Class::Organization, Class::Outlet, Class::Place]
            .into_iter()
            .find(|class| class.word() == word)
    }
}

/// Male or female.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Gender {
    /// `он`
    Male,
    /// `она`
    Female,
}

/// A day of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(jiff::civil::Date);

impl Day {
    /// The day that an RFC 3339 date, or date and time, begins with.
    pub fn of(published: &str) -> Option<Self> {
        published.get(..10)?.parse().ok()
    }

    /// The day as the calendar's own type.
    pub fn date(self) -> jiff::civil::Date {
        self.0
    }

    /// How many days lie between the two.
    pub fn days_from(self, other: Day) -> u32 {
        self.0.duration_until(other.0).as_hours().unsigned_abs().div_ceil(24) as u32
    }
}

impl From<jiff::civil::Date> for Day {
    fn from(date: jiff::civil::Date) -> Self {
        Self(date)
    }
}

impl FromStr for Day {
    type Err = String;

    fn from_str(day: &str) -> Result<Self, String> {
        let plain = day.len() == 10 && day.as_bytes()[4] == b'-' && day.as_bytes()[7] == b'-';
        match day.parse() {
            Ok(date) if plain => Ok(Self(date)),
            _ => Err(format!("`{day}` is no day; write it as 2025-11-03")),
        }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let day = String::deserialize(deserializer)?;
        day.parse().map_err(serde::de::Error::custom)
    }
}
