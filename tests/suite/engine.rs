//! The solver against enumeration and published optima, its proofs against tampering, its models
//! against other solvers.

use std::io::Write;
use std::path::PathBuf;

use mlarch::engine::certificate::{Decision, Step};
use mlarch::engine::{Certificate, Limits, Problem, Proof, Solver, check};

use crate::instances::generate;
use crate::models::{Dice, all, compare, random};
use crate::run::{mlarch, root};

/// Small models in the test run; the bench `engine` runs a million.
const CASES: u64 = 20_000;

#[test]
fn small_models_are_solved_as_enumeration_does() {
    let halves: Vec<_> = (0..2)
        .map(|half| {
            std::thread::spawn(move || (0..CASES).filter(|c| c % 2 == half).filter(|c| compare(1, *c)).count() as u64)
        })
        .collect();
    let feasible: u64 = halves.into_iter().map(|h| h.join().expect("no case differs")).sum();
    assert!(feasible > CASES / 2 && feasible < CASES, "{feasible} of {CASES} are feasible");
}

/// The optima on which several solvers agreed.
fn references() -> Vec<(String, i64)> {
    #[derive(serde::Deserialize)]
    struct Reference {
        optimum: i64,
    }
    let text = std::fs::read_to_string(root().join("tests/data/reference_optima.yaml")).expect("readable");
    let all: std::collections::BTreeMap<String, Reference> = serde_yaml::from_str(&text).expect("optima");
    all.into_iter().map(|(name, r)| (name, r.optimum)).collect()
}

#[test]
fn reference_instances_are_solved_to_their_optimum() {
    let mut solved = 0;
    for (name, optimum) in references() {
        let (family, seed) = name.rsplit_once('-').expect("family and seed");
        let problem = generate(family, seed.parse().expect("a seed")).problem();
        let outcome = Solver::new(&problem, Limits::default()).prove();
        let Proof::Optimal(s) = &outcome.proof else { panic!("{name}: {:?}", outcome.proof) };
        assert_eq!(s.value, optimum, "{name}");
        // The proofs of the hardest are long; their optimum is enough here.
        if !family.starts_with("adv") {
            assert_eq!(check(&problem, &outcome.certificate.expect("kept")), Ok(()), "{name}");
        }
        solved += 1;
    }
    assert!(solved >= 26, "{solved} instances");
}

#[test]
fn instances_are_the_ones_that_others_were_given() {
    let text = generate("small", 0).json().to_string();
    assert_eq!(mlarch::text::digest([text.as_str()].into_iter()), "f2edab3ec9443a6c");
}

/// Changes one thing of a certificate; nothing if there is nothing of that kind.
fn tamper(certificate: &Certificate, dice: &mut Dice) -> Option<Certificate> {
    let mut c = certificate.clone();
    let n = c.steps.len();
    let at = dice.below(n);
    match dice.below(6) {
        0 => c.value = Some(c.value? + 1),
        1 => c.bound = Some(c.bound? - 1),
        2 => {
            c.steps.remove(at);
        }
        3 => {
            let block = dice.below(c.choice.len());
            c.choice[block] += 1;
        }
        4 => match &mut c.steps[at] {
            Step::Prices { rows, shares, messages, lent, cuts } => {
                rows.iter_mut().for_each(|r| r.1 = 0);
                shares.iter_mut().for_each(|s| s.2 /= 2);
                messages.iter_mut().for_each(|m| m.3 /= 2);
                lent.iter_mut().for_each(|l| l.4 /= 2);
                cuts.iter_mut().for_each(|c| c.2 /= 2);
            }
            _ => return None,
        },
        _ => match &mut c.steps[at] {
            Step::Branch(Decision::Open(f) | Decision::Close(f)) => *f += 1,
            Step::Branch(Decision::Choose(_, o)) => *o += 1,
            Step::Exclude { options, .. } => options.first_mut()?.1 += 1,
            _ => return None,
        },
    }
    Some(c)
}

#[test]
fn a_changed_proof_is_refused_or_still_true() {
    let (mut refused, mut accepted) = (0, 0);
    for case in 0..4_000 {
        let mut dice = Dice::new(2, case);
        let p = random(&mut dice);
        let Some(best) = all(&p).first().map(|a| a.0) else { continue };
        let certificate = Solver::new(&p, Limits::default()).prove().certificate.expect("kept");
        let Some(changed) = tamper(&certificate, &mut dice) else { continue };
        if check(&p, &changed).is_err() {
            refused += 1;
            continue;
        }
        accepted += 1;
        assert!(changed.bound.is_some_and(|b| b >= best), "case {case}: the bound is false");
        assert_eq!(p.evaluate(&changed.choice), changed.value, "case {case}: the value is false");
    }
    assert!(refused > 4 * accepted, "{refused} refused, {accepted} accepted");
}

