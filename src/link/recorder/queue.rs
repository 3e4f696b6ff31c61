//! What waits for the disk. It is bounded by the memory that it takes, however many pieces that are.

use super::writer::Piece;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};

/// What a piece takes beside its bytes, about.
pub(super) const PIECE_ITSELF: usize = 128;

/// Where pieces go in.
pub(super) struct Inlet {
    pieces: Sender<Waiting>,
    waiting: Arc<AtomicUsize>,
    most: usize,
}

/// Where they come out.
pub(super) struct Outlet {
    pieces: Receiver<Waiting>,
}

struct Waiting {
    piece: Piece,
    memory: Memory,
}

/// What a piece takes until it was written or is given up, however that comes.
struct Memory {
    bytes: usize,
    waiting: Arc<AtomicUsize>,
}

/// A queue that takes no more memory than so many bytes.
pub(super) fn queue(most: usize) -> (Inlet, Outlet) {
    let (sender, receiver) = channel();
    let waiting = Arc::new(AtomicUsize::new(0));
    let inlet = Inlet {
        pieces: sender,
        waiting,
        most,
    };
    (inlet, Outlet { pieces: receiver })
}

impl Inlet {
    /// Adds a piece where there is room. Whether there was.
    pub(super) fn offer(&self, piece: Piece) -> bool {
        let waiting = self.waiting.load(Ordering::Relaxed);
        let has_room = waiting.saturating_add(memory_of(&piece)) <= self.most;
        if has_room {
            self.add(piece);
        }
        has_room
    }

    /// Adds a piece, however much waits. Where nobody takes any more it is gone: it is not among what was
    /// written.
    pub(super) fn add(&self, piece: Piece) {
        let bytes = memory_of(&piece);
        // It is counted first: the other side must not take it away before.
        self.waiting.fetch_add(bytes, Ordering::Relaxed);
        let waiting = Arc::clone(&self.waiting);
        let memory = Memory { bytes, waiting };
        self.pieces.send(Waiting { piece, memory }).ok();
    }
}

impl Outlet {
    /// Hands each piece to `each`, until nothing can come any more.
    pub(super) fn for_each(self, mut each: impl FnMut(Piece)) {
        for Waiting { piece, memory } in &self.pieces {
            each(piece);
            drop(memory);
        }
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        self.waiting.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

fn memory_of(piece: &Piece) -> usize {
    piece.bytes.capacity() + PIECE_ITSELF
}
