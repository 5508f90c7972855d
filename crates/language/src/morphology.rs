//! Parts of speech and features, in the terms of Universal Dependencies.

macro_rules! closed_class {
    ($(#[$meta:meta])* $class:ident { $($variant:ident $name:literal)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum $class {
            $(#[doc = concat!("`", $name, "`")] $variant,)*
        }

        impl $class {
            /// The name in Universal Dependencies.
            pub fn name(self) -> &'static str {
                match self { $($class::$variant => $name,)* }
            }

            /// The value of that name.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($name => Some($class::$variant),)* _ => None }
            }
        }
    };
}

closed_class! {
    /// Part of speech.
    PartOfSpeech {
        Adjective "ADJ" Adposition "ADP" Adverb "ADV" Auxiliary "AUX" CoordinatingConjunction "CCONJ"
        Determiner "DET" Interjection "INTJ" Noun "NOUN" Numeral "NUM" Particle "PART" Pronoun "PRON"
        ProperNoun "PROPN" Punctuation "PUNCT" SubordinatingConjunction "SCONJ" Symbol "SYM" Verb "VERB"
        Other "X"
    }
}

closed_class! {
    /// Animate or not.
    Animacy { Animate "Anim" Inanimate "Inan" }
}

closed_class! {
    /// Aspect of a verb.
    Aspect { Imperfective "Imp" Perfective "Perf" }
}

closed_class! {
    /// Grammatical case.
    Case { Nominative "Nom" Genitive "Gen" Dative "Dat" Accusative "Acc" Instrumental "Ins" Locative "Loc" Partitive "Par" Vocative "Voc" }
}

closed_class! {
    /// Degree of comparison.
    Degree { Positive "Pos" Comparative "Cmp" Superlative "Sup" }
}

closed_class! {
    /// Grammatical gender.
    Gender { Masculine "Masc" Feminine "Fem" Neuter "Neut" }
}

closed_class! {
    /// Mood of a verb.
    Mood { Indicative "Ind" Imperative "Imp" Conditional "Cnd" }
}

closed_class! {
    /// Grammatical number.
    Number { Singular "Sing" Plural "Plur" }
}

closed_class! {
    /// Grammatical person.
    Person { First "1" Second "2" Third "3" }
}

closed_class! {
    /// Tense of a verb.
    Tense { Past "Past" Present "Pres" Future "Fut" }
}

closed_class! {
    /// Form of a verb.
    VerbForm { Finite "Fin" Infinitive "Inf" Participle "Part" Converb "Conv" }
}

closed_class! {
    /// Voice of a verb.
    Voice { Active "Act" Middle "Mid" Passive "Pass" }
}

/// What is known of a word's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Morphology {
    /// Part of speech.
    pub part_of_speech: PartOfSpeech,
    /// `Abbr=Yes`.
    pub abbreviation: bool,
    /// `Animacy`, where the word has one.
    pub animacy: Option<Animacy>,
    /// `Aspect`, where the word has one.
    pub aspect: Option<Aspect>,
    /// `Case`, where the word has one.
    pub case: Option<Case>,
    /// `Degree`, where the word has one.
    pub degree: Option<Degree>,
    /// `Foreign=Yes`.
    pub foreign: bool,
    /// `Gender`, where the word has one.
    pub gender: Option<Gender>,
    /// `Hyph=Yes`.
    pub hyphenated: bool,
    /// `Mood`, where the word has one.
    pub mood: Option<Mood>,
    /// `NumForm=Digit`.
    pub digits: bool,
    /// `Number`, where the word has one.
    pub number: Option<Number>,
    /// `Person`, where the word has one.
    pub person: Option<Person>,
    /// `Polarity=Neg`.
    pub negative: bool,
    /// `Tense`, where the word has one.
    pub tense: Option<Tense>,
    /// `Variant=Short`.
    pub short: bool,
    /// `VerbForm`, where the word has one.
    pub verb_form: Option<VerbForm>,
    /// `Voice`, where the word has one.
    pub voice: Option<Voice>,
}

