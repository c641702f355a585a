//! What a go.mod reads as, and what its edits make of it.

use std::sync::Arc;

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::version::{is_canonical, is_go, is_local, pseudo};
use super::{FORMAT, parse};
use crate::document::{Document, Parsed, PatchOp};
use crate::text::{RepoPath, SourceFile, apply};

fn read(text: &str) -> Parsed {
    parse(&Arc::new(SourceFile::new(RepoPath::new("go.mod"), text.into())))
}

/// Reads `text`, which has no problem, and compares the fields that are given.
#[track_caller]
fn check(text: &str, expected: Json) {
    let parsed = read(text);
    assert_eq!(parsed.problems, []);
    let json = parsed.documents[0].tree.to_json();
    for (key, value) in expected.as_object().unwrap() {
        assert_eq!(&json[key], value, "{key}");
    }
}

#[test]
fn every_directive_is_read() {
    check(
        "// Deprecated: use m.test/b.\nmodule m.test/a // home\n\ngo 1.22\ntoolchain go1.22.3\n\ngodebug x=y=z\n",
        json!({"module": {"path": "m.test/a", "deprecated": "use m.test/b.\nhome"}, "go": "1.22",
            "toolchain": "go1.22.3", "godebug": [{"key": "x", "value": "y=z"}], "require": [], "exclude": [],
            "replace": [], "retract": [], "tool": [], "ignore": []}),
    );
    check(
        "\u{feff}module \"m.test/\\u0061\"\r\nrequire `m.test/b` v1.0.0//indirect\r\nrequire (\r\n\tm.test/c v2.0.0+incompatible // indirect; why\r\n\tm.test/d master // is indirect\r\n)\r\nrequire ()\r\n",
        json!({"module": {"path": "m.test/a"}, "require": [
            {"path": "m.test/b", "version": "v1.0.0", "canonical": true, "indirect": true},
            {"path": "m.test/c", "version": "v2.0.0+incompatible", "canonical": true, "indirect": true},
            {"path": "m.test/d", "version": "master", "canonical": false, "indirect": false}]}),
    );
    check(
        "replace m.test/a => ../a\nreplace (\nm.test/b v1.0.0 => m.test/c v1.2.3-0.20240102030405-abcdefabcdef\n)\n",
        json!({"replace": [
            {"old": {"path": "m.test/a"}, "new": {"path": "../a", "local": true}},
            {"old": {"path": "m.test/b", "version": "v1.0.0", "canonical": true},
             "new": {"path": "m.test/c", "version": "v1.2.3-0.20240102030405-abcdefabcdef", "canonical": true,
                "pseudo": {"base": "v1.2.2", "timestamp": "20240102030405", "commit": "abcdefabcdef"},
                "local": false}}]}),
    );
    check(
        "// too early\n// and broken\nretract v1.0.0\n\n// all\nretract (\n\t[v1.1.0, v1.2.0] // own\n\n\tv1.3.0\n)\ntool m.test/t\nignore (\n\t./a\n)\n",
        json!({"retract": [{"low": "v1.0.0", "high": "v1.0.0", "rationale": "too early\nand broken"},
            {"low": "v1.1.0", "high": "v1.2.0", "rationale": "own"},
            {"low": "v1.3.0", "high": "v1.3.0", "rationale": "all"}], "tool": ["m.test/t"], "ignore": ["./a"]}),
    );
    check(
        "exclude m.test/a v1\n",
        json!({"exclude": [{"path": "m.test/a", "version": "v1", "canonical": false}]}),
    );
}

