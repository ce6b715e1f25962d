//! A list names another status than the record.

use super::super::context::Context;
use super::super::lists::{List, Row, class};
use super::super::rule::{Persona, Repair, Rule};
use crate::adr::{Adr, Standing};
use crate::diagnostics::{Diagnostic, RuleName, Severity};
use crate::text::Span;

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
        for (row, adr, (told, span)) in wrong(ctx, list) {
            let is = adr.status().map_or_else(String::new, |s| s.name());
            let place = if span.file == row.span.file && span.start >= row.span.start { span } else { row.span };
            let mut d = RULE
                .at(place, format!("the list calls {} {}, the record says {is}", adr.id.text, told.word()))
                .help(super::index_stale::help(&list.path, list.rewrite.is_some()));
            if let Some(s) = adr.status() {
                d = d.related(ctx.place(adr, s.span), "the record's own status");
            }
            out.push(d.maybe_fix(list.rewrite.clone()));
        }
    }
}

/// The rows that name another status than their record.
pub(super) fn wrong<'l>(
    ctx: &'l Context<'_>,
    list: &'l List,
) -> impl Iterator<Item = (&'l Row, &'l Adr, (Standing, Span))> {
    list.rows.iter().filter_map(|row| {
        let adr = &ctx.all.adrs[row.record?];
        let told = row.status?;
        let is = adr.status()?.standing?;
        (class(is) != class(told.0)).then_some((row, adr, told))
    })
}
