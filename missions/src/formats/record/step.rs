//! A step as a record, and back.

use super::Properties;
use crate::formats::findings::Findings;
use crate::mission::{Deed, FlyTo, ForeignItem, Heading, Step};
use geofences::{Altitude, AltitudeDatum, Bilingual, Position, ProblemPlace};
use serde_json::{Map, Value, json};

/// A step's place, where it has one, and its values.
pub(super) fn record_of(step: &Step) -> (Option<Position>, Map<String, Value>) {
    let mut record = Map::new();
    let mut say = |key: &str, value: Value| {
        record.insert(key.to_owned(), value);
    };
    let say_height = |altitude: &Altitude, say: &mut dyn FnMut(&str, Value)| {
        say("height_m", json!(altitude.metres()));
        say("height_above", json!(altitude.datum().short_name()));
    };
    say("do", json!(name_of(step)));
    let position = match step {
        Step::TakeOff { altitude } => {
            say_height(altitude, &mut say);
            None
        }
        Step::FlyTo(to) => {
            say_height(&to.altitude, &mut say);
            say("hold_s", json!(to.hold_s));
            say("is_passed", json!(to.is_passed));
            if let Heading::Degrees(degrees) = to.heading {
                say("heading_deg", json!(degrees));
            }
            Some(to.position)
        }
        Step::Land { position } => Some(*position),
        Step::ReturnHome => None,
        Step::Foreign(item) => {
            say("command", json!(item.command));
            say("frame", json!(item.frame));
            for (index, parameter) in item.parameters.iter().enumerate() {
                if let Some(parameter) = parameter {
                    say(&format!("param{}", index + 1), json!(parameter));
                }
            }
            say("is_continued", json!(item.is_continued));
            None
        }
        Step::Do(deed) => match deed {
            Deed::Speed { mps } => {
                say("speed_mps", json!(mps));
                None
            }
            Deed::Wait { seconds } => {
                say("seconds", json!(seconds));
                None
            }
            Deed::Gimbal { pitch_deg, yaw_deg } => {
                say("pitch_deg", json!(pitch_deg));
                say("yaw_deg", json!(yaw_deg));
                None
            }
            Deed::LookAt { position, altitude } => {
                say_height(altitude, &mut say);
                Some(*position)
            }
            Deed::PhotosEach { metres } => {
                say("metres", json!(metres));
                None
            }
            Deed::Zoom { ratio } => {
                say("ratio", json!(ratio));
                None
            }
            Deed::Light { is_on } | Deed::Loudspeaker { is_on } => {
                say("is_on", json!(is_on));
                None
            }
            Deed::LookAhead | Deed::Photo | Deed::PhotosEnd | Deed::VideoBegin | Deed::VideoEnd => {
                None
            }
        },
    };
    (position, record)
}

fn name_of(step: &Step) -> &'static str {
    match step {
        Step::TakeOff { .. } => "take-off",
        Step::FlyTo(_) => "fly-to",
        Step::ReturnHome => "return-home",
        Step::Land { .. } => "land",
        Step::Foreign(_) => "mavlink-item",
        Step::Do(deed) => match deed {
            Deed::Speed { .. } => "speed",
            Deed::Wait { .. } => "wait",
            Deed::Gimbal { .. } => "gimbal",
            Deed::LookAt { .. } => "look-at",
            Deed::LookAhead => "look-ahead",
            Deed::Photo => "photo",
            Deed::PhotosEach { .. } => "photos-each",
            Deed::PhotosEnd => "photos-end",
            Deed::VideoBegin => "video-begin",
            Deed::VideoEnd => "video-end",
            Deed::Zoom { .. } => "zoom",
            Deed::Light { .. } => "light",
            Deed::Loudspeaker { .. } => "loudspeaker",
        },
    }
}

/// The step of a record; `None`, with all its problems, where it is none.
pub(super) fn step_of(
    properties: &Properties,
    position: Option<Position>,
    at: &ProblemPlace,
    findings: &mut Findings<'_>,
) -> Option<Step> {
    let mut record = Record {
        properties,
        position,
        at,
        findings,
    };
    let name = properties.text("do").unwrap_or_default();
    Some(match name.as_str() {
        "take-off" => Step::TakeOff {
            altitude: record.altitude()?,
        },
        "fly-to" => Step::FlyTo(record.fly_to()?),
        "return-home" => Step::ReturnHome,
        "land" => Step::Land {
            position: record.position()?,
        },
        "mavlink-item" => Step::Foreign(record.foreign()?),
        _ => Step::Do(record.deed(&name)?),
    })
}

struct Record<'a, 'f> {
    properties: &'a Properties,
    position: Option<Position>,
    at: &'a ProblemPlace,
    findings: &'a mut Findings<'f>,
}

