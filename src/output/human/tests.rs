use std::time::Instant;

use super::*;
use crate::output::{Format, sample};

fn render(report: &Report, options: OutputOptions) -> String {
    let mut out = Vec::new();
    Format::Human.reporter(options).write(report, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_report_reads_well_in_eighty_columns() {
    let expected = r#"
medium[k8s/memory-limit-missing]: container "web" has no memory limit
   ╭─[deploy/shop.yaml:7:13]
 6 │   containers:
 7 │     - name: web
   ·             ─┬─
   ·              ╰── resources.limits.memory is missing
 8 │       image: registry.example/shop/web # é😀
   ╰────
  see: deploy/quota.yaml:1:1: the quota of its namespace asks for one
  why: Without a limit one container can take all memory of its node.
  fix: limit its memory (unsafe)
  7 │     - name: web
  8 +       resources:
  9 +         limits:
 10 +           memory: 128Mi

high[k8s/image-without-tag]: image "registry.example/shop/web" has no tag
   ╭─[deploy/shop.yaml:8:14]
 7 │     - name: web
 8 │       image: registry.example/shop/web # é😀
   ·              ─────────────────────────
 9 │       securityContext:
   ╰────
  why: The image that is deployed changes without a change here.
  fix: name a version (by hand: the tag is not known)

critical[k8s/privileged]: container "web" is privileged
    ╭─[deploy/shop.yaml:10:21]
  9 │       securityContext:
 10 │         privileged: true
    ·                     ────
    ╰────
  why: A privileged container is root on its node: it sees every device and
       every other container. Take the few capabilities it needs instead, e.g.
       `NET_ADMIN`.
  fix: run it without privileges (safe)
 10 -         privileged: true
 10 +         privileged: false

critical[secrets/token]: GitHub token in TOKEN
   ╭─[shop.env:1:7]
 1 │ TOKEN=ghp_****************
   ·       ────────────────────
   ╰────
  why: Whoever can read the repository can use it.

error[k8s/thing]: the policy took longer than 5 s
  help: look for a loop over all pairs

error: a list is not closed
   ╭─[deploy/broken.yaml:1:4]
 1 │ a: [1,
   ·    ─
 2 │ b: 2
   ╰────
  help: close it with `]`, or exclude the file

incomplete: 2 parts could not be checked; 4 findings (2 critical, 1 high,
  1 medium), 1 fixable with `gatecheck fix`, 1 more with `--unsafe`;
  1 suppressed; 1 in the baseline; 310 files
"#;
    assert_eq!(format!("\n{}", render(&sample::rich(), OutputOptions::default())), expected);
}

#[track_caller]
fn check_last_line(report: &Report, expected: &str) {
    let options = OutputOptions { quiet: true, ..OutputOptions::default() };
    assert_eq!(render(report, options.clone()), format!("{expected}\n"));
    let text = render(report, OutputOptions { width: 1_000, quiet: false, ..options });
    assert_eq!(text.lines().last(), Some(expected));
}

#[test]
fn the_last_line_says_the_verdict_and_counts() {
    use Applicability::{Safe, Unsafe};
    check_last_line(&Report::default(), "pass: no findings; 0 files");
    let mut report = sample::with_fixes("a: 1\n", &[("f", Unsafe, &[(0, 1, "b")])]);
    report.stats.files = 1;
    check_last_line(&report, "fail: 1 finding (1 high), 1 fixable with `gatecheck fix --unsafe`; 1 file");
    report.fail_on = Some(crate::policy::Severity::Critical);
    check_last_line(
        &report,
        "pass: 1 finding (1 high), none critical, 1 fixable with `gatecheck fix --unsafe`; 1 file",
    );
    let mut report =
        sample::with_fixes("a: 1\n", &[("f", Safe, &[(0, 1, "b")]), ("g", Safe, &[(0, 1, "b")])]);
    report.findings[1].severity = crate::policy::Severity::Low;
    check_last_line(
        &report,
        "fail: 2 findings (1 high, 1 low), 1 medium or worse, 2 fixable with `gatecheck fix`; 0 files",
    );
}

#[test]
fn colours_change_nothing_but_colours() {
    for report in [sample::rich(), sample::hostile()] {
        let painted = render(&report, OutputOptions { color: true, ..OutputOptions::default() });
        let mut plain = String::new();
        for (number, part) in painted.split("\u{1b}[").enumerate() {
            plain.push_str(if number == 0 { part } else { part.split_once('m').unwrap().1 });
        }
        assert_eq!(plain, render(&report, OutputOptions::default()));
    }
}

#[test]
fn hostile_texts_are_no_commands_to_terminals_and_runners() {
    for color in [false, true] {
        let text = render(&sample::hostile(), OutputOptions { color, width: 30, ..OutputOptions::default() });
        let own = if color { '\u{1b}' } else { '\n' };
        assert!(!text.contains(|c: char| c != '\n' && c != own && escape::is_hidden(c)), "{text}");
        assert!(!text.contains("\u{1b}]") && !text.contains("\u{1b}[2J"), "{text}");
        assert!(text.lines().all(|line| !line.trim_start().starts_with("::")), "{text}");
        assert!(["##[", "##vso[", "##teamcity["].iter().all(|command| !text.contains(command)), "{text}");
    }
}

#[test]
fn a_finding_about_a_file_shows_its_name() {
    let mut report = sample::with_fixes("a: 1\n", &[("f", Applicability::Safe, &[])]);
    report.findings[0].location.span = Span::default();
    report.findings[0].fixes.clear();
    let expected =
        "high[k8s/thing]: wrong\n  ──[f:1:1]\n  why: It matters.\n\nfail: 1 finding (1 high); 0 files\n";
    assert_eq!(render(&report, OutputOptions::default()), expected);
}

#[test]
fn thousands_of_findings_late_in_a_large_file_are_fast() {
    let text = "key: value\n".repeat(200_000);
    let at = text.len() - 7;
    let fix: &[(usize, usize, &str)] = &[(at, at + 2, "x")];
    let mut report = sample::with_fixes(&text, &[("f", Applicability::Safe, fix)]);
    report.findings[0].location.span = Span::new(at, at + 2);
    report.findings = vec![report.findings[0].clone(); 2_000];
    let begin = Instant::now();
    let shown = render(&report, OutputOptions::default());
    let each = begin.elapsed() / 2_000;
    println!("{each:?} for a finding of {} lines", shown.lines().count() / 2_000);
    assert!(each.as_micros() < 3_000, "{each:?} for each finding");
}
