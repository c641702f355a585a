//! `gatecheck init --migrate`: what was written for other tools becomes ours, and the verdict stays.
//!
//! Comments and annotations change nothing about what counts, since they counted before; that is proved by
//! scanning the edited files before one is written. What other tools' configuration files skip did not count
//! before: bringing it over is what the user asks for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{InitArgs, configuration, prepare, write_new, write_schema};
use crate::cli::diagnostic::UserError;
use crate::cli::job::Job;
use crate::cli::streams::Streams;
use crate::config::{self, Globs, NewIgnore, PeerSkip, Settings, add_ignores, peer_skips};
use crate::finding::suppress::may_be_ignored;
use crate::finding::without_secrets;
use crate::output::escape;
use crate::scan::{self, Migration, Read, Report, digest, read, redactor_of, write_atomically};
use crate::text::{RepoPath, SourceFile, unified_diff};

/// How many of the names that stay are listed unless more is asked for.
const LISTED: usize = 10;

/// Runs the verb with `--migrate`.
pub(super) fn run(args: &InitArgs, streams: &mut Streams) -> Result<u8, UserError> {
    let job = prepare(args, streams)?;
    let settings = job.settings();
    let today = job.run(None, streams)?.report;
    let (skipped, mut left) = configured(&job, &today);
    let mut moved = match settings.peer_ignores {
        true => in_files(&job, streams)?,
        false => Migration::default(),
    };
    left.extend(
        moved.left.iter().map(|(path, line, it)| format!("{path}:{line}: {} stays: {}", it.written, it.why)),
    );
    let wanted =
        verdicts(&job.run_with(&accepting(settings, &skipped), &BTreeMap::new(), streams, scan::run)?.report);
    for path in refused(&job, &moved, &skipped, &wanted, streams)? {
        moved.rewrites.retain(|rewrite| rewrite.patch.path != path);
        moved.accepted.retain(|(file, _)| *file != path);
        left.push(format!(
            "{path}: what is in it stays: the gate would judge the edited file in another way"
        ));
    }
    if !refused(&job, &moved, &skipped, &wanted, streams)?.is_empty() {
        return Err(UserError::new("nothing was migrated: the gate would judge the files in another way"));
    }
    let entries = entries(&moved, &skipped);
    let config = new_configuration(&job, &today, &entries)?;
    show(&moved, config.as_ref(), streams)?;
    if !args.diff {
        write(args, &job, &moved, config.as_ref())?;
    }
    say_left(&left, streams);
    let count: usize = moved.rewrites.iter().map(|rewrite| rewrite.patch.mended).sum();
    let summary = format!(
        "{}: {count} in files, {} from other tools' configuration",
        if args.diff { "would be migrated" } else { "migrated" },
        skipped.len()
    );
    streams.warn(&summary);
    Ok(0)
}

/// What other tools' configuration files skip, as entries for findings that are open, and what cannot be.
fn configured(job: &Job, report: &Report) -> (Vec<NewIgnore>, Vec<String>) {
    let (mut entries, mut left) = (BTreeSet::new(), Vec::new());
    let mut skips: Vec<PeerSkip> = Vec::new();
    for entry in job.walk.files.iter().filter(|entry| config::peer_of(&entry.path).is_some()) {
        if let Read::Text(source) = read(entry) {
            skips.extend(peer_skips(&source));
        }
    }
    for skip in skips {
        match skipped_rules(&skip, job, report) {
            Ok(rules) => entries.extend(rules.into_iter().map(|rule| {
                NewIgnore {
                    rule,
                    paths: skip.paths.clone(),
                    reason: skip
                        .reason
                        .as_deref()
                        .map(without_secrets)
                        .unwrap_or_else(|| format!("migrated from {}: {}", skip.file, skip.id)),
                }
            })),
            Err(why) => left.push(format!("{}:{}: {} stays: {why}", skip.file, skip.line, skip.id)),
        }
    }
    (entries.into_iter().collect(), left)
}

/// The rules that another tool knows by the id and that find something where it skips it.
fn skipped_rules(skip: &PeerSkip, job: &Job, report: &Report) -> Result<BTreeSet<String>, &'static str> {
    if let Some(why) = skip.refused {
        return Err(why);
    }
    if !job.rules().any(|rule| skip.peer.names(rule, &skip.id)) {
        return Err("no rule is known by this name");
    }
    let paths = Globs::new(skip.paths.iter().map(String::as_str))
        .map_err(|_| "its path is no path with wildcards")?;
    let here = |path: &RepoPath| paths.is_empty() || paths.matches(path.as_str());
    let found = report.open().filter(|it| skip.peer.names(&it.rule, &skip.id) && here(&it.location.file));
    let (good, bad): (Vec<_>, Vec<_>) = found.partition(|it| may_be_ignored(&it.rule, it.severity));
    let rules: BTreeSet<String> = good
        .into_iter()
        .filter(|it| bad.iter().all(|other| other.rule.id != it.rule.id))
        .filter(|it| job.settings().may_ignore(&it.rule.id, None).is_ok())
        .map(|it| it.rule.id.to_string())
        .collect();
    match (rules.is_empty(), bad.is_empty()) {
        (false, _) => Ok(rules),
        (true, false) => Err("a secret, or what is critical, needs an ignore of its own"),
        (true, true) => Err("nothing is found that it accepts"),
    }
}

/// What the comments and annotations in files become.
fn in_files(job: &Job, streams: &mut Streams) -> Result<Migration, UserError> {
    let mut without = job.settings().clone();
    without.peer_ignores = false;
    job.run_with(&without, &BTreeMap::new(), streams, |request| {
        let report = scan::run(request).report;
        scan::migrate(request, &report)
    })
}

