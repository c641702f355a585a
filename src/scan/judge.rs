//! What counts: severities as configured, findings that comments or the configuration accept, and what is
//! wrong with the comments themselves.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::accepted::Accepted;
use super::file::{FileWork, Maker, masked};
use super::inspect::Inspection;
use super::mask::redactor;
use super::native_findings::NativeFinding;
use super::run::Request;
use crate::document::FileKind;
use crate::finding::native::Native;
use crate::finding::suppress::{
    Hygiene, Judge, Malformed, PeerIgnore, RuleState, Suppression, apply, apply_peers, peer_ignores,
    suppressions,
};
use crate::finding::{Finding, LineHashes, Status, without_secrets};
use crate::policy::{Rule, RuleId, RulePattern};
use crate::text::{SourceFile, closest};

/// The judge of a scan, shared by all files.
pub(super) struct Judging<'a> {
    request: &'a Request<'a>,
    known: BTreeMap<&'a str, &'a Arc<Rule>>,
    /// What was accepted in the version by whose ignores this one is judged.
    accepted: Option<Accepted<'a>>,
}

/// The ignores that stand in one file.
pub(super) struct Ignores<'a> {
    pub(super) ours: &'a [Suppression],
    malformed: &'a [Malformed],
    pub(super) peers: &'a [PeerIgnore],
}

impl<'a> Judging<'a> {
    /// The judge of `work`, in which all is found that is to be.
    pub(super) fn new(request: &'a Request<'a>, work: &[FileWork]) -> Self {
        let accepted = request.reference.map(|reference| Accepted::new(request, reference, work));
        Self { accepted, ..Self::without_reference(request) }
    }

    /// A judge of earlier versions, which holds their ignores against nothing.
    pub(super) fn without_reference(request: &'a Request<'a>) -> Self {
        let known = request.set.rules().map(|rule| (rule.id.as_str(), rule)).collect();
        Self { request, known, accepted: None }
    }

    /// Decides about all findings of a file, and adds what is wrong with its ignores.
    pub(super) fn settle(&self, file: &mut FileWork) {
        let settings = self.request.settings;
        let selection = &settings.selection;
        file.findings.retain(|f| Native::from_id(f.rule.id.as_str()).is_none() || selection.runs(&f.rule));
        for finding in &mut file.findings {
            finding.severity = settings.severity_of(&finding.rule.id, finding.severity);
        }
        let Some(source) = file.source.clone() else { return self.accept(&mut file.findings) };
        let kinds = file.kinds.clone();
        let ignores =
            Ignores { ours: &file.suppressions, malformed: &file.malformed, peers: &file.peer_ignores };
        for fault in self.suppress(&source, &mut file.findings, &ignores, &kinds) {
            let rule = fault.native.rule();
            let severity = settings.severity_of(&rule.id, rule.severity);
            let (native, span) = (fault.native, Some(fault.span));
            file.add_native(NativeFinding { native, span, message: fault.message, fix: fault.fix });
            if let Some(finding) = file.findings.last_mut() {
                finding.severity = severity;
            }
        }
        // No comment can accept what is wrong with ignores, but the configuration can.
        self.accept(&mut file.findings);
    }

    /// For each denial of an inspection whether it is open, and what is wrong with the ignores.
    pub(super) fn open(
        &self,
        source: &Arc<SourceFile>,
        inspection: &Inspection,
    ) -> (Vec<bool>, Vec<Hygiene>) {
        let (ignores, malformed) = suppressions(&inspection.documents);
        let redactor = redactor(source, &inspection.documents, &inspection.found);
        let known_as = &source.path;
        let mut maker = Maker { source, known_as, redactor: &redactor, hashes: Some(LineHashes::default()) };
        let found = inspection.found.iter().cloned();
        let mut findings: Vec<Finding> = found
            .map(|it| {
                let document = inspection.documents.get(it.document);
                maker.finding(it, document, Vec::new())
            })
            .collect();
        let kinds = inspection.documents.iter().map(|document| document.kind).collect();
        let peers = masked(peer_ignores(&inspection.documents), &redactor);
        let ignores = Ignores { ours: &ignores, malformed: &malformed, peers: &peers };
        let faults = self.suppress(source, &mut findings, &ignores, &kinds);
        (findings.iter().map(|finding| finding.status == Status::Open).collect(), faults)
    }

    /// Suppresses what configuration and comments accept.
    fn suppress(
        &self,
        source: &SourceFile,
        findings: &mut [Finding],
        ignores: &Ignores<'_>,
        kinds: &BTreeSet<FileKind>,
    ) -> Vec<Hygiene> {
        if !self.request.ignores {
            return Vec::new();
        }
        let settings = self.request.settings;
        let state = |pattern: &RulePattern| self.state(pattern, kinds);
        let may_ignore = |rule: &RuleId, until| settings.may_ignore(rule, until);
        let judge = Judge { today: settings.today, state: &state, may_ignore: &may_ignore };
        // Comments come first, so that one which does its work is not called unused.
        let mut faults = apply(source, findings, ignores.ours, ignores.malformed, &judge);
        if settings.peer_ignores {
            apply_peers(findings, ignores.peers, &may_ignore);
        }
        if let Some(accepted) = &self.accepted {
            faults.extend(accepted.hold((source, kinds), findings, ignores, &judge));
        }
        self.accept(findings);
        faults.retain(|fault| settings.selection.runs(&fault.native.rule()));
        faults
    }

    /// Suppresses what the configuration accepts by rule and path.
    fn accept(&self, findings: &mut [Finding]) {
        for finding in findings.iter_mut().filter(|finding| finding.status == Status::Open) {
            accept(finding, self.request);
        }
    }

    /// What became of the rules that an ignore names, in a file of these kinds.
    fn state(&self, pattern: &RulePattern, kinds: &BTreeSet<FileKind>) -> RuleState {
        let set = self.request.set;
        let mut met = false;
        for (index, rule) in set.rules().enumerate().filter(|(_, rule)| pattern.matches(rule)) {
            met = true;
            if set.is_active(index) && rule.kinds.iter().any(|kind| kinds.contains(kind)) {
                return RuleState::Ran;
            }
        }
        if Native::ALL.iter().any(|native| pattern.matches(&native.rule())) {
            return RuleState::Ran;
        }
        if met || pattern.is_all() {
            return RuleState::NotRun;
        }
        let meant = closest(pattern.as_str(), self.known.keys().copied()).map(str::to_owned);
        RuleState::Unknown { meant }
    }
}

/// Suppresses a finding that the configuration accepts, if ignores count.
pub(super) fn accept(finding: &mut Finding, request: &Request<'_>) {
    let ignored = request.settings.ignored(&finding.rule, &finding.location.file);
    if let Some(ignored) = ignored.filter(|_| request.ignores) {
        finding.status = Status::Suppressed { reason: without_secrets(&ignored.reason) };
    }
}
