//! Views over a small ledger: each as a whole, the same in whatever order the reports came, by filters, and with what
//! people say of evidence.

use std::path::Path;

use depesha::{Article, Reader};
use depesha_chronicle::calendar::Step;
use depesha_chronicle::changes::PENALTY;
use depesha_chronicle::citations::{self, Influences};
use depesha_chronicle::commitments::{self, Stage};
use depesha_chronicle::narratives::NarrativeRow;
use depesha_chronicle::phases::Phases;
use depesha_chronicle::relations::Relation;
use depesha_chronicle::voices::AsTold;
use depesha_chronicle::{
    Citations, CommitmentLives, Disputes, Evidence, Narratives, View, disputes, narratives,
};
use depesha_ledger::corrections::{Change, RecordNamed, Subject};
use depesha_ledger::{Answer, Correction, Dealings, Ledger, Query, RecordKind};
use depesha_tables::Value;

#[allow(dead_code, reason = "of what it has for the groups, only the keeping is needed here")]
mod marked;

use marked::{Scratch, keep};

fn reports() -> Vec<Article> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/small/reports.txt");
    let text = std::fs::read_to_string(file).unwrap();
    let parts = text.split("\n## ").skip(1).map(|part| {
        let (head, body) = part.split_once('\n').unwrap();
        let [id, day, outlet] = head.split(" | ").collect::<Vec<_>>()[..] else { panic!("{head}") };
        let mut article = Article::from_body(id, body.trim_end());
        article.published = Some(day.to_owned());
        article.outlet = Some(outlet.to_owned());
        article
    });
    parts.collect()
}

fn ledger(reader: &Reader, file: &Scratch, reports: Vec<Article>) -> Ledger {
    let mut ledger = Ledger::open(&file.0).unwrap();
    for report in reports {
        keep(reader, &mut ledger, report);
    }
    ledger.link_copies().unwrap();
    ledger.refresh_directory().unwrap();
    ledger
}

/// A view as lines: its table's columns with their values, less keys that hang on the program's version.
fn told<V: View>(view: &V, ledger: &Ledger) -> String {
    let mut told = String::new();
    for row in view.rows() {
        for (column, value) in V::Row::TABLE.columns.iter().zip(row.row()) {
            let is_key =
                ["record", "records", "other_record", "dispute", "narrative", "commitment"]
                    .contains(&column.name);
            if is_key || value == Value::None || column.name.ends_with("sha256") {
                continue;
            }
            told.push_str(&format!("{}: {value:?}\n", column.name));
        }
        told.push('\n');
    }
    told.push_str("evidence\n");
    for Evidence { part, kind, says, article, words, .. } in view.evidence(ledger).unwrap() {
        let words: Vec<String> = words
            .iter()
            .map(|(span, words)| format!("{}-{} {words}", span.start, span.end))
            .collect();
        told.push_str(&format!("{part} {kind} {} {says} | {}\n", article.id, words.join(" … ")));
    }
    told
}

