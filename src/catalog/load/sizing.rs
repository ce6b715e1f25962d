//! Sizing figures, the tables they look into, and the advice that rests on them.

use super::loader::{Loader, Names, definitions};
use super::meta::range;
use super::refs::{risk_level, unknown};
use crate::catalog::*;
use crate::diagnostics::{Code, Diagnostic, Sink};
use crate::logic::{
    Condition, Domain, Formula, Name, Path, Var, Vocabulary, decode_condition, parse_comparison, parse_formula,
};
use crate::text::{Later, Span, Text, nearest, one_of};
use crate::yaml::{Fields, Node, boolean, mapping, number, string};

/// How deep columns may lead from table to table.
const DEEP: usize = 4;

/// What formulas may name beside questions and figures.
#[derive(Clone, Copy, Default)]
pub(super) struct Scope<'a> {
    /// The formula's own constants.
    constants: &'a [Constant],
    /// The table whose rows are being looked at.
    table: Option<u16>,
}

impl Loader {
    pub(super) fn decode_sizing(&mut self, trees: &[Node], sink: &mut Sink) {
        self.decode_tables(trees, sink);
        self.picked = definitions(trees, "sizing")
            .filter(|(_, id)| id.is_some())
            .map(|(node, _)| node.get("pick")?.get("from")?.text().and_then(|t| self.tables.get(t)))
            .collect();
        let mut places = Vec::new();
        for (node, id) in definitions(trees, "sizing") {
            let Some((id, at)) = id else { continue };
            places.push(at);
            let figure = self.figure(node, id, sink);
            self.catalog.figures.extend(figure);
        }
        if self.catalog.figures.len() == places.len() {
            self.catalog.sequence = self.sequence(&places, sink);
        }
        let mut advice = Vec::new();
        for (node, id) in definitions(trees, "advice") {
            let Some((id, _)) = id else { continue };
            advice.extend(self.sizing_advice(node, id, sink));
        }
        self.catalog.sizing_advice = advice.into();
    }

    fn figure(&self, node: &Node, id: &str, sink: &mut Sink) -> Option<Figure> {
        let mut f = Fields::open(node, "sizing figure", sink)?;
        f.optional("id");
        let name = f.text("name", sink).unwrap_or_default();
        let unit = f.text_opt("unit", sink).unwrap_or_default();
        let group = self.group(&mut f, sink);
        let headline = f.optional("headline").and_then(|n| match n.as_bool() {
            Some(on) => on.then(Condition::always),
            None => decode_condition(n, self, sink),
        });
        let note = f.text_opt("note", sink);
        let sources = self.source(&mut f, node, "a sizing figure", sink);
        let mut constants = Vec::new();
        if let Some(n) = f.optional("constants") {
            for e in mapping(n, "constants", sink)? {
                constants.extend(self.constant(&e.key, &e.value, sink));
            }
        }
        let scope = Scope { constants: &constants, table: None };
        let (one, many, pick) = (f.optional("formula"), f.items("cases", sink), f.optional("pick"));
        f.finish(sink);
        let how = match (one, many, pick) {
            (Some(n), [], None) => {
                let written = self.written(n, scope, sink)?;
                How::Cases(vec![(Condition::always(), written)])
            }
            (None, [_, ..], None) => How::Cases(many.iter().filter_map(|c| self.size_case(c, scope, sink)).collect()),
            (None, [], Some(n)) => How::Pick(self.pick(n, &constants, sink)?),
            _ => {
                sink.error(Code::MissingKey, node.span, "a sizing figure has one of `formula`, `cases` and `pick`");
                return None;
            }
        };
        Some(Figure { id: Text::copy(id), name, unit, group, headline, how, constants, note, sources: sources.into() })
    }

    fn group(&self, f: &mut Fields<'_>, sink: &mut Sink) -> Text {
        let Some(node) = f.optional("group") else { return Text::default() };
        let group = string(node, "group", sink).unwrap_or_default();
        if !SIZING_GROUPS.contains(&group.as_str()) {
            unknown("sizing group", &group, node.span, SIZING_GROUPS, sink);
        }
        group
    }

