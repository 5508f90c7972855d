//! Where a report speaks of a state, and for which state bodies and people act.
//!
//! A state is named by noun (`Россия`, `США`), adjective (`российский`), demonym (`россиянин`) or by
//! the seat of its government (`Баку ввёл`). A compound adjective names two states in one token
//! (`армяно-турецкий`): two mentions of that token, each with a span of its own.
//!
//! What else the words may be is kept out by the spelling, by the names of persons, by longer names
//! (`data/not_states.tsv`) and, where the analysis has them, by entities. A seat is taken for a place
//! unless the tree shows a government: as subject of a verb of will, speech or deed, as party of a
//! relation, as owner of a position (`data/seat_words.tsv`).
//!
//! Entities decide only of words with other meanings (`Того`, `Мали`) and of seats; of other names the lists
//! know more than the network.
//!
//! Known weaknesses: compound names of peoples (`афро-американский`) and prefixes
//! (`антироссийский`) name no state here; names in Latin letters are not read.

use std::collections::BTreeSet;
use std::ops::Range;

use depesha_language::morphology::{Animacy, Case, Number, PartOfSpeech, VerbForm};
use depesha_language::{EntityKind, Relation};
use depesha_text::ByteSpan;

use crate::lexicon::LEXICON;
use crate::tables::{Naming, State, StateName, is_clear_abbreviation};
use crate::words::Words;

/// A place in the text that means a state, a bloc, or an entity without a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StateMention {
    /// Its words; two mentions may share the token of a compound.
    pub(crate) tokens: Range<usize>,
    /// Where it stands: the tokens, or the part of one.
    pub(crate) span: ByteSpan,
    pub(crate) state: &'static State,
    pub(crate) way: Way,
}

/// How a mention means its state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// By its name.
    Noun,
    /// By the adjective of its name.
    Adjective,
    /// By a word for its citizens.
    Demonym,
    /// By a capital or palace that stands for the government.
    Seat,
}

/// A mention whose state may depend on what else the text names.
struct Candidate {
    mention: StateMention,
    /// Other states of the same name: `Конго`, `корейский`.
    others: Vec<&'static State>,
    doubtful: bool,
}

/// The states of which the text speaks, ascending; no two share a part of the text.
pub(crate) fn state_mentions(words: Words<'_>) -> Vec<StateMention> {
    let mut found: Vec<Candidate> = Vec::new();
    let mut folded = String::new();
    for sentence in &words.analysis.sentences {
        let mut at = sentence.tokens.start;
        while at < sentence.tokens.end {
            at = candidates_at(words, at, &sentence.tokens, &mut folded, &mut found);
        }
    }
    settled(found)
}

/// Drops names that count only beside others, and settles which of two states is meant.
fn settled(found: Vec<Candidate>) -> Vec<StateMention> {
    if found.iter().all(|candidate| !candidate.doubtful && candidate.others.is_empty()) {
        return found.into_iter().map(|candidate| candidate.mention).collect();
    }
    let certain: BTreeSet<&str> = found
        .iter()
        .filter(|candidate| !candidate.doubtful && candidate.others.is_empty())
        .map(|candidate| candidate.mention.state.name)
        .collect();
    found
        .into_iter()
        .filter(|candidate| !candidate.doubtful || certain.contains(candidate.mention.state.name))
        .map(|mut candidate| {
            let first = candidate.mention.state;
            if !certain.contains(first.name)
                && let Some(other) =
                    candidate.others.iter().find(|state| certain.contains(state.name))
            {
                candidate.mention.state = other;
            }
            candidate.mention
        })
        .collect()
}

/// Folds a form: small letters, `е` for `ё`, one kind of hyphen and apostrophe.
fn fold_into(folded: &mut String, form: &str) {
    folded.clear();
    for letter in form.chars() {
        match letter {
            'а'..='я' => folded.push(letter),
            'ё' | 'Ё' => folded.push('е'),
            '‑' => folded.push('-'),
            '’' | '`' | 'ʼ' => folded.push('\''),
            _ => folded.extend(letter.to_lowercase()),
        }
    }
}

