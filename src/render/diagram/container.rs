//! From a recommendation to the graph of its parts.

use super::{Class, Edge, EdgeKind, Graph, Lane, Node};
use crate::recommendation::{FlowKind, FlowPlace, Operator, Recommendation};

/// The parts of the recommended architecture with what flows between them: the container level of C4.
pub fn container_graph(r: &Recommendation) -> Graph {
    let lanes = r.flows.lanes.iter().map(|l| Lane {
        id: l.id.to_string(),
        name: l.name.to_string(),
        beside: l.place == FlowPlace::Beside,
    });
    let nodes = r.flows.parts.iter().map(|p| {
        let class = match p.runs {
            Some(Operator::Managed) => Class::Managed,
            Some(Operator::SelfHosted) => Class::SelfHosted,
            Some(Operator::Tool) => Class::Tool,
            None => Class::External,
        };
        let decision = r.architecture.iter().find(|d| p.runs.is_some() && d.block == p.id);
        Node {
            id: p.id.to_string(),
            lane: p.lane.to_string(),
            name: p.name.to_string(),
            role: p.role.to_string(),
            class,
            person: p.person,
            in_estate: p.in_estate,
            link: decision.and_then(|d| d.docs.as_ref()).map(ToString::to_string),
        }
    });
    let edges = r.flows.edges.iter().map(|e| Edge {
        from: e.from.to_string(),
        to: e.to.to_string(),
        label: e.label.as_ref().map(ToString::to_string),
        kind: match e.kind {
            FlowKind::Data => EdgeKind::Data,
            FlowKind::Control => EdgeKind::Control,
        },
    });
    Graph {
        title: format!("{}: parts and flow of data", r.requirements.name),
        system: r.requirements.name.to_string(),
        lanes: lanes.collect(),
        nodes: nodes.collect(),
        edges: edges.collect(),
    }
}
