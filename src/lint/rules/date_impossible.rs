//! Days that no calendar has.

use std::collections::BTreeMap;

use super::super::context::Context;
use super::super::persona::Persona;
use super::super::rename;
use super::super::rule::{Repair, Rule};
use crate::adr::{DateForm, Dated, Day, Source, file_name};
use crate::diagnostics::{Change, Diagnostic, Fix, RuleName, Severity};

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A107", name: "date-impossible" },
    level: Severity::Error,
    persona: Persona::Default,
    repair: Repair::Unsafe,
    page: include_str!("date_impossible.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let mut named: Vec<(usize, &Dated)> = Vec::new();
    for (i, adr) in ctx.adrs() {
        for d in adr.dates.iter().filter(|d| d.day.date.is_none() && is_date(d)) {
            if in_name(d) {
                named.push((i, d));
                continue;
            }
            let fix = exchanged(&d.day.text).map(|right| {
                Fix::risky(format!("Write {right}: day and month exchanged"), vec![Change::new(d.span, right)])
            });
            out.push(RULE.at(d.span, format!("no calendar has the day {}", d.day.text)).maybe_fix(fix));
        }
    }
    let better = |(i, d): &(usize, &Dated)| {
        let name = file_name(&ctx.all.adrs[*i].path);
        (d.from == Source::FileName).then(|| Some((*i, name.replacen(&d.day.text, &exchanged(&d.day.text)?, 1))))?
    };
    let wanted: BTreeMap<usize, String> = named.iter().filter_map(better).collect();
    let mut fixes = rename::fixes(ctx, &wanted);
    for (i, d) in named {
        let adr = &ctx.all.adrs[i];
        let message = format!("the name of the file holds {}, a day that no calendar has", d.day.text);
        out.push(RULE.at(ctx.place(adr, adr.title.span), message).maybe_fix(fixes.remove(&i)));
    }
}

fn in_name(d: &Dated) -> bool {
    matches!(d.from, Source::FileName | Source::Folder)
}

/// Numbers in running text may be versions; a place for a date, or the usual form of one, is no accident.
fn is_date(d: &Dated) -> bool {
    !matches!(d.from, Source::StatusText | Source::Changelog) || d.day.form == DateForm::Iso
}

/// The text with its last two numbers exchanged, if that is a day: `2024-21-11`, which begins with the year.
fn exchanged(text: &str) -> Option<String> {
    let sign = text.chars().find(|c| !c.is_ascii_digit())?;
    let [year, month, day] = text.split(sign).collect::<Vec<_>>()[..] else { return None };
    let right = format!("{year}{sign}{day}{sign}{month}");
    (year.len() == 4 && Day::of(&right)?.date.is_some()).then_some(right)
}
