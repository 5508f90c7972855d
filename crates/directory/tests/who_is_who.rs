//! Reports in, entries out.

use depesha_directory::{
    Anchor, Because, Claim, Class, Day, Directory, Entries, Entry, Gender, Report, Seen,
};

fn day(day: &str) -> Day {
    day.parse().unwrap()
}

fn report(id: &str, on: &str) -> Report {
    Report::new(id, Some(day(on)))
}

fn learned(reports: impl IntoIterator<Item = Report>) -> Directory {
    let mut directory = Directory::default();
    for report in reports {
        directory.learn(&report);
    }
    directory
}

fn entries(reports: impl IntoIterator<Item = Report>) -> Entries {
    learned(reports).entries()
}

/// The one entry of this name.
#[track_caller]
fn only<'a>(entries: &'a Entries, name: &str) -> &'a Entry {
    match entries.find(name)[..] {
        [only] => only,
        ref several => panic!("{} entries of {name}:\n{entries}", several.len()),
    }
}

fn reports_of(entry: &Entry) -> Vec<&str> {
    entry.occurrences.iter().map(|occurrence| occurrence.report.as_ref()).collect()
}

fn ids<'a>(found: &[&'a Entry]) -> Vec<&'a str> {
    found.iter().map(|entry| entry.id.0.as_ref()).collect()
}

fn why(because: Because) -> Vec<&'static str> {
    because.words().collect()
}

const PERSON: Class = Class::Person;

mod people {
    use super::*;

    #[test]
    fn a_full_name_alone_links_where_nothing_speaks_against_it() {
        let entries = entries([
            report("мост", "2025-11-03").with(Seen::person("Павел Ручьёв")),
            report("паром", "2025-11-05").with(Seen::person("Павел Ручьев")),
        ]);
        let person = only(&entries, "павел ручьёв");
        assert_eq!(reports_of(person), ["мост", "паром"]);
        assert_eq!(person.occurrences[0].confidence, 60);
        assert_eq!(why(person.occurrences[0].because), ["same name"]);
    }

    #[test]
    fn state_office_and_patronymic_make_a_link_surer() {
        let minister = |id, on, name| {
            report(id, on)
                .with(Seen::state("GEO", "Грузия"))
                .with(Seen::person(name).role_of("министр", 0))
        };
        let entries = entries([
            minister("мост", "2025-11-03", "Леван Гиоргиевич Мчедлидзе"),
            minister("паром", "2025-11-05", "Леван Гиоргиевич Мчедлидзе"),
        ]);
        let person = only(&entries, "Леван Мчедлидзе");
        assert_eq!(person.occurrences[1].confidence, 99);
        assert_eq!(
            why(person.occurrences[1].because),
            ["same name", "same state", "same office", "same patronymic"]
        );
        assert_eq!(person.id.0.as_ref(), "person:Леван Гиоргиевич Мчедлидзе/GEO");
    }

    #[test]
    fn two_of_one_name_and_of_two_states_are_two_with_an_open_link() {
        let entries = entries([
            report("мост", "2025-11-03").with(Seen::person("Иван Лесков").of_state("RUS")),
            report("паром", "2025-11-05").with(Seen::person("Иван Лесков").of_state("UKR")),
        ]);
        let found = entries.find("Иван Лесков");
        assert_eq!(ids(&found), ["person:Иван Лесков/RUS", "person:Иван Лесков/UKR"]);
        let link = &found[0].perhaps[0];
        assert_eq!((link.entry.0.as_ref(), link.confidence), ("person:Иван Лесков/UKR", 15));
        assert_eq!(why(link.because), ["same name", "different state"]);
        assert_eq!(entries.open_links().len(), 1);
    }

    #[test]
    fn the_name_alone_draws_no_report_to_one_of_two_namesakes() {
        let entries = entries([
            report("мост", "2025-11-03").with(Seen::person("Иван Лесков").of_state("RUS")),
            report("паром", "2025-11-05").with(Seen::person("Иван Лесков").of_state("UKR")),
            report("порт", "2025-11-06").with(Seen::person("Иван Лесков")),
            report("рейс", "2025-11-07").with(Seen::person("Иван Лесков")),
        ]);
        assert_eq!(entries.find("Иван Лесков").len(), 4, "{entries}");
        let alone = entries.get("person:Иван Лесков@порт").unwrap();
        assert_eq!(reports_of(alone), ["порт"]);
        assert_eq!(alone.perhaps.len(), 2);
        assert!(alone.perhaps[0].because.has(Because::SEVERAL));
    }

