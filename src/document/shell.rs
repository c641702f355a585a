//! A tolerant reader of shell scripts.
