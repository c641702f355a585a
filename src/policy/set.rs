//! The policies of a scan: loaded, checked, sorted, and grouped into engines. Immutable and shared.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use regorus::Value;
use serde_json::Value as Json;

use super::bundle::{Bundle, builtin};
use super::check::{self, World};
use super::engine::{Prepared, Setup};
use super::error::PolicyError;
use super::metadata::{self, Described, FactRoute, Match, Setting};
use super::rule::{Example, Rule, Scope};
use super::syntax::Module;
use crate::document::FileKind;
use crate::limits;

/// The values of rules' settings, by rule id and name.
pub type Settings = BTreeMap<String, BTreeMap<String, Json>>;

/// What a policy set is made of.
pub struct Load<'a> {
    /// Whether the built-in rules are part of it. Their library always is.
    pub builtin: bool,
    /// The users' policies.
    pub bundles: &'a [Bundle],
    /// Which rules are asked.
    pub active: &'a dyn Fn(&Rule) -> bool,
    /// Settings that differ from their defaults.
    pub settings: &'a Settings,
}

/// Rules, ready to be asked.
#[derive(Debug)]
pub struct PolicySet {
    policies: Vec<Policy>,
    modules: Vec<Module>,
    /// The rules' settings as policies see them, at `data.gatecheck.config`.
    config: Value,
    /// The users' data documents.
    data: Value,
    pub(super) groups: Vec<Group>,
    view: OnceLock<Result<Prepared, String>>,
}

/// A rule and where it is written.
#[derive(Debug)]
pub(super) struct Policy {
    pub(super) rule: Arc<Rule>,
    pub(super) active: bool,
    pub(super) trusted: bool,
    pub(super) package: Vec<String>,
    /// The rule's name in its package: `deny`.
    pub(super) entry: String,
    pub(super) route: Option<Match>,
    pub(super) facts: Vec<FactRoute>,
    pub(super) settings: Vec<Setting>,
    /// The folder of its module in its bundle.
    pub(super) folder: String,
}

/// Rules that are asked together, by one engine.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) trusted: bool,
    pub(super) scope: Scope,
    pub(super) kinds: Vec<FileKind>,
    pub(super) route: Option<Match>,
    /// Indices of rules.
    pub(super) rules: Vec<usize>,
    /// Indices of modules.
    modules: Vec<usize>,
    /// Whether they use the view of pods.
    pub(super) uses_view: bool,
    /// Whether they ask for `data.conftest.file`.
    pub(super) uses_file: bool,
    prepared: OnceLock<Result<Prepared, String>>,
}

impl PolicySet {
    /// Loads and checks policies. All mistakes are reported, not only the first.
    pub fn load(load: Load<'_>) -> Result<Self, Vec<PolicyError>> {
        let mut errors = Vec::new();
        let modules = read_modules(&load, &mut errors);
        let (data, documents) = read_data(load.bundles, &mut errors);
        let world = World::new(&modules, world_data(&modules, documents));
        for module in &modules {
            errors.extend(check::check(module, &world));
        }
        errors.extend(check::recursion(&modules.iter().collect::<Vec<_>>(), &world));

        let mut policies = policies(&modules, &world, &mut errors);
        add_examples(&mut policies, &load);
        policies.sort_by(|a, b| a.rule.id.cmp(&b.rule.id));
        for pair in policies.windows(2) {
            if let [first, second] = pair {
                if first.rule.id == second.rule.id {
                    let message = format!("the rule {} is defined by two bundles", first.rule.id);
                    errors.push(PolicyError::new("", (1, 1), message));
                }
            }
        }
        for policy in &mut policies {
            policy.active = (load.active)(&policy.rule);
        }
        let config = config(&policies, load.settings, &mut errors);
        if policies.is_empty() && errors.is_empty() {
            let error = PolicyError::new("", (1, 1), "there are no rules");
            errors.push(error.help("a policy has a rule named deny, violation or warn"));
        }
        if errors.is_empty() {
            let groups = groups(&policies, &modules, &world);
            let set = Self { policies, modules, config, data, groups, view: OnceLock::new() };
            errors.extend(set.schedule_foreign(&world));
            if errors.is_empty() {
                return Ok(set);
            }
        }
        errors.sort();
        errors.dedup();
        Err(errors)
    }

    /// All rules, sorted by id, the inactive ones too. A rule's index here is what denials speak of.
    pub fn rules(&self) -> impl ExactSizeIterator<Item = &Arc<Rule>> {
        self.policies.iter().map(|policy| &policy.rule)
    }

    /// The rule of an index.
    pub fn rule(&self, index: usize) -> Option<&Arc<Rule>> {
        self.policies.get(index).map(|policy| &policy.rule)
    }

    /// Whether the rule of that index is asked.
    pub fn is_active(&self, index: usize) -> bool {
        self.policies.get(index).is_some_and(|policy| policy.active)
    }

    /// Whether the rule of that index is one of ours.
    pub fn is_builtin(&self, index: usize) -> bool {
        self.policies.get(index).is_some_and(|policy| policy.trusted)
    }

