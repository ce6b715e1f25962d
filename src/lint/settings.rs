//! What is configured: levels, waivers, frozen conventions, thresholds.

use std::borrow::Cow;

use super::persona::Persona;
use crate::adr::DateForm;
use crate::diagnostics::Severity;
use crate::text::{Date, Span};

/// Which rules are on, and how bad their findings are.
#[derive(Debug, Clone, Default)]
pub struct Levels {
    /// Codes, names or beginnings of codes that are on, whatever the persona; `ALL` for all.
    pub select: Vec<String>,
    /// Those that are off; they win over `select`.
    pub ignore: Vec<String>,
    /// Levels of their own: none for off.
    pub levels: Vec<(String, Option<Severity>)>,
}

/// A pattern for paths: `docs/legacy/**`.
#[derive(Debug, Clone)]
pub struct Matcher(glob::Pattern);

impl Matcher {
    /// Reads a pattern: `*` within a name, `**` over folders, `?` and `[a-z]`. A folder stands for everything in it.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn new(text: &str) -> Result<Self, String> {
        let text = text.trim_end_matches('/');
        glob::Pattern::new(text).map(Matcher).map_err(|e| e.to_string())
    }

    /// Whether a path, or a folder that it lies in, fits.
    pub fn fits(&self, path: &str) -> bool {
        let options = glob::MatchOptions { require_literal_separator: true, ..glob::MatchOptions::new() };
        let mut rest = Some(path);
        while let Some(p) = rest {
            if self.0.matches_with(p, options) {
                return true;
            }
            rest = p.rsplit_once('/').map(|(folder, _)| folder);
        }
        false
    }
}

/// Levels for some paths.
#[derive(Debug, Clone)]
pub struct PathLevels {
    /// The paths.
    pub paths: Vec<Matcher>,
    /// The levels there.
    pub levels: Levels,
}

/// A finding that is accepted for a time.
#[derive(Debug, Clone)]
pub struct Waiver {
    /// Code or name of the rule.
    pub code: String,
    /// Where; everywhere if none is given.
    pub path: Option<Matcher>,
    /// Why.
    pub reason: String,
    /// Who answers for it.
    pub owner: String,
    /// Its last day.
    pub until: Date,
    /// Where it stands in the configuration.
    pub span: Span,
}

/// What the configuration says about how a log is written.
#[derive(Debug, Clone, Default)]
pub struct Frozen {
    /// The folder of the log.
    pub dir: String,
    /// The letters of its ids, in lower case; empty for plain numbers and `ADR`.
    pub prefix: String,
    /// Digits of a number.
    pub width: Option<usize>,
    /// Status words.
    pub statuses: Option<Vec<String>>,
    /// Headings that every record must have.
    pub sections: Option<Vec<String>>,
    /// How dates are written.
    pub date: Option<DateForm>,
    /// Numbers that stay free.
    pub reserved: Vec<u64>,
}

/// Numbers that rules compare with.
#[derive(Debug, Clone)]
pub struct Thresholds {
    /// Days after which a proposal is stale.
    pub stale_proposal: i64,
    /// Months ahead of the end of a product that are "soon".
    pub soon: u32,
    /// Points that an accepted choice may lose against the best.
    pub regret: f64,
    /// Percent by which a weight is moved to see whether a choice is fragile.
    pub fragile: f64,
    /// Words of a short and of a long record.
    pub words: (usize, usize),
}

impl Default for Thresholds {
    fn default() -> Self {
        Thresholds { stale_proposal: 180, soon: 12, regret: 400.0, fragile: 10.0, words: (40, 3_000) }
    }
}

/// How the paths that a user sees become paths from the folder of the configuration. Both folders are absolute.
#[derive(Debug, Clone, Default)]
pub struct Places {
    home: String,
    here: String,
}

impl Places {
    /// The folder of the configuration, and the one that paths start from.
    pub fn new(home: &str, here: &str) -> Self {
        let plain = |p: &str| lexical(&p.replace('\\', "/"));
        Places { home: plain(home), here: plain(here) }
    }

    /// A path from the folder of the configuration; as it is if it lies elsewhere.
    pub fn of<'p>(&self, path: &'p str) -> Cow<'p, str> {
        if self.home == self.here && !path.starts_with(['/', '.']) {
            return Cow::Borrowed(path);
        }
        let whole = if path.starts_with('/') { lexical(path) } else { lexical(&format!("{}/{path}", self.here)) };
        match whole.strip_prefix(&self.home).and_then(|r| r.strip_prefix('/')) {
            Some(rest) => Cow::Owned(rest.to_string()),
            None => Cow::Borrowed(path),
        }
    }
}

/// A path without `.` and `..`.
fn lexical(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for p in path.split('/') {
        match p {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            p => parts.push(p),
        }
    }
    format!("/{}", parts.join("/"))
}

/// What is configured.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// How demanding the run is.
    pub persona: Persona,
    /// Levels of the configuration.
    pub levels: Levels,
    /// Levels of the command line; they win.
    pub asked: Levels,
    /// Levels for some paths.
    pub paths: Vec<PathLevels>,
    /// Findings that are accepted for a time.
    pub waivers: Vec<Waiver>,
    /// How logs are written.
    pub logs: Vec<Frozen>,
    /// Numbers that rules compare with.
    pub thresholds: Thresholds,
    /// The least severity that makes a run fail.
    pub fail_on: Option<Severity>,
    /// The requirements file that decisions are held against, as the configuration names it.
    pub requirements: Option<String>,
    /// The baseline file, as the configuration names it.
    pub baseline: Option<String>,
    /// Whether version control is asked.
    pub history: Option<bool>,
    /// How paths lead from the configuration's folder.
    pub places: Places,
}

impl Settings {
    /// What is frozen for a log.
    pub fn frozen(&self, folder: &str, family: &str) -> Option<&Frozen> {
        let folder = self.places.of(folder);
        self.logs.iter().find(|l| l.dir == folder && l.prefix == family)
    }
}
