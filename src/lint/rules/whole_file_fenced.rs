//! Records inside a code fence, and a byte order mark before the front matter.

use super::super::context::Context;
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use crate::diagnostics::{Change, Diagnostic, Fix, RuleName, Severity};
use crate::text::Span;

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A114", name: "whole-file-fenced" },
    level: Severity::Error,
    persona: Persona::Default,
    repair: Repair::Safe,
    page: include_str!("whole_file_fenced.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (_, adr) in ctx.adrs() {
        if let Some(open) = adr.fenced {
            out.push(
                RULE.at(open, "the whole record stands in a code fence")
                    .label("readers see its source from here on")
                    .help("Programs that write texts put such a fence around them")
                    .maybe_fix(unfenced(ctx.text(open.file), open)),
            );
        }
        if adr.bom && adr.front_matter.is_some() {
            let mark = Span::new(adr.file, 0, '\u{feff}'.len_utf8());
            out.push(
                RULE.at(mark, "a byte order mark stands before the front matter")
                    .severity(Severity::Info)
                    .help("Some programs find no front matter then")
                    .fix(Fix::safe("Take it away", vec![Change::new(mark, "")])),
            );
        }
    }
}

/// Takes the first and the last line of the fence away.
fn unfenced(text: &str, open: Span) -> Option<Fix> {
    let start = open.start as usize;
    let inside = start + text.get(start..)?.find('\n')? + 1;
    let close = text.trim_end().rfind('\n')? + 1;
    let fence = text.get(close..)?.trim();
    let file = open.file;
    let closes = close >= inside && fence.len() >= 3 && fence.bytes().all(|b| b == b'`');
    let gone = |from, to| Change::new(Span::new(file, from, to), "");
    closes.then(|| Fix::safe("Take the fence away", vec![gone(start, inside), gone(close, text.len())]))
}
