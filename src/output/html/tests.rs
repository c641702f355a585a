use super::*;
use crate::output::{Format, sample};
use crate::policy::{Applicability, Severity};
use crate::text::Span;

fn page(report: &Report) -> String {
    let mut out = Vec::new();
    let options = OutputOptions { version: "1.2.3".into(), ..OutputOptions::default() };
    Format::Html.reporter(options).write(report, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// The text between the first `begin` and the `end` after it.
#[track_caller]
fn between<'a>(text: &'a str, begin: &str, end: &str) -> &'a str {
    let rest = text.split_once(begin).unwrap_or_else(|| panic!("no {begin} in {text}")).1;
    rest.split_once(end).unwrap_or_else(|| panic!("no {end} after {begin}")).0
}

#[test]
fn every_slot_is_filled() {
    let slots: Vec<&str> = PAGE.split("{{").skip(1).map(|piece| piece.split_once("}}").unwrap().0).collect();
    let html = Html { options: OutputOptions::default() };
    for slot in &slots {
        assert!(!html.part(slot, &sample::rich()).as_bytes().is_empty(), "{slot}");
    }
    assert!(slots.len() > 10 && !page(&sample::rich()).contains("{{"));
}

#[test]
fn the_policy_names_the_style_and_the_script_and_nothing_else() {
    let page = page(&sample::hostile());
    let policy = between(&page, "Content-Security-Policy\" content=\"", "\"").replace("&#39;", "'");
    let hash = |tag: &str| {
        let text = between(&page, &format!("<{tag}>"), &format!("</{tag}>"));
        format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)))
    };
    assert_eq!(
        policy,
        format!(
            "default-src 'none'; style-src {}; script-src {}; base-uri 'none'; form-action 'none'",
            hash("style"),
            hash("script")
        )
    );
    // What the policy would refuse is not there: styles and handlers in attributes, other elements.
    assert!(!page.contains(" style=") && !page.contains(" onclick="));
    assert_eq!((page.matches("<script").count(), page.matches("<style").count()), (1, 1));
}

#[test]
fn a_finding_has_its_rule_reason_place_code_and_patch() {
    let page = page(&sample::rich());
    let finding = between(&page, "<article id=\"f-0123456789ab-3\"", "</article>");
    for part in [
        " class=\"critical\" data-rule=\"k8s/privileged\" data-fix=\"safe\">",
        "<span class=\"sev\">critical</span> container &quot;web&quot; is privileged</h4>",
        "href=\"#r-k8s/privileged\">k8s/privileged</a>",
        "href=\"#f-0123456789ab-3\">deploy/shop.yaml:10:21</a>",
        "<span class=\"l\"><i>9</i>      securityContext:\n</span>",
        "<span class=\"l hit\"><i>10</i>        privileged: <mark>true</mark>\n</span></code>",
        "<p class=\"why\">A privileged container is root on its node: it sees every device and every other container.</p>",
        "<b>Fix</b> run it without privileges <span class=\"how\">safe</span>",
        "<del class=\"l\"><i>10</i>-         privileged: true\n</del><ins class=\"l\"><i>10</i>+         privileged: false\n</ins>",
    ] {
        assert!(finding.contains(part), "{part} in {finding}");
    }
    let missing = between(&page, "data-rule=\"k8s/memory-limit-missing\"", "</article>");
    assert!(missing.contains("<i></i>            <b>▲ resources.limits.memory is missing</b>"), "{missing}");
    assert!(
        missing.contains("see <span class=\"place\">deploy/quota.yaml:1:1</span> the quota of its"),
        "{missing}"
    );
    let by_hand = between(&page, "data-rule=\"k8s/image-without-tag\"", "</article>");
    assert!(by_hand.contains("<mark>registry.example/shop/web</mark> # é😀"), "{by_hand}");
    assert!(by_hand.contains("by hand: the tag is not known"), "{by_hand}");
    let card = between(&page, "id=\"r-k8s/privileged\">", "</div>\n<div class=\"card\"");
    assert!(card.contains("<code>NET_ADMIN</code>.</p>\n<p>A second paragraph says more.</p>"), "{card}");
    assert!(card.contains("# gatecheck: ignore[k8s/privileged] -- the reason"), "{card}");
}

