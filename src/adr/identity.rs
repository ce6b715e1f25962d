//! Ids: in names of files, in titles, in running text.

use std::ops::Range;

use super::fold::{fold, folded_ascii, words_of};
use super::kinds::Label;
use super::markup::Markup;
use super::model::{Id, Scheme};
use super::words::words;
use crate::text::all;

/// Most digits of a number that counts as an id.
const MOST_DIGITS: usize = 7;

impl Id {
    fn number(prefix: &str, digits: &str, text: &str) -> Option<Id> {
        let number = digits.parse().ok()?;
        let (prefix, text) = (prefix.to_string(), text.to_string());
        Some(Id { scheme: Scheme::Number, prefix, number, width: digits.len(), text })
    }

    fn day(year: u32, month: u32, day: u32) -> Id {
        let text = format!("{year:04}-{month:02}-{day:02}");
        Id { scheme: Scheme::Day, prefix: String::new(), number: 0, width: 0, text }
    }

    /// Words as an id.
    pub(super) fn slug(text: &str) -> Id {
        Id { scheme: Scheme::Slug, prefix: String::new(), number: 0, width: 0, text: text.to_string() }
    }
}

/// The name of a file without the endings that records have.
pub fn stem(name: &str) -> &str {
    let mut stem = name;
    for ending in ["erb"].into_iter().chain(Markup::endings()).chain(["html"]) {
        let cut = stem.len().saturating_sub(ending.len() + 1);
        let ends = stem.is_char_boundary(cut) && stem[cut..].starts_with('.');
        if cut > 0 && ends && stem[cut + 1..].eq_ignore_ascii_case(ending) {
            stem = &stem[..cut];
        }
    }
    stem
}

/// The id in the name of a file or folder, with its bytes; none if the name is words only.
pub fn of_name(stem: &str) -> Option<(Id, Range<usize>)> {
    let start = name_start(stem);
    let start = start + number_word(&stem[start..]);
    let rest = &stem[start..];
    let digits = leading_digits(rest);
    if digits > 0 {
        if let Some((id, len)) = calendar(rest, digits) {
            return Some((id, start..start + len));
        }
        let after = rest[digits..].chars().next();
        let ends = after.is_none_or(|c| !c.is_alphanumeric());
        return (ends && digits <= MOST_DIGITS)
            .then(|| Id::number("", &rest[..digits], &rest[..digits]))
            .flatten()
            .map(|id| (id, start..start + digits));
    }
    let (id, len) = prefixed(rest)?;
    Some((id, start..start + len))
}

/// Where the name begins after marks such as `[Superseded] `.
fn name_start(stem: &str) -> usize {
    let mut at = 0;
    if let Some(inner) = stem.strip_prefix('[').or_else(|| stem.strip_prefix('('))
        && let Some(close) = inner.find([']', ')'])
        && !inner[..close].bytes().any(|b| b.is_ascii_digit())
    {
        at = close + 2;
    }
    at + stem[at..].find(|c: char| c.is_alphanumeric()).unwrap_or(0)
}

/// The bytes of `Nr. ` and its like before a number.
fn number_word(text: &str) -> usize {
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let word = fold(&text[..letters]);
    let after = text[letters..].trim_start_matches(['.', '-', '_', ' ', '#']);
    let gap = text.len() - letters - after.len();
    let number = words().labels.get(&word) == Some(&Label::Id) && !words().prefixes.contains(&word) && word != "id";
    if number && gap > 0 && leading_digits(after) > 0 { letters + gap } else { 0 }
}

fn leading_digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

/// `2024-05-01`, `20240501`, `20240501093000`, `2024-05`, and `20240501-02` for the second of a day.
fn calendar(text: &str, digits: usize) -> Option<(Id, usize)> {
    let (mut id, mut len) = bare_calendar(text, digits)?;
    let rest = text[len..].strip_prefix('-').unwrap_or_default();
    let ends = rest.as_bytes().get(2).is_none_or(|b| !b.is_ascii_alphanumeric());
    if digits == 8 && leading_digits(rest) == 2 && ends {
        id.text = format!("{}-{}", id.text, &rest[..2]);
        len += 3;
    }
    Some((id, len))
}

