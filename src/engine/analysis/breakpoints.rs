//! Breakpoints: where the architecture changes along the numbers of the answers.

use super::answers::{Architecture, Change, EFFORT, with_answer};
use crate::engine::model::Model;
use crate::engine::situation::{Base, Situation};
use crate::engine::solver::Solver;
use crate::logic::{Bounds, Dimension, Domain, Value, Var};
use crate::parallel::spread;

/// Most architectures looked at between two thresholds; what changes more often is not followed.
const PIECES: usize = 100;

/// Relative distance of "just beside" a number: nothing in between has a meaning for people.
const BESIDE: f64 = 1e-9;

/// How far to look beyond what is known.
const DECADE: f64 = 10.0;

/// How finely numbers between thresholds are located, relative.
const FINE: f64 = 1e-3;

/// A place along a number where the architecture changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Breakpoint {
    /// The number, in the question's base unit.
    pub at: f64,
    /// Whether the change has happened at the number itself, or only beyond it.
    pub inclusive: bool,
    /// Whether a condition of the catalog changes there; otherwise the number was found by bisection,
    /// to three digits.
    pub by_rule: bool,
    /// What changes when the number is crossed upwards.
    pub changes: Vec<Change>,
    /// Whether beyond it there is an architecture at all.
    pub possible: bool,
}

/// The architecture along one number.
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    /// The question.
    pub var: Var,
    /// The changes, upwards.
    pub points: Vec<Breakpoint>,
    /// Whether every architecture on the way was proven to be the best, and every change was followed.
    pub exact: bool,
}

/// How far along a number one looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// From a tenth of the lowest threshold, or of the present number, to ten times the highest.
    All,
    /// From the present number to ten times as much; of an open number nothing.
    Growth,
}

/// Where the architecture changes along each of some questions, with all other given answers as they are; questions
/// that are not numbers are left out. `thresholds` are, by question, the numbers that conditions compare with.
/// Exact at these; between two of them, where estimates follow the number, a change is located by bisection if the
/// ends differ.
pub fn breakpoints(base: &Base<'_>, vars: &[Var], thresholds: &[Vec<f64>], reach: Reach) -> Vec<Course> {
    let mut lines: Vec<Line> =
        vars.iter().filter_map(|v| Line::new(base, *v, &thresholds[v.0 as usize], reach)).collect();
    let groups: Vec<(usize, &Group)> =
        lines.iter().enumerate().flat_map(|(i, line)| line.groups.iter().map(move |g| (i, g))).collect();
    let found = spread(groups.len(), |i| {
        let (line, group) = groups[i];
        lines[line].places(base, group)
    });
    let found: Vec<(usize, Vec<Place>)> = groups.iter().map(|g| g.0).zip(found).collect();
    found.into_iter().for_each(|(line, places)| lines[line].places.extend(places));
    // All halves of what differs at once: courses are few, and one is often much longer than the others.
    loop {
        let halves: Vec<(usize, Half)> =
            lines.iter_mut().enumerate().flat_map(|(i, line)| line.halves().into_iter().map(move |h| (i, h))).collect();
        if halves.is_empty() {
            return lines.into_iter().map(Line::course).collect();
        }
        let found = spread(halves.len(), |i| {
            let (line, half) = &halves[i];
            lines[*line].place(base, half)
        });
        // From above, so that the places below keep theirs.
        for ((line, half), place) in halves.iter().zip(found).rev() {
            lines[*line].places.insert(half.at, place);
        }
    }
}

/// How a number on a line is reached from the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// It is the first.
    First,
    /// Only estimates follow: no condition changes on the way. By the stretch between thresholds.
    Along(usize),
    /// From just below a threshold to it.
    Onto,
    /// From a threshold to just beyond it.
    Off,
}

/// A number and how it is reached.
type Stop = (f64, Way);

/// Numbers so near to each other that mostly the same model follows.
type Group = Vec<Stop>;

/// The architecture at a number.
#[derive(Debug)]
struct Place {
    x: f64,
    way: Way,
    architecture: Architecture,
    /// The choice of the model.
    choice: Option<Vec<usize>>,
}

impl Place {
    /// The same for another number.
    fn at(&self, x: f64, way: Way) -> Place {
        Place { x, way, architecture: self.architecture.clone(), choice: self.choice.clone() }
    }

    fn differs(&self, other: &Place) -> bool {
        let (a, b) = (&self.architecture, &other.architecture);
        a.options != b.options || a.possible != b.possible
    }
}

/// Whether two models stand for the same.
fn same(a: &Model, b: &Model) -> bool {
    a.blocks == b.blocks && a.problem == b.problem
}

/// The best architecture of a model, looked for from that of the situation to start from, and from some places.
fn best(base: &Base<'_>, model: &Model, near: &[&Place], stop: Stop) -> Place {
    let proof = match same(&base.situation.model, model) {
        true => base.present().clone(),
        false => {
            let near: Vec<&[usize]> = near.iter().filter_map(|p| p.choice.as_deref()).collect();
            Solver::like(&model.problem, EFFORT, &base.solver, &near).into_proof()
        }
    };
    let architecture = Architecture::from(base.situation.catalog, model, &proof);
    Place { x: stop.0, way: stop.1, architecture, choice: proof.solution().map(|s| s.choice.clone()) }
}

