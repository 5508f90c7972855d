//! Attribution by a phrase: `по словам X`, `согласно X`, `по некоторым данным`.

use std::ops::Range;

use depesha_language::Relation;
use depesha_language::morphology::{Case, PartOfSpeech};

use crate::lexicon::{LEXICON, PhrasePattern};
use crate::phrases::{NounPhrase, noun_phrase};
use crate::words::Words;

/// A phrase that attributes the clause in which it stands.
#[derive(Debug, Clone)]
pub(crate) struct Opinion {
    /// The whole phrase with its source.
    pub(crate) tokens: Range<usize>,
    /// The words of the cue.
    pub(crate) cue: Range<usize>,
    pub(crate) source: Option<NounPhrase>,
}

/// The phrase that begins at `at`.
pub(crate) fn opinion(words: Words<'_>, at: usize, limits: Range<usize>) -> Option<Opinion> {
    let first = words.lemma(at);
    let phrases = LEXICON.phrases.get(first)?;
    for phrase in phrases {
        let case = match phrase.pattern {
            PhrasePattern::Opinion => Case::Genitive,
            PhrasePattern::According => Case::Dative,
            _ => continue,
        };
        // Attributes may stand before the noun: `по его словам`, `по некоторым данным`.
        let mut next = at + 1;
        let mut attributes = at + 1..at + 1;
        let mut matched = true;
        for lemma in &phrase.words[1..] {
            while next < limits.end
                && next < at + 5
                && words.lemma(next) != *lemma
                && (words.is_attribute(next) || words.is(next, &["его", "её", "ее", "их"]))
            {
                next += 1;
            }
            attributes.end = next.max(attributes.end);
            matched = next < limits.end && words.lemma(next) == *lemma;
            if !matched {
                break;
            }
            next += 1;
        }
        // `по слову` and the like are no attribution: the noun stands in the dative plural or singular
        // as the phrase has it, which its form shows.
        if !matched || !form_fits(words, phrase.words[0], next - 1) {
            continue;
        }
        let cue = at..next;
        if let Some(owner) = attributes.clone().find(|&token| {
            words.is(
                token,
                &[
                    "его",
                    "её",
                    "ее",
                    "их",
                    "моим",
                    "нашим",
                    "моему",
                    "нашему",
                    "моей",
                    "нашей",
                    "мой",
                    "наш",
                ],
            )
        }) {
            if words.is(owner, &["моим", "нашим", "моему", "нашему", "моей", "нашей", "мой", "наш"])
            {
                return None;
            }
            let source = NounPhrase { head: owner, tokens: owner..owner + 1 };
            return Some(Opinion { tokens: cue.clone(), cue, source: Some(source) });
        }
        let source = source_behind(
            words,
            next,
            limits.clone(),
            case,
            phrase.pattern == PhrasePattern::According,
        );
        // `по имеющейся информации 46 детей …`: the counted thing begins the clause.
        let source = source.filter(|source| {
            !words.form(source.tokens.start).starts_with(|c: char| c.is_ascii_digit())
        });
        if source.is_none() {
            // `по некоторым данным` names nobody; `по словам` without a source is no phrase at all.
            let bare = words.is(
                next - 1,
                &[
                    "данным",
                    "информации",
                    "сведениям",
                    "сообщениям",
                    "оценкам",
                    "прогнозам",
                    "подсчетам",
                    "подсчётам",
                    "слухам",
                ],
            );
            if !bare || attributes.is_empty() {
                continue;
            }
        }
        if source.as_ref().is_some_and(|source| {
            !crate::statements::may_speak(words, source.head)
                || !matches!(
                    phrase.words[..],
                    ["согласно"]
                        | ["согласно", "с"]
                        | ["в", "соответствие", "с"]
                        | ["как", ..]
                        | ["исходить", ..]
                        | [
                            "по",
                            "дать"
                                | "данные"
                                | "информация"
                                | "сведение"
                                | "оценка"
                                | "результат"
                                | "прогноз"
                        ]
                ) && words.tables.document(words.lemma(source.head)).is_some()
        }) {
            continue;
        }
        let mut end = source.as_ref().map_or(next, |source| source.tokens.end);
        // `по мнению газеты, основанной рыбаками, …`: the clause belongs to the source.
        let participle = source.as_ref().is_some_and(|source| {
            end + 1 < limits.end
                && words.is_comma(end)
                && words.is_attribute(end + 1)
                && words.morphology(end + 1).verb_form.is_some()
                && words.case(end + 1) == words.case(source.head)
        });
        if participle
            && let Some(close) = (end + 2..limits.end).find(|&token| words.is_comma(token))
        {
            end = close;
        }
        let source = source.map(|source| NounPhrase { tokens: source.tokens.start..end, ..source });
        return Some(Opinion { tokens: at..end, cue, source });
    }
    None
}

