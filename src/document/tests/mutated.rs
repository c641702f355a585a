//! Files that a hand slipped on: no panic, no place outside the text, whatever the bytes are.

use rayon::prelude::*;

use super::*;

/// How many broken versions of each file are read.
const VERSIONS: u64 = 200;

/// What hands and broken tools leave behind.
const INSERTED: [&[u8]; 16] = [
    b"\0", b"\r", b"\t", b"\"", b"'", b"{", b"}", b"[", b"]", b"\n", b"#", b"<<E\n", b"\\\n", b"&a ", b"*a",
    b": ",
];

/// Random numbers that are the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).unwrap() % end.max(1)
    }

    fn range(&mut self, bytes: &[u8]) -> std::ops::Range<usize> {
        let start = self.below(bytes.len());
        start..(start + 1 + self.below(24)).min(bytes.len()).max(start)
    }
}

/// The text after one to three accidents.
fn broken(text: &str, seed: u64) -> String {
    let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..=random.below(3) {
        let at = random.below(bytes.len() + 1);
        match random.below(6) {
            0 => drop(bytes.drain(random.range(&bytes))),
            1 => {
                let copy = bytes[random.range(&bytes)].to_vec();
                bytes.splice(at..at, copy);
            }
            2 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << random.below(7);
                }
            }
            3 => bytes.truncate(at),
            _ => {
                let inserted = INSERTED[random.below(INSERTED.len())];
                bytes.splice(at..at, inserted.iter().copied());
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn broken_files_are_read_without_a_panic() {
    examples().par_iter().for_each(|(path, text)| {
        for seed in 0..VERSIONS {
            let (source, kind) = file(path, &broken(text, seed));
            exercise(&source, kind);
            // The search for secrets has properties of its own, and most files hold none.
            if seed % 16 == 0 {
                exercise(&source, FileKind::Text);
            }
        }
    });
}
