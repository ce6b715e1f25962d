//! `mlarch catalog list`, `show`, `search`, `coverage` and `eject`, and `mlarch questions`

use std::path::Path;

use anyhow::Context;

use super::catalog_arguments::{Coverage, Eject, List, Questions, Search, Show, What};
use super::common::{Global, Plain};
use super::exit::{FINDINGS, FINE};
use super::failure::Failure;
use super::{io, workspace};
use crate::catalog::embedded_files;
use crate::render::{self, Listing, Style};
use crate::text::{Text, nearest, one_line, plural};

pub(super) fn list(a: &List, g: &Global) -> Result<u8, Failure> {
    let what = match a.what {
        What::Blocks => Listing::Blocks,
        What::Options => Listing::Options,
        What::Products => Listing::Products,
        What::Rules => Listing::Rules,
        What::Questions => Listing::Questions,
        What::Metrics => Listing::Metrics,
        What::Sources => Listing::Sources,
        What::Checklists => Listing::Checklists,
        What::Prices => Listing::Prices,
        What::Assumed => Listing::Assumed,
    };
    let rows = render::list(workspace::catalog(g)?, what);
    let text = match a.format {
        Plain::Json => serde_json::to_string_pretty(&rows).context("the list cannot be written")? + "\n",
        Plain::Table => {
            let widest = |f: fn(&(Text, Text)) -> usize, rows: &[(Text, Text)]| rows.iter().map(f).max().unwrap_or(0);
            let cells: Vec<(Text, Text)> = rows.iter().map(|r| (r.id.clone(), r.class.clone())).collect();
            let (id, class) = (widest(|r| r.0.len(), &cells), widest(|r| r.1.len(), &cells));
            rows.iter().map(|r| format!("{:<id$}  {:<class$}  {}\n", r.id, r.class, r.name)).collect()
        }
    };
    io::result(&text)?;
    Ok(FINE)
}

pub(super) fn show(a: &Show, g: &Global) -> Result<u8, Failure> {
    let catalog = workspace::catalog(g)?;
    match render::show(catalog, &a.name) {
        Some(text) => {
            io::result(&text)?;
            Ok(FINE)
        }
        None => {
            let blocks = catalog.blocks.iter().map(|b| b.id.as_str());
            let products = catalog.products.iter().filter(|p| !p.inline).flat_map(|p| [p.id.as_str(), p.name.as_str()]);
            let rules = catalog.rules.iter().map(|r| r.id.as_str());
            let questions = catalog.questions.iter().map(|q| q.id.as_str());
            let prices = catalog.prices.iter().map(|p| p.id.as_str());
            let like = nearest(&a.name, blocks.chain(products).chain(rules).chain(questions).chain(prices));
            let hint = like.map_or_else(
                || String::from("`mlarch catalog list` shows the blocks, `mlarch catalog list products` the products"),
                |l| format!("Did you mean `{l}`?"),
            );
            Err(Failure::user(format!("the catalog has nothing called `{}`", a.name), hint))
        }
    }
}

pub(super) fn questions(a: &Questions, g: &Global) -> Result<u8, Failure> {
    let catalog = workspace::catalog(g)?;
    let found = render::questions_with(catalog, &a.words);
    if found.is_empty() {
        let words = one_line(&a.words.join(" "));
        return Err(Failure::user(
            format!("no question speaks of this: {words}"),
            "Try fewer or other words; `mlarch questions` shows all",
        ));
    }
    let text = match a.format {
        Plain::Table => render::show_questions(catalog, &found),
        Plain::Json => {
            let id = |i: &usize| &catalog.questions[*i].id;
            let mut rows = render::list(catalog, Listing::Questions);
            rows.retain(|r| found.iter().any(|i| *id(i) == r.id));
            serde_json::to_string_pretty(&rows).context("the list cannot be written")? + "\n"
        }
    };
    io::result(&text)?;
    Ok(FINE)
}

pub(super) fn search(a: &Search, g: &Global) -> Result<u8, Failure> {
    let found = render::search(workspace::catalog(g)?, &a.words, a.limit);
    if found.is_empty() && a.format == Plain::Table {
        return Err(Failure::user(
            format!("nothing in the catalog is called or described so: {}", a.words.join(" ")),
            "Try fewer or other words; `mlarch catalog list` shows the blocks",
        ));
    }
    let text = match a.format {
        Plain::Json => serde_json::to_string_pretty(&found).context("the list cannot be written")? + "\n",
        Plain::Table => {
            let width = found.iter().map(|f| f.id.len()).max().unwrap_or(0);
            found.iter().map(|f| format!("{:<9} {:<width$}  {}\n", f.kind, f.id, f.describe())).collect()
        }
    };
    io::result(&text)?;
    Ok(FINE)
}

/// Exit code 1 if a statement is unanswered, as it may be with an overlay that takes things out.
pub(super) fn coverage(a: &Coverage, g: &Global) -> Result<u8, Failure> {
    let (catalog, annex) = workspace::catalog_with_annex(g)?;
    let rows = render::coverage(&catalog, &annex);
    let text = match a.format {
        Plain::Json => serde_json::to_string_pretty(&rows).context("the table cannot be written")? + "\n",
        Plain::Table => render::coverage_table(&rows, Style { width: io::width(), colour: false, full: true }),
    };
    io::result(&text)?;
    Ok(if rows.iter().any(|r| r.answers.is_empty()) { FINDINGS } else { FINE })
}

pub(super) fn eject(a: &Eject) -> Result<u8, Failure> {
    let fail = |path: &Path, e: std::io::Error| {
        Failure::user(format!("{} cannot be written: {e}", path.display()), "Name a folder that can be written")
    };
    let taken = std::fs::read_dir(&a.output).is_ok_and(|mut entries| entries.next().is_some()) || a.output.is_file();
    if taken {
        return Err(Failure::user(
            format!("{} exists and is not empty; nothing was written", a.output.display()),
            "Name another folder with --output",
        ));
    }
    let files = embedded_files().context("this installation is broken; install mlarch again")?;
    for file in &files {
        // The names come from the program itself: below `catalog/`, with forward slashes.
        let path = a.output.join(file.name.trim_start_matches("catalog/"));
        let folder = path.parent().unwrap_or(Path::new(""));
        std::fs::create_dir_all(folder).map_err(|e| fail(folder, e))?;
        io::output(Some(&path), &file.text)?;
    }
    io::result(&format!(
        "{} written to {}\nKeep what you change, delete the rest, and use it with `--catalog {}`\n",
        plural(files.len(), "file"),
        a.output.display(),
        a.output.display(),
    ))?;
    Ok(FINE)
}
