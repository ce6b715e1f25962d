//! `mlarch adr list`, `show`, `new`, `supersede`, `graph`

use std::path::PathBuf;

use super::adr_arguments::{Drawing, Graph, List, Making, New, Show, Supersede};
use super::adr_files::{self, Found, find, nothing, slashes};
use super::common::{Global, Plain};
use super::exit::FINE;
use super::failure::Failure;
use super::{io, workspace};
use crate::adr::{self, Adr, Decides, Draft, Log, Other, Pattern, Refused, RelationKind, Row, Side, Standing, Wish};
use crate::catalog::{Find, OptionRef};
use crate::lint::{self, Knowledge};
use crate::render;
use crate::text::{Date, FileId, date, nearest, one_line, one_of};

pub(super) fn list(a: &List, g: &Global) -> Result<u8, Failure> {
    let found = find(&a.paths, g)?;
    adr_files::warn(&found, g);
    let wanted = a.status.as_deref().map(|s| status(s, &found)).transpose()?;
    let rows: Vec<Row> = (0..found.all.adrs.len())
        .map(|i| found.all.row(i))
        .filter(|r| wanted.as_ref().is_none_or(|w| r.status.as_deref() == Some(w)))
        .collect();
    let text = match a.format {
        Plain::Json => io::json(&rows)?,
        Plain::Table if rows.is_empty() => String::new(),
        Plain::Table => render::records(&rows, style()),
    };
    io::result(&text)?;
    match (found.all.adrs.is_empty(), rows.is_empty()) {
        (true, _) => Err(nothing(&found)),
        (_, true) => Err(Failure::Nothing(
            format!("no record has the status {}", wanted.unwrap_or_default()),
            String::from("Leave out --status to see all"),
        )),
        _ => Ok(FINE),
    }
}

/// A status as the list has it; any spelling that records may have is understood.
fn status(text: &str, found: &Found) -> Result<String, Failure> {
    let word = text.trim().to_lowercase();
    if let Some(s) = adr::standing(&word) {
        return Ok(s.word().to_string());
    }
    let used: Vec<String> = found.all.adrs.iter().filter_map(|a| a.status()).map(|s| s.name()).collect();
    if used.contains(&word) {
        return Ok(word);
    }
    let mut known: Vec<&str> = Standing::all().collect();
    known.extend(used.iter().map(String::as_str));
    let hint = nearest(&word, known).map(|l| format!("Did you mean `{l}`?"));
    Err(Failure::user(
        format!("there is no status `{}`", one_line(text)),
        hint.unwrap_or_else(|| format!("Statuses: {}", one_of(Standing::all(), 20))),
    ))
}

pub(super) fn show(a: &Show, g: &Global) -> Result<u8, Failure> {
    let found = find(a.place.dir.as_slice(), g)?;
    let i = one(&found, &a.id)?;
    let detail = found.all.detail(i);
    match a.format {
        Plain::Json => io::result(&io::json(&detail)?)?,
        Plain::Table => io::result(&render::record(&detail, style()))?,
    }
    Ok(FINE)
}

pub(super) fn graph(a: &Graph, g: &Global) -> Result<u8, Failure> {
    let found = find(&a.paths, g)?;
    adr_files::warn(&found, g);
    if found.all.adrs.is_empty() {
        return Err(nothing(&found));
    }
    let graph = found.all.graph(a.full);
    io::result(&match a.format {
        Drawing::Json => io::json(&graph)?,
        Drawing::Mermaid => render::mermaid(&graph),
        Drawing::Dot => render::dot(&graph),
    })?;
    if graph.edges.is_empty() && !g.quiet {
        io::message("no record supersedes, changes or needs another");
    }
    Ok(FINE)
}

pub(super) fn new(a: &New, g: &Global) -> Result<u8, Failure> {
    let found = place(&a.making, g)?;
    let folder = slashes(&found.folder);
    let draft = make(&found, log(&found, &a.making)?, &folder, &a.title, &a.making, None)?;
    write_new(&draft, a.making.dry_run)?;
    Ok(FINE)
}

