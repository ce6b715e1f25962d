//! Days in every spelling.

use std::ops::Range;

use super::fold::fold;
use super::words::words;
use crate::text::Date;

/// A day as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// The day; 0 for a day or month that is not given. None for a day that no calendar has.
    pub date: Option<Date>,
    /// How it is written.
    pub form: DateForm,
    /// Day and month could be the other way round.
    pub ambiguous: bool,
    /// As written.
    pub text: String,
}

impl Day {
    /// `2024-05-01`, `2024-05` or `2024`; as written if no calendar has it.
    pub fn iso(&self) -> String {
        match self.date {
            Some((y, 0, _)) => format!("{y:04}"),
            Some((y, m, 0)) => format!("{y:04}-{m:02}"),
            Some((y, m, d)) => format!("{y:04}-{m:02}-{d:02}"),
            None => self.text.clone(),
        }
    }
}

/// How a day is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DateForm {
    /// `2024-05-01`
    Iso,
    /// `2024/05/01`
    YearSlash,
    /// `2024.05.01`
    YearDot,
    /// `01/05/2024`, the day first
    DaySlash,
    /// `05/01/2024`, the month first
    MonthSlash,
    /// `01.05.2024`
    DayDot,
    /// `01-05-2024`
    DayDash,
    /// `20240501`
    Compact,
    /// `1 May 2024`
    DayMonthName,
    /// `May 1, 2024`
    MonthNameDay,
    /// `2024年5月1日`
    Signs,
    /// `2024-05`, `May 2024`, `2024`
    Short,
}

const DATE_FORMS: [(DateForm, &str); 12] = [
    (DateForm::Iso, "YYYY-MM-DD"),
    (DateForm::YearSlash, "YYYY/MM/DD"),
    (DateForm::YearDot, "YYYY.MM.DD"),
    (DateForm::DaySlash, "DD/MM/YYYY"),
    (DateForm::MonthSlash, "MM/DD/YYYY"),
    (DateForm::DayDot, "DD.MM.YYYY"),
    (DateForm::DayDash, "DD-MM-YYYY"),
    (DateForm::Compact, "YYYYMMDD"),
    (DateForm::DayMonthName, "D Month YYYY"),
    (DateForm::MonthNameDay, "Month D, YYYY"),
    (DateForm::Signs, "YYYY年M月D日"),
    (DateForm::Short, "YYYY-MM"),
];

impl DateForm {
    /// The form in letters: `YYYY-MM-DD`.
    pub fn word(self) -> &'static str {
        DATE_FORMS.iter().find(|f| f.0 == self).map_or("", |f| f.1)
    }

    /// The form of such letters.
    pub fn of(word: &str) -> Option<Self> {
        DATE_FORMS.iter().find(|f| f.1 == word).map(|f| f.0)
    }

    /// All forms in letters.
    pub fn words() -> impl Iterator<Item = &'static str> {
        DATE_FORMS.iter().map(|f| f.1)
    }
}

impl Day {
    /// The first day in a text.
    pub fn of(text: &str) -> Option<Day> {
        find(text).map(|(day, _)| day)
    }
}

/// The first day in a text, with its bytes.
pub(super) fn find(text: &str) -> Option<(Day, Range<usize>)> {
    const HYPHENS: [char; 4] = ['\u{2010}', '\u{2011}', '\u{2012}', '\u{2212}'];
    if !text.contains(HYPHENS) {
        return find_plain(text);
    }
    // Hyphens that only look different count as hyphens; bytes are told in the text as it is.
    let mut plain = String::with_capacity(text.len());
    let mut places = Vec::with_capacity(text.len());
    for (i, c) in text.char_indices() {
        let c = if HYPHENS.contains(&c) { '-' } else { c };
        plain.push(c);
        places.resize(plain.len(), i);
    }
    places.push(text.len());
    let (mut day, range) = find_plain(&plain)?;
    let range = places[range.start]..places[range.end];
    day.text = text[range.clone()].to_string();
    Some((day, range))
}

/// A day that no calendar has, made of what stands in place of one: `2024-023-2706`.
pub(super) fn broken(text: &str) -> Option<Day> {
    let t = text.trim();
    let signs = t.len() <= 24 && t.bytes().all(|b| b.is_ascii_digit() || b"-/. ".contains(&b));
    let groups = t.split(|c: char| !c.is_ascii_digit()).filter(|g| !g.is_empty()).count();
    (signs && groups >= 2).then(|| Day { date: None, form: DateForm::Iso, ambiguous: false, text: t.to_string() })
}

