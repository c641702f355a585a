//! Which programs take their standard input, or their words, for a script.

use super::{Command, Word, is_shell};

/// Programs that run the shell that is named among their words.
const RUNNERS: &[&str] = &[
    "busybox",
    "chroot",
    "dumb-init",
    "gosu",
    "nsenter",
    "parallel",
    "runuser",
    "script",
    "setpriv",
    "ssh",
    "su-exec",
    "tini",
    "toybox",
    "unshare",
    "xargs",
];

/// Programs that write out the lines they read, changed or not.
const FILTERS: &[&str] =
    &["cat", "dd", "envsubst", "grep", "head", "sed", "sort", "tac", "tail", "tee", "tr", "uniq"];

/// Names of the standard input.
const STDIN: &[&str] = &["-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"];

/// Whether the command runs what it reads.
pub(super) fn is_script(command: &Command) -> bool {
    let args = command.args.get(command.effective..).unwrap_or_default();
    let program = command.program();
    match program {
        "." | "source" => args.first().is_some_and(|file| STDIN.contains(&file.text.as_str())),
        "su" => !args.iter().any(|arg| arg.text == "-c" || arg.text.starts_with("--command")),
        _ if is_runner(program) => args.iter().any(|arg| is_shell(arg.base())),
        _ => is_shell(program) && reads_stdin(args),
    }
}

/// Whether the program runs a shell that is named among its words.
pub(super) fn is_runner(program: &str) -> bool {
    RUNNERS.contains(&program)
}

/// Whether the command writes what it reads.
pub(super) fn hands_on(command: &Command) -> bool {
    FILTERS.contains(&command.program())
}

/// Whether the command runs what stands in its words.
pub(super) fn runs_words(command: &Command) -> bool {
    let program = command.program();
    matches!(program, "eval" | "." | "source") || is_shell(program)
}

/// Whether a shell with these words reads its script from its standard input: no other script is named.
fn reads_stdin(args: &[Word]) -> bool {
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        let text = arg.text.as_str();
        if !arg.literal || STDIN.contains(&text) {
            return true;
        } else if text == "--" {
            return args.next().is_none_or(|script| STDIN.contains(&script.text.as_str()));
        }
        let Some(letters) = text.strip_prefix(['-', '+']) else { return false };
        let long = letters.starts_with('-');
        if !long && letters.contains(['c', 's']) {
            return !letters.contains('c');
        }
        if matches!(text, "--rcfile" | "--init-file") || !long && letters.ends_with(['o', 'O']) {
            args.next();
        }
    }
    true
}
