//! Weights of criteria from what people can say about them: an order, swings, points, or judgements
//! on pairs.
//!
//! All weights are 0 or more and sum to 1. Nothing but the four basic operations is used, which every
//! machine rounds alike: the same input gives the same bits everywhere.

use std::fmt;

/// Why there are no weights.
#[derive(Debug, Clone, PartialEq)]
pub enum WeightError {
    /// There are no criteria.
    Empty,
    /// More criteria than there are random indices for.
    TooMany(usize),
    /// A row of the matrix is longer or shorter than the matrix is high.
    NotSquare(usize),
    /// A ratio that nobody can judge, or none at all.
    BadRatio(usize, usize),
    /// The two judgements on a pair are no reciprocals, or a criterion differs from itself.
    NotReciprocal(usize, usize),
    /// Two judgements on one pair.
    Twice(usize, usize),
    /// A judgement on a criterion that is not there.
    Unknown(usize),
    /// No chain of judgements joins these criteria to the first one.
    Apart(Vec<usize>),
    /// Points that are negative or no number, or that are above the end of their scale.
    BadPoints(usize),
    /// All points are zero.
    NoPoints,
}

impl fmt::Display for WeightError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WeightError::Empty => write!(f, "there is nothing to weigh"),
            WeightError::TooMany(n) => write!(f, "{n} criteria are too many to compare in pairs, {MOST} can be"),
            WeightError::NotSquare(row) => write!(f, "row {row} has another length than the matrix has rows"),
            WeightError::BadRatio(i, j) => {
                write!(f, "the judgement on {i} over {j} is no ratio from 1/{LARGEST} to {LARGEST}")
            }
            WeightError::NotReciprocal(i, j) => write!(f, "{i} over {j} and {j} over {i} are no reciprocals"),
            WeightError::Twice(i, j) => write!(f, "{i} and {j} are compared twice"),
            WeightError::Unknown(i) => write!(f, "there is no criterion {i}"),
            WeightError::Apart(which) => write!(f, "no chain of judgements joins {which:?} to the first criterion"),
            WeightError::BadPoints(i) => write!(f, "the points of {i} are outside their scale"),
            WeightError::NoPoints => write!(f, "all points are zero"),
        }
    }
}

impl std::error::Error for WeightError {}

/// Weights proportional to points (direct rating, point allocation): `w_i = p_i / sum(p)`.
///
/// D. von Winterfeldt and W. Edwards, *Decision Analysis and Behavioral Research*, Cambridge
/// University Press 1986, chapter 8.
///
/// # Errors
/// If there are no points, one is negative or not finite, or all are zero.
pub fn points(points: &[f64]) -> Result<Vec<f64>, WeightError> {
    if points.is_empty() {
        return Err(WeightError::Empty);
    }
    if let Some(i) = points.iter().position(|p| !p.is_finite() || *p < 0.0) {
        return Err(WeightError::BadPoints(i));
    }
    // Scaled first, so that no sum overflows.
    let largest = points.iter().copied().fold(0.0, f64::max);
    if largest == 0.0 {
        return Err(WeightError::NoPoints);
    }
    let sum: f64 = points.iter().map(|p| p / largest).sum();
    Ok(points.iter().map(|p| p / largest / sum).collect())
}

/// Swing weights: each criterion gets 0 to 100 points for the step from its worst to its best level,
/// the step that matters most 100; the weights are proportional. Unlike importance in the abstract,
/// a swing knows how far the options differ.
///
/// D. von Winterfeldt and W. Edwards, *Decision Analysis and Behavioral Research*, Cambridge
/// University Press 1986, section 8.4.
///
/// # Errors
/// If there are no points, one is outside 0 to 100, or all are zero.
pub fn swing(swings: &[f64]) -> Result<Vec<f64>, WeightError> {
    match swings.iter().position(|p| !(0.0..=100.0).contains(p)) {
        Some(i) => Err(WeightError::BadPoints(i)),
        None => points(swings),
    }
}

