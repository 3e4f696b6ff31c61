//! Frames: MAVLink messages as bytes, out and in. The `mavlink` crate is the codec; which bytes go
//! where and when is decided here.

mod outbox;
mod packets;
mod sender;
mod signing;
mod splitter;
mod voice;

pub use outbox::{ChannelId, Outbox};
pub use packets::{Packets, Run};
pub use sender::Sender;
pub use signing::{Key, Signing, SigningRefusal};
pub use splitter::{Incoming, Splitter};
pub use voice::Voice;
