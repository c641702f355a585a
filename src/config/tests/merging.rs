//! From files and flags to settings.

use super::*;
use crate::finding::Date;
use crate::finding::native::Native;
use crate::policy::{Rule, RuleId, Severity};

fn rules() -> Vec<Rule> {
    let rule = |id: &str, change: fn(&mut Rule)| {
        let mut rule = (*Native::Unparsed.rule()).clone();
        rule.id = RuleId::new(id);
        change(&mut rule);
        rule
    };
    vec![
        rule("k8s/root", |it| {
            it.severity = Severity::Medium;
            it.aliases = vec!["k8s/uid-0".into()];
            it.peers = vec!["CKV_K8S_23".into()];
        }),
        rule("k8s/privileged", |_| {}),
        rule("k8s/noisy", |it| it.opt_in = true),
        rule("k8s/seccomp", |it| {
            it.opt_in = true;
            it.profiles = vec!["strict".into()];
        }),
        rule("go/x", |_| {}),
    ]
}

fn today() -> Date {
    Date::new(2026, 11, 23).unwrap()
}

fn merged(org: Option<&str>, repo: Option<&str>, flags: &Flags) -> Result<Merged, Vec<ConfigError>> {
    let read = |path: &str, text: &str| parse(&file(path, text)).unwrap();
    let (org, repo) = (org.map(|it| read("org.yaml", it)), repo.map(|it| read(FILE, it)));
    let rules = rules();
    merge(org.as_ref(), repo.as_ref(), flags, &Known::new(&rules), today())
}

fn settings(repo: &str, flags: &Flags) -> Settings {
    merged(None, Some(repo), flags).unwrap().settings
}

fn runs(settings: &Settings) -> Vec<String> {
    rules().iter().filter(|rule| settings.selection.runs(rule)).map(|rule| rule.id.to_string()).collect()
}

#[test]
fn settings_are_what_is_meant() {
    let settings = settings(FULL, &Flags::default());
    let rules = rules();
    let root = &rules[0];
    assert_eq!(settings.fail_on, Severity::High);
    assert_eq!(settings.severity_of(&root.id, root.severity), Severity::Low);
    assert_eq!(settings.rule_settings[&root.id], serde_json::json!({"uid": 1000}));
    assert!(settings.ignored(root, &RepoPath::new("legacy/a.yaml")).is_some());
    assert!(settings.ignored(root, &RepoPath::new("new/a.yaml")).is_none());
    assert_eq!(settings.ignored(&rules[4], &RepoPath::new("go.mod")).unwrap().reason, "a fork");
    assert!(settings.excluded(&RepoPath::new("a/vendor/b.yaml")).is_some());
    assert_eq!(settings.excluded(&RepoPath::new("a.md")).unwrap().reason.as_deref(), Some("no code"));
    assert!(settings.excluded(&RepoPath::new("a.yaml")).is_none());
    assert!(settings.accepts_unreadable(&RepoPath::new("broken.yaml")).is_some());
    assert!(settings.accepts_unreadable(&RepoPath::new("b.yaml")).is_none());
    assert_eq!(settings.kubernetes_version.as_deref(), Some("1.33"));
    assert!(settings.policies.is_empty());
    assert!(settings.may_ignore(&root.id, None).is_ok() && settings.may_baseline(&root.id));
}

#[test]
fn selections_say_which_rules_run() {
    #[track_caller]
    fn check(repo: &str, flags: Flags, expected: &[&str]) {
        assert_eq!(runs(&settings(repo, &flags)), expected, "{repo}");
    }
    let none = Flags::default;
    let list = |rules: &[&str]| rules.iter().map(|rule| (*rule).to_owned()).collect::<Vec<_>>();
    check("", none(), &["k8s/root", "k8s/privileged", "go/x"]);
    check(
        "rules: {k8s/noisy: {enabled: true}, go/x: {enabled: false}}",
        none(),
        &["k8s/root", "k8s/privileged", "k8s/noisy"],
    );
    check("profiles: [strict]", none(), &["k8s/root", "k8s/privileged", "k8s/seccomp", "go/x"]);
    check("select: [k8s/root]", none(), &["k8s/root"]);
    check("select: [k8s/uid-0]", none(), &["k8s/root"]);
    check("select: [k8s/*]", none(), &["k8s/root", "k8s/privileged", "k8s/noisy", "k8s/seccomp"]);
    check("select: [k8s/root]", Flags { select: list(&["go/*"]), ..none() }, &["go/x"]);
    check("", Flags { ignore: list(&["k8s/*"]), ..none() }, &["go/x"]);
    check("select: [go/x]", Flags { profiles: list(&["strict"]), ..none() }, &["k8s/seccomp", "go/x"]);
    let quiet = settings("rules: {gatecheck/unused-ignore: {enabled: false}}", &none());
    assert!(!quiet.selection.runs(&Native::UnusedIgnore.rule()));
    assert!(settings("select: [go/x]", &none()).selection.runs(&Native::UnusedIgnore.rule()));
}

