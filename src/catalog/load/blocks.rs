//! Building blocks.

use super::loader::{Loader, Names, definitions};
use super::products::{group_index, option_id};
use crate::catalog::*;
use crate::diagnostics::{Code, Diagnostic, Sink};
use crate::logic::{Condition, decode_condition};
use crate::text::{Later, Text};
use crate::yaml::{Fields, Node, boolean, list, mapping, number, string};

impl Loader {
    /// Option ids per block, so that rules and blocks may refer to each other in any order.
    pub(super) fn collect_options(&mut self, trees: &[Node], sink: &mut Sink) {
        for (node, id) in definitions(trees, "blocks") {
            if id.is_none_or(|(id, _)| self.blocks.get(id) != Some(self.options.len() as u16)) {
                continue;
            }
            let mut names = Names::default();
            for option in node.get("options").and_then(Node::items).unwrap_or_default() {
                if let Some((id, at)) = option_id(option) {
                    names.define(&id, at, "option", sink);
                }
            }
            self.options.push(names);
        }
    }

    pub(super) fn decode_blocks(&mut self, trees: &[Node], sink: &mut Sink) {
        for (node, id) in definitions(trees, "blocks") {
            let Some((id, _)) = id else { continue };
            if self.blocks.get(id) != Some(self.catalog.blocks.len() as u16) {
                continue; // a second definition, reported
            }
            let block = self.decode_block(node, id, sink);
            self.catalog.blocks.push(block);
        }
    }

    fn decode_block(&mut self, node: &Node, id: &str, sink: &mut Sink) -> Block {
        let mut out = Block {
            id: Text::copy(id),
            name: Text::default(),
            approach: false,
            group: 0,
            purpose: Text::default(),
            question: Text::default(),
            sources: Later::default(),
            weight: 1.0,
            active_when: Condition::always(),
            disabled: false,
            only_with: Vec::new(),
            metrics: Vec::new(),
            wants: Vec::new(),
            options: Later::default(),
            practices: Later::default(),
            checklist: Later::default(),
        };
        let Some(mut f) = Fields::open(node, "block", sink) else { return out };
        f.optional("id");
        out.name = f.text("name", sink).unwrap_or_default();
        match f.text("kind", sink).as_deref() {
            Some("approach") => out.approach = true,
            Some("component") | None => {}
            Some(_) => sink.error(
                Code::BadValue,
                node.get("kind").map_or(node.span, |n| n.span),
                "the kind is component or approach",
            ),
        }
        if let Some(n) = f.required("group", sink) {
            out.group = group_index(n, &self.catalog.groups, sink).unwrap_or(0);
        }
        out.purpose = f.text("purpose", sink).unwrap_or_default();
        out.question = f.text("question", sink).unwrap_or_default();
        out.sources = self.source(&mut f, node, "a block", sink).into();
        out.weight = f.required("weight", sink).and_then(|n| number(n, "weight", sink)).unwrap_or(1.0);
        if let Some(c) = f.required("active_when", sink).and_then(|n| decode_condition(n, self, sink)) {
            out.active_when = c;
        }
        if f.optional("disable").and_then(|n| boolean(n, "disable", sink)) == Some(true) {
            out.disabled = true;
            out.active_when = Condition::Any(Vec::new());
        }
        if let Some(n) = f.optional("only_with") {
            out.only_with = self.only_with(n, sink);
        }
        if let Some(n) = f.required("metrics", sink) {
            out.metrics = self.swing_weights(n, sink);
        }
        if let Some(n) = f.optional("wants") {
            out.wants = self.wants(n, sink);
        }
        let options = f.required("options", sink);
        out.practices = self.advice(f.items("practices", sink), sink).into();
        out.checklist = self.advice(f.items("checklist", sink), sink).into();
        f.optional("note");
        f.finish(sink);
        for option in options.map(|n| list(n, "options", sink)).unwrap_or_default() {
            out.options.extend(self.candidate(id, option, sink));
        }
        if out.options.len() < 2 {
            sink.error(
                Code::BadValue,
                node.span,
                format!("the block `{id}` has fewer than two options, so there is nothing to decide"),
            );
        }
        out
    }

