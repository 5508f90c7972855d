//! From one format of the ledger to the next.

use rusqlite::{Connection, TransactionBehavior};

/// What tells a ledger from other databases: `Depe` in ASCII, as SQLite's `application_id`.
pub(crate) const APPLICATION: i64 = 0x4465_7065;

/// The format that this program writes.
pub const NEWEST: u32 = STEPS.len() as u32;

/// The step at place `n` brings a ledger of format `n` to `n + 1`. Steps are never changed once a
/// version of the program with them is published; new ones are added.
const STEPS: [&str; 3] = [
    include_str!("../migrations/1.sql"),
    include_str!("../migrations/2.sql"),
    include_str!("../migrations/3.sql"),
];

/// What a database file is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// A ledger of this format; 0 is a file with nothing in it.
    Format(u32),
    /// Something else.
    Other,
}

pub(crate) fn format_of(connection: &Connection) -> rusqlite::Result<Found> {
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
        transaction.execute_batch(step)?;
    }
    if from < to {
        transaction.pragma_update(None, "application_id", APPLICATION)?;
        transaction.pragma_update(None, "user_version", to)?;
    }
    transaction.commit()
}
