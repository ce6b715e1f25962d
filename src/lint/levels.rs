//! Which rules are on where, and how bad their findings are, as the settings have it.

use std::borrow::Cow;

use super::rule::Rule;
use super::settings::{Levels, PathLevels, Settings};
use crate::diagnostics::Severity;

impl Levels {
    fn says(list: &[String], rule: &Rule) -> bool {
        list.iter().any(|l| l == "ALL" || rule.code().starts_with(l.as_str()) || rule.name.name == l)
    }

    /// The level of a rule on top of another; none for off.
    fn on(&self, rule: &Rule, before: Option<Severity>) -> Option<Severity> {
        let mut out = before;
        if Self::says(&self.select, rule) {
            out = out.or(Some(rule.level));
        }
        // The most specific entry counts: a whole code before its beginning.
        let entries = self.levels.iter().filter(|(l, _)| Self::says(std::slice::from_ref(l), rule));
        if let Some((_, level)) = entries.max_by_key(|(l, _)| if l == "ALL" { 0 } else { l.len() }) {
            out = *level;
        }
        if Self::says(&self.ignore, rule) { None } else { out }
    }
}

impl Settings {
    /// The level of a rule for a path; none for off.
    pub fn level(&self, rule: &Rule, path: &str) -> Option<Severity> {
        let mut level = self.anywhere(rule);
        let path = if self.paths.is_empty() { Cow::Borrowed(path) } else { self.places.of(path) };
        for p in self.paths.iter().filter(|p| p.paths.iter().any(|m| m.fits(&path))) {
            level = p.levels.on(rule, level);
        }
        self.asked.on(rule, level)
    }

    fn anywhere(&self, rule: &Rule) -> Option<Severity> {
        let usual = (rule.persona <= self.persona).then_some(rule.level);
        self.levels.on(rule, usual)
    }

    /// Whether a rule can be on for any path.
    pub fn wants(&self, rule: &Rule) -> bool {
        let bare = self.asked.on(rule, self.anywhere(rule)).is_some();
        let by_path = |p: &PathLevels| self.asked.on(rule, p.levels.on(rule, None)).is_some();
        bare || self.paths.iter().any(by_path)
    }
}
