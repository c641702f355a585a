//! What is refused before anything is evaluated: mistakes that the engine would pass over in silence, which
//! in a gate is a passing gate, and what a policy must never do.

use std::collections::{BTreeMap, BTreeSet};

use regorus::unstable::BUILTINS;

use super::error::PolicyError;
use super::input::RESERVED;
use super::regexes::{self, BadPattern};
use super::syntax::{At, Call, Module, Reference, RuleDef};

/// Everything that policies can refer to.
#[derive(Debug, Default)]
pub(super) struct World {
    /// Of each package the rules, and of each rule the numbers of arguments it takes.
    packages: BTreeMap<Vec<String>, BTreeMap<String, BTreeSet<Option<usize>>>>,
    /// Paths in `data` that hold documents. What lies below them is not known.
    data: BTreeSet<Vec<String>>,
}

impl World {
    /// The world of these modules and data documents.
    pub(super) fn new<'a>(
        modules: impl IntoIterator<Item = &'a Module>,
        data: BTreeSet<Vec<String>>,
    ) -> Self {
        let mut world = Self { packages: BTreeMap::new(), data };
        for module in modules {
            let rules = world.packages.entry(module.package.clone()).or_default();
            for rule in &module.rules {
                rules.entry(rule.name.clone()).or_default().insert(rule.arity);
            }
        }
        world
    }

    /// The package and rule that a path in `data` leads to: the longest package that it begins with.
    pub(super) fn rule_of<'p>(&self, path: &'p [String]) -> Option<(&'p [String], &'p str)> {
        let lengths = (1..path.len()).rev();
        let package = lengths.map(|n| &path[..n]).find(|package| self.packages.contains_key(*package))?;
        Some((package, path.get(package.len())?))
    }

    /// The packages that a path in `data` may read.
    pub(super) fn packages_of(&self, path: &[String]) -> Vec<&Vec<String>> {
        let lies = |package: &&Vec<String>| path.starts_with(package) || package.starts_with(path);
        self.packages.keys().filter(lies).collect()
    }

    fn arities(&self, package: &[String], rule: &str) -> Option<&BTreeSet<Option<usize>>> {
        self.packages.get(package)?.get(rule)
    }

    fn resolves(&self, path: &[String]) -> bool {
        // A reference to a whole tree of packages or documents, or to something in a document.
        if path.is_empty() || self.packages.keys().chain(&self.data).any(|known| known.starts_with(path)) {
            return true;
        }
        if self.data.iter().any(|document| path.starts_with(document)) {
            return true;
        }
        self.rule_of(path).is_some_and(|(package, rule)| self.arities(package, rule).is_some())
    }
}

/// Looks through one module.
pub(super) fn check(module: &Module, world: &World) -> Vec<PolicyError> {
    let mut errors = Vec::new();
    package(module, &mut errors);
    for import in &module.imports {
        let Some((root, path)) = import.path.split_first() else { continue };
        if root == "data" {
            errors.extend(check_path(module, path, import.at, world));
        }
    }
    for document in &world.data {
        if document.starts_with(&module.package) || module.package.starts_with(document) {
            let message = format!("a data document lies at this package's path, data.{}", document.join("."));
            errors.push(
                PolicyError::new(&module.path, module.package_at, message).help("rename one of the two"),
            );
        }
    }
    for rule in &module.rules {
        for call in &rule.uses.calls {
            errors.extend(check_call(module, call, world));
        }
        for reference in &rule.uses.refs {
            errors.extend(check_reference(module, rule, reference, world));
        }
        // A name that is bound here does not keep the engine from finding a function of that name.
        for replacement in &rule.uses.replacements {
            errors.extend(banned(module, &replacement.stand_in.join("."), replacement.at));
        }
    }
    errors
}

