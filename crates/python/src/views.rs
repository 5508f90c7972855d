//! What the chronicle computes over a ledger, as tables with their rule and evidence.

use depesha::directory::Day;
use depesha_asking::{Asked, first_day, last_day, state_code};
use depesha_chronicle::alerts::{Alerts, rules, usual_rules};
use depesha_chronicle::calendar::Step;
use depesha_chronicle::changes::PENALTY;
use depesha_chronicle::citations::Influences;
use depesha_chronicle::disputes::Difference;
use depesha_chronicle::network::{Network, Nodes};
use depesha_chronicle::pairs::{self, Pairs};
use depesha_chronicle::phases::{Claims, Phases};
use depesha_chronicle::relations::{Relation, Series};
use depesha_chronicle::voices::{AsTold, Partings};
use depesha_chronicle::{
    Citations, CommitmentLives, Disputes, Evidence, Narratives, View, citations, commitments,
    disputes, narratives, network,
};
use depesha_ledger::{Ledger, LedgerError, Query};
use pyo3::prelude::*;

use crate::answers::{OpenLedger, Shared, query_of, table_of};
use crate::arrow::ArrowTable;
use crate::failures::{of_argument, of_ledger};

type EvidenceOf = Box<dyn Fn(&Ledger) -> Result<Vec<Evidence>, LedgerError> + Send + Sync>;

/// A view that was computed: its rows, its rule, and the way to its evidence.
#[pyclass(frozen, module = "depesha._native")]
pub(crate) struct Computed {
    #[pyo3(get)]
    rows: Py<ArrowTable>,
    /// The name of the rule.
    #[pyo3(get)]
    rule_name: &'static str,
    /// How it is computed, a paragraph a matter.
    #[pyo3(get)]
    rule: Vec<String>,
    evidence: EvidenceOf,
    ledger: Shared,
}

#[pymethods]
impl Computed {
    /// The records behind its numbers.
    fn evidence(&self, py: Python<'_>) -> PyResult<ArrowTable> {
        py.detach(|| {
            let found = (self.evidence)(&self.ledger.lock());
            table_of(&found.map_err(|error| of_ledger(&error))?)
        })
    }
}

/// Computes the view and puts it into tables.
fn computed<V: View + Send + Sync + 'static>(
    py: Python<'_>,
    ledger: &Shared,
    of: impl FnOnce(&Ledger) -> Result<V, LedgerError> + Send,
) -> PyResult<Computed> {
    let (view, rows) = py.detach(|| {
        let view = of(&ledger.lock()).map_err(|error| of_ledger(&error))?;
        let rows = table_of(view.rows())?;
        Ok::<_, PyErr>((view, rows))
    })?;
    Ok(Computed {
        rows: Py::new(py, rows)?,
        rule_name: V::RULE,
        rule: view.rule(),
        evidence: Box::new(move |ledger| view.evidence(ledger)),
        ledger: ledger.clone(),
    })
}

fn step(name: &str, given: &str) -> PyResult<Step> {
    let known = Step::ALL.into_iter().find(|step| step.word() == given);
    known.ok_or_else(|| of_argument(name, given, "give one of day, week, month, quarter"))
}

fn day(
    name: &str,
    given: Option<&str>,
    read: fn(&str) -> Result<Day, String>,
) -> PyResult<Option<Day>> {
    let Some(given) = given else { return Ok(None) };
    read(given).map(Some).map_err(|why| of_argument(name, given, &why))
}

fn days(since: Option<&str>, until: Option<&str>) -> PyResult<[Option<Day>; 2]> {
    Ok([day("since", since, first_day)?, day("until", until, last_day)?])
}

fn relation(
    one: &str,
    other: &str,
    by: &str,
    since: Option<&str>,
    until: Option<&str>,
) -> PyResult<Relation> {
    let state =
        |name: &str, given: &str| state_code(given).map_err(|why| of_argument(name, given, &why));
    let states = [state("one", one)?, state("other", other)?];
    if states[0] == states[1] {
        return Err(of_argument(
            "other",
            other,
            "it is the same state: give two, such as AZE and RUS",
        ));
    }
    let [since, until] = days(since, until)?;
    Ok(Relation { states, step: step("by", by)?, since, until })
}

fn penalty(given: Option<f64>) -> PyResult<f64> {
    let penalty = given.unwrap_or(PENALTY);
    if (0.1..=100.0).contains(&penalty) {
        return Ok(penalty);
    }
    Err(of_argument("penalty", &penalty.to_string(), "give a number from 0.1 to 100"))
}

/// The question, and the most to give, which is the view's own.
fn question(given: &[(String, String)]) -> PyResult<(Query, Option<usize>)> {
    let mut query = query_of(Asked::Commitments, given)?;
    let limit = query.limit.take();
    Ok((query, limit))
}

#[pymethods]
impl OpenLedger {
    #[pyo3(signature = (one, other, *, by, since, until, told))]
    #[expect(clippy::too_many_arguments, reason = "each is named by the caller")]
    fn relations(
        &self,
        py: Python<'_>,
        one: &str,
        other: &str,
        by: &str,
        since: Option<&str>,
        until: Option<&str>,
        told: Option<&str>,
    ) -> PyResult<Computed> {
        let relation = relation(one, other, by, since, until)?;
        match told {
            None => computed(py, &self.ledger, |ledger| Series::of(ledger, relation)),
            Some("voices") => computed(py, &self.ledger, |ledger| AsTold::of(ledger, relation)),
            Some(_) => computed(py, &self.ledger, |ledger| {
                AsTold::of(ledger, relation).map(Partings::from)
            }),
        }
    }

