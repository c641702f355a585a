//! The rules that modules define.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use super::group::referred;
use super::{Load, Policy};
use crate::policy::bundle::builtin;
use crate::policy::check::World;
use crate::policy::error::PolicyError;
use crate::policy::metadata::{self, Described};
use crate::policy::rule::Example;
use crate::policy::syntax::Module;
use crate::policy::testing;

pub(super) fn policies(modules: &[Module], world: &World, errors: &mut Vec<PolicyError>) -> Vec<Policy> {
    let mut found: Vec<Policy> = Vec::new();
    let mut add = |module: &Module, entry: &str, described: Described| {
        found.push(Policy {
            rule: Arc::new(described.rule),
            active: true,
            trusted: module.trusted,
            package: module.package.clone(),
            entry: entry.to_owned(),
            route: described.route,
            facts: described.facts,
            breakdowns: Mutex::default(),
            folder: module.path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned(),
        });
    };
    let mut seen = BTreeSet::new();
    for module in modules {
        let names: BTreeSet<&str> = module.rules.iter().map(|rule| rule.name.as_str()).collect();
        let entries: Vec<&str> = names.into_iter().filter(|name| is_entry(name, module.trusted)).collect();
        let library = module.package.get(1).is_some_and(|second| second == "lib");
        if module.trusted {
            match (library, entries.first()) {
                (true, _) => {}
                (false, Some(entry)) => match metadata::ours(module) {
                    Ok(described) => add(module, entry, described),
                    Err(wrong) => errors.extend(wrong),
                },
                (false, None) => errors.push(no_entry(module)),
            }
            continue;
        }
        errors.extend(metadata::mistakes(module));
        for entry in &entries {
            if seen.insert((module.package.clone(), (*entry).to_owned())) {
                add(module, entry, metadata::foreign(module, entry));
            }
        }
        let has_entries = || {
            let same = modules.iter().filter(|other| other.package == module.package);
            same.flat_map(|other| &other.rules).any(|rule| is_entry(&rule.name, false))
        };
        if entries.is_empty() && !has_entries() && !is_used(module, modules, world) {
            errors.push(no_entry(module));
        }
    }
    found
}

fn is_entry(name: &str, trusted: bool) -> bool {
    let named =
        |prefix: &str| name.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('_'));
    if trusted { name == "deny" } else { ["deny", "violation", "warn"].into_iter().any(named) }
}

fn no_entry(module: &Module) -> PolicyError {
    let message = format!("package {} denies nothing", module.package_name());
    let help = if module.trusted {
        "a built-in policy has a rule named deny"
    } else {
        "name a rule deny, deny_x, violation or warn, or import the package from one that has such a rule"
    };
    PolicyError::new(&module.path, module.package_at, message).help(help)
}

/// Whether another package refers to this one.
fn is_used(module: &Module, modules: &[Module], world: &World) -> bool {
    let others = modules.iter().filter(|other| other.package != module.package);
    others.flat_map(|other| referred(other, world)).any(|package| package == module.package)
}

/// Gives each rule one bad and one good example from its folder.
pub(super) fn add_examples(policies: &mut [Policy], load: &Load<'_>) {
    let builtin = load.builtin.then(builtin);
    for policy in policies {
        let bundles = load.bundles.iter().filter(|bundle| bundle.is_trusted() == policy.trusted);
        let files: Vec<_> = bundles
            .chain(builtin.filter(|_| policy.trusted))
            .flat_map(|bundle| bundle.folder(&policy.folder))
            .collect();
        let named = files.iter().filter_map(|file| Some((file.inside(&policy.folder)?, file)));
        let example = |prefix: &str| {
            let fits = |(name, _): &(&str, _)| name.starts_with(prefix) && testing::is_example(name);
            // The plain one shows the rule, those of longer names show its bounds.
            let is_plain =
                |(name, _): &(&str, _)| name.strip_prefix(prefix).is_some_and(|it| it.starts_with('.'));
            let mut plain = named.clone().filter(fits).filter(is_plain);
            let (name, file) = plain.next().or_else(|| named.clone().find(fits))?;
            Some(Example { name: name.to_owned(), text: testing::unmarked(&file.text) })
        };
        let (bad, good) = (example("bad"), example("good"));
        let rule = Arc::make_mut(&mut policy.rule);
        (rule.bad, rule.good) = (bad, good);
    }
}
