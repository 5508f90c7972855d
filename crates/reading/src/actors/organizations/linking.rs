//! Which mentions are one body.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::called::Called;
use super::naming::is_outlet;
use crate::actors::stand_ins::is_for_a_body_of_a_state;
use crate::words::Words;

/// For each mention the body that it means.
pub(super) struct Links {
    /// By mention: the number of a mention of the same body, the same for all of that body.
    pub(super) body: Vec<usize>,
    /// By mention: how likely it means that body, in hundredths.
    pub(super) confidence: Vec<u8>,
    /// Two mentions whose bodies may be one, with the confidence in hundredths.
    pub(super) open: Vec<(usize, usize, u8)>,
}

// How sure the links are, in hundredths: by feel, in the order of the errors that each kind makes on
// NEREL's training part.
const BY_INITIALS: u8 = 95;
const BY_PART: u8 = 90;
const BY_SOUND: u8 = 90;
const BY_KIND: u8 = 75;
const BY_NEARNESS: u8 = 65;
const SAME_OFFICE: u8 = 60;
const LEFT_OPEN: u8 = 30;

/// No more bodies than these are looked at for one mention: reports name far fewer of one kind, and
/// lists of thousands must not take time with the square of their length.
const MOST_CANDIDATES: usize = 64;

/// Mentions in sets that can be joined.
struct Sets {
    parents: Vec<usize>,
}

impl Sets {
    fn root(&mut self, mut at: usize) -> usize {
        while self.parents[at] != at {
            self.parents[at] = self.parents[self.parents[at]];
            at = self.parents[at];
        }
        at
    }

    /// Joins two sets; the root is the earlier one.
    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        let (first, second) = (one.min(other), one.max(other));
        self.parents[second] = first;
    }
}

/// What the mentions of a set say together.
#[derive(Debug, Clone, Default)]
struct Group {
    mentions: Vec<usize>,
    state: Option<&'static str>,
}

fn compatible(one: Option<&str>, other: Option<&str>) -> bool {
    one.is_none() || other.is_none() || one == other
}

pub(super) fn linked(words: Words<'_>, called: &[Called]) -> Links {
    let mut linker = Linker {
        words,
        called,
        sets: Sets { parents: (0..called.len()).collect() },
        confidence: vec![100; called.len()],
        moved: BTreeMap::new(),
        open: Vec::new(),
    };
    linker.by_equal_names();
    linker.by_parenthesis();
    linker.by_initials();
    linker.by_sound();
    linker.by_part();
    linker.by_kind();
    let body = (0..called.len())
        .map(|mention| {
            let target = linker.moved.get(&mention).copied().unwrap_or(mention);
            linker.sets.root(target)
        })
        .collect();
    Links { body, confidence: linker.confidence, open: linker.open }
}

struct Linker<'a> {
    words: Words<'a>,
    called: &'a [Called],
    sets: Sets,
    confidence: Vec<u8>,
    /// Mentions that were taken from their set, each to the set of another mention.
    moved: BTreeMap<usize, usize>,
    open: Vec<(usize, usize, u8)>,
}

