//! Which places tell of one act, and what each of them adds.

use super::Told;
use crate::actors::Cast;
use crate::record::{
    ActorId, Event, EventType, Evidence, EvidenceOf, Statement, StatementId, Telling,
};

impl Told {
    /// The act of a passive whose agent a later place names: told first here, by whom there.
    pub(super) fn closed_by(mut self, later: Told, statements: &[Statement]) -> Told {
        self.event.confidence = later.event.confidence;
        self.row = later.row;
        take_in(&mut self.event, later.event, true, statements);
        self.grounded = true;
        self
    }
}

/// Fills an open side of an act from another place that tells of the same act with another status:
/// `готовы выразить протест` from `призвал выразить протест соседям`. It is the same where the row and the other
/// side are.
pub(super) fn fill_from_other_tellings(events: &mut [Told]) {
    for index in 0..events.len() {
        let (row, event) = (events[index].row, &events[index].event);
        if row == usize::MAX || event.actors.is_empty() == event.recipients.is_empty() {
            continue;
        }
        let shares = |one: &[ActorId], other: &[ActorId]| one.iter().any(|id| other.contains(id));
        let told = events.iter().enumerate().find(|&(at, told)| {
            let other = &told.event;
            at != index
                && told.row == row
                && !other.actors.is_empty()
                && !other.recipients.is_empty()
                && (event.recipients.is_empty() && shares(&event.actors, &other.actors)
                    || event.actors.is_empty() && shares(&event.recipients, &other.recipients))
        });
        let Some((_, told)) = told else { continue };
        let open = if event.actors.is_empty() { EvidenceOf::Actor } else { EvidenceOf::Recipient };
        let evidence: Vec<Evidence> =
            told.event.evidence.iter().filter(|evidence| evidence.of == open).copied().collect();
        let (actors, recipients) = (told.event.actors.clone(), told.event.recipients.clone());
        let event = &mut events[index].event;
        event.evidence.extend(evidence);
        if open == EvidenceOf::Actor {
            event.actors = actors;
        } else {
            event.recipients = recipients;
        }
    }
}

/// Whose accusations one rejects who says no more of them: those who have accused him before.
pub(super) fn answer_accusers(events: &mut [Told]) {
    for index in 0..events.len() {
        let told = &events[index];
        let open = told.event.kind == EventType::Reject
            && told.event.recipients.is_empty()
            && told.matter.as_deref() == Some("обвинение");
        if !open {
            continue;
        }
        let accuser = events[..index].iter().rev().find(|before| {
            before.event.kind == EventType::Accuse
                && !before.event.actors.is_empty()
                && before.event.recipients.iter().any(|actor| told.event.actors.contains(actor))
        });
        let Some(accuser) = accuser else { continue };
        let recipients = accuser.event.actors.clone();
        let evidence: Vec<Evidence> = accuser
            .event
            .evidence
            .iter()
            .filter(|evidence| evidence.of == EvidenceOf::Actor)
            .map(|evidence| Evidence { of: EvidenceOf::Recipient, ..*evidence })
            .collect();
        let event = &mut events[index].event;
        event.recipients = recipients;
        event.evidence.extend(evidence);
    }
}

