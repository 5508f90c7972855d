//! What the directory is made of: reports, decisions of people, identifiers from files.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::entries::{Entries, Entry};
use crate::report::{Class, Day, Gender, Report, SaidRole, Seen};
use crate::wikidata::{AttachError, IdentifierRow};

/// What reports say of actors, and what people say of that.
///
/// It holds what was said and nothing derived: [`Directory::entries`] is a function of the set of
/// reports, decisions and identifiers, so that the order in which they came cannot matter, and a
/// report that is forgotten leaves nothing behind.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    pub(crate) symbols: Symbols,
    pub(crate) sayings: Sayings,
    pub(crate) reports: BTreeMap<Arc<str>, Kept>,
    pub(crate) decisions: Vec<Decision>,
    pub(crate) identifiers: Vec<IdentifierRow>,
}

/// Strings by number, each kept once.
#[derive(Debug, Clone, Default)]
pub(crate) struct Symbols {
    names: Vec<Arc<str>>,
    numbers: HashMap<Arc<str>, u32>,
}

impl Symbols {
    pub(crate) fn number(&mut self, name: &str) -> u32 {
        if let Some(&number) = self.numbers.get(name) {
            return number;
        }
        let name: Arc<str> = name.into();
        let number = u32::try_from(self.names.len()).expect("fewer than 2^32 names");
        self.names.push(Arc::clone(&name));
        self.numbers.insert(name, number);
        number
    }

    pub(crate) fn name(&self, number: u32) -> &Arc<str> {
        &self.names[number as usize]
    }

    pub(crate) fn len(&self) -> usize {
        self.names.len()
    }
}

/// What reports say of their actors, by number, each kept once: most say of an actor what others say of
/// it, too.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sayings {
    kept: Vec<Arc<KeptActor>>,
    numbers: HashMap<Arc<KeptActor>, u32>,
}

impl Sayings {
    fn number(&mut self, actor: KeptActor) -> u32 {
        if let Some(&number) = self.numbers.get(&actor) {
            return number;
        }
        let actor = Arc::new(actor);
        let number = u32::try_from(self.kept.len()).expect("fewer than 2^32 actors");
        self.kept.push(Arc::clone(&actor));
        self.numbers.insert(actor, number);
        number
    }

    pub(crate) fn actor(&self, number: u32) -> &KeptActor {
        &self.kept[number as usize]
    }
}

/// A report as it is kept.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    pub(crate) day: Option<Day>,
    /// Its actors, as numbers of [`Sayings`].
    pub(crate) actors: Box<[u32]>,
}

/// An actor of a report; names are numbers of [`Symbols`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct KeptActor {
    pub(crate) name: u32,
    pub(crate) also: Box<[u32]>,
    pub(crate) class: Class,
    pub(crate) state: Option<[u8; 3]>,
    pub(crate) listed: Option<u32>,
    pub(crate) gender: Option<Gender>,
    /// Titles, each with the place in the report of whose it is.
    pub(crate) roles: Box<[(u32, Option<u32>)]>,
    pub(crate) perhaps: Box<[(u32, u8)]>,
}

/// An actor in a report, by which a decision names whom it means.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Anchor {
    /// The report.
    pub report: String,
    /// What kind of actor it is.
    pub class: Class,
    /// Its fullest name in that report.
    pub name: String,
}

impl Anchor {
    /// The actor of this class and name in the report.
    pub fn new(report: &str, class: Class, name: &str) -> Self {
        Self { report: report.to_owned(), class, name: name.to_owned() }
    }
}

/// Whether two are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// They are one.
    Same,
    /// They are two.
    Different,
}

/// Who decides, when and why.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Claim {
    /// Who.
    pub by: String,
    /// When, as it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<String>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl Claim {
    /// A claim of this author, without time or reason.
    pub fn by(author: &str) -> Self {
        Self { by: author.to_owned(), ..Self::default() }
    }
}

/// A person's decision whether two actors of reports are one; kept beside what was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// The two.
    pub between: [Anchor; 2],
    /// What was decided.
    pub verdict: Verdict,
    /// Who decided it.
    pub claim: Claim,
    /// Who took it back, if somebody did; it is kept all the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_back: Option<Claim>,
}

/// The number of a decision, counted from 0 in the order in which they were made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DecisionId(pub usize);

fn code(state: &str) -> Option<[u8; 3]> {
    let code: [u8; 3] = state.as_bytes().try_into().ok()?;
    code.iter().all(u8::is_ascii_uppercase).then_some(code)
}

/// The three letters of a state's code.
pub(crate) fn code_text(code: &[u8; 3]) -> &str {
    std::str::from_utf8(code).unwrap_or("")
}

