//! A battery: voltage under load, temperature, and cells that fail.

/// What a battery is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct BatteryModel {
    /// Cells in series.
    pub cells: u8,
    /// Capacity when new and warm, mAh.
    pub capacity_mah: f64,
    /// Resistance of one cell when new and at 25 °C, Ω.
    pub cell_resistance_ohm: f64,
    /// Heat that warms it by 1 K, J/K.
    pub heat_capacity: f64,
    /// Heat that leaves it per K above the air, W/K.
    pub cooling_w_per_k: f64,
}

impl BatteryModel {
    /// Four cells of 6 200 mAh, for 1.4 kg in the air.
    pub fn small() -> Self {
        Self {
            cells: 4,
            capacity_mah: 6_200.0,
            cell_resistance_ohm: 0.004,
            heat_capacity: 550.0,
            cooling_w_per_k: 0.35,
        }
    }

    /// Twelve cells of 12 000 mAh, for 6 kg in the air.
    pub fn large() -> Self {
        Self {
            cells: 12,
            capacity_mah: 12_000.0,
            cell_resistance_ohm: 0.002,
            heat_capacity: 2_800.0,
            cooling_w_per_k: 1.1,
        }
    }

    /// Four cells of 12 000 mAh, for an aeroplane of 3 kg.
    pub fn long() -> Self {
        Self {
            cells: 4,
            capacity_mah: 12_000.0,
            cell_resistance_ohm: 0.003,
            heat_capacity: 1_000.0,
            cooling_w_per_k: 0.5,
        }
    }

    /// Twelve cells of 10 000 mAh, for an aeroplane of 7 kg that hovers.
    pub fn tall() -> Self {
        Self {
            cells: 12,
            capacity_mah: 10_000.0,
            cell_resistance_ohm: 0.002,
            heat_capacity: 2_300.0,
            cooling_w_per_k: 0.9,
        }
    }

    /// Voltage of one cell at 3.7 V a cell, times the cells, V.
    pub fn nominal_v(&self) -> f64 {
        3.7 * f64::from(self.cells)
    }
}

/// A battery as it is now.
#[derive(Clone, Debug)]
pub struct Battery {
    model: BatteryModel,
    /// Charge left over the full charge, 0…1.
    charge: f64,
    temperature_c: f64,
    consumed_mah: f64,
    consumed_wh: f64,
    current_a: f64,
    voltage_v: f64,
    /// Cells that no longer give anything.
    dead_cells: u8,
}

/// Voltage of a lithium-polymer cell at rest by its charge, V: the usual discharge table of such cells.
const OPEN_CIRCUIT_V: [(f64, f64); 12] = [
    (0.0, 3.27),
    (0.05, 3.61),
    (0.1, 3.69),
    (0.2, 3.73),
    (0.3, 3.77),
    (0.4, 3.79),
    (0.5, 3.82),
    (0.6, 3.87),
    (0.7, 3.92),
    (0.8, 4.02),
    (0.9, 4.11),
    (1.0, 4.2),
];

/// ln 1.5.
const LN_OF_HALF_AS_MUCH_AGAIN: f64 = 0.405_465_108_108_164_4;

fn open_circuit_v(charge: f64) -> f64 {
    let after = OPEN_CIRCUIT_V
        .partition_point(|(at, _)| *at < charge)
        .clamp(1, OPEN_CIRCUIT_V.len() - 1);
    let ((c0, v0), (c1, v1)) = (OPEN_CIRCUIT_V[after - 1], OPEN_CIRCUIT_V[after]);
    v0 + (charge.clamp(0.0, 1.0) - c0) / (c1 - c0) * (v1 - v0)
}

impl Battery {
    /// A battery charged to a part of its capacity, as warm as the air around it.
    pub fn new(model: BatteryModel, charge: f64, temperature_c: f64) -> Self {
        let mut battery = Self {
            model,
            charge: charge.clamp(0.0, 1.0),
            temperature_c,
            consumed_mah: 0.0,
            consumed_wh: 0.0,
            current_a: 0.0,
            voltage_v: 0.0,
            dead_cells: 0,
        };
        battery.voltage_v = battery.at_rest_v();
        battery
    }

    fn at_rest_v(&self) -> f64 {
        let alive = self.model.cells.saturating_sub(self.dead_cells);
        f64::from(alive) * open_circuit_v(self.charge)
    }

    /// Resistance of the whole battery, Ω: half as much again for each 15 K below 25 °C, as
    /// electrolytes thicken, and more when nearly empty.
    fn resistance_ohm(&self) -> f64 {
        let cold = ((25.0 - self.temperature_c) / 15.0).clamp(-1.0, 4.0);
        let empty = 1.0 + 2.0 * (0.15 - self.charge).max(0.0) / 0.15;
        // 1.5 to the power of `cold`, which costs less so.
        let thick = (LN_OF_HALF_AS_MUCH_AGAIN * cold).exp();
        f64::from(self.model.cells) * self.model.cell_resistance_ohm * thick * empty
    }

