//! Noun phrases and subjects: who stands beside a cue.

use std::ops::Range;

use depesha_language::morphology::{Animacy, Case, PartOfSpeech};
use depesha_language::{NameKind, Relation};

use crate::lexicon::LEXICON;
use crate::words::Words;

/// A noun phrase: its head and all its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NounPhrase {
    pub(crate) head: usize,
    pub(crate) tokens: Range<usize>,
}

/// The longest name in quotation marks that is taken into a noun phrase, in tokens.
const LONGEST_QUOTED_NAME: usize = 14;

/// The noun phrase around `head`, within `limits`: its attributes before it; behind it genitives,
/// names, appositions, names in quotation marks, abbreviations in parentheses, and the prepositional
/// phrases that depend on it.
pub(crate) fn noun_phrase(words: Words<'_>, head: usize, limits: Range<usize>) -> NounPhrase {
    let name = words.name_at(head).map(|name| name.tokens.clone());
    let mut start = name.as_ref().map_or(head, |name| name.start.min(head)).max(limits.start);
    while start > limits.start && stands_before(words, start - 1, start, head) {
        start -= 1;
    }
    // A name is part of the phrase of the office before it: `министр обороны Иван Петров`.
    let mut end = name.map_or(head + 1, |name| name.end.max(head + 1)).min(limits.end);
    // `исполняющий обязанности министра Иван Петров`
    if words.lemma(head).starts_with("исполня")
        && end < limits.end
        && words.is(end, &["обязанности"])
    {
        end += 1;
    }
    while let Some(next) = continuation(words, head, start..end, limits.end) {
        end = next;
    }
    NounPhrase { head, tokens: start..end }
}

/// Whether the word before `start` is an attribute of the phrase.
fn stands_before(words: Words<'_>, before: usize, start: usize, head: usize) -> bool {
    if words.is_attribute(before) {
        // A participle with dependents of its own ends the phrase to the left.
        let case = words.case(before);
        return case.is_none()
            || words.case(head).is_none()
            || case == words.case(head)
            || words.token(before).head == Some(head);
    }
    if (words.part_of_speech(before) == PartOfSpeech::Numeral || is_quantity(words, before))
        && words.case(head) == Some(Case::Genitive)
    {
        return true;
    }
    // `тогда еще действующий министр`: an adverb belongs to the attribute that it depends on.
    words.part_of_speech(before) == PartOfSpeech::Adverb
        && words.token(before).head == Some(start)
        && words.is_attribute(start)
        && !words.is(before, &["однако", "также", "ранее", "позже", "тогда", "сегодня", "вчера"])
}

/// Whether `один из` begins here.
fn is_one_of(words: Words<'_>, token: usize, limit: usize) -> bool {
    words.lemma(token) == "один" && token + 2 < limit && words.is(token + 1, &["из"])
}

/// Whether the word tells how many of what follows in the genitive.
fn is_quantity(words: Words<'_>, token: usize) -> bool {
    words.is(
        token,
        &[
            "несколько",
            "много",
            "многие",
            "ряд",
            "часть",
            "большинство",
            "менее",
            "более",
            "около",
            "%",
            "почти",
            "один",
            "одна",
        ],
    )
}

