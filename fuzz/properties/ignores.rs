//! Ignores in files, ours and other tools': what is read lies in the text, what mends them leaves a file that
//! says the same.

use std::sync::Arc;

use gatecheck::document::{Document, FileKind, Precision, Route, kind_of, parse};
use gatecheck::finding::native::Native;
use gatecheck::finding::suppress::{
    Hygiene, Judge, PeerIgnore, RuleState, Suppression, apply, apply_peers, migrate, peer_ignores,
    suppressions,
};
use gatecheck::finding::{Finding, Location, Status};
use gatecheck::policy::Rule;
use gatecheck::text::{Edit, SourceFile, Span, apply as applied};

use super::configuration::{RULES, today};
use super::input;
use super::meant::same;

/// Any file, with findings of our making on some of its lines.
pub(super) fn ignores(data: &[u8]) {
    let source = input::file(data, "file.yaml").source();
    let documents = read(&source);
    let (ours, malformed) = suppressions(&documents);
    let fits = |span: Span| assert!(source.text.get(span.range()).is_some(), "an ignore at {span:?}");
    for one in &ours {
        fits(one.span);
        one.rules.iter().for_each(|(_, span)| fits(*span));
        one.list.into_iter().chain(one.covers).for_each(fits);
        assert!(!one.rules.is_empty(), "an ignore of nothing");
    }
    malformed.iter().for_each(|one| fits(one.span));
    let peers = peer_ignores(&documents);
    for one in &peers {
        fits(one.span);
        fits(one.covers);
        one.covers_missing.into_iter().for_each(fits);
    }
    let judge = Judge { today: today(), state: &|_| RuleState::Ran, may_ignore: &|_, _| Ok(()) };
    let mut findings = findings(&source, &documents, &peers);
    let hygiene = apply(&source, &mut findings, &ours, &malformed, &judge);
    hygiene.iter().for_each(|one| fits(one.span));
    // What could not be read may become readable by a mending, and say anything.
    if !parse(&source, kind_of(&source.path, &source.text)).problems.is_empty() {
        return;
    }
    for one in &hygiene {
        if let Some((title, edit)) = &one.fix {
            check_mended(&source, &documents, &ours, title, edit);
        }
    }
    check_all_mended(&source, &documents, &hygiene);
    findings.iter_mut().for_each(|finding| finding.status = Status::Open);
    check_migrated(&source, &documents, &peers, &findings);
    apply_peers(&mut findings, &peers, &|_, _| Ok(()));
}

fn read(source: &Arc<SourceFile>) -> Vec<Document> {
    let kind = kind_of(&source.path, &source.text);
    let mut documents = parse(source, kind).documents;
    if kind != FileKind::Text {
        documents.extend(parse(source, FileKind::Text).documents);
    }
    documents
}

/// Findings of a native rule at every third entry, and those that the other tools' ignores speak of.
fn findings(source: &SourceFile, documents: &[Document], peers: &[PeerIgnore]) -> Vec<Finding> {
    let entries = documents.iter().flat_map(Document::entries);
    let native = Native::Unparsed.rule();
    let mut found: Vec<Finding> =
        entries.step_by(3).take(50).map(|span| finding(source, &native, span)).collect();
    for ignore in peers.iter().take(20) {
        let named = |rule: &&Arc<Rule>| ignore.ids.iter().any(|id| ignore.peer.names(rule, id));
        if let Some(rule) = RULES.rules().find(named) {
            found.push(finding(source, rule, ignore.covers));
        }
    }
    found
}

fn finding(source: &SourceFile, rule: &Arc<Rule>, span: Span) -> Finding {
    let (file, route) = (source.path.clone(), Route::root());
    Finding {
        rule: Arc::clone(rule),
        severity: rule.severity,
        message: "wrong".into(),
        location: Location { file, span, route, precision: Precision::Exact },
        related: Vec::new(),
        object: None,
        fixes: Vec::new(),
        fingerprint: String::new(),
        ignored_as: String::new(),
        line_hash: String::new(),
        weak_secret: false,
        status: Status::Open,
    }
}

