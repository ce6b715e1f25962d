//! A link to a file of this repository by its address on the web.

use std::collections::{BTreeSet, HashMap};

use super::super::context::Context;
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use crate::adr::{decoded, relative, resolve};
use crate::diagnostics::{Change, Diagnostic, Fix, RuleName, Severity};

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A405", name: "absolute-self-link" },
    level: Severity::Info,
    persona: Persona::Pedantic,
    repair: Repair::Safe,
    page: include_str!("absolute_self_link.md"),
    check,
};

/// Names of branches that others start from. Addresses of a tag or a commit mean a state of the past.
const BRANCHES: [&str; 6] = ["main", "master", "develop", "dev", "trunk", "HEAD"];

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let root = ctx.tree.root();
    let mut found = Vec::new();
    let mut paths: HashMap<String, BTreeSet<String>> = HashMap::new();
    for (_, adr) in ctx.adrs() {
        for link in &adr.links {
            let Some(address) = address(&link.target) else { continue };
            let path = resolve(&root, &address.path);
            if !address.path.is_empty() && (ctx.file(&path).is_some() || ctx.tree.exists(&path)) {
                paths.entry(address.repository.to_lowercase()).or_default().insert(path.clone());
                found.push((adr, link, address, path));
            }
        }
    }
    if found.is_empty() {
        return;
    }
    let config = ctx.tree.text(&resolve(&root, ".git/config")).unwrap_or_default().to_lowercase();
    let remote = |r: &str| {
        let (host, name) = r.split_once('/').unwrap_or((r, ""));
        let named = |end: &str| {
            config.contains(&format!("{host}/{name}{end}")) || config.contains(&format!("{host}:{name}{end}"))
        };
        ["\n", ".git\n"].iter().any(|end| named(end))
    };
    for (adr, link, address, path) in found {
        let repository = address.repository.to_lowercase();
        // Without version control two files of these names tell whose address it is.
        if !remote(&repository) && paths[&repository].len() < 2 {
            continue;
        }
        let new = format!("{}{}", relative(&adr.path, &path), address.anchor);
        let span = link.target_span(ctx.text(adr.file));
        let d = RULE
            .at(span.unwrap_or(link.span), format!("the link leads to {} over the web", address.path))
            .label(format!("`{new}`"))
            .help("A relative link stays within the branch, and works without the web");
        out.push(d.maybe_fix(span.map(|s| Fix::safe("Write the relative path", vec![Change::new(s, new)]))));
    }
}

/// An address of a file in a repository.
struct Address<'t> {
    /// Host, owner and name: `github.com/owner/name`.
    repository: &'t str,
    /// The path in the repository.
    path: String,
    /// `#...`, or nothing.
    anchor: &'t str,
}

fn address(target: &str) -> Option<Address<'_>> {
    let rest = target.strip_prefix("https://").or_else(|| target.strip_prefix("http://"))?;
    let (rest, anchor) = rest.find('#').map_or((rest, ""), |at| rest.split_at(at));
    if rest.contains('?') {
        return None;
    }
    let (repository, file) = ["/-/blob/", "/blob/", "/-/tree/", "/tree/", "/src/branch/"]
        .iter()
        .find_map(|mark| rest.split_once(mark))
        .filter(|(r, _)| r.matches('/').count() >= 2)?;
    let (branch, path) = file.split_once('/')?;
    let path = decoded(path.trim_end_matches('/'));
    BRANCHES.contains(&branch).then_some(Address { repository, path, anchor })
}
