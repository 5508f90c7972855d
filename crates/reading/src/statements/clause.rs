//! Statements whose content is a clause or a phrase beside the cue.

use std::ops::Range;

use depesha_language::Relation;
use depesha_language::morphology::{Aspect, Case, Gender, Number, PartOfSpeech, VerbForm, Voice};

use crate::lexicon::{Act, Complements, LEXICON, PhrasePattern};
use crate::phrases::{NounPhrase, noun_phrase, own_subject, same_form, subject};
use crate::words::Words;

/// A cue in a passage: its words and what it may take.
#[derive(Debug, Clone)]
pub(crate) struct Cue {
    /// From the first to the last word of the cue; words between may belong to others.
    pub(crate) tokens: Range<usize>,
    /// The verb, or the word that stands for it.
    pub(crate) verb: usize,
    pub(crate) act: Act,
    pub(crate) complements: Complements,
    pub(crate) negated: bool,
}

/// The cue whose verb is the token `at`, if it is one: a verb of the list, or a verb with its noun
/// (`выразил уверенность`).
pub(crate) fn verb_cue(words: Words<'_>, at: usize, limits: Range<usize>) -> Option<Cue> {
    let negated = at > limits.start && words.is(at - 1, &["не", "ни"]);
    let tokens = if negated { at - 1..at + 1 } else { at..at + 1 };
    if let Some(relation) = relation_cue(words, at, limits) {
        return Some(Cue { negated, tokens: tokens.start..relation.tokens.end, ..relation });
    }
    let morphology = words.morphology(at);
    let form = words.form(at).to_lowercase();
    let short = morphology.short
        || (morphology.part_of_speech == PartOfSpeech::Adjective && morphology.case.is_none());
    let word = if short {
        let stem = form.trim_end_matches(['а', 'о', 'ы', 'и']).replace('ё', "е");
        LEXICON.cues.get(format!("={stem}").as_str())
    } else {
        None
    };
    let word = match word {
        Some(word) => word,
        None => {
            let verbal =
                matches!(morphology.part_of_speech, PartOfSpeech::Verb | PartOfSpeech::Auxiliary);
            let impersonal = words.lemma(at).ends_with("ся");
            if is_passive(words, at)
                && !is_impersonal_form(words, at)
                && LEXICON.cues.get(words.lemma(at)).is_some_and(|cue| cue.act != Act::Call)
            {
                return None;
            }
            let passive = morphology.verb_form == Some(VerbForm::Participle)
                && morphology.voice == Some(Voice::Passive);
            if !(verbal || short) || (passive && !short && morphology.case.is_some()) {
                return None;
            }
            if impersonal && morphology.verb_form == Some(VerbForm::Participle) {
                return None;
            }
            // `был осужден за`: a sentence passed, not words said.
            if passive
                && LEXICON.cues.get(words.lemma(at)).is_some_and(|cue| cue.act == Act::Accuse)
            {
                return None;
            }
            LEXICON.cues.get(words.lemma(at))?
        }
    };
    Some(Cue { tokens, verb: at, act: word.act, complements: word.complements.clone(), negated })
}

/// Whether the verb is the passive of a cue (`сообщается`), which has no speaker for its subject.
pub(crate) fn is_passive(words: Words<'_>, verb: usize) -> bool {
    let lemma = words.lemma(verb);
    lemma.strip_suffix("ся").is_some_and(|active| LEXICON.cues.contains_key(active))
        && words.morphology(verb).aspect != Some(Aspect::Perfective)
        && !matches!(lemma, "признаваться" | "обращаться" | "убеждаться")
}

/// Whether the form can stand without a subject: `сообщается`, `сообщалось`.
fn is_impersonal_form(words: Words<'_>, verb: usize) -> bool {
    let morphology = words.morphology(verb);
    morphology.number == Some(Number::Singular)
        && matches!(morphology.gender, None | Some(Gender::Neuter))
}

