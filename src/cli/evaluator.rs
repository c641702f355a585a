//! This program as the evaluator of users' policies: how it is started again, and what it then does instead of
//! reading a command line.

use std::ffi::{OsStr, OsString};
use std::os::fd::AsFd;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use crate::policy::Sandbox;
use crate::scan::{Evaluators, evaluate_confined};

/// The one argument of an evaluator. It is no verb: users have no use for it.
const ARGUMENT: &str = "--gatecheck-evaluator";

/// Whether this process was started to evaluate policies.
pub(super) fn is_asked_for(arguments: &[OsString]) -> bool {
    matches!(arguments, [_, only] if only == OsStr::new(ARGUMENT))
}

/// Evaluates until nobody asks any more.
pub(super) fn run() -> ExitCode {
    let socket = std::io::stdin().as_fd().try_clone_to_owned();
    match socket.and_then(evaluate_confined) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

/// How evaluators are started.
pub(super) fn sandbox() -> Arc<dyn Sandbox> {
    // The running program itself, even if another one has taken its place since.
    let own = PathBuf::from("/proc/self/exe");
    let program = if own.exists() { own } else { std::env::current_exe().unwrap_or_default() };
    Arc::new(Evaluators { program, argument: ARGUMENT.into() })
}
