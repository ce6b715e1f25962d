//! From requirements to the recommendation: rules, estimates, model, search, and the account of all.

use std::collections::HashSet;

use super::advice;
use super::choose::{self, Chosen, Depth};
use super::context::{Context, round};
use super::types::*;
use crate::catalog::{self, Catalog, RuleId};
use crate::engine::conflict::{minimal_conflict, possible, relaxations};
use crate::engine::export::Names;
use crate::engine::{Certificate, Inputs, Limits, Model, PartId, Problem, Proof, Solver, check, verify};
use crate::estimate::estimate;
use crate::logic::Var;
use crate::requirements::Requirements;
use crate::rules::{Activity, fire};
use crate::text::Text;

/// Answers the main question. `digest` identifies the requirements file.
pub fn recommend(catalog: &Catalog, requirements: &Requirements, digest: String, depth: Depth) -> Recommendation {
    recommend_with_evidence(catalog, requirements, digest, depth).0
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
    let outcome = fire(catalog, requirements);
    let estimates = estimate(catalog, &requirements.answers);
    Inputs { catalog, requirements, outcome: &outcome, estimates: &estimates }.build(|_| true).problem
}

/// Answers the main question, and returns what others need to check the answer.
pub fn recommend_with_evidence(
    catalog: &Catalog,
    requirements: &Requirements,
    digest: String,
    depth: Depth,
) -> (Recommendation, Evidence) {
    let outcome = fire(catalog, requirements);
    let estimates = estimate(catalog, &requirements.answers);
    let context = Context { catalog, requirements, outcome: &outcome };
    let inputs = Inputs { catalog, requirements, outcome: &outcome, estimates: &estimates };
    let model = inputs.build(|_| true);
    let solver = Solver::new(&model.problem, Limits::default());
    let outcome_of_search = solver.prove();
    let mut out = empty(&context, digest);
    // What an independent check does not confirm must never be shown.
    if let Some(certificate) = &outcome_of_search.certificate {
        if let Err(fault) = check(&model.problem, certificate) {
            unreachable!("the proof fails verification: {fault:?}");
        }
        out.proof = Some(Checked { states: outcome_of_search.states, steps: certificate.steps.len() });
    }
    // Whether a budget can be kept at all is easier to say than what is best within it.
    let proof = match &outcome_of_search.proof {
        Proof::Unknown if !possible(&inputs) => &Proof::Infeasible,
        proof => proof,
    };
    account(&context, &inputs, &model, &solver, proof, depth, &mut out);
    let names = inputs.names(&model);
    (out, Evidence { problem: model.problem, names, certificate: outcome_of_search.certificate })
}

/// Fills in what the search found.
fn account(
    context: &Context<'_>,
    inputs: &Inputs<'_>,
    model: &Model,
    solver: &Solver<'_>,
    proof: &Proof,
    depth: Depth,
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
            infeasible(context, inputs, out);
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
    let chosen = Chosen { context, model, solver, solution, depth };
    out.architecture = chosen.decisions();
    out.inactive = inactive(context, &chosen);
    out.products = chosen.products();
    out.close_calls = choose::close_calls(context.catalog, &out.architecture);
    let picked = chosen.picked();
    out.estimate = advice::estimate_of(context, inputs.estimates, &picked);
    out.compliance = advice::compliance(context, &picked);
    out.risks = advice::risks(context, &picked, out.estimate.monthly);
    out.practices = advice::practices(context, &picked);
    out.checklists = advice::checklists(context, &picked);
    out.open_questions = advice::open_questions(context, &picked);
    out.sources = used_sources(context, out);
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
        weights: weights.map(|(m, w)| (m.id.clone(), (w * 10_000.0).round() / 10_000.0)).collect(),
        architecture: Vec::new(),
        inactive: Vec::new(),
        products: Vec::new(),
        estimate: Estimate {
            currency: c.catalog.currency.clone(),
            region: c.catalog.region.clone(),
            monthly: Span { low: 0.0, likely: 0.0, high: 0.0 },
            lines: Vec::new(),
            sizing: Vec::new(),
            unpriced: Vec::new(),
        },
        compliance: Vec::new(),
        risks: Vec::new(),
        practices: Vec::new(),
        checklists: Vec::new(),
        open_questions: Vec::new(),
        close_calls: Vec::new(),
        conflicts: Vec::new(),
        relaxations: Vec::new(),
        sources: Vec::new(),
    }
}

fn inactive(c: &Context<'_>, chosen: &Chosen<'_>) -> Vec<Inactive> {
    let mut out = Vec::new();
    for (i, block) in c.catalog.blocks.iter().enumerate() {
        let because = match &c.outcome.activity[i] {
            Activity::Idle(vars) if chosen.model.index_of(catalog::BlockId(i as u16)).is_none() => {
                let answers: Vec<String> =
                    c.answers(vars).iter().map(|a| format!("{}: {}", a.question, a.value)).collect();
                format!("Not called for with {}", answers.join("; ")).into()
            }
            _ => match chosen.gate(catalog::BlockId(i as u16)) {
                Some(reason) => reason,
                None => continue,
            },
        };
        out.push(Inactive { block: block.id.clone(), title: block.name.clone(), because });
    }
    out
}

/// Explains why nothing fits.
fn infeasible(c: &Context<'_>, inputs: &Inputs<'_>, out: &mut Recommendation) {
    let conflict = minimal_conflict(inputs);
    let mut requirements = Vec::new();
    let mut rules = Vec::new();
    for part in &conflict {
        match part {
            PartId::Rule(r) => {
                let rule = &c.catalog.rules[r.at()];
                let answers = c.answers(c.outcome.because(*r));
                for a in answers.iter().filter(|a| a.origin == Origin::Given) {
                    requirements.push(format!("answers.{}: {}", a.question, a.value).into());
                }
                rules.push(ConflictRule {
                    rule: rule.id.clone(),
                    because: rule.because.clone(),
                    answers,
                    source: c.sources(&rule.sources),
                });
            }
            other => requirements.push(part_name(c, *other).into()),
        }
    }
    requirements.sort();
    requirements.dedup();
    if !conflict.is_empty() {
        out.conflicts.push(Conflict { requirements, rules });
    }
    for set in relaxations(inputs, 8) {
        let give_up = set.iter().map(|p| part_name(c, *p).into()).collect();
        out.relaxations.push(Relaxation { give_up });
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
    take(&mut r.estimate.lines.iter().flat_map(|x| &x.source));
    take(&mut r.estimate.sizing.iter().flat_map(|x| &x.source));
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
