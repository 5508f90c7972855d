//! Promises, disputes, narratives and citations as the program is run: pages, rows, rules, evidence, and what people say
//! of it.

use std::fs;
use std::path::Path;
use std::process::Command;

/// Reports written for this test: file, outlet, day, text.
const REPORTS: &[[&str; 4]] = &[
    [
        "made.txt",
        "Луч",
        "2025-03-03",
        "Грузия обещает открыть пункт пропуска «Садахло» до 1 мая. Об этом заявил министр инфраструктуры Грузии Гия \
         Лорткипани.",
    ],
    [
        "kept.txt",
        "Час",
        "2025-04-28",
        "Грузия открыла пункт пропуска «Садахло», сообщил глава таможни Бесо Канчели.",
    ],
    [
        "toll.txt",
        "Луч",
        "2025-03-03",
        "При обстреле Хартума погибли 17 человек, заявил министр Хейсам Ибрагим.",
    ],
    [
        "other.txt",
        "Час",
        "2025-03-03",
        "При обстреле Хартума погибли 40 человек, заявил представитель повстанцев Мухаммед Башир.",
    ],
    [
        "dam.txt",
        "Луч",
        "2025-05-05",
        "Глава МИД Египта Бадр Хасан заявил, что Эфиопия готовит сброс воды с плотины на Голубом Ниле.",
    ],
    [
        "again.txt",
        "Час",
        "2025-05-07",
        "По данным газеты «Аль-Ахрам», Эфиопия готовит сброс воды с плотины на Голубом Ниле к концу месяца.",
    ],
];

struct Run {
    code: i32,
    out: String,
    told: String,
}

fn depesha(arguments: &[&str]) -> Run {
    let done = Command::new(env!("CARGO_BIN_EXE_depesha"))
        .args(arguments)
        .env_remove("DEPESHA_LEDGER")
        .output()
        .unwrap();
    Run {
        code: done.status.code().unwrap(),
        out: String::from_utf8(done.stdout).unwrap(),
        told: String::from_utf8(done.stderr).unwrap(),
    }
}

fn ledger(name: &str) -> String {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("in")).unwrap();
    let lines: Vec<String> = REPORTS
        .iter()
        .map(|[id, outlet, day, text]| {
            serde_json::json!({"id": id, "outlet": outlet, "published": day, "text": text})
                .to_string()
        })
        .collect();
    let given = folder.join("in/reports.jsonl");
    fs::write(&given, lines.join("\n")).unwrap();
    let file = folder.join("news.ledger").to_str().unwrap().to_owned();
    let run = depesha(&["ingest", given.to_str().unwrap(), "--ledger", &file]);
    assert_eq!(run.code, 0, "{}", run.told);
    file
}

#[test]
fn each_view_is_a_page_and_rows_with_its_rule_and_evidence() {
    let file = ledger("over-reports");
    let views: [(&[&str], &str, &str); 5] = [
        (&["commitments", "--life", "--on", "2025-06-01"], "kept", "commitments 1"),
        (&["disputes"], "17 человек", "disputes 2"),
        (&["narratives"], "2 reports", "narratives 5"),
        (&["citations"], "Аль-Ахрам", "citations 1"),
        (&["citations", "--influence"], "100.0", "citations 1"),
    ];
    for (view, words, rule) in views {
        let with = |more: &[&str]| depesha(&[view, &["--ledger", &file], more].concat());
        let page = with(&["--explain", "--evidence", "--width", "100"]);
        assert_eq!((page.code, page.told.as_str()), (0, ""), "{view:?}");
        assert!(page.out.contains(words) && page.out.contains(rule), "{view:?}\n{}", page.out);
        let rows = with(&["--format", "jsonl"]);
        assert!(rows.code == 0 && !rows.out.is_empty(), "{view:?}: {}", rows.told);
        for line in rows.out.lines() {
            serde_json::from_str::<serde_json::Value>(line).unwrap();
        }
        let none = with(&["--state", "CHL"]);
        assert!(none.code == 0 && none.out.lines().count() == 1, "{view:?}\n{}", none.out);
        let refused = with(&["--search", "…"]);
        assert!(refused.code == 2 && refused.told.contains("holds no word"), "{}", refused.told);
    }
    let life = depesha(&["commitments", "--ledger", &file, "--on", "2025-06-01"]);
    assert!(life.code == 2 && life.told.contains("--life"), "{}", life.told);
}

#[test]
fn what_is_refused_counts_for_nothing() {
    let file = ledger("refused");
    let lives = || {
        let run = depesha(&["commitments", "--life", "--on", "2025-06-01", "--ledger", &file]);
        assert_eq!(run.code, 0, "{}", run.told);
        run.out
    };
    let before = lives();
    assert!(before.contains("kept") && !before.contains("overdue"), "{before}");
    let named = |id: &str| {
        let found = before.split_whitespace().find(|word| word.ends_with(&format!("@{id}")));
        found.unwrap_or_else(|| panic!("{before}")).to_owned()
    };
    // Ids of rows of a file are those that they give.
    let (promise, act) = (named("made.txt"), named("kept.txt"));
    let weigh = |how: &str, one: &str, other: &str| {
        depesha(&["correct", how, one, other, "--by", "Анна", "--ledger", &file])
    };
    let refused = weigh("refuse", &promise, &act);
    assert!(refused.code == 0 && refused.out.starts_with("claim "), "{}", refused.told);
    let after = lives();
    assert!(after.contains("refused by Анна") && after.contains("overdue"), "{after}");
    assert_eq!(weigh("confirm", &promise, &act).code, 0);
    assert!(!lives().contains("overdue"));
    for (one, other) in
        [("c1", act.as_str()), (act.as_str(), promise.as_str()), (&promise, "s9@kept.txt")]
    {
        let run = weigh("confirm", one, other);
        assert!(run.code == 2 && run.told.contains("hint"), "{one} {other}: {}", run.told);
    }
    let listed = depesha(&["correct", "list", "--action", "refuse", "--ledger", &file]);
    assert!(listed.out.contains("kept by kept.txt"), "{}", listed.out);
}
