use super::*;
use crate::output::{Format, sample};
use crate::policy::Severity;
use crate::text::{RepoPath, Span};

fn options() -> OutputOptions {
    OutputOptions { version: "1.2.3".into(), ..OutputOptions::default() }
}

/// Writes the report, reads it back with the types it was written with, and gives the one run as JSON.
fn written(report: &Report, options: OutputOptions) -> Value {
    let mut out = Vec::new();
    Format::Sarif.reporter(options).write(report, &mut out).unwrap();
    let read: Log = serde_json::from_slice(&out).unwrap();
    let json: Value = serde_json::from_slice(&out).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), json);
    assert_eq!(json["runs"].as_array().unwrap().len(), 1);
    json["runs"][0].clone()
}

#[test]
fn an_empty_report_has_a_list_of_no_results() {
    let run = written(&Report::default(), options());
    assert_eq!(run["results"], json!([]));
    assert_eq!(run["properties"], json!({ "complete": true, "verdict": "pass" }));
    assert_eq!(run["columnKind"], "utf16CodeUnits");
    // Where the repository lies on this machine is nobody's business.
    let root = json!({ "%SRCROOT%": { "description": { "text": "The root of the scanned repository." } } });
    assert_eq!(run["originalUriBaseIds"], root);
    assert_eq!(run["invocations"][0]["executionSuccessful"], true);
    assert!(run.get("automationDetails").is_none());
    assert_eq!(run["tool"]["driver"]["semanticVersion"], "1.2.3");
}

#[test]
fn a_finding_has_all_that_code_scanning_asks_for() {
    let run = written(&sample::rich(), options());
    let results = run["results"].as_array().unwrap();
    let ids: Vec<&str> = results.iter().map(|result| result["ruleId"].as_str().unwrap()).collect();
    assert_eq!(
        ids,
        [
            "gatecheck/policy-failed",
            "gatecheck/unparsed",
            "k8s/memory-limit-missing",
            "k8s/image-without-tag",
            "k8s/privileged",
            "secrets/token",
        ]
    );
    for result in results {
        let rule = &run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().unwrap() as usize];
        assert_eq!(rule["id"], result["ruleId"]);
    }
    assert_eq!(
        results[4],
        json!({
            "ruleId": "k8s/privileged",
            "ruleIndex": 4,
            "level": "error",
            "message": { "text": "container \"web\" is privileged" },
            "locations": [{
                "physicalLocation": {
                    "artifactLocation": { "uri": "deploy/shop.yaml", "uriBaseId": "%SRCROOT%" },
                    "region": { "startLine": 10, "startColumn": 21, "endLine": 10, "endColumn": 25 },
                },
                "logicalLocations": [
                    { "fullyQualifiedName": "spec.containers[0].securityContext.privileged" }
                ],
            }],
            "partialFingerprints": {
                "gatecheckFingerprint/v1": "0123456789abcdef0123456789abcdef",
                "primaryLocationLineHash": "abc:1",
            },
            "fixes": [{
                "description": { "text": "run it without privileges" },
                "artifactChanges": [{
                    "artifactLocation": { "uri": "deploy/shop.yaml", "uriBaseId": "%SRCROOT%" },
                    "replacements": [{
                        "deletedRegion": { "startLine": 10, "startColumn": 21, "endLine": 10, "endColumn": 25 },
                        "insertedContent": { "text": "false" },
                    }],
                }],
                "properties": { "applicability": "safe" },
            }],
            "properties": { "severity": "critical" },
        })
    );
    // A suggestion is not offered as a fix, and a failure is both a result and a notification.
    assert!(results[3].get("fixes").is_none());
    assert_eq!(
        results[2]["relatedLocations"][0]["message"]["text"],
        "the quota of its namespace asks for one"
    );
    assert_eq!(run["properties"]["complete"], false);
    assert_eq!(run["invocations"][0]["executionSuccessful"], true);
    assert_eq!(run["invocations"][0]["toolExecutionNotifications"].as_array().unwrap().len(), 2);
}

