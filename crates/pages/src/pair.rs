//! Two states: their series with its phases, as told by whom, and what reports say of their relation.

use depesha_chronicle::View;
use depesha_chronicle::calendar::{Period, Step};
use depesha_chronicle::changes::PENALTY;
use depesha_chronicle::pairs::{Asked as PairsAsked, Pairs};
use depesha_chronicle::phases::{Cause, Claims, Phases};
use depesha_chronicle::relations::{Relation, Series, Sums};
use depesha_chronicle::voices::{AsTold, Parting, Partings, ToldPoint, Voice};
use depesha_ledger::Dealings;
use maud::{Markup, html};

use crate::PageProblem;
use crate::address::{self, Address};
use crate::figures;
use crate::layout::{
    chain, choice_field, downloads, evidence_page, figure, hidden, named, quoted, report_link,
    rule_of, states, text_field,
};
use crate::sight::{Given, Sight, csv};
use crate::words::{self, Tongue};

/// Days of all reports up to which a series is by day, by week, by month where nothing else is asked for: by feel, so
/// that there are some sixty steps at most.
const STEPS: [(i32, Step); 3] = [(45, Step::Day), (430, Step::Week), (1_900, Step::Month)];
/// The most partings of voices, and claims, that a page lists.
const MOST_LISTED: usize = 12;

