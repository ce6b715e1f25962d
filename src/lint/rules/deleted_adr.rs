//! A decided record was deleted.

use std::collections::HashSet;

use super::super::context::Context;
use super::super::graph::{called, standing};
use super::super::past::{Past, fresh, gist, gone};
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use crate::adr::{Other, Standing, folder_of};
use crate::diagnostics::{Diagnostic, RuleName, Severity};
use crate::text::{FileId, Span};

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A503", name: "deleted-adr" },
    level: Severity::Warning,
    persona: Persona::Default,
    repair: Repair::None,
    page: include_str!("deleted_adr.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let gone = gone(ctx);
    if gone.is_empty() {
        return;
    }
    let (mut ids, mut titles, mut texts) = (HashSet::new(), HashSet::new(), HashSet::new());
    for i in fresh(ctx) {
        let adr = &ctx.all.adrs[i];
        ids.insert(adr.id.key());
        titles.insert(adr.title.value.to_lowercase());
        texts.insert(gist(ctx.text(adr.file)));
    }
    for old in gone.iter().filter(|p| counts(p)) {
        let taken = ids.contains(&old.adr.id.key())
            || titles.contains(&old.adr.title.value.to_lowercase())
            || texts.contains(&gist(old.text));
        let Some(place) = place(ctx, old.path).filter(|_| !taken) else { continue };
        let state = old.adr.status().map_or_else(|| String::from("a decision"), |s| s.name());
        let base = ctx.history.and_then(|h| h.base.as_ref()).map_or("", |b| b.name.as_str());
        let message = format!("{} was deleted: {} was {state} on {base}", old.path, called(&old.adr));
        out.push(RULE.at(place, message).help("Bring it back and set its status to superseded or deprecated"));
    }
}

/// Whether it was ever decided, for or against. Logs without statuses hold decisions only.
fn counts(old: &Past<'_>) -> bool {
    match standing(&old.adr) {
        Some(s) => s.in_force() || s.ended() || s == Standing::Deferred,
        None => old.adr.statuses.is_empty(),
    }
}

/// A place for what is gone: the list of its records, or the first record that is left nearby.
fn place(ctx: &Context<'_>, path: &str) -> Option<Span> {
    let folder = |p: &str| folder_of(p).to_string();
    let here = folder(path);
    let list = ctx.all.others.iter().find(|(p, o)| *o == Other::Index && folder(p) == here).map(|(p, _)| p.as_str());
    let near = || ctx.adrs().find(|(_, a)| folder(&a.path) == here).map(|(_, a)| a.path.as_str());
    let any = || ctx.adrs().next().map(|(_, a)| a.path.as_str());
    let file: FileId = ctx.file(list.or_else(near).or_else(any)?)?;
    Some(ctx.start(file))
}