pub(super) fn supersede(a: &Supersede, g: &Global) -> Result<u8, Failure> {
    let found = place(&a.making, g)?;
    let old = one(&found, &a.old)?;
    let existing = existing(&found, &a.new)?;
    let before = &found.all.adrs[old];
    let both = existing.map(|n| &found.all.adrs[n]).into_iter().chain([before]);
    if let Some(shared) = both.into_iter().find(|a| a.part.is_some()) {
        return Err(Failure::user(
            format!("{} stands in a file with other records; nothing was written", one_line(&shared.id.text)),
            "Write both sides by hand: `Superseded by ADR-9` in the one, `Supersedes ADR-4` in the other",
        ));
    }
    let old_text = found.text(before.file);
    let own = found.all.log_of(old).expect("every record is in a log");
    let old_side = Side { adr: before, text: old_text, style: &own.style };
    // The newer record: one that exists, or a new one.
    let mut decides = None;
    let (new_adr, new_text, fresh) = match existing {
        Some(n) if n == old => return Err(Failure::user("a record cannot supersede itself", "Name two records")),
        Some(n) => {
            let adr = &found.all.adrs[n];
            let text = found.text(adr.file).to_string();
            (reread(&adr.path, &text)?, text, None)
        }
        None => {
            decides = successor(before, &a.new, g)?;
            let draft = make(&found, Some(own), &own.folder, &a.new, &a.making, decides.clone())?;
            (reread(&draft.path, &draft.text)?, draft.text.clone(), Some(draft))
        }
    };
    let style = existing.and_then(|n| found.all.log_of(n)).map_or(&own.style, |l| &l.style);
    let new_side = Side { adr: &new_adr, text: &new_text, style };
    let told = |adr: &Adr, kind: RelationKind, other: &Adr| adr::tells(adr, kind, false, other);
    let ended = before.status().is_some_and(|s| s.standing == Some(Standing::Superseded));
    let done = told(before, RelationKind::SupersededBy, &new_adr) && ended;
    let old_edits = if done { Vec::new() } else { adr::superseded(old_side, new_side) };
    let said = told(&new_adr, RelationKind::Supersedes, before);
    let new_edits = if said { Vec::new() } else { adr::supersedes(new_side, old_side) };
    let (after_old, after_new) = (adr::apply(old_text, &old_edits), adr::apply(&new_text, &new_edits));
    // What is written must read as what was meant.
    let (old_read, new_read) = (reread(&before.path, &after_old)?, reread(&new_adr.path, &after_new)?);
    let holds = old_read.status().is_some_and(|s| s.standing == Some(Standing::Superseded))
        && told(&old_read, RelationKind::SupersededBy, &new_adr)
        && told(&new_read, RelationKind::Supersedes, before);
    if !holds {
        return Err(Failure::user(
            format!(
                "the notation of {} or {} does not take this; nothing was written",
                one_line(&before.path),
                one_line(&new_adr.path)
            ),
            "Write both sides by hand: `Superseded by [...]` in the one, `Supersedes [...]` in the other",
        ));
    }
    if a.making.dry_run {
        io::result(&format!("--- {}\n{after_old}--- {}\n{after_new}", before.path, new_adr.path))?;
        return Ok(FINE);
    }
    match &fresh {
        Some(draft) => {
            adr_files::create(&draft.path, &after_new)?;
            io::result(&format!("{} written\n", one_line(&draft.path)))?;
        }
        None if new_edits.is_empty() => {}
        None => {
            adr_files::change(&new_adr.path, &new_text, &new_edits)?;
            io::result(&format!("{} changed: supersedes {}\n", one_line(&new_adr.path), one_line(&before.id.text)))?;
        }
    }
    if !old_edits.is_empty() {
        adr_files::change(&before.path, old_text, &old_edits)?;
        io::result(&format!("{} changed: superseded by {}\n", one_line(&before.path), one_line(&new_adr.id.text)))?;
    }
    if let Some(d) = decides.filter(|d| d.option.is_none() && !g.quiet) {
        io::message(&format!(
            "note: the title names no other option of {0}; if the catalog has what was chosen (`mlarch catalog show {0}`), \
             add `option: ID` below `block: {0}`",
            one_line(&d.block)
        ));
    }
    if old_edits.is_empty() && new_edits.is_empty() && fresh.is_none() {
        io::message("both records say so already; nothing was written");
    }
    Ok(FINE)
}

fn style() -> render::Style {
    render::Style { width: io::width(), colour: io::colour_on_stdout(), full: false }
}

/// The records of `--dir`; a folder that does not exist yet has none.
fn place(m: &Making, g: &Global) -> Result<Found, Failure> {
    let there = m.place.dir.as_ref().is_none_or(|d| d.exists());
    if there {
        return find(m.place.dir.as_slice(), g);
    }
    let folder = m.place.dir.clone().unwrap_or_default();
    Ok(Found::empty(folder))
}

/// The one record that is meant.
pub(super) fn one(found: &Found, text: &str) -> Result<usize, Failure> {
    if found.all.adrs.is_empty() {
        return Err(nothing(found));
    }
    match found.all.find(text).as_slice() {
        [one] => Ok(*one),
        [] => {
            let names: Vec<String> =
                found.all.adrs.iter().flat_map(|a| [a.id.text.clone(), a.title.value.clone()]).collect();
            let like =
                nearest(text, names.iter().map(String::as_str)).map(|l| format!("Did you mean `{}`?", one_line(l)));
            Err(Failure::user(
                format!("there is no record `{}`", one_line(text)),
                like.unwrap_or_else(|| String::from("`mlarch adr list` shows all")),
            ))
        }
        several => {
            let paths: Vec<String> = several.iter().map(|i| one_line(&found.all.adrs[*i].path)).collect();
            Err(Failure::user(
                format!("`{}` may be any of {} records", one_line(text), several.len()),
                format!("Name one by its path: {}", one_of(paths.iter().map(String::as_str), 6)),
            ))
        }
    }
}

