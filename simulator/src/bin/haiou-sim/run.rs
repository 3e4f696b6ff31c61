//! Plays by the clock: sockets in, steps, sockets out, and what people see and type.

use crate::clock::Clock;
use crate::command::{Command, Script, help, parse};
use crate::pace::Pace;
use crate::publishing::{Publishing, publisher};
use crate::screen::{screen, time};
use crate::terminal::{Key, Terminal};
use crate::verdict::{exit_code, verdict_event, verdict_text};
use crate::view::lines;
use geofences::{Bilingual, Language};
use serde_json::json;
use simulator::airframe::Contact;
use simulator::play::{News, Play, Weight};
use simulator::simulation::Frames;
use simulator::transport::Transports;
use simulator::truth::{Judge, TruthLogWriter, Verdict};
use std::fs::File;
use std::io::{self, BufRead, BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::Duration;

/// How it is to run.
pub struct How {
    pub speed: f64,
    pub language: Language,
    pub is_json: bool,
    pub is_live: bool,
    pub scenario_text: String,
    pub scenario_file: String,
    pub vehicles: Option<usize>,
    pub truth: Option<PathBuf>,
}

/// The view is drawn so often, by the clock.
const DRAWN_EACH: Duration = Duration::from_millis(250);
/// Without a view, a line tells how it goes so often, by the clock.
const TOLD_EACH: Duration = Duration::from_secs(10);
/// So many typed lines wait to be obeyed.
const MOST_LINES: usize = 1_000;
/// The view keeps so many messages.
const MOST_MESSAGES: usize = 500;

/// A run with all that belongs to it.
struct Run {
    play: Play,
    transports: Transports,
    how: How,
    clock: Clock,
    pace: Pace,
    terminal: Option<Terminal>,
    typed: Option<Receiver<String>>,
    typing: Option<String>,
    first_row: usize,
    messages: Vec<String>,
    quits: bool,
    drawn: Duration,
    told: Duration,
    measured: Measured,
    judge: Judge,
    log: Option<TruthLogWriter<BufWriter<File>>>,
    publishing: Option<Publishing>,
    unheard: Option<io::Error>,
}

/// Where it was when speed was last measured.
#[derive(Clone, Copy, Default)]
struct Measured {
    clock_s: f64,
    simulated_s: f64,
    sent: u64,
    speed: f64,
    packets_per_s: f64,
}

/// Plays to the end, or until somebody ends it.
pub fn run(play: Play, transports: Transports, how: How) -> io::Result<ExitCode> {
    let log = match &how.truth {
        Some(file) => {
            let out = BufWriter::new(File::create(file)?);
            Some(TruthLogWriter::new(out, play.scenario())?)
        }
        None => None,
    };
    let terminal = if how.is_live {
        Some(Terminal::take()?)
    } else {
        None
    };
    let typed = (!how.is_live).then(read_lines);
    let judge = Judge::new(play.scenario());
    let publishing = publisher(play.scenario()).map_err(io::Error::other)?;
    let mut run = Run {
        pace: Pace::new(how.speed),
        clock: Clock::start(),
        play,
        transports,
        how,
        terminal,
        typed,
        typing: None,
        first_row: 0,
        messages: Vec::new(),
        quits: false,
        drawn: Duration::ZERO,
        told: Duration::ZERO,
        measured: Measured::default(),
        judge,
        log,
        publishing,
        unheard: None,
    };
    run.tell_ports();
    let result = run.go_on();
    // The terminal is given back before anything more is said.
    run.terminal = None;
    result?;
    run.end()
}

/// Lines that are typed, read by a thread of its own, for reading them waits.
fn read_lines() -> Receiver<String> {
    // Who types faster than is obeyed waits.
    let (sender, receiver) = sync_channel(MOST_LINES);
    std::thread::spawn(move || {
        for line in io::stdin().lock().lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    receiver
}

impl Run {
    fn go_on(&mut self) -> io::Result<()> {
        let (mut inbox, mut outbox) = (Frames::default(), Frames::default());
        let step = self.play.simulation().step_interval();
        while !self.quits && !self.is_over() {
            let now = self.play.simulation().now();
            let wait = self.pace.wait(self.clock.elapsed(), now, step);
            inbox.clear();
            self.transports
                .receive(wait, self.clock.elapsed(), &mut inbox)?;
            let target = self.pace.target(self.clock.elapsed(), now, step);
            outbox.clear();
            // One step at a time, so that answers leave before the next question is late.
            let target = target.min(now + step);
            self.play.step(target, inbox.iter(), &mut outbox);
            self.transports.send(&outbox);
            self.publish();
            for news in self.play.take_news() {
                self.tell(&news);
            }
            self.take_records()?;
            self.listen()?;
            self.show()?;
        }
        Ok(())
    }

    /// What the city says goes out, and what it is told comes in.
    fn publish(&mut self) {
        let publications = self.play.take_publications();
        let Some(publishing) = &mut self.publishing else {
            return;
        };
        publishing.send(publications);
        let told = publishing.hand_in_commands(&mut self.play);
        let told: Vec<Bilingual> = told.into_iter().chain(publishing.changed()).collect();
        told.iter().for_each(|text| self.say(text));
    }

    fn take_records(&mut self) -> io::Result<()> {
        for record in self.play.take_records() {
            self.judge.take(&record);
            if let Some(log) = &mut self.log {
                log.write(&record)?;
            }
        }
        Ok(())
    }

    /// A scenario without an end is over when nothing is left to be decided.
    fn is_over(&self) -> bool {
        let is_endless = self.play.scenario().duration.is_none();
        self.play.is_over() || (is_endless && self.judge.has_nothing_to_wait_for())
    }

    fn tell_ports(&mut self) {
        for (plan, address) in simulator::play::ports(self.play.scenario())
            .iter()
            .zip(self.transports.local_addresses())
        {
            let address = address.map_or(String::new(), |it| it.to_string());
            let (port, count) = (plan.address, plan.members.len());
            if self.how.is_json {
                let line = json!({ "event": "port", "port": port.to_string(), "local": address, "vehicles": count });
                self.print(&line.to_string());
            } else {
                let port = port.told();
                self.say(&Bilingual::new(
                    format!("{}: {count} vehicles (local {address})", port.en),
                    format!("{}：{count} 架飞行器（本地 {address}）", port.zh),
                ));
            }
        }
    }

    /// Writes a line. Where nobody reads any more it ends, with everything that is written elsewhere whole.
    fn print(&mut self, line: &str) {
        if self.unheard.is_none()
            && let Err(error) = writeln!(io::stdout(), "{line}")
        {
            self.unheard = Some(error);
            self.quits = true;
        }
    }

    fn say(&mut self, text: &Bilingual) {
        let text = text.in_language(self.how.language).to_owned();
        if self.terminal.is_some() {
            self.messages.push(text);
            if self.messages.len() > MOST_MESSAGES {
                self.messages.remove(0);
            }
        } else if self.how.is_json {
            let line = json!({ "event": "message", "text": text });
            self.print(&line.to_string());
        } else {
            self.print(&text);
        }
    }

    fn tell(&mut self, news: &News) {
        let at_s = news.at.seconds();
        if self.how.is_json {
            let weight = match news.weight {
                Weight::Note => "note",
                Weight::Warning => "warning",
                Weight::Loss => "loss",
            };
            let line = json!({ "event": "news", "at_s": at_s, "weight": weight, "en": news.text.en, "zh": news.text.zh });
            self.print(&line.to_string());
            return;
        }
        let time = time(&self.play);
        let stamped = Bilingual::new(
            format!("{time} {}", news.text.en),
            format!("{time} {}", news.text.zh),
        );
        self.say(&stamped);
    }

    fn listen(&mut self) -> io::Result<()> {
        let lines: Vec<String> = self.typed.iter().flat_map(Receiver::try_iter).collect();
        for line in lines {
            self.obey(&line);
        }
        let keys = match &self.terminal {
            Some(terminal) => terminal.keys()?,
            None => return Ok(()),
        };
        for key in keys {
            self.press(key);
        }
        Ok(())
    }

    fn press(&mut self, key: Key) {
        if key == Key::Interrupt {
            self.quits = true;
            return;
        }
        if let Some(mut typing) = self.typing.take() {
            match key {
                Key::Enter => self.obey(&typing),
                Key::Escape => {}
                Key::Backspace => {
                    typing.pop();
                    self.typing = Some(typing);
                }
                Key::Character(character) => {
                    typing.push(character);
                    self.typing = Some(typing);
                }
                _ => self.typing = Some(typing),
            }
            return;
        }
        let (clock, now) = (self.clock.elapsed(), self.play.simulation().now());
        let most = self.play.simulation().vehicles().len().saturating_sub(1);
        match key {
            Key::Character('q') => self.quits = true,
            Key::Character(' ') => self.pace.toggle_pause(clock, now),
            Key::Character('+') => {
                let speed = (self.pace.speed() * 2.0).clamp(0.25, 1_000.0);
                self.pace.set_speed(speed, clock, now);
            }
            Key::Character('-') => {
                let speed = (self.pace.speed() / 2.0).clamp(0.25, 1_000.0);
                self.pace.set_speed(speed, clock, now);
            }
            Key::Character(':') => self.typing = Some(String::new()),
            Key::Up => self.first_row = self.first_row.saturating_sub(1),
            Key::Down => self.first_row = (self.first_row + 1).min(most),
            Key::PageUp => self.first_row = self.first_row.saturating_sub(20),
            Key::PageDown => self.first_row = (self.first_row + 20).min(most),
            _ => {}
        }
    }

    fn obey(&mut self, line: &str) {
        if line.trim().is_empty() {
            return;
        }
        let (clock, now) = (self.clock.elapsed(), self.play.simulation().now());
        let script = Script {
            text: &self.how.scenario_text,
            file: &self.how.scenario_file,
            vehicles: self.how.vehicles,
        };
        match parse(line, now, &script) {
            Ok(Command::Faults(faults)) => {
                for fault in faults {
                    self.play.add_fault(fault);
                }
            }
            Ok(Command::Speed(speed)) => self.pace.set_speed(speed, clock, now),
            Ok(Command::Pause) => self.pace.toggle_pause(clock, now),
            Ok(Command::Quit) => self.quits = true,
            Ok(Command::Help) => self.say(&help()),
            Err(problems) => problems.iter().for_each(|problem| self.say(problem)),
        }
    }

    fn measure(&mut self) {
        let passed_s = self.clock.elapsed().as_secs_f64() - self.measured.clock_s;
        if passed_s >= 1.0 {
            self.measure_since_last();
        }
    }

    fn measure_since_last(&mut self) {
        let (clock_s, simulated_s) = (
            self.clock.elapsed().as_secs_f64(),
            self.play.simulation().now().seconds(),
        );
        let sent = self.transports.account().sent;
        let before = self.measured;
        let passed_s = (clock_s - before.clock_s).max(1e-3);
        self.measured = Measured {
            clock_s,
            simulated_s,
            sent,
            speed: (simulated_s - before.simulated_s) / passed_s,
            packets_per_s: (sent - before.sent) as f64 / passed_s,
        };
    }

    fn show(&mut self) -> io::Result<()> {
        let now = self.clock.elapsed();
        if let Some(terminal) = &mut self.terminal {
            if now - self.drawn < DRAWN_EACH {
                return Ok(());
            }
            self.drawn = now;
            let (width, height) = terminal.size();
            let measured = self.measured;
            let mut shown = screen(
                &self.play,
                &self.pace,
                (measured.speed, measured.packets_per_s),
                self.how.language,
                (self.first_row, height),
            );
            shown.messages.clone_from(&self.messages);
            shown.typing.clone_from(&self.typing);
            terminal.draw(&lines(&shown, self.how.language, width, height))?;
            self.measure();
        } else if now - self.told >= TOLD_EACH {
            self.told = now;
            self.measure();
            self.tell_progress();
        }
        Ok(())
    }

    fn tell_progress(&mut self) {
        let vehicles = self.play.simulation().vehicles();
        let count = vehicles.len();
        let airborne = vehicles
            .filter(|it| it.craft.contact() == Contact::Airborne)
            .count();
        let (measured, account) = (self.measured, self.transports.account());
        let at_s = self.play.simulation().now().seconds();
        let published = self.publishing.as_ref().map(Publishing::counts);
        if self.how.is_json {
            let line = json!({
                "published": published.map(|it| json!({
                    "sent": it.sent, "shed": it.shed, "refused": it.refused, "waiting": it.waiting,
                    "is_connected": it.is_connected,
                })),
                "event": "progress", "at_s": at_s, "speed": measured.speed, "vehicles": count,
                "airborne": airborne, "packets_sent": account.sent, "packets_shed": account.shed,
            });
            self.print(&line.to_string());
            return;
        }
        let (time, speed, rate) = (time(&self.play), measured.speed, measured.packets_per_s);
        let (en, zh) = published.map_or_else(Default::default, |it| {
            (
                format!(
                    "; published {}, {} wait, {} shed",
                    it.sent, it.waiting, it.shed
                ),
                format!(
                    "；已发布 {}，待发 {}，丢弃 {}",
                    it.sent, it.waiting, it.shed
                ),
            )
        });
        self.say(&Bilingual::new(
            format!("{time} {airborne} of {count} in the air, ×{speed:.1}, {rate:.0} packets/s, {} shed{en}", account.shed),
            format!("{time} 空中 {airborne}/{count}，×{speed:.1}，{rate:.0} 包/秒，丢弃 {}{zh}", account.shed),
        ));
    }

    /// The last words, and the exit code: 0 where everything that had to come out has, 1 where not.
    fn end(&mut self) -> io::Result<ExitCode> {
        // What the city said last.
        self.publish();
        // Over the whole run.
        self.measured = Measured::default();
        self.measure_since_last();
        self.tell_progress();
        if let Some(left) = self.publishing.take().and_then(Publishing::end) {
            self.say(&left);
        }
        self.play.end();
        self.take_records()?;
        if let Some(log) = self.log.take() {
            log.finish()?;
        }
        let verdicts = self.judge.verdicts();
        for verdict in &verdicts {
            self.tell_verdict(verdict);
        }
        if let Some(error) = self.unheard.take() {
            return Err(error);
        }
        Ok(exit_code(&verdicts))
    }

    fn tell_verdict(&mut self, verdict: &Verdict) {
        if self.how.is_json {
            self.print(&verdict_event(verdict).to_string());
        } else {
            self.say(&verdict_text(verdict));
        }
    }
}
