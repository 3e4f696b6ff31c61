//! How a report changes what is known of a vehicle.

mod autopilot;
mod heartbeat;

use super::Vehicle;
use super::known::Hearing;
use super::payload::{COMPONENTS, PayloadComponent, is_of_payload};
use crate::fleet::event::{FleetEvent, VehicleEvent};
use crate::link::report::{Battery, Report, StatusText};
use crate::moment::Moment;
use crate::observed::Source;
use std::sync::Arc;

impl Vehicle {
    /// A component of the vehicle says something. `is_late` is a frame that newer ones of its sender have
    /// overtaken: it never replaces what is fresh, and is no sign of life ([`Self::is_old`]).
    ///
    /// Only the autopilot speaks for the vehicle; other components for themselves.
    pub fn hear(
        &mut self,
        at: Moment,
        source: Source,
        is_late: bool,
        report: &Report,
        events: &mut Vec<FleetEvent>,
    ) {
        let hearing = Hearing {
            at,
            source,
            is_late,
        };
        match report {
            Report::Heartbeat(heartbeat) => self.hear_heartbeat(hearing, heartbeat, events),
            Report::HighLatency(said) => self.hear_high_latency(hearing, said, events),
            Report::StatusText(text) => self.hear_text(hearing, text, events),
            Report::RadioStatus(radio) => {
                let does = hearing.put(&mut self.known.radio, *radio);
                self.count_late(does);
            }
            Report::Battery(battery) => self.hear_battery(hearing, battery),
            Report::CameraImageCaptured(image) => {
                self.known.images = self.known.images.saturating_add(1);
                let what = VehicleEvent::CameraImageCaptured {
                    component: source.component,
                    image: Arc::new((**image).clone()),
                };
                self.tell(at, what, events);
            }
            _ if is_of_payload(report) => self.hear_payload(hearing, report),
            _ if self.autopilot == Some(source.component) => {
                self.hear_autopilot(hearing, report, events);
            }
            _ => self.shed.not_of_autopilot = self.shed.not_of_autopilot.saturating_add(1),
        }
    }

    fn hear_payload(&mut self, hearing: Hearing, report: &Report) {
        let had_place = self
            .component(hearing.source.component)
            .map(|component| component.hear(hearing, report));
        if had_place == Some(false) {
            self.shed.payload = self.shed.payload.saturating_add(1);
        }
    }

    /// The component with a number; `None`, counted, where there are too many.
    fn component(&mut self, number: u8) -> Option<&mut PayloadComponent> {
        // Readers may have it.
        let payload = Arc::make_mut(&mut self.known.payload);
        let place = match payload.binary_search_by_key(&number, |held| held.component) {
            Ok(place) => place,
            Err(_) if payload.len() >= COMPONENTS => {
                self.shed.payload = self.shed.payload.saturating_add(1);
                return None;
            }
            Err(place) => {
                payload.reserve_exact(1);
                payload.insert(place, PayloadComponent::new(number));
                place
            }
        };
        payload.get_mut(place)
    }

    fn hear_text(&mut self, hearing: Hearing, text: &StatusText, events: &mut Vec<FleetEvent>) {
        let (link, component) = (hearing.source.link, hearing.source.component);
        if self.echoes.has(hearing.at, link, component, text) {
            return;
        }
        let mut lines = Vec::new();
        self.texts.hear(hearing.at, component, text, &mut lines);
        self.tell_texts(hearing.at, lines, events);
    }

    /// The autopilot's word counts; a battery's own component is heard where the autopilot is silent.
    fn hear_battery(&mut self, hearing: Hearing, battery: &Battery) {
        let Some(place) = self.known.batteries.get_mut(usize::from(battery.index)) else {
            self.shed.payload = self.shed.payload.saturating_add(1);
            return;
        };
        let is_worse = self.autopilot != Some(hearing.source.component)
            && place.is_some_and(|held| self.autopilot == Some(held.source.component));
        let hearing = Hearing {
            is_late: hearing.is_late || is_worse,
            ..hearing
        };
        let does = hearing.put(place, *battery);
        self.count_late(does);
    }

    fn count_late(&mut self, was_taken: bool) {
        if !was_taken {
            self.shed.late = self.shed.late.saturating_add(1);
        }
    }
}
