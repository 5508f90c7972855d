//! Who is it, over all reports?
//!
//! A [`Directory`] learns from [`Report`]s, which say of their actors what their readings found. It
//! keeps what was said; [`Directory::entries`] says who is who by all of it: an [`Entry`] for each
//! actor, with the names, states and roles that reports give it and the reports that taught each.
//!
//! Two people of one name are one entry only where nothing speaks against it, with how sure that is
//! and why; else they stay two, with an open link for a person to decide. Decisions are claims of
//! their own beside the reports, and can be taken back.
//!
//! How reports are read is left to `depesha-reading`, where the directory is kept to the crates
//! above. This one knows no texts and no files.
//!
//! ```
//! use depesha_directory::{Directory, Report, Seen};
//!
//! let mut directory = Directory::default();
//! let day = "2025-11-03".parse().ok();
//! directory.learn(
//!     &Report::new("bridge", day)
//!         .with(Seen::state("GEO", "Грузия"))
//!         .with(Seen::person("Леван Мчедлидзе").role_of("министр", 0)),
//! );
//! let day = "2025-11-05".parse().ok();
//! directory.learn(&Report::new("ferry", day).with(Seen::person("Леван Мчедлидзе")));
//!
//! let entries = directory.entries();
//! let [minister] = entries.find("Леван Мчедлидзе")[..] else { panic!("one entry") };
//! assert_eq!(minister.roles[0].title.as_ref(), "министр");
//! assert_eq!(minister.occurrences.len(), 2);
//! assert_eq!(minister.occurrences[1].because.words().collect::<Vec<_>>(), ["same name"]);
//! ```

mod derivation;
mod directory;
mod entries;
mod from_reading;
mod lines;
mod linking;
mod names;
mod report;
mod wikidata;

pub use directory::{Anchor, Claim, Decision, DecisionId, Directory, Verdict};
pub use entries::{
    Alias, Entries, Entry, EntryId, Holder, Identifier, Occurrence, OpenLink, ReportId, RoleSaid,
    StateSaid, Unattached,
};
pub use lines::{FORMAT, LinesError};
pub use linking::Because;
pub use report::{Class, Day, Gender, Report, SaidRole, Seen};
pub use wikidata::{AttachError, IdentifierRow};
