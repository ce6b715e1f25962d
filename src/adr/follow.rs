//! A new record with the data and headings of another record of its log.

use std::ops::Range;

use super::draft::{Maker, Pattern};
use super::edit::{Edit, apply, quoted};
use super::fields::trim;
use super::markup::Markup;
use super::model::{Ending, Field, Label, OWN_KEY, Role, Source};
use crate::text::line_end;
use crate::yaml::Shape;

impl Maker<'_> {
    /// A record with the data and headings of another and none of its text.
    pub(super) fn follow(&self, p: &Pattern<'_>) -> String {
        let mut out = self.front_matter(p);
        if p.adr.title_from == Source::Heading {
            out.push_str(&self.title_line(p.adr, p.text));
            // The attributes of AsciiDoc follow the title without a gap, or they are none.
            let close = p.text[p.adr.title.span.end as usize..].starts_with(':');
            out.push_str(if close { "\n" } else { "\n\n" });
        }
        out.push_str(&self.head(p));
        let mut told = !out.trim().is_empty() && self.style.status_from != Some(Source::Section);
        for h in &self.style.headings {
            let Some(s) = p.adr.sections.iter().find(|s| s.title == h.title && s.level == h.level) else { continue };
            if h.role == Some(Role::Contents) {
                continue;
            }
            let raw = p.text[s.heading.range()].trim();
            let body = match h.role {
                Some(Role::Status) => {
                    told = true;
                    self.proposed()
                }
                Some(Role::Date) => self.date(),
                Some(Role::Changelog) => format!("- {}: first version", self.date()),
                Some(Role::Deciders) => self.wish.deciders.join(", "),
                _ => String::new(),
            };
            // A heading `## Status: accepted` says the status itself.
            let raw = match p
                .adr
                .statuses
                .iter()
                .find(|t| t.from == Source::Heading && s.heading.range().contains(&(t.span.start as usize)))
            {
                Some(t) => raw.replacen(&t.word, &self.proposed(), 1),
                None => raw.to_string(),
            };
            out.push_str(&raw);
            out.push_str("\n\n");
            if !body.is_empty() {
                out.push_str(&body);
                out.push_str("\n\n");
            }
        }
        if !told && self.style.status_from == Some(Source::Section) {
            let like = p.adr.sections.first().map_or("## Status", |s| &p.text[s.heading.range()]);
            let markup = Markup::of(&p.adr.path).unwrap_or(Markup::Markdown);
            out.push_str(&format!("{}\n\n{}\n\n", markup.heading(like, "Status"), self.proposed()));
        }
        let text = out.replace("\r\n", "\n");
        let text = format!("{}\n", text.trim_end());
        if p.adr.ending == Ending::CrLf { text.replace('\n', "\r\n") } else { text }
    }

    fn front_matter(&self, p: &Pattern<'_>) -> String {
        let Some(front) = &p.adr.front_matter else { return String::new() };
        let (open, close) = if front.toml { ("+++", "+++") } else { ("---", "---") };
        let mut out = format!("{open}\n");
        let entries = front.tree.as_ref().and_then(|t| t.entries()).unwrap_or_default();
        for e in entries {
            // What ties the other record to the catalog is not true of this one.
            if e.key == OWN_KEY && e.value.entries().is_some() {
                out.push_str(&if front.toml { String::new() } else { self.ties() });
                continue;
            }
            let raw = &p.text[e.value.span.range()];
            let sign = if front.toml { " = " } else { ": " };
            let key = &p.text[e.key_span.range()];
            let known = p.adr.fields.iter().find(|f| f.name == e.key_span);
            let list = matches!(e.value.shape, Shape::List(_));
            let value = match known.map(|f| (f, self.value(f))) {
                Some((f, Some(v))) if f.label == Label::Deciders && list => {
                    let _ = v;
                    format!("[{}]", self.wish.deciders.iter().map(|d| quoted(d)).collect::<Vec<_>>().join(", "))
                }
                Some((_, Some(_))) if list => String::from("[]"),
                Some((f, Some(v))) => {
                    let quote = raw.chars().next().filter(|c| matches!(c, '"' | '\''));
                    match quote {
                        Some(q) if !v.contains(['"', '\'', '\\']) => format!("{q}{v}{q}"),
                        Some(_) => format!("{v:?}"),
                        None if front.toml && f.label != Label::Date => format!("{v:?}"),
                        None => quoted(&v),
                    }
                }
                // Relations of the other record are not those of this one.
                Some((_, None)) if list => String::from("[]"),
                Some((_, None)) if e.value.is_null() => raw.to_string(),
                Some((_, None)) => continue,
                None if self.constant(&e.key, e.value.text()) => raw.to_string(),
                None if list => String::from("[]"),
                None if front.toml => continue,
                None => String::new(),
            };
            out.push_str(format!("{key}{sign}{value}").trim_end());
            out.push('\n');
        }
        out.push_str(&format!("{close}\n\n"));
        out
    }

    /// What ties the record to the catalog; nothing if that is not known.
    fn ties(&self) -> String {
        let Some(decides) = &self.wish.decides else { return String::new() };
        let option = decides.option.as_ref().map(|o| format!("  option: {}\n", quoted(o)));
        format!("{OWN_KEY}:\n  block: {}\n{}", quoted(&decides.block), option.unwrap_or_default())
    }

    /// Whether the last records of the log all have this value: then the new one has it too.
    fn constant(&self, key: &str, value: Option<&str>) -> bool {
        value.is_some() && self.usual(key).as_deref() == value
    }

    /// The value of a key that the last records of the log all have.
    pub(super) fn usual(&self, key: &str) -> Option<String> {
        let recent = self.log.map(|l| l.members.iter().rev().take(8).copied().collect::<Vec<_>>()).unwrap_or_default();
        let of =
            |i: &usize| self.all.adrs[*i].front_matter.as_ref()?.tree.as_ref()?.get(key)?.text().map(str::to_string);
        let values: Vec<String> = recent.iter().filter_map(of).collect();
        let first = values.first().filter(|f| values.len() >= 2 && values.iter().all(|v| v == *f))?;
        Some(first.clone())
    }

    /// The lines between title and first section: data with new values, nothing else.
    fn head(&self, p: &Pattern<'_>) -> String {
        let start = match p.adr.title_from {
            Source::Heading => p.adr.title.span.end as usize,
            _ => p.adr.front_matter.as_ref().map_or(0, |f| f.span.end as usize),
        };
        let end = p.adr.sections.first().map_or(p.text.len(), |s| s.heading.start as usize);
        let mut out = String::new();
        let mut at = start;
        while at < end.max(start) {
            let len = line_end(&p.text[..end], at) - at;
            let line = at..at + len;
            at += len;
            match self.head_line(p, line) {
                Some(text) => {
                    out.push_str(text.trim_end_matches(['\n', '\r']));
                    out.push('\n');
                }
                None if !out.ends_with("\n\n") && !out.is_empty() => {}
                None => {}
            }
        }
        let out = out.trim().to_string();
        if out.is_empty() { out } else { format!("{out}\n\n") }
    }

    fn head_line(&self, p: &Pattern<'_>, line: Range<usize>) -> Option<String> {
        let shown = p.text[line.clone()].trim();
        let bare = shown.trim_start_matches('>').trim();
        if shown.is_empty() || bare.bytes().all(|b| b"-*_=".contains(&b)) {
            return Some(shown.to_string());
        }
        // The rule of a table, and a header without words.
        if bare.starts_with('|') && bare.bytes().all(|b| b"|-: ".contains(&b)) {
            return Some(shown.to_string());
        }
        let inside: Vec<&Field> = p
            .adr
            .fields
            .iter()
            .filter(|f| f.from != Source::FrontMatter && line.contains(&(f.name.start as usize)))
            .collect();
        if inside.is_empty() {
            let day = p.adr.dates.iter().find(|d| d.from == Source::Bare && line.contains(&(d.span.start as usize)))?;
            let range = day.span.start as usize - line.start..day.span.end as usize - line.start;
            return Some(apply(&p.text[line], &[Edit::new(range, self.date())]));
        }
        let mut edits = Vec::new();
        for f in inside {
            let value = self.value(f)?;
            // A value on several lines ends with its line here.
            let from = (f.value.start as usize).clamp(line.start, line.end) - line.start;
            let to = (f.value.end as usize).clamp(line.start + from, line.end) - line.start;
            let kept = trim(&p.text[line.clone()], from..to);
            edits.push(Edit::new(kept, value));
        }
        Some(apply(&p.text[line], &edits))
    }
}
