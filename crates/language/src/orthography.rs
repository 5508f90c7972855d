//! What letters were meant?
//!
//! Reports carry characters that nobody reads: soft hyphens, stress marks, zero-width spaces,
//! Latin letters in the guise of Cyrillic ones. A dictionary knows no `Cоюз` with a Latin `C`.
//! [`MendedText`] is the text without them, for the stages that look at words, with the way back to
//! the text as it was received, into which all spans of the record point.
//!
//! # Known weaknesses
//!
//! * A brand with a Russian ending whose Latin letters all have a Cyrillic look-alike is taken for
//!   a Russian word: the Latin `PC` of `PCшка` becomes `РС`.
//! * Accents of Latin words that are written apart (`e` and U+0301) stay as they are.

use std::borrow::Cow;
use std::ops::Range;

use depesha_text::ByteSpan;

/// A text as it was meant, and where its parts stand in the text as it was received.
///
/// What is mended:
///
/// * invisible characters (soft hyphens, zero-width spaces and joiners, word joiners, byte order
///   marks, marks of writing direction) are left out, but for joiners inside emoji and in Arabic
///   and Indic words;
/// * stress marks on Cyrillic letters are left out; `й`, `ё`, `ї`, `ў` written as two characters
///   become one;
/// * a word that mixes Cyrillic with Latin letters becomes Cyrillic where all its Latin letters
///   have a Cyrillic look-alike, else Latin where all its Cyrillic letters have a Latin one, else it
///   stays: `Cоюз`, `Сybertruck`, but `ШтормZ` and `XXв`;
/// * a Latin letter alone becomes Cyrillic as an initial of a Cyrillic surname (`A. Сафарова`) and
///   as a preposition or conjunction among Cyrillic words (`раз c ними`).
///
/// ```
/// use depesha_language::orthography::MendedText;
///
/// let received = "Cоглаше\u{ad}ние — Latin C and a soft hyphen";
/// let mended = MendedText::of(received);
/// assert!(mended.text().starts_with("Соглашение —"));
/// let word = mended.received(0.."Соглашение".len());
/// assert_eq!(word.of(received), "Cоглаше\u{ad}ние");
/// ```
#[derive(Debug, Clone)]
pub struct MendedText<'received> {
    text: Cow<'received, str>,
    /// In the order of the text; disjoint, though neighbours may touch.
    mends: Vec<Mend>,
}

/// A place where the mended text departs from the received one.
#[derive(Debug, Clone, Copy)]
struct Mend {
    /// Bytes in the mended text: one character, or empty where characters were left out.
    mended: ByteSpan,
    /// Bytes in the received text.
    received: ByteSpan,
}

impl<'received> MendedText<'received> {
    /// The text that `received` was meant to be; borrowed where nothing was to mend.
    ///
    /// Takes one walk over the text (two over words that mix alphabets), for any text.
    pub fn of(received: &'received str) -> Self {
        let edits = edits(received);
        if edits.is_empty() {
            return Self { text: Cow::Borrowed(received), mends: Vec::new() };
        }
        // A replacement may need a byte more than what it replaces: Cyrillic for Latin.
        let mut text = String::with_capacity(received.len() + edits.len());
        let mut mends = Vec::with_capacity(edits.len());
        let mut at = 0;
        for edit in edits {
            text.push_str(&received[at..edit.received.start]);
            let start = text.len();
            text.extend(edit.replacement);
            mends.push(Mend { mended: ByteSpan::new(start, text.len()), received: edit.received });
            at = edit.received.end;
        }
        text.push_str(&received[at..]);
        Self { text: Cow::Owned(text), mends }
    }

    /// The mended text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The place in the received text of `mended`, a place in the mended one (in bytes, on
    /// character boundaries).
    ///
    /// It holds the characters that were left out inside of it, not those before or after it, and
    /// lies on character boundaries. Takes time logarithmic in the number of mends.
    pub fn received(&self, mended: impl Into<ByteSpan>) -> ByteSpan {
        let mended = mended.into();
        let end = self.received_end(mended.end);
        if mended.is_empty() {
            return ByteSpan::new(end, end);
        }
        ByteSpan::new(self.received_start(mended.start), end)
    }

