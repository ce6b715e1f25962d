//! A link or image leads to a file that does not exist.

use super::super::context::Context;
use super::super::links::{Finder, Found, Leads, Local, leads, rewritten};
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use crate::adr::{Link, LinkKind, Other, file_name, folder_of, page, web_endings};
use crate::diagnostics::{Change, Diagnostic, Fix, RuleName, Severity};
use crate::text::{FileId, one_line};

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A401", name: "broken-link" },
    level: Severity::Error,
    persona: Persona::Default,
    repair: Repair::Safe,
    page: include_str!("broken_link.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let finder = Finder::new(ctx);
    for (_, adr) in ctx.adrs() {
        for link in &adr.links {
            out.extend(judge(ctx, &finder, &adr.path, adr.file, link));
        }
    }
    for (path, _) in ctx.all.others.iter().filter(|o| o.1 == Other::Index) {
        let Some(file) = ctx.file(path) else { continue };
        if !ctx.all.logs.iter().any(|l| l.folder == folder_of(path)) {
            continue;
        }
        let list = ctx.lists().iter().find(|l| l.file == file);
        let rows = list.map_or(&[][..], |l| l.rows.as_slice());
        for link in page(file, ctx.text(file)).links {
            // Rows about records that do not exist have a rule of their own.
            if !rows.iter().any(|r| r.dangling.is_some() && r.span == link.span) {
                out.extend(judge(ctx, &finder, path, file, &link));
            }
        }
    }
}

fn judge(ctx: &Context<'_>, finder: &Finder<'_, '_>, path: &str, file: FileId, link: &Link) -> Option<Diagnostic> {
    if link.kind == LinkKind::Auto {
        return None;
    }
    let Leads::File(local) = leads(&link.target) else { return None };
    let what = if link.kind == LinkKind::Image { "the image" } else { "the link" };
    let place = link.target_span(ctx.text(file));
    let span = place.unwrap_or(link.span);
    let change = |text: String| place.map(|p| vec![Change::new(p, text)]);
    // The folder of an address of the web is a host, which is no folder here.
    let found = match finder.find(path, &local) {
        Found::Unknown if is_web(&local) && !finder.has_start(path, &local) => Found::Missing(local.path.clone()),
        found => found,
    };
    match found {
        Found::There(_) | Found::Unknown => None,
        Found::OtherLetters(there) => {
            let new = rewritten(path, &there, &link.target, local.rest);
            let message = format!(
                "{what} leads to {}, the file is called {}",
                file_name(local.path.trim_end_matches('/')),
                file_name(&there)
            );
            let d = RULE.at(span, message).label("other capitals").help("Most file systems tell capitals apart");
            Some(d.maybe_fix(change(new).map(|c| Fix::safe("Write the name of the file", c))))
        }
        Found::Missing(missing) => {
            let shown = one_line(&missing);
            if is_web(&local) {
                let d = RULE
                    .at(span, format!("{what} leads to the file {shown}, which does not exist, and not to the web"))
                    .label("`https://` is missing")
                    .help("Without `https://` a target is a path");
                let new = change(format!("https://{}", link.target));
                return Some(d.maybe_fix(new.map(|c| Fix::risky("Write `https://` before it", c))));
            }
            let d = RULE.at(span, format!("{what} leads to {shown}, which does not exist")).label("no such file");
            let Some(near) = finder.nearest(path, &missing) else { return Some(d) };
            let new = rewritten(path, &near, &link.target, local.rest);
            let d = d.help(format!("Did you mean `{new}`?"));
            Some(d.maybe_fix(change(new).map(|c| Fix::risky("Lead to the file that was probably meant", c))))
        }
    }
}

/// Whether a target looks like an address of the web: `example.org/page`.
fn is_web(local: &Local<'_>) -> bool {
    let host = local.path.split('/').next().unwrap_or_default().to_lowercase();
    let last = host.rsplit_once('.').filter(|(first, _)| !first.is_empty() && !first.starts_with('.'));
    host.starts_with("www.") || last.is_some_and(|(_, e)| web_endings().contains(e))
}
