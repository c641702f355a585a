//! Names and texts as weapons: whoever writes a repository chooses what its files, keys, images and comments are
//! called, and all of that is shown somewhere, by terminals, build runners, browsers and viewers that obey text.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use gatecheck::output::escape;
use serde_json::Value as Json;

use crate::hostile::{formats, is_raw_control};

/// Each of these means something to somebody.
const WEAPONS: &[&str] = &[
    "::error::pwned",
    "::error file=a,line=1::pwned",
    "::stop-commands::x",
    "::add-mask::a",
    "::set-output name=a::b",
    "##[error]pwned",
    "##[add-mask]a",
    "##vso[task.setvariable variable=a]b",
    "##teamcity[buildStatus text='a']",
    "%0A::error::pwned",
    "%25%0D%0A",
    "a:b,c=d::e",
    "\n::error::pwned\n",
    "\r::error::pwned",
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "\" onmouseover=\"alert(1)",
    "<!-- a",
    "]]>",
    "&lt;b&gt;&#60;",
    "![p](http://evil.test/p.png)",
    "[x](javascript:alert(1))",
    "<http://evil.test>",
    "`````",
    "` `` `",
    "| a | b |",
    "@everyone #1 www.evil.test",
    "\u{1b}]0;title\u{7}\u{1b}[31m",
    "\u{9b}31m",
    "\u{202e}abc\u{2066}",
    "a\u{200b}b\u{feff}c",
    "\u{2028}x",
    " --exec=a",
    "-rf",
    "{{ .Values.a }}",
    "${{ github.token }}",
];

/// A text as YAML and JSON may hold it: in quotes, and by its number where it is no printable character.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            ' '..='~' => out.push(c),
            c => out.push_str(&format!("\\u{:04x}", u32::from(c))),
        }
    }
    out + "\""
}

/// The repository. `weapons` are put in all places where a text may stand.
fn repository(weapons: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &[u8], text: String| {
        let path = folder.path().join(OsStr::from_bytes(path));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let pod = |it: &str, image: &str| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: {it}, labels: {{{it}: {it}}}}}\nspec:\n  hostPID: true\n  containers:\n    - name: {it}\n      image: {image}\n      env: [{{name: {it}, value: {it}}}]\n      command: [{it}]\n      securityContext: {{privileged: true}}\n"
        )
    };
    for (number, weapon) in weapons.iter().enumerate() {
        let name = weapon.replace('/', "_");
        let line = weapon.replace(['\n', '\r'], " ");
        let printable: String = line.chars().filter(|c| !c.is_control()).collect();
        let it = quoted(weapon);
        write(format!("{name}.yaml").as_bytes(), pod("a", "nginx:latest"));
        write(
            format!("d{number}/{name}/Dockerfile").as_bytes(),
            format!(
                "FROM ubuntu:latest AS a\n# {line}\nLABEL a={it}\nMAINTAINER {line}\nADD a b\nUSER root\nRUN <<E\n{line}\nsudo a\nE\n"
            ),
        );
        write(format!("v/{number}.yaml").as_bytes(), pod(&it, &it));
        write(
            format!("c{number}/compose.yaml").as_bytes(),
            format!(
                "services:\n  {it}:\n    image: {it}\n    privileged: true\n    environment: {{{it}: {it}}}\n"
            ),
        );
        write(
            format!("g{number}/.github/workflows/a.yaml").as_bytes(),
            format!(
                "on: pull_request_target\njobs:\n  {it}:\n    runs-on: x\n    steps:\n      - uses: {}\n      - name: {it}\n        run: |\n          {printable}\n          echo ${{{{ github.head_ref }}}} {printable}\n",
                quoted(&format!("{weapon}/a@v1"))
            ),
        );
        write(
            format!("m{number}/go.mod").as_bytes(),
            format!("module example.com/a\n\n// {line}\nreplace example.com/b => ../b // {line}\n"),
        );
        write(
            format!("i/{number}.yaml").as_bytes(),
            format!(
                "# gatecheck: ignore[k8s/host-pid] -- {printable}\n# gatecheck: ignore[{printable}] -- a\n# gatecheck: {printable}\n{}",
                pod("a", "nginx:latest")
            ),
        );
        write(format!("b/{number}.yaml").as_bytes(), format!("{}x: [{printable}\n", pod("a", "nginx")));
        // A sound block scalar with the text at the beginning of its lines, next to what is mended.
        write(
            format!("f/{number}.yaml").as_bytes(),
            format!(
                "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  annotations:\n    a: |\n      {printable}\nspec:\n  containers:\n    - name: a\n      image: nginx:latest\n"
            ),
        );
    }
    write(b"\xff\xfe::error::a.yaml", pod("a", "nginx:latest"));
    write(b"n\xff/Dockerfile", "FROM ubuntu:latest\n".to_owned());
    folder
}

