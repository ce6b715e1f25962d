//! Requirements with everything that follows from them: what rules say, estimates, the model.

use std::sync::OnceLock;

use super::analysis::weighted::{Weighted, apportion};
use super::model::{Inputs, Model};
use super::problem::FORBIDDEN;
use super::solver::{Limits, Outcome as Searched, Proof, Solver};
use super::value::Account;
use crate::catalog::{Catalog, OptionRef};
use crate::estimate::{Estimates, estimate};
use crate::parallel::both;
use crate::requirements::Requirements;
use crate::rules::{Outcome, fire};

/// Requirements with everything that follows from them.
#[derive(Debug, Clone)]
pub struct Situation<'a> {
    /// The catalog.
    pub catalog: &'a Catalog,
    /// The requirements.
    pub requirements: &'a Requirements,
    /// What the rules say.
    pub outcome: Outcome,
    /// Sizing and cost.
    pub estimates: Estimates,
    /// The integer model.
    pub model: Model,
}

/// A situation and a solver of its model, from which situations that resemble it are soon worked out.
#[derive(Debug, Clone)]
pub struct Base<'a> {
    /// The situation.
    pub situation: &'a Situation<'a>,
    /// The solver.
    pub solver: Solver<'a>,
    /// The best in it, once that is asked for.
    present: OnceLock<Proof>,
}

impl<'a> Base<'a> {
    /// A situation made ready to start from.
    pub fn of(situation: &'a Situation<'a>) -> Self {
        let solver = Solver::new(&situation.model.problem, Limits::default());
        Base { situation, solver, present: OnceLock::new() }
    }

    /// The best in it, and why it is.
    pub fn prove(&self) -> Searched {
        let outcome = self.solver.prove();
        self.present.get_or_init(|| outcome.proof.clone());
        outcome
    }

    /// The best in it.
    pub fn present(&self) -> &Proof {
        self.present.get_or_init(|| self.solver.solve())
    }
}

/// The weights of criteria are counted in parts per million.
const WHOLE: u32 = 1_000_000;

impl<'a> Situation<'a> {
    /// What follows from requirements.
    pub fn of(catalog: &'a Catalog, requirements: &'a Requirements) -> Self {
        Self::with(catalog, requirements, |inputs| inputs.build(|_| true))
    }

    /// The same with a factor of the caller's, so that several models can be added up: see
    /// [`Inputs::build_with`].
    pub fn with_factor(catalog: &'a Catalog, requirements: &'a Requirements, factor: i64) -> Self {
        Self::with(catalog, requirements, |inputs| inputs.build_with(factor, |_| true))
    }

    /// The same as [`Situation::of`], sooner where parts of the catalog must be read first: over the processors.
    pub fn first(catalog: &'a Catalog, requirements: &'a Requirements) -> Self {
        let (outcome, estimates) = both(|| fire(catalog, requirements), || estimate(catalog, &requirements.answers));
        Self::from(catalog, requirements, outcome, estimates, |inputs| inputs.build_soon())
    }

    /// The same as [`Situation::of`], sooner: from one that resembles it.
    pub fn beside(other: &Situation<'_>, catalog: &'a Catalog, requirements: &'a Requirements) -> Self {
        Self::with(catalog, requirements, |inputs| inputs.build_beside(&other.inputs(), &other.model))
    }

