//! Issues of Azure Pipelines (logging commands).

use super::concise::closing;
use super::findings::Findings;
use super::place::place;
use crate::diagnostics::{Diagnostic, Severity};
use crate::text::one_line;

pub(super) fn write(found: &Findings<'_>, _: bool) -> String {
    let mut list: Vec<&Diagnostic> = found.counted().map(|(d, _)| d).collect();
    list.sort_by_key(|d| std::cmp::Reverse(d.severity));
    let mut out = String::new();
    for d in list {
        let at = d.place.and_then(|p| place(found.files, p));
        let text = data(&one_line(&d.message));
        // Pipelines know errors and warnings only.
        let level = match d.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => {
                let at = at.map(|p| format!("{}:{}: ", p.path, p.start.line)).unwrap_or_default();
                out.push_str(&format!("note {}[{}] {text}\n", one_line(&at).replace("##", "# #"), d.code.id()));
                continue;
            }
        };
        let at = at
            .map(|p| {
                let path = property(p.path);
                format!("sourcepath={path};linenumber={};columnnumber={};", p.start.line, p.start.column)
            })
            .unwrap_or_default();
        out.push_str(&format!("##vso[task.logissue type={level};{at}code={};]{text}\n", d.code.id()));
    }
    out.push_str(&closing(found));
    out
}

fn data(text: &str) -> String {
    text.replace('%', "%AZP25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(';', "%3B").replace(']', "%5D")
}
