//! From what reports say to who is who: the steps, in their order.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use crate::directory::{Anchor, DecisionId, Directory, KeptActor, Symbols, Verdict, code_text};
use crate::entries::{
    Alias, Entries, Entry, EntryId, Identifier, Occurrence, OpenLink, ReportId, RoleSaid,
    StateSaid, Unattached,
};
use crate::linking::{
    Because, Fact, Groups, NAME_ALONE, NameKind, Traits, clusters, exclusive_role,
};
use crate::names::{PersonName, is_generic, key};
use crate::report::{Class, Day, Gender};

/// How sure a link by another name is at most, in hundredths; by feel.
const BY_ALIAS: u8 = 85;
/// How sure a surname with an office is.
const BY_SURNAME_AND_OFFICE: u8 = 80;
/// The most entries that a surname is linked to openly.
const LISTED_NAMESAKES: usize = 5;

/// An actor in a report. There are as many as reports name actors, so that this and whatever else is held
/// of each of them is kept small.
#[derive(Clone, Copy)]
struct Seen {
    /// The place of the report among all.
    report: u32,
    /// What the report says of it, by number.
    saying: u32,
}

/// An actor in a report, by its place among all that were seen, with how sure it is that it belongs here, in
/// hundredths.
type Member = (u32, u8, Because);

fn number(place: usize) -> u32 {
    u32::try_from(place).expect("fewer than 2^32 actors in reports")
}

/// What is found in a name, with keys as numbers.
struct Parsed {
    full: Option<u32>,
    surnames: Vec<u32>,
    initials: Vec<char>,
    middle: Option<u32>,
    gender: Option<Gender>,
}

/// Names as they are compared, by the numbers of the names as written.
struct Keys<'a> {
    symbols: &'a Symbols,
    keys: Symbols,
    plain: Vec<Option<u32>>,
    people: HashMap<u32, Parsed>,
    middles: Vec<String>,
    middle_numbers: HashMap<String, u32>,
}

impl<'a> Keys<'a> {
    fn new(symbols: &'a Symbols) -> Self {
        Self {
            symbols,
            keys: Symbols::default(),
            plain: vec![None; symbols.len()],
            people: HashMap::new(),
            middles: Vec::new(),
            middle_numbers: HashMap::new(),
        }
    }

    fn plain(&mut self, name: u32) -> u32 {
        let known = self.plain[name as usize];
        known.unwrap_or_else(|| {
            let number = self.keys.number(&key(self.symbols.name(name)));
            self.plain[name as usize] = Some(number);
            number
        })
    }

    fn person(&mut self, name: u32) -> &Parsed {
        self.people.entry(name).or_insert_with(|| {
            let parsed = PersonName::of(self.symbols.name(name));
            let middle = parsed.middle.map(|middle| {
                *self.middle_numbers.entry(middle).or_insert_with_key(|middle| {
                    self.middles.push(middle.clone());
                    u32::try_from(self.middles.len() - 1).expect("fewer than 2^32 names")
                })
            });
            Parsed {
                full: parsed.full.map(|full| self.keys.number(&full)),
                surnames: parsed.surnames.iter().map(|name| self.keys.number(name)).collect(),
                initials: parsed.initials,
                middle,
                gender: parsed.gender,
            }
        })
    }

    /// What the names of entries of this class are found by; `None` for a surname alone.
    fn of(&mut self, class: Class, name: u32) -> Option<u32> {
        match class {
            Class::Person => self.person(name).full,
            _ => Some(self.plain(name)),
        }
    }
}

/// Whose an office is: class, name and state; a state by its code alone.
type Whose = Option<(Class, u32, Option<[u8; 3]>)>;

/// Facts that are one actor, before entries are made of them.
struct Node {
    class: Class,
    /// What its facts are found by.
    key: u32,
    members: Vec<Member>,
    /// Whether its facts may belong elsewhere, so that no name draws it to another.
    open: bool,
    certain: bool,
    /// Whether its name is a surname alone.
    short: bool,
    state: Option<[u8; 3]>,
    gender: Option<Gender>,
    middle: Option<u32>,
}

/// What reports tell of those who share a surname and an office.
#[derive(Default)]
struct Told {
    states: BTreeSet<[u8; 3]>,
    genders: BTreeSet<Gender>,
    /// What is told of them by full name, which a surname alone has to fit.
    settled_state: Option<[u8; 3]>,
    settled_gender: Option<Gender>,
}

impl Told {
    fn of_holders(&mut self, state: Option<[u8; 3]>, gender: Option<Gender>) {
        self.settled_state = self.settled_state.or(state);
        self.settled_gender = self.settled_gender.or(gender);
    }

    fn hear(&mut self, traits: &Traits) {
        self.states.extend(traits.state);
        self.genders.extend(traits.gender);
    }

    /// Whether one person can be all of them.
    fn is_of_one(&self) -> bool {
        self.states.len() <= 1 && self.genders.len() <= 1
    }

    /// Whether one of these traits is one of those who have the name in full, or can be without ruling out
    /// another.
    fn fits(&self, traits: &Traits) -> bool {
        fn fits<T: PartialEq + Copy>(told: Option<T>, settled: Option<T>, several: bool) -> bool {
            match (told, settled) {
                (None, _) => true,
                (told, Some(_)) => told == settled,
                (Some(_), None) => !several,
            }
        }
        fits(traits.state, self.settled_state, self.states.len() > 1)
            && fits(traits.gender, self.settled_gender, self.genders.len() > 1)
    }

    /// Whether one of this state and gender may be several of them.
    fn leaves_open(&self, state: Option<[u8; 3]>, gender: Option<Gender>) -> bool {
        state.is_none() && self.states.len() > 1 || gender.is_none() && self.genders.len() > 1
    }
}

/// What keeps those of one surname and office apart.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Apart {
    Not,
    ByPerson(Option<[u8; 3]>, Option<Gender>),
    /// The place in `seen`.
    ByReport(usize),
}

