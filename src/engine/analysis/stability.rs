//! How far the weight of one criterion can change before another architecture is better.
//!
//! One weight goes from nothing to everything while the others keep their proportions. The value of each
//! architecture is then a line, and the value of the best one the upper envelope of lines: convex and
//! piecewise linear. The ends of the piece that belongs to the present architecture are found by
//! intersecting lines: take the best architecture somewhere beyond, go to where its line meets the present
//! one's, and ask again, until nothing is better there (Eisner and Severance, "Mathematical techniques for
//! efficient record segmentation in large shared databases", Journal of the ACM 23(4), 1976; it is Newton's
//! method of fractional programming, Dinkelbach, Management Science 13(7), 1967). Each question is one exact
//! optimisation; nothing is sampled. On weight sensitivity in additive models: Mareschal, "Weight stability
//! intervals in multicriteria decision aid", European Journal of Operational Research 33(1), 1988.

use super::super::problem::{Problem, Solution};
use super::super::solver::{Limits, Proof, Solver};
use super::weighted::{Weighted, above};

/// One end of an interval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct End {
    /// The last weight, in steps of the view, at which the present architecture is optimal.
    pub weight: u32,
    /// The best architecture one step further, with its value at the stated weights, in units of
    /// [`Weighted::problem`]. Nothing if the weight can go no further. Where numbers are so large that
    /// they must be rounded, another may be better by less than the rounding.
    pub next: Option<Solution>,
    /// Whether both are proven. If not, the effort ended: the present architecture was beaten beyond the
    /// end, but up to it the search only found nothing better.
    pub exact: bool,
}

/// The weights of one criterion for which the present architecture is optimal, others in proportion. If all
/// others are nothing at the stated weights, they grow alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interval {
    /// The stated weight.
    pub stated: u32,
    /// The least weight.
    pub low: End,
    /// The largest weight.
    pub high: End,
}

/// The interval of each criterion; nothing if the view is not well-formed, or if the present architecture is
/// not among the best at the stated weights. With fewer than two criteria there is nothing to change.
///
/// `limits` are for each single optimisation. With a limit on time the result may depend on the machine.
pub fn intervals(view: &Weighted, present: &[usize], limits: Limits) -> Option<Vec<Interval>> {
    if !view.is_well_formed() || present.len() != view.base.blocks.len() {
        return None;
    }
    let value = view.base.evaluate(present)?;
    let stated = view.problem(&view.weights);
    // Architectures that were best somewhere, for all criteria: their lines often give the end at once.
    let mut known: Vec<Vec<usize>> = Vec::new();
    let mut proven = false;
    let mut out = Vec::with_capacity(view.weights.len());
    for criterion in 0..view.weights.len() {
        let line = Line::new(view, criterion, present, value);
        let weight = view.weights[criterion];
        if criterion == 0 {
            match line.ask(weight, &known, limits) {
                Answer::Beaten(..) => return None,
                Answer::Holds(exact) => proven = exact,
            }
        }
        let mut end = |up: bool| {
            let (weight, next, exact) = line.end(up, &mut known, limits);
            let next = next.and_then(|choice| Some(Solution { value: stated.evaluate(&choice)?, choice }));
            End { weight, next, exact: exact && proven }
        };
        let (low, high) = if view.weights.len() < 2 {
            let end = End { weight, next: None, exact: proven };
            (end.clone(), end)
        } else {
            (end(false), end(true))
        };
        out.push(Interval { stated: weight, low, high });
    }
    Some(out)
}

/// What an optimisation says.
enum Answer {
    /// Nothing is better; whether this is proven.
    Holds(bool),
    /// This is better; whether it is proven to be the best.
    Beaten(Vec<usize>, bool),
}

/// Solutions looked at when rounding leaves open which is best.
const TIES: usize = 32;

/// The model as a function of one weight. Values are multiplied by the sum of all weights and by that of the
/// other criteria, so that they are whole.
struct Line<'a> {
    view: &'a Weighted,
    criterion: usize,
    present: &'a [usize],
    /// The sum of the other weights.
    rest: i128,
    /// By block and option: the weighted sum of what the other criteria add.
    others: Vec<Vec<i128>>,
    /// The present architecture's value at the stated weights.
    value: i64,
}

