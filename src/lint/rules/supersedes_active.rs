//! A record that another one has superseded says that it still holds.

use std::collections::HashSet;

use super::super::context::Context;
use super::super::graph::{Mender, called, ends, said, side, standing, status_place, was_decided};
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use crate::adr::{self, Adr, RelationKind, Standing};
use crate::diagnostics::{Diagnostic, Fix, RuleName, Severity};

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A303", name: "supersedes-active" },
    level: Severity::Warning,
    persona: Persona::Default,
    repair: Repair::Safe,
    page: include_str!("supersedes_active.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let mut mender = Mender::new();
    // Where one of the two says that it was only amended, they do not agree, and it may still hold.
    let amended: HashSet<(usize, usize)> =
        ctx.edges.iter().filter(|e| e.kind == RelationKind::Amends).filter_map(ends).collect();
    for e in ctx.edges.iter().filter(|e| e.kind == RelationKind::Supersedes && !e.partly) {
        let Some((new, old)) = ends(e) else { continue };
        let (newer, older) = (&ctx.all.adrs[new], &ctx.all.adrs[old]);
        let Some(status) = older.status().filter(|s| s.standing.is_some_and(Standing::in_force)) else { continue };
        if !was_decided(newer) || amended.contains(&(new, old)) {
            continue;
        }
        let by = if e.said_by_from { new } else { old };
        let Some(relation) = said(ctx, e, by) else { continue };
        let message = format!("{} says {}, though {} supersedes it", called(older), status.name(), called(newer));
        out.push(
            RULE.at(status_place(ctx, older), message)
                .label("no longer holds")
                .related(relation.span, "superseded here")
                .help(format!("If a part of it still holds, write in {} that it partly supersedes it", called(newer)))
                .maybe_fix(closed(ctx, &mut mender, old, new)),
        );
    }
}

/// Gives the older record the status that it should have, in its own notation.
fn closed(ctx: &Context<'_>, mender: &mut Mender, old: usize, new: usize) -> Option<Fix> {
    let (older, newer) = (side(ctx, old), side(ctx, new));
    let edits = adr::superseded(older, newer);
    let holds = |a: &Adr| {
        standing(a) == Some(Standing::Superseded) && adr::tells(a, RelationKind::SupersededBy, false, newer.adr)
    };
    let changes = mender.changes(ctx, old, &edits, &holds)?;
    Some(Fix::safe(format!("Write that {} superseded it", called(newer.adr)), changes))
}
