//! Which of the actors that reports name alike are one: a function of the set of what was said.
//!
//! What bears one name is first put into *cells*: all that agrees in patronymic, gender, state and
//! exclusive role, or tells none. Two cells *contradict* each other where these differ. Cells are
//! put together where there is one way to do so: a cell joins the cells that it does not contradict
//! only if they do not contradict each other. What several might claim stays open, save where an
//! office that both have settles it. No step looks at an order, so none can matter.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde::{Serialize, Serializer, ser::SerializeSeq};

use crate::names::PersonName;
use crate::report::{Day, Gender};

/// Why two are held to be one, or may be; several reasons at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Because(u16);

macro_rules! reasons {
    ($($name:ident $bit:literal $word:literal $doc:literal)*) => {
        impl Because {
            $(#[doc = $doc] pub const $name: Because = Because(1 << $bit);)*

            const WORDS: &[(Because, &'static str)] = &[$((Because::$name, $word),)*];
        }
    };
}

reasons! {
    SAME_NAME 0 "same name" "They bear the same name."
    SAME_STATE 1 "same state" "They act for the same state."
    SAME_OFFICE 2 "same office" "They have the same office."
    SAME_PATRONYMIC 3 "same patronymic" "They have the same patronymic."
    ALIAS 4 "other name" "A report gives the name of one as another name of the other."
    SAME_SURNAME 5 "same surname" "The surname of one is that of the other."
    IN_ONE_REPORT 6 "left open by a report" "A report has both and leaves open whether they are one."
    DECISION 7 "decision" "A person decided so."
    OTHER_STATE 8 "different state" "They act for different states."
    OTHER_ROLE 9 "different office on one day" "They have offices on one day that one person does not hold together."
    SEVERAL 10 "several fit" "Several fit as well."
    CODE 11 "code" "They have the same code."
    TABLE 12 "table" "A table lists them as one."
    SAME_TITLE 13 "same title" "They have the same title, of whom is not said."
    MOST_REPORTS 14 "nearly all reports" "Nearly all reports of the name mean this one."
}

impl Because {
    /// Both these reasons and those.
    #[must_use]
    pub fn and(self, other: Because) -> Because {
        Because(self.0 | other.0)
    }

    /// Whether that reason is among these.
    pub fn has(self, reason: Because) -> bool {
        self.0 & reason.0 == reason.0
    }

    /// The reasons in words.
    pub fn words(self) -> impl Iterator<Item = &'static str> {
        Self::WORDS.iter().filter(move |(reason, _)| self.has(*reason)).map(|&(_, word)| word)
    }
}

impl Serialize for Because {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut words = serializer.serialize_seq(None)?;
        for word in self.words() {
            words.serialize_element(word)?;
        }
        words.end()
    }
}

/// How sure the name alone makes that two are one, where nothing speaks against it; in hundredths,
/// by feel, as are the others here.
pub(crate) const NAME_ALONE: u8 = 60;
const SAME_STATE: u8 = 85;
const SAME_OFFICE: u8 = 90;
const SAME_TITLE: u8 = 75;
const SAME_PATRONYMIC: u8 = 95;
/// What a name is worth where the state or an office on the same day speaks against it.
const CONTRADICTED: u8 = 15;
/// Of whom so many reports speak, and such a share of those that tell the people of a name apart (in
/// hundredths), is meant where a report has the name alone.
const MOST_REPORTS: (usize, usize) = (20, 95);
/// The most entries of a name between which each open link is listed.
const LISTED_PAIRS: usize = 20;

/// An actor of one report, in the terms of linking.
#[derive(Debug, Clone)]
pub(crate) struct Fact<'a> {
    pub(crate) day: Option<Day>,
    /// A fact that a decision keeps apart from others.
    pub(crate) decided: Option<u32>,
    pub(crate) traits: &'a Traits,
}

