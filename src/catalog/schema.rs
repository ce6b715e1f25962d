//! The JSON Schema of catalog files and overlays, made from the catalog's own vocabulary: editors
//! complete questions, traits, metrics and groups. References between files are left to the loader.

use serde_json::{Map, Value as Json, json};

use super::blocks::ChecklistKind;
use super::flows::{Operator, Place};
use super::model::Catalog;
use super::prices::Purchase;
use super::products::STATUSES;
use super::sizing::SIZING_GROUPS;
use crate::logic::Domain;

/// The schema, draft 2020-12. Overlays leave keys out, so only ids are required.
pub fn schema(c: &Catalog) -> Json {
    let defs = definitions(c);
    let of = |name: &str| json!({"$ref": format!("#/$defs/{name}")});
    let list = |name: &str| json!({"type": "array", "items": of(name)});
    let mut sections = Map::new();
    for (section, name) in [
        ("questions", "question"),
        ("traits", "trait"),
        ("sources", "source_document"),
        ("products", "product"),
        ("blocks", "block"),
        ("rules", "rule"),
        ("metrics", "metric"),
        ("prices", "price"),
        ("regions", "region"),
        ("discounts", "discount"),
        ("sizing", "figure"),
        ("tables", "table"),
        ("advice", "sizing_advice"),
        ("costs", "cost"),
        ("endings", "ending"),
        ("availability", "availability"),
        ("paths", "path"),
        ("levels", "level"),
        ("runs", "operator"),
        ("lanes", "lane"),
        ("actors", "actor"),
        ("flows", "flow"),
        ("checklists", "checklist"),
        ("coverage", "coverage"),
        ("groups", "group"),
        ("frameworks", "framework"),
        ("measures", "measure"),
        ("operator_controls", "operator_control"),
        ("weak_points", "weak_point"),
        ("boundaries", "boundary"),
    ] {
        sections.insert(section.into(), list(name));
    }
    sections.insert("section".into(), of("section"));
    sections.insert("currencies".into(), json!({"type": "object", "additionalProperties": of("currency")}));
    sections.insert("evidence".into(), of("evidence"));
    sections.insert("undrawn".into(), list("selector"));
    sections.insert(
        "makers".into(),
        json!({"type": "array", "items": {"type": "string"}, "description": "Makers that may be left out in names"}),
    );
    sections.insert("scales".into(), json!({"type": "object", "description": "Points of the score"}));
    for (key, text) in [
        ("name", "Name of the catalog"),
        ("version", "Version of the catalog"),
        ("date", "The day for which it is true"),
        ("licence", "Licence of the catalog, an SPDX expression"),
        ("currency", "Currency of all prices"),
        ("region", "Region of all prices"),
        ("bought_by", "The trait of an option that says how capacity is bought"),
    ] {
        sections.insert(key.into(), json!({"type": ["string", "number"], "description": text}));
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "mlarch catalog file or overlay",
        "type": "object",
        "additionalProperties": false,
        "properties": sections,
        "$defs": defs,
    })
}

const ID: &str = "^[a-z][a-z0-9_.]*$";

/// An object with an id, a way to be disabled, and these keys.
fn object(keys: Json, required: &[&str]) -> Json {
    json!({"type": "object", "additionalProperties": false, "required": required, "properties": keys})
}