/// A verb with the noun that makes it a cue, at most three words behind it.
fn relation_cue(words: Words<'_>, at: usize, limits: Range<usize>) -> Option<Cue> {
    let phrases = LEXICON.phrases.get(words.lemma(at))?;
    // `был поставлен в известность`: others did it to the subject.
    if words.morphology(at).voice == Some(Voice::Passive) && words.morphology(at).short {
        return None;
    }
    for phrase in phrases {
        let PhrasePattern::Relation(complements) = &phrase.pattern else { continue };
        let mut next = at + 1;
        let mut last = None;
        for (index, lemma) in phrase.words[1..].iter().enumerate() {
            let reach = if index == 0 { 4 } else { 2 };
            last = (next..limits.end.min(next + reach))
                .take_while(|&token| !words.is_comma(token))
                .find(|&token| words.lemma(token) == *lemma);
            match last {
                Some(token) => next = token + 1,
                None => break,
            }
        }
        if let Some(last) = last {
            return Some(Cue {
                tokens: at..last + 1,
                verb: at,
                act: if matches!(
                    phrase.words[0],
                    "считать" | "видеть" | "находить" | "придерживаться" | "быть"
                ) {
                    Act::Think
                } else {
                    Act::Say
                },
                complements: complements.clone(),
                negated: false,
            });
        }
    }
    None
}

/// What a cue takes: where its content begins and how it is tied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Content {
    /// The first token of the content.
    pub(crate) start: usize,
    pub(crate) tie: Tie,
}

/// How a content is tied to its cue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tie {
    /// By a conjunction: `что …`
    Clause,
    /// As a phrase: `о …`, an object, an infinitive.
    Phrase,
}

impl Tie {
    pub(crate) fn rule(self) -> &'static str {
        match self {
            Tie::Clause => "cue-with-clause",
            Tie::Phrase => "cue-with-phrase",
        }
    }
}

/// The one accused, where the name stands before the verb: `его обвинили в`.
pub(crate) fn accused_in_front(
    words: Words<'_>,
    cue: &Cue,
    limits: Range<usize>,
) -> Option<Range<usize>> {
    let start = (limits.start..cue.tokens.start)
        .rev()
        .take_while(|&token| {
            !words.is_comma(token) && !words.is_predicate(token) && words.lemma(token) != "который"
        })
        .last()?;
    let head = (start..cue.tokens.start).find(|&token| {
        (words.is_noun(token) || words.is_pronoun(token))
            && words.case(token) == Some(Case::Accusative)
            && !TIMES.contains(&words.lemma(token))
            && (token == start || words.part_of_speech(token - 1) != PartOfSpeech::Adposition)
    })?;
    Some(noun_phrase(words, head, start..cue.tokens.start).tokens)
}

/// Nouns of time in the accusative, which are no object: `заявил неделю назад`.
const TIMES: &[&str] = &[
    "неделя",
    "год",
    "месяц",
    "день",
    "час",
    "минута",
    "раз",
    "четверг",
    "пятница",
    "среда",
    "понедельник",
    "вторник",
    "суббота",
    "воскресенье",
    "время",
    "утро",
    "вечер",
    "ночь",
];

