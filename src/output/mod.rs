//! Floor 6: from a report to bytes, one file per format. Adds nothing of its own.
//!
//! A format is one file here and one line in `formats!`. What several formats need has its own file:
//! escaping ([`escape`]), positions (`place`), choosing fixes ([`choose`]). Nothing here prints, reads
//! files or decides the verdict, and every format writes the same bytes for the same report.

pub mod choose;
pub mod escape;
pub mod explain;
mod failure;
pub mod json_text;
mod paint;
mod patch;
mod place;
pub mod rules;
#[cfg(test)]
mod sample;
pub mod snippet;
mod wrap;

pub use place::place_of;

use std::io::{self, Write};

use crate::scan::Report;

/// Writes a report in one format.
pub trait Reporter {
    /// Writes all of `report` to `out`.
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()>;

    /// What the format has no room for, to be said beside the report; `None` if it is whole.
    fn left_out(&self, _report: &Report) -> Option<String> {
        None
    }
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
    /// Our own JSON, one finding a line.
    jsonl Jsonl "jsonl",
    /// All fixes as one unified diff.
    diff Diff "diff",
    /// GitHub Actions annotations.
    github Github "github",
    /// A GitLab code quality report.
    gitlab Gitlab "gitlab",
    /// JUnit XML.
    junit Junit "junit",
    /// Reviewdog's diagnostics, one a line, with suggestions.
    rdjsonl Rdjsonl "rdjsonl",
    /// A pull-request comment or job summary.
    markdown Markdown "markdown",
    /// A policy report for a cluster.
    openreports Openreports "openreports",
    /// What was scanned with which result, to be signed.
    intoto Intoto "intoto",
    /// One page that can be read and filtered offline.
    html Html "html",
}

impl Format {
    /// The format of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Redactor;
    use crate::policy::Applicability;
    use crate::text::{RepoPath, SourceFile, Span};

    fn written(format: Format, report: &Report) -> String {
        let mut out = Vec::new();
        let options = OutputOptions { include_suppressed: true, ..OutputOptions::default() };
        format.reporter(options).write(report, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn every_format_has_its_name_and_writes_the_same_twice() {
        for format in Format::ALL {
            assert_eq!(Format::from_name(format.name()), Some(*format));
            for make in [sample::rich, sample::hostile, Report::default] {
                assert_eq!(written(*format, &make()), written(*format, &make()));
            }
        }
    }

    /// The diff is left out: it must hold the file's bytes as they are, or it could not be applied.
    #[test]
    fn no_format_passes_control_characters_on() {
        for format in Format::ALL.iter().filter(|format| **format != Format::Diff) {
            let text = written(*format, &sample::hostile());
            assert!(!text.contains(|c: char| c < ' ' && c != '\n'), "{format:?}: {text}");
        }
    }

    #[test]
    fn no_format_shows_a_secret() {
        let text = "user: shop\npassword: hunter2-hunter2\nport: 1\n";
        let at = text.find("hunter2").unwrap();
        let secret = Span::new(at, at + 15);
        let source = SourceFile::new(RepoPath::new("f"), text.to_owned());
        let redactor = Redactor::new(&source, [secret]);
        let mut report = sample::with_fixes(text, &[("f", Applicability::Safe, &[(0, 4, "name")])]);
        report.files.insert(source.path.clone(), redactor.shown(&source));
        report.findings[0].location.span = secret;
        report.findings[0].message = redactor.text("password \"hunter2-hunter2\" in clear text");
        for format in Format::ALL {
            assert!(!written(*format, &report).contains("hunter2"), "{format:?}");
        }
        assert!(written(Format::Human, &report).contains("password: ***************"));
    }

    /// Whether a report is all there, as far as it can say so itself; `None` if the format has no way to.
    fn is_whole(format: Format, text: &str) -> Option<bool> {
        let last = text.lines().last().unwrap_or_default();
        let verdict = ["pass: ", "fail: ", "incomplete: "];
        match format {
            Format::Json | Format::Sarif | Format::Gitlab | Format::Openreports | Format::Intoto => {
                Some(serde_json::from_str::<serde_json::Value>(text).is_ok())
            }
            Format::Jsonl => Some(
                serde_json::from_str::<serde_json::Value>(last)
                    .is_ok_and(|line| line["type"] == "summary" && line["complete"] == true),
            ),
            Format::Junit => Some(text.trim_end().ends_with("</testsuites>")),
            Format::Html => Some(text.trim_end().ends_with("</html>")),
            Format::Github => Some(
                last.strip_prefix("gatecheck: ").is_some_and(|l| verdict.iter().any(|v| l.starts_with(v))),
            ),
            // The last line may be wrapped; what comes after its verdict only counts.
            Format::Human => Some(
                text.lines().any(|line| verdict.iter().any(|verdict| line.starts_with(verdict.trim_end()))),
            ),
            Format::Diff | Format::Rdjsonl | Format::Markdown => None,
        }
    }

    /// A report that was cut off, wherever that was, does not look like a whole one. Where the format cannot say
    /// so (`docs/formats.md` names these), at least no half line or record passes for a whole one.
    #[test]
    fn what_is_cut_off_can_be_told() {
        for format in Format::ALL {
            for report in [sample::rich(), sample::hostile()] {
                let text = written(*format, &report);
                let Some(whole) = is_whole(*format, &text) else { continue };
                assert!(whole, "{format:?}: {text}");
                // All cuts of a long report take long, so some three hundred of them are tried.
                let end = text.trim_end().len();
                // Of the last line, the verdict is what says it all.
                let says = matches!(format, Format::Human | Format::Github);
                let end = if says { text.rfind("incomplete: ").unwrap() } else { end };
                for at in (0..end).step_by(1 + end / 2_000 * 7).chain(end.saturating_sub(40)..end) {
                    let cut = text.get(..at).unwrap_or_default();
                    assert_eq!(is_whole(*format, cut), Some(false), "{format:?} cut at {at}: {cut}");
                }
            }
        }
    }
}
