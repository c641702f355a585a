//! What one configuration lets pass that another would not.

use super::settings::{AcceptedUnreadable, PathIgnore, Settings};
use super::{Globs, Known};
use crate::finding::Date;

/// In what ways `now` is looser than `then`, each as a few words: "k8s/privileged does not run". A change of what
/// a rule is told counts as well, since nobody but the rule knows which way it goes.
pub fn loosened(then: &Settings, now: &Settings, known: &Known<'_>) -> Vec<String> {
    let mut said = Vec::new();
    if now.fail_on > then.fail_on {
        said.push(format!("`fail-on` is {} instead of {}", now.fail_on, then.fail_on));
    }
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
    said.extend(named(off, "does not run", "do not run"));
    said.extend(named(milder, "is milder", "are milder"));
    said.extend(named(told, "is given other settings", "are given other settings"));
    let new = now.path_ignores.iter().filter(|it| !then.path_ignores.iter().any(|old| includes(old, it)));
    said.extend(named(new.map(|it| it.rule.as_str()).collect(), "is ignored", "are ignored"));
    let written = |globs: &Globs| globs.written().join(", ");
    let new = now.excludes.iter().filter(|it| !then.excludes.iter().any(|old| holds(&old.paths, &it.paths)));
    said.extend(named(new.map(|it| written(&it.paths)).collect(), "is excluded", "are excluded"));
    let accepted = |it: &&AcceptedUnreadable| {
        let same =
            |old: &AcceptedUnreadable| holds(&old.paths, &it.paths) && lasts(Some(old.until), Some(it.until));
        !then.accepted_unreadable.iter().any(same)
    };
    let new = now.accepted_unreadable.iter().filter(accepted).map(|it| written(&it.paths));
    said.extend(named(new.collect(), "may be unreadable", "may be unreadable"));
    let gone = then.policies.iter().filter(|folder| !now.policies.contains(folder));
    said.extend(named(gone.collect(), "has policies that are not used", "have policies that are not used"));
    if now.peer_ignores && !then.peer_ignores {
        said.push("other tools' ignores count".to_owned());
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
    let same = old.rule == new.rule && old.limited == new.limited;
    let wider = old.paths.is_empty() || (!new.paths.is_empty() && holds(&old.paths, &new.paths));
    same && wider && lasts(old.until, new.until)
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