/// The content behind the cue, within `limits`.
pub(crate) fn content_behind(
    words: Words<'_>,
    cue: &Cue,
    source: Option<&NounPhrase>,
    limits: Range<usize>,
) -> Option<Content> {
    let mut takes = cue.complements.clone();
    // `исключил из состава` is no denial, `не исключил отставки` is one.
    if matches!(words.lemma(cue.verb), "исключить" | "исключать") {
        takes.object = cue.negated;
        takes.genitive = cue.negated;
    }
    let takes = &takes;
    let from = cue.tokens.end;
    let in_source = |token: usize| source.is_some_and(|source| source.tokens.contains(&token));
    let mut at = from;
    // The first object or hearer behind the cue, which belongs to the content of a demand or an
    // accusation: `призвал власти уйти`.
    let mut first_object = None;
    let mut passed_over = false;
    while at < limits.end {
        if let Some(source) = source.filter(|source| source.tokens.contains(&at)) {
            at = source.tokens.end;
            continue;
        }
        if words.is_comma(at) {
            if let Some(start) = clause_start(words, at + 1, limits.end) {
                let asking = start == at + 1;
                let place_or_time = words.is(start, &["где", "когда", "куда", "откуда"]);
                let fits = takes.clause
                    && !(asking && passed_over)
                    && !(place_or_time && asking && words.is_noun(at - 1));
                return fits.then_some(Content { start, tie: Tie::Clause });
            }
            // A clause in commas between the cue and its content is passed over.
            match closing_comma(words, at, limits.end) {
                Some(close) => {
                    if (at..close).any(|token| {
                        words.is_predicate(token) && LEXICON.cues.contains_key(words.lemma(token))
                    }) {
                        return None;
                    }
                    passed_over = true;
                    at = if clause_start(words, close + 1, limits.end).is_some() {
                        close
                    } else {
                        close + 1
                    };
                    continue;
                }
                None => return None,
            }
        }
        if words.is_end_mark(at)
            || matches!(words.form(at), ":" | ";" | ")")
            || (words.is_dash(at) && at > from)
        {
            return None;
        }
        if takes.infinitive && words.is_infinitive(at) {
            let start = first_object.filter(|_| cue.act == Act::Demand).unwrap_or(at);
            return Some(Content { start: negation_before(words, start, from), tie: Tie::Phrase });
        }
        if words.is_predicate(at) && !(takes.infinitive && cue.act == Act::Demand) {
            return None;
        }
        let preposition = words.part_of_speech(at) == PartOfSpeech::Adposition;
        if preposition {
            let form = words.form(at).to_lowercase();
            let form = match form.as_str() {
                "об" | "обо" => "о",
                "во" => "в",
                "ко" => "к",
                "со" => "с",
                other => other,
            };
            let noun = (at + 1..limits.end.min(at + 8)).find(|&token| {
                words.is_noun(token)
                    || words.is_pronoun(token)
                    || words.part_of_speech(token) == PartOfSpeech::Numeral
                        && !words.is_attribute(token)
                    || matches!(words.form(token), "«" | "\"")
            });
            // `о том, что`, `в том, что`: the clause behind is the content.
            if let Some(noun) = noun
                && words.is(noun, &["том", "тем", "то", "этом", "того", "тому"])
                && words.token(noun).span.start > 0
                && noun == at + 1
            {
                if noun + 1 < limits.end
                    && words.is_comma(noun + 1)
                    && takes.clause
                    && let Some(start) = clause_start(words, noun + 2, limits.end)
                {
                    return Some(Content { start, tie: Tie::Clause });
                }
                if words.is(noun, &["этом"]) && form == "о" {
                    return None;
                }
            }
            if takes.prepositions.contains(&form) && case_fits(words, form, noun) {
                let start = match cue.act {
                    Act::Accuse => first_object.unwrap_or(at),
                    _ => at,
                };
                return Some(Content { start, tie: Tie::Phrase });
            }
            at = noun
                .filter(|&noun| noun < limits.end && !in_source(noun))
                .map_or(at + 1, |noun| noun_phrase(words, noun, noun..limits.end).tokens.end);
            continue;
        }
        // `обеспокоены тем, что`, `то обстоятельство, что`
        if words.is(at, &["тем", "то", "того"])
            && at + 1 < limits.end
            && words.is_comma(at + 1)
            && takes.clause
            && let Some(start) = clause_start(words, at + 2, limits.end)
        {
            return Some(Content { start, tie: Tie::Clause });
        }
        let nominal = words.is_noun(at) || words.is_attribute(at) || words.is_pronoun(at);
        if nominal && !in_source(at) {
            let noun = (at..limits.end.min(at + 8))
                .find(|&token| !words.is_attribute(token))
                .unwrap_or(at);
            let noun = if words.is_noun(noun) || words.is_pronoun(noun) { noun } else { at };
            let case = words.case(noun);
            let objective = matches!(case, Some(Case::Accusative))
                || words.token(noun).relation == Relation::Obj
                || (words.token(noun).relation == Relation::NsubjPass
                    && words.lemma(cue.verb).ends_with("ся"));
            let timed = TIMES.contains(&words.lemma(noun));
            if cue.act == Act::Call && is_passive(words, cue.verb) && case == Some(Case::Nominative)
            {
                return Some(Content { start: at, tie: Tie::Phrase });
            }
            if !timed
                && first_object.is_none()
                && (objective || case == Some(Case::Dative) || case == Some(Case::Genitive))
            {
                first_object = Some(at);
            }
            if takes.object
                && objective
                && !timed
                && !is_feast(words.lemma(noun))
                && words.token(noun).head.is_none_or(|head| {
                    cue.tokens.contains(&head) || head == noun || words.depends_on(noun, cue.verb)
                })
                && !leads_to_clause(words, noun, limits.end, takes)
            {
                return Some(Content { start: at, tie: Tie::Phrase });
            }
            if takes.naming
                && (objective || words.is_pronoun(noun))
                && names_something(words, noun, limits.end)
            {
                return Some(Content { start: at, tie: Tie::Phrase });
            }
            let by_case = (takes.genitive && case == Some(Case::Genitive))
                || (takes.instrumental && case == Some(Case::Instrumental))
                || (takes.dative && case == Some(Case::Dative));
            let tied = at == from || words.token(noun).head == Some(cue.verb);
            if by_case && words.is_noun(noun) && !timed && tied {
                return Some(Content { start: at, tie: Tie::Phrase });
            }
            at = noun_phrase(words, noun, noun..limits.end).tokens.end.max(at + 1);
            continue;
        }
        at += 1;
    }
    None
}

