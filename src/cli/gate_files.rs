//! What a change does to the files that decide about it: said in the report, whichever version counts.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::own::{Own, Versions};
use crate::config::{ConfigNote, Settings};
use crate::finding::baseline;
use crate::finding::native::Native;
use crate::policy::Bundle;
use crate::scan::Reference;
use crate::text::{RepoPath, SourceFile};

/// What is to be said of the configuration or another file that is made into settings. `read` makes them of a
/// version, if that can be read; `compare` names what is looser in the second.
pub(super) fn configuration(
    own: Own<'_>,
    file: Option<&Path>,
    read: impl Fn(Option<&Arc<SourceFile>>) -> Option<Settings>,
    compare: impl Fn(&Settings, &Settings) -> Vec<String>,
) -> Option<ConfigNote> {
    let (reference, versions) = changed(own, file?)?;
    let looser = match (read(versions.then.as_ref()), read(versions.now.as_ref())) {
        _ if versions.lost => vec![UNREADABLE.to_owned()],
        (Some(then), Some(now)) => compare(&then, &now),
        (_, None) => vec!["it cannot be used beside the rules that there are".to_owned()],
        (None, _) => Vec::new(),
    };
    Some(note(reference, &versions, &looser))
}

/// What is to be said of the baseline.
pub(super) fn baseline(own: Own<'_>, file: &Path) -> Option<ConfigNote> {
    let (reference, versions) = changed(own, file)?;
    let read = |file: &Option<Arc<SourceFile>>| match file {
        Some(file) => baseline::read(file).ok(),
        None => Some(baseline::Baseline::default()),
    };
    let looser = match (read(&versions.then), read(&versions.now)) {
        _ if versions.lost => vec![UNREADABLE.to_owned()],
        (Some(then), Some(now)) => match then.lacks(&now) {
            0 => Vec::new(),
            1 => vec!["one more finding is accepted".to_owned()],
            n => vec![format!("{n} more findings are accepted")],
        },
        (_, None) => vec!["it cannot be used".to_owned()],
        (None, _) => Vec::new(),
    };
    Some(note(reference, &versions, &looser))
}

/// What is to be said of the policies in a folder, of which `then` and `now` are the two versions. What a policy
/// lets pass nobody can tell from its text, so a change of one that was there counts as loosening the gate.
pub(super) fn policies(
    reference: &Reference,
    folder: &str,
    then: Option<&Bundle>,
    now: Option<&Bundle>,
) -> Vec<ConfigNote> {
    let texts = |bundle: Option<&Bundle>| -> BTreeMap<String, String> {
        let files = bundle.into_iter().flat_map(Bundle::files).filter(|file| file.decides());
        files.map(|file| (file.path.clone(), file.text.clone())).collect()
    };
    let (mut then, now) = (texts(then), texts(now));
    let file = |path: &RepoPath, text: String| Some(Arc::new(SourceFile::new(path.clone(), text)));
    let mut notes = Vec::new();
    let mut compare = |name: &str, then: Option<String>, now: Option<String>| {
        let path = match folder {
            "" => RepoPath::new(name),
            folder => RepoPath::new(&format!("{folder}/{name}")),
        };
        let looser = match then {
            Some(_) => vec!["other things may pass".to_owned()],
            None => Vec::new(),
        };
        let then = then.and_then(|text| file(&path, text));
        let now = now.and_then(|text| file(&path, text));
        let versions = Versions { path, then, now, lost: false };
        if versions.differ() {
            notes.push(note(reference, &versions, &looser));
        }
    };
    for (name, text) in now {
        let earlier = then.remove(&name);
        compare(&name, earlier, Some(text));
    }
    for (name, text) in then {
        compare(&name, Some(text), None);
    }
    notes
}

const UNREADABLE: &str = "it cannot be read";

/// The two versions of a file that lies in the repository, if they differ.
fn changed<'a>(own: Own<'a>, file: &Path) -> Option<(&'a Reference, Versions)> {
    let reference = own.reference?;
    let versions = own.versions(&own.below(file)?).filter(Versions::differ)?;
    Some((reference, versions))
}

fn note(reference: &Reference, versions: &Versions, looser: &[String]) -> ConfigNote {
    let what = match (&versions.then, &versions.now) {
        (None, _) => "is new",
        (_, None) if !versions.lost => "was deleted",
        _ => "was changed",
    };
    let (path, name) = (&versions.path, reference.name());
    let counts = if reference.counts() { ", whose version counts here" } else { "" };
    let looser_now = match looser {
        [] => String::new(),
        _ if reference.counts() => format!("; with the change, {}", looser.join(", and ")),
        _ => format!(": {}", looser.join(", and ")),
    };
    let empty = || Arc::new(SourceFile::new(path.clone(), String::new()));
    ConfigNote {
        native: if looser.is_empty() || !reference.counts() {
            Native::GateChanged
        } else {
            Native::GateLoosened
        },
        file: versions.now.clone().unwrap_or_else(empty),
        span: None,
        message: format!("{path} {what} since {name}{counts}{looser_now}"),
    }
}
