//! Plans: missions, fences and rally points, which are three separate stores of a vehicle.

/// MAV_MISSION_TYPE.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlanKind {
    /// 0.
    Mission,
    /// 1.
    Fence,
    /// 2.
    Rally,
}

impl PlanKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Mission, Self::Fence, Self::Rally];

    /// The number on the wire.
    pub fn number(self) -> u8 {
        match self {
            Self::Mission => 0,
            Self::Fence => 1,
            Self::Rally => 2,
        }
    }

    /// The kind with a number; `None` for one that is not known (255 is all of them).
    pub fn of_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.number() == number)
    }
}

/// One item of a plan, as MISSION_ITEM_INT carries it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlanItem {
    /// Which plan it is of.
    pub kind: PlanKind,
    /// Its number, from 0.
    pub sequence: u16,
    /// MAV_FRAME.
    pub frame: u8,
    /// MAV_CMD.
    pub command: u16,
    /// Whether it is the current one.
    pub is_current: bool,
    /// Whether the next one follows by itself.
    pub goes_on: bool,
    /// param1…param4; NaN leaves it to the vehicle.
    pub params: [f32; 4],
    /// Latitude, 1e-7 degrees, or what the command makes of it (param5).
    pub x: i32,
    /// Longitude, 1e-7 degrees, or what the command makes of it (param6).
    pub y: i32,
    /// Height, m, above what the frame says, or what the command makes of it (param7).
    pub z: f32,
}

/// MISSION_COUNT: so many items are to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MissionCount {
    /// Of which plan.
    pub kind: PlanKind,
    /// How many.
    pub count: u16,
    /// The plan's number on board, where it is told (0: it is not).
    pub plan_id: u32,
}

/// MISSION_REQUEST and MISSION_REQUEST_INT: the vehicle wants an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MissionRequest {
    /// Of which plan.
    pub kind: PlanKind,
    /// Which.
    pub sequence: u16,
    /// Whether it asked with the message of old, MISSION_REQUEST.
    pub is_legacy: bool,
}

/// MAV_MISSION_RESULT.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MissionResult {
    /// 0.
    Accepted,
    /// 15: it was cancelled.
    Cancelled,
    /// Anything else is a refusal: 1 error, 2 frame, 3 unsupported, 4 no space, 5 invalid, 6…12 a parameter
    /// is invalid, 13 sequence, 14 denied.
    Refused(u8),
}

/// MISSION_ACK.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MissionAck {
    /// Of which plan.
    pub kind: PlanKind,
    /// How it ended.
    pub result: MissionResult,
    /// The plan's new number on board, where it is told (0: it is not).
    pub plan_id: u32,
}

/// MISSION_STATE.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MissionState {
    /// 0: it does not say.
    Unknown,
    /// 1: it has none.
    None,
    /// 2.
    NotStarted,
    /// 3.
    Active,
    /// 4.
    Paused,
    /// 5.
    Complete,
}

/// MISSION_CURRENT.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MissionCurrent {
    /// The current item.
    pub sequence: u16,
    /// How many there are, where it is told; home is not counted by ArduPilot.
    pub total: Option<u16>,
    /// How far the mission is.
    pub state: MissionState,
    /// Numbers of the plans on board by [`PlanKind`]; 0 where it does not say, or there is none.
    pub plan_ids: [u32; 3],
}