/// Finds what begins at a token, and tells where to go on.
fn candidates_at(
    words: Words<'_>,
    at: usize,
    sentence: &Range<usize>,
    folded: &mut String,
    found: &mut Vec<Candidate>,
) -> usize {
    let form = words.form(at);
    if !form.starts_with(char::is_alphabetic) {
        return at + 1;
    }
    fold_into(folded, form);
    let names = words.tables.state_names.beginning_with(folded);
    let mut nothing_to = at;
    let mut chosen: Option<(&StateName, usize, Way)> = None;
    let mut others = Vec::new();
    for name in names {
        // The names are in the order of their length.
        if nothing_to > at
            || chosen.is_some_and(|(_, end, _)| end > at + 1 + name.further_words.len())
        {
            break;
        }
        let Some(end) = end_of(words, name, at, sentence) else { continue };
        if name.naming == Naming::Nothing && name.capital && !begins_with_capital(form) {
            continue;
        }
        match (name.state, &chosen) {
            (None, None) => nothing_to = end,
            (None, Some(_)) => {}
            (Some(state), Some((first, _, way))) => {
                if first.state != Some(state) && Some(*way) == way_of(words, name, at..end) {
                    others.push(state);
                }
            }
            (Some(_), None) => {
                if let Some(way) = way_of(words, name, at..end) {
                    chosen = Some((name, end, way));
                }
            }
        }
    }
    if let Some((name, end, way)) = chosen
        && let Some(state) = name.state
    {
        let tokens = at..end;
        found.push(Candidate {
            mention: StateMention { span: words.span(tokens.clone()), tokens, state, way },
            others,
            doubtful: name.doubtful,
        });
        return end;
    }
    if nothing_to > at {
        return nothing_to;
    }
    if let Some(state) = demonym_at(words, at) {
        let mention = StateMention {
            tokens: at..at + 1,
            span: words.token(at).span,
            state,
            way: Way::Demonym,
        };
        found.push(Candidate { mention, others: Vec::new(), doubtful: false });
    } else if folded.contains('-') {
        compound_at(words, at, sentence, folded, found);
    }
    at + 1
}

/// Where the name ends that begins at this token, if all its words are there.
fn end_of(words: Words<'_>, name: &StateName, at: usize, sentence: &Range<usize>) -> Option<usize> {
    let end = at + 1 + name.further_words.len();
    if end > sentence.end {
        return None;
    }
    let mut folded = String::new();
    name.further_words
        .iter()
        .zip(at + 1..end)
        .all(|(forms, token)| {
            if words.is_dash(token) {
                return forms.iter().any(|form| form == "—");
            }
            fold_into(&mut folded, words.form(token));
            forms.contains(&folded)
        })
        .then_some(end)
}

/// Whether a name stands for its state here, and how.
fn way_of(words: Words<'_>, name: &StateName, tokens: Range<usize>) -> Option<Way> {
    match name.naming {
        Naming::Noun if is_name_of_state(words, name, tokens.clone()) => Some(Way::Noun),
        Naming::ActingNoun
            if is_name_of_state(words, name, tokens.clone())
                && (acts(words, tokens.clone()) || is_subject(words, tokens.clone())) =>
        {
            Some(Way::Noun)
        }
        Naming::Adjective if is_adjective_of_state(words, tokens.start) => Some(Way::Adjective),
        Naming::Demonym if tokens.len() > 1 => Some(Way::Demonym),
        Naming::Seat
            if is_name_of_state(words, name, tokens.clone())
                && !is_abbreviation_in_text(words, tokens.start)
                && acts(words, tokens) =>
        {
            Some(Way::Seat)
        }
        _ => None,
    }
}

fn begins_with_capital(form: &str) -> bool {
    form.starts_with(char::is_uppercase)
}

/// Whether a noun is spelled like the name, and is not part of another name.
fn is_name_of_state(words: Words<'_>, name: &StateName, tokens: Range<usize>) -> bool {
    let first = words.form(tokens.start);
    if let Some(written) = name.written {
        if first != written
            && !(is_clear_abbreviation(written) && in_small_letters(words, tokens.start))
        {
            return false;
        }
    } else if name.capital && !tokens.clone().any(|at| begins_with_capital(words.form(at))) {
        if name.also_a_word || !in_small_letters(words, tokens.start) {
            return false;
        }
    } else if name.also_a_word
        && (tokens.start == words.analysis.sentence_of(tokens.start).tokens.start
            || is_all_capitals(first))
        && !(words.is_noun(tokens.start)
            && words.token(tokens.start).relation == Relation::Nsubj
            && words.token(tokens.start).head.is_some_and(|head| words.is_predicate(head)))
    {
        return false;
    }
    let something_else = tokens.len() == 1 && is_part_of_person(words, tokens.start)
        || is_street(words, &tokens)
        || is_title_in_quotes(words, &tokens)
        || (name.also_a_word || name.naming == Naming::Seat) && is_other_entity(words, &tokens);
    !something_else
}

