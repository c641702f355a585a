//! Rows of operations and the text after them.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::document::{Data, PatchOp, Route, Step};
use crate::text::apply;

fn edited(text: &str, ops: &Json) -> Result<String, String> {
    let document = parsed(text).documents.remove(0);
    let ops: Vec<PatchOp> =
        ops.as_array().unwrap().iter().map(|op| PatchOp::from_json(op).unwrap()).collect();
    let edits = document.lower(&ops).map_err(|error| error.to_string())?;
    Ok(apply(text, &edits).unwrap())
}

#[track_caller]
fn check(text: &str, ops: Json, expected: &str) {
    assert_eq!(edited(text, &ops).as_deref(), Ok(expected), "{ops} in {text:?}");
    let windows = text.replace('\n', "\r\n");
    assert_eq!(
        edited(&windows, &ops).as_deref(),
        Ok(expected.replace('\n', "\r\n").as_str()),
        "{ops} with CRLF"
    );
}

#[track_caller]
fn check_error(text: &str, op: Json, expected: &str) {
    assert_eq!(edited(text, &json!([op])), Err(expected.to_owned()), "{op} in {text:?}");
}

fn set(at: Json, value: Json) -> Json {
    json!([{"op": "set", "at": at, "value": value}])
}

fn insert(at: Json, value: Json) -> Json {
    json!([{"op": "insert", "at": at, "value": value}])
}

fn remove(at: Json) -> Json {
    json!([{"op": "remove", "at": at}])
}

#[test]
fn values_are_set_as_they_were_quoted() {
    let words = |line: &str, at: Json, value: &str, expected: &str| {
        let mut route = vec![json!("instructions"), json!(1)];
        route.extend(at.as_array().unwrap().iter().cloned());
        check(
            &format!("FROM a\n{line}\nUSER x\n"),
            set(json!(route), json!(value)),
            &format!("FROM a\n{expected}\nUSER x\n"),
        );
    };
    words("USER root", json!(["value"]), "10001:10001", "USER 10001:10001");
    words("USER \"root\"  ", json!(["value"]), "app", "USER \"app\"  ");
    words("ENV A=1 B=\"2\" C='3'", json!(["pairs", 0, "value"]), "x y", "ENV A=\"x y\" B=\"2\" C='3'");
    words("ENV A=1 B=\"2\" C='3'", json!(["pairs", 1, "value"]), "q\"$x", "ENV A=1 B=\"q\\\"$x\" C='3'");
    words("ENV A=1 B=\"2\" C='3'", json!(["pairs", 2, "value"]), "4", "ENV A=1 B=\"2\" C='4'");
    words("ENV A old value", json!(["pairs", 0, "value"]), "new one", "ENV A new one");
    words("ENV A old value", json!(["pairs", 0]), "A=new", "ENV A=new");
    words("ARG A", json!(["pairs", 0, "value"]), "1", "ARG A=1");
    words("ADD a b", json!(["cmd"]), "COPY", "COPY a b");
    words("COPY [\"a\", \"b\"]", json!(["args", 1]), "c \"d\"", "COPY [\"a\", \"c \\\"d\\\"\"]");
    words("COPY a b \\\n  c", json!(["args", 2]), "c/", "COPY a b \\\n  c/");
    words("RUN apt update && x", json!(["commands", 0, "name"]), "apt-get", "RUN apt-get update && x");
    words("RUN a \"b\" 'c' d", json!(["commands", 0, "args", 0]), "x y", "RUN a \"x y\" 'c' d");
    words("RUN a \"b\" 'c' d", json!(["commands", 0, "args", 2]), "x y", "RUN a \"b\" 'c' 'x y'");
    words("RUN a x-\"$b\"", json!(["commands", 0, "args", 0]), "y-$b", "RUN a \"y-$b\"");
    words("RUN A=1 b", json!(["commands", 0, "env", "A"]), "0", "RUN A=0 b");
    words("RUN <<E\na b\nE", json!(["commands", 0, "args", 0]), "c", "RUN <<E\na c\nE");
    words("ADD --checksum=x u d", json!(["flags", "checksum", 0]), "sha256:0", "ADD --checksum=sha256:0 u d");
    words("ADD --link u d", json!(["flags", "checksum"]), "sha256:0", "ADD --link --checksum=sha256:0 u d");
    words("ADD u d", json!(["flags", "checksum", 0]), "sha256:0", "ADD --checksum=sha256:0 u d");
    words("ADD --link u d", json!(["flags", "link"]), "false", "ADD --link=false u d");
    words("EXPOSE 80/TCP 81", json!(["ports", 0]), "80/tcp", "EXPOSE 80/tcp 81");
    words("RUN x", json!([]), "RUN y \\\n  z", "RUN y \\\n  z");
    words("RUN x", json!([]), "\n\n RUN y \n", "RUN y");
}

