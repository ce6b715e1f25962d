//! What the architecture would be for other answers: breakpoints along numbers, and what it is worth
//! to know an open answer.

use std::cell::RefCell;

use crate::catalog::{BlockId, Catalog, OptionRef};
use crate::engine::model::Model;
use crate::engine::problem::{FORBIDDEN, Problem, Solution};
use crate::engine::situation::{Base, Situation};
use crate::engine::solver::{Limits, Proof, Solver};
use crate::logic::{Dimension, Domain, Value, Var};
use crate::requirements::{Requirements, settle};

/// Effort for one set of answers.
pub(super) const EFFORT: Limits = Limits { states: 500, time: None, enough: None };

/// Most architectures looked at between two thresholds; what changes more often is not followed.
const PIECES: usize = 40;

/// The decisions of an architecture, by block; blocks that need none are not among them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Architecture {
    /// The options, in the order of their blocks.
    pub options: Vec<OptionRef>,
    /// Whether it is proven to be the best, or that there is none.
    pub exact: bool,
    /// Whether any architecture meets the demands.
    pub possible: bool,
}

/// A decision that changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// The block.
    pub block: BlockId,
    /// The option before, if the block needed one.
    pub before: Option<OptionRef>,
    /// The option after, if the block needs one.
    pub after: Option<OptionRef>,
}

impl Architecture {
    /// The best architecture for requirements.
    pub fn of(catalog: &Catalog, requirements: &Requirements) -> Architecture {
        Self::near(catalog, requirements, None)
    }

    /// The same, sooner: from a situation that resembles it.
    pub fn near(catalog: &Catalog, requirements: &Requirements, base: Option<&Base<'_>>) -> Architecture {
        let (model, proof) = solved(catalog, requirements, base);
        Architecture::from(catalog, &model, &proof)
    }

    /// The architecture that was found in a model.
    pub fn from(catalog: &Catalog, model: &Model, proof: &Proof) -> Architecture {
        let exact = matches!(proof, Proof::Optimal(_) | Proof::Infeasible);
        let options = proof.solution().map(|s| model.picked(catalog, s));
        Architecture { possible: options.is_some(), options: options.unwrap_or_default(), exact }
    }

    /// The decisions that differ in another architecture.
    pub fn changes(&self, other: &Architecture) -> Vec<Change> {
        let at = |a: &Architecture, block: BlockId| a.options.iter().copied().find(|o| o.block == block);
        let mut blocks: Vec<BlockId> = self.options.iter().chain(&other.options).map(|o| o.block).collect();
        blocks.sort_unstable();
        blocks.dedup();
        let changes = blocks.into_iter().map(|b| Change { block: b, before: at(self, b), after: at(other, b) });
        changes.filter(|c| c.before != c.after).collect()
    }
}

/// The model of requirements, and what is best in it.
fn solved(catalog: &Catalog, requirements: &Requirements, base: Option<&Base<'_>>) -> (Model, Proof) {
    let model = situation(catalog, requirements, base).model;
    let proof = solver(&model, base).solve();
    (model, proof)
}

/// What follows from requirements, from what resembles it if there is any.
pub(super) fn situation<'a>(
    catalog: &'a Catalog,
    requirements: &'a Requirements,
    base: Option<&Base<'_>>,
) -> Situation<'a> {
    match base {
        Some(base) => Situation::beside(base.situation, catalog, requirements),
        None => Situation::of(catalog, requirements),
    }
}

/// A solver for a model, from that of one that resembles it if there is one.
pub(super) fn solver<'a>(model: &'a Model, base: Option<&Base<'_>>) -> Solver<'a> {
    match base {
        Some(base) => Solver::like(&model.problem, EFFORT, &base.solver, &[]),
        None => Solver::new(&model.problem, EFFORT),
    }
}

/// The same requirements with another answer; everything that follows from it follows anew.
pub fn with_answer(catalog: &Catalog, requirements: &Requirements, var: Var, value: Value) -> Requirements {
    let mut out = requirements.clone();
    out.answers.give(var, value);
    settle(catalog, &mut out.answers);
    out
}

/// A place along a number where the architecture changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Breakpoint {
    /// The number, in the question's base unit.
    pub at: f64,
    /// Whether the change has happened at the number itself, or only beyond it.
    pub inclusive: bool,
    /// Whether a condition of the catalog changes there; otherwise the number was found by bisection,
    /// to three digits.
    pub by_rule: bool,
    /// What changes when the number is crossed upwards.
    pub changes: Vec<Change>,
    /// Whether beyond it there is an architecture at all.
    pub possible: bool,
}

