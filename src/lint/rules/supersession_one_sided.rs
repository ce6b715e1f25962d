//! Only one of two records says that one takes the place of the other or changes it.

use std::collections::{HashMap, HashSet};

use super::super::context::Context;
use super::super::graph::{Mender, called, ends, said, side, standing, status_place, was_decided};
use super::super::persona::Persona;
use super::super::prose::whole;
use super::super::rule::{Repair, Rule};
use crate::adr::{self, Adr, Edge, RelationKind, Standing, names_id};
use crate::diagnostics::{Diagnostic, Fix, RuleName, Severity};

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A302", name: "supersession-one-sided" },
    level: Severity::Warning,
    persona: Persona::Default,
    repair: Repair::Safe,
    page: include_str!("supersession_one_sided.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let mut mender = Mender::new();
    let mut linked: HashMap<usize, HashSet<usize>> = HashMap::new();
    let told = told(ctx);
    let mut warned: HashSet<usize> = HashSet::new();
    for e in ctx.edges.iter().filter(|e| matches!(e.kind, RelationKind::Supersedes | RelationKind::Amends)) {
        let Some((new, old)) = ends(e).filter(|_| e.said_by_from != e.said_by_to) else { continue };
        if !is_due(ctx, e, new, old) {
            continue;
        }
        let (silent, speaker) = if e.said_by_from { (old, new) } else { (new, old) };
        let (quiet, loud) = (&ctx.all.adrs[silent], &ctx.all.adrs[speaker]);
        let Some(kind) = (if e.said_by_from { e.kind.reverse() } else { Some(e.kind) }) else { continue };
        let Some(relation) = said(ctx, e, speaker) else { continue };
        let other = told.get(&(silent, speaker)).copied();
        // It says so in other words: "amended" where the other one says "superseded".
        if other == Some(true) {
            continue;
        }
        // A link or a name in the text shows the way, though no tool can tell what it means.
        let links = linked
            .entry(silent)
            .or_insert_with(|| quiet.links.iter().filter_map(|l| ctx.all.by_link(quiet, &l.target)).collect());
        let named = other.is_some() || links.contains(&speaker);
        let mild = e.kind == RelationKind::Amends
            || named
            || (mender.may_read(whole(ctx, quiet).len())
                && names_id(&ctx.text(quiet.file)[whole(ctx, quiet)], &loud.id));
        let verb = verb(if e.said_by_from { e.kind } else { kind.reverse().unwrap_or(kind) }, e.partly);
        let message =
            format!("{} says that it {verb} {}, and {} does not say so", called(loud), called(quiet), called(quiet));
        let d = RULE
            .at(status_place(ctx, quiet), message)
            .label(format!("does not name {}", called(loud)))
            .related(relation.span, "said here")
            .help("Whoever reads one of the two must find the other");
        // One cause, one warning: the record that does not tell.
        let d = if mild || !warned.insert(silent) { d.severity(Severity::Info) } else { d };
        out.push(d.maybe_fix(back_link(ctx, &mut mender, silent, speaker, kind, e.partly)));
    }
}

/// Who names whom in a relation, and whether in one by which decisions end or change.
fn told(ctx: &Context<'_>) -> HashMap<(usize, usize), bool> {
    let mut out: HashMap<(usize, usize), bool> = HashMap::new();
    for e in &ctx.edges {
        let Some((from, to)) = ends(e) else { continue };
        let typed = matches!(e.kind, RelationKind::Supersedes | RelationKind::Amends);
        if e.said_by_from {
            *out.entry((from, to)).or_default() |= typed;
        }
        if e.said_by_to {
            *out.entry((to, from)).or_default() |= typed;
        }
    }
    out
}

/// Whether the other side has to be there.
fn is_due(ctx: &Context<'_>, e: &Edge, new: usize, old: usize) -> bool {
    let (newer, older) = (&ctx.all.adrs[new], &ctx.all.adrs[old]);
    if !e.said_by_from {
        return true;
    }
    // What is not decided yet changes nothing.
    if !was_decided(newer) {
        return false;
    }
    let led_on = |a: &Adr| a.relations.iter().any(|r| r.kind == RelationKind::SupersededBy && !r.partly);
    match standing(older) {
        // That it still holds is another finding.
        Some(s) if e.kind == RelationKind::Supersedes && !e.partly => s.ended() && !led_on(older),
        Some(Standing::Rejected) => false,
        Some(_) => !led_on(older),
        None => false,
    }
}

fn verb(kind: RelationKind, partly: bool) -> &'static str {
    match (kind, partly) {
        (RelationKind::SupersededBy, false) => "is superseded by",
        (RelationKind::SupersededBy, true) => "is partly superseded by",
        (RelationKind::Supersedes, true) => "partly supersedes",
        (RelationKind::Amends, _) => "amends",
        (RelationKind::AmendedBy, _) => "is amended by",
        _ => "supersedes",
    }
}

/// Writes the missing side in the notation of its file; the status stays as it is.
fn back_link(
    ctx: &Context<'_>,
    mender: &mut Mender,
    silent: usize,
    speaker: usize,
    kind: RelationKind,
    partly: bool,
) -> Option<Fix> {
    let (quiet, loud) = (side(ctx, silent), side(ctx, speaker));
    let before = standing(quiet.adr);
    let fully = kind == RelationKind::SupersededBy && !partly && before == Some(Standing::Superseded);
    let edits = if fully { adr::superseded(quiet, loud) } else { adr::back_link(quiet, loud, kind, partly) };
    let holds = |a: &Adr| standing(a) == before && adr::tells(a, kind, partly, loud.adr);
    let changes = mender.changes(ctx, silent, &edits, &holds)?;
    Some(Fix::safe(format!("Write it into {}", called(quiet.adr)), changes))
}
