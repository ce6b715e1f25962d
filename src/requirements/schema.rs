//! The JSON Schema of requirements files, made from the questionnaire.

use serde_json::{Map, Value as Json, json};

use crate::catalog::{Catalog, PRIORITIES};
use crate::logic::Domain;

/// The schema, draft 2020-12.
pub fn schema(catalog: &Catalog) -> Json {
    let mut answers = Map::new();
    for q in catalog.questions.iter().filter(|q| q.section.is_some()) {
        answers.insert(q.id.to_string(), question(&q.text, &q.domain));
    }
    let metrics: Vec<&str> = catalog.metrics.iter().map(|m| m.id.as_str()).collect();
    let mut priorities: Map<String, Json> = metrics
        .iter()
        .map(|m| (m.to_string(), json!({"anyOf": [{"enum": PRIORITIES}, {"type": "number", "minimum": 0}]})))
        .collect();
    priorities.insert(
        String::from("ranks"),
        json!({"type": "array", "items": {"enum": metrics}, "uniqueItems": true, "description": "Metrics, most important first"}),
    );
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
            "priorities": {"type": "object", "additionalProperties": false, "properties": priorities},
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
        },
    })
}

fn question(text: &str, domain: &Domain) -> Json {
    let choices: Vec<&str> = domain.choices().iter().map(|c| c.id.as_str()).collect();
    let value = match domain {
        Domain::Bool => json!({"type": "boolean"}),
        Domain::Choice(_) | Domain::Ordinal(_) => json!({"enum": choices}),
        Domain::Set(_) => {
            json!({"anyOf": [{"enum": choices}, {"type": "array", "items": {"enum": choices}, "uniqueItems": true}]})
        }
        Domain::Quantity(dimension, _) => {
            json!({"type": ["string", "number"], "description": format!("Give {}", dimension.word())})
        }
    };
    json!({"description": text, "anyOf": [value, {"const": "unknown"}]})
}
