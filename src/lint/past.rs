//! What the records were in the state that a change is compared with.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::context::Context;
use crate::adr::{self, Adr, Reading, Role};
use crate::text::{FileId, Span};

/// A record of the other state whose file was changed, moved or deleted on this side.
pub(super) struct Past<'a> {
    /// Its path there.
    pub(super) path: &'a str,
    /// Its text there.
    pub(super) text: &'a str,
    /// As read. Its spans are of its own text, which is no file of this run.
    pub(super) adr: Adr,
}

/// The records of the other state that this side has changed. What only the other side changed is not among them.
pub(super) fn past<'a>(ctx: &Context<'a>) -> Vec<Past<'a>> {
    let Some(base) = ctx.history.and_then(|h| h.base.as_ref()) else { return Vec::new() };
    let read = |(path, text): (&'a String, &'a String)| {
        let list = match adr::read(FileId(u16::MAX), path, text) {
            Reading::Adr(adr) => vec![*adr],
            Reading::Several(list) => list,
            _ => Vec::new(),
        };
        list.into_iter().map(move |adr| Past { path, text, adr })
    };
    base.texts.iter().filter(|(p, _)| base.changed.contains(*p)).flat_map(read).collect()
}

/// The records of the other state that are still here, each with what it is now.
pub(super) fn changed<'c>(ctx: &'c Context<'_>) -> Vec<(Past<'c>, &'c Adr)> {
    let before = past(ctx);
    if before.is_empty() {
        return Vec::new();
    }
    // Of several records in a file each is compared with that of its id.
    let key = |a: &Adr| a.part.map(|_| a.id.key());
    let now: HashMap<(&str, Option<String>), &Adr> = ctx.adrs().map(|(_, a)| ((a.path.as_str(), key(a)), a)).collect();
    let both = |old: Past<'c>| now.get(&(old.path, key(&old.adr))).copied().map(|adr| (old, adr));
    before.into_iter().filter_map(both).collect()
}

/// The records of the other state whose files are gone.
pub(super) fn gone<'a>(ctx: &Context<'a>) -> Vec<Past<'a>> {
    let mut all = past(ctx);
    all.retain(|p| ctx.file(p.path).is_none() && !ctx.tree.exists(p.path));
    all
}

/// The records whose files are new on this side, by index.
pub(super) fn fresh<'c>(ctx: &'c Context<'_>) -> impl Iterator<Item = usize> + 'c {
    let base = ctx.history.and_then(|h| h.base.as_ref());
    let new = move |path: &String| base.is_some_and(|b| b.changed.contains(path) && !b.texts.contains_key(path));
    ctx.adrs().filter(move |(_, a)| new(&a.path)).map(|(i, _)| i)
}

/// A number that is the same for texts with the same words and letters, wherever lines end and whatever numbers they
/// name.
pub(super) fn gist(text: &str) -> u64 {
    let mut out = DefaultHasher::new();
    words(text).for_each(|w| w.hash(&mut out));
    out.finish()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let letters = |w: &&str| w.chars().any(char::is_alphabetic);
    text.split(|c: char| !c.is_alphanumeric()).filter(letters)
}

/// The parts of a record that carry what was decided and why, each with its heading's place: context, drivers,
/// options, decision and reasons. Parts without a role of their own belong to what they stand under.
pub(super) fn substance(adr: &Adr) -> Vec<(usize, Span)> {
    let mut above: Vec<(u8, bool)> = Vec::new();
    let mut out = Vec::new();
    for (i, s) in adr.sections.iter().enumerate() {
        while above.last().is_some_and(|a| a.0 >= s.level) {
            above.pop();
        }
        let counts = match s.role {
            Some(role) => matches!(
                role,
                Role::Context | Role::Drivers | Role::Options | Role::ProsCons | Role::Decision | Role::Rationale
            ),
            None => above.last().is_some_and(|a| a.1),
        };
        above.push((s.level, counts));
        if counts {
            out.push((i, s.own));
        }
    }
    out
}

/// How many words two texts differ by: the larger of those that came and those that went. Targets of links and the
/// order of words do not count.
pub(super) fn difference<'t>(before: impl Iterator<Item = &'t str>, after: impl Iterator<Item = &'t str>) -> usize {
    let mut counts: HashMap<&str, i64> = HashMap::new();
    before.flat_map(prose).flat_map(words).for_each(|w| *counts.entry(w).or_default() -= 1);
    after.flat_map(prose).flat_map(words).for_each(|w| *counts.entry(w).or_default() += 1);
    let came: i64 = counts.values().filter(|n| **n > 0).sum();
    let went: i64 = counts.values().filter(|n| **n < 0).sum();
    came.max(-went) as usize
}

/// The pieces of a text without the targets of its links.
fn prose(text: &str) -> impl Iterator<Item = &str> {
    let piece = |(i, part): (usize, &'_ str)| if i == 0 { 0 } else { part.find(')').map_or(0, |n| n + 1) };
    text.split("](").enumerate().map(move |(i, part)| &part[piece((i, part))..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_in_words() {
        let of = |a: &'static str, b: &'static str| difference([a].into_iter(), [b].into_iter());
        assert_eq!(of("We use queues.", "We  use\nqueues!"), 0);
        assert_eq!(of("We use queues", "We use teh queues now"), 2);
        assert_eq!(of("see [this](a/b.md) one", "see [this](c/long/path.md) one"), 0);
        assert_eq!(gist("3. Use queues"), gist("12. Use  queues"));
        assert_ne!(gist("Use queues"), gist("Use caches"));
    }
}
