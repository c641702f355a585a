//! The settings as they are meant: the one thing that a scan asks about what the user wants.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Globs, NewIgnore};
use crate::finding::native::Native;
use crate::finding::{Date, Finding};
use crate::policy::{Rule, RuleId, RulePattern, Severity};
use crate::text::{RepoPath, SourceFile, Span};

/// What the user wants.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Today; part of every cache key.
    pub today: Date,
    /// The lowest severity that fails the gate.
    pub fail_on: Severity,
    /// Which rules run.
    pub selection: Selection,
    /// Severities that differ from the rules' own.
    pub severities: BTreeMap<RuleId, Severity>,
    /// What rules are told, at `data.gatecheck.config.<group>.<rule>`.
    pub rule_settings: BTreeMap<RuleId, serde_json::Value>,
    /// Files that are not scanned.
    pub excludes: Vec<Exclude>,
    /// Findings that are accepted by rule and path.
    pub path_ignores: Vec<PathIgnore>,
    /// Whether the ignores count that were written for other tools.
    pub peer_ignores: bool,
    /// Files that may be unreadable.
    pub accepted_unreadable: Vec<AcceptedUnreadable>,
    /// Folders with policies: those of the command line, and those of the repository if it is allowed to have any.
    pub policies: Vec<String>,
    /// The Kubernetes release that is deployed to.
    pub kubernetes_version: Option<String>,
    /// What the organisation allows, if there is one.
    pub limits: Option<Limits>,
    /// What is to be found in the configuration files themselves.
    pub notes: Vec<ConfigNote>,
}

/// Which rules run.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Only these, if any are named.
    pub select: Vec<RulePattern>,
    /// Not these.
    pub ignore: Vec<RulePattern>,
    /// Rules that are switched on.
    pub enabled: BTreeSet<RuleId>,
    /// Rules that are switched off.
    pub disabled: BTreeSet<RuleId>,
    /// Profiles that are switched on.
    pub profiles: BTreeSet<String>,
}

/// Files that are not scanned.
#[derive(Debug, Clone)]
pub struct Exclude {
    /// Which.
    pub paths: Globs,
    /// Why, if the user says.
    pub reason: Option<String>,
    /// Where it is written; `None` for the command line.
    pub origin: Option<(Arc<SourceFile>, Option<Span>)>,
    /// Only files that these match too, because the organisation allows no others.
    pub within: Option<Globs>,
}

/// Findings that are accepted by rule and path.
#[derive(Debug, Clone)]
pub struct PathIgnore {
    /// Of which rules.
    pub rule: RulePattern,
    /// In which files; in all, if none are named.
    pub paths: Globs,
    /// Why.
    pub reason: String,
    /// The last day on which they are accepted.
    pub until: Option<Date>,
    /// Whether the organisation's limits hold for it.
    pub limited: bool,
    /// Where it is written.
    pub origin: (Arc<SourceFile>, Option<Span>),
}

/// Files that may be unreadable without making the scan incomplete.
#[derive(Debug, Clone)]
pub struct AcceptedUnreadable {
    /// Which.
    pub paths: Globs,
    /// Why.
    pub reason: String,
    /// The last day on which they may be.
    pub until: Date,
    /// Only files that these match too, because the organisation allows no others.
    pub within: Option<Globs>,
}

/// What an organisation allows its repositories.
#[derive(Debug, Clone)]
pub struct Limits {
    /// The rules they may ignore, switch off or weaken.
    pub allow_ignore: Vec<RulePattern>,
    /// Those they may not, whatever else is allowed.
    pub non_ignorable: Vec<RulePattern>,
    /// How many days ahead an ignore's end may lie.
    pub max_ignore_days: Option<u32>,
    /// The highest `fail-on` they may choose.
    pub fail_on_at_most: Severity,
    /// The files they may exclude.
    pub allow_exclude: Globs,
    /// The files they may accept as unreadable.
    pub allow_unreadable: Globs,
    /// Whether they may have a baseline.
    pub allow_baseline: bool,
}

/// Something to be found in a configuration file.
#[derive(Debug, Clone)]
pub struct ConfigNote {
    /// The rule that finds it.
    pub native: Native,
    /// The file.
    pub file: Arc<SourceFile>,
    /// Where.
    pub span: Option<Span>,
    /// What is wrong.
    pub message: String,
}

impl Settings {
    /// The settings of someone who says nothing.
    pub fn new(today: Date) -> Self {
        Self {
            today,
            fail_on: Severity::Medium,
            selection: Selection::default(),
            severities: BTreeMap::new(),
            rule_settings: BTreeMap::new(),
            excludes: Vec::new(),
            path_ignores: Vec::new(),
            peer_ignores: true,
            accepted_unreadable: Vec::new(),
            policies: Vec::new(),
            kubernetes_version: None,
            limits: None,
            notes: Vec::new(),
        }
    }

    /// Accepts what the entries accept, as if the configuration held them. What could not be written in one
    /// is left out.
    pub fn accept(&mut self, entries: &[NewIgnore]) {
        let origin = Arc::new(SourceFile::new(RepoPath::new(super::FILE), String::new()));
        for entry in entries {
            let paths = Globs::new(entry.paths.iter().map(String::as_str));
            let (Ok(rule), Ok(paths)) = (entry.rule.parse(), paths) else { continue };
            self.path_ignores.push(PathIgnore {
                rule,
                paths,
                reason: entry.reason.clone(),
                until: None,
                limited: self.limits.is_some(),
                origin: (Arc::clone(&origin), None),
            });
        }
    }

