//! Compliance of an architecture: which frameworks apply and which answers say so, the class of risk,
//! the duties with their dates, who has evidence for what, and what is left open. Pure: everything
//! comes from the catalog, the answers and the chosen options.

mod coverage;

pub use coverage::{Covered, Holder, Kept, Supplied, Supply, Weak};

use crate::catalog::{Catalog, Class, Clause, Duty, Framework, OptionRef, Role};
use crate::logic::{Condition, Truth, Value, Var};
use crate::requirements::{Answers, Origin};
use crate::text::{DAY, Date, date, days_between};

/// The compliance of an architecture.
#[derive(Debug, Clone, Default)]
pub struct Picture<'a> {
    /// The frameworks that apply, in the catalog's order.
    pub frameworks: Vec<Applied<'a>>,
    /// The bounds that data must stay within.
    pub boundaries: Vec<Kept<'a>>,
    /// Known weak points of chosen options.
    pub weak_points: Vec<Weak<'a>>,
}

/// A framework that applies.
#[derive(Debug, Clone)]
pub struct Applied<'a> {
    /// The framework.
    pub framework: &'a Framework,
    /// The answer that lists frameworks has it.
    pub listed: bool,
    /// It follows from the answers, listed or not.
    pub follows: bool,
    /// The answers that say so.
    pub because: Vec<Var>,
    /// The class of risk, if the framework has classes.
    pub class: Option<Classed<'a>>,
    /// The duties that fall on the owner of the system.
    pub duties: Vec<Due<'a>>,
    /// Other statements that matter here.
    pub clauses: Vec<&'a Clause>,
    /// Who has evidence for the chosen options.
    pub covered: Covered<'a>,
}

/// A class of risk with its grounds.
#[derive(Debug, Clone)]
pub struct Classed<'a> {
    /// The question that it answers.
    pub question: Var,
    /// The class.
    pub value: u16,
    /// What puts the system into it; empty if it was simply answered.
    pub classes: Vec<&'a Class>,
    /// What would put it into a lower class, and adds duties.
    pub also: Vec<&'a Class>,
}

/// When a duty binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timing {
    /// There is no fixed day.
    Undated,
    /// It binds already.
    InForce,
    /// It binds later, while the system runs.
    Later,
    /// It binds after the planned end of the system.
    AfterEnd,
}

/// How far a duty is fulfilled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Parts of the architecture are there for all of it.
    Met,
    /// What is left is work of the organisation.
    Work,
    /// A part of the architecture, or an answer, is missing.
    Gap,
}

/// A duty that falls due.
#[derive(Debug, Clone)]
pub struct Due<'a> {
    /// The duty.
    pub duty: &'a Duty,
    /// The day from which it binds.
    pub from: Option<&'a str>,
    /// The day that was set before.
    pub was: Option<&'a str>,
    /// That day against the catalog's and the system's end.
    pub timing: Timing,
    /// Per measure that it needs, the chosen options that provide it.
    pub measures: Vec<(u16, Vec<OptionRef>)>,
    /// The answers that it asks for do not hold.
    pub unanswered: bool,
    /// How far it is fulfilled.
    pub state: State,
}

/// Works out the compliance of chosen options.
pub fn picture<'a>(catalog: &'a Catalog, answers: &Answers, picked: &[OptionRef]) -> Picture<'a> {
    let all = &*catalog.compliance;
    let Some(audit) = &all.evidence else { return Picture::default() };
    let life = answers.number(audit.lifetime).map_or(0.0, |s| s / DAY) as i64;
    let case = Case { catalog, answers, picked, now: date(&catalog.date), life };
    let listed = match &answers.get(audit.listed).value {
        Some(Value::Set(s)) => s.as_slice(),
        _ => &[],
    };
    let mut frameworks = Vec::new();
    for (i, framework) in all.frameworks.iter().enumerate() {
        let named = listed.contains(&framework.choice);
        let follows = case.holds(&framework.applies);
        if !named && !follows {
            continue;
        }
        let because = if follows { framework.applies.deciding(answers) } else { vec![audit.listed] };
        let class = case.class(framework);
        let roles = |role: Role| {
            let own = framework.roles.iter().find(|r| r.0 == role);
            role == Role::Both || own.is_none_or(|r| case.holds(&r.1))
        };
        let due = framework.duties.iter().filter(|d| roles(d.role) && case.holds(&d.when));
        let duties = due.map(|d| case.due(framework, class.as_ref(), d)).collect();
        let clauses = framework.clauses.iter().filter(|c| case.holds(&c.when)).collect();
        let covered = coverage::covered(catalog, audit, framework, i as u16, picked);
        frameworks.push(Applied { framework, listed: named, follows, because, class, duties, clauses, covered });
    }
    let boundaries = all.boundaries.iter().filter(|b| case.holds(&b.when));
    let boundaries = boundaries.map(|b| coverage::kept(catalog, audit, b, picked)).collect();
    let weak_points = all.weak_points.iter().filter(|w| case.holds(&w.when));
    let weak_points = weak_points.filter_map(|w| coverage::weak(w, picked)).collect();
    Picture { frameworks, boundaries, weak_points }
}