/// Where the phrase ends when it takes the words behind it, or `None` if it ends already.
fn continuation(
    words: Words<'_>,
    head: usize,
    phrase: Range<usize>,
    limit: usize,
) -> Option<usize> {
    let at = phrase.end;
    if at >= limit {
        return None;
    }
    if at == head + 1 && is_one_of(words, head, limit) {
        let noun = (at + 1..limit.min(at + 6)).find(|&token| words.is_noun(token))?;
        return Some(words.name_at(noun).map_or(noun + 1, |name| name.tokens.end).min(limit));
    }
    let form = words.form(at);
    if matches!(form, "«" | "\"" | "„" | "“") {
        let close = (at + 1..limit.min(at + LONGEST_QUOTED_NAME))
            .find(|&token| matches!(words.form(token), "»" | "\"" | "“" | "”"))?;
        let spoken = (at + 1..close).any(|token| words.is_predicate(token))
            || words.form(at + 1).chars().next().is_none_or(char::is_lowercase);
        return (!spoken && close > at + 1).then_some(close + 1);
    }
    if form == "(" {
        let close = (at + 1..limit.min(at + 8)).find(|&token| words.form(token) == ")")?;
        return Some(close + 1);
    }
    if let Some(name) = words.name_at(at) {
        let adjacent_to_noun = words.is_noun(at - 1)
            || words.is_attribute(at - 1)
            || matches!(words.form(at - 1), "»" | "\"" | ")" | "”");
        let apposed = words.case(at) == Some(Case::Genitive)
            || words.case(at).is_none()
            || words.case(at) == words.case(head)
            || words.depends_on(at, head)
            || (words.case(at) == Some(Case::Nominative) && name.kind != NameKind::Place);
        return (adjacent_to_noun && apposed && name.tokens.start == at)
            .then_some(name.tokens.end.min(limit));
    }
    if words.is_attribute(at) || words.is_noun(at) {
        let noun = (at..limit.min(at + 5)).find(|&token| !words.is_attribute(token))?;
        // `передала пограничникам восемь дронов`: what is counted stands beside the phrase; `главы восьми стран` within it.
        let counts_another = |token: usize| {
            words.part_of_speech(token) == PartOfSpeech::Numeral
                && matches!(words.case(token), Some(Case::Nominative | Case::Accusative))
        };
        if !words.is_noun(noun) || words.is_noun(at - 1) && (at..noun).any(counts_another) {
            return None;
        }
        let case = words.case(noun);
        let counted =
            words.part_of_speech(at - 1) == PartOfSpeech::Numeral || is_quantity(words, at - 1);
        let genitive = case == Some(Case::Genitive)
            && (words.is_noun(at - 1) || counted || matches!(words.form(at - 1), "»" | ")"));
        let apposition = case == words.case(head)
            && words.depends_on(noun, head)
            && (words.case(head) != Some(Case::Accusative));
        let foreign =
            words.morphology(noun).foreign || words.part_of_speech(noun) == PartOfSpeech::Other;
        let end =
            words.name_at(noun).map_or(noun + 1, |name| name.tokens.end.max(noun + 1)).min(limit);
        return (genitive || apposition || foreign).then_some(end);
    }
    if words.part_of_speech(at) == PartOfSpeech::Other && words.depends_on(at, head) {
        return Some(at + 1);
    }
    if words.part_of_speech(at) == PartOfSpeech::Adposition {
        let noun = (at + 1..limit.min(at + 6)).find(|&token| !words.is_attribute(token))?;
        let attached = words.token(noun).head.is_some_and(|governor| phrase.contains(&governor));
        let time_or_relay = words.is(at, &["со", "в", "через", "после", "на"])
            && words.is(
                noun,
                &[
                    "ссылкой",
                    "интервью",
                    "эфире",
                    "беседе",
                    "четверг",
                    "пятницу",
                    "понедельник",
                    "вторник",
                    "среду",
                    "субботу",
                    "воскресенье",
                    "ходе",
                    "время",
                    "комментарии",
                    "разговоре",
                ],
            );
        let end =
            words.name_at(noun).map_or(noun + 1, |name| name.tokens.end.max(noun + 1)).min(limit);
        return (words.is_noun(noun) && attached && !time_or_relay).then_some(end);
    }
    if words.is(at, &["и"]) {
        // `жители и власти города`: two phrases in one case that the parser ties.
        let noun = (at + 1..limit.min(at + 5)).find(|&token| !words.is_attribute(token))?;
        let tied = words.token(noun).relation == Relation::Conj
            && words.token(noun).head.is_some_and(|first| phrase.contains(&first));
        return (words.is_noun(noun) && tied && words.case(noun) == words.case(head))
            .then_some(words.name_at(noun).map_or(noun + 1, |name| name.tokens.end).min(limit));
    }
    None
}

