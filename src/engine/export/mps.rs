//! Free MPS: <https://lpsolve.sourceforge.net/5.5/mps-format.htm>.
//!
//! The value is minimised with its sign turned: what says `maximise` came late to the format, and
//! not every reader knows it.

use super::linear::{HEAD, Linear, Sense};

/// The row of the objective.
const OBJECTIVE: &str = "minus_value";

/// The text.
pub(super) fn write(linear: &Linear) -> String {
    let mut text = String::from("* value = 0 - objective, which is minimised\n");
    for line in HEAD {
        text.push_str(format!("* {line}").trim_end());
        text.push('\n');
    }
    text.push_str(&format!("NAME mlarch\nROWS\n N {OBJECTIVE}\n"));
    let mut entries: Vec<Vec<(&str, i64)>> = vec![Vec::new(); linear.columns.len()];
    for (column, value) in linear.objective() {
        entries[column].push((OBJECTIVE, -value));
    }
    for line in &linear.lines {
        let sense = if line.sense == Sense::Equal { 'E' } else { 'L' };
        text.push_str(&format!(" {sense} {}\n", line.name));
        for &(column, share) in &line.terms {
            entries[column].push((&line.name, share));
        }
    }
    text.push_str("COLUMNS\n");
    columns(&mut text, linear, &entries, true);
    columns(&mut text, linear, &entries, false);
    text.push_str("RHS\n");
    for line in linear.lines.iter().filter(|l| l.bound != 0) {
        text.push_str(&format!(" RHS {} {}\n", line.name, line.bound));
    }
    text.push_str("BOUNDS\n");
    for column in &linear.columns {
        let bound = if column.whole { ("BV", "") } else { ("UP", " 1") };
        text.push_str(&format!(" {} BND {}{}\n", bound.0, column.name, bound.1));
    }
    text.push_str("ENDATA\n");
    text
}

/// The columns that are whole, between their marks, or the others.
fn columns(text: &mut String, linear: &Linear, entries: &[Vec<(&str, i64)>], whole: bool) {
    if whole {
        text.push_str(" MARKER 'MARKER' 'INTORG'\n");
    }
    for (column, entries) in linear.columns.iter().zip(entries).filter(|(c, _)| c.whole == whole) {
        for (row, share) in entries {
            text.push_str(&format!(" {} {row} {share}\n", column.name));
        }
    }
    if whole {
        text.push_str(" MARKER 'MARKER' 'INTEND'\n");
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{hopeless, small};
    use super::super::{Format, write};

    /// The text after the comments.
    fn body(text: &str) -> String {
        text.lines().filter(|l| !l.starts_with('*')).map(|l| format!("{l}\n")).collect()
    }

    #[test]
    fn a_small_model() {
        let (mut problem, names) = small();
        problem.pairs.clear();
        let text = write(&problem, &names, Format::Mps).expect("written");
        assert!(text.starts_with("* value = 0 - objective, which is minimised\n* One option per block"), "{text}");
        let expected = "\
NAME mlarch
ROWS
 N minus_value
 E one.data_base
 E not.data_base
 E one.host
 L use.azure.host
 L row.budget
 L row.row
 E never
COLUMNS
 MARKER 'MARKER' 'INTORG'
 x.data_base.postgres minus_value -5
 x.data_base.postgres one.data_base 1
 x.data_base.postgres row.budget 30
 x.data_base.my_sql minus_value -4
 x.data_base.my_sql one.data_base 1
 x.data_base.old one.data_base 1
 x.data_base.old not.data_base 1
 x.host.vm minus_value -2
 x.host.vm one.host 1
 x.host.vm row.budget 10
 x.host.on_prem minus_value -9
 x.host.on_prem one.host 1
 x.host.on_prem use.azure.host 1
 x.host.cloud minus_value -7
 x.host.cloud one.host 1
 x.host.cloud use.azure.host 1
 y.azure minus_value 6
 y.azure use.azure.host -1
 y.azure row.budget 20
 never row.row 1
 never never 1
 MARKER 'MARKER' 'INTEND'
RHS
 RHS one.data_base 1
 RHS one.host 1
 RHS row.budget 45
 RHS row.row 1
BOUNDS
 BV BND x.data_base.postgres
 BV BND x.data_base.my_sql
 BV BND x.data_base.old
 BV BND x.host.vm
 BV BND x.host.on_prem
 BV BND x.host.cloud
 BV BND y.azure
 BV BND never
ENDATA
";
        assert_eq!(body(&text), expected);
    }

    #[test]
    fn products_follow() {
        let (problem, names) = small();
        let text = write(&problem, &names, Format::Mps).expect("written");
        let expected = "\
 MARKER 'MARKER' 'INTEND'
 p.data_base.postgres.host.vm minus_value -2
 p.data_base.postgres.host.vm and.data_base.postgres.host 1
 p.data_base.postgres.host.vm and.host.vm.data_base 1
 p.data_base.my_sql.host.cloud minus_value 3
 p.data_base.my_sql.host.cloud neg.data_base.my_sql.host.cloud -1
RHS
";
        assert!(text.contains(expected), "{text}");
        assert!(text.contains("\n UP BND p.data_base.my_sql.host.cloud 1\n"), "{text}");
    }

    #[test]
    fn no_solution() {
        let (problem, names) = hopeless();
        let text = write(&problem, &names, Format::Mps).expect("written");
        assert!(
            text.contains(" never minus_value 0\n never one.none 1\n never row.never 1\n never never 1\n"),
            "{text}"
        );
        assert!(text.contains("RHS\n RHS one.none 1\n RHS one.bad 1\n RHS row.never -1\nBOUNDS\n"), "{text}");
    }
}
