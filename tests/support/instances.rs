//! Architecture-selection instances, each a pure function of its family and seed: the ones that other
//! solvers were given too, so that optima can be compared.
//!
//! Blocks belong to domains; options of a domain tend to run on the same platforms, and most terms join
//! blocks of a domain, of neighbouring domains, or a block and a hub. One architecture is planted first
//! and no limit or hard term excludes it, so every instance has a solution.

use std::collections::BTreeSet;

use mlarch::engine::{FORBIDDEN, Facility, Pairs, Problem, Row};
use serde::{Serialize, Serializer};

#[path = "draw.rs"]
mod draw;

pub(crate) use draw::generate;

/// The names of the families: three sizes, then four that are hard in one way each.
pub(crate) const FAMILIES: [&str; 7] = ["small", "medium", "large", "adv_dense", "adv_mid", "adv_plat", "adv_knap"];

/// What options are scored on.
const METRICS: [&str; 8] =
    ["accuracy", "latency", "scale", "compliance", "security", "ops", "time_to_market", "lock_in"];

/// Something that options run on, paid for once.
#[derive(Serialize)]
pub(crate) struct Platform {
    id: String,
    /// Low, likely and high.
    cost: [i64; 3],
    ops: i64,
}

/// One way to fill a block.
#[derive(Serialize)]
pub(crate) struct Choice {
    name: String,
    scores: [i64; METRICS.len()],
    base: i64,
    /// Low, likely and high.
    cost: [i64; 3],
    ops: i64,
    platforms: Vec<usize>,
    /// Its maker; -1 in JSON if it has none.
    #[serde(serialize_with = "or_minus_one")]
    vendor: Option<usize>,
    /// Its value: the base and the weighted scores.
    #[serde(rename = "u")]
    value: i64,
}

/// One option must be chosen.
#[derive(Serialize)]
pub(crate) struct Block {
    name: String,
    domain: usize,
    /// Whether its first option is to have nothing.
    optional: bool,
    options: Vec<Choice>,
}

/// The value of option `a` of block `i` together with option `b` of block `j`.
#[derive(Serialize)]
pub(crate) struct Soft {
    i: usize,
    a: usize,
    j: usize,
    b: usize,
    v: i64,
}

/// Option `a` of block `i` excludes option `b` of block `j`.
#[derive(Serialize)]
pub(crate) struct Conflict {
    i: usize,
    a: usize,
    j: usize,
    b: usize,
}

/// Option `a` of block `i` needs one of a set of options of block `j`.
#[derive(Serialize)]
pub(crate) struct Requirement {
    i: usize,
    a: usize,
    j: usize,
    set: Vec<usize>,
}

/// An instance. Its serialisation is the format that the other solvers read.
#[derive(Serialize)]
pub(crate) struct Instance {
    /// Family and seed.
    pub(crate) name: String,
    kind: String,
    seed: u64,
    metrics: [&'static str; METRICS.len()],
    weights: [i64; METRICS.len()],
    ops_weight: i64,
    platforms: Vec<Platform>,
    vendors: usize,
    pub(crate) blocks: Vec<Block>,
    pairs: Vec<Soft>,
    requires: Vec<Requirement>,
    conflicts: Vec<Conflict>,
    budget: i64,
    max_platforms: usize,
    max_vendors: usize,
    /// An architecture within every limit.
    pub(crate) planted: Vec<usize>,
}

impl Instance {
    /// The instance in JSON.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::to_value(self).expect("plain data")
    }

    /// The instance as the engine's model. Facilities are the platforms, then the vendors; rows are the
    /// budget on likely costs, the number of platforms and the number of vendors.
    pub(crate) fn problem(&self) -> Problem {
        let mut facilities: Vec<Facility> =
            self.platforms.iter().map(|p| Facility { burden: self.ops_weight * p.ops, users: Vec::new() }).collect();
        facilities.resize(self.platforms.len() + self.vendors, Facility::default());
        let mut costs = Vec::new();
        for (i, block) in self.blocks.iter().enumerate() {
            for (a, option) in block.options.iter().enumerate() {
                let vendor = option.vendor.map(|v| self.platforms.len() + v);
                for facility in option.platforms.iter().copied().chain(vendor) {
                    facilities[facility].users.push((i, a));
                }
                costs.extend((option.cost[1] != 0).then_some(((i, a), option.cost[1])));
            }
        }
        let count = |range: std::ops::Range<usize>, limit: usize| Row {
            facilities: range.map(|f| (f, 1)).collect(),
            limit: limit as i64,
            ..Row::default()
        };
        let platform_costs = self.platforms.iter().map(|p| p.cost[1]).enumerate().collect();
        let budget = Row { options: costs, facilities: platform_costs, limit: self.budget };
        let platforms = count(0..self.platforms.len(), self.max_platforms);
        let vendors = count(self.platforms.len()..facilities.len(), self.max_vendors);
        Problem {
            blocks: self.blocks.iter().map(|b| b.options.iter().map(|o| o.value).collect()).collect(),
            pairs: self.pair_values().finish(),
            facilities,
            rows: vec![budget, platforms, vendors],
        }
    }

    /// Soft values, and what conflicts and requirements leave no room for.
    fn pair_values(&self) -> Pairs {
        let mut pairs = Pairs::default();
        for s in &self.pairs {
            pairs.add((s.i, s.a), (s.j, s.b), s.v);
        }
        for c in &self.conflicts {
            pairs.add((c.i, c.a), (c.j, c.b), FORBIDDEN);
        }
        for r in &self.requires {
            for b in (0..self.blocks[r.j].options.len()).filter(|b| !r.set.contains(b)) {
                pairs.add((r.i, r.a), (r.j, b), FORBIDDEN);
            }
        }
        pairs
    }

    /// The likely cost of an architecture, each platform once.
    fn cost(&self, choice: &[usize]) -> i64 {
        let chosen: Vec<&Choice> = self.blocks.iter().zip(choice).map(|(b, a)| &b.options[*a]).collect();
        let used: BTreeSet<usize> = chosen.iter().flat_map(|o| o.platforms.iter().copied()).collect();
        chosen.iter().map(|o| o.cost[1]).sum::<i64>() + used.iter().map(|p| self.platforms[*p].cost[1]).sum::<i64>()
    }

    /// In every block the first option of greatest value.
    fn greedy(&self) -> Vec<usize> {
        let best = |b: &Block| (0..b.options.len()).rev().max_by_key(|a| b.options[*a].value).unwrap_or(0);
        self.blocks.iter().map(best).collect()
    }
}

/// A vendor's number, or -1.
fn or_minus_one<S: Serializer>(vendor: &Option<usize>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_i64(vendor.map_or(-1, |v| v as i64))
}