/// The architecture along one number.
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    /// The question.
    pub var: Var,
    /// The changes, upwards.
    pub points: Vec<Breakpoint>,
    /// Whether every architecture on the way was proven to be the best, and every change was followed.
    pub exact: bool,
}

/// How far along a number one looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// From a tenth of the lowest threshold, or of the present number, to ten times the highest.
    All,
    /// From the present number to ten times as much; of an open number nothing.
    Growth,
}

/// Relative distance of "just beside" a number: nothing in between has a meaning for people.
const BESIDE: f64 = 1e-9;

/// How far to look beyond what is known.
const DECADE: f64 = 10.0;

/// How finely numbers between thresholds are located, relative.
const FINE: f64 = 1e-3;

/// Where the architecture changes along a numeric question, with all other given answers as they are.
/// Exact at the numbers that conditions compare with; between two of them, where estimates follow the
/// number, a change is located by bisection if the ends differ. Nothing if the question is not a number.
pub fn breakpoints(
    catalog: &Catalog,
    requirements: &Requirements,
    var: Var,
    thresholds: &[f64],
    reach: Reach,
    base: Option<&Base<'_>>,
) -> Option<Course> {
    let Domain::Quantity(dimension, _) = &catalog.questions[var.0 as usize].domain else { return None };
    let whole = *dimension == Dimension::Count;
    let bounds = catalog.questions[var.0 as usize].bounds;
    let highest = bounds.high(*dimension);
    // Beside a number mostly the same model follows again.
    let last: RefCell<Option<(Model, Architecture)>> = RefCell::new(None);
    let solve = |x: f64| {
        let then = with_answer(catalog, requirements, var, Value::Number(x));
        let model = situation(catalog, &then, base).model;
        let mut last = last.borrow_mut();
        if let Some((before, architecture)) = &*last
            && before.blocks == model.blocks
            && before.problem == model.problem
        {
            return architecture.clone();
        }
        let architecture = Architecture::from(catalog, &model, &solver(&model, base).solve());
        *last = Some((model, architecture.clone()));
        architecture
    };
    let beside = |x: f64, side: f64| if whole { x + side } else { x * (1.0 + side * BESIDE) };
    let now = requirements.answers.number(var);
    let mut at: Vec<f64> =
        thresholds.iter().copied().filter(|t| *t > 0.0 && bounds.hold(*t) && *t <= highest).collect();
    let (low, high) = match reach {
        Reach::All => {
            let low = at.first().copied().into_iter().chain(now).fold(f64::INFINITY, f64::min) / DECADE;
            (low, at.last().copied().into_iter().chain(now).fold(0.0, f64::max) * DECADE)
        }
        Reach::Growth => (now.unwrap_or(f64::INFINITY), now.unwrap_or(0.0) * DECADE),
    };
    let (low, high) = (if low.is_finite() { low.max(bounds.low()) } else { low }, high.min(highest));
    if !low.is_finite() || high <= low {
        return Some(Course { var, points: Vec::new(), exact: true });
    }
    at.retain(|t| *t > low && *t < high);
    let mut course = Course { var, points: Vec::new(), exact: true };
    let mut last = (if whole { low.ceil().max(1.0) } else { low }, Architecture::default());
    last.1 = solve(last.0);
    course.exact &= last.1.exact;
    let step = |course: &mut Course, last: &mut (f64, Architecture), x: f64, kind: Option<bool>| {
        let next = solve(x);
        course.exact &= next.exact;
        if next.options != last.1.options || next.possible != last.1.possible {
            let (at, inclusive, by_rule) = match kind {
                Some(inclusive) => (if inclusive { x } else { last.0 }, inclusive, true),
                None => (x, true, false),
            };
            let changes = last.1.changes(&next);
            course.points.push(Breakpoint { at, inclusive, by_rule, changes, possible: next.possible });
        }
        *last = (x, next);
    };
    let segment = |course: &mut Course, last: &mut (f64, Architecture), to: f64| {
        // Between thresholds: halves of what differs, down to the precision.
        let goal = solve(to);
        course.exact &= goal.exact;
        let (mut pieces, mut looked) = (vec![(to, goal)], 0);
        while let Some((x, architecture)) = pieces.pop() {
            let same = architecture.options == last.1.options && architecture.possible == last.1.possible;
            let near = x <= last.0 * (1.0 + FINE) || whole && x - last.0 <= 1.0;
            let near = near || looked >= PIECES;
            course.exact &= looked < PIECES;
            if same || near {
                if !same {
                    let changes = last.1.changes(&architecture);
                    let possible = architecture.possible;
                    course.points.push(Breakpoint { at: x, inclusive: true, by_rule: false, changes, possible });
                }
                *last = (x, architecture);
                continue;
            }
            let middle = (last.0 * x).sqrt();
            let middle = if whole { middle.round().clamp(last.0 + 1.0, x - 1.0) } else { middle };
            let between = solve(middle);
            looked += 1;
            course.exact &= between.exact;
            pieces.push((x, architecture));
            pieces.push((middle, between));
        }
    };
    for t in at {
        let before = beside(t, -1.0);
        if before > last.0 {
            segment(&mut course, &mut last, before);
        }
        step(&mut course, &mut last, t, Some(true));
        step(&mut course, &mut last, beside(t, 1.0), Some(false));
    }
    if high > last.0 {
        segment(&mut course, &mut last, high);
    }
    Some(course)
}