/// What every step looks at.
struct Case<'a, 'b> {
    catalog: &'a Catalog,
    answers: &'b Answers,
    picked: &'b [OptionRef],
    now: Option<Date>,
    /// Days that the system is to live.
    life: i64,
}

impl<'a> Case<'a, '_> {
    fn holds(&self, condition: &Condition) -> bool {
        condition.eval(self.answers) == Truth::True
    }

    fn class(&self, framework: &'a Framework) -> Option<Classed<'a>> {
        let question = framework.class_of?;
        let answer = self.answers.get(question);
        let Some(Value::Choice(value)) = answer.value else { return None };
        let derived = matches!(answer.origin, Origin::Derived(_));
        // What holds for everything is the rest, not a ground beside others.
        let rest = Condition::always();
        let matching = || framework.classes.iter().filter(|c| self.holds(&c.when));
        let own: Vec<&Class> = matching().filter(|c| c.value == value && c.when != rest).collect();
        let classes = match own.is_empty() {
            true => matching().filter(|c| derived && c.value == value).collect(),
            false => own,
        };
        let lower = matching().filter(|c| derived && c.value < value && c.when != rest);
        // A class without a day adds no duty.
        let also = lower.filter(|c| c.applies.from.is_some()).collect();
        Some(Classed { question, value, classes, also })
    }

    fn due(&self, framework: &'a Framework, class: Option<&Classed<'a>>, duty: &'a Duty) -> Due<'a> {
        let applies = match class.filter(|_| duty.applies.by_class) {
            None => &duty.applies,
            Some(c) => {
                let all = || framework.classes.iter().filter(|x| x.value == c.value);
                let own = c.classes.iter().copied().min_by_key(|x| x.applies.from.clone());
                let first = own.or_else(|| all().min_by_key(|x| x.applies.from.clone()));
                first.map_or(&duty.applies, |x| &x.applies)
            }
        };
        let from = applies.from.as_deref();
        let start = from.and_then(date);
        let timing = match (start, start.zip(self.now).map(|(from, now)| days_between(now, from))) {
            (Some(_), Some(ahead)) if ahead <= 0 => Timing::InForce,
            (Some(_), Some(ahead)) if ahead > self.life => Timing::AfterEnd,
            (Some(_), _) => Timing::Later,
            (None, _) => Timing::Undated,
        };
        let all = &self.catalog.compliance.measures;
        let provided = |m: &u16| {
            let met_by = &all[*m as usize].met_by;
            (*m, self.picked.iter().filter(|o| met_by.contains(o)).copied().collect::<Vec<_>>())
        };
        let measures: Vec<(u16, Vec<OptionRef>)> = duty.needs.iter().map(provided).collect();
        let unanswered = duty.holds.as_ref().is_some_and(|c| !self.holds(c));
        let missing = |m: &(u16, Vec<OptionRef>)| m.1.is_empty() && !all[m.0 as usize].met_by.is_empty();
        let state = if unanswered || measures.iter().any(missing) {
            State::Gap
        } else if duty.holds.is_none() && measures.iter().any(|m| m.1.is_empty())
            || measures.is_empty() && duty.holds.is_none()
        {
            State::Work
        } else {
            State::Met
        };
        Due { duty, from, was: applies.was.as_deref(), timing, measures, unanswered, state }
    }
}