#[test]
fn flags_have_the_last_word() {
    let flags = Flags {
        fail_on: Some(Severity::Low),
        exclude: vec!["docs".into()],
        policies: vec!["mine".into()],
        allow_repo_policy: true,
        kubernetes_version: Some("1.34".into()),
        ..Flags::default()
    };
    let settings = settings(FULL, &flags);
    assert_eq!(settings.fail_on, Severity::Low);
    assert!(settings.excluded(&RepoPath::new("docs/a.yaml")).is_some());
    assert_eq!(settings.policies, ["mine", "gate"]);
    assert_eq!(settings.kubernetes_version.as_deref(), Some("1.34"));
}

#[track_caller]
fn check_errors(repo: &str, flags: &Flags, expected: &[&str]) {
    let errors = merged(None, Some(repo), flags).map(|_| ()).unwrap_err();
    assert_eq!(errors.iter().map(shown).collect::<Vec<_>>(), expected);
}

#[test]
fn what_is_looser_is_named() {
    let rules = rules();
    let check = |then: &str, now: &str, expected: &[&str]| {
        let (then, now) = (settings(then, &Flags::default()), settings(now, &Flags::default()));
        assert_eq!(loosened(&then, &now, &Known::new(&rules)), expected);
    };
    check("fail-on: high", "fail-on: low", &[]);
    check("", "fail-on: critical", &["`fail-on` is critical instead of medium"]);
    check("", "select: [go/x]", &["k8s/root and k8s/privileged do not run"]);
    check("rules: {k8s/noisy: {enabled: true}}", "", &["k8s/noisy does not run"]);
    check("rules: {k8s/root: {severity: high}}", "", &["k8s/root is milder"]);
    check("", "rules: {k8s/root: {settings: {uid: 1}}}", &["k8s/root is given other settings"]);
    let ignore = |more: &str| format!("ignore: [{{rule: k8s/root, reason: x{more}}}]");
    check("", &ignore(""), &["k8s/root is ignored"]);
    check(&ignore(""), &ignore(", paths: [a], until: 2027-01-01"), &[]);
    check(&ignore(", until: 2027-01-01"), &ignore(", until: 2027-01-02"), &["k8s/root is ignored"]);
    check(&ignore(", paths: [a, b]"), &ignore(", paths: [b]"), &[]);
    check(&ignore(", paths: [a]"), &ignore(", paths: [a, b]"), &["k8s/root is ignored"]);
    check("exclude: [a]", "exclude: [a, b, {path: c, reason: x}]", &["b and c are excluded"]);
    check("peer-ignores: false", "", &["other tools' ignores count"]);
    let many = "exclude: [a, b, c, d, e, f, g]";
    check("", many, &["a, b, c, d, e and 2 more are excluded"]);
    let unreadable = |until: &str| format!("accept-unreadable: [{{path: a, reason: x, until: {until}}}]");
    check(&unreadable("2027-01-02"), &unreadable("2027-01-01"), &[]);
    check(&unreadable("2027-01-01"), &unreadable("2027-01-02"), &["a may be unreadable"]);
    let version = "`kubernetes-version` is 1.30 instead of 1.33";
    check("kubernetes-version: '1.33'", "kubernetes-version: '1.30'", &[version]);
    check("", "kubernetes-version: '1.30'", &["`kubernetes-version` is 1.30 instead of not said"]);
}