    fn size_case(&self, node: &Node, scope: Scope<'_>, sink: &mut Sink) -> Option<(Condition, Written)> {
        let mut c = Fields::open(node, "case", sink)?;
        let when = c.optional("when").map_or(Some(Condition::always()), |n| decode_condition(n, self, sink));
        let formula = c.required("formula", sink);
        c.finish(sink);
        let written = formula.and_then(|n| self.written(n, scope, sink));
        Some((when?, written?))
    }

    fn constant(&self, name: &str, node: &Node, sink: &mut Sink) -> Option<Constant> {
        let mut f = Fields::open(node, "constant", sink)?;
        let value = range(&mut f, node, number, sink);
        let evidence = self.evidence(&mut f, node, "a constant", sink);
        f.finish(sink);
        Some(Constant { name: Text::copy(name), value: value?, evidence: evidence.into() })
    }

    /// `source`, or `assumed: true`; and a `note`.
    pub(super) fn evidence(&self, f: &mut Fields<'_>, node: &Node, what: &str, sink: &mut Sink) -> Evidence {
        let assumed = f.optional("assumed").and_then(|n| boolean(n, "assumed", sink)).unwrap_or(false);
        let sources = match (assumed, f.optional("source")) {
            (_, Some(n)) => self.source_refs(n, sink),
            (true, None) => Vec::new(),
            (false, None) => self.source(f, node, what, sink),
        };
        Evidence { sources, assumed, note: f.text_opt("note", sink) }
    }

    fn pick(&self, node: &Node, constants: &[Constant], sink: &mut Sink) -> Option<Pick> {
        let mut f = Fields::open(node, "pick", sink)?;
        let from = f.required("from", sink);
        let given = f.optional("given");
        let wanted = f.items("where", sink);
        let least = f.required("least", sink);
        f.finish(sink);
        let from = from?;
        let Some(table) = from.text().and_then(|t| self.tables.get(t)) else {
            unknown("table", from.text().unwrap_or_default(), from.span, self.tables.ids(), sink);
            return None;
        };
        let scope = Scope { constants, table: Some(table) };
        let wanted = wanted.iter().filter_map(|n| self.comparison(n, scope, sink)).collect();
        let given = given.and_then(|n| self.rows_of_choices(n, table, sink));
        Some(Pick { table, given, wanted, least: self.written(least?, scope, sink)? })
    }

    /// The row of each choice of a question.
    fn rows_of_choices(&self, node: &Node, table: u16, sink: &mut Sink) -> Option<(Var, Vec<Option<u16>>)> {
        let id = string(node, "given", sink)?;
        match self.var(&id) {
            Some((var, domain @ Domain::Choice(_))) => {
                let rows = &self.rows[table as usize];
                Some((var, domain.choices().iter().map(|c| rows.get(&c.id)).collect()))
            }
            Some(_) => {
                sink.error(Code::Type, node.span, "`given` names a question with one choice of several");
                None
            }
            None => {
                unknown("question", &id, node.span, self.questions.ids(), sink);
                None
            }
        }
    }

    fn sizing_advice(&self, node: &Node, id: &str, sink: &mut Sink) -> Option<SizingAdvice> {
        let mut f = Fields::open(node, "advice", sink)?;
        f.optional("id");
        let group = self.group(&mut f, sink);
        let limit = f.optional("limit").and_then(|n| boolean(n, "limit", sink)).unwrap_or(false);
        let products = f.items("products", sink).iter().filter_map(|n| self.product_ref(n, sink)).collect();
        let when = f.optional("when").map_or(Some(Condition::always()), |n| decode_condition(n, self, sink));
        let wanted = f.items("where", sink);
        let text = f.required("text", sink);
        let level = f.optional("risk").and_then(|n| risk_level(n, sink));
        // A risk without a remedy is only half told.
        let mitigation = if level.is_some() { f.required("mitigation", sink) } else { None };
        let sources = self.source(&mut f, node, "advice", sink);
        f.finish(sink);
        let wanted = wanted.iter().filter_map(|n| self.comparison(n, Scope::default(), sink)).collect();
        let text = text.and_then(|n| self.pieces(n, sink))?;
        let risk = level.zip(mitigation.and_then(|n| self.pieces(n, sink)));
        Some(SizingAdvice { id: Text::copy(id), group, limit, products, when: when?, wanted, text, risk, sources })
    }