fn is_all_capitals(form: &str) -> bool {
    form.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase)
}

/// Whether a word in capitals stands among others that are not: the agency САНА is not the town of Сана.
fn is_abbreviation_in_text(words: Words<'_>, token: usize) -> bool {
    is_all_capitals(words.form(token))
        && words.analysis.sentence_of(token).span.of(words.text).chars().any(char::is_lowercase)
}

/// Whether the whole sentence is in small letters, as some headlines are.
fn in_small_letters(words: Words<'_>, token: usize) -> bool {
    let span = words.analysis.sentence_of(token).span;
    !span.of(words.text).chars().any(char::is_uppercase)
}

/// Whether the token is a word of a person's name of several words: `Чад Смит`.
///
/// Where the name begins with a genitive and goes on without, it took in the state of a title: `король
/// [Тонги Тупу]`.
fn is_part_of_person(words: Words<'_>, token: usize) -> bool {
    words.person_at(token).is_some_and(|name| {
        let title = token == name.tokens.start
            && words.case(token) == Some(Case::Genitive)
            && words.case(token + 1) != Some(Case::Genitive);
        name.tokens.len() > 1 && !title
    })
}

/// Nouns behind or before which names of states are names of streets and the like, as lemmas.
const STREETS: &[&str] = &[
    "улица",
    "ул",
    "площадь",
    "переулок",
    "проспект",
    "набережная",
    "бульвар",
    "шоссе",
    "тупик",
    "проезд",
    "пролив",
    "море",
    "залив",
    "вокзал",
    "район",
    "округ",
    "область",
    "губерния",
    "сельсовет",
];

fn is_street(words: Words<'_>, tokens: &Range<usize>) -> bool {
    let sentence = &words.analysis.sentence_of(tokens.start).tokens;
    let mut before = tokens.start;
    if before > sentence.start && words.form(before - 1) == "." {
        before -= 1;
    }
    before > sentence.start && {
        let lemma = words.lemma(before - 1);
        matches!(lemma, "улица" | "ул" | "площадь" | "проспект" | "бульвар" | "переулок")
    }
}

/// Whether the name is all that stands between quotation marks: the hotel «Украина».
fn is_title_in_quotes(words: Words<'_>, tokens: &Range<usize>) -> bool {
    let opens = |at: usize| matches!(words.form(at), "«" | "\"" | "“" | "„");
    let closes = |at: usize| matches!(words.form(at), "»" | "\"" | "”" | "“");
    let sentence = &words.analysis.sentence_of(tokens.start).tokens;
    if tokens.start == sentence.start || !opens(tokens.start - 1) || tokens.end >= sentence.end {
        return false;
    }
    closes(tokens.end)
        || tokens.end + 1 < sentence.end
            && closes(tokens.end + 1)
            && words.form(tokens.end).starts_with(|c: char| c.is_ascii_digit() || c == '-')
}

/// Whether the analysis knows just these words as something else.
fn is_other_entity(words: Words<'_>, tokens: &Range<usize>) -> bool {
    let entities = &words.analysis.entities;
    let from = entities.partition_point(|entity| entity.tokens.start < tokens.start);
    let mut other = false;
    for entity in entities[from..].iter().take_while(|entity| entity.tokens.start == tokens.start) {
        if entity.tokens == *tokens {
            match entity.kind {
                EntityKind::Country => return false,
                EntityKind::Person
                | EntityKind::Product
                | EntityKind::WorkOfArt
                | EntityKind::Language => other = true,
                _ => {}
            }
        }
    }
    other
}

/// Whether an adjective is not part of a person's name, a language or a street.
fn is_adjective_of_state(words: Words<'_>, token: usize) -> bool {
    let capital = begins_with_capital(words.form(token));
    if capital && is_part_of_person(words, token) {
        return false;
    }
    let Range { start, end } = words.analysis.sentence_of(token).tokens;
    let next = if token + 1 < end { words.lemma(token + 1) } else { "" };
    if next == "язык"
        || capital && token > start && STREETS.contains(&next)
        || capital && is_street(words, &(token..token + 1))
    {
        return false;
    }
    // A surname: `марш Турецкого`.
    if capital && token > start && words.is_noun(token) && words.person_at(token).is_some() {
        return false;
    }
    let head_is_language = words.token(token).head.is_some_and(|head| words.lemma(head) == "язык");
    !head_is_language
}