/// Findings that count, as they are told apart when lines have moved; how often each.
type Verdicts = BTreeMap<(RepoPath, String, String), usize>;

fn verdicts(report: &Report) -> Verdicts {
    let mut counts = Verdicts::new();
    for finding in report.open() {
        let key = (finding.location.file.clone(), finding.rule.id.to_string(), finding.message.clone());
        *counts.entry(key).or_default() += 1;
    }
    counts
}

/// The files of which the gate would say something else after the migration.
fn refused(
    job: &Job,
    moved: &Migration,
    skipped: &[NewIgnore],
    wanted: &Verdicts,
    streams: &mut Streams,
) -> Result<BTreeSet<RepoPath>, UserError> {
    let texts = moved.rewrites.iter().map(|it| (it.patch.path.clone(), it.after.clone())).collect();
    let settings = accepting(job.settings(), &entries(moved, skipped));
    let now = verdicts(&job.run_with(&settings, &texts, streams, scan::run)?.report);
    let differ = now.iter().filter(|(key, count)| wanted.get(key) != Some(count));
    let gone = wanted.keys().filter(|key| !now.contains_key(key));
    Ok(differ.map(|(key, _)| key).chain(gone).map(|(path, _, _)| path.clone()).collect())
}

/// All entries of the configuration that the migration needs.
fn entries(moved: &Migration, skipped: &[NewIgnore]) -> Vec<NewIgnore> {
    let of_files = moved.accepted.iter().map(|(path, accepted)| NewIgnore {
        rule: accepted.rule.clone(),
        paths: vec![format!("/{path}")],
        // A secret that somebody wrote beside an ignore is not carried into another file.
        reason: without_secrets(&accepted.reason),
    });
    let all: BTreeSet<NewIgnore> = of_files.chain(skipped.iter().cloned()).collect();
    all.into_iter().collect()
}

fn accepting(settings: &Settings, entries: &[NewIgnore]) -> Settings {
    let mut settings = settings.clone();
    settings.accept(entries);
    settings
}

/// The configuration's text before and after, where it changes. Before is `None` where there is none.
struct NewText {
    before: Option<String>,
    after: String,
}

fn new_configuration(job: &Job, today: &Report, entries: &[NewIgnore]) -> Result<Option<NewText>, UserError> {
    if entries.is_empty() {
        return Ok(None);
    }
    let Some(before) = job.configuration.as_ref().map(|file| file.text.clone()) else {
        return Ok(Some(NewText { before: None, after: configuration(job, today, entries.to_vec()) }));
    };
    match add_ignores(&before, entries) {
        Ok(after) => Ok(Some(NewText { before: Some(before), after })),
        Err(why) => Err(UserError::new(format!("{} cannot be added to: {why}", config::FILE))
            .with_help("write its `ignore` as a list with one entry a line")),
    }
}

fn show(moved: &Migration, config: Option<&NewText>, streams: &mut Streams) -> Result<(), UserError> {
    for rewrite in &moved.rewrites {
        streams.report(rewrite.patch.diff.as_bytes())?;
        if rewrite.patch.withheld > 0 {
            streams.warn(&format!(
                "{}: not all is shown, because a secret or what a terminal or build runner would obey stands next to it, or no diff can name the file",
                rewrite.patch.path
            ));
        }
    }
    if let Some(NewText { before, after }) = config {
        let hidden = |text: &str| {
            let source = Arc::new(SourceFile::new(RepoPath::new(config::FILE), text.to_owned()));
            redactor_of(&source).shown(&source).text
        };
        let masked = (hidden(before.as_deref().unwrap_or_default()), hidden(after));
        if masked.1 != *after || before.as_ref().is_some_and(|before| masked.0 != *before) {
            streams.warn(&format!("{}: secrets in it are masked here", config::FILE));
        }
        let diff = unified_diff(config::FILE, &masked.0, &masked.1);
        let diff = match before {
            Some(_) => diff,
            None => diff.replacen(&format!("--- a/{}", config::FILE), "--- /dev/null", 1),
        };
        streams.report(diff.as_bytes())?;
    }
    Ok(())
}

/// Writes the files. The configuration comes first: were it last and failed, more would be found than before.
fn write(args: &InitArgs, job: &Job, moved: &Migration, config: Option<&NewText>) -> Result<(), UserError> {
    let file = job.root.join(config::FILE);
    match config {
        Some(NewText { before: Some(before), after }) => write_atomically(&file, digest(before), after)
            .map_err(|error| UserError::new(format!("{}: {error}", config::FILE)))?,
        Some(NewText { before: None, after }) => {
            write_new(&file, after)?;
            write_schema(args, &job.root)?;
        }
        None => {}
    }
    for rewrite in &moved.rewrites {
        let path = &rewrite.patch.path;
        let entry = job.walk.files.iter().find(|entry| entry.path == *path);
        let Some(place) = entry.and_then(|entry| entry.on_disk()) else { continue };
        write_atomically(place, digest(&rewrite.before), &rewrite.after)
            .map_err(|error| UserError::new(format!("{}: {error}", escape::line(path.as_str()))))?;
    }
    Ok(())
}

fn say_left(left: &[String], streams: &mut Streams) {
    for (i, line) in left.iter().enumerate() {
        if i < LISTED { streams.warn(line) } else { streams.detail(line) }
    }
    if left.len() > LISTED {
        streams.warn(&format!("{} names stay as they are; -v lists all", left.len()));
    }
}
