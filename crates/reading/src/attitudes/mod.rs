//! Who stands for or against whom, as the report shows it.
//!
//! Four kinds of signs: acts (events, by their type), words of attitude between two parties, what a
//! statement's speaker says that praises or blames a party, and the parties' own statements. All signs
//! of a pair are weighed together ([`pooling`]); [`balance`] may then make the pairs consistent. Names
//! are asked for nothing but whose they are.

mod acts;
mod balance;
mod judgements;
mod lists;
mod pooling;
mod scenes;
mod stances;
#[cfg(test)]
mod tests;
mod traits;
mod weighing;

use std::ops::Range;

use depesha_language::regard::{Aspect, Scene};
use depesha_language::{Analysis, Choice, Language, TowardModel};
use depesha_text::{Article, ByteSpan};

use crate::Groundwork;
use crate::record::{
    Account, ActorClass, ActorId, Attitude, AttitudeGround, Event, MentionKind, Polarity, Reading,
    StatementId,
};
use crate::tables::Tables;
use crate::words::Words;

pub use balance::{Consistency, PairLeans, Sides, sign_between};
pub use traits::{PairTraits, Traits};

/// Which steps are taken; all of them can be left out, to measure what each adds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AttitudeSteps {
    /// Attitudes by the type of what is done.
    pub acts: bool,
    /// Words of attitude between two parties.
    pub words: bool,
    /// What speakers praise and blame.
    pub judgements: bool,
    /// What the trained weights find, from this many hundredths on; 0 for nothing.
    pub weights: u8,
    /// Whether the signs of a pair are weighed together; else the first one decides.
    pub pooling: bool,
    /// Whether pairs are made consistent with each other.
    pub balance: bool,
    /// Whether actors of one state are taken to stand for one side.
    pub sides: bool,
}

impl AttitudeSteps {
    /// What [`crate::read`] does. Balance and sides are left out: see `docs/DECISIONS.md`.
    pub const USUAL: Self = Self {
        acts: true,
        words: true,
        judgements: true,
        weights: LEAST_SURE,
        pooling: true,
        balance: false,
        sides: false,
    };
}

/// What a report shows of its pairs, with the weights by which that counts.
#[derive(Debug, Clone, Copy)]
pub struct PairModel<'known> {
    /// What [`pair_traits`] finds.
    pub pairs: &'known [PairTraits],
    /// The weights, which choose between against, neither and for.
    pub weights: &'known Choice,
    /// Weights that choose between against and for alone, learned from pairs that are known to be either.
    pub signs: &'known Choice,
}

/// A place in the text that means a party.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartyMention {
    /// Where it stands.
    pub span: ByteSpan,
    /// The party's number, which the attitudes have as their source and target.
    pub party: usize,
}

/// One sign of an attitude, at one place.
#[derive(Debug, Clone)]
struct Sign {
    source: usize,
    target: usize,
    polarity: Polarity,
    /// How sure it is, in hundredths.
    sure: u8,
    ground: AttitudeGround,
    account: Account,
    said_in: Option<StatementId>,
    span: ByteSpan,
}

/// The attitudes of a report between its own actors.
pub(crate) fn attitudes(
    words: Words<'_>,
    ground: &Groundwork,
    language: &Language,
) -> Vec<Attitude> {
    let reading = &ground.reading;
    let mut mentions: Vec<PartyMention> = Vec::new();
    for (party, actor) in reading.actors.iter().enumerate() {
        if matches!(actor.class, ActorClass::Place | ActorClass::Unknown) {
            continue;
        }
        let named = actor.mentions.iter().filter(|mention| {
            matches!(mention.kind, MentionKind::Name | MentionKind::Metonym)
                || mention.confidence >= SURE_REFERENCE
        });
        mentions.extend(named.map(|mention| PartyMention { span: mention.span, party }));
    }
    let parties = (0..reading.actors.len()).map(Some).collect();
    let signs = Signs::new(words, ground, language, mentions, parties);
    let model = language.attitudes();
    let pairs = signs.pairs(&model.toward);
    let known = PairModel { pairs: &pairs, weights: &model.pair, signs: &model.sign };
    signs.weighed(AttitudeSteps::USUAL, Some(known))
}

/// The attitudes of a report between parties that are given with their mentions, for comparisons
/// with annotated texts; `source` and `target` are the parties' numbers.
pub fn attitudes_between(
    article: &Article,
    analysis: &Analysis,
    language: &Language,
    ground: &Groundwork,
    mentions: Vec<PartyMention>,
    steps: AttitudeSteps,
    model: Option<PairModel<'_>>,
) -> Vec<Attitude> {
    with_parties(article, analysis, language, ground, mentions, |signs| signs.weighed(steps, model))
}

