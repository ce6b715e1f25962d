//! What documents need beside the recommendation: words for ids, and pictures.

use std::collections::BTreeMap;

use crate::catalog::{Catalog, ESTATE, Question};
use crate::logic::Domain;
use crate::recommendation::Recommendation;
use crate::render;
use crate::render::diagram::container_graph;
use crate::render::docs::{Picture, Words};

/// What ids of the catalog are called.
pub(super) fn words(catalog: &Catalog) -> Words {
    let meaning = |q: &Question| -> BTreeMap<String, String> {
        match &q.domain {
            Domain::Bool => [("true", "yes"), ("false", "no")].map(|(a, b)| (a.to_string(), b.to_string())).into(),
            _ if &*q.id == ESTATE => catalog.products.iter().map(|p| (p.id.to_string(), p.name.to_string())).collect(),
            domain => domain.choices().iter().map(|c| (c.id.to_string(), c.text.to_string())).collect(),
        }
    };
    let meanings = catalog.questions.iter().map(|q| (q.id.to_string(), meaning(q)));
    Words {
        answers: meanings.filter(|(_, m)| !m.is_empty()).collect(),
        questions: catalog.questions.iter().map(|q| (q.id.to_string(), q.text.to_string())).collect(),
        metrics: catalog.metrics.iter().map(|m| (m.id.to_string(), m.name.to_string())).collect(),
    }
}

/// The pictures of a recommendation.
pub(super) fn pictures(r: &Recommendation) -> Vec<Picture> {
    if r.architecture.is_empty() {
        return Vec::new();
    }
    let picture = |name: &str, shows: &str, svg: String| Picture { name: name.into(), shows: shows.into(), svg };
    vec![
        picture(
            "architecture.svg",
            "The chosen options and what flows between them, from the sources of data to those who use the results",
            container_graph(r).svg(),
        ),
        picture("contributions.svg", "Points by metric and group of decisions", render::contributions_svg(r)),
        picture("costs.svg", "Cost a month by product, low to high", render::cost_svg(r)),
    ]
}
