//! Pictures: everything chosen is in them, nothing overlaps, and no name can break out of them.

use std::process::Command;

use mlarch::catalog::embedded;
use mlarch::diagnostics::Sink;
use mlarch::recommendation::{Losses, Recommendation, recommend};
use mlarch::render::diagram::{Class, Edge, EdgeKind, Graph, Lane, Node};
use mlarch::render::{contributions_svg, cost_svg};
use mlarch::requirements::{Format, decode, resolve};
use mlarch::text::Files;

use crate::run::{examples, json, list, mlarch, root};

fn drawn(name: &str, format: &str) -> String {
    let out = mlarch(&["diagram", &format!("examples/{name}"), "--format", format]);
    assert_eq!(out.code, 0, "{name}: {}", out.stderr);
    out.stdout
}

/// Name and attributes of a tag.
type Tag = (String, Vec<(String, String)>);

/// A node of a picture: an opened tag, a closed tag, or text.
#[derive(Debug)]
enum Piece {
    Open(Tag),
    Close,
    Text(String),
}

/// Reads XML as strictly as the pictures need: tags match, attributes are quoted and unique, entities are known.
fn pieces(xml: &str) -> Vec<Piece> {
    let mut out = Vec::new();
    let mut open: Vec<String> = Vec::new();
    let mut rest = xml.trim_end();
    while !rest.is_empty() {
        if let Some(tag) = rest.strip_prefix('<') {
            let (inside, after) = tag.split_once('>').expect("a tag ends");
            rest = after;
            if let Some(name) = inside.strip_prefix('/') {
                assert_eq!(open.pop().as_deref(), Some(name), "tags match");
                out.push(Piece::Close);
                continue;
            }
            let (inside, alone) = inside.strip_suffix('/').map_or((inside, false), |i| (i, true));
            let (name, mut tail) = inside.split_once(' ').unwrap_or((inside, ""));
            assert!(name.chars().all(|c| c.is_ascii_alphanumeric()), "`{name}` is a name");
            let mut attributes: Vec<(String, String)> = Vec::new();
            while !tail.is_empty() {
                let (key, value) = tail.split_once("=\"").expect("an attribute");
                let (value, after) = value.split_once('"').expect("a quoted value");
                assert!(attributes.iter().all(|a| a.0 != key), "{key} twice");
                attributes.push((key.into(), plain(value)));
                tail = after.trim_start();
            }
            out.push(Piece::Open((name.into(), attributes)));
            if alone {
                out.push(Piece::Close);
            } else {
                open.push(name.into());
            }
        } else {
            let (text, _) = rest.split_once('<').unwrap_or((rest, ""));
            rest = &rest[text.len()..];
            out.push(Piece::Text(plain(text)));
        }
    }
    assert!(open.is_empty(), "{open:?} are not closed");
    out
}

fn plain(text: &str) -> String {
    assert!(!text.contains('<'), "{text}");
    for part in text.split('&').skip(1) {
        let entity = part.split(';').next().unwrap_or_default();
        assert!(["amp", "lt", "gt", "quot", "#39"].contains(&entity), "&{entity}");
    }
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
    text.replace("&amp;", "&")
}

#[derive(Debug, Clone, Copy)]
struct Rect {
    x: f64,
    y: f64,
    w: f64,
    h: f64,
}

impl Rect {
    fn meets(&self, o: &Rect) -> bool {
        self.x < o.x + o.w && o.x < self.x + self.w && self.y < o.y + o.h && o.y < self.y + self.h
    }

    fn inner(&self, by: f64) -> Rect {
        Rect { x: self.x + by, y: self.y + by, w: self.w - 2.0 * by, h: self.h - 2.0 * by }
    }
}

/// What a picture shows.
#[derive(Debug, Default)]
struct Picture {
    size: (f64, f64),
    /// Boxes with the texts in them: left, right, baseline, height of the font.
    boxes: Vec<(Rect, Vec<[f64; 4]>)>,
    /// Lines as rectangles without area.
    lines: Vec<Vec<Rect>>,
    labels: Vec<Rect>,
    words: String,
}

