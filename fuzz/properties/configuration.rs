//! Configuration: what is wrong with it is said, with a place in its file; what we add to it reads back.

use std::sync::LazyLock;

use gatecheck::config::{
    FILE, Flags, Globs, Known, NewIgnore, add_ignores, merge, parse, peer_of, peer_skips,
};
use gatecheck::finding::Date;
use gatecheck::policy::{Load, PolicySet};
use gatecheck::text::RepoPath;

use super::input;

/// The built-in rules, not prepared to be asked.
pub(super) static RULES: LazyLock<PolicySet> = LazyLock::new(|| {
    let settings = Default::default();
    let load = Load { builtin: true, bundles: &[], active: &|_| true, settings: &settings, sandbox: None };
    PolicySet::load(load).unwrap_or_else(|errors| panic!("the built-in rules do not load: {errors:?}"))
});

/// The day on which every property is held.
pub(super) fn today() -> Date {
    Date::new(2026, 11, 28).expect("it is a day")
}

/// Any files as the configurations of an organisation (`org.yaml`), of a repository and of other tools.
pub(super) fn configuration(data: &[u8]) {
    let files = input::files(data, FILE);
    let mut read = Vec::new();
    for file in &files {
        let source = file.source();
        if peer_of(&file.path).is_some() {
            for skip in peer_skips(&source) {
                assert!((1..=source.lines.count()).contains(&skip.line), "a skip on line {}", skip.line);
            }
            continue;
        }
        match parse(&source) {
            Ok(written) => read.push((file.path.as_str() == "org.yaml", written)),
            Err(errors) => {
                assert!(!errors.is_empty(), "refused without a reason");
                for error in &errors {
                    let inside = error.span.is_none_or(|span| source.text.get(span.range()).is_some());
                    assert!(inside, "{error} at {:?} is not in the file", error.span);
                }
            }
        }
        check_additions(&source.text);
    }
    let first = |of_org: bool| read.iter().find(|(org, _)| *org == of_org).map(|(_, written)| written);
    let known = Known::new(RULES.rules().map(|rule| &**rule));
    let flags = Flags { allow_repo_policy: data.len().is_multiple_of(2), ..Flags::default() };
    match merge(first(true), first(false), &flags, &known, today()) {
        Ok(merged) => {
            let settings = merged.settings;
            for rule in RULES.rules() {
                settings.severity_of(&rule.id, rule.severity);
                let _ = (
                    settings.selection.runs(rule),
                    settings.may_weaken(&rule.id),
                    settings.may_baseline(&rule.id),
                );
                settings.ignored(rule, &RepoPath::new("deploy/web.yaml"));
            }
            settings.excluded(&RepoPath::new("deploy/web.yaml"));
            settings.accepts_unreadable(&RepoPath::new("deploy/web.yaml"));
        }
        Err(errors) => {
            for error in &errors {
                let inside = match (&error.file, error.span) {
                    (Some(file), Some(span)) => file.text.get(span.range()).is_some(),
                    _ => true,
                };
                assert!(inside, "{error} at {:?} is not in its file", error.span);
            }
        }
    }
}

/// Entries that we add are read, and what was there before still is.
fn check_additions(text: &str) {
    let entries = [
        NewIgnore {
            rule: "k8s/run-as-root".into(),
            paths: vec!["a b/*.yaml".into()],
            reason: "it's \"so\"".into(),
        },
        NewIgnore { rule: "secrets/cloud-key".into(), paths: Vec::new(), reason: "- # é".into() },
    ];
    let was_read = parse(&input::source(RepoPath::new(FILE), text.as_bytes())).is_ok();
    let Ok(added) = add_ignores(text, &entries) else { return };
    assert!(was_read, "entries were added to what cannot be read:\n{added}");
    let read = parse(&input::source(RepoPath::new(FILE), added.as_bytes()));
    assert!(read.is_ok(), "what we wrote cannot be read: {read:?}\n{added}");
    for comment in text.lines().filter(|line| line.trim_start().starts_with('#')) {
        assert!(added.contains(comment.trim_end_matches('\r')), "the comment {comment:?} is gone");
    }
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    input::with_paths(|path| path == FILE || peer_of(&RepoPath::new(path)).is_some())
}

/// A glob on the first line, paths on those below it.
pub(super) fn globs(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut lines = text.lines();
    let Some(glob) = lines.next() else { return };
    let Ok(globs) = Globs::new([glob]) else { return };
    assert_eq!(globs.written(), [glob]);
    assert!(!globs.is_empty());
    for path in lines {
        if globs.matches(path) && !path.is_empty() {
            assert!(
                globs.matches(&format!("{path}/below")),
                "{glob:?} matches {path:?} and not what is in it"
            );
        }
    }
    // A path that has nothing special in it matches itself and nothing else of another name.
    if glob.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        assert!(globs.matches(glob) && globs.matches(&format!("a/{glob}")));
        assert!(!globs.matches(&format!("{glob}z")));
    }
}
