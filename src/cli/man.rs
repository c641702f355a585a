//! `gatecheck man`: the help as pages of the manual, one for each verb.

use std::fs;
use std::io;
use std::path::PathBuf;

use clap::{Args, Command, CommandFactory};
use clap_mangen::Man;

use super::Cli;
use super::args;
use super::diagnostic::UserError;
use super::output_file::write_output;
use super::streams::Streams;

/// Write the manual pages
///
/// Without --output, the main page goes to standard output:
/// `gatecheck man | man -l -`.
#[derive(Debug, Args)]
pub(super) struct ManArgs {
    /// Write all pages into this folder, one for each command
    #[arg(long, value_name = "DIR")]
    pub(super) output: Option<PathBuf>,
    #[command(flatten)]
    pub(super) terminal: args::Terminal,
}

/// A page and the name of its file.
struct Page {
    name: String,
    text: Vec<u8>,
}

/// Runs `gatecheck man`.
pub(super) fn run(args: &ManArgs, streams: &mut Streams) -> Result<u8, UserError> {
    let pages = pages().map_err(|error| UserError::new(format!("the pages cannot be written: {error}")))?;
    let Some(folder) = &args.output else {
        for page in pages.iter().take(1) {
            streams.report(&page.text)?;
        }
        return Ok(0);
    };
    fs::create_dir_all(folder).map_err(|error| {
        UserError::new(format!("the folder {} cannot be made: {}", folder.display(), error.kind()))
            .with_help("name a folder that exists, or one that may be made")
    })?;
    for page in pages {
        write_output(&folder.join(page.name), &page.text)?;
    }
    Ok(0)
}

/// All pages, the main one first.
fn pages() -> io::Result<Vec<Page>> {
    let mut command = Cli::command().disable_help_subcommand(true);
    command.build();
    let mut pages = Vec::new();
    add_pages(&command, &mut pages)?;
    Ok(pages)
}

fn add_pages(command: &Command, pages: &mut Vec<Page>) -> io::Result<()> {
    let source = concat!("gatecheck ", env!("CARGO_PKG_VERSION"));
    let man = Man::new(command.clone()).source(source).manual("gatecheck");
    let mut text = Vec::new();
    man.render(&mut text)?;
    pages.push(Page { name: man.get_filename(), text });
    command.get_subcommands().try_for_each(|verb| add_pages(verb, pages))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_verb_has_a_page_of_its_own() {
        let pages = pages().unwrap();
        let names: Vec<&str> = pages.iter().map(|page| page.name.as_str()).collect();
        assert_eq!(names[0], "gatecheck.1");
        for name in ["gatecheck-scan.1", "gatecheck-policy.1", "gatecheck-policy-new.1"] {
            assert!(names.contains(&name), "{name} in {names:?}");
        }
        for page in &pages {
            let text = String::from_utf8(page.text.clone()).unwrap();
            let title = page.name.trim_end_matches(".1");
            assert!(text.contains(&format!(".TH {title} 1 ")), "{text}");
            assert!(text.contains(concat!("gatecheck ", env!("CARGO_PKG_VERSION"))), "{text}");
        }
        let scan = pages.iter().find(|page| page.name == "gatecheck-scan.1").unwrap();
        assert!(String::from_utf8_lossy(&scan.text).contains("\\-\\-select"));
    }
}
