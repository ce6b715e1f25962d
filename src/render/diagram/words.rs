//! The text of a box.

use super::Node;
use crate::render::measure::Font;

/// Fonts of a box.
pub(super) const ROLE: Font = Font { size: 10.5, bold: false };
pub(super) const NAME: Font = Font { size: 12.5, bold: true };
/// Heights of their lines.
pub(super) const ROLE_LINE: f64 = 13.0;
pub(super) const NAME_LINE: f64 = 15.5;
/// Distance of text from the edge of its box, and the room for the sign in its corner.
pub(super) const PAD: f64 = 10.0;
pub(super) const SIGN: f64 = 16.0;

/// The text of a box, in lines.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    pub(super) role: Vec<String>,
    pub(super) name: Vec<String>,
    /// Height of the box that holds it.
    pub(super) height: f64,
}

/// Breaks the text of a box of some width.
pub(super) fn words(node: &Node, width: f64) -> Words {
    let inner = width - 2.0 * PAD;
    let role = ROLE.wrap(&crate::text::one_line(&node.role), inner - SIGN, 2);
    // Whatever is there already has a sign in the lower corner.
    let name = NAME.wrap(&crate::text::one_line(&node.name), inner - if node.in_estate { SIGN } else { 0.0 }, 4);
    let height = 15.0 + ROLE_LINE * role.len() as f64 + NAME_LINE * name.len() as f64;
    Words { role, name, height: height.max(46.0) }
}
