//! What people say of the records, as the program is run: `depesha correct` and `depesha diff`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use depesha::directory::Report;
use depesha::{Article, Reader};
use depesha_ledger::{Ledger, Query, ReadReport, Received};
use serde_json::Value;

static READER: LazyLock<Reader> = LazyLock::new(|| Reader::embedded().expect("a model"));

const BRIDGE: &str = "Грузия построит мост через Озёрную\n\nМинистр экономики Грузии Леван Мчедлидзе \
    заявил, что Грузия построит мост до 1 мая 2026 года. Эстония ввела санкции против Грузии, добавил \
    Мчедлидзе. «Мы ответим», — сказал премьер-министр Эстонии Айво Рандла. На стройке работают 40 человек.\n";
const FERRY: &str = "Леван Мчедлидзе отверг слухи о пароме. Посол Эстонии молчит.\n";

/// What a run of the program left.
struct Run {
    code: i32,
    out: String,
    told: String,
}

/// A folder of the test's own with a ledger in it.
struct Desk {
    folder: PathBuf,
}

impl Desk {
    /// The ledger with two reports, read by the program as it is.
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("corrections-{name}"));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("the folder can be made");
        let desk = Self { folder };
        desk.keep("news/bridge.txt", BRIDGE, "0.1.0", |_| {});
        desk.keep("news/ferry.txt", FERRY, "0.1.0", |_| {});
        desk
    }

    fn file(&self, name: &str) -> String {
        self.folder.join(name).to_str().expect("a plain path").to_owned()
    }

    fn ledger(&self) -> Ledger {
        Ledger::open(Path::new(&self.file("ledger"))).expect("a ledger")
    }

    /// Has a version of the program read a report; `other` is what it reads otherwise.
    fn keep(
        &self,
        id: &str,
        body: &str,
        version: &str,
        other: impl Fn(&mut depesha::reading::Reading),
    ) {
        let article = Article {
            outlet: Some("Верхнеозёрская газета".into()),
            published: Some("2025-11-03".into()),
            ..Article::from_body(id, body)
        };
        let received = Received::new(article, "text");
        let (mut reading, lemmas) = READER.read_with_lemmas(&received.article);
        other(&mut reading);
        let mut record = READER.record(&received.article, &reading);
        record.depesha = depesha::record::Maker {
            version: version.into(),
            model: "russian (test) ab84d925".into(),
        };
        let learned = Report::from_reading(&received.article, &reading, READER.tables());
        let report = ReadReport::with_lemmas(received, record, learned, lemmas, Vec::new());
        self.ledger().keep(&report.expect("a record")).expect("kept");
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_depesha"));
        for variable in ["DEPESHA_MODEL", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
            command.env_remove(variable);
        }
        command.env("DEPESHA_LEDGER", self.file("ledger")).env("DEPESHA_AUTHOR", "Анна Лугова");
        command.args(arguments).stdin(Stdio::null());
        command
    }

    fn run(&self, arguments: &[&str]) -> Run {
        run(&mut self.command(arguments))
    }

    /// A correction, made at a time of its own; it succeeds.
    fn correct(&self, minute: u32, arguments: &[&str]) -> Run {
        let at = format!("2026-01-01T10:{minute:02}:00+03:00");
        let run = self.run(&[&["correct"], arguments, &["--at", &at]].concat());
        assert_eq!(run.code, 0, "{}{}", run.out, run.told);
        run
    }

    fn statements(&self, words: &str) -> Vec<(String, Vec<String>)> {
        let search = depesha_ledger::Search::new(words, |word| READER.lemmas_of_word(word));
        let query = Query { search, ..Query::default() };
        let found = self.ledger().statements(&query).expect("an answer");
        found.into_iter().map(|found| (found.cue, found.chain)).collect()
    }
}

fn run(command: &mut Command) -> Run {
    let output = command.output().expect("the program starts");
    Run {
        code: output.status.code().expect("the program ends by itself"),
        out: String::from_utf8(output.stdout).expect("the output is UTF-8"),
        told: String::from_utf8(output.stderr).expect("the talk is UTF-8"),
    }
}

