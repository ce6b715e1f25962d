//! What the architecture would be for other answers, and what it is worth to know an open answer.

use crate::catalog::{BlockId, Catalog, OptionRef};
use crate::engine::model::Model;
use crate::engine::problem::{FORBIDDEN, Problem, Solution};
use crate::engine::situation::{Base, Situation};
use crate::engine::solver::{Limits, Proof, Solver};
use crate::logic::{Dimension, Domain, Value, Var};
use crate::requirements::{Requirements, settle};

/// Effort for one set of answers.
pub(super) const EFFORT: Limits = Limits { states: 500, time: None, enough: None };

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
