//! One file's way through the scan: read, inspected, its fixes proved, its secrets masked.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::fixes::{Proofs, fixes};
use super::inspect::{Found, inspect};
use super::mask::redactor;
use super::project::{Kept, ProjectFix};
use super::read::Read;
use super::report::{FileEntry, ScanError};
use super::walk::WalkEntry;
use crate::document::{Document, FileKind, Route, Step, parse};
use crate::finding::suppress::{Malformed, PeerIgnore, Suppression, peer_ignores, suppressions};
use crate::finding::{
    Finding, Fix, Known, LineHashes, Location, ObjectName, Redactor, ShownFile, Status, fingerprint,
    ignored_as,
};
use crate::policy::{Evaluator, PolicySet, Rule, Scope};
use crate::text::{RepoPath, SourceFile, Span};

/// What the scan keeps of a file until all files have been looked at.
#[derive(Debug)]
pub(super) struct FileWork {
    pub(super) entry: FileEntry,
    pub(super) bytes: u64,
    pub(super) documents: usize,
    pub(super) findings: Vec<Finding>,
    pub(super) errors: Vec<ScanError>,
    /// The text, where findings, ignores or errors still need it.
    pub(super) source: Option<Arc<SourceFile>>,
    pub(super) shown: Option<Box<ShownFile>>,
    /// What hides its secrets, if rules over many documents may still find something in it.
    pub(super) redactor: Option<Arc<Redactor>>,
    pub(super) suppressions: Vec<Suppression>,
    pub(super) malformed: Vec<Malformed>,
    /// Ignores that were written for other tools.
    pub(super) peer_ignores: Vec<PeerIgnore>,
    /// The documents that project rules have facts of.
    pub(super) kept: Vec<Kept>,
    /// What project rules would mend in it.
    pub(super) project_fixes: Vec<ProjectFix>,
    /// The kinds of its documents.
    pub(super) kinds: BTreeSet<FileKind>,
    /// Whether its bytes were no text, or are another file's: it is searched and never written.
    pub(super) binary: bool,
    /// The hashes of its lines, once somebody needs them.
    pub(super) hashes: Option<LineHashes>,
    /// The path that its findings are known by.
    pub(super) known_as: RepoPath,
    /// Whether it is what it was in the version that the scan is compared with.
    pub(super) unchanged: bool,
}

/// How closely a file is looked at.
#[derive(Debug, Clone, Copy)]
pub(super) enum Depth<'a> {
    /// Every rule is asked, and fixes are proved.
    Whole(&'a Proofs),
    /// Every rule is asked. Its text is kept, for a comparison.
    Unproved,
    /// Only what project rules want to know is read.
    Facts,
}

impl FileWork {
    pub(super) fn new(path: &RepoPath, outcome: Result<Vec<FileKind>, String>) -> Self {
        Self {
            entry: FileEntry { path: path.clone(), outcome, digest: None },
            bytes: 0,
            documents: 0,
            findings: Vec::new(),
            errors: Vec::new(),
            source: None,
            shown: None,
            redactor: None,
            suppressions: Vec::new(),
            malformed: Vec::new(),
            peer_ignores: Vec::new(),
            kept: Vec::new(),
            project_fixes: Vec::new(),
            kinds: BTreeSet::new(),
            binary: false,
            hashes: None,
            known_as: path.clone(),
            unchanged: false,
        }
    }

    pub(super) fn failed(path: &RepoPath, message: String) -> Self {
        let error = ScanError {
            path: Some(path.clone()),
            span: None,
            rule: None,
            message: message.clone(),
            help: "make it readable, exclude it, or accept it as unreadable in gatecheck.yaml with a reason"
                .into(),
        };
        Self { errors: vec![error], ..Self::new(path, Err(message)) }
    }

    /// The kind that the file was read as.
    pub(super) fn kind(&self) -> Option<FileKind> {
        self.entry.outcome.as_ref().ok()?.first().copied()
    }
}

