//! The ways of a request, and promises by tier.

use super::loader::{Loader, definitions};
use super::refs::unknown;
use crate::catalog::*;
use crate::diagnostics::{Code, Sink};
use crate::logic::{Condition, Dimension, Domain, Range, Vocabulary, decode_condition, parse_quantity};
use crate::text::Text;
use crate::yaml::{Fields, Node, boolean, number, string};

impl Loader {
    pub(super) fn decode_availability(&mut self, trees: &[Node], sink: &mut Sink) {
        let mut out = Availability::default();
        for (node, _) in definitions(trees, "availability") {
            if out.terms.is_some() {
                sink.error(Code::DuplicateId, node.span, "there is one way to compute availability");
            }
            out.terms = self.availability_terms(node, sink).or(out.terms);
        }
        for (node, id) in definitions(trees, "paths") {
            let Some((id, _)) = id else { continue };
            out.paths.extend(self.serving_path(node, id, sink));
        }
        for (node, id) in definitions(trees, "levels") {
            let Some((id, _)) = id else { continue };
            let level = self.sla_level(node, id, sink);
            if let Some(level) = level {
                let lower = out.levels.iter().rev().find(|l| l.product == level.product);
                if lower.is_some_and(|l| l.sla >= level.sla) {
                    sink.error(Code::BadValue, node.span, "the levels of a product ascend");
                }
                out.levels.push(level);
            }
        }
        self.catalog.availability = out.into();
    }

    fn availability_terms(&self, node: &Node, sink: &mut Sink) -> Option<AvailabilityTerms> {
        let mut f = Fields::open(node, "availability", sink)?;
        f.optional("id");
        let asked = f.required("asked", sink).and_then(|n| match self.var(n.text().unwrap_or_default()) {
            Some((var, Domain::Quantity(Dimension::Percent, ..))) => Some(var),
            _ => {
                sink.error(Code::UnknownName, n.span, "`asked` names a question for a percentage");
                None
            }
        });
        let promise = f.required("promise", sink).and_then(|n| {
            let id = n.text().unwrap_or_default();
            let found = self.traits.get(id).map(TraitId);
            if found.is_none() {
                unknown("trait", id, n.span, self.traits.ids(), sink);
            }
            found
        });
        let regions = f.optional("regions").and_then(|n| {
            let id = n.text().unwrap_or_default();
            let found = self.figures.get(id);
            if found.is_none() {
                unknown("sizing figure", id, n.span, self.figures.ids(), sink);
            }
            found
        });
        let month = f.required("month", sink).and_then(|n| {
            let text = string(n, "month", sink)?;
            parse_quantity(&text, Dimension::Duration, 1.0).map_err(|e| sink.error(Code::BadValue, n.span, e)).ok()
        });
        let mut share = |key, sink: &mut Sink| f.required(key, sink).and_then(|n| self.assumed_share(n, sink));
        let (none, preview, operated) = (share("unknown", sink), share("preview", sink), share("operated", sink));
        let mut hosts = Vec::new();
        for item in f.items("hosts", sink) {
            let Some(mut h) = Fields::open(item, "host", sink) else { continue };
            let product = h.required("product", sink).and_then(|n| self.product_ref(n, sink));
            let when = h.optional("when").map_or(Some(Condition::always()), |n| decode_condition(n, self, sink));
            h.finish(sink);
            hosts.extend(when.zip(product));
        }
        let global = f.items("global", sink).iter().filter_map(|n| self.product_ref(n, sink)).collect();
        let carried = f.items("carried", sink).iter().filter_map(|n| self.product_ref(n, sink)).collect();
        let sources = self.source(&mut f, node, "availability", sink);
        f.finish(sink);
        Some(AvailabilityTerms {
            asked: asked?,
            promise: promise?,
            regions,
            month: month?,
            unknown: none?,
            preview: preview?,
            operated: operated?,
            hosts,
            global,
            carried,
            sources,
        })
    }

    fn assumed_share(&self, node: &Node, sink: &mut Sink) -> Option<AssumedShare> {
        let mut f = Fields::open(node, "share", sink)?;
        let mut part = |key, sink: &mut Sink| f.required(key, sink).and_then(|n| number(n, key, sink));
        let (low, likely, high) = (part("low", sink), part("likely", sink), part("high", sink));
        let evidence = self.evidence(&mut f, node, "a share", sink);
        f.finish(sink);
        let value = Range { low: low?, likely: likely?, high: high? };
        if !(0.0 <= value.low && value.low <= value.likely && value.likely <= value.high && value.high <= 100.0) {
            sink.error(Code::BadValue, node.span, "low, likely and high ascend between 0 and 100 per cent");
        }
        Some(AssumedShare { value, evidence })
    }

    fn serving_path(&self, node: &Node, id: &str, sink: &mut Sink) -> Option<ServingPath> {
        let mut f = Fields::open(node, "path", sink)?;
        f.optional("id");
        let name = f.text("name", sink).unwrap_or_default();
        let when = f.required("when", sink).and_then(|n| decode_condition(n, self, sink));
        let blocks: Vec<BlockId> = f.items("blocks", sink).iter().filter_map(|n| self.block_ref(n, sink)).collect();
        let copies = f.optional("copies").and_then(|n| boolean(n, "copies", sink)).unwrap_or(true);
        let sources = self.source(&mut f, node, "a path", sink);
        f.finish(sink);
        if blocks.is_empty() {
            sink.error(Code::MissingKey, node.span, format!("the path `{id}` passes no block"));
        }
        Some(ServingPath { id: Text::copy(id), name, when: when?, blocks, copies, sources })
    }

    fn sla_level(&self, node: &Node, id: &str, sink: &mut Sink) -> Option<SlaLevel> {
        let mut f = Fields::open(node, "level", sink)?;
        f.optional("id");
        let product = f.required("product", sink).and_then(|n| self.product_ref(n, sink));
        let sla = f.required("sla", sink).and_then(|n| {
            let text = string(n, "sla", sink)?;
            let value = parse_quantity(&text, Dimension::Percent, 1.0);
            match value {
                Ok(v) if v <= 100.0 => Some(v),
                Ok(_) => {
                    sink.error(Code::BadValue, n.span, "more than 100 per cent cannot be promised");
                    None
                }
                Err(e) => {
                    sink.error(Code::BadValue, n.span, e);
                    None
                }
            }
        });
        let how = f.text("how", sink).unwrap_or_default();
        let when = f.optional("when").map_or(Some(Condition::always()), |n| decode_condition(n, self, sink));
        let sources = self.source(&mut f, node, "a level", sink);
        f.finish(sink);
        Some(SlaLevel { id: Text::copy(id), product: product?, sla: sla?, how, when: when?, sources })
    }
}