    fn received_start(&self, at: usize) -> usize {
        let after = self.mends.partition_point(|mend| mend.mended.end <= at);
        match self.mends.get(after) {
            Some(mend) if mend.mended.covers(at) => mend.received.start,
            _ => self.mends[..after]
                .last()
                .map_or(at, |mend| mend.received.end + at - mend.mended.end),
        }
    }

    fn received_end(&self, at: usize) -> usize {
        let after = self.mends.partition_point(|mend| mend.mended.start < at);
        self.mends[..after]
            .last()
            .map_or(at, |mend| mend.received.end + at.saturating_sub(mend.mended.end))
    }
}

/// Characters of the received text that become one other character, or none.
#[derive(Debug, Clone, Copy)]
struct Edit {
    received: ByteSpan,
    replacement: Option<char>,
}

/// The alphabet that a mixed word was meant to be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Alphabet {
    Cyrillic,
    Latin,
}

fn edits(text: &str) -> Vec<Edit> {
    let mut editor = Editor { text, edits: Vec::new(), previous: None };
    let mut word: Option<Word> = None;
    for (at, character) in text.char_indices() {
        if is_cyrillic(character) {
            word.get_or_insert_with(|| Word::at(at, &editor)).add_cyrillic(character);
        } else if is_latin(character) {
            word.get_or_insert_with(|| Word::at(at, &editor)).add_latin(character);
        } else if !is_invisible(character)
            && !is_combining(character)
            && let Some(word) = word.take()
        {
            editor.finish(word, at);
        }
        editor.take(at, character, None);
    }
    if let Some(word) = word {
        editor.finish(word, text.len());
    }
    editor.edits
}

/// A run of letters.
struct Word {
    start: usize,
    /// How many edits were made before it.
    edits_before: usize,
    cyrillic: bool,
    latin: bool,
    /// Whether all its Cyrillic letters so far have a Latin look-alike.
    may_be_latin: bool,
    /// Whether all its Latin letters so far have a Cyrillic look-alike.
    may_be_cyrillic: bool,
}

impl Word {
    fn at(start: usize, editor: &Editor) -> Self {
        Self {
            start,
            edits_before: editor.edits.len(),
            cyrillic: false,
            latin: false,
            may_be_latin: true,
            may_be_cyrillic: true,
        }
    }

    fn add_cyrillic(&mut self, letter: char) {
        self.cyrillic = true;
        self.may_be_latin = self.may_be_latin && latin_look_alike(letter).is_some();
    }

    fn add_latin(&mut self, letter: char) {
        self.latin = true;
        self.may_be_cyrillic = self.may_be_cyrillic && cyrillic_look_alike(letter).is_some();
    }
}

struct Editor<'text> {
    text: &'text str,
    edits: Vec<Edit>,
    /// Where the last character that was not left out began, and what it became.
    previous: Option<(usize, char)>,
}

