//! Reports with the states of their actors, and what these are known from: `name CODE ground “words”`.

use std::sync::LazyLock;

use depesha_language::Language;
use depesha_reading::{ActorClass, read};
use depesha_text::Article;

static LANGUAGE: LazyLock<Language> =
    LazyLock::new(|| Language::embedded().expect("the model that is compiled in"));

/// The people, bodies and groups of the text, one line each.
fn states(text: &str) -> Vec<String> {
    let article = Article::from_body("states", text);
    let reading = read(&article, &LANGUAGE.analyse(&article.body), &LANGUAGE);
    let acts =
        |class| matches!(class, ActorClass::Person | ActorClass::Organization | ActorClass::Group);
    let line = |actor: &depesha_reading::Actor| {
        let state = match (actor.state, actor.state_from) {
            (Some(state), Some(from)) => {
                format!("{state} {} “{}”", from.ground.name(), from.evidence.of(text))
            }
            (None, None) => "-".to_owned(),
            _ => panic!("{}: a state and what it is from go together", actor.name),
        };
        format!("{} {state}", actor.name)
    };
    reading.actors.iter().filter(|actor| acts(actor.class)).map(line).collect()
}

macro_rules! states {
    ($($name:ident: $($text:literal => [$($state:literal),*])+)*) => {
        $(#[test] fn $name() {
            $(assert_eq!(states($text), Vec::<&str>::from([$($state),*]), "{}", $text);)+
        })*
    };
}

states! {
    own_words_go_first:
        "Парламент Грузии арестовал счета. Французские рабочие бастуют."
            => ["парламент Грузии GEO name “Парламент Грузии”",
                "французские рабочие FRA name “Французские рабочие”"]
    an_office_gives_its_state:
        "Министр обороны Дании Анна Лугина ушла в отставку."
            => ["Анна Лугина DNK office “Министр обороны Дании”"]
    a_place_gives_the_state_in_which_it_lies:
        "Жители Лиона поддержали суд Милана."
            => ["жители Лиона FRA name “Лиона”", "суд Милана ITA name “Милана”"]
        "Мэр Тарту Анна Лугина ушла в отставку."
            => ["Анна Лугина EST office “Мэр Тарту”"]
    a_report_set_in_one_state_lends_it:
        "В Дании пройдут выборы. Оппозиция Дании требует отставки кабинета. Полиция разогнала митинг."
            => ["оппозиция Дании DNK name “Оппозиция Дании”",
                "кабинет DNK setting “Дании”",
                "полиция DNK setting “Дании”"]
    a_report_of_two_states_lends_none:
        "Дания и Швеция спорят о рыбе. Полиция Дании задержала шведские суда. Вчера шахтёры бастовали."
            => ["полиция Дании DNK name “Полиция Дании”", "шахтёры -"]
    bodies_of_several_states_and_strangers_have_none:
        "Дания ждёт. В Дании прошли выборы. Власти двадцати стран и ООН поздравили Данию."
            => ["власти двадцати стран -", "ООН -"]
    offices_of_two_states_are_of_two_people:
        "Премьер-министр Дании и президент Чили Пабло Рохас подписали договор."
            => ["премьер-министр Дании DNK office “Премьер-министр Дании”",
                "Пабло Рохас CHL office “президент Чили”"]
    a_demonym_tells_of_the_one_named_near:
        "Польша ждёт. Ян Новак арестован в Афинах. сорокалетний поляк болен."
            => ["Ян Новак POL name “сорокалетний поляк”"]
}
