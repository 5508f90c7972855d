//! Bodies: which mentions are one, and what it is called.

mod called;
mod linking;
#[cfg(test)]
mod measure;
mod naming;
#[cfg(test)]
mod tests;

use std::ops::Range;

use crate::words::Words;

/// A body of the report under all the names that the report gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Organization {
    /// The fullest name, in the nominative, agreeing: `Министерство иностранных дел России`. Without
    /// the noun or legal form that only introduces a name: of `ЗАО «Заря»`, `Заря`.
    pub(crate) name: String,
    /// Other names and abbreviations in the report, in the nominative, each once, in the order of
    /// the text; none differs from another, or from `name`, by case forms alone.
    pub(crate) also: Vec<String>,
    /// What introduces the name, in the nominative: `ЗАО`, `компания`.
    pub(crate) form: Option<String>,
    /// The ISO 3166-1 alpha-3 code of the state whose it is, where a name of it says so.
    pub(crate) state: Option<&'static str>,
    /// The token ranges that were given, ascending, each with the confidence, in hundredths, that it
    /// is this body.
    pub(crate) mentions: Vec<(Range<usize>, u8)>,
    /// Whether it is a news outlet.
    pub(crate) outlet: bool,
    /// Other bodies, by their place in the list, that this one may be, with the confidence in
    /// hundredths.
    pub(crate) perhaps: Vec<(usize, u8)>,
}

/// The bodies that the token ranges name, in the order of their first mentions.
///
/// `spans` are the names of bodies, outermost and nested ones alike; each is a mention of just one of
/// the bodies that are given back, but for ranges without a word or beyond the text, which are none.
pub(crate) fn organizations(words: Words<'_>, spans: &[Range<usize>]) -> Vec<Organization> {
    let mut spans = spans.to_vec();
    spans.sort_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
    spans.dedup();
    // In this order a range lies within another one if it ends no later than one before it.
    let mut furthest = 0;
    let called: Vec<called::Called> = spans
        .iter()
        .filter_map(|span| {
            let within = span.end <= furthest;
            furthest = furthest.max(span.end);
            called::Called::of(words, span, within)
        })
        .collect();
    let mut links = linking::linked(words, &called);
    // `МИД` in `МИД Греции` is the body that the longer mention names, and by itself no name of it.
    let begins_longer = |at: usize| at > 0 && called[at - 1].given.start == called[at].given.start;
    for at in 1..called.len() {
        if begins_longer(at) {
            (links.body[at], links.confidence[at]) = (links.body[at - 1], links.confidence[at - 1]);
        }
    }
    let mut numbers: Vec<Option<usize>> = vec![None; called.len()];
    let mut members: Vec<Vec<usize>> = Vec::new();
    for (index, &root) in links.body.iter().enumerate() {
        let number = *numbers[root].get_or_insert_with(|| {
            members.push(Vec::new());
            members.len() - 1
        });
        members[number].push(index);
    }
    let mut organizations: Vec<Organization> = members
        .iter()
        .map(|members| {
            let mentions: Vec<(&called::Called, u8)> =
                members.iter().map(|&at| (&called[at], links.confidence[at])).collect();
            let names = members.iter().filter(|&&at| !begins_longer(at));
            let names: Vec<(&called::Called, u8)> =
                names.map(|&at| (&called[at], links.confidence[at])).collect();
            let naming::Names { name, also, form, outlet } = naming::names(words, &names);
            Organization {
                name,
                also,
                form,
                state: names
                    .iter()
                    .filter(|(_, confidence)| *confidence >= 80)
                    .find_map(|(called, _)| called.state)
                    .filter(|code| code.is_ascii()),
                mentions: mentions
                    .iter()
                    .map(|(called, confidence)| (called.given.clone(), *confidence))
                    .collect(),
                outlet,
                perhaps: Vec::new(),
            }
        })
        .collect();
    for (mention, other, confidence) in links.open {
        if begins_longer(mention) || begins_longer(other) {
            continue;
        }
        let number_of = |at: usize| numbers[links.body[at]];
        let (Some(one), Some(other)) = (number_of(mention), number_of(other)) else { continue };
        if one == other {
            continue;
        }
        let perhaps = &mut organizations[one].perhaps;
        match perhaps.iter_mut().find(|(known, _)| *known == other) {
            Some((_, known)) => *known = (*known).max(confidence),
            None => perhaps.push((other, confidence)),
        }
    }
    organizations
}
