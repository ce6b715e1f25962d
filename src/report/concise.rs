//! Findings for people, a line each.

use super::findings::Findings;
use super::place::place;
use crate::diagnostics::Safety;
use crate::text::{one_line, plural};

pub(super) fn write(found: &Findings<'_>, _: bool) -> String {
    let mut out = String::new();
    for (d, _) in found.counted() {
        let at = d.place.and_then(|p| place(found.files, p));
        let at = at.map(|p| format!("{}:{}:{}: ", one_line(p.path), p.start.line, p.start.column)).unwrap_or_default();
        let fix = match d.fix.as_ref().map(|f| f.safety) {
            Some(Safety::Safe) => " [--fix]",
            Some(Safety::Unsafe) => " [--unsafe-fixes]",
            None => "",
        };
        out.push_str(&format!("{at}{}[{}] {}{fix}\n", d.severity.word(), d.code.id(), one_line(&d.message)));
    }
    out.push_str(&closing(found));
    out
}

/// The last line: how much was read, and how much was found.
pub(super) fn closing(found: &Findings<'_>) -> String {
    let s = found.summary;
    let mut parts = Vec::new();
    for (n, word) in [(s.errors, "error"), (s.warnings, "warning"), (s.infos, "note")] {
        if n > 0 {
            parts.push(plural(n, word));
        }
    }
    let what = if parts.is_empty() { String::from("no findings") } else { parts.join(", ") };
    let mut out = format!("{}, {}: {what}", plural(s.adrs, "record"), plural(s.files, "file"));
    let quiet = [(s.known, "in the baseline"), (s.suppressed, "suppressed"), (s.waived, "waived")];
    for (n, word) in quiet.into_iter().filter(|q| q.0 > 0) {
        out.push_str(&format!("; {n} {word}"));
    }
    let fixes = |safety| found.counted().filter(|(d, _)| d.fix.as_ref().is_some_and(|f| f.safety == safety)).count();
    let (safe, risky) = (fixes(Safety::Safe), fixes(Safety::Unsafe));
    if safe > 0 {
        out.push_str(&format!("; {safe} can be fixed with --fix"));
    }
    if risky > 0 {
        out.push_str(&format!("; {risky} with --unsafe-fixes"));
    }
    out.push('\n');
    out
}
