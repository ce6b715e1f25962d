//! A record that was closed is open or in force again.

use super::super::context::Context;
use super::super::graph::{called, standing, status_place};
use super::super::past::changed;
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use crate::adr::Standing;
use crate::diagnostics::{Diagnostic, RuleName, Severity};

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A502", name: "status-transition" },
    level: Severity::Warning,
    persona: Persona::Strict,
    repair: Repair::None,
    page: include_str!("status_transition.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (old, adr) in &changed(ctx) {
        let (Some(was), Some(is)) = (standing(&old.adr), standing(adr)) else { continue };
        let again = is.in_force() || matches!(is, Standing::Draft | Standing::Proposed);
        if !was.ended() || !again {
            continue;
        }
        out.push(
            RULE.at(status_place(ctx, adr), format!("{} was {} and is {} again", called(adr), was.word(), is.word()))
                .label(format!("was {}", was.word()))
                .help("Write a new record: what led to the change would be lost here"),
        );
    }
}
