//! What is known of signatures while links come and go.

use super::*;
use crate::link::hub::Refusal;
use crate::link::signing::{EPOCH_US, Key, KeyFor, NamedKey, Signature};

const KEY: Key = Key([7; 32]);
const ROOM: &str = "room";

fn room() -> LinkSetup {
    LinkSetup {
        name: ROOM.to_owned(),
        address: "udp-listen://127.0.0.1:0".parse().unwrap(),
        of: LinkUse::Stations {
            access: Access::ReadOnly,
            sees: None,
        },
    }
}

/// A station's heartbeat that was signed just now.
fn signed_beat() -> Vec<u8> {
    let sender = Sender {
        system: 255,
        component: 190,
    };
    let timestamp = (crate::clock::moment().us() - EPOCH_US) / 10;
    let signature = Signature { link: 0, timestamp };
    let payload = [0, 0, 0, 0, 6, 8, 0, 0, 3];
    let mut room = Vec::new();
    let signing = Some((&KEY, signature));
    frame_up(sender, 0, HEARTBEAT, &payload, signing, &mut room).unwrap();
    room
}

/// Sends a frame to the endpoint, which is the one after so many others since it was added. How many stations there
/// are then, and how many frames were refused because they had been sent before.
fn send(live: &Live, to: SocketAddr, frame: &[u8], others: u64) -> (usize, u64) {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    socket.send_to(frame, to).unwrap();
    let until = crate::clock::uptime() + LONG;
    while crate::clock::uptime() < until {
        let status = live.handle().status();
        let link = status.links.iter().find(|it| &*it.name == ROOM);
        if let Some(link) = link.filter(|it| it.frames > others) {
            return (link.stations, link.refused.of(Refusal::Replayed));
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("nothing came");
}

#[test]
fn what_was_sent_before_an_endpoint_was_removed_is_refused_when_it_is_added_again_whatever_the_disk_does()
 {
    // There is no such folder, so that nothing can be written.
    let folder = std::env::temp_dir().join(format!("haiou-no-marks-{}", std::process::id()));
    let endpoint = ROOM.to_owned();
    let whose = KeyFor::Stations { endpoint };
    let keys = vec![NamedKey { whose, key: KEY }];
    let mut live = Live::start(LiveSetup {
        us: US,
        links: vec![room()],
        record: None,
        signing: Some(SigningSetup {
            keys,
            marks: folder.join("marks"),
        }),
    })
    .unwrap();
    let frame = signed_beat();
    let to = address_of(&mut live, ROOM);
    assert_eq!(send(&live, to, &frame, 0), (1, 0));
    told(&mut live, |it| {
        matches!(it, LiveTidings::MarksNotKept { .. })
    });
    // Also where it is removed and added time and again, and nothing comes in between.
    for _ in 0..2 {
        let ask = |request| live.handle().request(request).unwrap();
        ask(LiveRequest::RemoveLink(ROOM.to_owned()));
        ask(LiveRequest::AddLink(Box::new(room())));
    }
    let is_up = |it: &LiveTidings| {
        matches!(
            it,
            LiveTidings::Link {
                news: LinkNews::Added(LinkId(2)),
                ..
            }
        )
    };
    told(&mut live, is_up);
    let to = address_of(&mut live, ROOM);
    assert_eq!(send(&live, to, &frame, 0), (0, 1));
    // What is new is taken.
    assert_eq!(send(&live, to, &signed_beat(), 1), (1, 1));
    assert!(!folder.exists());
}
