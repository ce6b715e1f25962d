//! From files to a resolved catalog. Names are collected first, so that files may refer to each
//! other in any order; then everything is decoded, and every error of every file is reported.

mod availability;
mod blocks;
mod coverage;
mod endings;
mod estimates;
mod flows;
mod frameworks;
mod loader;
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

use loader::Loader;

use super::{Annex, Catalog};
use crate::diagnostics::{Diagnostic, Sink};
use crate::text::{Files, Text, digest};
use crate::yaml::{Limits, Node, parse};

/// One catalog file.
#[derive(Debug, Clone)]
pub struct CatalogFile {
    /// The name that messages show.
    pub name: String,
    /// Its text.
    pub text: String,
}

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
