//! A status that nobody knows, or a misspelt one.

use super::super::context::Context;
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use crate::adr::{Adr, Letters, Status, StatusState, corrected, standing};
use crate::diagnostics::{Change, Diagnostic, Fix, RuleName, Severity};
use crate::text::{nearest, one_of};

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A103", name: "status-unknown" },
    level: Severity::Warning,
    persona: Persona::Default,
    repair: Repair::Safe,
    page: include_str!("status_unknown.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (i, adr) in ctx.adrs() {
        let Some(status) = adr.status().filter(|s| !s.span.range().is_empty()) else { continue };
        let frozen = ctx.convention(i).frozen.as_ref().and_then(|f| f.statuses.as_ref());
        match frozen {
            Some(list) => out.extend(by_list(status, list)),
            None => {
                out.extend(misspelt(adr));
                if status.standing.is_none() && !is_house_word(ctx, i, status) {
                    out.push(unknown(ctx, i, status));
                }
            }
        }
    }
}

/// A word that several records of the log use is one that its readers know.
fn is_house_word(ctx: &Context<'_>, record: usize, status: &Status) -> bool {
    let word = status.word.to_lowercase();
    ctx.convention(record).words.iter().any(|(w, _, n)| *n > 1 && *w == word)
}

fn misspelt(adr: &Adr) -> impl Iterator<Item = Diagnostic> {
    adr.statuses.iter().filter(|s| s.misspelt && s.state == StatusState::Stated).filter_map(|s| {
        let right = Letters::of(&s.word).apply(corrected(&s.word)?);
        let d = RULE.at(s.span, format!("`{}` is a misspelling of `{right}`", s.word));
        Some(d.fix(Fix::safe(format!("Write `{right}`"), vec![Change::new(s.span, right)])))
    })
}

fn unknown(ctx: &Context<'_>, record: usize, status: &Status) -> Diagnostic {
    let known = || ctx.convention(record).words.iter().filter(|w| w.1.is_some()).map(|w| w.0.as_str());
    let d = RULE.at(status.span, format!("the status `{}` says nothing that is known", status.word));
    let near = nearest(&status.word, known()).map(|n| format!("Did you mean `{n}`?"));
    let own = match one_of(known(), 6).as_str() {
        "nothing" => String::from("Begin with a word such as `proposed`, `accepted`, `rejected` or `superseded`"),
        list => format!("Begin with a word of this log: {list}"),
    };
    d.maybe_help(near).help(format!("{own}; `statuses` of the log in mlarch.toml makes other words known"))
}

/// Against the words that the configuration has frozen.
fn by_list(status: &Status, list: &[String]) -> Option<Diagnostic> {
    if list.iter().any(|w| w.eq_ignore_ascii_case(&status.word) || w.to_lowercase() == status.word.to_lowercase()) {
        return None;
    }
    let all = || list.iter().map(String::as_str);
    let d = RULE.at(status.span, format!("the status `{}` is not among those of this log", status.word));
    let same = status.standing.and_then(|s| all().find(|w| standing(w) == Some(s)));
    let d = d.help(format!("mlarch.toml allows {}", one_of(all(), 12)));
    Some(match same {
        Some(word) => d.fix(Fix::safe(format!("Write `{word}`"), vec![Change::new(status.span, word)])),
        None => d.maybe_help(nearest(&status.word, all()).map(|n| format!("Did you mean `{n}`?"))),
    })
}
