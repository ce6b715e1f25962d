//! Two criteria: supported points first, then those between them.
//!
//! A point here has an amount of the leading criterion, of which more is better, and one of the held criterion, of
//! which less is better. The two ends come first: the most of the leading criterion, and the least of the held
//! one, each with the best of the other. Between neighbours there is a *gap*, a box in which further points
//! lie; always the largest gap is looked at next, in both criteria as parts of the whole range.
//!
//! **Supported points** lie on the convex hull. They are found by weighted sums with the weights of which both
//! neighbours of a gap are worth the same (the dichotomic scheme, Aneja and Nair 1979). A weighted sum
//! is as easy as the ordinary optimum, and with weights above 0 its best is efficient, not only weakly so
//! (Geoffrion 1968). If the whole weights do not fit into the solver's room, they are scaled down. Then a
//! supported point may be missed here, to be found below, but what is found is efficient for the same reason.
//!
//! **Points between** (the second of the two phases of Ulungu and Teghem 1995). If the weighted sum gives
//! nothing inside a gap, the held criterion gets a limit within it and the leading one is asked for
//! (epsilon-constraint, as with three criteria). Such a row alone leaves the solver a bound as far off as the
//! hull. But a point of the gap, with more of the leading criterion than its left neighbour has and at most the
//! limit of the held one, has a least weighted sum; and the multipliers of the weighted solve say of
//! every option how much is possible with it. Options that cannot reach the sum are ruled out. What is left is
//! mostly small. Any answer with more of the leading criterion than the left neighbour is efficient: what
//! dominated it would lie in the gap too.
//!
//! **Effort.** A question first gets few states. One that needs more waits until the others have been asked and
//! then gets eight times as many. What questions without an answer take is limited together; and one that is
//! answered later took at most eight times what it took before in vain. So the whole is bounded, by the number of
//! solves and a few times the states for one.

use std::rc::Rc;

use super::super::super::problem::{FORBIDDEN, Problem};
use super::super::super::solver::{Proof, Solver};
use super::ask::{Answer, Asker, Lead, settles, total};
use super::axis::{Weights, divisor};
use super::points::Which;

/// States for questions without an answer, all together, in those of one solve at most.
const FAILED: u64 = 2;

/// So many points lie evenly; if more are wanted, what is between them is asked for from the upper end.
const EVEN: usize = 50;

/// How often the lower half of a wide gap may be found empty before its upper end is asked at.
const VAIN: u32 = 4;

/// What a test makes small.
#[derive(Debug, Clone, Copy)]
pub(super) struct Means {
    /// Numbers of a joined objective stay below this together.
    pub(super) room: i64,
    /// States for a question of two criteria at first.
    pub(super) states: u64,
}

/// A point in the plane of the leading and the held criterion.
#[derive(Debug, Clone)]
pub(super) struct Spot {
    pub(super) choice: Vec<usize>,
    /// Of the leading criterion; more is better.
    lead: i64,
    /// Of the held one; less is better.
    held: i64,
    pub(super) efficient: bool,
}

/// What options can reach at most by a weighted sum.
struct Reach {
    weights: Weights,
    most: Vec<Vec<i64>>,
}

/// Where further points may lie.
#[derive(Clone)]
struct Gap {
    /// The point with less of the held criterion, and of the leading one.
    left: usize,
    right: usize,
    /// Between these amounts of the held criterion.
    low: i64,
    high: i64,
    /// How often it was left open for want of states.
    level: u32,
    /// How often the lower half was found empty.
    vain: u32,
    /// Whether it is known that a weighted sum gives nothing inside.
    between: bool,
    reach: Option<Rc<Reach>>,
}

/// The search.
pub(super) struct Plane<'a> {
    pub(super) asker: Asker<'a>,
    lead: Lead<'a>,
    means: Means,
    pub(super) spots: Vec<Spot>,
    gaps: Vec<Gap>,
    pub(super) exact: bool,
    /// There are more than are wanted.
    pub(super) thinned: bool,
    /// States of questions without an answer.
    failed: u64,
    /// The range of each criterion.
    range: (i128, i128),
}

impl<'a> Plane<'a> {
    pub(super) fn new(asker: Asker<'a>, lead: Lead<'a>, means: Means) -> Self {
        let (spots, gaps) = (Vec::new(), Vec::new());
        Plane { asker, lead, means, spots, gaps, exact: true, thinned: false, failed: 0, range: (1, 1) }
    }

