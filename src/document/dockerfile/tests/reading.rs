//! Rows of text and what is read from it.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::document::{Data, Precision, Route, Tree, classify};

/// Checks that the value at `route` is `expected`; absent if it is null.
#[track_caller]
fn check(text: &str, route: Json, expected: Json) {
    let parsed = parsed(text);
    let messages: Vec<String> = parsed.problems.iter().map(|p| p.message.clone()).collect();
    assert_eq!(messages, Vec::<String>::new(), "in {text:?}");
    let tree = &parsed.documents[0].tree;
    let route = Route::from_json(&route).unwrap();
    let reached = tree.walk(&route);
    let found = (reached.depth == route.0.len()).then(|| tree.json_of(reached.node));
    assert_eq!(found.unwrap_or_default(), expected, "at {route} in {text:?}");
}

#[track_caller]
fn check_problems(text: &str, expected: &[(&str, &str)], instructions: usize) {
    let parsed = parsed(text);
    let found: Vec<(&str, &str)> =
        parsed.problems.iter().map(|p| (&text[p.span.range()], p.message.as_str())).collect();
    assert_eq!(found, expected, "in {text:?}");
    let tree = &parsed.documents[0].tree;
    assert_eq!(tree.items(tree.at(&["instructions"]).unwrap()).len(), instructions, "in {text:?}");
}

/// Checks which text is shown for a route.
#[track_caller]
fn check_place(text: &str, route: Json, shown: &str, precision: Precision) {
    let document = parsed(text).documents.remove(0);
    let place = document.locate(&Route::from_json(&route).unwrap());
    assert_eq!((&text[place.span.range()], place.precision), (shown, precision), "at {route} in {text:?}");
}

#[test]
fn files_are_claimed_by_name() {
    for (path, claimed) in [
        ("Dockerfile", true),
        ("a/b/dockerfile", true),
        ("Containerfile", true),
        ("Dockerfile.dev", true),
        ("Dockerfile.alpine3.20", true),
        ("api.Dockerfile", true),
        ("api.dockerfile", true),
        ("api.Containerfile", true),
        ("Dockerfile.dockerignore", false),
        ("Dockerfile.md", false),
        ("Dockerfile.j2", false),
        (".dockerfile", false),
        (".dockerignore", false),
        ("update-dockerfile.sh", false),
        ("Makefile", false),
    ] {
        let kind = classify(&RepoPath::new(path), "FROM a\n");
        assert_eq!(kind == FileKind::Dockerfile, claimed, "{path}");
    }
}

#[test]
fn directives_stand_at_the_top() {
    let text = "# syntax=docker/dockerfile:1\n#escape = `\nFROM a\nRUN a `\n b\\\n";
    check(text, json!(["directives"]), json!({"syntax": "docker/dockerfile:1", "escape": "`"}));
    check(text, json!(["instructions", 1, "args"]), json!(["a", "b\\"]));
    check("# a comment\n# escape=`\nFROM a\n", json!(["directives"]), json!({}));
    check("FROM a\n# syntax=b\n", json!(["directives"]), json!({}));
    check_place(text, json!(["directives", "syntax"]), "docker/dockerfile:1", Precision::Exact);
    // What BuildKit takes for a comment is one: otherwise another character than its own would join lines.
    for comment in ["#\u{a0}escape=`", "#\u{b}escape=`", "# escape\u{a0}=`", "# check=\n# escape=`"] {
        let text = format!("{comment}\nFROM a\nRUN b \\\nUSER c\nUSER d\n");
        check(&text, json!(["instructions", 2, "value"]), json!("d"));
    }
    for directive in ["# check= \n# escape=`", " #\tESCAPE =\t` ", "\u{feff}# escape=`"] {
        let text = format!("{directive}\nFROM a\nRUN b `\nUSER c\nUSER d\n");
        check(&text, json!(["instructions", 2, "value"]), json!("d"));
    }
    check_problems("# escape=`\u{a0}\nFROM a", &[("`\u{a0}", "the escape directive must be \\ or `")], 1);
    check_problems("# escape=x\nFROM a", &[("x", "the escape directive must be \\ or `")], 1);
    check_problems("# check=a\n# check=b\nFROM a", &[("b", "a parser directive is given twice")], 1);
}

