//! GitHub's `primaryLocationLineHash`: what code scanning keeps an alert by when lines move.
//!
//! A rolling hash over the hundred characters that follow each line's start, blanks left out. It must be
//! bit for bit what the upload action computes, or every upload would open all alerts anew. Keeping the
//! hashes of a file for its next finding is the caller's business.

use std::collections::HashMap;

/// How many characters one line's hash looks at.
const BLOCK: usize = 100;

/// The base of the polynomial.
const BASE: i64 = 37;

/// What the end of the text is hashed as.
const END: u16 = u16::MAX;

/// The hashes of all lines of a file.
#[derive(Debug, Clone, Default)]
pub struct LineHashes {
    /// In the order of the lines: the hash, and its number among equal ones.
    hashes: Vec<(i64, u32)>,
}

impl LineHashes {
    /// Hashes the lines of a file, from its bytes.
    ///
    /// Lines end with `\n`, `\r\n` or `\r`, and there is always a last one, even if it is empty.
    pub fn new(text: &[u8]) -> Self {
        let text = String::from_utf8_lossy(text);
        let mut hashing = Hashing::new();
        let mut after_cr = false;
        let mut line_start = true;
        for unit in text.encode_utf16().chain([END]) {
            let blank = unit == u16::from(b' ') || unit == u16::from(b'\t');
            if blank || (after_cr && unit == u16::from(b'\n')) {
                after_cr = false;
                continue;
            }
            after_cr = unit == u16::from(b'\r');
            let unit = if after_cr { u16::from(b'\n') } else { unit };
            hashing.finish_oldest();
            if line_start {
                hashing.begin_line();
            }
            line_start = unit == u16::from(b'\n');
            hashing.update(unit);
        }
        for _ in 0..BLOCK {
            hashing.finish_oldest();
            hashing.update(0);
        }
        let mut met: HashMap<i64, u32> = HashMap::new();
        let number = |hash: i64| {
            let count = met.entry(hash).or_insert(0);
            *count += 1;
            (hash, *count)
        };
        Self { hashes: hashing.done.into_iter().map(number).collect() }
    }

    /// How many bytes of `text`, which begins with a line, that line's hash looks at.
    pub fn reach(text: &str) -> usize {
        let mut counted = 0;
        for (at, c) in text.char_indices() {
            counted += if matches!(c, ' ' | '\t') { 0 } else { c.len_utf16() };
            if counted > BLOCK {
                return at;
            }
        }
        text.len()
    }

    /// The hash of the 0-based line with its number among equal ones; empty if there is no such line.
    pub fn of_line(&self, line: usize) -> String {
        self.hashes.get(line).map_or_else(String::new, |(hash, number)| format!("{hash:x}:{number}"))
    }
}

/// The window of the last hundred characters, and the lines that began in it.
struct Hashing {
    /// The characters, as a ring.
    window: [u16; BLOCK],
    /// Whether a line begins at each of them.
    begins: [bool; BLOCK],
    /// The oldest character in the ring.
    index: usize,
    hash: i64,
    /// `BASE` to the power of `BLOCK`: what a character counts when it leaves the window.
    leaving: i64,
    /// The lines that are done, in order: their windows fill in the order in which they begin.
    done: Vec<i64>,
}

impl Hashing {
    fn new() -> Self {
        let leaving = (0..BLOCK).fold(1_i64, |power, _| power.wrapping_mul(BASE));
        Self { window: [0; BLOCK], begins: [false; BLOCK], index: 0, hash: 0, leaving, done: Vec::new() }
    }

    /// Writes down the hash of the line that began a hundred characters ago, if one did.
    fn finish_oldest(&mut self) {
        if std::mem::take(&mut self.begins[self.index]) {
            self.done.push(self.hash);
        }
    }

    fn begin_line(&mut self) {
        self.begins[self.index] = true;
    }

    fn update(&mut self, unit: u16) {
        let oldest = std::mem::replace(&mut self.window[self.index], unit);
        let entering = self.hash.wrapping_mul(BASE).wrapping_add(i64::from(unit));
        self.hash = entering.wrapping_sub(self.leaving.wrapping_mul(i64::from(oldest)));
        self.index = (self.index + 1) % BLOCK;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let hashes = LineHashes::new(text.as_bytes());
        let all: Vec<String> = (0..hashes.hashes.len()).map(|line| hashes.of_line(line)).collect();
        assert_eq!(all, expected, "{text:?}");
    }

    /// The vectors that the action itself was run on.
    #[test]
    fn hashes_are_those_of_the_upload_action() {
        check("", &["c129715d7a2bc9a3:1"]);
        check(
            " a\nb\n  \t\tc\n d",
            &["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"],
        );
        for ending in ["\n", "\r", "\r\n"] {
            check(
                &" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n".replace('\n', ending),
                &[
                    "e9496ae3ebfced30:1",
                    "fb7c023a8b9ccb3f:1",
                    "ce8ba1a563dcdaca:1",
                    "e20e36e16fcb0cc8:1",
                    "b3edc88f2938467e:1",
                    "c8e28b0b4002a3a0:1",
                    "c129715d7a2bc9a3:1",
                ],
            );
        }
        check(
            &"Lorem ipsum dolor sit amet.\n".repeat(10),
            &[
                "a7f2ff13bc495cf2:1",
                "a7f2ff13bc495cf2:2",
                "a7f2ff13bc495cf2:3",
                "a7f2ff13bc495cf2:4",
                "a7f2ff13bc495cf2:5",
                "a7f2ff13bc495cf2:6",
                "a7f2ff1481e87703:1",
                "a9cf91f7bbf1862b:1",
                "55ec222b86bcae53:1",
                "cc97dc7b1d7d8f7b:1",
                "c129715d7a2bc9a3:1",
            ],
        );
        check(
            "\u{feff}apiVersion: v1\nkind: Pod\n",
            &["6362d9461ba5b666:1", "28ba5d815d3b3bf4:1", "c129715d7a2bc9a3:1"],
        );
        check(
            "a\r \nb\r\t\nc\r\n\nd",
            &[
                "bf7545f4bcfe9ab1:1",
                "d28a71f21ad832ea:1",
                "75e251f7e21ec968:1",
                "3005887a40c64c34:1",
                "f8ac93a55d88711a:1",
                "6bf49ae9d59c5bc1:1",
                "a23a3dc5e078b07b:1",
            ],
        );
    }

    #[test]
    fn bytes_that_are_not_text_are_hashed_too() {
        assert_eq!(LineHashes::new(b"\xff\n").hashes, LineHashes::new("\u{fffd}\n".as_bytes()).hashes);
        assert_eq!(LineHashes::new(b"\0\n\0").hashes.len(), 2);
    }
}
