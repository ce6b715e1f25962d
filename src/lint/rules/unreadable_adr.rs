//! Files that look like records and cannot be read.

use super::super::context::Context;
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use crate::diagnostics::{Diagnostic, RuleName, Severity};

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A001", name: "unreadable-adr" },
    level: Severity::Error,
    persona: Persona::Default,
    repair: Repair::None,
    page: include_str!("unreadable_adr.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (path, why) in &ctx.all.unreadable {
        let Some(file) = ctx.file(path) else { continue };
        out.push(
            RULE.at(
                ctx.start(file),
                format!("this looks like a decision record and cannot be read: {}", why.sentence()),
            )
            .help("Give it a title and a section such as `## Decision`, or another name if it is no record"),
        );
    }
}
