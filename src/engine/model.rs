//! The integer model with what it is made of and what is needed to read its solutions.

use super::export::Names;
use super::problem::{Problem, Solution};
use super::value::Valuation;
use crate::catalog::*;
use crate::estimate::Estimates;
use crate::requirements::Requirements;
use crate::rules::Outcome;

/// A hard part of the model that can be left out, to find out what contradicts what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartId {
    /// A constraint of the requirements, by index.
    Constraint(usize),
    /// The hard budget.
    Budget,
    /// The limit on products.
    MaxProducts,
    /// A must-rule that fired.
    Rule(RuleId),
}

/// What a row of the problem says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// The hard budget.
    Budget,
    /// The limit on products.
    MaxProducts,
    /// A demand of the requirements that several blocks can meet, by index.
    Constraint(usize),
    /// An option needs another, by a rule.
    Rule(RuleId),
    /// An option needs something to run on.
    Capability,
    /// A block that several others can make unnecessary.
    Gate,
}

/// Points are whole thousandths in the model.
pub(super) const MILLI: f64 = 1000.0;

/// Cents.
pub(super) const CENT: f64 = 100.0;

/// The model with what is needed to read its solutions.
#[derive(Debug, Clone)]
pub struct Model {
    /// The integer model.
    pub problem: Problem,
    /// The catalog's block of each of the model's blocks; the last may be a virtual one.
    pub blocks: Vec<BlockId>,
    /// Per block and option, its value in points.
    pub valuations: Vec<Vec<Valuation>>,
    /// Products that a facility stands for.
    pub facilities: Vec<ProductId>,
    /// By facility: its likely monthly cost, in hundredths of the currency.
    pub costs: Vec<i64>,
    /// Per block and option, what it costs besides for the work that it does there, in the same.
    pub option_costs: Vec<Vec<i64>>,
    /// What the rows of the problem say.
    pub rows: Vec<Meaning>,
    /// The factor from points to the model's integers.
    pub unit: f64,
}

impl Model {
    /// The options that the catalog has in a block of the model; one more is "not needed" where the
    /// block hangs on the choice of another.
    pub fn real_options(&self, catalog: &Catalog, block: usize) -> usize {
        self.blocks.get(block).map_or(0, |b| catalog.blocks[b.at()].options.len())
    }

    /// The likely monthly cost of a solution, in hundredths of the currency.
    pub fn cost(&self, solution: &Solution) -> i64 {
        let used = self.problem.used(&solution.choice);
        let products = self.costs.iter().zip(used).filter(|(_, u)| *u).map(|(c, _)| c);
        let options = self.option_costs.iter().zip(&solution.choice).filter_map(|(costs, o)| costs.get(*o));
        products.chain(options).sum()
    }

    /// The model's block of a block.
    pub fn index_of(&self, block: BlockId) -> Option<usize> {
        self.blocks.binary_search(&block).ok()
    }

    /// The option chosen in a block, or `None` if the block is not needed after all.
    pub fn chosen(&self, catalog: &Catalog, solution: &Solution, block: usize) -> Option<OptionRef> {
        let option = solution.choice[block];
        (option < self.real_options(catalog, block))
            .then(|| OptionRef { block: self.blocks[block], option: option as u16 })
    }

    /// The options of a solution, in the model's order; blocks that are not needed are left out.
    pub fn picked(&self, catalog: &Catalog, solution: &Solution) -> Vec<OptionRef> {
        (0..self.blocks.len()).filter_map(|i| self.chosen(catalog, solution, i)).collect()
    }

    /// Points in the model's integers, without a part for breaking ties.
    pub fn to_units(&self, points: f64) -> i64 {
        (points * MILLI).round() as i64 * (self.unit / MILLI) as i64
    }

    /// A difference of the model's integers in points.
    pub fn points(&self, difference: i64) -> f64 {
        difference as f64 / self.unit
    }
}

/// What a model is built from.
pub struct Inputs<'a> {
    /// The catalog.
    pub catalog: &'a Catalog,
    /// The requirements.
    pub requirements: &'a Requirements,
    /// What the rules say.
    pub outcome: &'a Outcome,
    /// Sizing and cost.
    pub estimates: &'a Estimates,
}

impl Inputs<'_> {
    /// Every hard part that is in force.
    pub fn parts(&self) -> Vec<PartId> {
        let r = self.requirements;
        let mut out: Vec<PartId> = (0..r.constraints.len()).map(PartId::Constraint).collect();
        if r.budget.is_some_and(|b| b.hard) {
            out.push(PartId::Budget);
        }
        if r.max_products.is_some() {
            out.push(PartId::MaxProducts);
        }
        let o = self.outcome;
        let mut rules: Vec<RuleId> = o.excluded.iter().map(|e| e.1).collect();
        rules.extend(o.required.iter().map(|x| x.2));
        rules.extend(o.forbidden.iter().map(|x| x.1));
        rules.extend(o.needs.iter().map(|x| x.1));
        rules.sort_unstable();
        rules.dedup();
        out.extend(rules.into_iter().map(PartId::Rule));
        out
    }

    /// What the parts of a model are called, for those who read it elsewhere.
    pub fn names(&self, model: &Model) -> Names {
        let c = self.catalog;
        let block = |i: usize| model.blocks.get(i).map(|b| &c.blocks[b.at()]);
        let blocks = (0..model.problem.blocks.len())
            .map(|i| block(i).map_or_else(|| format!("demand_{}", i - model.blocks.len() + 1), |b| b.id.to_string()));
        let options = model.problem.blocks.iter().enumerate().map(|(i, options)| {
            let name = |o: usize| {
                let candidate = block(i).and_then(|b| b.options.get(o));
                candidate.map_or_else(|| String::from("not_needed"), |c| c.id.to_string())
            };
            (0..options.len()).map(name).collect()
        });
        let row = |m: &Meaning| match m {
            Meaning::Budget => String::from("budget"),
            Meaning::MaxProducts => String::from("max_products"),
            Meaning::Constraint(i) => format!("demand_{}", self.requirements.constraints[*i].name),
            Meaning::Rule(r) => c.rules[r.at()].id.to_string(),
            Meaning::Capability => String::from("runs_on"),
            Meaning::Gate => String::from("gate"),
        };
        Names {
            blocks: blocks.collect(),
            options: options.collect(),
            facilities: model.facilities.iter().map(|p| c.products[p.at()].id.to_string()).collect(),
            rows: model.rows.iter().map(row).collect(),
        }
    }
}