/// Whether a word may be the subject of a predicate by its form.
fn may_be_subject(words: Words<'_>, token: usize) -> bool {
    // An initial has no case of its own: the surname tells.
    let oblique_name = words.case(token).is_none()
        && words.name_at(token).is_some_and(|name| {
            name.tokens
                .clone()
                .any(|part| words.case(part).is_some_and(|case| case != Case::Nominative))
        });
    if in_address(words, token) || oblique_name || is_apposed_name(words, token) {
        return false;
    }
    let nominative = match words.case(token) {
        Some(case) => case == Case::Nominative,
        None => true,
    };
    (words.is_noun(token) && nominative)
        || (words.is_pronoun(token)
            && words.is(
                token,
                &[
                    "он",
                    "она",
                    "они",
                    "оно",
                    "я",
                    "мы",
                    "ты",
                    "вы",
                    "кто",
                    "который",
                    "которая",
                    "которые",
                    "которое",
                    "это",
                    "все",
                    "многие",
                    "некоторые",
                    "другие",
                    "никто",
                ],
            ))
        || (words.is_attribute(token)
            && words.case(token) == Some(Case::Nominative)
            && !matches!(words.part_of_speech(token), PartOfSpeech::Determiner)
            && !modifies_noun(words, token))
        || (words.part_of_speech(token) == PartOfSpeech::Other
            && words.form(token).chars().all(char::is_alphanumeric))
}

/// Whether the token belongs to a name behind a noun in another case: `изданию New York Times`,
/// `города Верхний Лог`.
fn is_apposed_name(words: Words<'_>, token: usize) -> bool {
    let Some(name) = words.name_at(token).filter(|name| name.kind != NameKind::Person) else {
        return false;
    };
    let mut before = name.tokens.start;
    if before > 0 && matches!(words.form(before - 1), "«" | "\"" | "„") {
        before -= 1;
    }
    let Some(noun) = before.checked_sub(1) else { return false };
    let same_sentence = words.analysis.sentence_of(token).tokens.contains(&noun);
    same_sentence
        && (words.part_of_speech(noun) == PartOfSpeech::Adposition
            || words.is_noun(noun)
                && words.name_at(noun).is_none()
                && words.case(noun).is_some_and(|case| case != Case::Nominative)
                && !is_month(words.lemma(noun)))
}

/// Whether the noun is a month or a year, behind which a subject may follow: `27 декабря газета`.
fn is_month(lemma: &str) -> bool {
    matches!(
        lemma,
        "январь"
            | "февраль"
            | "март"
            | "апрель"
            | "май"
            | "июнь"
            | "июль"
            | "август"
            | "сентябрь"
            | "октябрь"
            | "ноябрь"
            | "декабрь"
            | "год"
            | "день"
            | "время"
            | "утро"
            | "вечер"
    )
}

/// Whether the token is part of a link.
fn in_address(words: Words<'_>, token: usize) -> bool {
    let span = words.token(token).span;
    words.text[..span.start].ends_with('/')
        || words.text[span.end..].starts_with('/')
        || words.is(token, &["www", "http", "https"])
}

/// Whether a noun follows that the attribute belongs to.
fn modifies_noun(words: Words<'_>, attribute: usize) -> bool {
    let end = words.analysis.sentence_of(attribute).tokens.end;
    (attribute + 1..end.min(attribute + 6))
        .find(|&token| {
            !(words.is_attribute(token)
                || words.part_of_speech(token) == PartOfSpeech::Adverb
                || words.is(token, &["и"]))
        })
        .is_some_and(|token| {
            words.is_noun(token)
                && (words.case(token) == words.case(attribute)
                    || words.case(token) == Some(Case::Genitive))
        })
}