#[test]
fn show_prints_the_records_with_their_ids() {
    let desk = Desk::new("show");
    insta::assert_snapshot!(desk.run(&["correct", "show", "bridge"]).out);
}

#[test]
fn a_record_is_rejected_mended_and_added_and_each_tells_what_it_changes() {
    let desk = Desk::new("changes");
    let runs = [
        desk.correct(1, &["reject", "bridge", "e1", "--reason", "так в тексте не стоит"]),
        desk.correct(
            2,
            &["mend", "bridge", "s2", "speaker=Айво Рандла", "kind=mixed", "via=Луч/outlet"],
        ),
        desk.correct(
            3,
            &[
                "add",
                "ferry",
                "statement",
                "cue=молчит",
                "speaker=Посол Эстонии/person/EST",
                "content=Эстонии молчит",
            ],
        ),
        desk.correct(
            4,
            &["mend", "bridge", "actor:person/Айво Рандла", "name=Айво Рандлаа", "state=LVA"],
        ),
    ];
    let told: Vec<String> = runs.iter().map(|run| format!("{}{}", run.out, run.told)).collect();
    insta::assert_snapshot!(told.join("────\n"));
    // An actor that the article has, whatever the case of its letters, is that one.
    // Views prefer them, words are found in them, and the program's reading stays.
    assert_eq!(
        desk.statements("молчать"),
        [(
            "молчит".to_owned(),
            vec!["Верхнеозёрская газета".to_owned(), "посол Эстонии".to_owned()]
        )]
    );
    let chain = &desk.statements("санкциями")[0].1;
    assert_eq!(chain[1..], ["Луч", "Айво Рандлаа"]);
    let events = desk.ledger().events(&Query::default()).expect("an answer");
    assert!(events.iter().all(|found| found.trigger != "ввела санкции"));
    let mut export = Vec::new();
    desk.ledger().export(&mut export).expect("an export");
    assert!(String::from_utf8_lossy(&export).contains("SANCTION"));
}

#[test]
fn reading_again_keeps_what_people_said() {
    let desk = Desk::new("re-read");
    desk.correct(1, &["mend", "bridge", "s1", "kind=mixed"]);
    desk.correct(2, &["reject", "ferry", "s1"]);
    desk.correct(3, &["add", "ferry", "event", "trigger=молчит", "type=REJECT", "actors=Эстония"]);
    // The later version reads a statement less before them, so that all have other numbers.
    desk.keep("news/bridge.txt", BRIDGE, "0.2.0", |reading| {
        reading.events.clear();
        reading.commitments.clear();
        reading.statements.swap_remove(2);
        reading.statements.swap(0, 1);
    });
    desk.keep("news/ferry.txt", FERRY, "0.2.0", |_| {});
    let shown = desk.run(&["correct", "show", "bridge", "--format", "jsonl"]).out;
    let records: Vec<Value> =
        shown.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let statement = records.iter().find(|own| own["words"] == "заявил").unwrap();
    assert_eq!(statement["fields"]["kind"], "mixed");
    assert!(statement["claim"].is_string());
    let events = desk.ledger().events(&Query::default()).expect("an answer");
    let told: Vec<(&str, &str)> =
        events.iter().map(|own| (own.trigger.as_str(), own.event.kind.as_str())).collect();
    assert_eq!(told, [("отверг", "REJECT"), ("молчит", "REJECT")]);
    assert_eq!(desk.statements("слух"), []);
    insta::assert_snapshot!(desk.run(&["correct", "list"]).out);
}

