//! `mlarch prices import`

use std::fs::File;
use std::io::{BufReader, Read, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::json;

use super::common::{Global, Plain};
use super::exit::FINE;
use super::failure::Failure;
use super::{io, workspace};
use crate::catalog::{Catalog, Price, Purchase};
use crate::estimate::retail::{self, Found, MARK, Outcome, Picker, Problem};
use crate::text::{nearest, one_line, plural, thousands};

#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub(super) enum PricesCommand {
    /// Write a catalog overlay with the prices of a dump of the Azure Retail Prices API.
    Import(Import),
}

#[derive(Debug, Args)]
#[command(after_help = "\
A dump is what the API gave: JSON pages, several in one file, a list of rows, or CSV with a header. Nothing is fetched: \
save https://prices.azure.com/api/retail/prices?api-version=2023-01-01-preview&$filter=... and its next pages.

The overlay holds the meters that were recognised, and the report what is missing, retired, ambiguous, in odd units or \
changed by more than 20 %. Without --output the overlay goes to standard output and the report to standard error.

Examples:
  mlarch prices import page*.json --region westeurope -o our-prices/list.yaml
  mlarch recommend app.yaml --catalog our-prices --set azure.region=westeurope")]
pub(super) struct Import {
    /// Files with output of the API; `-` reads standard input.
    #[arg(required = true, value_name = "DUMP")]
    pub(super) dumps: Vec<PathBuf>,
    /// Take prices of this region only. May be repeated.
    #[arg(long, value_name = "REGION")]
    pub(super) region: Vec<String>,
    /// The overlay to write. A file that no import wrote is not written over.
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Write over any file.
    #[arg(long)]
    pub(super) force: bool,
    /// How to print the report.
    #[arg(long, short, value_enum, default_value_t = Plain::Table)]
    pub(super) format: Plain,
}

/// The largest file that is read, in bytes: the whole list of all regions has less than half of it.
const MOST_BYTES: u64 = 4 << 30;

/// Lines of a list in the table; JSON has all.
const MOST_LINES: usize = 40;

pub(super) fn import(a: &Import, g: &Global) -> Result<u8, Failure> {
    let catalog = workspace::catalog(g)?;
    for region in &a.region {
        if !catalog.regions.iter().any(|r| r.id == *region.as_str()) {
            let ids: Vec<&str> = catalog.regions.iter().map(|r| r.id.as_str()).collect();
            let like = nearest(region, ids).map(|l| format!("Did you mean `{l}`?"));
            let hint =
                like.unwrap_or_else(|| String::from("The regions are the choices of the question `azure.region`"));
            return Err(Failure::user(format!("there is no region `{region}`"), hint));
        }
    }
    if let Some(path) = &a.output {
        spare(path, a.force)?;
    }
    let mut picker = Picker::new(catalog, &a.region);
    let (mut names, mut fetched, mut cut) = (Vec::new(), None, Vec::new());
    for path in &a.dumps {
        let name = if path == Path::new("-") { "<stdin>".into() } else { one_line(&path.display().to_string()) };
        picker.open(&name);
        let about = read(path, &name, &mut picker)?;
        fetched = fetched.max(about.fetched);
        if about.cut {
            cut.push(name.clone());
        }
        names.push(name);
    }
    let today =
        fetched.clone().filter(|d| d.as_str() > catalog.date.as_str()).unwrap_or_else(|| catalog.date.to_string());
    let outcome = picker.finish(&today);
    if outcome.found.is_empty() {
        let told = if outcome.problems.iter().all(|p| matches!(p, Problem::Missing { .. })) {
            String::from("Fetch the services that the catalog prices, such as `serviceName eq 'Virtual Machines'`")
        } else {
            table(catalog, &outcome, &[])
        };
        let rows = thousands(outcome.counts.rows as i64);
        return Err(Failure::user(format!("none of {rows} rows could be taken for a meter of the catalog"), told));
    }
    let date = fetched.or_else(|| outcome.newest.clone()).unwrap_or_else(|| catalog.date.to_string());
    let bare: Vec<String> = names.iter().map(|n| n.rsplit(['/', '\\']).next().unwrap_or(n).to_string()).collect();
    // A new overlay begins with its folder; where that cannot be made, writing the file says why.
    if let Some(folder) = a.output.as_deref().and_then(Path::parent).filter(|f| !f.as_os_str().is_empty()) {
        let _ = std::fs::create_dir_all(folder);
    }
    io::output(a.output.as_deref(), &retail::overlay(catalog, &outcome.found, &bare, &date))?;
    let report = match a.format {
        Plain::Table => table(catalog, &outcome, &cut),
        Plain::Json => io::json(&report(catalog, &outcome, &names, &cut))?,
    };
    // Without a file the overlay is the result, and the report a message.
    match &a.output {
        Some(path) => {
            io::result(&report)?;
            let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
            if !g.quiet {
                let (file, folder) = (one_line(&path.display().to_string()), one_line(&folder.display().to_string()));
                io::message(&format!("{file} written; use it with `--catalog {folder}`"));
            }
        }
        None => io::message(report.trim_end()),
    }
    Ok(FINE)
}

