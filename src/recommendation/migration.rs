//! From what exists to the recommended architecture: the switches with the best value per effort first, each
//! straight to the option of the recommended architecture.

use schemars::JsonSchema;
use serde::Serialize;

use super::context::round;
use super::study::Study;
use super::switches::switches;
use super::types::Switch;
use crate::catalog::{BlockId, Catalog, Find, Kind, OptionRef, ProductId};
use crate::engine::analysis::answers::{Architecture, Change};
use crate::engine::analysis::switches::{Effort, Sequence, sequence};
use crate::engine::{FORBIDDEN, Limits, Problem, Situation, Solution};
use crate::logic::Value;
use crate::text::Text;

/// Effort of each optimisation.
const EFFORT: Limits = Limits { states: 5_000, time: None, enough: None };

/// Efforts are counted in tenths of a day.
const TENTHS: f64 = 10.0;

/// Switches that belong together.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Move {
    /// What changes; a block without an option before is something that is added.
    pub switches: Vec<Switch>,
    /// Points that the architecture gains; none if the one before cannot stay as it is.
    pub gain: Option<f64>,
    /// Person-days.
    pub days: f64,
    /// Whether it must be done first: what exists breaks rules or demands.
    pub must: bool,
    /// Whether the gain is worth the effort, by the catalog's measure.
    pub worth: bool,
    /// What the recommended way of the rest depends on: decisions that are not stated and change with it.
    pub along: Vec<Switch>,
}

/// A part of what exists that stays.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Stays {
    /// Id of the block.
    pub block: Text,
    /// Its name.
    pub title: Text,
    /// Name of today's option; none if there is nothing.
    pub option: Option<Text>,
    /// Why: `best`, it is part of the best architecture; `not_needed`, no decision calls for it.
    pub because: Text,
}

/// The way from what exists to the recommended architecture.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Migration {
    /// Name of the workload.
    pub name: Text,
    /// Points of what exists, completed by the best options where nothing is stated; none if it breaks rules or
    /// demands.
    pub today: Option<f64>,
    /// Points of the recommended architecture.
    pub target: f64,
    /// The steps, each with the best value per effort there is.
    pub steps: Vec<Move>,
    /// What to leave alone.
    pub stays: Vec<Stays>,
    /// Number of decisions for which nothing is stated.
    pub unstated: usize,
    /// Whether every step is proven to have the best ratio, and the end to be the best architecture.
    pub exact: bool,
}

impl Study<'_> {
    /// The way from what exists to the recommended architecture. Nothing if none was found within the effort.
    pub fn migration(&self) -> Option<Migration> {
        let plan = Plan::new(&self.situation, &self.solution);
        let found = sequence(&plan.problem, &plan.today, &plan.effort, EFFORT)?;
        Some(plan.told(&found))
    }
}

/// The model with an option "nothing yet" where there is none, and what switches take.
struct Plan<'a> {
    situation: &'a Situation<'a>,
    problem: Problem,
    today: Vec<Option<usize>>,
    effort: Effort,
}

impl<'a> Plan<'a> {
    fn new(situation: &'a Situation<'a>, target: &Solution) -> Self {
        let model = &situation.model;
        let mut problem = model.problem.clone();
        let mut today = vec![None; problem.blocks.len()];
        for (block, option) in &situation.requirements.current {
            let Some(i) = model.index_of(*block) else { continue };
            today[i] = Some(match option {
                Some(o) => o.option as usize,
                None => {
                    // Worth less than anything else, and never in the way.
                    let open = problem.blocks[i].iter().copied().filter(|v| *v != FORBIDDEN);
                    let least = open.min().unwrap_or(0).min(0) - 1;
                    problem.blocks[i].push(least);
                    problem.blocks[i].len() - 1
                }
            });
        }
        // Nobody moves to an option only to leave it again: what is switched goes where it is to stay.
        for (i, now) in today.iter().enumerate().filter_map(|(i, t)| t.map(|t| (i, t))) {
            let others = problem.blocks[i].iter_mut().enumerate().filter(|(o, _)| *o != now && *o != target.choice[i]);
            others.for_each(|(_, value)| *value = FORBIDDEN);
        }
        let effort = Effort { take: Vec::new(), leave: Vec::new(), introduce: Vec::new() };
        let mut plan = Plan { situation, problem, today, effort };
        plan.effort = plan.efforts();
        plan
    }

