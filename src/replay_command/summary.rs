//! What was in a log.

use super::OneLog;
use super::broadcast::Sent;
use super::screen::say;
use crate::console::{Colour, Console};
use crate::fleet::published::VehicleView;
use crate::link::dialect::message_name;
use crate::link::frame::{Frame, Sender};
use crate::moment::{Ahead, Moment};
use crate::news::{clock_time, date, vehicle_json};
use geofences::Bilingual;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What was in a log.
#[derive(Debug, Default)]
pub(super) struct Summary {
    pub(super) messages: u64,
    /// Bytes that were gone through.
    pub(super) bytes: u64,
    span: Option<(Moment, Moment)>,
    counts: BTreeMap<(Sender, u32), u64>,
    damaged_bytes: u64,
    /// Offset and length of each damaged place, the first of them.
    damage: Vec<(u64, u64)>,
    damaged_places: u64,
    pub(super) vehicles: Vec<Arc<VehicleView>>,
    pub(super) sent: Option<Sent>,
    /// Why it ended early.
    pub(super) problem: Option<Bilingual>,
}

/// The length of a stamp in a log.
const STAMP: u64 = 8;
/// Damaged places that are told one by one.
const MOST_PLACES: usize = 10_000;
/// Damaged places that are told to people.
const SHOWN_PLACES: usize = 20;

impl Summary {
    /// Counts a frame.
    pub(super) fn count(&mut self, at: Moment, frame: Frame<'_>) {
        self.messages += 1;
        self.bytes += STAMP + frame.bytes().len() as u64;
        let (from, until) = self.span.unwrap_or((at, at));
        self.span = Some((from.min(at), until.max(at)));
        let key = (frame.sender(), frame.message_id());
        *self.counts.entry(key).or_default() += 1;
    }

    /// Counts a place that cannot be read.
    pub(super) fn damaged(&mut self, offset: u64, length: u64) {
        self.bytes += length;
        self.damaged_bytes += length;
        self.damaged_places += 1;
        if self.damage.len() < MOST_PLACES {
            self.damage.push((offset, length));
        }
    }

    pub(super) fn json(&self) -> Value {
        let counts = self.counts.iter().map(|((sender, id), count)| {
            json!({
                "system": sender.system,
                "component": sender.component,
                "id": id,
                "name": message_name(*id),
                "count": count,
            })
        });
        let damage = self.damage.iter();
        let damage = damage.map(|(offset, bytes)| json!({ "offset": offset, "bytes": bytes }));
        let vehicles = self
            .vehicles
            .iter()
            .map(|it| vehicle_json(it, &OneLog, Ahead::NONE));
        let sent = |it: Sent| json!({ "messages": it.frames, "shed": it.shed, "broken_off": it.broken_off });
        json!({
            "messages": self.messages,
            "from": self.span.and_then(|(from, _)| date(from)),
            "until": self.span.and_then(|(_, until)| date(until)),
            "by_message": counts.collect::<Vec<_>>(),
            "damaged_bytes": self.damaged_bytes,
            "damaged_places": self.damaged_places,
            "damage": damage.collect::<Vec<_>>(),
            "vehicles": vehicles.collect::<Vec<_>>(),
            "sent": self.sent.map(sent),
            "problem": self.problem.as_ref().map(|it| json!({ "en": it.en, "zh": it.zh })),
        })
    }

    pub(super) fn print(&self, console: Console) {
        if let Some((from, until)) = self.span {
            let span = format!("{} – {}", clock_time(from), clock_time(until));
            say(&format!("\n{span}"));
        }
        let of = |count: u64| format!("{count:>9}");
        for ((Sender { system, component }, id), count) in &self.counts {
            let name = message_name(*id).unwrap_or_else(|| console.pick("(unknown)", "（未知）"));
            let sender = format!("{system}/{component}");
            say(&format!("{}  {sender:<8}{id:>6}  {name}", of(*count)));
        }
        let messages = console.pick("messages", "条消息");
        say(&format!("{}  {messages}", of(self.messages)));
        if let Some(sent) = self.sent {
            self.print_sent(sent, console);
        }
        self.print_damage(console);
    }

    fn print_sent(&self, sent: Sent, console: Console) {
        let text = format!("{} {}", sent.frames, console.pick("sent", "条已发送"));
        say(&text);
        if sent.shed > 0 {
            let not_taken = console.pick("not taken", "条未被接收");
            let text = format!("{} {not_taken}", sent.shed);
            say(&console.paint(Colour::Yellow, &text));
        }
        if sent.broken_off > 0 {
            let broken_off = console.pick(
                "connections broke off, and did not read everything",
                "个连接中断，未读取全部数据",
            );
            let text = format!("{} {broken_off}", sent.broken_off);
            say(&console.paint(Colour::Yellow, &text));
        }
    }

    fn print_damage(&self, console: Console) {
        if self.damaged_bytes == 0 {
            return;
        }
        let text = format!(
            "{} {} {} {}",
            self.damaged_bytes,
            console.pick("bytes cannot be read, in", "字节无法读取，共"),
            self.damaged_places,
            console.pick("places:", "处："),
        );
        say(&console.paint(Colour::Yellow, &text));
        for (offset, bytes) in self.damage.iter().take(SHOWN_PLACES) {
            let at = console.pick("from byte", "起始字节");
            let length = console.pick("length", "长度");
            say(&format!("  {at} {offset}, {length} {bytes}"));
        }
        if self.damaged_places > SHOWN_PLACES as u64 {
            say("  …");
        }
    }
}
