//! Sentences with their events by the rules alone: `TYPE status trigger: actors > recipients`.

use std::sync::LazyLock;

use depesha_language::Language;
use depesha_reading::{ActorId, EventStatus, Reading, Tables, TriggerBounds, read_weighed};
use depesha_text::Article;

static LANGUAGE: LazyLock<Language> =
    LazyLock::new(|| Language::embedded().expect("the model that is compiled in"));

fn reading(text: &str) -> Reading {
    let article = Article::from_body("events", text);
    let analysis = LANGUAGE.analyse(&article.body);
    read_weighed(
        &article,
        &analysis,
        &LANGUAGE,
        Tables::embedded(),
        TriggerBounds::RULES_ALONE,
        None,
    )
}

/// The events of the text, one line each.
fn events(text: &str) -> Vec<String> {
    let reading = reading(text);
    let names = |actors: &[ActorId]| {
        let names: Vec<&str> =
            actors.iter().map(|actor| reading.actors[actor.0].name.as_str()).collect();
        if names.is_empty() { "-".to_owned() } else { names.join(", ") }
    };
    reading
        .events
        .iter()
        .map(|event| {
            let status = match event.status {
                EventStatus::Actual => "actual",
                EventStatus::Planned => "planned",
                EventStatus::Hypothetical => "hypothetical",
                EventStatus::Negated => "negated",
            };
            let bound = if event.commitment { " bound" } else { "" };
            let said = event.said_in.map_or_else(String::new, |said_in| {
                let speaker = reading.statements[said_in.0].speaker;
                format!(" by {}", speaker.map_or("-", |actor| &reading.actors[actor.0].name))
            });
            format!(
                "{} {status}{bound} {}: {} > {}{said}",
                event.kind.name(),
                event.trigger.of(text),
                names(&event.actors),
                names(&event.recipients)
            )
        })
        .collect()
}

fn check(text: &str, expected: &[&str]) {
    assert_eq!(events(text), expected, "{text}");
}

