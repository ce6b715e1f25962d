//! A new record from the template of its log.

use super::draft::{Maker, Pattern};
use super::edit::{Edit, apply, line_of, quoted};
use super::fields::{labelled, trim};
use super::markup::Markup;
use super::model::{Field, Label, Role, Scheme, Source, StatusState};

impl Maker<'_> {
    /// A template with title, status, date and id filled in.
    pub(super) fn fill(&self, p: &Pattern<'_>) -> String {
        let (adr, text) = (p.adr, p.text);
        let model = self.log.and_then(|l| l.style.model).map(|m| &self.all.adrs[m]);
        let mut edits = Vec::new();
        let title = adr.title.span.range();
        let markup = Markup::of(&adr.path).unwrap_or(Markup::Markdown);
        let mut shown = self.wish.title.to_string();
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
            let end = title.start + raw.trim_end().len();
            edits.push(Edit::new(title.start..end, markup.heading(raw, &form)));
            shown = form;
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
        edits.extend(self.front_braces(p, &edits));
        edits.extend(self.further_titles(p));
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
        let heading = markup.words(&text[title]);
        super::anchors::contents(&apply(text, &edits), &[&adr.title.value, heading], &shown)
    }
}

impl Maker<'_> {
    /// Values in braces, which a template's front matter has for its readers and YAML reads as maps: the value that the
    /// log always has, nothing for the name of a variable, and the hint as a text.
    fn front_braces(&self, p: &Pattern<'_>, done: &[Edit]) -> Vec<Edit> {
        let Some(front) = p.adr.front_matter.as_ref().filter(|f| !f.toml) else { return Vec::new() };
        let mut out = Vec::new();
        let mut at = front.inner.start as usize;
        for line in p.text[front.inner.range()].split_inclusive('\n') {
            let start = at;
            at += line.len();
            let Some((key, rest)) = line.split_once(':') else { continue };
            let range = trim(p.text, start + key.len() + 1..at);
            let raw = &p.text[range.clone()];
            let list = raw.strip_prefix('[').is_some_and(|r| r.trim_start().starts_with('{'));
            if key.starts_with([' ', '#', '-']) || rest.trim().is_empty() || !(raw.starts_with('{') || list) {
                continue;
            }
            if done.iter().any(|e| e.range.start < range.end && range.start < e.range.end) {
                continue;
            }
            // Who decided before need not decide this.
            let known = p.adr.fields.iter().find(|f| f.name.start as usize == start).map(|f| f.label);
            let people = matches!(known, Some(Label::Deciders | Label::Consulted | Label::Informed | Label::Authors));
            let value = match self.usual(key.trim()).filter(|_| !people) {
                _ if known == Some(Label::Deciders) && !self.wish.deciders.is_empty() => {
                    format!("[{}]", self.wish.deciders.iter().map(|d| quoted(d)).collect::<Vec<_>>().join(", "))
                }
                Some(value) => quoted(&value),
                None if list => String::from("[]"),
                None if raw.split_whitespace().filter(|w| w.contains(char::is_alphanumeric)).count() > 1 => quoted(raw),
                None => String::new(),
            };
            out.push(Edit::new(range, value));
        }
        out
    }

    /// A template whose title stands below another heading, in marks: `# {short title}`.
    fn further_titles(&self, p: &Pattern<'_>) -> Vec<Edit> {
        let before = p.adr.sections.iter().take_while(|s| s.role.is_none_or(super::doc::is_data));
        let open = before.filter(|s| {
            let pairs = [('{', '}'), ('[', ']'), ('<', '>')];
            s.level == 1 && pairs.iter().any(|(a, b)| s.title.starts_with(*a) && s.title.ends_with(*b))
        });
        open.take(1)
            .map(|s| {
                let range = trim(p.text, s.heading.range());
                Edit::new(
                    range.clone(),
                    Markup::of(&p.adr.path).unwrap_or(Markup::Markdown).heading(&p.text[range], self.wish.title),
                )
            })
            .collect()
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
