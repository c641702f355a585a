//! Secrets in the names of files.
//!
//! A report names files everywhere and writes each name in the way of its format, so the secret that somebody put
//! into a name is taken out of the report before any format sees it. What else is written is searched for it. The
//! files keep their names.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::mem;

use aho_corasick::AhoCorasick;

use crate::finding::{Finding, Fix, Status, secrets_beside, shown_path};
use crate::output::escape;
use crate::scan::Report;
use crate::text::RepoPath;

/// The secrets in the names that a command met.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Each path with a secret in it, and as it may be shown.
    shown: BTreeMap<RepoPath, RepoPath>,
    /// Finds the secrets; `None` if there are none.
    values: Option<AhoCorasick>,
}

impl Names {
    /// Looks for secrets in these paths.
    pub(super) fn of<'a>(paths: impl Iterator<Item = &'a RepoPath>) -> Self {
        let mut secret: BTreeSet<&RepoPath> = BTreeSet::new();
        let mut taken: BTreeSet<String> = BTreeSet::new();
        let mut forms: BTreeSet<String> = BTreeSet::new();
        // Paths come sorted, mostly, so that many have their folders in common with the one before.
        let mut clean = "";
        for path in paths {
            let text = path.as_str();
            let found = secrets_beside(text, clean);
            forms.extend(found.iter().filter_map(|span| text.get(span.range())).flat_map(forms_of));
            if !found.is_empty() {
                secret.insert(path);
                continue;
            }
            clean = text;
            if text.contains('*') {
                taken.insert(text.to_owned());
            }
        }
        let shown = secret.into_iter().map(|path| (path.clone(), distinct(path, &mut taken))).collect();
        // Building fails only for more names than fit in memory.
        let values = (!forms.is_empty())
            .then(|| AhoCorasick::new(&forms).expect("internal error: secrets in names are few"));
        Self { shown, values }
    }

    /// What is to be written, with each byte of such a secret made a `*`, a line end too: a name is one line. It
    /// may be in any format, and need not be text.
    pub(super) fn hidden<'a>(&self, bytes: &'a [u8]) -> Cow<'a, [u8]> {
        let Some(values) = self.values.as_ref().filter(|values| values.is_match(bytes)) else {
            return Cow::Borrowed(bytes);
        };
        let mut out = bytes.to_vec();
        for found in values.find_overlapping_iter(bytes) {
            out.get_mut(found.range()).into_iter().for_each(|secret| secret.fill(b'*'));
        }
        Cow::Owned(out)
    }

    /// A text that may quote such a name, as it may be shown. It keeps its length.
    pub(super) fn text(&self, text: &str) -> String {
        String::from_utf8_lossy(&self.hidden(text.as_bytes())).into_owned()
    }

    /// Takes the secrets out of all that a report says. No two files get one name.
    pub(super) fn hide(&self, report: &mut Report) {
        if self.values.is_none() {
            return;
        }
        for finding in &mut report.findings {
            self.hide_in_finding(finding);
        }
        for error in &mut report.errors {
            error.path.iter_mut().for_each(|path| self.hide_path(path));
            self.hide_text(&mut error.message);
            self.hide_text(&mut error.help);
        }
        report.files = mem::take(&mut report.files)
            .into_iter()
            .map(|(mut path, mut file)| {
                self.hide_path(&mut path);
                self.hide_path(&mut file.path);
                self.hide_text(&mut file.text);
                (path, file)
            })
            .collect();
        for entry in &mut report.entries {
            if self.shown.contains_key(&entry.path) {
                report.unnamed += usize::from(entry.digest.take().is_some());
            }
            self.hide_path(&mut entry.path);
            if let Err(reason) = &mut entry.outcome {
                self.hide_text(reason);
            }
        }
        for patch in &mut report.patches {
            self.hide_path(&mut patch.path);
        }
        for basis in &mut report.bases {
            self.hide_text(&mut basis.name);
        }
    }

    fn hide_in_finding(&self, finding: &mut Finding) {
        self.hide_text(&mut finding.message);
        self.hide_path(&mut finding.location.file);
        for (place, text) in &mut finding.related {
            self.hide_path(&mut place.file);
            self.hide_text(text);
        }
        for Fix { title, files, refused, .. } in &mut finding.fixes {
            self.hide_text(title);
            files.iter_mut().for_each(|file| self.hide_path(&mut file.path));
            refused.iter_mut().for_each(|text| self.hide_text(text));
        }
        if let Status::Suppressed { reason } = &mut finding.status {
            self.hide_text(reason);
        }
    }

    fn hide_path(&self, path: &mut RepoPath) {
        if let Some(shown) = self.shown.get(path) {
            *path = shown.clone();
        } else if let Cow::Owned(bytes) = self.hidden(path.as_bytes()) {
            *path = RepoPath::from_bytes(&bytes);
        }
    }

    fn hide_text(&self, text: &mut String) {
        *text = self.text(text);
    }
}