/// From where to where a number is looked at; nothing if there is nothing in between.
fn span(at: &[f64], now: Option<f64>, reach: Reach, bounds: Bounds, dimension: Dimension) -> Option<(f64, f64)> {
    let (low, high) = match reach {
        Reach::All => {
            let low = at.first().copied().into_iter().chain(now).fold(f64::INFINITY, f64::min) / DECADE;
            (low, at.last().copied().into_iter().chain(now).fold(0.0, f64::max) * DECADE)
        }
        Reach::Growth => (now?, now? * DECADE),
    };
    let (low, high) = (if low.is_finite() { low.max(bounds.low()) } else { low }, high.min(bounds.high(dimension)));
    (low.is_finite() && high > low).then_some((low, high))
}

/// A number to look at between two places.
struct Half {
    /// Where its place will be among those of its line.
    at: usize,
    x: f64,
    way: Way,
}

/// One number, and what is known along it.
#[derive(Debug)]
struct Line {
    var: Var,
    whole: bool,
    groups: Vec<Group>,
    /// Upwards.
    places: Vec<Place>,
    /// How many places were looked at, by stretch.
    looked: Vec<usize>,
    /// Whether every change was followed.
    followed: bool,
}

impl Line {
    /// A line to look at; nothing if the question is not a number.
    fn new(base: &Base<'_>, var: Var, thresholds: &[f64], reach: Reach) -> Option<Line> {
        let question = &base.situation.catalog.questions[var.0 as usize];
        let Domain::Quantity(dimension, _) = &question.domain else { return None };
        let mut line = Line {
            var,
            whole: *dimension == Dimension::Count,
            groups: Vec::new(),
            places: Vec::new(),
            looked: Vec::new(),
            followed: true,
        };
        let now = base.situation.requirements.answers.number(var);
        let held = |t: &f64| *t > 0.0 && question.bounds.hold(*t) && *t <= question.bounds.high(*dimension);
        let mut at: Vec<f64> = thresholds.iter().copied().filter(held).collect();
        if let Some((low, high)) = span(&at, now, reach, question.bounds, *dimension) {
            at.retain(|t| *t > low && *t < high);
            line.stops(&at, low, high);
        }
        Some(line)
    }

    fn stops(&mut self, thresholds: &[f64], low: f64, high: f64) {
        let whole = self.whole;
        let beside = |x: f64, side: f64| if whole { x + side } else { x * (1.0 + side * BESIDE) };
        let mut last = if whole { low.ceil().max(1.0) } else { low };
        self.groups.push(vec![(last, Way::First)]);
        for t in thresholds {
            let mut group = Group::new();
            if beside(*t, -1.0) > last {
                group.push((beside(*t, -1.0), self.stretch()));
            }
            last = beside(*t, 1.0);
            group.extend([(*t, Way::Onto), (last, Way::Off)]);
            self.groups.push(group);
        }
        if high > last {
            let way = self.stretch();
            self.groups.push(vec![(high, way)]);
        }
    }

    /// A further stretch between thresholds.
    fn stretch(&mut self) -> Way {
        self.looked.push(0);
        Way::Along(self.looked.len() - 1)
    }

    /// The numbers to look at next: the middle of each stretch whose ends differ, and are not yet near each other.
    fn halves(&mut self) -> Vec<Half> {
        let mut out = Vec::new();
        for (i, pair) in self.places.windows(2).enumerate() {
            let (low, high) = (&pair[0], &pair[1]);
            let Way::Along(stretch) = high.way else { continue };
            let near = high.x <= low.x * (1.0 + FINE) || self.whole && high.x - low.x <= 1.0;
            if near || !low.differs(high) {
                continue;
            }
            if self.looked[stretch] == PIECES {
                self.followed = false;
                continue;
            }
            self.looked[stretch] += 1;
            let middle = (low.x * high.x).sqrt();
            let x = if self.whole { middle.round().clamp(low.x + 1.0, high.x - 1.0) } else { middle };
            out.push(Half { at: i + 1, x, way: high.way });
        }
        out
    }

    /// The places of numbers near to each other.
    fn places(&self, base: &Base<'_>, group: &[Stop]) -> Vec<Place> {
        let mut out: Vec<Place> = Vec::new();
        let mut last: Option<Model> = None;
        for &(x, way) in group {
            let model = self.model(base, x);
            let place = match (out.last(), &last) {
                (Some(place), Some(before)) if same(before, &model) => place.at(x, way),
                (place, _) => best(base, &model, place.as_slice(), (x, way)),
            };
            out.push(place);
            last = Some(model);
        }
        out
    }

    /// The place at a half: its architecture is often that of one of its neighbours.
    fn place(&self, base: &Base<'_>, half: &Half) -> Place {
        let neighbours: Vec<&Place> = self.places[half.at - 1..=half.at].iter().collect();
        best(base, &self.model(base, half.x), &neighbours, (half.x, half.way))
    }

    /// The model with a number as the answer.
    fn model(&self, base: &Base<'_>, x: f64) -> Model {
        let (catalog, requirements) = (base.situation.catalog, base.situation.requirements);
        let then = with_answer(catalog, requirements, self.var, Value::Number(x));
        Situation::beside(base.situation, catalog, &then).model
    }

    fn course(self) -> Course {
        let exact = self.followed && self.places.iter().all(|p| p.architecture.exact);
        let crossed = self.places.windows(2).filter(|pair| pair[0].differs(&pair[1])).map(|pair| {
            let (before, after) = (&pair[0], &pair[1]);
            let inclusive = after.way != Way::Off;
            Breakpoint {
                at: if inclusive { after.x } else { before.x },
                inclusive,
                by_rule: matches!(after.way, Way::Onto | Way::Off),
                changes: before.architecture.changes(&after.architecture),
                possible: after.architecture.possible,
            }
        });
        Course { var: self.var, points: crossed.collect(), exact }
    }
}