    #[test]
    fn the_name_alone_means_whom_nearly_all_reports_mean_and_says_so() {
        let of_state = |number: usize, state: &str| {
            report(&format!("r{number:02}"), "2025-11-03")
                .with(Seen::person("Иван Лесков").of_state(state))
        };
        let known = |times: usize| {
            let known = (0..times).map(|number| of_state(number, "RUS"));
            let namesake = of_state(90, "UKR");
            let alone = report("r99", "2025-11-05").with(Seen::person("Иван Лесков"));
            entries(known.chain([namesake, alone]))
        };
        let famous = known(40);
        let last = famous.get("person:Иван Лесков/RUS").unwrap().occurrences.last().unwrap();
        assert_eq!((last.report.as_ref(), last.confidence), ("r99", 57));
        assert_eq!(why(last.because), ["same name", "nearly all reports"]);
        assert!(known(10).get("person:Иван Лесков@r99").is_some(), "ten reports are too few");
    }

    #[test]
    fn an_office_tells_which_namesake_is_meant() {
        let entries = entries([
            report("мост", "2025-11-03")
                .with(Seen::organization("Речпорт"))
                .with(Seen::person("Иван Лесков").of_state("RUS").role_of("директор", 0)),
            report("паром", "2025-11-05").with(Seen::person("Иван Лесков").of_state("UKR")),
            report("порт", "2025-11-06")
                .with(Seen::organization("Речпорт"))
                .with(Seen::person("Иван Лесков").role_of("директор", 0)),
        ]);
        let director = entries.get("person:Иван Лесков/RUS").unwrap();
        assert_eq!(reports_of(director), ["мост", "порт"]);
        assert_eq!(director.occurrences[1].confidence, 80);
        assert_eq!(why(director.occurrences[1].because), ["same name", "same office"]);
    }

    #[test]
    fn patronymics_keep_namesakes_apart() {
        let entries = entries([
            report("мост", "2025-11-03").with(Seen::person("Рашад Керим оглы Саламов")),
            report("паром", "2025-11-05").with(Seen::person("Рашад Вагиф оглы Саламов")),
            report("порт", "2025-11-05").with(Seen::person("Саламов Рашад Керимович")),
        ]);
        let found = entries.find("Рашад Саламов");
        assert_eq!(found.len(), 2, "{entries}");
        let with_two = found.iter().find(|entry| entry.occurrences.len() == 2).unwrap();
        assert_eq!(reports_of(with_two), ["мост", "порт"]);
        assert!(found.iter().all(|entry| entry.perhaps.is_empty()));
    }

    #[test]
    fn he_and_she_of_one_name_are_two() {
        let entries = entries([
            report("мост", "2025-11-03").with(Seen::person("Саша Шевченко").gender(Gender::Male)),
            report("паром", "2025-11-05")
                .with(Seen::person("Саша Шевченко").gender(Gender::Female)),
        ]);
        assert_eq!(entries.find("Саша Шевченко").len(), 2);
    }

    #[test]
    fn offices_that_nobody_holds_together_part_namesakes_on_one_day() {
        let reports = |second: &str| {
            [
                report("мост", "2025-11-03")
                    .with(Seen::person("Иван Лесков").of_state("RUS").role("депутат")),
                report("матч", second)
                    .with(Seen::person("Иван Лесков").of_state("RUS").role("футболист")),
            ]
        };
        let one_day = entries(reports("2025-11-03"));
        let found = one_day.find("Иван Лесков");
        assert_eq!(found.len(), 2);
        assert!(found[0].perhaps[0].because.has(Because::OTHER_ROLE), "{one_day}");
        // Over the years people change.
        assert_eq!(entries(reports("2031-11-03")).find("Иван Лесков").len(), 1);
        // Who is said to be both is both.
        let both = report("портрет", "2025-11-03")
            .with(Seen::person("Иван Лесков").of_state("RUS").role("футболист").role("депутат"));
        let told = entries(reports("2025-11-03").into_iter().chain([both]));
        assert_eq!(told.find("Иван Лесков").len(), 1);
    }

