//! A list names another status than the record.

use super::super::context::Context;
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use crate::diagnostics::{Diagnostic, RuleName, Severity};

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A408", name: "index-row-status" },
    level: Severity::Error,
    persona: Persona::Default,
    repair: Repair::Safe,
    page: include_str!("index_row_status.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for list in ctx.lists() {
        for (row, adr, (told, span)) in list.wrong(ctx.all) {
            let is = adr.status().map_or_else(String::new, |s| s.name());
            let place = if span.file == row.span.file && span.start >= row.span.start { span } else { row.span };
            let mut d = RULE
                .at(place, format!("the list calls {} {}, the record says {is}", adr.id.text, told.word()))
                .help(list.help(list.rewrite.is_some()));
            if let Some(s) = adr.status() {
                d = d.related(ctx.place(adr, s.span), "the record's own status");
            }
            out.push(d.maybe_fix(list.rewrite.clone()));
        }
    }
}
