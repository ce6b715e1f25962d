//! Pages that the program and people write together.
//!
//! What the program wrote stands between a `begin` and an `end` mark; the `begin` mark holds the digest of
//! what stood there when it was written, so that an edit shows. Text outside belongs to people.

use std::ops::Range;

use crate::text::digest;

const BEGIN: &str = "<!-- mlarch:begin ";
const END: &str = "<!-- mlarch:end ";
const OFF: &str = "<!-- mlarch:off ";
const CLOSE: &str = " -->";

/// Why a page cannot be written anew without losing what a person wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    /// The text between the marks was edited, and what belongs there has changed since.
    Edited(Place),
    /// The marks do not pair up.
    Marks {
        /// Line of the mark, from 1.
        line: usize,
    },
    /// The file was not written by this program, or was edited and has no regions.
    Foreign,
    /// Nothing calls for the page any more, but it holds words of a person.
    Left,
}

/// Where a region is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Name of the region.
    pub region: String,
    /// Line of its `begin` mark, from 1.
    pub line: usize,
}

/// A page in which words of a person and of the program stand beside each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Merged {
    pub(super) text: String,
    /// Regions that stay as a person edited them, as the program has nothing else to say there than it had then.
    pub(super) edited: Vec<Place>,
}

impl From<String> for Merged {
    fn from(text: String) -> Self {
        Merged { text, edited: Vec::new() }
    }
}

/// A region of a page.
#[derive(Debug, Clone)]
struct Region {
    name: String,
    /// The digest in the mark; none in a text that comes from a template.
    digest: Option<String>,
    /// Bytes from the begin mark to the line end of the end mark.
    whole: Range<usize>,
    /// Bytes between the marks.
    inner: Range<usize>,
    line: usize,
    /// The person keeps this region out.
    off: bool,
}

/// Puts digests into the marks of a text from a template, and the set that it belongs to before their names; a text
/// without marks becomes one region.
pub(super) fn seal(set: &str, text: &str) -> String {
    match regions(text) {
        Ok(found) if !found.is_empty() => {
            let mut out = String::with_capacity(text.len() + 64 * found.len());
            let mut at = 0;
            for r in &found {
                out.push_str(&text[at..r.whole.start]);
                out.push_str(&sealed(set, &r.name, &text[r.inner.clone()]));
                at = r.whole.end;
            }
            out.push_str(&text[at..]);
            out
        }
        _ => sealed(set, "page", text),
    }
}

fn sealed(set: &str, name: &str, inner: &str) -> String {
    format!("{BEGIN}{set}/{name} {}{CLOSE}\n{inner}{END}{set}/{name}{CLOSE}\n", digest([inner]))
}

