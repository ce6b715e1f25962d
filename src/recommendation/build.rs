//! From requirements to the recommendation: rules, estimates, model, search, and the account of all.

use std::collections::HashSet;

use super::advice;
use super::budget::{monthly, unpriced_in};
use super::choose;
use super::chosen::Chosen;
use super::context::{Context, round, share};
use super::estimates;
use super::extent::Extent;
use super::switches::switches_between;
use super::types::*;
use super::whole::{FORMAT, Recommendation};
use super::{flows, lifecycle, reliability};
use crate::catalog::{BlockId, Catalog, RuleId};
use crate::engine::analysis::alternatives::{diverse, plain_weights};
use crate::engine::conflict::{contradiction, possible};
use crate::engine::export::Names;
use crate::engine::{
    Base, Certificate, Inputs, Limits, Model, Outcome, PartId, Problem, Proof, Situation, Solution, Solver, check,
    verify,
};
use crate::logic::Var;
use crate::parallel::{both, meanwhile};
use crate::requirements::{Constraint, Requirements};
use crate::rules::Activity;
use crate::text::Text;

/// Answers the main question. `digest` identifies the requirements file.
pub fn recommend(
    catalog: &Catalog,
    requirements: &Requirements,
    digest: String,
    extent: impl Into<Extent>,
) -> Recommendation {
    recommend_with_evidence(catalog, requirements, digest, extent).0
}

/// The model behind a recommendation, and why nothing is better.
#[derive(Debug, Clone)]
pub struct Evidence {
    /// The integer model.
    pub problem: Problem,
    /// What its parts are called.
    pub names: Names,
    /// The proof; nothing if it grew too long to keep.
    pub certificate: Option<Certificate>,
}

/// The integer model of requirements.
pub fn model_of(catalog: &Catalog, requirements: &Requirements) -> Problem {
    Situation::of(catalog, requirements).model.problem
}

/// Answers the main question, and returns what others need to check the answer.
pub fn recommend_with_evidence(
    catalog: &Catalog,
    requirements: &Requirements,
    digest: String,
    extent: impl Into<Extent>,
) -> (Recommendation, Evidence) {
    let situation = Situation::first(catalog, requirements);
    let ground = Ground::of(&situation);
    let out = ground.recommendation(digest, extent);
    let (names, certificate) = (situation.inputs().names(&situation.model), ground.search.certificate);
    (out, Evidence { problem: situation.model.problem, names, certificate })
}

/// A situation and the outcome of its search, from which several accounts of it can be given.
#[derive(Debug, Clone)]
pub struct Ground<'a> {
    pub(super) base: Base<'a>,
    search: Outcome,
}

impl<'a> Ground<'a> {
    /// Searches what is best in a situation.
    pub fn of(situation: &'a Situation<'a>) -> Self {
        let search = || {
            let base = Base::of(situation);
            let search = base.prove();
            Ground { base, search }
        };
        meanwhile(search, || situation.catalog.read_ahead_of_accounts())
    }

    /// What is recommended. `digest` identifies the requirements file.
    pub fn recommendation(&self, digest: String, extent: impl Into<Extent>) -> Recommendation {
        let (extent, situation) = (extent.into(), self.base.situation);
        let (context, inputs) = (Context::of(situation), situation.inputs());
        let model = &situation.model;
        let mut out = empty(&context, digest);
        // Whether a budget can be kept at all is easier to say than what is best within it.
        let proof = match &self.search.proof {
            Proof::Unknown if !possible(&inputs) => &Proof::Infeasible,
            proof => proof,
        };
        // The check takes a while, and nobody waits for it.
        let ((), checked) = both(
            || account(&context, &inputs, model, &self.base.solver, proof, extent, &mut out),
            || confirmed(&model.problem, &self.search),
        );
        out.proof = checked;
        if let Some(best) = proof.solution() {
            out.alternatives = variants(situation, best, extent);
        }
        out
    }

    /// The best architecture; nothing if there is none, or none was found.
    pub(super) fn best(&self) -> Option<&Solution> {
        self.search.proof.solution()
    }
}

