//! Records that name no day.

use super::super::context::Context;
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use crate::diagnostics::{Diagnostic, RuleName, Severity};

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A106", name: "date-missing" },
    level: Severity::Warning,
    persona: Persona::Strict,
    repair: Repair::None,
    page: include_str!("date_missing.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (_, adr) in ctx.adrs().filter(|(_, a)| a.date().is_none()) {
        let first = ctx.history.and_then(|h| h.first.get(&adr.path));
        let help = match first {
            Some((y, m, d)) => format!("It was first committed on {y:04}-{m:02}-{d:02}"),
            None => String::from("Readers judge a decision by what was known on its day"),
        };
        out.push(RULE.at(ctx.place(adr, adr.title.span), "the record names no day").help(help));
    }
}
