//! What holds of any set of reports.

use depesha_directory::{Anchor, Claim, Class, Day, Directory, Entries, Report, SaidRole, Seen};
use proptest::prelude::*;

const NAMES: [&str; 16] = [
    "Иван Лесков",
    "Иван Петрович Лесков",
    "Иван Ильич Лесков",
    "Иван И. Лесков",
    "Лесков",
    "И. Лесков",
    "Анна Лескова",
    "Ваня Лесков",
    "Министерство обороны",
    "Минобороны",
    "МО",
    "Речпорт",
    "Россия",
    "РФ",
    "Речной вестник",
    "РВ",
];
const TITLES: [&str; 6] =
    ["президент", "министр", "депутат", "футболист", "директор", "министр обороны"];
const STATES: [&str; 3] = ["RUS", "UKR", "GEO"];

fn actor() -> impl Strategy<Value = Seen> {
    let class = prop::sample::select(vec![
        Class::Person,
        Class::Person,
        Class::Person,
        Class::Organization,
        Class::State,
        Class::Outlet,
        Class::Place,
    ]);
    let name = || prop::sample::select(NAMES.to_vec());
    let role = (prop::sample::select(TITLES.to_vec()), prop::option::of(0..4_usize));
    (
        name(),
        prop::collection::vec(name(), 0..2),
        class,
        prop::option::of(prop::sample::select(STATES.to_vec())),
        prop::collection::vec(role, 0..2),
        prop::option::weighted(0.1, (0..4_usize, 1..99_u8)),
    )
        .prop_map(|(name, also, class, state, roles, perhaps)| Seen {
            also: also.into_iter().map(str::to_owned).collect(),
            state: state.map(str::to_owned),
            roles: roles
                .into_iter()
                .map(|(title, of)| SaidRole { title: title.to_owned(), of })
                .collect(),
            perhaps: perhaps.into_iter().collect(),
            ..Seen::new(name, class)
        })
}

fn reports() -> impl Strategy<Value = Vec<Report>> {
    let report = (prop::option::of(1..4_u8), prop::collection::vec(actor(), 0..5));
    prop::collection::vec(report, 0..12).prop_map(|reports| {
        let numbered = reports.into_iter().enumerate();
        numbered
            .map(|(number, (day, actors))| Report {
                id: format!("r{number}"),
                day: day.and_then(|day| Day::of(&format!("2025-11-0{day}"))),
                actors,
            })
            .collect()
    })
}

fn learned(reports: &[Report]) -> Directory {
    let mut directory = Directory::default();
    reports.iter().for_each(|report| directory.learn(report));
    directory
}

/// Each actor of each report is in one entry of its class, and links lead to others.
fn check(entries: &Entries, reports: &[Report]) {
    let told: usize = reports.iter().map(|report| report.actors.len()).sum();
    let kept: usize = entries.iter().map(|entry| entry.occurrences.len()).sum();
    assert_eq!(kept, told);
    for entry in entries.iter() {
        assert_eq!(entries.get(&entry.id.0), Some(entry), "ids are each one entry's");
        for link in &entry.perhaps {
            let other = entries.get(&link.entry.0).expect("an entry");
            assert_ne!(other.id, entry.id);
            assert!(other.perhaps.iter().any(|back| back.entry == entry.id));
        }
        for alias in &entry.aliases {
            for report in &alias.reports {
                let report = reports.iter().find(|one| one.id == report.as_ref()).unwrap();
                let names = |seen: &Seen| {
                    let mut names = std::iter::once(&seen.name).chain(&seen.also);
                    seen.class == entry.class && names.any(|name| *name == *alias.name)
                };
                assert!(report.actors.iter().any(names), "{entry}");
            }
        }
        assert!(entry.occurrences.iter().all(|one| (1..=100).contains(&one.confidence)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_order_of_reports_does_not_matter(
        (reports, shuffled) in reports().prop_flat_map(|reports| {
            (Just(reports.clone()), Just(reports).prop_shuffle())
        })
    ) {
        let entries = learned(&reports).entries();
        check(&entries, &reports);
        let other = learned(&shuffled);
        prop_assert_eq!(&other.entries(), &entries);
        let (mut one_way, mut other_way) = (Vec::new(), Vec::new());
        learned(&reports).write(&mut one_way).unwrap();
        other.write(&mut other_way).unwrap();
        prop_assert_eq!(&one_way, &other_way);
        prop_assert_eq!(Directory::read(&one_way[..]).unwrap().entries(), entries);
    }

    #[test]
    fn what_is_forgotten_leaves_nothing(reports in reports(), forgotten in 0..12_usize) {
        let mut directory = learned(&reports);
        let id = format!("r{forgotten}");
        directory.forget(&id);
        let rest: Vec<Report> = reports.into_iter().filter(|report| report.id != id).collect();
        prop_assert_eq!(directory.entries(), learned(&rest).entries());
    }

    #[test]
    fn people_of_two_states_or_patronymics_are_never_one(reports in reports()) {
        for entry in learned(&reports).entries().iter() {
            if entry.class == Class::Person {
                prop_assert!(entry.states.len() <= 1, "{}", entry);
                // By the fullest names: within a report another name may be anything.
                let has = |part: &str| entry.occurrences.iter().any(|one| one.name.contains(part));
                prop_assert!(!(has("Петрович") && has("Ильич")), "{}", entry);
            }
        }
    }

    #[test]
    fn decisions_hold_whatever_else_is_known(
        reports in reports(),
        pairs in prop::collection::vec((0..40_usize, 0..40_usize, any::<bool>()), 0..5),
    ) {
        let mut directory = learned(&reports);
        let anchors: Vec<Anchor> = reports
            .iter()
            .flat_map(|report| {
                report.actors.iter().map(|seen| Anchor::new(&report.id, seen.class, &seen.name))
            })
            .collect();
        if anchors.is_empty() {
            return Ok(());
        }
        for (one, other, same) in pairs {
            let [one, other] = [one, other].map(|at| anchors[at % anchors.len()].clone());
            if same {
                directory.same(one, other, Claim::by("А. Б."));
            } else {
                directory.different(one, other, Claim::by("А. Б."));
            }
        }
        let entries = directory.entries();
        check(&entries, &reports);
        let mut holding = std::collections::HashMap::new();
        for (at, decision) in directory.decisions().iter().enumerate() {
            let mut pair = decision.between.clone();
            pair.sort();
            holding.insert(pair, (at, decision.verdict));
        }
        for (pair, (at, verdict)) in holding {
            if entries.unheeded().iter().any(|unheeded| unheeded.0 == at) {
                continue;
            }
            let entry = |anchor: &Anchor| entries.iter().position(|entry| {
                entry.class == anchor.class && entry.occurrences.iter().any(|one| {
                    one.report.as_ref() == anchor.report && one.name.as_ref() == anchor.name
                })
            });
            // An anchor that two actors of one report fit means the first of them.
            let doubled = pair.iter().any(|anchor| {
                anchors.iter().filter(|other| *other == anchor).count() > 1
            });
            if !doubled {
                let together = entry(&pair[0]) == entry(&pair[1]);
                prop_assert_eq!(together, verdict == depesha_directory::Verdict::Same);
            }
        }
    }
}
