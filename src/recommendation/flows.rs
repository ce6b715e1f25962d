//! What flows between the chosen options: the flows of the catalog, with absent blocks passed through.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::context::Context;
use super::types::SourceRef;
use crate::catalog::{self, BlockId, End, Find, Flow, FlowMap, OptionRef};
use crate::logic::Truth;
use crate::text::Text;

/// The picture of the architecture: parts in lanes, and what flows between them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct Flows {
    /// Lanes that hold a part, from left to right.
    pub lanes: Vec<FlowLane>,
    /// The chosen options that run or are used, and who stands outside; by lane.
    pub parts: Vec<FlowPart>,
    /// What flows, by part.
    pub edges: Vec<FlowEdge>,
}

/// A lane.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct FlowLane {
    /// Its id.
    pub id: Text,
    /// Its name.
    pub name: Text,
    /// Where it stands.
    pub place: FlowPlace,
}

/// Where a lane stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FlowPlace {
    /// Left of all others: where data come from.
    Sources,
    /// Between sources and consumers.
    Flow,
    /// Right of all others: who uses the results.
    Consumers,
    /// Apart and without edges: what serves all of the others.
    Beside,
}

/// A part of the picture.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct FlowPart {
    /// Id of the block; of somebody outside, an id of its own.
    pub id: Text,
    /// Id of its lane.
    pub lane: Text,
    /// Name of the chosen option, or of who stands outside.
    pub name: Text,
    /// Name of the block, or what stands outside.
    pub role: Text,
    /// Whether it is people; they stand outside.
    pub person: bool,
    /// Who runs it; none for what stands outside.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub runs: Option<Operator>,
    /// Whether the estate has its product already.
    pub in_estate: bool,
}

/// Who runs a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Operator {
    /// A provider.
    Managed,
    /// The team.
    SelfHosted,
    /// Nobody: a library or tool within something else, or a way of working.
    Tool,
}

/// What flows from one part to another.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct FlowEdge {
    /// Id of the part that it comes from.
    pub from: Text,
    /// Id of the part that it goes to.
    pub to: Text,
    /// What the receiver gets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<Text>,
    /// Data, or control.
    pub kind: FlowKind,
    /// Blocks that it would pass if they had a part in this architecture.
    pub through: Vec<Text>,
    /// Where it is written.
    pub source: Vec<SourceRef>,
}

/// What sort of flow it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FlowKind {
    /// Data, models or results.
    Data,
    /// It starts or steers.
    Control,
}

/// A way over flows, in their order: one, or several with absent blocks between.
#[derive(Debug, Clone)]
struct Way<'a> {
    flows: Vec<&'a Flow>,
}

impl<'a> Way<'a> {
    fn from(&self) -> End {
        self.flows[0].from
    }

    fn last(&self) -> &'a Flow {
        self.flows[self.flows.len() - 1]
    }
}

/// What flows in the chosen architecture.
pub(super) fn flows(c: &Context<'_>, picked: &[OptionRef]) -> Flows {
    let map: &FlowMap = &c.catalog.flows;
    let drawn: BTreeMap<BlockId, OptionRef> = picked
        .iter()
        .filter(|o| !c.catalog.blocks[o.block.at()].approach && map.undrawn.binary_search(o).is_err())
        .map(|o| (o.block, *o))
        .collect();
    let present = |end: End| match end {
        End::Block(b) => drawn.contains_key(&b) && lane_of(c, b).1.place != FlowPlace::Beside,
        End::Actor(a) => map.actors[a as usize].when.eval(&c.requirements.answers) == Truth::True,
    };
    let holding: Vec<&Flow> = map
        .flows
        .iter()
        .filter(|f| !f.unless.iter().any(|b| drawn.contains_key(b)))
        .filter(|f| f.when.eval(&c.requirements.answers) == Truth::True)
        .collect();
    let ways = told(ways(&holding, present));
    let mut parts: Vec<(usize, FlowLane, FlowPart)> = Vec::new();
    let mut met: BTreeSet<u16> = BTreeSet::new();
    for end in ways.iter().flat_map(|w| [w.from(), w.last().to]) {
        if let End::Actor(a) = end
            && met.insert(a)
        {
            let actor = &map.actors[a as usize];
            let lane = lane(&map.lanes[actor.lane as usize]);
            let part = FlowPart {
                id: actor.id.clone(),
                lane: lane.id.clone(),
                name: actor.name.clone(),
                role: actor.role.clone(),
                person: actor.person,
                runs: None,
                in_estate: false,
            };
            parts.push((actor.lane as usize, lane, part));
        }
    }
    for (block, option) in &drawn {
        let product = c.catalog.product_of(*option);
        let (order, lane) = lane_of(c, *block);
        let part = FlowPart {
            id: c.catalog.blocks[block.at()].id.clone(),
            lane: lane.id.clone(),
            name: product.name.clone(),
            role: c.catalog.blocks[block.at()].name.clone(),
            person: false,
            runs: Some(operator(map, c, *option)),
            in_estate: c.requirements.owns(c.catalog, product.root),
        };
        parts.push((order, lane, part));
    }
    parts.sort_by_key(|p| p.0);
    let mut lanes: Vec<FlowLane> = parts.iter().map(|p| p.1.clone()).collect();
    lanes.dedup_by(|a, b| a.id == b.id);
    let edges = ways.iter().map(|w| edge(c, w)).collect();
    Flows { lanes, parts: parts.into_iter().map(|p| p.2).collect(), edges }
}

