//! Decisions that do not say who took them.

use super::super::context::Context;
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use crate::adr::{Part, Standing};
use crate::diagnostics::{Diagnostic, RuleName, Severity};

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A113", name: "deciders-missing" },
    level: Severity::Warning,
    persona: Persona::Strict,
    repair: Repair::None,
    page: include_str!("deciders_missing.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (_, adr) in ctx.adrs() {
        let decided = adr.status().and_then(|s| s.standing).is_some_and(Standing::in_force);
        if decided && adr.people(Part::Decider).next().is_none() {
            out.push(
                RULE.at(ctx.place(adr, adr.title.span), "the decision does not say who took it")
                    .help("Name people or a group, in the way of the other records: `deciders`, `decision-makers`"),
            );
        }
    }
}
