//! Keeps lists of parameters in files, so that those of a vehicle whose hash proves one are not read again. The
//! fleet opens no files: whoever runs it asks here before parameters are read, and hands on what was.

use crate::fleet::job::{JobEvent, JobNews, JobOutcome};
use crate::fleet::parameters::{CacheKey, CachedList, NoCache, ParameterCache};
use crate::fleet::request::{Request, Wanted};
use crate::fleet::told::Told;
use crate::link::names::VehicleId;
use crate::link::report::AutopilotVersion;
use crate::moment::Ahead;
use geofences::Bilingual;
use std::io;
use std::path::PathBuf;

/// See the module.
#[derive(Clone, Debug)]
pub struct ParameterKeeper {
    cache: ParameterCache,
}

impl ParameterKeeper {
    /// Lists in this folder, which need not be there yet.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            cache: ParameterCache::new(folder),
        }
    }

    /// What is to be requested before the parameters of a vehicle are read; `None` where nothing is kept of it. Our
    /// clock is so far ahead of the system's.
    ///
    /// # Errors
    /// There is a file, and it is not used: the list is read as if there were none.
    pub fn request_for(
        &self,
        vehicle: VehicleId,
        version: &AutopilotVersion,
        ahead: Ahead,
    ) -> Result<Option<Request>, Bilingual> {
        let Some(key) = CacheKey::of(version) else {
            return Ok(None);
        };
        match self.cache.read(&key, ahead) {
            Ok(list) => Ok(Some(Request {
                vehicle,
                wanted: Wanted::KnownParameters(Box::new(list)),
            })),
            Err(NoCache::None) => Ok(None),
            Err(NoCache::Unusable(why)) => Err(why),
        }
    }

    /// Keeps a list that was read with a hash, where that is what is told. Whether one was written. Our clock is so far
    /// ahead of the system's.
    ///
    /// # Errors
    /// It cannot be written; what was kept stays.
    pub fn keep(
        &self,
        told: &Told,
        ahead: Ahead,
        version_of: impl FnOnce(VehicleId) -> Option<AutopilotVersion>,
    ) -> io::Result<bool> {
        let Told::Job { vehicle, news } = told else {
            return Ok(false);
        };
        let key = version_of(*vehicle).and_then(|version| CacheKey::of(&version));
        match (key, list_of(news)) {
            (Some(key), Some(list)) => self.cache.write(&key, &list, ahead).map(|()| true),
            _ => Ok(false),
        }
    }
}

/// The list that came of a job, where it is new and proven by a hash.
fn list_of(news: &JobNews) -> Option<CachedList> {
    let JobEvent::Ended(JobOutcome::Parameters(read)) = &news.event else {
        return None;
    };
    let hash = read.hash.filter(|_| !read.is_from_cache)?;
    Some(CachedList {
        hash,
        read: news.at,
        set: read.set.clone(),
    })
}

#[cfg(test)]
mod tests;
