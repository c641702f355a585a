use proptest::prelude::*;

use super::*;

/// Writes commands down shortly: words joined by blanks, `~` before a word that is not literal, `|n` for a
/// pipe into command n, `@n` for being inside command n, `!n` for the effective word, `A=v:` for assignments.
fn shown(command: &Command) -> String {
    let mark = |w: &Word| format!("{}{}", if w.literal { "" } else { "~" }, w.text);
    let mut out: Vec<String> =
        command.assignments.iter().map(|a| format!("{}={}:", a.name, mark(&a.value))).collect();
    out.push(mark(&command.name));
    out.extend(command.args.iter().map(mark));
    out.extend(command.redirects.iter().map(|r| format!("{}{}", r.op, mark(&r.target))));
    out.extend((command.effective > 0).then(|| format!("!{}", command.effective)));
    if command.piped {
        out.push(command.into.map_or("|".to_owned(), |n| format!("|{n}")));
    }
    out.extend(command.inside.map(|n| format!("@{n}")));
    out.join(" ")
}

#[track_caller]
fn check(script: &str, expected: &[&str]) {
    let commands: Vec<String> = commands(script).iter().map(shown).collect();
    assert_eq!(commands, expected, "in {script:?}");
}

#[test]
fn commands_end_at_operators() {
    check("a 1 && b 2||c;d & e\nf", &["a 1", "b 2", "c", "d", "e", "f"]);
    check("a \\\n  b\\\nc \\\r\n d", &["a bc d"]);
    check("a\r\nb # not c\r\n#d\n", &["a", "b"]);
    check("echo a#b", &["echo a#b"]);
    check("", &[]);
    check(" ;;; && | ) } ", &[]);
}

