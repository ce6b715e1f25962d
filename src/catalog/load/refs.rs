//! References: sources, products, selectors, tests of facts.

use super::loader::Loader;
use crate::catalog::*;
use crate::diagnostics::{Code, Diagnostic, Sink};
use crate::logic::{Value, decode_test, decode_value};
use crate::text::{Span, Text, nearest};
use crate::yaml::{Fields, Node, boolean, list, mapping, string};

pub(super) fn unknown<'a>(what: &str, id: &str, at: Span, ids: impl IntoIterator<Item = &'a str>, sink: &mut Sink) {
    sink.push(
        Diagnostic::error(Code::UnknownName, at, format!("there is no {what} `{id}`"))
            .label(format!("unknown {what}"))
            .maybe_help(nearest(id, ids).map(|l| format!("Did you mean `{l}`?"))),
    );
}

/// How grave a risk is.
pub(super) fn risk_level(node: &Node, sink: &mut Sink) -> Option<RiskLevel> {
    match node.text() {
        Some("low") => Some(RiskLevel::Low),
        Some("medium") => Some(RiskLevel::Medium),
        Some("high") => Some(RiskLevel::High),
        _ => {
            sink.error(Code::BadValue, node.span, "the severity of a risk is low, medium or high");
            None
        }
    }
}

/// Several documents may each add members to a set: the union rests on all of them.
fn join(known: &mut FactOf, more: Vec<u16>, evidence: &mut Vec<Evidence>) {
    if let Value::Set(set) = &mut known.value {
        set.extend(more);
        set.sort_unstable();
        set.dedup();
    }
    let Some(last) = evidence.last().cloned() else { return };
    let mut joint = evidence[known.evidence as usize].clone();
    joint.sources.extend(last.sources);
    joint.assumed |= last.assumed;
    known.evidence = evidence.len() as u16;
    evidence.push(joint);
}

impl Loader {
    /// A required `source`: an id, `{ref, where}`, or a list of these.
    pub(super) fn source(&self, f: &mut Fields<'_>, node: &Node, what: &str, sink: &mut Sink) -> Vec<SourceRef> {
        match f.optional("source") {
            Some(n) => self.source_refs(n, sink),
            None => {
                sink.push(
                    Diagnostic::error(Code::MissingSource, node.span, format!("{what} has no `source`"))
                        .help("Name the document that says it: `source: id` or `source: {ref: id, where: section}`"),
                );
                Vec::new()
            }
        }
    }

    pub(super) fn source_refs(&self, node: &Node, sink: &mut Sink) -> Vec<SourceRef> {
        let one = std::slice::from_ref(node);
        let mut out = Vec::new();
        for item in node.items().unwrap_or(one) {
            let (id, at, place) = match item.entries() {
                Some(_) => {
                    let Some(mut f) = Fields::open(item, "source", sink) else { continue };
                    let reference = f.required("ref", sink);
                    let place = f.text_opt("where", sink);
                    f.finish(sink);
                    let Some(r) = reference else { continue };
                    (string(r, "ref", sink), r.span, place)
                }
                None => (string(item, "source", sink), item.span, None),
            };
            let Some(id) = id else { continue };
            match self.sources.get(&id) {
                Some(i) => out.push(SourceRef { source: SourceId(i), place }),
                None => unknown("source", &id, at, self.sources.ids(), sink),
            }
        }
        if out.is_empty() && node.items().is_some_and(<[Node]>::is_empty) {
            sink.error(Code::MissingSource, node.span, "the list of sources is empty");
        }
        out
    }

    pub(super) fn product_ref(&self, node: &Node, sink: &mut Sink) -> Option<ProductId> {
        let id = string(node, "product", sink)?;
        let found = self.products.get(&id);
        if found.is_none() {
            unknown("product", &id, node.span, self.products.ids(), sink);
        }
        found.map(ProductId)
    }

    pub(super) fn block_ref(&self, node: &Node, sink: &mut Sink) -> Option<BlockId> {
        let id = string(node, "block", sink)?;
        let found = self.blocks.get(&id);
        if found.is_none() {
            unknown("block", &id, node.span, self.blocks.ids(), sink);
        }
        found.map(BlockId)
    }

    pub(super) fn option_ref(&self, block: BlockId, id: &str, at: Span, sink: &mut Sink) -> Option<u16> {
        let names = self.options.get(block.at())?;
        let found = names.get(id);
        if found.is_none() {
            let what = format!("option of `{}` called", self.blocks.list[block.at()].0);
            unknown(&what, id, at, names.ids(), sink);
        }
        found
    }

    /// Tests of facts: a map of trait to test.
    pub(super) fn fact_tests(&self, node: &Node, sink: &mut Sink) -> Vec<FactTest> {
        let mut out = Vec::new();
        for e in mapping(node, "where", sink).unwrap_or_default() {
            match self.traits.get(&e.key) {
                Some(i) => {
                    let domain = &self.catalog.traits[i as usize].domain;
                    out.extend(
                        decode_test(&e.value, domain, &e.key, sink).map(|test| FactTest { kind: TraitId(i), test }),
                    );
                }
                None => unknown("trait", &e.key, e.key_span, self.traits.ids(), sink),
            }
        }
        out
    }

