//! Bytes become text: which encoding, and whether it is text at all.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    Encoding, IBM866, ISO_8859_5, KOI8_R, KOI8_U, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1251,
};
use thiserror::Error;

/// A text, and what was found out of the way in which it was written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without the mark that may have stood before it.
    pub text: String,
    /// The name of the encoding: `UTF-8`, `UTF-16LE`, `UTF-16BE`, `windows-1251`, `KOI8-R`,
    /// `IBM866`, or another by its name in the WHATWG's Encoding standard.
    pub encoding: &'static str,
    /// Whether a byte order mark told the encoding.
    pub marked: bool,
    /// How many times bytes that mean nothing in the encoding became U+FFFD.
    pub replaced: usize,
}

/// Why bytes are no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum DecodeError {
    /// There is not a single byte.
    #[error("it is empty")]
    Empty,
    /// There is nothing but white space.
    #[error("it holds nothing but white space")]
    Blank,
    /// The bytes begin as those of a known format do that is no plain text.
    #[error("it is no plain text but {0}")]
    Format(&'static str),
    /// The bytes are those of no known text: zeros or control characters among them.
    #[error("it is no text: its bytes are binary data")]
    Binary,
}

/// How known formats that are no plain text begin.
const SIGNATURES: &[(&[u8], &str)] = &[
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive (or an office document, which is one)"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\0", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"\xff\xfe\0\0", "UTF-32, which is not read"),
    (b"\0\0\xfe\xff", "UTF-32, which is not read"),
];

/// Bytes looked at to recognise an encoding without a mark; enough for any text with words in it.
const SAMPLE: usize = 256 * 1024;

/// Control characters in text: at most one in this many characters. By feel: transfers leave a few
/// in old files, while binary data has about one in nine.
const TEXT_PER_CONTROL: usize = 20;

/// Well-formed characters beyond ASCII for each broken place from which on a text counts as damaged
/// UTF-8. By feel: in Russian text of the eight-bit encodings, nearly every place is broken.
const WELL_FORMED_PER_BROKEN: usize = 4;

/// Makes text of bytes, recognising UTF-8, UTF-16 (both with or without a mark), windows-1251,
/// KOI8-R and IBM866, and what else `chardetng` tells.
///
/// Valid UTF-8 is always taken for it; mostly valid UTF-8 stays it, its broken bytes replaced by
/// U+FFFD and counted.
///
/// # Errors
/// Where the bytes are none, only white space, of a known format, or binary data.
pub fn decode(bytes: &[u8]) -> Result<Decoded, DecodeError> {
    if bytes.is_empty() {
        return Err(DecodeError::Empty);
    }
    if let Some((_, format)) = SIGNATURES.iter().find(|(start, _)| bytes.starts_with(start)) {
        return Err(DecodeError::Format(format));
    }
    let decoded = if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        from_utf8(rest, true)
    } else if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        from_utf16(rest, ByteOrder::LittleEndian, true)
    } else if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        from_utf16(rest, ByteOrder::BigEndian, true)
    } else if let Some(order) = unmarked_utf16(bytes) {
        from_utf16(bytes, order, false)
    } else if is_mostly_utf8(bytes) {
        from_utf8(bytes, false)
    } else {
        from_eight_bits(bytes)
    };
    if looks_binary(&decoded) {
        return Err(DecodeError::Binary);
    }
    if decoded.text.chars().all(|c| c.is_whitespace() || c == '\u{feff}') {
        return Err(DecodeError::Blank);
    }
    Ok(decoded)
}

/// The encoding that a file's rows are in, by its first bytes.
///
/// Rows are decoded one by one, and a short one alone says too little.
pub(crate) fn encoding_of_rows(sample: &[u8]) -> &'static Encoding {
    if sample.starts_with(b"\xff\xfe") {
        return UTF_16LE;
    }
    if sample.starts_with(b"\xfe\xff") {
        return UTF_16BE;
    }
    match unmarked_utf16(sample) {
        Some(ByteOrder::LittleEndian) => UTF_16LE,
        Some(ByteOrder::BigEndian) => UTF_16BE,
        None if is_mostly_utf8(sample) => UTF_8,
        None => Encoding::for_label(from_eight_bits(sample).encoding.as_bytes()).unwrap_or(UTF_8),
    }
}

