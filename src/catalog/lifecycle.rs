//! Products that end, set against the life of a system.

use serde::{Deserialize, Serialize};

use super::ids::ProductId;
use crate::logic::Var;
use crate::text::DAY;

/// Why a rule takes options out: a product ends before the system does. It takes them out only where
/// another option is left; where none is, they stay, and that is a risk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ending {
    /// The product that ends.
    pub product: ProductId,
    /// The question for the life of the system, a time from the day of the catalog on.
    pub life: Var,
    /// Days from the day of the catalog to the end; negative if it has passed.
    pub days: i32,
}

impl Ending {
    /// By how many seconds a system of some life (in seconds) outlives the product.
    pub fn short_by(&self, life: f64) -> f64 {
        life - f64::from(self.days) * DAY
    }
}
