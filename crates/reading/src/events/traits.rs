//! What is to be seen of a word that may tell of an event, for weights that are learned.
//!
//! Names are masked: a trait tells the kind of whoever stands there and never the name.

use depesha_language::morphology::{PartOfSpeech, VerbForm};
use depesha_language::{EntityKind, Relation, SeenWord};

use super::frames::preposition;
use super::lists::LISTS;
use super::{EventReader, Told};
use crate::actors::Party;
use crate::lexicon::Act;
use crate::record::{ActorClass, EventStatus, EventType, StatementKind};
use crate::tables::RoleKind;

/// Traits with their values.
type Traits = Vec<(String, f32)>;

/// A word that may tell of an event, with what its report shows of it.
#[derive(Debug, Clone, PartialEq)]
pub struct TriggerTraits {
    /// The token's number in the analysis.
    pub token: usize,
    /// What is to be seen.
    pub seen: SeenWord,
    /// What the rules read here; `None` where they read nothing, or what is told again.
    pub told: Option<EventType>,
}

/// What the rules find at a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// An event.
    Told(EventType),
    /// An event that is told before.
    Again(EventType),
    /// An event of the lists that lacks somebody whom its row asks for.
    Open(EventType),
}

/// The verdicts of the rules on the words of a report, in the order of the text.
#[derive(Debug, Default)]
pub(super) struct Verdicts(pub(super) Vec<(usize, Verdict)>);

impl Verdicts {
    pub(super) fn of(&self, token: usize) -> Option<Verdict> {
        let at = self.0.partition_point(|(other, _)| *other < token);
        self.0.get(at).filter(|(other, _)| *other == token).map(|(_, verdict)| *verdict)
    }
}

/// What is seen of a report as a whole and of each of its words once.
pub(super) struct Sight {
    masked: Vec<bool>,
    /// The kind of whoever the token means, where it was asked for.
    kinds: Vec<Option<&'static str>>,
    /// The token that begins the second paragraph.
    headline_ends: usize,
    /// Traits of the report.
    report: Traits,
    /// By sentence: states, bodies and people named in it, together.
    named: Vec<usize>,
}

/// Parts of a share, for traits that tell it roughly.
const PARTS: f32 = 10.0;

impl EventReader<'_, '_> {
    /// What all words of the report are seen with.
    pub(super) fn sight(&mut self, events: &[Told], verdicts: &Verdicts) -> Sight {
        let words = self.words;
        let analysis = words.analysis;
        let count = analysis.tokens.len();
        let masked = crate::masks::masked(words);
        let headline = depesha_text::paragraphs(words.text);
        let headline_ends = headline.get(1).map_or(0, |second| {
            analysis.tokens.partition_point(|token| token.span.start < second.start)
        });
        let mut named = vec![0; analysis.sentences.len()];
        let (mut states, mut bodies, mut people) = (0, 0, 0);
        for (at, sentence) in analysis.sentences.iter().enumerate() {
            for token in sentence.tokens.clone() {
                let state = self.cast.names_state(token);
                let body = self.cast.is_body(token)
                    && (token == sentence.tokens.start || !self.cast.is_body(token - 1));
                let person = words.person_at(token).is_some_and(|name| name.tokens.start == token);
                states += usize::from(state);
                bodies += usize::from(body);
                people += usize::from(person);
                named[at] += usize::from(state || body || person);
            }
        }
        let sentences = analysis.sentences.len().max(1) as f32;
        let rate = |count: usize| (count as f32 / sentences).min(3.0);
        let politics = self.cast.speaks_of_politics();
        let told = verdicts.0.iter().filter(|(_, verdict)| matches!(verdict, Verdict::Told(_)));
        let mut report = vec![
            ("report:states".to_owned(), rate(states)),
            ("report:bodies".to_owned(), rate(bodies)),
            ("report:people".to_owned(), rate(people)),
            ("report:told".to_owned(), rate(told.count())),
            ("report:length".to_owned(), (sentences / 20.0).min(3.0)),
            ("report:politics".to_owned(), f32::from(u8::from(politics))),
        ];
        for kind in EventType::ALL {
            let of_kind = events.iter().filter(|told| told.event.kind == kind).count();
            if of_kind > 0 {
                report.push((format!("report:told:{}", kind.name()), 1.0));
            }
        }
        Sight { masked, kinds: vec![None; count], headline_ends, report, named }
    }

