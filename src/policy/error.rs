//! What can be wrong with policies before anything is evaluated.

use std::fmt;

/// A mistake in a policy, its metadata or its settings, with its place. A set with one is not used.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PolicyError {
    /// The file, as its bundle names it; empty if the mistake is in no file.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in bytes, from 1.
    pub column: usize,
    /// What is wrong, in lower case, without a full stop.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl PolicyError {
    /// A mistake at a place.
    pub(super) fn new(path: &str, at: (u32, u32), message: impl Into<String>) -> Self {
        let (line, column) = (at.0 as usize, at.1 as usize);
        Self { path: path.to_owned(), line, column, message: message.into(), help: None }
    }

    /// The same with advice.
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Reads the text of one of the engine's errors: `--> file:line:column`, and `error: message` at the end.
    pub(super) fn from_engine(path: &str, text: &str) -> Self {
        let header = text.lines().find_map(|line| line.trim().strip_prefix("--> "));
        let place = header.and_then(|header| {
            let mut parts = header.rsplitn(3, ':');
            let column = parts.next()?.parse().ok()?;
            let line = parts.next()?.parse().ok()?;
            let column = real_column(text, line, column);
            Some((parts.next()?.to_owned(), (line, column)))
        });
        let message = engine_message(text);
        match place {
            Some((file, at)) => Self::new(&file, at, message),
            None => Self::new(path, (1, 1), message),
        }
    }
}

/// The engine counts a tab as four columns; its error shows the line, so that the column can be counted anew.
fn real_column(text: &str, line: u32, column: u32) -> u32 {
    let marker = format!("{line} | ");
    let Some(shown) = text.lines().find_map(|shown| shown.strip_prefix(&marker)) else { return column };
    let (mut wide, mut bytes) = (1, 1);
    for c in shown.chars() {
        if wide >= column {
            break;
        }
        wide += if c == '\t' { 4 } else { 1 };
        bytes += u32::try_from(c.len_utf8()).unwrap_or(1);
    }
    bytes
}

/// The message in the text of one of the engine's errors, on one line.
fn engine_message(text: &str) -> String {
    let marked = text.lines().filter_map(|line| line.trim_start().strip_prefix("error: ")).next_back();
    let message = marked.unwrap_or_else(|| text.trim());
    message.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_str() {
            "" => f.write_str(&self.message),
            path => write!(f, "{path}:{}:{}: {}", self.line, self.column, self.message),
        }
    }
}

impl std::error::Error for PolicyError {}
