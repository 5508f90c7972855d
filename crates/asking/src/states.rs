//! States by code or name, in Russian or English.

use std::collections::HashSet;

use depesha::reading::{NamedState, Tables};

const ENGLISH: &str = include_str!("../data/states_in_english.tsv");

/// How names are compared: lower case, `е` for `ё`, letters alone.
fn folded(name: &str) -> String {
    let lower = name.chars().flat_map(char::to_lowercase).filter(|letter| letter.is_alphanumeric());
    lower.map(|letter| if letter == 'ё' { 'е' } else { letter }).collect()
}

fn in_english() -> impl Iterator<Item = (&'static str, &'static str)> {
    let rows = ENGLISH.lines().filter_map(|line| line.split_once('\t'));
    rows.filter(|(code, _)| !code.starts_with('#'))
        .flat_map(|(code, names)| names.split('|').map(move |name| (code, name)))
}

/// The code (ISO 3166-1 alpha-3) of a state that is given by code or name.
///
/// # Errors
/// Says what is like it, where there is no such state.
pub fn state_code(given: &str) -> Result<String, String> {
    let states = Tables::states();
    let in_russian = states.iter().flat_map(|NamedState { code, name, also }| {
        std::iter::once(name).chain(also).map(move |&name| (*code, name))
    });
    let all: Vec<(&str, &str)> = in_russian.chain(in_english()).collect();
    let wanted = folded(given);
    let known = all.iter().find(|(code, name)| folded(code) == wanted || folded(name) == wanted);
    if let Some((code, _)) = known {
        return Ok((*code).to_owned());
    }
    let mut like: Vec<(f64, &str, &str)> = all
        .iter()
        .map(|(code, name)| (strsim::jaro_winkler(&wanted, &folded(name)), *name, *code))
        .filter(|(likeness, ..)| *likeness > 0.8)
        .collect();
    like.sort_by(|one, other| other.0.total_cmp(&one.0));
    let mut told = HashSet::new();
    like.retain(|(_, _, code)| told.insert(*code));
    let like: Vec<String> =
        like.iter().take(3).map(|(_, name, code)| format!("{name} ({code})")).collect();
    Err(match &like[..] {
        [] => "give a state's code (ISO 3166-1 alpha-3) or its name: AZE, Азербайджан, Azerbaijan"
            .into(),
        like => format!("no such state; like it: {}", like.join(", ")),
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_state_is_known_by_code_and_by_names() {
        for given in ["RUS", "rus", "Россия", "россия", "РФ", "Russia", "russian federation"]
        {
            assert_eq!(state_code(given).as_deref(), Ok("RUS"), "{given}");
        }
        assert_eq!(state_code("Кот д'Ивуар").as_deref(), Ok("CIV"));
        assert_eq!(state_code("Cote d’Ivoire").as_deref(), Ok("CIV"));
    }

    #[test]
    fn of_an_unknown_name_those_like_it_are_told() {
        assert_eq!(
            state_code("Азербажан").unwrap_err(),
            "no such state; like it: Азербайджан (AZE)"
        );
        assert!(state_code("Озёрный край").unwrap_err().contains("ISO 3166-1"));
    }

    #[test]
    fn each_code_has_an_english_name_that_no_other_has() {
        let russian: BTreeSet<&str> = Tables::states().iter().map(|state| state.code).collect();
        let english: BTreeSet<&str> = in_english().map(|(code, _)| code).collect();
        assert_eq!(russian, english);
        let names: BTreeSet<String> = in_english().map(|(_, name)| folded(name)).collect();
        assert_eq!(names.len(), in_english().count());
    }
}