/// Rules that need themselves to be known. The engine would run out of stack, which no error can catch.
pub(super) fn recursion(modules: &[&Module], world: &World) -> Vec<PolicyError> {
    let mut graph = Graph::default();
    for module in modules {
        for rule in &module.rules {
            let from = graph.number(&module.package, &rule.name);
            if let Some(place @ None) = graph.places.get_mut(from) {
                *place = Some((module.path.clone(), rule.at));
            }
            let nothing = BTreeSet::new();
            let calls = rule.uses.calls.iter().filter_map(|call| module.absolute(&call.path, &nothing));
            let refs = rule.uses.refs.iter().filter_map(|r| module.absolute(&r.path, &rule.uses.locals));
            let stand_ins = &rule.uses.replacements;
            let stand_ins = stand_ins.iter().filter_map(|it| module.absolute(&it.stand_in, &nothing));
            for path in calls.chain(refs).chain(stand_ins) {
                graph.edge(Some(from), world.rule_of(&path));
            }
            // What stands in for a rule may be reached wherever that rule is.
            for replacement in &rule.uses.replacements {
                let target = module.absolute(&replacement.target, &nothing);
                let stand_in = module.absolute(&replacement.stand_in, &nothing);
                if let (Some(target), Some(stand_in)) = (target, stand_in) {
                    let target = world.rule_of(&target).map(|(package, rule)| graph.number(package, rule));
                    graph.edge(target, world.rule_of(&stand_in));
                }
            }
        }
    }
    let mut errors = Vec::new();
    for ((_, name), number) in &graph.numbers {
        if let (true, Some(Some((path, at)))) = (graph.is_in_cycle(*number), graph.places.get(*number)) {
            let message = format!("{name} calls itself, directly or through others");
            errors.push(PolicyError::new(path, *at, message).help("use walk or a comprehension instead"));
        }
    }
    errors
}

/// Which rules need which, by number.
#[derive(Default)]
struct Graph {
    numbers: BTreeMap<(Vec<String>, String), usize>,
    places: Vec<Option<(String, At)>>,
    to: Vec<BTreeSet<usize>>,
    /// Of each rule what it was found to be, once that was asked.
    cycles: std::cell::OnceCell<Vec<bool>>,
}

impl Graph {
    fn number(&mut self, package: &[String], rule: &str) -> usize {
        let next = self.to.len();
        let number = *self.numbers.entry((package.to_vec(), rule.to_owned())).or_insert(next);
        if number == next {
            self.to.push(BTreeSet::new());
            self.places.push(None);
        }
        number
    }

    fn edge(&mut self, from: Option<usize>, to: Option<(&[String], &str)>) {
        if let (Some(from), Some((package, rule))) = (from, to) {
            let to = self.number(package, rule);
            self.to[from].insert(to);
        }
    }

    fn is_in_cycle(&self, number: usize) -> bool {
        self.cycles.get_or_init(|| self.in_cycles()).get(number).copied().unwrap_or_default()
    }

    /// Which rules reach themselves: those that share a strongly connected component with another, or that lead
    /// to themselves. Found by Kosaraju's two passes, without recursion: the graph may be deep.
    fn in_cycles(&self) -> Vec<bool> {
        let count = self.to.len();
        let mut from: Vec<Vec<usize>> = vec![Vec::new(); count];
        for (number, to) in self.to.iter().enumerate() {
            to.iter().for_each(|to| from[*to].push(number));
        }
        let mut finished = Vec::with_capacity(count);
        let mut seen = vec![false; count];
        for start in 0..count {
            let mut path = Vec::new();
            if !std::mem::replace(&mut seen[start], true) {
                path.push((start, self.to[start].iter()));
            }
            while let Some((number, next)) = path.last_mut() {
                match next.next() {
                    Some(to) if !std::mem::replace(&mut seen[*to], true) => {
                        path.push((*to, self.to[*to].iter()));
                    }
                    Some(_) => {}
                    None => {
                        finished.push(*number);
                        path.pop();
                    }
                }
            }
        }
        let mut cyclic = vec![false; count];
        let mut assigned = vec![false; count];
        for start in finished.into_iter().rev() {
            let mut members = Vec::new();
            let mut todo = vec![start];
            while let Some(number) = todo.pop() {
                if !std::mem::replace(&mut assigned[number], true) {
                    members.push(number);
                    todo.extend(&from[number]);
                }
            }
            let several = members.len() > 1;
            members.iter().for_each(|it| cyclic[*it] = several || self.to[*it].contains(it));
        }
        cyclic
    }
}

