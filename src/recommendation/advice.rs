//! What goes with an architecture: cost, compliance, risks, practices, open questions.

use super::context::{Context, span};
use super::lifecycle;
use super::reliability::advised;
use super::types::*;
use crate::catalog::{BlockId, Effect, Kind, OptionRef, ProductId, RiskLevel};
use crate::estimate::{Estimates, chain};
use crate::logic::{Range, Truth, Value, Var};
use crate::requirements;
use crate::text::Text;

fn product_of(c: &Context<'_>, o: OptionRef) -> ProductId {
    c.catalog.blocks[o.block.at()].options[o.option as usize].product
}

/// The cost of the chosen products, each once, with what they are part of.
pub(super) fn estimate_of(c: &Context<'_>, e: &Estimates, picked: &[OptionRef]) -> Estimate {
    let mut products: Vec<ProductId> = picked.iter().flat_map(|o| chain(c.catalog, product_of(c, *o))).collect();
    products.sort_unstable();
    products.dedup();
    let mut lines = Vec::new();
    let mut total = Range::default();
    for line in e.lines.iter().filter(|l| products.contains(&l.0)).flat_map(|l| &l.1) {
        total = total.plus(line.cost);
        let price = &c.catalog.prices[line.price.at()];
        lines.push(CostLine {
            product: c.catalog.products[line.product.at()].id.clone(),
            name: line.name.clone(),
            meter: price.meter.clone(),
            unit_price: price.price,
            unit: price.unit.clone(),
            date: price.date.clone(),
            quantity: span(line.quantity),
            formula: line.formula.clone(),
            monthly: span(line.cost),
            source: c.sources(&price.sources),
        });
    }
    lines.sort_by(|a, b| b.monthly.likely.total_cmp(&a.monthly.likely).then(a.product.cmp(&b.product)));
    let priced = |p: &ProductId| e.lines.iter().any(|l| chain(c.catalog, *p).any(|q| q == l.0));
    let mut unpriced: Vec<Text> = picked
        .iter()
        .map(|o| product_of(c, *o))
        .filter(|p| c.catalog.products[p.at()].kind == Kind::Azure && !priced(p))
        .map(|p| c.catalog.products[p.at()].name.clone())
        .collect();
    unpriced.sort();
    unpriced.dedup();
    let sizing = sizing(c, e);
    Estimate {
        currency: c.catalog.currency.clone(),
        region: c.catalog.region.clone(),
        monthly: span(total),
        lines,
        sizing,
        unpriced,
        advice: advised(c, e, picked),
    }
}

/// The figures that are more than nothing.
fn sizing(c: &Context<'_>, e: &Estimates) -> Vec<Sizing> {
    let known = c.catalog.figures.iter().zip(&e.figures).filter_map(|(figure, sized)| sized.map(|s| (figure, s)));
    known
        .filter(|(_, s)| s.value.high > 0.0)
        .map(|(figure, s)| Sizing {
            id: figure.id.clone(),
            name: figure.name.clone(),
            unit: figure.unit.clone(),
            value: span(s.value),
            formula: figure.formula(s.case).clone(),
            source: c.sources(&figure.sources),
        })
        .collect()
}

/// Per named framework, who is attested and what is left to the operator.
pub(super) fn compliance(c: &Context<'_>, picked: &[OptionRef]) -> Vec<Compliance> {
    use crate::catalog::Find;
    let catalog = c.catalog;
    let (Some(var), Some(scope)) = (catalog.question("compliance.frameworks"), catalog.trait_id("audit_scope")) else {
        return Vec::new();
    };
    let Some(Value::Set(named)) = &c.requirements.answers.get(var).value else { return Vec::new() };
    let question = &catalog.questions[var.0 as usize].domain;
    let attests = &catalog.traits[scope.at()].domain;
    let mut out = Vec::new();
    for framework in named {
        let id = question.choice_id(*framework);
        let known = attests.choice(id);
        let (mut covered, mut operator) = (Vec::new(), Vec::new());
        for option in picked {
            let product = &catalog.products[product_of(c, *option).at()];
            // Ways of working and libraries are part of what the operator runs.
            if product.kind == Kind::Approach {
                continue;
            }
            let attested = known.is_some_and(|k| product.fact(scope).is_some_and(|f| f.value.has(k)));
            if attested { &mut covered } else { &mut operator }.push(product.name.clone());
        }
        for list in [&mut covered, &mut operator] {
            list.sort();
            list.dedup();
        }
        out.push(Compliance {
            framework: id.to_string().into(),
            name: question.choice_text(*framework).to_string().into(),
            covered,
            operator,
        });
    }
    out
}

/// Risks by rules, and those that follow from the choice: end dates and a soft budget.
pub(super) fn risks(c: &Context<'_>, picked: &[OptionRef], monthly: Span) -> Vec<Risk> {
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
    if let Some(budget) = c.requirements.budget.filter(|b| monthly.high > b.monthly) {
        let level = if monthly.likely > budget.monthly { RiskLevel::High } else { RiskLevel::Low };
        let show = |n: f64| crate::text::money(n, &c.catalog.currency);
        let what = if monthly.likely > budget.monthly { "likely costs" } else { "may cost" };
        let amount = if monthly.likely > budget.monthly { monthly.likely } else { monthly.high };
        out.push((
            level,
            Risk {
                title: format!(
                    "The architecture {what} {} a month, the budget is {}",
                    show(amount),
                    show(budget.monthly)
                )
                .into(),
                severity: severity(level),
                mitigation: "Set budget alerts, and look at the dearest lines of the estimate first".into(),
                rule: "budget".into(),
                source: Vec::new(),
            },
        ));
    }
    out.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.title.cmp(&b.1.title)));
    out.dedup_by(|a, b| a.1.title == b.1.title);
    out.into_iter().map(|r| r.1).collect()
}

pub(super) fn severity(level: RiskLevel) -> Text {
    Text::from(match level {
        RiskLevel::High => "high",
        RiskLevel::Medium => "medium",
        RiskLevel::Low => "low",
    })
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
    let touched = touched(c, picked);
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
        let could_change = touched[i].iter().map(|b| c.catalog.blocks[b.at()].id.clone()).collect::<Vec<_>>();
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

/// Per question, the decided blocks whose activation, or whose deciding rules, look at its answer.
fn touched(c: &Context<'_>, picked: &[OptionRef]) -> Vec<Vec<BlockId>> {
    let mut out: Vec<Vec<BlockId>> = vec![Vec::new(); c.catalog.questions.len()];
    let mut decided = vec![false; c.catalog.blocks.len()];
    for option in picked {
        decided[option.block.at()] = true;
        for var in c.catalog.blocks[option.block.at()].active_when.vars() {
            out[var.0 as usize].push(option.block);
        }
    }
    for rule in &c.catalog.rules {
        let mut blocks: Vec<BlockId> = Vec::new();
        for effect in &rule.effects {
            if let Effect::Exclude(options)
            | Effect::Require(options)
            | Effect::Prefer(options)
            | Effect::Avoid(options) = effect
            {
                // The options stand in the order of their blocks.
                let of = options.chunk_by(|a, b| a.block == b.block).map(|o| o[0].block);
                blocks.extend(of.filter(|b| decided[b.at()]));
            }
        }
        if !blocks.is_empty() {
            rule.when.vars().iter().for_each(|v| out[v.0 as usize].extend(&blocks));
        }
    }
    for list in &mut out {
        list.sort_unstable();
        list.dedup();
    }
    out
}
