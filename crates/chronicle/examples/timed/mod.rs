//! How long a view takes.

use std::time::{Duration, Instant};

use depesha_chronicle::View;
use depesha_ledger::LedgerError;

/// Between two questions, so that what the one before held is cleared away: nobody waits for that.
const PAUSE: Duration = Duration::from_millis(250);

/// Prints the median of five times, in milliseconds, with the count of rows.
pub(crate) fn timed<V: View>(name: &str, view: impl Fn() -> Result<V, LedgerError>) {
    let mut times: Vec<f64> = Vec::new();
    let mut rows = 0;
    for _ in 0..5 {
        let began = Instant::now();
        rows = view().unwrap().rows().len();
        times.push(began.elapsed().as_secs_f64() * 1e3);
        std::thread::sleep(PAUSE);
    }
    times.sort_by(f64::total_cmp);
    println!("{name}: {:.0} ms, {rows} rows", times[2]);
}
