//! gatecheck, a deployment gate.
pub mod cli;
pub mod config;
pub mod document;
pub mod finding;
pub mod limits;
pub mod output;
pub mod policy;
pub mod scan;
pub mod text;
