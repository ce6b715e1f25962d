//! The value of single options: metrics from facts, answers and estimates, and fit from rules.

use super::spending::{Spending, Spendings};
use crate::catalog::*;
use crate::estimate::Estimates;
use crate::logic::{Condition, Figures, Formula, Range, Truth, Value, Var};
use crate::requirements::{Answers, Requirements};
use crate::rules::Outcome;

/// What one metric adds to an option.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Contribution {
    /// The metric.
    pub metric: MetricId,
    /// Its value for the option, 0 to 1.
    pub value: f64,
    /// Points: block weight x metric weight x swing weight x value x 1000.
    pub points: f64,
}

/// Everything that makes up the value of an option.
#[derive(Debug, Clone, PartialEq)]
pub struct Valuation {
    /// By metric.
    pub contributions: Vec<Contribution>,
    /// By rule, should and may; positive or negative points.
    pub fit: Vec<(RuleId, f64)>,
}

impl Valuation {
    /// The sum of all points.
    pub fn points(&self) -> f64 {
        self.contributions.iter().map(|c| c.points).sum::<f64>() + self.fit.iter().map(|f| f.1).sum::<f64>()
    }
}

/// How the value of one metric for an option came about.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    /// The metric.
    pub metric: MetricId,
    /// How much it matters in the block, 0 to 1.
    pub swing: f64,
    /// Its value: the weighted mean of the parts.
    pub value: f64,
    /// Half the range in which the value may lie, for what is assumed, unstated or uncertain in it.
    pub doubt: f64,
    /// The terms that apply.
    pub parts: Vec<Part>,
}

/// What one term of a metric says of an option.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Index of the term within the metric.
    pub term: usize,
    /// Its value, 0 to 1; nothing if the option does not state the fact.
    pub value: Option<f64>,
    /// The facts that it rests on.
    pub facts: Vec<TraitId>,
    /// The answers that it rests on.
    pub answers: Vec<Var>,
}

/// Values for other answers, of which many are the same.
#[derive(Clone, Copy)]
pub(super) struct Earlier<'a> {
    pub(super) requirements: &'a Requirements,
    pub(super) estimates: &'a Estimates,
    /// The blocks of their model, ascending.
    pub(super) blocks: &'a [BlockId],
    /// By these and option.
    pub(super) valuations: &'a [Vec<Valuation>],
}

impl<'a> Earlier<'a> {
    fn of(&self, option: OptionRef) -> Option<&'a Valuation> {
        self.valuations[self.blocks.binary_search(&option.block).ok()?].get(option.option as usize)
    }
}

/// By metric: the terms that apply, each with the cases that do.
type Applying = Vec<Vec<(usize, Vec<usize>)>>;

/// What the value functions look at, and what of them is the same for all options.
pub(super) struct Valuer<'a> {
    catalog: &'a Catalog,
    requirements: &'a Requirements,
    estimates: &'a Estimates,
    /// What was worked out before, and by metric, whether it must be the same now.
    earlier: Option<(Earlier<'a>, Vec<bool>)>,
    /// By block: what its options cost.
    spendings: Spendings,
    /// What applies for these answers.
    terms: Applying,
    /// Rules that speak for (1) or against (-1) an option, in the order of these.
    fit: Vec<(OptionRef, i8, RuleId)>,
}

struct OnlyAnswers<'a>(&'a Answers);

impl Figures for OnlyAnswers<'_> {
    fn answer(&self, var: Var) -> Option<f64> {
        self.0.number(var)
    }
    fn figure(&self, _: u16) -> Option<Range> {
        None
    }
}

impl<'a> Valuer<'a> {
    pub(super) fn new(
        catalog: &'a Catalog,
        requirements: &'a Requirements,
        outcome: &'a Outcome,
        estimates: &'a Estimates,
    ) -> Self {
        let mut fit = outcome.fit.clone();
        fit.sort_unstable();
        let spendings = Spendings::new(catalog, outcome);
        let terms = applying(catalog, &requirements.answers);
        Valuer { catalog, requirements, estimates, earlier: None, spendings, terms, fit }
    }

