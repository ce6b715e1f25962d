//! Plain decision matrices: the classical methods on a small table of alternatives and criteria. The
//! optimiser does not use them; they show beside its result what a spreadsheet would have said, and why
//! its additive value is the safer ground: ranks by normalised shares can turn over when an alternative
//! is added.
//!
//! Background: E. Triantaphyllou, *Multi-Criteria Decision Making Methods: A Comparative Study*, Kluwer 2000.

/// Why a table cannot be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum TableError {
    /// No alternatives or no criteria.
    #[error("the table has no alternatives or no criteria")]
    Empty,
    /// A row of another length than there are weights.
    #[error("row {row} has {found} values, and there are {expected} criteria")]
    Ragged {
        /// The row.
        row: usize,
        /// Its length.
        found: usize,
        /// The number of weights.
        expected: usize,
    },
    /// As many directions or preference functions as criteria are needed.
    #[error("{found} settings for {expected} criteria")]
    Settings {
        /// How many there are.
        found: usize,
        /// How many criteria there are.
        expected: usize,
    },
    /// Infinite, or no number.
    #[error("the value of row {0}, column {1} is not finite")]
    NotFinite(usize, usize),
    /// A method that divides or multiplies needs positive values.
    #[error("the value of row {0}, column {1} is not above zero, which this method needs")]
    NotPositive(usize, usize),
    /// A weight that is negative or not finite.
    #[error("the weight of column {0} is negative or not finite")]
    BadWeight(usize),
    /// All weights are zero.
    #[error("all weights are zero")]
    NoWeight,
    /// Thresholds that are negative, not finite or in the wrong order.
    #[error("the thresholds of column {0} are not 0 <= indifference <= preference")]
    BadThreshold(usize),
}

/// How the values of a criterion become comparable: larger is better afterwards in every column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Normalisation {
    /// `(x - min) / (max - min)`, and 1 minus this where less is better; 1 for all if all are equal.
    MinMax,
    /// `x / sqrt(sum of x^2)`, and 1 minus this where less is better.
    Vector,
    /// `x / sum of x`, with `1/x` for `x` where less is better. Values must be positive.
    Sum,
    /// `x / max`, and `min / x` where less is better. Values must be positive.
    Max,
}

/// How a difference in one criterion turns into a preference from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Preference {
    /// Any difference is a full preference.
    Usual,
    /// No preference up to the first threshold, a full one from the second on, linear between them.
    /// With an indifference of 0 it is the V-shape.
    Linear {
        /// Differences up to here do not count.
        indifference: f64,
        /// Differences from here on count in full.
        preference: f64,
    },
}

impl Preference {
    fn of(self, difference: f64) -> f64 {
        match self {
            _ if difference <= 0.0 => 0.0,
            Preference::Usual => 1.0,
            Preference::Linear { indifference, .. } if difference <= indifference => 0.0,
            Preference::Linear { preference, .. } if difference >= preference => 1.0,
            Preference::Linear { indifference, preference } => {
                (difference - indifference) / (preference - indifference)
            }
        }
    }

    fn valid(self) -> bool {
        match self {
            Preference::Usual => true,
            Preference::Linear { indifference, preference } => {
                0.0 <= indifference && indifference <= preference && preference.is_finite()
            }
        }
    }
}

/// Alternatives in rows, criteria in columns. Weights are used as they are given: scores are from 0 to 1, and
/// flows from -1 to 1, if the weights sum to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    values: Vec<Vec<f64>>,
    weights: Vec<f64>,
    larger_is_better: Vec<bool>,
}

impl Table {
    /// A table, checked.
    ///
    /// # Errors
    /// If it is empty or ragged, a value is not finite, or there is no weight.
    pub fn new(values: Vec<Vec<f64>>, weights: Vec<f64>, larger_is_better: Vec<bool>) -> Result<Self, TableError> {
        let expected = weights.len();
        if values.is_empty() || expected == 0 {
            return Err(TableError::Empty);
        }
        if larger_is_better.len() != expected {
            return Err(TableError::Settings { found: larger_is_better.len(), expected });
        }
        for (row, list) in values.iter().enumerate() {
            if list.len() != expected {
                return Err(TableError::Ragged { row, found: list.len(), expected });
            }
            if let Some(column) = list.iter().position(|x| !x.is_finite()) {
                return Err(TableError::NotFinite(row, column));
            }
        }
        if let Some(column) = weights.iter().position(|w| !w.is_finite() || *w < 0.0) {
            return Err(TableError::BadWeight(column));
        }
        if weights.iter().all(|w| *w == 0.0) {
            return Err(TableError::NoWeight);
        }
        Ok(Table { values, weights, larger_is_better })
    }