    /// Facts grouped by their source; returns false if something was wrong.
    pub(super) fn facts(&self, node: &Node, facts: &mut Vec<FactOf>, evidence: &mut Vec<Evidence>, sink: &mut Sink) {
        for item in list(node, "facts", sink) {
            let Some(mut f) = Fields::open(item, "group of facts", sink) else { continue };
            let assumed = f.optional("assumed").and_then(|n| boolean(n, "assumed", sink)).unwrap_or(false);
            let sources = match assumed {
                true => f.optional("source").map(|n| self.source_refs(n, sink)).unwrap_or_default(),
                false => self.source(&mut f, item, "a group of facts", sink),
            };
            let note = f.text_opt("note", sink);
            f.optional("checked");
            let traits = f.required("traits", sink);
            f.finish(sink);
            let index = evidence.len() as u16;
            evidence.push(Evidence { sources, assumed, note });
            for e in traits.and_then(|n| mapping(n, "traits", sink)).unwrap_or_default() {
                let Some(i) = self.traits.get(&e.key) else {
                    unknown("trait", &e.key, e.key_span, self.traits.ids(), sink);
                    continue;
                };
                let domain = &self.catalog.traits[i as usize].domain;
                let Some(value) = decode_value(&e.value, domain, &e.key, sink) else { continue };
                match (facts.iter_mut().find(|f| f.kind == TraitId(i)), value) {
                    (None, value) => facts.push(FactOf { kind: TraitId(i), value, evidence: index }),
                    (Some(known), Value::Set(more)) => join(known, more, evidence),
                    (Some(_), _) => {
                        sink.error(Code::DuplicateKey, e.key_span, format!("the fact `{}` is stated twice", e.key));
                    }
                }
            }
        }
    }

    /// Selectors to options: `block.option`, a product with its parts, or `{blocks, groups, where}`.
    pub(super) fn select(&self, node: &Node, sink: &mut Sink) -> Vec<OptionRef> {
        let mut out = Vec::new();
        for item in list(node, "list of options", sink) {
            out.extend(self.selector(item, sink));
        }
        out.sort_unstable();
        out.dedup();
        out
    }

    pub(super) fn selector(&self, item: &Node, sink: &mut Sink) -> Vec<OptionRef> {
        if item.entries().is_some() {
            return self.select_where(item, sink);
        }
        let Some(text) = string(item, "option", sink) else { return Vec::new() };
        if let Some((block, option)) = text.split_once('.') {
            let Some(b) = self.blocks.get(block) else {
                unknown("block", block, item.span, self.blocks.ids(), sink);
                return Vec::new();
            };
            let option = self.option_ref(BlockId(b), option, item.span, sink);
            return option.map(|option| OptionRef { block: BlockId(b), option }).into_iter().collect();
        }
        match self.products.get(&text) {
            Some(p) => self.all_options(|id| self.within(id, ProductId(p))).collect(),
            None => {
                unknown("product", &text, item.span, self.products.ids(), sink);
                Vec::new()
            }
        }
    }

    fn select_where(&self, item: &Node, sink: &mut Sink) -> Vec<OptionRef> {
        let Some(mut f) = Fields::open(item, "selector", sink) else { return Vec::new() };
        let blocks: Option<Vec<BlockId>> = f
            .optional("blocks")
            .map(|n| list(n, "blocks", sink).iter().filter_map(|b| self.block_ref(b, sink)).collect());
        let groups: Option<Vec<Text>> = f
            .optional("groups")
            .map(|n| list(n, "groups", sink).iter().filter_map(|g| string(g, "group", sink)).collect());
        let tests = f.optional("where").map(|n| self.fact_tests(n, sink)).unwrap_or_default();
        f.finish(sink);
        let in_group =
            |b: &Block| groups.as_ref().is_none_or(|gs| gs.contains(&self.catalog.groups[b.group as usize].id));
        self.all_options(|p| tests.iter().all(|t| t.holds(&self.catalog.products[p.at()])))
            .filter(|o| blocks.as_ref().is_none_or(|bs| bs.contains(&o.block)))
            .filter(|o| self.catalog.blocks.get(o.block.at()).is_some_and(in_group))
            .collect()
    }

    fn all_options<'a>(&'a self, keep: impl Fn(ProductId) -> bool + 'a) -> impl Iterator<Item = OptionRef> + 'a {
        self.catalog.blocks.iter().enumerate().flat_map(move |(b, block)| {
            let chosen: Vec<OptionRef> = block
                .options
                .iter()
                .enumerate()
                .filter(|(_, c)| keep(c.product))
                .map(|(o, _)| OptionRef { block: BlockId(b as u16), option: o as u16 })
                .collect();
            chosen
        })
    }

    fn within(&self, product: ProductId, outer: ProductId) -> bool {
        let mut at = Some(product);
        let mut steps = 0;
        while let (Some(p), true) = (at, steps < 16) {
            if p == outer {
                return true;
            }
            at = self.catalog.products[p.at()].part_of;
            steps += 1;
        }
        false
    }
}
