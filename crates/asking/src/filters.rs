//! Filters by name: which there are, of which records they may be asked, and what their values mean.

use depesha_ledger::{Query, Search};

use crate::words::{
    actor_classes, chosen, event_statuses, event_types, quantity_kinds, share, statement_kinds,
};
use crate::{first_day, last_day, state_code};

/// The kinds of records that can be asked for, each a list of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Asked {
    /// Who said what, through whom.
    Statements,
    /// What is said to be done, by whom to whom.
    Events,
    /// Who is bound, to whom, to what.
    Commitments,
    /// Who is for or against whom.
    Attitudes,
    /// Who is who over all reports.
    Actors,
    /// Which reports there are.
    Articles,
    /// How many, how much or how long.
    Quantities,
    /// Which days, months and years reports speak of.
    Dates,
}

impl Asked {
    /// All, in the order in which they are listed.
    pub const ALL: [Self; 8] = [
        Self::Statements,
        Self::Events,
        Self::Commitments,
        Self::Attitudes,
        Self::Actors,
        Self::Articles,
        Self::Quantities,
        Self::Dates,
    ];

    /// What the list is called, which is also the name of its table in the ledger.
    pub fn name(self) -> &'static str {
        match self {
            Self::Statements => "statements",
            Self::Events => "events",
            Self::Commitments => "commitments",
            Self::Attitudes => "attitudes",
            Self::Actors => "actors",
            Self::Articles => "articles",
            Self::Quantities => "quantities",
            Self::Dates => "dates",
        }
    }

    /// The list that is called so.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|asked| asked.name() == name)
    }

    /// The filters that may be asked of it, in their order.
    pub fn filters(self) -> impl Iterator<Item = &'static Filter> {
        FILTERS.iter().filter(move |filter| (filter.of)(self))
    }
}

/// A filter: a name, and what its values mean.
#[derive(Debug)]
pub struct Filter {
    /// Its name, as the command line has it: `by`, `without-copies`.
    pub name: &'static str,
    /// What it asks, in a line.
    pub says: &'static str,
    /// Whether several values may be given.
    pub repeats: bool,
    of: fn(Asked) -> bool,
}

fn of_parts(asked: Asked) -> bool {
    matches!(asked, Asked::Statements | Asked::Events | Asked::Commitments | Asked::Attitudes)
}

fn of_all(_: Asked) -> bool {
    true
}

const fn once(name: &'static str, says: &'static str, of: fn(Asked) -> bool) -> Filter {
    Filter { name, says, repeats: false, of }
}

const fn many(name: &'static str, says: &'static str, of: fn(Asked) -> bool) -> Filter {
    Filter { name, says, repeats: true, of }
}

static FILTERS: &[Filter] = &[
    once(
        "by",
        "Who speaks, acts, is bound, is for or against somebody; a surname alone will do",
        of_all,
    ),
    once("about", "Who is spoken of, acted upon, promised to, or whom an attitude is to", of_parts),
    once(
        "between",
        "Two states, with a comma, of which one speaks or acts, and the other is spoken of or acted upon",
        of_parts,
    ),
    many(
        "state",
        "A state that has a part in it: a code (AZE) or a name (Азербайджан, Azerbaijan)",
        of_all,
    ),
    many("type", "A type of PLOVER", |asked| asked == Asked::Events),
    many("status", "Whether it is said to be done", |asked| asked == Asked::Events),
    many("kind", "How words are given, what sort of quantity or of actor it is", |asked| {
        matches!(asked, Asked::Statements | Asked::Quantities | Asked::Actors)
    }),
    once("confidence", "How sure it is at least, from 0 to 1", |asked| {
        matches!(asked, Asked::Statements | Asked::Events | Asked::Attitudes)
    }),
    once("outlet", "The outlet that published the report", of_all),
    once("since", "Published on this day or later: 2025-11-03, 2025-11 or 2025", of_all),
    once("until", "Published on this day or earlier; a month or year to its end", of_all),
    once(
        "search",
        "Words that are said, or stand in the report that tells it, in any form; «side by side» in quotation marks",
        |asked| asked != Asked::Actors,
    ),
    once("without-copies", "Leave out reports that are copies of others: true or false", |asked| {
        asked != Asked::Actors
    }),
    once("latest-first", "Those that were published last come first: true or false", of_all),
    once("limit", "The most records to give", of_all),
];

