//! The compliance of an architecture, for the terminal and as Markdown.

use serde::Serialize;

use super::screen::{Screen, Style, cell};
use super::templates::{TemplateError, Templates};
use crate::recommendation::{ClassGround, Compliance, Grounds, Recommendation, gaps};
use crate::text::{Text, one_line, plural};

/// Entries that a list shows unless all are asked for.
const SHORT: usize = 8;

/// Shares of the columns of duties.
const DUTY: [u16; 4] = [15, 22, 9, 54];

/// The whole report.
pub fn compliance(r: &Recommendation, style: Style) -> String {
    let mut s = Screen::new(style);
    let title = s.bold(&format!("{}: compliance", one_line(&r.requirements.name)));
    s.line(title);
    s.line(format!("catalog {} {} of {} · not legal advice", r.catalog.name, r.catalog.version, r.catalog.date));
    if r.compliance.is_empty() {
        s.line("");
        s.line("No law or framework follows from the answers, and none was listed.");
    }
    for c in &r.compliance {
        s.framework(c);
    }
    s.coverage(r);
    s.bounds(r);
    s.all_gaps(r);
    s.out
}

/// The report as Markdown.
///
/// # Errors
/// If the template is faulty, which only a changed template can be.
pub fn compliance_markdown(report: &impl Serialize, templates: &Templates) -> Result<String, TemplateError> {
    templates.render("compliance-report.md.j2", report)
}

/// Where it is written, and that it is not settled.
fn place(g: &Grounds) -> String {
    let mut out = g.reference.to_string();
    if g.uncertain {
        let read = g.read.as_deref().map(|r| format!(", read: {r}")).unwrap_or_default();
        out.push_str(if out.is_empty() { "not settled" } else { ", not settled" });
        out.push_str(&read);
    }
    out
}

fn day(from: Option<&Text>, was: Option<&Text>) -> String {
    match (from, was) {
        (Some(f), Some(w)) => format!("{f} (before: {w})"),
        (Some(f), None) => f.to_string(),
        _ => String::new(),
    }
}

impl Screen {
    /// A line per framework, as part of the recommendation.
    pub(super) fn compliance_in_short(&mut self, r: &Recommendation) {
        if r.compliance.is_empty() {
            return;
        }
        let left = gaps(r).count();
        self.heading("Compliance", &format!("{} left; `mlarch compliance` tells all", plural(left, "gap")));
        for c in &r.compliance {
            let mut parts = Vec::new();
            if let Some(k) = &c.class {
                parts.push(k.name.to_string());
            }
            if !c.duties.is_empty() {
                let bound = c.duties.iter().filter(|d| d.timing == "later").count();
                let later = if bound > 0 { format!(" ({bound} not yet in force)") } else { String::new() };
                parts.push(format!("{}{later}", plural_of(c.duties.len(), "duty", "duties")));
            }
            if !c.covered.is_empty() {
                parts.push(format!("{} attested", plural(c.covered.len(), "product")));
            }
            if !c.operator.is_empty() {
                parts.push(format!("{} to attest yourself", plural(c.operator.len(), "product")));
            }
            if !c.outside.is_empty() {
                parts.push(format!("{} outside the scope", c.outside.len()));
            }
            parts.push(plural(c.gaps.len(), "gap"));
            self.wrapped(&format!("  {}: ", one_line(&c.name)), &parts.join(", "));
        }
    }

    fn framework(&mut self, c: &Compliance) {
        self.heading(&c.name, &c.kind);
        let answers: Vec<String> = c.answers.iter().map(|a| format!("{}: {}", a.question, a.value)).collect();
        self.wrapped("  ", &remarked(&c.because, &answers.join("; ")));
        let unsettled = place(&c.grounds);
        if c.grounds.uncertain {
            self.wrapped("  ", &unsettled);
        }
        if let Some(k) = &c.class {
            let how = if k.grounds.is_empty() { " (as answered)" } else { "" };
            self.wrapped("  Class: ", &format!("{}{how}", k.name));
            let ground = |g: &ClassGround| {
                let from = day(g.from.as_ref(), g.was.as_ref());
                let from = if from.is_empty() { from } else { format!(", from {from}") };
                format!("{} ({}){from}", g.text, place(&g.grounds))
            };
            k.grounds.iter().for_each(|g| self.wrapped("    - ", &ground(g)));
            k.also.iter().for_each(|g| self.wrapped("    - also: ", &ground(g)));
        }
        self.duties(c);
        let shown = self.first_of(c.statements.len());
        for s in c.statements.iter().take(shown) {
            let from = day(s.from.as_ref(), s.was.as_ref());
            self.wrapped(&format!("  {}: ", s.topic), &remarked(&s.text, &join(&[&from, &place(&s.grounds)])));
        }
        self.remaining(c.statements.len(), shown, "statement");
        if self.style.full {
            for s in &c.scopes {
                let levels = if s.levels.is_empty() { String::from("not listed") } else { s.levels.join(", ") };
                let note = s.grounds.note.as_deref().unwrap_or_default();
                let text = join(&[&levels, &place(&s.grounds), note]);
                self.wrapped(&format!("  {} in {}: ", s.name, s.cloud), &text);
            }
            for p in &c.policies {
                self.wrapped("  Policies: ", &format!("{} {}, {} policies", p.name, p.version, p.policies));
            }
        }
    }

