//! The ends of products against the life of the system, in words.

use super::context::Context;
use super::types::{Risk, severity};
use crate::catalog::{OptionRef, Product, RiskLevel, RuleId};
use crate::estimate::chain;
use crate::text::{Text, plural};

/// Seconds of a day and of a month.
const DAY: f64 = 86_400.0;
const MONTH: f64 = 365.25 / 12.0 * DAY;

/// Why a rule says what it says; of one about the end of a product, with the time by which the system
/// outlives it.
pub(super) fn because(c: &Context<'_>, rule: RuleId) -> Text {
    let r = &c.catalog.rules[rule.at()];
    let Some(ending) = &r.ends else { return r.because.clone() };
    let product = &c.catalog.products[ending.product.at()];
    let Some(life) = c.requirements.answers.number(ending.life) else { return r.because.clone() };
    let next = match successor(c, product) {
        Some(name) => format!("successor: {name}"),
        None => String::from("no successor is named"),
    };
    format!("{}, {} before the system does; {next}", end(product), span(ending.short_by(life))).into()
}

/// The risks of a chosen option whose product, or what it is part of, has an end date.
pub(super) fn risks(c: &Context<'_>, option: OptionRef) -> Vec<(RiskLevel, Risk)> {
    let mut out = Vec::new();
    let chosen = c.catalog.blocks[option.block.at()].options[option.option as usize].product;
    let ending = chain(c.catalog, chosen).filter(|p| {
        let product = &c.catalog.products[p.at()];
        !product.inline && product.status.until.is_some()
    });
    for id in ending {
        let product = &c.catalog.products[id.at()];
        let about = c.catalog.rules.iter().position(|r| r.ends.is_some_and(|e| e.product == id));
        let rule = about.map(|i| RuleId(i as u16));
        let stays = c.outcome.outlived.iter().any(|(o, r)| *o == option && Some(*r) == rule);
        let short = rule.and_then(|r| {
            let ending = c.catalog.rules[r.at()].ends?;
            Some(ending.short_by(c.requirements.answers.number(ending.life)?))
        });
        let (level, title) = match short {
            Some(s) if stays => (RiskLevel::High, format!("{}, {} before the system does", end(product), span(s))),
            Some(_) => (RiskLevel::Low, format!("{}, after the system does", end(product))),
            None => (RiskLevel::Medium, end(product)),
        };
        let mut mitigation = match successor(c, product) {
            Some(name) => format!("Plan the move to {name}"),
            None => String::from("No successor is named: plan what takes its place"),
        };
        if stays {
            mitigation.push_str("; rules and requirements leave nothing else open");
        }
        let risk = Risk {
            title: title.into(),
            severity: severity(level),
            mitigation: mitigation.into(),
            rule: rule.map_or_else(|| Text::from("lifecycle"), |r| c.catalog.rules[r.at()].id.clone()),
            source: c.sources(&product.status.sources),
        };
        out.push((level, risk));
    }
    out
}

fn end(product: &Product) -> String {
    format!("{} ends on {}", product.name, product.status.until.as_deref().unwrap_or("a day that is not set"))
}

fn successor<'a>(c: &Context<'a>, product: &Product) -> Option<&'a str> {
    product.status.replacement.map(|r| c.catalog.products[r.at()].name.as_str())
}

/// A time in whole months, or in days below two months.
fn span(seconds: f64) -> String {
    match (seconds / MONTH).floor() {
        months if months >= 2.0 => plural(months as usize, "month"),
        _ => plural((seconds / DAY).ceil().max(1.0) as usize, "day"),
    }
}