struct Derivation<'a> {
    directory: &'a Directory,
    report_ids: Vec<&'a ReportId>,
    /// The day of each report.
    days: Vec<Option<Day>>,
    seen: Vec<Seen>,
    /// The place in `seen` of each report's first actor.
    offsets: Vec<usize>,
    keys: Keys<'a>,
    offices: HashMap<(u32, Whose), u32>,
    /// What is told of actors in the terms of linking, each kept once.
    traits: Vec<Traits>,
    /// The number of what is told of each in `seen`.
    traits_of: Vec<u32>,
    /// Those of `seen` that a decision keeps apart from others.
    decided: HashSet<u32>,
    apart: HashSet<(u32, u32)>,
    same: Vec<(DecisionId, usize, usize)>,
    unheeded: BTreeSet<DecisionId>,
    nodes: Vec<Node>,
    /// Open links between nodes.
    perhaps: BTreeMap<(u32, u32), (u8, Because)>,
}

/// Hands each entry to `take`, sorted by id, until one is refused; identifiers from files are left out. The
/// decisions without effect.
pub(crate) fn each_entry<Refused>(
    directory: &Directory,
    take: impl FnMut(Entry) -> Result<(), Refused>,
) -> Result<Vec<DecisionId>, Refused> {
    let mut derivation = Derivation::new(directory);
    derivation.heed_decisions();
    derivation.tell_facts();
    derivation.part_names();
    let mut groups = derivation.join_by_alias();
    derivation.place_surnames(&mut groups);
    derivation.join_by_decision(&mut groups);
    derivation.assemble(&mut groups, take)
}

pub(crate) fn entries(directory: &Directory) -> Entries {
    let mut entries: Vec<Entry> = Vec::new();
    let gathered = each_entry(directory, |entry| {
        entries.push(entry);
        Ok::<(), std::convert::Infallible>(())
    });
    let unheeded = match gathered {
        Ok(unheeded) => unheeded,
        Err(never) => match never {},
    };
    let by_id = entries.iter().enumerate().map(|(at, entry)| (entry.id.clone(), at)).collect();
    let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, entry) in entries.iter().enumerate() {
        let codes = entry.states.iter().filter(|_| entry.class == Class::State);
        let codes = codes.map(|state| state.code.as_str());
        let names = entry.aliases.iter().map(|alias| alias.name.as_ref());
        let mut names: BTreeSet<String> =
            std::iter::once(entry.name.as_ref()).chain(names).chain(codes).map(key).collect();
        if entry.class == Class::Person {
            // Found with or without patronymic.
            let names_in_full = entry.aliases.iter();
            names.extend(names_in_full.filter_map(|alias| PersonName::of(&alias.name).full));
        }
        for name in names {
            by_name.entry(name).or_default().push(at);
        }
    }
    let mut entries = Entries { entries, by_id, by_name, unattached: Vec::new(), unheeded };
    attach(&mut entries, directory);
    entries
}

impl<'a> Derivation<'a> {
    fn new(directory: &'a Directory) -> Self {
        let mut seen = Vec::new();
        let mut offsets = Vec::with_capacity(directory.reports.len());
        for (report, kept) in directory.reports.values().enumerate() {
            offsets.push(seen.len());
            let report = u32::try_from(report).expect("fewer than 2^32 reports");
            seen.extend(kept.actors.iter().map(|&saying| Seen { report, saying }));
        }
        Self {
            directory,
            report_ids: directory.reports.keys().collect(),
            days: directory.reports.values().map(|kept| kept.day).collect(),
            seen,
            offsets,
            keys: Keys::new(&directory.symbols),
            offices: HashMap::new(),
            traits: Vec::new(),
            traits_of: Vec::new(),
            decided: HashSet::new(),
            apart: HashSet::new(),
            same: Vec::new(),
            unheeded: BTreeSet::new(),
            nodes: Vec::new(),
            perhaps: BTreeMap::new(),
        }
    }

