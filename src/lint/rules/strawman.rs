//! An option that was never meant.

use super::super::context::Context;
use super::super::persona::Persona;
use super::super::prose;
use super::super::rule::{Repair, Rule};
use crate::adr::{Adr, Role, Section, fold, side};
use crate::diagnostics::{Diagnostic, RuleName, Severity};

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A214", name: "strawman" },
    level: Severity::Info,
    persona: Persona::Pedantic,
    repair: Repair::None,
    page: include_str!("strawman.md"),
    check,
};

/// Words with which an option is weighed in earnest.
const ENOUGH: usize = 8;

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (_, adr) in ctx.adrs() {
        let weighed = |s: &Section| matches!(s.role, Some(Role::ProsCons | Role::Options));
        let chosen = adr.chosen.as_ref().map(|c| fold(&c.value)).unwrap_or_default();
        for (i, _) in adr.sections.iter().enumerate().filter(|(_, s)| weighed(s)) {
            let options: Vec<(&Section, Weighed)> = prose::parts(adr, i).map(|s| (s, weigh(ctx, adr, s))).collect();
            if !options.iter().any(|(_, w)| w.good > 0) {
                continue;
            }
            for (s, w) in options {
                let title = fold(&s.title);
                let is_chosen = !chosen.is_empty() && (title.contains(&chosen) || chosen.contains(&title));
                if w.good == 0 && w.bad > 0 && w.words < ENOUGH && !is_chosen {
                    let message = format!("nothing speaks for `{}`, and {} words against it", s.title, w.words);
                    let d = RULE.at(s.heading, message);
                    out.push(d.help(
                        "Weigh it in earnest, or leave it out: an option nobody meant hides that there was no choice",
                    ));
                }
            }
        }
    }
}

/// What speaks for and against an option.
#[derive(Default)]
struct Weighed {
    good: usize,
    bad: usize,
    words: usize,
}

fn weigh(ctx: &Context<'_>, adr: &Adr, s: &Section) -> Weighed {
    let mut out = Weighed::default();
    for (_, line) in prose::lines(ctx, adr, s.body.range()) {
        let here = prose::bare(line);
        match side(here) {
            // Neither is better than nothing.
            Some(0 | 1) => out.good += 1,
            Some(_) => out.bad += 1,
            None => {}
        }
        out.words += here.split_whitespace().filter(|w| w.contains(char::is_alphanumeric)).count();
    }
    out
}
