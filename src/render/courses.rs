//! Breakpoints and open questions, for the terminal.

use crate::recommendation::{Course, Robustness, Stake, Switch};
use crate::text::amount;

fn switch(s: &Switch) -> String {
    let name = |o: &Option<crate::text::Text>| o.as_ref().map_or(String::from("not needed"), ToString::to_string);
    format!("{}: {} -> {}", s.title, name(&s.before), name(&s.after))
}

/// Where the architecture changes along each number.
pub fn courses(list: &[Course]) -> String {
    let mut out = String::new();
    let (moving, still): (Vec<&Course>, Vec<&Course>) = list.iter().partition(|c| !c.points.is_empty());
    for c in &moving {
        let now = c.now.as_ref().map_or(String::from("open"), |n| format!("now {n}"));
        out.push_str(&format!("{} ({now})\n  {}\n", c.question, c.text));
        for p in &c.points {
            let how = match (p.by_rule, p.inclusive) {
                (true, true) => format!("from {}", p.shown),
                (true, false) => format!("above {}", p.shown),
                (false, _) => format!("from about {}", p.shown),
            };
            let end = if p.possible { "" } else { "  no architecture meets the demands" };
            out.push_str(&format!("  {how}{end}\n"));
            for s in &p.changes {
                out.push_str(&format!("    {}\n", switch(s)));
            }
        }
        if !c.exact {
            out.push_str("  Some architectures on the way are not proven to be the best.\n");
        }
        out.push('\n');
    }
    if !still.is_empty() {
        let names: Vec<&str> = still.iter().map(|c| c.question.as_str()).collect();
        out.push_str(&format!("No change along {}: {}\n", names.len(), names.join(", ")));
    }
    out
}

/// How sure a recommendation is.
pub fn robustness(r: &Robustness) -> String {
    let list: &[Stake] = &r.open_questions;
    if list.is_empty() {
        return String::from("No open answer can change the recommendation.\n");
    }
    let mut out = String::new();
    for s in list {
        let assumed = s.assumed.as_ref().map_or(String::from("open"), |a| format!("assumed {a}"));
        let worst = match s.worst_loss {
            Some(l) => format!("up to {} points", amount(l)),
            None => String::from("the architecture might have to be given up"),
        };
        out.push_str(&format!("{} ({assumed}; {worst})\n  {}\n", s.question, s.text));
        for t in &s.turns {
            let loss = t.loss.map_or(String::from("cannot be kept"), |l| format!("loses {}", amount(l)));
            out.push_str(&format!("  {} ({loss})\n", t.answer));
            for c in &t.changes {
                out.push_str(&format!("    {}\n", switch(c)));
            }
        }
        out.push('\n');
    }
    out
}
