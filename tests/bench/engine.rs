//! The solver on instances of several families and on random small models.
//!
//! `cargo bench --bench engine` solves instances of each family; `-- --fuzz N` compares N random models
//! with enumeration instead; `-- --write DIR` writes the instances for the solvers that
//! `tests/solvers/peers.py` runs side by side; `--families a,b`, `--seeds N` and `--limit SECONDS`
//! choose.
#![allow(clippy::print_stdout, missing_docs)]

#[path = "../support/instances.rs"]
mod instances;
#[path = "../support/models.rs"]
mod models;
// Its own tests run in the suite.
#[allow(dead_code)]
#[path = "../support/python_random.rs"]
mod python_random;

use std::time::{Duration, Instant};

use instances::{FAMILIES, generate};
use mlarch::engine::{Limits, Proof, Solver, check};

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let option = |name: &str| arguments.iter().position(|a| a == name).and_then(|i| arguments.get(i + 1));
    // `cargo test --benches` only checks that it runs.
    let real = arguments.iter().any(|a| a == "--bench");
    if let Some(n) = option("--fuzz") {
        return fuzz(n.parse().expect("a number of models"));
    }
    let seeds: u64 = option("--seeds").map_or(if real { 10 } else { 1 }, |n| n.parse().expect("a number"));
    let limit: f64 = option("--limit").map_or(20.0, |n| n.parse().expect("seconds"));
    let quick = ["small", "medium", "adv_knap", "adv_plat"].map(String::from).to_vec();
    let families: Vec<String> = match option("--families") {
        Some(list) if list == "all" => FAMILIES.map(String::from).to_vec(),
        Some(list) => list.split(',').map(String::from).collect(),
        None if real => quick,
        None => vec![String::from("small")],
    };
    for family in &families {
        let mut times = Vec::new();
        for seed in 0..seeds {
            let instance = generate(family, seed);
            if let Some(folder) = option("--write") {
                std::fs::create_dir_all(folder).expect("a folder");
                let path = std::path::Path::new(folder).join(format!("{}.json", instance.name));
                std::fs::write(path, instance.json().to_string()).expect("written");
                continue;
            }
            times.push(solve(&instance.name, &instance.problem(), limit));
        }
        times.sort_by(f64::total_cmp);
        if let (Some(first), Some(last)) = (times.first(), times.last()) {
            let middle = times[times.len() / 2];
            println!("{family}: median {:.1} ms, from {:.1} to {:.1}", middle * 1e3, first * 1e3, last * 1e3);
        }
    }
}

fn solve(name: &str, problem: &mlarch::engine::Problem, limit: f64) -> f64 {
    let limits = Limits { states: u64::MAX, time: Some(Duration::from_secs_f64(limit)), enough: None };
    let start = Instant::now();
    let outcome = Solver::new(problem, limits).prove();
    let seconds = start.elapsed().as_secs_f64();
    let (value, bound) = match &outcome.proof {
        Proof::Optimal(s) => (s.value, s.value),
        Proof::Within(s, bound) => (s.value, *bound),
        other => panic!("{name}: {other:?}"),
    };
    let start = Instant::now();
    let told = match &outcome.certificate {
        Some(c) => {
            check(problem, c).expect("the proof holds");
            format!("checked in {:.1} ms", start.elapsed().as_secs_f64() * 1e3)
        }
        None => String::from("proof too long to keep"),
    };
    let gap = (bound - value) as f64 / value as f64 * 100.0;
    println!(
        "{name:<12} {value:>10} gap {gap:.3} % in {:>8.1} ms, {:>6} states, {told}",
        seconds * 1e3,
        outcome.states
    );
    seconds
}

fn fuzz(n: u64) {
    let start = Instant::now();
    let halves: Vec<_> = (0..2)
        .map(|half| {
            std::thread::spawn(move || (0..n).filter(|c| c % 2 == half).filter(|c| models::compare(3, *c)).count())
        })
        .collect();
    let feasible: usize = halves.into_iter().map(|h| h.join().expect("no case differs")).sum();
    println!("{n} random models as enumeration says, {feasible} feasible, in {:.0?}", start.elapsed());
}