/// Rank order centroid weights: the mean of all weights that agree with an order of `n` criteria,
///
/// `w_k = (1/k + 1/(k+1) + ... + 1/n) / n` for the criterion at place `k`.
///
/// The order is given as one rank per criterion, the smallest first; only the order of the ranks
/// counts. Criteria of equal rank share the mean of the weights of their places.
///
/// F. H. Barron and B. E. Barrett, Decision quality using ranked attribute weights, *Management
/// Science* 42(11), 1996, 1515-1523.
///
/// # Errors
/// If there are no criteria.
pub fn rank_order_centroid(ranks: &[usize]) -> Result<Vec<f64>, WeightError> {
    let n = ranks.len();
    if n == 0 {
        return Err(WeightError::Empty);
    }
    // From the last place on, so that the small parts of each sum come first.
    let mut places = vec![0.0; n];
    let mut tail = 0.0;
    for k in (1..=n).rev() {
        tail += 1.0 / k as f64;
        places[k - 1] = tail / n as f64;
    }
    let share = |rank: &usize| {
        let before = ranks.iter().filter(|r| *r < rank).count();
        let equal = ranks.iter().filter(|r| *r == rank).count();
        places[before..before + equal].iter().sum::<f64>() / equal as f64
    };
    Ok(ranks.iter().map(share).collect())
}

/// Random indices: the mean consistency index of random reciprocal matrices of 1 to 15 criteria.
///
/// T. L. Saaty, *The Analytic Hierarchy Process*, McGraw-Hill 1980, page 21. The dip at 12 is in the
/// table: up to 11 it rests on samples of 500 matrices, from 12 on of 100.
pub const RANDOM_INDEX: [f64; MOST] =
    [0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59];

/// The consistency ratio up to which judgements count as consistent enough (Saaty 1980).
pub const CONSISTENT: f64 = 0.10;

/// At most so many criteria can be compared in pairs.
pub const MOST: usize = 15;

/// No judgement says more than this; the scale in use ends at 9.
const LARGEST: f64 = 1000.0;

/// One criterion matters so many times as much as another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judgement {
    /// The criterion that matters more.
    pub more: usize,
    /// The criterion that it is compared with.
    pub than: usize,
    /// So many times; below 1 if it matters less.
    pub by: f64,
}

/// What the analytic hierarchy process makes of judgements on pairs.
#[derive(Debug, Clone, PartialEq)]
pub struct Ahp {
    /// The weights.
    pub weights: Vec<f64>,
    /// The principal eigenvalue; the number of criteria if the judgements are consistent, else more.
    pub lambda_max: f64,
    /// `(lambda_max - n) / (n - 1)`.
    pub consistency_index: f64,
    /// The index as a share of the random index; 0 if the judgements cannot contradict one another.
    pub consistency_ratio: f64,
    /// The judgement furthest from the weights, unless all agree with them.
    pub worst: Option<Deviation>,
}

/// A judgement that the weights do not bear out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Deviation {
    /// The judgement, turned so that it is at least 1.
    pub given: Judgement,
    /// The ratio of the two weights, which would agree with all judgements taken together.
    pub consistent: f64,
}

/// Weights from a positive reciprocal matrix of judgements: the principal eigenvector, `A w =
/// lambda_max w`. Consistency index `(lambda_max - n) / (n - 1)`; consistency ratio, the index
/// divided by [`RANDOM_INDEX`].
///
/// T. L. Saaty, *The Analytic Hierarchy Process*, McGraw-Hill 1980.
///
/// # Errors
/// If there are no criteria or more than [`MOST`], or the matrix is not square, positive and
/// reciprocal.
pub fn ahp(matrix: &[Vec<f64>]) -> Result<Ahp, WeightError> {
    let n = matrix.len();
    let mut judgements = Vec::new();
    for (i, row) in matrix.iter().enumerate() {
        if row.len() != n {
            return Err(WeightError::NotSquare(i));
        }
    }
    for (i, row) in matrix.iter().enumerate() {
        for (j, &by) in row.iter().enumerate().skip(i) {
            // Written so that what is no number fails.
            let reciprocal = (by * matrix[j][i] - 1.0).abs() <= 1e-6;
            if !reciprocal || (i == j && by != 1.0) {
                return Err(WeightError::NotReciprocal(i, j));
            }
            if i != j {
                judgements.push(Judgement { more: i, than: j, by });
            }
        }
    }
    ahp_of(n, &judgements)
}

