//! Whole scans, from a folder to a report, by the library (no process start, no output).
//!
//! The folder is a generated repository of about a thousand files (`input/mod.rs`) on a temporary disk, and
//! also, if `GATECHECK_BENCH_REPO` names one, that folder. Every row is measured with 1 and with 2 threads.
//!
//! - `read`: the floor. The same walk, and every byte of every file that it gives read, nothing more.
//! - `scan`: walk, read, parse, ask all built-in rules, prove the fixes, report. The policies are loaded
//!   before; their engines are prepared within.
//!
//! Both give files and bytes per second of the same files, so a row of `scan` is to be held against the row
//! of `read` beside it. `cargo bench --bench whole`. No result fails anything.

mod input;

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use gatecheck::config::Settings;
use gatecheck::finding::Date;
use gatecheck::limits;
use gatecheck::policy::{Load, PolicySet};
use gatecheck::scan::{Request, Walk, WalkRequest, run, walk};
use rayon::prelude::*;

fn main() {
    divan::main();
    if let Some(folder) = GENERATED.get() {
        // A static is not dropped.
        let _ = std::fs::remove_dir_all(folder);
    }
}

/// A whole repository: path and text of each file.
fn repository() -> Vec<(String, String)> {
    let many = |count: usize, path: fn(usize) -> String, text: fn(usize) -> String| {
        (0..count).map(move |number| (path(number), text(number)))
    };
    many(500, |n| format!("deploy/{}/web-{n}.yaml", n % 20), input::deployment)
        .chain(many(40, |n| format!("jobs/job-{n}.json"), input::json))
        .chain(many(50, |n| format!("images/{n}/Dockerfile"), input::dockerfile))
        .chain(many(20, |n| format!(".github/workflows/build-{n}.yaml"), input::workflow))
        .chain(many(20, |n| format!("local/{n}/compose.yaml"), input::compose))
        .chain(many(4, |n| format!("services/{n}/go.mod"), |n| input::go_mod(40 + n)))
        .chain(many(4, |n| format!("services/{n}/go.sum"), |n| input::go_sum(120 + n)))
        .chain(many(400, |n| format!("services/{}/step{n}.go", n % 4), |n| input::source_text(5 + n % 30)))
        .collect()
}

static GENERATED: OnceLock<PathBuf> = OnceLock::new();

/// The generated repository, written once.
fn generated() -> PathBuf {
    let make = || {
        let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}")).keep();
        for (path, text) in repository() {
            let path = folder.join(path);
            let written = path.parent().map(std::fs::create_dir_all).transpose();
            written.and_then(|_| std::fs::write(&path, text)).unwrap_or_else(|error| panic!("{error}"));
        }
        folder
    };
    GENERATED.get_or_init(make).clone()
}

fn folder(name: &str) -> PathBuf {
    match (name, std::env::var_os("GATECHECK_BENCH_REPO")) {
        ("named", Some(folder)) => PathBuf::from(folder),
        _ => generated(),
    }
}

/// Each repository with each number of threads.
fn rows() -> Vec<(&'static str, usize)> {
    let named = std::env::var_os("GATECHECK_BENCH_REPO").map(|_| "named");
    ["generated"].into_iter().chain(named).flat_map(|name| [(name, 1), (name, 2)]).collect()
}

fn pool(threads: usize) -> rayon::ThreadPool {
    let builder = rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(limits::WORKER_STACK);
    builder.build().unwrap_or_else(|error| panic!("{error}"))
}

fn walked(folder: &Path) -> Walk {
    let request = WalkRequest {
        current: folder.to_path_buf(),
        search_path: std::env::var_os("PATH"),
        ..WalkRequest::default()
    };
    walk(folder, &request).unwrap_or_else(|error| panic!("{error}"))
}

/// Reads every file, and counts bytes.
fn read_all(walk: &Walk) -> usize {
    let bytes = |path: &Path| std::fs::read(path).map_or(0, |bytes| bytes.len());
    walk.files.par_iter().filter_map(|entry| entry.on_disk()).map(bytes).sum()
}

#[divan::bench(args = rows(), max_time = 3, sample_size = 1)]
fn read(bencher: Bencher<'_, '_>, row: &(&str, usize)) {
    let (folder, pool) = (folder(row.0), pool(row.1));
    let files = walked(&folder);
    let bencher =
        bencher.counter(ItemsCount::new(files.files.len())).counter(BytesCount::new(read_all(&files)));
    bencher.bench(|| pool.install(|| read_all(&walked(&folder))));
}

#[divan::bench(args = rows(), max_time = 8, sample_size = 1)]
fn scan(bencher: Bencher<'_, '_>, row: &(&str, usize)) {
    let (folder, pool) = (folder(row.0), pool(row.1));
    let files = walked(&folder);
    let today = Date::new(2026, 1, 1).unwrap_or_else(|| panic!("that is a date"));
    let settings = Settings::new(today);
    let active = |rule: &gatecheck::policy::Rule| settings.selection.runs(rule);
    let load = || {
        let load = Load {
            builtin: true,
            bundles: &[],
            active: &active,
            settings: &settings.for_policies(),
            sandbox: None,
        };
        PolicySet::load(load).unwrap_or_else(|errors| panic!("{errors:?}"))
    };
    let bencher =
        bencher.counter(ItemsCount::new(files.files.len())).counter(BytesCount::new(read_all(&files)));
    bencher.with_inputs(load).bench_refs(|set| {
        let request = Request {
            walk: walked(&folder),
            set,
            settings: &settings,
            baseline: None,
            ignores: true,
            patch: None,
            digests: false,
            comparison: None,
            reference: None,
            progress: &|| {},
        };
        pool.install(|| run(&request)).report.findings.len()
    });
}
