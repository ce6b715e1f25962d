//! The architecture that loses least in the worst case, whatever the open answers turn out to be.

use schemars::JsonSchema;
use serde::Serialize;

use super::context::round;
use super::study::Study;
use super::switches::switches;
use super::types::Switch;
use crate::catalog::OptionRef;
use crate::engine::analysis::answers::{Architecture, keeping, values, with_answer};
use crate::engine::analysis::robust::{Scenario, robust};
use crate::engine::{Limits, Model, Situation, Solver};
use crate::logic::{Value, Var};
use crate::parallel::spread;
use crate::requirements::Requirements;
use crate::rules::thresholds;

/// Effort of each optimisation, and most mixtures of scenarios.
const EFFORT: Limits = Limits { states: 300, time: None, enough: None };
const MIXTURES: usize = 30;

/// The architecture with the least worst-case loss over the open answers, one changed at a time.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RobustChoice {
    /// Answers that were tried and with which the recommended architecture can be kept.
    pub scenarios: usize,
    /// Answers that no choice of today survives, or that call for another architecture anyway; left out.
    pub left_out: usize,
    /// The most points that the recommended architecture loses in one of them.
    pub recommended_loss: f64,
    /// The most that this choice loses.
    pub worst_loss: f64,
    /// No choice loses less than this in its worst case.
    pub bound: f64,
    /// Whether the choice is proven to lose least.
    pub exact: bool,
    /// What it decides differently than the recommended one.
    pub changes: Vec<Switch>,
}

impl Study<'_> {
    /// The choice with the least worst-case loss over the open and assumed answers. Answers with which the
    /// recommended architecture cannot be kept are left out: they call for another one anyway.
    pub fn robust_choice(&self) -> Option<RobustChoice> {
        let (catalog, requirements) = (self.catalog(), self.situation.requirements);
        let numbers = thresholds(catalog);
        let other = |v: &Var, x: &Value| requirements.answers.get(*v).value.as_ref() != Some(x);
        let all: Vec<(Var, Value)> = self
            .open_questions()
            .into_iter()
            .flat_map(|v| values(catalog, v, &numbers[v.0 as usize]).into_iter().map(move |x| (v, x)))
            .filter(|(v, x)| other(v, x))
            .collect();
        let then: Vec<Requirements> =
            all.into_iter().map(|(var, value)| with_answer(catalog, requirements, var, value)).collect();
        // One unit for all: no situation has more options than the catalog.
        let factor = catalog.blocks.iter().map(|b| b.options.len() as i64 + 1).sum::<i64>() + 1;
        let model = |r: &Requirements| Situation::with_factor(catalog, r, factor).model;
        let decided: Vec<OptionRef> = self.picked(&self.solution);
        let now = Architecture { options: decided.clone(), exact: true, possible: true };
        let place = |m: &Model, b: usize| {
            let block = m.blocks.get(b)?;
            decided.iter().position(|o| o.block == *block)
        };
        let tried = spread(then.len(), |i| {
            let m = model(&then[i]);
            let kept = keeping(catalog, &m, &now);
            let value = Solver::new(&kept, EFFORT).solve().solution().map(|s| s.value);
            value.map(|v| (m, v))
        });
        let left_out = tried.iter().filter(|m| m.is_none()).count();
        let (others, kept): (Vec<Model>, Vec<i64>) = tried.into_iter().flatten().unzip();
        let models: Vec<Model> = std::iter::once(model(requirements)).chain(others).collect();
        let decisions: Vec<Vec<Option<usize>>> =
            models.iter().map(|m| (0..m.problem.blocks.len()).map(|b| place(m, b)).collect()).collect();
        let scenarios: Vec<Scenario<'_>> =
            models.iter().zip(&decisions).map(|(m, d)| Scenario { problem: &m.problem, decisions: d }).collect();
        let options: Vec<usize> = decided.iter().map(|o| catalog.blocks[o.block.at()].options.len()).collect();
        let present: Vec<usize> = decided.iter().map(|o| o.option as usize).collect();
        let found = robust(&scenarios, &options, std::slice::from_ref(&present), EFFORT, MIXTURES)?;
        let worst = found.worst?;
        let today = found.best.iter().skip(1).zip(&kept).map(|(best, kept)| best - kept).max().unwrap_or(0);
        let points = |units: i64| round(models[0].points(units));
        let option = |(d, o): (&OptionRef, &usize)| OptionRef { option: *o as u16, ..*d };
        let chosen = Architecture {
            options: decided.iter().zip(&found.choice).map(option).collect(),
            exact: true,
            possible: true,
        };
        Some(RobustChoice {
            scenarios: scenarios.len() - 1,
            left_out,
            recommended_loss: points(today),
            worst_loss: points(worst),
            bound: points(found.bound),
            exact: found.exact,
            changes: switches(catalog, &now.changes(&chosen)),
        })
    }
}
