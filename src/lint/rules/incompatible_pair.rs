//! Two decisions that hold choose what cannot be chosen together.

use super::super::context::Context;
use super::super::decisions::Choice;
use super::super::judge::Judge;
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use crate::catalog::{OptionRef, RuleId};
use crate::diagnostics::{Diagnostic, RuleName, Severity};
use std::collections::HashMap;

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A606", name: "incompatible-pair" },
    level: Severity::Error,
    persona: Persona::Default,
    repair: Repair::None,
    page: include_str!("incompatible_pair.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let Some(judge) = Judge::of(ctx) else { return };
    let catalog = judge.catalog;
    let mut chosen: HashMap<OptionRef, (usize, &Choice)> = HashMap::new();
    let mut of_block: HashMap<_, Vec<OptionRef>> = HashMap::new();
    for (i, choice) in judge.decisions.in_force() {
        let Some(option) = judge.option(&ctx.all.adrs[i], choice) else { continue };
        chosen.entry(option).or_insert((i, choice));
        of_block.entry(option.block).or_default().push(option);
    }
    let mut report = |a: OptionRef, b: OptionRef, rule: RuleId, what: &str| {
        let ((i, first), (j, second)) = (chosen[&a], chosen[&b]);
        if i == j {
            return;
        }
        let rule = &catalog.rules[rule.at()];
        let name = |c: &Choice| catalog.products[c.product.at()].name.clone();
        let message = format!("{} {what} {}, as record {} chooses", name(first), name(second), ctx.all.adrs[j].id.text);
        let d = RULE
            .at(ctx.place(&ctx.all.adrs[i], first.span), message)
            .label(format!("rule {}", rule.id))
            .related(ctx.place(&ctx.all.adrs[j], second.span), format!("{} is chosen here", name(second)))
            .help(format!("Reason: {}", rule.because.trim_end_matches('.')));
        out.push(d);
    };
    let outcome = judge.asked.outcome(catalog);
    for (pair, rule) in &outcome.forbidden {
        let at = |list: &[OptionRef]| list.iter().copied().filter(|o| chosen.contains_key(o)).collect::<Vec<_>>();
        for a in at(&pair.first) {
            for b in at(&pair.second).into_iter().filter(|b| *b != a) {
                report(a, b, *rule, "cannot stand beside");
            }
        }
    }
    for (pair, rule) in &outcome.needs {
        let Some(block) = pair.second.first().map(|o| o.block).filter(|b| pair.second.iter().all(|o| o.block == *b))
        else {
            continue;
        };
        let Some(taken) = of_block.get(&block).filter(|t| !t.iter().any(|o| pair.second.contains(o))) else { continue };
        for a in pair.first.iter().filter(|o| chosen.contains_key(o)) {
            report(*a, taken[0], *rule, "does not work with");
        }
    }
}
