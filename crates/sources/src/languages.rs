//! Which language is a text in?
//!
//! Languages in Cyrillic letters are told by the letters that they have and Russian has not, and the
//! other way round: `ы`, `э`, `ё` are in every Russian text of a few sentences and in none of
//! Ukrainian, Bulgarian or Serbian. That is surer on short posts than trigrams, and knows Kazakh and
//! its neighbours, for which the libraries that are quick to build have no trigrams. All others are
//! left to `whatlang`.

use whatlang::{Detector, Lang};

/// Letters of a text that are looked at; more tell nothing new.
const SAMPLE_LETTERS: usize = 4000;

/// Letters that a text in other scripts must have for its language to be told. By feel: `whatlang`
/// errs on a headline.
const LETTERS_FOR_TRIGRAMS: usize = 40;

/// A language in Cyrillic letters: its code, the letters that it has and Russian has not, and the
/// letters of Russian that it has not.
struct Alphabet {
    code: &'static str,
    own: &'static str,
    lacks: &'static str,
}

/// The alphabets as the languages' orthographies have them; loans and names may break the last column.
const ALPHABETS: &[Alphabet] = &[
    Alphabet { code: "uk", own: "іїєґ", lacks: "ыэёъ" },
    Alphabet { code: "be", own: "іў", lacks: "ищъ" },
    Alphabet { code: "sr", own: "јљњђћџ", lacks: "ыэёъйщьюя" },
    Alphabet { code: "mk", own: "јљњџѓќѕѐѝ", lacks: "ыэёъйщьюя" },
    // Each after those whose letters it has too: of equals the first is taken.
    Alphabet { code: "mn", own: "өү", lacks: "" },
    Alphabet { code: "ky", own: "ңөү", lacks: "щьъ" },
    Alphabet { code: "tt", own: "әөүҗңһ", lacks: "" },
    Alphabet { code: "kk", own: "әғқңөұүһі", lacks: "" },
    Alphabet { code: "ba", own: "әөүғҙҡңҫһ", lacks: "" },
    Alphabet { code: "tg", own: "ғӣқӯҳҷ", lacks: "щыь" },
    Alphabet { code: "uz", own: "ўқғҳ", lacks: "щы" },
    Alphabet { code: "cv", own: "ӑӗҫӳ", lacks: "" },
    Alphabet { code: "os", own: "ӕ", lacks: "" },
    Alphabet { code: "sah", own: "ҕҥөһү", lacks: "" },
    Alphabet { code: "ce", own: "ӏ", lacks: "" },
];

/// Letters beyond today's Russian alphabet from which on a text is in another language: one in fifty.
/// Names in another language's spelling stay far below, and each of the languages is far above.
const RUSSIAN_PER_FOREIGN: usize = 50;

/// The language that most of the text is in, by its ISO 639-1 code (639-3 where it has none). `None`
/// where the text is too little to tell.
///
/// Cyrillic text is called Russian unless its letters speak against it.
pub fn language_of(text: &str) -> Option<&'static str> {
    let (mut cyrillic, mut others, mut end) = (Vec::new(), 0usize, text.len());
    let mut links = Links::default();
    for (at, c) in text.char_indices() {
        if cyrillic.len() + others >= SAMPLE_LETTERS {
            end = at;
            break;
        }
        if links.holds(c) || !c.is_alphabetic() {
            continue;
        }
        match c {
            '\u{400}'..='\u{52f}' => cyrillic.extend(c.to_lowercase()),
            _ => others += 1,
        }
    }
    // Reports in Russian may quote a good deal in Latin letters; hardly any other text has a third
    // of its letters in Cyrillic.
    if cyrillic.len() * 2 >= others && !cyrillic.is_empty() {
        return Some(cyrillic_language(&cyrillic));
    }
    if others < LETTERS_FOR_TRIGRAMS {
        return None;
    }
    let told = Detector::new().detect(&text[..end])?;
    told.is_reliable().then(|| code(told.lang()))
}

