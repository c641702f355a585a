//! How bytes become what a property needs: files with paths, and choices.
//!
//! Files stand one after the other, each below a line `-- path --`, as in Go's txtar; `%0A` in a path is a byte.
//! What stands before the first such line is the head. Choices are taken from the end of the bytes, where a
//! fuzzer can change them without touching the files.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use gatecheck::text::{RepoPath, SourceFile};

/// How many bytes at the end are choices, where a property makes any.
pub(super) const CHOICES: usize = 32;

/// A property that has no examples in the repository.
pub(super) fn none() -> Vec<Vec<u8>> {
    Vec::new()
}

/// A file as it stands in the input.
#[derive(Debug, Clone)]
pub(super) struct File {
    pub(super) path: RepoPath,
    pub(super) bytes: Vec<u8>,
}

impl File {
    /// Its text; what is no UTF-8 reads as U+FFFD.
    pub(super) fn source(&self) -> Arc<SourceFile> {
        source(self.path.clone(), &self.bytes)
    }
}

/// A file in memory; what is no UTF-8 reads as U+FFFD.
pub(super) fn source(path: RepoPath, bytes: &[u8]) -> Arc<SourceFile> {
    Arc::new(SourceFile::new(path, String::from_utf8_lossy(bytes).into_owned()))
}

/// The files in `data`; one without a header has the path `path`.
pub(super) fn files(data: &[u8], path: &str) -> Vec<File> {
    let mut found = Vec::new();
    let mut current = File { path: RepoPath::new(path), bytes: Vec::new() };
    let mut named = false;
    for line in data.split_inclusive(|byte| *byte == b'\n') {
        match header(line) {
            Some(path) => {
                let done = std::mem::replace(&mut current, File { path, bytes: Vec::new() });
                if named || !done.bytes.is_empty() {
                    found.push(done);
                }
                named = true;
            }
            None => current.bytes.extend_from_slice(line),
        }
    }
    found.push(current);
    found
}

/// The first file in `data`.
pub(super) fn file(data: &[u8], path: &str) -> File {
    files(data, path).swap_remove(0)
}

/// The path in a line `-- path --`.
fn header(line: &[u8]) -> Option<RepoPath> {
    let path = line.strip_suffix(b"\n")?.strip_prefix(b"-- ")?.strip_suffix(b" --")?;
    let mut bytes = Vec::new();
    let mut rest = path.iter().copied();
    while let Some(byte) = rest.next() {
        let pair: Vec<u8> = if byte == b'%' { rest.clone().take(2).collect() } else { Vec::new() };
        match std::str::from_utf8(&pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(decoded) if pair.len() == 2 => {
                bytes.push(decoded);
                rest.nth(1);
            }
            _ => bytes.push(byte),
        }
    }
    // No file system has such names.
    let usable = !bytes.is_empty() && !bytes.contains(&0) && !bytes.starts_with(b"/");
    usable.then(|| RepoPath::from_bytes(&bytes))
}

/// What is chosen by bytes; without any left, always the first.
pub(super) struct Choices<'a>(&'a [u8]);

impl<'a> Choices<'a> {
    /// Takes the choices from the end of `data`; the rest is the input.
    pub(super) fn split(data: &'a [u8]) -> (&'a [u8], Self) {
        let (rest, choices) = data.split_at(data.len().saturating_sub(CHOICES));
        (rest, Self(choices))
    }

    /// A number below `end`.
    pub(super) fn below(&mut self, end: usize) -> usize {
        let mut number = 0;
        let mut span = 1;
        while span < end {
            let Some((byte, rest)) = self.0.split_first() else { break };
            number = number * 256 + usize::from(*byte);
            span *= 256;
            self.0 = rest;
        }
        number % end.max(1)
    }

