//! Two records of one log with the same title.

use std::collections::{BTreeMap, HashSet};

use super::super::context::Context;
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use crate::adr::{End, RelationKind, Source, Standing};
use crate::diagnostics::{Diagnostic, RuleName, Severity};

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A007", name: "duplicate-title" },
    level: Severity::Warning,
    persona: Persona::Default,
    repair: Repair::None,
    page: include_str!("duplicate_title.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let replaced: HashSet<(usize, usize)> = ctx
        .edges
        .iter()
        .filter_map(|e| match (&e.from, &e.to) {
            (End::Record(new), End::Record(old)) if e.kind == RelationKind::Supersedes => Some((*new, *old)),
            _ => None,
        })
        .collect();
    for log in &ctx.all.logs {
        let mut by_title: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for m in &log.members {
            let adr = &ctx.all.adrs[*m];
            // A decision that was taken again may have its title again, and a title that comes from the name of the
            // file is told apart by it.
            let over = adr.status().and_then(|s| s.standing).is_some_and(Standing::ended);
            // Without a title of the first level the first heading may be that of a section.
            let low = ctx.slice(adr.title.span).starts_with("##");
            if !over && !low && adr.title_from != Source::FileName {
                by_title.entry(plain(&adr.title.value)).or_default().push(*m);
            }
        }
        for (_, same) in by_title.into_iter().filter(|(t, s)| s.len() > 1 && t.contains(' ')) {
            let first = &ctx.all.adrs[same[0]];
            for m in &same[1..] {
                let adr = &ctx.all.adrs[*m];
                // Records of one id are reported as that: translations, copies.
                let over = replaced.contains(&(*m, same[0])) || replaced.contains(&(same[0], *m));
                if over || adr.id.key() == first.id.key() {
                    continue;
                }
                let name = first.path.strip_prefix(&log.folder).unwrap_or(&first.path).trim_start_matches('/');
                out.push(
                    RULE.at(adr.title.span, format!("{name} has the same title"))
                        .related(first.title.span, "the other record")
                        .help("Say what this decision is about that the other is not, or mark one as superseded"),
                );
            }
        }
    }
}

/// A title as people compare it: letters and digits in lower case, one space between words.
fn plain(title: &str) -> String {
    let mut out = String::with_capacity(title.len());
    for c in title.chars() {
        if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}
