//! `mlarch explain`, `mlarch matrix`

use super::analyses::{load, show, study, style};
use super::analysis_arguments::{Explain, Matrix, Sheet};
use super::common::Global;
use super::exit::FINE;
use super::failure::Failure;
use super::{io, workspace};
use crate::catalog::{Block, BlockId, Catalog, Find, OptionRef};
use crate::render;
use crate::text::{nearest, one_line, one_of};

pub(super) fn run(a: &Explain, g: &Global) -> Result<u8, Failure> {
    let (catalog, requirements) = load(&a.case, g)?;
    let mut asked = asked(catalog, &a.what)?;
    if let Some(over) = &a.over {
        for (block, option) in &mut asked {
            *option = Some(against(catalog, *block, over)?);
        }
    }
    let study = study(&a.case, catalog, &requirements)?;
    let list = study.explain(&asked, !a.quick);
    show(a.format, &list, || render::explanations(&list, style(a.full)))
}

pub(super) fn matrix(a: &Matrix, g: &Global) -> Result<u8, Failure> {
    let (catalog, requirements) = load(&a.case, g)?;
    let blocks = || catalog.blocks.iter();
    let named = |b: &Block| b.id == *a.block || b.name.eq_ignore_ascii_case(&a.block);
    let Some(block) = blocks().position(named).map(|b| BlockId(b as u16)) else {
        let like = nearest(&a.block, blocks().map(|b| b.id.as_str())).map(|l| format!("Did you mean `{l}`?"));
        // A product is no block, but some of its options are in one.
        let of = catalog.product(&a.block).map(|p| catalog.options_of(p)).unwrap_or_default();
        let of: Vec<&str> = of.iter().map(|o| catalog.blocks[o.block.at()].id.as_str()).collect();
        let of = (!of.is_empty()).then(|| format!("It is an option of {}", one_of(of, 12)));
        let begin: Vec<&str> = blocks().map(|b| b.id.as_str()).filter(|b| b.starts_with(&a.block)).collect();
        let begin = (!begin.is_empty()).then(|| format!("Blocks: {}", one_of(begin, 12)));
        return Err(Failure::user(
            format!("there is no block `{}`", one_line(&a.block)),
            of.or(begin).or(like).unwrap_or_else(|| String::from("`mlarch catalog list blocks` lists all blocks")),
        ));
    };
    let study = study(&a.case, catalog, &requirements)?;
    let Some(matrix) = study.matrix(block) else {
        let file = one_line(&a.case.file.display().to_string());
        return Err(Failure::user(
            format!("the block `{}` needs no decision here", catalog.blocks[block.at()].id),
            format!("`mlarch explain {file} {}` says why", catalog.blocks[block.at()].id),
        ));
    };
    let text = match a.format {
        Sheet::Table => render::matrix(&matrix, style(false)),
        Sheet::Markdown => render::matrix_markdown(&matrix, &workspace::templates(g)?)?,
        Sheet::Json => io::json(&matrix)?,
        Sheet::Csv => render::matrix_csv(&matrix),
    };
    io::result(&text)?;
    Ok(FINE)
}

/// The blocks that are asked about, each with the option if one is.
fn asked(catalog: &Catalog, what: &str) -> Result<Vec<(BlockId, Option<OptionRef>)>, Failure> {
    if let Some(block) = catalog.block(what) {
        return Ok(vec![(block, None)]);
    }
    if let Some(option) = catalog.option(what) {
        return Ok(vec![(option.block, Some(option))]);
    }
    if let Some(block) = catalog.blocks.iter().position(|b| b.name.eq_ignore_ascii_case(what)) {
        return Ok(vec![(BlockId(block as u16), None)]);
    }
    if let Some((block, option)) = what.split_once('.')
        && let Some(block) = catalog.block(block)
    {
        return against(catalog, block, option).map(|o| vec![(block, Some(o))]);
    }
    let options = catalog.product(what).map(|p| catalog.options_of(p)).unwrap_or_default();
    if options.is_empty() {
        let products = || catalog.products.iter().filter(|p| !p.inline);
        let ids = catalog.blocks.iter().map(|b| b.id.as_str()).chain(products().map(|p| p.id.as_str()));
        let names = catalog.blocks.iter().map(|b| b.name.as_str()).chain(products().map(|p| p.name.as_str()));
        let near = nearest(what, ids).or_else(|| nearest(what, names));
        let near = near.map_or(String::new(), |n| format!("Did you mean `{n}`? "));
        return Err(Failure::user(
            format!("there is no block, option or product `{}`", one_line(what)),
            format!("{near}`mlarch catalog list blocks` lists all blocks, `mlarch catalog search` finds by words"),
        ));
    }
    Ok(options.into_iter().map(|o| (o.block, Some(o))).collect())
}

/// An option of a block by its id, full name or product.
fn against(catalog: &Catalog, block: BlockId, name: &str) -> Result<OptionRef, Failure> {
    let b = &catalog.blocks[block.at()];
    let own = |o: &OptionRef| o.block == block;
    let by_id = b.options.iter().position(|o| o.id == name).map(|o| OptionRef { block, option: o as u16 });
    let found = by_id.or_else(|| catalog.option(name).filter(own));
    let by_product = || catalog.product(name).and_then(|p| catalog.options_of(p).into_iter().find(own));
    found.or_else(by_product).ok_or_else(|| {
        let ids = || b.options.iter().map(|o| o.id.as_str());
        let near = nearest(name, ids()).map_or(String::new(), |n| format!("Did you mean `{n}`? "));
        Failure::user(
            format!("`{}` is not an option of the block `{}`", one_line(name), b.id),
            format!("{near}Options: {}", one_of(ids(), 20)),
        )
    })
}
