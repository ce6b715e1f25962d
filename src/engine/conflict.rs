//! Why nothing fits: a minimal set of parts that contradict each other (QuickXplain, Junker 2004),
//! and the smallest sets whose removal cures it.

use super::model::{Inputs, Meaning, PartId};
use super::problem::FORBIDDEN;
use super::solver::{Limits, Proof, Solver};

/// Whether a set of parts can be met together; unknown counts as possible. Values do not matter here:
/// the cheapest architecture is looked for, and compared with the budget.
fn feasible(inputs: &Inputs<'_>, parts: &[PartId]) -> bool {
    let model = inputs.build_hard(|p| parts.contains(&p));
    let mut problem = model.problem;
    for value in problem.blocks.iter_mut().flatten() {
        *value = if *value == FORBIDDEN { FORBIDDEN } else { 0 };
    }
    for pair in &mut problem.pairs {
        pair.entries.retain(|e| e.value == FORBIDDEN);
    }
    problem.facilities.iter_mut().for_each(|f| f.burden = 0);
    let budget = model.rows.iter().position(|m| *m == Meaning::Budget).map(|at| problem.rows.remove(at));
    for &(f, cost) in budget.iter().flat_map(|b| &b.facilities) {
        problem.facilities[f].burden = cost;
    }
    let enough = Some(budget.as_ref().map_or(i64::MIN, |b| -b.limit));
    match Solver::new(&problem, Limits { states: 5_000, enough, ..Limits::default() }).solve() {
        Proof::Infeasible => false,
        Proof::Optimal(s) => budget.is_none_or(|b| -s.value <= b.limit),
        Proof::Within(..) | Proof::Unknown => true,
    }
}

/// Whether everything can be met together. Cheaper than a search for the best, above all where a
/// budget cannot be kept.
pub fn possible(inputs: &Inputs<'_>) -> bool {
    feasible(inputs, &inputs.parts())
}

/// A minimal conflicting set: together they cannot be met, and each proper subset can. Empty if the
/// rest of the model has no solution even without any part.
pub fn minimal_conflict(inputs: &Inputs<'_>) -> Vec<PartId> {
    // What comes last is preferred in the conflict: users change their own constraints first.
    let mut parts = inputs.parts();
    parts.reverse();
    if !feasible(inputs, &[]) || feasible(inputs, &parts) {
        return Vec::new();
    }
    let mut out = quick_xplain(inputs, &[], false, &parts);
    out.sort_unstable();
    out
}

fn quick_xplain(inputs: &Inputs<'_>, background: &[PartId], changed: bool, parts: &[PartId]) -> Vec<PartId> {
    if changed && !feasible(inputs, background) {
        return Vec::new();
    }
    if parts.len() == 1 {
        return parts.to_vec();
    }
    // The depth is the logarithm of the number of parts.
    let (first, second) = parts.split_at(parts.len() / 2);
    let with_first: Vec<PartId> = background.iter().chain(first).copied().collect();
    let from_second = quick_xplain(inputs, &with_first, !first.is_empty(), second);
    let with_second: Vec<PartId> = background.iter().chain(&from_second).copied().collect();
    let mut out = quick_xplain(inputs, &with_second, !from_second.is_empty(), first);
    out.extend(from_second);
    out
}

/// The smallest sets of parts whose removal makes the rest possible, of one size, at most `limit`.
/// Sizes up to 3 are tried; only parts that take part in some conflict are.
pub fn relaxations(inputs: &Inputs<'_>, limit: usize) -> Vec<Vec<PartId>> {
    let all = inputs.parts();
    // Grow a set of parts that hits conflict after conflict; it holds every useful candidate.
    let mut removed: Vec<PartId> = Vec::new();
    let mut candidates: Vec<PartId> = Vec::new();
    for _ in 0..8 {
        let kept: Vec<PartId> = all.iter().rev().filter(|p| !removed.contains(p)).copied().collect();
        if feasible(inputs, &kept) || !feasible(inputs, &[]) {
            break;
        }
        let conflict = quick_xplain(inputs, &[], false, &kept);
        candidates.extend(&conflict);
        removed.extend(conflict);
    }
    candidates.sort_unstable();
    candidates.dedup();
    let cures = |set: &[PartId]| {
        let kept: Vec<PartId> = all.iter().filter(|p| !set.contains(p)).copied().collect();
        feasible(inputs, &kept)
    };
    for size in 1..=3usize {
        let mut out = Vec::new();
        for set in combinations(&candidates, size) {
            if cures(&set) {
                out.push(set);
                if out.len() == limit {
                    break;
                }
            }
        }
        if !out.is_empty() {
            return out;
        }
    }
    Vec::new()
}

fn combinations(items: &[PartId], size: usize) -> Vec<Vec<PartId>> {
    let mut out = vec![Vec::new()];
    for _ in 0..size {
        let mut next = Vec::new();
        for set in &out {
            let from = set.last().map_or(0, |l| items.iter().position(|i| i == l).map_or(0, |i| i + 1));
            next.extend(items[from..].iter().map(|i| [set.as_slice(), &[*i]].concat()));
        }
        out = next;
    }
    out
}
