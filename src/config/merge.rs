//! From what is written, by the organisation, in the repository and on the command line, to settings.
//!
//! The organisation's configuration is taken as it is. With one, the repository may tighten what it likes and
//! loosen only what the organisation allows; what it may not is left out, and said. The command line has the
//! last word: whoever types it could leave the organisation's configuration out as well.

use std::sync::Arc;

use super::settings::{AcceptedUnreadable, ConfigNote, Exclude, Limits, PathIgnore, Settings};
use super::shape::did_you_mean;
use super::written::{ExcludeKeys, IgnoreKeys, OrgKeys, RuleKeys, Text, Written};
use super::{ConfigError, Globs, Known};
use crate::document::Route;
use crate::finding::Date;
use crate::finding::native::Native;
use crate::policy::{RuleId, RulePattern, Severity};

/// What the command line says about settings.
#[derive(Debug, Clone, Default)]
pub struct Flags {
    /// `--fail-on`
    pub fail_on: Option<Severity>,
    /// `--select`; takes the place of the configuration's.
    pub select: Vec<String>,
    /// `--ignore`: these rules do not run.
    pub ignore: Vec<String>,
    /// `--profile`
    pub profiles: Vec<String>,
    /// `--exclude`
    pub exclude: Vec<String>,
    /// `--policies`
    pub policies: Vec<String>,
    /// `--allow-repo-policy`: the repository's own policies are read too.
    pub allow_repo_policy: bool,
    /// `--kubernetes-version`
    pub kubernetes_version: Option<String>,
}

/// Settings, and what of the repository's configuration the organisation refuses.
#[derive(Debug)]
pub struct Merged {
    /// The settings.
    pub settings: Settings,
    /// What has no effect, as warnings.
    pub refused: Vec<ConfigError>,
}

/// Makes settings of all that is written; the errors are all that is wrong with it.
pub fn merge(
    org: Option<&Written>,
    repo: Option<&Written>,
    flags: &Flags,
    known: &Known<'_>,
    today: Date,
) -> Result<Merged, Vec<ConfigError>> {
    let mut merging =
        Merging { known, settings: Settings::new(today), errors: Vec::new(), refused: Vec::new() };
    if let Some(org) = org {
        merging.file(org, &Guard::None);
        let keys = org.keys.org.clone().unwrap_or_default();
        let guard = merging.guard(org, &keys);
        if let Some(repo) = repo {
            merging.file(repo, &guard);
        }
    } else if let Some(repo) = repo {
        merging.file(repo, &Guard::None);
    }
    if let Some(repo) = repo.filter(|repo| repo.keys.org.is_some()) {
        merging.errors.push(repo.key_error(
            &Route::root().key("org"),
            "`org` is not read from the repository's own configuration".to_owned(),
            "put it in a file outside of the repository and give that with --org-config",
        ));
    }
    if let (Some(repo), true) = (repo, flags.allow_repo_policy) {
        merging.settings.policies.extend(repo.keys.policies.iter().cloned());
    }
    merging.flags(flags);
    let Merging { settings, mut errors, mut refused, .. } = merging;
    for list in [&mut errors, &mut refused] {
        list.sort_by_key(|error| (error.file.as_ref().map(|file| file.path.clone()), error.span));
    }
    if errors.is_empty() { Ok(Merged { settings, refused }) } else { Err(errors) }
}

/// What holds for a file.
enum Guard {
    /// It may say anything.
    None,
    /// It is a repository's, under an organisation.
    Org(Limits),
}

struct Merging<'a> {
    known: &'a Known<'a>,
    settings: Settings,
    errors: Vec<ConfigError>,
    refused: Vec<ConfigError>,
}

