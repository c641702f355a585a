//! The `html` format: one page that holds everything and asks nobody for anything.
//!
//! The page is whole without its script, which only filters. Its look, its behaviour and its skeleton are
//! written by hand in the files beside; what comes from the report goes through [`markup`], which escapes it.
//! The page forbids itself the network, and any style or script but its own two, by their hashes.

mod code;
mod finding;
mod markup;
mod overview;
mod rules;

use std::io::{self, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use self::markup::{Markup, count, grouped};
use super::{OutputOptions, Reporter, choose};
use crate::finding::Finding;
use crate::limits::{HTML_FINDINGS, HTML_ROWS};
use crate::scan::{Report, Verdict};

/// The skeleton; a word in double braces is a slot for a part of the same name.
const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// Writes the page.
pub(super) struct Html {
    pub(super) options: OutputOptions,
}

impl Reporter for Html {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        // The skeleton is cut before anything is put in, so that nothing that is put in can be a slot.
        for (number, piece) in PAGE.split("{{").enumerate() {
            let skeleton = match piece.split_once("}}").filter(|_| number > 0) {
                Some((slot, rest)) => {
                    out.write_all(self.part(slot, report).as_bytes())?;
                    rest
                }
                None => piece,
            };
            out.write_all(skeleton.as_bytes())?;
        }
        Ok(())
    }

    fn left_out(&self, report: &Report) -> Option<String> {
        let (open, shown) = (report.open().count(), findings(report).len());
        (shown < open).then(|| {
            format!(
                "the page shows the {} most severe of {}; it counts all of them",
                grouped(shown),
                count(open, "finding")
            )
        })
    }
}

impl Html {
    /// What goes into a slot.
    fn part(&self, slot: &str, report: &Report) -> Markup {
        let mut out = Markup::default();
        match slot {
            "policy" => _ = out.text(&content_security_policy()),
            "version" => _ = out.text(&self.options.version),
            "style" => _ = out.raw(STYLE),
            "script" => _ = out.raw(SCRIPT),
            "title" => _ = out.text(&title(report)),
            "verdict" => overview::verdict(&mut out, report),
            "errors" => finding::errors(&mut out, report),
            "facets" => overview::facets(&mut out, report),
            "findings" => {
                if let Some(note) = self.left_out(report) {
                    out.element("p", &[("class", "note")], &(capital(&note) + "."));
                }
                finding::findings(&mut out, report, &findings(report));
            }
            "rules" => rules::rules(&mut out, report),
            "accepted" => overview::accepted(&mut out, report),
            _ => {}
        }
        out
    }
}

/// The findings that the page shows, in the report's order.
fn findings(report: &Report) -> Vec<&Finding> {
    choose::most_severe(report.open().collect(), HTML_FINDINGS)
}

/// Nothing may be fetched, framed, sent or run but the page's own style and script.
fn content_security_policy() -> String {
    let hash = |text: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)));
    format!(
        "default-src 'none'; style-src {}; script-src {}; base-uri 'none'; form-action 'none'",
        hash(STYLE),
        hash(SCRIPT)
    )
}

fn title(report: &Report) -> String {
    let open = report.open().count();
    format!("{}: {} – gatecheck", verdict_word(report.verdict()), count(open, "finding"))
}

fn verdict_word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "Pass",
        Verdict::Findings => "Fail",
        Verdict::Incomplete => "Incomplete",
        Verdict::Failed => "Failed",
    }
}

/// The text with a capital first letter.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// Says how many rows of a list are missing, if any.
fn more_rows(out: &mut Markup, all: usize) {
    if all > HTML_ROWS {
        let text = format!("and {} more", grouped(all - HTML_ROWS));
        out.element("p", &[("class", "note")], &text);
    }
}

#[cfg(test)]
mod tests;
