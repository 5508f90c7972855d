use crate::ByteSpan;

/// Cuts a text into parts of at most `most` bytes, in order and without gaps, at the end of a line where
/// there is one in the second half of a part, else at white space, else between characters.
///
/// A text of at most `most` bytes is one part; an empty one is none. A part may be longer than `most`
/// by the rest of one character.
pub fn parts(text: &str, most: usize) -> Vec<ByteSpan> {
    let mut found = Vec::new();
    let mut start = 0;
    while start < text.len() {
        if text.len() - start <= most {
            found.push(ByteSpan::new(start, text.len()));
            break;
        }
        let limit = text.ceil_char_boundary(start + most.max(1));
        let half = text.ceil_char_boundary(start + most / 2);
        let window = &text[half..limit];
        // An empty line parts two reports better than the end of a paragraph does.
        let cut = ["\n\n", "\n"]
            .iter()
            .find_map(|end| window.rfind(end).map(|at| at + end.len()))
            .or_else(|| {
                let (at, blank) = window.char_indices().rfind(|(_, c)| c.is_whitespace())?;
                Some(at + blank.len_utf8())
            });
        let end = cut.map_or(limit, |cut| half + cut);
        found.push(ByteSpan::new(start, end));
        start = end;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, most: usize) -> Vec<&str> {
        parts(text, most).into_iter().map(|part| part.of(text)).collect()
    }

    #[test]
    fn a_short_text_is_one_part() {
        assert_eq!(cut("Министр уехал.", 100), ["Министр уехал."]);
        assert_eq!(cut("", 100), [""; 0]);
    }

    #[test]
    fn parts_end_with_lines_then_words_then_characters() {
        assert_eq!(cut("aaaa bb\ncc dd", 10), ["aaaa bb\n", "cc dd"]);
        assert_eq!(cut("aaaaaa bbbbbb", 10), ["aaaaaa ", "bbbbbb"]);
        assert_eq!(cut("яяяяя", 4), ["яя", "яя", "я"]);
        assert_eq!(cut("яя", 1), ["я", "я"]);
    }

    #[test]
    fn nothing_is_lost() {
        let text = "Строка первая.\n\nСтрока вторая без конца и края 🤝\nтретья".repeat(20);
        for most in [1, 7, 50, 333, 10_000] {
            assert_eq!(cut(&text, most).concat(), text);
        }
    }
}
