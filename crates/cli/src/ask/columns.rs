//! Rows with wrapped cells, for people.

use anstyle::Style;

use crate::typesetting::{ASIDE, HEADLINE, Typesetting, columns};

/// Stretches of words, each in its style, that flow into lines.
pub(crate) type Paragraph = Vec<(Style, String)>;

/// When; who, and through whom; what.
pub(crate) type Cells = [Vec<Paragraph>; 3];

const GAP: usize = 2;
/// A day as ISO 8601 has it.
const DAY: usize = 10;
/// Columns of a page below which cells stand one under the other.
const NARROW: usize = 60;

/// Adds words in a style, if there are some.
pub(crate) fn add(paragraph: &mut Paragraph, style: Style, words: impl Into<String>) {
    let words = words.into();
    if !words.is_empty() {
        paragraph.push((style, words));
    }
}

/// The lines of a cell, each with the columns that it takes.
fn lines(cell: &[Paragraph], width: usize, coloured: bool) -> Vec<(String, usize)> {
    let set = |coloured: bool| -> Vec<String> {
        let typesetting = Typesetting { width, coloured };
        let mut page = String::new();
        for paragraph in cell.iter().filter(|paragraph| !paragraph.is_empty()) {
            typesetting.put_flowing(&mut page, 0, 0, paragraph);
        }
        page.lines().map(str::to_owned).collect()
    };
    let plain = set(false);
    let painted = if coloured { set(true) } else { plain.clone() };
    painted.into_iter().zip(plain).map(|(line, plain)| (line, columns(&plain))).collect()
}

fn widths(typesetting: Typesetting) -> [usize; 3] {
    let rest = typesetting.width - DAY - 2 * GAP;
    let who = (rest * 3 / 8).clamp(18, 32);
    [DAY, who, rest - who]
}

/// Writes a row.
pub(crate) fn put_row(page: &mut String, cells: &Cells, typesetting: Typesetting) {
    let Typesetting { width, coloured } = typesetting;
    if width < NARROW {
        for (at, cell) in cells.iter().enumerate() {
            let indent = if at == 2 { GAP } else { 0 };
            for (line, _) in lines(cell, width.saturating_sub(indent), coloured) {
                page.push_str(&" ".repeat(indent));
                page.push_str(&line);
                page.push('\n');
            }
        }
        return;
    }
    let widths = widths(typesetting);
    let cells: Vec<Vec<(String, usize)>> =
        cells.iter().zip(widths).map(|(cell, width)| lines(cell, width, coloured)).collect();
    for at in 0..cells.iter().map(Vec::len).max().unwrap_or(0) {
        let mut gap = 0;
        for (cell, width) in cells.iter().zip(widths) {
            let (line, taken) =
                cell.get(at).map_or(("", 0), |(line, taken)| (line.as_str(), *taken));
            if taken > 0 {
                page.push_str(&" ".repeat(gap));
                page.push_str(line);
                gap = 0;
            }
            gap += width.saturating_sub(taken) + GAP;
        }
        page.push('\n');
    }
}

/// Writes what the columns are.
pub(crate) fn put_head(page: &mut String, names: [&str; 3], typesetting: Typesetting) {
    if typesetting.width >= NARROW {
        let head = names.map(|name| vec![vec![(HEADLINE, name.to_owned())]]);
        put_row(page, &head, typesetting);
        let rules = widths(typesetting).map(|width| vec![vec![(ASIDE, "─".repeat(width))]]);
        put_row(page, &rules, typesetting);
    }
}

/// Writes what the columns are and all rows, a blank line between two.
pub(crate) fn put_rows<R>(
    page: &mut String,
    names: [&str; 3],
    rows: &[R],
    cells: impl Fn(&R) -> Cells,
    typesetting: Typesetting,
) {
    put_head(page, names, typesetting);
    for (at, row) in rows.iter().enumerate() {
        if at > 0 {
            page.push('\n');
        }
        put_row(page, &cells(row), typesetting);
    }
}
