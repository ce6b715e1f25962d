//! A record is superseded by one that was never decided.

use std::collections::BTreeMap;

use super::super::context::Context;
use super::super::graph::{called, ends, standing, status_place};
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use crate::adr::{RelationKind, Standing};
use crate::diagnostics::{Diagnostic, RuleName, Severity};

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A305", name: "successor-not-decided" },
    level: Severity::Info,
    persona: Persona::Default,
    repair: Repair::None,
    page: include_str!("successor_not_decided.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let mut successors: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for e in ctx.edges.iter().filter(|e| e.kind == RelationKind::Supersedes) {
        if let Some((new, old)) = ends(e) {
            successors.entry(old).or_default().push(new);
        }
    }
    for (old, list) in successors {
        let older = &ctx.all.adrs[old];
        if standing(older) != Some(Standing::Superseded) {
            continue;
        }
        let open =
            |s: Standing| matches!(s, Standing::Draft | Standing::Proposed | Standing::Deferred | Standing::Rejected);
        // One that was decided, or of which nothing is known, is enough.
        if !list.iter().all(|n| standing(&ctx.all.adrs[*n]).is_some_and(open)) {
            continue;
        }
        let Some(newer) = list.first().map(|n| &ctx.all.adrs[*n]) else { continue };
        let state = newer.status().map_or_else(String::new, |s| s.name());
        out.push(
            RULE.at(
                status_place(ctx, older),
                format!("{} is superseded by {}, which is only {state}", called(older), called(newer)),
            )
            .label("too early")
            .related(status_place(ctx, newer), state)
            .help(format!("Decide {}, or let {} hold until then", called(newer), called(older))),
        );
    }
}