#[test]
fn what_an_organisation_allows_and_did_not_is_named() {
    const REPO: &str = "exclude: [a]\naccept-unreadable: [{path: a, reason: x, until: 2027-01-01}]";
    let rules = rules();
    let check = |then: &str, now: &str, expected: &[&str]| {
        let settings = |org: &str| merged(Some(org), Some(REPO), &Flags::default()).unwrap().settings;
        let loosened = |then: &str, now: &str| loosened(&settings(then), &settings(now), &Known::new(&rules));
        assert_eq!(loosened(then, now), expected, "{now}");
        assert_eq!(loosened(now, now), [""; 0], "{now}");
    };
    check("org: {}", "org: {allow-ignore: [k8s/root, go/x]}", &["k8s/root and go/x may be ignored"]);
    check("org: {allow-ignore: [k8s/*]}", "org: {allow-ignore: [k8s/root]}", &[]);
    let with = |more: &str| format!("org: {{allow-ignore: [go/x], allow-baseline: true, {more}}}");
    check(
        &with("non-ignorable: [go/x, k8s/root]"),
        &with("non-ignorable: [go/x]"),
        &["k8s/root may be baselined"],
    );
    check(&with("non-ignorable: [go/x]"), &with(""), &["go/x may be ignored", "go/x may be baselined"]);
    check(
        "org: {max-ignore-days: 9}",
        "org: {max-ignore-days: 10}",
        &["an ignore may last 10 days instead of 9"],
    );
    check("org: {max-ignore-days: 9}", "org: {}", &["an ignore need not end"]);
    check("org: {}", "org: {max-ignore-days: 9}", &[]);
    check("org: {}", "org: {fail-on-at-most: high}", &["`fail-on` may be high instead of medium"]);
    check("fail-on: high\norg: {}", "fail-on: low\norg: {fail-on-at-most: high}", &[]);
    check("org: {allow-exclude: [a]}", "org: {}", &[]);
    check("org: {}", "org: {allow-exclude: [b]}", &["a is excluded", "b may be excluded"]);
    check(
        "org: {allow-exclude: [b]}",
        "org: {allow-exclude: [b, c]}",
        &["a is excluded", "c may be excluded"],
    );
    check(
        "org: {allow-unreadable: [b]}",
        "org: {allow-unreadable: [b, c]}",
        &["a may be unreadable", "c may be accepted as unreadable"],
    );
    check("org: {}", "org: {allow-baseline: true}", &["there may be a baseline"]);
    let without = loosened(
        &merged(Some("org: {}"), Some(REPO), &Flags::default()).unwrap().settings,
        &settings(REPO, &Flags::default()),
        &Known::new(&rules),
    );
    assert_eq!(without, ["a is excluded", "a may be unreadable", "there are no limits of an organisation"]);
}

