//! The one integration suite: the program as its users meet it, and what holds over all floors.
//! One binary, so that there is one to link.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod cli;
mod corpus;
mod docs;
mod floors;
mod hostile;
mod policies;
mod repos;
