//! The chosen option is none of those considered.

use super::super::context::Context;
use super::super::packed::sayings;
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use crate::adr::{Adr, Role, fold, words_of};
use crate::diagnostics::{Diagnostic, RuleName, Severity};
use crate::text::one_of;

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A212", name: "chosen-not-considered" },
    level: Severity::Error,
    persona: Persona::Default,
    repair: Repair::None,
    page: include_str!("chosen_not_considered.md"),
    check,
};

/// Bytes of an option's text that name it.
const NAME: usize = 300;

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (_, adr) in ctx.adrs() {
        let Some(chosen) = &adr.chosen else { continue };
        let quoted = ctx.text(adr.file)[..chosen.span.start as usize].ends_with(['"', '“', '«', '「']);
        let options = names(adr);
        // What is still to be decided, or to be filled in, is no other option.
        let open = chosen.value.contains(['{', '}']) || sayings().is_unwritten(&chosen.value);
        if open || !quoted || adr.options.len() < 2 || is_among(&chosen.value, &options, adr.options.len()) {
            continue;
        }
        // Options that are written as lines of another kind stand in the text.
        let own = format!(" {} ", fold(&chosen.value));
        let mut texts = adr.sections.iter().filter(|s| s.role == Some(Role::Options)).map(|s| fold(ctx.slice(s.body)));
        if texts.any(|t| format!(" {t} ").contains(&own)) {
            continue;
        }
        let listed = one_of(adr.options.iter().map(|o| o.value.lines().next().unwrap_or_default()), 6);
        out.push(
            RULE.at(chosen.span, format!("`{}` is chosen and is none of the options considered", chosen.value))
                .related(adr.options[0].span, "the options begin here")
                .help(format!("Options considered: {listed}")),
        );
    }
}

/// The options, and every heading among them.
fn names(adr: &Adr) -> Vec<&str> {
    let mut out: Vec<&str> = adr.options.iter().map(|o| cut(&o.value)).collect();
    let mut end = 0;
    for s in &adr.sections {
        if matches!(s.role, Some(Role::Options | Role::ProsCons)) {
            end = end.max(s.body.end);
        }
        if s.heading.start < end {
            out.push(cut(&s.title));
        }
    }
    out
}

fn cut(text: &str) -> &str {
    text.char_indices().nth(NAME).map_or(text, |(i, _)| &text[..i])
}

fn is_among(chosen: &str, options: &[&str], count: usize) -> bool {
    let say = sayings();
    let words: Vec<String> = words_of(chosen, 40).into_iter().map(|w| w.folded.into_owned()).collect();
    if words.is_empty() || words.iter().any(|w| say.joint_choices.contains(w)) {
        return true;
    }
    // `Option 2`, `B`, `the second option`: by its place in the list.
    let rest: Vec<&String> = words.iter().filter(|w| !say.option_words.contains(w) && *w != "the").collect();
    let numbered = words.len() > rest.len();
    let place = |w: &str| {
        let letter =
            w.bytes().next().filter(|b| w.len() == 1 && b.is_ascii_lowercase()).map(|b| usize::from(b - b'a') + 1);
        w.parse().ok().or(letter).or_else(|| say.ordinals.iter().position(|o| o == w).map(|i| i + 1))
    };
    if (numbered || rest.len() == 1) && rest.first().is_none_or(|w| place(w).is_some_and(|n| n <= count)) {
        return true;
    }
    let content: Vec<&str> = words.iter().map(String::as_str).filter(|w| is_content(w)).collect();
    if content.is_empty() {
        return true;
    }
    options.iter().any(|o| {
        let theirs = words_of(o, 60);
        let shares = theirs.iter().any(|t| content.iter().any(|w| alike(w, &t.folded)));
        let initials: String = theirs.iter().filter_map(|t| t.folded.chars().next()).collect();
        shares || content.iter().any(|w| w.len() > 1 && initials.contains(w))
    })
}

fn is_content(word: &str) -> bool {
    (word.chars().count() > 2 || !word.is_ascii()) && !sayings().small_words.contains(word)
}

/// One word is the beginning of the other, or both begin with the same four letters.
fn alike(a: &str, b: &str) -> bool {
    if b.len() < 3 && b.is_ascii() {
        return false;
    }
    let common = a.bytes().zip(b.bytes()).take_while(|(x, y)| x == y).count();
    common >= 4 || common >= a.len().min(b.len())
}
