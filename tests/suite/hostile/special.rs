//! What is no ordinary file, and files that change while they are read.

use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};

use rustix::fs::{Mode, OFlags};

use super::{gatecheck, verdicts};
use crate::place::Ordinary;

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

/// What an ordinary user may not list, enter or read makes the scan incomplete, and says where.
#[test]
fn what_may_not_be_read_is_incomplete() {
    let files = ["shut/a.yaml", "unlisted/a.yaml", "unentered/a.yaml", "unentered/sub/a.yaml", "file.yaml"];
    let Some(place) = Ordinary::with(&files.map(|name| (name, POD))) else { return };
    let root = place.path();
    let modes = [("shut", "000"), ("unlisted", "311"), ("unentered", "444"), ("file.yaml", "000")];
    for (name, mode) in modes {
        run("chmod", &[mode, name], &root);
    }
    let output = place.gatecheck(&["scan", "--format", "json"]).output().unwrap();
    assert_eq!(output.status.code(), Some(3), "{}", String::from_utf8_lossy(&output.stderr));
    let verdicts = verdicts(&output);
    let said = |path: &str| verdicts.get(path).map(|it| it.1.join("\n"));
    for path in ["shut", "unlisted", "unentered/a.yaml", "unentered/sub", "file.yaml"] {
        let said = said(path).unwrap_or_default();
        assert!(said.contains("cannot be read: permission denied"), "{path}: {verdicts:#?}");
    }
    assert_eq!(verdicts.len(), 5, "{verdicts:#?}");
    // The same where it is named, and what is in a folder that may be entered is read.
    for (path, code) in
        [("file.yaml", 3), ("shut", 2), ("shut/a.yaml", 2), ("unentered/a.yaml", 2), ("unlisted/a.yaml", 1)]
    {
        let output = place.gatecheck(&["scan", path]).output().unwrap();
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert_eq!(output.status.code(), Some(code), "{path}: {said}");
        assert!(code == 1 || said.to_lowercase().contains("permission denied"), "{path}: {said}");
    }
    // Nor is it passed over what says how to scan.
    for name in ["gatecheck.yaml", ".gatecheck/baseline.json"] {
        let Some(place) = Ordinary::with(&[("a.yaml", "a: 1\n"), (name, "{}")]) else { return };
        run("chmod", &["000", name], &place.path());
        for verb in ["scan", "fix", "baseline"] {
            let output = place.gatecheck(&[verb]).output().unwrap();
            let said = String::from_utf8(output.stderr).unwrap();
            assert!(output.status.code() == Some(2) && said.contains(name), "{verb} {name}: {said}");
        }
    }
}

#[test]
fn devices_are_named_and_never_read() {
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("pod.yaml"), POD).unwrap();
    let make = |name: &str, kind: [&str; 3]| {
        let made = Command::new("mknod").arg(place.path().join(name)).args(kind).output();
        made.is_ok_and(|output| output.status.success())
    };
    if !make("zero.yaml", ["c", "1", "5"]) || !make("disk.yaml", ["b", "7", "0"]) {
        println!("skipped: no devices may be made here");
        return;
    }
    let output = gatecheck(place.path(), &["scan", "--format", "json", "-v"]).output().unwrap();
    let said = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    for name in ["zero.yaml", "disk.yaml"] {
        assert!(said.contains(&format!("{name} is skipped: device")), "{said}");
    }
    assert_eq!(gatecheck(place.path(), &["scan", "zero.yaml"]).output().unwrap().status.code(), Some(2));
    assert!(make("gatecheck.yaml", ["c", "1", "5"]));
    let output = gatecheck(place.path(), &["scan"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("it is a device"));
}

/// Names as long as they may be, and a path longer than any that can be opened: it was made step by step.
#[test]
fn names_that_are_too_long_are_incomplete() {
    let place = tempfile::tempdir().unwrap();
    let name = "n".repeat(250) + ".yaml";
    fs::write(place.path().join(&name), POD).unwrap();
    let output = gatecheck(place.path(), &["scan", "--format", "json"]).output().unwrap();
    assert_eq!(verdicts(&output)[&name].0, 1);
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let mut folder = rustix::fs::open(place.path(), flags, Mode::empty()).unwrap();
    for _ in 0..20 {
        let name = "d".repeat(250);
        rustix::fs::mkdirat(&folder, &name, Mode::RWXU).unwrap();
        folder = rustix::fs::openat(&folder, &name, flags, Mode::empty()).unwrap();
    }
    let file = rustix::fs::openat(&folder, "a.yaml", OFlags::CREATE | OFlags::WRONLY, Mode::RWXU).unwrap();
    rustix::io::write(&file, POD.as_bytes()).unwrap();
    for verb in ["scan", "fix", "baseline"] {
        let output = gatecheck(place.path(), &[verb]).output().unwrap();
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert_eq!(output.status.code(), Some(3), "{verb}: {said}");
        assert!(said.contains("its path is too long for the system"), "{verb}: {said}");
    }
}

