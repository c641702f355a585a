//! What a change does to the files that decide about it: said in the report, whichever version counts.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use super::diagnostic::UserError;
use super::own::{Own, then};
use crate::config::{ConfigNote, Settings};
use crate::finding::baseline;
use crate::finding::native::Native;
use crate::policy::Bundle;
use crate::scan::{PolicyFolderError, Reference, read_policies, staged_policies};
use crate::text::{RepoPath, SourceFile};

/// A file in two versions.
struct Versions {
    path: RepoPath,
    then: Version,
    now: Version,
}

/// One version of a file. What cannot be read is neither new nor deleted.
enum Version {
    Absent,
    Read(Arc<SourceFile>),
    Lost,
}

impl Version {
    fn of(read: Result<Option<Arc<SourceFile>>, UserError>) -> Self {
        match read {
            Ok(Some(file)) => Self::Read(file),
            Ok(None) => Self::Absent,
            Err(_) => Self::Lost,
        }
    }

    /// The file as `read` takes it; `None` if it cannot be read.
    fn file(&self) -> Option<Option<&Arc<SourceFile>>> {
        match self {
            Self::Absent => Some(None),
            Self::Read(file) => Some(Some(file)),
            Self::Lost => None,
        }
    }
}

impl Versions {
    fn differ(&self) -> bool {
        match (&self.then, &self.now) {
            (Version::Absent, Version::Absent) => false,
            (Version::Read(then), Version::Read(now)) => then.text != now.text,
            _ => true,
        }
    }

    /// What is looser in the second, where `read` makes of a version what `compare` compares. `unusable` says that
    /// nothing can be made of the second.
    fn looser<T>(
        &self,
        read: impl Fn(Option<&Arc<SourceFile>>) -> Option<T>,
        compare: impl FnOnce(T, T) -> Vec<String>,
        unusable: &str,
    ) -> Vec<String> {
        let (Some(then), Some(now)) = (self.then.file(), self.now.file()) else {
            let lost = if matches!(self.now, Version::Lost) { UNREADABLE } else { WAS_UNREADABLE };
            return vec![lost.to_owned()];
        };
        match (read(then), read(now)) {
            (Some(then), Some(now)) => compare(then, now),
            (_, None) => vec![unusable.to_owned()],
            (None, _) => Vec::new(),
        }
    }
}

/// What is to be said of the configuration or another file that is made into settings. `read` makes them of a
/// version, if that can be read; `compare` names what is looser in the second.
pub(super) fn configuration(
    own: Own<'_>,
    file: Option<&Path>,
    read: impl Fn(Option<&Arc<SourceFile>>) -> Option<Settings>,
    compare: impl Fn(&Settings, &Settings) -> Vec<String>,
) -> Option<ConfigNote> {
    let (reference, versions) = changed(own, file?)?;
    let unusable = "it cannot be used beside the rules that there are";
    let looser = versions.looser(read, |then, now| compare(&then, &now), unusable);
    Some(note(reference, &versions, &looser))
}

/// What is to be said of the baseline.
pub(super) fn baseline(own: Own<'_>, file: &Path) -> Option<ConfigNote> {
    let (reference, versions) = changed(own, file)?;
    let read = |file: Option<&Arc<SourceFile>>| match file {
        Some(file) => baseline::read(file).ok(),
        None => Some(baseline::Baseline::default()),
    };
    let compare = |then: baseline::Baseline, now: baseline::Baseline| match then.lacks(&now) {
        0 => Vec::new(),
        1 => vec!["one more finding is accepted".to_owned()],
        n => vec![format!("{n} more findings are accepted")],
    };
    let looser = versions.looser(read, compare, "it cannot be used");
    Some(note(reference, &versions, &looser))
}

/// What is to be said of the policies in a folder, by its path from the root. What a policy lets pass nobody can
/// tell from its text, so a change of one that was there counts as loosening the gate.
pub(super) fn policies(own: Own<'_>, folder: &str) -> Vec<ConfigNote> {
    let Some(reference) = own.reference else { return Vec::new() };
    let now = match own.index {
        Some(git) => staged_policies(git, folder),
        None => read_policies(&own.root.join(folder)),
    };
    let (then, now) = (texts(reference.policies(folder)), texts(now));
    let names: BTreeSet<&String> = [&then, &now].into_iter().flatten().flat_map(BTreeMap::keys).collect();
    let mut notes = Vec::new();
    for name in names {
        let path = match folder {
            "" => RepoPath::new(name),
            folder => RepoPath::new(&format!("{folder}/{name}")),
        };
        let version = |texts: &Option<BTreeMap<String, String>>| match texts.as_ref().map(|it| it.get(name)) {
            Some(Some(text)) => Version::Read(Arc::new(SourceFile::new(path.clone(), text.clone()))),
            Some(None) => Version::Absent,
            None => Version::Lost,
        };
        let (then, now) = (version(&then), version(&now));
        let looser = match (&then, &now) {
            (_, Version::Lost) => vec!["the policies of its folder cannot be read".to_owned()],
            (Version::Lost, _) => vec!["what the policies of its folder were cannot be read".to_owned()],
            (Version::Read(_), _) => vec!["other things may pass".to_owned()],
            (Version::Absent, _) => Vec::new(),
        };
        let versions = Versions { path, then, now };
        if versions.differ() {
            notes.push(note(reference, &versions, &looser));
        }
    }
    notes
}

/// The texts of a folder that decide about findings, by their paths in it; `None` if it cannot be read.
fn texts(read: Result<Vec<(String, String)>, PolicyFolderError>) -> Option<BTreeMap<String, String>> {
    let files = match read {
        Ok(files) => files,
        Err(error) if error.is_absent => Vec::new(),
        Err(_) => return None,
    };
    let bundle = Bundle::from_files(files);
    let files = bundle.files().iter().filter(|file| file.decides());
    Some(files.map(|file| (file.path.clone(), file.text.clone())).collect())
}

const UNREADABLE: &str = "it cannot be read";
const WAS_UNREADABLE: &str = "what it was cannot be read";

/// The two versions of a file that lies in the repository, if they differ. That one cannot be read is an error
/// elsewhere, if it counts.
fn changed<'a>(own: Own<'a>, file: &Path) -> Option<(&'a Reference, Versions)> {
    let reference = own.reference?;
    let path = own.below(file)?;
    let (then, now) = (then(reference, &path), own.present(&path));
    let versions = Versions { path: RepoPath::new(&path), then: Version::of(then), now: Version::of(now) };
    versions.differ().then_some((reference, versions))
}

fn note(reference: &Reference, versions: &Versions, looser: &[String]) -> ConfigNote {
    let what = match (&versions.then, &versions.now) {
        (Version::Absent, _) => "is new",
        (_, Version::Absent) => "was deleted",
        _ => "was changed",
    };
    let (path, name) = (&versions.path, reference.name());
    let counts = if reference.counts() { ", whose version counts here" } else { "" };
    let looser_now = match looser {
        [] => String::new(),
        _ if reference.counts() => format!("; with the change, {}", looser.join(", and ")),
        _ => format!(": {}", looser.join(", and ")),
    };
    let file = match &versions.now {
        Version::Read(file) => Arc::clone(file),
        Version::Absent | Version::Lost => Arc::new(SourceFile::new(path.clone(), String::new())),
    };
    ConfigNote {
        native: if looser.is_empty() || !reference.counts() {
            Native::GateChanged
        } else {
            Native::GateLoosened
        },
        file,
        span: None,
        message: format!("{path} {what} since {name}{counts}{looser_now}"),
    }
}