#[test]
fn words_lose_their_quotes() {
    check(r#"a 'b c' "d e"f\ g "" "\"\x""#, &[r#"a b c d ef g  "\x"#]);
    check(r#"a $x ${y:-"}"} "$z" '$w' \$v $ "$"'$'"#, &[r#"a ~$x ~${y:-"}"} ~$z $w $v $ $$"#]);
    check(r"a $'it\'s' b", &[r"a it\'s b"]);
    check("a *.txt !(b|c) d", &["a *.txt !(b|c) d"]);
    check("a 'open", &["a open"]);
}

#[test]
fn pipes_know_where_they_lead() {
    check("curl -s u | sudo bash -s", &["curl -s u |1", "sudo bash -s !1"]);
    check("a |& b | c", &["a |1", "b |2", "c"]);
    check("(a; b) | c", &["a |2", "b |2", "c"]);
    check("{ a; b | c; } | d", &["a |3", "b |2", "c |3", "d"]);
    check("a && b | c", &["a", "b |2", "c"]);
    check("while read x; do a; done | (b)", &["read x |2", "a |2", "b"]);
    check("a |", &["a |"]);
}

#[test]
fn substitutions_hold_commands() {
    check("a $(b $(c)) d", &["a ~$(b $(c)) d", "b ~$(c) @0", "c @1"]);
    check("sh -c \"$(curl u)\"", &["sh -c ~$(curl u)", "curl u @0"]);
    check("a `b | c` d", &["a ~`b | c` d", "b |2 @0", "c @0"]);
    check("bash <(curl u) < <(x)", &["bash ~<(curl u) <~<(x)", "curl u @0", "x @0"]);
    check("X=$(a) Y=b", &["a"]);
    check("X=$(a) Y=b c", &["X=~$(a): Y=b: c", "a @0"]);
    check("x=(a $(b) 'c d')\nd", &["b", "d"]);
    check("a $((1<<2)) $(($(b)+1)) c", &["a ~$((1<<2)) ~$(($(b)+1)) c", "b @0"]);
    check("a $((b) | c)", &["a ~$((b) | c)", "b |2 @0", "c @0"]);
    check("a \"${x:-$(b \"c\")}\"", &["a ~${x:-$(b \"c\")}", "b c @0"]);
}

#[test]
fn keywords_are_no_commands() {
    check("if a; then b; elif ! c; then d; else e; fi", &["a", "b", "c", "d", "e"]);
    check("for x in 1 $(a) 2; do b $x; done; c", &["a", "b ~$x", "c"]);
    check("for ((i=0; i<3; i++)); do a; done", &["a"]);
    check("case $x in\n a|b) c;;\n (*) d ;& e) f\nesac | g", &["c |3", "d |3", "f |3", "g"]);
    check("f() { a; }; function g { b; }\nf", &["a", "b", "f"]);
    check("[[ -z $(a) && x =~ ^(b|c)$ ]] && d", &["[[ -z ~$(a) && x =~ ^(b|c)$ ]]", "a @0", "d"]);
    check("[[ x; d", &["[[ x", "d"]);
    check("((x<<2)); a", &["a"]);
    check("echo if then", &["echo if then"]);
}

#[test]
fn heredocs_are_skipped() {
    check("cat <<EOF > f\nrm -rf /\nEOF\na", &["cat <<EOF >f", "a"]);
    check("cat <<-'E F' | b\n\tx\n\tE F\na", &["cat <<-E F |1", "b", "a"]);
    check("a <<A <<B\n1\nA\n2\nB\nb", &["a <<A <<B", "b"]);
    check("a <<<EOF\nb", &["a <<<EOF", "b"]);
    check("a 2>&1 >>f &>g 1>h 0<i 3<j", &["a 2>&1 >>f &>g >h <i 3<j"]);
}

#[test]
fn wrappers_are_seen_through() {
    check("sudo -u app env -i A=b nice -n 5 make -j", &["sudo -u app env -i A=b nice -n 5 make -j !9"]);
    check("timeout -k 5 10 curl u", &["timeout -k 5 10 curl u !4"]);
    check("exec \"$@\"", &["exec ~$@ !1"]);
    check("command -v go", &["command -v go"]);
    check("sudo", &["sudo"]);
    assert_eq!(commands("/usr/bin/sudo /bin/sh x")[0].program(), "sh");
}

#[test]
fn expressions_are_opaque() {
    check("a ${{ x && 'b; c' }} d", &["a ~${{ x && 'b; c' }} d"]);
    check("a '${{ x['y'] }}' | b", &["a ~${{ x['y'] }} |1", "b"]);
    check("a ${{ it's }} b; c ${{ open", &["a ~${{ it's }} b", "c ~${{ open"]);
}

#[test]
fn spans_are_exact() {
    let text = "é=1 \"a b\" $(c)";
    let script = "A='x y' foo \"a b\"$(c) >f";
    let found = commands(script);
    let slice = |span: Span| &script[span.range()];
    assert_eq!(slice(found[0].span), script);
    assert_eq!(slice(found[0].args[0].span), "\"a b\"$(c)");
    assert_eq!(slice(found[0].assignments[0].value.span), "'x y'");
    assert_eq!(slice(found[0].redirects[0].target.span), "f");
    assert_eq!(slice(found[1].span), "c");
    assert_eq!(commands(text)[0].name.text, "é=1");
    let comments = read("a # b\r\nc 'd # e' #f").comments;
    assert_eq!(comments, [Span::new(2, 5), Span::new(17, 19)]);
}

#[test]
fn depth_is_bounded() {
    for unit in ["$((", "$(", "(", "`", "${", "\"$(", "case x in y)", "a <(", "x=(", "$(( 1 + "] {
        commands(&unit.repeat(20_000));
    }
}

/// Scripts made of pieces that mean something, in any order.
fn scripts() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "a",
        " ",
        "\n",
        "'",
        "\"",
        "`",
        "$(",
        "$((",
        "))",
        ")",
        "(",
        "{ ",
        "; }",
        ";",
        ";;",
        "&",
        "&&",
        "|",
        "||",
        "<<E\n",
        "E\n",
        "<",
        ">",
        "<(",
        "#",
        "\\",
        "\\\n",
        "\r\n",
        "${",
        "${{",
        "}}",
        "}",
        "$x",
        "A=",
        "x=(",
        "[[ ",
        " ]]",
        "case x in ",
        "esac",
        "for x in ",
        "do ",
        "done",
        "if ",
        "fi",
        "é",
        "sudo ",
        "!",
        "f() ",
        "*(",
    ]);
    prop::collection::vec(pieces, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn every_span_is_text_and_words_are_in_order(script in scripts()) {
        let found = commands(&script);
        for command in &found {
            prop_assert!(script.get(command.span.range()).is_some());
            let mut words: Vec<&Word> = vec![&command.name];
            words.extend(&command.args);
            for word in &words {
                prop_assert!(script.get(word.span.range()).is_some_and(|s| !s.is_empty()));
                prop_assert!(command.span.contains(word.span));
            }
            prop_assert!(words.windows(2).all(|w| w[0].span.end <= w[1].span.start));
            prop_assert!(command.effective < words.len());
            prop_assert!(command.into.is_none_or(|n| n < found.len()));
            prop_assert!(command.inside.is_none_or(|n| n < found.len()));
        }
        prop_assert!(found.windows(2).all(|c| c[0].span.start <= c[1].span.start));
    }
}

