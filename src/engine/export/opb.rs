//! The format of the pseudo-Boolean competitions in its strict form:
//! <https://www.cril.univ-artois.fr/PB07/pb06_inputFormat.html>.
//!
//! Variables are numbered, so comments say what each stands for and name each constraint. Sums are
//! minimised, constraints are `>=` or `=`, and so every `<=` stands with its signs turned.

use super::linear::{HEAD, Linear, Sense};

/// The text.
pub(super) fn write(linear: &Linear) -> String {
    let (columns, lines) = (linear.columns.len(), linear.lines.len());
    let mut text = format!("* #variable= {columns} #constraint= {lines}\n");
    text.push_str("* value = 0 - objective, which is minimised\n");
    for line in HEAD {
        text.push_str(format!("* {line}").trim_end());
        text.push('\n');
    }
    for (i, column) in linear.columns.iter().enumerate() {
        text.push_str(&format!("* x{} = {}\n", i + 1, column.name));
    }
    text.push_str(&format!("min: {} ;\n", sum(&linear.objective(), -1)));
    for line in &linear.lines {
        let (sign, sense) = if line.sense == Sense::Equal { (1, "=") } else { (-1, ">=") };
        let sum = sum(&line.terms, sign);
        text.push_str(&format!("* {}\n{sum} {sense} {} ;\n", line.name, sign * line.bound));
    }
    text
}

fn sum(terms: &[(usize, i64)], sign: i64) -> String {
    let words: Vec<String> = terms.iter().map(|(c, share)| format!("{:+} x{}", sign * share, c + 1)).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::super::tests::{hopeless, small};
    use super::super::{Format, write};

    #[test]
    fn a_small_model() {
        let (problem, names) = small();
        let text = write(&problem, &names, Format::Opb).expect("written");
        let head = "* #variable= 10 #constraint= 11\n* value = 0 - objective, which is minimised\n* One option per";
        assert!(text.starts_with(head), "{text}");
        let body = text.find("* x1 =").map(|at| &text[at..]);
        let expected = "\
* x1 = x.data_base.postgres
* x2 = x.data_base.my_sql
* x3 = x.data_base.old
* x4 = x.host.vm
* x5 = x.host.on_prem
* x6 = x.host.cloud
* x7 = y.azure
* x8 = p.data_base.postgres.host.vm
* x9 = p.data_base.my_sql.host.cloud
* x10 = never
min: -5 x1 -4 x2 -2 x4 -9 x5 -7 x6 +6 x7 -2 x8 +3 x9 ;
* one.data_base
+1 x1 +1 x2 +1 x3 = 1 ;
* not.data_base
+1 x3 = 0 ;
* one.host
+1 x4 +1 x5 +1 x6 = 1 ;
* use.azure.host
-1 x5 -1 x6 +1 x7 >= 0 ;
* neg.data_base.my_sql.host.cloud
-1 x2 -1 x6 +1 x9 >= -1 ;
* and.data_base.postgres.host
-1 x8 +1 x1 >= 0 ;
* and.host.vm.data_base
-1 x8 +1 x4 >= 0 ;
* bar.data_base.postgres.host
-1 x1 -1 x2 -1 x5 >= -1 ;
* row.budget
-30 x1 -10 x4 -20 x7 >= -45 ;
* row.row
-1 x10 >= -1 ;
* never
+1 x10 = 0 ;
";
        assert_eq!(body, Some(expected));
    }

    #[test]
    fn no_solution() {
        let (problem, names) = hopeless();
        let text = write(&problem, &names, Format::Opb).expect("written");
        let expected = "\
* x1 = never
* x2 = x.bad.a
min: +0 x1 ;
* one.none
+1 x1 = 1 ;
* one.bad
+1 x2 = 1 ;
* not.bad
+1 x2 = 0 ;
* row.never
-1 x1 >= 1 ;
* never
+1 x1 = 0 ;
";
        assert!(text.ends_with(expected), "{text}");
    }
}
