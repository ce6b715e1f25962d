//! A decision that holds chooses a product by a name that it has no more.

use super::super::context::Context;
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use crate::adr::Source;
use crate::diagnostics::{Change, Diagnostic, Fix, RuleName, Severity};

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A611", name: "renamed-option" },
    level: Severity::Warning,
    persona: Persona::Default,
    repair: Repair::Safe,
    page: include_str!("renamed_option.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let (Some(knowledge), Some(decisions)) = (ctx.knowledge, ctx.decisions()) else { return };
    let catalog = knowledge.catalog;
    for (i, choice) in decisions.current().filter(|(_, c)| c.former) {
        let adr = &ctx.all.adrs[i];
        let product = &catalog.products[choice.product.at()];
        let written = ctx.slice(choice.span);
        if adr_names(ctx, i, &product.name) {
            continue;
        }
        let d = RULE
            .at(ctx.place(adr, choice.span), format!("{written} is now called {}", product.name))
            .label("former name")
            .help("Readers look for the name of today");
        // The text of a record belongs to people; the front matter holds an id.
        let fix = choice.option.filter(|_| choice.from == Source::FrontMatter).map(|o| {
            let id = catalog.blocks[o.block.at()].options[o.option as usize].id.to_string();
            Fix::safe("Write the id of today", vec![Change::new(choice.span, id)])
        });
        out.push(d.maybe_fix(fix));
    }
}

/// Whether the record gives the name of today itself.
fn adr_names(ctx: &Context<'_>, adr: usize, name: &str) -> bool {
    let short = name.split(" (").next().unwrap_or(name);
    ctx.text(ctx.all.adrs[adr].file).contains(short)
}