/// Folders that come and go while they are walked, and their parents with them.
#[test]
fn folders_that_vanish_while_they_are_walked() {
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("pod.yaml"), POD).unwrap();
    let make = |i: usize| {
        let folder = place.path().join(format!("{i:03}/a/b/c"));
        fs::create_dir_all(&folder).and_then(|()| fs::write(folder.join("pod.yaml"), POD))
    };
    (0..100).for_each(|i| make(i).unwrap());
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut i = 0;
            while !stop.load(Ordering::Relaxed) {
                let folder = place.path().join(format!("{:03}", 99 - i % 100));
                let _ = fs::remove_dir_all(folder);
                let _ = make(99 - i % 100);
                i += 1;
            }
        });
        for _ in 0..8 {
            let output = gatecheck(place.path(), &["scan", "--format", "json"]).output().unwrap();
            let fine = matches!(output.status.code(), Some(1 | 3));
            let said = String::from_utf8(output.stderr.clone()).unwrap();
            if !fine || said.contains("panic") || said.contains("internal") {
                stop.store(true, Ordering::Relaxed);
                panic!("{:?}: {said}", output.status.code());
            }
            let verdicts = verdicts(&output);
            assert_eq!(verdicts["pod.yaml"].0, 1);
            let gone =
                |lines: &[String]| lines.iter().all(|line| line.contains("it was removed during the scan"));
            let explained = verdicts.values().all(|(code, lines)| *code == 1 || gone(lines));
            stop.store(!explained, Ordering::Relaxed);
            assert!(explained, "{verdicts:#?}");
        }
        stop.store(true, Ordering::Relaxed);
    });
}

/// A repository whose own files are no files: nothing is waited for, and all is scanned.
#[test]
fn a_repository_that_is_none_is_scanned_like_a_folder() {
    for (script, note) in [
        ("mkfifo .git", ""),
        ("printf 'gitdir: /nonexistent' >.git", "git could not list the tracked files"),
        ("printf '' >.git", "git could not list the tracked files"),
        ("ln -s /nonexistent .git", ""),
        ("mkdir x && git -C x init -q && ln -s x/.git .git", ""),
        ("mkdir -p .git/objects .git/refs && mkfifo .git/HEAD", "HEAD in its folder is a named pipe"),
        ("git init -q && mkfifo .git/index", "index in its folder is a named pipe"),
        ("git init -q && rm .git/config && mkfifo .git/config", "config in its folder is a named pipe"),
        ("git init -q && rm .git/HEAD && ln -s pipe .git/HEAD && mkfifo .git/pipe", "is a named pipe"),
        ("git init -q && rm -r .git/info && mkdir .git/info && mkfifo .git/info/exclude", "is a named pipe"),
        ("git init -q && printf x >.git/index", "git could not list the tracked files"),
        ("git init -q && rm -f .gitignore && mkfifo .gitignore", ""),
        ("git init -q && rm -f .gitignore && mkdir .gitignore", ""),
    ] {
        let place = tempfile::tempdir().unwrap();
        fs::write(place.path().join("pod.yaml"), POD).unwrap();
        fs::write(place.path().join(".gitignore"), "*.yaml\n").unwrap();
        run("sh", &["-c", script], place.path());
        let output =
            gatecheck(place.path(), &["scan", "pod.yaml", ".", "--format", "json"]).output().unwrap();
        let said = String::from_utf8(output.stderr.clone()).unwrap();
        assert_eq!(output.status.code(), Some(1), "{script}: {said}");
        assert!(said.contains(note), "{script}: {said}");
        assert_eq!(verdicts(&output)["pod.yaml"].0, 1, "{script}");
        if !note.is_empty() {
            for flag in ["--staged", "--diff-base=HEAD"] {
                let output = gatecheck(place.path(), &["scan", flag]).output().unwrap();
                let said = String::from_utf8(output.stderr).unwrap();
                assert_eq!(output.status.code(), Some(2), "{flag} {script}: {said}");
            }
        }
    }
}

/// Git opens its own files whatever they are, and would wait for a pipe among them for ever.
#[test]
fn git_is_not_waited_for_without_an_end() {
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("pod.yaml"), POD).unwrap();
    run("sh", &["-c", "git init -q -b main && mkfifo .git/refs/heads/main"], place.path());
    let check = |arguments: &[&str], code: i32| {
        let output = gatecheck(place.path(), arguments).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
        assert!(said.contains("git was silent for 60 seconds"), "{arguments:?}: {said}");
    };
    std::thread::scope(|scope| {
        scope.spawn(|| check(&["scan"], 1));
        scope.spawn(|| check(&["scan", "--staged"], 2));
        check(&["scan", "--diff-base=HEAD"], 2);
    });
}