    /// The same, sooner: what does not depend on the answers that differ is taken from `earlier`.
    pub(super) fn beside(mut self, earlier: Earlier<'a>) -> Self {
        let before = applying(self.catalog, &earlier.requirements.answers);
        let steady = |(m, terms): (&Metric, (&Vec<_>, &Vec<_>))| {
            let reads_the_same = |(i, _): &(usize, Vec<usize>)| self.reads_the_same(&m.terms[*i].function, earlier);
            terms.0 == terms.1 && terms.0.iter().all(reads_the_same)
        };
        let metrics = self.catalog.metrics.iter().zip(self.terms.iter().zip(&before));
        self.earlier = Some((earlier, metrics.map(steady).collect()));
        self
    }

    /// Whether a value function sees no difference to other answers, apart from which cases hold.
    fn reads_the_same(&self, function: &Function, earlier: Earlier<'_>) -> bool {
        let (now, before) = (&self.requirements.answers, &earlier.requirements.answers);
        match function {
            Function::Map(..) | Function::Curve(..) | Function::Wants(_) | Function::Count(..) | Function::Cases(_) => {
                true
            }
            Function::Coverage { answer, .. } | Function::Covered { answer, .. } => {
                now.get(*answer).value == before.get(*answer).value
            }
            Function::Headroom { need, .. } => {
                let of = |estimates: &Estimates, answers| {
                    need.eval(&estimates.known(self.catalog, answers), &[]).map(|r| r.likely)
                };
                of(self.estimates, now) == of(earlier.estimates, before)
            }
            Function::Estate(_) => self.requirements.estate == earlier.requirements.estate,
            Function::Cost { .. } => false,
        }
    }

    /// The value of an option.
    pub(super) fn value(&self, option: OptionRef) -> Valuation {
        let block = &self.catalog.blocks[option.block.at()];
        let product = block.options[option.option as usize].product;
        let mut contributions = Vec::with_capacity(block.metrics.len());
        let earlier = self.earlier.as_ref().and_then(|(e, steady)| Some((e.of(option)?, steady)));
        for (i, &(metric, swing)) in block.metrics.iter().enumerate() {
            let value = match earlier {
                Some((before, steady)) if steady[metric.at()] => before.contributions[i].value,
                _ => self.metric(metric, option.block, product),
            };
            let weight = self.requirements.priorities.weights[metric.at()];
            let points = block.weight * weight * swing * value * 1000.0;
            contributions.push(Contribution { metric, value, points });
        }
        Valuation { contributions, fit: self.fit(option, block.weight) }
    }

    /// Points by rules. Several rules that say the same count half as much each further one, so
    /// that sources which repeat each other do not add up.
    fn fit(&self, option: OptionRef, weight: f64) -> Vec<(RuleId, f64)> {
        let mut out = Vec::new();
        let from = self.fit.partition_point(|f| f.0 < option);
        let own = &self.fit[from..];
        let own = &own[..own.partition_point(|f| f.0 == option)];
        for sign in [1i8, -1] {
            let mut rules: Vec<(f64, RuleId)> =
                own.iter().filter(|f| f.1 == sign).map(|(_, _, r)| (self.scale(*r), *r)).collect();
            // Of equal points, what was written for this decision says more than a general rule.
            let general = |r: RuleId| self.catalog.rules[r.at()].block != Some(option.block);
            rules.sort_by(|a, b| {
                let order = b.0.total_cmp(&a.0).then(general(a.1).cmp(&general(b.1)));
                order.then(a.1.cmp(&b.1))
            });
            rules.dedup_by_key(|r| r.1);
            let mut share = 1.0;
            for (points, rule) in rules {
                out.push((rule, f64::from(sign) * points * share * weight));
                share /= 2.0;
            }
        }
        out
    }

    fn scale(&self, rule: RuleId) -> f64 {
        let scales = &self.catalog.scales;
        match self.catalog.rules[rule.at()].strength {
            Strength::May => scales.may,
            Strength::Should | Strength::Must => scales.should,
        }
    }

