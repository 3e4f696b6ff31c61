//! The ground and the geoid that a query is judged with.

use super::query_arguments::TerrainChoice;
use geofences::{
    Bilingual, Egm96Geoid, FlatTerrain, GeoidError, Position, SrtmTerrain, Terrain, TerrainError,
    synthetic_qingdao,
};

/// How far around a place the geoid is loaded, degrees: far enough for all that a query at that
/// place touches.
const GEOID_REACH_DEG: f64 = 1.0;

/// The ground that was chosen. Without a choice there is none: whatever needs it is then judged
/// `Unknown`.
///
/// # Errors
/// All that is wrong with the tiles.
pub fn terrain(choice: Option<&TerrainChoice>) -> Result<Box<dyn Terrain>, Vec<Bilingual>> {
    let in_words = |errors: Vec<TerrainError>| -> Vec<Bilingual> {
        errors.iter().map(TerrainError::message).collect()
    };
    match choice {
        None => boxed(SrtmTerrain::from_tiles([], 0.0).map_err(in_words)),
        // What the user states, and what was made up, is taken as it is said.
        Some(TerrainChoice::Flat(elevation_amsl_m)) => Ok(Box::new(FlatTerrain {
            elevation_amsl_m: *elevation_amsl_m,
            uncertainty_m: 0.0,
        })),
        Some(TerrainChoice::Synthetic) => {
            boxed(synthetic_qingdao(0.0).map_err(|error| in_words(vec![error])))
        }
        Some(TerrainChoice::Tiles(directory)) => {
            let uncertainty_m = SrtmTerrain::SPECIFIED_UNCERTAINTY_M;
            boxed(SrtmTerrain::from_directory(directory, uncertainty_m).map_err(in_words))
        }
    }
}

fn boxed<T: Terrain + 'static>(
    terrain: Result<T, Vec<Bilingual>>,
) -> Result<Box<dyn Terrain>, Vec<Bilingual>> {
    terrain.map(|terrain| Box::new(terrain) as Box<dyn Terrain>)
}

/// The EGM96 geoid around a place.
///
/// # Errors
/// When the model cannot be laid out there.
pub fn geoid_around(place: Position) -> Result<Egm96Geoid, GeoidError> {
    let corner = |sign: f64| {
        let longitude = (place.longitude_deg() + sign * GEOID_REACH_DEG).clamp(-180.0, 180.0);
        let latitude = (place.latitude_deg() + sign * GEOID_REACH_DEG).clamp(-90.0, 90.0);
        // Clamped coordinates are always a position.
        Position::new(longitude, latitude).unwrap_or(place)
    };
    Egm96Geoid::for_extent(corner(-1.0), corner(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use geofences::Geoid;

    fn may_fourth_square() -> Position {
        Position::new(120.379, 36.061).unwrap()
    }

    #[test]
    fn without_a_choice_the_ground_is_missing_and_not_zero() {
        assert!(
            terrain(None)
                .unwrap()
                .ground_at(may_fourth_square())
                .is_none()
        );
    }

    #[test]
    fn flat_ground_is_as_high_as_it_was_said_to_be() {
        let flat = terrain(Some(&TerrainChoice::Flat(12.5))).unwrap();
        let ground = flat.ground_at(may_fourth_square()).unwrap();
        assert_eq!(ground.elevation_amsl_m, 12.5);
    }

    #[test]
    fn the_synthetic_ground_says_that_it_is_synthetic() {
        let synthetic = terrain(Some(&TerrainChoice::Synthetic)).unwrap();
        assert!(synthetic.name().contains("synthetic"));
        assert!(synthetic.ground_at(may_fourth_square()).is_some());
    }

    #[test]
    fn a_folder_without_tiles_is_an_error_in_both_languages() {
        let choice = TerrainChoice::Tiles("no-such-folder".into());
        let errors = terrain(Some(&choice)).err().unwrap();
        assert!(errors[0].en.contains("no-such-folder"));
        assert!(errors[0].zh.contains("no-such-folder"));
    }

    #[test]
    fn the_geoid_at_qingdao_lies_a_few_metres_above_the_ellipsoid() {
        let undulation = geoid_around(may_fourth_square())
            .unwrap()
            .undulation_at(may_fourth_square())
            .unwrap();
        // EGM96 has between 2 m and 10 m along this coast.
        assert!((2.0..10.0).contains(&undulation.height_m), "{undulation:?}");
    }
}
