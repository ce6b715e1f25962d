//! Proofs over all answer sets, by satisfiability.

use batsat::Lit;

use super::proven::Proven;
use super::space::{Space, Truth};
use crate::catalog::*;
use crate::diagnostics::{Code, Diagnostic, Severity, Sink};
use crate::logic::Condition;
use crate::requirements::Answers;

/// How many different ways of leaving one block empty are told.
const MOST_WAYS: usize = 3;

/// A must-rule that ties an option to others.
#[derive(Debug, Clone)]
pub(super) struct Coupling {
    pub(super) rule: RuleId,
    /// One of the others must be there; else none of them may be.
    pub(super) needs: bool,
    /// The option stands on the first side of the rule.
    pub(super) first: bool,
    pub(super) others: Vec<OptionRef>,
}

/// The rules at work in the space of answers.
pub(super) struct Laws<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) space: Space<'a>,
    /// Per rule, whether it fires.
    pub(super) fires: Vec<Truth>,
    /// Per block, whether it is decided.
    pub(super) active: Vec<Lit>,
    /// Per block and option, the must-rules that take it out.
    pub(super) against: Vec<Vec<Vec<RuleId>>>,
    /// Per block and option, the must-rules that tie it to others.
    pub(super) couplings: Vec<Vec<Vec<Coupling>>>,
    /// Per block, whether an option is open whose product does not end too early; known where some do.
    spare: Vec<Option<Lit>>,
}

impl<'a> Laws<'a> {
    pub(super) fn new(catalog: &'a Catalog) -> Self {
        let mut space = Space::new(catalog);
        let fires: Vec<Truth> = catalog.rules.iter().map(|r| space.truth(&r.when)).collect();
        let mut activators: Vec<Vec<Lit>> = vec![Vec::new(); catalog.blocks.len()];
        let mut against: Vec<Vec<Vec<RuleId>>> =
            catalog.blocks.iter().map(|b| vec![Vec::new(); b.options.len()]).collect();
        for (r, rule) in catalog.rules.iter().enumerate() {
            let id = RuleId(r as u16);
            for effect in &rule.effects {
                match effect {
                    Effect::Activate(blocks) => blocks.iter().for_each(|b| activators[b.at()].push(fires[r].holds)),
                    Effect::Exclude(options) => {
                        options.iter().for_each(|o| against[o.block.at()][o.option as usize].push(id));
                    }
                    Effect::Require(options) => {
                        let mut blocks: Vec<BlockId> = options.iter().map(|o| o.block).collect();
                        blocks.sort_unstable();
                        blocks.dedup();
                        for b in blocks {
                            for (i, list) in against[b.at()].iter_mut().enumerate() {
                                if !options.contains(&OptionRef { block: b, option: i as u16 }) {
                                    list.push(id);
                                }
                            }
                        }
                    }
                    _ => {}
                }
            }
        }
        let mut couplings: Vec<Vec<Vec<Coupling>>> =
            catalog.blocks.iter().map(|b| vec![Vec::new(); b.options.len()]).collect();
        for (r, rule) in catalog.rules.iter().enumerate().filter(|(_, r)| r.strength == Strength::Must) {
            let mut tie = |from: &[OptionRef], others: &[OptionRef], needs: bool, first: bool| {
                for o in from {
                    let coupling = Coupling { rule: RuleId(r as u16), needs, first, others: others.to_vec() };
                    couplings[o.block.at()][o.option as usize].push(coupling);
                }
            };
            for effect in &rule.effects {
                match effect {
                    Effect::Needs(pairs) => pairs.iter().for_each(|p| tie(&p.first, &p.second, true, true)),
                    Effect::Separate(pairs) => pairs.iter().for_each(|p| {
                        tie(&p.first, &p.second, false, true);
                        tie(&p.second, &p.first, false, false);
                    }),
                    _ => {}
                }
            }
        }
        let mut active = Vec::new();
        for (b, block) in catalog.blocks.iter().enumerate() {
            let own = space.truth(&block.active_when);
            let mut ways = std::mem::take(&mut activators[b]);
            ways.push(!own.fails);
            let lit = if block.disabled { !space.yes() } else { space.any(&ways) };
            active.push(lit);
        }
        let spare = vec![None; catalog.blocks.len()];
        Laws { catalog, space, fires, active, against, couplings, spare }
    }

