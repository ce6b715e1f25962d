//! The requirements build on a product that has ended, or soon will.

use super::super::context::Context;
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use super::chose_retired::ending;
use crate::catalog::Find;
use crate::diagnostics::{Diagnostic, RuleName, Severity};

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "R104", name: "soft-end" },
    level: Severity::Warning,
    persona: Persona::Default,
    repair: Repair::None,
    page: include_str!("soft_end.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let Some(knowledge) = ctx.knowledge else { return };
    let Some(asked) = &knowledge.asked else { return };
    let catalog = knowledge.catalog;
    let lists = [(&asked.written.require, "demanded"), (&asked.written.estate, "part of the estate")];
    for (list, what) in lists {
        for (name, span) in list {
            let product = match catalog.option(name) {
                Some(o) => catalog.blocks[o.block.at()].options[o.option as usize].product,
                None => match catalog.product(name) {
                    Some(p) => p,
                    None => continue,
                },
            };
            let Some((product, end)) = ending(catalog, product, ctx.today, ctx.settings.thresholds.soon) else {
                continue;
            };
            let d = RULE.at(*span, end.sentence).label(what);
            out.push(match product.status.replacement {
                Some(next) => d.help(format!("Successor: {}", catalog.products[next.at()].name)),
                None => d.help("No successor is named: plan what takes its place"),
            });
        }
    }
}
