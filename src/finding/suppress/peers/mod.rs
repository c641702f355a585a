//! Ignores that were written for other tools, so that a repository need not write them anew to adopt this one.
//!
//! Each counts only where its own tool would read it, and only for rules that name that tool's id among their
//! `peers`. It needs no reason, because its tool asks for none; in return it never accepts a secret or a
//! critical finding, and nothing is said about one that accepts nothing: it may serve a check that is not
//! here. How the text of one is read is in `parse`; turning them into our own is in `migrate`.

mod migrate;
mod parse;

pub use migrate::{Accepted, LeftAlone, Migrated, migrate};

use crate::document::{Comment, Document, FileKind, Precision, Via};
use crate::finding::{Finding, Status};
use crate::limits;
use crate::policy::{Rule, Severity};
use crate::text::Span;
use parse::Read;

use super::MayIgnore;

/// A tool whose ignores are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Peer {
    /// `# hadolint ignore=DL3007` and `# hadolint global ignore=DL3007`, in Dockerfiles.
    Hadolint,
    /// `# checkov:skip=CKV_DOCKER_3:reason` in Dockerfiles, `checkov.io/skip1` on Kubernetes objects.
    Checkov,
    /// `# zizmor: ignore[unpinned-uses] reason` in workflows and actions.
    Zizmor,
    /// `ignore-check.kube-linter.io/CHECK` and `kube-linter.io/ignore-all` on Kubernetes objects.
    KubeLinter,
}

/// Another tool's ignore as it stands in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeerIgnore {
    /// Whose it is.
    pub peer: Peer,
    /// The comment from its marker on, or the annotation's key and value.
    pub span: Span,
    /// What it names: the tool's own ids, or `*` for all that the tool checks.
    pub ids: Vec<String>,
    /// How it is written, up to the ids: `hadolint ignore=`.
    pub words: String,
    /// Why, if it says.
    pub reason: Option<String>,
    /// The place it stands in.
    pub form: PeerForm,
    /// The findings it covers begin here.
    pub covers: Span,
    /// Findings about something missing are covered if they begin here.
    pub covers_missing: Option<Span>,
}

/// Where another tool's ignore stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PeerForm {
    /// In a comment, for what starts on the next line.
    Above,
    /// In a comment, for the whole file.
    WholeFile,
    /// In a comment, for the line it is on and the step it is in.
    Inside,
    /// In an annotation of the object at this place among the file's documents.
    Annotation {
        /// The document's part.
        part: usize,
        /// The annotation's key.
        key: String,
    },
}

/// The other tools' ignores of one file, in the order in which they stand.
pub fn peer_ignores(documents: &[Document]) -> Vec<PeerIgnore> {
    let mut found = Vec::new();
    for unit in documents.chunk_by(|a, b| a.unit == b.unit && a.kind == b.kind) {
        let Some(first) = unit.first() else { continue };
        match first.kind {
            FileKind::Dockerfile => dockerfile(first, &mut found),
            FileKind::GithubActions => workflow(first, &mut found),
            FileKind::Kubernetes => unit.iter().for_each(|object| annotations(object, &mut found)),
            _ => {}
        }
    }
    found.sort_by_key(|one| one.span);
    found.truncate(limits::IGNORES);
    found
}

/// Suppresses those open findings of one file that other tools' ignores cover.
pub fn apply_peers(findings: &mut [Finding], ignores: &[PeerIgnore], may_ignore: &MayIgnore<'_>) {
    if ignores.is_empty() {
        return;
    }
    for finding in findings.iter_mut().filter(|finding| finding.status == Status::Open) {
        if let Some((ignore, id)) = accepted_by(finding, ignores, may_ignore) {
            finding.status = Status::Suppressed { reason: ignore.said(id) };
        }
    }
}

/// The ignore that accepts the finding, and which of its ids does.
pub fn accepted_by<'a>(
    finding: &Finding,
    ignores: &'a [PeerIgnore],
    may_ignore: &MayIgnore<'_>,
) -> Option<(&'a PeerIgnore, &'a str)> {
    if !may_be_ignored(&finding.rule, finding.severity) || may_ignore(&finding.rule.id, None).is_err() {
        return None;
    }
    ignores.iter().filter(|ignore| ignore.covers(finding)).find_map(|ignore| {
        let id = ignore.ids.iter().find(|id| ignore.peer.names(&finding.rule, id))?;
        Some((ignore, id.as_str()))
    })
}

/// Whether what was written for another tool may accept the rule's findings. It was not written with this
/// rule in mind, so a secret, or what is critical, needs an ignore of its own.
pub fn may_be_ignored(rule: &Rule, severity: Severity) -> bool {
    !rule.points_at_secrets() && severity < Severity::Critical
}

impl Peer {
    /// Whether the rule is what the tool calls `id`.
    pub fn names(self, rule: &Rule, id: &str) -> bool {
        let prefix = match self {
            Self::Hadolint | Self::Checkov => "",
            Self::Zizmor => "zizmor:",
            Self::KubeLinter => "kube-linter:",
        };
        let here = |peer: &String| peer.strip_prefix(prefix).is_some_and(|rest| id == "*" || rest == id);
        // Only some tools can name all they have, and their ids have a prefix of their own.
        (id != "*" || !prefix.is_empty()) && rule.peers.iter().any(here)
    }

    /// The tool's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hadolint => "hadolint",
            Self::Checkov => "checkov",
            Self::Zizmor => "zizmor",
            Self::KubeLinter => "kube-linter",
        }
    }
}