    /// A rule without condition is against it: what has ended, or what an overlay takes out.
    pub(super) fn taken_out(&self, o: OptionRef) -> bool {
        let rules = &self.against[o.block.at()][o.option as usize];
        rules.iter().any(|r| *self.catalog.rules[r.at()].when == Condition::always())
    }

    /// The option is out.
    pub(super) fn out(&mut self, o: OptionRef) -> Lit {
        let rules = self.against[o.block.at()][o.option as usize].clone();
        let mut lits = Vec::with_capacity(rules.len());
        for rule in rules {
            let fires = self.fires[rule.at()].holds;
            lits.push(match self.catalog.rules[rule.at()].ends {
                None => fires,
                Some(_) => {
                    let spare = self.spare(o.block);
                    self.space.all(&[fires, spare])
                }
            });
        }
        self.space.any(&lits)
    }

    /// An option of the block is open whose product does not end too early: only then do others have to
    /// go because theirs does.
    fn spare(&mut self, block: BlockId) -> Lit {
        if let Some(lit) = self.spare[block.at()] {
            return lit;
        }
        let outs: Vec<Vec<Lit>> =
            self.against[block.at()].iter().map(|l| l.iter().map(|r| self.fires[r.at()].holds).collect()).collect();
        let open: Vec<Lit> = outs.iter().map(|o| !self.space.any(o)).collect();
        let lit = self.space.any(&open);
        self.spare[block.at()] = Some(lit);
        lit
    }
}

/// The answers that were given, for a message.
pub(super) fn show_answers(c: &Catalog, answers: &Answers) -> String {
    let given: Vec<String> = (0..c.questions.len() as u16)
        .map(crate::logic::Var)
        .filter(|v| answers.get(*v).is_given())
        .map(|v| format!("{}: {}", c.questions[v.0 as usize].id, answers.show(c, v)))
        .collect();
    if given.is_empty() { String::from("no answer given") } else { given.join(", ") }
}

/// All proofs about single rules, questions, blocks and options.
pub(super) fn check(catalog: &Catalog, annex: &Annex, sink: &mut Sink) -> Vec<Proven> {
    let mut laws = Laws::new(catalog);
    vec![
        questions(&mut laws, annex, sink),
        rules(&mut laws, annex, sink),
        blocks(&mut laws, annex, sink),
        options(&mut laws, annex, sink),
        never_empty(&mut laws, annex, sink),
        frameworks(&mut laws, sink),
    ]
}

/// Every framework can apply, and each of its duties and statements can matter then.
fn frameworks(laws: &mut Laws<'_>, sink: &mut Sink) -> Proven {
    let all = &*laws.catalog.compliance;
    let Some(audit) = &all.evidence else { return proven(FRAMEWORKS, 0, 0) };
    let (mut decided, mut failed) = (0, 0);
    for f in &all.frameworks {
        let follows = laws.space.truth(&f.applies).holds;
        let listed = laws.space.has(audit.listed.0 as usize, f.choice);
        let ways: Vec<Lit> = listed.into_iter().chain([follows]).collect();
        let applies = laws.space.any(&ways);
        let duties = f.duties.iter().map(|d| (&d.id, &d.when, Some(d.role)));
        let clauses = f.clauses.iter().map(|c| (&c.id, &c.when, None));
        let always = Condition::always();
        for (id, when, role) in std::iter::once((&f.id, &always, None)).chain(duties).chain(clauses) {
            let mut wanted = vec![applies, laws.space.truth(when).holds];
            if let Some((_, own)) = f.roles.iter().find(|r| Some(r.0) == role) {
                wanted.push(laws.space.truth(own).holds);
            }
            decided += 1;
            if !laws.space.possible(&wanted) {
                failed += 1;
                let message = format!("`{id}` of the framework `{}` can never matter", f.id);
                sink.push(finding(Severity::Error, Code::Unreachable, None, message));
            }
        }
    }
    proven(FRAMEWORKS, decided, failed)
}

const FRAMEWORKS: &str = "every framework can apply, and each of its duties and statements can matter";

fn proven(claim: &str, decided: usize, failed: usize) -> Proven {
    Proven { claim: claim.to_string(), decided, undecided: 0, failed }
}

fn finding(severity: Severity, code: Code, place: Option<crate::text::Span>, message: String) -> Diagnostic {
    let mut d = match place {
        Some(at) => Diagnostic::error(code, at, message),
        None => Diagnostic::without_place(code, message),
    };
    d.severity = severity;
    d
}