/// Makes text of a row, or of another part of a file whose rows are in this encoding. Whatever the
/// file is in, a row that is UTF-8 is taken for it, and one that cannot be what the file is in is
/// recognised by itself.
pub(crate) fn decode_row(bytes: &[u8], encoding: &'static Encoding) -> Decoded {
    if std::str::from_utf8(bytes).is_ok() || (encoding == UTF_8 && is_mostly_utf8(bytes)) {
        return from_utf8(bytes, false);
    }
    if encoding == UTF_8 {
        return from_eight_bits(bytes);
    }
    decode_as(bytes, encoding)
}

/// Makes text of bytes in this encoding.
pub(crate) fn decode_as(bytes: &[u8], encoding: &'static Encoding) -> Decoded {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let replaced = text.chars().filter(|&c| c == char::REPLACEMENT_CHARACTER).count();
    Decoded { text: text.into_owned(), encoding: encoding.name(), marked: false, replaced }
}

fn from_utf8(bytes: &[u8], marked: bool) -> Decoded {
    let mut text = String::with_capacity(bytes.len());
    let mut replaced = 0;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            text.push(char::REPLACEMENT_CHARACTER);
            replaced += 1;
        }
    }
    Decoded { text, encoding: "UTF-8", marked, replaced }
}

/// Whether the bytes are UTF-8, or UTF-8 of which some places broke.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut well_formed, mut broken) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        well_formed += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    broken == 0 || well_formed >= WELL_FORMED_PER_BROKEN * broken
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ByteOrder {
    LittleEndian,
    BigEndian,
}

impl ByteOrder {
    fn unit(self, pair: &[u8]) -> u16 {
        match self {
            ByteOrder::LittleEndian => u16::from_le_bytes([pair[0], pair[1]]),
            ByteOrder::BigEndian => u16::from_be_bytes([pair[0], pair[1]]),
        }
    }
}

fn from_utf16(bytes: &[u8], order: ByteOrder, marked: bool) -> Decoded {
    let mut text = String::with_capacity(bytes.len());
    let mut replaced = 0;
    let units = bytes.chunks_exact(2).map(|pair| order.unit(pair));
    for c in char::decode_utf16(units) {
        text.push(c.unwrap_or_else(|_| {
            replaced += 1;
            char::REPLACEMENT_CHARACTER
        }));
    }
    if bytes.len() % 2 == 1 {
        text.push(char::REPLACEMENT_CHARACTER);
        replaced += 1;
    }
    let encoding = match order {
        ByteOrder::LittleEndian => "UTF-16LE",
        ByteOrder::BigEndian => "UTF-16BE",
    };
    Decoded { text, encoding, marked, replaced }
}

/// The byte order of UTF-16 without a mark, where the bytes are that.
///
/// Russian in UTF-16 has the byte 4 in every letter and the byte 0 in every space. Neither is
/// part of a text in any other encoding here, so that only bytes with one of them are asked; and
/// they must make characters that news are written in.
fn unmarked_utf16(bytes: &[u8]) -> Option<ByteOrder> {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    if sample.len() < 2 || !sample.iter().any(|&byte| byte == 0 || byte == 4) {
        return None;
    }
    let share = |order: ByteOrder| {
        let units = sample.len() / 2;
        let usual = sample.chunks_exact(2).filter(|pair| is_usual_unit(order.unit(pair))).count();
        (usual * 100 / units, order)
    };
    let (little, big) = (share(ByteOrder::LittleEndian), share(ByteOrder::BigEndian));
    let (share, order) = if little.0 >= big.0 { little } else { big };
    (share >= 90).then_some(order)
}

/// Whether the UTF-16 unit is one of Russian or English news: letters, digits, punctuation, emoji.
fn is_usual_unit(unit: u16) -> bool {
    matches!(unit,
        0x09 | 0x0a | 0x0d | 0x20..=0x7e | 0xa0..=0xff | 0x0400..=0x04ff | 0x2000..=0x206f
        | 0x2100..=0x214f | 0x20ac | 0x20bd | 0xd83c..=0xd83e | 0xdc00..=0xdfff | 0xfe0f)
}

fn from_eight_bits(bytes: &[u8]) -> Decoded {
    let first = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(0);
    let sample = &bytes[first..bytes.len().min(first + SAMPLE)];
    let encoding = cyrillic_by_its_letters(sample).unwrap_or_else(|| {
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        detector.feed(sample, true);
        detector.guess(Some(b"ru"), Utf8Detection::Deny)
    });
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    // The two differ only in letters that Russian has not; the plainer name where neither is there.
    let encoding = if encoding == KOI8_U && KOI8_R.decode_without_bom_handling(bytes).0 == text {
        KOI8_R
    } else {
        encoding
    };
    let replaced = text.chars().filter(|&c| c == char::REPLACEMENT_CHARACTER).count();
    Decoded { text: text.into_owned(), encoding: encoding.name(), marked: false, replaced }
}

