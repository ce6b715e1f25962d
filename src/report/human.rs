//! Findings for people: the source line with the place marked, what is allowed, the nearest match.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::diagnostics::{Diagnostic, Safety, Severity};
use crate::text::{Files, plural};

/// How findings are drawn.
pub(super) fn renderer(colour: bool) -> Renderer {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    renderer.decor_style(DecorStyle::Ascii).term_width(120)
}

/// Renders findings, with colours if asked, and a closing line with their counts.
pub fn human(files: &Files, found: &[Diagnostic], colour: bool) -> String {
    let renderer = renderer(colour);
    let mut out = String::new();
    for d in found {
        out.push_str(&renderer.render(&[group(files, d)]));
        out.push_str("\n\n");
    }
    let count = |s: Severity| found.iter().filter(|d| d.severity == s).count();
    let parts: Vec<String> = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Info, "note")]
        .into_iter()
        .filter(|(s, _)| count(*s) > 0)
        .map(|(s, word)| plural(count(s), word))
        .collect();
    out.push_str(&parts.join(", "));
    out.push('\n');
    out
}

/// One finding.
pub(super) fn group<'a>(files: &'a Files, d: &'a Diagnostic) -> Group<'a> {
    let level = match d.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let mut group = level.primary_title(d.message.as_str()).id(d.code.id()).elements(std::iter::empty::<Origin<'_>>());
    if let Some((place, file)) = d.place.and_then(|p| files.get(p.file).map(|f| (p, f))) {
        let range = visible(&file.text, place.range());
        let mut snippet = Snippet::source(file.text.as_str())
            .path(file.name.as_str())
            .annotation(AnnotationKind::Primary.span(range).label(d.label.as_str()));
        for (other, note) in &d.related {
            if other.file == place.file {
                let range = visible(&file.text, other.range());
                snippet = snippet.annotation(AnnotationKind::Context.span(range).label(note.as_str()));
            }
        }
        group = group.element(snippet);
        // Places in other files, each with its own excerpt.
        for (other, note) in d.related.iter().filter(|r| r.0.file != place.file) {
            let Some(file) = files.get(other.file) else { continue };
            let range = visible(&file.text, other.range());
            let snippet = Snippet::source(file.text.as_str())
                .path(file.name.as_str())
                .annotation(AnnotationKind::Context.span(range).label(note.as_str()));
            group = group.element(snippet);
        }
    }
    if let Some(fix) = &d.fix {
        let how = if fix.safety == Safety::Safe { "--fix" } else { "--unsafe-fixes" };
        group = group.element(Level::HELP.message(format!("{how}: {}", fix.title)));
    }
    for help in &d.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    group
}

/// A range inside the text, on character boundaries and on one line: a long block is marked by its
/// first line, so that a message stays short.
fn visible(text: &str, range: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let boundary = |mut i: usize| {
        i = i.min(text.len());
        while !text.is_char_boundary(i) {
            i -= 1;
        }
        i
    };
    let start = boundary(range.start);
    let line_end = text[start..].find('\n').map_or(text.len(), |n| start + n);
    start..boundary(range.end).clamp(start, line_end)
}
