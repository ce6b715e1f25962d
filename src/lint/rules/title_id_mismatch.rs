//! The title names another number than the file.

use super::super::context::Context;
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use crate::adr::{Scheme, Source};
use crate::diagnostics::{Change, Diagnostic, Fix, RuleName, Severity};
use crate::text::Span;

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A004", name: "title-id-mismatch" },
    level: Severity::Error,
    persona: Persona::Default,
    repair: Repair::Safe,
    page: include_str!("title_id_mismatch.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (_, adr) in ctx.adrs() {
        let of_file = |s: Source| matches!(s, Source::FileName | Source::Folder);
        let Some(file) = adr.ids.iter().find(|i| of_file(i.from) && i.id.scheme == Scheme::Number) else { continue };
        for other in adr.ids.iter().filter(|i| !of_file(i.from) && i.id.scheme == Scheme::Number) {
            if other.id.number == file.id.number {
                continue;
            }
            let place = if other.from == Source::FrontMatter { "the front matter" } else { "the title" };
            let d = RULE
                .at(other.span, format!("{place} says {}, the name of the file {}", other.id.text, file.id.text))
                .help("Links and lists find a record by the name of its file");
            out.push(d.maybe_fix(renumbered(ctx, other.span, &other.id.text, file.id.number)));
        }
    }
}

/// The number in the text, with its digits as many as before.
fn renumbered(ctx: &Context<'_>, span: Span, id: &str, number: u64) -> Option<Fix> {
    let text = ctx.slice(span);
    let digits = id.trim_start_matches(|c: char| !c.is_ascii_digit());
    let at = text.find(id).map(|n| n + id.len() - digits.len()).or_else(|| text.find(digits))?;
    let start = span.start as usize + at;
    let width = digits.len();
    let change = Change::new(Span::new(span.file, start, start + width), format!("{number:0width$}"));
    (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
        .then(|| Fix::safe("Write the number of the file", vec![change]))
}
