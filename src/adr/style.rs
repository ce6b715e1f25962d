//! How the records of a log are written, learned from them.

use std::collections::{HashMap, HashSet};

use super::day;
use super::fold::fold;
use super::identity::of_name;
use super::model::{Adr, DateForm, Format, Label, Occasion, RelationKind, Role, Scheme, Source, Standing, StatusState};
use super::paths::{file_name, name};
use super::words::words;
use crate::text::{FileId, Text};

/// A heading that most records of a log have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsualHeading {
    /// The words.
    pub title: String,
    /// What it stands for.
    pub role: Option<Role>,
    /// Its level.
    pub level: u8,
    /// The share of records that have it, in percent.
    pub percent: u32,
}

/// How capitals are used in a status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Letters {
    /// `accepted`
    Lower,
    /// `Accepted`
    First,
    /// `ACCEPTED`
    All,
}

impl Letters {
    /// The capitals of a word.
    pub fn of(word: &str) -> Self {
        let mut letters = word.chars().filter(|c| c.is_alphabetic());
        match letters.next() {
            Some(c) if c.is_uppercase() => {
                if word.chars().filter(|c| c.is_alphabetic()).count() > 1 && letters.all(char::is_uppercase) {
                    Letters::All
                } else {
                    Letters::First
                }
            }
            _ => Letters::Lower,
        }
    }

    /// A lower-case word in these letters.
    pub fn apply(self, word: &str) -> String {
        let mut chars = word.chars();
        match self {
            Letters::Lower => word.to_string(),
            Letters::All => word.to_uppercase(),
            Letters::First => chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect()),
        }
    }
}

/// How a log is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Style {
    /// How ids are formed.
    pub scheme: Scheme,
    /// What stands before the number in the names of files: `ADR-`, or nothing.
    pub prefix: String,
    /// Digits of the number in the names of files.
    pub width: usize,
    /// What stands between the id and the words in the names of files.
    pub separator: String,
    /// What stands between the words; none if names have no words.
    pub joint: Option<char>,
    /// Names of files keep capitals.
    pub capitals: bool,
    /// The ending of the names of files.
    pub ending: String,
    /// The file of a record that has a folder of its own.
    pub inner: Option<String>,
    /// The most frequent format.
    pub format: Format,
    /// Where the status stands.
    pub status_from: Option<Source>,
    /// Capitals of the status.
    pub letters: Letters,
    /// The words in use, by what they mean, the most frequent first.
    pub statuses: Vec<(Standing, String)>,
    /// How days are written; none if records have none.
    pub date_form: Option<DateForm>,
    /// Where the month stands first in `05/06/2023`.
    pub month_first: bool,
    /// Headings that at least half of the records have, in the order of the newest.
    pub headings: Vec<UsualHeading>,
    /// The words before a successor, as the log spells them: `Superceded by`.
    pub superseded_by: Option<String>,
    /// The words before what was superseded.
    pub supersedes: Option<String>,
    /// Keys of the front matter for relations, as written, by kind.
    pub keys: Vec<(RelationKind, String)>,
    /// The record that new ones are modelled on: the newest of the most frequent format.
    pub model: Option<usize>,
}

impl Style {
    pub(super) fn learn<'t>(adrs: &[Adr], members: &[usize], texts: &dyn Fn(FileId) -> &'t str) -> Style {
        let all = || members.iter().map(|m| &adrs[*m]);
        let scheme = most(all().map(|a| a.id.scheme)).unwrap_or(Scheme::Number);
        // The last records tell how the log is written now.
        let recent = || all().rev().filter(move |a| a.id.scheme == scheme).take(12);
        let names: Vec<Name> = recent().map(Name::of).collect();
        let format = most(recent().map(|a| a.format)).unwrap_or(Format::Madr4);
        let status_from = most(
            recent()
                .filter_map(|a| a.status().map(|s| s.from))
                .filter(|f| *f != Source::Folder && *f != Source::FileName),
        );
        let model = members.iter().rev().copied().find(|m| {
            let a = &adrs[*m];
            a.id.scheme == scheme && a.format == format && a.status().map(|s| s.from) == status_from
        });
        let model = model.or_else(|| members.last().copied());
        let stated = || all().flat_map(|a| &a.statuses).filter(|s| s.state == StatusState::Stated && !s.misspelt);
        let letters = most(recent().filter_map(|a| a.status()).map(|s| Letters::of(&s.word))).unwrap_or(Letters::First);
        let mut statuses = Vec::new();
        for standing in Standing::all().filter_map(Standing::of) {
            let word = most(stated().filter(|s| s.standing == Some(standing)).map(|s| s.word.clone()));
            statuses.extend(word.map(|w| (standing, w)));
        }
        let shown = |a: &&Adr| {
            a.dates
                .iter()
                .find(|d| {
                    d.occasion != Occasion::Review
                        && !matches!(d.from, Source::FileName | Source::Folder | Source::StatusText)
                })
                .map(|d| d.day.form)
        };
        let forms = || all().flat_map(|a| &a.dates).map(|d| d.day.form);
        let verb = |kind: RelationKind| {
            most(all().flat_map(|a| {
                let text = if a.relations.iter().any(|r| r.kind == kind) { texts(a.file) } else { "" };
                let spellings = match kind {
                    RelationKind::SupersededBy => &words().superseded_by_spellings,
                    _ => &words().supersedes_spellings,
                };
                spellings.iter().map(Text::as_str).filter(move |w| text.contains(*w)).take(1)
            }))
            .map(str::to_string)
        };
        let keys = [
            (RelationKind::Supersedes, Label::Supersedes),
            (RelationKind::SupersededBy, Label::SupersededBy),
            (RelationKind::Amends, Label::Amends),
            (RelationKind::AmendedBy, Label::AmendedBy),
        ];
        let key = |label: Label| {
            let fields = all().flat_map(|a| a.fields.iter().map(move |f| (a.file, f)));
            most(
                fields
                    .filter(|(_, f)| f.from == Source::FrontMatter && f.label == label)
                    .map(|(file, f)| texts(file).get(f.name.range()).unwrap_or_default().to_string()),
            )
        };
        let keys = keys.into_iter().filter_map(|(kind, label)| key(label).map(|k| (kind, k))).collect();
        Style {
            scheme,
            prefix: most(names.iter().map(|n| n.prefix.clone())).unwrap_or_default(),
            width: most(names.iter().map(|n| n.width)).unwrap_or(4),
            separator: most(names.iter().map(|n| n.separator.clone())).unwrap_or_else(|| String::from("-")),
            joint: most(names.iter().map(|n| n.joint)).unwrap_or(Some('-')),
            capitals: most(names.iter().map(|n| n.capitals)).unwrap_or(false),
            ending: most(names.iter().map(|n| n.ending.clone())).unwrap_or_else(|| String::from(".md")),
            inner: most(names.iter().map(|n| n.inner.clone())).flatten(),
            format,
            status_from,
            letters,
            statuses,
            date_form: most(recent().filter_map(|a| shown(&a))),
            month_first: forms().any(|f| f == DateForm::MonthSlash) && !definite_day_first(all()),
            headings: headings(adrs, &recent().collect::<Vec<_>>(), model),
            superseded_by: verb(RelationKind::SupersededBy),
            supersedes: verb(RelationKind::Supersedes),
            keys,
            model,
        }
    }

    /// The log's word for a status.
    pub fn word(&self, standing: Standing) -> String {
        let own = self.statuses.iter().find(|s| s.0 == standing);
        own.map_or_else(|| self.letters.apply(standing.word()), |(_, w)| w.clone())
    }
}

