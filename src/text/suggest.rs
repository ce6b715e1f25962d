//! The nearest match to a misspelt word.

/// The least likeness that is worth offering.
const LIKE: f64 = 0.72;

/// The candidate most like `word`, if one is like enough to be worth offering.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let fold = |s: &str| s.to_lowercase().replace(['-', ' ', '.'], "_");
    let wanted = fold(word);
    candidates
        .into_iter()
        .filter_map(|c| Some((score(&wanted, &fold(c))?, c)))
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .map(|(_, c)| c)
}

/// Likeness from 0 to 1; a word that holds the other scores as a good match. None if it is too small.
fn score(wanted: &str, candidate: &str) -> Option<f64> {
    let within = |long: &str, short: &str| short.len() >= 3 && long.contains(short);
    let least = if is_reordered(wanted, candidate) {
        0.95
    } else if within(candidate, wanted) || within(wanted, candidate) {
        0.75
    } else {
        return likeness(wanted, candidate, LIKE);
    };
    Some(strsim::normalized_damerau_levenshtein(wanted, candidate).max(least))
}

/// Likeness by edits from 0 to 1; none if it is below `least`.
pub fn likeness(a: &str, b: &str, least: f64) -> Option<f64> {
    if most(a, b) < least {
        return None;
    }
    Some(strsim::normalized_damerau_levenshtein(a, b)).filter(|s| *s >= least)
}

/// The same words in another order.
fn is_reordered(a: &str, b: &str) -> bool {
    let words = |s: &str| {
        let mut words: Vec<String> = s.split('_').map(String::from).collect();
        words.sort_unstable();
        words
    };
    a.len() == b.len() && words(a) == words(b)
}

/// What likeness by edits cannot exceed: every character that only one of both has takes an edit. Far less work than
/// counting the edits.
fn most(a: &str, b: &str) -> f64 {
    let mut balance = [0_i32; 64];
    let (mut long, mut short) = (0, 0);
    for c in a.chars() {
        balance[c as usize % 64] += 1;
        long += 1;
    }
    for c in b.chars() {
        balance[c as usize % 64] -= 1;
        short += 1;
    }
    let (more, fewer) = balance.iter().fold((0, 0), |(m, f), n| (m + n.max(&0), f - n.min(&0)));
    1.0 - f64::from(more.max(fewer)) / f64::from(long.max(short).max(1))
}

/// The words as `a`, `b` or `c`, shortened after `limit` with the count of the rest.
pub fn one_of<'a>(words: impl IntoIterator<Item = &'a str>, limit: usize) -> String {
    let all: Vec<&str> = words.into_iter().collect();
    let shown: Vec<String> = all.iter().take(limit).map(|w| format!("`{w}`")).collect();
    let rest = all.len().saturating_sub(limit);
    match (shown.as_slice(), rest) {
        ([], _) => String::from("nothing"),
        (_, 1..) => format!("{} and {rest} more", shown.join(", ")),
        ([one], 0) => one.clone(),
        ([init @ .., last], 0) => format!("{} or {last}", init.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_nearest() {
        let ids = ["data.volume", "data.velocity", "inference.mode"];
        assert_eq!(nearest("data.volumne", ids), Some("data.volume"));
        assert_eq!(nearest("volume", ids), Some("data.volume"));
        assert_eq!(nearest("volume_data", ids), Some("data.volume"));
        assert_eq!(nearest("zebra", ids), None);
        assert_eq!(nearest("training_compute", ["r", "go"]), None);
    }

    #[test]
    fn what_is_left_out_early_is_too_unlike() {
        let words =
            ["", "a", "data.volume", "data.velocity", "volume_data", "übung", "ubung", "xyz", "training_compute"];
        for a in words {
            for b in words {
                let edit = strsim::normalized_damerau_levenshtein(a, b);
                assert!(most(a, b) >= edit, "{a} {b}: {} below {edit}", most(a, b));
            }
        }
    }

    #[test]
    fn lists_words() {
        assert_eq!(one_of(["a", "b", "c"], 5), "`a`, `b` or `c`");
        assert_eq!(one_of(["a", "b", "c"], 2), "`a`, `b` and 1 more");
        assert_eq!(one_of([], 2), "nothing");
    }
}
