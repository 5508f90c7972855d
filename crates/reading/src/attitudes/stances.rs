//! Words of attitude between two parties: `раскритиковал`, `санкции против`, `союзник`.

use depesha_language::Relation;
use depesha_language::morphology::{Case, PartOfSpeech, VerbForm, Voice};

use super::lists::{LISTS, Stance};
use super::{Sign, Signs};
use crate::record::AttitudeGround;

/// How many words may stand between a word of attitude and the name of a party that it takes:
/// `осудил действия Вашингтона` has one.
const DEEPEST: usize = 3;

impl Signs<'_, '_> {
    pub(super) fn stances(&self, signs: &mut Vec<Sign>) {
        for token in 0..self.words.analysis.tokens.len() {
            if self.party_at[token].is_some() || self.is_each_other(token) {
                continue;
            }
            let Some(stances) = LISTS.stances.get(self.words.lemma(token)) else { continue };
            for stance in stances {
                let targets = self.targets(token, stance);
                if targets.is_empty() {
                    continue;
                }
                let sources = self.sources(token, &targets);
                for &source in &sources {
                    for &target in &targets {
                        signs.push(Sign {
                            source,
                            target,
                            polarity: self.turned(token, stance.polarity),
                            sure: stance.sure,
                            ground: AttitudeGround::Words,
                            account: self.account(token),
                            said_in: self.told_by[token],
                            span: self.words.token(token).span,
                        });
                    }
                }
                if !sources.is_empty() {
                    break;
                }
            }
        }
    }

    /// The parties in the places that the word has for the other side.
    fn targets(&self, token: usize, stance: &Stance) -> Vec<usize> {
        let words = self.words;
        let passive = self.is_passive(token);
        let mut parties = Vec::new();
        for other in words.analysis.dependents(token) {
            let fits = match words.token(other).relation {
                Relation::NsubjPass => stance.places.contains(&"вин"),
                // `осуждён`, `поддержан`: the parser often has a plain subject.
                Relation::Nsubj => passive && stance.places.contains(&"вин"),
                Relation::Obj
                | Relation::Iobj
                | Relation::Obl
                | Relation::Nmod
                | Relation::Xcomp => self.stands_in(other, &stance.places),
                _ => false,
            };
            if fits {
                self.parties_under(other, &mut parties);
            }
        }
        parties
    }

    /// Whether the word stands in one of the cases, or behind one of the prepositions.
    fn stands_in(&self, token: usize, places: &[&str]) -> bool {
        let words = self.words;
        let preposition = words
            .analysis
            .dependents(token)
            .find(|&other| words.token(other).relation == Relation::Case && other < token);
        if let Some(preposition) = preposition {
            let lemma = match words.lemma(preposition) {
                "со" => "с",
                "ко" => "к",
                "во" => "в",
                lemma => lemma,
            };
            return places.contains(&lemma);
        }
        match words.case(token) {
            Some(Case::Accusative) => places.contains(&"вин"),
            Some(Case::Dative) => places.contains(&"дат"),
            // Behind a negation the object is in the genitive.
            Some(Case::Genitive) => places.contains(&"род") || places.contains(&"вин"),
            Some(Case::Instrumental) => places.contains(&"твор"),
            None => places.iter().any(|place| matches!(*place, "вин" | "дат" | "род")),
            _ => false,
        }
    }

