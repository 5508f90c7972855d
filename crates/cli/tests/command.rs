//! The program as it is run: what comes out, what is told, how it ends.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// What a run of the program left.
struct Run {
    code: i32,
    out: String,
    told: String,
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_depesha"));
    // The environment must not change what is tested.
    for variable in ["DEPESHA_MODEL", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
        command.env_remove(variable);
    }
    command.args(arguments).stdin(Stdio::null());
    command
}

fn depesha(arguments: &[&str]) -> Run {
    finished(&mut command(arguments))
}

fn finished(command: &mut Command) -> Run {
    let output = command.output().expect("the program starts");
    Run {
        code: output.status.code().expect("the program ends by itself"),
        out: String::from_utf8(output.stdout).expect("the output is UTF-8"),
        told: String::from_utf8(output.stderr).expect("the talk is UTF-8"),
    }
}

fn depesha_from_stdin(arguments: &[&str], input: &[u8]) -> Run {
    let mut child = command(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    child.stdin.take().expect("a pipe").write_all(input).expect("the input is taken");
    let output = child.wait_with_output().expect("the program ends");
    Run {
        code: output.status.code().expect("the program ends by itself"),
        out: String::from_utf8(output.stdout).expect("the output is UTF-8"),
        told: String::from_utf8(output.stderr).expect("the talk is UTF-8"),
    }
}

/// A folder of the test's own, made anew.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("the folder can be made");
    folder
}

fn file(folder: &Path, name: &str, bytes: &[u8]) -> String {
    let path = folder.join(name);
    fs::write(&path, bytes).expect("the file can be written");
    path.to_str().expect("a plain path").to_owned()
}

fn example(name: &str) -> String {
    format!("{}/../../examples/{name}.txt", env!("CARGO_MANIFEST_DIR"))
}

const REPORT: &str = "Мост открыт\n\nДвижение по мосту открыто, сообщил мэр города Павел Ручьёв.\n";

#[test]
fn one_file_is_one_object_and_several_are_an_array() {
    let one = depesha(&["read", "--format", "json", &example("visit")]);
    assert_eq!((one.code, one.told.as_str()), (0, ""));
    let record: Value = serde_json::from_str(&one.out).unwrap();
    assert_eq!(record["article"]["id"], example("visit"));
    assert_eq!(record["article"]["language"], "ru");
    assert!(record["statements"].is_array());

    let two = depesha(&["read", "-f", "json", &example("visit"), &example("capital")]);
    let records: Value = serde_json::from_str(&two.out).unwrap();
    assert_eq!(records.as_array().unwrap().len(), 2);
    assert_eq!(records[0], record);
}

#[test]
fn lines_of_json_are_one_for_each_report() {
    let run = depesha(&["read", "-f", "jsonl", &example("visit"), &example("capital")]);
    assert_eq!(run.code, 0);
    let ids: Vec<Value> = run
        .out
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["article"]["id"].clone())
        .collect();
    assert_eq!(ids, [example("visit"), example("capital")]);
}

#[test]
fn standard_input_is_read_and_what_it_lacks_is_given() {
    let arguments = [
        &["read", "-f", "jsonl", "--outlet", "Озёрная газета", "--published", "2025-11-03"][..],
        &["--title", "Мост", "-"][..],
    ]
    .concat();
    let run = depesha_from_stdin(&arguments, REPORT.as_bytes());
    assert_eq!((run.code, run.told.as_str()), (0, ""));
    let article = serde_json::from_str::<Value>(&run.out).unwrap()["article"].clone();
    assert_eq!(article["id"], "-");
    assert_eq!(article["outlet"], "Озёрная газета");
    assert_eq!(article["published"], "2025-11-03");
    assert_eq!(article["title"], "Мост");
    assert_eq!(depesha_from_stdin(&["read"], REPORT.as_bytes()).code, 0);
}

