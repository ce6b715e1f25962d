//! Overlays: an organisation's files are laid over the catalog. A definition whose id is new is
//! added; one whose id exists patches it key by key; `disable: true` takes it out. All nodes keep
//! their places, so that a mistake in an overlay is shown in the overlay.

use super::loader::SECTIONS;
use super::refs::unknown;
use crate::diagnostics::{Code, Diagnostic, Sink};
use crate::text::Span;
use crate::yaml::{Entry, Node, Shape, boolean};

/// Maps whose keys are patched one by one; every other value is replaced as a whole (above all
/// conditions, which would mean something else if they were mixed).
const MERGED_MAPS: [&str; 16] = [
    "metrics",
    "wants",
    "choices",
    "status",
    "adoption",
    "priority",
    "scales",
    // Of prices: by region and by term.
    "regions",
    "terms",
    "spot",
    "low_priority",
    "reserved_1y",
    "reserved_3y",
    "savings_1y",
    "savings_3y",
    "monthly_reservation",
];

/// Lists that grow.
const GROWING_LISTS: [&str; 3] = ["former_names", "covers", "makers"];

/// Lists whose items are patched by their id.
const KEYED_LISTS: [&str; 8] = ["options", "practices", "checklist", "items", "groups", "classes", "duties", "clauses"];

/// The keys of `catalog.yaml`.
const META: [&str; 10] =
    ["name", "version", "date", "licence", "currency", "region", "makers", "bought_by", "groups", "scales"];

/// What a layer needs to know of itself.
pub(super) struct Layer<'a> {
    /// Its trees.
    pub(super) trees: Vec<Node>,
    /// Its name, for the source of what it disables.
    pub(super) name: &'a str,
    /// Its number, from 1.
    pub(super) number: usize,
    /// The day that stands for its date.
    pub(super) date: &'a str,
}

/// Lays a layer over the trees so far.
pub(super) fn lay(base: &mut Vec<Node>, layer: Layer<'_>, sink: &mut Sink) {
    let source = format!("overlay_{}", layer.number);
    let mut disabled = Disabled { source, items: Vec::new() };
    // Only what lower layers define is patched: an id twice in one layer is a mistake.
    let mut own = Vec::new();
    for mut tree in layer.trees {
        let span = tree.span;
        if let Shape::Map(entries) = &mut tree.shape {
            take_meta(base, entries);
            for entry in entries.iter_mut().filter(|e| SECTIONS.contains(&e.key.as_str())) {
                if let Shape::List(items) = &mut entry.value.shape {
                    let all = std::mem::take(items);
                    *items = all.into_iter().filter_map(|n| take(base, &entry.key, n, &mut disabled, sink)).collect();
                }
            }
        }
        own.push(Node { span, shape: tree.shape });
    }
    base.extend(own);
    disabled.finish(base, layer.name, layer.date);
}

/// Keys of `catalog.yaml` patch it.
fn take_meta(base: &mut [Node], entries: &mut Vec<Entry>) {
    let Some(meta) = base.iter_mut().find(|t| t.get("groups").is_some()) else { return };
    let (own, rest): (Vec<Entry>, Vec<Entry>) =
        std::mem::take(entries).into_iter().partition(|e| META.contains(&e.key.as_str()));
    *entries = rest;
    for entry in own {
        patch_entry(meta, entry);
    }
}

/// Takes one definition of an overlay: gives it back if it is new, else patches what is there.
fn take(base: &mut [Node], section: &str, mut node: Node, disabled: &mut Disabled, sink: &mut Sink) -> Option<Node> {
    // The costs of one product are known by it, those of several by an id.
    let key = if section == "costs" && node.get("product").is_some() { "product" } else { "id" };
    let Some((id, at)) = node.get(key).and_then(|n| n.text().map(|t| (t.to_string(), n.span))) else {
        return Some(node); // the loader tells what is missing
    };
    let off = remove(&mut node, "disable");
    let because = off.as_ref().and_then(|_| remove(&mut node, "because"));
    let off = off.and_then(|n| boolean(&n, "disable", sink)).unwrap_or(false);
    let Some(found) = find(base, section, key, &id) else {
        if off {
            let ids: Vec<String> = ids(base, section);
            unknown("definition to disable called", &id, at, ids.iter().map(String::as_str), sink);
            return None;
        }
        return Some(node);
    };
    if off {
        let because = because.and_then(|n| n.text().map(String::from));
        disable(base, section, &id, at, because, disabled, sink);
        return None;
    }
    let Shape::Map(entries) = node.shape else { return Some(node) };
    for mut entry in entries {
        if entry.key == key {
            continue;
        }
        if (section, entry.key.as_str()) == ("blocks", "options") {
            take_disabled_options(&id, &mut entry.value, disabled, sink);
        }
        if (section, entry.key.as_str()) == ("products", "facts") {
            override_facts(found, entry.value);
        } else {
            patch_entry(found, entry);
        }
    }
    None
}

