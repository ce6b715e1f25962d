//! The documents behind an entry of the catalog, in lines.

use crate::catalog::{Catalog, SourceRef};

/// A line for each document, with the place in it.
pub(super) fn sources(c: &Catalog, refs: &[SourceRef]) -> String {
    let mut out = String::new();
    for r in refs {
        let s = &c.sources[r.source.at()];
        let place = r.place.as_ref().map(|p| format!(", {p}")).unwrap_or_default();
        let url = s.url.as_ref().map(|u| format!(" <{u}>")).unwrap_or_default();
        out.push_str(&format!("  source: {}{place} ({}, {}){url}\n", s.title, s.publisher, s.date));
    }
    out
}
