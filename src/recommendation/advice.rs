//! What goes with an architecture: cost, compliance, risks, practices, open questions.

use std::collections::HashSet;

use super::budget::Verdict;
use super::context::Context;
use super::estimates::Estimate;
use super::lifecycle;
use super::reliability::shortfalls;
use super::types::*;
use crate::catalog::{BlockId, Effect, OptionRef, RiskLevel};
use crate::estimate::Estimates;
use crate::logic::{Truth, Var};
use crate::requirements;
use crate::text::money;

/// Risks by rules, and those that follow from the choice: end dates, what the sizing falls short of, the budget.
pub(super) fn risks(c: &Context<'_>, e: &Estimates, picked: &[OptionRef], bill: &Estimate) -> Vec<Risk> {
    let mut out: Vec<(RiskLevel, Risk)> = Vec::new();
    for (rule, index) in &c.outcome.risks {
        let r = &c.catalog.rules[rule.at()];
        // A risk of a block that is not part of the architecture is none.
        if r.block.is_some_and(|b| !picked.iter().any(|o| o.block == b)) {
            continue;
        }
        if let Effect::Risk { title, level, mitigation } = &r.effects[*index] {
            out.push((
                *level,
                Risk {
                    title: title.clone(),
                    severity: severity(*level),
                    mitigation: mitigation.clone(),
                    rule: r.id.clone(),
                    source: c.sources(&r.sources),
                },
            ));
        }
    }
    out.extend(picked.iter().flat_map(|o| lifecycle::risks(c, *o)));
    out.extend(shortfalls(c, e, picked));
    out.extend(budget_risk(c, bill));
    out.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.title.cmp(&b.1.title)));
    out.dedup_by(|a, b| a.1.title == b.1.title);
    out.into_iter().map(|r| r.1).collect()
}

/// What the budget does not cover: the likely cost or the upper end of it, and beside a hard one what has no price.
///
/// A hard budget binds the likely cost of services and machines, so that only the rest can break it.
fn budget_risk(c: &Context<'_>, bill: &Estimate) -> Option<(RiskLevel, Risk)> {
    let budget = bill.budget.as_ref()?;
    let show = |n: f64| money(n, &c.catalog.currency);
    let kind = if budget.hard { "hard budget" } else { "budget" };
    let limit = show(budget.monthly);
    let (high, likely) = (show(bill.monthly.high), show(bill.monthly.likely));
    let dearest = "Set budget alerts, and look at the dearest lines of the estimate first";
    let ask = "Ask the provider for these prices and put them into an overlay, or exclude these products";
    let (level, mut title, mitigation) = match budget.verdict {
        Verdict::Broken => {
            let title = format!("The architecture likely costs {likely} a month, the {kind} is {limit}");
            (RiskLevel::High, title, dearest)
        }
        Verdict::AtRisk => {
            // Who says that a limit is hard minds even what is only possible.
            let level = if budget.hard { RiskLevel::Medium } else { RiskLevel::Low };
            let title = format!("The architecture may cost {high} a month (likely {likely}), the {kind} is {limit}");
            (level, title, dearest)
        }
        Verdict::Open if budget.hard => {
            let title =
                format!("Nothing confirms that the hard budget of {limit} is kept: {likely} a month are priced");
            (RiskLevel::Medium, title, ask)
        }
        Verdict::Open | Verdict::Kept => return None,
    };
    if budget.hard && !bill.unpriced.is_empty() {
        title.push_str(&format!("; without a known price: {}", bill.unpriced.join(", ")));
    }
    let risk = Risk {
        title: title.into(),
        severity: severity(level),
        mitigation: mitigation.into(),
        rule: "budget".into(),
        source: Vec::new(),
    };
    Some((level, risk))
}

/// Practices by rules, and those of the decided blocks.
pub(super) fn practices(c: &Context<'_>, picked: &[OptionRef]) -> Vec<Practice> {
    let mut out: Vec<Practice> = Vec::new();
    for (rule, index) in &c.outcome.practices {
        let r = &c.catalog.rules[rule.at()];
        if r.block.is_some_and(|b| !picked.iter().any(|o| o.block == b)) {
            continue;
        }
        if let Effect::Practice(text) = &r.effects[*index] {
            let block = r.block.map(|b| c.catalog.blocks[b.at()].id.clone());
            out.push(Practice { block, text: text.clone(), source: c.sources(&r.sources) });
        }
    }
    for option in picked {
        let block = &c.catalog.blocks[option.block.at()];
        for a in &block.practices {
            if a.when.eval(&c.requirements.answers) == Truth::True {
                out.push(Practice {
                    block: Some(block.id.clone()),
                    text: a.text.clone(),
                    source: c.sources(&a.sources),
                });
            }
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    out.retain(|p| seen.insert(p.text.clone()));
    out
}

/// Lists of the decided blocks, then those that belong to no block.
pub(super) fn checklists(c: &Context<'_>, picked: &[OptionRef]) -> Vec<Checklist> {
    let items = |advice: &[crate::catalog::Advice]| -> Vec<CheckItem> {
        let relevant = advice.iter().filter(|a| a.when.eval(&c.requirements.answers) == Truth::True);
        relevant.map(|a| CheckItem { text: a.text.clone(), source: c.sources(&a.sources) }).collect()
    };
    let blocks = picked.iter().map(|o| &c.catalog.blocks[o.block.at()]).map(|b| Checklist {
        id: b.id.clone(),
        name: b.name.clone(),
        kind: "block".into(),
        purpose: b.purpose.clone(),
        items: items(&b.checklist),
    });
    let lists = c.catalog.checklists.iter().map(|l| Checklist {
        id: l.id.clone(),
        name: l.name.clone(),
        kind: l.kind.word().into(),
        purpose: l.purpose.clone(),
        items: items(&l.items),
    });
    blocks.chain(lists).filter(|l| !l.items.is_empty()).collect()
}

/// Questions that were assumed or are open, those that touch most decisions first.
pub(super) fn open_questions(c: &Context<'_>, picked: &[OptionRef]) -> Vec<OpenQuestion> {
    let decided: HashSet<BlockId> = picked.iter().map(|o| o.block).collect();
    let mut out = Vec::new();
    for (i, q) in c.catalog.questions.iter().enumerate() {
        if q.section.is_none() {
            continue;
        }
        let var = Var(i as u16);
        let because = match &c.requirements.answers.get(var).origin {
            requirements::Origin::Assumed(because) => because.clone(),
            requirements::Origin::Open => "Nothing could be assumed".into(),
            _ => continue,
        };
        let touched = q.touches.iter().filter(|b| decided.contains(b));
        let could_change = touched.map(|b| c.catalog.blocks[b.at()].id.clone()).collect::<Vec<_>>();
        let assumed = c.requirements.answers.get(var).value.as_ref();
        out.push(OpenQuestion {
            question: q.id.clone(),
            text: q.text.clone(),
            assumed: assumed.map(|_| c.requirements.answers.show(c.catalog, var).into()),
            because,
            could_change,
        });
    }
    out.sort_by(|a, b| b.could_change.len().cmp(&a.could_change.len()).then(a.question.cmp(&b.question)));
    out
}
