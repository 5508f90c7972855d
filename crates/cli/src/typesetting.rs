//! How words are put on a terminal: colours, wrapped lines, nothing that would command it.

use std::borrow::Cow;

use anstyle::{AnsiColor, Style};
use textwrap::WrapAlgorithm;

/// Room and means of a page.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Typesetting {
    /// Columns to fill.
    pub(crate) width: usize,
    /// Whether escape sequences may colour it.
    pub(crate) coloured: bool,
}

pub(crate) const HEADLINE: Style = Style::new().bold();
pub(crate) const SPEAKER: Style = Style::new().bold();
pub(crate) const ASIDE: Style = Style::new().dimmed();
pub(crate) const CUE: Style = AnsiColor::Magenta.on_default();
pub(crate) const TRIGGER: Style = AnsiColor::Blue.on_default().bold();
pub(crate) const SOURCE: Style = Style::new().bold().underline();

impl Typesetting {
    /// `words` in `style`, where colours are allowed.
    pub(crate) fn paint(&self, style: Style, words: &str) -> String {
        if self.coloured && !words.is_empty() && style != Style::new() {
            format!("{style}{words}{style:#}")
        } else {
            words.to_owned()
        }
    }

    /// The lines of `words`, `indent` columns from the left, without the indent itself.
    pub(crate) fn lines<'words>(&self, words: &'words str, indent: usize) -> Vec<Cow<'words, str>> {
        // A column too few to wrap in would give a letter a line.
        let width = self.width.saturating_sub(indent).max(12);
        // The other algorithm balances line lengths, at a cost that long paragraphs feel.
        let options = textwrap::Options::new(width).wrap_algorithm(WrapAlgorithm::FirstFit);
        textwrap::wrap(words, options)
    }

    /// Writes `words` wrapped and painted, each line `indent` columns from the left.
    pub(crate) fn put(&self, page: &mut String, indent: usize, style: Style, words: &str) {
        for line in self.lines(words, indent) {
            page.extend(std::iter::repeat_n(' ', indent));
            page.push_str(&self.paint(style, &line));
            page.push('\n');
        }
    }

    /// Writes stretches of words one behind the other, each in its style, wrapped to the width: the first
    /// line `indent` columns from the left, the others `hang` columns further.
    pub(crate) fn put_flowing(
        &self,
        page: &mut String,
        indent: usize,
        hang: usize,
        stretches: &[(Style, String)],
    ) {
        let start = |page: &mut String, columns: usize| {
            page.extend(std::iter::repeat_n(' ', columns));
            columns
        };
        let mut at = start(page, indent);
        let mut first = true;
        for (style, words) in stretches {
            // What is of one style on one line is painted at once.
            let mut together = String::new();
            for word in words.split(' ').filter(|word| !word.is_empty()) {
                // A word too long for any line is cut as `lines` cuts it.
                for piece in self.lines(word, indent + hang).iter() {
                    let gap = usize::from(!first);
                    if !first && at + gap + columns(piece) > self.width {
                        page.push_str(&self.paint(*style, &together));
                        together.clear();
                        page.push('\n');
                        at = start(page, indent + hang);
                    } else if !first {
                        if together.is_empty() {
                            page.push(' ');
                        } else {
                            together.push(' ');
                        }
                        at += 1;
                    }
                    together.push_str(piece);
                    at += columns(piece);
                    first = false;
                }
            }
            page.push_str(&self.paint(*style, &together));
        }
        page.push('\n');
    }
}

/// The columns that `words` take.
pub(crate) fn columns(words: &str) -> usize {
    textwrap::core::display_width(words)
}

/// `words` on one line, with all that would command a terminal or turn its writing round replaced.
pub(crate) fn one_line(words: &str) -> String {
    let shown: String = words.chars().map(shown).collect();
    shown.split(is_gap).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The character itself, or U+FFFD for one that a terminal would obey instead of showing it.
pub(crate) fn shown(c: char) -> char {
    let turns_writing_round = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if (c.is_control() && !c.is_whitespace()) || turns_writing_round {
        char::REPLACEMENT_CHARACTER
    } else {
        c
    }
}

/// White space at which a line may break; what does not break stays.
fn is_gap(c: char) -> bool {
    c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{202f}' | '\u{2007}')
}

/// At most `limit` characters of `words`, whole words of them, with an ellipsis where some are cut.
pub(crate) fn cut(words: &str, limit: usize) -> Cow<'_, str> {
    let Some((end, _)) = words.char_indices().nth(limit) else {
        return Cow::Borrowed(words);
    };
    let kept = &words[..end];
    let kept = kept.rfind(' ').map_or(kept, |space| &kept[..space]);
    let kept = kept.trim_end_matches(|c: char| !c.is_alphanumeric());
    Cow::Owned(format!("{kept} …"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_command_a_terminal_is_replaced() {
        assert_eq!(one_line("мир\u{1b}[31m \r\n\tдружба"), "мир\u{fffd}[31m дружба");
        assert_eq!(one_line("5\u{a0}млн \u{202e}"), "5\u{a0}млн \u{fffd}");
    }

    #[test]
    fn cutting_keeps_whole_words() {
        assert_eq!(cut("Мост открыт, сказал мэр", 15), "Мост открыт …");
        assert_eq!(cut("Мост открыт", 15), "Мост открыт");
        assert_eq!(cut("Электрификация", 5), "Элект …");
    }

    #[test]
    fn colours_are_left_out_where_they_are_not_allowed() {
        let plain = Typesetting { width: 40, coloured: false };
        assert_eq!(plain.paint(SPEAKER, "мэр"), "мэр");
        let coloured = Typesetting { coloured: true, ..plain };
        assert_eq!(coloured.paint(SPEAKER, "мэр"), "\u{1b}[1mмэр\u{1b}[0m");
    }
}
