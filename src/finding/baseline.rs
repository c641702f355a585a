//! The baseline: findings that were there when gatecheck was adopted, and do not count.
//!
//! It is a file of JSON with one finding a line, sorted, so that it merges well and a review sees what it
//! accepts. Nothing here reads or writes files.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Finding, Status, shown_path};
use crate::text::{SourceFile, Span};

/// Where the baseline lies, from the repository's root.
pub const PATH: &str = ".gatecheck/baseline.json";

/// The version of the format that is read and written.
const VERSION: u64 = 1;

/// The findings that are accepted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Baseline {
    /// One for each finding, in the file's order.
    pub entries: Vec<Entry>,
}

/// An accepted finding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// What the finding is known by.
    pub fingerprint: String,
    /// Its rule's id.
    pub rule: String,
    /// Its file, as [`shown_path`] has it.
    pub path: String,
    /// Its message, for people.
    pub message: String,
}

/// Why a baseline cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BaselineError {
    /// It is not JSON, or JSON of another shape.
    #[error("the baseline cannot be read: {message}")]
    Broken {
        /// Where reading stopped.
        span: Span,
        /// What is wrong there.
        message: String,
    },
    /// Another version of gatecheck wrote it.
    #[error("the baseline has version {found}, and this gatecheck reads version {VERSION}")]
    Version {
        /// The version it has.
        found: u64,
    },
    /// It is a file of something else.
    #[error("the file is no baseline of gatecheck: it lacks \"tool\": \"gatecheck\" or \"version\"")]
    Foreign,
}

impl BaselineError {
    /// What to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Broken { .. } => {
                "mend it (merge conflicts leave such marks), or write it anew: gatecheck baseline"
            }
            Self::Version { .. } => {
                "use the version of gatecheck that wrote it, or write it anew: gatecheck baseline"
            }
            Self::Foreign => "name the right file with --baseline, or write one: gatecheck baseline",
        }
    }

    /// Where in the file it is wrong, if at one place.
    pub fn span(&self) -> Option<Span> {
        match self {
            Self::Broken { span, .. } => Some(*span),
            _ => None,
        }
    }
}

/// Reads a baseline.
pub fn read(source: &SourceFile) -> Result<Baseline, BaselineError> {
    let text = source.text.trim_start_matches('\u{feff}');
    let broken = |error: serde_json::Error| {
        let start = source.reported(error.line(), error.column());
        let whole = error.to_string();
        let message = whole.rsplit_once(" at line ").map_or(whole.as_str(), |(message, _)| message);
        BaselineError::Broken { span: Span::empty(start), message: message.to_owned() }
    };
    // The version is looked at first: of a later one nothing else is known.
    let head: serde_json::Value = serde_json::from_str(text).map_err(broken)?;
    match (head["tool"].as_str(), head["version"].as_u64()) {
        (Some("gatecheck"), Some(VERSION)) => {}
        (Some("gatecheck"), Some(found)) => return Err(BaselineError::Version { found }),
        _ => return Err(BaselineError::Foreign),
    }
    let file: File = serde_json::from_str(text).map_err(broken)?;
    Ok(Baseline { entries: file.findings })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "version")]
    _version: u64,
    #[serde(rename = "tool")]
    _tool: String,
    findings: Vec<Entry>,
}

/// The baseline that accepts all of `findings` that are open or were accepted before, and of which `may_accept`
/// says that they may be; and how many it does not accept. (A secret of low entropy may not be: its fingerprint
/// would be that of every other secret in its place.)
pub fn of(findings: &[Finding], may_accept: impl Fn(&Finding) -> bool) -> (Baseline, usize) {
    let counted = |finding: &&Finding| !finding.status.is_suppressed();
    let (good, left): (Vec<&Finding>, Vec<&Finding>) =
        findings.iter().filter(counted).partition(|finding| may_accept(finding));
    let entry = |finding: &&Finding| Entry {
        fingerprint: finding.fingerprint.clone(),
        rule: finding.rule.id.to_string(),
        path: shown_path(finding.location.file.as_str()).into_owned(),
        message: finding.message.clone(),
    };
    let mut entries: Vec<Entry> = good.iter().map(entry).collect();
    entries.sort_by(|a, b| sorted_by(a).cmp(&sorted_by(b)));
    (Baseline { entries }, left.len())
}

impl Baseline {
    /// This baseline with those findings besides that it does not accept yet; and how many of them it does not
    /// take.
    pub fn with_new(&self, findings: &[Finding], may_accept: impl Fn(&Finding) -> bool) -> (Baseline, usize) {
        let open: Vec<Finding> = findings.iter().filter(|it| it.status == Status::Open).cloned().collect();
        let (new, left) = of(&open, may_accept);
        (self.with(new.entries), left)
    }

    /// This baseline without the entries that accept nothing, of those that could have been found.
    pub fn without_stale(
        &self,
        findings: &[Finding],
        may_accept: impl Fn(&Finding) -> bool,
        was_judged: impl Fn(&Entry) -> bool,
    ) -> Baseline {
        let mut gone: BTreeMap<Entry, usize> = BTreeMap::new();
        for entry in self.apply(&mut findings.to_vec(), may_accept, was_judged) {
            *gone.entry(entry.clone()).or_default() += 1;
        }
        let kept = self.entries.iter().filter(|entry| !taken(&mut gone, entry));
        Baseline { entries: kept.cloned().collect() }
    }