impl Editor<'_> {
    /// Takes the next character; `alphabet` is that of the word, if it is to be mended.
    fn take(&mut self, at: usize, character: char, alphabet: Option<Alphabet>) {
        let end = at + character.len_utf8();
        if is_combining(character) {
            if let Some((start, base)) = self.previous
                && let Some(whole) = composed(base, character)
            {
                self.replace(ByteSpan::new(start, end), whole);
                self.previous = Some((start, whole));
                return;
            }
        } else if is_invisible(character) && !self.joins(at, end) {
            self.leave_out(ByteSpan::new(at, end));
            return;
        }
        let meant = match alphabet {
            None => None,
            Some(Alphabet::Cyrillic) => cyrillic_look_alike(character),
            Some(Alphabet::Latin) => latin_look_alike(character),
        };
        if let Some(meant) = meant {
            self.replace(ByteSpan::new(at, end), meant);
        }
        self.previous = Some((at, meant.unwrap_or(character)));
    }

    /// `received` begins at or after the last character that was not left out, and ends where the
    /// text has been read to.
    fn replace(&mut self, received: ByteSpan, meant: char) {
        while self.edits.pop_if(|last| last.received.start >= received.start).is_some() {}
        self.edits.push(Edit { received, replacement: Some(meant) });
    }

    fn leave_out(&mut self, received: ByteSpan) {
        match self.edits.last_mut() {
            Some(last) if last.replacement.is_none() && last.received.end == received.start => {
                last.received.end = received.end;
            }
            _ => self.edits.push(Edit { received, replacement: None }),
        }
    }

    /// Whether the invisible character at `at..end` has a work to do: the joiners hold together
    /// emoji (`👨‍👩‍👧`) and shape words of scripts other than European ones.
    fn joins(&self, at: usize, end: usize) -> bool {
        let character = &self.text[at..end];
        if character != "\u{200d}" && character != "\u{200c}" {
            return false;
        }
        let is_joined = |neighbour: char| match neighbour {
            '\u{590}'..='\u{109f}' => true,
            _ => character == "\u{200d}" && is_emoji(neighbour),
        };
        self.text[..at].chars().next_back().is_some_and(is_joined)
            && self.text[end..].chars().next().is_some_and(is_joined)
    }

    /// Mends the word that ends at `end`, where it needs it. All up to there has been taken.
    fn finish(&mut self, word: Word, end: usize) {
        let range = word.start..end;
        let alphabet = if word.latin && word.cyrillic {
            if word.may_be_cyrillic && !is_century(&self.text[range.clone()]) {
                Alphabet::Cyrillic
            } else if word.may_be_latin {
                Alphabet::Latin
            } else {
                return;
            }
        } else if word.latin && word.may_be_cyrillic && is_lone_cyrillic(self.text, range.clone()) {
            Alphabet::Cyrillic
        } else {
            return;
        };
        self.edits.truncate(word.edits_before);
        self.previous = None;
        for (at, character) in self.text[range].char_indices() {
            self.take(word.start + at, character, Some(alphabet));
        }
    }
}

/// `XXв`, `XXвека`: a Roman number and the word for century, written as one.
fn is_century(word: &str) -> bool {
    let rest = word.trim_start_matches('X');
    rest.len() < word.len()
        && matches!(rest, "в" | "вв" | "век" | "века" | "веке" | "веком" | "веков" | "веках")
}

/// Whether the word at `range`, of Latin letters only, is one letter that was meant as Cyrillic.
fn is_lone_cyrillic(text: &str, range: Range<usize>) -> bool {
    let mut letters = text[range.clone()].chars();
    let (Some(letter), None) = (letters.next(), letters.next()) else {
        return false;
    };
    let (before, after) = (&text[..range.start], &text[range.end..]);
    if before.chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '°') {
        return false;
    }
    (is_initial_of_cyrillic(letter, after) && follows_initials(before))
        || is_function_word(letter, before, after)
}

/// How many initials a surname may have.
const MOST_INITIALS: usize = 3;

/// Letters that a word after `A. ` must have to be taken for a surname, not for the first word of a
/// sentence (`план B. Он`); by feel.
const SHORTEST_SURNAME: usize = 4;

const NARROW_SPACES: [char; 3] = [' ', '\u{a0}', '\u{202f}'];

/// Whether `letter` is written like a capital Cyrillic one.
fn is_like_cyrillic_capital(letter: char) -> bool {
    letter.is_uppercase() && (is_cyrillic(letter) || cyrillic_look_alike(letter).is_some())
}

