//! From files to a resolved catalog. Names are collected first, so that files may refer to each
//! other in any order; then everything is decoded, and every error of every file is reported.

mod availability;
mod blocks;
mod coverage;
mod endings;
mod estimates;
mod flows;
mod frameworks;
mod meta;
mod metrics;
mod overlay;
mod prices;
mod products;
mod refs;
mod rules;
mod sizing;
mod touches;
mod vocabulary;

use std::collections::HashMap;

use super::*;
use crate::diagnostics::{Code, Diagnostic, Sink};
use crate::logic::{Domain, Var, Vocabulary};
use crate::text::{Files, Span, Text, digest};
use crate::yaml::{Limits, Node, mapping, parse};

/// One catalog file.
#[derive(Debug, Clone)]
pub struct CatalogFile {
    /// The name that messages show.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// The sections that a catalog file may hold.
const SECTIONS: [&str; 33] = [
    "section",
    "questions",
    "traits",
    "sources",
    "products",
    "blocks",
    "rules",
    "endings",
    "metrics",
    "prices",
    "regions",
    "discounts",
    "currencies",
    "sizing",
    "tables",
    "advice",
    "costs",
    "availability",
    "paths",
    "levels",
    "runs",
    "undrawn",
    "lanes",
    "actors",
    "flows",
    "checklists",
    "coverage",
    "evidence",
    "frameworks",
    "measures",
    "operator_controls",
    "weak_points",
    "boundaries",
];

/// Files that are laid over the catalog.
#[derive(Debug, Clone)]
pub struct Overlay {
    /// Its name: the folder.
    pub name: String,
    /// Its files, sorted by name.
    pub files: Vec<CatalogFile>,
}

/// Loads a catalog from its files. The order of the files decides the order of what they define;
/// pass them sorted by name for the same result everywhere.
///
/// # Errors
/// All findings, with places in the returned files.
pub fn load(files: &[CatalogFile]) -> Result<(Catalog, Annex), (Files, Vec<Diagnostic>)> {
    load_with(files, &[])
}

/// Loads a catalog with overlays, each over what stands before it.
///
/// # Errors
/// All findings, with places in the returned files.
pub fn load_with(files: &[CatalogFile], overlays: &[Overlay]) -> Result<(Catalog, Annex), (Files, Vec<Diagnostic>)> {
    let mut texts = Files::new();
    let mut sink = Sink::new();
    let mut read = |files: &[CatalogFile], sink: &mut Sink| {
        let mut trees = Vec::new();
        for file in files {
            let id = texts.add(file.name.clone(), file.text.clone());
            trees.extend(parse(id, &file.text, Limits::default(), sink));
        }
        trees
    };
    let mut trees = read(files, &mut sink);
    let date = trees.iter().filter(|t| t.get("groups").is_some()).find_map(|t| t.get("date").and_then(Node::text));
    let date = date.unwrap_or_default().to_string();
    // What the prices of the lowest layer are in, whatever an overlay wants to count in.
    let currency =
        trees.iter().filter(|t| t.get("groups").is_some()).find_map(|t| t.get("currency").and_then(Node::text));
    let currency = Text::copy(currency.unwrap_or_default());
    for (number, o) in (1..).zip(overlays) {
        let layer = overlay::Layer { trees: read(&o.files, &mut sink), name: &o.name, number, date: &date };
        overlay::lay(&mut trees, layer, &mut sink);
    }
    let mut loader = Loader::collect(&trees, &mut sink);
    loader.currency = currency;
    let all = files.iter().chain(overlays.iter().flat_map(|o| &o.files));
    loader.catalog.digest = digest(all.flat_map(|f| [f.name.as_str(), &f.text])).into();
    loader.decode(&trees, &mut sink);
    match sink.has_errors() {
        true => Err((texts, sink.into_sorted())),
        false => Ok(loader.finish(texts)),
    }
}

/// Ids of one sort, with the places where they are defined.
#[derive(Default)]
struct Names {
    index: HashMap<String, u16>,
    list: Vec<(String, Span)>,
}

impl Names {
    fn define(&mut self, id: &str, at: Span, what: &str, sink: &mut Sink) -> u16 {
        if let Some(&i) = self.index.get(id) {
            sink.push(
                Diagnostic::error(Code::DuplicateId, at, format!("the {what} `{id}` is defined twice"))
                    .label("again here")
                    .related(self.list[i as usize].1, "first here"),
            );
            return i;
        }
        let i = self.list.len() as u16;
        self.index.insert(id.to_string(), i);
        self.list.push((id.to_string(), at));
        i
    }

