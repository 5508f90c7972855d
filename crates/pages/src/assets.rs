//! The files that pages ask for: one style sheet and one script, in the program itself.

use std::sync::LazyLock;

use crate::Asset;

const STYLES: &str = include_str!("../assets/depesha.css");
const SCRIPTS: &str = include_str!("../assets/depesha.js");

/// A checksum of the bytes in sixteen digits (FNV-1a of 64 bits): another content has another name.
fn checksum(bytes: &[u8]) -> String {
    let mut sum: u64 = 0xcbf2_9ce4_8422_2325;
    for &byte in bytes {
        sum = (sum ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    format!("{sum:016x}")
}

fn named(stem: &str, ending: &str, content_type: &'static str, bytes: &'static str) -> Asset {
    // Made once for each of two files, and kept as long as the program runs.
    let name =
        Box::leak(format!("{stem}-{}.{ending}", checksum(bytes.as_bytes())).into_boxed_str());
    Asset { name, content_type, bytes: bytes.as_bytes() }
}

pub(crate) static STYLE: LazyLock<Asset> =
    LazyLock::new(|| named("depesha", "css", "text/css; charset=utf-8", STYLES));
pub(crate) static SCRIPT: LazyLock<Asset> =
    LazyLock::new(|| named("depesha", "js", "text/javascript; charset=utf-8", SCRIPTS));
pub(crate) static ALL: LazyLock<[Asset; 2]> = LazyLock::new(|| [*STYLE, *SCRIPT]);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_tell_their_content() {
        assert!(STYLE.name.starts_with("depesha-") && STYLE.name.ends_with(".css"));
        assert_ne!(checksum(b"a"), checksum(b"b"));
    }

    #[test]
    fn no_file_asks_for_anything_from_elsewhere() {
        for text in [STYLES, SCRIPTS] {
            assert!(!text.contains("http") && !text.contains("@import") && !text.contains("url("));
        }
    }
}