    fn candidate(&mut self, block: &str, node: &Node, sink: &mut Sink) -> Option<Candidate> {
        let note = node.get("note").and_then(|n| string(n, "note", sink));
        let Some(product) = node.get("product") else {
            let (id, product) = self.decode_inline(block, node, sink)?;
            return Some(Candidate { id, product, note });
        };
        let mut f = Fields::open(node, "option", sink)?;
        f.optional("product");
        f.optional("note");
        let id = f.text_opt("id", sink).or_else(|| product.text().map(Text::copy));
        let facts = f.optional("facts");
        f.finish(sink);
        let (id, base) = (id?, self.product_ref(product, sink)?);
        let product = match facts {
            Some(n) => self.decode_variant(block, &id, base, n, sink),
            None => base,
        };
        Some(Candidate { id, product, note })
    }

    fn only_with(&self, node: &Node, sink: &mut Sink) -> Vec<(BlockId, Vec<u16>)> {
        let mut out = Vec::new();
        for e in mapping(node, "only_with", sink).unwrap_or_default() {
            let Some(b) = self.blocks.get(&e.key).map(BlockId) else {
                super::refs::unknown("block", &e.key, e.key_span, self.blocks.ids(), sink);
                continue;
            };
            let options = list(&e.value, "options", sink)
                .iter()
                .filter_map(|o| self.option_ref(b, o.text().unwrap_or_default(), o.span, sink))
                .collect();
            out.push((b, options));
        }
        out
    }

    fn swing_weights(&self, node: &Node, sink: &mut Sink) -> Vec<(MetricId, f64)> {
        let mut out = Vec::new();
        for e in mapping(node, "metrics", sink).unwrap_or_default() {
            let (Some(m), Some(w)) = (self.metric_ref(&e.key, e.key_span, sink), number(&e.value, &e.key, sink)) else {
                continue;
            };
            if !(0.0..=1.0).contains(&w) {
                sink.push(
                    Diagnostic::error(Code::BadValue, e.value.span, format!("the swing weight of `{}` is {w}", e.key))
                        .help("A swing weight lies between 0 (cannot matter here) and 1 (matters most)"),
                );
            }
            out.push((m, w));
        }
        out.sort_by_key(|m| m.0);
        out
    }

    pub(super) fn metric_ref(&self, id: &str, at: crate::text::Span, sink: &mut Sink) -> Option<MetricId> {
        let found = self.metrics.get(id);
        if found.is_none() {
            super::refs::unknown("metric", id, at, self.metrics.ids(), sink);
        }
        found.map(MetricId)
    }

    fn wants(&self, node: &Node, sink: &mut Sink) -> Vec<(MetricId, Vec<u16>)> {
        let mut out = Vec::new();
        let abilities = self.traits.get("abilities").map(|i| &self.catalog.traits[i as usize].domain);
        for e in mapping(node, "wants", sink).unwrap_or_default() {
            let Some(m) = self.metric_ref(&e.key, e.key_span, sink) else { continue };
            let mut wanted = Vec::new();
            for item in list(&e.value, "wants", sink) {
                let id = item.text().unwrap_or_default();
                match abilities.and_then(|d| d.choice(id)) {
                    Some(i) => wanted.push(i),
                    None => {
                        let ids = abilities.map(|d| d.choices()).unwrap_or_default().iter().map(|c| c.id.as_str());
                        super::refs::unknown("ability", id, item.span, ids, sink);
                    }
                }
            }
            out.push((m, wanted));
        }
        out.sort_by_key(|w| w.0);
        out
    }

    pub(super) fn advice(&self, items: &[Node], sink: &mut Sink) -> Vec<Advice> {
        let mut out: Vec<Advice> = Vec::new();
        for item in items {
            let Some(mut f) = Fields::open(item, "advice", sink) else { continue };
            let text = f.text("text", sink).unwrap_or_default();
            let id = f.text_opt("id", sink);
            if let (Some(id), Some(node)) = (&id, item.get("id"))
                && out.iter().any(|a| a.id.as_ref() == Some(id))
            {
                sink.error(Code::DuplicateId, node.span, format!("the advice `{id}` is given twice here"));
            }
            let when = f.optional("when").map_or(Some(Condition::always()), |n| decode_condition(n, self, sink));
            let sources = self.source(&mut f, item, "a piece of advice", sink);
            f.finish(sink);
            out.extend(when.map(|when| Advice { id, text, when, sources }));
        }
        out
    }
}