/// Tells the letters of addresses and names of channels, which are Latin in any text.
#[derive(Default)]
struct Links {
    inside: bool,
    previous: Option<char>,
}

impl Links {
    fn holds(&mut self, c: char) -> bool {
        if c.is_whitespace() {
            self.inside = false;
        } else if matches!(c, '@' | '#') || (c == '/' && self.previous == Some('/')) {
            self.inside = true;
        }
        self.previous = Some(c);
        self.inside && !matches!(c, '\u{400}'..='\u{52f}')
    }
}

fn cyrillic_language(letters: &[char]) -> &'static str {
    let is_russian = |c: char| matches!(c, 'а'..='я' | 'ё' | 'ѣ' | 'ѳ' | 'ѵ');
    let foreign: Vec<char> = letters.iter().copied().filter(|&c| !is_russian(c)).collect();
    let count = |set: &str| letters.iter().filter(|&&c| set.contains(c)).count();
    if foreign.len() * RUSSIAN_PER_FOREIGN >= letters.len() && !foreign.is_empty() {
        let score = |alphabet: &Alphabet| {
            let own = foreign.iter().filter(|&&c| alphabet.own.contains(c)).count() as i64;
            let strange = foreign.len() as i64 - own;
            own - 3 * strange - 2 * count(alphabet.lacks) as i64
        };
        let mut best = (i64::MIN, "ru");
        for alphabet in ALPHABETS {
            let score = score(alphabet);
            if score > best.0 {
                best = (score, alphabet.code);
            }
        }
        // A few letters of another language in what is otherwise plainly Russian are a quotation.
        let russian = count("ыэё");
        return if russian > foreign.len() && best.0 < 0 { "ru" } else { best.1 };
    }
    // Bulgarian has no letter that Russian lacks, but `ъ` is a vowel there, one letter in sixty; in
    // Russian it stands before `е`, `ё`, `ю`, `я` alone.
    let vowels = letters
        .windows(2)
        .filter(|pair| pair[0] == 'ъ' && !matches!(pair[1], 'е' | 'ё' | 'ю' | 'я'))
        .count();
    if vowels >= 2 && vowels * 120 >= letters.len() && vowels > 2 * count("ыэё") {
        return "bg";
    }
    "ru"
}

