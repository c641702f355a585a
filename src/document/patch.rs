//! Symbolic edits: what a fix wants, said on routes. Each kind lowers them to bytes.

use serde_json::Value as Json;

use super::route::Route;

/// One change to a document, on a route.
#[derive(Debug, Clone, PartialEq)]
pub enum PatchOp {
    /// Gives the place a value: replaces what is there, or creates it with all missing parents.
    /// `{"op": "set", "at": […], "value": …}`
    Set {
        /// The place.
        at: Route,
        /// Its new value.
        value: Json,
    },
    /// Puts a new item into a list: before the item at `at`'s last index, or at the end if there is none.
    /// A missing list is created. `{"op": "insert", "at": […, 0], "value": …}`
    Insert {
        /// The list's route and the index.
        at: Route,
        /// The new item.
        value: Json,
    },
    /// Takes the member, item or instruction away, with its line if nothing else is on it.
    /// `{"op": "remove", "at": […]}`
    Remove {
        /// The place.
        at: Route,
    },
    /// Replaces the one occurrence of `find` in the text at the place. Refused if there are none or several.
    /// `{"op": "replace", "at": […], "find": "…", "with": "…"}`
    Replace {
        /// The place, which holds text.
        at: Route,
        /// What to look for.
        find: String,
        /// What to put there.
        with: String,
    },
    /// Renames the last key of the route. `{"op": "rename", "at": […], "to": "…"}`
    Rename {
        /// The member.
        at: Route,
        /// Its new key.
        to: String,
    },
}

/// Why an operation cannot be lowered to edits. The words complete "cannot be fixed automatically: …".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PatchError {
    /// The place does not exist and the operation needs it.
    #[error("there is no {0}")]
    Missing(Route),
    /// The place is reached through `*alias` or `<<`: an edit would change other places too.
    #[error("{0} is shared through an alias or a merge key")]
    Shared(Route),
    /// The text is written in a way that an edit could break.
    #[error("{0}")]
    Unsupported(String),
    /// The edited text does not read back as the change that was meant.
    #[error("the edited text would not read back as intended")]
    NotEqual,
}

impl PatchOp {
    /// The route the operation speaks of.
    pub fn at(&self) -> &Route {
        match self {
            Self::Set { at, .. }
            | Self::Insert { at, .. }
            | Self::Remove { at }
            | Self::Replace { at, .. }
            | Self::Rename { at, .. } => at,
        }
    }

    /// Reads an operation as a policy writes it; the error says what is wrong with it.
    pub fn from_json(json: &Json) -> Result<Self, String> {
        let map = json.as_object().ok_or("a fix operation must be an object")?;
        let field = |key: &str| map.get(key).ok_or_else(|| format!("a fix operation lacks {key:?}"));
        let text = |key: &str| -> Result<String, String> {
            let value =
                field(key)?.as_str().ok_or_else(|| format!("{key:?} of a fix operation must be text"))?;
            Ok(value.to_owned())
        };
        let at = Route::from_json(field("at")?).ok_or("\"at\" of a fix operation must be a list of steps")?;
        let op = text("op")?;
        let (read, fields): (Self, &[&str]) = match op.as_str() {
            "set" => (Self::Set { at, value: field("value")?.clone() }, &["value"]),
            "insert" => (Self::Insert { at, value: field("value")?.clone() }, &["value"]),
            "remove" => (Self::Remove { at }, &[]),
            "replace" => (Self::Replace { at, find: text("find")?, with: text("with")? }, &["find", "with"]),
            "rename" => (Self::Rename { at, to: text("to")? }, &["to"]),
            other => return Err(format!("unknown fix operation {other:?}")),
        };
        match map.keys().find(|k| !["op", "at"].contains(&k.as_str()) && !fields.contains(&k.as_str())) {
            Some(extra) => Err(format!("unknown field {extra:?} in a {op:?} operation")),
            None => Ok(read),
        }
    }
}