    /// How the value of each metric of an option comes about.
    pub(super) fn accounts(&self, option: OptionRef) -> Vec<Account> {
        let block = &self.catalog.blocks[option.block.at()];
        let product = block.options[option.option as usize].product;
        let account = |&(metric, swing): &(MetricId, f64)| {
            let terms = &self.catalog.metrics[metric.at()].terms;
            let (mut parts, mut doubt, mut weights) = (Vec::new(), 0.0, 0.0);
            for (term, cases, value) in self.terms(metric, option.block, product) {
                let function = &terms[term].function;
                let (facts, answers) = self.basis(function, cases, product);
                doubt += terms[term].weight * self.doubt(function, option.block, product, value, &facts);
                weights += terms[term].weight;
                parts.push(Part { term, value, facts, answers });
            }
            let doubt = if weights > 0.0 { doubt / weights } else { self.catalog.scales.doubt.assumed };
            Account { metric, swing, value: self.metric(metric, option.block, product), doubt, parts }
        };
        block.metrics.iter().map(account).collect()
    }

    /// The facts and answers that a value function looks at for a product.
    fn basis(&self, function: &Function, holding: &[usize], product: ProductId) -> (Vec<TraitId>, Vec<Var>) {
        match function {
            Function::Map(kind, _) | Function::Curve(kind, _) | Function::Wants(kind) | Function::Count(kind, _) => {
                (vec![*kind], Vec::new())
            }
            Function::Coverage { kind, answer, .. } | Function::Covered { kind, answer, .. } => {
                (vec![*kind], vec![*answer])
            }
            Function::Headroom { kind, need, .. } => (vec![*kind], self.catalog.answers_behind(need)),
            Function::Cases(cases) => {
                let found = self.case(cases, holding, product);
                found.map_or_else(Default::default, |(when, tests, _)| {
                    (tests.iter().map(|t| t.kind).collect(), when.vars())
                })
            }
            Function::Cost { .. } | Function::Estate(_) => Default::default(),
        }
    }

    /// Half the range of a value.
    fn doubt(
        &self,
        function: &Function,
        block: BlockId,
        product: ProductId,
        value: Option<f64>,
        facts: &[TraitId],
    ) -> f64 {
        let scale = &self.catalog.scales.doubt;
        if value.is_none() {
            return scale.assumed;
        }
        if let Function::Cost { reference, decades } = function {
            let Some(cost) = self.cost(block, product) else { return scale.assumed };
            let reference = self.reference(block, reference);
            let at = |cost: f64| cost_value(cost, reference, *decades);
            let known = cost.high > 0.0 && !self.estimates.unpriced(self.catalog, product);
            return if known { (at(cost.low) - at(cost.high)) / 2.0 } else { scale.assumed };
        }
        let p = &self.catalog.products[product.at()];
        let doubt = |kind: &TraitId| match p.fact(*kind) {
            Some(f) if !p.evidence[f.evidence as usize].assumed => scale.sourced,
            _ => scale.assumed,
        };
        facts.iter().map(doubt).fold(0.0, f64::max)
    }

    fn spending(&self, block: BlockId) -> Spending {
        self.spendings.of(self.catalog, self.estimates, block)
    }

    /// What counts as the monthly cost of an option.
    fn cost(&self, block: BlockId, product: ProductId) -> Option<Range> {
        self.spending(block).of(self.catalog, self.estimates, block, product)
    }

    /// What the costs of a block are measured by.
    fn reference(&self, block: BlockId, formula: &Formula) -> f64 {
        self.spending(block).reference(reference_value(formula, &self.requirements.answers))
    }

    /// The weighted mean of the terms that apply.
    fn metric(&self, metric: MetricId, block: BlockId, product: ProductId) -> f64 {
        let m = &self.catalog.metrics[metric.at()];
        let (mut sum, mut weights) = (0.0, 0.0);
        for (term, _, value) in self.terms(metric, block, product) {
            let weight = m.terms[term].weight;
            sum += weight * value.unwrap_or(m.missing);
            weights += weight;
        }
        if weights > 0.0 { sum / weights } else { m.missing }
    }