impl Linker<'_> {
    fn groups(&mut self) -> BTreeMap<usize, Group> {
        let mut groups: BTreeMap<usize, Group> = BTreeMap::new();
        for index in 0..self.called.len() {
            let root = self.sets.root(index);
            let group = groups.entry(root).or_default();
            group.mentions.push(index);
            group.state = group.state.or(self.called[index].state);
        }
        groups
    }

    fn join(&mut self, mention: usize, other: usize, confidence: u8) {
        let root = self.sets.root(mention);
        if root == self.sets.root(other) {
            return;
        }
        if confidence < 100 {
            self.confidence[mention] = self.confidence[mention].min(confidence);
        }
        self.sets.join(mention, other);
    }

    fn by_equal_names(&mut self) {
        let mut seen: HashMap<String, usize> = HashMap::new();
        for (index, called) in self.called.iter().enumerate() {
            let state = called.state.unwrap_or("");
            let keys = match &called.abbreviation {
                Some(abbreviation) if called.spelled_out => {
                    vec![format!("a:{abbreviation}|{state}")]
                }
                Some(abbreviation) => {
                    vec![format!("a:{abbreviation}|{state}"), format!("c:{abbreviation}|{state}")]
                }
                None => vec![
                    format!("c:{}|{state}", called.core.join(" ")),
                    format!("c:{}|{state}", called.core_of_forms.join(" ")),
                ],
            };
            for key in keys {
                let first = *seen.entry(key).or_insert(index);
                self.sets.join(first, index);
            }
        }
    }

    /// `Содружество Независимых Государств (СНГ)`.
    fn by_parenthesis(&mut self) {
        // Of names that end together the longest is the one before the parenthesis.
        let mut ends: HashMap<usize, usize> = HashMap::new();
        for (index, called) in self.called.iter().enumerate() {
            ends.entry(called.tokens.end).or_insert(index);
        }
        let starts: HashMap<usize, usize> = self
            .called
            .iter()
            .enumerate()
            .rev()
            .map(|(index, called)| (called.tokens.start, index))
            .collect();
        for index in 0..self.called.len() {
            let called = &self.called[index];
            if ends.get(&called.tokens.end) != Some(&index) {
                continue;
            }
            let count = self.words.analysis.tokens.len();
            let mut at = called.tokens.end;
            while at < count
                && at < called.tokens.end + 2
                && matches!(self.words.form(at), "»" | "\"" | "”")
            {
                at += 1;
            }
            if at >= count || self.words.form(at) != "(" {
                continue;
            }
            at += 1;
            while at < count
                && at < called.tokens.end + 6
                && matches!(
                    self.words.form(at),
                    "«" | "\"" | "далее" | "-" | "—" | "–" | "сокращенно" | "или" | ","
                )
            {
                at += 1;
            }
            let Some(&other) = starts.get(&at) else { continue };
            let inner = &self.called[other];
            if inner.tokens.end < count
                && matches!(self.words.form(inner.tokens.end), ")" | "," | ";" | "»" | "\"")
                && compatible(called.state, inner.state)
                && fits_parenthesis(called, inner)
            {
                self.join(other, index, 100);
            }
        }
    }

    fn by_initials(&mut self) {
        let groups = self.groups();
        let mut by_initials: HashMap<&str, BTreeSet<usize>> = HashMap::new();
        let mut by_core: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, called) in self.called.iter().enumerate() {
            if called.abbreviation.is_none() {
                for initials in &called.initials {
                    by_initials.entry(initials).or_default().insert(index);
                }
                by_core.entry(called.core.join(" ")).or_default().push(index);
                by_core.entry(called.core_of_forms.join(" ")).or_default().push(index);
            }
        }
        let mut spelled: HashMap<String, usize> = HashMap::new();
        for (&root, group) in &groups {
            let called = &self.called[root];
            let Some(abbreviation) = &called.abbreviation else { continue };
            if called.spelled_out {
                let key = called.core.join(" ");
                let of_state = |state: Option<&str>, found: &[usize]| {
                    found.iter().copied().find(|&other| self.called[other].state == state)
                };
                let found = by_core.get(&key).map_or(&[][..], Vec::as_slice);
                if let Some(other) = of_state(group.state, found) {
                    self.join(root, other, 100);
                    continue;
                }
            }
            let mut candidates: Vec<usize> = Vec::new();
            if let Some(found) = by_initials.get(abbreviation.as_str()) {
                for &other in found.iter().take(MOST_CANDIDATES * 4) {
                    let other = self.sets.root(other);
                    let state = groups.get(&other).and_then(|group| group.state);
                    if !candidates.contains(&other)
                        && compatible(called.said_state, state)
                        && candidates.len() < MOST_CANDIDATES
                    {
                        candidates.push(other);
                    }
                }
            }
            if candidates.len() > 1 {
                let same: Vec<usize> = candidates
                    .iter()
                    .copied()
                    .filter(|other| {
                        groups.get(other).is_some_and(|other| other.state == group.state)
                    })
                    .collect();
                if !same.is_empty() {
                    candidates = same;
                }
            }
            match candidates[..] {
                [] => {
                    if called.spelled_out {
                        let key = called.core.join(" ");
                        // `ЦБ` and `Центробанк`: two abbreviations of one name.
                        let key = format!("{key}|{}", group.state.unwrap_or(""));
                        let first = *spelled.entry(key).or_insert(root);
                        self.join(root, first, 100);
                    }
                }
                [only] => self.join(root, only, BY_INITIALS),
                _ => {
                    // The expansion stands before its abbreviation.
                    let before = candidates.iter().copied().filter(|&other| other < root).max();
                    let nearest = before.or_else(|| candidates.iter().copied().min());
                    if let Some(other) = nearest {
                        self.join(root, other, BY_NEARNESS);
                    }
                }
            }
        }
    }

    /// `Forbes` and `Форбс`.
    fn by_sound(&mut self) {
        let mut seen: HashMap<String, (usize, bool)> = HashMap::new();
        for (index, called) in self.called.iter().enumerate() {
            if !(called.proper || called.abbreviation.is_some()) {
                continue;
            }
            let name: Vec<&str> = called.name.clone().map(|token| self.words.form(token)).collect();
            let name = name.join(" ");
            let latin = name.chars().any(|c| c.is_ascii_alphabetic());
            let Some(sound) = skeleton(&name) else { continue };
            let (first, first_latin) = *seen.entry(sound).or_insert((index, latin));
            if first_latin != latin && self.sets.root(first) != self.sets.root(index) {
                self.confidence[index] = self.confidence[index].min(BY_SOUND);
                self.sets.join(first, index);
            }
        }
    }

    /// `Торгово-промышленная палата` is `палата` further on; `ФСБ России` is `ФСБ`.
    fn by_part(&mut self) {
        let groups = self.groups();
        let mut holding: HashMap<&str, Vec<usize>> = HashMap::new();
        for (index, called) in self.called.iter().enumerate() {
            for word in &called.core {
                let list = holding.entry(word).or_default();
                if list.last() != Some(&index) {
                    list.push(index);
                }
            }
        }
        let mut order: Vec<(&usize, &Group)> = groups.iter().collect();
        order.sort_by_key(|(root, group)| {
            let called = &self.called[**root];
            (std::cmp::Reverse(called.core.len()), group.state.is_none(), **root)
        });
        for (&root, group) in order {
            let called = &self.called[root];
            let Some(rarest) = called
                .core
                .iter()
                .filter_map(|word| holding.get(word.as_str()))
                .min_by_key(|list| list.len())
            else {
                continue;
            };
            // The sets of longer names, each with its shortest such name.
            let own = self.sets.root(root);
            let state = group.state;
            let near = rarest.partition_point(|&other| other < root);
            let from = near.saturating_sub(MOST_CANDIDATES * 4);
            let mut found: BTreeMap<usize, usize> = BTreeMap::new();
            for &other in rarest[from..].iter().take(MOST_CANDIDATES * 8) {
                let other_root = self.sets.root(other);
                if other_root == own {
                    continue;
                }
                let longer = &self.called[other];
                let other_state =
                    groups.get(&other_root).and_then(|group| group.state).or(longer.state);
                if !compatible(state, other_state)
                    || !may_be_short_for(called, longer, state, other_state)
                {
                    continue;
                }
                let length = longer.core.len();
                let least = found.entry(other_root).or_insert(length);
                *least = (*least).min(length);
            }
            if found.is_empty() {
                continue;
            }
            // `правительство` beside `правительство Литвы`: mostly it, but any other is meant as well.
            if state.is_none() && self.words.tables.bodies.is_of_each_state(&called.core) {
                let confidence = if found.len() == 1 { SAME_OFFICE } else { LEFT_OPEN };
                for &other in found.keys().take(3) {
                    self.open.push((root, other, confidence));
                }
                continue;
            }
            if found.len() == 1 {
                let (&other, _) = found.iter().next().expect("one");
                self.join(root, other, BY_PART);
                continue;
            }
            // Of names that each hold the one before, the shortest: `палата`, `палата парламента`.
            let (&least, _) =
                found.iter().min_by_key(|&(root, length)| (*length, *root)).expect("one");
            let core_of = |root: usize| {
                let length = found[&root];
                groups
                    .get(&root)
                    .and_then(|group| {
                        group.mentions.iter().find(|&&at| self.called[at].core.len() == length)
                    })
                    .map_or(root, |&at| at)
            };
            let shortest = &self.called[core_of(least)];
            let state_of = |root: usize| groups.get(&root).and_then(|group| group.state);
            let one_chain = found.keys().all(|&other| {
                let longer = &self.called[core_of(other)];
                compatible(state_of(least), state_of(other))
                    && shortest.core.iter().all(|word| longer.core.binary_search(word).is_ok())
            }) && found
                .keys()
                .filter_map(|&other| state_of(other))
                .collect::<BTreeSet<_>>()
                .len()
                <= 1;
            if one_chain {
                self.join(root, least, BY_PART);
                continue;
            }
            // Each mention means the nearest one before it.
            let mut places: Vec<(usize, usize)> = Vec::new();
            for &other in found.keys() {
                if let Some(group) = groups.get(&other) {
                    places.extend(group.mentions.iter().map(|&mention| (mention, other)));
                }
            }
            places.sort_unstable();
            for &mention in &group.mentions {
                let at = places.partition_point(|&(place, _)| place < mention);
                if let Some(&(_, other)) = at.checked_sub(1).and_then(|at| places.get(at)) {
                    self.moved.insert(mention, other);
                    self.confidence[mention] = BY_NEARNESS;
                } else {
                    for &other in found.keys().take(3) {
                        self.open.push((mention, other, LEFT_OPEN));
                    }
                }
            }
        }
    }

    /// A bare noun for the nearest body of that kind: `Министерство обороны` … `ведомство`.
    fn by_kind(&mut self) {
        let groups = self.groups();
        let bodies = &self.words.tables.bodies;
        // News agencies are agencies, too, and no offices.
        let outlets: BTreeSet<usize> = (0..self.called.len())
            .filter(|&index| is_outlet(self.words, &self.called[index]))
            .map(|index| self.sets.root(index))
            .collect();
        let mut last_of_kind: HashMap<String, usize> = HashMap::new();
        for index in 0..self.called.len() {
            let called = &self.called[index];
            let root = self.sets.root(index);
            let alone = groups
                .get(&root)
                .is_none_or(|group| group.mentions.iter().all(|&other| self.called[other].bare));
            if called.bare && alone && !self.moved.contains_key(&index) {
                if let Some(&other) = last_of_kind.get(&called.head) {
                    self.moved.insert(index, other);
                    self.confidence[index] = BY_KIND;
                }
                continue;
            }
            if called.bare {
                continue;
            }
            // The whole name of which this is the beginning has been seen: `МИД` in `МИД Греции`.
            let begins_longer =
                index > 0 && self.called[index - 1].given.start == called.given.start;
            if begins_longer {
                continue;
            }
            let mut kinds = called.kinds.clone();
            kinds.push(called.head.clone());
            kinds.extend(called.kind_by_full_name.clone());
            for kind in kinds {
                if let Some(known) = bodies.kind(&kind) {
                    let stand_ins = known.stand_ins.iter().filter(|stand_in| {
                        !(outlets.contains(&root) && is_for_a_body_of_a_state(stand_in))
                    });
                    for stand_in in stand_ins {
                        last_of_kind.insert(stand_in.clone(), index);
                    }
                }
                if !bodies.is_of_each_state(std::slice::from_ref(&kind)) {
                    last_of_kind.insert(kind, index);
                }
            }
        }
    }
}

