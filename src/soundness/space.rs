//! The space of all answer sets as a satisfiability problem. Every condition compares one answer
//! with a constant, so each question's domain falls into finitely many regions, and "is there an
//! answer set for which ..." is decided exactly. Skip logic, derived answers and assumptions are part
//! of the problem: what counts are the settled answers, as rules see them.

use std::collections::HashMap;

use batsat::{BasicSolver, Lit, SolverInterface, lbool};

use crate::catalog::{Case, Catalog, Question};
use crate::logic::{Bounds, Condition, Dimension, Domain, Test, Value, Var};
use crate::requirements::{Answers, settle};
use crate::rules::thresholds;

/// The values that a question's answer may have, as far as conditions can tell them apart.
enum Values {
    /// One of these.
    One(Vec<(Value, Lit)>),
    /// A set: whether there is an answer, and per choice that matters whether it is in it.
    Set(Lit, Vec<(u16, Lit)>),
}

struct Asked {
    /// Answered by the user.
    given: Lit,
    open: Lit,
    not_asked: Lit,
    values: Values,
}

/// A condition as two literals: it holds, and it does not. Neither: an open answer decides.
#[derive(Debug, Clone, Copy)]
pub(super) struct Truth {
    /// It holds.
    pub(super) holds: Lit,
    /// It does not hold.
    pub(super) fails: Lit,
}

/// All answer sets.
pub(super) struct Space<'a> {
    catalog: &'a Catalog,
    solver: BasicSolver,
    yes: Lit,
    questions: Vec<Asked>,
    atoms: HashMap<(Var, String), Truth>,
}

impl<'a> Space<'a> {
    pub(super) fn new(catalog: &'a Catalog) -> Self {
        let mut solver = BasicSolver::default();
        let yes = Lit::new(solver.new_var_default(), true);
        let mut space = Space { catalog, solver, yes, questions: Vec::new(), atoms: HashMap::new() };
        space.clause(&[yes]);
        let numbers = thresholds(catalog);
        for (q, numbers) in catalog.questions.iter().zip(&numbers) {
            let asked = space.question(q, numbers);
            space.questions.push(asked);
        }
        for index in 0..catalog.questions.len() {
            space.settled(index);
        }
        space
    }

    pub(super) fn fresh(&mut self) -> Lit {
        Lit::new(self.solver.new_var_default(), true)
    }

    pub(super) fn clause(&mut self, lits: &[Lit]) {
        self.solver.add_clause_reuse(&mut lits.to_vec());
    }

    pub(super) fn yes(&self) -> Lit {
        self.yes
    }

    pub(super) fn all(&mut self, lits: &[Lit]) -> Lit {
        if let [one] = lits {
            return *one;
        }
        if lits.is_empty() {
            return self.yes;
        }
        let out = self.fresh();
        for l in lits {
            self.clause(&[!out, *l]);
        }
        let mut back: Vec<Lit> = lits.iter().map(|l| !*l).collect();
        back.push(out);
        self.clause(&back);
        out
    }

    pub(super) fn any(&mut self, lits: &[Lit]) -> Lit {
        let inverse: Vec<Lit> = lits.iter().map(|l| !*l).collect();
        !self.all(&inverse)
    }

    /// Whether some answer set meets all of these.
    pub(super) fn possible(&mut self, lits: &[Lit]) -> bool {
        self.solver.solve_limited(lits) == lbool::TRUE
    }

    /// Whether a literal holds in the answer set found last.
    pub(super) fn holds(&self, lit: Lit) -> bool {
        self.solver.value_lit(lit) == lbool::TRUE
    }

    /// An answer set that meets all of these, with as few answers given as can be left out one by one.
    pub(super) fn witness(&mut self, lits: &[Lit]) -> Option<Answers> {
        let mut wanted = lits.to_vec();
        if !self.possible(&wanted) {
            return None;
        }
        let given: Vec<Lit> = self.questions.iter().map(|q| q.given).collect();
        // What is not given in this answer set need not be given: fix that at once, then try the rest.
        let (used, unused): (Vec<Lit>, Vec<Lit>) = given.into_iter().partition(|g| self.holds(*g));
        wanted.extend(unused.into_iter().map(|g| !g));
        for g in used {
            wanted.push(!g);
            if !self.possible(&wanted) {
                wanted.pop();
            }
        }
        self.possible(&wanted).then(|| self.found())
    }

