//! Availability, and the advice and limits of the sizing, on a terminal.

use super::screen::Screen;
use crate::recommendation::{Advised, Availability, PathAvailability, Recommendation};
use crate::text::amount;

/// Advice that is shown unless all is asked for.
const SHORT: usize = 3;

impl Screen {
    /// One line for each way of a request.
    pub(super) fn availability(&mut self, r: &Recommendation) {
        let Some(a) = r.availability.as_ref().filter(|a| !a.paths.is_empty()) else { return };
        self.heading("Availability", "");
        for path in &a.paths {
            let text = if self.style.full { line(a, path) } else { short(a, path) };
            self.wrapped(&format!("  {}: ", path.name), &text);
            if let Some(raises) = raises(path) {
                self.wrapped("    raise by ", &raises);
            }
        }
    }

    /// Limits first.
    pub(super) fn limits<'a>(&mut self, all: impl Iterator<Item = &'a Advised>) {
        let all: Vec<&Advised> = all.collect();
        if all.is_empty() {
            return;
        }
        self.heading("Limits and advice", "");
        let shown = if self.style.full { all.len() } else { all.len().min(SHORT) };
        for a in all.iter().take(shown) {
            self.wrapped(if a.limit { "  limit   " } else { "  advice  " }, &a.text);
        }
        self.more(all.len(), shown, "line");
    }
}

/// The availability of a way beside what is asked for, and its parts.
fn line(a: &Availability, path: &PathAvailability) -> String {
    let parts: Vec<String> = path
        .parts
        .iter()
        .map(|p| match p.basis.as_str() {
            "operated" if p.how.is_none() => format!("{} (own operation on own machines) no promise", p.name),
            "operated" => format!("{} (own operation) at most {}", p.name, nines(p.sla.high)),
            "preview" => format!("{} (preview) no promise", p.name),
            "unknown" => format!("{} no promise known", p.name),
            _ => format!("{} {}", p.name, nines(p.sla.likely)),
        })
        .collect();
    format!("{}: {}", short(a, path), parts.join(" · "))
}

/// The availability of a way beside what is asked for.
fn short(a: &Availability, path: &PathAvailability) -> String {
    let asked = a.required.map_or(String::new(), |r| format!(" of {} asked", nines(r)));
    let widest = path.composite.high - path.composite.low > 0.001;
    let range = match widest {
        true => format!(", {} to {}", nines(path.composite.low), nines(path.composite.high)),
        false => String::new(),
    };
    let likely = nines(path.composite.likely);
    let copies = if path.regions > 1.0 { format!(", in {} regions", amount(path.regions)) } else { String::new() };
    format!("{likely}{asked} ({} min a month{range}{copies})", amount(path.downtime.likely))
}

/// What raises the availability of a way, if it has to be raised.
fn raises(path: &PathAvailability) -> Option<String> {
    let single: Vec<String> =
        path.raises.iter().take(3).map(|r| format!("{} ({})", r.what, nines(r.composite.likely))).collect();
    if single.is_empty() {
        return path.gap.map(|_| String::from("nothing that the catalog knows of"));
    }
    let together = path
        .together
        .as_ref()
        .map(|t| format!("; enough together ({}): {}", nines(t.composite.likely), t.what.join(", ")))
        .unwrap_or_default();
    let missing = path.together.is_none() && !path.raises.iter().any(|r| r.enough);
    let missing = if missing { "; nothing known is enough" } else { "" };
    Some(format!("{}{together}{missing}", single.join("; ")))
}

/// A share in per cent with all its nines, as far as three digits beyond the point, and never more than it
/// is: a gap must not look closed.
fn nines(percent: f64) -> String {
    let below = (percent * 1000.0 + 1e-6).floor() / 1000.0;
    let text = format!("{below:.3}");
    format!("{} %", text.trim_end_matches('0').trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::nines;

    #[test]
    fn nines_are_kept() {
        assert_eq!(nines(99.9), "99.9 %");
        assert_eq!(nines(99.850_05), "99.85 %");
        assert_eq!(nines(99.995), "99.995 %");
        assert_eq!(nines(99.999_9), "99.999 %");
        assert_eq!(nines(99.989_97), "99.989 %");
        assert_eq!(nines(100.0), "100 %");
    }
}