#[test]
fn a_bad_line_is_a_problem_and_the_rest_is_read() {
    let check = |text: &str, problems: &[(&str, &str)], requires: usize| {
        let parsed = read(text);
        let found: Vec<_> =
            parsed.problems.iter().map(|p| (text.get(p.span.range()).unwrap(), p.message.as_str())).collect();
        assert_eq!(found, problems, "{text}");
        let tree = &parsed.documents[0].tree;
        assert_eq!(tree.items(tree.at(&["require"]).unwrap()).len(), requires, "{text}");
    };
    check(
        "<<<<<<< HEAD\nrequire a v1\n=======\nrequire a v2\n>>>>>>> x\n",
        &[
            ("<<<<<<< HEAD", "git conflict marker"),
            ("=======", "git conflict marker"),
            (">>>>>>> x", "git conflict marker"),
        ],
        2,
    );
    check("requires a v1\nrequire a v1", &[("requires", "unknown directive")], 1);
    check("require (\n\ta\n\tb v1\n)", &[("a", "a require line needs a path and a version")], 1);
    check("require (\n\tb v1\n", &[("require (", "block is not closed")], 1);
    check("require (\n\tb v1\nexclude (\n)\nrequire a v1", &[("require (", "block is not closed")], 2);
    check("require \"a v1\nrequire b v1", &[("\"a v1", "unterminated string")], 1);
    check("require \"\\q\" v1", &[("\"\\q\"", "invalid escape in a string")], 0);
    check("require a /* no */ v1", &[("/*", "only // comments are allowed")], 0);
    check("require \u{1} v1", &[("\u{1}", "control character")], 0);
    check("go 1.22\ngo 1.23", &[("go 1.23", "a second go line")], 0);
    check("go v1.22", &[("go v1.22", "a go line needs one version such as 1.22")], 0);
    check("unknown (\n\tx y\n)\nrequire a v1", &[("unknown", "unknown directive")], 1);
    check("require (\n) x", &[(") x", "a closing parenthesis must end its line")], 0);
    let replace = "a replace line needs path [version] => path version, or => ./folder";
    check("replace a => b", &[("replace a => b", replace)], 0);
    check("replace a => ./b v1", &[("replace a => ./b v1", replace)], 0);
}

#[test]
fn versions_say_what_they_are() {
    for (version, canonical) in [
        ("v1.2.3", true),
        ("v1.2.3-rc.1", true),
        ("v1.2.3+incompatible", true),
        ("v1.2.3+meta", false),
        ("v1.2", false),
        ("v01.2.3", false),
        ("v1.2.3-01", false),
        ("1.2.3", false),
        ("master", false),
    ] {
        assert_eq!(is_canonical(version), canonical, "{version}");
    }
    for (version, parts) in [
        ("v0.0.0-20240102030405-abcdefabcdef", Some(("", "20240102030405", "abcdefabcdef"))),
        ("v2.0.0-20249999999999-abc+incompatible", Some(("", "20249999999999", "abc"))),
        ("v1.2.3-pre.0.20240102030405-abcdefabcdef", Some(("v1.2.3-pre", "20240102030405", "abcdefabcdef"))),
        ("v1.2.4-0.20240102030405-abcdefabcdef", Some(("v1.2.3", "20240102030405", "abcdefabcdef"))),
        ("v1.2.0-0.20240102030405-abcdefabcdef", None),
        ("v1.2.3-20240102030405-abcdefabcdef", None),
        ("v1.2.3-rc.1", None),
        ("é", None),
    ] {
        let found = pseudo(version);
        assert_eq!(found.as_ref().map(|p| (p.base.as_str(), p.timestamp, p.commit)), parts, "{version}");
    }
    for (path, local) in
        [("./a", true), ("..", true), ("/a", true), ("C:\\a", true), ("a/b", false), (".a", false)]
    {
        assert_eq!(is_local(path), local, "{path}");
    }
    for (version, valid) in [
        ("1.22", true),
        ("1.22.3", true),
        ("1.22rc1", true),
        ("1", false),
        ("1.22rc", false),
        ("v1.2", false),
        ("", false),
    ] {
        assert_eq!(is_go(version), valid, "{version}");
    }
}

#[test]
fn spans_comments_and_entries_point_at_the_words() {
    let text = "module m.test/a\n\n// above\nrequire (\n\tm.test/b v1.0.0 // indirect\n)\n";
    let document = read(text).documents.remove(0);
    let shown = |route: Json| {
        let place = document.locate(&crate::document::Route::from_json(&route).unwrap());
        text.get(place.span.range()).unwrap()
    };
    assert_eq!(shown(json!(["require", 0])), "m.test/b v1.0.0");
    assert_eq!(shown(json!(["require", 0, "version"])), "v1.0.0");
    assert_eq!(shown(json!(["require", 0, "indirect"])), "// indirect");
    assert_eq!(shown(json!(["go"])), "module m.test/a");
    let comments: Vec<_> = document.comments.iter().map(|c| (c.text.as_str(), c.own_line)).collect();
    assert_eq!(comments, [("above", true), ("indirect", false)]);
    let entry = document.entry_after(text.find("above").unwrap()).unwrap();
    assert!(
        text.get(entry.range()).unwrap().starts_with("require (")
            && text.get(entry.range()).unwrap().ends_with(')')
    );
}

