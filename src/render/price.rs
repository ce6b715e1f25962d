//! A price of the catalog: what it is, where it holds, how else it is bought, and who pays it.

use std::collections::BTreeSet;

use super::cited::sources;
use crate::catalog::{Catalog, Cell, Find, GLOBAL, HOURS_PER_MONTH, Price, PriceId, ProductId, Quote, Tier};
use crate::text::{Text, unit_price, units};

/// `global` in words.
fn place(region: &str) -> String {
    if region == GLOBAL { String::from("everywhere") } else { format!("in {region}") }
}

/// `0 up to 5 GB, 2.3 beyond`.
fn steps(tiers: &[Tier], unit: &str) -> String {
    let ends = tiers.iter().skip(1).map(|t| Some(t.from)).chain([None]);
    let step = |(t, end): (&Tier, Option<f64>)| match end {
        Some(end) => format!("{} up to {}", unit_price(t.price), units(end, unit)),
        None => format!("{} beyond", unit_price(t.price)),
    };
    tiers.iter().zip(ends).map(step).collect::<Vec<_>>().join(", ")
}

fn quote(c: &Catalog, q: &Quote, unit: &str) -> String {
    let assumed = if q.assumed { ", assumed" } else { "" };
    let tiers = if q.tiers.is_empty() { String::new() } else { format!(" ({})", steps(&q.tiers, unit)) };
    let from: Vec<&str> = q.sources.iter().map(|s| c.sources[s.source.at()].id.as_str()).collect();
    let from = if from.is_empty() { String::new() } else { format!(" [{}]", from.join(", ")) };
    format!("{} {}{tiers} {} ({}{assumed}){from}", unit_price(q.price), q.currency, place(&q.region), q.date)
}

/// What is known of a price, with the lines of cost and the tables that use it.
pub(super) fn show_price(c: &Catalog, id: PriceId) -> String {
    let p: &Price = &c.prices[id.at()];
    let assumed = if p.assumed { ", assumed" } else { "" };
    let mut out = format!(
        "{} ({})\n  {} {} per {} {} ({}{assumed})\n",
        p.meter,
        p.id,
        unit_price(p.price),
        p.currency,
        p.unit,
        place(&p.region),
        p.date
    );
    if !p.tiers.is_empty() {
        out.push_str(&format!("  by the quantity of a month: {}\n", steps(&p.tiers, &p.unit)));
    }
    if p.unit == *"hour" {
        let month = crate::text::money(p.price * HOURS_PER_MONTH, &p.currency);
        out.push_str(&format!("  {month} a month of {HOURS_PER_MONTH} hours\n"));
    }
    if let Some(var) = p.answer {
        out.push_str(&format!("  the answer to {} takes its place\n", c.questions[var.0 as usize].id));
    }
    for q in &p.more.quotes {
        out.push_str(&format!("  {}\n", quote(c, q, &p.unit)));
    }
    for t in &p.more.terms {
        let ends = t.retired.as_ref().map_or(String::new(), |day| format!(", until {day}"));
        for q in &t.quotes {
            out.push_str(&format!("  {}{ends}: {} an hour\n", t.term.name(), quote(c, q, &p.unit)));
        }
    }
    if let Some(day) = &p.more.retired {
        out.push_str(&format!("  the meter ends on {day}\n"));
    }
    if let Some(note) = &p.more.note {
        out.push_str(&format!("  note: {note}\n"));
    }
    out.push_str(&used(c, id));
    out.push_str(&sources(c, &p.sources));
    out
}

/// Who pays a price, with the decisions in which they are options.
fn used(c: &Catalog, id: PriceId) -> String {
    let mut out = String::new();
    for cost in c.costs.iter() {
        for line in cost.lines.iter().filter(|l| l.price == id) {
            for product in &cost.products {
                let once = if line.once { ", once" } else { "" };
                let name = &c.products[product.at()].id;
                out.push_str(&format!("  paid by {name}: {}{once}{}\n", line.name, blocks(c, *product)));
            }
        }
    }
    for t in c.tables.iter() {
        let rows = t.rows.iter().filter(|r| r.cells.iter().flatten().any(|x| matches!(x, Cell::Price(p) if *p == id)));
        for row in rows {
            out.push_str(&format!("  in the table {}: {}\n", t.id, row.name));
        }
    }
    if out.is_empty() {
        out.push_str("  no line of cost uses it\n");
    }
    out
}

/// The decisions in which a product, or a part of it, is an option.
fn blocks(c: &Catalog, product: ProductId) -> String {
    let of: BTreeSet<&Text> = c.options_of(product).iter().map(|o| &c.blocks[o.block.at()].id).collect();
    match of.is_empty() {
        true => String::new(),
        false => format!(" (an option of {})", of.into_iter().map(|b| b.as_str()).collect::<Vec<_>>().join(", ")),
    }
}
