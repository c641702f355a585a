//! Files that were made to be slow: whoever can commit one must not be able to stall the gate.

use std::time::{Duration, Instant};

use super::*;
use crate::document::PatchOp;

/// Far more than any of these takes, even unoptimised on a busy machine; what takes quadratic time does not
/// end within it.
const PATIENCE: Duration = Duration::from_secs(300);

/// The kinds that read in ways of their own; the other kinds of YAML share these ways.
const KINDS: [FileKind; 6] = [
    FileKind::GithubActions,
    FileKind::Kubernetes,
    FileKind::Dockerfile,
    FileKind::GoMod,
    FileKind::GoSum,
    FileKind::Text,
];

/// Reads `text` as every kind, asks everything, and edits one place.
#[track_caller]
fn check(name: &str, text: &str) {
    for kind in KINDS {
        check_kind(name, text, "a.yaml", kind);
    }
    if text.starts_with(['{', '[']) {
        check_kind(name, text, "a.json", FileKind::Kubernetes);
    }
}

#[track_caller]
fn check_yaml(name: &str, text: &str) {
    check_kind(name, text, "a.yaml", FileKind::Kubernetes);
}

#[track_caller]
fn check_kind(name: &str, text: &str, path: &str, kind: FileKind) {
    let source = Arc::new(SourceFile::new(RepoPath::new(path), text.to_owned()));
    let start = Instant::now();
    let parsed = exercise(&source, kind);
    let read = start.elapsed();
    if let Some(document) = parsed.documents.first() {
        let member = document.tree.members(document.tree.root).first();
        let at = Route::root().key(member.map_or("a", |member| &member.key));
        // Whether it is refused or not, it must come to an end.
        let _ = document.lower(&[PatchOp::Set { at, value: "new".into() }]);
    }
    let all = start.elapsed();
    println!("{name} as {}: {read:?} and {:?}", kind.name(), all - read);
    assert!(all < PATIENCE, "{name} as {} took {all:?}", kind.name());
}

/// `of` for each number, joined.
fn repeat(count: usize, of: impl Fn(usize) -> String) -> String {
    (0..count).map(of).collect()
}

#[test]
fn deep_nesting() {
    for (name, unit) in [
        ("brackets", "["),
        ("dashes", "- "),
        ("braces", "{"),
        ("braces with keys", "{a: "),
        ("questions", "? "),
        ("substitutions", "$("),
        ("parentheses", "("),
        ("quotes", "\""),
        ("anchors", "&a "),
        ("tags", "!a "),
        ("heredocs", "RUN cat <<E\n"),
        ("colons", "a:\n"),
    ] {
        check(name, &unit.repeat(100_000));
        check(name, &format!("FROM a\nRUN {}\n", unit.repeat(100_000)));
    }
    check("indents", &repeat(2_000, |i| format!("{}a:\n", " ".repeat(i))));
    check("steps", &repeat(3_000, |i| format!("{}b:\n{}a:\n", " ".repeat(i % 100), " ".repeat(i % 100 + 1))));
}

#[test]
fn long_lines() {
    let long = "x".repeat(1_000_000);
    check("one word", &long);
    check("one value", &format!("a: {long}\n"));
    check("one comment", &format!("a: b # {long}\n"));
    check("one quoted text", &format!("a: \"{}\"\n", "\\n ".repeat(300_000)));
    check("one key", &format!("{long}: a\n"));
    check("one line of words", &format!("RUN {}\n", "a ".repeat(500_000)));
    check("one line of flow", &format!("a: [{}]\n", "a, ".repeat(300_000)));
    check("one line of blanks", &format!("a:{}b\n", " ".repeat(1_000_000)));
    check("one line of pairs", &format!("a: {{{}}}\n", repeat(100_000, |i| format!("k{i}: v, "))));
    check("one line of keywords", &format!("a: {}\n", "password=token:secret ".repeat(40_000)));
}

#[test]
fn many_aliases() {
    let level = |i: usize| format!("a{}: &a{} [{}]\n", i + 1, i + 1, vec![format!("*a{i}"); 10].join(", "));
    check_yaml("a bomb", &format!("a0: &a0 x\n{}", repeat(20, level)));
    check_yaml(
        "a chain",
        &format!("a0: &a0 x\n{}", repeat(10_000, |i| format!("a{}: &a{} [*a{i}]\n", i + 1, i + 1))),
    );
    let merged = |i: usize| format!("a{}: &a{} {{<<: *a{i}, k{i}: 1}}\n", i + 1, i + 1);
    check_yaml("a chain of merges", &format!("a0: &a0 {{}}\n{}", repeat(10_000, merged)));
    let wide = repeat(20_000, |i| format!("  k{i}: 1\n"));
    check_yaml("a wide anchor", &format!("a: &a\n{wide}b:\n{}", "- *a\n".repeat(20_000)));
    check_yaml("a wide merge", &format!("a: &a\n{wide}b:\n{}", "- <<: *a\n".repeat(20_000)));
    let long = "x".repeat(1_000_000);
    check_yaml("a long anchor", &format!("a: &a {long}\nb:\n{}", "- *a\n".repeat(100_000)));
    check_yaml("a long anchor in a list", &format!("a: &a [{long}]\nb:\n{}", "- *a\n".repeat(100_000)));
    check_yaml("anchors", &repeat(100_000, |i| format!("a{i}: &a{i} x\n")));
    check_yaml("a merge of many", &format!("a: &a\n{wide}b:\n  <<: [{}]\n", "*a, ".repeat(10_000)));
}

