//! Text of a template that nobody has replaced.

use std::collections::{HashMap, HashSet};

use super::super::context::Context;
use super::super::packed::sayings;
use super::super::persona::Persona;
use super::super::phrases::Sayings;
use super::super::prose;
use super::super::rule::{Repair, Rule};
use crate::adr::{Adr, Log, Other, Role, Standing, fold, folder_of, read_template, words_of};
use crate::diagnostics::{Diagnostic, RuleName, Severity};
use crate::text::Span;

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A204", name: "placeholder" },
    level: Severity::Error,
    persona: Persona::Default,
    repair: Repair::None,
    page: include_str!("placeholder.md"),
    check,
};

/// Words of a template's line that no record has by chance.
const WORDS: usize = 5;

/// Bytes of what stands in marks that are looked at.
const LOOK: usize = 120;

/// Other places that a finding names.
const MOST: usize = 3;

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let sayings = sayings();
    let templates = templates(ctx);
    for log in &ctx.all.logs {
        let template = Template::of(log, &templates);
        let mut found: Vec<(&Adr, Vec<Left<'_>>)> = Vec::new();
        let mut often: HashMap<&str, usize> = HashMap::new();
        for m in &log.members {
            let adr = &ctx.all.adrs[*m];
            let left = left(ctx, adr, sayings, &template);
            let mut lines: Vec<&str> = left.iter().filter_map(|l| l.line).collect();
            lines.sort_unstable();
            lines.dedup();
            lines.into_iter().for_each(|l| *often.entry(l).or_default() += 1);
            if !left.is_empty() {
                found.push((adr, left));
            }
        }
        for (adr, mut left) in found {
            // A line that many records keep is meant to stay.
            left.retain(|l| l.line.is_none_or(|t| often[t] < 4 && often[t] * 4 <= log.members.len().max(4)));
            out.extend(report(ctx, adr, &left));
        }
    }
}

fn report(ctx: &Context<'_>, adr: &Adr, left: &[Left<'_>]) -> Option<Diagnostic> {
    let first = left.first()?;
    let more = match left.len() - 1 {
        0 => String::new(),
        n => format!(", and {n} more"),
    };
    let what = if first.title { "the title is still the template's" } else { "text of the template is left" };
    let shown: String = ctx.slice(first.span).split_whitespace().collect::<Vec<_>>().join(" ");
    let mut d = RULE.at(first.span, format!("{what}: `{}`{more}", short(&shown, 60))).label("still to be replaced");
    match adr.status().and_then(|s| s.standing) {
        _ if prose::in_force(adr) => {}
        // It is still being written.
        Some(Standing::Draft | Standing::Proposed) if !first.title => d = d.severity(Severity::Info),
        _ => d = d.severity(Severity::Warning),
    }
    for l in left.iter().skip(1).take(MOST) {
        d = d.related(l.span, "here too");
    }
    Some(d.help("Replace it, or take it out"))
}

fn short(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((i, _)) => format!("{}...", text[..i].trim_end()),
        None => text.to_string(),
    }
}

/// Something that a template left in a record.
struct Left<'a> {
    span: Span,
    /// It stands in the title.
    title: bool,
    /// The line that a template has in the same words.
    line: Option<&'a str>,
}

/// All templates that were read: the folder of each, and its lines.
fn templates<'a>(ctx: &Context<'a>) -> Vec<(&'a str, Template<'a>)> {
    let files = ctx.all.others.iter().filter(|o| o.1 == Other::Template);
    let read = files.filter_map(|(path, _)| {
        let file = ctx.file(path)?;
        let text = ctx.text(file);
        let adr = read_template(file, path, text)?;
        let mut out = Template { title: Some(fold(&adr.title.value)), ..Template::default() };
        for s in adr.sections.iter().filter(|s| s.role.is_none_or(|r| !is_data(r))) {
            for line in text[s.own.range()].lines().map(prose::bare) {
                if line.split_whitespace().nth(WORDS - 1).is_some() && !is_form(line) {
                    out.add(line);
                }
            }
        }
        Some((folder_of(path), out))
    });
    read.collect()
}

/// Sections whose text other rules look at, or that templates fill in for good.
fn is_data(role: Role) -> bool {
    matches!(role, Role::Status | Role::Date | Role::Metadata | Role::Changelog | Role::Contents)
}

/// Rows of tables, boxes to tick, headings, comments.
fn is_form(line: &str) -> bool {
    line.starts_with(['|', '#', '`']) || line.starts_with("[ ]") || line.starts_with("[x]") || line.starts_with("<!--")
}

/// What the records of a log were copied from.
#[derive(Default, Clone)]
struct Template<'a> {
    title: Option<String>,
    lines: HashSet<&'a str>,
    /// Whether there are lines of so many bytes, or of a multiple of 256 more: most lines of a record need no look-up.
    lengths: Lengths,
}

/// By number of bytes.
#[derive(Clone)]
struct Lengths([bool; 256]);

impl Default for Lengths {
    fn default() -> Self {
        Lengths([false; 256])
    }
}

impl<'a> Template<'a> {
    fn add(&mut self, line: &'a str) {
        self.lengths.0[line.len() % 256] = true;
        self.lines.insert(line);
    }

    fn has(&self, line: &str) -> bool {
        self.lengths.0[line.len() % 256] && self.lines.contains(line)
    }

