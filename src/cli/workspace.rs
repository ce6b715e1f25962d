//! What a command works with: the configuration file and the catalog with its overlays.

use std::path::{Path, PathBuf};

use anyhow::Context;

use super::common::Global;
use super::failure::Failure;
use super::io;
use crate::catalog::{Annex, Catalog, CatalogFile, Overlay, embedded, embedded_files, load_with};
use crate::diagnostics::Sink;
use crate::lint::{Places, Settings, log_schema, settings_schema};
use crate::render::Templates;
use crate::text::{Files, one_line};
use crate::yaml::{Fields, Limits, Node, parse_toml, strings};

/// The name of the configuration file.
pub(super) const CONFIG: &str = "mlarch.toml";

/// What folders are called in messages.
const OVERLAY_FOLDER: &str = "the catalog overlay";
const TEMPLATE_FOLDER: &str = "the folder of templates";

/// The most files, and folders within folders, that such a folder may have.
const MOST_FILES: usize = 2_000;
const DEEPEST: usize = 8;

const BROKEN: &str = "this installation is broken; install mlarch again";

/// The catalog, with the overlays of the configuration file and of the command line.
///
/// It lives as long as the process: freeing its many lists at the end would cost time for nothing.
pub(super) fn catalog(g: &Global) -> Result<&'static Catalog, Failure> {
    catalog_or_own(g).map(|(catalog, _)| catalog)
}

/// The same, and whether it is the one in the program, without any overlay.
pub(super) fn catalog_or_own(g: &Global) -> Result<(&'static Catalog, bool), Failure> {
    let overlays = overlays(g)?;
    let is_own = overlays.is_empty();
    let catalog = if is_own { embedded().context(BROKEN)? } else { layered(&overlays)?.0 };
    io::note(|| {
        format!("catalog {} {} of {}, {} overlays", catalog.name, catalog.version, catalog.date, overlays.len())
    });
    Ok((Box::leak(Box::new(catalog)), is_own))
}

/// Whether the folders that the command line names are there: a slip is told even by commands that need none of them.
pub(super) fn check(g: &Global) -> Result<(), Failure> {
    for (folders, what) in [(&g.catalog, OVERLAY_FOLDER), (&g.templates, TEMPLATE_FOLDER)] {
        if let Some(folder) = folders.iter().find(|f| !f.is_dir()) {
            return Err(Failure::user(
                format!("{what} {} cannot be read: there is no such folder", show(folder)),
                "Name an existing folder",
            ));
        }
    }
    Ok(())
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
    let mut folders = config(g)?.overlays;
    folders.extend(g.catalog.iter().cloned());
    folders.iter().map(|f| overlay(f)).collect()
}

/// The templates, with those of the configuration file and of the command line in their places.
pub(super) fn templates(g: &Global) -> Result<Templates, Failure> {
    let mut templates = Templates::embedded();
    let mut folders = config(g)?.templates;
    folders.extend(g.templates.iter().cloned());
    for folder in &folders {
        let mut paths = Vec::new();
        collect(folder, TEMPLATE_FOLDER, &|_| true, 0, &mut paths)?;
        for path in paths {
            let (_, text) = io::read(&path)?;
            let parts = path.strip_prefix(folder).unwrap_or(&path).components();
            let name: Vec<_> = parts.map(|c| c.as_os_str().to_string_lossy()).collect();
            templates.put(name.join("/"), text);
        }
    }
    Ok(templates)
}

/// What the configuration file says; its folders are relative to it.
#[derive(Default)]
pub(super) struct Config {
    overlays: Vec<PathBuf>,
    templates: Vec<PathBuf>,
    records: Vec<PathBuf>,
    settings: Settings,
}

/// What the configuration says to the linter, with the configuration's text in `files`.
pub(super) fn settings(g: &Global, files: &mut Files) -> Result<Settings, Failure> {
    let Some(path) = config_path(g)? else { return Ok(Settings::default()) };
    let mut settings = configured(&path, files)?.settings;
    let here = std::env::current_dir().context("the current folder cannot be read")?;
    let home = here.join(path.parent().unwrap_or(Path::new("")));
    settings.places = Places::new(&home.to_string_lossy(), &here.to_string_lossy());
    Ok(settings)
}

/// The folders of decision records that the configuration file names.
pub(super) fn adr_folders(g: &Global) -> Result<Vec<PathBuf>, Failure> {
    Ok(config(g)?.records)
}

/// A path that the configuration names, from this folder.
pub(super) fn beside_config(g: &Global, path: &str) -> Result<Option<PathBuf>, Failure> {
    Ok(config_path(g)?.map(|c| c.parent().unwrap_or(Path::new("")).join(path)))
}

