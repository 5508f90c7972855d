//! A relation in time: bars of cooperation upwards and of conflict downwards, the mean intensity, and phases.

use depesha_chronicle::relations::Sums;
use maud::{Markup, html};

use super::{at, round_up};
use crate::words::{self, Tongue};

const WIDTH: f64 = 960.0;
const HEIGHT: f64 = 400.0;
const LEFT: f64 = 46.0;
const RIGHT: f64 = 40.0;
const TOP: f64 = 52.0;
const BOTTOM: f64 = 62.0;

/// A step of the series.
pub(crate) struct Step<'a> {
    /// Its name: `2025-W45`.
    pub(crate) name: &'a str,
    /// What is told.
    pub(crate) sums: &'a Sums,
    /// Where its reports are listed.
    pub(crate) link: String,
    /// What it says in words.
    pub(crate) says: String,
}

/// What stands around the figure.
pub(crate) struct Labels {
    /// The headline.
    pub(crate) title: String,
    /// The steps at which a phase after the first begins.
    pub(crate) breaks: Vec<usize>,
}

/// Draws the series.
pub(crate) fn drawn(steps: &[Step<'_>], labels: &Labels, tongue: Tongue) -> Markup {
    let most = steps.iter().map(|step| step.sums.cooperation.max(step.sums.conflict)).max();
    let most = round_up(most.unwrap_or(0));
    let half = (HEIGHT - TOP - BOTTOM) / 2.0;
    let middle = TOP + half;
    let wide = (WIDTH - LEFT - RIGHT) / steps.len().max(1) as f64;
    let gap = if wide > 4.0 { 0.12 } else { 0.0 };
    let x = |place: usize| LEFT + wide * place as f64;
    let centre = |place: usize| x(place) + wide / 2.0;
    let high = |count: usize| half * count as f64 / most as f64;
    let level = |intensity: f64| middle - half * intensity / 10.0;
    let bar = |place: usize, from: f64, height: f64, class: &str, fill: &str| {
        html! {
            @if height > 0.0 {
                rect class=(class) fill=(fill) x=(at(x(place) + wide * gap)) y=(at(from))
                    width=(at(wide * (1.0 - 2.0 * gap))) height=(at(height)) {}
            }
        }
    };
    let say = |phrase| tongue.say(phrase);
    let legend = [
        ("coop-said", "#9fceb0", say(words::COOPERATION_SAID)),
        ("coop-done", "#2f7d4f", say(words::COOPERATION_DONE)),
        ("conf-said", "#efb3a4", say(words::CONFLICT_SAID)),
        ("conf-done", "#b23a2a", say(words::CONFLICT_DONE)),
        ("inten", "#2f5d9b", say(words::INTENSITY_RIGHT)),
    ];
    // Words are as wide as their letters, by feel.
    let mut left = LEFT;
    let legend = legend.map(|(class, colour, words)| {
        let own = left;
        left += 34.0 + 6.7 * words.chars().count() as f64;
        (own, class, colour, words)
    });
    let every = steps.len().div_ceil(10).max(1);
    // A break at each end of a stretch; every other phase has a ground.
    let ends: Vec<usize> =
        std::iter::once(0).chain(labels.breaks.iter().copied()).chain([steps.len()]).collect();
    html! {
        svg xmlns="http://www.w3.org/2000/svg" class="figure" viewBox={ "0 0 " (WIDTH) " " (HEIGHT) }
            role="group" aria-label=(labels.title) font-family="system-ui, sans-serif" font-size="12" {
            text class="ink" fill="#222" x=(at(LEFT)) y="18" font-size="14" font-weight="600" { (labels.title) }
            @for (number, ends) in ends.windows(2).enumerate() {
                @if number % 2 == 1 && ends[1] > ends[0] {
                    rect class="phase" fill="#f1efe8" x=(at(x(ends[0]))) y=(at(TOP))
                        width=(at(wide * (ends[1] - ends[0]) as f64)) height=(at(2.0 * half)) {}
                }
            }
            @for (share, sign) in [(1.0, 1.0), (0.5, 1.0), (0.0, 0.0), (0.5, -1.0), (1.0, -1.0)] {
                @let y = middle - half * share * sign;
                path class="grid" fill="none" stroke="#d9d5cb" d={ "M" (at(LEFT)) " " (at(y)) "H" (at(WIDTH - RIGHT)) } {}
                @let number = most as f64 * share;
                @if number.fract() == 0.0 {
                    text class="quiet" fill="#5c5a55" x=(at(LEFT - 8.0)) y=(at(y + 4.0)) text-anchor="end" {
                        (tongue.real(number, 0))
                    }
                }
            }
            @for intensity in [-10, -5, 5, 10] {
                text class="inten-text" fill="#2f5d9b" x=(at(WIDTH - RIGHT + 8.0))
                    y=(at(level(f64::from(intensity)) + 4.0)) { (tongue.signed(f64::from(intensity), 0)) }
            }
            @for (place, step) in steps.iter().enumerate() {
                @let sums = step.sums;
                @if sums.cooperation + sums.conflict > 0 {
                    a href=(step.link) tabindex="-1" {
                        title { (step.says) }
                        rect class="touch" fill="#000" fill-opacity="0" x=(at(x(place))) y=(at(TOP))
                            width=(at(wide)) height=(at(2.0 * half)) {}
                        // Reports that tell both words and deeds stand once, with the deeds.
                        (bar(place, middle - high(sums.cooperation), high(sums.cooperation), "coop-said", "#9fceb0"))
                        (bar(place, middle - high(sums.cooperation_done), high(sums.cooperation_done), "coop-done", "#2f7d4f"))
                        (bar(place, middle, high(sums.conflict), "conf-said", "#efb3a4"))
                        (bar(place, middle, high(sums.conflict_done), "conf-done", "#b23a2a"))
                        @if let Some(interval) = sums.interval {
                            path class="inten-line" stroke="#2f5d9b" stroke-opacity="0.55" fill="none"
                                d={ "M" (at(centre(place))) " " (at(level(interval.low))) "V" (at(level(interval.high))) } {}
                        }
                        @if let Some(intensity) = sums.intensity {
                            circle class="inten mean" fill="#2f5d9b" stroke="#fff" cx=(at(centre(place))) cy=(at(level(intensity))) r="3" {}
                        }
                    }
                }
            }
            @for &place in &labels.breaks {
                path class="break" stroke="#222" stroke-dasharray="4 3" fill="none"
                    d={ "M" (at(x(place))) " " (at(TOP - 14.0)) "V" (at(TOP + 2.0 * half)) } {}
                text class="ink" fill="#222" x=(at(x(place) + 4.0)) y=(at(TOP - 5.0)) font-size="11" {
                    (steps.get(place).map_or("", |step| step.name))
                }
            }
            @for (place, step) in steps.iter().enumerate().step_by(every) {
                text class="quiet" fill="#5c5a55" x=(at(centre(place))) y=(at(HEIGHT - BOTTOM + 18.0)) text-anchor="middle" {
                    (step.name)
                }
            }
            @for (left, class, colour, words) in legend {
                rect class=(class) fill=(colour) x=(at(left)) y=(at(HEIGHT - 22.0)) width="11" height="11" rx="2" {}
                text class="quiet" fill="#5c5a55" x=(at(left + 16.0)) y=(at(HEIGHT - 12.0)) { (words) }
            }
        }
    }
}