    #[test]
    fn a_surname_alone_teaches_nothing_and_stays_by_itself() {
        let entries = entries([
            report("мост", "2025-11-03").with(Seen::person("Павел Ручьёв").also("Ручьёв")),
            report("паром", "2025-11-05").with(Seen::person("Ручьёв")),
            report("порт", "2025-11-06").with(Seen::person("Анна Ручьёва")),
            report("рейс", "2025-11-07").with(Seen::person("Ручьёв")),
        ]);
        let full = only(&entries, "Павел Ручьёв");
        assert_eq!(reports_of(full), ["мост"]);
        assert_eq!(full.aliases.len(), 1, "the surname is no alias: {full}");
        let alone = entries.get("person:Ручьёв@паром").unwrap();
        assert_eq!(alone.perhaps[0].entry, full.id);
        assert_eq!(why(alone.perhaps[0].because), ["same surname"]);
        assert!(entries.get("person:Ручьёв@рейс").is_some());
    }

    #[test]
    fn surnames_with_one_office_but_two_states_are_two_people() {
        let chairman = |id, on, name, state: &str| {
            let person = Seen::person(name).role_of("председатель", 0);
            let person = if state.is_empty() { person } else { person.of_state(state) };
            report(id, on).with(Seen::organization("Речной союз")).with(person)
        };
        let alone = entries([
            chairman("мост", "2025-11-03", "Ручьёв", "GEO"),
            chairman("паром", "2025-11-05", "Ручьёв", "RUS"),
            chairman("порт", "2025-11-06", "Ручьёв", "RUS"),
            chairman("рейс", "2025-11-07", "Ручьёв", ""),
        ]);
        let people = alone.iter().filter(|entry| entry.class == PERSON);
        let people: Vec<Vec<&str>> = people.map(reports_of).collect();
        assert_eq!(people, [vec!["мост"], vec!["паром", "порт"], vec!["рейс"]]);

        // Nor does who has the office by full name make them one, if nobody says of which state.
        let beside = entries([
            chairman("мост", "2025-11-03", "Ручьёв", "GEO"),
            chairman("паром", "2025-11-05", "Ручьёв", "RUS"),
            chairman("рейс", "2025-11-07", "Павел Ручьёв", ""),
        ]);
        assert_eq!(reports_of(only(&beside, "Павел Ручьёв")), ["рейс"]);
        let known = entries([
            chairman("мост", "2025-11-03", "Ручьёв", "GEO"),
            chairman("паром", "2025-11-05", "Ручьёв", "RUS"),
            chairman("рейс", "2025-11-07", "Павел Ручьёв", "RUS"),
        ]);
        assert_eq!(reports_of(only(&known, "Павел Ручьёв")), ["паром", "рейс"]);
    }

    #[test]
    fn a_surname_with_an_office_means_who_is_known_to_have_it() {
        let mayor = |id, on, name| {
            report(id, on)
                .with(Seen::organization("Верхнеозёрск"))
                .with(Seen::person(name).role_of("мэр", 0))
        };
        let known = entries([
            mayor("мост", "2025-11-03", "Павел Ручьёв"),
            mayor("паром", "2025-11-05", "Ручьёв"),
            mayor("порт", "2025-11-06", "П. Ручьёв"),
            mayor("рейс", "2025-11-07", "Г. Ручьёв"),
        ]);
        let person = only(&known, "Павел Ручьёв");
        assert_eq!(reports_of(person), ["мост", "паром", "порт"]);
        assert_eq!(person.aliases.len(), 1);
        assert_eq!(why(person.occurrences[1].because), ["same office", "same surname"]);
        // The other initial is another man's.
        assert_eq!(reports_of(only(&known, "Г. Ручьёв")), ["рейс"]);

        let two = entries([
            mayor("мост", "2025-11-03", "Павел Ручьёв"),
            mayor("паром", "2025-11-05", "Ручьёв"),
            mayor("порт", "2015-11-06", "Олег Ручьёв"),
        ]);
        assert_eq!(reports_of(only(&two, "Ручьёв")), ["паром"]);
    }

