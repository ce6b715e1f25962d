//! The part of the JSON Schema of catalog files that is about frameworks.

use serde_json::{Map, Value as Json, json};

use super::frameworks::{FrameworkKind, Role};

/// An object with these keys beside those of what a statement rests on.
fn stated(mut keys: Json, required: &[&str]) -> Json {
    let more = json!({
        "ref": {"type": "string", "description": "Article or section"},
        "uncertain": {"type": "boolean", "description": "It is not settled"},
        "assumed": {"type": "boolean", "description": "No document was found"},
        "read": {"type": "string", "description": "The text to read for certainty"},
        "note": {"type": "string"},
        "source": {"$ref": "#/$defs/source"},
    });
    if let (Json::Object(keys), Json::Object(more)) = (&mut keys, more) {
        keys.extend(more);
    }
    plain(&keys, required)
}

fn plain(keys: &Json, required: &[&str]) -> Json {
    json!({"type": "object", "additionalProperties": false, "required": required, "properties": keys})
}

/// Adds the definitions.
pub(super) fn definitions(def: &mut impl FnMut(&str, Json) -> Option<Json>) {
    let (text, flag) = (json!({"type": "string"}), json!({"type": "boolean"}));
    let texts = json!({"type": "array", "items": text});
    let day = json!({"type": "string", "pattern": "^([0-9]{4}-[0-9]{2}-[0-9]{2}|class)$"});
    let r = |name: &str| json!({"$ref": format!("#/$defs/{name}")});
    let many = |name: &str| json!({"type": "array", "items": {"$ref": format!("#/$defs/{name}")}});
    let selectors = many("selector");
    let roles: Map<String, Json> = Role::ALL.iter().map(|x| (x.word().into(), r("condition"))).collect();
    let disable = json!({"type": "boolean", "description": "In an overlay: takes it out"});
    def(
        "evidence",
        plain(
            &json!({
                "listed": text, "scope": text, "lifetime": text,
                "operated": many("facts_where"), "inside": many("facts_where"),
            }),
            &["listed", "scope", "lifetime"],
        ),
    );
    def(
        "framework",
        stated(
            json!({
                "id": text, "name": text, "kind": {"enum": FrameworkKind::ALL.map(FrameworkKind::word)},
                "applies": r("condition"), "because": text, "class_of": text,
                "roles": {"type": "object", "additionalProperties": false, "properties": roles},
                "classes": many("class"), "duties": many("duty"), "clauses": many("clause"),
                "initiatives": many("initiative"), "scopes": many("scope"), "disable": disable,
            }),
            &["id"],
        ),
    );
    def(
        "class",
        stated(
            json!({"id": text, "class": text, "text": text, "when": r("condition"), "from": day, "was": day}),
            &["id"],
        ),
    );
    def(
        "duty",
        stated(
            json!({
                "id": text, "text": text, "role": {"enum": Role::ALL.map(Role::word)}, "when": r("condition"),
                "from": day, "was": day, "needs": texts, "holds": r("condition"), "close": text,
            }),
            &["id"],
        ),
    );
    def(
        "clause",
        stated(
            json!({
                "id": text, "topic": text, "text": text, "when": r("condition"), "from": day, "was": day,
                "needs": texts,
            }),
            &["id"],
        ),
    );
    let count = json!({"type": "integer", "minimum": 0});
    def(
        "initiative",
        plain(
            &json!({
                "name": text, "version": text, "id": text, "policies": count, "groups": count, "ml": count,
                "ai": count, "kubernetes": count, "spark": count, "source": r("source"),
            }),
            &["name"],
        ),
    );
    def("scope", stated(json!({"products": texts, "cloud": text, "levels": texts}), &["products", "cloud"]));
    def(
        "measure",
        plain(
            &json!({
                "id": text, "name": text, "text": text, "met_by": selectors, "source": r("source"),
                "disable": disable,
            }),
            &["id"],
        ),
    );
    def(
        "operator_control",
        plain(
            &json!({
                "id": text, "text": text, "inherited": text, "whole": flag, "own": r("facts_where"),
                "met_by": selectors, "source": r("source"), "disable": disable,
                "asked": {"type": "object", "additionalProperties": {"anyOf": [
                    text, stated(json!({}), &[]),
                ]}},
            }),
            &["id"],
        ),
    );
    def(
        "weak_point",
        stated(
            json!({"id": text, "options": selectors, "text": text, "when": r("condition"), "disable": disable}),
            &["id"],
        ),
    );
    def(
        "boundary",
        stated(
            json!({
                "id": text, "text": text, "when": r("condition"), "allow": r("facts_where"), "close": text,
                "disable": disable,
            }),
            &["id"],
        ),
    );
}
