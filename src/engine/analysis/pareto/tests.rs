use super::super::super::solver::Limits;
use super::super::alternatives::tests::{Rng, all, random};
use super::*;

fn objective(r: &mut Rng, p: &Problem) -> Objective {
    let most = [2, 30, 1_000_000][r.below(3) as usize];
    let options = p.blocks.iter().map(|b| b.iter().map(|_| r.range(-most, most)).collect()).collect();
    let facilities = p.facilities.iter().map(|_| r.range(0, most)).collect();
    Objective { options, facilities, minimise: r.below(3) > 0 }
}

/// The amounts of all efficient points, best of the first criterion first.
fn brute(p: &Problem, criteria: &[Criterion]) -> Vec<Vec<i64>> {
    let amounts = |s: &Solution| criteria.iter().map(|c| c.amount(p, s)).collect();
    let mut every: Vec<Vec<i64>> = all(p).iter().map(amounts).collect();
    let good = |x: &[i64]| -> Vec<i64> { criteria.iter().zip(x).map(|(c, a)| c.goodness(*a)).collect() };
    every.sort_by_key(|x| std::cmp::Reverse(good(x)));
    every.dedup();
    let dominates = |x: &[i64], y: &[i64]| x != y && good(x).iter().zip(good(y)).all(|(x, y)| *x >= y);
    every.iter().filter(|x| !every.iter().any(|y| dominates(y, x))).cloned().collect()
}

fn compare(criteria: usize, seeds: std::ops::Range<u64>) -> usize {
    let mut most = 0;
    for seed in seeds {
        let r = &mut Rng::new(seed);
        let problem = random(r);
        let mut list: Vec<Criterion> = (0..criteria).map(|_| Criterion::Linear(objective(r, &problem))).collect();
        if r.below(3) > 0 {
            list[r.below(criteria as u64) as usize] = Criterion::Value;
        }
        let want = brute(&problem, &list);
        let effort = Effort { points: 1000, solves: 100_000, ..Effort::default() };
        let room = [0, 1 << 14, 1 << 24, ROOM, ROOM, ROOM][seed as usize % 6];
        let means = Means { room, states: if seed % 5 == 0 { 1 } else { STATES } };
        let Ok(whole) = front_with(&problem, &list, &effort, means) else { panic!("seed {seed}") };
        let amounts = |f: &Front| f.points.iter().map(|p| p.amounts.clone()).collect::<Vec<_>>();
        assert_eq!(amounts(&whole), want, "seed {seed}");
        assert!(whole.exact && !whole.thinned && whole.points.iter().all(|p| p.efficient));
        for p in &whole.points {
            assert_eq!(problem.evaluate(&p.solution.choice), Some(p.solution.value));
            let held: Vec<i64> = list.iter().map(|c| c.amount(&problem, &p.solution)).collect();
            assert_eq!(held, p.amounts);
        }
        let points = r.range(1, 6) as usize;
        let few = Effort { points, ..effort };
        let Ok(part) = front_with(&problem, &list, &few, Means { room, states: STATES }) else { panic!("seed {seed}") };
        assert_eq!(part.points.len(), points.min(want.len()), "seed {seed}");
        assert_eq!((part.thinned, part.exact), (want.len() > points, want.len() <= points), "seed {seed}");
        assert!(part.points.iter().all(|p| p.efficient && want.contains(&p.amounts)));
        if criteria == 2 && points > 1 {
            assert!(part.points.first().map(|p| &p.amounts) == want.first());
            assert!(part.points.last().map(|p| &p.amounts) == want.last());
        }
        most = most.max(want.len());
    }
    most
}

#[test]
fn two_criteria_give_all_efficient_points_and_no_others() {
    assert!(compare(2, 0..1200) > 15);
}

#[test]
fn three_criteria_give_all_efficient_points_and_no_others() {
    assert!(compare(3, 1000..1300) > 30);
}

#[test]
fn an_effort_that_ends_is_said_and_misfits_are_refused() {
    let problem = Problem { blocks: vec![vec![5, 3, 0]; 4], ..Problem::default() };
    let cost = Objective { options: vec![vec![9, 4, 1]; 4], facilities: vec![], minimise: true };
    let list = [Criterion::Value, Criterion::Linear(cost.clone())];
    let Ok(few) = front(&problem, &list, &Effort { solves: 4, ..Effort::default() }) else { panic!() };
    assert!(!few.exact && !few.thinned && few.solves == 4 && few.points.len() == 3);
    assert_eq!(front(&problem, &[Criterion::Value, Criterion::Value], &Effort::default()), Err(Unfit::Criteria));
    let other = Criterion::Linear(Objective { facilities: vec![1], ..cost });
    assert_eq!(front(&problem, &[other, list[1].clone()], &Effort::default()), Err(Unfit::Shape));
}

