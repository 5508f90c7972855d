//! Figures in SVG, drawn here: a series of two states, bars, sparklines, graphs.
//!
//! Each mark may be a link with a tooltip, has a class by which a page colours it for light and dark, and the same
//! colour for light as an attribute, so that a figure that is stored by itself looks the same. The same numbers give
//! the same bytes: coordinates have two decimals.

mod bars;
mod graph;
mod series;

pub(crate) use bars::{bars, sparkline};
pub(crate) use graph::{Edge, Graph, Node, drawn as graph};
pub(crate) use series::{Labels, Step, drawn as series};

/// A place in a figure, with two decimals, so that machines agree.
fn at(number: f64) -> String {
    let written = format!("{number:.2}");
    let short = written.trim_end_matches('0').trim_end_matches('.');
    if short == "-0" { "0".into() } else { short.to_owned() }
}

/// A round number of at least this.
fn round_up(number: usize) -> usize {
    let mut step = 1;
    loop {
        for factor in [1, 2, 4, 5, 6, 8, 10] {
            if step * factor >= number.max(1) {
                return step * factor;
            }
        }
        step *= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_end_at_round_numbers() {
        assert_eq!([0, 1, 3, 7, 11, 81, 101].map(round_up), [1, 1, 4, 8, 20, 100, 200]);
    }

    #[test]
    fn places_are_told_as_shortly_as_they_can_be() {
        assert_eq!([0.0, -0.001, 12.5, 3.14159].map(at), ["0", "0", "12.5", "3.14"]);
    }
}
