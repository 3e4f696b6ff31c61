//! From the steps of a mission to the pieces of its flight.

use super::hindrance::{Found, Hindrance, HindranceKind};
use super::question::Question;
use super::sensing::Sensing;
use super::timeline::{Piece, PieceKind, Place};
use crate::energy::{CannotFly, Flown, Flyer, Leg, Pace};
use crate::mission::{Deed, FlyTo, Heading, Step};
use crate::vehicle::Airframe;
use geo::{Bearing, Distance, Geodesic, Point};
use geofences::{Altitude, AltitudeDatum, Bilingual, Position};

/// Legs that go on in another direction than this are flown with a stop between, degrees: what an autopilot that
/// flies through rounds off costs it less than a stop does, so that a stop is reckoned with.
const STRAIGHT_ON_DEG: f64 = 10.0;
/// A shorter leg is straight up or down, metres.
const UPRIGHT_M: f64 = 0.05;

/// A flight on paper that has come so far.
pub(super) struct Flying<'a> {
    pub question: &'a Question<'a>,
    flyer: &'a Flyer<'a>,
    pub pieces: Vec<Piece>,
    here: Place,
    is_flying: bool,
    speed_mps: f64,
    sensing: Sensing,
    /// Where the last leg went, degrees clockwise from north.
    course_deg: Option<f64>,
}

impl<'a> Flying<'a> {
    pub fn new(question: &'a Question<'a>, flyer: &'a Flyer<'a>) -> Self {
        let home = question.mission.home;
        Self {
            question,
            flyer,
            pieces: Vec::with_capacity(question.mission.steps.len() + 4),
            here: Place {
                position: home.position,
                amsl_m: home.ground_amsl_m,
            },
            is_flying: false,
            speed_mps: question.mission.speed_mps,
            sensing: Sensing::default(),
            course_deg: None,
        }
    }

    pub fn step(&mut self, index: usize, found: &mut Found) {
        let Some(step) = self.question.mission.steps.get(index) else {
            return;
        };
        if !self.is_flying && matches!(step, Step::FlyTo(_) | Step::Land { .. } | Step::ReturnHome)
        {
            found.add(
                mission("it flies on before it has taken off", "尚未起飞即飞往航点").at_step(index),
            );
        }
        match step {
            Step::TakeOff { altitude } => self.take_off(index, *altitude, found),
            Step::FlyTo(to) => self.fly_to(index, to, found),
            Step::Do(deed) => self.does(index, *deed, found),
            Step::ReturnHome => {
                let home = self.question.mission.home;
                found.add(
                    mission(
                        "it ends with the autopilot's own return, whose way is not planned",
                        "以自动驾驶仪自行返航结束，其航路未经规划",
                    )
                    .at_step(index)
                    .helped_by(
                        "end it with a leg home and a landing",
                        "请以飞往起降点的航段和降落结束",
                    ),
                );
                self.land(index, home.position, found);
            }
            Step::Land { position } => self.land(index, *position, found),
            Step::Foreign(item) => found.add(
                mission(
                    format!(
                        "command {} is not understood, so the flight cannot be judged",
                        item.command
                    ),
                    format!("无法识别指令 {}，因此无法评估该航线", item.command),
                )
                .at_step(index),
            ),
        }
    }

    /// After the last step.
    pub fn finish(&mut self, found: &mut Found) {
        if self.pieces.is_empty() {
            found.add(mission("it has no step that flies", "没有飞行步骤"));
        } else if self.is_flying {
            found.add(
                mission("it does not land", "任务没有降落")
                    .helped_by("end it with a landing", "请以降落结束"),
            );
        }
    }

    fn take_off(&mut self, step: usize, altitude: Altitude, found: &mut Found) {
        let Some(amsl_m) = self.amsl_m(step, altitude, found) else {
            return;
        };
        if self.is_flying {
            found.add(mission("it takes off while it flies", "飞行中再次起飞").at_step(step));
        }
        if let Airframe::FixedWing(_) = self.flyer.vehicle().airframe {
            found.add(
                mission(
                    "a wing without rotors climbs out over ground that no mission tells, so its take-off and landing \
                     are not judged",
                    "无旋翼的固定翼起降航迹未在任务中给出，无法评估其起飞和降落",
                )
                .at_step(step)
                .helped_by("take a vehicle that takes off on rotors", "请使用可垂直起降的飞行器"),
            );
        }
        let until = Place {
            position: self.here.position,
            amsl_m,
        };
        let air = self.question.surroundings.air;
        let flown = self.flyer.take_off(self.here.amsl_m, amsl_m, air);
        self.push(step, PieceKind::TakeOff, until, flown, found);
        self.is_flying = true;
        self.course_deg = None;
    }

