//! Unpacking parts of the catalog before they are asked for.

use super::model::Catalog;

impl Catalog {
    /// Unpacks what every search for an architecture looks at: meant for a processor that has nothing else to do.
    pub fn read_ahead(&self) {
        let _ = (&*self.rules, &*self.traits, &*self.metrics);
        let _ = (&*self.figures, &*self.tables, &*self.costs, &*self.regions, &*self.discounts);
        let _ = (&*self.products, &*self.outlines, &*self.prices);
        for block in &self.blocks {
            let _ = &*block.options;
        }
    }

    /// Unpacks what every account of an architecture looks at.
    pub fn read_ahead_of_accounts(&self) {
        let _ = (&*self.sources, &*self.sizing_advice, &*self.availability, &*self.flows, &*self.checklists);
        let _ = (&*self.compliance.measures, &*self.compliance.controls);
        for block in &self.blocks {
            let _ = (&*block.practices, &*block.checklist);
        }
    }
}
