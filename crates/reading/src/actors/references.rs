//! Who is meant without a name: by an office alone, by a pronoun, as one of `обе стороны`.
//!
//! What the text leaves open is left open: a pronoun that may mean either of two people is nobody's.

use std::ops::Range;

use depesha_language::Relation;
use depesha_language::morphology::{Case, Gender, PartOfSpeech};

use super::Cast;
use super::states::Way;
use crate::phrases::{NounPhrase, noun_phrase};
use crate::record::{ActorClass, ActorId, Mention, MentionKind, StateFrom, StateGround};
use crate::tables::RoleKind;

/// How likely an office that the text gives to one person means that person, in hundredths; this and the
/// following by feel.
const SAME_ROLE: u8 = 90;
/// An office by another of its names: `глава государства` for the president.
const ROLE_BY_SYNONYM: u8 = 75;
/// A pronoun with one person near it that it may mean.
const ONLY_ONE_NEAR: u8 = 85;
/// A pronoun with several, of whom one is the subject.
const ONLY_SUBJECT: u8 = 70;
/// `обе страны` where two states were named last.
const TWO_STATES: u8 = 80;
/// `страна` where one state was named last.
const ONE_STATE: u8 = 70;

/// How many sentences back a pronoun may look.
const SENTENCES_BACK: usize = 2;

/// Nouns of which an office is the matter, not its holder: `выборы президента`.
const ABOUT_OFFICES: &[&str] = &[
    "пост",
    "должность",
    "выбор",
    "выборы",
    "кандидат",
    "кресло",
    "инаугурация",
    "институт",
    "полномочие",
    "кандидатура",
    "присяга",
    "вступление",
    "претендент",
    "избрание",
    "назначение",
    "роль",
    "звание",
    "место",
];

/// The most states of one sentence of which `страна` may mean one.
const MOST_STATES: usize = 4;

/// Nouns for an office that somebody takes or leaves.
const POSTS: &[&str] = &["пост", "должность", "полномочие", "кресло"];

/// Words before `страны` that tell that there are two.
const BOTH: &[&str] =
    &["обе", "обеих", "обеим", "обеими", "оба", "обоих", "две", "двух", "двумя", "два"];
/// Words before `страна` that point back.
const THIS: &[&str] = &["эта", "этой", "эту", "это", "этого", "этом", "этому"];

