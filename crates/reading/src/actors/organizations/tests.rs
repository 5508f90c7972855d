//! Sentences with bracketed bodies in, the bodies with their names out.

use std::sync::LazyLock;

use depesha_language::Language;

use super::{Organization, organizations};
use crate::tables::Tables;
use crate::words::Words;

static LANGUAGE: LazyLock<Language> =
    LazyLock::new(|| Language::embedded().expect("the model that is compiled in"));

/// The bodies of a text in which they stand in brackets, one within another where they do.
fn read(marked: &str) -> (String, Vec<Organization>) {
    let mut text = String::new();
    let mut open = Vec::new();
    let mut spans = Vec::new();
    for letter in marked.chars() {
        match letter {
            '[' => open.push(text.len()),
            ']' => spans.push((open.pop().expect("an opened bracket"), text.len())),
            _ => text.push(letter),
        }
    }
    let analysis = LANGUAGE.analyse(&text);
    let ranges: Vec<_> = spans
        .into_iter()
        .map(|(start, end)| {
            let first = analysis.tokens.partition_point(|token| token.span.end <= start);
            let after = analysis.tokens.partition_point(|token| token.span.start < end);
            first..after
        })
        .collect();
    let words = Words {
        text: &text,
        analysis: &analysis,
        dictionary: LANGUAGE.dictionary(),
        tables: Tables::embedded(),
    };
    let found = organizations(words, &ranges);
    (text, found)
}

/// Asserts the bodies, each as `name = other name = other name ×mentions`.
#[track_caller]
fn check(marked: &str, expected: &[&str]) {
    let (_, found) = read(marked);
    let shown: Vec<String> = found
        .iter()
        .map(|body| {
            let mut names = vec![body.name.clone()];
            names.extend(body.also.iter().cloned());
            format!("{} ×{}", names.join(" = "), body.mentions.len())
        })
        .collect();
    assert_eq!(shown, expected, "{marked}");
}

#[test]
fn names_are_in_the_nominative() {
    for (marked, name) in [
        (
            "Ноту передали [Министерству иностранных дел Турции].",
            "Министерство иностранных дел Турции",
        ),
        ("Закон принят [Государственной думой].", "Государственная дума"),
        ("Решение [Верховного суда] опубликовано.", "Верховный суд"),
        ("Об этом сообщили в [Российской академии наук].", "Российская академия наук"),
        ("Он служил в [Вооружённых силах].", "Вооружённые силы"),
        ("В [МИДе] это опровергли.", "МИД"),
        ("Глава [ВАДА] подал в отставку.", "ВАДА"),
        ("Заявление [СНГ] поддержали.", "СНГ"),
        ("Он ушёл из «[Единой России]».", "Единая Россия"),
        ("Акции «[Яндекса]» выросли.", "Яндекс"),
        ("Работа в [Microsoft] ему нравилась.", "Microsoft"),
        ("Депутаты [Милли Меджлиса] проголосовали.", "Милли Меджлис"),
        ("Статья вышла в «[Коммерсанте]».", "Коммерсант"),
        ("Он говорил с газетой «[Коммерсантъ]».", "Коммерсантъ"),
        (
            "Его избрали в [Социал-демократическую партию Эстонии].",
            "Социал-демократическая партия Эстонии",
        ),
        ("Съезд [Партии регионов] прошёл в Киеве.", "Партия регионов"),
        ("Встреча с [Лигой арабских государств] отложена.", "Лига арабских государств"),
        ("Он обратился в [прокуратуру].", "прокуратура"),
        ("Он учился на [Высших курсах режиссёров].", "Высшие курсы режиссёров"),
        ("Депутат [Жогорку Кенеша] ушёл.", "Жогорку Кенеш"),
        ("Они жаловались на [отдел «Зари»].", "отдел «Зари»"),
        ("Шли [парламентские] слушания.", "парламент"),
    ] {
        let (_, found) = read(marked);
        assert_eq!(found[0].name, name, "{marked}");
    }
}

#[test]
fn a_firm_has_its_name_its_abbreviation_and_its_legal_form() {
    let marked = "Рейс выполняло [ЗАО \"Озёрные авиалинии\"] ([ОЗАЛ]). В [ОЗАЛ] это подтвердили.";
    check(marked, &["Озёрные авиалинии = ОЗАЛ ×3"]);
    assert_eq!(read(marked).1[0].form.as_deref(), Some("ЗАО"));
}

#[test]
fn abbreviations_are_bound_to_what_they_stand_for() {
    check(
        "[Содружество Независимых Государств] ([СНГ]) создано в 1991 году. Саммит [СНГ] пройдёт в мае.",
        &["Содружество Независимых Государств = СНГ ×3"],
    );
    check(
        "[Всероссийское общество огородников] собралось в Туле. Во [ВОО] вступили трое.",
        &["Всероссийское общество огородников = ВОО ×2"],
    );
    check(
        "В [Минобороны] молчат. [Министерство обороны] обещало ответ.",
        &["Министерство обороны = Минобороны ×2"],
    );
    check(
        "[Евросоюз] ввёл пошлины. В [ЕС] ждут ответа. [Европейский союз] готов к переговорам.",
        &["Европейский союз = Евросоюз = ЕС ×3"],
    );
}