    /// A text with `{names}` in it.
    fn pieces(&self, node: &Node, sink: &mut Sink) -> Option<Vec<Piece>> {
        let text = string(node, "text", sink)?;
        let mut out = Vec::new();
        let mut rest = text.as_str();
        while let Some((words, more)) = rest.split_once('{') {
            let Some((name, after)) = more.split_once('}') else { break };
            if !words.is_empty() {
                out.push(Piece::Words(Text::copy(words)));
            }
            out.push(match self.name(name, Scope::default()) {
                Some(Name::Answer(var)) => Piece::Answer(var),
                Some(Name::Figure(i)) if self.picked.get(i as usize).is_some_and(Option::is_some) => {
                    Piece::Column(i, Path::new())
                }
                Some(Name::Figure(i)) => Piece::Figure(i),
                Some(Name::Column(i, path)) => Piece::Column(i, path),
                Some(Name::Constant(_) | Name::Row(_)) | None => {
                    sink.error(Code::UnknownName, node.span, format!("`{{{name}}}` is no question and no figure"));
                    return None;
                }
            });
            rest = after;
        }
        if !rest.is_empty() {
            out.push(Piece::Words(Text::copy(rest)));
        }
        Some(out)
    }

    fn name(&self, name: &str, scope: Scope<'_>) -> Option<Name> {
        let constant = scope.constants.iter().position(|c| c.name == name).map(|i| Name::Constant(i as u16));
        let plain = || {
            let figure = self.figures.get(name).map(Name::Figure);
            figure.or_else(|| self.var(name).map(|(v, _)| Name::Answer(v)))
        };
        let column = || {
            let (head, tail) = name.split_once('.')?;
            if head == "row" {
                return self.path(scope.table?, tail).map(Name::Row);
            }
            let figure = self.figures.get(head)?;
            let table = (*self.picked.get(figure as usize)?)?;
            self.path(table, tail).map(|p| Name::Column(figure, p))
        };
        constant.or_else(plain).or_else(column)
    }

    /// The columns that `a.b` leads through from a table.
    fn path(&self, table: u16, text: &str) -> Option<Path> {
        let mut table = Some(table);
        let mut out = Path::new();
        for id in text.split('.').take(DEEP) {
            let columns = &self.catalog.tables[table? as usize].columns;
            let at = columns.iter().position(|c| c.id == id)?;
            out.push(at as u16);
            table = match columns[at].kind {
                ColumnKind::Row(next) => Some(next),
                ColumnKind::Number | ColumnKind::Price => None,
            };
        }
        // A row itself is no number.
        table.is_none().then_some(out)
    }

    fn written(&self, node: &Node, scope: Scope<'_>, sink: &mut Sink) -> Option<Written> {
        let parse = |text: &str| parse_formula(text, &|n| self.name(n, scope));
        self.parsed(node, parse, sink)
    }

    fn comparison(&self, node: &Node, scope: Scope<'_>, sink: &mut Sink) -> Option<Written<crate::logic::Comparison>> {
        let parse = |text: &str| parse_comparison(text, &|n| self.name(n, scope));
        self.parsed(node, parse, sink)
    }

    /// A formula without constants or a table of its own.
    pub(super) fn formula(&self, node: &Node, sink: &mut Sink) -> Option<Formula> {
        self.written(node, Scope::default(), sink).map(|w| w.formula)
    }

