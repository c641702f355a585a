//! The rules that are not policies: what gatecheck itself finds wrong with files, policies and ignores.

use std::sync::{Arc, LazyLock};

use crate::document::FileKind;
use crate::policy::{Category, Rule, RuleId, Scope, Severity};

/// Makes the enum and the metadata of all native rules from one table.
macro_rules! native_rules {
    ($($variant:ident $id:literal $severity:ident $title:literal $description:literal)*) => {
        /// A rule that gatecheck checks itself.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Native {
            $(#[doc = concat!("`", $id, "`: ", $title, ".")] $variant,)*
        }

        impl Native {
            /// Every native rule, in the table's order.
            pub const ALL: &'static [Native] = &[$(Native::$variant,)*];

            /// Its id.
            pub fn id(self) -> &'static str {
                match self { $(Native::$variant => $id,)* }
            }
        }

        static RULES: LazyLock<Vec<Arc<Rule>>> = LazyLock::new(|| {
            vec![$(Arc::new(rule($id, Severity::$severity, $title, $description)),)*]
        });
    };
}

native_rules! {
    Unparsed "gatecheck/unparsed" High
    "File could not be read or parsed"
    "The file looks like one that is deployed, but it could not be read. What is in it was not checked, so \
    the gate does not pass: it ends with exit code 3. Mend the file, or accept it by its path, with a reason \
    and a date, under `accept-unreadable` in `gatecheck.yaml`."

    DuplicateKey "gatecheck/duplicate-key" High
    "Mapping has the same key twice"
    "Of two equal keys one is dropped, and which one depends on the tool that reads the file. What is \
    checked may then not be what is deployed. Remove one of them."

    NotRendered "gatecheck/not-rendered" Medium
    "Template was not rendered"
    "A template says nothing about what will be deployed until it is rendered, so nothing in it was checked. \
    Render it and scan the result, or ignore this finding with a reason."

    PolicyFailed "gatecheck/policy-failed" High
    "Policy failed on a document"
    "The policy stopped with an error or ran out of time, so the document was not checked against it. The \
    gate does not pass: it ends with exit code 3. Mend the policy; a built-in policy that fails is a bug that \
    we want to hear about."

    UnusedIgnore "gatecheck/unused-ignore" Low
    "Ignore that ignores nothing"
    "The rule ran and found nothing there. An ignore that stays behind hides the next mistake on the same \
    line. Remove it. It counts as unused only for rules that ran."

    UnknownRuleInIgnore "gatecheck/unknown-rule-in-ignore" Medium
    "Ignore names a rule that does not exist"
    "An ignore of a misspelt rule ignores nothing. `gatecheck rules` lists the names there are."

    ExpiredIgnore "gatecheck/expired-ignore" Medium
    "Ignore has expired"
    "The day after `until` has come, so what was ignored counts again. Mend it, or decide anew and give a \
    later date."

    IgnoreWithoutReason "gatecheck/ignore-without-reason" Medium
    "Ignore gives no reason"
    "An ignore without a reason does not count: whoever reads it later cannot tell whether it still holds. \
    Write the reason after two dashes: `# gatecheck: ignore[k8s/run-as-root] -- why`."

    MalformedIgnore "gatecheck/malformed-ignore" Medium
    "Ignore is not written as one"
    "The comment begins like an ignore but cannot be read as one, so it ignores nothing. Write \
    `# gatecheck: ignore[rule/a, rule/b] until=2026-12-31 -- reason`; `until` may be left out."

    ForbiddenIgnore "gatecheck/forbidden-ignore" High
    "Ignore of a rule that must not be ignored"
    "The organisation's configuration does not allow that this rule is ignored here, or not for so long. The \
    ignore does not count. Mend what was found, or ask those who keep the organisation's configuration."

    StaleBaseline "gatecheck/stale-baseline" Low
    "Baseline holds a finding that is gone"
    "What the baseline accepts is no longer there. An entry that stays behind accepts the same mistake when \
    it comes back. `gatecheck baseline --prune` takes such entries out."

    GateChanged "gatecheck/gate-changed" Low
    "Change touches what it is judged by"
    "The change edits what decides about it: the configuration, the baseline, a policy or an ignore. Whoever \
    reviews it should look at this first. With `--config-from-ref` the earlier version counted, and an ignore \
    that is new did not."

    GateLoosened "gatecheck/gate-loosened" Medium
    "Change loosens the gate"
    "With this change less would fail from now on. Here the earlier version counted, so nothing in this change \
    got through by it; but the next change would be judged by the new one. Whoever keeps the gate decides: \
    take the change back, or merge it knowingly."
}

impl Native {
    /// Its metadata.
    pub fn rule(self) -> Arc<Rule> {
        Arc::clone(&RULES[self as usize])
    }

    /// The native rule of that id.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|native| native.id() == id)
    }

    /// Whether it is about what a change does to the gate.
    pub fn is_of_change(self) -> bool {
        matches!(self, Self::GateChanged | Self::GateLoosened)
    }

    /// Whether it is about the gate itself: ignores, the baseline, the configuration. A comment cannot ignore
    /// these: only `gatecheck.yaml` can.
    pub fn judges_ignores(self) -> bool {
        !matches!(self, Self::Unparsed | Self::DuplicateKey | Self::NotRendered | Self::PolicyFailed)
    }
}

fn rule(id: &str, severity: Severity, title: &str, description: &str) -> Rule {
    Rule {
        id: RuleId::new(id),
        title: title.to_owned(),
        description: description.to_owned(),
        severity,
        category: Category("gate".to_owned()),
        kinds: FileKind::ALL.to_vec(),
        scope: Scope::Document,
        fix: None,
        since: "0.1.0".to_owned(),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_native_rule_is_found_by_its_id() {
        for native in Native::ALL {
            let rule = native.rule();
            assert_eq!(rule.id.as_str(), native.id());
            assert_eq!(rule.id.group(), "gatecheck");
            assert_eq!(Native::from_id(native.id()), Some(*native));
            assert!(rule.description.ends_with('.'));
            assert!(!rule.description.contains("  "), "{}", rule.description);
        }
    }
}
