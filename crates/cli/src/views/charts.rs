//! Series in the terminal: sparklines, bars, and tables of numbers.

use anstyle::{AnsiColor, Style};

use crate::typesetting::{ASIDE, HEADLINE, Typesetting, columns};

pub(crate) const CONFLICT: Style = AnsiColor::Red.on_default();
pub(crate) const COOPERATION: Style = AnsiColor::Green.on_default();

const HEIGHTS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const PARTS: [char; 8] = [' ', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/// A character a number, as high as the number is beside `most`; several numbers are added up where they
/// would not fit into `width`.
pub(crate) fn sparkline(numbers: &[usize], most: usize, width: usize) -> String {
    let together = numbers.len().div_ceil(width.max(1)).max(1);
    let most = (most * together).max(1);
    let height = |numbers: &[usize]| {
        let sum: usize = numbers.iter().sum();
        // Whatever is not nothing is seen.
        let height = (sum * 8).div_ceil(most);
        HEIGHTS[height.min(8)]
    };
    numbers.chunks(together).map(height).collect()
}

/// A bar as long as the number is beside `most`, at most `width` columns.
pub(crate) fn bar(number: usize, most: usize, width: usize) -> String {
    let eighths = (number * width * 8).div_ceil(most.max(1)).min(width * 8);
    let mut bar = "█".repeat(eighths / 8);
    let rest = eighths % 8;
    if rest > 0 {
        bar.push(PARTS[rest]);
    }
    bar
}

/// How a column of numbers stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Left,
    Right,
}

/// A cell in its style.
pub(crate) type Cell = (Style, String);

pub(crate) fn plain(words: impl Into<String>) -> Cell {
    (Style::new(), words.into())
}

pub(crate) fn count(number: usize) -> Cell {
    if number == 0 { (ASIDE, "·".into()) } else { plain(number.to_string()) }
}

pub(crate) fn real(number: Option<f64>) -> Cell {
    number.map_or((ASIDE, "·".into()), |number| plain(decimals(number)))
}

/// A number with one decimal, and a sign that takes a column.
pub(crate) fn decimals(number: f64) -> String {
    let rounded = (number * 10.0).round() / 10.0 + 0.0;
    format!("{rounded:+.1}").replace('-', "−")
}

/// Writes rows in columns that are as wide as they must be; the last one may go beyond the page.
pub(crate) fn put_columns(
    page: &mut String,
    head: &[(&str, Side)],
    rows: &[Vec<Cell>],
    typesetting: Typesetting,
) {
    let mut widths: Vec<usize> = head.iter().map(|(name, _)| columns(name)).collect();
    for row in rows {
        for (width, (_, cell)) in widths.iter_mut().zip(row) {
            *width = (*width).max(columns(cell));
        }
    }
    let names: Vec<Cell> = head.iter().map(|(name, _)| (HEADLINE, (*name).to_owned())).collect();
    for row in std::iter::once(&names).chain(rows) {
        let mut line = String::new();
        let mut gap = 0;
        for ((width, (_, side)), (style, cell)) in widths.iter().zip(head).zip(row) {
            let room = width - columns(cell);
            let before = if *side == Side::Right { room } else { 0 };
            if !cell.is_empty() {
                line.push_str(&" ".repeat(gap + before));
                line.push_str(&typesetting.paint(*style, cell));
                gap = 0;
            } else {
                gap += before;
            }
            gap += room - before + 2;
            if cell.is_empty() {
                gap += columns(cell);
            }
        }
        page.push_str(&line);
        page.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_is_seen_and_the_most_fills_the_line() {
        assert_eq!(sparkline(&[0, 1, 50, 100], 100, 10), " ▁▄█");
        assert_eq!(sparkline(&[1, 1, 0, 0, 4, 4], 4, 3), "▂ █");
        assert_eq!(sparkline(&[], 4, 3), "");
        assert_eq!(bar(8, 8, 4), "████");
        assert_eq!(bar(1, 100, 4), "▏");
        assert_eq!(bar(0, 0, 4), "");
    }

    #[test]
    fn columns_are_as_wide_as_they_must_be() {
        let mut page = String::new();
        let head = [("day", Side::Left), ("n", Side::Right), ("", Side::Left)];
        let rows = [
            vec![plain("понедельник"), plain("7"), plain("a")],
            vec![plain("x"), plain("12"), plain("")],
        ];
        put_columns(&mut page, &head, &rows, Typesetting { width: 80, coloured: false });
        assert_eq!(page, "day           n\nпонедельник   7  a\nx            12\n");
    }
}
