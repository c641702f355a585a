//! `gatecheck --version`: which program this is. With `--verbose` also what it was built for, and which rules
//! are in it, so that two places can be held against each other. No time of building: the same sources make
//! the same program.

use super::diagnostic::UserError;
use super::setup;
use super::streams::Streams;
use crate::finding::native::Native;
use crate::policy;

/// The commit, where whoever built the program named it.
const COMMIT: Option<&str> = option_env!("GATECHECK_COMMIT");

/// Runs `gatecheck --version`.
pub(super) fn run(verbose: bool, streams: &mut Streams) -> Result<u8, UserError> {
    streams.report(concat!("gatecheck ", env!("CARGO_PKG_VERSION"), "\n").as_bytes())?;
    if verbose {
        let policies = setup::load(true, &[])?.rules().count();
        streams.report(details(policies).as_bytes())?;
    }
    Ok(0)
}

/// What `--verbose` adds: a name, a colon and a value on each line.
fn details(policies: usize) -> String {
    let native = Native::ALL.len();
    let linked = if cfg!(target_feature = "crt-static") { "static" } else { "dynamic" };
    let commit = COMMIT.map(|commit| format!("commit: {commit}\n")).unwrap_or_default();
    format!(
        "{commit}target: {}, {linked}\nrules: {} ({policies} policies, {native} of the program itself)\npolicies: sha256:{}\n",
        env!("GATECHECK_TARGET"),
        policies + native,
        policy::builtin().digest(),
    )
}
