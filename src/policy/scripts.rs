//! Shell scripts inside documents, as policies see them.

use serde_json::{Value as Json, json};

use crate::document::{Document, Script};

/// The document's scripts, each with its commands. A Dockerfile's commands are in its value already, in the
/// same shape.
pub(super) fn of(document: &Document) -> Json {
    let script = |script: Script| {
        json!({
            "at": script.at.to_json(),
            "shell": script.shell,
            "text": script.text,
            "commands": commands(&script),
        })
    };
    document.scripts().into_iter().map(script).collect()
}

fn commands(_script: &Script) -> Vec<Json> {
    Vec::new()
}
