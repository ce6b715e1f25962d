//! A table of contents for what shows the documents as a site.

use super::document::{Document, Kind};
use super::plan::whole;

/// The name of the file.
pub const SITE_FILE: &str = "mkdocs.yml";

/// The configuration of MkDocs for documents that lie in a folder `docs` beside it. `plugin` is what shows them.
pub fn site(set: &str, name: &str, plugin: &str, documents: &[Document], records: Option<&str>) -> Document {
    // Themes write titles into their pages as they are.
    let harmless = |text: &str| text.replace('<', "&lt;").replace('>', "&gt;");
    let quoted = |text: &str| serde_json::Value::from(harmless(text)).to_string();
    let mut out = format!(
        "site_name: {}\ndocs_dir: docs\nplugins:\n  - {plugin}\nmarkdown_extensions:\n  - tables\n  - toc\nnav:\n",
        quoted(name)
    );
    let pages = || documents.iter().filter(|d| matches!(d.kind, Kind::Page | Kind::Record | Kind::Edited));
    let is_record = |d: &&Document| {
        d.kind != Kind::Page
            && records.is_some_and(|folder| d.path.strip_prefix(folder).is_some_and(|r| r.starts_with('/')))
    };
    let line = |indent: usize, d: &Document| {
        let title = d.title.as_deref().unwrap_or(&d.path);
        format!("{}- {}: {}\n", " ".repeat(indent), quoted(title), quoted(&d.path))
    };
    // Pages of single building blocks and records have headings of their own, where the first of them stands.
    let mut told = false;
    for d in pages().filter(|d| !is_record(d)) {
        if !d.each_decision {
            out.push_str(&line(2, d));
        } else if !told {
            told = true;
            out.push_str("  - \"Building blocks\":\n");
            out.extend(pages().filter(|d| d.each_decision).map(|d| line(6, d)));
        }
    }
    if pages().any(|d| is_record(&d)) {
        out.push_str("  - \"Decision records\":\n");
        out.extend(pages().filter(is_record).map(|d| line(6, d)));
    }
    whole(set, SITE_FILE, &out)
}
