//! What may be said to `depesha correct`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

/// Correct what was read: add, mend or reject a record, or say who is who
///
/// A correction is a claim with author, time and reason, kept in the ledger beside what the program
/// read, which stays. All views prefer it, reading again keeps it, and it can be taken back.
///
/// An ARTICLE is named by its id, its SHA-256, or a part of one of them that no other has. A RECORD is
/// named by the id that `depesha correct show ARTICLE` prints (`s3`, `e2`, `c1`, `a4`; quantities `q1`,
/// dates `d1`, attitudes `t1`) or by where it stands (`statement:12-18` by its cue, `event:40-48` by
/// its trigger).
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Correct {
    #[command(subcommand)]
    pub(crate) action: Action,

    /// The ledger
    #[arg(
        long,
        value_name = "FILE",
        env = "DEPESHA_LEDGER",
        hide_env_values = true,
        global = true
    )]
    pub(crate) ledger: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  depesha correct show visit.txt
      the records of an article with their ids
  depesha correct reject visit.txt e2 --reason 'a wish, no act'
      the article does not say that
  depesha correct mend visit.txt s3 speaker='Адриан Кольб' kind=direct
      the same statement, with another speaker
  depesha correct add visit.txt event trigger='подписали' type=AGREE actors=a1 actors=a2
      an event that the program did not read
  depesha correct merge a3@visit.txt a1@capital.txt
      two actors of reports are one
  depesha correct refuse c1@promise.txt e2@later.txt --as kept
      what was done is not what was promised
  depesha correct export claims.jsonl
  depesha correct import claims.jsonl --ledger other
      what people said, for another ledger";

#[derive(Debug, Subcommand)]
pub(crate) enum Action {
    /// Say that an article does not say what a record says
    Reject {
        /// The article
        article: String,
        /// The record
        record: String,
        #[command(flatten)]
        claim: Claim,
    },
    /// Say what a record should be
    ///
    /// Each FIELD=VALUE replaces a field of the record; the others stay. See `depesha correct add --help`
    /// for fields and values. Of an actor `name`, `also`, `class`, `state` and `mentions` may be mended.
    Mend {
        /// The article
        article: String,
        /// The record
        record: String,
        /// What is to be changed
        #[arg(value_name = "FIELD=VALUE", required = true)]
        fields: Vec<String>,
        #[command(flatten)]
        claim: Claim,
    },
    /// Say that an article says something that was not read
    #[command(after_help = FIELDS)]
    Add {
        /// The article
        article: String,
        /// The kind of record (`statement`, `event`, `commitment`, `attitude`, `quantity`, `date`,
        /// `actor`), then its fields
        #[arg(value_name = "KIND FIELD=VALUE")]
        fields: Vec<String>,
        /// A record in JSON, `-` for standard input: `{"statement": {"cue": "сказал", …}}`
        ///
        /// Its fields are those of `depesha read --format json`; values may also be as in FIELD=VALUE.
        /// A FIELD=VALUE beside it replaces that field.
        #[arg(long, value_name = "FILE")]
        json: Option<PathBuf>,
        #[command(flatten)]
        claim: Claim,
    },
    /// Say that two actors of reports are one
    ///
    /// An actor is named as `a4@ARTICLE` or `NAME@ARTICLE`, or by the id or name of an entry of the
    /// directory.
    Merge {
        /// The one
        one: String,
        /// The other
        other: String,
        #[command(flatten)]
        claim: Claim,
    },
    /// Say that two actors of reports are two
    ///
    /// They are named as for `merge`.
    Split {
        /// The one
        one: String,
        /// The other
        other: String,
        #[command(flatten)]
        claim: Claim,
    },
    /// Say that a record is evidence of what became of a commitment
    ///
    /// Records are named as `c1@ARTICLE` and `e2@ARTICLE`, as `depesha commitments --life` prints them.
    Confirm {
        /// The commitment
        commitment: String,
        /// The statement, event or commitment that tells of it
        evidence: String,
        /// What became of the commitment by it
        #[arg(long = "as", value_name = "STAGE", default_value = "kept")]
        stage: StageWord,
        #[command(flatten)]
        claim: Claim,
    },
    /// Say that a record is no evidence of what became of a commitment
    ///
    /// They are named as for `confirm`.
    Refuse {
        /// The commitment
        commitment: String,
        /// The record that is taken for evidence
        evidence: String,
        /// What it is taken to tell
        #[arg(long = "as", value_name = "STAGE", default_value = "kept")]
        stage: StageWord,
        #[command(flatten)]
        claim: Claim,
    },
    /// Take a correction back; it is kept all the same
    TakeBack {
        /// Its name, or the beginning of it, as `list` shows it
        correction: String,
        #[command(flatten)]
        claim: Claim,
    },
    /// List corrections by time
    List {
        /// Those by this author
        #[arg(long, value_name = "NAME")]
        author: Option<String>,
        /// Those of this article
        #[arg(long, value_name = "ARTICLE")]
        article: Option<String>,
        /// Those that do this
        #[arg(long, value_name = "ACTION")]
        action: Option<ActionWord>,
        /// How they are printed
        #[arg(long, short, value_name = "FORMAT", default_value = "table")]
        format: Form,
    },
    /// Show the records of an article as views have them, with their ids
    Show {
        /// The article
        article: String,
        /// How they are printed
        #[arg(long, short, value_name = "FORMAT", default_value = "table")]
        format: Form,
    },
    /// Write all corrections, a JSON object a line
    Export {
        /// The file [default: standard output]
        file: Option<PathBuf>,
    },
    /// Take in corrections that were exported: all of the file or, where a line is bad, none
    Import {
        /// The file, `-` for standard input
        file: PathBuf,
        /// A folder with a language model to use instead of the one in the program
        #[arg(long, value_name = "FOLDER", env = "DEPESHA_MODEL", hide_env_values = true)]
        model: Option<PathBuf>,
    },
}

