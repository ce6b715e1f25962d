//! The terminal view of a recommendation.

use comfy_table::Table;

use super::screen::{Screen, Style, cell};
use super::sides::switch;
use crate::recommendation::{Charged, Decision, Recommendation, Span, Status};
use crate::text::{amount, money, one_line, plural, unit_price, units};

/// Rows that a list shows unless all are asked for.
const SHORT: usize = 6;

/// Shares of the columns of decisions, and of cost lines.
const DECISION: [u16; 4] = [19, 25, 37, 19];
const COST: [u16; 4] = [45, 18, 22, 15];

/// The recommendation: on about one screen, or in full.
pub fn table(r: &Recommendation, style: Style) -> String {
    let mut view = Screen::new(style);
    view.head(r);
    if r.status == Status::Infeasible {
        view.infeasible(r);
    } else if r.status != Status::Unknown && !style.full {
        view.decisions_in_short(r);
        view.cost_in_short(r);
        view.limits(r.estimate.advice.iter().filter(|a| a.risk.is_none()));
        view.availability(r);
        view.compliance_in_short(r);
        view.risks_in_short(r);
        view.close_in_short(r);
        view.alternatives(r);
        view.questions_in_short(r);
        view.foot_in_short(r);
    } else if r.status != Status::Unknown {
        view.architecture(r);
        view.cost(r);
        view.limits(r.estimate.advice.iter().filter(|a| a.risk.is_none()));
        view.availability(r);
        view.compliance_in_short(r);
        view.risks(r);
        view.advice(r);
        view.close_calls(r);
        view.alternatives(r);
        view.questions(r);
        view.foot(r);
    }
    view.out
}

impl Screen {
    fn head(&mut self, r: &Recommendation) {
        let name = self.bold(&one_line(&r.requirements.name));
        self.line(name);
        if !r.requirements.summary.is_empty() {
            self.wrapped("", &r.requirements.summary);
        }
        let c = &r.catalog;
        let state = match (r.status, r.objective, r.bound) {
            (Status::Optimal, Some(o), _) => format!("proven optimal at {} points", amount(o.round())),
            (Status::Gap, Some(o), Some(b)) => {
                format!("{} points, at most {} are possible", amount(o.round()), amount(b.round()))
            }
            (Status::Unknown, ..) => String::from("no architecture was found within the effort, none was ruled out"),
            _ => String::from("no architecture meets all demands"),
        };
        self.line(format!("{state} · catalog {} {} of {}", c.name, c.version, c.date));
    }

    fn architecture(&mut self, r: &Recommendation) {
        let mut group = "";
        let mut table: Option<Table> = None;
        for d in &r.architecture {
            if d.group != group {
                if let Some(t) = table.take() {
                    self.print(t, &DECISION);
                }
                let header: &[&str] =
                    if group.is_empty() { &["block", "choice", "why", "runner-up (loses)"] } else { &[] };
                group = &d.group;
                self.heading(&d.group_name, "");
                table = Some(self.grid(header));
            }
            let row = vec![cell(&d.title), cell(&choice(d)), cell(&d.why), cell(&runner_up(d))];
            if let Some(t) = table.as_mut() {
                t.add_row(row);
            }
        }
        if let Some(t) = table {
            self.print(t, &DECISION);
        }
    }

    fn cost(&mut self, r: &Recommendation) {
        let e = &r.estimate;
        let show = |n: f64| money(n, &e.currency);
        let range = |s: Span| format!("{} to {}, likely {}", show(s.low), show(s.high), show(s.likely));
        self.heading("Monthly cost", &format!("{} ({}, list prices)", range(e.monthly), e.region));
        self.beside_the_sum(e);
        let lines: Vec<_> = e.lines.iter().filter(|l| l.charged == Charged::Monthly).collect();
        let shown = self.count(lines.len());
        if shown > 0 {
            let mut t = self.grid(&["line", "quantity", "unit price", "a month"]);
            for l in lines.iter().take(shown) {
                t.add_row(vec![
                    cell(&format!("{}: {}", l.product_name, l.name)),
                    cell(&units(l.quantity.likely, &l.unit)),
                    cell(&format!("{} ({})", unit_price(l.unit_price), l.date)),
                    cell(&show(l.cost.likely)),
                ]);
            }
            self.print(t, &COST);
        }
        self.more(lines.len(), shown, "line");
        if e.people.high > 0.0 {
            self.wrapped("  People who run it, a month: ", &range(e.people));
            self.wrapped("  At the start, people included: ", &range(e.once));
            self.line("  Both rest on assumed hours; `mlarch estimate` shows them.");
        }
    }

    fn risks(&mut self, r: &Recommendation) {
        if r.risks.is_empty() {
            return;
        }
        self.heading("Risks", "");
        let shown = self.count(r.risks.len());
        for risk in r.risks.iter().take(shown) {
            self.wrapped(&format!("  {:<6} ", risk.severity), &format!("{}. {}", risk.title, risk.mitigation));
        }
        self.more(r.risks.len(), shown, "risk");
    }

