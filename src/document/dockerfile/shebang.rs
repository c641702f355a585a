//! The first line of a script: which program runs it.

/// Programs whose scripts are not read as those of a shell; a number may follow. What is not known is read as
/// a shell's script: a shell may have any name.
const LANGUAGES: &[&str] = &[
    "Rscript", "awk", "bun", "deno", "elixir", "escript", "expect", "gawk", "groovy", "guile", "java", "jq",
    "julia", "lua", "mawk", "node", "nodejs", "nu", "ocaml", "perl", "php", "pwsh", "pypy", "python",
    "racket", "raku", "ruby", "runghc", "sed", "stack", "swift", "tclsh", "ts-node", "uv",
];

/// Whether a language that is no shell's runs the script.
pub(super) fn is_foreign(script: &str) -> bool {
    let Some(line) = script.strip_prefix("#!") else { return false };
    let line = line.split('\n').next().unwrap_or_default();
    let mut words = line.split_ascii_whitespace().map(|word| word.rsplit('/').next().unwrap_or_default());
    let mut program = words.next().unwrap_or_default();
    if program == "env" {
        // With other options, what env runs is not looked for.
        let mut words =
            words.skip_while(|word| matches!(*word, "-" | "-S" | "-i" | "-iS" | "--split-string"));
        program = words.find(|word| !word.contains('=')).unwrap_or_default();
    }
    let name = program.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-'));
    LANGUAGES.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::is_foreign;

    #[test]
    fn shells_are_not_foreign() {
        for (line, foreign) in [
            ("#!/bin/bash -e", false),
            ("#! /bin/bash", false),
            ("#!/bin/sh\r", false),
            ("#!/usr/bin/env bash", false),
            ("#!/usr/bin/env -S bash -e", false),
            ("#!/usr/bin/env -S A=b bash -e", false),
            ("#!/usr/bin/env -S -u python3 sh", false),
            ("#!/usr/bin/env -Ssh python3", false),
            ("#!/bin/busybox sh", false),
            ("#!/x", false),
            ("#!", false),
            ("", false),
            (" #!/usr/bin/python3", false),
            ("#!/usr/bin/python3.12 -u", true),
            ("#!/usr/bin/env python3\r", true),
            ("#!/usr/bin/env -S A=b node --x", true),
            ("#!/usr/bin/awk -f", true),
        ] {
            assert_eq!(is_foreign(&format!("{line}\nrest")), foreign, "{line}");
        }
    }
}
