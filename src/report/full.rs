//! Findings for people, each with its source line.

use super::concise::closing;
use super::findings::Findings;
use super::human::{group, renderer};

pub(super) fn write(found: &Findings<'_>, colour: bool) -> String {
    let renderer = renderer(colour);
    let mut out = String::new();
    for (d, _) in found.counted() {
        out.push_str(&renderer.render(&[group(found.files, d)]));
        out.push_str("\n\n");
    }
    out.push_str(&closing(found));
    out
}