    /// Practices and lists to go through.
    fn advice(&mut self, r: &Recommendation) {
        if !r.practices.is_empty() {
            self.heading("Practices", "");
            for p in &r.practices {
                let block = p.block.as_ref().map(|b| format!(" ({b})")).unwrap_or_default();
                self.wrapped("  - ", &format!("{}{block}", p.text));
            }
        }
        for list in &r.checklists {
            self.heading(&format!("Checklist: {}", list.name), &list.purpose);
            for item in &list.items {
                self.wrapped("  [ ] ", &item.text);
            }
        }
    }

    fn close_calls(&mut self, r: &Recommendation) {
        if r.close_calls.is_empty() {
            return;
        }
        self.heading("Close calls", "a small change of weights or facts could turn them");
        for c in &r.close_calls {
            let near: Vec<String> = c.near.iter().map(|n| format!("{} (-{})", n.option, amount(n.regret))).collect();
            self.wrapped(&format!("  {}: ", c.block), &format!("{}, nearly {}", c.option, near.join(", ")));
        }
    }

    fn alternatives(&mut self, r: &Recommendation) {
        if r.alternatives.is_empty() {
            return;
        }
        self.heading("Other architectures", "each the best that really differs from all before it");
        for (i, v) in r.alternatives.iter().enumerate() {
            let cost = money(v.monthly, &r.estimate.currency);
            let changes: Vec<String> = v.changes.iter().map(switch).collect();
            self.wrapped(&format!("  {}  ", i + 1), &format!("loses {} points, {cost} a month", amount(v.loss)));
            if !v.unpriced.is_empty() {
                self.wrapped("     not in it, as no price is known: ", &v.unpriced.join(", "));
            }
            self.wrapped("     ", &changes.join("; "));
        }
        if r.alternatives.iter().any(|v| !v.exact) {
            self.line("  Not all are proven to be the best.");
        }
    }

    fn questions(&mut self, r: &Recommendation) {
        let open: Vec<_> = r.open_questions.iter().filter(|q| !q.could_change.is_empty()).collect();
        if open.is_empty() {
            return;
        }
        self.heading("Open questions", "assumed; answer them first where they touch most decisions");
        let shown = self.count(open.len());
        for q in open.iter().take(shown) {
            let assumed = q.assumed.as_deref().unwrap_or("nothing");
            let text = format!("{} Assumed: {assumed}. Touches {}.", q.text, plural(q.could_change.len(), "decision"));
            self.wrapped(&format!("  {}: ", q.question), &text);
        }
        self.more(open.len(), shown, "question");
    }

    fn foot(&mut self, r: &Recommendation) {
        self.line("");
        self.line(format!(
            "{}, {} to adopt, {} not needed; {} and {}. --format json has everything with sources.",
            plural(r.architecture.len(), "decision"),
            plural(r.products.iter().filter(|p| !p.in_estate).count(), "product"),
            plural(r.inactive.len(), "block"),
            plural(r.practices.len(), "practice"),
            plural(r.checklists.len(), "checklist"),
        ));
    }

    fn infeasible(&mut self, r: &Recommendation) {
        for c in &r.conflicts {
            if c.requirements.len() + c.rules.len() == 1 {
                self.heading("This cannot be met", "by itself");
            } else {
                self.heading("These cannot be met together", "each of them is needed for the contradiction");
            }
            for text in c.requirements.iter().chain(&c.idle) {
                self.wrapped("  - ", text);
            }
            for rule in &c.rules {
                self.wrapped("  - ", &format!("{} (rule {})", rule.because, rule.rule));
            }
        }
        if r.conflicts.is_empty() {
            self.heading(
                "No architecture exists even without any demand",
                "the catalog itself contradicts these answers",
            );
        }
        if !r.relaxations.is_empty() {
            self.heading("Smallest changes that would help", "any one of; those that give up least first");
            let shown = self.count(r.relaxations.len());
            for x in r.relaxations.iter().take(shown) {
                let points = x.points.map_or(String::new(), |p| format!(" ({} points)", amount(p.round())));
                self.wrapped("  - give up ", &format!("{}{points}", x.give_up.join(" and ")));
            }
            self.more(r.relaxations.len(), shown, "change");
        }
    }

    fn count(&self, all: usize) -> usize {
        if self.style.full { all } else { all.min(SHORT) }
    }

    pub(super) fn more(&mut self, all: usize, shown: usize, what: &str) {
        if all > shown {
            self.line(format!("  and {} more", plural(all - shown, what)));
        }
    }
}

/// The chosen option, with its status where that is a warning.
pub(super) fn choice(d: &Decision) -> String {
    match d.status.as_str() {
        "preview" | "deprecated" | "maintenance" | "dormant" => format!("{} ({})", d.name, d.status),
        _ => d.name.to_string(),
    }
}

pub(super) fn runner_up(d: &Decision) -> String {
    match d.alternatives.first() {
        Some(a) => match a.regret {
            Some(regret) => format!("{} ({})", a.name, amount(regret)),
            None if d.alternatives.iter().all(|a| a.exact) => String::from("no other fits"),
            None => String::from("none was found"),
        },
        None => String::from("all others are excluded"),
    }
}
