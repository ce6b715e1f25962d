//! toulbar2's format: <https://toulbar2.github.io/toulbar2/formats/wcspformat.html>.
//!
//! A variable per block, its values the options, and a variable with the values 0 and 1 per
//! facility. Costs are minimised and not negative, so each table holds what is missing to its
//! greatest value, and the value of a solution is a constant less its cost. What must not be costs
//! as much as the upper bound.
//!
//! A row over one or two variables is a table; one over more is a `knapsackv`, whose sum is bounded
//! from below. So a limit on what values take becomes a bound on what they leave of the most that
//! their variable could take, and at least one value of each variable leaves nothing. That is more
//! than taste: given a share for every value of a variable, toulbar2 1.4.0 states costs that are not
//! those of its own solutions, and optima that are none.
//!
//! The format has no comments; its only free word is the name of the problem, which therefore holds
//! the legend. To read it: `head -n 1 FILE | tr ';' '\n'`.

use std::collections::{BTreeMap, BTreeSet};

use super::super::problem::{FORBIDDEN, Pair, Problem, Row};
use super::checks::ExportError;
use super::format::Format;
use super::labels::Labels;

/// A cost; `None` for what must not be.
type Cost = Option<i64>;

/// A cost function.
enum Function {
    /// Costs of combinations of values; those that are not listed cost the default.
    Table { scope: Vec<usize>, default: Cost, tuples: Vec<(Vec<usize>, Cost)> },
    /// A sum of shares over variables and their values that is at least the bound.
    Sum { scope: Vec<usize>, shares: Vec<(usize, usize, i64)>, bound: i64 },
}

#[derive(Default)]
struct Network {
    legend: Vec<String>,
    sizes: Vec<usize>,
    functions: Vec<Function>,
    /// The value of a solution without cost.
    best: i128,
    /// No solution costs more.
    worst: i128,
    /// The variable of each facility; one without users has none.
    facilities: Vec<Option<usize>>,
}

/// The text.
pub(super) fn write(problem: &Problem, labels: &Labels) -> Result<String, ExportError> {
    fit(problem)?;
    let mut network = Network::default();
    network.blocks(problem, labels);
    network.facilities(problem, labels);
    for pair in &problem.pairs {
        network.pair(problem, pair);
    }
    for row in &problem.rows {
        network.row(row);
    }
    if network.sizes.is_empty() {
        network.variable(String::from("never{}"), 1);
    }
    Ok(network.text())
}

/// Whether no sum can leave what toulbar2 holds: costs, shares and limits of rows.
fn fit(problem: &Problem) -> Result<(), ExportError> {
    let size = |value: i64| if value == FORBIDDEN { 0 } else { i128::from(value).abs() };
    let own: i128 = problem.blocks.iter().flatten().map(|v| size(*v)).sum();
    let pairs: i128 = problem.pairs.iter().flat_map(|p| &p.entries).map(|e| size(e.value)).sum();
    let burdens: i128 = problem.facilities.iter().map(|f| size(f.burden)).sum();
    let rows = problem.rows.iter().enumerate().map(|(i, row)| {
        let shares = row.options.iter().map(|(_, s)| *s).chain(row.facilities.iter().map(|(_, s)| *s));
        (format!("row {i}"), shares.chain([row.limit]).map(|n| i128::from(n).abs()).sum())
    });
    let objective = (String::from("the objective"), 2 * (own + pairs + burdens));
    match std::iter::once(objective).chain(rows).find(|(_, sum)| *sum >= Format::Wcsp.capacity()) {
        Some((part, sum)) => Err(ExportError::TooLarge { part, sum }),
        None => Ok(()),
    }
}

impl Network {
    fn variable(&mut self, legend: String, size: usize) -> usize {
        self.legend.push(legend);
        self.sizes.push(size);
        self.sizes.len() - 1
    }

