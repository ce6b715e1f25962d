//! Lines and strings of a text, found many bytes at once.

/// Where the line ends that a byte stands in: behind its line feed, or at the end of the text.
///
/// # Panics
/// If the byte lies behind the end of the text.
pub fn line_end(text: &str, at: usize) -> usize {
    memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |n| at + n + 1)
}

/// Where a string stands in a text, each place behind the one before.
pub fn all<'t>(text: &'t str, string: &'t str) -> impl Iterator<Item = usize> + 't {
    memchr::memmem::find_iter(text.as_bytes(), string.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_behind_their_line_feed() {
        let text = "ab\n\nç";
        let ends: Vec<usize> = (0..=text.len()).map(|at| line_end(text, at)).collect();
        assert_eq!(ends, [3, 3, 3, 4, 6, 6, 6]);
        assert_eq!(line_end("", 0), 0);
    }

    #[test]
    fn all_places_of_a_string() {
        assert_eq!(all("-ab--ababa", "ab").collect::<Vec<_>>(), [1, 5, 7]);
        assert_eq!(all("", "ab").count(), 0);
    }
}
