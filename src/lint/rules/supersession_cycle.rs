//! Records that supersede one another in a circle.

use std::collections::HashMap;

use super::super::context::Context;
use super::super::graph::{called, ends, said};
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use crate::adr::{Edge, RelationKind};
use crate::diagnostics::{Diagnostic, RuleName, Severity};
use crate::text::Span;

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A304", name: "supersession-cycle" },
    level: Severity::Error,
    persona: Persona::Default,
    repair: Repair::None,
    page: include_str!("supersession_cycle.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let edges: Vec<(usize, usize, &Edge)> = ctx
        .edges
        .iter()
        .filter(|e| e.kind == RelationKind::Supersedes && !e.partly)
        .filter_map(|e| ends(e).map(|(new, old)| (new, old, e)))
        .collect();
    let next = in_circles(&edges);
    let mut seen: HashMap<usize, usize> = HashMap::new();
    let mut starts: Vec<usize> = next.keys().copied().collect();
    starts.sort_unstable();
    // Everyone who is left leads on to another one who is left: each walk ends in a circle or where another one went.
    for (walk, start) in starts.into_iter().enumerate() {
        let mut path: Vec<usize> = Vec::new();
        let mut at = start;
        while !seen.contains_key(&at) {
            seen.insert(at, walk);
            path.push(at);
            at = edges[next[&at]].1;
        }
        if seen[&at] == walk
            && let Some(from) = path.iter().position(|p| *p == at)
        {
            out.extend(finding(ctx, &path[from..], &next, &edges));
        }
    }
}

/// For each record that is part of a circle or leads into one: the edge that goes on, by index.
fn in_circles(edges: &[(usize, usize, &Edge)]) -> HashMap<usize, usize> {
    let mut out_degree: HashMap<usize, usize> = HashMap::new();
    let mut into: HashMap<usize, Vec<usize>> = HashMap::new();
    for (new, old, _) in edges {
        *out_degree.entry(*new).or_default() += 1;
        out_degree.entry(*old).or_default();
        into.entry(*old).or_default().push(*new);
    }
    let mut ends: Vec<usize> = out_degree.iter().filter(|(_, n)| **n == 0).map(|(i, _)| *i).collect();
    while let Some(end) = ends.pop() {
        out_degree.remove(&end);
        for new in into.get(&end).into_iter().flatten() {
            if let Some(n) = out_degree.get_mut(new) {
                *n -= 1;
                if *n == 0 {
                    ends.push(*new);
                }
            }
        }
    }
    let mut next = HashMap::new();
    for (n, (new, old, _)) in edges.iter().enumerate() {
        if out_degree.contains_key(new) && out_degree.contains_key(old) {
            next.entry(*new).or_insert(n);
        }
    }
    next
}

fn finding(
    ctx: &Context<'_>,
    circle: &[usize],
    next: &HashMap<usize, usize>,
    edges: &[(usize, usize, &Edge)],
) -> Option<Diagnostic> {
    // It begins with the first of them, whoever was met first.
    let first = circle.iter().enumerate().min_by_key(|(_, i)| **i)?.0;
    let turned: Vec<usize> = circle[first..].iter().chain(&circle[..first]).copied().collect();
    let mut places: Vec<(Span, String)> = Vec::new();
    for i in &turned {
        let (new, old, edge) = edges[next[i]];
        let relation = said(ctx, edge, new).or_else(|| said(ctx, edge, old))?;
        places
            .push((relation.span, format!("{} supersedes {}", called(&ctx.all.adrs[new]), called(&ctx.all.adrs[old]))));
    }
    let names: Vec<String> = turned.iter().chain(turned.first()).map(|i| called(&ctx.all.adrs[*i])).collect();
    let shown = match names.len() {
        0..=8 => names.join(", then "),
        n => format!("{}, then {} more", names[..6].join(", then "), n - 6),
    };
    let mut d = RULE
        .at(places.first()?.0, format!("records supersede one another in a circle: {shown}"))
        .help("The newest of them is superseded by none: take out the relation that is the wrong way round");
    for (place, note) in places.into_iter().skip(1).take(8) {
        d = d.related(place, note);
    }
    Some(d)
}
