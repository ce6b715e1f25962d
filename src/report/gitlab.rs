//! Code Quality reports of GitLab.

use serde_json::{Value, json};

use super::findings::Findings;
use super::place::place;
use crate::diagnostics::Severity;

pub(super) fn write(found: &Findings<'_>, _: bool) -> String {
    let list: Vec<Value> = found
        .counted()
        .map(|(d, fingerprint)| {
            let at = d.place.and_then(|p| place(found.files, p));
            // Every issue needs a place; what has none is about the folder.
            let (path, line) = at.map_or((".", 1), |p| (p.path, p.start.line));
            json!({
                "description": d.message,
                "check_name": format!("{} {}", d.code.id(), d.code.name()),
                "fingerprint": fingerprint,
                "severity": match d.severity {
                    Severity::Error => "major",
                    Severity::Warning => "minor",
                    Severity::Info => "info",
                },
                "location": {"path": path, "lines": {"begin": line}},
            })
        })
        .collect();
    format!("{:#}\n", Value::Array(list))
}