fn with_parties<Found>(
    article: &Article,
    analysis: &Analysis,
    language: &Language,
    ground: &Groundwork,
    mentions: Vec<PartyMention>,
    ask: impl FnOnce(&Signs<'_, '_>) -> Found,
) -> Found {
    let dictionary = language.dictionary();
    let words = Words { text: &article.body, analysis, dictionary, tables: Tables::embedded() };
    // An actor is the party whose mentions it shares most often.
    let party_of = |actor: &crate::record::Actor| {
        let mut counts = std::collections::BTreeMap::<usize, usize>::new();
        for mention in &actor.mentions {
            for given in mentions.iter().filter(|given| given.span.overlaps(mention.span)) {
                *counts.entry(given.party).or_default() += 1;
            }
        }
        counts.into_iter().max_by_key(|&(party, count)| (count, std::cmp::Reverse(party)))
    };
    let parties =
        ground.reading.actors.iter().map(|actor| party_of(actor).map(|(party, _)| party)).collect();
    ask(&Signs::new(words, ground, language, mentions, parties))
}

/// A sentence and what it shows of a party that is marked in it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MarkedPlace {
    /// The sentence, as networks see it.
    pub scene: Scene,
    /// The sentence as it looks from the party.
    pub aspect: Aspect,
    /// What is plain to see of the party.
    pub traits: Traits,
}

/// What a sentence shows of the party that stands at `span`, for the training of
/// [`depesha_language::AttitudeModel::toward`]; nothing where no token stands there.
pub fn marked_place(
    article: &Article,
    analysis: &Analysis,
    language: &Language,
    ground: &Groundwork,
    span: ByteSpan,
) -> Option<MarkedPlace> {
    let mentions = vec![PartyMention { span, party: 0 }];
    with_parties(article, analysis, language, ground, mentions, |signs| {
        let mut held = (0..signs.party_at.len()).filter(|&at| signs.party_at[at].is_some());
        let first = held.next()?;
        let place = signs.place(first, held.next_back().unwrap_or(first), 0);
        let sentence = signs.words.analysis.sentence_of(place.head).tokens.clone();
        Some(MarkedPlace {
            scene: signs.scene(&sentence),
            aspect: signs.aspect(&sentence, &place),
            traits: signs.toward(&place),
        })
    })
}

/// What a report shows of each ordered pair of given parties that stand in one sentence, for the
/// training of [`depesha_language::AttitudeModel::pair`].
pub fn pair_traits(
    article: &Article,
    analysis: &Analysis,
    language: &Language,
    ground: &Groundwork,
    mentions: Vec<PartyMention>,
    toward: &TowardModel,
) -> Vec<PairTraits> {
    with_parties(article, analysis, language, ground, mentions, |signs| signs.pairs(toward))
}

/// Which way each ordered pair of given parties that stand in one sentence leans, by the trained weights, and which
/// side each party stands for.
pub fn pair_leans(
    article: &Article,
    analysis: &Analysis,
    language: &Language,
    ground: &Groundwork,
    mentions: Vec<PartyMention>,
    model: PairModel<'_>,
) -> (PairLeans, Sides) {
    with_parties(article, analysis, language, ground, mentions, |signs| {
        (Signs::leans(model), signs.sides())
    })
}

/// How sure the trained weights must be of a pair that nothing else shows, in hundredths: a page of
/// guesses helps nobody.
const LEAST_SURE: u8 = 45;

/// How sure a pronoun or description must be to count, in hundredths.
const SURE_REFERENCE: u8 = 80;

/// What all signs are read from.
struct Signs<'r, 'a> {
    words: Words<'a>,
    reading: &'r Reading,
    /// What rules or weights read as events, in the order of the text, with what is counted as none.
    acts: Vec<&'r Event>,
    language: &'r Language,
    /// For each token the party that it means.
    party_at: Vec<Option<usize>>,
    /// For each actor of the reading its party.
    parties: Vec<Option<usize>>,
    /// For each token the innermost statement whose content holds it.
    told_by: Vec<Option<StatementId>>,
    /// For each token whether traits leave it out as a name.
    masked: Vec<bool>,
}

