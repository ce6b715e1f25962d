//! A relation to a record that does not exist.

use std::collections::{HashMap, HashSet};

use super::super::context::Context;
use super::super::graph::called;
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use crate::adr::{self, Adr, Relation, RelationKind, Scheme, Source, file_name};
use crate::diagnostics::{Change, Diagnostic, Fix, RuleName, Severity};
use crate::text::{Span, nearest};

/// Findings for which a record of a similar name is looked for, because each look costs as much as there are records.
const GUESSES: usize = 20;

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A306", name: "missing-target" },
    level: Severity::Error,
    persona: Persona::Default,
    repair: Repair::Unsafe,
    page: include_str!("missing_target.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let mut known: Option<Known> = None;
    for (i, adr) in ctx.adrs() {
        for r in adr.relations.iter().filter(|r| ctx.all.target(i, r).is_none()) {
            let known = known.get_or_insert_with(|| Known::new(ctx));
            // Links that lead nowhere have a rule of their own.
            if r.link.is_some() && r.from != Source::FrontMatter {
                continue;
            }
            let file = file(ctx, r);
            let near = known.near(file).map(|n| &ctx.all.adrs[n]);
            if !known.is_missing(ctx, i, r, near.is_some()) {
                continue;
            }
            let path = adr::stem(file).len() < file.len();
            let level = if path { Severity::Error } else { Severity::Warning };
            let shown = if file.is_empty() { r.text.trim() } else { file };
            let help = near.map(|a| format!("Did you mean {}, {}?", called(a), a.title.value));
            let d = RULE.at(r.span, format!("there is no record {shown}")).severity(level).label("not found");
            out.push(d.maybe_help(help).maybe_fix(near.and_then(|n| replaced(r, file, n))));
        }
    }
}

/// The name of a file that a relation names beside the id, without folders: `0008-use-x.md`; empty if it names an id.
fn file<'a>(ctx: &Context<'a>, r: &Relation) -> &'a str {
    let text = ctx.text(r.span.file).get(r.span.start as usize..).unwrap_or("");
    let end = text.find(|c: char| !(c.is_alphanumeric() || "-_./".contains(c))).unwrap_or(text.len());
    let name = file_name(text[..end].trim_end_matches('.'));
    if slug(adr::stem(name)).len() > 3 && name.contains('-') && name.chars().any(char::is_lowercase) {
        name
    } else {
        ""
    }
}

/// What there is, for guesses.
struct Known {
    /// Letters of ids in use, in lower case.
    families: HashSet<String>,
    /// Records by the words of the names of their files, in lower case; none if several have them.
    slugs: HashMap<String, Option<usize>>,
    /// Names of files in lower case, in the order of the records.
    names: Vec<String>,
    guesses: usize,
}

impl Known {
    fn new(ctx: &Context<'_>) -> Self {
        let names: Vec<String> = ctx.adrs().map(|(_, a)| adr::name(a).to_lowercase()).collect();
        let mut slugs: HashMap<String, Option<usize>> = HashMap::new();
        for (i, name) in names.iter().enumerate() {
            let words = slug(name);
            if words.len() > 4 {
                slugs.entry(words.to_string()).and_modify(|s| *s = None).or_insert(Some(i));
            }
        }
        let families = ctx.all.logs.iter().filter(|l| !l.members.is_empty()).map(|l| l.family.clone()).collect();
        Known { families, slugs, names, guesses: GUESSES }
    }

    /// Whether what a relation names would have to be among the records, and is not.
    fn is_missing(&self, ctx: &Context<'_>, i: usize, r: &Relation, guessed: bool) -> bool {
        let Some(id) = &r.id else { return false };
        if id.scheme == Scheme::Slug {
            // Words may name anything, unless they are nearly those of a record.
            return guessed && r.kind != RelationKind::RelatesTo;
        }
        // `RFC-12` or `JIRA-7` is somebody else's; and some file that is no record may have the number.
        let ours = ctx.log(i).style.scheme == Scheme::Number && self.families.contains(&id.family());
        id.scheme == Scheme::Number && id.number > 0 && ours && !ctx.log(i).taken.contains(&id.number)
    }

    /// The record that was meant, by its name.
    fn near(&mut self, file: &str) -> Option<usize> {
        let name = adr::stem(file).to_lowercase();
        if let Some(Some(same)) = self.slugs.get(slug(&name)).filter(|_| !name.is_empty()) {
            return Some(*same);
        }
        self.guesses = self.guesses.checked_sub(usize::from(!name.is_empty()))?;
        let found = nearest(&name, self.names.iter().map(String::as_str)).filter(|_| !name.is_empty())?;
        self.names.iter().position(|n| n == found)
    }
}

/// The words of a name without the number before them.
fn slug(name: &str) -> &str {
    name.trim_start_matches(|c: char| !c.is_alphabetic())
}

/// The name of another record in place of the one that is not there.
fn replaced(r: &Relation, file: &str, other: &Adr) -> Option<Fix> {
    let ending = &file[adr::stem(file).len()..];
    let start = (r.span.start as usize) + r.text.rfind('/').map_or(0, |n| n + 1);
    let change =
        Change::new(Span::new(r.span.file, start, start + file.len()), format!("{}{ending}", adr::name(other)));
    (!file.is_empty()).then(|| Fix::risky(format!("Write the name of {}", called(other)), vec![change]))
}
