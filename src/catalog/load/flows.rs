//! Lanes, actors and flows of the picture.

use super::loader::{Loader, Names, definitions};
use super::products::group_index;
use super::refs::unknown;
use crate::catalog::*;
use crate::diagnostics::{Code, Diagnostic, Sink};
use crate::logic::{Condition, decode_condition};
use crate::text::{Text, nearest, one_of};
use crate::yaml::{Fields, Node, boolean};

/// What a flow carries that says nothing else.
const DATA: &str = "data";

impl Loader {
    pub(super) fn decode_flows(&mut self, trees: &[Node], sink: &mut Sink) {
        let mut out = FlowMap::default();
        for (node, id) in definitions(trees, "runs") {
            let Some((id, at)) = id else { continue };
            let Some(mut f) = Fields::open(node, "operator", sink) else { continue };
            f.optional("id");
            let tests = f.required("where", sink).map(|n| self.fact_tests(n, sink)).unwrap_or_default();
            f.finish(sink);
            match Operator::ALL.into_iter().find(|o| o.word() == id) {
                Some(operator) => out.runs.push((operator, tests)),
                None => sink.push(
                    Diagnostic::error(Code::BadValue, at, format!("nobody called `{id}` can run a part"))
                        .help(format!("Operators: {}", one_of(Operator::ALL.map(Operator::word), 3))),
                ),
            }
        }
        for node in trees.iter().filter_map(|t| t.get("undrawn")) {
            out.undrawn.extend(self.select(node, sink));
        }
        out.undrawn.sort_unstable();
        out.undrawn.dedup();
        let mut lanes = Names::default();
        for (node, id) in definitions(trees, "lanes") {
            let Some((id, at)) = id else { continue };
            let lane = self.lane(node, id, sink);
            if let Some(lane) = lane.filter(|_| lanes.get(id).is_none()) {
                lanes.define(id, at, "lane", sink);
                out.lanes.push(lane);
            }
        }
        let mut actors = Names::default();
        for (node, id) in definitions(trees, "actors") {
            let Some((id, at)) = id else { continue };
            if self.blocks.get(id).is_some() {
                sink.error(Code::DuplicateId, at, format!("`{id}` is a block; an actor needs an id of its own"));
            }
            let actor = self.actor(node, id, &lanes, sink);
            if let Some(actor) = actor.filter(|_| actors.get(id).is_none()) {
                actors.define(id, at, "actor", sink);
                out.actors.push(actor);
            }
        }
        for (node, id) in definitions(trees, "flows") {
            let Some((id, _)) = id else { continue };
            out.flows.extend(self.flow(node, id, &actors, sink));
        }
        self.catalog.flows = out.into();
    }

    fn lane(&self, node: &Node, id: &str, sink: &mut Sink) -> Option<Lane> {
        let mut f = Fields::open(node, "lane", sink)?;
        f.optional("id");
        let name = f.text("name", sink);
        let place = f.required("place", sink).and_then(|n| {
            let word = n.text().unwrap_or_default();
            let found = Place::ALL.into_iter().find(|p| p.word() == word);
            if found.is_none() {
                let words = Place::ALL.map(Place::word);
                sink.push(
                    Diagnostic::error(Code::BadValue, n.span, format!("`{word}` is no place of a lane"))
                        .maybe_help(nearest(word, words).map(|l| format!("Did you mean `{l}`?")))
                        .help(format!("Places: {}", one_of(words, 4))),
                );
            }
            found
        });
        let groups =
            f.items("groups", sink).iter().filter_map(|n| group_index(n, &self.catalog.groups, sink)).collect();
        let blocks = f.items("blocks", sink).iter().filter_map(|n| self.block_ref(n, sink)).collect();
        f.finish(sink);
        Some(Lane { id: Text::copy(id), name: name?, place: place?, groups, blocks })
    }

    fn actor(&self, node: &Node, id: &str, lanes: &Names, sink: &mut Sink) -> Option<Actor> {
        let mut f = Fields::open(node, "actor", sink)?;
        f.optional("id");
        let (name, role) = (f.text("name", sink), f.text("role", sink));
        let person = f.optional("person").and_then(|n| boolean(n, "person", sink)).unwrap_or(false);
        let lane = f.required("lane", sink).and_then(|n| {
            let id = n.text().unwrap_or_default();
            let found = lanes.get(id);
            if found.is_none() {
                unknown("lane", id, n.span, lanes.ids(), sink);
            }
            found
        });
        let when = f.optional("when").map_or(Some(Condition::always()), |n| decode_condition(n, self, sink));
        f.finish(sink);
        Some(Actor { id: Text::copy(id), name: name?, role: role?, person, lane: lane?, when: when? })
    }

    fn flow(&self, node: &Node, id: &str, actors: &Names, sink: &mut Sink) -> Option<Flow> {
        let mut f = Fields::open(node, "flow", sink)?;
        f.optional("id");
        let mut end = |key, sink: &mut Sink| f.required(key, sink).and_then(|n| self.flow_end(n, actors, sink));
        let (from, to) = (end("from", sink), end("to", sink));
        let label = f.text_opt("label", sink);
        let carries = f.text_opt("carries", sink).unwrap_or_else(|| DATA.into());
        let control = f.optional("kind").map(|n| match n.text() {
            Some("control") => true,
            Some("data") => false,
            _ => {
                sink.error(Code::BadValue, n.span, "`kind` is `data` or `control`");
                false
            }
        });
        let unless = f.items("unless", sink).iter().filter_map(|n| self.block_ref(n, sink)).collect();
        let when = f.optional("when").map_or(Some(Condition::always()), |n| decode_condition(n, self, sink));
        let sources = self.source(&mut f, node, "a flow", sink);
        f.finish(sink);
        if from.is_some() && from == to {
            sink.error(Code::BadValue, node.span, "a flow leads from one part to another");
        }
        Some(Flow {
            id: Text::copy(id),
            from: from?,
            to: to?,
            label,
            carries,
            control: control.unwrap_or(false),
            unless,
            when: when?,
            sources,
        })
    }

    /// An actor or a block that runs.
    fn flow_end(&self, node: &Node, actors: &Names, sink: &mut Sink) -> Option<End> {
        let id = node.text().unwrap_or_default();
        if let Some(i) = actors.get(id) {
            return Some(End::Actor(i));
        }
        let Some(block) = self.blocks.get(id).map(BlockId) else {
            unknown("block or actor", id, node.span, self.blocks.ids().chain(actors.ids()), sink);
            return None;
        };
        if self.catalog.blocks.get(block.at()).is_some_and(|b| b.approach) {
            sink.push(
                Diagnostic::error(Code::BadValue, node.span, format!("`{id}` is a way of working"))
                    .help("Data flow between blocks of `kind: component` only"),
            );
        }
        Some(End::Block(block))
    }
}
