//! Reads what is configured.

use super::persona::Persona;
use super::rules::level_of;
use super::settings::{Frozen, Levels, Matcher, PathLevels, Settings, Thresholds, Waiver};
use crate::adr::DateForm;
use crate::diagnostics::{Code, Diagnostic, Severity, Sink};
use crate::text::{date, nearest, one_of};
use crate::yaml::{Fields, Node, integer, number, string, strings};

impl Settings {
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
