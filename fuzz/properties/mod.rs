//! What must hold for any bytes, whoever wrote them.
//!
//! Each property is a function over bytes that panics where gatecheck breaks a promise. They are written here
//! once: a fuzz target is one line that calls one of them, and the test suite runs all of them over the seeds,
//! the regressions and some mutations of both (`tests/suite/properties.rs`). How bytes become files and choices
//! is in [`input`].

mod baseline;
mod configuration;
mod diff;
mod documents;
mod edits;
mod formats;
mod git;
mod ignores;
mod input;
mod meant;
mod policies;
mod reports;
mod secrets;
mod shell;
mod written;
mod yaml;

/// Something that must hold for any bytes.
pub(crate) struct Property {
    /// The name of its fuzz target, and of its folders of seeds and regressions.
    pub(crate) name: &'static str,
    /// Panics if it does not hold.
    pub(crate) hold: fn(&[u8]),
    /// Where to start from: examples that lie in the repository for other reasons.
    pub(crate) seeds: fn() -> Vec<Vec<u8>>,
}

/// Every property. One that is not here is not run, and `tests/suite/properties.rs` fails.
pub(crate) const ALL: &[Property] = &[
    Property { name: "baseline", hold: baseline::baseline, seeds: input::none },
    Property { name: "configuration", hold: configuration::configuration, seeds: configuration::seeds },
    Property { name: "diff", hold: diff::diff, seeds: input::none },
    Property { name: "dockerfile", hold: documents::dockerfile, seeds: documents::dockerfiles },
    Property { name: "edits", hold: edits::edits, seeds: edits::seeds },
    Property { name: "formats", hold: written::written, seeds: written::seeds },
    Property { name: "git_listing", hold: git::git_listing, seeds: input::none },
    Property { name: "globs", hold: configuration::globs, seeds: input::none },
    Property { name: "go_mod", hold: documents::go_mod, seeds: documents::go_mods },
    Property { name: "go_sum", hold: documents::go_sum, seeds: documents::go_sums },
    Property { name: "ignores", hold: ignores::ignores, seeds: ignores::seeds },
    Property { name: "json", hold: yaml::json, seeds: yaml::jsons },
    Property { name: "kinds", hold: documents::kinds, seeds: documents::any },
    Property { name: "policies", hold: policies::policies, seeds: policies::seeds },
    Property { name: "reports", hold: reports::reports, seeds: reports::seeds },
    Property { name: "secrets", hold: secrets::secrets, seeds: secrets::seeds },
    Property { name: "shell", hold: shell::shell, seeds: shell::seeds },
    Property { name: "yaml", hold: yaml::yaml, seeds: yaml::yamls },
];
