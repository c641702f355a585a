//! Which lines open heredocs: what BuildKit v0.24 does with each line was taken down from BuildKit.

use super::*;

/// Checks the delimiters that a line opens, with a `'` behind those whose bodies do not expand.
#[track_caller]
fn check(line: &str, expected: &[&str]) {
    // Ends for whatever may open; the last instruction is seen wherever they are.
    let ends: String =
        expected.iter().map(|name| format!("body\n{}\n", name.trim_end_matches('\''))).collect();
    let text = format!("FROM a\n{line}\n{ends}USER x\n");
    let parsed = parsed(&text);
    let problems: Vec<&str> = parsed.problems.iter().map(|p| p.message.as_str()).collect();
    assert_eq!(problems, Vec::<&str>::new(), "in {text:?}");
    let value = parsed.documents[0].tree.to_json();
    let heredocs = value["instructions"][1]["heredocs"].as_array().cloned().unwrap_or_default();
    let found: Vec<String> = (heredocs.iter())
        .map(|heredoc| {
            let quoted = if heredoc["expands"] == Json::Bool(true) { "" } else { "'" };
            format!("{}{quoted}", heredoc["delimiter"].as_str().unwrap())
        })
        .collect();
    assert_eq!(found, expected, "in {text:?}");
    assert_eq!(value["instructions"][2]["value"], "x", "in {text:?}");
}

/// Checks that a file is refused.
#[track_caller]
fn check_refused(text: &str, expected: &str) {
    let problems: Vec<String> = parsed(text).problems.into_iter().map(|p| p.message).collect();
    assert!(problems.iter().any(|problem| problem == expected), "{problems:?} in {text:?}");
}

#[test]
fn openings_are_buildkits() {
    check("RUN <<EOF", &["EOF"]);
    check("COPY <<EOF /x", &["EOF"]);
    check("ADD <<EOF /x", &["EOF"]);
    check("run <<EOF", &["EOF"]);
    check("ONBUILD RUN <<EOF", &["EOF"]);
    check("RUN --network=none <<EOF", &["EOF"]);
    check("RUN 3<<EOF", &["EOF"]);
    check("RUN <<-EOF", &["EOF"]);
    check("RUN <<'EOF'", &["EOF'"]);
    check("RUN <<\"E F\"", &["E F'"]);
    check("RUN <<E\"O\"F", &["EOF'"]);
    check("RUN <<\\EOF", &["EOF"]);
    check("RUN <<E\\ F", &["E F"]);
    check("RUN <<$EOF", &["$EOF"]);
    check("RUN << EOF", &["EOF"]);
    check("RUN <<\t 'E F'", &["E F'"]);
    check("RUN << '-EOF'", &["-EOF'"]);
    check("RUN : # <<#x", &["#x"]);
    check("RUN a <<A <<B", &["A", "B"]);
    check("RUN cat <<EOF|sh", &["EOF|sh"]);
    check("RUN a\u{a0}<<EOF", &["EOF"]);
    check("RUN a ${X:-/tmp} <<EOF > ${Y}", &["EOF"]);
    check("RUN a \\\n <<EOF \\\n b", &["EOF"]);
}

#[test]
fn other_words_open_nothing() {
    for line in [
        "RUN a <<",
        "RUN a <<- EOF",
        "RUN a <<<EOF",
        "RUN a << <EOF",
        "RUN a<<EOF",
        "RUN a 2>x<<EOF",
        "RUN a '<<EOF'",
        "RUN a \"<<EOF\"",
        "RUN a \\<<EOF",
        "RUN a <<''",
        "RUN a $((1<<2))",
        "RUN [\"a\", \"<<EOF\"]",
        "CMD a <<EOF",
        "ENV A=<<EOF",
        "LABEL a=b <<c=d",
        "RUN a ${X:-'<EOF'}",
        "ONBUILD ENV A=<<EOF",
    ] {
        check(line, &[]);
    }
}

/// In these files, lines that BuildKit runs must not be read as text, nor text as lines that it runs.
#[test]
fn lines_cannot_hide() {
    let broken = "quotes or braces do not close, and so it cannot be told whether a heredoc begins here";
    for comment in ["it's fine", "${", "\"", "${x^}", "${}", "${:x}", "${x:#y}", "${x/y}"] {
        check_refused(&format!("FROM a\nRUN : # <<#x {comment}\nUSER root\n#x\n"), broken);
        check(&format!("RUN : # <<#x {comment}"), &[]);
    }
    let unsure = "it cannot be told whether a heredoc begins here";
    check_refused("FROM a\nRUN : <<a${x:-b}\nUSER root\na${x:-b}\n", unsure);
    check_refused("FROM a\nRUN : ${x:-y <<EOF}\nUSER root\nEOF}\n", unsure);
    check_refused("FROM a\nRUN : ${\u{e9}} <<#x\nUSER root\n#x\n", unsure);
    let deep = format!("FROM a\nRUN : {} <<#x\nUSER root\n#x\n", "${a:-".repeat(100_000));
    check_refused(&deep, unsure);
    let old = "the lines of a heredoc are instructions to a builder without heredocs";
    check_refused("FROM a\nRUN : << #x\nUSER root\n#x\n", old);
    check_refused("FROM a\nRUN : <<#x\n\n# a\nuser root\n#x\n", old);
    check_refused("FROM a\nRUN : <<EOF\nUSER root\nRUN a \\\nEOF\n", old);
    check_refused("FROM a\nCOPY <<'CMD x' /\nUSER root\nCMD x\n", old);
    check_refused("# escape=`\nFROM a\nRUN : <<EOF\nUSER root\nRUN a `\nEOF\n", old);
    check_refused("FROM a\nRUN : <<EOF\nUSER root\n", "a heredoc has no end");
}