fn picture(svg: &str) -> Picture {
    let mut out = Picture::default();
    let mut depth: Vec<String> = Vec::new();
    let mut said: Option<(String, [f64; 3], String)> = None;
    for piece in pieces(svg) {
        match piece {
            Piece::Open((name, attributes)) => {
                let of = |key: &str| attributes.iter().find(|a| a.0 == key).map(|a| a.1.clone()).unwrap_or_default();
                let number = |key: &str| of(key).parse::<f64>().unwrap_or(f64::NAN);
                let class = of("class");
                assert!(!attributes.iter().any(|a| a.0.starts_with("on") || a.0 == "style"), "{attributes:?}");
                assert!(!["script", "foreignObject", "image", "use"].contains(&name.as_str()), "{name}");
                match name.as_str() {
                    "svg" => {
                        out.size = (number("width"), number("height"));
                        assert_eq!(of("role"), "img");
                    }
                    "rect" if class.starts_with("box ") && depth.iter().any(|d| d == "g") => {
                        let at = Rect { x: number("x"), y: number("y"), w: number("width"), h: number("height") };
                        out.boxes.push((at, Vec::new()));
                    }
                    "path" if class.starts_with("line") && of("d").contains(['L', 'Q']) => {
                        out.lines.push(line(&of("d")))
                    }
                    "text" => said = Some((class, [number("x"), number("y"), number("font-size")], of("text-anchor"))),
                    _ => {}
                }
                depth.push(name);
            }
            Piece::Close => {
                depth.pop();
            }
            Piece::Text(text) => {
                out.words += &text;
                out.words.push('\n');
                if let Some((class, [x, y, size], anchor)) = said.take() {
                    // At least as wide as the program takes it to be: measured again, roughly.
                    let wide = text.chars().count() as f64 * size * 0.3;
                    let left = match anchor.as_str() {
                        "middle" => x - wide / 2.0,
                        "end" => x - wide,
                        _ => x,
                    };
                    match class.as_str() {
                        "role" | "name" => {
                            let last = out.boxes.last_mut().expect("text stands in a box");
                            last.1.push([left, left + wide, y, size]);
                        }
                        "label" => out.labels.push(Rect { x: left, y: y - size * 0.8, w: wide, h: size * 0.8 }),
                        _ => assert!(left > 0.0 && left + wide < out.size.0, "{text} is in the picture"),
                    }
                }
            }
        }
    }
    out
}

/// The pieces of a path of lines and rounded corners.
fn line(path: &str) -> Vec<Rect> {
    let numbers: Vec<f64> =
        path.split(|c: char| !(c.is_ascii_digit() || c == '.' || c == '-')).filter_map(|n| n.parse().ok()).collect();
    let points: Vec<(f64, f64)> = numbers.chunks(2).map(|p| (p[0], p[1])).collect();
    let piece = |p: &[(f64, f64)]| Rect {
        x: p[0].0.min(p[1].0),
        y: p[0].1.min(p[1].1),
        w: (p[0].0 - p[1].0).abs(),
        h: (p[0].1 - p[1].1).abs(),
    };
    points.windows(2).map(piece).collect()
}

/// What holds for every picture.
fn is_clean(name: &str, svg: &str) -> Picture {
    let p = picture(svg);
    for (i, (a, texts)) in p.boxes.iter().enumerate() {
        for (b, _) in &p.boxes[i + 1..] {
            assert!(!a.meets(b), "{name}: {a:?} and {b:?} overlap");
        }
        assert!(a.x > 0.0 && a.y > 0.0 && a.x + a.w < p.size.0 && a.y + a.h < p.size.1, "{name}: {a:?}");
        assert!(!texts.is_empty(), "{name}: a box says something");
        for [left, right, baseline, size] in texts {
            assert!(a.x < *left && *right < a.x + a.w, "{name}: text leaves {a:?}");
            assert!(a.y < baseline - size * 0.75 && *baseline < a.y + a.h, "{name}: text leaves {a:?}");
        }
        for l in p.lines.iter().flatten() {
            assert!(!l.meets(&a.inner(1.0)), "{name}: {l:?} runs through {a:?}");
        }
        for l in &p.labels {
            assert!(!l.meets(a), "{name}: a label covers {a:?}");
        }
    }
    p
}

