//! Who names whom, and who is for or against whom: as graphs and as tables.

use std::collections::BTreeMap;
use std::sync::Arc;

use depesha_asking::Asked as List;
use depesha_chronicle::citations::{self, CitationRow, Influences};
use depesha_chronicle::network::{Asked as NetworkAsked, Network, Nodes, Tie};
use depesha_chronicle::{Citations, View};
use maud::{Markup, html};

use crate::PageProblem;
use crate::address::{self, Address};
use crate::figures::{self, Edge, Graph, Node};
use crate::layout::{choice_field, downloads, figure, hidden, named, rule_of, short, text_field};
use crate::pair::evidence;
use crate::sight::{Given, Sight, csv};
use crate::words;

/// The most ties that a figure and a table have: more are not seen.
const MOST_TIES: usize = 90;
const MOST_NODES: usize = 36;
const MOST_ROWS: usize = 100;

pub(crate) fn citations(sight: &Sight<'_>) -> Result<Given, PageProblem> {
    let tongue = sight.tongue;
    let key = format!(
        "citations {:?}",
        sight
            .asked
            .fields
            .iter()
            .filter(|(name, _)| !["lang", "format", "chart", "show", "row", "page"]
                .contains(&name.as_str()))
            .collect::<Vec<_>>()
    );
    let view: Arc<Influences> = sight.remember(&key, || {
        let query = sight.query(List::Statements, &[])?;
        let asked = citations::Asked { query, by: None, limit: Some(MOST_ROWS) };
        Ok(Influences(Citations::of(sight.ledger, &asked)?))
    })?;
    let cited = &view.0;
    if sight.field("show").is_some() {
        return evidence(sight, cited, "citations", tongue.say(words::CITATIONS));
    }
    let drawn = citations_graph(sight, cited.rows(), &view);
    match (sight.form()?, sight.field("chart")) {
        (Some("svg"), _) => return Ok(Given::Svg("citations".into(), drawn)),
        (Some("csv"), Some("influence")) => {
            return Ok(Given::Csv("influence".into(), csv(view.rows())));
        }
        (Some("csv"), _) => return Ok(Given::Csv("citations".into(), csv(cited.rows()))),
        _ => {}
    }
    let behind = |row: &CitationRow| {
        let name = format!("{} ← {}", row.citing, row.cited);
        sight.here().but("show", "evidence").with("row", name)
    };
    let content = html! {
        h1 { (tongue.say(words::CITATIONS)) }
        p class="lead" { (tongue.say(words::CITATIONS_LEAD)) }
        form class="filters" action="/citations" method="get" {
            (hidden(sight, &["lang"]))
            (text_field(sight, "outlet", words::OUTLET, ""))
            (text_field(sight, "since", words::SINCE, "2025-01"))
            (text_field(sight, "until", words::UNTIL, "2025-06"))
            p class="field" { button { (tongue.say(words::SHOW)) } }
        }
        @if cited.rows().is_empty() { p { (tongue.say(words::NOTHING_FITS)) } } @else {
            (figure(&drawn, tongue.say(words::CITATIONS_CAPTION), &downloads(sight, Some("citations"), &[("citations", words::CITATIONS), ("influence", words::INFLUENCE)])))
        }
        section aria-labelledby="influence" {
            h2 id="influence" { (tongue.say(words::INFLUENCE)) }
            div class="scroll" tabindex="0" role="group" aria-labelledby="influence" {
                table {
                    thead { tr {
                        th scope="col" { (tongue.say(words::OUTLET)) }
                        th scope="col" class="number" { (tongue.say(words::INFLUENCE)) }
                        th scope="col" class="number" { (tongue.say(words::CITED_IN)) }
                        th scope="col" class="number" { (tongue.say(words::CITED_BY)) }
                        th scope="col" class="number" { (tongue.say(words::CITES)) }
                    } }
                    tbody {
                        @for row in view.rows().iter().take(25) {
                            tr {
                                th scope="row" { (outlet_link(sight, &row.outlet)) }
                                td class="number" { (tongue.real(row.influence, 1)) }
                                td class="number" { (tongue.number(row.cited)) }
                                td class="number" { (tongue.number(row.cited_by)) }
                                td class="number" { (tongue.number(row.cites)) }
                            }
                        }
                    }
                }
            }
        }
        section aria-labelledby="who" {
            h2 id="who" { (tongue.say(words::WHO_NAMES_WHOM)) }
            div class="scroll" tabindex="0" role="group" aria-labelledby="who" {
                table {
                    thead { tr {
                        th scope="col" { (tongue.say(words::CITING)) }
                        th scope="col" { (tongue.say(words::CITED)) }
                        th scope="col" class="number" { (tongue.say(words::REPORTS_NAME)) }
                        th scope="col" class="number" { (tongue.say(words::AS_RELAY)) }
                        th scope="col" class="number" { (tongue.say(words::AS_SPEAKER)) }
                        th scope="col" class="number" { (tongue.say(words::AS_ORIGIN)) }
                        th scope="col" class="number" { (tongue.say(words::THE_OTHER_WAY)) }
                    } }
                    tbody {
                        @for row in cited.rows().iter().take(MOST_ROWS) {
                            tr {
                                th scope="row" { (named(&row.citing)) }
                                td { (named(&row.cited)) }
                                td class="number" { a href=(behind(row)) { (tongue.number(row.reports)) } }
                                @for way in row.ways { td class="number" { (tongue.number(way)) } }
                                td class="number" { (tongue.number(row.back)) }
                            }
                        }
                    }
                }
            }
        }
        (rule_of(cited, sight))
    };
    Ok(Given::Html(tongue.say(words::CITATIONS).to_owned(), content))
}