/// What one marks with a feast rather than with words: `отметил юбилей`.
fn is_feast(lemma: &str) -> bool {
    lemma.ends_with("летие")
        || matches!(
            lemma,
            "юбилей"
                | "годовщина"
                | "праздник"
                | "рождение"
                | "новоселье"
                | "рождество"
                | "победа"
        )
}

/// Whether the object is only the noun before the clause that says the same: `то обстоятельство, что`.
fn leads_to_clause(words: Words<'_>, noun: usize, limit: usize, takes: &Complements) -> bool {
    takes.clause
        && noun + 1 < limit
        && words.is_comma(noun + 1)
        && clause_start(words, noun + 2, limit).is_some()
        && words.is(noun, &["то", "это"])
}

/// The object that stands before a cue which takes one: `Решение раскритиковали врачи`; or before one that calls it
/// something ([`name_behind`]).
pub(crate) fn object_in_front(
    words: Words<'_>,
    cue: &Cue,
    source: Option<&NounPhrase>,
    limits: Range<usize>,
) -> Option<Range<usize>> {
    let takes_object = match cue.act {
        Act::Accuse | Act::Deny | Act::Say => cue.complements.object,
        Act::Call => name_behind(words, cue, source, limits.clone()).is_some(),
        _ => false,
    };
    if !takes_object || !words.is_predicate(cue.verb) {
        return None;
    }
    if matches!(words.lemma(cue.verb), "отметить" | "объяснить" | "исключить" | "исключать")
    {
        return None;
    }
    let border = |token: usize| {
        words.is_comma(token)
            || matches!(words.form(token), ":" | ";" | "(" | ")")
            || words.is_conjunction_of_clause(token)
    };
    let start = (limits.start..cue.tokens.start)
        .rev()
        .take_while(|&token| !border(token) && !words.is_predicate(token))
        .last()?;
    // `О намерении уйти заявили трое`: the topic, and all that hangs on it.
    let about = (start..cue.tokens.start).find(|&token| words.is(token, &["о", "об", "обо"]));
    if let Some(about) = about.filter(|_| cue.complements.prepositions.contains(&"о")) {
        let to_source = source
            .filter(|source| source.head > about)
            .map_or(cue.tokens.start, |source| source.tokens.start.min(cue.tokens.start));
        let end = (about + 1..to_source)
            .rev()
            .find(|&token| {
                words.is_noun(token) || words.is_infinitive(token) || words.name_at(token).is_some()
            })
            .map(|last| last + 1);
        let points = words.is(about + 1, &["этом", "чем", "том", "котором", "которых", "которой"]);
        return end.filter(|_| !points).map(|end| about..end);
    }
    let head = (start..cue.tokens.start).find(|&token| {
        words.is_noun(token)
            && words.case(token) == Some(Case::Accusative)
            && !TIMES.contains(&words.lemma(token))
            && !source.is_some_and(|source| source.tokens.contains(&token))
            && (token == start || words.part_of_speech(token - 1) != PartOfSpeech::Adposition)
            && (token + 1 == cue.tokens.start
                || words.token(token).head.is_some_and(|head| cue.tokens.contains(&head)))
    })?;
    let from =
        (start..head).rev().take_while(|&token| words.is_attribute(token)).last().unwrap_or(head);
    let phrase = noun_phrase(words, head, from..cue.tokens.start);
    let end = (phrase.tokens.end..cue.tokens.start)
        .take_while(|&token| {
            !source.is_some_and(|source| source.tokens.contains(&token))
                && words.part_of_speech(token) != PartOfSpeech::Adverb
        })
        .last()
        .map_or(phrase.tokens.end, |last| last + 1);
    Some(from..end)
}

/// What a cue calls the object before it, up to the end of the clause: `Слова посла министр назвал странными`. Whom
/// nobody in particular calls something, or who is given a name, is not spoken of.
pub(crate) fn name_behind(
    words: Words<'_>,
    cue: &Cue,
    source: Option<&NounPhrase>,
    limits: Range<usize>,
) -> Option<Range<usize>> {
    let source = source.filter(|_| cue.complements.naming && !is_passive(words, cue.verb))?;
    let start = (cue.tokens.end..limits.end).find(|&token| {
        !source.tokens.contains(&token) && words.part_of_speech(token) != PartOfSpeech::Adverb
    })?;
    let is_proper = words.form(start).chars().next().is_some_and(char::is_uppercase);
    let is_name = words.case(start) == Some(Case::Instrumental) && !is_proper
        || matches!(words.form(start), "«" | "\"" | "„");
    let end = (start..limits.end)
        .find(|&token| {
            words.is_comma(token)
                || words.is_end_mark(token)
                || matches!(words.form(token), ":" | ";" | "(" | ")")
        })
        .unwrap_or(limits.end);
    (is_name && start < end).then_some(start..end)
}

