//! `depesha serve` as it is run: what it refuses, where it listens, how it stops.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A folder with a ledger, gone at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder =
            std::env::temp_dir().join(format!("depesha-serve-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let report = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/visit.txt");
        let ingest = depesha()
            .arg("ingest")
            .arg(report)
            .arg("--ledger")
            .arg(folder.join("news.ledger"))
            .output();
        assert!(ingest.unwrap().status.success());
        Self(folder)
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let file = self.0.join(name);
        std::fs::write(&file, text).unwrap();
        file
    }

    fn serve(&self) -> Command {
        let mut command = depesha();
        command.arg("serve").arg("--ledger").arg(self.0.join("news.ledger"));
        command
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn depesha() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_depesha"));
    command.env_remove("DEPESHA_TOKEN").env_remove("DEPESHA_LEDGER");
    command.stdin(Stdio::null());
    command
}

#[track_caller]
fn refused(command: &mut Command, told: &[&str]) {
    let output = command.output().unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{errors}");
    for words in told {
        assert!(errors.contains(words), "{words}: {errors}");
    }
}

#[test]
fn what_is_of_no_use_or_dangerous_is_refused_with_the_next_step() {
    let folder = Folder::new("refused");
    let everywhere = ["--listen", "0.0.0.0:0"];
    refused(folder.serve().args(everywhere), &["0.0.0.0:0", "there is no token", "--open"]);
    refused(folder.serve().arg("--behind-proxy"), &["there is no token"]);
    let short = folder.file("short.txt", "secret\n");
    refused(folder.serve().arg("--token").arg(&short), &["short.txt", "16 characters", "hint"]);
    refused(
        folder.serve().arg("--token").arg(folder.0.join("none.txt")),
        &["none.txt", "cannot be read"],
    );
    let list = folder.file("reviewers.txt", "Анна 0123456789abcdef\nБорис\n");
    refused(folder.serve().arg("--reviewers").arg(list), &["reviewers.txt", "line 2"]);
    refused(folder.serve().env("DEPESHA_TOKEN", "short"), &["DEPESHA_TOKEN"]);
    let output = folder.serve().env("DEPESHA_TOKEN", "short").output().unwrap();
    assert!(!String::from_utf8_lossy(&output.stderr).contains("short:"), "a token is never told");
    let missing = folder.0.join("none.ledger");
    refused(
        depesha().arg("serve").arg("--ledger").arg(missing),
        &["none.ledger", "there is no such ledger"],
    );
    let text = folder.file("text.ledger", "no ledger");
    refused(depesha().arg("serve").arg("--ledger").arg(text), &["is no ledger"]);
}

#[cfg(unix)]
#[test]
fn it_says_where_it_listens_and_stops_at_a_signal() {
    let folder = Folder::new("runs");
    let mut serving =
        folder.serve().args(["--listen", "127.0.0.1:0"]).stderr(Stdio::piped()).spawn().unwrap();
    let mut errors = BufReader::new(serving.stderr.take().unwrap());
    let mut line = String::new();
    errors.read_line(&mut line).unwrap();
    let address = line.split("http://").nth(1).unwrap().trim().trim_end_matches('/').to_owned();
    let mut stream = TcpStream::connect(&address).unwrap();
    write!(stream, "GET /api/v1/overview HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("\"articles\":1"), "{answer}");
    line.clear();
    errors.read_line(&mut line).unwrap();
    assert!(line.contains("127.0.0.1 GET /api/v1/overview 200"), "{line}");
    let begun = Instant::now();
    let killed = Command::new("kill").arg(serving.id().to_string()).status().unwrap();
    assert!(killed.success());
    assert!(serving.wait().unwrap().success());
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
}

#[test]
fn that_it_is_open_is_told_loudly() {
    let folder = Folder::new("open");
    let mut serving = folder
        .serve()
        .args(["--listen", "0.0.0.0:0", "--open", "--quiet"])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(serving.stderr.take().unwrap()).read_line(&mut line).unwrap();
    let _ = serving.kill();
    let _ = serving.wait();
    assert!(line.contains("ANYBODY"), "{line}");
}