    /// What the report says of the actor at this place in `seen`.
    fn actor(&self, at: usize) -> &'a KeptActor {
        self.directory.sayings.actor(self.seen[at].saying)
    }

    /// The day of its report.
    fn day(&self, at: usize) -> Option<Day> {
        self.days[self.seen[at].report as usize]
    }

    /// What is told of it, in the terms of linking.
    fn traits(&self, at: usize) -> &Traits {
        &self.traits[self.traits_of[at] as usize]
    }

    /// The place of the actor of the same report that is at `place` there.
    fn beside(&self, at: usize, place: u32) -> usize {
        self.offsets[self.seen[at].report as usize] + place as usize
    }

    /// The place in `seen` of an anchor.
    fn anchored(&self, anchor: &Anchor) -> Option<usize> {
        let report =
            self.report_ids.binary_search_by(|id| id.as_ref().cmp(anchor.report.as_str())).ok()?;
        let end = self.offsets.get(report + 1).copied().unwrap_or(self.seen.len());
        (self.offsets[report]..end).find(|&at| {
            let actor = self.actor(at);
            actor.class == anchor.class
                && self.directory.symbols.name(actor.name).as_ref() == anchor.name
        })
    }

    /// Finds whom decisions mean. Of two about one pair the later holds.
    fn heed_decisions(&mut self) {
        let mut holding: BTreeMap<(usize, usize), (DecisionId, Verdict)> = BTreeMap::new();
        for (at, decision) in self.directory.decisions.iter().enumerate() {
            if decision.taken_back.is_some() {
                continue;
            }
            let [one, other] = &decision.between;
            match (self.anchored(one), self.anchored(other)) {
                (Some(first), Some(second)) if one.class == other.class && first != second => {
                    let pair = (first.min(second), first.max(second));
                    holding.insert(pair, (DecisionId(at), decision.verdict));
                }
                _ => {
                    self.unheeded.insert(DecisionId(at));
                }
            }
        }
        for ((one, other), (decision, verdict)) in holding {
            match verdict {
                Verdict::Same => self.same.push((decision, one, other)),
                Verdict::Different => {
                    self.apart.insert((number(one), number(other)));
                }
            }
        }
        self.same.sort_unstable();
    }

    /// Puts what reports say into the terms of linking.
    fn tell_facts(&mut self) {
        self.decided = self.apart.iter().flat_map(|&(a, b)| [a, b]).collect();
        let mut numbers: HashMap<Traits, u32> = HashMap::new();
        // What is told of those without a role follows from what the report says of them alone.
        let mut without_role: HashMap<u32, u32> = HashMap::new();
        self.traits_of.reserve_exact(self.seen.len());
        for at in 0..self.seen.len() {
            let saying = self.seen[at].saying;
            let has_role = !self.actor(at).roles.is_empty();
            if !has_role && let Some(&known) = without_role.get(&saying) {
                self.traits_of.push(known);
                continue;
            }
            let traits = self.traits_told(at);
            let known = *numbers.entry(traits).or_insert_with_key(|traits| {
                self.traits.push(traits.clone());
                number(self.traits.len() - 1)
            });
            self.traits_of.push(known);
            if !has_role {
                without_role.insert(saying, known);
            }
        }
    }

    fn traits_told(&mut self, at: usize) -> Traits {
        let actor = self.actor(at);
        let mut traits = Traits { gender: actor.gender, state: actor.state, ..Traits::default() };
        if actor.class == Class::Person {
            // Of several ways to give the name, one may have the patronymic.
            for name in std::iter::once(&actor.name).chain(&*actor.also) {
                let parsed = self.keys.person(*name);
                traits.middle = traits.middle.or(parsed.middle);
                traits.gender = traits.gender.or(parsed.gender);
            }
        }
        for &(_, of) in &*actor.roles {
            let whose = of.map(|of| self.actor(self.beside(at, of)));
            if let Some(KeptActor { class: Class::State, state: Some(code), .. }) = whose
                && actor.class == Class::Person
            {
                traits.state = traits.state.or(Some(*code));
            }
        }
        for &(title, of) in &*actor.roles {
            let whose: Whose = match of.map(|of| self.actor(self.beside(at, of))) {
                Some(of) if of.class == Class::State && of.state.is_some() => {
                    Some((Class::State, 0, of.state))
                }
                Some(of) => Some((of.class, self.keys.plain(of.name), of.state)),
                None => traits.state.map(|code| (Class::State, 0, Some(code))),
            };
            let title = self.keys.plain(title);
            traits.titles.push(title);
            if whose.is_some() {
                let next = u32::try_from(self.offices.len()).expect("fewer than 2^32 offices");
                traits.offices.push(*self.offices.entry((title, whose)).or_insert(next));
            }
            let of_body = matches!(whose, Some((class, ..)) if class != Class::State);
            if !of_body {
                traits.exclusive.extend(exclusive_role(self.keys.keys.name(title)));
            }
        }
        traits.exclusive.sort_unstable();
        traits.exclusive.dedup();
        traits
    }

    /// The fact that the actor at this place in `seen` is.
    fn fact(&self, at: usize) -> Fact<'_> {
        let own = number(at);
        Fact {
            day: self.day(at),
            decided: self.decided.contains(&own).then_some(own),
            traits: self.traits(at),
        }
    }

    /// Groups the facts by name, and parts those of each name into actors.
    fn part_names(&mut self) {
        let mut named: HashMap<(Class, u32), Vec<u32>> = HashMap::new();
        for at in 0..self.seen.len() {
            let actor = self.actor(at);
            let found_by = match (actor.class, actor.state, actor.listed) {
                (Class::State, Some(code), _) => Some(self.keys.keys.number(code_text(&code))),
                (class, _, Some(listed)) if class != Class::Person => Some(self.keys.plain(listed)),
                (class, ..) => self.keys.of(class, actor.name),
            };
            // A surname alone is placed when the rest has its place.
            if let Some(found_by) = found_by {
                named.entry((actor.class, found_by)).or_default().push(number(at));
            }
        }
        let mut named: Vec<((Class, u32), Vec<u32>)> = named.into_iter().collect();
        named.sort_by(|((class, name), _), ((other_class, other), _)| {
            let keys = &self.keys.keys;
            class.cmp(other_class).then_with(|| keys.name(*name).cmp(keys.name(*other)))
        });
        for ((class, found_by), places) in named {
            let listed = places.iter().all(|&at| self.actor(at as usize).listed.is_some());
            let kind = match class {
                Class::Person => NameKind::Person,
                Class::State if self.actor(places[0] as usize).state.is_some() => {
                    NameKind::Certain(Because::CODE)
                }
                _ if listed => NameKind::Certain(Because::TABLE),
                Class::Organization
                    if places.iter().all(|&at| {
                        is_generic(self.directory.symbols.name(self.actor(at as usize).name))
                    }) =>
                {
                    NameKind::Generic
                }
                _ => NameKind::Proper,
            };
            let facts: Vec<Fact<'_>> = places.iter().map(|&at| self.fact(at as usize)).collect();
            let parted = clusters(kind, &facts, &self.keys.middles, &self.apart);
            let first = self.nodes.len();
            for cluster in parted.clusters {
                let members: Vec<Member> = cluster
                    .members
                    .iter()
                    .map(|&(place, confidence, because)| (places[place], confidence, because))
                    .collect();
                let certain = matches!(kind, NameKind::Certain(_));
                let node = self.node(class, found_by, members);
                self.nodes.push(Node { open: cluster.open, certain, ..node });
            }
            for (one, other, confidence, because) in parted.perhaps {
                let pair = (number(first + one), number(first + other));
                self.perhaps.insert(pair, (confidence, because));
            }
        }
    }

    fn node(&self, class: Class, key: u32, members: Vec<Member>) -> Node {
        let facts = || members.iter().map(|&(at, ..)| self.traits(at as usize));
        Node {
            class,
            key,
            open: false,
            certain: false,
            short: false,
            state: facts().find_map(|fact| fact.state),
            gender: facts().find_map(|fact| fact.gender),
            middle: facts().find_map(|fact| fact.middle),
            members,
        }
    }

    /// Whether something speaks against the two being one.
    fn contradict(&self, one: usize, other: usize) -> bool {
        fn differ<T: PartialEq>(one: Option<T>, other: Option<T>) -> bool {
            matches!((one, other), (Some(one), Some(other)) if one != other)
        }
        let (one, other) = (&self.nodes[one], &self.nodes[other]);
        let middles = one.middle.zip(other.middle);
        differ(one.state, other.state)
            || differ(one.gender, other.gender)
            || middles.is_some_and(|(one, other)| {
                let name = |number: u32| &self.keys.middles[number as usize];
                !PersonName::middles_agree(name(one), name(other))
            })
    }

    /// The node of each fact that has one.
    fn node_of(&self) -> HashMap<usize, usize> {
        let members = self.nodes.iter().enumerate();
        members
            .flat_map(|(node, found)| found.members.iter().map(move |m| (m.0 as usize, node)))
            .collect()
    }

    /// Puts together what reports give as other names of one actor: `СНГ` and its full name.
    ///
    /// A name joins those that have it as another name where these are one; where they are several,
    /// or something speaks against it, the links stay open.
    fn join_by_alias(&mut self) -> Groups {
        let mut teachers: HashMap<(Class, u32), BTreeSet<usize>> = HashMap::new();
        for node in 0..self.nodes.len() {
            let Node { class, key, .. } = self.nodes[node];
            for member in 0..self.nodes[node].members.len() {
                let actor = self.actor(self.nodes[node].members[member].0 as usize);
                for &name in std::iter::once(&actor.name).chain(&*actor.also) {
                    if let Some(taught) = self.keys.of(class, name)
                        && taught != key
                    {
                        teachers.entry((class, taught)).or_default().insert(node);
                    }
                }
            }
        }
        let drawn: Vec<(usize, Vec<usize>)> = (0..self.nodes.len())
            .filter_map(|node| {
                let Node { class, key, open, .. } = self.nodes[node];
                let taught_by = teachers.get(&(class, key))?;
                let fitting: Vec<usize> = taught_by
                    .iter()
                    .copied()
                    .filter(|&teacher| teacher != node && !self.contradict(node, teacher))
                    .collect();
                if open {
                    for &teacher in &fitting {
                        self.link(node, teacher, NAME_ALONE / 2, Because::ALIAS);
                    }
                    return None;
                }
                (!fitting.is_empty()).then_some((node, fitting))
            })
            .collect();
        let mut groups = Groups::new(self.nodes.len());
        let mut changed = true;
        // Groups only grow and a name is drawn when its teachers are one, so that the rounds end and
        // their order does not matter.
        while changed {
            changed = false;
            for (node, teachers) in &drawn {
                let own = groups.of(*node);
                let mut others = teachers.iter().map(|&t| groups.of(t)).filter(|&t| t != own);
                if let Some(first) = others.next()
                    && others.all(|other| other == first)
                {
                    changed |= groups.join(*node, first);
                }
            }
        }
        self.without_contradictory(&mut groups);
        for (node, teachers) in &drawn {
            for &teacher in teachers {
                if groups.of(*node) != groups.of(teacher) {
                    let because = Because::ALIAS.and(Because::SEVERAL);
                    self.link(*node, teacher, NAME_ALONE / 2, because);
                }
            }
        }
        groups
    }

    fn link(&mut self, one: usize, other: usize, confidence: u8, because: Because) {
        if one != other {
            let pair = (number(one.min(other)), number(one.max(other)));
            let known = self.perhaps.entry(pair).or_insert((confidence, because));
            *known = (*known).max((confidence, because));
        }
    }

    /// Takes apart again each group that holds two which contradict each other.
    fn without_contradictory(&mut self, groups: &mut Groups) {
        let mut members: HashMap<usize, Vec<usize>> = HashMap::new();
        for node in 0..self.nodes.len() {
            members.entry(groups.of(node)).or_default().push(node);
        }
        let apart = self.nodes_apart();
        let broken: HashSet<usize> = members
            .iter()
            .filter(|(_, nodes)| {
                nodes.iter().enumerate().any(|(at, &one)| {
                    nodes[at + 1..].iter().any(|&other| {
                        self.contradict(one, other)
                            || apart.contains(&(one.min(other), one.max(other)))
                    })
                })
            })
            .map(|(&group, _)| group)
            .collect();
        if broken.is_empty() {
            return;
        }
        let mut kept = Groups::new(self.nodes.len());
        for (group, nodes) in members {
            if !broken.contains(&group) {
                for node in nodes {
                    kept.join(group, node);
                }
            }
        }
        *groups = kept;
    }

    /// The pairs of nodes that a person decided to be different.
    fn nodes_apart(&self) -> HashSet<(usize, usize)> {
        if self.apart.is_empty() {
            return HashSet::new();
        }
        let node_of = self.node_of();
        let node = |at: u32| node_of.get(&(at as usize)).copied();
        let pairs = self.apart.iter().filter_map(|&(a, b)| node(a).zip(node(b)));
        pairs.map(|(one, other)| (one.min(other), one.max(other))).collect()
    }

    /// Gives a surname alone to the person who bears it and has the same office, where there is one;
    /// else it stays by itself, with open links.
    fn place_surnames(&mut self, groups: &mut Groups) {
        let mut namesakes: HashMap<u32, BTreeSet<usize>> = HashMap::new();
        let mut in_office: HashMap<(u32, u32), BTreeSet<usize>> = HashMap::new();
        for node in 0..self.nodes.len() {
            if self.nodes[node].class != Class::Person {
                continue;
            }
            for &(at, ..) in &self.nodes[node].members {
                let name = self.actor(at as usize).name;
                let offices = &self.traits[self.traits_of[at as usize] as usize].offices;
                for &surname in &self.keys.person(name).surnames {
                    namesakes.entry(surname).or_default().insert(node);
                    for &office in offices {
                        in_office.entry((surname, office)).or_default().insert(node);
                    }
                }
            }
        }
        // Of the given name and the patronymic, as far as they are told.
        let first_letters: Vec<[Option<char>; 2]> = self
            .nodes
            .iter()
            .map(|node| {
                let given = self.keys.keys.name(node.key).chars().next();
                let middle = node.middle.map(|middle| &self.keys.middles[middle as usize]);
                [given, middle.and_then(|middle| middle.chars().next())]
            })
            .collect();
        let named = self.nodes.len();
        let mut placed: Vec<(usize, usize)> = Vec::new();
        let mut unplaced: Vec<usize> = Vec::new();
        for at in 0..self.seen.len() {
            let actor = self.actor(at);
            if actor.class != Class::Person || self.keys.person(actor.name).full.is_some() {
                continue;
            }
            let Parsed { surnames, initials, .. } = self.keys.person(actor.name);
            let (surname, initials) = (surnames.first().copied(), initials.clone());
            let offices = self.traits(at).offices.iter();
            let holders: BTreeSet<usize> = offices
                .filter_map(|&office| in_office.get(&(surname?, office)))
                .flatten()
                .copied()
                .filter(|&node| self.may_bear(at, &initials, node, &first_letters[node]))
                .collect();
            let groups_of_holders: BTreeSet<usize> =
                holders.iter().map(|&holder| groups.of(holder)).collect();
            match holders.first() {
                Some(&holder) if groups_of_holders.len() == 1 => placed.push((at, holder)),
                _ => unplaced.push(at),
            }
        }
        // Two of one surname and office are still two where their states or genders differ, or a person
        // decided so.
        let mut told: HashMap<usize, Told> = HashMap::new();
        let mut decided: HashMap<usize, Vec<u32>> = HashMap::new();
        for node in 0..named {
            let Node { state, gender, ref members, .. } = self.nodes[node];
            let group = groups.of(node);
            told.entry(group).or_default().of_holders(state, gender);
            for &(member, ..) in members.iter().filter(|member| self.decided.contains(&member.0)) {
                decided.entry(group).or_default().push(member);
            }
        }
        for &(at, holder) in &placed {
            let group = groups.of(holder);
            told.entry(group).or_default().hear(self.traits(at));
            if self.decided.contains(&number(at)) {
                decided.entry(group).or_default().push(number(at));
            }
        }
        placed.retain(|&(at, holder)| {
            let group = groups.of(holder);
            let own = number(at);
            let mut others = decided.get(&group).into_iter().flatten();
            let fits = told[&group].fits(self.traits(at))
                && !others.any(|&other| self.apart.contains(&(own.min(other), own.max(other))));
            if !fits {
                unplaced.push(at);
            }
            fits
        });
        unplaced.sort_unstable();
        let mut by_office: BTreeMap<(u32, Vec<u32>), Told> = BTreeMap::new();
        for &at in &unplaced {
            let bearer = self.surname_in_office(at);
            by_office.entry(bearer).or_default().hear(self.traits(at));
        }
        let mut alone: BTreeMap<(u32, Vec<u32>, Apart), Vec<usize>> = BTreeMap::new();
        let mut open: Vec<(usize, Vec<usize>)> = Vec::new();
        for &at in &unplaced {
            let (key, offices) = self.surname_in_office(at);
            let decided = self.decided.contains(&number(at));
            let Traits { state, gender, .. } = *self.traits(at);
            let told = &by_office[&(key, offices.clone())];
            // With an office it is the same in all reports; without one, in this report alone.
            let apart = if offices.is_empty() || decided {
                Apart::ByReport(at)
            } else if told.is_of_one() {
                Apart::Not
            } else if told.leaves_open(state, gender) {
                Apart::ByReport(at)
            } else {
                Apart::ByPerson(
                    state.filter(|_| told.states.len() > 1),
                    gender.filter(|_| told.genders.len() > 1),
                )
            };
            let group = alone.entry((key, offices, apart)).or_default();
            group.push(at);
            if group.len() == 1 {
                let Parsed { surnames, initials, .. } = self.keys.person(self.actor(at).name);
                let (surname, initials) = (surnames.first().copied(), initials.clone());
                let near = surname.and_then(|surname| namesakes.get(&surname));
                let mut near: Vec<usize> = near
                    .into_iter()
                    .flatten()
                    .copied()
                    .filter(|&node| self.may_bear(at, &initials, node, &first_letters[node]))
                    .collect();
                near.sort_by_key(|&node| (std::cmp::Reverse(self.nodes[node].members.len()), node));
                near.truncate(LISTED_NAMESAKES);
                near.shrink_to_fit();
                open.push((at, near));
            }
        }
        for (at, node) in placed {
            let because = Because::SAME_SURNAME.and(Because::SAME_OFFICE);
            self.nodes[node].members.push((number(at), BY_SURNAME_AND_OFFICE, because));
        }
        let mut node_of: HashMap<usize, usize> = HashMap::new();
        for ((key, offices, _), places) in alone {
            let confidence = if places.len() > 1 { BY_SURNAME_AND_OFFICE } else { 100 };
            let because = match (offices.is_empty(), places.len()) {
                (_, 1) => Because::default(),
                _ => Because::SAME_SURNAME.and(Because::SAME_OFFICE),
            };
            for &at in &places {
                node_of.insert(at, self.nodes.len());
            }
            let members = places.iter().map(|&at| (number(at), confidence, because)).collect();
            let node = self.node(Class::Person, key, members);
            self.nodes.push(Node { short: true, open: true, ..node });
        }
        let count = self.nodes.len();
        groups.extend(count - named);
        for (at, near) in open {
            let share = NAME_ALONE / 2 / u8::try_from(near.len().max(1)).unwrap_or(u8::MAX);
            for namesake in near {
                let shared = self.traits(at).state.zip(self.nodes[namesake].state).is_some();
                let because = if shared { Because::SAME_STATE } else { Because::default() };
                let because = because.and(Because::SAME_SURNAME);
                self.link(node_of[&at], namesake, share.max(5), because);
            }
        }
    }

    /// A surname alone as it is compared, with its offices.
    fn surname_in_office(&mut self, at: usize) -> (u32, Vec<u32>) {
        let mut offices = self.traits(at).offices.clone();
        offices.sort_unstable();
        (self.keys.plain(self.actor(at).name), offices)
    }

    /// Whether the person of the node, with these first letters of the given name and the patronymic, may be
    /// who is called by a surname with these initials, or none, at this place in `seen`.
    fn may_bear(
        &self,
        at: usize,
        initials: &[char],
        node: usize,
        first_letters: &[Option<char>; 2],
    ) -> bool {
        let Node { state, gender, ref members, .. } = self.nodes[node];
        let own = number(at);
        let traits = self.traits(at);
        let is_apart =
            |&(other, ..): &Member| self.apart.contains(&(own.min(other), own.max(other)));
        let differ = traits.state.zip(state).is_some_and(|(one, other)| one != other)
            || traits.gender.zip(gender).is_some_and(|(one, other)| one != other)
            || self.decided.contains(&own) && members.iter().any(is_apart);
        let mut letters = initials.iter().zip(first_letters.iter().flatten());
        !differ && letters.all(|(one, other)| one == other)
    }

    /// Puts together what people decided to be one, as far as no decision speaks against it.
    fn join_by_decision(&mut self, groups: &mut Groups) {
        let node_of = if self.same.is_empty() { HashMap::new() } else { self.node_of() };
        let apart = self.nodes_apart();
        for (decision, one, other) in std::mem::take(&mut self.same) {
            let (Some(&one), Some(&other)) = (node_of.get(&one), node_of.get(&other)) else {
                self.unheeded.insert(decision);
                continue;
            };
            let joined = (groups.of(one), groups.of(other));
            let against = apart.iter().any(|&(a, b)| {
                let pair = (groups.of(a), groups.of(b));
                pair == joined || pair == (joined.1, joined.0)
            });
            if against {
                self.unheeded.insert(decision);
            } else if groups.join(one, other) {
                // The less known of the two is the one that the decision moves.
                let known = |node: usize| (self.nodes[node].members.len(), node);
                let moved = if known(one) <= known(other) { one } else { other };
                for member in &mut self.nodes[moved].members {
                    *member = (member.0, 100, Because::DECISION);
                }
            }
        }
    }

    /// Makes entries of the groups of nodes, one after the other, and hands each to `take`. The decisions
    /// without effect.
    fn assemble<Refused>(
        mut self,
        groups: &mut Groups,
        mut take: impl FnMut(Entry) -> Result<(), Refused>,
    ) -> Result<Vec<DecisionId>, Refused> {
        let mut grouped: Vec<(u32, u32)> =
            (0..self.nodes.len()).map(|node| (number(groups.of(node)), number(node))).collect();
        grouped.sort_unstable();
        // Each actor that was seen is in one node.
        let mut entry_of_fact: Vec<u32> = vec![u32::MAX; self.seen.len()];
        let mut entry_of_node: Vec<u32> = vec![0; self.nodes.len()];
        let mut drafts: Vec<Draft> = Vec::new();
        for nodes in grouped.chunk_by(|one, other| one.0 == other.0) {
            for &(_, node) in nodes {
                entry_of_node[node as usize] = number(drafts.len());
                for &(at, ..) in &self.nodes[node as usize].members {
                    entry_of_fact[at as usize] = number(drafts.len());
                }
            }
            let nodes: Vec<usize> = nodes.iter().map(|&(_, node)| node as usize).collect();
            drafts.push(self.draft(&nodes));
        }
        self.nodes = Vec::new();
        let order = name_entries(&mut drafts, &self.report_ids, &self.seen);
        let open = self.open_links(&entry_of_fact, &entry_of_node);
        for &old in &order {
            let from = open.partition_point(|(one, ..)| (*one as usize) < old);
            let own = open[from..].iter().take_while(|(one, ..)| *one as usize == old);
            let mut links: Vec<OpenLink> = own
                .map(|&(_, other, confidence, because)| OpenLink {
                    entry: drafts[other as usize].id.clone(),
                    confidence,
                    because,
                })
                .collect();
            links.sort_by(|one, other| {
                other.confidence.cmp(&one.confidence).then_with(|| one.entry.cmp(&other.entry))
            });
            let roles = self.roles(&drafts[old].members, &entry_of_fact, &drafts);
            // What is handed over is held no longer.
            let members = std::mem::take(&mut drafts[old].members);
            let aliases = std::mem::take(&mut drafts[old].aliases);
            let states = std::mem::take(&mut drafts[old].states);
            let names = &self.directory.symbols;
            let reports = |reports: &[u32]| -> Vec<ReportId> {
                reports.iter().map(|&report| self.report_id(report)).collect()
            };
            take(Entry {
                id: drafts[old].id.clone(),
                class: drafts[old].class,
                name: Arc::clone(&drafts[old].name),
                aliases: aliases
                    .iter()
                    .map(|(name, taught)| Alias {
                        name: Arc::clone(names.name(*name)),
                        reports: reports(taught),
                    })
                    .collect(),
                states: states
                    .iter()
                    .map(|(code, said)| StateSaid {
                        code: code_text(code).to_owned(),
                        reports: reports(said),
                    })
                    .collect(),
                roles,
                occurrences: members
                    .iter()
                    .map(|&(at, confidence, because)| {
                        let at = at as usize;
                        Occurrence {
                            report: self.report_id(self.seen[at].report),
                            day: self.day(at),
                            name: Arc::clone(names.name(self.actor(at).name)),
                            confidence,
                            because,
                        }
                    })
                    .collect(),
                perhaps: links,
                identifiers: Vec::new(),
            })?;
        }
        Ok(std::mem::take(&mut self.unheeded).into_iter().collect())
    }

    fn report_id(&self, report: u32) -> ReportId {
        Arc::clone(self.report_ids[report as usize])
    }

    /// The open links between entries, each from both sides and sorted; of several between two the surest.
    fn open_links(
        &mut self,
        entry_of_fact: &[u32],
        entry_of_node: &[u32],
    ) -> Vec<(u32, u32, u8, Because)> {
        let entry = |at: u32| entry_of_fact[at as usize];
        let apart: HashSet<(u32, u32)> = self
            .apart
            .iter()
            .map(|&(a, b)| (entry(a).min(entry(b)), entry(a).max(entry(b))))
            .collect();
        let is_open = |a: u32, b: u32| a != b && !apart.contains(&(a.min(b), a.max(b)));
        let mut open = Vec::new();
        let mut link = |one: u32, other: u32, confidence: u8, because: Because| {
            if is_open(one, other) {
                open.push((one, other, confidence, because));
                open.push((other, one, confidence, because));
            }
        };
        for ((one, other), (confidence, because)) in std::mem::take(&mut self.perhaps) {
            let (one, other) = (entry_of_node[one as usize], entry_of_node[other as usize]);
            link(one, other, confidence, because);
        }
        for at in 0..self.seen.len() {
            for &(other, confidence) in &*self.actor(at).perhaps {
                let other = entry_of_fact[self.beside(at, other)];
                link(entry_of_fact[at], other, confidence.min(99), Because::IN_ONE_REPORT);
            }
        }
        // The surest comes first and stays.
        open.sort_unstable_by_key(|&(one, other, confidence, because)| {
            (one, other, std::cmp::Reverse((confidence, because)))
        });
        open.dedup_by_key(|&mut (one, other, ..)| (one, other));
        open
    }

    fn draft(&mut self, nodes: &[usize]) -> Draft {
        let class = self.nodes[nodes[0]].class;
        let short = nodes.iter().all(|&node| self.nodes[node].short);
        let alone = matches!(nodes[..], [node] if self.nodes[node].open && self.nodes[node].members.len() == 1);
        let count: usize = nodes.iter().map(|&node| self.nodes[node].members.len()).sum();
        // How many more reports have the name as the fullest than as another one, and which teach it.
        let mut main: HashMap<u32, i64> = HashMap::new();
        let mut taught: HashMap<u32, Vec<u32>> = HashMap::new();
        let mut states: BTreeMap<[u8; 3], Vec<u32>> = BTreeMap::new();
        let mut largest: (usize, u32) = (0, u32::MAX);
        for &node in nodes {
            let Node { key, ref members, .. } = self.nodes[node];
            if largest.1 == u32::MAX
                || members.len() > largest.0
                || members.len() == largest.0
                    && self.keys.keys.name(key) < self.keys.keys.name(largest.1)
            {
                largest = (members.len(), key);
            }
        }
        for &node in nodes {
            for member in 0..self.nodes[node].members.len() {
                let at = self.nodes[node].members[member].0 as usize;
                let (report, actor) = (self.seen[at].report, self.actor(at));
                let mut teach = |name: u32, is_main: bool| {
                    let is_name = short || self.keys.of(class, name).is_some();
                    if is_name {
                        taught.entry(name).or_default().push(report);
                        *main.entry(name).or_default() += if is_main { 1 } else { -1 };
                    }
                };
                teach(actor.name, true);
                if !short {
                    actor.also.iter().for_each(|&name| teach(name, false));
                }
                if let Some(code) = self.traits(at).state {
                    states.entry(code).or_default().push(report);
                }
            }
        }
        for reports in taught.values_mut().chain(states.values_mut()) {
            reports.sort_unstable();
            reports.dedup();
            reports.shrink_to_fit();
        }
        let names = &self.directory.symbols;
        let listed = nodes.iter().find_map(|&node| {
            let node = &self.nodes[node];
            node.certain.then(|| self.actor(node.members[0].0 as usize).listed).flatten()
        });
        let mut aliases: Vec<(u32, Vec<u32>)> = taught.into_iter().collect();
        aliases.sort_by(|(one, reports), (other, other_reports)| {
            let rank = |name: u32, reports: usize| {
                (std::cmp::Reverse(main[&name]), std::cmp::Reverse(reports))
            };
            let length = |name: u32| std::cmp::Reverse(names.name(name).len());
            rank(*one, reports.len())
                .cmp(&rank(*other, other_reports.len()))
                .then_with(|| length(*one).cmp(&length(*other)))
                .then_with(|| names.name(*one).cmp(names.name(*other)))
        });
        let name = listed.or(aliases.first().map(|(name, _)| *name));
        let name = name.map_or_else(|| "".into(), |name| Arc::clone(names.name(name)));
        let mut members: Vec<Member> = Vec::with_capacity(count);
        for &node in nodes {
            let node = &mut self.nodes[node];
            for (at, confidence, because) in std::mem::take(&mut node.members) {
                let decided = because.has(Because::DECISION);
                let by_alias = node.key != largest.1 && !node.certain && !decided && !node.short;
                members.push(if by_alias {
                    (at, confidence.min(BY_ALIAS), because.and(Because::ALIAS))
                } else {
                    (at, confidence, because)
                });
            }
        }
        // In the order of the reports, and of the actors in each.
        members.sort_unstable_by_key(|&(at, ..)| at);
        let first = members
            .iter()
            .map(|&(at, ..)| (self.day(at as usize).is_none(), self.day(at as usize), at));
        Draft {
            class,
            of_one_report: short || alone,
            name,
            aliases,
            states: states.into_iter().collect(),
            first: first.min(),
            members,
            id: EntryId("".into()),
        }
    }

    fn roles(
        &mut self,
        members: &[Member],
        entry_of_fact: &[u32],
        drafts: &[Draft],
    ) -> Vec<RoleSaid> {
        type Said = BTreeSet<(Option<Day>, u32)>;
        /// How often the title is spelled in each way.
        type Spellings = BTreeMap<u32, usize>;
        let mut roles: HashMap<(u32, Option<u32>), (Said, Spellings)> = HashMap::new();
        let names = &self.directory.symbols;
        for &(at, ..) in members {
            let at = at as usize;
            let (day, report) = (self.day(at), self.seen[at].report);
            for &(title, of) in &*self.actor(at).roles {
                let whose = of.map(|of| entry_of_fact[self.beside(at, of)]);
                let (said, spellings) = roles.entry((self.keys.plain(title), whose)).or_default();
                said.insert((day, report));
                *spellings.entry(title).or_default() += 1;
            }
        }
        let mut roles: Vec<RoleSaid> = roles
            .into_iter()
            .map(|((_, of), (said, spellings))| {
                let title = spellings.into_iter().max_by(|(one, times), (other, other_times)| {
                    let by_name = || names.name(*other).cmp(names.name(*one));
                    times.cmp(other_times).then_with(by_name)
                });
                let days = || said.iter().filter_map(|(day, _)| *day);
                RoleSaid {
                    title: title
                        .map_or_else(|| "".into(), |(name, _)| Arc::clone(names.name(name))),
                    of: of.map(|of| drafts[of as usize].id.clone()),
                    first: days().min(),
                    last: days().max(),
                    said: said.iter().map(|&(day, at)| (day, self.report_id(at))).collect(),
                }
            })
            .collect();
        roles.sort_by(|one, other| {
            (one.first.is_none(), one.first, &one.title, &one.of).cmp(&(
                other.first.is_none(),
                other.first,
                &other.title,
                &other.of,
            ))
        });
        roles
    }
}