impl std::ops::Deref for Fact<'_> {
    type Target = Traits;

    fn deref(&self) -> &Traits {
        self.traits
    }
}

/// What is told of an actor, in the terms of linking: of many the same. Numbers stand for names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct Traits {
    pub(crate) gender: Option<Gender>,
    /// Patronymic, or its initial.
    pub(crate) middle: Option<u32>,
    pub(crate) state: Option<[u8; 3]>,
    /// Titles with whose they are, as numbers.
    pub(crate) offices: Vec<u32>,
    /// Titles alone, as numbers.
    pub(crate) titles: Vec<u32>,
    /// Roles that exclude each other, by their place in [`EXCLUSIVE_ROLES`].
    pub(crate) exclusive: Vec<usize>,
}

/// Roles of which one person has one at a time, each with its synonyms.
///
/// By feel and kept short: what is not listed excludes nothing, so that people with two trades stay
/// one. `true` where the title must be just this, because with more words it is another office.
pub(crate) const EXCLUSIVE_ROLES: &[(bool, &[&str])] = &[
    (true, &["президент", "глава государства"]),
    (true, &["премьер-министр", "премьер", "глава правительства"]),
    (false, &["министр"]),
    (false, &["посол"]),
    (false, &["губернатор"]),
    (false, &["мэр"]),
    (false, &["депутат", "парламентарий", "сенатор"]),
    (false, &["судья"]),
    (false, &["прокурор", "генпрокурор", "генеральный прокурор"]),
    (false, &["футболист", "полузащитник", "нападающий", "вратарь"]),
    (false, &["хоккеист"]),
    (false, &["теннисист", "теннисистка"]),
    (false, &["боксёр"]),
    (false, &["актёр", "актриса"]),
    (false, &["певец", "певица"]),
];

/// The place of the role in [`EXCLUSIVE_ROLES`], for a folded title.
pub(crate) fn exclusive_role(title: &str) -> Option<usize> {
    let is = |role: &str, whole: bool| {
        let role = role.replace('ё', "е");
        title
            .strip_prefix(role.as_str())
            .is_some_and(|rest| rest.is_empty() || !whole && rest.starts_with(' '))
    };
    EXCLUSIVE_ROLES.iter().position(|(whole, roles)| roles.iter().any(|role| is(role, *whole)))
}

/// The facts of one name that are one actor.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cluster {
    /// The places of its facts, each with how sure it is that it belongs here, in hundredths.
    pub(crate) members: Vec<(usize, u8, Because)>,
    /// Whether other clusters of the name might claim its facts.
    pub(crate) open: bool,
}

/// The actors of one name, and which of them may be one: two places, how likely, and why.
#[derive(Debug, Clone, Default)]
pub(crate) struct Clusters {
    pub(crate) clusters: Vec<Cluster>,
    pub(crate) perhaps: Vec<(usize, usize, u8, Because)>,
}

/// What a name is, for linking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NameKind {
    /// A person's.
    Person,
    /// One that different states have each their own of.
    Generic,
    /// Any other body's or place's.
    Proper,
    /// A code or a table's name, which leaves no doubt; with the reason to give.
    Certain(Because),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Cell {
    gender: Option<Gender>,
    middle: Option<u32>,
    state: Option<[u8; 3]>,
    role: Option<usize>,
    decided: Option<u32>,
}

struct Name<'a> {
    kind: NameKind,
    middles: &'a [String],
    /// The days on which each set of roles was said.
    days: HashMap<usize, HashSet<Day>>,
    apart: &'a HashSet<(u32, u32)>,
}

