//! A list names a record that does not exist.

use super::super::context::Context;
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use crate::diagnostics::{Diagnostic, RuleName, Severity};
use crate::text::one_line;

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A409", name: "index-dangling" },
    level: Severity::Error,
    persona: Persona::Default,
    repair: Repair::Safe,
    page: include_str!("index_dangling.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for list in ctx.lists() {
        for row in &list.rows {
            let Some(name) = &row.dangling else { continue };
            let name = one_line(name);
            let d = RULE.at(row.span, format!("the list names {name}, which does not exist")).label("no such record");
            let d = d.help(list.help(list.rewrite.is_some()));
            out.push(d.maybe_fix(list.rewrite.clone()));
        }
    }
}
