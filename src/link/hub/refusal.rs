//! What is refused, by reason, and counted.

use geofences::Bilingual;

/// Why a frame is not passed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// It is not signed, and has to be.
    Unsigned,
    /// It is signed with another key.
    WrongSignature,
    /// It is signed, and there is no key to prove it with.
    NoKey,
    /// Its signature is right, and an old one: it is sent again.
    Replayed,
    /// It is said to come from us.
    OurId,
    /// It is said to come from nobody, or from a vehicle that is shown where it came in.
    ForeignId,
    /// No autopilot was heard in its system.
    NoAutopilot,
    /// There is too much of its kind: components, addresses, paths.
    TooMany,
    /// It carries a key.
    CarriesKey,
    /// The vehicle that it is for is not known or not shown there.
    NoSuchVehicle,
    /// It is for a recording.
    ToRecording,
    /// It does more than to read, and its endpoint may only read.
    ReadOnly,
    /// It does more than to read, and the vehicle is live and not commissioned.
    ObserveOnly,
    /// Somebody else holds the vehicle.
    HeldByAnother,
    /// Nobody holds the vehicle; the lease has been asked for.
    LeaseAsked,
    /// It ends a flight: disarming, terminating or restarting in the air.
    EndsFlight,
    /// A heartbeat of a station that does not hold the vehicle, or while dispatch is unhealthy.
    HeartbeatWithoutLease,
    /// It commands a vehicle, and comes from another one, or from what says that it is of the same.
    BetweenVehicles,
    /// It is for somebody who was not seen.
    NoRoute,
    /// Ids are mapped there, and where this message has them is not known.
    NotMappable,
    /// More vehicles are to be shown there than there are ids.
    NoIdLeft,
    /// It would go to more than a handful of vehicles.
    TooWide,
    /// No link leads there now.
    NoPath,
    /// Too much is waiting to be sent.
    NoRoom,
    /// Nobody holds the vehicle, and a frame for all asks for no lease.
    HeldByNobody,
    /// It ends a transfer of files that the station did not begin.
    OthersTransfer,
}

impl Refusal {
    /// All of them.
    pub const ALL: [Self; 26] = [
        Self::Unsigned,
        Self::WrongSignature,
        Self::NoKey,
        Self::Replayed,
        Self::OurId,
        Self::ForeignId,
        Self::NoAutopilot,
        Self::TooMany,
        Self::CarriesKey,
        Self::NoSuchVehicle,
        Self::ToRecording,
        Self::ReadOnly,
        Self::ObserveOnly,
        Self::HeldByAnother,
        Self::LeaseAsked,
        Self::EndsFlight,
        Self::HeartbeatWithoutLease,
        Self::BetweenVehicles,
        Self::NoRoute,
        Self::NotMappable,
        Self::NoIdLeft,
        Self::TooWide,
        Self::NoPath,
        Self::NoRoom,
        Self::HeldByNobody,
        Self::OthersTransfer,
    ];

