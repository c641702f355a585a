//! Floor 4: what the user wants.
//!
//! `gatecheck.yaml` is read as it is written ([`Written`]), then merged with the organisation's configuration
//! and the command line into [`Settings`], which is all that a scan asks. Nothing here reads files, the
//! environment or the clock: the caller gives texts and the day.

mod add;
mod globs;
mod known;
mod loosened;
mod merge;
mod peers;
mod schema;
mod settings;
mod shape;
mod starter;
mod written;

pub use add::{NewIgnore, add_ignores};
pub use globs::Globs;
pub use known::Known;
pub use loosened::loosened;
pub use merge::{Flags, Merged, merge};
pub use peers::{PeerSkip, peer_of, peer_skips};
pub use schema::schema;
pub use settings::{AcceptedUnreadable, ConfigNote, Exclude, Limits, PathIgnore, Selection, Settings};
pub use starter::{Survey, starter};
pub use written::{Written, parse};

use std::sync::Arc;

use crate::text::{SourceFile, Span};

/// The name of the configuration file, in the repository's root.
pub const FILE: &str = "gatecheck.yaml";

/// Something wrong with the configuration or the command line.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{message}")]
pub struct ConfigError {
    /// The file it is in; none for the command line.
    pub file: Option<Arc<SourceFile>>,
    /// Where in the file.
    pub span: Option<Span>,
    /// What is wrong, in lower case.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

#[cfg(test)]
mod tests;
