//! What waits for the disk. It is bounded by the memory that it takes, however many pieces that are.

use super::writer::Piece;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SendError, Sender, channel};

/// What a piece takes beside its bytes, about.
pub(super) const PIECE_ITSELF: usize = 128;

/// Where pieces go in.
pub(super) struct Inlet {
    pieces: Sender<Piece>,
    waiting: Arc<AtomicUsize>,
    most: usize,
}

/// Where they come out.
pub(super) struct Outlet {
    pieces: Receiver<Piece>,
    waiting: Arc<AtomicUsize>,
}

/// A queue that takes no more memory than so many bytes.
pub(super) fn queue(most: usize) -> (Inlet, Outlet) {
    let (sender, receiver) = channel();
    let waiting = Arc::new(AtomicUsize::new(0));
    let inlet = Inlet {
        pieces: sender,
        waiting: Arc::clone(&waiting),
        most,
    };
    let outlet = Outlet {
        pieces: receiver,
        waiting,
    };
    (inlet, outlet)
}

impl Inlet {
    /// Adds a piece where there is room; else it comes back.
    pub(super) fn offer(&self, piece: Piece) -> Result<(), Piece> {
        let waiting = self.waiting.load(Ordering::Relaxed);
        match waiting.saturating_add(memory_of(&piece)) > self.most {
            true => Err(piece),
            false => self.add(piece),
        }
    }

    /// Adds a piece, however much waits. It comes back only where nobody takes any more.
    pub(super) fn add(&self, piece: Piece) -> Result<(), Piece> {
        // It is counted first: the other side must not take it away before.
        self.waiting.fetch_add(memory_of(&piece), Ordering::Relaxed);
        self.pieces.send(piece).map_err(|SendError(piece)| piece)
    }
}

impl Outlet {
    /// Hands each piece to `each`, until nothing can come any more.
    pub(super) fn for_each(self, mut each: impl FnMut(Piece)) {
        for piece in &self.pieces {
            let memory = memory_of(&piece);
            each(piece);
            self.waiting.fetch_sub(memory, Ordering::Relaxed);
        }
    }
}

fn memory_of(piece: &Piece) -> usize {
    piece.bytes.capacity() + PIECE_ITSELF
}
