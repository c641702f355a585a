//! Very many files, and very many findings: memory is bounded, and so is the report, which says so.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use super::{gatecheck, verdicts};
use crate::place::folder;

/// Runs a scan to its end, and gives its exit code and the most memory it took, in KiB.
fn peak(place: &Path, arguments: &[&str]) -> (Option<i32>, u64) {
    let mut command = gatecheck(place, arguments);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    loop {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
        peak = peak.max(line.trim().trim_end_matches(" kB").parse().unwrap_or(0));
        if let Some(status) = child.try_wait().unwrap() {
            return (status.code(), peak);
        }
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
}

/// So many folders of a thousand files.
fn files(thousands: usize, text: &str, name: &str) -> tempfile::TempDir {
    let place = folder(&[]);
    for i in 0..thousands {
        let folder = place.path().join(format!("{i:03}"));
        fs::create_dir(&folder).unwrap();
        (0..1000).for_each(|j| fs::write(folder.join(format!("{j:03}{name}")), text).unwrap());
    }
    place
}

/// Of a file in which there is nothing, next to nothing is kept.
#[test]
fn memory_hardly_grows_with_files() {
    let place = files(20, "nothing\n", ".txt");
    let few: Vec<String> = (0..2).map(|i| format!("{i:03}")).collect();
    let few: Vec<&str> =
        ["scan", "--threads", "2"].into_iter().chain(few.iter().map(String::as_str)).collect();
    let (code, little) = peak(place.path(), &few);
    assert_eq!(code, Some(0));
    let (code, much) = peak(place.path(), &["scan", "--threads", "2"]);
    assert_eq!(code, Some(0));
    let each = (much.saturating_sub(little)) * 1024 / 18_000;
    println!("{little} KiB and {much} KiB: {each} bytes for each file");
    assert!(little > 0 && each < 1_500, "{each} bytes are kept for each file");
}

/// A hundred thousand findings in one file: some are reported, it is said that more are not, and nothing passes.
#[test]
fn findings_are_bounded_and_that_is_said() {
    let lines = |count: usize| -> String {
        // Assembled, so that no search takes this text for what it looks like.
        (0..count).map(|i| format!("db_pass{} = \"Xq7vLw{i:06}Rz4TpK9m\"\n", "word")).collect()
    };
    let place = folder(&[("list.txt", &lines(100_000))]);
    let output = gatecheck(place.path(), &["scan", "--format", "json", "--exit-zero"]).output().unwrap();
    assert_eq!(output.status.code(), Some(3), "{}", String::from_utf8_lossy(&output.stderr));
    let (code, lines) = verdicts(&output)["list.txt"].clone();
    assert_eq!(code, 3);
    let said: Vec<&String> = lines.iter().filter(|line| line.contains("error: ")).collect();
    assert!(!said.is_empty() && said.len() < 10, "{said:?}");
    let rules: std::collections::BTreeSet<&str> = lines
        .iter()
        .filter(|line| !line.contains("error: "))
        .filter_map(|line| line.split(' ').nth(1))
        .collect();
    assert!(lines.len() - said.len() <= 1_000 * rules.len(), "{} lines, {rules:?}", lines.len());
}
