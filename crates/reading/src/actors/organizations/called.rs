//! What a mention says of its body: words, kind, state, abbreviation, quotation marks.

use std::ops::Range;

use depesha_language::morphology::{Case, PartOfSpeech};

use crate::tables::bodies::{bare_abbreviation, is_abbreviation, joins, stem};
use crate::tables::folded;
use crate::words::Words;

/// A mention of a body, taken apart.
#[derive(Debug, Clone)]
pub(super) struct Called {
    /// Its tokens, as they were given.
    pub(super) given: Range<usize>,
    /// Its tokens without marks at the edges.
    pub(super) tokens: Range<usize>,
    /// The stems that tell it apart, of lemmas, sorted: without its state, without the noun that only
    /// introduces a quoted name, short names spelled out.
    pub(super) core: Vec<String>,
    /// The same of the forms, where the lemmas may be wrong.
    pub(super) core_of_forms: Vec<String>,
    /// The stems in the order of the text, nothing spelled out.
    pub(super) plain: Vec<String>,
    /// The stem of its first noun.
    pub(super) head: String,
    /// Stems of nouns that introduce it, within or before the mention.
    pub(super) kinds: Vec<String>,
    /// The stem of the noun for its kind in the full name that the table gives: of `МИД`, `министерств`.
    pub(super) kind_by_full_name: Option<String>,
    /// The noun or legal form that introduces it, as tokens.
    pub(super) introduced_by: Option<Range<usize>>,
    /// The tokens of the name proper: in quotation marks behind a noun, or all.
    pub(super) name: Range<usize>,
    /// The code of the state whose it is, where the mention or the table says so.
    pub(super) state: Option<&'static str>,
    /// The same, where the mention itself says so.
    pub(super) said_state: Option<&'static str>,
    /// The abbreviation, where the name is one (beside its state).
    pub(super) abbreviation: Option<String>,
    /// Whether the table spelled the abbreviation out.
    pub(super) spelled_out: bool,
    /// Whether the table spelled its one word out: `Росавтодор`.
    pub(super) expanded: bool,
    /// Whether it is one common noun: `министерство`, `суд`.
    pub(super) bare: bool,
    /// Whether it is a proper name without a common noun: `«Спартак»`, `Christian Dior`.
    pub(super) proper: bool,
    /// First letters that an abbreviation of it may have.
    pub(super) initials: Vec<String>,
}

fn is_word(words: Words<'_>, token: usize) -> bool {
    words.form(token).chars().any(char::is_alphanumeric)
}

fn starts_with_capital(form: &str) -> bool {
    form.chars().next().is_some_and(|c| c.is_uppercase() || c.is_ascii_digit())
}

fn is_latin(form: &str) -> bool {
    form.chars().any(|c| c.is_ascii_alphabetic())
        && !form.chars().any(|c| matches!(c, 'а'..='я' | 'А'..='Я'))
}

fn opens_quotation(form: &str) -> bool {
    matches!(form, "«" | "\"" | "„" | "“" | "''" | "'" | "``")
}

fn closes_quotation(form: &str) -> bool {
    matches!(form, "»" | "\"" | "“" | "”" | "''" | "'")
}

/// The noun that an adjective or the name of members stands for: its stem, and the noun.
pub(super) fn noun_of(stem: &str) -> Option<(&'static str, &'static str)> {
    Some(match stem {
        "парламентск" => ("парламент", "парламент"),
        "правительственн" => ("правительств", "правительство"),
        "сенатск" => ("сенат", "сенат"),
        "думск" => ("дум", "Дума"),
        "кремлевск" => ("кремл", "Кремль"),
        "министерск" => ("министерств", "министерство"),
        "полицейск" => ("полиц", "полиция"),
        "президентск" => ("президент", "президент"),
        "единоросс" => ("един", "Единая Россия"),
        _ => return None,
    })
}

