//! What may a word be that the dictionary does not have?
//!
//! The rules, their order and their factors are those of pymorphy2 0.9.1 (MIT).

use std::collections::HashSet;

use compact_str::CompactString;

use super::{Dictionary, Form, Grammeme, NO_TAG, Parse, Tag, join, skip_letters, tag};

/// Words with more letters are not taken apart; the longest of the dictionary has 40.
const LONGEST_WORD: usize = 100;

/// How often a word may be taken apart: `экс-супер-видео-кто-то`. pymorphy has no such bound; here
/// it keeps the time for one word small, whatever the word is.
const DEEPEST: usize = 6;

/// The letters that initials are written with.
const INITIALS: &str = "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЭЮЯ";

const PARTICLES: [&str; 8] = ["-то", "-ка", "-таки", "-де", "-тко", "-тка", "-с", "-ста"];

/// Prefixes after which a word is inflected as without them.
const PREFIXES: &[&str] = &[
    "авиа",
    "авто",
    "аква",
    "анти",
    "анти-",
    "антропо",
    "архи",
    "арт",
    "арт-",
    "астро",
    "аудио",
    "аэро",
    "без",
    "бес",
    "био",
    "вело",
    "взаимо",
    "вне",
    "внутри",
    "видео",
    "вице-",
    "вперед",
    "впереди",
    "гекто",
    "гелио",
    "гео",
    "гетеро",
    "гига",
    "гигро",
    "гипер",
    "гипо",
    "гомо",
    "дву",
    "двух",
    "де",
    "дез",
    "дека",
    "деци",
    "дис",
    "до",
    "евро",
    "за",
    "зоо",
    "интер",
    "инфра",
    "квази",
    "квази-",
    "кило",
    "кино",
    "контр",
    "контр-",
    "космо",
    "космо-",
    "крипто",
    "лейб-",
    "лже",
    "лже-",
    "макро",
    "макси",
    "макси-",
    "мало",
    "меж",
    "медиа",
    "медиа-",
    "мега",
    "мета",
    "мета-",
    "метео",
    "метро",
    "микро",
    "милли",
    "мини",
    "мини-",
    "моно",
    "мото",
    "много",
    "мульти",
    "нано",
    "нарко",
    "не",
    "небез",
    "недо",
    "нейро",
    "нео",
    "низко",
    "обер-",
    "обще",
    "одно",
    "около",
    "орто",
    "палео",
    "пан",
    "пара",
    "пента",
    "пере",
    "пиро",
    "поли",
    "полу",
    "после",
    "пост",
    "пост-",
    "порно",
    "пра",
    "пра-",
    "пред",
    "пресс-",
    "противо",
    "противо-",
    "прото",
    "псевдо",
    "псевдо-",
    "радио",
    "разно",
    "ре",
    "ретро",
    "ретро-",
    "само",
    "санти",
    "сверх",
    "сверх-",
    "спец",
    "суб",
    "супер",
    "супер-",
    "супра",
    "теле",
    "тетра",
    "топ-",
    "транс",
    "транс-",
    "ультра",
    "унтер-",
    "штаб-",
    "экзо",
    "эко",
    "эндо",
    "эконом-",
    "экс",
    "экс-",
    "экстра",
    "экстра-",
    "электро",
    "энерго",
    "этно",
];

/// Parses that an earlier rule has given: word, tag, and what tells its paradigm.
type Seen = HashSet<(CompactString, Tag, Option<u64>)>;

impl Dictionary {
    pub(super) fn parses_within(&self, word: &str, depth: usize) -> Vec<Parse> {
        let lower = word.to_lowercase();
        let mut parses = self.known_parses(&lower);
        parses.extend(initials(word));
        if parses.is_empty() {
            parses.extend(self.by_characters(word, &lower));
        }
        if parses.is_empty() && depth < DEEPEST && lower.chars().nth(LONGEST_WORD).is_none() {
            parses = self.by_parts(&lower, depth);
        }
        if parses.is_empty() {
            parses.push(fixed(&lower, Tag::of(&[Grammeme::Unknown]), 1.0));
        }
        self.order_by_probability(&lower, &mut parses);
        parses
    }

