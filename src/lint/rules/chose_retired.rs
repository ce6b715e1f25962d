//! A decision that holds chooses a product that has ended, or soon will.

use super::super::context::Context;
use super::super::rule::{Persona, Repair, Rule};
use crate::catalog::{Catalog, Product, ProductId};
use crate::diagnostics::{Diagnostic, RuleName, Severity};
use crate::text::{Date, date};

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A601", name: "chose-retired" },
    level: Severity::Error,
    persona: Persona::Default,
    repair: Repair::None,
    page: include_str!("chose_retired.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let (Some(knowledge), Some(decisions)) = (ctx.knowledge, ctx.decisions()) else { return };
    let catalog = knowledge.catalog;
    for (i, choice) in decisions.current() {
        let Some((product, end)) = ending(catalog, choice.product, ctx.today, ctx.settings.thresholds.soon) else {
            continue;
        };
        let adr = &ctx.all.adrs[i];
        let level = if end.is_past { Severity::Error } else { Severity::Warning };
        let mut d = RULE.at(ctx.place(adr, choice.span), end.sentence).severity(level).label(end.label);
        if let Some(next) = product.status.replacement {
            d = d.help(format!("Successor: {}", catalog.products[next.at()].name));
        }
        for s in product.status.sources.iter().take(1) {
            let s = &catalog.sources[s.source.at()];
            let url = s.url.as_deref().map(|u| format!(", {u}")).unwrap_or_default();
            d = d.help(format!("Source: {} ({}){url}", s.title, s.date));
        }
        out.push(d.help("Write the record of what takes its place, and mark this one superseded by it"));
    }
}

/// The end of a product in words.
pub(super) struct End {
    pub(super) is_past: bool,
    pub(super) sentence: String,
    pub(super) label: &'static str,
}

/// The end of a product, or of what it is a part of; nothing if none is near. `soon` counts months.
pub(super) fn ending(catalog: &Catalog, product: ProductId, today: Date, soon: u32) -> Option<(&Product, End)> {
    crate::estimate::chain(catalog, product).find_map(|p| {
        let p: &Product = &catalog.products[p.at()];
        let name = &p.name;
        let until = p.status.until.as_deref();
        let day = until.and_then(date);
        let end = |is_past, sentence, label| Some((p, End { is_past, sentence, label }));
        match (p.status_word(), day) {
            ("retired", Some(d)) if d <= today => {
                end(true, format!("{name} was retired on {}", until.unwrap_or_default()), "retired")
            }
            (_, Some(d)) if d <= today => {
                end(true, format!("{name} ended on {}", until.unwrap_or_default()), "ended")
            }
            ("retired", None) => end(true, format!("{name} is retired"), "retired"),
            ("archived", _) => end(true, format!("{name} is archived: nobody maintains it any more"), "archived"),
            (_, Some(d)) if d <= later(today, soon) => {
                end(false, format!("{name} ends on {}", until.unwrap_or_default()), "ends soon")
            }
            ("unmaintained", _) => end(false, format!("{name} is no longer maintained"), "unmaintained"),
            _ => None,
        }
    })
}

/// The day so many months later.
fn later((year, month, day): Date, months: u32) -> Date {
    let all = month - 1 + months;
    (year + all / 12, all % 12 + 1, day)
}
