//! Two records of one log with the same id.

use std::collections::BTreeMap;

use super::super::context::Context;
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use super::companion_file::is_about;
use crate::adr::{Scheme, file_name};
use crate::diagnostics::{Diagnostic, RuleName, Severity};

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A002", name: "duplicate-id" },
    level: Severity::Error,
    persona: Persona::Default,
    repair: Repair::None,
    page: include_str!("duplicate_id.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for log in &ctx.all.logs {
        let mut by_id: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
        for m in &log.members {
            let id = &ctx.all.adrs[*m].id;
            // A day may have several records; names tell them apart.
            if id.scheme == Scheme::Number {
                by_id.entry(id.number).or_default().push(*m);
            }
        }
        for mut same in by_id.into_values().filter(|s| s.len() > 1) {
            // A specification of what a record decides carries its id on purpose; another rule speaks of that.
            let all = same.clone();
            same.retain(|m| !all.iter().any(|o| o != m && is_about(ctx, *m, *o)));
            let Some((first, others)) = same.split_first() else { continue };
            let first = &ctx.all.adrs[*first];
            for m in others {
                let adr = &ctx.all.adrs[*m];
                let name = match first.path == adr.path {
                    true => format!("`{}` of the same file", first.title.value),
                    false => file_name(&first.path).to_string(),
                };
                let help = match adr.part {
                    Some(_) => String::from("Give one of the two a free number, and follow whoever names it"),
                    None => format!("`mlarch adr renumber {}` gives it a free id and follows every link", adr.path),
                };
                out.push(
                    RULE.at(ctx.place(adr, adr.title.span), format!("the id {} is taken by {name}", adr.id.text))
                        .related(first.title.span, "the other record")
                        .help(help),
                );
            }
        }
    }
}