    /// The values as given.
    pub fn values(&self) -> &[Vec<f64>] {
        &self.values
    }

    /// The weights as given.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// The values made comparable, larger is better.
    ///
    /// # Errors
    /// If the normalisation divides by values and one is not positive.
    pub fn normalised(&self, how: Normalisation) -> Result<Vec<Vec<f64>>, TableError> {
        if matches!(how, Normalisation::Sum | Normalisation::Max) {
            self.positive()?;
        }
        let columns: Vec<Vec<f64>> = self
            .larger_is_better
            .iter()
            .enumerate()
            .map(|(j, larger)| {
                let column: Vec<f64> = self.values.iter().map(|row| row[j]).collect();
                normalise(&column, *larger, how)
            })
            .collect();
        Ok((0..self.values.len()).map(|i| columns.iter().map(|c| c[i]).collect()).collect())
    }

    /// Weighted sum: `s_i = sum of w_j r_ij`.
    ///
    /// P. C. Fishburn, *Additive Utilities with Incomplete Product Set*, Research Analysis Corporation
    /// 1967. With shares of the sum it is the distributive mode of the analytic hierarchy process,
    /// which can reverse ranks (Belton and Gear 1983); with min-max it depends on the best and the
    /// worst value alone.
    ///
    /// # Errors
    /// If the values do not allow the normalisation.
    pub fn weighted_sum(&self, how: Normalisation) -> Result<Vec<f64>, TableError> {
        let rows = self.normalised(how)?;
        Ok(rows.iter().map(|row| row.iter().zip(&self.weights).map(|(r, w)| r * w).sum()).collect())
    }

    /// Weighted product: `p_i = product of r_ij ^ w_j`; 0 if a criterion with weight is at 0.
    ///
    /// D. W. Miller and M. K. Starr, *Executive Decisions and Operations Research*, Prentice-Hall 1969.
    ///
    /// # Errors
    /// If the values do not allow the normalisation, or one is negative after it.
    pub fn weighted_product(&self, how: Normalisation) -> Result<Vec<f64>, TableError> {
        let rows = self.normalised(how)?;
        for (i, row) in rows.iter().enumerate() {
            if let Some(j) = row.iter().position(|r| *r < 0.0) {
                return Err(TableError::NotPositive(i, j));
            }
        }
        let weighted = |row: &Vec<f64>| {
            let logs = row.iter().zip(&self.weights).filter(|(_, w)| **w > 0.0).map(|(r, w)| w * libm::log(*r));
            libm::exp(logs.sum())
        };
        Ok(rows.iter().map(weighted).collect())
    }

    /// Weighted aggregated sum product assessment: `share` of the weighted sum and the rest of the
    /// weighted product, both of values as parts of the best one.
    ///
    /// E. K. Zavadskas, Z. Turskis, J. Antucheviciene and A. Zakarevicius, Optimization of weighted
    /// aggregated sum product assessment, *Elektronika ir Elektrotechnika* 122(6), 2012, 3-6.
    ///
    /// # Errors
    /// If a value is not positive.
    pub fn waspas(&self, share: f64) -> Result<Vec<f64>, TableError> {
        let (sum, product) = (self.weighted_sum(Normalisation::Max)?, self.weighted_product(Normalisation::Max)?);
        Ok(sum.iter().zip(product).map(|(s, p)| share * s + (1.0 - share) * p).collect())
    }

    /// TOPSIS, closeness to the ideal: `d- / (d+ + d-)`, the distances of the weighted values to the
    /// best and the worst value of each criterion. 0.5 for alternatives that do not differ at all.
    ///
    /// C. L. Hwang and K. Yoon, *Multiple Attribute Decision Making*, Springer 1981, with
    /// [`Normalisation::Vector`]; S. Opricovic and G. H. Tzeng 2004 compare the linear one.
    ///
    /// # Errors
    /// If the values do not allow the normalisation.
    pub fn topsis(&self, how: Normalisation) -> Result<Vec<f64>, TableError> {
        let mut rows = self.normalised(how)?;
        for row in &mut rows {
            row.iter_mut().zip(&self.weights).for_each(|(r, w)| *r *= w);
        }
        let bound = |pick: fn(f64, f64) -> f64| -> Vec<f64> {
            rows.iter().skip(1).fold(rows[0].clone(), |b, row| b.iter().zip(row).map(|(a, r)| pick(*a, *r)).collect())
        };
        let (best, worst) = (bound(f64::max), bound(f64::min));
        let distance = |row: &[f64], to: &[f64]| row.iter().zip(to).map(|(r, t)| (r - t) * (r - t)).sum::<f64>().sqrt();
        let closeness = |row: &Vec<f64>| {
            let (up, down) = (distance(row, &best), distance(row, &worst));
            if up + down > 0.0 { down / (up + down) } else { 0.5 }
        };
        Ok(rows.iter().map(closeness).collect())
    }