/// A policy whose texts are weapons, and that says those of documents.
fn policy(folder: &Path, weapons: &[&str]) {
    let all = weapons.iter().map(|it| quoted(it)).collect::<Vec<_>>().join(", ");
    let joined = quoted(&weapons.join(" "));
    let text = format!(
        "package weapons\n\n# METADATA\n# title: {joined}\n# description: {joined}\n# custom:\n#   severity: high\n#   kinds: [kubernetes, compose]\ndeny contains {{\"msg\": text, \"at\": [\"spec\"], \"related\": [{{\"at\": [\"spec\"], \"msg\": text}}], \"fix\": {{\"title\": text, \"ops\": [{{\"op\": \"set\", \"at\": [\"spec\", \"x\"], \"value\": text}}]}}}} if {{\n\tsome text in [{all}]\n\tinput.kind == \"Pod\"\n}}\n"
    );
    fs::create_dir_all(folder).unwrap();
    fs::write(folder.join("weapons.rego"), text).unwrap();
    fs::write(folder.join("bad.yaml"), "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {}\n").unwrap();
}

fn gatecheck(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gatecheck"));
    command.args(arguments).current_dir(folder).env_clear().stdin(Stdio::null());
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.output().unwrap()
}

/// A command that a build runner would obey.
#[derive(Debug, PartialEq, Eq)]
struct Order {
    name: String,
    properties: BTreeMap<String, String>,
    data: String,
}

/// The commands of GitHub's runner (its `ActionCommand.TryParseV2` and `TryParse`), of Azure's agent and of
/// TeamCity in one line of a log. The runners know only some names; here every name is one.
fn orders(line: &str) -> Vec<Order> {
    let mut found = Vec::new();
    let unescaped = |text: &str, property: bool| {
        let text = text.replace("%0D", "\r").replace("%0A", "\n");
        let text = if property { text.replace("%3A", ":").replace("%2C", ",") } else { text };
        text.replace("%25", "%")
    };
    let trimmed = line.trim_start();
    if let Some((info, data)) = trimmed.strip_prefix("::").and_then(|rest| rest.split_once("::")) {
        let (name, properties) = info.split_once(' ').unwrap_or((info, ""));
        let properties = properties.trim().split(',').filter_map(|pair| pair.split_once('='));
        found.push(Order {
            name: name.to_owned(),
            properties: properties.map(|(key, value)| (key.to_owned(), unescaped(value, true))).collect(),
            data: unescaped(data, false),
        });
    }
    for (key, end) in [("##[", "]"), ("##vso[", "]"), ("##teamcity[", "]")] {
        if let Some((info, data)) = line.split_once(key).and_then(|(_, rest)| rest.split_once(end)) {
            let name = format!("{key}{}", info.split(' ').next().unwrap_or_default());
            found.push(Order { name, properties: BTreeMap::new(), data: data.to_owned() });
        }
    }
    found
}

#[test]
fn the_runners_commands_are_known() {
    let names = |line: &str| orders(line).into_iter().map(|order| order.name).collect::<Vec<_>>();
    assert_eq!(names(" \t::error file=a::b"), ["error"]);
    assert_eq!(names("a ##[error]b"), ["##[error"]);
    assert_eq!(names("x##vso[task.setvariable variable=a]b"), ["##vso[task.setvariable"]);
    assert_eq!(names("##teamcity[buildStatus text='a']"), ["##teamcity[buildStatus"]);
    assert_eq!(orders("::error file=a%3Ab,line=1::c%0Ad")[0].properties["file"], "a:b");
    for line in ["a ::error::b", ": :error::b", "## [error]b", "+::error::b", "::error", "# [a]"] {
        assert!(orders(line).is_empty(), "{line}");
    }
}