/// What an open answer could change.
#[derive(Debug, Clone, PartialEq)]
pub struct Stake {
    /// The question.
    pub var: Var,
    /// By value: the decisions that would change, and the points that the present architecture would
    /// lose against the best one then; nothing if it could not be kept.
    pub outcomes: Vec<(Value, Vec<Change>, Option<f64>)>,
}

/// The values that an open question could take, one of each region; of sets, each member alone.
pub fn values(catalog: &Catalog, var: Var, thresholds: &[f64]) -> Vec<Value> {
    match &catalog.questions[var.0 as usize].domain {
        Domain::Bool => vec![Value::Bool(true), Value::Bool(false)],
        Domain::Choice(c) | Domain::Ordinal(c) => (0..c.len() as u16).map(Value::Choice).collect(),
        Domain::Set(c) => (0..c.len() as u16).map(|i| Value::Set(vec![i])).collect(),
        Domain::Quantity(dimension, _) => {
            let mut out = Vec::new();
            for pair in thresholds.windows(2) {
                out.push(Value::Number(pair[0]));
                out.push(Value::Number((pair[0] * pair[1]).sqrt().max((pair[0] + pair[1]) / 4.0)));
            }
            out.extend(thresholds.last().map(|t| Value::Number(*t)));
            if let (Some(t), false) = (thresholds.last(), *dimension == Dimension::Percent) {
                out.push(Value::Number(t * 2.0));
            }
            if *dimension == Dimension::Count {
                out.iter_mut().for_each(|v| {
                    if let Value::Number(n) = v {
                        *n = n.round().max(1.0)
                    }
                });
                out.dedup();
            }
            out
        }
    }
}

/// What each value of an open or assumed question would change, and what not knowing it could cost.
pub fn stake(
    catalog: &Catalog,
    requirements: &Requirements,
    present: &Architecture,
    var: Var,
    thresholds: &[f64],
    base: Option<&Base<'_>>,
) -> Stake {
    let assumed = requirements.answers.get(var).value.clone();
    let values = values(catalog, var, thresholds).into_iter().filter(|v| Some(v) != assumed.as_ref());
    let outcomes = values
        .map(|value| {
            let then = with_answer(catalog, requirements, var, value.clone());
            let (model, best) = solved(catalog, &then, base);
            let changes = present.changes(&Architecture::from(catalog, &model, &best));
            let Some(best) = best.solution() else { return (value, Vec::new(), None) };
            let loss = if changes.is_empty() { Some(0.0) } else { kept(catalog, &model, present, best) };
            (value, changes, loss)
        })
        .collect();
    Stake { var, outcomes }
}

/// The points that an architecture loses against the best one for other requirements; nothing if it cannot
/// be kept, or there is none.
pub fn loss_of_keeping(catalog: &Catalog, present: &Architecture, then: &Requirements) -> Option<f64> {
    let (model, best) = solved(catalog, then, None);
    kept(catalog, &model, present, best.solution()?)
}

/// A model in which the blocks of an architecture keep its options, or are not needed any more; the other
/// blocks are free.
pub fn keeping(catalog: &Catalog, model: &Model, present: &Architecture) -> Problem {
    let mut problem = model.problem.clone();
    for (i, block) in model.blocks.iter().enumerate() {
        let Some(own) = present.options.iter().find(|o| o.block == *block) else { continue };
        let real = model.real_options(catalog, i);
        let others = problem.blocks[i].iter_mut().enumerate().filter(|(o, _)| *o < real && *o != own.option as usize);
        others.for_each(|(_, value)| *value = FORBIDDEN);
    }
    problem
}

/// The points that an architecture loses in another model against its best.
fn kept(catalog: &Catalog, model: &Model, present: &Architecture, best: &Solution) -> Option<f64> {
    let problem = keeping(catalog, model, present);
    let proof = Solver::new(&problem, EFFORT).solve();
    proof.solution().map(|s| model.points(best.value - s.value))
}