    fn fly_to(&mut self, step: usize, to: &FlyTo, found: &mut Found) {
        let Some(amsl_m) = self.amsl_m(step, to.altitude, found) else {
            return;
        };
        self.sensing.heading = to.heading;
        let until = Place {
            position: to.position,
            amsl_m,
        };
        self.leg(step, until, found);
        if to.hold_s > 0.0 {
            self.stay(step, to.hold_s, found);
        }
    }

    /// Straight to a place.
    fn leg(&mut self, step: usize, until: Place, found: &mut Found) {
        let [from, to] = [self.here.position, until.position].map(|it| Point(it.coord()));
        let distance_m = Geodesic.distance(from, to);
        let is_upright = distance_m < UPRIGHT_M;
        let course_deg = if is_upright {
            self.course_deg.unwrap_or(0.0)
        } else {
            Geodesic.bearing(from, to)
        };
        let turned_deg = self.course_deg.map(|before| turn_deg(before, course_deg));
        let goes_on = !is_upright && turned_deg.is_some_and(|it| it <= STRAIGHT_ON_DEG);
        let airframe = &self.flyer.vehicle().airframe;
        let on_rotors = matches!(airframe, Airframe::Multirotor(_));
        // On a wing only the first leg begins at rest, and only the last one ends so.
        let begins_at_rest = if on_rotors {
            !goes_on
        } else {
            self.course_deg.is_none()
        };
        if goes_on && on_rotors {
            self.last_leg_ends(false);
        }
        let leg = Leg {
            distance_m: if is_upright { 0.0 } else { distance_m },
            course_deg,
            from_amsl_m: self.here.amsl_m,
            to_amsl_m: until.amsl_m,
            pace: if on_rotors {
                Pace::OverGround(self.speed_mps)
            } else {
                Pace::ThroughAir(self.speed_mps)
            },
            begins_at_rest,
            ends_at_rest: on_rotors,
        };
        let air = self.question.surroundings.air;
        let flown = self.flyer.leg(&leg, air).and_then(|flown| {
            let Some(turned_deg) = turned_deg.filter(|_| !on_rotors && !is_upright) else {
                return Ok(flown);
            };
            let turn = self.flyer.turn(turned_deg, self.here.amsl_m, air)?;
            Ok(Flown {
                seconds: flown.seconds + turn.seconds,
                energy_wh: flown.energy_wh + turn.energy_wh,
                ..flown
            })
        });
        self.push(step, PieceKind::Leg, until, flown, found);
        if let Some(piece) = self.pieces.last_mut() {
            piece.leg = leg;
        }
        if !is_upright {
            self.course_deg = Some(course_deg);
        }
    }

    /// The leg before ends otherwise than was thought: on straight, or at rest.
    fn last_leg_ends(&mut self, at_rest: bool) {
        let air = self.question.surroundings.air;
        let Some(before) = self
            .pieces
            .last_mut()
            .filter(|it| it.kind == PieceKind::Leg)
        else {
            return;
        };
        let leg = Leg {
            ends_at_rest: at_rest,
            ..before.leg
        };
        // What was flown with a stop is flown without one, and the other way round.
        if let Ok(flown) = self.flyer.leg(&leg, air) {
            before.flown = Flown {
                energy_wh: flown.energy_wh * self.question.aircraft.energy_factor(),
                ..flown
            };
            before.leg = leg;
        }
    }

    fn stay(&mut self, step: usize, seconds: f64, found: &mut Found) {
        let air = self.question.surroundings.air;
        self.last_leg_ends(true);
        let flown = self.flyer.hold(seconds, self.here.amsl_m, air);
        self.push(step, PieceKind::Stay, self.here, flown, found);
        self.course_deg = None;
    }

    fn does(&mut self, step: usize, deed: Deed, found: &mut Found) {
        self.sensing.does(deed);
        match deed {
            Deed::Speed { mps } => self.speed_mps = mps,
            Deed::Wait { seconds } => self.stay(step, seconds, found),
            Deed::Photo => {
                self.sensing.is_photo = true;
                self.push(step, PieceKind::Stay, self.here, Ok(NOTHING), found);
                self.sensing.is_photo = false;
            }
            _ => {}
        }
    }

