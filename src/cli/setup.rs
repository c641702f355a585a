//! What every verb that scans needs: rules and settings, from files and flags.

use std::env;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use super::args;
use super::diagnostic::{Label, UserError};
use super::evaluator;
use super::gate_files;
use super::own::Own;
use super::policies;
use super::streams::Streams;
use crate::config::{self, ConfigError, Flags, Known, Settings, Written};
use crate::finding::Date;
use crate::finding::baseline::{self, Baseline};
use crate::limits;
use crate::policy::{Bundle, Load, PolicySet, Rule};
use crate::scan::read_beside;
use crate::text::{RepoPath, SourceFile, straight};

/// The rules and settings of a scan.
#[derive(Debug)]
pub(super) struct Setup {
    pub(super) set: PolicySet,
    pub(super) settings: Settings,
    /// The repository's own configuration, if there is one.
    pub(super) configuration: Option<Arc<SourceFile>>,
    /// The organisation's, if there is one.
    pub(super) organisation: Option<Arc<SourceFile>>,
    /// Users' policies, each with the name of its folder.
    pub(super) bundles: Vec<(String, Bundle)>,
}

/// Reads policies and configuration, and says what in them has no effect.
pub(super) fn setup(
    own: Own<'_>,
    selection: &args::Selection,
    gate: &args::Gate,
    general: &args::General,
    streams: &mut Streams,
) -> Result<Setup, UserError> {
    if let Some(file) = gate.org_config.as_deref().filter(|file| own.is_changeable(file)) {
        streams.warn(&format!(
            "{} lies in the repository, so whoever writes a change can edit it: keep it elsewhere, or say \
             --config-from-ref",
            file.display()
        ));
    }
    let org = gate.org_config.as_deref().map(|file| own.named(file)).transpose()?;
    let org = org.map(|file| read(&file)).transpose()?;
    let repo = match (&general.config, general.no_config) {
        (Some(file), _) => Some(own.named(file)?),
        (None, true) => None,
        (None, false) => own.file(config::FILE)?,
    };
    let repo = repo.map(|file| read(&file)).transpose()?;
    let named = repo.iter().flat_map(Written::policies).filter(|_| gate.allow_repo_policy);
    let allowed: Vec<&str> =
        named.map(|folder| folder.trim_start_matches("./").trim_end_matches('/')).collect();
    let mut bundles = Vec::new();
    for folder in &selection.policies.folders {
        bundles.push(own.policies(folder)?);
    }
    for folder in &allowed {
        bundles.push(own.repository_policies(folder)?);
    }
    let flags = Flags {
        fail_on: gate.fail_on,
        select: groups(&selection.select),
        ignore: groups(&selection.ignore),
        profiles: selection.profile.iter().cloned().collect(),
        exclude: selection.exclude.clone(),
        allow_repo_policy: gate.allow_repo_policy,
        ..Flags::default()
    };
    let builtin = !selection.policies.no_builtin;
    let set = load(builtin, &bundles)?;
    let known = Known::new(set.rules().map(|rule| &**rule));
    let today = today()?;
    let merge =
        |org: Option<&Written>, repo: Option<&Written>| config::merge(org, repo, &flags, &known, today);
    let merged = merge(org.as_ref(), repo.as_ref()).map_err(|errors| wrong(&errors))?;
    for refusal in &merged.refused {
        streams.warn(&refusal.to_string());
    }
    let mut settings = merged.settings;
    let with = |org: Option<&Written>, repo: Option<&Written>| Some(merge(org, repo).ok()?.settings);
    let (org_file, repo_file) = (gate.org_config.clone(), configuration_file(general, own.root));
    let looser = |then: &Settings, now: &Settings| config::loosened(then, now, &known);
    // Each of the two files is compared beside the version of the other that counts.
    let notes = [
        gate_files::configuration(
            own,
            repo_file.as_deref(),
            |file| with(org.as_ref(), written(file)?.as_ref()),
            looser,
        ),
        gate_files::configuration(
            own,
            org_file.as_deref(),
            |file| with(written(file)?.as_ref(), repo.as_ref()),
            looser,
        ),
    ];
    settings.notes.extend(notes.into_iter().flatten());
    let folders = selection.policies.folders.iter().filter_map(|folder| own.below(folder));
    for folder in folders.chain(allowed.iter().map(|folder| (*folder).to_owned())) {
        settings.notes.extend(gate_files::policies(own, &folder));
    }
    let runs = |rule: &Rule| settings.selection.runs(rule);
    let chosen = set.choose(&runs, &settings.for_policies());
    let set = chosen.map_err(|errors| policies::refused(&errors, &bundles))?;
    let names = selection.policies.folders.iter().map(|folder| folder.to_string_lossy().into_owned());
    let names = names.chain(allowed.iter().map(|folder| (*folder).to_owned()));
    let bundles = names.zip(bundles).collect();
    let [configuration, organisation] = [repo, org].map(|it| it.map(|written| written.file()));
    Ok(Setup { set, settings, configuration, organisation, bundles })
}

/// Where the repository's own configuration is, if it is used.
fn configuration_file(general: &args::General, root: &Path) -> Option<PathBuf> {
    general.config.clone().or_else(|| (!general.no_config).then(|| root.join(config::FILE)))
}

/// What a version of a configuration says, which may not be there; `None` if it cannot be used.
fn written(file: Option<&Arc<SourceFile>>) -> Option<Option<Written>> {
    file.map(config::parse).transpose().ok()
}