/// A filter that cannot be asked, or not with this value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadFilter {
    /// These records have no such filter.
    #[error("{list} cannot be asked for by `{name}`: {why}")]
    Unknown {
        /// Which records.
        list: &'static str,
        /// The name that was given.
        name: String,
        /// Which filters there are.
        why: String,
    },
    /// The value is none that the filter takes.
    #[error("`{name}` cannot be `{value}`: {why}")]
    Value {
        /// The filter.
        name: &'static str,
        /// The value that was given.
        value: String,
        /// What may be given.
        why: String,
    },
    /// One value too many.
    #[error("`{name}` is given twice: give it once")]
    Twice {
        /// The filter.
        name: &'static str,
    },
}

impl BadFilter {
    /// The name of the filter as it was given.
    pub fn name(&self) -> &str {
        match self {
            Self::Unknown { name, .. } => name,
            Self::Value { name, .. } | Self::Twice { name } => name,
        }
    }
}

/// Filters that were given for a list of records.
#[derive(Debug, Clone)]
pub struct Filters {
    asked: Asked,
    query: Query,
    given: Vec<&'static str>,
}

impl Filters {
    /// None yet: all records of the list.
    pub fn new(asked: Asked) -> Self {
        Self { asked, query: Query::default(), given: Vec::new() }
    }

    /// Which records are asked for.
    pub fn asked(&self) -> Asked {
        self.asked
    }

    /// The question that the filters make.
    pub fn query(&self) -> &Query {
        &self.query
    }

    /// The question that the filters make.
    pub fn into_query(self) -> Query {
        self.query
    }

    /// Adds a filter. `lemmas_of` gives the lemmas of which a word may be a form, which the words to
    /// search for are found by.
    ///
    /// # Errors
    /// Where there is no such filter for these records, where it is given twice, or where its value says nothing.
    pub fn put(
        &mut self,
        name: &str,
        value: &str,
        lemmas_of: impl Fn(&str) -> Vec<String>,
    ) -> Result<(), BadFilter> {
        let Some(filter) = self.asked.filters().find(|filter| filter.name == name) else {
            let names: Vec<&str> = self.asked.filters().map(|filter| filter.name).collect();
            return Err(BadFilter::Unknown {
                list: self.asked.name(),
                name: name.to_owned(),
                why: format!("give one of {}", names.join(", ")),
            });
        };
        if !filter.repeats && self.given.contains(&filter.name) {
            return Err(BadFilter::Twice { name: filter.name });
        }
        self.given.push(filter.name);
        self.set(filter.name, value.trim(), lemmas_of).map_err(|why| BadFilter::Value {
            name: filter.name,
            value: value.to_owned(),
            why,
        })
    }

    fn set(
        &mut self,
        name: &str,
        value: &str,
        lemmas_of: impl Fn(&str) -> Vec<String>,
    ) -> Result<(), String> {
        let query = &mut self.query;
        match name {
            "by" => query.by = Some(some(value, "give a name")?),
            "about" => query.about = Some(some(value, "give a name")?),
            "between" => query.between = Some(two_states(value)?),
            "state" => query.states.push(state_code(value)?),
            "type" => query.event_types.push(chosen(event_types(), value)?),
            "status" => query.statuses.push(chosen(event_statuses(), value)?),
            "kind" => match self.asked {
                Asked::Quantities => query.quantity_kinds.push(chosen(quantity_kinds(), value)?),
                Asked::Actors => query.classes.push(chosen(actor_classes(), value)?),
                _ => query.statement_kinds.push(chosen(statement_kinds(), value)?),
            },
            "confidence" => query.confidence = Some(share(value)?),
            "outlet" => query.outlet = Some(some(value, "give an outlet's name")?),
            "since" => query.since = Some(first_day(value)?),
            "until" => query.until = Some(last_day(value)?),
            "search" => {
                let search = Search::new(value, lemmas_of);
                query.search = Some(search.ok_or("give words to look for, such as санкции")?);
            }
            "without-copies" => query.without_copies = yes_or_no(value)?,
            "latest-first" => query.latest_first = yes_or_no(value)?,
            _ => {
                let limit = value.parse().ok().filter(|&limit: &usize| limit > 0);
                query.limit = Some(limit.ok_or("give a whole number above 0")?);
            }
        }
        Ok(())
    }
}

fn some(value: &str, why: &str) -> Result<String, String> {
    if value.is_empty() { Err(why.to_owned()) } else { Ok(value.to_owned()) }
}

