//! CPLEX LP: <https://www.ibm.com/docs/en/icos/22.1.1?topic=cplex-lp-file-format-algebraic-representation>.
//!
//! Names hold only letters, digits, `_` and `.`, and begin with none that could start a number.

use super::linear::{HEAD, Linear, Sense};

/// Where lines are broken; readers promise 255 characters.
const WIDTH: usize = 110;

/// Words on lines that are broken before they grow too long.
struct Lines {
    text: String,
    /// Characters on the last line.
    used: usize,
}

impl Lines {
    fn start(&mut self, line: &str) {
        self.text.push_str(line);
        self.used = line.len();
    }

    fn word(&mut self, word: &str) {
        if self.used + 1 + word.len() > WIDTH {
            self.text.push_str("\n ");
            self.used = 1;
        }
        self.text.push(' ');
        self.text.push_str(word);
        self.used += 1 + word.len();
    }

    fn end(&mut self) {
        self.text.push('\n');
    }

    fn sum(&mut self, linear: &Linear, terms: &[(usize, i64)]) {
        for (i, &(column, share)) in terms.iter().enumerate() {
            let sign = match (i, share) {
                (_, ..0) => "- ",
                (0, _) => "",
                _ => "+ ",
            };
            let size = if share.abs() == 1 { String::new() } else { format!("{} ", share.abs()) };
            self.word(&format!("{sign}{size}{}", linear.columns[column].name));
        }
    }
}

/// The text.
pub(super) fn write(linear: &Linear) -> String {
    let head = ["value = 0 + objective, which is maximised"].into_iter().chain(HEAD);
    let text = head.map(|line| format!("\\ {line}").trim_end().to_owned() + "\n").collect();
    let mut lines = Lines { text, used: 0 };
    lines.text.push_str("Maximize\n");
    lines.start(" value:");
    lines.sum(linear, &linear.objective());
    lines.end();
    lines.text.push_str("Subject To\n");
    for line in &linear.lines {
        lines.start(&format!(" {}:", line.name));
        lines.sum(linear, &line.terms);
        let sense = if line.sense == Sense::Equal { "=" } else { "<=" };
        lines.word(&format!("{sense} {}", line.bound));
        lines.end();
    }
    lines.text.push_str("Bounds\n");
    for column in linear.columns.iter().filter(|c| !c.whole) {
        lines.text.push_str(&format!(" 0 <= {} <= 1\n", column.name));
    }
    lines.text.push_str("Binaries\n");
    lines.start("");
    for column in linear.columns.iter().filter(|c| c.whole) {
        lines.word(&column.name);
    }
    lines.end();
    lines.text.push_str("End\n");
    lines.text
}

#[cfg(test)]
mod tests {
    use super::super::tests::{hopeless, small};
    use super::super::{Format, Names, write};
    use crate::engine::problem::Problem;

    /// The text after the comments.
    fn body(text: &str) -> String {
        text.lines().filter(|l| !l.starts_with('\\')).map(|l| format!("{l}\n")).collect()
    }

    #[test]
    fn a_small_model() {
        let (problem, names) = small();
        let text = write(&problem, &names, Format::Lp).expect("written");
        assert!(text.starts_with("\\ value = 0 + objective, which is maximised\n\\ One option per block"), "{text}");
        let expected = "\
Maximize
 value: 5 x.data_base.postgres + 4 x.data_base.my_sql + 2 x.host.vm + 9 x.host.on_prem + 7 x.host.cloud
  - 6 y.azure + 2 p.data_base.postgres.host.vm - 3 p.data_base.my_sql.host.cloud
Subject To
 one.data_base: x.data_base.postgres + x.data_base.my_sql + x.data_base.old = 1
 not.data_base: x.data_base.old = 0
 one.host: x.host.vm + x.host.on_prem + x.host.cloud = 1
 use.azure.host: x.host.on_prem + x.host.cloud - y.azure <= 0
 neg.data_base.my_sql.host.cloud: x.data_base.my_sql + x.host.cloud - p.data_base.my_sql.host.cloud <= 1
 and.data_base.postgres.host: p.data_base.postgres.host.vm - x.data_base.postgres <= 0
 and.host.vm.data_base: p.data_base.postgres.host.vm - x.host.vm <= 0
 bar.data_base.postgres.host: x.data_base.postgres + x.data_base.my_sql + x.host.on_prem <= 1
 row.budget: 30 x.data_base.postgres + 10 x.host.vm + 20 y.azure <= 45
 row.row: never <= 1
 never: never = 0
Bounds
 0 <= p.data_base.postgres.host.vm <= 1
 0 <= p.data_base.my_sql.host.cloud <= 1
Binaries
 x.data_base.postgres x.data_base.my_sql x.data_base.old x.host.vm x.host.on_prem x.host.cloud y.azure never
End
";
        assert_eq!(body(&text), expected);
    }

    #[test]
    fn no_solution() {
        let (problem, names) = hopeless();
        let text = write(&problem, &names, Format::Lp).expect("written");
        let expected = "\
Maximize
 value: 0 never
Subject To
 one.none: never = 1
 one.bad: x.bad.a = 1
 not.bad: x.bad.a = 0
 row.never: never <= -1
 never: never = 0
Bounds
Binaries
 never x.bad.a
End
";
        assert_eq!(body(&text), expected);
    }

    #[test]
    fn lines_stay_short() {
        let options = 400;
        let problem = Problem { blocks: vec![vec![1 << 40; options]], ..Problem::default() };
        let options = (0..options).map(|o| format!("{o} {}", "long ".repeat(50))).collect();
        let names = Names { blocks: vec!["b".repeat(300)], options: vec![options], ..Names::default() };
        let text = write(&problem, &names, Format::Lp).expect("written");
        assert!(text.lines().all(|l| l.len() <= super::WIDTH), "{text}");
    }
}
