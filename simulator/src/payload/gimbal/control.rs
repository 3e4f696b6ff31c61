//! Who may steer a gimbal (MAVLink developer guide, gimbal protocol v2): whoever took the control, and
//! whom it lets steer beside.

/// System and component.
pub type Steerer = (u8, u8);

/// Who has the control; (0, 0) is nobody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Control {
    /// Who took it.
    pub primary: Steerer,
    /// Who may steer beside.
    pub secondary: Steerer,
}

/// Parameters that are no numbers of components (MAV_CMD_DO_GIMBAL_MANAGER_CONFIGURE).
const UNCHANGED: i32 = -1;
const MYSELF: i32 = -2;
const GIVE_UP: i32 = -3;

fn changed(held: Steerer, (system, component): (f32, f32), asker: Steerer) -> Option<Steerer> {
    let number = |value: f32| (value.fract() == 0.0).then_some(value as i32);
    match (number(system)?, number(component)?) {
        (MYSELF, _) | (_, MYSELF) => Some(asker),
        (GIVE_UP, _) | (_, GIVE_UP) if held == asker => Some((0, 0)),
        (GIVE_UP | UNCHANGED, _) | (_, GIVE_UP | UNCHANGED) => Some(held),
        (system, component) => Some((system.try_into().ok()?, component.try_into().ok()?)),
    }
}

impl Control {
    /// Whether someone may steer.
    pub fn lets(&self, who: Steerer) -> bool {
        who != (0, 0) && (self.primary == who || self.secondary == who)
    }

    /// Whether nobody steers.
    pub fn is_free(&self) -> bool {
        self.primary == (0, 0)
    }

    /// Changes it by the first four parameters of the command. Anyone may take it, as the standard has
    /// it; whether the numbers made sense.
    pub fn configure(&mut self, params: [f32; 4], asker: Steerer) -> bool {
        let primary = changed(self.primary, (params[0], params[1]), asker);
        let secondary = changed(self.secondary, (params[2], params[3]), asker);
        match (primary, secondary) {
            (Some(primary), Some(secondary)) => {
                *self = Self { primary, secondary };
                true
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: Steerer = (255, 190);
    const OTHER: Steerer = (250, 191);

    #[test]
    fn control_is_taken_shared_and_given_up() {
        let mut control = Control::default();
        assert!(!control.lets(ONE) && !control.lets((0, 0)));
        assert!(control.configure([255.0, 190.0, 250.0, 191.0], ONE));
        assert!(control.lets(ONE) && control.lets(OTHER));
        // Whoever has it not cannot give it up.
        assert!(control.configure([-3.0, -3.0, -1.0, -1.0], OTHER));
        assert!(control.lets(ONE));
        assert!(control.configure([-2.0, -2.0, -1.0, -1.0], OTHER));
        assert!(!control.lets(ONE) && control.lets(OTHER));
        assert!(control.configure([-3.0, -3.0, 0.0, 0.0], OTHER));
        assert!(control.is_free() && !control.lets(OTHER));
        for nonsense in [300.0, f32::NAN, f32::INFINITY, 0.5, -0.5, -4.0] {
            assert!(!control.configure([nonsense, 1.0, -1.0, -1.0], ONE));
            assert!(!control.configure([-1.0, -1.0, 1.0, nonsense], ONE));
        }
        assert!(control.is_free());
    }
}
