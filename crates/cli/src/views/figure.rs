//! A series as a figure in SVG.

use std::fmt::Write;

use depesha_chronicle::calendar::Period;
use depesha_chronicle::relations::Series;

/// Columns and rows of the figure, in its units.
const WIDTH: f64 = 900.0;
const HEIGHT: f64 = 360.0;
const LEFT: f64 = 48.0;
const RIGHT: f64 = 48.0;
const TOP: f64 = 44.0;
const BOTTOM: f64 = 48.0;

/// A place in the figure, with two decimals, so that machines agree.
fn at(number: f64) -> String {
    format!("{number:.2}")
}

fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
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

/// Draws the series of both ways together: bars of cooperation upwards and of conflict downwards, what is done
/// darker than what is said, the mean intensity as points, breaks as lines.
pub(crate) fn drawn(series: &Series, breaks: &[usize]) -> String {
    let points: Vec<_> = series.joined().collect();
    let [one, other] = &series.relation().states;
    let most = points.iter().map(|point| point.sums.cooperation.max(point.sums.conflict)).max();
    let most = round_up(most.unwrap_or(0)) as f64;
    let middle = TOP + (HEIGHT - TOP - BOTTOM) / 2.0;
    let half = (HEIGHT - TOP - BOTTOM) / 2.0;
    let step = (WIDTH - LEFT - RIGHT) / points.len().max(1) as f64;
    let x = |place: usize| LEFT + step * place as f64;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" \
         font-size=\"12\">\n<rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#fff\"/>\n"
    );
    let title = match (points.first(), points.last()) {
        (Some(first), Some(last)) => format!(
            "{one} and {other} by {}, {} to {}: reports of cooperation (up) and conflict (down)",
            series.relation().step.word(),
            first.period.begins,
            last.period.ends
        ),
        _ => format!("{one} and {other}: no reports"),
    };
    let _ =
        writeln!(svg, "<text x=\"{LEFT}\" y=\"22\" font-size=\"14\">{}</text>", escaped(&title));
    for (share, sign) in [(1.0, 1.0), (0.5, 1.0), (0.0, 0.0), (0.5, -1.0), (1.0, -1.0)] {
        let y = middle - half * share * sign;
        let _ = writeln!(
            svg,
            "<path d=\"M{LEFT} {0}H{1}\" stroke=\"#ddd\"/><text x=\"{2}\" y=\"{3}\" text-anchor=\"end\" \
             fill=\"#666\">{4}</text>",
            at(y),
            at(WIDTH - RIGHT),
            at(LEFT - 6.0),
            at(y + 4.0),
            most * share
        );
    }
    for intensity in [-10, -5, 0, 5, 10] {
        let y = middle - half * f64::from(intensity) / 10.0;
        let _ = writeln!(
            svg,
            "<text x=\"{}\" y=\"{}\" fill=\"#36c\">{intensity}</text>",
            at(WIDTH - RIGHT + 6.0),
            at(y + 4.0)
        );
    }
    let bar = |svg: &mut String, place: usize, from: f64, until: f64, color: &str| {
        let (top, height) = (from.min(until), (from - until).abs());
        if height > 0.0 {
            let _ = writeln!(
                svg,
                "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{color}\"/>",
                at(x(place) + step * 0.1),
                at(top),
                at(step * 0.8),
                at(height)
            );
        }
    };
    for (place, point) in points.iter().enumerate() {
        let sums = &point.sums;
        let high = |count: usize| half * count as f64 / most;
        // Reports that tell both words and deeds stand once, with the deeds.
        let (up, down) = (high(sums.cooperation), high(sums.conflict));
        bar(&mut svg, place, middle, middle - up, "#9cd3a5");
        bar(&mut svg, place, middle, middle - high(sums.cooperation_done), "#2d8a42");
        bar(&mut svg, place, middle, middle + down, "#f0a8a0");
        bar(&mut svg, place, middle, middle + high(sums.conflict_done), "#c0392b");
    }
    let centre = |place: usize| x(place) + step / 2.0;
    let high = |intensity: f64| middle - half * intensity / 10.0;
    for (place, point) in points.iter().enumerate() {
        if let Some(interval) = point.sums.interval {
            let _ = writeln!(
                svg,
                "<path d=\"M{0} {1}V{2}\" stroke=\"#36c\" stroke-opacity=\"0.5\"/>",
                at(centre(place)),
                at(high(interval.low)),
                at(high(interval.high))
            );
        }
        if let Some(intensity) = point.sums.intensity {
            let _ = writeln!(
                svg,
                "<circle cx=\"{}\" cy=\"{}\" r=\"2.5\" fill=\"#36c\"/>",
                at(centre(place)),
                at(high(intensity))
            );
        }
    }
    for &place in breaks {
        let name = points.get(place).map_or("", |point| point.period.name.as_str());
        let _ = writeln!(
            svg,
            "<path d=\"M{0} {TOP}V{1}\" stroke=\"#000\" stroke-dasharray=\"4 3\"/><text x=\"{2}\" y=\"{3}\">{4}</text>",
            at(x(place)),
            at(HEIGHT - BOTTOM),
            at(x(place) + 3.0),
            at(TOP + 10.0),
            escaped(name)
        );
    }
    let periods: Vec<&Period> = points.iter().map(|point| &point.period).collect();
    put_names(&mut svg, &periods, centre);
    let legend = [
        ("#9cd3a5", "cooperation"),
        ("#2d8a42", "in deeds"),
        ("#f0a8a0", "conflict"),
        ("#c0392b", "in deeds"),
        ("#36c", "intensity (right)"),
    ];
    for (place, (color, words)) in legend.iter().enumerate() {
        let left = LEFT + 130.0 * place as f64;
        let _ = writeln!(
            svg,
            "<rect x=\"{}\" y=\"{}\" width=\"10\" height=\"10\" fill=\"{color}\"/><text x=\"{}\" y=\"{}\">{words}</text>",
            at(left),
            at(HEIGHT - 16.0),
            at(left + 14.0),
            at(HEIGHT - 7.0)
        );
    }
    svg.push_str("</svg>\n");
    svg
}

/// Writes the names of steps below the bars, as many as there is room for.
fn put_names(svg: &mut String, periods: &[&Period], centre: impl Fn(usize) -> f64) {
    const ROOM: usize = 10;
    let every = periods.len().div_ceil(ROOM).max(1);
    for (place, period) in periods.iter().enumerate().step_by(every) {
        let _ = writeln!(
            svg,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\" fill=\"#666\">{}</text>",
            at(centre(place)),
            at(HEIGHT - BOTTOM + 16.0),
            escaped(&period.name)
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_end_at_round_numbers() {
        assert_eq!([0, 1, 3, 7, 11, 81, 101].map(round_up), [1, 1, 4, 8, 20, 100, 200]);
    }
}