impl Merging<'_> {
    /// The organisation's limits, from its own file.
    fn guard(&mut self, org: &Written, keys: &OrgKeys) -> Guard {
        let at = Route::root().key("org");
        let fail_on = self.settings.fail_on;
        let limits = Limits {
            allow_ignore: self.patterns(org, &at.key("allow-ignore"), &keys.allow_ignore),
            non_ignorable: self.patterns(org, &at.key("non-ignorable"), &keys.non_ignorable),
            max_ignore_days: keys.max_ignore_days,
            fail_on_at_most: keys.fail_on_at_most.as_ref().map_or(fail_on, |most| most.0.max(fail_on)),
            allow_exclude: self.globs(org, &at.key("allow-exclude"), &keys.allow_exclude),
            allow_unreadable: self.globs(org, &at.key("allow-unreadable"), &keys.allow_unreadable),
            allow_baseline: keys.allow_baseline,
        };
        self.settings.limits = Some(limits.clone());
        Guard::Org(limits)
    }

    fn file(&mut self, file: &Written, guard: &Guard) {
        let at = Route::root();
        self.fail_on(file, guard);
        self.select(file, guard);
        let profiles = file.keys.profiles.iter().enumerate();
        for (i, profile) in profiles {
            let place = at.key("profiles").index(i);
            self.profile(profile, |message, help| file.error(&place, message, help));
        }
        for (name, keys) in &file.keys.rules {
            self.rule(file, guard, name, keys);
        }
        for (i, keys) in file.keys.ignore.iter().enumerate() {
            self.ignore(file, guard, &at.key("ignore").index(i), keys);
        }
        self.peer_ignores(file, guard);
        self.exclude(file, guard);
        self.unreadable(file, guard);
        if let Some(version) = &file.keys.kubernetes_version {
            self.settings.kubernetes_version = Some(version.clone());
        }
    }

    fn fail_on(&mut self, file: &Written, guard: &Guard) {
        let Some(Text(wanted)) = file.keys.fail_on else { return };
        match guard {
            Guard::Org(Limits { fail_on_at_most: most, .. }) if wanted > *most => {
                let message = format!("the organisation allows `fail-on: {most}` at most");
                let help = format!("the gate fails on {} and above", self.settings.fail_on);
                self.refused.push(file.error(&Route::root().key("fail-on"), message, help));
            }
            _ => self.settings.fail_on = wanted,
        }
    }

    fn select(&mut self, file: &Written, guard: &Guard) {
        let at = Route::root().key("select");
        let select = self.patterns(file, &at, &file.keys.select);
        if select.is_empty() {
            return;
        }
        if matches!(guard, Guard::Org(_)) {
            let help = "switch rules on under `rules`, with `enabled: true`";
            let message = "the organisation decides which rules run, so `select` has no effect".to_owned();
            self.refused.push(file.key_error(&at, message, help));
        } else {
            self.settings.selection.select = select;
        }
    }

    fn profile(&mut self, profile: &str, error: impl Fn(String, String) -> ConfigError) {
        let known = self.known.profiles();
        if known.contains(&profile) {
            self.settings.selection.profiles.insert(profile.to_owned());
        } else {
            let help = did_you_mean(profile, &known, "the profiles");
            self.errors.push(error(format!("unknown profile `{profile}`"), help));
        }
    }

    fn rule(&mut self, file: &Written, guard: &Guard, name: &str, keys: &RuleKeys) {
        let at = Route::root().key("rules").key(name);
        let Some(rule) = self.known.find(name) else {
            let (message, help) = self.known.unknown(name);
            self.errors.push(file.key_error(&at, message, help));
            return;
        };
        let (id, base) = (rule.id.clone(), rule.severity);
        let severity = keys.severity.as_ref().map(|severity| severity.0);
        let present = self.settings.severity_of(&id, base);
        if let Guard::Org(_) = guard {
            let why = self.settings.may_weaken(&id).err();
            let mut refuse = |loosens: bool, key: &str, what: &str| {
                let Some(why) = why.as_ref().filter(|_| loosens) else { return false };
                let message = format!("{id} must not be {what} here: {why}");
                self.refused.push(file.error(&at.key(key), message, "it has no effect"));
                true
            };
            let off = refuse(keys.enabled == Some(false), "enabled", "switched off");
            let low = refuse(severity.is_some_and(|it| it < present), "severity", "weakened");
            let told = refuse(keys.settings.is_some(), "settings", "given settings");
            self.set_rule(&id, keys, !off, if low { None } else { severity }, !told);
        } else {
            self.set_rule(&id, keys, true, severity, true);
        }
    }

    fn set_rule(
        &mut self,
        id: &RuleId,
        keys: &RuleKeys,
        switch: bool,
        severity: Option<Severity>,
        told: bool,
    ) {
        let selection = &mut self.settings.selection;
        match keys.enabled.filter(|_| switch) {
            Some(true) => {
                selection.disabled.remove(id);
                selection.enabled.insert(id.clone());
            }
            Some(false) => {
                selection.enabled.remove(id);
                selection.disabled.insert(id.clone());
            }
            None => {}
        }
        if let Some(severity) = severity {
            self.settings.severities.insert(id.clone(), severity);
        }
        if let Some(told) = keys.settings.as_ref().filter(|_| told) {
            let empty = || serde_json::Value::Object(serde_json::Map::new());
            let settings = self.settings.rule_settings.entry(id.clone()).or_insert_with(empty);
            if let Some(settings) = settings.as_object_mut() {
                settings.extend(told.clone());
            }
        }
    }

    fn ignore(&mut self, file: &Written, guard: &Guard, at: &Route, keys: &IgnoreKeys) {
        let Some(rule) = self.pattern(file, &at.key("rule"), &keys.rule.0) else { return };
        let until = keys.until.as_ref().map(|until| until.0);
        let today = self.settings.today;
        if let Some(until) = until.filter(|until| *until < today) {
            self.settings.notes.push(ConfigNote {
                native: Native::ExpiredIgnore,
                file: Arc::clone(&file.file),
                span: file.value(&at.key("until")),
                message: format!("the ignore of {rule} has expired: it counted until {until}"),
            });
            return;
        }
        let limited = matches!(guard, Guard::Org(_));
        if limited {
            let refusals: Vec<(String, String)> = self
                .known
                .all()
                .filter(|known| rule.matches(known))
                .filter_map(|known| {
                    Some((known.id.to_string(), self.settings.may_ignore(&known.id, until).err()?))
                })
                .collect();
            if let Some((first, why)) = refusals.first() {
                let others = match refusals.len() - 1 {
                    0 => String::new(),
                    n => format!(" (and {n} more of {rule})"),
                };
                let message = format!("{first}{others} must not be ignored here: {why}");
                self.refused.push(file.error(&at.key("rule"), message, "for these rules it has no effect"));
            }
        }
        let paths = self.globs(file, &at.key("paths"), &keys.paths);
        let origin = (Arc::clone(&file.file), file.value(&at.key("rule")));
        let reason = keys.reason.clone();
        self.settings.path_ignores.push(PathIgnore { rule, paths, reason, until, limited, origin });
    }

    fn peer_ignores(&mut self, file: &Written, guard: &Guard) {
        let Some(wanted) = file.keys.peer_ignores else { return };
        if matches!(guard, Guard::Org(_)) && wanted && !self.settings.peer_ignores {
            let message = "the organisation does not let other tools' ignores count".to_owned();
            let at = Route::root().key("peer-ignores");
            self.refused.push(file.error(&at, message, "they do not count"));
        } else {
            self.settings.peer_ignores = wanted;
        }
    }

    fn exclude(&mut self, file: &Written, guard: &Guard) {
        let at = Route::root().key("exclude");
        let within = match guard {
            Guard::Org(limits) if limits.allow_exclude.is_empty() => {
                if !file.keys.exclude.is_empty() {
                    let message = "the organisation does not allow that files are excluded here".to_owned();
                    self.refused.push(file.key_error(&at, message, "all files are scanned"));
                }
                return;
            }
            Guard::Org(limits) => Some(limits.allow_exclude.clone()),
            Guard::None => None,
        };
        for (i, keys) in file.keys.exclude.iter().enumerate() {
            let (path, reason) = match keys {
                ExcludeKeys::Bare(path) => (path, None),
                ExcludeKeys::Reasoned { path, reason } => (path, Some(reason.clone())),
            };
            let paths = self.globs(file, &at.index(i), std::slice::from_ref(path));
            let origin = Some((Arc::clone(&file.file), file.value(&at.index(i))));
            self.settings.excludes.push(Exclude { paths, reason, origin, within: within.clone() });
        }
    }

    fn unreadable(&mut self, file: &Written, guard: &Guard) {
        let at = Route::root().key("accept-unreadable");
        let within = match guard {
            Guard::Org(limits) if limits.allow_unreadable.is_empty() => {
                if !file.keys.accept_unreadable.is_empty() {
                    let message = "the organisation does not allow that unreadable files are accepted here";
                    self.refused.push(file.key_error(
                        &at,
                        message.to_owned(),
                        "the scan is incomplete with one",
                    ));
                }
                return;
            }
            Guard::Org(limits) => Some(limits.allow_unreadable.clone()),
            Guard::None => None,
        };
        for (i, keys) in file.keys.accept_unreadable.iter().enumerate() {
            let place = at.index(i);
            let Text(until) = keys.until;
            if until < self.settings.today {
                self.settings.notes.push(ConfigNote {
                    native: Native::ExpiredIgnore,
                    file: Arc::clone(&file.file),
                    span: file.value(&place.key("until")),
                    message: format!(
                        "that {} may be unreadable has expired: it counted until {until}",
                        keys.path
                    ),
                });
                continue;
            }
            let paths = self.globs(file, &place.key("path"), std::slice::from_ref(&keys.path));
            let (reason, within) = (keys.reason.clone(), within.clone());
            self.settings.accepted_unreadable.push(AcceptedUnreadable { paths, reason, until, within });
        }
    }

    fn flags(&mut self, flags: &Flags) {
        let flag = |name: &'static str| {
            move |message: String, help: String| ConfigError {
                file: None,
                span: None,
                message: format!("{name}: {message}"),
                help,
            }
        };
        if let Some(fail_on) = flags.fail_on {
            self.settings.fail_on = fail_on;
        }
        let select = self.flag_patterns(&flags.select, flag("--select"));
        if !select.is_empty() {
            self.settings.selection.select = select;
        }
        let ignore = self.flag_patterns(&flags.ignore, flag("--ignore"));
        self.settings.selection.ignore.extend(ignore);
        for profile in &flags.profiles {
            self.profile(profile, flag("--profile"));
        }
        for glob in &flags.exclude {
            match Globs::new([glob.as_str()]) {
                Ok(paths) => {
                    self.settings.excludes.push(Exclude { paths, reason: None, origin: None, within: None })
                }
                Err(why) => {
                    self.errors
                        .push(flag("--exclude")(format!("`{glob}` is not a path with wildcards"), why));
                }
            }
        }
        // The user's own folders come before the repository's.
        self.settings.policies.splice(0..0, flags.policies.iter().cloned());
        if let Some(version) = &flags.kubernetes_version {
            self.settings.kubernetes_version = Some(version.clone());
        }
    }

    fn flag_patterns(
        &mut self,
        written: &[String],
        error: impl Fn(String, String) -> ConfigError,
    ) -> Vec<RulePattern> {
        let mut patterns = Vec::new();
        for text in written {
            match text.parse::<RulePattern>() {
                Ok(pattern) => match self.known.resolve(&pattern) {
                    Some(pattern) => patterns.push(pattern),
                    None => {
                        let (message, help) = self.known.unknown(text);
                        self.errors.push(error(message, help));
                    }
                },
                Err(why) => {
                    self.errors.push(error(why.to_string(), "gatecheck rules lists all there are".to_owned()))
                }
            }
        }
        patterns
    }

    fn patterns(&mut self, file: &Written, at: &Route, written: &[Text<RulePattern>]) -> Vec<RulePattern> {
        let all = written.iter().enumerate();
        all.filter_map(|(i, pattern)| self.pattern(file, &at.index(i), &pattern.0)).collect()
    }

    /// The pattern with its rule's present name, if there is such a rule.
    fn pattern(&mut self, file: &Written, at: &Route, pattern: &RulePattern) -> Option<RulePattern> {
        let resolved = self.known.resolve(pattern);
        if resolved.is_none() {
            let (message, help) = self.known.unknown(pattern.as_str());
            self.errors.push(file.error(at, message, help));
        }
        resolved
    }

    fn globs(&mut self, file: &Written, at: &Route, written: &[String]) -> Globs {
        Globs::new(written.iter().map(String::as_str)).unwrap_or_else(|why| {
            self.errors.push(file.error(at, "this is not a path with wildcards".to_owned(), why));
            Globs::default()
        })
    }
}
