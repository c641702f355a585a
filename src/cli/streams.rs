//! Standard output and standard error: the report goes to the first, all else to the second. Who may read
//! them decides about colour, width and the progress bar.

use std::env;
use std::io::{self, BufWriter, IsTerminal, Write};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::args::{Color, Terminal};
use super::diagnostic::UserError;
use super::names::Names;
use crate::finding::without_secrets;
use crate::output::escape;
use crate::text::RepoPath;

/// Where a verb writes.
#[derive(Debug)]
pub struct Streams {
    out: BufWriter<io::Stdout>,
    /// Whether the reader of standard output went away. What is written afterwards is lost, and that is fine.
    gone: bool,
    look: Look,
    error_look: Look,
    quiet: bool,
    verbose: bool,
    names: Names,
}

/// How text may look on a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Whether it is shown on a terminal.
    pub terminal: bool,
    /// Whether to use colour.
    pub color: bool,
    /// How many columns there are.
    pub width: usize,
}

/// The width where nobody knows it.
const WIDTH: usize = 100;

impl Streams {
    /// The process's streams, used as the flags and the environment say.
    pub fn new(flags: &Terminal) -> Self {
        let asked = flags.color;
        let plain = is_plain();
        let (out, err) = (io::stdout(), io::stderr());
        let look = |terminal: bool, size: Result<rustix::termios::Winsize, rustix::io::Errno>| {
            let width = size.map_or(0, |size| usize::from(size.ws_col));
            let width = if width == 0 { WIDTH } else { width.max(40) };
            Look { terminal, color: colored(asked, terminal, plain), width }
        };
        Self {
            look: look(out.is_terminal(), rustix::termios::tcgetwinsize(&out)),
            error_look: look(err.is_terminal(), rustix::termios::tcgetwinsize(&err)),
            out: BufWriter::with_capacity(64 * 1024, out),
            gone: false,
            quiet: flags.quiet,
            verbose: flags.verbose,
            names: Names::default(),
        }
    }

    /// From here on, masks the secrets that stand in the names of these files.
    pub fn meet<'a>(&mut self, paths: impl Iterator<Item = &'a RepoPath>) {
        self.names = Names::of(paths);
    }

    /// A text that quotes names of files, without the secrets in them.
    pub fn shown(&self, text: &str) -> String {
        self.names.text(text)
    }

    /// The names of files that the command met.
    pub(super) fn names(&self) -> &Names {
        &self.names
    }

    /// How a report on standard output may look.
    pub fn look(&self) -> Look {
        self.look
    }

    /// How a report on standard error may look.
    pub fn error_look(&self) -> Look {
        self.error_look
    }

    /// Writes a report, in whose names there is no secret any more: who chooses a name must not choose which bytes
    /// of a report are stars.
    pub fn made(&mut self, bytes: &[u8]) -> Result<(), UserError> {
        let result = if self.gone { Ok(()) } else { self.out.write_all(bytes) };
        self.written(result)
    }

    /// Writes such a report to standard error, where standard output is for something else.
    pub fn aside(&mut self, bytes: &[u8]) {
        let _ = io::stderr().lock().write_all(bytes);
    }

    /// Writes what another program waits for, all of it: here a reader that goes away is a failure.
    pub fn hand_on(&mut self, bytes: &[u8]) -> Result<(), UserError> {
        self.out.write_all(bytes).and_then(|()| self.out.flush()).map_err(|error| {
            UserError::new(format!("what passed could not be written to standard output: {}", error.kind()))
        })
    }

    /// Writes a part of the report to standard output.
    pub fn report(&mut self, bytes: &[u8]) -> Result<(), UserError> {
        let result = if self.gone { Ok(()) } else { self.out.write_all(&self.names.hidden(bytes)) };
        self.written(result)
    }

    /// Writes out what is still held back. To be called at the end: what is lost later is lost silently.
    pub fn finish(&mut self) -> Result<(), UserError> {
        let result = if self.gone { Ok(()) } else { self.out.flush() };
        self.written(result)
    }

    /// Says something on standard error that the user should know.
    pub fn warn(&mut self, text: &str) {
        if !self.quiet {
            let text = without_secrets(&self.names.text(text));
            say(&format!("gatecheck: {}\n", escape::line(&text)));
        }
    }

    /// Says something on standard error to a user who asked for more.
    pub fn detail(&mut self, text: &str) {
        if self.verbose {
            self.warn(text);
        }
    }

    /// Shows why the command failed.
    pub fn error(&mut self, error: &UserError) {
        let text = error.render(self.error_look);
        say(&String::from_utf8_lossy(&self.names.hidden(text.as_bytes())));
    }

    /// A progress bar over `files` files on standard error; a hidden one where nobody would see it move. Some
    /// build runners have a terminal: there the bar would stand before the first line of a report, and a
    /// workflow command that stands there would not be obeyed.
    pub fn progress(&self, files: u64) -> ProgressBar {
        let runner = env::var_os("CI").is_some_and(|value| !value.is_empty());
        if self.quiet || runner || !self.error_look.terminal {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::with_draw_target(Some(files), ProgressDrawTarget::stderr_with_hz(10));
        match ProgressStyle::with_template("{bar:30} {pos}/{len} files") {
            Ok(style) => bar.with_style(style),
            Err(_) => bar,
        }
    }

    fn written(&mut self, result: io::Result<()>) -> Result<(), UserError> {
        match result {
            Ok(()) => Ok(()),
            // `gatecheck | head` is no failure.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.gone = true;
                Ok(())
            }
            Err(error) => Err(UserError::new(format!("standard output cannot be written: {}", error.kind()))),
        }
    }
}

/// Whether help is shown in colour. It may go to either stream, so both must be able to show it.
pub(super) fn help_is_coloured() -> bool {
    colored(Color::Auto, io::stdout().is_terminal() && io::stderr().is_terminal(), is_plain())
}

/// Whether the environment asks for no colour.
fn is_plain() -> bool {
    env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
        || env::var_os("TERM").is_some_and(|term| term == "dumb")
}

/// Writes to standard error. Nothing can be said about a failure of that.
pub(super) fn say(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

fn colored(asked: Color, terminal: bool, plain: bool) -> bool {
    match asked {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => terminal && !plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colour_is_for_terminals_unless_asked_for() {
        for (asked, terminal, plain, expected) in [
            (Color::Auto, true, false, true),
            (Color::Auto, true, true, false),
            (Color::Auto, false, false, false),
            (Color::Always, false, true, true),
            (Color::Never, true, false, false),
        ] {
            assert_eq!(colored(asked, terminal, plain), expected, "{asked:?} {terminal} {plain}");
        }
    }
}