/// How much an independent check of the proof went through. What it does not confirm is never shown: the process
/// ends before anything is written.
fn confirmed(problem: &Problem, search: &Outcome) -> Option<Checked> {
    let certificate = search.certificate.as_ref()?;
    if let Err(fault) = check(problem, certificate) {
        unreachable!("the proof fails verification: {fault:?}");
    }
    Some(Checked { states: search.states, steps: certificate.steps.len() })
}

/// Effort for each other architecture.
const VARIANT: Limits = Limits { states: 5_000, time: None, enough: None };

/// Other architectures: each the best that differs enough from the recommended one and all before it.
fn variants(situation: &Situation<'_>, best: &Solution, extent: Extent) -> Vec<Variant> {
    if extent.alternatives == 0 {
        return Vec::new();
    }
    let model = &situation.model;
    let decisions = model.blocks.len() as u32;
    let apart = extent.apart.unwrap_or(decisions.div_ceil(10)).max(1);
    // Virtual blocks are no decisions.
    let weights: Vec<u32> = plain_weights(&model.problem)
        .into_iter()
        .enumerate()
        .map(|(i, w)| if i < model.blocks.len() { w } else { 0 })
        .collect();
    let found = diverse(&model.problem, best, extent.alternatives + 1, apart, Some(&weights), VARIANT);
    let variant = |s: &Solution| Variant {
        loss: round(model.points(best.value - s.value)),
        monthly: round(monthly(situation, s)),
        unpriced: unpriced_in(situation, s),
        changes: switches_between(situation, best, s),
        exact: found.exact,
    };
    found.solutions.iter().skip(1).map(variant).collect()
}

/// Fills in what the search found.
fn account(
    context: &Context<'_>,
    inputs: &Inputs<'_>,
    model: &Model,
    solver: &Solver<'_>,
    proof: &Proof,
    extent: Extent,
    out: &mut Recommendation,
) {
    let solution = match proof {
        Proof::Optimal(s) => s,
        Proof::Within(s, bound) => {
            out.status = Status::Gap;
            out.bound = Some(round(model.points(*bound)));
            s
        }
        Proof::Unknown => {
            out.status = Status::Unknown;
            return;
        }
        Proof::Infeasible => {
            out.status = Status::Infeasible;
            infeasible(context, inputs, model, out);
            out.sources = used_sources(context, out);
            return;
        }
    };
    if let Err(violation) = verify(&model.problem, solution) {
        unreachable!("the optimum fails verification: {violation:?}");
    }
    out.objective = Some(round(model.points(solution.value)));
    if out.bound.is_none() {
        out.bound = out.objective;
    }
    let chosen = Chosen::new(context, model, solver, solution, extent);
    let (architecture, ()) = chosen.decisions_beside(|| parts(context, inputs, &chosen, out));
    out.close_calls = choose::close_calls(context.catalog, &architecture);
    out.architecture = architecture;
    if extent.evidence {
        out.sources = used_sources(context, out);
    }
}

/// Fills in what goes with the chosen options, apart from the decisions.
fn parts(context: &Context<'_>, inputs: &Inputs<'_>, chosen: &Chosen<'_>, out: &mut Recommendation) {
    out.inactive = inactive(context, chosen);
    out.products = chosen.products();
    let picked = chosen.picked();
    if chosen.extent.evidence {
        out.flows = flows::flows(context, &picked);
    }
    out.estimate = estimates::estimate_of(context, inputs.estimates, &picked, chosen.extent.evidence);
    out.availability = reliability::availability(context, inputs.estimates, &picked);
    super::compliance::account(context, &picked, out);
    out.risks = advice::risks(context, inputs.estimates, &picked, &out.estimate);
    out.practices = advice::practices(context, &picked);
    out.checklists = advice::checklists(context, &picked);
    out.open_questions = advice::open_questions(context, &picked);
}