fn definitions(c: &Catalog) -> Json {
    let text = json!({"type": "string"});
    let group = json!({"enum": SIZING_GROUPS});
    let texts = json!({"type": "array", "items": {"type": "string"}});
    let id = json!({"type": "string", "pattern": ID});
    let number = json!({"type": "number"});
    let flag = json!({"type": "boolean"});
    let r = |name: &str| json!({"$ref": format!("#/$defs/{name}")});
    let many = |name: &str| json!({"type": "array", "items": {"$ref": format!("#/$defs/{name}")}});
    let off = json!({"type": "boolean", "description": "In an overlay: takes it out"});
    let because = json!({"type": "string", "description": "In one sentence, why"});
    let groups: Vec<&str> = c.groups.iter().map(|g| g.id.as_str()).collect();
    let metrics: Vec<&str> = c.metrics.iter().map(|m| m.id.as_str()).collect();
    let kinds = ["azure", "foss", "either", "approach"];
    let questions: Vec<&str> =
        c.questions.iter().map(|q| q.id.as_str()).chain(["all", "any", "not", "always"]).collect();
    let weights = json!({"type": "object", "propertyNames": {"enum": metrics},
        "additionalProperties": {"type": "number", "minimum": 0, "maximum": 1}});
    let abilities: Vec<&str> = c
        .traits
        .iter()
        .filter(|t| t.id == "abilities")
        .flat_map(|t| t.domain.choices())
        .map(|a| a.id.as_str())
        .collect();
    let wants = json!({"type": "object", "propertyNames": {"enum": metrics},
        "additionalProperties": {"type": "array", "items": {"enum": abilities}}});
    let types = ["bool", "choice", "ordinal", "set", "bytes", "duration", "rate", "percent", "money", "count"];
    let one = json!({"anyOf": [text, {"type": "object", "additionalProperties": false, "required": ["text"],
        "properties": {"text": text, "also": {"type": "array", "items": text,
            "description": "What else people call it; errors and searches know these names"}}}]});
    let choices = json!({"anyOf": [{"type": "object", "additionalProperties": one},
        {"const": "regions", "description": "The regions of the price table"}]});
    let quantity = json!({"type": ["string", "number"], "description": "What an answer may be at least or at most"});
    let mut defs = Map::new();
    let mut def = |name: &str, schema: Json| defs.insert(name.to_string(), schema);
    def(
        "source",
        json!({"description": "An id of `sources`, `{ref, where}`, or a list of these", "anyOf": [
            text, object(json!({"ref": text, "where": text}), &["ref"]),
            {"type": "array", "minItems": 1, "items": {"anyOf": [text, object(json!({"ref": text, "where": text}), &["ref"])]}},
        ]}),
    );
    def(
        "condition",
        json!({"type": "object", "propertyNames": {"enum": questions},
            "description": "Question and test; several keys must all hold; `all`, `any`, `not` combine"}),
    );
    def(
        "selector",
        json!({"description": "block.option, a product with its parts, or a map of conditions over facts", "anyOf": [
            text, object(json!({"blocks": texts, "groups": {"type": "array", "items": {"enum": groups}}, "where": r("facts_where")}), &[]),
        ]}),
    );
    def("facts_where", json!({"type": "object", "propertyNames": {"enum": trait_ids(c)}}));
    def("traits", json!({"type": "object", "additionalProperties": false, "properties": trait_values(c)}));
    def(
        "facts",
        json!({"type": "array", "items": object(json!({
            "source": r("source"), "assumed": flag, "note": text, "checked": text, "traits": r("traits"),
        }), &["traits"])}),
    );
    def("section", object(json!({"id": id, "name": text, "order": number}), &["id"]));
    def("case", object(json!({"when": r("condition"), "value": true, "because": because}), &["value", "because"]));
    def(
        "question",
        object(
            json!({
                "id": id, "text": text, "help": text, "type": {"enum": types}, "choices": choices, "unit": text,
                "min": quantity, "max": quantity,
                "asked_when": r("condition"), "disable": off,
                "derive": {"anyOf": [r("case"), many("case")]}, "gather": many("case"), "grows": {"type": "boolean"}, "assume": {"anyOf": [r("case"), many("case")]},
            }),
            &["id"],
        ),
    );
    def(
        "trait",
        object(
            json!({
                "id": id, "text": text, "type": {"enum": types}, "choices": choices, "unit": text, "inherit": flag,
            }),
            &["id"],
        ),
    );
    def(
        "source_document",
        object(
            json!({
                "id": id, "title": text, "publisher": text, "url": {"type": "string", "pattern": "^https://"},
                "date": {"type": ["string", "number"]}, "note": text,
            }),
            &["id"],
        ),
    );
    def(
        "product",
        object(
            json!({
                "id": id, "name": text, "former_names": texts, "kind": {"enum": kinds}, "part_of": text, "licence": text,
                "licence_note": text, "purpose": text,
                "relicensed": object(json!({
                    "from": text, "to": text, "on": {"type": ["string", "number"]},
                    "open_again": {"type": ["string", "number"]}, "source": r("source"),
                }), &["to", "on"]),
                "docs": text, "note": text, "facts": r("facts"),
                "disable": off, "because": because,
                "status": object(json!({
                    "value": {"enum": STATUSES}, "until": {"type": ["string", "number"]}, "since": {"type": ["string", "number"]},
                    "replacement": text, "note": text, "source": r("source"),
                }), &[]),
            }),
            &["id"],
        ),
    );
    def("advice", object(json!({"id": id, "text": text, "when": r("condition"), "source": r("source")}), &["text"]));
    def(
        "option",
        object(
            json!({
                "product": text, "id": id, "name": text, "purpose": text, "note": text, "facts": r("facts"),
                "disable": off, "because": because,
            }),
            &[],
        ),
    );
    def(
        "block",
        object(
            json!({
                "id": id, "name": text, "kind": {"enum": ["component", "approach"]}, "group": {"enum": groups},
                "purpose": text, "question": text, "source": r("source"), "weight": number, "note": text,
                "active_when": r("condition"), "only_with": {"type": "object", "additionalProperties": texts},
                "metrics": weights, "wants": wants, "options": many("option"), "practices": many("advice"),
                "checklist": many("advice"), "disable": off,
            }),
            &["id"],
        ),
    );
    def(
        "pair",
        object(
            json!({
                "first": {"anyOf": [r("selector"), many("selector")]}, "second": {"anyOf": [r("selector"), many("selector")]},
            }),
            &["first", "second"],
        ),
    );
    def(
        "rule",
        object(
            json!({
                "id": id, "block": text, "when": r("condition"), "strength": {"enum": ["must", "should", "may"]},
                "because": because, "source": r("source"), "covers": texts, "note": text,
                "may_empty": {"type": "string", "description": "Why it may leave a block without an option"},
                "activate": texts, "exclude": many("selector"), "require": many("selector"), "prefer": many("selector"),
                "avoid": many("selector"), "combine": many("pair"), "separate": many("pair"), "needs": many("pair"),
                "risk": object(json!({"title": text, "severity": {"enum": ["low", "medium", "high"]}, "mitigation": text}),
                    &["title", "severity", "mitigation"]),
                "practice": text, "fires": {"type": "array", "items": {"type": "object"}},
                "silent": {"type": "array", "items": {"type": "object"}}, "disable": off,
            }),
            &["id"],
        ),
    );
    def(
        "metric",
        json!({"type": "object", "required": ["id"], "properties": {"id": id, "name": text, "weight": number, "disable": off}}),
    );
    prices(&mut def);
    def(
        "figure",
        object(
            json!({
                "id": id, "name": text, "unit": text, "source": r("source"), "constants": {"type": "object"},
                "formula": {"type": ["string", "number"]}, "cases": {"type": "array", "items": {"type": "object"}},
                "group": group, "headline": {"anyOf": [flag, r("condition")]}, "note": text, "pick": object(json!({
                    "from": text, "given": text, "where": texts, "least": {"type": ["string", "number"]},
                }), &["from", "least"]),
            }),
            &["id"],
        ),
    );
    def(
        "table",
        object(
            json!({
                "id": id, "name": text,
                "columns": {"type": "object", "additionalProperties": object(json!({
                    "name": text, "unit": text, "price": flag, "table": text,
                }), &[])},
                "rows": {"type": "array", "items": {"type": "object", "required": ["id"]}},
                "elsewhere": object(json!({"when": r("condition"), "show": texts}), &["when", "show"]),
            }),
            &["id"],
        ),
    );
    def(
        "sizing_advice",
        object(
            json!({
                "id": id, "group": group, "limit": flag, "products": texts, "when": r("condition"), "where": texts,
                "text": text, "risk": {"enum": ["low", "medium", "high"]}, "mitigation": text, "source": r("source"),
            }),
            &["id"],
        ),
    );
    let share = object(
        json!({"low": number, "likely": number, "high": number, "source": r("source"), "assumed": flag, "note": text}),
        &["low", "likely", "high"],
    );
    let percent = json!({"type": ["string", "number"], "description": "A percentage such as 99.9 %"});
    def("ending", object(json!({"id": id, "life": text, "source": r("source"), "covers": texts}), &["id"]));
    def(
        "availability",
        object(
            json!({
                "id": id, "asked": text, "promise": text, "regions": text, "month": text, "unknown": share,
                "preview": share, "operated": share, "global": texts, "carried": texts, "source": r("source"),
                "hosts": {"type": "array", "items": object(json!({"product": text, "when": r("condition")}), &["product"])},
            }),
            &["id"],
        ),
    );
    def(
        "path",
        object(
            json!({"id": id, "name": text, "when": r("condition"), "blocks": texts, "copies": flag, "source": r("source")}),
            &["id"],
        ),
    );
    def(
        "level",
        object(
            json!({
                "id": id, "product": text, "sla": percent, "how": text, "when": r("condition"), "source": r("source"),
            }),
            &["id"],
        ),
    );
    def(
        "cost",
        object(
            json!({
                "id": id, "product": text, "where": r("facts_where"),
                "lines": {"type": "array", "items": object(json!({
                    "name": text, "price": text, "quantity": {"type": ["string", "number"]}, "when": r("condition"), "once": flag,
                    "for": text, "interruptible": flag, "share": {"type": ["string", "number"]},
                }), &["name", "price", "quantity"])},
            }),
            &["lines"],
        ),
    );
    def(
        "checklist",
        object(
            json!({
                "id": id, "name": text, "kind": {"enum": ChecklistKind::ALL.map(ChecklistKind::word)},
                "group": {"enum": groups}, "purpose": text, "source": r("source"), "items": many("advice"), "disable": off,
            }),
            &["id"],
        ),
    );
    def(
        "coverage",
        object(
            json!({
                "source": r("source"),
                "statements": {"type": "array", "items": object(json!({"says": text, "where": text, "answers": texts}), &["says", "answers"])},
            }),
            &["source", "statements"],
        ),
    );
    def("group", object(json!({"id": id, "name": text, "viewpoint": text}), &["id"]));
    flows(&mut def, &groups);
    super::schema_frameworks::definitions(&mut def);
    Json::Object(defs)
}

