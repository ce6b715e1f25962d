//! What a picture is made of, in pixels.

use super::EdgeKind;
use super::words::Words;
use crate::render::measure::Font;

/// A rectangle.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Rect {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) w: f64,
    pub(super) h: f64,
}

impl Rect {
    pub(super) fn right(self) -> f64 {
        self.x + self.w
    }

    pub(super) fn bottom(self) -> f64 {
        self.y + self.h
    }

    /// Whether two rectangles share more than an edge.
    pub(super) fn meets(self, other: Rect) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }
}

/// The panel behind a lane.
#[derive(Debug, Clone)]
pub(super) struct Panel {
    pub(super) at: Rect,
    /// Its name, in lines.
    pub(super) name: Vec<String>,
}

/// A line with its arrow at the end.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) kind: EdgeKind,
    pub(super) from: usize,
    pub(super) to: usize,
    /// Its corners, from start to end; neighbours share a coordinate.
    pub(super) points: Vec<(f64, f64)>,
}

/// A picture, ready to be drawn.
#[derive(Debug, Clone, Default)]
pub(super) struct Layout {
    pub(super) width: f64,
    /// Height up to where the legend begins.
    pub(super) height: f64,
    /// By box: where it stands, and its text.
    pub(super) boxes: Vec<(Rect, Words)>,
    pub(super) panels: Vec<Panel>,
    pub(super) lines: Vec<Line>,
    pub(super) labels: Vec<Label>,
    pub(super) title: Vec<String>,
}

/// Width of a box; distance of the picture from its edge, of panels from each other, of boxes from their panel.
pub(super) const BOX: f64 = 142.0;
pub(super) const MARGIN: f64 = 20.0;
pub(super) const BETWEEN: f64 = 12.0;
pub(super) const INSET: f64 = 12.0;

/// Fonts of the title and of lanes.
pub(super) const TITLE: Font = Font { size: 18.0, bold: true };

pub(super) const LANE: Font = Font { size: 12.0, bold: true };

/// A label in its place.
#[derive(Debug, Clone)]
pub(super) struct Label {
    pub(super) at: Rect,
    pub(super) text: Vec<String>,
}
