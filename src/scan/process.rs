//! Processes that evaluate users' policies: this program itself, started again by a caller that knows where it
//! lies, with nothing of the environment, the folder or the streams of this one.
//!
//! What a policy does to its process ends there: memory and processor time are limited by the system, and a
//! process that is silent for too long is ended. It needs no files and no network, and is given none: on Linux the
//! kernel refuses it every call but the few that computing and answering take ([`filter`]).

#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
mod filter;

use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use super::read::words;
use crate::limits;
use crate::policy::{Channel, Lost, Sandbox, serve};

/// How this program is started to evaluate policies.
#[derive(Debug, Clone)]
pub struct Evaluators {
    /// The program.
    pub program: PathBuf,
    /// The argument with which it calls [`evaluate_confined`].
    pub argument: OsString,
}

impl Sandbox for Evaluators {
    fn start(&self) -> Result<Box<dyn Channel>, Lost> {
        let failed = |error: io::Error| Lost::NotStarted(words(&error));
        let (socket, theirs) = UnixStream::pair().map_err(failed)?;
        // One socket is both ways, so that nothing that is printed over there can look like an answer.
        let process = Command::new(&self.program)
            .arg(&self.argument)
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::from(OwnedFd::from(theirs)))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(failed)?;
        Ok(Box::new(Evaluator { process, socket, busy: Duration::ZERO }))
    }
}

/// One process, and the socket to it.
#[derive(Debug)]
struct Evaluator {
    process: Child,
    socket: UnixStream,
    /// How long it has been asked.
    busy: Duration,
}

impl Channel for Evaluator {
    fn ask(&mut self, frames: &[&[u8]], time: Duration, bytes: usize) -> Result<Vec<u8>, Lost> {
        let started = Instant::now();
        let answer = converse(&self.socket, frames, started + time, bytes);
        self.busy += started.elapsed();
        answer.map_err(|error| match error.kind() {
            io::ErrorKind::TimedOut => Lost::Slow,
            io::ErrorKind::FileTooLarge => Lost::Garbled,
            _ => self.ended(),
        })
    }

    fn is_worn(&self) -> bool {
        self.busy > limits::EVALUATION_BUSY
    }
}

impl Evaluator {
    /// Why a process ended that was not asked to.
    fn ended(&mut self) -> Lost {
        // One that closed its socket is at its end already, and killing it changes nothing of how it ended.
        let _ = self.process.kill();
        match self.process.wait().ok().and_then(|status| status.signal()) {
            // Not one that a fault of its own, the limits above or an abort would send.
            Some(signal) if [SIGHUP, SIGINT, SIGKILL, SIGTERM].contains(&signal) => Lost::Killed,
            _ => Lost::Crashed,
        }
    }
}

const SIGHUP: i32 = rustix::process::Signal::HUP.as_raw();
const SIGINT: i32 = rustix::process::Signal::INT.as_raw();
const SIGKILL: i32 = rustix::process::Signal::KILL.as_raw();
const SIGTERM: i32 = rustix::process::Signal::TERM.as_raw();

impl Drop for Evaluator {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Sends frames and reads one, each with its length before it.
fn converse(
    mut socket: &UnixStream,
    frames: &[&[u8]],
    deadline: Instant,
    bytes: usize,
) -> io::Result<Vec<u8>> {
    for frame in frames {
        let length = u32::try_from(frame.len()).map_err(|_| io::ErrorKind::FileTooLarge)?;
        for mut part in [&length.to_le_bytes()[..], frame] {
            while !part.is_empty() {
                socket.set_write_timeout(Some(left(deadline)?))?;
                match socket.write(part).map_err(timed_out) {
                    Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                    Ok(written) => part = part.get(written..).unwrap_or_default(),
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(error) => return Err(error),
                }
            }
        }
    }
    let mut read = |into: &mut [u8]| -> io::Result<()> {
        let mut done = 0;
        while done < into.len() {
            socket.set_read_timeout(Some(left(deadline)?))?;
            match socket.read(into.get_mut(done..).unwrap_or_default()).map_err(timed_out) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(more) => done += more,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    };
    let mut length = [0; 4];
    read(&mut length)?;
    let length = usize::try_from(u32::from_le_bytes(length)).unwrap_or(usize::MAX);
    if length > bytes {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    let mut answer = vec![0; length];
    read(&mut answer)?;
    Ok(answer)
}

fn left(deadline: Instant) -> io::Result<Duration> {
    let left = deadline.saturating_duration_since(Instant::now());
    if left.is_zero() { Err(io::ErrorKind::TimedOut.into()) } else { Ok(left) }
}

/// A socket's time that ran out goes by another name.
/// The system calls it one that would block.
pub(super) fn timed_out(error: io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::WouldBlock => io::ErrorKind::TimedOut.into(),
        _ => error,
    }
}

/// What the started program does: confines itself, and answers what comes over the socket.
pub fn evaluate_confined(socket: OwnedFd) -> io::Result<()> {
    confine()?;
    let mut socket = UnixStream::from(socket);
    std::thread::Builder::new()
        .stack_size(limits::WORKER_STACK)
        .spawn(move || {
            // Later than this, so that there can be a thread at all.
            #[cfg(all(target_os = "linux", target_pointer_width = "64"))]
            filter::apply();
            serve(&mut socket)
        })?
        .join()
        .unwrap_or_else(|_| Err(io::ErrorKind::Other.into()))
}

/// Takes from this process, for good, what evaluating does not need.
fn confine() -> io::Result<()> {
    // A lower limit that is set already stays: it cannot be raised.
    let limit = |resource, soft: u64, hard: u64| {
        let most = getrlimit(resource).maximum.unwrap_or(u64::MAX);
        setrlimit(resource, Rlimit { current: Some(soft.min(most)), maximum: Some(hard.min(most)) })
    };
    // A dump would hold the documents, and so their secrets.
    limit(Resource::Core, 0, 0)?;
    limit(Resource::Fsize, 0, 0)?;
    // Its streams, and a few for what the system's library opens by itself.
    limit(Resource::Nofile, 16, 16)?;
    limit(Resource::Cpu, limits::EVALUATION_PROCESSOR, limits::EVALUATION_PROCESSOR + 1)?;
    let memory = limit(Resource::As, limits::EVALUATION_MEMORY, limits::EVALUATION_MEMORY);
    // Elsewhere the system may not know such a limit; time is limited all the same.
    if cfg!(target_os = "linux") { Ok(memory?) } else { Ok(()) }
}