impl Cast<'_> {
    /// Takes in all places that mean a person or a state without naming it.
    pub(super) fn meet_references(&mut self) {
        let tokens = self.words.analysis.tokens.len();
        let mut taken = self.taken_tokens(tokens);
        self.meet_roles_alone(&mut taken);
        self.meet_posts();
        self.meet_demonyms(&mut taken);
        self.meet_pronouns(&taken);
        self.meet_countries();
    }

    /// The tokens that speak of somebody already.
    fn taken_tokens(&self, count: usize) -> Vec<bool> {
        let mut taken = vec![false; count];
        let mut take = |tokens: Range<usize>| {
            for token in tokens {
                taken[token] = true;
            }
        };
        for (actor, mention) in &self.mentions {
            if self.actors[actor.0].class != ActorClass::State {
                take(self.words.analysis.tokens_within(mention.span));
            }
        }
        for person in &self.people {
            for (tokens, _) in &person.mentions {
                take(tokens.clone());
            }
            for role in &person.roles {
                take(role.tokens.clone());
            }
        }
        taken
    }

    fn meet_roles_alone(&mut self, taken: &mut [bool]) {
        let words = self.words;
        for head in 0..taken.len() {
            if taken[head] || !words.is_noun(head) || words.is_plural(head) {
                continue;
            }
            let kind = words.tables.role(words.lemma(head)).map(|role| role.kind);
            if !matches!(kind, Some(RoleKind::Office | RoleKind::Trade | RoleKind::Relation)) {
                continue;
            }
            let Some(phrase) = self.role_alone(head) else { continue };
            if phrase.tokens.clone().any(|token| taken[token]) {
                continue;
            }
            let wanted = self.role_of(head, phrase.tokens.clone());
            let actor = if let Some(person) = self.by_role(&wanted, head) {
                let roles = &self.people[person].roles;
                let same = roles.iter().any(|role| role.lemma == wanted.lemma);
                let confidence = if same { SAME_ROLE } else { ROLE_BY_SYNONYM };
                Some((self.person_actor(person), confidence))
            } else if let Some(person) = self.of_that_state(&phrase, &wanted) {
                Some((self.person_actor(person), ROLE_BY_SYNONYM))
            } else if kind == Some(RoleKind::Office)
                && self.state_of_phrase(phrase.tokens.clone()).is_some()
            {
                // Nobody holds it in the report: it stays an office of its state.
                self.described(&phrase, ActorClass::Person);
                None
            } else {
                None
            };
            if let Some((actor, confidence)) = actor {
                let span = words.span(phrase.tokens.clone());
                let mention = Mention { span, kind: MentionKind::Role, confidence };
                self.mentions.push((actor, mention));
            }
            for token in phrase.tokens {
                taken[token] = true;
            }
        }
    }

    /// Gives the state of a post to whom the sentence names with it, and no other: `поздравил Анну Лугину с
    /// избранием на пост президента Лернии`.
    fn meet_posts(&mut self) {
        let words = self.words;
        for head in 0..words.analysis.tokens.len() {
            let post = words
                .token(head)
                .head
                .is_some_and(|owner| owner < head && POSTS.contains(&words.lemma(owner)));
            let office = words
                .tables
                .role(words.lemma(head))
                .is_some_and(|role| role.kind == RoleKind::Office);
            if !post || !office || !words.is_noun(head) {
                continue;
            }
            let sentence = words.analysis.sentence_of(head).tokens.clone();
            let phrase = noun_phrase(words, head, sentence.clone());
            if phrase.tokens.clone().any(|token| self.person_at(token).is_some()) {
                continue;
            }
            let Some(code) = self.state_of_phrase(phrase.tokens.clone()) else { continue };
            let Some(person) = self.only_person_near_of(head, None, Some(code)) else { continue };
            let here = self.people[person]
                .mentions
                .iter()
                .any(|(mention, _)| sentence.contains(&mention.start));
            let actor = self.person_actor(person);
            let known = &mut self.actors[actor.0];
            if here && known.state.is_none() {
                known.state = Some(code);
                let evidence = words.span(phrase.tokens);
                known.state_from = Some(StateFrom { ground: StateGround::Office, evidence });
            }
        }
    }

    /// The phrase of an office that stands for its holder, without a name beside it.
    fn role_alone(&self, head: usize) -> Option<NounPhrase> {
        let words = self.words;
        let sentence = words.analysis.sentence_of(head).tokens.clone();
        let owner = words.token(head).head;
        let matter = |token: usize| ABOUT_OFFICES.contains(&words.lemma(token));
        let becomes = words.case(head) == Some(Case::Instrumental)
            && owner.is_some_and(|verb| !words.is_noun(verb))
            && words.token(head).relation != Relation::OblAgent;
        if becomes || owner.is_some_and(matter) || head > sentence.start && matter(head - 1) {
            return None;
        }
        let mut phrase = noun_phrase(words, head, sentence);
        let cut = (head + 1..phrase.tokens.end).find(|&token| {
            words.is_punctuation(token)
                || matches!(
                    words.part_of_speech(token),
                    PartOfSpeech::Adposition | PartOfSpeech::CoordinatingConjunction
                )
        });
        phrase.tokens.end = cut.unwrap_or(phrase.tokens.end);
        let named = phrase.tokens.clone().any(|token| self.person_at(token).is_some());
        (!named).then_some(phrase)
    }

    /// `россиянин`, `34-летняя финка`: whoever is the only one named near that it may mean, and is then
    /// of that state.
    fn meet_demonyms(&mut self, taken: &mut [bool]) {
        let words = self.words;
        let demonyms: Vec<(usize, Option<&'static str>)> = self
            .states
            .iter()
            .filter(|(mention, _)| mention.way == Way::Demonym && mention.tokens.len() == 1)
            .map(|(mention, _)| (mention.tokens.start, mention.state.code))
            .collect();
        for (token, code) in demonyms {
            if words.is_plural(token) || !words.is_noun(token) {
                continue;
            }
            let sentence = words.analysis.sentence_of(token).tokens.clone();
            let mut phrase = noun_phrase(words, token, sentence);
            phrase.tokens.end = token + 1;
            // `россиянин Иван Лугин`
            let person = match self.person_at(token + 1) {
                Some(person) => Some(person),
                None => self.only_person_near_of(token, words.morphology(token).gender, code),
            };
            let Some(person) = person else { continue };
            let actor = self.person_actor(person);
            let known = &mut self.actors[actor.0];
            if known.state.is_some() && known.state != code {
                continue;
            }
            let span = words.span(phrase.tokens.clone());
            if known.state.is_none() && code.is_some() {
                known.state = code;
                known.state_from = Some(StateFrom { ground: StateGround::Name, evidence: span });
            }
            if !phrase.tokens.clone().any(|token| taken[token]) {
                let mention = Mention { span, kind: MentionKind::Role, confidence: ONLY_ONE_NEAR };
                self.mentions.push((actor, mention));
            }
            taken[token] = true;
        }
    }

    /// The person who is the only one named in the sentence before the token, or else in the last
    /// sentence before that names any, and may be of the gender.
    pub(super) fn only_person_near(&self, token: usize, gender: Option<Gender>) -> Option<usize> {
        self.only_person_near_of(token, gender, None)
    }

    /// The same among those who may be of the state, where one is given.
    pub(super) fn only_person_near_of(
        &self,
        token: usize,
        gender: Option<Gender>,
        state: Option<&'static str>,
    ) -> Option<usize> {
        let of_another = |person: usize| {
            let known = self.by_person.get(&person).and_then(|actor| self.actors[actor.0].state);
            state.is_some() && known.is_some() && known != state
        };
        let sentences = &self.words.analysis.sentences;
        let here = sentences.partition_point(|sentence| sentence.tokens.start <= token) - 1;
        (0..=SENTENCES_BACK.min(here))
            .find_map(|back| {
                let tokens = &sentences[here - back].tokens;
                let near: Vec<usize> = (0..self.people.len())
                    .filter(|&person| {
                        let known = &self.people[person];
                        let agrees =
                            known.gender.is_none() || gender.is_none() || known.gender == gender;
                        agrees
                            && !of_another(person)
                            && known.mentions.iter().any(|(mention, _)| {
                                tokens.contains(&mention.start) && mention.start < token
                            })
                    })
                    .collect();
                (!near.is_empty()).then_some(near)
            })
            .and_then(|near| match near[..] {
                [person] => Some(person),
                _ => None,
            })
    }

    fn meet_pronouns(&mut self, taken: &[bool]) {
        let words = self.words;
        // Where each person is spoken of, by the sentence: the token, and whether as a subject.
        let sentences = &words.analysis.sentences;
        let mut spoken_of: Vec<Vec<(usize, ActorId, bool)>> = vec![Vec::new(); sentences.len()];
        let sentence_of =
            |token: usize| sentences.partition_point(|sentence| sentence.tokens.start <= token) - 1;
        let is_subject = |token: usize| {
            matches!(words.token(token).relation, Relation::Nsubj | Relation::NsubjPass)
        };
        let people: Vec<(usize, ActorId, bool)> = self
            .mentions
            .iter()
            .filter(|(actor, _)| self.actors[actor.0].class == ActorClass::Person)
            .map(|(actor, mention)| (words.analysis.tokens_within(mention.span), *actor))
            .filter(|(tokens, _)| !tokens.is_empty())
            .map(|(tokens, actor)| (tokens.start, actor, tokens.clone().any(is_subject)))
            .collect();
        let named: Vec<(Range<usize>, usize)> = self
            .people
            .iter()
            .enumerate()
            .flat_map(|(person, known)| {
                known.mentions.iter().map(move |(tokens, _)| (tokens.clone(), person))
            })
            .collect();
        let named = named.into_iter().map(|(tokens, person)| {
            (tokens.start, self.person_actor(person), tokens.clone().any(is_subject))
        });
        for found in named.collect::<Vec<_>>().into_iter().chain(people) {
            spoken_of[sentence_of(found.0)].push(found);
        }
        let genders: Vec<Option<Gender>> = self.genders_of_actors();
        for (token, &taken) in taken.iter().enumerate() {
            let Some(gender) = pronoun_gender(&words.form(token).to_lowercase()) else { continue };
            if taken {
                continue;
            }
            let here = sentence_of(token);
            let found = (0..=SENTENCES_BACK.min(here)).find_map(|back| {
                let mut near: Vec<(ActorId, bool)> = Vec::new();
                for &(at, actor, subject) in &spoken_of[here - back] {
                    let agrees = genders[actor.0].is_none_or(|known| known == gender);
                    if at >= token || !agrees {
                        continue;
                    }
                    match near.iter_mut().find(|(known, _)| *known == actor) {
                        Some((_, known)) => *known |= subject,
                        None => near.push((actor, subject)),
                    }
                }
                (!near.is_empty()).then_some(near)
            });
            let Some(near) = found else { continue };
            let mut subjects = near.iter().filter(|(_, subject)| *subject);
            let meant = match (&near[..], subjects.next(), subjects.next()) {
                ([(actor, _)], _, _) => Some((*actor, ONLY_ONE_NEAR)),
                (_, Some((actor, _)), None) => Some((*actor, ONLY_SUBJECT)),
                _ => None,
            };
            if let Some((actor, confidence)) = meant {
                let span = words.token(token).span;
                let mention = Mention { span, kind: MentionKind::Pronoun, confidence };
                self.mentions.push((actor, mention));
                spoken_of[here].push((token, actor, is_subject(token)));
            }
        }
    }

    fn genders_of_actors(&self) -> Vec<Option<Gender>> {
        let mut genders = vec![None; self.actors.len()];
        for (&person, &actor) in &self.by_person {
            genders[actor.0] = self.people[person].gender;
        }
        genders
    }

    /// `обе страны`, `стороны` of the two states that were named last; `страна` of the last one.
    fn meet_countries(&mut self) {
        let words = self.words;
        for token in 0..words.analysis.tokens.len() {
            let lemma = words.lemma(token);
            if !matches!(lemma, "страна" | "сторона" | "государство" | "республика")
            {
                continue;
            }
            let sentence = words.analysis.sentence_of(token).tokens.clone();
            let before = token.checked_sub(1).filter(|&before| before >= sentence.start);
            let both = before.is_some_and(|before| words.is(before, BOTH));
            let this = before.is_some_and(|before| words.is(before, THIS));
            // `обе страны`: the numeral takes the singular.
            let several = both || words.is_plural(token);
            let bare = both || this || before.is_none_or(|before| !words.is_attribute(before));
            let owned = (token + 1..sentence.end.min(token + 2))
                .any(|next| words.is_noun(next) && words.case(next) == Some(Case::Genitive));
            // `со стороны`, `с одной стороны`, `по ту сторону`
            let figure = lemma == "сторона" && !several;
            let head_of_state = words
                .token(token)
                .head
                .is_some_and(|head| words.tables.role(words.lemma(head)).is_some());
            if !bare || owned || figure || head_of_state {
                continue;
            }
            let (count, confidence) = if several { (2, TWO_STATES) } else { (1, ONE_STATE) };
            let Some(states) = self.states_named_before(token, count) else { continue };
            let span = words.token(token).span;
            for actor in states {
                let mention = Mention { span, kind: MentionKind::Role, confidence };
                self.mentions.push((actor, mention));
            }
        }
    }

    /// The state that `страна` means: the only one that the last sentence with any names, or that of them
    /// in which the report is set.
    pub(super) fn country_before(&self, token: usize) -> Option<ActorId> {
        if let Some([state]) = self.states_named_before(token, 1).as_deref() {
            return Some(*state);
        }
        let set_in = self.setting()?;
        (2..=MOST_STATES)
            .find_map(|count| self.states_named_before(token, count))?
            .into_iter()
            .find(|state| self.actors[state.0].state == Some(set_in))
    }

    /// The states that the last sentence with any before the token names, if they are so many.
    pub(super) fn states_named_before(&self, token: usize, count: usize) -> Option<Vec<ActorId>> {
        let words = self.words;
        let end = self.states.partition_point(|(mention, _)| mention.tokens.start < token);
        let (last, _) = self.states[..end].last()?;
        let from = words.analysis.sentence_of(last.tokens.start).tokens.start;
        let here = words.analysis.sentence_of(token).tokens.start;
        let sentences = &words.analysis.sentences;
        let sentence = |start: usize| sentences.partition_point(|other| other.tokens.start < start);
        if sentence(here) - sentence(from) > SENTENCES_BACK {
            return None;
        }
        let mut states: Vec<ActorId> = Vec::new();
        for (mention, actor) in self.states[..end].iter().rev() {
            if mention.tokens.start < from {
                break;
            }
            if mention.way != Way::Demonym && !states.contains(actor) {
                states.push(*actor);
            }
        }
        (states.len() == count).then_some(states)
    }
}

/// The gender of whom a personal pronoun of the third person singular means.
fn pronoun_gender(form: &str) -> Option<Gender> {
    match form {
        "он" | "его" | "него" | "ему" | "нему" | "ним" | "нем" | "нём" => {
            Some(Gender::Masculine)
        }
        "она" | "её" | "ее" | "неё" | "нее" | "ней" | "нею" | "ею" => {
            Some(Gender::Feminine)
        }
        _ => None,
    }
}
