//! Records without a status in a log whose records have one.

use super::super::context::Context;
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use crate::adr::Standing;
use crate::diagnostics::{Diagnostic, RuleName, Severity};

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A101", name: "status-missing" },
    level: Severity::Warning,
    persona: Persona::Default,
    repair: Repair::None,
    page: include_str!("status_missing.md"),
    check,
};

/// Records that a log must have before one without a status is worth a word.
const FEW: usize = 4;

/// Percent of them that must have one; only where nearly all have one it is a mistake.
const MOST: usize = 50;

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (i, adr) in ctx.adrs().filter(|(_, a)| a.statuses.is_empty()) {
        let convention = ctx.convention(i);
        let asked = convention.frozen.as_ref().is_some_and(|f| f.statuses.is_some());
        let share = convention.status;
        // Whole logs do without.
        if !asked && (share.of < FEW || share.percent() < MOST) {
            continue;
        }
        let message = match asked {
            true => String::from("the record has no status, which mlarch.toml asks for"),
            false => format!("the record has no status, {} of {} in this log have one", share.n, share.of),
        };
        let usual = ctx.log(i).style.word(Standing::Proposed);
        out.push(
            RULE.at(ctx.place(adr, adr.title.span), message)
                // A habit becomes a rule when it is frozen.
                .severity(if asked { RULE.level } else { Severity::Info })
                .help(format!("Say where the decision stands, for example `{usual}`")),
        );
    }
}
