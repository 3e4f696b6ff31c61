//! A tree over the outlines of a tile, packed into two arrays.
//!
//! A look at it waits for memory and for wrong guesses of the processor. So a node is two lines of the
//! cache, which hold the bounds of eight children side by side, and all eight are compared with a
//! window without a branch.

use super::outline::{Bounds, Outline};
use geo::Rect;
use smallvec::SmallVec;

/// How many children a node has; all but the last of a level have as many.
const CHILDREN: usize = 8;

/// The bounds of a node's children, degrees. A child that is not there has NaN for bounds, which touch
/// nothing.
#[derive(Clone, Debug)]
#[repr(align(128))]
struct Node {
    west: [f32; CHILDREN],
    south: [f32; CHILDREN],
    east: [f32; CHILDREN],
    north: [f32; CHILDREN],
}

impl Node {
    fn new(children: &[Bounds]) -> Self {
        let side = |of: fn(&Bounds) -> f32| {
            let mut values = [f32::NAN; CHILDREN];
            for (value, bounds) in values.iter_mut().zip(children) {
                *value = of(bounds);
            }
            values
        };
        Self {
            west: side(|bounds| bounds.low[0]),
            south: side(|bounds| bounds.low[1]),
            east: side(|bounds| bounds.high[0]),
            north: side(|bounds| bounds.high[1]),
        }
    }

    /// A bit for each child that touches the window.
    #[inline]
    fn touched_by(&self, window: &Bounds) -> u8 {
        let mut bits = 0;
        for child in 0..CHILDREN {
            let touches = (self.west[child] <= window.high[0])
                & (self.east[child] >= window.low[0])
                & (self.south[child] <= window.high[1])
                & (self.north[child] >= window.low[1]);
            bits |= u8::from(touches) << child;
        }
        bits
    }

    fn child(&self, child: usize) -> Bounds {
        Bounds {
            low: [self.west[child], self.south[child]],
            high: [self.east[child], self.north[child]],
        }
    }
}

/// Outlines and the tree over them. It is never changed.
#[derive(Clone, Debug)]
pub struct OutlineTree {
    /// In the order of the leaves' children.
    outlines: Box<[Outline]>,
    /// Level by level, the leaves first. The children of node `n` of a level are the nodes `8·n…8·n + 7`
    /// of the level before it.
    nodes: Box<[Node]>,
    /// Where in `nodes` each level begins.
    levels: SmallVec<[u32; 6]>,
}

impl OutlineTree {
    /// The tree over outlines and the bounds of each.
    pub fn new(mut items: Vec<(Bounds, Outline)>) -> Self {
        put_neighbours_together(&mut items);
        let (mut nodes, mut levels) = (Vec::new(), SmallVec::new());
        let mut children: Vec<Bounds> = items.iter().map(|(bounds, _)| *bounds).collect();
        while levels.is_empty() || children.len() > 1 {
            levels.push(nodes.len() as u32);
            nodes.extend(children.chunks(CHILDREN).map(Node::new));
            let around_all = |of_one: &[Bounds]| of_one.iter().copied().reduce(Bounds::around);
            children = children.chunks(CHILDREN).filter_map(around_all).collect();
        }
        Self {
            outlines: items.into_iter().map(|(_, outline)| outline).collect(),
            nodes: nodes.into(),
            levels,
        }
    }

    /// Calls `found` once for every outline whose bounds touch one of the windows, with its bounds.
    #[inline]
    pub fn touching(&self, windows: &Windows, mut found: impl FnMut(Bounds, &Outline)) {
        if let Some(top) = self.levels.len().checked_sub(1) {
            self.look(top, 0, windows, windows.all(), &mut found);
        }
    }