    fn by_parts(&self, word: &str, depth: usize) -> Vec<Parse> {
        let mut parses = self.without_particle(word, depth);
        if parses.is_empty() {
            parses.extend(self.adverb_with_po(word, depth));
        }
        if parses.is_empty() {
            parses = self.with_hyphen(word, depth);
        }
        if parses.is_empty() {
            parses = self.without_known_prefix(word, depth);
        }
        if parses.is_empty() {
            let mut seen = Seen::new();
            parses = self.without_unknown_prefix(word, &mut seen);
            parses.extend(self.by_ending(word, &mut seen));
        }
        parses
    }

    /// `смотри-ка` as `смотри`.
    fn without_particle(&self, word: &str, depth: usize) -> Vec<Parse> {
        let split = PARTICLES
            .iter()
            .find_map(|particle| Some((word.strip_suffix(particle)?, particle)))
            .filter(|(rest, _)| !rest.is_empty());
        let Some((rest, particle)) = split else { return Vec::new() };
        let mut seen = Seen::new();
        let mut parses = Vec::new();
        for mut parse in self.parses_within(rest, depth + 1) {
            parse.word.push_str(particle);
            parse.normal_form.push_str(particle);
            parse.back += particle.len();
            parse.score *= 0.9;
            parse.known = false;
            add_if_new(parse, &mut parses, &mut seen);
        }
        parses
    }

    /// `по-западному`.
    fn adverb_with_po(&self, word: &str, depth: usize) -> Option<Parse> {
        const NEEDED: Tag =
            Tag::of(&[Grammeme::FullAdjective, Grammeme::Singular, Grammeme::Dative]);
        let rest = word.strip_prefix("по-").filter(|rest| rest.chars().count() >= 2)?;
        let parses = self.parses_within(rest, depth + 1);
        let adjective = parses.iter().any(|parse| parse.tag.has_all(NEEDED));
        adjective.then(|| fixed(word, Tag::of(&[Grammeme::Adverb]), 0.7))
    }

    /// `человек-гора`, both parts inflected, then `интернет-магазин`, the last part only.
    fn with_hyphen(&self, word: &str, depth: usize) -> Vec<Parse> {
        let Some((left, right)) = word.split_once('-') else { return Vec::new() };
        if left.is_empty()
            || right.is_empty()
            || right.contains('-')
            || PREFIXES.iter().any(|prefix| word.starts_with(prefix))
        {
            return Vec::new();
        }
        let lefts = self.parses_within(left, depth + 1);
        let rights = self.parses_within(right, depth + 1);
        let mut parses = Vec::new();
        for one in lefts.iter().filter(|parse| parse.tag.has_part_of_speech()) {
            for other in &rights {
                if one.tag.and(SHARED_BY_PARTS) != other.tag.and(SHARED_BY_PARTS) {
                    continue;
                }
                parses.push(Parse {
                    word: join([&one.word, "-", &other.word]),
                    normal_form: join([&one.normal_form, "-", &other.normal_form]),
                    tag: one.tag,
                    form: None,
                    score: one.score * 0.75,
                    known: false,
                    tag_number: one.tag_number,
                    front: 0,
                    back: 0,
                    after_hyphen: true,
                    parts: Some(Box::new((one.clone(), other.clone()))),
                });
            }
        }
        let front = join([left, "-"]);
        for parse in rights.into_iter().filter(|parse| parse.tag.has_part_of_speech()) {
            parses.push(Parse { after_hyphen: true, ..with_front(parse, &front, 0.75) });
        }
        parses
    }

    /// `экс-президент` as `президент`.
    fn without_known_prefix(&self, word: &str, depth: usize) -> Vec<Parse> {
        let mut seen = Seen::new();
        let mut parses = Vec::new();
        let mut prefixes: Vec<&&str> =
            PREFIXES.iter().filter(|prefix| word.starts_with(**prefix)).collect();
        prefixes.sort_by_key(|prefix| std::cmp::Reverse(prefix.len()));
        for prefix in prefixes {
            let rest = &word[prefix.len()..];
            if rest.chars().count() < 3 {
                continue;
            }
            for parse in self.parses_within(rest, depth + 1) {
                if parse.tag.is_productive() {
                    add_if_new(with_front(parse, prefix, 0.75), &mut parses, &mut seen);
                }
            }
        }
        parses
    }

    /// `байткод` as `код`: up to five letters before a word of the dictionary of at least three.
    fn without_unknown_prefix(&self, word: &str, seen: &mut Seen) -> Vec<Parse> {
        let mut parses = Vec::new();
        let letters = word.chars().count();
        for (at, _) in word.char_indices().skip(1).take(letters.saturating_sub(3).min(5)) {
            let (prefix, rest) = word.split_at(at);
            for parse in self.known_parses(rest) {
                if parse.tag.is_productive() {
                    add_if_new(with_front(parse, prefix, 0.5), &mut parses, seen);
                }
            }
        }
        parses
    }

