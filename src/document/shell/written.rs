//! Which word of a command is a script that it runs: `sh -c '…'`.

use super::stdin::is_runner;
use super::{Word, is_shell};

/// The place among `words` of the script that the command at `effective` runs, if one of its words is one.
pub(super) fn script(words: &[&Word], effective: usize) -> Option<usize> {
    let program = words.get(effective)?.base();
    match program {
        "eval" => (words.len() == effective + 2).then_some(effective + 1),
        "su" => (effective + 1..words.len()).find(|at| is_text(words, at - 1, &["-c", "--command"])),
        _ if is_shell(program) => behind_flag(words, effective + 1),
        _ if is_runner(program) => {
            let shell = (effective + 1..words.len())
                .find(|at| words.get(*at).is_some_and(|it| is_shell(it.base())))?;
            behind_flag(words, shell + 1)
        }
        _ => None,
    }
}

/// The script behind the `-c` of a shell whose words begin at `first`. Options may stand between.
fn behind_flag(words: &[&Word], first: usize) -> Option<usize> {
    let mut is_flagged = false;
    let mut at = first;
    loop {
        let text = words.get(at)?.text.as_str();
        let Some(letters) = text.strip_prefix(['-', '+']).filter(|letters| !letters.is_empty()) else {
            return is_flagged.then_some(at);
        };
        let is_long = letters.starts_with('-');
        is_flagged |= !is_long && text.starts_with('-') && letters.contains('c');
        let takes_next =
            matches!(text, "--rcfile" | "--init-file") || !is_long && letters.ends_with(['o', 'O']);
        at += if takes_next { 2 } else { 1 };
    }
}

fn is_text(words: &[&Word], at: usize, texts: &[&str]) -> bool {
    words.get(at).is_some_and(|word| texts.contains(&word.text.as_str()))
}
