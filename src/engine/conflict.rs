//! Why nothing fits: a minimal set of parts that contradict each other, and every minimal set whose removal
//! cures it, ranked by what is left.

use super::core;
use super::model::{Inputs, Meaning, Model, PartId};
use super::problem::FORBIDDEN;
use super::solver::{Limits, Proof, Solver};

/// Effort to tell whether parts can be met together.
const EFFORT: Limits = Limits { states: 5_000, time: None, enough: None };

/// Effort for the best architecture without some parts.
const BEST: Limits = Limits { states: 300, time: None, enough: None };

/// Most questions for relaxations, and the largest ones looked for.
const CALLS: usize = 600;
const LARGEST: usize = 3;

/// What counts in a model without points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Count {
    /// The monthly cost, in hundredths.
    Cost,
    /// Products to adopt.
    Products,
}

/// The model of some parts with the least of something as its goal. A limit on it becomes the goal too: it is
/// easier to say what is least than whether anything keeps the limit. Returns the limit, if there is one.
fn counting(inputs: &Inputs<'_>, parts: &[PartId], count: Count) -> (Model, Option<i64>) {
    let mut model = inputs.build_hard(|p| parts.contains(&p));
    let problem = &mut model.problem;
    for value in problem.blocks.iter_mut().flatten() {
        *value = if *value == FORBIDDEN { FORBIDDEN } else { 0 };
    }
    for pair in &mut problem.pairs {
        pair.entries.retain(|e| e.value == FORBIDDEN);
    }
    problem.facilities.iter_mut().for_each(|f| f.burden = 0);
    let meaning = if count == Count::Cost { Meaning::Budget } else { Meaning::MaxProducts };
    let at = model.rows.iter().position(|m| *m == meaning);
    let row = at.map(|at| (model.rows.remove(at), problem.rows.remove(at)).1);
    for &(f, amount) in row.iter().flat_map(|r| &r.facilities) {
        problem.facilities[f].burden = amount;
    }
    for &((b, o), amount) in row.iter().flat_map(|r| &r.options) {
        let value = &mut problem.blocks[b][o];
        *value = if *value == FORBIDDEN { FORBIDDEN } else { *value - amount };
    }
    (model, row.map(|r| r.limit))
}

/// Whether a set of parts can be met together; unknown counts as possible.
fn feasible(inputs: &Inputs<'_>, parts: &[PartId]) -> bool {
    let (model, limit) = counting(inputs, parts, Count::Cost);
    // Without a budget any architecture will do.
    let enough = Some(limit.map_or(i64::MIN, |l| -l));
    match Solver::new(&model.problem, Limits { enough, ..EFFORT }).solve() {
        Proof::Infeasible => false,
        Proof::Optimal(s) => limit.is_none_or(|l| -s.value <= l),
        Proof::Within(..) | Proof::Unknown => true,
    }
}

/// Whether everything can be met together. Cheaper than a search for the best, above all where a
/// budget cannot be kept.
pub fn possible(inputs: &Inputs<'_>) -> bool {
    feasible(inputs, &inputs.parts())
}

/// A way to make the rest possible.
#[derive(Debug, Clone, PartialEq)]
pub struct Relaxed {
    /// What is given up; each is needed.
    pub parts: Vec<PartId>,
    /// Points of the best architecture then, as far as found.
    pub points: Option<f64>,
    /// If the budget is given up: the least monthly cost that would do.
    pub least_cost: Option<f64>,
    /// If the limit on products is given up: the least number that would do.
    pub least_products: Option<i64>,
}

/// What contradicts itself, and what cures it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Contradiction {
    /// A minimal conflicting set, as [`minimal_conflict`] finds it.
    pub conflict: Vec<PartId>,
    /// Minimal sets whose removal cures it; small ones first, then those that leave rules in force, then by
    /// the points of the best architecture.
    pub relaxations: Vec<Relaxed>,
    /// Whether these are all minimal sets of up to three parts.
    pub complete: bool,
}

/// The parts, those last that users change first: they are preferred in a conflict.
fn in_order(inputs: &Inputs<'_>) -> Vec<PartId> {
    let mut parts = inputs.parts();
    parts.reverse();
    parts
}

/// A minimal conflicting set: together they cannot be met, and each proper subset can. Empty if the rest of
/// the model has no solution even without any part.
pub fn minimal_conflict(inputs: &Inputs<'_>) -> Vec<PartId> {
    let mut out = core::minimal_conflict(&in_order(inputs), &mut |set| feasible(inputs, set));
    out.sort_unstable();
    out
}

/// Explains why nothing fits; of relaxations, the first `most` by rank.
pub fn contradiction(inputs: &Inputs<'_>, most: usize) -> Contradiction {
    let conflict = minimal_conflict(inputs);
    if conflict.is_empty() {
        return Contradiction::default();
    }
    let parts = in_order(inputs);
    let mut ask = |set: &[PartId]| feasible(inputs, set);
    let found = core::relaxations(&parts, LARGEST, CALLS, &mut ask);
    let mut relaxations: Vec<Relaxed> = found.sets.iter().map(|set| relaxed(inputs, &parts, set)).collect();
    let rules = |r: &Relaxed| r.parts.iter().filter(|p| matches!(p, PartId::Rule(_))).count();
    relaxations.sort_by(|a, b| {
        let size = a.parts.len().cmp(&b.parts.len()).then(rules(a).cmp(&rules(b)));
        let points = |r: &Relaxed| r.points.unwrap_or(f64::NEG_INFINITY);
        size.then(points(b).total_cmp(&points(a))).then_with(|| a.parts.cmp(&b.parts))
    });
    relaxations.truncate(most);
    Contradiction { conflict, relaxations, complete: found.complete }
}

fn relaxed(inputs: &Inputs<'_>, all: &[PartId], set: &[PartId]) -> Relaxed {
    let kept: Vec<PartId> = all.iter().copied().filter(|p| !set.contains(p)).collect();
    let model = inputs.build(|p| kept.contains(&p));
    let best = Solver::new(&model.problem, BEST).solve();
    let least = |part: PartId, count: Count| -> Option<i64> {
        set.contains(&part).then_some(())?;
        // With the part, its own row says what is counted.
        let with: Vec<PartId> = kept.iter().copied().chain([part]).collect();
        let (model, _) = counting(inputs, &with, count);
        match Solver::new(&model.problem, EFFORT).solve() {
            Proof::Optimal(s) => Some(-s.value),
            _ => None,
        }
    };
    let mut parts = set.to_vec();
    parts.sort_unstable();
    Relaxed {
        parts,
        points: best.solution().map(|s| model.points(s.value)),
        least_cost: least(PartId::Budget, Count::Cost).map(|c| c as f64 / 100.0),
        least_products: least(PartId::MaxProducts, Count::Products),
    }
}