    fn land(&mut self, step: usize, position: Position, found: &mut Found) {
        if position != self.here.position {
            let over = Place {
                position,
                amsl_m: self.here.amsl_m,
            };
            self.sensing.heading = Heading::Along;
            self.leg(step, over, found);
        }
        let home = self.question.mission.home;
        let terrain = self.question.surroundings.terrain;
        let ground_m = if position == home.position {
            Some(home.ground_amsl_m)
        } else {
            terrain
                .ground_at(position)
                .map(|it| it.elevation_amsl_m - it.uncertainty_m)
        };
        let Some(amsl_m) = ground_m else {
            found.add(
                Hindrance::new(
                    HindranceKind::Ground,
                    Bilingual::new(
                        "there is no terrain data where it lands",
                        "降落处没有地形数据",
                    ),
                )
                .at_step(step)
                .at(position),
            );
            return;
        };
        let air = self.question.surroundings.air;
        self.last_leg_ends(true);
        let flown = self.flyer.landing(self.here.amsl_m, amsl_m, air);
        self.push(
            step,
            PieceKind::Landing,
            Place { position, amsl_m },
            flown,
            found,
        );
        self.is_flying = false;
        self.course_deg = None;
    }

    /// Adds a piece; one that cannot be flown is found, and takes nothing.
    fn push(
        &mut self,
        step: usize,
        kind: PieceKind,
        until: Place,
        flown: Result<Flown, CannotFly>,
        found: &mut Found,
    ) {
        let flown = flown.unwrap_or_else(|why| {
            let kind = if why.is_of_weather() {
                HindranceKind::Weather
            } else {
                HindranceKind::Performance
            };
            found.add(
                Hindrance::new(kind, why.bilingual())
                    .at_step(step)
                    .at(until.position),
            );
            NOTHING
        });
        let flown = self.dearer(flown);
        self.pieces.push(Piece {
            step,
            kind,
            from: self.here,
            until,
            begins_s: self.pieces.last().map_or(0.0, Piece::ends_s),
            flown,
            sensing: self.sensing,
            leg: NO_LEG,
        });
        self.here = until;
    }

    /// With what the model is not proven for.
    fn dearer(&self, flown: Flown) -> Flown {
        Flown {
            energy_wh: flown.energy_wh * self.question.aircraft.energy_factor(),
            ..flown
        }
    }

    /// A height of the mission AMSL.
    fn amsl_m(&self, step: usize, altitude: Altitude, found: &mut Found) -> Option<f64> {
        match altitude.datum() {
            AltitudeDatum::MeanSeaLevel => Some(altitude.metres()),
            AltitudeDatum::AboveHome => {
                Some(self.question.mission.home.ground_amsl_m + altitude.metres())
            }
            AltitudeDatum::AboveGround | AltitudeDatum::Wgs84Ellipsoid => {
                found.add(
                    mission(
                        format!("its height is {altitude}, and between two such places nobody knows how high it flies"),
                        format!("高度为 {altitude}，两点之间的飞行高度无法确定"),
                    )
                    .at_step(step)
                    .helped_by("give heights above home or above mean sea level", "请使用相对起飞点或海拔高度"),
                );
                None
            }
        }
    }
}

const NO_LEG: Leg = Leg {
    distance_m: 0.0,
    course_deg: 0.0,
    from_amsl_m: 0.0,
    to_amsl_m: 0.0,
    pace: Pace::OverGround(1.0),
    begins_at_rest: true,
    ends_at_rest: true,
};

const NOTHING: Flown = Flown {
    seconds: 0.0,
    energy_wh: 0.0,
    airspeed_mps: 0.0,
    ground_mps: 0.0,
    climb_mps: 0.0,
    crab_deg: 0.0,
};

fn mission(en: impl Into<String>, zh: impl Into<String>) -> Hindrance {
    Hindrance::new(HindranceKind::Mission, Bilingual::new(en, zh))
}

/// How far one course is from another, 0…180°.
fn turn_deg(before: f64, after: f64) -> f64 {
    let turned = (after - before).rem_euclid(360.0);
    turned.min(360.0 - turned)
}
