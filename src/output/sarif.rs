//! stub
use super::{OutputOptions, Reporter};
use crate::scan::Report;
use std::io::{self, Write};
pub(super) struct Sarif { pub(super) options: OutputOptions }
impl Reporter for Sarif { fn write(&self, _: &Report, _: &mut dyn Write) -> io::Result<()> { Ok(()) } }
