//! Networks that read a sentence as it looks from a place: what is taught is learned, and a file gives
//! back what was written.

use depesha_language::Regard;
use depesha_language::regard::{Aspect, Scene};
use depesha_nn::model_file::{Header, ModelFile, ModelFileWriter};
use depesha_training::arithmetic::Noise;
use depesha_training::regard::{
    Asked, DIMENSION, Example, Plan, Vectors, fresh, learn, weights, write,
};

const PLAN: Plan = Plan {
    width: 8,
    epochs: 60,
    batch: 4,
    rate: 0.02,
    decay: 0.0,
    dropout: [0.0; 3],
    emphasis: 1.0,
};

/// Three words: a party, a word of blame or praise, a party; the word depends on nothing and the
/// parties on it.
fn scene(word: &str) -> Scene {
    let row = Regard::trait_row;
    Scene {
        words: vec![None; 3],
        traits: vec![vec![row("name")], vec![row(word)], vec![row("name")]],
        heads: vec![1, 1, 1],
    }
}

/// The scene from its first or its last word.
fn aspect(place: usize) -> Aspect {
    let row = |at: usize| Regard::trait_row(&format!("distance {}", at.abs_diff(place)));
    let side = |at: usize| Regard::trait_row(if at < place { "left" } else { "right" });
    Aspect {
        traits: (0..3).map(|at| vec![row(at), side(at)]).collect(),
        own: [place, place + 1],
        near: [0, 3],
        above: [Some(1), None, None],
    }
}

/// Whoever stands behind the word is blamed or praised; whoever stands before it is neither.
fn taught() -> Regard {
    let scenes = [scene("blame"), scene("praise")];
    let aspects = [aspect(0), aspect(2)];
    let example = |scene: usize| Example {
        scene: &scenes[scene],
        asked: vec![
            Asked { aspect: &aspects[0], shares: [0.0, 1.0, 0.0] },
            Asked { aspect: &aspects[1], shares: [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]][scene] },
        ],
    };
    let examples: Vec<Example<'_>> = (0..16).map(|at| example(at % 2)).collect();
    let vectors = Vectors::default();
    let networks = (1..=2).map(|seed| {
        let begun = fresh(PLAN.width, &mut Noise::new(seed));
        weights(learn(begun, &examples, &vectors, &PLAN, seed))
    });
    Regard::new(DIMENSION, networks.collect())
}

fn choices(regard: &Regard) -> Vec<usize> {
    let mut found = Vec::new();
    for word in ["blame", "praise"] {
        let beheld = regard.behold(&scene(word), |_, _| {});
        for place in [0, 2] {
            let shares = regard.shares(&beheld, &aspect(place));
            assert!((shares.iter().sum::<f32>() - 1.0).abs() < 1e-5, "{shares:?}");
            found.extend((0..3).max_by(|&a, &b| shares[a].total_cmp(&shares[b])));
        }
    }
    found
}

#[test]
fn what_is_taught_of_a_place_is_learned() {
    let regard = taught();
    assert_eq!(choices(&regard), [1, 0, 1, 2]);
    assert_eq!(taught(), regard, "the same lessons give the same weights");
}

#[test]
fn a_file_gives_back_the_networks() {
    let regard = taught();
    let mut writer = ModelFileWriter::new(Header::new("attitudes", "russian"));
    write(&regard, "regard", &mut writer);
    let bytes: &'static [u8] = Vec::leak(writer.finish());
    let file = ModelFile::parse("regard.model", bytes).unwrap();
    let read = Regard::read(&file, "regard", DIMENSION).unwrap();
    assert_eq!(read.weights().count(), 2);
    assert_eq!(choices(&read), [1, 0, 1, 2]);
    assert!(Regard::read(&file, "other", DIMENSION).is_err());
    assert!(Regard::read(&file, "regard", 100).is_err(), "of other word vectors");
}

#[test]
fn a_scene_without_words_is_no_harm() {
    let regard = taught();
    let beheld = regard.behold(&Scene::default(), |_, _| {});
    let shares = regard.shares(&beheld, &Aspect::default());
    assert!(shares.iter().all(|share| share.is_finite()));
}
