//! Consequences that are all good.

use super::super::context::Context;
use super::super::persona::Persona;
use super::super::prose;
use super::super::rule::{Repair, Rule};
use crate::adr::Role;
use crate::diagnostics::{Diagnostic, RuleName, Severity};

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A215", name: "one-sided" },
    level: Severity::Info,
    persona: Persona::Pedantic,
    repair: Repair::None,
    page: include_str!("one_sided.md"),
    check,
};

/// Good consequences from which on a bad one is to be expected.
const FEW: usize = 2;

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (_, adr) in ctx.adrs() {
        let of = |side: i8| adr.consequences.iter().filter(move |c| c.side == Some(side)).count();
        let good = of(1);
        if good < FEW || of(-1) > 0 {
            continue;
        }
        let says = |role: Role| {
            adr.sections.iter().any(|s| s.role == Some(role) && !prose::is_blank(ctx, adr, s.body.range()))
        };
        let Some(first) = adr.consequences.iter().find(|c| c.side == Some(1)) else { continue };
        // Words about what is lost may stand without a mark.
        let unmarked = adr.consequences.iter().any(|c| c.side.is_none() || c.side == Some(0));
        if unmarked || says(Role::Negative) || says(Role::Risks) || says(Role::ProsCons) {
            continue;
        }
        let d = RULE.at(first.text.span, format!("{good} good consequences and no bad one"));
        out.push(d.help("Say what it costs: money, time, freedom, something to learn or to run"));
    }
}
