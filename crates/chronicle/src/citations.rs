//! Citations: which outlets name which for what they say, and how much each is listened to.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use depesha::record::Span;
use depesha_ledger::{
    Answer, Citation, CitedAs, Ledger, LedgerError, Query, RecordKind, RecordPlace, ReportsCompared,
};
use depesha_tables::{Column, Kind, Table, Value};
use jiff::civil::Date;

use crate::calendar::{Period, Step};
use crate::view::{Evidence, View, rounded};
use crate::words::{self, Listed};

/// How likely a reader who follows citations goes on; as in Brin and Page 1998, and in West, Bergstrom and
/// Bergstrom 2010.
const GOES_ON: f64 = 0.85;
/// Steps after which the walk is ended in any case.
const MOST_STEPS: usize = 1_000;
/// A step that changes less in all is the last.
const LEAST_CHANGE: f64 = 1e-12;

/// What is asked of citations.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// The reports that cite: by outlet and days; where states, names or words are asked for, the statements that
    /// fit.
    pub query: Query,
    /// Steps of which each is counted by itself; the whole where none is given.
    pub by: Option<Step>,
    /// The most to give of each step of time.
    pub limit: Option<usize>,
}

/// That one outlet names another.
#[derive(Debug, Clone, PartialEq)]
pub struct CitationRow {
    /// The step that it is counted in; none of the whole.
    pub period: Option<String>,
    /// The outlet whose reports name the other.
    pub citing: String,
    /// The outlet that is named.
    pub cited: String,
    /// How many reports do.
    pub reports: usize,
    /// How often somebody's words come through it, it says so itself, it is credited with the text.
    pub ways: [usize; 3],
    /// How many reports of the other name the first.
    pub back: usize,
    /// How much it counts for the influence.
    pub weight: f64,
    /// The share of influence of the two, of 100.
    pub influence: [f64; 2],
    /// The first and the last day on which it does.
    pub days: [Option<String>; 2],
    /// The citations.
    behind: Vec<Citation>,
}

const TABLE: Table = Table {
    name: "citations",
    row: "That one outlet names another for what it says.",
    columns: &[
        Column::new(
            "period",
            Kind::Text,
            "The step of time: `2025-11`; none where the whole is counted.",
        )
        .or_none(),
        Column::new(
            "citing",
            Kind::Text,
            "The outlet whose reports name the other, as the directory calls it.",
        ),
        Column::new("cited", Kind::Text, "The outlet that is named."),
        Column::new("reports", Kind::Integer, "How many reports name it."),
        Column::new("relays", Kind::Integer, "How often somebody's words come through it."),
        Column::new("speakers", Kind::Integer, "How often it is said to say so."),
        Column::new(
            "credits",
            Kind::Integer,
            "How many reports have most of their text from it and name it.",
        ),
        Column::new(
            "back",
            Kind::Integer,
            "How many reports of the cited outlet name the citing one.",
        ),
        Column::new("weight", Kind::Real, "What it counts for the influence, in reports."),
        Column::new(
            "citing_influence",
            Kind::Real,
            "The share of the citing outlet in all influence, of 100.",
        ),
        Column::new("cited_influence", Kind::Real, "That of the cited one."),
        Column::new("first_day", Kind::Day, "The day of the first report that does.").or_none(),
        Column::new("last_day", Kind::Day, "The day of the last.").or_none(),
    ],
};

impl Answer for CitationRow {
    const TABLE: &'static Table = &TABLE;

    fn row(&self) -> Vec<Value> {
        let [relays, speakers, credits] = self.ways.map(Value::count);
        vec![
            Value::maybe_text(self.period.as_deref()),
            Value::text(&self.citing),
            Value::text(&self.cited),
            Value::count(self.reports),
            relays,
            speakers,
            credits,
            Value::count(self.back),
            Value::Real(rounded(self.weight)),
            Value::Real(rounded(self.influence[0])),
            Value::Real(rounded(self.influence[1])),
            Value::day(self.days[0].as_deref()),
            Value::day(self.days[1].as_deref()),
        ]
    }
}

