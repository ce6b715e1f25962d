//! Random small models, and all their architectures the plain way.

use mlarch::engine::{FORBIDDEN, Facility, Pairs, Place, Problem, Row};

/// A generator of numbers that look random, the same everywhere (xorshift, Marsaglia 2003).
pub(crate) struct Dice(u64);

impl Dice {
    /// Dice for one case of a run.
    pub(crate) fn new(run: u64, case: u64) -> Self {
        let mut dice = Dice((run << 40) ^ case.wrapping_mul(2_654_435_761) ^ 88_172_645_463_325_252);
        (0..5).for_each(|_| {
            dice.next();
        });
        dice
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number below `n`.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        ((self.next() >> 11) % n.max(1) as u64) as usize
    }

    /// A number in a range, its ends included.
    pub(crate) fn range(&mut self, from: i64, to: i64) -> i64 {
        from + self.below((to - from + 1) as usize) as i64
    }
}

/// A model with at most some thousand architectures and every kind of part: forbidden options and
/// pairs, facilities of one and of several blocks, a budget, a limit on facilities, needs, and rows of
/// both signs; small numbers, where ties are many, and large ones.
pub(crate) fn random(dice: &mut Dice) -> Problem {
    let n = dice.range(1, 6) as usize;
    let widest = if dice.below(4) == 0 { 6 } else { 4 };
    let size = [3, 20, 1000, 1_000_000_000][dice.below(4)];
    let blocks: Vec<Vec<i64>> = (0..n)
        .map(|_| {
            let options = dice.range(1, widest);
            (0..options).map(|_| if dice.below(12) == 0 { FORBIDDEN } else { dice.range(-size, size) }).collect()
        })
        .collect();
    let place = |dice: &mut Dice| -> Place {
        let b = dice.below(n);
        (b, dice.below(blocks[b].len()))
    };
    let mut pairs = Pairs::default();
    for _ in 0..dice.below(14) {
        let (x, y) = (place(dice), place(dice));
        pairs.add(x, y, if dice.below(4) == 0 { FORBIDDEN } else { dice.range(-size, size) });
    }
    let facilities: Vec<Facility> = (0..dice.below(5))
        .map(|_| Facility {
            burden: if dice.below(4) == 0 { 0 } else { dice.range(0, size) },
            users: (0..dice.below(7)).map(|_| place(dice)).collect(),
        })
        .collect();
    let all = |blocks: &[Vec<i64>]| -> Vec<Place> {
        blocks.iter().enumerate().flat_map(|(b, o)| (0..o.len()).map(move |o| (b, o))).collect()
    };
    let mut rows = Vec::new();
    if dice.below(2) == 0 {
        let some: Vec<Place> = all(&blocks).into_iter().filter(|_| dice.below(3) > 0).collect();
        let options = some.into_iter().map(|p| (p, dice.range(0, 9))).collect();
        let some: Vec<usize> = (0..facilities.len()).filter(|_| dice.below(2) == 0).collect();
        let facilities = some.into_iter().map(|f| (f, dice.range(0, 9))).collect();
        rows.push(Row { options, facilities, limit: dice.range(0, 30) });
    }
    if dice.below(3) == 0 {
        let facilities = (0..facilities.len()).map(|f| (f, 1)).collect();
        rows.push(Row { options: Vec::new(), facilities, limit: dice.range(0, 3) });
    }
    for _ in 0..dice.below(3) {
        let (block, option) = place(dice);
        let mut any: Vec<Place> = (0..dice.below(4)).map(|_| place(dice)).collect();
        any.sort_unstable();
        any.dedup();
        rows.push(Row::need(block, &[option], &any));
    }
    if dice.below(5) == 0 {
        let options = all(&blocks).into_iter().map(|p| (p, dice.range(-6, 6))).collect();
        rows.push(Row { options, facilities: Vec::new(), limit: dice.range(-10, 10) });
    }
    Problem { blocks, pairs: pairs.finish(), facilities, rows }
}

