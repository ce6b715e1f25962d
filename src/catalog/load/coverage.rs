//! Checklists, and what answers the statements of the source documents.

use super::loader::{Loader, Names, definitions};
use super::products::group_index;
use super::refs::unknown;
use crate::catalog::*;
use crate::diagnostics::{Code, Diagnostic, Sink};
use crate::text::{Text, nearest, one_of};
use crate::yaml::{Fields, Node, list, string};

impl Loader {
    pub(super) fn decode_checklists(&mut self, trees: &[Node], sink: &mut Sink) {
        for (node, id) in definitions(trees, "checklists") {
            let (Some((id, _)), Some(mut f)) = (id, Fields::open(node, "checklist", sink)) else { continue };
            f.optional("id");
            let name = f.text("name", sink).unwrap_or_default();
            let kind = f.required("kind", sink).and_then(|n| {
                let word = n.text().unwrap_or_default();
                let found = ChecklistKind::ALL.into_iter().find(|k| k.word() == word);
                if found.is_none() {
                    unknown("kind of checklist", word, n.span, ChecklistKind::ALL.map(ChecklistKind::word), sink);
                }
                found
            });
            let group = f.required("group", sink).and_then(|n| group_index(n, &self.catalog.groups, sink));
            let purpose = f.text("purpose", sink).unwrap_or_default();
            let sources = self.source(&mut f, node, "a checklist", sink);
            let items = self.advice(f.items("items", sink), sink);
            f.finish(sink);
            if items.is_empty() {
                sink.error(Code::MissingKey, node.span, format!("the checklist `{id}` has no items"));
            }
            if let (Some(kind), Some(group)) = (kind, group) {
                self.catalog.checklists.push(Checklist {
                    id: Text::copy(id),
                    name,
                    kind,
                    group,
                    purpose,
                    sources,
                    items,
                });
            }
        }
    }

    pub(super) fn decode_coverage(&mut self, trees: &[Node], sink: &mut Sink) {
        for document in trees.iter().filter_map(|t| t.get("coverage")).flat_map(|n| n.items().unwrap_or_default()) {
            let Some(mut f) = Fields::open(document, "coverage", sink) else { continue };
            let source = self.source(&mut f, document, "coverage", sink);
            let statements = f.items("statements", sink);
            f.finish(sink);
            let Some(source) = source.first().map(|s| s.source) else { continue };
            for node in statements {
                let statement = self.statement(source, node, sink);
                self.annex.coverage.extend(statement);
            }
        }
    }

    fn statement(&self, source: SourceId, node: &Node, sink: &mut Sink) -> Option<Statement> {
        let mut f = Fields::open(node, "statement", sink)?;
        let says = f.text("says", sink);
        let place = f.text_opt("where", sink);
        let answers = f.required("answers", sink);
        f.finish(sink);
        let answers: Vec<Answered> = list(answers?, "answers", sink)
            .iter()
            .filter_map(|n| self.answered(&string(n, "answer", sink)?, n, sink))
            .collect();
        Some(Statement { source, place, says: says?, answers })
    }

    /// `block`, `block.option`, `block#advice`, `checklist`, `checklist#item`, or `kind:id`.
    fn answered(&self, text: &str, node: &Node, sink: &mut Sink) -> Option<Answered> {
        let id = Text::copy(text);
        let at = node.span;
        if let Some((kind, name)) = text.split_once(':') {
            let tables: [(&'static str, &Names); 7] = [
                ("rule", &self.rules),
                ("question", &self.questions),
                ("metric", &self.metrics),
                ("product", &self.products),
                ("sizing", &self.figures),
                ("price", &self.prices),
                ("trait", &self.traits),
            ];
            let Some((kind, names)) = tables.into_iter().find(|t| t.0 == kind) else {
                sink.push(
                    Diagnostic::error(Code::BadValue, at, format!("`{kind}` is not a kind of answer"))
                        .help(format!("Kinds: {}", one_of(tables.map(|t| t.0), 9))),
                );
                return None;
            };
            if names.get(name).is_none() {
                unknown(kind, name, at, names.ids(), sink);
                return None;
            }
            return Some(Answered { kind, id: Text::copy(name) });
        }
        if let Some((list, item)) = text.split_once('#') {
            return self.answered_by_item(list, item, node, sink);
        }
        if let Some((block, option)) = text.split_once('.') {
            let Some(b) = self.blocks.get(block) else {
                unknown("block", block, at, self.blocks.ids(), sink);
                return None;
            };
            self.option_ref(BlockId(b), option, at, sink)?;
            return Some(Answered { kind: "option", id });
        }
        if self.blocks.get(text).is_some() {
            return Some(Answered { kind: "block", id });
        }
        if self.checklists.get(text).is_some() {
            return Some(Answered { kind: "checklist", id });
        }
        let like = nearest(text, self.blocks.ids().chain(self.checklists.ids()));
        sink.push(
            Diagnostic::error(Code::UnknownName, at, format!("there is no block or checklist `{text}`"))
                .label("unknown")
                .maybe_help(like.map(|l| format!("Did you mean `{l}`?"))),
        );
        None
    }

    fn answered_by_item(&self, list: &str, item: &str, node: &Node, sink: &mut Sink) -> Option<Answered> {
        let block = self.blocks.get(list).map(|b| &self.catalog.blocks[b as usize]);
        let checklist = self.catalog.checklists.iter().find(|c| c.id == list);
        let (kind, advice): (_, Vec<&Advice>) = match (block, checklist) {
            (Some(b), _) => ("practice", b.practices.iter().chain(&b.checklist).collect()),
            (None, Some(c)) => ("checklist", c.items.iter().collect()),
            (None, None) => {
                let ids = self.blocks.ids().chain(self.checklists.ids());
                unknown("block or checklist", list, node.span, ids, sink);
                return None;
            }
        };
        let ids = || advice.iter().filter_map(|a| a.id.as_deref());
        if !ids().any(|i| i == item) {
            unknown(&format!("advice of `{list}` called"), item, node.span, ids(), sink);
            return None;
        }
        Some(Answered { kind, id: format!("{list}#{item}").into() })
    }
}