impl Morphology {
    /// A part of speech without features.
    pub const fn of(part_of_speech: PartOfSpeech) -> Self {
        Self {
            part_of_speech,
            abbreviation: false,
            animacy: None,
            aspect: None,
            case: None,
            degree: None,
            foreign: false,
            gender: None,
            hyphenated: false,
            mood: None,
            digits: false,
            number: None,
            person: None,
            negative: false,
            tense: None,
            short: false,
            verb_form: None,
            voice: None,
        }
    }

    /// Reads a tag such as `NOUN|Animacy=Inan|Case=Gen`; `None` where a part is unknown.
    ///
    /// The network's padding tag `<pad>` reads as a bare [`PartOfSpeech::Other`].
    pub fn from_tag(tag: &str) -> Option<Self> {
        if tag == "<pad>" {
            return Some(Self::of(PartOfSpeech::Other));
        }
        let mut parts = tag.split('|');
        let mut morphology = Self::of(PartOfSpeech::from_name(parts.next()?)?);
        for part in parts {
            let (feature, value) = part.split_once('=')?;
            match feature {
                "Abbr" if value == "Yes" => morphology.abbreviation = true,
                "Animacy" => morphology.animacy = Some(Animacy::from_name(value)?),
                "Aspect" => morphology.aspect = Some(Aspect::from_name(value)?),
                "Case" => morphology.case = Some(Case::from_name(value)?),
                "Degree" => morphology.degree = Some(Degree::from_name(value)?),
                "Foreign" if value == "Yes" => morphology.foreign = true,
                "Gender" => morphology.gender = Some(Gender::from_name(value)?),
                "Hyph" if value == "Yes" => morphology.hyphenated = true,
                "Mood" => morphology.mood = Some(Mood::from_name(value)?),
                "NumForm" if value == "Digit" => morphology.digits = true,
                "Number" => morphology.number = Some(Number::from_name(value)?),
                "Person" => morphology.person = Some(Person::from_name(value)?),
                "Polarity" if value == "Neg" => morphology.negative = true,
                "Tense" => morphology.tense = Some(Tense::from_name(value)?),
                "Variant" if value == "Short" => morphology.short = true,
                "VerbForm" => morphology.verb_form = Some(VerbForm::from_name(value)?),
                "Voice" => morphology.voice = Some(Voice::from_name(value)?),
                _ => return None,
            }
        }
        Some(morphology)
    }

    /// The features as Universal Dependencies names them, in alphabetical order.
    pub fn features(&self) -> Vec<(&'static str, &'static str)> {
        let mut found = Vec::new();
        if self.abbreviation {
            found.push(("Abbr", "Yes"));
        }
        if let Some(value) = self.animacy {
            found.push(("Animacy", value.name()));
        }
        if let Some(value) = self.aspect {
            found.push(("Aspect", value.name()));
        }
        if let Some(value) = self.case {
            found.push(("Case", value.name()));
        }
        if let Some(value) = self.degree {
            found.push(("Degree", value.name()));
        }
        if self.foreign {
            found.push(("Foreign", "Yes"));
        }
        if let Some(value) = self.gender {
            found.push(("Gender", value.name()));
        }
        if self.hyphenated {
            found.push(("Hyph", "Yes"));
        }
        if let Some(value) = self.mood {
            found.push(("Mood", value.name()));
        }
        if self.digits {
            found.push(("NumForm", "Digit"));
        }
        if let Some(value) = self.number {
            found.push(("Number", value.name()));
        }
        if let Some(value) = self.person {
            found.push(("Person", value.name()));
        }
        if self.negative {
            found.push(("Polarity", "Neg"));
        }
        if let Some(value) = self.tense {
            found.push(("Tense", value.name()));
        }
        if self.short {
            found.push(("Variant", "Short"));
        }
        if let Some(value) = self.verb_form {
            found.push(("VerbForm", value.name()));
        }
        if let Some(value) = self.voice {
            found.push(("Voice", value.name()));
        }
        found
    }
}
