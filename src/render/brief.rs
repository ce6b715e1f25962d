//! The terminal view of a recommendation on about one screen: the architecture in one table, and what to know of it.

use super::screen::Screen;
use super::table::{choice, runner_up};
use crate::recommendation::{Charged, Decision, Recommendation};
use crate::text::{amount, money, plural};

/// Lines of each list.
const LINES: usize = 5;

/// From so many columns on there is room for the reason beside the choice.
const ROOMY: usize = 100;

/// The most lines of a reason.
const REASON: usize = 2;

/// Columns between two columns.
const GAP: usize = 2;

impl Screen {
    /// Every decision in one table: block, choice, what it costs a month, and in few words why.
    pub(super) fn decisions_in_short(&mut self, r: &Recommendation) {
        let costs = costs(r);
        let width = usize::from(self.style.width);
        let unit = format!("{}/month", r.estimate.currency);
        let money = costs.iter().flatten().map(|c| c.chars().count()).max().unwrap_or(0).max(unit.len());
        let rest = width.saturating_sub(money + 2 + 2 * GAP);
        let longest = |f: &dyn Fn(&Decision) -> usize| r.architecture.iter().map(f).max().unwrap_or(0);
        let roomy = width >= ROOMY;
        let rest = if roomy { rest.saturating_sub(GAP) } else { rest };
        let block = longest(&|d| d.title.chars().count()).min(if roomy { rest * 2 / 7 } else { rest * 2 / 5 });
        let option = if roomy { longest(&|d| choice(d).chars().count()).min(rest / 3) } else { rest - block };
        let reason = rest.saturating_sub(block + option);
        let row = |cells: [&str; 4], s: &mut Screen| {
            let lines = [fold(cells[0], block), fold(cells[1], option), cut(cells[3], reason)];
            for i in 0..lines.iter().map(Vec::len).max().unwrap_or(1) {
                let of = |n: usize| lines[n].get(i).map_or("", String::as_str);
                let cost = if i == 0 { cells[2] } else { "" };
                let text = format!("  {:<block$}  {:<option$}  {cost:>money$}  {}", of(0), of(1), of(2));
                s.line(text.trim_end());
            }
        };
        self.line("");
        row(["block", "choice", &unit, if roomy { "why" } else { "" }], self);
        let mut group = "";
        for (d, cost) in r.architecture.iter().zip(&costs) {
            if d.group != group {
                group = &d.group;
                self.heading(&d.group_name, "");
            }
            row([&d.title, &choice(d), cost.as_deref().unwrap_or_default(), &d.why], self);
        }
    }

    pub(super) fn cost_in_short(&mut self, r: &Recommendation) {
        let e = &r.estimate;
        let show = |n: f64| money(n, &e.currency);
        let range = |low, high, likely| format!("{} to {}, likely {}", show(low), show(high), show(likely));
        let monthly = range(e.monthly.low, e.monthly.high, e.monthly.likely);
        self.heading("Monthly cost", &format!("{monthly} ({}, list prices)", e.region));
        self.beside_the_sum(e);
        if e.people.high > 0.0 {
            self.wrapped("  People who run it: ", &range(e.people.low, e.people.high, e.people.likely));
            self.wrapped("  Once, people included: ", &range(e.once.low, e.once.high, e.once.likely));
        }
    }

    pub(super) fn risks_in_short(&mut self, r: &Recommendation) {
        if r.risks.is_empty() {
            return;
        }
        self.heading("Risks", "");
        for risk in r.risks.iter().take(LINES) {
            self.wrapped(&format!("  {:<6} ", risk.severity), &risk.title);
        }
        self.more(r.risks.len(), r.risks.len().min(LINES), "risk");
    }

    pub(super) fn close_in_short(&mut self, r: &Recommendation) {
        let near: Vec<&Decision> =
            r.architecture.iter().filter(|d| r.close_calls.iter().any(|c| c.block == d.block)).collect();
        if near.is_empty() {
            return;
        }
        self.heading("Close calls", "the runner-up loses so few points that a small change turns them");
        for d in near.iter().take(LINES) {
            self.wrapped(&format!("  {}: ", d.title), &format!("{}, nearly {}", choice(d), runner_up(d)));
        }
        self.more(near.len(), near.len().min(LINES), "decision");
    }

    pub(super) fn questions_in_short(&mut self, r: &Recommendation) {
        let open: Vec<_> = r.open_questions.iter().filter(|q| !q.could_change.is_empty()).collect();
        if open.is_empty() {
            return;
        }
        self.heading("Open questions", "assumed; these touch most decisions");
        for q in open.iter().take(LINES) {
            let assumed = q.assumed.as_deref().unwrap_or("unknown");
            let touched = plural(q.could_change.len(), "decision");
            self.wrapped(&format!("  {}: {assumed}  ", q.question), &format!("touches {touched}"));
        }
        self.more(open.len(), open.len().min(LINES), "question");
    }

    /// What there is, and where to go on.
    pub(super) fn foot_in_short(&mut self, r: &Recommendation) {
        self.line("");
        self.wrapped(
            "",
            &format!(
                "{}, {} to adopt, {} not needed. --full shows reasons, runners-up, cost lines, {} and {}; \
                 `mlarch explain FILE BLOCK` why one was chosen, --format html or json everything.",
                plural(r.architecture.len(), "decision"),
                plural(r.products.iter().filter(|p| !p.in_estate).count(), "product"),
                plural(r.inactive.len(), "block"),
                plural(r.practices.len(), "practice"),
                plural(r.checklists.len(), "checklist"),
            ),
        );
    }
}

/// What each decision's choice costs a month; what belongs to a product as a whole stands with its first decision.
fn costs(r: &Recommendation) -> Vec<Option<String>> {
    let mut sums = vec![0.0; r.architecture.len()];
    for line in r.estimate.lines.iter().filter(|l| l.charged == Charged::Monthly) {
        let of = |f: &dyn Fn(&Decision) -> bool| r.architecture.iter().position(f);
        let at = of(&|d| d.option == line.product).or_else(|| of(&|d| d.product == line.product));
        if let Some(at) = at {
            sums[at] += line.cost.likely;
        }
    }
    let show = |sum: f64| match sum {
        0.0 => None,
        s if s < 1.0 => Some(String::from("< 1")),
        s => Some(amount(s.round())),
    };
    sums.into_iter().map(show).collect()
}

/// Words in lines of at most so many characters; a longer word has a line of its own.
fn fold(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_string()),
        }
    }
    lines
}

/// The text in at most two lines of so many characters: whole words, and a sign if there is more.
fn cut(text: &str, width: usize) -> Vec<String> {
    if width == 0 {
        return Vec::new();
    }
    let mut lines = fold(text, width);
    if lines.len() > REASON {
        lines.truncate(REASON);
        let last = lines.pop().unwrap_or_default();
        // Room for the sign.
        let last = fold(&last, width - 1).into_iter().next().unwrap_or_default();
        lines.push(format!("{}…", last.trim_end_matches([',', ';', '.'])));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_folded_and_cut_between_words() {
        assert_eq!(fold("one two three", 7), ["one two", "three"]);
        assert_eq!(fold("Hyperparameter tuning", 8), ["Hyperparameter", "tuning"]);
        assert_eq!(cut("one, two three", 20), ["one, two three"]);
        assert_eq!(cut("one, two, three", 5), ["one,", "two…"]);
        assert!(cut("one", 0).is_empty());
    }
}
