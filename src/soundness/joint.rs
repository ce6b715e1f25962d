//! Is there a whole architecture for every answer set? Few blocks, the hubs, couple most others by
//! gates and capabilities. Choices of the hubs are collected until no answer set is left that
//! violates all of them (Clarke et al. 2000, abstraction refinement guided by counterexamples). Each
//! round finds answers that violate all choices so far, and an architecture for them; if there is
//! none, the must-rules contradict each other there. An option of another block that needs, or must
//! not be with, something that is no hub's choice counts as not available, which can only make the
//! proof harder; where that is too coarse, a whole architecture is added, which is exact.

use batsat::Lit;

use super::proofs::{Coupling, Laws, show_answers};
use super::proven::Proven;
use crate::catalog::*;
use crate::diagnostics::{Code, Diagnostic, Sink};
use crate::engine::conflict::minimal_conflict;
use crate::engine::{FORBIDDEN, Inputs, Limits, PartId, Solver};
use crate::estimate::{chain, estimate};
use crate::logic::Value;
use crate::requirements::{Answers, Requirements};
use crate::rules::{Activity, Outcome, fire};

/// Rounds after which the proof is given up, and said so.
const MOST_ROUNDS: usize = 400;

/// How many contradictions are told.
const MOST_TOLD: usize = 8;

/// A choice per block: an option, "not needed", none known, or open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pick {
    Option(u16),
    NotNeeded,
    Nothing,
    /// Any option will do: the block is no hub.
    Free,
}

pub(super) fn check(catalog: &Catalog, annex: &Annex, sink: &mut Sink) -> Proven {
    let mut laws = Laws::new(catalog);
    let mut wanted: Vec<Lit> = (0..catalog.rules.len())
        .filter(|r| catalog.rules[*r].may_empty.is_some())
        .map(|r| !laws.fires[r].holds)
        .collect();
    let claim =
        |n: usize| format!("some architecture meets the must-rules, whatever the answers ({n} architectures suffice)");
    let frailty = frailty(&laws);
    let hubs = hubs(&laws);
    let mut seen: Vec<Vec<Pick>> = Vec::new();
    let (mut known, mut failed) = (0, 0);
    for _ in 0..MOST_ROUNDS {
        if !laws.space.possible(&wanted) {
            return Proven { claim: claim(known), decided: 1, undecided: 0, failed };
        }
        let answers = laws.space.found();
        match architectures(catalog, &answers, &frailty) {
            Ok(found) => {
                known += 1;
                // The widest description that was not tried yet; the last is exact and cannot repeat.
                let coarse = |picks: &[Pick]| -> Vec<Pick> {
                    picks.iter().zip(&hubs).map(|(p, hub)| if *hub { *p } else { Pick::Free }).collect()
                };
                let exact = found.last().cloned().unwrap_or_default();
                let next = found.iter().map(|p| coarse(p)).find(|p| !seen.contains(p)).unwrap_or(exact);
                let lit = violated(&mut laws, &next);
                seen.push(next);
                wanted.push(lit);
            }
            Err(rules) => {
                failed += 1;
                let lits: Vec<Lit> = rules.iter().map(|r| laws.fires[r.at()].holds).collect();
                let mut here = wanted.clone();
                here.extend(&lits);
                let example = laws.space.witness(&here).unwrap_or(answers);
                tell(catalog, annex, &rules, &example, sink);
                if failed >= MOST_TOLD || rules.is_empty() {
                    break;
                }
                let back: Vec<Lit> = lits.iter().map(|l| !*l).collect();
                let other = laws.space.any(&back);
                wanted.push(other);
            }
        }
    }
    Proven { claim: claim(known).replace("suffice", "were not enough"), decided: 0, undecided: 1, failed }
}

/// What needs a place to run on is avoided for as many rules: that place may not be decided.
const HOMELESS: usize = 50;

/// Per block and option, how much speaks against it: must-rules, in part or in whole, and what it
/// needs of other blocks.
fn frailty(laws: &Laws<'_>) -> Vec<Vec<usize>> {
    let mut out: Vec<Vec<usize>> = laws.against.iter().map(|b| b.iter().map(Vec::len).collect()).collect();
    let needs = laws.catalog.trait_id("needs");
    for (block, list) in laws.catalog.blocks.iter().zip(&mut out) {
        for (option, count) in block.options.iter().zip(list) {
            *count += if names(laws.catalog, option.product, needs).is_empty() { 0 } else { HOMELESS };
        }
    }
    for rule in laws.catalog.rules.iter().filter(|r| r.strength == Strength::Must) {
        for effect in &rule.effects {
            if let Effect::Separate(pairs) | Effect::Needs(pairs) = effect {
                for o in pairs.iter().flat_map(|p| &p.first) {
                    out[o.block.at()][o.option as usize] += 1;
                }
            }
        }
    }
    out
}

