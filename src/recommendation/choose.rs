//! The decisions: what was chosen, why, and why not the others.

use std::collections::BTreeMap;

use super::chosen::Chosen;
use super::context::{Context, round};
use super::lifecycle::because;
use super::losses::Loss;
use super::types::*;
use crate::catalog::{BlockId, Catalog, OptionRef, ProductId, RuleId, Strength};
use crate::engine::Valuation;
use crate::estimate::chain;
use crate::parallel::spread_beside;
use crate::text::Text;

impl Chosen<'_> {
    /// All decisions, by group and then in catalog order, and the outcome of other work. The losses of the
    /// alternatives take most of the time, and do not depend on each other: they are spread over the processors,
    /// while this one begins with the other work.
    pub(super) fn decisions_beside<U>(&self, other: impl FnOnce() -> U) -> (Vec<Decision>, U) {
        let decided: Vec<(usize, OptionRef)> = (0..self.model.blocks.len())
            .filter_map(|i| self.model.chosen(self.catalog(), self.solution, i).map(|o| (i, o)))
            .collect();
        let one = |i: usize| {
            let (index, option) = decided[i];
            (self.catalog().blocks[option.block.at()].group, index, self.decision(index, option))
        };
        let (mut out, other) = spread_beside(decided.len(), one, other);
        out.sort_by_key(|d| (d.0, d.1));
        (out.into_iter().map(|d| d.2).collect(), other)
    }

    /// One decision.
    pub(super) fn decision(&self, index: usize, option: OptionRef) -> Decision {
        let catalog = self.catalog();
        let block = &catalog.blocks[option.block.at()];
        let product = self.product(option);
        let root = &catalog.products[product.root.at()];
        let group = &catalog.groups[block.group as usize];
        let valuation = &self.model.valuations[index][option.option as usize];
        let reasons = self.reasons(option, valuation);
        let explained = reasons.first().is_some_and(Reason::decides);
        let alternatives = self.alternatives(index, option, explained);
        Decision {
            block: block.id.clone(),
            title: block.name.clone(),
            group: group.id.clone(),
            group_name: group.name.clone(),
            viewpoint: group.viewpoint.clone(),
            question: block.question.clone(),
            option: block.options[option.option as usize].id.clone(),
            product: root.id.clone(),
            name: product.name.clone(),
            purpose: product.purpose.clone(),
            kind: product.kind.word().into(),
            licence: product.licence.clone(),
            status: product.status_word().into(),
            docs: product.docs.clone(),
            value: round(valuation.points()),
            contributions: self.contributions(valuation),
            fit: round(valuation.fit.iter().map(|f| f.1).sum()),
            why: self.why(index, option, &reasons, &alternatives),
            reasons,
            alternatives,
            rejected: if self.extent.evidence { self.rejected(index, option.block) } else { Vec::new() },
        }
    }

    fn contributions(&self, v: &Valuation) -> BTreeMap<Text, f64> {
        let metrics = &self.catalog().metrics;
        v.contributions.iter().map(|c| (metrics[c.metric.at()].id.clone(), round(c.points))).collect()
    }

    /// The rules that speak for an option, strongest first.
    fn reasons(&self, option: OptionRef, valuation: &Valuation) -> Vec<Reason> {
        let c = self.context;
        let musts = c.outcome.required.iter().filter(|(b, options, _)| *b == option.block && options.contains(&option));
        let mut rules: Vec<_> = musts.map(|(_, _, r)| (*r, 0.0)).collect();
        rules.extend(valuation.fit.iter().filter(|f| f.1 > 0.0).copied());
        rules.into_iter().map(|(r, points)| c.reason(r, points)).collect()
    }

    /// One sentence: the strongest rule, else what sets it apart from the runner-up.
    fn why(&self, index: usize, option: OptionRef, reasons: &[Reason], alternatives: &[Alternative]) -> Text {
        if let Some(r) = reasons.first().filter(|r| r.decides()) {
            return r.because.clone();
        }
        let Some(second) = alternatives.iter().find(|a| a.regret.is_some()) else {
            return "The only option that no rule excludes".into();
        };
        let block = &self.catalog().blocks[option.block.at()];
        let other = block.options.iter().position(|o| o.id == second.option).unwrap_or(0);
        let own = &self.model.valuations[index][option.option as usize];
        let strong = self.leading(own, &self.model.valuations[index][other]);
        let second = &*second.name;
        match strong.as_slice() {
            [] => format!("Adds least to run beside what is chosen elsewhere, ahead of {second}").into(),
            names => format!("Ahead of {second} in {}", names.join(" and ")).into(),
        }
    }

    /// The metrics, at most two, in which one option gains most over another.
    fn leading(&self, a: &Valuation, b: &Valuation) -> Vec<String> {
        let mut gains: Vec<(f64, &str)> = a
            .contributions
            .iter()
            .zip(&b.contributions)
            .map(|(x, y)| (x.points - y.points, self.catalog().metrics[x.metric.at()].name.as_str()))
            .filter(|g| g.0 > 0.5)
            .collect();
        gains.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(y.1)));
        gains.iter().take(2).map(|g| g.1.to_lowercase()).collect()
    }

    /// Options that lost, each with the loss of the best architecture with it. What is `explained` by a rule is not
    /// told by its runner-up.
    fn alternatives(&self, index: usize, chosen: OptionRef, explained: bool) -> Vec<Alternative> {
        let block = &self.catalog().blocks[chosen.block.at()];
        let own = &self.model.valuations[index][chosen.option as usize];
        let candidates: Vec<usize> = (0..block.options.len())
            .filter(|o| {
                let other = OptionRef { block: chosen.block, option: *o as u16 };
                other != chosen && self.excluding(other).is_none()
            })
            .collect();
        let mut out = Vec::new();
        for Loss { option: o, points: regret, exact } in self.losses(index, &candidates, explained) {
            let candidate = &block.options[o];
            let other = OptionRef { block: chosen.block, option: o as u16 };
            let valuation = &self.model.valuations[index][o];
            let (because, differences) = match self.extent.evidence {
                true => (self.lost(own, valuation, regret, exact), self.differences(own, valuation)),
                false => Default::default(),
            };
            out.push(Alternative {
                option: candidate.id.clone(),
                name: self.product(other).name.clone(),
                regret: regret.map(round),
                exact,
                because,
                differences,
            });
        }
        out.sort_by(|a, b| {
            let key = |x: &Alternative| x.regret.unwrap_or(f64::INFINITY);
            // What is only known to be no better comes after what is as good.
            key(a).total_cmp(&key(b)).then(b.exact.cmp(&a.exact)).then(a.option.cmp(&b.option))
        });
        out
    }

    /// By metric, how many points another option has more than the chosen one.
    fn differences(&self, own: &Valuation, other: &Valuation) -> BTreeMap<Text, f64> {
        let metrics = &self.catalog().metrics;
        let both = other.contributions.iter().zip(&own.contributions);
        both.map(|(o, c)| (metrics[o.metric.at()].id.clone(), round(round(o.points) - c.points))).collect()
    }

    /// Why an option lost, in one sentence.
    fn lost(&self, own: &Valuation, other: &Valuation, regret: Option<f64>, exact: bool) -> Text {
        let Some(regret) = regret else {
            return Text::from(match exact {
                true => "Fits no architecture that meets all demands together",
                false => "No architecture with it was found that keeps the demands",
            });
        };
        // A rule that speaks against it says more than numbers.
        let against = other.fit.iter().filter(|f| f.1 < 0.0).min_by(|a, b| a.1.total_cmp(&b.1));
        if let Some((rule, _)) = against {
            return self.catalog().rules[rule.at()].because.clone();
        }
        let weak = self.leading(own, other);
        let fit = own.fit.iter().map(|f| f.1).sum::<f64>() - other.fit.iter().map(|f| f.1).sum::<f64>();
        let mut parts = weak;
        if fit > 0.5 {
            parts.push(String::from("fit with the stated rules"));
        }
        match parts.as_slice() {
            [] if round(regret) == 0.0 => "As good in every respect; of equals the first by id is taken".into(),
            [] => format!(
                "As good by itself, but the rest of the architecture loses {} points with it",
                crate::text::amount(round(regret))
            )
            .into(),
            parts => format!("Behind in {}", parts.join(", ")).into(),
        }
    }

    /// The rule or demand that excludes an option.
    fn excluding(&self, option: OptionRef) -> Option<Rejected> {
        let c = self.context;
        let id = c.catalog.blocks[option.block.at()].options[option.option as usize].id.clone();
        let name = self.product(option).name.clone();
        let by_rule = c.outcome.excluded.iter().find(|(o, _)| *o == option).map(|(_, r)| *r);
        let by_requirement = c
            .outcome
            .required
            .iter()
            .find(|(b, options, _)| *b == option.block && !options.contains(&option))
            .map(|(_, _, r)| *r);
        if let Some(r) = by_rule.or(by_requirement) {
            let rule = &c.catalog.rules[r.at()];
            return Some(Rejected {
                option: id,
                name,
                rule: rule.id.clone(),
                because: because(c, r),
                source: c.sources(&rule.sources),
            });
        }
        let demand = c.requirements.constraints.iter().find(|x| !x.require && x.options.contains(&option))?;
        Some(Rejected {
            option: id,
            name,
            rule: "constraint".into(),
            because: format!("The requirements exclude {}", demand.name).into(),
            source: Vec::new(),
        })
    }

    fn rejected(&self, index: usize, block: BlockId) -> Vec<Rejected> {
        let count = self.model.real_options(self.catalog(), index) as u16;
        (0..count).filter_map(|option| self.excluding(OptionRef { block, option })).collect()
    }

    /// The products that are adopted, or are there already.
    pub(super) fn products(&self) -> Vec<Adoption> {
        let catalog = self.catalog();
        let mut out: BTreeMap<ProductId, Vec<Text>> = BTreeMap::new();
        for option in self.picked() {
            let block = &catalog.blocks[option.block.at()];
            let product = block.options[option.option as usize].product;
            let root = chain(catalog, product).last().unwrap_or(product);
            if !catalog.products[root.at()].inline {
                out.entry(root).or_default().push(block.id.clone());
            }
        }
        out.into_iter()
            .map(|(id, blocks)| {
                let p = &catalog.products[id.at()];
                let in_estate = self.context.requirements.owns(catalog, id);
                let facility = self.model.facilities.iter().position(|f| *f == id);
                let burden = facility.map_or(0.0, |i| self.model.points(self.model.problem.facilities[i].burden));
                Adoption { product: p.id.clone(), name: p.name.clone(), in_estate, blocks, burden: round(burden) }
            })
            .collect()
    }
}

