//! Every bound in the program, each with its reason.

use std::time::Duration;

/// The largest file that is read. Larger manifests do not exist in practice (etcd takes 1.5 MiB objects);
/// a larger file that a kind claims makes the scan incomplete.
pub const FILE_BYTES: u64 = 10 * 1024 * 1024;

/// How much of a file is looked at to tell its kind.
pub const HEAD_BYTES: usize = 8 * 1024;

/// How deep a document may nest. Kubernetes itself stops at 100 levels of JSON.
pub const DEPTH: usize = 128;

/// How many nodes a document may have with its aliases written out (an alias bomb has millions).
pub const EXPANDED_NODES: usize = 2_000_000;

/// How many documents one file may hold.
pub const DOCUMENTS: usize = 10_000;

/// How many findings one rule may have in one file; the rest is counted and said.
pub const FINDINGS_PER_RULE_AND_FILE: usize = 1_000;

/// How long one evaluation of one document by one engine may take.
pub const EVALUATION: Duration = Duration::from_secs(5);

/// The stack of a worker: policies recurse over documents, parsers over nesting.
pub const WORKER_STACK: usize = 32 * 1024 * 1024;

/// How many rounds `fix` may take until nothing changes.
pub const FIX_ROUNDS: usize = 10;

/// The largest policy file.
pub const POLICY_BYTES: usize = 256 * 1024;

/// How deep a policy's literals may nest: the Rego parser's time doubles with each level.
pub const POLICY_NESTING: usize = 12;

/// How deep the substitutions, groups and cases of a shell script may nest; deeper ones are read flat.
pub const SHELL_DEPTH: usize = 64;

/// How many heredocs without an end are searched for in one Dockerfile: each search reads to its end.
pub const OPEN_HEREDOCS: usize = 8;

/// The largest Dockerfile that is read. Real ones have a few KiB; each word becomes several nodes.
pub const DOCKERFILE_BYTES: usize = 1024 * 1024;

/// How many shell commands one Dockerfile may hold. Real ones have hundreds at most.
pub const DOCKERFILE_COMMANDS: usize = 20_000;