fn tell(catalog: &Catalog, annex: &Annex, rules: &[RuleId], example: &Answers, sink: &mut Sink) {
    let names: Vec<&str> = rules.iter().map(|r| catalog.rules[r.at()].id.as_str()).collect();
    let message = format!("no architecture meets these must-rules together: {}", names.join(", "));
    let place = rules.first().and_then(|r| annex.places.rule(*r));
    let mut d = match place {
        Some(at) => Diagnostic::error(Code::NoOption, at, message),
        None => Diagnostic::without_place(Code::NoOption, message),
    };
    for at in rules.iter().skip(1).filter_map(|r| annex.places.rule(*r)) {
        d = d.related(at, "and this rule");
    }
    sink.push(d.help(format!("For example with {}", show_answers(catalog, example))));
}

/// Architectures for the answers: one over all blocks if there is one, which holds for more answers,
/// and one of the blocks that these answers call for. If there is none, the rules that contradict
/// each other.
fn architectures(catalog: &Catalog, answers: &Answers, frailty: &[Vec<usize>]) -> Result<Vec<Vec<Pick>>, Vec<RuleId>> {
    let requirements = Requirements { estate: Vec::new(), ..Requirements::of(catalog, answers.clone()) };
    let estimates = estimate(catalog, &requirements.answers);
    let outcome = fire(catalog, &requirements);
    let everywhere = Outcome {
        activity: catalog
            .blocks
            .iter()
            .map(|b| if b.disabled { Activity::Idle(Vec::new()) } else { Activity::Needed(Vec::new()) })
            .collect(),
        ..outcome.clone()
    };
    let of = |outcome| Inputs { catalog, requirements: &requirements, outcome, estimates: &estimates };
    let Some(own) = any_solution(&of(&outcome), frailty) else {
        let parts = minimal_conflict(&of(&outcome));
        return Err(parts.into_iter().filter_map(|p| if let PartId::Rule(r) = p { Some(r) } else { None }).collect());
    };
    Ok(any_solution(&of(&everywhere), frailty).into_iter().chain([own]).collect())
}

fn any_solution(inputs: &Inputs<'_>, frailty: &[Vec<usize>]) -> Option<Vec<Pick>> {
    let model = inputs.build_hard(|_| true);
    let mut problem = model.problem.clone();
    for pair in &mut problem.pairs {
        pair.entries.retain(|e| e.value == FORBIDDEN);
    }
    problem.facilities.clear();
    problem.rows.iter_mut().for_each(|r| r.facilities.clear());
    // What fewest rules speak against stands for most answers.
    for (index, values) in problem.blocks.iter_mut().enumerate() {
        for (o, value) in values.iter_mut().enumerate().filter(|(_, v)| **v != FORBIDDEN) {
            *value = match model.blocks.get(index).and_then(|b| frailty.get(b.at())?.get(o)) {
                Some(rules) => -(*rules as i64) * 1_000 - o as i64,
                None => 0,
            };
        }
    }
    let proof = Solver::new(&problem, Limits { states: 200, ..Limits::default() }).solve();
    let solution = proof.solution()?;
    let mut picks = vec![Pick::Nothing; inputs.catalog.blocks.len()];
    for index in 0..model.blocks.len() {
        picks[model.blocks[index].at()] = match model.chosen(inputs.catalog, solution, index) {
            Some(o) => Pick::Option(o.option),
            None => Pick::NotNeeded,
        };
    }
    Some(picks)
}

/// The names that a product lists under a fact.
fn names(catalog: &Catalog, product: ProductId, kind: Option<TraitId>) -> Vec<&str> {
    let Some(kind) = kind else { return Vec::new() };
    match catalog.products[product.at()].fact(kind).map(|f| &f.value) {
        Some(Value::Set(s)) => s.iter().map(|i| catalog.traits[kind.at()].domain.choice_id(*i)).collect(),
        _ => Vec::new(),
    }
}

/// Blocks that, once chosen, leave the others nearly independent: gates, those that have an option
/// which by itself provides a capability that options of other blocks need, and one side of what must
/// not be together.
fn hubs(laws: &Laws<'_>) -> Vec<bool> {
    let catalog = laws.catalog;
    let mut hubs = vec![false; catalog.blocks.len()];
    let (needs, provides) = (catalog.trait_id("needs"), catalog.trait_id("provides"));
    let products = |b: usize| catalog.blocks[b].options.iter().map(|o| o.product);
    for b in 0..hubs.len() {
        catalog.blocks[b].only_with.iter().for_each(|(gate, _)| hubs[gate.at()] = true);
        let needed_elsewhere = |name: &str| {
            (0..catalog.blocks.len())
                .filter(|other| *other != b)
                .any(|other| products(other).any(|p| names(catalog, p, needs).contains(&name)))
        };
        hubs[b] |= products(b).any(|p| names(catalog, p, provides).into_iter().any(needed_elsewhere));
    }
    for rule in catalog.rules.iter().filter(|r| r.strength == Strength::Must) {
        for effect in &rule.effects {
            if let Effect::Separate(pairs) = effect {
                pairs.iter().flat_map(|p| &p.first).for_each(|o| hubs[o.block.at()] = true);
            }
        }
    }
    // Where every option needs something of other blocks, these decide.
    for options in &laws.couplings {
        let needs = |o: &[Coupling]| o.iter().any(|c| c.needs);
        if !options.is_empty() && options.iter().all(|o| needs(o)) {
            options
                .iter()
                .flatten()
                .filter(|c| c.needs)
                .flat_map(|c| &c.others)
                .for_each(|o| hubs[o.block.at()] = true);
        }
    }
    hubs
}