/// Looks at a file that was read, and asks the rules about it. `template` says that it is a chart's template,
/// never YAML.
pub(super) fn look_at(
    entry: &WalkEntry,
    read: Read,
    template: bool,
    set: &PolicySet,
    depth: Depth<'_>,
    evaluator: &mut Evaluator<'_>,
) -> FileWork {
    let known_as = entry.known_as.as_ref().unwrap_or(&entry.path);
    let mut binary = false;
    let (source, kind) = match read {
        Read::Skipped(reason) => return FileWork::new(&entry.path, Err(reason)),
        Read::Failed(message) => return FileWork::failed(&entry.path, message),
        Read::Binary(bytes) => {
            binary = true;
            (Arc::new(SourceFile::new(entry.path.clone(), printable(&bytes))), FileKind::Text)
        }
        // Places in what they say are no places in the bytes, but its lines are the file's.
        Read::Encoded(_, text) => {
            binary = true;
            (Arc::new(SourceFile::new(entry.path.clone(), text)), FileKind::Text)
        }
        Read::Text(source) => {
            let kind = if template { FileKind::Text } else { entry.kind(&source) };
            (source, kind)
        }
    };
    if let Depth::Facts = depth {
        return FileWork { binary, known_as: known_as.clone(), ..facts_of(&source, kind, set) };
    }
    let mut inspection = inspect(&source, kind, set, evaluator);
    let kinds = if kind == FileKind::Text { vec![kind] } else { vec![kind, FileKind::Text] };
    let mut work = FileWork::new(&entry.path, Ok(kinds));
    work.binary = binary || entry.is_link;
    work.known_as = known_as.clone();
    work.kinds = inspection.documents.iter().map(|document| document.kind).collect();
    work.bytes = source.text.len() as u64;
    work.documents = inspection.documents.iter().filter(|d| d.kind != FileKind::Text).count();
    (work.suppressions, work.malformed) = suppressions(&inspection.documents);
    let peer_ignores = peer_ignores(&inspection.documents);
    let facts: Vec<_> = inspection.documents.iter().map(|document| set.facts(document)).collect();
    let needed = matches!(depth, Depth::Unproved)
        || !inspection.found.is_empty()
        || !inspection.errors.is_empty()
        || !work.suppressions.is_empty()
        || !work.malformed.is_empty()
        || facts.iter().any(Option::is_some);
    if !needed && peer_ignores.is_empty() {
        // Most files say nothing, and finding what of them must not be shown takes as long as reading them.
        return work;
    }
    let redactor = redactor(&source, &inspection.documents, &inspection.found);
    work.peer_ignores = masked(peer_ignores, &redactor);
    mask_reasons(&mut work.suppressions, &redactor);
    work.errors = std::mem::take(&mut inspection.errors);
    for error in &mut work.errors {
        error.message = redactor.text(&error.message);
    }
    let fixes = match depth {
        Depth::Whole(proofs) => fixes(&inspection, set, proofs, &redactor),
        _ => vec![Vec::new(); inspection.found.len()],
    };
    let mut maker = Maker { source: &source, known_as, redactor: &redactor, hashes: None };
    for (found, fixes) in inspection.found.into_iter().zip(fixes) {
        let document = inspection.documents.get(found.document);
        work.findings.push(maker.finding(found, document, fixes));
    }
    let kept = inspection.documents.into_iter().zip(facts);
    work.kept = kept.filter_map(|(document, facts)| facts.map(|facts| Kept { document, facts })).collect();
    if needed {
        work.shown = Some(Box::new(redactor.shown(&source)));
        work.source = Some(source);
    }
    work.redactor = (!work.kept.is_empty()).then(|| Arc::new(redactor));
    work
}

/// The ignores with what is secret masked in their reasons, which reports show.
pub(super) fn masked(mut ignores: Vec<PeerIgnore>, redactor: &Redactor) -> Vec<PeerIgnore> {
    for ignore in &mut ignores {
        ignore.reason = ignore.reason.take().map(|reason| redactor.text(&reason));
    }
    ignores
}

/// Masks what is secret in the reasons of ignores.
pub(super) fn mask_reasons(ignores: &mut [Suppression], redactor: &Redactor) {
    for ignore in ignores {
        ignore.reason = ignore.reason.take().map(|reason| redactor.text(&reason));
    }
}

/// What project rules want to know of a file, and the ignores in it. Nothing of it is masked.
fn facts_of(source: &Arc<SourceFile>, kind: FileKind, set: &PolicySet) -> FileWork {
    let wanted = |kind| {
        let asks = |rule: &Rule| rule.scope == Scope::Project && rule.kinds.contains(&kind);
        set.rules().enumerate().any(|(index, rule)| set.is_active(index) && asks(rule))
    };
    let mut documents = Vec::new();
    // A YAML file may hold documents of any kind that is written in YAML.
    if kind != FileKind::Text && FileKind::ALL.iter().any(|it| wanted(*it) && (*it == kind || kind.is_yaml()))
    {
        documents = parse(source, kind).documents;
    }
    if wanted(FileKind::Text) {
        documents.extend(parse(source, FileKind::Text).documents);
    }
    let mut work = FileWork::new(&source.path, Ok(vec![kind]));
    work.kinds = documents.iter().map(|document| document.kind).collect();
    (work.suppressions, work.malformed) = suppressions(&documents);
    work.peer_ignores = peer_ignores(&documents);
    let kept = |document: Document| set.facts(&document).map(|facts| Kept { document, facts });
    work.kept = documents.into_iter().filter_map(kept).collect();
    work.source = (!work.kept.is_empty()).then(|| Arc::clone(source));
    work
}