/// Measured widths are stated for all text in ASCII; no text is wider than its box.
fn stays_in_its_box(name: &str, svg: &str) {
    for text in svg.split("<text ").skip(1).filter(|t| t.contains("class=\"name\"") || t.contains("class=\"role\"")) {
        let words = text.split_once('>').and_then(|t| t.1.split_once('<')).map_or("", |t| t.0);
        let length = text.split("textLength=\"").nth(1).and_then(|t| t.split('"').next());
        match length.and_then(|l| l.parse::<f64>().ok()) {
            Some(l) => assert!(l <= 310.0, "{name}: {words}"),
            None => assert!(!words.is_ascii(), "{name}: {words}"),
        }
    }
}

#[test]
fn everything_chosen_is_drawn_and_nothing_overlaps() {
    for name in examples() {
        let file = format!("examples/{name}");
        let r = json(&["recommend", &file]);
        let svg = drawn(&name, "svg");
        let picture = is_clean(&name, &svg);
        stays_in_its_box(&name, &svg);
        let graph = json(&["diagram", &file]);
        let nodes = list(&graph, "nodes");
        assert_eq!(picture.boxes.len(), nodes.len(), "{name}");
        assert!(picture.labels.len() + 2 >= picture.lines.len() / 3, "{name}: {} labels", picture.labels.len());
        let (mermaid, d2, dsl) = (drawn(&name, "mermaid"), drawn(&name, "d2"), drawn(&name, "structurizr"));
        for d in list(&r, "architecture") {
            // Ways of working are not drawn, and of parts only those choices are left out that are none.
            if d["kind"] == "approach" {
                continue;
            }
            let id = d["block"].as_str().expect("an id");
            assert!(nodes.iter().any(|n| n["id"] == id && n["name"] == d["name"]), "{name}: {id}");
            for text in [&mermaid, &d2, &dsl] {
                assert!(text.contains(id), "{name}: {id}");
            }
        }
        // What flows joins what there is; nobody stands outside for nothing.
        let edges = list(&graph, "edges");
        for e in edges {
            for end in ["from", "to"] {
                assert!(nodes.iter().any(|n| n["id"] == e[end]), "{name}: {e}");
            }
        }
        for n in nodes.iter().filter(|n| n["class"] == "external") {
            assert!(edges.iter().any(|e| e["from"] == n["id"] || e["to"] == n["id"]), "{name}: {n}");
        }
        assert!(edges.len() >= 7, "{name}: {} arrows", edges.len());
    }
}

/// From every source of data a way leads to somebody who uses the results.
#[test]
fn data_reach_consumers() {
    for name in examples() {
        let graph = json(&["diagram", &format!("examples/{name}")]);
        let (nodes, edges) = (list(&graph, "nodes"), list(&graph, "edges"));
        for source in nodes.iter().filter(|n| n["lane"] == "sources") {
            let mut reached = vec![&source["id"]];
            let mut at = 0;
            while at < reached.len() {
                let here = reached[at];
                for e in edges.iter().filter(|e| &e["from"] == here) {
                    if !reached.contains(&&e["to"]) {
                        reached.push(&e["to"]);
                    }
                }
                at += 1;
            }
            let served = nodes.iter().any(|n| n["lane"] == "consumers" && reached.contains(&&n["id"]));
            assert!(served, "{name}: what {} gives reaches nobody", source["id"]);
        }
    }
}

#[test]
fn mermaid_is_as_accepted() {
    for name in ["bank-rag.yaml", "churn-scoring.yaml"] {
        insta::assert_snapshot!(format!("diagram_{}", name.trim_end_matches(".yaml")), drawn(name, "mermaid"));
    }
}

#[test]
fn pictures_are_the_same_each_time() {
    assert_eq!(drawn("recommender.yaml", "svg"), drawn("recommender.yaml", "svg"));
}

#[test]
fn without_an_architecture_nothing_is_drawn() {
    let out =
        mlarch(&["diagram", "examples/churn-scoring.yaml", "--set", "require=[kserve]", "--set", "exclude=[kserve]"]);
    assert!(out.code == 3 && out.stdout.is_empty(), "{}", out.whole());
}

const HOSTILE: [&str; 12] = [
    "\"] EVIL --> x[\"",
    "</text><script>EVIL()</script>",
    "a|b|c EVIL; d\nclick x call EVIL()",
    "#quot;EVIL#35;",
    "`EVIL` %%{init: {\"EVIL\": 1}}%%",
    "${EVIL} $EVIL \\\" EVIL \\",
    "'EVIL' & <b>EVIL</b> {EVIL} [EVIL] (EVIL)",
    "end\r\nEVIL\u{7}\u{0}\u{202e}\u{fffe}",
    "---\nEVIL: 1\n---",
    "Pneumonoultramicroscopicsilicovolcanoconiosis EVIL",
    "漢字の名前はここにあります EVIL",
    "",
];

