//! The solver on instances of several families and on random small models.
//!
//! `cargo bench --bench engine` solves instances of each family; `-- --fuzz N` compares N random models
//! with enumeration instead; `-- --peers SECONDS` also runs other solvers on each instance, through
//! `tests/solvers/peers.py` (`PYTHON` names the interpreter), and compares; `-- --write DIR` writes the
//! instances; `--families a,b`, `--seeds N` and `--limit SECONDS` choose.
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
    let patience: Option<f64> = option("--peers").map(|n| n.parse().expect("seconds"));
    for family in &families {
        let mut times = Vec::new();
        let mut ratios = Ratios::default();
        for seed in 0..seeds {
            let instance = generate(family, seed);
            if let Some(folder) = option("--write") {
                std::fs::create_dir_all(folder).expect("a folder");
                let path = std::path::Path::new(folder).join(format!("{}.json", instance.name));
                std::fs::write(path, instance.json().to_string()).expect("written");
                continue;
            }
            let solved = solve(&instance.name, &instance.problem(), limit);
            times.push(solved.seconds);
            if let Some(patience) = patience {
                let file = std::env::temp_dir().join(format!("mlarch-{}.json", instance.name));
                std::fs::write(&file, instance.json().to_string()).expect("written");
                ratios.add(&solved, &peers(&file, patience));
                let _ = std::fs::remove_file(&file);
            }
        }
        ratios.print(family);
        times.sort_by(f64::total_cmp);
        if let (Some(first), Some(last)) = (times.first(), times.last()) {
            let middle = times[times.len() / 2];
            println!("{family}: median {:.1} ms, from {:.1} to {:.1}", middle * 1e3, first * 1e3, last * 1e3);
        }
    }
}

/// What our solver said.
struct Solved {
    seconds: f64,
    value: i64,
    bound: i64,
}

/// What another solver said: its name, the line of `peers.py`.
type Said = (String, serde_json::Value);

/// Runs the other solvers on an instance, one after the other; those that are not installed are left out.
fn peers(file: &std::path::Path, patience: f64) -> Vec<Said> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/solvers/peers.py");
    let python = std::env::var("PYTHON").unwrap_or_else(|_| String::from("python3"));
    let out = std::process::Command::new(python)
        .args([script, "--limit", &patience.to_string()])
        .arg(file)
        .output()
        .expect("Python is there");
    let lines = String::from_utf8_lossy(&out.stdout).into_owned();
    let read = |line: &str| {
        let said: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let gap = match (said["value"].as_f64(), said["bound"].as_f64()) {
            (Some(v), Some(b)) => format!("gap {:.3} %", (b - v) / v * 100.0),
            _ => String::from("no solution or no bound"),
        };
        let name = said["solver"].as_str().expect("its name").to_string();
        println!("    {name:<9} {} {gap}, solved in {} s", said["status"], said["solve_seconds"]);
        (name, said)
    };
    lines.lines().map(read).collect()
}

/// Times of others as multiples of ours, by solver; where they did not prove it in time, at least so much.
#[derive(Default)]
struct Ratios {
    by_solver: std::collections::BTreeMap<String, Vec<f64>>,
    best: Vec<f64>,
    unproven: std::collections::BTreeMap<String, usize>,
    better: Vec<String>,
}

impl Ratios {
    fn add(&mut self, ours: &Solved, others: &[Said]) {
        let mut best = f64::INFINITY;
        for (name, said) in others {
            let seconds = said["solve_seconds"].as_f64().unwrap_or(f64::INFINITY);
            if said["proven"] == true {
                assert_eq!(said["value"].as_i64(), Some(ours.value), "{name} proves another optimum");
                best = best.min(seconds);
            } else {
                *self.unproven.entry(name.clone()).or_default() += 1;
            }
            // More value, or a lower bound, than we have.
            let beats = said["value"].as_i64().is_some_and(|v| v > ours.value)
                || said["bound"].as_i64().is_some_and(|b| b < ours.bound);
            if beats {
                self.better.push(name.clone());
            }
            self.by_solver.entry(name.clone()).or_default().push(seconds / ours.seconds);
        }
        self.best.push(best / ours.seconds);
    }

    fn print(&mut self, family: &str) {
        let median = |list: &mut Vec<f64>| {
            list.sort_by(f64::total_cmp);
            list[list.len() / 2]
        };
        if self.by_solver.is_empty() {
            return;
        }
        println!("{family}: best other, each time: {:.1} times as long as ours (median)", median(&mut self.best));
        for (name, list) in &mut self.by_solver {
            let open = self.unproven.get(name).copied().unwrap_or(0);
            println!("{family}: {name} {:.1} times as long, {open} of {} not proven", median(list), list.len());
        }
        println!("{family}: more value or a lower bound than ours: {}", self.better.join(", "));
    }
}

fn solve(name: &str, problem: &mlarch::engine::Problem, limit: f64) -> Solved {
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
    Solved { seconds, value, bound }
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