/// Whether an object is followed by what it is called: an instrumental, or words in marks.
fn names_something(words: Words<'_>, noun: usize, limit: usize) -> bool {
    (noun + 1..limit).take_while(|&token| !words.is_end_mark(token)).any(|token| {
        words.case(token) == Some(Case::Instrumental)
            || matches!(words.form(token), "«" | "\"" | "„" | "как")
    })
}

fn negation_before(words: Words<'_>, start: usize, from: usize) -> usize {
    if start > from && words.is(start - 1, &["не"]) { start - 1 } else { start }
}

fn case_fits(words: Words<'_>, preposition: &str, noun: Option<usize>) -> bool {
    // Counted things stand in the genitive: `о сорока лодках`, `о десятке писем`.
    if preposition == "о" {
        return true;
    }
    let Some(noun) = noun else { return false };
    let Some(case) = words.case(noun) else { return true };
    match preposition {
        "в" => {
            case == Case::Locative
                || case == Case::Accusative && !TIMES.contains(&words.lemma(noun))
        }
        "на" => case == Case::Accusative && !TIMES.contains(&words.lemma(noun)),
        "за" => true,
        "против" | "от" | "из" => case == Case::Genitive,
        "с" => case == Case::Instrumental,
        "к" | "по" => case == Case::Dative,
        _ => true,
    }
}

/// Conjunctions that open a content; the ones in the first list are no part of it.
const PLAIN_CONJUNCTIONS: &[&str] = &["что", "чтобы", "чтоб", "якобы", "будто"];
const ASKING_CONJUNCTIONS: &[&str] = &[
    "как",
    "почему",
    "когда",
    "где",
    "куда",
    "откуда",
    "зачем",
    "сколько",
    "кто",
    "какой",
    "какая",
    "какие",
    "какое",
    "насколько",
    "каким",
    "какую",
    "каких",
];

/// The first word of the content clause that begins behind a comma at `at`, or `None` if what begins
/// there is no such clause.
pub(crate) fn clause_start(words: Words<'_>, at: usize, limit: usize) -> Option<usize> {
    if at >= limit {
        return None;
    }
    if words.is(at, PLAIN_CONJUNCTIONS) {
        return (at + 1 < limit).then_some(at + 1);
    }
    if words.is(at, ASKING_CONJUNCTIONS) {
        return Some(at);
    }
    let whether = (at + 1 < limit) && (at..limit.min(at + 4)).any(|token| words.is(token, &["ли"]));
    whether.then_some(at)
}

/// The comma that closes what the comma at `open` opens, where that is a clause or phrase of its own.
fn closing_comma(words: Words<'_>, open: usize, limit: usize) -> Option<usize> {
    let close = (open + 1..limit.min(open + 30)).find(|&token| words.is_comma(token))?;
    let relative = words.lemma(open + 1) == "который"
        || words.is(
            open + 1,
            &["где", "в", "с", "о", "к", "по", "комментируя", "отвечая", "выступая", "говоря"],
        )
        || words.is_converb(open + 1)
        || words.is_attribute(open + 1);
    let short = close - open <= 8 && !(open + 1..close).any(|token| words.is_predicate(token));
    (relative || short).then_some(close)
}

