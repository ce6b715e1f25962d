//! A decision chooses what the requirements rule out.

use super::super::context::Context;
use super::super::decisions::meant;
use super::super::judge::Judge;
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use super::chose_retired::ending;
use crate::catalog::{Catalog, OptionRef, RuleId};
use crate::diagnostics::{Diagnostic, RuleName, Severity};
use crate::rules::Outcome;

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A602", name: "choice-violates-requirement" },
    level: Severity::Error,
    persona: Persona::Default,
    repair: Repair::None,
    page: include_str!("choice_violates_requirement.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let Some(judge) = Judge::of(ctx) else { return };
    let catalog = judge.catalog;
    for (i, choice) in judge.decisions.current() {
        // What has ended is out, too: A601 says so, requirements or not.
        if ending(catalog, choice.product, ctx.today, 0).is_some() {
            continue;
        }
        let options = meant(catalog, choice, |b| judge.decision(b).is_some());
        // Of a product with a place in several blocks the record may mean any.
        if options.is_empty() || !options.iter().all(|o| judge.is_out(*o)) {
            continue;
        }
        let option = options[0];
        let Some(decision) = judge.decision(option.block) else { continue };
        let block = &catalog.blocks[option.block.at()];
        let id = &block.options[option.option as usize].id;
        let name = &catalog.products[choice.product.at()].name;
        let place = ctx.place(&ctx.all.adrs[i], choice.span);
        let why = format!("`mlarch explain {} --over {id}` says more", block.id);
        let Some(rejected) = decision.rejected.iter().find(|r| r.option == *id) else {
            let message = format!("no architecture with {name} meets all requirements together");
            out.push(RULE.at(place, message).label(format!("for {}", block.name.to_lowercase())).help(why));
            continue;
        };
        let reason = rejected.because.trim_end_matches('.');
        let mut d = RULE.at(place, format!("the requirements rule out {name}: {reason}"));
        if let Some(rule) = binding(judge.asked.outcome(catalog), option) {
            d = d.label(format!("rule {}", catalog.rules[rule.at()].id));
            for var in judge.asked.outcome(catalog).because(rule) {
                let question = &catalog.questions[var.0 as usize].id;
                let value = judge.asked.requirements.answers.show(catalog, *var);
                match judge.asked.written.answers.iter().find(|e| e.key == question.as_str()) {
                    Some(e) => d = d.related(e.key_span, format!("{question} is {value}")),
                    None => d = d.help(format!("{question} is {value}")),
                }
            }
        }
        out.push(d.help(source(catalog, option, judge.asked.outcome(catalog)).unwrap_or(why)));
    }
}

/// The must-rule that takes an option out.
fn binding(outcome: &Outcome, option: OptionRef) -> Option<RuleId> {
    let excluded = outcome.excluded.iter().find(|e| e.0 == option).map(|e| e.1);
    let kept = |r: &&(_, Vec<OptionRef>, RuleId)| r.0 == option.block && !r.1.contains(&option);
    excluded.or_else(|| outcome.required.iter().find(kept).map(|r| r.2))
}

fn source(catalog: &Catalog, option: OptionRef, outcome: &Outcome) -> Option<String> {
    let rule = &catalog.rules[binding(outcome, option)?.at()];
    let s = &catalog.sources[rule.sources.first()?.source.at()];
    Some(format!("Source: {} ({})", s.title, s.date))
}
