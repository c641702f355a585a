//! GitLab CI pipelines.

use super::yaml::{self, Dialect};
use super::{Data, Document, FileKind, Format, Member, Route, Script, Tree, kubernetes};
use crate::text::RepoPath;

pub(super) const FORMAT: Format = Format {
    claims,
    parse: |source| yaml::documents(source, Dialect::Yaml11, kind_of),
    lower: yaml::lower,
    entries: yaml::entries,
    scripts,
};

/// `.gitlab-ci.yml`, `*.gitlab-ci.yml`, everything under a `.gitlab-ci` or `.gitlab/ci` folder, and what begins
/// with `spec:` and `inputs:`, as a component or another pipeline with inputs does.
fn claims(path: &RepoPath, text: &str) -> bool {
    let name = path.name();
    let folder = format!("/{}/", path.parent());
    yaml::is_yaml(path)
        && (name.starts_with(".gitlab-ci.")
            || name.contains(".gitlab-ci.")
            || folder.contains("/.gitlab-ci/")
            || folder.contains("/.gitlab/ci/")
            || takes_inputs(text))
}

/// Whether the first two lines that say something are `spec:` and, further in, `inputs:`.
fn takes_inputs(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim_end).filter(|line| {
        let line = line.trim_start();
        !line.is_empty() && !line.starts_with('#') && line != "---"
    });
    lines.next() == Some("spec:")
        && lines.next().is_some_and(|line| line.starts_with(' ') && line.trim() == "inputs:")
}

/// An object of Kubernetes without jobs is nothing else.
fn kind_of(tree: &Tree) -> FileKind {
    let is_job = |id| ["script", "run", "trigger", "extends"].iter().any(|key| tree.get(id, key).is_some());
    let works = |member: &Member| is_job(member.value) || matches!(&*member.key, "include" | "default");
    match kubernetes::is_object(tree) && !tree.members(tree.root).iter().any(works) {
        true => FileKind::Kubernetes,
        false => FileKind::GitlabCi,
    }
}

/// Each line of every `script`, `before_script` and `after_script`, of jobs, defaults and the top level.
fn scripts(document: &Document) -> Vec<Script> {
    let tree = &document.tree;
    let mut owners = vec![(Route::root(), tree.root)];
    for member in tree.members(tree.root) {
        owners.push((Route::root().key(&member.key), member.value));
    }
    let mut found = Vec::new();
    for (route, owner) in owners {
        for key in ["before_script", "script", "after_script"] {
            let Some(id) = tree.get(owner, key) else { continue };
            let at = route.key(key);
            let mut lines = vec![(at.clone(), id)];
            lines.extend(tree.items(id).iter().enumerate().map(|(i, item)| (at.index(i), *item)));
            for (at, id) in lines {
                if let Data::String(text) = &tree.node(id).data {
                    found.push(Script { at, shell: "sh".to_owned(), text: text.to_string() });
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pipelines_are_known_by_name_folder_or_inputs() {
        let inputs = "# A component.\n---\nspec:\n\n  inputs:\n    image:\n---\njob: {}\n";
        for (path, text, expected) in [
            (".gitlab-ci.yml", "", true),
            ("deploy.gitlab-ci.yaml", "", true),
            ("a/.gitlab/ci/build.yml", "", true),
            (".gitlab/issue.yml", "", false),
            ("templates/gate.yml", inputs, true),
            ("templates/gate.yml", &inputs.replace('\n', "\r\n"), true),
            ("templates/gate.txt", inputs, false),
            ("a.yaml", "spec:\ninputs:\n", false),
            ("a.yaml", "spec:\n  replicas: 2\n  inputs:\n", false),
            ("a.yaml", "kind: Task\nspec:\n  inputs:\n", false),
            ("a.yaml", "spec: {inputs: {}}\n", false),
            ("a.yaml", "", false),
        ] {
            assert_eq!(claims(&RepoPath::new(path), text), expected, "{path}: {text}");
        }
    }
}
