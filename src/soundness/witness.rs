//! A witness for an option: requirements for which it is the recommended one. Found by search: the
//! answers that its rules ask for, then what speaks against whatever wins instead.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use batsat::Lit;

use super::proofs::Laws;
use crate::catalog::*;
use crate::engine::{Inputs, Limits, Model, Proof, Solution, Solver};
use crate::estimate::estimate;
use crate::logic::{Domain, Value, Var, show_value};
use crate::requirements::{Answer, Answers, Requirements, settle};
use crate::rules::fire;

/// Architectures that are tried for one option.
const ROUNDS: usize = 24;

/// States of the search for one architecture: an easy one is enough.
const EFFORT: Limits = Limits { states: 400, time: None, enough: None };

/// Requirements that make an option the recommended one.
#[derive(Debug, Clone)]
pub struct Witness {
    /// The option.
    pub option: OptionRef,
    /// The requirements.
    pub requirements: Requirements,
}

impl Witness {
    /// The requirements as a file.
    pub fn to_yaml(&self, c: &Catalog) -> String {
        let block = &c.blocks[self.option.block.at()];
        let id = &block.options[self.option.option as usize].id;
        let mut out = format!(
            "# yaml-language-server: $schema=./requirements.schema.json\n\
             # Makes {}.{id} the recommended option.\nmlarch: 1\nname: witness-{id}\n",
            block.id
        );
        let mut priorities = String::new();
        let mut answers = String::new();
        let mut estate = Vec::new();
        for (i, q) in c.questions.iter().enumerate() {
            let answer = self.requirements.answers.get(Var(i as u16));
            let (true, Some(value)) = (answer.is_given(), &answer.value) else { continue };
            match (q.section, q.id.strip_prefix("priority."), value) {
                (Some(_), _, v) => answers.push_str(&format!("  {}: {}\n", q.id, yaml(v, &q.domain))),
                (None, Some(metric), v) => priorities.push_str(&format!("  {metric}: {}\n", yaml(v, &q.domain))),
                (None, None, Value::Set(s)) => estate.extend(s.iter().map(|p| q.domain.choice_id(*p).to_string())),
                (None, None, v) => {
                    out.push_str(&format!("constraints: {{budget: {{monthly: {}}}}}\n", yaml(v, &q.domain)));
                }
            }
        }
        if !priorities.is_empty() {
            out.push_str(&format!("priorities:\n{priorities}"));
        }
        out.push_str(if answers.is_empty() { "answers: {}\n" } else { "answers:\n" });
        out.push_str(&answers);
        if !estate.is_empty() {
            out.push_str(&format!("estate: [{}]\n", estate.join(", ")));
        }
        out
    }
}

fn yaml(value: &Value, domain: &Domain) -> String {
    match value {
        Value::Set(s) => {
            format!("[{}]", s.iter().map(|i| domain.choice_id(*i)).collect::<Vec<_>>().join(", "))
        }
        v => show_value(v, domain),
    }
}

/// Witnesses for all options that could have one.
#[derive(Debug)]
pub struct Witnesses {
    /// Options with a witness.
    pub found: Vec<Witness>,
    /// Options for which the search found none.
    pub missing: Vec<OptionRef>,
    /// Options that a rule without condition takes out, such as those that have ended.
    pub taken_out: Vec<OptionRef>,
}

/// Looks for requirements that make this option the recommended one. None is no proof that there are
/// none.
pub fn witness(catalog: &Catalog, option: OptionRef) -> Option<Witness> {
    Search { laws: Laws::new(catalog) }.find(option)
}

