//! Pairs of states that move against their own past.

use std::sync::Arc;

use depesha_chronicle::View;
use depesha_chronicle::alerts::{Alerts, usual_rules};
use maud::{Markup, html};

use crate::PageProblem;
use crate::address;
use crate::layout::{downloads, hidden, rule_of, text_field};
use crate::pair::evidence;
use crate::sight::{Given, Sight, csv};
use crate::words;

/// The pairs that moved by the day that is asked for.
pub(crate) fn alerts(sight: &Sight<'_>) -> Result<Arc<Alerts>, PageProblem> {
    let on = sight.read("on", depesha_asking::last_day)?;
    let key = on.map_or("alerts".to_owned(), |on| format!("alerts {on}"));
    sight.remember(&key, || Ok(Alerts::of(sight.ledger, usual_rules(), on)?))
}

pub(crate) fn page(sight: &Sight<'_>) -> Result<Given, PageProblem> {
    let tongue = sight.tongue;
    let view = alerts(sight)?;
    if sight.field("show").is_some() {
        return evidence(sight, &*view, "alerts", tongue.say(words::ALERTS));
    }
    if sight.form()? == Some("csv") {
        return Ok(Given::Csv("alerts".into(), csv(view.rows())));
    }
    let page = html! {
        h1 { (tongue.say(words::PAIRS_THAT_MOVED)) }
        p class="lead" { (tongue.say(words::ALERTS_LEAD)) }
        form class="filters" action="/alerts" method="get" {
            (hidden(sight, &["lang"]))
            (text_field(sight, "on", words::UP_TO_DAY, "2025-06-30"))
            p class="field" { button { (tongue.say(words::SHOW)) } }
        }
        @if let Some(on) = view.on() { p { (tongue.fill(words::UP_TO, &[&tongue.date(on.date())])) } }
        @if view.rows().is_empty() { p { (tongue.say(words::NOTHING_MOVED)) } } @else { (table(sight, &view, usize::MAX)) }
        (downloads(sight, None, &[("alerts", words::ALERTS)]))
        (rule_of(&*view, sight))
    };
    Ok(Given::Html(tongue.say(words::ALERTS).to_owned(), page))
}

pub(crate) fn table(sight: &Sight<'_>, view: &Alerts, most: usize) -> Markup {
    let tongue = sight.tongue;
    let on = sight.field("on");
    html! {
        div class="scroll" tabindex="0" role="group" aria-label=(tongue.say(words::PAIRS_THAT_MOVED)) {
            table {
                thead { tr {
                    th scope="col" { (tongue.say(words::PAIR)) }
                    th scope="col" { (tongue.say(words::RULE)) }
                    th scope="col" { (tongue.say(words::DAYS)) }
                    th scope="col" class="number" { (tongue.say(words::NUMBER)) }
                    th scope="col" class="number" { (tongue.say(words::EXPECTED)) }
                    th scope="col" class="number" { (tongue.say(words::CHANCE)) }
                } }
                tbody {
                    @for alert in view.rows().iter().take(most) {
                        @let [one, other] = &alert.states;
                        @let row = format!("{one}-{other}: {}", alert.rule);
                        @let [first, last] = alert.days;
                        @let behind = address::Address::of("/alerts").with_some("on", on).with("show", "evidence").with("row", row);
                        tr {
                            th scope="row" {
                                a href=(sight.to(address::of_pair(one, other))) { (tongue.state(one)) " – " (tongue.state(other)) }
                            }
                            td { (tongue.term(words::ALERT_RULES, &alert.rule)) }
                            td { (tongue.days(first, last)) }
                            td class="number" { a href=(sight.to(behind)) { (decimals(alert.number, tongue)) } }
                            td class="number" { (decimals(alert.expected, tongue)) }
                            td class="number" { (tongue.real(alert.chance, 4)) }
                        }
                    }
                }
            }
        }
    }
}

/// A number of reports as it is, another with a decimal.
fn decimals(number: f64, tongue: words::Tongue) -> String {
    tongue.real(number, usize::from(number.fract() != 0.0))
}