fn find_plain(text: &str) -> Option<(Day, Range<usize>)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut in_word = false;
    while at < bytes.len() {
        let c = bytes[at];
        if !in_word && c.is_ascii_digit() {
            if let Some(found) = digits_first(text, at) {
                return Some(found);
            }
        } else if !in_word
            && (c.is_ascii_alphabetic() || c >= 0x80)
            && let Some(found) = month_first(text, at)
        {
            return Some(found);
        }
        in_word = c.is_ascii_alphanumeric() || c >= 0x80;
        at += 1;
    }
    None
}

/// A year alone, where nothing else stands.
pub(super) fn year_only(text: &str) -> Option<Day> {
    let t = text.trim();
    let year = (t.len() == 4).then(|| t.parse::<u32>().ok()).flatten().filter(|y| (1990..2100).contains(y))?;
    Some(Day { date: Some((year, 0, 0)), form: DateForm::Short, ambiguous: false, text: t.to_string() })
}

/// The digits from a byte on: their end and value.
fn number(text: &str, at: usize) -> Option<(usize, u32)> {
    let rest = text.as_bytes().get(at..)?;
    let len = rest.iter().take(9).take_while(|b| b.is_ascii_digit()).count();
    (1..=8).contains(&len).then(|| (at + len, text[at..at + len].parse().unwrap_or(0)))
}

fn day(text: &str, range: Range<usize>, form: DateForm, date: Option<(u32, u32, u32)>) -> (Day, Range<usize>) {
    let date = date.filter(|d| exists(*d));
    (Day { date, form, ambiguous: false, text: text[range.clone()].to_string() }, range)
}

/// Whether a calendar has the day; month and day may be 0 for "not given".
fn exists((year, month, day): (u32, u32, u32)) -> bool {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let last = match month {
        0 => return day == 0 && (1970..=2999).contains(&year),
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 31,
    };
    (1970..=2999).contains(&year) && month <= 12 && day <= last
}

fn digits_first(text: &str, at: usize) -> Option<(Day, Range<usize>)> {
    let bytes = text.as_bytes();
    let (end, first) = number(text, at)?;
    let width = end - at;
    let separator = bytes.get(end).copied().unwrap_or(0);
    let whole = |end: usize| !bytes.get(end).is_some_and(u8::is_ascii_digit);
    match width {
        4 | 5 if matches!(separator, b'-' | b'/' | b'.') => {
            let form = match separator {
                b'-' => DateForm::Iso,
                b'/' => DateForm::YearSlash,
                _ => DateForm::YearDot,
            };
            let (middle, month) = number(text, end + 1).filter(|(e, _)| e - end <= 3)?;
            let last = (bytes.get(middle) == Some(&separator)).then(|| number(text, middle + 1)).flatten();
            if let Some((stop, last)) = last.filter(|(stop, _)| stop - middle <= 3)
                && whole(stop)
            {
                return Some(day(text, at..stop, form, (month > 0 && last > 0).then_some((first, month, last))));
            }
            let plausible = width == 4 && (1990..2100).contains(&first) && (1..=12).contains(&month);
            (plausible && separator != b'.' && middle - end == 3)
                .then(|| day(text, at..middle, DateForm::Short, Some((first, month, 0))))
        }
        // `2022, June 6th`
        4 if matches!(separator, b',' | b' ') && (1990..2100).contains(&first) => {
            let (month, from) = month(text, skip(text, end))?;
            let (mut stop, last) = number(text, skip(text, from)).filter(|(_, n)| (1..=31).contains(n))?;
            if ["st", "nd", "rd", "th"].iter().any(|o| text[stop..].starts_with(o)) {
                stop += 2;
            }
            Some(day(text, at..stop, DateForm::MonthNameDay, Some((first, month, last))))
        }
        4 if text[end..].starts_with('年') => {
            let (middle, month) = number(text, end + '年'.len_utf8())?;
            let after = text[middle..].strip_prefix('月')?;
            let from = text.len() - after.len();
            match number(text, from).filter(|(stop, _)| text[*stop..].starts_with('日')) {
                Some((stop, last)) => {
                    Some(day(text, at..stop + '日'.len_utf8(), DateForm::Signs, Some((first, month, last))))
                }
                None => Some(day(text, at..from, DateForm::Short, Some((first, month, 0)))),
            }
        }
        8 => {
            let (y, m, d) = (first / 10_000, first / 100 % 100, first % 100);
            let likely = (1990..2100).contains(&y) && (1..=12).contains(&m) && (1..=31).contains(&d);
            likely.then(|| day(text, at..end, DateForm::Compact, Some((y, m, d))))
        }
        1 | 2 => {
            if matches!(separator, b'/' | b'.' | b'-')
                && let Some(found) = day_month_year(text, at, end, first, separator)
            {
                return Some(found);
            }
            named_month(text, at, end, first)
        }
        _ => None,
    }
}

