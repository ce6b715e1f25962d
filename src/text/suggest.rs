//! The nearest match to a misspelt word.

/// The candidate most like `word`, if one is like enough to be worth offering.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let fold = |s: &str| s.to_lowercase().replace(['-', ' ', '.'], "_");
    let wanted = fold(word);
    candidates
        .into_iter()
        .map(|c| (score(&wanted, &fold(c)), c))
        .filter(|(s, _)| *s >= 0.72)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .map(|(_, c)| c)
}

/// Likeness from 0 to 1; a word that holds the other scores as a good match.
fn score(wanted: &str, candidate: &str) -> f64 {
    let edit = strsim::normalized_damerau_levenshtein(wanted, candidate);
    let within = |long: &str, short: &str| short.len() >= 3 && long.contains(short);
    // The same words in another order.
    let words = |s: &str| {
        let mut words: Vec<String> = s.split('_').map(String::from).collect();
        words.sort_unstable();
        words
    };
    if words(wanted) == words(candidate) {
        return edit.max(0.95);
    }
    let contains = within(candidate, wanted) || within(wanted, candidate);
    if contains { edit.max(0.75) } else { edit }
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
    fn lists_words() {
        assert_eq!(one_of(["a", "b", "c"], 5), "`a`, `b` or `c`");
        assert_eq!(one_of(["a", "b", "c"], 2), "`a`, `b` and 1 more");
        assert_eq!(one_of([], 2), "nothing");
    }
}
