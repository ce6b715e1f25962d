//! The Reviewdog Diagnostic Format, as JSON.

use serde_json::{Value, json};

use super::findings::Findings;
use super::place::{Place, place};
use crate::diagnostics::{Diagnostic, Severity};
use crate::text::{Files, LineCol};

pub(super) fn write(found: &Findings<'_>, _: bool) -> String {
    let list: Vec<Value> = found.counted().map(|(d, _)| diagnostic(found.files, d)).collect();
    let whole = json!({
        "source": {"name": "mlarch", "url": env!("CARGO_PKG_REPOSITORY")},
        "diagnostics": list,
    });
    format!("{whole:#}\n")
}

fn diagnostic(files: &Files, d: &Diagnostic) -> Value {
    let at = d.place.and_then(|p| place(files, p));
    let mut out = json!({
        "message": d.message,
        "severity": match d.severity {
            Severity::Error => "ERROR",
            Severity::Warning => "WARNING",
            Severity::Info => "INFO",
        },
        "code": {"value": d.code.id()},
        "location": {"path": at.as_ref().map_or("", |p| p.path)},
    });
    if let Some(p) = &at {
        out["location"]["range"] = range(files, p);
        // A suggestion is about the file of the finding.
        if let Some(fix) = d.fix.as_ref().filter(|f| f.renames.is_empty()) {
            let own = fix.changes.iter().filter(|c| c.span.file == p.span.file);
            let one = |c: &crate::diagnostics::Change| {
                Some(json!({"range": range(files, &place(files, c.span)?), "text": c.text}))
            };
            out["suggestions"] = own.filter_map(one).collect();
        }
    }
    out
}

/// Columns of this format count bytes.
fn range(files: &Files, p: &Place<'_>) -> Value {
    let text = files.get(p.span.file).map_or("", |f| f.text.as_str());
    let column = |byte: usize| byte - text[..byte].rfind('\n').map_or(0, |n| n + 1) + 1;
    let at = |place: LineCol, byte: u32| json!({"line": place.line, "column": column((byte as usize).min(text.len()))});
    json!({"start": at(p.start, p.span.start), "end": at(p.end, p.span.end)})
}
