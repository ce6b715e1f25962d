//! The JSON Schema of the linter's part of the configuration.

use serde_json::{Value, json};

use super::persona::Persona;
use super::rules::ALL;
use crate::adr::DateForm;

/// The schema of `[lint]`.
pub fn settings_schema() -> Value {
    let mut names: Vec<&str> = ALL.iter().flat_map(|r| [r.code(), r.name.name]).collect();
    names.push("ALL");
    let codes = json!({
        "type": "array",
        "items": {"type": "string", "anyOf": [{"enum": names}, {"pattern": "^[AR][0-9]{0,3}$"}]},
    });
    let level = json!({"enum": ["off", "info", "warning", "error"]});
    let levels = json!({
        "type": "object",
        "additionalProperties": level,
        "description": "Levels by code, name or beginning of a code",
    });
    let days = |text: &str| json!({"type": "number", "minimum": 0, "description": text});
    json!({
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "persona": {
                "enum": Persona::words().collect::<Vec<_>>(),
                "description": "How demanding to be: default, pedantic (also style), strict (also policies)",
            },
            "select": codes,
            "ignore": codes,
            "levels": levels,
            "fail-on": {"enum": ["info", "warning", "error"], "description": "The least severity that makes the exit code 1"},
            "requirements": {"type": "string", "description": "The requirements that decisions are held against; relative to this file"},
            "baseline": {"type": "string", "description": "Findings that are known and do not count; relative to this file"},
            "history": {"type": "boolean", "description": "Whether version control is asked"},
            "paths": {
                "type": "array",
                "items": {
                    "type": "object",
                    "additionalProperties": false,
                    "required": ["paths"],
                    "properties": {
                        "paths": {"type": "array", "items": {"type": "string"}, "description": "Patterns such as docs/legacy/**"},
                        "select": codes, "ignore": codes, "levels": levels,
                    },
                },
            },
            "waivers": {
                "type": "array",
                "items": {
                    "type": "object",
                    "additionalProperties": false,
                    "required": ["code", "reason", "owner", "until"],
                    "properties": {
                        "code": {"type": "string"},
                        "path": {"type": "string"},
                        "reason": {"type": "string"},
                        "owner": {"type": "string"},
                        "until": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
                    },
                },
            },
            "thresholds": {
                "type": "object",
                "additionalProperties": false,
                "properties": {
                    "stale-proposal-days": days("Days after which a proposal is stale"),
                    "soon-months": days("Months ahead of the end of a product that are soon"),
                    "regret-points": days("Points that an accepted choice may lose against the best"),
                    "fragile-percent": days("Percent by which a weight is moved to see whether a choice is fragile"),
                    "fewest-words": days("Words of a record that is short"),
                    "most-words": days("Words of a record that is long"),
                },
            },
        },
    })
}

/// The schema of one entry of `[[adr.log]]`.
pub fn log_schema() -> Value {
    let texts = json!({"type": "array", "items": {"type": "string"}});
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["dir"],
        "description": "How a log is kept; `mlarch adr init` writes it",
        "properties": {
            "dir": {"type": "string", "description": "The folder of the log; relative to this file"},
            "prefix": {"type": "string", "description": "The letters of its ids: data for DATA-0019"},
            "width": {"type": "integer", "minimum": 1, "description": "Digits of a number"},
            "statuses": texts,
            "sections": texts,
            "date": {"enum": DateForm::words().collect::<Vec<_>>()},
            "reserved": {"type": "array", "items": {"type": "integer", "minimum": 0}, "description": "Numbers that stay free"},
        },
    })
}
