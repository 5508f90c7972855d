//! From one format of the ledger to the next.

use rusqlite::{Connection, TransactionBehavior};

use crate::copies;

/// What tells a ledger from other databases: `Depe` in ASCII, as SQLite's `application_id`.
pub(crate) const APPLICATION: i64 = 0x4465_7065;

/// The format that this program writes.
pub const NEWEST: u32 = STEPS.len() as u32;

/// A step from one format to the next: the new tables, then what is counted for what is there.
struct Step {
    tables: &'static str,
    fill: fn(&Connection) -> rusqlite::Result<()>,
}

/// The step at place `n` brings a ledger of format `n` to `n + 1`. Steps are never changed once a
/// version of the program with them is published; new ones are added.
const STEPS: [Step; 14] = [
    Step { tables: include_str!("../migrations/1.sql"), fill: |_| Ok(()) },
    Step { tables: include_str!("../migrations/2.sql"), fill: |_| Ok(()) },
    Step { tables: include_str!("../migrations/3.sql"), fill: |_| Ok(()) },
    // What the step before counted, this one counts anew.
    Step { tables: include_str!("../migrations/4.sql"), fill: copies::sign_all },
    Step { tables: include_str!("../migrations/5.sql"), fill: |_| Ok(()) },
    Step { tables: include_str!("../migrations/6.sql"), fill: |_| Ok(()) },
    Step { tables: include_str!("../migrations/7.sql"), fill: |_| Ok(()) },
    Step { tables: include_str!("../migrations/8.sql"), fill: copies::sign_all },
    Step { tables: include_str!("../migrations/9.sql"), fill: |_| Ok(()) },
    Step { tables: include_str!("../migrations/10.sql"), fill: |_| Ok(()) },
    // The last one compares all again.
    Step { tables: include_str!("../migrations/11.sql"), fill: |_| Ok(()) },
    Step { tables: include_str!("../migrations/12.sql"), fill: |_| Ok(()) },
    Step { tables: include_str!("../migrations/13.sql"), fill: |_| Ok(()) },
    Step { tables: include_str!("../migrations/14.sql"), fill: copies::compare_all_again },
];

/// What a database file is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// A ledger of this format; 0 is a file with nothing in it.
    Format(u32),
    /// Something else.
    Other,
}

/// What the file is, at one moment: while another program begins it, it is either empty or a ledger.
pub(crate) fn format_of(connection: &Connection) -> rusqlite::Result<Found> {
    if !connection.is_autocommit() {
        return format_within(connection);
    }
    let moment = connection.unchecked_transaction()?;
    let found = format_within(&moment)?;
    moment.commit()?;
    Ok(found)
}

/// As [`format_of`], within a transaction.
fn format_within(connection: &Connection) -> rusqlite::Result<Found> {
    let number = |query: &str| connection.query_row(query, [], |row| row.get::<_, i64>(0));
    let application = number("PRAGMA application_id")?;
    let format = number("PRAGMA user_version")?;
    let tables = number("SELECT count(*) FROM sqlite_schema")?;
    Ok(match (application, u32::try_from(format)) {
        (APPLICATION, Ok(format)) if format > 0 => Found::Format(format),
        (0, Ok(0)) if tables == 0 => Found::Format(0),
        _ => Found::Other,
    })
}

