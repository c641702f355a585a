//! Other tools' ignores in all files of a scan, turned into ours. Nothing is written here.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::charts::Charts;
use super::patch::{Rewrite, shown_diff};
use super::read::{Read, read};
use super::report::{Patch, Report};
use super::run::Request;
use super::walk::WalkEntry;
use crate::document::{self, FileKind};
use crate::finding::suppress::{Accepted, LeftAlone, Peer, migrate as migrate_file, peer_ignores};
use crate::finding::{Finding, Status};
use crate::policy::RuleId;
use crate::text::{RepoPath, apply};

/// What a migration would change.
#[derive(Debug, Default)]
pub struct Migration {
    /// The files as they would be; `mended` counts the names that were turned into ours.
    pub rewrites: Vec<Rewrite>,
    /// What the configuration has to accept in whole files.
    pub accepted: Vec<(RepoPath, Accepted)>,
    /// What stays as it is: the file, the line from 1, and why.
    pub left: Vec<(RepoPath, usize, LeftAlone)>,
}

/// Turns other tools' ignores into ours. `report` is that of the same scan without them.
pub fn migrate(request: &Request<'_>, report: &Report) -> Migration {
    let charts = Charts::among(request.walk.files.iter().map(|entry| &entry.path));
    let mut open: BTreeMap<&RepoPath, Vec<&Finding>> = BTreeMap::new();
    for finding in report.findings.iter().filter(|finding| finding.status == Status::Open) {
        open.entry(&finding.location.file).or_default().push(finding);
    }
    let files: Vec<Migration> = request
        .walk
        .files
        .par_iter()
        .filter(|entry| !charts.has_template(&entry.path))
        .filter_map(|entry| {
            let findings = open.get(&entry.path).map(Vec::as_slice).unwrap_or_default();
            one_file(entry, findings, request)
        })
        .collect();
    let mut whole = Migration::default();
    for mut file in files {
        whole.rewrites.append(&mut file.rewrites);
        whole.accepted.append(&mut file.accepted);
        whole.left.append(&mut file.left);
    }
    whole
}

/// What all other tools' ignores have in common, so that the files without one need not be read again.
fn may_hold_one(text: &str) -> bool {
    ["ignore", ":skip=", ".io/skip"].iter().any(|mark| text.contains(mark))
}

fn one_file(entry: &WalkEntry, findings: &[&Finding], request: &Request<'_>) -> Option<Migration> {
    let Read::Text(source) = read(entry) else { return None };
    let kind = entry.kind(&source);
    if kind == FileKind::Text || !may_hold_one(&source.text) {
        return None;
    }
    let documents = document::parse(&source, kind).documents;
    let ignores = peer_ignores(&documents);
    if ignores.is_empty() {
        return None;
    }
    let may_ignore = |rule: &RuleId, until| request.settings.may_ignore(rule, until);
    let known = |peer: Peer, id: &str| request.set.rules().any(|rule| peer.names(rule, id));
    let done = migrate_file(&documents, &ignores, findings, &may_ignore, &known);
    let mut file = Migration::default();
    let line = |left: &LeftAlone| source.lines.line_of(left.span.start as usize) + 1;
    file.left.extend(done.left.into_iter().map(|left| (entry.path.clone(), line(&left), left)));
    match apply(&source.text, &done.edits) {
        Ok(after) if after != source.text => {
            let mut evaluator = request.set.evaluator();
            let (diff, withheld) = shown_diff(&source, &after, kind, request, &mut evaluator);
            let patch = Patch { path: entry.path.clone(), diff, withheld, mended: done.count };
            file.rewrites.push(Rewrite { patch, before: source.text.clone(), after });
            file.accepted.extend(done.accepted.into_iter().map(|it| (entry.path.clone(), it)));
        }
        _ => {}
    }
    Some(file)
}