#[test]
fn a_party_is_one_with_and_without_its_noun() {
    check(
        "[Партия «Единая Россия»] провела съезд. В «[Единой России]» довольны. [ЕР] выдвинула врача.",
        &["Единая Россия = ЕР ×3"],
    );
    check(
        "Клуб «[Спартак]» проиграл. Московский «[Спартак]» сменил тренера. Гол «[Спартаку]» забил защитник.",
        &["Спартак ×3"],
    );
}

#[test]
fn a_state_keeps_bodies_of_one_kind_apart() {
    check(
        "[МИД России] вызвал посла. [МИД Турции] выразил протест. В [российском МИД] ответили. \
         [Министерство иностранных дел РФ] удивлено. В [МИДе Турции] промолчали.",
        &["Министерство иностранных дел РФ = МИД России = российский МИД ×3", "МИД Турции ×2"],
    );
    check(
        "[Полиция Бельгии] задержала двоих. [Полиция Франции] ищет третьего. [Бельгийская полиция] довольна.",
        &["Полиция Бельгии = Бельгийская полиция ×2", "Полиция Франции ×1"],
    );
}

#[test]
fn a_name_that_every_state_has_is_left_open() {
    let marked = "[Правительство Литвы] собралось. Вчера [правительство] приняло бюджет.";
    check(marked, &["Правительство Литвы ×1", "правительство ×1"]);
    assert_eq!(read(marked).1[1].perhaps, [(0, 60)]);
}

#[test]
fn a_part_of_a_name_means_the_whole() {
    check(
        "[Торгово-промышленная палата] открыла выставку. В [палате] ждут гостей.",
        &["Торгово-промышленная палата ×2"],
    );
    check(
        "[Следственный комитет России] начал проверку. В [СК] это подтвердили. [Следственный комитет] ищет свидетелей.",
        &["Следственный комитет России = СК = Следственный комитет ×3"],
    );
}

#[test]
fn a_bare_noun_means_the_nearest_body_of_its_kind() {
    let marked = "[Министерство обороны Греции] купило катера. [Ведомство] довольно.";
    check(marked, &["Министерство обороны Греции ×2"]);
    assert_eq!(read(marked).1[0].mentions[1].1, 75);
}

#[test]
fn the_body_within_a_name_is_its_own() {
    check(
        "[Факультет журналистики [МГУ]] набирает студентов. [МГУ] растёт.",
        &["Факультет журналистики МГУ ×1", "МГУ ×2"],
    );
}

#[test]
fn an_outlet_is_known_by_its_name_or_noun() {
    for (marked, outlet) in [
        ("Об этом пишет «[Коммерсантъ]».", true),
        ("Об этом пишет газета «[Вечерний Урюпинск]».", true),
        ("Об этом сообщило [агентство «Рассвет»].", true),
        ("Рейтинговое агентство [Moody’s] снизило оценку.", false),
        ("Об этом сообщил концерн «[Заря]».", false),
    ] {
        assert_eq!(read(marked).1[0].outlet, outlet, "{marked}");
    }
}

#[test]
fn any_ranges_are_taken() {
    let analysis = LANGUAGE.analyse("МИД (МИД) «» , МИД России.");
    let words = Words {
        text: "МИД (МИД) «» , МИД России.",
        analysis: &analysis,
        dictionary: LANGUAGE.dictionary(),
        tables: Tables::embedded(),
    };
    let count = analysis.tokens.len();
    let mut ranges = Vec::new();
    for start in 0..=count + 1 {
        for end in 0..=count + 2 {
            ranges.push(start..end);
        }
    }
    let found = organizations(words, &ranges);
    let mentions: usize = found.iter().map(|body| body.mentions.len()).sum();
    assert!(mentions > 0 && mentions <= ranges.len());
}

#[test]
fn thousands_of_bodies_are_kept_apart() {
    let mut marked = String::new();
    for number in 0..1200 {
        marked.push_str(&format!(
            "[Компания «Заря-{number}»] спорит с [компанией]. В [ЗАО \"Рассвет {number}\"] ждут [суда]. "
        ));
    }
    let (_, found) = read(&marked);
    // Each firm under its own name, with the bare noun behind it, and one court.
    assert_eq!(found.len(), 2401);
    assert!(found[0].mentions.len() == 2 && found[2].name == "суд");
}

#[test]
fn the_beginning_of_a_longer_name_is_the_body_that_the_whole_names() {
    check(
        "[[МИД] Дании] назвал поставку важной. [[МИД] России] её осудил.",
        &["МИД Дании ×2", "МИД России ×2"],
    );
    check(
        "[[Министерство иностранных дел] Молдавии] отозвало посла. В белорусском [МИД] промолчали.",
        &["Министерство иностранных дел Молдавии ×2", "МИД ×1"],
    );
}
