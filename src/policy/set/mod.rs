//! The policies of a scan: loaded, checked, sorted, and grouped into engines. Immutable and shared.

mod group;
mod read;
mod rules;

pub(super) use group::Group;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use regorus::Value;
use serde_json::Value as Json;

use super::bundle::Bundle;
use super::check::{self, World};
use super::engine::{Prepared, Setup};
use super::error::PolicyError;
use super::memory::Memory;
use super::metadata::{FactRoute, Match};
use super::rule::Rule;
use super::sandbox::{Processes, Sandbox};
use super::syntax::Module;
use crate::document::{Document, FileKind};
use crate::limits;
use group::{closure, groups};
use read::{config, merge, read_data, read_modules, world_data};
use rules::{add_examples, policies};

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
    /// Where the users' policies are read and evaluated; without one, in this process.
    pub sandbox: Option<&'a Arc<dyn Sandbox>>,
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
    /// The paths of all data documents.
    documents: BTreeSet<Vec<String>>,
    pub(super) groups: Vec<Group>,
    view: OnceLock<Result<Prepared, String>>,
    /// What was answered already.
    pub(super) memory: Memory,
    /// Those that evaluate the users' policies.
    processes: Option<Processes>,
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
    /// The folder of its module in its bundle.
    pub(super) folder: String,
    /// The documents on which it crashed or ran out of time: their paths, and their places in their files.
    pub(super) breakdowns: Mutex<BTreeSet<(String, usize)>>,
}

impl Policy {
    /// Remembers that it crashed on a document or ran out of time.
    pub(super) fn broke_down(&self, document: (&str, usize)) {
        let mut breakdowns = self.breakdowns.lock().unwrap_or_else(PoisonError::into_inner);
        breakdowns.insert((document.0.to_owned(), document.1));
    }

    /// Whether it is not to be asked any more.
    pub(super) fn is_given_up(&self) -> bool {
        let breakdowns = self.breakdowns.lock().unwrap_or_else(PoisonError::into_inner);
        breakdowns.len() >= limits::BREAKDOWNS
    }
}

impl PolicySet {
    /// Loads and checks policies. All mistakes are reported, not only the first.
    pub fn load(load: Load<'_>) -> Result<Self, Vec<PolicyError>> {
        let foreign: Vec<&Bundle> = load.bundles.iter().filter(|bundle| !bundle.is_trusted()).collect();
        let processes = match load.sandbox {
            Some(sandbox) if !foreign.is_empty() => Some(Processes::new(sandbox, &foreign)?),
            _ => None,
        };
        let mut errors = Vec::new();
        let modules = read_modules(&load, &mut errors);
        let (data, documents) = read_data(load.bundles, &mut errors);
        let documents = world_data(&modules, documents);
        let world = World::new(&modules, documents.clone());
        for module in &modules {
            errors.extend(check::check(module, &world));
        }
        errors.extend(check::recursion(&modules.iter().collect::<Vec<_>>(), &world));

        let mut policies = policies(&modules, &world, &mut errors);
        add_examples(&mut policies, &load);
        policies.sort_by(|a, b| a.rule.id.cmp(&b.rule.id));
        for pair in policies.windows(2) {
            if let [first, second] = pair
                && first.rule.id == second.rule.id
            {
                let message = format!("the rule {} is defined by two bundles", first.rule.id);
                errors.push(PolicyError::new("", (1, 1), message));
            }
        }
        if policies.is_empty() && errors.is_empty() {
            let error = PolicyError::new("", (1, 1), "there are no rules");
            errors.push(error.help("a policy has a rule named deny, violation or warn"));
        }
        errors.sort();
        errors.dedup();
        if !errors.is_empty() {
            return Err(errors);
        }
        let (config, groups, view) = (Value::Undefined, Vec::new(), OnceLock::new());
        let memory = Memory::default();
        let set = Self { policies, modules, config, data, documents, groups, view, memory, processes };
        set.choose(load.active, load.settings)
    }

    /// The same policies with another choice of rules and other settings, without reading them again.
    pub fn choose(
        mut self,
        active: &dyn Fn(&Rule) -> bool,
        settings: &Settings,
    ) -> Result<Self, Vec<PolicyError>> {
        let mut errors = Vec::new();
        for policy in &mut self.policies {
            policy.active = active(&policy.rule);
        }
        self.config = config(&self.policies, settings, &mut errors);
        if errors.is_empty() {
            let world = World::new(&self.modules, self.documents.clone());
            let chosen = |index: usize| self.policies.get(index).is_some_and(|policy: &Policy| policy.active);
            self.groups = groups(&self.policies, &self.modules, &world, &chosen);
            self.memory = Memory::new(self.groups.iter().any(|group| self.looks_at_paths(group)));
            // Another process has found them sound already.
            if self.processes.is_none() {
                errors.extend(self.schedule_foreign(&world));
            }
        }
        errors.sort();
        errors.dedup();
        if errors.is_empty() { Ok(self) } else { Err(errors) }
    }

    /// Whether an answer of the group about a Kubernetes object may depend on where its file lies. Users'
    /// policies are not searched for how they might ask.
    fn looks_at_paths(&self, group: &Group) -> bool {
        let asks =
            |index: &usize| self.modules.get(*index).is_some_and(|m| m.text.contains("__gatecheck.file"));
        group.kinds.contains(&FileKind::Kubernetes) && (!group.trusted || group.modules.iter().any(asks))
    }

    /// What answers about the document depend on, as a hash, if that is nothing but its text.
    pub fn key_of(&self, document: &Document) -> Option<[u8; 32]> {
        self.memory.key(document)
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

    /// The rules that crashed or ran out of time on so many documents that they were not asked about others.
    /// What they said before depends on who asked first, and counts for nothing.
    pub fn given_up(&self) -> Vec<usize> {
        let all = self.policies.iter().enumerate();
        all.filter(|(_, policy)| policy.is_given_up()).map(|(index, _)| index).collect()
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

    /// Those that evaluate the users' policies, if not this process does.
    pub(super) fn processes(&self) -> Option<&Processes> {
        self.processes.as_ref()
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

    /// Groups of these rules only, for testing them.
    pub(super) fn groups_of(&self, rules: &[usize]) -> Vec<Group> {
        let world = World::new(&self.modules, BTreeSet::new());
        groups(&self.policies, &self.modules, &world, &|index| rules.contains(&index))
    }

    /// Everything that these further modules can refer to.
    pub(super) fn world(&self, tests: &[Module]) -> World {
        World::new(self.modules.iter().chain(tests), self.documents.clone())
    }

    /// An engine with a module of tests and all that it needs, which remembers the lines that ran.
    pub(super) fn test_engine(&self, test: &Module, tests: &[Module]) -> Result<Prepared, String> {
        let modules: Vec<Module> = self.modules.iter().chain(tests).cloned().collect();
        let needed = closure([test.package.clone()].into(), &modules, &self.world(tests));
        let modules: Vec<_> = needed.into_iter().filter_map(|index| modules.get(index)).collect();
        let (data, strict) = if test.trusted { (&self.config, true) } else { (&self.data, false) };
        Prepared::new(Setup { modules: &modules, entries: &[], data, strict, coverage: true })
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