/// How much an outlet is listened to.
#[derive(Debug, Clone, PartialEq)]
pub struct Influence {
    /// The step that it is counted in; none of the whole.
    pub period: Option<String>,
    /// The outlet.
    pub outlet: String,
    /// Its share of influence, of 100.
    pub influence: f64,
    /// How many reports of others name it.
    pub cited: usize,
    /// How many others do.
    pub cited_by: usize,
    /// How many others it names.
    pub cites: usize,
    /// How many reports of its own there are.
    pub reports: usize,
}

const INFLUENCE: Table = Table {
    name: "influence",
    row: "How much an outlet is listened to.",
    columns: &[
        Column::new(
            "period",
            Kind::Text,
            "The step of time: `2025-11`; none where the whole is counted.",
        )
        .or_none(),
        Column::new("outlet", Kind::Text, "The outlet, as the directory calls it."),
        Column::new("influence", Kind::Real, "Its share of all influence, of 100."),
        Column::new("cited", Kind::Integer, "How many reports of other outlets name it."),
        Column::new("cited_by", Kind::Integer, "How many other outlets name it."),
        Column::new("cites", Kind::Integer, "How many other outlets it names."),
        Column::new("reports", Kind::Integer, "How many reports of its own there are."),
    ],
};

impl Answer for Influence {
    const TABLE: &'static Table = &INFLUENCE;

    fn row(&self) -> Vec<Value> {
        vec![
            Value::maybe_text(self.period.as_deref()),
            Value::text(&self.outlet),
            Value::Real(rounded(self.influence)),
            Value::count(self.cited),
            Value::count(self.cited_by),
            Value::count(self.cites),
            Value::count(self.reports),
        ]
    }
}

/// The graph of outlets that name outlets.
#[derive(Debug)]
pub struct Citations {
    rows: Vec<CitationRow>,
    outlets: Vec<Influence>,
    reports: ReportsCompared,
}

/// How much each outlet of a [`Citations`] is listened to, as a view of its own.
#[derive(Debug)]
pub struct Influences(pub Citations);

fn rule() -> Vec<String> {
    vec![
        "One outlet names another where somebody's words come through it (the relays of a statement), where it is said \
         to say so (the speaker is an outlet), or where a report has most of its text from it and names it (a credited \
         copy). A report counts once for each outlet that it names. Outlets are as the directory calls them; who names \
         himself, and `СМИ` or `издание` without a name (crates/chronicle/data/words.tsv), are left out."
            .to_owned(),
        "What it counts: c(a, b) · (1 − min(c(a, b), c(b, a)) / (c(a, b) + c(b, a))), with c(a, b) the reports of a that \
         name b: where two name each other as often, half of it. By feel; the damping is our own."
            .to_owned(),
        format!(
            "Influence is counted as the Eigenfactor of journals is (West, Bergstrom and Bergstrom 2010, College & Research \
             Libraries 71): a reader goes from outlet to outlet by its citations with {GOES_ON}, else to any outlet by its \
             share of the reports, and so too from one that names none; the influence of an outlet is the share of \
             citations that he follows to it, of 100. Own citations count nothing."
        ),
    ]
}

impl View for Citations {
    type Row = CitationRow;

    const RULE: &'static str = "citations 1";

    fn rule(&self) -> Vec<String> {
        rule()
    }

    fn rows(&self) -> &[CitationRow] {
        &self.rows
    }

    fn evidence(&self, ledger: &Ledger) -> Result<Vec<Evidence>, LedgerError> {
        let mut found = Vec::new();
        for row in &self.rows {
            let period = row.period.as_ref().map_or(String::new(), |period| format!("{period} "));
            let name = format!("{period}{} ← {}", row.citing, row.cited);
            for citation in &row.behind {
                found.push(self.one_behind(ledger, &name, citation)?);
            }
        }
        Ok(found)
    }
}

impl View for Influences {
    type Row = Influence;

