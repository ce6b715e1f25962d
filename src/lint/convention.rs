//! How a log is written: inferred from its records, unless the configuration has frozen it.

use std::collections::BTreeMap;

use super::settings::{Frozen, Settings};
use crate::adr::{Collection, DateForm, Log, Occasion, Part, Role, Scheme, Source, Standing, StatusState};

/// Records that a log must have before its habits count as rules.
const FEW: usize = 4;

/// Percent of the records that must have something before it is a habit.
const NEARLY_ALL: usize = 80;

/// What any log comes to need: statuses that are frozen whether a record has them now or not.
const USUAL: [Standing; 5] =
    [Standing::Proposed, Standing::Accepted, Standing::Rejected, Standing::Deprecated, Standing::Superseded];

/// How many of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Share {
    /// How many.
    pub n: usize,
    /// Of how many.
    pub of: usize,
}

impl Share {
    /// In percent; 0 of none.
    pub fn percent(self) -> usize {
        (100 * self.n).checked_div(self.of).unwrap_or(0)
    }

    /// Nearly all of enough records to call it a habit.
    pub fn is_habit(self) -> bool {
        self.of >= FEW && self.percent() >= NEARLY_ALL
    }
}

/// How a log is written.
#[derive(Debug, Clone, Default)]
pub struct Convention {
    /// What the configuration has frozen.
    pub frozen: Option<Frozen>,
    /// Records that name a status.
    pub status: Share,
    /// Records that name a date in their text.
    pub date: Share,
    /// Records that name who decided.
    pub deciders: Share,
    /// Status words in use, in lower case, each with its meaning and how many records have it; the most frequent first.
    pub words: Vec<(String, Option<Standing>, usize)>,
    /// Roles of sections, each with how many records have it.
    pub sections: Vec<(Role, Share)>,
    /// How dates are written, the most frequent first.
    pub dates: Vec<(DateForm, usize)>,
    /// Digits of the numbers in names of files, the most frequent first.
    pub widths: Vec<(usize, usize)>,
    /// The numbers follow one another nearly without gaps.
    pub dense: bool,
}

impl Convention {
    pub(super) fn of(all: &Collection, log: &Log, settings: &Settings) -> Self {
        let members = || log.members.iter().map(|m| &all.adrs[*m]);
        let of = log.members.len();
        let share = |n: usize| Share { n, of };
        let mut words: BTreeMap<(String, Option<Standing>), usize> = BTreeMap::new();
        let mut roles: BTreeMap<Role, usize> = BTreeMap::new();
        let mut dates: BTreeMap<DateForm, usize> = BTreeMap::new();
        let mut widths: BTreeMap<usize, usize> = BTreeMap::new();
        let (mut status, mut date, mut deciders) = (0, 0, 0);
        for adr in members() {
            let stated = adr.statuses.iter().filter(|s| s.state == StatusState::Stated);
            let stated: Vec<_> = stated.filter(|s| !matches!(s.from, Source::Folder | Source::FileName)).collect();
            status += usize::from(!stated.is_empty());
            if let Some(s) = stated.first().filter(|s| !s.misspelt) {
                *words.entry((s.word.to_lowercase(), s.standing)).or_default() += 1;
            }
            let shown = adr.dates.iter().find(|d| {
                d.occasion != Occasion::Review
                    && !matches!(d.from, Source::FileName | Source::Folder | Source::StatusText)
            });
            date += usize::from(shown.is_some());
            if let Some(d) = shown {
                *dates.entry(d.day.form).or_default() += 1;
            }
            deciders += usize::from(adr.people(Part::Decider).next().is_some());
            let mut own: Vec<Role> = adr.sections.iter().filter_map(|s| s.role).collect();
            own.sort_unstable();
            own.dedup();
            own.into_iter().for_each(|r| *roles.entry(r).or_default() += 1);
            if adr.id.scheme == Scheme::Number {
                *widths.entry(adr.id.width).or_default() += 1;
            }
        }
        let mut numbers: Vec<u64> = members().filter(|a| a.id.scheme == Scheme::Number).map(|a| a.id.number).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let dense = match (numbers.first(), numbers.last()) {
            (Some(first), Some(last)) => (last - first + 1) * NEARLY_ALL as u64 <= numbers.len() as u64 * 100,
            _ => false,
        };
        Convention {
            frozen: settings.frozen(&log.folder, &log.family).cloned(),
            status: share(status),
            date: share(date),
            deciders: share(deciders),
            words: by_count(words).into_iter().map(|((w, s), n)| (w, s, n)).collect(),
            sections: by_count(roles).into_iter().map(|(r, n)| (r, share(n))).collect(),
            dates: by_count(dates),
            widths: by_count(widths),
            dense,
        }
    }

    /// How many records have a section of a role.
    pub fn section(&self, role: Role) -> Share {
        self.sections.iter().find(|s| s.0 == role).map(|s| s.1).unwrap_or_default()
    }
}

fn by_count<T: Ord>(counts: BTreeMap<T, usize>) -> Vec<(T, usize)> {
    let mut all: Vec<(T, usize)> = counts.into_iter().collect();
    all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    all
}

/// The habits of a log, to be written into the configuration: what a new record has to keep to.
pub fn freeze(all: &Collection, log: &Log, settings: &Settings) -> Frozen {
    let c = Convention::of(all, log, settings);
    let habit = |n: usize| Share { n, of: log.members.len() }.is_habit();
    let known = |w: &&(String, Option<Standing>, usize)| w.1.is_some() || w.2 > 1;
    let mut statuses: Vec<String> = c.words.iter().filter(known).map(|w| w.0.clone()).collect();
    // A log without a proposal today has one tomorrow: the usual words stand beside the used ones.
    if !statuses.is_empty() {
        let used: Vec<Option<Standing>> = c.words.iter().filter(known).map(|w| w.1).collect();
        let lacking = USUAL.iter().filter(|s| !used.contains(&Some(**s)));
        statuses.extend(lacking.map(|s| log.style.word(*s).to_lowercase()));
    }
    let sections: Vec<String> = log
        .style
        .headings
        .iter()
        .filter(|h| h.role.is_some_and(|r| c.section(r).is_habit()) && h.percent as usize >= NEARLY_ALL)
        .map(|h| h.title.clone())
        .collect();
    Frozen {
        dir: settings.places.of(&log.folder).into_owned(),
        prefix: log.family.clone(),
        width: c.widths.first().filter(|w| habit(w.1)).map(|w| w.0),
        statuses: (c.status.is_habit() && !statuses.is_empty()).then_some(statuses),
        sections: (!sections.is_empty()).then_some(sections),
        date: c.dates.first().filter(|d| habit(d.1)).map(|d| d.0),
        reserved: Vec::new(),
    }
}

impl Frozen {
    /// The entry of the configuration.
    pub fn toml(&self) -> String {
        let quoted = |t: &str| toml::Value::String(t.to_string()).to_string();
        let list = |l: &[String]| format!("[{}]", l.iter().map(|t| quoted(t)).collect::<Vec<_>>().join(", "));
        let mut out = format!("[[adr.log]]\ndir = {}\n", quoted(&self.dir));
        let mut line = |key: &str, value: Option<String>| {
            if let Some(v) = value {
                out.push_str(&format!("{key} = {v}\n"));
            }
        };
        line("prefix", (!self.prefix.is_empty()).then(|| quoted(&self.prefix)));
        line("width", self.width.map(|w| w.to_string()));
        line("statuses", self.statuses.as_deref().map(list));
        line("sections", self.sections.as_deref().map(list));
        line("date", self.date.map(|d| quoted(d.word())));
        out
    }
}
