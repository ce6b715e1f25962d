//! A record in force needs one that no longer holds.

use std::collections::{HashMap, HashSet};

use super::super::context::Context;
use super::super::graph::{called, ends, said, standing};
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use crate::adr::{RelationKind, Standing};
use crate::diagnostics::{Diagnostic, RuleName, Severity};

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A307", name: "leans-on-dead" },
    level: Severity::Info,
    persona: Persona::Pedantic,
    repair: Repair::None,
    page: include_str!("leans_on_dead.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let mut successors: HashMap<usize, Vec<usize>> = HashMap::new();
    let mut named: HashSet<(usize, usize)> = HashSet::new();
    for e in &ctx.edges {
        let Some((from, to)) = ends(e) else { continue };
        if e.kind == RelationKind::Supersedes {
            successors.entry(to).or_default().push(from);
        }
        named.extend([(from, to), (to, from)]);
    }
    for e in ctx.edges.iter().filter(|e| matches!(e.kind, RelationKind::DependsOn | RelationKind::Amends)) {
        let Some((from, to)) = ends(e).filter(|_| e.said_by_from) else { continue };
        let (leaning, dead) = (&ctx.all.adrs[from], &ctx.all.adrs[to]);
        let Some(state) = dead.status().filter(|s| s.standing.is_some_and(Standing::ended)) else { continue };
        if !standing(leaning).is_some_and(Standing::in_force) {
            continue;
        }
        let next = successors.get(&to).map_or(&[][..], Vec::as_slice);
        // Who names the successor knows; and who is the successor too.
        if next.iter().any(|n| *n == from || named.contains(&(from, *n))) {
            continue;
        }
        let links = || leaning.links.iter().filter_map(|l| ctx.all.by_link(leaning, &l.target));
        if !next.is_empty() && links().any(|t| next.contains(&t)) {
            continue;
        }
        let Some(relation) = said(ctx, e, from) else { continue };
        let verb = if e.kind == RelationKind::Amends { "amends" } else { "depends on" };
        let message = format!("{} {verb} {}, which is {}", called(leaning), called(dead), state.name());
        let help = match next.first().map(|n| called(&ctx.all.adrs[*n])) {
            Some(n) => format!("Does it hold with {n}? Name it here"),
            None => String::from("Say on what it stands now, or close it too"),
        };
        out.push(
            RULE.at(relation.span, message)
                .label(state.name())
                .related(ctx.place(dead, state.span), "its status")
                .help(help),
        );
    }
}