fn bare_calendar(text: &str, digits: usize) -> Option<(Id, usize)> {
    let valid = |y: u32, m: u32, d: u32| (1990..2100).contains(&y) && (1..=12).contains(&m) && (1..=31).contains(&d);
    let part = |range: Range<usize>| text.get(range).and_then(|t| t.parse::<u32>().ok());
    if matches!(digits, 8 | 12 | 14) {
        let (y, m, d) = (part(0..4)?, part(4..6)?, part(6..8)?);
        return valid(y, m, d).then(|| (Id::day(y, m, d), digits));
    }
    let bytes = text.as_bytes();
    let separated = |at: usize| bytes.get(at).is_some_and(|b| matches!(b, b'-' | b'_' | b'.'));
    if digits != 4 || !separated(4) || leading_digits(&text[5..]) != 2 {
        return None;
    }
    let (y, m) = (part(0..4)?, part(5..7)?);
    if separated(7) && leading_digits(&text[8..]) == 2 {
        let d = part(8..10)?;
        // Day and month exchanged make a day that no calendar has, and no number either.
        return (valid(y, 1, d.max(1)) && m <= 31).then(|| (Id::day(y, m, d), 10));
    }
    let ends = bytes.get(7).is_none_or(|b| !b.is_ascii_alphanumeric());
    (valid(y, m, 1) && ends).then(|| {
        let text = format!("{y:04}-{m:02}");
        (Id { scheme: Scheme::Month, prefix: String::new(), number: 0, width: 0, text }, 7)
    })
}

/// `ADR-0007`, `adr_7`, `adr007`, `DATA-0019`, `vector-store-adr-0002`
fn prefixed(text: &str) -> Option<(Id, usize)> {
    let known = |prefix: &str| words().prefixes.contains(&fold(prefix));
    let mut at = 0;
    // A few words at most stand before the number.
    for _ in 0..6 {
        let token_len = text[at..].find(['-', '_', ' ', '.', '#']).unwrap_or(text.len() - at);
        let token = &text[at..at + token_len];
        let digits = leading_digits(token);
        if digits == token.len() && digits > 0 {
            let prefix = text[..at].trim_end_matches(['-', '_', ' ', '.', '#']);
            let last = prefix.rsplit(['-', '_', ' ']).next().unwrap_or(prefix);
            let capitals = prefix.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b"-_ ".contains(&b));
            // `TODO-12` names no record.
            let capitals = capitals && !words().nobody.contains(&fold(prefix));
            let fits = known(prefix) || known(last) || (capitals && digits >= 2);
            let end = at + digits;
            return (fits && digits <= MOST_DIGITS)
                .then(|| Id::number(prefix, token, &text[..end]))
                .flatten()
                .map(|id| (id, end));
        }
        // `adr007`: letters and digits without a sign between them.
        let letters = token.bytes().take_while(u8::is_ascii_alphabetic).count();
        let rest = &token[letters..];
        if at == 0 && letters > 0 && !rest.is_empty() && leading_digits(rest) == rest.len() && known(&token[..letters])
        {
            return Id::number(&token[..letters], rest, token).map(|id| (id, token_len));
        }
        at += token_len;
        at += text[at..].bytes().take_while(|b| b"-_ .#".contains(b)).count();
        if at >= text.len() {
            return None;
        }
    }
    None
}

/// What a title begins with.
pub(super) struct Head {
    /// The id in the title.
    pub(super) id: Option<Id>,
    /// Where the words of the title begin.
    pub(super) rest: usize,
}