/// Bytes that are not UTF-8 as text of the same length, so that places in it are places in the file.
fn printable(bytes: &[u8]) -> String {
    let readable =
        |b: &u8| if b.is_ascii_graphic() || matches!(b, b' ' | b'\n' | b'\t') { char::from(*b) } else { '?' };
    bytes.iter().map(readable).collect()
}

/// Whether a secret is so short or regular that another one in its place might be the same.
fn is_weak(secret: &str) -> bool {
    let mut counts = std::collections::BTreeMap::new();
    secret.bytes().for_each(|byte| *counts.entry(byte).or_insert(0u32) += 1);
    let total = secret.len() as f64;
    let share = |n: &u32| f64::from(*n) / total;
    let bits: f64 = counts.values().map(|n| -share(n) * share(n).log2()).sum();
    bits * total < 48.0
}

/// What a document is called in a cluster, if it is an object that has a name.
fn object_name(document: &Document, redactor: &Redactor) -> Option<ObjectName> {
    let said = |keys: &[&str]| document.tree.str_at(keys).map(|text| redactor.text(text));
    if document.kind != FileKind::Kubernetes {
        return None;
    }
    Some(ObjectName {
        api_version: said(&["apiVersion"])?,
        kind: said(&["kind"])?,
        namespace: said(&["metadata", "namespace"]),
        name: said(&["metadata", "name"])?,
    })
}

/// The route as reports may show it: a key may be a secret too.
pub(super) fn shown_route(route: &Route, redactor: &Redactor) -> Route {
    let shown = |step: &Step| match step {
        Step::Key(key) => Step::Key(redactor.text(key)),
        other => other.clone(),
    };
    Route(route.0.iter().map(shown).collect())
}

/// Whether the hash of the line where `span` begins is one of a secret.
fn hashes_secret(source: &SourceFile, span: Span, redactor: &Redactor) -> bool {
    let start = source.lines.span_of(source.lines.line_of(span.start as usize)).start as usize;
    let end = start + LineHashes::reach(source.text.get(start..).unwrap_or_default());
    redactor.hides_in(Span::new(start, end))
}

/// Makes findings of one file.
pub(super) struct Maker<'a> {
    pub(super) source: &'a Arc<SourceFile>,
    /// The path that findings are known by.
    pub(super) known_as: &'a RepoPath,
    pub(super) redactor: &'a Redactor,
    /// The hashes of the file's lines, once somebody needs them.
    pub(super) hashes: Option<LineHashes>,
}

impl Maker<'_> {
    /// The finding that a denial becomes, open until something suppresses it.
    pub(super) fn finding(&mut self, found: Found, document: Option<&Document>, fixes: Vec<Fix>) -> Finding {
        let source = self.source;
        let place = |route: &Route, span: Span, precision| Location {
            file: source.path.clone(),
            span,
            route: shown_route(route, self.redactor),
            precision,
        };
        let location = place(&found.at, found.span, found.precision);
        let line_hash = match hashes_secret(source, found.span, self.redactor) {
            // Sixty-four bits of hash give a short secret away, and a part of a long one.
            true => String::new(),
            false => {
                let hashes = self.hashes.get_or_insert_with(|| LineHashes::new(source.text.as_bytes()));
                hashes.of_line(source.lines.line_of(found.span.start as usize))
            }
        };
        let related = found.related.into_iter().map(|(route, span, precision, word)| {
            (place(&route, span, precision), self.redactor.text(&word))
        });
        let text = source.slice(found.span);
        let tree = document.map(|document| &document.tree);
        let weak_secret = found.rule.points_at_secrets() && is_weak(text);
        let masked = match found.rule.points_at_secrets() {
            // A secret is known by its hash, unless it is so weak that the hash would give it away.
            true => {
                if weak_secret {
                    String::new()
                } else {
                    text.to_owned()
                }
            }
            false => self.redactor.slice(source, found.span),
        };
        let known = Known { file: self.known_as, route: &found.at, text: &masked };
        let shown = |text: &str| self.redactor.text(text);
        Finding {
            severity: found.severity,
            message: self.redactor.text(&found.message),
            related: related.collect(),
            object: document.and_then(|document| object_name(document, self.redactor)),
            fixes,
            fingerprint: fingerprint(&found.rule, &known, tree, &shown),
            ignored_as: ignored_as(&found.rule, &Known { text, ..known }, document),
            line_hash,
            weak_secret,
            status: Status::Open,
            rule: found.rule,
            location,
        }
    }
}
