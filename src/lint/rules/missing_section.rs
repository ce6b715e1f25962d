//! A section that the log's records have is missing.

use super::super::context::Context;
use super::super::convention::Share;
use super::super::persona::Persona;
use super::super::prose;
use super::super::rule::{Repair, Rule};
use crate::adr::{Adr, Format, Role, UsualHeading, fold, heading_role, role_of};
use crate::diagnostics::{Change, Diagnostic, Fix, RuleName, Severity};
use crate::text::{Span, one_of};

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A201", name: "missing-section" },
    level: Severity::Warning,
    persona: Persona::Default,
    repair: Repair::Unsafe,
    page: include_str!("missing_section.md"),
    check,
};

/// Roles that a habit of the log makes necessary, each with those that may stand in for it. What is rarer than the first
/// three must be more of a habit.
const ROLES: [(Role, &[Role], usize); 6] = [
    (Role::Context, &[Role::Context, Role::Summary, Role::Drivers], 10),
    (Role::Drivers, &[Role::Drivers, Role::Assumptions, Role::Constraints], 20),
    (Role::Options, &[Role::Options, Role::ProsCons], 20),
    (Role::Decision, &[Role::Decision, Role::Approach, Role::Rationale], 10),
    (
        Role::Consequences,
        &[Role::Consequences, Role::Positive, Role::Negative, Role::Neutral, Role::Risks, Role::ProsCons],
        10,
    ),
    (Role::Confirmation, &[Role::Confirmation], 20),
];

/// Records before and after one that are written at the same time.
const NEAR: usize = 4;

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (log, own) in ctx.all.logs.iter().zip(&ctx.conventions) {
        let frozen = own.frozen.as_ref().and_then(|f| f.sections.as_ref());
        let adrs: Vec<&Adr> = log.members.iter().map(|m| &ctx.all.adrs[*m]).collect();
        let habits: Vec<(Role, &[Role])> = match frozen {
            Some(_) => Vec::new(),
            None => ROLES.into_iter().filter(|r| is_habit(own.section(r.0), r.2)).map(|r| (r.0, r.1)).collect(),
        };
        if frozen.is_none() && habits.is_empty() {
            continue;
        }
        let sets: Vec<u64> = adrs.iter().map(|a| set(a)).collect();
        for (i, adr) in adrs.iter().enumerate() {
            if prose::is_history_or_draft(adr) || adr.format == Format::YStatement {
                continue;
            }
            let mut missing: Vec<(String, Option<Role>)> = Vec::new();
            for title in frozen.into_iter().flatten() {
                let role = role_of(title);
                let same = |s: &crate::adr::Section| match role {
                    Some(_) => s.role == role,
                    None => fold(&s.title) == fold(title),
                };
                if !adr.sections.iter().any(same) {
                    missing.push((title.clone(), role));
                }
            }
            for (role, instead) in &habits {
                let lacks = |n: usize| instead.iter().all(|r| sets[n] & bit(*r) == 0);
                if lacks(i) && !of_its_time(i, adrs.len(), &lacks) && !told_otherwise(ctx, adr, instead) {
                    let usual = log.style.headings.iter().find(|h| h.role == Some(*role));
                    missing.push((usual.map_or_else(|| title_of(*role), |h| h.title.clone()), Some(*role)));
                }
            }
            if missing.is_empty() {
                continue;
            }
            let names: Vec<String> = missing.iter().map(|(t, _)| format!("`{t}`")).collect();
            let names = names.join(" and ");
            let message = match (frozen, missing.first().and_then(|m| m.1)) {
                (None, Some(role)) => {
                    let share = own.section(role);
                    format!("there is no section {names}, which {} of {} records of the log have", share.n, share.of)
                }
                _ => format!("there is no section {names}, which the configuration asks for"),
            };
            let seen = adr.sections.iter().filter(|s| s.level <= 2).map(|s| s.title.as_str());
            let seen = one_of(seen, 6);
            let help = if seen.is_empty() { None } else { Some(format!("Sections that are there: {seen}")) };
            let fix = skeleton(ctx, adr, &missing, &log.style.headings);
            // A habit becomes a rule when it is frozen.
            let severity = if frozen.is_some() { RULE.level } else { Severity::Info };
            let d = RULE.at(ctx.place(adr, adr.title.span), message).severity(severity);
            out.push(d.maybe_help(help).fix(fix));
        }
    }
}

