//! A bound on several workloads together, each solved by itself with its share of shared burdens.
//!
//! Let every workload pay a part of the burden of each shared product, the parts adding up to the burden.
//! Then the optima of the workloads, each by itself, together are worth at least the joint optimum: who
//! shares a product pays its parts, who uses it alone pays less than it costs (Lagrangian decomposition,
//! Guignard and Kim 1987). This holds for any whole parts, so rounding them costs no exactness. The solver's
//! own bound relaxes block by block; this one relaxes only what joins the workloads, and is much closer.
//!
//! The parts improve by deflected subgradient steps of Polyak's length (1969; Camerini, Fratta and Maffioli
//! 1975): a product grows dearer where it is used and cheaper where it is not. Each step ends on the
//! parts that add up (projection on the simplex; Held, Wolfe and Crowder 1974).
//!
//! What an option costs against its workload's optimum it costs the joint bound too. So options that leave
//! nothing better than what is known are ruled out (as by reduced costs), and the joined problem of what is
//! left is small.

use std::collections::BTreeSet;

use super::super::problem::{FORBIDDEN, Problem, Solution};
use super::super::solver::{Limits, Proof, Solver};
use super::portfolio::{FEW, Joint, Work, Workload};

/// Steps before what is left open is searched.
const ROUNDS: usize = 20;

/// One in the numbers of directions and step lengths.
const ONE: i64 = 1 << 10;

/// First factor of the step length.
const LENGTH: i64 = 4 * ONE;

/// Steps without a better bound before the step length shrinks.
const PATIENCE: u32 = 4;

/// Parts of burdens, and the bound that they give.
pub(super) struct Shares<'a> {
    joint: &'a Joint,
    workloads: &'a [Workload<'a>],
    /// Facilities that several workloads can use, and these.
    members: Vec<(usize, Vec<usize>)>,
    /// By workload and facility of the joined problem.
    parts: Vec<Vec<i64>>,
    direction: Vec<Vec<i64>>,
    length: i64,
    stalled: u32,
    /// By workload: its last solution.
    last: Vec<Option<Solution>>,
    /// The parts that gave the best bound, and the bound of each workload with them.
    best: Option<(Vec<Vec<i64>>, Vec<i64>)>,
}

