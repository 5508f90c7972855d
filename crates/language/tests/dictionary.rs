//! Words as the dictionary understands them.
//!
//! The parses of words that the dictionary lacks are those of pymorphy2 0.9.1 with the same data.

use std::sync::LazyLock;

use depesha_language::dictionary::{
    Dictionary, Grammeme, NamePart, Tag, Wanted, gender_of_patronymic,
};
use depesha_language::morphology::{Case, Gender, Morphology, Number};
use depesha_nn::model_file::ModelFile;
use proptest::prelude::*;

static DICTIONARY: LazyLock<Dictionary> = LazyLock::new(|| {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/russian/dictionary.model");
    let bytes = std::fs::read(path).expect("the model's files lie in models/russian");
    Dictionary::read(&ModelFile::parse(path, bytes).unwrap()).unwrap()
});

fn here(tag: &str) -> Morphology {
    Morphology::from_tag(tag).unwrap_or_else(|| panic!("{tag} is no tag"))
}

/// Each parse as `normal form TAG`, the tag as OpenCorpora writes it but in the order of our list.
fn parses(word: &str) -> Vec<String> {
    let parses = DICTIONARY.parses(word);
    parses.iter().map(|parse| format!("{} {:?}", parse.normal_form, parse.tag)).collect()
}

#[test]
fn a_word_of_the_dictionary_has_its_parses_the_likeliest_first() {
    assert_eq!(
        parses("стали"),
        [
            "стать VERB,plur,perf,intr,past,indc",
            "сталь NOUN,inan,femn,sing,gent",
            "сталь NOUN,inan,femn,plur,nomn",
            "сталь NOUN,inan,femn,sing,datv",
            "сталь NOUN,inan,femn,sing,loct",
            "сталь NOUN,inan,femn,plur,accs",
        ]
    );
    let parses = DICTIONARY.parses("стали");
    assert!(parses.iter().all(|parse| parse.known && parse.form.is_some()));
    assert!((parses[0].score - 0.975342).abs() < 1e-9);
    assert!(DICTIONARY.knows("Стали") && !DICTIONARY.knows("сталище"));
}

#[test]
fn ye_also_stands_for_yo() {
    assert_eq!(DICTIONARY.parses("ежик")[0].word, "ёжик");
    assert_eq!(DICTIONARY.parses("ёжик")[0].normal_form, "ёжик");
    let all: Vec<_> = DICTIONARY.parses("все").into_iter().map(|parse| parse.word).collect();
    assert!(all.iter().any(|word| word == "всё") && all.iter().any(|word| word == "все"));
    assert!(DICTIONARY.parses("всё").iter().all(|parse| parse.word == "всё"));
    let only_yo_is_not_ye = DICTIONARY.parses("ёль");
    assert!(!only_yo_is_not_ye[0].known);
}

#[test]
fn new_words_are_understood_by_their_parts() {
    for (word, expected) in [
        ("смотри-ка", "смотреть-ка VERB,sing,impf,tran,impr,excl"),
        ("по-ереванскому", "по-ереванскому ADVB"),
        ("дрон-разведчик", "дрон-разведчик NOUN,inan,masc,sing,nomn"),
        ("дрона-разведчика", "дрон-разведчик NOUN,inan,masc,sing,gent"),
        ("экс-сенатора", "экс-сенатор NOUN,anim,masc,sing,gent"),
        ("сверхразведчику", "сверхразведчик NOUN,anim,masc,sing,datv"),
        ("бутявкать", "бутявкать INFN,impf,intr"),
    ] {
        let found = parses(word);
        assert_eq!(found[0], expected, "{word}: {found:?}");
        assert!(!DICTIONARY.parses(word)[0].known, "{word}");
    }
}

#[test]
fn numbers_marks_and_other_letters_have_tags_too() {
    for (word, expected) in [
        ("12", "12 NUMB,intg"),
        ("12,5", "12,5 NUMB,real"),
        ("…", "… PNCT"),
        ("XX", "xx ROMN"),
        ("pdf", "pdf LATN"),
        ("♥", "♥ UNKN"),
        ("", " UNKN"),
    ] {
        assert_eq!(parses(word)[0], expected, "{word}");
    }
    let initial = Tag::of(&[Grammeme::Initial, Grammeme::Patronymic]);
    assert!(DICTIONARY.parses("Г").iter().any(|parse| parse.tag.has_all(initial)));
}

