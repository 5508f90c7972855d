//! Tags in the terms of OpenCorpora, and what they are in those of Universal Dependencies.

use crate::morphology::{
    Animacy, Aspect, Case, Degree, Gender, Mood, Morphology, Number, PartOfSpeech, Person, Tense,
    VerbForm, Voice,
};

macro_rules! grammemes {
    ($($variant:ident $name:literal $meaning:literal)*) => {
        /// A grammatical value in the terms of OpenCorpora: <http://opencorpora.org/dict.php?act=gram>.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Grammeme {
            $(#[doc = concat!("`", $name, "`: ", $meaning)] $variant,)*
        }

        impl Grammeme {
            /// All of them, in the order of their numbers.
            pub const ALL: &[Grammeme] = &[$(Grammeme::$variant,)*];

            /// The name in OpenCorpora.
            pub fn name(self) -> &'static str {
                match self { $(Grammeme::$variant => $name,)* }
            }

            /// The grammeme of that name.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($name => Some(Grammeme::$variant),)* _ => None }
            }
        }
    };
}

grammemes! {
    Noun "NOUN" "noun"
    FullAdjective "ADJF" "full adjective"
    ShortAdjective "ADJS" "short adjective"
    Comparative "COMP" "comparative"
    Verb "VERB" "finite verb"
    Infinitive "INFN" "infinitive"
    FullParticiple "PRTF" "full participle"
    ShortParticiple "PRTS" "short participle"
    Converb "GRND" "converb"
    Numeral "NUMR" "numeral"
    Adverb "ADVB" "adverb"
    Pronoun "NPRO" "pronoun in place of a noun"
    Predicative "PRED" "predicative"
    Preposition "PREP" "preposition"
    Conjunction "CONJ" "conjunction"
    Particle "PRCL" "particle"
    Interjection "INTJ" "interjection"
    Animate "anim" "animate"
    Inanimate "inan" "inanimate"
    NoGender "GNdr" "gender not expressed"
    Masculine "masc" "masculine"
    Feminine "femn" "feminine"
    Neuter "neut" "neuter"
    CommonGender "ms-f" "common gender"
    Singular "sing" "singular"
    Plural "plur" "plural"
    SingularOnly "Sgtm" "used in the singular only"
    PluralOnly "Pltm" "used in the plural only"
    Indeclinable "Fixd" "indeclinable"
    Nominative "nomn" "nominative"
    Genitive "gent" "genitive"
    Dative "datv" "dative"
    Accusative "accs" "accusative"
    Instrumental "ablt" "instrumental"
    Locative "loct" "locative"
    Vocative "voct" "vocative"
    SecondGenitive "gen2" "second genitive (partitive)"
    SecondLocative "loc2" "second locative"
    Abbreviation "Abbr" "abbreviation"
    FirstName "Name" "first name"
    Surname "Surn" "surname"
    Patronymic "Patr" "patronymic"
    Place "Geox" "place name"
    Organization "Orgn" "name of an organization"
    Substantive "Subx" "may be used as a noun"
    Superlative "Supr" "superlative"
    Qualitative "Qual" "qualitative"
    PronominalAdjective "Apro" "pronominal"
    Ordinal "Anum" "ordinal"
    Possessive "Poss" "possessive"
    VariantEy "V-ey" "form in -ею"
    VariantOy "V-oy" "form in -ою"
    ComparativeWithPo "Cmp2" "comparative with по-"
    VariantEj "V-ej" "comparative in -ей"
    Perfective "perf" "perfective"
    Imperfective "impf" "imperfective"
    Transitive "tran" "transitive"
    Intransitive "intr" "intransitive"
    Impersonal "Impe" "impersonal"
    MayBeImpersonal "Impx" "may be used impersonally"
    FirstPerson "1per" "first person"
    SecondPerson "2per" "second person"
    ThirdPerson "3per" "third person"
    Present "pres" "present"
    Past "past" "past"
    Future "futr" "future"
    Indicative "indc" "indicative"
    Imperative "impr" "imperative"
    SpeakerIncluded "incl" "the speaker takes part"
    SpeakerExcluded "excl" "the speaker does not take part"
    Active "actv" "active"
    Passive "pssv" "passive"
    Informal "Infr" "informal"
    Slang "Slng" "slang"
    Archaic "Arch" "archaic"
    Literary "Litr" "literary variant"
    Misspelt "Erro" "misspelt"
    Distorted "Dist" "distorted"
    Interrogative "Ques" "interrogative"
    Demonstrative "Dmns" "demonstrative"
    Parenthetic "Prnt" "parenthetic"
    VariantBe "V-be" "form in -ье"
    VariantEn "V-en" "form in -енен"
    VariantIe "V-ie" "form in -ие"
    VariantBi "V-bi" "form in -ьи"
    ImperfectiveConverb "Fimp" "converb of the imperfective"
    MayBePredicative "Prdx" "may be used as a predicative"
    Counting "Coun" "form for counting"
    Collective "Coll" "collective numeral"
    VariantSh "V-sh" "converb in -ши"
    AfterPreposition "Af-p" "form after a preposition"
    MayBeEitherAnimacy "Inmx" "may be used as animate and as inanimate"
    VariantOfPreposition "Vpre" "variant of a preposition"
    Anaphoric "Anph" "anaphoric"
    Adjectival "Adjx" "may be used as an adjective"
    MayBeCommonGender "Ms-f" "may be used as of common gender"
    Hypothetical "Hypo" "form that is hypothetical"
    Number "NUMB" "number in digits"
    WholeNumber "intg" "whole number"
    RealNumber "real" "number with a fraction"
    RomanNumber "ROMN" "Roman number"
    Punctuation "PNCT" "punctuation"
    Latin "LATN" "word in Latin letters"
    Unknown "UNKN" "none of the others"
    Initial "Init" "initial letter of a name"
}