    /// Errors point into the text.
    fn parsed<T>(
        &self,
        node: &Node,
        parse: impl Fn(&str) -> Result<T, (usize, String)>,
        sink: &mut Sink,
    ) -> Option<Written<T>> {
        let text = string(node, "formula", sink)?;
        match parse(&text) {
            Ok(formula) => Some(Written { formula, text }),
            Err((at, message)) => {
                // Quoted texts start one byte later; a folded text has no byte of its own.
                let start = node.span.start as usize + at;
                let span = Span::new(node.span.file, start.min(node.span.end as usize), node.span.end as usize);
                sink.error(Code::Syntax, span, message);
                None
            }
        }
    }

    /// The figures, each after those it needs; a circle is an error.
    fn sequence(&self, places: &[Span], sink: &mut Sink) -> Vec<u16> {
        let figures = &self.catalog.figures;
        let mut out = Vec::with_capacity(figures.len());
        let mut state = vec![State::Fresh; figures.len()];
        for first in 0..figures.len() {
            if state[first] != State::Fresh {
                continue;
            }
            // The way down, each figure with what it still needs.
            let mut way = vec![(first, figures[first].needs())];
            state[first] = State::Open;
            while let Some((at, needs)) = way.last_mut() {
                let Some(next) = needs.pop() else {
                    state[*at] = State::Done;
                    out.push(*at as u16);
                    way.pop();
                    continue;
                };
                let next = next as usize;
                match state[next] {
                    State::Done => {}
                    State::Fresh => {
                        state[next] = State::Open;
                        way.push((next, figures[next].needs()));
                    }
                    State::Open => {
                        let from = way.iter().position(|w| w.0 == next).unwrap_or(0);
                        let circle: Vec<&str> = way[from..].iter().map(|w| figures[w.0].id.as_str()).collect();
                        let circle = format!("{} -> {}", circle.join(" -> "), figures[next].id);
                        sink.error(Code::BadValue, places[next], format!("sizing figures need each other: {circle}"));
                        return Vec::new();
                    }
                }
            }
        }
        out
    }

    fn decode_tables(&mut self, trees: &[Node], sink: &mut Sink) {
        let nodes: Vec<&Node> = definitions(trees, "tables").filter(|(_, id)| id.is_some()).map(|(n, _)| n).collect();
        for node in &nodes {
            let table = self.table(node, sink);
            self.catalog.tables.push(table);
            let mut names = Names::default();
            for row in node.get("rows").and_then(Node::items).unwrap_or_default() {
                if let Some(id) = row.get("id") {
                    names.define(id.text().unwrap_or_default(), id.span, "row", sink);
                }
            }
            self.rows.push(names);
        }
        for (at, node) in nodes.into_iter().enumerate() {
            let rows = node.get("rows").and_then(Node::items).unwrap_or_default();
            let (rows, evidence): (_, Vec<_>) = rows.iter().filter_map(|r| self.row(r, at, sink)).unzip();
            let table = &mut self.catalog.tables[at];
            table.rows = rows;
            table.evidence = evidence.into();
        }
    }

    /// A table without its rows.
    fn table(&self, node: &Node, sink: &mut Sink) -> Table {
        let mut out = Table {
            id: Text::default(),
            name: Text::default(),
            columns: Vec::new(),
            rows: Vec::new(),
            elsewhere: None,
            evidence: Later::default(),
        };
        let Some(mut f) = Fields::open(node, "table", sink) else { return out };
        out.id = f.text("id", sink).unwrap_or_default();
        out.name = f.text("name", sink).unwrap_or_default();
        f.required("rows", sink);
        let columns = f.required("columns", sink).and_then(|n| mapping(n, "columns", sink)).unwrap_or_default();
        let elsewhere = f.optional("elsewhere");
        f.finish(sink);
        for e in columns {
            let Some(mut c) = Fields::open(&e.value, "column", sink) else { continue };
            c.optional("name");
            let unit = c.text_opt("unit", sink).unwrap_or_default();
            let price = c.optional("price").and_then(|n| boolean(n, "price", sink)).unwrap_or(false);
            let kind = match c.optional("table").map(|n| (n.span, string(n, "table", sink).unwrap_or_default())) {
                None if price => ColumnKind::Price,
                None => ColumnKind::Number,
                Some((at, id)) => match self.tables.get(&id) {
                    Some(t) => ColumnKind::Row(t),
                    None => {
                        unknown("table", &id, at, self.tables.ids(), sink);
                        continue;
                    }
                },
            };
            c.finish(sink);
            out.columns.push(Column { id: Text::copy(&e.key), unit, kind });
        }
        out.elsewhere = elsewhere.and_then(|n| self.elsewhere(n, &out.columns, sink));
        out
    }