#[test]
fn many_lines() {
    check("comments", &"# a comment\n".repeat(100_000));
    check("blank lines", &"\n".repeat(200_000));
    check("carriage returns", &"\r".repeat(200_000));
    check("NUL", &"\0".repeat(200_000));
    check("tabs", &"\t".repeat(200_000));
    check("secrets", &repeat(5_000, |i| format!("password{i}: \"k3yQz81!v{i}xY\"\n")));
}

#[test]
fn much_yaml() {
    check_yaml("comments below a key", &format!("a:\n{}  b: c\n", "  # a: - | b\n".repeat(100_000)));
    check_yaml("equal keys", &"a: b\n".repeat(200_000));
    check_yaml("equal keys, deep", &format!("a:\n  b:\n{}", "    a: b\n".repeat(100_000)));
    check_yaml("keys", &repeat(50_000, |i| format!("key{i}: {i}\n")));
    check_yaml("items", &"- a\n".repeat(100_000));
    check_yaml("empty items", &"-\n".repeat(100_000));
    check_yaml("empty values", &repeat(100_000, |i| format!("k{i}:\n")));
    check_yaml("explicit keys", &repeat(100_000, |i| format!("? k{i}\n")));
    check_yaml("empty explicit keys", &"?\n".repeat(100_000));
    check_yaml("flow items", &format!("[{}]\n", "a,\n".repeat(100_000)));
    check_yaml("block scalars", &repeat(50_000, |i| format!("k{i}: |\n  a\n\n")));
    check_yaml("documents", &"---\na: b\n".repeat(20_000));
    check_yaml("markers", &"---\n".repeat(200_000));
    check_yaml("broken documents", &"---\na: [\n".repeat(5_000));
    check_yaml(
        "objects",
        &repeat(5_000, |i| format!("---\napiVersion: v1\nkind: Secret\nmetadata: {{name: s{i}}}\n")),
    );
    let items = repeat(5_000, |i| format!("- apiVersion: v1\n  kind: Secret\n  metadata: {{name: s{i}}}\n"));
    check_yaml("a list of objects", &format!("apiVersion: v1\nkind: List\nitems:\n{items}"));
    let json = format!("{{\"apiVersion\": \"v1\", \"kind\": \"A\", \"items\": [{}1]}}", "1,".repeat(100_000));
    check_kind("a JSON list", &json, "a.json", FileKind::Kubernetes);
    let steps = format!("jobs:\n  a:\n    steps:\n{}", "      - run: echo a\n".repeat(20_000));
    check_kind("steps", &steps, "a.yaml", FileKind::GithubActions);
}

#[test]
fn much_dockerfile() {
    let check = |name: &str, text: &str| check_kind(name, text, "Dockerfile", FileKind::Dockerfile);
    check("comments", &format!("FROM a\nRUN a \\\n{}  b\n", "# a comment\n".repeat(50_000)));
    check("instructions", &format!("FROM a\n{}", "USER a\n".repeat(50_000)));
    check("stages", &repeat(20_000, |i| format!("FROM a AS s{i}\n")));
    check("stages from stages", &repeat(20_000, |i| format!("FROM s{i} AS s{}\n", i + 1)));
    check("arguments", &repeat(20_000, |i| format!("ARG A{}=$A{i}\n", i + 1)));
    let growing =
        |word: &str| format!("{word} A0=aaaa\n{}", repeat(60, |i| format!("{word} A{}=$A{i}$A{i}\n", i + 1)));
    check("growing arguments", &format!("{}FROM $A60\n", growing("ARG")));
    check("growing environment", &format!("FROM a\n{}USER $A60\n", growing("ENV")));
}

#[test]
fn much_go() {
    let check = |name: &str, text: &str| check_kind(name, text, "go.mod", FileKind::GoMod);
    check(
        "requirements",
        &format!("require (\n{})\n", repeat(50_000, |i| format!("\ta.test/m{i} v1.0.0 // indirect\n"))),
    );
    check("blocks", &repeat(20_000, |i| format!("require (\n\ta.test/m{i} v1.0.0\n)\n")));
    let notes = "// a comment\n".repeat(20_000);
    check("explanations", &format!("{notes}retract (\n{})\n", "\tv1.0.0\n".repeat(20_000)));
    let hashes = repeat(50_000, |i| format!("a.test/m{i} v1.0.0 h1:AAAA=\n"));
    check_kind("hashes", &hashes, "go.sum", FileKind::GoSum);
}
