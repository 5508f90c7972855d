//! What PLOVER says of types and modes of events: whether they are said or done, and how much conflict or
//! cooperation they are.

use std::collections::HashMap;
use std::sync::LazyLock;

use depesha::reading::EventType;

const TABLE: &str = include_str!("../data/plover.tsv");

/// How an event weighs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weight {
    /// Whether it is done with words alone; else something is done. PLOVER calls that verbal and material.
    pub is_said: bool,
    /// Whether it is cooperation; else conflict.
    pub is_cooperation: bool,
    /// How much of it, from -10, the worst conflict, to 10, the closest cooperation.
    pub score: f64,
}

/// Whether it is said, whether it is cooperation, and its score, by type and mode.
type Rows = HashMap<(&'static str, &'static str), (bool, bool, Option<f64>)>;

static WEIGHTS: LazyLock<Rows> = LazyLock::new(|| {
    let rows = TABLE.lines().filter(|line| !line.starts_with('#'));
    let cells = rows.map(|row| row.split('\t').collect::<Vec<_>>());
    cells
        .filter_map(|cells| match cells[..] {
            [kind, mode, how, what, score] => Some((
                (kind, if mode == "-" { "" } else { mode }),
                (how == "said", what == "cooperation", score.parse().ok()),
            )),
            _ => None,
        })
        .collect()
});

/// The weight of an event of this type and mode; a mode that has no score weighs as its type does.
pub fn weight(kind: EventType, mode: Option<&str>) -> Weight {
    let own = mode.and_then(|mode| WEIGHTS.get(&(kind.name(), mode)));
    let of_type = WEIGHTS.get(&(kind.name(), ""));
    // A test sees to it that each type has its row.
    let (is_said, is_cooperation, of_type) = of_type.copied().unwrap_or((true, true, None));
    let score = own.and_then(|(.., score)| *score).or(of_type).unwrap_or(0.0);
    Weight { is_said, is_cooperation, score }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_type_has_a_weight_on_the_side_of_its_class() {
        for kind in EventType::ALL {
            let (_, _, score) = WEIGHTS[&(kind.name(), "")];
            assert!(score.is_some(), "{kind:?}");
            let weight = weight(kind, None);
            assert!(weight.is_cooperation == (weight.score > 0.0), "{kind:?}");
        }
        let said = EventType::ALL.into_iter().filter(|&kind| weight(kind, None).is_said);
        assert_eq!(said.count(), 8);
    }

    #[test]
    fn a_mode_has_its_own_score_or_that_of_the_type() {
        assert_eq!(weight(EventType::Consult, Some("visit")).score, 4.0);
        assert_eq!(weight(EventType::Consult, Some("no such mode")).score, 2.5);
        assert_eq!(weight(EventType::Protest, Some("vandalize")).score, -5.0);
    }
}
