//! What is known while files are loaded: first the names, then what they stand for.

use std::collections::HashMap;

use crate::catalog::*;
use crate::diagnostics::{Code, Diagnostic, Sink};
use crate::logic::{Domain, Var, Vocabulary};
use crate::text::{Files, Span, Text};
use crate::yaml::{Node, mapping};

/// The sections that a catalog file may hold.
pub(super) const SECTIONS: [&str; 33] = [
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

/// Ids of one sort, with the places where they are defined.
#[derive(Default)]
pub(super) struct Names {
    index: HashMap<String, u16>,
    pub(super) list: Vec<(String, Span)>,
}

impl Names {
    pub(super) fn define(&mut self, id: &str, at: Span, what: &str, sink: &mut Sink) -> u16 {
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

    pub(super) fn get(&self, id: &str) -> Option<u16> {
        self.index.get(id).copied()
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = &str> {
        self.list.iter().map(|(id, _)| id.as_str())
    }
}

/// What is known while loading.
pub(super) struct Loader {
    pub(super) catalog: Catalog,
    pub(super) annex: Annex,
    pub(super) sources: Names,
    pub(super) traits: Names,
    pub(super) questions: Names,
    pub(super) metrics: Names,
    pub(super) products: Names,
    pub(super) blocks: Names,
    pub(super) rules: Names,
    pub(super) prices: Names,
    pub(super) regions: Names,
    pub(super) discounts: Names,
    /// The currency of prices that name none.
    pub(super) currency: Text,
    pub(super) figures: Names,
    pub(super) tables: Names,
    pub(super) advice: Names,
    pub(super) checklists: Names,
    pub(super) frameworks: Names,
    pub(super) measures: Names,
    pub(super) ways: Names,
    /// Per block, its option ids.
    pub(super) options: Vec<Names>,
    /// Per table, its row ids.
    pub(super) rows: Vec<Names>,
    /// Per figure, the table that it picks a row from.
    pub(super) picked: Vec<Option<u16>>,
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
pub(super) fn definitions<'a>(
    trees: &'a [Node],
    section: &str,
) -> impl Iterator<Item = (&'a Node, Option<(&'a str, Span)>)> {
    trees.iter().filter_map(move |t| t.get(section)).filter_map(|n| n.items()).flatten().map(|n| {
        let id = n.get("id").and_then(|i| i.text().map(|t| (t, i.span)));
        (n, id)
    })
}

impl Loader {
    /// First pass: ids only.
    pub(super) fn collect(trees: &[Node], sink: &mut Sink) -> Self {
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
    pub(super) fn decode(&mut self, trees: &[Node], sink: &mut Sink) {
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
    pub(super) fn finish(self, files: Files) -> (Catalog, Annex) {
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

    pub(super) fn check_sections(&self, tree: &Node, sink: &mut Sink) {
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
