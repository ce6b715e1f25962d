//! A choice without a reason.

use super::super::context::Context;
use super::super::packed::sayings;
use super::super::persona::Persona;
use super::super::prose;
use super::super::rule::{Repair, Rule};
use crate::adr::{Format, Role, gives_reason};
use crate::diagnostics::{Diagnostic, RuleName, Severity};

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A213", name: "no-reason" },
    level: Severity::Info,
    persona: Persona::Pedantic,
    repair: Repair::None,
    page: include_str!("no_reason.md"),
    check,
};

/// Words after the chosen option that can hold a reason without the word for it.
const ENOUGH: usize = 15;

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (_, adr) in ctx.adrs() {
        let madr = matches!(adr.format, Format::Madr | Format::Madr2 | Format::Madr3 | Format::Madr4);
        let (Some(chosen), Some(s)) = (&adr.chosen, adr.section(Role::Decision)) else { continue };
        if !madr || adr.section(Role::Rationale).is_some() || !s.own.range().contains(&(chosen.span.start as usize)) {
            continue;
        }
        // What is still open needs no reason yet.
        if sayings().is_unwritten(&chosen.value) || chosen.value.contains(['{', '}']) {
            continue;
        }
        let (mut words, mut reason) = (0, false);
        // Reasons may stand in the parts of the section, where words of other kinds stand too.
        for (at, line) in prose::lines(ctx, adr, chosen.span.end as usize..s.body.end as usize) {
            if at < s.own.end as usize {
                words += line.split_whitespace().filter(|w| w.contains(char::is_alphanumeric)).count();
            }
            reason |= gives_reason(line);
        }
        if !reason && words < ENOUGH {
            let d = RULE.at(chosen.span, format!("`{}` is chosen, and nothing says why", chosen.value));
            out.push(d.help("Go on with `because`: who reads this in two years wants to know when it no longer holds"));
        }
    }
}