#[test]
fn the_lemma_is_that_of_the_parse_that_fits() {
    for (word, tag, expected) in [
        ("стали", "VERB|Aspect=Perf|Mood=Ind|Number=Plur|Tense=Past|VerbForm=Fin", "стать"),
        ("стали", "NOUN|Animacy=Inan|Case=Gen|Gender=Fem|Number=Sing", "сталь"),
        ("Обамы", "PROPN|Animacy=Anim|Case=Gen|Gender=Masc|Number=Sing", "обама"),
        ("людей", "NOUN|Animacy=Anim|Case=Gen|Gender=Masc|Number=Plur", "человек"),
        ("был", "AUX|Aspect=Imp|Gender=Masc|Mood=Ind|Number=Sing|Tense=Past", "быть"),
        // A quirk of natasha's that is kept: the particle `всё` has less in common.
        ("всё", "PRON|Animacy=Inan|Case=Acc|Gender=Neut|Number=Sing", "весь"),
        ("ёлки", "NOUN|Animacy=Inan|Case=Gen|Gender=Fem|Number=Sing", "елка"),
        ("хорошо", "ADV|Degree=Pos", "хорошо"),
        ("Washington", "PROPN|Foreign=Yes", "washington"),
        ("2024", "NUM|NumForm=Digit", "2024"),
        ("—", "PUNCT", "—"),
    ] {
        assert_eq!(DICTIONARY.lemma(word, &here(tag)), expected, "{word} as {tag}");
    }
}

#[test]
fn words_are_put_into_the_nominative() {
    for (word, tag, expected) in [
        ("принадлежащего", "ADJ|Case=Gen|Gender=Masc|Number=Sing", "принадлежащий"),
        (
            "принадлежащего",
            "VERB|Aspect=Imp|Case=Gen|Gender=Masc|Number=Sing|Tense=Pres|VerbForm=Part|Voice=Act",
            "принадлежащий",
        ),
        ("неназванных", "ADJ|Case=Gen|Number=Plur", "неназванные"),
        ("действующего", "ADJ|Case=Gen|Gender=Masc|Number=Sing", "действующий"),
        ("государственную", "ADJ|Case=Acc|Gender=Fem|Number=Sing", "государственная"),
        ("президентом", "NOUN|Animacy=Anim|Case=Ins|Gender=Masc|Number=Sing", "президент"),
        ("Дмитрия", "PROPN|Animacy=Anim|Case=Gen|Gender=Masc|Number=Sing", "Дмитрий"),
        ("МИДа", "PROPN|Animacy=Inan|Case=Gen|Gender=Masc|Number=Sing", "МИД"),
        ("ДУМЕ", "NOUN|Animacy=Inan|Case=Dat|Gender=Fem|Number=Sing", "ДУМА"),
        ("США", "PROPN|Animacy=Inan|Case=Gen|Number=Plur", "США"),
        ("вице-президенту", "NOUN|Animacy=Anim|Case=Dat|Gender=Masc|Number=Sing", "вице-президент"),
        (
            "премьер-министром",
            "NOUN|Animacy=Anim|Case=Ins|Gender=Masc|Number=Sing",
            "премьер-министр",
        ),
        ("города-героя", "NOUN|Animacy=Inan|Case=Gen|Gender=Masc|Number=Sing", "город-герой"),
        ("Новостями", "PROPN|Animacy=Inan|Case=Ins|Gender=Fem|Number=Plur", "Новости"),
        ("людям", "NOUN|Animacy=Anim|Case=Dat|Gender=Masc|Number=Plur", "люди"),
        ("Алиева", "PROPN|Animacy=Anim|Case=Gen|Gender=Masc|Number=Sing", "Алиев"),
        ("Алиевой", "PROPN|Animacy=Anim|Case=Gen|Gender=Fem|Number=Sing", "Алиева"),
        ("Гадаева", "PROPN|Animacy=Anim|Case=Gen|Gender=Masc|Number=Sing", "Гадаев"),
        ("Нуланд", "PROPN|Animacy=Anim|Case=Ins|Gender=Fem|Number=Sing", "Нуланд"),
        ("Пашинян", "PROPN|Animacy=Anim|Case=Nom|Gender=Masc|Number=Sing", "Пашинян"),
        ("Хамасом", "PROPN|Animacy=Inan|Case=Ins|Gender=Masc|Number=Sing", "Хамас"),
        ("кто", "PRON|Case=Nom", "кто"),
    ] {
        let form = DICTIONARY.inflect(word, &here(tag), Wanted::case(Case::Nominative));
        assert_eq!(form.as_deref(), Some(expected), "{word} as {tag}");
    }
}