    /// A word for machines, which stays when what is said to people changes.
    pub fn word(self) -> &'static str {
        match self {
            Self::Unsigned => "unsigned",
            Self::WrongSignature => "wrong-signature",
            Self::NoKey => "no-key",
            Self::Replayed => "replayed",
            Self::OurId => "our-id",
            Self::ForeignId => "foreign-id",
            Self::NoAutopilot => "no-autopilot",
            Self::TooMany => "too-many",
            Self::CarriesKey => "carries-key",
            Self::NoSuchVehicle => "no-such-vehicle",
            Self::ToRecording => "to-recording",
            Self::ReadOnly => "read-only",
            Self::ObserveOnly => "observe-only",
            Self::HeldByAnother => "held-by-another",
            Self::LeaseAsked => "lease-asked",
            Self::EndsFlight => "ends-flight",
            Self::HeartbeatWithoutLease => "heartbeat-without-lease",
            Self::BetweenVehicles => "between-vehicles",
            Self::NoRoute => "no-route",
            Self::NotMappable => "not-mappable",
            Self::NoIdLeft => "no-id-left",
            Self::TooWide => "too-wide",
            Self::NoPath => "no-path",
            Self::NoRoom => "no-room",
            Self::HeldByNobody => "held-by-nobody",
            Self::OthersTransfer => "others-transfer",
        }
    }

    /// The same in words.
    pub fn in_words(self) -> Bilingual {
        let (en, zh) = match self {
            Self::Unsigned => ("not signed", "未签名"),
            Self::WrongSignature => ("signed with another key", "签名密钥不符"),
            Self::NoKey => ("signed, and no key is known", "已签名，但没有对应密钥"),
            Self::Replayed => ("an old frame, sent again", "重放的旧帧"),
            Self::OurId => ("says that it comes from us", "冒用本系统编号"),
            Self::ForeignId => (
                "says that it comes from a vehicle or nobody",
                "冒用飞行器编号或编号为零",
            ),
            Self::NoAutopilot => (
                "no autopilot was heard in its system",
                "该系统尚无自动驾驶仪心跳",
            ),
            Self::TooMany => ("too many senders", "发送者过多"),
            Self::CarriesKey => ("carries a key", "含有密钥"),
            Self::NoSuchVehicle => (
                "for a vehicle that is not seen there",
                "目标飞行器在此不可见",
            ),
            Self::ToRecording => ("for a recording", "目标是回放记录"),
            Self::ReadOnly => ("this endpoint may only read", "该端点为只读"),
            Self::ObserveOnly => (
                "the vehicle is not commissioned",
                "飞行器尚未启用，仅可观察",
            ),
            Self::HeldByAnother => ("somebody else holds the vehicle", "飞行器由他人控制"),
            Self::LeaseAsked => ("the lease has been asked for", "已申请控制权"),
            Self::EndsFlight => (
                "would end the flight; that needs two people",
                "将终止飞行，须双人确认",
            ),
            Self::HeartbeatWithoutLease => (
                "a heartbeat without the lease, or while dispatch is unhealthy",
                "无控制权或调度异常时的心跳",
            ),
            Self::BetweenVehicles => (
                "a command from a vehicle to an autopilot",
                "飞行器之间的指令",
            ),
            Self::NoRoute => ("its target was not seen", "目标未曾出现"),
            Self::NotMappable => ("unknown, where ids are mapped", "编号映射下的未知消息"),
            Self::NoIdLeft => ("no id is left to show the vehicle", "没有可用于显示的编号"),
            Self::TooWide => ("for too many vehicles at once", "一次涉及的飞行器过多"),
            Self::NoPath => ("no link leads there now", "当前没有可达链路"),
            Self::NoRoom => ("too much is waiting to be sent", "待发送数据过多"),
            Self::HeldByNobody => (
                "nobody holds the vehicle, and what is for all asks for no lease",
                "飞行器无人控制，广播指令不申请控制权",
            ),
            Self::OthersTransfer => (
                "would end a file transfer that it did not begin",
                "将终止并非由其发起的文件传输",
            ),
        };
        Bilingual::new(en, zh)
    }
}

/// How many were refused, by reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Refusals([u64; Refusal::ALL.len()]);

impl Refusals {
    /// Counts one.
    pub(super) fn count(&mut self, why: Refusal) {
        if let Some(count) = self.0.get_mut(why as usize) {
            *count += 1;
        }
    }

    /// How many for a reason.
    pub fn of(&self, why: Refusal) -> u64 {
        self.0.get(why as usize).copied().unwrap_or_default()
    }

    /// All reasons for which there are some.
    pub fn iter(&self) -> impl Iterator<Item = (Refusal, u64)> + '_ {
        Refusal::ALL
            .iter()
            .map(|why| (*why, self.of(*why)))
            .filter(|(_, count)| *count > 0)
    }
}

/// Why something of ours was not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotSent {
    /// No such vehicle has been heard.
    UnknownVehicle,
    /// It is a recording.
    Replayed,
    /// It is live and not commissioned, and this does more than to read.
    ObserveOnly,
    /// No link leads to it.
    NoPath,
    /// The message is not known, or longer than a frame.
    NoFrame,
    /// Too much is waiting to be sent.
    TooMuchWaiting,
}

impl From<NotSent> for Refusal {
    fn from(why: NotSent) -> Self {
        match why {
            NotSent::UnknownVehicle => Self::NoSuchVehicle,
            NotSent::Replayed => Self::ToRecording,
            NotSent::ObserveOnly => Self::ObserveOnly,
            NotSent::NoPath => Self::NoPath,
            NotSent::TooMuchWaiting => Self::NoRoom,
            NotSent::NoFrame => Self::NotMappable,
        }
    }
}

impl NotSent {
    /// The same in words.
    pub fn in_words(self) -> Bilingual {
        let (en, zh) = match self {
            Self::UnknownVehicle => ("no such vehicle has been heard", "未发现该飞行器"),
            Self::Replayed => (
                "it is a recording, which is never commanded",
                "回放记录不接受指令",
            ),
            Self::ObserveOnly => (
                "it is not commissioned: it is only observed",
                "飞行器尚未启用：仅可观察",
            ),
            Self::NoPath => ("no link leads to it", "没有通向它的链路"),
            Self::NoFrame => ("the message does not make a frame", "消息无法组成帧"),
            Self::TooMuchWaiting => ("too much is waiting to be sent", "待发送数据过多"),
        };
        Bilingual::new(en, zh)
    }
}
