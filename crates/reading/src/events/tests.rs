//! The lists are sound.
