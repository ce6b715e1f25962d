//! Where the architecture changes along the numbers of the answers, and what open answers are worth.

use schemars::JsonSchema;
use serde::Serialize;

use super::context::{round, spread};
use crate::catalog::{Catalog, OptionRef};
use crate::engine::analysis::answers::{self, Architecture, Change, breakpoints, stake};
use crate::logic::{Domain, Value, Var, show_value};
use crate::requirements::{Origin, Requirements};
use crate::rules::thresholds;
use crate::text::Text;

/// A decision that changes.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Switch {
    /// Id of the block.
    pub block: Text,
    /// Its name.
    pub title: Text,
    /// Name of the option before; none if the block needed none.
    pub before: Option<Text>,
    /// Name of the option after; none if the block needs none.
    pub after: Option<Text>,
}

/// A number at which the architecture changes.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Breakpoint {
    /// The number, in the question's base unit.
    pub at: f64,
    /// The number in words.
    pub shown: String,
    /// Whether the change has happened at the number itself, or only beyond it.
    pub inclusive: bool,
    /// Whether a condition changes exactly there; otherwise it was located to three digits.
    pub by_rule: bool,
    /// Whether beyond it any architecture meets the demands.
    pub possible: bool,
    /// What changes when the number is crossed upwards.
    pub changes: Vec<Switch>,
}

/// The architecture along one number.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Course {
    /// Id of the question.
    pub question: Text,
    /// The question.
    pub text: Text,
    /// The present answer, given or assumed.
    pub now: Option<String>,
    /// Whether every architecture on the way was proven to be the best.
    pub exact: bool,
    /// The changes, upwards.
    pub points: Vec<Breakpoint>,
}

/// What one value of an open question would change.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Turn {
    /// The value.
    pub answer: String,
    /// Points that the present architecture would lose against the best one then; none if it could not
    /// be kept.
    pub loss: Option<f64>,
    /// What would change.
    pub changes: Vec<Switch>,
}

/// What it is worth to know an open answer.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Stake {
    /// Id of the question.
    pub question: Text,
    /// The question.
    pub text: Text,
    /// What is assumed meanwhile.
    pub assumed: Option<String>,
    /// The most that not knowing it could cost, in points; none if the present architecture might have
    /// to be given up.
    pub worst_loss: Option<f64>,
    /// The mean loss over all its values, those under which the architecture must be given up left out.
    pub mean_loss: f64,
    /// The values that change something.
    pub turns: Vec<Turn>,
}

fn switches(c: &Catalog, changes: &[Change]) -> Vec<Switch> {
    let name = |o: OptionRef| {
        let product = c.blocks[o.block.at()].options[o.option as usize].product;
        c.products[product.at()].name.clone()
    };
    let one = |change: &Change| {
        let block = &c.blocks[change.block.at()];
        Switch {
            block: block.id.clone(),
            title: block.name.clone(),
            before: change.before.map(name),
            after: change.after.map(name),
        }
    };
    changes.iter().map(one).collect()
}

/// The numeric questions that arise.
pub fn numeric_questions(c: &Catalog, r: &Requirements) -> Vec<Var> {
    let arises = |v: &Var| {
        let q = &c.questions[v.0 as usize];
        let numeric = matches!(q.domain, Domain::Quantity(..));
        numeric && q.section.is_some() && r.answers.get(*v).origin != Origin::NotAsked
    };
    (0..c.questions.len() as u16).map(Var).filter(arises).collect()
}

/// Where the architecture changes along each of some numeric questions.
pub fn courses(c: &Catalog, r: &Requirements, vars: &[Var]) -> Vec<Course> {
    let numbers = thresholds(c);
    let found = spread(vars.len(), |i| breakpoints(c, r, vars[i], &numbers[vars[i].0 as usize]));
    let one = |course: answers::Course| {
        let q = &c.questions[course.var.0 as usize];
        let points = merged(course.points);
        let points = points.iter().map(|p| Breakpoint {
            at: p.at,
            shown: show_value(&Value::Number(tidy(p.at, p.by_rule)), &q.domain),
            inclusive: p.inclusive,
            by_rule: p.by_rule,
            possible: p.possible,
            changes: switches(c, &p.changes),
        });
        let now = r.answers.get(course.var).value.as_ref().map(|v| show_value(v, &q.domain));
        Course { question: q.id.clone(), text: q.text.clone(), now, exact: course.exact, points: points.collect() }
    };
    found.into_iter().flatten().map(one).collect()
}

