//! JUnit XML: a suite per file, a case per finding; a file without findings is a case that passes.

use std::collections::BTreeMap;

use super::findings::Findings;
use super::place::place;
use crate::diagnostics::{Diagnostic, Mark, Severity};

pub(super) fn write(found: &Findings<'_>, _: bool) -> String {
    let mut suites: BTreeMap<&str, Vec<&Diagnostic>> = BTreeMap::new();
    for (_, f) in found.files.iter() {
        suites.entry(f.name.as_str()).or_default();
    }
    for (d, _) in found.all() {
        let path = d.place.and_then(|p| found.files.get(p.file)).map_or("", |f| f.name.as_str());
        suites.entry(path).or_default().push(d);
    }
    let failed = |d: &Diagnostic| d.mark.is_none() && d.severity > Severity::Info;
    let cases: usize = suites.values().map(|s| s.len().max(1)).sum();
    let failures = found.all().filter(|(d, _)| failed(d)).count();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.push_str(&format!("<testsuites name=\"mlarch lint\" tests=\"{cases}\" failures=\"{failures}\">\n"));
    for (path, list) in suites {
        let failures = list.iter().filter(|d| failed(d)).count();
        let skipped = list.iter().filter(|d| d.mark.is_some()).count();
        let name = if path.is_empty() { String::from("(no file)") } else { escape(path) };
        out.push_str(&format!(
            "  <testsuite name=\"{name}\" tests=\"{}\" failures=\"{failures}\" skipped=\"{skipped}\">\n",
            list.len().max(1)
        ));
        if list.is_empty() {
            out.push_str(&format!("    <testcase classname=\"{name}\" name=\"no findings\"/>\n"));
        }
        for d in list {
            out.push_str(&case(found, d, &name, failed(d)));
        }
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

fn case(found: &Findings<'_>, d: &Diagnostic, suite: &str, failed: bool) -> String {
    let at = d.place.and_then(|p| place(found.files, p));
    let at = at.map(|p| format!(":{}:{}", p.start.line, p.start.column)).unwrap_or_default();
    let name = escape(&format!("{} {}{at}", d.code.id(), d.code.name()));
    let mut text = d.message.clone();
    d.help.iter().for_each(|h| text.push_str(&format!("\n{h}")));
    let message = escape(&d.message);
    let inner = match &d.mark {
        Some(Mark::Known) => String::from("<skipped message=\"in the baseline\"/>"),
        Some(Mark::Suppressed(why) | Mark::Waived(why)) => format!("<skipped message=\"{}\"/>", escape(why)),
        None if failed => {
            format!("<failure type=\"{}\" message=\"{message}\">{}</failure>", d.severity.word(), escape(&text))
        }
        None => format!("<system-out>{}</system-out>", escape(&text)),
    };
    format!("    <testcase classname=\"{suite}\" name=\"{name}\">{inner}</testcase>\n")
}

/// Text for XML 1.0, which has no control characters but tab and line ends.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\t' => out.push(' '),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}
