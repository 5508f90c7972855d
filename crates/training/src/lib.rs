//! How are the networks that are our own trained?

pub mod adam;
pub mod arithmetic;
pub mod attitude_corpora;
pub mod attitudes;
pub mod corpus;
pub mod event_corpora;
pub mod examples;
pub mod network;
pub mod regard;
pub mod score;
pub mod sides;
pub mod tape;
pub mod trainer;
pub mod triggers;