/// The encoding under which the bytes beyond ASCII are Russian words as they are written: frequent
/// letters, and no capital after a small letter. `None` where no encoding does clearly better than
/// the others, or none gives mostly Russian letters.
///
/// `chardetng` is made for pages of any language and errs on a headline of few words; asked "which
/// of the Russian ones", the letters alone tell it from about ten of them.
fn cyrillic_by_its_letters(sample: &[u8]) -> Option<&'static Encoding> {
    let mut scores: Vec<(i64, &'static Encoding)> = [WINDOWS_1251, KOI8_U, IBM866, ISO_8859_5]
        .into_iter()
        .filter_map(|encoding| {
            let (text, _) = encoding.decode_without_bom_handling(sample);
            Some((russian_likeness(&text)?, encoding))
        })
        .collect();
    scores.sort_by_key(|&(score, _)| std::cmp::Reverse(score));
    match scores[..] {
        [(best, encoding), ..] if best > 0 => {
            let second = scores.get(1).map_or(0, |&(score, _)| score);
            (best >= second + second.abs() / 4 + 3).then_some(encoding)
        }
        _ => None,
    }
}

/// A higher number for what looks more like Russian; `None` where other characters beyond ASCII are
/// more than a fifth.
fn russian_likeness(text: &str) -> Option<i64> {
    let (mut score, mut letters, mut others) = (0i64, 0usize, 0usize);
    let mut previous = ' ';
    for c in text.chars() {
        match c {
            'а'..='я' | 'А'..='Я' | 'ё' | 'Ё' => {
                letters += 1;
                // The letters that make up two thirds of Russian text, by their usual frequencies.
                if "оеаинтсрвл".contains(c) {
                    score += 1;
                }
                if "ъэфщшцюЪЬЫ".contains(c) {
                    score -= 1;
                }
                if c.is_uppercase() && previous.is_lowercase() {
                    score -= 4;
                }
                if previous.is_ascii_alphabetic() {
                    score -= 2;
                }
            }
            '«' | '»' | '—' | '–' | '…' | '“' | '”' | '„' | '№' | '\u{a0}' | '’' | '‘' =>
                {}
            c if !c.is_ascii() => others += 1,
            _ => {}
        }
        previous = c;
    }
    (letters > 0 && others * 5 <= letters).then_some(score)
}

fn looks_binary(decoded: &Decoded) -> bool {
    let (mut characters, mut odd) = (0usize, 0usize);
    for c in decoded.text.chars() {
        characters += 1;
        match c {
            '\0' => return true,
            // The end-of-file mark of old systems, form feeds and the like are no sign of anything.
            '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1a}' | '\u{85}' => {}
            c if c.is_control() => odd += 1,
            char::REPLACEMENT_CHARACTER => odd += usize::from(decoded.encoding != "UTF-8"),
            _ => {}
        }
    }
    odd * TEXT_PER_CONTROL > characters
}

#[cfg(test)]
mod tests {
    use encoding_rs::WINDOWS_1252;
    use proptest::prelude::*;

    use super::*;

    const LONG: &str = "«Мы не станем ждать круглой даты, — сообщил мэр города Павел Ручьёв. — Пустим \
        машины, как только высохнет разметка». По его словам, старый мост № 2 простоял 60 лет.\r\n";
    const SHORT: &str = "Мост открыли, сообщил мэр.";

