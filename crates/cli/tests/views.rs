//! What the chronicle computes over a ledger, as the program is run: pages, forms for other programs, figures.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use depesha::directory::Report;
use depesha::{Article, Reader};
use depesha_ledger::{Ledger, ReadReport, Received};

/// A report that another outlet prints again.
const WOOD: &str = "Эстония обвинила Грузию в подделке документов на лес. По бумагам ель значилась сосной, а склад в \
    Заречье стоял пустым с весны. Проверку закончат к зиме.";

/// Reports written for this test: id, outlet, day, text. Up to the end of September two states talk and help;
/// then one penalizes the other, and each blames the other.
const REPORTS: &[[&str; 4]] = &[
    ["t01", "Луч", "2025-08-04", "Президент Грузии встретился в Озёрске с президентом Эстонии."],
    [
        "t02",
        "Вестник",
        "2025-08-13",
        "Эстония предоставила Грузии гуманитарную помощь после паводка.",
    ],
    [
        "t03",
        "Луч",
        "2025-08-19",
        "Премьер-министр Эстонии похвалил Грузию за новый мост через реку.",
    ],
    ["t04", "Вестник", "2025-09-02", "Грузия и Эстония подписали соглашение о паромной линии."],
    ["t05", "Луч", "2025-09-11", "Глава МИД Грузии поблагодарил Эстонию за врачей и лекарства."],
    [
        "t06",
        "Вестник",
        "2025-09-23",
        "Правительство Эстонии поддержало Грузию в споре о тарифах на хлеб.",
    ],
    [
        "t07",
        "Луч",
        "2025-10-06",
        "Эстония ввела санкции против Грузии. МИД Грузии заявил, что Эстония обманула Грузию.",
    ],
    ["t08", "Вестник", "2025-10-07", "Грузия обвинила Эстонию в срыве паромной линии."],
    ["t09", "Луч", "2025-10-08", "Президент Эстонии раскритиковал Грузию на встрече с учителями."],
    ["t10", "Вестник", "2025-10-14", "Эстония выслала дипломатов Грузии, пишет газета «Луч»."],
    ["t11", "Луч", "2025-10-15", "Грузия пригрозила Эстонии ответными мерами."],
    [
        "t12",
        "Вестник",
        "2025-10-16",
        "Министр иностранных дел Эстонии Марта Каск заявила, что отношения Эстонии и Грузии вступили в новую фазу и \
         резко ухудшились.",
    ],
    ["t13", "Луч", "2025-10-21", "Грузия осудила Эстонию за арест теплохода в порту."],
    [
        "t14",
        "Вестник",
        "2025-10-22",
        "Эстония ввела новые ограничения против Грузии: закрыт ввоз яблок.",
    ],
    [
        "t15",
        "Луч",
        "2025-10-23",
        "Правительство Грузии отвергло требование Эстонии о вывозе архива.",
    ],
    [
        "t16",
        "Вестник",
        "2025-10-24",
        "По словам посла Латвии, Эстония обвинила Грузию в шпионаже. Грузия планирует ввести санкции против Эстонии.",
    ],
    [
        "t17",
        "Луч",
        "2025-10-27",
        "Латвия осудила Грузию. Латвия поддержала Эстонию на совещании послов.",
    ],
    ["t18", "Вестник", "2025-10-28", WOOD],
    [
        "t19",
        "Луч",
        "2025-10-29",
        "Эстония поддержала Латвию. Латвия раскритиковала Грузию за пошлины.",
    ],
    ["t20", "Полдень", "2025-10-29", WOOD],
    [
        "t21",
        "Луч",
        "2025-10-30",
        "Грузия напомнила, что в 1993 году Эстония ввела санкции против Грузии.",
    ],
    [
        "u01",
        "Луч",
        "2025-11-04",
        "Министр экономики Эстонии заявил, что Грузия ввела санкции против Эстонии.",
    ],
    [
        "u02",
        "Вестник",
        "2025-11-05",
        "Посол Эстонии сообщил, что Грузия обвинила Эстонию в краже чертежей.",
    ],
    [
        "u03",
        "Луч",
        "2025-11-06",
        "Премьер-министр Эстонии рассказал, что Грузия пригрозила Эстонии судом.",
    ],
    [
        "u04",
        "Вестник",
        "2025-11-07",
        "Президент Эстонии заявил, что Грузия арестовала рыбаков Эстонии.",
    ],
    [
        "u05",
        "Луч",
        "2025-11-08",
        "По словам министра обороны Эстонии, Грузия раскритиковала Эстонию за учения.",
    ],
    [
        "u06",
        "Вестник",
        "2025-11-04",
        "Министр здравоохранения Грузии сообщил, что Грузия предоставила Эстонии помощь.",
    ],
    [
        "u07",
        "Луч",
        "2025-11-05",
        "Президент Грузии заявил, что Грузия поддержала Эстонию в споре о рыбе.",
    ],
    [
        "u08",
        "Вестник",
        "2025-11-06",
        "Посол Грузии рассказал, что Грузия и Эстония подписали соглашение о лесе.",
    ],
    [
        "u09",
        "Луч",
        "2025-11-07",
        "По словам премьер-министра Грузии, Грузия поблагодарила Эстонию за пожарных.",
    ],
    [
        "u10",
        "Вестник",
        "2025-11-08",
        "Министр транспорта Грузии заявил, что Грузия похвалила Эстонию за дороги.",
    ],
];

