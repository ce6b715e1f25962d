//! In which scenarios a choice must be given up, if it cannot be kept in all.
//!
//! The least number, by logic-based Benders decomposition: a problem with a block for the common decisions
//! each and one for each scenario that has spoken against a choice: kept, or given up. Each minimal set of
//! decisions that cannot be kept in a scenario is a row: not all of them, or it is given up. The optimum's
//! choice is tried in all scenarios, and yields new rows until there are none.

use super::super::super::problem::Row;
use super::super::super::solver::{Proof, Solver};
use super::family::{Cut, LOST};
use super::joint::Builder;
use super::search::Search;

/// Most ways to give up the least number that are followed.
const MOST: usize = 8;

/// The ways to give up few scenarios.
pub(super) struct Ways {
    /// Groups that are kept, by way.
    pub(super) kept: Vec<Vec<usize>>,
    /// Whether no way gives up fewer, and no other as many.
    pub(super) proven: bool,
}

/// The ways to give up the least number of scenarios.
pub(super) fn ways(search: &mut Search<'_, '_>) -> Ways {
    let groups = search.family.groups.len();
    let mut reasons = Reasons { list: vec![Vec::new(); groups], ways: Vec::new() };
    let mut out = Ways { kept: Vec::new(), proven: false };
    let mut least = usize::MAX;
    while search.effort > 0 && out.kept.len() < MOST {
        search.effort -= 1;
        let (choice, lost) = match reasons.next(search) {
            Next::Choice(choice, lost) if lost <= least => (choice, lost),
            Next::Choice(..) | Next::None => {
                out.proven = !out.kept.is_empty();
                break;
            }
            Next::Unknown => break,
        };
        let all: Vec<usize> = (0..groups).collect();
        search.try_choice(&choice, &all);
        let given: Vec<usize> = all.iter().copied().filter(|g| search.loss(&choice, *g).most == LOST).collect();
        let count: usize = given.iter().map(|g| search.family.groups[*g].members.len()).sum();
        if count == lost {
            least = lost;
            out.kept.push(all.into_iter().filter(|g| !given.contains(g)).collect());
            reasons.ways.push(given);
        } else if !reasons.learn(search, &choice, &given) {
            break;
        }
    }
    if out.kept.is_empty() {
        let choice = search.choice.clone();
        out.kept.push((0..groups).filter(|g| search.loss(&choice, *g).most != LOST).collect());
    }
    out
}

/// Why choices cannot be kept.
struct Reasons {
    /// By group: decisions that cannot be kept together.
    list: Vec<Vec<Cut>>,
    /// Groups given up in the ways that are known.
    ways: Vec<Vec<usize>>,
}

enum Next {
    /// A choice, and the number of scenarios given up as far as reasons are known.
    Choice(Vec<usize>, usize),
    /// No other way.
    None,
    Unknown,
}

impl Reasons {
    /// A choice with the fewest scenarios given up, in another way than those known.
    fn next(&self, search: &Search<'_, '_>) -> Next {
        let family = search.family;
        let mut builder = Builder::new(family.options);
        let mut flags = vec![None; self.list.len()];
        for (group, cuts) in self.list.iter().enumerate().filter(|(_, cuts)| !cuts.is_empty()) {
            let flag = builder.blocks.len();
            flags[group] = Some(flag);
            builder.blocks.push(vec![0, -(family.groups[group].members.len() as i64)]);
            for cut in cuts {
                let mut options: Vec<((usize, usize), i64)> = cut.iter().map(|place| (*place, 1)).collect();
                options.push(((flag, 1), -1));
                builder.rows.push(Row { options, facilities: Vec::new(), limit: cut.len() as i64 - 1 });
            }
        }
        for way in &self.ways {
            let given: Vec<(usize, usize)> = way.iter().filter_map(|g| flags[*g].map(|f| (f, 1))).collect();
            builder.leave_out(&given);
        }
        let problem = builder.finish();
        match Solver::new(&problem, family.limits).solve() {
            Proof::Optimal(s) => Next::Choice(s.choice[..family.options.len()].to_vec(), (-s.value) as usize),
            Proof::Infeasible => Next::None,
            Proof::Within(..) | Proof::Unknown => Next::Unknown,
        }
    }

    /// Reasons why a choice cannot be kept in some groups; whether there is a new one.
    fn learn(&mut self, search: &Search<'_, '_>, choice: &[usize], given: &[usize]) -> bool {
        let mut new = false;
        let mut fresh: Vec<Cut> = Vec::new();
        for &group in given {
            let applies = |cut: &Cut| cut.iter().all(|(d, o)| choice[*d] == *o);
            if self.list[group].iter().any(applies) {
                continue;
            }
            // Similar scenarios have the same reasons.
            let same = fresh.iter().find(|cut| !search.family.can(group, cut, LOST, &Vec::new()));
            let reason = same.cloned().or_else(|| search.family.reason(group, choice, LOST, &Vec::new()));
            let Some(reason) = reason else { continue };
            fresh.push(reason.clone());
            self.list[group].push(reason);
            new = true;
        }
        new
    }
}
