//! Parts of what is embedded in the program that are read when they are first needed.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::OnceLock;

use serde::ser::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A part of the catalog that lies packed in the program until somebody looks at it: a run needs a few
/// hundred products, not all. What was loaded from text is there from the start.
///
/// The value is boxed, so that thousands of parts that nobody looks at take little memory.
#[derive(Clone)]
pub struct Later<T> {
    value: OnceLock<Box<T>>,
    packed: &'static [u8],
}

/// What can be unpacked from the bytes of the program.
pub trait Packed: Deserialize<'static> {}

impl<T: Deserialize<'static>> Packed for T {}

impl<T> From<T> for Later<T> {
    fn from(value: T) -> Self {
        Later { value: OnceLock::from(Box::new(value)), packed: &[] }
    }
}

impl<T: Default> Default for Later<T> {
    fn default() -> Self {
        T::default().into()
    }
}

impl<T: Packed> Deref for Later<T> {
    type Target = T;
    fn deref(&self) -> &T {
        self.value.get_or_init(|| Box::new(postcard::from_bytes(self.packed).expect("packed by the build script")))
    }
}

impl<T: Packed> DerefMut for Later<T> {
    fn deref_mut(&mut self) -> &mut T {
        let _ = &**self;
        self.value.get_mut().expect("just read")
    }
}

impl<'a, T> IntoIterator for &'a Later<Vec<T>>
where
    Vec<T>: Packed,
{
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T: Packed + fmt::Debug> fmt::Debug for Later<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: Packed + PartialEq> PartialEq for Later<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: Packed + Serialize> Serialize for Later<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let packed = postcard::to_allocvec(&**self).map_err(S::Error::custom)?;
        to.serialize_bytes(&packed)
    }
}

/// Only from bytes that are part of the program.
impl<'de: 'static, T> Deserialize<'de> for Later<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let packed = <&'static [u8]>::deserialize(from)?;
        Ok(Later { value: OnceLock::new(), packed })
    }
}
