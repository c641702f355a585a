//! Rules and findings made by hand, for tests of this floor and those above.

use std::sync::Arc;

use super::{Finding, Location, Status};
use crate::document::FileKind;
use crate::policy::{Category, Rule, RuleId, Scope, Severity};

/// A rule with nothing but the required fields.
pub(crate) fn rule(id: &str, severity: Severity) -> Rule {
    Rule {
        id: RuleId::new(id),
        title: "Something is wrong".into(),
        description: "It matters.\n".into(),
        severity,
        category: Category("root".into()),
        kinds: vec![FileKind::Kubernetes],
        scope: Scope::Document,
        fix: None,
        since: "0.1.0".into(),
        opt_in: false,
        names_only: false,
        profiles: Vec::new(),
        peers: Vec::new(),
        controls: Vec::new(),
        aliases: Vec::new(),
        references: Vec::new(),
        settings: Vec::new(),
        bad: None,
        good: None,
    }
}

/// An open finding without fixes.
pub(crate) fn finding(rule: &Arc<Rule>, location: Location, message: &str) -> Finding {
    Finding {
        rule: Arc::clone(rule),
        severity: rule.severity,
        message: message.into(),
        location,
        related: Vec::new(),
        object: None,
        fixes: Vec::new(),
        fingerprint: "0123456789abcdef0123456789abcdef".into(),
        ignored_as: String::new(),
        line_hash: "abc:1".into(),
        weak_secret: false,
        status: Status::Open,
    }
}