    #[test]
    fn each_alias_names_the_reports_that_taught_it() {
        let entries = entries([
            report("мост", "2025-11-03").with(Seen::person("Альберт Гордеев").also("Ал Гордеев")),
            report("паром", "2025-11-05").with(Seen::person("Ал Гордеев")),
            report("порт", "2025-11-06").with(Seen::person("Альберт Гордеев")),
        ]);
        let person = only(&entries, "Ал Гордеев");
        let [name, alias] = &person.aliases[..] else { panic!("{person}") };
        assert_eq!(name.name.as_ref(), "Альберт Гордеев");
        assert_eq!(name.reports.iter().map(AsRef::as_ref).collect::<Vec<_>>(), ["мост", "порт"]);
        assert_eq!(alias.name.as_ref(), "Ал Гордеев");
        assert_eq!(alias.reports.iter().map(AsRef::as_ref).collect::<Vec<_>>(), ["мост", "паром"]);
        assert!(person.occurrences[1].because.has(Because::ALIAS));
    }

    #[test]
    fn what_a_report_leaves_open_stays_open() {
        let mut both = report("мост", "2025-11-03")
            .with(Seen::person("Павел Ручьёв"))
            .with(Seen::person("Ручьёв"));
        both.actors[1].perhaps.push((0, 70));
        let entries = entries([both]);
        let link = &entries.get("person:Ручьёв@мост").unwrap().perhaps[0];
        assert_eq!((link.confidence, why(link.because)), (70, vec!["left open by a report"]));
    }
}

mod states_and_bodies {
    use super::*;

    #[test]
    fn a_state_is_its_code_whatever_it_is_called() {
        let entries = entries([
            report("мост", "2025-11-03").with(Seen::state("RUS", "Россия")),
            report("паром", "2025-11-05").with(Seen::state("RUS", "РФ")),
        ]);
        let state = only(&entries, "РФ");
        assert_eq!((state.id.0.as_ref(), state.name.as_ref()), ("state:RUS", "Россия"));
        assert_eq!(only(&entries, "RUS").id, state.id);
        assert_eq!(state.aliases.len(), 2);
    }

    #[test]
    fn ministries_of_one_name_and_two_states_are_two() {
        let name = "Министерство обороны";
        let entries = entries([
            report("мост", "2025-11-03").with(Seen::organization(name).of_state("GEO")),
            report("паром", "2025-11-05").with(Seen::organization(name).of_state("EST")),
            report("порт", "2025-11-06").with(Seen::organization(name).of_state("GEO")),
        ]);
        let found = entries.find(name);
        assert_eq!(
            ids(&found),
            ["organization:Министерство обороны/EST", "organization:Министерство обороны/GEO"]
        );
        assert_eq!(reports_of(found[1]), ["мост", "порт"]);
    }

    #[test]
    fn a_ministry_of_no_known_state_stays_open_and_a_firm_does_not() {
        let entries = entries([
            report("мост", "2025-11-03")
                .with(Seen::organization("Министерство обороны").of_state("GEO"))
                .with(Seen::organization("Речпорт").of_state("GEO")),
            report("паром", "2025-11-05")
                .with(Seen::organization("Министерство обороны"))
                .with(Seen::organization("Речпорт")),
        ]);
        assert_eq!(entries.find("Министерство обороны").len(), 2);
        let open = entries.get("organization:Министерство обороны@паром").unwrap();
        assert_eq!(open.perhaps.len(), 1);
        assert_eq!(reports_of(only(&entries, "Речпорт")), ["мост", "паром"]);
    }

    #[test]
    fn ministries_of_which_nobody_says_whose_they_are_are_not_one() {
        let entries =
            entries(["мост", "паром"].map(|id| {
                report(id, "2025-11-03").with(Seen::organization("Министерство обороны"))
            }));
        assert_eq!(
            ids(&entries.find("Министерство обороны")),
            ["organization:Министерство обороны@мост", "organization:Министерство обороны@паром"]
        );
    }

