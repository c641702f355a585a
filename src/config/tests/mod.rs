//! What the tests of the configuration share.

mod merging;
mod reading;

use std::sync::Arc;

use super::*;
use crate::text::RepoPath;

fn file(path: &str, text: &str) -> Arc<SourceFile> {
    Arc::new(SourceFile::new(RepoPath::new(path), text.to_owned()))
}

/// `line:column "text there" message | help`
fn shown(error: &ConfigError) -> String {
    let place = error.file.as_ref().zip(error.span).map(|(file, span)| {
        let at = file.lines.char_position(&file.text, span.start as usize);
        format!("{}:{} {:?} ", at.line, at.column, file.slice(span))
    });
    format!("{}{} | {}", place.unwrap_or_default(), error.message, error.help)
}

const FULL: &str = "\
version: 1
fail-on: high
select: [k8s/*, go/x]
profiles: [strict]
rules:
  k8s/root:
    severity: low
    enabled: true
    settings:
      uid: 1000
  k8s/noisy: {enabled: true}
ignore:
  - rule: k8s/root
    reason: it must
    until: 2026-12-31
    paths: [\"legacy/**\"]
  - {rule: go/x, reason: a fork}
exclude:
  - vendor
  - path: \"*.md\"
    reason: no code
accept-unreadable:
  - {path: broken.yaml, reason: an example, until: 2027-01-01}
policies: [gate]
kubernetes-version: \"1.33\"
";
