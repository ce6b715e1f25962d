//! Where the architecture changes along the numbers of the answers.

use schemars::JsonSchema;
use serde::Serialize;

use super::build::Ground;
use super::switches::switches;
use super::types::Switch;
use crate::catalog::Catalog;
use crate::engine::analysis::breakpoints::{self, Reach, breakpoints};
use crate::engine::{Base, Situation};
use crate::logic::{Domain, Value, Var, show_value};
use crate::requirements::{Origin, Requirements};
use crate::rules::thresholds;
use crate::text::Text;

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

/// The numeric questions that arise.
pub fn numeric_questions(c: &Catalog, r: &Requirements) -> Vec<Var> {
    let arises = |v: &Var| {
        let q = &c.questions[v.0 as usize];
        let numeric = matches!(q.domain, Domain::Quantity(..));
        numeric && q.section.is_some() && r.answers.get(*v).origin != Origin::NotAsked
    };
    (0..c.questions.len() as u16).map(Var).filter(arises).collect()
}

/// Where the architecture must change as the given numbers of a growing system grow, up to ten times as much.
pub fn growth(c: &Catalog, r: &Requirements) -> Vec<Course> {
    grown(&Base::of(&Situation::of(c, r)))
}

impl Ground<'_> {
    /// Where the architecture must change as the given numbers of a growing system grow, up to ten times as much.
    pub fn growth(&self) -> Vec<Course> {
        grown(&self.base)
    }
}

fn grown(base: &Base<'_>) -> Vec<Course> {
    let (c, r) = (base.situation.catalog, base.situation.requirements);
    let grows = |v: &Var| c.questions[v.0 as usize].grows && matches!(r.answers.get(*v).origin, Origin::Given(_));
    let vars: Vec<Var> = numeric_questions(c, r).into_iter().filter(grows).collect();
    followed(base, &vars, Reach::Growth)
}

/// Where the architecture changes along each of some numeric questions.
pub fn courses(c: &Catalog, r: &Requirements, vars: &[Var]) -> Vec<Course> {
    followed(&Base::of(&Situation::of(c, r)), vars, Reach::All)
}

fn followed(base: &Base<'_>, vars: &[Var], reach: Reach) -> Vec<Course> {
    let (c, r) = (base.situation.catalog, base.situation.requirements);
    let found = breakpoints(base, vars, &thresholds(c), reach);
    let one = |course: breakpoints::Course| {
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
    found.into_iter().map(one).collect()
}

/// Located changes that are one to three digits become one change.
fn merged(points: Vec<breakpoints::Breakpoint>) -> Vec<breakpoints::Breakpoint> {
    let mut out: Vec<breakpoints::Breakpoint> = Vec::new();
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
