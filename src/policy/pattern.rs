//! Rules as users name them: one by its id, or all of a group.

use std::fmt;
use std::str::FromStr;

use super::{Rule, RuleId};

/// One rule (`k8s/run-as-root`), all rules of a group (`k8s/*`), or all rules (`*`).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RulePattern(String);

/// A text names no rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} does not name a rule: write its id, such as k8s/run-as-root, or a group, such as k8s/*")]
pub struct NotAPattern(String);

impl RulePattern {
    /// The pattern's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id, if it names a single rule.
    pub fn as_id(&self) -> Option<RuleId> {
        (!self.0.ends_with('*')).then(|| RuleId::new(self.0.clone()))
    }

    /// Whether it names every rule there is.
    pub fn is_all(&self) -> bool {
        self.0 == "*"
    }

    /// Whether it names this rule, by its present id or an earlier one.
    pub fn matches(&self, rule: &Rule) -> bool {
        self.matches_id(&rule.id) || rule.aliases.contains(&self.0)
    }

    /// Whether it names the rule of this id.
    pub fn matches_id(&self, id: &RuleId) -> bool {
        match self.0.strip_suffix('*') {
            Some(prefix) => id.as_str().starts_with(prefix),
            None => id.as_str() == self.0,
        }
    }
}

impl FromStr for RulePattern {
    type Err = NotAPattern;

    fn from_str(text: &str) -> Result<Self, NotAPattern> {
        let named = |part: &str| {
            !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
        };
        let valid = match text.rsplit_once('/') {
            Some((group, "*")) => group.split('/').all(named),
            Some(_) => text.split('/').all(named),
            None => text == "*" || named(text),
        };
        if valid { Ok(Self(text.to_owned())) } else { Err(NotAPattern(text.to_owned())) }
    }
}

impl fmt::Display for RulePattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, id: &str, expected: Option<bool>) {
        let read: Result<RulePattern, _> = pattern.parse();
        assert_eq!(read.ok().map(|p| p.matches_id(&RuleId::new(id))), expected, "{pattern} {id}");
    }

    #[test]
    fn patterns_name_rules_and_groups() {
        check("k8s/run-as-root", "k8s/run-as-root", Some(true));
        check("k8s/run-as", "k8s/run-as-root", Some(false));
        check("k8s/*", "k8s/run-as-root", Some(true));
        check("k8s/*", "k8stools/x", Some(false));
        check("*", "k8s/run-as-root", Some(true));
        check("DL3007", "dockerfile/latest-tag", Some(false));
        check("k8s/run-*", "k8s/run-as-root", None);
        check("k8s/", "k8s/x", None);
        check("k8s//x", "k8s/x", None);
        check("*/x", "k8s/x", None);
        check("a b", "a b", None);
        check("", "", None);
    }
}