    /// The settings of the rule of that index, with their defaults.
    pub fn settings(&self, index: usize) -> &[Setting] {
        self.policies.get(index).map_or(&[], |policy| &policy.settings)
    }

    /// The kinds of documents that some active rule looks at.
    pub fn kinds(&self) -> BTreeSet<FileKind> {
        self.policies
            .iter()
            .filter(|policy| policy.active)
            .flat_map(|policy| policy.rule.kinds.clone())
            .collect()
    }

    pub(super) fn policies(&self) -> &[Policy] {
        &self.policies
    }

    /// The engine of a group, prepared when it is first needed.
    pub(super) fn prepared<'a>(&self, group: &'a Group) -> Result<&'a Prepared, &'a str> {
        let prepared = group.prepared.get_or_init(|| self.prepare(group, false));
        prepared.as_ref().map_err(String::as_str)
    }

    /// A new engine for a group that remembers which lines ran.
    pub(super) fn prepare(&self, group: &Group, coverage: bool) -> Result<Prepared, String> {
        let entries = group.rules.iter().filter_map(|index| {
            let policy = self.policies.get(*index)?;
            Some((index.to_string(), policy.package.clone(), policy.entry.clone()))
        });
        let entries = entries.collect::<Vec<_>>();
        let modules: Vec<_> = group.modules.iter().filter_map(|index| self.modules.get(*index)).collect();
        let data = if group.trusted { &self.config } else { &self.data };
        Prepared::new(Setup { modules: &modules, entries: &entries, data, strict: group.trusted, coverage })
    }

    /// The engine that derives the views, or nothing if no policy brought the library.
    pub(super) fn view(&self) -> Option<&Prepared> {
        let prepared = self.view.get_or_init(|| {
            let view = VIEW_PACKAGE.map(str::to_owned).to_vec();
            let world = World::new(&self.modules, BTreeSet::new());
            let modules: Vec<_> = closure([view].into(), &self.modules, &world)
                .into_iter()
                .filter_map(|index| self.modules.get(index))
                .collect();
            if modules.is_empty() {
                return Err("there is no library".to_owned());
            }
            Prepared::new(Setup {
                modules: &modules,
                entries: &[],
                data: &self.config,
                strict: true,
                coverage: false,
            })
        });
        prepared.as_ref().ok()
    }

    /// The users' data documents, with what else policies of a file find in `data`.
    pub(super) fn data_with(&self, extra: Value) -> Value {
        let mut data = self.data.clone();
        merge(&mut data, extra);
        data
    }

    /// One variable that nothing binds spoils the whole engine that its module is in, so users' packages
    /// are tried one by one.
    fn schedule_foreign(&self, world: &World) -> Vec<PolicyError> {
        let mut errors = Vec::new();
        let packages: BTreeSet<_> = self
            .modules
            .iter()
            .filter(|module| !module.trusted)
            .map(|module| module.package.clone())
            .collect();
        for package in packages {
            let modules: Vec<_> = closure([package].into(), &self.modules, world)
                .into_iter()
                .filter_map(|index| self.modules.get(index))
                .collect();
            let path = modules.first().map_or("", |module| &module.path);
            let setup =
                Setup { modules: &modules, entries: &[], data: &self.data, strict: false, coverage: false };
            if let Err(error) = Prepared::new(setup) {
                errors.push(PolicyError::from_engine(path, &error));
            }
        }
        errors
    }
}

/// The package whose rule `view` derives what is computed once per document.
pub(super) const VIEW_PACKAGE: [&str; 3] = ["gatecheck", "lib", "k8s"];

