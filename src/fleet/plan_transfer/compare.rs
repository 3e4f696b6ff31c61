//! What was sent beside what was read back, item by item and field by field.

use super::kept::{Keeping, keeping_of};
use super::results::plan_name;
use crate::link::report::{AutopilotKind, ComponentKind, PlanItem, PlanKind};
use geofences::Bilingual;

/// A field of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// MAV_CMD.
    Command,
    /// MAV_FRAME: what its height is above.
    Frame,
    /// param1…param4.
    Param(u8),
    /// Latitude, 1e-7 degrees, or param5.
    X,
    /// Longitude, 1e-7 degrees, or param6.
    Y,
    /// Height, m, or param7.
    Z,
    /// Whether the next item follows by itself.
    GoesOn,
}

/// One value that is not as it was sent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Difference {
    /// There are more or fewer items; they were not compared. Home is not counted.
    Count {
        /// Of which plan.
        kind: PlanKind,
        /// How many were sent.
        sent: u16,
        /// How many are on board.
        on_board: u16,
    },
    /// A field of an item.
    Field {
        /// Which item of the plan, from 0, home not counted.
        item: u16,
        /// Which field.
        field: Field,
        /// What was sent.
        sent: f64,
        /// What is on board.
        on_board: f64,
    },
}

impl Difference {
    /// In words, for people.
    pub fn text(&self) -> Bilingual {
        match *self {
            Self::Count {
                kind,
                sent,
                on_board,
            } => {
                let (en, zh) = plan_name(kind);
                Bilingual::new(
                    format!("The {en} was sent with {sent} items, {on_board} are on board."),
                    format!("发送的{zh}有 {sent} 项,机上有 {on_board} 项。"),
                )
            }
            Self::Field {
                item,
                field,
                sent,
                on_board,
            } => {
                let name = field.name();
                Bilingual::new(
                    format!("Item {item}: {} is {on_board}, sent was {sent}.", name.en),
                    format!("第 {item} 项:{}为 {on_board},发送值为 {sent}。", name.zh),
                )
            }
        }
    }
}

impl Field {
    /// In words, for people.
    pub fn name(self) -> Bilingual {
        let (en, zh) = match self {
            Self::Command => ("the command", "命令"),
            Self::Frame => ("the frame", "坐标系"),
            Self::Param(number) => {
                return Bilingual::new(format!("param{number}"), format!("参数 {number}"));
            }
            Self::X => ("the latitude (1e-7°)", "纬度(1e-7°)"),
            Self::Y => ("the longitude (1e-7°)", "经度(1e-7°)"),
            Self::Z => ("the height (m)", "高度(米)"),
            Self::GoesOn => ("going on by itself", "自动继续"),
        };
        Bilingual::new(en, zh)
    }
}

/// What came of a comparison.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Compared {
    /// What is not as it was sent, and not as this autopilot keeps it either.
    pub differences: Vec<Difference>,
    /// What this autopilot is known to keep in another way.
    pub as_kept: Vec<Difference>,
}

/// Compares two plans without home.
pub(super) fn compare(
    (autopilot, component): (AutopilotKind, ComponentKind),
    kind: PlanKind,
    sent: &[PlanItem],
    on_board: &[PlanItem],
) -> Compared {
    let mut compared = Compared::default();
    if sent.len() != on_board.len() {
        let count = |items: &[PlanItem]| u16::try_from(items.len()).unwrap_or(u16::MAX);
        compared.differences.push(Difference::Count {
            kind,
            sent: count(sent),
            on_board: count(on_board),
        });
        return compared;
    }
    for ((item, sent), back) in (0..=u16::MAX).zip(sent).zip(on_board) {
        let keeping = keeping_of(autopilot, component, kind, sent);
        compare_item(item, &keeping, sent, back, &mut compared);
    }
    compared
}

fn compare_item(
    item: u16,
    keeping: &Keeping,
    sent: &PlanItem,
    back: &PlanItem,
    compared: &mut Compared,
) {
    let mut note = |field, sent: f64, on_board: f64, is_kept: bool| {
        if is_same(sent, on_board) {
            return;
        }
        let difference = Difference::Field {
            item,
            field,
            sent,
            on_board,
        };
        if is_kept {
            compared.as_kept.push(difference);
        } else {
            compared.differences.push(difference);
        }
    };
    note(
        Field::Command,
        sent.command.into(),
        back.command.into(),
        false,
    );
    if !keeping.frame_agrees(sent.frame, back.frame) {
        note(Field::Frame, sent.frame.into(), back.frame.into(), false);
    }
    let params = sent.params.iter().zip(back.params).zip(keeping.params);
    for (number, ((sent, back), rule)) in (1..=4).zip(params) {
        let (sent, back) = (f64::from(*sent), f64::from(back));
        note(Field::Param(number), sent, back, rule.agrees(sent, back));
    }
    for (field, sent, back, rule) in [
        (Field::X, sent.x.into(), back.x.into(), keeping.place),
        (Field::Y, sent.y.into(), back.y.into(), keeping.place),
        (Field::Z, sent.z.into(), back.z.into(), keeping.z),
    ] {
        note(field, sent, back, rule.agrees(sent, back));
    }
    // Fences and rally points are not gone through, so that nothing goes on from one to the next.
    if sent.kind == PlanKind::Mission {
        let of = |item: &PlanItem| f64::from(u8::from(item.goes_on));
        note(
            Field::GoesOn,
            of(sent),
            of(back),
            keeping.always_goes_on && back.goes_on,
        );
    }
}

fn is_same(sent: f64, back: f64) -> bool {
    sent == back || sent.is_nan() && back.is_nan()
}