#[test]
fn what_is_taken_back_shows_again_and_is_still_listed() {
    let desk = Desk::new("taken-back");
    let run = desk.correct(1, &["reject", "ferry", "s1"]);
    let claim =
        run.out.lines().next().and_then(|line| line.strip_prefix("claim ")).expect("its name");
    assert_eq!(desk.statements("слух"), []);
    let back = desk.correct(2, &["take-back", &claim[..6], "--by", "Мария Озерова"]);
    assert_eq!(desk.statements("слух").len(), 1);
    assert!(back.out.contains("+ s1 statement"), "{}", back.out);
    let again = desk.run(&["correct", "take-back", claim]);
    assert_eq!(again.code, 2);
    assert!(again.told.contains("is taken back already"), "{}", again.told);
    let back =
        back.out.lines().next().and_then(|line| line.strip_prefix("claim ")).expect("its name");
    desk.correct(3, &["take-back", back]);
    assert_eq!(desk.statements("слух"), []);
    let list = |arguments: &[&str]| {
        let run = desk.run(&[&["correct", "list"], arguments].concat());
        assert_eq!(run.code, 0, "{}", run.told);
        run.out.lines().count()
    };
    assert_eq!(list(&[]), 3);
    assert_eq!(list(&["--author", "Мария Озерова"]), 1);
    assert_eq!(list(&["--action", "take-back"]), 2);
    assert_eq!(list(&["--article", "ferry.txt"]), 1);
    assert_eq!(list(&["--article", "bridge"]), 0);
    let lines =
        desk.run(&["correct", "list", "--format", "jsonl", "--author", "Мария Озерова"]).out;
    let line: Value = serde_json::from_str(&lines).unwrap();
    assert_eq!((line["holds"].clone(), line["by"].clone()), (false.into(), "Мария Озерова".into()));
}

#[test]
fn people_say_who_is_who() {
    let desk = Desk::new("who");
    let split = desk.correct(1, &["split", "Мчедлидзе@bridge", "Леван Мчедлидзе@ferry"]);
    let merge = desk.correct(2, &["merge", "Грузия", "Эстония@ferry", "--reason", "проба"]);
    let told = format!("{}────\n{}", split.out, merge.out);
    insta::assert_snapshot!(told);
    let of_two_classes = desk.run(&["correct", "merge", "Грузия", "Леван Мчедлидзе@ferry"]);
    assert_eq!(of_two_classes.code, 2);
    assert!(of_two_classes.told.contains("of different classes"), "{}", of_two_classes.told);
    let unknown = desk.run(&["correct", "merge", "Грузея", "Эстония@ferry"]);
    assert!(unknown.told.contains("the nearest entries are"), "{}", unknown.told);
}

#[test]
fn corrections_go_out_and_come_in_again_all_or_none() {
    let desk = Desk::new("exported");
    desk.correct(1, &["reject", "ferry", "s1"]);
    desk.correct(2, &["mend", "bridge", "s1", "kind=mixed"]);
    let file = desk.file("claims.jsonl");
    let export = desk.run(&["correct", "export", &file]);
    assert_eq!((export.code, export.out.as_str()), (0, ""));
    assert!(export.told.ends_with("claims.jsonl: 2 corrections\n"), "{}", export.told);
    let lines = fs::read_to_string(&file).expect("a file");
    assert_eq!(desk.run(&["correct", "export"]).out, lines);

    let other = Desk::new("imported");
    let broken = other.file("broken.jsonl");
    fs::write(
        &broken,
        lines.replacen("\"by\":\"Анна Лугова\"", "\"by\":\" \"", 2).replacen(
            "\"by\":\" \"",
            "\"by\":\"Анна\"",
            1,
        ),
    )
    .expect("written");
    let refused = other.run(&["correct", "import", &broken]);
    assert_eq!(refused.code, 2);
    assert!(
        refused.told.contains("broken.jsonl: line 2: it does not say whose it is"),
        "{}",
        refused.told
    );
    assert_eq!(other.ledger().counts().expect("counts").corrections, 0);

    let import = other.run(&["correct", "import", &file]);
    assert_eq!(import.code, 0, "{}", import.told);
    assert!(import.told.contains("2 corrections that were not here before"), "{}", import.told);
    assert!(other.run(&["correct", "import", &file]).told.contains("0 corrections"));
    assert_eq!(other.run(&["correct", "export"]).out, lines);
    assert_eq!(
        other.run(&["correct", "show", "bridge"]).out,
        desk.run(&["correct", "show", "bridge"]).out
    );
}