/// Who says so, when and why.
#[derive(Debug, Args)]
pub(crate) struct Claim {
    /// Who says so
    #[arg(long, value_name = "NAME", env = "DEPESHA_AUTHOR", hide_env_values = true)]
    pub(crate) by: Option<String>,

    /// Why
    #[arg(long, value_name = "WORDS")]
    pub(crate) reason: Option<String>,

    /// When it is said: 2026-01-01, or 2026-01-01T10:00:00+03:00 [default: now]
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<String>,

    /// A folder with a language model to use instead of the one in the program
    #[arg(long, value_name = "FOLDER", env = "DEPESHA_MODEL", hide_env_values = true)]
    pub(crate) model: Option<PathBuf>,
}

/// How lists are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    /// Lines for people
    Table,
    /// An array
    Json,
    /// One object a line
    Jsonl,
}

/// What becomes of a commitment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum StageWord {
    /// It is said again
    Repeated,
    /// It is said again with other terms
    Specified,
    /// The act is said to be done
    Kept,
    /// The act is said not to be done, or not to come
    Broken,
    /// It is said that it was never given
    Denied,
}

impl StageWord {
    /// The word in the ledger.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Repeated => "repeated",
            Self::Specified => "specified",
            Self::Kept => "kept",
            Self::Broken => "broken",
            Self::Denied => "denied",
        }
    }
}

/// What a correction does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ActionWord {
    /// Adds a record
    Add,
    /// Mends one
    Mend,
    /// Rejects one
    Reject,
    /// Merges actors
    Merge,
    /// Splits actors
    Split,
    /// Confirms evidence of what became of a commitment
    Confirm,
    /// Refuses it
    Refuse,
    /// Takes a correction back
    TakeBack,
}

impl ActionWord {
    /// The word in the ledger.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Mend => "mend",
            Self::Reject => "reject",
            Self::Merge => "merge",
            Self::Split => "split",
            Self::Confirm => "confirm",
            Self::Refuse => "refuse",
            Self::TakeBack => "take_back",
        }
    }
}

const FIELDS: &str = "\
Fields (* is needed):
  statement   cue* speaker kind content source via parent
  event       trigger* type* mode contexts actors recipients status commitment
              date place said_in confidence
  commitment  event* act* who to until condition said_in
  attitude    source* target* polarity* evidence confidence said_in
  quantity    span* value* amount upper bound kind unit said_in
  date        span* value grain end part bound anchor unresolved said_in
  actor       name* class* mentions* state also

Values:
  words       a place of the text as 12-18 (code points), or the words that
              stand there, if they stand there once
  actors      an id (a4) or a name of the article's actors; for a new one
              NAME/CLASS or NAME/CLASS/STATE: 'Павел Ручьёв/person/RUS'
  statements  an id (s2) or place; events too (e1)
  lists       parted by `|`, or FIELD=VALUE several times
  nothing     none";
