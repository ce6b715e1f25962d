//! Other names for files, with everything that names them.

use std::collections::{BTreeMap, HashMap};

use super::context::Context;
use super::texts::is_markdown;
use crate::adr::file_name;
use crate::diagnostics::{Change, Fix};
use crate::text::{Span, all};

/// Most bytes of a name that is looked for.
const LONGEST: usize = 255;

/// Fixes that give the files of records other names in the same folder; what names them, in any Markdown file that was
/// read, follows. None for names that other files have too, or that could not be told from the text around them.
pub(super) fn fixes(ctx: &Context<'_>, wanted: &BTreeMap<usize, String>) -> BTreeMap<usize, Fix> {
    let mut places: HashMap<&str, (usize, usize, Vec<Change>)> = HashMap::new();
    for i in wanted.keys() {
        let name = file_name(&ctx.all.adrs[*i].path);
        if !name.contains(bounds) {
            places.insert(name, (*i, 0, Vec::new()));
        }
    }
    if places.is_empty() {
        return BTreeMap::new();
    }
    for (id, file) in ctx.files.iter() {
        if let Some(p) = places.get_mut(file_name(&file.name)) {
            p.1 += 1;
        }
        if !is_markdown(&file.name) {
            continue;
        }
        // Every name of a record ends in `.md` or its like.
        for at in all(&file.text, ".m") {
            let from =
                file.text.as_bytes()[at.saturating_sub(LONGEST)..at].iter().rposition(|b| bounds(char::from(*b)));
            let start = at.saturating_sub(LONGEST) + from.map_or(0, |n| n + 1);
            let rest = file.text.as_bytes()[at..].iter().take(LONGEST);
            let end = at + rest.clone().position(|b| bounds(char::from(*b))).unwrap_or(rest.len());
            let Some(name) = file.text.get(start..end).map(|n| n.trim_end_matches('.')) else { continue };
            if let Some((i, _, changes)) = places.get_mut(name) {
                changes.push(Change::new(Span::new(id, start, start + name.len()), wanted[i].clone()));
            }
        }
    }
    let once = places.into_values().filter(|p| p.1 == 1);
    once.map(|(i, _, changes)| {
        let adr = &ctx.all.adrs[i];
        let folder = &adr.path[..adr.path.len() - file_name(&adr.path).len()];
        let title = format!("Rename the file to {} with every link to it", wanted[&i]);
        (i, Fix::risky(title, changes).rename(adr.file, format!("{folder}{}", wanted[&i])))
    })
    .collect()
}

/// Signs that no name holds that is looked for.
fn bounds(c: char) -> bool {
    c.is_ascii_whitespace() || "/\\()[]<>\"'`#|,;:?=*".contains(c)
}