/// On the command line a group may be named without its star: `k8s` is `k8s/*`.
fn groups(names: &[String]) -> Vec<String> {
    let whole = |name: &String| if name.contains(['/', '*']) { name.clone() } else { format!("{name}/*") };
    names.iter().map(whole).collect()
}

/// Loads policies, all of them active.
pub(super) fn load(builtin: bool, bundles: &[Bundle]) -> Result<PolicySet, UserError> {
    let settings = crate::policy::Settings::new();
    let sandbox = evaluator::sandbox();
    let load = Load { builtin, bundles, active: &|_| true, settings: &settings, sandbox: Some(&sandbox) };
    PolicySet::load(load).map_err(|errors| policies::refused(&errors, bundles))
}

/// Reads the baseline: the one that is named, or the one in its place if there is one.
pub(super) fn baseline(
    named: Option<&Path>,
    own: Own<'_>,
) -> Result<Option<(Baseline, Arc<SourceFile>)>, UserError> {
    let source = match named {
        Some(file) => own.named(file)?,
        None => match own.file(baseline::PATH)? {
            Some(source) => source,
            None => return Ok(None),
        },
    };
    let read = baseline::read(&source).map_err(|error| {
        let said = UserError::new(error.to_string()).with_help(error.help());
        match error.span() {
            Some(span) => said.at(label(&source, span)),
            None => UserError { message: format!("{}: {}", source.path, said.message), ..said },
        }
    })?;
    Ok(Some((read, source)))
}

fn read(file: &Arc<SourceFile>) -> Result<Written, UserError> {
    config::parse(file).map_err(|errors| wrong(&errors))
}

/// A file that the user names.
pub(super) fn source(file: &Path, root: &Path) -> Result<Arc<SourceFile>, UserError> {
    let failed = |reason: String| UserError::new(format!("{} cannot be read: {reason}", file.display()));
    // What lies elsewhere is the user's own, be it a link or a pipe.
    let written = std::path::absolute(file).map(|file| straight(&file));
    let bytes = match written {
        Ok(file) if file.starts_with(root) => read_beside(&file).map_err(failed)?,
        _ => bounded(file).map_err(|error| failed(error.kind().to_string()))?,
    };
    let text = String::from_utf8(bytes).map_err(|_| failed("it is not UTF-8".to_owned()))?;
    let shown: PathBuf = file.strip_prefix(root).unwrap_or(file).to_path_buf();
    Ok(Arc::new(SourceFile::new(RepoPath::new(&shown.to_string_lossy()), text)))
}

/// The bytes of a file, or of a pipe or device, which may have no end: then they are no baseline.
fn bounded(file: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    fs::File::open(file)?.take(limits::BASELINE_BYTES + 1).read_to_end(&mut bytes)?;
    match bytes.len() as u64 > limits::BASELINE_BYTES {
        true => Err(std::io::ErrorKind::FileTooLarge.into()),
        false => Ok(bytes),
    }
}

/// The first mistake in a configuration, shown in its file.
fn wrong(errors: &[ConfigError]) -> UserError {
    let Some(first) = errors.first() else { return UserError::new("the configuration cannot be used") };
    let more = match errors.len() {
        1 => String::new(),
        n => format!(" (and {} more mistakes)", n - 1),
    };
    let error = UserError::new(format!("{}{more}", first.message)).with_help(first.help.clone());
    match (&first.file, first.span) {
        (Some(file), Some(span)) => error.at(label(file, span)),
        (Some(file), None) => UserError { message: format!("{}: {}", file.path, error.message), ..error },
        _ => error,
    }
}

fn label(source: &SourceFile, span: crate::text::Span) -> Label {
    Label { file: source.path.to_string(), text: source.text.clone(), span, note: String::new() }
}

/// Today in UTC. `SOURCE_DATE_EPOCH` stands for it where a run must be repeatable.
fn today() -> Result<Date, UserError> {
    const DAY: u64 = 24 * 60 * 60;
    let seconds = match env::var("SOURCE_DATE_EPOCH") {
        Ok(text) => text.parse().map_err(|_| {
            UserError::new("SOURCE_DATE_EPOCH is not a number")
                .with_help("give seconds since 1970, or unset it")
        })?,
        Err(_) => SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs()),
    };
    let day = u32::try_from(seconds / DAY).ok().and_then(Date::from_unix_days);
    day.ok_or_else(|| UserError::new("today is beyond the year 9999"))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    /// Whether a file is the repository's is not a matter of how it is named.
    #[test]
    fn a_link_is_followed_outside_of_the_repository_only() {
        let place = tempfile::tempdir().unwrap();
        let top = place.path().canonicalize().unwrap();
        let root = top.join("repo");
        fs::create_dir_all(root.join("sub")).unwrap();
        fs::write(top.join("file"), "a: 1\n").unwrap();
        fs::write(root.join("own"), "b: 1\n").unwrap();
        for link in [top.join("link"), root.join("link")] {
            symlink(top.join("file"), link).unwrap();
        }
        let check = |name: &str, expected: Result<&str, &str>| {
            let read = source(&top.join(name), &root);
            let read = read.map(|file| file.text.clone()).map_err(|error| error.message);
            let why = |why: &str| format!("{} cannot be read: {why}", top.join(name).display());
            assert_eq!(read, expected.map(str::to_owned).map_err(why), "{name}");
        };
        check("link", Ok("a: 1\n"));
        check("repo/../link", Ok("a: 1\n"));
        check("repo/sub/../own", Ok("b: 1\n"));
        for inside in ["repo/link", "repo/sub/../link", "sub/../repo/link"] {
            check(inside, Err("it is a symbolic link"));
        }
    }
}