    /// The answer set found last.
    pub(super) fn found(&self) -> Answers {
        let mut out = Answers::open(self.catalog);
        for (index, asked) in self.questions.iter().enumerate() {
            let value = match &asked.values {
                Values::One(values) => values.iter().find(|(_, l)| self.holds(*l)).map(|(v, _)| v.clone()),
                Values::Set(answered, members) => self
                    .holds(*answered)
                    .then(|| Value::Set(members.iter().filter(|(_, l)| self.holds(*l)).map(|(i, _)| *i).collect())),
            };
            if let (true, Some(value)) = (self.holds(asked.given), value) {
                out.give(Var(index as u16), value);
            }
        }
        settle(self.catalog, &mut out);
        out
    }

    /// The variables of one question: exactly one of its values, open, not asked.
    fn question(&mut self, q: &Question, thresholds: &[f64]) -> Asked {
        let (given, open, not_asked) = (self.fresh(), self.fresh(), self.fresh());
        let mut states = vec![open, not_asked];
        let one = |space: &mut Self, all: Vec<Value>, states: &mut Vec<Lit>| {
            let lits: Vec<(Value, Lit)> = all.into_iter().map(|v| (v, space.fresh())).collect();
            states.extend(lits.iter().map(|l| l.1));
            Values::One(lits)
        };
        let values = match &q.domain {
            Domain::Bool => one(self, vec![Value::Bool(true), Value::Bool(false)], &mut states),
            Domain::Choice(c) | Domain::Ordinal(c) => {
                one(self, (0..c.len() as u16).map(Value::Choice).collect(), &mut states)
            }
            Domain::Quantity(dimension, _) => {
                let regions = regions(thresholds, q.bounds, *dimension).into_iter().map(Value::Number).collect();
                one(self, regions, &mut states)
            }
            Domain::Set(choices) => {
                let answered = self.fresh();
                states.push(answered);
                let all = q.section.is_some();
                let members: Vec<(u16, Lit)> = (0..choices.len() as u16).map(|i| (i, self.fresh())).collect();
                for (_, l) in &members {
                    self.clause(&[!*l, answered]);
                }
                if all {
                    // Who answers, names something.
                    let mut some: Vec<Lit> = members.iter().map(|m| m.1).collect();
                    some.push(!given);
                    self.clause(&some);
                }
                Values::Set(answered, members)
            }
        };
        self.clause(&states);
        for (i, a) in states.iter().enumerate() {
            for b in &states[i + 1..] {
                self.clause(&[!*a, !*b]);
            }
        }
        self.clause(&[!given, !open]);
        self.clause(&[!given, !not_asked]);
        Asked { given, open, not_asked, values }
    }

    /// How an answer follows where none is given; the same as `requirements::settle`.
    fn settled(&mut self, index: usize) {
        let q = &self.catalog.questions[index];
        let (given, open, not_asked) =
            (self.questions[index].given, self.questions[index].open, self.questions[index].not_asked);
        if q.section.is_none() {
            match q.domain {
                Domain::Set(_) => {
                    let nothing = self.is_value(index, &Value::Set(Vec::new()));
                    self.clause(&[given, nothing]);
                }
                Domain::Ordinal(_) => {
                    let middle = self.is_value(index, &Value::Choice(2));
                    self.clause(&[given, middle]);
                }
                _ => self.clause(&[given, not_asked]),
            }
            return;
        }
        let asked = self.truth(&q.asked_when);
        self.clause(&[!given, !asked.fails]);
        self.clause(&[given, !asked.fails, not_asked]);
        self.clause(&[!not_asked, asked.fails]);
        let mut before = vec![given, asked.fails];
        for case in &q.derive {
            self.case(index, case, &mut before);
        }
        self.gathered(index, &q.gather, &mut before);
        for case in &q.assume {
            self.case(index, case, &mut before);
        }
        before.push(open);
        self.clause(&before);
    }

    /// The first case that holds gives the value, unless something before it did.
    fn case(&mut self, index: usize, case: &Case, before: &mut Vec<Lit>) {
        let when = self.truth(&case.when).holds;
        let value = self.is_value(index, &case.value);
        let mut clause = before.clone();
        clause.extend([!when, value]);
        self.clause(&clause);
        before.push(when);
    }

