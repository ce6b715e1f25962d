//! A code block that is never closed.

use super::super::context::Context;
use super::super::persona::Persona;
use super::super::prose;
use super::super::rule::{Repair, Rule};
use crate::adr::{Adr, Other, read_template};
use crate::diagnostics::{Change, Diagnostic, Fix, RuleName, Severity};
use crate::text::{Span, all};

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A207", name: "unclosed-fence" },
    level: Severity::Error,
    persona: Persona::Default,
    repair: Repair::Unsafe,
    page: include_str!("unclosed_fence.md"),
    check,
};

/// A block on one line is none: `` ```code``` `` is code within the text.
fn on_one_line(ctx: &Context<'_>, adr: &Adr, out: &mut Vec<Diagnostic>) {
    let (text, own) = (ctx.text(adr.file), prose::whole(ctx, adr));
    for at in all(&text[own.clone()], "\n```") {
        let start = own.start + at + 1;
        let line = text[start..].lines().next().unwrap_or_default().trim_end();
        let inner = line.trim_start_matches('`');
        let whole = inner.len() < line.len() && inner.ends_with("```");
        let code = inner.trim_end_matches('`');
        let whole = whole && !code.is_empty() && !code.contains('`');
        if whole && !adr.hidden.iter().any(|h| h.range().contains(&start)) {
            let d = RULE.at(
                Span::new(adr.file, start, start + line.len()),
                "this is no code block, as it opens and closes on one line",
            );
            out.push(d.severity(Severity::Info).help("Give each mark a line of its own"));
        }
    }
}

/// Papers beside the records, which readers follow links to.
fn beside(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let papers = ctx.all.others.iter().filter(|o| o.1 != Other::Template).filter_map(|o| ctx.file(&o.0));
    for file in papers {
        let (name, text) = (&ctx.files.get(file).expect("it was read").name, ctx.text(file));
        if !text.contains("```") && !text.contains("~~~") {
            continue;
        }
        if let Some(open) = read_template(file, name, text).and_then(|a| a.open_fence) {
            let d = RULE.at(open, "the code block is never closed: it takes the rest of the text");
            out.push(
                d.severity(Severity::Info)
                    .label("opened here")
                    .help("Blocks with blocks in them need more marks outside than inside"),
            );
        }
    }
}

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    beside(ctx, out);
    ctx.adrs().for_each(|(_, adr)| on_one_line(ctx, adr, out));
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
