//! Bundles: policies as files with paths and texts. No IO here; whoever has folders reads them.

use std::sync::OnceLock;

use sha2::{Digest, Sha256};

/// The files of one source of policies, sorted by path.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bundle {
    /// Whether it may define `package gatecheck.*`: only ours may.
    trusted: bool,
    files: Vec<BundleFile>,
}

/// One file of a bundle: a module, a test, an example or data.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct BundleFile {
    /// Its path inside the bundle, with `/`.
    pub path: String,
    /// Its text.
    pub text: String,
}

impl Bundle {
    /// A user's policies. All files of the folder may be given; what is no module, example or data is left
    /// alone.
    pub fn from_files(files: impl IntoIterator<Item = (String, String)>) -> Self {
        Self::new(false, files)
    }

    /// Policies that may define `package gatecheck.*`: our own folder as it lies on the disk, for
    /// `policy test`.
    pub fn trusted(files: impl IntoIterator<Item = (String, String)>) -> Self {
        Self::new(true, files)
    }

    fn new(trusted: bool, files: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut files: Vec<_> = files.into_iter().map(|(path, text)| BundleFile { path, text }).collect();
        files.sort();
        Self { trusted, files }
    }

    /// Its files, sorted by path.
    pub fn files(&self) -> &[BundleFile] {
        &self.files
    }

    /// Whether it may define `package gatecheck.*`.
    pub fn is_trusted(&self) -> bool {
        self.trusted
    }

    /// What stands for the files that have a part in what is denied: the SHA-256 of the list that `sha256sum` writes
    /// for them in the order of their paths, in hexadecimal.
    pub fn digest(&self) -> String {
        let list: String = self.files.iter().filter(|file| file.decides()).map(line_of_sum).collect();
        sha256(&list)
    }

    /// The files of one folder and all folders in it.
    pub(super) fn folder<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = &'a BundleFile> + 'a {
        self.files.iter().filter(move |file| file.inside(folder).is_some())
    }
}

impl BundleFile {
    /// Whether it is a module that is no test.
    pub(super) fn is_module(&self) -> bool {
        self.path.ends_with(".rego") && !self.is_test()
    }

    /// Whether what it says has a part in what is denied: a module that is no test, or data.
    pub fn decides(&self) -> bool {
        self.is_module() || matches!(self.name(), "data.json" | "data.yaml" | "data.yml")
    }

    /// Whether it is a module of tests.
    pub(super) fn is_test(&self) -> bool {
        self.path.ends_with("_test.rego")
    }

    /// Its name without folders.
    pub(super) fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// The folder it lies in; empty at the top.
    pub(super) fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// Its path below `folder`, if it lies there.
    pub(super) fn inside(&self, folder: &str) -> Option<&str> {
        match folder {
            "" => Some(&self.path),
            folder => self.path.strip_prefix(folder)?.strip_prefix('/'),
        }
    }
}

/// The line of `sha256sum` for a file. A name that would be more than one line is escaped, which is said first.
fn line_of_sum(file: &BundleFile) -> String {
    let sum = sha256(&file.text);
    if !file.path.contains(['\\', '\n', '\r']) {
        return format!("{sum}  {}\n", file.path);
    }
    let path = file.path.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r");
    format!("\\{sum}  {path}\n")
}

fn sha256(text: &str) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The policies that are part of the program.
pub fn builtin() -> &'static Bundle {
    static BUILTIN: OnceLock<Bundle> = OnceLock::new();
    static FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/policies.rs"));
    BUILTIN.get_or_init(|| {
        Bundle::new(true, FILES.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_that_of_the_list_that_sha256sum_writes() {
        let files = |texts: &[(&str, &str)]| {
            Bundle::from_files(texts.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())))
        };
        // printf a >a.rego; mkdir a; printf b >a/b.rego; sha256sum a.rego a/b.rego | sha256sum
        let expected = "489ed52e1e340c08ca518ccb3e1d008a0f12bc57c4d189af3345f69172589e1a";
        assert_eq!(files(&[("a/b.rego", "b"), ("a.rego", "a")]).digest(), expected);
        assert_ne!(files(&[("a/b.rego", "b"), ("a.rego", "")]).digest(), expected);
        assert_ne!(files(&[("a/c.rego", "b"), ("a.rego", "a")]).digest(), expected);
        let beside = [("a/b.rego", "b"), ("a.rego", "a"), ("a_test.rego", "c"), ("good.yaml", "d")];
        assert_eq!(files(&beside).digest(), expected);
        assert_ne!(files(&[("a/b.rego", "b"), ("a.rego", "a"), ("a/data.json", "{}")]).digest(), expected);
    }
}