/// Looks for a witness for every option, on all processors.
pub fn witnesses(catalog: &Catalog) -> Witnesses {
    let mut out = Witnesses { found: Vec::new(), missing: Vec::new(), taken_out: Vec::new() };
    let laws = Laws::new(catalog);
    let mut open = Vec::new();
    for (b, block) in catalog.blocks.iter().enumerate().filter(|(_, b)| !b.disabled) {
        for o in 0..block.options.len() {
            let option = OptionRef { block: BlockId(b as u16), option: o as u16 };
            if laws.taken_out(option) { out.taken_out.push(option) } else { open.push(option) }
        }
    }
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, |n| n.get()) {
            scope.spawn(|| {
                // A solver that has seen many options slows down: a new one now and then.
                let mut search = Search { laws: Laws::new(catalog) };
                let mut used = 0;
                while let Some(&option) = open.get(next.fetch_add(1, Ordering::Relaxed)) {
                    used += 1;
                    if used % 40 == 0 {
                        search = Search { laws: Laws::new(catalog) };
                    }
                    let found = search.find(option);
                    if let Ok(mut list) = done.lock() {
                        list.push((option, found));
                    }
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    done.sort_by_key(|d| d.0);
    for (option, found) in done {
        match found {
            Some(w) => out.found.push(w),
            None => out.missing.push(option),
        }
    }
    out
}

struct Search<'a> {
    laws: Laws<'a>,
}

/// What happened with some answers.
enum Outcome {
    /// The option is chosen.
    Chosen,
    /// Another option is chosen; the metrics by what ours gains over it, best first.
    Lost(OptionRef, Vec<(MetricId, f64)>),
    /// The block is not needed: these choices elsewhere make it so.
    NotNeeded(Vec<OptionRef>),
    /// Nothing was decided.
    Undecided,
}

impl Search<'_> {
    fn find(&mut self, option: OptionRef) -> Option<Witness> {
        let out = self.laws.out(option);
        let base = vec![self.laws.active[option.block.at()], !out];
        if !self.laws.space.possible(&base) {
            return None;
        }
        let mut wishes = self.promote(option);
        for round in 0..ROUNDS {
            let mut lits = base.clone();
            for wish in &wishes {
                lits.push(*wish);
                if !self.laws.space.possible(&lits) {
                    lits.pop();
                }
            }
            let answers = self.laws.space.witness(&lits)?;
            let requirements = Requirements::of(self.laws.catalog, answers);
            let more = match self.outcome(&requirements, option) {
                Outcome::Chosen => {
                    let requirements = self.shorten(requirements, option);
                    return Some(Witness { option, requirements });
                }
                Outcome::Lost(winner, gains) => {
                    let mut more = self.oppose(winner, option);
                    if round > 0 {
                        more.extend(self.weigh(&gains, round));
                    }
                    more
                }
                Outcome::NotNeeded(closed) => {
                    let mut more = Vec::new();
                    for gate in closed {
                        let gates = &self.laws.catalog.blocks[option.block.at()].only_with;
                        let inside: Vec<OptionRef> = gates
                            .iter()
                            .filter(|(b, _)| *b == gate.block)
                            .flat_map(|(b, list)| list.iter().map(|o| OptionRef { block: *b, option: *o }))
                            .collect();
                        // Another way through the gate in each round.
                        if let Some(through) = inside.get(round % inside.len().max(1)) {
                            more.extend(self.promote(*through));
                            more.extend(self.oppose(gate, *through));
                        }
                    }
                    more
                }
                Outcome::Undecided => Vec::new(),
            };
            // What was learnt last counts first.
            let before = wishes.len();
            let mut next: Vec<Lit> = more.into_iter().filter(|l| !wishes.contains(l)).collect();
            next.append(&mut wishes);
            wishes = next;
            if wishes.len() == before {
                // Nothing new: turn the order, so that other wishes are met.
                let turn = (1 + round * 3) % wishes.len().max(1);
                wishes.rotate_left(turn);
            }
        }
        None
    }

    /// Leaves out, one by one, what the option wins without: whole answers, then members of sets.
    fn shorten(&self, mut best: Requirements, option: OptionRef) -> Requirements {
        let catalog = self.laws.catalog;
        for index in 0..catalog.questions.len() {
            let given = best.answers.list[index].clone();
            if !given.is_given() {
                continue;
            }
            let mut tries = vec![Answers::open(catalog).list[index].clone()];
            if let Some(Value::Set(set)) = &given.value {
                tries.extend(set.iter().map(|m| Answer { value: Some(Value::Set(vec![*m])), ..given.clone() }));
            }
            for answer in tries {
                let mut answers = best.answers.clone();
                answers.list[index] = answer;
                // What followed from answers follows anew.
                let open = Answers::open(catalog);
                for (a, fresh) in answers.list.iter_mut().zip(open.list) {
                    if !a.is_given() {
                        *a = fresh;
                    }
                }
                settle(catalog, &mut answers);
                let shorter = Requirements::of(catalog, answers);
                if matches!(self.outcome(&shorter, option), Outcome::Chosen) {
                    best = shorter;
                    break;
                }
            }
        }
        best
    }

    /// What speaks for an option: its rules fire, those against it do not, and it exists already.
    fn promote(&mut self, option: OptionRef) -> Vec<Lit> {
        let mut out = Vec::new();
        let catalog = self.laws.catalog;
        let product = catalog.blocks[option.block.at()].options[option.option as usize].product;
        out.extend(self.owned(catalog.products[product.at()].root));
        for (r, rule) in catalog.rules.iter().enumerate() {
            for effect in &rule.effects {
                match effect {
                    Effect::Prefer(list) | Effect::Require(list) if list.contains(&option) => {
                        out.push(self.laws.fires[r].holds);
                    }
                    Effect::Avoid(list) if list.contains(&option) => out.push(!self.laws.fires[r].holds),
                    _ => {}
                }
            }
        }
        out
    }

    /// What speaks against an option, but not against another.
    fn oppose(&mut self, winner: OptionRef, ours: OptionRef) -> Vec<Lit> {
        let mut out = Vec::new();
        for (r, rule) in self.laws.catalog.rules.iter().enumerate() {
            let fires = self.laws.fires[r].holds;
            for effect in &rule.effects {
                match effect {
                    Effect::Exclude(list) | Effect::Avoid(list) if list.contains(&winner) && !list.contains(&ours) => {
                        out.push(fires);
                    }
                    Effect::Prefer(list) if list.contains(&winner) && !list.contains(&ours) => out.push(!fires),
                    _ => {}
                }
            }
        }
        out
    }

    /// Metrics in which the option gains count, those in which it loses do not.
    fn weigh(&mut self, gains: &[(MetricId, f64)], round: usize) -> Vec<Lit> {
        let mut out = Vec::new();
        let last = PRIORITIES.len() as u16 - 1;
        let few = round.min(gains.len());
        for (m, gain) in gains.iter().take(few).chain(gains.iter().rev().take(few)) {
            let word = if *gain > 0.0 { last } else { 0 };
            let id = format!("priority.{}", self.laws.catalog.metrics[m.at()].id);
            if let Some(v) = self.laws.catalog.question(&id) {
                out.push(self.laws.space.is_value(v.0 as usize, &Value::Choice(word)));
            }
        }
        out
    }

    fn owned(&mut self, product: ProductId) -> Option<Lit> {
        let v = self.laws.catalog.question(ESTATE)?;
        self.laws.space.has(v.0 as usize, product.0)
    }

    fn outcome(&self, requirements: &Requirements, option: OptionRef) -> Outcome {
        let catalog = self.laws.catalog;
        let outcome = fire(catalog, requirements);
        let estimates = estimate(catalog, &requirements.answers);
        let inputs = Inputs { catalog, requirements, outcome: &outcome, estimates: &estimates };
        let model = inputs.build(|_| true);
        let (Proof::Optimal(solution), Some(index)) =
            (Solver::new(&model.problem, EFFORT).solve(), model.index_of(option.block))
        else {
            return Outcome::Undecided;
        };
        match model.chosen(catalog, &solution, index) {
            Some(o) if o == option => Outcome::Chosen,
            Some(winner) => Outcome::Lost(winner, gains(&model, index, option, winner)),
            None => Outcome::NotNeeded(closed_gates(catalog, &model, &solution, option.block)),
        }
    }
}

fn gains(model: &Model, index: usize, ours: OptionRef, winner: OptionRef) -> Vec<(MetricId, f64)> {
    let [own, other] = [ours, winner].map(|o| &model.valuations[index][o.option as usize].contributions);
    let mut out: Vec<(MetricId, f64)> =
        own.iter().zip(other).map(|(a, b)| (a.metric, a.points - b.points)).filter(|g| g.1.abs() > 0.01).collect();
    out.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    out
}

/// The choices that make a block unnecessary.
fn closed_gates(catalog: &Catalog, model: &Model, solution: &Solution, block: BlockId) -> Vec<OptionRef> {
    catalog.blocks[block.at()]
        .only_with
        .iter()
        .filter_map(|(gate, inside)| {
            let chosen = model.chosen(catalog, solution, model.index_of(*gate)?)?;
            (!inside.contains(&chosen.option)).then_some(chosen)
        })
        .collect()
}