/// Every question can arise, and every derived or assumed value can come about.
fn questions(laws: &mut Laws<'_>, annex: &Annex, sink: &mut Sink) -> Proven {
    let (mut decided, mut failed) = (0, 0);
    let never = Condition::Any(Vec::new());
    for (i, q) in laws.catalog.questions.iter().enumerate() {
        if q.section.is_none() || q.asked_when == never {
            continue;
        }
        let place = annex.places.questions.get(i).copied();
        let asked = laws.space.truth(&q.asked_when);
        decided += 1;
        if !laws.space.possible(&[!asked.fails]) {
            failed += 1;
            sink.push(finding(Severity::Error, Code::Unreachable, place, format!("`{}` can never be asked", q.id)));
            continue;
        }
        let (mut before, mut members) = (vec![!asked.fails], Vec::new());
        for (i, case) in q.cases().enumerate() {
            decided += 1;
            let when = laws.space.truth(&case.when).holds;
            let mut here = before.clone();
            here.push(when);
            if !laws.space.possible(&here) {
                failed += 1;
                let message = format!("a value of `{}` can never come about: {}", q.id, case.because);
                sink.push(finding(Severity::Error, Code::Unreachable, place, message));
            }
            // What is gathered does not exclude more of it, only what is assumed otherwise.
            let gathered = (q.derive.len()..q.derive.len() + q.gather.len()).contains(&i);
            if gathered {
                members.push(!when)
            } else {
                before.push(!when)
            }
            if i + 1 == q.derive.len() + q.gather.len() {
                before.append(&mut members);
            }
        }
    }
    proven("every question can arise, and each of its derived and assumed values", decided, failed)
}

/// Every rule can fire, and while a block that it speaks of is decided.
fn rules(laws: &mut Laws<'_>, annex: &Annex, sink: &mut Sink) -> Proven {
    let mut failed = 0;
    for (r, rule) in laws.catalog.rules.iter().enumerate() {
        let place = annex.places.rules.get(r).copied();
        let fires = laws.fires[r].holds;
        if !laws.space.possible(&[fires]) {
            failed += 1;
            sink.push(finding(
                Severity::Error,
                Code::Unreachable,
                place,
                format!("the rule `{}` can never fire", rule.id),
            ));
            continue;
        }
        let touched: Vec<BlockId> = touched(rule);
        if touched.is_empty() {
            continue;
        }
        let ways: Vec<Lit> = touched.iter().map(|b| laws.active[b.at()]).collect();
        let some = laws.space.any(&ways);
        if !laws.space.possible(&[fires, some]) {
            failed += 1;
            let message = format!("the rule `{}` fires only where none of its blocks is decided", rule.id);
            sink.push(finding(Severity::Error, Code::Unreachable, place, message));
        }
    }
    proven("every rule can fire while a block that it speaks of is decided", laws.catalog.rules.len(), failed)
}

/// The blocks whose options a rule's effects are about; none if it has an effect beyond them.
fn touched(rule: &Rule) -> Vec<BlockId> {
    let mut out = Vec::new();
    for effect in &rule.effects {
        match effect {
            Effect::Exclude(o) | Effect::Require(o) | Effect::Prefer(o) | Effect::Avoid(o) => {
                out.extend(o.iter().map(|o| o.block));
            }
            Effect::Combine(pairs) | Effect::Separate(pairs) | Effect::Needs(pairs) => {
                out.extend(pairs.iter().flat_map(|p| &p.first).map(|o| o.block));
            }
            Effect::Activate(_) | Effect::Risk { .. } | Effect::Practice(_) => return Vec::new(),
        }
    }
    out.sort_unstable();
    out.dedup();
    out
}

fn blocks(laws: &mut Laws<'_>, annex: &Annex, sink: &mut Sink) -> Proven {
    let mut failed = 0;
    for (b, block) in laws.catalog.blocks.iter().enumerate() {
        let (active, place) = (laws.active[b], annex.places.block(BlockId(b as u16)));
        if !block.disabled && !laws.space.possible(&[active]) {
            failed += 1;
            sink.push(finding(Severity::Error, Code::Unreachable, place, format!("`{}` is never decided", block.id)));
        }
    }
    proven("every block is decided for some answers", laws.catalog.blocks.len(), failed)
}

