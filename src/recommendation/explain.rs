//! Why an option was chosen, why not another, as trees that go down to facts, answers and their sources.

use schemars::JsonSchema;
use serde::Serialize;

use super::build;
use super::chosen::Chosen;
use super::context::{Context, round};
use super::extent::Losses;
use super::flips::Flips;
use super::study::Study;
use super::types::{AnswerRef, Decision, Reason, SourceRef, Switch};
use crate::catalog::{BlockId, Catalog, Find, Function, MetricId, OptionRef, ProductId, RuleId, TraitId};
use crate::engine::analysis::waterfall::{Step, What, waterfall};
use crate::engine::{Account, Limits, Proof, Solution, Solver};
use crate::logic::{Value, show_value};
use crate::text::Text;

/// Effort for the best architecture with an option.
const EFFORT: Limits = Limits { states: 20_000, time: None, enough: None };

/// What a part of a difference is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NodeKind {
    /// A decision; its parts are metrics and rules.
    Decision,
    /// A metric; its parts are the terms of its value function.
    Metric,
    /// A term of a value function; its parts are facts.
    Term,
    /// A fact of the catalog.
    Fact,
    /// A should- or may-rule about one option.
    Rule,
    /// A rule about two options together.
    Pair,
    /// A product that only one of the two architectures adopts.
    Adoption,
    /// Everything else, such as the order of ids that breaks ties.
    Rest,
}

/// A part of a difference, with what it comes from.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// Id of the block, metric, term, fact, rule or product.
    pub id: Text,
    /// Its name, or what the rule says.
    pub name: Text,
    /// Points by which the recommended architecture is ahead; the parts of a decision add up to its points.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub points: Option<f64>,
    /// What holds in the recommended architecture: an option, a value from 0 to 1, a fact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chosen: Option<Text>,
    /// What holds in the other.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other: Option<Text>,
    /// Answers that it rests on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<AnswerRef>,
    /// Where it is written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub source: Vec<SourceRef>,
    /// Whether a fact is assumed, without a source.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub assumed: bool,
    /// What it comes from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Node>,
}

/// The recommended architecture against the best one with another option.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Against {
    /// The other option's id.
    pub option: Text,
    /// Its name.
    pub name: Text,
    /// Points that the best architecture with it has less; none if there is none.
    pub regret: Option<f64>,
    /// Whether this is proven; if not, the true loss may be smaller.
    pub exact: bool,
    /// The rules and demands that exclude it.
    pub rejected: Vec<Reason>,
    /// What else the best architecture with it decides differently.
    pub changes: Vec<Switch>,
    /// Where the points come from, largest first; they add up to `regret`.
    pub difference: Vec<Node>,
}

/// A decision explained.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Explanation {
    /// Id of the block.
    pub block: Text,
    /// Its name.
    pub title: Text,
    /// The decision as a question.
    pub question: Text,
    /// The decision with its reasons; none if the block needs no decision.
    pub decision: Option<Decision>,
    /// Why the block needs no decision.
    pub inactive: Option<Text>,
    /// The option that was asked about, or the best of the others.
    pub against: Option<Against>,
    /// What would change the decision, if that was asked for.
    pub flips: Option<Flips>,
}

