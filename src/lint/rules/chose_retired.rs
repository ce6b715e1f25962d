//! A decision that holds chooses a product that has ended, or soon will.

use super::super::context::Context;
use super::super::decisions::Choice;
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use crate::catalog::{Catalog, Product, ProductId, SourceRef};
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
            out.extend(relicensed(ctx, catalog, i, choice));
            continue;
        };
        let adr = &ctx.all.adrs[i];
        let level = if end.is_past { Severity::Error } else { Severity::Warning };
        let mut d = RULE.at(ctx.place(adr, choice.span), end.sentence).severity(level).label(end.label);
        if let Some(next) = product.status.replacement {
            d = d.help(format!("Successor: {}", catalog.products[next.at()].name));
        }
        d = d.maybe_help(source(catalog, &product.status.sources));
        out.push(d.help("Write the record of what takes its place, and mark this one superseded by it"));
    }
}

/// The first document of a list in words.
fn source(catalog: &Catalog, list: &[SourceRef]) -> Option<String> {
    let s = &catalog.sources[list.first()?.source.at()];
    let url = s.url.as_deref().map(|u| format!(", {u}")).unwrap_or_default();
    Some(format!("Source: {} ({}){url}", s.title, s.date))
}

/// What was chosen under an open licence and has another now. Whether that matters depends on who runs it for whom, so
/// it is worth a look and no more.
fn relicensed(ctx: &Context<'_>, catalog: &Catalog, record: usize, choice: &Choice) -> Option<Diagnostic> {
    let (product, change) = crate::estimate::chain(catalog, choice.product).find_map(|p| {
        let p: &Product = &catalog.products[p.at()];
        Some((p, p.relicensed.as_deref()?))
    })?;
    let adr = &ctx.all.adrs[record];
    // The record's own day, or that of its first commit.
    let told = adr.date().and_then(|d| d.day.date).map(|(y, m, d)| (y, m.max(1), d.max(1)));
    let day = told.or_else(|| ctx.history.and_then(|h| h.first.get(&adr.path)).copied())?;
    let on = date(&change.on).filter(|on| day < *on && *on <= ctx.today)?;
    // Who decided in the same year may have known: a year alone is no day.
    if change.on.len() == 4 && day.0 == on.0 {
        return None;
    }
    let from = change.from.as_deref().map(|f| format!(" from {f}")).unwrap_or_default();
    let sentence =
        format!("{} changed its licence{from} to {} in {}, after this was decided", product.name, change.to, change.on);
    let d = RULE.at(ctx.place(adr, choice.span), sentence).severity(Severity::Info).label("re-licensed");
    let again = change.open_again.as_deref().map(|a| {
        let licence = product.licence.as_deref().unwrap_or("an open licence");
        format!("Since {a} it may be taken under {licence} again")
    });
    let d = d.maybe_help(again).maybe_help(source(catalog, &change.sources));
    Some(d.help("Say in the record, or in one that follows it, why the licence of today fits"))
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
            (_, Some(d)) if d <= today => end(true, format!("{name} ended on {}", until.unwrap_or_default()), "ended"),
            ("retired", None) => end(true, format!("{name} is retired"), "retired"),
            ("archived", _) => {
                let since = p.status.since.as_deref().map(|d| format!("has been archived since {d}"));
                let since = since.unwrap_or_else(|| String::from("is archived"));
                end(true, format!("{name} {since}: nobody maintains it any more"), "archived")
            }
            (_, Some(d)) if d <= later(today, soon) => {
                end(false, format!("{name} ends on {}", until.unwrap_or_default()), "ends soon")
            }
            ("unmaintained", _) => {
                let since = p.status.since.as_deref().map_or(String::new(), |d| format!(" since {d}"));
                end(false, format!("{name} is no longer maintained{since}"), "unmaintained")
            }
            _ => None,
        }
    })
}

/// The day so many months later.
fn later((year, month, day): Date, months: u32) -> Date {
    let all = month - 1 + months;
    (year + all / 12, all % 12 + 1, day)
}
