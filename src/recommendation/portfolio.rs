//! Several workloads at once over shared products: which standards to set, and what each workload gives up.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::budget::{monthly, unpriced_in};
use super::context::round;
use super::switches::switches_between;
use super::types::{Status, Switch};
use crate::catalog::{BlockId, Catalog, Find, OptionRef, ProductId};
use crate::engine::analysis::flips::{Edit, edited};
use crate::engine::analysis::portfolio::{Joint, Workload, portfolio as solve};
use crate::engine::{Limits, Proof, Situation, Solution};
use crate::requirements::Requirements;
use crate::text::Text;

/// Effort for the joint search, per search.
const EFFORT: Limits = Limits { states: 20_000, time: None, enough: None };

/// One workload of a portfolio.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Member {
    /// Its name.
    pub name: Text,
    /// Points that its own choices have less, adoption left out, than those it would make alone; below 0 if
    /// what others adopt lets it choose better.
    pub gives_up: f64,
    /// Its likely monthly cost.
    pub monthly: f64,
    /// What it chooses without a known price: not in that cost.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unpriced: Vec<Text>,
    /// What it decides differently than alone.
    pub changes: Vec<Switch>,
}

/// A decision that several workloads take.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Standard {
    /// Id of the block.
    pub block: Text,
    /// Its name.
    pub title: Text,
    /// Name of the option that most take.
    pub option: Text,
    /// The workloads that take it.
    pub workloads: Vec<Text>,
    /// Those of them that would choose something else alone.
    pub moved: Vec<Text>,
    /// Workloads that need the decision, and take another option: the exceptions, each with the option's name.
    pub exceptions: Vec<(Text, Text)>,
}

/// A product that several workloads use.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Shared {
    /// Its name.
    pub name: Text,
    /// The workloads.
    pub workloads: Vec<Text>,
}

/// Several workloads at once.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Portfolio {
    /// Whether this is the best there is.
    pub status: Status,
    /// Points that choosing together gains over each workload choosing alone; products that are shared by
    /// chance count once there too.
    pub gain: f64,
    /// How many points more might be possible; 0 if it is proven to be the best.
    pub gap: f64,
    /// Products to adopt, together and if each chooses alone.
    pub products: [usize; 2],
    /// The workloads.
    pub workloads: Vec<Member>,
    /// Decisions of at least two workloads, those that move somebody first.
    pub standards: Vec<Standard>,
    /// Products that at least two workloads use, the most used first.
    pub shared: Vec<Shared>,
}

/// Why several workloads cannot be optimised together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Apart {
    /// The workload of this index has no architecture by itself.
    Infeasible(usize),
    /// The workloads are too many or too large for one model.
    Large,
    /// No joint architecture was found within the effort.
    Unknown,
}

/// Optimises several workloads at once. What exists for one of them exists for all; budgets and limits stay
/// with each workload.
///
/// # Errors
/// If a workload has no architecture, or all together are too large.
pub fn portfolio(catalog: &Catalog, workloads: &[Requirements]) -> Result<Portfolio, Apart> {
    let estate: Vec<ProductId> = workloads.iter().flat_map(|w| w.estate.iter().copied()).collect();
    let with_estate = |w: &Requirements| {
        let new = estate.iter().filter(|p| !w.estate.contains(p));
        edited(catalog, w, &new.map(|p| Edit::Own(*p)).collect::<Vec<_>>())
    };
    let workloads: Vec<Requirements> = workloads.iter().map(with_estate).collect();
    // One unit for all, so that their points can be added up.
    let situations: Vec<Situation<'_>> = workloads.iter().map(|w| Situation::of(catalog, w)).collect();
    let factor = 1 + situations.iter().map(|s| s.inputs().ranks()).sum::<i64>();
    let situations: Vec<Situation<'_>> = situations.into_iter().map(|s| s.rescaled(factor)).collect();
    let products: Vec<Vec<u32>> =
        situations.iter().map(|s| s.model.facilities.iter().map(|p| u32::from(p.0)).collect()).collect();
    let parts: Vec<Workload<'_>> = situations
        .iter()
        .zip(&products)
        .map(|(s, products)| Workload { problem: &s.model.problem, products })
        .collect();
    let joint = Joint::new(&parts).ok_or(Apart::Large)?;
    let found = solve(&joint, &parts, EFFORT);
    let alone: Vec<Solution> = found
        .alone
        .iter()
        .enumerate()
        .map(|(i, p)| p.solution().cloned().ok_or(Apart::Infeasible(i)))
        .collect::<Result<_, _>>()?;
    let best = found.proof.solution().ok_or(Apart::Unknown)?;
    let together: Vec<Solution> = joint
        .split(&best.choice)
        .into_iter()
        .zip(&situations)
        .map(|(choice, s)| Solution { value: s.model.problem.evaluate(&choice).unwrap_or_default(), choice })
        .collect();
    let view = View { catalog, situations: &situations, alone: &alone, together: &together };
    let points = |units: i64| situations.first().map_or(0.0, |s| round(s.model.points(units)));
    let (status, bound) = match &found.proof {
        Proof::Within(_, bound) => (Status::Gap, *bound),
        _ => (Status::Optimal, best.value),
    };
    Ok(Portfolio {
        status,
        gain: points(best.value - found.separate.unwrap_or(best.value)),
        gap: points(bound - best.value),
        products: [view.adopted(&together), view.adopted(&alone)],
        workloads: view.members(),
        standards: view.standards(),
        shared: view.shared(),
    })
}