/// The same from judgements on some of the pairs, at most one on each. Each missing judgement is taken
/// to be the ratio of the weights themselves, so that it neither supports nor contradicts those that
/// were given: the weights are the principal eigenvector of the matrix with 0 for what is missing and,
/// on the diagonal, 1 and the number of missing judgements of the row.
///
/// `n - 1` judgements that join all criteria fix the weights; each one more is a check. So the random
/// index falls with the missing judgements, nearly in a straight line; here it is the line from
/// [`RANDOM_INDEX`] to 0 at `n - 1` judgements, `RI (1 - 2 m / ((n - 1) (n - 2)))` with `m` missing.
///
/// P. T. Harker, Incomplete pairwise comparisons in the analytic hierarchy process, *Mathematical
/// Modelling* 9(11), 1987, 837-848. K. C. Ágoston and L. Csató, Inconsistency thresholds for incomplete
/// pairwise comparison matrices, *Omega* 108, 2022, 102576; they fill in what keeps the eigenvalue
/// least, so that the ratio here is, if anything, on the strict side.
///
/// # Errors
/// If there are no criteria or more than [`MOST`], a judgement is no ratio, is on a criterion that is
/// not there or on a pair that has one already, or if the judgements do not join all criteria.
pub fn ahp_of(criteria: usize, judgements: &[Judgement]) -> Result<Ahp, WeightError> {
    let matrix = sparse(criteria, judgements)?;
    let (weights, lambda_max) = principal(&matrix);
    let n = criteria as f64;
    let missing = (criteria * (criteria - 1) / 2 - judgements.len()) as f64;
    let free = if criteria > 2 { 1.0 - 2.0 * missing / ((n - 1.0) * (n - 2.0)) } else { 0.0 };
    let random = RANDOM_INDEX[criteria - 1] * free;
    let consistency_index = if criteria > 1 { ((lambda_max - n) / (n - 1.0)).max(0.0) } else { 0.0 };
    // A tree of judgements has nothing to contradict itself with.
    let consistency_ratio = if judgements.len() < criteria { 0.0 } else { consistency_index / random };
    let worst = worst(&weights, judgements);
    Ok(Ahp { weights, lambda_max, consistency_index, consistency_ratio, worst })
}

/// The matrix of given judgements with 0 for the others, whose number stands on the diagonal.
fn sparse(criteria: usize, judgements: &[Judgement]) -> Result<Vec<Vec<f64>>, WeightError> {
    if criteria == 0 {
        return Err(WeightError::Empty);
    }
    if criteria > MOST {
        return Err(WeightError::TooMany(criteria));
    }
    let mut matrix = vec![vec![0.0; criteria]; criteria];
    for &Judgement { more, than, by } in judgements {
        if let Some(i) = [more, than].into_iter().find(|i| *i >= criteria) {
            return Err(WeightError::Unknown(i));
        }
        if more == than || !(1.0 / LARGEST..=LARGEST).contains(&by) {
            return Err(WeightError::BadRatio(more, than));
        }
        if matrix[more][than] != 0.0 {
            return Err(WeightError::Twice(more, than));
        }
        matrix[more][than] = by;
        matrix[than][more] = 1.0 / by;
    }
    let apart = apart(&matrix);
    if !apart.is_empty() {
        return Err(WeightError::Apart(apart));
    }
    for (i, row) in matrix.iter_mut().enumerate() {
        // The diagonal itself is zero as yet and stands for the 1.
        row[i] = row.iter().filter(|x| **x == 0.0).count() as f64;
    }
    Ok(matrix)
}

/// The criteria that no chain of judgements joins to the first one.
fn apart(matrix: &[Vec<f64>]) -> Vec<usize> {
    let mut joined = vec![false; matrix.len()];
    joined[0] = true;
    let mut todo = vec![0];
    while let Some(i) = todo.pop() {
        for (j, by) in matrix[i].iter().enumerate() {
            if *by != 0.0 && !joined[j] {
                joined[j] = true;
                todo.push(j);
            }
        }
    }
    (0..matrix.len()).filter(|i| !joined[*i]).collect()
}

/// The principal eigenvector, summing to 1, and its eigenvalue: power iteration of 2^20 steps, taken by
/// squaring the matrix 20 times. That is enough for the slowest case, a chain of 15 criteria, where a
/// step leaves 0.997 of the error. All entries are positive, so no digits cancel.
fn principal(matrix: &[Vec<f64>]) -> (Vec<f64>, f64) {
    let n = matrix.len();
    let mut power = matrix.to_vec();
    for _ in 0..20 {
        let largest = power.iter().flatten().copied().fold(0.0, f64::max);
        let at = |i: usize, j: usize| power[i][j] / largest;
        let square = |i: usize, j: usize| (0..n).map(|k| at(i, k) * at(k, j)).sum::<f64>();
        power = (0..n).map(|i| (0..n).map(|j| square(i, j)).collect()).collect();
    }
    let rows: Vec<f64> = power.iter().map(|row| row.iter().sum()).collect();
    let sum: f64 = rows.iter().sum();
    let weights: Vec<f64> = rows.iter().map(|r| r / sum).collect();
    // The weights sum to 1, so their image sums to the eigenvalue.
    let lambda = matrix.iter().flat_map(|row| row.iter().zip(&weights)).map(|(a, w)| a * w).sum();
    (weights, lambda)
}

