//! Numbers and small texts for people.

use std::borrow::Cow;

/// Groups the digits of a whole number by threes: `12,345`.
pub fn thousands(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    if n < 0 { format!("-{out}") } else { out }
}

/// An amount of money without cents from 100 on, with cents below.
pub fn money(value: f64, currency: &str) -> String {
    if value.abs() >= 100.0 || value == 0.0 {
        format!("{} {currency}", thousands(value.round() as i64))
    } else {
        format!("{value:.2} {currency}")
    }
}

/// A number with up to three significant digits and no trailing zeros.
pub fn amount(value: f64) -> String {
    if value == 0.0 {
        return String::from("0");
    }
    // The exponent of the shortest form: exact, where a logarithm could differ between machines.
    let shortest = format!("{value:e}");
    let magnitude: i32 = shortest.split_once('e').and_then(|(_, e)| e.parse().ok()).unwrap_or(0);
    if magnitude >= 15 {
        // Beyond what can be counted with whole numbers, and read with groups of digits.
        return shortest_power(value);
    }
    let decimals = usize::try_from(2 - magnitude).unwrap_or(0).min(6);
    if decimals == 0 {
        return thousands(value.round() as i64);
    }
    let text = format!("{value:.decimals$}");
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

/// `1.5e18`, with up to three significant digits.
fn shortest_power(value: f64) -> String {
    let text = format!("{value:.2e}");
    match text.split_once('e') {
        Some((number, power)) => format!("{}e{power}", number.trim_end_matches('0').trim_end_matches('.')),
        None => text,
    }
}

/// A price of one unit with four significant digits, however small it is: a second costs millionths.
pub fn unit_price(value: f64) -> String {
    let shortest = format!("{value:e}");
    let magnitude: i32 = shortest.split_once('e').and_then(|(_, e)| e.parse().ok()).unwrap_or(0);
    let decimals = usize::try_from(3 - magnitude).unwrap_or(0).min(12);
    if value == 0.0 || decimals == 0 {
        return amount(value);
    }
    let text = format!("{value:.decimals$}");
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

/// A quantity of what is priced by the unit: `1,460 hours`, `1 month`, `10 x 10K operations`.
pub fn units(value: f64, unit: &str) -> String {
    let last = unit.rsplit(' ').next().unwrap_or_default();
    let number = amount(value);
    match () {
        () if unit.starts_with(|c: char| c.is_ascii_digit()) => format!("{number} x {unit}"),
        () if number != "1" && matches!(last, "hour" | "day" | "month" | "minute" | "second") => {
            format!("{number} {unit}s")
        }
        () => format!("{number} {unit}"),
    }
}

/// A number with its unit, which is in the singular for exactly one: `1 node`, `2.5 nodes`, `3 GB`.
pub fn counted(value: f64, unit: &str) -> String {
    let number = amount(value);
    let (first, rest) = unit.split_once(' ').map_or((unit, ""), |(first, rest)| (first, rest));
    let first = match first.strip_suffix('s') {
        Some(one) if value == 1.0 && first.len() > 3 && !one.ends_with('s') => one,
        _ => first,
    };
    format!("{number} {first} {rest}").trim_end().to_string()
}

/// `1 rule`, `2 rules`.
pub fn plural(n: usize, singular: &str) -> String {
    if n == 1 { format!("1 {singular}") } else { format!("{} {singular}s", thousands(n as i64)) }
}

/// The text on one line, without control characters: safe for a terminal and a table cell.
pub fn one_line(text: &str) -> String {
    on_one_line(text).into_owned()
}

/// The same, the text itself where it is so already.
pub fn on_one_line(text: &str) -> Cow<'_, str> {
    let mut before = b' ';
    let tidy = text.bytes().all(|byte| {
        let fits = (b'!'..=b'~').contains(&byte) || byte == b' ' && before != b' ';
        before = byte;
        fits
    });
    if tidy && (before != b' ' || text.is_empty()) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_whitespace() {
            if !out.ends_with(' ') {
                out.push(' ');
            }
        } else if !is_hidden(c) {
            out.push(c);
        }
    }
    Cow::Owned(out.trim().to_string())
}

/// Control characters and marks that reorder or hide text.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        assert_eq!(thousands(1234567), "1,234,567");
        assert_eq!(thousands(-12), "-12");
        assert_eq!(money(99.5, "USD"), "99.50 USD");
        assert_eq!(money(1234.4, "USD"), "1,234 USD");
        assert_eq!(amount(0.5), "0.5");
        assert_eq!(amount(12.345), "12.3");
        assert_eq!(amount(40.0), "40");
        assert_eq!(amount(12345.0), "12,345");
        assert_eq!(plural(1, "rule"), "1 rule");
    }

    #[test]
    fn control_characters_are_dropped() {
        assert_eq!(one_line("a\n\x1b[31mb\u{202e}c\t d "), "a [31mbc d");
        for text in ["", " ", " a", "a ", "a  b", "a\u{7f}b", "a\u{200b}b"] {
            assert!(matches!(on_one_line(text), Cow::Owned(_)) || text.is_empty(), "{text:?}");
        }
        assert!(matches!(on_one_line("a b, c~"), Cow::Borrowed(_)));
    }
}
