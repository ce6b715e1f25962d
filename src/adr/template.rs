//! A new record from the template of its log.

use super::draft::{Maker, Pattern};
use super::edit::{Edit, apply, line_of, quoted};
use super::fields::{labelled, trim};
use super::model::{Field, Label, Role, Scheme, Source, StatusState};

impl Maker<'_> {
    /// A template with title, status, date and id filled in.
    pub(super) fn fill(&self, p: &Pattern<'_>) -> String {
        let (adr, text) = (p.adr, p.text);
        let model = self.log.and_then(|l| l.style.model).map(|m| &self.all.adrs[m]);
        let mut edits = Vec::new();
        let title = adr.title.span.range();
        if adr.title_from == Source::Heading {
            let form = match model.filter(|m| m.title_from == Source::Heading && m.id.scheme == Scheme::Number) {
                // Templates write NUMBER or XXX for what records show in figures.
                Some(m) if m.ids.iter().any(|i| i.from == Source::Heading) => {
                    let like =
                        m.ids.iter().find(|i| i.from == Source::Heading).map(|i| i.id.text.clone()).unwrap_or_default();
                    let sign = if like.bytes().all(|b| b.is_ascii_digit()) { ". " } else { ": " };
                    format!("{}{sign}{}", self.id_like(&like), self.wish.title)
                }
                _ => self.wish.title.to_string(),
            };
            let raw = &text[title.clone()];
            let marks = raw.bytes().take_while(|b| *b == b'#').count().max(1);
            let end = title.start + raw.trim_end().len();
            edits.push(Edit::new(title.start..end, format!("{} {form}", "#".repeat(marks))));
        }
        for f in &adr.fields {
            let keep = !matches!(
                f.label,
                Label::Status | Label::Date | Label::Created | Label::Updated | Label::Id | Label::Title
            );
            if keep
                || (f.label == Label::Status
                    && f.from == Source::Inline
                    && adr.statuses.iter().all(|s| s.from == Source::Section))
            {
                continue;
            }
            if let Some(value) = self.value(f) {
                edits.push(replace(f, text, &value));
            }
        }
        for s in adr.statuses.iter().filter(|s| matches!(s.from, Source::Section | Source::Heading)) {
            let value = s.value.range();
            let first = text[value.clone()].lines().next().unwrap_or_default().trim_end().len();
            let heading = adr.section(Role::Status).map(|s| s.heading.end as usize);
            match (s.state, heading) {
                (StatusState::Empty, Some(at)) => edits.push(Edit::new(at..at, format!("\n{}\n", self.proposed()))),
                _ => edits.push(Edit::new(value.start..value.start + first, self.proposed())),
            }
        }
        for s in adr.sections.iter().filter(|s| s.role == Some(Role::Date)) {
            let own = trim(text, s.own.range());
            match own.is_empty() {
                true => {
                    let at = s.heading.end as usize;
                    edits.push(Edit::new(at..at, format!("\n{}\n", self.date())));
                }
                false => edits.push(Edit::new(own, self.date())),
            }
        }
        super::anchors::contents(&apply(text, &edits), &adr.title.value, self.wish.title)
    }
}

/// A new value in place of a field's, with quotes in front matter where it needs them.
fn replace(f: &Field, text: &str, value: &str) -> Edit {
    let range = f.value.range();
    let raw = &text[range.clone()];
    if f.from != Source::FrontMatter {
        let same_line = labelled(text, line_of(text, f.name.start as usize)).iter().any(|l| l.2 == range);
        let empty = range.is_empty() && same_line;
        if f.from == Source::Table && raw.contains('`') {
            // Marks of code that open before the value and close within it go with it.
            let marks = ['`', '*', '_'];
            let start = text[..range.start].trim_end_matches(marks).len();
            let end = text.len() - text[range.end..].trim_start_matches(marks).len();
            return Edit::new(start..end, value);
        }
        return Edit::new(range, if empty { format!(" {value}") } else { value.to_string() });
    }
    let value = match raw.chars().next() {
        Some(q @ ('"' | '\'')) if !value.contains(['"', '\'', '\\']) => format!("{q}{value}{q}"),
        _ => quoted(value),
    };
    if raw.trim().is_empty() {
        let after = f.name.end as usize + 1;
        return Edit::new(after..after, format!(" {value}"));
    }
    Edit::new(range, value)
}
