//! A run: rules, then levels, suppressions, waivers and the baseline.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::baseline::{Baseline, fingerprints, stale};
use super::context::Context;
use super::own_rules;
use super::rule::{Group, Rule};
use super::rules::ALL;
use super::suppress::{self, Suppressions};
use super::texts::is_text;
use crate::adr::{self, Collection, Markup, Reading, Unreadable};
use crate::diagnostics::{Code, Diagnostic, Mark, Severity};
use crate::text::{FileId, Files, SourceFile, Span};

/// How many findings there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Errors that count.
    pub errors: usize,
    /// Warnings that count.
    pub warnings: usize,
    /// Pieces of information.
    pub infos: usize,
    /// Findings that the baseline knows.
    pub known: usize,
    /// Findings that comments keep quiet.
    pub suppressed: usize,
    /// Findings that are waived.
    pub waived: usize,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Report {
    /// All findings, those that do not count marked, in the order of their places.
    pub findings: Vec<Diagnostic>,
    /// How many there are.
    pub counts: Counts,
}

impl Report {
    /// The worst severity of what counts.
    pub fn worst(&self) -> Option<Severity> {
        self.findings.iter().filter(|d| d.mark.is_none()).map(|d| d.severity).max()
    }
}

/// Runs all rules that are on. `others` are findings that were made elsewhere, such as those of loaders.
pub fn lint(ctx: &Context<'_>, baseline: Option<(&Baseline, FileId)>, others: Vec<Diagnostic>) -> Report {
    let mut findings = others;
    let path = |d: &Diagnostic| path(ctx, d);
    for rule in ALL.iter().filter(|r| ctx.settings.wants(r)) {
        findings.extend(of_rule(ctx, rule));
    }
    let mut comments = comments(ctx);
    for d in &mut findings {
        if let Some(own) = d.place.and_then(|p| comments.get_mut(&p.file)) {
            own.mark(d);
        }
    }
    let waived = waive(ctx, &mut findings);
    let known = baseline.map(|(b, file)| (b, Span::new(file, 0, 0), fingerprints(ctx.files, &findings)));
    if let Some((b, _, names)) = &known {
        let listed: std::collections::HashSet<&str> = b.findings.iter().map(|k| k.fingerprint.as_str()).collect();
        for (d, name) in findings.iter_mut().zip(names) {
            if d.mark.is_none() && listed.contains(name.as_str()) {
                d.mark = Some(Mark::Known);
            }
        }
    }
    // The linter's own rules look at what the others left.
    let ran = |code: &str| ALL.iter().any(|r| (code == "ALL" || r.code().starts_with(code)) && ctx.settings.wants(r));
    let mut own: Vec<(&Rule, Diagnostic)> = Vec::new();
    for (file, s) in &comments {
        own.extend(own_rules::suppressions(ctx.text(*file), s, &ran));
    }
    own.extend(own_rules::waivers(ctx, &waived));
    if let Some((b, place, names)) = known {
        // A run over some files says nothing about the others.
        let here = stale(b, &names).into_iter().filter(|k| ctx.file(&k.path).is_some() || !ctx.tree.exists(&k.path));
        own.extend(own_rules::baseline(here, place, b.findings.len()));
    }
    for (rule, mut d) in own {
        if ctx.settings.wants(rule) && level(ctx, rule, &mut d) {
            findings.push(d);
        }
    }
    findings
        .sort_by(|a, b| (path(a), a.place, a.code.id(), &a.message).cmp(&(path(b), b.place, b.code.id(), &b.message)));
    findings.dedup_by(|a, b| a.place == b.place && a.code == b.code && a.message == b.message);
    let counts = recount(&findings);
    Report { findings, counts }
}

/// What the rules about requirements find. For requirements beside those that the records are held against.
pub fn lint_requirements(ctx: &Context<'_>) -> Vec<Diagnostic> {
    let own = ALL.iter().filter(|r| r.group() == Group::Requirements && ctx.settings.wants(r));
    own.flat_map(|r| of_rule(ctx, r)).collect()
}

fn of_rule(ctx: &Context<'_>, rule: &Rule) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    (rule.check)(ctx, &mut found);
    found.retain_mut(|d| suits(ctx, rule, d));
    found.iter_mut().for_each(|d| trim(ctx, d));
    found.retain_mut(|d| level(ctx, rule, d));
    shortened(found)
}

/// Rules about how Markdown is written, which say nothing about other notations.
const OF_MARKDOWN: [&str; 9] = ["A105", "A114", "A205", "A206", "A207", "A402", "A404", "A405", "A407"];

/// Whether a finding makes sense in the notation of its file. Fixes write Markdown, so there are none elsewhere.
fn suits(ctx: &Context<'_>, rule: &Rule, d: &mut Diagnostic) -> bool {
    match Markup::of(path(ctx, d)) {
        None | Some(Markup::Markdown) => true,
        Some(_) => {
            d.fix = None;
            !OF_MARKDOWN.contains(&rule.code())
        }
    }
}

