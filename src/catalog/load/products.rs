//! Products, and the inline options of blocks.

use super::loader::{Loader, definitions};
use super::meta::{text_of, words};
use super::refs::unknown;
use crate::catalog::*;
use crate::diagnostics::{Code, Sink};
use crate::logic::Value;
use crate::text::{Later, Text, date, nearest, one_of};
use crate::yaml::{Fields, Node};

const KINDS: [Kind; 4] = [Kind::Azure, Kind::Foss, Kind::Either, Kind::Approach];

impl Loader {
    pub(super) fn decode_products(&mut self, trees: &[Node], sink: &mut Sink) {
        for (node, id) in definitions(trees, "products") {
            let Some((id, _)) = id else { continue };
            let index = ProductId(self.catalog.products.len() as u16);
            if self.products.get(id) != Some(index.0) {
                continue; // a second definition, reported
            }
            let product = self.decode_product(node, id, index, sink);
            self.catalog.products.push(product.into());
        }
        self.find_roots(trees, sink);
        self.inherit();
    }

    fn decode_product(&self, node: &Node, id: &str, index: ProductId, sink: &mut Sink) -> Product {
        let mut out = Product {
            id: Text::copy(id),
            name: Text::default(),
            former_names: Vec::new(),
            kind: Kind::Foss,
            part_of: None,
            root: index,
            licence: None,
            relicensed: None,
            purpose: Text::default(),
            docs: None,
            status: Status { value: 0, since: None, until: None, replacement: None, sources: Vec::new() },
            facts: Vec::new(),
            evidence: Later::default(),
            inline: false,
        };
        let Some(mut f) = Fields::open(node, "product", sink) else { return out };
        f.optional("id");
        out.name = f.text("name", sink).unwrap_or_default();
        out.former_names = words(f.optional("former_names"), "former_names", sink);
        if let Some(n) = f.required("kind", sink) {
            match KINDS.iter().find(|k| n.text() == Some(k.word())) {
                Some(k) => out.kind = *k,
                None => sink.error(Code::BadValue, n.span, "the kind is azure, foss, either or approach"),
            }
        }
        out.part_of = f.optional("part_of").and_then(|n| self.product_ref(n, sink));
        out.licence = f.text_opt("licence", sink);
        out.purpose = f.text("purpose", sink).unwrap_or_default();
        out.docs = f.text_opt("docs", sink);
        if let Some(n) = f.required("status", sink) {
            self.status(n, &mut out.status, sink);
        }
        if let Some(n) = f.optional("relicensed") {
            out.relicensed = self.relicensed(n, sink).map(Box::new);
        }
        let facts = f.optional("facts");
        f.optional("note");
        f.optional("licence_note");
        f.finish(sink);
        if let Some(n) = facts {
            self.facts(n, &mut out.facts, &mut out.evidence, sink);
        }
        self.built_in_facts(&mut out);
        out
    }

    fn relicensed(&self, node: &Node, sink: &mut Sink) -> Option<Relicensed> {
        let mut f = Fields::open(node, "relicensed", sink)?;
        let day = |f: &mut Fields<'_>, key: &'static str, sink: &mut Sink| {
            let text = f.text_opt(key, sink)?;
            if date(&text).is_none() {
                sink.error(Code::BadValue, node.span, format!("`{key}` is a day, a month or a year, as 2023-08"));
            }
            Some(text)
        };
        let from = f.text_opt("from", sink);
        let to = f.text("to", sink);
        let on = day(&mut f, "on", sink);
        let open_again = day(&mut f, "open_again", sink);
        let sources = self.source(&mut f, node, "a change of licence", sink);
        if on.is_none() {
            sink.error(Code::BadValue, node.span, "a change of licence has a day: `on: 2023-08`");
        }
        f.finish(sink);
        Some(Relicensed { from, to: to?, on: on?, open_again, sources })
    }

    fn status(&self, node: &Node, out: &mut Status, sink: &mut Sink) {
        let Some(mut f) = Fields::open(node, "status", sink) else { return };
        if let Some(n) = f.required("value", sink) {
            let word = n.text().unwrap_or_default();
            match STATUSES.iter().position(|s| *s == word) {
                Some(i) => out.value = i as u16,
                None => unknown("status", word, n.span, STATUSES, sink),
            }
        }
        out.until = f.text_opt("until", sink);
        out.since = f.text_opt("since", sink);
        f.optional("note");
        out.replacement = f.optional("replacement").and_then(|n| self.product_ref(n, sink));
        out.sources = self.source(&mut f, node, "a status", sink);
        f.finish(sink);
    }

    /// `kind` and `status` as facts, whose evidence is that of the status.
    fn built_in_facts(&self, product: &mut Product) {
        let evidence = product.evidence.len() as u16;
        let sources = product.status.sources.clone();
        product.evidence.push(Evidence { assumed: sources.is_empty(), sources, note: None });
        let kind = KINDS.iter().position(|k| *k == product.kind).unwrap_or(0) as u16;
        for (id, value) in [("kind", kind), ("status", product.status.value)] {
            if let Some(t) = self.traits.get(id) {
                product.facts.push(FactOf { kind: TraitId(t), value: Value::Choice(value), evidence });
            }
        }
        product.facts.sort_by_key(|f| f.kind);
    }