/// One record in so many may lack it, and one of a short log.
fn is_habit(share: Share, one_in: usize) -> bool {
    share.is_habit() && share.of - share.n <= (share.of / one_in).max(1)
}

fn bit(role: Role) -> u64 {
    1 << (role as u64)
}

/// The roles of a record's sections as bits.
fn set(adr: &Adr) -> u64 {
    adr.sections.iter().filter_map(|s| s.role).fold(0, |all, r| all | bit(r))
}

/// Several of the records before and after it lack the same: they were written another way.
fn of_its_time(at: usize, all: usize, lacks: &dyn Fn(usize) -> bool) -> bool {
    let near = (at.saturating_sub(NEAR)..(at + NEAR + 1).min(all)).filter(|n| *n != at);
    near.filter(|n| lacks(*n)).count() >= 2
}

/// Another notation says it: `**Decision:** we use queues`, `## What we decided`, `## Key decisions`.
fn told_otherwise(ctx: &Context<'_>, adr: &Adr, roles: &[Role]) -> bool {
    let wanted = |t: &str| heading_role(t).is_some_and(|r| roles.contains(&r));
    let titled = |t: &str| {
        let folded = fold(t);
        folded.split(' ').any(|w| wanted(w) || w.strip_suffix('s').is_some_and(wanted))
    };
    if adr.sections.iter().any(|s| s.title.len() < 120 && titled(&s.title)) {
        return true;
    }
    prose::lines(ctx, adr, prose::body(ctx, adr)).any(|(_, line)| {
        let line = prose::bare(line);
        let label = line.split([':', '：', '*', '|']).map(str::trim).find(|p| !p.is_empty()).unwrap_or(line);
        label.len() < 60 && wanted(label)
    })
}

/// A heading for a role in a log whose headings are not known.
fn title_of(role: Role) -> String {
    let word = role.word();
    word[..1].to_uppercase() + &word[1..]
}

/// The headings that are missing, each before the first section that usually follows it.
fn skeleton(ctx: &Context<'_>, adr: &Adr, missing: &[(String, Option<Role>)], usual: &[UsualHeading]) -> Fix {
    let (text, end) = (ctx.text(adr.file), adr.ending.text());
    let last = prose::whole(ctx, adr).end;
    let mut places: Vec<(usize, String)> = Vec::new();
    for (title, role) in missing {
        let own = usual.iter().position(|h| h.role == *role && role.is_some() || h.title == *title);
        let level = own.map_or(2, |i| usual[i].level);
        let later = &usual[own.map_or(usual.len(), |i| i + 1)..];
        let next = adr.sections.iter().find(|s| {
            s.level <= level && later.iter().any(|h| h.title == s.title || h.role.is_some() && h.role == s.role)
        });
        let at = next.map_or(last, |s| s.heading.start as usize);
        let heading = format!("{} {title}{end}{end}", "#".repeat(level.into()));
        match places.iter_mut().find(|p| p.0 == at) {
            Some(p) => p.1.push_str(&heading),
            None => places.push((at, heading)),
        }
    }
    let change = |(at, mut heading): (usize, String)| {
        // Before the next record of a file stands a blank line already.
        if at == text.len() {
            let gap = if text.ends_with('\n') { end.to_string() } else { end.repeat(2) };
            heading = format!("{gap}{}{end}", heading.trim_end());
        }
        Change::new(Span::new(adr.file, at, at), heading)
    };
    Fix::risky("Write the headings, to be filled", places.into_iter().map(change).collect())
}