fn two_states(value: &str) -> Result<[String; 2], String> {
    let Some((one, other)) = value.split_once(',') else {
        return Err("give two states with a comma: AZE,RUS".to_owned());
    };
    let [one, other] = [state_code(one.trim())?, state_code(other.trim())?];
    if one == other { Err("give two states, not one twice".to_owned()) } else { Ok([one, other]) }
}

fn yes_or_no(value: &str) -> Result<bool, String> {
    match value {
        "true" | "1" | "yes" | "" => Ok(true),
        "false" | "0" | "no" => Ok(false),
        _ => Err("give true or false".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(asked: Asked, fields: &[(&str, &str)]) -> Result<Query, String> {
        let mut filters = Filters::new(asked);
        for (name, value) in fields {
            let lemmas = |word: &str| vec![word.to_lowercase()];
            filters.put(name, value, lemmas).map_err(|error| error.to_string())?;
        }
        Ok(filters.into_query())
    }

    #[test]
    fn filters_add_up_to_a_question() {
        let query = put(
            Asked::Statements,
            &[
                ("between", "Азербайджан, RUS"),
                ("state", "GEO"),
                ("state", "Армения"),
                ("kind", "direct"),
                ("search", "«новый мост»"),
                ("until", "2025-02"),
                ("without-copies", "true"),
                ("limit", "20"),
            ],
        )
        .unwrap();
        assert_eq!(query.between, Some(["AZE".to_owned(), "RUS".to_owned()]));
        assert_eq!(query.states, ["GEO", "ARM"]);
        assert_eq!(query.search.unwrap().expression(), r#""новый мост""#);
        assert_eq!(query.until, "2025-02-28".parse().ok());
        assert!(query.without_copies);
        assert_eq!(query.limit, Some(20));
    }

    #[test]
    fn each_list_says_which_filters_it_has() {
        let told = put(Asked::Dates, &[("type", "CONSULT")]).unwrap_err();
        assert_eq!(
            told,
            "dates cannot be asked for by `type`: give one of by, state, outlet, since, until, search, \
             without-copies, latest-first, limit"
        );
        for asked in Asked::ALL {
            assert_eq!(Asked::named(asked.name()), Some(asked));
            assert!(asked.filters().count() > 5);
        }
    }

    #[test]
    fn what_is_wrong_with_a_value_is_told_with_the_filter() {
        let wrong = |name, value| put(Asked::Events, &[(name, value)]).unwrap_err();
        assert_eq!(
            wrong("between", "AZE"),
            "`between` cannot be `AZE`: give two states with a comma: AZE,RUS"
        );
        assert_eq!(
            wrong("between", "AZE,Азербайджан"),
            "`between` cannot be `AZE,Азербайджан`: give two states, not one twice"
        );
        assert_eq!(
            wrong("state", "Азербажан"),
            "`state` cannot be `Азербажан`: no such state; like it: Азербайджан (AZE)"
        );
        assert_eq!(wrong("limit", "0"), "`limit` cannot be `0`: give a whole number above 0");
        assert_eq!(
            wrong("search", "…"),
            "`search` cannot be `…`: give words to look for, such as санкции"
        );
        assert!(wrong("by", " ").contains("give a name"));
        let twice = put(Asked::Events, &[("by", "Роланд"), ("by", "Ирма")]).unwrap_err();
        assert_eq!(twice, "`by` is given twice: give it once");
    }

    /// Each filter of each list sets something, so that none is taken in silence and not heeded.
    #[test]
    fn no_filter_is_dead() {
        let value = |name: &str, asked: Asked| match name {
            "between" => "AZE,RUS",
            "state" => "AZE",
            "type" => "ACCUSE",
            "status" => "planned",
            "kind" if asked == Asked::Statements => "mixed",
            "kind" if asked == Asked::Actors => "state",
            "kind" => "money",
            "confidence" => "0.5",
            "since" | "until" => "2025",
            "limit" => "3",
            "without-copies" | "latest-first" => "true",
            _ => "Луч",
        };
        let nothing = format!("{:?}", Query::default());
        for asked in Asked::ALL {
            for filter in asked.filters() {
                let query = put(asked, &[(filter.name, value(filter.name, asked))]).unwrap();
                assert_ne!(format!("{query:?}"), nothing, "{} of {}", filter.name, asked.name());
            }
        }
    }
}