    /// `бутявкать` as the words in `-вкать`: the longest ending that words of the dictionary have.
    fn by_ending(&self, word: &str, seen: &mut Seen) -> Vec<Parse> {
        let letters = word.chars().count();
        if letters < 4 {
            return Vec::new();
        }
        let mut parses = Vec::new();
        for (graph, prefix) in self.endings.iter().zip(&self.prefixes).rev() {
            if !word.starts_with(prefix.as_str()) {
                continue;
            }
            let mut total: u64 = 1;
            let first = parses.len();
            for length in (1..=5).rev() {
                let ending = skip_letters(word, letters.saturating_sub(length));
                let beginning = &word[..word.len() - ending.len()];
                for found in self.matches(graph, ending) {
                    let restored = join([beginning, &found.word]);
                    for entry in self.ending_lists.get(found.list) {
                        let [count, form] = super::pair(entry);
                        let form = Form { paradigm: (form >> 16) as u16, index: form as u16 };
                        let Some(tag_number) = self.tag_number(form) else { continue };
                        let tag = self.tags[usize::from(tag_number)];
                        if !tag.is_productive() {
                            continue;
                        }
                        total += u64::from(count);
                        if !seen.insert((restored.clone(), tag, Some(form.paradigm.into()))) {
                            continue;
                        }
                        parses.push(Parse {
                            normal_form: self.normal_form(form, &restored),
                            word: restored.clone(),
                            tag,
                            form: Some(form),
                            score: f64::from(count),
                            known: false,
                            tag_number,
                            front: 0,
                            back: 0,
                            after_hyphen: false,
                            parts: None,
                        });
                    }
                }
                if total > 1 {
                    break;
                }
            }
            for parse in &mut parses[first..] {
                parse.score = parse.score / total as f64 * 0.5;
            }
        }
        parses.sort_by(|one, other| other.score.total_cmp(&one.score));
        parses
    }

    /// Numbers, punctuation, and words in Latin letters.
    fn by_characters(&self, word: &str, lower: &str) -> Vec<Parse> {
        let one = |grammemes: &[Grammeme]| {
            let mut parse = fixed(lower, Tag::of(grammemes), 0.9);
            // The tags that no form has stand at the end of the table.
            let last = self.tags.len().saturating_sub(2);
            let found = self.tags[last..].iter().position(|tag| *tag == parse.tag);
            parse.tag_number = found.map_or(NO_TAG, |found| (last + found) as u16);
            parse
        };
        if word.parse::<i128>().is_ok() {
            return vec![one(&[Grammeme::Number, Grammeme::WholeNumber])];
        }
        if word.replace(',', ".").parse::<f64>().is_ok() {
            return vec![one(&[Grammeme::Number, Grammeme::RealNumber])];
        }
        if is_punctuation(word) {
            return vec![one(&[Grammeme::Punctuation])];
        }
        let mut parses = Vec::new();
        if is_roman_number(lower) {
            parses.push(one(&[Grammeme::RomanNumber]));
        }
        if is_latin(word) {
            parses.push(one(&[Grammeme::Latin]));
        }
        parses
    }

    /// Scores become P(tag | word) where that is known, else are made to sum to 1.
    fn order_by_probability(&self, word: &str, parses: &mut [Parse]) {
        let known = self.probabilities_of(word);
        let probability = |parse: &Parse| millionths(known, parse.tag_number);
        if parses.iter().all(|parse| probability(parse) == 0) {
            let sum: f64 = parses.iter().map(|parse| parse.score).sum();
            parses.iter_mut().for_each(|parse| parse.score *= 1.0 / sum);
            return;
        }
        for parse in parses.iter_mut() {
            parse.score = f64::from(probability(parse)) / 1e6;
        }
        parses.sort_by(|one, other| other.score.total_cmp(&one.score));
    }
}

/// What the two inflected parts of a word share.
const SHARED_BY_PARTS: Tag =
    tag::PARTS_OF_SPEECH.or(tag::NUMBERS).or(tag::CASES).or(tag::PERSONS).or(tag::TENSES);