/// A set of grammemes: what the dictionary says of a form.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Tag(u128);

impl Tag {
    /// The set of these grammemes.
    pub const fn of(grammemes: &[Grammeme]) -> Self {
        let mut bits = 0;
        let mut at = 0;
        while at < grammemes.len() {
            bits |= 1 << grammemes[at] as u8;
            at += 1;
        }
        Self(bits)
    }

    /// Whether the grammeme is among them.
    pub const fn has(self, grammeme: Grammeme) -> bool {
        self.0 >> (grammeme as u8) & 1 == 1
    }

    /// Whether all grammemes of the other set are in this one.
    pub const fn has_all(self, other: Tag) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether some grammeme is in both.
    pub const fn has_any(self, other: Tag) -> bool {
        self.0 & other.0 != 0
    }

    /// The grammemes that are in both.
    pub const fn and(self, other: Tag) -> Tag {
        Tag(self.0 & other.0)
    }

    /// The grammemes that are in either.
    pub const fn or(self, other: Tag) -> Tag {
        Tag(self.0 | other.0)
    }

    /// The grammemes that are in this one only.
    pub const fn without(self, other: Tag) -> Tag {
        Tag(self.0 & !other.0)
    }

    /// In how many grammemes the two differ.
    pub const fn distance(self, other: Tag) -> u32 {
        (self.0 ^ other.0).count_ones()
    }

    /// The grammemes, in the order of their numbers.
    pub fn grammemes(self) -> impl Iterator<Item = Grammeme> {
        Grammeme::ALL.iter().copied().filter(move |&grammeme| self.has(grammeme))
    }

    /// Whether new words may have such a tag: pronouns, prepositions and the like are listed in full
    /// in the dictionary.
    pub(super) const fn is_productive(self) -> bool {
        const CLOSED: Tag = Tag::of(&[
            Grammeme::Numeral,
            Grammeme::Pronoun,
            Grammeme::Predicative,
            Grammeme::Preposition,
            Grammeme::Conjunction,
            Grammeme::Particle,
            Grammeme::Interjection,
            Grammeme::PronominalAdjective,
        ]);
        !self.has_any(CLOSED)
    }

