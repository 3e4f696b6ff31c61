use super::*;
use crate::fleet::parameters::fixture::set_of;

/// Lines that lose and double, with less delay than the worst.
const BAD: Weather = Weather {
    loss: 0.15,
    doubles: 0.15,
    delay: Duration::from_millis(60),
    spread: Duration::from_millis(60),
};

/// One job of each kind.
fn jobs(world: &World) -> Vec<Job> {
    let name = if world.kind == AutopilotKind::Px4 {
        "BAT_LOW_THR"
    } else {
        "RTL_ALT"
    };
    vec![
        upload(6),
        DOWNLOAD,
        Job::UploadPlan {
            kind: PlanKind::Rally,
            items: Vec::new(),
        },
        Job::ReadParameters,
        set(world, name, 1.0),
        Job::SetSafety,
        fetch(CAMERA),
        fetch(AUTOPILOT),
        list(CAMERA),
        Job::FetchPhotos {
            photos: vec![photo()],
            folder: "DCIM".to_owned(),
            largest: 1 << 20,
        },
    ]
}

fn world(kind: AutopilotKind, seed: &str) -> World {
    let mut world = World::new(kind, BAD, seed).with_packed_list();
    let file = if kind == AutopilotKind::Px4 {
        PX4
    } else {
        ARDUPILOT
    };
    world.parameters = Some(set_of(file, START));
    let all = crate::fleet::parameters::fixture::all_of(file);
    // What the profile names has to be there.
    world
        .autopilot
        .all
        .extend(all.into_iter().skip(80).filter(|(name, ..)| {
            [
                "FENCE",
                "BATT",
                "RALLY",
                "MAV_GCS",
                "GF_",
                "NAV_DLL",
                "RTL_CONE",
                "FS_",
                "COM_DLL",
                "COM_ARM_WO",
                "BAT_",
            ]
            .iter()
            .any(|of| name.as_str().starts_with(of))
        }));
    world
}

fn ends(world: &World, id: JobId) -> usize {
    world
        .of(id)
        .into_iter()
        .filter(|event| event.is_final())
        .count()
}

/// Gives everything, lets something happen after so many steps, and sees each end once and nothing after.
fn each_ends_once(seed: &str, mut happens: impl FnMut(&mut World, &[JobId])) {
    for kind in [AutopilotKind::ArduPilot, AutopilotKind::Px4] {
        for round in 0..6 {
            let name = format!("{seed} {kind:?} {round}");
            let mut world = world(kind, &name);
            let ids: Vec<_> = jobs(&world)
                .into_iter()
                .map(|job| world.give(job))
                .collect();
            let mut dice = Dice::named(&name);
            world.run_for(secs(4).mul_f64(dice.part()));
            happens(&mut world, &ids);
            world.run();
            world.run_for(secs(20));
            for id in &ids {
                assert_eq!(ends(&world, *id), 1, "{name} {id:?}: {:?}", world.of(*id));
                let last = world.of(*id).last().unwrap().is_final();
                assert!(last, "{name} {id:?}: nothing is told after its end");
            }
            assert_eq!(world.desk.due(), None, "{name}");
        }
    }
}

#[test]
fn every_job_ends_once_on_a_bad_line() {
    each_ends_once("bad line", |_, _| {});
}

#[test]
fn every_job_ends_once_whichever_are_called_off_and_when() {
    let mut dice = Dice::named("call off");
    each_ends_once("call off", |world, ids| {
        for id in ids {
            if dice.part() < 0.5 {
                world.cancel(*id);
                // Once more, which does no more.
                world.cancel(*id);
            }
            world.step();
        }
    });
}

#[test]
fn every_job_ends_once_when_the_vehicle_is_gone_for_good() {
    each_ends_once("close", |world, ids| {
        world.close();
        assert!(world.desk.is_idle());
        assert!(ids.iter().all(|id| ends(world, *id) == 1));
    });
}

#[test]
fn every_job_ends_once_when_the_link_comes_and_goes() {
    let mut dice = Dice::named("link");
    each_ends_once("link", |world, _| {
        for _ in 0..3 {
            world.link(true);
            world.run_for(secs(30).mul_f64(dice.part()));
            world.link(false);
            world.run_for(secs(2).mul_f64(dice.part()));
        }
    });
}

#[test]
fn every_job_ends_once_when_nothing_ever_answers() {
    each_ends_once("deaf", |world, _| world.is_cut = true);
}

#[test]
fn every_job_ends_once_when_the_link_is_lost_and_never_comes_back() {
    each_ends_once("lost", |world, _| world.link(true));
}