/// Whether `A` followed by `after` reads `A. Сафарова`, `A.C.Пушкин`.
fn is_initial_of_cyrillic(letter: char, after: &str) -> bool {
    if !letter.is_uppercase() {
        return false;
    }
    let mut rest = after;
    for _ in 0..MOST_INITIALS {
        let Some(next) = rest.strip_prefix('.') else {
            return false;
        };
        let word = next.strip_prefix(NARROW_SPACES).unwrap_or(next);
        let mut letters = word.chars();
        if !letters.next().is_some_and(is_like_cyrillic_capital) {
            return false;
        }
        rest = letters.as_str();
        if !rest.starts_with('.') {
            let shortest = if word.len() == next.len() { 2 } else { SHORTEST_SURNAME };
            let small = letters.take_while(|&c| is_cyrillic(c) && c.is_lowercase());
            return small.take(shortest).count() >= shortest - 1;
        }
    }
    false
}

/// Whether the initials with which `before` ends, if any, may be Cyrillic and are not too many.
fn follows_initials(before: &str) -> bool {
    let mut rest = before;
    for _ in 0..MOST_INITIALS {
        let word = rest.strip_suffix(NARROW_SPACES).unwrap_or(rest);
        let is_apart = word.len() < rest.len();
        let mut letters = match word.strip_suffix('.') {
            Some(word) => word.chars(),
            None => return true,
        };
        let Some(letter) = letters.next_back() else {
            return true;
        };
        if letters.clone().next_back().is_some_and(char::is_alphanumeric) {
            // The end of the last sentence, or a code.
            return is_apart;
        }
        if !is_like_cyrillic_capital(letter) {
            return !letter.is_alphanumeric();
        }
        rest = letters.as_str();
    }
    false
}

/// Whether a lone Latin letter is a preposition or conjunction: `раз c ними`, `C 23 ноября`.
fn is_function_word(letter: char, before: &str, after: &str) -> bool {
    let Some(next) = after.strip_prefix(NARROW_SPACES).and_then(|rest| rest.chars().next()) else {
        return false;
    };
    let neighbour = before.chars().rev().take(4).find(|c| !(c.is_whitespace() && *c != '\n'));
    match letter {
        'a' | 'c' | 'o' | 'y' => {
            (is_cyrillic(next) || next.is_ascii_digit() || next == '«')
                && neighbour.is_none_or(|c| is_cyrillic(c) || !c.is_alphanumeric())
        }
        // A capital only where a sentence begins: `план B в действии` is another thing.
        'A' | 'B' | 'C' | 'K' | 'O' | 'Y' => {
            (is_cyrillic(next) && next.is_lowercase() || next.is_ascii_digit())
                && neighbour
                    .is_none_or(|c| matches!(c, '\n' | '.' | '!' | '?' | '…') || is_emoji(c))
        }
        _ => false,
    }
}

fn is_cyrillic(character: char) -> bool {
    matches!(character, '\u{400}'..='\u{481}' | '\u{48a}'..='\u{52f}' | '\u{1c80}'..='\u{1c88}')
}

fn is_latin(character: char) -> bool {
    character.is_ascii_alphabetic()
        || (matches!(character, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
            && !matches!(character, '×' | '÷'))
}

/// Soft hyphen, zero-width space and joiners, marks of writing direction, word joiner, byte order
/// mark.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'
            | '\u{2066}'..='\u{2069}' | '\u{feff}'
    )
}

/// Grave and acute accent, breve, diaeresis, set above the character before.
fn is_combining(character: char) -> bool {
    matches!(character, '\u{300}' | '\u{301}' | '\u{306}' | '\u{308}')
}

/// The Cyrillic letter that `base` and the mark above it were meant to be.
fn composed(base: char, mark: char) -> Option<char> {
    match (base, mark) {
        ('и', '\u{306}') => Some('й'),
        ('И', '\u{306}') => Some('Й'),
        ('у', '\u{306}') => Some('ў'),
        ('У', '\u{306}') => Some('Ў'),
        ('е', '\u{308}') => Some('ё'),
        ('Е', '\u{308}') => Some('Ё'),
        ('і', '\u{308}') => Some('ї'),
        ('І', '\u{308}') => Some('Ї'),
        (_, '\u{300}' | '\u{301}') if is_cyrillic(base) => Some(base),
        _ => None,
    }
}

