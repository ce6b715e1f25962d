//! How instances are drawn: the shapes of the families, and the parts in their order.

use std::collections::BTreeSet;

use super::super::python_random::PythonRandom;
use super::{Block, Choice, Conflict, FAMILIES, Instance, METRICS, Platform, Requirement, Soft};

/// Points lost per unit of operations of a platform.
const OPS_WEIGHT: i64 = 1000;

/// Points of every option of a block that may stay empty: an option must beat this to be worth it.
const OPTIONAL_BASE: i64 = -48_000;

/// How a family is drawn.
struct Family {
    blocks: usize,
    /// Options of a block, at most.
    options: usize,
    /// Pair values, conflicts and needs together.
    terms: usize,
    platforms: usize,
    vendors: usize,
    /// Blocks of a domain.
    domain: usize,
    /// The share of blocks that may stay empty.
    optional: f64,
    /// Where the budget lies between the planted architecture (0) and the best options (1).
    slack: f64,
    /// The factor on cost and operations of platforms.
    dearness: f64,
    /// The share of pairs of blocks with values, and of pairs of options within.
    dense: Option<(f64, f64)>,
    /// Whether an option's cost follows from its quality.
    correlated: bool,
}

/// What most families have in common.
const PLAIN: Family = Family {
    blocks: 0,
    options: 0,
    terms: 0,
    platforms: 0,
    vendors: 0,
    domain: 0,
    optional: 0.2,
    slack: 0.45,
    dearness: 1.0,
    dense: None,
    correlated: false,
};

/// In the order of [`FAMILIES`].
#[rustfmt::skip]
const SHAPES: [Family; 7] = [
    Family { blocks: 30, options: 8, terms: 60, platforms: 6, vendors: 10, domain: 6, ..PLAIN },
    Family { blocks: 100, options: 15, terms: 600, platforms: 15, vendors: 20, domain: 8, ..PLAIN },
    Family { blocks: 1000, options: 30, terms: 8000, platforms: 40, vendors: 40, domain: 12, ..PLAIN },
    Family { blocks: 30, options: 8, platforms: 6, vendors: 10, domain: 30, optional: 0.0, slack: 0.25, dense: Some((0.6, 0.5)), ..PLAIN },
    Family { blocks: 60, options: 10, terms: 4000, platforms: 12, vendors: 15, domain: 60, optional: 0.1, slack: 0.25, ..PLAIN },
    Family { blocks: 100, options: 15, terms: 1500, platforms: 20, vendors: 20, domain: 10, slack: 0.3, dearness: 4.0, ..PLAIN },
    Family { blocks: 200, options: 10, platforms: 4, vendors: 10, domain: 10, optional: 0.0, slack: 0.5, correlated: true, ..PLAIN },
];

impl Family {
    /// How many domains there are.
    fn domains(&self) -> usize {
        (self.blocks / self.domain).max(1)
    }
}

/// The instance of a family and seed.
pub(crate) fn generate(family: &str, seed: u64) -> Instance {
    let at = FAMILIES.iter().position(|f| *f == family).expect("a known family");
    let shape = &SHAPES[at];
    let name = format!("{family}-{seed}");
    let mut draw = Draw { shape, random: PythonRandom::new(&name) };
    let weights = draw.weights();
    let platforms = draw.platforms();
    let homes = draw.homes();
    let mut blocks: Vec<Block> = (0..shape.blocks).map(|i| draw.block(i, &homes, &weights)).collect();
    let max_platforms = ((shape.platforms as f64 * 0.6) as usize).max(2);
    let max_vendors = ((shape.vendors as f64 * 0.6) as usize).max(3);
    let planted = draw.plant(&mut blocks, &platforms, max_platforms, max_vendors);
    let mut instance = Instance {
        name,
        kind: family.to_owned(),
        seed,
        metrics: METRICS,
        weights,
        ops_weight: OPS_WEIGHT,
        platforms,
        vendors: shape.vendors,
        blocks,
        pairs: Vec::new(),
        requires: Vec::new(),
        conflicts: Vec::new(),
        budget: 0,
        max_platforms,
        max_vendors,
        planted,
    };
    let (least, most) = (instance.cost(&instance.planted), instance.cost(&instance.greedy()));
    instance.budget = (least as f64 + shape.slack * (most - least).max(0) as f64) as i64;
    draw.terms(&mut instance);
    instance
}

/// Draws the parts of an instance. Their order, and the order of draws within, is part of the format.
struct Draw {
    shape: &'static Family,
    random: PythonRandom,
}

