//! Reading one file, under limits, into text; or saying why not.

use std::borrow::Cow;
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
    /// Its bytes, in the encoding that they announce, and what they say.
    Encoded(Vec<u8>, String),
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
            Self::Binary(bytes) | Self::Encoded(bytes, _) => Some(Sha256::digest(bytes).into()),
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
        let text = decoded(&bytes);
        let claimed = entry.kind_by_head(&text) != FileKind::Text || entry.may_be_object(&text);
        return if claimed { Read::Failed(message) } else { Read::Skipped(message) };
    }
    if is_lfs_pointer(&bytes) {
        return match entry.kind_by_head("") {
            FileKind::Text if !entry.path.is_json() => Read::Skipped("Git LFS pointer".to_owned()),
            _ => {
                Read::Failed("a Git LFS pointer stands in its place: fetch it with `git lfs pull`".to_owned())
            }
        };
    }
    let encoding = byte_order_mark(&bytes);
    match String::from_utf8(bytes) {
        Ok(text) if encoding.is_none() => Read::Text(Arc::new(SourceFile::new(entry.path.clone(), text))),
        Ok(text) => refused(entry, text.into_bytes(), encoding),
        Err(error) => refused(entry, error.into_bytes(), encoding),
    }
}

fn refused(entry: &WalkEntry, bytes: Vec<u8>, encoding: Option<Encoding>) -> Read {
    let text = decoded(&bytes).into_owned();
    let claimed = entry.kind_of(&text) != FileKind::Text;
    match encoding {
        Some(encoding) if claimed => {
            Read::Failed(format!("not UTF-8 but {}: save it as UTF-8", encoding.name()))
        }
        Some(_) => Read::Encoded(bytes, text),
        None if claimed => {
            let valid = std::str::from_utf8(&bytes).map_or_else(|error| error.valid_up_to(), str::len);
            let before = bytes.get(..valid).unwrap_or_default();
            let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
            Read::Failed(format!("not UTF-8: line {line} has bytes that are no character"))
        }
        None => Read::Binary(bytes),
    }
}

/// What bytes say that are not UTF-8, as far as that can be known.
fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    match byte_order_mark(bytes) {
        Some(Encoding::Utf16Le) => decode_utf16(bytes, u16::from_le_bytes).into(),
        Some(Encoding::Utf16Be) => decode_utf16(bytes, u16::from_be_bytes).into(),
        Some(Encoding::Utf32Le) => decode_utf32(bytes, u32::from_le_bytes).into(),
        Some(Encoding::Utf32Be) => decode_utf32(bytes, u32::from_be_bytes).into(),
        None => String::from_utf8_lossy(bytes),
    }
}

fn decode_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).skip(1).filter_map(|pair| pair.try_into().ok().map(unit));
    char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

