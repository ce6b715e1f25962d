//! Conformance with published decisions: rules with a right answer, decision points (A over B) and
//! whole architectures. The facts are in `tests/conformance/`; how they read in the words of our
//! questionnaire, and which options they name, is in `tests/conformance/mapping/`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use mlarch::catalog::{BlockId, Catalog, Find, OptionRef, ProductId};
use mlarch::diagnostics::Sink;
use mlarch::engine::{Inputs, Limits, Model, Proof, Solution, Solver, verify};
use mlarch::estimate::estimate;
use mlarch::report;
use mlarch::requirements::{Format, decode, resolve};
use mlarch::rules::{Outcome, fire};
use mlarch::text::{Files, nearest};
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};

/// How one published decision reads in our words.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reading {
    /// Answers of a requirements file.
    #[serde(default)]
    answers: Map<String, Json>,
    /// What exists already.
    #[serde(default)]
    estate: Vec<String>,
    /// Constraints of a requirements file.
    #[serde(default)]
    constraints: Map<String, Json>,
    /// Priorities of a requirements file.
    #[serde(default)]
    priorities: Map<String, Json>,
    /// Rules: the chosen option is one of these.
    #[serde(default)]
    expect: Vec<String>,
    /// Rules: none of these is chosen.
    #[serde(default)]
    reject: Vec<String>,
    /// Rules: these rules of the catalog fire, where the source asks for a practice or names a risk.
    #[serde(default)]
    fires: Vec<String>,
    /// Rules: a name resolves to a product that is no longer recommended, with this successor.
    #[serde(default)]
    successor: BTreeMap<String, String>,
    /// Points: at least one of these is worth more than all of `worse`.
    #[serde(default)]
    better: Vec<String>,
    /// Points: the options that lose.
    #[serde(default)]
    worse: Vec<String>,
    /// Cases: per block of ours, the options that the published architecture chose.
    #[serde(default)]
    chosen: BTreeMap<String, Vec<String>>,
    /// Cases: components of the source that the catalog leaves out, and why.
    #[serde(default)]
    left_out: BTreeMap<String, String>,
    /// Cases: why our first choice differs, per block.
    #[serde(default)]
    misses: BTreeMap<String, String>,
    /// How the source was read, or why it is not met.
    #[serde(default)]
    note: Option<String>,
}

/// The readings of a suite by the id of what they read.
pub(crate) type Readings = BTreeMap<String, Reading>;

/// All readings of a folder, or of one file.
///
/// # Errors
/// What cannot be read, with the file's name.
pub(crate) fn readings(path: &Path) -> Result<Readings, String> {
    let mut files: Vec<PathBuf> = match path.is_dir() {
        true => std::fs::read_dir(path).map_err(|e| e.to_string())?.flatten().map(|e| e.path()).collect(),
        false => vec![path.to_path_buf()],
    };
    files.sort();
    let mut out = Readings::new();
    for file in files {
        let fail = |e: &dyn std::fmt::Display| format!("{}: {e}", file.display());
        let text = std::fs::read_to_string(&file).map_err(|e| fail(&e))?;
        let found: Readings = serde_yaml::from_str(&text).map_err(|e| fail(&e))?;
        for (id, reading) in found {
            if out.insert(id.clone(), reading).is_some() {
                return Err(fail(&format!("{id} is read twice")));
            }
        }
    }
    Ok(out)
}

/// A solved reading that can be asked about options.
struct View<'a> {
    catalog: &'a Catalog,
    outcome: &'a Outcome,
    model: &'a Model,
    solver: &'a Solver<'a>,
    solution: &'a Solution,
}

impl View<'_> {
    /// The option that is chosen in a block; none if the block is not decided.
    fn chosen(&self, block: BlockId) -> Option<OptionRef> {
        self.model.chosen(self.catalog, self.solution, self.model.index_of(block)?)
    }

    /// What the whole architecture loses with this option; none if it is out.
    fn regret(&self, option: OptionRef) -> Option<f64> {
        if self.chosen(option.block) == Some(option) {
            return Some(0.0);
        }
        let limits = Limits { states: 300, ..Limits::default() };
        let index = self.model.index_of(option.block)?;
        let proof = self.solver.solve_with(&[(index, option.option as usize)], &[self.solution], limits);
        proof.solution().map(|s| self.model.points(self.solution.value - s.value))
    }

    /// Options of a block, best first, with their losses.
    fn ranking(&self, block: BlockId) -> Vec<(OptionRef, f64)> {
        let count = self.catalog.blocks[block.at()].options.len() as u16;
        let mut out: Vec<_> = (0..count)
            .map(|option| OptionRef { block, option })
            .filter_map(|o| self.regret(o).map(|r| (o, r)))
            .collect();
        out.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        out
    }
}

