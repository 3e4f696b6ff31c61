//! The faults of footprints as messages to people.

use super::FootprintFaultKind;
use crate::Bilingual;

impl FootprintFaultKind {
    /// A stable name for machines, in kebab-case.
    pub fn code(self) -> &'static str {
        self.code_and_chinese().0
    }

    /// What is wrong.
    pub fn message(self) -> Bilingual {
        Bilingual::new(self.to_string(), self.code_and_chinese().1)
    }

    fn code_and_chinese(self) -> (&'static str, String) {
        match self {
            Self::Empty => ("no-polygon", "没有多边形".into()),
            Self::NotFinite => ("coordinate-not-finite", "坐标不是有限的数".into()),
            Self::LatitudeOutOfRange(value) => (
                "latitude-out-of-range",
                format!("纬度 {value}° 超出 -90°..90°"),
            ),
            Self::LongitudeOutOfRange(value) => (
                "longitude-out-of-range",
                format!("经度 {value}° 超出 -360°..360°"),
            ),
            Self::TooFewVertices(count) => (
                "too-few-vertices",
                format!("环只有 {count} 个不同的顶点，至少需要三个"),
            ),
            Self::CrossesItself(a, b) => (
                "ring-crosses-itself",
                format!("从顶点 {a} 和顶点 {b} 开始的两条边相交或接触"),
            ),
            Self::NoArea => ("ring-without-area", "环的面积为零".into()),
            Self::AroundPole => (
                "ring-around-pole",
                "环绕过极点，或跨越超过 360° 经度".into(),
            ),
            Self::HoleOutside => ("hole-outside", "孔超出了所在的多边形".into()),
            Self::HoleSharesEdge => ("hole-shares-edge", "孔与外环有公共边".into()),
            Self::HolesShareEdge(other) => {
                ("holes-share-edge", format!("该孔与孔 {other} 有公共边"))
            }
            Self::TooIntricate => ("ring-too-intricate", "环过于复杂，无法检查".into()),
            Self::NotSplit => (
                "antimeridian-not-split",
                "无法在 180° 经线处拆分该多边形；请将两侧分为两个多边形".into(),
            ),
            Self::HolesOverlap(other) => ("holes-overlap", format!("该孔与孔 {other} 重叠")),
            Self::Radius(radius) => (
                "radius-out-of-range",
                format!("半径 {radius} m 不在 0（不含）至 1000000 m 之间"),
            ),
            Self::CircleAtPole => ("circle-at-pole", "圆到达极点".into()),
        }
    }

    /// What would help.
    pub fn help(self) -> Option<Bilingual> {
        let (en, zh) = match self {
            Self::LatitudeOutOfRange(_) => (
                "longitude and latitude may be swapped: this format has the longitude first",
                "经纬度可能颠倒：请检查顺序，经度在前",
            ),
            Self::LongitudeOutOfRange(_) => (
                "check the number, and that coordinates are in degrees (EPSG:4326 or EPSG:4490), not in metres of a projection",
                "请检查数值；坐标应为度（EPSG:4326 或 EPSG:4490），而不是投影坐标（米）",
            ),
            Self::CrossesItself(..) => (
                "put the vertices in order along the outline, or draw the parts as polygons of their own",
                "请按轮廓顺序排列顶点，或把各部分画成独立的多边形",
            ),
            Self::TooFewVertices(_) | Self::NoArea => (
                "draw the outline again, or remove the feature",
                "请重新绘制轮廓，或删除该要素",
            ),
            Self::HoleOutside => (
                "make a ring that is no hole a polygon of its own",
                "不是孔的环应改为独立的多边形",
            ),
            Self::HoleSharesEdge => (
                "leave the hole out and draw the outer ring around it",
                "请删除该孔，让外环绕过它",
            ),
            Self::HolesOverlap(_) | Self::HolesShareEdge(_) => {
                ("unite the two holes", "请合并这两个孔")
            }
            Self::TooIntricate => ("split or simplify the ring", "请拆分或简化该环"),
            Self::Radius(_) => ("give the radius in metres", "请以米为单位给出半径"),
            _ => return None,
        };
        Some(Bilingual::new(en, zh))
    }
}
