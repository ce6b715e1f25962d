//! A link leads to a heading that does not exist.

use std::collections::{HashMap, HashSet};

use super::super::context::Context;
use super::super::links::{Finder, Found, Leads, leads};
use super::super::rule::{Persona, Repair, Rule};
use super::super::run::is_markdown;
use crate::adr::{Link, decoded, page};
use crate::diagnostics::{Change, Diagnostic, Fix, RuleName, Severity};
use crate::text::{FileId, Span, one_line};

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A402", name: "broken-anchor" },
    level: Severity::Warning,
    persona: Persona::Default,
    repair: Repair::Unsafe,
    page: include_str!("broken_anchor.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let finder = Finder::new(ctx);
    // What each page that some link leads into has.
    let mut known: HashMap<String, Option<Anchors>> = HashMap::new();
    for (_, adr) in ctx.adrs() {
        for link in &adr.links {
            let (path, anchor) = match leads(&link.target) {
                Leads::Here(anchor) => (adr.path.clone(), anchor),
                Leads::File(local) => match (local.anchor, finder.find(&adr.path, &local)) {
                    (Some(anchor), Found::There(path)) if is_markdown(&path) => (path, anchor),
                    _ => continue,
                },
                _ => continue,
            };
            if is_special(anchor) {
                continue;
            }
            let anchors = known.entry(path).or_insert_with_key(|path| match ctx.file(path) {
                Some(file) => Some(Anchors::of(ctx.text(file))),
                None => ctx.tree.text(path).map(|t| Anchors::of(&t)),
            });
            let Some(anchors) = anchors else { continue };
            if !anchors.has(anchor) {
                out.push(finding(ctx, link, anchor, anchors, link.target.starts_with('#')));
            }
        }
    }
}

fn finding(ctx: &Context<'_>, link: &Link, anchor: &str, anchors: &Anchors, here: bool) -> Diagnostic {
    let shown = one_line(&decoded(anchor));
    let page = if here { String::from("this page") } else { one_line(link.target.split('#').next().unwrap_or("")) };
    let place = link.target_span(ctx.text(link.span.file)).map(|t| {
        let end = t.end as usize;
        Span::new(t.file, end - anchor.len(), end)
    });
    let d = RULE
        .at(place.unwrap_or(link.span), format!("{page} has no heading or anchor `#{shown}`"))
        .label("no such heading");
    let near = anchors.like(anchor);
    let fix = near.zip(place).map(|(n, p)| Fix::risky("Lead to the heading of these words", vec![Change::new(p, n)]));
    d.maybe_help(near.map(|n| format!("Did you mean `#{n}`?"))).maybe_fix(fix)
}

/// Anchors that no heading has: lines, texts, footnotes, the top of the page.
fn is_special(anchor: &str) -> bool {
    let a = anchor.trim();
    let line = a.trim_start_matches(['L', 'l']).bytes().all(|b| b.is_ascii_digit() || b"-LlCc".contains(&b));
    let note = a.strip_prefix("user-content-").unwrap_or(a).strip_prefix("fn").is_some_and(|r| {
        r.is_empty() || r.starts_with(':') || r.starts_with("ref") || r.starts_with('-') || r.as_bytes()[0].is_ascii_digit()
    });
    a.is_empty() || a == "top" || (line && a.starts_with(['L', 'l'])) || note || a.starts_with(":~:") || a.contains(['/', '!', '{', '='])
}

/// The anchors of a page.
struct Anchors {
    /// In lower case.
    exact: HashSet<String>,
    /// By their letters and digits alone.
    loose: HashMap<String, String>,
}

impl Anchors {
    fn of(text: &str) -> Self {
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

    fn has(&self, anchor: &str) -> bool {
        let a = plain(&decoded(anchor)).to_lowercase();
        let a = a.strip_prefix("user-content-").unwrap_or(&a);
        self.exact.contains(a)
    }

    fn like(&self, anchor: &str) -> Option<&str> {
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
        let wanted = |c: &char| c.is_alphanumeric() || matches!(c, '_' | '-') || c.is_whitespace() || extra.contains(*c);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_of_many_sites() {
        let text = "# 1. Use A / B\n\n## Why?\n\n## Why?\n\n## ⚠️ Über `x.y`\n\n## Old {#former}\n\n<a name=\"Here\"></a>\n";
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
        assert!(is_special("L10-L12") && is_special("fn:1") && is_special("top") && !is_special("licence"));
    }
}