#[test]
fn each_encoding_gives_the_same_statements_and_is_told() {
    let folder = folder("encodings");
    let statements = |path: &str, told: &str| {
        let run = depesha(&["read", "-f", "jsonl", path]);
        let expected = match told {
            "UTF-8" => String::new(),
            _ => format!("note: {path}: read as {told}\n"),
        };
        assert_eq!((run.code, run.told), (0, expected));
        serde_json::from_str::<Value>(&run.out).unwrap()["statements"].clone()
    };
    let plain = statements(&file(&folder, "utf8.txt", REPORT.as_bytes()), "UTF-8");
    let marked = [b"\xef\xbb\xbf", REPORT.as_bytes()].concat();
    assert_eq!(statements(&file(&folder, "marked.txt", &marked), "UTF-8"), plain);
    for encoding in [encoding_rs::WINDOWS_1251, encoding_rs::KOI8_R] {
        let path = file(&folder, encoding.name(), &encoding.encode(REPORT).0);
        assert_eq!(statements(&path, encoding.name()), plain);
    }
    let utf16: Vec<u8> = REPORT.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(statements(&file(&folder, "utf16.txt", &utf16), "UTF-16LE"), plain);
    let quiet = depesha(&["read", "--quiet", &file(&folder, "utf16.txt", &utf16)]);
    assert_eq!((quiet.code, quiet.told.as_str()), (0, ""));
}

