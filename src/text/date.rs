//! Days of the calendar.

/// A day, as `(year, month, day)`.
pub type Date = (u32, u32, u32);

/// Seconds of a day.
pub const DAY: f64 = 86_400.0;

/// Reads `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; what is left out counts as the first.
pub fn date(text: &str) -> Option<Date> {
    let mut parts = text.splitn(3, '-').map(|p| p.parse().ok());
    let year = parts.next()??;
    let month = parts.next().map_or(Some(1), |p| p)?;
    let day = parts.next().map_or(Some(1), |p| p)?;
    ((1..=12).contains(&month) && (1..=31).contains(&day)).then_some((year, month, day))
}

/// Days from one day to another in the Gregorian calendar; negative if the other comes first.
pub fn days_between(from: Date, to: Date) -> i64 {
    number(to) - number(from)
}

/// The number of a day, counted from the first of March of the year 0: years that begin in March have
/// the leap day at their end, and 153 days in every five of their months.
fn number((year, month, day): Date) -> i64 {
    let (year, month, day) = (i64::from(year), i64::from(month), i64::from(day));
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leaps = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leaps + (month * 153 + 2) / 5 + day - 1
}

/// The day that is so many days after 1 January 1970, as `YYYY-MM-DD`.
pub fn day_of(days: i64) -> String {
    let days = days + number((1970, 1, 1));
    // An average year, then a correction by at most one.
    let mut year = days.div_euclid(146_097) * 400 + days.rem_euclid(146_097) * 400 / 146_097;
    let first = |year: i64| year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    if first(year + 1) <= days {
        year += 1;
    }
    let rest = days - first(year);
    let month = (rest * 5 + 2) / 153;
    let day = rest - (month * 153 + 2) / 5 + 1;
    let (year, month) = if month < 10 { (year, month + 3) } else { (year + 1, month - 9) };
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_may_be_short() {
        assert_eq!(date("2026-11-21"), Some((2026, 11, 21)));
        assert_eq!(date("2026-11"), Some((2026, 11, 1)));
        assert_eq!(date("2026"), Some((2026, 1, 1)));
        assert_eq!(date("soon"), None);
        assert_eq!(date(""), None);
        assert_eq!(date("2026-13-01"), None);
    }

    #[test]
    fn days_are_counted_over_leap_years() {
        let days = |a, b| days_between(date(a).expect("a day"), date(b).expect("a day"));
        assert_eq!(days("2026-11-21", "2026-11-21"), 0);
        assert_eq!(days("2026-11-21", "2026-12-01"), 10);
        assert_eq!(days("2027-02-28", "2027-03-01"), 1);
        assert_eq!(days("2028-02-28", "2028-03-01"), 2);
        assert_eq!(days("2026-11-21", "2028-09-25"), 674);
        assert_eq!(days("2026-11-21", "2026-11-20"), -1);
        assert_eq!(days("2026-11-21", "2026-12-02"), 11);
        assert_eq!(days("2027-12-31", "2028-03-01"), 61);
        assert_eq!(days("2026-03-01", "2027-03-01"), 365);
        assert_eq!(days("1999-12-31", "2000-03-01"), 61);
        assert_eq!(days("1600-01-01", "2000-01-01"), 146_097);
    }

    #[test]
    fn a_count_of_days_is_a_day() {
        assert_eq!(day_of(0), "1970-01-01");
        assert_eq!(day_of(-1), "1969-12-31");
        for day in (-200_000..200_000).step_by(37) {
            let text = day_of(day);
            assert_eq!(days_between((1970, 1, 1), date(&text).expect("a day")), day, "{text}");
        }
    }
}
