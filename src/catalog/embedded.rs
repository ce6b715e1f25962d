//! The catalog in the binary.

use super::load::CatalogFile;
use super::model::Catalog;

/// The embedded bytes do not hold a catalog: the binary is damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EmbeddedError;

impl std::fmt::Display for EmbeddedError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the catalog inside this program is damaged")
    }
}

impl std::error::Error for EmbeddedError {}

/// Reads the bytes that the build script wrote.
///
/// # Errors
/// If they are no catalog.
pub fn unpack(bytes: &'static [u8]) -> Result<Catalog, EmbeddedError> {
    postcard::from_bytes(bytes).map_err(|_| EmbeddedError)
}

/// The catalog that this program was built with.
///
/// # Errors
/// If the embedded bytes are damaged.
pub fn embedded() -> Result<Catalog, EmbeddedError> {
    unpack(include_bytes!(concat!(env!("OUT_DIR"), "/catalog.bin")))
}

/// The texts of the catalog that this program was built with, sorted by name.
///
/// # Errors
/// If the embedded bytes are damaged.
pub fn embedded_files() -> Result<Vec<CatalogFile>, EmbeddedError> {
    let bytes = include_bytes!(concat!(env!("OUT_DIR"), "/texts.bin"));
    let texts: Vec<(&str, &str)> = postcard::from_bytes(bytes).map_err(|_| EmbeddedError)?;
    Ok(texts.into_iter().map(|(name, text)| CatalogFile { name: name.into(), text: text.into() }).collect())
}
