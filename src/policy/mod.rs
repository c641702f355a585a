//! Floor 2: what is forbidden.
//!
//! The only floor that knows Rego. A [`Rule`] is what its folder's metadata says; a [`Denial`] is what its
//! Rego says about one document, with a route instead of a line number.
//!
//! The program's own policies are trusted and evaluated here; users' policies are evaluated in the processes of a
//! [`Sandbox`], if one is given. Their texts are read there first too, so that nothing is parsed in this process
//! that did not parse in another.

mod answer;
mod bundle;
mod check;
mod engine;
mod error;
mod evaluator;
mod facts;
mod input;
mod memory;
mod metadata;
mod pattern;
mod regexes;
mod route_match;
mod rule;
mod sandbox;
mod scaffold;
mod set;
mod syntax;
pub mod testing;
#[cfg(test)]
mod tests;

pub use bundle::{Bundle, BundleFile, builtin};
pub use error::PolicyError;
pub use evaluator::{Evaluation, Evaluator, RuleFailure};
pub use facts::{Facts, ProjectDenial, ProjectDocument, ProjectEvaluation};
pub use pattern::{NotAPattern, RulePattern};
pub use rule::{Applicability, Category, Example, Rule, RuleId, Scope, Setting, Severity};
pub use sandbox::{Channel, Lost, Sandbox, serve};
pub use scaffold::{Scaffold, scaffold};
pub use set::{Load, PolicySet, Settings};

use crate::document::{PatchOp, Route};

/// A rule's answer about one document: this is wrong, there, and so it is mended.
#[derive(Debug, Clone, PartialEq)]
pub struct Denial {
    /// Which rule, as an index into the policy set's rules.
    pub rule: usize,
    /// What is wrong, naming the thing.
    pub message: String,
    /// Where, as a route from the document's root.
    pub at: Route,
    /// Other places that matter, each with a word about it.
    pub related: Vec<(Route, String)>,
    /// How to mend it, if the policy knows.
    pub fix: Option<ProposedFix>,
}

/// A fix as a policy proposes it, before anything is proved.
#[derive(Debug, Clone, PartialEq)]
pub struct ProposedFix {
    /// What it does, as an imperative: `require a non-root user`.
    pub title: String,
    /// How freely it may be applied.
    pub applicability: Applicability,
    /// What it changes in the document.
    pub ops: Vec<PatchOp>,
}
