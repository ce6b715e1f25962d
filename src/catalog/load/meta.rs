//! `catalog.yaml` and the sources.

use super::loader::{Loader, definitions};
use crate::catalog::*;
use crate::diagnostics::{Code, Sink};
use crate::logic::Range;
use crate::text::{FileId, Span, Text};
use crate::yaml::{Entry, Fields, Node, list, mapping, number, string};

impl Loader {
    pub(super) fn decode_meta(&mut self, trees: &[Node], sink: &mut Sink) {
        let Some(tree) = trees.iter().find(|t| t.get("groups").is_some()) else {
            let at = trees.first().map_or(Span::new(FileId(0), 0, 0), |t| t.span);
            sink.error(Code::MissingKey, at, "the catalog has no catalog.yaml with its name, version and groups");
            return;
        };
        let Some(mut f) = Fields::open(tree, "catalog.yaml", sink) else { return };
        self.catalog.name = f.text("name", sink).unwrap_or_default();
        self.catalog.version = f.text("version", sink).unwrap_or_default();
        self.catalog.date = f.text("date", sink).unwrap_or_default();
        self.catalog.currency = f.text("currency", sink).unwrap_or_default();
        self.catalog.region = f.text("region", sink).unwrap_or_default();
        f.optional("licence");
        self.catalog.bought_by = f.optional("bought_by").and_then(|n| self.trait_id(n, sink));
        self.catalog.makers = words(f.optional("makers"), "makers", sink);
        for node in f.items("groups", sink) {
            let Some(mut g) = Fields::open(node, "group", sink) else { continue };
            if let (Some(id), Some(name), Some(viewpoint)) =
                (g.text("id", sink), g.text("name", sink), g.text("viewpoint", sink))
            {
                self.catalog.groups.push(Group { id, name, viewpoint });
            }
            g.finish(sink);
        }
        if let Some(node) = f.required("scales", sink) {
            self.catalog.scales = scales(node, sink).unwrap_or_default();
        }
        f.finish(sink);
    }

    pub(super) fn decode_sources(&mut self, trees: &[Node], sink: &mut Sink) {
        for (node, _) in definitions(trees, "sources") {
            let Some(mut f) = Fields::open(node, "source", sink) else { continue };
            let id = f.text("id", sink).unwrap_or_default();
            let document = Document {
                title: f.text("title", sink).unwrap_or_default(),
                publisher: f.text("publisher", sink).unwrap_or_default(),
                url: f.text_opt("url", sink),
                date: f.text("date", sink).unwrap_or_default(),
            };
            if let Some(at) =
                node.get("url").filter(|_| document.url.as_deref().is_some_and(|u| !u.starts_with("https://")))
            {
                sink.error(Code::BadValue, at.span, "a source's url starts with https://");
            }
            f.optional("note");
            f.finish(sink);
            self.catalog.sources.push(Source { id, document: document.into() });
        }
    }
}