/// Solves a reading and asks about it.
fn with_view<R>(c: &Catalog, reading: &Reading, ask: impl FnOnce(&View<'_>) -> R) -> Result<R, String> {
    let mut file = json!({"mlarch": 1, "name": "conformance", "answers": reading.answers});
    let parts = [("constraints", &reading.constraints), ("priorities", &reading.priorities)];
    for (key, part) in parts.into_iter().filter(|p| !p.1.is_empty()) {
        file[key] = Json::Object(part.clone());
    }
    if !reading.estate.is_empty() {
        file["estate"] = json!(reading.estate);
    }
    let text = file.to_string();
    let (mut files, mut sink) = (Files::new(), Sink::new());
    let id = files.add(String::from("reading"), text.clone());
    let resolved = decode(id, &text, Format::Yaml, &mut sink).map(|raw| resolve(&raw, c, &mut sink));
    let (Some(requirements), false) = (resolved, sink.has_errors()) else {
        return Err(report::human(&files, &sink.into_sorted(), false));
    };
    let outcome = fire(c, &requirements);
    let estimates = estimate(c, &requirements.answers);
    let inputs = Inputs { catalog: c, requirements: &requirements, outcome: &outcome, estimates: &estimates };
    let model = inputs.build(|_| true);
    let solver = Solver::new(&model.problem, Limits::default());
    match solver.solve() {
        Proof::Optimal(solution) => {
            verify(&model.problem, &solution).map_err(|v| format!("not verified: {v:?}"))?;
            Ok(ask(&View { catalog: c, outcome: &outcome, model: &model, solver: &solver, solution: &solution }))
        }
        Proof::Infeasible => {
            let parts = mlarch::engine::conflict::minimal_conflict(&inputs);
            let names: Vec<String> = parts
                .iter()
                .map(|p| match p {
                    mlarch::engine::PartId::Rule(r) => c.rules[r.at()].id.to_string(),
                    other => format!("{other:?}"),
                })
                .collect();
            Err(format!("infeasible: {}", names.join(", ")))
        }
        _ => Err(String::from("no proof")),
    }
}

/// `block.option`, or an id that a message can suggest one for.
fn option(c: &Catalog, selector: &str) -> Result<OptionRef, String> {
    let all = || {
        c.blocks.iter().enumerate().flat_map(|(b, block)| {
            let at = move |o: usize| OptionRef { block: BlockId(b as u16), option: o as u16 };
            block.options.iter().enumerate().map(move |(o, x)| (format!("{}.{}", block.id, x.id), at(o)))
        })
    };
    all().find(|(name, _)| name == selector).map(|(_, o)| o).ok_or_else(|| {
        let names: Vec<String> = all().map(|(n, _)| n).collect();
        let like = nearest(selector, names.iter().map(String::as_str)).unwrap_or("nothing like it").to_string();
        format!("`{selector}` is not an option; nearest: {like}")
    })
}

fn options(c: &Catalog, selectors: &[String]) -> Result<Vec<OptionRef>, String> {
    selectors.iter().map(|s| option(c, s)).collect()
}

fn name(c: &Catalog, o: OptionRef) -> String {
    let block = &c.blocks[o.block.at()];
    format!("{}.{}", block.id, block.options[o.option as usize].id)
}

/// Whether a rule's reading holds; an error says why not.
///
/// # Errors
/// What differs, in words.
pub(crate) fn check_rule(c: &Catalog, reading: &Reading) -> Result<(), String> {
    let (expected, rejected) = (options(c, &reading.expect)?, options(c, &reading.reject)?);
    if expected.is_empty() && reading.fires.is_empty() && reading.successor.is_empty() {
        return Err(String::from("the reading expects nothing"));
    }
    for (old, new) in &reading.successor {
        let (Some(old_id), Some(new_id)) = (c.product(old), c.product(new)) else {
            return Err(format!("`{old}` or `{new}` is not a product"));
        };
        let is_next = |id: ProductId| c.products[id.at()].status.replacement;
        let mut next = is_next(old_id);
        while next.is_some_and(|n| n != new_id) {
            next = next.and_then(is_next);
        }
        if next.is_none() {
            return Err(format!("the successor of `{old}` is not `{new}`"));
        }
    }
    with_view(c, reading, |v| {
        for id in &reading.fires {
            let Some(index) = c.rules.iter().position(|r| r.id == id.as_str()) else {
                return Err(format!("`{id}` is not a rule"));
            };
            if !v.outcome.fired.iter().any(|f| f.rule.at() == index) {
                return Err(format!("the rule `{id}` does not fire"));
            }
        }
        if let Some(bad) = rejected.iter().find(|o| v.chosen(o.block) == Some(**o)) {
            return Err(format!("{} is chosen", name(c, *bad)));
        }
        if expected.is_empty() || expected.iter().any(|o| v.chosen(o.block) == Some(*o)) {
            return Ok(());
        }
        let mut said = Vec::new();
        for block in expected.iter().map(|o| o.block).collect::<BTreeSet<_>>() {
            let chosen = v.chosen(block).map_or(String::from("nothing decided"), |o| name(c, o));
            let losses = expected.iter().filter(|o| o.block == block);
            let losses: Vec<String> = losses
                .map(|o| {
                    format!("{} loses {}", name(c, *o), v.regret(*o).map_or(String::from("all"), |r| format!("{r:.0}")))
                })
                .collect();
            said.push(format!("{chosen} instead; {}", losses.join(", ")));
        }
        Err(said.join("; "))
    })?
}

/// Whether a decision point's reading holds: the better option is worth more than the worse.
///
/// # Errors
/// What differs, in words.
pub(crate) fn check_point(c: &Catalog, reading: &Reading) -> Result<(), String> {
    let (better, worse) = (options(c, &reading.better)?, options(c, &reading.worse)?);
    if better.is_empty() || worse.is_empty() {
        return Err(String::from("the reading compares nothing"));
    }
    with_view(c, reading, |v| {
        let best = |list: &[OptionRef]| {
            let losses = list.iter().filter_map(|o| v.regret(*o).map(|r| (r, *o)));
            losses.min_by(|a, b| a.0.total_cmp(&b.0))
        };
        match (best(&better), best(&worse)) {
            (Some(_), None) => Ok(()),
            (Some(b), Some(w)) if b.0 < w.0 => Ok(()),
            (Some(b), Some(w)) => Err(format!("{} loses {:.0}, {} loses {:.0}", name(c, b.1), b.0, name(c, w.1), w.0)),
            (None, _) => {
                let decided = better.iter().any(|o| v.model.index_of(o.block).is_some());
                let why = if decided { "excluded" } else { "in a block that is not decided" };
                Err(format!("{} is {why}", reading.better.join(", ")))
            }
        }
    })?
}

/// The rank of a published choice, or `None` if it is out or the block is not decided.
#[derive(Debug, Clone)]
pub(crate) struct Rank {
    /// The block.
    pub(crate) block: String,
    /// 1 for our own choice.
    pub(crate) rank: Option<usize>,
    /// What we chose, and what the published choice loses.
    pub(crate) said: String,
}

/// The ranks of all choices of a published architecture.
///
/// # Errors
/// What cannot be read or solved.
pub(crate) fn check_case(c: &Catalog, reading: &Reading) -> Result<Vec<Rank>, String> {
    let mut wanted = Vec::new();
    for (block, chosen) in &reading.chosen {
        let selectors: Vec<String> = chosen.iter().map(|o| format!("{block}.{o}")).collect();
        wanted.push((block, options(c, &selectors)?));
    }
    with_view(c, reading, |v| {
        let mut out = Vec::new();
        for (block, wanted) in &wanted {
            let ranking = wanted.first().map(|o| v.ranking(o.block)).unwrap_or_default();
            let rank = ranking.iter().position(|(o, _)| wanted.contains(o));
            let show =
                |(o, r): &(OptionRef, f64)| format!("{} {r:.0}", c.blocks[o.block.at()].options[o.option as usize].id);
            let mut said: Vec<String> = ranking.iter().take(3).map(show).collect();
            if let Some(r) = rank.filter(|r| *r >= 3) {
                said.push(format!("... {}", show(&ranking[r])));
            }
            let decided = wanted.first().is_some_and(|o| v.model.index_of(o.block).is_some());
            let said = if decided { said.join(", ") } else { String::from("not decided") };
            out.push(Rank { block: (*block).clone(), rank: rank.map(|r| r + 1), said });
        }
        out
    })
}

/// Runs `check` over all readings, on all processors, in the order of their ids.
pub(crate) fn all<T: Send>(readings: &Readings, check: impl Fn(&Reading) -> T + Sync) -> Vec<(String, T)> {
    let list: Vec<_> = readings.iter().collect();
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, |n| n.get()) {
            scope.spawn(|| {
                while let Some((id, reading)) = list.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let outcome = check(reading);
                    done.lock().expect("no panic holds the lock").push(((*id).clone(), outcome));
                }
            });
        }
    });
    let mut out = done.into_inner().expect("no panic holds the lock");
    out.sort_by(|a, b| a.0.cmp(&b.0));
    out
}

