//! The text of a link names one record, its target is another.

use std::collections::HashSet;

use super::super::context::Context;
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use crate::adr::{Adr, Id, Link, LinkKind, Scheme, fold, mentions};
use crate::diagnostics::{Change, Diagnostic, Fix, RuleName, Severity};
use crate::text::Span;

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A403", name: "link-text-id-mismatch" },
    level: Severity::Error,
    persona: Persona::Default,
    repair: Repair::Unsafe,
    page: include_str!("link_text_id_mismatch.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let families: HashSet<&str> = ctx.all.logs.iter().map(|l| l.family.as_str()).collect();
    for (_, adr) in ctx.adrs() {
        for link in adr.links.iter().filter(|l| matches!(l.kind, LinkKind::Inline | LinkKind::Reference)) {
            let Some(target) = ctx.all.by_link(adr, &link.target).map(|t| &ctx.all.adrs[t]) else { continue };
            let Some(told) = named(link, target, &families) else { continue };
            let d = RULE
                .at(link.span, format!("the text of the link says {}, its target is {}", told.text, target.id.text))
                .related(target.title.span, "the target")
                .help("Readers without the link at hand look for the wrong record");
            out.push(d.maybe_fix(rewritten(ctx, link, &told, target)));
        }
    }
}

/// The id that the text of a link names, if it is not one of the target's.
fn named(link: &Link, target: &Adr, families: &HashSet<&str>) -> Option<Id> {
    let own = |id: &Id| target.ids.iter().any(|i| i.id.scheme == Scheme::Number && i.id.number == id.number);
    if target.id.scheme != Scheme::Number {
        return None;
    }
    let text = link.text.trim();
    let all = mentions(text, false);
    if let Some((id, at)) = all.first() {
        // "The successor of ADR 3" is not ADR 3; "ADRs 3 to 5" may lead to any of them.
        let family = id.family();
        let kin = family.is_empty() || family == target.id.family() || families.contains(family.as_str());
        let strange = all.iter().any(|(i, _)| own(i));
        return (at.start == 0 && all.len() == 1 && kin && !strange).then(|| id.clone());
    }
    // `2. Use queues` and `0002`: a number that stands for the record, not for a footnote or a section.
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 || link.target.contains('#') {
        return None;
    }
    let rest = &text[digits..];
    let words = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
    let whole = rest.is_empty() && digits >= 3 && digits == target.id.width;
    let titled = rest.starts_with(['.', ':', ' ', '-']) && fold(words) == fold(&target.title.value);
    let id = (whole || titled).then(|| mentions(&text[..digits], true).into_iter().next()).flatten()?.0;
    (id.scheme == Scheme::Number && !own(&id)).then_some(id)
}

/// The target's id in place of the other, with its digits as many as before.
fn rewritten(ctx: &Context<'_>, link: &Link, told: &Id, target: &Adr) -> Option<Fix> {
    let shown = ctx.slice(link.span);
    let end = shown.rfind("](").or_else(|| shown.rfind("][")).unwrap_or(shown.len());
    let at = shown[..end].find(&told.text)?;
    let letters = told.text.len() - told.width;
    let same = told.family() == target.id.family() || told.family().is_empty() && target.id.prefix.is_empty();
    let text = match same {
        true => format!("{}{:0width$}", &told.text[..letters], target.id.number, width = told.width),
        false => target.id.text.clone(),
    };
    let start = link.span.start as usize + at;
    let change = Change::new(Span::new(link.span.file, start, start + told.text.len()), text);
    Some(Fix::risky("Write the id of the target", vec![change]))
}
