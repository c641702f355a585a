//! Tests of the program as its users meet it. One binary, so that there is one to link.

mod cli;
