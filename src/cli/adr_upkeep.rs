//! `mlarch adr init`, `renumber`, `index`

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::adr::one;
use super::adr_arguments::{Index, Init, Renumber};
use super::adr_files::{self, Found, find, nothing, slashes};
use super::common::Global;
use super::exit::{FINDINGS, FINE};
use super::failure::Failure;
use super::folder::{self, Step};
use super::{io, workspace};
use crate::adr::{self, Other, Stays};
use crate::lint::freeze;
use crate::text::{Files, one_line, plural};

pub(super) fn init(a: &Init, g: &Global) -> Result<u8, Failure> {
    let found = find(&a.paths, g)?;
    adr_files::warn(&found, g);
    if found.all.adrs.is_empty() {
        return Err(nothing(&found));
    }
    let settings = workspace::settings(g, &mut Files::new())?;
    let path = workspace::config_path(g)?.unwrap_or_else(|| PathBuf::from(workspace::CONFIG));
    let mut added = String::new();
    let mut known = 0;
    for log in &found.all.logs {
        if settings.frozen(&log.folder, &log.family).is_some() {
            known += 1;
            continue;
        }
        let n = plural(log.members.len(), "record");
        added.push_str(&format!("\n# Inferred from {n}.\n{}", freeze(&found.all, log, &settings).toml()));
    }
    if a.print || added.is_empty() {
        io::result(added.trim_start_matches('\n'))?;
    } else {
        let old = if path.exists() { io::read(&path)?.1 } else { String::new() };
        let gap = if old.is_empty() || old.ends_with('\n') { "" } else { "\n" };
        let text = format!("{old}{gap}{}", if old.is_empty() { added.trim_start_matches('\n') } else { &added });
        // What is written must be read again as it was meant.
        workspace::check_config(&path, &text)?;
        io::output(Some(&path), &text)?;
        io::result(&format!("{}: {} frozen\n", adr_files::show(&path), plural(found.all.logs.len() - known, "log")))?;
    }
    if known > 0 && !g.quiet {
        io::message(&format!(
            "{} frozen already; take the entry out of {} to infer it anew",
            plural(known, "log"),
            adr_files::show(&path)
        ));
    }
    Ok(FINE)
}

pub(super) fn renumber(a: &Renumber, g: &Global) -> Result<u8, Failure> {
    let found = find(a.place.dir.as_slice(), g)?;
    let record = one(&found, &a.id)?;
    let pages: Vec<(&str, &str)> = found
        .files
        .iter()
        .filter(|(_, f)| !found.all.adrs.iter().any(|r| r.path == f.name))
        .map(|(_, f)| (f.name.as_str(), f.text.as_str()))
        .collect();
    let texts = |file| found.text(file);
    let plan = adr::renumber(&found.all, &texts, &pages, record, a.number).map_err(|why| match why {
        Stays::NoNumber => Failure::user(
            format!("{} has no number", one_line(&found.all.adrs[record].path)),
            "Only ids that are numbers can be given anew",
        ),
        Stays::Shared => Failure::user(
            format!("{} stands in a file with other records; nothing was written", one_line(&a.id)),
            "Change its number there, and wherever others name it",
        ),
        Stays::Taken(n) => Failure::user(
            format!("the number {n} is taken; nothing was written"),
            "Leave it out to get the next free one",
        ),
    })?;
    let mut changed: BTreeMap<String, String> = BTreeMap::new();
    for (path, edits) in &plan.edits {
        let before = found.text_of(path).unwrap_or_default();
        changed.insert(path.clone(), adr::apply(before, edits));
    }
    let steps = renamed(&found, &plan, changed)?;
    if a.dry_run {
        for s in &steps {
            io::result(&format!("{} {}\n", if s.text.is_some() { "write" } else { "remove" }, one_line(&s.path)))?;
        }
    } else {
        folder::carry_out(Path::new("."), &steps)?;
        io::result(&format!(
            "{} is {} now: {} changed\n",
            one_line(&plan.from),
            one_line(&plan.to),
            plural(steps.iter().filter(|s| s.text.is_some()).count(), "file")
        ))?;
    }
    for (path, range) in &plan.unclear {
        let line = found.text_of(path).unwrap_or_default()[..range.start].matches('\n').count() + 1;
        io::message(&format!("{}:{line}: this may mean another record and stays as it is", one_line(path)));
    }
    Ok(FINE)
}