impl<'a> Shares<'a> {
    /// Even parts.
    pub(super) fn new(joint: &'a Joint, workloads: &'a [Workload<'a>]) -> Shares<'a> {
        let facilities = &joint.problem.facilities;
        let none = vec![vec![0; facilities.len()]; workloads.len()];
        let mut shares = Shares {
            joint,
            workloads,
            members: Vec::new(),
            parts: none.clone(),
            direction: none,
            length: LENGTH,
            stalled: 0,
            last: vec![None; workloads.len()],
            best: None,
        };
        for (f, facility) in facilities.iter().enumerate().filter(|f| f.1.burden > 0) {
            let open = facility.users.iter().filter(|u| joint.problem.blocks[u.0][u.1] != FORBIDDEN);
            let who: BTreeSet<usize> = open.map(|u| joint.owner(u.0)).collect();
            for (i, &at) in who.iter().enumerate() {
                let (count, i) = (who.len() as i64, i as i64);
                shares.parts[at][f] = facility.burden / count + i64::from(i < facility.burden % count);
            }
            if who.len() > 1 {
                shares.members.push((f, who.into_iter().collect()));
            }
        }
        shares
    }

    /// No joint solution is worth more.
    pub(super) fn bound(&self) -> Option<i64> {
        self.best.as_ref().map(|b| b.1.iter().sum())
    }

    /// Solves each workload with its parts, and moves the parts, `known` being the value of a joint solution.
    /// Returns the choices, or nothing if there is none of a workload.
    pub(super) fn round(&mut self, known: i64, limits: Limits) -> Option<Vec<Vec<usize>>> {
        let mut bounds = Vec::with_capacity(self.workloads.len());
        for (at, w) in self.workloads.iter().enumerate() {
            let problem = self.joint.burdened(at, w, |f| self.parts[at][f]);
            let worth = |s: Solution| Some(Solution { value: problem.evaluate(&s.choice)?, ..s });
            let near = self.last[at].take().and_then(worth);
            let near: Vec<&Solution> = near.iter().collect();
            let (solution, bound) = match Solver::new(&problem, limits).solve_with(&[], &near, limits) {
                Proof::Optimal(s) => (s.clone(), s.value),
                Proof::Within(s, bound) => (s, bound),
                Proof::Unknown | Proof::Infeasible => return None,
            };
            bounds.push(bound);
            self.last[at] = Some(solution);
        }
        let bound = bounds.iter().sum::<i64>();
        if self.bound().is_none_or(|b| bound < b) {
            self.best = Some((self.parts.clone(), bounds));
            self.stalled = 0;
        } else {
            self.stalled += 1;
            if self.stalled == PATIENCE {
                (self.stalled, self.length) = (0, self.length * 7 / 10);
            }
        }
        let choices: Vec<Vec<usize>> = self.last.iter().flatten().map(|s| s.choice.clone()).collect();
        self.step(&choices, bound.saturating_sub(known));
        Some(choices)
    }

    /// Moves the parts: dearer where used, cheaper where not.
    fn step(&mut self, choices: &[Vec<usize>], gap: i64) {
        let used = self.workloads.iter().zip(choices).enumerate();
        let used: Vec<BTreeSet<usize>> = used.map(|(at, (w, c))| self.joint.adopted(at, w, c)).collect();
        let mut norm = 0i128;
        for (f, who) in &self.members {
            let count = who.len() as i64;
            let users = who.iter().filter(|at| used[**at].contains(f)).count() as i64;
            for &at in who {
                let wish = (i64::from(used[at].contains(f)) * count - users) * ONE / count;
                let d = &mut self.direction[at][*f];
                *d = (wish + *d) / 2;
                norm += i128::from(*d).pow(2);
            }
        }
        // The length is gap / norm, where the direction is in parts of one, and the length as well.
        let length = i128::from(gap) * i128::from(self.length);
        for (f, who) in self.members.iter().filter(|_| norm > 0) {
            let to = |at: &usize| i128::from(self.parts[*at][*f]) + i128::from(self.direction[*at][*f]) * length / norm;
            let mut moved: Vec<i128> = who.iter().map(to).collect();
            project(&mut moved, i128::from(self.joint.problem.facilities[*f].burden));
            for (at, part) in who.iter().zip(moved) {
                self.parts[*at][*f] = part as i64;
            }
        }
    }

    /// The joined problem without options that leave nothing better than a known value.
    pub(super) fn rest(&self, known: i64, limits: Limits) -> Problem {
        let mut rest = self.joint.problem.clone();
        let (Some((parts, bounds)), Some(bound)) = (&self.best, self.bound()) else { return rest };
        let mut blocks = rest.blocks.iter_mut();
        for (at, w) in self.workloads.iter().enumerate() {
            let problem = self.joint.burdened(at, w, |f| parts[at][f]);
            let solver = Solver::new(&problem, limits);
            for (b, block) in blocks.by_ref().take(w.problem.blocks.len()).enumerate() {
                let worse = |o: usize| solver.at_most(b, o).saturating_add(bound - bounds[at]) <= known;
                (0..block.len()).filter(|o| worse(*o)).for_each(|o| block[o] = FORBIDDEN);
            }
        }
        rest
    }
}

impl Work<'_> {
    /// The joint optimum by shares, and searches of what they leave open. Returns a bound if it is not proven.
    pub(super) fn decompose(&mut self, mut bound: Option<i64>) -> Option<i64> {
        let mut shares = Shares::new(self.joint, self.workloads);
        let mut states = FEW;
        while !self.late() {
            let Some(known) = self.known() else { break };
            let Some(choices) = self.rounds(&mut shares, known) else { break };
            bound = shares.bound().into_iter().chain(bound).min();
            self.turns(choices);
            if self.settled(bound) {
                break;
            }
            let Some(known) = self.known() else { break };
            let open = self.search(&shares.rest(known, self.single()), states);
            bound = open.map(|open| bound.map_or(open, |b| b.min(open.max(known))));
            if self.settled(bound) || states >= self.limits.states {
                break;
            }
            states = states.saturating_mul(4);
        }
        bound
    }

    /// Some steps of the shares. Returns the last choices.
    fn rounds(&mut self, shares: &mut Shares, known: i64) -> Option<Vec<Vec<usize>>> {
        let mut choices = None;
        for _ in 0..ROUNDS {
            choices = Some(shares.round(known, self.single())?);
            self.offer(choices.as_ref()?);
            if self.settled(shares.bound()) || self.late() {
                break;
            }
        }
        choices
    }
}

/// To the nearest numbers of a sum, none of them negative, but for rounding.
fn project(numbers: &mut [i128], total: i128) {
    let mut sorted = numbers.to_vec();
    sorted.sort_unstable_by(|a, b| b.cmp(a));
    let (mut sum, mut less, mut count) = (0, 0, 0);
    for number in sorted {
        (sum, count) = (sum + number, count + 1);
        let all = (sum - total).div_euclid(count);
        if number > all {
            less = all;
        }
    }
    numbers.iter_mut().for_each(|n| *n = (*n - less).max(0));
    let mut over = numbers.iter().sum::<i128>() - total;
    for number in numbers {
        let off = over.min(1).min(*number);
        (*number, over) = (*number - off, over - off);
    }
}

#[cfg(test)]
mod tests {
    use super::super::alternatives::tests::all;
    use super::super::portfolio::tests::{view, workloads};
    use super::*;

