//! `gatecheck policy` and `gatecheck input`: writing policies, with the same checks as ours.

use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, Subcommand};

use super::args;
use super::diagnostic::UserError;
use super::policies;
use super::streams::Streams;
use crate::document::{FileKind, parse};
use crate::finding::{Redactor, without_secrets};
use crate::output::escape;
use crate::output::json_text::write_json;
use crate::policy::{Bundle, BundleFile, Load, PolicySet, Settings, testing};
use crate::scan::{Read, Verdict, masked_document, read, redactor_of};
use crate::text::{RepoPath, SourceFile};

/// Write policies of your own
#[derive(Debug, Args)]
pub(super) struct PolicyArgs {
    #[command(subcommand)]
    pub(super) verb: PolicyVerb,
}

#[derive(Debug, Subcommand)]
pub(super) enum PolicyVerb {
    /// Run the tests and examples of policies
    Test(PolicyFolders),
    /// Check policies without running them
    Check(PolicyFolders),
    /// Start a policy: its metadata, a test and two examples
    New(NewPolicy),
}

/// Which policies.
#[derive(Debug, Args)]
pub(super) struct PolicyFolders {
    /// Folders of policies [default: policies]
    #[arg(value_name = "DIR")]
    pub(super) folders: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) terminal: args::Terminal,
}

/// What to start.
#[derive(Debug, Args)]
pub(super) struct NewPolicy {
    /// Its id: a group and the bad thing, such as `team/missing-owner`
    #[arg(value_name = "ID")]
    pub(super) id: String,
    /// The kind of document it looks at
    #[arg(long, value_name = "KIND", default_value = "kubernetes")]
    pub(super) kind: String,
    /// The folder of policies to put it in
    #[arg(long, value_name = "DIR", default_value = "policies")]
    pub(super) folder: PathBuf,
    #[command(flatten)]
    pub(super) terminal: args::Terminal,
}

/// Show what a policy sees of a file, as JSON
///
/// Secrets are masked here; a policy about anything else than secrets sees
/// them as they are.
#[derive(Debug, Args)]
pub(super) struct InputArgs {
    /// The file; `-` is standard input
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    /// The path that standard input stands for [default: stdin.yaml]
    #[arg(long, value_name = "NAME")]
    pub(super) stdin_filename: Option<PathBuf>,
    #[command(flatten)]
    pub(super) terminal: args::Terminal,
}

/// Runs `gatecheck policy`.
pub(super) fn run(args: &PolicyArgs, streams: &mut Streams) -> Result<u8, UserError> {
    match &args.verb {
        PolicyVerb::Test(folders) => test(folders, streams),
        PolicyVerb::Check(folders) => check(folders, streams),
        PolicyVerb::New(new) => start(new, streams),
    }
}

/// The folders' policies. One that defines the reserved package is gatecheck's own tree, or a copy under
/// development, and is held to the rules for built-in policies.
fn bundle_of(folder: &std::path::Path) -> Result<Bundle, UserError> {
    let files = policies::read(folder)?;
    let own = files.iter().any(|(path, text)| {
        path.ends_with(".rego") && text.lines().any(|line| line.trim_end() == "package gatecheck.lib.k8s")
    });
    Ok(if own { Bundle::trusted(files) } else { Bundle::from_files(files) })
}

fn folders(args: &PolicyFolders) -> Vec<PathBuf> {
    if args.folders.is_empty() { vec![PathBuf::from("policies")] } else { args.folders.clone() }
}