fn all(ledger: &Ledger) -> [(&'static str, String); 5] {
    let on = "2025-07-01".parse().ok();
    let lives = commitments::Asked { on, ..commitments::Asked::default() };
    let cited = || Citations::of(ledger, &citations::Asked::default()).unwrap();
    [
        ("lives", told(&CommitmentLives::of(ledger, &lives).unwrap(), ledger)),
        ("disputes", told(&Disputes::of(ledger, &disputes::Asked::default()).unwrap(), ledger)),
        (
            "narratives",
            told(&Narratives::of(ledger, &narratives::Asked::default()).unwrap(), ledger),
        ),
        ("citations", told(&cited(), ledger)),
        ("influence", told(&Influences(cited()), ledger)),
    ]
}

#[test]
fn views_are_the_same_in_whatever_order_reports_came() {
    let reader = Reader::embedded().unwrap();
    let file = Scratch::new("views");
    let first = all(&ledger(&reader, &file, reports()));
    for (name, told) in &first {
        insta::assert_snapshot!(*name, told);
    }
    for turn in [1, 4, 7, 11] {
        let file = Scratch::new(&format!("views-{turn}"));
        let mut turned = reports();
        turned.rotate_left(turn);
        turned.swap(0, 9);
        assert_eq!(all(&ledger(&reader, &file, turned)), first, "turned by {turn}");
    }
}

#[test]
fn filters_hold_of_one_of_the_records() {
    let reader = Reader::embedded().unwrap();
    let file = Scratch::new("filters");
    let ledger = ledger(&reader, &file, reports());
    let of_state = |state: &str| Query { states: vec![state.to_owned()], ..Query::default() };
    let disputes = |query: Query| {
        let asked = disputes::Asked { query, ..disputes::Asked::default() };
        Disputes::of(&ledger, &asked).unwrap().rows().len()
    };
    let whole = disputes(Query::default());
    assert!(disputes(of_state("SDN")) < whole && disputes(of_state("SDN")) > 0);
    assert_eq!(disputes(of_state("CHL")), 0);
    let lives = |query: Query| {
        let asked = commitments::Asked { query, ..commitments::Asked::default() };
        CommitmentLives::of(&ledger, &asked).unwrap().rows().len()
    };
    assert!(lives(of_state("GEO")) >= 3 && lives(of_state("CHL")) == 0);
    let since = Query { since: "2025-05-07".parse().ok(), ..Query::default() };
    let told = |query: Query| {
        let asked = narratives::Asked { query, ..narratives::Asked::default() };
        Narratives::of(&ledger, &asked).unwrap().rows().len()
    };
    assert_eq!((told(since), told(of_state("CHL"))), (1, 0));
    let of_outlet = Query { outlet: Some("Полис".to_owned()), ..Query::default() };
    let asked = citations::Asked { query: of_outlet, ..citations::Asked::default() };
    let cited = Citations::of(&ledger, &asked).unwrap();
    assert!(!cited.rows().is_empty() && cited.rows().iter().all(|row| row.citing == "Полис"));
}

#[test]
fn people_confirm_and_refuse_evidence() {
    let reader = Reader::embedded().unwrap();
    let file = Scratch::new("weighed");
    let mut ledger = ledger(&reader, &file, reports());
    let stages = |ledger: &Ledger| -> Vec<(Stage, Option<bool>, &'static str)> {
        let query = Query { states: vec!["GEO".to_owned()], ..Query::default() };
        let on = "2025-07-01".parse().ok();
        let asked = commitments::Asked { query, on, limit: None };
        let view = CommitmentLives::of(ledger, &asked).unwrap();
        let rows = view.rows().iter();
        rows.map(|row| (row.stage, row.decision.as_ref().map(|(holds, _)| *holds), row.rule))
            .collect()
    };
    assert!(stages(&ledger).contains(&(Stage::Kept, None, "said-done")));
    let query = Query { states: vec!["GEO".to_owned()], ..Query::default() };
    let promise = &ledger.commitments(&query).unwrap()[0];
    let statements = ledger.statements(&query).unwrap();
    let opened = statements.iter().find(|one| one.article.id == "opened").unwrap();
    let key = |article: &depesha_ledger::questions::ArticleFound| {
        depesha_ledger::corrections::ArticleKey {
            id: article.id.clone(),
            sha256: article.sha256.clone(),
        }
    };
    let said = |holds: bool, at: &str| Correction {
        by: "Анна".to_owned(),
        at: at.to_owned(),
        reason: None,
        change: Change::Evidence {
            commitment: RecordNamed {
                article: key(&promise.article),
                subject: Subject::Commitment(promise.commitment.act),
            },
            evidence: RecordNamed {
                article: key(&opened.article),
                subject: Subject::Statement(opened.statement.cue),
            },
            stage: "kept".to_owned(),
            holds,
        },
    };
    ledger.correct(&said(false, "2026-01-01T00:00:00Z"), |_| Vec::new()).unwrap();
    let refused = stages(&ledger);
    assert!(refused.contains(&(Stage::Kept, Some(false), "said-done")));
    // What is refused counts for nothing.
    assert!(refused.iter().any(|(stage, ..)| *stage == Stage::Overdue), "{refused:?}");
    ledger.correct(&said(true, "2026-01-02T00:00:00Z"), |_| Vec::new()).unwrap();
    let confirmed = stages(&ledger);
    assert!(confirmed.contains(&(Stage::Kept, Some(true), "said-done")));
    assert!(!confirmed.iter().any(|(stage, ..)| *stage == Stage::Overdue), "{confirmed:?}");
    assert!(ledger.places(RecordKind::Commitment, &query).unwrap().len() >= 2);
}

#[test]
fn phases_and_voices_are_the_same_whether_the_ledger_is_asked_once_or_twice() {
    let reader = Reader::embedded().unwrap();
    let file = Scratch::new("once");
    let ledger = ledger(&reader, &file, reports());
    let days = ledger.reports_by_day(&Dealings::default()).unwrap();
    for (since, until) in [(None, None), (Some("2025-04-01"), Some("2025-05-06"))] {
        let [since, until] = [since, until].map(|day| day.map(|day| day.parse().unwrap()));
        let states = ["ARM".into(), "AZE".into()];
        let relation = Relation { states, step: Step::Week, since, until };
        let (phases, voices) =
            Phases::with_voices(&ledger, relation.clone(), PENALTY, &days).unwrap();
        assert!(!phases.series().rows().is_empty());
        assert_eq!(phases, Phases::of(&ledger, relation.clone(), PENALTY).unwrap());
        assert_eq!(voices, AsTold::of(&ledger, relation).unwrap());
    }
}

#[test]
fn what_is_done_is_in_dispute_with_the_same_verb_denied_in_another_aspect() {
    let reader = Reader::embedded().unwrap();
    let rules = |other: &str| {
        let told = [
            (
                "a",
                "Министр энергетики Таджикистана Рустам Пулоди заявил, что шлюзы плотины открыты.",
            ),
            ("b", other),
        ];
        let reports = told.map(|(id, body)| {
            let mut article = Article::from_body(id, body);
            article.published = Some("2025-04-22".to_owned());
            article.outlet = Some(format!("Газета {id}"));
            article
        });
        let file = Scratch::new(&format!("aspects-{}", other.len()));
        let ledger = ledger(&reader, &file, reports.to_vec());
        let disputes = Disputes::of(&ledger, &disputes::Asked::default()).unwrap();
        disputes.rows().iter().map(|row| row.rule).collect::<Vec<_>>()
    };
    let minister = "Министр энергетики Афганистана Карим Вардак заявил, что";
    assert_eq!(
        rules(&format!("{minister} Афганистан не открывал шлюзы плотины.")),
        ["words-denied"]
    );
    assert_eq!(rules(&format!("{minister} Афганистан открывал шлюзы плотины.")), [""; 0]);
    assert_eq!(rules(&format!("{minister} Афганистан не чинил шлюзы плотины.")), [""; 0]);
}

/// The narratives of the small ledger and these reports, each by its name, day and words.
fn narratives_with(reader: &Reader, reports_beside: &[(&str, &str, &str)]) -> Vec<NarrativeRow> {
    let mut all = reports();
    for (id, day, body) in reports_beside {
        let mut article = Article::from_body(*id, *body);
        article.published = Some((*day).to_owned());
        article.outlet = Some(format!("Газета {id}"));
        all.push(article);
    }
    let length = reports_beside.iter().map(|(.., body)| body.len()).sum::<usize>();
    let file = Scratch::new(&format!("narratives-{length}"));
    let ledger = ledger(reader, &file, all);
    let view = Narratives::of(&ledger, &narratives::Asked::default()).unwrap();
    view.rows().to_vec()
}

/// The one of these that the report tells.
fn told_by<'n>(narratives: &'n [NarrativeRow], id: &str) -> Option<&'n NarrativeRow> {
    narratives.iter().find(|row| row.told.iter().any(|one| one.article.id == id))
}