    /// Whether there is a part of speech; numbers, punctuation and the like have none.
    pub(super) const fn has_part_of_speech(self) -> bool {
        self.has_any(PARTS_OF_SPEECH)
    }

    /// What Universal Dependencies calls this, as far as OpenCorpora tells: no proper nouns,
    /// auxiliaries and subordinating conjunctions, no voice of finite verbs, no positive degree.
    ///
    /// The tables are those of `natasha/morph/vocab.py` (natasha 1.6.0, MIT).
    pub fn morphology(self) -> Morphology {
        morphology(self.grammemes())
    }
}

impl std::fmt::Debug for Tag {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&str> = self.grammemes().map(Grammeme::name).collect();
        formatter.write_str(&names.join(","))
    }
}

pub(super) const PARTS_OF_SPEECH: Tag = Tag::of(&[
    Grammeme::Noun,
    Grammeme::FullAdjective,
    Grammeme::ShortAdjective,
    Grammeme::Comparative,
    Grammeme::Verb,
    Grammeme::Infinitive,
    Grammeme::FullParticiple,
    Grammeme::ShortParticiple,
    Grammeme::Converb,
    Grammeme::Numeral,
    Grammeme::Adverb,
    Grammeme::Pronoun,
    Grammeme::Predicative,
    Grammeme::Preposition,
    Grammeme::Conjunction,
    Grammeme::Particle,
    Grammeme::Interjection,
]);

pub(super) const CASES: Tag = Tag::of(&[
    Grammeme::Nominative,
    Grammeme::Genitive,
    Grammeme::Dative,
    Grammeme::Accusative,
    Grammeme::Instrumental,
    Grammeme::Locative,
    Grammeme::Vocative,
    Grammeme::SecondGenitive,
    Grammeme::SecondLocative,
]);

pub(super) const NUMBERS: Tag = Tag::of(&[Grammeme::Singular, Grammeme::Plural]);

pub(super) const GENDERS: Tag =
    Tag::of(&[Grammeme::Masculine, Grammeme::Feminine, Grammeme::Neuter, Grammeme::CommonGender]);

pub(super) const PERSONS: Tag =
    Tag::of(&[Grammeme::FirstPerson, Grammeme::SecondPerson, Grammeme::ThirdPerson]);

pub(super) const TENSES: Tag = Tag::of(&[Grammeme::Present, Grammeme::Past, Grammeme::Future]);