const SUBJECTS: &[Relation] = &[Relation::Nsubj, Relation::NsubjPass];

/// The subject of the predicate `verb` within `limits`: by the tree, else by agreement among the
/// nearest nominatives of the same clause.
pub(crate) fn subject(words: Words<'_>, verb: usize, limits: Range<usize>) -> Option<NounPhrase> {
    own_subject(words, verb, limits.clone()).or_else(|| shared_subject(words, verb, limits, 0))
}

/// The subject that the verb has itself.
pub(crate) fn own_subject(
    words: Words<'_>,
    verb: usize,
    limits: Range<usize>,
) -> Option<NounPhrase> {
    let by_tree: Vec<usize> = words
        .dependents_by(verb, SUBJECTS, limits.clone())
        .filter(|&token| fits(words, token, verb) && reachable(words, token, verb))
        .collect();
    // What stands in the verb's own clause is surer than the tree's long arcs.
    let head = nearest_nominative(words, verb, limits.clone())
        .or_else(|| by_tree.into_iter().min_by_key(|&token| token.abs_diff(verb)))?;
    Some(grown(words, head, verb, limits))
}

fn fits(words: Words<'_>, token: usize, verb: usize) -> bool {
    let quantified = words.case(token) == Some(Case::Genitive)
        && words.analysis.dependents(token).any(|other| {
            matches!(words.token(other).relation, Relation::Nummod | Relation::NummodGov)
        });
    quantified || (may_be_subject(words, token) && words.agree(token, verb))
}

/// Whether no other predicate's clause lies between, unless it is a clause in commas.
fn reachable(words: Words<'_>, token: usize, verb: usize) -> bool {
    let between = token.min(verb) + 1..token.max(verb);
    let predicates = between.clone().filter(|&at| words.is_predicate(at)).count();
    predicates == 0 || between.filter(|&at| words.is_comma(at) || words.is_dash(at)).count() >= 2
}

/// The nearest word in the verb's own clause that may be its subject.
fn nearest_nominative(words: Words<'_>, verb: usize, limits: Range<usize>) -> Option<usize> {
    let is_border = |at: usize| {
        words.is_comma(at)
            || words.is_dash(at)
            || matches!(words.form(at), ":" | ";" | "(" | ")")
            || words.is_end_mark(at)
            || (words.is_predicate(at) && at != verb)
            || words.is_conjunction_of_clause(at)
    };
    let candidate = |at: usize| -> Option<usize> {
        let agrees = words.agree(at, verb) || words.is_plural(verb) && is_coordinated(words, at);
        let direct = (may_be_subject(words, at) && agrees).then_some(at);
        // `несколько рыбаков`: the counted noun is the head.
        let digits = words.form(at).starts_with(|c: char| c.is_ascii_digit());
        let counts = words.part_of_speech(at) == PartOfSpeech::Numeral
            && !digits
            && matches!(words.case(at), Some(Case::Nominative) | None)
            || is_quantity(words, at);
        // `один из инженеров`: one of them speaks.
        if is_one_of(words, at, limits.end) {
            return Some(at);
        }
        let counted = (at + 1..limits.end.min(at + 4))
            .find(|&token| words.is_noun(token) || words.is_pronoun(token))
            .filter(|&noun| {
                counts && words.case(noun) == Some(Case::Genitive) && !words.is_comma(at + 1)
            });
        counted.or(direct)
    };
    let joined =
        verb > limits.start && words.is(verb - 1, &["и", "но", "а", "также", "однако", "затем"]);
    let shares = joined
        && (limits.start..verb).any(|at| words.is_predicate(at) && same_form(words, at, verb));
    let behind = || (verb + 1..limits.end).take_while(|&at| !is_border(at));
    let right = if shares { None } else { behind().find_map(candidate) };
    // `сообщил Telex политолог`: the undeclined name is the hearer, the next nominative speaks.
    let right = right.map(|first| {
        let undeclined = words
            .name_at(first)
            .filter(|name| name.kind != NameKind::Person && name.tokens.start == first);
        undeclined
            .and_then(|name| behind().filter(|&at| at >= name.tokens.end).find_map(candidate))
            .filter(|&next| {
                words.is_noun(next)
                    && words.case(next) == Some(Case::Nominative)
                    && (words.morphology(next).animacy == Some(Animacy::Animate))
            })
            .unwrap_or(first)
    });
    let left =
        (limits.start..verb).rev().take_while(|&at| !is_border(at)).filter_map(candidate).last();
    match (left, right) {
        // A time or an object in a form like the nominative may stand on the other side.
        (Some(left), Some(right)) => {
            let animate = |at: usize| {
                words.person_at(at).is_some()
                    || words.is_pronoun(at)
                    || words.morphology(at).animacy == Some(Animacy::Animate)
            };
            Some(if animate(right) && !animate(left) { right } else { left })
        }
        (left, right) => left.or(right).or_else(|| before_inserted_clause(words, verb, limits)),
    }
}