#[test]
fn a_malformed_model_is_refused_not_trusted() {
    let text = r#"{"blocks": [[0, 5]], "pairs": [], "facilities": [{"burden": 1, "users": [[7, 0]]}], "rows": []}"#;
    let p: Problem = serde_json::from_str(text).expect("a model");
    assert!(check(&p, &Certificate::default()).is_err());
    let text = r#"{"blocks": [[0, 4611686018427387904]], "pairs": [], "facilities": [], "rows": []}"#;
    let p: Problem = serde_json::from_str(text).expect("a model");
    assert!(!p.is_well_formed());
}

fn text(path: &std::path::Path) -> &str {
    path.to_str().expect("a plain path")
}

#[test]
fn a_written_proof_is_verified_and_a_changed_one_is_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let proof = folder.path().join("proof.json");
    let example = "examples/churn-scoring.yaml";
    assert_eq!(mlarch(&["recommend", example, "--proof", text(&proof)]).code, 0);
    let out = mlarch(&["verify", text(&proof), "--requirements", example]);
    assert!(out.stdout.starts_with("verified: no architecture is better"), "{}", out.whole());
    let other = mlarch(&["verify", text(&proof), "--requirements", "examples/research-model.yaml"]);
    assert_eq!(other.code, 1, "{}", other.whole());
    let written = std::fs::read_to_string(&proof).expect("written");
    let changed = written.replacen("\"closed\"", "{\"exclude\": {\"options\": [[0, 0]]}}", 1);
    std::fs::write(&proof, changed).expect("writable");
    assert_eq!(mlarch(&["verify", text(&proof)]).code, 1);
    std::fs::write(&proof, "{}").expect("writable");
    assert_eq!(mlarch(&["verify", text(&proof)]).code, 2);
}

/// Says past the capture of the test harness what was not checked.
fn skipped(why: &str) {
    let _ = writeln!(std::io::stderr(), "SKIPPED: {why}");
}

/// A Python that is there, or nothing, told visibly.
fn python() -> Option<PathBuf> {
    let named = std::env::var_os("MLARCH_PYTHON").map(PathBuf::from);
    let python = named.unwrap_or_else(|| PathBuf::from("python3"));
    let works = std::process::Command::new(&python).arg("--version").output().is_ok_and(|o| o.status.success());
    if !works {
        skipped("no Python; set MLARCH_PYTHON to check with other solvers");
    }
    works.then_some(python)
}

#[test]
fn a_checker_in_another_language_agrees() {
    let Some(python) = python() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    for example in ["churn-scoring", "bank-rag"] {
        let proof = folder.path().join(format!("{example}.json"));
        let file = format!("examples/{example}.yaml");
        assert_eq!(mlarch(&["recommend", &file, "--proof", text(&proof)]).code, 0);
        let script = root().join("tests/solvers/check_proof.py");
        let checker = |proof: &std::path::Path| {
            std::process::Command::new(&python).arg(&script).arg(proof).output().expect("Python runs")
        };
        let out = checker(&proof);
        assert!(out.status.success(), "{example}: {out:?}");
        let written = std::fs::read_to_string(&proof).expect("written");
        let claims = written.find("\"certificate\":").expect("a certificate");
        let at = claims + written[claims..].find("\"value\":").expect("a claim");
        let claim = written[at..].find(',').map(|i| &written[at..at + i]).expect("a number");
        let number: i64 = claim.rsplit(':').next().and_then(|n| n.parse().ok()).expect("a number");
        std::fs::write(&proof, written.replace(claim, &format!("\"value\":{}", number + 1))).expect("writable");
        assert_eq!(checker(&proof).status.code(), Some(1), "{example}");
    }
}

#[test]
fn other_solvers_find_the_same_optimum_in_exported_models() {
    let Some(python) = python() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let mut arguments = vec![text(&root().join("tests/solvers/check_export.py")).to_string()];
    for ending in ["lp", "mps", "opb", "wcsp"] {
        let model = folder.path().join(format!("research-model.{ending}"));
        let out = mlarch(&["recommend", "examples/research-model.yaml", "--export-model", text(&model)]);
        assert_eq!(out.code, 0, "{}", out.whole());
        arguments.push(text(&model).to_string());
    }
    let proof = folder.path().join("proof.json");
    assert_eq!(mlarch(&["recommend", "examples/research-model.yaml", "--proof", text(&proof)]).code, 0);
    let written: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(&proof).expect("written")).expect("JSON");
    let truth = folder.path().join("truth.json");
    let optimum = &written["certificate"]["value"];
    std::fs::write(&truth, serde_json::json!({"research-model": {"optimum": optimum}}).to_string()).expect("writable");
    arguments.extend([String::from("--truth"), text(&truth).to_string()]);
    let out = std::process::Command::new(python).args(&arguments).output().expect("Python runs");
    let told = String::from_utf8_lossy(&out.stdout).to_string() + &String::from_utf8_lossy(&out.stderr);
    match out.status.code() {
        Some(0) => {}
        // Nothing was proven because no solver is installed: said, not hidden.
        Some(2) => skipped(&format!("no solver for Python (pip install highspy ortools pytoulbar2)\n{told}")),
        _ => panic!("{told}"),
    }
}