/// The state of the citizens that the word means.
fn demonym_at(words: Words<'_>, token: usize) -> Option<&'static State> {
    let morphology = words.morphology(token);
    if !words.is_noun(token) || morphology.animacy == Some(Animacy::Inanimate) {
        return None;
    }
    let names = words.tables.state_names.beginning_with(words.lemma(token));
    let name = names
        .iter()
        .find(|name| name.naming == Naming::Demonym && name.further_words.is_empty())?;
    let first = words.analysis.sentence_of(token).tokens.start;
    let form = words.form(token);
    let surname = begins_with_capital(form)
        && !is_all_capitals(form)
        && token > first
        && !words.is_punctuation(token - 1);
    name.state.filter(|_| !surname && !is_part_of_person(words, token))
}

/// Finds the states in a token with hyphens: `армяно-турецкий`, `Россия-Украина`.
fn compound_at(
    words: Words<'_>,
    at: usize,
    sentence: &Range<usize>,
    folded: &mut String,
    found: &mut Vec<Candidate>,
) {
    if at + 1 < sentence.end && words.lemma(at + 1) == "язык" {
        return;
    }
    let span = words.token(at).span;
    let raw = span.of(words.text);
    // Letters of the other script are mended in the form, which mostly has as many of them.
    let form = words.form(at);
    let form = if form.chars().count() == raw.chars().count() { form } else { raw };
    // Where a part is, what state it names, and how.
    let mut parts: Vec<(ByteSpan, Option<(&'static State, Way)>)> = Vec::new();
    let mut start = 0;
    for end in raw
        .char_indices()
        .filter(|&(_, c)| matches!(c, '-' | '‑' | '–' | '—'))
        .map(|(end, _)| end)
        .chain(std::iter::once(raw.len()))
    {
        let part = &form[part_of(form, raw, start.min(end)..end)];
        fold_into(folded, part);
        let capital = begins_with_capital(part);
        let state = words
            .tables
            .state_names
            .beginning_with(folded)
            .iter()
            .filter(|name| name.further_words.is_empty() && !name.doubtful)
            .find_map(|name| {
                let way = match name.naming {
                    Naming::Noun if capital => Way::Noun,
                    Naming::Adjective if end == raw.len() => Way::Adjective,
                    Naming::CompoundPart if end < raw.len() => Way::Adjective,
                    _ => return None,
                };
                if name.written.is_some_and(|written| written != part) {
                    return None;
                }
                Some((name.state?, way))
            });
        parts.push((ByteSpan::new(span.start + start.min(end), span.start + end), state));
        start = raw[end..].chars().next().map_or(end, |hyphen| end + hyphen.len_utf8());
    }
    let last = parts.last().and_then(|(_, state)| *state);
    let all = parts.iter().all(|(_, state)| state.is_some());
    let adjective = matches!(last, Some((_, Way::Adjective)));
    // `российско-натовский`, `натовско-российский`: one part is a state, the other is a body or a region.
    // `восточно-китайский` and `афро-американский` are no states.
    let first = &form[part_of(form, raw, 0..parts[0].0.len())];
    let first_alone = parts.len() == 2
        && last.is_none()
        && ends_as_adjective(folded)
        && !PARTS_OF_OTHER_WORDS.contains(&first.to_lowercase().as_str());
    let last_alone = adjective
        && parts.len() == 2
        && ["ско", "цко"].iter().any(|ending| first.to_lowercase().ends_with(ending));
    if !(all && parts.len() > 1 || first_alone || last_alone) {
        return;
    }
    for (span, state) in parts {
        if let Some((state, way)) = state {
            found.push(Candidate {
                mention: StateMention { tokens: at..at + 1, span, state, way },
                others: Vec::new(),
                doubtful: false,
            });
        }
    }
}

/// First parts that name a state only beside another: `индо-европейский`, `англо-саксонский`.
const PARTS_OF_OTHER_WORDS: &[&str] =
    &["индо", "греко", "финно", "англо", "австро", "чехо", "сино"];

fn ends_as_adjective(folded: &str) -> bool {
    [
        "ский",
        "ского",
        "скому",
        "ским",
        "ском",
        "ская",
        "ской",
        "скую",
        "ское",
        "ские",
        "ских",
        "скими",
    ]
    .iter()
    .any(|ending| folded.ends_with(ending))
}

/// The bytes of `form` that have the places of these bytes of `raw`, which has as many letters.
fn part_of(form: &str, raw: &str, bytes: Range<usize>) -> Range<usize> {
    let place = |at: usize| {
        let letters = raw[..at].chars().count();
        form.char_indices().nth(letters).map_or(form.len(), |(byte, _)| byte)
    };
    place(bytes.start)..place(bytes.end)
}

/// Whether the words are a subject without a place of their own: `Запад толкнёт`, not `Запад Украины`.
fn is_subject(words: Words<'_>, tokens: Range<usize>) -> bool {
    let token = words.token(tokens.end - 1);
    tokens.len() == 1
        && token.relation == Relation::Nsubj
        && !words
            .analysis
            .sentence_of(tokens.start)
            .tokens
            .clone()
            .any(|at| words.token(at).head == Some(tokens.start) && !words.is_punctuation(at))
}

/// Whether the word alone is the name of a state, as a noun.
fn is_noun_of_state(words: Words<'_>, token: usize) -> bool {
    let mut folded = String::new();
    fold_into(&mut folded, words.form(token));
    words.tables.state_names.beginning_with(&folded).iter().any(|name| {
        name.naming == Naming::Noun
            && name.further_words.is_empty()
            && !name.doubtful
            && begins_with_capital(words.form(token))
    })
}

/// Whether a capital or side of the world acts, speaks or is party to something here.
fn acts(words: Words<'_>, tokens: Range<usize>) -> bool {
    let sentence = words.analysis.sentence_of(tokens.start).tokens.clone();
    // The word of the name that depends on none of the others.
    let Some(mut top) = tokens
        .clone()
        .find(|&token| words.token(token).head.is_none_or(|head| !tokens.contains(&head)))
    else {
        return false;
    };
    // `Баку и Москва придерживаются`: what holds for the first holds for all.
    for _ in 0..8 {
        match words.token(top).head {
            Some(head) if words.token(top).relation == Relation::Conj && words.is_noun(head) => {
                // `Россия и Запад`: towns are not listed with states.
                if is_noun_of_state(words, head) {
                    return true;
                }
                top = head;
            }
            _ => break,
        }
    }
    let Some(head) = words.token(top).head else { return false };
    let lemma = words.lemma(head);
    let kinds = words.tables.seat_words.get(lemma).copied().unwrap_or_default();
    // `со стороны Баку`
    if tokens.start > sentence.start && words.form(tokens.start - 1) == "стороны" {
        return true;
    }
    let preposition = (sentence.start..top)
        .rev()
        .take(4)
        .find(|&token| {
            words.token(token).head == Some(top) && words.token(token).relation == Relation::Case
        })
        .map(|token| words.lemma(token));
    let case = words.case(tokens.start);
    let conjoined = sentence.clone().any(|token| {
        words.token(token).head == Some(top)
            && words.token(token).relation == Relation::Conj
            && is_noun_of_state(words, token)
    });
    // `объявленной Минском`, `утверждались Кремлём`
    let agent = preposition.is_none()
        && case == Some(Case::Instrumental)
        && matches!(words.token(top).relation, Relation::Obl | Relation::OblAgent | Relation::Nmod)
        && words.morphology(head).verb_form == Some(VerbForm::Participle);
    if conjoined || agent {
        return true;
    }
    match words.token(top).relation {
        Relation::Nsubj => {
            let is_envoy = |token: usize| {
                let kinds = words.tables.seat_words.get(words.lemma(token));
                words.token(token).head == Some(head)
                    && words.token(token).relation == Relation::Obj
                    && kinds.is_some_and(|kinds| kinds.envoy)
            };
            let calls_envoy = || kinds.calls && sentence.clone().any(is_envoy);
            preposition.is_none()
                && (kinds.does || calls_envoy() || LEXICON.cues.contains_key(lemma))
        }
        Relation::NsubjPass => preposition.is_none() && kinds.feels,
        Relation::Obj => preposition.is_none() && kinds.undergoes,
        Relation::Iobj => kinds.undergoes || LEXICON.cues.contains_key(lemma),
        Relation::Obl | Relation::Nmod => match preposition {
            Some("между") => true,
            // `В Кремле заявили`: nobody else does.
            Some("в" | "во" | "на") => {
                case == Some(Case::Locative)
                    && LEXICON.cues.contains_key(lemma)
                    && words.is_predicate(head)
                    && words.morphology(head).number == Some(Number::Plural)
                    && !sentence.clone().any(|token| {
                        words.token(token).head == Some(head)
                            && matches!(
                                words.token(token).relation,
                                Relation::Nsubj | Relation::NsubjPass
                            )
                    })
            }
            Some("от") => kinds.has || kinds.wants,
            Some("к" | "ко") => kinds.has,
            Some("с" | "со" | "против") => {
                kinds.has || kinds.does && words.part_of_speech(head) == PartOfSpeech::Verb
            }
            Some(_) => false,
            None => match words.token(top).relation {
                Relation::Nmod => kinds.has,
                _ => kinds.undergoes && case == Some(Case::Dative),
            },
        },
        Relation::OblAgent => kinds.does,
        _ => false,
    }
}

/// The state for which the body acts that these tokens name: `МИД России`, `Госдума`; none for
/// intergovernmental bodies and where nothing tells.
pub(crate) fn state_of_body(
    words: Words<'_>,
    tokens: Range<usize>,
    mentions: &[StateMention],
) -> Option<&'static State> {
    state_acted_for(words, tokens, mentions)
}

/// The state of which a person acts whose office or description these tokens give: `глава МИД Турции`,
/// `российский политолог`.
pub(crate) fn state_of_role(
    words: Words<'_>,
    tokens: Range<usize>,
    mentions: &[StateMention],
) -> Option<&'static State> {
    state_acted_for(words, tokens, mentions)
}

/// The first state that the phrase names as the one whose the body or office is, else the state of the
/// first body in it; where an intergovernmental body comes first, none.
fn state_acted_for(
    words: Words<'_>,
    tokens: Range<usize>,
    mentions: &[StateMention],
) -> Option<&'static State> {
    let from = mentions.partition_point(|mention| mention.tokens.start < tokens.start);
    let named = mentions[from..]
        .iter()
        .take_while(|mention| mention.tokens.end <= tokens.end)
        .find(|mention| !is_governed(words, mention.tokens.start, tokens.start));
    let mut folded: Vec<String> = Vec::new();
    for at in tokens.clone() {
        let mut form = String::new();
        fold_into(&mut form, words.form(at));
        folded.push(form);
    }
    let body = (0..folded.len())
        .find_map(|at| words.tables.state_names.body(&folded[at..]).map(|(_, state)| (at, state)));
    match (named, body) {
        (Some(named), Some((at, None))) if tokens.start + at < named.tokens.start => None,
        (Some(named), _) => Some(named.state),
        (None, Some((_, state))) => state,
        (None, None) => None,
    }
}

