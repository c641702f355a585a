//! The rules that configurations and ignores may name.

use std::sync::Arc;

use crate::finding::native::Native;
use crate::finding::suppress::RuleState;
use crate::policy::{Rule, RulePattern};
use crate::text::closest;

/// The rules there are, built-in, native and the user's.
pub struct Known<'a> {
    rules: Vec<&'a Rule>,
    natives: Vec<Arc<Rule>>,
}

impl<'a> Known<'a> {
    /// The policies' rules, and gatecheck's own besides.
    pub fn new(rules: impl IntoIterator<Item = &'a Rule>) -> Self {
        let natives = Native::ALL.iter().map(|native| native.rule()).collect();
        Self { rules: rules.into_iter().collect(), natives }
    }

    /// The rule of that id, present or earlier.
    pub fn find(&self, name: &str) -> Option<&Rule> {
        let named = |rule: &&Rule| rule.id.as_str() == name;
        self.all()
            .find(named)
            .or_else(|| self.all().find(|rule| rule.aliases.iter().any(|alias| alias == name)))
    }

    /// The rule that was probably meant by a name that no rule has: another tool's, or a mistyped one of ours.
    pub fn meant(&self, name: &str) -> Option<&str> {
        let ids = || self.all().map(|rule| rule.id.as_str());
        let peer = self.all().find(|rule| rule.peers.iter().any(|peer| peer.eq_ignore_ascii_case(name)));
        peer.map(|rule| rule.id.as_str())
            .or_else(|| ids().find(|id| id.rsplit('/').next() == Some(name)))
            .or_else(|| closest(name, ids()))
    }

    /// The pattern with its rule's present name; `None` if no rule has it.
    pub fn resolve(&self, pattern: &RulePattern) -> Option<RulePattern> {
        match pattern.as_id() {
            Some(id) => self.find(id.as_str())?.id.as_str().parse().ok(),
            None => self.all().any(|rule| pattern.matches(rule)).then(|| pattern.clone()),
        }
    }

    /// What became of the rules that an ignore names, where `ran` says which rules looked at its file.
    pub fn state(&self, pattern: &RulePattern, ran: impl Fn(&Rule) -> bool) -> RuleState {
        let mut named = self.all().filter(|rule| pattern.matches(rule)).peekable();
        if named.peek().is_none() {
            return RuleState::Unknown { meant: self.meant(pattern.as_str()).map(str::to_owned) };
        }
        if named.any(ran) { RuleState::Ran } else { RuleState::NotRun }
    }

    /// Every rule.
    pub(super) fn all(&self) -> impl Iterator<Item = &Rule> {
        self.rules.iter().copied().chain(self.natives.iter().map(|rule| &**rule))
    }

    /// The profiles that some rule is in, sorted.
    pub(super) fn profiles(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.all().flat_map(|rule| &rule.profiles).map(String::as_str).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// What is wrong with a name that no rule has, and what helps.
    pub(super) fn unknown(&self, name: &str) -> (String, String) {
        let (message, meant) = match name.strip_suffix("/*") {
            Some(group) => {
                let near = closest(group, self.all().map(|rule| rule.id.group()));
                (format!("there are no rules in the group `{group}`"), near.map(|near| format!("{near}/*")))
            }
            None => (format!("there is no rule `{name}`"), self.meant(name).map(str::to_owned)),
        };
        let help = match meant {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "`gatecheck rules` lists all there are".to_owned(),
        };
        (message, help)
    }
}