    /// Finds the points.
    pub(super) fn run(&mut self) {
        self.ends();
        while !self.thinned
            && let Some(next) = self.next()
        {
            if self.asker.late() {
                self.exact = false;
                return;
            }
            let gap = self.gaps.swap_remove(next);
            if gap.between { self.between(gap) } else { self.supported(gap) }
        }
        self.exact &= !self.thinned;
    }

    /// The largest of the gaps left open least often.
    fn next(&self) -> Option<usize> {
        let key = |i: &usize| (std::cmp::Reverse(self.gaps[*i].level), self.size(&self.gaps[*i]), usize::MAX - *i);
        (0..self.gaps.len()).max_by_key(key)
    }

    /// The width of a gap and its height, as parts of the whole range, together.
    fn size(&self, gap: &Gap) -> i128 {
        let rise = i128::from(self.spots[gap.right].lead) - i128::from(self.spots[gap.left].lead);
        (i128::from(gap.high) - i128::from(gap.low) + 1) * self.range.0 + rise * self.range.1
    }

    /// States for a question left open so often.
    fn states(&self, gap: &Gap) -> u64 {
        self.means.states.saturating_mul(8u64.saturating_pow(gap.level))
    }

    /// Whether there are as many points as are wanted.
    fn full(&self) -> bool {
        self.spots.len() >= self.asker.effort.points.max(1)
    }

    fn spot(&self, choice: &[usize], efficient: bool) -> Option<Spot> {
        let (lead, held) = self.lead.place(choice)?;
        Some(Spot { choice: choice.to_vec(), lead, held, efficient })
    }

    /// Takes a new point, if there is room for it.
    fn add(&mut self, spot: Spot) -> Option<usize> {
        self.thinned |= self.full();
        self.exact &= spot.efficient;
        if self.thinned {
            return None;
        }
        self.spots.push(spot);
        Some(self.spots.len() - 1)
    }

    /// Notes that a gap has nothing up to a limit.
    fn empty(&mut self, mut gap: Gap, limit: i64) {
        gap.low = limit + 1;
        gap.vain += 1;
        self.open(gap);
    }

    /// Keeps a gap to be asked, if anything is left of it.
    fn open(&mut self, gap: Gap) {
        if gap.low <= gap.high {
            self.gaps.push(gap);
        }
    }

    /// An objective with a limit on the held criterion.
    fn within(&self, objective: &Problem, limit: i64) -> Problem {
        let mut out = objective.clone();
        out.rows.extend((limit < self.lead.sum.most()).then(|| self.lead.sum.row(limit)));
        out
    }

    /// The two ends, and the gap between them.
    fn ends(&mut self) {
        let most = self.lead.sum.most();
        let right = match self.asker.best(&self.lead, most, Problem::clone) {
            Answer::Best(s, efficient) => self.spot(&s.choice, efficient),
            Answer::Nothing => return,
            Answer::Unknown => None,
        };
        let Some(right) = right else {
            self.exact = false;
            return;
        };
        self.add(right.clone());
        let Some(left) = self.left(&right) else { return };
        if left.held >= right.held {
            return;
        }
        self.range = (i128::from(right.lead) - i128::from(left.lead), i128::from(right.held) - i128::from(left.held));
        let (low, high) = (left.held + 1, right.held - 1);
        if let Some(left) = self.add(left) {
            self.open(Gap { left, right: 0, low, high, level: 0, vain: 0, between: false, reach: None });
        }
    }

    /// The point with the least of the held criterion.
    fn left(&mut self, right: &Spot) -> Option<Spot> {
        let (least, proved) = match self.asker.solve(&self.lead.sum.lead(self.lead.problem), u64::MAX, None) {
            Proof::Optimal(s) => (-s.value, true),
            Proof::Within(s, _) => (self.lead.place(&s.choice)?.1, false),
            Proof::Infeasible | Proof::Unknown => (i64::MAX, false),
        };
        self.exact &= proved;
        if least >= right.held {
            return None;
        }
        // With the least of the held criterion, the best of the leading one has no rival.
        match self.asker.solve(&self.within(&self.lead.alone, least), u64::MAX, None) {
            Proof::Optimal(s) => self.spot(&s.choice, proved),
            Proof::Within(s, _) => self.spot(&s.choice, false),
            Proof::Infeasible | Proof::Unknown => {
                self.exact = false;
                None
            }
        }
    }

