//! A graph of who is tied to whom: laid out by forces, the same at each time.

use maud::{Markup, html};

use super::at;

const WIDTH: f64 = 960.0;
const HEIGHT: f64 = 640.0;
const EDGE: f64 = 70.0;
/// Steps of the layout, by feel: with more than this nothing moves any more to the eye.
const STEPS: u32 = 300;

/// Something that is tied to others.
pub(crate) struct Node {
    /// What it is called.
    pub(crate) name: String,
    /// How much there is of it: the area of its mark.
    pub(crate) size: f64,
    /// Where it leads.
    pub(crate) link: String,
    /// What it says in words.
    pub(crate) says: String,
}

/// A tie from one node to another, by their places.
pub(crate) struct Edge {
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// How strong it is, from 0 to 1.
    pub(crate) weight: f64,
    /// Its sort, which is its class: `for`, `against`, `mixed`, `cites`.
    pub(crate) sort: &'static str,
    pub(crate) link: String,
    pub(crate) says: String,
}

/// Nodes with their ties.
pub(crate) struct Graph {
    pub(crate) title: String,
    pub(crate) nodes: Vec<Node>,
    pub(crate) edges: Vec<Edge>,
}

fn colour(sort: &str) -> &'static str {
    match sort {
        "for" => "#2f7d4f",
        "against" => "#b23a2a",
        _ => "#6b7f94",
    }
}

/// Places of the nodes: from a circle on, ties pull and all push (Fruchterman and Reingold 1991), without chance.
fn places(graph: &Graph) -> Vec<[f64; 2]> {
    let count = graph.nodes.len().max(1) as f64;
    let (wide, tall) = (WIDTH - 2.0 * EDGE, HEIGHT - 2.0 * EDGE);
    // Neighbours in the list stand apart, by the golden angle, so that no two begin in one place. It is turned by products
    // alone, which all machines count alike.
    const TURN: [f64; 2] = [-0.737_368_878_078_319_7, 0.675_490_294_261_523_8];
    let mut towards = [1.0_f64, 0.0_f64];
    let mut places: Vec<[f64; 2]> = (0..graph.nodes.len())
        .map(|node| {
            let far = ((node as f64 + 0.5) / count).sqrt() / 2.0;
            let place = [wide * (0.5 + far * towards[0]), tall * (0.5 + far * towards[1])];
            let [x, y] = towards;
            towards = [x * TURN[0] - y * TURN[1], x * TURN[1] + y * TURN[0]];
            place
        })
        .collect();
    let ideal = (wide * tall / count).sqrt() * 0.75;
    for step in 0..STEPS {
        let mut moves = vec![[0.0_f64; 2]; places.len()];
        for one in 0..places.len() {
            for other in 0..one {
                let [dx, dy] =
                    [places[one][0] - places[other][0], places[one][1] - places[other][1]];
                let far = (dx * dx + dy * dy).max(1.0);
                let push = ideal * ideal / far;
                for (axis, difference) in [dx, dy].into_iter().enumerate() {
                    moves[one][axis] += difference * push;
                    moves[other][axis] -= difference * push;
                }
            }
        }
        for edge in &graph.edges {
            let [dx, dy] = [0, 1].map(|axis| places[edge.from][axis] - places[edge.to][axis]);
            let far = (dx * dx + dy * dy).sqrt().max(1.0);
            let pull = far / ideal * (0.3 + 0.7 * edge.weight);
            for (axis, difference) in [dx, dy].into_iter().enumerate() {
                moves[edge.from][axis] -= difference * pull;
                moves[edge.to][axis] += difference * pull;
            }
        }
        // It cools down, so that it comes to rest.
        let most = 40.0 * (1.0 - f64::from(step) / f64::from(STEPS)) + 0.5;
        for (place, movement) in places.iter_mut().zip(&moves) {
            let towards = [wide / 2.0 - place[0], tall / 2.0 - place[1]];
            let [mx, my] = [0, 1].map(|axis| movement[axis] + towards[axis] * 0.6);
            let far = (mx * mx + my * my).sqrt().max(0.001);
            let by = far.min(most) / far;
            place[0] = (place[0] + mx * by).clamp(0.0, wide);
            place[1] = (place[1] + my * by).clamp(0.0, tall);
        }
    }
    places.into_iter().map(|[x, y]| [x + EDGE, y + EDGE]).collect()
}