/// An entry before its links to others are known.
struct Draft {
    class: Class,
    /// Whether it goes by the report that has it, because its name does not tell who it is.
    of_one_report: bool,
    name: Arc<str>,
    /// Its names, the likeliest first, each with the reports that teach it.
    aliases: Vec<(u32, Vec<u32>)>,
    /// Its states, with the reports that say so.
    states: Vec<([u8; 3], Vec<u32>)>,
    /// Who is it, in the order in which they were seen.
    members: Vec<Member>,
    /// Its earliest member: undated ones last, then day, then place.
    first: Option<(bool, Option<Day>, u32)>,
    id: EntryId,
}

/// Gives the drafts their ids and says in which order they come.
fn name_entries(drafts: &mut [Draft], report_ids: &[&ReportId], seen: &[Seen]) -> Vec<usize> {
    let wanted = |draft: &Draft| {
        let word = draft.class.word();
        match (&draft.states[..], draft.class, draft.first) {
            ([(code, _), ..], Class::State, _) => format!("{word}:{}", code_text(code)),
            (_, _, Some((.., at))) if draft.of_one_report => {
                let report = &report_ids[seen[at as usize].report as usize];
                format!("{word}:{}@{report}", draft.name)
            }
            ([(code, _)], ..) => format!("{word}:{}/{}", draft.name, code_text(code)),
            _ => format!("{word}:{}", draft.name),
        }
    };
    let names: Vec<String> = drafts.iter().map(wanted).collect();
    let mut order: Vec<usize> = (0..drafts.len()).collect();
    order.sort_by(|&one, &other| {
        names[one].cmp(&names[other]).then_with(|| drafts[one].first.cmp(&drafts[other].first))
    });
    let mut before: Option<usize> = None;
    let mut number = 1;
    for &at in &order {
        number =
            if before.is_some_and(|before| names[before] == names[at]) { number + 1 } else { 1 };
        before = Some(at);
        let name = &names[at];
        let id = if number == 1 { name.clone() } else { format!("{name}#{number}") };
        drafts[at].id = EntryId(id.into());
    }
    order.sort_by(|&one, &other| drafts[one].id.cmp(&drafts[other].id));
    order
}

