//! Papers about a record that count as records themselves.

use std::collections::HashMap;

use super::super::context::Context;
use super::super::rule::{Persona, Repair, Rule};
use crate::adr::{Scheme, is_companion_name, stem};
use crate::diagnostics::{Diagnostic, RuleName, Severity};

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A009", name: "companion-file" },
    level: Severity::Info,
    persona: Persona::Pedantic,
    repair: Repair::None,
    page: include_str!("companion_file.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for log in &ctx.all.logs {
        let mut by_id: HashMap<u64, Vec<usize>> = HashMap::new();
        for m in log.members.iter().filter(|m| ctx.all.adrs[**m].id.scheme == Scheme::Number) {
            by_id.entry(ctx.all.adrs[*m].id.number).or_default().push(*m);
        }
        for m in &log.members {
            let adr = &ctx.all.adrs[*m];
            let name = file_name(&adr.path);
            let Some(same) = by_id.get(&adr.id.number).filter(|s| s.len() > 1 && s.contains(m)) else { continue };
            let own = |o: &usize| !is_companion_name(&ctx.all.adrs[*o].path);
            let Some(record) = same.iter().find(|o| *o != m && own(o)).filter(|_| is_companion_name(&adr.path)) else {
                continue;
            };
            let record = &ctx.all.adrs[*record];
            out.push(
                RULE.at(
                    ctx.place(adr, adr.title.span),
                    format!("by its name `{}` is a paper about {}, and it counts as a record", stem(name), file_name(&record.path)),
                )
                .related(record.title.span, "the record")
                .help("Move it to a folder such as `reviews/`, or give it a name that does not begin with the id"),
            );
        }
    }
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