fn read_modules(load: &Load<'_>, errors: &mut Vec<PolicyError>) -> Vec<Module> {
    let mut modules = Vec::new();
    for bundle in load.bundles {
        for file in bundle.files().iter().filter(|file| file.is_module()) {
            match Module::read(&file.path, &file.text, bundle.is_trusted()) {
                Ok(module) => modules.push(module),
                Err(error) => errors.push(error),
            }
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
fn read_data(bundles: &[Bundle], errors: &mut Vec<PolicyError>) -> (Value, BTreeSet<Vec<String>>) {
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
fn merge(into: &mut Value, from: Value) {
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
fn world_data(modules: &[Module], mut documents: BTreeSet<Vec<String>>) -> BTreeSet<Vec<String>> {
    for module in modules.iter().filter(|module| module.trusted) {
        if let Ok(described) = metadata::ours(module) {
            let rule = module.package.get(1..).unwrap_or_default();
            for setting in described.settings {
                let path = ["gatecheck".to_owned(), "config".to_owned()].into_iter();
                documents.insert(path.chain(rule.iter().cloned()).chain([setting.name]).collect());
            }
        }
    }
    documents.insert(vec!["conftest".to_owned(), "file".to_owned()]);
    documents
}

fn policies(modules: &[Module], world: &World, errors: &mut Vec<PolicyError>) -> Vec<Policy> {
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
            settings: described.settings,
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

/// The packages that a module refers to.
fn referred(module: &Module, world: &World) -> BTreeSet<Vec<String>> {
    let nothing = BTreeSet::new();
    let uses = module.rules.iter().map(|rule| &rule.uses);
    let paths = uses.flat_map(|uses| {
        uses.calls.iter().map(|call| &call.path).chain(uses.refs.iter().map(|reference| &reference.path))
    });
    let imports = module.imports.iter().map(|import| &import.path);
    paths
        .chain(imports)
        .filter_map(|path| module.absolute(path, &nothing))
        .flat_map(|path| world.packages_of(&path).into_iter().cloned().collect::<Vec<_>>())
        .collect()
}

/// The modules of these packages and of all packages that they need.
fn closure(packages: BTreeSet<Vec<String>>, modules: &[Module], world: &World) -> Vec<usize> {
    let mut seen = BTreeSet::new();
    let mut todo: Vec<_> = packages.into_iter().collect();
    let mut found = BTreeSet::new();
    while let Some(package) = todo.pop() {
        if seen.insert(package.clone()) {
            for (index, module) in modules.iter().enumerate().filter(|(_, module)| module.package == package)
            {
                found.insert(index);
                todo.extend(referred(module, world));
            }
        }
    }
    found.into_iter().collect()
}

/// The settings of all rules, at `gatecheck.config.<group>.<rule>.<name>`.
fn config(policies: &[Policy], given: &Settings, errors: &mut Vec<PolicyError>) -> Value {
    for (id, values) in given {
        let Some(policy) = policies.iter().find(|policy| policy.rule.id.as_str() == id) else {
            let message = format!("there are settings for {id}, but no such rule");
            errors.push(PolicyError::new("", (1, 1), message));
            continue;
        };
        for (name, value) in values {
            let error = match policy.settings.iter().find(|setting| setting.name == *name) {
                None => {
                    let known: Vec<_> = policy.settings.iter().map(|setting| setting.name.as_str()).collect();
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
        let values = policy.settings.iter().map(|setting| {
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

/// Active rules of equal reach, about ten modules to an engine.
fn groups(policies: &[Policy], modules: &[Module], world: &World) -> Vec<Group> {
    type Reach<'a> = (bool, Scope, &'a [FileKind], &'a Option<Match>);
    // Of each reach the packages, of each package the rules.
    let mut reaches: BTreeMap<Reach<'_>, BTreeMap<&[String], Vec<usize>>> = BTreeMap::new();
    for (index, policy) in policies.iter().enumerate().filter(|(_, policy)| policy.active) {
        let reach = (policy.trusted, policy.rule.scope, policy.rule.kinds.as_slice(), &policy.route);
        reaches.entry(reach).or_default().entry(&policy.package).or_default().push(index);
    }
    let view = VIEW_PACKAGE.map(str::to_owned);
    let mut groups = Vec::new();
    for ((trusted, scope, kinds, route), packages) in reaches {
        // Project rules see different documents each, so each has its own engine.
        let size = if scope == Scope::Project { 1 } else { limits::MODULES_PER_ENGINE };
        let packages: Vec<_> = packages.into_iter().collect();
        for chunk in packages.chunks(size) {
            let names = chunk.iter().map(|(package, _)| package.to_vec()).collect();
            let needed = closure(names, modules, world);
            let own = || needed.iter().filter_map(|index| modules.get(*index));
            let conftest = |module: &Module| {
                let uses =
                    module.rules.iter().flat_map(|rule| &rule.uses.refs).map(|reference| &reference.path);
                uses.chain(module.imports.iter().map(|import| &import.path)).any(|path| {
                    path.first().is_some_and(|p| p == "data") && path.get(1).is_some_and(|p| p == "conftest")
                })
            };
            groups.push(Group {
                trusted,
                scope,
                kinds: kinds.to_vec(),
                route: route.clone(),
                rules: chunk.iter().flat_map(|(_, rules)| rules.iter().copied()).collect(),
                uses_view: trusted && own().any(|module| module.package == view),
                uses_file: !trusted && own().any(conftest),
                modules: needed,
                prepared: OnceLock::new(),
            });
        }
    }
    groups
}

/// Gives each rule one bad and one good example from its folder.
fn add_examples(policies: &mut [Policy], load: &Load<'_>) {
    let builtin = load.builtin.then(builtin);
    for policy in policies {
        let bundles = load.bundles.iter().filter(|bundle| bundle.is_trusted() == policy.trusted);
        let files: Vec<_> = bundles
            .chain(builtin.filter(|_| policy.trusted))
            .flat_map(|bundle| bundle.folder(&policy.folder))
            .collect();
        let example = |prefix: &str| {
            let file = files.iter().find(|file| {
                let inside = file.inside(&policy.folder).unwrap_or_default();
                inside.starts_with(prefix) && super::testing::is_example(inside)
            })?;
            let name = file.inside(&policy.folder).unwrap_or_default().to_owned();
            Some(Example { name, text: super::testing::unmarked(&file.text) })
        };
        let (bad, good) = (example("bad"), example("good"));
        let rule = Arc::make_mut(&mut policy.rule);
        (rule.bad, rule.good) = (bad, good);
    }
}