    const RULE: &'static str = Citations::RULE;

    fn rule(&self) -> Vec<String> {
        rule()
    }

    fn rows(&self) -> &[Influence] {
        &self.0.outlets
    }

    fn evidence(&self, ledger: &Ledger) -> Result<Vec<Evidence>, LedgerError> {
        self.0.evidence(ledger)
    }
}

impl Citations {
    fn one_behind(
        &self,
        ledger: &Ledger,
        row: &str,
        citation: &Citation,
    ) -> Result<Evidence, LedgerError> {
        let part = match citation.cited_as {
            CitedAs::Relay => "relays",
            CitedAs::Speaker => "speakers",
            CitedAs::Credit => "credits",
        };
        if let Some(place) = citation.statement {
            return Ok(Evidence::of_statement(row, part, &ledger.statement_at(place)?));
        }
        let article = ledger.article_compared(&self.reports, citation.report)?;
        let origin = citation.origin.map_or("", |at| self.reports.reports[at].id.as_str());
        Ok(Evidence {
            row: row.to_owned(),
            part: part.to_owned(),
            adds: None,
            record: article.key.clone(),
            kind: "copy",
            says: format!("copy of {origin} ({})", citation.outlet),
            words: vec![(Span { start: 0, end: 0 }, String::new())],
            passage: article.title.clone().unwrap_or_default(),
            chain: article.outlet.iter().cloned().collect(),
            article,
        })
    }

    /// Computes the graph over a ledger.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn of(ledger: &Ledger, asked: &Asked) -> Result<Self, LedgerError> {
        let reports = ledger.reports_compared()?;
        let query = &asked.query;
        let asks_of_records = query.by.is_some()
            || query.about.is_some()
            || query.between.is_some()
            || query.search.is_some()
            || !query.states.is_empty();
        let fitting: Option<BTreeSet<RecordPlace>> = match asks_of_records {
            true => Some(ledger.places(RecordKind::Statement, query)?.into_iter().collect()),
            false => None,
        };
        let mut names = Names { ledger, known: HashMap::new() };
        let wanted_outlet = query.outlet.as_deref().map(|outlet| names.of(outlet)).transpose()?;
        let mut citing: Vec<Option<String>> = Vec::with_capacity(reports.reports.len());
        for report in &reports.reports {
            let is_within =
                query.since.is_none_or(|first| report.day.is_some_and(|day| day >= first))
                    && query.until.is_none_or(|last| report.day.is_some_and(|day| day <= last));
            let outlet = report.outlet.as_deref().map(|outlet| names.of(outlet)).transpose()?;
            let fits = is_within && (wanted_outlet.is_none() || outlet == wanted_outlet);
            citing.push(outlet.filter(|_| fits));
        }
        let mut edges: Vec<Edge> = Vec::new();
        for citation in ledger.citations(&reports)? {
            let Some(from) = citing[citation.report].clone() else { continue };
            let fits = fitting.as_ref().is_none_or(|places| {
                citation.statement.is_some_and(|place| places.contains(&place))
            });
            let is_named = !words::is(&citation.outlet.to_lowercase(), Listed::AnyOutlet);
            let to = names.of(&citation.outlet)?;
            if fits && is_named && from != to {
                edges.push(Edge { from, to, citation });
            }
        }
        let told: Vec<Option<Date>> =
            reports.reports.iter().map(|report| Some(report.day?.date())).collect();
        let periods: Vec<Option<Period>> = match asked.by {
            None => vec![None],
            Some(step) => {
                let cited = edges.iter().filter_map(|edge| told[edge.citation.report]);
                let (first, last) = (cited.clone().min(), cited.max());
                let periods = first.zip(last).map(|(first, last)| step.periods(first, last));
                periods.unwrap_or_default().into_iter().map(Some).collect()
            }
        };
        let (mut rows, mut outlets) = (Vec::new(), Vec::new());
        for period in &periods {
            let within = |report: usize| match period {
                None => true,
                Some(period) => {
                    told[report].is_some_and(|day| period.begins <= day && day <= period.ends)
                }
            };
            let of_period: Vec<&Edge> =
                edges.iter().filter(|edge| within(edge.citation.report)).collect();
            let mut own_reports: BTreeMap<&str, usize> = BTreeMap::new();
            for (at, outlet) in citing.iter().enumerate() {
                if let Some(outlet) = outlet.as_deref().filter(|_| within(at)) {
                    *own_reports.entry(outlet).or_default() += 1;
                }
            }
            let name = period.as_ref().map(|period| period.name.clone());
            let (mut of_rows, mut of_outlets) = counted(&reports, name, &of_period, &own_reports);
            of_rows.truncate(asked.limit.unwrap_or(usize::MAX));
            of_outlets.truncate(asked.limit.unwrap_or(usize::MAX));
            rows.extend(of_rows);
            outlets.extend(of_outlets);
        }
        Ok(Self { rows, outlets, reports })
    }
}

