//! Compiles `catalog/` into one binary file that the program embeds: reading it takes a few
//! milliseconds less than parsing the YAML at every start. The rooms that the loader needs are
//! compiled into this script as they are; a mistake in the catalog fails the build with its place.
#![allow(dead_code, unused_imports, unreachable_pub, missing_docs)]
// A build script talks to cargo and to the person who builds.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod catalog {
    pub mod annex;
    pub mod availability;
    pub mod blocks;
    pub mod find;
    pub mod flows;
    pub mod frameworks;
    pub mod ids;
    pub mod lifecycle;
    pub mod load;
    pub mod lookup;
    pub mod measures;
    pub mod model;
    pub mod prices;
    pub mod products;
    pub mod questions;
    pub mod rules;
    pub mod scales;
    pub mod sizing;
    pub mod sources;
    pub use annex::*;
    pub use availability::*;
    pub use blocks::*;
    pub use find::Find;
    pub use flows::*;
    pub use frameworks::*;
    pub use ids::*;
    pub use lifecycle::Ending;
    pub use load::{CatalogFile, Overlay, load, load_with};
    pub use measures::*;
    pub use model::Catalog;
    pub use prices::*;
    pub use products::*;
    pub use questions::*;
    pub use rules::*;
    pub use scales::*;
    pub use sizing::*;
    pub use sources::*;
}
mod adr {
    mod fold;
    mod kinds;
    mod lexicon;
    mod phrases;
    pub mod read_words;
    pub(crate) use fold::{Word, fold, words_of};
    pub(crate) use phrases::Phrases;
}
mod diagnostics;
mod lint {
    mod phrases;
    pub mod read_phrases;
    pub mod technology;
}
mod logic;
mod report {
    mod human;
    pub use human::human;
}
mod text;
mod yaml;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("set by cargo"));
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("set by cargo"));
    println!("cargo::rerun-if-changed=catalog");
    println!("cargo::rerun-if-changed=templates");
    link_at_fixed_address();
    list_templates(&root, &out);
    for room in ["build.rs", "catalog", "diagnostics", "logic", "report/human.rs", "text", "yaml"] {
        println!("cargo::rerun-if-changed=src/{room}");
    }
    for file in ["fold.rs", "kinds.rs", "lexicon.rs", "phrases.rs", "read_words.rs", "words.yaml"] {
        println!("cargo::rerun-if-changed=src/adr/{file}");
    }
    for file in ["phrases.rs", "phrases.yaml", "read_phrases.rs", "technology.rs", "technology.yaml"] {
        println!("cargo::rerun-if-changed=src/lint/{file}");
    }
    pack(&out, "words.bin", &adr::read_words::read(include_str!("adr/words.yaml")));
    pack(&out, "phrases.bin", &lint::read_phrases::read(include_str!("lint/phrases.yaml")));
    let mut files = Vec::new();
    read_folder(&root, &root.join("catalog"), &mut files);
    files.sort_by(|a, b| a.name.cmp(&b.name));
    match catalog::load(&files) {
        Ok((catalog, _)) => {
            pack(&out, "catalog.bin", &catalog);
            pack(&out, "technologies.bin", &lint::technology::Technologies::of(&catalog));
            // The texts as well, to be laid under an overlay, checked, or written out.
            let texts: Vec<(&str, &str)> = files.iter().map(|f| (f.name.as_str(), f.text.as_str())).collect();
            pack(&out, "texts.bin", &texts);
            ExitCode::SUCCESS
        }
        Err((texts, found)) => {
            println!("cargo::error=the catalog has mistakes, listed below");
            eprintln!("{}", report::human(&texts, &found, false));
            ExitCode::FAILURE
        }
    }
}

/// Lets the linker settle the 16,000 addresses in the program's tables, which a program that may lie anywhere has to
/// correct at every start, a sixth of what `--version` takes. Its own code has no unsafe part that could rest on
/// addresses being hard to guess; libraries, stack and heap still lie anywhere.
fn link_at_fixed_address() {
    let target = |key: &str| std::env::var(format!("CARGO_CFG_TARGET_{key}")).unwrap_or_default();
    // Whoever links everything into the program decides for themselves how.
    let own = target("FEATURE").split(',').any(|f| f == "crt-static");
    if target("OS") == "linux" && target("ENV") == "gnu" && !own {
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}

/// Writes plain data for the program to embed.
fn pack(out: &Path, name: &str, data: &impl serde::Serialize) {
    let bytes = postcard::to_allocvec(data).expect("plain data");
    std::fs::write(out.join(name), bytes).expect("OUT_DIR can be written");
}

/// All YAML files below a folder, named relative to the repository with forward slashes.
fn read_folder(root: &Path, folder: &Path, files: &mut Vec<catalog::CatalogFile>) {
    for entry in std::fs::read_dir(folder).expect("catalog/ can be read") {
        let path = entry.expect("catalog/ can be read").path();
        if path.is_dir() {
            read_folder(root, &path, files);
        } else if path.extension().is_some_and(|e| e == "yaml") {
            let text = std::fs::read_to_string(&path).expect("a catalog file can be read");
            let name = path.strip_prefix(root).expect("below the root").components();
            let name = name.map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
            files.push(catalog::CatalogFile { name, text });
        }
    }
}

/// Writes the list of all templates, name and text, that the program embeds.
fn list_templates(root: &Path, out: &Path) {
    fn walk(folder: &Path, paths: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).expect("templates/ can be read") {
            let path = entry.expect("templates/ can be read").path();
            if path.is_dir() { walk(&path, paths) } else { paths.push(path) }
        }
    }
    let (folder, mut paths) = (root.join("templates"), Vec::new());
    walk(&folder, &mut paths);
    let name = |path: &Path| {
        let parts = path.strip_prefix(&folder).expect("below it").components();
        parts.map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
    };
    let mut entries: Vec<String> =
        paths.iter().map(|p| format!("    ({:?}, include_str!({:?})),\n", name(p), p.display().to_string())).collect();
    entries.sort();
    let text = format!("&[\n{}]\n", entries.concat());
    std::fs::write(out.join("templates.rs"), text).expect("OUT_DIR can be written");
}
