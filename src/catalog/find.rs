//! Looking things up by id or name.

use super::ids::{BlockId, MetricId, OptionRef, ProductId, TraitId};
use super::model::Catalog;
use super::products::Product;
use crate::logic::Var;
use crate::text::Text;

/// Look-ups by id; linear, for tools and messages (the loader keeps its own tables).
pub trait Find {
    /// A question by id.
    fn question(&self, id: &str) -> Option<Var>;
    /// A product by id, name or former name; case, punctuation, remarks in brackets and the maker in
    /// front (`Azure`, `Microsoft`, `Apache`) make no difference where the name stays unambiguous.
    fn product(&self, name: &str) -> Option<ProductId>;
    /// A block by id.
    fn block(&self, id: &str) -> Option<BlockId>;
    /// A trait by id.
    fn trait_id(&self, id: &str) -> Option<TraitId>;
    /// A metric by id.
    fn metric(&self, id: &str) -> Option<MetricId>;
    /// Every option whose product is this one or a part of it.
    fn options_of(&self, product: ProductId) -> Vec<OptionRef>;
    /// An option by its name, `block.option`.
    fn option(&self, name: &str) -> Option<OptionRef>;
    /// The name of an option, `block.option`.
    fn option_name(&self, option: OptionRef) -> String;
    /// Whether a product is another or a part of it.
    fn is_within(&self, product: ProductId, outer: ProductId) -> bool;
    /// The product of an option.
    fn product_of(&self, option: OptionRef) -> &Product;
}

fn position<T>(list: &[T], pred: impl FnMut(&T) -> bool) -> Option<u16> {
    list.iter().position(pred).and_then(|i| u16::try_from(i).ok())
}

/// The words of a name without remarks in brackets, punctuation and the maker.
fn fold(name: &str, makers: &[Text]) -> String {
    let mut depth = 0usize;
    let bare: String = name
        .chars()
        .map(|c| {
            match c {
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                _ if depth == 0 && c.is_alphanumeric() => return c.to_lowercase().next().unwrap_or(c),
                _ => {}
            }
            ' '
        })
        .collect();
    let words: Vec<&str> = bare.split_whitespace().collect();
    let leading = words.iter().take_while(|w| makers.iter().any(|m| m == *w)).count();
    // A name may consist of nothing else.
    words[leading.min(words.len().saturating_sub(1))..].join(" ")
}

/// The only product, if there is one, that is called so once names are folded; those that have not
/// ended come first.
fn loosely(catalog: &Catalog, name: &str) -> Option<u16> {
    let wanted = fold(name, &catalog.makers);
    let called = |p: &Product| {
        let names = || p.former_names.iter().map(Text::as_str).chain([p.name.as_str(), p.id.as_str()]);
        !p.inline && names().any(|n| fold(n, &catalog.makers) == wanted)
    };
    let found: Vec<u16> =
        (0..catalog.products.len() as u16).filter(|i| called(&catalog.products[*i as usize])).collect();
    let current: Vec<u16> =
        found.iter().copied().filter(|i| catalog.products[*i as usize].status_word() != "retired").collect();
    match (found.as_slice(), current.as_slice()) {
        ([one], _) | (_, [one]) => Some(*one),
        _ => None,
    }
}

impl Find for Catalog {
    fn question(&self, id: &str) -> Option<Var> {
        position(&self.questions, |q| q.id == id).map(Var)
    }

    fn product(&self, name: &str) -> Option<ProductId> {
        let folded = name.to_lowercase();
        let by_id = position(&self.outlines, |p| p.id == name);
        let by_name = || position(&self.products, |p| !p.inline && p.name.to_lowercase() == folded);
        let by_former = || position(&self.products, |p| p.former_names.iter().any(|f| f.to_lowercase() == folded));
        by_id.or_else(by_name).or_else(by_former).or_else(|| loosely(self, name)).map(ProductId)
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

    fn option(&self, name: &str) -> Option<OptionRef> {
        let (block, id) = name.split_once('.')?;
        let block = self.block(block)?;
        position(&self.blocks[block.at()].options, |o| o.id == id).map(|option| OptionRef { block, option })
    }

    fn option_name(&self, option: OptionRef) -> String {
        let block = &self.blocks[option.block.at()];
        format!("{}.{}", block.id, block.options[option.option as usize].id)
    }

    fn is_within(&self, product: ProductId, outer: ProductId) -> bool {
        let mut at = Some(product);
        // Chains are short and free of cycles, which the loader checks.
        while let Some(p) = at {
            if p == outer {
                return true;
            }
            at = self.outlines[p.at()].part_of;
        }
        false
    }

    fn product_of(&self, option: OptionRef) -> &Product {
        let candidate = &self.blocks[option.block.at()].options[option.option as usize];
        &self.products[candidate.product.at()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_folded() {
        let makers = ["azure", "microsoft", "apache"].map(Text::from);
        let fold = |name: &str| fold(name, &makers);
        assert_eq!(fold("Azure AI Search (vector)"), "ai search");
        assert_eq!(fold("azure_ml_sweep"), "ml sweep");
        assert_eq!(fold("Apache Spark"), "spark");
        assert_eq!(fold("Microsoft Azure"), "azure");
    }
}
