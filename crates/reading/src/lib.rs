//! What does the article claim, and who says so?

mod record;

pub use record::{
    Actor, ActorClass, ActorId, Mention, MentionKind, Reading, Statement, StatementId,
    StatementKind,
};