    #[test]
    fn an_abbreviation_is_learned_from_the_report_that_binds_it() {
        let full = "Озёрный союз кораблестроителей";
        let entries = entries([
            report("мост", "2025-11-03").with(Seen::organization("ОСК")),
            report("паром", "2025-11-05").with(Seen::organization(full).also("ОСК")),
        ]);
        let union = only(&entries, "ОСК");
        assert_eq!(union.name.as_ref(), full);
        assert_eq!(reports_of(union), ["мост", "паром"]);
        assert_eq!((union.occurrences[0].confidence, union.occurrences[1].confidence), (85, 100));
        assert_eq!(why(union.occurrences[0].because), ["other name"]);
    }

    #[test]
    fn an_abbreviation_of_two_bodies_is_left_open() {
        let entries = entries([
            report("мост", "2025-11-03").with(Seen::organization("ОСК")),
            report("паром", "2025-11-05")
                .with(Seen::organization("Озёрный союз кораблестроителей").also("ОСК")),
            report("порт", "2025-11-06")
                .with(Seen::organization("Объединённая Северная Компания").also("ОСК")),
        ]);
        let abbreviation = entries.get("organization:ОСК").unwrap();
        assert_eq!(reports_of(abbreviation), ["мост"]);
        assert_eq!(abbreviation.perhaps.len(), 2, "{entries}");
        assert_eq!(entries.len(), 3);
    }

    #[test]
    fn an_abbreviation_does_not_join_bodies_of_two_states() {
        let ministry = |id, state| {
            report(id, "2025-11-03")
                .with(Seen::organization("Минобороны").of_state(state).also("МО"))
        };
        let entries = entries([
            ministry("мост", "GEO"),
            ministry("паром", "EST"),
            report("порт", "2025-11-06").with(Seen::organization("МО")),
        ]);
        assert_eq!(entries.len(), 3, "{entries}");
    }

    #[test]
    fn an_outlet_goes_by_the_name_in_the_table() {
        let listed = |name: &str| Seen {
            listed: Some("Речной вестник".into()),
            ..Seen::outlet(name)
        };
        let entries = entries([
            report("мост", "2025-11-03").with(listed("РВ")),
            report("паром", "2025-11-05").with(listed("Вестник реки")),
        ]);
        assert_eq!(reports_of(only(&entries, "Вестник реки")), ["мост", "паром"]);
        assert_eq!(only(&entries, "РВ").name.as_ref(), "Речной вестник");
        assert_eq!(why(only(&entries, "РВ").occurrences[0].because), ["table"]);
    }

    #[test]
    fn a_person_and_a_body_of_one_name_are_two() {
        let entries = entries([report("мост", "2025-11-03")
            .with(Seen::person("Павел Ручьёв"))
            .with(Seen::organization("Павел Ручьёв"))]);
        assert_eq!(entries.find("Павел Ручьёв").len(), 2);
    }
}

mod roles {
    use super::*;

    fn president(id: &str, on: &str, name: &str) -> Report {
        report(id, on)
            .with(Seen::state("EST", "Эстония"))
            .with(Seen::person(name).role_of("президент", 0))
    }

    #[test]
    fn who_held_an_office_is_told_by_the_day() {
        let entries = entries([
            president("r1", "2015-03-01", "Яан Тамм"),
            president("r2", "2018-03-01", "Яан Тамм"),
            president("r3", "2021-03-01", "Мария Кукк"),
            president("r4", "2024-03-01", "Мария Кукк"),
        ]);
        let holder = |on: &str| {
            let holders = entries.who_held("президент", "EST", day(on));
            assert_eq!(holders.len(), 2, "both holders stay");
            let first = &holders[0];
            let reports: Vec<&str> = first.reports.iter().map(|id| id.as_ref()).collect();
            (first.entry.name.to_string(), first.spans(day(on)), reports.join(" "))
        };
        assert_eq!(holder("2016-01-01"), ("Яан Тамм".into(), true, "r1".into()));
        assert_eq!(holder("2019-01-01"), ("Яан Тамм".into(), false, "r2".into()));
        assert_eq!(holder("2023-01-01"), ("Мария Кукк".into(), true, "r4".into()));
        assert!(entries.who_held("президент", "Грузия", day("2016-01-01")).is_empty());
        assert_eq!(entries.who_held("Президент", "Эстония", day("2016-01-01")).len(), 2);
    }