/// Runs tests and examples. A folder inside a tree of built-in policies is tested with the tree's library.
fn test(args: &PolicyFolders, streams: &mut Streams) -> Result<u8, UserError> {
    let mut failed = false;
    let sandbox = super::evaluator::sandbox();
    for folder in folders(args) {
        let (top, inside) = own_tree(&folder);
        let bundle = bundle_of(&top)?;
        let wanted =
            |name: &str| inside.is_empty() || name == inside || name.starts_with(&format!("{inside}/"));
        let outcome = testing::run(&bundle, &wanted, Some(&sandbox))
            .map_err(|errors| policies::refused(&errors, std::slice::from_ref(&bundle)))?;
        for failure in &outcome.failures {
            streams.report(lines(&hiding(&failure.to_string(), &bundle)).as_bytes())?;
        }
        failed |= !outcome.failures.is_empty();
        let summary = format!(
            "{}, {}, {}: {}",
            counted(outcome.rules, "rule"),
            counted(outcome.tests, "test"),
            counted(outcome.examples, "example"),
            match outcome.failures.len() {
                0 if outcome.rules + outcome.tests == 0 =>
                    format!("there is no rule in {}", folder.display()),
                0 if outcome.tests + outcome.examples == 0 => "nothing was tested".to_owned(),
                0 => "all as they should be".to_owned(),
                n => counted(n, "failure"),
            }
        );
        if outcome.rules + outcome.tests == 0 {
            failed = true;
        }
        streams.report(lines(&summary).as_bytes())?;
    }
    Ok(if failed { Verdict::Findings.exit_code() } else { 0 })
}

/// A text of several lines as a terminal or a build log may be given it.
fn lines(text: &str) -> String {
    let shown: Vec<_> = text.lines().map(escape::line).collect();
    escape::guard(&format!("{}\n", shown.join("\n"))).into_owned()
}

/// What is said about policies, without the secrets of the examples that it quotes.
fn hiding(said: &str, bundle: &Bundle) -> String {
    let folder = |file: &&BundleFile| said.starts_with(file.path.rsplit_once('/').map_or("", |(it, _)| it));
    let quoted = bundle.files().iter().filter(folder);
    let text = quoted.fold(said.to_owned(), |said, file| {
        let source = Arc::new(SourceFile::new(RepoPath::new(&file.path), file.text.clone()));
        redactor_of(&source).text(&said)
    });
    // A diff quotes lines; a message in which a colon stands is none.
    text.split_inclusive('\n')
        .map(|line| if line.starts_with(['+', '-', ' ']) { without_secrets(line) } else { line.to_owned() })
        .collect()
}

