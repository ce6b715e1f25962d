//! The soundness of the embedded catalog.

use std::path::Path;

use mlarch::catalog::{Annex, Catalog, CatalogFile, Kind, Strength, load};
use mlarch::diagnostics::Code;

use crate::run::{mlarch, root};

fn read(folder: &Path, out: &mut Vec<CatalogFile>) {
    for entry in std::fs::read_dir(folder).expect("readable") {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            read(&path, out);
        } else if path.extension().is_some_and(|e| e == "yaml") {
            let name = path.strip_prefix(root()).expect("below").to_string_lossy().replace('\\', "/");
            out.push(CatalogFile { name, text: std::fs::read_to_string(&path).expect("readable") });
        }
    }
}

fn files() -> Vec<CatalogFile> {
    let mut out = Vec::new();
    read(&root().join("catalog"), &mut out);
    out.sort_by(|a, b| a.name.cmp(&b.name));
    out
}

fn catalog() -> Catalog {
    loaded().0
}

fn loaded() -> (Catalog, Annex) {
    load(&files()).unwrap_or_else(|(texts, found)| {
        let all: Vec<String> =
            found.iter().map(|d| format!("{} {}", texts.place(d.place.expect("placed")), d.message)).collect();
        panic!("{}", all.join("\n"))
    })
}

#[test]
fn the_embedded_catalog_is_the_one_in_the_repository() {
    assert!(mlarch::catalog::embedded().expect("embedded") == catalog());
    let texts = mlarch::catalog::embedded_files().expect("embedded");
    assert!(texts.iter().map(|f| (&f.name, &f.text)).eq(files().iter().map(|f| (&f.name, &f.text))));
}

#[test]
fn it_is_as_large_as_promised() {
    let c = catalog();
    let components = c.blocks.iter().filter(|b| !b.approach).count();
    let approaches = c.blocks.len() - components;
    let options: usize = c.blocks.iter().map(|b| b.options.len()).sum();
    let named = c.products.iter().filter(|p| !p.inline && p.kind != Kind::Approach).count();
    assert!(components >= 25 && approaches >= 8, "{components} components, {approaches} approaches");
    assert!(options >= 150 && named >= 150, "{options} options, {named} products");
    assert!(c.rules.len() >= 100, "{} rules", c.rules.len());
    assert_eq!(c.metrics.len(), 11);
}

/// Renames the `source` keys of a line, and says how many; `model_source` and `model.source` are others.
fn without_source(line: &str) -> (String, usize) {
    let (mut out, mut count, mut from) = (String::new(), 0, 0);
    for (at, _) in line.match_indices("source:") {
        let within = line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '.');
        out.push_str(&line[from..at]);
        out.push_str(if within { "source:" } else { "zource:" });
        count += usize::from(!within);
        from = at + "source:".len();
    }
    out.push_str(&line[from..]);
    (out, count)
}

/// Renames every `source` key: as many complaints come as there were sources, so each single one is
/// missed.
#[test]
fn removing_the_source_of_any_fact_is_an_error() {
    let mut removed = 0;
    let mut bare = files();
    // A statement of a framework without a document of its own rests on those of the framework.
    for file in bare.iter_mut().filter(|f| !f.name.starts_with("catalog/frameworks/")) {
        let mut text = String::new();
        // So does a quote of a price for a region or a term: it stands deeper in the price.
        let deeper = |line: &str| ["      ", "    terms:", "    regions:"].iter().any(|start| line.starts_with(start));
        let deep = |line: &str| file.name.starts_with("catalog/prices/") && deeper(line);
        for line in file.text.split_inclusive('\n') {
            // An assumed fact has no source that could be missed.
            let (changed, count) = match line.contains("assumed: true") || deep(line) {
                true => (line.to_string(), 0),
                false => without_source(line),
            };
            removed += count;
            text.push_str(&changed);
        }
        file.text = text;
    }
    let (_, found) = load(&bare).expect_err("a catalog without sources must not load");
    let missed = found.iter().filter(|d| d.code == Code::MissingSource).count();
    assert!(removed > 2000, "only {removed} sources");
    assert_eq!(missed, removed, "sources that are missed, of those removed");
}

#[test]
fn no_fact_stands_without_a_source_unless_it_says_so() {
    let c = catalog();
    let (mut all, mut assumed) = (0, 0);
    for p in &c.products {
        for f in &p.facts {
            let e = &p.evidence[f.evidence as usize];
            all += 1;
            assumed += usize::from(e.assumed);
            assert!(e.assumed || !e.sources.is_empty(), "{}: {}", p.id, c.traits[f.kind.at()].id);
        }
    }
    assert!(assumed * 100 < all * 15, "{assumed} of {all} facts are assumed");
    for r in &c.rules {
        assert!(!r.sources.is_empty() && !r.because.is_empty(), "{}", r.id);
    }
}

/// Mistakes in catalog files are told like those in requirements: all at once, with place and help.
#[test]
fn mistakes_in_catalog_files_are_placed() {
    let text = "\
blocks:
  - id: mistaken
    name: Mistaken
    kind: component
    group: servng
    purpose: Shows what happens
    question: What happens?
    source: seed_planing
    weight: 1
    active_when: {data.volumne: \">= 1 TB\", data.volume: \">= 1 parsec\", hosting: {hass: azure}}
    metrics: {cots: 1.0, security: 3}
    metrics: {cost: 1.0}
    option: []
    options:
      - {product: kserv}
      - {product: kserve}
    practices:
      - {text: Nobody says so}
rules:
  - id: mistaken_rule
    when: {genai: true}
    strength: should
    exclude: [online_serving.kserv]
    because: It shows
    source: seed_planning
    fires: [{genai: maybe}]
    silent: [{genai: false}]
";
    let mut all = files();
    all.push(CatalogFile { name: String::from("catalog/zz-mistakes.yaml"), text: text.to_string() });
    let (texts, found) = load(&all).expect_err("mistakes are found");
    insta::assert_snapshot!(mlarch::report::human(&texts, &found, false));
}

#[test]
fn must_rules_filter_and_others_score() {
    let c = catalog();
    for strength in [Strength::Must, Strength::Should, Strength::May] {
        assert!(c.rules.iter().any(|r| r.strength == strength), "no rule is a {}", strength.word());
    }
}

#[test]
fn it_can_be_looked_at() {
    for what in ["blocks", "options", "products", "rules", "questions", "metrics", "sources", "checklists", "assumed"] {
        let out = mlarch(&["catalog", "list", what]);
        assert_eq!(out.code, 0, "{}", out.stderr);
        let json = mlarch(&["catalog", "list", what, "--format", "json"]);
        let rows: Vec<serde_json::Value> = serde_json::from_str(&json.stdout).expect("JSON");
        assert_eq!(rows.len(), out.stdout.lines().count(), "{what}");
    }
    insta::assert_snapshot!("show_block", mlarch(&["catalog", "show", "online_serving"]).stdout);
    insta::assert_snapshot!("show_product", mlarch(&["catalog", "show", "azure_ml_online_endpoints"]).stdout);
    insta::assert_snapshot!("show_question", mlarch(&["catalog", "show", "data.volume"]).stdout);
    insta::assert_snapshot!("show_price", mlarch(&["catalog", "show", "logs_gb"]).stdout);
    // Former names lead to what they are called today.
    assert!(mlarch(&["catalog", "show", "Azure Cognitive Services"]).stdout.starts_with("Foundry Tools"));
    assert!(mlarch(&["questions"]).stdout.contains("inference.latency_p95"));
}
