//! Colours, fonts and small parts that all pictures share: self-contained SVG for light and dark pages.

use super::measure::Font;

/// The fonts: Arial, or what has the same widths.
pub(super) const FAMILY: &str = "Arial,'Liberation Sans',Arimo,Helvetica,sans-serif";

/// Colours of the page, of text and of lines, and of the sorts of parts and series. Each is a variable so that the
/// dark half needs to name the colours only.
pub(super) const LIGHT: &str = "--page:#fff;--panel:#f6f8fa;--edge:#d0d7de;--ink:#1f2328;--soft:#59636e;--line:#57606a;\
--managed:#0969da;--managed-fill:#eaf3ff;--own:#1a7f37;--own-fill:#eaf8ee;--tool:#8250df;--tool-fill:#f6f0ff;\
--outside:#59636e;--outside-fill:#fff;--there:#9a6700;--accent:#bc4c00;\
--s0:#0969da;--s1:#1a7f37;--s2:#bf8700;--s3:#8250df;--s4:#cf222e;--s5:#1b7c83;--s6:#bc4c00;--s7:#6e7781";
const DARK: &str = "--page:#0d1117;--panel:#151b23;--edge:#3d444d;--ink:#f0f6fc;--soft:#9198a1;--line:#9198a1;\
--managed:#58a6ff;--managed-fill:#0f2743;--own:#3fb950;--own-fill:#0f2a17;--tool:#bc8cff;--tool-fill:#271b3d;\
--outside:#9198a1;--outside-fill:#0d1117;--there:#e3b341;--accent:#f0883e;\
--s0:#58a6ff;--s1:#3fb950;--s2:#e3b341;--s3:#bc8cff;--s4:#ff7b72;--s5:#39c5cf;--s6:#f0883e;--s7:#9198a1";

/// The start of a picture: size, title and description for those who cannot see it, and the style.
pub(super) fn open(width: f64, height: f64, title: &str, description: &str, rules: &str) -> String {
    let (w, h) = (number(width), number(height));
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" height=\"{h}\" role=\"img\" \
         aria-labelledby=\"title desc\">\n<title id=\"title\">{}</title>\n<desc id=\"desc\">{}</desc>\n\
         <style>svg{{{LIGHT};font-family:{FAMILY}}}\n@media (prefers-color-scheme:dark){{svg{{{DARK}}}}}\n\
         text{{fill:var(--ink)}}.page{{fill:var(--page)}}{rules}</style>\n\
         <rect class=\"page\" width=\"{w}\" height=\"{h}\"/>\n",
        escape(title),
        escape(description)
    )
}

/// A number with at most one decimal, without a trailing zero.
pub(super) fn number(x: f64) -> String {
    let tenths = (x * 10.0).round();
    let tenths = if tenths == 0.0 { 0.0 } else { tenths };
    let (whole, rest) = ((tenths / 10.0).trunc(), (tenths % 10.0).abs());
    if rest == 0.0 { format!("{whole:.0}") } else { format!("{:.1}", tenths / 10.0) }
}

/// A line of text. Its length is stated, so that it takes no more room in another font than was measured.
pub(super) fn text(class: &str, font: Font, at: (f64, f64), anchor: &str, words: &str) -> String {
    let fitted = match Font::is_exact(words) && !words.is_empty() {
        true => format!(" textLength=\"{}\" lengthAdjust=\"spacingAndGlyphs\"", number(font.width(words))),
        false => String::new(),
    };
    let anchor = if anchor == "start" { String::new() } else { format!(" text-anchor=\"{anchor}\"") };
    let weight = if font.bold { " font-weight=\"700\"" } else { "" };
    format!(
        "<text class=\"{class}\" x=\"{}\" y=\"{}\" font-size=\"{}\"{weight}{anchor}{fitted}>{}</text>\n",
        number(at.0),
        number(at.1),
        number(font.size),
        escape(words)
    )
}

/// For text and attributes of XML: one line, without characters that XML forbids.
pub(super) fn escape(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in crate::text::one_line(words).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
