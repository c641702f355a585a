//! Reading bundles: modules, data documents and settings.

use std::collections::{BTreeMap, BTreeSet};

use regorus::Value;
use serde_json::Value as Json;

use super::{Load, Policy, Settings};
use crate::policy::bundle::{Bundle, builtin};
use crate::policy::error::PolicyError;
use crate::policy::metadata;
use crate::policy::syntax::{Module, read_all};

pub(super) fn read_modules(load: &Load<'_>, errors: &mut Vec<PolicyError>) -> Vec<Module> {
    let mut files = Vec::new();
    for bundle in load.bundles {
        let own = bundle.files().iter().filter(|file| file.is_module());
        let before = files.len();
        files.extend(own.map(|file| (file.path.as_str(), file.text.as_str(), bundle.is_trusted())));
        if files.len() == before {
            // Whoever names a folder wants its rules asked; that there are none must not look like a pass.
            let error = PolicyError::new("", (1, 1), "a folder of policies has no policy in it");
            errors.push(
                error.help(
                    "a policy is a .rego file that is no test, with a rule named deny, violation or warn",
                ),
            );
        }
    }
    let mut modules = Vec::new();
    for read in read_all(&files) {
        match read {
            Ok(module) => modules.push(module),
            Err(error) => errors.push(error),
        }
    }
    // Our own folder, given as a bundle, brings its own library.
    let given: BTreeSet<_> = modules.iter().map(|module| module.package.clone()).collect();
    for file in builtin().files().iter().filter(|file| file.is_module()) {
        if !load.builtin && !file.path.starts_with("lib/") {
            continue;
        }
        match Module::read(&file.path, &file.text, true) {
            Ok(module) if !(module.trusted && given.contains(&module.package)) => modules.push(module),
            Ok(_) => {}
            Err(error) => errors.push(error),
        }
    }
    modules
}

/// The users' data: `data.json` and `data.yaml`, each at the path of its folder.
pub(super) fn read_data(bundles: &[Bundle], errors: &mut Vec<PolicyError>) -> (Value, BTreeSet<Vec<String>>) {
    let mut data = Value::new_object();
    let mut paths = BTreeSet::new();
    for file in bundles.iter().filter(|bundle| !bundle.is_trusted()).flat_map(Bundle::files) {
        let read: Result<Json, String> = match file.name() {
            "data.json" => serde_json::from_str(&file.text).map_err(|e| e.to_string()),
            "data.yaml" | "data.yml" => serde_yaml::from_str(&file.text).map_err(|e| e.to_string()),
            _ => continue,
        };
        let folder: Vec<String> =
            file.folder().split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect();
        match read {
            Ok(Json::Object(map)) => {
                for (key, value) in map {
                    let path: Vec<String> = folder.iter().cloned().chain([key]).collect();
                    let nested = path.iter().rev().fold(Value::from(value), |value, key| {
                        Value::from(BTreeMap::from([(Value::from(key.as_str()), value)]))
                    });
                    merge(&mut data, nested);
                    paths.insert(path);
                }
            }
            Ok(_) => errors.push(PolicyError::new(&file.path, (1, 1), "a data document must be a mapping")),
            Err(error) => errors.push(PolicyError::new(&file.path, (1, 1), error)),
        }
    }
    (data, paths)
}

/// Puts one object's members into another, deeply.
pub(super) fn merge(into: &mut Value, from: Value) {
    match (into.as_object_mut(), from) {
        (Ok(into), Value::Object(from)) => {
            for (key, value) in from.iter_sorted() {
                match into.get_mut(key) {
                    Some(inner) if matches!(inner, Value::Object(_)) => merge(inner, value.clone()),
                    _ => {
                        into.insert(key.clone(), value.clone());
                    }
                }
            }
        }
        (Ok(_), _) => {}
        (Err(_), from) => *into = from,
    }
}

/// Every path in `data` that holds documents: the users', the settings, and what other tools put there.
pub(super) fn world_data(modules: &[Module], mut documents: BTreeSet<Vec<String>>) -> BTreeSet<Vec<String>> {
    for module in modules.iter().filter(|module| module.trusted) {
        if let Ok(described) = metadata::ours(module) {
            let rule = module.package.get(1..).unwrap_or_default();
            for setting in described.rule.settings {
                let path = ["gatecheck".to_owned(), "config".to_owned()].into_iter();
                documents.insert(path.chain(rule.iter().cloned()).chain([setting.name]).collect());
            }
        }
    }
    documents.insert(vec!["conftest".to_owned(), "file".to_owned()]);
    documents
}
/// The settings of all rules, at `gatecheck.config.<group>.<rule>.<name>`.
pub(super) fn config(policies: &[Policy], given: &Settings, errors: &mut Vec<PolicyError>) -> Value {
    for (id, values) in given {
        let Some(policy) = policies.iter().find(|policy| policy.rule.id.as_str() == id) else {
            let message = format!("there are settings for {id}, but no such rule");
            errors.push(PolicyError::new("", (1, 1), message));
            continue;
        };
        for (name, value) in values {
            let error = match policy.rule.settings.iter().find(|setting| setting.name == *name) {
                None => {
                    let known: Vec<_> =
                        policy.rule.settings.iter().map(|setting| setting.name.as_str()).collect();
                    let help = match known.as_slice() {
                        [] => "it has none".to_owned(),
                        known => format!("it has {}", known.join(", ")),
                    };
                    PolicyError::new("", (1, 1), format!("{id} has no setting {name:?}")).help(help)
                }
                Some(setting) if !same_type(&setting.default, value) => {
                    let wanted = type_name(&setting.default);
                    PolicyError::new("", (1, 1), format!("the setting {name:?} of {id} must be a {wanted}"))
                }
                Some(_) => continue,
            };
            errors.push(error);
        }
    }
    let mut config = Value::new_object();
    for policy in policies.iter().filter(|policy| policy.trusted) {
        let given = given.get(policy.rule.id.as_str());
        let values = policy.rule.settings.iter().map(|setting| {
            let value = given.and_then(|values| values.get(&setting.name)).unwrap_or(&setting.default);
            (Value::from(setting.name.as_str()), Value::from(value.clone()))
        });
        let values = Value::from(values.collect::<BTreeMap<_, _>>());
        let path =
            ["gatecheck", "config"].into_iter().chain(policy.package.iter().skip(1).map(String::as_str));
        let path: Vec<&str> = path.collect();
        let nested = path
            .iter()
            .rev()
            .fold(values, |value, key| Value::from(BTreeMap::from([(Value::from(*key), value)])));
        merge(&mut config, nested);
    }
    config
}

fn same_type(a: &Json, b: &Json) -> bool {
    a.is_null() || type_name(a) == type_name(b)
}

fn type_name(value: &Json) -> &'static str {
    match value {
        Json::Null => "null",
        Json::Bool(_) => "truth value",
        Json::Number(_) => "number",
        Json::String(_) => "text",
        Json::Array(_) => "list",
        Json::Object(_) => "mapping",
    }
}