#[test]
fn rules_have_what_code_scanning_shows() {
    let run = written(&sample::rich(), options());
    let rule = &run["tool"]["driver"]["rules"][4];
    assert_eq!(rule["name"], "Privileged");
    assert_eq!(rule["shortDescription"]["text"], "Privileged container.");
    assert_eq!(rule["defaultConfiguration"]["level"], "error");
    assert_eq!(
        rule["properties"],
        json!({
            "tags": ["security", "root", "k8s", "cis-k8s@1.12:5.2.2", "pss:baseline"],
            "precision": "high",
            "security-severity": "9.5",
        })
    );
    let help = rule["help"]["markdown"].as_str().unwrap();
    assert!(help.contains("Instead of\n\n```yaml\nprivileged: true\n```\n\nwrite\n\n```yaml\n"), "{help}");
}

#[test]
fn suppressed_findings_are_listed_only_if_asked_for() {
    let run = written(&sample::rich(), OutputOptions { include_suppressed: true, ..options() });
    let results = run["results"].as_array().unwrap();
    let kinds: Vec<&Value> = results.iter().map(|result| &result["suppressions"][0]["kind"]).collect();
    assert_eq!(kinds[5], "external");
    assert_eq!(kinds[6], "inSource");
    assert_eq!(results[6]["suppressions"][0]["justification"], "a fake for tests");
    assert_eq!(kinds.iter().filter(|kind| kind.is_null()).count(), 6);
}

#[test]
fn the_most_severe_results_are_kept_in_order() {
    let run = written(&sample::rich(), OutputOptions { max_results: 5, ..options() });
    let results = run["results"].as_array().unwrap();
    let ids: Vec<&Value> = results.iter().map(|result| &result["ruleId"]).collect();
    assert_eq!(
        ids,
        [
            "gatecheck/policy-failed",
            "gatecheck/unparsed",
            "k8s/image-without-tag",
            "k8s/privileged",
            "secrets/token"
        ]
    );
    let notes = run["invocations"][0]["toolExecutionNotifications"].as_array().unwrap();
    assert_eq!(notes[2]["message"]["text"], "1 less severe result was left out; the verdict counts all.");
    let said =
        |max_results| Sarif { options: OutputOptions { max_results, ..options() } }.left_out(&sample::rich());
    let note = "the SARIF report holds the 5 most severe of 6 results, the verdict counts all; \
                --sarif-max-results changes how many";
    assert_eq!((said(5).as_deref(), said(6)), (Some(note), None));
}

/// What could not be checked goes first, and takes no more room than there is.
#[test]
fn one_result_is_the_least() {
    let run = written(&sample::rich(), OutputOptions { max_results: 1, ..options() });
    assert_eq!(run["results"].as_array().unwrap().len(), 1);
    assert_eq!(run["results"][0]["ruleId"], "gatecheck/policy-failed");
    assert_eq!(run["properties"]["complete"], false);
    let notes = run["invocations"][0]["toolExecutionNotifications"].as_array().unwrap();
    assert_eq!(notes.len(), 2);
    assert_eq!(notes[1]["message"]["text"], "5 less severe results were left out; the verdict counts all.");
}

/// Code scanning takes the severity of an alert from its rule, so a configured severity must be there too.
#[test]
fn a_rule_is_as_severe_as_its_findings() {
    let mut report = sample::rich();
    let finding =
        report.findings.iter_mut().find(|finding| finding.rule.id.as_str() == "k8s/privileged").unwrap();
    finding.severity = Severity::Low;
    let run = written(&report, options());
    let result = &run["results"][4];
    assert_eq!(
        (&result["level"], &result["properties"]["ruleSeverity"]),
        (&json!("note"), &json!("critical"))
    );
    let rule = &run["tool"]["driver"]["rules"][4];
    assert_eq!(rule["defaultConfiguration"]["level"], "note");
    assert_eq!(rule["properties"]["security-severity"], "2.0");
}

