//! `mlarch catalog list`, `mlarch catalog show`, `mlarch questions`

use anyhow::Context;

use super::arguments::{List, Plain, Questions, Show, What};
use super::failure::Failure;
use super::{FINE, io};
use crate::catalog::{Catalog, embedded};
use crate::render::{self, Listing};
use crate::text::nearest;

fn load() -> Result<Catalog, Failure> {
    Ok(embedded().context("this installation is broken; install mlarch again")?)
}

pub(super) fn list(a: &List) -> Result<u8, Failure> {
    let what = match a.what {
        What::Blocks => Listing::Blocks,
        What::Options => Listing::Options,
        What::Products => Listing::Products,
        What::Rules => Listing::Rules,
        What::Questions => Listing::Questions,
        What::Metrics => Listing::Metrics,
        What::Sources => Listing::Sources,
    };
    let rows = render::list(&load()?, what);
    let text = match a.format {
        Plain::Json => serde_json::to_string_pretty(&rows).context("the list cannot be written")? + "\n",
        Plain::Table => {
            let widest =
                |f: fn(&(String, String)) -> usize, rows: &[(String, String)]| rows.iter().map(f).max().unwrap_or(0);
            let cells: Vec<(String, String)> = rows.iter().map(|r| (r.id.clone(), r.class.clone())).collect();
            let (id, class) = (widest(|r| r.0.len(), &cells), widest(|r| r.1.len(), &cells));
            rows.iter().map(|r| format!("{:<id$}  {:<class$}  {}\n", r.id, r.class, r.name)).collect()
        }
    };
    io::result(&text)?;
    Ok(FINE)
}

pub(super) fn show(a: &Show) -> Result<u8, Failure> {
    let catalog = load()?;
    match render::show(&catalog, &a.name) {
        Some(text) => {
            io::result(&text)?;
            Ok(FINE)
        }
        None => {
            let blocks = catalog.blocks.iter().map(|b| b.id.as_str());
            let products = catalog.products.iter().filter(|p| !p.inline).flat_map(|p| [p.id.as_str(), p.name.as_str()]);
            let rules = catalog.rules.iter().map(|r| r.id.as_str());
            let questions = catalog.questions.iter().map(|q| q.id.as_str());
            let like = nearest(&a.name, blocks.chain(products).chain(rules).chain(questions));
            let hint = like.map_or_else(
                || String::from("`mlarch catalog list` shows the blocks, `mlarch catalog list products` the products"),
                |l| format!("Did you mean `{l}`?"),
            );
            Err(Failure::user(format!("the catalog has nothing called `{}`", a.name), hint))
        }
    }
}

pub(super) fn questions(a: &Questions) -> Result<u8, Failure> {
    let catalog = load()?;
    let text = match a.format {
        Plain::Table => render::show_questions(&catalog),
        Plain::Json => {
            let rows = render::list(&catalog, Listing::Questions);
            serde_json::to_string_pretty(&rows).context("the list cannot be written")? + "\n"
        }
    };
    io::result(&text)?;
    Ok(FINE)
}
