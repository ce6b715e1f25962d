//! Compared with looking at every choice.

use super::super::super::problem::{FORBIDDEN, Facility, Pairs, Place, Problem, Row, Solution};
use super::super::super::solver::Limits;
use super::super::alternatives::tests::{Rng, all};
use super::{Robust, Scenario, robust};

/// A problem, and which common decision each of its blocks stands for.
type World = (Problem, Vec<Option<usize>>);

/// A small random scenario with every kind of part.
fn world(r: &mut Rng, options: &[usize], most: i64, strict: u64) -> World {
    let (mut decisions, mut sizes) = (Vec::new(), Vec::new());
    for (d, n) in options.iter().enumerate() {
        let times = [1, 1, 1, 1, 1, 1, 0, 2][r.below(8) as usize];
        (0..times).for_each(|_| decisions.push(Some(d)));
        (0..times).for_each(|_| sizes.push(n + usize::from(r.below(4) == 0)));
    }
    for _ in 0..r.below(3) {
        let at = r.below(decisions.len() as u64 + 1) as usize;
        decisions.insert(at, None);
        sizes.insert(at, 1 + r.below(3) as usize);
    }
    let value = |r: &mut Rng| if r.below(strict) == 0 { FORBIDDEN } else { r.range(-most, most) };
    let blocks: Vec<Vec<i64>> = sizes.iter().map(|n| (0..*n).map(|_| value(r)).collect()).collect();
    let mut problem = Problem { blocks, ..Problem::default() };
    if problem.blocks.is_empty() {
        return (problem, decisions);
    }
    let place = |r: &mut Rng| -> Place {
        let block = r.below(sizes.len() as u64) as usize;
        (block, r.below(sizes[block] as u64) as usize)
    };
    let mut pairs = Pairs::default();
    for _ in 0..r.below(12) {
        let (x, y) = (place(r), place(r));
        pairs.add(x, y, value(r));
    }
    problem.pairs = pairs.finish();
    let facility =
        |r: &mut Rng| Facility { burden: r.range(0, most), users: (0..r.below(6)).map(|_| place(r)).collect() };
    problem.facilities = (0..r.below(4)).map(|_| facility(r)).collect();
    if r.below(3) == 0 {
        let places = sizes.iter().enumerate().flat_map(|(b, n)| (0..*n).map(move |o| (b, o)));
        let options = places.map(|p| (p, r.range(-2, 9))).collect();
        let facilities = (0..problem.facilities.len()).map(|f| (f, r.range(0, 9))).collect();
        problem.rows.push(Row { options, facilities, limit: r.range(0, 30) });
    }
    if r.below(4) == 0 {
        let (x, y) = (place(r), place(r));
        problem.rows.push(Row::need(x.0, &[x.1], &[y]));
    }
    (problem, decisions)
}

/// The same with a few other values.
fn similar(r: &mut Rng, world: &World, most: i64) -> World {
    let (mut problem, decisions) = world.clone();
    for _ in 0..r.below(4) {
        let block = r.below(problem.blocks.len().max(1) as u64) as usize;
        let Some(options) = problem.blocks.get_mut(block) else { continue };
        let option = r.below(options.len() as u64) as usize;
        options[option] = if r.below(6) == 0 { FORBIDDEN } else { r.range(-most, most) };
    }
    (problem, decisions)
}

/// A family of scenarios, each with a solution.
pub(super) fn family(r: &mut Rng) -> (Vec<usize>, Vec<World>) {
    let most = [3, 20, 1000, 1_000_000_000][r.below(4) as usize];
    let strict = [6, 12, 1000][r.below(3) as usize];
    let options: Vec<usize> = (0..r.range(1, 4)).map(|_| r.range(1, 4) as usize).collect();
    let mut worlds: Vec<World> = Vec::new();
    for _ in 0..r.range(1, 8) {
        let next = match worlds.last() {
            Some(last) if r.below(3) > 0 => similar(r, last, most),
            _ => world(r, &options, most, strict),
        };
        worlds.push(next);
    }
    worlds.retain(|w| !all(&w.0).is_empty());
    (options, worlds)
}