/// Draws the graph: an arc from each to the one that it is tied to, turned to the right, so that both ways are seen.
pub(crate) fn drawn(graph: &Graph) -> Markup {
    let places = places(graph);
    let most = graph.nodes.iter().map(|node| node.size).fold(1.0, f64::max);
    let radius = |node: usize| 5.0 + 13.0 * (graph.nodes[node].size / most).sqrt();
    let arc = |edge: &Edge| {
        let ([x1, y1], [x2, y2]) = (places[edge.from], places[edge.to]);
        let [dx, dy] = [x2 - x1, y2 - y1];
        let far = (dx * dx + dy * dy).sqrt().max(1.0);
        let (ux, uy) = (dx / far, dy / far);
        let (start, end) = (radius(edge.from), radius(edge.to) + 5.0);
        let bend = far * 0.12;
        let (mx, my) = ((x1 + x2) / 2.0 - uy * bend, (y1 + y2) / 2.0 + ux * bend);
        format!(
            "M{} {}Q{} {} {} {}",
            at(x1 + ux * start),
            at(y1 + uy * start),
            at(mx),
            at(my),
            at(x2 - ux * end),
            at(y2 - uy * end)
        )
    };
    html! {
        svg xmlns="http://www.w3.org/2000/svg" class="figure graph" viewBox={ "0 0 " (WIDTH) " " (HEIGHT) }
            role="group" aria-label=(graph.title) font-family="system-ui, sans-serif" font-size="12" {
            defs {
                @for sort in ["for", "against", "mixed", "cites"] {
                    marker id={ "arrow-" (sort) } viewBox="0 0 8 8" refX="6" refY="4" markerWidth="7" markerHeight="7"
                        markerUnits="userSpaceOnUse" orient="auto" {
                        path class={ "tip " (sort) } fill=(colour(sort)) d="M0 0L8 4L0 8Z" {}
                    }
                }
            }
            text class="ink" fill="#222" x="16" y="20" font-size="14" font-weight="600" { (graph.title) }
            @for edge in &graph.edges {
                a href=(edge.link) tabindex="-1" {
                    title { (edge.says) }
                    path class={ "tie " (edge.sort) } fill="none" stroke=(colour(edge.sort)) stroke-opacity="0.7"
                        stroke-width=(at(1.0 + 3.5 * edge.weight)) marker-end={ "url(#arrow-" (edge.sort) ")" }
                        d=(arc(edge)) {}
                }
            }
            @for (place, node) in graph.nodes.iter().enumerate() {
                @let [x, y] = places[place];
                a href=(node.link) tabindex="-1" {
                    title { (node.says) }
                    circle class="node" fill="#3f5468" cx=(at(x)) cy=(at(y)) r=(at(radius(place))) {}
                    text class="node-name" fill="#222" stroke="#fff" stroke-width="3" paint-order="stroke"
                        x=(at(x)) y=(at(y - radius(place) - 5.0)) text-anchor="middle" { (node.name) }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(count: usize) -> Graph {
        let node = |at: usize| Node {
            name: format!("n{at}"),
            size: 1.0,
            link: String::new(),
            says: String::new(),
        };
        let edge = |from: usize| Edge {
            from,
            to: (from + 1) % count,
            weight: 0.5,
            sort: "for",
            link: String::new(),
            says: String::new(),
        };
        Graph {
            title: "ring".into(),
            nodes: (0..count).map(node).collect(),
            edges: (0..count).map(edge).collect(),
        }
    }

    #[test]
    fn nodes_stand_apart_within_the_figure() {
        for count in [1, 2, 7, 30] {
            let places = places(&ring(count));
            for (at, [x, y]) in places.iter().enumerate() {
                assert!((0.0..=WIDTH).contains(x) && (0.0..=HEIGHT).contains(y));
                for [ox, oy] in &places[..at] {
                    assert!((x - ox).hypot(y - oy) > 20.0, "{count}");
                }
            }
        }
    }

    #[test]
    fn the_same_graph_is_laid_out_in_the_same_way() {
        assert_eq!(drawn(&ring(9)).into_string(), drawn(&ring(9)).into_string());
    }
}