    #[pyo3(signature = (one, other, *, by, since, until, penalty, claims))]
    #[expect(clippy::too_many_arguments, reason = "each is named by the caller")]
    fn phases(
        &self,
        py: Python<'_>,
        one: &str,
        other: &str,
        by: &str,
        since: Option<&str>,
        until: Option<&str>,
        penalty: Option<f64>,
        claims: bool,
    ) -> PyResult<Computed> {
        let relation = relation(one, other, by, since, until)?;
        let penalty = self::penalty(penalty)?;
        let phases = |ledger: &Ledger| Phases::of(ledger, relation, penalty);
        if claims {
            return computed(py, &self.ledger, |ledger| phases(ledger).map(Claims::from));
        }
        computed(py, &self.ledger, phases)
    }

    #[pyo3(signature = (*, busiest, by, since, until, penalty))]
    fn pairs(
        &self,
        py: Python<'_>,
        busiest: usize,
        by: &str,
        since: Option<&str>,
        until: Option<&str>,
        penalty: Option<f64>,
    ) -> PyResult<Computed> {
        let [since, until] = days(since, until)?;
        let (step, penalty) = (step("by", by)?, self::penalty(penalty)?);
        let asked = pairs::Asked { most: busiest, step, penalty, since, until };
        computed(py, &self.ledger, |ledger| Pairs::of(ledger, asked))
    }

    #[pyo3(signature = (*, actors, since, until, against))]
    fn network(
        &self,
        py: Python<'_>,
        actors: bool,
        since: Option<&str>,
        until: Option<&str>,
        against: Option<(Option<String>, Option<String>)>,
    ) -> PyResult<Computed> {
        let other = against.map(|(since, until)| {
            let since = day("against", since.as_deref(), first_day)?;
            Ok::<_, PyErr>([since, day("against", until.as_deref(), last_day)?])
        });
        let asked = network::Asked {
            nodes: if actors { Nodes::Actors } else { Nodes::States },
            days: days(since, until)?,
            against: other.transpose()?,
        };
        computed(py, &self.ledger, |ledger| Network::of(ledger, asked))
    }

    #[pyo3(signature = (*, on, toml))]
    fn alerts(&self, py: Python<'_>, on: Option<&str>, toml: Option<&str>) -> PyResult<Computed> {
        let on = day("on", on, last_day)?;
        let used = match toml {
            None => usual_rules(),
            Some(text) => rules(text).map_err(|fault| {
                pyo3::exceptions::PyValueError::new_err(format!("`rules` are of no use: {fault}"))
            })?,
        };
        computed(py, &self.ledger, |ledger| Alerts::of(ledger, used, on))
    }

    #[pyo3(signature = (filters, *, on))]
    fn lives(
        &self,
        py: Python<'_>,
        filters: Vec<(String, String)>,
        on: Option<&str>,
    ) -> PyResult<Computed> {
        let (query, limit) = question(&filters)?;
        let on = day("on", on, last_day)?.map(|day| day.date());
        let asked = commitments::Asked { query, on, limit };
        computed(py, &self.ledger, |ledger| CommitmentLives::of(ledger, &asked))
    }

    #[pyo3(signature = (filters, *, kinds))]
    fn disputes(
        &self,
        py: Python<'_>,
        filters: Vec<(String, String)>,
        kinds: Vec<String>,
    ) -> PyResult<Computed> {
        let (query, limit) = question(&filters)?;
        let known = |given: &String| {
            let kind = Difference::ALL.into_iter().find(|kind| kind.word() == given);
            let words: Vec<&str> = Difference::ALL.iter().map(|kind| kind.word()).collect();
            kind.ok_or_else(|| {
                of_argument("kind", given, &format!("give one of {}", words.join(", ")))
            })
        };
        let kinds = kinds.iter().map(known).collect::<PyResult<_>>()?;
        let asked = disputes::Asked { query, kinds, limit };
        computed(py, &self.ledger, |ledger| Disputes::of(ledger, &asked))
    }

    #[pyo3(signature = (filters, *, least, accusing_of_manipulation))]
    fn narratives(
        &self,
        py: Python<'_>,
        filters: Vec<(String, String)>,
        least: usize,
        accusing_of_manipulation: bool,
    ) -> PyResult<Computed> {
        let (query, limit) = question(&filters)?;
        let of_manipulation = accusing_of_manipulation;
        let asked = narratives::Asked { query, reports: least, of_manipulation, limit };
        computed(py, &self.ledger, |ledger| Narratives::of(ledger, &asked))
    }

    #[pyo3(signature = (filters, *, by, influence))]
    fn citations(
        &self,
        py: Python<'_>,
        filters: Vec<(String, String)>,
        by: Option<&str>,
        influence: bool,
    ) -> PyResult<Computed> {
        let (query, limit) = question(&filters)?;
        let by = by.map(|given| step("by", given)).transpose()?;
        let asked = citations::Asked { query, by, limit };
        if influence {
            return computed(py, &self.ledger, |ledger| {
                Citations::of(ledger, &asked).map(Influences)
            });
        }
        computed(py, &self.ledger, |ledger| Citations::of(ledger, &asked))
    }
}