fn find<'a>(base: &'a mut [Node], section: &str, key: &str, id: &str) -> Option<&'a mut Node> {
    base.iter_mut()
        .filter_map(|t| value_mut(t, section))
        .filter_map(|n| match &mut n.shape {
            Shape::List(items) => Some(items),
            _ => None,
        })
        .flatten()
        .find(|n| n.get(key).and_then(Node::text) == Some(id))
}

fn ids(base: &[Node], section: &str) -> Vec<String> {
    let items = base.iter().filter_map(|t| t.get(section)).filter_map(Node::items).flatten();
    items.filter_map(|n| n.get("id").and_then(Node::text)).map(String::from).collect()
}

fn value_mut<'a>(node: &'a mut Node, key: &str) -> Option<&'a mut Node> {
    match &mut node.shape {
        Shape::Map(entries) => entries.iter_mut().find(|e| e.key == key).map(|e| &mut e.value),
        _ => None,
    }
}

fn remove(node: &mut Node, key: &str) -> Option<Node> {
    let Shape::Map(entries) = &mut node.shape else { return None };
    let at = entries.iter().position(|e| e.key == key)?;
    Some(entries.remove(at).value)
}

/// Patches one key of a map.
fn patch_entry(map: &mut Node, entry: Entry) {
    let Shape::Map(entries) = &mut map.shape else { return };
    let Some(old) = entries.iter_mut().find(|e| e.key == entry.key) else {
        entries.push(entry);
        return;
    };
    let key = entry.key.as_str();
    match (&mut old.value.shape, entry.value.shape) {
        (Shape::Map(_), Shape::Map(new)) if MERGED_MAPS.contains(&key) => {
            for e in new {
                patch_entry(&mut old.value, e);
            }
        }
        (Shape::List(items), Shape::List(new)) if GROWING_LISTS.contains(&key) => {
            for n in new {
                if !items.iter().any(|i| i.text().is_some() && i.text() == n.text()) {
                    items.push(n);
                }
            }
        }
        (Shape::List(items), Shape::List(new)) if KEYED_LISTS.contains(&key) => {
            for n in new {
                patch_item(items, n);
            }
        }
        (_, shape) => {
            old.key_span = entry.key_span;
            old.value = Node { span: entry.value.span, shape };
        }
    }
}

/// What an item of a list is called: its id, the product of an option, or the text of an advice.
fn item_key(node: &Node) -> Option<&str> {
    ["id", "product", "text"].iter().find_map(|k| node.get(k)).and_then(Node::text)
}

fn patch_item(items: &mut Vec<Node>, new: Node) {
    let same = items.iter_mut().find(|i| item_key(i).is_some() && item_key(i) == item_key(&new));
    match (same, new) {
        (Some(old), Node { shape: Shape::Map(entries), .. }) => {
            for e in entries {
                patch_entry(old, e);
            }
        }
        (_, new) => items.push(new),
    }
}

/// Facts of an overlay take the place of those of the same kind, and stand beside the others.
fn override_facts(product: &mut Node, facts: Node) {
    let kinds: Vec<String> = facts
        .items()
        .unwrap_or_default()
        .iter()
        .filter_map(|g| g.get("traits").and_then(Node::entries))
        .flatten()
        .map(|e| e.key.clone())
        .collect();
    let Some(old) = value_mut(product, "facts") else {
        let key_span = facts.span;
        if let Shape::Map(entries) = &mut product.shape {
            entries.push(Entry { key: String::from("facts"), key_span, value: facts });
        }
        return;
    };
    let (Shape::List(groups), Shape::List(new)) = (&mut old.shape, facts.shape) else { return };
    for group in groups.iter_mut() {
        if let Some(Shape::Map(traits)) = value_mut(group, "traits").map(|t| &mut t.shape) {
            traits.retain(|e| !kinds.contains(&e.key));
        }
    }
    groups.extend(new);
}

/// What is taken out by rules of the overlay: products and options stay known, so that what refers
/// to them still does, and are excluded with the reason given.
struct Disabled {
    source: String,
    items: Vec<(String, Span, String)>,
}