#[test]
fn a_stage_is_set_to_a_stage() {
    let text = "FROM a\nFROM b\n";
    check(text, set(json!(["stages", 0]), json!("FROM c")), "FROM c\nFROM b\n");
    check_error(
        text,
        set(json!(["stages", 0]), json!("USER c"))[0].clone(),
        "the edited text would not read back as intended",
    );
}

#[test]
fn lists_are_set_as_a_whole() {
    check(
        "FROM a\nCMD go run .",
        set(json!(["instructions", 1, "args"]), json!(["go", "run"])),
        "FROM a\nCMD [\"go\", \"run\"]",
    );
    check(
        "FROM a\nCMD [ \"go\" ]\n",
        set(json!(["instructions", 1, "args"]), json!(["go", "x y"])),
        "FROM a\nCMD [\"go\", \"x y\"]\n",
    );
    check(
        "FROM a\nCOPY a b\n",
        set(json!(["instructions", 1, "args"]), json!(["c", "d/"])),
        "FROM a\nCOPY c d/\n",
    );
}

#[test]
fn parts_of_stages_are_set_where_they_stand() {
    let text = "# syntax=docker/dockerfile:1\nFROM --platform=x golang:1 AS B\nUSER root\nFROM b\n";
    check(
        text,
        set(json!(["stages", 0, "from", "image"]), json!("golang:1@sha256:0")),
        &text.replace("golang:1", "golang:1@sha256:0"),
    );
    check(text, set(json!(["stages", 0, "name"]), json!("b")), &text.replace("AS B", "AS b"));
    check(text, set(json!(["stages", 1, "user", "value"]), json!(65532)), &text.replace("root", "65532"));
    check(text, set(json!(["stages", 0, "platform"]), json!("y")), &text.replace("=x", "=y"));
    check(
        text,
        set(json!(["directives", "syntax"]), json!("a@sha256:0")),
        &text.replace("docker/dockerfile:1", "a@sha256:0"),
    );
}

#[test]
fn instructions_are_inserted_on_their_own_lines() {
    let text = "FROM a\n# why\nCMD x\n";
    check(text, insert(json!(["instructions", 1]), json!("USER 1")), "FROM a\n# why\nUSER 1\nCMD x\n");
    check(text, insert(json!(["instructions", 2]), json!("USER 1\n")), "FROM a\n# why\nCMD x\nUSER 1\n");
    check(text, insert(json!(["instructions", 0]), json!("ARG A=1")), "ARG A=1\nFROM a\n# why\nCMD x\n");
    check("FROM a\nCMD x", insert(json!(["instructions", 2]), json!("USER 1")), "FROM a\nCMD x\nUSER 1");
    check("\u{feff}FROM a\n", insert(json!(["instructions", 0]), json!("ARG A")), "\u{feff}ARG A\nFROM a\n");
    check(
        text,
        insert(json!(["instructions", 1]), json!("RUN a \\\n && b")),
        "FROM a\n# why\nRUN a \\\n && b\nCMD x\n",
    );
    check(
        "FROM a\nCMD x",
        json!([
            {"op": "insert", "at": ["instructions", 2], "value": "USER 1"},
            {"op": "insert", "at": ["instructions", 2], "value": "EXPOSE 1"},
            {"op": "insert", "at": ["instructions", 1], "value": "ENV a=b"},
            {"op": "set", "at": ["instructions", 1, "args"], "value": ["x"]},
        ]),
        "FROM a\nENV a=b\nCMD [\"x\"]\nUSER 1\nEXPOSE 1",
    );
}

#[test]
fn words_are_inserted_between_words() {
    let text = "FROM a\nRUN apt-get install \\\n    x && y > z\nCOPY [\"a\", \"b\"]\n";
    let arg = |j: usize| json!(["instructions", 1, "commands", 0, "args", j]);
    check(text, insert(arg(1), json!("-y")), &text.replace("    x", "    -y x"));
    check(text, insert(arg(2), json!("-y")), &text.replace(" x ", " x -y "));
    check(
        text,
        insert(json!(["instructions", 1, "commands", 1, "args", 0]), json!("a b")),
        &text.replace("y >", "y 'a b' >"),
    );
    check(
        text,
        insert(json!(["instructions", 2, "args", 1]), json!("c")),
        &text.replace("\"b\"", "\"c\", \"b\""),
    );
    check(
        text,
        insert(json!(["instructions", 2, "args", 2]), json!("c")),
        &text.replace("\"b\"", "\"b\", \"c\""),
    );
    check(
        text,
        json!([
            {"op": "insert", "at": arg(1), "value": "-y"},
            {"op": "insert", "at": arg(1), "value": "--no-install-recommends"},
        ]),
        &text.replace("    x", "    -y --no-install-recommends x"),
    );
    check(
        "FROM a\nENV A=1\n",
        insert(json!(["instructions", 1, "pairs", 1]), json!({"key": "B", "value": "2 3"})),
        "FROM a\nENV A=1 B=\"2 3\"\n",
    );
    check(
        "FROM a\nEXPOSE 1 3\n",
        insert(json!(["instructions", 1, "ports", 1]), json!(2)),
        "FROM a\nEXPOSE 1 2 3\n",
    );
}