macro_rules! events {
    ($($name:ident: $($text:literal => [$($event:literal),*])+)*) => {
        $(#[test] fn $name() { $(check($text, &[$($event),*]);)+ })*
    };
}

events! {
    those_who_refuse_are_not_refused:
        "Казахстан и Узбекистан отказались от участия в саммите."
            => ["REJECT actual отказались: Казахстан, Узбекистан > -",
                "CONSULT negated саммите: - > -"]
        "Участвовать в манёврах отказались Грузия и Армения."
            => ["MOBILIZE negated манёврах: Грузия, Армения > -",
                "REJECT actual отказались: Грузия, Армения > -"]
        "Отказались от участия Казахстан и Узбекистан."
            => ["REJECT actual Отказались: Казахстан, Узбекистан > -"]
        "Отказались участвовать в учениях Грузия и Армения."
            => ["REJECT actual Отказались: Грузия, Армения > -",
                "MOBILIZE negated учениях: Грузия, Армения > -"]
        "Казахстан, Узбекистан и Таджикистан отказались от участия."
            => ["REJECT actual отказались: Казахстан, Узбекистан, Таджикистан > -"]
    agree:
        "Россия и Турция подписали соглашение о торговле."
            => ["AGREE actual подписали соглашение: Россия, Турция > -"]
        "Россия готова рассмотреть жалобу."
            => ["AGREE actual bound готова рассмотреть: Россия > -"]
    consult:
        "Министр обороны Сербии встретился с послом Италии."
            => ["CONSULT actual встретился: министр обороны Сербии, посол Италии > -"]
        "Состоялась встреча президентов Узбекистана и Киргизии."
            => ["CONSULT actual встреча: Узбекистан, Киргизия > -"]
    support:
        "Президент Франции Эмиль Дюран поблагодарил Бельгию за поддержку."
            => ["SUPPORT actual поблагодарил: Эмиль Дюран > Бельгия"]
    concede:
        "Суд Латвии оправдал журналиста."
            => ["CONCEDE actual оправдал: суд Латвии > журналист"]
    cooperate:
        "Индия и Непал провели совместные учения."
            => ["COOPERATE actual учения: Индия, Непал > -"]
    aid:
        "Норвегия оказала помощь Молдавии."
            => ["AID actual оказала помощь: Норвегия > Молдавия"]
        "Бывший министр Чили Карл Ранг получил убежище в Норвегии."
            => ["AID actual получил убежище: - > Карл Ранг"]
    retreat:
        "Литва вывела войска из Афганистана."
            => ["RETREAT actual вывела войска: Литва > Афганистан"]
    request:
        "Власти Кипра потребовали от Турции уважать границы."
            => ["REQUEST actual потребовали: Власти Кипра > Турция"]
    accuse:
        "Польша обвинила Белоруссию в провокациях."
            => ["ACCUSE actual обвинила: Польша > Белоруссия"]
    reject:
        "МИД Греции отверг предложение Албании."
            => ["REJECT actual отверг: МИД Греции > Албания"]
    threaten:
        "Китай пригрозил Австралии пошлинами."
            => ["THREATEN actual пригрозил: Китай > Австралия"]
    protest:
        "Профсоюзы Бельгии провели забастовку."
            => ["PROTEST actual забастовку: профсоюзы Бельгии > -"]
    sanction:
        "Евросоюз ввёл санкции против Мьянмы."
            => ["SANCTION actual ввёл санкции: Евросоюз > Мьянма"]
        "Американские санкции против Венесуэлы начались в пятницу."
            => ["SANCTION actual санкции: США > Венесуэла"]
    mobilize:
        "Армения стянула войска к границе."
            => ["MOBILIZE actual стянула войска: Армения > -"]
    coerce:
        "Полиция Казахстана арестовала лидера оппозиции."
            => ["COERCE actual арестовала: полиция Казахстана > лидер оппозиции"]
    assault:
        "Боевики обстреляли посольство Испании."
            => ["ASSAULT actual обстреляли: боевики > посольство Испании"]
    the_future_is_planned_and_binds_who_speaks_for_the_actor:
        "Премьер Венгрии Иштван Ковач посетит Анкару."
            => ["CONSULT planned посетит: Иштван Ковач > Турция"]
        "Губернатор Павел Ручьёв пообещал помочь жителям."
            => ["AGREE actual bound пообещал: Павел Ручьёв > жители",
                "AID planned bound помочь: Павел Ручьёв > жители by Павел Ручьёв"]
    what_is_called_for_or_conditional_is_hypothetical:
        "Сенат призвал правительство Перу вывести войска из Чили."
            => ["REQUEST actual призвал: сенат > правительство Перу",
                "RETREAT hypothetical вывести войска: правительство Перу > Чили by сенат"]
        "Если Иран нарушит сделку, США введут санкции против Ирана."
            => ["SANCTION hypothetical введут санкции: США > Иран"]
    what_is_not_done_or_denied_is_negated:
        "Дания не вводила санкции против Китая."
            => ["SANCTION negated вводила санкции: Дания > Китай"]
        "Оппозиция Грузии отказалась от переговоров с правительством."
            => ["REJECT actual отказалась: Оппозиция Грузии > правительство",
                "CONSULT negated переговоров: правительство, Оппозиция Грузии > -"]
        "Президент Чили Пабло Рохас опроверг увольнение министра."
            => ["REJECT actual опроверг: Пабло Рохас > министр",
                "SANCTION negated увольнение: - > министр by Пабло Рохас"]
    whoever_suffers_a_charge_is_told_by_the_verb_beside_it:
        "Министр Анна Лугина отвергла обвинения."
            => ["REJECT actual отвергла: Анна Лугина > -"]
        "Депутату Петру Реброву предъявлены обвинения."
            => ["ACCUSE actual предъявлены обвинения: - > Петр Ребров"]
        "Действия министра Анны Лугиной подверглись критике."
            => ["ACCUSE actual подверглись критике: - > Анна Лугина"]
        "Лидер оппозиции Анна Лугина погибла при задержании."
            => ["COERCE actual задержании: - > Анна Лугина"]
    another_place_tells_what_the_first_leaves_open:
        "Парламент Дании принял предложение министра Анны Лугиной. Предложение поддержали шахтёры."
            => ["AGREE actual принял предложение: парламент Дании > Анна Лугина",
                "SUPPORT actual поддержали: шахтёры > Анна Лугина"]
        "Министр Анна Лугина сообщила о реформе. Депутат Пётр Ребров опроверг эту информацию."
            => ["REJECT actual опроверг: Пётр Ребров > Анна Лугина"]
        "Демократы Чили готовы выразить протест. Лидер Чили призвал демократов Чили выразить протест Перу."
            => ["ACCUSE planned bound выразить протест: Демократы Чили > Перу",
                "REQUEST actual призвал: лидер Чили > Демократы Чили",
                "ACCUSE hypothetical выразить протест: Демократы Чили > Перу by лидер Чили"]
    plain_words_may_blame_or_praise:
        "Премьер Дании заявил, что президент Чили Пабло Рохас — диктатор."
            => ["ACCUSE actual заявил: премьер Дании > Пабло Рохас"]
        "Премьер Дании заявил, что президент Чили Пабло Рохас не диктатор."
            => []
    plural_words_mean_those_named_before:
        "Министры Анна Лугина и Пётр Ребров ушли. Они обвиняются в подлоге."
            => ["ACCUSE actual обвиняются: - > Анна Лугина, Пётр Ребров"]
        "Президент Чили Пабло Рохас ждёт гостя. Диалог с президентом Перу Хуаном Торресом начался. Президенты обсудили торговлю."
            => ["CONSULT actual Диалог: Хуан Торрес, Пабло Рохас > -"]
    verbs_in_sya_that_are_no_passives:
        "Министр Дании пытается помочь Чили."
            => ["AID hypothetical помочь: министр Дании > Чили"]
        "Министр Дании сослался на доклад и признался в ошибке."
            => []
    an_agent_that_is_left_out_stays_open:
        "Лидер партии Анна Лугина арестована."
            => ["COERCE actual арестована: - > Анна Лугина"]
    the_same_act_is_told_once:
        "Швеция высказала протест Китаю. Протест Швеции Китаю вызвал споры."
            => ["ACCUSE actual высказала протест: Швеция > Китай"]
    phrases_of_a_verb_and_its_noun:
        "Польша прервала переговоры с Литвой."
            => ["SANCTION actual прервала переговоры: Польша > Литва"]
        "Сенат Италии поставил под сомнение доводы Австрии."
            => ["ACCUSE actual поставил под сомнение: сенат Италии > Австрия"]
        "Министр вручил послу Перу ноту протеста."
            => ["ACCUSE actual вручил послу Перу ноту: министр > посол Перу"]
        "Президент Чили и премьер Перу пришли к согласию."
            => ["AGREE actual пришли к согласию: президент Чили, премьер Перу > -"]
        "Парламент Литвы удовлетворил требования профсоюзов."
            => ["CONCEDE actual удовлетворил требования: парламент Литвы > профсоюзы"]
        "Лидер оппозиции Чада вышел на свободу."
            => ["RETREAT actual вышел на свободу: - > лидер оппозиции Чада"]
    what_a_row_rules_out_is_no_event:
        "Вор похитил картину из музея Италии." => []
        "Артист поддержал порядок в зале." => []
    verbs_with_their_own_sense_are_no_passives:
        "Депутат Павел Ручьёв пытается уснуть." => []
        "Актёр Пётр Лугин снялся в фильме." => []
    not_to_recognize_is_to_refuse:
        "Вчера оппозиция Латвии не признала итоги голосования."
            => ["REJECT actual не признала: оппозиция Латвии > -"]
    those_of_a_place_act_in_the_plural_without_a_subject:
        "В Латвии приговорили посла Чили к тюрьме."
            => ["SANCTION actual приговорили: Латвия > посол Чили"]
        "Жителей Дании призвали сохранять спокойствие."
            => ["REQUEST actual призвали: - > жители Дании"]
    the_charge_beside_a_sentence_is_no_second_act:
        "Суд Латвии приговорил посла к тюрьме по обвинению в подлоге."
            => ["SANCTION actual приговорил: суд Латвии > посол"]
    charges_are_rejected_to_those_who_laid_them:
        "Эстония обвинила Норвегию в провокациях. Норвегия обвинения отвергла."
            => ["ACCUSE actual обвинила: Эстония > Норвегия", "REJECT actual отвергла: Норвегия > Эстония"]
    a_capital_that_calls_in_an_envoy_is_its_government:
        "Минск вызвал посла Польши."
            => ["REQUEST actual вызвал посла: Белоруссия > посол Польши"]
        "Тегеран задержал греческий танкер." => ["COERCE actual задержал: Иран > Греция"]
        "Париж вызвал восторг у туристов." => []
    what_is_counted_is_no_part_of_whom_it_is_given_to:
        "Литва передала польским пограничникам восемь дронов."
            => ["AID actual передала польским пограничникам восемь дронов: Литва > польские пограничники"]
    who_is_charged_with_an_act_does_it:
        "Москва обвинила Осло в наращивании военного присутствия у российских границ."
            => ["ACCUSE actual обвинила: Россия > Норвегия", "MOBILIZE actual наращивании: Норвегия > - by Россия"]
        "Латвию обвинили в срыве переговоров и наращивании войск у границы."
            => ["ACCUSE actual обвинили: - > Латвия", "REJECT actual срыве: Латвия > - by -",
                "CONSULT actual переговоров: - > - by -", "MOBILIZE actual наращивании: Латвия > - by -"]
    boats_for_a_navy_are_aid:
        "Норвегия передала Латвии 12 катеров."
            => ["AID actual передала Латвии 12 катеров: Норвегия > Латвия"]
    an_object_before_its_verb_is_the_recipient:
        "Анну Лугину с юбилеем поздравил президент Чили Иван Петров."
            => ["SUPPORT actual поздравил: Иван Петров > Анна Лугина"]
    members_of_a_union_work_together_among_themselves:
        "Члены союза обмениваются опытом."
            => ["COOPERATE actual обмениваются опытом: члены союза > -"]
    what_one_is_said_not_to_do_is_blame:
        "Дания заявила, что Исландия не выполняет договор."
            => ["ACCUSE actual заявила: Дания > Исландия"]
        "Министр Дании заявил, что Исландия не является агрессором." => []
    a_court_that_rules_against_somebody_penalizes:
        "Суд постановил, что Исландия нарушила договор."
            => ["SANCTION actual постановил: суд > Исландия"]
    an_own_visit_is_that_of_the_subject:
        "Во время своего визита в Осло президент Чили Иван Петров устал."
            => ["CONSULT actual визита: Иван Петров > Норвегия"]
    critics_stand_behind_the_side_from_which_it_comes:
        "Кубинский министр подвергся критике со стороны депутатов."
            => ["ACCUSE actual подвергся критике: депутаты > кубинский министр"]
    what_is_not_promised_is_no_promise:
        "Министр Дании Анна Лугина не может гарантировать успех." => []
    what_is_the_topic_is_no_act_of_its_own:
        "Тема отставки мэра Варшавы закрыта." => []
    people_who_leave_withdraw_nothing:
        "Учитель Пётр Лугин не может покинуть Норвегию." => []
    doctors_who_help_give_no_aid:
        "Врачи помогли депутату Ольге Ребровой." => []
    his_leaving_is_told_with_whose_it_is:
        "Губернатор Олег Ребров болен, и его уход ожидается к осени."
            => ["RETREAT planned уход: Олег Ребров > -"]
    a_plane_that_is_made_to_land_is_seized:
        "Вчера власти Дании посадили самолёт президента Перу."
            => ["COERCE actual посадили самолёт: власти Дании > президент Перу"]
    a_press_office_that_is_silent_refuses_nothing:
        "Пресс-служба мэра Варшавы отказалась от комментариев." => []
    what_is_no_act_of_politics_is_left_out:
        "Солист театра побеседовал с дирижёром о новой постановке." => []
        "Министр сообщил, что зима была холодной." => []
        "На выборах победил кандидат от деревни." => []
}

#[test]
fn contexts_and_modes_come_from_the_clause() {
    let reading = reading("Посол Италии посетил Белград.");
    let [event] = &reading.events[..] else { panic!("one event: {:?}", reading.events) };
    assert_eq!((event.mode, &event.contexts[..]), (Some("visit"), &["diplomatic"][..]));
}
