//! What every step of the account looks at, and how figures are rounded.

use super::types::{AnswerRef, Origin, SourceRef, Span};
use crate::catalog::{self, Catalog};
use crate::engine::Situation;
use crate::logic::{Range, Var};
use crate::requirements::{self, Requirements};
use crate::rules::Outcome;

/// What every step looks at.
pub(super) struct Context<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) requirements: &'a Requirements,
    pub(super) outcome: &'a Outcome,
}

impl<'a> Context<'a> {
    pub(super) fn of(s: &'a Situation<'a>) -> Self {
        Context { catalog: s.catalog, requirements: s.requirements, outcome: &s.outcome }
    }

    pub(super) fn sources(&self, refs: &[catalog::SourceRef]) -> Vec<SourceRef> {
        refs.iter()
            .map(|r| SourceRef { id: self.catalog.sources[r.source.at()].id.clone(), place: r.place.clone() })
            .collect()
    }

    pub(super) fn answer(&self, var: Var) -> AnswerRef {
        let q = &self.catalog.questions[var.0 as usize];
        let origin = match self.requirements.answers.get(var).origin {
            requirements::Origin::Given(_) => Origin::Given,
            requirements::Origin::Derived(_) => Origin::Derived,
            requirements::Origin::Assumed(_) => Origin::Assumed,
            requirements::Origin::Open => Origin::Open,
            requirements::Origin::NotAsked => Origin::NotAsked,
        };
        AnswerRef { question: q.id.clone(), value: self.requirements.answers.show(self.catalog, var).into(), origin }
    }

    pub(super) fn answers(&self, vars: &[Var]) -> Vec<AnswerRef> {
        vars.iter().map(|v| self.answer(*v)).collect()
    }
}

/// Two decimals are enough for points, and the same on every machine.
pub(super) fn round(points: f64) -> f64 {
    let r = (points * 100.0).round() / 100.0;
    if r == 0.0 { 0.0 } else { r }
}

/// A share to four digits.
pub(super) fn share(x: f64) -> f64 {
    (x * 10_000.0).round() / 10_000.0
}

pub(super) fn span(r: Range) -> Span {
    Span { low: round(r.low), likely: round(r.likely), high: round(r.high) }
}