impl PeerIgnore {
    /// The ignore of one of its ids as it is written, with its reason.
    pub fn said(&self, id: &str) -> String {
        let written = self.written(id);
        self.reason.as_ref().map_or(written.clone(), |reason| format!("{written}: {reason}"))
    }

    /// The ignore of one of its ids as it is written.
    pub fn written(&self, id: &str) -> String {
        match (self.words.as_str(), self.peer) {
            (words, _) if id == "*" => words.to_owned(),
            (words, Peer::Zizmor) => format!("{words}{id}]"),
            (words, _) => format!("{words}{id}"),
        }
    }

    fn covers(&self, finding: &Finding) -> bool {
        let place = finding.location.span;
        let begins = |span: Span| span.start <= place.start && place.start < span.end.max(span.start + 1);
        begins(self.covers)
            || finding.location.precision == Precision::Nearest && self.covers_missing.is_some_and(begins)
    }
}

fn dockerfile(document: &Document, out: &mut Vec<PeerIgnore>) {
    let mut instructions = document.entries();
    instructions.sort();
    let lines = &document.source.lines;
    for comment in document.comments.iter().filter(|comment| comment.own_line) {
        let next = instructions.partition_point(|span| span.start < comment.span.start);
        // What looks like a comment in a script is the script's.
        let inside = next.checked_sub(1).and_then(|last| instructions.get(last));
        if inside.is_some_and(|span| span.end > comment.span.start) {
            continue;
        }
        let line = lines.line_of(comment.span.start as usize);
        let below = instructions.get(next).filter(|it| lines.line_of(it.start as usize) == line + 1);
        let text = document.source.slice(comment.span);
        if let Some((read, global)) = parse::hadolint(text) {
            let words = if global { "hadolint global ignore=" } else { "hadolint ignore=" };
            match (global, below) {
                (true, _) => out.push(whole_file(document, comment, Peer::Hadolint, words, read)),
                (false, Some(below)) => {
                    out.push(of_comment(comment, Peer::Hadolint, words, read, PeerForm::Above, *below));
                }
                (false, None) => {}
            }
        } else if let Some((words, read)) = parse::checkov(text) {
            out.push(whole_file(document, comment, Peer::Checkov, words, read));
        }
    }
}

fn whole_file(document: &Document, comment: &Comment, peer: Peer, words: &str, read: Read) -> PeerIgnore {
    of_comment(comment, peer, words, read, PeerForm::WholeFile, document.source.whole())
}

fn of_comment(
    comment: &Comment,
    peer: Peer,
    words: &str,
    read: Read,
    form: PeerForm,
    covers: Span,
) -> PeerIgnore {
    let start = comment.span.start as usize + read.start;
    PeerIgnore {
        peer,
        span: Span::new(start, comment.span.end as usize),
        ids: read.ids,
        words: words.to_owned(),
        reason: read.reason,
        form,
        covers,
        covers_missing: None,
    }
}

fn workflow(document: &Document, out: &mut Vec<PeerIgnore>) {
    let mut steps: Option<Vec<Span>> = None;
    for comment in document.comments.iter() {
        let Some(read) = parse::zizmor(document.source.slice(comment.span)) else { continue };
        let lines = &document.source.lines;
        let at = comment.span.start as usize;
        let line = lines.span_of(lines.line_of(at));
        let step = steps.get_or_insert_with(|| self::steps(document)).iter().find(|step| {
            // A comment behind a step's last line is in it too.
            step.start <= comment.span.start && line.start < step.end
        });
        let mut ignore = of_comment(comment, Peer::Zizmor, "zizmor: ignore[", read, PeerForm::Inside, line);
        ignore.covers_missing = step.copied();
        out.push(ignore);
    }
}

/// The steps of a workflow's jobs, or of an action.
pub(super) fn steps(document: &Document) -> Vec<Span> {
    let tree = &document.tree;
    let jobs = tree.at(&["jobs"]).map(|id| tree.members(id)).unwrap_or_default();
    let of_jobs = jobs.iter().filter_map(|job| tree.get(job.value, "steps"));
    let lists = of_jobs.chain(tree.at(&["runs", "steps"]));
    lists.flat_map(|list| tree.items(list)).map(|item| tree.node(*item).span).collect()
}

fn annotations(object: &Document, out: &mut Vec<PeerIgnore>) {
    let tree = &object.tree;
    let Some(map) = tree.at(&["metadata", "annotations"]) else { return };
    for member in tree.members(map).iter().filter(|member| member.via == Via::Direct) {
        let key = &*member.key;
        let value = tree.as_str(member.value).unwrap_or_default();
        let (peer, words, read) = if let Some(check) = key.strip_prefix("ignore-check.kube-linter.io/") {
            (Peer::KubeLinter, "ignore-check.kube-linter.io/", Read::of(check, value))
        } else if key == "kube-linter.io/ignore-all" {
            (Peer::KubeLinter, key, Read::of("*", value))
        } else if parse::CHECKOV_ANNOTATIONS.iter().any(|prefix| key.starts_with(prefix)) {
            let (id, reason) = value.split_once('=').unwrap_or((value, ""));
            (Peer::Checkov, "checkov:skip=", Read::of(id.trim(), reason))
        } else {
            continue;
        };
        out.push(PeerIgnore {
            peer,
            span: member.key_span.to(tree.node(member.value).span),
            ids: read.ids,
            words: words.to_owned(),
            reason: read.reason,
            form: PeerForm::Annotation { part: object.part, key: key.to_owned() },
            covers: super::whole_object(object),
            covers_missing: None,
        });
    }
}

#[cfg(test)]
mod tests;