/// The record that the second argument of `supersede` names, or none if it is a title.
fn existing(found: &Found, text: &str) -> Result<Option<usize>, Failure> {
    if !found.all.find(text).is_empty() {
        return one(found, text).map(Some);
    }
    // What looks like an id is no title.
    let id = text.split_whitespace().count() == 1 && text.chars().any(|c| c.is_ascii_digit());
    if id { one(found, text).map(Some) } else { Ok(None) }
}

fn reread(path: &str, text: &str) -> Result<Adr, Failure> {
    match adr::read(FileId(0), path, text) {
        adr::Reading::Adr(adr) => Ok(*adr),
        _ => Err(Failure::user(
            format!("{} would not read as a record", one_line(path)),
            "Name a folder for decision records with --dir, such as docs/decisions",
        )),
    }
}

fn wished_day(m: &Making) -> Result<Date, Failure> {
    let text = m.date.clone().unwrap_or_else(io::today);
    date(&text)
        .filter(|_| text.len() == 10)
        .ok_or_else(|| Failure::user(format!("`{}` is no day", one_line(&text)), "Write it as 2026-05-01"))
}

/// The log that takes a new record.
fn log<'a>(found: &'a Found, m: &Making) -> Result<Option<&'a Log>, Failure> {
    let folder = slashes(&found.folder);
    let here: Vec<&Log> = found.all.logs.iter().filter(|l| l.folder == folder).collect();
    let Some(wanted) = m.prefix.as_deref().map(|p| p.trim_end_matches(['-', '_']).to_lowercase()) else {
        return Ok(here.first().copied());
    };
    here.iter().find(|l| letters(l) == wanted).copied().map(Some).ok_or_else(|| {
        let known: Vec<String> = here.iter().map(|l| letters(l).to_uppercase()).collect();
        Failure::user(
            format!("no record in {} has an id with {}", one_line(&folder), one_line(&wanted.to_uppercase())),
            format!("There are {}", one_of(known.iter().map(String::as_str), 12)),
        )
    })
}

/// The letters of a log's ids.
fn letters(log: &Log) -> &str {
    if log.family.is_empty() { "adr" } else { &log.family }
}

/// What a new record decides that takes the place of another: the same block, and the option that its title names.
fn successor(before: &Adr, title: &str, g: &Global) -> Result<Option<Decides>, Failure> {
    let Some(goes) = Decides::of(before) else { return Ok(None) };
    let (catalog, is_own) = workspace::catalog_or_own(g)?;
    let Some(block) = catalog.block(&goes.block) else { return Ok(Some(Decides { option: None, ..goes })) };
    let before = goes.option.as_ref().and_then(|o| catalog.option(&format!("{}.{o}", goes.block)));
    let option = lint::option_in(&Knowledge::new(catalog, is_own, None), block, before, title);
    let id = |o: OptionRef| catalog.blocks[block.at()].options[o.option as usize].id.to_string();
    Ok(Some(Decides { option: option.map(id), ..goes }))
}

fn make(
    found: &Found,
    log: Option<&Log>,
    folder: &str,
    title: &str,
    m: &Making,
    decides: Option<Decides>,
) -> Result<Draft, Failure> {
    let title = one_line(title);
    let wish = Wish { title: &title, date: wished_day(m)?, number: m.number, deciders: &m.deciders, decides };
    // The log's own template, or else its newest record.
    let template = found
        .all
        .others
        .iter()
        .filter(|o| o.1 == Other::Template && PathBuf::from(&o.0).parent().is_some_and(|p| slashes(p) == folder));
    let template = template.filter_map(|(path, _)| {
        let text = found.text_of(path)?;
        adr::read_template(FileId(0), path, text).map(|adr| (adr, text.to_string()))
    });
    let template = template.into_iter().next().filter(|_| log.is_some());
    let model = log.and_then(|l| l.style.model).map(|i| &found.all.adrs[i]);
    let pattern = match (&template, model) {
        (Some((adr, text)), _) => Some(Pattern { adr, text, template: true }),
        (None, Some(adr)) => Some(Pattern { adr, text: found.text(adr.file), template: false }),
        _ => None,
    };
    adr::draft(&found.all, log, folder, pattern.as_ref(), &wish).map_err(|e| match e {
        Refused::NoTitle => Failure::user("the title has no letters", "Say in a few words what was decided"),
        Refused::Shared(path) => Failure::user(
            format!("the records of this log stand in one file, {}; nothing was written", one_line(&path)),
            "Write the record there, under a heading with its id as the others have",
        ),
        Refused::Taken(n) => Failure::user(
            format!("the number {n} is taken; nothing was written"),
            "Leave out --number to get the next free one",
        ),
    })
}

fn write_new(draft: &Draft, dry: bool) -> Result<(), Failure> {
    reread(&draft.path, &draft.text)?;
    if dry {
        return io::result(&format!("--- {}\n{}", draft.path, draft.text));
    }
    adr_files::create(&draft.path, &draft.text)?;
    io::result(&format!("{} written\n", one_line(&draft.path)))
}