/// The lane of a block with its order. A group that no lane names stands beside the others.
fn lane_of(c: &Context<'_>, block: BlockId) -> (usize, FlowLane) {
    let map = &c.catalog.flows;
    let group = c.catalog.blocks[block.at()].group;
    match map.lane_of(block, group) {
        Some(i) => (i, lane(&map.lanes[i])),
        None => {
            let group_of = &c.catalog.groups[group as usize];
            let own = FlowLane { id: group_of.id.clone(), name: group_of.name.clone(), place: FlowPlace::Beside };
            (map.lanes.len() + group as usize, own)
        }
    }
}

fn lane(lane: &catalog::Lane) -> FlowLane {
    let place = match lane.place {
        catalog::Place::Sources => FlowPlace::Sources,
        catalog::Place::Flow => FlowPlace::Flow,
        catalog::Place::Consumers => FlowPlace::Consumers,
        catalog::Place::Beside => FlowPlace::Beside,
    };
    FlowLane { id: lane.id.clone(), name: lane.name.clone(), place }
}

/// Who runs an option. What nothing is known of, the team has to run.
fn operator(map: &FlowMap, c: &Context<'_>, option: OptionRef) -> Operator {
    let product = c.catalog.product_of(option);
    let found = map.runs.iter().find(|(_, tests)| tests.iter().all(|t| t.holds(product)));
    match found.map(|f| f.0) {
        Some(catalog::Operator::Managed) => Operator::Managed,
        Some(catalog::Operator::Tool) => Operator::Tool,
        Some(catalog::Operator::SelfHosted) | None => Operator::SelfHosted,
    }
}

/// All ways from one part that is there to another: absent blocks let through what they carry on.
fn ways<'a>(flows: &[&'a Flow], present: impl Fn(End) -> bool) -> Vec<Way<'a>> {
    let mut out = Vec::new();
    let mut open: Vec<Way<'a>> =
        flows.iter().rev().filter(|f| present(f.from)).map(|f| Way { flows: vec![f] }).collect();
    while let Some(way) = open.pop() {
        let last = way.last();
        if present(last.to) {
            out.push(way);
            continue;
        }
        if last.control || matches!(last.to, End::Actor(_)) {
            continue;
        }
        let next = flows.iter().rev().filter(|f| {
            f.from == last.to
                && !f.control
                && f.carries == last.carries
                && f.to != way.from()
                && !way.flows.iter().any(|w| w.from == f.to)
        });
        for f in next {
            let mut flows = way.flows.clone();
            flows.push(f);
            open.push(Way { flows });
        }
    }
    out
}

/// The ways that tell something: one between two parts, and none past absent blocks where the same gets there
/// by other parts.
fn told(ways: Vec<Way<'_>>) -> Vec<Way<'_>> {
    let mut kept: Vec<Way<'_>> = Vec::new();
    for way in ways {
        let same = kept
            .iter_mut()
            .find(|k| (k.from(), k.last().to, k.last().control) == (way.from(), way.last().to, way.last().control));
        match same {
            // What is stated, or passes less, comes first.
            Some(k) if way.flows.len() < k.flows.len() => *k = way,
            Some(_) => {}
            None => kept.push(way),
        }
    }
    let mut longest: Vec<usize> = (0..kept.len()).filter(|i| kept[*i].flows.len() > 1).collect();
    longest.sort_by_key(|i| std::cmp::Reverse(kept[*i].flows.len()));
    let mut gone = BTreeSet::new();
    for i in longest {
        let (way, carried) = (&kept[i], &kept[i].last().carries);
        let mut reached = BTreeSet::from([way.from()]);
        let mut open = vec![way.from()];
        while let Some(at) = open.pop() {
            for (j, other) in kept.iter().enumerate() {
                let usable = j != i && !gone.contains(&j) && !other.last().control;
                if usable && other.from() == at && other.last().carries == *carried && reached.insert(other.last().to) {
                    open.push(other.last().to);
                }
            }
        }
        if reached.contains(&way.last().to) {
            gone.insert(i);
        }
    }
    let mut index = 0..;
    kept.retain(|_| index.next().is_some_and(|i| !gone.contains(&i)));
    kept
}

fn edge(c: &Context<'_>, way: &Way<'_>) -> FlowEdge {
    let name = |end: End| match end {
        End::Actor(a) => c.catalog.flows.actors[a as usize].id.clone(),
        End::Block(b) => c.catalog.blocks[b.at()].id.clone(),
    };
    let mut source: Vec<SourceRef> = Vec::new();
    for s in way.flows.iter().flat_map(|f| c.sources(&f.sources)) {
        if !source.contains(&s) {
            source.push(s);
        }
    }
    FlowEdge {
        from: name(way.from()),
        to: name(way.last().to),
        label: way.last().label.clone(),
        kind: if way.last().control { FlowKind::Control } else { FlowKind::Data },
        through: way.flows.iter().skip(1).map(|f| name(f.from)).collect(),
        source,
    }
}