/// What is obeyed in a text that a log or a terminal shows, if anything is.
fn obeyed(text: &str) -> Option<String> {
    let lines = || text.split(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']);
    let order = lines().find(|line| !orders(line).is_empty()).map(|line| format!("a command: {line:?}"));
    let control = || {
        let at = text.find(|c| is_raw_control(c) || matches!(c, '\u{200b}' | '\u{feff}'))?;
        Some(format!("a control character after {:?}", text[..at].lines().last().unwrap_or_default()))
    };
    order.or_else(control)
}

/// What a verb wrote; nothing in it is obeyed.
#[track_caller]
fn quiet(folder: &Path, arguments: &[&str]) -> String {
    let output = gatecheck(folder, arguments);
    assert!(matches!(output.status.code(), Some(0..=3)), "{arguments:?}: {output:?}");
    for bytes in [&output.stdout, &output.stderr] {
        let text = std::str::from_utf8(bytes).unwrap();
        // A tab is white space, and begins nothing.
        if let Some(what) = obeyed(&text.replace('\t', " ")) {
            panic!("{arguments:?} writes {what}");
        }
    }
    String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
}

/// A scan in every format: the texts by the format's name.
fn reports(folder: &Path, arguments: &[&str]) -> BTreeMap<String, String> {
    let place = tempfile::tempdir().unwrap();
    let files: Vec<(String, String)> = formats()
        .into_iter()
        .map(|it| (it.clone(), format!("{it}={}", place.path().join(&it).display())))
        .collect();
    let mut all = vec!["scan", "-v", "--unsafe", "--sarif-include-suppressed"];
    all.extend(arguments);
    files.iter().for_each(|(_, file)| all.extend(["--output", file]));
    quiet(folder, &all);
    files
        .into_iter()
        .map(|(name, _)| {
            let text = fs::read_to_string(place.path().join(&name)).unwrap();
            (name, text)
        })
        .collect()
}

#[test]
fn nothing_in_any_report_is_obeyed() {
    let place = repository(WEAPONS);
    let outside = tempfile::tempdir().unwrap();
    policy(&outside.path().join("weapons"), WEAPONS);
    let policies = outside.path().to_str().unwrap();
    let reports = reports(place.path(), &["--policies", policies]);
    for (format, text) in &reports {
        assert!(text.len() > 200 || format == "diff", "{format}: {text}");
        if format != "github"
            && let Some(what) = obeyed(&text.replace('\t', " "))
        {
            panic!("{format} writes {what}");
        }
    }
    github(&place, &reports["github"]);
    for format in ["json", "sarif", "gitlab", "openreports"] {
        serde_json::from_str::<Json>(&reports[format]).unwrap_or_else(|error| panic!("{format}: {error}"));
    }
    for format in ["jsonl", "rdjsonl"] {
        for line in reports[format].lines() {
            serde_json::from_str::<Json>(line).unwrap_or_else(|error| panic!("{format}: {error}: {line}"));
        }
    }
    // What the weapons are is not lost: data formats hold them exactly.
    let json = serde_json::from_str::<Json>(&reports["json"]).unwrap().to_string();
    for weapon in WEAPONS {
        let text = serde_json::to_string(weapon.trim()).unwrap();
        assert!(json.contains(text.trim_matches('"')), "{weapon:?} is not in the JSON");
    }
    sarif(&serde_json::from_str(&reports["sarif"]).unwrap());
    markdown(&reports["markdown"]);
    xml(&reports["junit"]);
    let harmless = repository(&["plain"]);
    policy(&outside.path().join("weapons"), &["plain"]);
    html(&reports["html"], &self::reports(harmless.path(), &["--policies", policies])["html"]);
}

/// Only the annotations that we mean, each at a file of the repository.
fn github(place: &tempfile::TempDir, text: &str) {
    let files = walkdir::WalkDir::new(place.path()).into_iter().map(|entry| {
        let entry = entry.unwrap();
        let path = entry.path().strip_prefix(place.path()).unwrap().to_string_lossy().into_owned();
        escape::line(&path).into_owned()
    });
    let files: BTreeSet<String> = files.collect();
    let mut annotations = 0;
    for line in text.lines() {
        let mut orders = orders(line);
        let Some(order) = orders.pop() else {
            assert!(line.starts_with("gatecheck: "), "{line}");
            continue;
        };
        assert!(orders.is_empty() && matches!(order.name.as_str(), "error" | "warning" | "notice"), "{line}");
        let mut properties = order.properties;
        if let Some(file) = properties.remove("file") {
            assert!(files.contains(&file), "{file:?} is no file");
        }
        let title = properties.remove("title").unwrap();
        let known = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "/-_ ().".contains(c);
        assert!(title.chars().all(known), "{title:?}");
        for (name, value) in properties {
            let known = ["line", "endLine", "col", "endColumn"].contains(&name.as_str());
            assert!(known && value.parse::<u32>().is_ok(), "{name}={value} in {line}");
        }
        assert!(!order.data.is_empty() && obeyed(&order.data).is_none(), "{line}");
        annotations += 1;
    }
    assert!(annotations > 9, "{text}");
}

/// In a message of SARIF a bracket that nothing escapes would be a link.
fn sarif(log: &Json) {
    let mut texts = Vec::new();
    let mut todo = vec![&log["runs"][0]["results"]];
    while let Some(value) = todo.pop() {
        match value {
            Json::Object(members) => {
                for (key, value) in members {
                    match value.as_object().and_then(|it| it.get("text")).and_then(Json::as_str) {
                        Some(text) if key == "message" || key == "description" => texts.push(text),
                        _ => todo.push(value),
                    }
                }
            }
            Json::Array(items) => todo.extend(items),
            _ => {}
        }
    }
    assert!(texts.len() > 100);
    for text in texts {
        let bare = text.replace("\\\\", "").replace("\\[", "").replace("\\]", "");
        assert!(!bare.contains(['[', ']']), "{text}");
    }
}

/// Markdown without its code, as CommonMark finds it: fences first, then spans in what is left of each line.
fn without_code(text: &str) -> String {
    let mut out = String::new();
    let mut fence: Option<String> = None;
    for line in text.lines() {
        let ticks: String = line.trim_start().chars().take_while(|c| *c == '`').collect();
        match &fence {
            Some(open) => {
                if ticks.len() >= open.len() && line.trim() == ticks {
                    fence = None;
                }
                continue;
            }
            None if ticks.len() >= 3 && !line.trim_start()[ticks.len()..].contains('`') => {
                fence = Some(ticks);
                continue;
            }
            None => {}
        }
        let mut rest = line;
        while let Some(at) = rest.find('`') {
            out.push_str(&rest[..at]);
            rest = &rest[at..];
            let run = rest.chars().take_while(|c| *c == '`').count();
            let mut from = run;
            let end = loop {
                let Some(found) = rest[from..].find('`').map(|at| from + at) else { break None };
                let closing = rest[found..].chars().take_while(|c| *c == '`').count();
                from = found + closing;
                if closing == run {
                    break Some(from);
                }
            };
            match end {
                Some(end) => rest = &rest[end..],
                None => {
                    out.push_str(&rest[..run]);
                    rest = &rest[run..];
                }
            }
        }
        out.push_str(rest);
        out.push('\n');
    }
    assert!(fence.is_none(), "a block of code has no end");
    out
}

fn markdown(text: &str) {
    let left = without_code(text);
    for tag in left.split('<').skip(1) {
        let ours = [
            "details>",
            "/details>",
            "summary>",
            "/summary>",
            "br>",
            "b>",
            "/b>",
            "code>",
            "/code>",
            "https://",
            "!-- gatecheck",
        ];
        assert!(ours.iter().any(|it| tag.starts_with(it)), "<{tag}");
    }
    for word in ["![", "javascript:", "http://", "www.", "@everyone", "evil.test"] {
        assert!(!left.contains(word), "{word} in {left}");
    }
    for (at, _) in left.match_indices("](") {
        assert!(left[at..].starts_with("](https://"), "{}", &left[at..left.len().min(at + 80)]);
    }
    assert!(text.contains("evil.test"), "the trap is not set: {text}");
}

fn xml(text: &str) {
    assert!(!text.contains("]]>") && !text.contains("<!--") && !text.contains("<![CDATA["));
    for entity in text.split('&').skip(1) {
        let known = ["lt;", "gt;", "amp;", "quot;", "apos;", "#"];
        assert!(known.iter().any(|it| entity.starts_with(it)), "&{}", &entity[..entity.len().min(20)]);
    }
    let mut open: Vec<&str> = Vec::new();
    for tag in text.split('<').skip(1) {
        let (inside, _) = tag.split_once('>').unwrap_or_else(|| panic!("<{tag}"));
        let name = inside.split([' ', '\n', '/', '?']).find(|part| !part.is_empty()).unwrap();
        let known = [
            "xml",
            "testsuites",
            "testsuite",
            "testcase",
            "failure",
            "error",
            "skipped",
            "properties",
            "property",
            "system-out",
            "system-err",
        ];
        assert!(known.contains(&name), "<{inside}>");
        assert_eq!(inside.matches('"').count() % 2, 0, "<{inside}>");
        match () {
            () if inside.starts_with('?') || inside.ends_with('/') => {}
            () if inside.starts_with('/') => assert_eq!(open.pop(), Some(name)),
            () => open.push(name),
        }
    }
    assert!(open.is_empty(), "{open:?}");
}

/// Each kind of tag with the names of its attributes, and what the scripts say.
fn markup(page: &str) -> (BTreeSet<String>, Vec<String>) {
    let (mut tags, mut scripts) = (BTreeSet::new(), Vec::new());
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let end = rest.find('>').unwrap();
        let inside = &rest[..end];
        rest = &rest[end + 1..];
        // Between quotes nothing ends a tag, for `<` and `>` are written as entities there.
        let mut outside = inside.split('"').step_by(2).collect::<Vec<_>>().join("");
        outside = outside.split_whitespace().collect::<Vec<_>>().join(" ");
        let name = outside.split(' ').next().unwrap_or_default().to_owned();
        if ["script", "style"].contains(&name.as_str()) {
            let close = rest.find(&format!("</{name}>")).unwrap();
            if !inside.contains("json") {
                scripts.push(rest[..close].to_owned());
            }
            rest = &rest[close..];
        }
        tags.insert(outside);
    }
    (tags, scripts)
}