#[test]
fn removing_leaves_no_trace() {
    let run = "FROM a\nRUN curl -k \\\n    -f \\\n    u | sudo sh\nUSER x\n";
    let arg = |j: usize| json!(["instructions", 1, "commands", 0, "args", j]);
    check(run, remove(arg(0)), &run.replace(" -k", ""));
    check(run, remove(arg(1)), &run.replace("    -f \\\n", ""));
    check(run, remove(arg(2)), &run.replace("    u | sudo", "    | sudo"));
    check(run, remove(json!(["instructions", 1, "commands", 1, "name"])), &run.replace("sudo ", ""));
    check(run, remove(json!(["instructions", 1])), "FROM a\nUSER x\n");
    check("FROM a\nRUN a \\\n  b \\\n  c\nUSER x\n", remove(arg(1)), "FROM a\nRUN a \\\n  b\nUSER x\n");
    check("FROM a\nRUN <<E\nx\nE\nUSER x", remove(json!(["instructions", 1])), "FROM a\nUSER x");
    check("FROM a\nUSER x", remove(json!(["instructions", 1])), "FROM a");
    check("FROM a\nENV A=1 B=2\n", remove(json!(["instructions", 1, "pairs", 0])), "FROM a\nENV B=2\n");
    check("FROM a\nENV A=1\nUSER x\n", remove(json!(["instructions", 1, "pairs", 0])), "FROM a\nUSER x\n");
    check("FROM a\nEXPOSE 22 80\n", remove(json!(["instructions", 1, "ports", 0])), "FROM a\nEXPOSE 80\n");
    check("FROM a\nEXPOSE 22\n", remove(json!(["instructions", 1, "ports", 0])), "FROM a\n");
    check(
        "FROM a\nRUN --network=host x\n",
        remove(json!(["instructions", 1, "flags", "network"])),
        "FROM a\nRUN x\n",
    );
    check(
        "FROM a\nCMD [\"a\", \"b\"]\n",
        remove(json!(["instructions", 1, "args", 0])),
        "FROM a\nCMD [\"b\"]\n",
    );
    check(
        "FROM a\nCMD [\"a\", \"b\"]\n",
        remove(json!(["instructions", 1, "args", 1])),
        "FROM a\nCMD [\"a\"]\n",
    );
    check(
        "FROM a\nRUN a \\\n\n  b\n",
        remove(json!(["instructions", 1, "blank_lines", 0])),
        "FROM a\nRUN a \\\n  b\n",
    );
}

#[test]
fn text_is_replaced_where_it_is_once() {
    let replace =
        |at: Json, find: &str, with: &str| json!([{"op": "replace", "at": at, "find": find, "with": with}]);
    let text = "FROM a\nRUN npm install && x\n";
    check(text, replace(json!(["instructions", 1]), "npm install", "npm ci"), "FROM a\nRUN npm ci && x\n");
    check(
        text,
        replace(json!(["stages", 0, "from", "image"]), "a", "a:1"),
        "FROM a:1\nRUN npm install && x\n",
    );
    check_error(
        text,
        replace(json!(["instructions", 1]), "n", "m")[0].clone(),
        "the text to replace is there more than once",
    );
    check_error(
        text,
        replace(json!(["instructions", 1]), "yarn", "m")[0].clone(),
        "the text to replace is not there",
    );
}