/// Where the content that begins at `start` ends: before what is coordinated with the cue itself, before
/// a clause that attributes it (`groups`), or at the end of the passage.
pub(crate) fn content_end(
    words: Words<'_>,
    cue: &Cue,
    content: Content,
    limits: Range<usize>,
    groups: &[Range<usize>],
) -> usize {
    let mut quote_depth = 0usize;
    let mut at = content.start;
    let converb = words.is_converb(cue.verb);
    // The clause of `который` ends at a comma, and its content with it.
    let relative = (limits.start..cue.verb)
        .rev()
        .take_while(|&token| !words.is_comma(token))
        .any(|token| words.lemma(token) == "который");
    while at < limits.end {
        match words.form(at) {
            "«" | "„" => quote_depth += 1,
            // The mark of a quotation that the cue itself lies in.
            "»" | "”"
                if quote_depth == 0
                    && at > content.start
                    && words.form(cue.tokens.start.saturating_sub(1)) != "»" =>
            {
                return at;
            }
            "»" | "”" => quote_depth = quote_depth.saturating_sub(1),
            "\"" => quote_depth = if quote_depth > 0 { quote_depth - 1 } else { 1 },
            _ => {}
        }
        if quote_depth == 0 && at > content.start {
            // A parenthesis right behind the conjunction stands within the content.
            if at > content.start + 1 && groups.iter().any(|group| group.start == at) {
                return at;
            }
            if words.form(at) == ";" && (content.tie == Tie::Phrase || converb) {
                return at;
            }
            let border = words.is_comma(at)
                || words.is_dash(at)
                || words.is(at, &["и", "но", "а", "однако"]);
            if border && ends_before(words, cue, content, at, limits.end) {
                return at;
            }
            // `опровергла слухи, пояснив, что`: a converb goes on with the one who speaks.
            if words.is_comma(at)
                && !converb
                && let Some(other) =
                    (at + 1..limits.end.min(at + 4)).find(|&token| words.is_converb(token))
                && (content.tie == Tie::Phrase && verb_cue(words, other, at..limits.end).is_some()
                    || words.token(other).head == Some(cue.verb))
                && !(at + 1..other)
                    .any(|token| words.is_comma(token) || words.is_conjunction_of_clause(token))
            {
                return at;
            }
            if relative
                && content.tie == Tie::Phrase
                && words.is_comma(at)
                && at + 1 < limits.end
                && !words.is_conjunction_of_clause(at + 1)
                && !words.is_attribute(at + 1)
                && (at + 1..limits.end.min(at + 4)).all(|token| words.lemma(token) != "который")
            {
                return at;
            }
            // A converb's clause ends where the main clause goes on.
            if converb
                && content.tie == Tie::Phrase
                && words.is_comma(at)
                && at + 1 < limits.end
                && (words.token(at + 1).head.is_some_and(|head| head < cue.verb)
                    || begins_main_clause(words, at + 1, limits.end))
            {
                return at;
            }
        }
        at += 1;
    }
    limits.end
}

/// Whether a clause of its own begins at `at`, without a conjunction and with a subject.
fn begins_main_clause(words: Words<'_>, at: usize, limit: usize) -> bool {
    let end = (at..limit).find(|&token| words.is_comma(token)).unwrap_or(limit);
    let opens = words.is_conjunction_of_clause(at)
        || words.is_attribute(at) && words.morphology(at).verb_form.is_some()
        || (at..end.min(at + 3)).any(|token| words.lemma(token) == "который");
    !opens
        && (at..end)
            .any(|token| words.is_predicate(token) && own_subject(words, token, at..end).is_some())
}

/// Whether the comma or conjunction at `border` begins something coordinated with the cue.
fn ends_before(words: Words<'_>, cue: &Cue, content: Content, border: usize, limit: usize) -> bool {
    let comma = !words.is(border, &["и", "но", "а", "однако"]);
    let next = border + usize::from(comma);
    if next >= limit {
        return false;
    }
    let conjunction = words.is(next, &["и", "но", "а", "однако", "зато", "хотя", "также"]);
    if comma && !conjunction && content.tie == Tie::Clause {
        return false;
    }
    if words.is_conjunction_of_clause(next) && !conjunction {
        return false;
    }
    if comma && words.is(next, &["однако"]) && content.tie == Tie::Phrase {
        return true;
    }
    // The predicate of what begins here.
    let segment_end = (next + 1..limit)
        .find(|&token| words.is_comma(token) || words.is_end_mark(token))
        .unwrap_or(limit);
    let Some(predicate) = (next..segment_end).find(|&token| words.is_predicate(token)) else {
        return false;
    };
    let subordinate = (next..predicate)
        .any(|token| words.is_conjunction_of_clause(token) && !words.is(token, &["хотя"]));
    if subordinate {
        return false;
    }
    let own = (next..predicate).any(|token| {
        words.token(token).head == Some(predicate)
            && matches!(words.token(token).relation, Relation::Nsubj | Relation::NsubjPass)
            && words.case(token) == Some(Case::Nominative)
    });
    let tied_to_cue = words.token(predicate).head == Some(cue.verb)
        && matches!(words.token(predicate).relation, Relation::Conj | Relation::Parataxis);
    let another_cue = verb_cue(words, predicate, next..limit).is_some();
    let like_cue = same_form(words, predicate, cue.verb) && !words.is_converb(cue.verb);
    // A predicate that cannot have the subject of the one before it in the content.
    let estranged = (content.start..border)
        .rev()
        .find(|&token| words.is_predicate(token) && words.morphology(token).number.is_some())
        .is_some_and(|inner| {
            let (inner, outer) = (words.morphology(inner), words.morphology(predicate));
            inner.number != outer.number
                || inner.gender.is_some() && outer.gender.is_some() && inner.gender != outer.gender
        });
    match content.tie {
        // Within `что …` a coordinated clause belongs to the content, unless it plainly goes on with
        // the one who speaks: the same form, no subject, another cue.
        Tie::Clause => {
            comma
                && conjunction
                && !own
                && (like_cue && (another_cue || tied_to_cue) || another_cue && estranged)
                || (!comma && !own && like_cue && another_cue && tied_to_cue)
        }
        Tie::Phrase => {
            let inner = words
                .token(predicate)
                .head
                .is_some_and(|head| head >= content.start && head < border)
                && !(like_cue && another_cue);
            conjunction && !inner && (comma || (like_cue && !own)) || (tied_to_cue && conjunction)
        }
    }
}

