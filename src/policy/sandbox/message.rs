//! What is said to a process that evaluates users' policies, and what it answers: JSON in frames, each with its
//! length before it. The input of an evaluation is a frame of its own, so that it may nest as deep as documents.

use std::io::{self, Read, Write};

use regorus::Value;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::limits;
use crate::policy::bundle::Bundle;
use crate::policy::error::PolicyError;

/// The longest answer with what is written around its values.
pub(super) const LONGEST: usize = limits::ANSWER_BYTES + 1024;

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Request {
    /// Read and check these bundles; each file is a path and a text.
    Load(Vec<Vec<(String, String)>>),
    /// Read the tests in them.
    ReadTests,
    /// Evaluate these rules, of one group, on the input in the next frame.
    Evaluate {
        rules: Vec<String>,
        /// Data for this document alone.
        extra: Option<Json>,
    },
    /// Evaluate one rule of a module of tests.
    Test { path: String, rule: String },
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Answer {
    Done,
    Refused(Vec<Mistake>),
    Values(Vec<Value>),
    Failed(String),
}

/// A [`PolicyError`] on its way.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Mistake {
    path: String,
    line: usize,
    column: usize,
    message: String,
    help: Option<String>,
}

impl Request {
    pub(super) fn load(bundles: &[&Bundle]) -> Self {
        let files = |bundle: &&Bundle| {
            let files = bundle.files().iter();
            files.map(|file| (file.path.clone(), file.text.clone())).collect()
        };
        Self::Load(bundles.iter().map(files).collect())
    }
}

impl From<PolicyError> for Mistake {
    fn from(error: PolicyError) -> Self {
        let PolicyError { path, line, column, message, help } = error;
        Self { path, line, column, message, help }
    }
}

impl From<Mistake> for PolicyError {
    fn from(mistake: Mistake) -> Self {
        let Mistake { path, line, column, message, help } = mistake;
        Self { path, line, column, message, help }
    }
}

pub(super) fn encode(request: &Request) -> Vec<u8> {
    serde_json::to_vec(request).expect("internal error: plain data always serialises")
}

pub(super) fn decode(answer: &[u8]) -> Option<Answer> {
    serde_json::from_slice(answer).ok()
}

/// The answer as bytes; one that is too long, or that cannot be written, is a failure of the rule.
pub(super) fn encode_answer(answer: &Answer) -> Vec<u8> {
    let mut bounded = Bounded(Vec::new());
    let failed = match serde_json::to_writer(&mut bounded, answer) {
        Ok(()) => return bounded.0,
        Err(error) if error.is_io() => {
            format!("its answer is larger than {} MiB", limits::ANSWER_BYTES / (1024 * 1024))
        }
        Err(_) => "its answer cannot be written as JSON".to_owned(),
    };
    serde_json::to_vec(&Answer::Failed(failed)).expect("internal error: plain data always serialises")
}

/// Writes a frame.
pub(super) fn write_frame(channel: &mut impl Write, frame: &[u8]) -> io::Result<()> {
    let length = u32::try_from(frame.len()).map_err(|_| io::Error::from(io::ErrorKind::FileTooLarge))?;
    channel.write_all(&length.to_le_bytes())?;
    channel.write_all(frame)
}

/// Reads a frame; `None` at the end.
pub(super) fn read_frame(channel: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 4];
    match channel.read_exact(&mut length) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let length = u64::from(u32::from_le_bytes(length));
    let mut frame = Vec::new();
    channel.take(length).read_to_end(&mut frame)?;
    if frame.len() as u64 != length {
        return Err(io::Error::from(io::ErrorKind::UnexpectedEof));
    }
    Ok(Some(frame))
}

/// A buffer that takes no more than an answer may be long.
struct Bounded(Vec<u8>);

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > limits::ANSWER_BYTES {
            return Err(io::Error::from(io::ErrorKind::FileTooLarge));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
