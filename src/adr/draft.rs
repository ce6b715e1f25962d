//! A new record in the style of its log.

use super::day::written;
use super::edit::quoted;
use super::fold::fold;
use super::identity::of_title;
use super::log::{Collection, Log};
use super::markup::Markup;
use super::model::{Adr, DateForm, Field, Label, Scheme, Standing};
use super::style::Style;
use crate::text::Date;

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
    /// What it decides in the terms of the catalog, if that is known.
    pub decides: Option<Decides>,
}

/// What a record decides in the terms of the catalog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decides {
    /// The id of the block.
    pub block: String,
    /// The id of the option, if that is known.
    pub option: Option<String>,
}

impl Decides {
    /// What the front matter of a record says.
    pub fn of(adr: &Adr) -> Option<Decides> {
        let own = adr.own()?;
        let word = |key: &str| own.get(key).and_then(|n| n.text()).map(str::to_string);
        Some(Decides { block: word("block")?, option: word("option") })
    }
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
    /// The records of the log stand in one file, of this path.
    Shared(String),
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
    let model = log.and_then(|l| l.style.model).map(|m| &all.adrs[m]);
    if let Some(shared) = model.filter(|m| m.part.is_some()) {
        return Err(Refused::Shared(shared.path.clone()));
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

/// What a draft is written with.
pub(super) struct Maker<'a> {
    pub(super) all: &'a Collection,
    pub(super) log: Option<&'a Log>,
    pub(super) style: &'a Style,
    pub(super) wish: &'a Wish<'a>,
    pub(super) number: u64,
    pub(super) id: &'a str,
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

    pub(super) fn proposed(&self) -> String {
        self.style.word(Standing::Proposed)
    }

    pub(super) fn date(&self) -> String {
        let form = match self.style.date_form {
            Some(DateForm::DaySlash) if self.style.month_first => Some(DateForm::MonthSlash),
            form => form,
        };
        written(self.wish.date, form)
    }

    /// The value that a field gets; none for one that is to go.
    pub(super) fn value(&self, f: &Field) -> Option<String> {
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
    pub(super) fn id_like(&self, model: &str) -> String {
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
    pub(super) fn title_line(&self, model: &Adr, text: &str) -> String {
        let raw = text[model.title.span.range()].trim();
        let markup = Markup::of(&model.path).unwrap_or(Markup::Markdown);
        let shown = markup.words(raw);
        let head = of_title(shown, Some(&model.id));
        let lead = shown[..head.rest.min(shown.len())].to_string();
        let lead = match head.id {
            Some(id) => lead.replacen(&id.text, &self.id_like(&id.text), 1),
            None => lead,
        };
        let title = format!("{lead}{}", self.wish.title);
        markup.heading(raw, &title)
    }
}
