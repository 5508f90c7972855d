//! How a command ended, which is the program's exit code.

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    /// All was done that was asked for.
    Well,
    /// Something that was given is of no use: an argument, an input, a ledger, a model.
    Refused,
    /// The program could not do its work: the output or a ledger cannot be written, say.
    Failed,
}

impl Ended {
    /// The exit code, as README has them.
    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Well => 0,
            Self::Failed => 1,
            Self::Refused => 2,
        }
    }
}
