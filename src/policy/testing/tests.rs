//! Tests of the test runner: it must notice what it exists to notice.

use super::*;

const RULE: &str = r#"# METADATA
# title: Odd
# description: Odd things are odd.
# custom:
#   severity: low
#   category: oddness
#   kinds: [kubernetes]
#   since: 0.1.0
#   fix: safe
package gatecheck.g.odd

deny contains {
	"msg": "odd",
	"at": ["spec", "odd"],
	"fix": {"title": "be even", "ops": [{"op": "set", "at": ["spec", "odd"], "value": false}]},
} if {
	input.spec.odd == true
}
"#;

const TEST: &str = "package gatecheck.g.odd_test\n\nimport data.gatecheck.g.odd\n\ntest_odd if {\n\tcount(odd.deny) == 1 with input as {\"spec\": {\"odd\": true}}\n}\n";
const BAD: &str = "apiVersion: v1\nkind: Odd\nspec:\n  odd: true #~ g/odd\n";
const FIXED: &str = "apiVersion: v1\nkind: Odd\nspec:\n  odd: false\n";

/// Runs the folder of the rule above with some files replaced, or taken away by an empty text.
#[track_caller]
fn check(changed: &[(&str, &str)], expected: &[&str]) {
    let files = [
        ("odd.rego", RULE),
        ("odd_test.rego", TEST),
        ("bad.yaml", BAD),
        ("bad.fixed.yaml", FIXED),
        ("good.yaml", FIXED),
    ];
    let mut files: BTreeMap<&str, &str> = files.into();
    files.extend(changed.iter().copied());
    let files = files.into_iter().filter(|(_, text)| !text.is_empty());
    let bundle = Bundle::trusted(files.map(|(name, text)| (format!("g/odd/{name}"), text.to_owned())));
    let shown: Vec<String> = match run(&bundle, &|folder| !folder.contains("lib"), None) {
        Ok(outcome) => outcome.failures.iter().map(ToString::to_string).collect(),
        Err(errors) => errors.iter().map(ToString::to_string).collect(),
    };
    let first_lines: Vec<&str> = shown.iter().filter_map(|text| text.lines().next()).collect();
    assert_eq!(first_lines, expected, "{shown:#?}");
}

#[test]
fn a_complete_folder_passes() {
    check(&[], &[]);
}

#[test]
fn a_test_that_fails_or_is_undefined_is_named() {
    let name =
        "package gatecheck.g.odd_test\n\ntest_a if false\n\ntest_b := false\n\ntest_c if input.nothing\n";
    check(
        &[("odd_test.rego", name)],
        &[
            "g/odd/odd_test.rego:3: test_a fails",
            "g/odd/odd_test.rego:5: test_b fails",
            "g/odd/odd_test.rego:7: test_c fails",
        ],
    );
    let twice = format!("{TEST}\ntest_odd if false\n");
    check(
        &[("odd_test.rego", &twice)],
        &["g/odd/odd_test.rego:9: test_odd is defined twice, and passes if one of the two does"],
    );
    let misspelt = TEST.replace("odd.deny", "odd.denny");
    check(
        &[("odd_test.rego", &misspelt)],
        &["g/odd/odd_test.rego:6:8: data.gatecheck.g.odd.denny does not exist"],
    );
}

#[test]
fn examples_are_denied_exactly_where_they_say() {
    check(
        &[("bad.yaml", &BAD.replace(" #~ g/odd", ""))],
        &[
            "g/odd/bad.yaml:1: the bad example says nowhere that it is denied: mark the lines with `#~ g/odd`, \
             or the line before with `#~v g/odd`",
            "g/odd/bad.yaml:4: not expected in column 8: g/odd: odd (at spec.odd)",
        ],
    );
    check(
        &[("bad.yaml", &BAD.replace("g/odd", "g/oddd"))],
        &[
            "g/odd/bad.yaml:1: the bad example is marked for g/oddd, but the rule here is g/odd",
            "g/odd/bad.yaml:4: not expected in column 8: g/odd: odd (at spec.odd)",
        ],
    );
    let elsewhere = "apiVersion: v1\nkind: Odd #~ g/odd\nspec:\n  #~v g/odd:7\n  odd: true\n";
    check(
        &[("bad.yaml", elsewhere)],
        &[
            "g/odd/bad.yaml:2: g/odd does not deny this",
            "g/odd/bad.yaml:5: g/odd does not deny this in column 7",
            "g/odd/bad.yaml:5: not expected in column 8: g/odd: odd (at spec.odd)",
        ],
    );
    check(&[("good.yaml", BAD)], &["g/odd/good.yaml:1: a good example has marks"]);
    check(
        &[("good.yaml", "# nothing\n")],
        &["g/odd/good.yaml:1: the example holds no document of kind kubernetes"],
    );
}

#[test]
fn marks_may_stand_beside_the_example() {
    let plain = "{\"apiVersion\": \"v1\", \"kind\": \"Odd\", \"spec\": {\"odd\": true}}\n";
    let marks = "[{\"rule\": \"g/odd\", \"line\": 1, \"column\": 53}]";
    let fixed = plain.replace("true", "false");
    check(
        &[("bad-too.json", plain), ("bad-too.json.expected.json", marks), ("bad-too.fixed.json", &fixed)],
        &[],
    );
}

