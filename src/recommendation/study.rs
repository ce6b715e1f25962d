//! A recommended architecture, ready for questions about it.

use super::courses::switches;
use super::types::Switch;
use crate::catalog::{Catalog, OptionRef};
use crate::engine::analysis::answers::Architecture;
use crate::engine::{Base, Limits, Situation, Solution, Solver};
use crate::requirements::Requirements;

/// A recommended architecture with the model that it is the best of.
#[derive(Debug, Clone)]
pub struct Study<'a> {
    pub(super) situation: Situation<'a>,
    pub(super) solution: Solution,
}

impl<'a> Study<'a> {
    /// The best architecture for requirements; nothing if none meets the demands, or none was found.
    pub fn of(catalog: &'a Catalog, requirements: &'a Requirements) -> Option<Self> {
        let situation = Situation::of(catalog, requirements);
        let proof = Solver::new(&situation.model.problem, Limits::default()).solve();
        let solution = proof.solution()?.clone();
        Some(Study { situation, solution })
    }

    /// A solver for the model.
    pub(super) fn solver(&self) -> Solver<'_> {
        Solver::new(&self.situation.model.problem, Limits::default())
    }

    /// What situations that resemble it can be asked from.
    pub(super) fn base(&self) -> Base<'_> {
        Base::of(&self.situation)
    }

    pub(super) fn catalog(&self) -> &'a Catalog {
        self.situation.catalog
    }

    /// The options of a solution, in the model's order.
    pub(super) fn picked(&self, solution: &Solution) -> Vec<OptionRef> {
        self.situation.model.picked(self.catalog(), solution)
    }

    /// The decisions in which another solution of the model differs from the recommended one.
    pub(super) fn switches_to(&self, other: &Solution) -> Vec<Switch> {
        switches_between(&self.situation, &self.solution, other)
    }
}

/// The decisions in which one solution of a model differs from another.
pub(super) fn switches_between(s: &Situation<'_>, before: &Solution, after: &Solution) -> Vec<Switch> {
    let of = |x| Architecture { options: s.model.picked(s.catalog, x), exact: true, possible: true };
    switches(s.catalog, &of(before).changes(&of(after)))
}

/// The likely monthly cost of a solution.
pub(super) fn monthly(s: &Situation<'_>, solution: &Solution) -> f64 {
    s.model.cost(solution) as f64 / 100.0
}
