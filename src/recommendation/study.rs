//! A recommended architecture, ready for questions about it.

use super::switches::switches_between;
use super::types::Switch;
use crate::catalog::{Catalog, OptionRef};
use crate::engine::{Base, Limits, Situation, Solution, Solver};
use crate::logic::Var;
use crate::requirements::{Origin, Requirements};

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

    /// The questions that are open, or answered by an assumption.
    pub(super) fn open_questions(&self) -> Vec<Var> {
        let (c, r) = (self.catalog(), self.situation.requirements);
        let open = |v: &Var| {
            let asked = c.questions[v.0 as usize].section.is_some();
            asked && matches!(r.answers.get(*v).origin, Origin::Assumed(_) | Origin::Open)
        };
        (0..c.questions.len() as u16).map(Var).filter(open).collect()
    }
}
