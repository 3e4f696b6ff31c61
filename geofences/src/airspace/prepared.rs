//! An area made ready for questions: where is a point, which edges are near.
//!
//! The vertices are shared with the zone's footprint; what is added, where there are more than a
//! few, is a directory of horizontal slabs, each naming the edges that reach into it, two bytes
//! an edge. A point is then compared with the few edges of its slab instead of all of them.

use crate::footprint::FlatRings;
use geo::{Coord, Rect};
use robust::{Coord as RobustCoord, orient2d};

/// Where a point lies with respect to an area.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PointLocation {
    /// In its interior.
    Inside,
    /// On one of its edges or vertices, and in no polygon's interior.
    Boundary,
    /// Neither.
    Outside,
}

/// An area with its slab directory.
#[derive(Clone, Debug)]
pub struct PreparedArea {
    rings: FlatRings,
    bounds: Rect<f64>,
    /// Nothing for areas of up to [`MOST_WITHOUT_SLABS`] vertices.
    slabs: Option<Box<Slabs>>,
}

/// Which edges reach into which slab.
#[derive(Clone, Debug)]
struct Slabs {
    south_deg: f64,
    per_degree: f64,
    count: usize,
    table: SlabTable,
}

/// `count + 1` starts, then the edges' indices, in one allocation.
#[derive(Clone, Debug)]
enum SlabTable {
    Small(Box<[u16]>),
    Large(Box<[u32]>),
}

/// With no more vertices than this, to look at all of them takes no longer than to look up which
/// ones: they are 1 KB in a row.
const MOST_WITHOUT_SLABS: usize = 65;

/// About so many edges start in a slab.
const EDGES_PER_SLAB: usize = 2;
/// No more slabs than this: beyond it, long edges would stand in too many of them.
const MOST_SLABS: usize = 4_096;

impl PreparedArea {
    /// Prepares the area of `rings`, which were checked.
    pub fn new(rings: FlatRings) -> Self {
        let bounds = rings.bounds();
        let slabs = (rings.coords().len() > MOST_WITHOUT_SLABS)
            .then(|| Box::new(Slabs::new(&rings, &bounds)));
        Self {
            rings,
            bounds,
            slabs,
        }
    }

    /// The smallest rectangle around the area, degrees.
    pub fn bounds(&self) -> Rect<f64> {
        self.bounds
    }

    /// The rings of the area.
    pub fn rings(&self) -> &FlatRings {
        &self.rings
    }

    /// The two ends of an edge.
    pub fn edge(&self, edge: usize) -> (Coord<f64>, Coord<f64>) {
        let coords = self.rings.coords();
        (coords[edge], coords[edge + 1])
    }

    /// Where `point` lies, exactly: the orientation predicate is Shewchuk's adaptive one.
    pub fn locate(&self, point: Coord<f64>) -> PointLocation {
        let (low, high) = (self.bounds.min(), self.bounds.max());
        if point.x < low.x || point.x > high.x || point.y < low.y || point.y > high.y {
            return PointLocation::Outside;
        }
        match &self.slabs {
            Some(slabs) => match slabs.edges_at(point.y) {
                SlabEdges::Small(edges) => {
                    self.locate_among(point, edges.iter().map(|&edge| usize::from(edge)))
                }
                SlabEdges::Large(edges) => {
                    self.locate_among(point, edges.iter().map(|&edge| edge as usize))
                }
            },
            None if self.rings.is_single() => locate_in_ring(point, self.rings.coords()),
            None => self.locate_among(point, self.rings.edges()),
        }
    }

    /// Counts crossings of the ray from `point` to the east, polygon by polygon.
    fn locate_among(&self, point: Coord<f64>, edges: impl Iterator<Item = usize>) -> PointLocation {
        let coords = self.rings.coords();
        let mut inside = false;
        let mut boundary = false;
        let mut on_this_polygon = false;
        let mut polygon_end = self.rings.polygon_end_after(0);
        for edge in edges {
            if edge >= polygon_end {
                if inside && !on_this_polygon {
                    return PointLocation::Inside;
                }
                boundary |= on_this_polygon;
                (inside, on_this_polygon) = (false, false);
                polygon_end = self.rings.polygon_end_after(edge);
            }
            match ray_meets(coords[edge], coords[edge + 1], point) {
                RayMeets::Crosses => inside = !inside,
                RayMeets::Passes => {}
                RayMeets::OnEdge => on_this_polygon = true,
            }
        }
        if on_this_polygon || (boundary && !inside) {
            PointLocation::Boundary
        } else if inside {
            PointLocation::Inside
        } else {
            PointLocation::Outside
        }
    }