    /// Who holds the attitude: the subject of the verb, the agent of a passive, whose the noun is, the
    /// subject of the verb that carries it, or else the speaker who says it of himself.
    fn sources(&self, token: usize, targets: &[usize]) -> Vec<usize> {
        let words = self.words;
        let mut parties = Vec::new();
        let take = |parties: &mut Vec<usize>, at: usize| {
            self.parties_under(at, parties);
            parties.retain(|party| !targets.contains(party));
        };
        let is_noun = words.is_noun(token);
        if is_noun {
            for other in words.analysis.dependents(token) {
                let genitive = words.case(other) == Some(Case::Genitive)
                    && words
                        .analysis
                        .dependents(other)
                        .all(|word| words.token(word).relation != Relation::Case);
                let whose = match words.token(other).relation {
                    Relation::Nmod => genitive || words.case(other) == Some(Case::Instrumental),
                    Relation::Amod | Relation::Nsubj => true,
                    _ => false,
                };
                if whose {
                    take(&mut parties, other);
                }
            }
        }
        let mut at = token;
        for _ in 0..DEEPEST {
            if !parties.is_empty() {
                break;
            }
            if words.part_of_speech(at) == PartOfSpeech::Verb || words.is_predicate(at) {
                self.subjects(at, &mut |subject| take(&mut parties, subject));
                // `осудившая соседа страна`
                if parties.is_empty()
                    && words.morphology(at).verb_form == Some(VerbForm::Participle)
                    && matches!(words.token(at).relation, Relation::Acl | Relation::Amod)
                    && !self.is_passive(at)
                    && let Some(head) = words.token(at).head
                {
                    self.party_of_phrase(head, &mut parties);
                    parties.retain(|party| !targets.contains(party));
                }
            }
            match words.token(at).head {
                Some(head) => at = head,
                None => break,
            }
        }
        let first_person = words.is_first_person(token)
            || words.analysis.dependents(token).any(|other| words.is(other, &["мы", "я"]));
        if parties.is_empty() && first_person {
            parties.extend(self.teller(token).filter(|party| !targets.contains(party)));
        }
        parties
    }

    /// Subjects of an active verb, agents of a passive one.
    fn subjects(&self, verb: usize, take: &mut dyn FnMut(usize)) {
        let words = self.words;
        let passive = self.is_passive(verb);
        for other in words.analysis.dependents(verb) {
            let is_it = match words.token(other).relation {
                Relation::Nsubj => !passive,
                Relation::OblAgent => true,
                Relation::Obl => passive && words.case(other) == Some(Case::Instrumental),
                _ => false,
            };
            if is_it {
                take(other);
            }
        }
    }

    fn is_passive(&self, token: usize) -> bool {
        let morphology = self.words.morphology(token);
        morphology.voice == Some(Voice::Passive)
            && (morphology.short || morphology.verb_form != Some(VerbForm::Participle))
    }

    /// The parties of a phrase: of its head with those joined to it, else of what depends on it.
    pub(super) fn parties_under(&self, head: usize, parties: &mut Vec<usize>) {
        let mut level = vec![head];
        for _ in 0..DEEPEST {
            let mut found = false;
            for &at in &level {
                let before = parties.len();
                self.party_of_phrase(at, parties);
                found |= parties.len() > before;
            }
            if found {
                return;
            }
            let words = self.words;
            level = level
                .iter()
                .flat_map(|&at| words.analysis.dependents(at))
                .filter(|&other| {
                    matches!(
                        words.token(other).relation,
                        Relation::Nmod
                            | Relation::Amod
                            | Relation::Appos
                            | Relation::Flat
                            | Relation::FlatName
                            | Relation::Conj
                    ) && !words.is_predicate(other)
                })
                .collect();
        }
    }

    /// The party that the word means, and those that are joined to it.
    fn party_of_phrase(&self, head: usize, parties: &mut Vec<usize>) {
        let words = self.words;
        // A title goes with the name behind it, whose party it is: `президент Сапаров`.
        let name = words
            .analysis
            .dependents(head)
            .filter(|&other| {
                matches!(words.token(other).relation, Relation::Appos | Relation::FlatName)
            })
            .find_map(|other| self.party_at[other]);
        let party = self.party_at[head].or(name);
        let Some(party) = party else { return };
        if !parties.contains(&party) {
            parties.push(party);
        }
        for other in words.analysis.dependents(head) {
            if words.token(other).relation == Relation::Conj
                && let Some(party) = self.party_at[other]
                && !parties.contains(&party)
            {
                parties.push(party);
            }
        }
    }
}