    /// The weights by which both neighbours are worth the same, or near these if their numbers are too large;
    /// whether they are the same.
    fn weights(&self, gap: &Gap) -> Option<(Weights, bool)> {
        let (left, right) = (&self.spots[gap.left], &self.spots[gap.right]);
        let lead = i128::from(right.held) - i128::from(left.held);
        let held = i128::from(right.lead) - i128::from(left.lead);
        if lead <= 0 || held <= 0 {
            return None;
        }
        let common = divisor(lead, held);
        let (lead, held) = (lead / common, held / common);
        let room = i128::from(self.means.room) - 1;
        let (one, other) = (total(&self.lead.alone).max(1), self.lead.sum.total().max(1));
        let need = lead * one + held * other;
        // The smaller one first, the other in proportion to it as far as there is room.
        let scale = |x: i128| if need <= room { x } else { (x * room / need).max(1) };
        let weights = if lead < held {
            let least = scale(lead);
            (least, (held * least / lead).min((room - least * one) / other))
        } else {
            let least = scale(held);
            ((lead * least / held).min((room - least * other) / one), least)
        };
        let weights = (i64::try_from(weights.0).ok()?, i64::try_from(weights.1).ok()?);
        (weights.0 > 0 && weights.1 > 0).then_some((weights, need <= room))
    }

    /// Asks whether a weighted sum gives a point inside.
    fn supported(&mut self, mut gap: Gap) {
        gap.between = true;
        let weighted = self.weights(&gap);
        let mut settled = false;
        // Between them nothing is better, as mostly turns out; but bounds that are good enough for that rule out
        // little of what lies between.
        let ends = [gap.left, gap.right].map(|i| self.spots[i].choice.clone());
        let near: Vec<&[usize]> = match self.asker.effort.which {
            Which::All => Vec::new(),
            Which::Supported => ends.iter().map(Vec::as_slice).collect(),
        };
        let joined = |(w, same)| Some((w, same, self.lead.sum.join(&self.lead.alone, w, self.means.room)?));
        if let Some((weights, same, problem)) = weighted.and_then(joined)
            && let Some(solver) = self.asker.weighted(&problem, weights, self.means.states, &near)
        {
            let proof = solver.solve();
            settled = same && matches!(proof, Proof::Optimal(_));
            if let Proof::Optimal(s) = proof
                && let Some(spot) = self.spot(&s.choice, true)
                && (gap.low..=gap.high).contains(&spot.held)
                && (self.spots[gap.left].lead < spot.lead && spot.lead < self.spots[gap.right].lead)
            {
                gap.between = false;
                let low = spot.held + 1;
                self.split(gap, spot, low);
                return;
            }
            gap.reach = Some(Rc::new(Reach { weights, most: reach(&solver, &problem) }));
        }
        match self.asker.effort.which {
            Which::All => self.open(gap),
            Which::Supported => self.exact &= settled,
        }
    }

    /// Puts a point into a gap. Right of it, nothing new has less of the held criterion than `low`.
    fn split(&mut self, gap: Gap, spot: Spot, low: i64) {
        let held = spot.held;
        let Some(new) = self.add(spot) else { return };
        self.open(Gap { right: new, high: held - 1, level: 0, vain: 0, ..gap.clone() });
        self.open(Gap { left: new, low: low.max(held + 1), level: 0, vain: 0, ..gap });
    }

    /// The limit to ask at: the middle of a wide gap, so that points lie evenly, else the upper end, at which
    /// one answer says whether there is anything.
    fn limit(&self, gap: &Gap) -> i64 {
        let points = self.asker.effort.points.clamp(2, EVEN) as i128;
        let wide = self.size(gap) > 2 * self.range.0 * self.range.1 / points;
        if wide && gap.vain < VAIN && !self.full() { gap.low + (gap.high - gap.low) / 2 } else { gap.high }
    }

