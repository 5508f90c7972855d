//! Whom the words of a report mean: `[words=name]` in the text, where the name is that of the actor.

use std::sync::LazyLock;

use depesha_language::Language;
use depesha_reading::{Actor, ActorClass, MentionKind, Reading, read};
use depesha_text::Article;

static LANGUAGE: LazyLock<Language> =
    LazyLock::new(|| Language::embedded().expect("the model that is compiled in"));

/// The text without its marks, and of each mark the place and the name.
fn unmarked(marked: &str) -> (String, Vec<(usize, usize, String)>) {
    let mut text = String::new();
    let mut marks = Vec::new();
    let mut rest = marked;
    while let Some(open) = rest.find('[') {
        text.push_str(&rest[..open]);
        let close = open + rest[open..].find(']').expect("a mark is closed");
        let (words, name) = rest[open + 1..close].rsplit_once('=').expect("a mark has a name");
        marks.push((text.len(), text.len() + words.len(), name.to_owned()));
        text.push_str(words);
        rest = &rest[close + 1..];
    }
    text.push_str(rest);
    (text, marks)
}

fn reading_of(text: &str) -> (Article, Reading) {
    let article = Article::from_body("who", text);
    let reading = read(&article, &LANGUAGE.analyse(&article.body), &LANGUAGE);
    (article, reading)
}

/// Asserts that each marked place means the actor of the name beside it; `-` is nobody.
#[track_caller]
fn check(marked: &str) {
    let (text, marks) = unmarked(marked);
    let (article, reading) = reading_of(&text);
    for (start, end, name) in marks {
        let meant: Vec<&str> = reading
            .actors
            .iter()
            .filter(|actor| {
                actor
                    .mentions
                    .iter()
                    .any(|mention| (mention.span.start, mention.span.end) == (start, end))
            })
            .map(|actor| actor.name.as_str())
            .collect();
        let expected: Vec<&str> = if name == "-" { vec![] } else { name.split('+').collect() };
        assert_eq!(meant, expected, "{} at {start} of {}", &text[start..end], article.body);
    }
}

/// The actor of that name.
#[track_caller]
fn actor<'reading>(reading: &'reading Reading, name: &str) -> &'reading Actor {
    let names: Vec<&str> = reading.actors.iter().map(|actor| actor.name.as_str()).collect();
    let found = reading.actors.iter().find(|actor| actor.name == name);
    found.unwrap_or_else(|| panic!("no {name} among {names:?}"))
}

/// Each role as `title of whom: evidence`.
#[track_caller]
fn roles(text: &str, name: &str) -> Vec<String> {
    let (article, reading) = reading_of(text);
    let role = |role: &depesha_reading::Role| {
        let of = role.of.map_or("-", |of| reading.actors[of.0].name.as_str());
        format!("{} of {of}: {}", role.title, role.evidence.of(&article.body))
    };
    actor(&reading, name).roles.iter().map(role).collect()
}

#[test]
fn names_come_in_the_nominative_by_the_gender_that_the_first_name_tells() {
    check(
        "Переговоры [Руслана Каменева=Руслан Каменев] и [Мадины Каменевой=Мадина Каменева] прошли в понедельник.",
    );
    check("Премия вручена [Олегу Громыко=Олег Громыко] и [Марии Нуланд=Мария Нуланд].");
    check(
        "Об этом рассказали вместе с [Анной-Марией Римской-Дольской=Анна-Мария Римская-Дольская].",
    );
    check("Письмо подписано [Ириной Павловной Шевчук=Ирина Павловна Шевчук].");
}

#[test]
fn one_person_stays_one_through_cases_initials_and_order() {
    check(
        "Министр [Павел Сергеевич Лугинин=Павел Сергеевич Лугинин] прибыл в Минск. Визит \
         [Лугинина=Павел Сергеевич Лугинин] продлится день. Вместе с [П. С. Лугининым=Павел Сергеевич Лугинин] \
         прибыли эксперты. [Лугинину=Павел Сергеевич Лугинин] показали завод.",
    );
}

#[test]
fn a_name_in_letters_of_its_language_is_not_another_person() {
    check(
        "Профессор [Томас Виллинг=Томас Виллинг] ([Thomas Willing=Томас Виллинг]) выступил в Праге. По мнению \
         [Виллинга=Томас Виллинг], рынок вырастет.",
    );
}

#[test]
fn namesakes_are_kept_apart_by_first_name_and_by_gender() {
    check(
        "[Игорь Марченков=Игорь Марченков] и его сестра [Вера Марченкова=Вера Марченкова] прибыли в Ригу. \
         [Марченкова=Вера Марченкова] выступила первой, после неё слово дали [Марченкову=Игорь Марченков].",
    );
}

#[test]
fn a_surname_that_two_have_an_equal_claim_to_is_left_open() {
    let (_, reading) = reading_of(
        "Игорь Марченков встретился с Борисом Марченковым. Позже Марченков уехал в Ригу.",
    );
    let open = actor(&reading, "Марченков");
    let mut perhaps: Vec<(&str, u8)> = open
        .perhaps
        .iter()
        .map(|perhaps| (reading.actors[perhaps.actor.0].name.as_str(), perhaps.confidence))
        .collect();
    perhaps.sort_unstable();
    assert_eq!(perhaps, [("Борис Марченков", 50), ("Игорь Марченков", 50)]);
}