/// Pictures, their colours and variants: what a zero-width joiner joins.
fn is_emoji(character: char) -> bool {
    matches!(
        character,
        '\u{1f000}'..='\u{1faff}' | '\u{2190}'..='\u{2bff}' | '\u{3030}' | '\u{303d}' | '\u{fe0f}'
            | '\u{20e3}'
    )
}

/// The Cyrillic letter in whose place the Latin `letter` may stand, if they look the same in print
/// or the Latin one has an accent that was meant as a stress mark.
fn cyrillic_look_alike(letter: char) -> Option<char> {
    Some(match letter {
        'A' | 'Á' | 'À' => 'А',
        'B' => 'В',
        'C' => 'С',
        'E' | 'É' | 'È' => 'Е',
        'Ë' => 'Ё',
        'H' => 'Н',
        'K' => 'К',
        'M' => 'М',
        'O' | 'Ó' | 'Ò' => 'О',
        'P' => 'Р',
        'T' => 'Т',
        'X' => 'Х',
        'Y' | 'Ý' => 'У',
        'a' | 'á' | 'à' => 'а',
        'c' => 'с',
        'e' | 'é' | 'è' => 'е',
        'ë' => 'ё',
        'o' | 'ó' | 'ò' => 'о',
        'p' => 'р',
        'x' => 'х',
        'y' | 'ý' => 'у',
        _ => return None,
    })
}

