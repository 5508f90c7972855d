//! The project's own marks of posts are those of the posts that lie in `corpora/telegram` under `DEPESHA_SHARED`, or the
//! folder `shared` beside the repository; where they do not, the test says that it is skipped.

use std::path::{Path, PathBuf};

use depesha_training::attitude_corpora::{Origin, own_sentences};

#[test]
fn marks_are_of_the_posts_that_are_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let beside = root.join("../shared");
    let shared = std::env::var_os("DEPESHA_SHARED").map_or(beside, PathBuf::from);
    let posts = shared.join("corpora/telegram");
    if !posts.exists() {
        println!("skipped: no posts (set DEPESHA_SHARED)");
        return;
    }
    let sentences = own_sentences(&root.join("measures/marked_parties.tsv"), &posts)
        .expect("each row marks a sentence of a post");
    assert!(sentences.len() > 10_000);
    for sentence in &sentences {
        let length = sentence.text.chars().count();
        assert_eq!(sentence.origin, Origin::Own);
        for &(start, end, shares) in &sentence.parties {
            assert!(start < end && end <= length, "{}: {start}-{end}", sentence.text);
            assert!((shares.iter().sum::<f32>() - 1.0).abs() < 1e-6);
        }
    }
}