/// Every option is open for some answers; what has ended is not, by intent.
fn options(laws: &mut Laws<'_>, annex: &Annex, sink: &mut Sink) -> Proven {
    let (mut decided, mut failed) = (0, 0);
    for (b, block) in laws.catalog.blocks.iter().enumerate().filter(|(_, b)| !b.disabled) {
        for (o, candidate) in block.options.iter().enumerate() {
            let option = OptionRef { block: BlockId(b as u16), option: o as u16 };
            if laws.taken_out(option) {
                continue;
            }
            decided += 1;
            let (active, out) = (laws.active[b], laws.out(option));
            if !laws.space.possible(&[active, !out]) {
                failed += 1;
                let place = annex.places.options.get(b).and_then(|list| list.get(o)).copied();
                let rules: Vec<&str> =
                    laws.against[b][o].iter().map(|r| laws.catalog.rules[r.at()].id.as_str()).collect();
                let message = format!("the option `{}.{}` can never be chosen", block.id, candidate.id);
                sink.push(
                    finding(Severity::Error, Code::NeverChosen, place, message)
                        .help(format!("Rules against it: {}", rules.join(", "))),
                );
            }
        }
    }
    proven("every option that has not ended is open for some answers", decided, failed)
}

/// No answers leave a decided block without an option by must-rules alone, unless a rule says so.
fn never_empty(laws: &mut Laws<'_>, annex: &Annex, sink: &mut Sink) -> Proven {
    let mut failed = 0;
    // Rules that say so are taken not to fire.
    let explained: Vec<Lit> = (0..laws.catalog.rules.len())
        .filter(|r| laws.catalog.rules[*r].may_empty.is_some())
        .map(|r| !laws.fires[r].holds)
        .collect();
    for b in 0..laws.catalog.blocks.len() {
        let block = &laws.catalog.blocks[b];
        let outs: Vec<Lit> = (0..block.options.len() as u16)
            .map(|option| laws.out(OptionRef { block: BlockId(b as u16), option }))
            .collect();
        let mut wanted = explained.clone();
        wanted.push(laws.active[b]);
        wanted.extend(outs);
        let mut ways = 0;
        while ways < MOST_WAYS && laws.space.possible(&wanted) {
            ways += 1;
            let rules = few_rules(laws, b);
            let lits: Vec<Lit> = rules.iter().map(|r| laws.fires[r.at()].holds).collect();
            let mut here = wanted.clone();
            here.extend(&lits);
            let answers = laws.space.witness(&here);
            let names: Vec<&str> = rules.iter().map(|r| laws.catalog.rules[r.at()].id.as_str()).collect();
            let place = annex.places.block(BlockId(b as u16));
            let mut d = finding(
                Severity::Error,
                Code::NoOption,
                place,
                format!("must-rules can leave `{}` without an option: {}", block.id, names.join(", ")),
            );
            if let Some(a) = answers {
                d = d.help(format!("For example with {}", show_answers(laws.catalog, &a)));
            }
            for r in &rules {
                if let Some(at) = annex.places.rule(*r) {
                    d = d.related(at, "this rule");
                }
            }
            sink.push(d.help("Give a rule `may_empty:` with the reason if that is meant"));
            let not_together: Vec<Lit> = lits.iter().map(|l| !*l).collect();
            let other = laws.space.any(&not_together);
            wanted.push(other);
        }
        failed += usize::from(ways > 0);
    }
    proven("must-rules alone leave no decided block without an option", laws.catalog.blocks.len(), failed)
}

/// Of the rules that fire in the answer set found last, few that together take out all options.
fn few_rules(laws: &Laws<'_>, block: usize) -> Vec<RuleId> {
    let mut firing: Vec<RuleId> = laws.against[block].iter().flatten().copied().collect();
    firing.sort_unstable();
    firing.dedup();
    // Ends take nothing out where it would be the last.
    firing.retain(|r| laws.catalog.rules[r.at()].ends.is_none() && laws.space.holds(laws.fires[r.at()].holds));
    let covers = |rules: &[RuleId]| laws.against[block].iter().all(|list| list.iter().any(|r| rules.contains(r)));
    let mut i = 0;
    while i < firing.len() {
        let mut fewer = firing.clone();
        fewer.remove(i);
        if covers(&fewer) {
            firing = fewer;
        } else {
            i += 1;
        }
    }
    firing
}