    #[test]
    fn a_role_has_the_days_on_which_reports_said_it() {
        let entries = entries([
            president("r2", "2018-03-01", "Яан Тамм"),
            president("r1", "2015-03-01", "Яан Тамм"),
            report("r0", "2011-03-01").with(Seen::person("Яан Тамм").role("экономист")),
        ]);
        let person = only(&entries, "Яан Тамм");
        let roles: Vec<_> = person
            .roles
            .iter()
            .map(|role| (role.title.as_ref(), role.first, role.last, role.said.len()))
            .collect();
        let on = |on: &str| Some(day(on));
        assert_eq!(
            roles,
            [
                ("экономист", on("2011-03-01"), on("2011-03-01"), 1),
                ("президент", on("2015-03-01"), on("2018-03-01"), 2),
            ]
        );
        assert_eq!(person.roles[1].of.as_ref().unwrap().0.as_ref(), "state:EST");
        let text = person.to_string();
        assert!(
            text.contains("президент of state:EST: said 2015-03-01 to 2018-03-01 (r1, r2)"),
            "{text}"
        );
    }
}

mod decisions {
    use super::*;

    fn namesakes() -> Directory {
        learned([
            report("мост", "2025-11-03").with(Seen::person("Иван Лесков").of_state("RUS")),
            report("паром", "2025-11-05").with(Seen::person("Иван Лесков").of_state("UKR")),
        ])
    }

    fn anchor(report: &str) -> Anchor {
        Anchor::new(report, PERSON, "Иван Лесков")
    }

    #[test]
    fn who_is_decided_to_be_one_is_one_until_that_is_taken_back() {
        let mut directory = namesakes();
        let before = directory.entries();
        let decision = directory.same(anchor("мост"), anchor("паром"), Claim::by("А. Б."));
        let entries = directory.entries();
        let person = only(&entries, "Иван Лесков");
        assert_eq!(reports_of(person), ["мост", "паром"]);
        assert!(person.occurrences.iter().any(|one| one.because.has(Because::DECISION)));
        assert_eq!(person.states.len(), 2, "what the reports say stays");
        assert!(directory.take_back(decision, Claim::by("В. Г.")));
        assert_eq!(directory.entries(), before);
        assert_eq!(directory.decisions().len(), 1, "the claim is kept");
    }

    #[test]
    fn who_is_decided_to_be_two_are_two_and_the_rest_is_open() {
        let mut directory =
            learned(["мост", "паром", "порт"].map(|id| {
                report(id, "2025-11-03").with(Seen::person("Иван Лесков").of_state("RUS"))
            }));
        assert_eq!(directory.entries().len(), 1);
        directory.different(anchor("мост"), anchor("паром"), Claim::by("А. Б."));
        let entries = directory.entries();
        assert_eq!(entries.find("Иван Лесков").len(), 3, "{entries}");
        let rest = entries.find("Иван Лесков").into_iter().find(|one| reports_of(one) == ["порт"]);
        assert_eq!(rest.unwrap().perhaps.len(), 2);
        // Nobody is asked again about what is decided.
        assert_eq!(entries.open_links().len(), 2);
    }

    #[test]
    fn of_two_decisions_about_one_pair_the_later_holds() {
        let mut directory = namesakes();
        directory.same(anchor("мост"), anchor("паром"), Claim::by("А. Б."));
        let second = directory.different(anchor("мост"), anchor("паром"), Claim::by("В. Г."));
        assert_eq!(directory.entries().len(), 2);
        directory.take_back(second, Claim::by("В. Г."));
        assert_eq!(directory.entries().len(), 1);
    }

