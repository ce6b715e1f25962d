//! Mending what was found: small changes of texts, applied together.

use std::collections::BTreeMap;

use crate::text::{FileId, Files, Span};

/// Whether a change can alter what a text means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Safety {
    /// The text means the same, or what it meant to say anyway.
    Safe,
    /// Somebody should look at it.
    Unsafe,
}

/// A text in place of some bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The bytes that go; empty to insert.
    pub span: Span,
    /// What comes.
    pub text: String,
}

impl Change {
    /// A text in place of some bytes.
    pub fn new(span: Span, text: impl Into<String>) -> Self {
        Change { span, text: text.into() }
    }
}

/// A way to mend a finding: all its changes, or none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as an order: "Write the back link".
    pub title: String,
    /// Whether it can alter what the text means.
    pub safety: Safety,
    /// The changes of texts, of one file or of several.
    pub changes: Vec<Change>,
    /// Files that get another path.
    pub renames: Vec<(FileId, String)>,
}

impl Fix {
    /// A fix that leaves the meaning as it is.
    pub fn safe(title: impl Into<String>, changes: Vec<Change>) -> Self {
        Fix { title: title.into(), safety: Safety::Safe, changes, renames: Vec::new() }
    }

    /// A fix that somebody should look at.
    pub fn risky(title: impl Into<String>, changes: Vec<Change>) -> Self {
        Fix { safety: Safety::Unsafe, ..Self::safe(title, changes) }
    }

    /// The same with a file that gets another path.
    #[must_use]
    pub fn rename(mut self, file: FileId, path: impl Into<String>) -> Self {
        self.renames.push((file, path.into()));
        self
    }

    fn nothing(&self) -> bool {
        self.changes.is_empty() && self.renames.is_empty()
    }
}

/// What a round of fixes leads to.
#[derive(Debug, Default)]
pub struct Fixed {
    /// The new texts.
    pub texts: BTreeMap<FileId, String>,
    /// The new paths.
    pub renames: BTreeMap<FileId, String>,
    /// How many fixes were applied.
    pub applied: usize,
}

/// Applies the fixes that do not get into each other's way, in their order. The bytes outside their ranges stay.
pub fn apply<'f>(files: &Files, fixes: impl IntoIterator<Item = &'f Fix>) -> Fixed {
    let mut taken: BTreeMap<FileId, Vec<&Change>> = BTreeMap::new();
    let mut out = Fixed::default();
    for fix in fixes.into_iter().filter(|f| !f.nothing()) {
        let valid = |c: &Change| files.get(c.span.file).is_some_and(|f| f.text.get(c.span.range()).is_some());
        let free = |c: &Change| !taken.get(&c.span.file).is_some_and(|all| all.iter().any(|o| clash(o, c)));
        let apart = |i: usize, c: &Change| !fix.changes[..i].iter().any(|o| o.span.file == c.span.file && clash(o, c));
        let still = fix.renames.iter().all(|(file, path)| {
            !out.renames.contains_key(file)
                && !out.renames.values().any(|p| p == path)
                && !files.iter().any(|(_, f)| f.name == *path)
        });
        if !still || !fix.changes.iter().enumerate().all(|(i, c)| valid(c) && free(c) && apart(i, c)) {
            continue;
        }
        for c in &fix.changes {
            taken.entry(c.span.file).or_default().push(c);
        }
        out.renames.extend(fix.renames.iter().cloned());
        out.applied += 1;
    }
    for (file, mut changes) in taken {
        changes.sort_by_key(|c| c.span.start);
        let before = files.get(file).map_or("", |f| f.text.as_str());
        let mut text = String::with_capacity(before.len() + 100);
        let mut at = 0;
        for c in changes {
            text.push_str(&before[at..c.span.start as usize]);
            text.push_str(&c.text);
            at = c.span.end as usize;
        }
        text.push_str(&before[at..]);
        if text != before {
            out.texts.insert(file, text);
        }
    }
    out
}

/// Whether two changes of one text overlap, or touch where both insert.
fn clash(a: &Change, b: &Change) -> bool {
    let (a, b) = (a.span, b.span);
    match (a.start == a.end, b.start == b.end) {
        (true, true) => a.start == b.start,
        _ => a.start < b.end && b.start < a.end || a.start == b.start,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fixes_apply_whole_or_not_at_all() {
        let mut files = Files::new();
        let f = files.add("a.md", "one two three");
        let at = |a, b, text: &str| Change::new(Span::new(f, a, b), text);
        let first = Fix::safe("x", vec![at(0, 3, "1")]);
        let clashing = Fix::safe("y", vec![at(1, 2, "!"), at(8, 13, "3")]);
        let outside = Fix::safe("z", vec![at(12, 99, "")]);
        let last = Fix::risky("w", vec![at(4, 7, "2")]);
        let out = apply(&files, [&first, &clashing, &outside, &last]);
        assert_eq!(out.texts[&f], "1 2 three");
        assert_eq!(out.applied, 2);
    }

    #[test]
    fn no_two_files_get_one_path() {
        let mut files = Files::new();
        let (a, b) = (files.add("a.md", ""), files.add("b.md", ""));
        let out =
            apply(&files, [&Fix::risky("x", vec![]).rename(a, "b.md"), &Fix::risky("y", vec![]).rename(b, "c.md")]);
        assert_eq!(out.renames, BTreeMap::from([(b, String::from("c.md"))]));
    }
}
