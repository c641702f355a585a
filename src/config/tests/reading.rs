//! Files that read, and what is said about those that do not.

use super::*;

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let actual = match parse(&file(FILE, text)) {
        Ok(_) => Vec::new(),
        Err(errors) => errors.iter().map(shown).collect(),
    };
    assert_eq!(actual, expected);
}

#[test]
fn a_configuration_reads() {
    check(FULL, &[]);
    check("", &[]);
    check("# nothing\n", &[]);
    check("ignore:\n#  - rule: x\nrules:\n  k8s/root:\n", &[]);
}

#[test]
fn every_mistake_is_shown_at_its_place() {
    check(
        "fail_on: high\nexlude: [a]\nzzz: 1\n",
        &[
            r#"1:1 "fail_on" unknown key `fail_on` | did you mean `fail-on`?"#,
            r#"2:1 "exlude" unknown key `exlude` | did you mean `exclude`?"#,
            r#"3:1 "zzz" unknown key `zzz` | the keys here are version, fail-on, select, profiles, rules, ignore, peer-ignores, exclude, accept-unreadable, policies, kubernetes-version, org"#,
        ],
    );
    check("fail-on: hihg\n", &[r#"1:10 "hihg" `hihg` is not a severity | did you mean `high`?"#]);
    check(
        "fail-on: 3\n",
        &[
            r#"1:10 "3" `fail-on` must be text, and is the number 3 | the severities are low, medium, high, critical"#,
        ],
    );
    check(
        "rules:\n  k8s/x: {severity: bad, enabled: \"no\"}\n  k8s/y: off\n",
        &[
            r#"2:21 "bad" `bad` is not a severity | the severities are low, medium, high, critical"#,
            r#"2:35 "\"no\"" `enabled` must be true or false, and is text | write true or false without quotes"#,
            r#"3:10 "off" `k8s/y` must be a mapping, and is text | its keys are enabled, severity, settings"#,
        ],
    );
    check(
        "ignore:\n  - rule: k8s/x\n    until: soon\n  - k8s/y\n",
        &[
            r#"2:5 "rule" `reason` is missing here | add it: why they are accepted"#,
            r#"3:12 "soon" `soon` is not a date | write year-month-day, such as 2026-12-31"#,
            r#"4:5 "k8s/y" an item of `ignore` must be a mapping, and is text | its keys are rule, reason, until, paths"#,
        ],
    );
    check(
        "exclude: vendor\nselect: [k8s]\nprofiles: [1]\n",
        &[
            r#"1:10 "vendor" `exclude` must be a list, and is text | write it as a list: a line of its own that begins with "- ""#,
            r#"3:12 "1" an item of `profiles` must be text, and is the number 1 | put it in quotes"#,
        ],
    );
    check(
        "exclude: [\"!a\", {path: a}, [b], ]\n",
        &[
            r#"1:11 "\"!a\"" `!a` is not a path with wildcards | there is no negation: leave the "!" out and name what is meant"#,
            r#"1:17 "{path: a}" `reason` is missing here | add it: why they are not scanned"#,
            r#"1:28 "[b]" an item of `exclude` must be text or a mapping, and is a list | its keys are path, reason"#,
        ],
    );
    check(
        "select: [a b]\nkubernetes-version: 1.30\n",
        &[
            r#"1:10 "a b" `a b` does not name a rule | write a rule's id, such as k8s/run-as-root, or a group, such as k8s/*"#,
            r#"2:21 "1.30" `kubernetes-version` must be text, and is the number 1.3 | put it in quotes"#,
        ],
    );
    check(
        "kubernetes-version: latest\n",
        &[r#"1:21 "latest" `latest` is not a Kubernetes release | write it as "1.33""#],
    );
    check(
        "accept-unreadable: [{path: a, reason: \"\", until: 2026-02-30}]\n",
        &[
            r#"1:39 "\"\"" the text is empty | say it in words"#,
            r#"1:50 "2026-02-30" `2026-02-30` is not a date | write year-month-day, such as 2026-12-31"#,
        ],
    );
    check("1: 2\n", &[r#"1:1 "1" a key must be text, and is the number 1 | put the key in quotes"#]);
    check(
        "ignore:\n  - {rule: k8s/*, rule: x}\n",
        &[r#"2:19 "rule" the key `rule` is written twice | remove one of the two"#],
    );
    check(
        "- a\n",
        &[
            r#"1:1 "- a" the configuration must be a mapping, and is a list | its keys are version, fail-on, select, profiles, rules, ignore, peer-ignores, exclude, accept-unreadable, policies, kubernetes-version, org"#,
        ],
    );
    check(
        "fail-on: !x high\n",
        &[
            r#"1:13 "high" `fail-on` must be text, and is a value with a tag | take the tag away, the word that begins with "!""#,
        ],
    );
    check(
        "org: {max-ignore-days: -1, allow-baseline: 1}\n",
        &[
            r#"1:24 "-1" `max-ignore-days` must be a whole number from 0 on, and is the number -1 | write a whole number from 0 on"#,
            r#"1:44 "1" `allow-baseline` must be true or false, and is the number 1 | write true or false without quotes"#,
        ],
    );
}

#[test]
fn what_is_no_yaml_says_where() {
    check(
        "fail-on: [\n",
        &[
            r#"2:1 "" the configuration is not valid YAML: did not find expected node content | mend it at this place"#,
        ],
    );
    check(
        "a: b: c\n",
        &[
            r#"1:5 ":" the configuration is not valid YAML: mapping values are not allowed in this context | mend it at this place"#,
        ],
    );
    check(
        "fail-on: low\nfail-on: high\n",
        &[r#"2:1 "fail-on" the key `fail-on` is written twice | remove one of the two"#],
    );
    check(
        "a: *b\n",
        &[r#"1:4 "*" the configuration is not valid YAML: unknown anchor | mend it at this place"#],
    );
    check(
        "version: 1\n---\nversion: 1\n",
        &[r#"the configuration holds more than one document | take the line "---" and what follows away"#],
    );
    check(
        "version: 2\nnew: 1\n",
        &[
            r#"1:10 "2" the configuration has version 2, and this gatecheck reads version 1 | use the version of gatecheck that it was written for"#,
        ],
    );
    check(
        &"#".repeat(crate::limits::CONFIG_BYTES + 1),
        &[
            r#"the configuration is larger than 256 KiB | a configuration is written by people: is this the right file?"#,
        ],
    );
}

#[test]
fn the_schema_is_the_one_that_is_published() {
    let settings = crate::policy::Settings::new();
    let load = crate::policy::Load {
        builtin: true,
        bundles: &[],
        active: &|_| true,
        settings: &settings,
        sandbox: None,
    };
    let set = crate::policy::PolicySet::load(load).unwrap();
    let written = format!("{:#}\n", schema(&Known::new(set.rules().map(|rule| &**rule))));
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/gatecheck.schema.json");
    if std::env::var_os("GATECHECK_REGENERATE").is_some() {
        std::fs::write(path, &written).unwrap();
    }
    let published = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        published == written,
        "docs/gatecheck.schema.json is out of date: run with GATECHECK_REGENERATE=1"
    );
}

proptest::proptest! {
    #[test]
    fn no_text_panics_and_errors_lie_in_the_file(text in "[a-z:\\-\\[\\]{}&*!|>%#'\", \n\u{e9}0-9]{0,80}", cut in 0..600_usize) {
        let fits = |file: Arc<SourceFile>| {
            let errors = parse(&file).err().unwrap_or_default();
            errors.iter().all(|error| error.span.is_none_or(|span| file.text.get(span.range()).is_some()))
        };
        assert!(fits(file(FILE, &text)));
        let cut = FULL.char_indices().map(|(at, _)| at).find(|at| *at >= cut).unwrap_or(FULL.len());
        assert!(fits(file(FILE, &format!("{}{text}{}", &FULL[..cut], &FULL[cut..]))));
    }
}

#[test]
fn the_examples_of_the_manual_read() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/configuration.md");
    let manual = std::fs::read_to_string(path).unwrap();
    let examples: Vec<&str> =
        manual.split("```yaml\n").skip(1).filter_map(|it| it.split("```").next()).collect();
    assert_eq!(examples.len(), 2);
    for example in examples {
        check(example, &[]);
    }
}
