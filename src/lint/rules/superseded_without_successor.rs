//! A record that was superseded, and nothing says by what.

use std::collections::{HashMap, HashSet};

use super::super::context::Context;
use super::super::graph::{called, ends};
use super::super::persona::Persona;
use super::super::prose::body;
use super::super::rule::{Repair, Rule};
use crate::adr::{Adr, Label, RelationKind, Role, Source, Standing, tells_successor};
use crate::diagnostics::{Diagnostic, RuleName, Severity};

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A301", name: "superseded-without-successor" },
    level: Severity::Error,
    persona: Persona::Default,
    repair: Repair::None,
    page: include_str!("superseded_without_successor.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    // Who is named as superseded by somebody; an amendment explains a loose word too.
    let mut named: HashSet<usize> = HashSet::new();
    for e in ctx.edges.iter().filter(|e| matches!(e.kind, RelationKind::Supersedes | RelationKind::Amends)) {
        named.extend(ends(e).map(|(_, old)| old));
    }
    for (_, adr) in ctx.adrs() {
        out.extend(apart(ctx, adr));
    }
    let lost: Vec<usize> = ctx.adrs().filter(|(i, a)| !named.contains(i) && is_lost(ctx, a)).map(|(i, _)| i).collect();
    let hints = hints(ctx, &lost);
    for i in lost {
        let adr = &ctx.all.adrs[i];
        let Some(status) = adr.status() else { continue };
        let help = match hints.get(&i).map(Vec::as_slice) {
            Some([one]) => format!(
                "{} links here: if it is the successor, `mlarch adr supersede {} {}` writes both sides",
                called(&ctx.all.adrs[*one]),
                called(adr),
                called(&ctx.all.adrs[*one])
            ),
            _ => String::from("Name the successor, as in `Superseded by [ADR-9](0009-x.md)`, or write `deprecated`"),
        };
        out.push(
            RULE.at(ctx.place(adr, status.span), format!("{} is superseded, and nothing says by what", called(adr)))
                .label("by what?")
                .help(help),
        );
    }
}

/// A section for the status that says `Superseded` and no more, where a sentence elsewhere names the successor.
fn apart(ctx: &Context<'_>, adr: &Adr) -> Option<Diagnostic> {
    let status = adr.status().filter(|s| s.standing == Some(Standing::Superseded) && s.from == Source::Section)?;
    let bare = ctx.slice(status.value).trim() == ctx.slice(status.span).trim();
    let labelled = adr.fields.iter().any(|f| matches!(f.label, Label::SupersededBy | Label::PartlySupersededBy));
    let told = adr.relations.iter().find(|r| r.kind == RelationKind::SupersededBy && r.from == Source::Inline)?;
    (bare && !labelled).then(|| {
        let mut d = RULE.at(ctx.place(adr, status.span), format!("the status of {} does not say by what", called(adr)));
        d.severity = Severity::Info;
        d.related(told.span, "the successor is named here").help("Name it in the status, too: people look there")
    })
}

/// Whether a record is superseded and neither its data nor its text says by what.
fn is_lost(ctx: &Context<'_>, adr: &Adr) -> bool {
    let Some(status) = adr.status().filter(|s| s.standing == Some(Standing::Superseded)) else { return false };
    // The name of a folder or file has no room for more.
    if matches!(status.from, Source::Folder | Source::FileName) {
        return false;
    }
    if adr.relations.iter().any(|r| matches!(r.kind, RelationKind::SupersededBy | RelationKind::AmendedBy)) {
        return false;
    }
    // A successor may be something else than a record: a link or a few words.
    let value = status.value.range();
    let linked = adr.links.iter().any(|l| value.contains(&(l.span.start as usize)));
    let after = ctx.text(adr.file).get(status.span.end as usize..value.end).unwrap_or("");
    let words = after.split(|c: char| !c.is_alphanumeric()).filter(|w| w.chars().any(char::is_alphabetic)).count();
    let mut fields =
        adr.fields.iter().filter(|f| matches!(f.label, Label::SupersededBy | Label::PartlySupersededBy)).peekable();
    let said = match fields.peek() {
        Some(_) => fields.any(|f| f.text.chars().filter(|c| c.is_alphanumeric()).count() > 4),
        None => {
            adr.section(Role::SupersededBy).is_some_and(|s| ctx.slice(s.own).trim().len() > 4)
                || tells_successor(prose(ctx, adr))
        }
    };
    !linked && words < 2 && !said
}

/// The text without the front matter, whose keys may be empty.
fn prose<'a>(ctx: &Context<'a>, adr: &Adr) -> &'a str {
    &ctx.text(adr.file)[body(ctx, adr)]
}

/// Records in force that link to those that are lost.
fn hints(ctx: &Context<'_>, lost: &[usize]) -> HashMap<usize, Vec<usize>> {
    let mut out: HashMap<usize, Vec<usize>> = HashMap::new();
    if lost.is_empty() {
        return out;
    }
    let wanted: HashSet<usize> = lost.iter().copied().collect();
    for (i, adr) in ctx.adrs().filter(|(_, a)| a.status().is_some_and(|s| s.standing.is_some_and(Standing::in_force))) {
        for l in &adr.links {
            if let Some(t) = ctx.all.by_link(adr, &l.target).filter(|t| *t != i && wanted.contains(t)) {
                let list = out.entry(t).or_default();
                if list.last() != Some(&i) {
                    list.push(i);
                }
            }
        }
    }
    out
}
