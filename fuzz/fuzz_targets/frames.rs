//! Any bytes, as a stream and as a datagram: every byte is accounted for, what is found is whole, and how
//! a stream is cut up does not change what is found in it.
#![no_main]

use haiou::link::frame::{Finder, Found, LONGEST_FRAME};

/// The frames of a stream that comes in pieces of this length, and how many bytes were rejected.
fn of_stream(bytes: &[u8], piece: usize) -> (Vec<Vec<u8>>, usize, usize) {
    let (mut finder, mut waiting) = (Finder::default(), Vec::new());
    let (mut frames, mut rejected) = (Vec::new(), 0);
    for piece in bytes.chunks(piece) {
        waiting.extend_from_slice(piece);
        let rest = finder.in_stream(&waiting, |found| match found {
            Found::Frame(frame) => frames.push(frame.bytes().to_vec()),
            Found::Rejected(_, bytes) => rejected += bytes.len(),
        });
        assert!(rest.len() < LONGEST_FRAME);
        waiting = rest.to_vec();
    }
    (frames, rejected, waiting.len())
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    // Byte by byte costs the square of what waits; a few frames show all that there is.
    let bytes = &bytes[..bytes.len().min(2_048)];
    let (frames, rejected, left) = of_stream(bytes, usize::MAX);
    let found: usize = frames.iter().map(Vec::len).sum();
    assert_eq!(found + rejected + left, bytes.len());
    for piece in [1, 13] {
        assert_eq!(of_stream(bytes, piece), (frames.clone(), rejected, left));
    }
    let mut accounted = 0;
    Finder::default().in_datagram(bytes, |found| {
        accounted += match found {
            Found::Frame(frame) => frame.bytes().len(),
            Found::Rejected(_, bytes) => bytes.len(),
        };
    });
    assert_eq!(accounted, bytes.len());
});
