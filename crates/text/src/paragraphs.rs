use crate::ByteSpan;

/// The paragraphs of `text` in order: stretches between line ends, without the white space around
/// them; empty lines are none.
///
/// A single line end parts paragraphs too: reports that come from web pages have no wrapped lines.
pub fn paragraphs(text: &str) -> Vec<ByteSpan> {
    let mut found = Vec::new();
    let mut start = 0;
    let is_line_end =
        |c: char| matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}' | '\u{b}' | '\u{c}');
    for (at, c) in text.char_indices().filter(|&(_, c)| is_line_end(c)).chain([(text.len(), ' ')]) {
        let paragraph = ByteSpan::new(start, at).trimmed(text);
        if !paragraph.is_empty() {
            found.push(paragraph);
        }
        start = (at + c.len_utf8()).min(text.len());
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_lines_and_margins_are_no_paragraphs() {
        let text = "\n Заголовок\r\n\r\n  Первый абзац. \nВторой.\n\n";
        let found: Vec<&str> = paragraphs(text).into_iter().map(|span| span.of(text)).collect();
        assert_eq!(found, ["Заголовок", "Первый абзац.", "Второй."]);
    }
}
