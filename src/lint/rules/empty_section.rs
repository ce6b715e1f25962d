//! A section without a word.

use std::collections::HashMap;

use super::super::context::Context;
use super::super::persona::Persona;
use super::super::prose;
use super::super::rule::{Repair, Rule};
use crate::adr::{Adr, Role, Section, Standing, heading_role};
use crate::diagnostics::{Change, Diagnostic, Fix, RuleName, Severity};
use crate::text::{FileId, Span};

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A202", name: "empty-section" },
    level: Severity::Warning,
    persona: Persona::Default,
    repair: Repair::Unsafe,
    page: include_str!("empty_section.md"),
    check,
};

/// Sections that say something, if they are there.
fn says(role: Role) -> bool {
    matches!(
        role,
        Role::Context
            | Role::Drivers
            | Role::Options
            | Role::ProsCons
            | Role::Decision
            | Role::Rationale
            | Role::Approach
            | Role::Consequences
            | Role::Positive
            | Role::Negative
            | Role::Confirmation
            | Role::Summary
    )
}

/// Sections that people put beside the one that they belong to.
fn belongs(part: Role, to: Role) -> bool {
    match to {
        Role::Consequences => {
            matches!(part, Role::Positive | Role::Negative | Role::Neutral | Role::Risks | Role::ProsCons)
        }
        Role::Options => matches!(part, Role::ProsCons | Role::Positive | Role::Negative),
        Role::ProsCons => matches!(part, Role::Positive | Role::Negative | Role::Options),
        Role::Decision => matches!(part, Role::Rationale | Role::Approach | Role::Positive | Role::Summary),
        Role::Context => matches!(part, Role::Drivers | Role::Assumptions | Role::Constraints | Role::Summary),
        _ => false,
    }
}

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for log in &ctx.all.logs {
        // Headings that the log always leaves empty are its habit: how many are empty, of how many.
        let mut shares: HashMap<Role, (usize, usize)> = HashMap::new();
        let mut found: Vec<(&Adr, usize, Role)> = Vec::new();
        for m in &log.members {
            let adr = &ctx.all.adrs[*m];
            for (i, s) in adr.sections.iter().enumerate() {
                let Some(role) = s.role.filter(|r| says(*r)) else { continue };
                let share = shares.entry(role).or_default();
                share.1 += 1;
                if is_empty(ctx, adr, i, role) {
                    share.0 += 1;
                    found.push((adr, i, role));
                }
            }
        }
        let mut hollow: Option<Span> = None;
        let mut begun: Option<FileId> = None;
        for (adr, i, role) in found {
            let (empty, of) = shares[&role];
            if (of >= 4 && empty * 2 > of) || prose::is_history_or_draft(adr) {
                continue;
            }
            let s = &adr.sections[i];
            if adr.statuses.is_empty() && is_begun(ctx, adr) {
                if begun.replace(adr.file) != Some(adr.file) {
                    let d = RULE.at(s.heading, "the page has headings and nothing below them yet");
                    out.push(d.severity(Severity::Info).help("Write it, or take the page out"));
                }
                continue;
            }
            // The parts of a section without a word are not named again.
            if hollow.is_some_and(|h| h.file == adr.file && h.range().contains(&(s.heading.start as usize))) {
                continue;
            }
            hollow = prose::has_parts(s).then_some(s.body);
            // A side left empty beside the other is custom in many logs: worth a look, no more.
            let side = matches!(role, Role::Positive | Role::Negative);
            let comment = if ctx.slice(s.own).trim().is_empty() { "" } else { " but for a comment" };
            let d = RULE
                .at(s.heading, format!("the section `{}` is empty{comment}", s.title))
                .help("Say it, say that there is nothing to say and why, or take the heading out");
            let d = if prose::has_parts(s) { d } else { d.fix(removal(ctx, adr, s)) };
            // A proposal is still being written.
            let open = adr.status().is_some_and(|s| s.standing == Some(Standing::Proposed));
            out.push(if side || open { d.severity(Severity::Info) } else { d });
        }
    }
}

fn is_empty(ctx: &Context<'_>, adr: &Adr, at: usize, role: Role) -> bool {
    let s = &adr.sections[at];
    // `## Decision: use queues` says it all.
    if heading_role(&s.title).is_none() || !prose::is_blank(ctx, adr, s.own.range()) {
        return false;
    }
    if prose::has_parts(s) {
        // Headings of options say something; those of good and bad consequences do not.
        let mut inside = adr.sections[at + 1..].iter().take_while(|n| n.heading.start < s.body.end);
        return inside.all(|n| {
            n.role.is_some_and(|r| belongs(r, Role::Consequences)) && prose::is_blank(ctx, adr, n.own.range())
        });
    }
    match adr.sections.get(at + 1) {
        // What follows under an unknown heading may be what the section is about.
        Some(next) => next.level <= s.level && next.role.is_some_and(|r| r != role && !belongs(r, role)),
        None => true,
    }
}

/// A page with headings and nothing else: where no status tells that it is a proposal, this does.
fn is_begun(ctx: &Context<'_>, adr: &Adr) -> bool {
    let data = |s: &Section| s.role.is_some_and(|r| matches!(r, Role::Date | Role::Metadata | Role::Deciders));
    adr.sections.iter().all(|s| data(s) || prose::is_blank(ctx, adr, s.own.range()))
}

fn removal(ctx: &Context<'_>, adr: &Adr, s: &Section) -> Fix {
    let text = ctx.text(adr.file);
    let (mut start, end) = (s.heading.start as usize, s.own.end as usize);
    if text[end..].trim().is_empty() {
        // Nor does the blank line before it remain at the end of the text.
        let before = text[..start].trim_end();
        start = text[before.len()..].find('\n').map_or(start, |n| before.len() + n + 1);
    }
    Fix::risky("Take the heading out", vec![Change::new(Span::new(adr.file, start, end), "")])
}
