//! Who speaks where the words beside the cue name nobody: `speaker ← relays` of each statement.

use std::sync::LazyLock;

use depesha_language::Language;
use depesha_reading::{ActorId, read};
use depesha_text::Article;

static LANGUAGE: LazyLock<Language> =
    LazyLock::new(|| Language::embedded().expect("the model that is compiled in"));

/// The speakers of the text's statements, each behind the relays of what it says.
fn speakers(text: &str) -> Vec<String> {
    let article = Article::from_body("whose", text);
    let reading = read(&article, &LANGUAGE.analyse(&article.body), &LANGUAGE);
    let name = |actor: &ActorId| reading.actors[actor.0].name.clone();
    reading
        .statements
        .iter()
        .map(|statement| {
            let relays = statement.via.iter().map(|relay| format!("{} ← ", name(relay)));
            let speaker = statement.speaker.as_ref().map_or("-".to_owned(), name);
            relays.collect::<String>() + &speaker
        })
        .collect()
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    assert_eq!(speakers(text), expected, "{text}");
}

macro_rules! speakers {
    ($($name:ident: $($text:literal => [$($speaker:literal),*])+)*) => {
        $(#[test] fn $name() { $(check($text, &[$($speaker),*]);)+ })*
    };
}

speakers! {
    an_outlet_behind_a_statement_is_its_relay:
        "Министр финансов Пётр Лугин заявил, что бюджет готов. Об этом сообщает агентство «Берег»."
            => ["Берег ← Пётр Лугин"]
        "Пётр Лугин уехал, так как, по словам Анны Ребровой, зима была долгой и снежной. Об этом сообщает агентство «Берег»."
            => ["Берег", "Анна Реброва"]
    what_something_is_called_may_stand_apart_from_it:
        "В Вильнюсе реакцию Минска назвали ожидаемой."
            => ["Литва"]
        "Слова посла министр Анна Лугина назвала странными."
            => ["Анна Лугина"]
        "Нового мэра назвали виновным."
            => []
        "Новый посёлок жители назвали Мирным."
            => []
    a_pronoun_may_stand_for_an_outlet:
        "Газета «Заря» сообщила, что мэр уходит. По её данным, вещи уже собраны."
            => ["Заря", "Заря"]
    a_word_of_passage_may_stand_between_speaker_and_cue:
        "Министр Анна Лугина, напротив, обвинила соседей в поддержке боевиков."
            => ["Анна Лугина"]
        "Соседи молчат. Анна Лугина, напротив, пообещала, что совет соберётся."
            => ["Анна Лугина"]
    a_document_speaks_for_whoever_gave_it_out:
        "Министерство транспорта опубликовало доклад. В нём сказано, что мост починят к маю."
            => ["министерство транспорта"]
        "Президент Чили Иван Петров подписал распоряжение. В документе указано, что школы откроют."
            => ["Иван Петров"]
    a_noun_for_a_body_goes_on_with_it:
        "Министерство транспорта Чили сообщило, что мост готов. В ведомстве отметили, что деньги есть."
            => ["министерство транспорта Чили", "министерство транспорта Чили"]
    an_unnamed_source_goes_on:
        "«Мост закроют», — сказал газете «Заря» сотрудник мэрии. Собеседник издания добавил, что объезда не будет."
            => ["Заря ← сотрудник мэрии", "сотрудник мэрии"]
        "«Мост закроют», — сказал сотрудник мэрии. Другой собеседник издания добавил, что объезда не будет."
            => ["сотрудник мэрии", "другой собеседник издания"]
    whoever_is_quoted_speaks:
        "«Мы рады», — цитирует «Заря» президента Чили Ивана Петрова."
            => ["Заря ← Иван Петров"]
    followers_speak_for_themselves:
        "Пётр Лугин уехал. По словам его сторонников, мост нужен городу."
            => ["сторонники"]
    those_of_a_state_think:
        "В Норвегии считают, что мост нужен." => ["Норвегия"]
    an_acting_minister_has_a_name:
        "Исполняющий обязанности министра транспорта Олег Ребров заявил: «Мост готов»."
            => ["Олег Ребров"]
    a_topic_before_its_cue_is_said:
        "О намерении уйти заявили трое депутатов." => ["трое депутатов"]
    who_was_told_says_nothing:
        "Министр был поставлен в известность о взломе." => []
}
