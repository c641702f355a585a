//! A module's shape: its package, imports, rules, and what each rule calls and refers to.
//!
//! Read with the engine's own parser, so that what is checked is what will run. Nothing is judged here
//! except texts that the parser itself could not bear.

mod bearable;
mod rule;
mod static_path;

use std::collections::{BTreeMap, BTreeSet};

use regorus::unstable::{Module as Ast, Parser, Source, Span};

use super::error::PolicyError;
use crate::limits;
use bearable::{COLUMNS, bearable};
use rule::rule_def;
pub(super) use rule::{Call, Reference, RuleDef};
use static_path::static_path;

/// A line and a column, both from 1.
pub(super) type At = (u32, u32);

/// A module, read.
#[derive(Debug, Clone)]
pub(super) struct Module {
    pub(super) path: String,
    /// The text that runs: the one given, with imported names written out. The engine evaluates the whole
    /// package behind an imported name, and only the one rule behind a full path.
    pub(super) text: String,
    /// Whether it may define `package gatecheck.*`.
    pub(super) trusted: bool,
    /// Whether it is written in the old dialect, without `if` and `contains`.
    pub(super) v0: bool,
    pub(super) package: Vec<String>,
    pub(super) package_at: At,
    pub(super) imports: Vec<Import>,
    pub(super) rules: Vec<RuleDef>,
    /// The names of its rules.
    names: BTreeSet<String>,
}

#[derive(Debug, Clone)]
pub(super) struct Import {
    pub(super) path: Vec<String>,
    pub(super) alias: String,
    pub(super) at: At,
}

/// Reads modules, each given by its path, its text and whether it is trusted. The parser and what walks its
/// trees recurse as deep as expressions nest, so they have a large stack of their own.
pub(super) fn read_all(files: &[(&str, &str, bool)]) -> Vec<Result<Module, PolicyError>> {
    let read = || files.iter().map(|(path, text, trusted)| Module::read(path, text, *trusted)).collect();
    let failed =
        |why: &str| vec![Err(PolicyError::new("", (1, 1), format!("the policies cannot be read: {why}")))];
    std::thread::scope(|scope| {
        let thread =
            std::thread::Builder::new().stack_size(2 * limits::WORKER_STACK).spawn_scoped(scope, read);
        match thread.map(std::thread::ScopedJoinHandle::join) {
            Ok(Ok(modules)) => modules,
            Ok(Err(_)) => failed("the parser panicked"),
            // The system's own words do not say what of there is too little.
            Err(_) => failed("threads cannot be started; there may be a limit of processes or memory"),
        }
    })
}

impl Module {
    /// Reads a module. A user's module that is no Rego v1 is tried in the dialect before it.
    pub(super) fn read(path: &str, text: &str, trusted: bool) -> Result<Self, PolicyError> {
        if text.len() > limits::POLICY_BYTES {
            let message = format!("the policy is larger than {} KiB", limits::POLICY_BYTES / 1024);
            return Err(PolicyError::new(path, (1, 1), message));
        }
        let source = Source::from_contents(path.to_owned(), text.to_owned())
            .map_err(|e| PolicyError::from_engine(path, &e.to_string()))?;
        bearable(path, &source)?;
        let (ast, v0) = match parse(&source, true) {
            Ok(ast) => (ast, false),
            Err(error) if trusted || is_plainly_v1(text) => {
                return Err(PolicyError::from_engine(path, &error));
            }
            Err(error) => match parse(&source, false) {
                Ok(ast) => (ast, true),
                Err(_) => return Err(PolicyError::from_engine(path, &error)),
            },
        };
        Ok(Self::from_ast(path, text, trusted, v0, &ast))
    }