    fn blocks(&mut self, problem: &Problem, labels: &Labels) {
        for (b, options) in problem.blocks.iter().enumerate() {
            let legend = format!("{}{{{}}}", labels.blocks[b], labels.options[b].join(","));
            // Domains are not empty: a block without options gets a value that must not be.
            let variable = self.variable(legend, options.len().max(1));
            let values = if options.is_empty() { &[FORBIDDEN][..] } else { options };
            let cells = values.iter().enumerate().map(|(o, v)| (vec![o], *v)).collect();
            self.table(vec![variable], None, cells);
        }
    }

    fn facilities(&mut self, problem: &Problem, labels: &Labels) {
        for (facility, label) in problem.facilities.iter().zip(&labels.facilities) {
            let users: BTreeSet<_> = facility.users.iter().collect();
            if users.is_empty() {
                self.facilities.push(None);
                continue;
            }
            let y = self.variable(format!("facility.{label}{{unused,used}}"), 2);
            self.facilities.push(Some(y));
            self.table(vec![y], None, vec![(vec![0], 0), (vec![1], -facility.burden)]);
            let mut barred: BTreeMap<usize, Vec<_>> = BTreeMap::new();
            for &(b, o) in users {
                barred.entry(b).or_default().push((vec![o, 0], None));
            }
            for (b, tuples) in barred {
                self.functions.push(Function::Table { scope: vec![b, y], default: Some(0), tuples });
            }
        }
    }

    fn pair(&mut self, problem: &Problem, pair: &Pair) {
        let cells = pair.entries.iter().map(|e| (vec![e.x as usize, e.y as usize], e.value)).collect();
        let size = problem.blocks[pair.a].len() * problem.blocks[pair.b].len();
        self.table(vec![pair.a, pair.b], (pair.entries.len() < size).then_some(0), cells);
    }

    /// Values of combinations, and the value of all others if there are others.
    fn table(&mut self, scope: Vec<usize>, others: Option<i64>, cells: Vec<(Vec<usize>, i64)>) {
        let values = || cells.iter().map(|(_, v)| *v).chain(others).filter(|v| *v != FORBIDDEN);
        let best = values().max().unwrap_or(0);
        let worst = values().min().unwrap_or(0);
        self.best += i128::from(best);
        self.worst += i128::from(best - worst);
        let default = Some(others.map_or(0, |v| best - v));
        let cost = |v: i64| (v != FORBIDDEN).then(|| best - v);
        let tuples: Vec<_> = cells.into_iter().map(|(at, v)| (at, cost(v))).filter(|(_, c)| *c != default).collect();
        if !tuples.is_empty() {
            self.functions.push(Function::Table { scope, default, tuples });
        }
    }

    fn row(&mut self, row: &Row) {
        let mut sums: BTreeMap<usize, Vec<i64>> = BTreeMap::new();
        let options = row.options.iter().copied();
        let facilities = row.facilities.iter().filter_map(|&(f, share)| self.facilities[f].map(|y| ((y, 1), share)));
        for ((variable, value), share) in options.chain(facilities) {
            sums.entry(variable).or_insert_with(|| vec![0; self.sizes[variable]])[value] += share;
        }
        // What each value leaves of its variable's greatest share must sum to what is too much.
        let mut bound = -row.limit;
        for shares in sums.values_mut() {
            let most = shares.iter().max().copied().unwrap_or(0);
            bound += most;
            shares.iter_mut().for_each(|share| *share = most - *share);
        }
        sums.retain(|_, shares| shares.iter().any(|share| *share > 0));
        if bound <= 0 {
            return;
        }
        let scope: Vec<usize> = sums.keys().copied().collect();
        match scope[..] {
            [] => {
                let never = self.variable(String::from("never{}"), 1);
                self.table(vec![never], None, vec![(vec![0], FORBIDDEN)]);
            }
            [x] => {
                let short = (0..self.sizes[x]).filter(|&v| sums[&x][v] < bound);
                self.bar(scope, short.map(|v| (vec![v], None)).collect());
            }
            [x, y] => {
                let cells = (0..self.sizes[x]).flat_map(|v| (0..self.sizes[y]).map(move |w| (v, w)));
                let short = cells.filter(|&(v, w)| sums[&x][v] + sums[&y][w] < bound);
                self.bar(scope, short.map(|(v, w)| (vec![v, w], None)).collect());
            }
            _ => {
                let shares = sums.iter().flat_map(|(x, shares)| (0..).zip(shares).map(|(v, share)| (*x, v, *share)));
                let shares = shares.filter(|(_, _, share)| *share > 0).collect();
                self.functions.push(Function::Sum { scope, shares, bound });
            }
        }
    }