/// The most findings of one rule in one file that are told: whoever has more has one cause.
const MOST: usize = 100;

fn shortened(found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    if found.len() <= MOST {
        return found;
    }
    let mut counts: HashMap<Option<FileId>, usize> = HashMap::new();
    let file = |d: &Diagnostic| d.place.map(|p| p.file);
    found.iter().for_each(|d| *counts.entry(file(d)).or_default() += 1);
    let mut seen: HashMap<Option<FileId>, usize> = HashMap::new();
    let mut out = Vec::new();
    for d in found {
        let n = seen.entry(file(&d)).or_default();
        *n += 1;
        let all = counts[&file(&d)];
        match (*n).cmp(&MOST) {
            Ordering::Less => out.push(d),
            Ordering::Equal if all > MOST => {
                out.push(d.help(format!("{} more of these in this file are not shown", all - MOST)));
            }
            Ordering::Equal => out.push(d),
            Ordering::Greater => {}
        }
    }
    out
}

fn path<'c>(ctx: &Context<'c>, d: &Diagnostic) -> &'c str {
    d.place.and_then(|p| ctx.files.get(p.file)).map_or("", |f| f.name.as_str())
}

/// Sets the configured level of a finding; says whether the rule is on there. A rule may judge a finding milder or
/// harsher than usual; a configured level goes before that.
fn level(ctx: &Context<'_>, rule: &Rule, d: &mut Diagnostic) -> bool {
    match ctx.settings.level(rule, path(ctx, d)) {
        Some(l) if l != rule.level => d.severity = l,
        Some(_) => {}
        None => return false,
    }
    true
}

/// Leaves out line ends at the end of a place: headings and paragraphs have theirs.
fn trim(ctx: &Context<'_>, d: &mut Diagnostic) {
    for span in d.place.iter_mut().chain(d.related.iter_mut().map(|r| &mut r.0)) {
        span.end = span.start + ctx.slice(*span).trim_end().len() as u32;
    }
}

/// Counts findings by what becomes of them.
pub fn recount(findings: &[Diagnostic]) -> Counts {
    let mut counts = Counts::default();
    for d in findings {
        *match (&d.mark, d.severity) {
            (Some(Mark::Known), _) => &mut counts.known,
            (Some(Mark::Suppressed(_)), _) => &mut counts.suppressed,
            (Some(Mark::Waived(_)), _) => &mut counts.waived,
            (None, Severity::Error) => &mut counts.errors,
            (None, Severity::Warning) => &mut counts.warnings,
            (None, Severity::Info) => &mut counts.infos,
        } += 1;
    }
    counts
}

fn comments(ctx: &Context<'_>) -> HashMap<FileId, Suppressions> {
    let records: HashMap<FileId, usize> = ctx.adrs().map(|(i, a)| (a.file, i)).collect();
    let mut out = HashMap::new();
    for (id, file) in ctx.files.iter() {
        if !file.text.contains("mlarch") {
            continue;
        }
        let own = suppress::read(id, &file.text, records.get(&id).map(|i| &ctx.all.adrs[*i]));
        if !own.list.is_empty() || !own.unknown.is_empty() {
            out.insert(id, own);
        }
    }
    out
}

/// Marks what is waived; says which waivers were needed.
fn waive(ctx: &Context<'_>, findings: &mut [Diagnostic]) -> Vec<bool> {
    let mut used = vec![false; ctx.settings.waivers.len()];
    for d in findings.iter_mut() {
        let Code::Rule(rule) = d.code else { continue };
        let path = d.place.and_then(|p| ctx.files.get(p.file)).map_or("", |f| f.name.as_str());
        for (i, w) in ctx.settings.waivers.iter().enumerate() {
            let about = w.code == "ALL" || rule.code.starts_with(w.code.as_str());
            if !about || !w.path.as_ref().is_none_or(|m| m.fits(&ctx.settings.places.of(path))) {
                continue;
            }
            used[i] = true;
            if w.until >= ctx.today {
                let (y, m, day) = w.until;
                d.mark.get_or_insert_with(|| {
                    Mark::Waived(format!("{} ({}, until {y:04}-{m:02}-{day:02})", w.reason, w.owner))
                });
            }
        }
    }
    used
}

/// Reads all texts as records. `lost` are those whose text is not there, with the reason.
pub fn records(files: &Files, lost: &HashMap<FileId, Unreadable>) -> Collection {
    let read = |(id, f): (FileId, &SourceFile)| {
        let reading = match lost.get(&id) {
            Some(why) => Reading::Unreadable(*why),
            None => adr::read(id, &f.name, &f.text),
        };
        (f.name.clone(), reading)
    };
    let readings = files.iter().filter(|(_, f)| is_text(&f.name)).map(read).collect();
    Collection::new(readings, &|id| files.get(id).map_or("", |f| f.text.as_str()))
}