    /// A set whose members follow one by one: each is in it exactly if a case with it holds.
    fn gathered(&mut self, index: usize, cases: &[Case], before: &mut Vec<Lit>) {
        let holds: Vec<Lit> = cases.iter().map(|c| self.truth(&c.when).holds).collect();
        let Values::Set(answered, members) = &self.questions[index].values else { return };
        let (answered, members) = (*answered, members.clone());
        let some = self.any(&holds);
        let mut outside = before.clone();
        outside.push(!some);
        let with = |space: &mut Self, lit: Lit| {
            let mut clause = outside.clone();
            clause.push(lit);
            space.clause(&clause);
        };
        with(self, answered);
        for (choice, member) in members {
            let ways: Vec<Lit> = cases
                .iter()
                .zip(&holds)
                .filter(|(c, _)| matches!(&c.value, Value::Set(s) if s.contains(&choice)))
                .map(|(_, h)| *h)
                .collect();
            let belongs = self.any(&ways);
            let same = [self.any(&[!member, belongs]), self.any(&[member, !belongs])];
            same.into_iter().for_each(|lit| with(self, lit));
        }
        before.push(some);
    }

    /// The answer has exactly this value.
    pub(super) fn is_value(&mut self, index: usize, value: &Value) -> Lit {
        match (&self.questions[index].values, value) {
            (Values::One(values), v) => values.iter().find(|(x, _)| x == v).map_or(!self.yes, |(_, l)| *l),
            (Values::Set(answered, members), Value::Set(set)) => {
                let mut lits = vec![*answered];
                lits.extend(members.iter().map(|(i, l)| if set.contains(i) { *l } else { !*l }));
                self.all(&lits)
            }
            _ => !self.yes,
        }
    }

    /// The answer is a set that holds this choice.
    pub(super) fn has(&self, index: usize, choice: u16) -> Option<Lit> {
        match &self.questions[index].values {
            Values::Set(_, members) => members.iter().find(|m| m.0 == choice).map(|m| m.1),
            Values::One(_) => None,
        }
    }

    /// A condition in three-valued logic, as rules evaluate it.
    pub(super) fn truth(&mut self, condition: &Condition) -> Truth {
        match condition {
            Condition::All(parts) | Condition::Any(parts) => {
                let of: Vec<Truth> = parts.iter().map(|p| self.truth(p)).collect();
                let holds: Vec<Lit> = of.iter().map(|t| t.holds).collect();
                let fails: Vec<Lit> = of.iter().map(|t| t.fails).collect();
                match condition {
                    Condition::All(_) => Truth { holds: self.all(&holds), fails: self.any(&fails) },
                    _ => Truth { holds: self.any(&holds), fails: self.all(&fails) },
                }
            }
            Condition::Not(part) => {
                let t = self.truth(part);
                Truth { holds: t.fails, fails: t.holds }
            }
            Condition::Atom(var, test) => {
                let key = (*var, format!("{test:?}"));
                if let Some(t) = self.atoms.get(&key) {
                    return *t;
                }
                let t = self.atom(var.0 as usize, test);
                self.atoms.insert(key, t);
                t
            }
        }
    }

    fn atom(&mut self, index: usize, test: &Test) -> Truth {
        let (open, not_asked) = (self.questions[index].open, self.questions[index].not_asked);
        if let Test::Known(want) = test {
            let unknown = self.any(&[open, not_asked]);
            let holds = if *want { !unknown } else { unknown };
            return Truth { holds, fails: !holds };
        }
        let holds = match &self.questions[index].values {
            Values::One(values) => {
                let inside: Vec<Lit> = values.iter().filter(|(v, _)| test.holds(v)).map(|(_, l)| *l).collect();
                self.any(&inside)
            }
            Values::Set(answered, members) => {
                let (answered, members) = (*answered, members.clone());
                let inside = self.set_test(test, &members);
                self.all(&[answered, inside])
            }
        };
        // It fails where it is answered otherwise, and where the question does not arise.
        Truth { holds, fails: self.all(&[!holds, !open]) }
    }

    fn set_test(&mut self, test: &Test, members: &[(u16, Lit)]) -> Lit {
        let no = !self.yes;
        let of = |list: &[u16]| -> Vec<Lit> {
            list.iter().map(|i| members.iter().find(|m| m.0 == *i).map_or(no, |m| m.1)).collect()
        };
        match test {
            Test::AnyOf(list) => self.any(&of(list)),
            Test::AllOf(list) => self.all(&of(list)),
            Test::NoneOf(list) => !self.any(&of(list)),
            Test::Only(list) => {
                let mut lits: Vec<Lit> = members.iter().filter(|m| !list.contains(&m.0)).map(|m| !m.1).collect();
                let some: Vec<Lit> = members.iter().map(|m| m.1).collect();
                lits.push(self.any(&some));
                self.all(&lits)
            }
            Test::Every(parts) => {
                let lits: Vec<Lit> = parts.iter().map(|t| self.set_test(t, members)).collect();
                self.all(&lits)
            }
            Test::Known(want) => {
                if *want {
                    self.yes
                } else {
                    no
                }
            }
            Test::Is(_) | Test::OneOf(_) | Test::Range(..) => no,
        }
    }
}

