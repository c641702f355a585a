//! The one integration suite: what holds over all floors.

mod floors;
//! Tests of the program as its users meet it. One binary, so that there is one to link.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod cli;