/// What outlets are called, by the directory.
struct Names<'l> {
    ledger: &'l Ledger,
    known: HashMap<String, String>,
}

impl Names<'_> {
    fn of(&mut self, name: &str) -> Result<String, LedgerError> {
        if let Some(known) = self.known.get(name) {
            return Ok(known.clone());
        }
        let called = self.ledger.outlet_named(name)?.unwrap_or_else(|| name.to_owned());
        self.known.insert(name.to_owned(), called.clone());
        Ok(called)
    }
}

struct Edge {
    from: String,
    to: String,
    citation: Citation,
}

/// The rows of one step of time, the strongest first, and how much each outlet is listened to, the most first.
fn counted(
    reports: &ReportsCompared,
    period: Option<String>,
    edges: &[&Edge],
    own_reports: &BTreeMap<&str, usize>,
) -> (Vec<CitationRow>, Vec<Influence>) {
    let mut by_pair: BTreeMap<(&str, &str), Vec<&Citation>> = BTreeMap::new();
    for edge in edges {
        by_pair.entry((&edge.from, &edge.to)).or_default().push(&edge.citation);
    }
    let distinct = |citations: &[&Citation]| {
        citations.iter().map(|citation| citation.report).collect::<BTreeSet<_>>().len()
    };
    let counts: BTreeMap<(&str, &str), usize> =
        by_pair.iter().map(|(pair, citations)| (*pair, distinct(citations))).collect();
    let back = |(from, to): (&str, &str)| counts.get(&(to, from)).copied().unwrap_or(0);
    let weights: BTreeMap<(&str, &str), f64> =
        counts.iter().map(|(pair, &count)| (*pair, weight(count, back(*pair)))).collect();
    let influence = influences(&weights, own_reports);
    let share = |outlet: &str| influence.get(outlet).copied().unwrap_or(0.0);
    let mut rows: Vec<CitationRow> = by_pair
        .iter()
        .map(|(&(from, to), citations)| {
            let ways = [CitedAs::Relay, CitedAs::Speaker, CitedAs::Credit]
                .map(|way| citations.iter().filter(|citation| citation.cited_as == way).count());
            let days = || citations.iter().filter_map(|one| reports.reports[one.report].day);
            CitationRow {
                period: period.clone(),
                citing: from.to_owned(),
                cited: to.to_owned(),
                reports: counts[&(from, to)],
                ways,
                back: back((from, to)),
                weight: weights[&(from, to)],
                influence: [share(from), share(to)],
                days: [days().min(), days().max()].map(|day| day.map(|day| day.to_string())),
                behind: citations.iter().map(|&citation| citation.clone()).collect(),
            }
        })
        .collect();
    rows.sort_by(|one, other| {
        other
            .reports
            .cmp(&one.reports)
            .then((&one.citing, &one.cited).cmp(&(&other.citing, &other.cited)))
    });
    let names: BTreeSet<&str> = counts.keys().flat_map(|(from, to)| [*from, *to]).collect();
    let mut outlets: Vec<Influence> = names
        .into_iter()
        .map(|outlet| {
            let citing = || counts.iter().filter(|((_, to), _)| *to == outlet);
            Influence {
                period: period.clone(),
                outlet: outlet.to_owned(),
                influence: share(outlet),
                cited: citing().map(|(_, count)| count).sum(),
                cited_by: citing().count(),
                cites: counts.keys().filter(|(from, _)| *from == outlet).count(),
                reports: own_reports.get(outlet).copied().unwrap_or(0),
            }
        })
        .collect();
    outlets.sort_by(|one, other| {
        other.influence.total_cmp(&one.influence).then_with(|| one.outlet.cmp(&other.outlet))
    });
    (rows, outlets)
}