/// The steps of a new number: changed texts, and the files under the new path. Nothing is written over.
fn renamed(found: &Found, plan: &adr::Renumbered, mut changed: BTreeMap<String, String>) -> Result<Vec<Step>, Failure> {
    let mut steps = Vec::new();
    if plan.from != plan.to {
        if Path::new(&plan.to).exists() {
            return Err(Failure::user(
                format!("{} exists already; nothing was written", one_line(&plan.to)),
                "Name another number",
            ));
        }
        // A record may have a folder for itself; pictures in it move with it.
        let inside: Vec<String> = match Path::new(&plan.from).is_dir() {
            true => {
                let mut files = BTreeSet::new();
                adr_files::collect(Path::new(&plan.from), 0, false, &mut files)?;
                files.iter().map(|p| slashes(p)).collect()
            }
            false => vec![plan.from.clone()],
        };
        for old in inside {
            let text = match changed.remove(&old) {
                Some(text) => text,
                None => match found.text_of(&old) {
                    Some(text) => text.to_string(),
                    None => {
                        return Err(Failure::user(
                            format!("{} is no text and would have to move too; nothing was written", one_line(&old)),
                            "Rename the folder by hand first",
                        ));
                    }
                },
            };
            let new = format!("{}{}", plan.to, &old[plan.from.len()..]);
            steps.push(Step { path: new, text: Some(text), keep: false });
            steps.push(Step { path: old, text: None, keep: false });
        }
    }
    steps.extend(changed.into_iter().map(|(path, text)| Step { path, text: Some(text), keep: false }));
    Ok(steps)
}

pub(super) fn index(a: &Index, g: &Global) -> Result<u8, Failure> {
    let found = find(a.place.dir.as_slice(), g)?;
    adr_files::warn(&found, g);
    if found.all.adrs.is_empty() {
        return Err(nothing(&found));
    }
    let path = match &a.output {
        Some(p) => slashes(p),
        None => usual_page(&found),
    };
    let before = if Path::new(&path).exists() { Some(io::read(Path::new(&path))?.1) } else { None };
    let logs = adr::logs_of(&found.all, &path);
    let made = adr::listing(&found.all, &logs, &path, before.as_deref().unwrap_or("# Architecture decisions\n"));
    let current = before.is_some() && made.current;
    if a.check {
        if !current {
            io::message(&format!(
                "{} is stale: `mlarch adr index` without --check brings it up to date",
                one_line(&path)
            ));
        }
        return Ok(if current { FINE } else { FINDINGS });
    }
    if !current {
        io::output(Some(Path::new(&path)), &made.text)?;
    }
    let word = if current { "up to date" } else { "written" };
    io::result(&format!(
        "{}: {word}, {}\n",
        one_line(&path),
        plural(logs.iter().map(|l| l.members.len()).sum(), "record")
    ))?;
    Ok(FINE)
}

/// The list that the folder has, or the page that would be one.
fn usual_page(found: &Found) -> String {
    let folder = slashes(&found.folder);
    let inside = |p: &str| Path::new(p).parent().is_some_and(|f| slashes(f) == folder);
    let there = found.all.others.iter().find(|(p, kind)| *kind == Other::Index && inside(p));
    let beside = |name: &str| if folder.is_empty() { name.to_string() } else { format!("{folder}/{name}") };
    there.map_or_else(|| beside("README.md"), |(p, _)| p.clone())
}