#[test]
fn a_record_may_come_from_json_and_its_fields_are_those_that_are_printed() {
    let desk = Desk::new("json");
    let json = desk.file("record.json");
    let record = r#"{"event": {"id": "e7", "trigger": "молчит", "type": "CONSULT", "mode": "phone",
        "actors": ["Эстония"], "recipients": [], "status": "negated", "place": null}}"#;
    fs::write(&json, record).expect("written");
    let run = desk.correct(1, &["add", "ferry", "--json", &json, "status=planned"]);
    insta::assert_snapshot!(run.out);
    fs::write(&json, "[1]").expect("written");
    let run = desk.run(&["correct", "add", "ferry", "event", "--json", &json]);
    assert_eq!(run.code, 2);
    assert!(run.told.contains("the JSON is no object"), "{}", run.told);
}

#[test]
fn every_kind_of_record_can_be_added() {
    let desk = Desk::new("kinds");
    let runs = [
        desk.correct(
            1,
            &[
                "add",
                "ferry",
                "actor",
                "name=Посольство Эстонии",
                "class=organization",
                "state=EST",
                "mentions=Посол Эстонии",
            ],
        ),
        desk.correct(
            2,
            &[
                "add",
                "ferry",
                "event",
                "trigger=молчит",
                "type=REJECT",
                "actors=Посольство Эстонии",
                "commitment=yes",
            ],
        ),
        desk.correct(
            3,
            &["add", "ferry", "commitment", "event=event:53-59", "act=молчит", "to=Эстония"],
        ),
        desk.correct(
            4,
            &[
                "add",
                "ferry",
                "attitude",
                "source=Эстония",
                "target=Посольство Эстонии",
                "polarity=neg",
                "evidence=молчит",
            ],
        ),
        desk.correct(
            5,
            &["add", "ferry", "quantity", "span=слухи", "value=2", "bound=at least", "unit=слух"],
        ),
        desk.correct(6, &["add", "ferry", "date", "span=пароме", "value=2026-05-01"]),
        desk.correct(7, &["mend", "ferry", "event:53-59", "date=d1", "said_in=s1", "mode=meet"]),
        desk.correct(8, &["reject", "ferry", "t1"]),
        desk.correct(9, &["reject", "ferry", "quantity:23-28"]),
    ];
    let told: Vec<String> = runs.iter().map(|run| format!("{}{}", run.out, run.told)).collect();
    insta::assert_snapshot!(told.join("────\n"));
}