#[test]
fn bad_inputs_are_told_and_the_others_are_read() {
    let folder = folder("bad_inputs");
    let subfolder = folder.join("empty");
    fs::create_dir_all(&subfolder).expect("the folder can be made");
    let inputs = [
        file(&folder, "empty.txt", b""),
        file(&folder, "blank.txt", b" \n\n"),
        file(&folder, "picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
        file(&folder, "numbers.bin", &[0, 1, 2, 3, 0, 0, 7, 0]),
        folder.join("missing.txt").to_str().unwrap().to_owned(),
        subfolder.to_str().unwrap().to_owned(),
        file(&folder, "damaged.txt", &[REPORT.as_bytes(), b"\xff\xff"].concat()),
        file(&folder, "good.txt", REPORT.as_bytes()),
    ];
    let arguments: Vec<&str> =
        ["read", "-f", "jsonl"].into_iter().chain(inputs.iter().map(String::as_str)).collect();
    let run = depesha(&arguments);
    assert_eq!(run.code, 2);
    assert_eq!(run.out.lines().count(), 2);
    let told = run.told.replace(folder.to_str().unwrap(), "FOLDER");
    insta::assert_snapshot!(told);
}

fn ids(run: &Run) -> Vec<String> {
    let id = |line: &str| {
        let record: Value = serde_json::from_str(line).unwrap();
        record["article"]["id"].as_str().unwrap().to_owned()
    };
    run.out.lines().map(id).collect()
}

#[test]
fn rows_of_many_forms_are_reports_each() {
    let folder = folder("forms");
    let text = serde_json::to_string(REPORT).unwrap();
    let lines = format!("{{\"text\": {text}}}\nno row\n{{\"text\": {text}}}\n");
    let lines = file(&folder, "a.jsonl", lines.as_bytes());
    let table = format!("nr,headline,story\n1,Мост,\"{REPORT}\"\n");
    let table = file(&folder, "b.csv", table.as_bytes());
    let paragraphs = REPORT.replace('\n', "</p><p>");
    let page =
        format!("<!DOCTYPE html><html><title>Мост</title><article><p>{paragraphs}</p></article>");
    let page = file(&folder, "c.html", page.as_bytes());
    let run =
        depesha(&["read", "-f", "jsonl", "--map", "text=story", "--map", "title=headline", &table]);
    assert_eq!((run.code, run.told.as_str()), (0, ""));
    let record: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(record["article"]["title"], "Мост");
    assert_eq!(record["statements"].as_array().unwrap().len(), 1);

    let run = depesha(&["read", "-f", "jsonl", &lines, &page]);
    assert_eq!(run.code, 2);
    assert_eq!(ids(&run), [format!("{lines}#1"), format!("{lines}#3"), page]);
    let told = format!("error: {lines}, line 2: it is no valid JSON: expected ident (column 2)\n");
    assert!(run.told.starts_with(&told), "{}", run.told);

    // A file of rows is a list, however many they are.
    let run = depesha(&["read", "-f", "json", "--map", "text=story", &table]);
    assert_eq!(serde_json::from_str::<Value>(&run.out).unwrap().as_array().unwrap().len(), 1);
    let whole = depesha(&["read", "-f", "json", "--map", "text=story", folder.to_str().unwrap()]);
    assert_eq!(serde_json::from_str::<Value>(&whole.out).unwrap().as_array().unwrap().len(), 2);
    assert_eq!(depesha(&["read", "--map", "story", &table]).code, 2);
    assert_eq!(depesha(&["read", "--map", "novel=story", &table]).code, 2);
}

#[test]
fn reports_in_other_languages_are_told_of_and_not_read() {
    let folder = folder("languages");
    let ukrainian = "Міст відкрито, повідомив мер міста. Рух відновлено, і перші машини вже їдуть.";
    let rows = [REPORT, ukrainian].map(|text| serde_json::json!({"text": text}).to_string());
    let rows = file(&folder, "a.jsonl", rows.join("\n").as_bytes());
    let run = depesha(&["read", "-f", "jsonl", &rows]);
    assert_eq!((run.code, ids(&run)), (0, vec![format!("{rows}#1")]));
    let told = format!("warning: {rows}, line 2: not read: its language is `uk`, not Russian\n");
    assert_eq!(run.told, told);
    // An input with nothing in it to read is of no use.
    let alone = file(&folder, "b.txt", ukrainian.as_bytes());
    let run = depesha(&["read", "-f", "jsonl", &alone]);
    assert_eq!((run.code, run.out.as_str()), (2, ""));
}

#[test]
fn where_nothing_could_be_read_the_json_is_still_json() {
    let run = depesha(&["read", "-f", "json", "no/such.txt", "nor/such.txt"]);
    assert_eq!((run.code, run.out.as_str()), (2, "[]\n"));
}

#[test]
fn pages_have_no_colours_off_a_terminal_unless_asked_for() {
    let plain = depesha(&["read", &example("visit")]);
    assert_eq!(plain.code, 0);
    assert!(plain.out.starts_with("Финляндия и Эстония договорились о пароме через Каррен\n"));
    assert!(!plain.out.contains('\u{1b}'));
    assert!(plain.out.contains("Ингрид Хольм"));
    let coloured = depesha(&["read", "--color", "always", &example("visit")]);
    assert!(coloured.out.starts_with("\u{1b}[1mФинляндия"));
    let marked = depesha(&["--color=never", "read", "--text", &example("visit")]);
    assert!(marked.out.contains("Никаких тайных приложений"));
    assert!(!marked.out.contains('\u{1b}'));
}

#[test]
fn pages_of_several_reports_are_parted() {
    let run = depesha(&["read", "--width", "40", &example("visit"), &example("capital")]);
    assert!(run.out.contains(&format!("\n\n{}\n\n", "─".repeat(40))));
    assert!(run.out.lines().all(|line| line.contains("examples/") || line.chars().count() <= 40));
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    let arguments = ["read", "-f", "json", &example("visit"), &example("relay-chain")];
    assert_eq!(depesha(&arguments).out, depesha(&arguments).out);
}

#[test]
fn a_closed_pipe_ends_it_quietly() {
    let mut child = command(&["read", "-f", "json", &example("visit")])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn arguments_that_do_not_go_together_are_refused() {
    let run = depesha(&["read", "--text", "-f", "json", &example("visit")]);
    assert_eq!((run.code, run.out.as_str()), (2, ""));
    assert!(run.told.contains("`--text`"), "{}", run.told);
    assert_eq!(depesha(&["read", "--published", "вчера", &example("visit")]).code, 2);
    assert_eq!(depesha(&[]).code, 2);
    assert_eq!(depesha(&["--quiet"]).code, 2);
}

#[test]
fn versions_of_program_and_model_are_told() {
    let run = depesha(&["--version"]);
    assert_eq!(run.code, 0);
    let lines: Vec<&str> = run.out.lines().collect();
    assert_eq!(lines[0], format!("depesha {}", depesha::version()));
    assert!(lines[1].starts_with("language model "), "{}", lines[1]);
}

#[test]
fn a_model_is_taken_from_the_folder_that_is_named() {
    let models = concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/russian");
    let own = depesha(&["read", "-f", "json", &example("visit")]);
    let named = depesha(&["read", "-f", "json", "--model", models, &example("visit")]);
    assert_eq!(named.out, own.out);
    let of_environment =
        finished(command(&["read", &example("visit")]).env("DEPESHA_MODEL", "no/such/folder"));
    assert_eq!((of_environment.code, of_environment.out.as_str()), (2, ""));
    assert!(of_environment.told.contains("no/such/folder"), "{}", of_environment.told);
    assert!(of_environment.told.contains("hint: without `--model`"), "{}", of_environment.told);
}

#[test]
fn a_model_of_another_format_is_refused() {
    let folder = folder("other_model");
    let models = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/russian"));
    for file in fs::read_dir(models).unwrap().map(|entry| entry.unwrap().path()) {
        let mut bytes = fs::read(&file).unwrap();
        if file.file_name().unwrap() == "names.model" {
            // The number after the eight bytes of the mark is the format's.
            bytes[8] = 99;
        }
        fs::write(folder.join(file.file_name().unwrap()), bytes).unwrap();
    }
    let run = depesha(&["read", "--model", folder.to_str().unwrap(), &example("visit")]);
    assert_eq!(run.code, 2);
    assert!(run.told.contains("format 99"), "{}", run.told);
}

#[test]
fn completions_and_man_pages_come_from_the_definitions() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = depesha(&["completions", shell]);
        assert_eq!(run.code, 0);
        assert!(run.out.contains("--published") || run.out.contains("published"), "{shell}");
    }
    let page = depesha(&["man"]);
    assert!(page.out.contains(".SH SUBCOMMANDS"), "{}", page.out);
    let folder = folder("man");
    let run = depesha(&["man", folder.to_str().unwrap()]);
    assert_eq!((run.code, run.told.as_str()), (0, ""));
    let read = fs::read_to_string(folder.join("depesha-read.1")).unwrap();
    assert!(read.contains("published") && read.contains("Examples:"));
    assert_eq!(depesha(&["man", "no/such/folder"]).code, 2);
}