/// Whether some day can only be read with the day first.
fn definite_day_first<'a>(mut all: impl Iterator<Item = &'a Adr>) -> bool {
    all.any(|a| {
        a.dates.iter().any(|d| {
            d.day.form == DateForm::DaySlash
                && !d.day.ambiguous
                && day::exchanged(&d.day).is_none()
                && d.day.date.is_some_and(|(_, m, n)| m != n)
        })
    })
}

fn headings(adrs: &[Adr], recent: &[&Adr], model: Option<usize>) -> Vec<UsualHeading> {
    let Some(model) = model else { return Vec::new() };
    let mut out: Vec<UsualHeading> = Vec::new();
    let of = |a: &&Adr| a.sections.iter().take(200).map(|t| (t.level, fold(&t.title))).collect();
    let theirs: Vec<HashSet<(u8, String)>> = recent.iter().map(of).collect();
    for s in adrs[model].sections.iter().take(80) {
        let own = (s.level, fold(&s.title));
        let count = theirs.iter().filter(|t| t.contains(&own)).count();
        let percent = (100 * count / recent.len().max(1)) as u32;
        let known = out.iter().any(|o| o.title == s.title && o.level == s.level);
        // Of one or two records only what stands for something is sure to be no accident.
        let enough = percent >= 50 && (recent.len() > 2 || s.role.is_some());
        if enough && !known && (s.role.is_some() || percent >= 75) {
            out.push(UsualHeading { title: s.title.clone(), role: s.role, level: s.level, percent });
        }
    }
    out
}

/// How the file of a record is named.
struct Name {
    prefix: String,
    width: usize,
    separator: String,
    joint: Option<char>,
    capitals: bool,
    ending: String,
    inner: Option<String>,
}

impl Name {
    fn of(adr: &Adr) -> Name {
        let stem = name(adr);
        let file = file_name(&adr.path);
        let own_folder = adr.ids.first().is_some_and(|i| i.from == Source::Folder);
        let ending =
            if own_folder { String::new() } else { file.strip_prefix(stem.as_str()).unwrap_or(".md").to_string() };
        let (prefix, width, end) = match of_name(&stem) {
            Some((id, range)) if id.scheme == Scheme::Number => {
                let digits = range.end - id.width;
                (stem[range.start..digits].to_string(), id.width, range.end)
            }
            Some((_, range)) => (String::new(), 0, range.end),
            None => (String::new(), 0, 0),
        };
        let rest = &stem[end..];
        let words = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
        let joint = words.chars().find(|c| matches!(c, '-' | '_' | ' '));
        Name {
            prefix,
            width,
            separator: rest[..rest.len() - words.len()].to_string(),
            joint: if words.is_empty() { None } else { Some(joint.unwrap_or('-')) },
            capitals: words.chars().any(char::is_uppercase),
            ending,
            inner: own_folder.then(|| file.to_string()),
        }
    }
}

/// How often each value occurs; the most frequent one, ties to the smallest.
pub(super) fn most<T: Ord + std::hash::Hash + Clone>(values: impl Iterator<Item = T>) -> Option<T> {
    let mut counts: HashMap<T, usize> = HashMap::new();
    values.for_each(|v| *counts.entry(v).or_default() += 1);
    counts.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0))).map(|(v, _)| v)
}
