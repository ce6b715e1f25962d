//! What a command works with: the configuration file and the catalog with its overlays.

use std::path::{Path, PathBuf};

use anyhow::Context;

use super::arguments::Global;
use super::failure::Failure;
use super::io;
use crate::catalog::{Annex, Catalog, CatalogFile, Overlay, embedded, embedded_files, load_with};
use crate::diagnostics::Sink;
use crate::text::{Files, Text, one_line};
use crate::yaml::{Fields, Limits, Node, parse_toml, strings};

/// The name of the configuration file.
const CONFIG: &str = "mlarch.toml";

/// The most files, and folders within folders, that an overlay may have.
const MOST_FILES: usize = 2_000;
const DEEPEST: usize = 8;

const BROKEN: &str = "this installation is broken; install mlarch again";

/// The catalog, with the overlays of the configuration file and of the command line.
///
/// It lives as long as the process: freeing its many lists at the end would cost time for nothing.
pub(super) fn catalog(g: &Global) -> Result<&'static Catalog, Failure> {
    let overlays = overlays(g)?;
    let catalog = match overlays.is_empty() {
        true => embedded().context(BROKEN)?,
        false => layered(&overlays)?.0,
    };
    Ok(Box::leak(Box::new(catalog)))
}

/// The catalog with places, test cases and coverage.
pub(super) fn catalog_with_annex(g: &Global) -> Result<(Catalog, Annex), Failure> {
    layered(&overlays(g)?)
}

fn layered(overlays: &[Overlay]) -> Result<(Catalog, Annex), Failure> {
    let base = embedded_files().context(BROKEN)?;
    load_with(&base, overlays).map_err(|(files, found)| Failure::Input(files, found))
}

fn overlays(g: &Global) -> Result<Vec<Overlay>, Failure> {
    let mut folders = match config_path(g)? {
        Some(path) => configured(&path)?.overlays,
        None => Vec::new(),
    };
    folders.extend(g.catalog.iter().cloned());
    folders.iter().map(|f| overlay(f)).collect()
}

/// The configuration file: named, or found in this folder or above it, up to the repository's root.
fn config_path(g: &Global) -> Result<Option<PathBuf>, Failure> {
    if g.no_config {
        return Ok(None);
    }
    if let Some(path) = &g.config {
        return Ok(Some(path.clone()));
    }
    let here = std::env::current_dir().context("the current folder cannot be read")?;
    for folder in here.ancestors() {
        let path = folder.join(CONFIG);
        if path.is_file() {
            return Ok(Some(path.strip_prefix(&here).map(Path::to_path_buf).unwrap_or(path)));
        }
        if folder.join(".git").exists() {
            break;
        }
    }
    Ok(None)
}

/// The folders of decision records that the configuration file names.
pub(super) fn adr_folders(g: &Global) -> Result<Vec<PathBuf>, Failure> {
    Ok(match config_path(g)? {
        Some(path) => configured(&path)?.records,
        None => Vec::new(),
    })
}

/// The folders that a configuration file names, relative to it.
#[derive(Debug, Default)]
struct Configured<T> {
    /// Catalog overlays.
    overlays: Vec<T>,
    /// Folders of decision records.
    records: Vec<T>,
}

/// Reads a configuration file.
fn configured(path: &Path) -> Result<Configured<PathBuf>, Failure> {
    let (name, text) = io::read(path)?;
    let (mut files, mut sink) = (Files::new(), Sink::new());
    let file = files.add(name, text.clone());
    let tree = parse_toml(file, &text, Limits::default(), &mut sink);
    let folders = tree.map(|t| decode(&t, &mut sink)).unwrap_or_default();
    if sink.has_errors() {
        return Err(Failure::Input(files, sink.into_sorted()));
    }
    let base = path.parent().unwrap_or(Path::new(""));
    let paths = |list: Vec<Text>| list.into_iter().map(|f| base.join(f.as_str())).collect();
    Ok(Configured { overlays: paths(folders.overlays), records: paths(folders.records) })
}

fn decode(tree: &Node, sink: &mut Sink) -> Configured<Text> {
    let Some(mut f) = Fields::open(tree, "the configuration", sink) else { return Configured::default() };
    let (catalog, adr) = (f.optional("catalog"), f.optional("adr"));
    f.finish(sink);
    let overlays = listed(catalog, "`catalog`", "overlays", sink);
    Configured { overlays, records: listed(adr, "`adr`", "dirs", sink) }
}

/// The one list of a table.
fn listed(table: Option<&Node>, what: &'static str, key: &'static str, sink: &mut Sink) -> Vec<Text> {
    let Some(mut t) = table.and_then(|n| Fields::open(n, what, sink)) else { return Vec::new() };
    let list = t.optional(key);
    t.finish(sink);
    list.map(|n| strings(n, key, sink)).unwrap_or_default()
}

/// Reads a folder of catalog files.
fn overlay(folder: &Path) -> Result<Overlay, Failure> {
    let mut paths = Vec::new();
    collect(folder, 0, &mut paths)?;
    paths.sort();
    if paths.is_empty() {
        return Err(Failure::user(
            format!("the catalog overlay {} holds no YAML file", show(folder)),
            "An overlay is a folder of files like those of `mlarch catalog eject`",
        ));
    }
    let mut files = Vec::new();
    for path in paths {
        let (name, text) = io::read(&path)?;
        files.push(CatalogFile { name: name.replace('\\', "/"), text });
    }
    Ok(Overlay { name: show(folder), files })
}

fn collect(folder: &Path, depth: usize, out: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let fail = |e: std::io::Error| {
        Failure::user(format!("the catalog overlay {} cannot be read: {e}", show(folder)), "Name an existing folder")
    };
    for entry in std::fs::read_dir(folder).map_err(fail)? {
        let entry = entry.map_err(fail)?;
        let (path, kind) = (entry.path(), entry.file_type().map_err(fail)?);
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        if kind.is_dir() && !hidden && depth < DEEPEST {
            collect(&path, depth + 1, out)?;
        } else if kind.is_file() && !hidden && path.extension().is_some_and(|e| e == "yaml" || e == "yml") {
            out.push(path);
        }
        if out.len() > MOST_FILES {
            return Err(Failure::user(
                format!("the catalog overlay {} has more than {MOST_FILES} files", show(folder)),
                "Name the folder that holds the overlay and nothing else",
            ));
        }
    }
    Ok(())
}

fn show(path: &Path) -> String {
    one_line(&path.display().to_string())
}

/// The JSON Schema of the configuration file, draft 2020-12.
pub(super) fn schema() -> serde_json::Value {
    serde_json::json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "mlarch.toml",
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "catalog": {
                "type": "object",
                "additionalProperties": false,
                "properties": {
                    "overlays": {
                        "type": "array",
                        "items": {"type": "string"},
                        "description": "Folders of catalog files that are laid over the catalog, in this order; relative to this file",
                    },
                },
            },
            "adr": {
                "type": "object",
                "additionalProperties": false,
                "properties": {
                    "dirs": {
                        "type": "array",
                        "items": {"type": "string"},
                        "description": "Folders of architecture decision records; relative to this file. The first one takes new records",
                    },
                },
            },
        },
    })
}
