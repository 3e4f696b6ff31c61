//! What has to be known for a vehicle's safety profile to be judged and set.

use crate::fleet::parameters::ParameterSet;
use crate::fleet::safety_profile::{
    Circumstances, Correction, Doubt, SafetyProfile, Verdict, corrections, judge,
};
use crate::moment::Moment;
use geofences::Bilingual;

/// See the module.
#[derive(Clone, Copy, Debug)]
pub struct SafetySetting<'a> {
    /// What the vehicle must have set; `None` where nothing is laid down for its class.
    pub profile: Option<&'a SafetyProfile>,
    /// Its parameters, where they were read.
    pub parameters: Option<&'a ParameterSet>,
    /// The system id of this ground station.
    pub our_system: u8,
}

impl SafetySetting<'_> {
    /// Whether it has set what it must.
    pub fn judge(&self, now: Moment) -> Verdict {
        let Some(profile) = self.profile else {
            return Verdict::Unknown(Doubt::NoProfile);
        };
        match self.parameters {
            Some(set) => judge(set, profile, self.around(now)),
            None => Verdict::Unknown(Doubt::Unread),
        }
    }

    /// What has to be set.
    ///
    /// # Errors
    /// It cannot be told.
    pub(super) fn corrections(&self, now: Moment) -> Result<Vec<Correction>, Bilingual> {
        if let Verdict::Unknown(doubt @ (Doubt::NoProfile | Doubt::Unread | Doubt::Stale { .. })) =
            self.judge(now)
        {
            return Err(doubt.what());
        }
        let known = self.parameters.zip(self.profile);
        let found = known.map(|(set, profile)| corrections(set, profile, self.around(now)));
        Ok(found.unwrap_or_default().orders)
    }

    fn around(&self, now: Moment) -> Circumstances {
        Circumstances {
            now,
            our_system: self.our_system,
        }
    }
}