fn html(hostile: &str, harmless: &str) {
    let ((tags, scripts), (ours, our_scripts)) = (markup(hostile), markup(harmless));
    let more: Vec<&String> = tags.difference(&ours).collect();
    assert!(more.is_empty(), "{more:?}");
    assert_eq!(scripts, our_scripts);
    assert!(hostile.contains("&lt;img src=x onerror"), "the trap is not set");
    for attribute in ["href=\"", "src=\""] {
        for (at, _) in hostile.match_indices(attribute) {
            let value = &hostile[at + attribute.len()..];
            let ours =
                value.starts_with('#') || value.starts_with("https://") || value.starts_with("data:image/");
            assert!(ours, "{}", &value[..value.floor_char_boundary(60)]);
        }
    }
}

#[test]
fn no_verb_writes_what_is_obeyed() {
    let place = repository(WEAPONS);
    let policies = place.path().join("policies");
    policy(&policies.join("weapons"), WEAPONS);
    // Policies are read where the words of documents cannot be.
    let text = quiet(place.path(), &["policy", "test", "policies"]);
    assert!(text.contains("not expected"), "{text}");
    quiet(place.path(), &["policy", "check", "policies"]);
    for format in ["text", "json", "markdown"] {
        quiet(place.path(), &["rules", "--policies", "policies", "--format", format]);
    }
    quiet(place.path(), &["explain", "weapons/deny", "--policies", "policies"]);
    for arguments in [
        &["scan", "--list-files", "-v"][..],
        &["scan", "--color", "never", "-v"],
        &["init", "--print"],
        &["init", "--migrate", "--diff", "-v"],
        &["fix", "--diff", "--unsafe", "-v"],
        &["input", "v/0.yaml"],
        &["input", "v/5.yaml"],
        &["input", "v/27.yaml"],
    ] {
        quiet(place.path(), arguments);
    }
    for weapon in WEAPONS {
        quiet(place.path(), &["scan", &format!("no{weapon}")]);
        fs::write(
            place.path().join("gatecheck.yaml"),
            format!(
                "{}: 1\n# {}\nfail-on: {}\n",
                quoted(weapon),
                weapon.replace(['\n', '\r'], " "),
                quoted(weapon)
            ),
        )
        .unwrap();
        quiet(place.path(), &["scan", "v/0.yaml"]);
        fs::remove_file(place.path().join("gatecheck.yaml")).unwrap();
    }
    // What is not shown in a diff is written all the same.
    let text = quiet(place.path(), &["fix", "--unsafe", "-v"]);
    assert!(text.contains("fixes in"), "{text}");
}