#[test]
fn the_verdict_is_on_top_with_its_reason() {
    let check = |report: &Report, verdict: &str, reason: &str| {
        let page = page(report);
        let top = between(&page, "<main>", "</dl>");
        assert_eq!(between(top, "data-verdict=\"", "\""), verdict);
        assert_eq!(between(top, "<p class=\"reason\">", "</p>"), reason);
        page
    };
    let page = check(
        &sample::rich(),
        "incomplete",
        "2 parts could not be checked, so nothing vouches for them. All 4 findings are medium or worse.",
    );
    for (name, number) in
        [("suppressed", "1"), ("in the baseline", "1"), ("files read", "310"), ("not checked", "2")]
    {
        assert!(page.contains(&format!("<dt>{name}</dt><dd>{number}</dd>")), "{name}");
    }
    assert!(between(&page, "id=\"accepted\"", "</section>").contains("a fake for tests</li>"));
    let errors = between(&page, "<section id=\"errors\"", "</section>");
    assert!(
        errors.contains("deploy/broken.yaml:1:4</p>") && errors.contains("a: <mark>[</mark>1,"),
        "{errors}"
    );

    let page = check(&Report::default(), "pass", "Nothing was found.");
    assert!(!page.contains("class=\"facet\"") && !page.contains("id=\"errors\""));
    let mut report = sample::with_fixes("a: 1\n", &[("f", Applicability::Safe, &[(0, 1, "b")])]);
    check(&report, "findings", "The one finding is medium or worse.");
    report.fail_on = Some(Severity::Critical);
    check(&report, "pass", "1 finding found, none critical.");
}

#[test]
fn facets_count_every_open_finding() {
    let page = page(&sample::rich());
    let rows = |facet: &str| -> Vec<(String, String)> {
        let section = between(&page, &format!("data-facet=\"{facet}\""), "</section>");
        let row = |row: &str| {
            (between(row, "\"", "\"").to_owned(), between(row, "<span class=\"n\">", "<").to_owned())
        };
        section.split("<li data-value=").skip(1).map(row).collect()
    };
    let pairs = |rows: &[(&str, &str)]| -> Vec<(String, String)> {
        rows.iter().map(|(value, number)| ((*value).to_owned(), (*number).to_owned())).collect()
    };
    assert_eq!(rows("severity"), pairs(&[("critical", "2"), ("high", "1"), ("medium", "1")]));
    assert_eq!(rows("fix"), pairs(&[("safe", "1"), ("unsafe", "1"), ("manual", "1"), ("none", "1")]));
    assert_eq!(rows("folder"), pairs(&[("deploy/", "3"), ("=", "1")]));
    assert_eq!(rows("rule")[0], ("k8s/privileged".to_owned(), "1".to_owned()));
}

#[test]
fn hostile_texts_are_only_text() {
    let page = page(&sample::hostile());
    for bad in ["<img", "<b>\n", "</script> ", "\u{1b}", "\u{202e}", "javascript:y\""] {
        assert!(!page.contains(bad), "{bad:?}");
    }
    assert!(page.contains("&lt;img src=x onerror=alert(1)&gt; [x](javascript:y)"));
    // On standard output in a build, no line is a command to the runner.
    assert!(page.lines().all(|line| !line.trim_start().starts_with("::")), "{page}");
    assert!(["##[", "##vso[", "##teamcity["].iter().all(|command| !page.contains(command)));
    // Only web addresses become links.
    let mut report = sample::hostile();
    let mut rule = (*report.findings[0].rule).clone();
    rule.references = vec!["javascript:alert(1)".into(), "https://x.example/\"onclick=\"y".into()];
    report.findings[0].rule = std::sync::Arc::new(rule);
    let page = self::page(&report);
    assert!(
        !page.contains("href=\"javascript")
            && page.contains("href=\"https://x.example/&quot;onclick=&quot;y\"")
    );
}

#[test]
fn long_places_and_long_lines_are_cut() {
    let text = format!("{}\n{}", "line\n".repeat(40), "x".repeat(2_000));
    let mut report = sample::with_fixes(&text, &[("f", Applicability::Safe, &[])]);
    report.findings[0].location.span = Span::new(0, 200);
    let whole = page(&report);
    let code = between(&whole, "<pre class=\"code\">", "</pre>");
    assert_eq!(code.matches("class=\"l hit\"").count(), crate::limits::HTML_CODE_LINES);
    assert!(code.contains("28 more lines"), "{code}");
    report.findings[0].location.span = Span::new(1_201, 1_202);
    let whole = page(&report);
    let code = between(&whole, "<pre class=\"code\">", "</pre>");
    assert!(
        code.contains("…x") && code.contains("<mark>x</mark>x") && code.contains("x…") && code.len() < 600,
        "{code}"
    );
}

#[test]
fn only_the_most_severe_of_too_many_are_shown() {
    let mut report = sample::with_fixes("a: 1\n", &[("f", Applicability::Safe, &[])]);
    report.findings = vec![report.findings[0].clone(); HTML_FINDINGS + 1];
    report.findings[7].severity = Severity::Low;
    let page = page(&report);
    assert_eq!(page.matches("<article").count(), HTML_FINDINGS);
    assert!(!page.contains("<article id=\"f-0123456789ab\" class=\"low\""));
    let note = "The page shows the 5,000 most severe of 5,001 findings; it counts all of them.";
    assert!(page.contains(note) && page.contains("<dt>findings</dt><dd>5,001</dd>"));
}
