//! Python's face of Depesha.
