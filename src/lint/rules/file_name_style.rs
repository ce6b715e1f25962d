//! Names of files that are written otherwise than those of the other records.

use std::collections::BTreeMap;

use super::super::context::Context;
use super::super::convention::Share;
use super::super::persona::Persona;
use super::super::rename;
use super::super::rule::{Repair, Rule};
use crate::adr::{Adr, Scheme, Source, file_name, stem};
use crate::diagnostics::{Diagnostic, RuleName, Severity};

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A008", name: "file-name-style" },
    level: Severity::Info,
    persona: Persona::Pedantic,
    repair: Repair::Unsafe,
    page: include_str!("file_name_style.md"),
    check,
};

/// What is odd about a name, and the name without it if that can be told.
struct Odd {
    record: usize,
    message: String,
    better: Option<String>,
}

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let mut odd: Vec<Odd> = Vec::new();
    for log in &ctx.all.logs {
        let named = || log.members.iter().copied().filter(|m| slug(&ctx.all.adrs[*m]).is_some());
        let slugs: Vec<&str> = named().filter_map(|m| slug(&ctx.all.adrs[m])).collect();
        let share = |has: &dyn Fn(&str) -> bool| Share { n: slugs.iter().filter(|s| has(s)).count(), of: slugs.len() };
        let plain = share(&|s| !s.contains(char::is_uppercase));
        let joints: Vec<(char, Share)> =
            ['-', '_', ' '].into_iter().map(|j| (j, share(&|s| joint(s).is_none_or(|own| own == j)))).collect();
        let usual = joints.into_iter().filter(|(_, s)| s.is_habit()).max_by_key(|(_, s)| s.n);
        for m in named() {
            let adr = &ctx.all.adrs[m];
            let Some(slug) = slug(adr) else { continue };
            let name = file_name(&adr.path);
            let with = |better: String| {
                name.strip_suffix(name.split_once(slug)?.1).map(|n| n.replacen(slug, &better, 1) + &name[n.len()..])
            };
            let of = |s: Share| format!("{} of {} names", s.n, s.of);
            let found = if let Some(c) = slug.chars().find(|c| is_odd(*c)) {
                Some((format!("the name of the file holds `{c}`, which links and shells read otherwise"), None))
            } else if let Some((j, own, s)) = usual.and_then(|(j, s)| Some((j, joint(slug).filter(|o| *o != j)?, s))) {
                let better = slug.replace(own, &j.to_string());
                Some((format!("`{own}` stands between the words of the name, {} have `{j}`", of(s)), with(better)))
            } else if plain.is_habit() && slug.contains(char::is_uppercase) {
                Some((format!("the name of the file has capitals, {} have none", of(plain)), with(slug.to_lowercase())))
            } else {
                None
            };
            odd.extend(found.map(|(message, better)| Odd { record: m, message, better }));
        }
    }
    let wanted: BTreeMap<usize, String> = odd.iter().filter_map(|o| Some((o.record, o.better.clone()?))).collect();
    let mut fixes = rename::fixes(ctx, &wanted);
    for o in odd {
        let adr = &ctx.all.adrs[o.record];
        out.push(RULE.at(ctx.place(adr, adr.title.span), o.message).maybe_fix(fixes.remove(&o.record)));
    }
}

/// The words in the name of a record's file, after its id; none for records with a folder of their own.
fn slug(adr: &Adr) -> Option<&str> {
    let named = adr.ids.first().is_none_or(|i| i.from != Source::Folder);
    let stem = stem(file_name(&adr.path));
    let rest = match adr.id.scheme {
        Scheme::Slug => stem,
        _ => stem.get(stem.find(&adr.id.text)? + adr.id.text.len()..)?,
    };
    let rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
    (named && !rest.is_empty()).then_some(rest)
}

/// What stands between the words.
fn joint(slug: &str) -> Option<char> {
    slug.chars().find(|c| matches!(c, '-' | '_' | ' '))
}

/// Characters that break links, shells or other file systems.
fn is_odd(c: char) -> bool {
    c.is_control() || "\\?*:|\"<>#%&'`$!;^{}".contains(c)
}
