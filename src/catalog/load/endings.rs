//! A rule for each product that has an end date and is an option: a system that lives longer does not
//! start with it. The dates stand with the products, so that nobody has to keep rules in step with them.

use super::loader::{Loader, definitions};
use crate::catalog::*;
use crate::diagnostics::{Code, Diagnostic, Sink};
use crate::logic::{Bound, Condition, Dimension, Domain, Test, Value, Var, Vocabulary};
use crate::text::{DAY, Span, Text, date, days_between};
use crate::yaml::{Fields, Node};

/// How the ends of products are set against the life of the system, as written.
struct Terms<'a> {
    id: &'a str,
    life: Var,
    sources: Vec<SourceRef>,
    covers: Vec<Text>,
}

impl Loader {
    pub(super) fn decode_endings(&mut self, trees: &[Node], sink: &mut Sink) {
        for (node, id) in definitions(trees, "endings") {
            let (Some((id, _)), Some(mut f)) = (id, Fields::open(node, "ending", sink)) else { continue };
            f.optional("id");
            let life = f.required("life", sink).and_then(|n| self.life(n, sink));
            let sources = self.source(&mut f, node, "an ending", sink);
            let covers = super::meta::words(f.optional("covers"), "covers", sink);
            f.finish(sink);
            let Some(life) = life else { continue };
            self.ends(trees, &Terms { id, life, sources, covers }, sink);
        }
    }

    fn life(&self, node: &Node, sink: &mut Sink) -> Option<Var> {
        let id = node.text().unwrap_or_default();
        match self.var(id) {
            Some((var, Domain::Quantity(Dimension::Duration, ..))) => Some(var),
            Some(_) => {
                sink.error(Code::Type, node.span, "the life of the system is a question for a time");
                None
            }
            None => {
                super::refs::unknown("question", id, node.span, self.questions.ids(), sink);
                None
            }
        }
    }

    fn ends(&mut self, trees: &[Node], terms: &Terms<'_>, sink: &mut Sink) {
        let today = date(&self.catalog.date);
        let written: Vec<(&str, Span)> = definitions(trees, "products")
            .filter_map(|(n, id)| Some((id?.0, n.get("status").and_then(|s| s.get("until"))?.span)))
            .collect();
        for (product, at) in written {
            let Some(id) = self.products.get(product).map(ProductId) else { continue };
            let Some(until) = self.catalog.products[id.at()].status.until.clone() else { continue };
            let Some(end) = date(&until) else {
                sink.push(
                    Diagnostic::error(Code::BadValue, at, format!("`{until}` is not a day"))
                        .help("Write the end as YYYY-MM-DD, or a part of it"),
                );
                continue;
            };
            let options = self.catalog.options_of(id);
            let days = today.map_or(0, |t| days_between(t, end));
            // What was switched off is nobody's option any more, and another rule says so.
            let gone = self.catalog.products[id.at()].status_word() == "retired" && days <= 0;
            if options.is_empty() || gone {
                continue;
            }
            let ending = Ending { product: id, life: terms.life, days: i32::try_from(days).unwrap_or(i32::MAX) };
            self.end(terms, ending, options, at, sink);
        }
    }

    fn end(&mut self, terms: &Terms<'_>, ending: Ending, options: Vec<OptionRef>, at: Span, sink: &mut Sink) {
        let product = &self.catalog.products[ending.product.at()];
        let until = product.status.until.as_deref().unwrap_or_default();
        let next = product.status.replacement.map(|r| self.catalog.products[r.at()].name.as_str());
        let next = next.map_or(String::from("no successor is named"), |n| format!("successor: {n}"));
        let id = format!("{}.{}", terms.id, product.id);
        let sources = terms.sources.iter().filter(|s| !product.status.sources.contains(s));
        let sources: Vec<SourceRef> = product.status.sources.iter().chain(sources).cloned().collect();
        let because = format!("{} ends on {until}, before the system does; {next}", product.name).into();
        let index = RuleId(self.catalog.rules.len() as u16);
        if self.rules.define(&id, at, "rule", sink) != index.0 {
            return; // a rule of this name is there, and reported
        }
        let seconds = f64::from(ending.days) * DAY;
        let when = if ending.days > 0 {
            let outlives = Test::Range(Some(Bound { value: seconds, inclusive: false }), None);
            for (days, fires) in [(seconds + DAY, true), (seconds, false)] {
                self.annex.cases.push(RuleCase {
                    rule: index,
                    answers: vec![(ending.life, Value::Number(days))],
                    fires,
                    at,
                });
            }
            Condition::Atom(ending.life, outlives)
        } else {
            Condition::always()
        };
        let says = Saying {
            id: id.into(),
            block: None,
            strength: Strength::Must,
            effects: vec![Effect::Exclude(options)],
            because,
            sources,
            covers: terms.covers.clone(),
            note: None,
            may_empty: None,
            ends: Some(ending),
        };
        self.catalog.rules.push(Rule::new(when, says));
    }
}
