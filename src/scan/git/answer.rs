//! Waiting for git, but not for ever: it opens its own files whatever they are, and one may be a pipe.

use std::io::{self, Read};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::process::{Command, Output};
use std::thread;
use std::time::Duration;

use crate::limits;
use crate::scan::process::timed_out;

/// All that a command says until it ends. One that is silent for [`limits::GIT`] is ended, which is an error of
/// the kind `TimedOut`.
pub(super) fn answer(command: Command) -> io::Result<Output> {
    within(limits::GIT, command)
}

fn within(time: Duration, mut command: Command) -> io::Result<Output> {
    let (out, theirs) = stream(time)?;
    command.stdout(theirs);
    let (err, theirs) = stream(time)?;
    command.stderr(theirs);
    let mut child = command.spawn()?;
    // The command holds the other ends too, and what is read ends only when all of them are closed.
    drop(command);
    let read = thread::scope(|scope| {
        // Git would wait for somebody to read what it complains about.
        let stderr = thread::Builder::new().spawn_scoped(scope, || all(&err))?;
        let stdout = all(&out);
        if stdout.is_err() {
            let _ = child.kill();
        }
        let stderr = stderr.join().unwrap_or_else(|_| Err(io::ErrorKind::Other.into()));
        Ok((stdout?, stderr?))
    });
    if read.is_err() {
        let _ = child.kill();
    }
    let status = child.wait()?;
    read.map(|(stdout, stderr)| Output { status, stdout, stderr })
}

/// A stream, and the end of it for a process. Reading and writing here wait for `time` at most.
pub(super) fn stream(time: Duration) -> io::Result<(UnixStream, OwnedFd)> {
    let (ours, theirs) = UnixStream::pair()?;
    ours.set_read_timeout(Some(time))?;
    ours.set_write_timeout(Some(time))?;
    Ok((ours, OwnedFd::from(theirs)))
}

fn all(mut stream: &UnixStream) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).map_err(timed_out)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::process::Stdio;
    use std::time::Instant;

    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]).stdin(Stdio::null());
        command
    }

    #[test]
    fn all_that_is_said_is_heard() {
        let output = answer(shell("echo a; echo b >&2; exit 3")).unwrap();
        assert_eq!(
            (&*output.stdout, &*output.stderr, output.status.code()),
            (&b"a\n"[..], &b"b\n"[..], Some(3))
        );
        let output = answer(shell("yes | head -c 1000000 >&2; yes | head -c 1000000")).unwrap();
        assert_eq!((output.stdout.len(), output.stderr.len()), (1_000_000, 1_000_000));
    }

    #[test]
    fn who_is_silent_is_not_waited_for() {
        for script in ["exec sleep 600", "exec >&-; exec sleep 600", "exec 2>&-; exec sleep 600"] {
            let started = Instant::now();
            let error = within(Duration::from_millis(100), shell(script)).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::TimedOut, "{script}");
            assert!(started.elapsed() < Duration::from_secs(300), "{script}");
        }
    }
}
