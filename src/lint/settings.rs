//! What is configured: levels, waivers, frozen conventions, thresholds.

use std::borrow::Cow;

use super::rule::{Persona, Rule};
use super::rules::find;
use crate::adr::DateForm;
use crate::diagnostics::{Code, Diagnostic, Severity, Sink};
use crate::text::{Date, Span, date, nearest, one_of};
use crate::yaml::{Fields, Node, integer, number, string, strings};

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

    /// Reads the tables `[lint]` and `[[adr.log]]` of the configuration.
    pub fn decode(&mut self, lint: Option<&Node>, logs: Option<&Node>, sink: &mut Sink) {
        if let Some(mut f) = lint.and_then(|n| Fields::open(n, "`lint`", sink)) {
            if let Some(n) = f.optional("persona") {
                self.persona = word(n, "persona", sink, Persona::of, Persona::words()).unwrap_or_default();
            }
            self.fail_on = f.optional("fail-on").and_then(|n| severity(n, sink)).flatten();
            self.requirements = f.text_opt("requirements", sink).map(|t| t.to_string());
            self.baseline = f.text_opt("baseline", sink).map(|t| t.to_string());
            self.history = f.optional("history").and_then(|n| crate::yaml::boolean(n, "history", sink));
            self.levels = levels(&mut f, sink);
            for n in f.items("paths", sink) {
                self.paths.extend(path_levels(n, sink));
            }
            for n in f.items("waivers", sink) {
                self.waivers.extend(waiver(n, sink));
            }
            if let Some(n) = f.optional("thresholds") {
                self.thresholds = thresholds(n, sink);
            }
            f.finish(sink);
        }
        for n in logs.map(|n| crate::yaml::list(n, "`adr.log`", sink)).unwrap_or_default() {
            self.logs.extend(frozen(n, sink));
        }
    }
}

fn levels(f: &mut Fields<'_>, sink: &mut Sink) -> Levels {
    let mut list = |key: &'static str, sink: &mut Sink| -> Vec<String> {
        let nodes = f.items(key, sink);
        nodes.iter().filter_map(|n| string(n, key, sink).and_then(|t| known(&t, n, sink))).collect()
    };
    let (select, ignore) = (list("select", sink), list("ignore", sink));
    let mut levels = Vec::new();
    for e in f.optional("levels").and_then(|n| crate::yaml::mapping(n, "`levels`", sink)).unwrap_or_default() {
        let (Some(code), Some(level)) = (known(&e.key, &e.value, sink), severity(&e.value, sink)) else { continue };
        levels.push((code, level));
    }
    Levels { select, ignore, levels }
}

/// A code, a name, the beginning of a code, or `ALL`.
fn known(text: &str, node: &Node, sink: &mut Sink) -> Option<String> {
    match level_of(text) {
        Ok(code) => Some(code),
        Err(near) => {
            let d = Diagnostic::error(Code::UnknownName, node.span, format!("there is no rule `{text}`"));
            let near = near.map(|n| format!("Did you mean `{n}`?"));
            sink.push(d.help(near.unwrap_or_else(|| String::from("`mlarch rules` lists them"))));
            None
        }
    }
}

/// A code, a name, the beginning of a code, or `ALL`, in the form that [`Levels`] takes; else the nearest one.
///
/// # Errors
/// The nearest code or name, if there is one.
pub fn level_of(text: &str) -> Result<String, Option<&'static str>> {
    let text = text.trim();
    let upper = text.to_uppercase();
    if upper == "ALL" || super::rules::ALL.iter().any(|r| r.code().starts_with(&upper)) && !upper.is_empty() {
        return Ok(upper);
    }
    if let Some(rule) = find(text) {
        return Ok(String::from(rule.code()));
    }
    Err(nearest(text, super::rules::ALL.iter().flat_map(|r| [r.name.name, r.code()])))
}

fn word<T>(
    node: &Node,
    what: &'static str,
    sink: &mut Sink,
    of: impl Fn(&str) -> Option<T>,
    all: impl Iterator<Item = &'static str>,
) -> Option<T> {
    let text = string(node, what, sink)?;
    let found = of(&text);
    if found.is_none() {
        let all: Vec<&str> = all.collect();
        let d = Diagnostic::error(Code::BadValue, node.span, format!("there is no {what} `{text}`"));
        let near = nearest(&text, all.iter().copied()).map(|n| format!("Did you mean `{n}`?"));
        sink.push(d.help(format!("Allowed: {}", one_of(all, 12))).maybe_help(near));
    }
    found
}