impl Name<'_> {
    /// Why the two cannot be one; `None` where nothing speaks against it.
    fn contradiction(&self, one: &Cell, other: &Cell) -> Option<Because> {
        fn differ<T: PartialEq>(one: Option<T>, other: Option<T>) -> bool {
            matches!((one, other), (Some(one), Some(other)) if one != other)
        }
        if let (Some(one), Some(other)) = (one.decided, other.decided)
            && self.apart.contains(&(one.min(other), one.max(other)))
        {
            return Some(Because::DECISION);
        }
        let middles = one.middle.zip(other.middle);
        let middles_agree = middles.map(|(one, other)| {
            let name = |number: u32| &self.middles[number as usize];
            one == other || PersonName::middles_agree(name(one), name(other))
        });
        if differ(one.gender, other.gender) || middles_agree == Some(false) {
            return Some(Because::default());
        }
        if differ(one.state, other.state) {
            return Some(Because::OTHER_STATE);
        }
        if differ(one.role, other.role)
            && middles_agree != Some(true)
            && let (Some(one), Some(other)) = (one.role, other.role)
            && !self.days[&one].is_disjoint(&self.days[&other])
        {
            return Some(Because::OTHER_ROLE);
        }
        None
    }
}

/// Parts the facts of one name into actors. `middles` are the patronymics that facts number, folded;
/// `apart` are the pairs of [`Fact::decided`] that a person decided to be different.
pub(crate) fn clusters(
    kind: NameKind,
    facts: &[Fact<'_>],
    middles: &[String],
    apart: &HashSet<(u32, u32)>,
) -> Clusters {
    let (components, days) = roles_held_together(facts);
    let name = Name { kind, middles, days, apart };
    let mut cells: BTreeMap<Cell, Vec<usize>> = BTreeMap::new();
    for (place, fact) in facts.iter().enumerate() {
        let person = kind == NameKind::Person;
        let certain = matches!(kind, NameKind::Certain(_));
        let cell = Cell {
            gender: fact.gender.filter(|_| person),
            middle: fact.middle.filter(|_| person),
            state: fact.state.filter(|_| !certain),
            role: fact.exclusive.first().map(|role| components[*role]).filter(|_| person),
            decided: fact.decided,
        };
        cells.entry(cell).or_default().push(place);
    }
    let cells: Vec<(Cell, Vec<usize>)> = cells.into_iter().collect();
    let Joined { mut clusters, of_cell, neighbours, contradictions } = join(&name, &cells);

    let mut perhaps: BTreeMap<(usize, usize), (u8, Because)> = BTreeMap::new();
    let mut link = |one: usize, other: usize, confidence: u8, because: Because| {
        let pair = (one.min(other), one.max(other));
        let known = perhaps.entry(pair).or_insert((confidence, because));
        *known = (*known).max((confidence, because));
    };
    // What several clusters might claim goes where its office is known, or stays by itself.
    let held = Held::of(facts, &clusters);
    for (at, (cell, places)) in cells.iter().enumerate() {
        if !clusters[of_cell[at]].open {
            continue;
        }
        let settled: BTreeSet<usize> = neighbours[at].iter().map(|&other| of_cell[other]).collect();
        let settled: Vec<usize> =
            settled.into_iter().filter(|&other| !clusters[other].open).collect();
        let most = most_reported(&settled, &held.sizes).filter(|_| kind == NameKind::Person);
        let mut remaining = Vec::new();
        for &place in places {
            let fact = &facts[place];
            let by_office = only_holder(&settled, &fact.offices, &held.offices);
            let by_title = || only_holder(&settled, &fact.titles, &held.titles);
            let by_name = || most.filter(|_| fact.decided.is_none());
            let found = by_office
                .map(|only| (only, SAME_OFFICE - 10, Because::SAME_OFFICE))
                .or_else(|| Some((by_title()?, SAME_TITLE - 10, Because::SAME_TITLE)))
                .or_else(|| Some((by_name()?, NAME_ALONE - 3, Because::MOST_REPORTS)));
            match found {
                Some((cluster, confidence, because)) => {
                    let because = because.and(Because::SAME_NAME);
                    clusters[cluster].members.push((place, confidence, because));
                }
                None => remaining.push(place),
            }
        }
        clusters[of_cell[at]].members.clear();
        let share = NAME_ALONE / u8::try_from(settled.len().clamp(1, 10)).unwrap_or(1);
        let same_state =
            if cell.state.is_some() { Because::SAME_STATE } else { Because::default() };
        let several = if settled.len() > 1 { Because::SEVERAL } else { Because::default() };
        let because = same_state.and(Because::SAME_NAME).and(several);
        for (number, part) in parts_of_open(kind, facts, remaining).into_iter().enumerate() {
            let members = part.into_iter().map(|place| (place, 0, Because::default())).collect();
            let part = Cluster { members, open: true };
            let cluster = if number == 0 {
                clusters[of_cell[at]] = part;
                of_cell[at]
            } else {
                clusters.push(part);
                clusters.len() - 1
            };
            for &other in &settled {
                link(cluster, other, share, because);
            }
        }
    }
    if kind == NameKind::Person {
        for (one, other, because) in contradictions {
            if because != Because::default() && !because.has(Because::DECISION) {
                link(of_cell[one], of_cell[other], CONTRADICTED, because.and(Because::SAME_NAME));
            }
        }
    }
    for cluster in &mut clusters {
        weigh(kind, facts, cluster);
    }
    let filled: Vec<usize> =
        (0..clusters.len()).filter(|&at| !clusters[at].members.is_empty()).collect();
    let number: HashMap<usize, usize> =
        filled.iter().enumerate().map(|(new, &old)| (old, new)).collect();
    let perhaps = perhaps
        .into_iter()
        .filter_map(|((one, other), (confidence, because))| {
            Some((*number.get(&one)?, *number.get(&other)?, confidence, because))
        })
        .filter(|(one, other, ..)| one != other)
        .collect();
    let clusters = filled.iter().map(|&at| std::mem::take(&mut clusters[at])).collect();
    Clusters { clusters, perhaps }
}

/// For each exclusive role the set of roles that reports of this name give to one person together,
/// by its least role; and the days on which each set was said.
fn roles_held_together(facts: &[Fact<'_>]) -> (Vec<usize>, HashMap<usize, HashSet<Day>>) {
    let mut groups = Groups::new(EXCLUSIVE_ROLES.len());
    for fact in facts {
        for pair in fact.exclusive.windows(2) {
            groups.join(pair[0], pair[1]);
        }
    }
    let components: Vec<usize> = (0..EXCLUSIVE_ROLES.len()).map(|role| groups.of(role)).collect();
    let mut days: HashMap<usize, HashSet<Day>> = HashMap::new();
    for fact in facts {
        for &role in &fact.exclusive {
            days.entry(components[role]).or_default().extend(fact.day);
        }
    }
    (components, days)
}

struct Joined {
    clusters: Vec<Cluster>,
    /// The cluster of each cell.
    of_cell: Vec<usize>,
    /// The cells that each does not contradict, without itself.
    neighbours: Vec<Vec<usize>>,
    /// Pairs of cells that contradict each other, as far as they are listed.
    contradictions: Vec<(usize, usize, Because)>,
}

/// Puts cells together where there is one way to do so.
fn join(name: &Name<'_>, cells: &[(Cell, Vec<usize>)]) -> Joined {
    let mut neighbours: Vec<Vec<usize>> = vec![Vec::new(); cells.len()];
    let mut contradictions = Vec::new();
    for one in 0..cells.len() {
        for other in one + 1..cells.len() {
            match name.contradiction(&cells[one].0, &cells[other].0) {
                None => {
                    neighbours[one].push(other);
                    neighbours[other].push(one);
                }
                Some(because) if cells.len() <= LISTED_PAIRS => {
                    contradictions.push((one, other, because));
                }
                Some(_) => {}
            }
        }
    }
    for list in &mut neighbours {
        list.sort_unstable();
    }
    let agree = |one: usize, other: usize| neighbours[one].binary_search(&other).is_ok();
    let unambiguous: Vec<bool> = (0..cells.len())
        .map(|cell| {
            // Of a name that many bodies have, one without a state may be that of any state.
            let stateless = name.kind == NameKind::Generic && cells[cell].0.state.is_none();
            let near = &neighbours[cell];
            let mut pairs = near
                .iter()
                .enumerate()
                .flat_map(|(at, &one)| near[at + 1..].iter().map(move |&other| (one, other)));
            !stateless && pairs.all(|(one, other)| agree(one, other))
        })
        .collect();
    let mut groups = Groups::new(cells.len());
    for one in 0..cells.len() {
        for &other in &neighbours[one] {
            if unambiguous[one] && unambiguous[other] {
                groups.join(one, other);
            }
        }
    }
    let mut clusters: Vec<Cluster> = vec![Cluster::default(); cells.len()];
    let of_cell: Vec<usize> = (0..cells.len()).map(|cell| groups.of(cell)).collect();
    for (cell, (_, places)) in cells.iter().enumerate() {
        let cluster = &mut clusters[of_cell[cell]];
        cluster.members.extend(places.iter().map(|&place| (place, 0, Because::default())));
        cluster.open |= !unambiguous[cell];
    }
    Joined { clusters, of_cell, neighbours, contradictions }
}

/// What the clusters that nothing else claims have.
struct Held {
    /// The clusters that have each office, and each title.
    offices: HashMap<u32, Vec<usize>>,
    titles: HashMap<u32, Vec<usize>>,
    /// How many facts each has.
    sizes: HashMap<usize, usize>,
}

impl Held {
    fn of(facts: &[Fact<'_>], clusters: &[Cluster]) -> Self {
        let mut held =
            Self { offices: HashMap::new(), titles: HashMap::new(), sizes: HashMap::new() };
        let add = |of: &mut HashMap<u32, Vec<usize>>, what: u32, cluster: usize| {
            let clusters = of.entry(what).or_default();
            if clusters.last() != Some(&cluster) {
                clusters.push(cluster);
            }
        };
        for (at, cluster) in clusters.iter().enumerate().filter(|(_, cluster)| !cluster.open) {
            held.sizes.insert(at, cluster.members.len());
            for (place, ..) in &cluster.members {
                let fact = &facts[*place];
                fact.offices.iter().for_each(|&office| add(&mut held.offices, office, at));
                fact.titles.iter().for_each(|&title| add(&mut held.titles, title, at));
            }
        }
        held
    }
}

/// The one of the clusters that has any of these; `None` where several or none have.
fn only_holder(
    clusters: &[usize],
    sought: &[u32],
    held: &HashMap<u32, Vec<usize>>,
) -> Option<usize> {
    let has = |cluster: usize| {
        sought.iter().any(|what| held.get(what).is_some_and(|held| held.contains(&cluster)))
    };
    let mut fitting = clusters.iter().copied().filter(|&cluster| has(cluster));
    let first = fitting.next()?;
    fitting.next().is_none().then_some(first)
}

/// The cluster of which nearly all reports speak.
fn most_reported(clusters: &[usize], sizes: &HashMap<usize, usize>) -> Option<usize> {
    let all: usize = clusters.iter().map(|cluster| sizes[cluster]).sum();
    let (least, share) = MOST_REPORTS;
    clusters
        .iter()
        .copied()
        .find(|cluster| sizes[cluster] >= least && sizes[cluster] * 100 >= share * all)
}

/// Parts facts of which nobody knows whose they are: each is by itself, save people with one office,
/// and places and bodies with a name of their own.
fn parts_of_open(kind: NameKind, facts: &[Fact<'_>], places: Vec<usize>) -> Vec<Vec<usize>> {
    if !matches!(kind, NameKind::Person | NameKind::Generic) {
        return if places.is_empty() { Vec::new() } else { vec![places] };
    }
    let mut groups = Groups::new(places.len());
    let mut first: HashMap<u32, usize> = HashMap::new();
    for (at, &place) in places.iter().enumerate() {
        let offices = facts[place].offices.iter().filter(|_| kind == NameKind::Person);
        for &office in offices {
            let with = *first.entry(office).or_insert(at);
            groups.join(with, at);
        }
    }
    let mut parts: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, &place) in places.iter().enumerate() {
        parts.entry(groups.of(at)).or_default().push(place);
    }
    parts.into_values().collect()
}

/// Says of each member how sure it is that it belongs to the others, by what it shares with them.
fn weigh(kind: NameKind, facts: &[Fact<'_>], cluster: &mut Cluster) {
    cluster.members.sort_unstable_by_key(|&(place, ..)| place);
    if let NameKind::Certain(because) = kind {
        for member in &mut cluster.members {
            *member = (member.0, 100, because);
        }
        return;
    }
    if let [only] = &mut cluster.members[..] {
        *only = (only.0, 100, Because::default());
        return;
    }
    let mut states: HashMap<[u8; 3], usize> = HashMap::new();
    let mut middles: HashMap<u32, usize> = HashMap::new();
    let mut offices: HashMap<u32, usize> = HashMap::new();
    let mut titles: HashMap<u32, usize> = HashMap::new();
    for (place, ..) in &cluster.members {
        let fact = &facts[*place];
        fact.state.into_iter().for_each(|state| *states.entry(state).or_default() += 1);
        fact.middle.into_iter().for_each(|middle| *middles.entry(middle).or_default() += 1);
        for &office in &fact.offices {
            *offices.entry(office).or_default() += 1;
        }
        for &title in &fact.titles {
            *titles.entry(title).or_default() += 1;
        }
    }
    for (place, confidence, because) in &mut cluster.members {
        if *confidence > 0 {
            continue;
        }
        let fact = &facts[*place];
        let by_office = fact.offices.iter().any(|office| offices[office] > 1);
        let shared = [
            (
                !by_office && fact.titles.iter().any(|title| titles[title] > 1),
                SAME_TITLE,
                Because::SAME_TITLE,
            ),
            (fact.state.is_some_and(|state| states[&state] > 1), SAME_STATE, Because::SAME_STATE),
            (by_office, SAME_OFFICE, Because::SAME_OFFICE),
            (
                fact.middle.is_some_and(|middle| middles[&middle] > 1),
                SAME_PATRONYMIC,
                Because::SAME_PATRONYMIC,
            ),
        ];
        (*confidence, *because) = (NAME_ALONE, Because::SAME_NAME);
        let mut more = 0;
        for (_, weight, reason) in shared.into_iter().filter(|(is, ..)| *is) {
            *confidence = (*confidence).max(weight);
            *because = because.and(reason);
            more += 1;
        }
        *confidence = (*confidence + 2 * u8::min(2, u8::max(more, 1) - 1)).min(99);
        // A body's own name says more than a person's.
        if kind == NameKind::Proper {
            *confidence = (*confidence).max(80);
        }
    }
}

/// Things numbered from 0 that are put together into groups; a group goes by its least member.
#[derive(Debug)]
pub(crate) struct Groups(Vec<usize>);

impl Groups {
    pub(crate) fn new(members: usize) -> Self {
        Self((0..members).collect())
    }

    /// Takes in more members, each a group of its own.
    pub(crate) fn extend(&mut self, more: usize) {
        let members = self.0.len();
        self.0.extend(members..members + more);
    }

    pub(crate) fn of(&mut self, member: usize) -> usize {
        let mut at = member;
        while self.0[at] != at {
            self.0[at] = self.0[self.0[at]];
            at = self.0[at];
        }
        at
    }

    /// Whether they were in two groups until now.
    pub(crate) fn join(&mut self, one: usize, other: usize) -> bool {
        let (one, other) = (self.of(one), self.of(other));
        let (least, other) = (one.min(other), one.max(other));
        self.0[other] = least;
        least != other
    }
}
