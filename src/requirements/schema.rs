//! The JSON Schema of requirements files, made from the questionnaire.

use serde_json::{Map, Value as Json, json};

use crate::catalog::{Catalog, PRIORITIES};
use crate::logic::{Bounds, Domain};

/// The schema, draft 2020-12.
pub fn schema(catalog: &Catalog) -> Json {
    let mut answers = Map::new();
    for q in catalog.questions.iter().filter(|q| q.section.is_some()) {
        answers.insert(q.id.to_string(), question(&q.text, &q.domain, q.bounds));
    }
    let metrics: Vec<&str> = catalog.metrics.iter().map(|m| m.id.as_str()).collect();
    let names = json!({"type": "array", "items": {"type": "string"}});
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "mlarch requirements",
        "type": "object",
        "required": ["mlarch", "name", "answers"],
        "additionalProperties": false,
        "properties": {
            "mlarch": {"const": 1, "description": "Version of this format"},
            "name": {"type": "string", "description": "Name of the workload"},
            "summary": {"type": "string", "description": "What it is, in a sentence"},
            "priorities": priorities(&metrics),
            "answers": {"type": "object", "additionalProperties": false, "properties": answers},
            "constraints": {
                "type": "object",
                "additionalProperties": false,
                "properties": {
                    "require": names,
                    "exclude": names,
                    "budget": {
                        "type": "object",
                        "required": ["monthly"],
                        "additionalProperties": false,
                        "properties": {"monthly": {"type": ["string", "number"]}, "hard": {"type": "boolean"}},
                    },
                    "max_products": {"type": "integer", "minimum": 1},
                },
            },
            "estate": {"type": "array", "items": {"type": "string"}, "description": "Products that exist already"},
            "current": {
                "type": "object",
                "additionalProperties": false,
                "properties": current(catalog),
                "description": "Today's option by block, for `mlarch migrate`; `none` where there is nothing yet",
            },
        },
    })
}

/// Per block, an option, a product by any of its names, or `none`.
fn current(catalog: &Catalog) -> Map<String, Json> {
    catalog.blocks.iter().map(|b| (b.id.to_string(), json!({"type": "string", "description": b.question}))).collect()
}

/// A word or points per metric, an order, or a method with what it needs.
fn priorities(metrics: &[&str]) -> Json {
    let per_metric = |value: Json| -> Json {
        let properties: Map<String, Json> = metrics.iter().map(|m| (m.to_string(), value.clone())).collect();
        json!({"type": "object", "additionalProperties": false, "minProperties": 1, "properties": properties})
    };
    let metric = json!({"enum": metrics});
    let order = json!({
        "type": "array",
        "minItems": 1,
        "items": {"anyOf": [metric, {"type": "array", "minItems": 1, "items": metric, "uniqueItems": true}]},
        "uniqueItems": true,
        "description": "Metrics, most important first; those in an inner list are equally important",
    });
    let judgement = json!({
        "type": "object",
        "required": ["more", "than", "by"],
        "additionalProperties": false,
        "properties": {
            "more": metric,
            "than": metric,
            "by": {"type": "number", "minimum": 1, "maximum": 9, "description": "1 equally to 9 extremely more important"},
        },
    });
    let method = |name: &str, key: &str, value: Json| {
        json!({
            "type": "object",
            "required": ["method", key],
            "additionalProperties": false,
            "properties": {"method": {"const": name}, key: value},
        })
    };
    let mut words = per_metric(json!({"enum": PRIORITIES}));
    words["minProperties"] = json!(0);
    json!({
        "description": "How much each metric matters. Words leave the others at their default weight; every other form shares out the whole among the metrics that it names",
        "anyOf": [
            words,
            per_metric(json!({"type": "number", "minimum": 0})),
            {"type": "object", "required": ["ranks"], "additionalProperties": false, "properties": {"ranks": order}},
            method("ranks", "order", order.clone()),
            method("swing", "points", per_metric(json!({"type": "number", "minimum": 0, "maximum": 100}))),
            method("points", "points", per_metric(json!({"type": "number", "minimum": 0}))),
            method("ahp", "judgements", json!({"type": "array", "minItems": 1, "items": judgement})),
        ],
    })
}

fn question(text: &str, domain: &Domain, bounds: Bounds) -> Json {
    let choices: Vec<&str> = domain.choices().iter().map(|c| c.id.as_str()).collect();
    let value = match domain {
        Domain::Bool => json!({"type": "boolean"}),
        Domain::Choice(_) | Domain::Ordinal(_) => json!({"enum": choices}),
        Domain::Set(_) => {
            json!({"anyOf": [{"enum": choices}, {"type": "array", "items": {"enum": choices}, "uniqueItems": true}]})
        }
        Domain::Quantity(dimension, own) => {
            let within = bounds.words(*dimension).map(|w| format!(": {w}")).unwrap_or_default();
            let mut value =
                json!({"type": ["string", "number"], "description": format!("Give {}{within}", dimension.word())});
            for (key, end) in [("minimum", bounds.min), ("maximum", bounds.max)] {
                if let Some(n) = end {
                    value[key] = json!(n / own);
                }
            }
            value
        }
    };
    json!({"description": text, "anyOf": [value, {"const": "unknown"}]})
}
