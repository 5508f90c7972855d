//! What a page is made from: the ledger, and what was asked.

use std::str::FromStr;
use std::sync::Arc;

use depesha::Reader;
use depesha::directory::Day;
use depesha_asking::{Asked as List, BadFilter, Filters};
use depesha_ledger::{Answer, Ledger, Query};
use depesha_tables::{Form, TableWriter};
use maud::Markup;

use crate::address::Address;
use crate::remembered::Views;
use crate::words::Tongue;
use crate::{Asked, PageProblem};

/// What a page is made from.
#[derive(Clone, Copy)]
pub(crate) struct Sight<'a> {
    pub(crate) ledger: &'a Ledger,
    pub(crate) reader: &'a Reader,
    pub(crate) asked: &'a Asked<'a>,
    pub(crate) tongue: Tongue,
    pub(crate) views: Option<&'a Views>,
}

/// What is given for an address.
pub(crate) enum Given {
    /// A page: its title, and what stands in it.
    Html(String, Markup),
    /// A figure, with the name of its file.
    Svg(String, Markup),
    /// A table, with the name of its file.
    Csv(String, String),
}

/// Names of fields that are no filters of records.
const NOT_ASKED: [&str; 12] = [
    "lang", "page", "format", "list", "show", "chart", "row", "step", "voice", "kind-of",
    "by-step", "nodes",
];

/// The most records of one page.
pub(crate) const ON_A_PAGE: usize = 50;
/// The last page that is given: what is behind it is to be asked for by narrower filters.
const LAST_PAGE: usize = 200;

impl<'a> Sight<'a> {
    /// The first value of a field that is not empty.
    pub(crate) fn field(&self, name: &str) -> Option<&'a str> {
        let mut given = self.asked.fields.iter();
        given
            .find(|(own, value)| own == name && !value.trim().is_empty())
            .map(|(_, value)| value.trim())
    }

    /// A page of this server, in the language that was asked for by name.
    pub(crate) fn to(&self, address: Address) -> Address {
        address.with_some("lang", self.field("lang"))
    }

    /// The address of this page, with its fields that say something.
    pub(crate) fn here(&self) -> Address {
        let mut here = Address::of("");
        for piece in self.asked.path.split('/').filter(|piece| !piece.is_empty()) {
            here = here.below(piece);
        }
        if here.path().is_empty() {
            here = Address::of("/");
        }
        for (name, value) in self.asked.fields {
            if !value.trim().is_empty() {
                here = here.with(name, value);
            }
        }
        here
    }

    /// A field of which the value is read by `read`, which says what is wrong with it.
    pub(crate) fn read<T>(
        &self,
        name: &str,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<Option<T>, PageProblem> {
        let Some(value) = self.field(name) else { return Ok(None) };
        read(value).map(Some).map_err(|why| PageProblem::Field {
            name: name.to_owned(),
            value: value.to_owned(),
            why,
        })
    }

    /// A field that holds one of these words.
    pub(crate) fn one_of<T: Copy>(
        &self,
        name: &str,
        words: &[(&str, T)],
    ) -> Result<Option<T>, PageProblem> {
        self.read(name, |value| {
            let known = words.iter().find(|(word, _)| *word == value);
            known.map(|(_, means)| *means).ok_or_else(|| {
                let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
                format!("give one of {}", words.join(", "))
            })
        })
    }

    /// A number of a page, from 1.
    pub(crate) fn page(&self) -> Result<usize, PageProblem> {
        let page = self.read("page", |value| {
            let page = usize::from_str(value).ok().filter(|page| (1..=LAST_PAGE).contains(page));
            page.ok_or_else(|| format!("give a number from 1 to {LAST_PAGE}"))
        })?;
        Ok(page.unwrap_or(1))
    }

    pub(crate) fn since(&self) -> Result<Option<Day>, PageProblem> {
        self.read("since", depesha_asking::first_day)
    }

    pub(crate) fn until(&self) -> Result<Option<Day>, PageProblem> {
        self.read("until", depesha_asking::last_day)
    }

    /// The question that the fields make of this list, those left out that are the page's own.
    pub(crate) fn query(&self, list: List, own: &[&str]) -> Result<Query, PageProblem> {
        let mut filters = Filters::new(list);
        for (name, value) in self.asked.fields {
            let is_own = NOT_ASKED.contains(&name.as_str()) || own.contains(&name.as_str());
            if is_own || value.trim().is_empty() {
                continue;
            }
            let lemmas = |word: &str| self.reader.lemmas_of_word(word);
            filters.put(name, value, lemmas).map_err(|bad| self.bad_field(bad, value))?;
        }
        Ok(filters.into_query())
    }

    fn bad_field(&self, bad: BadFilter, value: &str) -> PageProblem {
        let name = bad.name().to_owned();
        let why = match bad {
            BadFilter::Value { why, .. } | BadFilter::Unknown { why, .. } => why,
            twice @ BadFilter::Twice { .. } => twice.to_string(),
        };
        PageProblem::Field { name, value: value.to_owned(), why }
    }

    /// A view that several pages show, by a name that tells it from all others: as it is remembered, else made anew.
    pub(crate) fn remember<T: std::any::Any + Send + Sync>(
        &self,
        name: &str,
        make: impl FnOnce() -> Result<T, PageProblem>,
    ) -> Result<Arc<T>, PageProblem> {
        match self.views {
            Some(views) => views.get(name, make),
            None => make().map(Arc::new),
        }
    }

    /// What was asked to come in another form than a page: `svg`, `csv`.
    pub(crate) fn form(&self) -> Result<Option<&'static str>, PageProblem> {
        self.one_of("format", &[("svg", "svg"), ("csv", "csv")])
    }
}

/// The rows as CSV.
pub(crate) fn csv<A: Answer>(rows: &[A]) -> String {
    let written = || -> std::io::Result<Vec<u8>> {
        let mut writer = TableWriter::begin(Vec::new(), Form::Csv, A::TABLE)?;
        for row in rows {
            writer.row(&row.row())?;
        }
        writer.finish()
    };
    // Nothing that is written into memory fails.
    written().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}
