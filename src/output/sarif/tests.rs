use super::*;
use crate::output::{Format, sample};
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
    assert_eq!(results[2]["relatedLocations"][0]["message"]["text"], "the quota of its namespace asks for one");
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
        ["gatecheck/policy-failed", "gatecheck/unparsed", "k8s/image-without-tag", "k8s/privileged", "secrets/token"]
    );
    let notes = run["invocations"][0]["toolExecutionNotifications"].as_array().unwrap();
    assert_eq!(notes[2]["message"]["text"], "1 less severe results were left out; the verdict counts them.");
}

#[test]
fn a_category_ends_with_a_slash() {
    let run = written(&Report::default(), OutputOptions { category: Some("deploy/prod".into()), ..options() });
    assert_eq!(run["automationDetails"], json!({ "id": "deploy/prod/" }));
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
    let rule = run["tool"]["driver"]["rules"].as_array().unwrap().iter().find(|r| r["id"] == "custom/evil").unwrap();
    let help = rule["help"]["markdown"].as_str().unwrap();
    assert!(help.starts_with("\\!\\[p\\](http://track.example/p)"), "{help}");
    assert!(help.contains("&lt;/script&gt;") && help.contains("````\n```\n<b>\n````"), "{help}");
}

#[test]
fn columns_are_utf16_units() {
    let text = "# first\nimage: é😀 bad # x\n";
    let mut report = sample::with_fixes(text, &[("f", crate::policy::Applicability::Safe, &[(22, 25, "good")])]);
    report.findings[0].location.span = Span::new(22, 25);
    assert_eq!(report.files[&RepoPath::new("f")].text.get(22..25), Some("bad"));
    let run = written(&report, options());
    let region = &run["results"][0]["locations"][0]["physicalLocation"]["region"];
    assert_eq!(*region, json!({ "startLine": 2, "startColumn": 12, "endLine": 2, "endColumn": 15 }));
    let line: Vec<u16> = text.lines().nth(1).unwrap().encode_utf16().collect();
    assert_eq!(String::from_utf16(&line[11..14]).unwrap(), "bad");
}