    #[test]
    fn bounds_hold_and_nothing_better_is_ruled_out() {
        let (mut rounds, mut ruled_out, mut closed) = (0, 0, 0);
        for seed in 0..1000 {
            let own = workloads(seed);
            let workloads = view(&own);
            let joint = Joint::new(&workloads).expect("well formed");
            let every = if joint.problem.blocks.len() < 9 { all(&joint.problem) } else { continue };
            let Some(best) = every.iter().map(|s| s.value).max() else { continue };
            let known = every[seed as usize % every.len()].value;
            let mut shares = Shares::new(&joint, &workloads);
            for _ in 0..12 {
                shares.round(known, Limits::default()).expect("solutions");
                assert!(shares.bound() >= Some(best), "seed {seed}");
                for (f, who) in &shares.members {
                    let parts = || who.iter().map(|at| shares.parts[*at][*f]);
                    assert!(parts().all(|p| p >= 0) && parts().sum::<i64>() == joint.problem.facilities[*f].burden);
                }
                rounds += 1;
            }
            closed += usize::from(shares.bound() == Some(best));
            let rest = shares.rest(known, Limits::default());
            for s in every.iter().filter(|s| s.value > known) {
                assert_eq!(rest.evaluate(&s.choice), Some(s.value), "seed {seed}");
            }
            ruled_out += usize::from(rest != joint.problem);
        }
        assert!(rounds > 1000 && ruled_out > 50 && closed > 50, "{rounds} {ruled_out} {closed}");
    }

    #[test]
    fn a_projection_is_the_nearest_point() {
        let mut numbers = [5, -3, 4];
        project(&mut numbers, 5);
        assert_eq!(numbers, [3, 0, 2]);
        let mut numbers = [0, 0, 0];
        project(&mut numbers, 4);
        assert_eq!(numbers.iter().sum::<i128>(), 4);
        assert!(numbers.iter().all(|n| (1..=2).contains(n)));
    }
}