/// By scenario, what a choice loses; nothing if it cannot be kept.
fn losses(options: &[usize], worlds: &[World], every: &[Vec<Solution>], choice: &[usize]) -> Vec<Option<i64>> {
    let loss = |((_, decisions), solutions): (&World, &Vec<Solution>)| {
        let keeps = |s: &&Solution| {
            let taken = decisions.iter().zip(&s.choice);
            taken.filter_map(|(d, o)| d.map(|d| (d, *o))).all(|(d, o)| o == choice[d] || o == options[d])
        };
        let best = solutions.iter().map(|s| s.value).max()?;
        Some(best - solutions.iter().filter(keeps).map(|s| s.value).max()?)
    };
    worlds.iter().zip(every).map(loss).collect()
}

/// The number of scenarios where a choice is given up, and the largest loss elsewhere.
fn rank(losses: &[Option<i64>]) -> (usize, i64) {
    let lost = losses.iter().filter(|l| l.is_none()).count();
    (lost, losses.iter().flatten().copied().max().unwrap_or(0))
}

/// All choices.
fn choices(options: &[usize]) -> Vec<Vec<usize>> {
    options.iter().fold(vec![Vec::new()], |out, n| {
        out.iter().flat_map(|c| (0..*n).map(|o| [c.as_slice(), &[o]].concat())).collect()
    })
}

fn run(options: &[usize], worlds: &[World], limits: Limits, effort: usize) -> Option<Robust> {
    let scenarios: Vec<Scenario<'_>> =
        worlds.iter().map(|(problem, decisions)| Scenario { problem, decisions }).collect();
    robust(&scenarios, options, &[vec![0; options.len()]], limits, effort)
}

/// Checks one family; how far it got: whether proven, and whether something is given up.
fn check(seed: u64, limits: Limits, effort: usize) -> Option<(bool, bool)> {
    let r = &mut Rng::new(seed);
    let (options, worlds) = family(r);
    let every: Vec<Vec<Solution>> = worlds.iter().map(|w| all(&w.0)).collect();
    let Some(found) = run(&options, &worlds, limits, effort) else {
        assert!(worlds.is_empty() || limits.states < 100, "seed {seed}");
        return None;
    };
    let own = losses(&options, &worlds, &every, &found.choice);
    let ranks: Vec<(usize, i64)> =
        choices(&options).iter().map(|c| rank(&losses(&options, &worlds, &every, c))).collect();
    let best = ranks.iter().min().copied().unwrap_or_default();
    if limits.states > 1000 {
        let values: Vec<i64> = every.iter().filter_map(|s| s.iter().map(|s| s.value).max()).collect();
        assert_eq!((&found.regrets, &found.best), (&own, &values), "seed {seed}");
        assert_eq!(found.worst, own.iter().flatten().copied().max());
        // Those that are kept in as many scenarios lose no less than the bound.
        let alike = ranks.iter().filter(|k| k.0 == rank(&own).0).map(|k| k.1).min();
        assert!(alike.is_some_and(|worst| found.bound <= worst), "seed {seed}: {found:?} {alike:?}");
    }
    if found.exact {
        assert_eq!(rank(&own), best, "seed {seed}: {found:?}");
        assert_eq!(found.worst.unwrap_or(0), found.bound);
    }
    Some((found.exact, best.0 > 0))
}

#[test]
fn the_choice_is_the_best_in_the_worst_case() {
    let (mut found, mut exact, mut lost) = (0, 0, 0);
    for seed in 0..2500 {
        let Some((proven, gives_up)) = check(seed, Limits::default(), 200) else { continue };
        found += 1;
        exact += usize::from(proven);
        lost += usize::from(gives_up);
    }
    assert!(found > 2000 && lost > 100 && exact == found, "{found} {exact} {lost}");
}

#[test]
fn an_effort_that_ends_is_said() {
    let (mut open, mut exact) = (0, 0);
    for seed in 0..1000 {
        for effort in [0, 1, 3] {
            match check(seed, Limits::default(), effort) {
                Some((true, _)) => exact += 1,
                Some((false, _)) => open += 1,
                None => {}
            }
        }
        check(seed, Limits { states: seed % 3, ..Limits::default() }, 20);
    }
    assert!(open > 100 && exact > 100, "{open} {exact}");
}
