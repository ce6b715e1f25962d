//! Papers about a record that count as records themselves.

use std::collections::HashMap;

use super::super::context::Context;
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use crate::adr::{Adr, Other, Scheme, file_name, folder_of, is_companion_name, of_name, stem};
use crate::diagnostics::{Diagnostic, RuleName, Severity};
use crate::text::Span;

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A009", name: "companion-file" },
    level: Severity::Info,
    persona: Persona::Default,
    repair: Repair::None,
    page: include_str!("companion_file.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    by_title(ctx, out);
    for log in &ctx.all.logs {
        let mut by_id: HashMap<u64, Vec<usize>> = HashMap::new();
        for m in log.members.iter().filter(|m| ctx.all.adrs[**m].id.scheme == Scheme::Number) {
            by_id.entry(ctx.all.adrs[*m].id.number).or_default().push(*m);
        }
        for m in &log.members {
            let adr = &ctx.all.adrs[*m];
            let name = file_name(&adr.path);
            let Some(same) = by_id.get(&adr.id.number).filter(|s| s.len() > 1 && s.contains(m)) else { continue };
            let own = |o: &usize| !is_companion_name(&ctx.all.adrs[*o].path);
            let Some(record) = same.iter().find(|o| *o != m && own(o)).filter(|_| is_companion_name(&adr.path)) else {
                continue;
            };
            let record = &ctx.all.adrs[*record];
            out.push(
                RULE.at(
                    ctx.place(adr, adr.title.span),
                    format!(
                        "by its name `{}` is a paper about {}, and it counts as a record",
                        stem(name),
                        file_name(&record.path)
                    ),
                )
                .related(record.title.span, "the record")
                .help("Move it to a folder such as `reviews/`, or give it a name that does not begin with the id"),
            );
        }
    }
}

/// Whether a text that counts as a record is a paper about another: its name says so, and it links to that record.
pub(super) fn is_about(ctx: &Context<'_>, paper: usize, record: usize) -> bool {
    let (own, other) = (&ctx.all.adrs[paper], &ctx.all.adrs[record]);
    is_companion_name(&own.path)
        && !is_companion_name(&other.path)
        && (own.links.iter().any(|l| ctx.all.by_link(own, &l.target) == Some(record))
            || ctx.text(own.file).contains(file_name(&other.path)))
}

/// Papers that are no records by their text, though their titles begin with the id of one: people and tools that go by
/// titles take them for it.
fn by_title(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let companions = ctx.all.others.iter().filter(|o| o.1 == Other::Companion).filter_map(|o| ctx.file(&o.0));
    for file in companions {
        let (path, text) = (&ctx.files.get(file).expect("it was read").name, ctx.text(file));
        let mut at = 0;
        let title = text.split_inclusive('\n').find_map(|line| {
            at += line.len();
            line.strip_prefix("# ").map(|t| (at - line.len(), t.trim_end()))
        });
        let Some((start, title)) = title else { continue };
        let Some((id, _)) = of_name(title).filter(|(id, _)| id.scheme == Scheme::Number) else { continue };
        let same = |a: &&Adr| folder_of(&a.path) == folder_of(path) && a.id.key() == id.key();
        let Some(record) = ctx.all.adrs.iter().find(same) else { continue };
        let place = Span::new(file, start, start + 2 + title.len());
        out.push(
            RULE.at(place, format!("by its title this paper is {}, which {} is", id.text, file_name(&record.path)))
                .related(record.title.span, "the record")
                .help("Let the title begin with words, such as \"Review of\""),
        );
    }
}