    /// PROMETHEE II, net flows: `phi_i = sum over the others of (pi(i, k) - pi(k, i)) / (n - 1)`, where
    /// `pi` is the weighted sum of the preferences; they sum to 0. One preference function per
    /// criterion, on the values as given.
    ///
    /// J. P. Brans and P. Vincke, A preference ranking organisation method, *Management Science* 31(6),
    /// 1985, 647-656.
    ///
    /// # Errors
    /// If there are more or fewer functions than criteria, or thresholds are not in order.
    pub fn promethee_2(&self, preferences: &[Preference]) -> Result<Vec<f64>, TableError> {
        let expected = self.weights.len();
        if preferences.len() != expected {
            return Err(TableError::Settings { found: preferences.len(), expected });
        }
        if let Some(column) = preferences.iter().position(|p| !p.valid()) {
            return Err(TableError::BadThreshold(column));
        }
        let net = |a: &[f64], b: &[f64]| -> f64 {
            let one = |j: usize| {
                let difference = if self.larger_is_better[j] { a[j] - b[j] } else { b[j] - a[j] };
                self.weights[j] * (preferences[j].of(difference) - preferences[j].of(-difference))
            };
            (0..expected).map(one).sum()
        };
        let others = (self.values.len() - 1).max(1) as f64;
        Ok(self.values.iter().map(|a| self.values.iter().map(|b| net(a, b)).sum::<f64>() / others).collect())
    }

    fn positive(&self) -> Result<(), TableError> {
        for (i, row) in self.values.iter().enumerate() {
            if let Some(j) = row.iter().position(|x| *x <= 0.0) {
                return Err(TableError::NotPositive(i, j));
            }
        }
        Ok(())
    }
}

fn normalise(column: &[f64], larger_is_better: bool, how: Normalisation) -> Vec<f64> {
    let (least, most) = column.iter().fold((f64::MAX, f64::MIN), |(l, m), x| (l.min(*x), m.max(*x)));
    let each = |f: &dyn Fn(f64) -> f64| column.iter().map(|x| f(*x)).collect();
    match (how, larger_is_better) {
        (Normalisation::MinMax, _) if most == least => each(&|_| 1.0),
        (Normalisation::MinMax, true) => each(&|x| (x - least) / (most - least)),
        (Normalisation::MinMax, false) => each(&|x| (most - x) / (most - least)),
        (Normalisation::Vector, larger) => {
            let length = column.iter().map(|x| x * x).sum::<f64>().sqrt();
            let part = |x: f64| if length > 0.0 { x / length } else { 0.0 };
            if larger { each(&part) } else { each(&|x| 1.0 - part(x)) }
        }
        (Normalisation::Sum, true) => {
            let sum: f64 = column.iter().sum();
            each(&|x| x / sum)
        }
        (Normalisation::Sum, false) => {
            let sum: f64 = column.iter().map(|x| 1.0 / x).sum();
            each(&|x| 1.0 / x / sum)
        }
        (Normalisation::Max, true) => each(&|x| x / most),
        (Normalisation::Max, false) => each(&|x| least / x),
    }
}

/// The ranks of scores, the largest first: 1 and the number of larger ones, so that equals share a rank.
pub fn ranks(scores: &[f64]) -> Vec<usize> {
    scores.iter().map(|s| 1 + scores.iter().filter(|other| *other > s).count()).collect()
}