#[test]
fn lines_join_over_comments_and_blanks() {
    let text = "FROM a\r\nRUN one \\\r\n  # no\r\n\r\n  two\\\r\nthree \\  \r\n  && four\r\nUSER x\r\n";
    check(text, json!(["instructions", 1, "args"]), json!(["one", "twothree", "&&", "four"]));
    check(text, json!(["instructions", 1, "blank_lines"]), json!([""]));
    check(text, json!(["instructions", 2, "value"]), json!("x"));
    check_place(text, json!(["instructions", 1, "args", 1]), "two\\", Precision::Exact);
    check_place(text, json!(["instructions", 1]), "RUN one \\", Precision::Exact);
    check_place(text, json!(["instructions", 1, "commands", 1, "name"]), "four", Precision::Exact);
    check_place(text, json!(["instructions", 2]), "USER x", Precision::Exact);
    check("FROM a\nRUN a \\\\\nUSER x", json!(["instructions", 2, "cmd"]), json!("USER"));
    check("FROM a\nRUN a \\\n# the end", json!(["instructions", 1, "args"]), json!(["a"]));
    check("\u{feff}FROM a\n", json!(["stages", 0, "from", "image"]), json!("a"));
    check_place("\u{feff}FROM é\n", json!(["stages", 0, "from", "image"]), "é", Precision::Exact);
}

#[test]
fn from_resolves_its_arguments() {
    let from = |args: &str, image: &str, expected: Json| {
        check(&format!("{args}FROM {image}\n"), json!(["stages", 0, "from", "resolved"]), expected);
    };
    from("", "a:1@sha256:0", json!("a:1@sha256:0"));
    from("ARG V=1 W=$V-x\n", "a:$W", json!("a:1-x"));
    from("ARG V=1\n", "a:${V}", json!("a:1"));
    from("ARG V\n", "a:$V", Json::Null);
    from("ARG V\n", "a:${V:-2}", json!("a:2"));
    from("ARG V=\n", "a:${V:-2}${V-3}", json!("a:2"));
    from("ARG V=1\n", "a${V:+:$V}", json!("a:1"));
    from("", "a${V:+:$V}", json!("a"));
    from("", "a:${V:-${W:-3}}", json!("a:3"));
    from("ARG V=1\n", "a:${V%x}", Json::Null);
    from("", "a:\\$V", json!("a:$V"));
    from("ARG V='a b'\n", "$V", json!("a b"));
}

#[test]
fn stages_know_what_they_are_built_from() {
    let text = "ARG B=base\nFROM --platform=linux/amd64 golang:1.22 AS Base\nUSER app\nSHELL [\"bash\", \"-c\"]\n\
                FROM $B as mid\nRUN x\nFROM scratch\nUSER 1\nONBUILD USER 2\n";
    check(
        text,
        json!(["stages", 0]),
        json!({
            "name": "Base", "index": 0, "final": false, "platform": "linux/amd64",
            "from": {"image": "golang:1.22", "resolved": "golang:1.22", "scratch": false},
            "user": {"value": "app", "at": ["instructions", 2, "value"]},
            "at": ["instructions", 1], "instructions": [1, 2, 3],
        }),
    );
    check(
        text,
        json!(["stages", 1, "from"]),
        json!({"image": "$B", "resolved": "base", "stage": "Base", "scratch": false}),
    );
    check(text, json!(["stages", 1, "user", "value"]), json!("app"));
    check(text, json!(["instructions", 5, "shell"]), json!(["bash", "-c"]));
    check(text, json!(["stages", 2, "user", "value"]), json!("1"));
    check(text, json!(["stages", 2, "from", "scratch"]), json!(true));
    check(text, json!(["stages", 2, "final"]), json!(true));
    check(text, json!(["instructions", 0, "stage"]), Json::Null);
    check_place(text, json!(["stages", 1, "name"]), "mid", Precision::Exact);
    check_place(text, json!(["stages", 1, "user"]), "app", Precision::Exact);
    check_place(text, json!(["stages", 1]), "FROM $B as mid", Precision::Exact);
    check_place("FROM a AS b\n", json!(["stages", 0, "user"]), "FROM a AS b", Precision::Nearest);
}

#[test]
fn flags_are_lists_of_values() {
    let text = "FROM a\nRUN --mount=type=cache,target=/x --mount=type=secret --network=none make --j\n\
                COPY --link --from=\"b\" c d\n";
    check(
        text,
        json!(["instructions", 1, "flags"]),
        json!({"mount": ["type=cache,target=/x", "type=secret"], "network": ["none"]}),
    );
    check(text, json!(["instructions", 1, "args"]), json!(["make", "--j"]));
    check(text, json!(["instructions", 2, "flags"]), json!({"link": ["true"], "from": ["b"]}));
    check_place(text, json!(["instructions", 2, "flags", "from", 0]), "\"b\"", Precision::Exact);
    check_place(
        text,
        json!(["instructions", 2, "flags", "checksum"]),
        "COPY --link --from=\"b\" c d",
        Precision::Nearest,
    );
}

