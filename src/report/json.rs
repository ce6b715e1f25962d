//! Findings for programs.

use serde_json::{Value, json};

use super::findings::Findings;
use super::place::place;
use crate::diagnostics::{Diagnostic, Fix, Mark, Safety};
use crate::text::{Files, Span};

pub(super) fn write(found: &Findings<'_>, _: bool) -> String {
    let list: Vec<Value> = found.all().map(|(d, f)| finding(found.files, d, f)).collect();
    let whole = json!({"version": 1, "findings": list, "summary": found.summary});
    format!("{whole:#}\n")
}

pub(super) fn lines(found: &Findings<'_>, _: bool) -> String {
    let mut out = String::new();
    for (d, f) in found.all() {
        let mut one = finding(found.files, d, f);
        one["type"] = json!("finding");
        out.push_str(&format!("{one}\n"));
    }
    let mut last = json!(found.summary);
    last["type"] = json!("summary");
    last["version"] = json!(1);
    out.push_str(&format!("{last}\n"));
    out
}

/// One finding. Lines and columns count from 1, columns in characters; `start` and `end` are bytes.
fn finding(files: &Files, d: &Diagnostic, fingerprint: &str) -> Value {
    let mut out = json!({
        "code": d.code.id(),
        "name": d.code.name(),
        "severity": d.severity.word(),
        "message": d.message,
        "path": null, "line": null, "column": null, "end_line": null, "end_column": null,
        "help": (!d.help.is_empty()).then(|| d.help.join("\n")),
        "fingerprint": fingerprint,
    });
    if let Some(place) = d.place.and_then(|p| region(files, p)) {
        for (key, value) in place {
            out[key] = value;
        }
    }
    if !d.related.is_empty() {
        let related = |(span, note): &(Span, String)| -> Option<Value> {
            let mut one = json!({"message": note});
            region(files, *span)?.into_iter().for_each(|(k, v)| one[k] = v);
            Some(one)
        };
        out["related"] = d.related.iter().filter_map(related).collect();
    }
    if let Some(fix) = &d.fix {
        out["fix"] = of_fix(files, fix);
    }
    let mark = d.mark.as_ref().map(|m| match m {
        Mark::Known => json!({"by": "baseline"}),
        Mark::Suppressed(reason) => json!({"by": "comment", "reason": reason}),
        Mark::Waived(reason) => json!({"by": "waiver", "reason": reason}),
    });
    if let Some(mark) = mark {
        out["suppressed"] = mark;
    }
    out
}

fn region(files: &Files, span: Span) -> Option<Vec<(&'static str, Value)>> {
    let p = place(files, span)?;
    Some(vec![
        ("path", json!(p.path)),
        ("line", json!(p.start.line)),
        ("column", json!(p.start.column)),
        ("end_line", json!(p.end.line)),
        ("end_column", json!(p.end.column)),
        ("start", json!(p.span.start)),
        ("end", json!(p.span.end)),
    ])
}

fn of_fix(files: &Files, fix: &Fix) -> Value {
    let edits: Vec<Value> = fix
        .changes
        .iter()
        .filter_map(|c| {
            let mut one = json!({"text": c.text});
            region(files, c.span)?.into_iter().for_each(|(k, v)| one[k] = v);
            Some(one)
        })
        .collect();
    let renames: Vec<Value> =
        fix.renames.iter().filter_map(|(f, to)| Some(json!({"from": files.get(*f)?.name, "to": to}))).collect();
    let safety = if fix.safety == Safety::Safe { "safe" } else { "unsafe" };
    json!({"title": fix.title, "safety": safety, "edits": edits, "renames": renames})
}

/// The JSON Schema of [`write`], draft 2020-12.
pub fn schema() -> Value {
    let number = json!({"type": ["integer", "null"], "minimum": 0});
    let text = json!({"type": "string"});
    let maybe = json!({"type": ["string", "null"]});
    let mut place = json!({"path": maybe});
    for key in ["line", "column", "end_line", "end_column", "start", "end"] {
        place[key] = number.clone();
    }
    let with = |more: Value| {
        let mut all = place.clone();
        more.as_object().into_iter().flatten().for_each(|(k, v)| all[k] = v.clone());
        all
    };
    let object = |properties: Value, required: &[&str]| json!({"type": "object", "additionalProperties": false, "required": required, "properties": properties});
    let list = |items: Value| json!({"type": "array", "items": items});
    let rename = object(json!({"from": text, "to": text}), &["from", "to"]);
    let fix = object(
        json!({
            "title": text,
            "safety": {"enum": ["safe", "unsafe"]},
            "edits": list(object(with(json!({"text": text})), &["path", "start", "end", "text"])),
            "renames": list(rename),
        }),
        &["title", "safety", "edits", "renames"],
    );
    let by = json!({"enum": ["baseline", "comment", "waiver"]});
    let finding = object(
        with(json!({
            "code": text,
            "name": text,
            "severity": {"enum": ["error", "warning", "info"]},
            "message": text,
            "help": maybe,
            "fingerprint": text,
            "related": list(object(with(json!({"message": text})), &["message", "path"])),
            "fix": fix,
            "suppressed": object(json!({"by": by, "reason": text}), &["by"]),
        })),
        &[
            "code",
            "name",
            "severity",
            "message",
            "path",
            "line",
            "column",
            "end_line",
            "end_column",
            "help",
            "fingerprint",
        ],
    );
    let counts = ["files", "adrs", "errors", "warnings", "infos", "unreadable", "suppressed", "waived", "known"];
    let mut summary = json!({});
    counts.iter().for_each(|c| summary[*c] = json!({"type": "integer", "minimum": 0}));
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Findings of mlarch lint",
        "type": "object",
        "additionalProperties": false,
        "required": ["version", "findings", "summary"],
        "properties": {
            "version": {"const": 1},
            "findings": list(finding),
            "summary": object(summary, &counts),
        },
    })
}