#[test]
fn heredocs_of_shells_are_scripts() {
    check("bash <<E\na\nE\nb", &["bash <<E", "a", "b"]);
    check("sudo -u x sh -s 1 <<E\na\nE", &["sudo -u x sh -s 1 <<E !3", "a"]);
    check("bash -eo pipefail <<E\na\nE", &["bash -eo pipefail <<E", "a"]);
    check("bash --norc -x /dev/stdin <<E\na\nE", &["bash --norc -x /dev/stdin <<E", "a"]);
    check("bash $X <<E\na\nE", &["bash ~$X <<E", "a"]);
    check("bash x.sh <<E\na\nE", &["bash x.sh <<E"]);
    check("bash -ec x <<E\na\nE", &["bash -ec x <<E", "x"]);
    check(". /dev/stdin <<E\na\nE", &[". /dev/stdin <<E", "a"]);
    check("chroot /r /bin/sh <<E\na\nE", &["chroot /r /bin/sh <<E", "a"]);
    check("su x <<E\na\nE", &["su x <<E", "a"]);
    check("cat <<E | tee x | sh\na\nE", &["cat <<E |1", "tee x |2", "sh", "a"]);
    check("cat <<E |\na\nE\n  sh", &["cat <<E |2", "a", "sh"]);
    check("cat <<E | wc\na\nE", &["cat <<E |1", "wc"]);
    check("eval \"$(cat <<E\na\nE\n)\"", &["eval ~$(cat <<E\na\nE\n)", "cat <<E @0", "a"]);
    check("{ sh; } <<E\na\nE", &["sh", "a"]);
    check("{ cat; } <<E\na\nE", &["cat"]);
    check("sh <<A\nsh <<B\na\nB\nb\nA\nc", &["sh <<A", "sh <<B", "a", "b", "c"]);
    let deep: String = (0..200).map(|n| format!("sh <<E{n}\n")).collect::<String>() + "a\n";
    assert_eq!(commands(&deep).last().unwrap().name.text, "a");
}

#[test]
fn words_of_shells_are_scripts() {
    check("sh -c 'a | b' x\nc", &["sh -c a | b x", "a |2", "b", "c"]);
    check("bash -c \"a \\\"b c\\\" \\\\d\"", &["bash -c a \"b c\" \\d", "a b c d"]);
    check("sudo /bin/bash -exo pipefail -c -l -- 'a'", &["sudo /bin/bash -exo pipefail -c -l -- a !1", "a"]);
    check("bash -lc 'a' | b", &["bash -lc a |2", "a", "b"]);
    check("sh -c 'sh -c \"a; b\"'", &["sh -c sh -c \"a; b\"", "sh -c a; b", "a", "b"]);
    check("sh -c \"$(a) | b\"", &["sh -c ~$(a) | b", "~$(a) |3", "a @0", "b"]);
    check("sh -c 'cat <<E | sh\nb\nE\n'", &["sh -c cat <<E | sh\nb\nE\n", "cat <<E |2", "sh", "b"]);
    check("xargs -n1 sh -c 'a' _", &["xargs -n1 sh -c a _", "a"]);
    check("su - x -c 'a'; su x", &["su - x -c a", "a", "su x"]);
    check("eval 'a b'; eval a b", &["eval a b", "a b", "eval a b"]);
    check("sh x -c 'a'; sh -c; sh -; echo sh -c 'a'", &["sh x -c a", "sh -c", "sh -", "echo sh -c a"]);
}

#[test]
fn places_in_scripts_in_words_are_exact() {
    let script = r#"sh -c 'a "b c" d'\''e f'\''g'"#;
    let found = commands(script);
    let slice = |word: &Word| &script[word.span.range()];
    let command = found.last().unwrap();
    assert_eq!(slice(&command.name), "a");
    let args: Vec<(&str, &str)> = command.args.iter().map(|arg| (arg.text.as_str(), slice(arg))).collect();
    assert_eq!(args, [("b c", r#""b c""#), ("de fg", r"d'\''e f'\''g")]);
}

#[test]
fn substitutions_in_heredocs_are_commands() {
    check(
        "cat <<E\n$(a \"$(b)\") it's \"`c`\" \\$(d) ${x:-$(e)}\nE",
        &["cat <<E", "a ~$(b) @0", "b @1", "c @0", "e @0"],
    );
    check("cat <<'E'\n$(a)\nE", &["cat <<E"]);
    check("cat <<E\n$(a", &["cat <<E", "a @0"]);
}