    fn with(catalog: &'a Catalog, requirements: &'a Requirements, model: impl FnOnce(&Inputs<'_>) -> Model) -> Self {
        let outcome = fire(catalog, requirements);
        let estimates = estimate(catalog, &requirements.answers);
        Self::from(catalog, requirements, outcome, estimates, model)
    }

    fn from(
        catalog: &'a Catalog,
        requirements: &'a Requirements,
        outcome: Outcome,
        estimates: Estimates,
        model: impl FnOnce(&Inputs<'_>) -> Model,
    ) -> Self {
        let model = model(&Inputs { catalog, requirements, outcome: &outcome, estimates: &estimates });
        Situation { catalog, requirements, outcome, estimates, model }
    }

    /// The same with another factor.
    pub fn rescaled(mut self, factor: i64) -> Self {
        self.model = self.inputs().build_with(factor, |_| true);
        self
    }

    /// What models are built from.
    pub fn inputs(&self) -> Inputs<'_> {
        Inputs {
            catalog: self.catalog,
            requirements: self.requirements,
            outcome: &self.outcome,
            estimates: &self.estimates,
        }
    }

    /// How the value of each metric of an option comes about.
    pub fn accounts(&self, option: OptionRef) -> Vec<Account> {
        self.inputs().valuer().accounts(option)
    }

    /// By metric, model block and option: the points that the metric would add if all weight were on it, in
    /// units of the model. "Not needed" is worth as much as the best open option, and so in each metric.
    pub fn parts_of_metrics(&self) -> Vec<Vec<Vec<i64>>> {
        let full = |b: usize, o: usize, m: usize| {
            let block = &self.catalog.blocks[self.model.blocks[b].at()];
            let found = self.model.valuations[b][o].contributions.iter().find(|c| c.metric.at() == m);
            let swing = block.metrics.iter().find(|s| s.0.at() == m).map_or(0.0, |s| s.1);
            self.model.to_units(found.map_or(0.0, |c| block.weight * swing * c.value * 1000.0))
        };
        self.by_option(full)
    }

    /// A table by metric, model block and option; "not needed" is like the best open option, and virtual
    /// blocks have nothing.
    fn by_option(&self, of: impl Fn(usize, usize, usize) -> i64) -> Vec<Vec<Vec<i64>>> {
        let one = |m: usize, b: usize, o: usize| match self.stands_for(b, o) {
            Some(o) => of(b, o, m),
            None => 0,
        };
        let blocks = &self.model.problem.blocks;
        let metric = |m| blocks.iter().enumerate().map(|(b, x)| (0..x.len()).map(|o| one(m, b, o)).collect()).collect();
        (0..self.catalog.metrics.len()).map(metric).collect()
    }

    /// The option whose value counts for an option of the model: its own, or for "not needed" the best open
    /// one. Nothing for virtual blocks, and where no option is open.
    fn stands_for(&self, block: usize, option: usize) -> Option<usize> {
        let real = self.model.real_options(self.catalog, block);
        if option < real {
            return Some(option);
        }
        let values = &self.model.problem.blocks[block];
        let open = (0..real).filter(|o| values[*o] != FORBIDDEN);
        open.max_by_key(|o| (values[*o], std::cmp::Reverse(*o)))
    }

    /// The model as a function of the weights of the metrics.
    pub fn weighted(&self) -> Weighted {
        let inputs = self.inputs();
        let valuer = inputs.valuer();
        let doubts: Vec<Vec<Vec<Account>>> = (0..self.model.blocks.len())
            .map(|b| {
                let options = 0..self.model.real_options(self.catalog, b) as u16;
                options.map(|option| valuer.accounts(OptionRef { block: self.model.blocks[b], option })).collect()
            })
            .collect();
        let doubt = |b: usize, o: usize, m: usize| {
            let weight = self.catalog.blocks[self.model.blocks[b].at()].weight;
            let found = doubts[b][o].iter().find(|a| a.metric.at() == m);
            self.model.to_units(found.map_or(0.0, |a| weight * a.swing * a.doubt * 1000.0))
        };
        let blocks = self.model.problem.blocks.iter().enumerate();
        let like = blocks.map(|(b, x)| (0..x.len()).map(|o| self.stands_for(b, o).unwrap_or(o)).collect());
        Weighted {
            base: self.model.problem.clone(),
            parts: self.parts_of_metrics(),
            doubt: self.by_option(doubt),
            like: like.collect(),
            weights: shares(&self.requirements.priorities.weights),
        }
    }
}

/// Shares in parts per million.
fn shares(weights: &[f64]) -> Vec<u32> {
    apportion(&weights.iter().map(|w| w * f64::from(WHOLE)).collect::<Vec<_>>(), WHOLE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::requirements::Answers;

    fn nothing_answered() -> (Catalog, Requirements) {
        let catalog = crate::catalog::embedded().expect("the embedded catalog is readable");
        let mut answers = Answers::open(&catalog);
        crate::requirements::settle(&catalog, &mut answers);
        let requirements = Requirements::of(&catalog, answers);
        (catalog, requirements)
    }

    #[test]
    fn shares_are_whole_and_complete() {
        assert_eq!(shares(&[0.5, 0.25, 0.25]), [500_000, 250_000, 250_000]);
        assert_eq!(shares(&[1.0 / 3.0; 3]), [333_334, 333_333, 333_333]);
        assert_eq!(shares(&[1.0]), [1_000_000]);
    }

    #[test]
    fn beside_another_everything_is_as_by_itself() {
        let (catalog, requirements) = nothing_answered();
        let base = Situation::of(&catalog, &requirements);
        let numbers = crate::rules::thresholds(&catalog);
        let mut differ = 0;
        for (i, thresholds) in numbers.iter().enumerate() {
            let var = crate::logic::Var(i as u16);
            let values = crate::engine::analysis::answers::values(&catalog, var, thresholds);
            for value in values.first().into_iter().chain(values.last().filter(|_| values.len() > 1)) {
                let then = crate::engine::analysis::answers::with_answer(&catalog, &requirements, var, value.clone());
                let (beside, alone) = (Situation::beside(&base, &catalog, &then), Situation::of(&catalog, &then));
                assert_eq!(beside.model.problem, alone.model.problem, "{}", catalog.questions[i].id);
                assert_eq!(beside.model.valuations, alone.model.valuations, "{}", catalog.questions[i].id);
                differ += usize::from(alone.model.problem != base.model.problem);
            }
        }
        assert!(differ > 100, "{differ}");
    }

    #[test]
    fn accounts_give_the_value_of_the_model_and_the_view_its_objective() {
        let (catalog, requirements) = nothing_answered();
        let situation = Situation::of(&catalog, &requirements);
        let view = situation.weighted();
        assert!(view.is_well_formed());
        assert_eq!(view.weights.iter().sum::<u32>(), 1_000_000);
        for (b, block) in situation.model.blocks.iter().enumerate() {
            for option in 0..situation.model.real_options(&catalog, b) {
                let accounts = situation.accounts(OptionRef { block: *block, option: option as u16 });
                for (a, c) in accounts.iter().zip(&situation.model.valuations[b][option].contributions) {
                    assert_eq!((a.metric, a.value), (c.metric, c.value));
                    assert!((0.0..=0.5).contains(&a.doubt), "{a:?}");
                    let weight = requirements.priorities.weights[a.metric.at()];
                    let part = situation.model.points(view.parts[a.metric.at()][b][option]);
                    assert!((part * weight - c.points).abs() < 0.01);
                }
            }
        }
    }
}
