//! A repository of an attacker, with weapons in all places where a text may stand.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;

/// Each of these means something to somebody.
pub(super) const WEAPONS: &[&str] = &[
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
pub(super) fn quoted(text: &str) -> String {
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
pub(super) fn repository(weapons: &[&str]) -> tempfile::TempDir {
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
pub(super) fn policy(folder: &Path, weapons: &[&str]) {
    let all = weapons.iter().map(|it| quoted(it)).collect::<Vec<_>>().join(", ");
    let joined = quoted(&weapons.join(" "));
    let text = format!(
        "package weapons\n\n# METADATA\n# title: {joined}\n# description: {joined}\n# custom:\n#   severity: high\n#   kinds: [kubernetes, compose]\ndeny contains {{\"msg\": text, \"at\": [\"spec\"], \"related\": [{{\"at\": [\"spec\"], \"msg\": text}}], \"fix\": {{\"title\": text, \"ops\": [{{\"op\": \"set\", \"at\": [\"spec\", \"x\"], \"value\": text}}]}}}} if {{\n\tsome text in [{all}]\n\tinput.kind == \"Pod\"\n}}\n"
    );
    fs::create_dir_all(folder).unwrap();
    fs::write(folder.join("weapons.rego"), text).unwrap();
    fs::write(folder.join("bad.yaml"), "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {}\n").unwrap();
}
