//! Reading one file, under limits, into text; or saying why not.

use std::io;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::open::{Unopened, open_regular, read_up_to};
use super::walk::{Content, WalkEntry};
use crate::document::FileKind;
use crate::limits;
use crate::text::SourceFile;

/// What reading a file gave.
#[derive(Debug)]
pub enum Read {
    /// Its text, a byte order mark included.
    Text(Arc<SourceFile>),
    /// Its bytes: they are not UTF-8, and no kind but text claims the file.
    Binary(Vec<u8>),
    /// Nothing, on purpose, for this reason.
    Skipped(String),
    /// Nothing, and so the scan is incomplete, for this reason.
    Failed(String),
}

impl Read {
    /// The SHA-256 of the bytes, if they are looked at.
    pub(super) fn digest(&self) -> Option<[u8; 32]> {
        match self {
            Self::Text(source) => Some(Sha256::digest(source.text.as_bytes()).into()),
            Self::Binary(bytes) => Some(Sha256::digest(bytes).into()),
            Self::Skipped(_) | Self::Failed(_) => None,
        }
    }
}

/// Reads a file that the walk met.
pub fn read(entry: &WalkEntry) -> Read {
    match &entry.content {
        Content::Given(bytes) => decode(entry, bytes.to_vec()),
        Content::Stored(blob) => match blob.read(limits::FILE_BYTES + 1) {
            Ok(bytes) => decode(entry, bytes),
            Err(error) => Read::Failed(error.to_string()),
        },
        Content::Disk(path) => match open_regular(path) {
            Ok((file, metadata)) => match read_up_to(&file, metadata.len(), limits::FILE_BYTES + 1) {
                Ok(bytes) => decode(entry, bytes),
                Err(error) => Read::Failed(format!("cannot be read: {}", reason(&error))),
            },
            Err(Unopened::NotAFile(what)) => Read::Skipped(what.to_owned()),
            Err(Unopened::Io(error)) => Read::Failed(format!("cannot be read: {}", reason(&error))),
        },
    }
}

/// What a system error says about a file that the walk met.
pub(super) fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "it was removed during the scan".to_owned(),
        io::ErrorKind::InvalidFilename => "its path is too long for the system".to_owned(),
        _ => words(error),
    }
}

/// What a system error says, where that is possible the same on every system.
pub(super) fn words(error: &io::Error) -> String {
    match (error.kind().to_string(), error.to_string().split_once(" (os error ")) {
        // There are no words for it, so the system's own have to do.
        (words, Some((said, _))) if words == "uncategorized error" => said.to_lowercase(),
        (words, _) => words,
    }
}

/// Turns a file's bytes into text, or says what they are instead. A kind that claims a file can only be
/// cheated by not reading it as its consumer would, so for a claimed file anything but UTF-8 is a failure.
fn decode(entry: &WalkEntry, bytes: Vec<u8>) -> Read {
    if bytes.len() as u64 > limits::FILE_BYTES {
        let message = format!("larger than {} MiB", limits::FILE_BYTES / (1024 * 1024));
        return if claimed(entry, &bytes) { Read::Failed(message) } else { Read::Skipped(message) };
    }
    if is_lfs_pointer(&bytes) {
        return Read::Skipped("Git LFS pointer".to_owned());
    }
    let encoding = byte_order_mark(&bytes);
    match String::from_utf8(bytes) {
        Ok(text) if encoding.is_none() => Read::Text(Arc::new(SourceFile::new(entry.path.clone(), text))),
        Ok(text) => refused(entry, text.into_bytes(), encoding),
        Err(error) => refused(entry, error.into_bytes(), encoding),
    }
}

fn refused(entry: &WalkEntry, bytes: Vec<u8>, encoding: Option<Encoding>) -> Read {
    if !claimed(entry, &bytes) {
        return Read::Binary(bytes);
    }
    match encoding {
        Some(encoding) => Read::Failed(format!("not UTF-8 but {}: save it as UTF-8", encoding.name())),
        None => {
            let valid = std::str::from_utf8(&bytes).map_or_else(|error| error.valid_up_to(), str::len);
            let before = bytes.get(..valid).unwrap_or_default();
            let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
            Read::Failed(format!("not UTF-8: line {line} has bytes that are no character"))
        }
    }
}