/// Refuses to write over what an import did not write.
fn spare(path: &Path, force: bool) -> Result<(), Failure> {
    let mut start = vec![0; MARK.len()];
    let ours = match File::open(path) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(_) => false,
        Ok(mut f) => f.read_exact(&mut start).is_ok() && start == MARK.as_bytes(),
    };
    match ours || force {
        true => Ok(()),
        false => Err(Failure::user(
            format!(
                "{} exists and was not written by an import; nothing was read",
                one_line(&path.display().to_string())
            ),
            "Name another file, or pass --force to write over it",
        )),
    }
}

fn read(path: &Path, name: &str, picker: &mut Picker<'_>) -> Result<retail::About, Failure> {
    let fail = |e: std::io::Error| {
        Failure::user(format!("{name} cannot be read: {e}"), "Name files with output of the Retail Prices API")
    };
    let input: Box<dyn Read> = if path == Path::new("-") {
        Box::new(std::io::stdin().lock())
    } else {
        let file = File::open(path).map_err(fail)?;
        let about = file.metadata().map_err(fail)?;
        if about.is_dir() {
            return Err(Failure::user(format!("{name} is a folder"), "Name the files in it"));
        }
        if about.len() > MOST_BYTES {
            return Err(Failure::user(format!("{name} is larger than 4 GiB"), "Fetch one region or service at a time"));
        }
        Box::new(file)
    };
    let input = BufReader::with_capacity(1 << 16, input.take(MOST_BYTES));
    retail::rows(input, &mut |row| picker.take(row)).map_err(|e| {
        let at = e.at.map_or(String::new(), |(line, column)| format!(":{line}:{column}"));
        Failure::user(format!("{name}{at}: {}", e.message), e.help)
    })
}

/// A number with the digits that a price needs.
fn figure(n: f64) -> String {
    let rounded: f64 = format!("{n:.6e}").parse().unwrap_or(n);
    rounded.to_string()
}

fn percent(f: &Found) -> Option<f64> {
    let (before, now) = (f.before?, f.now?);
    (before > 0.0).then(|| (now / before - 1.0) * 100.0)
}

fn term(f: &Found) -> &'static str {
    f.purchase.map_or("pay as you go", Purchase::word)
}

