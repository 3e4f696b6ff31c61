//! What `haiou plan` is told.

use crate::airspace_command::query_arguments::{QueryTime, TerrainChoice};
use clap::Args;
use missions::patrol::ApprovalKind;
use std::path::PathBuf;

/// What `plan` is told.
#[derive(Clone, Debug, Args)]
pub struct PlanArguments {
    /// The patrol (docs/patrols.md) 巡查任务文件
    #[arg(value_name = "PATROL")]
    pub patrol: PathBuf,
    /// Airspace files, read as one airspace 空域文件
    #[arg(long, required = true, num_args = 1.., value_name = "FILE")]
    pub airspace: Vec<PathBuf>,
    /// The weather of the flight (docs/weather.md); nothing is planned without it 气象文件（必需）
    #[arg(long, value_name = "FILE")]
    pub weather: Option<PathBuf>,
    /// The ground: a folder of SRTM .hgt tiles, flat:METRES, or synthetic 地形
    #[arg(long, value_name = "DIR|flat:METRES|synthetic")]
    pub terrain: Option<TerrainChoice>,
    /// Docks and drones (docs/vehicles.md); else the shipped illustrative fleet 机队文件，缺省为示意机队
    #[arg(long, value_name = "FILE")]
    pub fleet: Option<PathBuf>,
    /// The one drone that is to fly it, by its id 指定飞行器
    #[arg(long, value_name = "ID")]
    pub drone: Option<String>,
    /// A folder of vehicle classes; else the shipped ones 机型目录，缺省为随附机型
    #[arg(long, value_name = "DIR")]
    pub vehicles: Option<PathBuf>,
    /// Drones that fly it together, each a part: by their ids, with commas 多机分区执行
    #[arg(
        long,
        value_name = "ID,ID…",
        value_delimiter = ',',
        conflicts_with = "drone"
    )]
    pub drones: Vec<String>,
    /// Places to land at when home is not reached (docs/landing-places.md) 备降点文件
    #[arg(long, value_name = "FILE")]
    pub landing_places: Option<PathBuf>,
    /// People on the ground (docs/formats/people.md); patrols that avoid people need it 地面人口数据
    #[arg(long, value_name = "FILE")]
    pub people: Option<PathBuf>,
    /// A kind of flight activity that is approved for this flight; may be given again 已获批准的飞行活动，可重复
    #[arg(long = "flight-approval", value_name = "KIND", value_enum)]
    pub flight_approvals: Vec<ActivityName>,
    /// When it takes off: RFC 3339 with its offset, as in 2026-12-02T10:10:00+08:00, or now 起飞时间
    #[arg(long, value_name = "TIME", default_value = "now")]
    pub depart: QueryTime,
    /// The moment by which applications are early or late; else now 判断申请期限的时刻
    #[arg(long, value_name = "TIME", default_value = "now")]
    pub asked_at: QueryTime,
    /// A zone whose approval is held; may be given again 已获批准的空域标识，可重复
    #[arg(long = "approval", value_name = "ZONE_ID")]
    pub approvals: Vec<String>,
    /// Draw the flight, or what is in its way 绘制航线图
    #[arg(long, value_name = "OUT.svg")]
    pub svg: Option<PathBuf>,
    /// A mission file to write: .plan, .waypoints, .kml, .kmz, .geojson; may be given again 输出航线文件，可重复
    #[arg(short, long = "output", value_name = "OUT")]
    pub outputs: Vec<PathBuf>,
    /// Print JSON for machines 输出 JSON
    #[arg(long)]
    pub json: bool,
}

/// What a flight activity approval is for, as patrol files name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum ActivityName {
    /// 飞行活动申请
    FlightActivity,
    /// 管制空域
    ControlledAirspace,
    /// 通过通信基站或者互联网
    Network,
    /// 飞越集会人群
    OverCrowds,
    /// 投放
    Dropping,
    /// 移动的车辆、船舶
    FromMovingVehicle,
    /// 集群
    Swarm,
}

impl From<ActivityName> for ApprovalKind {
    fn from(name: ActivityName) -> Self {
        match name {
            ActivityName::FlightActivity => Self::FlightActivity,
            ActivityName::ControlledAirspace => Self::ControlledAirspace,
            ActivityName::Network => Self::Network,
            ActivityName::OverCrowds => Self::OverCrowds,
            ActivityName::Dropping => Self::Dropping,
            ActivityName::FromMovingVehicle => Self::FromMovingVehicle,
            ActivityName::Swarm => Self::Swarm,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, clap::Parser)]
    struct Line {
        #[command(flatten)]
        plan: PlanArguments,
    }

    #[test]
    fn a_whole_line_is_read() {
        let words = "plan a.toml --airspace x.geojson y.geojson --terrain flat:3 --drone D -o a.plan -o b.kml";
        let line = <Line as clap::Parser>::try_parse_from(words.split(' ')).unwrap();
        assert_eq!(line.plan.patrol, PathBuf::from("a.toml"));
        assert_eq!(line.plan.airspace.len(), 2);
        assert_eq!(line.plan.outputs.len(), 2);
        assert_eq!(line.plan.depart, QueryTime::Now);
    }
}