/// GitHub's limits: longer names and descriptions are refused, more tags are not shown.
#[test]
fn descriptors_stay_within_the_limits() {
    let mut report = sample::rich();
    let mut rule = (*report.findings[0].rule).clone();
    rule.id = crate::policy::RuleId::new(format!("team/{}", "é-long-".repeat(100)));
    rule.title = "é".repeat(3_000);
    rule.description = "long ".repeat(1_000);
    rule.controls = (0..30).map(|n| format!("c:{n}")).collect();
    report.rules = vec![std::sync::Arc::new(rule)];
    let run = written(&report, options());
    let rule = run["tool"]["driver"]["rules"]
        .as_array()
        .unwrap()
        .iter()
        .find(|rule| rule["id"].as_str().unwrap().starts_with("team/"));
    let rule = rule.unwrap();
    let length = |value: &Value| value.as_str().unwrap().chars().count();
    assert_eq!(length(&rule["name"]), 255);
    assert_eq!(length(&rule["shortDescription"]["text"]), 1_024);
    assert_eq!(length(&rule["fullDescription"]["text"]), 1_024);
    assert_eq!(rule["properties"]["tags"].as_array().unwrap().len(), 10);
    assert_eq!(rule["properties"]["tags"][0], "security");
    assert!(rule["properties"]["security-severity"].is_string());
}

#[test]
fn a_category_ends_with_a_slash() {
    let run =
        written(&Report::default(), OutputOptions { category: Some("deploy/prod".into()), ..options() });
    assert_eq!(run["automationDetails"], json!({ "id": "deploy/prod/" }));
    let run = written(&Report::default(), OutputOptions { category: Some("prod/".into()), ..options() });
    assert_eq!(run["automationDetails"], json!({ "id": "prod/" }));
    let run = written(&Report::default(), OutputOptions { category: Some(String::new()), ..options() });
    assert!(run.get("automationDetails").is_none());
}

#[test]
fn hostile_texts_are_no_links_and_no_markup() {
    let run = written(&sample::hostile(), options());
    let found = &run["results"][1];
    assert_eq!(
        found["message"]["text"],
        "::error::\\[click\\](http://x) \\\\u{1b}\\[2J\\\\n::set-output name=a::b ## \\[group\\]c"
    );
    assert_eq!(
        found["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
        "a%0A%3A%3Aerror%3A%3Ax%1B%5B31m%E2%80%AE%25%23%3F%5Bx%5D.yaml"
    );
    let broken = &run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(*broken, "%FF%0A%3A%3Ax");
    let rule =
        run["tool"]["driver"]["rules"].as_array().unwrap().iter().find(|r| r["id"] == "custom/evil").unwrap();
    let help = rule["help"]["markdown"].as_str().unwrap();
    assert!(help.starts_with("\\!\\[p\\](http://track.example/p)"), "{help}");
    assert!(help.contains("&lt;/script&gt;") && help.contains("````\n```\n<b>\n````"), "{help}");
}

#[test]
fn columns_are_utf16_units() {
    let text = "# first\nimage: é😀 bad # x\n";
    let mut report =
        sample::with_fixes(text, &[("f", crate::policy::Applicability::Safe, &[(22, 25, "good")])]);
    report.findings[0].location.span = Span::new(22, 25);
    assert_eq!(report.files[&RepoPath::new("f")].text.get(22..25), Some("bad"));
    let run = written(&report, options());
    let region = &run["results"][0]["locations"][0]["physicalLocation"]["region"];
    assert_eq!(*region, json!({ "startLine": 2, "startColumn": 12, "endLine": 2, "endColumn": 15 }));
    let line: Vec<u16> = text.lines().nth(1).unwrap().encode_utf16().collect();
    assert_eq!(String::from_utf16(&line[11..14]).unwrap(), "bad");
}