fn scales(node: &Node, sink: &mut Sink) -> Option<Scales> {
    let mut f = Fields::open(node, "scales", sink)?;
    let mut points = |key, sink: &mut Sink| f.required(key, sink).and_then(|n| number(n, key, sink));
    let (should, may) = (points("should", sink), points("may", sink));
    let (pair, close, record) = (points("pair", sink), points("close", sink), points("record", sink));
    let adoption = by_word(&mut f, "adoption", sink);
    let mut priority = [0.0; 5];
    if let Some(mut p) = f.required("priority", sink).and_then(|n| Fields::open(n, "priority", sink)) {
        for (slot, word) in priority.iter_mut().zip(PRIORITIES) {
            *slot = p.required(word, sink).and_then(|n| number(n, word, sink)).unwrap_or(1.0);
        }
        p.finish(sink);
    }
    let mut doubt = Doubt::default();
    if let Some(mut d) = f.required("doubt", sink).and_then(|n| Fields::open(n, "doubt", sink)) {
        let mut share = |key| d.required(key, sink).and_then(|n| number(n, key, sink)).unwrap_or(0.0).clamp(0.0, 1.0);
        doubt = Doubt { sourced: share("sourced"), assumed: share("assumed"), weights: share("weights") };
        d.finish(sink);
    }
    let mut switch = Switching::default();
    if let Some(mut s) = f.required("switch", sink).and_then(|n| Fields::open(n, "switch", sink)) {
        switch.setup = by_word(&mut s, "setup", sink);
        switch.effort = by_word(&mut s, "effort", sink);
        switch.introduce = by_word(&mut s, "introduce", sink);
        let mut days = |key| s.required(key, sink).and_then(|n| number(n, key, sink)).unwrap_or(0.0).max(0.0);
        (switch.unstated, switch.leave, switch.worth) = (days("unstated"), days("leave"), days("worth"));
        s.finish(sink);
    }
    f.finish(sink);
    Some(Scales {
        should: should?,
        may: may?,
        pair: pair?,
        close: close?,
        record: record?,
        adoption,
        priority,
        doubt,
        switch,
    })
}

/// Numbers by the choices of a trait.
fn by_word(f: &mut Fields<'_>, key: &'static str, sink: &mut Sink) -> Vec<(Text, f64)> {
    let entries = f.required(key, sink).and_then(|n| mapping(n, key, sink)).unwrap_or_default();
    let one = |e: &Entry, sink: &mut Sink| number(&e.value, key, sink).map(|n| (Text::copy(&e.key), n.max(0.0)));
    entries.iter().filter_map(|e| one(e, sink)).collect()
}

/// `low`, `likely` and `high`, which ascend; each number is read by `read`.
pub(super) fn range(
    f: &mut Fields<'_>,
    node: &Node,
    read: impl Fn(&Node, &str, &mut Sink) -> Option<f64>,
    sink: &mut Sink,
) -> Option<Range> {
    let mut part = |key, sink: &mut Sink| f.required(key, sink).and_then(|n| read(n, key, sink));
    let (low, likely, high) = (part("low", sink), part("likely", sink), part("high", sink));
    let out = Range { low: low?, likely: likely?, high: high? };
    if !(out.low <= out.likely && out.likely <= out.high) {
        sink.error(Code::BadValue, node.span, "low, likely and high ascend");
    }
    Some(out)
}

/// Points of a piecewise linear curve: `[[x, y], ...]` with ascending x.
pub(super) fn curve(node: &Node, sink: &mut Sink) -> Option<Vec<(f64, f64)>> {
    let mut points: Vec<(f64, f64)> = Vec::new();
    for item in list(node, "curve", sink) {
        match item.items() {
            Some([x, y]) => {
                let (x, y) = (number(x, "x", sink)?, number(y, "y", sink)?);
                if points.last().is_some_and(|p| p.0 >= x) || !(0.0..=1.0).contains(&y) {
                    sink.error(Code::BadValue, item.span, "points of a curve have ascending x, and y from 0 to 1");
                    return None;
                }
                points.push((x, y));
            }
            _ => {
                sink.error(Code::Type, item.span, "a point of a curve is a pair [x, y]");
                return None;
            }
        }
    }
    if points.len() < 2 {
        sink.error(Code::BadValue, node.span, "a curve has at least two points");
        return None;
    }
    Some(points)
}

/// A text field of a map, for messages about it.
pub(super) fn text_of(node: &Node, key: &str) -> String {
    node.get(key).and_then(|n| n.text()).unwrap_or("?").to_string()
}

/// The texts of a list of strings that may be absent.
pub(super) fn words(node: Option<&Node>, what: &str, sink: &mut Sink) -> Vec<Text> {
    let items = node.map(|n| list(n, what, sink)).unwrap_or_default();
    items.iter().filter_map(|i| string(i, what, sink)).collect()
}
