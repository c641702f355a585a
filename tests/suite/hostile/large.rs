//! Files that are large, long or deep, each as the consumer of its kind could meet it. All are scanned in one
//! run, under a limit of memory; each gets its verdict all the same.

use std::fs;
use std::time::{Duration, Instant};

use super::{gatecheck, verdicts};

/// Far more than all of them take, unoptimised on a busy machine; what takes quadratic time does not end in it.
const PATIENCE: Duration = Duration::from_secs(600);

const MIB: usize = 1024 * 1024;

/// A pod that shares the node's processes.
const POD: &str =
    "apiVersion: v1\nkind: Pod\nmetadata: {name: hidden}\nspec: {hostPID: true, containers: []}\n";

/// `of` for each number, joined.
fn repeat(count: usize, of: impl Fn(usize) -> String) -> String {
    (0..count).map(of).collect()
}

/// The files: path, text, the exit code it causes, and what is said of it.
fn files() -> Vec<(&'static str, String, u8, &'static str)> {
    let deep = |open: &str, close: &str| open.repeat(100_000) + "x" + &close.repeat(100_000);
    let bomb = |i: usize| format!("a{}: &a{} [{}]\n", i + 1, i + 1, vec![format!("*a{i}"); 10].join(", "));
    vec![
        // Deep, in every syntax.
        ("deep/flow.yaml", format!("{POD}x: {}\n", deep("[", "]")), 3, "nest"),
        ("deep/maps.yaml", format!("{POD}x: {}\n", deep("{a: ", "}")), 3, "nest"),
        ("deep/compact.yaml", format!("---\n{POD}---\n{}x\n", "- ".repeat(100_000)), 3, "nest"),
        ("deep/explicit.yaml", format!("---\n{POD}---\n{}x\n", "? ".repeat(100_000)), 3, "nest"),
        ("deep/indents.yaml", repeat(2_000, |i| format!("{}a:\n", " ".repeat(i))), 3, "nest"),
        (
            "deep/list.json",
            format!(
                "{{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"spec\": {}}}",
                deep("[", "]").replace('x', "")
            ),
            3,
            "nest",
        ),
        (
            "deep/map.json",
            format!(
                "{{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"a\": {}}}",
                deep("{\"a\":", "}").replace('x', "1")
            ),
            3,
            "nest",
        ),
        (
            "deep/Dockerfile.exec",
            format!("FROM scratch\nUSER root\nCMD {}\n", deep("[", "]")),
            1,
            "docker/root-user",
        ),
        (
            "deep/Dockerfile.shell",
            format!("FROM scratch\nUSER root\nRUN {}\n", deep("$(", ")")),
            1,
            "docker/root-user",
        ),
        (
            "deep/Dockerfile.braces",
            format!("FROM scratch\nUSER root\nRUN {}\n", deep("${a:-", "}")),
            1,
            "docker/root-user",
        ),
        (
            "deep/Dockerfile.heredocs",
            format!("FROM scratch\nUSER root\n{}", "RUN cat <<E\n".repeat(5_000)),
            3,
            "heredoc",
        ),
        ("deep/go/go.mod", format!("module example.com/a\n{}", "require (\n".repeat(100_000)), 3, "block"),
        (
            "deep/.github/workflows/expression.yaml",
            format!(
                "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: a/b@v1\n      - run: echo ${{{{ {} }}}}\n",
                deep("(", ")")
            ),
            1,
            "github/action-unpinned",
        ),
        (
            "deep/ci/.gitlab-ci.yml",
            format!("a:\n  image: ruby:latest\n  script: {}\n", deep("[", "]")),
            3,
            "nest",
        ),
        (
            "deep/compose/compose.yaml",
            format!("services:\n  a: {{image: ruby, privileged: true}}\nx-a: {}\n", deep("[", "]")),
            3,
            "nest",
        ),
        // Many lines.
        ("many/lines.yaml", repeat(1_000_000, |_| "# a\n".to_owned()) + POD, 1, "k8s/host-pid"),
        ("many/blank.yaml", "\n".repeat(1_000_000) + POD, 1, "k8s/host-pid"),
        ("many/keys.yaml", POD.to_owned() + &repeat(100_000, |i| format!("k{i}: v\n")), 1, "k8s/host-pid"),
        ("many/equal-keys.yaml", POD.to_owned() + &"x: y\n".repeat(100_000), 1, "gatecheck/duplicate-key"),
        ("many/documents.yaml", format!("{}---\n{POD}", "---\na: b\n".repeat(10_001)), 3, "documents"),
        ("many/lines.txt", "password\n".repeat(1_000_000), 0, ""),
        (
            "many/Dockerfile.lines",
            format!("FROM scratch\nUSER root\n{}", "RUN a\n".repeat(1_000_000)),
            3,
            "more than",
        ),
        (
            "many/Dockerfile.comments",
            format!("FROM scratch\n{}USER root\n", "# a\n".repeat(200_000)),
            1,
            "docker/root-user",
        ),
        (
            "many/go/go.mod",
            format!("module example.com/a\n\nreplace example.com/b => ../b\n{}", "// a\n".repeat(1_000_000)),
            1,
            "go/local-replace",
        ),
        ("many/sums/go.sum", "example.com/a v1.0.0 h1:x\n".repeat(10_000), 3, "findings"),
        (
            "many/findings.yaml",
            repeat(1_100, |i| {
                format!(
                    "---\napiVersion: v1\nkind: Pod\nmetadata: {{name: p{i}}}\nspec: {{hostPID: true, containers: []}}\n"
                )
            }),
            3,
            "k8s/host-pid",
        ),
        (
            "many/ignores.yaml",
            POD.to_owned() + &"# gatecheck: ignore[k8s/host-pid] -- x\n".repeat(20_000),
            3,
            "unused-ignore",
        ),
        // Long lines.
        ("long/value.yaml", format!("{POD}x: {}\n", "x".repeat(9 * MIB)), 1, "k8s/host-pid"),
        ("long/comment.yaml", format!("# {}\n{POD}", "x".repeat(9 * MIB)), 1, "k8s/host-pid"),
        ("long/flow.yaml", format!("{POD}x: [{}]\n", "a, ".repeat(300_000)), 1, "k8s/host-pid"),
        ("long/words.txt", "password=token:secret ".repeat(450_000), 0, ""),
        (
            "long/object.json",
            format!(
                "{{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"spec\": {{\"hostPID\": true}}, \"x\": \"{}\"}}",
                "x".repeat(9 * MIB)
            ),
            1,
            "k8s/host-pid",
        ),
        (
            "long/Dockerfile.run",
            format!("FROM scratch\nUSER root\nRUN {}\n", "a ".repeat(400_000)),
            3,
            "words",
        ),
        (
            "long/go/go.mod",
            format!("module example.com/a\n\nreplace example.com/b => ../b\n// {}\n", "x".repeat(9 * MIB)),
            1,
            "go/local-replace",
        ),
        // Too large, and just not.
        ("size/over.yaml", format!("{POD}# {}\n", "x".repeat(10 * MIB)), 3, "larger than 10 MiB"),
        ("size/over.txt", "x".repeat(11 * MIB), 0, ""),
        ("size/bomb.yaml", format!("{POD}a0: &a0 x\n{}", repeat(20, bomb)), 3, "aliases"),
        (
            "size/merges.yaml",
            format!(
                "{POD}a0: &a0 {{}}\n{}",
                repeat(20_000, |i| format!("a{}: &a{} {{<<: *a{i}, k{i}: 1}}\n", i + 1, i + 1))
            ),
            3,
            "aliases",
        ),
    ]
}

#[test]
fn large_files_get_their_verdict_in_bounded_time_and_memory() {
    let place = tempfile::tempdir().unwrap();
    let files = files();
    for (path, text, ..) in &files {
        let path = place.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let start = Instant::now();
    let arguments = ["scan", "--format", "json", "--threads", "2"];
    let output = gatecheck(place.path(), &arguments).output().unwrap();
    let took = start.elapsed();
    println!("{} files in {took:?}", files.len());
    assert_eq!(output.status.code(), Some(3), "{}", String::from_utf8_lossy(&output.stderr));
    let verdicts = verdicts(&output);
    let mut wrong = Vec::new();
    for (path, _, code, said) in files {
        let (is, lines) = verdicts.get(path).cloned().unwrap_or_default();
        let says = said.is_empty() || lines.iter().any(|line| line.contains(said));
        if is != code || !says || lines.iter().any(|line| line.contains("panic")) {
            let shown: Vec<String> =
                lines.iter().take(3).map(|line| line.chars().take(200).collect()).collect();
            wrong.push(format!("{path}: {is} instead of {code}, without {said:?}: {shown:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(took < PATIENCE, "{took:?}");
}