/// The answers forbid these choices of the hubs: one of them is out, or a decided block has no option
/// that goes with them.
fn violated(laws: &mut Laws<'_>, picks: &[Pick]) -> Lit {
    let ways: Vec<Lit> = (0..picks.len()).map(|b| fails(laws, picks, b)).collect();
    laws.space.any(&ways)
}

/// A block is decided, and its pick is out or none of its options goes with the picks.
fn fails(laws: &mut Laws<'_>, picks: &[Pick], b: usize) -> Lit {
    let block = BlockId(b as u16);
    let active = laws.active[b];
    let (needed, spared) = gates(laws, picks, b);
    let failed = match &picks[b] {
        Pick::Nothing => laws.space.yes(),
        Pick::NotNeeded => !spared,
        Pick::Option(option) => {
            let out = unavailable(laws, picks, OptionRef { block, option: *option });
            laws.space.any(&[out, !needed])
        }
        Pick::Free => {
            let count = laws.catalog.blocks[b].options.len() as u16;
            let mut outs: Vec<Lit> =
                (0..count).map(|option| unavailable(laws, picks, OptionRef { block, option })).collect();
            outs.push(!spared);
            let none_fits = laws.space.all(&outs);
            let unneeded = laws.space.all(&[!needed, !spared]);
            laws.space.any(&[none_fits, unneeded])
        }
    };
    laws.space.all(&[active, failed])
}

/// Whether the gates of a block let a real option be chosen, and whether they let it be "not needed".
fn gates(laws: &mut Laws<'_>, picks: &[Pick], b: usize) -> (Lit, Lit) {
    let gates = &laws.catalog.blocks[b].only_with;
    if gates.is_empty() {
        return (laws.space.yes(), !laws.space.yes());
    }
    let decided: Vec<Lit> = gates.iter().map(|(g, _)| laws.active[g.at()]).collect();
    let outside: Vec<Lit> = gates
        .iter()
        .filter(|(g, inside)| !matches!(picks[g.at()], Pick::Option(o) if inside.contains(&o)))
        .map(|(g, _)| laws.active[g.at()])
        .collect();
    let some_decided = laws.space.any(&decided);
    let some_outside = laws.space.any(&outside);
    // Without any decided gate both are allowed.
    (!some_outside, laws.space.any(&[!some_decided, some_outside]))
}

/// An option is out, must not be with a hub's choice, or misses what it needs of the hubs. What the
/// estate may provide is left out, which can only make the proof harder.
fn unavailable(laws: &mut Laws<'_>, picks: &[Pick], option: OptionRef) -> Lit {
    let catalog = laws.catalog;
    let is = |o: &OptionRef| picks[o.block.at()] == Pick::Option(o.option);
    let mut ways = vec![laws.out(option)];
    for coupling in laws.couplings[option.block.at()][option.option as usize].clone() {
        let fires = laws.fires[coupling.rule.at()].holds;
        if coupling.needs {
            let met: Vec<Lit> = coupling.others.iter().filter(|o| is(o)).map(|o| laws.active[o.block.at()]).collect();
            let met = laws.space.any(&met);
            ways.push(laws.space.all(&[fires, !met]));
            continue;
        }
        for y in coupling.others.iter().filter(|o| o.block != option.block) {
            let both = match picks[y.block.at()] {
                // Of two free options it is enough that the first gives way, and a free one gives way
                // to a hub's choice.
                Pick::Free if coupling.first && picks[option.block.at()] == Pick::Free => {
                    let out = laws.out(*y);
                    laws.space.all(&[fires, laws.active[y.block.at()], !out])
                }
                _ if is(y) => laws.space.all(&[fires, laws.active[y.block.at()]]),
                _ => continue,
            };
            ways.push(both);
        }
    }
    let (needs, provides) = (catalog.trait_id("needs"), catalog.trait_id("provides"));
    let own = catalog.blocks[option.block.at()].options[option.option as usize].product;
    let offers = |p: ProductId, name: &str| chain(catalog, p).any(|x| names(catalog, x, provides).contains(&name));
    for name in names(catalog, own, needs) {
        if offers(own, name) {
            continue;
        }
        let providers: Vec<Lit> = (0..picks.len())
            .filter(|b| {
                matches!(picks[*b], Pick::Option(o) if offers(catalog.blocks[*b].options[o as usize].product, name))
            })
            .map(|b| laws.active[b])
            .collect();
        let met = laws.space.any(&providers);
        ways.push(!met);
    }
    laws.space.any(&ways)
}
