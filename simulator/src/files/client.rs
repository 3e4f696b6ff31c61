//! A client for tests: it fetches files over a link that loses and doubles packets.

#![allow(clippy::unwrap_used, missing_docs)]

use super::{DATA_BYTES, Packet, opcode};
use crate::random::Random;
use mavlink::dialects::ardupilotmega::FILE_TRANSFER_PROTOCOL_DATA;
use std::collections::BTreeMap;

/// Sends a request, or nothing, lets a step pass, and gives what was said.
pub type Exchange<'a> =
    dyn FnMut(Option<FILE_TRANSFER_PROTOCOL_DATA>) -> Vec<FILE_TRANSFER_PROTOCOL_DATA> + 'a;

pub struct Client<'a> {
    exchange: &'a mut Exchange<'a>,
    component: u8,
    sequence: u16,
    session: u8,
    random: Random,
    /// So many packets get lost, and so many come twice.
    loss: f64,
    early: Vec<Packet>,
    pub resent: usize,
}

/// Steps of patience before a request is repeated.
const PATIENCE: usize = 25;

impl<'a> Client<'a> {
    pub fn new(component: u8, loss: f64, exchange: &'a mut Exchange<'a>) -> Self {
        Self {
            exchange,
            component,
            sequence: 100,
            session: 0,
            random: Random::new(5, "lossy link"),
            loss,
            early: Vec::new(),
            resent: 0,
        }
    }

    fn step(&mut self, request: Option<&Packet>) -> Vec<Packet> {
        let message = request.map(|packet| FILE_TRANSFER_PROTOCOL_DATA {
            target_network: 0,
            target_system: 1,
            target_component: self.component,
            payload: packet.write(),
        });
        let is_lost = message.is_some() && self.random.chance(self.loss);
        let said = (self.exchange)(message.filter(|_| !is_lost));
        let mut come = Vec::new();
        for message in said {
            let copies = if self.random.chance(self.loss) {
                0
            } else {
                1 + usize::from(self.random.chance(self.loss))
            };
            come.extend(vec![Packet::read(&message.payload); copies]);
        }
        come
    }

    pub fn request(&mut self, opcode: u8, content: &[u8], offset: u32) -> Packet {
        let mut request = Packet {
            sequence: self.sequence,
            session: self.session,
            opcode,
            offset,
            ..Packet::default()
        };
        request.set_content(content);
        if matches!(opcode, opcode::READ_FILE | opcode::BURST_READ_FILE) {
            request.size = DATA_BYTES as u8;
        }
        self.sequence += 1;
        for attempt in 0..20 {
            self.resent += usize::from(attempt > 0);
            let mut come = self.step(Some(&request));
            for _ in 0..PATIENCE {
                if let Some(at) = come.iter().position(|reply| {
                    reply.sequence == request.sequence + 1 && reply.request_opcode == opcode
                }) {
                    self.early = come.split_off(at + 1);
                    return come.pop().unwrap();
                }
                come = self.step(None);
            }
        }
        panic!("no answer to {opcode}");
    }

    pub fn refusal(&mut self, opcode: u8, content: &[u8]) -> Option<u8> {
        let reply = self.request(opcode, content, 0);
        (reply.opcode == opcode::NAK).then_some(reply.data[0])
    }

    pub fn open(&mut self, path: &str) -> Result<u32, u8> {
        let reply = self.request(opcode::OPEN_FILE_RO, path.as_bytes(), 0);
        if reply.opcode == opcode::NAK {
            return Err(reply.data[0]);
        }
        self.session = reply.session;
        Ok(u32::from_le_bytes(reply.data[..4].try_into().unwrap()))
    }

    /// By bursts; what got lost is read again.
    pub fn fetch(&mut self, path: &str) -> Result<(u32, Vec<u8>), u8> {
        let told = self.open(path)?;
        let mut blocks = BTreeMap::new();
        let mut end = None;
        let mut offset = 0;
        while end.is_none() && offset < told {
            self.burst(offset, &mut blocks, &mut end);
            let next = blocks.iter().next_back();
            offset = next.map_or(0, |(at, block): (&u32, &Vec<u8>)| at + block.len() as u32);
        }
        let mut file = Vec::new();
        loop {
            let at = file.len() as u32;
            if let Some(block) = blocks.remove(&at) {
                file.extend(block);
                continue;
            }
            let reply = self.request(opcode::READ_FILE, &[], at);
            if reply.opcode == opcode::NAK {
                assert_eq!(reply.data[0], 6, "the end of the file");
                break;
            }
            file.extend_from_slice(reply.content().unwrap());
        }
        let reply = self.request(opcode::TERMINATE_SESSION, &[], 0);
        assert_eq!(reply.opcode, opcode::ACK);
        Ok((told, file))
    }

    fn burst(&mut self, offset: u32, blocks: &mut BTreeMap<u32, Vec<u8>>, end: &mut Option<u32>) {
        let mut request = Packet {
            sequence: self.sequence,
            session: self.session,
            opcode: opcode::BURST_READ_FILE,
            offset,
            size: DATA_BYTES as u8,
            ..Packet::default()
        };
        request.data = [0; DATA_BYTES];
        let mut come = self.step(Some(&request));
        let mut silence = 0;
        while silence < PATIENCE {
            silence += 1;
            for packet in come.drain(..) {
                silence = 0;
                self.sequence = self.sequence.max(packet.sequence + 1);
                if packet.opcode == opcode::NAK {
                    *end = Some(packet.offset);
                } else {
                    blocks.insert(packet.offset, packet.content().unwrap().to_vec());
                }
                if packet.opcode == opcode::NAK || packet.burst_complete {
                    silence = PATIENCE;
                }
            }
            come = self.step(None);
        }
    }
}