    /// The terms that apply to an option, with the cases that hold for the answers, and their values; nothing
    /// where a fact is not stated.
    fn terms<'b>(
        &'b self,
        metric: MetricId,
        id: BlockId,
        product: ProductId,
    ) -> impl Iterator<Item = (usize, &'b [usize], Option<f64>)> + 'b {
        let p = &self.catalog.products[product.at()];
        let block = &self.catalog.blocks[id.at()];
        let all = &self.catalog.metrics[metric.at()].terms;
        self.terms[metric.at()].iter().filter_map(move |(i, cases)| {
            let term = &all[*i];
            if !term.only.iter().all(|t| t.holds(p)) {
                return None;
            }
            match self.term(&term.function, cases, metric, id, product) {
                Outcomes::Value(v) => Some((*i, cases.as_slice(), Some(v))),
                // Ways of working say only what tells them apart.
                Outcomes::Unstated if p.kind == Kind::Approach && block.approach => None,
                Outcomes::Unstated => Some((*i, cases.as_slice(), None)),
                Outcomes::Irrelevant => None,
            }
        })
    }

    /// The first case that holds for an option, of those that hold for the answers.
    fn case<'b>(&self, cases: &'b [ValueCase], holding: &[usize], product: ProductId) -> Option<&'b ValueCase> {
        let p = &self.catalog.products[product.at()];
        holding.iter().map(|i| &cases[*i]).find(|(_, tests, _)| tests.iter().all(|t| t.holds(p)))
    }

    fn term(
        &self,
        function: &Function,
        holding: &[usize],
        metric: MetricId,
        id: BlockId,
        product: ProductId,
    ) -> Outcomes {
        use Outcomes::{Irrelevant, Unstated};
        let answers = &self.requirements.answers;
        let block = &self.catalog.blocks[id.at()];
        let p = &self.catalog.products[product.at()];
        let fact = |kind: &TraitId| p.fact(*kind).map(|f| &f.value);
        let or = |v: Option<f64>, other: Outcomes| v.map_or(other, Outcomes::Value);
        match function {
            Function::Map(kind, values) => match fact(kind) {
                Some(Value::Choice(i)) => or(values.get(*i as usize).copied().flatten(), Unstated),
                _ => Unstated,
            },
            Function::Curve(kind, points) => match fact(kind) {
                Some(Value::Number(n)) => Outcomes::Value(along(points, *n)),
                _ => Unstated,
            },
            Function::Wants(kind) => {
                let Some((_, wanted)) = block.wants.iter().find(|w| w.0 == metric) else { return Irrelevant };
                if wanted.is_empty() {
                    return Irrelevant;
                }
                let has = |a: &&u16| fact(kind).is_some_and(|v| v.has(**a));
                Outcomes::Value(wanted.iter().filter(has).count() as f64 / wanted.len() as f64)
            }
            Function::Count(kind, full) => match fact(kind) {
                Some(Value::Set(s)) => Outcomes::Value((s.len() as f64 / full).min(1.0)),
                _ => Unstated,
            },
            Function::Coverage { kind, answer, choices } => {
                let Some(Value::Set(asked)) = &answers.get(*answer).value else { return Irrelevant };
                let relevant: Vec<u16> =
                    asked.iter().filter_map(|a| choices.get(*a as usize).copied().flatten()).collect();
                if relevant.is_empty() {
                    return Irrelevant;
                }
                match fact(kind) {
                    Some(v) => {
                        Outcomes::Value(relevant.iter().filter(|c| v.has(**c)).count() as f64 / relevant.len() as f64)
                    }
                    None => Unstated,
                }
            }
            Function::Covered { kind, answer, choices } => {
                let (Some(Value::Set(needed)), Some(known)) = (fact(kind), &answers.get(*answer).value) else {
                    return Unstated;
                };
                if needed.is_empty() {
                    return Outcomes::Value(1.0);
                }
                let is_known = |n: &&u16| choices.get(**n as usize).copied().flatten().is_none_or(|c| known.has(c));
                Outcomes::Value(needed.iter().filter(is_known).count() as f64 / needed.len() as f64)
            }
            Function::Headroom { kind, amounts, need, curve } => {
                let has = match fact(kind) {
                    Some(Value::Number(n)) => Some(*n),
                    Some(Value::Choice(i)) => amounts.get(*i as usize).copied().flatten(),
                    _ => None,
                };
                let need = need.eval(&self.estimates.known(self.catalog, answers), &[]).map(|r| r.likely);
                match (has, need) {
                    (Some(n), Some(need)) if need > 0.0 => Outcomes::Value(along(curve, n / need)),
                    (_, None) => Irrelevant,
                    _ => Unstated,
                }
            }
            Function::Cases(cases) => or(self.case(cases, holding, product).map(|c| c.2), Irrelevant),
            Function::Cost { reference, decades } => {
                let value = |cost: Range| cost_value(cost.likely, self.reference(id, reference), *decades);
                or(self.cost(id, product).map(value), Unstated)
            }
            Function::Estate(other) => {
                let known = self
                    .requirements
                    .estate
                    .iter()
                    .any(|e| self.catalog.is_within(product, *e) || p.root == self.catalog.products[e.at()].root);
                match (known, p.kind) {
                    (_, Kind::Approach) => Irrelevant,
                    (true, _) => Outcomes::Value(1.0),
                    (false, _) => Outcomes::Value(*other),
                }
            }
        }
    }
}

