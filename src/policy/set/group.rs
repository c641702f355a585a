//! Which rules share an engine, and which modules an engine needs.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use super::{Policy, VIEW_PACKAGE};
use crate::document::FileKind;
use crate::limits;
use crate::policy::check::World;
use crate::policy::engine::Prepared;
use crate::policy::metadata::Match;
use crate::policy::rule::Scope;
use crate::policy::syntax::Module;

/// Rules that are asked together, by one engine.
#[derive(Debug)]
pub(in crate::policy) struct Group {
    pub(in crate::policy) trusted: bool,
    pub(in crate::policy) scope: Scope,
    pub(in crate::policy) kinds: Vec<FileKind>,
    pub(in crate::policy) route: Option<Match>,
    /// Indices of rules.
    pub(in crate::policy) rules: Vec<usize>,
    /// Indices of modules.
    pub(super) modules: Vec<usize>,
    /// Whether they use the view of pods.
    pub(in crate::policy) uses_view: bool,
    /// Whether they use the library, and so need what it reads beside the document.
    pub(in crate::policy) uses_library: bool,
    /// Whether they ask for `data.conftest.file`.
    pub(in crate::policy) uses_file: bool,
    pub(super) prepared: OnceLock<Result<Prepared, String>>,
}

/// Wanted rules of equal reach, about ten modules to an engine.
pub(super) fn groups(
    policies: &[Policy],
    modules: &[Module],
    world: &World,
    wanted: &dyn Fn(usize) -> bool,
) -> Vec<Group> {
    type Reach<'a> = (bool, bool, Scope, &'a [FileKind], &'a Option<Match>);
    // Of each reach the packages, of each package the rules.
    let mut reaches: BTreeMap<Reach<'_>, BTreeMap<&[String], Vec<usize>>> = BTreeMap::new();
    for (index, policy) in policies.iter().enumerate().filter(|(index, _)| wanted(*index)) {
        // A user's policy sees the document and nothing else, unless it uses the library, which reads more.
        let library = policy.trusted || uses_library(&policy.package, modules, world);
        let (scope, kinds) = (policy.rule.scope, policy.rule.kinds.as_slice());
        let reach = (policy.trusted, library, scope, kinds, &policy.route);
        reaches.entry(reach).or_default().entry(&policy.package).or_default().push(index);
    }
    let view = VIEW_PACKAGE.map(str::to_owned);
    let mut groups = Vec::new();
    for ((trusted, uses_library, scope, kinds, route), packages) in reaches {
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
                uses_view: own().any(|module| module.package == view),
                uses_library,
                uses_file: !trusted && own().any(conftest),
                modules: needed,
                prepared: OnceLock::new(),
            });
        }
    }
    groups
}

fn uses_library(package: &[String], modules: &[Module], world: &World) -> bool {
    let needed = closure([package.to_vec()].into(), modules, world);
    needed.into_iter().filter_map(|index| modules.get(index)).any(|module| module.trusted)
}

/// The packages that a module refers to.
pub(super) fn referred(module: &Module, world: &World) -> BTreeSet<Vec<String>> {
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
pub(super) fn closure(packages: BTreeSet<Vec<String>>, modules: &[Module], world: &World) -> Vec<usize> {
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