/// As [`Tag::morphology`], from grammemes in the order in which the dictionary gives them: of two
/// animacies the later one counts (`NOUN,anim,masc,Inmx sing,accs,inan`).
pub(super) fn morphology(grammemes: impl Iterator<Item = Grammeme>) -> Morphology {
    let mut found = Morphology::of(PartOfSpeech::Other);
    for grammeme in grammemes {
        match grammeme {
            Grammeme::Noun => found.part_of_speech = PartOfSpeech::Noun,
            Grammeme::FullAdjective => found.part_of_speech = PartOfSpeech::Adjective,
            Grammeme::ShortAdjective => {
                found.part_of_speech = PartOfSpeech::Adjective;
                found.short = true;
            }
            Grammeme::Comparative => {
                found.part_of_speech = PartOfSpeech::Adverb;
                found.degree = Some(Degree::Comparative);
            }
            Grammeme::Verb => {
                found.part_of_speech = PartOfSpeech::Verb;
                found.verb_form = Some(VerbForm::Finite);
            }
            Grammeme::Infinitive => {
                found.part_of_speech = PartOfSpeech::Verb;
                found.verb_form = Some(VerbForm::Infinitive);
            }
            Grammeme::FullParticiple | Grammeme::ShortParticiple => {
                found.part_of_speech = PartOfSpeech::Verb;
                found.verb_form = Some(VerbForm::Participle);
            }
            Grammeme::Converb => {
                found.part_of_speech = PartOfSpeech::Verb;
                found.verb_form = Some(VerbForm::Converb);
            }
            Grammeme::Numeral => found.part_of_speech = PartOfSpeech::Numeral,
            Grammeme::Number => {
                found.part_of_speech = PartOfSpeech::Numeral;
                found.digits = true;
            }
            Grammeme::Adverb => found.part_of_speech = PartOfSpeech::Adverb,
            Grammeme::Pronoun => found.part_of_speech = PartOfSpeech::Pronoun,
            Grammeme::Preposition => found.part_of_speech = PartOfSpeech::Adposition,
            Grammeme::Conjunction => {
                found.part_of_speech = PartOfSpeech::CoordinatingConjunction;
            }
            Grammeme::Particle => found.part_of_speech = PartOfSpeech::Particle,
            Grammeme::Interjection => found.part_of_speech = PartOfSpeech::Interjection,
            Grammeme::Punctuation => found.part_of_speech = PartOfSpeech::Punctuation,
            Grammeme::Animate => found.animacy = Some(Animacy::Animate),
            Grammeme::Inanimate => found.animacy = Some(Animacy::Inanimate),
            Grammeme::Imperfective => found.aspect = Some(Aspect::Imperfective),
            Grammeme::Perfective => found.aspect = Some(Aspect::Perfective),
            Grammeme::Nominative | Grammeme::Vocative => found.case = Some(Case::Nominative),
            Grammeme::Genitive | Grammeme::SecondGenitive => found.case = Some(Case::Genitive),
            Grammeme::Dative => found.case = Some(Case::Dative),
            Grammeme::Accusative => found.case = Some(Case::Accusative),
            Grammeme::Instrumental => found.case = Some(Case::Instrumental),
            Grammeme::Locative | Grammeme::SecondLocative => found.case = Some(Case::Locative),
            Grammeme::Superlative => found.degree = Some(Degree::Superlative),
            Grammeme::Masculine => found.gender = Some(Gender::Masculine),
            Grammeme::Feminine => found.gender = Some(Gender::Feminine),
            Grammeme::Neuter => found.gender = Some(Gender::Neuter),
            Grammeme::Imperative => found.mood = Some(Mood::Imperative),
            Grammeme::Indicative => found.mood = Some(Mood::Indicative),
            Grammeme::Singular => found.number = Some(Number::Singular),
            Grammeme::Plural => found.number = Some(Number::Plural),
            Grammeme::FirstPerson | Grammeme::SpeakerIncluded => {
                found.person = Some(Person::First);
            }
            Grammeme::SecondPerson | Grammeme::SpeakerExcluded => {
                found.person = Some(Person::Second);
            }
            Grammeme::ThirdPerson => found.person = Some(Person::Third),
            Grammeme::Future => found.tense = Some(Tense::Future),
            Grammeme::Past => found.tense = Some(Tense::Past),
            Grammeme::Present => found.tense = Some(Tense::Present),
            Grammeme::Active => found.voice = Some(Voice::Active),
            Grammeme::Passive => found.voice = Some(Voice::Passive),
            Grammeme::Abbreviation => found.abbreviation = true,
            _ => {}
        }
    }
    found
}

/// The grammeme of a case. Partitives are genitives in OpenCorpora, but for a few words.
pub(super) fn case(case: Case) -> Grammeme {
    match case {
        Case::Nominative | Case::Vocative => Grammeme::Nominative,
        Case::Genitive | Case::Partitive => Grammeme::Genitive,
        Case::Dative => Grammeme::Dative,
        Case::Accusative => Grammeme::Accusative,
        Case::Instrumental => Grammeme::Instrumental,
        Case::Locative => Grammeme::Locative,
    }
}

/// The grammeme of a number.
pub(super) fn number(number: Number) -> Grammeme {
    match number {
        Number::Singular => Grammeme::Singular,
        Number::Plural => Grammeme::Plural,
    }
}

/// The grammeme of a gender.
pub(super) fn gender(gender: Gender) -> Grammeme {
    match gender {
        Gender::Masculine => Grammeme::Masculine,
        Gender::Feminine => Grammeme::Feminine,
        Gender::Neuter => Grammeme::Neuter,
    }
}
