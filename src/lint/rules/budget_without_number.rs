//! Cost weighs much, and no budget says how much money there is.

use super::super::context::Context;
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use crate::diagnostics::{Diagnostic, RuleName, Severity};

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "R103", name: "budget-without-number" },
    level: Severity::Warning,
    persona: Persona::Default,
    repair: Repair::None,
    page: include_str!("budget_without_number.md"),
    check,
};

/// The criterion and the words that make it weigh much.
const COST: &str = "cost";
const MUCH: [&str; 2] = ["high", "critical"];

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let Some(asked) = ctx.knowledge.and_then(|k| k.asked.as_ref()) else { return };
    if asked.requirements.budget.is_some() {
        return;
    }
    let Some(priority) = asked.written.priorities.as_ref().and_then(|p| p.get(COST)) else { return };
    let Some(word) = priority.text().filter(|t| MUCH.contains(t)) else { return };
    let d = RULE
        .at(priority.span, format!("cost has the priority {word}, and no budget is stated"))
        .label("how much is there to spend?")
        .help("Add `constraints: {budget: {monthly: 2000 USD}}`; with `hard: true` nothing above it is recommended");
    out.push(d);
}