/// A graph whose every text is hostile.
fn hostile() -> Graph {
    let text = |i: usize| HOSTILE[i % HOSTILE.len()].to_string();
    let classes = [Class::Managed, Class::SelfHosted, Class::Tool, Class::External];
    let lanes = ["a", "b", "c", "d"];
    let lane = |i: usize| Lane { id: format!("\"{} EVIL", lanes[i]), name: text(i), beside: i == 3 };
    let node = |i: usize| Node {
        id: if i.is_multiple_of(3) {
            format!("end{i}] EVIL\n")
        } else {
            ["end", "style", "class", "title", "model"][i % 5].into()
        },
        lane: format!("\"{} EVIL", lanes[i % 4]),
        name: text(i),
        role: text(i + 5),
        class: classes[i % 4],
        person: i % 8 == 3,
        in_estate: i.is_multiple_of(2),
        link: Some(["javascript:EVIL()", "https://x.example/\"EVIL'>", "docs/EVIL one.md", " data:EVIL"][i % 4].into()),
    };
    let nodes: Vec<Node> = (0..26).map(node).collect();
    let edge = |i: usize| Edge {
        from: nodes[i % 26].id.clone(),
        to: nodes[(i * 7 + 3) % 26].id.clone(),
        label: (!i.is_multiple_of(5)).then(|| text(i + 2)),
        kind: if i.is_multiple_of(3) { EdgeKind::Control } else { EdgeKind::Data },
    };
    Graph {
        title: HOSTILE.join(" "),
        system: text(1),
        lanes: (0..4).map(lane).collect(),
        edges: (0..30).map(edge).collect(),
        nodes: nodes.clone(),
    }
}

/// What stands outside quoted strings; a backslash takes the next character with it if the language has it so.
fn outside(text: &str, escapes: bool) -> String {
    let mut out = String::new();
    let mut inside = false;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' if inside && escapes => {
                chars.next();
            }
            '"' => inside = !inside,
            '\n' => {
                assert!(!inside, "a string ends on its line: {out}");
                out.push(c);
            }
            c if !inside => out.push(c),
            _ => {}
        }
    }
    assert!(!inside, "all strings end");
    out
}

#[test]
fn hostile_names_are_text() {
    let graph = hostile();
    let p = is_clean("hostile", &graph.svg());
    assert_eq!(p.boxes.len(), graph.nodes.len());
    assert!(p.words.contains("<script>"), "it is shown as text");
    assert!(!graph.svg().contains("javascript:") && !graph.svg().contains("https://x"));
    for (text, escapes) in [(graph.mermaid(), false), (graph.d2(), true), (graph.structurizr(), false)] {
        let code = outside(&text, escapes);
        let code: Vec<&str> =
            code.lines().filter(|l| !l.trim_start().starts_with("url https://x.example/%22EVIL")).collect();
        assert!(!code.iter().any(|l| l.contains("EVIL")), "{code:#?}");
        assert!(!text.contains("javascript:") && !text.contains("data:EVIL"), "{text}");
    }
    assert!(!graph.mermaid().contains("%%{") && !graph.mermaid().contains('`'));
    assert!(!graph.structurizr().contains("${") && !graph.d2().replace("\\$", "").contains('$'));
}

#[test]
fn small_and_odd_graphs_are_drawn() {
    is_clean("empty", &Graph::default().svg());
    let mut graph = hostile();
    graph.edges.clear();
    is_clean("without arrows", &graph.svg());
    graph.lanes.iter_mut().for_each(|l| l.beside = true);
    is_clean("all beside", &graph.svg());
    graph = hostile();
    graph.nodes.truncate(1);
    is_clean("one box", &graph.svg());
}