#[test]
fn outlets_of_the_users_table_are_known_and_cited() {
    let folder = folder("outlets");
    let table = file(&folder, "outlets.tsv", "Речной вестник\t-\tpaper\tRUS\t-\tПорт\n".as_bytes());
    let text = "Как сообщает Речной вестник, мост открыли в мае.\n";
    let report = file(&folder, "report.txt", text.as_bytes());
    let run = depesha(&["read", "--format", "json", "--outlets", &table, &report]);
    assert_eq!((run.code, run.told.as_str()), (0, ""));
    let record: Value = serde_json::from_str(&run.out).unwrap();
    let actors = record["actors"].as_array().unwrap();
    let outlet = actors.iter().find(|actor| actor["name"] == "Речной вестник").expect(&run.out);
    assert_eq!(outlet["class"], "outlet");
    assert_eq!(outlet["outlet"]["owner"], "Порт");
    assert_eq!(outlet["outlet"]["known_from"], table.as_str());
}

#[test]
fn a_broken_table_of_outlets_is_told_with_the_place_and_the_next_step() {
    let folder = folder("broken-outlets");
    let table = file(&folder, "outlets.tsv", "Луч\t-\tpaper\tRU\n".as_bytes());
    let run = depesha(&["read", "--outlets", &table, &example("visit")]);
    assert_eq!((run.code, run.out.as_str()), (2, ""));
    let place = format!("error: {table}: line 1, column 4 (state): `RU` is no state\n");
    assert!(run.told.starts_with(&place), "{}", run.told);
    assert!(run.told.contains("hint: give the three letters"), "{}", run.told);

    let run = depesha(&["read", "--outlets", "absent.tsv", &example("visit")]);
    assert_eq!(run.code, 2);
    assert!(run.told.contains("absent.tsv: there is no such file"), "{}", run.told);
}
