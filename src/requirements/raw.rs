//! The requirements file as written.

use crate::diagnostics::{Code, Diagnostic, Sink};
use crate::text::{FileId, Span, Text};
use crate::yaml::{Entry, Fields, Limits, Node, Shape, boolean, integer, list, mapping, parse, parse_toml, string};

/// The formats of requirements files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// YAML, and JSON under any other name.
    Yaml,
    /// JSON: read as the YAML that it is, but what is wrong with it is told as of JSON.
    Json,
    /// TOML.
    Toml,
}

impl Format {
    /// By the extension of a file name; YAML unless it says something else.
    pub fn of(name: &str) -> Self {
        let name = name.to_ascii_lowercase();
        match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
            "toml" => Format::Toml,
            "json" => Format::Json,
            _ => Format::Yaml,
        }
    }
}

/// A word with its place.
pub(super) type Placed = (Text, Span);

/// The file, decoded but with names not yet looked up.
#[derive(Debug, Default)]
pub struct RawRequirements {
    /// Name of the workload.
    pub name: Text,
    /// What it is.
    pub summary: Text,
    /// The `priorities` map.
    pub priorities: Option<Node>,
    /// The `answers` map.
    pub answers: Vec<Entry>,
    /// Products or options that must be chosen.
    pub require: Vec<Placed>,
    /// Products or options that must not be chosen.
    pub exclude: Vec<Placed>,
    /// The monthly budget and whether it is hard.
    pub budget: Option<(Node, bool)>,
    /// At most so many distinct products to adopt.
    pub max_products: Option<(i64, Span)>,
    /// What exists.
    pub estate: Vec<Placed>,
    /// Today's option by block, with the place of the block's name.
    pub current: Vec<(Placed, Placed)>,
}

fn parse_json(file: FileId, text: &str, limits: Limits, sink: &mut Sink) -> Option<Node> {
    let mut own = Sink::new();
    let tree = parse(file, text, limits, &mut own);
    let wrong = own.has_errors().then(|| serde_json::from_str::<serde::de::IgnoredAny>(text).err()).flatten();
    let Some(wrong) = wrong else {
        own.into_sorted().into_iter().for_each(|d| sink.push(d));
        return tree;
    };
    let line: usize = text.split_inclusive('\n').take(wrong.line().saturating_sub(1)).map(str::len).sum();
    let at = (line + wrong.column().saturating_sub(1)).min(text.len());
    let at = (0..=at).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0);
    let said = wrong.to_string();
    let said = said.split(" at line ").next().unwrap_or_default();
    let end = at + text[at..].chars().next().map_or(0, char::len_utf8);
    let place = Span::new(file, at, end);
    sink.push(Diagnostic::error(Code::Syntax, place, format!("not valid JSON: {said}")));
    None
}

/// Reads a requirements file. Errors go to the sink; `None` if there is no usable tree.
pub fn decode(file: FileId, text: &str, format: Format, sink: &mut Sink) -> Option<RawRequirements> {
    let limits = Limits { bytes: 1 << 20, ..Limits::default() };
    let tree = match format {
        Format::Yaml => parse(file, text, limits, sink)?,
        Format::Json => parse_json(file, text, limits, sink)?,
        Format::Toml => parse_toml(file, text, limits, sink)?,
    };
    let mut out = RawRequirements::default();
    let mut f = Fields::open(&tree, "a requirements file", sink)?;
    if let Some(n) = f.required("mlarch", sink) {
        match integer(n, "mlarch", sink) {
            Some(1) | None => {}
            Some(other) => sink.push(
                Diagnostic::error(
                    Code::BadValue,
                    n.span,
                    format!("version {other} of the requirements format is not known"),
                )
                .help("This program reads version 1: `mlarch: 1`"),
            ),
        }
    }
    out.name = f.text("name", sink).unwrap_or_default();
    out.summary = f.text_opt("summary", sink).unwrap_or_default();
    out.priorities = f.optional("priorities").cloned();
    if let Some(n) = f.required("answers", sink) {
        flatten("", mapping(n, "answers", sink).unwrap_or_default(), &mut out.answers);
    }
    if let Some(n) = f.optional("constraints") {
        constraints(n, &mut out, sink);
    }
    out.estate = placed(f.optional("estate"), "estate", sink);
    for e in f.optional("current").and_then(|n| mapping(n, "current", sink)).unwrap_or_default() {
        let option = string(&e.value, "current", sink);
        out.current.extend(option.map(|o| ((Text::copy(&e.key), e.key_span), (o, e.value.span))));
    }
    f.finish(sink);
    Some(out)
}

/// How that is written which stands beside the answers, by the first word that it would have among them.
pub(super) const BESIDE_ANSWERS: [(&str, &str); 7] = [
    ("budget", "constraints: {budget: {monthly: 6000 USD, hard: true}}"),
    ("current", "current: {BLOCK: OPTION}"),
    ("estate", "estate: [PRODUCT]"),
    ("exclude", "constraints: {exclude: [PRODUCT]}"),
    ("max_products", "constraints: {max_products: 25}"),
    ("priorities", "priorities: {cost: high}"),
    ("require", "constraints: {require: [PRODUCT]}"),
];

/// TOML tables and YAML maps may nest dotted ids: `data: {volume: 40 GB}` is `data.volume: 40 GB`.
fn flatten(prefix: &str, entries: &[Entry], out: &mut Vec<Entry>) {
    for e in entries {
        let key = if prefix.is_empty() { e.key.clone() } else { format!("{prefix}.{}", e.key) };
        match &e.value.shape {
            Shape::Map(inner) => flatten(&key, inner, out),
            _ => out.push(Entry { key, key_span: e.key_span, value: e.value.clone() }),
        }
    }
}

fn constraints(node: &Node, out: &mut RawRequirements, sink: &mut Sink) {
    let Some(mut f) = Fields::open(node, "constraints", sink) else { return };
    out.require = placed(f.optional("require"), "require", sink);
    out.exclude = placed(f.optional("exclude"), "exclude", sink);
    if let Some(n) = f.optional("budget")
        && let Some(mut b) = Fields::open(n, "budget", sink)
    {
        let monthly = b.required("monthly", sink).cloned();
        let hard = b.optional("hard").and_then(|n| boolean(n, "hard", sink)).unwrap_or(false);
        b.finish(sink);
        out.budget = monthly.map(|m| (m, hard));
    }
    if let Some(n) = f.optional("max_products") {
        out.max_products = integer(n, "max_products", sink).map(|i| (i, n.span));
    }
    f.finish(sink);
}

fn placed(node: Option<&Node>, what: &str, sink: &mut Sink) -> Vec<Placed> {
    let items = node.map(|n| list(n, what, sink)).unwrap_or_default();
    items.iter().filter_map(|i| string(i, what, sink).map(|s| (s, i.span))).collect()
}