/// The official parser, where `MERMAID_AT` says in which folder it is installed; `.ci/run` installs it.
#[test]
#[allow(clippy::print_stderr)] // that it is skipped must be seen
fn the_official_parser_reads_mermaid() {
    let Some(at) = std::env::var_os("MERMAID_AT") else {
        eprintln!("SKIPPED: MERMAID_AT names no folder with mermaid; see tests/diagrams/check_mermaid.mjs");
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let mut files = Vec::new();
    for name in examples() {
        let file = folder.path().join(format!("{name}.mmd"));
        std::fs::write(&file, drawn(&name, "mermaid")).expect("written");
        files.push(file);
    }
    let file = folder.path().join("hostile.md");
    std::fs::write(&file, format!("# x\n\n```mermaid\n{}```\n", hostile().mermaid())).expect("written");
    files.push(file);
    let out = Command::new("node")
        .arg(root().join("tests/diagrams/check_mermaid.mjs"))
        .args(&files)
        .env("MERMAID_AT", at)
        .output()
        .expect("node starts");
    assert!(out.status.success(), "{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
}

#[test]
fn mistakes_in_flows_have_places_and_overlays_change_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let lay = |text: &str| {
        std::fs::write(folder.path().join("own.yaml"), text).expect("written");
        let at = folder.path().display().to_string();
        mlarch(&["diagram", "examples/bank-rag.yaml", "--format", "mermaid", "--catalog", &at])
    };
    let out = lay("flows:\n  - {id: own, from: vector_stor, to: rag_framework, source: waf_mlops}\n");
    assert_eq!(out.code, 2, "{}", out.whole());
    assert!(out.stderr.contains("Did you mean `vector_store`?") && out.stderr.contains("own.yaml:2"), "{}", out.stderr);
    let out = lay("flows:\n  - {id: own, from: chunking_strategy, to: rag_framework, source: waf_mlops}\n");
    assert!(out.code == 2 && out.stderr.contains("way of working"), "{}", out.stderr);
    let out = lay("flows:\n  - {id: passages_out, label: paragraphs}\n  - {id: traces_of_rag, disable: true}\n");
    assert_eq!(out.code, 0, "{}", out.stderr);
    assert!(out.stdout.contains("|\"paragraphs\"|") && !out.stdout.contains("traces"), "{}", out.stdout);
}

/// The recommendation of an example, worked out in this process. Its name is hostile.
fn recommended(name: &str) -> Recommendation {
    let catalog = embedded().expect("embedded");
    let text = std::fs::read_to_string(root().join("examples").join(name)).expect("readable");
    let (mut files, mut sink) = (Files::new(), Sink::new());
    let file = files.add(name, text.clone());
    let raw = decode(file, &text, Format::Yaml, &mut sink).expect("requirements");
    let requirements = resolve(&raw, &catalog, &mut sink);
    let mut r = recommend(&catalog, &requirements, String::new(), Losses::RunnersUp);
    r.requirements.name = "</title> & \"EVIL\"".into();
    r
}

/// Charts stand in `target/tmp` afterwards for people to look at.
#[test]
fn charts_say_what_the_recommendation_says() {
    for name in examples() {
        let r = recommended(&name);
        let (points, cost) = (contributions_svg(&r), cost_svg(&r));
        for (what, svg) in [("contributions", &points), ("cost", &cost)] {
            picture(svg);
            let file = format!("{}-{what}.svg", name.trim_end_matches(".yaml"));
            std::fs::write(std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(file), svg).expect("written");
        }
        for group in r.architecture.iter().map(|d| d.group_name.split(' ').next().unwrap_or_default()) {
            assert!(points.contains(group), "{name}: {group}");
        }
        let all: f64 = r.architecture.iter().map(|d| d.value).sum();
        // The parts are rounded one by one.
        let near = [all.floor(), all.ceil(), all.round() + 1.0].map(mlarch::text::amount);
        assert!(picture(&points).words.lines().any(|l| near.iter().any(|n| n == l)), "{name}: {all} points");
        for p in r.estimate.products.iter().take(3).filter(|p| p.monthly.likely > 1.0) {
            let first = p.name.split(' ').next().unwrap_or_default();
            assert!(cost.contains(first), "{name}: {}", p.name);
        }
    }
}

/// The picture that the README shows; `MLARCH_WRITE=1` draws it anew.
#[test]
fn the_picture_of_the_readme_is_current() {
    let svg = drawn("churn-scoring.yaml", "svg");
    let path = root().join("examples/churn-scoring-architecture.svg");
    if std::env::var_os("MLARCH_WRITE").is_some() {
        std::fs::write(&path, &svg).expect("written");
    }
    let there = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(there == svg, "{} is stale: run MLARCH_WRITE=1 cargo test diagram", path.display());
}