/// The escape character of the file is none of a heredoc's.
#[test]
fn heredocs_always_escape_with_a_backslash() {
    let text = "# escape=`\nFROM a\nRUN echo \\ <<#x\nUSER root\n#x\nUSER y\n";
    assert_eq!(value(text)["instructions"][2]["value"], "root");
    let text = "# escape=`\nFROM a\nRUN echo ` <<EOF\nUSER root\nEOF\nUSER y\n";
    assert_eq!(value(text)["instructions"][2]["value"], "y");
}

#[test]
fn ends_are_whole_lines() {
    for (text, user) in [
        ("RUN <<E\nUSER x\n E\nE \nE\nUSER y\n", "y"),
        ("RUN <<E\r\nUSER x\r\nE\r\nUSER y\r\n", "y"),
        ("RUN <<E\nUSER x\nE\r\r\nUSER y\n", "y"),
        ("RUN <<-E\nUSER x\n\t\tE\nUSER y\n", "y"),
        ("RUN <<E\nUSER x \\\nE\nUSER y\n", "y"),
        ("RUN <<E\nE\nUSER y\n", "y"),
    ] {
        let value = value(&format!("FROM a\n{text}"));
        assert_eq!(value["instructions"][2]["value"], user, "in {text:?}");
        assert_eq!(value["instructions"].as_array().unwrap().len(), 3, "in {text:?}");
    }
}

/// Checks the names of the commands that a RUN with heredocs runs.
#[track_caller]
fn check_commands(run: &str, names: &[&str]) {
    let parsed = parsed(&format!("FROM a\n{run}\n"));
    let value = parsed.documents[0].tree.to_json();
    let commands = value["instructions"][1]["commands"].as_array().unwrap();
    let found: Vec<&str> = commands.iter().map(|c| c["name"].as_str().unwrap()).collect();
    assert_eq!(found, names, "in {run:?}");
}

#[test]
fn a_script_is_read_whoever_runs_it() {
    check_commands("RUN <<EOF\na\nb | c\nEOF", &["a", "b", "c"]);
    check_commands("RUN <<-EOF\n\ta\n\tsh <<X\n\tb\n\tX\n\tc\n\tEOF", &["a", "sh", "b", "c"]);
    check_commands("RUN << 'EOF'\na\nEOF", &["a"]);
    check_commands("RUN <<EOF\n#!/bin/bash -e\na\nEOF", &["a"]);
    check_commands("RUN <<EOF\n#!/usr/bin/env -S bash -e\na\nEOF", &["a"]);
    check_commands("RUN <<EOF\n#!/usr/bin/env python3\nimport a\nEOF", &[]);
    // A shebang behind a tab is none to BuildKit, which then runs a shell.
    check_commands("RUN <<-EOF\n\t#!/usr/bin/env python3\n\ta\nEOF", &["a"]);
    // The delimiter reaches to the end of the word: this is one heredoc and nothing else.
    check_commands("RUN <<a;b\nc\na;b", &["c"]);
    check_commands("RUN sh <<EOF\na\nEOF", &["sh", "a"]);
    check_commands("RUN cat <<EOF | sh\na\nEOF", &["cat", "sh", "a"]);
    check_commands("RUN cat <<EOF > f\na\nEOF", &["cat"]);
    check_commands("RUN cat <<EOF | grep x\na\nEOF", &["cat", "grep"]);
}

/// The shell gets the lines of a heredoc that is not all there is to run, and has its own view of them.
#[test]
fn what_the_shell_takes_for_lines_is_read() {
    check_commands("RUN : # <<EOF\na\nEOF", &[":", "a", "EOF"]);
    check_commands("RUN : <<a;b\na\nc\na;b", &[":", "b", "c", "a", "b"]);
    check_commands("RUN : <<E '<<F'\na\nE\nb\nF", &[":"]);
    check_commands("RUN cat <<E\n$(a) `b` \"$(c)\" '$(d)' \\$(e)\nE", &["cat", "a", "b", "c", "d"]);
    check_commands("RUN cat <<'E'\n$(a)\nE", &["cat"]);
}

#[test]
fn commands_in_heredocs_have_places() {
    for (text, word) in [
        ("RUN <<EOF\napt install x\nEOF\n", "x"),
        ("RUN a \\\n && sh <<-EOF <<B\r\n\tapt install x\r\n\tEOF\r\nb\r\nB\r\n", "x"),
        ("RUN : # <<EOF\r\nb\r\nEOF x\r\nEOF\r\n", "x"),
    ] {
        let text = format!("FROM a\n{text}");
        let document = parsed(&text).documents.remove(0);
        let tree = &document.tree;
        let commands = tree.items(tree.at(&["instructions"]).unwrap())[1];
        let commands = tree.get(commands, "commands").unwrap();
        let last = tree
            .items(commands)
            .iter()
            .rev()
            .find_map(|command| tree.items(tree.get(*command, "args").unwrap()).last().copied());
        assert_eq!(&text[tree.node(last.unwrap()).span.range()], word, "in {text:?}");
    }
}