fn outlet_link(sight: &Sight<'_>, outlet: &str) -> Markup {
    html! { a href=(sight.to(Address::of("/citations").with("outlet", outlet))) { (named(outlet)) } }
}

/// The names of the strongest ties, those of most ties first, at most so many; each with its place.
fn numbered<'a>(names: impl Iterator<Item = (&'a str, f64)>) -> BTreeMap<&'a str, (usize, f64)> {
    let mut sizes: BTreeMap<&str, f64> = BTreeMap::new();
    for (name, size) in names {
        *sizes.entry(name).or_default() += size;
    }
    let mut ranked: Vec<(&str, f64)> = sizes.into_iter().collect();
    ranked.sort_by(|one, other| other.1.total_cmp(&one.1).then_with(|| one.0.cmp(other.0)));
    ranked.truncate(MOST_NODES);
    ranked.into_iter().enumerate().map(|(at, (name, size))| (name, (at, size))).collect()
}

fn nodes(numbered: &BTreeMap<&str, (usize, f64)>, node: impl Fn(&str, f64) -> Node) -> Vec<Node> {
    let mut nodes: Vec<(usize, Node)> =
        numbered.iter().map(|(name, (at, size))| (*at, node(name, *size))).collect();
    nodes.sort_by_key(|(at, _)| *at);
    nodes.into_iter().map(|(_, node)| node).collect()
}

fn citations_graph(sight: &Sight<'_>, rows: &[CitationRow], influence: &Influences) -> Markup {
    let tongue = sight.tongue;
    let rows: Vec<&CitationRow> =
        rows.iter().filter(|row| row.citing != row.cited).take(MOST_TIES).collect();
    let known = numbered(rows.iter().flat_map(|row| {
        let reports = row.reports as f64;
        [(row.citing.as_str(), reports * 0.1), (row.cited.as_str(), reports)]
    }));
    let most = rows.iter().map(|row| row.reports).max().unwrap_or(1) as f64;
    let listened = |name: &str| {
        influence.rows().iter().find(|row| row.outlet == name).map_or(0.0, |row| row.influence)
    };
    let nodes = nodes(&known, |name, _| Node {
        name: short(name, 24),
        size: listened(name).max(0.2),
        link: sight.to(Address::of("/citations").with("outlet", name)).to_string(),
        says: format!(
            "{}: {} {}",
            short(name, 60),
            tongue.say(words::INFLUENCE),
            tongue.real(listened(name), 1)
        ),
    });
    let edges = rows.iter().filter_map(|row| {
        let (from, to) = (known.get(row.citing.as_str())?.0, known.get(row.cited.as_str())?.0);
        Some(Edge {
            from,
            to,
            weight: (row.reports as f64 / most).sqrt(),
            sort: "cites",
            link: sight
                .here()
                .but("show", "evidence")
                .with("row", format!("{} ← {}", row.citing, row.cited))
                .to_string(),
            says: format!(
                "{} ← {}: {}",
                short(&row.citing, 60),
                short(&row.cited, 60),
                tongue.counted(row.reports, words::REPORTS)
            ),
        })
    });
    figures::graph(&tied(tongue.say(words::CITATIONS), nodes, edges.collect()))
}

