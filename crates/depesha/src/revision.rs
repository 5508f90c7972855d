//! Which state of the rules, lists and stages reads: what a version number alone does not tell.

use std::sync::LazyLock;

/// The committed number of the revision, with the checksum of the sources that it was given to.
const REVISION: &str = include_str!("../revision.txt");

/// The version of the program and the revision of what it reads by, such as `0.1.0+12`.
///
/// The revision grows whenever a rule, a word list or a stage of reading changes, between versions of
/// the program too: `cargo xtask revision` counts it on, and a test tells when that was forgotten. So
/// of two readings that differ, one knows which is the later.
pub fn version() -> &'static str {
    static VERSION: LazyLock<String> = LazyLock::new(|| {
        let number = REVISION.split_whitespace().next().unwrap_or("0");
        format!("{}+{number}", env!("CARGO_PKG_VERSION"))
    });
    &VERSION
}