impl Draw {
    /// Weights of the metrics, 1000 together; what rounding leaves goes to the first.
    fn weights(&mut self) -> [i64; METRICS.len()] {
        let raw = METRICS.map(|_| self.random.uniform(0.3, 1.0));
        let sum: f64 = raw.iter().sum();
        let mut weights = raw.map(|x| (1000.0 * x / sum) as i64);
        weights[0] += 1000 - weights.iter().sum::<i64>();
        weights
    }

    /// Platforms; where more blocks share one, it costs more in proportion.
    fn platforms(&mut self) -> Vec<Platform> {
        let Family { blocks, platforms, dearness, .. } = *self.shape;
        let scale = (blocks as f64 / 30.0 / (platforms as f64 / 6.0)).max(1.0);
        let mut scaled = |low, high| (self.random.between(low, high) as f64 * scale * dearness) as i64;
        let platform = |p| {
            let likely = scaled(20, 80);
            let cost = [part(likely, 0.7), likely, part(likely, 1.6)];
            Platform { id: format!("p{p}"), cost, ops: scaled(3, 12) }
        };
        (0..platforms).map(platform).collect()
    }

    /// Per domain, the platforms that its options mostly run on.
    fn homes(&mut self) -> Vec<Vec<usize>> {
        let all: Vec<usize> = (0..self.shape.platforms).collect();
        let home = |_| {
            let count = self.random.between(2, 4) as usize;
            self.random.sample(&all, count.min(all.len()))
        };
        (0..self.shape.domains()).map(home).collect()
    }

    /// A block with its options.
    fn block(&mut self, i: usize, homes: &[Vec<usize>], weights: &[i64; METRICS.len()]) -> Block {
        let domain = i % homes.len();
        let optional = self.random.random() < self.shape.optional;
        let count = if self.shape.dense.is_some() {
            self.shape.options
        } else {
            let mean = self.shape.options as f64;
            (self.random.gauss(mean, mean * 0.15) as usize).min(self.shape.options).max(3)
        };
        let mut options = Vec::new();
        if optional {
            options.push(Choice {
                name: "none".to_owned(),
                scores: [0; METRICS.len()],
                base: 0,
                cost: [0; 3],
                ops: 0,
                platforms: Vec::new(),
                vendor: None,
                value: 0,
            });
        }
        let base = if optional { OPTIONAL_BASE } else { 0 };
        for a in 0..count {
            let mut option = self.option(format!("o{a}"), &homes[domain]);
            option.base = base;
            option.value = base + weights.iter().zip(option.scores).map(|(w, s)| w * s).sum::<i64>();
            options.push(option);
        }
        Block { name: format!("b{i}"), domain, optional, options }
    }

    /// An option, not valued yet: the better it is, the dearer.
    fn option(&mut self, name: String, home: &[usize]) -> Choice {
        let quality = self.random.random();
        let mut scores = self.scores(35.0 + 40.0 * quality, 16.0);
        let likely = if self.shape.correlated {
            scores = self.scores(20.0 + 60.0 * quality, 3.0);
            10 + (60.0 * quality) as i64 + self.random.between(0, 2)
        } else {
            (self.random.log_normal(1.6 + 1.6 * quality, 0.5) as i64).max(1)
        };
        let count = match self.random.random() {
            r if r < 0.25 => 0,
            r if r < 0.85 => 1,
            _ => 2,
        };
        let everywhere: Vec<usize> = (0..self.shape.platforms).collect();
        let pool = if self.random.random() < 0.85 { home } else { &everywhere };
        let mut platforms = self.random.sample(pool, count.min(pool.len()));
        platforms.sort_unstable();
        let ops = self.random.between(0, 5);
        let vendor = (self.random.random() >= 0.4).then(|| self.random.below(self.shape.vendors));
        let cost = [part(likely, 0.7), likely, part(likely, 1.5) + 1];
        Choice { name, scores, base: 0, cost, ops, platforms, vendor, value: 0 }
    }

    /// Scores from 0 to 100 about a mean.
    fn scores(&mut self, mean: f64, deviation: f64) -> [i64; METRICS.len()] {
        METRICS.map(|_| (self.random.gauss(mean, deviation) as i64).clamp(0, 100))
    }