fn package(module: &Module, errors: &mut Vec<PolicyError>) {
    let mut fail = |message: String, help: &str| {
        errors.push(PolicyError::new(&module.path, module.package_at, message).help(help));
    };
    let ours = module.package.first().is_some_and(|first| first == "gatecheck");
    if ours && !module.trusted {
        let message = format!("package {} is reserved for the built-in policies", module.package_name());
        fail(message, "choose a package that does not begin with `gatecheck`");
    }
    if module.trusted && !ours {
        let name = module.package_name();
        fail(
            format!("package {name} is not one of gatecheck's"),
            &format!("call it gatecheck.{name}, as every built-in policy is called"),
        );
    }
    if module.package.first().is_some_and(|first| first == ENTRY_PACKAGE) {
        fail(format!("package {ENTRY_PACKAGE} is used by the program itself"), "choose another package");
    }
    if let (true, Some((folder, file))) = (module.trusted && ours, module.path.rsplit_once('/')) {
        let stem = file.trim_end_matches(".rego").trim_end_matches("_test");
        let lies = folder.split('/').map(str::to_owned).collect::<Vec<_>>();
        let mut package = module.package.get(1..).unwrap_or_default().to_vec();
        // Tests may have a package of their own.
        if let (true, Some(last)) = (file.ends_with("_test.rego"), package.last_mut()) {
            *last = last.trim_end_matches("_test").to_owned();
        }
        let library = package.first().is_some_and(|first| first == "lib");
        let fits = if library {
            package.split_last().is_some_and(|(last, above)| lies.ends_with(above) && stem == last)
        } else {
            lies.ends_with(&package)
        };
        let snake = package.iter().all(|part| {
            !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        });
        if !fits || !snake {
            let message = format!("package {} does not fit its folder", module.package_name());
            fail(message, "policies/group/bad_thing/ is package gatecheck.group.bad_thing");
        }
    }
}

/// The package of the generated rules that collect what an engine's rules say.
pub(super) const ENTRY_PACKAGE: &str = "gatecheck_entry";

fn check_call(module: &Module, call: &Call, world: &World) -> Option<PolicyError> {
    let name = call.path.join(".");
    let fail = |message: String| PolicyError::new(&module.path, call.at, message);
    if let Some(error) = banned(module, &name, call.at).or_else(|| bad_pattern(module, &name, call)) {
        return Some(error);
    }
    // Functions cannot be bound to variables, so a local name hides none.
    let nothing = BTreeSet::new();
    if let Some(path) = module.absolute(&call.path, &nothing) {
        let arities = world.rule_of(&path).and_then(|(package, rule)| world.arities(package, rule));
        let Some(arities) = arities else { return Some(unresolved(module, &path, call.at, world)) };
        if !arities.iter().any(|arity| takes(arity.unwrap_or(usize::MAX), call.arguments)) {
            let message = match arities.iter().flatten().next() {
                Some(arity) => format!("{name} takes {arity} arguments, not {}", call.arguments),
                None => format!("{name} is no function"),
            };
            return Some(fail(message));
        }
        return None;
    }
    if name == "print" {
        return None;
    }
    let Some((_, arity)) = BUILTINS.get(name.as_str()) else {
        let known: Vec<&str> = rule_names(module);
        let near = nearest(&name, known.into_iter());
        let error = fail(format!("there is no function {name}"));
        return Some(match near {
            Some(near) => error.help(format!("did you mean {near}?")),
            None => error.help("a called function is a built-in one, a rule of the package, or imported"),
        });
    };
    if name == "walk" && call.arguments == 1 {
        let error = fail("walk with one argument yields nothing in this engine".to_owned());
        return Some(error.help("write `walk(x, [path, value])`"));
    }
    if !takes(usize::from(*arity), call.arguments) {
        return Some(fail(format!("{name} takes {arity} arguments, not {}", call.arguments)));
    }
    None
}

/// Whether a function of `arity` can be called with `given` arguments; one more receives the result.
fn takes(arity: usize, given: usize) -> bool {
    given == arity || arity.checked_add(1) == Some(given)
}

fn check_reference(
    module: &Module,
    rule: &RuleDef,
    reference: &Reference,
    world: &World,
) -> Option<PolicyError> {
    // `with f as http.send` calls it without a call.
    let name = reference.path.join(".");
    let local = reference.path.first().is_some_and(|first| rule.uses.locals.contains(first));
    if let (false, Some(error)) = (local, banned(module, &name, reference.at)) {
        return Some(error);
    }
    let reserved =
        !module.trusted && reference.path.iter().map(String::as_str).take(2).eq(["input", RESERVED]);
    if reserved && !local {
        let message = format!("input.{RESERVED} is for the library only");
        let help = "data.gatecheck.lib hands over what is in it; of the file, data.conftest.file does";
        return Some(PolicyError::new(&module.path, reference.at, message).help(help));
    }
    let path = module.absolute(&reference.path, &rule.uses.locals)?;
    check_path(module, &path, reference.at, world)
}

