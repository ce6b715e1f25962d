//! Looking things up by id or name.

use super::model::*;
use crate::logic::Var;

/// Look-ups by id; linear, for tools and messages (the loader keeps its own tables).
pub trait Find {
    /// A question by id.
    fn question(&self, id: &str) -> Option<Var>;
    /// A product by id, name or former name (case is ignored for names).
    fn product(&self, name: &str) -> Option<ProductId>;
    /// A block by id.
    fn block(&self, id: &str) -> Option<BlockId>;
    /// A trait by id.
    fn trait_id(&self, id: &str) -> Option<TraitId>;
    /// A metric by id.
    fn metric(&self, id: &str) -> Option<MetricId>;
    /// Every option whose product is this one or a part of it.
    fn options_of(&self, product: ProductId) -> Vec<OptionRef>;
    /// Whether a product is another or a part of it.
    fn is_within(&self, product: ProductId, outer: ProductId) -> bool;
    /// The product of an option.
    fn product_of(&self, option: OptionRef) -> &Product;
}

fn position<T>(list: &[T], pred: impl FnMut(&T) -> bool) -> Option<u16> {
    list.iter().position(pred).and_then(|i| u16::try_from(i).ok())
}

impl Find for Catalog {
    fn question(&self, id: &str) -> Option<Var> {
        position(&self.questions, |q| q.id == id).map(Var)
    }

    fn product(&self, name: &str) -> Option<ProductId> {
        let folded = name.to_lowercase();
        let by_id = position(&self.products, |p| p.id == name);
        let by_name = || position(&self.products, |p| !p.inline && p.name.to_lowercase() == folded);
        let by_former = || position(&self.products, |p| p.former_names.iter().any(|f| f.to_lowercase() == folded));
        by_id.or_else(by_name).or_else(by_former).map(ProductId)
    }

    fn block(&self, id: &str) -> Option<BlockId> {
        position(&self.blocks, |b| b.id == id).map(BlockId)
    }

    fn trait_id(&self, id: &str) -> Option<TraitId> {
        position(&self.traits, |t| t.id == id).map(TraitId)
    }

    fn metric(&self, id: &str) -> Option<MetricId> {
        position(&self.metrics, |m| m.id == id).map(MetricId)
    }

    fn options_of(&self, product: ProductId) -> Vec<OptionRef> {
        let mut out = Vec::new();
        for (b, block) in self.blocks.iter().enumerate() {
            for (o, candidate) in block.options.iter().enumerate() {
                if self.is_within(candidate.product, product) {
                    out.push(OptionRef { block: BlockId(b as u16), option: o as u16 });
                }
            }
        }
        out
    }

    fn is_within(&self, product: ProductId, outer: ProductId) -> bool {
        let mut at = Some(product);
        // Chains are short and free of cycles, which the loader checks.
        while let Some(p) = at {
            if p == outer {
                return true;
            }
            at = self.products[p.at()].part_of;
        }
        false
    }

    fn product_of(&self, option: OptionRef) -> &Product {
        let candidate = &self.blocks[option.block.at()].options[option.option as usize];
        &self.products[candidate.product.at()]
    }
}