    /// An objective for what lies in a gap up to a limit. Nothing if options ruled out leave a block empty.
    fn inside(&self, objective: &Problem, gap: &Gap, limit: i64) -> Option<Problem> {
        let mut out = self.within(objective, limit);
        let Some(reach) = &gap.reach else { return Some(out) };
        let value = self.spots[gap.left].lead;
        for (block, most) in out.blocks.iter_mut().zip(&reach.most) {
            let low = most.iter().map(|m| settles(*m, reach.weights, value, limit));
            block.iter_mut().zip(low).filter(|(_, low)| *low).for_each(|(v, _)| *v = FORBIDDEN);
        }
        out.blocks.iter().all(|b| b.iter().any(|v| *v != FORBIDDEN)).then_some(out)
    }

    /// Asks for the best of the leading criterion up to a limit inside a gap.
    fn between(&mut self, gap: Gap) {
        let limit = self.limit(&gap);
        let Some((objective, weights)) = self.lead.joined.as_ref().map(|(p, w)| (p, *w)) else {
            return self.settle(gap, limit);
        };
        let value = self.spots[gap.left].lead;
        let states = self.states(&gap);
        let proof = self.inside(objective, &gap, limit).map(|p| self.asker.solve(&p, states, None));
        let (solution, bound) = match proof.unwrap_or(Proof::Infeasible) {
            Proof::Optimal(s) => {
                let bound = s.value;
                (s, bound)
            }
            Proof::Within(s, bound) if settles(bound, weights, value, limit) => (s, bound),
            Proof::Within(s, _) => return self.postpone(gap, limit, self.spot(&s.choice, false)),
            Proof::Unknown => return self.postpone(gap, limit, None),
            Proof::Infeasible => return self.empty(gap, limit),
        };
        let Some(spot) = self.spot(&solution.choice, true) else { return self.postpone(gap, limit, None) };
        if settles(bound, weights, value, limit) {
            self.empty(gap, limit);
        } else if spot.lead > value {
            let low = if settles(bound, weights, spot.lead, limit) { limit + 1 } else { spot.held + 1 };
            self.split(gap, spot, low);
        } else {
            self.settle(gap, limit);
        }
    }

    /// The same question of the leading criterion alone, and then of the least held one.
    fn settle(&mut self, gap: Gap, limit: i64) {
        let value = self.spots[gap.left].lead;
        let Some(problem) = self.inside(&self.lead.alone, &gap, limit) else { return self.empty(gap, limit) };
        let states = self.states(&gap);
        match self.asker.solve(&problem, states, None) {
            Proof::Optimal(s) if s.value > value => {
                let (spot, efficient) = match self.asker.lighten(&self.lead, problem, s) {
                    Answer::Best(s, efficient) => (self.spot(&s.choice, efficient), efficient),
                    Answer::Nothing | Answer::Unknown => (None, false),
                };
                match spot {
                    Some(spot) if efficient => self.split(gap, spot, limit + 1),
                    spot => self.postpone(gap, limit, spot),
                }
            }
            Proof::Within(_, bound) if bound > value => self.postpone(gap, limit, None),
            Proof::Unknown => self.postpone(gap, limit, None),
            Proof::Optimal(_) | Proof::Within(..) | Proof::Infeasible => self.empty(gap, limit),
        }
    }

    /// A question without an answer: another time with more states, or not at all. `near` is what was found.
    fn postpone(&mut self, mut gap: Gap, limit: i64, near: Option<Spot>) {
        let near = near.filter(|s| s.lead > self.spots[gap.left].lead && s.held < self.spots[gap.right].held);
        if self.full() {
            // Something not dominated by what is known: there are more points than are wanted.
            self.thinned |= near.is_some();
            self.exact = false;
            return;
        }
        let (states, each) = (self.states(&gap), self.asker.effort.each.states);
        self.failed = self.failed.saturating_add(states.min(each));
        if states < each && self.failed < each.saturating_mul(FAILED) && !self.asker.late() {
            gap.level += 1;
            return self.open(gap);
        }
        self.exact = false;
        if let Some(mut near) = near {
            near.efficient = false;
            self.split(gap, near, limit + 1);
        }
    }
}

/// By block and option, what a solution with it is worth at most.
fn reach(solver: &Solver, problem: &Problem) -> Vec<Vec<i64>> {
    let block = |(b, options): (usize, &Vec<i64>)| (0..options.len()).map(|o| solver.at_most(b, o)).collect();
    problem.blocks.iter().enumerate().map(block).collect()
}