/// The page that is to stand in place of `old`: its regions as in `fresh`, which is sealed, everything else as it is.
///
/// An edited region stays as long as what the program would write there has not changed; `force` overwrites it.
///
/// # Errors
/// With what stands in the way; nothing is then to be written.
pub(super) fn merge(old: &str, fresh: &str, force: bool) -> Result<Merged, Vec<Obstacle>> {
    // A person's editor may have changed the line ends; then all of them.
    let windows = old.contains("\r\n");
    let plain = if windows { old.replace("\r\n", "\n") } else { old.to_string() };
    let there = match regions(&plain) {
        Ok(found) if found.is_empty() && force => return Ok(fresh.to_string().into()),
        Ok(found) if found.is_empty() => return Err(vec![Obstacle::Foreign]),
        Ok(found) => found,
        Err(_) if force => return Ok(fresh.to_string().into()),
        Err(line) => return Err(vec![Obstacle::Marks { line }]),
    };
    let wanted = regions(fresh).unwrap_or_default();
    let (mut obstacles, mut edited) = (Vec::new(), Vec::new());
    // What stands in place of each region of the old page.
    let mut placed: Vec<String> = Vec::new();
    for r in &there {
        let now = &plain[r.inner.clone()];
        let target = wanted.iter().find(|w| w.name == r.name);
        let touched = !r.off && r.digest.as_deref() != Some(digest([now]).as_str());
        let keep = || plain[r.whole.clone()].to_string();
        let place = || Place { region: r.name.clone(), line: r.line };
        let text = match target {
            _ if r.off => keep(),
            // What is between the marks was written by hand, and what the program has to say is what it said then.
            Some(t) if touched && !force && t.digest == r.digest => {
                edited.push(place());
                keep()
            }
            Some(t) if !touched || force => fresh[t.whole.clone()].to_string(),
            None if !touched || force => String::new(),
            _ => {
                obstacles.push(Obstacle::Edited(place()));
                keep()
            }
        };
        placed.push(text);
    }
    if !obstacles.is_empty() {
        return Err(obstacles);
    }
    // New regions follow the region that they follow in the template.
    let mut first = String::new();
    for (i, w) in wanted.iter().enumerate() {
        if there.iter().any(|r| r.name == w.name) {
            continue;
        }
        let before = wanted[..i].iter().rev().find_map(|b| there.iter().position(|r| r.name == b.name));
        let text = &fresh[w.whole.clone()];
        match before {
            Some(at) => {
                placed[at].push('\n');
                placed[at].push_str(text);
            }
            None => {
                first.push_str(text);
                first.push('\n');
            }
        }
    }
    let mut out = String::with_capacity(plain.len() + 256);
    let mut at = 0;
    for (r, text) in there.iter().zip(&placed) {
        out.push_str(&plain[at..r.whole.start]);
        if at == 0 {
            out.push_str(&first);
        }
        out.push_str(text);
        at = r.whole.end;
        // A region that went takes the empty line after it along.
        if text.is_empty() && plain[at..].starts_with('\n') {
            at += 1;
        }
    }
    out.push_str(&plain[at..]);
    Ok(Merged { text: if windows { out.replace('\n', "\r\n") } else { out }, edited })
}

/// Whether a page holds nothing but untouched regions of this program: then it may go.
pub(super) fn only_generated(text: &str) -> bool {
    let plain = text.replace("\r\n", "\n");
    let Ok(found) = regions(&plain) else { return false };
    let mut at = 0;
    for r in &found {
        let untouched = r.digest.as_deref() == Some(digest([&plain[r.inner.clone()]]).as_str());
        if r.off || !untouched || !plain[at..r.whole.start].trim().is_empty() {
            return false;
        }
        at = r.whole.end;
    }
    !found.is_empty() && plain[at..].trim().is_empty()
}

/// Whether a page has regions of a set of documents.
pub(super) fn is_of(set: &str, text: &str) -> bool {
    text.contains(&format!("{BEGIN}{set}/"))
}

/// The regions of a page with `\n` line ends, in order; the error is the line of a mark without its other half.
fn regions(text: &str) -> Result<Vec<Region>, usize> {
    let mut out: Vec<Region> = Vec::new();
    let mut open: Option<Region> = None;
    let mut at = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let start = at;
        at += line.len();
        let (bare, number) = (line.trim(), number + 1);
        if let Some(rest) = mark(bare, BEGIN) {
            if open.is_some() {
                return Err(number);
            }
            let mut words = rest.split_whitespace();
            let name = words.next().unwrap_or_default().to_string();
            let digest = words.next().map(str::to_string);
            open = Some(Region { name, digest, whole: start..at, inner: at..at, line: number, off: false });
        } else if let Some(name) = mark(bare, END) {
            let Some(mut r) = open.take().filter(|r| r.name == name.trim()) else { return Err(number) };
            r.inner.end = start;
            r.whole.end = at;
            if out.iter().any(|o| o.name == r.name) {
                return Err(number);
            }
            out.push(r);
        } else if let Some(name) = mark(bare, OFF).filter(|_| open.is_none()) {
            let name = name.trim().to_string();
            out.push(Region { name, digest: None, whole: start..at, inner: at..at, line: number, off: true });
        }
    }
    match open {
        Some(r) => Err(r.line),
        None => Ok(out),
    }
}

