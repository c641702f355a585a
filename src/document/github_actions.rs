//! GitHub Actions: workflows, and the actions that a repository defines.

use std::sync::Arc;

use super::yaml::{self, Dialect};
use super::{Data, Document, FileKind, Format, Parsed, Route, Script, Tree, kubernetes};
use crate::text::{RepoPath, SourceFile};

pub(super) const FORMAT: Format =
    Format { claims, parse, lower: yaml::lower, entries: yaml::entries, scripts };

/// `.github/workflows/*.yaml` (also of Gitea and Forgejo), and `action.yaml` anywhere.
fn claims(path: &RepoPath, _: &str) -> bool {
    let folder = path.parent();
    let workflows = [".github/workflows", ".gitea/workflows", ".forgejo/workflows"];
    let in_folder = workflows.iter().any(|w| folder == *w || folder.ends_with(&format!("/{w}")));
    if in_folder { yaml::is_yaml(path) } else { is_action(path) }
}

fn is_action(path: &RepoPath) -> bool {
    matches!(path.name(), "action.yml" | "action.yaml")
}

/// Others than GitHub call their files `action.yaml`, too, and an object of Kubernetes may lie anywhere.
fn parse(source: &Arc<SourceFile>) -> Parsed {
    let kind_of: fn(&Tree) -> FileKind = match is_action(&source.path) {
        false => |tree| match has(tree, &["on", "jobs", "runs"]) || !kubernetes::is_object(tree) {
            true => FileKind::GithubActions,
            false => FileKind::Kubernetes,
        },
        true => |tree| match has(tree, &["runs", "jobs"]) {
            true => FileKind::GithubActions,
            false => yaml::kind_by_content(tree),
        },
    };
    yaml::documents(source, Dialect::Core12, kind_of)
}

fn has(tree: &Tree, keys: &[&str]) -> bool {
    keys.iter().any(|key| tree.at(&[key]).is_some())
}

/// The `run:` of every step, with the shell that its step, job or workflow sets.
fn scripts(document: &Document) -> Vec<Script> {
    let tree = &document.tree;
    let text = |id, key| tree.get(id, key).and_then(|id| tree.as_str(id)).map(str::to_owned);
    let default_shell = |id| {
        let run = tree.get(id, "defaults").and_then(|id| tree.get(id, "run"))?;
        text(run, "shell")
    };
    let mut lists = Vec::new();
    if let Some(jobs) = tree.at(&["jobs"]) {
        for job in tree.members(jobs) {
            if let Some(steps) = tree.get(job.value, "steps") {
                let shell = default_shell(job.value).or_else(|| default_shell(tree.root));
                lists.push((Route::root().key("jobs").key(&job.key).key("steps"), steps, shell));
            }
        }
    }
    if let Some(steps) = tree.at(&["runs", "steps"]) {
        lists.push((Route::root().key("runs").key("steps"), steps, None));
    }
    let mut found = Vec::new();
    for (route, steps, shell) in lists {
        for (i, step) in tree.items(steps).iter().enumerate() {
            let Some(run) = tree.get(*step, "run") else { continue };
            if let Data::String(script) = &tree.node(run).data {
                let shell =
                    text(*step, "shell").or_else(|| shell.clone()).unwrap_or_else(|| "bash".to_owned());
                let shell = shell.split_whitespace().next().unwrap_or("bash").to_owned();
                found.push(Script { at: route.index(i).key("run"), shell, text: script.to_string() });
            }
        }
    }
    found
}
