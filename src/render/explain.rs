//! Decisions explained, for the terminal.

use super::screen::{Screen, Style, cell};
use super::sides::switch;
use crate::recommendation::{Against, Change, Decision, Explanation, Flips, Node, NodeKind};
use crate::text::{Text, amount, one_line, plural};

/// Entries that a list shows unless all are asked for.
const SHORT: usize = 6;

/// Some decisions explained, one after the other.
pub fn explanations(list: &[Explanation], style: Style) -> String {
    let mut s = Screen::new(style);
    for (i, e) in list.iter().enumerate() {
        if i > 0 {
            s.line("");
        }
        s.explanation(e);
    }
    s.out
}

impl Screen {
    fn explanation(&mut self, e: &Explanation) {
        let choice = e.decision.as_ref().map_or("not needed", |d| d.name.as_str());
        let title = self.bold(&format!("{}: {}", one_line(&e.title), one_line(choice)));
        self.line(title);
        self.wrapped("", &e.question);
        if let Some(because) = &e.inactive {
            self.wrapped("  ", because);
        }
        if let Some(d) = &e.decision {
            self.why(d);
        }
        if let Some(a) = &e.against {
            self.against(a);
        }
        if let Some(f) = &e.flips {
            self.flips(f, &e.title);
        }
        if let Some(d) = &e.decision {
            self.ranking(d);
        }
    }

    fn flips(&mut self, f: &Flips, title: &str) {
        let change = |c: &Change| format!("{}: {} instead of {}", c.what, c.beyond.as_ref().unwrap_or(&c.to), c.from);
        if let Some(win) = &f.together {
            let rest = if win.fewest { "no fewer do it" } else { "fewer may do it" };
            self.heading("Together these would make it win", rest);
            for c in &win.changes {
                self.wrapped("  ", &change(c));
            }
        }
        if f.single.is_empty() {
            self.heading("What would change it", "no single answer does");
            return;
        }
        self.heading("What would change it", &format!("{} of {}", plural(f.single.len(), "answer"), one_line(title)));
        let shown = self.most(f.single.len());
        let mut grid = self.grid(&[]);
        for flip in f.single.iter().take(shown) {
            let option = flip.option.as_ref().map_or("not needed", |o| o.as_str());
            let others = match flip.others {
                0 => String::from("nothing else changes"),
                n => format!("{} too", plural(n, "decision")),
            };
            grid.add_row(vec![cell(&change(&flip.change)), cell(option), cell(&others)]);
        }
        self.print(grid, &[46, 36, 18]);
        if shown < f.single.len() {
            self.line(format!("  and {} more", f.single.len() - shown));
        }
    }

    fn why(&mut self, d: &Decision) {
        self.heading("Why", "");
        if d.reasons.is_empty() {
            self.wrapped("  ", &d.why);
        }
        for r in &d.reasons {
            let points = if r.points > 0.0 { format!("+{:<6}", amount(r.points)) } else { String::from("must   ") };
            self.wrapped(&format!("  {points} "), &r.because);
            let answers: Vec<String> = r.answers.iter().map(|a| format!("{}: {}", a.question, a.value)).collect();
            let sources: Vec<&str> = r.source.iter().map(|s| s.id.as_str()).collect();
            let from = if answers.is_empty() { String::from("always") } else { answers.join("; ") };
            self.wrapped("          ", &format!("{from} (rule {}, {})", r.rule, sources.join(", ")));
        }
    }

