//! Commands that only run another one: `sudo -u app make` runs `make`.

use super::Word;

/// A wrapper: its name, its options that take the next word, and how many words stand before the command.
struct Wrapper(&'static str, &'static [&'static str], usize);

const WRAPPERS: &[Wrapper] = &[
    Wrapper("builtin", &[], 0),
    Wrapper("command", &[], 0),
    Wrapper("doas", &["-u", "-C"], 0),
    Wrapper("env", &["-u", "--unset", "-C", "--chdir"], 0),
    Wrapper("exec", &["-a"], 0),
    Wrapper("ionice", &["-c", "-n", "--class", "--classdata"], 0),
    Wrapper("nice", &["-n", "--adjustment"], 0),
    Wrapper("nohup", &[], 0),
    Wrapper("setsid", &[], 0),
    Wrapper("stdbuf", &["-i", "-o", "-e"], 0),
    Wrapper(
        "sudo",
        &[
            "-u", "--user", "-g", "--group", "-h", "--host", "-p", "--prompt", "-C", "-D", "-R", "-T", "-r",
            "-t",
        ],
        0,
    ),
    Wrapper("time", &["-f", "--format", "-o", "--output"], 0),
    Wrapper("timeout", &["-s", "--signal", "-k", "--kill-after"], 1),
];

/// The index among `words` of the command that does the work.
pub(super) fn effective(words: &[&Word]) -> usize {
    let mut at = 0;
    while let Some(next) = unwrap(words, at) {
        at = next;
    }
    at
}

/// The index of the command that the wrapper at `at` runs; `None` if there is no wrapper or no command.
fn unwrap(words: &[&Word], at: usize) -> Option<usize> {
    let name = words.get(at)?.base();
    let Wrapper(_, takes_value, before) = WRAPPERS.iter().find(|wrapper| wrapper.0 == name)?;
    // `command -v x` only asks where x is.
    if name == "command" && words.get(at + 1).is_some_and(|w| w.text == "-v" || w.text == "-V") {
        return None;
    }
    let mut next = at + 1;
    let mut positional = *before;
    loop {
        let text = words.get(next)?.text.as_str();
        if text == "--" {
            next += 1;
            break;
        } else if text.len() > 1 && text.starts_with('-') {
            next += if takes_value.contains(&text) { 2 } else { 1 };
        } else if matches!(name, "env" | "sudo" | "doas") && text.contains('=') {
            next += 1;
        } else if positional > 0 {
            positional -= 1;
            next += 1;
        } else {
            break;
        }
    }
    let next = next + if words.get(next - 1).is_some_and(|w| w.text == "--") { positional } else { 0 };
    words.get(next).map(|_| next)
}
