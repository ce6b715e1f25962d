//! The questionnaire answered: a requirements file as written, and the typed answers it resolves to.

mod answers;
mod methods;
mod presume;
mod priorities;
mod raw;
mod resolve;
mod schema;
mod settle;
mod starter;
mod unused;

pub use answers::{Answer, Answers, Origin};
pub use priorities::Priorities;
pub use raw::{Format, RawRequirements, decode};
pub use resolve::{Budget, Constraint, Requirements, SetError, resolve, set_answer};
pub use schema::schema;
pub use settle::settle;
pub use starter::starter;
