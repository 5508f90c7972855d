//! The program, and what it is given.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use depesha_ledger::Ledger;

/// What a run of the program left.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) told: String,
}

pub(crate) fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_depesha"));
    for variable in ["DEPESHA_MODEL", "DEPESHA_LEDGER", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
        command.env_remove(variable);
    }
    command.args(arguments).stdin(Stdio::null());
    command
}

pub(crate) fn depesha(arguments: &[&str]) -> Run {
    finished(command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap())
}

pub(crate) fn depesha_from_stdin(arguments: &[&str], input: &[u8]) -> Run {
    let mut child = command(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    finished(child)
}

pub(crate) fn finished(child: Child) -> Run {
    let output = child.wait_with_output().unwrap();
    Run {
        code: output.status.code().expect("the program ends by itself"),
        out: String::from_utf8(output.stdout).unwrap(),
        told: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A folder of the test's own, made anew.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("ingest-{name}"));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }

    pub(crate) fn write(&self, name: &str, bytes: &[u8]) -> String {
        std::fs::write(self.0.join(name), bytes).unwrap();
        self.path(name)
    }
}

/// So many posts as JSON lines; each tenth is a copy of the one before under another outlet.
pub(crate) fn posts(count: usize) -> String {
    const MAYORS: [&str; 4] = ["Павел Ручьёв", "Анна Лугина", "Ерлан Сапаров", "Йонас Каупас"];
    const DEEDS: [&str; 5] = [
        "мост через реку Озёрную откроют в мае",
        "Литва ввела санкции против двух пароходств",
        "переговоры с Казахстаном пройдут в Осло",
        "Швеция отказалась от совместных учений",
        "паром пойдёт уже летом",
    ];
    let post = |number: usize| {
        let told = if number % 10 == 9 { number - 1 } else { number };
        let (mayor, deed) = (MAYORS[told % MAYORS.len()], DEEDS[told / 3 % DEEDS.len()]);
        let outlet = if number % 10 == 9 { "Луч" } else { "Озёрная газета" };
        format!(
            "{{\"id\": \"post/{number}\", \"outlet\": \"{outlet}\", \"published\": \"2025-11-{:02}\", \
             \"text\": \"Мэр города {mayor} заявил в среду, что {deed}. По его словам, это решение \
             номер {told} принято после долгих споров. «Мы договорились обо всём за {told} дней», — \
             добавил он.\"}}\n",
            told % 28 + 1
        )
    };
    (0..count).map(post).collect()
}

/// All that the ledger holds.
pub(crate) fn export_of(ledger: &str) -> String {
    let mut output = Vec::new();
    Ledger::open_read_only(Path::new(ledger)).unwrap().export(&mut output).unwrap();
    String::from_utf8(output).unwrap()
}