/// Located changes that are one to three digits become one change.
fn merged(points: Vec<answers::Breakpoint>) -> Vec<answers::Breakpoint> {
    let mut out: Vec<answers::Breakpoint> = Vec::new();
    for p in points {
        match out.last_mut().filter(|l| !l.by_rule && !p.by_rule && tidy(l.at, false) == tidy(p.at, false)) {
            Some(last) => {
                for change in p.changes {
                    match last.changes.iter_mut().find(|c| c.block == change.block) {
                        Some(c) => c.after = change.after,
                        None => last.changes.push(change),
                    }
                }
                last.changes.retain(|c| c.before != c.after);
                last.possible = p.possible;
            }
            None => out.push(p),
        }
    }
    out.retain(|p| !p.changes.is_empty() || !p.possible);
    out
}

/// A located number to three digits, upwards; a number of the catalog as it is.
fn tidy(x: f64, exact: bool) -> f64 {
    if exact || x <= 0.0 {
        return x;
    }
    let mut unit = 1.0;
    while x / unit >= 1000.0 {
        unit *= 10.0;
    }
    while x / unit < 100.0 {
        unit /= 10.0;
    }
    (x / unit).ceil() * unit
}

/// How sure a recommendation is.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Robustness {
    /// Open and assumed answers that could change it, the most valuable to know first.
    pub open_questions: Vec<Stake>,
}

/// How sure the recommendation for some requirements is.
pub fn robustness(c: &Catalog, r: &Requirements) -> Robustness {
    Robustness { open_questions: stakes(c, r) }
}

/// What every open or assumed answer is worth, the most valuable first.
fn stakes(c: &Catalog, r: &Requirements) -> Vec<Stake> {
    let numbers = thresholds(c);
    let present = Architecture::of(c, r);
    if !present.possible {
        return Vec::new();
    }
    let open = |v: &Var| {
        let asked = c.questions[v.0 as usize].section.is_some();
        asked && matches!(r.answers.get(*v).origin, Origin::Assumed(_) | Origin::Open)
    };
    let vars: Vec<Var> = (0..c.questions.len() as u16).map(Var).filter(open).collect();
    let found = spread(vars.len(), |i| stake(c, r, &present, vars[i], &numbers[vars[i].0 as usize]));
    let mut out: Vec<Stake> =
        found
            .into_iter()
            .map(|s| {
                let q = &c.questions[s.var.0 as usize];
                let losses: Vec<f64> = s.outcomes.iter().filter_map(|o| o.2).collect();
                let lost = s.outcomes.iter().any(|o| o.2.is_none());
                let turns = s.outcomes.iter().filter(|o| !o.1.is_empty() || o.2.is_none()).map(|(v, changes, loss)| {
                    Turn { answer: show_value(v, &q.domain), loss: loss.map(round), changes: switches(c, changes) }
                });
                Stake {
                    question: q.id.clone(),
                    text: q.text.clone(),
                    assumed: r.answers.get(s.var).value.as_ref().map(|v| show_value(v, &q.domain)),
                    worst_loss: (!lost).then(|| round(losses.iter().copied().fold(0.0, f64::max))),
                    mean_loss: round(losses.iter().sum::<f64>() / losses.len().max(1) as f64),
                    turns: turns.collect(),
                }
            })
            .filter(|s| !s.turns.is_empty())
            .collect();
    let key = |s: &Stake| s.worst_loss.unwrap_or(f64::INFINITY);
    out.sort_by(|a, b| {
        let worth = key(b).total_cmp(&key(a)).then(b.mean_loss.total_cmp(&a.mean_loss));
        worth.then(a.question.as_str().cmp(b.question.as_str()))
    });
    out
}
