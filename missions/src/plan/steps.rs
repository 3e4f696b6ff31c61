//! The steps of a mission from the legs of a flight.

use super::heights::{FlownLeg, WholeLeg};
use super::request::PlanRequest;
use super::shading::stretches;
use crate::feasibility::{Aim, Imaging, Place, Question, Sensing};
use crate::mission::{Deed, FlyTo, Heading, Mission, Step};
use crate::patrol::Recording;
use geofences::{Altitude, AltitudeDatum, Bilingual, TimeRange};

/// What a flight is made of.
pub(super) struct Flight<'a> {
    pub legs: &'a [WholeLeg],
    pub flown: &'a [FlownLeg],
    /// Above home, after the take-off.
    pub start: Place,
    pub recording: Option<Recording>,
    pub photos_each_m: Option<f64>,
    /// All of it.
    pub window: TimeRange,
}

/// What the camera is told, one thing after another.
struct Telling {
    steps: Vec<Step>,
    home_amsl_m: f64,
    speed_mps: f64,
    aim: Option<Deed>,
    is_on: bool,
    recording: Option<Recording>,
    photos_each_m: Option<f64>,
}

/// The steps of a whole flight, from the take-off to the landing at home.
///
/// # Errors
/// A height that is none; what pictures would show cannot be told.
pub(super) fn steps(
    request: &PlanRequest<'_>,
    mission: &Mission,
    flight: &Flight<'_>,
) -> Result<Vec<Step>, Bilingual> {
    let mut telling = Telling {
        steps: Vec::new(),
        home_amsl_m: request.home.ground_amsl_m,
        speed_mps: mission.speed_mps,
        aim: None,
        is_on: false,
        recording: flight.recording,
        photos_each_m: flight.photos_each_m,
    };
    let altitude = telling.altitude(flight.start.amsl_m)?;
    telling.steps.push(Step::TakeOff { altitude });
    let question: Question<'_> = request.question(mission);
    let imaging = Imaging::new(&question);
    let mut here = flight.start;
    for part in flight.flown {
        let Some(leg) = flight.legs.get(part.leg) else {
            continue;
        };
        telling.speed(leg.speed_mps);
        let sensing = telling.sensing(leg);
        if leg.is_sensing && sensing.is_recording() {
            telling.aim(leg.aim);
            for stretch in stretches(&imaging, here, part, &sensing, flight.window)? {
                telling.switch(stretch.may_record);
                telling.fly_to(stretch.until, leg.heading)?;
            }
        } else {
            telling.switch(false);
            if leg.is_sensing {
                telling.aim(leg.aim);
            }
            telling.fly_to(part.until, leg.heading)?;
        }
        if part.is_last_of_leg {
            if !leg.deeds.is_empty() {
                telling.switch(false);
            }
            for deed in &leg.deeds {
                if matches!(
                    deed,
                    Deed::Gimbal { .. } | Deed::LookAt { .. } | Deed::LookAhead
                ) {
                    telling.aim = Some(*deed);
                }
                telling.steps.push(Step::Do(*deed));
            }
        }
        here = part.until;
    }
    telling.switch(false);
    telling.look_away();
    telling.steps.push(Step::Land {
        position: request.home.position,
    });
    Ok(telling.steps)
}

impl Telling {
    fn altitude(&self, amsl_m: f64) -> Result<Altitude, Bilingual> {
        let above_home_m = amsl_m - self.home_amsl_m;
        Altitude::new(above_home_m, AltitudeDatum::AboveHome).map_err(|why| {
            Bilingual::new(why.to_string(), format!("相对高度 {above_home_m} 米无效"))
        })
    }

    fn fly_to(&mut self, place: Place, heading: Heading) -> Result<(), Bilingual> {
        let altitude = self.altitude(place.amsl_m)?;
        self.steps.push(Step::FlyTo(FlyTo {
            position: place.position,
            altitude,
            hold_s: 0.0,
            is_passed: true,
            heading,
        }));
        Ok(())
    }

    fn speed(&mut self, mps: f64) {
        if mps != self.speed_mps {
            self.speed_mps = mps;
            self.steps.push(Step::Do(Deed::Speed { mps }));
        }
    }

    fn aim(&mut self, aim: Option<Deed>) {
        if aim.is_some() && aim != self.aim {
            self.aim = aim;
            self.steps.extend(aim.map(Step::Do));
        }
    }

    /// Ahead again, where the camera was told to keep looking at a place.
    fn look_away(&mut self) {
        if matches!(self.aim, Some(Deed::LookAt { .. })) {
            self.aim(Some(Deed::LookAhead));
        }
    }

    /// What the camera would do on a leg.
    fn sensing(&self, leg: &WholeLeg) -> Sensing {
        let aim = match leg.aim.or(self.aim) {
            Some(Deed::Gimbal { pitch_deg, yaw_deg }) => Aim::Gimbal { pitch_deg, yaw_deg },
            Some(Deed::LookAt { position, altitude }) => Aim::At(position, altitude),
            Some(_) | None => Aim::Untold,
        };
        Sensing {
            photos_each_m: self
                .photos_each_m
                .filter(|_| self.recording == Some(Recording::Photos)),
            is_video: self.recording == Some(Recording::Video),
            aim,
            heading: leg.heading,
            ..Sensing::default()
        }
    }

    fn switch(&mut self, is_on: bool) {
        if is_on == self.is_on {
            return;
        }
        self.is_on = is_on;
        let deed = match (self.recording, is_on) {
            (Some(Recording::Photos), true) => {
                self.photos_each_m.map(|metres| Deed::PhotosEach { metres })
            }
            (Some(Recording::Photos), false) => self.photos_each_m.map(|_| Deed::PhotosEnd),
            (Some(Recording::Video), true) => Some(Deed::VideoBegin),
            (Some(Recording::Video), false) => Some(Deed::VideoEnd),
            (Some(Recording::AtPoints) | None, _) => None,
        };
        self.steps.extend(deed.map(Step::Do));
    }
}