fn config(g: &Global) -> Result<Config, Failure> {
    Ok(match config_path(g)? {
        Some(path) => configured(&path, &mut Files::new())?,
        None => Config::default(),
    })
}

/// The configuration file: named, or found in this folder or above it, up to the repository's root.
pub(super) fn config_path(g: &Global) -> Result<Option<PathBuf>, Failure> {
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

/// Reads a text as the configuration that it is to become.
pub(super) fn check_config(path: &Path, text: &str) -> Result<(), Failure> {
    let (mut files, mut sink) = (Files::new(), Sink::new());
    let file = files.add(show(path), text);
    if let Some(tree) = parse_toml(file, text, Limits::default(), &mut sink) {
        decode(&tree, Path::new(""), &mut sink);
    }
    if sink.has_errors() { Err(Failure::Input(files, sink.into_sorted())) } else { Ok(()) }
}

fn configured(path: &Path, files: &mut Files) -> Result<Config, Failure> {
    let (name, text) = io::read(path)?;
    let mut sink = Sink::new();
    let file = files.add(name, text.clone());
    let tree = parse_toml(file, &text, Limits::default(), &mut sink);
    let config = tree.map(|t| decode(&t, path.parent().unwrap_or(Path::new("")), &mut sink)).unwrap_or_default();
    if sink.has_errors() {
        return Err(Failure::Input(std::mem::take(files), sink.into_sorted()));
    }
    Ok(config)
}

fn decode(tree: &Node, base: &Path, sink: &mut Sink) -> Config {
    let Some(mut f) = Fields::open(tree, "the configuration", sink) else { return Config::default() };
    let (catalog, templates, adr) = (f.optional("catalog"), f.optional("templates"), f.optional("adr"));
    let lint = f.optional("lint");
    f.finish(sink);
    let mut settings = Settings::default();
    settings.decode(lint, adr.and_then(|a| a.get("log")), sink);
    let mut folders = |table: Option<&Node>, what: &'static str, key: &'static str| -> Vec<PathBuf> {
        let Some(mut t) = table.and_then(|n| Fields::open(n, what, sink)) else { return Vec::new() };
        let list = t.optional(key);
        if key == "dirs" {
            // Read with the settings of the linter.
            t.optional("log");
        }
        t.finish(sink);
        let list = list.map(|n| strings(n, key, sink)).unwrap_or_default();
        list.iter().map(|folder| base.join(folder.as_str())).collect()
    };
    Config {
        overlays: folders(catalog, "`catalog`", "overlays"),
        templates: folders(templates, "`templates`", "folders"),
        records: folders(adr, "`adr`", "dirs"),
        settings,
    }
}

/// Reads a folder of catalog files.
fn overlay(folder: &Path) -> Result<Overlay, Failure> {
    let mut paths = Vec::new();
    collect(folder, OVERLAY_FOLDER, &|p| p.extension().is_some_and(|e| e == "yaml" || e == "yml"), 0, &mut paths)?;
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

/// The wanted files below a folder, in order. Hidden ones are left out.
fn collect(
    folder: &Path,
    what: &str,
    wanted: &dyn Fn(&Path) -> bool,
    depth: usize,
    out: &mut Vec<PathBuf>,
) -> Result<(), Failure> {
    let fail = |e: std::io::Error| {
        Failure::user(format!("{what} {} cannot be read: {}", show(folder), io::plain(&e)), "Name an existing folder")
    };
    for entry in std::fs::read_dir(folder).map_err(fail)? {
        let entry = entry.map_err(fail)?;
        let (path, kind) = (entry.path(), entry.file_type().map_err(fail)?);
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        if kind.is_dir() && !hidden && depth < DEEPEST {
            collect(&path, what, wanted, depth + 1, out)?;
        } else if kind.is_file() && !hidden && wanted(&path) {
            out.push(path);
        }
        if out.len() > MOST_FILES {
            return Err(Failure::user(
                format!("{what} {} has more than {MOST_FILES} files", show(folder)),
                "Name the folder that holds these files and nothing else",
            ));
        }
    }
    out.sort();
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
                    "log": {"type": "array", "items": log_schema()},
                },
            },
            "lint": settings_schema(),
            "templates": {
                "type": "object",
                "additionalProperties": false,
                "properties": {
                    "folders": {
                        "type": "array",
                        "items": {"type": "string"},
                        "description": "Folders of templates that take the place of the program's own of the same name; relative to this file",
                    },
                },
            },
        },
    })
}