/// What of the value functions applies for some answers.
fn applying(catalog: &Catalog, answers: &Answers) -> Applying {
    let holds = |when: &Condition| when.eval(answers) == Truth::True;
    let cases = |term: &Term| match &term.function {
        Function::Cases(cases) => (0..cases.len()).filter(|i| holds(&cases[*i].0)).collect(),
        _ => Vec::new(),
    };
    let terms = |m: &Metric| {
        let applying = m.terms.iter().enumerate().filter(|(_, t)| holds(&t.when));
        applying.map(|(i, t)| (i, cases(t))).collect()
    };
    catalog.metrics.iter().map(terms).collect()
}

/// A case of a value function: when it holds, for which options, and the value.
type ValueCase = (Condition, Vec<FactTest>, f64);

/// What a term says.
enum Outcomes {
    Value(f64),
    /// The option does not state the fact.
    Unstated,
    /// The term does not matter here.
    Irrelevant,
}

/// Falls with the logarithm of the cost. Not the platform's logarithm: results are the same on every machine.
fn cost_value(cost: f64, reference: f64, decades: f64) -> f64 {
    (1.0 - libm::log10(1.0 + cost / reference) / decades).clamp(0.0, 1.0)
}

fn reference_value(formula: &Formula, answers: &Answers) -> f64 {
    formula.eval(&OnlyAnswers(answers), &[]).map_or(1.0, |r| r.likely).max(0.01)
}

/// Piecewise linear, constant beyond the ends.
fn along(points: &[(f64, f64)], x: f64) -> f64 {
    let after = points.partition_point(|p| p.0 <= x);
    match (after.checked_sub(1).and_then(|i| points.get(i)), points.get(after)) {
        (None, Some(p)) | (Some(p), None) => p.1,
        (Some(a), Some(b)) => a.1 + (b.1 - a.1) * (x - a.0) / (b.0 - a.0),
        (None, None) => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::along;

    #[test]
    fn curves_are_linear_between_points_and_flat_beyond() {
        let c = [(1.0, 0.0), (2.0, 0.5), (4.0, 1.0)];
        assert_eq!([0.0, 1.0, 1.5, 2.0, 3.0, 9.0].map(|x| along(&c, x)), [0.0, 0.0, 0.25, 0.5, 0.75, 1.0]);
    }
}
