//! What a picture of an architecture shows: lanes, actors outside, and what flows between blocks.

use serde::{Deserialize, Serialize};

use super::ids::{BlockId, OptionRef};
use super::products::FactTest;
use super::sources::SourceRef;
use crate::logic::Condition;
use crate::text::Text;

/// All that a picture is drawn from, beside the chosen options.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct FlowMap {
    /// Who runs a part: the first whose facts fit its product.
    pub runs: Vec<(Operator, Vec<FactTest>)>,
    /// Options that mean that there is no such part, ascending.
    pub undrawn: Vec<OptionRef>,
    /// The lanes, from left to right.
    pub lanes: Vec<Lane>,
    /// People and systems outside.
    pub actors: Vec<Actor>,
    /// What flows.
    pub flows: Vec<Flow>,
}

impl FlowMap {
    /// Index of the lane of a block: the one that names it, else the one that names its group.
    pub fn lane_of(&self, block: BlockId, group: u16) -> Option<usize> {
        let named = self.lanes.iter().position(|l| l.blocks.contains(&block));
        named.or_else(|| self.lanes.iter().position(|l| l.groups.contains(&group)))
    }
}

/// Who runs a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Operator {
    /// A provider.
    Managed,
    /// The team.
    SelfHosted,
    /// Nobody: it runs inside something else, or is a way of working.
    Tool,
}

impl Operator {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Managed, Self::SelfHosted, Self::Tool];

    /// The word that files use.
    pub fn word(self) -> &'static str {
        match self {
            Self::Managed => "managed",
            Self::SelfHosted => "self_hosted",
            Self::Tool => "tool",
        }
    }
}

/// Where a lane stands in the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Place {
    /// Left of all others.
    Sources,
    /// Between sources and consumers.
    Flow,
    /// Right of all others.
    Consumers,
    /// Apart, without arrows: what serves all of the others.
    Beside,
}

impl Place {
    /// All places.
    pub const ALL: [Self; 4] = [Self::Sources, Self::Flow, Self::Consumers, Self::Beside];

    /// The word that files use.
    pub fn word(self) -> &'static str {
        match self {
            Self::Sources => "sources",
            Self::Flow => "flow",
            Self::Consumers => "consumers",
            Self::Beside => "beside",
        }
    }
}

/// A lane.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Lane {
    /// Its id.
    pub id: Text,
    /// Its name.
    pub name: Text,
    /// Where it stands.
    pub place: Place,
    /// Groups whose blocks stand in it.
    pub groups: Vec<u16>,
    /// Blocks that stand in it whatever their group.
    pub blocks: Vec<BlockId>,
}

/// Somebody or something outside.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Actor {
    /// Its id.
    pub id: Text,
    /// Its name.
    pub name: Text,
    /// What it is.
    pub role: Text,
    /// People rather than systems.
    pub person: bool,
    /// Index of its lane.
    pub lane: u16,
    /// When it is there.
    pub when: Condition,
}

/// An end of a flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum End {
    /// An actor by its index.
    Actor(u16),
    /// A block.
    Block(BlockId),
}

/// What flows from one end to another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Flow {
    /// Its id.
    pub id: Text,
    /// Where it comes from.
    pub from: End,
    /// Where it goes.
    pub to: End,
    /// What the receiver gets.
    pub label: Option<Text>,
    /// What sort of thing it carries: an absent block lets through what it would carry on.
    pub carries: Text,
    /// It starts or steers rather than moves data.
    pub control: bool,
    /// It is not there if one of these blocks is.
    pub unless: Vec<BlockId>,
    /// When it is there.
    pub when: Condition,
    /// The documents.
    pub sources: Vec<SourceRef>,
}
