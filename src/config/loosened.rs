//! What one configuration lets pass that another would not.

use super::settings::{AcceptedUnreadable, Exclude, Limits, PathIgnore, Settings};
use super::{Globs, Known};
use crate::finding::Date;
use crate::policy::RuleId;

/// In what ways `now` is looser than `then`, each as a few words: "k8s/privileged does not run". A change of what
/// rules are told counts as well, since nobody but the rules knows which way it goes.
pub fn loosened(then: &Settings, now: &Settings, known: &Known<'_>) -> Vec<String> {
    // Named one by one, so that a new one does not compile until somebody has decided about it here.
    let Settings {
        fail_on,
        selection: _,
        severities: _,
        rule_settings: _,
        excludes,
        path_ignores,
        peer_ignores,
        accepted_unreadable,
        policies,
        kubernetes_version,
        limits,
        // The same in both.
        today: _,
        // What is wrong with the files, which lets nothing pass.
        notes: _,
    } = now;
    let mut said = Vec::new();
    if *fail_on > then.fail_on {
        said.push(format!("`fail-on` is {fail_on} instead of {}", then.fail_on));
    }
    said.extend(rules(then, now, known));
    let new = path_ignores.iter().filter(|it| !then.path_ignores.iter().any(|old| includes(old, it)));
    said.extend(named(new.map(|it| it.rule.as_str()).collect(), "is ignored", "are ignored"));
    let excluded = |it: &&Exclude| {
        let Exclude { paths, within, reason: _, origin: _ } = it;
        let same =
            |old: &Exclude| holds(&old.paths, paths) && is_within(old.within.as_ref(), within.as_ref());
        !then.excludes.iter().any(same)
    };
    let new = excludes.iter().filter(excluded).map(|it| written(&it.paths));
    said.extend(named(new.collect(), "is excluded", "are excluded"));
    let accepted = |it: &&AcceptedUnreadable| {
        let AcceptedUnreadable { paths, until, within, reason: _ } = it;
        let same = |old: &AcceptedUnreadable| {
            holds(&old.paths, paths)
                && lasts(Some(old.until), Some(*until))
                && is_within(old.within.as_ref(), within.as_ref())
        };
        !then.accepted_unreadable.iter().any(same)
    };
    let new = accepted_unreadable.iter().filter(accepted).map(|it| written(&it.paths));
    said.extend(named(new.collect(), "may be unreadable", "may be unreadable"));
    let gone = then.policies.iter().filter(|folder| !policies.contains(folder));
    said.extend(named(gone.collect(), "has policies that are not used", "have policies that are not used"));
    if *peer_ignores && !then.peer_ignores {
        said.push("other tools' ignores count".to_owned());
    }
    if *kubernetes_version != then.kubernetes_version {
        let version = |it: &Option<String>| it.clone().unwrap_or_else(|| "not said".to_owned());
        let (now, then) = (version(kubernetes_version), version(&then.kubernetes_version));
        said.push(format!("`kubernetes-version` is {now} instead of {then}"));
    }
    match (&then.limits, limits) {
        (None, _) => {}
        (Some(_), None) => said.push("there are no limits of an organisation".to_owned()),
        (Some(then), Some(now)) => said.extend(limits_of(then, now, known)),
    }
    said
}

/// Of which rules less would be found.
fn rules(then: &Settings, now: &Settings, known: &Known<'_>) -> impl Iterator<Item = String> {
    let (mut off, mut milder, mut told) = (Vec::new(), Vec::new(), Vec::new());
    for rule in known.all() {
        let id = rule.id.as_str();
        let severity = |settings: &Settings| settings.severity_of(&rule.id, rule.severity);
        if then.selection.runs(rule) && !now.selection.runs(rule) {
            off.push(id);
        } else if severity(now) < severity(then) {
            milder.push(id);
        } else if then.rule_settings.get(&rule.id) != now.rule_settings.get(&rule.id) {
            told.push(id);
        }
    }
    [
        named(off, "does not run", "do not run"),
        named(milder, "is milder", "are milder"),
        named(told, "is given other settings", "are given other settings"),
    ]
    .into_iter()
    .flatten()
}

