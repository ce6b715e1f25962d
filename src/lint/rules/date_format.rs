//! Dates that are written otherwise than those of the other records.

use super::super::context::Context;
use super::super::convention::Share;
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use crate::adr::{DateForm, Dated, Occasion, Source, written};
use crate::diagnostics::{Change, Diagnostic, Fix, RuleName, Severity};

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A108", name: "date-format" },
    level: Severity::Warning,
    persona: Persona::Default,
    repair: Repair::Safe,
    page: include_str!("date_format.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (log, convention) in ctx.all.logs.iter().zip(&ctx.conventions) {
        let frozen = convention.frozen.as_ref().and_then(|f| f.date);
        let of = convention.dates.iter().map(|d| d.1).sum();
        let usual =
            convention.dates.first().map(|(form, n)| (*form, Share { n: *n, of })).filter(|(_, s)| s.is_habit());
        let Some((form, share)) = frozen.map(|f| (f, Share::default())).or(usual) else { continue };
        for m in &log.members {
            let shown = |d: &&Dated| {
                let place = matches!(
                    d.from,
                    Source::FrontMatter | Source::Inline | Source::Table | Source::Bare | Source::Section
                );
                place && d.occasion != Occasion::Review && d.day.date.is_some()
            };
            for d in ctx.all.adrs[*m].dates.iter().filter(shown).filter(|d| d.day.form != form) {
                let others = match share.of {
                    0 => format!("mlarch.toml asks for {}", form.word()),
                    _ => format!("{} of {} dates of this log are {}", share.n, share.of, form.word()),
                };
                out.push(
                    RULE.at(d.span, format!("{others}, this one is {}", d.day.form.word())).maybe_fix(fix(d, form)),
                );
            }
        }
    }
}

/// The day in the usual form. Names of months are left to people, who may write in another language.
fn fix(d: &Dated, form: DateForm) -> Option<Fix> {
    let day = d.day.date.filter(|(_, m, n)| *m > 0 && *n > 0 && !d.day.ambiguous)?;
    let spoken = matches!(form, DateForm::DayMonthName | DateForm::MonthNameDay | DateForm::Short);
    let text = written(day, Some(form));
    (!spoken).then(|| Fix::safe(format!("Write {text}"), vec![Change::new(d.span, text)]))
}