impl Context<'_> {
    /// A rule that fired as a reason.
    pub(super) fn reason(&self, rule: RuleId, points: f64) -> Reason {
        let r = &self.catalog.rules[rule.at()];
        Reason {
            rule: r.id.clone(),
            strength: r.strength.word().into(),
            points: round(points),
            because: because(self, rule),
            answers: self.answers(self.outcome.because(rule)),
            source: self.sources(&r.sources),
        }
    }
}

impl Decision {
    /// Whether choosing amiss would lose so many points: what the middle one of the other options loses. What a rule
    /// binds or leaves no choice in matters, too.
    pub fn matters(&self, points: f64) -> bool {
        let mut losses: Vec<f64> = self.alternatives.iter().filter_map(|a| a.regret).collect();
        losses.sort_by(f64::total_cmp);
        let bound = self.reasons.iter().any(|r| &*r.strength == Strength::Must.word());
        bound || losses.get(losses.len() / 2).is_none_or(|middle| *middle >= points)
    }
}

/// Blocks whose runner-up is within the catalog's measure of closeness.
pub(super) fn close_calls(catalog: &Catalog, decisions: &[Decision]) -> Vec<CloseCall> {
    let mut out = Vec::new();
    for d in decisions {
        let near: Vec<Near> = d
            .alternatives
            .iter()
            .filter_map(|a| a.regret.map(|regret| Near { option: a.option.clone(), name: a.name.clone(), regret }))
            .filter(|n| n.regret < catalog.scales.close)
            .collect();
        if !near.is_empty() {
            out.push(CloseCall { block: d.block.clone(), option: d.option.clone(), near });
        }
    }
    out
}
