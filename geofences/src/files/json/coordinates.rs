//! Coordinates: nested lists of numbers, read from JSON text straight into positions.

use geo::Coord;

/// Lists of lists of positions: the polygons, rings and vertices of any geometry. Simpler
/// geometries fill fewer of the outer lists.
pub(crate) type Nested = Vec<Vec<Vec<Coord<f64>>>>;

/// What was read.
#[derive(Debug, Default)]
pub(crate) struct Coordinates {
    pub(crate) nested: Nested,
    pub(crate) faults: Vec<CoordinateFault>,
    /// Whether a number stood in quotes.
    pub(crate) quoted: bool,
}

/// Something that is no position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CoordinateFault {
    pub(crate) polygon: usize,
    pub(crate) ring: usize,
    pub(crate) vertex: usize,
    pub(crate) kind: CoordinateFaultKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CoordinateFaultKind {
    /// The lists are nested less or more deeply than the geometry's type says.
    Nesting,
    /// A coordinate is null, text that is no number, or the like.
    NotANumber,
    /// A position has fewer than two numbers.
    TooShort,
}

/// Faults beyond this many of one geometry are left out: they have one cause.
const MOST_FAULTS: usize = 20;

/// Reads coordinates. `depth` is 1 for a position, 2 for a list of positions, 3 for rings, 4 for
/// polygons. `text` is valid JSON.
pub(crate) fn read(text: &str, depth: usize) -> Coordinates {
    let mut reader = Reader {
        bytes: text.as_bytes(),
        at: 0,
        place: [0; 3],
        out: Coordinates::default(),
    };
    reader.polygons(depth);
    reader.out
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    place: [usize; 3],
    out: Coordinates,
}

impl Reader<'_> {
    fn polygons(&mut self, depth: usize) {
        let mut polygons = Vec::new();
        if depth < 4 {
            polygons.push(self.rings(depth));
        } else if self.opens() {
            while !self.closes() {
                self.place[0] = polygons.len();
                polygons.push(self.rings(3));
            }
        }
        self.out.nested = polygons;
    }

    fn rings(&mut self, depth: usize) -> Vec<Vec<Coord<f64>>> {
        let mut rings = Vec::new();
        self.place[1] = 0;
        if depth < 3 {
            rings.push(self.positions(depth));
        } else if self.opens() {
            while !self.closes() {
                self.place[1] = rings.len();
                rings.push(self.positions(2));
            }
        }
        rings
    }

    fn positions(&mut self, depth: usize) -> Vec<Coord<f64>> {
        let mut positions = Vec::new();
        self.place[2] = 0;
        if depth < 2 {
            positions.extend(self.position());
        } else if self.opens() {
            while !self.closes() {
                positions.extend(self.position());
                self.place[2] += 1;
            }
        }
        positions
    }

    fn position(&mut self) -> Option<Coord<f64>> {
        if !self.opens() {
            return None;
        }
        let mut numbers = [0.0; 2];
        let mut count = 0_usize;
        let mut sound = true;
        while !self.closes() {
            // A third number is a height, which footprints do not have.
            match self.number() {
                Ok(number) => {
                    if let Some(slot) = numbers.get_mut(count) {
                        *slot = number;
                    }
                }
                Err(kind) => {
                    if count < 2 {
                        self.fault(kind);
                        sound = false;
                    }
                }
            }
            count += 1;
        }
        if sound && count < 2 {
            self.fault(CoordinateFaultKind::TooShort);
            sound = false;
        }
        let [x, y] = numbers;
        sound.then_some(Coord { x, y })
    }

    /// Enters a list; what is no list is passed over with a fault.
    fn opens(&mut self) -> bool {
        self.skip_separators();
        if self.bytes.get(self.at) == Some(&b'[') {
            self.at += 1;
            return true;
        }
        self.skip_value();
        self.fault(CoordinateFaultKind::Nesting);
        false
    }

    /// True, and past it, at the end of a list; also at the end of the text.
    fn closes(&mut self) -> bool {
        self.skip_separators();
        match self.bytes.get(self.at) {
            Some(b']') => {
                self.at += 1;
                true
            }
            None => true,
            _ => false,
        }
    }

    fn skip_separators(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r' | b',' | b':') = self.bytes.get(self.at) {
            self.at += 1;
        }
    }

    fn number(&mut self) -> Result<f64, CoordinateFaultKind> {
        let start = self.at;
        let first = self.bytes.get(start).copied();
        self.skip_value();
        let token = self.bytes.get(start..self.at).unwrap_or_default();
        let Ok(token) = std::str::from_utf8(token) else {
            return Err(CoordinateFaultKind::NotANumber);
        };
        match first {
            Some(b'-' | b'0'..=b'9') => token.parse().ok(),
            Some(b'"') => {
                self.out.quoted = true;
                // "nan" and "inf" are numbers to Rust, not to us.
                let number: Option<f64> = token.trim_matches('"').trim().parse().ok();
                number.filter(|number| number.is_finite())
            }
            Some(b'[') => return Err(CoordinateFaultKind::Nesting),
            _ => None,
        }
        .ok_or(CoordinateFaultKind::NotANumber)
    }

    /// Passes over one value of any kind, without recursion.
    fn skip_value(&mut self) {
        let mut depth = 0_usize;
        while let Some(byte) = self.bytes.get(self.at) {
            match byte {
                b'[' | b'{' => depth += 1,
                b']' | b'}' if depth == 0 => return,
                b']' | b'}' => depth -= 1,
                b'"' => self.skip_string(),
                b',' | b':' | b' ' | b'\t' | b'\n' | b'\r' => {
                    self.at += 1;
                    continue;
                }
                _ => {
                    while let Some(b'-' | b'+' | b'.' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z') =
                        self.bytes.get(self.at + 1)
                    {
                        self.at += 1;
                    }
                }
            }
            self.at += 1;
            if depth == 0 {
                return;
            }
        }
    }

    /// From a string's opening quote to its closing one.
    fn skip_string(&mut self) {
        self.at += 1;
        while let Some(byte) = self.bytes.get(self.at) {
            match byte {
                b'"' => return,
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
    }

    fn fault(&mut self, kind: CoordinateFaultKind) {
        if self.out.faults.len() < MOST_FAULTS {
            let [polygon, ring, vertex] = self.place;
            self.out.faults.push(CoordinateFault {
                polygon,
                ring,
                vertex,
                kind,
            });
        }
    }
}
