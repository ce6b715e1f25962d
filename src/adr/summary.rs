//! Records in plain values, for tables and programs.

use serde::Serialize;

use super::graph::{Edge, End};
use super::log::Collection;
use super::model::{Part, RelationKind};

/// A row of the list. The names of its fields are a public interface.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The path, with `/`.
    pub path: String,
    /// The id as the name of the file or folder spells it.
    pub id: String,
    /// The title without its id.
    pub title: String,
    /// The canonical status, or a word that nobody knows as written; nothing if there is none.
    pub status: Option<String>,
    /// `2024-05-01`; as written if no calendar has it.
    pub date: Option<String>,
    /// How it is written.
    pub format: &'static str,
    /// Who decided.
    pub deciders: Vec<String>,
    /// Ids of records whose place it takes, by its own words.
    pub supersedes: Vec<String>,
    /// Ids of records that take its place, by its own words.
    pub superseded_by: Vec<String>,
}

/// Everything about a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Detail {
    /// What the list has.
    #[serde(flatten)]
    pub row: Row,
    /// The status as written.
    pub status_text: Option<String>,
    /// Who was asked.
    pub consulted: Vec<String>,
    /// Who was told.
    pub informed: Vec<String>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// What drives the decision.
    pub drivers: Vec<String>,
    /// The options considered.
    pub options: Vec<String>,
    /// The option chosen.
    pub chosen: Option<String>,
    /// What follows, with `+`, `-` or `=` where a side is told.
    pub consequences: Vec<String>,
    /// What it has to do with other records, whoever says it.
    pub relations: Vec<Line>,
    /// Titles of the sections.
    pub sections: Vec<String>,
}

/// One relation of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The kind, seen from this record.
    pub kind: &'static str,
    /// For a part only.
    pub partly: bool,
    /// The id of the other.
    pub id: String,
    /// Its title, if it was found.
    pub title: Option<String>,
    /// This record says it.
    pub said_here: bool,
    /// The other record says it.
    pub said_there: bool,
}

/// The graph of decisions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Graph {
    /// The records.
    pub nodes: Vec<GraphNode>,
    /// How they relate.
    pub edges: Vec<GraphEdge>,
}

/// A record in the graph.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GraphNode {
    /// Its path, with its id where the file holds several; for one that was not found, what others call it.
    pub key: String,
    /// Its id.
    pub id: String,
    /// Its title; none if it was not found.
    pub title: Option<String>,
    /// Its status.
    pub status: Option<String>,
}

/// A relation in the graph.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GraphEdge {
    /// The key of the record that supersedes, changes or needs.
    pub from: String,
    /// The key of the other.
    pub to: String,
    /// The kind.
    pub kind: &'static str,
    /// For a part only.
    pub partly: bool,
    /// The keys of those that say it.
    pub said_by: Vec<String>,
}

impl Collection {
    /// The row of a record.
    pub fn row(&self, i: usize) -> Row {
        let a = &self.adrs[i];
        let named = |kind: RelationKind| {
            let of_kind = a.relations.iter().filter(|r| r.kind == kind);
            let mut ids: Vec<String> = Vec::new();
            for r in of_kind {
                let id = match self.target(i, r) {
                    Some(t) if t == i => continue,
                    Some(t) => self.adrs[t].id.text.clone(),
                    None => r.id.as_ref().map_or_else(|| r.text.clone(), |id| id.text.clone()),
                };
                if !ids.contains(&id) {
                    ids.push(id);
                }
            }
            ids
        };
        Row {
            path: a.path.clone(),
            id: a.id.text.clone(),
            title: a.title.value.clone(),
            status: a.status().map(|s| s.name()),
            date: a.date().map(|d| d.day.iso()),
            format: a.format.word(),
            deciders: a.people(Part::Decider).map(|p| p.value.clone()).collect(),
            supersedes: named(RelationKind::Supersedes),
            superseded_by: named(RelationKind::SupersededBy),
        }
    }

    /// Everything about a record.
    pub fn detail(&self, i: usize) -> Detail {
        let a = &self.adrs[i];
        let people = |part| a.people(part).map(|p| p.value.clone()).collect();
        let sign = |side: Option<i8>| match side {
            Some(1) => "+ ",
            Some(-1) => "- ",
            Some(_) => "= ",
            None => "",
        };
        let relations = self.edges().iter().filter_map(|e| self.line(i, e)).collect();
        Detail {
            row: self.row(i),
            status_text: a.status().map(|s| s.word.clone()),
            consulted: people(Part::Consulted),
            informed: people(Part::Informed),
            authors: people(Part::Author),
            drivers: a.drivers.iter().map(|d| d.value.clone()).collect(),
            options: a.options.iter().map(|o| o.value.clone()).collect(),
            chosen: a.chosen.as_ref().map(|c| c.value.clone()),
            consequences: a.consequences.iter().map(|c| format!("{}{}", sign(c.side), c.text.value)).collect(),
            relations,
            sections: a.sections.iter().map(|s| s.title.clone()).collect(),
        }
    }

    fn line(&self, i: usize, e: &Edge) -> Option<Line> {
        let here = End::Record(i);
        let outward = e.from == here;
        if !outward && e.to != here {
            return None;
        }
        let other = if outward { &e.to } else { &e.from };
        let kind = if outward { e.kind.word() } else { e.kind.reverse().map_or("needed_by", RelationKind::word) };
        let (id, title) = match other {
            End::Record(o) => (self.adrs[*o].id.text.clone(), Some(self.adrs[*o].title.value.clone())),
            End::Missing(text) => (text.clone(), None),
        };
        let (said_here, said_there) =
            if outward { (e.said_by_from, e.said_by_to) } else { (e.said_by_to, e.said_by_from) };
        Some(Line { kind, partly: e.partly, id, title, said_here, said_there })
    }

    /// The path of a record, with its id where the file holds several.
    fn key(&self, record: usize) -> String {
        let adr = &self.adrs[record];
        adr.part.map_or_else(|| adr.path.clone(), |_| format!("{}#{}", adr.path, adr.id.text))
    }

    /// The graph; without `full` only records that another one supersedes, changes or needs, and those.
    pub fn graph(&self, full: bool) -> Graph {
        let edges: Vec<Edge> = self.edges().into_iter().filter(|e| full || e.kind != RelationKind::RelatesTo).collect();
        let used = |i: usize| edges.iter().any(|e| e.from == End::Record(i) || e.to == End::Record(i));
        let mut nodes: Vec<GraphNode> = (0..self.adrs.len())
            .filter(|i| full || used(*i))
            .map(|i| {
                let row = self.row(i);
                GraphNode { key: self.key(i), id: row.id, title: Some(row.title), status: row.status }
            })
            .collect();
        let key = |end: &End| match end {
            End::Record(i) => self.key(*i),
            End::Missing(text) => text.clone(),
        };
        for e in &edges {
            for end in [&e.from, &e.to] {
                if let End::Missing(text) = end
                    && !nodes.iter().any(|n| n.key == *text)
                {
                    nodes.push(GraphNode { key: text.clone(), id: text.clone(), title: None, status: None });
                }
            }
        }
        let edge = |e: &Edge| {
            let (from, to) = (key(&e.from), key(&e.to));
            let sides = [(e.said_by_from, &from), (e.said_by_to, &to)];
            let said_by = sides.into_iter().filter(|s| s.0).map(|s| s.1.clone()).collect();
            GraphEdge { said_by, kind: e.kind.word(), partly: e.partly, from, to }
        };
        Graph { edges: edges.iter().map(edge).collect(), nodes }
    }
}