#[test]
fn what_cannot_be_done_says_why() {
    let text = "FROM a AS b\nCOPY x y\nRUN c\n";
    let op = |ops: Json| ops[0].clone();
    let directive = json!(["directives", "escape"]);
    check_error(
        "FROM a\nRUN x\n",
        json!({"op": "set", "at": ["instructions", 1], "value": "RUN x \\"}),
        "the edited text would not read back as intended",
    );
    check_error(
        &format!("# escape=`\n{text}"),
        op(set(directive, json!(" "))),
        "the edited text would not read back as intended",
    );
    let script = "the words of a script are edited as those of its commands";
    check_error(text, op(set(json!(["instructions", 2, "args", 0]), json!("d"))), script);
    check_error(text, op(remove(json!(["instructions", 2, "args", 0]))), script);
    let command = json!(["instructions", 2, "commands", 0, "name"]);
    check_error(text, op(set(command, json!("$(d)"))), "the new text holds a command");
    check_error(text, op(remove(json!(["instructions", 7]))), "there is no instructions[7]");
    check_error(
        text,
        op(set(json!(["instructions", 1, "value"]), json!("x"))),
        "there is no instructions[1].value",
    );
    check_error(
        text,
        op(set(json!(["instructions", 1, "args", 0]), json!("a b"))),
        "the new text would need quotes, which do not count here",
    );
    check_error(
        text,
        op(set(json!(["instructions", 1, "cmd"]), json!("MOVE"))),
        "the edited text would not read back as intended",
    );
    check_error(
        text,
        op(set(json!(["instructions", 2, "commands", 0, "name"]), json!("a\nUSER root"))),
        "the new text has more than one line",
    );
    check_error(
        text,
        op(set(json!(["instructions", 2]), json!("RUN c\nUSER root"))),
        "the edited text would not read back as intended",
    );
    check_error(
        text,
        op(remove(json!(["instructions", 0, "args", 2]))),
        "the edited text would not read back as intended",
    );
    check_error(
        text,
        op(insert(json!(["instructions", 1]), json!("MOVE x"))),
        "the edited text would not read back as intended",
    );
    check_error(
        text,
        op(insert(json!(["instructions", 2, "commands", 0, "args", 3]), json!("x"))),
        "there is no instructions[2].commands[0].args[3]",
    );
    check_error(
        text,
        json!({"op": "rename", "at": ["instructions", 0, "cmd"], "to": "x"}),
        "an instruction has no keys to rename",
    );
    check_error(
        text,
        op(set(json!(["stages", 0, "index"]), json!(1))),
        "only instructions and their parts can be edited",
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Setting a value to what it is changes nothing.
    #[test]
    fn the_same_value_changes_nothing(text in super::reading::files()) {
        let document = parsed(&text).documents.remove(0);
        for (route, id) in document.tree.routes() {
            let Data::String(value) = &document.tree.node(id).data else { continue };
            // A keyword may be written in lower case, and is set as it is given.
            if route.0.last() == Some(&Step::Key("cmd".to_owned())) {
                continue;
            }
            if let Ok(edits) = document.lower(&[PatchOp::Set { at: route, value: json!(**value) }]) {
                prop_assert_eq!(apply(&text, &edits).unwrap(), text.clone());
            }
        }
    }

    /// Every place that holds text is set to what it holds, and to something else: there is no panic, and
    /// what is accepted reads back.
    #[test]
    fn accepted_edits_read_back(text in super::reading::files(), new in "[a-z\" $\\\\'#]{0,6}") {
        let document = parsed(&text).documents.remove(0);
        for (route, id) in document.tree.routes() {
            let Data::String(_) = &document.tree.node(id).data else { continue };
            let op = PatchOp::Set { at: route.clone(), value: json!(new) };
            if let Ok(edits) = document.lower(&[op]) {
                let after = apply(&text, &edits).unwrap();
                let tree = parsed(&after).documents.remove(0).tree;
                let reached = tree.walk(&route);
                let read = tree.as_str(reached.node).unwrap_or_default();
                let cmd = route.0.last() == Some(&Step::Key("cmd".to_owned()));
                prop_assert!(read == new || cmd && read.eq_ignore_ascii_case(&new) || route.to_string().ends_with("raw"),
                    "{route}: {read:?}, not {new:?}, in {after:?}");
            }
            for op in [PatchOp::Remove { at: route.clone() }, PatchOp::Insert { at: route, value: json!(new) }] {
                if let Ok(edits) = document.lower(&[op]) {
                    apply(&text, &edits).unwrap();
                }
            }
        }
        for index in 0..4 {
            let at = Route(vec![Step::Key("instructions".to_owned()), Step::Index(index)]);
            let ops = [PatchOp::Remove { at: at.clone() }, PatchOp::Insert { at, value: json!("USER 1") }];
            for op in ops {
                if let Ok(edits) = document.lower(std::slice::from_ref(&op)) {
                    let before = parsed(&text);
                    let after = parsed(&apply(&text, &edits).unwrap());
                    let count = |parsed: &Parsed| value_count(&parsed.documents[0].tree.to_json());
                    let grown = if matches!(op, PatchOp::Insert { .. }) { count(&before) + 1 } else { count(&before) - 1 };
                    prop_assert_eq!(count(&after), grown);
                }
            }
        }
    }
}

fn value_count(value: &Json) -> usize {
    value["instructions"].as_array().map_or(0, Vec::len)
}
