//! Annotations of GitHub Actions (workflow commands).

use super::concise::closing;
use super::findings::Findings;
use super::place::place;
use crate::diagnostics::{Diagnostic, Severity};
use crate::text::{one_line, plural};

/// Annotations of one level that GitHub shows per step (GitHub documentation, limits of annotations, 2024).
const SHOWN: usize = 10;

pub(super) fn write(found: &Findings<'_>, _: bool) -> String {
    let mut out = String::new();
    let mut cut: Vec<&Diagnostic> = Vec::new();
    for severity in [Severity::Error, Severity::Warning, Severity::Info] {
        let all: Vec<&Diagnostic> = found.counted().map(|(d, _)| d).filter(|d| d.severity == severity).collect();
        all.iter().take(SHOWN).for_each(|d| out.push_str(&command(found, d)));
        cut.extend(all.iter().skip(SHOWN));
    }
    if !cut.is_empty() {
        out.push_str(&format!(
            "GitHub shows {SHOWN} annotations of each level; {} beyond that, only here:\n",
            plural(cut.len(), "finding")
        ));
        cut.iter().for_each(|d| out.push_str(&plain(found, d)));
    }
    out.push_str(&closing(found));
    out
}

fn command(found: &Findings<'_>, d: &Diagnostic) -> String {
    let level = match d.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let at = d.place.and_then(|p| place(found.files, p)).map(|p| {
        let mut at = format!("file={},line={},endLine={}", property(p.path), p.start.line, p.end.line);
        // Columns count only within one line.
        if p.start.line == p.end.line {
            at.push_str(&format!(",col={},endColumn={}", p.start.column, p.end.column));
        }
        at + ","
    });
    let mut text = d.message.clone();
    d.help.iter().for_each(|h| text.push_str(&format!("\n{h}")));
    let title = property(&format!("{} {}", d.code.id(), d.code.name()));
    format!("::{level} {}title={title}::{}\n", at.unwrap_or_default(), data(&text))
}

/// A line that cannot be taken for a command.
fn plain(found: &Findings<'_>, d: &Diagnostic) -> String {
    let at = d.place.and_then(|p| place(found.files, p));
    let at = at.map(|p| format!("{}:{}", p.path, p.start.line)).unwrap_or_default();
    let line = one_line(&format!("{} {at} [{}] {}", d.severity.word(), d.code.id(), d.message));
    format!("{}\n", line.replace("::", ": :").replace("##[", "## ["))
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
