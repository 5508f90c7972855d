//! Bars side by side, and the smallest of figures beside a row of a table.

use maud::{Markup, html};

use super::{at, round_up};

const WIDTH: f64 = 960.0;
const HEIGHT: f64 = 180.0;
const LEFT: f64 = 46.0;
const TOP: f64 = 30.0;
const BOTTOM: f64 = 26.0;

/// A bar for each number, with its name, its link and what it says in words.
pub(crate) fn bars(title: &str, numbers: &[(String, usize, String, String)]) -> Markup {
    let most = round_up(numbers.iter().map(|(_, number, ..)| *number).max().unwrap_or(0));
    let wide = (WIDTH - LEFT - 8.0) / numbers.len().max(1) as f64;
    let tall = HEIGHT - TOP - BOTTOM;
    let every = numbers.len().div_ceil(12).max(1);
    html! {
        svg xmlns="http://www.w3.org/2000/svg" class="figure" viewBox={ "0 0 " (WIDTH) " " (HEIGHT) }
            role="group" aria-label=(title) font-family="system-ui, sans-serif" font-size="12" {
            text class="ink" fill="#222" x=(at(LEFT)) y="16" font-size="14" font-weight="600" { (title) }
            @for share in [0.0, 1.0] {
                @let y = TOP + tall * (1.0 - share);
                path class="grid" fill="none" stroke="#d9d5cb" d={ "M" (at(LEFT)) " " (at(y)) "H" (at(WIDTH - 8.0)) } {}
                text class="quiet" fill="#5c5a55" x=(at(LEFT - 8.0)) y=(at(y + 4.0)) text-anchor="end" {
                    (most as f64 * share)
                }
            }
            @for (place, (name, number, link, says)) in numbers.iter().enumerate() {
                @let left = LEFT + wide * place as f64;
                @let height = tall * *number as f64 / most as f64;
                a href=(link) tabindex="-1" {
                    title { (says) }
                    rect class="count" fill="#6b7f94" x=(at(left + wide * 0.1)) y=(at(TOP + tall - height))
                        width=(at(wide * 0.8)) height=(at(height)) {}
                }
                @if place % every == 0 {
                    text class="quiet" fill="#5c5a55" x=(at(left + wide / 2.0)) y=(at(HEIGHT - 8.0)) text-anchor="middle" { (name) }
                }
            }
        }
    }
}

/// Cooperation upwards and conflict downwards, without words.
pub(crate) fn sparkline(cooperation: &[usize], conflict: &[usize], says: &str) -> Markup {
    const WIDE: f64 = 160.0;
    const HALF: f64 = 14.0;
    let most = cooperation.iter().chain(conflict).copied().max().unwrap_or(0).max(1) as f64;
    let step = WIDE / cooperation.len().max(1) as f64;
    let outline = |numbers: &[usize], sign: f64| {
        let mut path = format!("M0 {}", at(HALF));
        for (place, &number) in numbers.iter().enumerate() {
            let y = HALF - sign * HALF * number as f64 / most;
            let (left, right) = (step * place as f64, step * (place + 1) as f64);
            path.push_str(&format!("L{0} {1}L{2} {1}", at(left), at(y), at(right)));
        }
        path.push_str(&format!("L{} {}Z", at(WIDE), at(HALF)));
        path
    };
    html! {
        svg xmlns="http://www.w3.org/2000/svg" class="spark" viewBox={ "0 0 " (WIDE) " " (2.0 * HALF) } role="img"
            aria-label=(says) preserveAspectRatio="none" {
            path class="coop-done" fill="#2f7d4f" d=(outline(cooperation, 1.0)) {}
            path class="conf-done" fill="#b23a2a" d=(outline(conflict, -1.0)) {}
        }
    }
}