/// Lanes, actors and flows of the picture.
fn flows(def: &mut impl FnMut(&str, Json) -> Option<Json>, groups: &[&str]) {
    let text = json!({"type": "string"});
    let texts = json!({"type": "array", "items": {"type": "string"}});
    let id = json!({"type": "string", "pattern": ID});
    let off = json!({"type": "boolean", "description": "In an overlay: takes it out"});
    let r = |name: &str| json!({"$ref": format!("#/$defs/{name}")});
    let operators = Operator::ALL.map(Operator::word);
    def("operator", object(json!({"id": {"enum": operators}, "where": r("facts_where")}), &["id"]));
    def(
        "lane",
        object(
            json!({
                "id": id, "name": text, "place": {"enum": Place::ALL.map(Place::word)}, "disable": off,
                "groups": {"type": "array", "items": {"enum": groups}}, "blocks": texts,
            }),
            &["id"],
        ),
    );
    def(
        "actor",
        object(
            json!({"id": id, "name": text, "role": text, "person": {"type": "boolean"}, "lane": text, "when": r("condition"), "disable": off}),
            &["id"],
        ),
    );
    def(
        "flow",
        object(
            json!({
                "id": id, "from": text, "to": text, "label": text, "kind": {"enum": ["data", "control"]},
                "carries": {"type": "string", "description": "An absent block lets through what it would carry on"},
                "unless": texts, "when": r("condition"), "source": r("source"), "disable": off,
            }),
            &["id"],
        ),
    );
}