#[test]
fn an_office_alone_means_whoever_holds_it_in_the_report() {
    check(
        "Президент Латвии [Андрис Калнс=Андрис Калнс] прибыл в Осло. [Глава государства=Андрис Калнс] пробудет \
         там два дня. Затем [президент Латвии=Андрис Калнс] отправится в Берлин.",
    );
}

#[test]
fn an_office_that_nobody_holds_in_the_report_stays_one_of_its_state() {
    let (_, reading) =
        reading_of("В Осло прибыл премьер-министр Латвии. Переговоры начнутся утром.");
    let premier = actor(&reading, "премьер-министр Латвии");
    assert_eq!(premier.state, Some("LVA"));
    assert_eq!(premier.mentions[0].kind, MentionKind::Role);
}

#[test]
fn an_office_that_is_sought_or_given_means_nobody() {
    let (_, reading) = reading_of(
        "Президент Латвии Андрис Калнс прибыл в Осло. Выборы президента Латвии пройдут весной.",
    );
    let spans = actor(&reading, "Андрис Калнс").mentions.len();
    assert_eq!(spans, 1, "only the name itself");
}

#[test]
fn pronouns_go_by_gender_and_stay_open_where_two_fit() {
    check(
        "[Вера Марченкова=Вера Марченкова] приехала в Ригу. Журналисты ждали [её=Вера Марченкова] у входа.",
    );
    check(
        "[Игорь Марченков=Игорь Марченков] спорил с [Борисом Лугининым=Борис Лугинин]. Зал слушал [его=Игорь Марченков].",
    );
}

#[test]
fn both_countries_are_the_two_that_were_named() {
    check(
        "Договор подписали [Латвия=Латвия] и [Норвегия=Норвегия]. Обе [страны=Латвия+Норвегия] обязались \
         открыть архивы.",
    );
}

#[test]
fn roles_tell_of_whom_and_by_which_words() {
    assert_eq!(
        roles("В Осло прибыл министр обороны Латвии Андрис Калнс.", "Андрис Калнс"),
        ["министр обороны of Латвия: министр обороны Латвии"]
    );
    assert_eq!(
        roles("Об этом сообщил норвежский политолог Эрик Сандаль.", "Эрик Сандаль"),
        ["политолог of Норвегия: норвежский политолог"]
    );
    assert_eq!(
        roles("Эрик Сандаль, председатель Рыбного союза, приехал в Ригу.", "Эрик Сандаль"),
        ["председатель of Рыбный союз: председатель Рыбного союза"]
    );
}

#[test]
fn whoever_has_an_office_of_a_state_acts_for_it() {
    let (_, reading) = reading_of("В Осло прибыл министр обороны Латвии Андрис Калнс.");
    assert_eq!(actor(&reading, "Андрис Калнс").state, Some("LVA"));
}

#[test]
fn a_capital_stands_for_its_government_or_is_a_place() {
    let (_, reading) = reading_of("Рига и Осло подписали соглашение. В Праге прошёл концерт.");
    for (name, code) in [("Латвия", "LVA"), ("Норвегия", "NOR")] {
        let state = actor(&reading, name);
        assert_eq!((state.state, state.mentions[0].kind), (Some(code), MentionKind::Metonym));
    }
    // A place acts for nobody; its state is the one in which it lies.
    let prague = actor(&reading, "Прага");
    assert_eq!((prague.class, prague.state), (ActorClass::Place, Some("CZE")));
}

#[test]
fn a_body_has_its_quoted_name_and_its_abbreviation() {
    let (_, reading) = reading_of(
        "Самолёт принадлежит ЗАО «Озёрные авиалинии» (ОЗАЛ). Рейсы «Озёрных авиалиний» отменены.",
    );
    let airline = actor(&reading, "Озёрные авиалинии");
    assert_eq!(airline.also, ["ОЗАЛ"]);
    assert_eq!(airline.mentions.len(), 3);
}

#[test]
fn where_a_body_met_is_no_part_of_its_name() {
    let (_, reading) = reading_of(
        "Заседание Совета министров Северного союза в Осло отложено. Совет министров Северного союза \
         соберётся в мае.",
    );
    let names: Vec<&str> = reading.actors.iter().map(|actor| actor.name.as_str()).collect();
    assert!(names.iter().all(|name| !name.ends_with("в Осло")), "{names:?}");
}

#[test]
fn no_news_agency_is_an_office() {
    check(
        "Агентство «[Заречье=Заречье]» сообщило о срыве переговоров. [МИД Узбекистана=МИД Узбекистана] отверг эти \
         сведения. По словам представителя [ведомства=МИД Узбекистана], встреча пройдёт в среду.",
    );
    check(
        "Накануне [Минобороны Греции=Минобороны Греции] отвергло это. Агентство «[Заречье=Заречье]» напомнило о визите. \
         Представитель [ведомства=Минобороны Греции] отказался от комментариев.",
    );
}

#[test]
fn a_group_that_is_counted_is_named_in_the_nominative() {
    check(
        "Президент Польши встретился с [тремя российскими дипломатами=три российских дипломата]. Литва выслала \
         [12 российских дипломатов=12 российских дипломатов].",
    );
}
