//! What a status says, in whatever words.

use std::ops::Range;

use super::fold::{Word, fold, words_of};
use super::model::{RelationKind, Standing, StatusState};
use super::words::words;
use crate::text::likeness;

/// Likeness from which a word is a misspelling.
const LIKE: f64 = 0.8;

/// Words of a value that are looked at.
const MOST_WORDS: usize = 120;

/// What a value says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    /// The bytes of the word within the value.
    pub(super) range: Range<usize>,
    pub(super) standing: Option<Standing>,
    pub(super) misspelt: bool,
    pub(super) state: StatusState,
}

/// Reads a status.
pub(super) fn said(value: &str) -> Said {
    let masked = mask(value);
    let whole = |state| Said { range: 0..value.len(), standing: None, misspelt: false, state };
    // Boxes: the ticked one counts.
    let ticked = masked.find("[x]").or_else(|| masked.find("[X]"));
    if ticked.is_none() && masked.matches("[ ]").count() > 1 {
        return whole(StatusState::Template);
    }
    let from = ticked.map_or(0, |t| t + 3);
    let mut list = words_of(&masked[from..], MOST_WORDS);
    list.iter_mut().for_each(|w| (w.start, w.end) = (w.start + from, w.end + from));
    if list.is_empty() {
        return whole(StatusState::Empty);
    }
    if ticked.is_none() && (is_offer(&masked, &list) || words().placeholders.contains(&fold(&masked))) {
        return whole(StatusState::Template);
    }
    // `Status: Status: accepted`, `ADR accepted`
    let skip = list.iter().take(3).take_while(|w| words().before_status.contains(&w.folded)).count();
    let start = if skip < list.len() { skip } else { 0 };
    let first = words()
        .statuses
        .at(&list[start..])
        .map(|(s, n)| (s, start, n, false))
        .or_else(|| misspelt(&list[start..], start));
    // Somewhere in the first sentence: `Work was accepted in May`.
    let first = first.or_else(|| {
        let end = sentence(&masked, list[start].start);
        let inside = list[start..].iter().take(12).take_while(|w| w.start < end).count();
        let (s, i, n) = words().statuses.find(&list[start..start + inside])?;
        let negated = list[start..start + i].iter().any(|w| words().negations.contains(&w.folded));
        (!negated).then_some((s, start + i, n, false))
    });
    let Some((standing, i, n, misspelt)) = first else {
        let end = clause(&masked, &list[start..]);
        return Said { range: list[start].start..end, standing: None, misspelt: false, state: StatusState::Stated };
    };
    let n = n.max(1).min(list.len() - i);
    // `Proposed → Accepted`: the way is told, and the end of it holds.
    let (standing, i, n) = arrived(&masked, &list, (standing, i, n));
    let range = list[i].start..list[i + n - 1].end;
    // `Accepted ... Superseded by X`: the later word holds.
    if standing != Standing::Superseded
        && let Some(range) = later(&masked, &list[i + n..])
    {
        return Said { range, standing: Some(Standing::Superseded), misspelt: false, state: StatusState::Stated };
    }
    Said { range, standing: Some(standing), misspelt, state: StatusState::Stated }
}

/// What a text such as a cell says of a status: `Accepted (2024-05-01)`. None for a word that nobody knows.
pub fn stated(text: &str) -> Option<Standing> {
    let said = said(text);
    said.standing.filter(|_| said.state == StatusState::Stated)
}

/// What a word for a status means, in any spelling and language.
pub fn standing(word: &str) -> Option<Standing> {
    let list = words_of(word, 8);
    words().statuses.at(&list).filter(|(_, n)| (*n).min(list.len()) == list.len()).map(|(s, _)| s)
}