/// The code of ISO 639-1, else of 639-3.
fn code(language: Lang) -> &'static str {
    match language {
        Lang::Epo => "eo",
        Lang::Eng => "en",
        Lang::Rus => "ru",
        Lang::Cmn => "zh",
        Lang::Spa => "es",
        Lang::Por => "pt",
        Lang::Ita => "it",
        Lang::Ben => "bn",
        Lang::Fra => "fr",
        Lang::Deu => "de",
        Lang::Ukr => "uk",
        Lang::Kat => "ka",
        Lang::Ara => "ar",
        Lang::Hin => "hi",
        Lang::Jpn => "ja",
        Lang::Heb => "he",
        Lang::Yid => "yi",
        Lang::Pol => "pl",
        Lang::Amh => "am",
        Lang::Jav => "jv",
        Lang::Kor => "ko",
        Lang::Nob => "nb",
        Lang::Dan => "da",
        Lang::Swe => "sv",
        Lang::Fin => "fi",
        Lang::Tur => "tr",
        Lang::Nld => "nl",
        Lang::Hun => "hu",
        Lang::Ces => "cs",
        Lang::Ell => "el",
        Lang::Bul => "bg",
        Lang::Bel => "be",
        Lang::Mar => "mr",
        Lang::Kan => "kn",
        Lang::Ron => "ro",
        Lang::Slv => "sl",
        Lang::Hrv => "hr",
        Lang::Srp => "sr",
        Lang::Mkd => "mk",
        Lang::Lit => "lt",
        Lang::Lav => "lv",
        Lang::Est => "et",
        Lang::Tam => "ta",
        Lang::Vie => "vi",
        Lang::Urd => "ur",
        Lang::Tha => "th",
        Lang::Guj => "gu",
        Lang::Uzb => "uz",
        Lang::Pan => "pa",
        Lang::Aze => "az",
        Lang::Ind => "id",
        Lang::Tel => "te",
        Lang::Pes => "fa",
        Lang::Mal => "ml",
        Lang::Ori => "or",
        Lang::Mya => "my",
        Lang::Nep => "ne",
        Lang::Sin => "si",
        Lang::Khm => "km",
        Lang::Tuk => "tk",
        Lang::Aka => "ak",
        Lang::Zul => "zu",
        Lang::Sna => "sn",
        Lang::Afr => "af",
        Lang::Lat => "la",
        Lang::Slk => "sk",
        Lang::Cat => "ca",
        Lang::Tgl => "tl",
        Lang::Hye => "hy",
        other => other.code(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(code: &str, texts: &[&str]) {
        for text in texts {
            assert_eq!(language_of(text), Some(code), "{text}");
        }
    }

    #[test]
    fn russian_is_told_from_its_neighbours() {
        check(
            "ru",
            &[
                "Мост открыт, сообщил мэр города Павел Ручьёв.",
                "Мост",
                "Встреча прошла. Глава МИД сказал, что договор подпишут.",
                "Объявлено о подъезде к объекту: въезд закрыт, съезд открыт, объезд есть.",
                "«Слава Україні!», написал он в соцсетях. Как сообщает издание, это были его первые \
                 слова после возвращения, и многие их услышали.",
                "🔥 Reuters: https://example.org/world/europe/some-very-long-address-of-a-page сообщает",
            ],
        );
        check(
            "uk",
            &[
                "Міст відкрили, повідомив мер міста.",
                "Речник заявив, що переговори тривають, і додав, що є поступ.",
                "Президент підписав указ про призначення нового міністра.",
            ],
        );
        check(
            "be",
            &[
                "Мост адкрылі, паведаміў мэр горада.",
                "Прэс-сакратар заявіў, што перамовы працягваюцца, і дадаў, што ёсць поспех.",
            ],
        );
        check(
            "bg",
            &[
                "Мостът беше открит, съобщи кметът на града. Той добави, че движението е възстановено.",
                "Президентът подписа указ за назначаването на новия министър на външните работи.",
            ],
        );
        check(
            "sr",
            &[
                "Мост је отворен, саопштио је градоначелник. Он је додао да ће саобраћај бити пуштен.",
                "Председник је потписао указ о именовању новог министра.",
            ],
        );
        check(
            "mk",
            &[
                "Мостот е отворен, соопшти градоначалникот. Тој рече дека сè ќе биде готово и свеќите светат; ѕвезди.",
            ],
        );
        check(
            "kk",
            &[
                "Көпір ашылды, деп хабарлады қала әкімі.",
                "Президент жаңа министрді тағайындау туралы жарлыққа қол қойды.",
            ],
        );
        check(
            "ky",
            &["Көпүр ачылды, деп билдирди шаардын мэри. Президент жаңы министрди дайындады."],
        );
        check(
            "tg",
            &[
                "Раиси ҷумҳур дар бораи таъини вазири нав фармонро имзо кард, хабар медиҳад хадамоти матбуот.",
            ],
        );
    }

    #[test]
    fn other_scripts_are_told_where_there_is_enough_text() {
        check(
            "en",
            &["The mayor of the city said on Monday that the bridge would be opened in May."],
        );
        check(
            "de",
            &["Der Bürgermeister der Stadt sagte am Montag, dass die Brücke im Mai geöffnet wird."],
        );
        check(
            "hy",
            &[
                "Քաղաքապետը հայտարարել է, որ կամուրջը կբացվի մայիսին, հաղորդում է մամուլի ծառայությունը:",
            ],
        );
        assert_eq!(language_of("OK"), None);
        assert_eq!(language_of(""), None);
        assert_eq!(language_of("🌉 2025 — 100 %"), None);
    }
}