    /// Gives `power_w` for `dt_s` in air of `air_c`, while a charger gives it `charger_w`.
    ///
    /// The sensor that current and consumption are read from sits between battery and vehicle, as on
    /// real ones: it does not see the charger.
    pub fn step(&mut self, power_w: f64, charger_w: f64, air_c: f64, dt_s: f64) {
        let (rest_v, resistance) = (self.at_rest_v(), self.resistance_ohm());
        // P = (V₀ − I·R)·I; beyond the most it can give, it gives that.
        let inside = (rest_v * rest_v - 4.0 * resistance * (power_w - charger_w)).max(0.0);
        let through_a = (rest_v - inside.sqrt()) / (2.0 * resistance);
        self.voltage_v = rest_v - through_a * resistance;
        self.current_a = if charger_w > 0.0 && self.voltage_v > 0.0 {
            power_w / self.voltage_v
        } else {
            through_a
        };
        let hours = dt_s / 3_600.0;
        let taken_mah = through_a * hours * 1_000.0;
        self.consumed_mah += self.current_a * hours * 1_000.0;
        self.consumed_wh += self.current_a * self.voltage_v * hours;
        // The cold keeps part of the charge from being taken: 1 % a kelvin below 10 °C.
        let usable = (1.0 - 0.01 * (10.0 - self.temperature_c).max(0.0)).max(0.3);
        let taken = taken_mah / (self.model.capacity_mah * usable);
        self.charge = (self.charge - taken).clamp(0.0, 1.0);
        let heat_w = through_a * through_a * resistance
            - self.model.cooling_w_per_k * (self.temperature_c - air_c);
        self.temperature_c += heat_w * dt_s / self.model.heat_capacity;
    }

    /// Kills one cell. Whether there was one left.
    pub fn kill_cell(&mut self) -> bool {
        let left = self.dead_cells < self.model.cells;
        self.dead_cells += u8::from(left);
        left
    }

    /// Puts another charge in, 0…1, as a dock does.
    pub fn set_charge(&mut self, charge: f64) {
        self.charge = charge.clamp(0.0, 1.0);
        self.voltage_v = self.at_rest_v();
    }

    /// What it is made of.
    pub fn model(&self) -> &BatteryModel {
        &self.model
    }

    /// Voltage under the present load, V.
    pub fn voltage_v(&self) -> f64 {
        self.voltage_v
    }

    /// Voltage of a cell under the present load, V; 0 for a dead one.
    pub fn cell_voltage_v(&self, cell: u8) -> f64 {
        let alive = self.model.cells.saturating_sub(self.dead_cells);
        if cell < alive {
            self.voltage_v / f64::from(alive)
        } else {
            0.0
        }
    }

    /// Current, A.
    pub fn current_a(&self) -> f64 {
        self.current_a
    }

    /// Charge left, 0…1.
    pub fn charge(&self) -> f64 {
        self.charge
    }

    /// Taken so far, mAh.
    pub fn consumed_mah(&self) -> f64 {
        self.consumed_mah
    }

    /// Taken so far, Wh.
    pub fn consumed_wh(&self) -> f64 {
        self.consumed_wh
    }

    /// Temperature, °C.
    pub fn temperature_c(&self) -> f64 {
        self.temperature_c
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minutes_until_empty(power_w: f64, air_c: f64) -> f64 {
        let mut battery = Battery::new(BatteryModel::small(), 1.0, air_c);
        let mut seconds = 0.0;
        while battery.charge() > 0.02 && seconds < 36_000.0 {
            battery.step(power_w, 0.0, air_c, 1.0);
            seconds += 1.0;
        }
        seconds / 60.0
    }

    #[test]
    fn it_lasts_as_long_as_its_energy_at_a_load() {
        // 6.2 Ah at about 15.2 V are 94 Wh.
        let minutes = minutes_until_empty(180.0, 25.0);
        assert!((minutes - 30.0).abs() < 2.0, "{minutes}");
    }

    #[test]
    fn the_cold_takes_time_from_it() {
        assert!(minutes_until_empty(180.0, -10.0) < 0.9 * minutes_until_empty(180.0, 25.0));
    }

    #[test]
    fn a_load_pulls_the_voltage_down_and_it_comes_back() {
        let mut battery = Battery::new(BatteryModel::small(), 0.8, 25.0);
        let rest_v = battery.voltage_v();
        battery.step(400.0, 0.0, 25.0, 0.02);
        assert!(battery.voltage_v() < rest_v - 0.3);
        battery.step(0.0, 0.0, 25.0, 0.02);
        assert!((battery.voltage_v() - rest_v).abs() < 0.01);
    }

    #[test]
    fn a_charger_fills_it_by_its_power_and_the_sensor_of_the_vehicle_does_not_see_it() {
        let mut battery = Battery::new(BatteryModel::small(), 0.5, 25.0);
        for _ in 0..600 {
            battery.step(10.0, 300.0, 25.0, 1.0);
        }
        // 290 W for ten minutes at about 15.6 V under charge are 3.1 Ah of 6.2.
        assert!(
            (battery.charge() - 0.99).abs() < 0.03,
            "{}",
            battery.charge()
        );
        // What the vehicle itself takes: 10 W of it.
        assert!((battery.consumed_wh() - 10.0 / 6.0).abs() < 0.05);
        assert!(battery.current_a() > 0.0);
        for _ in 0..600 {
            battery.step(10.0, 300.0, 25.0, 1.0);
        }
        assert_eq!(battery.charge(), 1.0);
    }

    #[test]
    fn a_dead_cell_takes_its_share_of_the_voltage() {
        let mut battery = Battery::new(BatteryModel::small(), 0.8, 25.0);
        let rest_v = battery.voltage_v();
        assert!(battery.kill_cell());
        battery.step(0.0, 0.0, 25.0, 0.02);
        assert!((battery.voltage_v() / rest_v - 0.75).abs() < 1e-9);
        assert_eq!(battery.cell_voltage_v(3), 0.0);
        assert!((0..3).all(|_| battery.kill_cell()));
        assert!(!battery.kill_cell());
    }

    #[test]
    fn it_gives_no_more_than_it_can_and_never_less_than_nothing() {
        let mut battery = Battery::new(BatteryModel::small(), 0.01, -20.0);
        for _ in 0..1_000 {
            battery.step(1e6, 0.0, -20.0, 1.0);
            assert!(battery.voltage_v().is_finite() && battery.charge() >= 0.0);
        }
        assert_eq!(battery.charge(), 0.0);
    }
}