    /// This baseline and these entries, in the file's order.
    #[must_use]
    pub fn with(&self, more: impl IntoIterator<Item = Entry>) -> Baseline {
        let mut entries = self.entries.clone();
        entries.extend(more);
        entries.sort_by(|a, b| sorted_by(a).cmp(&sorted_by(b)));
        Baseline { entries }
    }

    /// How many entries the other has that this one lacks.
    pub fn lacks(&self, other: &Baseline) -> usize {
        let key = |entry: &Entry| (entry.fingerprint.clone(), entry.rule.clone());
        let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
        for entry in &self.entries {
            *counts.entry(key(entry)).or_default() += 1;
        }
        other.entries.iter().filter(|entry| !taken(&mut counts, &key(entry))).count()
    }
}

/// Whether one of the key was left to be taken away.
fn taken<K: Ord>(counts: &mut BTreeMap<K, usize>, key: &K) -> bool {
    let count = counts.get_mut(key).filter(|count| **count > 0);
    count.map(|count| *count -= 1).is_some()
}

/// The baseline's order: by file first, so that a change of one file changes lines that stand together.
fn sorted_by(entry: &Entry) -> (&str, &str, &str, &str) {
    (&entry.path, &entry.rule, &entry.fingerprint, &entry.message)
}

impl Baseline {
    /// The file's text.
    pub fn to_text(&self) -> String {
        let mut text =
            format!("{{\n  \"version\": {VERSION},\n  \"tool\": \"gatecheck\",\n  \"findings\": [");
        for (i, entry) in self.entries.iter().enumerate() {
            let line = serde_json::to_string(entry).expect("internal error: text always serialises");
            text.push_str(if i == 0 { "\n    " } else { ",\n    " });
            text.push_str(&line);
        }
        text.push_str(if self.entries.is_empty() { "]\n}\n" } else { "\n  ]\n}\n" });
        text
    }

    /// Marks the findings that the baseline accepts; each entry accepts one. Returns the entries that accept
    /// nothing, of those that `was_judged` says could have: whose rule ran and whose file was scanned, or is gone.
    pub fn apply(
        &self,
        findings: &mut [Finding],
        may_accept: impl Fn(&Finding) -> bool,
        was_judged: impl Fn(&Entry) -> bool,
    ) -> Vec<&Entry> {
        let key = |fingerprint: &str, rule: &str| (fingerprint.to_owned(), rule.to_owned());
        let mut waiting: BTreeMap<(String, String), Vec<&Entry>> = BTreeMap::new();
        for entry in self.entries.iter().rev() {
            waiting.entry(key(&entry.fingerprint, &entry.rule)).or_default().push(entry);
        }
        for finding in findings.iter_mut().filter(|finding| may_accept(finding)) {
            let entries = waiting.get_mut(&key(&finding.fingerprint, finding.rule.id.as_str()));
            // A finding that a comment ignores still answers its entry.
            let accepted = entries.and_then(Vec::pop).is_some();
            if accepted && finding.status == Status::Open {
                finding.status = Status::Baselined;
            }
        }
        let mut stale: Vec<&Entry> =
            waiting.into_values().flatten().filter(|entry| was_judged(entry)).collect();
        stale.sort_by(|a, b| sorted_by(a).cmp(&sorted_by(b)));
        stale
    }
}