/// The alternatives from the largest score to the smallest; of equals, the one with the lower index first.
pub fn order(scores: &[f64]) -> Vec<usize> {
    let mut all: Vec<usize> = (0..scores.len()).collect();
    all.sort_by(|a, b| scores[*b].total_cmp(&scores[*a]));
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn table(values: &[&[f64]], weights: &[f64], larger: &[bool]) -> Result<Table, TableError> {
        Table::new(values.iter().map(|r| r.to_vec()).collect(), weights.to_vec(), larger.to_vec())
    }

    fn near(a: &[f64], b: &[f64]) -> bool {
        a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-12)
    }

    #[test]
    fn what_is_refused() {
        let refused = |v: &[&[f64]], w: &[f64], l: &[bool]| table(v, w, l).expect_err("refused");
        assert_eq!(refused(&[], &[1.0], &[true]), TableError::Empty);
        assert_eq!(refused(&[&[]], &[], &[]), TableError::Empty);
        let ragged = TableError::Ragged { row: 1, found: 2, expected: 1 };
        assert_eq!(refused(&[&[1.0], &[1.0, 2.0]], &[1.0], &[true]), ragged);
        assert_eq!(refused(&[&[1.0]], &[1.0], &[]), TableError::Settings { found: 0, expected: 1 });
        assert_eq!(refused(&[&[f64::NAN]], &[1.0], &[true]), TableError::NotFinite(0, 0));
        assert_eq!(refused(&[&[1.0]], &[-1.0], &[true]), TableError::BadWeight(0));
        assert_eq!(refused(&[&[1.0]], &[0.0], &[true]), TableError::NoWeight);
        let t = table(&[&[1.0], &[0.0]], &[1.0], &[true]).expect("a table");
        assert_eq!(t.weighted_sum(Normalisation::Sum), Err(TableError::NotPositive(1, 0)));
        assert_eq!(t.waspas(0.5), Err(TableError::NotPositive(1, 0)));
        assert_eq!(t.promethee_2(&[]), Err(TableError::Settings { found: 0, expected: 1 }));
        let turned = Preference::Linear { indifference: 2.0, preference: 1.0 };
        assert_eq!(t.promethee_2(&[turned]), Err(TableError::BadThreshold(0)));
        let below = table(&[&[1.0], &[-1.0]], &[1.0], &[true]).expect("a table");
        assert_eq!(below.weighted_product(Normalisation::Vector), Err(TableError::NotPositive(1, 0)));
    }

    #[test]
    fn sums_and_products_by_hand() {
        let t = table(&[&[2.0, 10.0], &[4.0, 40.0]], &[0.25, 0.75], &[true, false]).expect("a table");
        assert_eq!((t.values().len(), t.weights()), (2, &[0.25, 0.75][..]));
        assert_eq!(t.weighted_sum(Normalisation::MinMax), Ok(vec![0.75, 0.25]));
        // Against the best: 1/2 and 1, and 1 and 1/4.
        assert_eq!(t.weighted_sum(Normalisation::Max), Ok(vec![0.875, 0.4375]));
        let expected = [0.5_f64.powf(0.25), 0.25_f64.powf(0.75)];
        assert!(near(&t.weighted_product(Normalisation::Max).expect("scores"), &expected));
        let both = [0.5 * (0.875 + expected[0]), 0.5 * (0.4375 + expected[1])];
        assert!(near(&t.waspas(0.5).expect("scores"), &both));
        // Shares: 1/3 and 2/3; of the reciprocals 1/10 and 1/40, 4/5 and 1/5.
        let shares = [0.25 / 3.0 + 0.75 * 0.8, 0.5 / 3.0 + 0.75 * 0.2];
        assert!(near(&t.weighted_sum(Normalisation::Sum).expect("scores"), &shares));
        // A product does not survive a zero that weighs, and does not see one that does not.
        assert_eq!(t.weighted_product(Normalisation::MinMax), Ok(vec![0.0, 0.0]));
        let t = table(&[&[0.0, 5.0], &[3.0, 0.0]], &[0.0, 1.0], &[true, true]).expect("a table");
        assert_eq!(t.weighted_product(Normalisation::MinMax), Ok(vec![1.0, 0.0]));
        // No difference is no handicap.
        let t = table(&[&[7.0], &[7.0]], &[1.0], &[false]).expect("a table");
        assert_eq!(t.weighted_sum(Normalisation::MinMax), Ok(vec![1.0, 1.0]));
    }

    #[test]
    fn topsis_by_hand() {
        // Lengths 5 and 10: values 0.6 and 0.8, 0.4 and 0.2 after turning, distances along one axis each.
        let t = table(&[&[3.0, 6.0], &[4.0, 8.0]], &[1.0, 1.0], &[true, false]).expect("a table");
        assert!(near(&t.topsis(Normalisation::Vector).expect("scores"), &[0.5, 0.5]));
        let t = table(&[&[3.0, 6.0], &[4.0, 8.0]], &[3.0, 1.0], &[true, false]).expect("a table");
        assert!(near(&t.topsis(Normalisation::Vector).expect("scores"), &[0.25, 0.75]));
        let t = table(&[&[3.0], &[3.0]], &[1.0], &[true]).expect("a table");
        assert_eq!(t.topsis(Normalisation::MinMax), Ok(vec![0.5, 0.5]));
    }

    #[test]
    fn preference_functions() {
        let linear = Preference::Linear { indifference: 1.0, preference: 3.0 };
        assert_eq!([-1.0, 0.5, 1.0, 2.0, 3.0, 9.0].map(|d| linear.of(d)), [0.0, 0.0, 0.0, 0.5, 1.0, 1.0]);
        let v = Preference::Linear { indifference: 0.0, preference: 4.0 };
        assert_eq!([0.0, 1.0, 4.0].map(|d| v.of(d)), [0.0, 0.25, 1.0]);
        let step = Preference::Linear { indifference: 2.0, preference: 2.0 };
        assert_eq!([1.0, 2.0, 3.0].map(|d| step.of(d)), [0.0, 0.0, 1.0]);
        // Prices 10, 12 and 16: a dearer one by 4 or more loses in full.
        let t = table(&[&[10.0], &[12.0], &[16.0]], &[1.0], &[false]).expect("a table");
        assert_eq!(t.promethee_2(&[v]), Ok(vec![0.75, 0.25, -1.0]));
        let alone = table(&[&[10.0]], &[1.0], &[false]).expect("a table");
        assert_eq!(alone.promethee_2(&[v]), Ok(vec![0.0]));
    }

    #[test]
    fn ranks_share_and_orders_do_not() {
        assert_eq!(ranks(&[0.3, 0.9, 0.3, 0.1]), [2, 1, 2, 4]);
        assert_eq!(order(&[0.3, 0.9, 0.3, 0.1]), [1, 0, 2, 3]);
        assert!(ranks(&[]).is_empty() && order(&[]).is_empty());
    }

    fn tables() -> impl Strategy<Value = Table> {
        (1_usize..7, 1_usize..6).prop_flat_map(|(rows, columns)| {
            let values = prop::collection::vec(prop::collection::vec(0.5..50.0_f64, columns), rows);
            let points = prop::collection::vec(0.1..5.0_f64, columns);
            let larger = prop::collection::vec(any::<bool>(), columns);
            (values, points, larger).prop_map(|(v, p, l)| {
                let sum: f64 = p.iter().sum();
                Table::new(v, p.iter().map(|p| p / sum).collect(), l).expect("a table")
            })
        })
    }

    const ALL: [Normalisation; 4] =
        [Normalisation::MinMax, Normalisation::Vector, Normalisation::Sum, Normalisation::Max];

    proptest! {
        #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

        /// Better in every criterion is never worse in any method.
        #[test]
        fn dominance_is_kept(t in tables()) {
            let t = {
                // A last row that is the best of all rows.
                let mut values = t.values.clone();
                let best = |j: usize| {
                    let column = t.values.iter().map(|r| r[j]);
                    if t.larger_is_better[j] { column.fold(f64::MIN, f64::max) } else { column.fold(f64::MAX, f64::min) }
                };
                values.push((0..t.weights.len()).map(best).collect());
                Table::new(values, t.weights.clone(), t.larger_is_better.clone()).expect("a table")
            };
            let usual = vec![Preference::Usual; t.weights.len()];
            let mut all = vec![t.promethee_2(&usual).expect("scores"), t.waspas(0.3).expect("scores")];
            for how in ALL {
                all.push(t.weighted_sum(how).expect("scores"));
                all.push(t.weighted_product(how).expect("scores"));
                all.push(t.topsis(how).expect("scores"));
            }
            for scores in all {
                let last = scores[scores.len() - 1];
                prop_assert!(scores.iter().all(|s| s.is_finite() && *s <= last + 1e-9), "{:?}", scores);
            }
        }

        #[test]
        fn scores_keep_to_their_range(t in tables(), q in 0.0..5.0_f64, p in 5.0..20.0_f64) {
            for how in ALL {
                for scores in [t.weighted_sum(how), t.weighted_product(how), t.topsis(how)] {
                    prop_assert!(scores.expect("scores").iter().all(|s| (-1e-12..=1.0 + 1e-12).contains(s)));
                }
            }
            let linear = vec![Preference::Linear { indifference: q, preference: p }; t.weights.len()];
            let flows = t.promethee_2(&linear).expect("scores");
            prop_assert!(flows.iter().sum::<f64>().abs() < 1e-9);
            prop_assert!(flows.iter().all(|f| (-1.0 - 1e-12..=1.0 + 1e-12).contains(f)));
        }

        /// A method does not mind in which order the alternatives stand.
        #[test]
        fn rows_may_be_turned_round(t in tables()) {
            let mut values = t.values.clone();
            values.reverse();
            let turned = Table::new(values, t.weights.clone(), t.larger_is_better.clone()).expect("a table");
            for how in ALL {
                let mut there = turned.topsis(how).expect("scores");
                there.reverse();
                prop_assert!(near(&t.topsis(how).expect("scores"), &there));
            }
        }
    }
}