#[cfg(test)]
// The runners print their figures and misses.
#[allow(clippy::print_stdout)]
mod tests {
    use super::*;
    use crate::run::root;

    fn data(path: &str) -> PathBuf {
        root().join("tests/conformance").join(path)
    }

    fn read(path: &str) -> Readings {
        let out = readings(&data(path)).unwrap_or_else(|e| panic!("{e}"));
        for (id, r) in &out {
            let said = r.left_out.values().chain(&r.note).chain(r.misses.values());
            assert!(said.into_iter().all(|s| !s.trim().is_empty()), "{id}: a remark without words");
        }
        out
    }

    fn yaml(path: &str) -> Json {
        let text = std::fs::read_to_string(data(path)).expect("readable");
        serde_yaml::from_str(&text).expect("YAML")
    }

    fn catalog() -> Catalog {
        mlarch::catalog::embedded().expect("embedded")
    }

    /// The share that holds, in percent, and what does not.
    fn share(outcome: &[(String, Result<(), String>)], keep: impl Fn(&str) -> bool) -> (f64, usize, Vec<String>) {
        let mine: Vec<_> = outcome.iter().filter(|(id, _)| keep(id)).collect();
        let failed: Vec<String> =
            mine.iter().filter_map(|(id, r)| r.as_ref().err().map(|e| format!("{id}: {e}"))).collect();
        (100.0 * (mine.len() - failed.len()) as f64 / mine.len().max(1) as f64, mine.len(), failed)
    }