/// Applies operations, given as JSON, to `text`; the words of the error if they are refused.
fn edit(text: &str, ops: Json) -> Result<String, String> {
    let document = read(text).documents.remove(0);
    let ops: Vec<_> = ops.as_array().unwrap().iter().map(|op| PatchOp::from_json(op).unwrap()).collect();
    let edits = document.lower(&ops).map_err(|error| error.to_string())?;
    Ok(apply(text, &edits).unwrap())
}

/// Checks an edit, with either line ending.
#[track_caller]
fn check_edit(text: &str, ops: Json, expected: &str) {
    assert_eq!(edit(text, ops.clone()).as_deref(), Ok(expected));
    if text.contains('\n') {
        let crlf = |text: &str| text.replace('\n', "\r\n");
        assert_eq!(edit(&crlf(text), ops), Ok(crlf(expected)));
    }
}

#[test]
fn lines_are_removed_with_the_block_they_leave_empty() {
    let remove = |at: Json| json!([{"op": "remove", "at": at}]);
    let text = "module a\n\nrequire (\n\tb v1\n\tc v1 // why\n)\n\ngo 1.22\n";
    check_edit(text, remove(json!(["require", 1])), "module a\n\nrequire (\n\tb v1\n)\n\ngo 1.22\n");
    check_edit(text, remove(json!(["go"])), "module a\n\nrequire (\n\tb v1\n\tc v1 // why\n)\n\n");
    check_edit(
        text,
        json!([{"op": "remove", "at": ["require", 0]}, {"op": "remove", "at": ["require", 1]}]),
        "module a\n\ngo 1.22\n",
    );
    check_edit(
        "module a\n\nreplace (\n\t// stays\n\tb => ./b\n)\n",
        remove(json!(["replace", 0])),
        "module a\n\nreplace (\n\t// stays\n)\n",
    );
    check_edit(
        "module a\nretract (\n\t// one\n\tv1\n\t// two\n\tv2\n)\n",
        remove(json!(["retract", 0])),
        "module a\nretract (\n\t// two\n\tv2\n)\n",
    );
    check_edit("module a\n\nreplace b => ./b", remove(json!(["replace", 0])), "module a\n\n");
}

#[test]
fn words_are_set_where_they_stand() {
    let set = |at: Json, value: Json| json!([{"op": "set", "at": at, "value": value}]);
    check_edit(
        "module a\n\nrequire b v1 // c\n",
        set(json!(["require", 0, "version"]), json!("v2.0.0")),
        "module a\n\nrequire b v2.0.0 // c\n",
    );
    check_edit("require \"b\" v1\n", set(json!(["require", 0, "path"]), json!("c")), "require \"c\" v1\n");
    check_edit("require b v1\n", set(json!(["require", 0, "path"]), json!("c d")), "require `c d` v1\n");
    check_edit(
        "require b v1\n",
        set(json!(["require", 0]), json!({"path": "c", "version": "v2"})),
        "require c v2\n",
    );
    check_edit("module a\ngo 1.21 // c\n", set(json!(["go"]), json!("1.22")), "module a\ngo 1.22 // c\n");
    check_edit("module a", set(json!(["go"]), json!("1.22")), "module a\n\ngo 1.22");
    check_edit(
        "module a\n\ngo 1.22\n\ntool t\n",
        set(json!(["toolchain"]), json!("go1.22.1")),
        "module a\n\ngo 1.22\n\ntoolchain go1.22.1\n\ntool t\n",
    );
    check_edit(
        "require b v1\n",
        set(json!(["require", 0, "indirect"]), json!(true)),
        "require b v1 // indirect\n",
    );
    check_edit(
        "require b v1 // c\n",
        set(json!(["require", 0, "indirect"]), json!(true)),
        "require b v1 // indirect; c\n",
    );
    check_edit(
        "require b v1 // indirect\n",
        set(json!(["require", 0, "indirect"]), json!(false)),
        "require b v1\n",
    );
    check_edit(
        "require b v1 // indirect; c\n",
        set(json!(["require", 0, "indirect"]), json!(false)),
        "require b v1 // c\n",
    );
    check_edit(
        "replace b v1 => c v1\n",
        set(json!(["replace", 0, "new", "version"]), json!("v2")),
        "replace b v1 => c v2\n",
    );
    check_edit("godebug x=y\n", set(json!(["godebug", 0, "value"]), json!("z")), "godebug x=z\n");
    check_edit(
        "require b v1-x\n",
        json!([{"op": "replace", "at": ["require", 0, "version"], "find": "-x", "with": ""}]),
        "require b v1\n",
    );
}

