//! Reading the content of files from git's store, by ids, so that nothing that a path means is involved.

use std::fmt;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::unix::net::UnixStream;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

use super::answer::stream;
use super::{GitError, no_git};
use crate::limits;
use crate::scan::process::timed_out;

/// The id of an object: 40 or 64 hexadecimal digits.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ObjectId(Box<str>);

impl ObjectId {
    /// The id that is written so; `None` if it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        (digits && matches!(text.len(), 40 | 64)).then(|| Self(text.into()))
    }

    /// Its digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is the id of an empty file.
    pub fn is_empty_file(&self) -> bool {
        const SHA1: &str = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391";
        const SHA256: &str = "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813";
        matches!(&*self.0, SHA1 | SHA256)
    }
}

impl fmt::Debug for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A running `git cat-file --batch`, which answers one question at a time.
pub struct Objects(Mutex<Batch>);

struct Batch {
    command: Command,
    child: Child,
    stream: BufReader<UnixStream>,
    /// Whether an answer could not be read: what comes next may be its rest.
    lost: bool,
    /// Whether there was no answer. Nobody waits a second time.
    silent: bool,
}

impl Objects {
    pub(super) fn start(mut command: Command) -> Result<Self, GitError> {
        command.stderr(Stdio::null());
        let (child, stream) = spawned(&mut command).map_err(|error| no_git(&error))?;
        Ok(Self(Mutex::new(Batch { command, child, stream, lost: false, silent: false })))
    }

    /// The content of a file; of a larger one than `limit` only the beginning.
    pub fn read(&self, id: &ObjectId, limit: u64) -> Result<Vec<u8>, GitError> {
        let mut batch = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if batch.silent {
            return Err(GitError::Silent);
        }
        if batch.lost {
            batch.restart()?;
        }
        let answer = batch.ask(id, limit).map_err(timed_out);
        batch.lost = answer.is_err();
        batch.silent = answer.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::TimedOut);
        let content = answer.map_err(|error| match batch.silent {
            true => GitError::Silent,
            false => failed(&error.kind().to_string()),
        })?;
        content.ok_or_else(|| failed(&format!("{} is not in this clone", id.as_str())))
    }
}

/// A process that waits for questions, and the stream of questions and answers.
fn spawned(command: &mut Command) -> io::Result<(Child, BufReader<UnixStream>)> {
    let (ours, theirs) = stream(limits::GIT)?;
    command.stdout(theirs.try_clone()?).stdin(theirs);
    let child = command.spawn();
    // While the command holds the other end, nobody hears that the process ended.
    command.stdin(Stdio::null()).stdout(Stdio::null());
    Ok((child?, BufReader::new(ours)))
}

impl Batch {
    /// Begins anew after an answer that could not be read. Git ends when it should fetch an object that is not in
    /// this clone; which file asks for one first must not decide about those that come after it.
    fn restart(&mut self) -> Result<(), GitError> {
        let _ = self.child.kill();
        let _ = self.child.wait();
        (self.child, self.stream) = spawned(&mut self.command).map_err(|error| no_git(&error))?;
        Ok(())
    }

    /// The content; `None` if there is no such file.
    fn ask(&mut self, id: &ObjectId, limit: u64) -> io::Result<Option<Vec<u8>>> {
        /// What the first line of an answer has at most: an id, a type and a size.
        const HEAD: u64 = 256;
        self.stream.get_mut().write_all(format!("{}\n", id.as_str()).as_bytes())?;
        let mut head = String::new();
        self.stream.by_ref().take(HEAD).read_line(&mut head)?;
        let mut words = head.strip_suffix('\n').ok_or(io::ErrorKind::UnexpectedEof)?.split(' ').skip(1);
        let (kind, size) = (words.next(), words.next().and_then(|size| size.parse::<u64>().ok()));
        let Some(size) = size else { return Ok(None) };
        let mut content = Vec::new();
        let kept = size.min(limit);
        if self.stream.by_ref().take(kept).read_to_end(&mut content)? as u64 != kept {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        // The line feed behind the content is no part of it.
        let rest = size - kept + 1;
        if io::copy(&mut self.stream.by_ref().take(rest), &mut io::sink())? != rest {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok((kind == Some("blob")).then_some(content))
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        // It only reads, so nothing is lost; and it would wait for the next question for ever.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl fmt::Debug for Objects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Objects")
    }
}

fn failed(said: &str) -> GitError {
    GitError::Failed { doing: "read a file's content", said: said.to_owned() }
}

/// The content of one file, read when it is needed.
#[derive(Debug, Clone)]
pub(in crate::scan) struct Blob {
    objects: Arc<Objects>,
    id: ObjectId,
}

impl Blob {
    pub(in crate::scan) fn new(objects: &Arc<Objects>, id: ObjectId) -> Self {
        Self { objects: Arc::clone(objects), id }
    }

    /// The content; of a larger file than `limit` only the beginning.
    pub(in crate::scan) fn read(&self, limit: u64) -> Result<Vec<u8>, GitError> {
        self.objects.read(&self.id, limit)
    }
}

impl PartialEq for Blob {
    /// An id stands for its content.
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Blob {}
