//! Examples in Markdown that hold code blocks, fenced with as many signs as the example itself.

use std::borrow::Cow;
use std::ops::Range;

/// The line of a fence.
struct Fence<'t> {
    sign: char,
    signs: usize,
    info: &'t str,
    /// The bytes of the signs.
    range: Range<usize>,
}

/// The text with the fences within examples in Markdown as spaces; bytes keep their places.
///
/// By the letter of CommonMark the first inner end closes the example, and all code after it turns into prose. Nobody
/// means that: where the inner fences pair up, and nothing is left open at the end, the example goes on.
pub(super) fn unnested(text: &str) -> Cow<'_, str> {
    let whole = Cow::Borrowed(text);
    let fences = fences(text);
    let mut inner: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while at < fences.len() {
        let pairs = if is_markdown(fences[at].info) { paired(&fences, at) } else { None };
        let end = match pairs {
            Some(end) => {
                inner.extend(fences[at + 1..end].iter().map(|f| f.range.clone()));
                Some(end)
            }
            None => (at + 1..fences.len()).find(|i| closes(&fences[at], &fences[*i])),
        };
        let Some(end) = end else { return whole };
        at = end + 1;
    }
    if inner.is_empty() {
        return whole;
    }
    let mut out = text.to_string();
    for r in inner {
        out.replace_range(r.clone(), &" ".repeat(r.len()));
    }
    Cow::Owned(out)
}

/// Where the example ends that the fence `open` begins, if other fences pair up within it.
fn paired(fences: &[Fence<'_>], open: usize) -> Option<usize> {
    let own = &fences[open];
    let (mut depth, mut nested) = (1_usize, false);
    for (i, f) in fences.iter().enumerate().skip(open + 1).filter(|(_, f)| f.sign == own.sign && f.signs >= own.signs) {
        if f.info.is_empty() {
            depth -= 1;
        } else {
            depth += 1;
            nested = true;
        }
        if depth == 0 {
            return Some(i).filter(|_| nested);
        }
    }
    None
}

fn closes(open: &Fence<'_>, f: &Fence<'_>) -> bool {
    f.sign == open.sign && f.signs >= open.signs && f.info.is_empty()
}

/// The line of the fence that is never closed by the letter of CommonMark, where fences stand within fences.
pub(super) fn left_open(text: &str) -> Option<Range<usize>> {
    let fences = fences(text);
    let mut at = 0;
    while let Some(open) = fences.get(at) {
        let Some(end) = (at + 1..fences.len()).find(|i| closes(open, &fences[*i])) else {
            let line = text[open.range.start..].lines().next().unwrap_or_default().trim_end().len();
            return Some(open.range.start..open.range.start + line);
        };
        at = end + 1;
    }
    None
}

/// Whether the words behind the signs of a fence say that Markdown follows.
pub(super) fn is_markdown(info: &str) -> bool {
    let name = info.split([' ', '{', ',']).next().unwrap_or_default();
    ["md", "mdx", "markdown"].iter().any(|n| name.eq_ignore_ascii_case(n))
}

fn fences(text: &str) -> Vec<Fence<'_>> {
    let mut out = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let from = start + line.len() - line.trim_start().len();
        start += line.len();
        let shown = line.trim();
        let Some(sign) = shown.chars().next().filter(|c| matches!(c, '`' | '~')) else { continue };
        let signs = shown.len() - shown.trim_start_matches(sign).len();
        let info = shown[signs..].trim();
        if signs >= 3 && !(sign == '`' && info.contains('`')) {
            out.push(Fence { sign, signs, info, range: from..from + signs });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_go_on_behind_their_code() {
        let nested = "a\n\n```markdown\n# Use x\n\n```sh\nrun\n```\n\n[plan](plan.md)\n```\n\n## After\n";
        let plain = unnested(nested);
        assert_eq!(plain.len(), nested.len());
        assert_eq!(plain.matches("```").count(), 2);
        assert!(plain.contains("   sh\nrun\n   \n"));
        // Whoever reads the page in a browser still sees a block that swallows the rest.
        assert_eq!(left_open(nested).map(|r| &nested[r]), Some("```"));
        assert_eq!(left_open("```sh\nrun\n```\n"), None);
        for whole in [
            "```markdown\n# Use x\n```\n\n```sh\nrun\n```\n",
            // The inner end was forgotten: what follows is no example.
            "```markdown\n```sh\nrun\n```\n\ntext\n\n```\nplain\n```\n",
            "````markdown\n```sh\nrun\n```\n````\n",
            "```sh\ncat <<X\n```md\nX\n```\n",
        ] {
            assert_eq!(unnested(whole), whole);
        }
    }
}