#[test]
fn names_that_no_rule_has_are_errors() {
    let none = Flags::default();
    check_errors(
        "rules: {k8s/rot: {enabled: true}}",
        &none,
        &[r#"1:9 "k8s/rot" there is no rule `k8s/rot` | did you mean `k8s/root`?"#],
    );
    check_errors(
        "select: [go/*, foo/*, k8/*]\nignore: [{rule: CKV_K8S_23, reason: why}]",
        &none,
        &[
            r#"1:16 "foo/*" there are no rules in the group `foo` | `gatecheck rules` lists all there are"#,
            r#"1:23 "k8/*" there are no rules in the group `k8` | did you mean `k8s/*`?"#,
            r#"2:17 "CKV_K8S_23" there is no rule `CKV_K8S_23` | did you mean `k8s/root`?"#,
        ],
    );
    check_errors(
        "profiles: [strct]\norg: {}",
        &none,
        &[
            r#"1:12 "strct" unknown profile `strct` | did you mean `strict`?"#,
            r#"2:1 "org" `org` is not read from the repository's own configuration | put it in a file outside of the repository and give that with --org-config"#,
        ],
    );
    let flags = Flags {
        select: vec!["privileged".into(), "a b".into()],
        ignore: vec!["zzz/zzz".into()],
        profiles: vec!["none".into()],
        exclude: vec!["../x".into()],
        ..none
    };
    check_errors(
        "",
        &flags,
        &[
            r#"--select: there is no rule `privileged` | did you mean `k8s/privileged`?"#,
            r#"--select: "a b" does not name a rule: write its id, such as k8s/run-as-root, or a group, such as k8s/* | gatecheck rules lists all there are"#,
            r#"--ignore: there is no rule `zzz/zzz` | `gatecheck rules` lists all there are"#,
            r#"--profile: unknown profile `none` | the profiles are strict"#,
            r#"--exclude: `../x` is not a path with wildcards | it must not leave the repository with "..""#,
        ],
    );
}

#[test]
fn what_has_expired_is_noted_and_does_not_count() {
    let text = "\
ignore: [{rule: go/x, reason: why, until: 2026-11-22}, {rule: k8s/root, reason: why, until: 2026-11-23}]
accept-unreadable: [{path: a, reason: why, until: 2020-01-01}]
";
    let settings = settings(text, &Flags::default());
    let notes: Vec<&str> = settings.notes.iter().map(|note| note.message.as_str()).collect();
    assert_eq!(
        notes,
        [
            "the ignore of go/x has expired: it counted until 2026-11-22",
            "that a may be unreadable has expired: it counted until 2020-01-01",
        ]
    );
    assert_eq!(settings.path_ignores.len(), 1);
    assert!(settings.accepted_unreadable.is_empty());
}

#[track_caller]
fn check_refused(org: &str, repo: &str, expected: &[&str]) -> Settings {
    let merged = merged(Some(org), Some(repo), &Flags::default()).unwrap();
    assert_eq!(merged.refused.iter().map(shown).collect::<Vec<_>>(), expected);
    merged.settings
}

#[test]
fn under_an_organisation_a_repository_loosens_only_what_it_may() {
    let repo = "\
fail-on: critical
select: [go/x]
rules:
  k8s/root: {severity: low, enabled: false, settings: {uid: 0}}
  k8s/privileged: {severity: critical}
ignore: [{rule: k8s/*, reason: why}]
exclude: [legacy]
accept-unreadable: [{path: a, reason: why, until: 2027-01-01}]
";
    let settings = check_refused(
        "fail-on: medium",
        repo,
        &[
            r#"1:10 "critical" the organisation allows `fail-on: medium` at most | the gate fails on medium and above"#,
            r#"2:1 "select" the organisation decides which rules run, so `select` has no effect | switch rules on under `rules`, with `enabled: true`"#,
            r#"4:24 "low" k8s/root must not be weakened here: the organisation does not allow it | it has no effect"#,
            r#"4:38 "false" k8s/root must not be switched off here: the organisation does not allow it | it has no effect"#,
            r#"4:55 "{uid: 0}" k8s/root must not be given settings here: the organisation does not allow it | it has no effect"#,
            r#"6:17 "k8s/*" k8s/root (and 3 more of k8s/*) must not be ignored here: the organisation does not allow it | for these rules it has no effect"#,
            r#"7:1 "exclude" the organisation does not allow that files are excluded here | all files are scanned"#,
            r#"8:1 "accept-unreadable" the organisation does not allow that unreadable files are accepted here | the scan is incomplete with one"#,
        ],
    );
    let rules = rules();
    assert_eq!(settings.fail_on, Severity::Medium);
    assert_eq!(runs(&settings), ["k8s/root", "k8s/privileged", "go/x"]);
    assert_eq!(settings.severity_of(&rules[0].id, Severity::Medium), Severity::Medium);
    assert_eq!(settings.severity_of(&rules[1].id, Severity::High), Severity::Critical);
    assert!(settings.rule_settings.is_empty());
    let legacy = RepoPath::new("legacy/a.yaml");
    assert!(settings.ignored(&rules[0], &legacy).is_none());
    assert!(settings.excluded(&legacy).is_none());
    assert!(settings.accepts_unreadable(&RepoPath::new("a")).is_none());
    assert!(!settings.may_baseline(&rules[0].id));
}

#[test]
fn an_organisation_may_allow_much() {
    let org = "\
org:
  allow-ignore: [\"*\"]
  non-ignorable: [k8s/privileged]
  max-ignore-days: 90
  fail-on-at-most: high
  allow-exclude: [legacy]
  allow-unreadable: [\"*.broken\"]
  allow-baseline: true
";
    let repo = "\
fail-on: high
rules: {go/x: {enabled: false}}
ignore:
  - {rule: k8s/*, reason: why, until: 2027-01-31}
  - {rule: go/x, reason: why}
  - {rule: k8s/privileged, reason: why, until: 2026-12-01}
exclude: [\"*.yaml\"]
accept-unreadable: [{path: a, reason: why, until: 2027-01-01}]
";
    let settings = check_refused(
        org,
        repo,
        &[
            r#"2:25 "false" go/x must not be switched off here: the organisation allows only what ends: use `ignore` with `until` | it has no effect"#,
            r#"4:12 "k8s/*" k8s/privileged must not be ignored here: the organisation forbids it | for these rules it has no effect"#,
            r#"5:12 "go/x" go/x must not be ignored here: the organisation allows 90 days, so until=2027-02-21 at the latest | for these rules it has no effect"#,
            r#"6:12 "k8s/privileged" k8s/privileged must not be ignored here: the organisation forbids it | for these rules it has no effect"#,
        ],
    );
    let rules = rules();
    let path = RepoPath::new("legacy/a.yaml");
    assert_eq!(settings.fail_on, Severity::High);
    assert!(settings.ignored(&rules[0], &path).is_some());
    assert!(settings.ignored(&rules[1], &path).is_none());
    assert!(settings.ignored(&rules[4], &path).is_none());
    assert!(settings.excluded(&path).is_some());
    assert!(settings.excluded(&RepoPath::new("new/a.yaml")).is_none());
    assert!(settings.accepts_unreadable(&RepoPath::new("a")).is_none());
    assert!(settings.may_baseline(&rules[0].id) && !settings.may_baseline(&rules[1].id));
    assert!(settings.may_ignore(&rules[0].id, None).is_err());
    assert!(settings.may_ignore(&rules[0].id, Date::new(2026, 12, 1)).is_ok());
}