/// What an organisation allows that it did not.
fn limits_of(then: &Limits, now: &Limits, known: &Known<'_>) -> Vec<String> {
    let Limits {
        // Both are asked by rule.
        allow_ignore: _,
        non_ignorable: _,
        max_ignore_days,
        fail_on_at_most,
        allow_exclude,
        allow_unreadable,
        allow_baseline,
    } = now;
    let newly = |may: &dyn Fn(&Limits, &RuleId) -> bool| -> Vec<&str> {
        let new = known.all().filter(|rule| may(now, &rule.id) && !may(then, &rule.id));
        new.map(|rule| rule.id.as_str()).collect()
    };
    let mut said = Vec::new();
    let ignorable = newly(&|limits, rule| limits.allows(rule).is_ok());
    said.extend(named(ignorable, "may be ignored", "may be ignored"));
    match (then.max_ignore_days, max_ignore_days) {
        (Some(_), None) => said.push("an ignore need not end".to_owned()),
        (Some(then), Some(now)) if *now > then => {
            said.push(format!("an ignore may last {now} days instead of {then}"));
        }
        _ => {}
    }
    if *fail_on_at_most > then.fail_on_at_most {
        said.push(format!("`fail-on` may be {fail_on_at_most} instead of {}", then.fail_on_at_most));
    }
    let new = |then: &Globs, now: &Globs| -> Vec<String> {
        now.written().iter().filter(|glob| !then.written().contains(glob)).cloned().collect()
    };
    let may = "may be excluded";
    said.extend(named(new(&then.allow_exclude, allow_exclude), may, may));
    let may = "may be accepted as unreadable";
    said.extend(named(new(&then.allow_unreadable, allow_unreadable), may, may));
    if *allow_baseline && !then.allow_baseline {
        said.push("there may be a baseline".to_owned());
    } else if *allow_baseline {
        let accepted = newly(&|limits, rule| !limits.forbids(rule));
        said.extend(named(accepted, "may be baselined", "may be baselined"));
    }
    said
}

/// `a does not run`, `a, b and 3 more do not run`; nothing for no names.
fn named<T: AsRef<str>>(names: Vec<T>, one: &str, many: &str) -> Option<String> {
    /// How many names a message holds.
    const NAMED: usize = 5;
    let shown: Vec<&str> = names.iter().take(NAMED).map(AsRef::as_ref).collect();
    match (shown.split_last()?, names.len()) {
        ((only, []), _) => Some(format!("{only} {one}")),
        (_, n) if n > NAMED => Some(format!("{} and {} more {many}", shown.join(", "), n - NAMED)),
        ((last, others), _) => Some(format!("{} and {last} {many}", others.join(", "))),
    }
}

/// Whether what `new` accepts was accepted by `old`.
fn includes(old: &PathIgnore, new: &PathIgnore) -> bool {
    let PathIgnore { rule, paths, until, limited, reason: _, origin: _ } = new;
    let same = old.rule == *rule && old.limited == *limited;
    let wider = old.paths.is_empty() || (!paths.is_empty() && holds(&old.paths, paths));
    same && wider && lasts(old.until, *until)
}

/// Whether what lies within `new` lies within `old`; `None` is everything.
fn is_within(old: Option<&Globs>, new: Option<&Globs>) -> bool {
    match (old, new) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(old), Some(new)) => holds(old, new),
    }
}

fn written(globs: &Globs) -> String {
    globs.written().join(", ")
}

/// Whether each glob of `new` is one of `old`.
fn holds(old: &Globs, new: &Globs) -> bool {
    new.written().iter().all(|glob| old.written().contains(glob))
}

/// Whether `old` ends no earlier than `new`.
fn lasts(old: Option<Date>, new: Option<Date>) -> bool {
    match (old, new) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(old), Some(new)) => old >= new,
    }
}