    fn catalog(&self) -> &'a Catalog {
        self.situation.catalog
    }

    /// The option of a block of the model; nothing for "not needed" and "nothing yet".
    fn option(&self, block: usize, option: usize) -> Option<OptionRef> {
        let model = &self.situation.model;
        let real = option < model.real_options(self.catalog(), block);
        real.then(|| OptionRef { block: model.blocks[block], option: option as u16 })
    }

    fn efforts(&self) -> Effort {
        let scale = &self.catalog().scales.switch;
        let tenths = |days: f64| (days * TENTHS).round() as i64;
        let table = |of: &dyn Fn(OptionRef) -> f64| -> Vec<Vec<i64>> {
            let one = |b: usize, o: usize| self.option(b, o).map_or(0, |o| tenths(of(o)));
            let blocks = self.problem.blocks.iter().enumerate();
            blocks.map(|(b, options)| (0..options.len()).map(|o| one(b, o)).collect()).collect()
        };
        let root = |p: &ProductId| self.catalog().products[p.at()].part_of.is_none();
        let introduce = |p: &ProductId| {
            let there = self.situation.requirements.estate.iter().any(|e| self.catalog().products[e.at()].root == *p);
            let word = self.word(*p, "management").unwrap_or("paas");
            let days = scale.introduce.iter().find(|w| w.0 == word).map_or(0.0, |w| w.1);
            if there || !root(p) || self.catalog().products[p.at()].inline { 0 } else { tenths(days) }
        };
        Effort {
            take: table(&|o| self.taking(o)),
            leave: table(&|_| scale.leave),
            introduce: self.situation.model.facilities.iter().map(introduce).collect(),
        }
    }

    /// Days to take up an option.
    fn taking(&self, option: OptionRef) -> f64 {
        let scale = &self.catalog().scales.switch;
        let product = self.catalog().blocks[option.block.at()].options[option.option as usize].product;
        let approach = self.catalog().products[product.at()].kind == Kind::Approach;
        let (list, kind) = if approach { (&scale.effort, "effort") } else { (&scale.setup, "setup") };
        let word = self.word(product, kind);
        let days = word.and_then(|w| list.iter().find(|x| x.0 == w)).map(|x| x.1);
        days.unwrap_or(scale.unstated)
    }

    /// The choice of a product in a trait, in the catalog's words.
    fn word(&self, product: ProductId, kind: &str) -> Option<&'a str> {
        let catalog = self.catalog();
        let kind = catalog.trait_id(kind)?;
        match catalog.products[product.at()].fact(kind)?.value {
            Value::Choice(i) => Some(catalog.traits[kind.at()].domain.choice_id(i)),
            _ => None,
        }
    }

    fn architecture(&self, choice: &[usize]) -> Architecture {
        let options = (0..self.situation.model.blocks.len()).filter_map(|b| self.option(b, choice[b])).collect();
        Architecture { options, exact: true, possible: true }
    }

    fn told(&self, found: &Sequence) -> Migration {
        let model = &self.situation.model;
        let points = |units: i64| round(model.points(units));
        let mut before = (self.stated_start(&found.start), found.start_value);
        let mut steps = Vec::new();
        for s in &found.steps {
            let after = self.architecture(&s.choice);
            let changes = before.0.changes(&after);
            let index = |c: &Change| model.index_of(c.block);
            let (own, along): (Vec<Change>, Vec<Change>) =
                changes.into_iter().partition(|c| index(c).is_some_and(|i| self.today[i].is_some()));
            let gain = before.1.map(|v| points(s.value - v));
            let days = s.effort as f64 / TENTHS;
            let worth = s.must || gain.is_none_or(|g| g >= days * self.catalog().scales.switch.worth);
            let told = |list: &[Change]| switches(self.catalog(), list);
            steps.push(Move { switches: told(&own), gain, days, must: s.must, worth, along: told(&along) });
            before = (after, Some(s.value));
        }
        let target = found.steps.last().map(|s| s.value).or(found.start_value).unwrap_or_default();
        let end = found.steps.last().map_or(&found.start, |s| &s.choice);
        let decided = |b: &usize| self.option(*b, end[*b]).is_some();
        let open = (0..model.blocks.len()).filter(|b| self.today[*b].is_none()).filter(decided);
        Migration {
            name: self.situation.requirements.name.clone(),
            today: found.start_value.map(points),
            target: points(target),
            steps,
            stays: self.stays(end),
            unstated: open.count(),
            exact: found.exact,
        }
    }

    /// The first architecture: today's options, even those that must not be.
    fn stated_start(&self, start: &[usize]) -> Architecture {
        let choice: Vec<usize> = start.iter().zip(&self.today).map(|(s, t)| t.unwrap_or(*s)).collect();
        self.architecture(&choice)
    }

    fn stays(&self, end: &[usize]) -> Vec<Stays> {
        let one = |(block, option): &(BlockId, Option<OptionRef>)| {
            let because = match self.situation.model.index_of(*block) {
                None => "not_needed",
                Some(i) if self.today[i] == Some(end[i]) => "best",
                Some(_) => return None,
            };
            let b = &self.catalog().blocks[block.at()];
            Some(Stays {
                block: b.id.clone(),
                title: b.name.clone(),
                option: option.map(|o| self.catalog().product_of(o).name.clone()),
                because: because.into(),
            })
        };
        self.situation.requirements.current.iter().filter_map(one).collect()
    }
}
