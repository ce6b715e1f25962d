//! How sure a recommendation is, for the terminal.

use super::screen::{Screen, Style, cell};
use super::sides::switch;
use crate::recommendation::{Firmness, RobustChoice, Robustness, Stake, Switch, WeightRange};
use crate::text::{Text, amount, one_line, plural};

/// Entries that a list shows unless all are asked for.
const SHORT: usize = 8;

/// How sure a recommendation is.
pub fn robustness(r: &Robustness, style: Style) -> String {
    let mut s = Screen::new(style);
    let title = s.bold(&one_line(&r.name));
    s.line(title);
    s.decisions(r);
    s.weights(&r.weights);
    s.stakes(&r.open_questions);
    if let Some(w) = &r.worst_case {
        s.worst_case(w);
    }
    s.out
}

fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

fn name(option: &Option<Text>) -> &str {
    option.as_ref().map_or("not needed", |n| n.as_str())
}

impl Screen {
    fn shown(&self, all: usize) -> usize {
        if self.style.full { all } else { all.min(SHORT) }
    }

    fn rest(&mut self, all: usize, shown: usize, what: &str) {
        if shown < all {
            self.line(format!("  and {}; --full shows all", plural(all - shown, what)));
        }
    }

    fn decisions(&mut self, r: &Robustness) {
        let (firm, open): (Vec<&Firmness>, Vec<&Firmness>) = r.decisions.iter().partition(|d| d.firm);
        let state = format!(
            "{} of {} win in at least nine draws of ten ({} draws of weights and facts)",
            firm.len(),
            r.decisions.len(),
            amount(f64::from(r.samples))
        );
        self.heading("Firm decisions", &state);
        if self.style.full {
            let list: Vec<String> = firm.iter().map(|d| format!("{} ({})", d.title, percent(d.share))).collect();
            self.wrapped("  ", &list.join(", "));
        }
        if open.is_empty() {
            return;
        }
        self.heading("Toss-ups", "near-equals; a small change of weights or facts turns them");
        let mut grid = self.grid(&["decision", "recommended", "wins", "as good (wins)"]);
        let shown = self.shown(open.len());
        for d in open.iter().take(shown) {
            let rivals: Vec<String> =
                d.rivals.iter().map(|x| format!("{} ({})", name(&x.name), percent(x.share))).collect();
            grid.add_row(vec![
                cell(&d.title),
                cell(name(&d.option)),
                cell(&percent(d.share)),
                cell(&rivals.join(", ")),
            ]);
        }
        self.print(grid, &[24, 26, 8, 42]);
        self.rest(open.len(), shown, "toss-up");
        if r.unproven > 0 {
            self.line(format!("  In {} the best architecture is not proven.", plural(r.unproven as usize, "draw")));
        }
    }

    fn weights(&mut self, list: &[WeightRange]) {
        self.heading(
            "Weights",
            "how far each can move, the others in proportion, until another architecture is better",
        );
        let mut grid = self.grid(&["metric", "weight", "from", "to", "first changes"]);
        for w in list {
            let first = |side: &str, changes: &[Switch]| {
                changes.first().map(|c| match changes.len() {
                    1 => format!("{side}: {}", switch(c)),
                    n => format!("{side}: {} and {} more", switch(c), n - 1),
                })
            };
            let turns: Vec<String> =
                [first("below", &w.below), first("above", &w.above)].into_iter().flatten().collect();
            let exact = if w.exact { "" } else { "about " };
            let tenth = |x: f64| format!("{exact}{:.1} %", x * 100.0);
            grid.add_row(vec![
                cell(&w.name),
                cell(&tenth(w.weight)),
                cell(&tenth(w.low)),
                cell(&tenth(w.high)),
                cell(&turns.join("; ")),
            ]);
        }
        self.print(grid, &[18, 9, 9, 9, 55]);
    }

    fn worst_case(&mut self, w: &RobustChoice) {
        let state = match w.exact {
            true => format!("loses at most {} points, proven to be the least", amount(w.worst_loss)),
            false => format!("loses at most {} points; no choice less than {}", amount(w.worst_loss), amount(w.bound)),
        };
        self.heading("Least worst-case loss", &state);
        self.wrapped(
            "  ",
            &format!(
                "Over {} of open questions, one at a time; the recommended architecture loses at most {}. Left out: {} \
                 with which it cannot be kept.",
                plural(w.scenarios, "answer"),
                amount(w.recommended_loss),
                plural(w.left_out, "answer")
            ),
        );
        if w.changes.is_empty() {
            self.line("  It is the recommended architecture.");
        }
        for c in &w.changes {
            self.wrapped("  ", &switch(c));
        }
    }

    fn stakes(&mut self, list: &[Stake]) {
        if list.is_empty() {
            return self.heading("Open questions", "no open answer can change the recommendation");
        }
        self.heading("Open questions", "by what not knowing the answer could cost");
        let shown = self.shown(list.len());
        for s in list.iter().take(shown) {
            let assumed = s.assumed.as_ref().map_or(String::from("open"), |a| format!("assumed {a}"));
            let worst = match s.worst_loss {
                Some(l) => format!("up to {} points", amount(l)),
                None => String::from("the architecture might have to be given up"),
            };
            self.wrapped("  ", &format!("{} ({assumed}; {worst})", s.question));
            for t in &s.turns {
                let loss = t.loss.map_or(String::from("cannot be kept"), |l| format!("loses {}", amount(l)));
                let mut changes: Vec<String> = t.changes.iter().take(self.shown(3)).map(switch).collect();
                if changes.len() < t.changes.len() {
                    changes.push(format!("and {} more", t.changes.len() - changes.len()));
                }
                let text = match changes.is_empty() {
                    true => format!("{}: no architecture meets the demands then", t.answer),
                    false => format!("{} ({loss}): {}", t.answer, changes.join("; ")),
                };
                self.wrapped("    ", &text);
            }
        }
        self.rest(list.len(), shown, "question");
    }
}
