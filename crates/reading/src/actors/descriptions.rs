//! Actors without a person's name: outlets, bodies, and those whom the text only describes.

use std::ops::Range;

use depesha_language::NameKind;
use depesha_language::morphology::{Case, PartOfSpeech};

use super::Cast;
use super::states::{StateMention, state_of_role};
use crate::inflection::nominative_phrase;
use crate::phrases::NounPhrase;
use crate::record::{ActorClass, ActorId, MentionKind};
use crate::tables::{RoleKind, folded};

impl Cast<'_> {
    /// The outlet named last, which a bare noun means: `издание отмечает`.
    pub(super) fn outlet_before(&mut self, phrase: &NounPhrase) -> Option<ActorId> {
        let words = self.words;
        let bare = phrase.tokens.len() == 1
            && !words.is_plural(phrase.head)
            && words.tables.is_outlet_noun(words.lemma(phrase.head));
        let span = words.span(phrase.tokens.clone());
        let last = self.mentions.iter().filter(|(actor, mention)| {
            self.actors[actor.0].class == ActorClass::Outlet
                && mention.kind == MentionKind::Name
                && mention.span < span
        });
        let (actor, _) = last.max_by_key(|(_, mention)| mention.span).filter(|_| bare)?;
        let actor = *actor;
        self.mention(actor, phrase, MentionKind::Role);
        Some(actor)
    }

    /// The actor of an outlet, by its name without the common noun before it.
    pub(super) fn outlet(&mut self, phrase: &NounPhrase) -> ActorId {
        let words = self.words;
        let body = phrase.tokens.clone().find_map(|token| self.body_at(token));
        if let Some((_, actor)) = body
            && words.tables.role(words.lemma(phrase.head)).is_none()
        {
            self.actors[actor.0].class = ActorClass::Outlet;
            return actor;
        }
        let named = phrase.tokens.clone().position(|token| {
            matches!(words.form(token), "«" | "\"" | "„")
                || words.name_at(token).is_some()
                || words.morphology(token).foreign
                || words.form(token).chars().next().is_some_and(|c| c.is_ascii_alphabetic())
        });
        let name = match named {
            Some(offset)
                if words.tables.is_outlet_noun(words.lemma(phrase.head))
                    || offset > 0 && words.is_attribute(phrase.tokens.start) =>
            {
                let tokens = phrase.tokens.start + offset..phrase.tokens.end;
                let head =
                    tokens.clone().find(|&token| words.is_noun(token)).unwrap_or(tokens.start);
                nominative_phrase(words, &NounPhrase { head, tokens })
            }
            _ => nominative_phrase(words, phrase),
        };
        let name: String =
            name.chars().filter(|c| !matches!(c, '«' | '»' | '"' | '„' | '“' | '”')).collect();
        let actor = self.named(name.trim(), ActorClass::Outlet);
        let common = named.is_none() || words.tables.is_outlet_noun(&folded(name.trim()));
        let kind = if common { MentionKind::Role } else { MentionKind::Name };
        self.mention(actor, phrase, kind);
        actor
    }

    /// The actor that the phrase describes, by the phrase itself in the nominative.
    pub(super) fn described(&mut self, phrase: &NounPhrase, class: ActorClass) -> ActorId {
        let words = self.words;
        let text = nominative_phrase(words, phrase);
        let proper = words.name_at(phrase.tokens.start).is_some()
            || words.part_of_speech(phrase.tokens.start) == PartOfSpeech::ProperNoun
            || text.chars().take_while(|c| c.is_alphabetic()).filter(|c| c.is_uppercase()).count()
                > 1;
        let mut letters = text.chars();
        let text = match letters.next() {
            Some(first) if !proper => first.to_lowercase().chain(letters).collect(),
            _ => text,
        };
        let text = self.expansion(&text).unwrap_or(text);
        let actor = self.named(&text, class);
        let kind = if proper { MentionKind::Name } else { MentionKind::Role };
        self.mention(actor, phrase, kind);
        let is_role = words.tables.role(words.lemma(phrase.head)).is_some_and(|role| {
            role.kind != RoleKind::Description && role.synonyms != Some("source")
        });
        if class == ActorClass::Person && is_role {
            let role = self.role_of(phrase.head, phrase.tokens.clone());
            let role = self.record_of_role(&role);
            self.give_role(actor, role);
        }
        if self.actors[actor.0].state.is_none() && class != ActorClass::Unknown {
            self.actors[actor.0].state = self
                .state_of_phrase(phrase.tokens.clone())
                .or_else(|| self.state_of_country(phrase.tokens.clone()));
        }
        actor
    }

    /// The code of the state that `страна` means in the phrase: `министры страны`.
    fn state_of_country(&self, tokens: Range<usize>) -> Option<&'static str> {
        let words = self.words;
        let country = tokens.clone().skip(1).find(|&token| {
            words.lemma(token) == "страна"
                && !words.is_plural(token)
                && words.case(token) == Some(Case::Genitive)
        })?;
        let state = self.country_before(country)?;
        self.actors[state.0].state
    }

    /// The code of the state for which those act whom the phrase describes: `российские военные`.
    pub(super) fn state_of_phrase(&self, tokens: Range<usize>) -> Option<&'static str> {
        let from = self.states.partition_point(|(mention, _)| mention.tokens.start < tokens.start);
        let mentions: Vec<StateMention> = self.states[from..]
            .iter()
            .take_while(|(mention, _)| mention.tokens.start < tokens.end)
            .map(|(mention, _)| mention.clone())
            .collect();
        state_of_role(self.words, tokens, &mentions)?.code
    }

    /// The full name of a body that the text calls by its initials here.
    pub(super) fn expansion(&self, abbreviation: &str) -> Option<String> {
        let letters: Vec<char> = abbreviation.chars().collect();
        if letters.len() < 2 || !letters.iter().all(|c| c.is_uppercase()) {
            return None;
        }
        let words = self.words;
        let names = words.analysis.names.iter().filter(|name| name.kind == NameKind::Organization);
        for name in names {
            for start in name.tokens.clone() {
                let initials: Vec<(usize, char)> = (start..name.tokens.end)
                    .filter(|&token| words.form(token).chars().count() > 2 || words.is_noun(token))
                    .filter_map(|token| {
                        Some((token, words.form(token).chars().next()?.to_uppercase().next()?))
                    })
                    .take(letters.len())
                    .collect();
                if initials.len() == letters.len()
                    && initials.iter().map(|(_, c)| *c).eq(letters.iter().copied())
                {
                    let head = (start..name.tokens.end)
                        .find(|&token| words.is_noun(token))
                        .unwrap_or(start);
                    return Some(nominative_phrase(
                        words,
                        &NounPhrase { head, tokens: start..name.tokens.end },
                    ));
                }
            }
        }
        None
    }
}