/// Gives entries the identifiers of rows that mean them and no others.
fn attach(entries: &mut Entries, directory: &Directory) {
    let mut wanted: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut candidates: Vec<Vec<usize>> = Vec::new();
    for (at, row) in directory.identifiers.iter().enumerate() {
        let names: BTreeSet<String> = std::iter::once(&row.name)
            .chain(&row.also)
            .map(|name| match row.class {
                // A patronymic in one of the two does not part them by itself.
                Class::Person => PersonName::of(name).full.unwrap_or_default(),
                _ => key(name),
            })
            .filter(|name| !name.is_empty())
            .collect();
        let fits = |entry: &Entry| {
            let states: Vec<&str> = entry.states.iter().map(|state| state.code.as_str()).collect();
            let state = row.state.as_deref();
            let agree = state.is_none_or(|state| states.is_empty() || states.contains(&state));
            entry.class == row.class && agree
        };
        let mut found: BTreeSet<usize> = BTreeSet::new();
        let code = row.state.iter().filter(|_| row.class == Class::State).map(|code| key(code));
        for name in names.into_iter().chain(code) {
            let named = entries.by_name.get(&name).into_iter().flatten();
            found.extend(named.filter(|&&entry| fits(&entries.entries[entry])));
        }
        for &entry in &found {
            wanted.entry(entry).or_default().push(at);
        }
        candidates.push(found.into_iter().collect());
    }
    for (at, row) in directory.identifiers.iter().enumerate() {
        let ids = |places: &[usize]| -> Vec<EntryId> {
            places.iter().map(|&entry| entries.entries[entry].id.clone()).collect()
        };
        match candidates[at][..] {
            [only] if is_only_identifier(&wanted[&only], directory) => {
                let identifier =
                    Identifier { qid: row.qid.clone(), file: row.file.clone(), line: row.line };
                entries.entries[only].identifiers.push(identifier);
            }
            ref several => {
                let unattached = Unattached { row: row.clone(), candidates: ids(several) };
                entries.unattached.push(unattached);
            }
        }
    }
}

/// Whether all rows that an entry may be have the same identifier.
fn is_only_identifier(rows: &[usize], directory: &Directory) -> bool {
    let qid = |row: usize| &directory.identifiers[row].qid;
    rows.iter().all(|&row| qid(row) == qid(rows[0]))
}
