//! `mlarch lint`, `mlarch rules`, `mlarch rule`

use std::collections::HashMap;
use std::path::Path;

use similar::TextDiff;

use super::common::{Global, Plain};
use super::exit::{FINDINGS, FINE, NOTHING};
use super::failure::Failure;
use super::folder::{self, Step};
use super::io;
use super::lint_arguments::{FailOn, Lint, RulePage, Rules, code, persona};
use super::lint_files::{Desk, shown};
use crate::adr::Collection;
use crate::diagnostics::{Fix, Safety, Severity, apply};
use crate::lint::{ALL, Baseline, Context, Page, Report, fingerprints, lint, lint_requirements, records, recount};
use crate::render;
use crate::report::{self, Findings, Format, RuleInfo, Summary};
use crate::text::{FileId, Files, one_line, one_of, plural};

/// Rounds of fixing. A fix may give rise to another; none of the rules needs more than three.
const ROUNDS: usize = 10;

pub(super) fn run(a: &Lint, g: &Global) -> Result<u8, Failure> {
    let mut desk = Desk::open(a, g)?;
    let mends = a.fix || a.unsafe_fixes || a.diff;
    let before = if mends { desk.files.clone() } else { Files::new() };
    let mended = if mends { mend(&mut desk, a.unsafe_fixes) } else { 0 };
    let (report, summary) = look(&desk);
    if a.update_baseline {
        return update(&desk, &report, g);
    }
    let fingerprints = fingerprints(&desk.files, &report.findings);
    // Reading the pages takes longer than most runs; one format shows them.
    let rules = if a.format == Format::Sarif { infos(&desk) } else { Vec::new() };
    let found = Findings {
        files: &desk.files,
        list: &report.findings,
        fingerprints: &fingerprints,
        summary,
        rules: &rules,
        baseline: desk.baseline.is_some(),
    };
    if a.diff {
        return diff(&desk, &before, mended);
    }
    if mended > 0 {
        write(&desk, &before, mended, g)?;
    }
    let nothing = summary.adrs == 0 && summary.unreadable == 0 && desk.requirements == 0;
    let colour = a.output.is_none() && io::colour_on_stdout();
    if !nothing || !matches!(a.format, Format::Human | Format::Concise) {
        io::output(a.output.as_deref(), &report::write(a.format, &found, colour))?;
    }
    if nothing && report.findings.is_empty() {
        io::message(&format!("error: no decision record was found in {}", desk.searched));
        io::message("  help: name their folder, or start with `mlarch adr new TITLE`");
        return Ok(NOTHING);
    }
    let fail_on = match a.fail_on {
        Some(FailOn::Never) => return Ok(FINE),
        Some(FailOn::Error) => Severity::Error,
        Some(FailOn::Warning) => Severity::Warning,
        Some(FailOn::Info) => Severity::Info,
        None => desk.settings.fail_on.unwrap_or(Severity::Warning),
    };
    Ok(if report.worst().is_some_and(|w| w >= fail_on) { FINDINGS } else { FINE })
}

/// Looks at everything that was read.
fn look(desk: &Desk) -> (Report, Summary) {
    let all = records(&desk.files, &desk.lost);
    let (settings, history) = (&desk.settings, desk.history.as_ref());
    let mut others = desk.others.clone();
    let none = Collection::new(Vec::new(), &|_| "");
    for own in &desk.further {
        let ctx = Context::new(&none, &desk.files, settings, io::day(), &desk.tree, None, Some(own));
        others.extend(lint_requirements(&ctx));
    }
    let ctx = Context::new(&all, &desk.files, settings, io::day(), &desk.tree, history, desk.knowledge.as_ref());
    let baseline = desk.baseline.as_ref().map(|(b, file)| (b, *file));
    let mut report = lint(&ctx, baseline, others);
    report.findings.retain(|d| desk.tells(d));
    report.counts = recount(&report.findings);
    let n = report.counts;
    let summary = Summary {
        files: desk.files.iter().count(),
        adrs: all.adrs.len(),
        errors: n.errors,
        warnings: n.warnings,
        infos: n.infos,
        unreadable: all.unreadable.len(),
        suppressed: n.suppressed,
        waived: n.waived,
        known: n.known,
    };
    (report, summary)
}

/// Fixes until nothing changes any more; says how many fixes that took.
fn mend(desk: &mut Desk, risky: bool) -> usize {
    let mut applied = 0;
    for _ in 0..ROUNDS {
        let (report, _) = look(desk);
        let counted = report.findings.iter().filter(|d| d.mark.is_none());
        let mut fixes: Vec<&Fix> =
            counted.filter_map(|d| d.fix.as_deref()).filter(|f| risky || f.safety == Safety::Safe).collect();
        fixes.sort_by_key(|f| f.safety);
        let out = apply(&desk.files, fixes);
        if out.texts.is_empty() && out.renames.is_empty() {
            break;
        }
        applied += out.applied;
        let mut files = Files::new();
        for (id, f) in desk.files.iter() {
            let name = out.renames.get(&id).unwrap_or(&f.name);
            files.add(name.clone(), out.texts.get(&id).unwrap_or(&f.text).clone());
            if let Some(scope) = desk.scope.as_mut().filter(|s| s.contains(&f.name)) {
                scope.insert(name.clone());
            }
        }
        desk.files = files;
    }
    applied
}

