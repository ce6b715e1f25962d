//! Quantities with units. Inside, a quantity is a number of base units: bytes, seconds, per
//! second, percent, US dollars, or a plain count.

use serde::{Deserialize, Serialize};

use crate::text::{amount, thousands};

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Dimension {
    /// Data; base unit byte. KB to PB are decimal, KiB to PiB binary.
    Bytes,
    /// Time; base unit second. A month is 1/12 of a year of 365.25 days.
    Duration,
    /// Frequency; base unit per second.
    Rate,
    /// Per cent.
    Percent,
    /// US dollars.
    Money,
    /// A plain number.
    Count,
}

const YEAR: f64 = 365.25 * 86_400.0;

impl Dimension {
    /// The units with their size in base units; the first is the base unit.
    pub fn units(self) -> &'static [(&'static str, f64)] {
        match self {
            Dimension::Bytes => &[
                ("B", 1.0),
                ("KB", 1e3),
                ("MB", 1e6),
                ("GB", 1e9),
                ("TB", 1e12),
                ("PB", 1e15),
                ("KiB", 1024.0),
                ("MiB", 1_048_576.0),
                ("GiB", 1_073_741_824.0),
                ("TiB", 1_099_511_627_776.0),
                ("PiB", 1_125_899_906_842_624.0),
            ],
            Dimension::Duration => &[
                ("s", 1.0),
                ("ms", 1e-3),
                ("min", 60.0),
                ("h", 3600.0),
                ("hours", 3600.0),
                ("hour", 3600.0),
                ("days", 86_400.0),
                ("day", 86_400.0),
                ("d", 86_400.0),
                ("weeks", 604_800.0),
                ("week", 604_800.0),
                ("months", YEAR / 12.0),
                ("month", YEAR / 12.0),
                ("years", YEAR),
                ("year", YEAR),
            ],
            Dimension::Rate => &[("/s", 1.0), ("/min", 1.0 / 60.0), ("/h", 1.0 / 3600.0), ("/day", 1.0 / 86_400.0)],
            Dimension::Percent => &[("%", 1.0)],
            Dimension::Money => &[("USD", 1.0)],
            Dimension::Count => &[("", 1.0), ("k", 1e3), ("M", 1e6), ("G", 1e9)],
        }
    }

    /// More than anything has that is built: such a number is a slip of the keys, and what is reckoned with it says
    /// nothing. A percentage ends at 100 by its meaning.
    pub fn most(self) -> f64 {
        match self {
            Dimension::Bytes => 1e21,
            Dimension::Duration => 1000.0 * YEAR,
            Dimension::Rate => 1e9,
            Dimension::Percent => 100.0,
            Dimension::Money => 1e12,
            Dimension::Count => 1e18,
        }
    }

    /// What it is, for messages.
    pub fn word(self) -> &'static str {
        match self {
            Dimension::Bytes => "an amount of data such as `40 GB`",
            Dimension::Duration => "a time such as `300 ms`",
            Dimension::Rate => "a rate such as `25 /s`",
            Dimension::Percent => "a percentage such as `99.9 %`",
            Dimension::Money => "an amount such as `6000 USD`",
            Dimension::Count => "a number such as `3`",
        }
    }

    /// The unit of a name.
    pub fn unit(self, name: &str) -> Option<f64> {
        let units = self.units();
        let exact = units.iter().find(|u| u.0 == name);
        exact.or_else(|| units.iter().find(|u| u.0.eq_ignore_ascii_case(name))).map(|u| u.1)
    }
}

/// Reads `40 GB`, `300ms`, `25 /s`, `99.9 %`, `6000 USD`, `12`. A bare number takes `own`, the size
/// of the question's own unit.
///
/// # Errors
/// A sentence that says what is wrong with it.
pub fn parse_quantity(text: &str, dimension: Dimension, own: f64) -> Result<f64, String> {
    let text = text.trim();
    let split =
        text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | '_' | '+' | '-'))).unwrap_or(text.len());
    // An exponent belongs to the number: 1e6.
    let split = match text[split..].strip_prefix(['e', 'E']) {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_digit()) => {
            let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            split + 1 + digits
        }
        _ => split,
    };
    let (number, unit) = text.split_at(split);
    let value: f64 = number
        .replace([',', '_'], "")
        .parse()
        .ok()
        .filter(|n: &f64| n.is_finite())
        .ok_or_else(|| format!("`{text}` is not {}", dimension.word()))?;
    if value < 0.0 {
        return Err(format!("`{text}` is negative"));
    }
    let unit = unit.trim();
    if unit.is_empty() {
        return Ok(value * own);
    }
    dimension.unit(unit).map(|u| value * u).ok_or_else(|| {
        let names: Vec<&str> = dimension.units().iter().map(|u| u.0).filter(|n| !n.is_empty()).collect();
        format!("`{unit}` is not a unit here; units are {}", names.join(", "))
    })
}

/// Writes a quantity in the unit that reads best.
pub fn show_quantity(value: f64, dimension: Dimension) -> String {
    let pick = |units: &[(&str, f64)]| {
        let best = units.iter().rev().find(|u| value >= u.1).or_else(|| units.first());
        best.map_or_else(
            || amount(value),
            |u| match amount(value / u.1) {
                // One day, not one days; units of data and fractions of a second have no plural.
                one if one == "1" && u.0.len() > 3 => format!("1 {}", u.0.trim_end_matches('s')),
                number => format!("{number} {}", u.0),
            },
        )
    };
    match dimension {
        Dimension::Bytes => pick(&dimension.units()[..6]),
        Dimension::Duration => {
            pick(&[("ms", 1e-3), ("s", 1.0), ("min", 60.0), ("hours", 3600.0), ("days", 86_400.0), ("years", YEAR)])
        }
        Dimension::Rate => format!("{} /s", amount(value)),
        // Availabilities need all their nines.
        Dimension::Percent => format!("{value} %"),
        Dimension::Money => format!("{} USD", thousands(value.round() as i64)),
        Dimension::Count if value.fract() == 0.0 && value.abs() < 1e15 => thousands(value as i64),
        Dimension::Count => amount(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_quantities() {
        let read = |t, d| parse_quantity(t, d, 1.0);
        assert_eq!(read("40 GB", Dimension::Bytes), Ok(40e9));
        assert_eq!(read("1TiB", Dimension::Bytes), Ok(1_099_511_627_776.0));
        assert_eq!(read("300 ms", Dimension::Duration), Ok(0.3));
        assert_eq!(read("25 /s", Dimension::Rate), Ok(25.0));
        assert_eq!(read("99.9 %", Dimension::Percent), Ok(99.9));
        assert_eq!(read("6,000 USD", Dimension::Money), Ok(6000.0));
        assert_eq!(read("2e6", Dimension::Count), Ok(2e6));
        assert_eq!(parse_quantity("40", Dimension::Bytes, 1e9), Ok(40e9));
        assert!(read("40 parsecs", Dimension::Bytes).expect_err("refused").contains("not a unit"));
        assert!(read("-1", Dimension::Count).is_err());
        assert!(read("lots", Dimension::Bytes).is_err());
    }

    #[test]
    fn shows_quantities() {
        assert_eq!(show_quantity(40e9, Dimension::Bytes), "40 GB");
        assert_eq!(show_quantity(0.3, Dimension::Duration), "300 ms");
        assert_eq!(show_quantity(5.0 * YEAR, Dimension::Duration), "5 years");
        assert_eq!(show_quantity(99.95, Dimension::Percent), "99.95 %");
        assert_eq!(show_quantity(1e6, Dimension::Count), "1,000,000");
    }
}