/// The report for people.
fn table(catalog: &Catalog, o: &Outcome, cut: &[String]) -> String {
    let price = |i: usize| -> &Price { &catalog.prices[i] };
    let id = |i: usize| price(i).id.as_str();
    let mut out = Vec::new();
    let many = |n: u64| thousands(n as i64);
    let c = &o.counts;
    let line = |text: String, out: &mut Vec<u8>| {
        // Writing to memory cannot fail.
        let _ = writeln!(out, "{text}");
    };
    line(
        format!(
            "{} rows read, {} fit a meter; passed over: {} with a Windows licence, {} for development and test, {} of \
             other regions",
            many(c.rows),
            many(c.fitting),
            many(c.windows),
            many(c.dev_test),
            many(c.elsewhere)
        ),
        &mut out,
    );
    let mut section = |title: &str, mut lines: Vec<String>| {
        if lines.is_empty() {
            return;
        }
        line(format!("\n{title} ({})", lines.len()), &mut out);
        if lines.iter().all(|l| !l.contains(' ')) {
            // Names alone: several in a line.
            lines = lines.chunks(4).map(|c| c.join(", ")).collect();
        }
        lines.iter().take(MOST_LINES).for_each(|l| line(format!("  {l}"), &mut out));
        if lines.len() > MOST_LINES {
            line(format!("  ... and {} more lines; --format json lists all", lines.len() - MOST_LINES), &mut out);
        }
    };
    let told = |f: &Found| {
        let unit = if f.purchase.is_some() { "hour" } else { price(f.price).unit.as_str() };
        let grant = if f.granted { "; the free grant is the catalog's" } else { "" };
        let steps = if f.tiers.len() > 1 { format!(", {}", plural(f.tiers.len(), "step")) } else { String::new() };
        format!(
            "{} in {}, {}: {} {} per {unit}{steps}{grant}",
            id(f.price),
            f.region,
            term(f),
            figure(f.amount),
            f.currency
        )
    };
    section("Found", o.found.iter().map(told).collect());
    let changed = o.found.iter().filter(|f| f.changed());
    section(
        "Changed by more than 20 % against the catalog",
        changed
            .map(|f| {
                let by = percent(f).map_or(String::new(), |p| format!(" ({p:+.0} %)"));
                let before = f.before.map_or(String::new(), figure);
                format!(
                    "{} in {}, {}: {before}, now {}{by}",
                    id(f.price),
                    f.region,
                    term(f),
                    figure(f.now.unwrap_or(f.amount))
                )
            })
            .collect(),
    );
    let mut ambiguous = Vec::new();
    let (mut odd, mut ended, mut places, mut missing) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for p in &o.problems {
        match p {
            Problem::Ambiguous { price, region, rows } => {
                let rows: Vec<String> = rows.iter().map(|r| format!("\n      {}", one_line(r))).collect();
                ambiguous.push(format!("{} in {region}:{}", id(*price), rows.concat()));
            }
            Problem::OddUnit { price: i, row, unit } => {
                odd.push(format!("{}: `{}` is no {} ({})", id(*i), one_line(unit), price(*i).unit, one_line(row)));
            }
            Problem::Retired { price, region: Some(r), day } => {
                ended.push(format!("{} in {r}: the row ended on {}; not taken", id(*price), one_line(day)));
            }
            Problem::Retired { price, region: None, day } => {
                ended.push(format!("{}: still priced, but retired since {day}", id(*price)));
            }
            Problem::OddRegion { price, region } => {
                places.push(format!("{}: `{}` is no region of the catalog", id(*price), one_line(region)));
            }
            Problem::Missing { price } => missing.push(id(*price).to_string()),
        }
    }
    section("Ambiguous, not taken: several rows fit", ambiguous);
    section("In units that do not fit, not taken", odd);
    section("Retired", ended);
    section("In unknown regions, not taken", places);
    section("Missing: no row fits", missing);
    let mut unrated: Vec<&str> =
        o.found.iter().map(|f| f.currency.as_str()).filter(|c| catalog.rate(c).is_none()).collect();
    unrated.sort_unstable();
    unrated.dedup();
    section(
        "Currencies without a rate",
        unrated
            .iter()
            .map(|c| {
                let c = one_line(c);
                format!("{c}: add `currencies: {{{c}: {{per_usd: RATE, date: ..., source: ...}}}}` beside the overlay")
            })
            .collect(),
    );
    section("Incomplete: the dump names a next page", cut.to_vec());
    String::from_utf8_lossy(&out).into_owned()
}

/// The report for programs.
fn report(catalog: &Catalog, o: &Outcome, files: &[String], cut: &[String]) -> serde_json::Value {
    let id = |i: &usize| catalog.prices[*i].id.as_str();
    let found: Vec<_> = o
        .found
        .iter()
        .map(|f| {
            json!({
                "id": id(&f.price), "region": f.region, "term": f.purchase.map(Purchase::word), "price": f.amount,
                "currency": f.currency, "unit": catalog.prices[f.price].unit, "date": f.start,
                "tiers": f.tiers.iter().map(|t| json!({"from": t.from, "price": t.price})).collect::<Vec<_>>(),
                "free_grant_of_the_catalog": f.granted, "before": f.before, "change_percent": percent(f),
                "changed": f.changed(),
            })
        })
        .collect();
    let (mut missing, mut retired, mut ambiguous) = (Vec::new(), Vec::new(), Vec::new());
    let (mut units, mut regions) = (Vec::new(), Vec::new());
    for p in &o.problems {
        match p {
            Problem::Missing { price } => missing.push(json!(id(price))),
            Problem::Retired { price, region, day } => {
                retired.push(json!({"id": id(price), "region": region, "date": day}));
            }
            Problem::Ambiguous { price, region, rows } => {
                ambiguous.push(json!({"id": id(price), "region": region, "rows": rows}));
            }
            Problem::OddUnit { price, row, unit } => units.push(json!({"id": id(price), "unit": unit, "row": row})),
            Problem::OddRegion { price, region } => regions.push(json!({"id": id(price), "region": region})),
        }
    }
    let c = &o.counts;
    json!({
        "files": files, "incomplete": cut,
        "rows": {"read": c.rows, "fitting": c.fitting, "windows": c.windows, "dev_test": c.dev_test, "elsewhere": c.elsewhere},
        "found": found, "missing": missing, "retired": retired, "ambiguous": ambiguous, "odd_units": units,
        "odd_regions": regions,
    })
}
