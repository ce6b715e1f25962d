//! The graph of decisions: who supersedes, changes, needs whom.

use std::collections::HashMap;

use super::log::Collection;
use super::model::RelationKind;

/// Where an edge ends.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum End {
    /// A record, by index.
    Record(usize),
    /// A record that was not found, as written.
    Missing(String),
}

/// A directed edge: the newer record supersedes or amends the older, the one that needs points at the needed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    /// Where it starts.
    pub from: End,
    /// Where it ends.
    pub to: End,
    /// `Supersedes`, `Amends`, `DependsOn` or `RelatesTo`.
    pub kind: RelationKind,
    /// For a part only.
    pub partly: bool,
    /// The record at its start says so.
    pub said_by_from: bool,
    /// The record at its end says so.
    pub said_by_to: bool,
    /// Where it is said: records by index, each with the index of its relation.
    pub told: Vec<(usize, usize)>,
}

impl Collection {
    /// All edges, in the order of the records; each once, whoever says it.
    pub fn edges(&self) -> Vec<Edge> {
        let mut out: Vec<Edge> = Vec::new();
        let mut known: HashMap<(RelationKind, End, End), usize> = HashMap::new();
        for (i, adr) in self.adrs.iter().enumerate() {
            for (n, r) in adr.relations.iter().enumerate() {
                let other = match self.target(i, r) {
                    // A record that points at itself says nothing.
                    Some(t) if t == i => continue,
                    Some(t) => End::Record(t),
                    None => End::Missing(r.id.as_ref().map_or_else(|| r.text.clone(), |id| id.text.clone())),
                };
                let forward = matches!(
                    r.kind,
                    RelationKind::Supersedes | RelationKind::Amends | RelationKind::DependsOn | RelationKind::RelatesTo
                );
                let kind = if forward { r.kind } else { r.kind.reverse().unwrap_or(r.kind) };
                let (from, to) = if forward { (End::Record(i), other) } else { (other, End::Record(i)) };
                let mirrored = (kind == RelationKind::RelatesTo)
                    .then(|| known.get(&(kind, to.clone(), from.clone())).copied())
                    .flatten();
                let at = mirrored.unwrap_or_else(|| {
                    *known.entry((kind, from.clone(), to.clone())).or_insert_with(|| {
                        out.push(Edge {
                            from,
                            to,
                            kind,
                            partly: false,
                            said_by_from: false,
                            said_by_to: false,
                            told: Vec::new(),
                        });
                        out.len() - 1
                    })
                });
                let e = &mut out[at];
                e.partly |= r.partly;
                e.said_by_from |= e.from == End::Record(i);
                e.said_by_to |= e.to == End::Record(i);
                e.told.push((i, n));
            }
        }
        out
    }
}
