//! The shortest way by an exact visibility graph: geo widens what is kept out, all corners are nodes, and the
//! search goes over all that see each other. Arcs are inscribed and nothing is allowed for, so that no way that keeps
//! the distance is shorter.

use geo::algorithm::buffer::{BufferStyle, LineJoin};
use geo::{Buffer, Coord, MultiPolygon, Polygon, unary_union};
use rstar::{AABB, RTree, RTreeObject};

struct Edge(Coord<f64>, Coord<f64>);

impl RTreeObject for Edge {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        AABB::from_corners([self.0.x, self.0.y], [self.1.x, self.1.y])
    }
}

fn cross(a: Coord<f64>, b: Coord<f64>) -> f64 {
    a.x * b.y - a.y * b.x
}

fn distance(a: Coord<f64>, b: Coord<f64>) -> f64 {
    (b - a).x.hypot((b - a).y)
}

/// How long the shortest way is, metres, of those up to `longest_m`; infinite where there is none.
pub fn shortest_m(
    keep_outs: &[Polygon<f64>],
    clearance_m: f64,
    from: Coord<f64>,
    until: Coord<f64>,
    longest_m: f64,
) -> f64 {
    let style = BufferStyle::new(clearance_m).line_join(LineJoin::Round(0.1));
    // A way of that length comes nowhere near the others.
    let is_near = |polygon: &&Polygon<f64>| {
        let corners = polygon.exterior().0.iter();
        let farthest = |at: &Coord<f64>| distance(from, *at) + distance(*at, until);
        corners.map(farthest).fold(f64::INFINITY, f64::min) < longest_m + 2_000.0
    };
    let widened: Vec<MultiPolygon<f64>> = keep_outs
        .iter()
        .filter(is_near)
        .map(|it| it.buffer_with_style(style.clone()))
        .collect();
    let kept_out = unary_union(&widened);
    let mut edges = Vec::new();
    let mut nodes = vec![from, until];
    // To the corners after and before each node: between them, counter-clockwise, is what is kept out.
    let mut cones = vec![None, None];
    for polygon in &kept_out {
        for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
            let open = &ring.0[..ring.0.len() - 1];
            let count = open.len();
            let at = |index: usize| open[index % count];
            for index in 0..count {
                edges.push(Edge(at(index), at(index + 1)));
                let (before, here, after) = (at(index + count - 1), at(index), at(index + 1));
                // Exteriors run counter-clockwise and holes clockwise: a corner that stands out turns left.
                let stands_out = cross(here - before, after - here) > 0.0;
                if stands_out && distance(from, here) + distance(here, until) <= longest_m + 1.0 {
                    nodes.push(here);
                    cones.push(Some((after - here, before - here)));
                }
            }
        }
    }
    let edges = RTree::bulk_load(edges);
    let mut least = vec![f64::INFINITY; nodes.len()];
    let mut is_done = vec![false; nodes.len()];
    least[0] = 0.0;
    // Dijkstra's search, led by what is left at least (Hart, Nilsson and Raphael 1968).
    let whole_m = |least: &[f64], it: usize| least[it] + distance(nodes[it], until);
    loop {
        let next = (0..nodes.len())
            .filter(|it| !is_done[*it] && least[*it].is_finite())
            .min_by(|a, b| whole_m(&least, *a).total_cmp(&whole_m(&least, *b)));
        let Some(here) = next else {
            return f64::INFINITY;
        };
        if here == 1 {
            return least[1];
        }
        is_done[here] = true;
        for other in 0..nodes.len() {
            let there_m = least[here] + distance(nodes[here], nodes[other]);
            let is_of_use = !is_done[other]
                && there_m < least[other]
                && there_m + distance(nodes[other], until) <= longest_m + 1.0;
            let goes_in = |node: usize, way: Coord<f64>| {
                let is_in = |cone: (Coord<f64>, Coord<f64>)| {
                    cross(cone.0, way) > 1e-6 && cross(way, cone.1) > 1e-6
                };
                cones[node].is_some_and(is_in)
            };
            let way = nodes[other] - nodes[here];
            if is_of_use
                && !goes_in(here, way)
                && !goes_in(other, nodes[here] - nodes[other])
                && sees(&edges, nodes[here], nodes[other])
            {
                least[other] = there_m;
            }
        }
    }
}

/// Whether no edge is properly crossed. Ends that are corners are drawn in by a little, so that edges that begin
/// there do not count; what then cuts a corner is shorter, which is the side to err on.
fn sees(edges: &RTree<Edge>, from: Coord<f64>, until: Coord<f64>) -> bool {
    let way = until - from;
    let length = way.x.hypot(way.y);
    if length < 1e-6 {
        return true;
    }
    let (from, until) = (from + way * (1e-4 / length), until - way * (1e-4 / length));
    // A long way's bounds hold many edges: it is looked at in parts.
    let parts = (length / 200.0).ceil().max(1.0) as i32;
    (0..parts).all(|part| {
        let at = |part: i32| from + (until - from) * (f64::from(part) / f64::from(parts));
        let (a, b) = (at(part), at(part + 1));
        let bounds = AABB::from_corners([a.x, a.y], [b.x, b.y]);
        edges.locate_in_envelope_intersecting(bounds).all(|edge| {
            let sides = (cross(way, edge.0 - from), cross(way, edge.1 - from));
            let along = edge.1 - edge.0;
            let others = (cross(along, from - edge.0), cross(along, until - edge.0));
            sides.0 * sides.1 >= 0.0 || others.0 * others.1 >= 0.0
        })
    })
}
