//! Prices, sizing figures and costs.

use super::{Loader, definitions};
use crate::catalog::*;
use crate::diagnostics::{Code, Sink};
use crate::logic::{Condition, Range, decode_condition};
use crate::text::Text;
use crate::yaml::{Fields, Node, boolean, list, mapping, number};

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
            self.catalog.prices.push(price.into());
        }
        for (node, id) in definitions(trees, "sizing") {
            let Some((id, _)) = id else { continue };
            let figure = self.figure(node, id, sink);
            self.catalog.figures.extend(figure);
        }
        for tree in trees {
            for node in tree.get("costs").map(|n| list(n, "costs", sink)).unwrap_or_default() {
                let cost = self.cost(node, sink);
                self.catalog.costs.extend(cost);
            }
        }
    }

    fn figure(&self, node: &Node, id: &str, sink: &mut Sink) -> Option<Figure> {
        let mut f = Fields::open(node, "sizing figure", sink)?;
        f.optional("id");
        let name = f.text("name", sink).unwrap_or_default();
        let unit = f.text("unit", sink).unwrap_or_default();
        let sources = self.source(&mut f, node, "a sizing figure", sink);
        let mut constants = Vec::new();
        if let Some(n) = f.optional("constants") {
            for e in mapping(n, "constants", sink)? {
                constants.extend(self.constant(&e.key, &e.value, sink));
            }
        }
        let mut cases = Vec::new();
        let one = f.optional("formula");
        let many = f.items("cases", sink);
        if let Some(n) = one
            && let Some(formula) = self.formula(n, &constants, sink)
        {
            cases.push((Condition::always(), formula, Text::copy(n.text().unwrap_or_default())));
        }
        for case in many {
            let mut c = Fields::open(case, "case", sink)?;
            let when = c.optional("when").map_or(Some(Condition::always()), |n| decode_condition(n, self, sink));
            let text = c.required("formula", sink);
            c.finish(sink);
            let formula = text.and_then(|n| self.formula(n, &constants, sink));
            if let (Some(when), Some(formula), Some(text)) = (when, formula, text) {
                cases.push((when, formula, Text::copy(text.text().unwrap_or_default())));
            }
        }
        f.finish(sink);
        if cases.is_empty() {
            sink.error(Code::MissingKey, node.span, "a sizing figure has a `formula` or `cases`");
        }
        Some(Figure { id: Text::copy(id), name, unit, cases, constants, sources })
    }

    fn constant(&self, name: &str, node: &Node, sink: &mut Sink) -> Option<Constant> {
        let mut f = Fields::open(node, "constant", sink)?;
        let mut part = |key, sink: &mut Sink| f.required(key, sink).and_then(|n| number(n, key, sink));
        let (low, likely, high) = (part("low", sink), part("likely", sink), part("high", sink));
        let assumed = f.optional("assumed").and_then(|n| boolean(n, "assumed", sink)).unwrap_or(false);
        let sources = match assumed {
            true => Vec::new(),
            false => self.source(&mut f, node, "a constant", sink),
        };
        let note = f.text_opt("note", sink);
        f.finish(sink);
        let value = Range { low: low?, likely: likely?, high: high? };
        if !(value.low <= value.likely && value.likely <= value.high) {
            sink.error(Code::BadValue, node.span, "low, likely and high ascend");
        }
        Some(Constant { name: Text::copy(name), value, evidence: Evidence { sources, assumed, note } })
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
            let parsed = quantity.and_then(|n| self.formula(n, &[], sink));
            if let (Some(price), Some(quantity), Some(when)) = (price, parsed, when) {
                lines.push(CostLine { name, price, quantity, formula, when });
            }
        }
        f.finish(sink);
        product.map(|product| Cost { product, lines })
    }
}