    fn utf16(text: &str, little: bool) -> Vec<u8> {
        text.encode_utf16()
            .flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() })
            .collect()
    }

    fn check(bytes: &[u8], encoding: &str, text: &str) {
        let decoded = decode(bytes).expect(text);
        assert_eq!((decoded.encoding, decoded.text.as_str()), (encoding, text));
        assert_eq!(decoded.replaced, 0);
    }

    #[test]
    fn each_encoding_gives_the_text_back() {
        let many = LONG.repeat(3000);
        for text in [SHORT, LONG, "Мэр ушёл", "Путин", &many] {
            check(text.as_bytes(), "UTF-8", text);
            check(&[b"\xef\xbb\xbf", text.as_bytes()].concat(), "UTF-8", text);
            check(&WINDOWS_1251.encode(text).0, "windows-1251", text);
            check(&utf16(text, true), UTF_16LE.name(), text);
            check(&utf16(text, false), UTF_16BE.name(), text);
            check(&[b"\xff\xfe".to_vec(), utf16(text, true)].concat(), "UTF-16LE", text);
            check(&[b"\xfe\xff".to_vec(), utf16(text, false)].concat(), "UTF-16BE", text);
        }
        let plain = LONG.replace(['«', '»'], "\"").replace('—', "-").replace('№', "N");
        for text in [SHORT, &plain, "Мэр ушёл", &plain.repeat(3000)] {
            check(&KOI8_R.encode(text).0, "KOI8-R", text);
        }
    }

    #[test]
    fn the_dos_encoding_is_recognised() {
        // `encoding_rs` encodes to IBM866 as to every encoding of the web but UTF-16.
        check(&IBM866.encode(SHORT).0, "IBM866", SHORT);
    }

    #[test]
    fn text_that_is_not_russian_is_still_text() {
        check(
            b"The mayor said the bridge would open.",
            "UTF-8",
            "The mayor said the bridge would open.",
        );
        let french =
            "Le maire a déclaré que le pont rouvrirait à l'été, à côté de l'hôtel de ville.";
        assert_eq!(decode(&WINDOWS_1252.encode(french).0).unwrap().text, french);
        let emoji = "Мост открыт 🌉🎉 — сообщил мэр";
        check(&utf16(emoji, true), "UTF-16LE", emoji);
    }

    #[test]
    fn a_mark_is_told_and_is_no_part_of_the_text() {
        let decoded = decode("\u{feff}Мост".as_bytes()).unwrap();
        assert!(decoded.marked);
        assert_eq!(decoded.text, "Мост");
        assert!(!decode("Мост".as_bytes()).unwrap().marked);
    }

    #[test]
    fn broken_bytes_in_utf8_are_replaced_and_counted() {
        let mut bytes = LONG.as_bytes().to_vec();
        bytes[2] = 0xff;
        bytes.truncate(bytes.len() - 3);
        bytes.extend(b"\xd0");
        let decoded = decode(&bytes).unwrap();
        assert_eq!(decoded.encoding, "UTF-8");
        assert_eq!(decoded.replaced, 3);
        assert!(decoded.text.contains("сообщил мэр города Павел Ручьёв"));
    }

    #[test]
    fn nothing_and_white_space_are_told_apart() {
        assert_eq!(decode(b""), Err(DecodeError::Empty));
        assert_eq!(decode(b" \r\n\t"), Err(DecodeError::Blank));
        assert_eq!(decode(b"\xef\xbb\xbf"), Err(DecodeError::Blank));
        assert_eq!(decode(&utf16("\u{feff} \n", true)), Err(DecodeError::Blank));
    }

    #[test]
    fn formats_and_binary_data_are_refused() {
        assert_eq!(decode(b"%PDF-1.7\n%\xe2\xe3"), Err(DecodeError::Format("a PDF document")));
        assert!(matches!(decode(b"PK\x03\x04\x14\0"), Err(DecodeError::Format(_))));
        assert!(matches!(decode(b"\x89PNG\r\n\x1a\n\0\0"), Err(DecodeError::Format(_))));
        assert_eq!(decode(b"abc\0def\0\0\x01\x02"), Err(DecodeError::Binary));
        let scrambled: Vec<u8> = (0..4000u32)
            .map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8)
            .filter(|&byte| byte != 0)
            .collect();
        assert_eq!(decode(&scrambled), Err(DecodeError::Binary));
        assert_eq!(decode("мост \u{1}\u{2}\u{3}\u{5}".as_bytes()), Err(DecodeError::Binary));
    }

    #[test]
    fn a_stray_control_character_does_not_make_a_text_binary() {
        let text = format!("{LONG}\u{8}\u{1b}\u{1a}");
        check(text.as_bytes(), "UTF-8", &text);
    }

    proptest! {
        #[test]
        fn any_bytes_give_text_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            if let Ok(decoded) = decode(&bytes) {
                prop_assert!(!decoded.text.trim().is_empty());
            }
        }

        #[test]
        fn printable_text_in_utf8_comes_back(text in "[А-Яа-яёA-Za-z0-9 .,«»—\n]{1,200}[а-я]") {
            let decoded = decode(text.as_bytes()).unwrap();
            prop_assert_eq!(decoded.text, text);
        }
    }
}
