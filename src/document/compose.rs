//! Compose files.

use super::tree::{Data, Tree};
use super::yaml::{self, Dialect};
use super::{FileKind, Format, kubernetes};
use crate::text::RepoPath;

pub(super) const FORMAT: Format = Format {
    claims,
    parse: |source| yaml::documents(source, Dialect::Core12, kind_of),
    lower: yaml::lower,
    entries: yaml::entries,
    scripts: |_| Vec::new(),
};

/// `compose.yaml`, `docker-compose.override.yml`, `web.compose.yaml` and the like.
fn claims(path: &RepoPath, _: &str) -> bool {
    let name = path.name().to_ascii_lowercase();
    let Some(stem) = name.strip_suffix(".yaml").or_else(|| name.strip_suffix(".yml")) else { return false };
    let starts = |prefix: &str| {
        stem.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-', '_']))
    };
    starts("compose")
        || starts("docker-compose")
        || stem.ends_with(".compose")
        || stem.ends_with(".docker-compose")
}

/// An object of Kubernetes without services is nothing else.
fn kind_of(tree: &Tree) -> FileKind {
    match kubernetes::is_object(tree) && tree.at(&["services"]).is_none() {
        true => FileKind::Kubernetes,
        false => FileKind::Compose,
    }
}

/// Whether a document under another name is plainly a Compose project: services with an image or a build.
pub(super) fn is_project(tree: &Tree) -> bool {
    let Some(services) = tree.at(&["services"]) else { return false };
    let members = tree.members(services);
    let is_service = |id| {
        matches!(tree.node(id).data, Data::Map(_))
            && (tree.get(id, "image").is_some() || tree.get(id, "build").is_some())
    };
    !members.is_empty() && members.iter().all(|m| is_service(m.value))
}