/// `01/05/2024`, `5.1.2024`, `4/1/23`
fn day_month_year(text: &str, at: usize, end: usize, first: u32, separator: u8) -> Option<(Day, Range<usize>)> {
    let bytes = text.as_bytes();
    let (middle, second) = number(text, end + 1).filter(|(e, _)| e - end <= 3)?;
    if bytes.get(middle) != Some(&separator) {
        return None;
    }
    let (stop, year) = number(text, middle + 1)?;
    let year = match stop - middle - 1 {
        4 => year,
        2 if separator != b'-' => 2000 + year,
        _ => return None,
    };
    let month_first = separator != b'.' && second > 12 && first <= 12;
    let form = match separator {
        b'/' if month_first => DateForm::MonthSlash,
        b'/' => DateForm::DaySlash,
        b'.' => DateForm::DayDot,
        _ => DateForm::DayDash,
    };
    let date = if month_first { (year, first, second) } else { (year, second, first) };
    let (mut found, range) = day(text, at..stop, form, (first > 0 && second > 0).then_some(date));
    found.ambiguous = separator != b'.' && first <= 12 && second <= 12 && first != second;
    Some((found, range))
}

/// The same day with day and month exchanged.
pub(super) fn exchanged(day: &Day) -> Option<Day> {
    let (y, m, d) = day.date.filter(|_| day.ambiguous)?;
    let form = if day.form == DateForm::DaySlash { DateForm::MonthSlash } else { day.form };
    Some(Day { date: Some((y, d, m)), form, ambiguous: false, text: day.text.clone() })
}

/// `1 May 2024`, `1st of May, 2024`, `12 de mayo de 2024`, `1. Mai 2024`, `01-May-2024`
fn named_month(text: &str, at: usize, end: usize, first: u32) -> Option<(Day, Range<usize>)> {
    let mut from = end;
    for ordinal in ["st", "nd", "rd", "th", "er", "º", "."] {
        if text[from..].starts_with(ordinal) {
            from += ordinal.len();
            break;
        }
    }
    from = skip(text, from);
    for of in ["of ", "de "] {
        if text[from..].starts_with(of) {
            from = skip(text, from + of.len());
        }
    }
    let (month, from) = month(text, from)?;
    let (stop, year) = year(text, from)?;
    Some(day(text, at..stop, DateForm::DayMonthName, (first > 0).then_some((year, month, first))))
}

/// `May 1st, 2024`, `May 2024`
fn month_first(text: &str, at: usize) -> Option<(Day, Range<usize>)> {
    let (month, from) = month(text, at)?;
    if let Some((stop, year)) = year(text, from) {
        return Some(day(text, at..stop, DateForm::Short, Some((year, month, 0))));
    }
    let (mut end, first) = number(text, skip(text, from)).filter(|(_, n)| (1..=31).contains(n))?;
    for ordinal in ["st", "nd", "rd", "th", "."] {
        if text[end..].starts_with(ordinal) {
            end += ordinal.len();
            break;
        }
    }
    let (stop, year) = year(text, end)?;
    Some(day(text, at..stop, DateForm::MonthNameDay, Some((year, month, first))))
}

/// A month's name: its number, and where the text goes on.
fn month(text: &str, at: usize) -> Option<(u32, usize)> {
    if !text.is_char_boundary(at) {
        return None;
    }
    let rest = &text[at..];
    let name: &str = match rest.char_indices().take(14).find(|(_, c)| !c.is_alphabetic() && *c != '\u{307}') {
        Some((end, _)) => &rest[..end],
        None if rest.len() < 40 => rest,
        None => return None,
    };
    let number = *words().months.get(&fold(name))?;
    Some((number, at + name.len()))
}