/// Whether `(inner)` behind `name` can be another name of the same body.
fn fits_parenthesis(name: &Called, inner: &Called) -> bool {
    if inner.abbreviation.is_some() || name.abbreviation.is_some() {
        let (short, long) =
            if inner.abbreviation.is_some() { (inner, name) } else { (name, inner) };
        let short = short.abbreviation.as_deref().unwrap_or_default();
        // Most letters of the abbreviation stand in the name's first letters, in whatever script.
        return long.initials.iter().any(|initials| {
            let common = initials.chars().filter(|&c| short.contains(c)).count();
            common * 2 >= short.chars().count()
        }) || short.chars().any(|c| c.is_ascii_alphabetic())
            || long.initials.is_empty();
    }
    let latin = |called: &Called| called.plain.iter().all(|word| word.is_ascii());
    latin(name) != latin(inner)
}

/// Whether the name may be a shorter name for the body that another one names in full.
fn may_be_short_for(
    short: &Called,
    long: &Called,
    state: Option<&str>,
    other_state: Option<&str>,
) -> bool {
    if state.is_some() && other_state.is_none() {
        return false;
    }
    let within = short.core.iter().all(|word| long.core.binary_search(word).is_ok());
    if !within {
        return false;
    }
    if short.core.len() == long.core.len() {
        return state.is_none() && other_state.is_some();
    }
    // `Госдума шестого созыва` is one of many.
    if long.core.iter().any(|word| word == "созыв") {
        return false;
    }
    // `МГУ имени Ломоносова`, and not `ректорат МГУ`.
    if short.abbreviation.is_some()
        && long.plain.starts_with(&short.plain)
        && long
            .plain
            .get(short.plain.len())
            .is_some_and(|next| matches!(next.as_str(), "имя" | "имен" | "им" | "им."))
    {
        return true;
    }
    if short.abbreviation.is_some() && !short.spelled_out {
        return false;
    }
    if short.expanded && short.core.contains(&long.head) {
        return true;
    }
    if short.head == long.head && !short.head.is_empty() {
        return true;
    }
    short.proper
        && long.proper
        && (long.plain.starts_with(&short.plain) || long.plain.ends_with(&short.plain))
}