impl Called {
    /// `None` where the range holds no word or does not lie in the text; `within`: whether the mention
    /// lies in a longer one.
    pub(super) fn of(words: Words<'_>, given: &Range<usize>, within: bool) -> Option<Self> {
        let end = given.end.min(words.analysis.tokens.len());
        let start = (given.start..end).find(|&token| is_word(words, token))?;
        let last = (start..end).rev().find(|&token| is_word(words, token))?;
        let mut tokens = start..last + 1;
        let marks =
            |test: fn(&str) -> bool| tokens.clone().filter(|&at| test(words.form(at))).count();
        if marks(|form| matches!(form, "«" | "„")) > marks(|form| matches!(form, "»" | "“" | "”"))
            || marks(|form| form == "\"") % 2 == 1
        {
            // `отдел «Зари»` ends with its mark.
            if tokens.end < end && closes_quotation(words.form(tokens.end)) {
                tokens.end += 1;
            }
        }
        let sentence = words.analysis.sentence_of(start).tokens.clone();

        let mut kinds = Vec::new();
        let mut introduced_by = None;
        let kind_at = |token: usize| {
            let kinds = &words.tables.bodies;
            [stem(words.form(token)), stem(words.lemma(token))]
                .into_iter()
                .find(|stem| kinds.kind(stem).is_some_and(|kind| kind.introduces))
        };
        // `ЗАО "Заря"`: the noun before the quotation marks, or before a name in Latin letters.
        let mut name = tokens.clone();
        let quoted_from = (start + 1..end)
            .find(|&token| opens_quotation(words.form(token)))
            .map(|mark| mark + 1)
            .filter(|&inner| inner < tokens.end && is_word(words, inner));
        let introducing = |from: usize, to: usize| {
            from < to
                && (from..to).all(|token| {
                    !is_word(words, token) || kind_at(token).is_some() || words.is_attribute(token)
                })
                && (from..to).any(|token| kind_at(token).is_some())
        };
        if let Some(inner) = quoted_from
            && introducing(start, inner)
        {
            name = inner..tokens.end;
            if let Some(close) =
                (inner..tokens.end).find(|&token| closes_quotation(words.form(token)))
            {
                name.end = close;
            }
        } else if quoted_from.is_none() {
            let proper_from = (start..tokens.end).find(|&token| kind_at(token).is_none());
            if let Some(inner) = proper_from
                && inner > start
                && starts_with_capital(words.form(inner))
                && (is_latin(words.form(inner))
                    || words.part_of_speech(inner) == PartOfSpeech::ProperNoun
                        && words
                            .tables
                            .bodies
                            .state_of_word(words.form(inner), words.lemma(inner))
                            .is_none())
            {
                name = inner..tokens.end;
            }
        }
        if name.start > start {
            let last = (start..name.start).rev().find(|&token| is_word(words, token));
            introduced_by = last.map(|last| start..last + 1);
            kinds.extend((start..name.start).filter_map(kind_at));
        } else {
            // The noun stands before the mention: `клуб [«Спартак»]`.
            let mut before = start;
            while before > sentence.start && opens_quotation(words.form(before - 1)) {
                before -= 1;
            }
            let quoted = before < start;
            let front: Vec<String> =
                tokens.clone().take(4).map(|token| stem(words.form(token))).collect();
            // Without the marks `фонд ООН` is another body than `ООН`.
            let named_so = || {
                let form = words.form(start);
                is_latin(form)
                    || words.part_of_speech(start) == PartOfSpeech::ProperNoun
                        && words.case(start) != Some(Case::Genitive)
                        && !is_abbreviation(form)
                        && words.tables.bodies.at_front(&front).is_none()
            };
            if let Some(noun) = before.checked_sub(1).filter(|noun| sentence.contains(noun))
                && (quoted || starts_with_capital(words.form(start)) && named_so())
                && let Some(kind) = kind_at(noun)
            {
                kinds.push(kind);
                introduced_by = Some(noun..noun + 1);
            }
        }

        let listed: Vec<usize> = name.clone().filter(|&token| is_word(words, token)).collect();
        let by_form: Vec<String> = listed.iter().map(|&token| stem(words.form(token))).collect();
        let by_lemma: Vec<String> = listed
            .iter()
            .map(|&token| {
                if is_abbreviation(words.form(token)) {
                    stem(&bare_abbreviation(words.form(token)))
                } else {
                    stem(words.lemma(token))
                }
            })
            .collect();
        let (core, said_state, implied_state, left) = core(words, &listed, &by_lemma);
        let said_state = said_state
            .or_else(|| (!within).then(|| state_behind(words, tokens.end, sentence.end)).flatten());
        let (core_of_forms, ..) = self::core(words, &listed, &by_form);

        let head_token = name
            .clone()
            .find(|&token| words.is_noun(token) && is_word(words, token))
            .unwrap_or(name.start);
        let beside_state: Vec<usize> = left;
        let expanded = beside_state.len() == 1 && core.len() > 1;
        let abbreviation = match beside_state[..] {
            [only] if is_abbreviation(words.form(only)) => {
                Some(folded(&bare_abbreviation(words.form(only))))
            }
            _ => None,
        };
        let plain: Vec<String> = by_lemma
            .iter()
            .flat_map(|word| word.split('-'))
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect();
        let spelled_out = abbreviation.as_ref().is_some_and(|short| !core.contains(short));
        let common = |token: usize| {
            !starts_with_capital(words.form(token)) || words.dictionary.knows(words.form(token))
        };
        let bare = listed.len() == 1
            && abbreviation.is_none()
            && introduced_by.is_none()
            && words.is_noun(listed[0])
            && common(listed[0]);
        let proper = starts_with_capital(words.form(listed[0]))
            && abbreviation.is_none()
            && listed.iter().all(|&token| {
                starts_with_capital(words.form(token))
                    || words.tables.bodies.kind(&stem(words.lemma(token))).is_some()
            });
        let head = if abbreviation.is_some() || name.start > start {
            core.first().cloned().unwrap_or_default()
        } else {
            let own = stem(words.lemma(head_token));
            match noun_of(&own) {
                Some((noun, _)) => noun.to_owned(),
                None => own,
            }
        };
        let kind_by_full_name = (spelled_out || expanded)
            .then(|| {
                let bodies = &words.tables.bodies;
                let (body, _) = bodies.at_front(&plain)?;
                body.words.iter().find(|word| bodies.kind(word).is_some()).cloned()
            })
            .flatten();
        let initials = initials(words, &listed);
        Some(Self {
            given: given.clone(),
            tokens,
            core,
            core_of_forms,
            plain,
            head,
            kinds,
            kind_by_full_name,
            introduced_by,
            name,
            state: said_state.or(implied_state),
            said_state,
            abbreviation,
            spelled_out,
            expanded,
            bare,
            proper,
            initials,
        })
    }
}

