//! GitLab CI pipelines.

use super::yaml::{self, Dialect};
use super::{Data, Document, FileKind, Format, Route, Script};
use crate::text::RepoPath;

pub(super) const FORMAT: Format = Format {
    claims,
    parse: |source| yaml::documents(source, Dialect::Yaml11, |_| FileKind::GitlabCi),
    lower: yaml::lower,
    entries: yaml::entries,
    scripts,
};

/// `.gitlab-ci.yml`, `*.gitlab-ci.yml`, and everything under a `.gitlab-ci` or `.gitlab/ci` folder.
fn claims(path: &RepoPath, _: &str) -> bool {
    let name = path.name();
    let folder = format!("/{}/", path.parent());
    yaml::is_yaml(path)
        && (name.starts_with(".gitlab-ci.")
            || name.contains(".gitlab-ci.")
            || folder.contains("/.gitlab-ci/")
            || folder.contains("/.gitlab/ci/"))
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
