//! The words by which kinds, types and statuses are asked for.

use depesha::reading::{EventType, QuantityKind};
use depesha::record::{ActorClass, EventStatus, StatementKind};

/// A word that may be given, with what it means.
pub type Choice<T> = (&'static str, T);

/// The types of events, by PLOVER's names.
pub fn event_types() -> impl Iterator<Item = Choice<EventType>> + Clone {
    EventType::ALL.into_iter().map(|kind| (kind.name(), kind))
}

/// The statuses of events.
pub fn event_statuses() -> impl Iterator<Item = Choice<EventStatus>> + Clone {
    [
        ("actual", EventStatus::Actual),
        ("planned", EventStatus::Planned),
        ("hypothetical", EventStatus::Hypothetical),
        ("negated", EventStatus::Negated),
    ]
    .into_iter()
}

/// The kinds of statements.
pub fn statement_kinds() -> impl Iterator<Item = Choice<StatementKind>> + Clone {
    [
        ("direct", StatementKind::Direct),
        ("indirect", StatementKind::Indirect),
        ("mixed", StatementKind::Mixed),
    ]
    .into_iter()
}

/// The kinds of quantities.
pub fn quantity_kinds() -> impl Iterator<Item = Choice<QuantityKind>> + Clone {
    [
        ("count", QuantityKind::Count),
        ("money", QuantityKind::Money),
        ("percent", QuantityKind::Percent),
        ("measure", QuantityKind::Measure),
        ("duration", QuantityKind::Duration),
        ("age", QuantityKind::Age),
    ]
    .into_iter()
}

/// The classes of actors.
pub fn actor_classes() -> impl Iterator<Item = Choice<ActorClass>> + Clone {
    [
        ("person", ActorClass::Person),
        ("state", ActorClass::State),
        ("organization", ActorClass::Organization),
        ("outlet", ActorClass::Outlet),
        ("place", ActorClass::Place),
    ]
    .into_iter()
}

/// What the word means, in whatever case it is given.
pub(crate) fn chosen<T>(
    choices: impl Iterator<Item = Choice<T>> + Clone,
    given: &str,
) -> Result<T, String> {
    let known = choices.clone().find(|(word, _)| word.eq_ignore_ascii_case(given));
    known.map(|(_, value)| value).ok_or_else(|| {
        let words: Vec<&str> = choices.map(|(word, _)| word).collect();
        format!("give one of {}", words.join(", "))
    })
}

/// A share from 0 to 1, with a point or a comma.
///
/// # Errors
/// Says what may be given.
pub fn share(given: &str) -> Result<f64, String> {
    let share: Option<f64> = given.replace(',', ".").parse().ok();
    share.filter(|share| (0.0..=1.0).contains(share)).ok_or("give a number from 0 to 1: 0.8".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_lies_between_nothing_and_all() {
        assert_eq!(share("0,5"), Ok(0.5));
        for bad in ["1.5", "-1", "NaN", "80 %"] {
            assert!(share(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_word_is_known_in_any_case() {
        assert_eq!(chosen(event_types(), "Sanction"), Ok(EventType::Sanction));
        assert_eq!(
            chosen(statement_kinds(), "прямая").unwrap_err(),
            "give one of direct, indirect, mixed"
        );
    }
}
