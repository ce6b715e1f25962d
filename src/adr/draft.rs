//! A new record in the style of its log.

use std::ops::Range;

use super::edit::{Edit, apply};
use super::fields::{labelled, trim};
use super::fold::fold;
use super::identity::of_title;
use super::log::{Collection, Log};
use super::model::{Adr, DateForm, Field, Label, Role, Scheme, Source, Standing, StatusState};
use super::style::{Letters, Style};
use crate::text::Date;
use crate::yaml::Shape;

/// Characters of the words in the name of a new file.
const SLUG: usize = 72;

/// What a new record is to be.
#[derive(Debug, Clone)]
pub struct Wish<'a> {
    /// The title.
    pub title: &'a str,
    /// Its day.
    pub date: Date,
    /// Its number; the next free one if none is given.
    pub number: Option<u64>,
    /// Who decides.
    pub deciders: &'a [String],
}

/// A record to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Where, with `/`.
    pub path: String,
    /// Its id as in the name of the file.
    pub id: String,
    /// Its text.
    pub text: String,
}

/// Why a draft cannot be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// The number is in use.
    Taken(u64),
    /// The title has no letters or digits.
    NoTitle,
}

/// What a draft is made from: a template of the log, or one of its records, with its text.
pub struct Pattern<'a> {
    /// As read.
    pub adr: &'a Adr,
    /// Its text.
    pub text: &'a str,
    /// It is a template: its text stays.
    pub template: bool,
}

/// Drafts a record for a log, or for a folder that has none.
pub fn draft(
    all: &Collection,
    log: Option<&Log>,
    folder: &str,
    pattern: Option<&Pattern<'_>>,
    wish: &Wish<'_>,
) -> Result<Draft, Refused> {
    let style = log.map(|l| l.style.clone()).unwrap_or_else(|| Style::learn(&[], &[], &|_| ""));
    let words = slug(wish.title, &style);
    if words.is_empty() {
        return Err(Refused::NoTitle);
    }
    let next = log.map_or(1, |l| l.taken.iter().max().map_or(1, |n| n + 1));
    let number = wish.number.unwrap_or(next);
    let numbered = style.scheme == Scheme::Number;
    if numbered && log.is_some_and(|l| l.taken.contains(&number)) {
        return Err(Refused::Taken(number));
    }
    let (y, m, d) = wish.date;
    let id = match style.scheme {
        Scheme::Number => format!("{}{number:0width$}", style.prefix, width = style.width),
        Scheme::Day => format!("{y:04}-{m:02}-{d:02}"),
        Scheme::Month => format!("{y:04}-{m:02}"),
        Scheme::Slug => String::new(),
    };
    let mut stem = id.clone();
    if style.joint.is_some() || !numbered {
        if !stem.is_empty() {
            stem.push_str(if style.separator.is_empty() { "-" } else { &style.separator });
        }
        stem.push_str(&words);
    }
    let name = match &style.inner {
        Some(inner) => format!("{stem}/{inner}"),
        None => format!("{stem}{}", style.ending),
    };
    let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
    let maker = Maker { all, log, style: &style, wish, number, id: if id.is_empty() { &words } else { &id } };
    let text = match pattern {
        Some(p) if p.template => maker.fill(p),
        Some(p) => maker.follow(p),
        None => maker.madr(),
    };
    Ok(Draft { path, id: if id.is_empty() { words } else { id }, text })
}

/// The words of a title as in the names of the log's files.
fn slug(title: &str, style: &Style) -> String {
    let joint = style.joint.unwrap_or('-');
    let mut out = String::new();
    // Where names keep capitals, the title's letters stay; accents go in any case.
    let folded = if style.capitals {
        title.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect::<String>()
    } else {
        fold(title)
    };
    for word in folded.split_whitespace() {
        if !out.is_empty() {
            if out.chars().count() + word.chars().count() > SLUG {
                break;
            }
            out.push(joint);
        }
        out.extend(word.chars().take(SLUG));
    }
    out
}

/// A day as a log writes days.
pub fn written((y, m, d): Date, form: Option<DateForm>) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let month = MONTHS.get(m as usize - 1).copied().unwrap_or_default();
    match form.unwrap_or(DateForm::Iso) {
        DateForm::Iso | DateForm::Short => format!("{y:04}-{m:02}-{d:02}"),
        DateForm::YearSlash => format!("{y:04}/{m:02}/{d:02}"),
        DateForm::YearDot => format!("{y:04}.{m:02}.{d:02}"),
        DateForm::DaySlash => format!("{d:02}/{m:02}/{y:04}"),
        DateForm::MonthSlash => format!("{m:02}/{d:02}/{y:04}"),
        DateForm::DayDot => format!("{d:02}.{m:02}.{y:04}"),
        DateForm::DayDash => format!("{d:02}-{m:02}-{y:04}"),
        DateForm::Compact => format!("{y:04}{m:02}{d:02}"),
        DateForm::DayMonthName => format!("{d} {month} {y:04}"),
        DateForm::MonthNameDay => format!("{month} {d}, {y:04}"),
        DateForm::Signs => format!("{y}年{m}月{d}日"),
    }
}

struct Maker<'a> {
    all: &'a Collection,
    log: Option<&'a Log>,
    style: &'a Style,
    wish: &'a Wish<'a>,
    number: u64,
    id: &'a str,
}