    /// An option that a block defines for itself: nothing is adopted.
    pub(super) fn decode_inline(&mut self, block: &str, node: &Node, sink: &mut Sink) -> Option<(Text, ProductId)> {
        let mut f = Fields::open(node, "option", sink)?;
        let id = f.text("id", sink)?;
        let name = f.text("name", sink).unwrap_or_default();
        let purpose = f.text("purpose", sink).unwrap_or_default();
        let facts_node = f.required("facts", sink);
        f.optional("note");
        f.finish(sink);
        let (mut facts, mut evidence) = (Vec::new(), Vec::new());
        if let Some(n) = facts_node {
            self.facts(n, &mut facts, &mut evidence, sink);
        }
        let index = ProductId(self.catalog.products.len() as u16);
        let sources = evidence.iter().flat_map(|e| e.sources.clone()).collect();
        let active = STATUSES.iter().position(|s| *s == "active").unwrap_or(0) as u16;
        let mut product = Product {
            id: format!("{block}.{id}").into(),
            name,
            former_names: Vec::new(),
            kind: Kind::Approach,
            part_of: None,
            root: index,
            licence: None,
            relicensed: None,
            purpose,
            docs: None,
            status: Status { value: active, since: None, until: None, replacement: None, sources },
            facts,
            evidence: evidence.into(),
            inline: true,
        };
        self.built_in_facts(&mut product);
        self.catalog.products.push(product.into());
        Some((id, index))
    }

    /// A product in the role that it has in one block, with facts of that role.
    pub(super) fn decode_variant(
        &mut self,
        block: &str,
        id: &str,
        base: ProductId,
        facts: &Node,
        sink: &mut Sink,
    ) -> ProductId {
        let index = ProductId(self.catalog.products.len() as u16);
        let mut product = Product::clone(&self.catalog.products[base.at()]);
        let (mut own, mut evidence) = (Vec::new(), Vec::new());
        self.facts(facts, &mut own, &mut evidence, sink);
        let shift = product.evidence.len() as u16;
        product.evidence.append(&mut evidence);
        for mut fact in own {
            fact.evidence += shift;
            product.facts.retain(|f| f.kind != fact.kind);
            product.facts.push(fact);
        }
        product.facts.sort_by_key(|f| f.kind);
        product.id = format!("{block}.{id}").into();
        product.part_of = Some(base);
        product.inline = true;
        self.catalog.products.push(product.into());
        index
    }

    /// The outermost product of each; a circle is an error.
    fn find_roots(&mut self, trees: &[Node], sink: &mut Sink) {
        for i in 0..self.catalog.products.len() {
            let mut at = i;
            let mut steps = 0;
            while let Some(outer) = self.catalog.products[at].part_of {
                at = outer.at();
                steps += 1;
                if steps > 16 {
                    let node = definitions(trees, "products").nth(i).map(|d| d.0);
                    let span = node.map_or_else(Default::default, |n| n.span);
                    sink.error(Code::Cycle, span, format!("`{}` is part of itself", self.catalog.products[i].id));
                    self.catalog.products[i].part_of = None;
                    at = i;
                    break;
                }
            }
            self.catalog.products[i].root = ProductId(at as u16);
        }
    }

    /// Parts have the inheritable facts of what they are part of.
    fn inherit(&mut self) {
        let traits = &self.catalog.traits;
        let mut inherited = Vec::new();
        for (i, product) in self.catalog.products.iter().enumerate() {
            let mut outer = product.part_of;
            while let Some(p) = outer {
                let from = &self.catalog.products[p.at()];
                for fact in from.facts.iter().filter(|f| traits[f.kind.at()].inherit) {
                    let evidence = &from.evidence[fact.evidence as usize];
                    inherited.push((i, fact.kind, fact.value.clone(), evidence.clone()));
                }
                outer = from.part_of;
            }
        }
        for (i, kind, value, evidence) in inherited {
            let product = &mut self.catalog.products[i];
            if product.facts.iter().any(|f| f.kind == kind) {
                continue;
            }
            let known = product.evidence.iter().position(|e| *e == evidence);
            let index = known.unwrap_or_else(|| {
                product.evidence.push(evidence);
                product.evidence.len() - 1
            });
            product.facts.push(FactOf { kind, value, evidence: index as u16 });
        }
        for product in self.catalog.products.iter_mut() {
            product.facts.sort_by_key(|f| f.kind);
        }
    }
}

impl Loader {
    /// Once all products stand: what is looked for among them.
    pub(super) fn outline(&mut self) {
        let outline = |p: &Later<Product>| Outline { id: p.id.clone(), part_of: p.part_of };
        self.catalog.outlines = self.catalog.products.iter().map(outline).collect::<Vec<_>>().into();
    }
}

/// The group of an id, for messages about it.
pub(super) fn group_index(node: &Node, groups: &[Group], sink: &mut Sink) -> Option<u16> {
    let id = node.text().unwrap_or_default();
    let found = groups.iter().position(|g| g.id == id);
    if found.is_none() {
        let ids = || groups.iter().map(|g| g.id.as_str());
        let message = format!("there is no group `{id}`; groups are {}", one_of(ids(), 12));
        sink.push(
            crate::diagnostics::Diagnostic::error(Code::UnknownName, node.span, message)
                .maybe_help(nearest(id, ids()).map(|l| format!("Did you mean `{l}`?"))),
        );
    }
    found.map(|i| i as u16)
}

/// The id of an option node: its own or that of its product.
pub(super) fn option_id(node: &Node) -> Option<(String, crate::text::Span)> {
    let n = node.get("id").or_else(|| node.get("product"))?;
    Some((if n.text().is_some() { n.text()?.to_string() } else { text_of(node, "id") }, n.span))
}