impl<'a> Line<'a> {
    fn new(view: &'a Weighted, criterion: usize, present: &'a [usize], value: i64) -> Line<'a> {
        let alone = view.weights.iter().enumerate().all(|(c, w)| c == criterion || *w == 0);
        let weight = |c: usize| match (c == criterion, alone) {
            (true, _) => 0,
            (_, true) => 1,
            _ => i128::from(view.weights[c]),
        };
        let sum = |b: usize, o: usize| {
            view.parts.iter().enumerate().map(|(c, p)| weight(c) * i128::from(p[b][o])).sum::<i128>()
        };
        let others = view.base.blocks.iter().enumerate();
        let others = others.map(|(b, options)| (0..options.len()).map(|o| sum(b, o)).collect()).collect();
        let rest = (0..view.weights.len()).map(weight).sum::<i128>().max(1);
        Line { view, criterion, present, rest, others, value }
    }

    /// What the criteria add at a weight beyond what they add at the stated ones.
    fn contribution(&self, b: usize, o: usize, weight: u32) -> i128 {
        let (weight, whole) = (i128::from(weight), i128::from(self.view.whole()));
        let part = i128::from(self.view.parts[self.criterion][b][o]);
        weight * self.rest * part + (whole - weight) * self.others[b][o] - self.rest * self.view.stated(b, o)
    }

    /// The lead of an architecture over the present one: at no weight, and what one step adds. Exact.
    fn lead(&self, choice: &[usize]) -> (i128, i128) {
        let whole = i128::from(self.view.whole());
        let value = self.view.base.evaluate(choice).unwrap_or(self.value);
        let (mut start, mut slope) = (whole * self.rest * i128::from(value - self.value), 0);
        for (b, (&new, &old)) in choice.iter().zip(self.present).enumerate().filter(|(_, (n, o))| n != o) {
            let part = |o: usize| i128::from(self.view.parts[self.criterion][b][o]);
            let others = self.others[b][new] - self.others[b][old];
            let stated = self.view.stated(b, new) - self.view.stated(b, old);
            start += whole * others - self.rest * stated;
            slope += self.rest * (part(new) - part(old)) - others;
        }
        (start, slope)
    }

    /// The model at a weight, values counted from those of the present options. If it cannot be exact,
    /// contributions are rounded up: then no architecture is worth less than it is, and the present one is
    /// worth just what it is.
    fn problem(&self, weight: u32) -> Problem {
        let whole = i128::from(self.view.whole()) * self.rest;
        let unit = self.view.finest().min(whole);
        self.view.build(unit, |b, o| {
            let old = self.present[b];
            let change = self.contribution(b, o, weight) - self.contribution(b, old, weight);
            above(unit * change, whole) - unit * i128::from(self.view.base.blocks[b][old])
        })
    }

    /// The last weight on the way up or down at which an architecture is no better than the present one.
    fn crossing(&self, choice: &[usize], up: bool) -> u32 {
        let (stated, whole) = (self.view.weights[self.criterion], self.view.whole());
        let (start, slope) = self.lead(choice);
        let (low, high) = if up { (stated, whole) } else { (0, stated) };
        let at = match (up, slope) {
            (true, 1..) => (-start).div_euclid(slope),
            (false, ..=-1) => above(start, -slope),
            (true, _) => return high,
            (false, _) => return low,
        };
        at.clamp(i128::from(low), i128::from(high)) as u32
    }

    /// The last weight on the way up or down, what is best beyond, and whether both are proven.
    fn end(&self, up: bool, known: &mut Vec<Vec<usize>>, limits: Limits) -> (u32, Option<Vec<usize>>, bool) {
        let (stated, whole) = (self.view.weights[self.criterion], self.view.whole());
        let (goal, mut exact) = (if up { whole } else { 0 }, true);
        let at = loop {
            let crossings = known.iter().map(|c| self.crossing(c, up));
            let at = crossings.fold(goal, |a, b| if up { a.min(b) } else { a.max(b) });
            if at == stated {
                break at;
            }
            match self.ask(at, known, limits) {
                Answer::Beaten(choice, _) => known.push(choice),
                Answer::Holds(proven) => {
                    exact = proven;
                    break at;
                }
            }
        };
        if at == goal {
            return (at, None, exact);
        }
        let beyond = if up { at + 1 } else { at - 1 };
        match self.ask(beyond, known, limits) {
            Answer::Beaten(choice, proven) => {
                if !known.contains(&choice) {
                    known.push(choice.clone());
                }
                (at, Some(choice), exact && proven)
            }
            Answer::Holds(_) => {
                // The effort ended; what set the end is better there all the same.
                let better = known.iter().max_by_key(|c| self.lead_at(c, beyond));
                (at, better.cloned(), false)
            }
        }
    }

    /// The lead of an architecture over the present one at a weight.
    fn lead_at(&self, choice: &[usize], weight: u32) -> i128 {
        let (start, slope) = self.lead(choice);
        start + slope * i128::from(weight)
    }

    /// Whether the present architecture is optimal at a weight.
    fn ask(&self, weight: u32, known: &[Vec<usize>], limits: Limits) -> Answer {
        let problem = self.problem(weight);
        let lead = |choice: &[usize]| self.lead_at(choice, weight);
        let solution = |c: &[usize]| problem.evaluate(c).map(|value| Solution { choice: c.to_vec(), value });
        let Some(present) = solution(self.present) else { return Answer::Holds(false) };
        let mut near: Vec<Solution> = known.iter().filter_map(|c| solution(c)).collect();
        near.sort_by(|a, b| b.value.cmp(&a.value).then_with(|| a.choice.cmp(&b.choice)));
        near.truncate(2);
        let solver = Solver::new(&problem, limits);
        if solver.ceiling().is_some_and(|c| c <= present.value) {
            return Answer::Holds(true);
        }
        let near: Vec<&Solution> = [&present].into_iter().chain(&near).collect();
        match solver.solve_with(&[], &near, limits) {
            Proof::Optimal(best) if lead(&best.choice) > 0 => Answer::Beaten(best.choice, true),
            Proof::Optimal(best) if best.value <= present.value => Answer::Holds(true),
            Proof::Optimal(_) => {
                let best = solver.best(TIES);
                let better = best.solutions.iter().max_by_key(|s| lead(&s.choice));
                match better.filter(|s| lead(&s.choice) > 0) {
                    Some(s) => Answer::Beaten(s.choice.clone(), false),
                    None => {
                        let all = best.solutions.len() < TIES;
                        let last = best.solutions.last().is_none_or(|s| s.value <= present.value);
                        Answer::Holds(best.exact && (all || last))
                    }
                }
            }
            Proof::Within(best, _) if lead(&best.choice) > 0 => Answer::Beaten(best.choice, false),
            Proof::Within(_, bound) => Answer::Holds(bound <= present.value),
            Proof::Unknown | Proof::Infeasible => Answer::Holds(false),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::weighted::tests::{choices, random};
    use super::*;

    /// The best lead over the present architecture at a weight, and who has it, by looking at all.
    fn scan<'a>(line: &Line<'_>, all: &'a [Vec<usize>], weight: u32) -> (i128, Vec<&'a Vec<usize>>) {
        let lead = |c: &Vec<usize>| line.lead_at(c, weight);
        let best = all.iter().map(lead).max().unwrap_or(0);
        (best, all.iter().filter(|c| lead(c) == best).collect())
    }

    /// Compares all proven ends with a scan of all weights; how many are inside, and how many not proven.
    fn check(view: &Weighted) -> (usize, usize) {
        let limits = Limits::default();
        let (all, problem) = (choices(&view.base), view.problem(&view.weights));
        let value = |c: &[usize]| view.base.evaluate(c).expect("possible");
        let Some(first) = all.first() else {
            assert_eq!(intervals(view, &vec![0; view.base.blocks.len()], limits), None);
            return (0, 0);
        };
        let line = Line::new(view, 0, first, value(first));
        let stated = |c: &Vec<usize>| line.lead_at(c, view.weights[0]);
        let best = all.iter().max_by_key(|c| stated(c)).expect("some");
        if let Some(worse) = all.iter().find(|c| stated(c) < stated(best)).filter(|_| view.unit() >= 1000) {
            assert_eq!(intervals(view, worse, limits), None);
        }
        let found = intervals(view, best, limits).expect("it is the best");
        let (mut inside, mut open) = (0, 0);
        for (criterion, interval) in found.iter().enumerate() {
            let line = Line::new(view, criterion, best, value(best));
            let (stated, whole) = (view.weights[criterion], view.whole());
            assert_eq!(interval.stated, stated);
            if found.len() < 2 {
                assert_eq!((interval.low.weight, interval.high.weight), (stated, stated));
                continue;
            }
            let holds = |w: &u32| scan(&line, &all, *w).0 <= 0;
            let high = (stated..=whole).take_while(holds).last().expect("the best");
            let low = (0..=stated).rev().take_while(holds).last().expect("the best");
            let ends = [(&interval.low, low, low.wrapping_sub(1)), (&interval.high, high, high + 1)];
            for (end, want, beyond) in ends {
                if !end.exact {
                    open += 1;
                    continue;
                }
                assert_eq!(end.weight, want, "{view:?}");
                match &end.next {
                    None => assert!(beyond > whole),
                    Some(next) => {
                        inside += 1;
                        let exact = view.finest() >= line.rest * i128::from(whole);
                        assert!(!exact || scan(&line, &all, beyond).1.contains(&&next.choice));
                        assert!(line.lead_at(&next.choice, beyond) > 0);
                        assert_eq!(problem.evaluate(&next.choice), Some(next.value));
                    }
                }
            }
        }
        (inside, open)
    }

    #[test]
    fn ends_are_those_of_a_scan() {
        let found: Vec<(usize, usize)> = (0..150).map(|seed| check(&random(seed, 1000))).collect();
        assert!(found.iter().map(|f| f.0).sum::<usize>() > 100, "{found:?}");
        assert!(found.iter().all(|f| f.1 == 0));
    }

    #[test]
    fn ends_are_exact_though_the_model_is_rounded() {
        // One choice is so important that the numbers of all others must be rounded.
        let mut found = (0, 0);
        for seed in 0..150 {
            let mut view = random(seed, 1000);
            view.base.blocks.push(vec![0, 0]);
            view.parts.iter_mut().for_each(|p| p.push(vec![1 << 42, 0]));
            view.doubt.iter_mut().for_each(|d| d.push(vec![0, 0]));
            view.like.push(vec![0, 1]);
            assert!(view.is_well_formed() && view.finest() < 8);
            let (inside, open) = check(&view);
            found = (found.0 + inside, found.1 + open);
        }
        assert!(found.0 > 100 && found.1 < found.0 / 4, "{found:?}");
    }

    #[test]
    fn an_end_is_exact_to_one_part_per_million() {
        // Weight w on the first, the rest on the second: 3 w against 7 (1 000 000 - w).
        let base = Problem { blocks: vec![vec![0, 0]], ..Problem::default() };
        let parts = vec![vec![vec![3_000_000, 0]], vec![vec![0, 7_000_000]]];
        let base = Problem { blocks: vec![vec![2_400_000, 1_400_000]], ..base };
        let doubt = vec![vec![vec![0, 0]]; 2];
        let view = Weighted { base, parts, doubt, like: vec![vec![0, 1]], weights: vec![800_000, 200_000] };
        let found = intervals(&view, &[0], Limits::default()).expect("well-formed");
        let low = &found[0].low;
        assert_eq!((low.weight, low.next.as_ref().map(|n| &n.choice)), (700_000, Some(&vec![1])));
        assert_eq!((found[0].high.weight, &found[0].high.next), (1_000_000, &None));
        assert_eq!((found[1].low.weight, found[1].high.weight), (0, 300_000));
    }
}