fn counted(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

/// The tree of built-in policies that a folder lies in, and the folder's name in it; else the folder itself.
fn own_tree(folder: &std::path::Path) -> (PathBuf, String) {
    let mut top = folder.to_path_buf();
    let mut inside: Vec<String> = Vec::new();
    for _ in 0..3 {
        if top.join("lib/k8s.rego").is_file() {
            inside.reverse();
            return (top, inside.join("/"));
        }
        let Some(name) = top.file_name().map(|name| name.to_string_lossy().into_owned()) else { break };
        inside.push(name);
        let Some(parent) = top.parent() else { break };
        top = if parent.as_os_str().is_empty() { PathBuf::from(".") } else { parent.to_path_buf() };
    }
    (folder.to_path_buf(), String::new())
}

/// Loads policies and says all that is wrong with them.
fn check(args: &PolicyFolders, streams: &mut Streams) -> Result<u8, UserError> {
    let mut verdict = 0;
    let sandbox = super::evaluator::sandbox();
    for folder in folders(args) {
        let bundle = bundle_of(&folder)?;
        let builtin = !bundle.is_trusted();
        let settings = Settings::new();
        let bundles = std::slice::from_ref(&bundle);
        let sandbox = Some(&sandbox);
        match PolicySet::load(Load { builtin, bundles, active: &|_| true, settings: &settings, sandbox }) {
            Ok(set) => {
                let rules =
                    (0..set.rules().len()).filter(|index| set.is_builtin(*index) == bundle.is_trusted());
                streams.report(
                    lines(&format!("{}: {} can be used", folder.display(), counted(rules.count(), "rule")))
                        .as_bytes(),
                )?;
            }
            Err(errors) => {
                verdict = Verdict::Failed.exit_code();
                for error in errors {
                    let help = error.help.map_or_else(String::new, |help| format!(" ({help})"));
                    let line =
                        format!("{}:{}:{}: {}{help}", error.path, error.line, error.column, error.message);
                    streams.report(lines(&hiding(&line, &bundle)).as_bytes())?;
                }
            }
        }
    }
    Ok(verdict)
}

/// Writes the files of a new policy.
fn start(new: &NewPolicy, streams: &mut Streams) -> Result<u8, UserError> {
    let Some(kind) = FileKind::from_name(&new.kind) else {
        let names: Vec<&str> = FileKind::ALL.iter().map(|kind| kind.name()).collect();
        return Err(UserError::new(format!("there is no kind of document named {:?}", new.kind))
            .with_help(format!("it is one of {}", names.join(", "))));
    };
    let (top, _) = own_tree(&new.folder);
    let builtin = top == new.folder && top.join("lib/k8s.rego").is_file();
    let started = crate::policy::scaffold(&new.id, kind, builtin).map_err(|error| {
        UserError::new(error).with_help("write it as group/bad-thing, for example team/missing-owner")
    })?;
    for (name, text) in started.files {
        let path = new.folder.join(&name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(|error| {
                UserError::new(format!("{} cannot be made: {}", parent.display(), error.kind()))
            })?;
        }
        let made = std::fs::OpenOptions::new().write(true).create_new(true).open(&path);
        made.and_then(|mut file| std::io::Write::write_all(&mut file, text.as_bytes())).map_err(|error| {
            if error.kind() == std::io::ErrorKind::AlreadyExists {
                UserError::new(format!("{} is there already", path.display()))
                    .with_help("choose another id, or remove what is there")
            } else {
                UserError::new(format!("{} cannot be written: {}", path.display(), error.kind()))
            }
        })?;
        streams.report(lines(&path.display().to_string()).as_bytes())?;
    }
    streams.warn(&format!(
        "the rule is named {}; change the files, then run `gatecheck policy test {}`",
        started.rule,
        new.folder.display()
    ));
    Ok(0)
}

/// Runs `gatecheck input`.
pub(super) fn input(args: &InputArgs, streams: &mut Streams) -> Result<u8, UserError> {
    let paths = [args.file.clone()];
    let (_, walk) = super::job::gather(&paths, &[], args.stdin_filename.as_deref(), streams)?;
    let set = super::setup::load(true, &[])?;
    let mut shown = Vec::new();
    for entry in &walk.files {
        let (source, kind) = match read(entry) {
            Read::Text(source) => {
                let kind = entry.kind(&source);
                (source, kind)
            }
            Read::Encoded(_, text) => (Arc::new(SourceFile::new(entry.path.clone(), text)), FileKind::Text),
            Read::Binary(_) => return Err(UserError::new(format!("{} is not text", entry.path))),
            Read::Skipped(reason) | Read::Failed(reason) => {
                return Err(UserError::new(format!("{}: {reason}", entry.path)));
            }
        };
        let parsed = parse(&source, kind);
        let redactor = redactor_of(&source);
        for problem in parsed.problems {
            let at = source.lines.char_position(&source.text, problem.span.start as usize);
            let message = redactor.text(&problem.message);
            streams.warn(&format!("{}:{}:{}: {message}", source.path, at.line, at.column));
        }
        for document in &parsed.documents {
            let mut input = set.input_of(&masked_document(document, &redactor));
            // What is derived from the document may be put together of several places.
            mask_texts(&mut input, &redactor);
            shown.push(input);
        }
    }
    let mut text = Vec::new();
    write_json(&mut text, &shown).expect("internal error: plain data always serialises");
    streams.report(&text)?;
    Ok(0)
}

/// Masks the secrets in every text of plain data.
fn mask_texts(data: &mut serde_json::Value, redactor: &Redactor) {
    match data {
        serde_json::Value::String(text) => *text = redactor.text(text),
        serde_json::Value::Array(items) => items.iter_mut().for_each(|item| mask_texts(item, redactor)),
        serde_json::Value::Object(members) => {
            members.values_mut().for_each(|value| mask_texts(value, redactor));
        }
        _ => {}
    }
}
