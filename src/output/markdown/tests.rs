use super::*;
use crate::output::{Format, sample};
use crate::policy::Applicability;

fn written(report: &Report) -> String {
    let mut out = Vec::new();
    Format::Markdown.reporter(OutputOptions::default()).write(report, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_comment_has_a_verdict_a_table_and_patches() {
    let text = written(&sample::rich());
    let head = "<!-- gatecheck -->
### gatecheck: incomplete

**incomplete: 2 parts could not be checked; 4 findings (2 critical, 1 high, 1 medium), 1 fixable with `gatecheck fix`, 1 more with `--unsafe`; 1 suppressed; 1 in the baseline; 310 files**

#### Could not be checked

- k8s/thing: the policy took longer than 5 s (look for a loop over all pairs)
- `deploy/broken.yaml:1`: a list is not closed (close it with `]`, or exclude the file)

| Severity | Finding | Place | Rule |
|---|---|---|---|
| critical | container \"web\" is privileged | `deploy/shop.yaml:10` | `k8s/privileged` |
| critical | GitHub token in TOKEN | `shop.env:1` | `secrets/token` |
| high | image \"registry.example/shop/web\" has no tag | `deploy/shop.yaml:8` | `k8s/image-without-tag` |
| medium | container \"web\" has no memory limit | `deploy/shop.yaml:7` | `k8s/memory-limit-missing` |

<details>
<summary><b>critical</b> <code>k8s/privileged</code></summary>

**Privileged container.** A privileged container is root on its node: it sees every device and every other container. Take the few capabilities it needs instead, e.g. `NET_ADMIN`.

`deploy/shop.yaml:10`: container \"web\" is privileged

Fix: run it without privileges (safe)

```diff
@@ deploy/shop.yaml:10 @@
-        privileged: true
+        privileged: false
```

</details>
";
    assert!(text.starts_with(head), "{text}");
    assert!(text.contains(
        "
See `deploy/quota.yaml:1:1`: the quota of its namespace asks for one

Fix: limit its memory (unsafe)

```diff
@@ deploy/shop.yaml:7 @@
     - name: web
+      resources:
+        limits:
+          memory: 128Mi
```
"
    ));
    assert!(!text.contains("accepted") && !text.contains("Cut"), "{text}");
    assert_eq!(
        written(&Report::default()),
        "<!-- gatecheck -->\n### gatecheck: pass\n\n**pass: no findings; 0 files**\n"
    );
}

#[test]
fn a_comment_is_never_too_long_and_says_what_is_missing() {
    let long = "é|`@x".repeat(4_000);
    let mut report = sample::with_fixes("a: 1\n", &[("f", Applicability::Safe, &[(0, 1, "b")])]);
    let first = report.findings.remove(0);
    for number in 0..3_000 {
        let mut rule = (*first.rule).clone();
        rule.id = crate::policy::RuleId::new(format!("k8s/thing-{}", number % 40));
        rule.description = long.clone();
        let mut finding = first.clone();
        finding.rule = std::sync::Arc::new(rule);
        finding.message = if number % 3 == 0 { long.clone() } else { format!("number {number}") };
        report.findings.push(finding);
        report.errors.push(ScanError {
            path: Some(crate::text::RepoPath::new(&format!("{number}/{long}"))),
            span: None,
            rule: None,
            message: long.clone(),
            help: String::new(),
        });
    }
    let text = written(&report);
    assert!(text.len() <= MARKDOWN_BYTES, "{}", text.len());
    assert!(text.len() > MARKDOWN_BYTES / 2, "{}", text.len());
    let note = text.lines().last().unwrap();
    for part in ["parts that could not be checked", "findings from the table", "the details of"] {
        assert!(note.contains(part), "{note}");
    }
    assert_eq!(text.matches("<details>").count(), text.matches("</details>").count());
}

/// Whoever reads Markdown finds nothing of theirs in it but words and code: without code and our own markup
/// no character is left that means something. A real reader is asked in tests/seams/formats.
#[test]
fn hostile_texts_are_words_and_code() {
    let mut report = sample::hostile();
    let bare = |text: &str| {
        let mut fence = None;
        let mut out = String::new();
        for line in text.lines() {
            let ticks = line.chars().take_while(|c| *c == '`').count();
            let mark = ticks >= 3 && !line[ticks..].contains('`');
            match fence {
                Some(length) if mark && ticks >= length => fence = None,
                Some(_) => {}
                None if mark => fence = Some(ticks),
                None => out.push_str(&(without_code(line) + "\n")),
            }
        }
        assert_eq!(fence, None);
        out
    };
    report.findings[0].message = "@octocat `@x ![p](http://q) <b> www.x.com #1 | \\| ``".into();
    let text = bare(&written(&report));
    let own = ["<!-- gatecheck -->", "### gatecheck: incomplete", "#### Could not be checked"];
    let theirs: String = text.lines().filter(|line| !own.contains(line)).collect();
    let theirs = ["<details>", "</details>", "<summary>", "</summary>", "<b>", "</b>", "<code>", "</code>"]
        .iter()
        .fold(theirs, |text, tag| text.replace(tag, ""));
    let theirs = theirs.replace("&lt;", "").replace("&gt;", "").replace("&quot;", "").replace("&amp;", "");
    assert!(!theirs.contains(['@', '[', ']', '!', '#', '<', '>', '&', '\\', '$', '_', '~']), "{theirs}");
    assert!(!theirs.contains("www."), "{theirs}");
}

/// A line without its code spans.
fn without_code(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(at) = rest.find('`') {
        out.push_str(&rest[..at]);
        let ticks: String = rest[at..].chars().take_while(|c| *c == '`').collect();
        rest = &rest[at + ticks.len()..];
        let mut from = 0;
        let end = loop {
            let found = from + rest[from..].find(&ticks).unwrap_or_else(|| panic!("code has no end: {line}"));
            let longer = rest[found..].chars().take_while(|c| *c == '`').count();
            if longer == ticks.len() {
                break found + longer;
            }
            from = found + longer;
        };
        rest = &rest[end..];
    }
    out + rest
}

#[test]
fn a_category_has_a_comment_of_its_own() {
    assert_eq!(marker(None), "<!-- gatecheck -->\n");
    assert_eq!(marker(Some("deploy/prod --> <b>")), "<!-- gatecheck:deploy/prodb -->\n");
}