struct View<'a> {
    catalog: &'a Catalog,
    situations: &'a [Situation<'a>],
    alone: &'a [Solution],
    together: &'a [Solution],
}

impl View<'_> {
    fn name(&self, workload: usize) -> Text {
        self.situations[workload].requirements.name.clone()
    }

    fn members(&self) -> Vec<Member> {
        let one = |i: usize| {
            let s = &self.situations[i];
            // What adoption costs is shared, so that it belongs to none of them.
            let own = |x: &Solution| {
                let used = s.model.problem.used(&x.choice);
                let burdens = s.model.problem.facilities.iter().zip(used).filter(|(_, u)| *u).map(|(f, _)| f.burden);
                x.value + burdens.sum::<i64>()
            };
            Member {
                name: self.name(i),
                gives_up: round(s.model.points(own(&self.alone[i]) - own(&self.together[i]))),
                monthly: round(monthly(s, &self.together[i])),
                unpriced: unpriced_in(s, &self.together[i]),
                changes: switches_between(s, &self.alone[i], &self.together[i]),
            }
        };
        (0..self.situations.len()).map(one).collect()
    }

    fn choice(&self, solutions: &[Solution], workload: usize, block: BlockId) -> Option<OptionRef> {
        let model = &self.situations[workload].model;
        model.chosen(self.catalog, &solutions[workload], model.index_of(block)?)
    }

    fn standards(&self) -> Vec<Standard> {
        let mut out: Vec<Standard> = Vec::new();
        for (b, block) in self.catalog.blocks.iter().enumerate() {
            let all = 0..self.situations.len();
            let id = BlockId(b as u16);
            let taken: Vec<(usize, OptionRef)> =
                all.filter_map(|i| self.choice(self.together, i, id).map(|o| (i, o))).collect();
            let mut counts: BTreeMap<OptionRef, usize> = BTreeMap::new();
            taken.iter().for_each(|(_, o)| *counts.entry(*o).or_default() += 1);
            let most = counts.iter().max_by_key(|(o, n)| (**n, std::cmp::Reverse(**o)));
            let Some((option, _)) = most.filter(|m| *m.1 > 1) else { continue };
            let name = |o: OptionRef| self.catalog.product_of(o).name.clone();
            let takers = || taken.iter().filter(|t| t.1 == *option);
            let moved = takers().filter(|(i, o)| self.choice(self.alone, *i, id) != Some(*o));
            out.push(Standard {
                block: block.id.clone(),
                title: block.name.clone(),
                option: name(*option),
                workloads: takers().map(|t| self.name(t.0)).collect(),
                moved: moved.map(|t| self.name(t.0)).collect(),
                exceptions: taken.iter().filter(|t| t.1 != *option).map(|t| (self.name(t.0), name(t.1))).collect(),
            });
        }
        out.sort_by_key(|s| (std::cmp::Reverse(s.moved.len()), std::cmp::Reverse(s.workloads.len())));
        out
    }

    /// By product that is adopted as a whole: the workloads that use it.
    fn users(&self, solutions: &[Solution]) -> BTreeMap<ProductId, Vec<usize>> {
        let mut out: BTreeMap<ProductId, Vec<usize>> = BTreeMap::new();
        for (i, s) in self.situations.iter().enumerate() {
            let blocks = s.model.blocks.iter();
            let roots = blocks.filter_map(|b| self.choice(solutions, i, *b)).map(|o| self.catalog.product_of(o).root);
            for root in roots.filter(|r| !self.catalog.products[r.at()].inline) {
                let users = out.entry(root).or_default();
                if !users.contains(&i) {
                    users.push(i);
                }
            }
        }
        out
    }

    fn shared(&self) -> Vec<Shared> {
        let several = self.users(self.together).into_iter().filter(|u| u.1.len() > 1);
        let mut out: Vec<Shared> = several
            .map(|(p, users)| Shared {
                name: self.catalog.products[p.at()].name.clone(),
                workloads: users.into_iter().map(|i| self.name(i)).collect(),
            })
            .collect();
        out.sort_by(|a, b| b.workloads.len().cmp(&a.workloads.len()).then(a.name.cmp(&b.name)));
        out
    }

    /// Products that are new to the organisation.
    fn adopted(&self, solutions: &[Solution]) -> usize {
        let owned = |p: &ProductId| {
            let estate = self.situations.first().map(|s| &s.requirements.estate);
            estate.is_some_and(|e| e.iter().any(|x| self.catalog.products[x.at()].root == *p))
        };
        self.users(solutions).keys().filter(|p| !owned(p)).count()
    }
}
