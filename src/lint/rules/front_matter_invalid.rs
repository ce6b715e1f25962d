//! Front matter that tools cannot read.

use super::super::context::Context;
use super::super::persona::Persona;
use super::super::requote::quoted;
use super::super::rule::{Repair, Rule};
use crate::adr::{Adr, Field, Label, Source};
use crate::diagnostics::{Change, Code, Diagnostic, Fix, RuleName, Severity};
use crate::text::Span;
use crate::yaml::{Node, Shape};

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A112", name: "front-matter-invalid" },
    level: Severity::Error,
    persona: Persona::Default,
    repair: Repair::Safe,
    page: include_str!("front_matter_invalid.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (_, adr) in ctx.adrs() {
        let Some(front) = &adr.front_matter else { continue };
        for p in &front.problems {
            let message = match p.code {
                Code::DuplicateKey => format!("{} in the front matter", p.message),
                _ => format!("the front matter is {}", p.message),
            };
            let mut d = RULE.at(p.place.unwrap_or(front.span), message).label(p.label.clone());
            d.related.clone_from(&p.related);
            let fix =
                (front.tree.is_none() && !front.toml).then(|| quoted(front.inner, ctx.slice(front.inner))).flatten();
            let fix = fix.map(|changes| Fix::safe("Put the values into quotes", changes));
            let d = p.help.iter().fold(d, |d, h| d.help(h.clone()));
            out.push(d.maybe_fix(fix));
        }
        braces(ctx, adr, out);
    }
}

/// Values in the braces of a template, which YAML reads as maps. A status in braces has a rule of its own.
fn braces(ctx: &Context<'_>, adr: &Adr, out: &mut Vec<Diagnostic>) {
    let tree = adr.front_matter.as_ref().and_then(|f| f.tree.as_ref());
    let found: Vec<&Field> = adr
        .fields
        .iter()
        .filter(|f| f.from == Source::FrontMatter && (is_single(f.label) || is_people(f.label)))
        .filter(|f| is_bare_map(tree, f.value))
        .collect();
    let Some(first) = found.first() else { return };
    let changes: Vec<Change> = found.iter().filter_map(|f| Some(Change::new(f.value, unbraced(ctx, f)?))).collect();
    let keys: Vec<String> = found.iter().map(|f| format!("`{}`", ctx.slice(f.name))).collect();
    let message = match keys.as_slice() {
        [one] => format!("YAML reads {one} as a map, not as a text"),
        [init @ .., last] => format!("YAML reads {} and {last} as maps, not as texts", init.join(", ")),
        [] => return,
    };
    out.push(
        RULE.at(first.value, message)
            .label("the braces are those of the template")
            .maybe_fix((!changes.is_empty()).then(|| Fix::safe("Take the braces away", changes))),
    );
}

fn is_single(l: Label) -> bool {
    matches!(l, Label::Date | Label::Created | Label::Accepted | Label::Updated | Label::Title)
}

fn is_people(l: Label) -> bool {
    matches!(l, Label::Deciders | Label::Consulted | Label::Informed | Label::Authors)
}

/// Whether the value at some bytes is a map whose keys have no values: `{Ana, Bo}`.
fn is_bare_map(tree: Option<&Node>, value: Span) -> bool {
    let node = tree.and_then(|t| t.entries()?.iter().find(|e| e.value.span == value));
    let Some(Shape::Map(entries)) = node.map(|e| &e.value.shape) else { return false };
    !entries.is_empty() && entries.iter().all(|e| e.value.is_null())
}

/// The value without braces, several names as a list. What a template says instead of a value stays as it is.
fn unbraced(ctx: &Context<'_>, f: &Field) -> Option<String> {
    const SIGNS: &[char] = &[':', '#', '{', '}', '[', ']', '@', '`', '"', '\'', '*', '&', '!', '%', '|', '>', ';'];
    let inner = ctx.slice(f.value).trim().strip_prefix('{')?.strip_suffix('}')?;
    let words = |t: &str| t.split_whitespace().collect::<Vec<_>>().join(" ");
    let items: Vec<String> = inner.split(',').map(words).filter(|i| !i.is_empty()).collect();
    let plain = !inner.contains(SIGNS) && items.iter().all(|i| i.split(' ').count() <= 4);
    match items.as_slice() {
        _ if !plain => None,
        [one] => Some(one.clone()),
        several if is_people(f.label) => Some(format!("[{}]", several.join(", "))),
        _ => None,
    }
}
