//! A link leads to a heading that does not exist.

use std::collections::HashMap;

use super::super::context::Context;
use super::super::links::{Finder, Found, Leads, leads};
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use super::super::texts::is_markdown;
use crate::adr::{Anchors, Link, decoded};
use crate::diagnostics::{Change, Diagnostic, Fix, RuleName, Severity};
use crate::text::{Span, one_line};

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A402", name: "broken-anchor" },
    level: Severity::Warning,
    persona: Persona::Default,
    repair: Repair::Unsafe,
    page: include_str!("broken_anchor.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let finder = Finder::new(ctx);
    // What each page that some link leads into has.
    let mut known: HashMap<String, Option<Anchors>> = HashMap::new();
    for (_, adr) in ctx.adrs() {
        for link in &adr.links {
            let (path, anchor) = match leads(&link.target) {
                Leads::Here(anchor) => (adr.path.clone(), anchor),
                Leads::File(local) => match (local.anchor, finder.find(&adr.path, &local)) {
                    (Some(anchor), Found::There(path)) if is_markdown(&path) => (path, anchor),
                    _ => continue,
                },
                _ => continue,
            };
            if is_special(anchor) {
                continue;
            }
            let anchors = known.entry(path).or_insert_with_key(|path| match ctx.file(path) {
                Some(file) => Some(Anchors::of(ctx.text(file))),
                None => ctx.tree.text(path).map(|t| Anchors::of(&t)),
            });
            let Some(anchors) = anchors else { continue };
            if !anchors.has(anchor) {
                out.push(finding(ctx, link, anchor, anchors, link.target.starts_with('#')));
            }
        }
    }
}

fn finding(ctx: &Context<'_>, link: &Link, anchor: &str, anchors: &Anchors, here: bool) -> Diagnostic {
    let shown = one_line(&decoded(anchor));
    let page = if here { String::from("this page") } else { one_line(link.target.split('#').next().unwrap_or("")) };
    let place = link.target_span(ctx.text(link.span.file)).map(|t| {
        let end = t.end as usize;
        Span::new(t.file, end - anchor.len(), end)
    });
    let d = RULE
        .at(place.unwrap_or(link.span), format!("{page} has no heading or anchor `#{shown}`"))
        .label("no such heading");
    let near = anchors.like(anchor);
    let fix = near.zip(place).map(|(n, p)| Fix::risky("Lead to the heading of these words", vec![Change::new(p, n)]));
    d.maybe_help(near.map(|n| format!("Did you mean `#{n}`?"))).maybe_fix(fix)
}

/// Anchors that no heading has: lines, texts, footnotes, the top of the page.
fn is_special(anchor: &str) -> bool {
    let a = anchor.trim();
    let line = a.trim_start_matches(['L', 'l']).bytes().all(|b| b.is_ascii_digit() || b"-LlCc".contains(&b));
    let note = a.strip_prefix("user-content-").unwrap_or(a).strip_prefix("fn").is_some_and(|r| {
        r.is_empty()
            || r.starts_with(':')
            || r.starts_with("ref")
            || r.starts_with('-')
            || r.as_bytes()[0].is_ascii_digit()
    });
    a.is_empty()
        || a == "top"
        || (line && a.starts_with(['L', 'l']))
        || note
        || a.starts_with(":~:")
        || a.contains(['/', '!', '{', '='])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_that_no_heading_has() {
        for yes in ["L10-L12", "fn:1", "top", ":~:text=x"] {
            assert!(is_special(yes), "{yes}");
        }
        assert!(!is_special("licence"));
    }
}
