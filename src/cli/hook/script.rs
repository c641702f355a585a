//! The text of the hook: made for one program, and recognised again. No IO.
//!
//! Its second line ends in a digest of the lines below, so that a hook is told from one that somebody went on
//! to write, whichever version of gatecheck made it.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

use sha2::{Digest, Sha256};

/// Whose a hook is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Author {
    /// It is as `gatecheck hook install` wrote it.
    Gatecheck,
    /// `gatecheck hook install` wrote it, and somebody changed it.
    Changed,
    /// Somebody else wrote it.
    Somebody,
}

/// What stands above the digested lines, up to the digest.
const HEAD: &[u8] =
    b"#!/bin/sh\n# Written by `gatecheck hook install`; `gatecheck hook uninstall` removes it. ";

/// The lines before the program's path is set.
const BEFORE: &str = "\
#
# Scans what is about to be committed, as it is staged. A commit that must go
# through without the scan: git commit --no-verify

";

/// The lines after. The program is looked for a second time because updates move it; a hook that does not
/// find it must stop the commit, or removing the program would open the gate.
const AFTER: &str = r#"
if [ ! -x "$gatecheck" ]; then
	gatecheck=$(command -v gatecheck) || {
		echo "gatecheck is not where it was, and not on the PATH: nothing checked this commit, so it is stopped." >&2
		echo "Install gatecheck and run 'gatecheck hook install', or remove the hook: rm '$0'" >&2
		exit 1
	}
fi

"$gatecheck" scan --staged
code=$?
if [ "$code" -ne 0 ]; then
	echo "gatecheck stopped this commit (exit code $code). To commit all the same: git commit --no-verify" >&2
fi
exit "$code"
"#;

/// The hook that runs `program`.
pub(super) fn write(program: &OsStr) -> Vec<u8> {
    let mut body = BEFORE.as_bytes().to_vec();
    body.extend_from_slice(b"gatecheck=");
    body.extend(quoted(program.as_bytes()));
    body.extend_from_slice(AFTER.as_bytes());
    let mut script = HEAD.to_vec();
    script.extend(digest(&body).into_bytes());
    script.push(b'\n');
    script.extend(body);
    script
}

/// Who wrote a hook.
pub(super) fn author(script: &[u8]) -> Author {
    let Some(rest) = script.strip_prefix(HEAD) else { return Author::Somebody };
    let end = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
    let (said, body) = rest.split_at(end);
    let body = body.strip_prefix(b"\n").unwrap_or(body);
    if said == digest(body).as_bytes() { Author::Gatecheck } else { Author::Changed }
}

/// `text` as one word of a shell, whatever is in it.
fn quoted(text: &[u8]) -> Vec<u8> {
    let mut out = vec![b'\''];
    for byte in text {
        if *byte == b'\'' { out.extend_from_slice(br"'\''") } else { out.push(*byte) }
    }
    out.push(b'\'');
    out
}

fn digest(body: &[u8]) -> String {
    Sha256::digest(body).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn a_hook_is_known_again_until_it_is_changed() {
        let own = write(OsStr::new("/usr/bin/gatecheck"));
        let mut changed = own.clone();
        changed.extend_from_slice(b"make lint\n");
        let head = HEAD.to_vec();
        let cases: [(&[u8], Author); 5] = [
            (&own, Author::Gatecheck),
            (&changed, Author::Changed),
            (&head, Author::Changed),
            (b"#!/bin/sh\ngatecheck scan --staged\n", Author::Somebody),
            (b"", Author::Somebody),
        ];
        for (script, expected) in cases {
            assert_eq!(author(script), expected, "{}", script.escape_ascii());
        }
    }

    #[test]
    fn any_path_is_one_word_for_the_shell() {
        for path in [&b"/a b"[..], b"/it's", b"/$(id)`id`\"\\", b"/a\nb", b"/\xff*", b"''"] {
            let mut script = b"printf %s ".to_vec();
            script.extend(quoted(path));
            let output = Command::new("sh").arg("-c").arg(OsStr::from_bytes(&script)).output().unwrap();
            assert_eq!(output.stdout, path, "{}", path.escape_ascii());
        }
    }
}
