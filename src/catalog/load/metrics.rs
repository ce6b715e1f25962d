//! Metrics: value functions from facts, answers and estimates.

use super::loader::{Loader, definitions};
use super::meta::curve;
use super::refs::unknown;
use crate::catalog::*;
use crate::diagnostics::{Code, Diagnostic, Sink};
use crate::logic::{Condition, Domain, Var, Vocabulary, decode_condition};
use crate::text::Text;
use crate::yaml::{Fields, Node, boolean, list, mapping, number, string};

impl Loader {
    pub(super) fn decode_metrics(&mut self, trees: &[Node], sink: &mut Sink) {
        for (node, id) in definitions(trees, "metrics") {
            let Some((id, _)) = id else { continue };
            let metric = self.decode_metric(node, id, sink);
            self.catalog.metrics.extend(metric);
        }
    }

    fn decode_metric(&self, node: &Node, id: &str, sink: &mut Sink) -> Option<Metric> {
        let mut f = Fields::open(node, "metric", sink)?;
        f.optional("id");
        let out = Metric {
            id: Text::copy(id),
            name: f.text("name", sink).unwrap_or_default(),
            text: f.text("text", sink).unwrap_or_default(),
            worst: f.text("worst", sink).unwrap_or_default(),
            best: f.text("best", sink).unwrap_or_default(),
            weight: f.required("weight", sink).and_then(|n| number(n, "weight", sink)).unwrap_or(1.0)
                * off(f.optional("disable"), sink),
            missing: f.required("missing", sink).and_then(|n| number(n, "missing", sink)).unwrap_or(0.5),
            sources: self.source(&mut f, node, "a metric", sink),
            terms: f.items("terms", sink).iter().filter_map(|t| self.term(t, sink)).collect(),
        };
        f.finish(sink);
        Some(out)
    }

    fn term(&self, node: &Node, sink: &mut Sink) -> Option<Term> {
        let mut f = Fields::open(node, "term", sink)?;
        let id = f.text("id", sink)?;
        let weight = f.required("weight", sink).and_then(|n| number(n, "weight", sink))?;
        let when = match f.optional("when") {
            Some(n) => decode_condition(n, self, sink)?,
            None => Condition::always(),
        };
        let only = f.optional("only").map(|n| self.fact_tests(n, sink)).unwrap_or_default();
        let function = self.function(&mut f, node, sink);
        f.finish(sink);
        Some(Term { id, weight, when, only, function: function? })
    }

    fn function(&self, f: &mut Fields<'_>, node: &Node, sink: &mut Sink) -> Option<Function> {
        if let Some(n) = f.optional("map") {
            let (kind, domain) = self.trait_field(f, node, sink)?;
            let mut values = vec![None; domain.choices().len()];
            for e in mapping(n, "map", sink)? {
                match domain.choice(&e.key) {
                    Some(i) => values[i as usize] = unit_number(&e.value, sink),
                    None => unknown("choice", &e.key, e.key_span, domain.choices().iter().map(|c| c.id.as_str()), sink),
                }
            }
            return Some(Function::Map(kind, values));
        }
        if let Some(n) = f.optional("curve") {
            let (kind, _) = self.trait_field(f, node, sink)?;
            return curve(n, sink).map(|c| Function::Curve(kind, c));
        }
        if f.optional("wants").is_some() {
            return self.traits.get("abilities").map(|i| Function::Wants(TraitId(i)));
        }
        if let Some(n) = f.optional("count") {
            let (kind, _) = self.trait_field(f, node, sink)?;
            return number(n, "count", sink).map(|full| Function::Count(kind, full));
        }
        if let Some(n) = f.optional("coverage") {
            let (kind, answer, own, other) = self.trait_and_answer(n, sink)?;
            let choices = other.choices().iter().map(|c| own.choice(&c.id)).collect();
            return Some(Function::Coverage { kind, answer, choices });
        }
        if let Some(n) = f.optional("covered") {
            let (kind, answer, own, other) = self.trait_and_answer(n, sink)?;
            let choices = own.choices().iter().map(|c| other.choice(&c.id)).collect();
            return Some(Function::Covered { kind, answer, choices });
        }
        if let Some(n) = f.optional("headroom") {
            let mut h = Fields::open(n, "headroom", sink)?;
            let (kind, domain) = h.required("trait", sink).and_then(|n| self.trait_ref(n, sink))?;
            let mut amounts = vec![None; domain.choices().len()];
            for e in h.optional("as").and_then(|n| mapping(n, "as", sink)).unwrap_or_default() {
                match domain.choice(&e.key) {
                    Some(i) => amounts[i as usize] = number(&e.value, "as", sink),
                    None => unknown("choice", &e.key, e.key_span, domain.choices().iter().map(|c| c.id.as_str()), sink),
                }
            }
            let need = h.required("of", sink).and_then(|n| self.formula(n, sink));
            let curve = h.required("curve", sink).and_then(|c| curve(c, sink));
            h.finish(sink);
            return Some(Function::Headroom { kind, amounts, need: need?, curve: curve? });
        }
        if let Some(n) = f.optional("cases") {
            let cases = list(n, "cases", sink).iter().filter_map(|c| self.case(c, sink)).collect();
            return Some(Function::Cases(cases));
        }
        if let Some(n) = f.optional("cost") {
            let mut c = Fields::open(n, "cost", sink)?;
            let reference = c.required("reference", sink).and_then(|n| self.formula(n, sink));
            let decades = c.required("decades", sink).and_then(|n| number(n, "decades", sink));
            c.finish(sink);
            return Some(Function::Cost { reference: reference?, decades: decades? });
        }
        if let Some(n) = f.optional("estate") {
            return unit_number(n, sink).map(Function::Estate);
        }
        sink.push(
            Diagnostic::error(Code::MissingKey, node.span, "the term has no value function")
                .help("Use map, curve, wants, count, coverage, covered, headroom, cases, cost or estate"),
        );
        None
    }

