//! What a text keeps when it is pasted from a chat with a language model.

use super::super::context::Context;
use super::super::packed::residues;
use super::super::persona::Persona;
use super::super::prose;
use super::super::rule::{Repair, Rule};
use crate::adr::Adr;
use crate::diagnostics::{Change, Diagnostic, Fix, RuleName, Severity};
use crate::text::Span;

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A210", name: "llm-residue" },
    level: Severity::Warning,
    persona: Persona::Default,
    repair: Repair::Safe,
    page: include_str!("llm_residue.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (_, adr) in ctx.adrs() {
        let text = ctx.text(adr.file);
        let own = prose::whole(ctx, adr);
        for (from, len) in residues().find(&text[own.clone()]) {
            let from = own.start + from;
            let found = &text[from..from + len];
            let line = text[..from].rfind('\n').map_or(0, |n| n + 1);
            let quoted = text[..from].ends_with(['"', '“', '\'', '‘']);
            if prose::in_code(&text[line..], from - line) || quoted || is_hidden(adr, from) {
                continue;
            }
            let shown = found.trim_matches([' ', '[', ':']);
            let d =
                RULE.at(prose::span(adr, from, len), format!("`{shown}` is left from a chat with a language model"));
            let d = d.help("Read the text around it again: it was pasted");
            out.push(d.maybe_fix(link_mark(adr, text, from, len).or_else(|| citation(adr, text, from))));
        }
    }
}

fn is_hidden(adr: &Adr, at: usize) -> bool {
    let next = adr.hidden.partition_point(|h| h.end as usize <= at);
    adr.hidden.get(next).is_some_and(|h| h.start as usize <= at)
}

/// `?utm_source=...` of an address, which leads to the same page without it.
fn link_mark(adr: &Adr, text: &str, from: usize, len: usize) -> Option<Fix> {
    if !text[from..from + len].contains('=') {
        return None;
    }
    let before = text[..from].chars().next_back()?;
    let tail = text[from + len..].find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '-' | '_' | '%'));
    let mut end = from + len + tail.unwrap_or(text.len() - from - len);
    let start = match (before, text[end..].starts_with('&')) {
        ('?', true) => {
            end += 1;
            from
        }
        ('?' | '&', false) | ('&', true) => from - 1,
        _ => return None,
    };
    Some(Fix::safe("Take it out of the address", vec![Change::new(Span::new(adr.file, start, end), "")]))
}

/// `:contentReference[oaicite:3]{index=3}`, which stands for nothing.
fn citation(adr: &Adr, text: &str, from: usize) -> Option<Fix> {
    let rest = text[from..].strip_prefix("contentReference[oaicite:")?;
    let inner = rest.find(']')?;
    let mut end = text.len() - rest.len() + inner + 1;
    if let Some(index) = text[end..].strip_prefix("{index=") {
        end = text.len() - index.len() + index.find('}')? + 1;
    }
    let digits = rest[..inner].bytes().all(|b| b.is_ascii_digit());
    let start = from - usize::from(text[..from].ends_with(':'));
    let start = start - usize::from(text[..start].ends_with(' '));
    digits.then(|| Fix::safe("Take it out", vec![Change::new(Span::new(adr.file, start, end), "")]))
}