    /// Every published rule is read, and the catalog decides as it says.
    fn rules_hold(facts: &[&str], mapping: &str, least: [f64; 3]) {
        let c = catalog();
        let readings = read(mapping);
        let mut strengths: BTreeMap<String, String> = BTreeMap::new();
        for file in facts {
            for r in yaml(file)["rules"].as_array().expect("a list of rules") {
                let text = |key: &str| r[key].as_str().unwrap_or_default().to_string();
                strengths.insert(text("id"), text("strength"));
            }
        }
        let unread: Vec<&String> = strengths.keys().filter(|id| !readings.contains_key(*id)).collect();
        assert!(unread.is_empty(), "not read: {unread:?}");
        let unknown: Vec<&String> = readings.keys().filter(|id| !strengths.contains_key(*id)).collect();
        assert!(unknown.is_empty(), "read, but not published: {unknown:?}");
        let outcome = all(&readings, |r| check_rule(&c, r));
        for (strength, least) in ["must", "should", "may"].into_iter().zip(least) {
            let (percent, of, failed) = share(&outcome, |id| strengths[id] == strength);
            println!("{mapping}, {strength}: {percent:.1} % of {of} hold\n{}", failed.join("\n"));
            assert!(percent >= least, "{strength}: {percent:.1} % of {of}, at least {least} %\n{}", failed.join("\n"));
        }
    }

    #[test]
    fn published_rules_are_followed() {
        rules_hold(&["decision_rules.yaml"], "mapping/rules", [100.0, 98.5, 94.5]);
    }

    #[test]
    fn further_rules_are_followed() {
        rules_hold(&["more_rules_azure.yaml", "more_rules_foss.yaml"], "mapping/more", [100.0, 99.0, 95.0]);
    }