#[test]
fn requirements_are_inserted_like_their_neighbours() {
    let insert = |index: usize| json!([{"op": "insert", "at": ["require", index], "value": {"path": "n", "version": "v1"}}]);
    check_edit(
        "require (\n\t// about b\n\tb v1\n)\n",
        insert(0),
        "require (\n\tn v1\n\t// about b\n\tb v1\n)\n",
    );
    check_edit("require (\n  b v1\n)\n", insert(9), "require (\n  b v1\n  n v1\n)\n");
    check_edit("require b v1", insert(9), "require b v1\nrequire n v1");
    check_edit("module a\n\ngo 1.22\n", insert(0), "module a\n\ngo 1.22\n\nrequire n v1\n");
    check_edit(
        "require (\n\tb v1\n)\n",
        json!([{"op": "remove", "at": ["require", 0]}, {"op": "insert", "at": ["require"], "value": {"path": "n", "version": "v1", "indirect": true}}]),
        "require (\n\tn v1 // indirect\n)\n",
    );
    assert_eq!(
        edit("module a\r\n\r\nrequire b v1\r\n", insert(0)).as_deref(),
        Ok("module a\r\n\r\nrequire n v1\r\nrequire b v1\r\n")
    );
}

#[test]
fn what_cannot_be_edited_safely_is_refused() {
    let check =
        |text: &str, op: Json, expected: &str| assert_eq!(edit(text, json!([op])), Err(expected.to_owned()));
    check("require a v1\n", json!({"op": "remove", "at": ["require", 1]}), "there is no require[1]");
    check(
        "module a\n",
        json!({"op": "remove", "at": ["module"]}),
        "only a whole directive can be removed, and never the module line",
    );
    check(
        "require a v1\n",
        json!({"op": "set", "at": ["require", 0, "version"], "value": "v\n1"}),
        "a word of go.mod cannot hold a control character",
    );
    check(
        "require a v1\n",
        json!({"op": "set", "at": ["require", 0, "canonical"], "value": "x"}),
        "this field follows from others and cannot be changed",
    );
    check(
        "retract v1\n",
        json!({"op": "set", "at": ["retract", 0, "low"], "value": "v0"}),
        "the edited text would not read back as intended",
    );
    check(
        "bad\nrequire a v1\n",
        json!({"op": "remove", "at": ["require", 0]}),
        "the edited text would not read back as intended",
    );
    check(
        "go 1.22\n",
        json!({"op": "set", "at": ["go"], "value": "latest"}),
        "the edited text would not read back as intended",
    );
}

fn every_span_fits(text: &str, document: &Document) -> bool {
    document.tree.routes().iter().all(|(_, id)| text.get(document.tree.node(*id).span.range()).is_some())
}

proptest! {
    #[test]
    fn any_text_is_read_and_every_span_fits(text in "(?s)(module|require|retract|replace|go|tool| |\\t|\n|\r\n|\\(|\\)|\\[|\\]|,|=>|//|\"|`|\\\\|\u{feff}|é|v1|v1.2.3|a/b|\\./c|.){0,40}") {
        let parsed = read(&text);
        prop_assert!(every_span_fits(&text, &parsed.documents[0]));
        prop_assert!(parsed.problems.iter().all(|p| text.get(p.span.range()).is_some()));
        for span in (FORMAT.entries)(&parsed.documents[0]) {
            prop_assert!(text.get(span.range()).is_some());
        }
    }

    #[test]
    fn edits_of_any_text_are_right_or_refused(
        text in "(module m\n|require \\(\n|\\)\n|\ta v1 // x\n|\n|// c\n|require b v1\n|retract v1\n|replace c => \\./c\n|go 1\\.22\n){0,12}",
        index in 0usize..4, list in "require|replace|retract",
    ) {
        // `lower` proves its own edits; this looks for texts that make it panic or break other lines.
        if let Ok(edited) = edit(&text, json!([{"op": "remove", "at": [list, index]}])) {
            let kept = |text: &str| text.matches("// x").count();
            prop_assert!(read(&edited).problems.is_empty());
            prop_assert!(kept(&text) - kept(&edited) <= 1);
        }
    }
}
