//! How sure a recommendation is: how far weights may move, how often each choice wins when weights and facts
//! are uncertain, and what open answers are worth.

use schemars::JsonSchema;
use serde::Serialize;

use super::context::{round, share};
use super::robust::RobustChoice;
use super::study::Study;
use super::switches::switches;
use super::types::Switch;
use crate::catalog::{Catalog, Find, OptionRef};
use crate::engine::analysis::acceptability::{Acceptability, Sampling, Shares, Verdict, acceptability};
use crate::engine::analysis::answers::{self, Architecture, stake};
use crate::engine::analysis::stability::{End, Interval, intervals};
use crate::engine::analysis::weighted::{Spread, Weighted};
use crate::engine::{Limits, Solution, Solver};
use crate::logic::show_value;
use crate::parallel::spread;
use crate::requirements::Requirements;
use crate::rules::thresholds;
use crate::text::Text;

/// Effort for a single optimisation of an analysis.
const EFFORT: Limits = Limits { states: 2_000, time: None, enough: None };

/// What one value of an open question would change.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Turn {
    /// The value.
    pub answer: String,
    /// Points that the present architecture would lose against the best one then; none if it could not
    /// be kept.
    pub loss: Option<f64>,
    /// What would change.
    pub changes: Vec<Switch>,
}

/// What it is worth to know an open answer.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Stake {
    /// Id of the question.
    pub question: Text,
    /// The question.
    pub text: Text,
    /// What is assumed meanwhile.
    pub assumed: Option<String>,
    /// The most that not knowing it could cost, in points; none if the present architecture might have
    /// to be given up.
    pub worst_loss: Option<f64>,
    /// The mean loss over all its values, those under which the architecture must be given up left out.
    pub mean_loss: f64,
    /// The values that change something.
    pub turns: Vec<Turn>,
}

/// How far the weight of a metric can move, the others in proportion, before another architecture is better.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct WeightRange {
    /// Id of the metric.
    pub metric: Text,
    /// Its name.
    pub name: Text,
    /// Its weight, as a share of all.
    pub weight: f64,
    /// The least weight at which the recommended architecture is the best.
    pub low: f64,
    /// The largest.
    pub high: f64,
    /// What changes just below the least; empty if it can fall to nothing.
    pub below: Vec<Switch>,
    /// What changes just above the largest; empty if it can take all weight.
    pub above: Vec<Switch>,
    /// Whether both ends are proven.
    pub exact: bool,
}

/// An option that wins often, too.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Rival {
    /// Its name; none if the block needs no decision then.
    pub name: Option<Text>,
    /// How often it wins, as a share of all draws.
    pub share: f64,
}

/// How firm a decision is.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Firmness {
    /// Id of the block.
    pub block: Text,
    /// Its name.
    pub title: Text,
    /// Name of the recommended option; none if the block needs no decision.
    pub option: Option<Text>,
    /// How often it wins, as a share of all draws.
    pub share: f64,
    /// The 95 % confidence interval of the share.
    pub interval: [f64; 2],
    /// Whether it wins in at least nine draws of ten.
    pub firm: bool,
    /// If not: the options that do as well, most often first.
    pub rivals: Vec<Rival>,
}

/// How sure a recommendation is.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Robustness {
    /// Name of the workload.
    pub name: Text,
    /// How far each weight can move.
    pub weights: Vec<WeightRange>,
    /// Draws of weights and facts.
    pub samples: u32,
    /// Draws whose best architecture is not proven.
    pub unproven: u32,
    /// How firm each decision is over these draws, toss-ups first.
    pub decisions: Vec<Firmness>,
    /// Open and assumed answers that could change it, the most valuable to know first.
    pub open_questions: Vec<Stake>,
    /// The choice with the least worst-case loss over the open answers, if it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worst_case: Option<RobustChoice>,
}