impl Maker<'_> {
    /// MADR 4, where there is nothing to learn from.
    fn madr(&self) -> String {
        let deciders = match self.wish.deciders {
            [] => String::new(),
            names => format!("decision-makers: [{}]\n", names.iter().map(|n| quoted(n)).collect::<Vec<_>>().join(", ")),
        };
        let text = include_str!("madr.md").replace("\r\n", "\n");
        text.replace("{date}", &written(self.wish.date, None))
            .replace("{deciders}", &deciders)
            .replace("{title}", self.wish.title)
    }

    fn proposed(&self) -> String {
        self.style.word(Standing::Proposed)
    }

    fn date(&self) -> String {
        let form = match self.style.date_form {
            Some(DateForm::DaySlash) if self.style.month_first => Some(DateForm::MonthSlash),
            form => form,
        };
        written(self.wish.date, form)
    }

    /// The value that a field gets; none for one that is to go.
    fn value(&self, f: &Field) -> Option<String> {
        Some(match f.label {
            Label::Status => self.proposed(),
            Label::Date | Label::Created | Label::Updated => self.date(),
            Label::Deciders => self.wish.deciders.join(", "),
            Label::Consulted | Label::Informed | Label::Authors => String::new(),
            Label::Id => self.id_like(&f.text),
            Label::Title => self.wish.title.to_string(),
            _ => return None,
        })
    }

    /// The id spelled like another: `ADR-007` for `ADR-006`, `7` for `6`.
    fn id_like(&self, model: &str) -> String {
        let Some(at) = model.find(|c: char| c.is_ascii_digit()) else { return self.id.to_string() };
        if self.style.scheme != Scheme::Number {
            return self.id.to_string();
        }
        let digits = model[at..].bytes().take_while(u8::is_ascii_digit).count();
        // Padded if the model is, or if it is as wide as the names of files.
        let padded = model[at..].starts_with('0') || digits == self.style.width;
        let number = if padded { format!("{:0digits$}", self.number) } else { self.number.to_string() };
        format!("{}{number}{}", &model[..at], &model[at + digits..])
    }

    /// The line of the title: that of another record with its id and words exchanged.
    fn title_line(&self, model: &Adr, text: &str) -> String {
        let raw = text[model.title.span.range()].trim();
        let setext = raw.contains('\n');
        let line = raw.lines().next().unwrap_or_default();
        let marks = line.bytes().take_while(|b| *b == b'#').count();
        let shown = line[marks..].trim();
        let head = of_title(shown, Some(&model.id));
        let lead = shown[..head.rest.min(shown.len())].to_string();
        let lead = match head.id {
            Some(id) => lead.replacen(&id.text, &self.id_like(&id.text), 1),
            None => lead,
        };
        let title = format!("{lead}{}", self.wish.title);
        if setext {
            return format!("{title}\n{}", "=".repeat(title.chars().count()));
        }
        format!("{} {title}", "#".repeat(marks.max(1)))
    }

    /// A template with title, status, date and id filled in.
    fn fill(&self, p: &Pattern<'_>) -> String {
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

    /// A record with the data and headings of another and none of its text.
    fn follow(&self, p: &Pattern<'_>) -> String {
        let mut out = self.front_matter(p);
        if p.adr.title_from == Source::Heading {
            out.push_str(&self.title_line(p.adr, p.text));
            out.push_str("\n\n");
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
            out.push_str(&format!("## Status\n\n{}\n\n", self.proposed()));
        }
        let text = out.replace("\r\n", "\n");
        let text = format!("{}\n", text.trim_end());
        if p.adr.ending == super::model::Ending::CrLf { text.replace('\n', "\r\n") } else { text }
    }

    fn front_matter(&self, p: &Pattern<'_>) -> String {
        let Some(front) = &p.adr.front_matter else { return String::new() };
        let (open, close) = if front.toml { ("+++", "+++") } else { ("---", "---") };
        let mut out = format!("{open}\n");
        let entries = front.tree.as_ref().and_then(|t| t.entries()).unwrap_or_default();
        for e in entries {
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

    /// Whether the last records of the log all have this value: then the new one has it too.
    fn constant(&self, key: &str, value: Option<&str>) -> bool {
        let Some(value) = value else { return false };
        let recent = self.log.map(|l| l.members.iter().rev().take(8).copied().collect::<Vec<_>>()).unwrap_or_default();
        let of =
            |i: &usize| self.all.adrs[*i].front_matter.as_ref()?.tree.as_ref()?.get(key)?.text().map(str::to_string);
        let values: Vec<String> = recent.iter().filter_map(of).collect();
        values.len() >= 2 && values.iter().all(|v| v == value)
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
            let len = p.text[at..end].find('\n').map_or(end - at, |n| n + 1);
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

pub(super) fn line_of(text: &str, at: usize) -> Range<usize> {
    let start = text[..at].rfind('\n').map_or(0, |n| n + 1);
    start..text[at..].find('\n').map_or(text.len(), |n| at + n)
}

/// A YAML scalar, in quotes where it must be.
pub(super) fn quoted(value: &str) -> String {
    let plain = !value.is_empty()
        && !value.bytes().all(|b| b.is_ascii_digit())
        && !value.contains(": ")
        && !value.contains(" #")
        && !value.ends_with(':')
        && !value.starts_with(|c: char| "@`'\"[]{}&*!|>%#,?-".contains(c))
        && !value.contains(['[', ']', ',', '\n', '\t'])
        && !matches!(value.to_lowercase().as_str(), "null" | "true" | "false" | "yes" | "no" | "~");
    if plain || value.is_empty() {
        value.to_string()
    } else {
        format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
    }
}

/// Capitals of a word for those who write a status.
pub(super) fn letters_of(style: &Style, word: &str) -> String {
    if style.letters == Letters::Lower { word.to_lowercase() } else { style.letters.apply(&word.to_lowercase()) }
}
