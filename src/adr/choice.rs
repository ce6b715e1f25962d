//! What a sentence takes, and what it gives up.

use std::borrow::Cow;
use std::ops::Range;

use super::fold::{Word, words_of};
use super::words::words;

/// Words of a title or sentence that are looked at.
const MOST_WORDS: usize = 60;

/// Bytes of a section in which its first sentence ends.
const MOST_BYTES: usize = 1_000;

/// Words that may stand between the verb and the name: `use a managed PostgreSQL`.
const BETWEEN: u8 = 3;

/// The names that a title or sentence says are chosen, with their bytes. `at` tells which name begins at the first of
/// some words, and how many of them it has.
///
/// A name is chosen if a verb of choosing stands right before it, or if a title begins with it, and if it is no part of
/// a longer one: `Use Kafka for events` chooses Kafka, `Use Kafka topic names`, `Do not use Kafka` and `Use NATS
/// instead of Kafka` do not.
pub(crate) fn chosen_in<T>(
    text: &str,
    is_title: bool,
    at: impl Fn(&[Word<'_>]) -> Option<(T, usize)>,
) -> Vec<(T, Range<usize>)> {
    let w = words();
    let all = words_of(text, MOST_WORDS);
    let mut out = Vec::new();
    // How many more words may stand before a name that is chosen, or before a verb that is denied.
    let (mut near, mut denied) = (u8::from(is_title), 0);
    let (mut left, mut leaves) = (false, false);
    let mut i = 0;
    while i < all.len() {
        let rest = &all[i..];
        if let Some((what, n)) = at(rest) {
            let taken = near > 0 && !left && stands_alone(text, &all, i + n);
            if taken {
                out.push((what, rest[0].start..rest[n - 1].end));
            }
            let joined = all.get(i + n).is_some_and(|next| text[rest[n - 1].end..next.start].trim() == ",");
            near = if taken && joined { 2 } else { 0 };
            if taken && let Some((_, more)) = w.also.at(&all[i + n..]) {
                i += more;
                near = 2;
            }
            left = false;
            i += n;
        } else if let Some((_, n)) = w.refusing.at(rest) {
            (near, denied) = (0, BETWEEN);
            i += n;
        } else if let Some((_, n)) = w.choosing.at(rest) {
            near = if denied > 0 { 0 } else { BETWEEN + 1 };
            (denied, left) = (0, false);
            i += n;
        } else if let Some((_, n)) = w.leaving.at(rest) {
            (near, left, leaves) = (0, true, true);
            i += n;
        } else if let Some((_, n)) = w.instead.at(rest).filter(|_| leaves) {
            (near, left) = (BETWEEN, false);
            i += n;
        } else {
            near = near.saturating_sub(1);
            denied = u8::saturating_sub(denied, 1);
            i += 1;
        }
    }
    out
}

/// Whether a name that ends before a word is no part of a longer one.
fn stands_alone(text: &str, all: &[Word<'_>], next: usize) -> bool {
    let end = all[next - 1].end;
    let until = all.get(next).map_or(text.len(), |n| n.start);
    if text[end..until].contains([',', '.', ';', ':', '!', '?', '(', ')', '\n', '–', '—', '、', '。', '，', '（'])
    {
        return true;
    }
    match all.get(next) {
        None => true,
        // A version: `PostgreSQL 16`.
        Some(n) if n.folded.trim_start_matches('v').starts_with(|c: char| c.is_ascii_digit()) => {
            stands_alone(text, all, next + 1)
        }
        Some(_) => words().after_choice.at(&all[next..]).is_some(),
    }
}

/// The bytes of the first sentence, or of the first item of a list, within some bytes of a text.
pub(crate) fn first_sentence(text: &str, range: Range<usize>) -> Range<usize> {
    let mut end = range.end.min(range.start + MOST_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let part = &text[range.start..end];
    let start = part.len() - part.trim_start().trim_start_matches(['-', '*', '+', '>', ' ', '"']).len();
    let rest = &part[start..];
    let ends = [". ", ".\n", ".\r", "\n\n", "\r\n\r\n", "\n-", "\n*", "\n#", "\n|", "\n`", "。"];
    let stop = ends.iter().filter_map(|e| rest.find(e)).min().unwrap_or(rest.len());
    range.start + start..range.start + start + stop
}

/// The bytes of the first number with a unit of latency, throughput or cost.
pub(crate) fn measured(text: &str) -> Option<Range<usize>> {
    if !text.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let all = words_of(text, 200);
    let number = |w: &Word<'_>| w.folded.bytes().all(|b| b.is_ascii_digit());
    all.iter().enumerate().find_map(|(i, w)| {
        // `20ms` is one word.
        let digits = w.folded.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 {
            return None;
        }
        if ["$", "€", "£"].iter().any(|c| text[..w.start].ends_with(c)) {
            return Some(w.start..w.end);
        }
        if number(w) {
            let near = all.get(i + 1).is_some_and(|n| n.start <= w.end + 1);
            return words().measures.at(&all[i + 1..]).filter(|_| near).map(|(_, n)| w.start..all[i + n].end);
        }
        let unit = [Word { folded: Cow::Borrowed(&w.folded[digits..]), start: w.start + digits, end: w.end }];
        words().measures.at(&unit).map(|_| w.start..w.end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, is_title: bool) -> Vec<&str> {
        let names = ["kafka", "nats", "redis", "postgresql"];
        let at = |w: &[Word<'_>]| names.iter().find(|n| w[0].folded == **n).map(|_| ((), 1));
        chosen_in(text, is_title, at).into_iter().map(|(_, r)| &text[r]).collect()
    }

    #[test]
    fn choosing_is_told_from_mentioning() {
        for (title, expected) in [
            ("Use Kafka for events", &["Kafka"][..]),
            ("Kafka as message broker", &["Kafka"]),
            ("Use a managed PostgreSQL 16", &["PostgreSQL"]),
            ("Use NATS instead of Kafka", &["NATS"]),
            ("Migrate from Kafka to NATS", &["NATS"]),
            ("Replace Kafka with NATS", &["NATS"]),
            ("Use Redis and PostgreSQL", &["Redis", "PostgreSQL"]),
            ("Kafka als Nachrichtenverteiler", &["Kafka"]),
            ("采用 Kafka 作为消息队列", &["Kafka"]),
            ("Do not use Kafka", &[]),
            ("Use Kafka topic names in lower case", &[]),
            ("Stop using Redis", &[]),
            ("Naming of Kafka topics", &[]),
            ("Remove Redis", &[]),
            ("Redis key expiry", &[]),
        ] {
            assert_eq!(found(title, true), expected, "{title}");
        }
        assert_eq!(found("We will use Redis as a cache, not Kafka", false), ["Redis"]);
        assert_eq!(found("Redis is fast", false), [] as [&str; 0]);
    }

    #[test]
    fn numbers_with_units_are_claims() {
        for (text, expected) in [
            ("p95 stays below 20 ms", Some("20 ms")),
            ("costs $400 a month", Some("400")),
            ("5000rps at peak", Some("5000rps")),
            ("takes 3 weeks", None),
            ("ADR 12", None),
        ] {
            assert_eq!(measured(text).map(|r| &text[r]), expected, "{text}");
        }
    }
}