/// The state whose name stands behind the mention in the genitive: `[МИД] Турции`.
fn state_behind(words: Words<'_>, after: usize, end: usize) -> Option<&'static str> {
    let bodies = &words.tables.bodies;
    let stems: Vec<String> =
        (after..end.min(after + 4)).map(|token| stem(words.form(token))).collect();
    if after >= end || !starts_with_capital(words.form(after)) {
        return None;
    }
    let genitive = matches!(words.case(after), None | Some(Case::Genitive));
    bodies
        .state_at_front(&stems)
        .map(|(code, _)| code)
        .or_else(|| {
            (!words.is_attribute(after))
                .then(|| bodies.state_of_word(words.form(after), words.lemma(after)))
                .flatten()
        })
        .filter(|_| genitive)
}

/// The stems that tell a body apart, sorted; the state that the words say; the state that the table
/// gives; and the words beside the state.
fn core(
    words: Words<'_>,
    listed: &[usize],
    stems: &[String],
) -> (Vec<String>, Option<&'static str>, Option<&'static str>, Vec<usize>) {
    let bodies = &words.tables.bodies;
    let mut state = None;
    let mut implied = None;
    let mut left: Vec<usize> = Vec::new();
    let mut core: Vec<String> = Vec::new();
    let mut at = 0;
    while at < listed.len() {
        let token = listed[at];
        let form = words.form(token);
        let found = bodies.at_front(&stems[at..]).filter(|&(_, length)| {
            length > 1
                || is_abbreviation(form)
                || at == 0 && (listed.len() == 1 || starts_with_capital(form))
        });
        if let Some((body, length)) = found {
            // `Европейский ЦБ`
            if left.iter().all(|&before| words.is_attribute(before)) {
                core.extend(body.words.iter().cloned());
            } else {
                // The body within stays one word: `отдел ФСБ` has nothing of `Совет Безопасности`.
                core.push(body.words.join("_"));
            }
            implied = implied.or(body.state);
            left.extend(&listed[at..at + length]);
            at += length;
            continue;
        }
        if let Some((code, length)) = bodies.state_at_front(&stems[at..]) {
            state = state.or(Some(code));
            at += length;
            continue;
        }
        if (starts_with_capital(form) || words.is_attribute(token))
            && let Some(code) = bodies.state_of_word(form, words.lemma(token))
        {
            state = state.or(Some(code));
        } else if !joins(&folded(form)) {
            left.push(token);
            let own = stems[at].clone();
            core.push(noun_of(&own).map_or(own, |(noun, _)| noun.to_owned()));
        }
        at += 1;
    }
    if left.is_empty() {
        left = listed.to_vec();
        core = stems.to_vec();
        state = None;
    }
    // `Братья-мусульмане` are written without the hyphen too.
    let mut core: Vec<String> = core
        .iter()
        .flat_map(|word| word.split('-'))
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect();
    core.sort();
    core.dedup();
    (core, state, implied, left)
}

/// First letters of the words: of all, without those that only join, and of the parts of compounds.
fn initials(words: Words<'_>, listed: &[usize]) -> Vec<String> {
    if listed.len() < 2 && !listed.iter().any(|&token| words.form(token).contains('-')) {
        return Vec::new();
    }
    let first = |word: &str| folded(word).chars().next();
    let of = |with_joining: bool, in_parts: bool, without_states: bool| -> String {
        listed
            .iter()
            .filter(|&&token| {
                (with_joining || !joins(&folded(words.form(token))))
                    && !(without_states
                        && words
                            .tables
                            .bodies
                            .state_of_word(words.form(token), words.lemma(token))
                            .is_some())
            })
            .flat_map(|&token| {
                let form = words.form(token);
                if is_abbreviation(form) {
                    folded(&bare_abbreviation(form)).chars().collect::<Vec<_>>()
                } else if in_parts {
                    form.split('-').filter_map(first).collect()
                } else {
                    first(form).into_iter().collect()
                }
            })
            .collect()
    };
    let mut all: Vec<String> = Vec::new();
    for with_joining in [false, true] {
        for in_parts in [false, true] {
            for without_states in [false, true] {
                all.push(of(with_joining, in_parts, without_states));
            }
        }
    }
    all.sort();
    all.dedup();
    all.retain(|letters| letters.chars().count() >= 2);
    all
}
