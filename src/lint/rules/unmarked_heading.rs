//! A line that people read as a heading and a Markdown reader does not.

use super::super::context::Context;
use super::super::persona::Persona;
use super::super::prose;
use super::super::rule::{Repair, Rule};
use crate::adr::{Adr, Marked, Source};
use crate::diagnostics::{Change, Diagnostic, Fix, RuleName, Severity};
use crate::text::{Span, all, line_end};

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A206", name: "unmarked-heading" },
    level: Severity::Warning,
    persona: Persona::Default,
    repair: Repair::Safe,
    page: include_str!("unmarked_heading.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (_, adr) in ctx.adrs() {
        unspaced(ctx, adr, out);
    }
    if ctx.settings.persona < Persona::Pedantic {
        return;
    }
    for log in &ctx.all.logs {
        let plain = |m: &&usize| ctx.all.adrs[**m].sections.iter().any(|s| is_plain(s.marked));
        // A log that writes them so on purpose.
        if log.members.iter().filter(plain).count() * 2 > log.members.len() {
            continue;
        }
        for adr in log.members.iter().map(|m| &ctx.all.adrs[*m]) {
            for s in adr.sections.iter().filter(|s| is_plain(s.marked)) {
                let words = ctx.slice(s.heading).trim_matches(['*', '_', ':', ' ']);
                let d = RULE.at(s.heading, format!("`{words}` is read as a heading and is none for a Markdown reader"));
                let fix = Fix::risky("Make it a heading", vec![Change::new(s.heading, format!("## {words}"))]);
                out.push(d.severity(Severity::Info).fix(fix));
            }
        }
    }
}

fn is_plain(marked: Marked) -> bool {
    matches!(marked, Marked::Bare | Marked::Bold)
}

/// `##Context`, or a blank after the marks that is none for a Markdown reader.
fn unspaced(ctx: &Context<'_>, adr: &Adr, out: &mut Vec<Diagnostic>) {
    let (text, body) = (ctx.text(adr.file), prose::body(ctx, adr));
    let hidden = |at: usize| {
        let next = adr.hidden.partition_point(|h| h.end as usize <= at);
        adr.hidden.get(next).is_some_and(|h| h.start as usize <= at)
    };
    let own = &text[body.clone()];
    // Once for all lines: blanks may go on for the whole text.
    let first = body.end - own.trim_start().len();
    let begins = own.starts_with('#').then_some(body.start);
    for start in begins.into_iter().chain(all(own, "\n#").map(|at| body.start + at + 1)) {
        let line = text[start..line_end(text, start)].trim_end();
        let top = start <= first;
        let marks = line.bytes().take_while(|b| *b == b'#').count();
        if marks > 6 {
            continue;
        }
        let rest = &line[marks..];
        let Some(next) = rest.chars().next().filter(|c| !matches!(c, ' ' | '\t')) else { continue };
        // `#46 says` is a link, `#tag` a tag, `#!/bin/sh` a script; as the first line it can only be a title.
        let title = top && adr.title_from == Source::FileName && rest.contains(' ');
        let blank = next.is_whitespace();
        if !(blank || next.is_alphanumeric() && (marks > 1 || title)) || hidden(start) {
            continue;
        }
        let words = rest.trim();
        let place = Span::new(adr.file, start, start + line.len());
        let why = if blank { "a blank that is none for it" } else { "no blank" };
        let d = RULE.at(place, format!("`{words}` is no heading for a Markdown reader: {why} after the marks"));
        let gap = rest.len() - rest.trim_start().len();
        let change = Change::new(Span::new(adr.file, start + marks, start + marks + gap), " ");
        out.push(d.fix(Fix::safe("Put a blank after the marks", vec![change])));
    }
}