pub(crate) fn network(sight: &Sight<'_>) -> Result<Given, PageProblem> {
    let tongue = sight.tongue;
    let nodes_asked = sight
        .one_of("nodes", &[("states", Nodes::States), ("actors", Nodes::Actors)])?
        .unwrap_or(Nodes::States);
    let days = [sight.since()?, sight.until()?];
    let key = format!("network {nodes_asked:?} {days:?}");
    let view: Arc<Network> = sight.remember(&key, || {
        Ok(Network::of(sight.ledger, NetworkAsked { nodes: nodes_asked, days, against: None })?)
    })?;
    if sight.field("show").is_some() {
        return evidence(sight, &*view, "network", tongue.say(words::NETWORK));
    }
    let of_states = nodes_asked == Nodes::States;
    let mut ties: Vec<&Tie> = view.rows().iter().collect();
    let told = |tie: &Tie| tie.now.positive + tie.now.negative;
    ties.sort_by(|one, other| {
        told(other)
            .cmp(&told(one))
            .then_with(|| (&one.source, &one.target).cmp(&(&other.source, &other.target)))
    });
    let drawn = network_graph(sight, &ties, of_states);
    match sight.form()? {
        Some("svg") => return Ok(Given::Svg("network".into(), drawn)),
        Some("csv") => return Ok(Given::Csv("network".into(), csv(view.rows()))),
        _ => {}
    }
    let name = |name: &str| if of_states { tongue.state(name) } else { short(name, 60) };
    let behind = |tie: &Tie| {
        sight.here().but("show", "evidence").with("row", format!("{} > {}", tie.source, tie.target))
    };
    let choices = vec![
        ("states".to_owned(), tongue.say(words::OF_STATES).to_owned()),
        ("actors".to_owned(), tongue.say(words::OF_ACTORS).to_owned()),
    ];
    let content = html! {
        h1 { (tongue.say(words::NETWORK)) }
        p class="lead" { (tongue.say(words::NETWORK_LEAD)) }
        form class="filters" action="/network" method="get" {
            (hidden(sight, &["lang"]))
            (choice_field(sight, "nodes", words::BETWEEN_WHOM, &choices, true))
            (text_field(sight, "since", words::SINCE, "2025-01"))
            (text_field(sight, "until", words::UNTIL, "2025-06"))
            p class="field" { button { (tongue.say(words::SHOW)) } }
        }
        @if ties.is_empty() { p { (tongue.say(words::NOTHING_FITS)) } } @else {
            (figure(&drawn, tongue.say(words::NETWORK_CAPTION), &downloads(sight, Some("network"), &[("network", words::NETWORK)])))
        }
        @if let Some(share) = view.balance.share() {
            p {
                (tongue.fill(words::BALANCE, &[
                    &tongue.percent(share), &tongue.number(view.balance.balanced), &tongue.number(view.balance.unbalanced),
                ]))
            }
        }
        section aria-labelledby="ties" {
            h2 id="ties" { (tongue.say(words::TIES)) }
            div class="scroll" tabindex="0" role="group" aria-labelledby="ties" {
                table {
                    thead { tr {
                        th scope="col" { (tongue.say(words::WHOSE)) }
                        th scope="col" { (tongue.say(words::TO_WHOM)) }
                        th scope="col" class="number" { (tongue.say(words::FOR)) }
                        th scope="col" class="number" { (tongue.say(words::AGAINST)) }
                        th scope="col" class="number" { (tongue.say(words::WEIGHT)) }
                    } }
                    tbody {
                        @for tie in ties.iter().take(MOST_ROWS) {
                            tr {
                                th scope="row" { bdi { (name(&tie.source)) } }
                                td { bdi { (name(&tie.target)) } }
                                td class="number coop" { a href=(behind(tie)) { (tongue.number(tie.now.positive)) } }
                                td class="number conf" { a href=(behind(tie)) { (tongue.number(tie.now.negative)) } }
                                td class="number" { (tongue.signed(tie.now.weight(), 2)) }
                            }
                        }
                    }
                }
            }
        }
        (rule_of(&*view, sight))
    };
    Ok(Given::Html(tongue.say(words::NETWORK).to_owned(), content))
}

