//! Testing rules: their `test_` rules, their examples, their fixes, and whether every line ran.
//!
//! A misspelt path in a policy is undefined and so silent: the rule never denies, and the gate passes. Only
//! tests notice, so built-in rules must have them. No IO here: the caller reads the folder.

mod example;
mod marks;
#[cfg(test)]
mod tests;

pub(super) use marks::unmarked;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use regorus::Value;

use super::bundle::{Bundle, BundleFile};
use super::check::{self, World};
use super::engine::{Prepared, rule_path};
use super::error::PolicyError;
use super::evaluator::Evaluator;
use super::rule::Rule;
use super::sandbox::{Processes, Sandbox};
use super::set::{Load, PolicySet, Settings};
use super::syntax::{Module, read_all};
use crate::document::FileKind;

/// What testing a bundle came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// How many rules there are.
    pub rules: usize,
    /// How many `test_` rules ran.
    pub tests: usize,
    /// How many examples were judged.
    pub examples: usize,
    /// What is wrong, sorted; empty if nothing is.
    pub failures: Vec<Failure>,
}

/// Something that a test found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Failure {
    /// The file, as the bundle names it.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong. The text that a fix made is shown as a diff below the first line.
    pub message: String,
}

impl Failure {
    fn new(path: &str, line: usize, message: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, message: message.into() }
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.message)
    }
}

/// A folder of rules under test.
struct Subject<'a> {
    set: &'a PolicySet,
    /// Indices of the folder's rules.
    indices: Vec<usize>,
    /// All files of the folder.
    files: Vec<&'a BundleFile>,
}

impl Subject<'_> {
    fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.indices.iter().filter_map(|index| self.set.rule(*index)).map(|rule| &**rule)
    }

    fn kinds(&self) -> BTreeSet<FileKind> {
        self.rules().flat_map(|rule| rule.kinds.iter().copied()).collect()
    }
}

/// Tests all rules of a bundle whose folder or id `wanted` accepts. The errors are those of loading it.
/// Users' bundles are evaluated in the sandbox, if there is one.
pub fn run(
    bundle: &Bundle,
    wanted: &dyn Fn(&str) -> bool,
    sandbox: Option<&Arc<dyn Sandbox>>,
) -> Result<Outcome, Vec<PolicyError>> {
    let bundles = std::slice::from_ref(bundle);
    let settings = Settings::new();
    let set =
        PolicySet::load(Load { builtin: false, bundles, active: &|_| true, settings: &settings, sandbox })?;
    let mut outcome = Outcome::default();
    let mut lines = Lines::default();
    run_tests(bundle, &set, wanted, &mut outcome, &mut lines)?;

    let mut folders: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, policy) in set.policies().iter().enumerate() {
        if wanted(&policy.folder) || wanted(policy.rule.id.as_str()) {
            folders.entry(&policy.folder).or_default().push(index);
        }
    }
    for (folder, indices) in folders {
        // Files of a rule's own folder; another rule's folder may lie in it.
        let deeper = |file: &&BundleFile| {
            !set.policies()
                .iter()
                .any(|other| other.folder.len() > folder.len() && file.inside(&other.folder).is_some())
        };
        let files: Vec<_> = bundle.folder(folder).filter(deeper).collect();
        outcome.rules += indices.len();
        let groups = set.groups_of(&indices);
        let subject = Subject { set: &set, indices, files };
        let examples = example::find(&subject.files, folder);
        let module = subject.files.iter().find(|file| file.is_module()).map_or(folder, |file| &file.path);
        if bundle.is_trusted() {
            for rule in subject.rules() {
                outcome.failures.extend(example::required(rule, module, &examples, &subject.files));
            }
        }
        let mut plain = Evaluator::of_groups(&set, &groups, false);
        let mut covering = Evaluator::of_groups(&set, &groups, true);
        for example in &examples {
            outcome.examples += 1;
            example::check(example, &subject, &mut plain, &mut covering, &mut outcome.failures);
        }
        for path in modules(bundle) {
            covering.covered(path).into_iter().for_each(|found| lines.add(path, found));
        }
    }
    if bundle.is_trusted() {
        let all =
            |folder: &str| wanted(folder) || folder.split('/').any(|part| part == "lib") && wanted("lib");
        outcome
            .failures
            .extend(lines.idle(|path| all(path.rsplit_once('/').map_or("", |(folder, _)| folder))));
    }
    outcome.failures.sort();
    outcome.failures.dedup();
    Ok(outcome)
}

/// Whether a file of a rule's folder is an example, rather than what an example is held against.
pub(super) fn is_example(inside: &str) -> bool {
    let name = inside.rsplit('/').next().unwrap_or_default();
    (inside.starts_with("bad") || inside.starts_with("good"))
        && !name.ends_with(".expected.json")
        && !name.ends_with(".rego")
        && example::unfixed(name) == name
}

