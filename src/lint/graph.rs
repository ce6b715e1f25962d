//! What rules about the graph of decisions have in common.

use std::collections::HashSet;

use super::context::Context;
use crate::adr::{self, Adr, Edge, Edit, End, Id, Reading, Relation, RelationKind, Scheme, Side, Standing};
use crate::diagnostics::Change;
use crate::text::Span;

/// Bytes that are read once more to see whether fixes read back as meant. What is left over is mended in the next run.
const MOST_REREAD: usize = 8 << 20;

/// How a record is called in messages: `0007`, `ADR-7`, or the name of its file.
pub(super) fn called(adr: &Adr) -> String {
    if adr.id.scheme == Scheme::Number { adr.id.text.clone() } else { adr::name(adr) }
}

/// What the status of a record means, if it has one that is known.
pub(super) fn standing(adr: &Adr) -> Option<Standing> {
    adr.status().and_then(|s| s.standing)
}

/// Whether a record was decided at some time: it holds, or it did.
pub(super) fn was_decided(adr: &Adr) -> bool {
    standing(adr).is_some_and(|s| s.in_force() || matches!(s, Standing::Superseded | Standing::Deprecated))
}

/// The records at both ends of an edge, the newer or needing one first.
pub(super) fn ends(edge: &Edge) -> Option<(usize, usize)> {
    match (&edge.from, &edge.to) {
        (End::Record(from), End::Record(to)) => Some((*from, *to)),
        _ => None,
    }
}

/// The relation by which a record says that there is an edge.
pub(super) fn said<'a>(ctx: &Context<'a>, edge: &Edge, by: usize) -> Option<&'a Relation> {
    let (adr, n) = edge.told.iter().find(|t| t.0 == by)?;
    ctx.all.adrs.get(*adr)?.relations.get(*n)
}

/// Where a record names its status, or else its title.
pub(super) fn status_place(ctx: &Context<'_>, adr: &Adr) -> Span {
    ctx.place(adr, adr.status().map_or(adr.title.span, |s| s.span))
}

/// A record with its text and the style of its log.
pub(super) fn side<'a>(ctx: &Context<'a>, adr: usize) -> Side<'a> {
    let a = &ctx.all.adrs[adr];
    Side { adr: a, text: ctx.text(a.file), style: &ctx.log(adr).style }
}

/// What a record says about which others in the bytes before `end`.
fn names(adr: &Adr, end: usize) -> HashSet<(RelationKind, Option<String>)> {
    let near = adr.relations.iter().filter(|r| (r.span.start as usize) < end);
    near.map(|r| (r.kind, r.id.as_ref().map(Id::key))).collect()
}

/// Whether a record still has its title, so many sections, and all that it said about others before `end`.
fn is_kept(before: &Adr, after: &Adr, sections: usize, end: usize) -> bool {
    after.title.value == before.title.value
        && after.sections.len() == sections
        && names(before, end).is_subset(&names(after, usize::MAX))
}

/// Turns edits into changes, once they are known to read back as meant.
pub(super) struct Mender {
    left: usize,
}

impl Mender {
    pub(super) fn new() -> Self {
        Mender { left: MOST_REREAD }
    }

    /// Whether so many more bytes may be read.
    pub(super) fn may_read(&mut self, bytes: usize) -> bool {
        let left = self.left.checked_sub(bytes);
        self.left = left.unwrap_or(self.left);
        left.is_some()
    }

    /// The changes of one record; none if what they make does not read as it should. Title, sections and everything
    /// that the record says about others must stay.
    pub(super) fn changes(
        &mut self,
        ctx: &Context<'_>,
        adr: usize,
        edits: &[Edit],
        holds: &dyn Fn(&Adr) -> bool,
    ) -> Option<Vec<Change>> {
        let before = &ctx.all.adrs[adr];
        let change = |e: &Edit| Change::new(Span::new(before.file, e.range.start, e.range.end), e.text.clone());
        let text = ctx.text(before.file);
        let good = self.reads_well_from_its_start(before, text, edits, holds) || {
            if !self.may_read(text.len()) {
                return None;
            }
            let after = adr::apply(text, edits);
            let read = match adr::read(before.file, &before.path, &after) {
                Reading::Adr(adr) => *adr,
                Reading::Several(list) => list.into_iter().find(|a| a.id == before.id)?,
                _ => return None,
            };
            is_kept(before, &read, before.sections.len(), usize::MAX) && holds(&read)
        };
        good.then(|| edits.iter().map(change).collect())
    }

    /// Whether the text with one section behind all edits reads as it should, which says the same of the whole text if
    /// nothing is opened in it that goes on behind it. Most edits stand near the top of long texts.
    fn reads_well_from_its_start(
        &mut self,
        before: &Adr,
        text: &str,
        edits: &[Edit],
        holds: &dyn Fn(&Adr) -> bool,
    ) -> bool {
        let last = edits.iter().map(|e| e.range.end).max().unwrap_or_default();
        let sections = 1 + before.sections.iter().take_while(|s| (s.heading.start as usize) <= last).count();
        let Some(next) = before.sections.get(sections).map(|s| s.heading.start as usize) else { return false };
        let opens = |e: &Edit| ["```", "~~~", "<!--"].iter().any(|mark| e.text.contains(mark));
        if before.part.is_some() || before.fenced.is_some() || edits.iter().any(opens) || !self.may_read(next) {
            return false;
        }
        let after = adr::apply(&text[..next], edits);
        let read = adr::read_template(before.file, &before.path, &after);
        read.is_some_and(|read| read.open_fence.is_none() && is_kept(before, &read, sections, next) && holds(&read))
    }
}
