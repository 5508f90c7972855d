//! How fast do documents come out of files and folders? `documents_speed PATHS…`

use std::path::Path;
use std::time::Instant;

use depesha_sources::{Options, documents};

fn main() {
    let begun = Instant::now();
    let (mut given, mut bytes, mut rejected) = (0usize, 0usize, 0usize);
    for path in std::env::args().skip(1) {
        for one in documents(Path::new(&path), &Options::default()) {
            match one {
                Ok(document) => {
                    given += 1;
                    bytes += document.body.len();
                }
                Err(no) => {
                    rejected += 1;
                    eprintln!("{no}");
                }
            }
        }
    }
    let seconds = begun.elapsed().as_secs_f64();
    println!(
        "{given} documents, {:.1} MB of text, {rejected} rejected, {seconds:.2} s: {:.0} documents/s",
        bytes as f64 / 1e6,
        given as f64 / seconds
    );
}