/// The text after `edits`, read again: nothing but comments and annotations changed.
fn after(source: &SourceFile, edits: &[Edit]) -> (Arc<SourceFile>, Vec<Document>) {
    let text = applied(&source.text, edits).expect("the edits of one mending do not overlap");
    let new = input::source(source.path.clone(), text.as_bytes());
    let kind = kind_of(&source.path, &source.text);
    let problems = |source: &Arc<SourceFile>| parse(source, kind).problems.len();
    let old = input::source(source.path.clone(), source.text.as_bytes());
    assert!(problems(&new) <= problems(&old), "it became unreadable:\n{text}");
    let documents = read(&new);
    (new, documents)
}

/// Whether YAML documents say what they said. Lines, and so what other kinds say of them, may have moved.
fn check_same(old: &[Document], new: &[Document], text: &str) {
    let yaml = |documents: &[Document]| -> Vec<serde_json::Value> {
        documents.iter().filter(|it| it.kind.is_yaml()).map(|it| it.tree.to_json()).collect()
    };
    let (old, new) = (yaml(old), yaml(new));
    let equal = old.len() == new.len() && old.iter().zip(&new).all(|(a, b)| same(a, b));
    assert!(equal, "a comment was mended, and it says {new:?}, not {old:?}:\n{text}");
}

/// How many names all ignores have together.
fn names(ignores: &[Suppression]) -> usize {
    ignores.iter().map(|one| one.rules.len()).sum()
}

/// What mends one ignore takes names away, and nothing else.
fn check_mended(source: &SourceFile, old: &[Document], ignores: &[Suppression], title: &str, edit: &Edit) {
    let (new, documents) = after(source, std::slice::from_ref(edit));
    check_same(old, &documents, &new.text);
    let (left, _) = suppressions(&documents);
    assert!(names(&left) < names(ignores), "to {title} leaves all ignores there:\n{}", new.text);
}

/// All that mends ignores is done together.
fn check_all_mended(source: &SourceFile, old: &[Document], hygiene: &[Hygiene]) {
    let mut edits: Vec<Edit> = hygiene.iter().filter_map(|one| Some(one.fix.as_ref()?.1.clone())).collect();
    edits.sort();
    edits.dedup();
    if applied(&source.text, &edits).is_ok() {
        let (new, documents) = after(source, &edits);
        check_same(old, &documents, &new.text);
    }
}

/// Other tools' ignores become ours: the file still reads, and ours are in it.
fn check_migrated(source: &SourceFile, documents: &[Document], peers: &[PeerIgnore], findings: &[Finding]) {
    let open: Vec<&Finding> = findings.iter().collect();
    let known =
        |peer: gatecheck::finding::suppress::Peer, id: &str| RULES.rules().any(|rule| peer.names(rule, id));
    let migrated = migrate(documents, peers, &open, &|_, _| Ok(()), &known);
    if migrated.edits.is_empty() {
        return;
    }
    if applied(&source.text, &migrated.edits).is_err() {
        panic!("the edits of a migration overlap: {:?}", migrated.edits);
    }
    let (new, new_documents) = after(source, &migrated.edits);
    let (now, malformed) = suppressions(&new_documents);
    let (before, were_malformed) = suppressions(documents);
    assert!(malformed.len() <= were_malformed.len(), "a migrated ignore cannot be read:\n{}", new.text);
    // An annotation of ours may take more names instead of a second one.
    let more = names(&now) + migrated.accepted.len() > names(&before);
    assert!(more, "nothing of ours is in\n{}", new.text);
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    let speaks = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes);
        ["gatecheck", "ignore", "skip"].iter().any(|word| text.contains(word))
    };
    let examples =
        input::examples().into_iter().filter(|(path, bytes)| !path.ends_with(".rego") && speaks(bytes));
    examples.map(|(path, bytes)| input::with_path(&path, &bytes)).collect()
}