#[test]
fn programs_have_a_form() {
    let form = |line: &str, form: &str, args: Json, names: &[&str]| {
        let text = format!("FROM a\n{line}\n");
        check(&text, json!(["instructions", 1, "form"]), json!(form));
        check(&text, json!(["instructions", 1, "args"]), args);
        let value = value(&text);
        let found: Vec<&str> = value["instructions"][1]["commands"]
            .as_array()
            .unwrap()
            .iter()
            .map(|c| c["name"].as_str().unwrap())
            .collect();
        assert_eq!(found, names, "in {text:?}");
    };
    form("RUN [\"a\", \"b \\\"c\\\"\"]", "exec", json!(["a", "b \"c\""]), &[]);
    form("RUN ['a', 'b']", "shell", json!(["[a,", "b]"]), &["[a,"]);
    form("CMD [ ]", "exec", json!([]), &[]);
    form("entrypoint a \"b c\"", "shell", json!(["a", "b c"]), &["a"]);
    form("HEALTHCHECK --interval=5s CMD a | b", "shell", json!(["a", "|", "b"]), &["a", "b"]);
    form("HEALTHCHECK CMD [\"a\"]", "exec", json!(["a"]), &[]);
    form("RUN [\"/bin/sh\", \"-ec\", \"a && b\"]", "exec", json!(["/bin/sh", "-ec", "a && b"]), &["a", "b"]);
    form("RUN [\"env\", \"sh\", \"-c\", \"a\"]", "exec", json!(["env", "sh", "-c", "a"]), &["a"]);
    form("RUN [\"sh\", \"-ce\", \"--\", \"a\"]", "exec", json!(["sh", "-ce", "--", "a"]), &["a"]);
    form(
        "CMD [\"bash\", \"-c\", \"-o\", \"b\", \"a\"]",
        "exec",
        json!(["bash", "-c", "-o", "b", "a"]),
        &["a"],
    );
    form("CMD [\"bash\", \"--rcfile\", \"a\"]", "exec", json!(["bash", "--rcfile", "a"]), &[]);
    form("ONBUILD RUN a", "shell", json!(["a"]), &["a"]);
    check("FROM a\nHEALTHCHECK NONE", json!(["instructions", 1, "value"]), json!("NONE"));
    check("FROM a\nONBUILD USER a", json!(["instructions", 1, "onbuild"]), json!(true));
    check("FROM a\nONBUILD USER a", json!(["instructions", 1, "cmd"]), json!("USER"));
}

#[test]
fn commands_carry_their_words() {
    let text = "FROM a\nRUN A=b sudo curl -fsSL \"$U\" | sh && x > y\n";
    let command = value(text)["instructions"][1]["commands"][0].clone();
    assert_eq!(
        command,
        json!({
            "name": "sudo", "args": ["curl", "-fsSL", "$U"], "literal": [true, true, false],
            "program": "curl", "effective": 1, "piped": true, "into": 1, "env": {"A": "b"},
            "redirects": [], "at": ["instructions", 1, "commands", 0],
        })
    );
    check(text, json!(["instructions", 1, "commands", 2, "redirects"]), json!([{"op": ">", "target": "y"}]));
    check_place(text, json!(["instructions", 1, "commands", 0, "args", 2]), "\"$U\"", Precision::Exact);
    check_place(text, json!(["instructions", 1, "commands", 1]), "sh", Precision::Exact);
    check_place(text, json!(["instructions", 1, "commands", 1, "args", 0]), "sh", Precision::Nearest);
    let list = "FROM a\nRUN [\"sh\", \"-c\", \"a b\"]\n";
    check_place(list, json!(["instructions", 1, "commands", 0, "args", 0]), "b", Precision::Exact);
}

