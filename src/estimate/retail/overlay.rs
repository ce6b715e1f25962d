//! What an import found, as a catalog overlay.

use std::fmt::Write;

use super::pick::Found;
use crate::catalog::{Catalog, Tier};
use crate::text::digest;

/// The first line of every file that an import writes: only such a file is written over.
pub const MARK: &str = "# Written by `mlarch prices import`: import again rather than edit.";

/// A text as YAML, in quotes.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

/// A price with all the digits that matter: prices of a second are small.
fn number(n: f64) -> String {
    // Conversions leave noise in the last digits; twelve are more than any list has.
    let rounded: f64 = format!("{n:.12e}").parse().unwrap_or(n);
    format!("{rounded}")
}

fn steps(tiers: &[Tier]) -> String {
    let all = tiers.iter().map(|t| format!("{{from: {}, price: {}}}", number(t.from), number(t.price)));
    all.collect::<Vec<_>>().join(", ")
}

/// The overlay: one patch per meter, with the dumps as their source.
///
/// `files` are the names of the dumps, `date` the day of the newest of them.
pub fn overlay(catalog: &Catalog, found: &[Found], files: &[String], date: &str) -> String {
    let mut body = String::from("prices:\n");
    let id = {
        let all = found.iter().map(|f| format!("{f:?}")).collect::<Vec<_>>();
        let print = digest(all.iter().map(String::as_str));
        format!("price_list_{}_{}", date.replace('-', "_"), &print[..print.len().min(8)])
    };
    let quote = |f: &Found| {
        let start = f.start.as_deref().unwrap_or(date);
        let tiers = if f.tiers.is_empty() { String::new() } else { format!(", tiers: [{}]", steps(&f.tiers)) };
        // What the list states is no assumption, even where the catalog's price was one.
        format!(
            "{{price: {}{tiers}, currency: {}, date: {start}, source: {id}, assumed: false}}",
            number(f.amount),
            quoted(&f.currency)
        )
    };
    let mut at = 0;
    while at < found.len() {
        let price = found[at].price;
        let end = found[at..].iter().position(|f| f.price != price).map_or(found.len(), |n| at + n);
        let group = &found[at..end];
        at = end;
        // Writing to a text cannot fail.
        let _ = writeln!(body, "  - id: {}", catalog.prices[price].id);
        let plain: Vec<&Found> = group.iter().filter(|f| f.purchase.is_none()).collect();
        if !plain.is_empty() {
            let _ = writeln!(body, "    regions:");
            for f in plain {
                let _ = writeln!(body, "      {}: {}", f.region, quote(f));
            }
        }
        let mut under: Vec<(&str, &Found)> = group.iter().filter_map(|f| f.purchase.map(|p| (p.word(), f))).collect();
        under.sort_by_key(|(word, _)| *word);
        if !under.is_empty() {
            let _ = writeln!(body, "    terms:");
        }
        let mut last = "";
        for (word, f) in under {
            if word != last {
                let _ = writeln!(body, "      {word}:\n        regions:");
            }
            last = word;
            let _ = writeln!(body, "          {}: {}", f.region, quote(f));
        }
    }
    let names = files.join(", ");
    let source = format!(
        "sources:\n  - {{id: {id}, title: {}, publisher: {}, date: {date}}}\n",
        quoted(&format!("Price list rows of {names}")),
        quoted("The provider's price list"),
    );
    format!("{MARK}\n{source}{body}")
}