    /// Whether a place lies inside a polygon of the area that is not among `others`, each named
    /// by [`FlatRings::polygon_end_after`] its edges. On an edge of another polygon the answer may
    /// be either.
    pub(crate) fn is_inside_polygon_not_among(&self, point: Coord<f64>, others: &[usize]) -> bool {
        let coords = self.rings.coords();
        let (mut inside, mut found, mut polygon_end) = (false, false, 0);
        // The edges of one slab: all of a polygon's follow on each other.
        self.edges_between(point.y, point.y, |edge| {
            if edge >= polygon_end {
                found |= inside;
                inside = false;
                polygon_end = self.rings.polygon_end_after(edge);
            }
            if !others.contains(&polygon_end)
                && let RayMeets::Crosses = ray_meets(coords[edge], coords[edge + 1], point)
            {
                inside = !inside;
            }
        });
        found || inside
    }

    /// Calls `found` once for every edge that may reach between two latitudes; edges outside may
    /// be among them.
    #[inline]
    pub fn edges_between(&self, south: f64, north: f64, mut found: impl FnMut(usize)) {
        if north < self.bounds.min().y || south > self.bounds.max().y {
            return;
        }
        let reaches_between = |a: Coord<f64>, b: Coord<f64>| {
            !((a.y < south && b.y < south) || (a.y > north && b.y > north))
        };
        match &self.slabs {
            Some(slabs) => slabs.each_edge_once(south, north, |edge| self.edge(edge), found),
            None if self.rings.is_single() => {
                let sides = |coord: &Coord<f64>| (coord.y < south, coord.y > north);
                let mut coords = self.rings.coords().iter();
                let Some(first) = coords.next() else {
                    return;
                };
                let mut a = sides(first);
                for (edge, b) in coords.map(sides).enumerate() {
                    if !((a.0 & b.0) | (a.1 & b.1)) {
                        found(edge);
                    }
                    a = b;
                }
            }
            None => {
                for edge in self.rings.edges() {
                    let (a, b) = self.edge(edge);
                    if reaches_between(a, b) {
                        found(edge);
                    }
                }
            }
        }
    }

    /// Looks at each of the area's cache lines, so that what is read next is at hand. Called for
    /// several areas in a row, their waits for memory overlap.
    pub fn fetch(&self) {
        const PER_LINE: usize = 64 / size_of::<Coord<f64>>();
        if self.slabs.is_none() {
            let lines = self.rings.coords().iter().step_by(PER_LINE);
            std::hint::black_box(lines.fold(0, |sum: u64, coord| sum ^ coord.y.to_bits()));
        }
    }
}

/// Where a point lies with respect to one closed ring.
fn locate_in_ring(point: Coord<f64>, ring: &[Coord<f64>]) -> PointLocation {
    let Some((&first, others)) = ring.split_first() else {
        return PointLocation::Outside;
    };
    // Only an edge that changes sides of the point's latitude can be crossed; and where no vertex
    // has that latitude, no other edge can touch the point.
    let (mut a, mut a_above, mut inside, mut is_level) = (first, first.y > point.y, false, false);
    for &b in others {
        let b_above = b.y > point.y;
        is_level |= b.y == point.y;
        if a_above != b_above {
            match ray_meets(a, b, point) {
                RayMeets::Crosses => inside = !inside,
                RayMeets::Passes => {}
                RayMeets::OnEdge => return PointLocation::Boundary,
            }
        }
        (a, a_above) = (b, b_above);
    }
    let touches =
        |pair: &[Coord<f64>]| matches!(ray_meets(pair[0], pair[1], point), RayMeets::OnEdge);
    if is_level && ring.windows(2).any(touches) {
        PointLocation::Boundary
    } else if inside {
        PointLocation::Inside
    } else {
        PointLocation::Outside
    }
}