#[test]
fn words_are_put_into_other_cases_numbers_and_genders() {
    let minister = here("NOUN|Animacy=Anim|Case=Nom|Gender=Masc|Number=Sing");
    let inflect = |word, wanted| DICTIONARY.inflect(word, &minister, wanted);
    assert_eq!(inflect("министр", Wanted::case(Case::Dative)).unwrap(), "министру");
    let many = Wanted::case(Case::Genitive).and_number(Number::Plural);
    assert_eq!(inflect("министр", many).unwrap(), "министров");
    assert_eq!(inflect("Человек", many).unwrap(), "Людей");

    let new = here("ADJ|Case=Gen|Number=Plur");
    let feminine =
        Wanted::case(Case::Nominative).and_number(Number::Singular).and_gender(Gender::Feminine);
    assert_eq!(DICTIONARY.inflect("новых", &new, feminine).unwrap(), "новая");

    let said = here("VERB|Aspect=Perf|Gender=Masc|Mood=Ind|Number=Sing|Tense=Past|VerbForm=Fin");
    let wanted = Wanted { gender: Some(Gender::Feminine), ..Wanted::default() };
    assert_eq!(DICTIONARY.inflect("заявил", &said, wanted).unwrap(), "заявила");
    assert_eq!(DICTIONARY.inflect("заявил", &said, Wanted::case(Case::Dative)), None);
}

#[test]
fn surnames_are_put_into_the_nominative() {
    use Gender::{Feminine as F, Masculine as M};
    for (word, gender, case, expected) in [
        ("Сноудена", M, "Gen", "Сноуден"),
        ("Макрона", M, "Acc", "Макрон"),
        ("Цзиньпина", M, "Gen", "Цзиньпин"),
        ("Си", M, "Gen", "Си"),
        ("Ху", M, "Dat", "Ху"),
        ("Кима", M, "Gen", "Ким"),
        ("Чен-Ына", M, "Gen", "Чен-Ын"),
        ("Мандела", M, "Nom", "Мандела"),
        ("Манделы", M, "Gen", "Мандела"),
        ("Манделе", M, "Dat", "Мандела"),
        ("Манделой", M, "Ins", "Мандела"),
        ("Обамы", M, "Gen", "Обама"),
        ("Трампом", M, "Ins", "Трамп"),
        ("Трамп", F, "Gen", "Трамп"),
        ("Бербок", F, "Ins", "Бербок"),
        ("Нуланд", F, "Gen", "Нуланд"),
        ("Меркель", F, "Gen", "Меркель"),
        ("Эрдоганом", M, "Ins", "Эрдоган"),
        ("Эрдогана", M, "Gen", "Эрдоган"),
        ("Лавровым", M, "Ins", "Лавров"),
        ("Песковым", M, "Ins", "Песков"),
        ("Захаровой", F, "Gen", "Захарова"),
        ("Захарову", F, "Acc", "Захарова"),
        ("Зеленского", M, "Acc", "Зеленский"),
        ("Зеленскому", M, "Dat", "Зеленский"),
        ("Зеленской", F, "Dat", "Зеленская"),
        ("Мединским", M, "Ins", "Мединский"),
        ("Порошенко", M, "Gen", "Порошенко"),
        ("Тимошенко", F, "Ins", "Тимошенко"),
        ("Шойгу", M, "Dat", "Шойгу"),
        ("Нетаньяху", M, "Gen", "Нетаньяху"),
        ("Мадуро", M, "Gen", "Мадуро"),
        ("Саакашвили", M, "Gen", "Саакашвили"),
        ("Иванишвили", M, "Dat", "Иванишвили"),
        ("Пашиняна", M, "Gen", "Пашинян"),
        ("Пашиняном", M, "Ins", "Пашинян"),
        ("Алиевым", M, "Ins", "Алиев"),
        ("Алиевой", F, "Ins", "Алиева"),
        ("Алиева", F, "Nom", "Алиева"),
        ("Алиева", M, "Gen", "Алиев"),
        ("Гадаева", M, "Nom", "Гадаев"),
        ("Байрамова", M, "Gen", "Байрамов"),
        ("Токаева", M, "Gen", "Токаев"),
        ("Лукашенко", M, "Ins", "Лукашенко"),
        ("Шольца", M, "Gen", "Шольц"),
        ("Шольцем", M, "Ins", "Шольц"),
        ("Байденом", M, "Ins", "Байден"),
        ("Блинкену", M, "Dat", "Блинкен"),
        ("Столтенберга", M, "Gen", "Столтенберг"),
        ("Гутерришем", M, "Ins", "Гутерриш"),
        ("Асада", M, "Gen", "Асад"),
        ("аль-Асада", M, "Gen", "аль-Асад"),
        ("Буша-младшего", M, "Gen", "Буш-младший"),
        ("Лепена", M, "Gen", "Лепен"),
        ("Путину", M, "Dat", "Путин"),
        ("Моди", M, "Gen", "Моди"),
        ("Саркози", M, "Ins", "Саркози"),
        ("Берлускони", M, "Gen", "Берлускони"),
        ("Толстого", M, "Gen", "Толстой"),
        ("Горького", M, "Gen", "Горький"),
        ("Черных", M, "Gen", "Черных"),
        ("Пушилина", M, "Gen", "Пушилин"),
        ("ПУТИНА", M, "Gen", "ПУТИН"),
        ("Гайдая", M, "Gen", "Гайдай"),
        ("Кравца", M, "Gen", "Кравец"),
        ("Smith", M, "Gen", "Smith"),
    ] {
        let tag = format!("PROPN|Animacy=Anim|Case={case}|Number=Sing");
        let form =
            DICTIONARY.name_in_nominative(word, NamePart::Surname, Some(gender), &here(&tag));
        assert_eq!(form, expected, "{word} as {case} of {}", gender.name());
    }
}

