//! Synthetic (合成) ground for demonstrations and tests: mountains of Qingdao that do not exist.

use super::{GridFrame, GridTerrain, TerrainError};

/// Posts 3″ apart over E 119.5°–121.0°, N 35.575°–37.15°.
const FRAME: GridFrame = GridFrame {
    west_deg: 119.5,
    south_deg: 35.575,
    cells_per_degree: 1200,
    columns: 1801,
    rows: 1891,
};

/// The coast: its latitude by longitude, degrees, roughly as on a small map. South of it is sea;
/// the bays are left out.
const COAST: [(f64, f64); 8] = [
    (119.50, 35.58),
    (120.25, 35.97),
    (120.32, 36.05),
    (120.50, 36.08),
    (120.62, 36.11),
    (120.70, 36.20),
    (120.78, 36.40),
    (121.00, 36.58),
];

/// How steeply the plain rises from the coast, and to what height, metres.
const PLAIN_RISE_M_PER_DEG: f64 = 120.0;
const PLAIN_HIGHEST_M: f64 = 60.0;

/// A mountain rises in full from this far behind the coast, degrees of latitude.
const FOOT_WIDTH_DEG: f64 = 0.01;

/// Metres in a degree of latitude, and of longitude at 36.1° N: a local frame is enough here.
const METRES_PER_DEGREE_NORTH: f64 = 111_000.0;
const METRES_PER_DEGREE_EAST: f64 = 90_000.0;

struct Mountain {
    longitude_deg: f64,
    latitude_deg: f64,
    peak_amsl_m: f64,
    radius_m: f64,
}

/// 崂山 and 浮山: place and height are those of the real peaks, shape and width are not.
const MOUNTAINS: [Mountain; 2] = [
    Mountain {
        longitude_deg: 120.5917,
        latitude_deg: 36.1917,
        peak_amsl_m: 1_132.7,
        radius_m: 14_000.0,
    },
    Mountain {
        longitude_deg: 120.418,
        latitude_deg: 36.090,
        peak_amsl_m: 384.0,
        radius_m: 2_800.0,
    },
];

/// A **synthetic** (合成) surface with 崂山 Laoshan (1 132.7 m) and 浮山 Fushan (384 m) over a
/// gently rising coastal plain and a sea of 0 m, over E 119.5°–121.0°, N 35.575°–37.15°.
///
/// It is no survey of Qingdao: it serves demonstrations and tests, and its name says so. The
/// ground of a simulation on it is taken to lie within ± `uncertainty_m`.
///
/// # Errors
/// [`TerrainError::Uncertainty`] when `uncertainty_m` is negative or no finite number.
pub fn synthetic_qingdao(uncertainty_m: f64) -> Result<GridTerrain, TerrainError> {
    let coast_deg: Vec<f64> = (0..FRAME.columns)
        .map(|column| coast_latitude_deg(longitude_deg(column)))
        .collect();
    let mut posts = Vec::with_capacity(FRAME.columns * FRAME.rows);
    for row in 0..FRAME.rows {
        let latitude_deg = FRAME.south_deg + row as f64 / f64::from(FRAME.cells_per_degree);
        posts.extend(coast_deg.iter().enumerate().map(|(column, coast_deg)| {
            let behind_coast_deg = latitude_deg - coast_deg;
            (height_m(longitude_deg(column), latitude_deg, behind_coast_deg) * 10.0).round() as i16
        }));
    }
    GridTerrain::from_decimetres("synthetic 崂山 (合成)", FRAME, posts, uncertainty_m)
}

fn longitude_deg(column: usize) -> f64 {
    FRAME.west_deg + column as f64 / f64::from(FRAME.cells_per_degree)
}

fn coast_latitude_deg(longitude_deg: f64) -> f64 {
    let mut segments = COAST.iter().zip(COAST.iter().skip(1));
    let segment = segments.find(|(_, (east, _))| longitude_deg <= *east);
    segment.map_or(COAST[COAST.len() - 1].1, |((west, from), (east, until))| {
        from + (until - from) * (longitude_deg - west) / (east - west)
    })
}

fn height_m(longitude_deg: f64, latitude_deg: f64, behind_coast_deg: f64) -> f64 {
    if behind_coast_deg <= 0.0 {
        return 0.0;
    }
    let plain_m = (behind_coast_deg * PLAIN_RISE_M_PER_DEG).min(PLAIN_HIGHEST_M);
    let foot = (behind_coast_deg / FOOT_WIDTH_DEG).min(1.0);
    MOUNTAINS
        .iter()
        .map(|mountain| {
            let share = mountain.share(longitude_deg, latitude_deg) * foot;
            plain_m + (mountain.peak_amsl_m - plain_m) * share
        })
        .fold(plain_m, f64::max)
}

impl Mountain {
    /// 1 at the peak, smoothly down to 0 at the radius: (1 − d²/r²)².
    fn share(&self, longitude_deg: f64, latitude_deg: f64) -> f64 {
        let east_m = (longitude_deg - self.longitude_deg) * METRES_PER_DEGREE_EAST;
        let north_m = (latitude_deg - self.latitude_deg) * METRES_PER_DEGREE_NORTH;
        let squared = (east_m * east_m + north_m * north_m) / (self.radius_m * self.radius_m);
        (1.0 - squared).max(0.0).powi(2)
    }
}