    #[test]
    fn a_decision_against_another_or_about_nobody_is_told_of() {
        let mut directory = learned(["мост", "паром", "порт"].map(|id| {
            let state = match id {
                "мост" => "RUS",
                "паром" => "UKR",
                _ => "GEO",
            };
            report(id, "2025-11-03").with(Seen::person("Иван Лесков").of_state(state))
        }));
        directory.different(anchor("мост"), anchor("порт"), Claim::by("А. Б."));
        directory.same(anchor("мост"), anchor("паром"), Claim::by("А. Б."));
        let against = directory.same(anchor("паром"), anchor("порт"), Claim::by("А. Б."));
        let nobody = directory.same(anchor("паром"), anchor("рейс"), Claim::by("А. Б."));
        let entries = directory.entries();
        assert_eq!(entries.unheeded(), [against, nobody]);
        assert_eq!(entries.len(), 2);
    }

    #[test]
    fn a_surname_may_be_decided_to_be_somebody() {
        let mut directory = learned([
            report("мост", "2025-11-03").with(Seen::person("Павел Ручьёв")),
            report("паром", "2025-11-05").with(Seen::person("Ручьёв")),
        ]);
        directory.same(
            Anchor::new("мост", PERSON, "Павел Ручьёв"),
            Anchor::new("паром", PERSON, "Ручьёв"),
            Claim::by("А. Б."),
        );
        let entries = directory.entries();
        let person = only(&entries, "Павел Ручьёв");
        assert_eq!(reports_of(person), ["мост", "паром"]);
        assert_eq!(person.name.as_ref(), "Павел Ручьёв");
        assert_eq!(person.aliases.len(), 1);
    }
}

mod identifiers {
    use super::*;

    #[test]
    fn an_identifier_is_attached_where_name_class_and_state_mean_one_entry() {
        let mut directory = learned([
            report("мост", "2025-11-03")
                .with(Seen::person("Павел Ильич Ручьёв").of_state("RUS"))
                .with(Seen::person("Иван Лесков").of_state("RUS"))
                .with(Seen::state("RUS", "Россия")),
            report("паром", "2025-11-05").with(Seen::person("Иван Лесков").of_state("UKR")),
        ]);
        let table = "# own\n\
            Q1\tperson\tПавел Ручьёв\tP. Ruchyov\tRUS\t1960\t-\tмэр\n\
            Q2\tperson\tИван Лесков\n\
            Q3\tperson\tАнна Кольб\t-\tDEU\n\
            Q4\tstate\tРоссийская Федерация\t-\tRUS\n\
            Q5\torganization\tПавел Ручьёв\n";
        directory.attach(table, "own.tsv").unwrap();
        let entries = directory.entries();
        let identifiers = |id: &str| {
            let entry = entries.get(id).unwrap();
            entry.identifiers.iter().map(|one| (one.qid.as_str(), one.line)).collect::<Vec<_>>()
        };
        assert_eq!(identifiers("person:Павел Ильич Ручьёв/RUS"), [("Q1", 2)]);
        assert_eq!(identifiers("state:RUS"), [("Q4", 5)]);
        let left: Vec<_> = entries
            .unattached()
            .iter()
            .map(|one| (one.row.qid.as_str(), one.row.line, one.candidates.len()))
            .collect();
        assert_eq!(left, [("Q2", 3, 2), ("Q3", 4, 0), ("Q5", 6, 0)]);
    }

    #[test]
    fn two_identifiers_for_one_entry_are_left_open() {
        let mut directory =
            learned([report("мост", "2025-11-03").with(Seen::person("Павел Ручьёв"))]);
        let table = "Q1\tperson\tПавел Ручьёв\nQ2\tperson\tПавел Ручьёв\n";
        directory.attach(table, "own.tsv").unwrap();
        let entries = directory.entries();
        assert!(only(&entries, "Павел Ручьёв").identifiers.is_empty());
        assert_eq!(entries.unattached().len(), 2);
    }

    #[test]
    fn an_error_names_file_line_column_and_the_next_step() {
        let mut directory = Directory::default();
        let mut error = |table: &str| directory.attach(table, "own.tsv").unwrap_err();
        let bad = error("Q1\tperson\tПавел Ручьёв\nQ2\tcity\tБаку\n");
        assert_eq!(bad.to_string(), "own.tsv: line 2, column 2 (class): `city` is no class");
        assert!(bad.hint().contains("`person`"));
        let bad = error("1\tperson\tПавел Ручьёв\n");
        assert_eq!(
            bad.to_string(),
            "own.tsv: line 1, column 1 (identifier): `1` is no identifier of Wikidata"
        );
        assert!(error("Q1\tperson\n").to_string().contains("column 3 (name): no name"));
        assert!(error("Q1\tperson\tА Б\t-\tru\n").to_string().contains("`ru` is no state"));
    }
}