/// A diff may be taken apart: what it leaves out is said, and what it holds can be applied.
#[test]
fn a_diff_leaves_out_what_would_be_obeyed_and_applies() {
    let pod = |text: &str| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  annotations:\n    a: |\n      {text}\nspec:\n  hostPID: true\n  containers:\n    - name: a\n      image: nginx:latest\n"
        )
    };
    let check = |text: &str, name: &str, shown: bool| {
        let place = crate::place::folder(&[(name, &pod(text))]);
        let output = gatecheck(place.path(), &["fix", "--diff", "--unsafe"]);
        let diff = String::from_utf8(output.stdout).unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(obeyed(&diff), None);
        assert_eq!(
            (!diff.is_empty(), said.contains("not in the diff")),
            (shown, !shown),
            "{text}: {diff}{said}"
        );
        if shown {
            fs::write(place.path().join("patch"), &diff).unwrap();
            let mut git = Command::new("git");
            let applied = git.args(["apply", "--check", "patch"]).current_dir(place.path()).status().unwrap();
            assert!(applied.success(), "{diff}");
        }
    };
    check("plain", "a.yaml", true);
    check("plain", "##[error]x.yaml", true);
    check("plain", "\u{202e}x.yaml", true);
    check("::error::x", "a.yaml", false);
    check("a ##vso[task.setvariable variable=a]b", "a.yaml", false);
    check("a \u{202e}b", "a.yaml", false);
}
