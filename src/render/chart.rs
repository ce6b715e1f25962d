//! A chart of points over two axes, as a self-contained SVG for light and dark pages.

use super::measure::Font;
use super::style::{escape, open, text};
use crate::text::amount;

/// One axis.
#[derive(Debug, Clone)]
pub(super) struct Scale {
    /// Its name with the unit.
    pub(super) label: String,
    /// Whether less is better.
    pub(super) less_is_better: bool,
    /// The values of all points.
    pub(super) values: Vec<f64>,
}

/// What to draw: points joined in the order given.
#[derive(Debug, Clone)]
pub(super) struct Chart {
    pub(super) title: String,
    pub(super) x: Scale,
    pub(super) y: Scale,
    /// By point, what a pointer that rests on it shows.
    pub(super) notes: Vec<String>,
    /// A point to stand out, with its name.
    pub(super) marked: Option<(f64, f64, String)>,
}

/// Size, and the margins of the plot: left, top, right, bottom.
const SIZE: (f64, f64) = (720.0, 440.0);
const MARGIN: [f64; 4] = [84.0, 52.0, 28.0, 60.0];

const RULES: &str = ".tick{fill:var(--soft)}.grid{stroke:var(--edge)}.axis{stroke:var(--soft)}.front{fill:none;\
stroke:var(--s0);stroke-width:2}.point{fill:var(--s0)}.mark{fill:none;stroke:var(--accent);stroke-width:3}\
.name{fill:var(--accent)}";

/// Fonts of titles, of axes, of their figures, and of what stands out.
const TITLE: Font = Font { size: 16.0, bold: true };
const AXIS: Font = Font { size: 13.0, bold: false };
const TICK: Font = Font { size: 12.0, bold: false };
const NAME: Font = Font { size: 13.0, bold: true };

/// From a value to a place.
struct Map {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
}

impl Map {
    fn at(&self, value: f64) -> f64 {
        self.from + (value - self.low) / (self.high - self.low) * (self.to - self.from)
    }
}

/// Round numbers that enclose the values, about six steps apart, and the step.
pub(super) fn enclosing(values: impl Iterator<Item = f64> + Clone) -> (f64, f64, f64) {
    let (low, high) = (values.clone().fold(f64::INFINITY, f64::min), values.fold(f64::NEG_INFINITY, f64::max));
    if !low.is_finite() || !high.is_finite() {
        return (0.0, 1.0, 1.0);
    }
    let width = if high > low { high - low } else { low.abs().max(1.0) * 0.1 };
    let mut unit = 1.0;
    while unit * 6.0 > width {
        unit /= 10.0;
    }
    while unit * 60.0 < width {
        unit *= 10.0;
    }
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|f| f * unit).find(|s| s * 7.0 >= width).unwrap_or(unit * 10.0);
    ((low / step).floor() * step, (high / step).ceil().max((low / step).floor() + 1.0) * step, step)
}

