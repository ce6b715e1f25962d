//! A code block that is never closed.

use super::super::context::Context;
use super::super::rule::{Persona, Repair, Rule};
use crate::diagnostics::{Change, Diagnostic, Fix, RuleName, Severity};
use crate::text::Span;

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A207", name: "unclosed-fence" },
    level: Severity::Error,
    persona: Persona::Default,
    repair: Repair::Unsafe,
    page: include_str!("unclosed_fence.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (_, adr) in ctx.adrs() {
        let Some(open) = adr.open_fence else { continue };
        let text = ctx.text(adr.file);
        let line = ctx.slice(open);
        let mark = line.chars().next().unwrap_or('`');
        let marks: String = line.chars().take_while(|c| *c == mark).collect();
        let end = adr.ending.text();
        let gap = if text.ends_with('\n') { "" } else { end };
        let change = Change::new(Span::new(adr.file, text.len(), text.len()), format!("{gap}{marks}{end}"));
        let lost = text[open.end as usize..].lines().filter(|l| l.starts_with('#')).count();
        let more = match lost {
            0 => String::new(),
            1 => String::from(", with a line that looks like a heading"),
            n => format!(", with {n} lines that look like headings"),
        };
        let d = RULE.at(open, format!("the code block is never closed: it takes the rest of the text{more}"));
        let indented = text[..open.start as usize].ends_with([' ', '\t', '>']);
        out.push(
            d.label("opened here")
                .help("Blocks with blocks in them need more marks outside than inside")
                .maybe_fix((!indented).then(|| Fix::risky("Close it at the end of the file", vec![change]))),
        );
    }
}