    /// The templates in a log's folder, above or below it, as one.
    fn of(log: &Log, all: &[(&'a str, Template<'a>)]) -> Template<'a> {
        let near = |folder: &str| {
            let below =
                |a: &str, b: &str| a.is_empty() || a == b || (a.starts_with(b) && a[b.len()..].starts_with('/'));
            below(folder, &log.folder) || log.folder.rsplit_once('/').is_some_and(|(above, _)| above == folder)
        };
        let mut out = Template::default();
        for (_, t) in all.iter().filter(|(f, _)| near(f)) {
            out.title = out.title.or_else(|| t.title.clone());
            t.lines.iter().for_each(|l| out.add(l));
        }
        out
    }
}

fn left<'a>(ctx: &Context<'a>, adr: &'a Adr, sayings: &Sayings, template: &Template<'_>) -> Vec<Left<'a>> {
    let mut out: Vec<Left<'_>> = Vec::new();
    if let Some(span) = title_left(ctx, adr, sayings, template) {
        out.push(Left { span, title: true, line: None });
    }
    for s in &adr.sections {
        // Headings may be placeholders: `### {title of option 1}`.
        let head = ctx.slice(s.heading);
        if let Some((at, len)) = marked(adr, head, sayings) {
            out.push(Left { span: prose::span(adr, s.heading.start as usize + at, len), title: false, line: None });
        }
    }
    let data: Vec<Span> = adr.sections.iter().filter(|s| s.role.is_some_and(is_data)).map(|s| s.own).collect();
    for (at, line) in prose::lines(ctx, adr, prose::body(ctx, adr)) {
        if line.len() < 8 || line.starts_with('#') {
            continue;
        }
        let here = prose::bare(line);
        if here.len() < 8 || data.iter().any(|d| d.range().contains(&at)) {
            continue;
        }
        let own = here.len() > 16 && (sayings.is_sentence(here) || template.has(here));
        let offset = here.as_ptr() as usize - line.as_ptr() as usize;
        if own {
            out.push(Left { span: prose::span(adr, at + offset, here.len()), title: false, line: Some(here) });
        } else if let Some((from, len)) = marked(adr, line, sayings).or_else(|| ordered(here, offset, sayings)) {
            out.push(Left { span: prose::span(adr, at + from, len), title: false, line: None });
        }
    }
    out
}

/// A title in a template's words.
fn title_left(ctx: &Context<'_>, adr: &Adr, sayings: &Sayings, template: &Template<'_>) -> Option<Span> {
    if adr.title.span.range().is_empty() {
        return None;
    }
    let here = ctx.slice(adr.title.span).trim_end();
    let open = here.contains(['{', '[', '<']);
    let same = template.title.as_ref().is_some_and(|t| *t == fold(&adr.title.value)) && open;
    let span = prose::span(adr, adr.title.span.start as usize, here.len());
    (same || marked(adr, here, sayings).is_some()).then_some(span)
}

/// Braces, brackets or angle brackets around what is known to be a placeholder: where, and how long.
fn marked(adr: &Adr, line: &str, sayings: &Sayings) -> Option<(usize, usize)> {
    let bytes = line.as_bytes();
    for i in memchr::memchr3_iter(b'{', b'[', b'<', bytes) {
        if !bytes.get(i + 1).is_some_and(|b| sayings.placeholder_bytes.contains(b)) {
            continue;
        }
        let mut end = (i + 1 + LOOK).min(line.len());
        while !line.is_char_boundary(end) {
            end -= 1;
        }
        let close = match bytes[i] {
            b'{' => '}',
            b'[' => ']',
            _ => '>',
        };
        let stop = line[i + 1..].find(close).map(|n| i + 1 + n);
        let inner = &line[i + 1..stop.unwrap_or(end).min(end)];
        let list = words_of(inner, 9);
        let Some((whole, n)) = sayings.placeholders.at(&list) else { continue };
        let linked = stop.is_some_and(|s| line[s + 1..].starts_with(['(', '[', ':']));
        // `[Option 1]` may lead to the option of that name.
        let named = || {
            let name = fold(inner);
            let more = |t: &str| fold(t).strip_prefix(&name).is_some_and(|rest| rest.starts_with(' '));
            adr.sections.iter().any(|s| more(&s.title)) || adr.options.iter().any(|o| more(&o.value))
        };
        // `map[insert]` is code, `[insert the date]` is none.
        let code = prose::in_code(line, i) || line[..i].ends_with(char::is_alphanumeric);
        if code
            || (!whole && n == 1 && list.len() < 3)
            || (whole && (n < list.len() || stop.is_none() || linked || named()))
        {
            continue;
        }
        return Some((i, stop.map_or(line.len(), |s| s + 1) - i));
    }
    None
}

/// A line that is nothing but an order in marks: `[Describe what led to this]`.
fn ordered(line: &str, offset: usize, sayings: &Sayings) -> Option<(usize, usize)> {
    let pairs = [('{', '}'), ('[', ']'), ('<', '>')];
    let inner = pairs.iter().find_map(|(a, b)| line.strip_prefix(*a)?.trim_end_matches('.').strip_suffix(*b))?;
    let list = words_of(inner, 6);
    let order = list.len() >= 3 && inner.contains(' ') && !inner.contains(['<', '[', '=']);
    (order && sayings.orders.contains(&list[0].folded)).then_some((offset, line.len()))
}
