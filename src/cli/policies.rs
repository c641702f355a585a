//! The policies of a command: ours, and those of the folders that it names.

use std::path::Path;

use super::args;
use super::diagnostic::{Label, UserError};
use crate::policy::{Bundle, PolicyError};
use crate::scan::{PolicyFolderError, read_policies};
use crate::text::{LineIndex, Span};

/// Reads the folders of `--policies`.
pub(super) fn bundles(policies: &args::Policies) -> Result<Vec<Bundle>, UserError> {
    policies.folders.iter().map(|folder| Ok(Bundle::from_files(read(folder)?))).collect()
}

/// Reads a folder of policies: names relative to it, and texts.
pub(super) fn read(folder: &Path) -> Result<Vec<(String, String)>, UserError> {
    read_policies(folder).map_err(|error| unread(&error, ""))
}

/// That a folder of policies cannot be read; `whose` names its version, such as " of main".
pub(super) fn unread(error: &PolicyFolderError, whose: &str) -> UserError {
    let place = error.path.display();
    UserError::new(format!("the policies in {place}{whose} cannot be read: {}", error.reason))
}

/// The first mistake, shown in its file; how many more there are is said.
pub(super) fn refused(errors: &[PolicyError], bundles: &[Bundle]) -> UserError {
    let Some(first) = errors.first() else { return UserError::new("the policies cannot be used") };
    let more = match errors.len() {
        1 => String::new(),
        n => format!(" (and {} more mistakes)", n - 1),
    };
    let mut error = UserError::new(format!("{}{more}", first.message));
    error.help.clone_from(&first.help);
    let text =
        bundles.iter().flat_map(Bundle::files).find(|file| file.path == first.path).map(|file| &file.text);
    match text {
        Some(text) => error.at(Label {
            file: first.path.clone(),
            text: text.clone(),
            span: place(first, text),
            note: String::new(),
        }),
        None if first.path.is_empty() => error,
        None => UserError {
            message: format!("{}:{}:{}: {}", first.path, first.line, first.column, error.message),
            ..error
        },
    }
}

/// From the mistake's column to the end of its line.
fn place(error: &PolicyError, text: &str) -> Span {
    let line = LineIndex::new(text).span_of(error.line.saturating_sub(1)).range();
    let start = text.floor_char_boundary((line.start + error.column.saturating_sub(1)).min(line.end));
    let rest = text.get(start..line.end).unwrap_or_default().trim_end();
    Span::new(start, start + rest.len())
}