/// Splits a title into its id and its words. `file` is the id of the file, which tells `4-day week` from
/// `0004-use-x`.
pub(super) fn of_title(title: &str, file: Option<&Id>) -> Head {
    let start = title.find(|c: char| c.is_alphanumeric()).unwrap_or(title.len());
    let start = start + number_word(&title[start..]);
    let bare = Head { id: None, rest: 0 };
    let text = &title[start..];
    let number = file.filter(|f| f.scheme == Scheme::Number).map(|f| f.number);
    let digits = leading_digits(text);
    if digits > 0 {
        if let Some((id, len)) = calendar(text, digits) {
            return match separator(&text[len..], true) {
                Some(gap) if id.scheme == Scheme::Day => Head { id: Some(id), rest: start + len + gap },
                _ => bare,
            };
        }
        let Some(id) = Id::number("", &text[..digits], &text[..digits]).filter(|_| digits <= MOST_DIGITS) else {
            return bare;
        };
        let same = number == Some(id.number);
        // `0013-use-queues` as a title is the name of a file.
        let named = digits >= 3 && !text.trim_end().contains(char::is_whitespace);
        return match separator(&text[digits..], (same && digits >= 2) || named) {
            Some(gap) => Head { id: Some(id), rest: start + digits + gap },
            None => bare,
        };
    }
    // `ADR-20240501-02: use queues`
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let after = text[letters..].trim_start_matches(['-', ' ', '_']);
    if letters > 0
        && words().strong_prefixes.iter().any(|w| fold(&text[..letters]) == w.as_str())
        && let Some((id, len)) = calendar(after, leading_digits(after)).filter(|(id, _)| id.scheme == Scheme::Day)
        && let Some(gap) = separator(&after[len..], true)
    {
        return Head { id: Some(id), rest: title.len() - after.len() + len + gap };
    }
    if let Some((id, len)) = prefixed_title(text) {
        let strong = words().strong_prefixes.iter().any(|w| fold(&id.prefix).contains(w.as_str()));
        let kin = file.is_some_and(|f| {
            f.scheme == Scheme::Number
                && (f.number == id.number || (!f.prefix.is_empty() && fold(&f.prefix) == fold(&id.prefix)))
        });
        let alone = number.is_none() && id.width >= 3;
        if let Some(gap) = separator(&text[len..], true).filter(|_| strong || kin || alone) {
            return Head { id: Some(id), rest: start + len + gap };
        }
    }
    // `ADR: Use X`, `Decision record - Use X`
    for colon in [":", " - ", " – ", " — "] {
        if let Some(at) = text.find(colon).filter(|at| *at < 60)
            && words().title_prefixes.contains(&fold(&text[..at]))
            && !text[at + colon.len()..].trim().is_empty()
        {
            let after = &text[at + colon.len()..];
            return Head { id: None, rest: title.len() - after.trim_start().len() };
        }
    }
    bare
}

/// `ADR-7`, `ADR 7`, `ADR #7`, `ADR: 7`, `DATA-0019` at the start of a title.
fn prefixed_title(text: &str) -> Option<(Id, usize)> {
    let at = text.find(|c: char| c.is_ascii_digit()).filter(|at| (1..50).contains(at))?;
    let digits = leading_digits(&text[at..]);
    let prefix = text[..at].trim_end_matches(|c: char| !c.is_alphanumeric());
    let known = words().prefixes.contains(&fold(prefix));
    let capitals = prefix.len() >= 2 && prefix.bytes().all(|b| b.is_ascii_uppercase() || b == b'-');
    let gap = &text[prefix.len()..at];
    let close = gap.chars().count() <= 3;
    let end = at + digits;
    let ends = text[end..].chars().next().is_none_or(|c| !c.is_alphanumeric());
    let fits = close && ends && digits <= MOST_DIGITS && (known || (capitals && digits >= 2));
    fits.then(|| Id::number(prefix, &text[at..end], &text[..end])).flatten().map(|id| (id, end))
}