    fn from_ast(path: &str, text: &str, trusted: bool, v0: bool, ast: &Ast) -> Self {
        let imports = ast.imports.iter().map(|import| {
            let path = static_path(&import.refr).path;
            let alias = match &import.r#as {
                Some(span) => span.text().to_owned(),
                None => path.last().cloned().unwrap_or_default(),
            };
            Import { path, alias, at: at(&import.span) }
        });
        let mut module = Self {
            path: path.to_owned(),
            text: String::new(),
            trusted,
            v0,
            package: static_path(&ast.package.refr).path,
            package_at: at(&ast.package.span),
            imports: imports.collect(),
            rules: ast.policy.iter().map(|rule| rule_def(rule)).collect(),
            names: BTreeSet::new(),
        };
        module.names = module.rules.iter().map(|rule| rule.name.clone()).collect();
        module.text = module.written_out(text);
        module
    }

    /// The text with the full path in place of each imported name that something is taken from.
    fn written_out(&self, text: &str) -> String {
        let plain = |name: &String| {
            name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
                && !name.starts_with(|c: char| c.is_ascii_digit())
        };
        let mut places: BTreeMap<usize, (usize, String)> = BTreeMap::new();
        for rule in &self.rules {
            for reference in rule.uses.refs.iter().filter(|reference| reference.path.len() > 1) {
                let Some(name) = reference.path.first().filter(|name| !rule.uses.locals.contains(*name))
                else {
                    continue;
                };
                let import = self.imports.iter().find(|import| import.alias == *name);
                let Some(import) = import.filter(|import| import.path.iter().all(plain)) else { continue };
                if import.path.first().is_some_and(|root| root == "data") {
                    places.insert(reference.start, (name.len(), import.path.join(".")));
                }
            }
        }
        let mut out = String::with_capacity(text.len());
        let mut done = 0;
        for (start, (len, path)) in places {
            out.push_str(text.get(done..start).unwrap_or_default());
            out.push_str(&path);
            done = start + len;
        }
        out.push_str(text.get(done..).unwrap_or_default());
        out
    }

    /// The package as it is written: `a.b`.
    pub(super) fn package_name(&self) -> String {
        self.package.join(".")
    }

    /// The full path of what `path` means in this module, if its first name is `data`, an import of data,
    /// or a rule of this package.
    pub(super) fn absolute(&self, path: &[String], locals: &BTreeSet<String>) -> Option<Vec<String>> {
        let (first, rest) = path.split_first()?;
        if first == "data" {
            return Some(rest.to_vec());
        }
        if locals.contains(first) {
            return None;
        }
        if let Some(import) = self.imports.iter().find(|import| import.alias == *first) {
            let (root, base) = import.path.split_first()?;
            return (root == "data").then(|| base.iter().chain(rest).cloned().collect());
        }
        self.names.contains(first).then(|| self.package.iter().chain(path).cloned().collect())
    }
}

/// Whether a text can only be Rego v1: it says so, or it uses `if` without the import that the older dialect
/// needs. Reading it in the older one as well would only make the engine warn of what is not wrong.
fn is_plainly_v1(text: &str) -> bool {
    let uses_if = || text.lines().any(|line| line.trim_end().ends_with(" if {"));
    text.contains("import rego.v1") || uses_if() && !text.contains("future.keywords")
}

fn parse(source: &Source, v1: bool) -> Result<Ast, String> {
    let mut parser = Parser::new(source).map_err(|e| e.to_string())?;
    parser.set_max_col(COLUMNS);
    if v1 {
        parser.enable_rego_v1().map_err(|e| e.to_string())?;
    }
    parser.parse().map_err(|e| e.to_string())
}

/// Where a span begins. The engine counts a tab as several columns, so the column is counted anew.
fn at(span: &Span) -> At {
    let before = span.source.contents().get(..span.start as usize).unwrap_or_default();
    let column = before.len() - before.rfind('\n').map_or(0, |newline| newline + 1);
    (span.line, u32::try_from(column + 1).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(body: &str, expected: &str) {
        let text = |body: &str| {
            format!("package a\n\nimport data.lib.k8s\n\nimport data.x as y\n\nimport input.z\n\n{body}\n")
        };
        let module = Module::read("p.rego", &text(body), false).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(module.text, text(expected));
    }

    #[test]
    fn imported_names_are_written_out() {
        check("r if k8s.pods[_].y.k8s", "r if data.lib.k8s.pods[_].y.k8s");
        check("r if f(y.a, k8s[\"b\"])", "r if f(data.x.a, data.lib.k8s[\"b\"])");
        check("r if { k8s := 1; k8s.a }", "r if { k8s := 1; k8s.a }");
        check("r if { y; z.k8s }", "r if { y; z.k8s }");
        check("r if \"é\" == y[k8s.a]", "r if \"é\" == y[data.lib.k8s.a]");
    }
}