    /// What rules are told, as the policy floor takes it.
    pub fn for_policies(&self) -> crate::policy::Settings {
        let fields = |value: &serde_json::Value| match value {
            serde_json::Value::Object(map) => map.iter().map(|(k, v)| (k.clone(), v.clone())).collect(),
            _ => BTreeMap::new(),
        };
        self.rule_settings.iter().map(|(rule, value)| (rule.to_string(), fields(value))).collect()
    }

    /// How bad the rule's findings are here, where the rule says `severity`.
    pub fn severity_of(&self, rule: &RuleId, severity: Severity) -> Severity {
        self.severities.get(rule).copied().unwrap_or(severity)
    }

    /// The exclusion that keeps the file out of the scan.
    pub fn excluded(&self, path: &RepoPath) -> Option<&Exclude> {
        let within = |it: &&Exclude| it.within.as_ref().is_none_or(|within| within.matches(path.as_str()));
        self.excludes.iter().filter(|it| it.paths.matches(path.as_str())).find(within)
    }

    /// The entry that accepts the rule's findings in the file.
    pub fn ignored(&self, rule: &Rule, path: &RepoPath) -> Option<&PathIgnore> {
        self.path_ignores.iter().find(|it| {
            it.rule.matches(rule)
                && (it.paths.is_empty() || it.paths.matches(path.as_str()))
                && (!it.limited || self.may_ignore(&rule.id, it.until).is_ok())
        })
    }

    /// The entries of one configuration file that did nothing in a scan of all there is: their places, and
    /// what each would have done. `files` are those that were met, `ran` are the rules that ran.
    pub fn unused(
        &self,
        file: &Arc<SourceFile>,
        files: &[&RepoPath],
        findings: &[Finding],
        ran: &[Arc<Rule>],
    ) -> Vec<(Option<Span>, String)> {
        let mut unused = Vec::new();
        for entry in self.path_ignores.iter().filter(|it| Arc::ptr_eq(&it.origin.0, file)) {
            let here = |path: &RepoPath| entry.paths.is_empty() || entry.paths.matches(path.as_str());
            let used = findings.iter().any(|it| entry.rule.matches(&it.rule) && here(&it.location.file));
            if !used && ran.iter().any(|rule| entry.rule.matches(rule)) {
                let message = format!("nothing is found that the ignore of {} accepts", entry.rule);
                unused.push((entry.origin.1, message));
            }
        }
        for entry in &self.excludes {
            let Some((origin, span)) = &entry.origin else { continue };
            if Arc::ptr_eq(origin, file) && !files.iter().any(|path| entry.paths.matches(path.as_str())) {
                let message =
                    format!("there is no file that `{}` excludes", entry.paths.written().join(", "));
                unused.push((*span, message));
            }
        }
        unused.sort();
        unused
    }

    /// The entry that accepts that the file is unreadable.
    pub fn accepts_unreadable(&self, path: &RepoPath) -> Option<&AcceptedUnreadable> {
        let matches = |globs: &Globs| globs.matches(path.as_str());
        self.accepted_unreadable
            .iter()
            .find(|it| matches(&it.paths) && it.within.as_ref().is_none_or(matches))
    }

    /// Whether a repository may ignore the rule until a day (`None`: for ever). The error completes
    /// "must not be ignored here: …".
    pub fn may_ignore(&self, rule: &RuleId, until: Option<Date>) -> Result<(), String> {
        self.limits.as_ref().map_or(Ok(()), |limits| limits.may_ignore(rule, until, self.today))
    }

    /// Whether a repository may switch the rule off, or make it milder. The error completes
    /// "must not be switched off here: …".
    pub fn may_weaken(&self, rule: &RuleId) -> Result<(), String> {
        let Some(limits) = &self.limits else { return Ok(()) };
        limits.allows(rule)?;
        match limits.max_ignore_days {
            None => Ok(()),
            Some(_) => Err("the organisation allows only what ends: use `ignore` with `until`".to_owned()),
        }
    }

    /// Whether the baseline may accept the rule's findings.
    pub fn may_baseline(&self, rule: &RuleId) -> bool {
        self.limits.as_ref().is_none_or(|limits| limits.allow_baseline && !limits.forbids(rule))
    }
}

impl Selection {
    /// Whether the rule runs. Native rules run unless they are switched off.
    pub fn runs(&self, rule: &Rule) -> bool {
        let named = |patterns: &[RulePattern]| patterns.iter().any(|pattern| pattern.matches(rule));
        if self.disabled.contains(&rule.id) || named(&self.ignore) {
            return false;
        }
        let on = self.enabled.contains(&rule.id)
            || Native::from_id(rule.id.as_str()).is_some()
            || rule.profiles.iter().any(|profile| self.profiles.contains(profile));
        on || if self.select.is_empty() { !rule.opt_in } else { named(&self.select) }
    }
}

impl Limits {
    /// Whether the rule may never be ignored.
    pub fn forbids(&self, rule: &RuleId) -> bool {
        self.non_ignorable.iter().any(|pattern| pattern.matches_id(rule))
    }

    /// Whether the rule may be ignored at all.
    pub(super) fn allows(&self, rule: &RuleId) -> Result<(), String> {
        if self.forbids(rule) {
            return Err("the organisation forbids it".to_owned());
        }
        if !self.allow_ignore.iter().any(|pattern| pattern.matches_id(rule)) {
            return Err("the organisation does not allow it".to_owned());
        }
        Ok(())
    }

    fn may_ignore(&self, rule: &RuleId, until: Option<Date>, today: Date) -> Result<(), String> {
        self.allows(rule)?;
        let Some(days) = self.max_ignore_days else { return Ok(()) };
        let within = until.is_some_and(|until| today.days_until(until) <= i64::from(days));
        let latest =
            today.plus_days(days).map(|day| format!(", so until={day} at the latest")).unwrap_or_default();
        if within { Ok(()) } else { Err(format!("the organisation allows {days} days{latest}")) }
    }
}