/// Where an entry stands in the baseline's file: its line.
pub fn place_of(entry: &Entry, source: &SourceFile) -> Option<Span> {
    let quoted = serde_json::to_string(&entry.fingerprint).ok()?;
    let at = source.text.find(&quoted)?;
    let line = source.lines.span_of(source.lines.line_of(at));
    let text = source.slice(line);
    let start = line.start as usize + (text.len() - text.trim_start().len());
    Some(Span::new(start, start + text.trim().trim_end_matches(',').len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Precision, Route};
    use crate::finding::Location;
    use crate::finding::native::Native;
    use crate::text::RepoPath;

    fn finding(native: Native, fingerprint: &str, status: Status) -> Finding {
        let rule = native.rule();
        let path = RepoPath::new(&format!("{}.yaml", &fingerprint[..1]));
        let location =
            Location { file: path, span: Span::empty(0), route: Route::root(), precision: Precision::File };
        Finding {
            severity: rule.severity,
            rule,
            message: format!("is \"{fingerprint}\""),
            location,
            related: Vec::new(),
            object: None,
            fixes: Vec::new(),
            fingerprint: fingerprint.to_owned(),
            ignored_as: String::new(),
            line_hash: String::new(),
            weak_secret: false,
            status,
        }
    }

    fn source(text: &str) -> SourceFile {
        SourceFile::new(RepoPath::new(PATH), text.to_owned())
    }

    const WRITTEN: &str = r#"{
  "version": 1,
  "tool": "gatecheck",
  "findings": [
    {"fingerprint":"a1","rule":"gatecheck/duplicate-key","path":"a.yaml","message":"is \"a1\""},
    {"fingerprint":"b2","rule":"gatecheck/not-rendered","path":"b.yaml","message":"is \"b2\""}
  ]
}
"#;

    #[test]
    fn a_baseline_is_written_sorted_and_reads_back() {
        let ignored = Status::Suppressed { reason: "why".into() };
        let findings = [
            finding(Native::NotRendered, "b2", Status::Open),
            finding(Native::DuplicateKey, "a1", Status::Baselined),
            finding(Native::DuplicateKey, "c3", ignored),
            finding(Native::DuplicateKey, "d4", Status::Open),
        ];
        let (baseline, left) = of(&findings, |finding| finding.fingerprint != "d4");
        assert_eq!(left, 1);
        assert_eq!(baseline.to_text(), WRITTEN);
        assert_eq!(read(&source(WRITTEN)), Ok(baseline));
        assert_eq!(read(&source(&format!("\u{feff}{WRITTEN}"))).map(|b| b.entries.len()), Ok(2));
        let empty = Baseline::default();
        assert_eq!(read(&source(&empty.to_text())), Ok(empty));
    }

    #[test]
    fn entries_accept_one_finding_each_and_the_rest_is_stale() {
        let baseline = read(&source(WRITTEN)).unwrap();
        let mut findings = [
            finding(Native::DuplicateKey, "a1", Status::Open),
            finding(Native::DuplicateKey, "a1", Status::Open),
            finding(Native::DuplicateKey, "b2", Status::Open),
            finding(Native::NotRendered, "b2", Status::Open),
        ];
        let stale = baseline.apply(
            &mut findings,
            |finding| finding.rule.id.as_str() != "gatecheck/not-rendered",
            |_| true,
        );
        assert_eq!(stale, [&baseline.entries[1]]);
        let statuses: Vec<&Status> = findings.iter().map(|finding| &finding.status).collect();
        assert_eq!(statuses, [&Status::Baselined, &Status::Open, &Status::Open, &Status::Open]);
        assert!(baseline.apply(&mut [], |_| true, |entry| entry.path == "z.yaml").is_empty());

        let file = source(WRITTEN);
        let place = place_of(stale[0], &file).unwrap();
        assert!(file.slice(place).starts_with("{\"fingerprint\":\"b2\"") && file.slice(place).ends_with('}'));
    }

    #[test]
    fn a_baseline_grows_and_shrinks_apart() {
        let baseline = read(&source(WRITTEN)).unwrap();
        let ids = |baseline: &Baseline| -> Vec<String> {
            baseline.entries.iter().map(|entry| entry.fingerprint.clone()).collect()
        };
        let findings = [
            finding(Native::DuplicateKey, "a1", Status::Baselined),
            finding(Native::DuplicateKey, "a2", Status::Open),
            finding(Native::DuplicateKey, "c3", Status::Open),
        ];
        let (grown, left) = baseline.with_new(&findings, |finding| finding.fingerprint != "c3");
        assert_eq!((ids(&grown), left), (vec!["a1".into(), "a2".into(), "b2".into()], 1));
        assert_eq!((baseline.lacks(&grown), grown.lacks(&baseline)), (1, 0));
        let shrunk = baseline.without_stale(&findings, |_| true, |_| true);
        assert_eq!(ids(&shrunk), ["a1"]);
        assert_eq!((baseline.lacks(&shrunk), shrunk.lacks(&baseline)), (0, 1));
        assert_eq!(baseline.without_stale(&findings, |_| true, |entry| entry.path != "b.yaml"), baseline);
        // Of two equal entries one may be gone.
        let twice = baseline.with(baseline.entries.clone());
        assert_eq!(ids(&twice.without_stale(&findings, |_| true, |_| true)), ["a1"]);
    }

    const FOREIGN: &str =
        "the file is no baseline of gatecheck: it lacks \"tool\": \"gatecheck\" or \"version\"";

    const RUEL: &str = "5:30 the baseline cannot be read: unknown field `ruel`, \
        expected one of `fingerprint`, `rule`, `path`, `message`";

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let error = read(&source(text)).unwrap_err();
        let at = error.span().map(|span| source(text).lines.char_position(text, span.start as usize));
        let at = at.map(|at| format!("{}:{} ", at.line, at.column)).unwrap_or_default();
        assert_eq!(format!("{at}{error}"), expected);
    }

    #[test]
    fn a_broken_baseline_says_what_is_wrong() {
        check("", "1:1 the baseline cannot be read: EOF while parsing a value");
        check("[]", FOREIGN);
        check("{}", FOREIGN);
        check(&WRITTEN.replace("gatecheck\"", "x\""), FOREIGN);
        check(
            &WRITTEN.replace("    {\"fing", "<<<<<<< ours\n    {\"fing"),
            "5:1 the baseline cannot be read: expected value",
        );
        check(&WRITTEN.replace("\"rule\"", "\"ruel\""), RUEL);
        check(&WRITTEN.replace("1,", "2,"), "the baseline has version 2, and this gatecheck reads version 1");
    }
}
