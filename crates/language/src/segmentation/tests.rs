use depesha_text::ByteSpan;
use proptest::prelude::*;

use super::*;

/// Takes a text with ` | ` between its sentences (the bar stands for a space, `|¶` for the line end
/// `\n` and `|¶¶` for an empty line) and checks that the sentences are found so.
#[track_caller]
fn check_sentences(marked: &str) {
    let text = marked.replace(" |¶¶ ", "\n\n").replace(" |¶ ", "\n").replace(" | ", " ");
    let expected: Vec<&str> =
        marked.split(" |").map(|part| part.trim_matches(['¶', ' '])).collect();
    let found = sentences(&text);
    let found: Vec<&str> = found.into_iter().map(|span| span.of(&text)).collect();
    assert_eq!(found, expected);
}

/// Takes the tokens of a text with a space between each two, and `text` itself.
#[track_caller]
fn check_tokens(text: &str, expected: &str) {
    let found: Vec<&str> = tokens(text).into_iter().map(|span| span.of(text)).collect();
    assert_eq!(found.join(" "), expected);
}

#[test]
fn full_stops_part_sentences() {
    check_sentences("Министр прибыл в Душанбе. | Его встретил посол. | Переговоры начались!");
    check_sentences("Почему? | Ответа нет… | Ждём.");
    check_sentences("Курс вырос до 92.5 рубля. | Индекс упал.");
}

#[test]
fn abbreviations_do_not_end_sentences() {
    check_sentences("Он родился в 1956 г. в г. Ош. | Там и вырос.");
    check_sentences("Театр им. Вахтангова закрыт. | Ремонт идёт.");
    check_sentences("ЗАО, ООО и т. д. не платят. | Налоговая ждёт.");
    check_sentences("Купили зерно, муку и т. д. | Вывезли всё.");
    check_sentences("Это, т. е. Москва, не ответила. | Ждём.");
    check_sentences("Выделено 5 млн руб. на дороги. | Ещё 3 млрд руб. | Минфин согласен.");
    check_sentences("Дом на ул. Ленина, д. 5, сгорел. | Жертв нет.");
    check_sentences("И. о. министра подал в отставку. | Указ подписан.");
}

#[test]
fn initials_do_not_end_sentences() {
    check_sentences("Книгу А. С. Пушкина издали вновь. | Её читают.");
    check_sentences("Указ подписал В.В. Петров. | Он вступил в силу.");
    check_sentences("Дж. Буш и Вс. Мейерхольд не встречались. | Никогда.");
}

#[test]
fn quotations_hold_their_own_sentences() {
    check_sentences("«Мы готовы. | Мы ждём ответа», — сказал министр. | Он улыбнулся.");
    check_sentences("«Мы готовы!» — заявил он. | «Ждём.» | Ответа нет.");
    check_sentences("\"Мы готовы\", - заявил он. | \"Ждём\". | Ответа нет.");
    check_sentences("— Вы согласны? — спросил посол. | — Да. | Он кивнул.");
    check_sentences("Газета «Мир» (Москва) закрыта. | Почему?");
}

#[test]
fn marks_in_a_row_end_a_sentence_once() {
    check_sentences("Как так?! | Никто не знает... | Совсем никто.");
    check_sentences("Ура :) | Победа! :) | Празднуем.");
}

#[test]
fn numbers_of_list_items_stay_with_the_item() {
    check_sentences("1. Москва согласна. | 2. Киев против. | IV. Итог неясен.");
    check_sentences("б) Пошлины сняты.");
}

#[test]
fn paragraphs_end_sentences() {
    check_sentences("Посол отозван из Лондона |¶¶ Москва отозвала посла. |¶¶ Причина неизвестна");
    check_sentences("Заголовок без точки |¶ Подпись к снимку |¶ Текст начинается здесь.");
    check_sentences("Он заявил: |¶ «Мы готовы. | Мы ждём».");
    check_sentences("Цены выросли. |¶¶ а ты держись");
    check_sentences("Условия: |¶ - пошлины; |¶ - квоты; |¶ - сроки.");
}

#[test]
fn wrapped_lines_do_not_end_sentences() {
    let text = "Президент Таджикистана принял\nминистра иностранных дел. Речь шла о границе,\nВоде и \
                дорогах.";
    assert_eq!(sentences(text).len(), 2);
}

