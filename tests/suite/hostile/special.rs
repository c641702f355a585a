//! What is no ordinary file, and files that change while they are read.

use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};

use super::{gatecheck, verdicts};

const POD: &str =
    "apiVersion: v1\nkind: Pod\nmetadata: {name: hidden}\nspec: {hostPID: true, containers: []}\n";

/// What stands outside the repository and must never be seen.
const OUTSIDE: &str = "outside-k3yQz81";

fn run(program: &str, arguments: &[&str], folder: &Path) {
    assert!(Command::new(program).args(arguments).current_dir(folder).status().unwrap().success());
}

#[test]
fn what_is_no_file_is_named_and_never_read() {
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("a.yaml"), format!("password: {OUTSIDE}\n{POD}")).unwrap();
    let place = tempfile::tempdir().unwrap();
    let at = |name: &str| place.path().join(name);
    fs::write(at("pod.yaml"), POD).unwrap();
    run("mkfifo", &["pipe.yaml"], place.path());
    let _socket = UnixListener::bind(at("socket.yaml")).unwrap();
    fs::File::create(at("sparse.yaml")).unwrap().set_len(1 << 40).unwrap();
    for (target, link) in [
        (outside.path().join("a.yaml").to_str().unwrap(), "escape.yaml"),
        (outside.path().to_str().unwrap(), "folder"),
        ("/proc/self/environ", "environ.yaml"),
        ("/dev/zero", "zero.yaml"),
        ("loop.yaml", "loop.yaml"),
        (".", "here"),
        ("../..", "up"),
    ] {
        symlink(target, at(link)).unwrap();
    }
    // In a repository, no link is followed out of it, even if it is named: hooks name every changed file.
    run("git", &["init", "--quiet"], place.path());
    let scan = |arguments: &[&str]| {
        let mut command = gatecheck(place.path(), arguments);
        command.env("GATE_TOKEN", OUTSIDE).output().unwrap()
    };
    let output = scan(&["scan", "--format", "json", "-v"]);
    assert_eq!(output.status.code(), Some(3), "the sparse file is claimed and too large");
    let said = String::from_utf8([&*output.stdout, &*output.stderr].concat()).unwrap();
    assert!(!said.contains(OUTSIDE), "{said}");
    for line in [
        "pipe.yaml is skipped: named pipe",
        "socket.yaml is skipped: socket",
        "escape.yaml is skipped: symbolic link",
        "folder is skipped: symbolic link",
        "environ.yaml is skipped: symbolic link",
        "zero.yaml is skipped: symbolic link",
        "loop.yaml is skipped: symbolic link",
        "here is skipped: symbolic link",
        "up is skipped: symbolic link",
    ] {
        assert!(said.contains(line), "{line} is not in {said}");
    }
    let verdicts = verdicts(&output);
    assert_eq!(verdicts["pod.yaml"], (1, vec!["4:17 k8s/host-pid".to_owned()]));
    assert!(verdicts["sparse.yaml"].1[0].contains("larger than 10 MiB"));
    // Nothing but devices and pipes is nothing to scan.
    for path in ["/dev/zero", "pipe.yaml", "environ.yaml"] {
        let output = scan(&["scan", path]);
        let said = String::from_utf8([&*output.stdout, &*output.stderr].concat()).unwrap();
        assert_eq!(output.status.code(), Some(2), "{path}: {said}");
        assert!(!said.contains(OUTSIDE), "{path}: {said}");
    }
}

/// While a scan runs, files turn into links, vanish, grow and come back: no verdict but the usual, nothing of
/// what the links lead to, no panic.
#[test]
fn files_that_change_while_they_are_read() {
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("a.yaml"), format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: {OUTSIDE}}}\nspec: {{hostPID: true, containers: []}}\n"))
        .unwrap();
    let place = tempfile::tempdir().unwrap();
    let count = 200;
    let name = |i: usize| format!("{:03}/pod.yaml", i);
    for i in 0..count {
        fs::create_dir(place.path().join(format!("{i:03}"))).unwrap();
        fs::write(place.path().join(name(i)), POD).unwrap();
    }
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut i = 0;
            while !stop.load(Ordering::Relaxed) {
                // From the end to the middle: the walk has met most of them by the time they are read.
                let path = place.path().join(name(count - 1 - i % (count / 2)));
                let folder = path.parent().unwrap();
                let aside = place.path().join(format!("aside{i}"));
                match i % 5 {
                    0 => {
                        let _ = fs::remove_file(&path);
                        let _ = symlink(outside.path().join("a.yaml"), &path);
                    }
                    1 => {
                        let _ = fs::rename(folder, &aside);
                        let _ = symlink(outside.path(), folder);
                        let _ = fs::remove_file(folder);
                        let _ = fs::rename(&aside, folder);
                    }
                    2 => drop(fs::remove_file(&path)),
                    3 => drop(fs::write(&path, POD.repeat(1_000))),
                    _ => {
                        let _ = fs::remove_file(&path);
                        let _ = fs::write(&path, POD);
                    }
                }
                i += 1;
            }
        });
        for _ in 0..10 {
            let output = gatecheck(place.path(), &["scan", "--format", "json"]).output().unwrap();
            let said = String::from_utf8([&*output.stdout, &*output.stderr].concat()).unwrap();
            let code = output.status.code();
            let fine = matches!(code, Some(1 | 3)) && !said.contains(OUTSIDE) && !said.contains("panic");
            if !fine {
                stop.store(true, Ordering::Relaxed);
                panic!("{code:?}: {said}");
            }
        }
        stop.store(true, Ordering::Relaxed);
    });
}

/// A folder that the user may not list, and a file that they may not read, make the scan incomplete.
#[test]
fn what_may_not_be_read_is_incomplete() {
    let place = tempfile::tempdir().unwrap();
    let at = |name: &str| place.path().join(name);
    fs::create_dir(at("shut")).unwrap();
    fs::write(at("shut/pod.yaml"), POD).unwrap();
    fs::write(at("file.yaml"), POD).unwrap();
    run("chmod", &["000", "shut", "file.yaml"], place.path());
    // The superuser reads everything, so the superuser's run says nothing here.
    if fs::read_dir(at("shut")).is_err() {
        let output = gatecheck(place.path(), &["scan", "--format", "json"]).output().unwrap();
        assert_eq!(output.status.code(), Some(3));
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("shut") && said.contains("file.yaml") && said.contains("permission denied"));
    }
    run("chmod", &["700", "shut"], place.path());
}
