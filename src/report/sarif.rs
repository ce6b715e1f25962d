//! SARIF 2.1.0 (OASIS, Static Analysis Results Interchange Format, 2020).

use serde_json::{Value, json};

use super::findings::Findings;
use super::place::{Place, place, uri};
use crate::diagnostics::{Code, Diagnostic, Fix, Mark, Severity};
use crate::text::{Files, Span};

pub(super) fn write(found: &Findings<'_>, _: bool) -> String {
    let rules: Vec<Value> = found
        .rules
        .iter()
        .map(|r| {
            json!({
                "id": r.code,
                "name": camel(r.name),
                "shortDescription": {"text": r.summary},
                "help": {"text": format!("{} `mlarch rule {}` tells more.", r.summary, r.code), "markdown": r.page},
                "defaultConfiguration": {"level": level(r.level)},
            })
        })
        .collect();
    // Findings of loaders have codes of their own.
    let index = |d: &Diagnostic| match d.code {
        Code::Rule(name) => found.rules.iter().position(|r| r.code == name.code),
        _ => None,
    };
    let results: Vec<Value> = found.all().map(|(d, f)| result(found, d, f, index(d))).collect();
    let whole = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "mlarch",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "invocations": [{"executionSuccessful": true}],
            "results": results,
        }],
    });
    format!("{whole:#}\n")
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// `title-id-mismatch` as `TitleIdMismatch`.
fn camel(name: &str) -> String {
    let part = |p: &str| p.chars().next().map_or_else(String::new, |c| c.to_ascii_uppercase().to_string() + &p[1..]);
    name.split('-').map(part).collect()
}

fn result(found: &Findings<'_>, d: &Diagnostic, fingerprint: &str, index: Option<usize>) -> Value {
    let text = match d.help.is_empty() {
        true => d.message.clone(),
        false => format!("{}\n{}", d.message, d.help.join("\n")),
    };
    let mut out = json!({
        "ruleId": d.code.id(),
        "level": level(d.severity),
        "message": {"text": text},
        "partialFingerprints": {"mlarchFinding/v1": fingerprint},
    });
    if let Some(i) = index {
        out["ruleIndex"] = json!(i);
    }
    if let Some(p) = d.place.and_then(|p| place(found.files, p)) {
        out["locations"] = json!([{"physicalLocation": physical(&p)}]);
    }
    let related = |(i, (span, note)): (usize, &(Span, String))| {
        let p = place(found.files, *span)?;
        Some(json!({"id": i, "message": {"text": note}, "physicalLocation": physical(&p)}))
    };
    let related: Vec<Value> = d.related.iter().enumerate().filter_map(related).collect();
    if !related.is_empty() {
        out["relatedLocations"] = json!(related);
    }
    // SARIF has no way to say that a file gets another name.
    if let Some(fix) = d.fix.as_ref().filter(|f| f.renames.is_empty()) {
        out["fixes"] = json!([of_fix(found.files, fix)]);
    }
    if found.baseline {
        out["baselineState"] = json!(if d.mark == Some(Mark::Known) { "unchanged" } else { "new" });
    }
    let suppression = match &d.mark {
        Some(Mark::Suppressed(reason)) => Some(("inSource", reason.as_str())),
        Some(Mark::Waived(reason)) => Some(("external", reason.as_str())),
        Some(Mark::Known) => Some(("external", "in the baseline")),
        None => None,
    };
    if let Some((kind, reason)) = suppression {
        out["suppressions"] = json!([{"kind": kind, "justification": reason}]);
    }
    out
}

fn physical(p: &Place<'_>) -> Value {
    json!({
        "artifactLocation": {"uri": uri(p.path), "uriBaseId": "%SRCROOT%"},
        "region": region(p),
    })
}

fn region(p: &Place<'_>) -> Value {
    json!({
        "startLine": p.start.line,
        "startColumn": p.start.column,
        "endLine": p.end.line,
        "endColumn": p.end.column,
        "byteOffset": p.span.start,
        "byteLength": p.span.end.saturating_sub(p.span.start),
    })
}

fn of_fix(files: &Files, fix: &Fix) -> Value {
    let mut changes: Vec<(String, Vec<Value>)> = Vec::new();
    for c in &fix.changes {
        let Some(p) = place(files, c.span) else { continue };
        let one = json!({"deletedRegion": region(&p), "insertedContent": {"text": c.text}});
        match changes.iter_mut().find(|(path, _)| path == p.path) {
            Some((_, list)) => list.push(one),
            None => changes.push((p.path.to_string(), vec![one])),
        }
    }
    let changes: Vec<Value> = changes
        .into_iter()
        .map(|(path, list)| {
            json!({
                "artifactLocation": {"uri": uri(&path), "uriBaseId": "%SRCROOT%"},
                "replacements": list,
            })
        })
        .collect();
    json!({"description": {"text": fix.title}, "artifactChanges": changes})
}
