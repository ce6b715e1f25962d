//! Anchors of headings, as sites name them.

use std::collections::{HashMap, HashSet};

use super::edit::{Edit, apply, line_of};
use super::fold::fold;
use super::kinds::Role;
use super::page::page;
use super::paths::decoded;
use super::words::words;
use crate::text::{FileId, line_end};

/// The anchors of a page: what links such as `#decision` lead to.
pub struct Anchors {
    /// In lower case.
    exact: HashSet<String>,
    /// By their letters and digits alone.
    loose: HashMap<String, String>,
}

impl Anchors {
    /// Reads the anchors of a Markdown text.
    pub fn of(text: &str) -> Self {
        let mut out = Anchors { exact: HashSet::new(), loose: HashMap::new() };
        let mut times: HashMap<String, usize> = HashMap::new();
        for h in page(FileId(0), text).headings {
            let mut words = h.value.trim();
            // `## Title {#name}`
            if let Some((before, own)) = words.strip_suffix('}').and_then(|w| w.rsplit_once('{'))
                && let Some(name) = own.trim().trim_start_matches(':').trim().strip_prefix('#')
            {
                out.exact.extend(name.split_whitespace().next().map(str::to_lowercase));
                words = before.trim();
            }
            let slugs = slugs(words);
            let n = times.entry(slugs[0].clone()).and_modify(|n| *n += 1).or_insert(0);
            for slug in &slugs {
                if *n > 0 {
                    out.exact.insert(format!("{slug}-{n}"));
                    out.exact.insert(format!("{slug}_{n}"));
                }
                out.exact.insert(slug.clone());
            }
            out.loose.entry(letters(words)).or_insert_with(|| slugs[0].clone());
        }
        // `<a name="x">`, `<h2 id='x'>`, `<a id=x>`
        for key in ["name=", "id="] {
            for (at, _) in text.match_indices(key) {
                let value = &text[at + key.len()..];
                let value = value.trim_start_matches(['"', '\'', '{']);
                let end = value.find(['"', '\'', '>', ' ', '\n', '}']).unwrap_or(value.len());
                out.exact.insert(value[..end].to_lowercase());
            }
        }
        out
    }

    /// Whether some site gives a heading this anchor.
    pub fn has(&self, anchor: &str) -> bool {
        let a = plain(&decoded(anchor)).to_lowercase();
        let a = a.strip_prefix("user-content-").unwrap_or(&a);
        self.exact.contains(a)
    }

    /// The anchor of the heading with the same letters and digits.
    pub fn like(&self, anchor: &str) -> Option<&str> {
        self.loose.get(&letters(&decoded(anchor))).map(String::as_str)
    }
}

/// A text without marks that choose how a sign is drawn.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, '\u{fe0f}' | '\u{fe0e}' | '\u{200d}')).collect()
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The anchors that a heading gets: on GitHub, on GitLab, by Python-Markdown (MkDocs), by Pandoc and kramdown.
fn slugs(heading: &str) -> Vec<String> {
    let heading = plain(heading).to_lowercase();
    let kept = |extra: &str| -> String {
        let wanted =
            |c: &char| c.is_alphanumeric() || matches!(c, '_' | '-') || c.is_whitespace() || extra.contains(*c);
        heading.chars().filter(wanted).map(|c| if c.is_whitespace() { '-' } else { c }).collect()
    };
    let single = |text: &str| {
        let parts: Vec<&str> = text.split('-').filter(|p| !p.is_empty()).collect();
        parts.join("-")
    };
    let github = kept("");
    let gitlab = single(&github);
    let ascii: String = gitlab.chars().filter(char::is_ascii).collect();
    let from_letter = |t: &str| t.trim_start_matches(|c: char| !c.is_alphabetic()).to_string();
    let dots = single(&kept("."));
    let mut out = vec![github.clone(), gitlab.clone(), single(&ascii), dots.clone()];
    out.extend([from_letter(&github), from_letter(&gitlab), from_letter(&dots)]);
    // Some trim signs at the ends only.
    out.push(github.trim_matches('-').to_string());
    out
}

/// A text made from a template: of its table of contents, the entry of the title gets the new one, and entries without
/// a heading go.
pub(super) fn contents(text: &str, before: &[&str], after: &str) -> String {
    let page = page(FileId(0), text);
    let is_contents = |title: &str| words().sections.get(&fold(title)) == Some(&Role::Contents);
    let at = page.headings.iter().position(|h| is_contents(&h.value));
    let anchors = Anchors::of(text);
    let mut edits = Vec::new();
    for e in &page.entries {
        let Some(link) = page.links[e.links.clone()].first() else { continue };
        let Some(anchor) = link.target.strip_prefix('#').filter(|a| !anchors.has(a)) else { continue };
        // A list of contents may stand under the title without a heading of its own.
        if before.iter().any(|b| slugs(b).iter().any(|s| s == anchor)) {
            edits.push(Edit::new(link.span.range(), format!("[{after}](#{})", slugs(after)[0])));
        } else if at.is_some() && e.heading == at {
            let line = line_of(text, e.span.start as usize);
            let end = line_end(text, line.end);
            edits.push(Edit::new(line.start..end, ""));
        }
    }
    apply(text, &edits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_of_many_sites() {
        let text =
            "# 1. Use A / B\n\n## Why?\n\n## Why?\n\n## ⚠️ Über `x.y`\n\n## Old {#former}\n\n<a name=\"Here\"></a>\n";
        let a = Anchors::of(text);
        for yes in [
            "1-use-a--b",
            "1-use-a-b",
            "use-a-b",
            "why",
            "Why",
            "why-1",
            "why_1",
            "-über-xy",
            "%C3%BCber-xy",
            "über-x.y",
            "former",
            "old",
            "here",
            "user-content-why",
        ] {
            assert!(a.has(yes), "{yes}");
        }
        for no in ["why-2", "how", "use-c"] {
            assert!(!a.has(no), "{no}");
        }
        assert_eq!(a.like("why!"), Some("why"));
    }

    #[test]
    fn a_table_of_contents_names_what_is_there() {
        let text = "# Use x\n\n## Contents\n\n- [Title](#title)\n  - [Why](#why)\n  - [Gone](#gone)\n\n## Why\n";
        assert_eq!(
            contents(text, &["Title"], "Use x"),
            text.replace("[Title](#title)", "[Use x](#use-x)").replace("  - [Gone](#gone)\n", "")
        );
    }
}