#[test]
fn pairs_lose_their_quotes() {
    let pairs = |line: &str, expected: Json| {
        let pairs: Vec<Json> = (expected.as_object().unwrap().iter())
            .map(|(key, value)| match value {
                Json::Null => json!({"key": key}),
                value => json!({"key": key, "value": value}),
            })
            .collect();
        check(&format!("FROM a\n{line}"), json!(["instructions", 1, "pairs"]), json!(pairs));
    };
    pairs(
        "ENV A=1 B=\"x y\" C='$D' D=a\\ b E=",
        json!({"A": "1", "B": "x y", "C": "$D", "D": "a b", "E": ""}),
    );
    pairs("ENV A=$B C=\\$D", json!({"A": "$B", "C": "\\$D"}));
    pairs("ARG A B=2", json!({"A": null, "B": "2"}));
    pairs("ENV A b  c ", json!({"A": "b  c"}));
    pairs("LABEL \"a.b\"=\"c=\\\"d\\\"\" e='f' \\\n g=h", json!({"a.b": "c=\"d\"", "e": "f", "g": "h"}));
    check("FROM a\nENV A b", json!(["instructions", 1, "legacy"]), json!(true));
    check_place(
        "FROM a\nENV A=\"b\"",
        json!(["instructions", 1, "pairs", 0, "value"]),
        "\"b\"",
        Precision::Exact,
    );
}

#[test]
fn heredocs_are_read_wherever_they_open() {
    let text = "FROM a\nRUN cat <<EOF > f && python3 <<-'P Y'\nRUN x\nEOF\n\timport x\n\tP Y\nCOPY <<a <<b /c/\n1\na\n2\nb\nUSER x";
    check(
        text,
        json!(["instructions", 1, "heredocs"]),
        json!([
            {"delimiter": "EOF", "body": "RUN x\n", "expands": true},
            {"delimiter": "P Y", "body": "\timport x\n", "expands": false},
        ]),
    );
    check(text, json!(["instructions", 2, "heredocs", 1, "body"]), json!("2\n"));
    check(text, json!(["instructions", 3, "value"]), json!("x"));
    let names = |line: &str, names: &[&str]| {
        let value = value(&format!("FROM a\n{line}\nEOF\n"));
        let commands = value["instructions"][1]["commands"].as_array().unwrap();
        let found: Vec<&str> = commands.iter().map(|c| c["name"].as_str().unwrap()).collect();
        assert_eq!(found, names, "in {line:?}");
    };
    names("RUN <<EOF\na\nb | c", &["a", "b", "c"]);
    names("RUN <<EOF\n#!/usr/bin/env python3\nimport a", &[]);
    names("RUN <<EOF bash -e\na", &["bash", "a"]);
    names("RUN bash x.sh <<EOF\na", &["bash"]);
    names("RUN cat <<EOF | sh\na", &["cat", "sh", "a"]);
    names("RUN a $((1<<EOF)) '<<EOF' <<<EOF\nUSER x", &["a"]);
    check_place(
        "FROM a\nRUN <<EOF\napt install x\nEOF\n",
        json!(["instructions", 1, "commands", 0, "args", 1]),
        "x",
        Precision::Exact,
    );
}

#[test]
fn other_instructions_have_words_or_a_value() {
    check("FROM a\nexpose 80/tcp $P", json!(["instructions", 1, "ports"]), json!(["80/tcp", "$P"]));
    check("FROM a\nCOPY a \"b c\" d", json!(["instructions", 1, "args"]), json!(["a", "b", "c", "d"]));
    check("FROM a\nCOPY [\"a b\", \"c\"]", json!(["instructions", 1, "args"]), json!(["a b", "c"]));
    check("FROM a\nVOLUME /a /b", json!(["instructions", 1, "args"]), json!(["/a", "/b"]));
    check("FROM a\nWORKDIR \"/a b\"", json!(["instructions", 1, "value"]), json!("/a b"));
    check("FROM a\nUSER \u{a0}root\u{2003}\n", json!(["instructions", 1, "value"]), json!("root"));
    check("FROM a\nRUN \u{a0}[\"a\"]\u{85}", json!(["instructions", 1, "form"]), json!("exec"));
    check("FROM a\nMAINTAINER A B <c>", json!(["instructions", 1, "value"]), json!("A B <c>"));
    check("FROM a\nSTOPSIGNAL 9", json!(["instructions", 1, "value"]), json!("9"));
    check("FROM a\nADD --checksum=x b  c", json!(["instructions", 1, "raw"]), json!("--checksum=x b  c"));
}

