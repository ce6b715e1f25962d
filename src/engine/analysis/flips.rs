//! Which changes of the requirements make another option win.
//!
//! A counterfactual explanation (Wachter, Mittelstadt and Russell, "Counterfactual explanations without opening
//! the black box", Harvard Journal of Law & Technology 31(2), 2018): the smallest change of the input that
//! changes the outcome. Here the input is finite: conditions split each answer into regions, so that all
//! single changes can be tried, one value of each region. What no single change does is looked for among
//! several, guided by how near each comes.

use super::answers::{Architecture, situation, solver, values};
use crate::catalog::{Catalog, ESTATE, Find, OptionRef, ProductId};
use crate::engine::problem::FORBIDDEN;
use crate::engine::situation::{Base, Situation};
use crate::logic::{Value, Var};
use crate::requirements::{Origin, Requirements, settle};

/// One change of requirements.
#[derive(Debug, Clone, PartialEq)]
pub enum Edit {
    /// Another answer.
    Answer(Var, Value),
    /// Without a demand or exclusion, by index.
    Drop(usize),
    /// The budget may be exceeded.
    SoftBudget,
    /// Without a limit on products.
    AnyProducts,
    /// The product exists already.
    Own(ProductId),
}

/// Every single change that could make a difference for an option.
pub fn edits(catalog: &Catalog, r: &Requirements, thresholds: &[Vec<f64>], target: Option<OptionRef>) -> Vec<Edit> {
    let mut out = Vec::new();
    for (i, q) in catalog.questions.iter().enumerate() {
        let var = Var(i as u16);
        let answer = r.answers.get(var);
        // What follows from other answers changes with them.
        if q.section.is_none() || matches!(answer.origin, Origin::NotAsked | Origin::Derived(_)) {
            continue;
        }
        let list = match &answer.value {
            Some(Value::Set(now)) => toggled(now, q.domain.choices().len()),
            _ => values(catalog, var, &thresholds[i]),
        };
        let others = list.into_iter().filter(|v| Some(v) != answer.value.as_ref());
        out.extend(others.map(|v| Edit::Answer(var, v)));
    }
    out.extend((0..r.constraints.len()).map(Edit::Drop));
    if r.budget.is_some_and(|b| b.hard) {
        out.push(Edit::SoftBudget);
    }
    if r.max_products.is_some() {
        out.push(Edit::AnyProducts);
    }
    if let Some(product) = target.map(|o| catalog.product_of(o).root)
        && !catalog.products[product.at()].inline
        && !r.owns(catalog, product)
    {
        out.push(Edit::Own(product));
    }
    out
}

/// A set with one member more or less.
fn toggled(now: &[u16], all: usize) -> Vec<Value> {
    let toggle = |i: u16| {
        let mut set: Vec<u16> = now.iter().copied().filter(|x| *x != i).collect();
        if set.len() == now.len() {
            set.push(i);
        }
        set.sort_unstable();
        Value::Set(set)
    };
    (0..all as u16).map(toggle).collect()
}

/// Requirements with some changes; everything that follows from them follows anew.
pub fn edited(catalog: &Catalog, requirements: &Requirements, edits: &[Edit]) -> Requirements {
    let mut out = requirements.clone();
    let mut dropped: Vec<usize> = Vec::new();
    for edit in edits {
        match edit {
            Edit::Answer(var, value) => out.answers.give(*var, value.clone()),
            Edit::Drop(i) => dropped.push(*i),
            Edit::SoftBudget => out.budget.iter_mut().for_each(|b| b.hard = false),
            Edit::AnyProducts => out.max_products = None,
            Edit::Own(product) => {
                out.estate.push(*product);
                let mut set: Vec<u16> = out.estate.iter().map(|p| p.0).collect();
                set.sort_unstable();
                set.dedup();
                if let Some(var) = catalog.question(ESTATE) {
                    out.answers.give(var, Value::Set(set));
                }
            }
        }
    }
    dropped.sort_unstable();
    dropped.iter().rev().for_each(|i| _ = out.constraints.remove(*i));
    settle(catalog, &mut out.answers);
    out
}

/// How near an option is to being chosen: the fewer barriers the nearer, then the fewer points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Distance {
    /// Binding rules and demands that exclude it; one more if its block needs no decision.
    pub barriers: usize,
    /// Points that the best architecture with it loses at least, in thousandths; 0 only if it is chosen.
    pub loss: i64,
}

/// What is known of an option for some requirements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// The best architecture, as far as found.
    pub architecture: Architecture,
    /// How far the option is from being in it.
    pub distance: Distance,
    /// Whether it is certain that the option is, or is not, in the best one.
    pub certain: bool,
}

/// The best architecture for requirements, and how far an option is from being in it.
pub fn reach(catalog: &Catalog, requirements: &Requirements, target: OptionRef, base: &Base<'_>) -> Reach {
    let situation = situation(catalog, requirements, Some(base));
    let model = &situation.model;
    let solver = solver(model, Some(base));
    let proof = solver.solve();
    let architecture = Architecture::from(catalog, model, &proof);
    let barriers = barriers(&situation, target);
    let reach = |barriers, loss, certain| Reach {
        architecture: architecture.clone(),
        distance: Distance { barriers, loss },
        certain,
    };
    let (Some(index), Some(best)) = (model.index_of(target.block), proof.solution()) else {
        return reach(barriers + 1, i64::MAX, architecture.exact || model.index_of(target.block).is_none());
    };
    let option = target.option as usize;
    if architecture.options.contains(&target) {
        return reach(0, 0, architecture.exact);
    }
    if model.problem.blocks[index][option] == FORBIDDEN {
        return reach(barriers, i64::MAX, true);
    }
    // A bound is enough to tell what is near, and often that the option is not in the best one.
    let bound = solver.at_most(index, option);
    let loss = (model.points(best.value.saturating_sub(bound.min(best.value))) * 1000.0) as i64;
    reach(barriers, loss.max(1), architecture.exact || bound < best.value)
}

/// Binding rules and demands that exclude an option.
fn barriers(situation: &Situation<'_>, target: OptionRef) -> usize {
    let o = &situation.outcome;
    let excluded = o.excluded.iter().filter(|(x, _)| *x == target).count();
    let required = o.required.iter().filter(|(b, list, _)| *b == target.block && !list.contains(&target)).count();
    let demands = situation.requirements.constraints.iter().filter(|c| match c.require {
        true => c.options.iter().all(|o| o.block == target.block) && !c.options.contains(&target),
        false => c.options.contains(&target),
    });
    excluded + required + demands.count()
}