fn decode_utf32(bytes: &[u8], unit: fn([u8; 4]) -> u32) -> String {
    let units = bytes.chunks_exact(4).skip(1).filter_map(|four| four.try_into().ok().map(unit));
    units.map(|unit| char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

#[derive(Debug, Clone, Copy)]
enum Encoding {
    Utf16Le,
    Utf16Be,
    Utf32Le,
    Utf32Be,
}

impl Encoding {
    fn name(self) -> &'static str {
        match self {
            Self::Utf16Le | Self::Utf16Be => "UTF-16",
            Self::Utf32Le | Self::Utf32Be => "UTF-32",
        }
    }
}

/// The encoding other than UTF-8 that a byte order mark announces. UTF-32 comes first: in little-endian order
/// its mark begins with that of UTF-16.
fn byte_order_mark(bytes: &[u8]) -> Option<Encoding> {
    match bytes {
        [0xff, 0xfe, 0, 0, ..] => Some(Encoding::Utf32Le),
        [0, 0, 0xfe, 0xff, ..] => Some(Encoding::Utf32Be),
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
    let is_digest = |value: &str| {
        let digits = value.strip_prefix("sha256:");
        digits.is_some_and(|it| it.len() == 64 && it.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')))
    };
    let is_size = |value: &str| (1..=20).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_digit());
    // An extension's key ends in its name, in which anything may be hidden: git-lfs itself takes one digit and
    // letters.
    let is_extension = |key: &str| {
        let name = key.strip_prefix("ext-").and_then(|rest| rest.split_once('-'));
        name.is_some_and(|(order, name)| {
            matches!(order.as_bytes(), [b'0'..=b'9'])
                && (1..=16).contains(&name.len())
                && name.bytes().all(|b| b.is_ascii_alphanumeric())
        })
    };
    let lines = text.lines().skip(1).map(|line| line.split_once(' ').unwrap_or((line, "")));
    let is_known = |(key, value): (&str, &str)| match key {
        "size" => is_size(value),
        "oid" => is_digest(value),
        _ => is_extension(key) && is_digest(value),
    };
    lines.clone().all(is_known)
        && ["oid", "size"].iter().all(|key| lines.clone().filter(|it| it.0 == *key).count() == 1)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::text::RepoPath;

    #[track_caller]
    fn check(bytes: &[u8], expected: &str) {
        check_at("notes", bytes, expected);
    }

    #[track_caller]
    fn check_at(path: &str, bytes: &[u8], expected: &str) {
        let shown = match read(&WalkEntry::given(RepoPath::new(path), bytes.to_vec())) {
            Read::Text(source) => format!("text {:?}", source.text),
            Read::Binary(bytes) => format!("binary {}", bytes.len()),
            Read::Encoded(bytes, text) => format!("{} bytes that say {text:?}", bytes.len()),
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
        check(b"\xff\xfea\0", "4 bytes that say \"a\"");
        check(b"\xfe\xff\0a", "4 bytes that say \"a\"");
        check(b"\0\0\xfe\xff\0\0\0a", "8 bytes that say \"a\"");
        check(b"\xff\xfe\0\0a\0\0\0", "8 bytes that say \"a\"");
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
        let oid = "4d7a".repeat(16);
        let pointer = &format!("version https://git-lfs.github.com/spec/v1\noid sha256:{oid}\nsize 12\n");
        check(pointer.as_bytes(), "skipped: Git LFS pointer");
        let extended = pointer.replace("oid", &format!("ext-0-foo sha256:{oid}\noid"));
        check(extended.as_bytes(), "skipped: Git LFS pointer");
        for path in ["pod.yaml", "pod.json", "Dockerfile"] {
            let missing = "failed: a Git LFS pointer stands in its place: fetch it with `git lfs pull`";
            check_at(path, pointer.as_bytes(), missing);
        }
        for (what, other) in [
            ("size 12", "size hunter2"),
            ("size 12", "size"),
            ("size 12\n", ""),
            (&*oid, "4d7a"),
            ("size", "ext-0-hunter2hunter2hunter2 sha256:0\nsize"),
            ("size", &format!("oid sha256:{oid}\nsize")),
        ] {
            let hiding = pointer.replace(what, other);
            check(hiding.as_bytes(), &format!("text {hiding:?}"));
        }
        let hiding = format!("{pointer}password: hunter2\n");
        check(hiding.as_bytes(), &format!("text {hiding:?}"));
        check(
            b"version https://git-lfs.github.com/spec/v1\n",
            "text \"version https://git-lfs.github.com/spec/v1\\n\"",
        );
    }

    #[test]
    fn an_object_in_another_encoding_is_refused() {
        let late = format!(
            "{{\"x\": \"caf\u{e9} {}\", \"apiVersion\": \"v1\", \"kind\": \"Pod\"}}",
            "x".repeat(10_000)
        );
        let latin: Vec<u8> = late.chars().map(|c| u8::try_from(c).unwrap()).collect();
        check_at("a.json", &latin, "failed: not UTF-8: line 1 has bytes that are no character");
        let wide: Vec<u8> = format!("\u{feff}{late}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        check_at("a.json", &wide, "failed: not UTF-8 but UTF-16: save it as UTF-8");
        let other: Vec<u8> = late.replace("kind", "king").chars().map(|c| u8::try_from(c).unwrap()).collect();
        check_at("a.json", &other, &format!("binary {}", other.len()));
    }

    #[test]
    fn a_large_file_that_no_kind_claims_is_skipped() {
        let bytes = vec![b'a'; usize::try_from(limits::FILE_BYTES).unwrap() + 1];
        check(&bytes, "skipped: larger than 10 MiB");
        check_at("a.yaml", &bytes, "failed: larger than 10 MiB");
        // What a file under the name of JSON holds behind its beginning may be an object.
        for (start, expected) in [
            ("{\"a\": \"", "failed: larger than 10 MiB"),
            ("# ", "failed: larger than 10 MiB"),
            ("[\"", "skipped: larger than 10 MiB"),
            ("[]\n---\n", "failed: larger than 10 MiB"),
        ] {
            let text = [start.as_bytes(), &bytes].concat();
            check_at("a.json", &text, expected);
        }
        let fits = &bytes[1..];
        assert!(matches!(read(&WalkEntry::given(RepoPath::new("a"), fits.to_vec())), Read::Text(_)));
    }
}