/// A year of four digits after spaces, commas, dots, dashes or `de`.
fn year(text: &str, at: usize) -> Option<(usize, u32)> {
    let mut from = skip(text, at);
    if text[from..].starts_with("de ") {
        from = skip(text, from + 3);
    }
    number(text, from).filter(|(stop, y)| stop - from == 4 && (1970..2100).contains(y))
}

fn skip(text: &str, at: usize) -> usize {
    let gap =
        text.as_bytes()[at..].iter().take(4).take_while(|b| matches!(b, b' ' | b',' | b'.' | b'-' | b'/')).count();
    at + gap
}

/// A day as a log writes days.
pub fn written((y, m, d): Date, form: Option<DateForm>) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let month = MONTHS.get(m as usize - 1).copied().unwrap_or_default();
    match form.unwrap_or(DateForm::Iso) {
        DateForm::Iso | DateForm::Short => format!("{y:04}-{m:02}-{d:02}"),
        DateForm::YearSlash => format!("{y:04}/{m:02}/{d:02}"),
        DateForm::YearDot => format!("{y:04}.{m:02}.{d:02}"),
        DateForm::DaySlash => format!("{d:02}/{m:02}/{y:04}"),
        DateForm::MonthSlash => format!("{m:02}/{d:02}/{y:04}"),
        DateForm::DayDot => format!("{d:02}.{m:02}.{y:04}"),
        DateForm::DayDash => format!("{d:02}-{m:02}-{y:04}"),
        DateForm::Compact => format!("{y:04}{m:02}{d:02}"),
        DateForm::DayMonthName => format!("{d} {month} {y:04}"),
        DateForm::MonthNameDay => format!("{month} {d}, {y:04}"),
        DateForm::Signs => format!("{y}年{m}月{d}日"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn iso(text: &str) -> String {
        find(text).map_or_else(|| String::from("none"), |(d, _)| d.iso())
    }

    #[test]
    fn every_spelling() {
        for (text, wanted) in [
            ("2024-05-01", "2024-05-01"),
            ("on 2024-5-1.", "2024-05-01"),
            ("2024/05/01", "2024-05-01"),
            ("2024.05.01", "2024-05-01"),
            ("2024-05-01T10:00:00Z", "2024-05-01"),
            ("**2024‑05‑01**", "2024-05-01"),
            ("2022, June 06th: first draft", "2022-06-06"),
            ("20240501", "2024-05-01"),
            ("27/05/2024", "2024-05-27"),
            ("05/27/2024", "2024-05-27"),
            ("01.05.2024", "2024-05-01"),
            ("1 May 2024", "2024-05-01"),
            ("1st of May, 2024", "2024-05-01"),
            ("May 1st, 2024", "2024-05-01"),
            ("December  22th, 2021: first review", "2021-12-22"),
            ("Sept. 3, 2023", "2023-09-03"),
            ("01-May-2024", "2024-05-01"),
            ("1. Mai 2024", "2024-05-01"),
            ("le 14 février 2023", "2023-02-14"),
            ("12 de mayo de 2024", "2024-05-12"),
            ("3 Ağustos 2022", "2022-08-03"),
            ("2024年5月1日", "2024-05-01"),
            ("May 2024", "2024-05"),
            ("2024-05", "2024-05"),
            ("version 1.2.3", "none"),
            ("ADR-0012", "none"),
            ("see 12 items", "none"),
        ] {
            assert_eq!(iso(text), wanted, "{text}");
        }
    }

    #[test]
    fn days_that_no_calendar_has_stay_as_written() {
        for text in ["2023-13-10", "2023-02-30", "20244-01-02", "31/04/2024", "2023-00-10"] {
            let (day, range) = find(text).expect("found");
            assert_eq!((day.date, day.iso().as_str(), range), (None, text, 0..text.len()));
        }
    }

    #[test]
    fn order_of_day_and_month() {
        let (day, _) = find("05/06/2023").expect("found");
        assert!(day.ambiguous);
        assert_eq!((day.iso().as_str(), exchanged(&day).expect("can be").iso().as_str()), ("2023-06-05", "2023-05-06"));
        assert!(!find("05/05/2023").expect("found").0.ambiguous);
    }
}