    fn against(&mut self, a: &Against) {
        let loss = match (a.regret, a.exact) {
            (Some(r), true) => format!("the best architecture with it loses {} points", amount(r)),
            (Some(r), false) => format!("the best architecture found with it loses {} points", amount(r)),
            (None, true) => String::from("no architecture with it meets the demands"),
            (None, false) => String::from("no architecture with it was found"),
        };
        self.heading(&format!("Why not {}", one_line(&a.name)), &loss);
        for r in &a.rejected {
            self.wrapped("  must    ", &format!("{} (rule {})", r.because, r.rule));
            let answers: Vec<String> = r.answers.iter().map(|a| format!("{}: {}", a.question, a.value)).collect();
            if !answers.is_empty() {
                self.wrapped("          ", &answers.join("; "));
            }
        }
        // What rounds to nothing says nothing.
        let shown = match self.style.full {
            true => a.difference.len(),
            false => {
                a.difference.iter().take_while(|n| n.points.is_some_and(|p| p.abs() >= 0.5)).count().min(SHORT + 2)
            }
        };
        for node in a.difference.iter().take(shown) {
            self.node(node, 0);
        }
        let rest: f64 = a.difference.iter().skip(shown).filter_map(|n| n.points).sum();
        if rest.abs() >= 0.05 {
            self.line(format!("  {} {}", signed(rest), plural(a.difference.len() - shown, "smaller part")));
        }
        if !a.changes.is_empty() {
            self.heading("What else it would change", "");
            let shown = self.most(a.changes.len());
            for c in a.changes.iter().take(shown) {
                self.wrapped("  ", &switch(c));
            }
            if shown < a.changes.len() {
                self.line(format!("  and {} more", a.changes.len() - shown));
            }
        }
    }

    fn most(&self, all: usize) -> usize {
        if self.style.full { all } else { all.min(SHORT) }
    }

    /// A part of a difference, and below it what it comes from.
    fn node(&mut self, n: &Node, depth: usize) {
        let full = self.style.full;
        let indent = "  ".repeat(depth + 1);
        let points = n.points.map_or(String::from("      "), signed);
        let sides = match (&n.chosen, &n.other) {
            (Some(a), Some(b)) if n.kind != NodeKind::Adoption => format!(": {a} against {b}"),
            (Some(a), Some(_)) => format!(" {a}"),
            (Some(a), None) => format!(": {a} against nothing stated"),
            (None, Some(b)) => format!(": nothing stated against {b}"),
            (None, None) => String::new(),
        };
        let assumed = if n.assumed { " (assumed)" } else { "" };
        let sources: Vec<&str> = n.source.iter().map(|s| s.id.as_str()).collect();
        let from = match n.kind {
            NodeKind::Rule | NodeKind::Pair => format!(" (rule {})", n.id),
            NodeKind::Fact if full && !sources.is_empty() => format!(" ({})", sources.join(", ")),
            _ => String::new(),
        };
        self.wrapped(&format!("{indent}{points} "), &format!("{}{sides}{assumed}{from}", n.name));
        // Terms and facts only where asked for; parts below half a point say nothing.
        let deeper = match n.kind {
            NodeKind::Decision => true,
            _ => full,
        };
        if deeper {
            let parts = n.parts.iter().filter(|p| full || p.points.is_none_or(|x| x.abs() >= 0.5));
            parts.for_each(|p| self.node(p, depth + 1));
        }
    }

    fn ranking(&mut self, d: &Decision) {
        self.heading("All options", "points lost, or the rule that excludes");
        let mut grid = self.grid(&[]);
        let shown = self.most(d.alternatives.len());
        for a in d.alternatives.iter().take(shown) {
            let loss = a.regret.map_or(String::from("fits nothing"), |r| format!("-{}", amount(r)));
            grid.add_row(vec![cell(&a.name), cell(&loss), cell(&a.because)]);
        }
        for r in d.rejected.iter().take(self.most(d.rejected.len())) {
            grid.add_row(vec![cell(&r.name), cell("excluded"), cell(&r.because)]);
        }
        if !d.alternatives.is_empty() || !d.rejected.is_empty() {
            self.print(grid, &[32, 14, 54]);
        }
        let hidden = d.alternatives.len() - shown + d.rejected.len() - self.most(d.rejected.len());
        if hidden > 0 {
            self.line(format!("  and {hidden} more; --full shows them, and what each point comes from"));
        }
    }
}

fn signed(points: f64) -> String {
    let sign = if points < 0.0 { "-" } else { "+" };
    format!("{:<6}", format!("{sign}{}", Text::from(amount((points.abs() * 10.0).round() / 10.0))))
}
