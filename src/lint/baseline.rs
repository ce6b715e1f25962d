//! Findings that are known already, and names of findings that survive edits elsewhere in their file.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use crate::diagnostics::{Diagnostic, Severity};
use crate::text::{Files, digest};

/// The findings that a project lives with for now.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// The version of this format.
    pub mlarch: u32,
    /// The findings, in the order of their paths.
    pub findings: Vec<KnownFinding>,
}

/// A finding that is known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownFinding {
    /// The file.
    pub path: String,
    /// The rule.
    pub code: String,
    /// What it was, for people.
    pub message: String,
    /// The name of the finding.
    pub fingerprint: String,
}

impl Baseline {
    /// A baseline of findings; information is not kept.
    pub fn of(files: &Files, findings: &[Diagnostic]) -> Self {
        let names = fingerprints(files, findings);
        let known = |(d, fingerprint): (&Diagnostic, String)| KnownFinding {
            path: path(files, d).to_string(),
            code: d.code.id().to_string(),
            message: d.message.clone(),
            fingerprint,
        };
        let counted = |(d, _): &(&Diagnostic, String)| d.severity > Severity::Info && d.mark.is_none();
        let mut list: Vec<KnownFinding> = findings.iter().zip(names).filter(counted).map(known).collect();
        list.sort();
        Baseline { mlarch: 1, findings: list }
    }
}

fn path<'f>(files: &'f Files, d: &Diagnostic) -> &'f str {
    d.place.and_then(|p| files.get(p.file)).map_or("", |f| f.name.as_str())
}

/// The names of findings, in their order. A name follows from the rule, the path, the line's text without blanks at
/// its ends and the message; findings that agree in all of these are told apart by their order. Lines may move.
pub fn fingerprints(files: &Files, findings: &[Diagnostic]) -> Vec<String> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut name = |d: &Diagnostic| {
        let bare = fingerprint(files, d);
        let n = seen.entry(bare.clone()).or_default();
        *n += 1;
        if *n == 1 { bare } else { format!("{bare}-{n}") }
    };
    findings.iter().map(&mut name).collect()
}

/// The name of one finding, without its order among equals.
pub fn fingerprint(files: &Files, d: &Diagnostic) -> String {
    let line = d.place.and_then(|p| {
        let text = files.get(p.file)?.text.as_str();
        let at = (p.start as usize).min(text.len());
        let start = text.get(..at)?.rfind('\n').map_or(0, |n| n + 1);
        let end = text.get(at..)?.find('\n').map_or(text.len(), |n| at + n);
        text.get(start..end.min(start + 400)).or_else(|| text.get(start..end))
    });
    // Counts and days in a message change by themselves.
    let message: String = d.message.chars().filter(|c| !c.is_ascii_digit()).collect();
    digest([d.code.id(), path(files, d), line.unwrap_or_default().trim(), &message])
}

/// Entries that no finding answers to, and the names that are known.
pub(super) fn stale<'b>(baseline: &'b Baseline, found: &[String]) -> Vec<&'b KnownFinding> {
    let mut left: BTreeMap<&str, usize> = BTreeMap::new();
    found.iter().for_each(|f| *left.entry(f).or_default() += 1);
    baseline.findings.iter().filter(|k| !left.contains_key(k.fingerprint.as_str())).collect()
}
