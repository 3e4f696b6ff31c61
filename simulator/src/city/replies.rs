//! Commands that arrive and the answers to them.

use super::moment::time_text;
use super::names::{LONGEST_NAME, is_name};
use super::publication::Publication;
use crate::time::SimTime;
use chrono::{DateTime, Utc};
use geofences::Bilingual;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::VecDeque;

/// Why something that arrived cannot even be answered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TakeError {
    /// No command is taken on this topic.
    #[error(
        "no command is taken on \"{0}\": commands go to haiou/v1/docks/ID/command and haiou/v1/crews/ID/command"
    )]
    NotACommandTopic(String),
    /// There is no such dock or crew.
    #[error("the city has no {kind} \"{id}\"")]
    NoSuchThing {
        /// `dock` or `crew`.
        kind: &'static str,
        /// As given in the topic.
        id: String,
    },
}

impl TakeError {
    /// The error as a message to people.
    pub fn message(&self) -> Bilingual {
        let zh = match self {
            Self::NotACommandTopic(topic) => format!(
                "主题 \"{topic}\" 不接收指令：指令应发往 haiou/v1/docks/ID/command 或 haiou/v1/crews/ID/command"
            ),
            Self::NoSuchThing { kind, id } => {
                let kind = if *kind == "dock" {
                    "机库"
                } else {
                    "人员小组"
                };
                format!("城市中没有名为 \"{id}\" 的{kind}")
            }
        };
        Bilingual::new(self.to_string(), zh)
    }
}

/// How a command fares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It will be done; `Done` or `Failed` follows.
    Accepted,
    /// It will not be done.
    Refused,
    /// It was done.
    Done,
    /// It was accepted and could not be done.
    Failed,
}

#[derive(Clone, Debug, Serialize)]
struct Reply {
    at: String,
    simulated: bool,
    command_id: Option<String>,
    command: Option<String>,
    result: Outcome,
    reason: Option<Bilingual>,
}

/// A command that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Order<C> {
    /// Which command it is, by whoever gave it.
    pub id: String,
    /// What is to be done.
    pub command: C,
}

/// A longer command is not read.
const LONGEST_COMMAND: usize = 16 * 1024;
/// So many last commands are remembered with their last answers, so that one that arrives twice is done
/// once; and all those that are still being carried out.
const REMEMBERED: usize = 32;

/// The desk of one dock or crew: reads its commands, answers them, and knows again what it has
/// answered already.
#[derive(Clone, Debug)]
pub struct Desk {
    topic: String,
    start: DateTime<Utc>,
    answered: VecDeque<Reply>,
    waiting: Vec<Publication>,
}

impl Desk {
    /// A desk that answers on `topic`.
    pub fn new(topic: String, start: DateTime<Utc>) -> Self {
        Self {
            topic,
            start,
            answered: VecDeque::new(),
            waiting: Vec::new(),
        }
    }

    /// Reads a command. `None` when it was answered here: it was no command, or came again.
    pub fn read<C: for<'de> Deserialize<'de>>(
        &mut self,
        payload: &[u8],
        now: SimTime,
    ) -> Option<Order<C>> {
        if payload.len() > LONGEST_COMMAND {
            self.refuse_unread(None, None, too_long(payload.len()), now);
            return None;
        }
        let value: Value = match serde_json::from_slice(payload) {
            Ok(value) => value,
            Err(error) => {
                self.refuse_unread(None, None, not_json(&error), now);
                return None;
            }
        };
        let text = |member: &str| value.get(member).and_then(Value::as_str).map(str::to_owned);
        let (id, command) = (text("command_id"), text("command"));
        let Some(id) = id.filter(|id| is_name(id)) else {
            self.refuse_unread(None, command, no_id(), now);
            return None;
        };
        if self.repeats(&id, now) {
            return None;
        }
        match C::deserialize(&value) {
            Ok(command) => Some(Order { id, command }),
            Err(error) => {
                self.refuse_unread(Some(id), command, not_understood(&error), now);
                None
            }
        }
    }

    /// Answers once more a command that was answered already. Whether it was.
    fn repeats(&mut self, id: &str, now: SimTime) -> bool {
        let mut known = self.answered.iter();
        let Some(reply) = known.find(|reply| reply.command_id.as_deref() == Some(id)) else {
            return false;
        };
        self.waiting
            .push(Publication::reply(self.topic.clone(), reply, now));
        true
    }

    fn refuse_unread(
        &mut self,
        id: Option<String>,
        command: Option<String>,
        reason: Bilingual,
        now: SimTime,
    ) {
        self.put(id, command, Outcome::Refused, Some(reason), now);
    }

    /// Answers a command.
    pub fn answer(
        &mut self,
        id: &str,
        command: &str,
        outcome: Outcome,
        reason: Option<Bilingual>,
        now: SimTime,
    ) {
        let (id, command) = (Some(id.to_owned()), Some(command.to_owned()));
        self.put(id, command, outcome, reason, now);
    }

    fn put(
        &mut self,
        command_id: Option<String>,
        command: Option<String>,
        result: Outcome,
        reason: Option<Bilingual>,
        now: SimTime,
    ) {
        let reply = Reply {
            at: time_text(now, self.start),
            simulated: true,
            command_id,
            command,
            result,
            reason,
        };
        self.waiting
            .push(Publication::reply(self.topic.clone(), &reply, now));
        if reply.command_id.is_some() {
            self.remember(reply);
        }
    }

    fn remember(&mut self, reply: Reply) {
        let is_same = |known: &Reply| known.command_id == reply.command_id;
        if let Some(before) = self.answered.iter().position(is_same) {
            self.answered.remove(before);
        }
        if self.answered.len() >= REMEMBERED {
            let is_over = |known: &Reply| known.result != Outcome::Accepted;
            if let Some(oldest) = self.answered.iter().position(is_over) {
                self.answered.remove(oldest);
            }
        }
        self.answered.push_back(reply);
    }

    /// Hands out the answers.
    pub fn drain_into(&mut self, out: &mut Vec<Publication>) {
        out.append(&mut self.waiting);
    }
}

fn too_long(bytes: usize) -> Bilingual {
    Bilingual::new(
        format!("{bytes} bytes are too long for a command: {LONGEST_COMMAND} are the most"),
        format!("指令长 {bytes} 字节，超过上限 {LONGEST_COMMAND} 字节"),
    )
}

fn not_json(error: &serde_json::Error) -> Bilingual {
    Bilingual::new(
        format!("this is no JSON: {error}"),
        format!("不是有效的 JSON：{error}"),
    )
}

fn no_id() -> Bilingual {
    Bilingual::new(
        format!(
            "\"command_id\" is missing or is no name: give 1 to {LONGEST_NAME} of A-Z a-z 0-9 - _ ."
        ),
        format!(
            "缺少 \"command_id\" 或其不合规：须为 1 至 {LONGEST_NAME} 个字符，限 A-Z a-z 0-9 - _ ."
        ),
    )
}

fn not_understood(error: &serde_json::Error) -> Bilingual {
    Bilingual::new(
        format!("the command is not understood: {error}"),
        format!("无法理解该指令：{error}"),
    )
}
