//! Numbers in names of files with more or fewer digits than those of the other records.

use std::collections::BTreeMap;

use super::super::context::Context;
use super::super::convention::Share;
use super::super::persona::Persona;
use super::super::rename;
use super::super::rule::{Repair, Rule};
use crate::adr::{Adr, Log, Scheme, Source, file_name};
use crate::diagnostics::{Diagnostic, RuleName, Severity};
use crate::text::plural;

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A006", name: "id-width" },
    level: Severity::Warning,
    persona: Persona::Default,
    repair: Repair::Unsafe,
    page: include_str!("id_width.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let mut odd: Vec<(usize, usize, Share)> = Vec::new();
    for (log, convention) in ctx.all.logs.iter().zip(&ctx.conventions) {
        let frozen = convention.frozen.as_ref().and_then(|f| f.width);
        let Some((width, share)) = habit(ctx, log, frozen) else { continue };
        let named = log.members.iter().copied().filter(|m| by_name(&ctx.all.adrs[*m]));
        odd.extend(named.filter(|m| !fits(&ctx.all.adrs[*m], width)).map(|m| (m, width, share)));
    }
    let wanted: BTreeMap<usize, String> =
        odd.iter().filter_map(|(m, w, _)| Some((*m, name_of(&ctx.all.adrs[*m], *w)?))).collect();
    let mut fixes = rename::fixes(ctx, &wanted);
    for (m, width, share) in odd {
        let adr = &ctx.all.adrs[m];
        let others = match share.of {
            0 => String::from("mlarch.toml asks for"),
            _ => format!("{} of {} names of files have", share.n, share.of),
        };
        let message = format!("the number {} has {}, {others} {width}", adr.id.text, plural(adr.id.width, "digit"));
        out.push(
            RULE.at(ctx.place(adr, adr.title.span), message)
                .help("Lists that sort by name put it in the wrong place")
                .maybe_fix(fixes.remove(&m)),
        );
    }
}

fn by_name(adr: &Adr) -> bool {
    adr.id.scheme == Scheme::Number && adr.ids.first().is_some_and(|i| i.from == Source::FileName)
}

/// Digits of a number without zeros before it.
fn digits(number: u64) -> usize {
    number.checked_ilog10().map_or(1, |n| n as usize + 1)
}

/// A number that needs more digits than others may have them.
fn fits(adr: &Adr, width: usize) -> bool {
    adr.id.width == width || (adr.id.width > width && digits(adr.id.number) == adr.id.width)
}

/// How many digits the numbers of a log have, and how many records say so. Numbers that have as many digits without
/// zeros before them say nothing: in a log of 1 to 40 nobody asks for two digits.
fn habit(ctx: &Context<'_>, log: &Log, frozen: Option<usize>) -> Option<(usize, Share)> {
    if let Some(width) = frozen {
        return Some((width, Share::default()));
    }
    let named = || log.members.iter().map(|m| &ctx.all.adrs[*m]).filter(|a| by_name(a));
    let mut widths: BTreeMap<usize, usize> = BTreeMap::new();
    named().filter(|a| a.id.width > digits(a.id.number)).for_each(|a| *widths.entry(a.id.width).or_default() += 1);
    let width = widths.into_iter().max_by_key(|w| w.1)?.0;
    let telling = || named().filter(|a| digits(a.id.number) < width);
    let share = Share { n: telling().filter(|a| a.id.width == width).count(), of: telling().count() };
    share.is_habit().then_some((width, share))
}

/// The name of the file with as many digits.
fn name_of(adr: &Adr, width: usize) -> Option<String> {
    let name = file_name(&adr.path);
    let at = name.find(&adr.id.text)? + adr.id.text.len() - adr.id.width;
    let rest = name.get(at + adr.id.width..)?;
    Some(format!("{}{:0width$}{rest}", name.get(..at)?, adr.id.number))
}