fn form_fits(words: Words<'_>, preposition: &str, noun: usize) -> bool {
    match preposition {
        "по" => matches!(words.case(noun), Some(Case::Dative) | None),
        _ => true,
    }
}

/// The source behind the phrase: a noun phrase in the case that the phrase asks for.
fn source_behind(
    words: Words<'_>,
    at: usize,
    limits: Range<usize>,
    case: Case,
    according: bool,
) -> Option<NounPhrase> {
    let mut start = at;
    while start < limits.end && matches!(words.form(start), "«" | "\"" | "„") {
        start += 1;
    }
    let head = (start..limits.end.min(at + 7))
        .take_while(|&token| {
            !words.is_comma(token)
                && !words.is_predicate(token)
                && (words.part_of_speech(token) != PartOfSpeech::Adposition
                    || token == start && according)
        })
        .find(|&token| {
            // `по словам его сторонников`: they speak, and not he.
            let whose = words.is(token, &["его", "её", "ее", "их"])
                && (token + 1..limits.end.min(token + 4))
                    .find(|&next| !words.is_attribute(next))
                    .is_some_and(|next| words.is_noun(next) && words.case(next) == Some(case));
            if whose {
                return false;
            }
            words.is_noun(token)
                || (words.is_pronoun(token) && !words.is(token, &["это", "том", "тем"]))
                || words.part_of_speech(token) == PartOfSpeech::Other
                || words.name_at(token).is_some()
                || words.is(token, &["одного", "одной"])
        })?;
    // Initials before a surname: `по словам А.Петрова`.
    // `по официальным данным Иван Лугин уехал`: the name is the subject of what is said.
    let subject = words.case(head) == Some(Case::Nominative)
        && words.token(head).relation == Relation::Nsubj
        && words.token(head).head.is_some_and(|verb| words.is_predicate(verb));
    if subject && !according {
        return None;
    }
    let fits = words.case(head).is_none()
        || words.case(head) == Some(case)
        || words.name_at(head).is_some()
        || (according
            && matches!(
                words.case(head),
                Some(Case::Dative | Case::Instrumental | Case::Genitive | Case::Locative)
            ))
        || (case == Case::Genitive && words.case(head) == Some(Case::Accusative));
    if !fits {
        return None;
    }
    let mut phrase = noun_phrase(words, head, at..limits.end);
    // The mark that closes what was opened before the name: `по данным "Ъ"`.
    if start > at {
        phrase.tokens.start = at;
        if phrase.tokens.end < limits.end
            && matches!(words.form(phrase.tokens.end), "»" | "\"" | "”" | "“")
        {
            phrase.tokens.end += 1;
        }
    }
    // `одного из инженеров`
    if words.is(head, &["одного", "одной"])
        && phrase.tokens.end + 1 < limits.end
        && words.is(phrase.tokens.end, &["из"])
        && let Some(noun) = (phrase.tokens.end + 1..limits.end.min(phrase.tokens.end + 5))
            .find(|&token| words.is_noun(token))
    {
        phrase.tokens.end = noun_phrase(words, noun, noun..limits.end).tokens.end;
    }
    Some(NounPhrase { head, tokens: phrase.tokens })
}

/// The phrase `со ссылкой на X` that begins at `at`: its end and X.
pub(crate) fn relayed_from(
    words: Words<'_>,
    at: usize,
    limits: Range<usize>,
) -> Option<(Range<usize>, NounPhrase)> {
    let phrases = LEXICON.phrases.get(words.lemma(at))?;
    for phrase in phrases.iter().filter(|phrase| phrase.pattern == PhrasePattern::Relay) {
        let end = at + phrase.words.len();
        if end >= limits.end
            || !phrase
                .words
                .iter()
                .enumerate()
                .all(|(index, lemma)| words.lemma(at + index) == *lemma)
        {
            continue;
        }
        let mut start = end;
        while start < limits.end && matches!(words.form(start), "«" | "\"" | "„") {
            start += 1;
        }
        let head = (start..limits.end.min(end + 7)).find(|&token| {
            words.is_noun(token)
                || words.name_at(token).is_some()
                || words.part_of_speech(token) == PartOfSpeech::Other
        })?;
        let phrase = noun_phrase(words, head, end..limits.end);
        return Some((at..end, phrase));
    }
    None
}
