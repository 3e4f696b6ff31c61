//! `haiou plan`: from a patrol to mission files, or to all that is in the way.
//!
//! Data flows one way: what the command line says (`arguments`) is read whole, with all problems at once (`inputs`,
//! `reading`, `shipped`); the patrol is planned and each flight judged at its own time (`planning`); only what can and may be
//! flown is written (`outputs`, `writing`); the picture (`drawing`) and the answer for people (`answer_text`, `flight_text`,
//! `papers_text`, `refusal_text`, `words`) or machines (`report`, `report_flight`) are made of the same.

mod answer_text;
mod arguments;
mod drawing;
mod flight_text;
mod inputs;
mod outputs;
mod papers_text;
mod planning;
mod reading;
mod refusal_text;
mod report;
mod report_flight;
mod shipped;
mod words;
mod writing;

pub use arguments::PlanArguments;

use self::inputs::{Inputs, Unusable};
use self::outputs::Outputs;
use self::planning::Answer;
use crate::clock;
use crate::command_line::Outcome;
use crate::console::{Console, complain, say};

/// Reads everything, plans, writes, and prints the answer.
pub fn run(arguments: &PlanArguments, console: Console) -> Outcome {
    let outputs = Outputs::of(arguments);
    let inputs = Inputs::read(arguments, clock::now(), console);
    let (outputs, inputs) = match (outputs, inputs) {
        (Ok(outputs), Ok(inputs)) => (outputs, inputs),
        (outputs, inputs) => {
            let mut unusable = inputs.err().unwrap_or_default();
            unusable
                .refusals
                .extend(outputs.err().into_iter().flatten());
            say_unusable(arguments, &unusable, console);
            return Outcome::Unusable;
        }
    };
    let answer = planning::plan(&inputs, &outputs);
    let written = outputs.write(&inputs, &answer);
    let outcome = match (&answer, written.refusals.is_empty()) {
        (Answer::Flights(_), true) => Outcome::Good,
        (Answer::Flights(_), false) => written.outcome,
        (Answer::Refused(_), _) => Outcome::No,
    };
    if arguments.json {
        say(&format!(
            "{}",
            report::report(&inputs, &answer, &written, outcome)
        ));
    } else {
        say(&answer_text::text(&inputs, &answer, &written, console));
    }
    for refusal in &written.refusals {
        complain(console.text(refusal));
    }
    outcome
}

fn say_unusable(arguments: &PlanArguments, unusable: &Unusable, console: Console) {
    if arguments.json {
        say(&format!("{}", report::unusable(unusable)));
    } else {
        for problem in &unusable.problems {
            say(&problem.text(console));
        }
    }
    for refusal in &unusable.refusals {
        complain(console.text(refusal));
    }
}
