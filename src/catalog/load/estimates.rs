//! Prices and costs.

use super::{Loader, definitions};
use crate::catalog::*;
use crate::diagnostics::{Code, Diagnostic, Sink};
use crate::logic::{Condition, Dimension, Domain, Var, Vocabulary, decode_condition};
use crate::text::Text;
use crate::yaml::{Fields, Node, boolean, list, number};

impl Loader {
    pub(super) fn decode_estimates(&mut self, trees: &[Node], sink: &mut Sink) {
        for (node, id) in definitions(trees, "prices") {
            let (Some((id, _)), Some(mut f)) = (id, Fields::open(node, "price", sink)) else { continue };
            f.optional("id");
            let price = Price {
                id: Text::copy(id),
                meter: f.text("meter", sink).unwrap_or_default(),
                unit: f.text("unit", sink).unwrap_or_default(),
                price: f.required("price", sink).and_then(|n| number(n, "price", sink)).unwrap_or(0.0),
                date: f.text("date", sink).unwrap_or_default(),
                sources: self.source(&mut f, node, "a price", sink),
                assumed: f.optional("assumed").and_then(|n| boolean(n, "assumed", sink)).unwrap_or(false),
                answer: f.optional("answer").and_then(|n| self.money_question(n, sink)),
                people: f.optional("people").and_then(|n| boolean(n, "people", sink)).unwrap_or(false),
            };
            f.optional("note");
            f.finish(sink);
            self.catalog.prices.push(price);
        }
        for tree in trees {
            for node in tree.get("costs").map(|n| list(n, "costs", sink)).unwrap_or_default() {
                let cost = self.cost(node, sink);
                self.catalog.costs.extend(cost);
            }
        }
    }

    /// A question that is answered with an amount of money.
    fn money_question(&self, node: &Node, sink: &mut Sink) -> Option<Var> {
        let id = node.text().unwrap_or_default();
        match self.var(id) {
            Some((var, Domain::Quantity(Dimension::Money, _))) => Some(var),
            Some(_) => {
                sink.error(Code::Type, node.span, format!("`{id}` is not answered with an amount of money"));
                None
            }
            None => {
                super::refs::unknown("question", id, node.span, self.questions.ids(), sink);
                None
            }
        }
    }

    fn cost(&self, node: &Node, sink: &mut Sink) -> Option<Cost> {
        let mut f = Fields::open(node, "cost", sink)?;
        let (product, tests) = (f.optional("product"), f.optional("where"));
        let products = match (product, tests) {
            (Some(n), None) => self.product_ref(n, sink).into_iter().collect(),
            (None, Some(n)) => {
                let tests = self.fact_tests(n, sink);
                let fits = |p: &Product| p.part_of.is_none() && !p.inline && tests.iter().all(|t| t.holds(p));
                let all = self.catalog.products.iter().enumerate();
                all.filter(|(_, p)| fits(p)).map(|(i, _)| ProductId(i as u16)).collect()
            }
            _ => {
                sink.push(
                    Diagnostic::error(Code::MissingKey, node.span, "a cost has either `product` or `where`")
                        .help("`where` tests facts of whole products: those that are part of another share its lines"),
                );
                Vec::new()
            }
        };
        let mut lines = Vec::new();
        for item in f.items("lines", sink) {
            let Some(mut l) = Fields::open(item, "line of cost", sink) else { continue };
            let name = l.text("name", sink).unwrap_or_default();
            let price = l.required("price", sink).and_then(|n| {
                let id = n.text().unwrap_or_default();
                let found = self.prices.get(id);
                if found.is_none() {
                    super::refs::unknown("price", id, n.span, self.prices.ids(), sink);
                }
                found.map(PriceId)
            });
            let quantity = l.required("quantity", sink);
            let when = l.optional("when").map_or(Some(Condition::always()), |n| decode_condition(n, self, sink));
            let once = l.optional("once").and_then(|n| boolean(n, "once", sink)).unwrap_or(false);
            l.finish(sink);
            let formula = Text::copy(quantity.and_then(|n| n.text()).unwrap_or_default());
            let parsed = quantity.and_then(|n| self.formula(n, sink));
            if let (Some(price), Some(quantity), Some(when)) = (price, parsed, when) {
                lines.push(CostLine { name, price, quantity, formula, when, once });
            }
        }
        f.finish(sink);
        Some(Cost { products, lines })
    }
}