/// The consonants of a name as they sound, in one alphabet; `None` where they are fewer than three.
fn skeleton(name: &str) -> Option<String> {
    let mut sounds = String::new();
    let letters: Vec<char> = name.to_lowercase().chars().collect();
    for (at, &letter) in letters.iter().enumerate() {
        let next = letters.get(at + 1).copied();
        let sound = match letter {
            'б' | 'b' => "b",
            'в' | 'v' | 'w' => "v",
            'г' | 'g' => "g",
            'д' | 'd' => "d",
            'ж' | 'j' => "j",
            'з' | 'z' => "s",
            'k' | 'к' | 'q' => "k",
            'c' if next == Some('h') => "h",
            'c' if next == Some('k') => "",
            'c' => "k",
            'л' | 'l' => "l",
            'м' | 'm' => "m",
            'н' | 'n' => "n",
            'p' if next == Some('h') => "f",
            'п' | 'p' => "p",
            'р' | 'r' => "r",
            'с' | 's' => "s",
            'т' | 't' => "t",
            'ф' | 'f' => "f",
            'х' => "h",
            'x' => "ks",
            'ц' => "s",
            'ч' | 'ш' | 'щ' => "h",
            _ => "",
        };
        if !sounds.ends_with(sound) {
            sounds.push_str(sound);
        }
    }
    (sounds.len() >= 3).then_some(sounds)
}