fn empty(c: &Context<'_>, digest: String) -> Recommendation {
    let given = (0..c.catalog.questions.len() as u16)
        .map(Var)
        .filter(|v| c.requirements.answers.get(*v).is_given())
        .map(|v| c.answer(v))
        .collect();
    let weights = c.catalog.metrics.iter().zip(&c.requirements.priorities.weights);
    Recommendation {
        mlarch: FORMAT,
        requirements: RequirementsInfo {
            name: c.requirements.name.clone(),
            summary: c.requirements.summary.clone(),
            digest: digest.into(),
            answers: given,
        },
        catalog: CatalogInfo {
            name: c.catalog.name.clone(),
            version: c.catalog.version.clone(),
            date: c.catalog.date.clone(),
            digest: c.catalog.digest.clone(),
        },
        status: Status::Optimal,
        objective: None,
        bound: None,
        proof: None,
        weights: weights.map(|(m, w)| (m.id.clone(), share(*w))).collect(),
        architecture: Vec::new(),
        inactive: Vec::new(),
        products: Vec::new(),
        flows: flows::Flows::default(),
        estimate: estimates::Estimate {
            currency: c.catalog.currency.clone(),
            region: c.catalog.region.clone(),
            ..estimates::Estimate::default()
        },
        availability: None,
        compliance: Vec::new(),
        boundaries: Vec::new(),
        weak_points: Vec::new(),
        risks: Vec::new(),
        practices: Vec::new(),
        checklists: Vec::new(),
        open_questions: Vec::new(),
        close_calls: Vec::new(),
        alternatives: Vec::new(),
        conflicts: Vec::new(),
        relaxations: Vec::new(),
        sources: Vec::new(),
    }
}

fn inactive(c: &Context<'_>, chosen: &Chosen<'_>) -> Vec<Inactive> {
    let blocks = c.catalog.blocks.iter().enumerate();
    let idle = blocks.filter_map(|(i, block)| {
        let because = inactive_because(c, chosen, BlockId(i as u16))?;
        Some(Inactive { block: block.id.clone(), title: block.name.clone(), because })
    });
    idle.collect()
}

/// Why a block needs no decision; nothing if it has one.
pub(super) fn inactive_because(c: &Context<'_>, chosen: &Chosen<'_>, block: BlockId) -> Option<Text> {
    match &c.outcome.activity[block.at()] {
        Activity::Idle(vars) if chosen.model.index_of(block).is_none() => {
            Some(format!("Not called for with {}", answered(c, vars)).into())
        }
        _ => chosen.gate(block),
    }
}

fn answered(c: &Context<'_>, vars: &[Var]) -> String {
    let answers: Vec<String> = c.answers(vars).iter().map(|a| format!("{}: {}", a.question, a.value)).collect();
    answers.join("; ")
}

/// Why nothing that a constraint demands can be chosen: no block in which it is an option has to be decided.
/// Empty if one has.
fn idle_blocks(c: &Context<'_>, model: &Model, constraint: &Constraint) -> Vec<Text> {
    let mut blocks: Vec<BlockId> = constraint.options.iter().map(|o| o.block).collect();
    blocks.sort_unstable();
    blocks.dedup();
    if !constraint.require || blocks.iter().any(|b| model.index_of(*b).is_some()) {
        return Vec::new();
    }
    let because = |b: &BlockId| {
        let Activity::Idle(vars) = &c.outcome.activity[b.at()] else { return None };
        Some(format!("{} is not called for with {}", c.catalog.blocks[b.at()].name, answered(c, vars)).into())
    };
    blocks.iter().filter_map(because).collect()
}

/// Relaxations that are told.
const MOST_RELAXATIONS: usize = 12;

