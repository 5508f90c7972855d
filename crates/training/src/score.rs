//! How many of the marked entities are found?

use std::collections::BTreeSet;

use depesha_language::EntityKind;
use depesha_text::ByteSpan;

/// Counts of one kind, or of all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Found with span and kind.
    pub hit: usize,
    /// Found at all.
    pub found: usize,
    /// Marked by people.
    pub marked: usize,
}

impl Counts {
    /// Share of the found that are right.
    pub fn precision(&self) -> f64 {
        ratio(self.hit, self.found)
    }

    /// Share of the marked that are found.
    pub fn recall(&self) -> f64 {
        ratio(self.hit, self.marked)
    }

    /// Harmonic mean of both.
    pub fn f1(&self) -> f64 {
        ratio(2 * self.hit, self.found + self.marked)
    }

    /// Adds other counts.
    pub fn add(&mut self, other: Counts) {
        self.hit += other.hit;
        self.found += other.found;
        self.marked += other.marked;
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// Entities of one text.
pub type Entities = BTreeSet<(ByteSpan, EntityKind)>;

/// Strict counts for each kind over texts.
#[derive(Debug, Clone, Default)]
pub struct Scores {
    /// By the kind's place in [`EntityKind::ALL`].
    pub kinds: [Counts; EntityKind::ALL.len()],
    /// Persons that lie in no other person.
    pub outermost_persons: Counts,
    /// Organizations that lie in no other organization.
    pub outermost_organizations: Counts,
}

impl Scores {
    /// Counts a text.
    pub fn count(&mut self, marked: &Entities, found: &Entities) {
        for (kind, counts) in EntityKind::ALL.into_iter().zip(&mut self.kinds) {
            let of_kind = |entities: &Entities| {
                entities.iter().filter(|entity| entity.1 == kind).copied().collect::<Entities>()
            };
            let (marked, found) = (of_kind(marked), of_kind(found));
            counts.add(counted(&marked, &found));
            let outermost = match kind {
                EntityKind::Person => &mut self.outermost_persons,
                EntityKind::Organization => &mut self.outermost_organizations,
                _ => continue,
            };
            outermost.add(counted(&without_inner(&marked), &without_inner(&found)));
        }
    }

    /// Counts of all kinds together.
    pub fn all(&self) -> Counts {
        let mut all = Counts::default();
        for counts in self.kinds {
            all.add(counts);
        }
        all
    }
}

fn counted(marked: &Entities, found: &Entities) -> Counts {
    Counts { hit: marked.intersection(found).count(), found: found.len(), marked: marked.len() }
}

fn without_inner(entities: &Entities) -> Entities {
    let inner =
        |span: ByteSpan| entities.iter().any(|(other, _)| *other != span && other.contains(span));
    entities.iter().filter(|entity| !inner(entity.0)).copied().collect()
}