fn check_path(module: &Module, path: &[String], at: At, world: &World) -> Option<PolicyError> {
    let ours = path.first().is_some_and(|first| first == "gatecheck");
    let library = path.get(1).is_some_and(|second| second == "lib");
    if ours && !library && !module.trusted {
        let message = format!("data.{} is not for other policies", path.join("."));
        return Some(PolicyError::new(&module.path, at, message).help("only data.gatecheck.lib is"));
    }
    (!world.resolves(path)).then(|| unresolved(module, path, at, world))
}

fn unresolved(module: &Module, path: &[String], at: At, world: &World) -> PolicyError {
    let message = format!("data.{} does not exist", path.join("."));
    let error = PolicyError::new(&module.path, at, message);
    // Of a library that does not exist no name can be near.
    if let [first, second, library, ..] = path
        && (first.as_str(), second.as_str()) == ("gatecheck", "lib")
    {
        let packages = world
            .packages
            .keys()
            .filter_map(|known| known.strip_prefix([first.clone(), second.clone()].as_slice()));
        let names: BTreeSet<&str> = packages.filter_map(|rest| rest.first().map(String::as_str)).collect();
        if !names.contains(library.as_str()) {
            let names: Vec<&str> = names.into_iter().filter(|name| !name.ends_with("_test")).collect();
            return error.help(format!("the library has {}", names.join(", ")));
        }
    }
    let known: Vec<String> = world
        .packages
        .iter()
        .flat_map(|(package, rules)| {
            // Names that begin with `_` are for their own package.
            let own = *package == module.package;
            let names = rules.keys().filter(move |name| own || !name.starts_with('_'));
            let package = package.join(".");
            names.map(move |rule| format!("data.{package}.{rule}")).collect::<Vec<_>>()
        })
        .collect();
    let wanted = format!("data.{}", path.join("."));
    match nearest(&wanted, known.iter().map(String::as_str)) {
        Some(near) => error.help(format!("did you mean {near}?")),
        None => error.help("it is no rule, package or data document of the policies that were given"),
    }
}

/// A pattern that stands in the text and cannot be used: at run time it would match nothing, and say nothing.
fn bad_pattern(module: &Module, name: &str, call: &Call) -> Option<PolicyError> {
    let place = regexes::pattern_of(name)?;
    let pattern = call.texts.get(place)?.as_ref()?;
    let (message, help) = match regexes::check(pattern)? {
        BadPattern::TooBig => ("the pattern is too large when it is compiled", "repeat less in it"),
        BadPattern::Wrong => (
            "the pattern cannot be compiled",
            "patterns are those of the Rust regex crate, without look-around",
        ),
    };
    Some(PolicyError::new(&module.path, call.at, format!("{name}: {message}")).help(help))
}

fn banned(module: &Module, name: &str, at: At) -> Option<PolicyError> {
    const NETWORK: &str = "a policy that asks the network or the machine answers differently each time";
    const HUGE: &str = "its result can be larger than the memory";
    let why = match name {
        "http.send" | "opa.runtime" | "time.now_ns" | "trace" => NETWORK,
        _ if ["net.lookup", "rand.", "uuid."].iter().any(|prefix| name.starts_with(prefix)) => NETWORK,
        "numbers.range" | "numbers.range_step" | "net.cidr_expand" if !module.trusted => HUGE,
        _ => return None,
    };
    Some(PolicyError::new(&module.path, at, format!("{name} is not allowed in a policy")).help(why))
}

fn rule_names(module: &Module) -> Vec<&str> {
    module.rules.iter().map(|rule| rule.name.as_str()).collect()
}

/// The name that differs least, if it differs little.
fn nearest<'a>(wanted: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let bound = wanted.chars().count() / 4 + 1;
    let scored = known.map(|name| (distance(wanted, name), name)).filter(|(score, _)| *score <= bound);
    scored.min().map(|(_, name)| name)
}

/// How many letters must change to make one word of the other.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = i;
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let change = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = change.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row.last().copied().unwrap_or(0)
}