impl Disabled {
    fn finish(self, base: &mut Vec<Node>, name: &str, date: &str) {
        let Some((_, at, _)) = self.items.first() else { return };
        let at = *at;
        let text = |t: &str| Node { span: at, shape: Shape::Scalar { text: t.to_string(), plain: false } };
        let map = |entries: Vec<(&str, Node)>, span: Span| Node {
            span,
            shape: Shape::Map(
                entries.into_iter().map(|(k, value)| Entry { key: k.into(), key_span: span, value }).collect(),
            ),
        };
        let list = |items: Vec<Node>| Node { span: at, shape: Shape::List(items) };
        let source = vec![
            ("id", text(&self.source)),
            ("title", text(&format!("Catalog overlay {name}"))),
            ("publisher", text("The organisation")),
            ("date", text(date)),
        ];
        let yes = Node { span: at, shape: Shape::Scalar { text: String::from("true"), plain: true } };
        let rules = self
            .items
            .iter()
            .map(|(selector, span, because)| {
                let id: String = selector.chars().map(|c| if c == '.' { '_' } else { c }).collect();
                let entries = vec![
                    ("id", text(&format!("{}_without_{id}", self.source))),
                    ("when", map(vec![("always", yes.clone())], *span)),
                    ("strength", text("must")),
                    ("exclude", list(vec![text(selector)])),
                    ("because", text(because)),
                    ("source", text(&self.source)),
                ];
                map(entries, *span)
            })
            .collect();
        base.push(map(vec![("sources", list(vec![map(source, at)])), ("rules", list(rules))], at));
    }
}

const UNSAID: &str = "The organisation's catalog overlay takes it out";

fn disable(
    base: &mut [Node],
    section: &str,
    id: &str,
    at: Span,
    because: Option<String>,
    disabled: &mut Disabled,
    sink: &mut Sink,
) {
    let because = because.unwrap_or_else(|| String::from(UNSAID));
    match section {
        "products" => disabled.items.push((id.to_string(), at, because)),
        "blocks" | "questions" | "metrics" => {
            if let Some(node) = find(base, section, "id", id) {
                let yes = Node { span: at, shape: Shape::Scalar { text: String::from("true"), plain: true } };
                patch_entry(node, Entry { key: String::from("disable"), key_span: at, value: yes });
            }
        }
        "rules" | "checklists" | "measures" | "frameworks" | "operator_controls" | "weak_points" | "boundaries" | "lanes" | "actors" | "flows" => {
            for items in base.iter_mut().filter_map(|t| value_mut(t, section)).filter_map(items_mut) {
                items.retain(|n| n.get("id").and_then(Node::text) != Some(id));
            }
            match section {
                // Statements of documents name neither; their ids may be those of blocks, too.
                "frameworks" | "measures" => unbind(base, section, id),
                _ => forget(base, section, id),
            }
        }
        _ => sink.push(
            Diagnostic::error(Code::BadValue, at, format!("`{id}` cannot be disabled"))
                .label(format!("one of the {section}"))
                .help("Products, options, blocks, rules, questions, metrics, checklists, flows, frameworks and measures can be disabled"),
        ),
    }
}

fn items_mut(node: &mut Node) -> Option<&mut Vec<Node>> {
    match &mut node.shape {
        Shape::List(items) => Some(items),
        _ => None,
    }
}

/// What is gone answers no statement of the source documents any more.
fn forget(base: &mut [Node], section: &str, id: &str) {
    let named = |text: &str| match section {
        "rules" => text.strip_prefix("rule:") == Some(id),
        _ => text.split('#').next() == Some(id),
    };
    let documents = base.iter_mut().filter_map(|t| value_mut(t, "coverage")).filter_map(items_mut).flatten();
    let statements = documents.filter_map(|d| value_mut(d, "statements")).filter_map(items_mut).flatten();
    for answers in statements.filter_map(|s| value_mut(s, "answers")).filter_map(items_mut) {
        answers.retain(|a| !a.text().is_some_and(named));
    }
}

/// What is gone is demanded by nothing any more: no control for a framework, no duty for a measure.
fn unbind(base: &mut [Node], section: &str, id: &str) {
    let mut all = |section: &str, act: &mut dyn FnMut(&mut Node)| {
        let lists = base.iter_mut().filter_map(|t| value_mut(t, section)).filter_map(items_mut);
        lists.flatten().for_each(act);
    };
    match section {
        "frameworks" => all("operator_controls", &mut |control| {
            if let Some(Shape::Map(asked)) = value_mut(control, "asked").map(|n| &mut n.shape) {
                asked.retain(|e| e.key != id);
            }
        }),
        "measures" => all("frameworks", &mut |framework| {
            for key in ["duties", "clauses"] {
                for duty in value_mut(framework, key).and_then(items_mut).into_iter().flatten() {
                    if let Some(needs) = value_mut(duty, "needs").and_then(items_mut) {
                        needs.retain(|n| n.text() != Some(id));
                    }
                }
            }
        }),
        _ => {}
    }
}

/// Options that a patch of their block takes out.
fn take_disabled_options(block: &str, options: &mut Node, disabled: &mut Disabled, sink: &mut Sink) {
    let Some(items) = items_mut(options) else { return };
    items.retain_mut(|item| {
        let Some(off) = remove(item, "disable") else { return true };
        let because = remove(item, "because").and_then(|n| n.text().map(String::from));
        if boolean(&off, "disable", sink) == Some(true)
            && let Some(key) = item_key(item)
        {
            let because = because.unwrap_or_else(|| String::from(UNSAID));
            disabled.items.push((format!("{block}.{key}"), item.span, because));
        }
        false
    });
}