impl Directory {
    /// Learns what a report says. A report of the same id is forgotten first, so that a corrected
    /// one takes its place.
    ///
    /// A state that is not three capital letters is left out, as are roles and open links that point
    /// to no actor of the report.
    pub fn learn(&mut self, report: &Report) {
        let count = report.actors.len();
        let place = |at: usize| u32::try_from(at).ok().filter(|_| at < count);
        let (symbols, sayings) = (&mut self.symbols, &mut self.sayings);
        let actors = report
            .actors
            .iter()
            .map(|seen| {
                sayings.number(KeptActor {
                    name: symbols.number(&seen.name),
                    also: seen.also.iter().map(|name| symbols.number(name)).collect(),
                    class: seen.class,
                    state: seen.state.as_deref().and_then(code),
                    listed: seen.listed.as_ref().map(|name| symbols.number(name)),
                    gender: seen.gender,
                    roles: seen
                        .roles
                        .iter()
                        .map(|role| (symbols.number(&role.title), role.of.and_then(place)))
                        .collect(),
                    perhaps: seen
                        .perhaps
                        .iter()
                        .filter_map(|&(other, confidence)| Some((place(other)?, confidence)))
                        .collect(),
                })
            })
            .collect();
        self.reports.insert(report.id.as_str().into(), Kept { day: report.day, actors });
    }

    /// Forgets a report, and with it all that only it taught. Whether it was known.
    ///
    /// Decisions that name it are kept: they hold again when it is learned again.
    pub fn forget(&mut self, report: &str) -> bool {
        self.reports.remove(report).is_some()
    }

    /// How many reports it has learned.
    pub fn reports(&self) -> usize {
        self.reports.len()
    }

    /// What it learned from this report.
    pub fn report(&self, id: &str) -> Option<Report> {
        self.reports.get(id).map(|kept| self.spelled_out(id, kept))
    }

    pub(crate) fn spelled_out(&self, id: &str, kept: &Kept) -> Report {
        let name = |number: u32| self.symbols.name(number).to_string();
        let seen = |actor: &KeptActor| Seen {
            name: name(actor.name),
            also: actor.also.iter().map(|&number| name(number)).collect(),
            class: actor.class,
            state: actor.state.as_ref().map(|code| code_text(code).to_owned()),
            listed: actor.listed.map(name),
            gender: actor.gender,
            roles: actor
                .roles
                .iter()
                .map(|&(title, of)| SaidRole { title: name(title), of: of.map(|at| at as usize) })
                .collect(),
            perhaps: actor.perhaps.iter().map(|&(other, sure)| (other as usize, sure)).collect(),
        };
        let actors = kept.actors.iter().map(|&number| seen(self.sayings.actor(number))).collect();
        Report { id: id.to_owned(), day: kept.day, actors }
    }

    /// Keeps a person's decision that the two are one.
    pub fn same(&mut self, one: Anchor, other: Anchor, claim: Claim) -> DecisionId {
        self.decide(one, other, Verdict::Same, claim)
    }

    /// Keeps a person's decision that the two are not one.
    ///
    /// What bears the name of both is then parted between them by office where that tells, and
    /// stays open where it does not.
    pub fn different(&mut self, one: Anchor, other: Anchor, claim: Claim) -> DecisionId {
        self.decide(one, other, Verdict::Different, claim)
    }

    fn decide(&mut self, one: Anchor, other: Anchor, verdict: Verdict, claim: Claim) -> DecisionId {
        let between = [one, other];
        self.decisions.push(Decision { between, verdict, claim, taken_back: None });
        DecisionId(self.decisions.len() - 1)
    }

    /// Takes a decision back: it stays in the list and has no effect. Whether there was such a one.
    pub fn take_back(&mut self, decision: DecisionId, claim: Claim) -> bool {
        match self.decisions.get_mut(decision.0) {
            Some(decision) => {
                decision.taken_back = Some(claim);
                true
            }
            None => false,
        }
    }

    /// All decisions, in the order in which they were made; of two about the same pair the later
    /// one holds.
    pub fn decisions(&self) -> &[Decision] {
        &self.decisions
    }

    /// Takes identifiers from a table that the user gives; `file` is what errors call it.
    ///
    /// Rows, parted by tabs: Wikidata's identifier (`Q1`), class, name, other names (parted by `|`),
    /// state; then, if wished, birth, death and description, which are kept and not used. `#` begins
    /// a comment. Which entry has which identifier is in [`Entry::identifiers`](crate::Entry) and
    /// [`Entries::unattached`], and follows when the directory grows. Rows of a file that was given
    /// before are replaced.
    ///
    /// # Errors
    /// Where a row lacks identifier, class or name, or has another class or form of identifier or
    /// state; nothing of the file is taken then.
    pub fn attach(&mut self, table: &str, file: &str) -> Result<(), AttachError> {
        let rows = crate::wikidata::rows(table, file)?;
        self.identifiers.retain(|row| row.file != file);
        self.identifiers.extend(rows);
        self.identifiers.sort();
        Ok(())
    }

    /// Who is who, by all that is known now.
    ///
    /// Counted anew at each call, in time that grows with the number of actors in all reports: ask
    /// once and keep the answer while nothing is learned.
    pub fn entries(&self) -> Entries {
        crate::derivation::entries(self)
    }

    /// Hands each entry to `take`, sorted by id, as [`entries`](Self::entries) has them but without
    /// identifiers from files: one after the other, so that of many reports no more is held than who is who
    /// in numbers. Stops where `take` refuses one.
    ///
    /// # Errors
    /// What `take` refuses an entry with.
    pub fn each_entry<Refused>(
        &self,
        take: impl FnMut(Entry) -> Result<(), Refused>,
    ) -> Result<(), Refused> {
        crate::derivation::each_entry(self, take).map(|_| ())
    }
}