    fn duties(&mut self, c: &Compliance) {
        if c.duties.is_empty() {
            return;
        }
        let shown = self.first_of(c.duties.len());
        let mut t = self.grid(&["where, who", "from", "state", "duty"]);
        // What is left open first, then what comes soonest.
        let mut duties: Vec<_> = c.duties.iter().collect();
        duties.sort_by_key(|d| (d.state != "gap", d.from.is_none()));
        for d in duties.into_iter().take(shown) {
            let timing = match d.timing.as_str() {
                "in_force" => "in force",
                "after_end" => "after the planned end",
                _ => "",
            };
            let needs: Vec<&str> = d.needs.iter().map(|n| n.name.as_str()).collect();
            let needs = if needs.is_empty() { String::new() } else { format!(" Needs: {}.", needs.join(", ")) };
            let who = if d.role == "both" { String::new() } else { d.role.to_string() };
            t.add_row(vec![
                cell(&join(&[&d.grounds.reference, &who])),
                cell(&join(&[&day(d.from.as_ref(), d.was.as_ref()), timing])),
                cell(&d.state),
                cell(&format!("{}.{needs}", d.text)),
            ]);
        }
        self.print(t, &DUTY);
        let all = c.duties.len();
        if all > shown {
            self.line(format!("  and {} more", plural_of(all - shown, "duty", "duties")));
        }
    }

    /// Products against frameworks.
    fn coverage(&mut self, r: &Recommendation) {
        let with: Vec<&Compliance> = r
            .compliance
            .iter()
            .filter(|c| [&c.covered, &c.operator, &c.outside].iter().any(|l| !l.is_empty()))
            .collect();
        if with.is_empty() {
            return;
        }
        let mut names: Vec<&Text> =
            with.iter().flat_map(|c| c.covered.iter().chain(&c.operator).chain(&c.outside)).collect();
        names.sort();
        names.dedup();
        self.heading("Who has evidence", "provider: attested; operator: you supply it; outside: not in scope");
        let mut header = vec!["product"];
        header.extend(with.iter().map(|c| c.name.as_str()));
        let mut t = self.grid(&header);
        for name in names {
            let mut row = vec![cell(name)];
            for c in &with {
                let lists = [(&c.covered, "provider"), (&c.operator, "operator"), (&c.outside, "outside")];
                row.push(cell(lists.iter().find(|l| l.0.contains(name)).map_or("", |l| l.1)));
            }
            t.add_row(row);
        }
        let mut shares = vec![30];
        shares.extend(with.iter().map(|_| 12));
        self.print(t, &shares);
        for c in r.compliance.iter().filter(|c| !c.controls.is_empty()) {
            let of = |state: &str| c.controls.iter().filter(|k| k.state == state).count();
            let text = format!(
                "{} for what you run: {} inherited, {} by other decisions, {} by the products once configured, \
                 {} work of the organisation, {} missing",
                plural(c.controls.len(), "control"),
                of("inherited"),
                of("by_others"),
                of("itself"),
                of("work"),
                of("missing")
            );
            self.wrapped(&format!("  {}: ", c.name), &text);
            for k in c.controls.iter().filter(|k| self.style.full || k.state == "missing").collect::<Vec<_>>() {
                self.wrapped(&format!("    {:<9} ", k.state), &remarked(&k.text, &place(&k.grounds)));
            }
        }
    }

    fn bounds(&mut self, r: &Recommendation) {
        for b in &r.boundaries {
            let rest = format!(
                "{} can, {} cannot, {} state nothing",
                plural(b.kept.len(), "product"),
                b.gaps.len(),
                b.unstated.len()
            );
            self.heading(&b.text, &rest);
            if !b.unstated.is_empty() {
                self.wrapped("  Nothing is stated for: ", &b.unstated.join(", "));
            }
        }
        if !r.weak_points.is_empty() {
            self.heading("Known weak points", "");
            for w in &r.weak_points {
                self.wrapped("  - ", &remarked(&format!("{}: {}", w.names.join(", "), w.text), &place(&w.grounds)));
            }
        }
    }

    fn all_gaps(&mut self, r: &Recommendation) {
        let all: Vec<_> = r
            .compliance
            .iter()
            .flat_map(|c| c.gaps.iter().map(move |g| (c.name.as_str(), g)))
            .chain(r.boundaries.iter().flat_map(|b| b.gaps.iter().map(|g| ("residency", g))))
            .collect();
        if all.is_empty() {
            self.heading("No gap is left", "duties marked `work` are up to the organisation");
            return;
        }
        self.heading("Gaps", &format!("{}, and what closes each", all.len()));
        for (of, g) in &all {
            let from = g.from.as_ref().map(|f| format!(" (from {f})")).unwrap_or_default();
            self.wrapped(&format!("  {of}: "), &format!("{}{from}", g.text));
            self.wrapped("    close: ", &g.close);
            if !g.options.is_empty() {
                self.wrapped("    with: ", &g.options.join(", "));
            }
            let mut source: Vec<&str> = g.grounds.source.iter().map(|s| s.id.as_str()).collect();
            source.dedup();
            self.wrapped("    see: ", &join(&[&place(&g.grounds), &source.join(", ")]));
        }
    }

    fn first_of(&self, all: usize) -> usize {
        if self.style.full { all } else { all.min(SHORT) }
    }

    fn remaining(&mut self, all: usize, shown: usize, what: &str) {
        if all > shown {
            self.line(format!("  and {} more", plural(all - shown, what)));
        }
    }
}

/// A text with a remark in brackets, if there is one.
fn remarked(text: &str, remark: &str) -> String {
    if remark.is_empty() { text.to_string() } else { format!("{text} ({remark})") }
}

/// What is not empty, with commas.
fn join(parts: &[&str]) -> String {
    parts.iter().filter(|p| !p.is_empty()).copied().collect::<Vec<_>>().join(", ")
}

fn plural_of(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}
