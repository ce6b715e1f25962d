//! Two places of a record that name statuses which exclude each other.

use super::super::context::Context;
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use crate::adr::{Source, Standing, Status, StatusState, standing};
use crate::diagnostics::{Diagnostic, RuleName, Severity};

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A104", name: "status-contradiction" },
    level: Severity::Error,
    persona: Persona::Default,
    repair: Repair::None,
    page: include_str!("status_contradiction.md"),
    check,
};

/// What a status amounts to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Open,
    InForce,
    Against,
}

/// Records that end keep their old status beside the new one, and what is put off may have been decided: those say
/// nothing against others.
fn side(standing: Standing) -> Option<Side> {
    match standing {
        Standing::Draft | Standing::Proposed => Some(Side::Open),
        Standing::Accepted | Standing::Implemented => Some(Side::InForce),
        Standing::Rejected => Some(Side::Against),
        _ => None,
    }
}

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (_, adr) in ctx.adrs().filter(|(_, a)| a.statuses.len() > 1) {
        let mut told = adr.statuses.iter().filter(|s| s.state == StatusState::Stated && !s.misspelt);
        let Some((first, own)) = told.next().and_then(|s| Some((s, side(s.standing?)?))) else { continue };
        for other in told {
            let Some(theirs) = other.standing.and_then(side).filter(|t| *t != own) else { continue };
            // The front matter comes first unless its word may be that of the page: `live`, `current`.
            let page = other.from == Source::FrontMatter;
            if page || mentions(ctx, other, own) || mentions(ctx, first, theirs) {
                continue;
            }
            let place = |s: &Status| match s.from {
                Source::FrontMatter => "the front matter",
                Source::Section => "the section",
                Source::Inline | Source::Bare => "the line",
                Source::Table => "the table",
                Source::Heading => "the heading",
                Source::Folder => "the folder",
                _ => "the name of the file",
            };
            let (here, there) = (place(other), place(first));
            let there = if here == there { "another place" } else { there };
            out.push(
                RULE.at(ctx.place(adr, other.span), format!("{here} says `{}`, {there} `{}`", other.word, first.word))
                    .related(ctx.place(adr, first.span), format!("here `{}`", first.word))
                    .help("Keep the one that is true; one place is enough"),
            );
            break;
        }
    }
}

/// Whether a value also names a status of a side: `Proposed in May, accepted in June`.
fn mentions(ctx: &Context<'_>, status: &Status, wanted: Side) -> bool {
    let words = ctx.slice(status.value).split(|c: char| !c.is_alphanumeric()).filter(|w| w.len() > 3).take(200);
    words.filter_map(standing).filter_map(side).any(|s| s == wanted)
}
