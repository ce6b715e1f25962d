//! No architecture meets all requirements together.

use super::super::context::Context;
use super::super::knowledge::Asked;
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use crate::diagnostics::{Diagnostic, RuleName, Severity};
use crate::recommendation::Status;
use crate::text::Span;

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "R101", name: "contradiction" },
    level: Severity::Error,
    persona: Persona::Default,
    repair: Repair::None,
    page: include_str!("contradiction.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let Some(knowledge) = ctx.knowledge else { return };
    let Some(asked) = &knowledge.asked else { return };
    let r = asked.recommendation(knowledge.catalog);
    if r.status != Status::Infeasible {
        return;
    }
    let Some(conflict) = r.conflicts.first() else {
        out.push(RULE.at(ctx.start(asked.file), "no architecture meets all requirements together"));
        return;
    };
    let places: Vec<(Span, &str)> =
        conflict.requirements.iter().filter_map(|text| Some((place(asked, text)?, text.as_str()))).collect();
    let all: Vec<&str> = conflict.requirements.iter().map(|t| t.as_str()).collect();
    let message = match all.as_slice() {
        [] => String::from("no architecture meets all requirements together"),
        [one] => {
            let why = conflict.rules.first().map(|r| format!(": {}", r.because.trim_end_matches('.')));
            format!("nothing meets `{one}`{}", why.unwrap_or_default())
        }
        all => format!("nothing meets these together: {}", all.join("; ")),
    };
    let at = places.first().map_or_else(|| ctx.start(asked.file), |p| p.0);
    let mut d = RULE.at(at, message);
    for (span, text) in places.iter().skip(1) {
        d = d.related(*span, (*text).to_string());
    }
    for rule in conflict.rules.iter().take(4) {
        let answers: Vec<String> = rule.answers.iter().map(|a| format!("; {} is {}", a.question, a.value)).collect();
        d = d.help(format!("{} (rule {}{})", rule.because.trim_end_matches('.'), rule.rule, answers.concat()));
    }
    if let Some(relaxation) = r.relaxations.first() {
        let parts: Vec<&str> = relaxation.give_up.iter().map(|t| t.as_str()).collect();
        d = d.help(format!("It becomes possible without: {}", parts.join("; ")));
    }
    out.push(d);
}

/// Where a part of the conflict stands in the file.
fn place(asked: &Asked<'_>, part: &str) -> Option<Span> {
    let (key, value) = part.split_once(": ")?;
    let key = key.trim();
    let written = asked.written;
    let listed = |list: &[(crate::text::Text, Span)]| list.iter().find(|p| p.0.as_str() == value).map(|p| p.1);
    match key {
        "constraints.require" => listed(&written.require),
        "constraints.exclude" => listed(&written.exclude),
        "constraints.budget.monthly" => written.budget.as_ref().map(|b| b.0.span),
        "constraints.max_products" => written.max_products.map(|m| m.1),
        key => {
            let id = key.strip_prefix("answers.")?;
            written.answers.iter().find(|e| e.key == id).map(|e| e.key_span)
        }
    }
}
