//! A tolerant reader of shell scripts (sh, bash): which commands they run, with which words, and where.
//!
//! It exists so that policies can speak of commands and not of text. It never fails: what it does not
//! understand becomes words. It does not evaluate anything: no variable is expanded and no branch is
//! chosen, so every command that could run is listed.

mod reader;
mod stdin;
mod wrappers;
mod written;

use crate::text::Span;

/// A simple command, with the words as the shell would pass them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// The first word.
    pub name: Word,
    /// The words after it.
    pub args: Vec<Word>,
    /// Which word is the command that does the work once wrappers such as `sudo` and `env A=b` are taken
    /// away: 0 is the name, n is the argument n - 1.
    pub effective: usize,
    /// Whether its standard output goes into another command by `|`.
    pub piped: bool,
    /// The place, in the list of all commands, of the first command behind that `|`.
    pub into: Option<usize>,
    /// The place, in the list of all commands, of the command in whose words this one is written
    /// (`$(…)`, backticks, `<(…)`).
    pub inside: Option<usize>,
    /// `A=b` before the name.
    pub assignments: Vec<Assignment>,
    /// Where its input and output go.
    pub redirects: Vec<Redirect>,
    /// From its first word to its last, assignments and redirects included.
    pub span: Span,
}

/// A word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Its text without quotes; expansions are kept as they are written.
    pub text: String,
    /// Its bytes in the script, quotes included.
    pub span: Span,
    /// Whether the text is what the command gets: there is no `$var`, `$(…)`, backtick or `${{ … }}` in it.
    pub literal: bool,
}

/// `A=b`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// The variable.
    pub name: String,
    /// What stands after the `=`; its span may be empty.
    pub value: Word,
}

/// `> file`, `2>&1`, `<<EOF`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    /// The operator: `>`, `>>`, `<`, `<<`, `<<-`, `<<<`, `>&`, `&>`, …; with the file descriptor before it, where
    /// it is not the usual one: `2>`.
    pub op: String,
    /// The file, the descriptor, the delimiter or the text.
    pub target: Word,
}

/// A script: its commands, in the order of their first bytes, and the places of its comments.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Script {
    /// The commands.
    pub commands: Vec<Command>,
    /// The comments, from `#` to the end of the line.
    pub comments: Vec<Span>,
}

/// The commands of a script, in the order of their first bytes.
pub fn commands(text: &str) -> Vec<Command> {
    read(text).commands
}

/// Reads a script, with those in the heredocs that it gives to shells.
pub fn read(text: &str) -> Script {
    reader::read(text, false)
}

/// Reads a script whose lines lose the tabs at their start before a shell reads them.
pub fn read_indented(text: &str) -> Script {
    reader::read(text, true)
}

impl Command {
    /// The word `index`: 0 is the name.
    pub fn word(&self, index: usize) -> Option<&Word> {
        match index.checked_sub(1) {
            None => Some(&self.name),
            Some(arg) => self.args.get(arg),
        }
    }

    /// Moves every span, as when the script stands somewhere in a file.
    pub fn move_spans(&mut self, place: impl Fn(Span) -> Span) {
        self.span = place(self.span);
        let assigned = self.assignments.iter_mut().map(|assignment| &mut assignment.value);
        let redirected = self.redirects.iter_mut().map(|redirect| &mut redirect.target);
        for word in self.args.iter_mut().chain([&mut self.name]).chain(assigned).chain(redirected) {
            word.span = place(word.span);
        }
    }

    /// The name of the program that does the work, without wrappers and folders.
    pub fn program(&self) -> &str {
        self.word(self.effective).unwrap_or(&self.name).base()
    }
}

impl Word {
    /// The name of the program that it names, without its folder.
    fn base(&self) -> &str {
        self.text.rsplit('/').next().unwrap_or_default()
    }
}

/// Whether a program is a shell that reads scripts of this kind.
pub fn is_shell(program: &str) -> bool {
    matches!(program, "sh" | "bash" | "ash" | "dash" | "ksh" | "zsh")
}

#[cfg(test)]
mod tests;