    fn trait_field(&self, f: &mut Fields<'_>, node: &Node, sink: &mut Sink) -> Option<(TraitId, &Domain)> {
        let n = f.optional("trait");
        if n.is_none() {
            sink.error(Code::MissingKey, node.span, "the term names no `trait`");
        }
        self.trait_ref(n?, sink)
    }

    fn trait_ref(&self, node: &Node, sink: &mut Sink) -> Option<(TraitId, &Domain)> {
        self.trait_id(node, sink).map(|t| (t, &self.catalog.traits[t.at()].domain))
    }

    pub(super) fn trait_id(&self, node: &Node, sink: &mut Sink) -> Option<TraitId> {
        let id = string(node, "trait", sink)?;
        let found = self.traits.get(&id);
        if found.is_none() {
            unknown("trait", &id, node.span, self.traits.ids(), sink);
        }
        found.map(TraitId)
    }

    fn trait_and_answer(&self, node: &Node, sink: &mut Sink) -> Option<(TraitId, Var, &Domain, &Domain)> {
        let mut f = Fields::open(node, "term", sink)?;
        let kind = f.required("trait", sink).and_then(|n| self.trait_ref(n, sink));
        let answer = f.required("of", sink)?;
        f.finish(sink);
        let id = string(answer, "of", sink)?;
        match self.var(&id) {
            Some((var, domain)) => kind.map(|(k, own)| (k, var, own, domain)),
            None => {
                unknown("question", &id, answer.span, self.questions.ids(), sink);
                None
            }
        }
    }

    fn case(&self, node: &Node, sink: &mut Sink) -> Option<(Condition, Vec<FactTest>, f64)> {
        let mut f = Fields::open(node, "case", sink)?;
        let when = match f.optional("when") {
            Some(n) => decode_condition(n, self, sink)?,
            None => Condition::always(),
        };
        let tests = f.optional("where").map(|n| self.fact_tests(n, sink)).unwrap_or_default();
        let value = f.required("value", sink).and_then(|n| unit_number(n, sink));
        f.finish(sink);
        value.map(|v| (when, tests, v))
    }
}

fn unit_number(node: &Node, sink: &mut Sink) -> Option<f64> {
    let n = number(node, "value", sink)?;
    if !(0.0..=1.0).contains(&n) {
        sink.error(Code::BadValue, node.span, "a value of a metric lies between 0 and 1");
        return None;
    }
    Some(n)
}

/// A metric that an overlay takes out weighs nothing.
fn off(disable: Option<&Node>, sink: &mut Sink) -> f64 {
    if disable.and_then(|n| boolean(n, "disable", sink)) == Some(true) { 0.0 } else { 1.0 }
}
