//! A record that this side adds has the id of one that the base added.

use std::collections::HashMap;

use super::super::context::Context;
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use crate::adr::{self, Adr, Reading, Scheme, file_name};
use crate::diagnostics::{Diagnostic, RuleName, Severity};
use crate::text::FileId;

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A003", name: "id-collides-with-base" },
    level: Severity::Error,
    persona: Persona::Default,
    repair: Repair::None,
    page: include_str!("collides_with_base.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let Some(base) = ctx.history.and_then(|h| h.base.as_ref()) else { return };
    // What the base has and this side has neither changed nor taken away came to the base since both parted.
    let theirs = base.texts.iter().filter(|(p, _)| ctx.file(p).is_none() && !base.changed.contains(*p));
    let mut taken: HashMap<(usize, u64), &str> = HashMap::new();
    for (path, text) in theirs {
        // Nothing is reported in that text, so its spans need no file of their own.
        if let Reading::Adr(adr) = adr::read(FileId::default(), path, text)
            && let Some(log) = log_of(ctx, &adr)
        {
            taken.entry((log, adr.id.number)).or_insert(path);
        }
    }
    if taken.is_empty() {
        return;
    }
    let added = |a: &Adr| base.changed.contains(&a.path) && !base.texts.contains_key(&a.path);
    for (log, members) in ctx.all.logs.iter().map(|l| &l.members).enumerate() {
        for adr in members.iter().map(|m| &ctx.all.adrs[*m]).filter(|a| a.id.scheme == Scheme::Number && added(a)) {
            let Some(path) = taken.get(&(log, adr.id.number)) else { continue };
            let name = file_name(path);
            out.push(
                RULE.at(
                    ctx.place(adr, adr.title.span),
                    format!("the id {} is taken by {name} on {}", adr.id.text, base.name),
                )
                .help(format!("`mlarch adr renumber {}` gives it a free id and follows every link", adr.path)),
            );
        }
    }
}

/// The log that a record of the base would stand in: the one of its letters whose folder is nearest above it.
fn log_of(ctx: &Context<'_>, adr: &Adr) -> Option<usize> {
    if adr.id.scheme != Scheme::Number {
        return None;
    }
    let family = adr.id.family();
    let inside = |folder: &str| folder.is_empty() || adr.path.strip_prefix(folder).is_some_and(|r| r.starts_with('/'));
    let logs = ctx.all.logs.iter().enumerate().filter(|(_, l)| l.family == family && inside(&l.folder));
    logs.max_by_key(|(_, l)| l.folder.len()).map(|(i, _)| i)
}
