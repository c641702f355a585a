use std::collections::BTreeMap;

use super::*;
use crate::output::{Format, sample};
use crate::text::Span;

fn written(report: &Report) -> String {
    let mut out = Vec::new();
    Format::Github.reporter(OutputOptions::default()).write(report, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// A command as the runner understands it.
#[derive(Debug, PartialEq, Eq)]
struct Command {
    name: String,
    properties: BTreeMap<String, String>,
    data: String,
}

/// What the runner takes a line of the log for. First `::name key=value,…::data` at the line's beginning,
/// blanks not counted; then the older `##[name key=value;…]data`, which is looked for anywhere in the line.
fn as_runner(line: &str) -> Option<Command> {
    let pairs = |text: &str, between: char, unescape: fn(&str) -> String| -> BTreeMap<String, String> {
        let pairs = text.split(between).filter_map(|pair| pair.trim().split_once('='));
        pairs.map(|(key, value)| (key.to_owned(), unescape(value))).collect()
    };
    let split = |head: &str| -> (String, String) {
        let (name, rest) = head.split_once(' ').unwrap_or((head, ""));
        (name.to_owned(), rest.to_owned())
    };
    if let Some((head, data)) = line.trim_start().strip_prefix("::").and_then(|rest| rest.split_once("::")) {
        let (name, rest) = split(head);
        let value = |text: &str| {
            text.replace("%0D", "\r")
                .replace("%0A", "\n")
                .replace("%3A", ":")
                .replace("%2C", ",")
                .replace("%25", "%")
        };
        let data = data.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%");
        return Some(Command { name, properties: pairs(&rest, ',', value), data });
    }
    let (_, rest) = line.split_once("##[")?;
    let (head, data) = rest.split_once(']')?;
    let (name, rest) = split(head);
    Some(Command { name, properties: pairs(&rest, ';', str::to_owned), data: data.to_owned() })
}

#[test]
fn the_runner_is_played_right() {
    for (line, name) in [
        ("::error file=a::b", Some("error")),
        ("  \t::add-mask::x", Some("add-mask")),
        ("a ::error::b", None),
        ("a ##[error]b", Some("error")),
        ("## [error]b", None),
        ("::error", None),
    ] {
        assert_eq!(as_runner(line).map(|command| command.name).as_deref(), name, "{line}");
    }
}

#[test]
fn annotations_say_what_where_and_why() {
    let expected = "\
::error title=gatecheck/policy-failed::k8s/thing: the policy took longer than 5 s (look for a loop over all pairs)
::error file=deploy/broken.yaml,line=1,endLine=1,col=4,endColumn=5,title=gatecheck/unparsed::a list is not closed (close it with `]`, or exclude the file)
::error file=deploy/shop.yaml,line=10,endLine=10,col=21,endColumn=25,title=k8s/privileged (critical)::container \"web\" is privileged%0AA privileged container is root on its node: it sees every device and every other container.%0Afix: run it without privileges (safe)
::error file=shop.env,line=1,endLine=1,col=7,endColumn=27,title=secrets/token (critical)::GitHub token in TOKEN%0AWhoever can read the repository can use it.
::error file=deploy/shop.yaml,line=8,endLine=8,col=14,endColumn=39,title=k8s/image-without-tag (high)::image \"registry.example/shop/web\" has no tag%0AThe image that is deployed changes without a change here.
::warning file=deploy/shop.yaml,line=7,endLine=7,col=13,endColumn=16,title=k8s/memory-limit-missing (medium)::container \"web\" has no memory limit%0AWithout a limit one container can take all memory of its node.%0Afix: limit its memory (unsafe)
gatecheck: incomplete: 2 parts could not be checked; 4 findings (2 critical, 1 high, 1 medium), 1 fixable with `gatecheck fix`, 1 more with `--unsafe`; 1 suppressed; 1 in the baseline; 310 files
";
    assert_eq!(written(&sample::rich()), expected);
    assert_eq!(written(&Report::default()), "gatecheck: pass: no findings; 0 files\n");
}

#[test]
fn a_step_shows_ten_of_a_level_and_says_what_is_missing() {
    let text = "a: 1\n";
    let none: sample::FixOf<'_> = ("f", Applicability::Manual, &[]);
    let mut report = sample::with_fixes(text, &[none; 40]);
    for (number, finding) in report.findings.iter_mut().enumerate() {
        finding.severity = [Severity::Low, Severity::High, Severity::Medium, Severity::Critical][number % 4];
        finding.message = format!("number {number}");
    }
    let commands: Vec<Command> = written(&report).lines().filter_map(as_runner).collect();
    for level in Level::ALL {
        assert_eq!(commands.iter().filter(|c| c.name == level.command()).count(), 10, "{level:?}");
    }
    // All ten critical ones, and no high one.
    let errors: Vec<&str> = commands.iter().take(10).map(|c| c.properties["title"].as_str()).collect();
    assert_eq!(errors, ["k8s/thing (critical)"; 10]);
    assert!(commands[29].data.starts_with("11 more are not shown"), "{:?}", commands[29]);

    report.findings.truncate(8);
    assert_eq!(written(&report).lines().filter_map(as_runner).count(), 8);
}

/// The runner finds the commands that were meant, with the words that were meant, and no other.
#[test]
fn hostile_texts_command_nothing() {
    let text = written(&sample::hostile());
    let names: Vec<_> = text.lines().map(|line| as_runner(line).map(|command| command.name)).collect();
    assert_eq!(names, [Some("error".to_owned()), Some("error".to_owned()), None]);
    assert!(["##[", "##vso["].iter().all(|command| !text.contains(command)), "{text}");

    let mut report = sample::with_fixes("a: 1\n", &[("f", Applicability::Manual, &[])]);
    let path = crate::text::RepoPath::new("a,b:c%2C::d=e.yaml");
    let shown = sample::shown("a,b:c%2C::d=e.yaml", "a: 1\n");
    report.findings[0].location.file = path.clone();
    report.findings[0].location.span = Span::new(0, 1);
    report.findings[0].message = "100%0A ::error::x\n##[group]y".into();
    report.files.insert(path, shown);
    let command = written(&report).lines().find_map(as_runner).unwrap();
    assert_eq!(command.properties["file"], "a,b:c%2C::d=e.yaml");
    assert_eq!(command.properties["line"], "1");
    assert_eq!(command.data, "100%0A ::error::x\\n## [group]y\nIt matters.");
}

/// What people read in a log is no command either.
#[test]
fn text_for_people_commands_nothing() {
    for format in [Format::Human, Format::Markdown] {
        let mut out = Vec::new();
        format
            .reporter(OutputOptions { width: 20, ..Default::default() })
            .write(&sample::hostile(), &mut out)
            .unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.lines().all(|line| as_runner(line).is_none()), "{text}");
        assert!(!text.contains("##vso[") && !text.contains("##teamcity["), "{text}");
    }
}
