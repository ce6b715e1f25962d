//! Rules at work: which fire for the answers, and what follows, each with its trace.

mod lifecycle;
mod outcome;
mod thresholds;

pub use outcome::{Activity, Fired, Outcome};
pub use thresholds::thresholds;

use crate::catalog::*;
use crate::logic::Truth;
use crate::requirements::{Answers, Requirements};

/// Fires the rules.
pub fn fire(catalog: &Catalog, requirements: &Requirements) -> Outcome {
    let answers = &requirements.answers;
    let mut out =
        Outcome { activity: catalog.blocks.iter().map(|b| activity(b, answers)).collect(), ..Outcome::default() };
    let mut endings = Vec::new();
    for (index, rule) in catalog.rules.iter().enumerate() {
        let id = RuleId(index as u16);
        match rule.fires(answers) {
            Truth::False => continue,
            Truth::Unknown => {
                out.undecided.push(id);
                continue;
            }
            Truth::True => {}
        }
        out.fired.push(Fired { rule: id, because: rule.when.deciding(answers) });
        if rule.ends.is_some() {
            endings.push(id);
            continue;
        }
        for (e, effect) in rule.effects.iter().enumerate() {
            out.take(id, rule.strength, e, effect);
        }
    }
    lifecycle::outlive(catalog, requirements, &endings, &mut out);
    // What an overlay took out stays out, whatever a rule asks for.
    for (activity, _) in out.activity.iter_mut().zip(&catalog.blocks).filter(|(_, b)| b.disabled) {
        *activity = Activity::Idle(Vec::new());
    }
    out
}

fn activity(block: &Block, answers: &Answers) -> Activity {
    let because = block.active_when.deciding(answers);
    match block.active_when.eval(answers) {
        // An open question never blocks: what may be needed is decided too.
        Truth::True | Truth::Unknown => Activity::Needed(because),
        Truth::False => Activity::Idle(because),
    }
}
