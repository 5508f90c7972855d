use std::fmt;

macro_rules! relations {
    ($($variant:ident $name:literal $meaning:literal)*) => {
        /// The relation of a word to its head, in the terms of Universal Dependencies.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum Relation {
            $(#[doc = concat!("`", $name, "`: ", $meaning)] $variant,)*
        }

        impl Relation {
            /// Every relation, in the order of the syntax network's outputs (its first output is
            /// padding and has no relation).
            pub const ALL: &'static [Relation] = &[$(Relation::$variant),*];

            /// The name in Universal Dependencies, such as `nsubj:pass`.
            pub fn name(self) -> &'static str {
                match self { $(Relation::$variant => $name,)* }
            }

            /// The relation of that name.
            pub fn from_name(name: &str) -> Option<Relation> {
                match name { $($name => Some(Relation::$variant),)* _ => None }
            }
        }
    };
}

relations! {
    Acl "acl" "clause that modifies a noun"
    AclRelcl "acl:relcl" "relative clause"
    Advcl "advcl" "adverbial clause"
    Advmod "advmod" "adverb"
    Amod "amod" "adjective"
    Appos "appos" "apposition"
    Aux "aux" "auxiliary"
    AuxPass "aux:pass" "auxiliary of a passive"
    Case "case" "preposition"
    Cc "cc" "coordinating conjunction"
    Ccomp "ccomp" "clause that is an object"
    Compound "compound" "part of a compound"
    Conj "conj" "coordinated with its head"
    Cop "cop" "copula"
    Csubj "csubj" "clause that is a subject"
    CsubjPass "csubj:pass" "clause that is the subject of a passive"
    Dep "dep" "unknown relation"
    Det "det" "determiner"
    Discourse "discourse" "particle of discourse"
    Dislocated "dislocated" "element moved out of its clause"
    Expl "expl" "expletive"
    Fixed "fixed" "part of a fixed expression"
    Flat "flat" "part of an expression without a head"
    FlatForeign "flat:foreign" "foreign words"
    FlatName "flat:name" "part of a name"
    Goeswith "goeswith" "part of a word that was split"
    Iobj "iobj" "indirect object"
    List "list" "item of a list"
    Mark "mark" "subordinating conjunction"
    Nmod "nmod" "noun that modifies a noun"
    Nsubj "nsubj" "subject"
    NsubjPass "nsubj:pass" "subject of a passive"
    Nummod "nummod" "numeral"
    NummodEntity "nummod:entity" "number that names"
    NummodGov "nummod:gov" "numeral that governs the case"
    Obj "obj" "object"
    Obl "obl" "oblique noun"
    OblAgent "obl:agent" "agent of a passive"
    Orphan "orphan" "dependent of an elided word"
    Parataxis "parataxis" "clause beside its head"
    Punct "punct" "punctuation"
    Root "root" "root of the sentence"
    Vocative "vocative" "address"
    Xcomp "xcomp" "open clausal complement"
}

impl fmt::Display for Relation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}