    /// Whether the word may tell of an event: the lists have it in some sense, or it opens a statement.
    pub(super) fn may_tell(&self, token: usize, sight: &Sight) -> bool {
        let words = self.words;
        let morphology = words.morphology(token);
        let part = match morphology.part_of_speech {
            PartOfSpeech::Verb | PartOfSpeech::Noun => true,
            PartOfSpeech::Adjective => {
                morphology.short || words.token(token).relation != Relation::Amod
            }
            _ => false,
        };
        let listed = || {
            self.is_event_noun(token)
                || self.verb_lemma(token).is_some_and(|lemma| LISTS.verbs.contains_key(lemma))
        };
        let opens = || self.attributions.iter().any(|said| said.verb == token);
        part && !sight.masked[token]
            && words.form(token).chars().count() > 2
            && (listed() || opens())
    }

    /// The kind of whoever the word means: for traits, which know no names.
    fn kind_at(&mut self, token: usize, sight: &mut Sight) -> &'static str {
        if let Some(kind) = sight.kinds[token] {
            return kind;
        }
        let kind = self.kind_of(token);
        sight.kinds[token] = Some(kind);
        kind
    }

    fn kind_of(&mut self, token: usize) -> &'static str {
        let words = self.words;
        let nominal = words.is_noun(token)
            || words.is_pronoun(token)
            || words.name_at(token).is_some()
            || words.lemma(token) == "который";
        if !nominal {
            return "-";
        }
        let parties = self.parties_at(token);
        match parties.first() {
            Some(Party::Known(actor)) => {
                let known = self.cast.actor(*actor);
                let of_state = known.state.is_some();
                match known.class {
                    ActorClass::State => "state",
                    ActorClass::Person if self.cast.holds_office(*actor) => "official",
                    ActorClass::Person => "person",
                    ActorClass::Organization if of_state => "organ",
                    ActorClass::Organization => "body",
                    ActorClass::Outlet => "outlet",
                    ActorClass::Group => "group",
                    ActorClass::Place => "place",
                    ActorClass::Unknown => "unknown",
                }
            }
            Some(Party::Described(phrase, class)) => {
                let office = words
                    .tables
                    .role(words.lemma(phrase.head))
                    .is_some_and(|role| role.kind == RoleKind::Office);
                match class {
                    ActorClass::Person if office => "some official",
                    ActorClass::Person => "some person",
                    ActorClass::Organization => "some body",
                    ActorClass::Outlet => "outlet",
                    _ => "some group",
                }
            }
            None if self.cast.names_state(token) => "state",
            None => match words.analysis.names.iter().find(|name| name.tokens.contains(&token)) {
                Some(_) => "name",
                None => "thing",
            },
        }
    }

    /// What is to be seen of the word.
    pub(super) fn traits(
        &mut self,
        token: usize,
        sight: &mut Sight,
        verdicts: &Verdicts,
        events: &[Told],
    ) -> TriggerTraits {
        let words = self.words;
        let mut found: Vec<String> = Vec::new();
        let mut meaning: Vec<(usize, String)> = Vec::new();
        let lemma = words.lemma(token);
        let morphology = *words.morphology(token);
        let part = morphology.part_of_speech.name();
        let verdict = verdicts.of(token);
        meaning.push((0, lemma.to_owned()));
        found.push(format!("lemma:{lemma}"));
        found.push(format!("part:{part}"));

        // Its form.
        let form = match morphology.verb_form {
            Some(VerbForm::Finite) => morphology.tense.map_or("finite", |tense| tense.name()),
            Some(VerbForm::Infinitive) => "infinitive",
            Some(VerbForm::Participle) if morphology.short => "short participle",
            Some(VerbForm::Participle) => "participle",
            Some(VerbForm::Converb) => "converb",
            None if morphology.short => "short",
            None => "-",
        };
        found.push(format!("form:{part}:{form}"));
        if let Some(voice) = morphology.voice {
            found.push(format!("voice:{}", voice.name()));
        }
        if let Some(aspect) = morphology.aspect {
            found.push(format!("aspect:{}", aspect.name()));
        }
        if let Some(person) = morphology.person {
            found.push(format!("person:{}", person.name()));
        }
        if let Some(mood) = morphology.mood {
            found.push(format!("mood:{}", mood.name()));
        }
        if let Some(number) = morphology.number {
            found.push(format!("number:{part}:{}", number.name()));
        }
        if lemma.ends_with("ся") || lemma.ends_with("сь") {
            found.push("reflexive".into());
        }
        let letters: Vec<char> = lemma.chars().collect();
        for length in [3, 4] {
            if letters.len() > length + 1 {
                let end: String = letters[letters.len() - length..].iter().collect();
                found.push(format!("ends:{end}"));
            }
        }
        for length in [3, 4, 5] {
            if letters.len() > length {
                let start: String = letters[..length].iter().collect();
                found.push(format!("starts:{start}"));
            }
        }
        let case = |at: usize| words.case(at).map_or("", |case| case.name());
        let before = preposition(words, token).unwrap_or("");
        let relation = words.token(token).relation.name();
        found.push(format!("relation:{part}:{relation}"));
        if words.is_noun(token) {
            found.push(format!("place:{before}{}", case(token)));
        }
        if !self.tells(token) {
            found.push("identifies".into());
        }
        let entity = words.analysis.entities.iter().filter(|entity| entity.tokens.contains(&token));
        for entity in entity {
            if !matches!(entity.kind, EntityKind::Person | EntityKind::City) {
                found.push(format!("entity:{}", entity.kind.name()));
            }
        }
        if self.cast.is_body(token) {
            found.push("within:body".into());
        }

        // What it depends on.
        if let Some(head) = words.token(token).head {
            let seen = if sight.masked[head] {
                format!("<{}>", self.kind_at(head, sight))
            } else {
                meaning.push((1, words.lemma(head).to_owned()));
                words.lemma(head).to_owned()
            };
            found.push(format!("head:{seen}"));
            found.push(format!("head:{relation}:{seen}"));
            found.push(format!("headpart:{}", words.part_of_speech(head).name()));
            match verdicts.of(head) {
                Some(Verdict::Told(kind)) => found.push(format!("headtold:{}", kind.name())),
                Some(_) => found.push("headlisted".into()),
                None => {}
            }
        }

        // What depends on it.
        let dependents: Vec<usize> = words.analysis.dependents(token).collect();
        let (mut with_subject, mut with_object) = (false, false);
        for &other in &dependents {
            if words.is_punctuation(other) {
                continue;
            }
            let relation = words.token(other).relation;
            if matches!(relation, Relation::Case) {
                continue;
            }
            if words.is(other, &["не", "ни", "нет"]) {
                found.push("not".into());
            }
            let place = match preposition(words, other) {
                Some(before) => before.to_owned(),
                None => format!("{}{}", relation.name(), case(other)),
            };
            let kind = self.kind_at(other, sight);
            if kind != "-" {
                found.push(format!("dep:{place}:{kind}"));
                found.push(format!("depkind:{kind}"));
            }
            if preposition(words, other).is_some() {
                found.push(format!("prep:{place}"));
            }
            with_subject |= matches!(relation, Relation::Nsubj | Relation::NsubjPass);
            with_object |= relation == Relation::Obj;
            if sight.masked[other] {
                continue;
            }
            let content = matches!(
                words.part_of_speech(other),
                PartOfSpeech::Noun | PartOfSpeech::Verb | PartOfSpeech::Adjective
            );
            if content || matches!(words.part_of_speech(other), PartOfSpeech::Adverb) {
                found.push(format!("deplemma:{}", words.lemma(other)));
            }
            if content {
                found.push(format!("dep:{place}:{}", words.lemma(other)));
                let place = match relation {
                    Relation::Nsubj | Relation::NsubjPass => 2,
                    Relation::Obj | Relation::Xcomp => 3,
                    _ => 4,
                };
                meaning.push((place, words.lemma(other).to_owned()));
            }
        }
        if with_subject {
            found.push("with:subject".into());
        }
        if with_object {
            found.push("with:object".into());
        }
        let said_in = self.said_in(token);
        let subject = if words.is_noun(token) {
            self.genitive_parties(token)
        } else {
            self.subject_of(token, said_in, 0)
        };
        let subject = match subject.first() {
            Some(Party::Known(actor)) => match self.cast.actor(*actor).class {
                ActorClass::Person if self.cast.holds_office(*actor) => "official",
                class => class_name(class),
            },
            Some(Party::Described(_, class)) => class_name(*class),
            None => "nobody",
        };
        found.push(format!("subject:{part}:{subject}"));

        // Words before and behind it.
        let sentence = words.analysis.sentence_of(token).tokens.clone();
        for (name, at) in [
            ("before", token.checked_sub(1).filter(|at| sentence.contains(at))),
            ("behind", Some(token + 1).filter(|at| sentence.contains(at))),
        ] {
            let seen = match at {
                None => "<end>".to_owned(),
                Some(at) if sight.masked[at] => format!("<{}>", self.kind_at(at, sight)),
                Some(at) => words.lemma(at).to_owned(),
            };
            found.push(format!("{name}:{seen}"));
        }

        // What the lists and the rules make of it.
        let rows = LISTS
            .nouns
            .get(lemma)
            .or_else(|| self.verb_lemma(token).and_then(|lemma| LISTS.verbs.get(lemma)));
        let mut may: Vec<&str> =
            rows.into_iter().flatten().map(|predicate| predicate.kind.name()).collect();
        may.sort_unstable();
        may.dedup();
        found.push(format!("rows:{}", may.len().min(3)));
        found.extend(may.iter().map(|kind| format!("may:{kind}")));
        if rows.is_some()
            && let Some((predicate, with)) = self.listed(token)
        {
            found.push(format!("listed:{}", predicate.kind.name()));
            found.push(format!("listed:{}", if with == token { "by itself" } else { "with" }));
        }
        if LISTS.modality.contains_key(lemma) {
            found.push("modality".into());
        }
        if LISTS.light.contains_key(lemma) {
            found.push("light".into());
        }
        let mut told = None;
        match verdict {
            Some(Verdict::Told(kind)) => {
                told = Some(kind);
                found.push(format!("told:{}", kind.name()));
                found.push("told".into());
                if let Some(known) = events.iter().find(|known| known.token == token) {
                    let event = &known.event;
                    found.push(format!("told by:{}", event.rule));
                    found.push(format!("told sides:{}", sides(event)));
                    found.push(format!("told sides:{}:{}", kind.name(), sides(event)));
                    if event.status != EventStatus::Actual {
                        found.push("told:not actual".into());
                    }
                }
            }
            Some(Verdict::Again(kind)) => {
                found.push(format!("again:{}", kind.name()));
                found.push("again".into());
            }
            Some(Verdict::Open(kind)) => found.push(format!("open:{}", kind.name())),
            None => {}
        }
        let before_it = &words.analysis.tokens[..token];
        let told_before = events.iter().any(|known| known.token < token && known.lemma == lemma);
        if told_before {
            found.push("told before".into());
        }
        if before_it.iter().any(|other| other.lemma == lemma) {
            found.push("stood before".into());
        }
        let in_sentence = events
            .iter()
            .filter(|known| sentence.contains(&known.token) && known.token != token)
            .count();
        found.push(format!("told beside:{}", in_sentence.min(3)));

        // Who says it, and where it stands.
        let span = words.token(token).span;
        let cue = self.attributions.iter().find(|said| said.cue.overlaps(span));
        if let Some(cue) = cue {
            found.push(format!("cue:{}", act_name(cue.act)));
            found.push(format!("cue:{}:{}", act_name(cue.act), lemma));
            if cue.verb == token {
                found.push("cue verb".into());
            }
        }
        match said_in.map(|index| self.attributions[index].kind) {
            Some(StatementKind::Direct) => found.push("said:direct".into()),
            Some(_) => found.push("said:retold".into()),
            None => found.push("said:author".into()),
        }
        if token < sight.headline_ends {
            found.push("headline".into());
        }
        let here =
            words.analysis.sentences.partition_point(|known| known.tokens.start <= token) - 1;
        found.push(format!("sentence:{}", here.min(4)));
        found.push(format!("named:{}", sight.named[here].min(4)));
        let share = here as f32 / words.analysis.sentences.len() as f32;
        found.push(format!("part of report:{}", (share * PARTS).floor() / PARTS));

        self.cast.stood.clear();
        let mut traits: Traits = found.into_iter().map(|name| (name, 1.0)).collect();
        traits.extend(sight.report.iter().cloned());
        TriggerTraits { token, seen: SeenWord { traits, words: meaning }, told }
    }
}

/// Which sides an event names.
fn sides(event: &crate::record::Event) -> &'static str {
    match (event.actors.is_empty(), event.recipients.is_empty()) {
        (false, false) => "both",
        (false, true) => "actor",
        (true, false) => "recipient",
        (true, true) => "none",
    }
}

fn class_name(class: ActorClass) -> &'static str {
    match class {
        ActorClass::Person => "person",
        ActorClass::State => "state",
        ActorClass::Organization => "organization",
        ActorClass::Outlet => "outlet",
        ActorClass::Group => "group",
        ActorClass::Place => "place",
        ActorClass::Unknown => "unknown",
    }
}

fn act_name(act: Act) -> &'static str {
    match act {
        Act::Say => "say",
        Act::Relay => "relay",
        Act::Think => "think",
        Act::Demand => "demand",
        Act::Promise => "promise",
        Act::Accuse => "accuse",
        Act::Deny => "deny",
        Act::Call => "call",
        Act::Show => "show",
    }
}