/// Brings the ledger to format `to`, in one transaction: it is brought there wholly or not at all.
pub(crate) fn bring_to(connection: &mut Connection, to: u32) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another program may have done it between the look at the file and the lock.
    let Found::Format(from) = format_of(&transaction)? else { return Ok(()) };
    for step in STEPS.iter().take(to as usize).skip(from as usize) {
        transaction.execute_batch(step.tables)?;
        (step.fill)(&transaction)?;
    }
    if from < to {
        transaction.pragma_update(None, "application_id", APPLICATION)?;
        transaction.pragma_update(None, "user_version", to)?;
    }
    transaction.commit()
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::{Ledger, Query};

    const BODY: &str = "Мэр Павел Ручьёв сообщил, что мост через реку Озёрную открыт и паром ходить \
        больше не будет.";

    /// A ledger of this format with two articles of one text, each with a reading.
    fn old_ledger(test: &str, format: u32) -> PathBuf {
        let name = format!("depesha-{test}-{format}-{}", std::process::id());
        let file = std::env::temp_dir().join(name);
        let _ = std::fs::remove_file(&file);
        let mut connection = Connection::open(&file).unwrap();
        bring_to(&mut connection, format).unwrap();
        assert_eq!(format_of(&connection).unwrap(), Found::Format(format));
        for (article, id, day) in [(1, "bridge", "2025-11-03"), (2, "copy", "2025-11-04")] {
            let record = serde_json::json!({
                "depesha": {"version": "0.1.0", "model": "russian 1"},
                "article": {"id": id, "outlet": null, "url": null, "published": day,
                            "title": null, "language": "ru", "sha256": "ab"},
                "actors": [{"id": "a1", "name": "Павел Ручьёв", "class": "person", "also": [],
                            "state": null, "roles": [], "perhaps": [], "mentions": [],
                            "references": []}],
                "statements": [{"id": "s1", "kind": "indirect", "cue": {"start": 17, "end": 24},
                                "source": null, "speaker": "a1",
                                "content": [{"start": 30, "end": 57}],
                                "via": [], "parent": null, "rule": "clause"}],
                "events": [], "attitudes": [], "quantities": [], "dates": [],
            });
            let learned = serde_json::json!({
                "id": id, "day": day, "actors": [{"name": "Павел Ручьёв", "class": "person"}],
            });
            let reading = if format >= 8 {
                format!(
                    "INSERT INTO readings (reading, article, maker, corrected, current, record)
                     VALUES ({article}, {article}, 1, 0, 1, '{record}');
                     INSERT INTO learned (reading, learned) VALUES ({article}, '{learned}');"
                )
            } else {
                format!(
                    "INSERT INTO readings (reading, article, maker, corrected, current, record,
                     learned) VALUES ({article}, {article}, 1, 0, 1, '{record}', '{learned}');"
                )
            };
            connection
                .execute_batch(&format!(
                    "INSERT INTO articles (article, id, sha256, form, published, day, body, current)
                     VALUES ({article}, '{id}', 'ab', 'text', '{day}', '{day}', '{BODY}', 1);
                     INSERT OR IGNORE INTO makers VALUES (1, '0.1.0', 'russian 1', 1);
                     {reading}
                     INSERT INTO actors (reading, position, id, name, class)
                     VALUES ({article}, 0, 'a1', 'Павел Ручьёв', 'person');
                     INSERT INTO actor_names VALUES
                     ({article}, 0, 0, 'Павел Ручьёв', 'павел ручьев', 'ручьев');
                     INSERT INTO statements (statement, reading, position, id, kind, cue_start,
                     cue_end, speaker, rule)
                     VALUES ({article}, {article}, 0, 's1', 'indirect', 17, 24, 0, 'clause');
                     INSERT INTO statement_contents VALUES ({article}, 0, 0, 30, 57);
                     INSERT INTO statement_search (rowid, content)
                     VALUES ({article}, 'мост через река озерный открыть');"
                ))
                .unwrap();
        }
        if format >= 2 {
            connection
                .execute_batch(
                    "INSERT INTO corrections VALUES ('c', 'Анна', '2026-01-01', NULL, 'take_back',
                     NULL, NULL, '{\"by\":\"Анна\",\"at\":\"2026-01-01\",\"change\":
                     {\"take_back\":{\"claim\":\"0\"}}}')",
                )
                .unwrap();
        }
        if format >= 10 {
            // Of this format on they are counted as they are kept.
            let step = STEPS[9].tables;
            let counted = step.find("INSERT INTO tallies").unwrap();
            let all = format!("DELETE FROM tallies; {}", &step[counted..]);
            connection.execute_batch(&all).unwrap();
        }
        if format >= 4 {
            // Of this format on each article is kept with its signature.
            copies::sign_all(&connection).unwrap();
        }
        file
    }

    fn schema(file: &std::path::Path) -> Vec<(String, String)> {
        let connection = Connection::open(file).unwrap();
        let mut ask = connection
            .prepare("SELECT name, coalesce(sql, '') FROM sqlite_schema ORDER BY name")
            .unwrap();
        let rows = ask.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.collect::<rusqlite::Result<_>>().unwrap()
    }

    #[test]
    fn a_ledger_of_each_older_format_is_brought_up_to_date_with_all_it_holds() {
        let new = std::env::temp_dir().join(format!("depesha-format-new-{}", std::process::id()));
        let _ = std::fs::remove_file(&new);
        drop(Ledger::open(&new).unwrap());
        for format in 1..NEWEST {
            let file = old_ledger("format", format);
            let older = Ledger::open_read_only(&file);
            assert!(
                matches!(older, Err(crate::LedgerError::Older { found, .. }) if found == format)
            );
            let mut ledger = Ledger::open(&file).unwrap();
            assert_eq!(ledger.counts().unwrap().readings, 2);
            let search = crate::Search::new("мост", |word| vec![word.to_owned()]);
            let by = Some("Ручьёв".into());
            let found = ledger.statements(&Query { by, search, ..Query::default() }).unwrap();
            let cues: Vec<&str> = found.iter().map(|found| found.cue.as_str()).collect();
            assert_eq!(cues, ["сообщил", "сообщил"], "format {format}");
            assert!(ledger.refresh_directory().unwrap());
            assert_eq!(ledger.actors(&Query::default()).unwrap()[0].reports, 2);
            ledger.link_copies().unwrap();
            let copies = ledger.copies().unwrap();
            assert_eq!((copies[0].id.as_str(), copies[0].origin_id.as_str()), ("copy", "bridge"));
            let corrections = usize::from(format >= 2);
            assert_eq!(ledger.corrections().unwrap().len(), corrections);
            drop(ledger);
            assert_eq!(schema(&file), schema(&new));
            std::fs::remove_file(&file).unwrap();
        }
        std::fs::remove_file(&new).unwrap();
    }

    #[test]
    fn a_step_that_fails_leaves_the_ledger_as_it_was() {
        let file = old_ledger("step", 1);
        let connection = Connection::open(&file).unwrap();
        // In the way of a table of the next format.
        connection.execute_batch("CREATE TABLE directory_links (x)").unwrap();
        drop(connection);
        let before = schema(&file);
        assert!(Ledger::open(&file).is_err());
        assert_eq!(schema(&file), before);
        let format = format_of(&Connection::open(&file).unwrap()).unwrap();
        assert_eq!(format, Found::Format(1));
        std::fs::remove_file(&file).unwrap();
    }
}