#[test]
fn reading_goes_on_behind_problems() {
    check_problems("FROM a\nRUNN x\nUSER y", &[("RUNN", "unknown instruction")], 3);
    check_problems("USER y\n", &[("USER y", "there is no FROM instruction")], 1);
    check_problems("", &[], 0);
    check_problems("# only a comment\n", &[], 0);
    check_problems("FROM a\nRUN cat <<EOF\nUSER x\n", &[("<<EOF", "a heredoc has no end")], 3);
    check_problems(
        "FROM a b\nFROM",
        &[
            ("FROM a b", "FROM takes an image, and optionally AS and a name"),
            ("FROM", "FROM needs an argument"),
        ],
        2,
    );
    check_problems("FROM a\nENV A=b c", &[("c", "a variable needs a value after =")], 2);
    check_problems("FROM a\nSHELL bash", &[("SHELL bash", "SHELL needs a list of strings in JSON")], 2);
    let long = "FROM a\n".to_owned() + &"RUN a;a;a;a;a;a;a;a;a;a\n".repeat(2_001);
    check_problems(&long, &[("RUN", "more than 20000 commands in one file")], 2_002);
    assert_eq!(parsed(&"#".repeat(1024 * 1024 + 1)).problems.len(), 1);
    let many = "FROM a\n".to_owned() + &"RUN a <<E\n".repeat(20_000);
    assert_eq!(parsed(&many).problems.len(), 20_000);
}

#[test]
fn comments_and_entries_are_found() {
    let text = "# a\nFROM a\n# b\nRUN x \\\n  # c\n  y # d\nRUN <<E\n# e\nz\nE\n";
    let document = parsed(text).documents.remove(0);
    let comments: Vec<(&str, bool)> = document.comments.iter().map(|c| (c.text.trim(), c.own_line)).collect();
    assert_eq!(comments, [("a", true), ("b", true), ("c", true), ("d", false), ("e", true)]);
    let entry = |offset| document.entry_after(offset).map(|span| &text[span.range()]);
    assert_eq!(entry(0), Some("FROM a"));
    assert_eq!(entry(11), Some("RUN x \\\n  # c\n  y # d"));
    assert_eq!(entry(35), Some("RUN <<E\n# e\nz\nE"));
    assert_eq!(entry(48), None);
}

/// Files made of pieces that mean something, in any order.
pub(super) fn files() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "FROM a",
        "FROM $A AS b",
        "\n",
        "\r\n",
        "\\\n",
        "`\n",
        " ",
        "RUN ",
        "x",
        "<<E",
        "<<-\"E\"",
        "E\n",
        "\"",
        "'",
        "\\",
        "#",
        "# escape=`\n",
        "\u{feff}",
        "é",
        "ENV ",
        "A=b",
        "=",
        "COPY --from=b ",
        "[\"a\", \"b\"]",
        "ONBUILD ",
        "HEALTHCHECK CMD ",
        "USER ",
        "ARG A=1",
        "$A",
        "${A:-b}",
        "|",
        "&&",
        "$(",
        ")",
        "\t",
        "--x=",
        "LABEL ",
        "EXPOSE 80",
        "SHELL [\"sh\"]",
        "\u{2028}",
    ]);
    prop::collection::vec(pieces, 0..40).prop_map(|pieces| pieces.concat())
}

/// The first node whose span is no text of the file, or that holds none of its own text.
fn misplaced(text: &str, tree: &Tree) -> Option<String> {
    let wrong = |(route, id): &(Route, _)| {
        let node = tree.node(*id);
        match (text.get(node.span.range()), &node.data) {
            (None, _) => true,
            (Some(written), Data::String(value)) if route.to_string().ends_with("raw") => written != &**value,
            _ => false,
        }
    };
    tree.routes().iter().find(|found| wrong(found)).map(|(route, _)| route.to_string())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn every_span_is_text(text in files()) {
        let parsed = parsed(&text);
        prop_assert!(parsed.problems.iter().all(|p| text.get(p.span.range()).is_some()));
        let document = &parsed.documents[0];
        prop_assert_eq!(misplaced(&text, &document.tree), None);
        prop_assert!(document.comments.iter().all(|c| text.get(c.span.range()).is_some()));
        prop_assert_eq!(document.lower(&[]), Ok(Vec::new()));
    }
}

/// The example in the documentation is what policies see.
#[test]
fn the_documented_example_is_true() {
    let docs = include_str!("../../../../docs/inputs.md");
    let section = docs.split("\n## dockerfile\n").nth(1).unwrap();
    let block = |language: &str| {
        let start = section.split(&format!("```{language}\n")).nth(1).unwrap();
        start.split("```").next().unwrap().to_owned()
    };
    let documented: Json = serde_json::from_str(&block("json")).unwrap();
    assert_eq!(value(&block("dockerfile")), documented);
}