const CLOSED: &str = "Эстония закрыла границу с Латвией для грузовиков из портов Паланги.";

#[test]
fn what_is_planned_and_what_is_done_are_two_narratives() {
    let reader = Reader::embedded().unwrap();
    let again = "Эстония закрыла границу с Латвией для грузовиков из портов Паланги, пишет газета.";
    let planned = "Эстония закроет границу с Латвией для грузовиков из портов Паланги.";
    let are_one = |later: &str| {
        let two = [("first", "2025-06-02", CLOSED), ("later", "2025-06-20", later)];
        let narratives = narratives_with(&reader, &two);
        told_by(&narratives, "first").is_some_and(|row| row.told.len() == 2)
    };
    assert!(are_one(again));
    assert!(!are_one(planned));
    // The accord is there in both, and only its ratification is still to come.
    let ratified = "Сенат Уругвая одобрил договор о военном сотрудничестве с Парагваем.";
    let promised = "Сенат Уругвая одобрит договор о военном сотрудничестве с Парагваем, обещает министр \
        обороны Уругвая Серхио Асеведо.";
    let two = [("promised", "2025-06-03", promised), ("ratified", "2025-06-10", ratified)];
    let narratives = narratives_with(&reader, &two);
    assert!(told_by(&narratives, "promised").is_none_or(|row| row.told.len() == 1));
}

#[test]
fn a_copy_of_what_does_not_tell_a_narrative_is_a_report_of_it() {
    let reader = Reader::embedded().unwrap();
    let ferries = "Паромы из Таллина пойдут летом на час дольше обычного, а билеты подорожают на пятую часть. \
        В портах меняют причалы, на которых в прошлом году застряли три судна. Пассажирам советуют \
        приходить заранее и брать с собой тёплые вещи. Багаж взвесят на месте.";
    let with_news = format!("{CLOSED} {ferries}");
    let reports = [
        ("ferries", "2025-06-01", ferries),
        ("with-news", "2025-06-01", &with_news),
        ("with-news-again", "2025-06-01", &with_news),
        ("news", "2025-06-20", CLOSED),
    ];
    let narratives = narratives_with(&reader, &reports);
    let row = told_by(&narratives, "news").unwrap();
    assert_eq!((row.reports(), row.copies()), (2, 1), "{row:?}");
}
