//! The text names a record without a link to it.

use std::collections::{HashMap, HashSet};

use super::super::context::Context;
use super::super::persona::Persona;
use super::super::prose::body;
use super::super::rule::{Repair, Rule};
use crate::adr::{Scheme, mentions, prose, relative};
use crate::diagnostics::{Change, Diagnostic, Fix, RuleName, Severity};
use crate::text::Span;

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A407", name: "unlinked-mention" },
    level: Severity::Info,
    persona: Persona::Strict,
    repair: Repair::Safe,
    page: include_str!("unlinked_mention.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let shared = shared(ctx);
    for (i, adr) in ctx.adrs().filter(|(_, a)| a.fenced.is_none()) {
        // One link is enough for a reader, wherever it stands.
        let mut known: HashSet<usize> = adr.links.iter().filter_map(|l| ctx.all.by_link(adr, &l.target)).collect();
        known.insert(i);
        let text = ctx.text(adr.file);
        let body = body(ctx, adr);
        for part in prose(&text[..body.end], body.start, false) {
            for (id, at) in mentions(&text[part.clone()], false) {
                let (start, end) = (part.start + at.start, part.start + at.end);
                // A bare number after an id may be that of a part: `ADR-85 Decision 2`.
                let named = text[start..].starts_with(|c: char| c.is_alphabetic());
                // The title may be no heading.
                if id.scheme != Scheme::Number || !named || adr.title.span.range().contains(&start) {
                    continue;
                }
                let meant = ctx.all.by_mention(i, &id).filter(|t| !shared.contains(t) && known.insert(*t));
                let Some(target) = meant else { continue };
                let (span, to) = (Span::new(adr.file, start, end), &ctx.all.adrs[target]);
                let shown = &text[start..end];
                let link = format!("[{shown}]({})", relative(&adr.path, &to.path));
                let d = RULE
                    .at(span, format!("the text names {shown} without a link"))
                    .related(to.title.span, "the record")
                    .fix(Fix::safe("Make it a link", vec![Change::new(span, link)]));
                out.push(d);
            }
        }
    }
}

/// Records whose id another of their log has too: nobody knows which of them a text means.
fn shared(ctx: &Context<'_>) -> HashSet<usize> {
    let mut out = HashSet::new();
    for log in &ctx.all.logs {
        let mut first: HashMap<String, usize> = HashMap::new();
        for m in &log.members {
            if let Some(before) = first.insert(ctx.all.adrs[*m].id.key(), *m) {
                out.extend([before, *m]);
            }
        }
    }
    out
}