/// The bytes between an id and the words of a title. A space or hyphen alone counts if `loose`.
fn separator(text: &str, loose: bool) -> Option<usize> {
    let trimmed = text.trim_start_matches(|c: char| {
        c.is_whitespace()
            || matches!(c, '.' | ':' | ')' | ']' | '-' | '–' | '—' | '_' | '|' | '：' | '、' | '~' | '*' | '"')
    });
    let gap = &text[..text.len() - trimmed.len()];
    if trimmed.is_empty() {
        return Some(gap.len());
    }
    let first = gap.chars().next()?;
    // `3.5 times`: a number that goes on.
    if first == '.' && gap.len() == 1 && trimmed.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let clear = gap.contains([':', ')', ']', '–', '—', '|', '：', '、'])
        || first == '.'
        || gap.contains(" -")
        || gap.contains("--")
        || gap.contains("- ");
    (clear || loose).then_some(gap.len())
}

/// Ids that running text names: `ADR-7`, `ADRs 5 and 6`, `DATA-0019`, `#12` after a word for records, with their bytes.
/// `bare` takes plain numbers too, as in lists of ids.
pub fn mentions(text: &str, bare: bool) -> Vec<(Id, Range<usize>)> {
    let bytes = text.as_bytes();
    let mut out: Vec<(Id, Range<usize>)> = Vec::new();
    // A word for records was just before, or a list of them goes on.
    let mut listing = false;
    let mut at = 0;
    while at < text.len() {
        let c = bytes[at];
        if c.is_ascii_digit() {
            let digits = leading_digits(&text[at..]);
            let date = bytes.get(at + digits).is_some_and(|b| matches!(b, b'-' | b'/' | b'.'))
                && bytes.get(at + digits + 1).is_some_and(u8::is_ascii_digit);
            if date {
                let len = text[at..].bytes().take_while(|b| b.is_ascii_digit() || b"-/.".contains(b)).count();
                if let Some((id, used)) = calendar(&text[at..], digits).filter(|(i, _)| bare && i.scheme == Scheme::Day)
                {
                    let slug = text[at + used..]
                        .bytes()
                        .take_while(|b| b.is_ascii_alphanumeric() || b"-_".contains(b))
                        .count();
                    if slug > 1 {
                        out.push((id, at..at + used));
                    }
                }
                at += len.max(digits);
                continue;
            }
            let ends = text[at + digits..].chars().next().is_none_or(|c| !c.is_alphanumeric());
            // `R09-05` is one word, and `§ 4` a part of something.
            let before = text[..at].trim_end_matches(['-', '_']);
            let inner = before.len() < at && before.ends_with(|c: char| c.is_alphanumeric());
            let part = text[..at].trim_end().ends_with('§');
            if (listing || bare) && ends && digits <= 5 && !inner && !part {
                let shown = &text[at..at + digits];
                let prefix = out.last().map_or("", |(id, _)| id.prefix.as_str()).to_string();
                out.extend(
                    Id::number(if listing { &prefix } else { "" }, shown, shown).map(|id| (id, at..at + digits)),
                );
            } else {
                listing = false;
            }
            at += digits;
            continue;
        }
        if c.is_ascii_alphabetic() {
            let (len, found) = mention(&text[at..]);
            match found {
                Some((id, used)) => {
                    out.push((id, at..at + used));
                    listing = true;
                    at += used;
                }
                None => {
                    let word = &text[at..at + len];
                    let goes_on = || {
                        let list = words_of(word, 1);
                        words().also.at(&list).or_else(|| words().or.at(&list)).is_some()
                    };
                    listing = (listing && goes_on()) || words().record_words.contains(&folded_ascii(word));
                    at += len;
                }
            }
            continue;
        }
        if matches!(c, b'.' | b';' | b'(' | b'\n') {
            listing = false;
        }
        at += text[at..].chars().next().map_or(1, char::len_utf8);
    }
    out
}

