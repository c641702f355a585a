//! The reader of shell scripts: it never fails, and every word is where it says.

use gatecheck::document::shell::{Word, read};

use super::input;

/// Any text as a script.
pub(super) fn shell(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let script = read(&text);
    let fits = |word: &Word| {
        let written = text.get(word.span.range());
        assert!(written.is_some(), "the word {word:?} is not in the script");
    };
    for (number, command) in script.commands.iter().enumerate() {
        assert!(text.get(command.span.range()).is_some(), "command {number} is not in the script");
        fits(&command.name);
        command.args.iter().for_each(fits);
        command.assignments.iter().for_each(|assignment| fits(&assignment.value));
        command.redirects.iter().for_each(|redirect| fits(&redirect.target));
        assert!(command.effective <= command.args.len(), "command {number} does its work in no word");
        for other in [command.into, command.inside].into_iter().flatten() {
            assert!(other < script.commands.len() && other != number, "command {number} names {other}");
        }
    }
    let starts: Vec<u32> = script.commands.iter().map(|command| command.span.start).collect();
    assert!(starts.is_sorted(), "the commands are in no order");
    for comment in &script.comments {
        assert!(
            text.get(comment.range()).is_some_and(|text| text.starts_with('#')),
            "{comment:?} is no comment"
        );
    }
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    input::alone(|path| path.ends_with(".sh"))
}
