//! A day in the text that is not the one in the name of the file.

use super::super::context::Context;
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use crate::adr::{Adr, Dated, Occasion, Source, written};
use crate::diagnostics::{Change, Diagnostic, Fix, RuleName, Severity};
use crate::text::Date;

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A111", name: "date-vs-filename" },
    level: Severity::Warning,
    persona: Persona::Default,
    repair: Repair::Unsafe,
    page: include_str!("date_vs_filename.md"),
    check,
};

/// Percent of a log's records from which differing days are a custom: that of the proposal in the name, for example.
const CUSTOM: usize = 30;

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for log in &ctx.all.logs {
        let both: Vec<(&Adr, &Dated, &Dated)> = log.members.iter().filter_map(|m| days(&ctx.all.adrs[*m])).collect();
        let differ = |(_, name, text): &&(&Adr, &Dated, &Dated)| !same(name.day.date, text);
        let n = both.iter().filter(differ).count();
        if both.len() >= 4 && n * 100 >= both.len() * CUSTOM {
            continue;
        }
        for (_, name, text) in both.iter().filter(differ) {
            let fix = name.day.date.filter(|(_, _, d)| *d > 0).map(|day| {
                let right = written(day, Some(text.day.form));
                Fix::risky(format!("Write {right}"), vec![Change::new(text.span, right)])
            });
            out.push(
                RULE.at(
                    text.span,
                    format!("the text says {}, the name of the file {}", text.day.iso(), name.day.iso()),
                )
                .help("If the text is right, rename the file")
                .maybe_fix(fix),
            );
        }
    }
}

/// The days in the name of the file and in the text, where both have one. Days of changes and reviews are others, and
/// a list of changes may go back further.
fn days(adr: &Adr) -> Option<(&Adr, &Dated, &Dated)> {
    let name = adr.dates.iter().find(|d| d.from == Source::FileName || d.from == Source::Folder)?;
    let place =
        |s: Source| matches!(s, Source::FrontMatter | Source::Inline | Source::Table | Source::Bare | Source::Section);
    let text = adr.dates.iter().find(|d| place(d.from) && d.occasion == Occasion::Record)?;
    (name.day.date.is_some() && text.day.date.is_some()).then_some((adr, name, text))
}

/// Whether both are one day, or one month where only that is given.
fn same(name: Option<Date>, text: &Dated) -> bool {
    let (Some((y, m, d)), Some(other)) = (name, text.day.date) else { return true };
    let fits = |(oy, om, od): Date| y == oy && (om == 0 || m == om) && (d == 0 || od == 0 || d == od);
    fits(other) || (text.day.ambiguous && fits((other.0, other.2, other.1)))
}