fn network_graph(sight: &Sight<'_>, ties: &[&Tie], of_states: bool) -> Markup {
    let tongue = sight.tongue;
    let name = |name: &str| if of_states { tongue.state(name) } else { short(name, 28) };
    let ties: Vec<&&Tie> = ties
        .iter()
        .filter(|tie| tie.source != tie.target && tie.now.positive + tie.now.negative > 1)
        .take(MOST_TIES)
        .collect();
    let told = |tie: &Tie| (tie.now.positive + tie.now.negative) as f64;
    let known = numbered(
        ties.iter()
            .flat_map(|tie| [(tie.source.as_str(), told(tie)), (tie.target.as_str(), told(tie))]),
    );
    let most = ties.iter().map(|tie| told(tie)).fold(1.0, f64::max);
    let nodes = nodes(&known, |own, size| Node {
        name: name(own),
        size,
        link: if of_states {
            sight
                .to(Address::of("/search").with("list", "attitudes").with("state", own))
                .to_string()
        } else {
            sight.to(Address::of("/search").with("list", "attitudes").with("by", own)).to_string()
        },
        says: name(own),
    });
    let edges = ties.iter().filter_map(|tie| {
        let (from, to) = (known.get(tie.source.as_str())?.0, known.get(tie.target.as_str())?.0);
        let sort = match tie.now.sign() {
            1 => "for",
            -1 => "against",
            _ => "mixed",
        };
        let link = if of_states {
            sight.to(address::of_pair(&tie.source, &tie.target))
        } else {
            sight
                .here()
                .but("show", "evidence")
                .with("row", format!("{} > {}", tie.source, tie.target))
        };
        Some(Edge {
            from,
            to,
            weight: (told(tie) / most).sqrt(),
            sort,
            link: link.to_string(),
            says: format!(
                "{} → {}: {} {}, {} {}",
                name(&tie.source),
                name(&tie.target),
                tongue.say(words::FOR),
                tongue.number(tie.now.positive),
                tongue.say(words::AGAINST),
                tongue.number(tie.now.negative)
            ),
        })
    });
    figures::graph(&tied(tongue.say(words::NETWORK), nodes, edges.collect()))
}

/// The graph of these, without nodes that nothing in the figure is tied to.
fn tied(title: &str, nodes: Vec<Node>, mut edges: Vec<Edge>) -> Graph {
    let mut is_tied = vec![false; nodes.len()];
    for edge in &edges {
        is_tied[edge.from] = true;
        is_tied[edge.to] = true;
    }
    let new: Vec<usize> = is_tied
        .iter()
        .scan(0, |next, is_tied| {
            let own = *next;
            *next += usize::from(*is_tied);
            Some(own)
        })
        .collect();
    for edge in &mut edges {
        edge.from = new[edge.from];
        edge.to = new[edge.to];
    }
    let nodes = nodes.into_iter().zip(is_tied).filter(|(_, is_tied)| *is_tied);
    Graph { title: title.to_owned(), nodes: nodes.map(|(node, _)| node).collect(), edges }
}
