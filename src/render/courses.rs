//! Breakpoints, for the terminal.

use super::sides::switch;
use crate::recommendation::Course;

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
