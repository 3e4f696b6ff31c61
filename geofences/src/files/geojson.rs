//! stub until merged
use super::*;
pub fn read(_bytes: &[u8], _options: &ReadOptions<'_>) -> AirspaceFile {
    AirspaceFile::default()
}
pub fn write(_zones: &[Zone], _obstacles: &[Obstacle]) -> (String, Vec<Problem>) {
    (String::new(), Vec::new())
}
