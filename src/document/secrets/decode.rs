//! Secrets inside base64: each run of standard base64 is decoded once, and what is readable in it searched
//! for tokens and private keys.

use std::ops::Range;

use super::checksum::base64;
use super::detector::Found;
use super::engine;
use crate::limits::SECRETS_PER_FILE;

/// The shortest run that is looked at; it also bounds how many bytes between looks can hide one.
const RUN_BYTES: usize = 24;

/// How much of a run is decoded to see whether it holds text at all.
const PROBE_BYTES: usize = 96;

/// Finds secrets in the base64 runs of `bytes`; a secret's place is its whole run.
pub(super) fn find(bytes: &[u8]) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let mut at = RUN_BYTES - 1;
    let mut done = 0;
    // Of any run long enough, one byte in each stretch of RUN_BYTES is looked at.
    while at < bytes.len() && found.len() < SECRETS_PER_FILE {
        if !bytes.get(at).is_some_and(is_base64) {
            at += RUN_BYTES;
            continue;
        }
        let run = run_around(bytes, at, done);
        done = run.end;
        at = run.end + RUN_BYTES;
        if run.len() < RUN_BYTES {
            continue;
        }
        if let Some(text) = readable(bytes.get(run.clone()).unwrap_or_default()) {
            let inside = engine::find(&text, true).into_iter().min_by_key(|one| (one.rank, one.range.start));
            found.extend(inside.map(|one| Found {
                range: padded(bytes, &run),
                key: None,
                userinfo: None,
                decoded: true,
                ..one
            }));
        }
    }
    found
}

fn is_base64(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')
}

fn run_around(bytes: &[u8], at: usize, done: usize) -> Range<usize> {
    let before = bytes.get(done..at).unwrap_or_default();
    let start = at - before.iter().rev().take_while(|byte| is_base64(byte)).count();
    let after = bytes.get(at..).unwrap_or_default();
    start..at + after.iter().take_while(|byte| is_base64(byte)).count()
}

fn padded(bytes: &[u8], run: &Range<usize>) -> Range<usize> {
    let padding = bytes.iter().skip(run.end).take(2).take_while(|byte| **byte == b'=').count();
    run.start..run.end + padding
}

/// What a run decodes to, if it is text.
fn readable(run: &[u8]) -> Option<Vec<u8>> {
    let probe = base64(run.get(..PROBE_BYTES.min(run.len() / 4 * 4))?)?;
    if !is_text(&probe) {
        return None;
    }
    // One character too many (of a word glued to it) leaves a rest that does not decode.
    let whole = if run.len() % 4 == 1 { run.get(..run.len() - 1)? } else { run };
    base64(whole)
}

fn is_text(bytes: &[u8]) -> bool {
    let odd = bytes
        .iter()
        .filter(|byte| !matches!(byte, b'\t' | b'\n' | b'\r' | 0x20..=0x7e | 0xc2..=0xf4 | 0x80..=0xbf));
    odd.count() * 20 <= bytes.len()
        && bytes.iter().filter(|byte| byte.is_ascii()).count() * 10 >= bytes.len() * 9
}