/// The value with struck-out text, comments and targets of links as spaces; bytes keep their places.
pub(super) fn mask(value: &str) -> String {
    let mut out = value.as_bytes().to_vec();
    let mut blank =
        |range: Range<usize>| out[range].iter_mut().for_each(|b| *b = if *b == b'\n' { b'\n' } else { b' ' });
    for (open, close) in [("~~", "~~"), ("<!--", "-->"), ("<del>", "</del>"), ("](", ")")] {
        let mut at = 0;
        while let Some(start) = value[at..].find(open).map(|i| at + i) {
            let Some(end) = value[start + open.len()..].find(close).map(|i| start + open.len() + i + close.len())
            else {
                break;
            };
            blank(start..end);
            at = end;
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| value.to_string())
}

/// Whether the value lists what could be said: `proposed | accepted | rejected`.
fn is_offer(text: &str, list: &[Word<'_>]) -> bool {
    let (mut bars, mut commas, mut other) = (0, 0, 0);
    let mut last: Option<usize> = None;
    let mut i = 0;
    while i < list.len().min(40) {
        let Some((_, n)) = words().statuses.at(&list[i..]) else {
            i += 1;
            continue;
        };
        let n = n.clamp(1, list.len() - i);
        if let Some(end) = last {
            let gap = &text[end..list[i].start];
            let sign: String = gap.chars().filter(|c| !c.is_whitespace() && !"_*\"'`[]{}…<>".contains(*c)).collect();
            match sign.as_str() {
                "|" | "||" => bars += 1,
                "/" | "," | "or" | ",or" | "，" | "、" => commas += 1,
                _ => other += 1,
            }
        }
        last = Some(list[i + n - 1].end);
        i += n;
    }
    // `proposed | superseded by [8. X](8-x.md)` names two statuses and offers none.
    let named = bars == 1 && commas == 0 && list.iter().any(|w| w.folded.bytes().all(|b| b.is_ascii_digit()));
    (bars >= 1 && other <= bars && !named) || commas >= 2
}

fn misspelt(list: &[Word<'_>], at: usize) -> Option<(Standing, usize, usize, bool)> {
    let word = list.first()?;
    // `Supersedes ADR-4` is no misspelt `superseded`.
    if words().verbs.at(list).is_some() || !(5..=24).contains(&word.folded.len()) || !word.folded.is_ascii() {
        return None;
    }
    likest(&word.folded).map(|(_, standing)| (standing, at, 1, true))
}

/// The known word that is most like another, if it is like enough to be meant.
fn likest(folded: &str) -> Option<(&'static str, Standing)> {
    let long = words().statuses.singles().filter(|(w, _)| w.len() >= 5);
    let like = long.filter_map(|(w, s)| Some((likeness(folded, w, LIKE)?, w, s)));
    like.max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1))).map(|best| (best.1, best.2))
}

/// The word that a misspelt status stands for, in lower case and without accents.
pub fn corrected(word: &str) -> Option<&'static str> {
    likest(&fold(word)).map(|(w, _)| w)
}

/// The end of the sentence that holds a byte.
fn sentence(text: &str, from: usize) -> usize {
    let rest = &text[from..];
    let stop = rest.char_indices().find(|(i, c)| {
        matches!(c, '!' | '?' | '。' | '\n')
            || (*c == '.' && rest[i + 1..].chars().next().is_none_or(char::is_whitespace))
    });
    stop.map_or(text.len(), |(i, _)| from + i)
}