/// The files that differ: before and after.
fn changed<'f>(
    desk: &'f Desk,
    before: &'f Files,
) -> impl Iterator<Item = (FileId, (&'f str, &'f str), (&'f str, &'f str))> {
    let pairs = before.iter().zip(desk.files.iter());
    pairs
        .filter(|((_, b), (_, a))| b.name != a.name || b.text != a.text)
        .map(|((id, b), (_, a))| (id, (b.name.as_str(), b.text.as_str()), (a.name.as_str(), a.text.as_str())))
}

fn diff(desk: &Desk, before: &Files, mended: usize) -> Result<u8, Failure> {
    let mut out = String::new();
    for (_, (old_name, old), (name, new)) in changed(desk, before) {
        let clean = |line: &str| line.chars().filter(|c| !c.is_control() || *c == '\t').collect::<String>();
        if old_name != name {
            out.push_str(&format!("rename from {}\nrename to {}\n", one_line(old_name), one_line(name)));
        }
        let text =
            TextDiff::from_lines(old, new).unified_diff().header(&one_line(old_name), &one_line(name)).to_string();
        text.lines().for_each(|l| out.push_str(&(clean(l) + "\n")));
    }
    io::result(&out)?;
    Ok(if mended > 0 { FINDINGS } else { FINE })
}

/// Writes what was mended, all or nothing. A file that was changed meanwhile stops it.
fn write(desk: &Desk, before: &Files, mended: usize, g: &Global) -> Result<(), Failure> {
    if desk.stdin {
        // Standard input is mended to standard output by `--diff`, or in an editor.
        return Err(Failure::user("standard input cannot be mended in place", "Use --diff, or name the file"));
    }
    let mut steps: HashMap<&str, Step> = HashMap::new();
    let mut order: Vec<&str> = Vec::new();
    for (_, (old_name, old), (name, new)) in changed(desk, before) {
        if std::fs::read(old_name).ok().as_deref() != Some(old.as_bytes()) {
            return Err(Failure::user(
                format!("{} was changed by somebody else just now; nothing was written", shown(Path::new(old_name))),
                "Try again",
            ));
        }
        if old_name != name {
            if Path::new(name).exists() {
                return Err(Failure::user(
                    format!("{} exists already; nothing was written", shown(Path::new(name))),
                    "Move it out of the way",
                ));
            }
            steps.insert(old_name, Step { path: old_name.to_string(), text: None, keep: false });
            order.push(old_name);
        }
        steps.insert(name, Step { path: name.to_string(), text: Some(new.to_string()), keep: false });
        order.push(name);
    }
    let list: Vec<Step> = order.iter().filter_map(|p| steps.remove(p)).collect();
    folder::carry_out(Path::new("."), &list)?;
    if !g.quiet {
        io::message(&format!("{} mended in {}", plural(mended, "finding"), plural(list.len(), "file")));
    }
    Ok(())
}

fn update(desk: &Desk, report: &Report, g: &Global) -> Result<u8, Failure> {
    // What the baseline knew and is still there stays in it.
    let mut list = report.findings.clone();
    for d in &mut list {
        d.mark = d.mark.take().filter(|m| *m != crate::diagnostics::Mark::Known);
    }
    list.retain(|d| d.code.id() != "A904");
    let baseline = Baseline::of(&desk.files, &list);
    io::output(Some(&desk.baseline_path), &io::json(&baseline)?)?;
    if !g.quiet {
        let n = plural(baseline.findings.len(), "finding");
        io::message(&format!("{}: {n}, which do not count from now on", shown(&desk.baseline_path)));
    }
    Ok(FINE)
}

fn infos(desk: &Desk) -> Vec<RuleInfo> {
    ALL.iter()
        .filter(|r| desk.settings.wants(r))
        .map(|r| RuleInfo {
            code: r.code(),
            name: r.name.name,
            summary: Page::read(r.page).summary,
            page: r.page,
            level: r.level,
        })
        .collect()
}

pub(super) fn rules(a: &Rules) -> Result<u8, Failure> {
    let wanted = a.persona.as_deref().map(persona).transpose()?;
    let shown: Vec<_> = ALL.iter().filter(|r| wanted.is_none_or(|p| r.persona <= p)).collect();
    let row = |r: &&&crate::lint::Rule| render::RuleRow {
        code: r.code(),
        name: r.name.name,
        group: r.group().title(),
        severity: r.level.word(),
        persona: r.persona.word(),
        fix: r.repair.word(),
        summary: Page::read(r.page).summary,
    };
    let rows: Vec<render::RuleRow> = shown.iter().map(row).collect();
    let style = render::Style { width: io::width(), colour: io::colour_on_stdout(), full: false };
    io::result(&match a.format {
        Plain::Json => io::json(&rows)?,
        Plain::Table => render::rules(&rows, style),
    })?;
    Ok(FINE)
}

pub(super) fn rule(a: &RulePage) -> Result<u8, Failure> {
    let Some(rule) = crate::lint::find(&a.code) else {
        code(&a.code)?;
        let begin = a.code.to_ascii_uppercase();
        let codes: Vec<String> = ALL.iter().map(|r| r.code().to_string()).filter(|c| c.starts_with(&begin)).collect();
        return Err(Failure::user(
            format!("`{}` is the beginning of several codes", one_line(&a.code)),
            format!("Codes: {}", one_of(codes.iter().map(String::as_str), 40)),
        ));
    };
    io::result(rule.page)?;
    Ok(FINE)
}