/// Whether another nominative is tied to this one by `и`.
fn is_coordinated(words: Words<'_>, token: usize) -> bool {
    let end = words.analysis.sentence_of(token).tokens.end;
    let and = (token + 1..end.min(token + 5))
        .take_while(|&at| !words.is_comma(at) && !words.is_predicate(at))
        .find(|&at| words.is(at, &["и"]));
    and.is_some_and(|and| {
        and + 1 < end
            && (words.is_noun(and + 1) || words.is_attribute(and + 1))
            && words.case(and + 1) == words.case(token)
    })
}

/// Whether these words only tie what is told to what went before: `напротив`.
fn is_connector(words: Words<'_>, range: Range<usize>) -> bool {
    LEXICON.connectors.iter().any(|connector| {
        connector.len() == range.len()
            && connector.iter().zip(range.clone()).all(|(word, at)| words.is(at, &[word]))
    })
}

/// The subject before a clause or a word of passage in commas: `изданиями, которые …, заявляют`, `министр, напротив, заявляет`.
fn before_inserted_clause(words: Words<'_>, verb: usize, limits: Range<usize>) -> Option<usize> {
    let mut close = verb;
    while close > limits.start && !words.is_comma(close - 1) {
        if words.is_predicate(close - 1)
            || words.is_conjunction_of_clause(close - 1)
            || verb - close > 4
        {
            return None;
        }
        close -= 1;
    }
    let close = close.checked_sub(1).filter(|&close| close > limits.start)?;
    let open = (limits.start..close).rev().filter(|&at| words.is_comma(at)).find(|&at| {
        words.is_attribute(at + 1) && words.morphology(at + 1).verb_form.is_some()
            || (at + 1..close.min(at + 4))
                .any(|token| words.lemma(token) == "который" || words.is(token, &["где"]))
            || is_connector(words, at + 1..close)
    })?;
    (limits.start..open)
        .rev()
        .take_while(|&at| !words.is_comma(at) && !words.is_predicate(at))
        .filter(|&at| may_be_subject(words, at) && words.agree(at, verb))
        .last()
}

