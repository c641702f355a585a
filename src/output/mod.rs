//! Floor 6: from a report to bytes, one file per format. Adds nothing of its own.
//!
//! A format is one file here and one line in `formats!`. What several formats need has its own file:
//! escaping ([`escape`]), positions (`place`), choosing fixes ([`choose`]). Nothing here prints, reads
//! files or decides the verdict, and every format writes the same bytes for the same report.

pub mod choose;
pub mod escape;
pub mod explain;
mod paint;
mod patch;
mod place;
pub mod rules;
#[cfg(test)]
mod sample;
pub mod snippet;
mod wrap;

pub use diff::{DiffOutcome, diff};

use std::io::{self, Write};

use crate::scan::Report;

/// Writes a report in one format.
pub trait Reporter {
    /// Writes all of `report` to `out`.
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()>;
}

/// How a report is to be written. Each format reads what concerns it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputOptions {
    /// The tool's version.
    pub version: String,
    /// Whether text for people may hold colours.
    pub color: bool,
    /// How many columns text for people may take.
    pub width: usize,
    /// Whether text for people is only its last line.
    pub quiet: bool,
    /// Whether the diff holds unsafe fixes too.
    pub unsafe_fixes: bool,
    /// The SARIF category, which keeps several runs on one commit apart.
    pub category: Option<String>,
    /// Whether SARIF lists suppressed and baselined findings. Code scanning would open them as alerts.
    pub include_suppressed: bool,
    /// How many results SARIF holds at most.
    pub max_results: usize,
}

impl Default for OutputOptions {
    fn default() -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION").into(),
            color: false,
            width: 80,
            quiet: false,
            unsafe_fixes: false,
            category: None,
            include_suppressed: false,
            max_results: crate::limits::SARIF_RESULTS,
        }
    }
}

/// Makes the modules, the enum and the dispatch of all formats from one table.
macro_rules! formats {
    ($($(#[doc = $doc:literal])* $module:ident $variant:ident $name:literal,)*) => {
        $(mod $module;)*

        /// A format that a report can be written in.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Format {
            $($(#[doc = $doc])* $variant,)*
        }

        impl Format {
            /// Every format, in the table's order.
            pub const ALL: &'static [Format] = &[$(Format::$variant,)*];

            /// The format's name on the command line.
            pub fn name(self) -> &'static str {
                match self { $(Format::$variant => $name,)* }
            }

            /// What writes it.
            pub fn reporter(self, options: OutputOptions) -> Box<dyn Reporter> {
                match self { $(Format::$variant => Box::new($module::$variant { options }),)* }
            }
        }
    };
}

formats! {
    /// Text for people.
    human Human "human",
    /// SARIF 2.1.0, as code scanning reads it.
    sarif Sarif "sarif",
    /// Our own JSON.
    json Json "json",
    /// All fixes as one unified diff.
    diff Diff "diff",
}

impl Format {
    /// The format of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.name() == name)
    }
}