#[test]
fn what_is_of_no_use_is_told_with_what_is_possible() {
    let desk = Desk::new("refused");
    let refused = [
        &["show", "brigde"][..],
        &["show", ".txt"],
        &["reject", "bridge", "s9"],
        &["reject", "bridge", "statement:100-103"],
        &["reject", "bridge", "x"],
        &["mend", "bridge", "s1", "spaeker=a1"],
        &["mend", "bridge", "s1", "speaker"],
        &["mend", "bridge", "s1", "speaker=Пётр"],
        &["mend", "bridge", "s1", "kind=loud"],
        &["mend", "bridge", "s1", "cue=none"],
        &["mend", "bridge", "s1", "cue=построит"],
        &["mend", "bridge", "s1", "cue=9-5000"],
        &["mend", "bridge", "s1", "content=паром"],
        &["mend", "bridge", "e1", "type=WAR"],
        &["mend", "bridge", "e1", "mode=phone"],
        &["mend", "bridge", "a1", "state=Грузия"],
        &["mend", "bridge", "s1", "speaker=Пётр/person/Грузия"],
        &["add", "bridge", "event", "trigger=работают"],
        &["add", "bridge", "rumour", "cue=заявил"],
        &["add", "bridge", "statement", "cue=заявил"],
        &["add", "bridge", "actor", "name=Пётр", "class=person"],
        &["mend", "bridge", "a5", "name=Грузия"],
        &["take-back", "zzzz"],
        &["reject", "bridge", "s1", "--by", " "],
        &["reject", "bridge", "s1", "--at", "вчера"],
    ];
    let mut told = String::new();
    for arguments in refused {
        let run = desk.run(&[&["correct"], arguments].concat());
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{arguments:?}");
        told.push_str(&format!("$ {}\n{}", arguments.join(" "), run.told));
    }
    insta::assert_snapshot!(told);
    assert_eq!(desk.ledger().counts().expect("counts").corrections, 0);
    let nowhere = run(desk.command(&["correct", "list"]).env_remove("DEPESHA_LEDGER"));
    assert!(nowhere.code == 2 && nowhere.told.contains("set DEPESHA_LEDGER"), "{}", nowhere.told);
    let absent = desk.run(&["correct", "--ledger", &desk.file("absent"), "list"]);
    assert!(absent.code == 2 && absent.told.contains("there is no such ledger"), "{}", absent.told);
    assert!(!Path::new(&desk.file("absent")).exists());
    let nobody =
        run(desk.command(&["correct", "reject", "bridge", "s1"]).env_remove("DEPESHA_AUTHOR"));
    assert!(nobody.code == 2 && nobody.told.contains("export DEPESHA_AUTHOR"), "{}", nobody.told);
}

#[test]
fn diff_tells_what_another_version_reads_otherwise() {
    let desk = Desk::new("diff");
    let alone = desk.run(&["diff"]);
    assert_eq!(alone.code, 2);
    assert!(alone.told.contains("no version before 0.1.0"), "{}", alone.told);
    desk.keep("news/bridge.txt", BRIDGE, "0.2.0+7", |reading| {
        reading.statements[1].speaker = None;
        reading.events.pop();
        let mut new = reading.statements[0].clone();
        new.cue = depesha::ByteSpan::new(new.cue.end + 2, new.cue.end + 6);
        new.content.clear();
        reading.statements.push(new);
    });
    let all = desk.run(&["diff"]);
    assert_eq!((all.code, all.told.as_str()), (0, ""));
    insta::assert_snapshot!(all.out);
    let named = desk.run(&["diff", "--from", "0.1.0", "--to", "0.2.0+7 ab84d925", "bridge"]);
    assert_eq!(named.out.lines().nth(3), all.out.lines().nth(3));
    let back = desk.run(&["diff", "--from", "0.2.0+7", "--to", "0.1.0", "--summary"]);
    insta::assert_snapshot!(back.out);
    let lines = desk.run(&["diff", "--format", "jsonl"]).out;
    let values: Vec<Value> =
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(values.len(), 2);
    assert_eq!(values[0]["article"]["id"], "news/bridge.txt");
    assert_eq!(values[1]["summary"]["read_by_one"]["from"], 1);
    let whole: Value = serde_json::from_str(&desk.run(&["diff", "--format", "json"]).out).unwrap();
    assert_eq!(whole, Value::Array(values));
    for version in ["0.3", "ab84d925"] {
        let unknown = desk.run(&["diff", "--from", version]);
        assert_eq!(unknown.code, 2);
        assert!(unknown.told.contains("`0.2.0+7 russian (test) ab84d925` (1)"), "{}", unknown.told);
    }
}

#[test]
fn diff_tells_what_people_corrected() {
    let desk = Desk::new("diff-corrected");
    let none = desk.run(&["diff", "--corrected"]);
    assert!(none.code == 0 && none.told.contains("nothing is corrected there"), "{}", none.told);
    desk.correct(1, &["reject", "ferry", "s1"]);
    desk.correct(2, &["mend", "bridge", "s1", "kind=mixed"]);
    insta::assert_snapshot!(desk.run(&["diff", "--corrected"]).out);
    assert_eq!(desk.run(&["diff", "--corrected", "--to", "0.1.0", "ferry"]).code, 0);
}