    fn get(&self, id: &str) -> Option<u16> {
        self.index.get(id).copied()
    }

    fn ids(&self) -> impl Iterator<Item = &str> {
        self.list.iter().map(|(id, _)| id.as_str())
    }
}

/// What is known while loading.
struct Loader {
    catalog: Catalog,
    annex: Annex,
    sources: Names,
    traits: Names,
    questions: Names,
    metrics: Names,
    products: Names,
    blocks: Names,
    rules: Names,
    prices: Names,
    regions: Names,
    discounts: Names,
    /// The currency of prices that name none.
    currency: Text,
    figures: Names,
    tables: Names,
    advice: Names,
    checklists: Names,
    frameworks: Names,
    measures: Names,
    ways: Names,
    /// Per block, its option ids.
    options: Vec<Names>,
    /// Per table, its row ids.
    rows: Vec<Names>,
    /// Per figure, the table that it picks a row from.
    picked: Vec<Option<u16>>,
}

impl Vocabulary for Loader {
    fn var(&self, id: &str) -> Option<(Var, &Domain)> {
        let i = self.questions.get(id)?;
        self.catalog.questions.get(i as usize).map(|q| (Var(i), &q.domain))
    }

    fn ids(&self) -> Vec<&str> {
        self.questions.ids().collect()
    }
}

/// The definitions of a section over all files, with the id of each.
fn definitions<'a>(trees: &'a [Node], section: &str) -> impl Iterator<Item = (&'a Node, Option<(&'a str, Span)>)> {
    trees.iter().filter_map(move |t| t.get(section)).filter_map(|n| n.items()).flatten().map(|n| {
        let id = n.get("id").and_then(|i| i.text().map(|t| (t, i.span)));
        (n, id)
    })
}

impl Loader {
    /// First pass: ids only.
    fn collect(trees: &[Node], sink: &mut Sink) -> Self {
        let mut l = Loader {
            catalog: Catalog::default(),
            annex: Annex::default(),
            sources: Names::default(),
            traits: Names::default(),
            questions: Names::default(),
            metrics: Names::default(),
            products: Names::default(),
            blocks: Names::default(),
            rules: Names::default(),
            prices: Names::default(),
            regions: Names::default(),
            discounts: Names::default(),
            currency: Text::default(),
            figures: Names::default(),
            tables: Names::default(),
            advice: Names::default(),
            checklists: Names::default(),
            frameworks: Names::default(),
            measures: Names::default(),
            ways: Names::default(),
            options: Vec::new(),
            rows: Vec::new(),
            picked: Vec::new(),
        };
        let mut fill = |names: &mut Names, section: &str, what: &str| {
            for (node, id) in definitions(trees, section) {
                match id {
                    Some((id, at)) if is_id(id) => {
                        names.define(id, at, what, sink);
                    }
                    Some((id, at)) => sink.push(
                        Diagnostic::error(Code::BadValue, at, format!("`{id}` is not an id"))
                            .help("Ids hold lower-case letters, digits, `_` and, for questions, `.`; they start with a letter"),
                    ),
                    None => sink.error(Code::MissingKey, node.span, format!("a {what} has no `id`")),
                }
            }
        };
        fill(&mut l.sources, "sources", "source");
        fill(&mut l.traits, "traits", "trait");
        fill(&mut l.questions, "questions", "question");
        fill(&mut l.metrics, "metrics", "metric");
        fill(&mut l.products, "products", "product");
        fill(&mut l.blocks, "blocks", "block");
        fill(&mut l.rules, "rules", "rule");
        fill(&mut l.prices, "prices", "price");
        fill(&mut l.regions, "regions", "region");
        fill(&mut l.discounts, "discounts", "discount");
        fill(&mut l.figures, "sizing", "sizing figure");
        fill(&mut l.tables, "tables", "table");
        fill(&mut l.advice, "advice", "piece of advice");
        fill(&mut l.checklists, "checklists", "checklist");
        fill(&mut l.frameworks, "frameworks", "framework");
        fill(&mut l.measures, "measures", "measure");
        for (section, what) in
            [("operator_controls", "operator control"), ("weak_points", "weak point"), ("boundaries", "boundary")]
        {
            fill(&mut Names::default(), section, what);
        }
        for (section, what) in [("runs", "operator"), ("lanes", "lane"), ("actors", "actor"), ("flows", "flow")] {
            fill(&mut Names::default(), section, what);
        }
        for (section, what) in
            [("endings", "ending"), ("availability", "way to compute availability"), ("paths", "path")]
        {
            fill(&mut l.ways, section, what);
        }
        fill(&mut l.ways, "levels", "level");
        l.collect_options(trees, sink);
        l
    }