/// The end of the first words of a status that nobody knows.
fn clause(text: &str, list: &[Word<'_>]) -> usize {
    let mut end = list[0].end;
    for w in list.iter().skip(1).take(4) {
        let gap = &text[end..w.start];
        if gap.chars().any(|c| !c.is_whitespace() && !"-_'&".contains(c)) || gap.contains(" -") || gap.contains('\n') {
            break;
        }
        end = w.end;
    }
    end
}

/// The last status of a line of them with arrows between.
fn arrived(text: &str, list: &[Word<'_>], first: (Standing, usize, usize)) -> (Standing, usize, usize) {
    let mut last = first;
    for i in first.1 + first.2..list.len() {
        let gap = &text[list[i - 1].end..list[i].start];
        if gap.contains('\n') {
            break;
        }
        if gap.contains(['→', '⇒', '➜', '➔']) || gap.contains("->") || gap.contains("=>") {
            let Some((standing, n)) = words().statuses.at(&list[i..]) else { break };
            last = (standing, i, n.clamp(1, list.len() - i));
        }
    }
    last
}

/// A later `superseded by` that begins a clause and holds for the whole record.
fn later(text: &str, rest: &[Word<'_>]) -> Option<Range<usize>> {
    let mut i = 0;
    while i < rest.len() {
        match words().verbs.at(&rest[i..]) {
            Some((RelationKind::SupersededBy, n)) => {
                let before = text[..rest[i].start].trim_end_matches([' ', '*', '_', '`', '"']);
                let sign = before
                    .chars()
                    .next_back()
                    .is_none_or(|c| !c.is_alphanumeric() && c != '\'' && c != ']' && c != ')');
                let word = i > 0 && words().later_words.contains(&rest[i - 1].folded);
                let after = &rest[(i + n).min(rest.len())..];
                let itself = words().this_record.at(after).is_some();
                // Further down a paragraph must begin with it, or it is a tale.
                let near = i < 25 || before.ends_with('\n');
                let partly = words().partly.find(&after[..after.len().min(8)]).is_some();
                // Without a record that is named it is a tale too.
                let named = after.iter().take(10).any(|w| w.folded.bytes().any(|b| b.is_ascii_digit()))
                    || text[rest[(i + n - 1).min(rest.len() - 1)].end..].trim_start().starts_with('[');
                if (sign || word) && !itself && near && named && !partly {
                    return Some(rest[i].start..rest[i].end);
                }
                i += n.max(1);
            }
            Some((_, n)) => i += n.max(1),
            None => i += 1,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(value: &str) -> String {
        let s = said(value);
        match s.state {
            StatusState::Empty => String::from("empty"),
            StatusState::Template => String::from("template"),
            StatusState::Stated => {
                format!(
                    "{}{} {}",
                    s.standing.map_or("?", Standing::word),
                    if s.misspelt { "~" } else { "" },
                    &value[s.range]
                )
            }
        }
    }

    #[test]
    fn statuses() {
        for (value, wanted) in [
            ("Accepted", "accepted Accepted"),
            ("✅ **ACCEPTED** (2024-05-01)", "accepted ACCEPTED"),
            ("{accepted}", "accepted accepted"),
            ("Accepted (lazy consensus) & removed", "accepted Accepted"),
            ("Adopted - 2024", "accepted Adopted"),
            ("In review.", "proposed In review"),
            ("~~Proposed~~ Rejected", "rejected Rejected"),
            ("- [ ] Proposed\n- [x] Accepted", "accepted Accepted"),
            ("- [ ] Proposed\n- [ ] Accepted", "template"),
            ("Proposed | Accepted | Superseded by ADR-XXX", "template"),
            ("{proposed | accepted}", "template"),
            ("proposed, accepted, rejected or deprecated", "template"),
            ("proposed | partially superseded by [8. X](8-x.md)", "proposed proposed"),
            ("", "empty"),
            ("<!-- accepted -->", "empty"),
            ("Superceded by [9. Use devise](9-use-devise.md)", "superseded Superceded"),
            ("Accepted\n\nSuperseded by [9. X](9-x.md)", "superseded Superseded"),
            ("Accepted, superseded by ADR-9", "superseded superseded"),
            ("Accepted. Section 4 is superseded by ADR-9", "accepted Accepted"),
            ("Accepted\n\nADR-4 is superseded by this ADR", "accepted Accepted"),
            ("Accepted; supersedes ADR-4", "accepted Accepted"),
            ("Proposed → Accepted", "accepted Accepted"),
            ("Draft -> In review (2024-05-01) -> Accepted 2024-06-01", "accepted Accepted"),
            ("Proposed => see the list", "proposed Proposed"),
            ("Accepted\n\nIt goes from A → B.", "accepted Accepted"),
            ("ADR-9 tarafından kısmen değiştirildi", "superseded değiştirildi"),
            ("Supercedes [4. X](4-x.md)", "? Supercedes"),
            ("Acepted", "accepted~ Acepted"),
            ("Superseeded", "superseded Superseeded"),
            ("proposé", "proposed proposé"),
            ("Kabul Edildi", "accepted Kabul Edildi"),
            ("Angenommen am 1. Mai", "accepted Angenommen"),
            ("已接受", "accepted 已接受"),
            ("承認済み", "accepted 承認済み"),
            ("NEEDS_CHANGES", "proposed NEEDS_CHANGES"),
            ("Frobnicated by all, 2024", "? Frobnicated by all"),
            ("Not built yet", "? Not built yet"),
            ("R&D boundary, no product", "? R&D boundary"),
        ] {
            assert_eq!(word(value), wanted, "{value}");
        }
    }
}