/// Every feasible architecture with its value, best first.
pub(crate) fn all(p: &Problem) -> Vec<(i64, Vec<usize>)> {
    let mut out = Vec::new();
    let mut choice = vec![0; p.blocks.len()];
    loop {
        out.extend(p.evaluate(&choice).map(|v| (v, choice.clone())));
        let Some(b) = (0..choice.len()).find(|b| choice[*b] + 1 < p.blocks[*b].len()) else { break };
        choice[..b].fill(0);
        choice[b] += 1;
    }
    out.sort_by_key(|x| std::cmp::Reverse(x.0));
    out
}

/// Checks everything that the solver says about one random model against enumeration. Returns whether
/// the model has an architecture.
pub(crate) fn compare(run: u64, case: u64) -> bool {
    use mlarch::engine::{Limits, Proof, Solver, check};
    let mut dice = Dice::new(run, case);
    let p = random(&mut dice);
    let all = all(&p);
    let solver = Solver::new(&p, Limits::default());
    let outcome = solver.prove();
    let told = || format!("run {run} case {case}: {p:?}");
    let best = all.first().map(|a| a.0);
    let found = match &outcome.proof {
        Proof::Optimal(s) => Some(s.value),
        Proof::Infeasible => None,
        other => panic!("{other:?}: {}", told()),
    };
    assert_eq!(found, best, "optimum, {}", told());
    let certificate = outcome.certificate.expect("short enough to keep");
    assert_eq!(check(&p, &certificate), Ok(()), "certificate, {}", told());
    let k = 1 + dice.below(6);
    let several = solver.best(k);
    let values: Vec<i64> = several.solutions.iter().map(|s| s.value).collect();
    let want: Vec<i64> = all.iter().take(k).map(|a| a.0).collect();
    assert!(several.exact, "{}", told());
    assert_eq!(values, want, "{k} best, {}", told());
    let block = dice.below(p.blocks.len());
    let option = dice.below(p.blocks[block].len());
    let want = all.iter().find(|a| a.1[block] == option).map(|a| a.0);
    let near: Vec<_> = outcome.proof.solution().into_iter().collect();
    let value_among = |proof: Proof, options: &[usize]| match proof {
        Proof::Optimal(s) => {
            assert!(options.contains(&s.choice[block]), "forced, {}", told());
            Some(s.value)
        }
        Proof::Infeasible => None,
        other => panic!("{other:?}: {}", told()),
    };
    let forced = [(block, option)];
    let found = value_among(solver.solve_with(&forced, &near, Limits::default()), &[option]);
    assert_eq!(found, want, "forced {block}.{option}, {}", told());
    assert!(want.is_none_or(|w| solver.at_most(block, option) >= w), "bound, {}", told());
    let floor = all.get(dice.below(all.len() + 1)).map_or(0, |a| a.0);
    let around = near.first().map(|s| solver.around(s));
    let above = around.as_ref().map_or(Proof::Infeasible, |a| a.solve_above((block, option), floor, Limits::default()));
    let found = value_among(above, &[option]);
    assert_eq!(found, want.filter(|w| *w >= floor), "{block}.{option} above {floor}, {}", told());
    let options: Vec<usize> = (0..p.blocks[block].len()).filter(|_| dice.below(2) == 0).collect();
    let want = all.iter().find(|a| options.contains(&a.1[block])).map(|a| a.0);
    let near = around.and_then(|a| a.near((block, option)));
    if let Some(s) = &near {
        assert_eq!((p.evaluate(&s.choice), s.choice[block]), (Some(s.value), option), "near, {}", told());
    }
    let near = near.filter(|_| options.contains(&option));
    let among = |floor| solver.solve_among(block, &options, floor, near.as_ref(), Limits::default());
    assert_eq!(value_among(among(i64::MIN), &options), want, "{block} among {options:?}, {}", told());
    let found = value_among(among(floor), &options);
    assert_eq!(found, want.filter(|w| *w >= floor), "{block} among {options:?} above {floor}, {}", told());
    best.is_some()
}