/// The clause that attributes the rest of its sentence: `сообщает газета «Заря»`, `как заявил министр`.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    pub(crate) tokens: Range<usize>,
    /// Whether `как` opens it.
    pub(crate) introduced: bool,
    pub(crate) cue: Cue,
    pub(crate) source: Option<NounPhrase>,
}

/// The group around a cue that has no content behind it, if it stands in parenthesis.
pub(crate) fn group(words: Words<'_>, cue: &Cue, limits: Range<usize>) -> Option<Group> {
    if !(cue.complements.speech || cue.complements.clause)
        || words.is_converb(cue.verb)
        || words.is_infinitive(cue.verb)
        || !words.is_predicate(cue.verb)
    {
        return None;
    }
    let stops = |token: usize| {
        words.is_comma(token)
            || words.is_dash(token)
            || words.is_end_mark(token)
            || words.is_colon(token)
            || matches!(words.form(token), ";" | "(" | ")")
    };
    let mut start = cue.tokens.start;
    while start > limits.start && !stops(start - 1) {
        start -= 1;
    }
    // `после того, как объявил` introduces nothing.
    let introduced = words.is(start, &["как"])
        && !(start >= limits.start + 2 && words.is(start - 2, &["того", "так", "тем", "также"]));
    let mut end = cue.tokens.end;
    while end < limits.end && (!stops(end) || inside_name(words, end, limits.end)) {
        end += 1;
    }
    // `Zarya.com`, `Lenta.ru`: the dot belongs to the name.
    let inner = start..end;
    let foreign_verb = inner.clone().any(|token| {
        token != cue.verb
            && !cue.tokens.contains(&token)
            && (words.is_predicate(token) && verb_like(words, token) || words.is_infinitive(token))
    });
    let subordinated = inner.clone().skip(usize::from(introduced)).any(|token| {
        words.is_conjunction_of_clause(token)
            && words.token(token).span.start < words.token(cue.verb).span.start
    });
    let points_back =
        inner.clone().any(|token| words.is(token, &["этом", "это", "эту"]) && token < cue.verb);
    if foreign_verb || subordinated || points_back {
        return None;
    }
    let bounded_left = start > limits.start;
    if !introduced && !bounded_left {
        return None;
    }
    // `на вопросы отвечали: …` opens a list.
    let opens_list = end < limits.end && words.form(end) == ":";
    let coordinated =
        opens_list || words.is(start, &["а", "но", "и", "однако", "либо", "или", "который"]);
    let has_object = inner.clone().any(|token| {
        words.is_noun(token)
            && words.case(token) == Some(Case::Accusative)
            && token > cue.verb
            && words.token(token).relation == Relation::Obj
            && words.token(token).head == Some(cue.verb)
    });
    if coordinated || has_object {
        return None;
    }
    let source = if words.lemma(cue.verb) == "следовать" {
        let from = (cue.verb + 1..inner.end).find(|&at| words.is(at, &["из"]))?;
        let head = (from + 1..inner.end).find(|&at| words.is_noun(at))?;
        Some(noun_phrase(words, head, from + 1..inner.end))
    } else if is_passive(words, cue.verb) {
        document_place(words, cue.verb, inner.clone())
    } else {
        own_subject(words, cue.verb, inner.clone())
    };
    // Without a subject only `сообщается`, `как рассказали` and `сообщили в мэрии` attribute.
    let impersonal = is_passive(words, cue.verb)
        || words.is_plural(cue.verb)
            && (introduced || super::sources::body_place(words, cue, inner.clone()).is_some());
    let relative = source.as_ref().is_some_and(|source| {
        words.is(source.head, &["кто", "который"]) || words.lemma(source.head) == "который"
    });
    if source.is_none() && !impersonal || relative {
        return None;
    }
    let rest = (start.saturating_sub(limits.start)) + (limits.end - end);
    (rest >= 2).then(|| Group { tokens: inner, introduced, cue: cue.clone(), source })
}

