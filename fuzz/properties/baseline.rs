//! Baselines: what was written is read, and what is broken says where.

use gatecheck::finding::baseline::{Baseline, PATH, place_of, read};
use gatecheck::text::{RepoPath, SourceFile};

use super::input;

/// Any bytes as a baseline.
pub(super) fn baseline(data: &[u8]) {
    let source = input::source(RepoPath::new(PATH), data);
    let baseline = match read(&source) {
        Ok(baseline) => baseline,
        Err(error) => {
            let inside = error.span().is_none_or(|span| source.text.get(span.range()).is_some());
            assert!(inside, "{error} at {:?} is not in the file", error.span());
            assert!(!error.help().is_empty());
            return;
        }
    };
    for entry in &baseline.entries {
        let inside = place_of(entry, &source).is_none_or(|span| source.text.get(span.range()).is_some());
        assert!(inside, "an entry's place is not in the file");
    }
    let again = |baseline: &Baseline| {
        let written = SourceFile::new(RepoPath::new(PATH), baseline.to_text());
        read(&written).unwrap_or_else(|error| panic!("what we wrote cannot be read: {error}"))
    };
    let sorted = |mut baseline: Baseline| {
        baseline.entries.sort();
        baseline
    };
    assert_eq!(sorted(again(&baseline)), sorted(baseline.clone()), "writing changes a baseline");
    let merged = baseline.with(baseline.entries.iter().cloned());
    assert_eq!(merged.lacks(&baseline), 0, "a baseline lacks what was put into it");
    again(&merged);
}