    /// The cheapest architecture on the cheapest platforms and on vendors drawn, both as many as
    /// allowed. A block where nothing fits has its last option freed of platforms and vendor.
    fn plant(&mut self, blocks: &mut [Block], platforms: &[Platform], most: usize, vendors: usize) -> Vec<usize> {
        let mut cheapest: Vec<usize> = (0..platforms.len()).collect();
        cheapest.sort_by_key(|p| platforms[*p].cost[1]);
        cheapest.truncate(most);
        let all: Vec<usize> = (0..self.shape.vendors).collect();
        let allowed = self.random.sample(&all, vendors);
        let fits = |o: &Choice| {
            o.platforms.iter().all(|p| cheapest.contains(p)) && o.vendor.is_none_or(|v| allowed.contains(&v))
        };
        let pick = |block: &mut Block| {
            let fitting = (0..block.options.len()).filter(|a| fits(&block.options[*a]));
            fitting.min_by_key(|a| block.options[*a].cost[1]).unwrap_or_else(|| {
                let last = block.options.len() - 1;
                block.options[last].platforms.clear();
                block.options[last].vendor = None;
                last
            })
        };
        blocks.iter_mut().map(pick).collect()
    }

    /// Joins options of blocks: values of whole blocks in the dense family, then single terms.
    fn terms(&mut self, instance: &mut Instance) {
        let all: Vec<usize> = (0..instance.blocks.len()).collect();
        let hubs = self.random.sample(&all, (all.len() / 25).max(2));
        let mut members = vec![Vec::new(); self.shape.domains()];
        for (i, block) in instance.blocks.iter().enumerate() {
            members[block.domain].push(i);
        }
        if let Some((blocks, options)) = self.shape.dense {
            instance.pairs = self.dense(&instance.blocks, blocks, options);
        }
        let mut seen = BTreeSet::new();
        while seen.len() < self.shape.terms {
            let (i, j) = self.two_blocks(&instance.blocks, &members, &hubs);
            let a = self.random.below(instance.blocks[i].options.len());
            let b = self.random.below(instance.blocks[j].options.len());
            let key = ((i, a).min((j, b)), (i, a).max((j, b)));
            if !seen.contains(&key) && self.term(instance, (i, a), (j, b)) {
                seen.insert(key);
            }
        }
    }

    /// Values for some pairs of options of some pairs of blocks.
    fn dense(&mut self, blocks: &[Block], share: f64, fill: f64) -> Vec<Soft> {
        let mut pairs = Vec::new();
        for i in 0..blocks.len() {
            for j in i + 1..blocks.len() {
                if self.random.random() >= share {
                    continue;
                }
                for a in 0..blocks[i].options.len() {
                    for b in 0..blocks[j].options.len() {
                        if self.random.random() < fill {
                            pairs.push(Soft { i, a, j, b, v: self.random.between(-6000, 6000) });
                        }
                    }
                }
            }
        }
        pairs
    }

    /// A block and another one, mostly of its domain.
    fn two_blocks(&mut self, blocks: &[Block], members: &[Vec<usize>], hubs: &[usize]) -> (usize, usize) {
        loop {
            let i = self.random.below(blocks.len());
            let domain = blocks[i].domain;
            let others = match self.random.random() {
                r if r < 0.78 => &members[domain],
                r if r < 0.90 => &members[(domain + 1) % members.len()],
                _ => hubs,
            };
            let j = self.random.choice(others);
            if i != j {
                return (i, j);
            }
        }
    }

    /// A value, a conflict or a requirement; whether it was added. What would exclude the planted
    /// architecture, or ask something of having nothing, is not.
    fn term(&mut self, instance: &mut Instance, (i, a): (usize, usize), (j, b): (usize, usize)) -> bool {
        let planted = (instance.planted[i] == a, instance.planted[j] == b);
        match self.random.random() {
            r if r < 0.72 => {
                let v = self.random.choice(&[1, 1, -1]) * self.random.between(1000, 12_000);
                instance.pairs.push(Soft { i, a, j, b, v });
            }
            r if r < 0.86 => {
                if planted == (true, true) {
                    return false;
                }
                instance.conflicts.push(Conflict { i, a, j, b });
            }
            _ => {
                if instance.blocks[i].optional && a == 0 {
                    return false;
                }
                let options: Vec<usize> = (0..instance.blocks[j].options.len()).collect();
                let mut set = BTreeSet::from_iter(self.random.sample(&options, (options.len() / 2).max(2)));
                if planted.0 {
                    set.insert(instance.planted[j]);
                }
                instance.requires.push(Requirement { i, a, j, set: set.into_iter().collect() });
            }
        }
        true
    }
}

/// A share of a cost, rounded down.
fn part(cost: i64, share: f64) -> i64 {
    (cost as f64 * share) as i64
}
