//! Bounds of a number: what an answer may sensibly be.

use serde::{Deserialize, Serialize};

use super::quantity::{Dimension, show_quantity};

/// The least and the greatest number that may be given, in base units, both included.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Bounds {
    /// The least.
    pub min: Option<f64>,
    /// The greatest.
    pub max: Option<f64>,
}

impl Bounds {
    /// Whether a number lies within.
    pub fn hold(&self, n: f64) -> bool {
        self.min.is_none_or(|min| n >= min) && self.max.is_none_or(|max| n <= max)
    }

    /// The least number.
    pub fn low(&self) -> f64 {
        self.min.unwrap_or(0.0)
    }

    /// The greatest number; a share ends at the whole.
    pub fn high(&self, dimension: Dimension) -> f64 {
        let whole = if dimension == Dimension::Percent { 100.0 } else { f64::INFINITY };
        self.max.unwrap_or(whole).min(whole)
    }

    /// In words, if there are any: `1 ms to 1 day`.
    pub fn words(&self, dimension: Dimension) -> Option<String> {
        let show = |n| show_quantity(n, dimension);
        match (self.min, self.max) {
            (Some(min), Some(max)) => Some(format!("{} to {}", show(min), show(max))),
            (Some(min), None) => Some(format!("at least {}", show(min))),
            (None, Some(max)) => Some(format!("at most {}", show(max))),
            (None, None) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ends_belong_to_it() {
        let b = Bounds { min: Some(1.0), max: Some(5.0) };
        assert!(b.hold(1.0) && b.hold(5.0) && !b.hold(0.9) && !b.hold(5.1) && !b.hold(f64::NAN));
        assert!(Bounds::default().hold(1e30));
        assert_eq!(b.words(Dimension::Count).as_deref(), Some("1 to 5"));
        assert_eq!(Bounds { min: None, ..b }.words(Dimension::Duration).as_deref(), Some("at most 5 s"));
        assert_eq!((b.high(Dimension::Percent), Bounds::default().high(Dimension::Percent)), (5.0, 100.0));
    }
}