/// The judgement that is the most times too large or too small for the weights; the first of equals.
fn worst(weights: &[f64], judgements: &[Judgement]) -> Option<Deviation> {
    let mut found: Option<(f64, Deviation)> = None;
    for j in judgements {
        let (more, than, by) = if j.by < 1.0 { (j.than, j.more, 1.0 / j.by) } else { (j.more, j.than, j.by) };
        let consistent = weights[more] / weights[than];
        let factor = (by / consistent).max(consistent / by);
        // Rounding is no difference.
        if factor > found.map_or(1.0, |f| f.0) * (1.0 + 1e-9) {
            found = Some((factor, Deviation { given: Judgement { more, than, by }, consistent }));
        }
    }
    found.map(|f| f.1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn near(a: f64, b: f64, tolerance: f64) -> bool {
        (a - b).abs() <= tolerance
    }

    fn all_near(a: &[f64], b: &[f64], tolerance: f64) -> bool {
        a.len() == b.len() && a.iter().zip(b).all(|(a, b)| near(*a, *b, tolerance))
    }

    fn judge(list: &[(usize, usize, f64)]) -> Vec<Judgement> {
        list.iter().map(|&(more, than, by)| Judgement { more, than, by }).collect()
    }

    /// All judgements that weights imply.
    fn implied(weights: &[f64]) -> Vec<Judgement> {
        let n = weights.len();
        let pairs = (0..n).flat_map(|i| (i + 1..n).map(move |j| (i, j)));
        pairs.map(|(i, j)| Judgement { more: i, than: j, by: weights[i] / weights[j] }).collect()
    }

    #[test]
    fn points_are_shares() {
        assert_eq!(points(&[30.0, 70.0]), Ok(vec![0.3, 0.7]));
        assert_eq!(points(&[0.0, 5.0]), Ok(vec![0.0, 1.0]));
        assert_eq!(points(&[f64::MAX, f64::MAX]), Ok(vec![0.5, 0.5]));
        assert_eq!(points(&[]), Err(WeightError::Empty));
        assert_eq!(points(&[0.0, 0.0]), Err(WeightError::NoPoints));
        assert_eq!(points(&[1.0, -1.0]), Err(WeightError::BadPoints(1)));
        assert_eq!(points(&[f64::NAN]), Err(WeightError::BadPoints(0)));
    }

    #[test]
    fn swings_are_at_most_100() {
        assert!(all_near(&swing(&[100.0, 60.0, 40.0]).expect("weights"), &[0.5, 0.3, 0.2], 1e-15));
        assert_eq!(swing(&[100.0, 120.0]), Err(WeightError::BadPoints(1)));
        assert_eq!(swing(&[f64::NAN]), Err(WeightError::BadPoints(0)));
    }

    #[test]
    fn centroids_by_hand() {
        let roc = |ranks: &[usize]| rank_order_centroid(ranks).expect("weights");
        assert!(all_near(&roc(&[1, 2, 3]), &[11.0 / 18.0, 5.0 / 18.0, 2.0 / 18.0], 1e-15));
        assert!(all_near(&roc(&[30, 10, 20]), &[2.0 / 18.0, 11.0 / 18.0, 5.0 / 18.0], 1e-15));
        // The second and third place share 5/18 and 2/18.
        assert!(all_near(&roc(&[1, 2, 2]), &[11.0 / 18.0, 3.5 / 18.0, 3.5 / 18.0], 1e-15));
        assert!(all_near(&roc(&[7, 7]), &[0.5, 0.5], 1e-15));
        assert_eq!(rank_order_centroid(&[]), Err(WeightError::Empty));
    }

    /// Saaty's school matrix as in Wang and Chin 2011.
    #[test]
    fn a_published_matrix() {
        let matrix = [
            [1.0, 4.0, 3.0, 1.0, 3.0, 4.0],
            [1.0 / 4.0, 1.0, 7.0, 3.0, 1.0 / 5.0, 1.0],
            [1.0 / 3.0, 1.0 / 7.0, 1.0, 1.0 / 5.0, 1.0 / 5.0, 1.0 / 6.0],
            [1.0, 1.0 / 3.0, 5.0, 1.0, 1.0, 1.0 / 3.0],
            [1.0 / 3.0, 5.0, 5.0, 1.0, 1.0, 3.0],
            [1.0 / 4.0, 1.0, 6.0, 3.0, 1.0 / 3.0, 1.0],
        ];
        let a = ahp(&matrix.map(|r| r.to_vec())).expect("weights");
        assert!(all_near(&a.weights, &[0.3208, 0.1395, 0.0348, 0.1285, 0.2374, 0.1391], 1e-4), "{a:?}");
        assert!(near(a.lambda_max, 7.4199, 1e-4) && near(a.consistency_ratio, 0.229, 5e-4), "{a:?}");
        // 3 where the weights say 0.3208 / 0.0348 = 9.2, 3.1 times too little.
        let worst = a.worst.expect("a contradiction");
        assert_eq!((worst.given.more, worst.given.than, worst.given.by), (0, 2, 3.0));
        assert!(near(worst.consistent, 9.2, 0.05), "{worst:?}");
    }

    /// A circle of doubles: by symmetry all weigh the same, and each row sums to 1 + 2 + 1/2.
    #[test]
    fn a_circle_by_hand() {
        let a = ahp_of(3, &judge(&[(0, 1, 2.0), (1, 2, 2.0), (2, 0, 2.0)])).expect("weights");
        assert!(all_near(&a.weights, &[1.0 / 3.0; 3], 1e-14));
        assert!(near(a.lambda_max, 3.5, 1e-13) && near(a.consistency_index, 0.25, 1e-13));
        assert!(near(a.consistency_ratio, 0.25 / 0.58, 1e-13));
        let worst = a.worst.expect("a contradiction");
        assert_eq!((worst.given.more, worst.given.than), (0, 1), "the first of equals");
        assert!(near(worst.consistent, 1.0, 1e-13));
    }

    #[test]
    fn what_is_missing_is_filled_in() {
        // Harker's case: 2 and 2, and nothing on the ends. So the ends are at 4.
        let a = ahp_of(3, &judge(&[(0, 1, 2.0), (1, 2, 2.0)])).expect("weights");
        assert!(all_near(&a.weights, &[4.0 / 7.0, 2.0 / 7.0, 1.0 / 7.0], 1e-14));
        assert!(near(a.lambda_max, 3.0, 1e-13));
        assert_eq!((a.consistency_ratio, a.worst), (0.0, None));
        // The slowest chain.
        let chain: Vec<_> = (1..MOST).map(|i| Judgement { more: i - 1, than: i, by: 9.0 }).collect();
        let a = ahp_of(MOST, &chain).expect("weights");
        for pair in a.weights.windows(2) {
            assert!(near(pair[0] / pair[1], 9.0, 1e-9), "{:?}", a.weights);
        }
        // A circle of four, each twice the next: two of six judgements are missing.
        let circle = judge(&[(0, 1, 2.0), (1, 2, 2.0), (2, 3, 2.0), (3, 0, 2.0)]);
        let a = ahp_of(4, &circle).expect("weights");
        assert!(near(a.lambda_max, 4.5, 1e-13), "2 on the diagonal, 2 and 1/2");
        assert!(near(a.consistency_ratio, (0.5 / 3.0) / (0.90 / 3.0), 1e-12));
    }

    #[test]
    fn few_criteria() {
        let one = ahp(&[vec![1.0]]).expect("weights");
        assert_eq!((one.weights, one.consistency_ratio, one.worst), (vec![1.0], 0.0, None));
        let two = ahp(&[vec![1.0, 4.0], vec![0.25, 1.0]]).expect("weights");
        assert!(all_near(&two.weights, &[0.8, 0.2], 1e-15));
        assert_eq!((two.consistency_ratio, two.worst), (0.0, None));
    }

    #[test]
    fn what_is_refused() {
        let refused = |m: &[&[f64]]| ahp(&m.iter().map(|r| r.to_vec()).collect::<Vec<_>>()).expect_err("refused");
        assert_eq!(refused(&[]), WeightError::Empty);
        assert_eq!(refused(&[&[1.0, 2.0], &[0.5]]), WeightError::NotSquare(1));
        assert_eq!(refused(&[&[1.0, 2.0], &[0.4, 1.0]]), WeightError::NotReciprocal(0, 1));
        assert_eq!(refused(&[&[1.0, 0.0], &[0.0, 1.0]]), WeightError::NotReciprocal(0, 1));
        assert_eq!(refused(&[&[1.0, f64::NAN], &[1.0, 1.0]]), WeightError::NotReciprocal(0, 1));
        assert_eq!(refused(&[&[-1.0]]), WeightError::NotReciprocal(0, 0));
        assert_eq!(refused(&[&[1.0, -2.0], &[-0.5, 1.0]]), WeightError::BadRatio(0, 1));
        let refused = |n, list: &[(usize, usize, f64)]| ahp_of(n, &judge(list)).expect_err("refused");
        assert_eq!(refused(16, &[]), WeightError::TooMany(16));
        assert_eq!(refused(2, &[(0, 2, 1.0)]), WeightError::Unknown(2));
        assert_eq!(refused(2, &[(1, 1, 1.0)]), WeightError::BadRatio(1, 1));
        assert_eq!(refused(2, &[(0, 1, 3.0), (1, 0, 3.0)]), WeightError::Twice(1, 0));
        assert_eq!(refused(4, &[(0, 1, 3.0), (2, 3, 3.0)]), WeightError::Apart(vec![2, 3]));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn points_and_swings_sum_to_one(given in prop::collection::vec(0.0..100.0_f64, 1..20)) {
            prop_assume!(given.iter().any(|p| *p > 0.0));
            for weights in [points(&given), swing(&given)] {
                let weights = weights.expect("weights");
                prop_assert!(near(weights.iter().sum(), 1.0, 1e-12));
                prop_assert!(weights.iter().all(|w| (0.0..=1.0).contains(w)));
            }
        }

        #[test]
        fn centroids_fall_with_the_rank(ranks in prop::collection::vec(0_usize..12, 1..16)) {
            let weights = rank_order_centroid(&ranks).expect("weights");
            prop_assert!(near(weights.iter().sum(), 1.0, 1e-12));
            for (i, a) in ranks.iter().enumerate() {
                prop_assert!(weights[i] > 0.0);
                for (j, b) in ranks.iter().enumerate() {
                    prop_assert_eq!(a.cmp(b), weights[j].total_cmp(&weights[i]), "{:?}", weights);
                }
            }
        }

        #[test]
        fn consistent_judgements_give_their_weights_back(
            given in prop::collection::vec(0.02..1.0_f64, 1..=MOST),
            dropped in prop::collection::vec(any::<bool>(), MOST * MOST),
        ) {
            let expected = points(&given).expect("weights");
            // Neighbours are always compared, so that the judgements join all.
            let mut judgements = implied(&expected);
            judgements.retain(|j| j.than == j.more + 1 || !dropped[j.more * MOST + j.than]);
            let a = ahp_of(expected.len(), &judgements).expect("weights");
            prop_assert!(all_near(&a.weights, &expected, 1e-11), "{:?}", a.weights);
            prop_assert!(a.consistency_ratio < 1e-9);
            prop_assert_eq!(a.worst, None);
        }

        #[test]
        fn any_judgements_have_an_eigenvector(
            n in 1..=MOST,
            scale in prop::collection::vec(-8_i32..=8, MOST * MOST),
            dropped in prop::collection::vec(any::<bool>(), MOST * MOST),
        ) {
            let said = |k: i32| if k >= 0 { f64::from(k + 1) } else { 1.0 / f64::from(1 - k) };
            let mut judgements = implied(&vec![1.0; n]);
            judgements.retain(|j| j.than == j.more + 1 || !dropped[j.more * MOST + j.than]);
            for j in &mut judgements {
                j.by = said(scale[j.more * MOST + j.than]);
            }
            let a = ahp_of(n, &judgements).expect("weights");
            prop_assert!(near(a.weights.iter().sum(), 1.0, 1e-12));
            prop_assert!(a.weights.iter().all(|w| *w > 0.0));
            prop_assert!(a.lambda_max >= n as f64 - 1e-9);
            for (row, w) in sparse(n, &judgements).expect("a matrix").iter().zip(&a.weights) {
                let image: f64 = row.iter().zip(&a.weights).map(|(a, w)| a * w).sum();
                prop_assert!(near(image / w, a.lambda_max, 1e-9), "{:?}", a);
            }
            // The other way round, all weights of a judgement on one pair swap places.
            if n == 2 {
                let turned = ahp_of(2, &judge(&[(1, 0, judgements[0].by)])).expect("weights");
                prop_assert!(near(turned.weights[1], a.weights[0], 1e-12));
            }
        }
    }
}