#[test]
fn first_names_and_patronymics_are_put_into_the_nominative() {
    use NamePart::{First, Patronymic};
    for (word, part, gender, case, expected) in [
        ("Ильхама", First, "Masc", "Gen", "Ильхам"),
        ("Дмитрия", First, "Masc", "Gen", "Дмитрий"),
        ("Павлом", First, "Masc", "Ins", "Павел"),
        ("Льва", First, "Masc", "Gen", "Лев"),
        ("Марии", First, "Fem", "Gen", "Мария"),
        ("Марией", First, "Fem", "Ins", "Мария"),
        ("Викторией", First, "Fem", "Ins", "Виктория"),
        ("Анналену", First, "Fem", "Acc", "Анналена"),
        ("Анналеной", First, "Fem", "Ins", "Анналена"),
        ("Реджепом", First, "Masc", "Ins", "Реджеп"),
        ("Эммануэля", First, "Masc", "Gen", "Эммануэль"),
        ("Джейхуна", First, "Masc", "Gen", "Джейхун"),
        ("Никола", First, "Masc", "Nom", "Никола"),
        ("Владимировича", Patronymic, "Masc", "Gen", "Владимирович"),
        ("Владимировной", Patronymic, "Fem", "Ins", "Владимировна"),
        ("Гейдаровичем", Patronymic, "Masc", "Ins", "Гейдарович"),
        ("Ильинична", Patronymic, "Fem", "Nom", "Ильинична"),
    ] {
        let tag = here(&format!("PROPN|Animacy=Anim|Case={case}|Gender={gender}|Number=Sing"));
        let form = DICTIONARY.name_in_nominative(word, part, None, &tag);
        assert_eq!(form, expected, "{word} as {case}");
    }
}

#[test]
fn first_names_and_patronymics_tell_the_gender() {
    for (name, expected) in [
        ("Ильхам", Some(Gender::Masculine)),
        ("Дмитрий", Some(Gender::Masculine)),
        ("Никита", Some(Gender::Masculine)),
        ("Мария", Some(Gender::Feminine)),
        ("Виктория", Some(Gender::Feminine)),
        ("Саша", None),
        ("Стол", None),
    ] {
        assert_eq!(DICTIONARY.gender_of_first_name(name), expected, "{name}");
    }
    for (name, expected) in [
        ("Гейдаровича", Some(Gender::Masculine)),
        ("Ильич", Some(Gender::Masculine)),
        ("Владимировной", Some(Gender::Feminine)),
        ("Никитичны", Some(Gender::Feminine)),
        ("оглы", Some(Gender::Masculine)),
        ("Алиев", None),
    ] {
        assert_eq!(gender_of_patronymic(name), expected, "{name}");
    }
}

#[test]
fn a_word_of_any_length_is_no_trouble() {
    for piece in ["недо", "пра-", "ё", "е", "авто", "-", "мм", "кто-то", "А"] {
        let word = piece.repeat(1_000_000);
        assert!(!DICTIONARY.parses(&word).is_empty());
        DICTIONARY.lemma(&word, &here("NOUN"));
    }
    // Prefixes within prefixes: each level of taking apart has several ways to go on.
    for piece in ["недо", "пра-", "дедо", "небез"] {
        assert!(!DICTIONARY.parses(&piece.repeat(100 / piece.chars().count())).is_empty());
    }
}

proptest! {
    #[test]
    fn any_word_has_parses_a_lemma_and_forms(word in "[а-яёА-ЯЁ-]{0,12}|\\PC{0,8}") {
        let parses = DICTIONARY.parses(&word);
        prop_assert!(!parses.is_empty());
        let sum: f64 = parses.iter().map(|parse| parse.score).sum();
        prop_assert!(sum > 0.0);
        for parse in &parses {
            prop_assert!(!DICTIONARY.forms(parse).is_empty());
        }
        for tag in ["PROPN|Animacy=Anim|Case=Gen|Gender=Masc|Number=Sing", "VERB", "X"] {
            let here = here(tag);
            DICTIONARY.lemma(&word, &here);
            DICTIONARY.inflect(&word, &here, Wanted::case(Case::Nominative));
            DICTIONARY.name_in_nominative(&word, NamePart::Surname, None, &here);
        }
    }
}
