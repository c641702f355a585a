//! gatecheck, a deployment gate: it stands between a commit and the cluster and says what must not pass.
//!
//! # Bird's eye
//!
//! A repository goes in, a [`Report`](scan::Report) comes out. A parallel scanner walks the files, reads each
//! into documents with exact places, asks Rego policies what is wrong with them, and proves the fixes that the
//! policies propose. A policy says *what* is wrong and *where* symbolically
//! (`["spec", "containers", 0, "image"]`); a document knows where that is in bytes and how to edit there;
//! nobody else knows either. Everything a user sees about a rule comes from its one folder in `policies/`.
//!
//! ```text
//! argv ── settings ── policies ──────────────────────────────────┐
//! paths ── walk ── read ── classify ── parse ── ask the rules ── locate, lower, prove
//!                                                  │
//!                      rules over many documents ──┤
//!                 ignores, baseline, configuration ─┴── report ── a format ── exit code
//! ```
//!
//! # Floors
//!
//! Modules are floors that look only down. Each is described in its own documentation.
//!
//! | floor | what it is | what only it knows |
//! |---|---|---|
//! | [`text`] | files as text, spans, edits, diffs | |
//! | [`document`] | what a file says, and where | file formats |
//! | [`policy`] | what is forbidden | Rego |
//! | [`finding`] | what was found; ignores, baseline, masking | |
//! | [`config`] | what the user wants | `gatecheck.yaml` |
//! | [`scan`] | walk, pipeline, proofs, report, rewriting | files (with `config`) |
//! | [`output`] | a report as bytes, one file per format | SARIF and the other formats |
//! | [`cli`] | argv, environment, streams, exit code | printing |
//!
//! [`limits`] holds every bound in the program, each with its reason; every floor may read it.
//!
//! # Invariants
//!
//! Each is held by a test or a lint:
//!
//! - A floor names only floors below it, and the crates `regorus`, `granit-parser`, `similar`, `serde-sarif`
//!   and miette's handler each stay behind one module (`tests/suite/floors.rs`).
//! - Parsing never fails: it gives the documents that could be read and the problems beside them. With a
//!   problem the gate does not pass.
//! - Documents are values, without IO; files are parsed and evaluated in parallel.
//! - Policies see plain data, the JSON that OPA would see, and answer with routes, never with line numbers.
//! - A fix that is offered as safe or unsafe is proved: the edited document reads back as meant, the finding
//!   is gone, nothing new is wrong. What is not proved is a suggestion, and is never written.
//! - A finding holds no secret: texts pass the file's redactor before they become part of a report.
//! - The same input gives the same bytes at any number of threads: findings are sorted; there is no order of
//!   hash maps, no time, no duration and no absolute path in machine formats.
//! - The library below [`cli`] never prints, exits or reads the environment.
//!
//! What must hold for any bytes, whoever wrote them, is fuzzed as well (`fuzz/README.md`).
//!
//! # Adding things
//!
//! A rule is one folder (`docs/policies.md`). A file kind is one file and one line in the table of
//! [`document`]; an output format is one file and one line in the table of [`output`]; a fix operation is one
//! variant of [`PatchOp`](document::PatchOp), and the compiler names who must answer.

pub mod cli;
pub mod config;
pub mod document;
pub mod finding;
pub mod limits;
pub mod output;
pub mod policy;
pub mod scan;
pub mod text;
