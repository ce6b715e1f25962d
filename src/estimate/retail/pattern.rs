//! Comparing names of the price list, whose case, spaces and hyphens differ from row to row.

/// A name without case, spaces, hyphens and underscores; `*` stays.
pub(super) fn fold(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '_')).flat_map(char::to_lowercase).collect()
}

/// A folded name, or one with `*` for any characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern(Vec<String>);

impl Pattern {
    /// Of a name as the catalog writes it.
    pub(super) fn new(text: &str) -> Self {
        Pattern(fold(text).split('*').map(String::from).collect())
    }

    /// Whether a folded name fits.
    pub(super) fn fits(&self, name: &str) -> bool {
        let (Some(first), Some(last)) = (self.0.first(), self.0.last()) else { return false };
        if self.0.len() == 1 {
            return name == first;
        }
        let Some(mut rest) = name.strip_prefix(first.as_str()) else { return false };
        for part in &self.0[1..self.0.len() - 1] {
            let Some(at) = rest.find(part.as_str()) else { return false };
            rest = &rest[at + part.len()..];
        }
        rest.ends_with(last.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formatting_makes_no_difference_and_stars_stand_for_anything() {
        let fits = |pattern: &str, name: &str| Pattern::new(pattern).fits(&fold(name));
        assert!(fits("P1 v3", "P1v3") && fits("Standard_D4s_v5", "standard_d4s_v5"));
        assert!(!fits("P1 v3", "P1 v3 App"));
        assert!(fits("P1 v3*", "P1 v3 App") && fits("*Data Stored", "LRS Data Stored"));
        assert!(fits("a*b*c", "a1b2c") && !fits("a*b*c", "ac"));
        assert!(!fits("ab*ba", "aba"));
    }
}