impl Record<'_, '_> {
    fn wrong(&mut self, field: &str, en: &str, zh: &str) {
        let at = ProblemPlace {
            field: Some(field.to_owned()),
            ..self.at.clone()
        };
        self.findings
            .error("record-malformed", at, Bilingual::new(en, zh));
    }

    fn number(&mut self, key: &str, is_good: impl Fn(f64) -> bool) -> Option<f64> {
        let number = self
            .properties
            .number(key)
            .filter(|number| is_good(*number));
        if number.is_none() {
            self.wrong(key, "a number that makes sense is wanted", "应为合理的数字");
        }
        number
    }

    fn above_zero(&mut self, key: &str) -> Option<f64> {
        self.number(key, |number| number > 0.0)
    }

    fn boolean(&mut self, key: &str) -> Option<bool> {
        let value = self.properties.boolean(key);
        if value.is_none() {
            self.wrong(key, "true or false is wanted", "应为 true 或 false");
        }
        value
    }

    fn position(&mut self) -> Option<Position> {
        if self.position.is_none() {
            self.wrong("geometry", "a point is wanted", "应有一个点");
        }
        self.position
    }

    fn altitude(&mut self) -> Option<Altitude> {
        let metres = self.number("height_m", |_| true);
        let datum = match self.properties.text("height_above").as_deref() {
            Some("amsl") => Some(AltitudeDatum::MeanSeaLevel),
            Some("agl") => Some(AltitudeDatum::AboveGround),
            Some("home") => Some(AltitudeDatum::AboveHome),
            Some("wgs84") => Some(AltitudeDatum::Wgs84Ellipsoid),
            _ => None,
        };
        if datum.is_none() {
            self.wrong(
                "height_above",
                "amsl, agl, home or wgs84 is wanted",
                "应为 amsl、agl、home 或 wgs84",
            );
        }
        let altitude = Altitude::new(metres?, datum?).ok();
        if altitude.is_none() {
            self.wrong(
                "height_m",
                "this is no height that is believed",
                "高度不可信",
            );
        }
        altitude
    }

    fn fly_to(&mut self) -> Option<FlyTo> {
        let (position, altitude) = (self.position(), self.altitude());
        let hold_s = self.number("hold_s", |number| number >= 0.0);
        let is_passed = self.boolean("is_passed");
        let heading = if self.properties.has("heading_deg") {
            self.number("heading_deg", |_| true).map(Heading::Degrees)
        } else {
            Some(Heading::Along)
        };
        Some(FlyTo {
            position: position?,
            altitude: altitude?,
            hold_s: hold_s?,
            is_passed: is_passed?,
            heading: heading?,
        })
    }

    fn foreign(&mut self) -> Option<ForeignItem> {
        let command = self.number("command", |it| {
            it.fract() == 0.0 && (0.0..=65_535.0).contains(&it)
        });
        let frame = self.number("frame", |it| {
            it.fract() == 0.0 && (0.0..=255.0).contains(&it)
        });
        let is_continued = self.boolean("is_continued");
        let mut parameters = [None; 7];
        for (index, parameter) in parameters.iter_mut().enumerate() {
            let key = format!("param{}", index + 1);
            if self.properties.has(&key) {
                *parameter = self.number(&key, |_| true);
            }
        }
        Some(ForeignItem {
            command: command? as u16,
            frame: frame? as u8,
            parameters,
            is_continued: is_continued?,
        })
    }

    fn deed(&mut self, name: &str) -> Option<Deed> {
        Some(match name {
            "speed" => Deed::Speed {
                mps: self.above_zero("speed_mps")?,
            },
            "wait" => Deed::Wait {
                seconds: self.above_zero("seconds")?,
            },
            "gimbal" => {
                let pitch_deg = self.number("pitch_deg", |_| true);
                let yaw_deg = self.number("yaw_deg", |_| true);
                Deed::Gimbal {
                    pitch_deg: pitch_deg?,
                    yaw_deg: yaw_deg?,
                }
            }
            "look-at" => {
                let (position, altitude) = (self.position(), self.altitude());
                Deed::LookAt {
                    position: position?,
                    altitude: altitude?,
                }
            }
            "look-ahead" => Deed::LookAhead,
            "photo" => Deed::Photo,
            "photos-each" => Deed::PhotosEach {
                metres: self.above_zero("metres")?,
            },
            "photos-end" => Deed::PhotosEnd,
            "video-begin" => Deed::VideoBegin,
            "video-end" => Deed::VideoEnd,
            "zoom" => Deed::Zoom {
                ratio: self.number("ratio", |number| number >= 1.0)?,
            },
            "light" => Deed::Light {
                is_on: self.boolean("is_on")?,
            },
            "loudspeaker" => Deed::Loudspeaker {
                is_on: self.boolean("is_on")?,
            },
            _ => {
                self.wrong("do", "nothing of that name is known", "未知的动作名称");
                return None;
            }
        })
    }
}