    /// Second pass: everything, what others need first.
    fn decode(&mut self, trees: &[Node], sink: &mut Sink) {
        for tree in trees {
            self.check_sections(tree, sink);
        }
        self.decode_meta(trees, sink);
        self.decode_sources(trees, sink);
        self.decode_traits(trees, sink);
        self.decode_question_domains(trees, sink);
        self.decode_questions(trees, sink);
        self.decode_products(trees, sink);
        self.decode_sizing(trees, sink);
        self.decode_metrics(trees, sink);
        self.decode_blocks(trees, sink);
        self.outline();
        self.decode_rules(trees, sink);
        self.decode_endings(trees, sink);
        self.decode_prices(trees, sink);
        self.decode_costs(trees, sink);
        self.decode_availability(trees, sink);
        self.decode_flows(trees, sink);
        self.decode_checklists(trees, sink);
        self.decode_frameworks(trees, sink);
        self.decode_coverage(trees, sink);
        self.find_touched();
    }

    /// The result, with the places of all definitions.
    fn finish(self, files: Files) -> (Catalog, Annex) {
        let spans = |names: &Names| names.list.iter().map(|(_, at)| *at).collect();
        let mut annex = self.annex;
        annex.files = files;
        annex.places = Places {
            blocks: spans(&self.blocks),
            options: self.options.iter().map(spans).collect(),
            products: spans(&self.products),
            rules: spans(&self.rules),
            questions: spans(&self.questions),
            sources: spans(&self.sources),
        };
        (self.catalog, annex)
    }

    fn check_sections(&self, tree: &Node, sink: &mut Sink) {
        let Some(entries) = mapping(tree, "catalog file", sink) else { return };
        if entries.iter().any(|e| e.key == "groups") {
            return; // catalog.yaml, read by `decode_meta`
        }
        for e in entries {
            if !SECTIONS.contains(&e.key.as_str()) {
                sink.push(
                    Diagnostic::error(
                        Code::UnknownKey,
                        e.key_span,
                        format!("a catalog file has no section `{}`", e.key),
                    )
                    .maybe_help(crate::text::nearest(&e.key, SECTIONS).map(|l| format!("Did you mean `{l}`?")))
                    .help(format!("Sections: {}", crate::text::one_of(SECTIONS, 20))),
                );
            }
        }
    }
}

/// Lower-case letters, digits, underscores and dots, starting with a letter.
fn is_id(id: &str) -> bool {
    id.starts_with(|c: char| c.is_ascii_lowercase())
        && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '.')
}