/// One value of each region of a quantity: the thresholds, and one between, below and above them.
fn regions(thresholds: &[f64], bounds: Bounds, dimension: Dimension) -> Vec<f64> {
    let mut at: Vec<f64> = thresholds.iter().copied().filter(|t| bounds.hold(*t)).collect();
    at.sort_by(f64::total_cmp);
    at.dedup();
    let whole = dimension == Dimension::Count;
    let (bottom, top) = (bounds.low(), bounds.high(dimension));
    let mut out = Vec::new();
    match at.first() {
        None => out.push(bottom.max(1.0).min(top)),
        Some(first) => {
            let below = if whole { (first - 1.0).floor() } else { first / 2.0 }.max(bottom);
            out.extend((below < *first).then_some(below));
        }
    }
    for (i, t) in at.iter().enumerate() {
        out.push(*t);
        let next = at.get(i + 1).copied().unwrap_or((t * 2.0 + 2.0).min(top));
        let between = if whole { t.floor() + 1.0 } else { (t + next) / 2.0 };
        if between > *t && (between < next || (i + 1 == at.len() && between <= next)) {
            out.push(between);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{CatalogFile, load};
    use crate::logic::Truth as Three;
    use proptest::prelude::*;

    #[test]
    fn regions_hold_one_value_each() {
        assert_eq!(regions(&[], Bounds::default(), Dimension::Bytes), vec![1.0]);
        assert_eq!(regions(&[10.0, 100.0], Bounds::default(), Dimension::Bytes), vec![5.0, 10.0, 55.0, 100.0, 151.0]);
        assert_eq!(regions(&[2.0, 3.0], Bounds::default(), Dimension::Count), vec![1.0, 2.0, 3.0, 4.0]);
        assert_eq!(regions(&[99.0], Bounds::default(), Dimension::Percent), vec![49.5, 99.0, 99.5]);
        assert_eq!(regions(&[100.0], Bounds::default(), Dimension::Percent), vec![50.0, 100.0]);
        assert_eq!(regions(&[0.0], Bounds::default(), Dimension::Rate), vec![0.0, 1.0]);
        let bounds = Bounds { min: Some(8.0), max: Some(50.0) };
        assert_eq!(regions(&[10.0, 100.0], bounds, Dimension::Bytes), vec![8.0, 10.0, 16.0]);
        assert_eq!(regions(&[8.0, 50.0], bounds, Dimension::Count), vec![8.0, 9.0, 50.0]);
    }

    /// A test of one of the questions before a position, as YAML.
    fn atom(before: usize) -> BoxedStrategy<String> {
        let on = |q: usize| -> BoxedStrategy<String> {
            let tests: &'static [&'static str] = match q {
                0 => &["b: true", "b: false", "b: {known: true}", "b: {known: false}"],
                1 => &["c: x", "c: [x, y]", "c: {not: z}", "c: {known: false}"],
                2 => &["n: \">= 10 GB\"", "n: \"< 10 GB\"", "n: \"1 GB .. 100 GB\"", "n: \"= 100 GB\""],
                _ => &["s: {has: p}", "s: {lacks: q}", "s: {all_of: [p, q]}", "s: {only: [p, r]}", "s: {known: true}"],
            };
            prop::sample::select(tests).prop_map(String::from).boxed()
        };
        (0..before).prop_flat_map(on).boxed()
    }

    fn condition(before: usize) -> BoxedStrategy<String> {
        let list = |word: &'static str| {
            prop::collection::vec(atom(before), 1..3).prop_map(move |a| {
                format!("{{{word}: [{}]}}", a.iter().map(|a| format!("{{{a}}}")).collect::<Vec<_>>().join(", "))
            })
        };
        prop_oneof![
            atom(before).prop_map(|a| format!("{{{a}}}")),
            list("all"),
            list("any"),
            (list("any")).prop_map(|c| format!("{{not: {c}}}")),
        ]
        .boxed()
    }

    /// Four questions, each of which may depend on those before it, and a condition.
    fn text() -> impl Strategy<Value = String> {
        let extra = |q: usize, value: &'static str| -> BoxedStrategy<String> {
            if q == 0 {
                return prop_oneof![Just(String::new()), Just(format!(", assume: {{value: {value}, because: x}}"))]
                    .boxed();
            }
            (prop::option::of(condition(q)), prop::option::of(condition(q)), any::<bool>(), any::<bool>())
                .prop_map(move |(asked, when, derive, rest)| {
                    let mut out = asked.map(|c| format!(", asked_when: {c}")).unwrap_or_default();
                    let mut cases = Vec::new();
                    if let Some(w) = when {
                        cases.push(format!("{{when: {w}, value: {value}, because: x}}"));
                    }
                    if rest {
                        cases.push(format!("{{value: {value}, because: y}}"));
                    }
                    if !cases.is_empty() {
                        let key = if derive { "derive" } else { "assume" };
                        out.push_str(&format!(", {key}: [{}]", cases.join(", ")));
                    }
                    out
                })
                .boxed()
        };
        (extra(0, "true"), extra(1, "y"), extra(2, "50 GB"), extra(3, "[q]"), condition(4)).prop_map(
            |(b, c, n, s, when)| {
                format!(
                    "section: {{id: a, name: A, order: 1}}\nquestions:\n  - {{id: b, text: b, type: bool{b}}}\n  \
                 - {{id: c, text: c, type: choice, choices: {{x: x, y: y, z: z}}{c}}}\n  \
                 - {{id: n, text: n, type: bytes{n}}}\n  \
                 - {{id: s, text: s, type: set, choices: {{p: p, q: q, r: r}}{s}}}\n\
                 sources: [{{id: d, title: d, publisher: d, date: 2026}}]\n\
                 rules:\n  - {{id: r, when: {when}, strength: may, practice: x, because: x, source: d, \
                 fires: [{{b: true}}], silent: [{{b: true}}]}}\n"
                )
            },
        )
    }

    const META: &str = "name: t\nversion: 1\ndate: 2026-01-01\ncurrency: USD\nregion: x\ngroups: []\n\
        scales: {should: 1, may: 1, pair: 1, close: 1, record: 1, adoption: {}, priority: {none: 0, low: 1, medium: 1, high: 1, critical: 1}, \
             doubt: {sourced: 0, assumed: 0, weights: 0}, \
             switch: {setup: {}, effort: {}, unstated: 0, leave: 0, introduce: {}, worth: 0}}\n";

    /// Whether some answers make the condition true, and whether some make it false, by trying all.
    fn brute(c: &Catalog) -> (bool, bool) {
        let gb = 1e9;
        let numbers = [0.5, 1.0, 5.0, 10.0, 30.0, 50.0, 60.0, 100.0, 500.0];
        let choices: Vec<Vec<Option<Value>>> = vec![
            vec![None, Some(Value::Bool(true)), Some(Value::Bool(false))],
            std::iter::once(None).chain((0..3).map(|i| Some(Value::Choice(i)))).collect(),
            std::iter::once(None).chain(numbers.iter().map(|n| Some(Value::Number(n * gb)))).collect(),
            std::iter::once(None)
                .chain((1..8u16).map(|m| Some(Value::Set((0..3).filter(|i| m & (1 << i) != 0).collect()))))
                .collect(),
        ];
        let (mut holds, mut fails) = (false, false);
        for pick in 0..choices.iter().map(Vec::len).product::<usize>() {
            let (mut rest, mut answers) = (pick, Answers::open(c));
            for (i, list) in choices.iter().enumerate() {
                if let Some(v) = &list[rest % list.len()] {
                    answers.give(Var(i as u16), v.clone());
                }
                rest /= list.len();
            }
            settle(c, &mut answers);
            // Nobody answers what does not arise.
            let arises = |i: usize| c.questions[i].asked_when.eval(&answers) != Three::False;
            if (0..4).any(|i| answers.list[i].is_given() && !arises(i)) {
                continue;
            }
            match c.rules[0].when.eval(&answers) {
                Three::True => holds = true,
                Three::False => fails = true,
                Three::Unknown => {}
            }
        }
        (holds, fails)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn reachability_equals_brute_force(text in text()) {
            let file = |name: &str, text: &str| CatalogFile { name: name.into(), text: text.into() };
            let loaded = load(&[file("a.yaml", META), file("b.yaml", &text)]);
            let (c, _) = loaded.map_err(|(_, found)| TestCaseError::fail(format!("{found:?}")))?;
            let mut space = Space::new(&c);
            let t = space.truth(&c.rules[0].when);
            prop_assert_eq!((space.possible(&[t.holds]), space.possible(&[t.fails])), brute(&c), "{}", text);
            // Answers that are found do what they were found for.
            if let Some(answers) = space.witness(&[t.holds]) {
                prop_assert_eq!(c.rules[0].when.eval(&answers), Three::True);
            }
        }
    }
}
