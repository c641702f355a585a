//! The report: everything a scan found out, ready to be written in any format.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::document::FileKind;
use crate::finding::{Finding, ShownFile, Status};
use crate::policy::{Rule, RuleId, Severity};
use crate::text::{RepoPath, Span};

/// What a scan found out.
#[derive(Debug, Default)]
pub struct Report {
    /// Everything found, sorted by path, span, rule and message, suppressed and baselined findings included.
    pub findings: Vec<Finding>,
    /// What could not be scanned, sorted by path and message. With one, the gate does not pass.
    pub errors: Vec<ScanError>,
    /// The rules that ran, sorted by id.
    pub rules: Vec<Arc<Rule>>,
    /// The files that findings and errors point into, as reports may show them.
    pub files: BTreeMap<RepoPath, ShownFile>,
    /// Every file that was met, sorted by path.
    pub entries: Vec<FileEntry>,
    /// The fixes of all open findings, put together file by file; only where they were asked for.
    pub patches: Vec<Patch>,
    /// How much was done.
    pub stats: Stats,
    /// The lowest severity that fails the gate.
    pub fail_on: Option<Severity>,
    /// What the scan was compared with, if only what is new since then is reported.
    pub compared: Option<Compared>,
    /// The commit whose gate counted, if it was not that of the files.
    pub gate: Option<GateOf>,
    /// What decided about the verdict besides the files; only where digests were asked for.
    pub bases: Vec<Basis>,
    /// How many of the files with a digest no report may name, because there is a secret in their names.
    pub unnamed: usize,
}

/// The commit whose configuration, baseline, policies and ignores counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GateOf {
    /// Its name, as the user gave it.
    pub reference: String,
    /// Its id.
    pub commit: String,
}

/// What a scan was compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// Its name, as the user gave it.
    pub with: String,
    /// How many findings were there before. They are in no list of the report and do not count.
    pub before: usize,
}

/// What fixes make of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patch {
    /// The file.
    pub path: RepoPath,
    /// The change as a unified diff; holds no secret.
    pub diff: String,
    /// How many places are left out of the diff: a secret stands next to them, or no diff can name their file.
    pub withheld: usize,
    /// How many findings it mends, those left out of the diff included.
    pub mended: usize,
}

/// A part of the scan that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScanError {
    /// The file, if it is about one.
    pub path: Option<RepoPath>,
    /// Where in the file, if known.
    pub span: Option<Span>,
    /// The rule that failed, if one did.
    pub rule: Option<RuleId>,
    /// What happened, in lower case.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

/// A file that the walk met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileEntry {
    /// The file.
    pub path: RepoPath,
    /// Its kinds, or why it was skipped.
    pub outcome: Result<Vec<FileKind>, String>,
    /// The SHA-256 of the bytes that were looked at; only where digests were asked for, and only of a file that
    /// was looked at as a whole.
    pub digest: Option<[u8; 32]>,
}

/// What decides about a scan besides the program and the files: a configuration, a baseline, policies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis {
    /// Its name, as the user gave it.
    pub name: String,
    /// Its digest in hexadecimal.
    pub digest: String,
    /// Whether it is a folder, whose digest is that of the list that `sha256sum` writes for its files.
    pub folder: bool,
}

/// How much a scan did. Holds no durations: they would differ from run to run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stats {
    /// Files read.
    pub files: usize,
    /// Their bytes.
    pub bytes: u64,
    /// Documents that a kind other than text claimed.
    pub documents: usize,
    /// Files skipped on purpose.
    pub skipped: usize,
}

/// What the gate says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing at or above the threshold. Exit code 0.
    Pass,
    /// Findings at or above the threshold. Exit code 1.
    Findings,
    /// Something could not be scanned. Exit code 3.
    Incomplete,
    /// Nothing could be scanned at all, or the command was wrong. Exit code 2.
    Failed,
}

impl Report {
    /// The findings that count.
    pub fn open(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.status == Status::Open)
    }

    /// The findings that fail the gate.
    pub fn failing(&self) -> impl Iterator<Item = &Finding> {
        let threshold = self.fail_on.unwrap_or(Severity::Medium);
        self.open().filter(move |finding| finding.severity >= threshold)
    }

    /// The verdict: incomplete beats findings.
    pub fn verdict(&self) -> Verdict {
        if !self.errors.is_empty() {
            Verdict::Incomplete
        } else if self.failing().next().is_some() {
            Verdict::Findings
        } else {
            Verdict::Pass
        }
    }
}

impl Verdict {
    /// The process's exit code.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Pass => 0,
            Self::Findings => 1,
            Self::Failed => 2,
            Self::Incomplete => 3,
        }
    }

    /// The word in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Findings => "findings",
            Self::Failed => "failed",
            Self::Incomplete => "incomplete",
        }
    }
}
