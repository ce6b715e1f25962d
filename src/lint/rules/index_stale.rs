//! A list of records leaves some out.

use super::super::context::Context;
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use crate::diagnostics::{Diagnostic, RuleName, Severity};
use crate::text::plural;

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A406", name: "index-stale" },
    level: Severity::Error,
    persona: Persona::Default,
    repair: Repair::Safe,
    page: include_str!("index_stale.md"),
    check,
};

/// Records that a message names.
const NAMED: usize = 3;

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for list in ctx.lists() {
        let mut told = false;
        for log in list.logs.iter().filter(|l| !l.left_out.is_empty()) {
            let all = log.left_out.len();
            let ids: Vec<&str> = log.left_out.iter().take(NAMED).map(|m| ctx.all.adrs[*m].id.text.as_str()).collect();
            let more = if all > NAMED { format!(" and {} more", all - NAMED) } else { String::new() };
            let message = format!(
                "the list leaves out {} of {}: {}{more}",
                if all == 1 { String::from("1") } else { all.to_string() },
                plural(log.records, "record"),
                ids.join(", ")
            );
            let mut d = RULE.at(log.last, message).label("the list goes no further");
            for m in log.left_out.iter().take(NAMED) {
                d = d.related(ctx.all.adrs[*m].title.span, "not in the list");
            }
            told = true;
            out.push(d.help(list.help(list.rewrite.is_some())).maybe_fix(list.rewrite.clone()));
        }
        let rows = list.rows.iter().any(|r| r.dangling.is_some());
        if list.outdated && !told && !rows && list.wrong(ctx.all).next().is_none() {
            let d = RULE.at(list.logs[0].last, "the generated list is not what the records say now");
            out.push(d.help(list.help(true)).maybe_fix(list.rewrite.clone()));
        }
    }
}
