//! `mlarch verify`

use super::analysis_arguments::Verify;
use super::common::Global;
use super::exit::{FINDINGS, FINE};
use super::failure::Failure;
use super::{case, io, workspace};
use crate::engine::certificate::ProofFile;
use crate::engine::{Fault, check};
use crate::recommendation::model_of;
use crate::text::one_line;

pub(super) fn run(a: &Verify, g: &Global) -> Result<u8, Failure> {
    let (name, text) = io::read_saved(&a.file)?;
    let bad = |what: String| {
        Failure::user(format!("{name} is not a proof file: {what}"), "`mlarch recommend --proof FILE` writes one")
    };
    let file: ProofFile = serde_json::from_str(&text).map_err(|e| bad(e.to_string()))?;
    if file.mlarch_proof != 1 {
        return Err(bad(format!("format {} is not known, only 1 is", file.mlarch_proof)));
    }
    if let Err(fault) = check(&file.model, &file.certificate) {
        io::message(&format!("refuted: {}", told(&fault)));
        return Ok(FINDINGS);
    }
    if let Some(path) = &a.requirements {
        let catalog = workspace::catalog(g)?;
        let (requirements, _) = case::load(catalog, path, &a.set, g.quiet)?;
        if model_of(catalog, &requirements) != file.model {
            let path = one_line(&path.display().to_string());
            io::message(&format!("refuted: the model is not the one of {path} with this catalog"));
            return Ok(FINDINGS);
        }
    }
    let c = &file.certificate;
    let steps = c.steps.len();
    io::result(&match (c.value, c.bound) {
        (Some(v), Some(b)) if v == b => format!("verified: no architecture is better, in {steps} steps\n"),
        (Some(v), Some(b)) => format!("verified: value {v}, and none has more than {b}, in {steps} steps\n"),
        (_, Some(b)) => format!("verified: none has more than {b}, in {steps} steps\n"),
        _ => format!("verified: no architecture meets all demands, in {steps} steps\n"),
    })?;
    Ok(FINE)
}

fn told(fault: &Fault) -> String {
    match fault {
        Fault::Model => String::from("the model is malformed"),
        Fault::Solution(violation) => format!("the architecture is not what it claims ({violation:?})"),
        Fault::Malformed(step) => format!("step {} is malformed", step + 1),
        Fault::Unproven(step) => format!("step {} does not follow", step + 1),
        Fault::Incomplete => String::from("it does not cover all cases, or claims less than its own architecture"),
    }
}
