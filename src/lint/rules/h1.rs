//! The first heading: none, or several.

use super::super::context::Context;
use super::super::persona::Persona;
use super::super::prose;
use super::super::rule::{Repair, Rule};
use crate::adr::{Adr, Log, Marked, Section, Source};
use crate::diagnostics::{Change, Diagnostic, Fix, RuleName, Severity};
use crate::text::Span;

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A205", name: "h1" },
    level: Severity::Warning,
    persona: Persona::Default,
    repair: Repair::Safe,
    page: include_str!("h1.md"),
    check,
};

/// Records with a habit before it counts as one.
const FEW: usize = 3;

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for log in &ctx.all.logs {
        let adrs = || log.members.iter().map(|m| &ctx.all.adrs[*m]);
        let untitled = habit(log, adrs().filter(|a| is_untitled(a)).count());
        let several = habit(log, adrs().filter(|a| !tops(ctx, a).is_empty()).count());
        for adr in adrs() {
            if is_untitled(adr) {
                let first = adr.sections.first().map_or(ctx.start(adr.file), |s| s.heading);
                // `#7. Queues` is meant as a title, and another rule says so.
                let text = ctx.text(adr.file)[prose::body(ctx, adr)].trim_start();
                let meant = text.strip_prefix('#').is_some_and(|t| t.starts_with(char::is_alphanumeric));
                if !untitled && !meant {
                    let d = RULE.at(first, "the record has no title");
                    out.push(d.help("Lists show the name of the file in its place"));
                }
                continue;
            }
            let tops = tops(ctx, adr);
            let Some(second) = tops.first().filter(|_| !several) else { continue };
            let more = match tops.len() - 1 {
                0 => String::new(),
                1 => String::from(", and so does another heading"),
                n => format!(", and so do {n} more headings"),
            };
            let message = format!("`{}` stands as high as the title{more}", second.title);
            let d = RULE.at(second.heading, message).related(adr.title.span, "the title");
            // Readers manage; tools that take the first heading for the title do too.
            let d = d.severity(Severity::Info);
            out.push(d.help("A title has one `#`, sections have two").maybe_fix(demoted(ctx, adr, second)));
        }
    }
}

/// So many records that the log means it.
fn habit(log: &Log, n: usize) -> bool {
    n >= FEW && n * 3 >= log.members.len()
}

fn is_untitled(adr: &Adr) -> bool {
    adr.title_from == Source::FileName && adr.fenced.is_none()
}

/// The sections that stand as high as the title.
fn tops<'a>(ctx: &Context<'_>, adr: &'a Adr) -> Vec<&'a Section> {
    let title = ctx.slice(adr.title.span);
    let first = adr.title_from == Source::Heading
        && (title.starts_with("# ") || title.trim_end().ends_with('=') && title.contains('\n'));
    if !first {
        return Vec::new();
    }
    let top = |s: &&Section| s.level == 1 && s.marked == Marked::Heading && s.heading.start > adr.title.span.start;
    adr.sections.iter().filter(top).collect()
}

/// From the second heading of the first level on, everything stands one level lower.
fn demoted(ctx: &Context<'_>, adr: &Adr, from: &Section) -> Option<Fix> {
    let headings = || adr.sections.iter().filter(|s| s.heading.start >= from.heading.start);
    let tops_only = headings().all(|s| s.level == 1 && s.role.is_some());
    // What stands below the second level already belongs to a section, or is one: nobody can tell.
    let in_tops = headings().all(|s| s.role.is_some() == (s.level == 1));
    let marked = |s: &Section| ctx.slice(s.heading).starts_with('#') && s.level < 6 && s.marked == Marked::Heading;
    if !headings().all(marked) || !(tops_only || in_tops) {
        return None;
    }
    let insert =
        |s: &Section| Change::new(Span::new(adr.file, s.heading.start as usize, s.heading.start as usize), "#");
    Some(Fix::safe("Put one `#` more before the sections", headings().map(insert).collect()))
}
