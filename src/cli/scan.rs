//! `gatecheck scan`, which is also what `gatecheck` alone does.

use std::env;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use clap::Args;

use super::args;
use super::diagnostic::UserError;
use super::streams::{Streams, escape};
use crate::limits;
use crate::scan::{Read, Verdict, Walk, WalkEntry, WalkRequest, find_root, read, walk};
use crate::text::RepoPath;

/// Scan files and folders
///
/// Without a path, scans the current folder. In a git work tree paths are
/// reported from its top, and files that it ignores are left out, unless they
/// are tracked or named here.
#[derive(Debug, Args)]
pub(super) struct ScanArgs {
    /// Files and folders to scan; `-` is standard input
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) flags: Flags,
}

/// The flags of `scan`.
#[derive(Debug, Args)]
pub(super) struct Flags {
    #[command(flatten)]
    pub(super) selection: args::Selection,
    /// The name that standard input is scanned under
    #[arg(long, value_name = "NAME", help_heading = "Selection")]
    pub(super) stdin_filename: Option<PathBuf>,
    /// Show each file's kind, or why it is skipped, instead of scanning
    #[arg(long, help_heading = "Selection")]
    pub(super) list_files: bool,
    #[command(flatten)]
    pub(super) gate: args::Gate,
    #[command(flatten)]
    pub(super) output: args::Output,
    /// With --format diff: show unsafe fixes too
    #[arg(long = "unsafe", help_heading = "Output")]
    pub(super) unsafe_fixes: bool,
    #[command(flatten)]
    pub(super) terminal: args::Terminal,
    #[command(flatten)]
    pub(super) general: args::General,
}

/// Runs the verb.
pub(super) fn run(args: &ScanArgs, streams: &mut Streams) -> Result<u8, UserError> {
    let input_name = args.flags.stdin_filename.as_deref();
    let (_root, walk) = gather(&args.paths, &args.flags.selection.exclude, input_name, streams)?;
    if args.flags.list_files {
        return list_files(&walk, args.flags.gate.allow_empty, streams);
    }
    Err(UserError::new("there is no policy to scan with").with_help("use --list-files to see what is met"))
}

/// Finds the root and lists the files that the command line asks for, standard input among them.
pub(super) fn gather(
    paths: &[PathBuf],
    exclude: &[String],
    input_name: Option<&Path>,
    streams: &mut Streams,
) -> Result<(PathBuf, Walk), UserError> {
    let current = env::current_dir()
        .map_err(|error| UserError::new(format!("the current folder cannot be read: {}", error.kind())))?;
    let input = Path::new("-");
    let on_disk: Vec<PathBuf> = paths.iter().filter(|path| *path != input).cloned().collect();
    let from_input = on_disk.len() < paths.len();
    if !from_input && input_name.is_some() {
        return Err(UserError::new("--stdin-filename names standard input, which is not scanned")
            .with_help("add `-` to the paths"));
    }
    let failed = |error: crate::scan::WalkError| UserError::new(error.to_string());
    let root = find_root(&current, &on_disk).map_err(failed)?;
    let mut met = if from_input && on_disk.is_empty() {
        Walk::default()
    } else {
        let search_path = env::var_os("PATH");
        walk(&root, &WalkRequest { current, paths: &on_disk, exclude, search_path }).map_err(failed)?
    };
    if from_input {
        let entry = standard_input(input_name)?;
        met.files.retain(|file| file.path != entry.path);
        let at = met.files.partition_point(|file| file.path < entry.path);
        met.files.insert(at, entry);
    }
    for note in &met.notes {
        streams.warn(note);
    }
    Ok((root, met))
}

/// Standard input, read under the limit of every file. An editor pipes the text of a file it names, so the
/// name stands for that file in the scan.
fn standard_input(name: Option<&Path>) -> Result<WalkEntry, UserError> {
    let mut bytes = Vec::new();
    let limit = limits::FILE_BYTES + 1;
    io::stdin()
        .lock()
        .take(limit)
        .read_to_end(&mut bytes)
        .map_err(|error| UserError::new(format!("standard input cannot be read: {}", error.kind())))?;
    let name = name.map_or_else(|| "stdin".into(), Path::to_string_lossy);
    let name = name.strip_prefix("./").unwrap_or(&name);
    Ok(WalkEntry::given(RepoPath::new(name), bytes))
}

/// Prints each file with its kind, or why it is skipped.
fn list_files(walk: &Walk, allow_empty: bool, streams: &mut Streams) -> Result<u8, UserError> {
    let mut rows: Vec<(&RepoPath, String)> = Vec::new();
    let mut verdict = Verdict::Pass;
    for entry in &walk.files {
        let what = match read(entry) {
            Read::Text(source) => entry.kind(&source).name().to_owned(),
            Read::Binary(_) => "binary".to_owned(),
            Read::Skipped(why) => format!("skipped: {why}"),
            Read::Failed(why) => {
                verdict = Verdict::Incomplete;
                format!("failed: {why}")
            }
        };
        let foreign = if entry.only_text { " (vendored)" } else { "" };
        rows.push((&entry.path, what + foreign));
    }
    rows.extend(walk.skipped.iter().map(|(path, why)| (path, format!("skipped: {why}"))));
    for error in &walk.errors {
        verdict = Verdict::Incomplete;
        rows.extend(error.path.as_ref().map(|path| (path, format!("failed: {}", error.message))));
    }
    rows.sort();
    for (path, what) in rows {
        streams.report(format!("{}  {}\n", escape(path.as_str()), escape(&what)).as_bytes())?;
    }
    if walk.files.is_empty() && walk.errors.is_empty() && !allow_empty {
        return Err(nothing_to_scan());
    }
    Ok(verdict.exit_code())
}

/// What to say when no file was met: a wrong path must not look like a clean repository.
pub(super) fn nothing_to_scan() -> UserError {
    UserError::new("there is nothing to scan")
        .with_help("check the path and the excludes (--list-files shows them), or say --allow-empty")
}