/// Prices, regions, discounts and currencies.
fn prices(def: &mut impl FnMut(&str, Json) -> Option<Json>) {
    let (text, flag) = (json!({"type": "string"}), json!({"type": "boolean"}));
    let (id, date) = (json!({"type": "string", "pattern": ID}), json!({"type": ["string", "number"]}));
    let amount = json!({"type": "number", "minimum": 0});
    let r = |name: &str| json!({"$ref": format!("#/$defs/{name}")});
    let texts = json!({"anyOf": [text, {"type": "array", "items": text}]});
    let range = json!({"anyOf": [amount, object(json!({"low": amount, "likely": amount, "high": amount}),
        &["low", "likely", "high"])]});
    let terms = Purchase::ALL.map(Purchase::word);
    let term = json!({"enum": terms, "description": "A way to buy other than pay as you go"});
    def(
        "tiers",
        json!({"type": "array", "minItems": 1, "description": "Volume steps of a month",
        "items": object(json!({"from": amount, "price": amount}), &["from", "price"])}),
    );
    def(
        "regional_prices",
        json!({"type": "object", "description": "The same meter in other regions", "additionalProperties": {"anyOf": [amount,
            object(json!({"price": amount, "currency": text, "tiers": r("tiers"), "date": date, "source": r("source"),
                "assumed": flag}), &["price"])]}}),
    );
    let by_term = object(
        json!({
            "price": {"type": "number", "minimum": 0, "description": "Per unit and hour"},
            "total": {"type": "number", "minimum": 0, "description": "Per unit, for the whole term of a reservation"},
            "region": text, "currency": text, "date": date, "source": r("source"), "assumed": flag,
            "regions": r("regional_prices"), "retired": date,
        }),
        &[],
    );
    let keys = object(
        json!({"service": texts, "product": texts, "sku": texts, "arm_sku": text, "meter": texts, "region": text,
            "unit": text, "term": term}),
        &[],
    );
    def(
        "price",
        object(
            json!({
                "id": id, "meter": text, "unit": text, "price": amount, "date": date, "source": r("source"),
                "assumed": flag, "note": text, "region": text, "currency": text, "tiers": r("tiers"), "family": text,
                "regions": r("regional_prices"), "retired": date, "own": text, "people": flag, "answer": text,
                "terms": {"type": "object", "propertyNames": term, "additionalProperties": by_term},
                "api": {"description": "How a row of the provider's price list is recognised",
                    "anyOf": [keys, {"type": "array", "items": keys}]},
            }),
            &["id"],
        ),
    );
    def(
        "region",
        object(
            json!({"id": id, "name": text, "date": date, "source": r("source"),
                "factors": {"type": "object", "additionalProperties": amount,
                    "description": "How dear it is by family of meters, relative to the catalog's region"}}),
            &["id"],
        ),
    );
    def(
        "discount",
        object(
            json!({"id": id, "family": text, "term": term, "saves": range, "overhead": range, "date": date,
                "source": r("source"), "assumed": flag, "note": text}),
            &["id"],
        ),
    );
    def(
        "currency",
        object(
            json!({"per_usd": {"type": "number", "exclusiveMinimum": 0}, "date": date, "source": r("source")}),
            &["per_usd", "date", "source"],
        ),
    );
}

fn trait_ids(c: &Catalog) -> Vec<&str> {
    c.traits.iter().map(|t| t.id.as_str()).collect()
}

/// What each trait's value may be.
fn trait_values(c: &Catalog) -> Map<String, Json> {
    let value = |d: &Domain| {
        let choices: Vec<&str> = d.choices().iter().map(|x| x.id.as_str()).collect();
        match d {
            Domain::Bool => json!({"type": "boolean"}),
            Domain::Choice(_) | Domain::Ordinal(_) => json!({"enum": choices}),
            Domain::Set(_) => json!({"anyOf": [{"enum": choices}, {"type": "array", "items": {"enum": choices}}]}),
            Domain::Quantity(..) => json!({"type": ["string", "number"]}),
        }
    };
    c.traits
        .iter()
        .filter(|t| !["kind", "status"].contains(&t.id.as_str()))
        .map(|t| {
            let mut v = value(&t.domain);
            v["description"] = json!(t.text);
            (t.id.to_string(), v)
        })
        .collect()
}