impl<'r, 'a> Signs<'r, 'a> {
    fn new(
        words: Words<'a>,
        ground: &'r Groundwork,
        language: &'r Language,
        mentions: Vec<PartyMention>,
        parties: Vec<Option<usize>>,
    ) -> Self {
        let Groundwork { reading, uncounted } = ground;
        let tokens = &words.analysis.tokens;
        let mut party_at = vec![None; tokens.len()];
        for mention in mentions {
            let from = tokens.partition_point(|token| token.span.end <= mention.span.start);
            for (token, party) in tokens.iter().zip(&mut party_at).skip(from) {
                if token.span.start >= mention.span.end {
                    break;
                }
                party.get_or_insert(mention.party);
            }
        }
        let mut told_by = vec![None; tokens.len()];
        // The longest first, so that those within it come after it.
        let mut order: Vec<usize> = (0..reading.statements.len()).collect();
        let length = |at: &usize| {
            reading.statements[*at].content.iter().map(|span| span.len()).sum::<usize>()
        };
        order.sort_by_key(|at| (std::cmp::Reverse(length(at)), *at));
        for at in order {
            for &piece in &reading.statements[at].content {
                for token in words.analysis.tokens_within(piece) {
                    told_by[token] = Some(StatementId(at));
                }
            }
        }
        let masked = crate::masks::masked(words);
        let mut acts: Vec<&Event> = reading.events.iter().chain(uncounted).collect();
        acts.sort_by_key(|event| event.trigger);
        Self { words, reading, acts, language, party_at, parties, told_by, masked }
    }

    fn weighed(&self, steps: AttitudeSteps, model: Option<PairModel<'_>>) -> Vec<Attitude> {
        let mut signs = Vec::new();
        if steps.acts {
            self.acts(&mut signs);
        }
        if steps.words {
            self.stances(&mut signs);
        }
        if steps.judgements {
            self.judgements(&mut signs);
        }
        signs.retain(|sign| sign.source != sign.target);
        signs.sort_by_key(|sign| (sign.span, sign.source, sign.target));
        let mut attitudes = match model {
            Some(model) if steps.weights > 0 => {
                self.with_weights(&signs, model, steps.weights, steps.pooling)
            }
            _ => pooling::pooled(&signs, steps.pooling),
        };
        if steps.balance {
            balance::balance(&mut attitudes);
        }
        if steps.sides {
            balance::by_sides(&mut attitudes, &self.sides());
        }
        attitudes
    }

    /// For each party the side that it stands for: the state that the report gives the actor.
    fn sides(&self) -> Sides {
        let actors = self.reading.actors.iter().zip(&self.parties);
        let mut sides = Sides::new();
        for (actor, party) in actors {
            if let (Some(state), Some(party)) = (actor.state, *party) {
                sides.entry(party).or_insert(state);
            }
        }
        sides
    }

    fn party_of(&self, actor: ActorId) -> Option<usize> {
        self.parties[actor.0]
    }

    /// The party of a token's speaker.
    fn teller(&self, token: usize) -> Option<usize> {
        let StatementId(at) = self.told_by[token]?;
        self.party_of(self.reading.statements[at].speaker?)
    }

    /// By what account the word tells something: whatever the rules read as one tells of an act.
    fn account(&self, token: usize) -> Account {
        let span = self.words.token(token).span;
        if self.acts.iter().any(|event| event.trigger.contains(span)) {
            Account::Act
        } else if self.told_by[token].is_some() {
            Account::Opinion
        } else {
            Account::Author
        }
    }

    /// Whether the word is denied: by `не`, `нет`, `без`, or its auxiliary or carrier by `не`.
    fn is_denied(&self, token: usize) -> bool {
        let words = self.words;
        let no = |at: usize| {
            words.analysis.dependents(at).any(|other| {
                words.is(other, &["не", "нет", "без", "ни"]) && other < at && at - other <= 3
            })
        };
        no(token)
            || words.token(token).head.is_some_and(|head| {
                words.is_noun(token) && no(head)
                    || words.is_infinitive(token)
                        && (no(head) || words.is(head, &["отказался", "отказалась", "отказались"]))
            })
    }

    /// Whether the word is one of `друг друга`.
    fn is_each_other(&self, token: usize) -> bool {
        let sentence = &self.words.analysis.sentence_of(token).tokens;
        let near = token.saturating_sub(2)..token + 3;
        self.words.lemma(token) == "друг"
            && near
                .into_iter()
                .any(|at| at != token && sentence.contains(&at) && self.words.lemma(at) == "друг")
    }

    /// Whether the word alone, or with one more, stands in quotation marks: `«помощь» соседа`.
    fn is_ironic(&self, token: usize) -> bool {
        if token >= self.words.analysis.tokens.len() {
            return false;
        }
        let tokens = &self.words.analysis.sentence_of(token).tokens;
        let near = |range: Range<usize>, marks: &[&str]| {
            range.into_iter().any(|at| tokens.contains(&at) && self.words.is(at, marks))
        };
        let open = token.saturating_sub(2)..token;
        near(open, &["«", "\"", "„", "“"]) && near(token + 1..token + 3, &["»", "\"", "”", "“"])
    }

    /// The sign's polarity, turned by a negation or by irony.
    fn turned(&self, token: usize, polarity: Polarity) -> Polarity {
        let turns = usize::from(self.is_denied(token)) + usize::from(self.is_ironic(token));
        if turns == 1 { polarity.other() } else { polarity }
    }
}