/// The path as it may be shown, with a number where another one is shown like it.
fn distinct(path: &RepoPath, taken: &mut BTreeSet<String>) -> RepoPath {
    let shown = shown_path(path.as_str()).into_owned();
    let end = shown.rfind('*').map_or(shown.len(), |at| at + 1);
    let (before, after) = shown.split_at(end);
    let mut name = shown.clone();
    let mut number = 1;
    while !taken.insert(name.clone()) {
        number += 1;
        name = format!("{before}({number}){after}");
    }
    RepoPath::new(&name)
}

/// The ways in which a secret is written outside of reports.
fn forms_of(secret: &str) -> BTreeSet<String> {
    let plain = [secret.to_owned(), escape::line(secret).into_owned(), secret.escape_debug().to_string()];
    let json = |text: &String| {
        let quoted = serde_json::Value::from(text.as_str()).to_string();
        quoted.trim_start_matches('"').strip_suffix('"').unwrap_or_default().to_owned()
    };
    let in_json: Vec<String> = plain.iter().map(json).collect();
    plain.into_iter().chain(in_json).filter(|form| !form.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(paths: &[String]) -> Names {
        let paths: Vec<RepoPath> = paths.iter().map(|path| RepoPath::new(path)).collect();
        Names::of(paths.iter())
    }

    /// Assembled here, so that no scanner takes this file for a leak.
    fn token(last: char) -> String {
        ["ghp", "_", "h3Kd92LsPq0ZxVn4TgBw71RyUc85EmJa2oF", &last.to_string()].concat()
    }

    #[test]
    fn a_secret_in_a_name_is_masked_wherever_it_is_written() {
        let token = token('i');
        let paths = ["a/b.yaml".to_owned(), format!("keys/{token}.txt")];
        let shown = names(&paths).text(&format!("keys/{token}.txt:1:2 and a/b.yaml"));
        assert_eq!(shown, format!("keys/{}.txt:1:2 and a/b.yaml", "*".repeat(40)));
        assert!(matches!(names(&paths[..1]).hidden(b"a/b.yaml"), Cow::Borrowed(_)));
    }

    #[test]
    fn names_that_look_alike_are_told_apart() {
        let stars = "*".repeat(40);
        let mut paths = vec![format!("keys/{stars}.txt")];
        paths.extend(['i', 'j'].map(|last| format!("keys/{}.txt", token(last))));
        let shown: Vec<String> = names(&paths).shown.values().map(ToString::to_string).collect();
        assert_eq!(shown, [format!("keys/{stars}(2).txt"), format!("keys/{stars}(3).txt")]);
    }

    #[test]
    fn other_ways_to_write_a_secret_are_known() {
        let forms = forms_of("a\"b\u{1b}");
        for form in ["a\"b\u{1b}", "a\"b\\u{1b}", "a\\\"b\\u{1b}", "a\\\"b\\u001b"] {
            assert!(forms.contains(form), "{form:?} in {forms:?}");
        }
    }
}
