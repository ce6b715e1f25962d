//! Units of measure of the price list: `1 Hour`, `100 Hours`, `1/Hour`, `1 GB/Month`, `10K`, `1M`,
//! `1 GiB Second` and the like, and what one is in another.

use crate::catalog::HOURS_PER_MONTH;

/// An amount that a price is for.
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    /// How many.
    pub count: f64,
    /// Of what, if it is data: bytes in the price list's own units, where GB and GiB are the same.
    pub bytes: Option<f64>,
    /// For how many seconds, if it is by time.
    pub seconds: Option<f64>,
}

const HOUR: f64 = 3600.0;

/// Seconds of a word of time.
fn seconds(word: &str) -> Option<f64> {
    Some(match word.trim_end_matches('s') {
        "second" => 1.0,
        "minute" => 60.0,
        "hour" => HOUR,
        "day" => 24.0 * HOUR,
        "month" => HOURS_PER_MONTH * HOUR,
        "year" => 12.0 * HOURS_PER_MONTH * HOUR,
        _ => return None,
    })
}

/// Bytes of a word of data. The price list says GB and means GiB, so both count alike.
fn bytes(word: &str) -> Option<f64> {
    Some(match word {
        "mb" | "mib" => 1.0 / 1024.0,
        "gb" | "gib" => 1.0,
        "tb" | "tib" => 1024.0,
        "pb" | "pib" => 1024.0 * 1024.0,
        _ => return None,
    })
}

/// `10K` and `thousand`, `1M` and `million`: the count.
fn count(word: &str) -> Option<f64> {
    match word {
        "thousand" => return Some(1e3),
        "million" => return Some(1e6),
        "billion" => return Some(1e9),
        _ => {}
    }
    let digits = word.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(word.len());
    let number: f64 = word[..digits].parse().ok()?;
    let factor = match &word[digits..] {
        "" => 1.0,
        "k" => 1e3,
        "m" => 1e6,
        "b" => 1e9,
        _ => return None,
    };
    Some(number * factor)
}

impl Measure {
    /// Reads a unit of the price list or of the catalog. Words that are neither a number, data nor time
    /// name what is counted (`vCPU`, `tokens`) and are passed over.
    pub fn read(text: &str) -> Option<Measure> {
        let mut out = Measure { count: 1.0, bytes: None, seconds: None };
        let folded = text.to_ascii_lowercase();
        let mut any = false;
        for (i, word) in folded.split([' ', '/', ',']).filter(|w| !w.is_empty()).enumerate() {
            any = true;
            if let Some(n) = count(word).filter(|n| *n > 0.0) {
                out.count *= n;
            } else if let Some(s) = seconds(word) {
                out.seconds = Some(s);
            } else if let Some(b) = bytes(word) {
                out.bytes = Some(b);
            } else if i == 0 && word.starts_with(|c: char| c.is_ascii_digit()) {
                return None; // a number with an ending that nobody knows
            }
        }
        any.then_some(out)
    }

    /// How many of `from` make one of this: a price for `from` times this is the price for this.
    /// Nothing if one is by time or data and the other is not.
    pub fn of(&self, from: &Measure) -> Option<f64> {
        let ratio = |a: Option<f64>, b: Option<f64>| match (a, b) {
            (Some(a), Some(b)) => Some(a / b),
            (None, None) => Some(1.0),
            _ => None,
        };
        Some(self.count / from.count * ratio(self.bytes, from.bytes)? * ratio(self.seconds, from.seconds)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn convert(from: &str, to: &str) -> Option<f64> {
        Measure::read(to)?.of(&Measure::read(from)?)
    }

    /// Every form of the price list, in the words of the catalog.
    #[test]
    fn every_unit_of_the_price_list() {
        for (from, to, factor) in [
            ("1 Hour", "hour", 1.0),
            ("100 Hours", "hour", 0.01),
            ("1/Hour", "hour", 1.0),
            ("1 GB/Month", "GB month", 1.0),
            ("1/Month", "month", 1.0),
            ("10K", "10K operations", 1.0),
            ("10K", "million", 100.0),
            ("1M", "million tokens", 1.0),
            ("1K", "million tokens", 1000.0),
            ("10", "million executions", 100_000.0),
            ("1 Second", "vCPU second", 1.0),
            ("1 GiB Second", "GiB second", 1.0),
            ("1 GB Second", "GiB second", 1.0),
            ("1/Day", "day", 1.0),
            ("1 Hour", "month", 730.0),
            ("1/Day", "month", 730.0 / 24.0),
            ("1 Hour", "vCPU second", 1.0 / 3600.0),
            ("100 GB Seconds", "GB hour", 36.0),
            ("1 TB", "TB", 1.0),
            ("1 GB", "GB", 1.0),
            ("1/Month", "PTU hour", 1.0 / 730.0),
            ("1 Rotation", "request", 1.0),
        ] {
            let got = convert(from, to).unwrap_or_else(|| panic!("{from} in {to}"));
            assert!((got - factor).abs() <= factor * 1e-12, "{from} in {to}: {got}, not {factor}");
        }
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        for (from, to) in [("1 Hour", "GB"), ("1 GB", "hour"), ("1 GB/Month", "GB"), ("1M", "hour"), ("", "hour")] {
            assert_eq!(convert(from, to), None, "{from} in {to}");
        }
        assert_eq!(Measure::read("10X"), None);
    }
}