    /// What stands for the names of rows where nobody sells what they name.
    fn elsewhere(&self, node: &Node, columns: &[Column], sink: &mut Sink) -> Option<(Condition, Vec<u16>)> {
        let mut f = Fields::open(node, "elsewhere", sink)?;
        let when = f.required("when", sink).and_then(|n| decode_condition(n, self, sink));
        let shown = f.items("show", sink);
        f.finish(sink);
        let at = |n: &Node| {
            let found = columns.iter().position(|c| Some(c.id.as_str()) == n.text());
            if found.is_none() {
                unknown("column", n.text().unwrap_or_default(), n.span, columns.iter().map(|c| c.id.as_str()), sink);
            }
            found.map(|i| i as u16)
        };
        Some((when?, shown.iter().filter_map(at).collect()))
    }

    /// A row, keys of which are the columns.
    fn row(&self, node: &Node, table: usize, sink: &mut Sink) -> Option<(Row, Evidence)> {
        const OWN: [&str; 5] = ["id", "name", "source", "assumed", "note"];
        let entries = mapping(node, "row", sink)?;
        let columns = &self.catalog.tables[table].columns;
        let mut cells = vec![None; columns.len()];
        for e in entries.iter().filter(|e| !OWN.contains(&e.key.as_str())) {
            let Some(at) = columns.iter().position(|c| c.id == e.key.as_str()) else {
                let ids = || columns.iter().map(|c| c.id.as_str());
                sink.push(
                    Diagnostic::error(Code::UnknownKey, e.key_span, format!("the table has no column `{}`", e.key))
                        .maybe_help(nearest(&e.key, ids()).map(|l| format!("Did you mean `{l}`?")))
                        .help(format!("Columns: {}", one_of(ids(), 30))),
                );
                continue;
            };
            if !e.value.is_null() {
                cells[at] = self.cell(&e.value, &columns[at], sink);
            }
        }
        let text = |key: &str| node.get(key).and_then(Node::text).map(Text::copy);
        let Some(id) = text("id") else {
            sink.error(Code::MissingKey, node.span, "a row has no `id`");
            return None;
        };
        let mut f = Fields::open(node, "row", sink)?;
        let evidence = self.evidence(&mut f, node, "a row", sink);
        let name = text("name").unwrap_or_else(|| id.clone());
        Some((Row { id, name, cells }, evidence))
    }

    fn cell(&self, node: &Node, column: &Column, sink: &mut Sink) -> Option<Cell> {
        if column.kind == ColumnKind::Number {
            return number(node, &column.id, sink).map(Cell::Number);
        }
        let id = string(node, &column.id, sink)?;
        let (what, names) = match column.kind {
            ColumnKind::Row(t) => ("row", &self.rows[t as usize]),
            ColumnKind::Price | ColumnKind::Number => ("price", &self.prices),
        };
        let found = names.get(&id);
        if found.is_none() {
            unknown(what, &id, node.span, names.ids(), sink);
        }
        found.map(|i| match column.kind {
            ColumnKind::Row(_) => Cell::Row(i),
            ColumnKind::Price | ColumnKind::Number => Cell::Price(PriceId(i)),
        })
    }
}

/// How far a figure is on the way to its place in the sequence.
#[derive(Clone, Copy, PartialEq)]
enum State {
    Fresh,
    Open,
    Done,
}