enum SlabEdges<'a> {
    Small(&'a [u16]),
    Large(&'a [u32]),
}

impl Slabs {
    fn new(rings: &FlatRings, bounds: &Rect<f64>) -> Self {
        let coords = rings.coords();
        let count = (coords.len() / EDGES_PER_SLAB).clamp(1, MOST_SLABS);
        let height = bounds.height();
        let mut slabs = Self {
            south_deg: bounds.min().y,
            per_degree: if height > 0.0 {
                count as f64 / height
            } else {
                0.0
            },
            count,
            table: SlabTable::Small(Box::default()),
        };
        let mut starts = vec![0_u32; count + 1];
        let spans: Vec<(u32, usize, usize)> = rings
            .edges()
            .map(|edge| {
                let (a, b) = (coords[edge], coords[edge + 1]);
                let low = slabs.slab_of(a.y.min(b.y));
                let high = slabs.slab_of(a.y.max(b.y));
                (edge as u32, low, high)
            })
            .collect();
        for &(_, low, high) in &spans {
            for slab in low..=high {
                starts[slab + 1] += 1;
            }
        }
        for slab in 0..count {
            starts[slab + 1] += starts[slab];
        }
        let mut next = starts.clone();
        let mut edges = vec![0_u32; starts[count] as usize];
        for &(edge, low, high) in &spans {
            for slab in &mut next[low..=high] {
                edges[*slab as usize] = edge;
                *slab += 1;
            }
        }
        let head = (count + 1) as u32;
        let table = starts
            .iter()
            .map(|start| start + head)
            .chain(edges.iter().copied());
        let largest = coords.len().max(edges.len() + count + 1);
        slabs.table = if largest <= usize::from(u16::MAX) {
            SlabTable::Small(table.map(|value| value as u16).collect())
        } else {
            SlabTable::Large(table.collect())
        };
        slabs
    }

    /// The slab of a latitude. The same monotone function places edges and points, so that an
    /// edge stands in the slab of every latitude that it spans.
    fn slab_of(&self, latitude_deg: f64) -> usize {
        let slab = (latitude_deg - self.south_deg) * self.per_degree;
        (slab as usize).min(self.count - 1)
    }

    fn edges_at(&self, latitude_deg: f64) -> SlabEdges<'_> {
        self.edges_of(self.slab_of(latitude_deg))
    }

    fn edges_of(&self, slab: usize) -> SlabEdges<'_> {
        match &self.table {
            SlabTable::Small(table) => {
                SlabEdges::Small(&table[usize::from(table[slab])..usize::from(table[slab + 1])])
            }
            SlabTable::Large(table) => {
                SlabEdges::Large(&table[table[slab] as usize..table[slab + 1] as usize])
            }
        }
    }

    /// An edge stands in consecutive slabs: it is told in the first of them that is asked for.
    fn each_edge_once(
        &self,
        south: f64,
        north: f64,
        ends: impl Fn(usize) -> (Coord<f64>, Coord<f64>),
        mut found: impl FnMut(usize),
    ) {
        // A latitude south of all slabs is in the first one.
        let (first, last) = (self.slab_of(south), self.slab_of(north));
        for slab in first..=last {
            let mut tell = |edge: usize| {
                let (a, b) = ends(edge);
                if slab == first || self.slab_of(a.y.min(b.y)) == slab {
                    found(edge);
                }
            };
            match self.edges_of(slab) {
                SlabEdges::Small(edges) => edges.iter().for_each(|&edge| tell(edge.into())),
                SlabEdges::Large(edges) => edges.iter().for_each(|&edge| tell(edge as usize)),
            }
        }
    }
}

enum RayMeets {
    Crosses,
    Passes,
    OnEdge,
}

/// How the ray from `p` to the east meets the edge from `a` to `b`; ends count by the half-open
/// rule, so that a ray through a vertex crosses once or twice, as it must.
#[inline]
fn ray_meets(a: Coord<f64>, b: Coord<f64>, p: Coord<f64>) -> RayMeets {
    let a_above = a.y > p.y;
    let b_above = b.y > p.y;
    if a_above == b_above {
        // Only a vertex or a level edge at the point's own latitude can touch the point.
        let level = a.y == p.y && b.y == p.y;
        if level && a.x.min(b.x) <= p.x && p.x <= a.x.max(b.x) || p == a || p == b {
            return RayMeets::OnEdge;
        }
        return RayMeets::Passes;
    }
    if p.x < a.x && p.x < b.x {
        return RayMeets::Crosses;
    }
    if p.x > a.x && p.x > b.x {
        return RayMeets::Passes;
    }
    let side = orientation(a, b, p);
    if side == 0.0 {
        RayMeets::OnEdge
    } else if (side > 0.0) == b_above {
        RayMeets::Crosses
    } else {
        RayMeets::Passes
    }
}

/// Positive when `a`, `b`, `c` turn left, zero exactly when they are collinear.
#[inline]
pub(crate) fn orientation(a: Coord<f64>, b: Coord<f64>, c: Coord<f64>) -> f64 {
    let robust = |coord: Coord<f64>| RobustCoord {
        x: coord.x,
        y: coord.y,
    };
    orient2d(robust(a), robust(b), robust(c))
}