/// The Latin letter in whose place the Cyrillic `letter` may stand, if they look the same in print.
fn latin_look_alike(letter: char) -> Option<char> {
    Some(match letter {
        'А' => 'A',
        'В' => 'B',
        'С' => 'C',
        'Е' => 'E',
        'Ё' => 'Ë',
        'Н' => 'H',
        'І' => 'I',
        'Ј' => 'J',
        'К' => 'K',
        'М' => 'M',
        'О' => 'O',
        'Р' => 'P',
        'Ѕ' => 'S',
        'Т' => 'T',
        'Х' => 'X',
        'У' => 'Y',
        'а' => 'a',
        'с' => 'c',
        'е' => 'e',
        'ё' => 'ë',
        'і' => 'i',
        'ј' => 'j',
        'о' => 'o',
        'р' => 'p',
        'ѕ' => 's',
        'х' => 'x',
        'у' => 'y',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(received: &str, expected: &str) {
        assert_eq!(MendedText::of(received).text(), expected);
    }

    #[track_caller]
    fn check_untouched(received: &str) {
        let mended = MendedText::of(received);
        assert_eq!(mended.text(), received);
        assert!(matches!(mended.text, Cow::Borrowed(_)));
    }

    #[test]
    fn ordinary_text_is_borrowed() {
        check_untouched(
            "Глава МИД РФ заявил агентству Reuters, что 5 °C — не мороз. Café, iPhone.",
        );
        check_untouched("");
    }

    #[test]
    fn invisible_characters_are_left_out() {
        check(
            "\u{feff}Со\u{ad}гла\u{ad}ше\u{ad}ние\u{200b} \u{2060}подпи\u{200d}сано",
            "Соглашение подписано",
        );
    }

    #[test]
    fn emoji_keep_their_joiners() {
        check_untouched("Семья 👨\u{200d}👩\u{200d}👧 и ❤\u{fe0f}\u{200d}🔥");
        check_untouched("می\u{200c}خواهم");
    }

    #[test]
    fn stress_marks_are_left_out() {
        check("за\u{301}мок и замо\u{301}к", "замок и замок");
        check("зaмóк", "замок");
        check_untouched("cafe\u{301}");
    }

    #[test]
    fn decomposed_letters_are_composed() {
        check("Вои\u{306}на и мир, е\u{308}лка, И\u{306}од", "Война и мир, ёлка, Йод");
    }

    #[test]
    fn mixed_words_are_written_in_one_alphabet() {
        check("Cоюз жeнщин и oткaзa CША", "Союз женщин и отказа США");
        check("ещë", "ещё");
        check("Сybertruck и СOVID, ХХI век", "Cybertruck и COVID, XXI век");
        check("Лaв\u{ad}рo\u{301}в", "Лавров");
    }

    #[test]
    fn words_mixed_on_purpose_stay() {
        check_untouched("ШтормZ, PRщик, Dшки, XXв., IT-шник");
    }

    #[test]
    fn lone_initials_of_cyrillic_surnames_are_mended() {
        check("Книга A.Сафаровой вышла.", "Книга А.Сафаровой вышла.");
        check("A. C. Пушкин и A.C.Пушкин, Т. К. Петров", "А. С. Пушкин и А.С.Пушкин, Т. К. Петров");
        check("P.M. Cидоров", "Р.М. Сидоров");
        check_untouched("J. C. Penney, S.T.A.L.K.E.R. 2, F.A.C.C.T. Группа, план B. Она");
    }

    #[test]
    fn lone_prepositions_are_mended() {
        check("Не раз c ними. C 23 ноября", "Не раз с ними. С 23 ноября");
        check("❗\u{fe0f}C начала года", "❗\u{fe0f}С начала года");
        check_untouched("план B в действии, a beautiful day, +5 °C и ветер, витамин C в пище");
    }

    #[test]
    fn places_lead_back_to_the_received_text() {
        let received = "«Cо\u{ad}\u{ad}юз\u{ad}» е\u{308}лка\u{301}, \u{200b}мир";
        let mended = MendedText::of(received);
        assert_eq!(mended.text(), "«Союз» ёлка, мир");
        let mut at = 0;
        let mut found = Vec::new();
        for piece in ["«", "Союз", "»", " ", "ёлка", ",", " ", "мир"] {
            assert_eq!(&mended.text()[at..at + piece.len()], piece);
            found.push(mended.received(at..at + piece.len()).of(received));
            at += piece.len();
        }
        let expected = ["«", "Cо\u{ad}\u{ad}юз", "»", " ", "е\u{308}лка\u{301}", ",", " ", "мир"];
        assert_eq!(found, expected);
    }

    /// A walk back to the start of a word for each of its letters would take hours for these.
    #[test]
    fn any_text_takes_linear_time() {
        let started = std::time::Instant::now();
        let units =
            ["aа", "а", "\u{ad}", "а\u{ad}", "а\u{301}", "\u{301}", "A.", "a ", "c\n", "C.А. "];
        for unit in units {
            let text = unit.repeat(5_000_000 / unit.len());
            let mended = MendedText::of(&text);
            let length = mended.text().len();
            assert!(mended.received(0..length).end <= text.len(), "{unit:?}");
        }
        assert!(started.elapsed().as_secs() < 120, "{:?}", started.elapsed());
    }

    proptest! {
        #[test]
        fn received_places_ascend_on_character_boundaries(
            text in prop_oneof![
                "([а-дА-Дa-cA-C .\u{ad}\u{200d}\u{301}\u{306}\u{308}еиEeë👨X]){0,40}",
                any::<String>(),
            ]
        ) {
            let mended = MendedText::of(&text);
            let mut end = 0;
            for (at, character) in mended.text().char_indices() {
                let place = mended.received(at..at + character.len_utf8());
                prop_assert!(place.start >= end && place.end <= text.len());
                prop_assert!(!place.is_empty());
                prop_assert!(text.get(place.start..place.end).is_some());
                // Between the characters stand only some that were left out.
                prop_assert!(text[end..place.start].chars().all(is_invisible));
                end = place.end;
            }
            prop_assert!(text[end..].chars().all(is_invisible));
        }

        #[test]
        fn mended_text_needs_no_mending(text in "([а-дА-Дa-cA-C\u{ad}\u{301}еиEeëXв-]){0,30}") {
            let once = MendedText::of(&text).text().to_owned();
            let twice = MendedText::of(&once);
            prop_assert_eq!(twice.text(), &once);
        }
    }
}