impl Study<'_> {
    /// Explains decisions, each against an option, or against the best of the others; with `flips`, also what
    /// would change them.
    pub fn explain(&self, asked: &[(BlockId, Option<OptionRef>)], flips: bool) -> Vec<Explanation> {
        let flips: Vec<Option<Flips>> = match flips {
            true => self.flips(asked).into_iter().map(Some).collect(),
            false => vec![None; asked.len()],
        };
        asked.iter().zip(flips).map(|((block, over), flips)| self.explanation(*block, *over, flips)).collect()
    }

    fn explanation(&self, block: BlockId, over: Option<OptionRef>, flips: Option<Flips>) -> Explanation {
        let context = Context::of(&self.situation);
        let model = &self.situation.model;
        let solver = self.solver();
        let chosen = Chosen::new(&context, model, &solver, &self.solution, Losses::All);
        let b = &self.catalog().blocks[block.at()];
        let index = model.index_of(block);
        let own = index.and_then(|i| model.chosen(self.catalog(), &self.solution, i));
        let decision = index.zip(own).map(|(i, o)| chosen.decision(i, o));
        let runner_up = || {
            let best = decision.as_ref()?.alternatives.iter().find(|a| a.regret.is_some())?;
            let option = b.options.iter().position(|o| o.id == best.option)? as u16;
            Some(OptionRef { block, option })
        };
        let over = over.filter(|o| Some(*o) != own).or_else(runner_up);
        Explanation {
            block: b.id.clone(),
            title: b.name.clone(),
            question: b.question.clone(),
            inactive: build::inactive_because(&context, &chosen, block),
            against: index.zip(over).map(|(i, o)| self.against(&context, &solver, i, o)),
            decision,
            flips,
        }
    }

    fn against(&self, c: &Context<'_>, solver: &Solver<'_>, index: usize, option: OptionRef) -> Against {
        let product = self.catalog().product_of(option);
        let proof = solver.solve_with(&[(index, option.option as usize)], &[&self.solution], EFFORT);
        let exact = matches!(proof, Proof::Optimal(_) | Proof::Infeasible);
        let other = proof.solution();
        let lead = |s: &Solution| round(self.situation.model.points(self.solution.value - s.value));
        let mut changes = other.map(|s| self.switches_to(s)).unwrap_or_default();
        let block = &self.catalog().blocks[option.block.at()];
        changes.retain(|s| s.block != block.id);
        Against {
            option: block.options[option.option as usize].id.clone(),
            name: product.name.clone(),
            regret: other.map(lead),
            exact,
            rejected: self.rejecting(c, option),
            changes,
            difference: other.map(|s| self.difference(c, s)).unwrap_or_default(),
        }
    }

    /// Every binding rule and demand that excludes an option.
    fn rejecting(&self, c: &Context<'_>, option: OptionRef) -> Vec<Reason> {
        let o = c.outcome;
        let excluding = o.excluded.iter().filter(|(x, _)| *x == option).map(|(_, r)| *r);
        let requiring = o.required.iter().filter(|(b, list, _)| *b == option.block && !list.contains(&option));
        let mut rules: Vec<RuleId> = excluding.chain(requiring.map(|r| r.2)).collect();
        rules.dedup();
        let mut out: Vec<Reason> = rules.into_iter().map(|r| c.reason(r, 0.0)).collect();
        let demands = c.requirements.constraints.iter().filter(|x| match x.require {
            true => x.options.iter().all(|o| o.block == option.block) && !x.options.contains(&option),
            false => x.options.contains(&option),
        });
        out.extend(demands.map(|d| Reason {
            rule: "constraint".into(),
            strength: "must".into(),
            points: 0.0,
            because: format!("The requirements {} {}", if d.require { "demand" } else { "exclude" }, d.name).into(),
            answers: Vec::new(),
            source: Vec::new(),
        }));
        out
    }

    /// The difference to another architecture as a tree.
    fn difference(&self, c: &Context<'_>, other: &Solution) -> Vec<Node> {
        let steps = waterfall(&self.situation, &self.solution, other);
        let mut out: Vec<Node> = Vec::new();
        for switch in self.changed(other) {
            let own: Vec<&Step> = steps.iter().filter(|s| block_of(s.what) == Some(switch.0)).collect();
            if !own.is_empty() {
                out.push(self.decision_node(c, &own, switch));
            }
        }
        for s in &steps {
            let points = self.points(s.lead);
            out.extend(match s.what {
                What::Pair(r) => Some(self.rule_node(c, NodeKind::Pair, r, points)),
                What::Adoption(p) => Some(self.adoption_node(p, points)),
                What::Unneeded => Some(rest("unneeded", "Pairs of decisions that are not needed", points)),
                What::Order => Some(rest("order", "Order of ids, which breaks ties", points)),
                What::Metric(..) | What::Fit(..) | What::Needed(_) => None,
            });
        }
        out.sort_by(|a, b| b.points.unwrap_or(0.0).abs().total_cmp(&a.points.unwrap_or(0.0).abs()));
        out
    }

    fn points(&self, lead: i64) -> f64 {
        self.situation.model.points(lead)
    }

    /// The blocks of which the choice differs, with both choices.
    fn changed(&self, other: &Solution) -> Vec<(BlockId, Option<OptionRef>, Option<OptionRef>)> {
        let model = &self.situation.model;
        let of = |s: &Solution, i| model.chosen(self.catalog(), s, i);
        let all = model.blocks.iter().enumerate().map(|(i, b)| (*b, of(&self.solution, i), of(other, i)));
        all.filter(|(_, x, y)| x != y).collect()
    }

    fn decision_node(
        &self,
        c: &Context<'_>,
        steps: &[&Step],
        (block, chosen, other): (BlockId, Option<OptionRef>, Option<OptionRef>),
    ) -> Node {
        let catalog = self.catalog();
        let name = |o: Option<OptionRef>| o.map_or("not needed".into(), |o| catalog.product_of(o).name.clone());
        let accounts = |o: Option<OptionRef>| o.map(|o| self.situation.accounts(o)).unwrap_or_default();
        let (a, b) = (accounts(chosen), accounts(other));
        let products = [chosen, other].map(|o| o.map(|o| product_id(catalog, o)));
        let mut parts = Vec::new();
        for s in steps {
            let points = self.points(s.lead);
            match s.what {
                What::Metric(_, m) => {
                    let find = |list: &[Account]| list.iter().find(|a| a.metric == m).cloned();
                    parts.push(self.metric_node(c, (block, m), points, find(&a), find(&b), products));
                }
                What::Fit(_, r) => parts.push(self.rule_node(c, NodeKind::Rule, r, points)),
                _ => {}
            }
        }
        let b = &catalog.blocks[block.at()];
        Node {
            points: Some(self.points(steps.iter().map(|s| s.lead).sum())),
            chosen: Some(name(chosen)),
            other: Some(name(other)),
            parts,
            ..node(NodeKind::Decision, b.id.clone(), b.name.clone())
        }
    }

    fn metric_node(
        &self,
        c: &Context<'_>,
        (block, metric): (BlockId, MetricId),
        points: f64,
        chosen: Option<Account>,
        other: Option<Account>,
        products: [Option<ProductId>; 2],
    ) -> Node {
        let (block, at) = (&self.catalog().blocks[block.at()], metric.at());
        let metric = &self.catalog().metrics[at];
        let share = |v: f64| Text::from(format!("{v:.2}"));
        let wanted = |f: &Function| match f {
            Function::Wants(_) => block.wants.iter().find(|w| w.0.at() == at).map(|w| w.1.clone()),
            _ => None,
        };
        let sides = [&chosen, &other];
        let mut parts = Vec::new();
        for (i, term) in metric.terms.iter().enumerate() {
            let of = |side: &Option<Account>| side.as_ref().and_then(|a| a.parts.iter().find(|p| p.term == i)).cloned();
            let [x, y] = sides.map(of);
            // Only what tells them apart explains a difference.
            if x.as_ref().map(|p| p.value) == y.as_ref().map(|p| p.value) {
                continue;
            }
            let said = |p: &Option<crate::engine::Part>| match p {
                None => Text::from("does not apply"),
                Some(p) => p.value.map_or(Text::from(format!("not stated, {:.2}", metric.missing)), share),
            };
            let mut facts: Vec<TraitId> = [&x, &y].into_iter().flatten().flat_map(|p| p.facts.clone()).collect();
            facts.sort_unstable();
            facts.dedup();
            let mut answers: Vec<_> = [&x, &y].into_iter().flatten().flat_map(|p| p.answers.clone()).collect();
            answers.sort_unstable();
            answers.dedup();
            parts.push(Node {
                chosen: Some(said(&x)),
                other: Some(said(&y)),
                answers: c.answers(&answers),
                parts: facts.into_iter().map(|f| self.fact_node(c, f, products, &wanted(&term.function))).collect(),
                ..node(NodeKind::Term, term.id.clone(), term.id.replace('_', " ").into())
            });
        }
        Node {
            points: Some(points),
            chosen: chosen.as_ref().map(|a| share(a.value)),
            other: other.as_ref().map(|a| share(a.value)),
            source: c.sources(&metric.sources),
            parts,
            ..node(NodeKind::Metric, metric.id.clone(), metric.name.clone())
        }
    }

    /// A fact of both options; of a set, the members that count.
    fn fact_node(
        &self,
        c: &Context<'_>,
        kind: TraitId,
        products: [Option<ProductId>; 2],
        wanted: &Option<Vec<u16>>,
    ) -> Node {
        let t = &self.catalog().traits[kind.at()];
        let mut out = node(NodeKind::Fact, t.id.clone(), t.text.clone());
        let [chosen, other] = products.map(|p| {
            let p = &self.catalog().products[p?.at()];
            let fact = p.fact(kind)?;
            let evidence = &p.evidence[fact.evidence as usize];
            out.assumed |= evidence.assumed;
            out.source.extend(c.sources(&evidence.sources));
            let counts = |i: &u16| wanted.as_ref().is_none_or(|w| w.contains(i));
            let value = match &fact.value {
                Value::Set(s) => Value::Set(s.iter().copied().filter(counts).collect()),
                other => other.clone(),
            };
            Some(Text::from(show_value(&value, &t.domain)))
        });
        out.source.dedup();
        Node { chosen, other, ..out }
    }

    fn rule_node(&self, c: &Context<'_>, kind: NodeKind, rule: RuleId, points: f64) -> Node {
        let r = &self.catalog().rules[rule.at()];
        Node {
            points: Some(points),
            answers: c.answers(c.outcome.because(rule)),
            source: c.sources(&r.sources),
            ..node(kind, r.id.clone(), r.because.clone())
        }
    }

    fn adoption_node(&self, product: ProductId, points: f64) -> Node {
        let p = &self.catalog().products[product.at()];
        let (yes, no) = (Some(Text::from("adopted")), Some(Text::from("not adopted")));
        let (chosen, other) = if points > 0.0 { (no, yes) } else { (yes, no) };
        Node { points: Some(points), chosen, other, ..node(NodeKind::Adoption, p.id.clone(), p.name.clone()) }
    }
}

fn node(kind: NodeKind, id: Text, name: Text) -> Node {
    Node {
        kind,
        id,
        name,
        points: None,
        chosen: None,
        other: None,
        answers: Vec::new(),
        source: Vec::new(),
        assumed: false,
        parts: Vec::new(),
    }
}

fn rest(id: &'static str, name: &'static str, points: f64) -> Node {
    Node { points: Some(points), ..node(NodeKind::Rest, id.into(), name.into()) }
}

fn block_of(what: What) -> Option<BlockId> {
    match what {
        What::Metric(b, _) | What::Fit(b, _) | What::Needed(b) => Some(b),
        _ => None,
    }
}

fn product_id(catalog: &Catalog, o: OptionRef) -> ProductId {
    catalog.blocks[o.block.at()].options[o.option as usize].product
}
