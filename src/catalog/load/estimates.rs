//! Prices and costs.

use super::{Loader, definitions};
use crate::catalog::*;
use crate::diagnostics::Sink;
use crate::logic::{Condition, decode_condition};
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

    fn cost(&self, node: &Node, sink: &mut Sink) -> Option<Cost> {
        let mut f = Fields::open(node, "cost", sink)?;
        let product = f.required("product", sink).and_then(|n| self.product_ref(n, sink));
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
            l.finish(sink);
            let formula = Text::copy(quantity.and_then(|n| n.text()).unwrap_or_default());
            let parsed = quantity.and_then(|n| self.formula(n, sink));
            if let (Some(price), Some(quantity), Some(when)) = (price, parsed, when) {
                lines.push(CostLine { name, price, quantity, formula, when });
            }
        }
        f.finish(sink);
        product.map(|product| Cost { product, lines })
    }
}