mod keeping {
    use super::*;

    fn reports() -> [Report; 3] {
        [
            report("мост", "2025-11-03")
                .with(Seen::state("GEO", "Грузия"))
                .with(Seen::person("Леван Мчедлидзе").also("Лео Мчедлидзе").role_of("министр", 0)),
            report("паром", "2025-11-05").with(Seen::person("Леван Мчедлидзе").of_state("GEO")),
            report("порт", "2025-11-06").with(Seen::person("Лео Мчедлидзе")),
        ]
    }

    #[test]
    fn a_forgotten_report_takes_with_it_what_only_it_taught() {
        let mut directory = learned(reports());
        assert_eq!(directory.entries().len(), 2);
        assert!(directory.forget("мост"));
        let [_, second, third] = reports();
        assert_eq!(directory.entries(), entries([second, third]));
        assert!(directory.entries().get("state:GEO").is_none());
        assert_eq!(only(&directory.entries(), "Лео Мчедлидзе").aliases.len(), 1);
        assert!(!directory.forget("мост"));
    }

    #[test]
    fn a_corrected_report_takes_the_place_of_the_first() {
        let mut directory = learned(reports());
        directory.learn(&report("мост", "2025-11-03").with(Seen::person("Анна Кольб")));
        assert_eq!(directory.reports(), 3);
        assert!(only(&directory.entries(), "Леван Мчедлидзе").roles.is_empty());
    }

    fn written(directory: &Directory) -> String {
        let mut bytes = Vec::new();
        directory.write(&mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn what_was_written_is_read_back() {
        let mut directory = learned(reports());
        let anchor = |report| Anchor::new(report, PERSON, "Леван Мчедлидзе");
        let decision = directory.same(anchor("мост"), anchor("паром"), Claim::by("А. Б."));
        directory.take_back(decision, Claim::by("В. Г."));
        directory.attach("Q1\tperson\tЛеван Мчедлидзе\n", "own.tsv").unwrap();
        let lines = written(&directory);
        let back = Directory::read(lines.as_bytes()).unwrap();
        assert_eq!(written(&back), lines);
        assert_eq!(back.entries(), directory.entries());
        assert_eq!(back.report("паром").unwrap(), reports()[1]);
        assert_eq!(lines.lines().next(), Some("{\"depesha_directory\":1}"));
        assert_eq!(lines.lines().count(), 6);
    }

    #[test]
    fn another_format_and_a_broken_line_are_told_with_the_next_step() {
        let error = |lines: &str| {
            let error = Directory::read(lines.as_bytes()).unwrap_err();
            format!("{error}; {}", error.hint())
        };
        assert!(error("").starts_with("line 1: this is no directory of actors; give a file"));
        assert!(error("{\"article\":1}\n").starts_with("line 1: this is no directory"));
        assert_eq!(
            error("{\"depesha_directory\":7}\n"),
            "line 1: the directory has format 7; this program reads format 1; read it with the \
             version of the program that wrote it, or learn the reports again"
        );
        let broken = error("{\"depesha_directory\":1}\n{\"report\":{\"id\":\"мост\"}}\n");
        assert!(broken.starts_with("line 2: missing field `actors`"), "{broken}");
        assert!(broken.contains("mend or take away that line"), "{broken}");
        let twice = "{\"report\":{\"id\":\"мост\",\"actors\":[]}}\n";
        let twice = error(&format!("{{\"depesha_directory\":1}}\n{twice}{twice}"));
        assert!(twice.starts_with("line 3: the report `мост` stands twice"), "{twice}");
        let day = "{\"report\":{\"id\":\"мост\",\"day\":\"вчера\",\"actors\":[]}}";
        let day = error(&format!("{{\"depesha_directory\":1}}\n{day}\n"));
        assert!(day.contains("`вчера` is no day; write it as 2025-11-03"), "{day}");
    }
}
