//! The one integration suite: the program as its users meet it, and what holds over all floors.
//! One binary, so that there is one to link.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod adopt;
mod attestation;
mod bad_input;
mod cli;
mod corpus;
mod dependencies;
mod determinism;
mod docs;
mod environment;
mod faults;
mod fixes;
mod floors;
mod gate;
mod git;
mod hook;
mod hostile;
mod hostile_git;
mod injection;
mod nothing;
mod passthrough;
mod place;
mod policies;
mod promises;
mod properties;
mod repos;
mod secrets;