    /// One of `items`, of which there is at least one.
    pub(super) fn one<'t, T>(&mut self, items: &'t [T]) -> &'t T {
        &items[self.below(items.len())]
    }

    /// One of `words`, of which there is at least one.
    pub(super) fn word(&mut self, words: &[&'static str]) -> &'static str {
        words[self.below(words.len())]
    }
}

/// The top of the repository: this package's folder when the suite runs, its parent when a fuzz target does.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = here.ancestors().find(|folder| folder.join("policies").is_dir());
    root.expect("the repository's examples are where they were").to_owned()
}

/// The files below folders of the repository, sorted: what they are called where they are used, and their bytes.
fn below(folder: &Path, found: &mut Vec<(PathBuf, Vec<u8>)>) {
    let mut entries: Vec<PathBuf> = match std::fs::read_dir(folder) {
        Ok(entries) => entries.map(|entry| entry.expect("a folder can be listed").path()).collect(),
        Err(error) => panic!("{}: {error}", folder.display()),
    };
    entries.sort();
    for entry in entries {
        // Links and what is no file are made by tests of the file system.
        let kind = entry.symlink_metadata().map(|metadata| metadata.file_type());
        match kind {
            Ok(kind) if kind.is_dir() => below(&entry, found),
            Ok(kind) if kind.is_file() => {
                let bytes = std::fs::read(&entry).expect("an example can be read");
                found.push((entry, bytes));
            }
            _ => {}
        }
    }
}

/// The examples of the repository, and what lies in it to be hard to read: name and bytes. Large ones are left
/// out: they slow a fuzzer down and teach it nothing.
pub(super) fn examples() -> Vec<(String, Vec<u8>)> {
    let root = root();
    let mut found = Vec::new();
    for folder in ["policies", "testdata/hostile", "testdata/repos"] {
        below(&root.join(folder), &mut found);
    }
    let named = |(path, bytes): (PathBuf, Vec<u8>)| {
        let inside = path.strip_prefix(&root).expect("it lies below the root").to_string_lossy().into_owned();
        let mut parts: Vec<&str> = inside.split('/').collect();
        // Of an example in policies/group/rule/ only its own name counts, of a folder of files what is in it.
        let folders = if parts[0] == "policies" { 3 } else { 2 };
        parts.drain(..folders.min(parts.len() - 1));
        let folder =
            |part: &&str| (part.starts_with("bad") || part.starts_with("good")) && !part.contains('.');
        if parts.len() > 1 && parts.first().is_some_and(folder) {
            parts.remove(0);
        }
        (parts.join("/"), bytes)
    };
    let small = |(_, bytes): &(String, Vec<u8>)| bytes.len() <= 8 * 1024;
    found.into_iter().map(named).filter(small).collect()
}

/// The examples whose name `wanted` accepts, each as an input with its path.
pub(super) fn with_paths(wanted: impl Fn(&str) -> bool) -> Vec<Vec<u8>> {
    let named = examples().into_iter().filter(|(path, _)| wanted(path));
    named.map(|(path, bytes)| with_path(&path, &bytes)).collect()
}

/// The examples whose name `wanted` accepts, each as it is.
pub(super) fn alone(wanted: impl Fn(&str) -> bool) -> Vec<Vec<u8>> {
    examples().into_iter().filter(|(path, _)| wanted(path)).map(|(_, bytes)| bytes).collect()
}

/// A file as it stands in an input.
pub(super) fn with_path(path: &str, bytes: &[u8]) -> Vec<u8> {
    let mut out = format!("-- {path} --\n").into_bytes();
    out.extend_from_slice(bytes);
    out
}

/// The same with choices behind it, a few of each.
pub(super) fn with_choices(inputs: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    let chosen = |(number, mut input): (usize, Vec<u8>)| {
        input.push(b'\n');
        let byte = |at: usize| (number.wrapping_mul(167) ^ at.wrapping_mul(59)).wrapping_add(at) as u8;
        input.extend((0..CHOICES).map(byte));
        input
    };
    inputs.into_iter().enumerate().map(chosen).collect()
}