/// P(tag | word) in millionths, from the list of a word.
pub(super) fn millionths(list: &[[u8; 8]], tag_number: u16) -> u32 {
    let mut pairs = list.iter().map(super::pair);
    pairs.find(|[tag, _]| *tag == u32::from(tag_number)).map_or(0, |[_, found]| found)
}

fn add_if_new(parse: Parse, parses: &mut Vec<Parse>, seen: &mut Seen) {
    let inflected = parse.parts.as_ref().map_or(&parse, |parts| &parts.1);
    let paradigm = inflected.form.map(|form| match parse.after_hyphen {
        true => 1 << 32 | u64::from(form.paradigm) << 16 | u64::from(form.index),
        false => form.paradigm.into(),
    });
    if seen.insert((parse.word.clone(), parse.tag, paradigm)) {
        parses.push(parse);
    }
}

fn with_front(mut parse: Parse, front: &str, factor: f64) -> Parse {
    parse.word = join([front, &parse.word]);
    parse.normal_form = join([front, &parse.normal_form]);
    parse.front += front.len();
    parse.score *= factor;
    parse.known = false;
    parse
}

/// A word that has one form.
fn fixed(word: &str, tag: Tag, score: f64) -> Parse {
    Parse {
        word: word.into(),
        normal_form: word.into(),
        tag,
        form: None,
        score,
        known: false,
        tag_number: NO_TAG,
        front: 0,
        back: 0,
        after_hyphen: false,
        parts: None,
    }
}

/// An upper-case letter as the first letter of a first name or a patronymic, of either gender, in any
/// case.
fn initials(word: &str) -> Vec<Parse> {
    let mut letters = word.chars();
    let (Some(letter), None) = (letters.next(), letters.next()) else { return Vec::new() };
    if !INITIALS.contains(letter) {
        return Vec::new();
    }
    const COMMON: Tag = Tag::of(&[
        Grammeme::Noun,
        Grammeme::Animate,
        Grammeme::SingularOnly,
        Grammeme::Indeclinable,
        Grammeme::Abbreviation,
        Grammeme::Initial,
        Grammeme::Singular,
    ]);
    let lower = word.to_lowercase();
    let mut parses = Vec::new();
    for kind in [Grammeme::FirstName, Grammeme::Patronymic] {
        for gender in [Grammeme::Masculine, Grammeme::Feminine] {
            for case in [
                Grammeme::Nominative,
                Grammeme::Genitive,
                Grammeme::Dative,
                Grammeme::Accusative,
                Grammeme::Instrumental,
                Grammeme::Locative,
            ] {
                parses.push(fixed(&lower, COMMON.or(Tag::of(&[kind, gender, case])), 0.1));
            }
        }
    }
    parses
}

fn is_punctuation(word: &str) -> bool {
    let mut found = false;
    for character in word.chars().filter(|character| !character.is_whitespace()) {
        found = true;
        // The signs among the ASCII punctuation, such as `+`, are no punctuation in Unicode.
        let punctuation = (character.is_ascii_punctuation() && !"$+<=>^`|~".contains(character))
            || matches!(character, '§' | '«' | '»' | '¶' | '·' | '¡' | '¿'
                | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{2043}' | '\u{2045}'..='\u{2051}'
                | '\u{2053}'..='\u{205E}' | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}');
        if !punctuation {
            return false;
        }
    }
    found
}

fn is_latin(word: &str) -> bool {
    let mut letters = word.chars().filter(|character| character.is_alphabetic()).peekable();
    letters.peek().is_some()
        && letters.all(|letter| {
            letter.is_ascii()
                || matches!(letter, 'ª' | 'º' | 'À'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}')
        })
}

/// `word` in lower case.
fn is_roman_number(word: &str) -> bool {
    if word.is_empty() {
        return false;
    }
    let thousands = word.len() - word.trim_start_matches('m').len();
    let mut rest = &word[thousands.min(4)..];
    for (one, five, ten) in [("c", 'd', "cm"), ("x", 'l', "xc"), ("i", 'v', "ix")] {
        let four = format!("{one}{five}");
        if let Some(after) = rest.strip_prefix(ten).or_else(|| rest.strip_prefix(four.as_str())) {
            rest = after;
            continue;
        }
        rest = rest.strip_prefix(five).unwrap_or(rest);
        for _ in 0..3 {
            rest = rest.strip_prefix(one).unwrap_or(rest);
        }
    }
    rest.is_empty()
}