    fn bar(&mut self, scope: Vec<usize>, tuples: Vec<(Vec<usize>, Cost)>) {
        if !tuples.is_empty() {
            self.functions.push(Function::Table { scope, default: Some(0), tuples });
        }
    }

    fn text(&self) -> String {
        let bound = self.worst + 1;
        let legend = self.legend.iter().enumerate().map(|(i, word)| format!(";{i}={word}")).collect::<String>();
        let (variables, values) = (self.sizes.len(), self.sizes.iter().max().copied().unwrap_or(0));
        let functions = self.functions.len();
        let mut text =
            format!("mlarch;minimise;value={}-cost{legend} {variables} {values} {functions} {bound}\n", self.best);
        text.push_str(&spaced(&self.sizes));
        text.push('\n');
        let cost = |c: &Cost| c.map_or(bound, i128::from);
        for function in &self.functions {
            match function {
                Function::Table { scope, default, tuples } => {
                    let (arity, count) = (scope.len(), tuples.len());
                    text.push_str(&format!("{arity} {} {} {count}\n", spaced(scope), cost(default)));
                    for (at, c) in tuples {
                        text.push_str(&format!("{} {}\n", spaced(at), cost(c)));
                    }
                }
                Function::Sum { scope, shares, bound } => {
                    let (arity, count) = (scope.len(), shares.len());
                    text.push_str(&format!("{arity} {} -1 knapsackv {bound} {count}\n", spaced(scope)));
                    for (variable, value, share) in shares {
                        text.push_str(&format!("{variable} {value} {share}\n"));
                    }
                }
            }
        }
        text
    }
}

fn spaced(numbers: &[usize]) -> String {
    let words: Vec<String> = numbers.iter().map(usize::to_string).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::super::tests::{hopeless, small};
    use super::super::write;
    use super::*;

    #[test]
    fn a_small_model() {
        let (problem, names) = small();
        let text = write(&problem, &names, Format::Wcsp).expect("written");
        let expected = "\
mlarch;minimise;value=16-cost;0=data_base{postgres,my_sql,old};1=host{vm,on_prem,cloud};\
2=facility.azure{unused,used} 3 3 6 20
3 3 2
1 0 0 2
1 1
2 20
1 1 0 2
0 7
2 2
1 2 0 1
1 6
2 1 2 0 2
1 0 20
2 0 20
2 0 1 2 4
0 0 0
0 1 20
1 1 20
1 2 5
3 0 1 2 -1 knapsackv 15 5
0 1 30
0 2 30
1 1 10
1 2 10
2 0 20
";
        assert_eq!(text, expected);
    }

    #[test]
    fn rows_of_few_variables_are_tables() {
        let (mut problem, names) = small();
        problem.pairs.clear();
        problem.facilities.clear();
        problem.rows = vec![Row::need(0, &[0], &[(1, 1)]), Row { options: vec![((0, 1), 1)], ..Row::default() }];
        let names = super::super::Names { facilities: Vec::new(), ..names };
        let text = write(&problem, &names, Format::Wcsp).expect("written");
        assert!(text.ends_with("2 0 1 0 2\n0 0 9\n0 2 9\n1 0 0 1\n1 9\n"), "{text}");
    }

    #[test]
    fn no_solution() {
        let (problem, names) = hopeless();
        let text = write(&problem, &names, Format::Wcsp).expect("written");
        let expected = "\
mlarch;minimise;value=0-cost;0=none{};1=bad{a};2=never{} 3 1 3 1
1 1 1
1 0 0 1
0 1
1 1 0 1
0 1
1 2 0 1
0 1
";
        assert_eq!(text, expected);
    }
}