/// `off`, `info`, `warning` or `error`; the inner none is off.
#[allow(clippy::option_option)]
fn severity(node: &Node, sink: &mut Sink) -> Option<Option<Severity>> {
    let of = |t: &str| match t {
        "off" => Some(None),
        t => Severity::of(t).map(Some),
    };
    word(node, "level", sink, of, ["off", "info", "warning", "error"].into_iter())
}

fn matcher(text: &str, node: &Node, sink: &mut Sink) -> Option<Matcher> {
    match Matcher::new(text.trim_start_matches("./")) {
        Ok(m) => Some(m),
        Err(why) => {
            sink.error(Code::BadValue, node.span, format!("`{text}` is no pattern for paths: {why}"));
            None
        }
    }
}

fn path_levels(node: &Node, sink: &mut Sink) -> Option<PathLevels> {
    let mut f = Fields::open(node, "an entry of `lint.paths`", sink)?;
    let list = f.required("paths", sink);
    let levels = levels(&mut f, sink);
    f.finish(sink);
    let nodes = crate::yaml::list(list?, "paths", sink);
    let paths = nodes.iter().filter_map(|n| string(n, "a path", sink).and_then(|t| matcher(&t, n, sink)));
    Some(PathLevels { paths: paths.collect(), levels })
}

fn waiver(node: &Node, sink: &mut Sink) -> Option<Waiver> {
    let mut f = Fields::open(node, "a waiver", sink)?;
    let (code, path, until) = (f.required("code", sink), f.optional("path"), f.required("until", sink));
    let (reason, owner) = (f.text("reason", sink), f.text("owner", sink));
    f.finish(sink);
    let (code, until) = (code?, until?);
    let code = string(code, "code", sink).and_then(|t| known(&t, code, sink))?;
    let path = match path {
        Some(n) => Some(matcher(&string(n, "path", sink)?, n, sink)?),
        None => None,
    };
    let text = string(until, "until", sink)?;
    let Some(day) = date(&text).filter(|_| text.len() == 10) else {
        sink.push(
            Diagnostic::error(Code::BadValue, until.span, format!("`{text}` is no day"))
                .help("Days are written as \"2027-06-30\""),
        );
        return None;
    };
    let (reason, owner) = (reason?.to_string(), owner?.to_string());
    Some(Waiver { code, path, reason, owner, until: day, span: node.span })
}

fn frozen(node: &Node, sink: &mut Sink) -> Option<Frozen> {
    let mut f = Fields::open(node, "an entry of `adr.log`", sink)?;
    let (dir, prefix) = (f.text("dir", sink), f.text_opt("prefix", sink));
    let (width, form) = (f.optional("width"), f.optional("date"));
    let (statuses, sections) = (f.optional("statuses"), f.optional("sections"));
    let reserved = f.items("reserved", sink);
    f.finish(sink);
    let text_list = |n: Option<&Node>, what: &'static str, sink: &mut Sink| {
        n.map(|n| strings(n, what, sink).iter().map(ToString::to_string).collect::<Vec<String>>())
    };
    Some(Frozen {
        dir: dir?.trim_start_matches("./").trim_end_matches('/').to_string(),
        prefix: prefix.map(|p| p.to_lowercase()).unwrap_or_default(),
        width: width.and_then(|n| integer(n, "width", sink)).and_then(|n| usize::try_from(n).ok()),
        statuses: text_list(statuses, "statuses", sink),
        sections: text_list(sections, "sections", sink),
        date: form.and_then(|n| word(n, "form of dates", sink, DateForm::of, DateForm::words())),
        reserved: reserved.iter().filter_map(|n| integer(n, "a number", sink)?.try_into().ok()).collect(),
    })
}

fn thresholds(node: &Node, sink: &mut Sink) -> Thresholds {
    let mut out = Thresholds::default();
    let Some(mut f) = Fields::open(node, "`lint.thresholds`", sink) else { return out };
    let mut read = |key: &'static str, sink: &mut Sink| {
        let n = f.optional(key)?;
        let value = number(n, key, sink)?;
        if value < 0.0 || !value.is_finite() {
            sink.error(Code::BadValue, n.span, format!("`{key}` must not be negative"));
            return None;
        }
        Some(value)
    };
    if let Some(v) = read("stale-proposal-days", sink) {
        out.stale_proposal = v as i64;
    }
    if let Some(v) = read("soon-months", sink) {
        out.soon = v.min(1_200.0) as u32;
    }
    if let Some(v) = read("regret-points", sink) {
        out.regret = v;
    }
    if let Some(v) = read("fragile-percent", sink) {
        out.fragile = v.min(100.0);
    }
    if let Some(v) = read("fewest-words", sink) {
        out.words.0 = v as usize;
    }
    if let Some(v) = read("most-words", sink) {
        out.words.1 = v as usize;
    }
    f.finish(sink);
    out
}
