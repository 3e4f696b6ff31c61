//! Reading what holds for a whole wayline: home, take-off, speeds, and how it ends.

use super::read::Reader;
use crate::formats::findings::place;
use crate::formats::heights::undulation_m;
use crate::formats::xml::Element;
use crate::mission::{Deed, FlyTo, Heading, Home, Step};
use geofences::{Altitude, AltitudeDatum, Bilingual, Position, Severity};

impl Reader<'_, '_> {
    pub(super) fn config<'a>(
        &mut self,
        config: Option<&'a Element>,
        root: &Element,
    ) -> Option<&'a Element> {
        let Some(element) = config else {
            self.wrong(
                root,
                "wayline-config",
                "there is no missionConfig",
                "缺少 missionConfig",
            );
            return None;
        };
        if element.child_text("exitOnRCLost") == Some("goContinue") {
            self.warn(
                element,
                "goes-on-without-link",
                "the file lets the aircraft go on without a link; that is not kept",
                "文件允许失联后继续执行；此设置未保留",
            );
        }
        Some(element)
    }

    pub(super) fn home(&mut self, root: &Element, configs: [Option<&Element>; 2]) -> Option<Home> {
        let reference = configs
            .into_iter()
            .flatten()
            .find_map(|config| config.child("takeOffRefPoint"));
        let at = reference.unwrap_or(root);
        let numbers: Option<Vec<f64>> = reference.and_then(|reference| {
            let words = reference.text.trim().split(',');
            words.map(|word| word.trim().parse().ok()).collect()
        });
        let home = match numbers.as_deref() {
            Some(&[latitude, longitude, ellipsoid_m]) => Position::new(longitude, latitude)
                .ok()
                .and_then(|position| {
                    let amsl_m = ellipsoid_m - undulation_m(position)?;
                    let is_height = (Altitude::LOWEST_M..=Altitude::HIGHEST_M).contains(&amsl_m);
                    is_height.then_some(Home {
                        position,
                        // Written in whole millimetres.
                        ground_amsl_m: (amsl_m * 1_000.0).round() / 1_000.0,
                    })
                }),
            _ => None,
        };
        if home.is_none() {
            self.findings.report(
                Severity::Error,
                "home-unknown",
                place(None, "takeOffRefPoint".to_owned(), Some(at.line)),
                Bilingual::new(
                    "the file does not say where it takes off (latitude, longitude, height above the ellipsoid)",
                    "文件未给出参考起飞点（纬度、经度、椭球高）",
                ),
                Some(Bilingual::new(
                    "set the reference take-off point in DJI Pilot 2 or FlightHub 2",
                    "请在 DJI Pilot 2 或司空 2 中设置参考起飞点",
                )),
            );
        }
        home
    }

    pub(super) fn return_height(&mut self, config: &Element) -> f64 {
        let height = config.child_text("globalRTHHeight");
        let height = height.and_then(|text| text.parse::<f64>().ok());
        let is_height = |it: &f64| (Altitude::LOWEST_M..=Altitude::HIGHEST_M).contains(it);
        height.filter(is_height).unwrap_or_else(|| {
            // What DJI's aircraft come with.
            self.warn(
                config,
                "return-height-not-said",
                "the file says no return height; 100 m is assumed",
                "文件未给出返航高度；按 100 米处理",
            );
            100.0
        })
    }

    /// Takes off, and sets the speed to the first waypoint.
    pub(super) fn begin(&mut self, config: &Element, speed_mps: Option<f64>) -> Option<()> {
        let height_m = self.number(config, "takeOffSecurityHeight", |it| {
            (0.0..=1_500.0).contains(&it)
        });
        let transition = self.number(config, "globalTransitionalSpeed", |it| it > 0.0);
        let altitude = Altitude::new(height_m?, AltitudeDatum::AboveHome).ok()?;
        self.steps.push(Step::TakeOff { altitude });
        self.speed_mps = speed_mps?;
        self.fly_with(transition?);
        Some(())
    }

    /// How it gets to the first waypoint: straight (`pointToPoint`), or (`safely`) level, once it is as high as that
    /// and no lower than the security height.
    pub(super) fn way_to_first(&mut self, config: &Element, home: Option<Home>) {
        match config.child_text("flyToWaylineMode") {
            Some("pointToPoint") => {}
            Some("safely") => self.climb_first(config, home),
            _ => self.wrong(
                config.child("flyToWaylineMode").unwrap_or(config),
                "wayline-fly-to-mode",
                "safely or pointToPoint is wanted as flyToWaylineMode",
                "flyToWaylineMode 应为 safely 或 pointToPoint",
            ),
        }
    }

    fn climb_first(&mut self, config: &Element, home: Option<Home>) {
        let first = (self.steps.iter().enumerate()).find_map(|(index, step)| match step {
            Step::FlyTo(to) => Some((index, *to)),
            _ => None,
        });
        // What is missing has its problem already.
        let (Some(home), Some((index, first)), Some(Step::TakeOff { altitude: security })) =
            (home, first, self.steps.first().cloned())
        else {
            return;
        };
        let metres = first.altitude.metres();
        let above_home_m = match first.altitude.datum() {
            AltitudeDatum::AboveHome => Some(metres),
            AltitudeDatum::Wgs84Ellipsoid => undulation_m(first.position)
                .map(|undulation_m| metres - undulation_m - home.ground_amsl_m),
            AltitudeDatum::MeanSeaLevel | AltitudeDatum::AboveGround => None,
        };
        match above_home_m {
            Some(above_home_m) if above_home_m >= security.metres() => {
                if let Some(take_off) = self.steps.first_mut() {
                    *take_off = Step::TakeOff {
                        altitude: first.altitude,
                    };
                }
            }
            Some(_) => {
                let above_first = FlyTo {
                    altitude: security,
                    hold_s: 0.0,
                    is_passed: false,
                    ..first
                };
                self.steps.insert(index, Step::FlyTo(above_first));
            }
            None => self.wrong(
                config,
                "wayline-fly-to-height",
                "it climbs to the first waypoint's height before it flies there, and how high that is above home is not known",
                "飞行器先爬升至首个航点的高度再飞往该点，但其相对起飞点的高度未知",
            ),
        }
    }

    pub(super) fn fly_with(&mut self, mps: f64) {
        if mps != self.speed_mps {
            self.speed_mps = mps;
            self.steps.push(Step::Do(Deed::Speed { mps }));
        }
    }

    pub(super) fn finish(&mut self, config: &Element, folder: &Element) {
        let last = self.steps.iter().rev().find_map(|step| match step {
            Step::FlyTo(to) => Some(*to),
            _ => None,
        });
        let first = self.steps.iter().find_map(|step| match step {
            Step::FlyTo(to) => Some(*to),
            _ => None,
        });
        match (config.child_text("finishAction"), first, last) {
            (Some("goHome"), ..) => self.steps.push(Step::ReturnHome),
            (Some("noAction"), ..) => {}
            (Some("autoLand"), _, Some(last)) => self.steps.push(Step::Land {
                position: last.position,
            }),
            (Some("gotoFirstWaypoint"), Some(first), _) => self.steps.push(Step::FlyTo(FlyTo {
                hold_s: 0.0,
                is_passed: false,
                heading: Heading::Along,
                ..first
            })),
            // Without a waypoint there is a problem already.
            (Some("autoLand" | "gotoFirstWaypoint"), ..) => {}
            _ => self.wrong(
                config.child("finishAction").unwrap_or(folder),
                "wayline-finish",
                "goHome, noAction, autoLand or gotoFirstWaypoint is wanted as finishAction",
                "finishAction 应为 goHome、noAction、autoLand 或 gotoFirstWaypoint",
            ),
        }
    }
}
