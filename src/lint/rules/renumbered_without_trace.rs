//! A record got another number, and nothing names the former one.

use std::collections::{HashMap, HashSet};

use super::super::context::Context;
use super::super::graph::called;
use super::super::past::{fresh, gist, gone};
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use crate::adr::{Scheme, file_name, names_id};
use crate::diagnostics::{Diagnostic, RuleName, Severity};

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A504", name: "renumbered-without-trace" },
    level: Severity::Warning,
    persona: Persona::Default,
    repair: Repair::None,
    page: include_str!("renumbered_without_trace.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let gone = gone(ctx);
    if gone.is_empty() {
        return;
    }
    let (mut by_title, mut by_text) = (HashMap::new(), HashMap::new());
    for i in fresh(ctx) {
        let adr = &ctx.all.adrs[i];
        by_title.insert(adr.title.value.to_lowercase(), i);
        by_text.insert(gist(ctx.text(adr.file)), i);
    }
    // Links to the former name still show it, be it only to say that it moved.
    let file = |path: &str| file_name(path.split(['#', '?']).next().unwrap_or_default()).to_string();
    let linked: HashSet<String> = ctx.adrs().flat_map(|(_, a)| &a.links).map(|l| file(&l.target)).collect();
    for old in gone.iter().filter(|p| p.adr.id.scheme == Scheme::Number) {
        let title = by_title.get(&old.adr.title.value.to_lowercase());
        let Some(i) = by_text.get(&gist(old.text)).or(title) else { continue };
        let adr = &ctx.all.adrs[*i];
        let other = adr.id.scheme == Scheme::Number && adr.id.number != old.adr.id.number;
        let traced = names_id(ctx.text(adr.file), &old.adr.id) || linked.contains(&file(old.path));
        if !other || traced {
            continue;
        }
        let former = called(&old.adr);
        out.push(
            RULE.at(
                ctx.place(adr, adr.title.span),
                format!("{} was {former} before, and nothing names the former number", called(adr)),
            )
            .label(format!("formerly {former}"))
            .help(format!("Write `Formerly {former}` below the title: tickets and messages still name it")),
        );
    }
}
