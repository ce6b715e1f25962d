//! `mlarch catalog check`

use anyhow::Context;
use serde_json::json;

use super::catalog_arguments::Check;
use super::common::{Global, Plain};
use super::exit::{FINDINGS, FINE};
use super::failure::Failure;
use super::{io, workspace};
use crate::catalog::{Annex, Block, Catalog, Find};
use crate::diagnostics::Severity;
use crate::report;
use crate::soundness::{self, Report};
use crate::text::{Date, nearest, plural, thousands};

pub(super) fn run(a: &Check, g: &Global) -> Result<u8, Failure> {
    let (catalog, annex) = workspace::catalog_with_annex(g)?;
    if let Some(name) = &a.witness {
        return witness(&catalog, name);
    }
    if a.witnesses {
        return witnesses(&catalog);
    }
    let report = soundness::check(&catalog, &annex, months_before(io::day(), a.stale_after));
    let text = match a.format {
        Plain::Json => json(&report, &annex)?,
        Plain::Table => table(&catalog, &report),
    };
    let shown: Vec<_> = report.findings.iter().filter(|d| !g.quiet || d.severity == Severity::Error).cloned().collect();
    if a.format == Plain::Table && !shown.is_empty() {
        io::message(report::human(&annex.files, &shown, io::colour_on_stderr()).trim_end());
    }
    io::result(&text)?;
    Ok(if report.has_errors() { FINDINGS } else { FINE })
}

fn table(c: &Catalog, r: &Report) -> String {
    let n = r.counts;
    let mut out = format!("{} {} of {}\n\n", c.name, c.version, c.date);
    let mut row = |count: usize, what: String| out.push_str(&format!("{:>7}  {what}\n", thousands(count as i64)));
    row(n.blocks, format!("building blocks, {} of them approaches", n.approaches));
    row(n.options, String::from("options"));
    row(n.products, String::from("products"));
    row(n.rules, format!("rules, {} of them binding", n.must));
    row(n.questions, String::from("questions"));
    row(n.checklists, String::from("checklists"));
    row(n.prices, String::from("unit prices"));
    row(n.sources, String::from("sources"));
    let share = 100.0 * n.assumed as f64 / n.facts.max(1) as f64;
    row(
        n.facts,
        format!("facts: {} without a source, {} assumed ({share:.1} %)", n.unsourced, thousands(n.assumed as i64)),
    );
    row(n.stale, String::from("facts, rules and prices with sources older than asked for"));
    row(n.statements, format!("statements of source documents, {} unanswered", n.unanswered));
    out.push('\n');
    for p in &r.proofs {
        let state = match (p.failed, p.undecided) {
            (0, 0) => String::from("proven"),
            (0, u) => format!("not proven ({u} left undecided)"),
            (f, _) => format!("fails ({f})"),
        };
        out.push_str(&format!("{state}: {}{}\n", p.claim, of(p.decided)));
    }
    let errors = r.findings.iter().filter(|d| d.severity == Severity::Error).count();
    let rest = r.findings.len() - errors;
    out.push_str(&format!("\n{}, {}\n", plural(errors, "error"), plural(rest, "warning")));
    out
}

fn of(cases: usize) -> String {
    if cases > 1 { format!(" ({})", thousands(cases as i64)) } else { String::new() }
}

fn json(r: &Report, annex: &Annex) -> Result<String, Failure> {
    let findings: Vec<_> = r
        .findings
        .iter()
        .map(|d| {
            let place = d.place.and_then(|s| annex.files.get(s.file).map(|f| (&f.name, f.line_col(s.start as usize))));
            json!({
                "code": d.code.id(),
                "severity": d.severity.word(),
                "message": d.message,
                "path": place.as_ref().map(|p| p.0),
                "line": place.as_ref().map(|p| p.1.line),
                "column": place.as_ref().map(|p| p.1.column),
                "help": d.help,
            })
        })
        .collect();
    let value = json!({"counts": r.counts, "proofs": r.proofs, "findings": findings});
    Ok(serde_json::to_string_pretty(&value).context("the report cannot be written")? + "\n")
}

fn witness(c: &Catalog, name: &str) -> Result<u8, Failure> {
    let Some(option) = c.option(name) else {
        let of = |b: &Block| b.options.iter().map(|o| format!("{}.{}", b.id, o.id)).collect::<Vec<_>>();
        let names: Vec<String> = c.blocks.iter().flat_map(of).collect();
        let like = nearest(name, names.iter().map(String::as_str)).map(|l| format!("Did you mean `{l}`?"));
        return Err(Failure::user(
            format!("there is no option `{name}`"),
            like.unwrap_or_else(|| String::from("`mlarch catalog list options` lists them, as `block.option`")),
        ));
    };
    match soundness::witness(c, option) {
        Some(w) => {
            io::result(&w.to_yaml(c))?;
            Ok(FINE)
        }
        None => {
            io::message(&format!("no requirements were found that make `{name}` the recommended option"));
            Ok(FINDINGS)
        }
    }
}

fn witnesses(c: &Catalog) -> Result<u8, Failure> {
    let all_found = soundness::witnesses(c);
    let mut out = String::new();
    for o in &all_found.missing {
        out.push_str(&format!("no witness: {}\n", c.option_name(*o)));
    }
    out.push_str(&format!(
        "{} with requirements that choose them, {} without, {} that have ended or are taken out\n",
        plural(all_found.found.len(), "option"),
        all_found.missing.len(),
        all_found.taken_out.len(),
    ));
    io::result(&out)?;
    Ok(if all_found.missing.is_empty() { FINE } else { FINDINGS })
}

fn months_before((year, month, day): Date, months: u32) -> Date {
    let total = (year * 12 + month - 1).saturating_sub(months);
    (total / 12, total % 12 + 1, day)
}

#[cfg(test)]
mod tests {
    use super::months_before;

    #[test]
    fn months_count_over_years() {
        assert_eq!(months_before((2026, 11, 22), 36), (2023, 11, 22));
        assert_eq!(months_before((2026, 1, 5), 2), (2025, 11, 5));
    }
}