/// The whole phrase of a subject: `президент страны` takes in the name behind it, and the name
/// behind a clause in commas (`руководитель службы, где он работал, Анна Петрова`).
fn grown(words: Words<'_>, head: usize, verb: usize, limits: Range<usize>) -> NounPhrase {
    let side = if head < verb { limits.start..verb } else { verb + 1..limits.end };
    let mut phrase = noun_phrase(words, head, side.clone());
    // The parser may have taken the name for the subject and left its office outside.
    while phrase.tokens.start > side.start {
        let before = phrase.tokens.start - 1;
        let office = words.is_noun(before)
            && words.name_at(before).is_none_or(|name| name.kind != NameKind::Person)
            && (may_be_subject(words, before)
                || words.case(before) == Some(Case::Genitive)
                || words.name_at(before).is_some())
            && words.person_at(phrase.tokens.start).is_some();
        if !office {
            break;
        }
        let Some(title) = (side.start..=before)
            .rev()
            .take_while(|&at| {
                words.is_noun(at)
                    || words.is_attribute(at)
                    || words.part_of_speech(at) == PartOfSpeech::Adposition
                    || matches!(words.form(at), "«" | "»" | "\"" | "и")
            })
            .filter(|&at| words.is_noun(at) && may_be_subject(words, at))
            .last()
        else {
            break;
        };
        let wider = noun_phrase(words, title, side.clone());
        if wider.tokens.end < phrase.tokens.start || wider.tokens.start >= phrase.tokens.start {
            break;
        }
        phrase = NounPhrase {
            head: wider.head,
            tokens: wider.tokens.start..phrase.tokens.end.max(wider.tokens.end),
        };
    }
    if head < verb
        && words.is_comma(phrase.tokens.end.min(words.analysis.tokens.len() - 1))
        && let Some(name) = (phrase.tokens.end..verb).rev().find_map(|at| words.person_at(at))
        && words.is_comma(name.tokens.start.saturating_sub(1))
        && words.case(name.tokens.start) == Some(Case::Nominative)
        && phrase.tokens.clone().all(|at| words.person_at(at).is_none())
        && name.tokens.end <= verb
    {
        phrase.tokens.end = name.tokens.end;
    }
    phrase
}

/// The subject of the verb that this one is coordinated with or subordinate to without a subject
/// of its own: `X сказал A и добавил B`, `X уехал, пояснив, что`.
fn shared_subject(
    words: Words<'_>,
    verb: usize,
    limits: Range<usize>,
    depth: usize,
) -> Option<NounPhrase> {
    if depth > 4 {
        return None;
    }
    let token = words.token(verb);
    let by_tree = token.head.filter(|head| {
        limits.contains(head)
            && (words.is_predicate(*head) || words.is_infinitive(*head) || words.is_converb(*head))
            && (words.is_converb(verb)
                || matches!(
                    token.relation,
                    Relation::Conj | Relation::Advcl | Relation::Parataxis | Relation::Ccomp
                ) && words.agree(verb, *head))
    });
    // A nearer predicate of the same form goes before what the tree says, unless a conjunction has
    // opened a clause of its own for it.
    let before = |fits: &dyn Fn(usize) -> bool| {
        (limits.start..verb).rev().find(|&at| words.is_predicate(at) && fits(at))
    };
    let nearest = before(&|at| words.is_converb(verb) || same_form(words, at, verb))
        .filter(|&at| words.is_converb(verb) || !opens_with_conjunction(words, at, limits.start));
    let before_converb = nearest.filter(|_| by_tree.is_none_or(|tree| tree < verb));
    let governor =
        if words.is_converb(verb) { before_converb.or(by_tree) } else { nearest.or(by_tree) };
    let governor = governor.or_else(|| {
        before(&|at| {
            words.is_converb(verb) || words.morphology(at).number == words.morphology(verb).number
        })
    })?;
    own_subject(words, governor, limits.clone())
        .or_else(|| shared_subject(words, governor, limits, depth + 1))
}

/// Whether a conjunction stands between the predicate and the one before it.
fn opens_with_conjunction(words: Words<'_>, predicate: usize, start: usize) -> bool {
    (start..predicate)
        .rev()
        .take_while(|&at| !words.is_predicate(at))
        .any(|at| words.is_conjunction_of_clause(at) || words.lemma(at) == "который")
}

/// Whether two predicates show the same tense, number and gender, as those of one subject do.
pub(crate) fn same_form(words: Words<'_>, one: usize, other: usize) -> bool {
    let (one, other) = (words.morphology(one), words.morphology(other));
    one.tense == other.tense
        && one.number == other.number
        && one.gender == other.gender
        && one.person == other.person
}