    #[test]
    fn published_choices_over_others_are_made() {
        let c = catalog();
        let readings = read("mapping/points");
        let facts = yaml("decision_points.yaml");
        let points = facts["decision_points"].as_array().expect("a list of points");
        let unread: Vec<&str> =
            points.iter().filter_map(|p| p["id"].as_str()).filter(|id| !readings.contains_key(*id)).collect();
        assert!(unread.is_empty(), "not read: {unread:?}");
        let outcome = all(&readings, |r| check_point(&c, r));
        let (percent, of, failed) = share(&outcome, |_| true);
        println!("{percent:.1} % of {of} points choose as published\n{}", failed.join("\n"));
        assert!(percent >= 98.0, "{percent:.1} % of {of}\n{}", failed.join("\n"));
    }

    #[test]
    fn own_points_hold() {
        let c = catalog();
        let outcome = all(&read("own_points.yaml"), |r| check_point(&c, r));
        let (percent, of, failed) = share(&outcome, |_| true);
        println!("own points: {percent:.1} % of {of} hold\n{}", failed.join("\n"));
        assert!(percent >= 99.0, "{percent:.1} % of {of}\n{}", failed.join("\n"));
    }

    /// Published architectures: ranks of their choices, and a reason for each that is not our first.
    fn cases_agree(facts: &str, mapping: &str, least_first: f64, least_top: f64) {
        let c = catalog();
        let readings = read(mapping);
        let mut published: Vec<String> = std::fs::read_dir(data(facts))
            .expect("readable")
            .flatten()
            .map(|e| e.file_name().to_string_lossy().chars().take_while(char::is_ascii_digit).collect())
            .collect();
        published.sort();
        assert_eq!(readings.keys().cloned().collect::<Vec<_>>(), published, "cases that are read");
        let (mut first, mut top, mut of, mut problems) = (0, 0, 0, Vec::new());
        for (id, outcome) in all(&readings, |r| check_case(&c, r)) {
            let ranks = outcome.unwrap_or_else(|e| panic!("{id}: {e}"));
            for r in ranks {
                of += 1;
                first += usize::from(r.rank == Some(1));
                top += usize::from(r.rank.is_some_and(|r| r <= 3));
                if r.rank != Some(1) {
                    let why = readings[&id].misses.get(&r.block);
                    let known = ["better_today", "too_little_stated", "our_error"];
                    let why = why.filter(|w| known.iter().any(|k| w.starts_with(k)));
                    println!("{id} {}: rank {:?}: {}: {}", r.block, r.rank, r.said, why.map_or("NO REASON", |w| w));
                    if why.is_none() {
                        problems.push(format!("{id} {}: {}", r.block, r.said));
                    }
                }
            }
        }
        let percent = |n: usize| 100.0 * n as f64 / of as f64;
        println!("{of} choices: {:.1} % first, {:.1} % in the top 3", percent(first), percent(top));
        assert!(problems.is_empty(), "misses without a reason:\n{}", problems.join("\n"));
        assert!(percent(first) >= least_first, "first: {:.1} %", percent(first));
        assert!(percent(top) >= least_top, "in the top 3: {:.1} %", percent(top));
    }

    #[test]
    fn published_architectures_agree() {
        cases_agree("cases", "mapping/cases", 80.0, 93.0);
    }

    #[test]
    fn further_architectures_agree() {
        cases_agree("more_cases", "mapping/more_cases", 81.0, 91.0);
    }

    /// Every name of the field's inventory leads to something in the catalog.
    #[test]
    fn every_name_of_the_inventory_resolves() {
        let c = catalog();
        let inventory = yaml("inventory.yaml");
        let (mut names, mut lost) = (0, Vec::new());
        for block in inventory["blocks"].as_array().expect("a list of blocks") {
            let id = block["block"].as_str().expect("an id");
            if c.block(id).is_none() && !c.checklists.iter().any(|l| l.id == id) {
                lost.push(format!("block {id}"));
            }
            for name in block["names"].as_array().expect("names") {
                let name = name.as_str().expect("a name");
                names += 1;
                let inline = c
                    .blocks
                    .iter()
                    .flat_map(|b| &b.options)
                    .any(|o| c.products[o.product.at()].name.eq_ignore_ascii_case(name));
                if c.product(name).is_none() && !inline {
                    lost.push(format!("{id}: {name}"));
                }
            }
        }
        assert!(names >= 570, "{names} names");
        assert!(lost.is_empty(), "{} of {names} names lead nowhere:\n{}", lost.len(), lost.join("\n"));
    }
}