fn step_words() -> [(&'static str, Step); 4] {
    Step::ALL.map(|step| (step.word(), step))
}

/// The step that was asked for, else one that makes the series neither too short nor too long.
pub(crate) fn step(sight: &Sight<'_>) -> Result<Step, PageProblem> {
    if let Some(step) = sight.one_of("step", &step_words())? {
        return Ok(step);
    }
    let Some([first, last]) = sight.ledger.days()? else { return Ok(Step::Week) };
    let first = sight.since()?.unwrap_or(first).date();
    let last = sight.until()?.unwrap_or(last).date();
    let days = first.until(last).map_or(0, |span| span.get_days());
    Ok(STEPS.iter().find(|(most, _)| days <= *most).map_or(Step::Quarter, |(_, step)| *step))
}

/// The chooser of pairs: a form, and the busiest ones.
pub(crate) fn chooser(sight: &Sight<'_>) -> Result<Given, PageProblem> {
    let code = |name: &str| sight.read(name, depesha_asking::state_code);
    if let (Some(one), Some(other)) = (code("one")?, code("other")?) {
        return of_states(sight, &one, &other);
    }
    let tongue = sight.tongue;
    let pairs = busiest(sight, 40)?;
    if sight.form()? == Some("csv") {
        return Ok(Given::Csv("pairs".into(), csv(pairs.rows())));
    }
    if sight.field("show").is_some() {
        return evidence(sight, &pairs, "pairs", tongue.say(words::BUSIEST_PAIRS));
    }
    let page = html! {
        h1 { (tongue.say(words::PAIRS)) }
        p class="lead" { (tongue.say(words::PAIRS_LEAD)) }
        (pair_form(sight))
        section aria-labelledby="busiest" {
            h2 id="busiest" { (tongue.say(words::BUSIEST_PAIRS)) }
            (pairs_table(sight, &pairs))
            (downloads(sight, None, &[("pairs", words::PAIRS)]))
        }
        (rule_of(&pairs, sight))
    };
    Ok(Given::Html(tongue.say(words::PAIRS).to_owned(), page))
}

pub(crate) fn busiest(sight: &Sight<'_>, most: usize) -> Result<Pairs, PageProblem> {
    let asked = PairsAsked {
        most,
        step: step(sight)?,
        penalty: PENALTY,
        since: sight.since()?,
        until: sight.until()?,
    };
    Ok(Pairs::of(sight.ledger, asked)?)
}

fn pair_form(sight: &Sight<'_>) -> Markup {
    let states = states(sight.tongue);
    html! {
        form class="filters" action="/pair" method="get" {
            (hidden(sight, &["lang"]))
            (choice_field(sight, "one", words::ONE_STATE, &states, true))
            (choice_field(sight, "other", words::OTHER_STATE, &states, true))
            p class="field" { button { (sight.tongue.say(words::SHOW)) } }
        }
    }
}

/// A table of pairs with their series in small.
pub(crate) fn pairs_table(sight: &Sight<'_>, pairs: &Pairs) -> Markup {
    let tongue = sight.tongue;
    html! {
        div class="scroll" tabindex="0" role="group" aria-label=(tongue.say(words::BUSIEST_PAIRS)) {
            table {
                thead { tr {
                    th scope="col" { (tongue.say(words::PAIR)) }
                    th scope="col" class="number" { (tongue.say(words::REPORTS_NAME)) }
                    th scope="col" class="number" { (tongue.say(words::COOPERATION)) }
                    th scope="col" class="number" { (tongue.say(words::CONFLICT)) }
                    th scope="col" class="number" { (tongue.say(words::INTENSITY)) }
                    th scope="col" { (tongue.say(words::IN_TIME)) }
                    th scope="col" { (tongue.say(words::LAST_BREAK)) }
                } }
                tbody {
                    @for pair in pairs.rows() {
                        @let [one, other] = &pair.states;
                        @let link = sight.to(address::of_pair(one, other));
                        @let says = tongue.fill(words::SPARK_SAYS, &[
                            &tongue.counted(pair.sums.cooperation, words::REPORTS),
                            &tongue.counted(pair.sums.conflict, words::REPORTS),
                        ]);
                        tr {
                            th scope="row" { a href=(link) { (tongue.state(one)) " – " (tongue.state(other)) } }
                            td class="number" { a href=(sight.to(address::of_pair(one, other)).with("show", "evidence")) { (tongue.number(pair.sums.reports)) } }
                            td class="number coop" { (tongue.number(pair.sums.cooperation)) }
                            td class="number conf" { (tongue.number(pair.sums.conflict)) }
                            td class="number" { (pair.sums.intensity.map_or("—".to_owned(), |mean| tongue.signed(mean, 1))) }
                            td { (figures::sparkline(&pair.cooperation, &pair.conflict, &says)) }
                            td { (pair.phases.rows().iter().skip(1).next_back().map_or(String::new(), |phase| tongue.date(phase.begins))) }
                        }
                    }
                }
            }
        }
    }
}

/// A page of the records behind a view, or all of them as a table.
pub(crate) fn evidence<V: View>(
    sight: &Sight<'_>,
    view: &V,
    name: &str,
    title: &str,
) -> Result<Given, PageProblem> {
    let (page, table) = evidence_page(view, sight, title)?;
    Ok(match table {
        Some(table) => Given::Csv(format!("{name}-evidence"), table),
        None => {
            Given::Html(format!("{}: {title}", sight.tongue.say(words::WHAT_STANDS_BEHIND)), page)
        }
    })
}

/// What the path says of the pair.
pub(crate) fn pair(sight: &Sight<'_>, one: &str, other: &str) -> Result<Given, PageProblem> {
    let code = |given: &str| {
        depesha_asking::state_code(given).map_err(|why| {
            PageProblem::Missing(format!("{}: {why}", crate::layout::short(given, 60)))
        })
    };
    of_states(sight, &code(one)?, &code(other)?)
}

fn of_states(sight: &Sight<'_>, one: &str, other: &str) -> Result<Given, PageProblem> {
    let tongue = sight.tongue;
    if one == other {
        return Err(PageProblem::Missing(tongue.say(words::TWO_STATES_NEEDED).to_owned()));
    }
    let relation = Relation {
        states: [one.to_owned(), other.to_owned()],
        step: step(sight)?,
        since: sight.since()?,
        until: sight.until()?,
    };
    let name = format!("{one}-{other}");
    let title = format!("{} – {}", tongue.state(one), tongue.state(other));
    match sight.field("show") {
        Some("phases") => {
            let phases = Phases::of(sight.ledger, relation, PENALTY)?;
            return evidence(sight, &phases, &name, &title);
        }
        Some("voices") => {
            let told = AsTold::of(sight.ledger, relation)?;
            return evidence(sight, &told, &name, &title);
        }
        Some("evidence") => {
            let series = Series::of(sight.ledger, relation)?;
            return evidence(sight, &series, &name, &title);
        }
        _ => {}
    }
    let days = sight
        .remember("reports by day", || Ok(sight.ledger.reports_by_day(&Dealings::default())?))?;
    let (phases, told) = Phases::with_voices(sight.ledger, relation, PENALTY, &days)?;
    if sight.form()? == Some("csv") && !matches!(sight.field("chart"), Some("voices" | "partings"))
    {
        return Ok(match sight.field("chart") {
            Some("phases") => Given::Csv(format!("{name}-phases"), csv(phases.rows())),
            Some("claims") => Given::Csv(format!("{name}-claims"), csv(phases.claims())),
            _ => Given::Csv(name, csv(phases.series().rows())),
        });
    }
    if sight.form()? == Some("csv") {
        return Ok(match sight.field("chart") {
            Some("partings") => Given::Csv(format!("{name}-partings"), csv(told.partings())),
            _ => Given::Csv(format!("{name}-voices"), csv(told.rows())),
        });
    }
    let voice = sight.read("voice", |label| {
        let known =
            told.rows().iter().map(|point| &point.voice).find(|voice| voice.label() == label);
        known
            .cloned()
            .ok_or_else(|| "no such voice tells of these two: choose one of the list".to_owned())
    })?;
    let drawn = chart(sight, &phases, &told, voice.as_ref());
    if sight.form()? == Some("svg") {
        return Ok(Given::Svg(name, drawn));
    }
    let page = content(sight, [one, other], &phases, told, voice.as_ref(), &drawn);
    Ok(Given::Html(title, page))
}

/// The address of the records of a step.
fn of_step(sight: &Sight<'_>, period: &Period, voice: Option<&Voice>) -> Address {
    let here = sight
        .here()
        .without("page")
        .without("show")
        .without("format")
        .without("chart")
        .without("voice");
    let show = if voice.is_some() { "voices" } else { "evidence" };
    here.but("since", period.begins)
        .but("until", period.ends)
        .but("show", show)
        .with_some("row", voice.map(Voice::label))
}

fn step_says(period: &Period, sums: &Sums, tongue: Tongue) -> String {
    tongue.fill(
        words::STEP_SAYS,
        &[
            &tongue.days(period.begins, period.ends),
            &tongue.counted(sums.cooperation, words::REPORTS),
            &tongue.counted(sums.conflict, words::REPORTS),
            &sums.intensity.map_or("—".to_owned(), |mean| tongue.signed(mean, 1)),
        ],
    )
}

fn chart(sight: &Sight<'_>, phases: &Phases, told: &AsTold, voice: Option<&Voice>) -> Markup {
    let tongue = sight.tongue;
    let [one, other] = &phases.relation().states;
    let none = Sums::default();
    let steps: Vec<(&Period, &Sums)> = match voice {
        None => phases.series().joined().map(|point| (&point.period, &point.sums)).collect(),
        Some(voice) => {
            let own = |period: &Period| {
                let mut points = told.rows().iter().filter(|point| point.voice == *voice);
                points.find(|point| point.period.as_ref() == Some(period)).map(|point| &point.sums)
            };
            told.periods().iter().map(|period| (period, own(period).unwrap_or(&none))).collect()
        }
    };
    let steps: Vec<figures::Step<'_>> = steps
        .into_iter()
        .map(|(period, sums)| figures::Step {
            name: &period.name,
            sums,
            link: of_step(sight, period, voice).to_string(),
            says: step_says(period, sums, tongue),
        })
        .collect();
    let whose = voice.map_or(String::new(), |voice| format!(" ({})", voice_name(voice, tongue)));
    let title = tongue.fill(
        words::SERIES_TITLE,
        &[
            &tongue.state(one),
            &tongue.state(other),
            tongue.term(words::STEPS, phases.relation().step.word()),
        ],
    );
    let breaks = if voice.is_none() { phases.breaks().to_vec() } else { Vec::new() };
    figures::series(&steps, &figures::Labels { title: format!("{title}{whose}"), breaks }, tongue)
}

/// A voice in words.
fn voice_name(voice: &Voice, tongue: Tongue) -> String {
    let sort = tongue.term(words::VOICES, voice.sort());
    match (voice, voice.name()) {
        (Voice::Party(code), _) => format!("{sort}: {}", tongue.state(code)),
        (_, Some(name)) => format!("{sort}: {}", crate::layout::short(name, 60)),
        (_, None) => sort.to_owned(),
    }
}

/// The sort of acts that made a break: way and type, in words.
fn cause_name(cause: &Cause, tongue: Tongue) -> String {
    let (way, kind) = cause.name.split_once(' ').unwrap_or((&cause.name, ""));
    let kind = tongue.term(words::EVENT_TYPES, kind);
    if let Some((from, to)) = way.split_once('>') {
        return format!("{} → {}: {kind}", tongue.state(from), tongue.state(to));
    }
    let (one, other) = way.split_once('-').unwrap_or((way, ""));
    format!("{} – {}: {kind}", tongue.state(one), tongue.state(other))
}

fn content(
    sight: &Sight<'_>,
    [one, other]: [&str; 2],
    phases: &Phases,
    told: AsTold,
    voice: Option<&Voice>,
    drawn: &Markup,
) -> Markup {
    let tongue = sight.tongue;
    let title = format!("{} – {}", tongue.state(one), tongue.state(other));
    let whole = &phases.series().whole()[0].1;
    let between = format!("{one},{other}");
    let told_whole: Vec<&ToldPoint> = {
        let mut points: Vec<&ToldPoint> =
            told.rows().iter().filter(|point| point.period.is_none()).collect();
        points.sort_by(|one, other| {
            other.sums.reports.cmp(&one.sums.reports).then_with(|| one.voice.cmp(&other.voice))
        });
        points
    };
    let choices: Vec<(String, String)> = told_whole
        .iter()
        .take(40)
        .map(|point| (point.voice.label(), voice_name(&point.voice, tongue)))
        .collect();
    let steps: Vec<(String, String)> = step_words()
        .iter()
        .map(|(word, _)| ((*word).to_owned(), tongue.term(words::STEPS, word).to_owned()))
        .collect();
    let related = |path: &str| sight.to(Address::of(path)).with("between", &between);
    let partings: Vec<&Parting> =
        told.partings().iter().filter(|parting| parting.difference.leaves_zero_out()).collect();
    let behind = sight.here().without("page").without("format").without("chart").without("voice");
    html! {
        h1 { (title) }
        p class="lead" {
            (tongue.fill(words::PAIR_LEAD, &[
                &tongue.counted(whole.reports, words::REPORTS),
                &tongue.number(whole.cooperation),
                &tongue.number(whole.conflict),
            ]))
            @if let Some(mean) = whole.intensity {
                " " (tongue.fill(words::PAIR_INTENSITY, &[&tongue.signed(mean, 1)]))
            }
        }
        form class="filters" action=(sight.here().path()) method="get" {
            (hidden(sight, &["lang"]))
            (choice_field(sight, "step", words::STEP, &steps, false))
            (text_field(sight, "since", words::SINCE, "2025-01"))
            (text_field(sight, "until", words::UNTIL, "2025-06"))
            (choice_field(sight, "voice", words::AS_TOLD_BY, &choices, false))
            p class="field" { button { (tongue.say(words::SHOW)) } }
        }
        (figure(drawn, tongue.say(words::SERIES_CAPTION), &downloads(sight, Some("series"), &[("series", words::SERIES)])))
        (numbers(sight, phases, &told, voice))
        section aria-labelledby="phases" {
            h2 id="phases" { (tongue.say(words::PHASES)) }
            @if phases.rows().len() < 2 { p { (tongue.say(words::NO_BREAK)) } }
            ol class="phases" {
                @for phase in phases.rows() {
                    li {
                        h3 { (tongue.days(phase.begins, phase.ends)) }
                        p {
                            (tongue.counted(phase.reports, words::REPORTS)) " · "
                            span class="coop" { (tongue.say(words::COOPERATION)) " " (tongue.real(phase.cooperation_rate, 1)) " ‰" } " · "
                            span class="conf" { (tongue.say(words::CONFLICT)) " " (tongue.real(phase.conflict_rate, 1)) " ‰" }
                            @if let Some(mean) = phase.intensity { " · " (tongue.say(words::INTENSITY)) " " (tongue.signed(mean, 1)) }
                            @if let Some(second) = phase.second_opinion { " · " (tongue.say(words::SECOND_OPINION)) " " (tongue.percent(second)) }
                        }
                        @if !phase.causes.is_empty() {
                            p class="quiet" { (tongue.say(words::WHAT_MADE_BREAK)) }
                            ul {
                                @for cause in &phase.causes {
                                    li {
                                        (cause_name(cause, tongue)) ", " (tongue.signed(cause.change, 1)) " ‰: "
                                        @for (at, when) in ["before", "since"].into_iter().enumerate() {
                                            @if at > 0 { " → " }
                                            @let row = format!("phase {}, {when}: {}", phase.number, cause.name);
                                            @if cause.reports[at] > 0 {
                                                a href=(behind.clone().but("show", "phases").with("row", row)) { (tongue.number(cause.reports[at])) }
                                            } @else { "0" }
                                        }
                                        " " (tongue.noun(cause.reports[1], words::REPORTS))
                                    }
                                }
                            }
                        }
                    }
                }
            }
            p class="quiet" { (tongue.say(words::RATES)) }
            (downloads(sight, None, &[("phases", words::PHASES)]))
        }
        section aria-labelledby="voices" {
            h2 id="voices" { (tongue.say(words::AS_TOLD_BY)) }
            (voices_table(sight, &told_whole, &behind))
            @if !partings.is_empty() {
                h3 { (tongue.say(words::PARTINGS)) }
                ul {
                    @for parting in partings.iter().take(MOST_LISTED) {
                        li {
                            (voice_name(&parting.voices[0], tongue)) " " strong { (tongue.signed(parting.intensities[0], 1)) } " · "
                            (voice_name(&parting.voices[1], tongue)) " " strong { (tongue.signed(parting.intensities[1], 1)) }
                            @if let Some(period) = &parting.period { " · " (period.name) }
                            " " span class="quiet" {
                                (tongue.fill(words::PARTING_OF, &[&tongue.number(parting.reports[0]), &tongue.number(parting.reports[1])]))
                            }
                        }
                    }
                }
            }
            (downloads(sight, None, &[("voices", words::VOICES_NAME), ("partings", words::PARTINGS)]))
        }
        section aria-labelledby="claims" {
            h2 id="claims" { (tongue.say(words::CLAIMS_ON_RELATION)) }
            @if phases.claims().is_empty() { p { (tongue.say(words::NO_CLAIMS)) } }
            ol class="records" {
                @for claim in phases.claims().iter().rev().take(MOST_LISTED) {
                    li class="record statement" {
                        p class="says" {
                            @for says in &claim.says { span class="tag" { (tongue.term(words::RELATION_STATES, says)) } " " }
                            @if let Some(speaker) = &claim.statement.speaker { (named(&speaker.name)) }
                        }
                        p { (quoted(&claim.sentence, 500)) }
                        @let key = format!("{}:{}", claim.statement.article.reading, claim.statement.statement.id);
                        p class="by" { (chain(&claim.statement.chain, tongue)) " · " (report_link(sight, &claim.statement.article, &key)) }
                    }
                }
            }
            @if !phases.claims().is_empty() { (downloads(sight, None, &[("claims", words::CLAIMS_ON_RELATION)])) }
        }
        section aria-labelledby="related" {
            h2 id="related" { (tongue.say(words::BETWEEN_THE_TWO)) }
            ul class="links" {
                li { a href=(related("/promises")) { (tongue.say(words::PROMISES)) } }
                li { a href=(related("/disputes")) { (tongue.say(words::DISPUTES)) } }
                li { a href=(related("/search").with("list", "events")) { (tongue.say(words::EVENTS)) } }
                li { a href=(related("/search").with("list", "statements")) { (tongue.say(words::STATEMENTS)) } }
                li { a href=(related("/search").with("list", "attitudes")) { (tongue.say(words::ATTITUDES)) } }
            }
        }
        (rule_of(phases, sight))
        @let partings_rule = Partings::from(told);
        details class="also" {
            summary { (tongue.say(words::RULE_OF_VOICES)) ": " code { (Partings::RULE) } }
            div lang="en" { @for paragraph in partings_rule.rule() { p { (paragraph) } } }
        }
        details class="also" {
            summary { (tongue.say(words::RULE_OF_CLAIMS)) ": " code { (Claims::RULE) } }
            div lang="en" { @for paragraph in Claims::from(phases.clone()).rule() { p { (paragraph) } } }
        }
    }
}

/// The numbers of the figure, for those who do not see it.
fn numbers(sight: &Sight<'_>, phases: &Phases, told: &AsTold, voice: Option<&Voice>) -> Markup {
    let tongue = sight.tongue;
    let rows: Vec<(&Period, &Sums)> = match voice {
        None => phases.series().joined().map(|point| (&point.period, &point.sums)).collect(),
        Some(voice) => {
            let points = told.rows().iter().filter(|point| point.voice == *voice);
            points.filter_map(|point| Some((point.period.as_ref()?, &point.sums))).collect()
        }
    };
    let cell = |number: usize| if number == 0 { "·".to_owned() } else { tongue.number(number) };
    html! {
        details class="numbers" {
            summary { (tongue.say(words::NUMBERS)) }
            div class="scroll" tabindex="0" role="group" aria-label=(tongue.say(words::NUMBERS)) {
                table {
                    thead { tr {
                        th scope="col" { (tongue.say(words::STEP)) }
                        th scope="col" class="number" { (tongue.say(words::REPORTS_NAME)) }
                        th scope="col" class="number" { (tongue.say(words::COOPERATION_SAID)) }
                        th scope="col" class="number" { (tongue.say(words::COOPERATION_DONE)) }
                        th scope="col" class="number" { (tongue.say(words::CONFLICT_SAID)) }
                        th scope="col" class="number" { (tongue.say(words::CONFLICT_DONE)) }
                        th scope="col" class="number" { (tongue.say(words::INTENSITY)) }
                        th scope="col" class="number" { (tongue.term(words::STATUSES, "planned")) }
                        th scope="col" class="number" { (tongue.term(words::STATUSES, "hypothetical")) }
                        th scope="col" class="number" { (tongue.term(words::STATUSES, "negated")) }
                    } }
                    tbody {
                        @for (period, sums) in rows {
                            @if *sums != Sums::default() {
                                tr {
                                    th scope="row" { a href=(of_step(sight, period, voice)) { (period.name) } }
                                    td class="number" { (cell(sums.reports)) }
                                    td class="number" { (cell(sums.cooperation_said)) }
                                    td class="number" { (cell(sums.cooperation_done)) }
                                    td class="number" { (cell(sums.conflict_said)) }
                                    td class="number" { (cell(sums.conflict_done)) }
                                    td class="number" { (sums.intensity.map_or("·".to_owned(), |mean| tongue.signed(mean, 1))) }
                                    td class="number" { (cell(sums.planned)) }
                                    td class="number" { (cell(sums.hypothetical)) }
                                    td class="number" { (cell(sums.negated)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn voices_table(sight: &Sight<'_>, voices: &[&ToldPoint], behind: &Address) -> Markup {
    let tongue = sight.tongue;
    html! {
        div class="scroll" tabindex="0" role="group" aria-label=(tongue.say(words::AS_TOLD_BY)) {
            table {
                thead { tr {
                    th scope="col" { (tongue.say(words::VOICE)) }
                    th scope="col" class="number" { (tongue.say(words::REPORTS_NAME)) }
                    th scope="col" class="number" { (tongue.say(words::COOPERATION)) }
                    th scope="col" class="number" { (tongue.say(words::CONFLICT)) }
                    th scope="col" class="number" { (tongue.say(words::INTENSITY)) }
                    th scope="col" class="number" { (tongue.say(words::INTERVAL)) }
                } }
                tbody {
                    @for point in voices.iter().take(MOST_LISTED) {
                        tr {
                            th scope="row" { a href=(sight.here().but("voice", point.voice.label())) { (voice_name(&point.voice, tongue)) } }
                            td class="number" {
                                a href=(behind.clone().but("show", "voices").with("row", point.voice.label())) { (tongue.number(point.sums.reports)) }
                            }
                            td class="number coop" { (tongue.number(point.sums.cooperation)) }
                            td class="number conf" { (tongue.number(point.sums.conflict)) }
                            td class="number" { (point.sums.intensity.map_or("—".to_owned(), |mean| tongue.signed(mean, 1))) }
                            td class="number quiet" {
                                @if let Some(interval) = point.sums.interval {
                                    (tongue.signed(interval.low, 1)) " … " (tongue.signed(interval.high, 1))
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
