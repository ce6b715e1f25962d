//! Numbers that no record of a log has.

use super::super::context::Context;
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use crate::adr::Scheme;
use crate::diagnostics::{Diagnostic, RuleName, Severity};

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A005", name: "id-gap" },
    level: Severity::Info,
    persona: Persona::Strict,
    repair: Repair::None,
    page: include_str!("id_gap.md"),
    check,
};

/// Records that a log must have before gaps say anything.
const FEW: usize = 4;

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (log, convention) in ctx.all.logs.iter().zip(&ctx.conventions) {
        let numbered = || log.members.iter().map(|m| &ctx.all.adrs[*m]).filter(|a| a.id.scheme == Scheme::Number);
        // Numbers of pull requests and the like are sparse on purpose.
        if !convention.dense || numbered().count() < FEW {
            continue;
        }
        let reserved = convention.frozen.as_ref().map_or(&[][..], |f| &f.reserved);
        let mut next = None;
        for adr in numbered() {
            let here = adr.id.number;
            let from = next.replace(here + 1).unwrap_or(here);
            let free: Vec<u64> = (from..here).filter(|n| !log.taken.contains(n) && !reserved.contains(n)).collect();
            let (Some(first), Some(last)) = (free.first(), free.last()) else { continue };
            let width = adr.id.width;
            let span = format!("{first:0width$} to {last:0width$}");
            let message = match free.len() as u64 {
                1 => format!("no record has the number {first:0width$}"),
                n if n == last - first + 1 => format!("no record has the numbers {span}"),
                n => format!("no record has {n} of the numbers {span}"),
            };
            out.push(
                RULE.at(ctx.place(adr, adr.title.span), message)
                    .label("the next record")
                    .help("A number that is kept free on purpose goes into `reserved` of the log in mlarch.toml"),
            );
        }
    }
}
