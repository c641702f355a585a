//! The one integration suite: the program as its users meet it, and what holds over all floors.
//! One binary, so that there is one to link.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod adopt;
mod bad_input;
mod cli;
mod corpus;
mod dependencies;
mod docs;
mod environment;
mod floors;
mod git;
mod hook;
mod hostile;
mod injection;
mod passthrough;
mod place;
mod policies;
mod repos;
mod secrets;
