//! Whom speakers praise or blame: the words of praise and blame in a content, and whose they are.

use depesha_language::Relation;

use super::lists::LISTS;
use super::{Sign, Signs};
use crate::record::AttitudeGround;

/// How many words are climbed from a word of praise or blame to the clause whose it is.
const HIGHEST: usize = 3;

impl Signs<'_, '_> {
    pub(super) fn judgements(&self, signs: &mut Vec<Sign>) {
        let words = self.words;
        for token in 0..words.analysis.tokens.len() {
            let Some(judgement) = LISTS.judgements.get(words.lemma(token)) else { continue };
            if self.party_at[token].is_some() || self.is_each_other(token) {
                continue;
            }
            let Some(source) = self.teller(token) else { continue };
            for target in self.bearers(token) {
                signs.push(Sign {
                    source,
                    target,
                    polarity: self.turned(token, judgement.polarity),
                    sure: judgement.sure,
                    ground: AttitudeGround::Judgement,
                    account: self.account(token),
                    said_in: self.told_by[token],
                    span: words.token(token).span,
                });
            }
        }
    }

    /// Whose the word is: of an adjective its noun's, of a noun its owner, else the subject of the clause.
    fn bearers(&self, token: usize) -> Vec<usize> {
        let words = self.words;
        let mut parties = Vec::new();
        if words.is_noun(token) {
            for other in words.analysis.dependents(token) {
                if matches!(words.token(other).relation, Relation::Nmod | Relation::Amod)
                    && words
                        .analysis
                        .dependents(other)
                        .all(|word| words.token(word).relation != Relation::Case)
                {
                    self.parties_under(other, &mut parties);
                }
            }
        } else if words.token(token).relation == Relation::Amod
            && let Some(noun) = words.token(token).head
        {
            self.parties_under(noun, &mut parties);
        }
        let mut at = token;
        for _ in 0..HIGHEST {
            if !parties.is_empty() {
                break;
            }
            for other in words.analysis.dependents(at) {
                if words.token(other).relation == Relation::Nsubj {
                    self.parties_under(other, &mut parties);
                }
            }
            match words.token(at).head {
                Some(head) => at = head,
                None => break,
            }
        }
        parties
    }
}