fn mark<'a>(line: &'a str, kind: &str) -> Option<&'a str> {
    line.strip_prefix(kind)?.strip_suffix(CLOSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "<!-- mlarch:begin a -->\n# One\n<!-- mlarch:end a -->\n\n<!-- mlarch:begin b -->\ntext\n<!-- mlarch:end b -->\n";

    #[test]
    fn a_second_run_changes_nothing() {
        let page = seal("s", ONE);
        assert_eq!(merge(&page, &seal("s", ONE), false).expect("merged").text, page);
        let whole = seal("s", "# No marks\n");
        assert_eq!(merge(&whole, &whole, false).expect("merged").text, whole);
        assert!(only_generated(&page) && only_generated(&whole));
    }

    #[test]
    fn text_outside_survives_and_regions_are_renewed() {
        let page = seal("s", ONE).replace("\n\n<!--", "\n\nOur own words.\n\n<!--") + "The end.\n";
        let new = seal("s", &ONE.replace("text", "other text"));
        let merged = merge(&page, &new, false).expect("merged").text;
        assert!(merged.contains("Our own words.") && merged.ends_with("The end.\n") && merged.contains("other text"));
        assert!(!only_generated(&page));
        assert_eq!(merge(&merged, &new, false).expect("merged").text, merged);
    }

    #[test]
    fn an_edited_region_is_told_and_never_overwritten() {
        let page = seal("s", ONE).replace("\ntext\n", "\nmy text\n");
        let place = || Place { region: "s/b".into(), line: 5 };
        let kept = merge(&page, &seal("s", ONE), false).expect("nothing new to say");
        assert_eq!(kept, Merged { text: page.clone(), edited: vec![place()] });
        let back = merge(&page, &seal("s", ONE), true).expect("forced");
        assert_eq!(back, seal("s", ONE).into());
        let new = seal("s", &ONE.replace("text", "other text"));
        assert_eq!(merge(&page, &new, false), Err(vec![Obstacle::Edited(place())]));
        assert!(merge(&page, &new, true).expect("forced").text.contains("\nother text\n"));
    }

    #[test]
    fn new_regions_come_and_old_ones_go_in_order() {
        let page = seal("s", ONE);
        let more = "<!-- mlarch:begin x -->\nnew\n<!-- mlarch:end x -->\n\n<!-- mlarch:begin b";
        let new = seal("s", &ONE.replace("<!-- mlarch:begin b", more));
        let merged = merge(&page, &new, false).expect("merged").text;
        let at = |t: &str| merged.find(t).unwrap_or_else(|| panic!("{t} in {merged}"));
        assert!(at("# One") < at("new") && at("new") < at("text"));
        assert_eq!(merge(&merged, &seal("s", ONE), false).expect("merged").text.matches("mlarch:begin").count(), 2);
    }

    #[test]
    fn a_region_stays_out_where_a_person_says_so() {
        let off = "mine\n<!-- mlarch:off s/a -->\n\n<!-- mlarch:begin s/b 0 -->\nx\n<!-- mlarch:end s/b -->\n";
        let page = merge(off, &seal("s", ONE), true).expect("merged").text;
        assert!(
            page.starts_with("mine\n<!-- mlarch:off s/a -->\n") && !page.contains("# One") && page.contains("text")
        );
    }

    #[test]
    fn broken_marks_and_files_of_others_are_left_alone() {
        let broken = seal("s", ONE).replace("<!-- mlarch:end s/a -->\n", "");
        assert!(matches!(
            merge(&broken, &seal("s", ONE), false).expect_err("refused")[..],
            [Obstacle::Marks { line: 4 }]
        ));
        assert_eq!(merge("# Mine\n", &seal("s", ONE), false), Err(vec![Obstacle::Foreign]));
        assert_eq!(merge("# Mine\n", &seal("s", ONE), true).expect("forced").text, seal("s", ONE));
    }

    #[test]
    fn line_ends_of_windows_are_kept() {
        let page = seal("s", ONE).replace('\n', "\r\n");
        assert_eq!(merge(&page, &seal("s", ONE), false).expect("merged").text, page);
        assert!(only_generated(&page));
    }
}
