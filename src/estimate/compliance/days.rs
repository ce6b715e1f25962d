//! Days of the calendar, to compare and to add.

/// Seconds of a day.
pub(super) const SECONDS: f64 = 86_400.0;

/// Days since the first of March of the year 0, of a day written as `YYYY-MM-DD`.
pub(super) fn parse(text: &str) -> Option<i64> {
    let mut parts = text.splitn(3, '-').map(|p| p.parse::<i64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // A year that begins in March has its odd day at the end.
    let (year, month) = if month < 3 { (year - 1, month + 9) } else { (year, month - 3) };
    Some(
        year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + (153 * month + 2) / 5 + day - 1,
    )
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn days_are_counted() {
        let between = |a, b| parse(b).zip(parse(a)).map(|(b, a)| b - a);
        assert_eq!(between("2026-11-21", "2026-12-02"), Some(11));
        assert_eq!(between("2027-12-31", "2028-03-01"), Some(61));
        assert_eq!(between("2026-03-01", "2027-03-01"), Some(365));
        assert_eq!(between("1999-12-31", "2000-03-01"), Some(61));
        assert_eq!(parse("2026-13-01"), None);
        assert_eq!(parse("soon"), None);
    }
}