/// Whether a text names a record: `ADR-7` in any spelling, or its number with all its zeros.
pub fn names_id(text: &str, id: &Id) -> bool {
    // No other number has its digits, so most texts need not be read word by word.
    if id.scheme == Scheme::Number && all(text, &id.number.to_string()).next().is_none() {
        return false;
    }
    let key = id.key();
    let plain = || {
        let ends = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        text.match_indices(id.text.as_str())
            .any(|(at, t)| ends(text[..at].chars().next_back()) && ends(text[at + t.len()..].chars().next()))
    };
    mentions(text, false).iter().any(|(i, _)| i.key() == key) || (id.text.len() >= 3 && plain())
}

/// An id at the start of a text, or the length of the word there.
fn mention(text: &str) -> (usize, Option<(Id, usize)>) {
    let letters = text.bytes().take_while(|b| b.is_ascii_alphanumeric()).count().max(1);
    let word_end = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let plural = if text[..word_end].eq_ignore_ascii_case("adrs") { 3 } else { word_end };
    let nobody = |t: &str| words().nobody.contains(folded_ascii(t).as_ref());
    let capitals = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_uppercase()) && !nobody(t);
    let mut end = word_end;
    // `KOAN-CONTEXT-001`: more words in capitals.
    while text[end..].starts_with('-') {
        let next = text[end + 1..].bytes().take_while(u8::is_ascii_alphabetic).count();
        if next == 0 || !capitals(&text[..plural]) || !capitals(&text[end + 1..end + 1 + next]) {
            break;
        }
        end += 1 + next;
    }
    let prefix = &text[..end.max(1)];
    let gap = text[end..].bytes().take(3).take_while(|b| b"-_ #".contains(b)).count();
    let digits = leading_digits(&text[end + gap..]);
    // Most words have no number behind them.
    if digits == 0 {
        return (letters, None);
    }
    let stop = end + gap + digits;
    let ends = text[stop..].chars().next().is_none_or(|c| !c.is_alphanumeric());
    let family = fold(&prefix[..if end == word_end { plural.min(prefix.len()) } else { prefix.len() }]);
    let adr = family == "adr";
    let known = words().prefixes.contains(&family);
    let hyphen = text[end..].starts_with(['-', '_']);
    let fits = digits > 0
        && digits <= MOST_DIGITS
        && ends
        && (adr
            || (known && (hyphen || digits >= 2))
            || (capitals(&prefix.replace('-', "")) && hyphen && digits >= 2 && prefix.len() >= 2));
    // A day such as `ADR 2024-05-01` is none of these.
    let day = text[stop..].starts_with('-') && text[stop + 1..].starts_with(|c: char| c.is_ascii_digit());
    let clean = if adr { &prefix[..3] } else { prefix };
    let id = (fits && !day).then(|| Id::number(clean, &text[end + gap..stop], &text[..stop])).flatten();
    (letters, id.map(|id| (id, stop)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(stem: &str) -> String {
        of_name(stem).map_or_else(|| String::from("-"), |(id, r)| format!("{:?} {} {}", id.scheme, id.key(), &stem[r]))
    }

    #[test]
    fn names() {
        for (text, wanted) in [
            ("0007-use-queues", "Number 7 0007"),
            ("7. Use queues", "Number 7 7"),
            ("00012_use_queues", "Number 12 00012"),
            ("ADR-0007-use-queues", "Number 7 ADR-0007"),
            ("adr_7", "Number 7 adr_7"),
            ("adr007-x", "Number 7 adr007"),
            ("DATA-0019-queues", "Number data-19 DATA-0019"),
            ("BIG-THING-001-queues", "Number big thing-1 BIG-THING-001"),
            ("vector_store-adr-0002", "Number vector store adr-2 vector_store-adr-0002"),
            ("2024-05-01-use-queues", "Day 2024-05-01 2024-05-01"),
            ("20240501-use-queues", "Day 2024-05-01 20240501"),
            ("2024-05-use-queues", "Month 2024-05 2024-05"),
            ("20240501-02-use-queues", "Day 2024-05-01-02 20240501-02"),
            ("20240501-12factor", "Day 2024-05-01 20240501"),
            ("20240501093000-use-queues", "Day 2024-05-01 20240501093000"),
            ("nr.-007-use-queues", "Number 7 007"),
            ("no-sql-8-years-on", "-"),
            ("id3-tags", "-"),
            ("2024-21-05-use-queues", "Day 2024-21-05 2024-21-05"),
            ("[Superseded] 0004-x", "Number 4 0004"),
            ("use-s3-storage", "-"),
            ("adr-vector-store", "-"),
            ("phase-2-plan", "-"),
            ("SHA256-for-names", "-"),
            ("3rd-party", "-"),
        ] {
            assert_eq!(name(text), wanted, "{text}");
        }
        assert_eq!(stem("0001-x.html.md"), "0001-x");
        assert_eq!(stem("0001-x.mdx"), "0001-x");
        assert_eq!(stem("0001-x.html.md.erb"), "0001-x");
    }

    fn title(text: &str, file: &str) -> String {
        let file = of_name(file).map(|(id, _)| id);
        let head = of_title(text, file.as_ref());
        format!("{}|{}", head.id.map_or_else(|| String::from("-"), |i| i.key()), &text[head.rest..])
    }

    #[test]
    fn titles() {
        for (text, file, wanted) in [
            ("2. Use queues", "0002-x", "2|Use queues"),
            ("ADR 2: Use queues", "0002-x", "2|Use queues"),
            ("ADR-002 Use queues", "adr-002", "2|Use queues"),
            ("ADR #2: Use queues", "adr-002", "2|Use queues"),
            ("ADR-20240501-02: Use queues", "20240501-02-x", "2024-05-01-02|Use queues"),
            ("Nr. 002: Use queues", "nr.-002-x", "2|Use queues"),
            ("No 2 queues are alike", "0012-x", "-|No 2 queues are alike"),
            ("[002] Use queues", "002-x", "2|Use queues"),
            ("AMT-0004 Use queues", "0004-x", "amt-4|Use queues"),
            ("DATA-0004 — Use queues", "DATA-0004-x", "data-4|Use queues"),
            ("0002 -- Use queues", "0002-x", "2|Use queues"),
            ("0001-Choose queues", "0001-x", "1|Choose queues"),
            ("Decision Record: Use queues", "adr-010", "-|Use queues"),
            ("Architecture Decision Record 5: Queues", "0005-x", "5|Queues"),
            ("4-day work week", "0012-x", "-|4-day work week"),
            ("3.5 times as fast", "0012-x", "-|3.5 times as fast"),
            ("2 phase commit", "0012-x", "-|2 phase commit"),
            ("UTF-8 everywhere", "0012-x", "-|UTF-8 everywhere"),
            ("ISO-8601 for days", "0012-x", "-|ISO-8601 for days"),
            ("13. Use queues", "0012-x", "13|Use queues"),
            ("Use queues", "0012-x", "-|Use queues"),
        ] {
            assert_eq!(title(text, file), wanted, "{text}");
        }
    }

    #[test]
    fn running_text() {
        let ids = |t: &str, bare| mentions(t, bare).iter().map(|(i, _)| i.key()).collect::<Vec<_>>().join(" ");
        assert_eq!(ids("see ADR-7, ADR 8 and DATA-0019 (2024-05-01)", false), "7 8 data-19");
        assert_eq!(ids("ADRs 5, 6 and 7; 12 people", false), "5 6 7");
        assert_eq!(ids("needs 12 nodes and UTF-8", false), "");
        assert_eq!(ids("0032, 0037", true), "32 37");
        assert_eq!(ids("2024-05-01-use-queues", true), "2024-05-01");
    }
}