/// Takes in what a later place says of a known act: what fills a side that the first left open, and
/// that another voice tells it. In another word it tells it only of the same parties.
pub(super) fn take_in(known: &mut Event, again: Event, same_word: bool, statements: &[Statement]) {
    let among = |ours: &[ActorId], theirs: &[ActorId]| {
        theirs.iter().all(|actor| ours.is_empty() || ours.contains(actor))
    };
    let same_act = same_word
        || among(&known.actors, &again.actors) && among(&known.recipients, &again.recipients);
    let speaker = |said_in: Option<StatementId>| said_in.map(|id| statements[id.0].speaker);
    let voices = known.also_in.iter().map(|telling| telling.said_in).chain([known.said_in]);
    if same_act && voices.into_iter().all(|voice| speaker(voice) != speaker(again.said_in)) {
        known.also_in.push(Telling { trigger: again.trigger, said_in: again.said_in });
    }
    if known.kind != again.kind {
        return;
    }
    let evidence = |part: EvidenceOf| {
        let of_part = again.evidence.iter().filter(move |evidence| evidence.of == part);
        of_part.copied().collect::<Vec<Evidence>>()
    };
    if known.actors.is_empty() && !again.actors.iter().any(|actor| known.recipients.contains(actor))
    {
        known.evidence.extend(evidence(EvidenceOf::Actor));
        known.actors.clone_from(&again.actors);
    }
    // Who takes part in a talk may be told little by little.
    if matches!(known.kind, EventType::Consult | EventType::Cooperate) {
        let joining: Vec<ActorId> = again
            .actors
            .iter()
            .copied()
            .filter(|actor| !known.actors.contains(actor) && !known.recipients.contains(actor))
            .collect();
        let of_joining =
            |evidence: &Evidence| evidence.actor.is_some_and(|actor| joining.contains(&actor));
        known.evidence.extend(evidence(EvidenceOf::Actor).into_iter().filter(of_joining));
        known.actors.extend(&joining);
    }
    if known.recipients.is_empty()
        && !again.recipients.iter().any(|actor| known.actors.contains(actor))
    {
        known.evidence.extend(evidence(EvidenceOf::Recipient));
        known.recipients.clone_from(&again.recipients);
    }
}

/// Whether an event tells again what is known: the same act with parties that do not contradict.
pub(super) fn is_again(cast: &Cast<'_>, known: &Told, new: &Told) -> bool {
    let same_word = known.row == new.row || are_akin(&known.lemma, &new.lemma);
    let same_matter = known.matter.is_none() || new.matter.is_none() || known.matter == new.matter;
    let (known, new) = (&known.event, &new.event);
    if known.status != new.status {
        return false;
    }
    let shared = |one: &[ActorId], other: &[ActorId]| {
        one.iter().any(|&actor| other.iter().any(|&known| cast.acts_as(actor, known)))
    };
    // Who is dismissed leaves office.
    if known.kind != new.kind {
        return match (known.kind, new.kind) {
            (EventType::Sanction, EventType::Retreat) => {
                new.mode == Some("resign") && shared(&known.recipients, &new.actors)
            }
            (EventType::Retreat, EventType::Sanction) => {
                known.mode == Some("resign") && shared(&new.recipients, &known.actors)
            }
            _ => false,
        };
    }
    let fits = |one: &[ActorId], other: &[ActorId]| {
        one.is_empty() || other.is_empty() || shared(one, other)
    };
    if !fits(&known.actors, &new.actors) || !fits(&known.recipients, &new.recipients) {
        return false;
    }
    if same_word {
        return same_matter || shared(&known.recipients, &new.recipients);
    }
    // Another word for it: a side must be named and be the same. What is said is said in its own
    // words each time.
    let deed = !matches!(
        new.kind,
        EventType::Accuse
            | EventType::Request
            | EventType::Reject
            | EventType::Support
            | EventType::Threaten
            | EventType::Agree
    );
    // A noun that names no party tells of what is known: `после задержания`.
    if new.actors.is_empty() && new.recipients.is_empty() && new.rule == "noun" && deed {
        return true;
    }
    // `убит`, `застрелен`: one attack or arrest by several words.
    let attack = matches!(new.kind, EventType::Assault | EventType::Coerce)
        && shared(&known.recipients, &new.recipients)
        && (known.mode.is_none() || new.mode.is_none());
    attack
        || deed
            && known.mode == new.mode
            && (shared(&known.actors, &new.actors) || shared(&known.recipients, &new.recipients))
}

/// Whether two words are of one root, as far as a long stretch of letters that they share tells:
/// `благодарность`, `поблагодарить`.
fn are_akin(one: &str, other: &str) -> bool {
    let letters: Vec<char> = one.chars().collect();
    letters.windows(SHARED_LETTERS).any(|stretch| {
        let stretch: String = stretch.iter().collect();
        other.contains(&stretch)
    })
}

/// How many letters in a row words of one root share.
const SHARED_LETTERS: usize = 6;