/// What so many reports that name an outlet count, where so many of its reports name theirs.
fn weight(count: usize, back: usize) -> f64 {
    let (count, back) = (count as f64, back as f64);
    count * (1.0 - count.min(back) / (count + back))
}

/// The share of citations that a reader follows to each outlet, of 100.
fn influences<'n>(
    weights: &BTreeMap<(&'n str, &'n str), f64>,
    own_reports: &BTreeMap<&str, usize>,
) -> BTreeMap<&'n str, f64> {
    let names: Vec<&'n str> = weights
        .keys()
        .flat_map(|(from, to)| [*from, *to])
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let place: HashMap<&str, usize> = names.iter().copied().zip(0..).collect();
    let mut given = vec![0.0; names.len()];
    for ((from, _), weight) in weights {
        given[place[from]] += weight;
    }
    let reports: Vec<f64> =
        names.iter().map(|name| own_reports.get(name).copied().unwrap_or(0) as f64).collect();
    let all: f64 = reports.iter().sum();
    let shares: Vec<f64> = match all > 0.0 {
        true => reports.iter().map(|count| count / all).collect(),
        false => vec![1.0 / names.len().max(1) as f64; names.len()],
    };
    let followed = |at: &[f64]| -> Vec<f64> {
        let mut to_each = vec![0.0; names.len()];
        for ((from, to), weight) in weights {
            let from = place[from];
            to_each[place[to]] += at[from] * weight / given[from];
        }
        to_each
    };
    let mut at = shares.clone();
    for _ in 0..MOST_STEPS {
        let to_each = followed(&at);
        let ending: f64 =
            at.iter().zip(&given).filter(|(_, given)| **given <= 0.0).map(|(at, _)| at).sum();
        let anew = GOES_ON * ending + (1.0 - GOES_ON);
        let next: Vec<f64> =
            to_each.iter().zip(&shares).map(|(to, share)| GOES_ON * to + anew * share).collect();
        let change: f64 = next.iter().zip(&at).map(|(next, at)| (next - at).abs()).sum();
        at = next;
        if change < LEAST_CHANGE {
            break;
        }
    }
    let to_each = followed(&at);
    let all: f64 = to_each.iter().sum();
    let share = |to: f64| if all > 0.0 { 100.0 * to / all } else { 0.0 };
    names.into_iter().zip(to_each.into_iter().map(share)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_named_by_all_has_most_influence() {
        let weights: BTreeMap<(&str, &str), f64> =
            [(("а", "в"), 3.0), (("б", "в"), 3.0), (("б", "а"), 1.0)].into();
        let reports: BTreeMap<&str, usize> = [("а", 10), ("б", 10), ("в", 10)].into();
        let influence = influences(&weights, &reports);
        assert!(influence["в"] > influence["а"] && influence["б"] == 0.0, "{influence:?}");
        let all: f64 = influence.values().sum();
        assert!((all - 100.0).abs() < 1e-9);
    }

    #[test]
    fn two_that_name_each_other_count_half() {
        assert_eq!(weight(4, 4), 2.0);
        assert_eq!(weight(4, 0), 4.0);
        assert_eq!(weight(9, 1), 8.1);
    }

    #[test]
    fn nobody_has_influence_where_nobody_is_named() {
        assert!(influences(&BTreeMap::new(), &BTreeMap::new()).is_empty());
    }
}