/// Explains why nothing fits.
fn infeasible(c: &Context<'_>, inputs: &Inputs<'_>, model: &Model, out: &mut Recommendation) {
    let found = contradiction(inputs, MOST_RELAXATIONS);
    let mut requirements = Vec::new();
    let (mut rules, mut idle) = (Vec::new(), Vec::new());
    for part in &found.conflict {
        match part {
            PartId::Rule(r) => {
                let rule = &c.catalog.rules[r.at()];
                let answers = c.answers(c.outcome.because(*r));
                for a in answers.iter().filter(|a| a.origin == Origin::Given) {
                    requirements.push(format!("answers.{}: {}", a.question, a.value).into());
                }
                rules.push(ConflictRule {
                    rule: rule.id.clone(),
                    because: lifecycle::because(c, *r),
                    answers,
                    source: c.sources(&rule.sources),
                });
            }
            other => {
                if let PartId::Constraint(i) = other {
                    idle.extend(idle_blocks(c, model, &c.requirements.constraints[*i]));
                }
                requirements.push(part_name(c, *other).into());
            }
        }
    }
    requirements.sort();
    requirements.dedup();
    if !found.conflict.is_empty() {
        out.conflicts.push(Conflict { requirements, rules, idle });
    }
    for r in &found.relaxations {
        let give_up = |p: &PartId| {
            let least = match (p, r.least_cost, r.least_products) {
                (PartId::Budget, Some(cost), _) => {
                    format!(" ({} would do)", crate::text::money(cost.ceil(), &c.catalog.currency))
                }
                (PartId::MaxProducts, _, Some(n)) => format!(" ({n} would do)"),
                _ => String::new(),
            };
            format!("{}{least}", part_name(c, *p)).into()
        };
        let points = r.points.map(round);
        out.relaxations.push(Relaxation { give_up: r.parts.iter().map(give_up).collect(), points });
    }
}

/// A part in the words of the requirements file.
fn part_name(c: &Context<'_>, part: PartId) -> String {
    match part {
        PartId::Constraint(i) => {
            let x = &c.requirements.constraints[i];
            format!("constraints.{}: {}", if x.require { "require" } else { "exclude" }, x.name)
        }
        PartId::Budget => {
            let monthly = c.requirements.budget.map_or(0.0, |b| b.monthly);
            format!("constraints.budget.monthly: {}", crate::text::money(monthly, "USD"))
        }
        PartId::MaxProducts => {
            format!("constraints.max_products: {}", c.requirements.max_products.unwrap_or(0))
        }
        PartId::Rule(r) => rule_name(c, r),
    }
}

fn rule_name(c: &Context<'_>, r: RuleId) -> String {
    let answers: Vec<String> =
        c.answers(c.outcome.because(r)).iter().map(|a| format!("{}: {}", a.question, a.value)).collect();
    let rule = &c.catalog.rules[r.at()].id;
    if answers.is_empty() {
        format!("rule {rule}")
    } else {
        format!("answers.{} (rule {rule})", answers.join("; answers."))
    }
}

/// The documents that anything refers to, by id.
fn used_sources(c: &Context<'_>, r: &Recommendation) -> Vec<SourceInfo> {
    let mut ids: HashSet<Text> = HashSet::new();
    let mut take = |refs: &mut dyn Iterator<Item = &SourceRef>| {
        for s in refs {
            if !ids.contains(&s.id) {
                ids.insert(s.id.clone());
            }
        }
    };
    for d in &r.architecture {
        take(&mut d.reasons.iter().flat_map(|x| &x.source));
        take(&mut d.rejected.iter().flat_map(|x| &x.source));
    }
    take(&mut r.risks.iter().flat_map(|x| &x.source));
    take(&mut r.practices.iter().flat_map(|x| &x.source));
    take(&mut r.checklists.iter().flat_map(|x| &x.items).flat_map(|x| &x.source));
    take(&mut super::compliance::sources(r).into_iter());
    take(&mut r.flows.edges.iter().flat_map(|x| &x.source));
    take(&mut r.estimate.lines.iter().flat_map(|x| &x.source));
    take(&mut r.estimate.sizing.iter().flat_map(|x| &x.source));
    take(&mut r.estimate.advice.iter().flat_map(|x| &x.source));
    take(&mut r.availability.iter().flat_map(|x| &x.source));
    take(&mut r.availability.iter().flat_map(|x| &x.paths).flat_map(|p| &p.parts).flat_map(|p| &p.source));
    take(&mut r.conflicts.iter().flat_map(|x| &x.rules).flat_map(|x| &x.source));
    c.catalog
        .sources
        .iter()
        .filter(|s| ids.contains(s.id.as_str()))
        .map(|s| SourceInfo {
            id: s.id.clone(),
            title: s.title.clone(),
            publisher: s.publisher.clone(),
            url: s.url.clone(),
            date: s.date.clone(),
        })
        .collect()
}
