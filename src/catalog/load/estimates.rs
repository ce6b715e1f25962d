//! Costs.

use super::loader::Loader;
use crate::catalog::*;
use crate::diagnostics::{Code, Diagnostic, Sink};
use crate::logic::{Condition, decode_condition};
use crate::text::Text;
use crate::yaml::{Fields, Node, boolean, list};

impl Loader {
    pub(super) fn decode_costs(&mut self, trees: &[Node], sink: &mut Sink) {
        for tree in trees {
            for node in tree.get("costs").map(|n| list(n, "costs", sink)).unwrap_or_default() {
                let cost = self.cost(node, sink);
                self.catalog.costs.extend(cost);
            }
        }
    }

    fn cost(&self, node: &Node, sink: &mut Sink) -> Option<Cost> {
        let mut f = Fields::open(node, "cost", sink)?;
        let (product, tests) = (f.optional("product"), f.optional("where"));
        let products = match (product, tests) {
            (Some(n), None) => self.product_ref(n, sink).into_iter().collect(),
            (None, Some(n)) => {
                f.required("id", sink); // so that an overlay can patch it
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
            let work = l.optional("for").and_then(|n| {
                let id = n.text().unwrap_or_default();
                let found = self.blocks.get(id).map(BlockId);
                if found.is_none() {
                    super::refs::unknown("block", id, n.span, self.blocks.ids(), sink);
                }
                found
            });
            let share = l.optional("share").and_then(|n| self.formula(n, sink));
            let interruptible =
                l.optional("interruptible").and_then(|n| boolean(n, "interruptible", sink)).unwrap_or(false);
            let once = l.optional("once").and_then(|n| boolean(n, "once", sink)).unwrap_or(false);
            l.finish(sink);
            let formula = Text::copy(quantity.and_then(|n| n.text()).unwrap_or_default());
            let parsed = quantity.and_then(|n| self.formula(n, sink));
            if let (Some(price), Some(quantity), Some(when)) = (price, parsed, when) {
                lines.push(CostLine { name, price, quantity, formula, when, once, work, share, interruptible });
            }
        }
        f.finish(sink);
        Some(Cost { products, lines })
    }
}
