//! A sorted list of texts with values, which can be packed into the program.

use std::ops::Range;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::Text;

/// Values by text. Reading it from the bytes of the program copies no text and computes no hash.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static, V: Deserialize<'de>"))]
pub struct Table<V> {
    /// All texts, one behind the other: reading one long text is quicker than reading many short ones.
    whole: Text,
    /// Where each text ends, and its value.
    parts: Vec<(u32, V)>,
    /// Where the texts of each first byte begin, found at the first look-up: most texts that are looked up begin as
    /// none here does.
    #[serde(skip)]
    starts: OnceLock<Box<Starts>>,
}

/// The first entry of each class; the last number is the length. Of class 0 is the empty text, of class `b + 1` a text
/// that begins with the byte `b`.
type Starts = [u32; 258];

fn class(text: &str) -> usize {
    text.as_bytes().first().map_or(0, |b| usize::from(*b) + 1)
}

impl<V: PartialEq> PartialEq for Table<V> {
    fn eq(&self, other: &Self) -> bool {
        self.whole == other.whole && self.parts == other.parts
    }
}

impl<V> Table<V> {
    /// The value of a text.
    pub fn get(&self, text: &str) -> Option<&V> {
        let first = self.first(text);
        (first < self.parts.len() && self.text(first) == text).then(|| &self.parts[first].1)
    }

    /// Whether the text is in it.
    pub fn contains(&self, text: &str) -> bool {
        self.get(text).is_some()
    }

    /// All entries in the order of their texts.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &V)> {
        self.entries(0)
    }

    /// All entries from the first whose text is not less than this one.
    pub fn from(&self, text: &str) -> impl Iterator<Item = (&str, &V)> {
        self.entries(self.first(text))
    }

    /// The first entry whose text is not less than this one.
    fn first(&self, text: &str) -> usize {
        let mut near = self.near(text);
        while !near.is_empty() {
            let middle = near.start + near.len() / 2;
            if self.text(middle) < text { near.start = middle + 1 } else { near.end = middle }
        }
        near.start
    }

    fn entries(&self, first: usize) -> impl Iterator<Item = (&str, &V)> {
        (first..self.parts.len()).map(|i| (self.text(i), &self.parts[i].1))
    }

    /// The text of an entry.
    fn text(&self, i: usize) -> &str {
        let start = i.checked_sub(1).map_or(0, |before| self.parts[before].0 as usize);
        &self.whole[start..self.parts[i].0 as usize]
    }

    /// The entries whose texts begin with the same byte.
    fn near(&self, text: &str) -> Range<usize> {
        let starts = self.starts.get_or_init(|| {
            let mut out = Box::new([0; 258]);
            (0..self.parts.len()).for_each(|i| out[class(self.text(i)) + 1] += 1);
            (1..out.len()).for_each(|i| out[i] += out[i - 1]);
            out
        });
        let class = class(text);
        starts[class] as usize..starts[class + 1] as usize
    }
}

/// Of several values for one text the first stays.
impl<V> FromIterator<(String, V)> for Table<V> {
    fn from_iter<I: IntoIterator<Item = (String, V)>>(entries: I) -> Self {
        let mut list: Vec<(String, V)> = entries.into_iter().collect();
        list.sort_by(|a, b| a.0.cmp(&b.0));
        list.dedup_by(|next, kept| next.0 == kept.0);
        let whole: String = list.iter().map(|(t, _)| t.as_str()).collect();
        let mut end = 0;
        let part = |(text, value): (String, V)| {
            end += text.len() as u32;
            (end, value)
        };
        Table { whole: whole.into(), parts: list.into_iter().map(part).collect(), starts: OnceLock::new() }
    }
}

/// A set.
impl FromIterator<String> for Table<()> {
    fn from_iter<I: IntoIterator<Item = String>>(texts: I) -> Self {
        texts.into_iter().map(|t| (t, ())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_value_stays_and_texts_are_sorted() {
        let list = [("b", 1), ("a", 2), ("b", 3)].map(|(t, v)| (t.to_string(), v));
        let table: Table<i32> = list.into_iter().collect();
        assert_eq!((table.get("b"), table.get("a"), table.get("c")), (Some(&1), Some(&2), None));
        assert_eq!(table.iter().collect::<Vec<_>>(), [("a", &2), ("b", &1)]);
        assert_eq!(table.from("ab").collect::<Vec<_>>(), [("b", &1)]);
        assert_eq!((table.from("").count(), table.from("c").count(), table.get("")), (2, 0, None));
    }

    #[test]
    fn what_is_packed_is_read_again() {
        let list = [("é", vec![1]), ("", vec![]), ("ab", vec![2, 3])].map(|(t, v)| (t.to_string(), v));
        let table: Table<Vec<u8>> = list.into_iter().collect();
        let packed: &'static [u8] = Vec::leak(postcard::to_allocvec(&table).expect("plain data"));
        assert_eq!(postcard::from_bytes::<Table<Vec<u8>>>(packed).expect("as written"), table);
    }

    #[test]
    fn every_text_is_found_whatever_its_first_byte() {
        let texts = ["", "a", "ab", "b", "é", "\u{10ffff}", "状态", "\u{0}"];
        let table: Table<usize> = texts.iter().enumerate().map(|(i, t)| (t.to_string(), i)).collect();
        for (i, t) in texts.iter().enumerate() {
            assert_eq!(table.get(t), Some(&i), "{t}");
            assert_eq!(table.from(t).next(), Some((*t, &i)), "{t}");
        }
        assert_eq!((table.get("状"), table.get("aa"), table.get("z")), (None, None, None));
    }
}