    /// Looks below a node for what touches one of those windows whose bits are set.
    fn look(
        &self,
        level: usize,
        at: usize,
        windows: &Windows,
        which: u8,
        found: &mut impl FnMut(Bounds, &Outline),
    ) {
        let Some(node) = self.nodes.get(self.levels[level] as usize + at) else {
            return;
        };
        // What is below a child is compared with the windows that touch the child alone.
        let by_child = transposed(windows.touching_children(node, which));
        let mut left = by_child;
        while left != 0 {
            let child = left.trailing_zeros() as usize / 8;
            left &= !(0xFF << (8 * child));
            let below = CHILDREN * at + child;
            if level > 0 {
                let which = (by_child >> (8 * child)) as u8;
                self.look(level - 1, below, windows, which, found);
            } else if let Some(outline) = self.outlines.get(below) {
                found(node.child(child), outline);
            }
        }
    }
}

/// What is looked for at once: up to eight windows, a bit each.
#[derive(Clone, Debug)]
pub struct Windows {
    windows: [Bounds; MOST_WINDOWS],
    count: usize,
}

/// As many as a byte has bits.
const MOST_WINDOWS: usize = 8;

impl Windows {
    /// Around rectangles of degrees: one around each, or where they are too many, around several that
    /// follow on each other.
    pub fn around(rects: &[Rect<f64>]) -> Self {
        let mut windows = [Bounds::NOWHERE; MOST_WINDOWS];
        let together = rects.len().div_ceil(MOST_WINDOWS).max(1);
        let mut count = 0;
        for (window, rects) in windows.iter_mut().zip(rects.chunks(together)) {
            *window = rects.iter().map(Bounds::of).fold(*window, Bounds::around);
            count += 1;
        }
        Self { windows, count }
    }

    /// A bit for each.
    fn all(&self) -> u8 {
        ((1_u16 << self.count) - 1) as u8
    }

    /// Whether one of them has a place in common with `bounds`, borders included.
    pub fn touch(&self, bounds: &Bounds) -> bool {
        self.windows[..self.count]
            .iter()
            .any(|window| window.touches(bounds))
    }

    /// A byte for each of those windows whose bits are set, with a bit for each child that it touches.
    #[inline]
    fn touching_children(&self, node: &Node, which: u8) -> u64 {
        let (mut left, mut bytes) = (which, 0);
        while left != 0 {
            let window = left.trailing_zeros() as usize % MOST_WINDOWS;
            left &= left - 1;
            bytes |= u64::from(node.touched_by(&self.windows[window])) << (8 * window);
        }
        bytes
    }
}

/// The square of eight bytes of eight bits turned over its diagonal (Warren, Hacker's Delight, 7-3).
fn transposed(mut bytes: u64) -> u64 {
    for (distance, mask) in [
        (7, 0x00AA_00AA_00AA_00AA),
        (14, 0x0000_CCCC_0000_CCCC),
        (28, 0x0000_0000_F0F0_F0F0),
    ] {
        let differing = (bytes ^ (bytes >> distance)) & mask;
        bytes ^= differing ^ (differing << distance);
    }
    bytes
}

/// Orders outlines so that each run of 8, 64, 512 … of them, counted from the first, lies close together:
/// halves them along their longer side, again and again.
fn put_neighbours_together(items: &mut [(Bounds, Outline)]) {
    let leaves = items.len().div_ceil(CHILDREN);
    if leaves < 2 {
        return;
    }
    let all = items.iter().map(|(bounds, _)| *bounds);
    let all = all.reduce(Bounds::around);
    let axis = usize::from(all.is_some_and(|all| all.extent(1) > all.extent(0)));
    let middle = CHILDREN * (leaves.next_power_of_two() / 2);
    let place = |(bounds, _): &(Bounds, Outline)| bounds.low[axis] + bounds.high[axis];
    items.select_nth_unstable_by(middle, |a, b| place(a).total_cmp(&place(b)));
    let (before, after) = items.split_at_mut(middle);
    put_neighbours_together(before);
    put_neighbours_together(after);
}

#[cfg(test)]
mod tests;