#[test]
fn line_ends_are_spaces_where_it_is_asked() {
    let text = "Посол отозван\n\nМосква отозвала посла.";
    assert_eq!(sentences_with(text, LineEnds::AreSpaces), [ByteSpan::new(0, text.len())]);
}

#[test]
fn channel_posts_keep_links_and_emoji_whole() {
    check_sentences(
        "🔥 Посол уехал 🇷🇺 из Лондона. | Подробнее: https://t.me/posol/12?single. | Ждём!",
    );
    check_sentences("❗️Срочно |¶¶ Посол отозван. |¶¶ Подписаться @posol |¶ #МИД #Лондон");
}

#[test]
fn words_numbers_and_marks_are_tokens() {
    check_tokens("Глава МИД заявил: «Ждём».", "Глава МИД заявил : « Ждём » .");
    check_tokens("Кое-что по-русски, чл.-корр.", "Кое-что по-русски , чл . - корр .");
    check_tokens("В 2019–2020 гг. 3,5% и 1/2", "В 2019–2020 гг . 3,5 % и 1/2");
    check_tokens("Что?! Да... -- нет **", "Что ?! Да ... -- нет **");
    check_tokens("США—Россия: +5°C :)", "США—Россия : + 5 °C :)");
    check_tokens("А.С.Пушкин", "А . С . Пушкин");
    check_tokens("СУ-27 и Ту-154М", "СУ-27 и Ту-154 М");
    check_tokens("MSNBC'ом Yahoo! 🤝🏻", "MSNBC ' ом Yahoo! 🤝🏻");
    check_tokens("слово -то", "слово -то");
    check_tokens("@mid_rf #МИД t.me/mid", "@ mid_rf # МИД t . me / mid");
}

#[test]
fn tokens_are_grouped_in_their_sentences() {
    let text = "Посол уехал. Ждём!";
    let segments = segment(text);
    let tokens: Vec<_> = segments.sentences.iter().map(|one| one.tokens.clone()).collect();
    assert_eq!(tokens, [0..3, 3..5]);
    assert_eq!(segments.tokens.len(), 5);
}

#[test]
fn nothing_but_space_has_no_sentences() {
    assert_eq!(segment(" \n\u{a0}\u{1f} \r\n"), Segments::default());
}

/// A rule that looked at the whole text so far would take hours for these.
#[test]
fn any_text_takes_linear_time() {
    let started = std::time::Instant::now();
    let units = [
        "а", ".", "\"", "«", ":)", "1.", "\n", " ", "-", ". ", "т. д. ", "А. ", "\u{301}", "\r\n.",
    ];
    for unit in units {
        let text = unit.repeat(5_000_000 / unit.len());
        let segments = segment(&text);
        assert_eq!(segments.sentences.is_empty(), text.trim().is_empty(), "{unit:?}");
    }
    // A second or two even without optimization; the bound leaves room for a busy machine.
    assert!(started.elapsed().as_secs() < 120, "{:?}", started.elapsed());
}

/// Strings of what the rules look at, and any strings at all.
fn texts() -> impl Strategy<Value = String> {
    let marked =
        "([ а-дА-Дa-cA-C0-3.,:;?!…()«»\"„“—_/*=\n\r-]|т\\. |г\\. |🔥|\u{301}|\u{ad}){0,80}";
    prop_oneof![marked, any::<String>()]
}

proptest! {
    #[test]
    fn tokens_cover_all_but_space(text in texts()) {
        let mut at = 0;
        for token in tokens(&text) {
            prop_assert!(token.start >= at && !token.is_empty());
            prop_assert!(text[at..token.start].chars().all(is_space));
            prop_assert!(!token.of(&text).contains(is_space));
            at = token.end;
        }
        prop_assert!(text[at..].chars().all(is_space));
    }

    #[test]
    fn every_token_lies_in_its_sentence(text in texts()) {
        for line_ends in [LineEnds::EndParagraphs, LineEnds::AreSpaces] {
            let segments = segment_with(&text, line_ends);
            let mut next = 0;
            let mut at = 0;
            for sentence in &segments.sentences {
                prop_assert!(sentence.span.start >= at);
                at = sentence.span.end;
                prop_assert_eq!(sentence.tokens.start, next);
                prop_assert!(!sentence.tokens.is_empty());
                next = sentence.tokens.end;
                for &token in &segments.tokens[sentence.tokens.clone()] {
                    prop_assert!(sentence.span.contains(token));
                }
            }
            prop_assert_eq!(next, segments.tokens.len());
        }
    }
}
