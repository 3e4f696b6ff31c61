//! What is true, in samples and pictures, for logs and judges.

use crate::airframe::Contact;
use crate::picture::footprint;
use crate::simulation::{LinkId, Simulation};
use crate::time::SimTime;
use crate::truth::{TruthImage, TruthLinkCount, TruthRecord, TruthSample};
use crate::wire::ChannelId;
use std::borrow::Cow;
use std::time::Duration;

/// How each vehicle was when it was last sampled.
pub struct Truths {
    last: Vec<Option<State>>,
    next_regular: SimTime,
    next_links: SimTime,
    has_ended: bool,
}

/// What is told at once when it changes: contact, mode, and whether it is armed.
type State = (Contact, &'static str, bool);

/// All vehicles are sampled so often, at the same moments, and each at once when its contact, mode or arming changes.
const INTERVAL: Duration = Duration::from_millis(500);
/// Links are counted so often.
const LINK_INTERVAL: Duration = Duration::from_secs(10);

impl Truths {
    /// For so many vehicles.
    pub fn new(vehicles: usize) -> Self {
        Self {
            last: vec![None; vehicles],
            next_regular: SimTime::START,
            next_links: SimTime::START,
            has_ended: false,
        }
    }

    /// Adds what there is to tell at a moment.
    pub fn step(&mut self, now: SimTime, simulation: &Simulation, records: &mut Vec<TruthRecord>) {
        let is_regular = now >= self.next_regular;
        if is_regular {
            self.next_regular = now + INTERVAL;
        }
        for (index, (vehicle, last)) in simulation.vehicles().zip(&mut self.last).enumerate() {
            let status = vehicle.autopilot.status();
            let state = (vehicle.craft.contact(), status.mode, status.is_armed);
            if !is_regular && *last == Some(state) {
                continue;
            }
            *last = Some(state);
            let (craft, body) = (&vehicle.craft, vehicle.craft.body());
            records.push(TruthRecord::Sample(TruthSample {
                at: now,
                vehicle: index,
                place: body.place,
                // What is not known is no number, and no assertion about heights is met by it.
                ground_amsl_m: craft.known_ground_amsl_m().unwrap_or(f64::NAN),
                velocity_mps: body.velocity_mps,
                contact: craft.contact(),
                mode: Cow::Borrowed(status.mode),
                is_armed: status.is_armed,
                charge: craft.battery().charge(),
            }));
        }
        tell_images(now, simulation, records);
        if now >= self.next_links {
            self.next_links = now + LINK_INTERVAL;
            count_links(now, simulation, records);
        }
    }

    /// Adds the end, once.
    pub fn end(&mut self, now: SimTime, simulation: &Simulation, records: &mut Vec<TruthRecord>) {
        if !self.has_ended {
            self.has_ended = true;
            count_links(now, simulation, records);
            records.push(TruthRecord::End { at: now });
        }
    }
}

/// Tells of the pictures that were taken now. One that shows no ground is none for the truth.
fn tell_images(now: SimTime, simulation: &Simulation, records: &mut Vec<TruthRecord>) {
    let terrain = simulation.world().terrain.as_ref();
    for (vehicle, it) in simulation.vehicles().enumerate() {
        let Some(view) = it.payload.as_ref().and_then(|it| it.picture_of(now)) else {
            continue;
        };
        let ground_corners = footprint(view, terrain);
        if ground_corners.len() >= 3 {
            records.push(TruthRecord::Image(TruthImage {
                at: now,
                vehicle,
                place: view.place,
                ground_corners,
            }));
        }
    }
}

fn count_links(now: SimTime, simulation: &Simulation, records: &mut Vec<TruthRecord>) {
    for (index, vehicle) in simulation.vehicles().enumerate() {
        for link in 0..vehicle.links() {
            let id = LinkId {
                vehicle: index as u32,
                channel: ChannelId(link as u8),
            };
            let Some((to, from)) = simulation.account(id) else {
                continue;
            };
            records.push(TruthRecord::LinkCount(TruthLinkCount {
                at: now,
                vehicle: index,
                link,
                sent: to.taken + from.taken,
                lost: to.lost + from.lost + to.corrupted + from.corrupted,
            }));
        }
    }
}