impl Chart {
    /// The picture.
    pub(super) fn svg(&self) -> String {
        let (width, height) = SIZE;
        let [left, top, right, bottom] = MARGIN;
        let also = |marked: Option<f64>, values: &[f64]| {
            enclosing(values.iter().copied().chain(marked).collect::<Vec<_>>().into_iter())
        };
        let (x0, x1, dx) = also(self.marked.as_ref().map(|m| m.0), &self.x.values);
        let (y0, y1, dy) = also(self.marked.as_ref().map(|m| m.1), &self.y.values);
        let x = Map { low: x0, high: x1, from: left, to: width - right };
        let y = Map { low: y0, high: y1, from: height - bottom, to: top };
        let about = format!("{} points; {} and {}", self.x.values.len(), self.x.label, self.y.label);
        let mut out = open(width, height, &self.title, &about, RULES);
        let heading = TITLE.wrap(&self.title, width - left - right, 1);
        out += &text("title", TITLE, (left, 28.0), "start", heading.first().map_or("", String::as_str));
        for tick in ticks(x0, x1, dx) {
            let at = x.at(tick);
            out += &line("grid", (at, top), (at, height - bottom));
            out += &text("tick", TICK, (at, height - bottom + 18.0), "middle", &amount(tick));
        }
        for tick in ticks(y0, y1, dy) {
            let at = y.at(tick);
            out += &line("grid", (left, at), (width - right, at));
            out += &text("tick", TICK, (left - 8.0, at + 4.0), "end", &amount(tick));
        }
        out += &line("axis", (left, height - bottom), (width - right, height - bottom));
        out += &line("axis", (left, top), (left, height - bottom));
        out += &text("label", AXIS, ((left + width - right) / 2.0, height - 16.0), "middle", &self.x.label);
        let middle = (top + height - bottom) / 2.0;
        out += &format!(
            "<text class=\"label\" font-size=\"13\" transform=\"translate(20 {middle}) rotate(-90)\" text-anchor=\"middle\">{}</text>\n",
            escape(&self.y.label)
        );
        let places: Vec<(f64, f64)> =
            self.x.values.iter().zip(&self.y.values).map(|(a, b)| (x.at(*a), y.at(*b))).collect();
        out += &format!("<path class=\"front\" d=\"{}\"/>\n", self.stairs(&places));
        for ((a, b), note) in places.iter().zip(&self.notes) {
            out += &format!(
                "<circle class=\"point\" cx=\"{a:.1}\" cy=\"{b:.1}\" r=\"4.5\"><title>{}</title></circle>\n",
                escape(note)
            );
        }
        if let Some((a, b, name)) = &self.marked {
            let (a, b) = (x.at(*a), y.at(*b));
            out += &format!("<circle class=\"mark\" cx=\"{a:.1}\" cy=\"{b:.1}\" r=\"8\"/>\n");
            // Above the point, towards the side with more room: there is nothing better there.
            let (shift, anchor) = if a > (left + width - right) / 2.0 { (6.0, "end") } else { (-6.0, "start") };
            out += &text("name", NAME, (a + shift, b - 14.0), anchor, name);
        }
        out + "</svg>\n"
    }

    /// The best that is there from one point to the next: nothing lies on a straight line between two.
    fn stairs(&self, places: &[(f64, f64)]) -> String {
        let mut places = places.to_vec();
        places.sort_by(|p, q| p.0.total_cmp(&q.0));
        let mut out = String::new();
        for (i, (x, y)) in places.iter().enumerate() {
            out += &match i {
                0 => format!("M{x:.1} {y:.1}"),
                // More is paid for more: the old level lasts until the new one is paid for.
                _ if self.x.less_is_better => format!("H{x:.1}V{y:.1}"),
                _ => format!("V{y:.1}H{x:.1}"),
            };
        }
        out
    }
}

pub(super) fn ticks(low: f64, high: f64, step: f64) -> impl Iterator<Item = f64> {
    let count = ((high - low) / step).round().clamp(1.0, 20.0) as usize;
    (0..=count).map(move |i| low + step * i as f64)
}

fn line(class: &str, from: (f64, f64), to: (f64, f64)) -> String {
    format!(
        "<line class=\"{class}\" x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\"/>\n",
        from.0, from.1, to.0, to.1
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_enclose_all_values_with_few_round_steps() {
        for (values, want) in [
            (vec![3.0, 97.0], (0.0, 100.0, 20.0)),
            (vec![1234.0, 1240.0], (1234.0, 1240.0, 1.0)),
            (vec![0.0, 0.013], (0.0, 0.014, 0.002)),
            (vec![5.0], (5.0, 5.1, 0.1)),
        ] {
            let (low, high, step) = enclosing(values.clone().into_iter());
            assert!(low <= values[0] && values.iter().all(|v| *v <= high + 1e-9), "{values:?} {low} {high}");
            let near = |a: f64, b: f64| (a - b).abs() < 1e-6 * (1.0 + b.abs());
            assert!(near(low, want.0) && near(step, want.2), "{values:?}: {low} {high} {step}");
            assert!(ticks(low, high, step).count() <= 9);
        }
    }

    #[test]
    fn words_of_users_are_text() {
        let scale = |label: &str| Scale { label: label.into(), less_is_better: false, values: vec![1.0, 2.0] };
        let chart = Chart {
            title: "</title><script>".into(),
            x: scale("a & b"),
            y: scale("\"y\""),
            notes: vec!["<b>".into(), String::new()],
            marked: Some((1.0, 2.0, "</svg>".into())),
        };
        let svg = chart.svg();
        assert!(!svg.contains("<script>") && !svg.contains("<b>") && svg.matches("</svg>").count() == 1);
        assert!(svg.contains("a &amp; b") && svg.contains("&quot;y&quot;"));
    }
}
