//! How long a directory takes to learn many reports: `cargo run --release -p depesha-directory
//! --example directory_speed [REPORTS]`, 100,000 unless said otherwise, of 20 actors each.

use std::time::Instant;

use depesha_directory::{Class, Day, Directory, Report, Seen};

/// Numbers that look like chance and are the same in each run (SplitMix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % end as u64) as usize
    }

    /// Small numbers far oftener than large ones, as names are in reports.
    fn rank(&mut self, end: usize) -> usize {
        let share = (self.below(1_000_000) + 1) as f64 / 1_000_000.0;
        ((end as f64).powf(share) - 1.0) as usize
    }
}

const STATES: [(&str, &str); 8] = [
    ("RUS", "Россия"),
    ("AZE", "Азербайджан"),
    ("GEO", "Грузия"),
    ("ARM", "Армения"),
    ("TUR", "Турция"),
    ("EST", "Эстония"),
    ("KAZ", "Казахстан"),
    ("UKR", "Украина"),
];
const TITLES: [&str; 6] = ["президент", "министр", "депутат", "посол", "политолог", "директор"];
const SYLLABLES: [&str; 16] = [
    "ба", "ве", "го", "да", "жи", "за", "ки", "лу", "ме", "но", "пи", "ра", "са", "ти", "фо", "ша",
];

fn word(mut number: usize) -> String {
    let mut word = String::new();
    for _ in 0..4 {
        word.push_str(SYLLABLES[number % SYLLABLES.len()]);
        number /= SYLLABLES.len();
    }
    let mut letters = word.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

fn actor(chance: &mut Chance) -> Seen {
    let state = chance.below(STATES.len());
    match chance.below(20) {
        0..10 => {
            let number = chance.rank(60_000);
            let surname = format!("{}в", word(number));
            let given = word(number * 7 % 400 + 1_000);
            let name = match chance.below(10) {
                0 => surname,
                1 => format!("{given} {}ович {surname}", word(number % 50)),
                _ => format!("{given} {surname}"),
            };
            let mut person = Seen::person(&name);
            if chance.below(2) == 0 {
                // Some names have bearers in several states.
                person = person.of_state(STATES[(number + chance.below(30) / 29) % 8].0);
            }
            match chance.below(3) {
                0 => person.role_of(TITLES[number % TITLES.len()], number % 2),
                _ => person,
            }
        }
        10..15 => {
            let number = chance.rank(30_000);
            let body = Seen::organization(&format!("Союз {}", word(number + 9_000)));
            let body = if chance.below(4) == 0 { body.also(&format!("С{number}")) } else { body };
            if number.is_multiple_of(3) { body.of_state(STATES[state].0) } else { body }
        }
        15..18 => Seen::state(STATES[state].0, STATES[state].1),
        18 => Seen::outlet(&format!("Вестник {}", word(chance.rank(700) + 20_000))),
        _ => Seen::new(word(chance.rank(5_000) + 30_000), Class::Place),
    }
}

fn main() {
    let given = std::env::args().nth(1).map(|count| count.parse().expect("a number of reports"));
    let count: usize = given.unwrap_or(100_000);
    let mut chance = Chance(1);
    let reports: Vec<Report> = (0..count)
        .map(|number| {
            let day =
                format!("20{:02}-{:02}-{:02}", number % 20 + 5, number % 12 + 1, number % 28 + 1);
            let mut report = Report::new(format!("report-{number}"), Day::of(&day));
            report.actors.push(Seen::state(STATES[number % 8].0, STATES[number % 8].1));
            report.actors.push(Seen::organization("Озёрный союз"));
            report.actors.extend((2..20).map(|_| actor(&mut chance)));
            report
        })
        .collect();

    let begin = Instant::now();
    let mut directory = Directory::default();
    reports.iter().for_each(|report| directory.learn(report));
    let learned = begin.elapsed();
    println!("{count} reports of 20 actors: learned in {learned:.1?}; {}", most_held());
    let mut handed = 0;
    let Ok(()) = directory.each_entry(|_| {
        handed += 1;
        Ok::<(), std::convert::Infallible>(())
    });
    let derived = begin.elapsed() - learned;
    println!("{handed} entries, one after the other, in {derived:.1?}; {}", most_held());
    let entries = directory.entries();
    let gathered = begin.elapsed() - learned - derived;
    println!("all at once in {gathered:.1?}; {}", most_held());
    println!("{} entries, {} open links", entries.len(), entries.open_links().len());

    let begin = Instant::now();
    let mut lines = Vec::new();
    directory.write(&mut lines).expect("memory takes it");
    let written = begin.elapsed();
    let back = Directory::read(&lines[..]).expect("it was just written");
    let read = begin.elapsed() - written;
    let mebibytes = lines.len() >> 20;
    println!("{mebibytes} MiB of lines: written in {written:.1?}, read in {read:.1?}");
    assert_eq!(back.reports(), count);
}

/// The most memory that the program has held, where the system tells.
fn most_held() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default().to_owned()
}
