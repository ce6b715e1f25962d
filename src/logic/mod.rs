//! The typed language of answers and conditions: value domains, quantities with units, and
//! conditions with three-valued evaluation. Questions and traits, rules, active-when and
//! asked-when all use this one implementation.

mod bounds;
mod condition;
mod domain;
mod formula;
mod quantity;
mod test;
mod value;
pub mod weights;

pub use bounds::Bounds;
pub use condition::{Condition, Fact, Facts, Truth, Var, Vocabulary, decode_condition};
pub use domain::{Choice, Domain};
pub use formula::{Comparison, Figures, Formula, Name, Path, Range, parse_comparison, parse_formula};
pub use quantity::{Dimension, parse_quantity, show_quantity};
pub use test::{Bound, Test, decode_test};
pub use value::{Value, decode_value, show_value};