#[test]
fn supported_points_are_efficient_and_small_numbers_of_points_include_both_ends() {
    let (mut models, mut on_hull, mut numbers) = (0, 0, 0);
    for seed in 5000..9800 {
        let r = &mut Rng::new(seed);
        let problem = random(r);
        let cost = Criterion::Linear(objective(r, &problem));
        let list = if r.below(2) == 0 { [cost, Criterion::Value] } else { [Criterion::Value, cost] };
        let want = brute(&problem, &list);
        if want.len() < 2 {
            continue;
        }
        models += 1;
        let room = [1 << 12, 1 << 20, ROOM, ROOM][r.below(4) as usize];
        let points = r.range(2, 6) as usize;
        let effort = Effort { points, solves: 100_000, ..Effort::default() };
        let Ok(found) = front_with(&problem, &list, &effort, Means { room, states: STATES }) else {
            panic!("seed {seed}")
        };
        let amounts: Vec<Vec<i64>> = found.points.iter().map(|p| p.amounts.clone()).collect();
        assert!(found.points.iter().all(|p| p.efficient && want.contains(&p.amounts)), "seed {seed}");
        assert_eq!((amounts.len(), found.thinned), (points.min(want.len()), want.len() > points), "seed {seed}");
        assert!(amounts.first() == want.first() && amounts.last() == want.last(), "seed {seed}");
        // With room for the weights, a third point is the one farthest out on the hull, if any is.
        let good = |x: &[i64]| -> (i128, i128) { (list[0].goodness(x[0]).into(), list[1].goodness(x[1]).into()) };
        let (first, last) = (good(&want[0]), good(&want[want.len() - 1]));
        let above = |x: &Vec<i64>| {
            let x = good(x);
            (x.0 - last.0) * (last.1 - first.1) + (x.1 - last.1) * (first.0 - last.0)
        };
        if points == 3 && amounts.len() == 3 {
            let most = want.iter().map(above).max();
            numbers += usize::from(most > Some(0));
            on_hull += usize::from(most > Some(0) && Some(above(&amounts[1])) == most);
        }
    }
    assert!(models > 2000 && 10 * on_hull > 8 * numbers, "{models} {on_hull} {numbers}");
}

#[test]
fn supported_points_are_the_corners_of_the_hull() {
    let (mut exact, mut corners, mut left_out) = (0, 0, 0);
    for seed in 20_000..22_000 {
        let r = &mut Rng::new(seed);
        let problem = random(r);
        let list = [Criterion::Linear(objective(r, &problem)), Criterion::Value];
        let want = brute(&problem, &list);
        let effort = Effort { which: Which::Supported, points: 1000, solves: 100_000, ..Effort::default() };
        let Ok(found) = front(&problem, &list, &effort) else { panic!("seed {seed}") };
        // Where there is no room for the weights, a corner may be missing, and that is said.
        assert!(!found.thinned, "seed {seed}");
        exact += usize::from(found.exact);
        let good = |x: &[i64]| -> (i128, i128) { (list[0].goodness(x[0]).into(), list[1].goodness(x[1]).into()) };
        let points: Vec<(i128, i128)> = want.iter().map(|x| good(x)).collect();
        // A point is within the hull if it lies on or below the line between two others; a corner lies above all.
        let above =
            |p: (i128, i128), a: (i128, i128), b: (i128, i128)| (p.1 - b.1) * (a.0 - b.0) - (p.0 - b.0) * (a.1 - b.1);
        let pairs = || points.iter().flat_map(|a| points.iter().map(move |b| (*a, *b)));
        let sides = |p| pairs().filter(move |(a, b)| a.0 > p && p > b.0);
        let shown: Vec<(i128, i128)> = found.points.iter().map(|p| good(&p.amounts)).collect();
        for p in &points {
            let is_corner = sides(p.0).all(|(a, b)| above(*p, a, b) > 0);
            let is_within = sides(p.0).any(|(a, b)| above(*p, a, b) < 0);
            assert!(!found.exact || !is_corner || shown.contains(p), "seed {seed}: a corner is missing");
            assert!(!is_within || !shown.contains(p), "seed {seed}: a point below the hull");
            corners += usize::from(is_corner);
            left_out += usize::from(is_within);
        }
        assert!(shown.iter().all(|p| points.contains(p)), "seed {seed}");
    }
    assert!(exact > 1500 && corners > 3000 && left_out > 500, "{exact} {corners} {left_out}");
}

#[test]
fn whatever_the_effort_what_is_called_efficient_is() {
    let (mut open, mut unproved) = (0, 0);
    for seed in 9000..11200 {
        let r = &mut Rng::new(seed);
        let problem = random(r);
        let (cost, other) = (Criterion::Linear(objective(r, &problem)), Criterion::Linear(objective(r, &problem)));
        let list = if r.below(3) == 0 { [cost, other] } else { [cost, Criterion::Value] };
        let want = brute(&problem, &list);
        let each = Limits { states: r.range(0, 4) as u64, ..Limits::default() };
        let (points, solves) = (r.range(1, 40) as usize, r.range(1, 40) as usize);
        let means = Means { room: [0, 1 << 14, ROOM][r.below(3) as usize], states: 1 };
        let Ok(found) = front_with(&problem, &list, &Effort { points, solves, each, ..Effort::default() }, means)
        else {
            panic!("seed {seed}")
        };
        assert!(found.solves <= solves && found.points.len() <= points);
        assert!(found.points.iter().all(|p| !p.efficient || want.contains(&p.amounts)), "seed {seed}");
        assert!(!found.thinned || want.len() > points, "seed {seed}");
        assert!(!found.exact || found.points.len() == want.len(), "seed {seed}");
        open += usize::from(!found.exact && !found.thinned);
        unproved += found.points.iter().filter(|p| !p.efficient).count();
    }
    assert!(open > 100 && unproved > 10, "{open} {unproved}");
}