/// Whether a kind other than text claims a file of these bytes.
fn claimed(entry: &WalkEntry, bytes: &[u8]) -> bool {
    let head = bytes.get(..limits::HEAD_BYTES).unwrap_or(bytes);
    let text = match byte_order_mark(head) {
        Some(Encoding::Utf16Le) => decode_utf16(head, u16::from_le_bytes),
        Some(Encoding::Utf16Be) => decode_utf16(head, u16::from_be_bytes),
        _ => String::from_utf8_lossy(head).into_owned(),
    };
    entry.kind_by_head(&text) != FileKind::Text
}

fn decode_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).skip(1).filter_map(|pair| pair.try_into().ok().map(unit));
    char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

#[derive(Debug, Clone, Copy)]
enum Encoding {
    Utf16Le,
    Utf16Be,
    Utf32,
}

impl Encoding {
    fn name(self) -> &'static str {
        match self {
            Self::Utf16Le | Self::Utf16Be => "UTF-16",
            Self::Utf32 => "UTF-32",
        }
    }
}

/// The encoding other than UTF-8 that a byte order mark announces. UTF-32 comes first: in little-endian order
/// its mark begins with that of UTF-16.
fn byte_order_mark(bytes: &[u8]) -> Option<Encoding> {
    match bytes {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => Some(Encoding::Utf32),
        [0xff, 0xfe, ..] => Some(Encoding::Utf16Le),
        [0xfe, 0xff, ..] => Some(Encoding::Utf16Be),
        _ => None,
    }
}

/// Whether the bytes are a Git LFS pointer, which stands for a file that was not fetched. Only what is a
/// whole pointer counts, or its first line would hide what follows.
fn is_lfs_pointer(bytes: &[u8]) -> bool {
    /// What the format allows at most.
    const LONGEST: usize = 1024;
    if bytes.len() >= LONGEST || !bytes.starts_with(b"version https://git-lfs.github.com/spec/v1\n") {
        return false;
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let key = |line: &str| line.split_once(' ').map(|(key, _)| key.to_owned());
    let known = |key: &str| matches!(key, "version" | "oid" | "size") || key.starts_with("ext-");
    text.lines().all(|line| key(line).is_some_and(|key| known(&key)))
        && text.lines().any(|line| line.starts_with("oid sha256:"))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::text::RepoPath;

    #[track_caller]
    fn check(bytes: &[u8], expected: &str) {
        let shown = match read(&WalkEntry::given(RepoPath::new("notes"), bytes.to_vec())) {
            Read::Text(source) => format!("text {:?}", source.text),
            Read::Binary(bytes) => format!("binary {}", bytes.len()),
            Read::Skipped(why) => format!("skipped: {why}"),
            Read::Failed(why) => format!("failed: {why}"),
        };
        assert_eq!(shown, expected);
    }

    #[test]
    fn text_is_kept_byte_for_byte_and_the_rest_is_named() {
        check(b"", "text \"\"");
        check(b"\xef\xbb\xbfa\r\n", "text \"\\u{feff}a\\r\\n\"");
        check(b"a\0b", "text \"a\\0b\"");
        check(b"\xff\xfea\0", "binary 4");
        check(b"\xfe\xff\0a", "binary 4");
        check(b"\0\0\xfe\xff", "binary 4");
        check(b"caf\xe9", "binary 4");
    }

    /// The memory of a process is a file that the system opens and, at its beginning, cannot read.
    #[test]
    #[cfg(target_os = "linux")]
    fn a_file_that_fails_while_it_is_read_fails_the_scan() {
        let path = format!("/proc/{}/mem", std::process::id());
        let given = WalkEntry::given(RepoPath::new("a.txt"), Vec::new());
        match read(&WalkEntry { content: Content::Disk(Path::new(&path).into()), ..given }) {
            Read::Failed(why) => assert_eq!(why, "cannot be read: input/output error"),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn only_a_whole_pointer_is_one() {
        let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n";
        check(pointer.as_bytes(), "skipped: Git LFS pointer");
        let hiding = format!("{pointer}password: hunter2\n");
        check(hiding.as_bytes(), &format!("text {hiding:?}"));
        check(
            b"version https://git-lfs.github.com/spec/v1\n",
            "text \"version https://git-lfs.github.com/spec/v1\\n\"",
        );
    }

    #[test]
    fn a_large_file_that_no_kind_claims_is_skipped() {
        let bytes = vec![b'a'; usize::try_from(limits::FILE_BYTES).unwrap() + 1];
        check(&bytes, "skipped: larger than 10 MiB");
        let fits = &bytes[1..];
        assert!(matches!(read(&WalkEntry::given(RepoPath::new("a"), fits.to_vec())), Read::Text(_)));
    }
}