/// Whether a preposition stands before the word and its attributes: `в России` is where, not whose.
fn is_governed(words: Words<'_>, token: usize, start: usize) -> bool {
    let mut at = token;
    while at > start && words.is_attribute(at - 1) {
        at -= 1;
    }
    at > start
        && words.part_of_speech(at - 1) == PartOfSpeech::Adposition
        && !matches!(words.lemma(at - 1), "от")
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use depesha_language::Language;

    use super::*;
    use crate::tables::Tables;

    static LANGUAGE: LazyLock<Language> =
        LazyLock::new(|| Language::embedded().expect("the model that is compiled in"));

    /// The text with its mentions: `[Баку|AZE seat]`; in place of a code the name where there is none,
    /// and no way where it is a noun.
    fn marked(text: &str) -> String {
        with_words(text, |words| {
            let mut out = String::new();
            let mut at = 0;
            for mention in state_mentions(words) {
                let way = match mention.way {
                    Way::Noun => "",
                    Way::Adjective => " adjective",
                    Way::Demonym => " demonym",
                    Way::Seat => " seat",
                };
                let state = mention.state.code.unwrap_or(mention.state.name);
                out.push_str(&text[at..mention.span.start]);
                out.push_str(&format!("[{}|{state}{way}]", mention.span.of(text)));
                at = mention.span.end;
            }
            out + &text[at..]
        })
    }

    fn with_words<T>(text: &str, ask: impl FnOnce(Words<'_>) -> T) -> T {
        let analysis = LANGUAGE.analyse(text);
        ask(Words {
            text,
            analysis: &analysis,
            dictionary: LANGUAGE.dictionary(),
            tables: Tables::embedded(),
        })
    }

    /// Asserts that each text, without its marks, is marked as it stands here.
    fn check(expected: &[&str]) {
        let mut wrong = String::new();
        for expected in expected {
            let mut text = String::new();
            let mut rest = *expected;
            while let Some((before, behind)) = rest.split_once('[') {
                let (mention, behind) = behind.split_once(']').expect("an end of the mark");
                let (name, _) = mention.split_once('|').expect("a state");
                text.push_str(before);
                text.push_str(name);
                rest = behind;
            }
            text.push_str(rest);
            let found = marked(&text);
            if found != *expected {
                wrong.push_str(&format!("\nexpected {expected}\nfound    {found}"));
            }
        }
        assert!(wrong.is_empty(), "{wrong}");
    }

    #[test]
    fn names_of_states_are_found_in_all_cases() {
        check(&[
            "Делегация [России|RUS] посетила [Эсватини|SWZ] и вернулась через [Египет|EGY].",
            "Товары из [Египта|EGY], [Белиза|BLZ] и с [Филиппин|PHL] подешевели.",
            "Посол [Боснии и Герцеговины|BIH] встретился с коллегой из [Кот-д’Ивуара|CIV].",
            "В [Соединённых Штатах Америки|USA] и в [Соединенном Королевстве|GBR] ждут ответа.",
            "Президент [Азербайджанской Республики|AZE] прибыл в [Объединённые Арабские Эмираты|ARE].",
            "Рынок [США|USA], бюджет [РФ|RUS] и порты [ОАЭ|ARE] росли.",
            "Учёные [Папуа — Новой Гвинеи|PNG] ведут раскопки.",
            "Между [Арменией|ARM] и [Грузией|GEO] открыли мост.",
        ]);
    }

    #[test]
    fn adjectives_and_demonyms_mean_their_states() {
        check(&[
            "[Российские|RUS adjective] учёные спорили с [турецкими|TUR adjective] коллегами.",
            "[Россиянка|RUS demonym] обогнала двух [американок|USA demonym] и [чеха|CZE demonym].",
            "[Азербайджано|AZE adjective]-[российские|RUS adjective] отношения крепнут.",
            "Итоги [армяно|ARM adjective]-[турецкого|TUR adjective] диалога подведут в мае.",
            "Он преподаёт немецкий язык.",
            "В Индийском океане прошли [индийские|IND adjective] учения.",
        ]);
    }

    #[test]
    fn the_longest_name_wins() {
        check(&[
            "[Экваториальная Гвинея|GNQ] и [Гвинея|GIN] подписали договор.",
            "[Южная Корея|KOR] и [Северная Корея|PRK] обменялись письмами.",
            "Жители Северной Ирландии голосуют, а [Ирландия|IRL] ждёт.",
            "Страны Латинской Америки не согласны с [Америкой|USA].",
            "Партия «Единая Россия» проведёт съезд в [России|RUS].",
        ]);
    }

    #[test]
    fn a_name_of_two_states_means_the_one_that_the_text_names() {
        check(&[
            "Власти [КНДР|PRK] ответили. [Корейская|PRK adjective] сторона ждёт.",
            "[Корейская|KOR adjective] сторона ждёт.",
            "В [Республике Конго|COG] дожди. Столица [Конго|COG] залита водой.",
            "Столица [Конго|COD] залита водой.",
            "[Таджикистан|TJK] и [Казахстан|KAZ] договорились, и сенат [РК|KAZ] рад.",
            "Правительство РК утвердило план.",
        ]);
    }

    #[test]
    fn words_that_are_something_else_are_left_alone() {
        check(&[
            "Того же мнения в [Того|TGO] не ждали.",
            "Мали запасы воды в [Мали|MLI].",
            "[Мали|MLI] закрыла границу.",
            "Перу поэта принадлежит ода о [Перу|PER].",
            "Актёр Чад Смит играет в театре.",
            "Гостиница «Украина» стоит на набережной.",
            "Дом стоит на улице Индии.",
            "Наши соседи купили индейку, панаму и катар не лечили.",
        ]);
    }

    #[test]
    fn headlines_in_one_size_of_letters_are_read_too() {
        check(&[
            "[РОССИЯ|RUS] И [КИТАЙ|CHN] ДОГОВОРИЛИСЬ О ПОСТАВКАХ",
            "[россия|RUS] и [сша|USA] договорились о поставках",
        ]);
    }

    #[test]
    fn what_the_standard_does_not_list_has_no_code() {
        check(&[
            "Границы [СССР|СССР], [ГДР|ГДР] и [Югославии|Югославия] исчезли.",
            "Переговоры [Косово|Косово] и [Абхазии|Абхазия] отложены.",
            "[Тайвань|TWN] и [Палестина|PSE] обменялись письмами.",
            "[Советские|СССР adjective] архивы открыты.",
            "[Коллективный Запад|коллективный Запад] ввёл санкции.",
            "Солнце садится на западе, и ветер дует с запада.",
            "[Россия|RUS] и [Запад|Запад] спорят о ценах.",
            "[Запад|Запад] толкнёт соседей к союзу.",
            "Он приехал с Запада.",
        ]);
    }

    #[test]
    fn capitals_stand_for_governments_that_act() {
        check(&[
            "[Рига|LVA seat] и [Осло|NOR seat] придерживаются прежних договорённостей.",
            "[Вашингтон|USA seat] ввёл санкции против [Тегерана|IRN seat].",
            "В [Кремле|RUS seat] заявили, что ответят.",
            "Отношения [Анкары|TUR seat] и [Еревана|ARM seat] улучшаются.",
            "Переговоры между [Москвой|RUS seat] и [Киевом|UKR seat] продолжаются.",
            "Такова позиция [Берлина|DEU seat].",
            "Министр обвинил [Лондон|GBR seat] в давлении.",
            "Он пригрозил [Пекину|CHN seat] пошлинами.",
            "[Киев|UKR seat] готов к диалогу с [Варшавой|POL seat].",
            "Официальный [Минск|BLR seat] отверг обвинения.",
            "[Белый дом|USA seat] подтвердил визит.",
            "От [Москвы|RUS seat] требуют уступок.",
            "[Москва|RUS seat] обеспокоена действиями [Киева|UKR seat].",
            "Со стороны [Баку|AZE seat] возражений нет.",
            "Санкции, введённые [Москвой|RUS seat], отменены.",
            "Это знают [Иран|IRN] и [Москва|RUS seat].",
            "В [Баку|AZE seat] и [Ереване|ARM seat] считают иначе.",
            "Брюссель давит на Будапешт.",
            "[Рига|LVA seat] вызвала посла и заморозила счета.",
            "[Тегеран|IRN seat] задержал танкер, [Осло|NOR seat] отправил туда фрегат.",
        ]);
    }

    #[test]
    fn capitals_are_places_where_nobody_acts() {
        check(&[
            "В Москве прошёл концерт.",
            "Жители Москвы жалуются на шум.",
            "Делегация прибыла в Баку.",
            "Мэр Вашингтона открыл школу.",
            "Улицы Парижа и Берлина опустели.",
            "Поезд из Минска опоздал.",
            "Экскурсия по Кремлю длится час.",
            "Агентство САНА сообщает о дожде.",
            "Париж вызвал восторг у туристов.",
        ]);
    }

    /// The state of the whole phrase, as a body or an office.
    fn acted_for(phrase: &str) -> Option<&'static str> {
        let text = format!("{phrase} молчит.");
        with_words(&text, |words| {
            let end = words.analysis.tokens.len() - 2;
            let mentions = state_mentions(words);
            let state = state_of_body(words, 0..end, &mentions);
            assert_eq!(state, state_of_role(words, 0..end, &mentions));
            state.and_then(|state| state.code)
        })
    }

    #[test]
    fn bodies_and_offices_act_for_their_states() {
        for (phrase, code) in [
            ("МИД России", Some("RUS")),
            ("Российское правительство", Some("RUS")),
            ("Госдума", Some("RUS")),
            ("Депутат Государственной думы", Some("RUS")),
            ("Милли Меджлис", Some("AZE")),
            ("Глава МИД Турции", Some("TUR")),
            ("Российский политолог", Some("RUS")),
            ("Посол Азербайджана в России", Some("AZE")),
            ("Министр по чрезвычайным ситуациям Армении", Some("ARM")),
            ("Представитель ООН", None),
            ("Глава миссии ОБСЕ в Армении", None),
            ("Представитель ООН в Грузии", None),
            ("Президент", None),
        ] {
            assert_eq!(acted_for(phrase), code, "{phrase}");
        }
    }

    #[test]
    fn every_text_has_its_mentions() {
        for text in
            ["", "-", "Россия", "-российский", "США-", "российско-", "В", "а-б-в-г", "Ÿ-российский"]
        {
            marked(text);
        }
    }
}