/// A ledger of the reports, kept in this order, in a folder of the test's own.
fn ledger<'r>(name: &str, reports: impl Iterator<Item = &'r [&'r str; 4]>) -> String {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("news.ledger");
    let reader = Reader::embedded().unwrap();
    let mut ledger = Ledger::open(&file).unwrap();
    for [id, outlet, published, text] in reports {
        let mut article = Article::from_body(*id, *text);
        article.outlet = Some((*outlet).into());
        article.published = Some((*published).into());
        let received = Received::new(article, "text");
        let (reading, lemmas) = reader.read_with_lemmas(&received.article);
        let mut record = reader.record(&received.article, &reading);
        record.depesha.model = "of the test".into();
        record.depesha.version = "0.1.0".into();
        let learned = Report::from_reading(&received.article, &reading, reader.tables());
        let report = ReadReport::with_lemmas(received, record, learned, lemmas, Vec::new());
        ledger.keep(&report.unwrap()).unwrap();
    }
    ledger.refresh_directory().unwrap();
    ledger.link_copies().unwrap();
    drop(ledger);
    file.to_str().unwrap().to_owned()
}

struct Run {
    code: i32,
    out: String,
    told: String,
}

fn depesha(arguments: &[&str]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_depesha"));
    for variable in ["DEPESHA_LEDGER", "DEPESHA_MODEL", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
        command.env_remove(variable);
    }
    let output = command.args(arguments).stdin(Stdio::null()).output().unwrap();
    Run {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        told: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Each view with its options.
const VIEWS: &[&[&str]] = &[
    &["relations", "EST", "GEO", "--by", "week"],
    &["relations", "EST", "GEO", "--by", "month", "--since", "2025-10"],
    &["relations", "Эстония", "Грузия", "--by", "quarter", "--as-told-by"],
    &["relations", "EST", "GEO", "--as-told-by", "--partings"],
    &["phases", "EST", "GEO"],
    &["phases", "EST", "GEO", "--claims"],
    &["pairs", "--busiest", "3"],
    &["network"],
    &["network", "--since", "2025-10", "--against", "2025-08..2025-09"],
    &["network", "--actors"],
    &["alerts", "--on", "2025-10-12"],
    &["alerts"],
];

/// What all views say in this form.
fn all(file: &str, more: &[&str]) -> String {
    let mut told = String::new();
    for view in VIEWS {
        let arguments = [view, &["--ledger", file, "--width", "110"][..], more].concat();
        let run = depesha(&arguments);
        assert_eq!(run.code, 0, "{view:?}: {}", run.told);
        let lines: Vec<&str> = run.out.lines().map(str::trim_end).collect();
        told += &format!("$ depesha {}\n{}\n\n", [view, more].concat().join(" "), lines.join("\n"));
    }
    told
}

#[test]
fn pages_of_all_views() {
    insta::assert_snapshot!(all(&ledger("pages-of-views", REPORTS.iter()), &[]));
}

#[test]
fn rows_of_all_views() {
    insta::assert_snapshot!(all(&ledger("rows-of-views", REPORTS.iter()), &["--format", "csv"]));
}

#[test]
fn evidence_and_rules_of_all_views() {
    let file = ledger("evidence-of-views", REPORTS.iter());
    insta::assert_snapshot!(all(&file, &["--evidence", "--explain"]));
}

#[test]
fn copies_count_once_and_what_is_recalled_counts_apart() {
    let file = ledger("copies-in-views", REPORTS.iter());
    let asked = ["relations", "EST", "GEO", "--ledger", &file, "--format", "jsonl"];
    let run = depesha(&asked);
    let week = run.out.lines().find(|line| line.contains("2025-W44") && line.contains("EST-GEO"));
    let week = week.unwrap();
    assert!(week.contains("\"reports\":1,") && week.contains("\"recalled\":1,"), "{week}");
    let evidence = depesha(&[&asked[..], &["--evidence"]].concat());
    assert!(evidence.out.contains("t18") && !evidence.out.contains("t20"), "{}", evidence.out);
}

#[test]
fn a_view_is_the_same_in_whatever_order_reports_came() {
    let one = ledger("views-in-order", REPORTS.iter());
    let other = ledger("views-turned", REPORTS.iter().rev());
    // Every third report first, then the others.
    let mixed = (0..3).flat_map(|at| REPORTS.iter().skip(at).step_by(3));
    let third = ledger("views-mixed", mixed);
    for more in [&["--format", "jsonl"][..], &["--format", "jsonl", "--evidence"], &["--evidence"]]
    {
        let first = all(&one, more);
        assert_eq!(first, all(&other, more));
        assert_eq!(first, all(&third, more));
    }
}

#[test]
fn pairs_that_move_by_rules_of_ones_own() {
    let file = ledger("alerts-of-views", REPORTS.iter());
    let rules = Path::new(&file).with_file_name("rules.toml");
    let rule = |name: &str, measure: &str, direction: &str, least: &str| {
        format!(
            "[[rule]]\nname = '{name}'\nmeasure = '{measure}'\ndirection = '{direction}'\ndays = 28\n\
             baseline_days = 60\nleast_reports = 3\nleast_ratio = {least}\nchance = 0.05\n\n"
        )
    };
    let text = rule("blows", "conflict", "up", "2.0")
        + &rule("silence", "cooperation", "down", "2.0")
        + &rule("tone", "intensity", "down", "1.0");
    fs::write(&rules, text).unwrap();
    let alerts =
        ["alerts", "--ledger", &file, "--rules", rules.to_str().unwrap(), "--width", "110"];
    let on = ["--on", "2025-10-30"];
    let mut told = String::new();
    for more in [&[][..], &["--format", "jsonl"], &["--evidence"]] {
        let run = depesha(&[&alerts, &on[..], more].concat());
        assert_eq!(run.code, 0, "{}", run.told);
        let lines: Vec<&str> = run.out.lines().map(str::trim_end).collect();
        told += &format!("{}\n\n", lines.join("\n"));
    }
    insta::assert_snapshot!(told);
}

#[test]
fn a_figure_is_drawn() {
    let file = ledger("figure-of-views", REPORTS.iter());
    let run = depesha(&["phases", "EST", "GEO", "--ledger", &file, "--format", "svg"]);
    assert_eq!(run.code, 0, "{}", run.told);
    insta::assert_snapshot!(run.out);
    let run = depesha(&["network", "--ledger", &file, "--format", "svg"]);
    assert_eq!(run.code, 2);
    assert!(run.told.contains("there is no figure"), "{}", run.told);
}

#[test]
fn what_is_of_no_use_is_told() {
    let file = ledger("views-refused", REPORTS.iter().take(1));
    let run = depesha(&["relations", "EST", "Эстония", "--ledger", &file]);
    assert_eq!((run.code, run.told.contains("named twice")), (2, true), "{}", run.told);
    let rules = Path::new(&file).with_file_name("rules.toml");
    fs::write(&rules, "[[rule]]\nname = 'мост'\n").unwrap();
    let rules = rules.to_str().unwrap();
    let run = depesha(&["alerts", "--ledger", &file, "--rules", rules]);
    assert!(
        run.code == 2 && run.told.contains("rules.toml") && run.told.contains("hint"),
        "{}",
        run.told
    );
    let run = depesha(&["phases", "EST", "LVA", "--ledger", &file]);
    assert!(run.code == 0 && run.out.contains("no break is found"), "{}", run.out);
}
