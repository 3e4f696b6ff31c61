//! Why terrain data cannot be read.

use crate::Bilingual;

/// Why something is no terrain.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum TerrainError {
    /// The file's name does not give the tile's south-west corner.
    #[error("{name}: the name is not that of a tile, such as N36E120.hgt")]
    Name {
        /// The name as found.
        name: String,
    },
    /// The file has the size of no tile.
    #[error(
        "{name}: {bytes} bytes are no tile: 2884802 (1201 x 1201 posts) or 25934402 (3601 x 3601)"
    )]
    Size {
        /// The file's name.
        name: String,
        /// Its size.
        bytes: u64,
    },
    /// Two files hold the same tile.
    #[error("{name}: the same tile has been read from another file already")]
    Duplicate {
        /// The name of the second file.
        name: String,
    },
    /// The file or directory cannot be read.
    #[error("{name}: {reason}")]
    Unreadable {
        /// The name of the file or directory.
        name: String,
        /// What the operating system says.
        reason: String,
    },
    /// There is no tile at all.
    #[error("{name}: there is no .hgt tile in the directory")]
    NoTiles {
        /// The directory.
        name: String,
    },
    /// The uncertainty is negative or no finite number.
    #[error("an uncertainty of {0} m is not a number from 0 on")]
    Uncertainty(f64),
    /// A grid without a cell, beyond the globe, or with another number of posts than it says.
    #[error("{posts} posts do not make the grid {frame:?}")]
    Frame {
        /// The grid as described.
        frame: super::GridFrame,
        /// How many posts were given.
        posts: usize,
    },
}

impl TerrainError {
    /// The error as a message to people.
    pub fn message(&self) -> Bilingual {
        let zh = match self {
            Self::Name { name } => format!("{name}：文件名不是高程瓦片名（例如 N36E120.hgt）"),
            Self::Size { name, bytes } => format!(
                "{name}：{bytes} 字节不是瓦片大小，应为 2884802（1201×1201）或 25934402（3601×3601）"
            ),
            Self::Duplicate { name } => format!("{name}：同一瓦片已从另一个文件读入"),
            Self::Unreadable { name, reason } => format!("{name}：无法读取（{reason}）"),
            Self::NoTiles { name } => format!("{name}：目录中没有 .hgt 瓦片"),
            Self::Uncertainty(value) => format!("不确定度 {value} 米不是大于等于 0 的数"),
            Self::Frame { frame, posts } => format!("{posts} 个高程点与网格 {frame:?} 不符"),
        };
        Bilingual::new(self.to_string(), zh)
    }
}

/// The uncertainty, when it is a finite number from 0 on.
pub(super) fn checked_uncertainty_m(uncertainty_m: f64) -> Result<f64, TerrainError> {
    if uncertainty_m.is_finite() && uncertainty_m >= 0.0 {
        Ok(uncertainty_m)
    } else {
        Err(TerrainError::Uncertainty(uncertainty_m))
    }
}
