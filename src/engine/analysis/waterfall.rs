//! Where the difference in points between two architectures comes from.
//!
//! The value of an architecture is a sum (an additive value function), so the difference of two of them is
//! the sum of the differences of its terms: each step is one of them, and together they are the difference
//! to the last unit.

use super::super::assemble::crossed_points;
use super::super::model::Model;
use super::super::problem::Solution;
use super::super::situation::Situation;
use crate::catalog::{BlockId, MetricId, ProductId, RuleId};

/// What a step comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A metric of a block's option.
    Metric(BlockId, MetricId),
    /// A should- or may-rule about a block's option.
    Fit(BlockId, RuleId),
    /// A block that only one of the two needs: its option there, against what "not needed" counts.
    Needed(BlockId),
    /// A rule about two options together.
    Pair(RuleId),
    /// A product that only one of the two adopts.
    Adoption(ProductId),
    /// Pairs of blocks that are not needed, which count as if their best option were there.
    Unneeded,
    /// Less than any point: ties go to the option whose id comes first.
    Order,
}

/// A part of the difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Where it comes from.
    pub what: What,
    /// What the first architecture is ahead by, in units of the model.
    pub lead: i64,
}

/// The steps from the value of one architecture to that of another; they add up to the difference. Steps
/// without a difference are left out.
pub fn waterfall(situation: &Situation<'_>, first: &Solution, second: &Solution) -> Vec<Step> {
    let (model, problem) = (&situation.model, &situation.model.problem);
    let mut steps = Vec::new();
    let mut add = |what: What, lead: i64| steps.push(Step { what, lead });
    for (i, block) in model.blocks.iter().enumerate() {
        let (x, y) = (first.choice[i], second.choice[i]);
        if x != y {
            values(situation, model, i, *block, (x, y), &mut add);
        }
    }
    let mut pairs = 0;
    for (pairing, sign, rule) in &situation.outcome.pairs {
        let points = crossed_points(situation.catalog, *sign, *rule);
        let met = |s: &Solution| {
            let chosen = |o: &&crate::catalog::OptionRef| {
                model.index_of(o.block).is_some_and(|b| s.choice[b] == o.option as usize)
            };
            let [a, b] = [&pairing.first, &pairing.second].map(|side| side.iter().filter(chosen).collect::<Vec<_>>());
            a.iter().map(|x| b.iter().filter(|y| y.block != x.block).count() as i64).sum::<i64>()
        };
        let lead = model.to_units(points) * (met(first) - met(second));
        pairs += lead;
        add(What::Pair(*rule), lead);
    }
    let all = |s: &Solution| problem.pairs.iter().map(|p| p.value(s.choice[p.a], s.choice[p.b])).sum::<i64>();
    add(What::Unneeded, all(first) - all(second) - pairs);
    let (before, after) = (problem.used(&first.choice), problem.used(&second.choice));
    for (f, product) in model.facilities.iter().enumerate() {
        let burden = problem.facilities[f].burden;
        add(What::Adoption(*product), (i64::from(after[f]) - i64::from(before[f])) * burden);
    }
    let explained: i64 = steps.iter().map(|s| s.lead).sum();
    steps.push(Step { what: What::Order, lead: first.value - second.value - explained });
    merged(steps)
}

/// The values of two options of one block.
fn values(
    situation: &Situation<'_>,
    model: &Model,
    index: usize,
    block: BlockId,
    (x, y): (usize, usize),
    add: &mut impl FnMut(What, i64),
) {
    let real = model.real_options(situation.catalog, index);
    if x >= real || y >= real {
        let values = &model.problem.blocks[index];
        return add(What::Needed(block), values[x] - values[y]);
    }
    let (a, b) = (&model.valuations[index][x], &model.valuations[index][y]);
    for (p, q) in a.contributions.iter().zip(&b.contributions) {
        add(What::Metric(block, p.metric), model.to_units(p.points - q.points));
    }
    for (list, sign) in [(&a.fit, 1), (&b.fit, -1)] {
        list.iter().for_each(|(rule, points)| add(What::Fit(block, *rule), sign * model.to_units(*points)));
    }
}

/// Steps of the same origin together, largest first; nothing else is lost or reordered.
fn merged(steps: Vec<Step>) -> Vec<Step> {
    let mut out: Vec<Step> = Vec::new();
    for s in steps {
        match out.iter_mut().find(|o| o.what == s.what) {
            Some(o) => o.lead += s.lead,
            None => out.push(s),
        }
    }
    out.retain(|s| s.lead != 0);
    out.sort_by_key(|s| std::cmp::Reverse(s.lead.abs()));
    out
}

#[cfg(test)]
mod tests {
    use super::super::super::solver::{Limits, Solver};
    use super::*;
    use crate::requirements::{Answers, Requirements, settle};

    #[test]
    fn steps_add_up_to_the_difference() {
        let catalog = crate::catalog::embedded().expect("the embedded catalog is readable");
        let mut answers = Answers::open(&catalog);
        settle(&catalog, &mut answers);
        let requirements = Requirements::of(&catalog, answers);
        let situation = Situation::of(&catalog, &requirements);
        let model = &situation.model;
        let solver = Solver::new(&model.problem, Limits::default());
        let proof = solver.solve();
        let best = proof.solution().expect("open requirements have an architecture");
        let mut kinds = [0; 3];
        for block in 0..model.blocks.len() {
            for option in 0..model.problem.blocks[block].len() {
                let proof = solver.solve_with(&[(block, option)], &[best], Limits::default());
                let Some(other) = proof.solution() else { continue };
                let steps = waterfall(&situation, best, other);
                assert_eq!(steps.iter().map(|s| s.lead).sum::<i64>(), best.value - other.value);
                for s in &steps {
                    match s.what {
                        What::Metric(..) | What::Fit(..) => kinds[0] += 1,
                        What::Pair(_) | What::Adoption(_) => kinds[1] += 1,
                        What::Needed(_) => kinds[2] += 1,
                        // Blocks that are not needed count alike, and order is less than any point.
                        What::Unneeded => {}
                        What::Order => assert!(model.points(s.lead).abs() < 0.5, "{s:?}"),
                    }
                }
            }
        }
        assert!(kinds.iter().all(|k| *k > 2), "{kinds:?}");
    }
}
