use std::ops::Range;

use compact_str::CompactString;
use depesha_text::ByteSpan;

use crate::morphology::Morphology;
use crate::syntax::Relation;

/// How a text is built: sentences, tokens with their forms and trees, names.
///
/// Spans point into the text as it was received. Sentences and tokens are in the order of the text;
/// every token lies in exactly one sentence.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Analysis {
    /// The sentences, without the white space around them.
    pub sentences: Vec<Sentence>,
    /// The tokens of all sentences: words, numbers, punctuation.
    pub tokens: Vec<Token>,
    /// The names of persons, places and organizations; they do not overlap.
    pub names: Vec<Name>,
}

/// A sentence: its place and its tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Where it stands.
    pub span: ByteSpan,
    /// Its tokens, as indices of [`Analysis::tokens`]; never empty.
    pub tokens: Range<usize>,
}

/// A word, number or punctuation mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Where it stands.
    pub span: ByteSpan,
    /// The word as it was meant: look-alike letters of the other script mended, accents and
    /// invisible characters left out; case is kept. Mostly equal to the text under the span.
    pub form: CompactString,
    /// The dictionary form, in lower case, with `е` for `ё`.
    pub lemma: CompactString,
    /// Part of speech and features.
    pub morphology: Morphology,
    /// The index of the word that this one depends on in [`Analysis::tokens`] (always in the same
    /// sentence), or `None` for the root. Each sentence has one root, and its words form a tree.
    pub head: Option<usize>,
    /// The relation to the head.
    pub relation: Relation,
}

/// A proper name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// Where it stands.
    pub span: ByteSpan,
    /// Its tokens, as indices of [`Analysis::tokens`].
    pub tokens: Range<usize>,
    /// Of what it is the name.
    pub kind: NameKind,
}

/// Of what a name is the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NameKind {
    /// A human being.
    Person,
    /// A state, town, river, region.
    Place,
    /// A body: ministry, firm, party, outlet.
    Organization,
}

impl Analysis {
    /// The sentence that holds the token.
    pub fn sentence_of(&self, token: usize) -> &Sentence {
        let after = self.sentences.partition_point(|sentence| sentence.tokens.start <= token);
        &self.sentences[after - 1]
    }

    /// The words that depend directly on `token`, in the order of the text.
    pub fn dependents(&self, token: usize) -> impl Iterator<Item = usize> + '_ {
        self.sentence_of(token)
            .tokens
            .clone()
            .filter(move |&other| self.tokens[other].head == Some(token))
    }

    /// The tokens that lie wholly within `span`.
    pub fn tokens_within(&self, span: ByteSpan) -> Range<usize> {
        let start = self.tokens.partition_point(|token| token.span.start < span.start);
        let end = self.tokens.partition_point(|token| token.span.end <= span.end);
        start..end.max(start)
    }
}