fn verb_like(words: Words<'_>, token: usize) -> bool {
    matches!(words.part_of_speech(token), PartOfSpeech::Verb | PartOfSpeech::Auxiliary)
}

/// Whether the mark at `token` is the dot within a name: `Zarya.com`, `А.Петров`.
fn inside_name(words: Words<'_>, token: usize, limit: usize) -> bool {
    words.form(token) == "."
        && token + 1 < limit
        && words.token(token).span.end == words.token(token + 1).span.start
        && words.form(token + 1).chars().all(char::is_alphanumeric)
}

/// The subject of a cue, or what stands for it: the noun that a participle modifies, the document in
/// which something `говорится`.
pub(crate) fn source(words: Words<'_>, cue: &Cue, limits: Range<usize>) -> Option<NounPhrase> {
    let verb = cue.verb;
    let morphology = words.morphology(verb);
    if morphology.verb_form == Some(VerbForm::Participle)
        && morphology.case.is_some()
        && !morphology.short
    {
        let noun = words
            .token(verb)
            .head
            .filter(|&head| words.is_noun(head) && limits.contains(&head) && head < verb)
            .or_else(|| (limits.start..verb).rev().find(|&token| words.is_noun(token)))?;
        return Some(noun_phrase(words, noun, limits.start..verb));
    }
    // `в документе указано, что`
    let stated = morphology.short
        && morphology.gender == Some(Gender::Neuter)
        && morphology.voice == Some(Voice::Passive)
        || words.is(verb, &["указано", "сказано", "отмечено"]);
    if is_passive(words, verb) || stated {
        return document_place(words, verb, limits);
    }
    if cue.complements.experiencer {
        // `министра обидело, что`: the one who feels is the object.
        let around = (limits.start..verb)
            .rev()
            .take_while(|&at| !words.is_comma(at))
            .chain(verb + 1..limits.end.min(verb + 4));
        let felt = around.into_iter().find(|&at| {
            (words.is_noun(at) || words.is_pronoun(at))
                && matches!(words.case(at), Some(Case::Accusative | Case::Genitive))
                && (at + 1..verb)
                    .all(|between| !words.is_noun(between) || words.is(between, &["частности"]))
        })?;
        return Some(noun_phrase(words, felt, limits));
    }
    subject(words, verb, limits)
}

/// The document in which something is said: `в указе отмечается`, `говорится в заявлении МИД`.
fn document_place(words: Words<'_>, verb: usize, limits: Range<usize>) -> Option<NounPhrase> {
    let near = (limits.start..limits.end).filter(|&token| {
        words.is(token, &["в", "во"])
            && token.abs_diff(verb) <= 20
            && !(token.min(verb) + 1..token.max(verb)).any(|between| {
                words.is_predicate(between) || words.is_comma(between) && token > verb
            })
    });
    for preposition in near {
        let noun = (preposition + 1..limits.end.min(preposition + 6))
            .find(|&token| !words.is_attribute(token))?;
        if words.lemma(noun) == "который" {
            // `направил письмо, в котором говорится`: the one who issued it speaks.
            let before =
                (limits.start..preposition).rev().find(|&token| words.is_predicate(token))?;
            return own_subject(words, before, limits.clone());
        }
        if words.is(noun, &["нем", "нём", "ней"]) {
            return Some(NounPhrase { head: noun, tokens: noun..noun + 1 });
        }
        if words.is_noun(noun)
            && words.case(noun) == Some(Case::Locative)
            && (words.tables.document(words.lemma(noun)).is_some()
                || words.tables.is_body(words.lemma(noun))
                || words
                    .name_at(noun)
                    .is_some_and(|name| name.kind == depesha_language::NameKind::Organization))
        {
            return Some(noun_phrase(words, noun, preposition + 1..limits.end));
        }
    }
    None
}
