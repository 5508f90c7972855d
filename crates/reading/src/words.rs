//! Questions about the words of a report that every rule asks.

use std::ops::Range;

use depesha_language::dictionary::Dictionary;
use depesha_language::morphology::{
    Animacy, Case, Gender, Mood, Morphology, Number, PartOfSpeech, Person, VerbForm,
};
use depesha_language::{Analysis, Name, NameKind, Relation, Token};
use depesha_text::ByteSpan;

use crate::tables::Tables;

/// The text of a report with its analysis.
#[derive(Clone, Copy)]
pub(crate) struct Words<'a> {
    pub(crate) text: &'a str,
    pub(crate) analysis: &'a Analysis,
    pub(crate) dictionary: &'a Dictionary,
    pub(crate) tables: &'a Tables,
}

impl<'a> Words<'a> {
    pub(crate) fn token(&self, index: usize) -> &'a Token {
        &self.analysis.tokens[index]
    }

    pub(crate) fn form(&self, index: usize) -> &'a str {
        &self.token(index).form
    }

    pub(crate) fn lemma(&self, index: usize) -> &'a str {
        &self.token(index).lemma
    }

    pub(crate) fn morphology(&self, index: usize) -> &'a Morphology {
        &self.token(index).morphology
    }

    pub(crate) fn part_of_speech(&self, index: usize) -> PartOfSpeech {
        self.morphology(index).part_of_speech
    }

    pub(crate) fn case(&self, index: usize) -> Option<Case> {
        self.morphology(index).case
    }

    /// The span from the first to the last token of the range.
    pub(crate) fn span(&self, tokens: Range<usize>) -> ByteSpan {
        debug_assert!(!tokens.is_empty());
        ByteSpan::new(self.token(tokens.start).span.start, self.token(tokens.end - 1).span.end)
    }

    /// Whether the token is one of these, which are in lower case, in whatever case it is written.
    pub(crate) fn is(&self, index: usize, forms: &[&str]) -> bool {
        let form = self.form(index);
        // Nearly all differ in the first letter.
        let in_lower_case = || form.chars().flat_map(char::to_lowercase);
        forms.iter().any(|&wanted| form == wanted || in_lower_case().eq(wanted.chars()))
    }

    pub(crate) fn is_comma(&self, index: usize) -> bool {
        self.form(index) == ","
    }

    pub(crate) fn is_dash(&self, index: usize) -> bool {
        matches!(self.form(index), "-" | "–" | "—" | "−" | "‒" | "―")
    }

    pub(crate) fn is_punctuation(&self, index: usize) -> bool {
        !self.form(index).chars().any(char::is_alphanumeric)
    }

    /// Whether the token is a colon, and not part of a link.
    pub(crate) fn is_colon(&self, index: usize) -> bool {
        self.form(index) == ":" && !self.text[self.token(index).span.end..].starts_with('/')
    }

    /// Whether the token is a mark that ends a sentence; the dot of an abbreviation within one is not.
    pub(crate) fn is_end_mark(&self, index: usize) -> bool {
        let last = |index: usize| index + 1 >= self.analysis.sentence_of(index).tokens.end;
        matches!(self.form(index).chars().next(), Some('.' | '!' | '?' | '…'))
            && self.is_punctuation(index)
            && (last(index)
                || matches!(self.form(index + 1), "»" | "\"" | "”" | "“" | "-" | "–" | "—"))
    }

    pub(crate) fn is_noun(&self, index: usize) -> bool {
        matches!(self.part_of_speech(index), PartOfSpeech::Noun | PartOfSpeech::ProperNoun)
    }

    pub(crate) fn is_pronoun(&self, index: usize) -> bool {
        self.part_of_speech(index) == PartOfSpeech::Pronoun
    }

    /// An adjective, determiner, ordinal or participle that may stand before a noun.
    pub(crate) fn is_attribute(&self, index: usize) -> bool {
        let morphology = self.morphology(index);
        match morphology.part_of_speech {
            PartOfSpeech::Adjective | PartOfSpeech::Determiner | PartOfSpeech::Numeral => {
                !morphology.short
            }
            PartOfSpeech::Verb => {
                morphology.verb_form == Some(VerbForm::Participle) && !morphology.short
            }
            _ => false,
        }
    }

    /// A verb with a subject of its own: finite, or a short participle or adjective as predicate.
    pub(crate) fn is_predicate(&self, index: usize) -> bool {
        let morphology = self.morphology(index);
        match morphology.part_of_speech {
            PartOfSpeech::Verb | PartOfSpeech::Auxiliary => {
                morphology.verb_form == Some(VerbForm::Finite) || self.is_short_participle(index)
            }
            PartOfSpeech::Adjective => morphology.short,
            _ => false,
        }
    }

    fn is_short_participle(&self, index: usize) -> bool {
        let morphology = self.morphology(index);
        morphology.verb_form == Some(VerbForm::Participle)
            && (morphology.short || morphology.case.is_none())
    }

    pub(crate) fn is_infinitive(&self, index: usize) -> bool {
        self.morphology(index).verb_form == Some(VerbForm::Infinitive)
    }

    pub(crate) fn is_converb(&self, index: usize) -> bool {
        self.morphology(index).verb_form == Some(VerbForm::Converb)
    }

    pub(crate) fn is_imperative(&self, index: usize) -> bool {
        self.morphology(index).mood == Some(Mood::Imperative)
    }

    /// Whether the verb speaks of `я` or `мы`, which is the author's voice outside quotations.
    pub(crate) fn is_first_person(&self, index: usize) -> bool {
        self.morphology(index).person == Some(Person::First)
    }

    pub(crate) fn is_plural(&self, index: usize) -> bool {
        self.morphology(index).number == Some(Number::Plural)
    }

    /// Whether a word and its predicate may agree: what either does not show does not count.
    pub(crate) fn agree(&self, subject: usize, predicate: usize) -> bool {
        let (subject, predicate) = (self.morphology(subject), self.morphology(predicate));
        let both_known =
            |a: Option<Number>, b: Option<Number>| a.is_none() || b.is_none() || a == b;
        if !both_known(subject.number, predicate.number) {
            return false;
        }
        // The names of towns take any gender: `Осло предложил`.
        if subject.part_of_speech == PartOfSpeech::ProperNoun
            && subject.animacy == Some(Animacy::Inanimate)
        {
            return true;
        }
        // Offices keep their masculine gender when a woman holds them: `министр сказала`.
        match (subject.gender, predicate.gender) {
            (Some(Gender::Masculine), Some(Gender::Feminine)) => true,
            (Some(a), Some(b)) if predicate.number != Some(Number::Plural) => a == b,
            _ => true,
        }
    }

    pub(crate) fn is_conjunction_of_clause(&self, index: usize) -> bool {
        self.part_of_speech(index) == PartOfSpeech::SubordinatingConjunction
            || self.is(
                index,
                &[
                    "что",
                    "чтобы",
                    "который",
                    "где",
                    "когда",
                    "куда",
                    "откуда",
                    "почему",
                    "зачем",
                    "если",
                    "хотя",
                    "поскольку",
                    "как",
                ],
            )
            || self.lemma(index) == "который"
    }

    /// The word in the nominative, in its number, in lower case and with `е` for `ё`: how the tables
    /// list nouns that are used in the plural (`власти`, `жители`).
    pub(crate) fn citation(&self, index: usize) -> String {
        crate::tables::folded(&crate::inflection::nominative(*self, index))
    }

    pub(crate) fn name_at(&self, token: usize) -> Option<&'a Name> {
        let names = &self.analysis.names;
        let at = names.partition_point(|name| name.tokens.end <= token);
        names.get(at).filter(|name| name.tokens.contains(&token))
    }

    pub(crate) fn person_at(&self, token: usize) -> Option<&'a Name> {
        self.name_at(token).filter(|name| name.kind == NameKind::Person)
    }

    /// The dependents of a word with this relation, within `within`.
    pub(crate) fn dependents_by(
        &self,
        head: usize,
        relations: &'a [Relation],
        within: Range<usize>,
    ) -> impl Iterator<Item = usize> + 'a {
        let analysis = self.analysis;
        within.filter(move |&index| {
            analysis.tokens[index].head == Some(head)
                && relations.contains(&analysis.tokens[index].relation)
        })
    }

    /// Whether `word` depends on `head`, directly or through others (at most twelve steps).
    pub(crate) fn depends_on(&self, word: usize, head: usize) -> bool {
        let mut at = word;
        for _ in 0..12 {
            match self.token(at).head {
                Some(next) if next == head => return true,
                Some(next) => at = next,
                None => return false,
            }
        }
        false
    }

    /// The phrase with a small letter at its head, as within a sentence, unless that is an abbreviation.
    pub(crate) fn lowercase_unless_abbreviation(&self, phrase: &str) -> String {
        let capitals = phrase.chars().take_while(|letter| letter.is_alphabetic());
        if capitals.filter(|letter| letter.is_uppercase()).count() > 1 {
            return phrase.to_owned();
        }
        let mut letters = phrase.chars();
        letters
            .next()
            .map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
    }
}