fn modules(bundle: &Bundle) -> impl Iterator<Item = &str> {
    bundle.files().iter().filter(|file| file.is_module()).map(|file| file.path.as_str())
}

/// Runs the `test_` rules.
fn run_tests(
    bundle: &Bundle,
    set: &PolicySet,
    wanted: &dyn Fn(&str) -> bool,
    outcome: &mut Outcome,
    lines: &mut Lines,
) -> Result<(), Vec<PolicyError>> {
    let mut errors = Vec::new();
    let mut tests = Vec::new();
    let files = bundle.files().iter().filter(|file| file.is_test() && wanted(file.folder()));
    let files: Vec<_> =
        files.map(|file| (file.path.as_str(), file.text.as_str(), bundle.is_trusted())).collect();
    // What cannot be parsed without a crash is parsed elsewhere first.
    if let (Some(processes), false) = (set.processes(), files.is_empty()) {
        processes.read_tests().map_err(|error| vec![error])?;
    }
    for read in read_all(&files) {
        match read {
            Ok(module) => tests.push(module),
            Err(error) => errors.push(error),
        }
    }
    let world: World = set.world(&tests);
    errors.extend(tests.iter().flat_map(|module| check::check(module, &world)));
    errors.extend(check::recursion(&tests.iter().collect::<Vec<_>>(), &world));
    if !errors.is_empty() {
        errors.sort();
        return Err(errors);
    }
    for module in &tests {
        let mut engine = match Tester::new(set, module, &tests) {
            Ok(engine) => engine,
            Err(error) => {
                errors.push(PolicyError::from_engine(&module.path, &error));
                continue;
            }
        };
        // The names come from the source: a test that is undefined is missing from every result.
        let mut seen = BTreeSet::new();
        for rule in module.rules.iter().filter(|rule| rule.name.starts_with("test_")) {
            outcome.tests += 1;
            let mut fail = |message: String| {
                outcome.failures.push(Failure::new(&module.path, rule.at.0 as usize, message));
            };
            if !seen.insert(&rule.name) {
                fail(format!("{} is defined twice, and passes if one of the two does", rule.name));
                continue;
            }
            match engine.rule(module, &rule.name) {
                Ok(Value::Bool(true)) => {}
                Ok(_) => fail(format!("{} fails", rule.name)),
                Err(message) => fail(format!("{} fails: {message}", rule.name)),
            }
        }
        if let Tester::Here(engine) = &engine {
            collect(bundle, engine, lines);
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

/// What evaluates a module of tests.
enum Tester<'a> {
    Here(Box<Prepared>),
    Elsewhere(&'a Processes),
}

impl<'a> Tester<'a> {
    fn new(set: &'a PolicySet, module: &Module, tests: &[Module]) -> Result<Self, String> {
        match set.processes() {
            Some(processes) => Ok(Self::Elsewhere(processes)),
            None => Ok(Self::Here(Box::new(set.test_engine(module, tests)?))),
        }
    }

    fn rule(&mut self, module: &Module, rule: &str) -> Result<Value, String> {
        match self {
            Self::Elsewhere(processes) => processes.test(&module.path, rule),
            Self::Here(engine) => {
                let before = engine.clone();
                let value = engine.rule(Value::new_object(), rule_path(&module.package, rule));
                if value.is_err() {
                    *engine = before;
                }
                value
            }
        }
    }
}

fn collect(bundle: &Bundle, engine: &Prepared, lines: &mut Lines) {
    for path in modules(bundle) {
        engine.covered(path).into_iter().for_each(|found| lines.add(path, found));
    }
}

/// Which lines of modules ran, over all tests and examples.
#[derive(Debug, Default)]
struct Lines {
    ran: BTreeMap<String, BTreeSet<u32>>,
    idle: BTreeMap<String, BTreeSet<u32>>,
}

impl Lines {
    fn add(&mut self, path: &str, (ran, idle): (Vec<u32>, Vec<u32>)) {
        self.ran.entry(path.to_owned()).or_default().extend(ran);
        self.idle.entry(path.to_owned()).or_default().extend(idle);
    }

    /// The lines that never ran.
    fn idle(&self, wanted: impl Fn(&str) -> bool) -> Vec<Failure> {
        let nothing = BTreeSet::new();
        let of = |(path, idle): (&String, &BTreeSet<u32>)| {
            let ran = self.ran.get(path).unwrap_or(&nothing);
            let fail = |line: &u32| Failure::new(path, *line as usize, "no test or example runs this line");
            idle.difference(ran).map(fail).collect::<Vec<_>>()
        };
        self.idle.iter().filter(|(path, _)| wanted(path)).flat_map(of).collect()
    }
}