#[test]
fn a_folder_is_one_example_with_paths() {
    check(&[("bad-tree/a/b/c.yaml", BAD), ("bad-tree/readme.txt", "hello\n")], &[]);
}

#[test]
fn fixes_are_compared() {
    let other = FIXED.replace("false", "no");
    check(&[("bad.fixed.yaml", &other)], &["g/odd/bad.fixed.yaml:1: the fixed text differs:"]);
    let useless = RULE.replace("\"value\": false", "\"value\": true");
    check(
        &[("odd.rego", &useless), ("bad.fixed.yaml", &BAD.replace(" #~ g/odd", ""))],
        &["g/odd/bad.fixed.yaml:1: is denied still, and would be fixed again: odd"],
    );
}

#[test]
fn a_folder_lacks_nothing() {
    check(&[("good.yaml", "")], &["g/odd/odd.rego:1: g/odd has no good example"]);
    check(&[("bad.fixed.yaml", "")], &["g/odd/odd.rego:1: g/odd fixes, but no bad*.fixed.* shows how"]);
    let idle = format!("{RULE}\ndeny contains {{\"msg\": \"never\"}} if {{\n\tinput.nver\n\tinput.b\n}}\n");
    check(
        &[("odd.rego", &idle)],
        &[
            "g/odd/odd.rego:20: no test or example runs this line",
            "g/odd/odd.rego:22: no test or example runs this line",
        ],
    );
}

#[test]
fn metadata_is_complete_and_known() {
    let without = |key: &str| {
        RULE.lines().filter(|line| !line.contains(key)).map(|l| format!("{l}\n")).collect::<String>()
    };
    check(
        &[("odd.rego", &without("since:"))],
        &["g/odd/odd.rego:5:1: the metadata cannot be read: custom: missing field `since`"],
    );
    check(
        &[("odd.rego", &RULE.replace("#   since: 0.1.0", "#   since: 0.1.0\n#   colour: red"))],
        &[
            "g/odd/odd.rego:9:1: the metadata cannot be read: custom: unknown field `colour`, expected one of `severity`, `category`, `kinds`, `since`, `match`, `fix`, `opt_in`, `names_only`, `profiles`, `peers`, `controls`, `aliases`, `scope`, `facts`, `settings`",
        ],
    );
    check(
        &[("odd.rego", &RULE.replace("[kubernetes]", "[kubernets]").replace("low", "mild"))],
        &[
            "g/odd/odd.rego:1:1: unknown kind \"kubernets\": it is one of github-actions, gitlab-ci, compose, dockerfile, go-mod, go-sum, kubernetes, yaml, text",
            "g/odd/odd.rego:1:1: unknown severity \"mild\": it is one of low, medium, high, critical",
        ],
    );
    check(
        &[("odd.rego", &RULE.replace("gatecheck.g.odd", "gatecheck.g.even"))],
        &["g/odd/odd.rego:10:1: package gatecheck.g.even does not fit its folder"],
    );
}

#[test]
fn an_answer_of_the_wrong_shape_fails_its_rule() {
    let wrong = |from: &str, to: &str, expected: &str| {
        let rule = RULE.replace(from, to);
        let lines = [
            format!("g/odd/bad.yaml:1: g/odd failed: {expected}"),
            "g/odd/bad.yaml:4: g/odd does not deny this".to_owned(),
            "g/odd/bad.fixed.yaml:1: the fixed text differs:".to_owned(),
        ];
        let mut lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        lines.sort();
        check(&[("odd.rego", &rule)], &lines);
    };
    wrong("\"msg\": \"odd\",", "", "a denial lacks \"msg\", its message");
    wrong("\"msg\": \"odd\"", "\"msg\": 7", "a denial lacks \"msg\", its message");
    wrong(
        "\"msg\": \"odd\"",
        "\"msg\": \"odd\", \"line\": 7",
        "unknown key \"line\" in a denial: it has msg, at, related, fix, document",
    );
    wrong(
        "\"at\": [\"spec\", \"odd\"],\n\t\"fix\"",
        "\"at\": \"spec.odd\",\n\t\"fix\"",
        "a place must be a list of keys and indices",
    );
    wrong("\"op\": \"set\"", "\"op\": \"sett\"", "unknown fix operation \"sett\"");
    wrong("\"title\": \"be even\", ", "", "a fix lacks \"title\"");
}

#[test]
fn an_error_names_the_place_and_quotes_no_value() {
    let rule = RULE.replace("input.spec.odd == true", "lower(input.spec.odd) != \"\"");
    let message = "failed: g/odd/odd.rego:17:21: `lower` expects string argument";
    let (bad, good) =
        (format!("g/odd/bad.yaml:1: g/odd {message}"), format!("g/odd/good.yaml:1: g/odd {message}"));
    let test = format!("g/odd/odd_test.rego:5: test_odd fails: {}", message.trim_start_matches("failed: "));
    check(
        &[("odd.rego", &rule), ("bad.fixed.yaml", &BAD.replace(" #~ g/odd", ""))],
        &[&bad, "g/odd/bad.yaml:4: g/odd does not deny this", &good, &test],
    );
}
