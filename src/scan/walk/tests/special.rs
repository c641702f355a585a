//! Links, pipes, names that are no text, and whatever else is no ordinary file.

use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::process::Command;

use super::*;
use crate::scan::{Read, read};

#[test]
fn links_are_not_followed() {
    let place = Place::new().with(&["repo/a", "secret/b"]);
    for (target, link) in [
        ("a", "inside"),
        ("../secret/b", "outside"),
        ("../secret", "folder"),
        ("self", "self"),
        (".", "here"),
        ("/proc/self/environ", "environ"),
    ] {
        symlink(target, place.path("repo").join(link)).unwrap();
    }
    let walk = place.check("repo", &[], &["a"]);
    let links =
        ["environ", "folder", "here", "inside", "outside", "self"].map(|p| format!("{p}: symbolic link"));
    assert_eq!(skipped(&walk), links);

    // Named, a link is followed as far as the user alone is behind it.
    place.check("repo", &["folder"], &["b"]);
    place.git("repo", &["init", "-q"]);
    for (link, why) in [
        ("folder", "folder: symbolic link that leads out of the repository"),
        ("outside", "outside: symbolic link that leads out of the repository"),
        ("self", "self: symbolic link that leads nowhere"),
    ] {
        let walk = place.check("repo", &[link], &[]);
        assert_eq!(skipped(&walk), [why]);
    }
    place.check("repo", &["inside"], &["a"]);
}

#[test]
fn a_link_under_whose_name_a_file_is_another_is_one() {
    let place = Place::new().with(&["repo/data", "repo/b.yaml", "repo/.git/config", "secret/a"]);
    for (target, link) in [
        ("data", "pod.yaml"),
        ("pod.yaml", "pod.json"),
        ("b.yaml", "Dockerfile"),
        ("b.yaml", "c.yml"),
        ("b.yaml", "compose.yaml"),
        ("compose.yaml", "d.yaml"),
        ("data", "notes"),
        (".git/config", "e.yaml"),
        ("../secret/a", "f.yaml"),
        ("gone", "g.yaml"),
    ] {
        symlink(target, place.path("repo").join(link)).unwrap();
    }
    let walk =
        place.check("repo", &[], &["Dockerfile", "b.yaml", "compose.yaml", "data", "pod.json", "pod.yaml"]);
    let links = ["c.yml", "d.yaml", "e.yaml", "f.yaml", "g.yaml", "notes"];
    assert_eq!(skipped(&walk), links.map(|link| format!("{link}: symbolic link")));
    let pod = walk.files.iter().find(|entry| entry.path.as_str() == "pod.json").unwrap();
    assert!(pod.is_link && pod.on_disk().unwrap().ends_with("repo/data"));
}

#[test]
fn a_file_that_becomes_a_link_after_the_walk_is_not_read() {
    let place = Place::new().with(&["repo/sub/a", "secret/a"]);
    let walk = place.check("repo", &[], &["sub/a"]);
    fs::remove_file(place.path("repo/sub/a")).unwrap();
    symlink(place.path("secret/a"), place.path("repo/sub/a")).unwrap();
    assert!(matches!(read(&walk.files[0]), Read::Skipped(why) if why == "symbolic link"));
    fs::remove_dir_all(place.path("repo/sub")).unwrap();
    symlink(place.path("secret"), place.path("repo/sub")).unwrap();
    assert!(matches!(read(&walk.files[0]), Read::Skipped(why) if why == "symbolic link"));
    fs::remove_file(place.path("repo/sub")).unwrap();
    assert!(matches!(read(&walk.files[0]), Read::Failed(why) if why.contains("removed during the scan")));
}

#[test]
fn what_is_not_a_file_is_said_and_never_waited_for() {
    let place = Place::new().with(&["a"]);
    let made = Command::new("mkfifo").arg(place.path("pipe")).status().unwrap();
    assert!(made.success());
    let _socket = UnixListener::bind(place.path("socket")).unwrap();
    let walk = place.check("", &[], &["a"]);
    assert_eq!(skipped(&walk), ["pipe: named pipe", "socket: socket"]);
    let walk = place.check("", &["pipe", "/dev/zero"], &[]);
    assert_eq!(skipped(&walk), ["/dev/zero: device", "pipe: named pipe"]);
    // Swapped in after the walk.
    for (name, what) in [("pipe", "named pipe"), ("socket", "socket")] {
        let entry = WalkEntry {
            path: RepoPath::new(name),
            only_text: false,
            content: Content::Disk(place.path(name).into()),
            known_as: None,
            is_link: false,
        };
        assert!(matches!(read(&entry), Read::Skipped(why) if why == what));
    }
}

#[test]
fn names_are_bytes() {
    let place = Place::new();
    let names: [&[u8]; 4] = [b"a\n::error::x", b"\x1b]0;x\x07", b"-rf", b"caf\xe9"];
    for name in names {
        fs::write(place.path("").join(OsStr::from_bytes(name)), "x").unwrap();
    }
    let place = place.repository();
    let walk = place.walk("", &[], &[]).unwrap();
    let mut met: Vec<&[u8]> = walk.files.iter().map(|file| file.path.as_bytes()).collect();
    met.sort_unstable();
    let mut expected = names;
    expected.sort_unstable();
    assert_eq!(met, expected);
    for file in &walk.files {
        assert!(matches!(read(file), Read::Text(source) if source.text == "x"));
    }
}

#[test]
fn a_folder_or_file_that_may_not_be_read_is_an_error() {
    let place = Place::new().with(&["a", "shut/b", "file"]);
    for name in ["shut", "file"] {
        let status = Command::new("chmod").arg("000").arg(place.path(name)).status().unwrap();
        assert!(status.success());
    }
    // The superuser reads everything.
    if fs::read_dir(place.path("shut")).is_err() {
        let walk = place.check("", &[], &["a", "file"]);
        assert_eq!(walk.errors[0].message, "cannot be read: permission denied");
        assert!(
            matches!(read(&walk.files[1]), Read::Failed(why) if why == "cannot be read: permission denied")
        );
    }
    let status = Command::new("chmod").arg("700").arg(place.path("shut")).status().unwrap();
    assert!(status.success());
}

#[test]
fn a_huge_sparse_file_is_not_read_to_its_end() {
    let place = Place::new().with(&["a"]);
    fs::OpenOptions::new().write(true).open(place.path("a")).unwrap().set_len(1 << 40).unwrap();
    let walk = place.check("", &[], &["a"]);
    assert!(matches!(read(&walk.files[0]), Read::Skipped(why) if why.starts_with("larger than")));
}

#[test]
fn a_deep_tree_is_walked_without_a_deep_stack() {
    let place = Place::new();
    let deep = vec!["d"; 900].join("/");
    place.write(&format!("{deep}/f"), "");
    let walk = place.walk("", &[], &[]).unwrap();
    assert_eq!(walk.files.len(), 1);
}
