//! Pictures of the architecture: which part feeds which, from the sources of data to those who use the results.
//! One graph, written as SVG, Mermaid, D2 or a Structurizr workspace.

mod container;
mod d2;
mod grid;
mod ids;
mod label;
mod layout;
mod mermaid;
mod panels;
mod ports;
mod route;
mod sets;
mod shapes;
mod structurizr;
mod svg;
mod words;

use serde::Serialize;

pub use container::container_graph;

/// A picture to draw: boxes in lanes, joined by arrows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Graph {
    /// What is shown.
    pub title: String,
    /// The name of the system that the boxes make up.
    pub system: String,
    /// The lanes in their order.
    pub lanes: Vec<Lane>,
    /// The boxes; each names its lane by id.
    pub nodes: Vec<Node>,
    /// The arrows; each names its ends by the ids of boxes. What names none is not drawn.
    pub edges: Vec<Edge>,
}

/// A lane of boxes that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Lane {
    /// Its id, unique among lanes.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its boxes stand apart below the others and have no arrows: they serve all.
    pub beside: bool,
}

/// A box.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Node {
    /// Its id, unique among boxes.
    pub id: String,
    /// Id of its lane.
    pub lane: String,
    /// What it is: the chosen option.
    pub name: String,
    /// What it is there for: the building block.
    pub role: String,
    /// Who runs it.
    pub class: Class,
    /// Whether it is people rather than a system.
    pub person: bool,
    /// Whether the organisation has it already.
    pub in_estate: bool,
    /// Where more is told: a web address or a relative path.
    pub link: Option<String>,
}

/// Who runs a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// A provider runs it.
    Managed,
    /// The team runs it.
    SelfHosted,
    /// A library, a tool or a way of working: nothing that runs by itself.
    Tool,
    /// Outside the system: sources, people, other applications.
    External,
}

impl Class {
    /// All classes, in the order of legends.
    pub const ALL: [Self; 4] = [Self::Managed, Self::SelfHosted, Self::Tool, Self::External];

    /// In words, for legends.
    pub fn words(self) -> &'static str {
        match self {
            Self::Managed => "Managed service",
            Self::SelfHosted => "Run by the team",
            Self::Tool => "Library, tool or practice",
            Self::External => "Outside the system",
        }
    }
}

/// An arrow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Edge {
    /// Id of the box that it comes from.
    pub from: String,
    /// Id of the box that it goes to.
    pub to: String,
    /// What the receiver gets.
    pub label: Option<String>,
    /// Data, or control.
    pub kind: EdgeKind,
}

/// What sort of arrow it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EdgeKind {
    /// Data, models or results.
    Data,
    /// It starts or steers.
    Control,
}

impl Graph {
    /// Index of a box.
    fn node(&self, id: &str) -> Option<usize> {
        self.nodes.iter().position(|n| n.id == id)
    }

    /// The arrows whose ends both exist and differ, as indices of boxes.
    fn ends(&self) -> Vec<(usize, usize, &Edge)> {
        let ends = self.edges.iter().filter_map(|e| Some((self.node(&e.from)?, self.node(&e.to)?, e)));
        ends.filter(|(a, b, _)| a != b).collect()
    }

    /// The boxes of a lane.
    fn members(&self, lane: &Lane) -> impl Iterator<Item = (usize, &Node)> {
        self.nodes.iter().enumerate().filter(|(_, n)| n.lane == lane.id)
    }
}