impl Study<'_> {
    /// How sure the recommendation is. Weights and facts are drawn `samples` times from a generator that starts
    /// at `seed`.
    pub fn robustness(&self, samples: u32, seed: u64) -> Robustness {
        let view = self.situation.weighted();
        let drawn = self.drawn(&view, samples, seed);
        let firmness = |found: &Acceptability| {
            let blocks = 0..self.situation.model.blocks.len();
            let mut out: Vec<Firmness> = blocks.filter_map(|i| self.firmness(i, &found.blocks[i])).collect();
            out.sort_by(|a, b| a.firm.cmp(&b.firm).then(a.share.total_cmp(&b.share)));
            out
        };
        Robustness {
            name: self.situation.requirements.name.clone(),
            weights: self.weight_ranges(&view),
            samples: drawn.as_ref().map_or(0, |d| d.samples),
            unproven: drawn.as_ref().map_or(0, |d| d.unproven),
            decisions: drawn.as_ref().map(firmness).unwrap_or_default(),
            open_questions: self.stakes(),
            worst_case: None,
        }
    }

    fn drawn(&self, view: &Weighted, samples: u32, seed: u64) -> Option<Acceptability> {
        // Of n weights of equal mean 1/n, the Dirichlet distribution of this concentration has the deviation
        // that the catalog states.
        let n = view.weights.len() as f64;
        let deviation = self.catalog().scales.doubt.weights.max(0.01);
        let concentration = ((n - 1.0) / (deviation * deviation) - 1.0).max(0.1);
        let sampling = Sampling {
            samples,
            seed,
            weights: Spread::Around(concentration),
            facts: true,
            threads: None,
            limits: EFFORT,
        };
        acceptability(view, &self.solution.choice, &sampling)
    }

    /// The name of an option of the model; none if it is "not needed".
    fn option_name(&self, block: usize, option: usize) -> Option<Text> {
        let model = &self.situation.model;
        let known = option < model.real_options(self.catalog(), block);
        known.then(|| {
            self.catalog().product_of(OptionRef { block: model.blocks[block], option: option as u16 }).name.clone()
        })
    }

    /// How firm the choice in a block is; nothing for one that is firmly not needed.
    fn firmness(&self, index: usize, shares: &Shares) -> Option<Firmness> {
        let block = &self.catalog().blocks[self.situation.model.blocks[index].at()];
        let chosen = self.solution.choice[index];
        let near: &[usize] = match &shares.verdict {
            Verdict::Firm => &[],
            Verdict::TossUp(near) => near,
        };
        let option = self.option_name(index, chosen);
        if near.is_empty() && option.is_none() {
            return None;
        }
        let own = shares.options[chosen];
        let rival = |o: &usize| Rival { name: self.option_name(index, *o), share: share(shares.options[*o].share) };
        Some(Firmness {
            block: block.id.clone(),
            title: block.name.clone(),
            option,
            share: share(own.share),
            interval: [share(own.interval.0), share(own.interval.1)],
            firm: near.is_empty(),
            rivals: near.iter().map(rival).collect(),
        })
    }

    fn weight_ranges(&self, view: &Weighted) -> Vec<WeightRange> {
        let found = intervals(view, &self.solution.choice, EFFORT).unwrap_or_default();
        let whole = f64::from(view.whole());
        let part = |w: u32| f64::from(w) / whole;
        let beyond = |end: &End| end.next.as_ref().map(|s: &Solution| self.switches_to(s)).unwrap_or_default();
        let range = |(i, x): (usize, &Interval)| WeightRange {
            metric: self.catalog().metrics[i].id.clone(),
            name: self.catalog().metrics[i].name.clone(),
            weight: share(part(x.stated)),
            low: share(part(x.low.weight)),
            high: share(part(x.high.weight)),
            below: beyond(&x.low),
            above: beyond(&x.high),
            exact: x.low.exact && x.high.exact,
        };
        found.iter().enumerate().map(range).collect()
    }
}

/// What a small move of one weight changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Tilt {
    /// Name of the metric.
    pub name: Text,
    /// Whether it counts for more then; if not, for less.
    pub more: bool,
    /// The decisions that change.
    pub changes: Vec<Switch>,
}

impl Study<'_> {
    /// What changes if the weight of one metric moves by a part of itself, up or down, the others in proportion.
    pub fn tilts(&self, part: f64) -> Vec<Tilt> {
        let view = self.situation.weighted();
        if !view.is_well_formed() {
            return Vec::new();
        }
        let base = view.problem(&view.weights);
        let base = Solver::new(&base, EFFORT);
        let metrics = self.catalog().metrics.len();
        let one = |i: usize| {
            let more = i.is_multiple_of(2);
            let weights = view.moved(i / 2, if more { 1.0 + part } else { 1.0 - part })?;
            let problem = view.problem(&weights);
            let proof = Solver::like(&problem, EFFORT, &base, &[&self.solution.choice]).solve();
            let best = proof.solution()?;
            // What is as good changes nothing.
            let better = problem.evaluate(&self.solution.choice).is_none_or(|own| best.value > own);
            let changes = if better { self.switches_to(best) } else { Vec::new() };
            let name = self.catalog().metrics[i / 2].name.clone();
            (!changes.is_empty()).then_some(Tilt { name, more, changes })
        };
        spread(metrics * 2, one).into_iter().flatten().collect()
    }
}

/// The points that the best architecture for some requirements loses against the best one for others; nothing
/// if it cannot be kept, or there is none.
pub fn loss_of_keeping(c: &Catalog, now: &Requirements, then: &Requirements) -> Option<f64> {
    answers::loss_of_keeping(c, &Architecture::of(c, now), then).map(round)
}

impl Study<'_> {
    /// What every open or assumed answer is worth, the most valuable first.
    fn stakes(&self) -> Vec<Stake> {
        let (c, r) = (self.catalog(), self.situation.requirements);
        let numbers = thresholds(c);
        let present = Architecture { options: self.picked(&self.solution), exact: true, possible: true };
        let base = self.base();
        let vars = self.open_questions();
        let found = spread(vars.len(), |i| stake(c, r, &present, vars[i], &numbers[vars[i].0 as usize], Some(&base)));
        let mut out: Vec<Stake> = found
            .into_iter()
            .map(|s| {
                let q = &c.questions[s.var.0 as usize];
                let losses: Vec<f64> = s.outcomes.iter().filter_map(|o| o.2).collect();
                let lost = s.outcomes.iter().any(|o| o.2.is_none());
                let turns = s.outcomes.iter().filter(|o| !o.1.is_empty() || o.2.is_none()).map(|(v, changes, loss)| {
                    Turn { answer: show_value(v, &q.domain), loss: loss.map(round), changes: switches(c, changes) }
                });
                Stake {
                    question: q.id.clone(),
                    text: q.text.clone(),
                    assumed: r.answers.get(s.var).value.as_ref().map(|v| show_value(v, &q.domain)),
                    worst_loss: (!lost).then(|| round(losses.iter().copied().fold(0.0, f64::max))),
                    mean_loss: round(losses.iter().sum::<f64>() / losses.len().max(1) as f64),
                    turns: turns.collect(),
                }
            })
            .filter(|s| !s.turns.is_empty())
            .collect();
        let key = |s: &Stake| s.worst_loss.unwrap_or(f64::INFINITY);
        out.sort_by(|a, b| {
            let worth = key(b).total_cmp(&key(a)).then(b.mean_loss.total_cmp(&a.mean_loss));
            worth.then(a.question.as_str().cmp(b.question.as_str()))
        });
        out
    }
}
